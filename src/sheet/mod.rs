//! One TOML file that officers edit, with the position of every value, and the mistakes found while reading it: rules,
//! waivers, manifests of reports.

pub(crate) mod diagnostic;

use std::ops::Range;

use jiff::civil;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use self::diagnostic::{Diagnostic, Level, both, did_you_mean, position};
use crate::facts::Localized;

/// Byte range in the text of the file.
pub(crate) type Span = Range<usize>;

/// Reads values and notes mistakes instead of stopping at the first.
pub(crate) struct Sheet<'a> {
    file: &'a str,
    text: &'a str,
    /// After a syntax error whole sections may be lost: what is missing then is not reported on top of it.
    incomplete: bool,
    found: Vec<Diagnostic>,
}

impl<'a> Sheet<'a> {
    /// Parses as far as it goes; syntax errors are the first diagnostics.
    pub(crate) fn open(file: &'a str, text: &'a str) -> (Self, DeTable<'a>) {
        // Editors on Windows put a byte order mark in front.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut sheet = Self {
            file,
            text,
            incomplete: false,
            found: Vec::new(),
        };
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            let message = both(
                format!("sai cú pháp TOML ({}).", error.message()),
                format!("TOML syntax error ({}).", error.message()),
            );
            sheet.error(&span, message);
            sheet.incomplete = true;
        }
        (sheet, table.into_inner())
    }

    /// Notes a mistake.
    pub(crate) fn error(&mut self, span: &Span, message: Localized) {
        self.note(span, message, None, Level::Error);
    }

    /// Notes a mistake with advice.
    pub(crate) fn error_with(&mut self, span: &Span, message: Localized, help: Option<Localized>) {
        self.note(span, message, help, Level::Error);
    }

    /// Notes something that is probably not meant.
    pub(crate) fn warning(&mut self, span: &Span, message: Localized) {
        self.note(span, message, None, Level::Warning);
    }

    /// Notes that something required is not there.
    pub(crate) fn missing(&mut self, span: &Span, message: Localized) {
        if !self.incomplete {
            self.error(span, message);
        }
    }

    fn note(&mut self, span: &Span, message: Localized, help: Option<Localized>, severity: Level) {
        let (line, column) = position(self.text, span);
        // What a syntax error left behind at its own place is no second mistake.
        if self.incomplete && self.found.iter().any(|one| (one.line, one.column) == (line, column)) {
            return;
        }
        self.found.push(Diagnostic {
            file: self.file.to_owned(),
            line,
            column,
            message,
            help,
            severity,
        });
    }

    /// What was found.
    pub(crate) fn into_found(self) -> Vec<Diagnostic> {
        self.found
    }

    /// The place of a piece of a string value; the value's own place when escapes hide it.
    pub(crate) fn inside(&self, span: &Span, piece: &str) -> Span {
        let start = self
            .text
            .get(span.clone())
            .and_then(|raw| raw.find(piece))
            .map_or(span.start, |at| span.start + at);
        start..start + piece.len()
    }

    /// Line and column of a place.
    pub(crate) fn place(&self, span: &Span) -> (usize, usize) {
        position(self.text, span)
    }

    /// Reports keys that nobody reads.
    pub(crate) fn only_keys(&mut self, table: &DeTable<'_>, known: &[&str]) {
        for key in table.keys() {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                let message = both(
                    format!("không có mục tên `{name}` ở đây."),
                    format!("there is no key `{name}` here."),
                );
                let help = did_you_mean(name, known.iter().copied()).or_else(|| {
                    Some(both(
                        format!("Các mục được dùng: {}.", known.join(", ")),
                        format!("Known keys: {}.", known.join(", ")),
                    ))
                });
                self.error_with(&key.span(), message, help);
            }
        }
    }

    /// Notes a value of the wrong kind.
    pub(crate) fn wrong_kind(&mut self, value: &Spanned<DeValue<'_>>, vi: &str, en: &str) {
        self.error(&value.span(), both(format!("cần {vi}."), format!("{en} expected.")));
    }

    /// A section with `vi` and `en`; both must be there and say something.
    pub(crate) fn localized(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Localized> {
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_kind(
                value,
                "hai bản { vi = \"…\", en = \"…\" }",
                "{ vi = \"…\", en = \"…\" }",
            );
            return None;
        };
        self.only_keys(table, &["vi", "en"]);
        let mut language = |key: &str, vi: &str, en: &str| {
            if let Some(text) = table.get(key) {
                self.text(text)
            } else {
                self.missing(
                    &value.span(),
                    both(
                        format!("thiếu bản {vi} (`{key}`)."),
                        format!("the {en} text (`{key}`) is missing."),
                    ),
                );
                None
            }
        };
        let vi = language("vi", "tiếng Việt", "Vietnamese");
        let en = language("en", "tiếng Anh", "English");
        Some(Localized { vi: vi?, en: en? })
    }

    /// A localized section of this name that must be there.
    pub(crate) fn required_localized(&mut self, table: &DeTable<'_>, key: &str, at: &Span) -> Option<Localized> {
        if let Some(value) = table.get(key) {
            self.localized(value)
        } else {
            self.lacks(at, key);
            None
        }
    }

    /// Notes that a section is missing.
    pub(crate) fn lacks(&mut self, at: &Span, key: &str) {
        self.missing(
            at,
            both(
                format!("thiếu mục `{key}`."),
                format!("the section `{key}` is missing."),
            ),
        );
    }

    /// A string that is not blank.
    pub(crate) fn text(&mut self, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_kind(value, "một đoạn chữ trong dấu nháy", "a quoted text");
            return None;
        };
        if text.trim().is_empty() {
            self.error(&value.span(), both("nội dung để trống.", "the text is empty."));
            return None;
        }
        Some(text.to_owned())
    }

    /// A string of this name that must be there.
    pub(crate) fn required_text(&mut self, table: &DeTable<'_>, key: &str, at: &Span) -> Option<String> {
        if let Some(value) = table.get(key) {
            self.text(value)
        } else {
            self.lacks(at, key);
            None
        }
    }

    /// A yes or no of this name, with its default.
    pub(crate) fn flag(&mut self, table: &DeTable<'_>, key: &str, default: bool) -> bool {
        let Some(value) = table.get(key) else { return default };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.wrong_kind(value, "true hoặc false", "true or false");
            default
        })
    }

    /// A calendar day of this name, when it is there.
    pub(crate) fn date(&mut self, table: &DeTable<'_>, key: &str) -> Option<civil::Date> {
        let value = table.get(key)?;
        let day = value
            .get_ref()
            .as_datetime()
            .and_then(|stamp| match (stamp.date, stamp.time) {
                (Some(date), None) => to_date(date),
                _ => None,
            });
        if day.is_none() {
            self.wrong_kind(
                value,
                "một ngày, viết không có dấu nháy, ví dụ 2026-01-10",
                "a date without quotes, such as 2026-01-10,",
            );
        }
        day
    }

    /// One of these words.
    pub(crate) fn word<T: Copy>(&mut self, value: &Spanned<DeValue<'_>>, words: &[(&'static str, T)]) -> Option<T> {
        let written = self.text(value)?;
        let found = words
            .iter()
            .find(|(word, _)| *word == written)
            .map(|(_, meaning)| *meaning);
        if found.is_none() {
            let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let help = did_you_mean(&written, all.iter().copied());
            let message = both(
                format!("`{written}` không thuộc các từ được dùng ở đây: {}.", all.join(", ")),
                format!("`{written}` is none of the words used here: {}.", all.join(", ")),
            );
            self.error_with(&value.span(), message, help);
        }
        found
    }

    /// Tables of an array of tables of this name, with their places.
    pub(crate) fn tables<'t, 'd>(&mut self, table: &'t DeTable<'d>, key: &str) -> Vec<(Span, &'t DeTable<'d>)> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            self.wrong_kind(
                value,
                &format!("danh sách, mỗi phần mở đầu bằng [[{key}]]"),
                &format!("a list of [[{key}]]"),
            );
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in array {
            match item.get_ref().as_table() {
                Some(inner) => tables.push((item.span(), inner)),
                None => self.wrong_kind(item, "một bảng { … }", "a table { … }"),
            }
        }
        tables
    }
}

/// A day of the calendar; `None` when there is no such day.
pub(crate) fn to_date(date: toml::value::Date) -> Option<civil::Date> {
    civil::Date::new(
        i16::try_from(date.year).ok()?,
        i8::try_from(date.month).ok()?,
        i8::try_from(date.day).ok()?,
    )
    .ok()
}
