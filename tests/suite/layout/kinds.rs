//! Documents of other kinds than an agency's own letter: of the Party, appendices that are sealed, joint ones; and dates in
//! figures.

use kysoat::{
    facts::{DocumentRole, Measured, SignatureRole},
    finding::Outcome,
};

use super::{
    marks::{Written, pages, unsigned, written},
    measure, read, roles,
    unrecognised::judged,
};
use crate::forge::{Letter, Signing, pki::Holder};

fn seal() -> Signing {
    Signing::new(Holder::Department, "2026-03-16T09:45:01")
}

fn outcomes(letter: &Letter, codes: &[&str]) -> Vec<Outcome> {
    judged(letter, codes).into_iter().map(|(outcome, _)| outcome).collect()
}

#[test]
fn documents_of_the_party_are_not_judged_by_the_decree() {
    let codes = ["D01", "D02", "D04", "D06", "F04", "F05"];
    let with = |heading: &'static str| {
        let lines = [
            written("TỈNH ỦY THÁI NGUYÊN", 60.0, 770.0),
            written("VĂN PHÒNG", 60.0, 752.0),
            written("Số: 45-CV/VPTU", 60.0, 730.0),
            written(heading, 300.0, 770.0),
            written(
                "Kính gửi các đồng chí trong Ban, nội dung cuộc họp tháng 3 năm 2026.",
                85.0,
                500.0,
            ),
        ];
        Letter::pages("a.pdf", unsigned(&[(&lines, "")])).sign(seal())
    };
    let party = with("ĐẢNG CỘNG SẢN VIỆT NAM");
    assert_eq!(
        measure(&party.forge().bytes).components.of_the_party,
        Measured::Known(true)
    );
    assert_eq!(outcomes(&party, &codes), [Outcome::NotApplicable; 6]);
    let state = with("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
    assert_eq!(
        measure(&state.forge().bytes).components.of_the_party,
        Measured::Known(false)
    );
    assert_eq!(outcomes(&state, &["D01", "D04"]), [Outcome::Warning; 2]);
}

#[test]
fn a_seal_in_place_of_the_stamp_of_an_appendix_is_judged() {
    let lines = || {
        [
            written("Phụ lục I", 260.0, 770.0),
            written("DANH MỤC HỒ SƠ", 240.0, 750.0),
            written(
                "(Kèm theo Quyết định số 12/QĐ-STC ngày 02 tháng 3 năm 2026)",
                120.0,
                730.0,
            ),
            written("Hồ sơ gửi kèm gồm các tài liệu sau đây.", 85.0, 500.0),
        ]
    };
    let appendix = || Letter::pages("a.pdf", unsigned(&[(&lines(), "")]));
    let sealed = appendix().sign(seal());
    let facts = measure(&sealed.forge().bytes);
    assert_eq!(roles(&facts), [Some(SignatureRole::Seal)]);
    assert_eq!(facts.components.role, Measured::Known(DocumentRole::Appendix));
    assert_eq!(outcomes(&sealed, &["A02"]), [Outcome::Failed]);
    // Beside the right stamp a seal is no fault of the stamp.
    let stamp = Signing::new(Holder::Department, "2026-03-16T09:40:00")
        .stamp(&["Số: 12/QĐ-STC", "Thời gian ký: 2026-03-16T09:40:00+07:00"])
        .reason("Kèm theo văn bản số 12/QĐ-STC");
    assert_eq!(outcomes(&appendix().sign(stamp), &["A02"]), [Outcome::Passed]);
    // The seal of a document of its own is no stamp.
    assert_eq!(
        outcomes(&Letter::new("a.pdf", "notice").sign(seal()), &["A02"]),
        [Outcome::NotApplicable]
    );
}

