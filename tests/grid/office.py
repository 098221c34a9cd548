"""Letters that LibreOffice sets from a text document, signed by pyHanko. Only where `soffice` is installed."""
import functools
import html
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import sheet
from case import letter
from sheet import A4, Letter

LETTER = Letter(producer="libreoffice")
PAGE = """<html><head><meta charset="utf-8"><style>
@page {{ size: 210mm 297mm; margin: 20mm 15mm 20mm 30mm }}
p {{ font-family: "Times New Roman"; font-size: 14pt; margin: 0 0 6pt 0; text-align: justify; text-indent: 12.7mm }}
td p {{ text-align: center; text-indent: 0; margin: 0 }}
</style></head><body>
<table width="100%" cellpadding="0" cellspacing="0"><tr>
<td width="42%"><p style="font-size:12pt">{parent}</p><p style="font-size:12pt"><b>{agency}</b></p><p style="font-size:13pt">{number}</p></td>
<td width="58%"><p style="font-size:12pt"><b>{state}</b></p><p style="font-size:13pt"><b><u>{motto}</u></b></p><p style="font-size:13pt"><i>{place_date}</i></p></td>
</tr></table>
<p style="text-align:center;text-indent:0"><br><b>{kind}</b></p><p style="text-align:center;text-indent:0"><b>{summary}</b></p>
{body}
<table width="100%" cellpadding="0" cellspacing="0"><tr>
<td width="45%" valign="top"><p style="text-align:left;font-size:12pt"><b><i>Nơi nhận:</i></b></p>{receivers}</td>
<td width="55%" valign="top"><p><b>{title}</b></p><p><br></p><p><br></p><p><br></p><p><b>{name}</b></p></td>
</tr></table></body></html>"""


@functools.cache
def base():
    """The letter as LibreOffice sets it, and where poppler finds title and name."""
    text = {part: html.escape(getattr(LETTER, part)) for part in ("parent", "agency", "number", "state", "motto", "place_date", "kind", "summary", "title", "name")}
    text["body"] = "\n".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in LETTER.body)
    text["receivers"] = "".join(f'<p style="text-align:left;font-size:11pt">{html.escape(line)}</p>' for line in LETTER.receivers)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "letter.html").write_text(PAGE.format(**text))
        subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--infilter=HTML (StarWriter)", "--convert-to", "pdf:writer_pdf_Export", "--outdir", str(folder), str(folder / "letter.html")],
                       check=True, capture_output=True, timeout=300)
        data = (folder / "letter.pdf").read_bytes()
        boxes = subprocess.run(["pdftotext", "-bbox", str(folder / "letter.pdf"), "-"], check=True, capture_output=True, text=True).stdout
    words = [(word, *map(float, numbers)) for *numbers, word in re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>', boxes)]
    find = lambda line: next(words[at:at + len(line)] for at in range(len(words)) if [word[0] for word in words[at:at + len(line)]] == line)
    title, name = find(LETTER.title.split()), find(LETTER.name.split())
    centre = lambda line: (line[0][1] + line[-1][3]) / 2
    # Poppler's words reach from the ascent to the descent of the font: 0.891 and 0.216 of the size in Liberation Serif.
    drawn = sheet.Drawn(data, A4, 1, {"title": {}, "name": {}}, (centre(title) + centre(name)) / 2, A4[1] - title[0][4], A4[1] - name[0][2] - (0.891 - 0.68) * 14, 1)
    return drawn


def all_cases():
    if not shutil.which("soffice") or not shutil.which("pdftotext"):
        print("SKIPPED: no LibreOffice or no poppler-utils here, letters of LibreOffice are left out", file=sys.stderr)
        return
    drawn = base()
    silent = {rule: None for rule in ("F04", "F05", "D06")}
    for share, d in ((0.12, 36), (0.25, 30), (1 / 3, 36), (0.4, 42), (0.48, 34), (0.56, 38), (0.7, 36), (0.9, 40)):
        yield letter(f"office/overlap-{round(share * 100):03}-{d}", "overlap and diameter", [share, d], LETTER, drawn=drawn, producer="libreoffice+pyhanko", mark={"overlap": share, "d": float(d)}, expect=silent)
    for dx, dy in ((10, 0), (-30, 0), (0, 12), (0, -55)):
        said = {"P05": "failed|warning"} if abs(dx) > 15 else {"P04": "failed|warning"} if abs(dy) > 30 else {}
        yield letter(f"office/offset{dx:+}{dy:+}", "offset", [dx, dy], LETTER, drawn=drawn, producer="libreoffice+pyhanko", sig={"dx": float(dx), "dy": float(dy)}, expect={**silent, **said})
