//! Numbers by their digits, as they are written.
//!
//! The object library keeps 24 bits of a real number. Programs that keep more of it may show two numbers that are one
//! here, so an object that an update wrote again is read again from the bytes.

use std::collections::BTreeMap;

use lopdf::{Object, ObjectId, xref::XrefEntry};

use super::{Verdict, twice};
use crate::pdf::{
    Pdf,
    load::same_entry,
    objects::{Objects as _, Revision},
    syntax::{self, Reader, Spanned, Value},
};

/// The numbers of every object that is in both revisions at different places: where the library finds the same number,
/// its digits are the same.
pub(super) fn check(pdf: &Pdf<'_>, old: &Revision<'_>, new: &Revision<'_>) -> Verdict {
    let (mut before, mut after) = (Written::new(pdf, old), Written::new(pdf, new));
    for (id, object) in &old.objects {
        let Some(other) = new.objects.get(id) else { continue };
        // Lent by one to the other: it stands at the same place of the file.
        let lent = std::ptr::eq::<Object>(object.as_ref(), other.as_ref());
        if lent || !has_real(object) && !has_real(other) {
            continue;
        }
        let unreadable = || format!("the numbers of object {} can't be read again", id.0);
        let (entry, other_entry) = match (old.entries.get(&id.0), new.entries.get(&id.0)) {
            (Some(entry), Some(other_entry)) => (entry, other_entry),
            // A member that nothing lists: then nothing of the signed revision is known, see `twice`.
            (None, None) => continue,
            _ => return Err(unreadable()),
        };
        if same_entry(entry, other_entry) && before.stands_in(entry, new) {
            continue;
        }
        let one = before.read(*id, entry).ok_or_else(unreadable)?;
        let other = after.read(*id, other_entry).ok_or_else(unreadable)?;
        if !one.alike(&other) {
            return Err(format!("object {} has a number that programs keep differently", id.0));
        }
    }
    Ok(())
}

/// Whether there is a real number in a value.
pub(super) fn has_real(value: &Object) -> bool {
    match value {
        Object::Real(_) => true,
        Object::Array(items) => items.iter().any(has_real),
        Object::Dictionary(entries) => entries.iter().any(|(_, entry)| has_real(entry)),
        Object::Stream(stream) => stream.dict.iter().any(|(_, entry)| has_real(entry)),
        _ => false,
    }
}

/// The objects of a revision as they are written.
struct Written<'a> {
    pdf: &'a Pdf<'a>,
    revision: &'a Revision<'a>,
    streams: BTreeMap<u32, Option<ObjectStream>>,
    /// Whether an object stream is the same in the other revision.
    kept: BTreeMap<u32, bool>,
    /// Bytes that object streams may still inflate to, and that may still be read.
    left: usize,
}

/// An object stream: its members, number and place, and its data.
struct ObjectStream {
    members: Vec<(u32, usize)>,
    content: Vec<u8>,
}

impl<'a> Written<'a> {
    fn new(pdf: &'a Pdf<'a>, revision: &'a Revision<'a>) -> Self {
        Self {
            pdf,
            revision,
            streams: BTreeMap::new(),
            kept: BTreeMap::new(),
            left: pdf.budget.object_stream_bytes,
        }
    }

    /// Whether what an entry of both revisions leads to is the same there: an object stream may be another one.
    fn stands_in(&mut self, entry: &XrefEntry, other: &Revision<'_>) -> bool {
        let XrefEntry::Compressed { container, .. } = *entry else {
            return true;
        };
        let revision = self.revision;
        *self.kept.entry(container).or_insert_with(|| {
            let id = (container, 0);
            let pair = revision.object(id).zip(other.object(id));
            pair.is_some_and(|(one, other)| one.as_stream().is_ok() && one == other)
        })
    }

    fn read(&mut self, id: ObjectId, entry: &XrefEntry) -> Option<Text<'_>> {
        let (bytes, at) = match *entry {
            XrefEntry::Normal { offset, .. } => {
                let at = usize::try_from(offset).ok()?.checked_add(self.pdf.header)?;
                let mut reader = Reader::new(self.pdf.bytes, at, self.left);
                reader.object_header().filter(|found| *found == id)?;
                reader.skip_space();
                (self.pdf.bytes, reader.position())
            }
            XrefEntry::Compressed { container, index } => {
                let (revision, budget) = (self.revision, &self.pdf.budget);
                let limit = budget.stream_bytes.min(self.left);
                let left = &mut self.left;
                let stream = self.streams.entry(container).or_insert_with(|| {
                    let stream = revision.object((container, 0))?.as_stream().ok()?;
                    let content = stream.get_plain_content_with_limit(limit).ok()?;
                    *left = left.saturating_sub(content.len());
                    let (members, _) = twice::members(&stream.dict, &content)?;
                    Some(ObjectStream { members, content })
                });
                let stream = stream.as_ref()?;
                let (number, at) = *stream.members.get(usize::from(index))?;
                if number != id.0 {
                    return None;
                }
                (stream.content.as_slice(), at)
            }
            _ => return None,
        };
        let mut reader = Reader::new(bytes, at, self.left);
        let read = reader.object(self.pdf.budget.depth)?;
        self.left = reader.work_left();
        Some(Text { read, bytes })
    }
}

