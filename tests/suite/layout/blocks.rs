//! Titles and names with a place to sign between them: which lines are such, and who has signed there.

use kysoat::facts::{DocumentFacts, Measured, SignatureRole};

use super::{
    marks::{Written, unsigned, written},
    measure, roles,
};
use crate::forge::{Letter, Signing, face, pki::Holder};

/// The columns of those who sign: the right one is where signatures are put.
const RIGHT: f64 = 424.0;
const LEFT: f64 = 184.0;

/// Lines from the top of the place to sign upwards, and one below it, in the column around this place.
fn column(centre: f64, above: &[&'static str], below: &[&'static str]) -> Vec<Written> {
    let at = |text: &'static str, baseline| written(text, centre - face::width(text, 13.0) / 2.0, baseline);
    let mut lines = Vec::new();
    let mut baseline = 546.0;
    for text in above.iter().rev() {
        lines.push(at(text, baseline));
        baseline += 18.0;
    }
    let mut baseline = 442.0;
    for text in below {
        lines.push(at(text, baseline));
        baseline -= 18.0;
    }
    lines
}

fn signed(lines: &[Written], signings: &[Signing]) -> DocumentFacts {
    let letter = Letter::pages("a.pdf", unsigned(&[(lines, "")]));
    let letter = signings
        .iter()
        .fold(letter, |letter, signing| letter.sign(signing.clone()));
    measure(&letter.forge().bytes)
}

fn director() -> Signing {
    Signing::new(Holder::Director, "2026-03-16T09:15:24")
}

fn chair() -> Signing {
    Signing::new(Holder::Chair, "2026-03-16T09:20:24")
}

fn department() -> Signing {
    Signing::new(Holder::Department, "2026-03-16T09:40:02")
}

fn ward() -> Signing {
    Signing::new(Holder::Ward, "2026-03-16T09:45:02")
}

fn left(signing: Signing) -> Signing {
    signing.moved(LEFT - RIGHT, 0.0)
}

