//! The published attacks on signed PDFs, each made anew from its description, and beside each the honest thing that it
//! imitates.
//!
//! Sources of the descriptions: "1 Trillion Dollar Refund" (2019: universal signature forgery, incremental saving,
//! signature wrapping), "Shadow Attacks" (2021: hide, replace, hide-and-replace), "Breaking the Specification: PDF
//! Certification" (2021: evil annotation, sneaky signature). The others come from how programs read files differently.

mod inert;
mod members;
mod prepared;
mod readings;
mod spellings;
mod updates;

use kysoat::facts::ModificationLevel;

use super::{
    bench::{Bench, Setup},
    pdf::stream,
};

/// What a correct reader says of the first signature of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Sound, and what follows is permitted.
    Accepted(ModificationLevel),
    /// Sound, but what follows is not permitted.
    Refused(ModificationLevel),
    /// Sound, but programs may differ in what they show of what follows.
    Unknown,
    /// The signature itself is not one: not live, not intact, or nothing that it covers can be told.
    NoSignature,
}

pub use inert::{metadata, validation_data};
pub use members::{members, numbers};
pub use prepared::prepared;
pub use readings::structure;
pub use spellings::spellings;
pub use updates::{certification, forms};

use ModificationLevel::{Annotations, FormFilling, LtaUpdate, None as Nothing, Other};
use Verdict::{Accepted, NoSignature, Refused, Unknown};

/// A file with what must be said of it.
pub struct Case {
    /// What is done, in a few words.
    pub name: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
    /// What must be said of its first signature.
    pub verdict: Verdict,
}

fn case(name: &'static str, verdict: Verdict, bytes: impl Into<Vec<u8>>) -> Case {
    Case {
        name,
        bytes: bytes.into(),
        verdict,
    }
}

/// A signed form without certification, changed by an update.
fn update(name: &'static str, verdict: Verdict, change: impl FnOnce(&mut Bench)) -> Case {
    certified(name, verdict, Setup::default(), change)
}

fn certified(name: &'static str, verdict: Verdict, setup: Setup, change: impl FnOnce(&mut Bench)) -> Case {
    let mut bench = Bench::new(&setup);
    change(&mut bench);
    case(name, verdict, bench.file.bytes)
}

fn level(level: u8) -> Setup {
    Setup {
        certification: Some(level),
        ..Setup::default()
    }
}

fn lock(lock: &'static str) -> Setup {
    Setup {
        lock,
        ..Setup::default()
    }
}

/// Every case: attacks, and what is honest.
pub fn cases() -> Vec<Case> {
    let mut all = universal_signature_forgery();
    all.extend(signature_wrapping());
    all.extend(incremental_saving());
    all.extend(shadow());
    all.extend(certification());
    all.extend(forms());
    all.extend(structure());
    all.extend(validation_data());
    all.extend(metadata());
    all.extend(prepared());
    all.extend(spellings());
    all.extend(members());
    all.extend(numbers());
    all
}

/// The signature dictionary says nothing that could be checked.
pub fn universal_signature_forgery() -> Vec<Case> {
    let spoilt = |name, from: &str, to: &str| {
        let bench = Bench::new(&Setup::default());
        case(name, NoSignature, bench.replaced_in_signature(from, to))
    };
    let mut all = vec![
        spoilt("USF: ByteRange under another name", "/ByteRange", "/ByteRangx"),
        spoilt("USF: Contents under another name", "/Contents", "/Contentx"),
    ];
    for (name, range) in [
        ("USF: ByteRange null", "null"),
        ("USF: ByteRange zero", "0"),
        ("USF: ByteRange of zeros", "[0 0 0 0]"),
        ("USF: ByteRange empty", "[]"),
        ("USF: ByteRange negative", "[0 -1 -1 -1]"),
        ("USF: ByteRange of names", "[/a /b /c /d]"),
        ("USF: ByteRange huge", "[0 9223372036854775807 0 9]"),
        ("USF: ByteRange of one pair", "[0 500]"),
        ("USF: ByteRange overlaps itself", "[0 500 400 200]"),
    ] {
        all.push(case(
            name,
            NoSignature,
            Bench::new(&Setup::default()).with_byte_range(range),
        ));
    }
    for (name, contents) in [
        ("USF: Contents null", "null"),
        ("USF: Contents empty", "<>"),
        ("USF: Contents zero", "0"),
        ("USF: Contents is one null byte", "<00>"),
    ] {
        all.push(case(
            name,
            NoSignature,
            Bench::new(&Setup::default()).with_contents(contents),
        ));
    }
    all
}

