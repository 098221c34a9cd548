"""Cases about text in signatures: stamps on copies and attachments, fields of number and date, publishers, scans."""
import functools
import io
import pathlib
import subprocess
import tempfile

from PIL import Image

import case as cases
import fonts
import ink
import marks
import sheet
import signing
import view as views
from case import BAD, NA, Case, Placed, letter, parts, seal
from sheet import Letter

BASE = Letter()
UNSIGNED = BASE
REFERENCE = "(Kèm theo Thông báo số 125/TB-SKHCN ngày 16 tháng 3 năm 2026 của Sở Khoa học và Công nghệ)"
BLANK_REFERENCE = "(Kèm theo Thông báo số      /TB-SKHCN ngày      tháng 3 năm 2026 của Sở Khoa học và Công nghệ)"
AT = "2026-03-16T09:45:01"
TIMES = {  # the forms of regulation.md 4.3 -> (text, what a rule about the form says)
    "F1": ("Thời gian ký: 16.03.2026 09:45:01 +07:00", "passed|warning"), "F2": ("Ngày ký: 2026-03-16 09:45:01 +07:00", "passed|warning"),
    "F3": ("Thời gian ký: 2026-03-16T09:45:01+07:00", "passed"), "F4": ("16/03/2026 09:45:01", BAD), "F5": ("2026-03-16T09:45:01.0000000", BAD),
    "utc": ("Thời gian ký: 2026-03-16T02:45:01Z", BAD), "zone-8": ("Thời gian ký: 2026-03-16T10:45:01+08:00", BAD),
    "no-seconds": ("Thời gian ký: 2026-03-16T09:45+07:00", BAD), "date-only": ("Ngày ký: 16/03/2026", BAD), "none": (None, BAD),
}
ATTACHED = {"A01": "passed", "A02": "passed", "A03": "passed", "A04": "passed", "A05": "passed", "K08": "passed", "T07": "passed", "P01": NA, "S01": NA, "S05": NA, "Y01": NA, "Y03": NA}
COPIED = {"Y01": "passed", "Y02": "passed", "Y03": "passed", "Y04": "passed", "Y05": "passed", "Y06": "passed", "K08": "passed", "T07": "passed", "P01": NA, "S01": NA, "S05": NA, "A02": NA, "A03": NA}
RIGHT, TOP = sheet.A4[0] - 20, sheet.A4[1] - 14


def stamped(role, lines, holder=signing.DEPARTMENT, at=AT, page=1, reason=None, place="top-right", nesting="itext", field=None, **look):
    """A stamp in a corner of the page."""
    mark = marks.stamp(lines, RIGHT, TOP, **look)
    left, low, right, high = mark.box
    wide, tall = right - left, high - low
    x = 20 if "left" in place else sheet.A4[0] / 2 - wide / 2 if "centre" in place else left
    y = 14 if "bottom" in place else sheet.A4[1] / 2 if "middle" in place else low
    if isinstance(place, tuple):
        x, y = sheet.A4[0] - place[0] - wide, sheet.A4[1] - place[1] - tall
    mark.box = (x, y, x + wide, y + tall)
    return Placed(role, mark, holder, at, page, reason, nesting, field)


def attachment(name, value, lines=None, expect=None, reference=REFERENCE, reason="Kèm theo văn bản số 125/TB-SKHCN của SỞ KHOA HỌC VÀ CÔNG NGHỆ TỈNH THÍ DỤ",
               view=None, signed=True, prop=None, role="attachment", only=False, **look):
    """A separate attachment with the stamp of the agency."""
    drawn = sheet.attachment(BASE, reference)
    lines = lines or ["Số: 125/TB-SKHCN", TIMES["F3"][0]]
    placed = [stamped(role, lines, reason=reason, **look)] if signed else []
    said = {**({} if only else ATTACHED), **(expect or {})}
    components = {"role": "attachment"}
    return Case(f"attachment/{name}", prop or "attachment", value, drawn, view or views.View(), placed, {k: v for k, v in said.items() if v}, BASE, components=components)


def copy(name, value, lines=None, expect=None, body=None, prop=None, placed_before=None, only=False, reason=None, view=None, role="copy", **look):
    """A copy with the stamp of the agency that made it; the body has no live signature of the issuer unless one is given."""
    drawn = sheet.draw(body or BASE)
    before = placed_before(drawn) if placed_before else []
    lines = lines or ["SAO Y; Sở Khoa học và Công nghệ tỉnh Thí Dụ;", TIMES["F3"][0]]
    placed = [*before, stamped(role, lines, reason=reason, **look)]
    said = {**({} if only else COPIED), **(expect or {})}
    return Case(f"copy/{name}", prop or "copy", value, drawn, view or views.View(), placed, {k: v for k, v in said.items() if v}, body or BASE, components={"role": "copy"} if role == "copy" else {})


