//! Old Vietnamese encodings, recognised by the name of the font: TCVN3 (ABC) and VNI.
//!
//! Such fonts draw Vietnamese letters in the places of Latin-1, so a document names those, and only the font's name
//! says what is meant.

/// TCVN3 from 0xA1 on (TCVN 5712:1993, third table); U+FFFD where it has nothing.
const TCVN3: &str = "\
ĂÂÊÔƠƯĐăâêôơưđ\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}àảãáạ\u{FFFD}ằẳẵắ\u{FFFD}\
\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}ặầẩẫấậè\u{FFFD}ẻẽéẹềểễếệìỉ\u{FFFD}\u{FFFD}\u{FFFD}ĩíịò\
\u{FFFD}ỏõóọồổỗốộờởỡớợù\u{FFFD}ủũúụừửữứựỳỷỹýỵ";

/// VNI for Windows, letters that are one character.
const VNI_SINGLE: &[(char, char)] = &[
    ('ô', 'ơ'),
    ('ö', 'ư'),
    ('Ô', 'Ơ'),
    ('Ö', 'Ư'),
    ('í', 'í'),
    ('ì', 'ì'),
    ('æ', 'ỉ'),
    ('ó', 'ĩ'),
    ('ò', 'ị'),
    ('Í', 'Í'),
    ('Ì', 'Ì'),
    ('Æ', 'Ỉ'),
    ('Ó', 'Ĩ'),
    ('Ò', 'Ị'),
    ('î', 'ỵ'),
    ('Î', 'Ỵ'),
    ('ñ', 'đ'),
    ('Ñ', 'Đ'),
];

/// VNI for Windows, what stands behind a vowel: combining marks in canonical order of their base.
const VNI_MARK: &[(char, &str)] = &[
    ('ù', "\u{301}"),
    ('ø', "\u{300}"),
    ('û', "\u{309}"),
    ('õ', "\u{303}"),
    ('ï', "\u{323}"),
    ('ê', "\u{306}"),
    ('é', "\u{306}\u{301}"),
    ('è', "\u{306}\u{300}"),
    ('ú', "\u{306}\u{309}"),
    ('ü', "\u{306}\u{303}"),
    ('ë', "\u{306}\u{323}"),
    ('â', "\u{302}"),
    ('á', "\u{302}\u{301}"),
    ('à', "\u{302}\u{300}"),
    ('å', "\u{302}\u{309}"),
    ('ã', "\u{302}\u{303}"),
    ('ä', "\u{302}\u{323}"),
];

/// Codes 0x80 to 0x9F of Windows code page 1252, by their Unicode.
const WINDOWS_1252: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ";

/// An old encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Legacy {
    /// TCVN3; the fonts whose names end in H draw capitals only.
    Tcvn3 { capitals: bool },
    /// VNI for Windows.
    Vni,
}

impl Legacy {
    /// `.VnTime`, `.VnTimeH`, `VNI-Times`, ...
    pub(super) fn by_font_name(name: &str) -> Option<Self> {
        let family = name.trim_start_matches(['.', '#']).split([',', '-', ' ']).next()?;
        let lower = family.to_ascii_lowercase();
        if lower == "vni" || lower.starts_with("vni") && name.to_ascii_lowercase().starts_with("vni-") {
            return Some(Self::Vni);
        }
        let face = family.strip_prefix("Vn").or_else(|| family.strip_prefix("VN"))?;
        let begins_as_a_face = face.chars().next().is_some_and(|first| first.is_ascii_uppercase());
        (begins_as_a_face && (name.starts_with(".Vn") || name.starts_with(".VN") || family.starts_with("VnTime")))
            .then(|| Self::Tcvn3 {
                capitals: face.len() > 1 && face.ends_with('H'),
            })
    }

    /// Unicode of a text that was read as Latin-1. A text with Vietnamese letters outside Latin-1 is Unicode already.
    /// `before` is the letter that stands right before it: in VNI marks have places of their own, and some programs show
    /// every glyph by itself.
    pub(super) fn decode(self, text: &str, before: Option<char>) -> Option<String> {
        let unicode_already = |letter: char| {
            matches!(
                letter,
                'ă' | 'Ă' | 'đ' | 'Đ' | 'ơ' | 'Ơ' | 'ư' | 'Ư' | 'ĩ' | 'Ĩ' | 'ũ' | 'Ũ' | 'Ạ'..='ỹ'
            )
        };
        if text.chars().any(unicode_already) {
            return None;
        }
        Some(match self {
            Self::Tcvn3 { capitals } => {
                let decoded: String = text.chars().map(tcvn3).collect();
                if capitals { decoded.to_uppercase() } else { decoded }
            }
            Self::Vni => vni(text, before.is_some_and(takes_marks)),
        })
    }
}

fn tcvn3(letter: char) -> char {
    let place = u32::from(letter)
        .checked_sub(0xA1)
        .and_then(|place| usize::try_from(place).ok());
    place
        .and_then(|place| TCVN3.chars().nth(place))
        .filter(|decoded| *decoded != '\u{FFFD}')
        .unwrap_or(letter)
}

fn vni(text: &str, mut vowel: bool) -> String {
    let mut decoded = String::with_capacity(text.len());
    for letter in text.chars() {
        let small = letter.to_lowercase().next().unwrap_or(letter);
        let marks = VNI_MARK.iter().find(|(mark, _)| *mark == small);
        if let (true, Some((_, marks))) = (vowel, marks) {
            decoded.push_str(marks);
            vowel = false;
            continue;
        }
        let single = VNI_SINGLE
            .iter()
            .find(|(code, _)| *code == letter)
            .map_or(letter, |(_, single)| *single);
        decoded.push(single);
        vowel = takes_marks(single);
    }
    decoded
}

/// A vowel without marks.
fn takes_marks(letter: char) -> bool {
    matches!(
        letter,
        'a' | 'e' | 'o' | 'u' | 'y' | 'A' | 'E' | 'O' | 'U' | 'Y' | 'ơ' | 'ư' | 'Ơ' | 'Ư'
    )
}

/// The character that a code stands for in Windows code page 1252.
pub(super) fn windows_1252(code: u32) -> Option<char> {
    match code {
        0x80..=0x9F => WINDOWS_1252.chars().nth(usize::try_from(code.checked_sub(0x80)?).ok()?),
        0x20..=0xFF => char::from_u32(code),
        _ => None,
    }
}
