//! Titles and names with a place to sign between them: which lines are such, and who has signed there.

use kysoat::{
    facts::{Cause, DocumentFacts, Measured, Moment, SignatureRole, SigningCapacity},
    finding::Outcome,
    rules,
};

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
fn a_long_name_goes_on_in_the_line_below() {
    let block = |below: &[&'static str], signing: Signing| {
        let facts = signed(&column(RIGHT, &["GIÁM ĐỐC"], below), &[signing]);
        let block = facts.signatures[0].layout.block.known().unwrap().clone();
        (block.name, block.name_is_certificate)
    };
    let (yes, no) = (Measured::Known(true), Measured::Known(false));
    let whole = || "Trần Minh Khuê".to_owned();
    assert_eq!(block(&["Trần Minh Khuê"], director()), (whole(), yes.clone()));
    assert_eq!(block(&["Trần Minh", "Khuê"], director()), (whole(), yes.clone()));
    // Somebody else signs: the name is still as long as it is printed.
    assert_eq!(block(&["Trần Minh", "Khuê"], chair()), (whole(), no));
    // What stands below a name that signs is no part of it.
    assert_eq!(
        block(&["Trần Minh Khuê", "Bản Chính"], director()),
        (whole(), yes.clone())
    );
    assert_eq!(block(&["Trần Minh Khuê", "(đã ký)"], chair()).0, whole());
    assert_eq!(block(&["Trần Minh Khuê", "Điện thoại: 0208"], chair()).0, whole());
    // A name that does not look like one, but that of the certificate.
    assert_eq!(block(&["trần Minh Khuê"], director()).1, yes);
}

#[test]
fn a_name_that_nobody_writes_names_nobody() {
    let named = |name: &'static str, signing: Signing| {
        let facts = signed(&column(RIGHT, &["GIÁM ĐỐC"], &[name]), &[signing]);
        let block = facts.signatures[0].layout.block.known().unwrap().clone();
        (block.name_is_certificate, block.name_is_certificate_but_marks)
    };
    let unreadable = || Measured::Unmeasured(Cause::TextUnreadable);
    // The letters that a wrong table gives: each the next one.
    for name in ["UsẨo Njoi Khuê", "Usbo Njoi Kivf"] {
        assert_eq!(named(name, director()), (unreadable(), unreadable()), "{name}");
    }
    let no = || Measured::Known(false);
    for name in ["Lê Thị Cúc", "H'Yim Kđoh", "Kpă Thuyền"] {
        assert_eq!(named(name, director()), (no(), no()), "{name}");
    }
    // On a page whose words are none, a name that looks like one need not be the one that is seen.
    let mut lines = column(RIGHT, &["GIÁM ĐỐC"], &["Trần Minh Khuê"]);
    lines.push(written("MẪT NHẪ NGHẪA VẪ", 85.0, 600.0));
    let mut page = unsigned(&[(&lines, "")]);
    // The map of the font says ß where the eye sees Ẫ.
    let at = page.bytes.windows(6).position(|part| part == b"<1eaa>").unwrap();
    page.bytes[at..at + 6].copy_from_slice(b"<00df>");
    let of = |signing: Signing| {
        let facts = measure(&Letter::pages("a.pdf", page.clone()).sign(signing).forge().bytes);
        let block = facts.signatures[0].layout.block.known().unwrap().clone();
        (block.name_is_certificate, block.name_is_certificate_but_marks)
    };
    assert_eq!(of(chair()), (unreadable(), unreadable()));
    assert_eq!(of(director()), (Measured::Known(true), Measured::Known(true)));
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
        (
            &["Phó Giám đốc", "phụ trách Trung tâm"],
            name,
            true,
            Some("Phó Giám đốc phụ trách Trung tâm"),
        ),
        (
            &["Phó Chánh Thanh tra", "kiêm Trưởng đoàn", "kiểm tra liên ngành"],
            name,
            true,
            Some("Phó Chánh Thanh tra kiêm Trưởng đoàn kiểm tra liên ngành"),
        ),
        (&["G I Á M Đ Ố C"], name, false, Some("G I Á M Đ Ố C")),
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

