//! Names and texts from documents, made safe to show.

use std::{borrow::Cow, fmt::Write};

use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::facts::deceives;

/// The text as it may stand in a report: on one line, in NFC, and with nothing invisible that changes what is read.
///
/// A file name may hold control characters or marks that turn the direction of writing, so that `fdp.exe` reads
/// `exe.pdf`. Those are told by their number, `<U+202E>`; a reader sees that they are there, and every format can
/// hold the result.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    if is_nfc(text) && !text.contains(deceives) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for letter in text.nfc() {
        match letter {
            '\t' | '\n' | '\r' => shown.push(' '),
            letter if deceives(letter) => {
                // Writing to a string can't fail.
                let _ = write!(shown, "<U+{:04X}>", u32::from(letter));
            }
            letter => shown.push(letter),
        }
    }
    Cow::Owned(shown)
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
