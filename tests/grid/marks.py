"""What a signature shows: a picture or a vector drawing of a signature or a seal, or lines of text; with the truth about it."""
import io
import math
from dataclasses import dataclass, field

from PIL import Image
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

import fonts
import ink
import signing

BLUE, RED, BLACK, GREY = (0, 0, 151), (220, 30, 40), (0, 0, 0), (120, 120, 120)
# Ways in which a picture is, or only seems, transparent -> whether the page shows through it.
TRANSPARENT = {
    "smask": True, "smask-half": True, "smask-indexed": True, "smask-grey": True, "smask-cmyk": True, "smask-jpeg": True, "uneven": True,
    "mask": True, "colour-key": True, "stencil": True,
    "opaque": False, "jpeg": False, "smask-full": False, "bilevel": False,
}


@dataclass
class Mark:
    """An appearance and its truth. Boxes are on the displayed sheet, points from the bottom left."""
    box: tuple
    content: object
    ink: tuple | None = None
    hue: str | None = None
    transparent: bool | None = None
    vector: bool = False
    lines: list = field(default_factory=list)  # what the text says, line by line
    text: dict = field(default_factory=dict)  # family, style, size, colour, skewed, mode


def hue_of(colour):
    """The word for a colour: what a person would call it."""
    import colorsys
    hue, saturation, value = colorsys.rgb_to_hsv(*(part / 255 for part in colour))
    degrees = hue * 360
    if value < 0.2:
        return "black"
    if saturation < 0.2:
        return "black" if value < 0.45 else "grey"
    if 190 <= degrees <= 275:
        return "blue"
    return "red" if degrees >= 335 or degrees <= 25 else "other"


def image(entries, data, **extra):
    stream = generic.StreamObject({pdf_name(f"/{name}"): value for name, value in {"Type": pdf_name("/XObject"), "Subtype": pdf_name("/Image"), **entries, **extra}.items()}, encoded_data=data)
    return stream


def numbers(*values):
    return generic.ArrayObject([generic.NumberObject(value) for value in values])