#[test]
fn a_date_in_figures_is_read_in_the_heading_and_not_in_full() {
    let with = |line: &'static str, baseline: f64| -> Vec<Written> {
        vec![
            written("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 300.0, 770.0),
            written("Số: 12/TB-STC", 60.0, 730.0),
            written(line, 320.0, baseline),
        ]
    };
    let of = |lines: &[Written]| {
        let components = measure(&pages(&[(lines, "")])).components;
        (components.date_line, components.issued_on)
    };
    let day = jiff::civil::date(2026, 3, 2);
    let known = |line: &str| (Measured::Known(line.to_owned()), Measured::Known(day));
    for line in ["ngày 02/3/2026", "ngày 02-03-2026", "Ngày 2.3.2026"] {
        let whole: &'static str = format!("Thái Nguyên, {line}").leak();
        assert_eq!(of(&with(whole, 730.0)), known(line), "{line}");
        assert_eq!(of(&with(whole, 300.0)), (Measured::Absent, Measured::Absent), "{line}");
    }
    let no_day = with("Thái Nguyên, ngày 31/2/2026", 730.0);
    assert_eq!(of(&no_day), (Measured::Absent, Measured::Absent));
    let in_words = with("Thái Nguyên, ngày 02 tháng 3 năm 2026", 730.0);
    assert_eq!(of(&in_words), known("ngày 02 tháng 3 năm 2026"));
}

#[test]
fn who_seals_at_a_title_that_names_it_issues_the_document_too() {
    // The heading is that of the department; the place to sign is around (424, 500).
    let sealed = |title: &'static str| {
        let lines = [
            written("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 300.0, 770.0),
            written("SỞ TÀI CHÍNH", 60.0, 770.0),
            written("Số: 12/HD-STC", 60.0, 730.0),
            written(title, 340.0, 545.0),
            written("Trần Minh Khuê", 380.0, 440.0),
        ];
        let signing = Signing::new(Holder::School, "2026-03-16T09:45:01");
        let facts = measure(
            &Letter::pages("a.pdf", unsigned(&[(&lines, "")]))
                .sign(signing)
                .forge()
                .bytes,
        );
        assert_eq!(roles(&facts), [Some(SignatureRole::Seal)]);
        facts.signatures[0].layout.agency_is_issuing.clone()
    };
    assert_eq!(sealed("HIỆU TRƯỞNG TRƯỜNG THPT HOA BAN"), Measured::Known(true));
    assert_eq!(sealed("HIỆU TRƯỞNG TRƯỜNG THPT HOA LAN"), Measured::Known(false));
    assert_eq!(sealed("HIỆU TRƯỞNG"), Measured::Known(false));
}

#[test]
fn a_speck_is_no_picture_of_a_signature_nor_is_one_that_cant_be_read() {
    let director = || Signing::new(Holder::Director, "2026-03-16T09:15:24");
    let with = |signing: Signing| Letter::new("a.pdf", "notice").sign(signing).sign(seal());
    assert_eq!(outcomes(&with(director()), &["P01"]), [Outcome::Passed]);
    assert_eq!(outcomes(&with(director().of_width(4.0)), &["P01"]), [Outcome::Failed]);
    let mut facts = measure(&with(director()).forge().bytes);
    let cause = kysoat::facts::Cause::PictureUnreadable;
    if let Measured::Known(shown) = &mut facts.signatures[0].layout.appearance
        && let Measured::Known(picture) = &mut shown.picture
    {
        picture.ink_mm = Measured::Unmeasured(cause.clone());
    }
    assert_eq!(read(&facts, "person.has_picture").cause(), Some(&cause));
}

#[test]
fn hues_are_not_cut_to_whole_degrees() {
    // 60° × (87 - 20) / (214 - 20) is 20.72°, beyond the reds that are accepted.
    let letter = |ink| Letter::new("a.pdf", "notice").sign(seal().ink(ink));
    let orange = letter([214, 87, 20]);
    let facts = measure(&orange.forge().bytes);
    let hue = super::picture(&facts, 0).median_hue_deg.clone();
    super::near(*hue.known().unwrap(), 20.72, 0.01);
    assert_eq!(outcomes(&orange, &["S02"]), [Outcome::Warning]);
    // 19.8°
    assert_eq!(outcomes(&letter([214, 84, 20]), &["S02"]), [Outcome::Passed]);
}
