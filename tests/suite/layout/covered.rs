//! What lies under something else, and what annotations put on a page.

use std::{collections::BTreeMap, fmt::Write as _};

use kysoat::facts::{Cause, DocumentFacts, FaultKind, Measured, SignatureRole};

use super::{
    marks::{Written, unsigned, written},
    measure, roles,
};
use crate::forge::{
    Letter, Signing, face,
    pdf::{Pdf, stream},
    pki::Holder,
    rings,
};

/// The number stands around (110, 710), points from the bottom left: 13 pt high, some 90 wide.
fn heading() -> Vec<Written> {
    vec![
        written("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 300.0, 770.0),
        written("Số: 12/TB-STC", 110.0, 710.0),
        written("Danh mục hồ sơ gửi kèm, số 4567890, năm 2026.", 85.0, 500.0),
    ]
}

/// A page with the heading; `before` is drawn below its text, `after` over it.
fn drawn(before: &str, after: &str) -> DocumentFacts {
    let file = unsigned(&[(&heading(), before)]);
    measure(&Letter::pages("a.pdf", file).draws(after).forge().bytes)
}

const OVER_ALL: &str = "100 704 130 20 re f";
const OVER_SOME: &str = "132 704 14 20 re f";

#[test]
fn text_that_is_painted_over_is_not_seen() {
    let number = |facts: &DocumentFacts| facts.components.number.clone();
    let known = Measured::Known("12".to_owned());
    assert_eq!(number(&drawn("", "")), known);
    for white in ["1 g", "1 1 0 rg", "0 g"] {
        assert_eq!(
            number(&drawn("", &format!("{white} {OVER_ALL}"))),
            Measured::Absent,
            "{white}"
        );
        // A ground that was painted before the text is a ground.
        assert_eq!(number(&drawn(&format!("{white} {OVER_ALL}"), "")), known, "{white}");
    }
    // Several areas together, and a picture.
    assert_eq!(
        number(&drawn("", "1 g 100 704 60 20 re f 158 704 72 20 re f")),
        Measured::Absent
    );
    let picture = "q 130 0 0 20 100 704 cm BI /W 1 /H 1 /BPC 8 /CS /G /F /AHx ID FF> EI Q";
    assert_eq!(number(&drawn("", picture)), Measured::Absent);
    // A line that is as thick as the letters are high, without gaps.
    assert_eq!(number(&drawn("", "20 w 1 G 100 714 m 230 714 l S")), Measured::Absent);
    for harmless in ["[4 8] 0 d 20 w", "2 w"] {
        let line = format!("{harmless} 1 G 100 714 m 230 714 l S");
        assert_eq!(number(&drawn("", &line)), known, "{harmless}");
    }
    // Of what is covered in part nobody knows what it said.
    let part = drawn("", &format!("1 g {OVER_SOME}"));
    assert_eq!(number(&part), Measured::Unmeasured(Cause::TextUnreadable));
    // Beside the text, in lines, or in another shape than a rectangle it hides nothing.
    for harmless in [
        "1 g 100 680 130 20 re f",
        "1 g 100 708 130 1 re f 100 712 130 1 re f",
        "1 g 100 704 m 230 704 l 100 760 l f",
        "q 100 704 m 230 704 l 100 760 l h W n 1 g 90 700 150 70 re f Q",
    ] {
        assert_eq!(number(&drawn("", harmless)), known, "{harmless}");
    }
}

/// An annotation: its kind with entries of its own, its /Rect, and what it draws in the space of the page with /F1.
type Annotation<'a> = (&'a str, [f64; 4], String);