#[test]
fn a_place_where_nobody_signed_is_told() {
    let mut lines = column(LEFT, &["GIÁM ĐỐC"], &["Trần Minh Khuê"]);
    lines.extend(column(RIGHT, &["CHỦ TỊCH"], &["Đỗ Hoàng Yến"]));
    let unsigned_blocks = |signings: &[Signing]| signed(&lines, signings).layout.unsigned_blocks;
    let count = Measured::Known::<u32>;
    assert_eq!(unsigned_blocks(&[left(director()), chair()]), count(0));
    assert_eq!(unsigned_blocks(&[left(director())]), count(1));
    assert_eq!(unsigned_blocks(&[chair(), ward()]), count(1));
    assert_eq!(unsigned_blocks(&[]), count(2));
    // A seal without a signature is told by another fact; who signed beside the text signed.
    assert_eq!(unsigned_blocks(&[left(director()), ward()]), count(0));
    assert_eq!(
        unsigned_blocks(&[left(director()).moved(0.0, 200.0), chair()]),
        count(0)
    );
    // What says of itself that it is something else signs for nobody.
    let stamp = Signing::new(Holder::Ward, "2026-03-16T09:50:02")
        .stamp(&["SAO Y"])
        .standing_at(400.0, 480.0);
    assert_eq!(unsigned_blocks(&[left(director()), stamp]), count(1));
    // One place has no others, and a name without a place to sign is none.
    let one = column(RIGHT, &["CHỦ TỊCH"], &["Đỗ Hoàng Yến"]);
    assert_eq!(signed(&one, &[]).layout.unsigned_blocks, count(0));
    let mut listed = one;
    listed.extend([
        written("Thành phần dự họp:", 85.0, 700.0),
        written("GIÁM ĐỐC", 150.0, 682.0),
        written("Trần Minh Khuê", 145.0, 666.0),
        written("- Ông Trần Minh Khuê, Giám đốc", 85.0, 640.0),
    ]);
    assert_eq!(signed(&listed, &[chair()]).layout.unsigned_blocks, count(0));
    // One who is named twice signs once.
    let mut twice = column(RIGHT, &["CHỦ TỊCH"], &["Đỗ Hoàng Yến"]);
    twice.extend(column(LEFT, &["CHỦ TỊCH"], &["Đỗ Hoàng Yến"]));
    assert_eq!(signed(&twice, &[chair()]).layout.unsigned_blocks, count(0));
}

