//! Attacks on a reader of PDFs, made in code: small recipes of files that want to be large, deep, endless or quadratic.
//!
//! Each says what must come of it. "Read" means that the file is measured like any other, whatever its facts; a fault
//! means that this one fault, and no other end, is the answer, the same every time.
#![allow(
    clippy::format_collect,
    clippy::format_push_string,
    reason = "each is made once, and reads best so"
)]

use std::{collections::BTreeMap, io::Write as _};

use flate2::{Compress, Compression, FlushCompress, write::ZlibEncoder};
use kysoat::facts::FaultKind;

use super::{
    Seed,
    pdf::{Pdf, find, stream},
};

mod endless;
mod inflating;
mod odd;
mod signatures;

/// One attack.
#[derive(Debug, Clone, Copy)]
pub struct Attack {
    /// Its name, fit for a file.
    pub name: &'static str,
    /// Makes the file.
    pub make: fn() -> Vec<u8>,
    /// The fault that must come of it; `None` when it must be read like any file.
    pub fault: Option<FaultKind>,
}

const fn read(name: &'static str, make: fn() -> Vec<u8>) -> Attack {
    Attack {
        name,
        make,
        fault: None,
    }
}

const fn faulty(name: &'static str, fault: FaultKind, make: fn() -> Vec<u8>) -> Attack {
    Attack {
        name,
        make,
        fault: Some(fault),
    }
}

/// Every attack.
pub const ATTACKS: &[Attack] = &[
    // --- what inflates
    read("content-bomb-4-gb", inflating::content_bomb),
    read("content-bomb-twice-compressed", inflating::content_bomb_twice),
    faulty(
        "object-stream-over-its-limit",
        FaultKind::Budget,
        inflating::object_stream_over_limit,
    ),
    faulty(
        "object-streams-2-mb-to-1.7-gb",
        FaultKind::Budget,
        inflating::object_streams_amplify,
    ),
    faulty(
        "object-stream-one-object-many-numbers",
        FaultKind::Budget,
        inflating::object_stream_shared_offset,
    ),
    faulty(
        "object-stream-of-small-values",
        FaultKind::Budget,
        inflating::object_stream_of_values,
    ),
    faulty(
        "object-stream-unclosed-strings",
        FaultKind::Budget,
        inflating::object_stream_unclosed,
    ),
    faulty(
        "object-stream-type-in-disguise",
        FaultKind::Budget,
        inflating::object_stream_disguised,
    ),
    faulty(
        "xref-stream-50-million-entries",
        FaultKind::Budget,
        inflating::xref_stream_giant,
    ),
    faulty(
        "xref-stream-entries-to-one-object",
        FaultKind::Budget,
        inflating::xref_stream_one_object,
    ),
    faulty(
        "xref-table-entries-to-one-object",
        FaultKind::Budget,
        inflating::xref_table_one_object,
    ),
    read("xref-table-huge-numbers", inflating::xref_table_huge_numbers),
    faulty(
        "xref-table-entries-to-one-stream",
        FaultKind::Budget,
        inflating::xref_table_one_stream,
    ),
    // --- what goes round
    read("prev-to-itself", endless::prev_to_itself),
    read("prev-loop", endless::prev_loop),
    read("prev-chain-of-20000", endless::prev_chain),
    faulty("page-tree-loop", FaultKind::Damaged, endless::page_tree_loop),
    read("page-tree-30000-deep", endless::page_tree_deep),
    read("page-tree-million-kids-of-one-page", endless::page_tree_wide),
    read("references-in-a-ring", endless::reference_ring),
    read("form-that-draws-itself", endless::form_self),
    read("forms-that-draw-billions", endless::forms_exponential),
    read("length-in-its-own-stream", endless::length_of_itself),
    // --- what is deep
    read("arrays-200000-deep", endless::arrays_deep),
    read("dictionaries-200000-deep", endless::dictionaries_deep),
    read("strings-200000-deep", endless::strings_deep),
    // --- what is quadratic when it must be repaired
    faulty(
        "unclosed-dictionaries",
        FaultKind::Damaged,
        endless::unclosed_dictionaries,
    ),
    faulty("unclosed-arrays", FaultKind::Damaged, endless::unclosed_arrays),
    faulty("unclosed-strings", FaultKind::Budget, endless::unclosed_strings),
    faulty("unclosed-streams", FaultKind::Damaged, endless::unclosed_streams),
    faulty("objects-in-one-comment", FaultKind::Budget, endless::objects_in_comment),
    faulty(
        "streams-inside-streams",
        FaultKind::Budget,
        endless::streams_inside_streams,
    ),
    faulty(
        "encrypted-objects-without-end",
        FaultKind::Budget,
        endless::encrypted_without_end,
    ),
    faulty("trailers-without-number", FaultKind::Damaged, endless::trailers_many),
    // --- what other engines choke on
    read("cid-widths-of-4-billion", odd::cid_widths),
    read("image-of-a-million-by-a-million", odd::image_huge),
    read("names-not-utf-8", odd::names_raw),
    faulty("array-of-20-million-numbers", FaultKind::Budget, odd::array_of_numbers),
    // --- what the search for signatures must stand
    faulty("startxref-only", FaultKind::Damaged, signatures::startxref_only),
    faulty(
        "startxref-behind-comments",
        FaultKind::Damaged,
        signatures::startxref_comments,
    ),
    faulty(
        "byte-range-marks-million",
        FaultKind::Damaged,
        signatures::byte_range_marks,
    ),
    faulty(
        "byte-range-marks-in-dictionaries",
        FaultKind::Damaged,
        signatures::byte_range_dictionaries,
    ),
    faulty(
        "opening-brackets-million",
        FaultKind::Damaged,
        signatures::opening_brackets,
    ),
    faulty(
        "opening-brackets-then-byte-ranges",
        FaultKind::Damaged,
        signatures::brackets_then_ranges,
    ),
    faulty(
        "signature-fields-100000",
        FaultKind::Budget,
        signatures::signature_fields,
    ),
    faulty(
        "signature-fields-100000-of-one-value",
        FaultKind::Budget,
        signatures::signature_fields_one_value,
    ),
    read("field-names-that-multiply", signatures::field_names_multiply),
    read("form-kids-loop", signatures::form_kids_loop),
    faulty("form-100000-deep", FaultKind::Budget, signatures::form_deep),
    read("parents-in-a-ring", signatures::parents_ring),
    faulty(
        "pages-times-annotations",
        FaultKind::Budget,
        signatures::pages_times_annotations,
    ),
    read("fields-times-pages", signatures::fields_times_pages),
    read("contents-of-10-mb", signatures::contents_huge),
    read("byte-range-of-a-million-numbers", signatures::byte_range_long),
    faulty(
        "digests-of-everything-900-times",
        FaultKind::Budget,
        signatures::digests_many,
    ),
    read("reason-of-10-mb", signatures::reason_huge),
    read("cms-nested-50000-deep", signatures::cms_deep),
    read("cms-of-a-million-nodes", signatures::cms_wide),
    // --- what is hardly a file
    faulty("empty", FaultKind::NotPdf, Vec::new),
    faulty("one-byte", FaultKind::NotPdf, || b"%".to_vec()),
    faulty("header-only", FaultKind::Damaged, || b"%PDF-1.7\n".to_vec()),
    faulty("header-and-zeros", FaultKind::Damaged, || {
        let mut bytes = b"%PDF-1.7\n".to_vec();
        bytes.resize(3 << 20, 0);
        bytes
    }),
    faulty("noise-behind-a-header", FaultKind::Damaged, odd::noise),
];

