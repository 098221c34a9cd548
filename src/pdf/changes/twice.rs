//! Keys that stand twice in one dictionary.
//!
//! One program takes the first value, another the last (ISO 32000-1, 7.3.7, forbids both). Somebody who prepared the
//! signed revision so can show other things to other people, and a comparison by one reading sees half of them.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Object, xref::XrefEntry};

use super::View;
use crate::{
    budget::Budget,
    pdf::{
        Pdf,
        objects::Revision,
        syntax::{Reader, Spanned, Value},
    },
};

/// Whether a dictionary in this value has a key twice, with two values of which `matters` says that it does.
pub(super) fn in_value(value: &Value, matters: &impl Fn(&Spanned, &Spanned) -> bool) -> bool {
    match value {
        Value::Array(items) => items.iter().any(|item| in_value(&item.value, matters)),
        Value::Dictionary(entries) => {
            let mut seen: BTreeMap<&[u8], &Spanned> = BTreeMap::new();
            entries.iter().any(|(key, entry)| {
                seen.insert(key, entry).is_some_and(|before| matters(before, entry))
                    || in_value(&entry.value, matters)
            })
        }
        _ => false,
    }
}

/// Whether a dictionary of the revision has a key twice with different values. What can't be looked at counts as such.
pub(super) fn in_view(pdf: &Pdf<'_>, view: &View<'_>) -> bool {
    // Of what was read as plain, only the members of object streams were read by the library.
    !view.plain && in_objects(pdf, &view.objects) || in_object_streams(&view.objects, &pdf.budget)
}

fn in_objects(pdf: &Pdf<'_>, revision: &Revision<'_>) -> bool {
    let mut work = pdf.bytes.len().saturating_mul(2);
    revision.entries.values().any(|entry| {
        let XrefEntry::Normal { offset, .. } = entry else {
            return false;
        };
        let at = usize::try_from(*offset).ok();
        let Some(at) = at.and_then(|offset| offset.checked_add(pdf.header)) else {
            return false;
        };
        let mut reader = Reader::new(pdf.bytes, at, work);
        if reader.object_header().is_none() {
            return false;
        }
        reader.skip_space();
        let twice = read(&mut reader, pdf.bytes, pdf.budget.depth);
        work = reader.work_left();
        twice || work == 0
    })
}

fn in_object_streams(revision: &Revision<'_>, budget: &Budget) -> bool {
    let mut left = budget.object_stream_bytes;
    let objects = revision.objects.iter();
    let streams = objects.filter_map(|(id, object)| Some((id.0, object.as_stream().ok()?)));
    let mut streams = streams.filter(|(_, stream)| stream.dict.has_type(b"ObjStm"));
    streams.any(|(number, stream)| {
        let Ok(content) = stream.get_plain_content_with_limit(budget.stream_bytes.min(left)) else {
            return true;
        };
        left = left.saturating_sub(content.len());
        let Some((members, _)) = members(&stream.dict, &content) else {
            return true;
        };
        if !as_listed(revision, number, &members) {
            return true;
        }
        let mut work = content.len().saturating_mul(2);
        members.iter().any(|(_, at)| {
            let mut reader = Reader::new(&content, *at, work);
            let twice = read(&mut reader, &content, budget.depth);
            work = reader.work_left();
            twice || work == 0
        })
    })
}

/// Whether the cross-reference names every member of an object stream, and those that it finds there at their place: some
/// programs go by the place, others by the number, and what is named nowhere may be named by an update.
fn as_listed(revision: &Revision<'_>, stream: u32, members: &[(u32, usize)]) -> bool {
    members
        .iter()
        .enumerate()
        .all(|(place, (member, _))| match revision.entries.get(member) {
            Some(XrefEntry::Compressed { container, index }) => *container != stream || usize::from(*index) == place,
            Some(_) => true,
            None => false,
        })
}

fn read(reader: &mut Reader<'_>, bytes: &[u8], depth: usize) -> bool {
    let differ = |one: &Spanned, other: &Spanned| bytes.get(one.span.clone()) != bytes.get(other.span.clone());
    reader
        .object(depth)
        .is_some_and(|object| in_value(&object.value, &differ))
}

/// The members of an object stream, number and place in its data, and where the list of them ends (ISO 32000-1, 7.5.7).
pub(super) fn members(dictionary: &Dictionary, content: &[u8]) -> Option<(Vec<(u32, usize)>, usize)> {
    let number = |key: &[u8]| usize::try_from(dictionary.get(key).and_then(Object::as_i64).ok()?).ok();
    let (count, first) = (number(b"N")?, number(b"First")?);
    let mut list = Reader::new(content, 0, content.len().saturating_mul(2));
    let mut members = Vec::new();
    for _ in 0..count {
        let member = u32::try_from(list.unsigned()?).ok()?;
        let offset = usize::try_from(list.unsigned()?).ok()?;
        members.push((member, first.checked_add(offset)?));
    }
    list.skip_space();
    Some((members, list.position()))
}

#[cfg(test)]
mod tests {
    use lopdf::{Document, Stream, dictionary};

    use super::*;

    #[test]
    fn members_of_object_streams_are_looked_at() {
        let twice = |count: i64, member: &str| {
            let content = format!("3 0 {member}").into_bytes();
            let stream = Stream::new(dictionary! { "Type" => "ObjStm", "N" => count, "First" => 4 }, content);
            let mut document = Document::new();
            document.objects.insert((7, 0), stream.into());
            let entry = XrefEntry::Compressed { container: 7, index: 0 };
            document.reference_table.insert(3, entry);
            in_object_streams(&document.into(), &Budget::default())
        };
        assert!(!twice(1, "<</A 1/B[<</A 2>>]>>"));
        assert!(!twice(1, "<</A 1/A 1>>"));
        assert!(twice(1, "<</B[<</A 1/A 2>>]>>"));
        // A list that can't be read may hide anything.
        assert!(twice(9, "<</A 1>>"));
    }
}
