"""Cases about the words of a letter and their setting: components, number and symbol, capacity, page, typeface, encodings."""
import fonts
import sheet
import signing
import view as views
from case import BAD, letter
from sheet import MM, Letter

BASE = Letter()
DISPATCH = BASE.but(kind=None, summary=None, number="Số: 125/SKHCN-CĐS", summary_below_number="V/v rà soát chứng thư chữ ký số chuyên dùng công vụ", addressee="Kính gửi: Ủy ban nhân dân các xã, phường")


def components():
    for part in ("state", "motto", "agency", "number", "place_date", "receivers"):
        without = BASE.but(**{part: None}) if part != "agency" else BASE.but(agency=None, parent=None)
        yield letter(f"component/no-{part.replace('_', '-')}", "missing component", part, without, expect={"D04": BAD, **({"D01": None, "D02": None, "D03": None} if part == "number" else {}), **({"T10": None} if part == "place_date" else {})})
    for part in ("kind", "summary", "parent"):
        changes = {"kind": None, "summary": None} if part == "kind" else {part: None}
        yield letter(f"component/no-{part}", "missing component", part, BASE.but(**changes), expect={"D04": None, "D02": None})
    yield letter("component/no-name", "missing component", "name", BASE.but(name=None), expect={"K10": None, "P04": None, "P05": None, "P06": None})
    yield letter("component/no-title", "missing component", "title", BASE.but(title=None), expect={"K10": None, "P04": None, "P05": None, "P06": None, "P07": None})
    yield letter("component/state-hoa", "spelling", "HOÀ", BASE.but(state="CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"))
    yield letter("component/motto-dashes", "spelling", "en dashes", BASE.but(motto="Độc lập – Tự do – Hạnh phúc"))
    yield letter("component/dispatch", "kind", "công văn", DISPATCH)
    yield letter("component/two-lines-of-parent", "kind", "ward", BASE.but(parent="THÀNH PHỐ THÍ DỤ", place_date="Thí Dụ, ngày  16  tháng  3  năm 2026"))


def numbers():
    good = ["Số: 125/TB-SKHCN", "Số: 05/TB-SKHCN", "Số:125/TB-SKHCN", "Số: 12a/TB-SKHCN", "Số: 1250/TB-SKHCN", "Số: 99/TB-SKHCN-CĐS"]
    loose = ["Số: 5/TB-SKHCN", "Số: 125 /TB-SKHCN", "Số: 125/ TB-SKHCN", "Số: 125/TB - SKHCN", "Số: 125-TB/SKHCN", "Số: 125/TB/SKHCN", "Số: 125", "Số: /TB-SKHCN"]
    for index, number in enumerate(good):
        yield letter(f"number/good-{index}", "number", number, BASE.but(number=number))
    for index, number in enumerate(loose):
        yield letter(f"number/loose-{index}", "number", number, BASE.but(number=number), expect={"D01": BAD, "D02": None, **({"D04": None} if index >= 6 else {})}, components={})
    fits = {"QUYẾT ĐỊNH": "QĐ", "KẾ HOẠCH": "KH", "BÁO CÁO": "BC", "TỜ TRÌNH": "TTr", "QUY ĐỊNH": "QyĐ", "CHƯƠNG TRÌNH": "CTr", "GIẤY MỜI": "GM", "HƯỚNG DẪN": "HD"}
    for kind, short in fits.items():
        yield letter(f"type/{short}", "type", kind, BASE.but(kind=kind, number=f"Số: 48/{short}-SKHCN"))
    for name, kind, number in (("notice-as-decision", "THÔNG BÁO", "Số: 125/QĐ-SKHCN"), ("decision-as-notice", "QUYẾT ĐỊNH", "Số: 125/TB-SKHCN"), ("report-as-plan", "BÁO CÁO", "Số: 125/KH-SKHCN")):
        yield letter(f"type/{name}", "type", number, BASE.but(kind=kind, number=number), expect={"D02": BAD})
    yield letter("type/dispatch-with-cv", "type", "CV", DISPATCH.but(number="Số: 125/CV-SKHCN"), expect={"D01": "passed|warning|failed", "D02": "passed|warning|failed"})
    norm = BASE.but(kind="QUYẾT ĐỊNH", parent=None, agency="ỦY BAN NHÂN DÂN TỈNH THÍ DỤ", title="CHỦ TỊCH", capacity="TM. ỦY BAN NHÂN DÂN")
    yield letter("norm/year-fits", "year", 2026, norm.but(number="Số: 44/2026/QĐ-UBND"), expect={"D03": "passed"})
    yield letter("norm/year-differs", "year", 2025, norm.but(number="Số: 44/2025/QĐ-UBND"), expect={"D03": BAD})


