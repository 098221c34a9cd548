//! Real documents: what a person sees on them.

use std::fs;

use kysoat::facts::{
    Cause, CopyKind, DocumentFacts, DocumentRole, Hue, Measured, RoleEvidence, Side, SignatureRole, SigningCapacity,
    TimeForm, TimeZone, Value,
};

use super::{measure, near, picture, read, roles, shown};
use crate::suite::pdf::{corpus, index};

fn real(sha256: &str) -> DocumentFacts {
    let documents = index();
    let document = documents
        .iter()
        .find(|document| document["sha256"].as_str().unwrap().starts_with(sha256))
        .unwrap();
    measure(&fs::read(corpus().join("vn").join(document["file"].as_str().unwrap())).unwrap())
}

fn known(text: &str) -> Measured<String> {
    Measured::Known(text.to_owned())
}

#[test]
#[ignore = "needs KYSOAT_CORPUS"]
fn an_attachment_has_its_stamp_at_the_top_right() {
    let facts = real("9f86b7610fc1");
    assert_eq!(roles(&facts), [Some(SignatureRole::Attachment)]);
    assert_eq!(facts.signatures[0].layout.evidence, [RoleEvidence::ReasonAttachedTo]);
    assert_eq!(facts.signatures[0].layout.certificate_fits, Measured::Known(true));
    let shown = shown(&facts, 0);
    let [x0, y0, x1, y1] = shown.box_mm;
    // 608 to 791 pt of 792, 5 to 31 pt from the top.
    near(x0, 608.0 * 25.4 / 72.0, 0.5);
    near(x1, 791.0 * 25.4 / 72.0, 0.5);
    near(y0, 5.0 * 25.4 / 72.0, 0.5);
    near(y1, 31.0 * 25.4 / 72.0, 0.5);
    assert_eq!(shown.picture, Measured::Absent);
    let text = shown.text.known().unwrap();
    assert_eq!(text.typeface, known("Times New Roman"));
    near(text.size_pt, 10.0, 0.1);
    assert_eq!(
        (text.colour.clone(), text.upright, text.bold),
        (Measured::Known(Hue::Black), true, false)
    );
    let stamp = shown.stamp.known().unwrap();
    assert_eq!(stamp.number, known("2061/QĐ-UBND"));
    assert_eq!(stamp.number_is_in_reason, Measured::Known(true));
    let time = stamp.time.known().unwrap();
    assert_eq!(
        (time.form, time.zone, time.has_seconds),
        (TimeForm::Iso8601, TimeZone::Vietnam, true)
    );
    assert_eq!(time.after_claimed_s, Measured::Known(0));
    assert_eq!(facts.components.role, Measured::Known(DocumentRole::Attachment));
    // "Quyết định số: … /QĐ-UBND" is left blank on the page: the stamp carries it.
    assert_eq!(facts.components.attached_to, Measured::Absent);
}

#[test]
#[ignore = "needs KYSOAT_CORPUS"]
fn a_clerk_signed_number_and_date_into_a_scan() {
    use SignatureRole::{Date, Number, Seal};
    let facts = real("ce7f1dc86e2f");
    assert_eq!(roles(&facts), [Number, Date, Date, Seal].map(Some));
    let seal = picture(&facts, 3);
    // The picture is 34.4 by 34.2 mm; its ink is 460 of 478 columns and 463 of 476 rows of it.
    near(seal.placed_mm[2] - seal.placed_mm[0], 34.37, 0.1);
    near(*seal.diameter_mm.known().unwrap(), 33.2, 0.3);
    assert_eq!(seal.hue, Measured::Known(Hue::Red));
    assert_eq!(facts.components.number, known("135"));
    assert!(facts.components.number_signed_in);
    assert_eq!(facts.components.symbol.cause(), Some(&Cause::ScannedPage));
    let fields = facts.layout.issue_fields.known().unwrap();
    assert_eq!(
        (fields.number.clone(), fields.date.clone()),
        (known("135"), known("05 9"))
    );
    assert_eq!(fields.same_certificate_as_seal, Measured::Known(true));
    assert_eq!(fields.from_seal_s, Measured::Known(14));
}