// --- what they are made of
fn zlib(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// Zeros that inflate to so many times 16 MiB: one compressed piece, repeated. The checksum at the end is missing.
fn zeros(times: usize) -> Vec<u8> {
    let data = vec![0; 16 << 20];
    let mut piece = Vec::with_capacity(1 << 20);
    Compress::new(Compression::best(), false)
        .compress_vec(&data, &mut piece, FlushCompress::Full)
        .unwrap();
    [&[0x78, 0xda][..], &piece.repeat(times), &[3, 0]].concat()
}

fn objects(list: &[(u32, &str)]) -> BTreeMap<u32, Vec<u8>> {
    list.iter()
        .map(|(number, body)| (*number, body.as_bytes().to_vec()))
        .collect()
}

/// Catalog 1, page tree 2, page 3; what more is on the page.
fn page(more: &str) -> BTreeMap<u32, Vec<u8>> {
    objects(&[
        (1, "<</Type/Catalog/Pages 2 0 R>>"),
        (2, "<</Type/Pages/Count 1/Kids[3 0 R]>>"),
        (3, &format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]{more}>>")),
    ])
}

fn file(objects: &BTreeMap<u32, Vec<u8>>) -> Vec<u8> {
    Pdf::write(b"%PDF-1.7\n", objects, "/Root 1 0 R").0.bytes
}

fn file_with(more: Vec<(u32, Vec<u8>)>) -> Vec<u8> {
    let mut objects = page("");
    objects.extend(more);
    file(&objects)
}