#[test]
fn of_an_empty_place_the_rule_warns_and_of_a_sealed_one_it_fails() {
    let mut lines = column(LEFT, &["GIÁM ĐỐC"], &["Trần Minh Khuê"]);
    lines.extend(column(RIGHT, &["CHỦ TỊCH"], &["Đỗ Hoàng Yến"]));
    lines.extend([
        written("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 300.0, 770.0),
        written("Số: 12/BB-SKHCN", 85.0, 740.0),
    ]);
    let pack = rules::embedded().unwrap();
    let as_of = Moment::parse("2026-06-30T17:00:00+07:00").unwrap();
    let outcome = |signings: &[Signing]| {
        let judgement = pack.judge(&signed(&lines, signings), as_of);
        let finding = judgement.findings.iter().find(|finding| finding.rule == "P01");
        finding.map(|finding| finding.outcome)
    };
    assert_eq!(
        outcome(&[left(director()), left(department()), chair(), ward()]),
        Some(Outcome::Passed)
    );
    assert_eq!(outcome(&[left(director()), left(department())]), Some(Outcome::Warning));
    assert_eq!(
        outcome(&[left(director()), left(department()), ward()]),
        Some(Outcome::Failed)
    );
}

#[test]
fn a_name_is_one_whatever_way_it_is_written() {
    for (name, same) in [
        ("T R Ầ N M I N H K H U Ê", Some(true)),
        ("T R Ầ N M I N H K H Ô I", Some(false)),
        ("Trần Minh-Khuê", Some(true)),
        ("Trần Minh Kh'uê", Some(true)),
        ("H'Hen Niê", Some(false)),
        ("Y-Bhin Êban", Some(false)),
        ("Nơi nhận - như trên", None),
    ] {
        let facts = signed(&column(RIGHT, &["GIÁM ĐỐC"], &[name]), &[director()]);
        let block = facts.signatures[0].layout.block.clone();
        assert_eq!(
            block.known().map(|block| block.name_is_certificate.clone()),
            same.map(Measured::Known),
            "{name}"
        );
    }
}

#[test]
fn where_no_place_to_sign_is_made_out_nobody_knows_who_was_to_sign() {
    let lines = [written("Biên bản này được lập thành hai bản.", 85.0, 700.0)];
    let facts = signed(&lines, &[director()]);
    assert_eq!(
        facts.signatures[0].layout.block.cause(),
        Some(&Cause::PlaceToSignNotFound)
    );
    // The title at the foot of one page, the name at the head of the next.
    let title = [written("GIÁM ĐỐC", 390.0, 60.0)];
    let name = [written("Trần Minh Khuê", 380.0, 780.0)];
    let letter = Letter::pages("a.pdf", unsigned(&[(&title, ""), (&name, "")]));
    let facts = measure(&letter.sign(director().moved(0.0, -400.0)).forge().bytes);
    assert_eq!(
        facts.signatures[0].layout.block.cause(),
        Some(&Cause::PlaceToSignNotFound)
    );
}

#[test]
fn two_who_sign_close_side_by_side_each_have_their_title() {
    // The titles almost touch, as those of two long agencies do: 12 pt apart at a size of 13.
    let width = face::width("PHÓ GIÁM ĐỐC TRUNG TÂM", 13.0);
    let (left_name, right_name) = ("Trần Minh Khuê", "Đỗ Hoàng Yến");
    let middle = f64::midpoint(LEFT, RIGHT);
    let (left_axis, right_axis) = (middle - 6.0 - width / 2.0, middle + 6.0 + width / 2.0);
    let centred =
        |text: &'static str, axis: f64, baseline| written(text, axis - face::width(text, 13.0) / 2.0, baseline);
    let lines = [
        centred("PHÓ GIÁM ĐỐC TRUNG TÂM", left_axis, 546.0),
        centred("PHÓ GIÁM ĐỐC TRUNG TÂM", right_axis, 546.0),
        centred(left_name, left_axis, 442.0),
        centred(right_name, right_axis, 442.0),
    ];
    let facts = signed(
        &lines,
        &[
            director().moved(left_axis - RIGHT, 0.0),
            chair().moved(right_axis - RIGHT, 0.0),
        ],
    );
    for (signature, name) in facts.signatures.iter().zip([left_name, right_name]) {
        let block = signature.layout.block.known().unwrap();
        assert_eq!(
            (block.name.as_str(), block.title.join(" ").as_str()),
            (name, "PHÓ GIÁM ĐỐC TRUNG TÂM")
        );
        assert!(*block.centre_offset_pt.known().unwrap() < 6.0, "{block:?}");
    }
    // So do names that almost touch.
    let near = [
        centred("GIÁM ĐỐC", left_axis, 546.0),
        centred("CHỦ TỊCH", right_axis, 546.0),
        written(left_name, middle - 5.0 - face::width(left_name, 13.0), 442.0),
        written(right_name, middle + 5.0, 442.0),
    ];
    let facts = signed(
        &near,
        &[
            director().moved(left_axis - RIGHT, 0.0),
            chair().moved(right_axis - RIGHT, 0.0),
        ],
    );
    for (signature, name) in facts.signatures.iter().zip([left_name, right_name]) {
        assert_eq!(signature.layout.block.known().unwrap().name, name);
    }
}

#[test]
fn several_may_sign_one_below_the_other_under_one_title() {
    let centred = |text: &'static str, baseline| written(text, RIGHT - face::width(text, 13.0) / 2.0, baseline);
    let lines = [
        centred("ỦY VIÊN", 546.0),
        centred("Trần Minh Khuê", 442.0),
        centred("Đỗ Hoàng Yến", 330.0),
    ];
    let facts = signed(&lines, &[director(), chair().moved(0.0, -108.0)]);
    for (signature, name) in facts.signatures.iter().zip(["Trần Minh Khuê", "Đỗ Hoàng Yến"]) {
        let block = signature.layout.block.known().unwrap();
        assert_eq!((block.name.as_str(), block.title.join(" ").as_str()), (name, "ỦY VIÊN"));
        assert!(*block.below_title_pt.known().unwrap() > 0.0, "{block:?}");
        assert!(*block.above_name_pt.known().unwrap() > 0.0, "{block:?}");
    }
    // Who has not signed below the other is missed.
    assert_eq!(signed(&lines, &[director()]).layout.unsigned_blocks, Measured::Known(1));
}

#[test]
fn the_party_writes_capacities_in_a_way_of_its_own() {
    let capacity = |heading: &'static str| {
        let mut lines = vec![written(heading, 330.0, 770.0)];
        lines.extend(column(RIGHT, &["T/M BAN THƯỜNG VỤ", "BÍ THƯ"], &["Trần Minh Khuê"]));
        let facts = signed(&lines, &[director()]);
        let block = facts.signatures[0].layout.block.known().unwrap().clone();
        assert_eq!(block.prefix, Measured::Known("T/M".to_owned()));
        assert_eq!(block.capacity, facts.components.capacity);
        block.capacity
    };
    assert_eq!(
        capacity("ĐẢNG CỘNG SẢN VIỆT NAM"),
        Measured::Known(SigningCapacity::OnBehalf)
    );
    assert_eq!(capacity("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), Measured::Absent);
}

#[test]
fn an_agency_that_has_not_sealed_beside_another_is_told() {
    let mut lines = column(LEFT, &["GIÁM ĐỐC"], &["Trần Minh Khuê"]);
    lines.extend(column(RIGHT, &["CHỦ TỊCH"], &["Đỗ Hoàng Yến"]));
    let unsealed = |signings: &[Signing]| signed(&lines, signings).layout.unsealed_signers;
    let count = Measured::Known::<u32>;
    assert_eq!(
        unsealed(&[left(director()), left(department()), chair(), ward()]),
        count(0)
    );
    assert_eq!(unsealed(&[left(director()), left(department()), chair()]), count(1));
    assert_eq!(unsealed(&[left(director()), chair(), ward()]), count(1));
    assert_eq!(unsealed(&[left(director()), chair()]), count(0));
    // Two of one agency need one seal.
    let deputy = Signing::new(Holder::DeputyDirector, "2026-03-16T09:18:24");
    let mut lines = column(LEFT, &["GIÁM ĐỐC"], &["Trần Minh Khuê"]);
    lines.extend(column(RIGHT, &["KẾ TOÁN"], &["Lý Thu Hạnh"]));
    let facts = signed(&lines, &[left(director()), deputy, left(department())]);
    assert_eq!(facts.layout.unsealed_signers, count(0));
}
