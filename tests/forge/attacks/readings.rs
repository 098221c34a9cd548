//! Updates that are not made as the standard says, and that programs read differently.

use super::super::pdf::find;
use super::{
    Accepted, Bench, Case, FormFilling, LtaUpdate, NoSignature, Other, Refused, Setup, Unknown, Verdict, case,
    certified, level, stream, update,
};

/// Writes the last of these words otherwise.
fn respell(bytes: &mut Vec<u8>, from: &str, to: &str) {
    let at = memchr::memmem::rfind(bytes, from.as_bytes()).unwrap();
    bytes.splice(at..at + from.len(), to.bytes());
}

/// Updates that are not made as the standard says.
pub fn structure() -> Vec<Case> {
    let honest = |bench: &mut Bench| {
        let field = bench.file.text(10).replace("/V(100)", "/V(250)");
        bench.file.update(&[(10, field.into_bytes())]);
    };
    let evil = || stream("", b"BT /F1 13 Tf 85 760 Td (900 trieu dong) Tj ET");
    let trailer = |from: &'static str, to: &'static str| {
        move |bench: &mut Bench| {
            honest(bench);
            respell(&mut bench.file.bytes, from, to);
        }
    };
    let twice = |name: &'static str, verdict: Verdict, resources: &'static str| {
        let setup = Setup {
            resources,
            ..Setup::default()
        };
        certified(name, verdict, setup, honest)
    };
    let by_stream = |members: bool, from: &str, to: &str| {
        let bench = Bench::new(&Setup::default());
        let field = bench.file.text(10).replace("/V(100)", "/V(250)");
        let mut bytes = if members {
            bench.with_cross_reference_stream(&[], &[(10, field, true)])
        } else {
            bench.with_cross_reference_stream(&[(10, field.into_bytes())], &[])
        };
        respell(&mut bytes, from, to);
        bytes
    };
    vec![
        update(
            "startxref names the line end before the table",
            Accepted(FormFilling),
            |bench| {
                honest(bench);
                let at = bench.section();
                respell(
                    &mut bench.file.bytes,
                    &format!("startxref\n{at}"),
                    &format!("startxref\n{}", at - 1),
                );
            },
        ),
        update(
            "/Size makes objects missing",
            Refused(Other),
            trailer("/Size 24", "/Size 4"),
        ),
        update(
            "/Size is that of no file",
            Refused(Other),
            trailer("/Size 24", "/Size 99999999"),
        ),
        update("an object with a number that no file has", Refused(Other), |bench| {
            bench.file.update(&[(8_388_700, b"null".to_vec())]);
        }),
        update("an entry with a generation that none has", Refused(Other), |bench| {
            bench.file.append_entries("4 1\n0000000009 99999 n \n");
        }),
        update("an entry that is not in its columns", Refused(Other), |bench| {
            bench.file.append_entries("30 1\n000000000 000001 f \n");
        }),
        case(
            "a cross-reference stream with a fourth column",
            Refused(Other),
            by_stream(false, "/W[1 4 2]", "/W[1 4 2 0]"),
        ),
        case(
            "a cross-reference stream with parameters that programs apply differently",
            Refused(Other),
            by_stream(false, "/Type/XRef", "/Type/XRef/DecodeParms<</Predictor 12>>"),
        ),
        case(
            "an object stream with parameters that programs apply differently",
            Refused(Other),
            by_stream(true, "/Type/ObjStm", "/Type/ObjStm/DP<</Predictor 12>>"),
        ),
        update("an object that no entry lists", Refused(Other), |bench| {
            bench
                .file
                .bytes
                .extend([b"4 0 obj\n".as_slice(), &evil(), b"\nendobj\n"].concat());
            honest(bench);
        }),
        update("an object that nothing leads to", Accepted(FormFilling), |bench| {
            let field = bench.file.text(10).replace("/V(100)", "/V(250)");
            bench.file.update(&[(10, field.into_bytes()), (30, evil())]);
        }),
        update(
            "an object that nothing leads to is freed",
            Accepted(FormFilling),
            |bench| {
                bench.free(22);
            },
        ),
        update(
            "an object that nothing leads to is changed",
            Accepted(FormFilling),
            |bench| {
                bench.file.update(&[(22, evil())]);
            },
        ),
        update("a page that nothing leads to is changed", Refused(Other), |bench| {
            let page = bench.file.text(21).replace("595", "600");
            bench.file.update(&[(21, page.into_bytes())]);
        }),
        certified(
            "an object freed that another generation is asked for",
            Refused(Other),
            Setup {
                resources: "/XObject<</X 22 7 R>>",
                ..Setup::default()
            },
            |bench| bench.free(22),
        ),
        certified(
            "an object changed that is behind another generation",
            Refused(Other),
            Setup {
                resources: "/XObject 21 7 R",
                ..Setup::default()
            },
            |bench| {
                bench.file.update(&[(22, evil())]);
            },
        ),
        update("filled, and the former picture freed", Accepted(FormFilling), |bench| {
            let field = bench
                .file
                .text(10)
                .replace("/V(100)/AP<</N 11 0 R>>", "/V(250)/AP<</N 30 0 R>>");
            bench
                .file
                .update(&[(10, field.into_bytes()), (30, Bench::picture("250"))]);
            bench.free(11);
        }),
        update(
            "filled, and the picture of a signature freed",
            Refused(Other),
            |bench| {
                honest(bench);
                bench.free(9);
            },
        ),
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
        twice(
            "a key twice in the signed page",
            Unknown,
            "/Properties<</A 4 0 R>>/Properties<</A 5 0 R>>",
        ),
        twice(
            "a key twice in the signed page, saying the same",
            Accepted(FormFilling),
            "/Properties<</A 4 0 R>>/Properties<</A 4 0 R>>",
        ),
        update("/Prev skips the signed revision", Refused(Other), |bench| {
            bench.file.update_with_trailer(&[(30, evil())], "/Prev 0/Root 1 0 R");
        }),
        update("a second cross-reference by /XRefStm", Refused(Other), |bench| {
            bench.file.update_with_trailer(&[(30, evil())], "/XRefStm 9/Root 1 0 R");
        }),
        case(
            "a table with an empty stream beside it by /XRefStm",
            Accepted(FormFilling),
            hybrid("", b""),
        ),
        case(
            "a table with a stream beside it that leads elsewhere",
            Refused(Other),
            {
                let at = find(&Bench::new(&Setup::default()).file.bytes, b"\n22 0 obj\n").unwrap() + 1;
                let row = [&[1][..], &u32::try_from(at).unwrap().to_be_bytes(), &[0, 0]].concat();
                hybrid("4 1", &row)
            },
        ),
        update("the mark of the revision once more", Accepted(LtaUpdate), |bench| {
            let mark = format!("startxref\n{}\n%%EOF\n", bench.section());
            bench.file.bytes.extend_from_slice(mark.as_bytes());
        }),
        update(
            "the mark of the revision once more, and an object",
            Refused(Other),
            |bench| {
                let mark = format!("4 0 obj\n{{}}\nendobj\nstartxref\n{}\n%%EOF\n", bench.section());
                bench.file.bytes.extend_from_slice(mark.as_bytes());
            },
        ),
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
            Bench::new(&Setup::default()).with_cross_reference_stream(&[(4, evil())], &[]),
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
        certified(
            "a thing that was missing is added",
            Refused(Other),
            Setup {
                resources: "/XObject<</X 90 0 R>>",
                ..Setup::default()
            },
            |bench| {
                bench.file.update(&[(90, evil())]);
            },
        ),
        update("a page that nothing leads to", Refused(Other), |bench| {
            let page = bench.file.text(3);
            bench.file.update(&[(30, page.into_bytes())]);
        }),
        update("a catalog that nothing leads to", Refused(Other), |bench| {
            let catalog = bench.file.text(23);
            bench.file.update(&[(30, catalog.into_bytes())]);
        }),
        certified(
            "P 1: an object that nothing leads to",
            Refused(FormFilling),
            level(1),
            |bench| {
                bench.file.update(&[(30, evil())]);
            },
        ),
    ]
}

/// The text field is filled in by an update whose table names a cross-reference stream beside it, with these rows.
fn hybrid(index: &str, rows: &[u8]) -> Vec<u8> {
    let updated = |at: usize| {
        let mut bench = Bench::new(&Setup::default());
        let field = bench
            .file
            .text(10)
            .replace("/V(100)", "/V(250)")
            .replace("11 0 R", "30 0 R");
        let section = stream(&format!("/Type/XRef/Size 90/W[1 4 2]/Index[{index}]/Root 1 0 R"), rows);
        bench.file.update_with_trailer(
            &[(10, field.into_bytes()), (30, Bench::picture("250")), (40, section)],
            &format!("/XRefStm {at:010}/Root 1 0 R"),
        );
        bench.file.bytes
    };
    let at = find(&updated(0), b"\n40 0 obj\n").unwrap() + 1;
    updated(at)
}
