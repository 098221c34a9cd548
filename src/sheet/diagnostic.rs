//! What is wrong with a file that officers edit, where, and what was probably meant.

use std::{fmt, ops::Range};

use crate::facts::Localized;

/// One mistake. Positions count from 1, columns in characters; line 0 speaks of the file as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file, with `/` between folders.
    pub file: String,
    /// Line, from 1; 0 when the whole file or folder is meant.
    pub line: usize,
    /// Column in characters, from 1; 0 when the whole file or folder is meant.
    pub column: usize,
    /// What is wrong.
    pub message: Localized,
    /// What would be right, when that can be said.
    pub help: Option<Localized>,
    /// Whether the file may be used all the same.
    pub severity: Level,
}

/// Weight of a diagnostic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The file can't be used: nothing is audited with a broken rule, nothing is printed by a broken manifest.
    Error,
    /// Probably not what was meant; the file can be used.
    Warning,
}

impl Diagnostic {
    /// A mistake that is not at one place of a file.
    pub(crate) fn whole(file: impl Into<String>, message: Localized) -> Self {
        Self {
            file: file.into(),
            line: 0,
            column: 0,
            message,
            help: None,
            severity: Level::Error,
        }
    }

    /// `file:line:column`, or the file alone.
    pub fn place(&self) -> String {
        if self.line == 0 {
            self.file.clone()
        } else {
            format!("{}:{}:{}", self.file, self.line, self.column)
        }
    }

    /// Order of printing: by file, then by place.
    pub(crate) fn sort(found: &mut [Self]) {
        found.sort_by(|a, b| (&a.file, a.line, a.column, &a.message).cmp(&(&b.file, b.line, b.column, &b.message)));
    }
}

impl fmt::Display for Diagnostic {
    /// Vietnamese, the language of those who edit the files.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.place(), self.message.vi)?;
        match &self.help {
            Some(help) => write!(formatter, " {}", help.vi),
            None => Ok(()),
        }
    }
}

/// A text in both languages.
pub(crate) fn both(vi: impl Into<String>, en: impl Into<String>) -> Localized {
    Localized {
        vi: vi.into(),
        en: en.into(),
    }
}

/// "Did you mean", when a known word is near enough to the one that was written.
pub(crate) fn did_you_mean<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<Localized> {
    let limit = (written.chars().count() / 3).max(2);
    known
        .into_iter()
        .map(|word| (strsim::osa_distance(written, word), word))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, word)| both(format!("Có phải ý là `{word}`?"), format!("Did you mean `{word}`?")))
}

/// Line and column (in characters) of a byte offset, from 1.
pub(crate) fn position(text: &str, span: &Range<usize>) -> (usize, usize) {
    let mut offset = span.start.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (
        before.matches('\n').count() + 1,
        before[line_start..].chars().count() + 1,
    )
}
