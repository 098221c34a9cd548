//! What signing software rewrites without changing it: numbers, strings, empty entries, what it keeps in the trailer; and
//! beside it what is changed.

use super::{Accepted, Bench, Case, FormFilling, LtaUpdate, Other, Refused, Setup, certified, level, stream, update};

/// An update that replaces a piece of one object.
fn rewritten(
    name: &'static str,
    verdict: super::Verdict,
    setup: Setup,
    number: u32,
    from: &'static str,
    to: &'static str,
) -> Case {
    certified(name, verdict, setup, |bench: &mut Bench| {
        let text = bench.file.text(number);
        assert!(text.contains(from), "{name}");
        bench.file.update(&[(number, text.replace(from, to).into_bytes())]);
    })
}

/// The form calls a picture by a name, then another one by the same.
fn next_picture(bench: &mut Bench) {
    let form = bench.file.text(6).replace("/DR<<", "/DR<</XObject<</FRM 9 0 R>>");
    bench.file.update(&[(6, form.into_bytes())]);
    let form = bench.file.text(6).replace("/FRM 9 0 R", "/FRM 60 0 R");
    let picture = Bench::picture("Con dau");
    bench.file.update(&[(6, form.into_bytes()), (60, picture)]);
}

/// What is the same, and what is not.
pub fn spellings() -> Vec<Case> {
    let page = |name, verdict, to| rewritten(name, verdict, Setup::default(), 3, "[0 0 595 842]", to);
    let catalog = |extra: &'static str| Setup {
        catalog: extra,
        ..Setup::default()
    };
    let intent = catalog("/OutputIntents[<</S/GTS_PDFA1/Info(sRGB)>>]/PageLabels null");
    let counted = catalog("/OutputIntents[<</S/GTS_PDFA1/N 3>>]");
    let checksum = Setup {
        trailer: "/DocChecksum/0A1B",
        ..Setup::default()
    };
    let packet = |title: &str| {
        let xml =
            format!("<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><dc:title xmlns:dc=\"d\">{title}</dc:title></x:xmpmeta>");
        stream("/Type/Metadata/Subtype/XML", xml.as_bytes())
    };
    let spelled_out = |name, verdict, entry: &'static str| {
        let setup = Setup {
            fields: &[(
                2,
                "<</Type/Pages/Count 1/Kids[3 0 R]/Rotate 90/CropBox[0 0 595.28 841.89]>>",
            )],
            ..Setup::default()
        };
        certified(name, verdict, setup, |bench: &mut Bench| {
            let page = bench.file.text(3).replace("/MediaBox", &format!("{entry}/MediaBox"));
            bench.file.update(&[(3, page.into_bytes())]);
        })
    };
    let moved = |name, verdict, body: &'static str| {
        certified(name, verdict, intent, |bench: &mut Bench| {
            let text = bench.file.text(1);
            let direct = "<</S/GTS_PDFA1/Info(sRGB)>>";
            assert!(text.contains(direct));
            bench
                .file
                .update(&[(1, text.replace(direct, "60 0 R").into_bytes()), (60, body.into())]);
        })
    };
    vec![
        page(
            "a page's box in real numbers",
            Accepted(LtaUpdate),
            "[0.0 0.0 595.0 842]",
        ),
        spelled_out(
            "a page says itself what it inherits",
            Accepted(LtaUpdate),
            "/Rotate 90/CropBox[0 0 595.280 841.89]",
        ),
        spelled_out(
            "a page no longer inherits how it is turned",
            Refused(Other),
            "/Rotate 0",
        ),
        spelled_out(
            "a page no longer inherits what is shown of it",
            Refused(Other),
            "/CropBox[0 0 595.28 841.88]",
        ),
        page("a page's box moved", Refused(Other), "[0.0 0.0 595.0 841]"),
        rewritten(
            "a string in hexadecimal",
            Accepted(LtaUpdate),
            intent,
            1,
            "(sRGB)",
            "<73524742>",
        ),
        rewritten(
            "a whole number becomes a real one",
            Refused(Other),
            counted,
            1,
            "/N 3",
            "/N 3.0",
        ),
        rewritten(
            "an entry that is null is added",
            Refused(Other),
            intent,
            1,
            "/PageLabels null",
            "/PageLabels null/Lang null",
        ),
        certified(
            "a list leads to a copy of what it led to",
            Refused(Other),
            catalog("/Extra[5 0 R]"),
            |bench: &mut Bench| {
                let (catalog, font) = (bench.file.text(1), bench.file.text(5));
                let catalog = catalog.replace("/Extra[5 0 R]", "/Extra[60 0 R]");
                bench.file.update(&[(1, catalog.into_bytes()), (60, font.into_bytes())]);
            },
        ),
        rewritten(
            "an entry that is null is left out",
            Accepted(LtaUpdate),
            intent,
            1,
            "/PageLabels null",
            "",
        ),
        rewritten(
            "an entry that was null has a value",
            Refused(Other),
            intent,
            1,
            "/PageLabels null",
            "/PageLabels<</Nums[]>>",
        ),
        moved(
            "a value moved to an object of its own",
            Accepted(LtaUpdate),
            "<</Info(sRGB)/S/GTS_PDFA1>>",
        ),
        moved(
            "a value moved to an object of its own and changed",
            Refused(Other),
            "<</Info(CMYK)/S/GTS_PDFA1>>",
        ),
        certified(
            "the digest that an office suite keeps in the trailer is left out",
            Accepted(LtaUpdate),
            checksum,
            |bench: &mut Bench| {
                let info = bench.file.text(17).replace("(D:20260101)", "(D:20260202)");
                bench
                    .file
                    .update_with_trailer(&[(17, info.into_bytes())], "/Root 1 0 R/Info 17 0 R");
            },
        ),
        rewritten(
            "a title in another encoding",
            Accepted(LtaUpdate),
            Setup::default(),
            17,
            "/Title(Hop dong)",
            "/Title<FEFF0048006F007000200064006F006E0067>",
        ),
        update(
            "an XMP packet written by another library",
            Accepted(LtaUpdate),
            |bench| {
                bench.file.update(&[(18, packet("\n  Hop&#32;dong\n"))]);
            },
        ),
        update("an XMP packet with a title in a list", Refused(Other), |bench| {
            bench
                .file
                .update(&[(18, packet("<rdf:Alt><rdf:li>Hop dong 900</rdf:li></rdf:Alt>"))]);
        }),
        rewritten(
            "a library's mark at the root of the page tree",
            Accepted(LtaUpdate),
            Setup::default(),
            2,
            "/Type/Pages",
            "/Type/Pages/ITXT(2.1.7)",
        ),
        rewritten(
            "something else at the root of the page tree",
            Refused(Other),
            Setup::default(),
            2,
            "/Type/Pages",
            "/Type/Pages/Rotate 90",
        ),
        certified(
            "the form's picture of a signature becomes the next one",
            Accepted(FormFilling),
            Setup::default(),
            next_picture,
        ),
        certified(
            "a picture of the form that another one draws becomes the next one",
            Refused(Other),
            Setup {
                fields: &[(
                    50,
                    "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 7>>stream\n/FRM Do\nendstream",
                )],
                ..Setup::default()
            },
            next_picture,
        ),
        rewritten(
            "P 1: fonts of a form that is filled in",
            Refused(FormFilling),
            level(1),
            6,
            "/Helv 5 0 R",
            "/Helv 5 0 R/New 5 0 R",
        ),
    ]
}
