//! Files that go round in circles, are deeper than a stack, or quadratic to repair.

use super::{Pdf, file, file_with, find, page, stream};

// --- what goes round

fn with_trailer(rest: impl Fn(usize) -> String) -> Vec<u8> {
    let (pdf, _) = Pdf::write(b"%PDF-1.7\n", &page(""), "/Root 1 0 R");
    let table = pdf.bytes.windows(6).rposition(|window| window == b"\nxref\n").unwrap() + 1;
    let end = pdf.bytes.windows(8).rposition(|window| window == b"trailer\n").unwrap();
    let mut bytes = pdf.bytes[..end].to_vec();
    bytes.extend(
        format!(
            "trailer\n<</Size 4/Root 1 0 R{}>>\nstartxref\n{table}\n%%EOF\n",
            rest(table)
        )
        .into_bytes(),
    );
    bytes
}

pub(super) fn prev_to_itself() -> Vec<u8> {
    with_trailer(|table| format!("/Prev {table}"))
}

pub(super) fn prev_loop() -> Vec<u8> {
    let mut bytes = with_trailer(|_| String::new());
    let first = bytes.windows(6).rposition(|window| window == b"\nxref\n").unwrap() + 1;
    // Two sections more that name each other.
    let one = bytes.len();
    let section = |previous: usize| {
        format!("xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 4/Root 1 0 R/Prev {previous:010}>>\n")
    };
    let length = section(0).len();
    bytes.extend(section(one + length).into_bytes());
    bytes.extend(section(one).into_bytes());
    let three = bytes.len();
    let table = bytes[first..].to_vec();
    let entries = &table[..find(&table, b"trailer").unwrap()];
    bytes.extend_from_slice(entries);
    bytes.extend(format!("trailer\n<</Size 4/Root 1 0 R/Prev {one}>>\nstartxref\n{three}\n%%EOF\n").into_bytes());
    bytes
}

pub(super) fn prev_chain() -> Vec<u8> {
    let mut bytes = with_trailer(|_| String::new());
    let mut previous = bytes.windows(6).rposition(|window| window == b"\nxref\n").unwrap() + 1;
    for _ in 0..20_000 {
        let start = bytes.len();
        bytes.extend(
            format!(
                "xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 4/Root 1 0 R/Prev {previous}>>\nstartxref\n{start}\n%%EOF\n"
            )
            .into_bytes(),
        );
        previous = start;
    }
    bytes
}

pub(super) fn page_tree_loop() -> Vec<u8> {
    let mut all = page("");
    all.insert(
        2,
        b"<</Type/Pages/Count 9/Kids[4 0 R 2 0 R 3 0 R]/Parent 4 0 R>>".to_vec(),
    );
    all.insert(4, b"<</Type/Pages/Count 9/Kids[2 0 R 4 0 R]/Parent 2 0 R>>".to_vec());
    file(&all)
}

pub(super) fn page_tree_deep() -> Vec<u8> {
    let mut all = page("");
    all.insert(2, b"<</Type/Pages/Count 1/Kids[10 0 R 3 0 R]>>".to_vec());
    for number in 10..30_010 {
        let kid = if number == 30_009 { 3 } else { number + 1 };
        all.insert(
            number,
            format!("<</Type/Pages/Count 1/Parent {} 0 R/Kids[{kid} 0 R]>>", number - 1).into_bytes(),
        );
    }
    file(&all)
}

pub(super) fn page_tree_wide() -> Vec<u8> {
    let mut all = page("");
    all.insert(
        2,
        format!("<</Type/Pages/Count 1000000/Kids[{}]>>", "3 0 R ".repeat(1_000_000)).into_bytes(),
    );
    file(&all)
}

pub(super) fn reference_ring() -> Vec<u8> {
    let mut all = page("/Contents 10 0 R/Annots 10 0 R/Rotate 10 0 R/UserUnit 10 0 R");
    for number in 10..2_010 {
        let next = if number == 2_009 { 10 } else { number + 1 };
        all.insert(number, format!("{next} 0 R").into_bytes());
    }
    file(&all)
}

pub(super) fn form_self() -> Vec<u8> {
    let mut all = page("/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>");
    all.insert(4, stream("", b"/F Do"));
    all.insert(
        5,
        stream(
            "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>",
            b"/F Do /F Do",
        ),
    );
    file(&all)
}

