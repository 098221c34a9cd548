//! UTCTime and GeneralizedTime, as DER (RFC 5280, 4.1.2.5) and as found in the wild.

use jiff::{civil, tz::Offset};

use super::asn1::{Element, tag};
use crate::facts::Moment;

/// The instant of a UTCTime or GeneralizedTime. Seconds may be missing, fractions and an offset may be there. `None`
/// when it is neither, and for local time without an offset: that is no instant.
pub(crate) fn moment(element: &Element<'_>) -> Option<Moment> {
    let text = std::str::from_utf8(element.content).ok()?;
    if !text.is_ascii() {
        return None;
    }
    let (year, rest) = match element.tag {
        tag::UTC_TIME => {
            let (year, rest) = number(text, 2)?;
            // RFC 5280, 4.1.2.5.1.
            let century: i16 = if year >= 50 { 1900 } else { 2000 };
            (century.checked_add(year)?, rest)
        }
        tag::GENERALIZED_TIME => number(text, 4)?,
        _ => return None,
    };
    let (month, rest) = number(rest, 2)?;
    let (day, rest) = number(rest, 2)?;
    let (hour, rest) = number(rest, 2)?;
    // GeneralizedTime may end after the hour, both may end after the minute.
    let (minute, rest) = if element.tag == tag::UTC_TIME {
        number(rest, 2)?
    } else {
        number(rest, 2).unwrap_or((0, rest))
    };
    let (second, rest) = number(rest, 2).unwrap_or((0, rest));
    let (nanosecond, rest) = fraction(rest)?;
    let offset = offset(rest)?;
    let civil = civil::DateTime::new(
        year,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
        i8::try_from(hour).ok()?,
        i8::try_from(minute).ok()?,
        i8::try_from(second).ok()?,
        nanosecond,
    )
    .ok()?;
    Moment::from_civil(civil, offset)
}

/// The first `digits` characters as a number, and what follows.
fn number(text: &str, digits: usize) -> Option<(i16, &str)> {
    let (head, rest) = text.split_at_checked(digits)?;
    if !head.bytes().all(|octet| octet.is_ascii_digit()) {
        return None;
    }
    Some((head.parse().ok()?, rest))
}

/// A fraction of a second in nanoseconds, cut after the ninth digit.
fn fraction(text: &str) -> Option<(i32, &str)> {
    let Some(rest) = text.strip_prefix(['.', ',']) else {
        return Some((0, text));
    };
    let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
    let (digits, rest) = rest.split_at_checked(end)?;
    if digits.is_empty() {
        return None;
    }
    let nine: String = digits.chars().chain("000000000".chars()).take(9).collect();
    Some((nine.parse().ok()?, rest))
}

fn offset(text: &str) -> Option<Offset> {
    if text == "Z" {
        return Some(Offset::UTC);
    }
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, rest) = number(rest, 2)?;
    let (minutes, rest) = if rest.is_empty() { (0, rest) } else { number(rest, 2)? };
    if !rest.is_empty() || minutes > 59 {
        return None;
    }
    let seconds = i32::from(hours)
        .checked_mul(3600)?
        .checked_add(i32::from(minutes).checked_mul(60)?)?
        .checked_mul(sign)?;
    Offset::from_seconds(seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(tag: u8, text: &str) -> Option<String> {
        moment(&Element {
            tag,
            content: text.as_bytes(),
            raw: &[],
        })
        .map(|moment| moment.to_string())
    }

    #[test]
    fn all_forms() {
        for (tag, text, expected) in [
            (tag::UTC_TIME, "260204092958Z", Some("2026-02-04T09:29:58Z")),
            (tag::UTC_TIME, "491231235959Z", Some("2049-12-31T23:59:59Z")),
            (tag::UTC_TIME, "500101000000Z", Some("1950-01-01T00:00:00Z")),
            (tag::UTC_TIME, "2602040929Z", Some("2026-02-04T09:29:00Z")),
            (tag::UTC_TIME, "260204162958+0700", Some("2026-02-04T16:29:58+07:00")),
            (tag::UTC_TIME, "260204162958", None),
            (tag::UTC_TIME, "261304162958Z", None),
            (tag::UTC_TIME, "2602041629é8Z", None),
            (tag::GENERALIZED_TIME, "20260204092958Z", Some("2026-02-04T09:29:58Z")),
            (
                tag::GENERALIZED_TIME,
                "20260204092958.25Z",
                Some("2026-02-04T09:29:58.25Z"),
            ),
            (
                tag::GENERALIZED_TIME,
                "20260204092958,5-0530",
                Some("2026-02-04T09:29:58.5-05:30"),
            ),
            (tag::GENERALIZED_TIME, "2026020409Z", Some("2026-02-04T09:00:00Z")),
            (tag::GENERALIZED_TIME, "20260204092958.Z", None),
            (tag::GENERALIZED_TIME, "20260204092958", None),
            (tag::GENERALIZED_TIME, "20260204092958Zx", None),
            (tag::GENERALIZED_TIME, "+0260204092958Z", None),
            (tag::SEQUENCE, "20260204092958Z", None),
            (tag::UTC_TIME, "", None),
        ] {
            assert_eq!(read(tag, text).as_deref(), expected, "{text}");
        }
    }
}
