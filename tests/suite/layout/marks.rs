//! Marks that a page carries, pages that lie, and the parts signatures play.

use std::{collections::BTreeMap, fmt::Write as _, fs};

use kysoat::facts::{
    Cause, CopyKind, DocumentFacts, DocumentRole, Measured, SecrecyMark, SignatureRole, TimeZone, UrgencyMark,
};

use super::{measure, near, roles, shown};
use crate::forge::{
    Letter, Signing, face,
    pdf::{Pdf, stream},
    pki::{Holder, party},
};

/// A line of text on a page: left and baseline from the bottom, points; size; whether it is written upwards.
pub(super) struct Written {
    pub(super) text: &'static str,
    at: [f64; 2],
    size: f64,
    upwards: bool,
}

pub(super) fn written(text: &'static str, left: f64, baseline: f64) -> Written {
    Written {
        text,
        at: [left, baseline],
        size: 13.0,
        upwards: false,
    }
}

/// Pages of A4, each with these lines and these paths.
pub(super) fn pages(drawn: &[(&[Written], &str)]) -> Vec<u8> {
    unsigned(drawn).bytes
}

/// The same, to be signed.
pub(super) fn unsigned(drawn: &[(&[Written], &str)]) -> Pdf {
    let text: String = drawn
        .iter()
        .flat_map(|(lines, _)| lines.iter().map(|line| line.text))
        .collect();
    let first = 3 + 2 * u32::try_from(drawn.len()).unwrap();
    let mut objects: BTreeMap<u32, Vec<u8>> = face::objects(first, &text).into_iter().collect();
    let mut kids = String::new();
    for (own, (lines, paths)) in (3..).step_by(2).zip(drawn) {
        write!(kids, "{own} 0 R ").unwrap();
        let mut content = format!("{paths}\nBT 0 0 0 rg ");
        for line in *lines {
            let turn = if line.upwards { "0 1 -1 0" } else { "1 0 0 1" };
            let [x, y] = line.at;
            let text = face::shown(line.text);
            write!(content, "/F1 {} Tf {turn} {x} {y} Tm {text} Tj ", line.size).unwrap();
        }
        content.push_str("ET");
        let page = format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595.28 841.89]/Contents {} 0 R/Resources<</Font<</F1 {first} 0 R>>>>>>",
            own + 1
        );
        objects.insert(own, page.into_bytes());
        objects.insert(own + 1, stream("", content.as_bytes()));
    }
    objects.insert(1, b"<</Type/Catalog/Pages 2 0 R>>".to_vec());
    objects.insert(
        2,
        format!("<</Type/Pages/Count {}/Kids[{kids}]>>", drawn.len()).into_bytes(),
    );
    Pdf::write(b"%PDF-1.4\n", &objects, "/Root 1 0 R").0
}

