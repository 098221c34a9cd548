//! Fonts as the document describes them: names, styles, and Unicode where no map names it.

use std::{cell::OnceCell, collections::BTreeMap};

use lopdf::{Dictionary, Document, Object, Stream};
use skrifa::{FontRef, MetadataProvider};

use super::legacy::Legacy;
use crate::pdf::{
    objects::{lookup, resolve},
    pages::number,
};

/// Entries of a font's character map that are read.
const MAPPINGS: usize = 70_000;
/// Bytes that an embedded font may inflate to, to be asked for Unicode.
const PROGRAM_BYTES: usize = 32 << 20;

/// One font of the document.
pub(super) struct Font<'d> {
    document: &'d Document,
    dictionary: &'d Dictionary,
    /// `PostScript` name without the prefix of a subset.
    pub(super) name: Option<String>,
    pub(super) italic: bool,
    pub(super) bold: bool,
    /// Encoding recognised by the name.
    pub(super) legacy: Option<Legacy>,
    /// Has a /ToUnicode.
    pub(super) to_unicode: bool,
    composite: bool,
    reverse: OnceCell<BTreeMap<u32, char>>,
}

impl<'d> Font<'d> {
    pub(super) fn of(document: &'d Document, dictionary: &'d Dictionary) -> Self {
        let subtype = lookup(document, dictionary, b"Subtype").as_name().unwrap_or_default();
        let composite = subtype == b"Type0";
        let descendant = composite.then(|| descendant(document, dictionary)).flatten();
        let described = descendant.unwrap_or(dictionary);
        let descriptor = lookup(document, described, b"FontDescriptor").as_dict().ok();
        let entry = |key: &[u8]| descriptor.map(|descriptor| lookup(document, descriptor, key));
        // That of a composite font may have the name of its encoding behind it (9.7.6.2).
        let name = [described, dictionary]
            .map(|font| lookup(document, font, b"BaseFont"))
            .into_iter()
            .chain(entry(b"FontName"))
            .chain((subtype == b"Type3").then(|| lookup(document, dictionary, b"Name")))
            .find_map(|name| name.as_name().ok())
            .map(|name| without_prefix(&String::from_utf8_lossy(name)).to_owned())
            .filter(|name| !name.is_empty());
        let lower = name.as_deref().unwrap_or_default().to_ascii_lowercase();
        let flags = entry(b"Flags").and_then(|flags| flags.as_i64().ok()).unwrap_or(0);
        let angle = entry(b"ItalicAngle").and_then(number).unwrap_or(0.0);
        let weight = entry(b"FontWeight").and_then(number).unwrap_or(0.0);
        Self {
            italic: lower.contains("italic") || lower.contains("oblique") || flags & 0x40 != 0 || angle.abs() > 1.0,
            bold: ["bold", "black", "heavy", "demi"]
                .iter()
                .any(|word| lower.contains(word))
                || weight >= 600.0
                || flags & 0x4_0000 != 0,
            legacy: name.as_deref().and_then(Legacy::by_font_name),
            to_unicode: !matches!(lookup(document, dictionary, b"ToUnicode"), Object::Null),
            composite,
            reverse: OnceCell::new(),
            document,
            dictionary,
            name,
        }
    }

    /// The Unicode of a code by the embedded font's own character map, where the document names none.
    pub(super) fn unicode(&self, code: u32) -> Option<char> {
        self.reverse
            .get_or_init(|| self.read_reverse().unwrap_or_default())
            .get(&code)
            .copied()
    }

    fn read_reverse(&self) -> Option<BTreeMap<u32, char>> {
        let described = if self.composite {
            descendant(self.document, self.dictionary)?
        } else {
            self.dictionary
        };
        let descriptor = lookup(self.document, described, b"FontDescriptor").as_dict().ok()?;
        let program = [&b"FontFile2"[..], b"FontFile3"]
            .into_iter()
            .find_map(|key| lookup(self.document, descriptor, key).as_stream().ok())?;
        let program = plain(self.document, program, PROGRAM_BYTES)?;
        let font = FontRef::new(&program).ok()?;
        let map = font.charmap();
        let mut glyphs: BTreeMap<u32, char> = BTreeMap::new();
        for (character, glyph) in map.mappings().take(MAPPINGS) {
            let character = char::from_u32(character).filter(|character| !is_private(*character));
            if let Some(character) = character.filter(|character| !character.is_control()) {
                // The first is kept: U+0020 before U+00A0, U+002D before U+00AD.
                glyphs.entry(glyph.to_u32()).or_insert(character);
            }
        }
        if !self.composite {
            let codes = (0..=255_u32).filter_map(|code| {
                let glyph = [code, code | 0xF000].into_iter().find_map(|code| map.map(code))?;
                Some((code, *glyphs.get(&glyph.to_u32())?))
            });
            return map.is_symbol().then(|| codes.collect());
        }
        let identity = matches!(
            lookup(self.document, self.dictionary, b"Encoding").as_name(),
            Ok(b"Identity-H" | b"Identity-V")
        );
        if !identity {
            return None;
        }
        match lookup(self.document, described, b"CIDToGIDMap") {
            Object::Stream(stream) => {
                let map = plain(self.document, stream, 1 << 18)?;
                let pairs = map
                    .as_chunks::<2>()
                    .0
                    .iter()
                    .map(|pair| u32::from(u16::from_be_bytes(*pair)));
                Some(
                    (0_u32..)
                        .zip(pairs)
                        .filter_map(|(code, glyph)| Some((code, *glyphs.get(&glyph)?)))
                        .collect(),
                )
            }
            _ => Some(glyphs),
        }
    }
}

/// U+F000 to U+F0FF and the rest of the private area say nothing.
pub(super) fn is_private(character: char) -> bool {
    matches!(character, '\u{E000}'..='\u{F8FF}')
}

pub(super) fn descendant<'d>(document: &'d Document, dictionary: &'d Dictionary) -> Option<&'d Dictionary> {
    match lookup(document, dictionary, b"DescendantFonts") {
        Object::Array(fonts) => resolve(document, fonts.first()?).as_dict().ok(),
        _ => None,
    }
}

/// Decodes a stream, at most so many bytes.
pub(super) fn plain(document: &Document, stream: &Stream, limit: usize) -> Option<Vec<u8>> {
    super::abridged::decode(document, stream, limit).ok()
}

/// `ABCDEF+Name` is `Name` (ISO 32000-1, 9.6.4).
fn without_prefix(name: &str) -> &str {
    match name.split_once('+') {
        Some((prefix, rest)) if prefix.len() == 6 && prefix.bytes().all(|byte| byte.is_ascii_uppercase()) => rest,
        _ => name,
    }
}
