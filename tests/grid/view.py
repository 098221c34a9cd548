"""How a page is shown: /Rotate, CropBox, MediaBox away from zero, UserUnit. All of it around the same displayed sheet."""
import io
from dataclasses import dataclass

import pikepdf

import sheet


@dataclass(frozen=True)
class View:
    """From the displayed sheet (points from the bottom left) to the user space of the page."""
    size: tuple = sheet.A4
    rotate: int = 0
    sideways: bool = False  # /Rotate is set and nothing is turned to meet it: the page is seen lying
    offset: tuple = (0.0, 0.0)  # left bottom corner of the CropBox in user space
    crop: bool = False  # a MediaBox larger than the CropBox
    unit: float = 1.0

    def matrix(self):
        """a b c d e f: displayed point to user space."""
        width, height = self.size
        turn = 0 if self.sideways else self.rotate
        a, b, c, d, e, f = {0: (1, 0, 0, 1, 0, 0), 90: (0, 1, -1, 0, height, 0), 180: (-1, 0, 0, -1, width, height), 270: (0, -1, 1, 0, 0, width)}[turn]
        u, (x, y) = self.unit, self.offset
        return (a / u, b / u, c / u, d / u, e / u + x, f / u + y)

    def turn(self):
        """The rotating part alone, for the /Matrix of an appearance."""
        return tuple(value * self.unit for value in self.matrix()[:4]) + (0.0, 0.0)

    def rect(self, box):
        """A displayed box as a /Rect."""
        a, b, c, d, e, f = self.matrix()
        points = [(a * x + c * y + e, b * x + d * y + f) for x in box[::2] for y in box[1::2]]
        return [min(x for x, _ in points), min(y for _, y in points), max(x for x, _ in points), max(y for _, y in points)]

    def shown(self, box):
        """Millimetres from the top left of the page as it is displayed, of a box on the sheet."""
        if not self.sideways or not self.rotate:
            return sheet.millimetres(self.size, box)
        width, height = self.size
        left, low, right, high = box
        turned, size = {
            90: ((low, width - right, high, width - left), (height, width)),
            180: ((width - right, height - high, width - left, height - low), (width, height)),
            270: ((height - high, left, height - low, right), (height, width)),
        }[self.rotate]
        return sheet.millimetres(size, turned)

    def applied(self, data):
        """The drawn letter with this view."""
        if self == View(size=self.size):
            return data
        with pikepdf.open(io.BytesIO(data)) as pdf:
            width, height = self.size
            if self.rotate in (90, 270) and not self.sideways:
                width, height = height, width
            width, height = width / self.unit, height / self.unit
            x, y = self.offset
            for page in pdf.pages:
                page.contents_add(pdf.make_stream(("q %.6f %.6f %.6f %.6f %.6f %.6f cm\n" % self.matrix()).encode()), prepend=True)
                page.contents_add(pdf.make_stream(b"\nQ"))
                box = [x, y, x + width, y + height]
                if self.crop:
                    page.CropBox = box
                    page.MediaBox = [x - 60, y - 45, x + width + 30, y + height + 75]
                else:
                    page.MediaBox = box
                if self.rotate:
                    page.Rotate = self.rotate
                if self.unit != 1.0:
                    page.UserUnit = self.unit
            out = io.BytesIO()
            pdf.save(out, deterministic_id=True, min_version="1.7")
            return out.getvalue()
