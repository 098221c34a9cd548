"""Cases about what signing programs draw around, behind and beside a picture: frames, grounds, lines of text; pens and seals of paths."""
import re

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from reportlab.pdfbase.pdfmetrics import stringWidth

import case as cases
import fonts
import marks
import sheet
import signing
import stamps
from case import BAD, letter

LINES = {
    "person": ["Ký bởi: Trần Minh Khuê", "Email: khuetm.skhcn@thidu.example", "Cơ quan: Sở Khoa học và Công nghệ", "Thời gian ký: 16.03.2026 09:15:24 +07:00"],
    "seal": ["Ký bởi: SỞ KHOA HỌC VÀ CÔNG NGHỆ TỈNH THÍ DỤ", "Email: skhcn@thidu.example", "Cơ quan: Sở Khoa học và Công nghệ", "Thời gian ký: 16.03.2026 09:45:01 +07:00"],
}
CLEAR = {"ground-clear": {"/ca": generic.FloatObject(0)}, "ground-multiply": {"/BM": pdf_name("/Multiply")}}


def around(mark, room, below=b"", words=None, state=None):
    """The same mark in a larger box (points left, below, right, above), with operators below it and words beside it."""
    left, low, right, high = mark.box
    mark.box = (left - room[0], low - room[1], right + room[2], high + room[3])
    own = mark.content

    def content(writer, size):
        data, resources = own(writer, size)
        data = below + b"q 1 0 0 1 %.3f %.3f cm " % (room[0], room[1]) + data + b" Q\n"
        if state:
            resources[pdf_name("/ExtGState")] = generic.DictionaryObject({pdf_name("/G0"): generic.DictionaryObject({pdf_name(key): value for key, value in state.items()})})
        if words:
            written, faces = words(writer, size)
            data, resources = data + written, generic.DictionaryObject({**resources, **faces})
        return data, resources
    mark.content = content
    return mark


def frame(mark, width, colour=b"0 0 0"):
    left, low, right, high = mark.box
    edge = width + 1
    path = b"q %s RG %.1f w %.2f %.2f %.2f %.2f re S Q\n" % (colour, width, width / 2, width / 2, right - left + 2 * edge - width, high - low + 2 * edge - width)
    return around(mark, (edge,) * 4, path)


def ground(mark, colour, name=None):
    left, low, right, high = mark.box
    path = b"q %s%s rg 0 0 %.2f %.2f re f Q\n" % (b"/G0 gs " if name else b"", colour, right - left, high - low)
    if not name:
        mark.transparent = False
    return around(mark, (0, 0, 0, 0), path, state=CLEAR.get(name))


def beside(mark, role, size=6):
    """Lines of who signed, of what agency and when, on the right of the picture."""
    lines = LINES[role]
    left, low, right, high = mark.box
    room = max(stringWidth(line, fonts.face("times"), size) for line in lines) + 6
    places = [(line, right - left + 3, (high - low) / 2 + size * (1.0 - 1.25 * index), size, 0.0, (0, 0, 0), 0) for index, line in enumerate(lines)]
    mark.lines, mark.text = lines, {"family": "times", "style": "", "size": size, "colour": (0, 0, 0), "skewed": False, "mode": 0}
    return around(mark, (0, 0, room, 0), words=signing.typed(fonts.file_of("times", ""), places))


def pen(mark, width=1.2):
    """Strokes, as a tablet records them, that reach from edge to edge of the ink."""
    left, low, right, high = mark.ink
    across, up, inset = right - left - width, high - low - width, width / 2
    path = [(0, .4), (.1, 1), (.15, .3), (.25, .8), (.3, .1), (.45, .9), (.5, .35), (.6, .7), (.7, .3), (.8, .6), (1, 0), (.2, .05), (.9, .5)]
    places = [(left - mark.box[0] + inset + x * across, low - mark.box[1] + inset + y * up) for x, y in path]
    data = b"%.3f %.3f %.3f RG %.1f w 1 J 1 j " % (*(part / 255 for part in marks.BLUE), width)
    data += b" ".join(b"%.3f %.3f %s" % (*place, b"l" if index else b"m") for index, place in enumerate(places)) + b" S\n"
    mark.content, mark.vector = (lambda _writer, _size: (data, generic.DictionaryObject())), True
    return mark


WAYS = {
    "frame": lambda mark, _role: frame(mark, 1), "frame-thick": lambda mark, _role: frame(mark, 3), "frame-red": lambda mark, _role: frame(mark, 1, b"0.9 0 0"),
    "ground-white": lambda mark, _role: ground(mark, b"1 1 1"), "ground-yellow": lambda mark, _role: ground(mark, b"1 1 0.8"),
    "ground-clear": lambda mark, _role: ground(mark, b"1 1 1", "ground-clear"), "ground-multiply": lambda mark, _role: ground(mark, b"1 1 1", "ground-multiply"),
    "words": beside,
}


def dressed(role, way, make, mark=None):
    """A good letter with one of its two marks dressed this way."""
    said = {"P03" if role == "person" else "S03": BAD} if way in ("ground-white", "ground-yellow") else {"T07": "passed", "C09": "passed"} if way == "words" else {}
    case = letter(f"appearance/{role}-{way}", "appearance", way, mark=mark, expect=said)
    placed = next(placed for placed in case.placed if placed.role == role)
    placed.mark = make(placed.mark, role)
    return case


class Pieces(sheet.Writer):
    """Writes the gaps of a line as nothing at all, as programs do that place every word: only the places tell of them."""

    def text(self, component, text, x, y, size, style="", align="left", colour=(0, 0, 0)):
        width = super().text(component, "" if "  " in text else text, x, y, size, style, align, colour)
        if "  " not in text:
            return width
        face, _ = self.face(text, style)
        width = stringWidth(text, face, size)
        left = x - width / 2 if align == "centre" else x
        for piece in re.finditer(r"\S+(?: \S+)*", text):
            super().text(None, piece[0], left + stringWidth(text[:piece.start()], face, size), y, size, style, colour=colour)
        box = (left, y - 0.22 * size, left + width, y + 0.68 * size)
        self.drawn.texts[component] = {"page": self.page, "box_mm": sheet.millimetres(self.letter.size, box), "text": text, "size_pt": size}
        return width


def all_cases():
    for way, make in WAYS.items():
        for role in ("person", "seal"):
            yield dressed(role, way, make)
    yield dressed("person", "pen", lambda mark, _role: pen(mark))
    yield dressed("person", "pen-in-frame", lambda mark, _role: frame(pen(mark), 1))
    yield dressed("seal", "paths-in-frame", lambda mark, _role: frame(mark, 1), mark={"vector": True})
    yield stamps.four_fields("in-pieces", "gaps without spaces", writer=Pieces)
