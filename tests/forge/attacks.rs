//! The published attacks on signed PDFs, each made anew from its description, and beside each the honest thing that it
//! imitates.
//!
//! Sources of the descriptions: "1 Trillion Dollar Refund" (2019: universal signature forgery, incremental saving,
//! signature wrapping), "Shadow Attacks" (2021: hide, replace, hide-and-replace), "Breaking the Specification: PDF
//! Certification" (2021: evil annotation, sneaky signature). The others come from how programs read files differently.

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
    /// The signature itself is not one: not live, not intact, or nothing that it covers can be told.
    NoSignature,
}

use ModificationLevel::{Annotations, FormFilling, LtaUpdate, None as Nothing, Other};
use Verdict::{Accepted, NoSignature, Refused};

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

const NOTE: &str = "<</Type/Annot/Subtype/Text/Rect[500 700 520 720]/Contents(xem lai)/P 3 0 R>>";
const OVERLAY: &str =
    "<</Type/Annot/Subtype/FreeText/Rect[80 740 400 780]/DA(/F1 12 Tf)/Contents(900)/P 3 0 R/AP<</N 31 0 R>>>>";

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

/// What is allowed after a certification, and what hides behind it.
pub fn certification() -> Vec<Case> {
    let note = |bench: &mut Bench, body: &str| {
        let page = bench.file.text(3).replace(" 12 0 R]", " 12 0 R 30 0 R]");
        let picture = stream("/Type/XObject/Subtype/Form/BBox[0 0 320 40]", b"1 g 0 0 320 40 re f");
        let mut changed = vec![(3, page.into_bytes()), (30, body.as_bytes().to_vec())];
        if body.contains("31 0 R") {
            changed.push((31, picture));
        }
        bench.file.update(&changed);
    };
    let mut all = vec![
        certified("P 3: a note", Accepted(Annotations), level(3), |bench| {
            note(bench, NOTE)
        }),
        certified("P 2: a note", Refused(Annotations), level(2), |bench| note(bench, NOTE)),
        update("no certification: a note", Refused(Annotations), |bench| {
            note(bench, NOTE)
        }),
        certified(
            "evil annotation in P 3: free text over the amount",
            Refused(Annotations),
            level(3),
            |bench| {
                note(bench, OVERLAY);
            },
        ),
        certified("evil annotation in P 2", Refused(Annotations), level(2), |bench| {
            note(bench, OVERLAY)
        }),
        certified(
            "evil annotation in P 3: a note with a picture",
            Refused(Annotations),
            level(3),
            |bench| {
                note(bench, &NOTE.replace(">>", "/AP<</N 31 0 R>>>>"));
            },
        ),
        certified(
            "evil annotation in P 3: a link that runs a script",
            Refused(Annotations),
            level(3),
            |bench| {
                note(
                    bench,
                    "<</Type/Annot/Subtype/Link/Rect[0 0 600 800]/A<</S/JavaScript/JS(x)>>>>",
                );
            },
        ),
    ];
    for kind in ["Stamp", "Redact", "Square", "Highlight"] {
        all.push(certified(
            "evil annotation in P 3: another kind that covers",
            Refused(Annotations),
            level(3),
            |bench| note(bench, &OVERLAY.replace("FreeText", kind)),
        ));
    }
    let further = |name, verdict, setup, rectangle: &'static str| {
        certified(name, verdict, setup, |bench: &mut Bench| {
            bench.sign_again("Signature2", rectangle, true);
        })
    };
    all.extend([
        further(
            "P 1: a further signature",
            Refused(FormFilling),
            level(1),
            "300 400 402 502",
        ),
        further(
            "P 2: a further signature",
            Accepted(FormFilling),
            level(2),
            "300 400 402 502",
        ),
        further(
            "P 3: a further signature",
            Accepted(FormFilling),
            level(3),
            "300 400 402 502",
        ),
        further(
            "no certification: a further signature",
            Accepted(FormFilling),
            Setup::default(),
            "300 400 402 502",
        ),
        further(
            "the seal over a third of the signature",
            Accepted(FormFilling),
            level(2),
            "120 540 222 642",
        ),
        further(
            "an information line across the page",
            Accepted(FormFilling),
            level(2),
            "60 800 560 832",
        ),
        further(
            "sneaky signature: its picture covers the text",
            Refused(Annotations),
            level(2),
            "50 400 550 800",
        ),
        further(
            "sneaky signature: a sixth of the page",
            Refused(Annotations),
            level(2),
            "100 600 500 810",
        ),
    ]);
    all.extend([
        certified(
            "P 2: a signature field that shows something and signs nothing",
            Refused(Other),
            level(2),
            |bench| {
                bench.widget("Signature2", "80 740 400 780", "");
            },
        ),
        certified(
            "P 2: a signature field whose signature is a copy",
            Refused(Other),
            level(2),
            |bench| {
                bench.widget("Signature2", "80 740 400 780", "/V 8 0 R");
            },
        ),
        certified(
            "P 2: a signature field whose ByteRange covers nothing",
            Refused(Other),
            level(2),
            |bench| {
                let value = "/V<</Type/Sig/Filter/A/SubFilter/adbe.pkcs7.detached/ByteRange[0 9 9 0]/Contents<00>>>";
                bench.widget("Signature2", "80 740 400 780", value);
            },
        ),
        certified("P 2: two fields of one name", Refused(Other), level(2), |bench| {
            bench.sign_again("Signature1", "300 400 402 502", true);
        }),
        certified(
            "P 2: a further signature, and the page's content",
            Refused(Other),
            level(2),
            |bench| {
                bench.sign_again("Signature2", "300 400 402 502", true);
                let content = stream("", b"BT /F1 13 Tf 85 760 Td (900 trieu) Tj ET");
                bench.file.update(&[(4, content)]);
            },
        ),
        certified(
            "P 2: the picture of the first signature swapped",
            Refused(Other),
            level(2),
            |bench| {
                bench.file.update(&[(9, Bench::picture("Pho Chu tich"))]);
            },
        ),
        certified("P 2: the first signature moved", Refused(Other), level(2), |bench| {
            let widget = bench.file.text(7).replace("/Rect[80 540", "/Rect[80 140");
            bench.file.update(&[(7, widget.into_bytes())]);
        }),
        certified(
            "P 2: the first signature's widget hidden",
            Refused(Other),
            level(2),
            |bench| {
                let widget = bench.file.text(7).replace("/F 132", "/F 134");
                bench.file.update(&[(7, widget.into_bytes())]);
            },
        ),
        certified(
            "P 2: the certification itself loosened",
            NoSignature,
            level(2),
            |bench| {
                let value = bench.file.text(8).replace("/P 2", "/P 3");
                bench.file.update(&[(8, value.into_bytes())]);
            },
        ),
        certified("P 2: /Perms removed", Refused(Other), level(2), |bench| {
            let catalog = bench.file.text(1).replace("/Perms<</DocMDP 8 0 R>>", "");
            bench.file.update(&[(1, catalog.into_bytes())]);
        }),
    ]);
    all
}