def attachments():
    yield attachment("good", "good")
    yield attachment("blank-reference", "blank reference", reference=BLANK_REFERENCE)
    yield attachment("no-reason", "no /Reason", reason=None)
    yield attachment("another-reason", "number differs from /Reason", reason="Kèm theo văn bản số 126/TB-SKHCN của SỞ KHOA HỌC VÀ CÔNG NGHỆ TỈNH THÍ DỤ", expect={"A04": BAD})
    yield attachment("number-without-symbol", "no symbol", ["Số: 125", TIMES["F3"][0]], expect={"A03": BAD, "A04": None})
    yield attachment("no-number", "no number", [TIMES["F3"][0]], expect={"A03": BAD, "A04": None})
    yield attachment("with-picture", "with a picture", picture_ink=ink.seal(), expect={"A02": BAD})
    yield attachment("by-person", "signed by a person", holder=signing.DIRECTOR, expect={"A01": BAD, "K08": "failed"})
    yield attachment("unsigned", "unsigned", signed=False, only=True, expect={"A01": "failed"})
    yield attachment("person-under-agency-stamp", "wrong time in the stamp", ["Số: 125/TB-SKHCN", "Thời gian ký: 2026-03-16T09:45:31+07:00"], expect={"T07": BAD})
    for name, text, said in (("second-late", "2026-03-16T09:45:02", "passed"), ("minute-late", "2026-03-16T09:46:01", BAD), ("day-late", "2026-03-17T09:45:01", BAD), ("seven-hours", "2026-03-16T16:45:01", BAD)):
        yield attachment(f"time-{name}", text, ["Số: 125/TB-SKHCN", f"Thời gian ký: {text}+07:00"], expect={"T07": said}, prop="stamp time")
    for form, (text, said) in TIMES.items():
        lines = ["Số: 125/TB-SKHCN", *([text] if text else [])]
        yield attachment(f"form-{form}", form, lines, prop="time form", expect={"A03": said, "T07": "passed" if form in ("F1", "F2", "F3") else None})
    # In the same file as the letter no stamp belongs.
    yield letter("attachment/same-file-no-stamp", "A07", "none", BASE.but(appendix="PHỤ LỤC I"))
    yield letter("attachment/same-file-stamped", "A07", "stamped", BASE.but(appendix="PHỤ LỤC I"), extra=[lambda drawn: stamped("attachment", ["Số: 125/TB-SKHCN", "Thời gian ký: 2026-03-16T09:46:10+07:00"], at="2026-03-16T09:46:10", page=2,
                 reason="Kèm theo văn bản số 125/TB-SKHCN")], expect={"A07": BAD, "T07": None, "A01": None, "A02": None, "A03": None, "A04": None, "A05": None})
    for name, settings in {"rotate-90": {"rotate": 90}, "rotate-180-unit-2": {"rotate": 180, "unit": 2.0}, "crop": {"crop": True, "offset": (50.0, 80.0)}, "rotate-270-crop": {"rotate": 270, "crop": True, "offset": (20.0, 5.0)}}.items():
        yield attachment(f"view-{name}", settings, view=views.View(**settings), prop="view")


def places():
    off = {"A02": BAD}
    for place in ("top-left", "bottom-left", "bottom-right", "top-centre", "middle-right"):
        yield attachment(f"place-{place}", place, place=place, prop="corner", expect=off)
    for right, top in ((1, 5), (10, 10), (40, 20), (54, 45), (20, 52)):
        yield attachment(f"place-{right}-{top}", [right, top], place=(right, top), prop="corner")
    for right, top in ((75, 14), (150, 14), (20, 75), (20, 150)):
        yield attachment(f"place-{right}-{top}", [right, top], place=(right, top), prop="corner", expect=off)
    for place in ("top-left", "bottom-left", "bottom-right"):
        yield copy(f"place-{place}", place, place=place, prop="corner", expect={"Y01": BAD})
    yield copy("place-page-2", "page 2", body=BASE.but(pages=2), page=2, prop="corner", expect={"Y01": BAD})
    for nesting in ("flat", "deep", "scaled", "stretched"):
        yield attachment(f"nesting-{nesting}", nesting, nesting=nesting, prop="nesting")


