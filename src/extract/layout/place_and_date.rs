//! Place and date of a document: `Thái Nguyên, ngày 26 tháng 12 năm 2025`.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::text::{pattern, tidy};

/// Place and date as they stand in a line; day and month may be left blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PlaceAndDate {
    /// Địa danh.
    pub(super) place: Option<String>,
    /// From "ngày" on, as printed, single spaces.
    pub(super) line: String,
    pub(super) day: Option<i8>,
    pub(super) month: Option<i8>,
    pub(super) year: Option<i16>,
}

impl PlaceAndDate {
    /// The date, when all of it is there and it is one.
    pub(super) fn date(&self) -> Option<Date> {
        Date::new(self.year?, self.month?, self.day?).ok()
    }
}

static LINE: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"(?P<place>{PLACE})\s*,\s*{DATE}$")));
/// A date in figures, which is not how it is to be written.
static IN_FIGURES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?P<place>{PLACE})\s*,\s*(?P<date>[Nn]gày\s*(?P<day>\d{{1,2}})\s?[/.-]\s?(?P<month>\d{{1,2}})\s?[/.-]\s?(?P<year>\d{{4}}))$"
    ))
});
static SIGNED: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"^(?:(?P<place>{PLACE})\s*,\s*)?{DATE}$")));

const PLACE: &str = r"\p{Lu}[\p{L}.]*(?:[\s-]+[\p{L}\d.]+){0,6}";
const DATE: &str = concat!(
    r"(?P<date>[Nn]gày[\s.…_]*(?P<day>\d{1,2})?[\s.…_]*tháng[\s.…_]*(?P<month>\d{1,2})?",
    r"[\s.…_]*năm[\s.…_]*(?P<year>\d{4})?)[\s.…_]*",
);

/// A line that ends with place and date.
pub(super) fn in_line(line: &str) -> Option<PlaceAndDate> {
    // The pattern is dear, and most lines of a page speak of no year.
    line.contains("năm").then(|| of(line, &LINE))?
}

/// A line that ends with a place and a whole date in figures: "Thái Nguyên, ngày 02/3/2026".
pub(super) fn in_figures(line: &str) -> Option<PlaceAndDate> {
    of(line, &IN_FIGURES).filter(|found| found.date().is_some())
}

/// A text that is nothing but a whole date, with a place before it or without.
pub(super) fn alone(text: &str) -> Option<PlaceAndDate> {
    text.contains("năm")
        .then(|| of(text, &SIGNED))?
        .filter(|found| found.date().is_some())
}

fn of(line: &str, pattern: &Regex) -> Option<PlaceAndDate> {
    let line = tidy(line);
    let found = pattern.captures(&line)?;
    let part = |name| found.name(name).map(|part| part.as_str());
    Some(PlaceAndDate {
        place: part("place").map(str::to_owned),
        line: part("date")?.trim().to_owned(),
        day: part("day").and_then(|text| text.parse().ok()),
        month: part("month").and_then(|text| text.parse().ok()),
        year: part("year").and_then(|text| text.parse().ok()),
    })
}
