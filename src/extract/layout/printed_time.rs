//! Times as stamps print them.

use std::sync::LazyLock;

use jiff::{civil::DateTime, tz::Offset};
use regex::{Captures, Regex};

use super::text::{pattern, tidy};
use crate::facts::{Cause, Measured, Moment, PrintedTime, TimeForm, TimeZone};

const VIETNAM: Offset = Offset::constant(7);

/// Year first: `2026-05-13`.
const YEAR_FIRST: &str = r"(?P<year>\d{4})(?P<date_mark>[-/.])(?P<month>\d{2})[-/.](?P<day>\d{2})";
/// Day first: `25.06.2024`, `16/11/2022`.
const DAY_FIRST: &str = r"(?P<day>\d{1,2})(?P<date_mark>[-/.])(?P<month>\d{1,2})[-/.](?P<year>\d{4})";
/// In words: `ngày 16 tháng 3 năm 2026`.
const IN_WORDS: &str = r"(?i:ngày )?(?P<day>\d{1,2}) (?i:tháng) (?P<month>\d{1,2}) (?i:năm) (?P<year>\d{4})";
/// Between date and clock; a word for the second of them may stand there.
const BETWEEN: &str = r"(?P<between>[Tt]|[\s,;]+(?:-\s?)?(?:(?i:lúc|giờ|ngày|thời gian)(?i:\s?ký)?(?:\s?:)?\s?)?)";
/// `14:41:57`, `14h41`, `14 giờ 41 phút 57 giây`; the half of the day behind a clock of twelve hours: `PM`, or `SA` and `CH`
/// as Windows writes them in Vietnamese.
const CLOCK: &str = r"(?P<hour>\d{1,2})(?::|(?P<words>\s?(?i:h|giờ)\s?))(?P<minute>\d{2})(?:(?::|\s?(?i:phút)\s?)(?P<second>\d{2})(?P<fraction>[.,]\d+)?(?:\s?(?i:giây))?)?(?:\s?(?i:phút))?(?:\s?(?P<half>[AaPp]\.?[Mm]\b\.?|(?:SA|CH)\b))?";
/// The zone: `+07:00`, `(GMT+7)`, `; múi giờ: +07:00`, `UTC`; the letters of other zones, which signing software of other
/// countries prints, say no offset.
const ZONE: &str = r"(?:(?P<zone_mark>[\s,;(]*(?i:múi giờ)?[\s:(]*)(?P<zone>[Zz]\b|(?:UTC|GMT)?\s?\(?[+-]\d{1,2}(?::?\d{2})?\b|(?:UTC|GMT|ICT|[CEMW]ES?T|[ECMP][SD]T|A[CEW][SD]T|BRS?T|MSK|BST|IST|JST|KST|SGT|HKT)\b)\)?)?";
/// The basic form of ISO 8601, without marks between the numbers: `20260513T144157+0700`.
const BASIC: &str = r"\b(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?P<between>[Tt])(?P<hour>\d{2})(?P<minute>\d{2})(?:(?P<second>\d{2})(?P<fraction>[.,]\d+)?)?";

/// Date and clock in either order, and the basic form.
static TIMES: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let either = [YEAR_FIRST, DAY_FIRST, IN_WORDS].map(|date| {
        [
            format!("{date}{BETWEEN}{CLOCK}{ZONE}"),
            format!(r"\b{CLOCK}{BETWEEN}{date}{ZONE}"),
        ]
    });
    let forms = either.into_iter().flatten().chain([format!("{BASIC}{ZONE}")]);
    forms.map(|form| pattern(&form)).collect()
});
/// A date alone.
static DATE_ALONE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:\d{4}[-/.]\d{2}[-/.]\d{2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})\b"));

/// The first time in a text, and where in the tidy text it begins.
pub(super) fn find(text: &str, claimed: Option<&Moment>) -> Option<(usize, PrintedTime)> {
    let text = tidy(text);
    let first = TIMES
        .iter()
        .filter_map(|pattern| pattern.captures(&text))
        .min_by_key(|found| found.get(0).map(|whole| whole.start()));
    match first {
        Some(found) => Some((found.get(0)?.start(), time(&found, claimed))),
        None => DATE_ALONE.find(&text).map(|date| {
            let printed = PrintedTime {
                text: date.as_str().to_owned(),
                moment: Measured::Absent,
                form: TimeForm::Other,
                zone: TimeZone::None,
                has_seconds: false,
                after_claimed_s: Measured::Absent,
            };
            (date.start(), printed)
        }),
    }
}

