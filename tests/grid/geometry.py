"""Cases about signature and seal: where they stand, how they are drawn, on what kind of page."""
import json

import marks
import sheet
import signing
import view as views
from case import BAD, FORGE_LETTERS, letter, person
from sheet import Letter

BASE = Letter()
OVERLAPS = [0.03, 0.05, 0.08, 0.12, 0.15, 0.18, 0.22, 0.25, 0.28, 0.3, 1 / 3, 0.36, 0.4, 0.44, 0.48, 0.52, 0.56, 0.6, 0.63, 0.67, 0.7, 0.75, 0.8, 0.87, 0.95, 1.0, -0.05, -0.15, -0.3, -0.5]


def percent(share):
    return f"{'minus-' if share < 0 else ''}{round(abs(share) * 100):03}"


def overlaps():
    for share in OVERLAPS:
        yield letter(f"overlap/left-{percent(share)}", "overlap", share, mark={"overlap": share})
    for share in (0.15, 0.3, 1 / 3, 0.5, -0.1):
        yield letter(f"side/right-{percent(share)}", "side", "right", mark={"overlap": share, "side": "right"})
    for dy in (-60, -42, -30, -18, -8, 8, 18, 30, 42, 60):
        yield letter(f"seal-height/{dy:+}", "seal.dy", dy, mark={"dy": float(dy)})


def diameters():
    for d in (28, 30, 32, 34, 34.3, 35, 36, 38, 40, 42, 44):
        yield letter(f"diameter/{d}", "diameter", d, mark={"d": float(d)})
    for d in (30, 36, 42):
        yield letter(f"vector-seal/{d}", "vector", d, mark={"d": float(d), "vector": True, "overlap": 0.3})
    yield letter("vector-seal/overlap-060", "vector", 0.6, mark={"vector": True, "overlap": 0.6})
    yield letter("vector-seal/blue", "vector", "blue", mark={"vector": True, "colour": (0, 0, 190)}, expect={"S01": None, "S02": BAD, "K08": None, "S05": None, "S03": None, "S06": None})


def offsets():
    # The gap between title and name leaves 20 points above and below the ink.
    for dy in (-80, -45, -32, 32, 45, 80):
        yield letter(f"offset-y/{dy:+}", "signature.dy", dy, sig={"dy": float(dy)}, expect={"P04": BAD})
    for dy in (-17, -12, -6, 6, 12, 17):
        yield letter(f"offset-y/{dy:+}", "signature.dy", dy, sig={"dy": float(dy)})
    for dx in (-12, -9, -5, 5, 9, 12):
        yield letter(f"offset-x/{dx:+}", "signature.dx", dx, sig={"dx": float(dx)})
    for dx in (-110, -70, -40, -25, -18, 18, 25, 40, 60):
        yield letter(f"offset-x/{dx:+}", "signature.dx", dx, sig={"dx": float(dx)}, expect={"P05": BAD})
    for width, height in ((60, 22), (80, 30), (100, 38), (150, 56), (180, 68), (200, 75)):
        yield letter(f"size/{width}x{height}", "signature.size", [width, height], sig={"w": float(width), "h": float(height)})


def views_of_the_page():
    every = {
        "rotate-90": {"rotate": 90}, "rotate-180": {"rotate": 180}, "rotate-270": {"rotate": 270},
        "crop": {"crop": True, "offset": (40.0, 55.0)}, "crop-negative": {"crop": True, "offset": (-120.0, -35.5)},
        "media-away-from-zero": {"offset": (100.0, 200.0)}, "media-below-zero": {"offset": (-297.6, -420.9)},
        "unit-2": {"unit": 2.0}, "unit-1.5": {"unit": 1.5}, "unit-10": {"unit": 10.0},
        "rotate-90-crop": {"rotate": 90, "crop": True, "offset": (25.0, 70.0)}, "rotate-270-unit-2": {"rotate": 270, "unit": 2.0},
        "rotate-180-crop-unit-1.5": {"rotate": 180, "crop": True, "offset": (-30.0, 12.5), "unit": 1.5},
        "rotate-270-crop-unit-3": {"rotate": 270, "crop": True, "offset": (10.0, 10.0), "unit": 3.0},
    }
    for name, settings in every.items():
        yield letter(f"view/{name}", "view", settings, view=views.View(**settings))
        yield letter(f"view/{name}-overlap-055", "view", settings, view=views.View(**settings), mark={"overlap": 0.55})
    for turn in (90, 180, 270):  # the page is seen lying: what is measured is what is seen
        yield letter(f"view/lying-{turn}", "view", {"rotate": turn, "sideways": True}, view=views.View(rotate=turn, sideways=True), only=True, components={})
    for nesting in ("flat", "deep", "scaled", "stretched"):
        yield letter(f"nesting/{nesting}", "nesting", nesting, sig={"nesting": nesting}, mark={"nesting": nesting})
        yield letter(f"nesting/{nesting}-rotate-90", "nesting", nesting, view=views.View(rotate=90, crop=True, offset=(13.0, 17.0)), sig={"nesting": nesting}, mark={"nesting": nesting})


