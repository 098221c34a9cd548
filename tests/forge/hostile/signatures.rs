//! Files that make the search for signatures dear.

use super::{
    super::{Letter, Signing, pki::Holder},
    file, find, page, stream,
};

const SIGNATURE: &str =
    "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[0 10 20 10]/Contents<3000>>>";

/// A letter with one signature.
fn signed() -> Vec<u8> {
    Letter::plain("a.pdf", "Van ban")
        .sign(Signing::new(Holder::Chair, "2026-02-03T08:00:00"))
        .forge()
        .bytes
}

/// A form with these fields, and what they refer to.
fn form(fields: &str, more: Vec<(u32, Vec<u8>)>) -> Vec<u8> {
    let mut all = page("");
    all.insert(
        1,
        format!("<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[{fields}]>>>>").into_bytes(),
    );
    all.extend(more);
    file(&all)
}

// --- what the search for signatures must stand

fn marks(mark: &str, count: usize) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.extend(mark.repeat(count).into_bytes());
    bytes
}

pub(super) fn startxref_only() -> Vec<u8> {
    marks("startxref\n9\n%%EOF\n", 500_000)
}

pub(super) fn startxref_comments() -> Vec<u8> {
    marks("startxref%", 1_000_000)
}

pub(super) fn byte_range_marks() -> Vec<u8> {
    marks("/ByteRange ", 1_000_000)
}

pub(super) fn byte_range_dictionaries() -> Vec<u8> {
    marks("<</ByteRange[0 1 2 3]/Contents<00", 300_000)
}

pub(super) fn opening_brackets() -> Vec<u8> {
    marks("<<", 1_000_000)
}

pub(super) fn brackets_then_ranges() -> Vec<u8> {
    let mut bytes = marks("<</A(", 300_000);
    bytes.extend("/ByteRange[0 1 2 3]".repeat(300_000).into_bytes());
    bytes
}

pub(super) fn signature_fields() -> Vec<u8> {
    let fields: String = (0..100_000).map(|number| format!("{} 0 R ", 10 + 2 * number)).collect();
    let mut more = Vec::new();
    for number in 0..100_000_u32 {
        let field = 10 + 2 * number;
        more.push((
            field,
            format!("<</FT/Sig/T(F{number})/V {} 0 R/P 3 0 R>>", field + 1).into_bytes(),
        ));
        more.push((field + 1, SIGNATURE.as_bytes().to_vec()));
    }
    form(&fields, more)
}

pub(super) fn signature_fields_one_value() -> Vec<u8> {
    let fields = "<</FT/Sig/T(F)/V 10 0 R>>".repeat(100_000);
    let value = format!(
        "<</Type/Sig/Filter/A/ByteRange[0 10 20 10]/Contents<{}>>>",
        "30".repeat(1 << 20)
    );
    form(&fields, vec![(10, value.into_bytes())])
}

pub(super) fn field_names_multiply() -> Vec<u8> {
    let kids: String = (0..900).map(|number| format!("{} 0 R ", 100 + number)).collect();
    let name = "n".repeat(1 << 20);
    let mut more = vec![(10, format!("<</FT/Sig/T({name})/Kids[{kids}]>>").into_bytes())];
    for number in 0..900_u32 {
        more.push((
            100 + number,
            format!("<</T(k{number})/Parent 10 0 R/V {SIGNATURE}>>").into_bytes(),
        ));
    }
    form("10 0 R", more)
}

pub(super) fn form_kids_loop() -> Vec<u8> {
    let more = vec![
        (
            10,
            b"<</FT/Sig/T(a)/Kids[11 0 R 10 0 R 12 0 R]/Parent 12 0 R>>".to_vec(),
        ),
        (11, b"<</T(b)/Kids[10 0 R 11 0 R 12 0 R]/Parent 10 0 R>>".to_vec()),
        (
            12,
            format!("<</T(c)/Kids[10 0 R 11 0 R]/Parent 11 0 R/V {SIGNATURE}>>").into_bytes(),
        ),
    ];
    form("10 0 R 11 0 R 12 0 R", more)
}

pub(super) fn form_deep() -> Vec<u8> {
    let last = 100_009;
    let more = (10..=last)
        .map(|number| {
            let kids = if number == last {
                format!("/V {SIGNATURE}")
            } else {
                format!("/Kids[{} 0 R]", number + 1)
            };
            (
                number,
                format!("<</FT/Sig/T(n)/Parent {} 0 R{kids}>>", number - 1).into_bytes(),
            )
        })
        .collect();
    form("10 0 R", more)
}

pub(super) fn parents_ring() -> Vec<u8> {
    let mut all = page("");
    all.insert(2, b"<</Type/Pages/Count 1/Kids[3 0 R]/Parent 4 0 R>>".to_vec());
    all.insert(3, b"<</Type/Page/Parent 2 0 R>>".to_vec());
    all.insert(4, b"<</Type/Pages/Parent 2 0 R>>".to_vec());
    file(&all)
}

