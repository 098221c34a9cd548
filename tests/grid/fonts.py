"""Typefaces of the grid: free outlines (Liberation, DejaVu) under the names that real documents carry.

What a rule looks at is the name of the face and its flags, not its outlines. Liberation Serif and Sans have the widths of Times New
Roman and Arial, so a letter set in them looks and measures like a real one. The files are made in memory and never installed.
"""
import functools
import io
import pathlib

from fontTools import subset
from fontTools.ttLib import TTFont as Tables
from fontTools.ttLib.scaleUpem import scale_upem
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FOLDERS = ["/usr/share/fonts/truetype/liberation2", "/usr/share/fonts/truetype/dejavu"]
STYLES = ["", "b", "i", "bi"]
LIBERATION = ["Regular", "Bold", "Italic", "BoldItalic"]
DEJAVU = ["", "-Bold", "-Oblique", "-BoldOblique"]
SERIF = [f"LiberationSerif-{style}.ttf" for style in LIBERATION]
SANS = [f"LiberationSans-{style}.ttf" for style in LIBERATION]
MONO = [f"LiberationMono-{style}.ttf" for style in LIBERATION]
DEJAVU_SANS = [f"DejaVuSans{style}.ttf" for style in DEJAVU]

# family -> (name in the file, files of the four styles, PostScript names of the four styles)
FAMILIES = {
    "times": ("Times New Roman", SERIF, ["TimesNewRomanPSMT", "TimesNewRomanPS-BoldMT", "TimesNewRomanPS-ItalicMT", "TimesNewRomanPS-BoldItalicMT"]),
    "times-word": ("Times New Roman", SERIF, ["TimesNewRoman", "TimesNewRoman,Bold", "TimesNewRoman,Italic", "TimesNewRoman,BoldItalic"]),
    "arial": ("Arial", SANS, ["ArialMT", "Arial-BoldMT", "Arial-ItalicMT", "Arial-BoldItalicMT"]),
    "courier": ("Courier New", MONO, ["CourierNewPSMT", "CourierNewPS-BoldMT", "CourierNewPS-ItalicMT", "CourierNewPS-BoldItalicMT"]),
    "tahoma": ("Tahoma", DEJAVU_SANS, ["Tahoma", "Tahoma-Bold", "Tahoma-Italic", "Tahoma-BoldItalic"]),
    "liberation": ("Liberation Serif", SERIF, ["LiberationSerif", "LiberationSerif-Bold", "LiberationSerif-Italic", "LiberationSerif-BoldItalic"]),
    "dejavu": ("DejaVu Sans", DEJAVU_SANS, ["DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSans-BoldOblique"]),
    "vntime": (".VnTime", SERIF, [".VnTime", ".VnTime-Bold", ".VnTime-Italic", ".VnTime-BoldItalic"]),
    "vntimeh": (".VnTimeH", SERIF, [".VnTimeH", ".VnTimeH-Bold", ".VnTimeH-Italic", ".VnTimeH-BoldItalic"]),
    "vni": ("VNI-Times", SERIF, ["VNI-Times", "VNI-Times-Bold", "VNI-Times-Italic", "VNI-Times-BoldItalic"]),
}

# TCVN 5712:1993, third table: what .VnTime shows for a code above 0x9F (the code written as Latin-1).
TCVN3 = dict(zip(
    "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ¡¢§£¤¥¦",
    "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂĐÊÔƠƯ",
    strict=True))
TO_TCVN3 = {letter: code for code, letter in TCVN3.items()}