/// The covered bytes move, and others take their place.
pub fn signature_wrapping() -> Vec<Case> {
    vec![
        case(
            "SWA: second range moved behind new objects",
            NoSignature,
            Bench::new(&Setup::default()).wrapped(false),
        ),
        case(
            "SWA: and the signature dictionary moved with it",
            NoSignature,
            Bench::new(&Setup::default()).wrapped(true),
        ),
    ]
}

/// Updates that some programs do not see as such.
pub fn incremental_saving() -> Vec<Case> {
    let evil_page = |bench: &Bench| bench.file.text(3).replace("/Contents 4 0 R", "/Contents 30 0 R");
    let evil = || stream("", b"BT /F1 13 Tf 85 760 Td (900 trieu dong) Tj ET");
    let object = |number: u32, body: &[u8]| [format!("{number} 0 obj\n").as_bytes(), body, b"\nendobj\n"].concat();
    let appended = move |name, tail: fn(usize, usize) -> String| {
        let bench = Bench::new(&Setup::default());
        let previous = bench.section();
        let mut bytes = bench.file.bytes.clone();
        bytes.extend(object(3, evil_page(&bench).as_bytes()));
        bytes.extend(object(30, &evil()));
        let here = bytes.len();
        bytes.extend_from_slice(tail(here, previous).as_bytes());
        case(name, Refused(Other), bytes)
    };
    vec![
        case(
            "nothing follows",
            Accepted(Nothing),
            Bench::new(&Setup::default()).file.bytes,
        ),
        case("more white space than programs look behind", Unknown, {
            let mut bytes = Bench::new(&Setup::default()).file.bytes;
            bytes.resize(bytes.len() + 1024, b'\n');
            bytes
        }),
        certified(
            "an object that a repair would find instead, and an update",
            Unknown,
            Setup {
                signature_extra: "/Reason(\n4 0 obj\n<</Length 17>>stream\n0 0 595 842 re f \nendstream\nendobj\n)",
                ..Setup::default()
            },
            |bench| {
                let field = bench.file.text(10).replace("/V(100)", "/V(250)");
                bench.file.update(&[(10, field.into_bytes())]);
            },
        ),
        case("only NULs and line ends follow", Accepted(LtaUpdate), {
            let mut bytes = Bench::new(&Setup::default()).file.bytes;
            bytes.extend_from_slice(b"\0\0\0\n\r\n");
            bytes
        }),
        update("ISA: page content replaced", Refused(Other), |bench| {
            let page = evil_page(bench);
            bench.file.update(&[(3, page.into_bytes()), (30, evil())]);
        }),
        appended("ISA: objects without cross-reference or trailer", |_, _| String::new()),
        appended("ISA: trailer without cross-reference", |_, _| {
            "trailer\n<</Size 40/Root 1 0 R>>\n".to_owned()
        }),
        appended("ISA: cross-reference that lists nothing", |here, previous| {
            format!(
                "xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 40/Root 1 0 R/Prev {previous}>>\nstartxref\n{here}\n%%EOF\n"
            )
        }),
        appended("ISA: startxref leads to the old section", |_, previous| {
            format!("startxref\n{previous}\n%%EOF\n")
        }),
        update(
            "ISA: with a copy of the signature in the update",
            NoSignature,
            |bench| {
                let copy = bench.file.objects[&8].clone();
                let page = evil_page(bench);
                bench.file.update(&[(3, page.into_bytes()), (8, copy), (30, evil())]);
            },
        ),
        update("bytes behind the last revision", Refused(Other), |bench| {
            bench
                .file
                .bytes
                .extend_from_slice(b"% ghi chu\n5 0 obj\nnull\nendobj\n");
        }),
    ]
}