def picture_objects(writer, drawn, colour, how):
    """The image XObject for this way of drawing; also what the content stream must set before it paints."""
    n, flate = generic.NumberObject, pdf_name("/FlateDecode")
    size = {"Width": n(drawn.width), "Height": n(drawn.height)}
    plane = lambda cover, **extra: writer.add_object(image({"Width": n(cover.width), "Height": n(cover.height), "BitsPerComponent": n(8), "ColorSpace": pdf_name("/DeviceGray"), "Filter": flate}, ink.flate(cover.tobytes()), **extra))
    rgb = lambda picture, **extra: image({**size, "BitsPerComponent": n(8), "ColorSpace": pdf_name("/DeviceRGB"), "Filter": flate}, ink.flate(picture.tobytes()), **extra)
    solid = Image.composite(Image.new("RGB", drawn.cover.size, colour), Image.new("RGB", drawn.cover.size, (255, 255, 255)), drawn.cover.point(lambda value: 255 if value else 0))
    bits = lambda turned: drawn.cover.point(lambda value: 255 if (value >= 128) != turned else 0).convert("1").tobytes()
    before = b""
    if how == "smask":
        made = rgb(solid, SMask=plane(drawn.cover))
    elif how == "smask-half":
        made = rgb(solid, SMask=plane(drawn.cover.resize((drawn.width // 2, drawn.height // 2), Image.Resampling.BOX)))
    elif how == "smask-full":
        made = rgb(ink.flat(drawn, colour), SMask=plane(Image.new("L", drawn.cover.size, 255)))
    elif how == "smask-indexed":
        palette = generic.ByteStringObject(bytes((255, 255, 255, *colour)))
        space = generic.ArrayObject([pdf_name("/Indexed"), pdf_name("/DeviceRGB"), n(1), palette])
        data = drawn.cover.point(lambda value: 1 if value else 0).tobytes()
        made = image({**size, "BitsPerComponent": n(8), "ColorSpace": space, "Filter": flate}, ink.flate(data), SMask=plane(drawn.cover))
    elif how == "smask-grey":
        grey = round(sum(colour) / 3)
        made = image({**size, "BitsPerComponent": n(8), "ColorSpace": pdf_name("/DeviceGray"), "Filter": flate}, ink.flate(bytes([grey]) * (drawn.width * drawn.height)), SMask=plane(drawn.cover))
    elif how == "smask-cmyk":
        share = [255 - part for part in colour]
        black = min(share)
        made = image({**size, "BitsPerComponent": n(8), "ColorSpace": pdf_name("/DeviceCMYK"), "Filter": flate}, ink.flate(bytes([*(part - black for part in share), black]) * (drawn.width * drawn.height)), SMask=plane(drawn.cover))
    elif how == "smask-jpeg":
        made = image({**size, "BitsPerComponent": n(8), "ColorSpace": pdf_name("/DeviceRGB"), "Filter": pdf_name("/DCTDecode")}, ink.jpeg(ink.flat(drawn, colour)), SMask=plane(drawn.cover))
    elif how == "uneven":
        made = rgb(ink.uneven(drawn, colour), SMask=plane(drawn.cover))
    elif how == "mask":
        stencil = writer.add_object(image({**size, "BitsPerComponent": n(1), "ImageMask": generic.BooleanObject(True), "Filter": flate}, ink.flate(bits(True))))
        made = rgb(solid, Mask=stencil)
    elif how == "colour-key":
        hard = Image.composite(Image.new("RGB", drawn.cover.size, colour), Image.new("RGB", drawn.cover.size, (255, 255, 255)), drawn.cover.point(lambda value: 255 if value >= 128 else 0))
        made = rgb(hard, Mask=numbers(250, 255, 250, 255, 250, 255))
    elif how == "stencil":
        made = image({**size, "BitsPerComponent": n(1), "ImageMask": generic.BooleanObject(True), "Filter": flate}, ink.flate(bits(True)))
        before = b"%.4f %.4f %.4f rg " % tuple(part / 255 for part in colour)
    elif how == "opaque":
        made = rgb(ink.flat(drawn, colour))
    elif how == "jpeg":
        made = image({**size, "BitsPerComponent": n(8), "ColorSpace": pdf_name("/DeviceRGB"), "Filter": pdf_name("/DCTDecode")}, ink.jpeg(ink.flat(drawn, colour)))
    elif how == "bilevel":  # scanned to black and white
        made = image({**size, "BitsPerComponent": n(1), "ColorSpace": pdf_name("/DeviceGray"), "Filter": flate}, ink.flate(bits(True)))
    else:
        raise ValueError(how)
    return writer.add_object(made), before


def picture(drawn, ink_box, colour, how="smask", margin=2.5):
    """A picture placed so that its ink fills this box of the sheet."""
    left, low, right, high = ink_box
    share_left, share_top, share_right, share_bottom = drawn.box
    width, height = (right - left) / (share_right - share_left), (high - low) / (share_bottom - share_top)
    x, y = left - share_left * width, low - (1 - share_bottom) * height
    box = (x - margin, y - margin, x + width + margin, y + height + margin)

    def content(writer, _size):
        made, before = picture_objects(writer, drawn, colour, how)
        data = b"q %s%.4f 0 0 %.4f %.4f %.4f cm /img1 Do Q\n" % (before, width, height, margin, margin)
        return data, generic.DictionaryObject({pdf_name("/XObject"): generic.DictionaryObject({pdf_name("/img1"): made})})
    hue = hue_of([sum(colour) / 3] * 3) if how == "smask-grey" else "black" if how == "bilevel" else hue_of(colour)
    return Mark(box, content, ink_box, hue, TRANSPARENT[how])


def vector_seal(ink_box, colour=RED, margin=2.5):
    """A seal of curves: rings, a star, strokes along the ring in place of letters."""
    left, low, right, high = ink_box
    diameter = right - left
    box = (left - margin, low - margin, right + margin, high + margin)
    centre, radius = diameter / 2 + margin, diameter / 2

    def circle(r, width):
        k = 0.5522847498 * r
        c = centre
        return (b"%.3f w %.3f %.3f m %.3f %.3f %.3f %.3f %.3f %.3f c %.3f %.3f %.3f %.3f %.3f %.3f c %.3f %.3f %.3f %.3f %.3f %.3f c %.3f %.3f %.3f %.3f %.3f %.3f c s\n"
                % (width, c + r, c, c + r, c + k, c + k, c + r, c, c + r, c - k, c + r, c - r, c + k, c - r, c, c - r, c - k, c - k, c - r, c, c - r, c + k, c - r, c + r, c - k, c + r, c))

    def content(_writer, _size):
        paint = tuple(part / 255 for part in colour)
        data = b"q %.3f %.3f %.3f RG %.3f %.3f %.3f rg\n" % (*paint, *paint)
        data += circle(radius - 0.8, 1.6) + circle(radius * 0.92, 0.5) + circle(radius * 0.62, 0.8)
        for corner in range(10):
            r = radius * (0.4 if corner % 2 == 0 else 0.16)
            angle = math.pi / 2 + corner * math.pi / 5
            data += b"%.3f %.3f %s\n" % (centre + r * math.cos(angle), centre + r * math.sin(angle), b"l" if corner else b"m")
        data += b"f\n1.2 w\n"
        for stroke in range(28):
            angle = stroke * math.tau / 28
            data += b"%.3f %.3f m %.3f %.3f l S\n" % (
                centre + radius * 0.7 * math.cos(angle), centre + radius * 0.7 * math.sin(angle), centre + radius * 0.84 * math.cos(angle), centre + radius * 0.84 * math.sin(angle))
        return data + b"Q\n", generic.DictionaryObject()
    return Mark(box, content, ink_box, hue_of(colour), True, vector=True)


def stamp(lines, right, top, size=10, family="times", style="", colour=(0, 0, 0), skew=0.0, mode=0, engine="type0", width=None, picture_ink=None):
    """Lines of text whose box ends at this right edge and top; optionally with a small picture on their left."""
    face = fonts.face(family, style)
    lead = size * 1.25
    widest = max(stringWidth(line, face, size) for line in lines)
    room = 0 if picture_ink is None else lead * len(lines) + 4
    wide = (width or widest + 4) + room
    tall = lead * len(lines) + 4
    box = (right - wide, top - tall, right, top)
    places = [(line, room + 2, tall - 2 - lead * (index + 1) + 0.28 * size, size, skew, colour, mode) for index, line in enumerate(lines)]
    if engine == "type0" and family not in ("standard", "helvetica") and picture_ink is None:
        content = signing.typed(fonts.file_of(family, style), places)
    else:
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=(wide, tall), invariant=1)
        canvas.setFillColorRGB(*colour)
        for line, x, y, *_ in places:
            text = canvas.beginText()
            text.setFont(face, size)
            text.setTextRenderMode(mode)
            text.setTextTransform(1, 0, skew, 1, x, y)
            text.textOut(line)
            canvas.drawText(text)
        if picture_ink is not None:
            canvas.drawImage(ImageReader(ink.rgba(picture_ink, RED)), 2, 2, room - 4, tall - 4, mask="auto")
        canvas.showPage()
        canvas.save()
        content = signing.imported(out.getvalue())
    mark = Mark(box, content, lines=list(lines), text={"family": family, "style": style, "size": size, "colour": colour, "skewed": skew != 0, "mode": mode})
    if picture_ink is not None:
        mark.hue, mark.transparent = "red", True
    return mark