def typography():
    bad = {"A05": BAD}
    for family, good in {"times": True, "times-word": True, "arial": False, "courier": False, "tahoma": False, "dejavu": False}.items():
        yield attachment(f"face-{family}", fonts.postscript_name(family), family=family, prop="face", expect={} if good else bad)
    yield attachment("face-liberation", "LiberationSerif", family="liberation", prop="face", expect={"A05": "passed|warning|failed"})
    for family in ("times", "arial"):
        yield attachment(f"face-{family}-simple", fonts.postscript_name(family), family=family, engine="reportlab", prop="face", expect={} if family == "times" else bad)
    plain = ["So: 125/TB-SKHCN", "2026-03-16T09:45:01+07:00"]
    yield attachment("face-standard", "Times-Roman", plain, family="standard", engine="reportlab", prop="face", expect={"A05": "passed|warning|failed", "A03": None, "A04": None})
    yield attachment("face-helvetica", "Helvetica", plain, family="helvetica", engine="reportlab", prop="face", expect={**bad, "A03": None, "A04": None})
    for size in (8, 9, 9.2, 9.7, 10, 10.3, 10.8, 11, 12, 13, 14):
        yield attachment(f"size-{size}", size, size=size, prop="size", expect={} if abs(size - 10) < 0.5 else bad)
    for style, name in (("b", "bold"), ("i", "italic"), ("bi", "bold-italic")):
        yield attachment(f"style-{name}", name, style=style, prop="style", expect=bad)
    for skew, good in ((0.21256, False), (0.12, False), (-0.2, False), (0.0, True)):
        yield attachment(f"skew-{skew}", skew, skew=skew, prop="faked italic", expect={} if good else bad)
        yield attachment(f"skew-{skew}-simple", skew, skew=skew, engine="reportlab", prop="faked italic", expect={} if good else bad)
    yield attachment("style-outlined", "fill and stroke", mode=2, prop="faked bold", expect={"A05": "passed|warning|failed"})
    yield attachment("style-invisible", "render mode 3", mode=3, prop="invisible text", expect={"A05": BAD, "A03": None, "A04": None, "T07": None, "A02": None})
    for name, colour, good in (("black", (0, 0, 0), True), ("near-black", (0.05, 0.05, 0.06), True), ("grey", (0.45, 0.45, 0.45), False), ("red", (0.85, 0, 0), False), ("blue", (0, 0, 0.8), False), ("green", (0, 0.5, 0.1), False)):
        yield attachment(f"colour-{name}", name, colour=colour, prop="colour", expect={} if good else bad)


def copies():
    yield copy("good", "SAO Y")
    bad = {"Y03": BAD}
    organ = "Sở Khoa học và Công nghệ tỉnh Thí Dụ"
    time = TIMES["F3"][0]
    for form in ("SAO LỤC", "TRÍCH SAO"):
        yield copy(f"form-{form.split()[0].lower()}-{form.split()[1].lower()}".replace("ụ", "u").replace("í", "i"), form, [f"{form}; {organ};", time])
    yield copy("form-three-lines", "SAO Y", ["SAO Y", organ, time])
    yield copy("form-one-line", "SAO Y", [f"SAO Y; {organ}; {time}"])
    yield copy("form-capital-organ", "SAO Y", [f"SAO Y; {organ.upper()};", time])
    yield copy("form-old", "SAO Y", [f"SAO Y; {organ}; 16/03/2026 09:45:01"], expect={**bad, "T07": None})
    yield copy("form-lower-case", "Sao y", [f"Sao y; {organ};", time], expect={"Y03": "passed|warning"})
    yield copy("form-wrong-word", "BẢN SAO", [f"BẢN SAO; {organ};", time], expect={rule: None for rule in COPIED}, role="other")
    yield copy("no-organ", "no organ", ["SAO Y;", time], expect={**bad, "Y04": None})
    yield copy("no-time", "no time", [f"SAO Y; {organ}"], expect={**bad, "T07": None})
    yield copy("another-organ", "another organ", ["SAO Y; Ủy ban nhân dân phường Mẫu Đơn;", time], expect={"Y04": BAD})
    yield copy("with-picture", "with a picture", picture_ink=ink.seal(), expect={"Y02": BAD})
    yield copy("by-person", "by a person", holder=signing.DIRECTOR, expect={"Y06": BAD, "K08": "failed", "Y04": None})
    signed = lambda drawn: [cases.person(drawn), seal(drawn, cases.person(drawn).mark.ink)]
    yield copy("over-electronic-original", "over live signatures", ["SAO Y; Sở Khoa học và Công nghệ tỉnh Thí Dụ;", "Thời gian ký: 2026-03-16T10:30:00+07:00"], at="2026-03-16T10:30:00", placed_before=signed, only=True, expect={"Y07": BAD})
    for form, (text, said) in TIMES.items():
        lines = [f"SAO Y; {organ};", *([text] if text else [])]
        yield copy(f"time-{form}", form, lines, prop="time form", expect={"Y03": said, "T07": "passed" if form in ("F1", "F2", "F3") else None})
    for size in (8, 9, 11, 13):
        yield copy(f"size-{size}", size, size=size, prop="size", expect={"Y05": BAD})
    for family in ("arial", "tahoma"):
        yield copy(f"face-{family}", family, family=family, prop="face", expect={"Y05": BAD})
    yield copy("style-italic", "italic", style="i", prop="style", expect={"Y05": BAD})
    yield copy("colour-blue", "blue", colour=(0, 0, 0.8), prop="colour", expect={"Y05": BAD})
    for dpi, grey, said in ((300, False, "passed"), (200, False, "passed"), (150, False, BAD), (100, False, BAD), (200, True, BAD)):
        body = scan_of(dpi, grey)
        text = {"D01": "indeterminate|not-applicable", "D04": "indeterminate|not-applicable", "D08": "indeterminate|failed|warning"}
        yield copy(f"scan-{dpi}{'-grey' if grey else ''}", [dpi, "grey" if grey else "colour"], body=body, prop="scan", expect={"F06": NA, "Y08": said, **text})