/// Fields filled in, and what only looks so.
pub fn forms() -> Vec<Case> {
    let fill = |bench: &mut Bench| {
        let field = bench
            .file
            .text(10)
            .replace("/V(100)", "/V(250)")
            .replace("11 0 R", "30 0 R");
        bench
            .file
            .update(&[(10, field.into_bytes()), (30, Bench::picture("250"))]);
    };
    vec![
        update("a field is filled in", Accepted(FormFilling), fill),
        certified("P 2: a field is filled in", Accepted(FormFilling), level(2), fill),
        certified("P 1: a field is filled in", Refused(FormFilling), level(1), fill),
        certified(
            "FieldMDP includes the field",
            Refused(FormFilling),
            lock("/Action/Include/Fields[(so tien)]"),
            fill,
        ),
        certified(
            "FieldMDP includes another field",
            Accepted(FormFilling),
            lock("/Action/Include/Fields[(khac)]"),
            fill,
        ),
        certified(
            "FieldMDP excludes the field",
            Accepted(FormFilling),
            lock("/Action/Exclude/Fields[(so tien)]"),
            fill,
        ),
        certified("FieldMDP locks all", Refused(FormFilling), lock("/Action/All"), fill),
        update(
            "the old picture rewritten in its place with the value",
            Accepted(FormFilling),
            |bench| {
                let field = bench.file.text(10).replace("/V(100)", "/V(250)");
                bench
                    .file
                    .update(&[(10, field.into_bytes()), (11, Bench::picture("250"))]);
            },
        ),
        update("a filled field grows over the page", Refused(Other), |bench| {
            let field = bench
                .file
                .text(10)
                .replace("/V(100)", "/V(250)")
                .replace("/Rect[80 ", "/Rect[8 ");
            bench.file.update(&[(10, field.into_bytes())]);
        }),
        update("a filled field gets a script", Refused(Other), |bench| {
            let field = bench
                .file
                .text(10)
                .replace("/V(100)", "/V(250)/AA<</K<</S/JavaScript/JS(x)>>>>");
            bench.file.update(&[(10, field.into_bytes())]);
        }),
        update("a read-only field is filled in", Refused(Other), |bench| {
            let field = bench.file.text(15).replace("/V(1)", "/V(2)");
            bench.file.update(&[(15, field.into_bytes())]);
        }),
        update("viewers are asked to draw all fields anew", Refused(Other), |bench| {
            let form = bench
                .file
                .text(6)
                .replace("/SigFlags", "/NeedAppearances true/SigFlags");
            bench.file.update(&[(6, form.into_bytes())]);
        }),
        update("the font of the form is replaced", Refused(Other), |bench| {
            let form = bench.file.text(6).replace("/Helv 5 0 R", "/Helv 30 0 R");
            bench.file.update(&[
                (6, form.into_bytes()),
                (30, b"<</Type/Font/Subtype/Type1/BaseFont/Symbol>>".to_vec()),
            ]);
        }),
        update("a text field is added", Refused(Other), |bench| {
            let form = bench.file.text(6).replace(" 15 0 R]", " 15 0 R 30 0 R]");
            let page = bench.file.text(3).replace(" 12 0 R]", " 12 0 R 30 0 R]");
            let field = "<</Type/Annot/Subtype/Widget/FT/Tx/T(x)/V(900)/Rect[80 740 400 780]/P 3 0 R>>";
            bench
                .file
                .update(&[(3, page.into_bytes()), (6, form.into_bytes()), (30, field.into())]);
        }),
        update("a field is removed", Refused(Other), |bench| {
            let form = bench.file.text(6).replace(" 10 0 R", "");
            bench.file.update(&[(6, form.into_bytes())]);
        }),
    ]
}