/// A letter with one more line at the top left.
fn marked(mark: Written) -> DocumentFacts {
    let lines = [
        mark,
        written("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 300.0, 770.0),
        written(
            "Các văn bản bí mật nhà nước được bảo vệ theo pháp luật, không hỏa tốc, không sao y.",
            85.0,
            500.0,
        ),
    ];
    measure(&pages(&[(&lines, "")]))
}

#[test]
fn marks_of_secrecy_are_read_where_they_stand_alone() {
    for (text, mark) in [
        ("MẬT", Some(SecrecyMark::Secret)),
        ("TỐI MẬT", Some(SecrecyMark::TopSecret)),
        ("TUYỆT MẬT", Some(SecrecyMark::UltraSecret)),
        ("M Ậ T", Some(SecrecyMark::Secret)),
        ("T Ố I  M Ậ T", Some(SecrecyMark::TopSecret)),
        ("(MẬT)", Some(SecrecyMark::Secret)),
        ("Độ mật: Tối mật", Some(SecrecyMark::TopSecret)),
        ("Mức độ mật: MẬT", Some(SecrecyMark::Secret)),
        ("Mật", Some(SecrecyMark::Secret)),
        ("(Tối mật)", Some(SecrecyMark::TopSecret)),
        ("VĂN BẢN MẬT", Some(SecrecyMark::Secret)),
        ("TÀI LIỆU TỐI MẬT", Some(SecrecyMark::TopSecret)),
        ("(Tài liệu mật)", Some(SecrecyMark::Secret)),
        ("Tài liệu mật khẩu", None),
        ("mật", None),
        ("Độ mật", None),
        ("Độ mật: không", None),
        ("MẬT ĐỘ", None),
        ("BÍ MẬT NHÀ NƯỚC", None),
        ("BẢO MẬT", None),
        ("DANH SÁCH MẬT", None),
    ] {
        let found = marked(written(text, 110.0, 700.0)).components;
        assert_eq!(found.secrecy.known().copied(), mark, "{text}");
        assert_eq!(found.secrecy.cause(), None, "{text}");
        assert_eq!(found.urgency, Measured::Absent, "{text}");
    }
    // A cell of a table beside another, and a line in the lower half of the page.
    let row = [written("MẬT", 110.0, 700.0), written("12 văn bản", 160.0, 700.0)];
    assert_eq!(measure(&pages(&[(&row, "")])).components.secrecy, Measured::Absent);
    assert_eq!(
        marked(written("MẬT", 110.0, 200.0)).components.secrecy,
        Measured::Absent
    );
    // The second line of a title, and a small word below the heading.
    for (text, left, baseline) in [("TÀI LIỆU MẬT", 250.0, 620.0), ("Mật", 110.0, 500.0)] {
        let found = marked(written(text, left, baseline)).components.secrecy;
        assert_eq!(found, Measured::Absent, "{text}");
    }
    // In large letters it runs across the text.
    let large = Written {
        size: 60.0,
        ..written("TỐI MẬT", 150.0, 480.0)
    };
    assert_eq!(
        marked(large).components.secrecy,
        Measured::Known(SecrecyMark::TopSecret)
    );
    // An entry of a form further down.
    assert_eq!(
        marked(written("Độ mật: Mật", 110.0, 520.0)).components.secrecy,
        Measured::Absent
    );
}

#[test]
fn a_mark_of_secrecy_and_one_of_urgency_may_stand_in_one_row() {
    let both = |facts: DocumentFacts| (facts.components.secrecy, facts.components.urgency);
    let expected = |secrecy, urgency| (Measured::Known(secrecy), Measured::Known(urgency));
    for (text, secrecy, urgency) in [
        ("MẬT KHẨN", SecrecyMark::Secret, UrgencyMark::Urgent),
        ("KHẨN  MẬT", SecrecyMark::Secret, UrgencyMark::Urgent),
        ("TỐI MẬT - HỎA TỐC", SecrecyMark::TopSecret, UrgencyMark::Express),
        ("MẬT/THƯỢNG KHẨN", SecrecyMark::Secret, UrgencyMark::VeryUrgent),
    ] {
        let found = both(marked(written(text, 110.0, 700.0)));
        assert_eq!(found, expected(secrecy, urgency), "{text}");
    }
    // Two frames side by side, at the heading and at the foot of a page.
    for baseline in [700.0, 30.0] {
        let row = [written("MẬT", 110.0, baseline), written("KHẨN", 180.0, baseline)];
        let found = measure(&pages(&[(&row, "")]));
        assert_eq!(
            found.components.secrecy,
            Measured::Known(SecrecyMark::Secret),
            "{baseline}"
        );
    }
    // The head of a table, and words that go on.
    let table = [
        written("TUYỆT MẬT", 110.0, 700.0),
        written("TỐI MẬT", 200.0, 700.0),
        written("MẬT", 270.0, 700.0),
    ];
    assert_eq!(measure(&pages(&[(&table, "")])).components.secrecy, Measured::Absent);
    for text in ["MẬT KHẨU", "KHẨN CẤP MẬT", "MẬTKHẨN"] {
        let none = (Measured::Absent, Measured::Absent);
        assert_eq!(both(marked(written(text, 110.0, 700.0))), none, "{text}");
    }
}

#[test]
fn marks_of_secrecy_are_read_at_the_top_and_the_foot_of_pages() {
    let first = [written("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 300.0, 770.0)];
    let with = |own: Written, second: &[Written]| {
        let [national] = &first;
        let lines = [written(national.text, 300.0, 770.0), own];
        measure(&pages(&[(&lines, ""), (second, "")])).components.secrecy
    };
    let text = || written("Nơi nhận:", 85.0, 500.0);
    let secret = Measured::Known(SecrecyMark::Secret);
    assert_eq!(with(written("MẬT", 280.0, 30.0), &[]), secret);
    assert_eq!(
        with(text(), &[written("MẬT", 60.0, 800.0), written("2", 295.0, 800.0)]),
        secret
    );
    assert_eq!(with(text(), &[written("M Ậ T", 280.0, 30.0)]), secret);
    // The cell of a table that goes on over the page, though what stands beside it does so in other rows.
    let cells = [
        written("MẬT", 60.0, 780.0),
        written("Báo cáo công tác", 130.0, 787.0),
        written("quý một", 130.0, 772.0),
    ];
    assert_eq!(with(text(), &cells), Measured::Absent);
    let body = [written("MẬT", 60.0, 600.0)];
    assert_eq!(with(text(), &body), Measured::Absent);
}

#[test]
fn what_an_attachment_belongs_to_is_read_from_a_line_of_its_own() {
    let number = |lines: &[Written]| measure(&pages(&[(lines, "")])).components.attached_to;
    for text in [
        "Kèm theo Quyết định số 15/QĐ-STC",
        "(Kèm theo Quyết định số 15/QĐ-STC)",
        "[Kèm theo Quyết định số 15/QĐ-STC]",
        "(Kèm Quyết định số 15/QĐ-STC)",
        "(Phụ lục kèm theo Quyết định số 15/QĐ-STC)",
        "(Phụ lục kèm theo Quyết định 15/QĐ-STC)",
        "(Kèm theo Quyết định 15/QĐ-STC ngày 02/3/2026)",
        "(Ban hành theo Quyết định số 15/QĐ-STC)",
        "(Đính kèm Quyết định số 15/QĐ-STC)",
    ] {
        let lines = [written("PHỤ LỤC", 270.0, 750.0), written(text, 190.0, 730.0)];
        assert_eq!(number(&lines), Measured::Known("15/QĐ-STC".to_owned()), "{text}");
    }
    let broken = [
        written("(Phụ lục kèm theo Quyết định", 220.0, 730.0),
        written("số 15/QĐ-STC)", 250.0, 712.0),
    ];
    assert_eq!(number(&broken), Measured::Known("15/QĐ-STC".to_owned()));
    // A letter that speaks of what comes with it, and a sentence that goes on.
    let letter = [
        written("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 300.0, 770.0),
        written("Kèm theo Công văn số 15/STC-VP là danh sách.", 170.0, 600.0),
    ];
    assert_eq!(number(&letter), Measured::Absent);
    for text in ["kèm theo Công văn số 15/STC-VP", "(đính kèm Công văn số 15/STC-VP)"] {
        assert_eq!(number(&[written(text, 200.0, 600.0)]), Measured::Absent, "{text}");
    }
    let below = [written("Kèm theo Công văn số 15/STC-VP", 200.0, 430.0)];
    assert_eq!(number(&below), Measured::Absent);
    let aside = [written("Kèm theo Công văn số 15/STC-VP", 30.0, 700.0)];
    assert_eq!(number(&aside), Measured::Absent);
}

#[test]
fn marks_of_urgency_are_read_where_they_stand_alone() {
    for (text, mark) in [
        ("KHẨN", Some(UrgencyMark::Urgent)),
        ("THƯỢNG KHẨN", Some(UrgencyMark::VeryUrgent)),
        ("HỎA TỐC", Some(UrgencyMark::Express)),
        ("HOẢ TỐC", Some(UrgencyMark::Express)),
        ("HỎA TỐC HẸN GIỜ", Some(UrgencyMark::Express)),
        ("[KHẨN]", Some(UrgencyMark::Urgent)),
        ("H Ỏ A  T Ố C", Some(UrgencyMark::Express)),
        ("Độ khẩn: Hỏa tốc", Some(UrgencyMark::Express)),
        ("Khẩn", None),
        ("KHẨN CẤP", None),
    ] {
        let found = marked(written(text, 110.0, 700.0)).components;
        assert_eq!(found.urgency.known().copied(), mark, "{text}");
        assert_eq!(found.secrecy, Measured::Absent, "{text}");
    }
}

#[test]
fn forms_of_copies_are_read_where_they_stand_alone() {
    for (text, form) in [
        ("SAO Y", Some(CopyKind::TrueCopy)),
        ("SAO Y BẢN CHÍNH", Some(CopyKind::TrueCopy)),
        ("SAO LỤC", Some(CopyKind::CopyOfCopy)),
        ("TRÍCH SAO", Some(CopyKind::Extract)),
        ("Sao y", None),
        ("SAO VÀNG", None),
    ] {
        let found = marked(written(text, 110.0, 120.0)).components;
        assert_eq!(found.copy_mark.known().copied(), form, "{text}");
        assert_eq!(found.copy_kind.known().copied(), form, "{text}");
        assert_eq!(
            found.role == Measured::Known(DocumentRole::Copy),
            form.is_some(),
            "{text}: {:?}",
            found.role
        );
    }
}

#[test]
fn every_signature_has_the_part_it_plays() {
    let at = |holder| Signing::new(holder, "2026-03-16T09:15:24");
    let time = "Thời gian ký: 2026-03-16T09:15:24+07:00";
    let department = "SỞ KHOA HỌC VÀ CÔNG NGHỆ TỈNH THÍ DỤ";
    let table = [
        (SignatureRole::Person, at(Holder::Director)),
        (SignatureRole::Seal, at(Holder::Department)),
        (
            SignatureRole::Copy,
            at(Holder::Department).stamp(&["SAO Y", department, time]),
        ),
        (
            SignatureRole::Attachment,
            at(Holder::Department)
                .stamp(&["Số: 44/QĐ-SKHCN", time])
                .reason("Kèm theo văn bản số 44/QĐ-SKHCN"),
        ),
        // Without such a reason the place and the words tell.
        (
            SignatureRole::Attachment,
            at(Holder::Department).stamp(&["Số: 44/QĐ-SKHCN", time]),
        ),
        (
            SignatureRole::Initial,
            at(Holder::DeputyDirector).reason("Ký nháy").moved(-264.0, 0.0),
        ),
        (
            SignatureRole::Publisher,
            at(Holder::Ward)
                .stamp(&["Người ký: CỔNG THÔNG TIN ĐIỆN TỬ", time])
                .standing_at(30.0, 795.0),
        ),
    ];
    for (role, signing) in table {
        let facts = measure(&Letter::new("a.pdf", "notice").sign(signing).forge().bytes);
        assert_eq!(roles(&facts), [Some(role)], "{:?}", facts.signatures[0].layout.evidence);
        assert!(!facts.signatures[0].layout.evidence.is_empty(), "{role:?}");
    }
    let gaps = Letter::new("a.pdf", "phuong-64")
        .sign(at(Holder::Ward).writes("number", "64"))
        .sign(at(Holder::Ward).writes("day", "08"));
    let facts = measure(&gaps.forge().bytes);
    assert_eq!(roles(&facts), [Some(SignatureRole::Number), Some(SignatureRole::Date)]);
}

/// A base letter of which every page is shown turned, as a scanner's software or a careless conversion leaves it.
fn lying(degrees: u32) -> DocumentFacts {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/forge/letters/notice.pdf");
    let mut file = Pdf::read(fs::read(path).unwrap());
    let page = file.last_page();
    let body = file.text(page);
    assert!(!body.contains("/Rotate"));
    let body = format!("{}/Rotate {degrees}>>", body.strip_suffix(">>").unwrap());
    file.objects.insert(page, body.into_bytes());
    measure(&file.saved_anew().0.bytes)
}

#[test]
fn the_words_of_a_page_that_lies_are_not_measured() {
    let upright = lying(0);
    assert_eq!(upright.components.number, Measured::Known("101".to_owned()));
    assert!(upright.layout.margins.known().is_some());
    for degrees in [90, 180, 270] {
        let facts = lying(degrees);
        let found = &facts.components;
        for (name, cause) in [
            ("number", found.number.cause()),
            ("number line", found.number_line.cause()),
            ("symbol", found.symbol.cause()),
            ("national name", found.national_name.cause()),
            ("agency", found.agency.cause()),
            ("date", found.issued_on.cause()),
            ("kind", found.kind.cause()),
            ("recipients", found.recipients.cause()),
            ("signer", found.signer_name.cause()),
            ("prefix", found.capacity_prefix.cause()),
            ("secrecy", found.secrecy.cause()),
            ("margins", facts.layout.margins.cause()),
            ("body", facts.layout.body.cause()),
        ] {
            assert_eq!(cause, Some(&Cause::TextTurned), "{degrees}: {name}");
        }
        assert_eq!(facts.layout.scanned_pages, Measured::Known(0));
        assert_eq!(facts.layout.text_pages, Measured::Known(1));
    }
}

#[test]
fn a_note_along_the_edge_says_nothing_of_the_page() {
    let lines = || {
        vec![
            written(
                "Các cơ quan, đơn vị rà soát toàn bộ chứng thư chữ ký số đang quản lý",
                85.0,
                500.0,
            ),
            written(
                "và gửi kết quả về Sở Khoa học và Công nghệ trước ngày 31 tháng 3 năm 2026.",
                85.0,
                480.0,
            ),
        ]
    };
    let margins = |lines: &[Written]| measure(&pages(&[(lines, "")])).layout.margins.known().copied();
    let plain = margins(&lines()).unwrap();
    let mut noted = lines();
    noted.push(Written {
        text: "Số: 9/QĐ-UBND",
        at: [20.0, 300.0],
        size: 8.0,
        upwards: true,
    });
    assert_eq!(margins(&noted), Some(plain));
    let facts = measure(&pages(&[(&noted, "")]));
    assert_eq!(facts.components.number, Measured::Absent);
    near(facts.layout.body.known().unwrap().size_pt, 13.0, 0.05);
}

#[test]
fn a_miswritten_number_is_there_and_a_cited_one_is_not() {
    let read = |text| marked(written(text, 100.0, 740.0)).components;
    for (text, line, number) in [
        ("Số: 125-TB/SKHCN", "125-TB/SKHCN", "125"),
        ("Số: 125", "125", "125"),
        ("Số: 125/TB SKHCN", "125/TB SKHCN", "125"),
    ] {
        let found = read(text);
        assert_eq!(found.number_line, Measured::Known(line.to_owned()), "{text}");
        assert_eq!(found.number, Measured::Known(number.to_owned()), "{text}");
        assert_eq!(found.symbol, Measured::Absent, "{text}");
    }
    for text in [
        "Số: 12 đường Hùng Vương",
        "Số: 12/QĐ-UBND ngày 03 tháng 5 năm 2026",
        "Số:",
        "Số 125",
    ] {
        let found = read(text);
        assert_eq!(
            (&found.number_line, &found.number),
            (&Measured::Absent, &Measured::Absent),
            "{text}"
        );
    }
    // Below the heading it is a row of a list.
    let lower = marked(written("Số: 125", 100.0, 300.0)).components;
    assert_eq!(lower.number_line, Measured::Absent);
    // The upper one is that of the document.
    let both = [
        written("Số: 125-TB/SKHCN", 100.0, 740.0),
        written("Số: 9/QĐ-UBND", 100.0, 300.0),
    ];
    let both = measure(&pages(&[(&both, "")])).components;
    assert_eq!(both.number_line, Measured::Known("125-TB/SKHCN".to_owned()));
}

#[test]
fn a_stamp_is_where_it_was_put() {
    let letter = Letter::new("a.pdf", "notice").sign(
        Signing::new(Holder::Department, "2026-03-17T10:30:00")
            .stamp(&["SAO LỤC", "ỦY BAN NHÂN DÂN PHƯỜNG MẪU ĐƠN"])
            .standing_at(100.0, 700.0),
    );
    let facts = measure(&letter.forge().bytes);
    let look = shown(&facts, 0);
    let text = look.text.known().unwrap();
    assert_eq!(text.lines, ["SAO LỤC", "ỦY BAN NHÂN DÂN PHƯỜNG MẪU ĐƠN"]);
    assert_eq!(text.typeface, Measured::Known("Times New Roman".to_owned()));
    near(text.size_pt, 10.0, 0.05);
    let millimetres = |points: f64| points * 25.4 / 72.0;
    near(look.box_mm[0], millimetres(100.0), 0.1);
    near(look.box_mm[3], millimetres(841.89 - 700.0), 0.1);
    let stamp = look.stamp.known().unwrap();
    assert_eq!(stamp.copy_kind, Measured::Known(CopyKind::CopyOfCopy));
    assert_eq!(stamp.agency_is_signer, Measured::Known(false));
}

#[test]
fn what_stands_in_two_columns_is_read_one_after_the_other() {
    let read = |lines: &[&str], large: &[&str]| {
        let signing = Signing::new(Holder::Director, "2026-03-17T10:30:00");
        let letter = Letter::new("a.pdf", "notice").sign(signing.stamp(lines).beside(large));
        let facts = measure(&letter.forge().bytes);
        let look = shown(&facts, 0);
        let stamp = look.stamp.known().unwrap().clone();
        (look.text.known().unwrap().lines.clone(), stamp)
    };
    let name = party(Holder::Director).common_name;
    let [first, rest] = name.split_once(' ').map(|(first, rest)| [first, rest]).unwrap();
    let beside = ["Date: 2026.03.17", "10:30:00 +07'00'"];
    for lines in [
        ["Digitally signed by", name, beside[0], beside[1]],
        ["Ký điện tử bởi", name, beside[0], beside[1]],
    ] {
        let (_, stamp) = read(&lines, &[first, rest]);
        assert_eq!(stamp.signer, Measured::Known(name.to_owned()), "{lines:?}");
        assert_eq!(stamp.signer_is_certificate, Measured::Known(true));
        let time = stamp.time.known().unwrap();
        assert_eq!(time.after_claimed_s, Measured::Known(0), "{time:?}");
        assert_eq!(time.zone, TimeZone::Vietnam);
    }
    // A label is read with the value beside it.
    let (lines, _) = read(&[name, "17/03/2026 10:30:00"], &["Ngày ký:"]);
    assert_eq!(lines, [name, "Ngày ký: 17/03/2026 10:30:00"]);
}

#[test]
fn the_mark_of_who_received_a_document_is_no_stamp_of_it() {
    let beside = |lines: &[&str]| {
        let letter = Letter::new("a.pdf", "notice")
            .sign(Signing::new(Holder::Director, "2026-03-16T09:15:24"))
            .sign(Signing::new(Holder::Ward, "2026-03-17T08:00:00").stamp(lines));
        roles(&measure(&letter.forge().bytes))[1]
    };
    for lines in [
        &["ĐẾN", "Số: 1234/UBND", "Ngày: 17/03/2026 08:00:00"] as &[&str],
        &["Văn bản đến số: 1234/UBND", "Ngày ký: 17/03/2026 08:00:00"],
        &["Số đến: 1234/UBND", "Ngày đến: 17/03/2026 08:00:00"],
    ] {
        assert_eq!(beside(lines), Some(SignatureRole::Other), "{lines:?}");
    }
    for lines in [
        &["Kèm theo văn bản số: 1234/UBND", "17/03/2026 08:00:00"] as &[&str],
        &["Số: 1234/UBND gửi đến các sở", "17/03/2026 08:00:00"],
    ] {
        assert_eq!(beside(lines), Some(SignatureRole::Attachment), "{lines:?}");
    }
}

#[test]
fn a_scan_in_strips_is_a_scan() {
    // Eight grey strips, each an eighth of the page; they stand in the content itself.
    let strips = (0..8).fold(String::new(), |mut all, strip| {
        let low = f64::from(strip) * 105.24;
        write!(
            all,
            "q 595.28 0 0 105.24 0 {low:.2} cm BI /W 1 /H 1 /BPC 8 /CS /G ID z EI Q "
        )
        .unwrap();
        all
    });
    let components = measure(&pages(&[(&[], &strips)])).components;
    assert_eq!(components.number.cause(), Some(&Cause::ScannedPage));
    assert_eq!(components.national_name.cause(), Some(&Cause::ScannedPage));
    let blank = measure(&pages(&[(&[], "")])).components;
    assert_eq!(blank.number, Measured::Absent);
}

#[test]
fn a_longer_title_is_of_the_type_that_it_begins_with() {
    for (title, number, kind, fits) in [
        ("THÔNG BÁO", "Số: 125/TB-SYT", Some("THÔNG BÁO"), true),
        ("THÔNG BÁO KẾT LUẬN", "Số: 125/TB-SYT", Some("THÔNG BÁO KẾT LUẬN"), true),
        ("KẾT LUẬN THANH TRA", "Số: 125/KL-SYT", Some("KẾT LUẬN"), true),
        ("BÁO CÁO TÌNH HÌNH THỰC HIỆN", "Số: 125/BC-SYT", Some("BÁO CÁO"), true),
        ("BIÊN BẢN LÀM VIỆC", "Số: 125/BB-SYT", Some("BIÊN BẢN"), true),
        ("BÁO CÁO KẾT QUẢ", "Số: 125/KH-SYT", Some("BÁO CÁO"), false),
        ("LỊCH CÔNG TÁC", "Số: 125/SYT-VP", None, true),
    ] {
        let at = 297.6 - face::width(title, 13.0) / 2.0;
        let lines = [
            written("SỞ Y TẾ", 110.0, 770.0),
            written(number, 100.0, 740.0),
            written("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 300.0, 770.0),
            written("Độc lập - Tự do - Hạnh phúc", 330.0, 752.0),
            written("Thí Dụ, ngày 16 tháng 3 năm 2026", 325.0, 732.0),
            // Bold: drawn twice a hair apart.
            written(title, at, 690.0),
            written(title, at + 0.25, 690.0),
            written("KẾ HOẠCH", 120.0, 500.0),
        ];
        let lines = if kind.is_some() { &lines[..] } else { &lines[..7] };
        let found = measure(&pages(&[(lines, "")])).components;
        assert_eq!(found.kind.known().map(String::as_str), kind, "{title}");
        assert_eq!(found.kind_fits_symbol, Measured::Known(fits), "{title}");
    }
}

#[test]
fn white_letters_on_white_paper_say_nothing() {
    let lines = [
        written("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 300.0, 770.0),
        written("Danh sách MẬT", 85.0, 500.0),
    ];
    let mark = |colour: &str, below: &str| {
        let text = face::shown("MẬT");
        let drawn = format!("{below} BT {colour} /F1 13 Tf 1 0 0 1 110 700 Tm {text} Tj ET");
        measure(&pages(&[(&lines, &drawn)])).components.secrecy
    };
    assert_eq!(mark("0 0 0 rg", ""), Measured::Known(SecrecyMark::Secret));
    assert_eq!(mark("1 1 1 rg", ""), Measured::Absent);
    // Paler than the rest, and white on a dark ground.
    assert_eq!(mark("0.7 0.7 0.7 rg", ""), Measured::Known(SecrecyMark::Secret));
    let ground = "q 0.2 g 100 690 60 25 re f Q";
    assert_eq!(mark("1 1 1 rg", ground), Measured::Known(SecrecyMark::Secret));
}
