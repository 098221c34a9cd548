"""Letters that the forge of the Rust tests set (typst) and signed itself: the files of sample-data/, with the places it uses."""
import json

from PIL import Image

import case as cases
import ink
import marks
import sheet
import signing
import view as views
from case import FORGE_LETTERS, GOOD, Case, Placed
from geometry import typst

DATA = signing.FORGE.parents[1] / "sample-data"
PICTURES = signing.FORGE / "pictures"
CHAIR = signing.Holder("chu-tich", "person", "Đỗ Hoàng Yến")
WARD = signing.Holder("ubnd-phuong", "agency", "ỦY BAN NHÂN DÂN PHƯỜNG MẪU ĐƠN")
PRINCIPAL = signing.Holder("hieu-truong", "person", "Phan Quốc Bình")
SCHOOL = signing.Holder("thpt-hoa-ban", "agency", "TRƯỜNG THPT HOA BAN")
FILES = [  # beginning of the file's name, base letter, who signs, who seals
    ("125-SKHCN-CĐS", "khcn-125", signing.DIRECTOR, signing.DEPARTMENT), ("41-BC-SKHCN", "khcn-41", signing.DEPUTY, signing.DEPARTMENT),
    ("142-SKHCN-VP", "khcn-142", signing.DIRECTOR, signing.DEPARTMENT), ("57-QĐ-UBND", "phuong-57", CHAIR, WARD), ("05-KH-THPTHB", "hoaban-05", PRINCIPAL, SCHOOL),
]


class Sample(Case):
    """A file of sample-data/ as it is."""

    def data(self):
        return self.value.read_bytes()

    def truth(self):
        return {**super().truth(), "value": self.value.name}


def placed(role, holder, picture, x, y, width, height):
    """A picture whose ink is told from its alpha plane."""
    drawn = ink.Ink(Image.open(PICTURES / f"{picture}.alpha.png").convert("L"))
    left, top, right, bottom = drawn.box
    box = (x + left * width, y + (1 - bottom) * height, x + right * width, y + (1 - top) * height)
    colour = Image.open(PICTURES / f"{picture}.colour.png").convert("RGB")
    most = max(Image.composite(colour, Image.new("RGB", colour.size, (255, 255, 255)), drawn.cover.point(lambda value: 255 if value >= 128 else 0)).getcolors(1 << 24), key=lambda pair: pair[0] * (pair[1] != (255, 255, 255)))[1]
    margin = (2, 9) if role == "person" else (3, 3)
    return Placed(role, marks.Mark((x - margin[0], y - margin[1], x + width + margin[0], y + height + margin[1]), None, box, marks.hue_of(most), True), holder, "")


def all_cases():
    table = json.loads((FORGE_LETTERS / "letters.json").read_text())
    places = json.loads((FORGE_LETTERS / "places.json").read_text())
    for start, name, signer, agency in FILES:
        path = next(path for path in sorted(DATA.rglob("*.pdf")) if path.name.startswith(start))
        drawn, _ = typst(name, table[name], places[name])
        # The places of tests/forge/signing.rs: the picture 150 by 60 points in the middle, the ring of the seal a third
        # of the way into ink that is 132 points wide.
        middle = (drawn.title_bottom + drawn.name_top) / 2
        size, ring = 103.8, 102.05
        sig = placed("person", signer, signer.key, drawn.centre - 75, middle - 30, 150, 60)
        seal = placed("seal", agency, agency.key, drawn.centre - 66 + 44 - ring - (size - ring) / 2, middle - size / 2, size, size)
        for mark in (sig, seal):
            mark.page = drawn.block_page
        expect = {rule: outcome for rule, outcome in GOOD.items() if rule not in ("F04", "F05", "D02", "D06", "A07", "T08", "T10")}
        case = Sample(f"forge/{name}", "sample", path, drawn, views.View(), [sig, seal], expect, sheet.Letter(), "typst+forge", drawn.components)
        case.expect["S05"] = cases.s05(cases.facts(case))
        yield case
