//! Objects that stand in the file once more, behind the place that the cross-reference names.
//!
//! A program that repairs a file takes the last object of each number. Whatever makes it repair - and each has reasons of
//! its own, which an update may give it - it then shows something else than was signed, if somebody put it there before.

use std::collections::BTreeMap;

use lopdf::{Document, xref::XrefEntry};

use crate::pdf::{Pdf, signatures::object_header_before, syntax::Reader};

/// Bytes of white space and comments before an object's header.
const HEADER_REACH: usize = 4096;

/// Whether a repair would find another object than the cross-reference leads to. The data of streams are left out: a
/// document may be attached to another.
pub(super) fn any(pdf: &Pdf<'_>, document: &Document) -> bool {
    let bytes = pdf.bytes;
    let mut payloads: Vec<_> = pdf.census.payloads().collect();
    payloads.sort_by_key(|payload| payload.start);
    let mut payloads = payloads.into_iter().peekable();
    let mut inside_until = 0;
    let mut last: BTreeMap<u32, usize> = BTreeMap::new();
    for &behind in &pdf.census.headers {
        let word = behind.saturating_sub(3);
        while let Some(payload) = payloads.next_if(|payload| payload.start <= word) {
            inside_until = inside_until.max(payload.end);
        }
        if word >= inside_until
            && let Some((number, _)) = object_header_before(bytes, behind)
        {
            last.insert(number, behind);
        }
    }
    document.reference_table.entries.iter().any(|(number, entry)| {
        let XrefEntry::Normal { offset, .. } = entry else {
            return false;
        };
        let listed = usize::try_from(*offset)
            .ok()
            .and_then(|offset| offset.checked_add(pdf.header))
            .and_then(|at| {
                let mut reader = Reader::new(bytes, at, HEADER_REACH);
                reader.object_header()?;
                Some(reader.position())
            });
        listed.is_some_and(|listed| last.get(number).is_some_and(|last| *last > listed))
    })
}
