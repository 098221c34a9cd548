//! What is neither shown nor filled in, and what hides in it: validation data and metadata.

use super::{Accepted, Bench, Case, FormFilling, LtaUpdate, Other, Refused, Setup, certified, level, stream, update};

/// A document without metadata gets this packet.
fn first_packet(name: &'static str, verdict: super::Verdict, packet: Vec<u8>) -> Case {
    let setup = Setup {
        fields: &[(1, "<</Type/Catalog/Pages 2 0 R/AcroForm 6 0 R>>")],
        ..Setup::default()
    };
    certified(name, verdict, setup, |bench: &mut Bench| {
        let catalog = bench.file.text(1).replace("/Pages ", "/Metadata 60 0 R/Pages ");
        bench.file.update(&[(1, catalog.into_bytes()), (60, packet)]);
    })
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
            "P 1: a document timestamp with a box",
            Refused(LtaUpdate),
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
            "validation data that is PEM",
            Accepted(LtaUpdate),
            store(
                "",
                "",
                b"-----BEGIN CERTIFICATE-----\nMAMCAQU=\n-----END CERTIFICATE-----\n",
            ),
        ),
        update(
            "validation data that is PEM and more",
            Refused(Other),
            store(
                "",
                "",
                b"-----BEGIN CERTIFICATE-----\n4 0 obj\n-----END CERTIFICATE-----\n",
            ),
        ),
        update(
            "validation data that is no DER",
            Refused(Other),
            store("", "", b"app.alert(1)"),
        ),
        update(
            "validation data with more behind its end",
            Refused(Other),
            store("", "", b"\x30\x03\x02\x01\x05BT (900) Tj ET"),
        ),
        update(
            "a document timestamp with a box and nothing in it",
            Accepted(LtaUpdate),
            |bench| bench.timestamp("80 740 180 780"),
        ),
        update(
            "a document timestamp without an area, with an appearance that draws nothing",
            Accepted(LtaUpdate),
            |bench| bench.timestamp_that_shows("/Rect[0 0 0 0]/AP<</N 34 0 R>>", b"% DSBlank"),
        ),
        update("a document timestamp that shows words", Refused(Other), |bench| {
            let entries = "/Rect[80 700 280 740]/AP<</N 34 0 R>>";
            bench.timestamp_that_shows(entries, b"BT /Helv 12 Tf 5 5 Td (900 000 dong) Tj ET");
        }),
        update("a document timestamp on a ground", Refused(Other), |bench| {
            bench.timestamp_that_shows("/Rect[80 700 280 740]/MK<</BG[1 0 0]>>", b"");
        }),
        certified(
            "P 1: a document timestamp on a line without height",
            Refused(LtaUpdate),
            level(1),
            |bench| {
                bench.timestamp("80 740 180 740");
            },
        ),
        update(
            "validation data that is no longer needed",
            Accepted(LtaUpdate),
            |bench| {
                store("", "", b"\x30\x03\x02\x01\x05")(bench);
                let store = bench.file.text(30).replace("/Certs[31 0 R]", "/Certs[]");
                bench.file.update(&[(30, store.into_bytes())]);
            },
        ),
        update(
            "validation data under a digest of another kind",
            Accepted(LtaUpdate),
            |bench| {
                store("", "", b"\x30\x03\x02\x01\x05")(bench);
                let store = bench.file.text(30);
                let store = store.replace("/VRI<<", &format!("/VRI<</{} <</Cert[31 0 R]>>", "0A".repeat(32)));
                bench.file.update(&[(30, store.into_bytes())]);
            },
        ),
        update("validation data without one of its lists", Refused(Other), |bench| {
            store("", "", b"\x30\x03\x02\x01\x05")(bench);
            let store = bench.file.text(30).replace("/Certs[31 0 R]", "");
            bench.file.update(&[(30, store.into_bytes())]);
        }),
        update(
            "validation data of a signature are taken out of the store",
            Refused(Other),
            |bench| {
                store("", "", b"\x30\x03\x02\x01\x05")(bench);
                let store = bench.file.text(30);
                let (before, _) = store.split_once("<</0123").unwrap();
                bench.file.update(&[(30, format!("{before}<<>>>>").into_bytes())]);
            },
        ),
        update("validation data, and a page", Refused(Other), |bench| {
            store("", "", b"\x30\x03\x02\x01\x05")(bench);
            let page = bench.file.text(3).replace("/Contents 4 0 R", "/Contents 22 0 R");
            bench.file.update(&[(3, page.into_bytes())]);
        }),
        certified(
            "P 1: validation data, and a picture that nothing leads to",
            Refused(FormFilling),
            level(1),
            |bench| {
                store("", "", b"\x30\x03\x02\x01\x05")(bench);
                bench.file.update(&[(35, Bench::picture("900"))]);
            },
        ),
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
        let xml = format!(
            "<x:xmpmeta xmlns:x='adobe:ns:meta/' xmlns:dc='d' xmlns:xmp='m'><dc:title>{title}</dc:title><xmp:ModifyDate>2026</xmp:ModifyDate></x:xmpmeta>"
        );
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
        first_packet(
            "the first XMP packet, with the title it had",
            Accepted(LtaUpdate),
            packet("Hop dong"),
        ),
        first_packet(
            "the first XMP packet, with another title",
            Refused(Other),
            packet("Hop dong 900"),
        ),
        update("metadata that are no XMP packet", Refused(Other), |bench| {
            bench
                .file
                .update(&[(18, stream("/Type/Metadata/Subtype/XML", b"Hop dong"))]);
        }),
        update("the catalog's version", Accepted(LtaUpdate), |bench| {
            let catalog = bench.file.text(1).replace("/Pages ", "/Version/1.7/Pages ");
            bench.file.update(&[(1, catalog.into_bytes())]);
        }),
        update("whether the document is tagged", Accepted(LtaUpdate), |bench| {
            let catalog = bench
                .file
                .text(1)
                .replace("/Pages ", "/MarkInfo<</Marked false>>/Pages ");
            bench.file.update(&[(1, catalog.into_bytes())]);
        }),
        update("the catalog's language", Refused(Other), |bench| {
            let catalog = bench.file.text(1).replace("/Pages ", "/Lang(vi)/Pages ");
            bench.file.update(&[(1, catalog.into_bytes())]);
        }),
    ]
}