#[test]
fn a_title_is_known_by_its_words_or_by_who_signs_below() {
    let name: &[&str] = &["Trần Minh Khuê"];
    // Title, what stands below it, whether another person signs there, and the title that is to be found.
    for (above, below, other, title) in [
        (&["GIÁM ĐỐC"] as &[&str], name, false, Some("GIÁM ĐỐC")),
        (&["CHỦ TỌA"], name, false, Some("CHỦ TỌA")),
        (
            &["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "THƯỜNG TRỰC"],
            name,
            true,
            Some("KT. CHỦ TỊCH PHÓ CHỦ TỊCH THƯỜNG TRỰC"),
        ),
        (
            &["PHÓ GIÁM ĐỐC", "VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI"],
            name,
            true,
            Some("PHÓ GIÁM ĐỐC VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI"),
        ),
        (&["GIÁM ĐỐC", "(Ký, ghi rõ họ tên)"], name, true, Some("GIÁM ĐỐC")),
        (
            &["CHỈ HUY TRƯỞNG"],
            &["Thượng tá", "Trần Minh Khuê"],
            true,
            Some("CHỈ HUY TRƯỞNG"),
        ),
        // No word of a title, but somebody signs between the line and the name.
        (&["BÊN GIAO"], name, false, Some("BÊN GIAO")),
        (&["BÊN GIAO"], name, true, Some("BÊN GIAO")),
        (&["Thư ký"], name, true, Some("Thư ký")),
        (
            &["Kiêm Chánh Thanh tra sở"],
            name,
            true,
            Some("Kiêm Chánh Thanh tra sở"),
        ),
        (&["GIÁM ĐỐC", "Ký, ghi rõ họ tên"], name, true, Some("GIÁM ĐỐC")),
        (
            &["GIÁM ĐỐC", "(Ký tên, đóng dấu,", "ghi rõ họ tên)"],
            name,
            true,
            Some("GIÁM ĐỐC"),
        ),
        (&["BÊN A"], &["Đồng chí Trần Minh Khuê"], true, Some("BÊN A")),
        (&["BÊN A"], &["P.GS.TS. Trần Minh Khuê (đã ký)"], true, Some("BÊN A")),
        (&["BÊN A"], &["BSCC Trần Minh Khuê, MBA"], true, Some("BÊN A")),
        (&["GIÁM ĐỐC (phụ trách)"], name, true, Some("GIÁM ĐỐC (phụ trách)")),
        (&["CHẤP HÀNH VIÊN"], name, true, Some("CHẤP HÀNH VIÊN")),
        // A sentence is no title, nor its end, whoever signs below.
        (&["trong một buổi theo lịch."], name, true, None),
        (
            &["Danh sách này gồm những người đã dự lớp tập huấn về chữ ký số năm 2026"],
            name,
            true,
            None,
        ),
    ] {
        let signing = if other { chair() } else { director() };
        let facts = signed(&column(RIGHT, above, below), &[signing]);
        let block = facts.signatures[0].layout.block.known();
        assert_eq!(block.map(|block| block.title.join(" ")).as_deref(), title, "{above:?}");
        assert!(block.is_none_or(|block| block.name == "Trần Minh Khuê"), "{block:?}");
        assert!(
            block.is_none_or(|block| block.name_is_certificate == Measured::Known(!other)),
            "{block:?}"
        );
    }
    // Without anybody who signs there, such a line is a heading.
    let mut lines = column(RIGHT, &["BÊN GIAO"], name);
    lines.extend(column(LEFT, &["GIÁM ĐỐC"], &["Nguyễn Văn An"]));
    let facts = signed(&lines, &[left(chair())]);
    let block = facts.signatures[0].layout.block.known().unwrap();
    assert_eq!(block.name, "Nguyễn Văn An");
    assert_eq!(
        facts.components.signer_name.known().map(String::as_str),
        Some("Nguyễn Văn An")
    );
}

#[test]
fn a_name_that_differs_in_marks_only_is_told_from_another_one() {
    for (name, same, but_marks) in [
        ("Trần Minh Khuê", true, true),
        ("TS. TRẦN MINH KHUÊ", true, true),
        ("Tran Minh Khue", false, true),
        ("Trận Minh Khuệ", false, true),
        ("Trần Minh Khôi", false, false),
    ] {
        let facts = signed(&column(RIGHT, &["GIÁM ĐỐC"], &[name]), &[director()]);
        let block = facts.signatures[0].layout.block.known().unwrap();
        assert_eq!(block.name_is_certificate, Measured::Known(same), "{name}");
        assert_eq!(
            block.name_is_certificate_but_marks,
            Measured::Known(but_marks),
            "{name}"
        );
    }
}

#[test]
fn who_signs_for_a_title_of_any_words_does_not_only_initial() {
    let mut lines = column(LEFT, &["BÊN NHẬN"], &["Trần Minh Khuê"]);
    lines.extend(column(RIGHT, &["BÊN GIAO"], &["Đỗ Hoàng Yến"]));
    let person = Some(SignatureRole::Person);
    assert_eq!(roles(&signed(&lines, &[left(director()), chair()])), [person, person]);
    // Another one in place of who is named there.
    let another = Signing::new(Holder::DeputyDirector, "2026-03-16T09:18:24");
    assert_eq!(roles(&signed(&lines, &[left(director()), another])), [person, person]);
}

#[test]
fn a_seal_where_the_person_named_has_not_signed_is_told() {
    let mut lines = column(LEFT, &["GIÁM ĐỐC"], &["Trần Minh Khuê"]);
    lines.extend(column(RIGHT, &["CHỦ TỊCH"], &["Đỗ Hoàng Yến"]));
    let unsigned_seals = |signings: &[Signing]| signed(&lines, signings).layout.unsigned_seals;
    let (none, one) = (Measured::Known(0), Measured::Known(1));
    assert_eq!(
        unsigned_seals(&[left(director()), left(department()), chair(), ward()]),
        none
    );
    assert_eq!(unsigned_seals(&[left(director()), left(department()), ward()]), one);
    assert_eq!(unsigned_seals(&[left(director()), ward(), left(department())]), one);
    // Two seals at one who signed; a seal apart from any name; no seal where nobody signed.
    assert_eq!(unsigned_seals(&[chair(), ward(), department().moved(4.0, 4.0)]), none);
    assert_eq!(
        unsigned_seals(&[chair(), ward(), department().moved(-240.0, 230.0)]),
        none
    );
    assert_eq!(unsigned_seals(&[chair(), ward()]), none);
    // Who signed, but beside the text.
    assert_eq!(
        unsigned_seals(&[left(director()).moved(0.0, 200.0), left(department()), chair(), ward()]),
        none
    );
}
