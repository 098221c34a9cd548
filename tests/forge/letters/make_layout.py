"""Makes the letters of layout.json and the typeface of stamps once: python3 make_layout.py

Needs `pip install typst fonttools pillow`, Liberation Serif 2.1.5, pdftotext and pdftoppm. The letters are set in the outlines
of Liberation Serif under the name of Times New Roman: rules look at the name of a typeface, and its widths are the same.
"""
import io, json, pathlib, re, subprocess, tempfile, zlib
import typst
from fontTools import subset
from fontTools.ttLib import TTFont
from PIL import Image

here = pathlib.Path(__file__).parent
FACES = pathlib.Path("/usr/share/fonts/truetype/liberation2")
STYLES = {"Regular": "TimesNewRomanPSMT", "Bold": "TimesNewRomanPS-BoldMT", "Italic": "TimesNewRomanPS-ItalicMT", "BoldItalic": "TimesNewRomanPS-BoldItalicMT"}


def renamed(style):
    """The face, under its other name."""
    face = TTFont(FACES / f"LiberationSerif-{style}.ttf", recalcTimestamp=False)
    face["name"].names = [record for record in face["name"].names if record.nameID in (1, 2, 4, 6) and record.platformID == 3]
    for record in face["name"].names:
        record.string = {1: "Times New Roman", 2: style, 4: f"Times New Roman {style}", 6: STYLES[style]}[record.nameID]
    return face


def letters(folder):
    words = json.loads((here / "layout.json").read_text())
    places = {}
    for name, letter in words.items():
        source, out = ("appendix" if "heading" in letter else "letter"), here / f"{name}.pdf"
        typst.compile(str(here / f"{source}.typ"), output=str(out), root=str(here), sys_inputs={"id": name, "words": "layout.json"},
                      font_paths=[folder], ignore_system_fonts=True, pdf_standards=["1.4"], pdf_tags=False)
        text = subprocess.run(["pdftotext", "-bbox", str(out), "-"], capture_output=True, text=True, check=True).stdout
        pages = [[(float(a), float(b), float(c), float(d), word) for a, b, c, d, word in
                  re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)<', page)] for page in text.split("<page ")[1:]]
        places[name] = {"pages": len(pages), "centre": 424, "title_bottom": 380, "name_top": 466}
        if "title" in letter:
            def line(wanted):
                wanted = wanted.split()
                runs = [pages[-1][at:at + len(wanted)] for at in range(len(pages[-1]) - len(wanted), -1, -1)]
                run = next(run for run in runs if [word for *_, word in run] == wanted)
                return min(r[0] for r in run), min(r[1] for r in run), max(r[2] for r in run), max(r[3] for r in run)
            title, signer = line(letter["title"][-1]), line(letter["signer"])
            places[name].update(centre=round((signer[0] + signer[2]) / 2), title_bottom=round(title[3]), name_top=round(signer[1]))
        print(name, out.stat().st_size, places[name])
    known = json.loads((here / "places.json").read_text())
    (here / "places.json").write_text(json.dumps({**known, **places}, indent=1) + "\n")


def stamps():
    """One face for what signatures write: its file as it stands in a PDF, and number and width of every letter."""
    face = renamed("Regular")
    codes = [*range(0x20, 0x7f), *map(ord, "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư"), *range(0x1ea0, 0x1efa)]
    options = subset.Options(hinting=False, layout_features=[], notdef_outline=True, name_IDs=["*"], drop_tables=["DSIG", "GSUB", "GPOS", "GDEF", "kern", "FFTM"])
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=codes)
    cutter.subset(face)
    out = io.BytesIO()
    face["head"].created = face["head"].modified = 3_800_000_000
    face.save(out)
    (here / "stamp.ttf.z").write_bytes(zlib.compress(out.getvalue(), 9))
    table = {chr(code): [face.getGlyphID(name), round(face["hmtx"][name][0] * 1000 / face["head"].unitsPerEm)] for code, name in sorted(face.getBestCmap().items())}
    (here / "stamp.json").write_text(json.dumps({"length": len(out.getvalue()), "glyphs": table}, ensure_ascii=False) + "\n")


def scans():
    """The first letter as scanners leave it: 200 dpi in colour, 100 dpi in grey."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["pdftoppm", "-r", "200", "-png", "-singlefile", str(here / "notice.pdf"), f"{folder}/page"], check=True)
        page = Image.open(f"{folder}/page.png").convert("RGB").rotate(0.2, Image.BICUBIC, fillcolor=(252, 251, 247))
    page.save(here / "scan-200.jpg", quality=30, optimize=True)
    page.resize((827, 1169), Image.LANCZOS).convert("L").save(here / "scan-100.jpg", quality=35, optimize=True)


with tempfile.TemporaryDirectory() as folder:
    for style in STYLES:
        renamed(style).save(f"{folder}/{style}.ttf")
    letters(folder)
stamps()
scans()