def capacities():
    deputy = {"holder": signing.DEPUTY}
    name = "Lý Thu Hạnh"
    for slug, capacity, title in (("kt", "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), ("kt-tight", "KT.GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), ("tl", "TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG"), ("tuq", "TUQ. GIÁM ĐỐC", "TRƯỞNG PHÒNG CHUYỂN ĐỔI SỐ"), ("tm", "TM. BAN CHỈ ĐẠO", "PHÓ TRƯỞNG BAN")):
        yield letter(f"capacity/{slug}", "capacity", capacity, BASE.but(capacity=capacity, title=title, name=name), sig=deputy, expect={"P07": "passed"})
    yield letter("capacity/q", "capacity", "Q.", BASE.but(title="Q. GIÁM ĐỐC"), expect={"P07": "passed"}, components={})
    for slug, capacity in (("k-t", "K/T GIÁM ĐỐC"), ("t-m", "T/M BAN GIÁM ĐỐC"), ("tun", "TUN. GIÁM ĐỐC")):
        yield letter(f"capacity/{slug}", "capacity", capacity, BASE.but(capacity=capacity, title="PHÓ GIÁM ĐỐC", name=name), sig=deputy, expect={"P07": BAD}, components={})
    yield letter("capacity/kt-with-the-head's-certificate", "capacity", "KT. with another's certificate", BASE.but(capacity="KT. GIÁM ĐỐC", title="PHÓ GIÁM ĐỐC", name=name), expect={"K10": "failed"})
    for slug, written, said in (("capitals", "TRẦN MINH KHUÊ", "passed"), ("double-spaces", "Trần  Minh  Khuê", "passed"), ("academic", "TS. Trần Minh Khuê", "passed|warning|failed"), ("another", "Trần Minh Khoa", "failed"), ("no-marks", "Tran Minh Khue", "warning|failed")):
        yield letter(f"name/{slug}", "printed name", written, BASE.but(name=written), expect={"K10": said}, components={})


def pages():
    two = BASE.but(pages=2)
    for where, said in (("top", "passed"), (None, BAD), ("all", BAD), ("bottom", "passed|warning")):
        yield letter(f"page-number/{where or 'none'}", "page number", where, two.but(page_numbers=where), expect={"D06": said})
    yield letter("page-number/one-page-numbered", "page number", "on the only page", BASE.but(page_numbers="all"), expect={"D06": BAD})
    sizes = {"letter": ((612, 792), BAD), "a3": ((297 * MM, 420 * MM), BAD), "legal": ((612, 1008), BAD), "a4-2mm": ((212 * MM, 295 * MM), "passed"), "a4-6mm": ((216 * MM, 303 * MM), BAD), "a4-landscape": ((297 * MM, 210 * MM), "passed"), "real-scan": ((598, 850), "passed|warning")}
    for name, (size, said) in sizes.items():
        compact = BASE.but(size=size, body=BASE.body[:2]) if name == "a4-landscape" else BASE.but(size=size)
        yield letter(f"paper/{name}", "paper", name, compact, view=views.View(size=size), expect={"F03": said})
    for name, margins, said in (("wide-left", (35, 20, 20, 20), "passed"), ("narrow-left", (22, 20, 15, 20), BAD), ("far-left", (42, 20, 15, 20), BAD), ("narrow-right", (30, 20, 8, 20), BAD), ("far-right", (30, 20, 27, 20), "passed|warning|failed"), ("narrow-top", (30, 12, 15, 20), BAD), ("top-25", (30, 25, 15, 20), "passed")):
        yield letter(f"margin/{name}", "margins", list(margins), BASE.but(margins=margins, agency="SỞ NỘI VỤ"), expect={"F04": said})
    for part, mark, said in (("secrecy", "MẬT", "failed"), ("secrecy", "TỐI MẬT", "failed"), ("secrecy", "TUYỆT MẬT", "failed"), ("urgency", "KHẨN", "passed"), ("urgency", "HỎA TỐC", "passed"), ("urgency", "THƯỢNG KHẨN", "passed")):
        yield letter(f"mark/{part}-{len(mark)}", "mark", mark, BASE.but(**{part: mark}), expect={"F09": said})
    yield letter("mark/prose", "mark", "in prose", BASE.but(body=("Công tác bảo vệ bí mật nhà nước, tài liệu có độ mật, tối mật và tuyệt mật phải được quản lý theo quy định của pháp luật.", *BASE.body[1:])))
    for heading in ("Phụ lục I", "PHỤ LỤC", "Phụ lục 1"):
        yield letter(f"appendix/{heading.replace(' ', '-').lower()}", "appendix in the same file", heading, BASE.but(appendix=heading))


def setting():
    for family, said in (("times-word", "passed"), ("liberation", "passed|warning|failed"), ("arial", BAD), ("tahoma", BAD)):
        yield letter(f"body/face-{family}", "body face", family, BASE.but(family=family), expect={"F05": said, **({"D06": None, "F04": None} if family == "tahoma" else {})})
    for size, said in ((13, "passed"), (13.5, "passed"), (14, "passed"), (11, BAD), (12, BAD), (15, BAD), (16, BAD)):
        yield letter(f"body/size-{size}", "body size", size, BASE.but(body_size=size), expect={"F05": said})
    for name, colour, said in (("blue", (0, 0, 0.7), BAD), ("red", (0.8, 0, 0), BAD), ("grey", (0.5, 0.5, 0.5), BAD)):
        yield letter(f"body/colour-{name}", "body colour", name, BASE.but(body_colour=colour), expect={"F05": said})
    yield letter("encoding/nfd", "encoding", "NFD", BASE.but(unicode="NFD"))
    yield letter("encoding/nfd-dispatch", "encoding", "NFD", DISPATCH.but(unicode="NFD"))
    legacy = {"F05": None}
    for name, base in (("notice", BASE), ("dispatch", DISPATCH)):
        yield letter(f"encoding/tcvn3-{name}", "encoding", "TCVN3", base.but(family="vntime", encode=fonts.tcvn3), expect=legacy)
        yield letter(f"encoding/vni-{name}", "encoding", "VNI", base.but(family="vni", encode=fonts.vni), expect=legacy)


def all_cases():
    for family in (components, numbers, capacities, pages, setting):
        yield from family()
