//! Keys that stand twice in one dictionary, with different values.
//!
//! One program takes the first value, another the last (ISO 32000-1, 7.3.7, forbids both). Somebody who prepared the
//! signed revision so can show other things to other people, and a comparison by one reading sees half of them.

use std::collections::BTreeMap;

use lopdf::{Document, xref::XrefEntry};

use crate::pdf::{
    Pdf,
    syntax::{Reader, Spanned, Value},
};

/// Whether a dictionary of the document has a key twice, as far as objects stand in the file themselves. What can't be
/// looked at for want of budget counts as twice.
pub(super) fn any(pdf: &Pdf<'_>, document: &Document) -> bool {
    let mut work = pdf.bytes.len().saturating_mul(2);
    document.reference_table.entries.values().any(|entry| {
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
        let object = reader.object(pdf.budget.depth);
        work = reader.work_left();
        work == 0 || object.is_some_and(|object| has_key_twice(pdf.bytes, &object))
    })
}

fn has_key_twice(bytes: &[u8], object: &Spanned) -> bool {
    match &object.value {
        Value::Dictionary(entries) => {
            let mut seen: BTreeMap<&[u8], Option<&[u8]>> = BTreeMap::new();
            entries.iter().any(|(key, value)| {
                let written = bytes.get(value.span.clone());
                let other = seen.insert(key, written).is_some_and(|before| before != written);
                other || has_key_twice(bytes, value)
            })
        }
        Value::Array(items) => items.iter().any(|item| has_key_twice(bytes, item)),
        _ => false,
    }
}
