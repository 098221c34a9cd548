//! Text strings and dates of PDF (ISO 32000-1, 7.9.2 and 7.9.4).

/// PDFDocEncoding where it differs from Latin-1 (ISO 32000-1, D.3); U+FFFD is undefined.
const DOC_ENCODING_18: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
const DOC_ENCODING_80: [char; 32] = [
    '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ', 'ﬂ', 'Ł',
    'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{FFFD}',
];

/// Letters of a text that are kept.
const KEPT: usize = 2_000;

/// Names and texts of a signature are a line or two; what is longer is cut, so that no row grows with the file.
pub(crate) fn short(text: String) -> String {
    match text.char_indices().nth(KEPT) {
        Some((end, _)) => text.get(..end).unwrap_or_default().to_owned(),
        None => text,
    }
}

/// Decodes a text string: UTF-16 with byte order mark, UTF-8 with byte order mark, else PDFDocEncoding; bytes without
/// a mark that are valid UTF-8 and not ASCII are taken as UTF-8, as signing software in use writes them.
pub(crate) fn text(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().map(|byte| doc_encoding(*byte)).collect(),
        },
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes
        .chunks_exact(2)
        .filter_map(|pair| <[u8; 2]>::try_from(pair).ok())
        .map(unit);
    char::decode_utf16(units)
        .map(|letter| letter.unwrap_or('\u{FFFD}'))
        .collect()
}

fn doc_encoding(byte: u8) -> char {
    let from = |table: &'static [char], first: u8| {
        table
            .get(usize::from(byte.saturating_sub(first)))
            .copied()
            .unwrap_or('\u{FFFD}')
    };
    match byte {
        0x18..=0x1F => from(&DOC_ENCODING_18, 0x18),
        0x80..=0x9F => from(&DOC_ENCODING_80, 0x80),
        0xA0 => '€',
        _ => char::from(byte),
    }
}

/// A date string taken apart: civil parts as written, and the offset from UTC when one is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateParts {
    /// Year, four digits.
    pub year: i16,
    /// Month 1 to 12.
    pub month: i8,
    /// Day 1 to 31.
    pub day: i8,
    /// Hour.
    pub hour: i8,
    /// Minute.
    pub minute: i8,
    /// Second.
    pub second: i8,
    /// Offset from UTC in seconds; `None` when the string states none.
    pub offset_seconds: Option<i32>,
}

/// Reads `D:YYYYMMDDHHmmSSOHH'mm'`; parts from the month on may be missing, and so may the prefix, the apostrophes and
/// the minutes of the offset, as files in use have it.
pub fn date(text: &str) -> Option<DateParts> {
    let text = text.trim();
    let text = text.strip_prefix("D:").unwrap_or(text);
    let digits: &str = text.get(..text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len()))?;
    let number = |from: usize, to: usize| digits.get(from..to).and_then(|part| part.parse::<i8>().ok());
    let year = digits.get(0..4)?.parse::<i16>().ok()?;
    let zone = text.get(digits.len()..)?.trim();
    let offset_seconds = match zone.chars().next() {
        None => None,
        Some('Z') => Some(0),
        Some(sign @ ('+' | '-')) => {
            let mut parts = zone.get(1..)?.split(['\'', ':']).filter(|part| !part.is_empty());
            let first = parts.next()?;
            let (hours, minutes) = if first.len() == 4 {
                (first.get(0..2)?, first.get(2..4))
            } else {
                (first, parts.next())
            };
            let hours: i32 = hours.parse().ok().filter(|hours| (0..=23).contains(hours))?;
            let minutes: i32 = minutes
                .map_or(Some(0), |text| text.parse().ok())
                .filter(|minutes| (0..=59).contains(minutes))?;
            let seconds = hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?;
            Some(if sign == '-' { seconds.checked_neg()? } else { seconds })
        }
        Some(_) => return None,
    };
    Some(DateParts {
        year,
        month: number(4, 6).unwrap_or(1),
        day: number(6, 8).unwrap_or(1),
        hour: number(8, 10).unwrap_or(0),
        minute: number(10, 12).unwrap_or(0),
        second: number(12, 14).unwrap_or(0),
        offset_seconds,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_files_have_them() {
        let expected = DateParts {
            year: 2026,
            month: 5,
            day: 13,
            hour: 14,
            minute: 41,
            second: 57,
            offset_seconds: Some(25_200),
        };
        for text in [
            "D:20260513144157+07'00'",
            "D:20260513144157+07'00",
            "20260513144157+0700",
            "D:20260513144157+07",
        ] {
            assert_eq!(date(text), Some(expected), "{text}");
        }
        assert_eq!(date("D:20260513144157").and_then(|parts| parts.offset_seconds), None);
        assert_eq!(
            date("D:20260513144157Z").and_then(|parts| parts.offset_seconds),
            Some(0)
        );
        assert_eq!(date("D:2026").map(|parts| (parts.month, parts.day)), Some((1, 1)));
        assert_eq!(date("yesterday"), None);
        assert_eq!(date("D:20260513144157+99'00'"), None);
    }

    #[test]
    fn texts_in_every_encoding_of_the_standard() {
        assert_eq!(text(b"\xFE\xFF\x1E\xF6\x00A"), "ỶA");
        assert_eq!(text(b"\xEF\xBB\xBFS\xE1\xBB\x9F"), "Sở");
        assert_eq!(text(b"S\xE1\xBB\x9F"), "Sở");
        assert_eq!(text(b"\x84 \xE9"), "— é");
    }
}
