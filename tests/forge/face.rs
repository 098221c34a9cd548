//! The typeface of what signatures write: Times New Roman by name, embedded, with every Vietnamese letter.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::PathBuf, sync::LazyLock};

use serde::Deserialize;

use super::pdf::stream;

#[derive(Deserialize)]
struct Face {
    /// Octets of the file when it is inflated.
    length: usize,
    /// Number and width (1/1000 em) of each letter.
    glyphs: BTreeMap<char, (u16, u16)>,
    #[serde(skip)]
    file: Vec<u8>,
}

static FACE: LazyLock<Face> = LazyLock::new(|| {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/forge/letters");
    let mut face: Face = serde_json::from_slice(&fs::read(folder.join("stamp.json")).unwrap()).unwrap();
    face.file = fs::read(folder.join("stamp.ttf.z")).unwrap();
    face
});

/// A text as the string that shows it.
pub fn shown(text: &str) -> String {
    let mut codes = String::new();
    for letter in text.chars() {
        write!(codes, "{:04x}", FACE.glyphs[&letter].0).unwrap();
    }
    format!("<{codes}>")
}

/// Width of a text, points.
pub fn width(text: &str, size: f64) -> f64 {
    let widths = text.chars().map(|letter| f64::from(FACE.glyphs[&letter].1));
    widths.sum::<f64>() * size / 1000.0
}

/// The five objects of the font, from this number on; the first is the font. `text` has every letter that is shown.
pub fn objects(first: u32, text: &str) -> Vec<(u32, Vec<u8>)> {
    let [font, descendant, descriptor, file, letters] = [0, 1, 2, 3, 4].map(|next| first + next);
    let used: BTreeMap<u16, (char, u16)> = text
        .chars()
        .map(|letter| (FACE.glyphs[&letter].0, (letter, FACE.glyphs[&letter].1)))
        .collect();
    let mut widths = String::new();
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n",
    );
    let entries: Vec<_> = used.iter().collect();
    for hundred in entries.chunks(100) {
        writeln!(map, "{} beginbfchar", hundred.len()).unwrap();
        for (glyph, (letter, width)) in hundred {
            writeln!(map, "<{glyph:04x}> <{:04x}>", u32::from(*letter)).unwrap();
            write!(widths, "{glyph}[{width}]").unwrap();
        }
        map.push_str("endbfchar\n");
    }
    map.push_str("endcmap\nend\nend\n");
    let name = "KYSOAT+TimesNewRomanPSMT";
    vec![
        (
            font,
            format!(
                "<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/DescendantFonts[{descendant} 0 R]\
                 /ToUnicode {letters} 0 R>>"
            )
            .into_bytes(),
        ),
        (
            descendant,
            format!(
                "<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)\
                 /Supplement 0>>/CIDToGIDMap/Identity/DW 500/W[{widths}]/FontDescriptor {descriptor} 0 R>>"
            )
            .into_bytes(),
        ),
        (
            descriptor,
            format!(
                "<</Type/FontDescriptor/FontName/{name}/Flags 6/FontBBox[-177 -303 1046 981]/ItalicAngle 0/Ascent 891\
                 /Descent -216/CapHeight 662/StemV 80/FontFile2 {file} 0 R>>"
            )
            .into_bytes(),
        ),
        (
            file,
            stream(&format!("/Filter/FlateDecode/Length1 {}", FACE.length), &FACE.file),
        ),
        (letters, stream("", map.as_bytes())),
    ]
}
