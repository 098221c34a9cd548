//! An instant together with the offset it was written in.

use jiff::{Timestamp, civil, tz::Offset};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A point in time as a document states it. Two moments are the same instant when their `instant` is equal; the
/// offset only says how it was written (RFC 3339). Sub-second parts are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    instant: Timestamp,
    offset: Offset,
}

impl Moment {
    /// An instant as written with this offset.
    pub fn new(instant: Timestamp, offset: Offset) -> Self {
        Self { instant, offset }
    }

    /// An instant written in UTC.
    pub fn utc(instant: Timestamp) -> Self {
        Self::new(instant, Offset::UTC)
    }

    /// A civil time with its offset; `None` outside the range of years -9999 to 9999.
    pub fn from_civil(civil: civil::DateTime, offset: Offset) -> Option<Self> {
        offset
            .to_timestamp(civil)
            .ok()
            .map(|instant| Self::new(instant, offset))
    }

    /// Parses RFC 3339 with an offset or `Z`.
    ///
    /// # Errors
    /// When the text is not RFC 3339 or has no offset.
    pub fn parse(text: &str) -> Result<Self, jiff::Error> {
        let pieces = jiff::fmt::temporal::Pieces::parse(text)?;
        let instant: Timestamp = text.parse()?;
        let offset = pieces.to_numeric_offset().unwrap_or(Offset::UTC);
        Ok(Self::new(instant, offset))
    }

    /// The instant, for comparing and arithmetic.
    pub fn instant(&self) -> Timestamp {
        self.instant
    }

    /// The offset from UTC it was written with, as RFC 3339 has it: `+07:00`.
    pub fn offset_text(&self) -> String {
        let seconds = self.offset.seconds();
        let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.unsigned_abs() / 60);
        format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }

    /// Whole seconds from the other moment to this one; negative when this one is earlier.
    pub fn seconds_since(&self, other: &Self) -> i64 {
        self.instant.duration_since(other.instant).as_secs()
    }

    /// The civil day in Vietnam (+07:00), which decides dates in force and reporting periods.
    pub fn day_in_vietnam(&self) -> civil::Date {
        Offset::constant(7).to_datetime(self.instant).date()
    }

    /// Civil date and time in Vietnam (+07:00), for people.
    pub fn civil_in_vietnam(&self) -> civil::DateTime {
        Offset::constant(7).to_datetime(self.instant)
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.offset == Offset::UTC {
            write!(formatter, "{}", self.instant)
        } else {
            write!(formatter, "{}", self.instant.display_with_offset(self.offset))
        }
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}
