//! Names and texts from documents, made safe to show.

use std::{borrow::Cow, fmt::Write};

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The text as it may stand in a report: on one line, in NFC, and with nothing invisible that changes what is read.
///
/// A file name may hold control characters or marks that turn the direction of writing, so that `fdp.exe` reads
/// `exe.pdf`. Those are told by their number, `<U+202E>`; a reader sees that they are there, and every format can
/// hold the result.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    if is_nfc(text) && !text.chars().any(|letter| deceptive(letter) || letter.is_control()) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for letter in text.nfc() {
        match letter {
            '\t' | '\n' | '\r' => shown.push(' '),
            letter if letter.is_control() || deceptive(letter) => {
                // Writing to a string can't fail.
                let _ = write!(shown, "<U+{:04X}>", u32::from(letter));
            }
            letter => shown.push(letter),
        }
    }
    Cow::Owned(shown)
}

/// Marks of direction, joiners and other characters without a shape, and those XML 1.0 can't hold.
fn deceptive(letter: char) -> bool {
    matches!(
        letter,
        '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{FFFE}' | '\u{FFFF}' | '\u{E0000}'..='\u{E007F}'
    )
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn what_deceives_is_told_by_number_and_all_else_stays() {
        for plain in [
            "Sở Y tế/số 12 #tag @ref.pdf",
            "=HYPERLINK(\"x\")",
            "{{ 7*7 }}",
            "<script>",
            "$x$ -- \"q\"",
        ] {
            assert_eq!(shown(plain), plain);
        }
        assert_eq!(shown("hóa đơn\u{202E}fdp.exe"), "hóa đơn<U+202E>fdp.exe");
        assert_eq!(shown("a\0b\nc\td"), "a<U+0000>b c d");
        assert_eq!(shown("Tiê\u{301}ng"), "Tiếng");
    }
}