def transparency():
    for how, clear in marks.TRANSPARENT.items():
        grey = how in ("smask-grey", "bilevel")
        yield letter(f"transparency/person-{how}", "person.transparency", how, sig={"how": how},
                     expect={"P03": "passed" if clear else BAD, **({"P02": BAD} if grey else {})})
    for how, clear in marks.TRANSPARENT.items():
        if how in ("smask-grey", "bilevel"):
            continue
        yield letter(f"transparency/seal-{how}", "seal.transparency", how, mark={"how": how}, expect={"S03": "passed" if clear else BAD})


BLUES = {"navy": (0, 0, 151), "pure": (0, 0, 255), "pen": (30, 60, 180), "royal": (65, 105, 225), "light": (120, 150, 235), "dark": (10, 20, 90), "ink": (25, 35, 120)}
NOT_BLUE = {"black": (0, 0, 0), "dark-grey": (45, 45, 45), "grey": (120, 120, 120), "light-grey": (175, 175, 175), "red": (200, 20, 30), "green": (0, 110, 40), "violet": (140, 20, 190), "teal": (0, 140, 130)}
REDS = {"pure": (255, 0, 0), "real": (184, 97, 90), "seal": (220, 30, 40), "dark": (150, 0, 10), "orange-red": (235, 50, 20), "crimson": (215, 20, 60)}
NOT_RED = {"black": (0, 0, 0), "grey": (150, 150, 150), "blue": (0, 0, 200), "violet": (150, 30, 200), "green": (0, 130, 50), "orange": (240, 140, 0)}


def colours():
    for name, colour in BLUES.items():
        yield letter(f"ink/person-blue-{name}", "person.colour", list(colour), sig={"colour": colour})
    for name, colour in NOT_BLUE.items():
        yield letter(f"ink/person-{name}", "person.colour", list(colour), sig={"colour": colour}, expect={"P02": BAD})
    for name, colour in REDS.items():
        yield letter(f"ink/seal-red-{name}", "seal.colour", list(colour), mark={"colour": colour})
    for name, colour in NOT_RED.items():
        yield letter(f"ink/seal-{name}", "seal.colour", list(colour), mark={"colour": colour}, expect={"S02": BAD})


def absent_or_elsewhere():
    none = {"S01": "failed", "S02": None, "S03": None, "S05": None, "S06": None, "T08": None, "T10": None, "K08": None}
    yield letter("missing/no-seal", "missing", "seal", mark=False, expect=none)
    no_person = {rule: None for rule in ("P02", "P03", "P04", "P05", "P06", "K10", "S05", "S06", "T08", "K08")}
    yield letter("missing/no-person", "missing", "person", sig=False, expect={"P01": "failed", **no_person})
    yield letter("missing/no-signature-at-all", "missing", "both", sig=False, mark=False, only=True, expect={"P01": "failed|not-applicable", "S01": "failed|not-applicable"})
    two = BASE.but(pages=2)
    drawn = sheet.draw(two)
    elsewhere = {rule: None for rule in ("P04", "P05", "S05")}
    yield letter("page/seal-on-page-1", "page", "seal", two, drawn=drawn, mark={"page": 1}, expect={**elsewhere, "P04": "passed", "P05": "passed", "S06": BAD})
    yield letter("page/person-on-page-1", "page", "person", two, drawn=drawn, sig={"page": 1}, mark={"page": 1}, expect={"P04": None, "P05": None, "P06": BAD})
    yield letter("page/both-on-page-2", "page", "none", two, drawn=drawn)
    # A picture of the leader's signature stands in the page, nobody signed it.
    for name, colour, how in (("blue", marks.BLUE, "rgba"), ("black", marks.BLACK, "rgba"), ("opaque", marks.BLUE, "flat")):
        pictured = with_picture(BASE, colour, how)
        expect = {"P01": "failed", **no_person}
        yield letter(f"picture/{name}", "picture without field", name, pictured, sig=False, expect=expect)
    yield letter("picture/with-field-too", "picture without field", "with field", with_picture(BASE, marks.BLUE, "rgba"), expect={"P01": None})
    yield letter("picture/and-no-seal", "picture without field", "no seal", with_picture(BASE, marks.BLUE, "rgba"), sig=False, mark=False, only=True, expect={"P01": "failed|not-applicable", "S01": "failed|not-applicable"})
    # A seal split over the edges of the pages, as on paper.
    edge = sheet.MM * 18
    import ink
    for name, x in (("right", BASE.size[0] - edge / 2), ("left", -edge / 2)):
        stamped = two.but(pictures=tuple((page, ink.rgba(ink.seal(), marks.RED), x, 400, edge, edge) for page in (1, 2)))
        yield letter(f"giap-lai/{name}", "giáp lai", name, stamped, expect={"S08": BAD})


