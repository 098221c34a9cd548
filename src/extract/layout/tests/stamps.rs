//! Times, and what stamps say.

use super::super::{printed_time, stamp};
use crate::facts::{Cause, CopyKind, Measured, Moment, SignerFacts, SignerKind, TimeForm, TimeZone};

#[test]
fn printed_times_have_their_form_and_zone() {
    let claimed = Moment::parse("2026-05-13T14:41:57+07:00").unwrap();
    for (text, form, zone, seconds, after) in [
        (
            "Thời gian ký: 2026-05-13T14:41:57+07:00",
            TimeForm::Iso8601,
            TimeZone::Vietnam,
            true,
            Some(0),
        ),
        (
            "Ngày ký: 2026-05-13 14:41:58 +07:00",
            TimeForm::Spaced,
            TimeZone::Vietnam,
            true,
            Some(1),
        ),
        (
            "Thời gian ký: 13.05.2026 14:41:55 +07:00",
            TimeForm::Dotted,
            TimeZone::Vietnam,
            true,
            Some(-2),
        ),
        ("13/05/2026 14:41:57", TimeForm::Slashed, TimeZone::None, true, Some(0)),
        ("13.05.2026 14:41:57", TimeForm::Slashed, TimeZone::None, true, Some(0)),
        (
            "2026-05-13T14:41:57.1234567",
            TimeForm::IsoWithoutZone,
            TimeZone::None,
            true,
            Some(0),
        ),
        ("2026-05-13T07:41:57Z", TimeForm::Iso8601, TimeZone::Utc, true, Some(0)),
        (
            "2026-05-13T14:41:57+0700",
            TimeForm::Other,
            TimeZone::Vietnam,
            true,
            Some(0),
        ),
        // Hours alone are a zone of either form, a comma stands before the fraction as well as a point does, and the
        // basic form is written without marks throughout.
        (
            "2026-05-13T14:41:57+07",
            TimeForm::Iso8601,
            TimeZone::Vietnam,
            true,
            Some(0),
        ),
        (
            "2026-05-13T14:41:57,123+07:00",
            TimeForm::Iso8601,
            TimeZone::Vietnam,
            true,
            Some(0),
        ),
        (
            "20260513T144157+0700",
            TimeForm::Iso8601,
            TimeZone::Vietnam,
            true,
            Some(0),
        ),
        (
            "20260513T144157,5+07",
            TimeForm::Iso8601,
            TimeZone::Vietnam,
            true,
            Some(0),
        ),
        (
            "2026-05-13t14:41:57+07:00",
            TimeForm::Iso8601,
            TimeZone::Vietnam,
            true,
            Some(0),
        ),
        ("2026-05-13t07:41:57z", TimeForm::Iso8601, TimeZone::Utc, true, Some(0)),
        ("20260513T074157Z", TimeForm::Iso8601, TimeZone::Utc, true, Some(0)),
        (
            "20260513T144157",
            TimeForm::IsoWithoutZone,
            TimeZone::None,
            true,
            Some(0),
        ),
        (
            "20260513T144157+07:00",
            TimeForm::Other,
            TimeZone::Vietnam,
            true,
            Some(0),
        ),
        ("20260513T1441+0700", TimeForm::Other, TimeZone::Vietnam, false, Some(0)),
        (
            "2026-05-13T14:41:57+7",
            TimeForm::Other,
            TimeZone::Vietnam,
            true,
            Some(0),
        ),
        (
            "2026-05-13T14:41:57+08:00",
            TimeForm::Iso8601,
            TimeZone::Other,
            true,
            Some(-3600),
        ),
        (
            "13/05/2026 14:41 +07:00",
            TimeForm::Other,
            TimeZone::Vietnam,
            false,
            Some(0),
        ),
        ("13/05/2026", TimeForm::Other, TimeZone::None, false, None),
        // Clocks of twelve hours, and in words.
        ("13/05/2026 2:41:57 CH", TimeForm::Other, TimeZone::None, true, Some(0)),
        ("5/13/2026 2:41:57 PM", TimeForm::Other, TimeZone::None, true, Some(0)),
        (
            "13/5/2026 02:41:57 p.m. +07:00",
            TimeForm::Other,
            TimeZone::Vietnam,
            true,
            Some(0),
        ),
        (
            "2026-05-13 2:41:57 AM",
            TimeForm::Other,
            TimeZone::None,
            true,
            Some(-43_200),
        ),
        ("2026-05-13 14:41:57 PM", TimeForm::Other, TimeZone::None, true, None),
        (
            "14 giờ 41 phút 57 giây, ngày 13 tháng 5 năm 2026",
            TimeForm::Other,
            TimeZone::None,
            true,
            Some(0),
        ),
        (
            "02:41:57 CH 13/05/2026 +07:00",
            TimeForm::Other,
            TimeZone::Vietnam,
            true,
            Some(0),
        ),
        (
            "13/05/2026 14 giờ 41 phút 57 giây +07:00",
            TimeForm::Other,
            TimeZone::Vietnam,
            true,
            Some(0),
        ),
        ("14h41 ngày 13/05/2026", TimeForm::Other, TimeZone::None, false, Some(0)),
        (
            "14 giờ 41 phút, ngày 13/05/2026",
            TimeForm::Other,
            TimeZone::None,
            false,
            Some(0),
        ),
        ("32/05/2026 14:41:57", TimeForm::Slashed, TimeZone::None, true, None),
    ] {
        let (_, found) = printed_time::find(text, Some(&claimed)).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(
            (found.form, found.zone, found.has_seconds),
            (form, zone, seconds),
            "{text}"
        );
        assert_eq!(found.after_claimed_s.known().copied(), after, "{text}");
    }
    assert_eq!(printed_time::find("Số: 2061/QĐ-UBND", None), None);
}