#[test]
#[ignore = "needs KYSOAT_CORPUS"]
fn a_signature_is_a_picture_of_the_page() {
    let facts = real("d8994f877b70");
    assert_eq!(roles(&facts), [Some(SignatureRole::Seal)]);
    let pasted = facts.layout.picture_without_field.known().unwrap();
    assert_eq!(
        (pasted.page, pasted.picture.hue.clone()),
        (8, Measured::Known(Hue::Blue))
    );
    let relation = facts.layout.seal_relation.known().unwrap();
    assert!(relation.of_page_picture && relation.same_page);
    // The picture is cropped on the page: its last 1.7 mm are not shown.
    near(*relation.overlap.known().unwrap(), 0.37, 0.005);
    assert_eq!(relation.side, Measured::Known(Side::Left));
    near(*picture(&facts, 0).diameter_mm.known().unwrap(), 42.5, 0.5);
    assert_eq!(
        read(&facts, "document.person_signatures"),
        Measured::Known(Value::Integer(0))
    );
    assert_eq!(
        read(&facts, "layout.picture_without_field"),
        Measured::Known(Value::Boolean(true))
    );
    let found = &facts.components;
    assert_eq!(found.number_line, known("20/2019/QĐ-TTg"));
    assert_eq!(
        (found.number.clone(), found.symbol.clone()),
        (known("20/2019"), known("QĐ-TTg"))
    );
    assert_eq!(found.kind, known("QUYẾT ĐỊNH"));
    assert_eq!(found.kind_fits_symbol, Measured::Known(true));
    assert_eq!(found.agency, known("THỦ TƯỚNG CHÍNH PHỦ"));
    assert_eq!(found.signer_name, known("Nguyễn Xuân Phúc"));
    assert_eq!(
        found.issued_on.known().map(ToString::to_string).as_deref(),
        Some("2019-06-12")
    );
}

#[test]
#[ignore = "needs KYSOAT_CORPUS"]
fn a_person_signed_between_title_and_name_and_nobody_sealed() {
    let facts = real("4dda2b3968d5");
    assert_eq!(roles(&facts), [Some(SignatureRole::Person)]);
    assert_eq!(facts.layout.seal, Measured::Absent);
    assert_eq!(facts.layout.seal_relation, Measured::Absent);
    let block = facts.signatures[0].layout.block.known().unwrap();
    assert_eq!((block.name.as_str(), block.same_page), ("Nguyễn Quốc Hoàn", true));
    assert_eq!(block.name_is_certificate, Measured::Known(true));
    assert_eq!(block.capacity, Measured::Known(SigningCapacity::ForHead));
    assert!(*block.below_title_pt.known().unwrap() > 0.0);
    assert!(*block.above_name_pt.known().unwrap() > 0.0);
    assert!(*block.centre_offset_pt.known().unwrap() < 6.0);
    assert_eq!(picture(&facts, 0).hue, Measured::Known(Hue::Blue));
    let found = &facts.components;
    assert_eq!(
        (found.number.clone(), found.symbol.clone()),
        (known("935"), known("VP-TCKT"))
    );
    assert_eq!(
        (found.parent_agency.clone(), found.agency.clone()),
        (known("BỘ TƯ PHÁP"), known("VĂN PHÒNG"))
    );
    assert_eq!(found.kind, Measured::Absent);
    assert_eq!(found.copy_kind, Measured::Known(CopyKind::Original));
    // Dated on a Thursday, signed the day after.
    assert_eq!(facts.signatures[0].layout.days_after_issue, Measured::Known(1));
}

#[test]
#[ignore = "needs KYSOAT_CORPUS"]
fn portal_and_gazette_publish() {
    for sha256 in ["a053fce94b36", "5ceced5e909c"] {
        let facts = real(sha256);
        assert_eq!(roles(&facts), [Some(SignatureRole::Publisher)], "{sha256}");
        assert_eq!(
            read(&facts, "document.published_copy"),
            Measured::Known(Value::Boolean(true))
        );
        let stamp = shown(&facts, 0).stamp.known().unwrap();
        assert_eq!(stamp.signer_is_certificate, Measured::Known(true), "{sha256}");
        assert_eq!(stamp.time.known().unwrap().after_claimed_s, Measured::Known(0));
    }
    let scan = real("5ceced5e909c");
    assert_eq!(scan.components.number.cause(), Some(&Cause::ScannedPage));
    assert_eq!(scan.components.role.cause(), Some(&Cause::ScannedPage));
}