/// Updates that are not made as the standard says.
pub fn structure() -> Vec<Case> {
    let honest = |bench: &mut Bench| {
        let field = bench.file.text(10).replace("/V(100)", "/V(250)");
        bench.file.update(&[(10, field.into_bytes())]);
    };
    let evil = || stream("", b"BT /F1 13 Tf 85 760 Td (900 trieu dong) Tj ET");
    vec![
        update("an object that no entry lists", Refused(Other), |bench| {
            bench
                .file
                .bytes
                .extend([b"4 0 obj\n".as_slice(), &evil(), b"\nendobj\n"].concat());
            honest(bench);
        }),
        update("an object that nothing leads to", Refused(Other), |bench| {
            let field = bench.file.text(10).replace("/V(100)", "/V(250)");
            bench.file.update(&[(10, field.into_bytes()), (30, evil())]);
        }),
        update("bytes between the objects", Refused(Other), |bench| {
            bench.file.bytes.extend_from_slice(b"anything\n");
            honest(bench);
        }),
        update("a comment between the objects", Accepted(FormFilling), |bench| {
            bench.file.bytes.extend_from_slice(b"%iText-5.5.9\n");
            honest(bench);
        }),
        update("a key twice in an object", Refused(Other), |bench| {
            let field = bench.file.text(10).replace("/V(100)", "/V(250)/V(900)");
            bench.file.update(&[(10, field.into_bytes())]);
        }),
        update("/Prev skips the signed revision", Refused(Other), |bench| {
            bench.file.update_with_trailer(&[(30, evil())], "/Prev 0/Root 1 0 R");
        }),
        update("a second cross-reference by /XRefStm", Refused(Other), |bench| {
            bench.file.update_with_trailer(&[(30, evil())], "/XRefStm 9/Root 1 0 R");
        }),
        update("/Encrypt appears", NoSignature, |bench| {
            bench.file.update_with_trailer(
                &[(30, b"<</Filter/Standard/V 1/R 2/O()/U()/P -4>>".to_vec())],
                "/Encrypt 30 0 R/Root 1 0 R",
            );
        }),
        case(
            "a cross-reference stream behind a table, an honest update",
            Accepted(FormFilling),
            {
                let bench = Bench::new(&Setup::default());
                let field = bench.file.text(10).replace("/V(100)", "/V(250)");
                bench.with_cross_reference_stream(&[(10, field.into_bytes())], &[])
            },
        ),
        case(
            "a cross-reference stream behind a table, with an override",
            Refused(Other),
            { Bench::new(&Setup::default()).with_cross_reference_stream(&[(4, evil())], &[]) },
        ),
        case("an object stream with an honest update", Accepted(FormFilling), {
            let bench = Bench::new(&Setup::default());
            let field = bench.file.text(10).replace("/V(100)", "/V(250)");
            bench.with_cross_reference_stream(&[], &[(10, field, true)])
        }),
        case("an object stream with an override", Refused(Other), {
            let bench = Bench::new(&Setup::default());
            let page = bench.file.text(3).replace("/Contents 4 0 R", "/Contents 22 0 R");
            bench.with_cross_reference_stream(&[], &[(3, page, true)])
        }),
        case("an object stream with a member that no entry lists", Refused(Other), {
            let bench = Bench::new(&Setup::default());
            let field = bench.file.text(10).replace("/V(100)", "/V(250)");
            let page = bench.file.text(3).replace("/Contents 4 0 R", "/Contents 22 0 R");
            bench.with_cross_reference_stream(&[], &[(10, field, true), (3, page, false)])
        }),
        case(
            "two /Contents, the second with the signature",
            NoSignature,
            Bench::new(&Setup {
                signature_extra: "/Contents<3000>",
                ..Setup::default()
            })
            .file
            .bytes,
        ),
        update("a thing that was missing is added", Refused(Other), |bench| {
            // Page 3 names object 90, which is not there when it is signed.
            bench.file.update(&[(90, evil())]);
        }),
    ]
}

