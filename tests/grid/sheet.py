"""A letter as Nghị định 30/2020/NĐ-CP wants it, drawn with reportlab; every part can be left out or changed.

Coordinates are points from the bottom left of the page as it is displayed. What is drawn is also written down: `texts` holds the
boxes of the components in millimetres from the top left.
"""
import dataclasses
import functools
import io
import unicodedata
from dataclasses import dataclass, field

from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

import fonts

MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)
BODY = [
    "Thực hiện kế hoạch công tác năm, Sở Khoa học và Công nghệ thông báo lịch kiểm tra việc quản lý, sử dụng chữ ký số chuyên dùng công vụ "
    "tại các cơ quan, đơn vị trên địa bàn tỉnh như sau:",
    "1. Thời gian: từ ngày 06 đến ngày 10 của tháng kế tiếp; mỗi đơn vị làm việc trong một buổi theo lịch gửi kèm.",
    "2. Nội dung: việc bàn giao thiết bị lưu khóa bí mật, thời hạn của chứng thư chữ ký số, hình thức ký số trên văn bản điện tử "
    "và việc lưu trữ văn bản đã ký số trên hệ thống quản lý văn bản và điều hành.",
    "Đề nghị các cơ quan, đơn vị chuẩn bị hồ sơ, cử người tham dự đúng thành phần và phối hợp thực hiện./.",
]
RECEIVERS = ["- Như trên;", "- UBND tỉnh (để báo cáo);", "- Giám đốc, các Phó Giám đốc;", "- Lưu: VT, CĐS."]


@dataclass(frozen=True)
class Letter:
    """What stands in a letter. `None` leaves a part out."""
    size: tuple = A4
    margins: tuple = (30, 20, 15, 20)  # left, top, right, bottom; mm
    family: str = "times"
    body_size: float = 14
    body_style: str = ""
    body_colour: tuple = (0, 0, 0)
    unicode: str = "NFC"
    encode: object = None  # a legacy encoding: text -> text
    state: str | None = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    motto: str | None = "Độc lập - Tự do - Hạnh phúc"
    parent: str | None = "UBND TỈNH THÍ DỤ"
    agency: str | None = "SỞ KHOA HỌC VÀ CÔNG NGHỆ"
    number: str | None = "Số: 125/TB-SKHCN"
    place_date: str | None = "Thí Dụ, ngày 16 tháng 3 năm 2026"
    kind: str | None = "THÔNG BÁO"
    summary: str | None = "Lịch kiểm tra việc sử dụng chữ ký số công vụ"
    summary_below_number: str | None = None  # công văn: V/v …
    addressee: str | None = None
    body: tuple = tuple(BODY)
    receivers: tuple | None = tuple(RECEIVERS)
    capacity: str | None = None  # a line above the title: KT. GIÁM ĐỐC
    title: str | None = "GIÁM ĐỐC"
    name: str | None = "Trần Minh Khuê"
    gap: float = 88  # points between the title's line and the name's
    pages: int = 1
    page_numbers: str | None = "top"  # where pages after the first carry it; "bottom", "all" (also on the first)
    secrecy: str | None = None  # in a box under the number
    urgency: str | None = None
    appendix: str | None = None  # heading of a last page in the same file
    appendix_reference: str = "(Kèm theo Thông báo số 125/TB-SKHCN ngày 16 tháng 3 năm 2026 của Sở Khoa học và Công nghệ)"
    pictures: tuple = ()  # (page, PIL picture, x, y, width, height): ink in the page itself
    background: object = None  # a scan: JPEG bytes that fill the page
    producer: str = "reportlab"

    def but(self, **changes):
        """The same letter with these parts changed."""
        return dataclasses.replace(self, **changes)


@dataclass
class Drawn:
    """A drawn letter and where its parts are."""
    data: bytes
    size: tuple
    pages: int
    texts: dict = field(default_factory=dict)  # component -> {page, box_mm, text, font, size_pt}
    centre: float = 0.0  # of title and name
    title_bottom: float = 0.0  # baseline of the title's last line
    name_top: float = 0.0  # top of the name's capitals
    block_page: int = 1
    dpi: float = 0.0  # of a scan
    colour: bool = False


def millimetres(size, box):
    """Points from the bottom left to millimetres from the top left."""
    left, low, right, high = box
    return [round(value, 3) for value in (left / MM, (size[1] - high) / MM, right / MM, (size[1] - low) / MM)]


