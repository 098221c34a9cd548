"""One document of the grid: what is drawn, where, by whom it is signed, and the truth that follows from it."""
import json
import re
from dataclasses import dataclass, field

import fonts
import ink
import marks
import sheet
import signing
import view as views

MM = sheet.MM
FORGE_LETTERS = signing.FORGE / "letters"
NA = "not-applicable"
BAD = "failed|warning"
# A good letter, rule by rule. Alternatives stand where a rule may rightly decline to apply.
GOOD = {
    "P01": "passed", "P02": "passed", "P03": "passed", "P04": "passed", "P05": "passed", "P06": "passed", "P07": "passed|not-applicable",
    "S01": "passed", "S02": "passed", "S03": "passed", "S05": "passed", "S06": "passed", "S07": NA, "S08": "passed",
    "Y01": NA, "Y02": NA, "Y03": NA, "Y04": NA, "Y05": NA, "Y06": NA, "Y07": NA, "Y08": NA, "Y09": NA,
    "A01": NA, "A02": NA, "A03": NA, "A04": NA, "A05": NA, "A07": "passed|not-applicable",
    "D01": "passed", "D02": "passed", "D03": NA, "D04": "passed", "D06": "passed", "D08": "passed|not-applicable",
    "F03": "passed", "F04": "passed", "F05": "passed", "F06": NA, "F09": "passed", "C09": "passed|not-applicable",
    "K08": "passed", "K10": "passed", "T07": NA, "T08": "passed", "T10": "passed",
}
TYPES = {"THÔNG BÁO": "TB", "QUYẾT ĐỊNH": "QĐ"}


@dataclass
class Placed:
    """A signature of the document: its mark, its role, and how it is signed."""
    role: str
    mark: object  # marks.Mark, or None for an invisible one
    holder: object
    at: str
    page: int = 1
    reason: str | None = None
    nesting: str = "itext"
    field: str | None = None


@dataclass
class Case:
    """One document of the grid."""
    name: str
    prop: str
    value: object
    drawn: object
    view: object
    placed: list
    expect: dict
    letter: object = None
    producer: str = "reportlab+pyhanko"
    components: dict = field(default_factory=dict)

    def data(self):
        """The signed file."""
        signings = [
            signing.Signing(p.holder, p.at, p.mark.box if p.mark else None, p.mark.content if p.mark else None, p.page, p.field, p.reason, p.nesting)
            for p in self.placed
        ]
        return signing.sign(self.view.applied(self.drawn.data), self.view, signings, self.name)

    def truth(self):
        """The line that stands beside the file."""
        return {
            "file": f"{self.name}.pdf", "property": self.prop, "value": self.value, "producer": self.producer,
            "facts": facts(self), "components": self.components, "signatures": [seen(self, p, index) for index, p in enumerate(self.placed)],
            "texts": {} if self.view.sideways else {name: text for name, text in self.drawn.texts.items()},
            "expect": self.expect,
        }


def seen(case, placed, index):
    """What a viewer shows of a signature."""
    mark = placed.mark
    out = {"field": placed.field or f"Signature{index + 1}", "role": placed.role, "page": placed.page, "kind": placed.holder.kind, "box_mm": None}
    if mark is None:
        return out
    out["box_mm"] = case.view.shown(mark.box)
    if mark.ink:
        out["image"] = {"ink_mm": case.view.shown(mark.ink), "hue": mark.hue, "transparent": mark.transparent, "vector": mark.vector}
    if mark.lines:
        text = mark.text
        style = text["style"]
        out["text"] = {
            "lines": mark.lines, "font": fonts.postscript_name(text["family"], style), "size_pt": text["size"], "bold": "b" in style or text["mode"] == 2,
            "slanted": "i" in style or text["skewed"], "colour": "black" if max(text["colour"]) <= 0.1 else marks.hue_of([part * 255 for part in text["colour"]]),
            "visible": text["mode"] != 3 and on_sheet(case, mark.box),
        }
    return out


def on_sheet(case, box):
    """Whether words in this box end on the page: they keep three points away from its sides."""
    (width, height), (left, low, right, high) = case.view.size, box
    return left > -3 and low > -3 and right < width + 3 and high < height + 3


def facts(case):
    """Relations between signature, seal and the block of title and name, and what the pages are like."""
    out = {}
    first = lambda role: next((p for p in case.placed if p.role == role and p.mark and p.mark.ink), None)
    person, seal, letter = first("person"), first("seal"), case.letter
    if seal:
        left, low, right, high = seal.mark.ink
        out["seal.diameter_mm"] = round((right - left) / MM, 3)
    texts = case.drawn.texts
    if case.view.sideways:
        return out  # boxes are seen lying, and nothing is said of lines that are read sideways
    if person and "title" in texts and "name" in texts and person.page == case.drawn.block_page:
        left, low, right, high = person.mark.ink
        out["block.centre_offset_pt"] = round(abs((left + right) / 2 - case.drawn.centre), 3)
        out["block.below_title_pt"] = round(case.drawn.title_bottom - high, 3)
        out["block.above_name_pt"] = round(low - case.drawn.name_top, 3)
    if person and seal and person.page == seal.page:
        out.update(overlap(seal.mark.ink, person.mark.ink))
    if case.producer != "reportlab+pyhanko":
        return out
    if letter.background is not None:
        out["scan.dpi"] = round(case.drawn.dpi, 2)
        out["scan.colour"] = case.drawn.colour
    elif "state" in texts and "title" in texts:
        out["body.size_pt"] = letter.body_size
        out["body.font"] = fonts.postscript_name(letter.family)
        # A heading in a wide face reaches beyond the margins of the body.
        out["margin.left_mm"] = min(letter.margins[0], *(text["box_mm"][0] for text in texts.values()))
        out["margin.right_mm"] = min(letter.margins[2], *(letter.size[0] / MM - text["box_mm"][2] for text in texts.values()))
    return out