def scan_of(dpi, grey):
    return BASE.but(background=scanned(dpi, grey))


@functools.cache
def scanned(dpi, grey):
    """The signed letter on paper, as a scanner leaves it (JPEG)."""
    drawn = sheet.draw(BASE)
    sig = cases.person(drawn)
    stamp = seal(drawn, sig.mark.ink)
    spot = lambda mark: (mark.ink[0], mark.ink[1], mark.ink[2] - mark.ink[0], mark.ink[3] - mark.ink[1])
    printed = BASE.but(pictures=((1, ink.rgba(ink.signature(1, 380, 142, 0.0), marks.BLUE), *spot(sig.mark)), (1, ink.rgba(ink.seal(pad=0.0), marks.RED), *spot(stamp.mark))))
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "page.pdf"
        path.write_bytes(sheet.draw(printed).data)
        subprocess.run(["pdftoppm", "-r", str(dpi), "-png", "-singlefile", str(path), str(path.with_suffix(""))], check=True)
        picture = Image.open(path.with_suffix(".png")).convert("L" if grey else "RGB")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=72, dpi=(dpi, dpi))
    return out.getvalue()


def publisher(drawn, at="2026-03-18T08:00:00"):
    lines = ["Người ký: Cổng Thông tin điện tử tỉnh Thí Dụ", "Email: cong@thidu.example", "Cơ quan: Văn phòng UBND tỉnh Thí Dụ", "Thời gian ký: 18.03.2026 08:00:00 +07:00"]
    mark = marks.stamp(lines, 250, sheet.A4[1] - 3, size=6.5, picture_ink=ink.seal("CỔNG THÔNG TIN"), engine="reportlab")
    return Placed("publisher", mark, signing.PORTAL, at)


def publishers():
    silent = {rule: None for rule in cases.GOOD}
    never = {"P01": NA, "S01": NA, "Y01": NA, "A01": NA}
    yield letter("publisher/on-text", "publisher", "text", sig=False, mark=False, extra=[publisher], expect={**silent, **never})
    for dpi in (150, 200):
        yield letter(f"publisher/on-scan-{dpi}", "publisher", ["scan", dpi], scan_of(dpi, False), sig=False, mark=False, extra=[publisher], expect={**silent, **never, "A01": "not-applicable|indeterminate", "F06": "passed|indeterminate" if dpi >= 200 else "failed|warning|indeterminate", "D01": "indeterminate"}, components={})
    yield letter("publisher/after-the-issuer", "publisher", "after person and seal", extra=[publisher], expect={"T07": "passed"})
    yield letter("scan/signed-by-issuer", "scan", "signed", scan_of(200, False), components={}, expect={**silent, "P01": "passed", "P02": "passed", "P03": "passed", "S01": "passed", "S02": "passed", "D01": "indeterminate", "D04": "indeterminate"})


