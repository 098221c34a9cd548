//! What updates may do, and what hides in them: certification and forms.

use super::{
    Accepted, Annotations, Bench, Case, FormFilling, LtaUpdate, NoSignature, Other, Refused, Setup, certified, level,
    lock, stream, update,
};

const NOTE: &str = "<</Type/Annot/Subtype/Text/Rect[500 700 520 720]/Contents(xem lai)/P 3 0 R>>";
const OVERLAY: &str =
    "<</Type/Annot/Subtype/FreeText/Rect[80 740 400 780]/DA(/F1 12 Tf)/Contents(900)/P 3 0 R/AP<</N 31 0 R>>>>";

/// A font that the form gets a name for.
fn font_named(name: &'static str, verdict: super::Verdict, length: usize) -> Case {
    update(name, verdict, |bench| {
        let font = format!("/Helv 5 0 R/{} 5 0 R", "F".repeat(length));
        let form = bench.file.text(6).replace("/Helv 5 0 R", &font);
        bench.file.update(&[(6, form.into_bytes())]);
    })
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
            note(bench, NOTE);
        }),
        certified("P 2: a note", Refused(Annotations), level(2), |bench| note(bench, NOTE)),
        update("no certification: a note", Refused(Annotations), |bench| {
            note(bench, NOTE);
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
            note(bench, OVERLAY);
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
    let with_entries = |name, verdict, entries: &'static str| {
        update(name, verdict, |bench: &mut Bench| {
            bench.sign_again_with("Signature2", "300 400 402 502", true, entries);
        })
    };
    all.extend([
        with_entries(
            "a further signature that is named twice",
            Accepted(FormFilling),
            "/DV 33 0 R",
        ),
        with_entries(
            "a further signature, and something else by default",
            Refused(Other),
            "/DV 8 0 R",
        ),
        with_entries(
            "a further signature that chooses its only picture",
            Accepted(FormFilling),
            "/AS/N",
        ),
        with_entries("a further signature that chooses by a number", Refused(Other), "/AS 1"),
        certified(
            "P 1: a number that nothing leads to",
            Accepted(LtaUpdate),
            level(1),
            |bench| {
                bench.file.update(&[(30, b"0".to_vec())]);
            },
        ),
    ]);
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
            "a box of 140 by 60 mm drawn by hand around a seal",
            Accepted(FormFilling),
            level(2),
            "100 500 497 670",
        ),
        further(
            "sneaky signature: its picture covers the text",
            Refused(Annotations),
            level(2),
            "50 400 550 800",
        ),
        further(
            "sneaky signature: a rectangle that programs read differently",
            Refused(Annotations),
            level(2),
            "0 0 595 842 0",
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
        certified(
            "P 2: a new field whose name has a point",
            Refused(Other),
            level(2),
            |bench| {
                bench.sign_again("Ky.Signature1", "300 400 402 502", true);
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
        font_named("the form gets a name for a font", Accepted(FormFilling), 8),
        font_named(
            "the form gets a name for a font that some programs cut",
            Refused(Other),
            100,
        ),
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
        update(
            "a picture in place that covers too much",
            Refused(Annotations),
            |bench| {
                let field = bench.file.text(16).replace("/V()", "/V(900)");
                bench
                    .file
                    .update(&[(16, field.into_bytes()), (19, Bench::picture("900"))]);
            },
        ),
        certified(
            "a font that a field asks for is added to the form",
            Refused(Other),
            Setup {
                signature_extra: "/DA(/New 10 Tf)",
                ..Setup::default()
            },
            |bench| {
                let form = bench.file.text(6).replace("/Helv 5 0 R", "/Helv 5 0 R/New 30 0 R");
                bench.file.update(&[
                    (6, form.into_bytes()),
                    (30, b"<</Type/Font/Subtype/Type1/BaseFont/Symbol>>".to_vec()),
                ]);
            },
        ),
        update(
            "fields without a picture get one from the form",
            Refused(Other),
            |bench| {
                let form = bench.file.text(6).replace("/SigFlags", "/DA(/Helv 10 Tf)/SigFlags");
                bench.file.update(&[(6, form.into_bytes())]);
            },
        ),
        update(
            "a field is filled in with smaller letters",
            Accepted(FormFilling),
            |bench| {
                let field = bench
                    .file
                    .text(10)
                    .replace("/DA(/Helv 10 Tf)", "/DA(/Helv 8 Tf)/Q 2")
                    .replace("/V(100)", "/V(250)");
                bench.file.update(&[(10, field.into_bytes())]);
            },
        ),
        update("a field is hidden as it is filled in", Refused(Other), |bench| {
            let field = bench
                .file
                .text(10)
                .replace("/F 4", "/F 6")
                .replace("/V(100)", "/V(250)");
            bench.file.update(&[(10, field.into_bytes())]);
        }),
        update("the form's resources grow", Accepted(FormFilling), |bench| {
            let form = bench.file.text(6).replace("/Helv 5 0 R", "/Helv 5 0 R/New 30 0 R");
            bench.file.update(&[
                (6, form.into_bytes()),
                (30, b"<</Type/Font/Subtype/Type1/BaseFont/Symbol>>".to_vec()),
            ]);
        }),
        update("a text field is added", Refused(Other), |bench| {
            let form = bench.file.text(6).replace(" 16 0 R]", " 16 0 R 30 0 R]");
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