pub(super) fn forms_exponential() -> Vec<u8> {
    let mut all = page("/Contents 4 0 R/Resources<</XObject<</F 10 0 R>>>>");
    all.insert(4, stream("", b"/F Do"));
    for number in 10..40 {
        let dictionary = format!(
            "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F {} 0 R>>>>",
            number + 1
        );
        all.insert(number, stream(&dictionary, "/F Do ".repeat(10).as_bytes()));
    }
    file(&all)
}

pub(super) fn length_of_itself() -> Vec<u8> {
    let mut all = page("/Contents 4 0 R");
    all.insert(4, b"<</Length 4 0 R>>stream\nq Q\nendstream".to_vec());
    all.insert(5, b"<</Length 6 0 R>>stream\nq Q\nendstream".to_vec());
    all.insert(6, b"<</Length 5 0 R>>stream\nq Q\nendstream".to_vec());
    file(&all)
}

// --- what is deep

pub(super) fn arrays_deep() -> Vec<u8> {
    let depth = 200_000;
    file_with(vec![(4, ["[".repeat(depth), "]".repeat(depth)].concat().into_bytes())])
}

pub(super) fn dictionaries_deep() -> Vec<u8> {
    let depth = 200_000;
    file_with(vec![(
        4,
        ["<</A".repeat(depth), ">>".repeat(depth)].concat().into_bytes(),
    )])
}

pub(super) fn strings_deep() -> Vec<u8> {
    let depth = 200_000;
    file_with(vec![(4, ["(".repeat(depth), ")".repeat(depth)].concat().into_bytes())])
}

// --- what is quadratic when it must be repaired

/// Objects that never end, and no cross-reference.
fn unclosed(count: usize, body: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    for number in 1..=count {
        bytes.extend(format!("{number} 0 obj\n{body}\n").into_bytes());
    }
    bytes.extend(b"startxref\n5\n%%EOF\n");
    bytes
}

pub(super) fn unclosed_dictionaries() -> Vec<u8> {
    unclosed(120_000, "<</Filter/A/B<</C[<<")
}

pub(super) fn unclosed_arrays() -> Vec<u8> {
    unclosed(120_000, "<</Filter/A/B[[[[ 0 0 0 0")
}

pub(super) fn unclosed_strings() -> Vec<u8> {
    unclosed(120_000, "<</Filter/A/Type/Catalog/B(\\(")
}

pub(super) fn unclosed_streams() -> Vec<u8> {
    unclosed(100_000, "<</Type/XRef/Length 3>>stream\n")
}

pub(super) fn objects_in_comment() -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let count = 150_000;
    let mut table = format!("xref\n0 {count}\n");
    for number in 0..count {
        table.push_str(&format!("{:010} 00000 n \n", bytes.len()));
        bytes.extend(format!("{number} 0 obj%").into_bytes());
    }
    bytes.push(b'\n');
    let start = bytes.len();
    bytes.extend(table.into_bytes());
    bytes.extend(format!("trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").into_bytes());
    bytes
}

pub(super) fn streams_inside_streams() -> Vec<u8> {
    let count = 20_000_usize;
    let head = |number: usize, length: usize| format!("{number:05} 0 obj\n<</Length {length:010}>>stream\n");
    let (long, short) = (head(1, 0).len(), "\nendstream".len());
    let body = |number: usize| (count - number) * (long + short);
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n1 {count}\n");
    for number in 1..=count {
        table.push_str(&format!("{:010} 00000 n \n", bytes.len()));
        bytes.extend(head(number, body(number)).into_bytes());
    }
    bytes.extend("\nendstream".repeat(count).into_bytes());
    let start = bytes.len() + 1;
    bytes.extend(format!("\n{table}trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").into_bytes());
    bytes
}

pub(super) fn encrypted_without_end() -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let count = 100_000;
    let mut table = format!("xref\n0 {count}\n");
    for number in 0..count {
        table.push_str(&format!("{:010} 00000 n \n", bytes.len()));
        bytes.extend(format!("{number} 0 obj null\n").into_bytes());
    }
    bytes.extend(b"endobj\n");
    let start = bytes.len();
    bytes.extend(table.into_bytes());
    bytes.extend(
        format!("trailer\n<</Size {count}/Root 1 0 R/Encrypt 2 0 R>>\nstartxref\n{start}\n%%EOF\n").into_bytes(),
    );
    bytes
}

pub(super) fn trailers_many() -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n1 0 obj\nnull\nendobj\n".to_vec();
    bytes.extend("trailer<</Root 1 0 R/A[".repeat(100_000).into_bytes());
    bytes
}