#[test]
fn months_may_stand_first_where_the_half_of_the_day_is_english() {
    let after = |text: &str, claimed: Option<&str>| {
        let claimed = claimed.map(|claimed| Moment::parse(claimed).unwrap());
        let (_, found) = printed_time::find(text, claimed.as_ref()).unwrap();
        (found.moment.cause().is_some(), found.after_claimed_s.known().copied())
    };
    let march = Some("2026-03-02T14:41:57+07:00");
    assert_eq!(after("3/2/2026 2:41:57 PM", march), (false, Some(0)));
    assert_eq!(after("2/3/2026 2:41:57 PM", march), (false, Some(0)));
    assert_eq!(after("2/3/2026 2:41:59 PM", march), (false, Some(2)));
    assert_eq!(after("3/2/2026 2:41:57 PM", None), (true, None));
    // In Vietnamese the day stands first.
    assert_eq!(after("2/3/2026 2:41:57 CH", march), (false, Some(0)));
    assert_eq!(after("3/2/2026 2:41:57 CH", march).1, Some(-27 * 86_400));
}

#[test]
fn zones_in_letters_are_read_or_known_not_to_be() {
    let claimed = Moment::parse("2026-03-16T09:45:01+07:00").unwrap();
    let after = |text: &str| printed_time::find(text, Some(&claimed)).unwrap().1.after_claimed_s;
    for text in [
        "2026-03-16 02:45:01 UTC",
        "2026.03.16 02:45:01 GMT",
        "16/03/2026 09:45:01 ICT",
        "16/03/2026 09:45:01 UTC (+07:00)",
    ] {
        assert_eq!(after(text), Measured::Known(0), "{text}");
    }
    for text in ["2026-03-16 09:45:01 CEST", "Date: 2026.03.16 09:45:01 BRT"] {
        assert_eq!(after(text), Measured::Unmeasured(Cause::NotMeasured), "{text}");
    }
}