/// A page with these lines and annotations.
fn annotated(lines: &[Written], annotations: &[Annotation<'_>]) -> Pdf {
    let mut file = unsigned(&[(lines, "")]);
    let page = file.last_page();
    let fonts = {
        let text = file.text(page);
        let at = text.find("/Font<<").unwrap();
        text[at..].split(">>").next().unwrap().to_owned() + ">>"
    };
    let mut added: BTreeMap<u32, Vec<u8>> = BTreeMap::new();
    let mut listed = String::new();
    for (number, (kind, rect, draws)) in (file.free_number()..).step_by(2).zip(annotations) {
        let rect = rect.map(|side| side.to_string()).join(" ");
        let form = format!("/Type/XObject/Subtype/Form/BBox[{rect}]/Resources<<{fonts}>>");
        let own = format!(
            "<</Type/Annot{kind}/P {page} 0 R/Rect[{rect}]/AP<</N {} 0 R>>>>",
            number + 1
        );
        added.insert(number, own.into_bytes());
        added.insert(number + 1, stream(&form, draws.as_bytes()));
        write!(listed, "{number} 0 R ").unwrap();
    }
    let body = file
        .text(page)
        .replacen("/Type/Page/", &format!("/Annots[{listed}]/Type/Page/"), 1);
    added.insert(page, body.into_bytes());
    file.objects.extend(added);
    file.saved_anew().0
}

fn says(text: &str, left: f64, baseline: f64) -> String {
    format!(
        "BT 0 g /F1 13 Tf 1 0 0 1 {left} {baseline} Tm {} Tj ET",
        face::shown(text)
    )
}

const AROUND_NUMBER: [f64; 4] = [100.0, 704.0, 230.0, 724.0];

#[test]
fn what_annotations_cover_is_not_seen_and_what_is_typed_in_them_is() {
    let number =
        |annotations: &[Annotation<'_>]| measure(&annotated(&heading(), annotations).bytes).components.number;
    let known = |number: &str| Measured::Known(number.to_owned());
    let white = |rect: [f64; 4]| {
        let [x0, y0, x1, y1] = rect;
        format!("1 g {x0} {y0} {} {} re f", x1 - x0, y1 - y0)
    };
    let square = |kind| (kind, AROUND_NUMBER, white(AROUND_NUMBER));
    assert_eq!(number(&[square("/Subtype/Square")]), Measured::Absent);
    // One that is hidden covers nothing.
    assert_eq!(number(&[square("/Subtype/Square/F 2")]), known("12"));
    let part = [132.0, 704.0, 146.0, 724.0];
    assert_eq!(
        number(&[("/Subtype/Square", part, white(part))]),
        Measured::Unmeasured(Cause::TextUnreadable)
    );
    // Under more areas than are compared with it, too.
    let mut strips = String::new();
    for at in 0..80_u8 {
        write!(strips, "1 g {} 704 1 20 re f ", 132.0 + 0.2 * f64::from(at)).unwrap();
    }
    assert_eq!(
        number(&[("/Subtype/Square", AROUND_NUMBER, strips)]),
        Measured::Unmeasured(Cause::Fault(FaultKind::Budget))
    );
    // What is typed over it is what is read; so is what stands in a field of the form.
    for kind in ["/Subtype/FreeText", "/Subtype/Widget/FT/Tx/T(So)"] {
        let typed = (
            kind,
            AROUND_NUMBER,
            white(AROUND_NUMBER) + " " + &says("Số: 45/TB-STC", 110.0, 710.0),
        );
        assert_eq!(number(&[typed]), known("45"), "{kind}");
    }
    // A drawing with letters is none.
    let stamp = ("/Subtype/Stamp", AROUND_NUMBER, says("Số: 45/TB-STC", 110.0, 750.0));
    assert_eq!(number(&[stamp]), known("12"));
    // A number in the gap that was left for it.
    let gap = [
        written("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 300.0, 770.0),
        written("Số:", 110.0, 710.0),
        written("/TB-STC", 150.0, 710.0),
        written("Danh mục hồ sơ gửi kèm, số 4567890, năm 2026.", 85.0, 500.0),
    ];
    let typed = ("/Subtype/FreeText", AROUND_NUMBER, says("45", 136.0, 710.0));
    assert_eq!(measure(&annotated(&gap, &[typed]).bytes).components.number, known("45"));
    // Day and month, too.
    let dated = [
        written("Thái Nguyên, ngày", 300.0, 690.0),
        written("tháng", 432.0, 690.0),
        written("năm 2026", 484.0, 690.0),
    ];
    let typed = |text: &str, left: f64| {
        let rect = [left, 686.0, left + 16.0, 702.0];
        ("/Subtype/FreeText", rect, says(text, left, 690.0))
    };
    let facts = measure(&annotated(&dated, &[typed("02", 412.0), typed("3", 472.0)]).bytes);
    assert_eq!(
        facts.components.issued_on,
        Measured::Known(jiff::civil::date(2026, 3, 2))
    );
}

#[test]
fn seals_across_the_edge_may_be_annotations() {
    let text = [written("Danh mục hồ sơ", 85.0, 500.0)];
    let with = |left: f64| {
        let stamp = (
            "/Subtype/Stamp",
            [left - 60.0, 340.0, left + 60.0, 460.0],
            rings(left, 400.0),
        );
        measure(&annotated(&text, &[stamp]).bytes).layout.edge_seals
    };
    assert_eq!(with(595.28), Measured::Known(1));
    assert_eq!(with(300.0), Measured::Known(0));
}

#[test]
fn what_is_recognised_behind_a_scan_is_no_text_of_it() {
    let scan = "q 595.28 0 0 841.89 0 0 cm BI /W 2 /H 2 /BPC 8 /CS /G /F /AHx ID FFFEFDFF> EI Q";
    let stamped = ["Lưu tại Văn phòng, ngày vào sổ 16/3/2026, người nhận Trần Thị Mai, số 4567"];
    let visible: Vec<Written> = stamped.iter().map(|text| written(text, 60.0, 40.0)).collect();
    // In render mode 3, or below the picture: either way nobody sees it.
    let of = |hidden: &str, scan_first: bool| {
        let lines = [
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Số: 12/TB-STC",
            "Thông báo danh mục hồ sơ gửi kèm của Sở Tài chính",
        ];
        let mut text = format!("BT {hidden} ");
        for (at, line) in (0_u8..).zip(lines) {
            write!(
                text,
                "/F1 9 Tf 1 0 0 1 85 {} Tm {} Tj ",
                770 - 30 * u32::from(at),
                face::shown(line)
            )
            .unwrap();
        }
        text.push_str("0 Tr ET");
        let all = if scan_first {
            format!("{scan} {text}")
        } else {
            format!("{text} {scan}")
        };
        // The letters of the hidden lines are those of the font, too.
        let mut letters: Vec<Written> = visible.iter().map(|it| written(it.text, 60.0, 40.0)).collect();
        letters.extend(lines.map(|line| written(line, 60.0, 2_000.0)));
        measure(&unsigned(&[(&letters, &all)]).bytes)
    };
    for (hidden, scan_first) in [("3 Tr", true), ("3 Tr", false), ("0 Tr", false)] {
        let facts = of(hidden, scan_first);
        assert_eq!(facts.layout.scanned_pages, Measured::Known(1), "{hidden} {scan_first}");
        let scanned = Measured::Unmeasured(Cause::ScannedPage);
        assert_eq!(facts.components.number, scanned);
        assert_eq!(facts.layout.body.cause(), Some(&Cause::ScannedPage));
        assert_eq!(facts.layout.margins.cause(), Some(&Cause::ScannedPage));
    }
}

#[test]
fn a_name_under_a_picture_names_nobody() {
    // The picture of the signature paints its paper, over the name.
    let letter = |down: f64| {
        let signing = Signing::new(Holder::Director, "2026-03-16T09:15:24")
            .opaque()
            .moved(0.0, down);
        measure(&Letter::new("a.pdf", "notice").sign(signing).forge().bytes)
    };
    let name = |facts: &DocumentFacts| {
        let block = facts.signatures[0].layout.block.clone();
        block.map(|block| block.name)
    };
    assert_eq!(name(&letter(0.0)), Measured::Known("Trần Minh Khuê".to_owned()));
    let covered = letter(-45.0);
    assert_eq!(roles(&covered), [Some(SignatureRole::Person)]);
    assert_eq!(name(&covered).cause(), Some(&Cause::PlaceToSignNotFound));
}