def written(drawn, component, before, text, at, role, style="", skew=0.0, family="times", size=13, holder=signing.DEPARTMENT):
    """A field that fills a gap of a printed line: text behind these words."""
    from reportlab.pdfbase.pdfmetrics import stringWidth
    left, top, _, bottom = drawn.texts[component]["box_mm"]
    face = fonts.face("times", "i" if component == "place_date" else "")
    x = left * sheet.MM + stringWidth(before, face, 13)
    baseline = sheet.A4[1] - bottom * sheet.MM + 0.22 * 13
    mark = marks.stamp([text], x + 31, baseline + 18, size=size, family=family, style=style, skew=skew, width=31)
    wide, tall = mark.box[2] - mark.box[0], mark.box[3] - mark.box[1]
    mark.box = (x, baseline - 0.28 * 13 - 2, x + wide, baseline - 0.28 * 13 - 2 + tall)
    return Placed(role, mark, holder, at)


def four_fields(name, value, expect=None, seal_first=False, values=("125", "16", "3"), writer=None, **look):
    """The clerk writes number, day and month as signatures of their own, then seals."""
    gaps = BASE.but(number="Số:         /TB-SKHCN", place_date="Thí Dụ, ngày         tháng         năm 2026")
    drawn = writer(gaps).write() if writer else sheet.draw(gaps)
    number, day, month = values
    trio = [
        written(drawn, "number", "Số: ", number, "2026-03-16T09:28:55", "number", **look),
        written(drawn, "place_date", "Thí Dụ, ngày ", day, "2026-03-16T09:28:59", "date", skew=0.21256),
        written(drawn, "place_date", "Thí Dụ, ngày         tháng ", month, "2026-03-16T09:29:05", "date", skew=0.21256),
    ]
    sig = cases.person(drawn)
    stamp = seal(drawn, sig.mark.ink, at="2026-03-16T09:20:00" if seal_first else "2026-03-16T09:29:09")
    placed = [sig, stamp, *trio] if seal_first else [sig, *trio, stamp]
    said = {**cases.GOOD, "S07": "passed", **(expect or {})}
    components = {**parts(BASE), "number": number, "issued_on": f"2026-{int(month):02}-{int(day):02}"}
    return Case(f"four-fields/{name}", "four fields", value, drawn, views.View(), placed, {k: v for k, v in said.items() if v}, gaps, components=components)


def issue_fields():
    yield four_fields("good", "good")
    yield four_fields("single-digits", "05", values=("05", "05", "9"), expect={"T10": None})
    yield four_fields("after-the-seal", "after the seal", seal_first=True)
    yield four_fields("number-in-arial", "Arial", family="arial")
    yield four_fields("number-in-bold", "bold", style="b")
    yield four_fields("number-by-person", "by a person", holder=signing.DIRECTOR, expect={"K08": "failed", "S07": BAD})
    yield letter("invisible/person-too", "invisible", "an invisible signature besides", extra=[lambda drawn: Placed("invisible", None, signing.DIRECTOR, "2026-03-16T09:46:00")], expect={"T08": None})


def contradictions():
    """Words in the appearance that say something else than the certificate."""
    lines = lambda name, time: [f"Người ký: {name}", f"Thời gian ký: {time}"]
    def signed(name, time, x=400.0):
        def place(drawn):
            mark = marks.stamp(lines(name, time), x, drawn.title_bottom - 8, size=7, engine="reportlab")
            return Placed("other", mark, signing.DEPARTMENT, "2026-03-16T09:50:00")
        return place
    right = "2026-03-16T09:50:00+07:00"
    yield letter("contradiction/none", "C09", "none", extra=[signed("SỞ KHOA HỌC VÀ CÔNG NGHỆ TỈNH THÍ DỤ", right)], expect={"C09": "passed", "T07": None})
    yield letter("contradiction/name", "C09", "another name", extra=[signed("ỦY BAN NHÂN DÂN PHƯỜNG MẪU ĐƠN", right)], expect={"C09": BAD, "T07": None})
    yield letter("contradiction/time", "C09", "another time", extra=[signed("SỞ KHOA HỌC VÀ CÔNG NGHỆ TỈNH THÍ DỤ", "2025-03-16T09:50:00+07:00")], expect={"C09": "passed|warning|failed", "T07": BAD})


def all_cases():
    for family in (attachments, places, typography, copies, publishers, issue_fields, contradictions):
        yield from family()