#[test]
fn times_are_read_with_their_zone_whatever_stands_between() {
    let claimed = Moment::parse("2026-03-16T09:45:01+07:00").unwrap();
    for text in [
        "16/03/2026; 09:45:01; +07:00",
        "16/03/2026 09:45:01 (GMT+7)",
        "16/03/2026 09:45:01 (UTC+07:00)",
        "2026-03-16T09:45:01 (+07:00)",
        "2026-03-16 09:45:01, +07:00",
        "16.03.2026 09:45:01; +07:00",
        "16.03.2026; 09:45:01 +07:00",
        "16/03/2026 09:45:01 Múi giờ: +07:00",
        "16/03/2026 09:45:01 (múi giờ GMT+7)",
        "ngày 16 tháng 3 năm 2026, 09:45:01 +07:00",
        "Ngày 16 tháng 03 năm 2026 lúc 09:45:01, múi giờ +07:00",
        "09:45:01 16/03/2026 +07:00",
        "09:45:01 16.03.2026 +07:00",
        "09:45:01 2026-03-16 +07:00",
        "9:45:01 ngày 16 tháng 3 năm 2026 +07:00",
        "16/03/2026 - 09:45:01 +07:00",
        "16/03/2026 Giờ ký: 09:45:01 Múi giờ: +07:00",
        "2026-03-16T9:45:01+07:00",
    ] {
        let (at, found) = printed_time::find(&format!("Ký lúc: {text}"), Some(&claimed)).unwrap();
        assert_eq!(found.text, text);
        assert_eq!(at, "Ký lúc: ".len(), "{text}");
        assert_eq!(
            (found.form, found.zone, found.has_seconds),
            (TimeForm::Other, TimeZone::Vietnam, true),
            "{text}"
        );
        assert_eq!(found.after_claimed_s, Measured::Known(0), "{text}");
    }
    // What follows is no zone.
    for text in [
        "16/03/2026 09:45:01; +84912345678",
        "16/03/2026 09:45:01 (Sở Y tế)",
        "09:45:01 16/03/2026; Z3",
    ] {
        let (_, found) = printed_time::find(text, Some(&claimed)).unwrap();
        assert_eq!((found.form, found.zone), (TimeForm::Slashed, TimeZone::None), "{text}");
        assert_eq!(found.text.len(), "16/03/2026 09:45:01".len(), "{text}");
    }
}

fn signer(common_name: &str, organization: &str) -> SignerFacts {
    let at = Moment::parse("2026-01-01T00:00:00Z").unwrap();
    SignerFacts {
        common_name: Some(common_name.to_owned()),
        organization: Some(organization.to_owned()),
        organizational_unit: None,
        issuer: String::new(),
        serial: String::new(),
        kind: SignerKind::Agency,
        not_before: at,
        not_after: at,
        sha256: String::new(),
    }
}

#[test]
fn a_signer_may_be_named_with_the_unit_of_the_certificate() {
    let person = SignerFacts {
        organizational_unit: Some("SỞ TÀI CHÍNH".to_owned()),
        kind: SignerKind::Person,
        ..signer("Trần Minh Khuê", "ỦY BAN NHÂN DÂN TỈNH THÍ DỤ")
    };
    for (named, same) in [
        ("Trần Minh Khuê", true),
        ("Trần Minh Khuê - SỞ TÀI CHÍNH", true),
        ("Trần Minh Khuê – Sở Tài chính", true),
        ("Trần Minh Khuê, UBND tỉnh Thí Dụ", true),
        ("Trần Minh Khuê - SỞ NỘI VỤ", false),
        ("Trần Minh Khôi - SỞ TÀI CHÍNH", false),
        ("SỞ TÀI CHÍNH - Trần Minh Khuê", false),
    ] {
        let lines = [format!("Ký bởi: {named}")];
        let read = stamp::read(&lines, None, None, Some(&person), &Measured::Absent);
        assert_eq!(read.signer_is_certificate, Measured::Known(same), "{named}");
    }
}