fn time(found: &Captures<'_>, claimed: Option<&Moment>) -> PrintedTime {
    let part = |name| found.name(name).map(|part| part.as_str());
    let number = |name| part(name).and_then(|digits| digits.parse::<i16>().ok());
    let small = |name| part(name).and_then(|digits| digits.parse::<i8>().ok());
    let written_zone = part("zone").map(str::trim);
    let offset = written_zone.map(offset);
    let zone = match offset {
        None => TimeZone::None,
        Some(Some(offset)) if offset == VIETNAM => TimeZone::Vietnam,
        Some(Some(Offset::UTC)) => TimeZone::Utc,
        Some(_) => TimeZone::Other,
    };
    let half = part("half");
    let hour = match half.map(|half| half.starts_with(['P', 'p', 'C'])) {
        None => small("hour"),
        Some(afternoon) => small("hour")
            .filter(|hour| (1..=12).contains(hour))
            .map(|hour| (hour % 12).saturating_add(if afternoon { 12 } else { 0 })),
    };
    let civil = |month, day| {
        let (minute, second) = (small("minute")?, small("second").unwrap_or(0));
        DateTime::new(number("year")?, small(month)?, small(day)?, hour?, minute, second, 0).ok()
    };
    // A zone that is none we know says that it is not this one.
    let here = offset.unwrap_or(Some(VIETNAM));
    let moment: Measured<Moment> = match here {
        Some(here) => {
            let moment = |month, day| civil(month, day).and_then(|civil| Moment::from_civil(civil, here));
            // Who writes PM may write the month first.
            let swapped = half.filter(|half| half.ends_with(['M', 'm', '.']) && part("date_mark") == Some("/"));
            match (moment("month", "day"), swapped.and_then(|_| moment("day", "month"))) {
                (Some(one), Some(other)) if one != other => {
                    claimed.map_or(Measured::Unmeasured(Cause::NotMeasured), |claimed| {
                        let apart = |moment: &Moment| moment.instant().duration_since(claimed.instant()).abs();
                        Measured::Known(if apart(&other) < apart(&one) { other } else { one })
                    })
                }
                (one, other) => one.or(other).into(),
            }
        }
        None => Measured::Unmeasured(Cause::NotMeasured),
    };
    let has_seconds = part("second").is_some();
    let after_claimed_s = match (moment.known(), claimed) {
        _ if moment.cause().is_some() => Measured::Unmeasured(Cause::NotMeasured),
        (Some(printed), Some(claimed)) => {
            let apart = printed
                .instant()
                .as_second()
                .saturating_sub(claimed.instant().as_second());
            // Without seconds it stands for the whole minute.
            let same_minute = !has_seconds && (-59..=0).contains(&apart);
            Measured::Known(if same_minute { 0 } else { apart })
        }
        _ => Measured::Absent,
    };
    PrintedTime {
        text: found.get(0).map_or("", |whole| whole.as_str()).trim().to_owned(),
        moment,
        form: form(found, has_seconds, written_zone),
        zone,
        has_seconds,
        after_claimed_s,
    }
}

/// Which of the forms it is; one with a zone has to write it as ISO 8601 does: `Z`, `+07` without minutes, or with them
/// as the time itself is written, `+07:00` behind the extended form and `+0700` behind the basic one.
fn form(found: &Captures<'_>, has_seconds: bool, zone: Option<&str>) -> TimeForm {
    // Its letters may be small (RFC 3339, 5.6).
    let is = |name, wanted: &str| {
        let part = found.name(name);
        part.is_some_and(|part| part.as_str().eq_ignore_ascii_case(wanted))
    };
    let whole = found.get(0).map_or("", |whole| whole.as_str());
    let year_first = whole
        .get(..4)
        .is_some_and(|start| start.bytes().all(|byte| byte.is_ascii_digit()));
    let basic = found.name("date_mark").is_none();
    let blank = |name| found.name(name).is_none_or(|part| part.as_str().trim().is_empty());
    let strict_zone = zone.is_none_or(|zone| {
        blank("zone_mark")
            && (zone.eq_ignore_ascii_case("z")
                || (zone.starts_with(['+', '-'])
                    && match zone.len() {
                        3 => true,
                        5 => basic && !zone.contains(':'),
                        6 => !basic && zone.contains(':'),
                        _ => false,
                    }))
    });
    if !has_seconds || !strict_zone || found.name("half").or(found.name("words")).is_some() {
        return TimeForm::Other;
    }
    let start = |name| found.name(name).map(|part| part.start());
    let spaced = blank("between") && start("year") < start("hour");
    let iso_date = (basic || is("date_mark", "-")) && found.name("hour").is_some_and(|hour| hour.as_str().len() == 2);
    match (year_first, is("between", "T"), zone.is_some()) {
        (true, true, true) if iso_date && !whole.contains(' ') => TimeForm::Iso8601,
        (true, true, false) if iso_date => TimeForm::IsoWithoutZone,
        (true, false, true) if spaced && is("date_mark", "-") => TimeForm::Spaced,
        (false, false, true) if spaced && is("date_mark", ".") => TimeForm::Dotted,
        (_, false, false) => TimeForm::Slashed,
        _ => TimeForm::Other,
    }
}

/// The offset that a zone states; `None` when it states none.
fn offset(zone: &str) -> Option<Offset> {
    match zone {
        "UTC" | "GMT" => return Some(Offset::UTC),
        "ICT" => return Some(VIETNAM),
        _ => {}
    }
    let zone = zone.trim_start_matches("UTC").trim_start_matches("GMT");
    let zone = zone.trim_matches([' ', '(']);
    if zone.eq_ignore_ascii_case("z") {
        return Some(Offset::UTC);
    }
    let (sign, rest) = match zone.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, zone.strip_prefix('+')?),
    };
    let (hours, minutes) = match (rest.split_once(':'), rest.len()) {
        (Some((hours, minutes)), _) => (hours, minutes),
        (None, 4) => rest.split_at_checked(2)?,
        (None, _) => (rest, "0"),
    };
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let seconds = hours
        .checked_mul(60)?
        .checked_add(minutes)?
        .checked_mul(60)?
        .checked_mul(sign)?;
    Offset::from_seconds(seconds).ok()
}
