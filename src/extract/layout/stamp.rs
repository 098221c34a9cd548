//! What the text of an appearance says: form of copy, agency, number, signer, time.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    agency::same_agency,
    number, printed_time,
    text::{Phrases, UNREADABLE, begins_with, key, pattern, phrases, rest_behind, same_name, tidy},
};
use crate::facts::{Cause, CopyKind, Measured, Moment, SignerFacts, StampFacts, TimeForm, TimeZone};

static TRUE_COPY: Phrases =
    Phrases::new(|| phrases(&["sao y bản chính", "sao y", "bản sao y bản chính", "bản sao y"]));
static COPY_OF_COPY: Phrases = Phrases::new(|| phrases(&["sao lục", "bản sao lục"]));
static EXTRACT: Phrases = Phrases::new(|| phrases(&["trích sao", "bản trích sao"]));
/// Words that say of a copy that it is one, without any of the three forms.
static COPY: Phrases = Phrases::new(|| {
    phrases(&[
        "bản sao",
        "saoy",
        "s.y",
        "sy",
        "sao từ bản chính",
        "sao từ bản gốc",
        "sao đúng bản chính",
        "sao đúng với bản chính",
        "chứng thực bản sao",
        "chứng thực sao",
        "copy",
        "true copy",
        "certified copy",
        "certified true copy",
    ])
});

/// Words that a value follows after a colon.
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)(?P<signer>Người ký|Ký bởi|Được ký bởi|Ký (?:điện tử|số) bởi|Người ký số|(?:Digitally |Electronically )?Signed by)\s*:?|(?P<agency>Tên cơ quan sao|Cơ quan sao|Tên cơ quan|Cơ quan|Đơn vị|Tổ chức)\s*:|(?P<form>Hình thức bản sao|Hình thức sao|Hình thức|Loại bản sao)\s*:|(?P<other>Thời gian ký|Ngày ký|Giờ ký|Ký ngày|Thời gian|Ngày|Giờ|Múi giờ|Email|E-mail|Thư điện tử|Chức vụ|Lý do|Nơi ký|Địa điểm|{}|Date|Timestamp|Signing time|Signed on|Reason|Location|Contact|DN)\s*:",
        number::WORD
    ))
});

/// What stands between the form of a copy and its time: "Sao y ngày 02/03/2026".
static BEFORE_TIME: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)(?:^|\s)(?:ngày|lúc|vào lúc)\s*$"));

/// An electronic address behind a name.
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\s<[^<>\s]+@[^<>\s]+>\.?\s*$"));

/// The form of a copy, wherever it stands.
static FORM: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b(?:sao y bản chính|sao y|sao lục|trích sao)\b"));

static NUMBER_WORD: Phrases = Phrases::new(|| phrases(&["số"]));

/// The form of a copy that a text begins with, that follows its number, or that stands behind the word for it: "Hình
/// thức sao: SAO Y".
pub(super) fn copy_kind(text: &str) -> Option<CopyKind> {
    let behind_number = || number::in_line(text).filter(|_| begins_with(&key(text), &NUMBER_WORD));
    let text = labelled(text, text.len(), "form")
        .or_else(|| behind_number().map(|number| number.rest))
        .unwrap_or_else(|| text.to_owned());
    let text = key(text.trim_start_matches(|mark: char| !mark.is_alphabetic()));
    [
        (&TRUE_COPY, CopyKind::TrueCopy),
        (&COPY_OF_COPY, CopyKind::CopyOfCopy),
        (&EXTRACT, CopyKind::Extract),
    ]
    .into_iter()
    .find_map(|(words, kind)| rest_behind(&text, words).map(|_| kind))
}

/// Whether these are the words of a copy: its form, in whatever line it stands, as in stamps that stand upside down; or other
/// words that say so, first of all.
pub(super) fn speaks_of_a_copy(lines: &[String]) -> bool {
    let joined = lines.join(" ");
    let says_so = || {
        begins_with(
            &key(joined.trim_start_matches(|mark: char| !mark.is_alphabetic())),
            &COPY,
        )
    };
    copy_kind(&joined).is_some() || lines.iter().any(|line| copy_kind(line).is_some()) || says_so()
}

