//! Texts as the PDF can print them: letters that its font has, and places where a long word may break.

use std::fmt::Write as _;

use typst::text::Font;
use unicode_normalization::char::is_combining_mark;

/// A break that shows nothing.
const BREAK: char = '\u{200B}';

/// Letters between two places where a long word may break.
const RUN: usize = 8;

/// What makes texts fit for the PDF.
pub(super) struct Legible<'a> {
    faces: &'a [Font],
}

impl<'a> Legible<'a> {
    pub(super) fn new(faces: &'a [Font]) -> Self {
        Self { faces }
    }

    /// A text of at most `letters` letters, more of it only told by `…`, in which words longer than `word` letters may
    /// break.
    ///
    /// PDF/A and PDF/UA forbid a letter that the font lacks: one name in Chinese, or with a pictograph, and there would
    /// be no report at all. Such letters are told by their number, as those are that deceive.
    pub(super) fn text(&self, text: &str, letters: usize, word: usize) -> String {
        let mut printed = String::with_capacity(text.len());
        for (place, letter) in text.chars().enumerate() {
            if place >= letters && !is_combining_mark(letter) {
                printed.push('…');
                break;
            }
            if letter == ' ' || letter == '\u{A0}' || self.has(letter) {
                printed.push(letter);
            } else {
                // Writing into a text does not fail.
                let _ = write!(printed, "<U+{:04X}>", u32::from(letter));
            }
        }
        breakable(&printed, word)
    }

    fn has(&self, letter: char) -> bool {
        // A font may draw anything for a letter of private use.
        let private = matches!(u32::from(letter), 0xE000..=0xF8FF | 0xF_0000..);
        !private
            && self
                .faces
                .iter()
                .all(|face| face.info().coverage.contains(u32::from(letter)))
    }
}

/// The text with breaks in long words: behind marks that divide names, and every few letters otherwise.
fn breakable(text: &str, word: usize) -> String {
    let mut broken = String::with_capacity(text.len());
    for (index, part) in text.split(' ').enumerate() {
        if index > 0 {
            broken.push(' ');
        }
        if part.chars().count() <= word {
            broken.push_str(part);
            continue;
        }
        let mut run = 0;
        for letter in part.chars() {
            // A mark stays on its letter.
            if run >= RUN && !is_combining_mark(letter) {
                broken.push(BREAK);
                run = 0;
            }
            broken.push(letter);
            run += 1;
            if matches!(letter, '/' | '_' | '-' | '.' | '!' | ',' | ';' | ':' | '@') {
                run = RUN;
            }
        }
    }
    broken
}

/// At most so many letters, the rest told by `…`.
pub(super) fn clipped(text: &str, letters: usize) -> String {
    match text.char_indices().nth(letters) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_break_and_short_ones_do_not() {
        assert_eq!(breakable("Sở Y tế", 12), "Sở Y tế");
        assert_eq!(
            breakable("một 44/2025/QĐ-CTUBND", 12),
            "một 44/\u{200B}2025/\u{200B}QĐ-\u{200B}CTUBND"
        );
        let long = breakable(&"x".repeat(300), 12);
        assert!(long.split(BREAK).all(|run| run.len() <= RUN));
        assert_eq!(long.replace(BREAK, ""), "x".repeat(300));
        assert_eq!(
            breakable(&"a\u{323}".repeat(9), 4).matches("\u{200B}\u{323}").count(),
            0
        );
    }

    #[test]
    fn clipping_keeps_letters_whole() {
        assert_eq!(clipped("Thái Nguyên", 11), "Thái Nguyên");
        assert_eq!(clipped("Thái Nguyên", 4), "Thái…");
        assert_eq!(clipped("Thái Nguyên", 5), "Thái…");
    }
}
