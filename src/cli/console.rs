//! Texts of documents on a terminal.

use crate::facts::deceives;

/// The text on one line, with a mark in the place of every letter that deceives.
pub(super) fn printable(text: &str) -> String {
    text.replace(deceives, "\u{FFFD}")
}