class Writer:
    """One canvas on which a letter is written."""

    def __init__(self, letter):
        self.letter = letter
        self.out = io.BytesIO()
        self.canvas = Canvas(self.out, pagesize=letter.size, invariant=1, pdfVersion=(1, 7))
        self.canvas.setCreator("kysoat test grid")
        self.drawn = Drawn(b"", letter.size, letter.pages)
        self.page = 1
        self.left = letter.margins[0] * MM
        self.right = letter.size[0] - letter.margins[2] * MM
        self.top = letter.size[1] - letter.margins[1] * MM

    def words(self, text):
        text = unicodedata.normalize(self.letter.unicode, text)
        return self.letter.encode(text) if self.letter.encode else text

    def face(self, text, style):
        family = self.letter.family
        if family == "vntime" and text == text.upper() and any(letter.isalpha() for letter in text):
            return fonts.face("vntimeh", style), self.words(text.lower())
        return fonts.face(family, style), self.words(text)

    def text(self, component, text, x, y, size, style="", align="left", colour=(0, 0, 0)):
        """Writes a line; x is its left end or its centre. Returns its width."""
        face, written = self.face(text, style)
        width = stringWidth(written, face, size)
        left = x - width / 2 if align == "centre" else x
        self.canvas.setFillColorRGB(*colour)
        self.canvas.setFont(face, size)
        self.canvas.drawString(left, y, written)
        if component:
            box = (left, y - 0.22 * size, left + width, y + 0.68 * size)
            self.drawn.texts[component] = {"page": self.page, "box_mm": millimetres(self.letter.size, box), "text": text, "size_pt": size}
        return width

    def rule(self, centre, y, width, thickness=0.7):
        self.canvas.setLineWidth(thickness)
        self.canvas.setStrokeColorRGB(0, 0, 0)
        self.canvas.line(centre - width / 2, y, centre + width / 2, y)

    def lines(self, text, width, size, style="", indent=0):
        """Splits a paragraph into lines of at most this width."""
        face, _ = self.face("x", style)
        out, line, room = [], "", width - indent
        for word in text.split(" "):
            longer = f"{line} {word}".strip()
            if line and stringWidth(self.words(longer), face, size) > room:
                out.append(line)
                line, room = word, width
            else:
                line = longer
        return [*out, line]

    def header(self):
        letter = self.letter
        left_centre = self.left + 34 * MM
        right_centre = self.right - 47 * MM
        y = self.top - 11
        if letter.parent:
            self.text("parent_agency", letter.parent, left_centre, y, 12, align="centre")
        if letter.state:
            self.text("state", letter.state, right_centre, y, 12, "b", "centre")
        y -= 16
        if letter.agency:
            width = self.text("agency", letter.agency, left_centre, y, 12, "b", "centre")
            self.rule(left_centre, y - 4, width * 0.4)
        if letter.motto:
            width = self.text("motto", letter.motto, right_centre, y, 13, "b", "centre")
            self.rule(right_centre, y - 4.5, width)
        y -= 24
        if letter.number:
            self.text("number", letter.number, left_centre, y, 13, align="centre")
        if letter.place_date:
            self.text("place_date", letter.place_date, right_centre, y, 13, "i", "centre")
        if letter.summary_below_number:
            for line in self.lines(letter.summary_below_number, 62 * MM, 12):
                y -= 15
                self.text("summary", line, left_centre, y, 12, align="centre")
        for mark, colour in ((letter.secrecy, (0.8, 0, 0)), (letter.urgency, (0.8, 0, 0))):
            if mark:
                y -= 26
                self.text("secrecy" if mark == letter.secrecy else "urgency", mark, left_centre, y, 13, "b", "centre", colour)
                self.canvas.setStrokeColorRGB(*colour)
                self.canvas.setLineWidth(1)
                self.canvas.rect(left_centre - 20 * MM, y - 6, 40 * MM, 8 * MM)
        return y - 30

    def paragraphs(self, y):
        letter = self.letter
        size, lead = letter.body_size, letter.body_size * 1.32
        if letter.addressee:
            self.text("addressee", letter.addressee, self.left + (self.right - self.left) / 2, y, size, align="centre")
            y -= lead + 6
        width = self.right - self.left
        for number, paragraph in enumerate(letter.body):
            indent = 12.7 * MM
            lines = self.lines(paragraph, width, size, letter.body_style, indent)
            for index, line in enumerate(lines):
                first = indent if index == 0 else 0
                face, written = self.face(line, letter.body_style)
                spaces = line.count(" ")
                slack = width - first - stringWidth(written, face, size)
                self.canvas.setFillColorRGB(*letter.body_colour)
                self.canvas.setFont(face, size)
                spread = slack / spaces if index + 1 < len(lines) and spaces else 0
                self.canvas.drawString(self.left + first, y, written, wordSpace=spread)
                y -= lead
            y -= 6
            if letter.pages > 1 and number == 1:
                self.next_page()
                y = self.top - size
        return y

    def next_page(self):
        self.numbered(self.page)
        self.pictures(self.page)
        self.canvas.showPage()
        self.page += 1

    def numbered(self, page):
        where = self.letter.page_numbers
        if where is None or (page == 1 and where != "all"):
            return
        y = self.letter.size[1] - 13 * MM if where != "bottom" else 10 * MM
        self.text(f"page_number_{page}", str(page), self.letter.size[0] / 2, y, 13, align="centre")

    def signature_block(self, y):
        letter, drawn = self.letter, self.drawn
        centre = self.right - 45 * MM
        top = y - 14
        drawn.block_page = self.page
        drawn.centre = centre
        y = top
        if letter.capacity:
            self.text("capacity", letter.capacity, centre, y, 14, "b", "centre")
            y -= 18
        if letter.title:
            self.text("title", letter.title, centre, y, 14, "b", "centre")
        drawn.title_bottom = y - 3.1
        name_line = y - 3.1 - letter.gap - 9.5
        drawn.name_top = name_line + 9.5
        if letter.name:
            self.text("name", letter.name, centre, name_line, 14, "b", "centre")
        if letter.receivers:
            self.text("receivers", "Nơi nhận:", self.left, top, 12, "bi")
            for index, line in enumerate(letter.receivers):
                self.text(None, line, self.left, top - 15 - 13.5 * index, 11)

    def appendix(self):
        letter = self.letter
        self.next_page()
        centre = (self.left + self.right) / 2
        self.text("appendix", letter.appendix, centre, self.top - 20, 14, "b", "centre")
        self.text("appendix_title", "LỊCH KIỂM TRA CÁC ĐƠN VỊ", centre, self.top - 40, 14, "b", "centre")
        for index, line in enumerate(self.lines(letter.appendix_reference, self.right - self.left, 14, "i")):
            self.text("appendix_reference" if index == 0 else None, line, centre, self.top - 60 - 18 * index, 14, "i", "centre")
        for index, row in enumerate(["1. UBND phường Mẫu Đơn: buổi sáng ngày 06.", "2. Trường THPT Hoa Ban: buổi chiều ngày 06.", "3. Trung tâm Thông tin: buổi sáng ngày 07."]):
            self.text(None, row, self.left + 12.7 * MM, self.top - 120 - 22 * index, 14)

    def pictures(self, page):
        for at, picture, x, y, width, height in self.letter.pictures:
            if at == page:
                self.canvas.drawImage(ImageReader(picture), x, y, width, height, mask="auto")

    def write(self):
        letter = self.letter
        if letter.background is not None:
            for page in range(letter.pages):
                self.canvas.drawImage(ImageReader(io.BytesIO(letter.background)), 0, 0, *letter.size)
                self.pictures(page + 1)
                if page + 1 < letter.pages:
                    self.canvas.showPage()
            scan = ImageReader(io.BytesIO(letter.background))
            self.drawn.dpi = scan.getSize()[0] / letter.size[0] * 72
            self.drawn.colour = scan._image.mode == "RGB"
            self.drawn.block_page = letter.pages
            self.drawn.centre = self.right - 45 * MM
            self.drawn.title_bottom, self.drawn.name_top = 320.0, 232.0
        else:
            y = self.header()
            if letter.kind:
                centre = (self.left + self.right) / 2
                self.text("kind", letter.kind, centre, y, 14, "b", "centre")
                y -= 18
                if letter.summary:
                    width = 0
                    for line in self.lines(letter.summary, 120 * MM, 14, "b"):
                        width = self.text("summary", line, centre, y, 14, "b", "centre")
                        y -= 17
                    self.rule(centre, y + 12, width * 0.35)
                y -= 14
            y = self.paragraphs(y)
            self.signature_block(y)
            if letter.appendix:
                self.appendix()
                self.drawn.pages += 1
            self.pictures(self.page)
            self.numbered(self.page)
        self.canvas.showPage()
        self.canvas.save()
        self.drawn.data = self.out.getvalue()
        return self.drawn