# VNI for Windows: base letter and mark are two codes, some letters one.
VNI_TONES = {"": "", "\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
VNI_BREVE = {"": "ê", "\u0301": "é", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"}
VNI_HAT = {"": "â", "\u0301": "á", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"}
VNI_SINGLE = {"đ": "ñ", "Đ": "Ñ", "ơ": "ô", "Ơ": "Ô", "ư": "ö", "Ư": "Ö", "í": "í", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î",
              "Í": "Í", "Ì": "Ì", "Ỉ": "Æ", "Ĩ": "Ó", "Ị": "Ò", "Ỵ": "Î"}


def tcvn3(text):
    """Unicode to what a .VnTime document holds; capitals with marks need .VnTimeH and are written small there."""
    return "".join(TO_TCVN3.get(letter, letter) for letter in text)


def vni(text):
    """Unicode to what a VNI-Times document holds."""
    import unicodedata
    out = []
    for letter in text:
        if letter in VNI_SINGLE:
            out.append(VNI_SINGLE[letter])
            continue
        parts = unicodedata.normalize("NFD", letter)
        base, marks = parts[0], parts[1:]
        tone = next((mark for mark in marks if mark in VNI_TONES), "")
        if "\u031b" in marks:
            base, table = VNI_SINGLE[unicodedata.normalize("NFC", base + "\u031b")], VNI_TONES
        else:
            table = VNI_BREVE if "\u0306" in marks else VNI_HAT if "\u0302" in marks else VNI_TONES
        code = table[tone]
        out.append(base + (code.upper() if base.isupper() else code))
    return "".join(out)


def legacy_cmap(family, cmap):
    """The characters of a legacy face: codes that read as Latin-1 and show Vietnamese letters."""
    extra = {}
    if family in ("vntime", "vntimeh"):
        for code, letter in TCVN3.items():
            shown = letter.upper() if family == "vntimeh" else letter
            extra[ord(code)] = cmap[ord(shown)]
        if family == "vntimeh":
            for code in range(ord("a"), ord("z") + 1):
                extra[code] = cmap[code - 32]
    elif family == "vni":
        for letter, code in VNI_SINGLE.items():
            extra[ord(code)] = cmap[ord(letter)]
        for table, bare in ((VNI_TONES, None), (VNI_BREVE, 0x306), (VNI_HAT, 0x302)):
            for tone, code in table.items():
                for written in {code, code.upper()} - {""}:
                    extra[ord(written)] = cmap[bare or ord(tone)]
    return extra


@functools.cache
def file_of(family, style):
    """Bytes of the face, with its name and without hints."""
    name, files, names = FAMILIES[family]
    index = STYLES.index(style)
    path = next(p for folder in FOLDERS if (p := pathlib.Path(folder) / files[index]).exists())
    tables = Tables(path)
    tables["name"].names = [record for record in tables["name"].names if record.nameID in (1, 2, 4, 6) and record.platformID == 3]
    for record in tables["name"].names:
        words = {1: name, 2: LIBERATION[index], 4: f"{name} {LIBERATION[index]}", 6: names[index]}
        record.string = words[record.nameID]
    extra = legacy_cmap(family, tables.getBestCmap())
    if extra:
        for table in tables["cmap"].tables:
            if table.isUnicode():
                table.cmap.update(extra)
    options = subset.Options(hinting=False, layout_features=[], name_IDs=["*"], name_languages=["*"], notdef_outline=True, drop_tables=["DSIG", "GSUB", "GPOS", "GDEF", "kern", "FFTM"])
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for code in tables.getBestCmap() if code < 0x370 or 0x1EA0 <= code <= 0x1EF9 or 0x2010 <= code <= 0x2122])
    cutter.subset(tables)
    scale_upem(tables, 1000)  # pyHanko writes the widths of a Type0 font without scaling them
    tables["head"].modified = tables["head"].created = 3_800_000_000
    out = io.BytesIO()
    tables.recalcTimestamp = False
    tables.save(out)
    return out.getvalue()


@functools.cache
def face(family, style=""):
    """Name under which reportlab knows the face."""
    if family == "standard":  # the 14 standard fonts: not embedded, no Vietnamese letters
        return {"": "Times-Roman", "b": "Times-Bold", "i": "Times-Italic", "bi": "Times-BoldItalic"}[style]
    if family == "helvetica":
        return "Helvetica"
    name = f"{family}-{style}"
    pdfmetrics.registerFont(TTFont(name, io.BytesIO(file_of(family, style)), asciiReadable=True))
    return name


def postscript_name(family, style=""):
    """What stands in the file as the name of the face."""
    if family in ("standard", "helvetica"):
        return face(family, style)
    return FAMILIES[family][2][STYLES.index(style)]