/// Long-term validation data, and what hides in it.
pub fn validation_data() -> Vec<Case> {
    let store = |extra: &'static str, stream_extra: &'static str, data: &'static [u8]| {
        move |bench: &mut Bench| {
            let catalog = bench.file.text(1);
            let catalog = format!("{}/DSS 30 0 R>>", catalog.strip_suffix(">>").unwrap());
            let vri = "0123456789ABCDEF0123456789ABCDEF01234567";
            bench.file.update(&[
                (1, catalog.into_bytes()),
                (
                    30,
                    format!("<</Type/DSS/Certs[31 0 R]/VRI<</{vri}<</Cert[31 0 R]>>>>{extra}>>").into_bytes(),
                ),
                (31, stream(stream_extra, data)),
            ]);
        }
    };
    let der = b"\x30\x03\x02\x01\x05";
    let mut all = vec![
        update("validation data is added", Accepted(LtaUpdate), store("", "", der)),
        certified(
            "P 1: validation data is added",
            Accepted(LtaUpdate),
            level(1),
            store("", "", der),
        ),
        certified("P 1: a document timestamp", Accepted(LtaUpdate), level(1), |bench| {
            bench.timestamp("0 0 0 0");
        }),
        certified(
            "P 1: a document timestamp that shows a picture",
            Refused(FormFilling),
            level(1),
            |bench| {
                bench.timestamp("80 740 180 780");
            },
        ),
        update(
            "validation data with a key of its own",
            Refused(Other),
            store("/Evil 4 0 R", "", der),
        ),
        update(
            "validation data that is a picture",
            Refused(Other),
            store("", "/Type/XObject/Subtype/Form/BBox[0 0 9 9]", der),
        ),
        update(
            "validation data that is no DER",
            Refused(Other),
            store("", "", b"app.alert(1)"),
        ),
        update("validation data, and a page", Refused(Other), |bench| {
            store("", "", b"\x30\x03\x02\x01\x05")(bench);
            let page = bench.file.text(3).replace("/Contents 4 0 R", "/Contents 22 0 R");
            bench.file.update(&[(3, page.into_bytes())]);
        }),
        update("an extension level", Accepted(LtaUpdate), |bench| {
            let catalog = bench.file.text(1).replace(
                "/Pages ",
                "/Extensions<</ADBE<</BaseVersion/1.7/ExtensionLevel 8>>>>/Pages ",
            );
            bench.file.update(&[(1, catalog.into_bytes())]);
        }),
        update("an extension that leads to something", Refused(Other), |bench| {
            let catalog = bench
                .file
                .text(1)
                .replace("/Pages ", "/Extensions<</ADBE<</BaseVersion 22 0 R>>>>/Pages ");
            bench.file.update(&[(1, catalog.into_bytes())]);
        }),
    ];
    all.push(update("an update that changes nothing", Accepted(LtaUpdate), |bench| {
        let same = bench.file.objects[&5].clone();
        bench.file.update(&[(5, same)]);
    }));
    all
}