pub(super) fn pages_times_annotations() -> Vec<u8> {
    let pages = 30_000_u32;
    let kids: String = (0..pages).map(|number| format!("{} 0 R ", 100 + number)).collect();
    let annotations = format!("[{}]", "9 0 R ".repeat(100_000));
    let mut more = vec![
        (2, format!("<</Type/Pages/Count {pages}/Kids[{kids}]>>").into_bytes()),
        (5, annotations.into_bytes()),
        (10, format!("<</FT/Sig/T(a)/V {SIGNATURE}>>").into_bytes()),
    ];
    for number in 0..pages {
        more.push((100 + number, b"<</Type/Page/Annots 5 0 R>>".to_vec()));
    }
    form("10 0 R", more)
}

pub(super) fn fields_times_pages() -> Vec<u8> {
    let (pages, fields) = (50_000_u32, 900_u32);
    let kids: String = (0..pages).map(|number| format!("{} 0 R ", 100_000 + number)).collect();
    let names: String = (0..fields).map(|number| format!("{} 0 R ", 10 + number)).collect();
    let mut more = vec![(2, format!("<</Type/Pages/Count {pages}/Kids[{kids}]>>").into_bytes())];
    for number in 0..fields {
        let last = 100_000 + pages - 1;
        more.push((
            10 + number,
            format!("<</FT/Sig/T(f{number})/P {last} 0 R/V {SIGNATURE}>>").into_bytes(),
        ));
    }
    for number in 0..pages {
        more.push((100_000 + number, b"<</Type/Page>>".to_vec()));
    }
    form(&names, more)
}

/// A form with one signature field whose value is this dictionary.
fn one_signature(dictionary: &str) -> Vec<u8> {
    form("<</FT/Sig/T(a)/V 10 0 R>>", vec![(10, dictionary.as_bytes().to_vec())])
}

pub(super) fn contents_huge() -> Vec<u8> {
    let contents = "30".repeat(10 << 20);
    one_signature(&format!(
        "<</Type/Sig/Filter/A/SubFilter/adbe.pkcs7.detached/ByteRange[0 10 20 10]/Contents<{contents}>>>"
    ))
}

pub(super) fn byte_range_long() -> Vec<u8> {
    let range: String = (0..500_000).map(|part| format!("{} 1 ", 2 * part)).collect();
    one_signature(&format!(
        "<</Type/Sig/Filter/A/SubFilter/adbe.pkcs7.detached/Contents<3000>/ByteRange[{range}]>>"
    ))
}

pub(super) fn digests_many() -> Vec<u8> {
    let value =
        "<</Type/Sig/Filter/A/SubFilter/adbe.pkcs7.detached/ByteRange[0 20000000 20000010 10]/Contents<3000>>>";
    // The CMS of a real signature, so that there is a digest to compute.
    let signed = signed();
    let from = find(&signed, b"/Contents <").unwrap() + 11;
    let to = from + find(&signed[from..], b">").unwrap();
    let cms = std::str::from_utf8(&signed[from..to]).unwrap().trim_end_matches('0');
    let value = value.replace("3000", &format!("{cms}0000"));
    let names: String = (0..900).map(|number| format!("{} 0 R ", 20 + number)).collect();
    let mut more: Vec<(u32, Vec<u8>)> = vec![(5, stream("", &vec![b'.'; 21_000_000]))];
    for number in 0..900_u32 {
        more.push((20 + number, format!("<</FT/Sig/T(f{number})/V {value}>>").into_bytes()));
    }
    form(&names, more)
}

pub(super) fn reason_huge() -> Vec<u8> {
    let text = "Lý do ".repeat(1_500_000);
    one_signature(&format!(
        "<</Type/Sig/Filter/A/SubFilter/{}/ByteRange[0 10 20 10]/Contents<3000>/Reason({text})/Location({text})>>",
        "s".repeat(1 << 20)
    ))
}

fn with_cms(cms: &[u8]) -> Vec<u8> {
    let contents: String = cms.iter().map(|octet| format!("{octet:02x}")).collect();
    one_signature(&format!(
        "<</Type/Sig/Filter/A/SubFilter/adbe.pkcs7.detached/ByteRange[0 10 20 10]/Contents<{contents}>>>"
    ))
}

pub(super) fn cms_deep() -> Vec<u8> {
    with_cms(&[&[0x30, 0x80].repeat(50_000)[..], &vec![0; 100_000]].concat())
}

pub(super) fn cms_wide() -> Vec<u8> {
    let body = [5, 0].repeat(1_000_000);
    let length = u32::try_from(body.len()).unwrap().to_be_bytes();
    with_cms(&[&[0x30, 0x84][..], &length, &body].concat())
}