def overlap(seal, sig):
    """The covered share of the signature's width, the side, and the covered share of the smaller height."""
    wide = max(0.0, min(seal[2], sig[2]) - max(seal[0], sig[0])) / (sig[2] - sig[0])
    tall = max(0.0, min(seal[3], sig[3]) - max(seal[1], sig[1])) / min(sig[3] - sig[1], seal[3] - seal[1])
    side = "left" if seal[0] + seal[2] < sig[0] + sig[2] else "right"
    return {"seal.overlap_of_signature": round(wide, 4), "seal.side_of_signature": side, "seal.vertical_overlap": round(tall, 4)}


def s05(measured):
    """What S05 says of these facts: 0.20 to 0.50 of the width and half of the height, on the left; tolerated 0.10 to 0.65 and a quarter."""
    share, height = measured["seal.overlap_of_signature"], measured["seal.vertical_overlap"]
    left = measured["seal.side_of_signature"] == "left"
    if left and height >= 0.5 and 0.20 <= share <= 0.50:
        return "passed"
    return "warning" if left and height >= 0.25 and 0.10 <= share <= 0.65 else "failed"


PERSON = {"w": 128.0, "h": 48.0, "dx": 0.0, "dy": 0.0, "colour": marks.BLUE, "how": "smask", "holder": signing.DIRECTOR, "at": "2026-03-16T09:15:24", "seed": 1, "page": None, "nesting": "itext"}
SEAL = {"overlap": 1 / 3, "side": "left", "dy": 0.0, "d": 36.0, "colour": marks.RED, "how": "smask", "vector": False, "holder": signing.DEPARTMENT, "at": "2026-03-16T09:45:01", "page": None, "nesting": "itext"}


def person(drawn, **changes):
    """The leader's signature between title and name."""
    p = {**PERSON, **changes}
    x, y = drawn.centre + p["dx"], (drawn.title_bottom + drawn.name_top) / 2 + p["dy"]
    box = (x - p["w"] / 2, y - p["h"] / 2, x + p["w"] / 2, y + p["h"] / 2)
    drawing = ink.signature(p["seed"], 380, round(380 * p["h"] / p["w"]))
    return Placed("person", marks.picture(drawing, box, p["colour"], p["how"]), p["holder"], p["at"], p["page"] or drawn.block_page, nesting=p["nesting"])


def seal(drawn, near, **changes):
    """The seal, placed by the share of the signature's width that it covers (below zero: so far apart)."""
    p = {**SEAL, **changes}
    left, low, right, high = near
    d, width = p["d"] * MM, right - left
    edge = left + p["overlap"] * width if p["side"] == "left" else right - p["overlap"] * width
    x0 = edge - d if p["side"] == "left" else edge
    middle = (low + high) / 2 + p["dy"]
    box = (x0, middle - d / 2, x0 + d, middle + d / 2)
    mark = marks.vector_seal(box, p["colour"]) if p["vector"] else marks.picture(ink.seal(), box, p["colour"], p["how"])
    return Placed("seal", mark, p["holder"], p["at"], p["page"] or drawn.block_page, nesting=p["nesting"])


def parts(letter):
    """What the components of a letter are to a reader."""
    out = {"agency": letter.agency, "signer_title": " ".join(filter(None, (letter.capacity, letter.title))), "signer_name": " ".join(letter.name.split()) if letter.name else None}
    if not (letter.title and letter.name):
        out["signer_title"] = out["signer_name"] = None  # one without the other is no block
    match = re.fullmatch(r"Số\s*:\s*(\d+[a-z]?)\s*/\s*(?:(\d{4})\s*/\s*)?(.+)", letter.number or "")
    if match:
        out["number"] = match[1] + (f"/{match[2]}" if match[2] else "")
        out["symbol"] = re.sub(r"\s*-\s*", "-", match[3]).strip()
    match = re.search(r"ngày\s+(\d+)\s+tháng\s+(\d+)\s+năm\s+(\d{4})", letter.place_date or "")
    if match:
        out["issued_on"] = f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}"
    return {name: value for name, value in out.items() if value}


def letter(name, prop, value, letter=sheet.Letter(), view=None, sig=None, mark=None, extra=(), expect=None, producer=None, drawn=None, components=None, only=None):
    """A letter signed by its leader and sealed; `sig` or `mark` False leaves one out, `extra` are functions of the drawn letter."""
    view = view or views.View(size=letter.size)
    drawn = drawn or sheet.draw(letter)
    placed = []
    if sig is not False:
        placed.append(person(drawn, **(sig or {})))
    if mark is not False:
        near = placed[0].mark.ink if placed else person(drawn).mark.ink
        placed.append(seal(drawn, near, **(mark or {})))
    for more in extra:
        placed.append(more(drawn))
    outcome = {**({} if only else GOOD), **(expect or {})}
    case = Case(name, prop, value, drawn, view, placed, outcome, letter, producer or "reportlab+pyhanko", parts(letter) if components is None else components)
    measured = facts(case)
    if "S05" not in (expect or {}) and not only and "seal.overlap_of_signature" in measured:
        case.expect["S05"] = s05(measured)
    case.expect = {rule: said for rule, said in case.expect.items() if said}
    return case


def line(truth):
    """One line of JSON, the same every time."""
    return json.dumps(truth, ensure_ascii=False, sort_keys=True)