/// Content prepared before signing, brought to light after.
pub fn shadow() -> Vec<Case> {
    vec![
        update(
            "shadow hide: an overlay is removed from the page",
            Refused(Other),
            |bench| {
                let page = bench.file.text(3).replace(" 12 0 R]", "]");
                bench.file.update(&[(3, page.into_bytes())]);
            },
        ),
        update("shadow hide: the overlay's object is freed", Refused(Other), |bench| {
            bench.free(12);
        }),
        update(
            "shadow hide: the overlay is hidden by its flags",
            Refused(Other),
            |bench| {
                let overlay = bench.file.text(12).replace("/F 4", "/F 2");
                bench.file.update(&[(12, overlay.into_bytes())]);
            },
        ),
        update(
            "shadow hide: the overlay's picture is emptied",
            Refused(Other),
            |bench| {
                bench
                    .file
                    .update(&[(13, stream("/Type/XObject/Subtype/Form/BBox[0 0 1 1]", b""))]);
            },
        ),
        update("shadow replace: a font is overwritten", Refused(Other), |bench| {
            bench
                .file
                .update(&[(5, b"<</Type/Font/Subtype/Type1/BaseFont/Symbol>>".to_vec())]);
        }),
        update(
            "shadow replace: the picture of a filled field, not its value",
            Refused(Other),
            |bench| {
                bench.file.update(&[(11, Bench::picture("900"))]);
            },
        ),
        update(
            "shadow replace: a new picture of a filled field, not its value",
            Refused(Other),
            |bench| {
                let field = bench.file.text(10).replace("/AP<</N 11 0 R>>", "/AP<</N 30 0 R>>");
                bench
                    .file
                    .update(&[(10, field.into_bytes()), (30, Bench::picture("900"))]);
            },
        ),
        certified(
            "shadow replace: a field serves as the page's resources",
            Refused(Other),
            Setup {
                resources: "/ExtGState 10 0 R",
                ..Setup::default()
            },
            |bench| {
                let field = bench.file.text(10).replace("/V(100)", "/V(250)/RV<</ca 0>>");
                bench.file.update(&[(10, field.into_bytes())]);
            },
        ),
        update(
            "shadow hide-and-replace: the catalog leads to prepared pages",
            Refused(Other),
            |bench| {
                let catalog = bench.file.text(1).replace("/Pages 2 0 R", "/Pages 20 0 R");
                bench.file.update(&[(1, catalog.into_bytes())]);
            },
        ),
        update(
            "shadow hide-and-replace: the root is another catalog",
            Refused(Other),
            |bench| {
                bench.file.update_with_trailer(&[], "/Root 23 0 R");
            },
        ),
        update(
            "shadow hide-and-replace: the page tree lists the prepared page",
            Refused(Other),
            |bench| {
                let pages = bench.file.text(2).replace("[3 0 R]", "[21 0 R]");
                bench.file.update(&[(2, pages.into_bytes())]);
            },
        ),
        update(
            "shadow hide-and-replace: an entry leads to a prepared object",
            Refused(Other),
            |bench| {
                bench.redirect(4, 22);
            },
        ),
        update("a page is no longer a page", NoSignature, |bench| {
            let page = bench.file.text(3).replace("/Type/Page/", "/Type/Template/");
            bench.file.update(&[(3, page.into_bytes())]);
        }),
        update("a page is appended", Refused(Other), |bench| {
            let pages = bench
                .file
                .text(2)
                .replace("/Count 1/Kids[3 0 R]", "/Count 2/Kids[3 0 R 21 0 R]");
            bench.file.update(&[(2, pages.into_bytes())]);
        }),
        update("a script runs when the document opens", Refused(Other), |bench| {
            let catalog = bench
                .file
                .text(1)
                .replace("/Pages ", "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>/Pages ");
            bench.file.update(&[(1, catalog.into_bytes())]);
        }),
        update(
            "a length that content depends on is overwritten",
            Refused(Other),
            |bench| {
                bench.file.update(&[(14, b"5".to_vec())]);
            },
        ),
    ]
}

/// `count` updates behind a signature, each of which fills in a field.
pub fn many_updates(count: usize) -> Vec<u8> {
    let mut bench = Bench::new(&Setup::default());
    for number in 0..count {
        let field = bench.file.text(10);
        let (before, _) = field.split_once("/V(").unwrap();
        let field = format!("{before}/V({number})/AP<</N 11 0 R>>>>");
        bench.file.update(&[(10, field.into_bytes())]);
    }
    bench.file.bytes
}