def with_picture(base, colour, how):
    import ink
    drawn = sheet.draw(base)
    place = person(drawn).mark.ink
    drawing = ink.signature(1, 380, 142)
    made = ink.rgba(drawing, colour) if how == "rgba" else ink.flat(drawing, colour)
    return base.but(pictures=((drawn.block_page, made, place[0], place[1], place[2] - place[0], place[3] - place[1]),))


def certificates():
    yield letter("certificate/seal-by-person", "certificate", "seal by a person", mark={"holder": signing.DIRECTOR}, expect={"K08": "failed", "S01": None})
    yield letter("certificate/person-by-agency", "certificate", "person by an agency", sig={"holder": signing.DEPARTMENT}, expect={"K08": "failed", "K10": None, "P01": None})
    yield letter("certificate/both-swapped", "certificate", "swapped", sig={"holder": signing.DEPARTMENT}, mark={"holder": signing.DIRECTOR}, expect={"K08": "failed", "K10": None, "P01": None, "S01": None, "T08": None})
    yield letter("certificate/seal-by-service", "certificate", "seal by a service", mark={"holder": signing.PORTAL}, expect={"K08": "failed", "S01": None})
    yield letter("certificate/another-person", "certificate", "another name", sig={"holder": signing.DEPUTY}, expect={"K10": "failed"})
    yield letter("order/seal-first", "order", "seal first", sig=False, mark={"at": "2026-03-16T09:00:00"}, extra=[lambda drawn: person(drawn, at="2026-03-16T09:30:00")], expect={"T08": "failed"})
    yield letter("order/a-second-apart", "order", "a second apart", mark={"at": "2026-03-16T09:15:25"})
    for name, at, expected in (("same-day", "2026-03-16T16:59:00", "passed"), ("next-day", "2026-03-17T08:00:00", "passed"), ("day-before", "2026-03-15T10:00:00", BAD), ("month-before", "2026-02-16T10:00:00", BAD)):
        yield letter(f"dated/{name}", "sealed on", at, sig={"at": at.replace("T10", "T07").replace("T08", "T07").replace("T16", "T07")}, mark={"at": at}, expect={"T10": expected})


def typst_letters():
    """The same measures on the letters that typst set for the forge."""
    table = json.loads((FORGE_LETTERS / "letters.json").read_text())
    places = json.loads((FORGE_LETTERS / "places.json").read_text())
    settings = [(0.12, 36), (0.25, 30), (1 / 3, 36), (0.4, 42), (0.48, 34), (0.56, 38), (0.62, 32), (0.7, 36), (0.9, 40), (-0.1, 36)]
    number = 0
    for name in ("khcn-18", "khcn-41", "khcn-27", "khcn-70"):
        drawn, text = typst(name, table[name], places[name])
        for share, d in settings:
            number += 1
            holder = signing.DIRECTOR if text["signer"] == signing.DIRECTOR.common_name else signing.DEPUTY
            time = f"{drawn.date}T09:15:24"
            case = letter(f"typst/{name}-{percent(share)}-{d}", "overlap and diameter", [share, d], BASE, drawn=drawn, producer="typst+pyhanko",
                          sig={"holder": holder, "seed": number, "at": time, "w": 110.0 + number % 5 * 8}, mark={"overlap": share, "d": float(d), "at": time.replace("09:15:24", "10:02:11")},
                          components=drawn.components, expect={"F05": None, "F04": None, "D06": None, "K10": "passed" if holder.common_name == text["signer"] else "failed"})
            yield case


def typst(name, text, place):
    """A base letter of the forge, as if it had been drawn here."""
    data = (FORGE_LETTERS / f"{name}.pdf").read_bytes()
    top = sheet.A4[1]
    drawn = sheet.Drawn(data, sheet.A4, place["pages"], {"title": {}, "name": {}}, place["centre"], top - place["title_bottom"], top - place["name_top"], place["pages"])
    day, month, year = (word for word in text["dated"].split() if word.isdigit())
    drawn.date = f"{year}-{month.zfill(2)}-{day.zfill(2)}"
    drawn.components = {"agency": " ".join(text["agency"].upper().split()), "number": text["number"], "symbol": text["symbol"], "issued_on": drawn.date, "signer_title": " ".join(text["title"]), "signer_name": text["signer"]}
    return drawn, text


def all_cases():
    for family in (overlaps, diameters, offsets, views_of_the_page, transparency, colours, absent_or_elsewhere, certificates, typst_letters):
        yield from family()