/// A value and the bytes that it stands in.
struct Text<'a> {
    read: Spanned,
    bytes: &'a [u8],
}

impl Text<'_> {
    fn alike(&self, other: &Self) -> bool {
        alike((&self.read, self.bytes), (&other.read, other.bytes))
    }
}

/// Whether numbers at the same place in two values that are one number to the library have the same digits.
fn alike((one, bytes): (&Spanned, &[u8]), (other, other_bytes): (&Spanned, &[u8])) -> bool {
    match (&one.value, &other.value) {
        (Value::Real, Value::Real | Value::Integer(_)) | (Value::Integer(_), Value::Real) => {
            let text = |bytes: &'_ [u8], value: &Spanned| {
                let text = bytes.get(value.span.clone())?;
                std::str::from_utf8(text).ok().map(str::to_owned)
            };
            match (text(bytes, one), text(other_bytes, other)) {
                (Some(one), Some(other)) => same_number(&one, &other),
                _ => false,
            }
        }
        (Value::Array(items), Value::Array(others)) if items.len() == others.len() => items
            .iter()
            .zip(others)
            .all(|(one, other)| alike((one, bytes), (other, other_bytes))),
        // What stands where is not known; whether it is the same is for the rules, but not of real numbers.
        (Value::Array(items), Value::Array(_)) => !items.iter().any(|item| real_within(&item.value)),
        (Value::Dictionary(entries), Value::Dictionary(others)) => entries.iter().all(|(key, one)| {
            syntax::entry(others, key).is_none_or(|other| alike((one, bytes), (other, other_bytes)))
        }),
        _ => true,
    }
}

fn real_within(value: &Value) -> bool {
    match value {
        Value::Real => true,
        Value::Array(items) => items.iter().any(|item| real_within(&item.value)),
        Value::Dictionary(entries) => entries.iter().any(|(_, entry)| real_within(&entry.value)),
        _ => false,
    }
}

/// Whether two numbers have the same digits, or are two numbers to the library too.
fn same_number(one: &str, other: &str) -> bool {
    let kept = |text: &str| text.parse::<f32>().ok();
    one == other
        || match (kept(one), kept(other)) {
            // A zero may be negative.
            (Some(kept), Some(other_kept)) if (kept + 0.0).total_cmp(&(other_kept + 0.0)).is_ne() => true,
            (Some(_), Some(_)) => digits(one) == digits(other),
            _ => false,
        }
}

/// A decimal number without what may be written or not: sign, digits before and behind the point.
fn digits(number: &str) -> (bool, &str, &str) {
    let (negative, digits) = match number.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, number.strip_prefix('+').unwrap_or(number)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let zero = whole.is_empty() && fraction.is_empty();
    (negative && !zero, whole, fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_in_two_spellings() {
        for (one, other) in [
            ("1.0", "+1."),
            ("-0.0", "0"),
            (".50", "0.5"),
            ("595", "595.000"),
            ("1.5", "1.25"),
        ] {
            assert!(same_number(one, other), "{one} {other}");
        }
        let tiny = |digit: &str| format!("0.{}{digit}", "0".repeat(44));
        for (one, other) in [
            ("16777216.0", "16777217"),
            ("0.999999999", "1"),
            (&tiny("12"), &tiny("13")),
            ("0.0", &tiny("000000001")),
        ] {
            assert!(!same_number(one, other), "{one} {other}");
        }
    }

    #[test]
    fn numbers_are_found_wherever_they_stand() {
        let same = |one: &str, other: &str| {
            let read = |text: &'_ str| Reader::new(text.as_bytes(), 0, text.len()).object(8).unwrap();
            alike((&read(one), one.as_bytes()), (&read(other), other.as_bytes()))
        };
        assert!(same("<</A[1 2.50]/B 1>>", "<</B 1/A[1.0 2.5]>>"));
        assert!(!same("<</A[<</B 1.000000001>>]>>", "<</A[<</B 1.0>>]>>"));
        // An element more, so that none stands where it stood.
        assert!(!same("<</A[1.5 2.5]>>", "<</A[0 1.5 2.5]>>"));
        assert!(same("<</A[1 0 R]/M 1.5>>", "<</A[1 0 R 2 0 R]/M 1.5>>"));
    }
}