/// Reads the lines of an appearance. `heading` is the number in the line "(Kèm theo … số …)" of the page.
pub(super) fn read(
    lines: &[String],
    claimed: Option<&Moment>,
    reason: Option<&str>,
    signer: Option<&SignerFacts>,
    heading: &Measured<String>,
) -> StampFacts {
    let text = joined(lines);
    let time = printed_time::find(&text, claimed);
    let copy = copy_kind(&text);
    let end = time.as_ref().map_or(text.len(), |(at, _)| *at);
    let named = labelled(&text, end, "signer");
    let behind_time = || {
        let (at, time) = time.as_ref()?;
        text.get(at.checked_add(time.text.len())?..)
    };
    // Who signs a copy is the agency that makes it, where no other is named.
    let agency = labelled(&text, end, "agency")
        .or_else(|| copy.and_then(|_| behind_form(text.get(..end)?).or_else(|| named.clone())))
        .or_else(|| copy.and_then(|_| unlabelled(behind_time()?)));
    let number = lines
        .iter()
        .find_map(|line| number::in_line(line).or_else(|| number::alone(line)))
        .and_then(|number| number.whole())
        .or_else(|| {
            let digits = text.strip_prefix("Số:").unwrap_or(&text).trim();
            (!digits.is_empty() && digits.len() <= 6 && digits.bytes().all(|byte| byte.is_ascii_digit()))
                .then(|| digits.to_owned())
        });
    // A person belongs to the unit that the certificate names; a copy is made by whom the certificate is of.
    let unit = |signer: &'_ SignerFacts| signer.organizational_unit.clone().filter(|_| copy.is_none());
    let names: Vec<String> = signer
        .into_iter()
        .flat_map(|signer| [signer.common_name.clone(), signer.organization.clone(), unit(signer)])
        .flatten()
        .collect();
    let is_one_of = |text: &str, same: fn(&str, &str) -> bool| names.iter().any(|name| same(text, name));
    // "Ký bởi: Nguyễn Văn An - SỞ TÀI CHÍNH": the holder, and behind the mark whom the certificate says it belongs to.
    let is_holder_of_unit = |text: &str| {
        let Some((signer, holder)) = signer.and_then(|signer| Some((signer, signer.common_name.as_deref()?))) else {
            return false;
        };
        let units = [signer.organization.as_deref(), signer.organizational_unit.as_deref()];
        let names_both = |(at, mark): (usize, &str)| {
            let name = text.get(..at).unwrap_or_default();
            let rest = text.get(at.saturating_add(mark.len())..).unwrap_or_default();
            (same_name(name, holder) || same_agency(name, holder))
                && units.iter().flatten().any(|unit| same_agency(rest, unit))
        };
        text.match_indices(" - ").chain(text.match_indices(',')).any(names_both)
    };
    let in_reason = reason.and_then(number_in).and_then(|number| number.whole());
    let same_number = |one: &Measured<String>, other: Option<&str>| match other {
        Some(other) => one.as_ref().map(|one| number::same(one, other)),
        None => Measured::Absent,
    };
    // Where letters can't be read, what was not found may be there, and what was found may be called otherwise.
    let blind = text.contains(UNREADABLE);
    let found = |value: Option<String>| match value {
        Some(value) if !value.contains(UNREADABLE) => Measured::Known(value),
        None if !blind => Measured::Absent,
        _ => Measured::Unmeasured(Cause::TextUnreadable),
    };
    let (agency, number, named) = (found(agency), found(number), found(named));
    StampFacts {
        copy_kind: match copy {
            None if blind => Measured::Unmeasured(Cause::TextUnreadable),
            copy => copy.into(),
        },
        agency_is_signer: match signer {
            Some(_) => agency.as_ref().map(|agency| is_one_of(agency, same_agency)),
            None => Measured::Absent,
        },
        signer_is_certificate: match signer {
            Some(_) => named.as_ref().map(|named| {
                is_one_of(named, same_name) || is_one_of(named, same_agency) || is_holder_of_unit(named)
            }),
            None => Measured::Absent,
        },
        number_is_in_reason: same_number(&number, in_reason.as_deref()),
        number_is_in_heading: match heading {
            Measured::Known(heading) => same_number(&number, Some(heading)),
            Measured::Absent => Measured::Absent,
            Measured::Unmeasured(cause) => Measured::Unmeasured(cause.clone()),
        },
        agency,
        number,
        signer: named,
        time: match time {
            None if blind => Measured::Unmeasured(Cause::TextUnreadable),
            time => time.map(|(_, time)| time).into(),
        },
    }
}

/// The lines as one text. A time may go on in the next line, in the midst of its digits or before its zone: there no space
/// stands between them. Of two ways to read it the one in the form of ISO 8601 counts, which has no space.
fn joined(lines: &[String]) -> String {
    let time = |text: &str| {
        let (_, time) = printed_time::find(text, None)?;
        (time.has_seconds && time.zone != TimeZone::None).then_some(time.form)
    };
    let plain = tidy(&lines.join(" "));
    let form = time(&plain);
    if form == Some(TimeForm::Iso8601) {
        return plain;
    }
    let whole = |text: &str| match form {
        Some(_) => time(text) == Some(TimeForm::Iso8601),
        None => time(text).is_some(),
    };
    let mut unbroken = (1..lines.len()).filter_map(|at| {
        let (before, behind) = lines.split_at_checked(at)?;
        Some(tidy(&(before.join(" ") + &behind.join(" "))))
    });
    unbroken.find(|text| whole(text)).unwrap_or(plain)
}

/// The number that a reason names: "Kèm theo văn bản số 2061/QĐ-UBND của …".
fn number_in(reason: &str) -> Option<number::Number> {
    number::in_line(reason).filter(|number| number.digits.is_some())
}

/// The value behind a label of this kind, up to the next label, a semicolon, or the time that stands at `time`.
fn labelled(text: &str, time: usize, kind: &str) -> Option<String> {
    let labels: Vec<_> = LABEL.captures_iter(text).collect();
    let at = labels.iter().position(|label| label.name(kind).is_some())?;
    let start = labels.get(at)?.get(0)?.end();
    let next = labels.get(at.saturating_add(1)).and_then(|next| next.get(0));
    let end = next.map_or(text.len(), |next| next.start());
    let end = if start <= time { end.min(time) } else { end };
    text.get(start..end)?.split(';').find_map(value)
}

/// What is left of a part of the text without the marks around it, nor the address behind a name: "An <an@example.vn>.".
fn value(part: &str) -> Option<String> {
    let part = ADDRESS.replace(part, "");
    let value = tidy(part.trim_matches([' ', ';', ',', ':', '-']));
    (!value.is_empty()).then_some(value)
}

/// The first part behind the form of a copy that no label stands before.
fn behind_form(text: &str) -> Option<String> {
    let form = FORM.find(text)?;
    text.get(form.end()..)?.split(';').find_map(unlabelled)
}

/// What stands before the first label.
fn unlabelled(part: &str) -> Option<String> {
    let part = part.get(..LABEL.find(part).map_or(part.len(), |label| label.start()))?;
    value(&BEFORE_TIME.replace(part, ""))
}
