//! Files that inflate: streams, object streams, cross-references.

use std::collections::BTreeMap;

use super::{Pdf, file, file_with, find, page, stream, zeros, zlib};

/// A file whose cross-reference data is a stream with these entries (widths 1, 4, 2) behind those of the objects.
fn file_with_xref_stream(objects: &BTreeMap<u32, Vec<u8>>, entries: &[u8], count: usize) -> Vec<u8> {
    let (pdf, _) = Pdf::write(b"%PDF-1.7\n", objects, "/Root 1 0 R");
    let mut bytes = pdf.bytes;
    bytes.truncate(bytes.windows(6).rposition(|window| window == b"\nxref\n").unwrap() + 1);
    let mut data = vec![0; 7];
    let last = *objects.last_key_value().unwrap().0;
    for number in 1..=last {
        let at = find(&bytes, format!("\n{number} 0 obj\n").as_bytes()).map(|at| at + 1);
        data.push(u8::from(at.is_some()));
        data.extend(u32::try_from(at.unwrap_or(0)).unwrap().to_be_bytes());
        data.extend([0, 0]);
    }
    data.extend_from_slice(entries);
    let size = usize::try_from(last).unwrap() + 1 + count;
    let packed = zlib(&data);
    let number = last + 1;
    let dictionary = format!("/Type/XRef/Size {size}/W[1 4 2]/Root 1 0 R/Filter/FlateDecode");
    let start = bytes.len();
    bytes.extend(format!("{number} 0 obj\n").into_bytes());
    bytes.extend(stream(&dictionary, &packed));
    bytes.extend(format!("\nendobj\nstartxref\n{start}\n%%EOF\n").into_bytes());
    bytes
}

/// An object stream with this index and these bodies.
fn object_stream(index: &str, bodies: &[u8], kind: &str) -> Vec<u8> {
    let count = index.split_whitespace().count() / 2;
    let data = zlib(&[index.as_bytes(), b"\n", bodies].concat());
    stream(
        &format!("/Type/{kind}/N {count}/First {}/Filter/FlateDecode", index.len() + 1),
        &data,
    )
}

// --- what inflates

pub(super) fn content_bomb() -> Vec<u8> {
    let mut all = page("/Contents 4 0 R");
    all.insert(4, stream("/Filter/FlateDecode", &zeros(256)));
    file(&all)
}

pub(super) fn content_bomb_twice() -> Vec<u8> {
    let mut all = page("/Contents 4 0 R");
    all.insert(4, stream("/Filter[/FlateDecode/FlateDecode]", &zlib(&zeros(256))));
    file(&all)
}

pub(super) fn object_stream_over_limit() -> Vec<u8> {
    file_with(vec![(
        4,
        stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", &zeros(5)),
    )])
}

pub(super) fn object_streams_amplify() -> Vec<u8> {
    let body = format!("({})", "a".repeat(60 << 20));
    let stream = object_stream("100 0", body.as_bytes(), "ObjStm");
    let index = find(&stream, b"stream").unwrap();
    assert!(index < 200);
    file_with((4..32).map(|number| (number, stream.clone())).collect())
}

pub(super) fn object_stream_shared_offset() -> Vec<u8> {
    let index: String = (0..40_000).map(|number| format!("{} 0 ", number + 100)).collect();
    let body = format!("[{}]", "0 ".repeat(50_000));
    file_with(vec![(4, object_stream(&index, body.as_bytes(), "ObjStm"))])
}

pub(super) fn object_stream_of_values() -> Vec<u8> {
    let body = format!("[{}]", "0 ".repeat(25 << 20));
    file_with(vec![(4, object_stream("100 0", body.as_bytes(), "ObjStm"))])
}

pub(super) fn object_stream_unclosed() -> Vec<u8> {
    let index: String = (0..200_000)
        .map(|number| format!("{} {} ", number + 100, 2 * number + 1))
        .collect();
    let body = "\\(".repeat(200_000);
    file_with(vec![(4, object_stream(&index, body.as_bytes(), "ObjStm"))])
}

pub(super) fn object_stream_disguised() -> Vec<u8> {
    let index: String = (0..40_000).map(|number| format!("{} 0 ", number + 100)).collect();
    let body = format!("[{}]", "0 ".repeat(50_000));
    file_with(vec![(4, object_stream(&index, body.as_bytes(), "O#62j#53tm"))])
}

pub(super) fn xref_stream_giant() -> Vec<u8> {
    let objects = page("");
    let (pdf, _) = Pdf::write(b"%PDF-1.7\n", &objects, "/Root 1 0 R");
    let mut bytes = pdf.bytes;
    let table = bytes.windows(6).rposition(|window| window == b"\nxref\n").unwrap() + 1;
    bytes.truncate(table);
    // Ten sections of 60 MB each, chained: every one alone is below the limit of a stream.
    let packed = zeros(3);
    let mut previous = String::new();
    for section in 0..3 {
        let start = bytes.len();
        let first = section * 16_000_000;
        let dictionary = format!(
            "/Type/XRef/Size 50000000/Index[{first} 16000000]/W[1 1 1]/Root 1 0 R{previous}/Filter/FlateDecode"
        );
        bytes.extend(format!("{} 0 obj\n", 4 + section).into_bytes());
        bytes.extend(stream(&dictionary, &packed));
        bytes.extend(b"\nendobj\n");
        previous = format!("/Prev {start}");
        if section == 2 {
            bytes.extend(format!("startxref\n{start}\n%%EOF\n").into_bytes());
        }
    }
    bytes
}

pub(super) fn xref_stream_one_object() -> Vec<u8> {
    let mut all = page("");
    all.insert(4, format!("[{}]", "0 ".repeat(100_000)).into_bytes());
    let (pdf, places) = Pdf::write(b"%PDF-1.7\n", &all, "/Root 1 0 R");
    drop(pdf);
    let at = u32::try_from(places[&4] - "4 0 obj\n".len()).unwrap();
    let entry = [&[1][..], &at.to_be_bytes(), &[0, 0]].concat();
    file_with_xref_stream(&all, &entry.repeat(100_000), 100_000)
}

/// A table of so many entries that all lead to object 4.
fn table_to_one(body: Vec<u8>, entries: usize) -> Vec<u8> {
    let mut all = page("");
    all.insert(4, body);
    let (pdf, places) = Pdf::write(b"%PDF-1.7\n", &all, "/Root 1 0 R");
    let mut bytes = pdf.bytes;
    let at = places[&4] - "4 0 obj\n".len();
    let end = bytes.windows(8).rposition(|window| window == b"trailer\n").unwrap();
    let tail = bytes.split_off(end);
    bytes.extend(format!("10 {entries}\n").into_bytes());
    for _ in 0..entries {
        bytes.extend(format!("{at:010} 00000 n \n").into_bytes());
    }
    bytes.extend(tail);
    bytes
}

pub(super) fn xref_table_one_object() -> Vec<u8> {
    table_to_one(format!("[{}]", "0 ".repeat(500_000)).into_bytes(), 40_000)
}

pub(super) fn xref_table_one_stream() -> Vec<u8> {
    table_to_one(stream("", &vec![7; 2 << 20]), 20_000)
}

pub(super) fn xref_table_huge_numbers() -> Vec<u8> {
    let mut bytes = file(&page(""));
    let table = bytes.windows(8).rposition(|window| window == b"trailer\n").unwrap();
    let tail = bytes.split_off(table);
    for start in ["4294967295", "18446744073709551615", "9223372036854775807"] {
        bytes.extend(format!("{start} 4294967295\n0000000009 00000 n \n").into_bytes());
    }
    bytes.extend(tail);
    bytes
}
