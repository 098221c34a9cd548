//! Cross-reference tables and streams, and the chain that /Prev makes of them (ISO 32000-1, 7.5.4 and 7.5.8).

use std::collections::BTreeSet;

use lopdf::{
    Dictionary, Object, Stream,
    xref::{Xref, XrefEntry, XrefType},
};

use super::{Data, Plain, plainly_filtered, value::Text};
use crate::pdf::syntax::is_space;

/// Sections in one file; more are not plain.
const SECTIONS: usize = 256;

/// The cross-reference data of a revision.
pub(super) struct Table {
    /// Every entry, of the newest section that has it.
    pub(super) xref: Xref,
    /// The trailer of the newest section.
    pub(super) trailer: Dictionary,
    /// Number of sections.
    pub(super) sections: usize,
}

/// Reads the section at this offset and those before it. `None` for encrypted and hybrid files, and where the data is
/// anything but as the standard has it.
pub(super) fn read(plain: &Plain<'_>, start: usize) -> Option<Table> {
    let (mut xref, mut trailer) = lone_section(plain, start)?;
    let mut seen = BTreeSet::from([start]);
    let mut previous = trailer.remove(b"Prev");
    while let Some(offset) = previous {
        let offset = usize::try_from(offset.as_i64().ok()?).ok()?;
        // Every section stands before the one that names it, but for the two of a linearised file.
        if !seen.insert(offset) || seen.len() > SECTIONS {
            return None;
        }
        let (older, mut older_trailer) = lone_section(plain, offset)?;
        xref.merge(older);
        previous = older_trailer.remove(b"Prev");
    }
    xref.size = xref.max_id().checked_add(1)?;
    Some(Table {
        xref,
        trailer,
        sections: seen.len(),
    })
}

/// A section of a file that is neither encrypted nor hybrid.
fn lone_section(plain: &Plain<'_>, start: usize) -> Option<(Xref, Dictionary)> {
    section(plain, start).filter(|(_, trailer)| !trailer.has(b"XRefStm") && !trailer.has(b"Encrypt"))
}

/// One section, with its trailer. A widespread library names the end of the line before it; no program minds.
pub(super) fn section(plain: &Plain<'_>, start: usize) -> Option<(Xref, Dictionary)> {
    let text = plain.text.get(start..)?;
    let text = Text::new(text.get(text.iter().take_while(|byte| is_space(**byte)).count()..)?);
    if text.rest().starts_with(b"xref") {
        table(text)
    } else {
        stream(plain, text)
    }
}

fn table(mut text: Text<'_>) -> Option<(Xref, Dictionary)> {
    text.word(b"xref")?;
    end_of_line(&mut text)?;
    let mut xref = Xref::new(0, XrefType::CrossReferenceTable);
    let mut first = true;
    while first || text.rest().first().is_some_and(u8::is_ascii_digit) {
        first = false;
        let start = u32::try_from(text.unsigned()?).ok()?;
        text.word(b" ")?;
        let count = u32::try_from(text.unsigned()?).ok()?;
        end_of_line(&mut text)?;
        for number in start..start.checked_add(count)? {
            let (record, rest) = text.rest().split_at_checked(20)?;
            text = Text::new(rest);
            xref.insert(number, entry(record)?);
        }
    }
    text.space()?;
    text.word(b"trailer")?;
    text.space()?;
    let trailer = text.dictionary()?;
    xref.size = u32::try_from(trailer.get(b"Size").and_then(Object::as_i64).ok()?).ok()?;
    Some((xref, trailer))
}

/// The end of a line, which a space may stand before.
fn end_of_line(text: &mut Text<'_>) -> Option<()> {
    let rest = text.rest();
    let rest = rest.strip_prefix(b" ").unwrap_or(rest);
    let behind = [&b"\r\n"[..], b"\n", b"\r"]
        .into_iter()
        .find_map(|end| rest.strip_prefix(end))?;
    *text = Text::new(behind);
    Some(())
}

/// `nnnnnnnnnn ggggg n` and two bytes that end the line.
fn entry(record: &[u8]) -> Option<XrefEntry> {
    let (offset, rest) = record.split_at_checked(10)?;
    let (generation, rest) = rest.strip_prefix(b" ")?.split_at_checked(5)?;
    let digits = |digits: &[u8]| {
        let plain = digits.iter().all(u8::is_ascii_digit);
        plain.then(|| std::str::from_utf8(digits).ok()?.parse::<u32>().ok())?
    };
    let (offset, generation) = (digits(offset)?, digits(generation)?);
    let kind = rest.strip_prefix(b" ")?;
    match kind {
        [b'n', b' ', b'\r' | b'\n'] | [b'n', b'\r', b'\n'] => Some(XrefEntry::Normal {
            offset,
            generation: u16::try_from(generation).ok()?,
        }),
        [b'f', b' ', b'\r' | b'\n'] | [b'f', b'\r', b'\n'] => Some(XrefEntry::Free),
        _ => None,
    }
}

fn stream(plain: &Plain<'_>, mut text: Text<'_>) -> Option<(Xref, Dictionary)> {
    text.header()?;
    // Its /Length is direct: there is no table yet to find another object with.
    let Object::Stream(mut stream) = plain.body(&mut text, None, Data::All)? else {
        return None;
    };
    if !plainly_filtered(&stream.dict) {
        return None;
    }
    if stream.is_compressed() {
        stream.decompress_with_limit(plain.stream_bytes).ok()?;
    }
    let Stream { mut dict, content, .. } = stream;
    let integers = |value: &Object| -> Option<Vec<u64>> {
        let items = value.as_array().ok()?;
        items
            .iter()
            .map(|item| u64::try_from(item.as_i64().ok()?).ok())
            .collect()
    };
    let size = u32::try_from(dict.get(b"Size").and_then(Object::as_i64).ok()?).ok()?;
    let widths = integers(dict.get(b"W").ok()?)?;
    let [kind, second, third] = *<&[u64; 3]>::try_from(widths.as_slice()).ok()?;
    let width = |width: u64| usize::try_from(width).ok().filter(|width| *width <= 8);
    let (kind, second, third) = (width(kind)?, width(second)?, width(third)?);
    let record = kind.checked_add(second)?.checked_add(third)?;
    if record < 3 {
        return None;
    }
    let ranges = match dict.get(b"Index") {
        Ok(index) => integers(index)?,
        Err(_) => vec![0, u64::from(size)],
    };
    let mut xref = Xref::new(size, XrefType::CrossReferenceStream);
    let mut records = content.chunks_exact(record);
    let (pairs, []) = ranges.as_chunks::<2>() else {
        return None;
    };
    for [start, count] in pairs {
        for number in *start..start.checked_add(*count)? {
            let (first, rest) = records.next()?.split_at_checked(kind)?;
            let (second, third) = rest.split_at_checked(second)?;
            let entry = match if first.is_empty() { 1 } else { big_endian(first) } {
                0 => XrefEntry::Free,
                1 => XrefEntry::Normal {
                    offset: u32::try_from(big_endian(second)).ok()?,
                    generation: u16::try_from(big_endian(third)).ok()?,
                },
                2 => XrefEntry::Compressed {
                    container: u32::try_from(big_endian(second)).ok()?,
                    index: u16::try_from(big_endian(third)).ok()?,
                },
                _ => return None,
            };
            xref.insert(u32::try_from(number).ok()?, entry);
        }
    }
    for own in [&b"Length"[..], b"W", b"Index"] {
        dict.remove(own);
    }
    Some((xref, dict))
}

/// At most eight bytes.
fn big_endian(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| (number << 8) | u64::from(*byte))
}