#[test]
fn stamps_say_what_they_say() {
    let lines = |text: &[&str]| text.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    let province = signer("ỦY BAN NHÂN DÂN TỈNH GIA LAI", "ỦY BAN NHÂN DÂN TỈNH GIA LAI");
    let read = |text: &[&str], reason: Option<&str>| {
        stamp::read(&lines(text), None, reason, Some(&province), &Measured::Absent)
    };

    let attachment = read(
        &["Số: 2061/QĐ-UBND", "Thời gian ký: 2026-05-13T14:41:57+07:00"],
        Some("Kèm theo văn bản số 2061/QĐ-UBND của ỦY BAN NHÂN DÂN TỈNH GIA LAI"),
    );
    assert_eq!(attachment.number, Measured::Known("2061/QĐ-UBND".to_owned()));
    assert_eq!(attachment.number_is_in_reason, Measured::Known(true));
    assert_eq!(attachment.copy_kind, Measured::Absent);
    assert!(attachment.time.known().is_some());

    let copy = read(&["SAO Y; Uỷ ban nhân dân tỉnh Gia Lai; 16/11/2022 16:34:54"], None);
    assert_eq!(copy.copy_kind, Measured::Known(CopyKind::TrueCopy));
    assert_eq!(copy.agency, Measured::Known("Uỷ ban nhân dân tỉnh Gia Lai".to_owned()));
    assert_eq!(copy.agency_is_signer, Measured::Known(true));

    // The number with another word before it, with a zero, and with the time in its line.
    for line in [
        "Số, ký hiệu: 2061/QĐ-UBND",
        "Số và ký hiệu: 02061/QĐ-UBND",
        "Số ký hiệu: 2061/QĐ-UBND",
        "Số: 2061/QĐ-UBND - Thời gian ký: 2026-05-13T14:41:57+07:00",
        "Số: 2061/QĐ-UBND.Ngày ký: 13/05/2026",
    ] {
        let numbered = read(&[line], Some("Kèm theo văn bản số 2061/QĐ-UBND"));
        assert_eq!(numbered.number_is_in_reason, Measured::Known(true), "{line}");
    }

    // Letters that the file doesn't name: neither a number nor an agency is missing, or another's.
    let unnamed = read(
        &["SAO Y; \u{FFFD}y ban nhân dân tỉnh Gia Lai;", "S\u{FFFD}: 2061/QĐ-UBND"],
        None,
    );
    assert_eq!(unnamed.copy_kind, Measured::Known(CopyKind::TrueCopy));
    let unreadable = Some(&Cause::TextUnreadable);
    assert_eq!(unnamed.agency.cause(), unreadable);
    assert_eq!(unnamed.agency_is_signer.cause(), unreadable);
    assert_eq!(unnamed.number.cause(), unreadable);
    assert_eq!(unnamed.time.cause(), unreadable);
    assert_eq!(unnamed.signer.cause(), unreadable);

    let lined = read(
        &[
            "SAO LỤC",
            "UBND tỉnh Gia Lai",
            "Thời gian ký: 2026-05-13T14:41:57+07:00",
        ],
        None,
    );
    assert_eq!(lined.copy_kind, Measured::Known(CopyKind::CopyOfCopy));
    assert_eq!(lined.agency, Measured::Known("UBND tỉnh Gia Lai".to_owned()));
    assert_eq!(lined.agency_is_signer, Measured::Known(true));

    // The form behind its label, wherever that stands, and the agency with a label of its own or without.
    let time = "Thời gian ký: 2026-05-13T14:41:57+07:00";
    for (text, kind) in [
        (
            ["Hình thức sao: SAO Y", "Cơ quan sao: UBND tỉnh Gia Lai", time],
            CopyKind::TrueCopy,
        ),
        (
            ["Cơ quan sao: UBND tỉnh Gia Lai", "Hình thức sao: Sao lục", time],
            CopyKind::CopyOfCopy,
        ),
        (
            ["Hình thức sao: TRÍCH SAO", "UBND tỉnh Gia Lai", time],
            CopyKind::Extract,
        ),
        (
            ["Hình thức: Sao y bản chính", "UBND tỉnh Gia Lai", time],
            CopyKind::TrueCopy,
        ),
    ] {
        let labelled = read(&text, None);
        assert_eq!(labelled.copy_kind, Measured::Known(kind), "{text:?}");
        assert_eq!(
            labelled.agency,
            Measured::Known("UBND tỉnh Gia Lai".to_owned()),
            "{text:?}"
        );
        assert_eq!(labelled.time.known().unwrap().form, TimeForm::Iso8601);
    }
    assert_eq!(read(&["Hình thức: họp trực tuyến"], None).copy_kind, Measured::Absent);

    // The agency ends where something else begins.
    for text in [
        &["SAO Y; Ký bởi: UBND tỉnh Gia Lai", time][..],
        &["SAO Y; UBND tỉnh Gia Lai; Số: 12/SY-UBND", time],
        &["SAO Y; UBND tỉnh Gia Lai Số: 12/SY-UBND", time],
        &["SAO Y; Số: 12/SY-UBND; UBND tỉnh Gia Lai", time],
        &["Số: 12/SY-UBND", "SAO Y; UBND tỉnh Gia Lai", time],
        &["SAO Y, UBND tỉnh Gia Lai - Số, ký hiệu: 12/SY-UBND", time],
        &["SAO Y;UBND tỉnh Gia Lai;", "16/03/2026; 09:45:01; +07:00"],
        &["SAO Y: UBND tỉnh Gia Lai;", "ngày 16 tháng 3 năm 2026, 09:45:01 +07:00"],
        &["SAO Y", "UBND tỉnh Gia Lai", "09:45:01 16/03/2026 +07:00"],
        &["SAO Y", "Cơ quan sao: UBND tỉnh Gia Lai; 16/03/2026 09:45:01 (GMT+7)"],
        &["SAO Y", "Ký bởi: UBND tỉnh Gia Lai 16/03/2026 09:45:01 (GMT+7)"],
    ] {
        let found = read(text, None);
        assert_eq!(found.copy_kind, Measured::Known(CopyKind::TrueCopy), "{text:?}");
        assert_eq!(
            found.agency,
            Measured::Known("UBND tỉnh Gia Lai".to_owned()),
            "{text:?}"
        );
        assert_eq!(found.agency_is_signer, Measured::Known(true), "{text:?}");
        assert_eq!(found.time.known().unwrap().zone, TimeZone::Vietnam, "{text:?}");
    }

    let other = read(&["SAO Y; Sở Y tế; Thời gian ký: 2026-05-13T14:41:57+07:00"], None);
    assert_eq!(other.agency, Measured::Known("Sở Y tế".to_owned()));
    assert_eq!(other.agency_is_signer, Measured::Known(false));

    let portal = read(
        &[
            "Người ký: Cổng Thông tin điện tử",
            "Email: a@b.vn",
            "Cơ quan: Văn phòng",
            "Thời gian ký: 25.06.2024 16:17:49 +07:00",
        ],
        None,
    );
    assert_eq!(portal.signer, Measured::Known("Cổng Thông tin điện tử".to_owned()));
    assert_eq!(portal.signer_is_certificate, Measured::Known(false));
    assert_eq!(portal.agency, Measured::Known("Văn phòng".to_owned()));

    let broken = read(&["SAO Y ngày 2026-05-", "13T14:41:57+07:00"], None);
    assert_eq!(broken.time.known().unwrap().form, TimeForm::Iso8601);
    assert_eq!(broken.agency, Measured::Absent);

    let behind = read(&["Sao y ngày 2026-05-13T14:41:57+07:00 Sở Y tế"], None);
    assert_eq!(behind.agency, Measured::Known("Sở Y tế".to_owned()));

    let english = read(
        &[
            "Digitally signed by An <an@example.vn>.",
            "Timestamp: 2026-05-13 07:41:57 UTC.",
        ],
        None,
    );
    assert_eq!(english.signer, Measured::Known("An".to_owned()));

    assert_eq!(read(&["135"], None).number, Measured::Known("135".to_owned()));
}
