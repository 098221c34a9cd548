//! Reporting periods.

use std::{fmt, str::FromStr};

use jiff::{
    civil::{Date, date},
    tz::Offset,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A period of the government's reporting regime (Nghị định 09/2019/NĐ-CP, Điều 12): it is cut off on the 14th, so
/// that the report can be sent before the month ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// 6 tháng đầu năm: 15 December of the year before to 14 June.
    FirstHalf(i16),
    /// 6 tháng cuối năm: 15 June to 14 December.
    SecondHalf(i16),
    /// Năm: 15 December of the year before to 14 December.
    Year(i16),
}

/// A text that names no period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a period; write 2026-H1, 2026-H2 or 2026")]
pub struct PeriodError(String);

impl Period {
    /// The half-year that this day belongs to.
    pub fn containing(day: Date) -> Self {
        let year = day.year();
        if (day.month(), day.day()) >= (12, 15) {
            Self::FirstHalf(year.saturating_add(1))
        } else if (day.month(), day.day()) >= (6, 15) {
            Self::SecondHalf(year)
        } else {
            Self::FirstHalf(year)
        }
    }

    /// The year it is named after.
    pub fn year(self) -> i16 {
        match self {
            Self::FirstHalf(year) | Self::SecondHalf(year) | Self::Year(year) => year,
        }
    }

    /// First day.
    pub fn first_day(self) -> Date {
        match self {
            Self::FirstHalf(year) | Self::Year(year) => date(year.saturating_sub(1), 12, 15),
            Self::SecondHalf(year) => date(year, 6, 15),
        }
    }

    /// Last day, inclusive.
    pub fn last_day(self) -> Date {
        match self {
            Self::FirstHalf(year) => date(year, 6, 14),
            Self::SecondHalf(year) | Self::Year(year) => date(year, 12, 14),
        }
    }

    /// Whether a day in Vietnam lies in it.
    pub fn contains(self, day: Date) -> bool {
        self.first_day() <= day && day <= self.last_day()
    }

    /// The first instant of the period and the first instant after it, in milliseconds since 1970, days counted at
    /// +07:00.
    pub(super) fn bounds_ms(self) -> (i64, i64) {
        let midnight = |day: Date| {
            Offset::constant(7)
                .to_timestamp(day.to_datetime(jiff::civil::Time::midnight()))
                .map_or(0, jiff::Timestamp::as_millisecond)
        };
        let after = self.last_day().tomorrow().unwrap_or(self.last_day());
        (midnight(self.first_day()), midnight(after))
    }

    /// The kind of period, for choosing words.
    pub fn kind(self) -> &'static str {
        match self {
            Self::FirstHalf(_) => "first-half",
            Self::SecondHalf(_) => "second-half",
            Self::Year(_) => "year",
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FirstHalf(year) => write!(formatter, "{year}-H1"),
            Self::SecondHalf(year) => write!(formatter, "{year}-H2"),
            Self::Year(year) => write!(formatter, "{year}"),
        }
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || PeriodError(text.to_owned());
        let (year, half) = match text.split_once('-') {
            Some((year, half)) => (year, Some(half)),
            None => (text, None),
        };
        if year.len() != 4 || !year.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong());
        }
        let year: i16 = year.parse().map_err(|_| wrong())?;
        // Vietnam's present calendar and civil time are meant; year 0 has no year before it to begin in.
        if year == 0 {
            return Err(wrong());
        }
        match half {
            None => Ok(Self::Year(year)),
            Some("H1" | "h1") => Ok(Self::FirstHalf(year)),
            Some("H2" | "h2") => Ok(Self::SecondHalf(year)),
            Some(_) => Err(wrong()),
        }
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_cut_off_on_the_fourteenth() {
        for (day, period) in [
            (date(2025, 12, 14), Period::SecondHalf(2025)),
            (date(2025, 12, 15), Period::FirstHalf(2026)),
            (date(2026, 6, 14), Period::FirstHalf(2026)),
            (date(2026, 6, 15), Period::SecondHalf(2026)),
        ] {
            assert_eq!(Period::containing(day), period);
            assert!(period.contains(day));
        }
        assert!(Period::Year(2026).contains(date(2025, 12, 15)));
        assert!(!Period::Year(2026).contains(date(2026, 12, 15)));
    }

    #[test]
    fn bounds_are_midnights_in_vietnam() {
        let (from, after) = Period::FirstHalf(2026).bounds_ms();
        let at = |text: &str| text.parse::<jiff::Timestamp>().map(jiff::Timestamp::as_millisecond);
        assert_eq!(Ok(from), at("2025-12-15T00:00:00+07:00").map_err(|_| ()));
        assert_eq!(Ok(after), at("2026-06-15T00:00:00+07:00").map_err(|_| ()));
    }

    #[test]
    fn periods_read_back_as_written() {
        for text in ["2026-H1", "2026-H2", "2026"] {
            assert_eq!(
                text.parse::<Period>().map(|period| period.to_string()),
                Ok(text.to_owned())
            );
        }
        for text in ["", "26", "2026-H3", "2026-", "0000", "+026", "2026-H1 ", "20266"] {
            assert!(text.parse::<Period>().is_err(), "{text:?}");
        }
    }
}