/// What the file says of itself.
pub fn metadata() -> Vec<Case> {
    let packet = |title: &str| {
        let xml =
            format!("<?xpacket begin=''?><x><dc:title>{title}</dc:title><xmp:ModifyDate>2026</xmp:ModifyDate></x>");
        stream("/Type/Metadata/Subtype/XML", xml.as_bytes())
    };
    vec![
        update("the date of the last change", Accepted(LtaUpdate), |bench| {
            let info = bench.file.text(17).replace("(D:20260101)", "(D:20260202)");
            bench.file.update(&[(17, info.into_bytes())]);
        }),
        update("another title", Refused(Other), |bench| {
            let info = bench.file.text(17).replace("(Hop dong)", "(Hop dong 900)");
            bench.file.update(&[(17, info.into_bytes())]);
        }),
        update("an XMP packet with the same title", Accepted(LtaUpdate), |bench| {
            bench.file.update(&[(18, packet("Hop dong"))]);
        }),
        update("an XMP packet with another title", Refused(Other), |bench| {
            bench.file.update(&[(18, packet("Khac"))]);
        }),
        update("the catalog's version", Accepted(LtaUpdate), |bench| {
            let catalog = bench.file.text(1).replace("/Pages ", "/Version/1.7/Pages ");
            bench.file.update(&[(1, catalog.into_bytes())]);
        }),
        update("the catalog's language", Refused(Other), |bench| {
            let catalog = bench.file.text(1).replace("/Pages ", "/Lang(vi)/Pages ");
            bench.file.update(&[(1, catalog.into_bytes())]);
        }),
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