def draw(letter):
    """Draws the letter; most cases differ only in what is placed on it."""
    return Writer(letter).write() if letter.pictures else drawn_once(letter)


@functools.lru_cache(maxsize=32)
def drawn_once(letter):
    return Writer(letter).write()


def attachment(letter, reference, heading="PHỤ LỤC"):
    """A separate file that goes with a letter: a heading, a reference in brackets, a table of lines; no signature block."""
    writer = Writer(letter.but(pages=1))
    centre = (writer.left + writer.right) / 2
    writer.text("appendix", heading, centre, writer.top - 30, 14, "b", "centre")
    writer.text("appendix_title", "LỊCH KIỂM TRA CÁC ĐƠN VỊ", centre, writer.top - 50, 14, "b", "centre")
    for index, line in enumerate(writer.lines(reference, writer.right - writer.left, 14, "i")):
        writer.text("appendix_reference" if index == 0 else None, line, centre, writer.top - 70 - 18 * index, 14, "i", "centre")
    rows = [f"{row}. Đơn vị số {row}: kiểm tra hồ sơ, thiết bị lưu khóa bí mật và văn bản điện tử đã ký số." for row in range(1, 9)]
    for index, row in enumerate(rows):
        writer.text(None, row, writer.left, writer.top - 130 - 22 * index, 13)
    writer.canvas.showPage()
    writer.canvas.save()
    writer.drawn.data = writer.out.getvalue()
    return writer.drawn
