"""Makes the unsigned letters once: python3 make.py (needs `pip install typst`, Liberation Serif 2.1.5, pdftotext).

The PDFs and places.json are committed, so that nothing of this is needed to build or test.
"""
import json, re, subprocess, pathlib, typst

here = pathlib.Path(__file__).parent
letters = json.loads((here / "letters.json").read_text())
places = {}
for name, letter in letters.items():
    out = here / f"{name}.pdf"
    typst.compile(str(here / "letter.typ"), output=str(out), root=str(here), sys_inputs={"id": name},
                  font_paths=["/usr/share/fonts/truetype/liberation2"], ignore_system_fonts=True,
                  pdf_standards=["1.4"], pdf_tags=False)
    pages = subprocess.run(["pdftotext", "-bbox", str(out), "-"], capture_output=True, text=True, check=True).stdout.split("<page ")[1:]
    words = [[(float(a), float(b), float(c), float(d), w) for a, b, c, d, w in
              re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)<', page)] for page in pages]
    last = words[-1]
    def line(text):
        """The box of the last run of words that spells this line."""
        wanted = text.split()
        for at in range(len(last) - len(wanted), -1, -1):
            run = last[at:at + len(wanted)]
            if [w for *_, w in run] == wanted:
                return min(r[0] for r in run), min(r[1] for r in run), max(r[2] for r in run), max(r[3] for r in run)
        raise SystemExit(f"{name}: no line {text!r}")
    title, signer = line(letter["title"][-1]), line(letter["signer"])
    places[name] = {"pages": len(pages), "centre": round((signer[0] + signer[2]) / 2), "title_bottom": round(title[3]), "name_top": round(signer[1])}
    if letter.get("blank"):  # number and date are left to be signed in: where the gaps begin, and their baseline's box
        first = words[0]
        for key, word in (("number", "Số:"), ("day", "ngày"), ("month", "tháng")):
            box = next(w for w in first if w[4] == word)
            places[name][key] = [round(box[2], 1), round(box[3], 1)]
    print(name, out.stat().st_size, places[name])
(here / "places.json").write_text(json.dumps(places, indent=1) + "\n")

# A letter as a scanner leaves it: two pages of 200 dpi pictures, slightly turned, with the paper's grain. Needs Pillow.
import io
from PIL import Image, ImageChops
subprocess.run(["pdftoppm", "-r", "200", "-png", "-singlefile", str(here / "hoaban-36.pdf"), "/tmp/scan"], check=True)
page = Image.open("/tmp/scan.png").convert("RGB")
for number, angle in ((1, 0.35), (2, -0.2)):
    paper = page.rotate(angle, Image.BICUBIC, fillcolor=(250, 249, 245))
    grain = Image.merge("RGB", [Image.effect_noise(paper.size, 14)] * 3)
    scan = ImageChops.add(ImageChops.multiply(paper, Image.new("RGB", paper.size, (250, 248, 240))), grain, 1, -128)
    scan.save(here / f"scan-{number}.jpg", quality=62)
