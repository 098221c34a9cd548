//! The grammars by tables, and what has to hold of any text.

mod stamps;

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::{appearance, block, number, place_and_date, printed_time, stamp, text};
use crate::facts::{Measured, SigningCapacity};

#[test]
fn numbers_are_read_as_printed() {
    // Text, then number with its year, symbol, type in the symbol.
    let table: &[(&str, Option<&str>, &str, Option<&str>)] = &[
        ("Số: 935/VP-TCKT", Some("935"), "VP-TCKT", None),
        ("Số: 20/2019/QĐ-TTg", Some("20/2019"), "QĐ-TTg", Some("QĐ")),
        ("Số: 2061/QĐ-UBND", Some("2061"), "QĐ-UBND", Some("QĐ")),
        ("Số: 135/VBHN-VPQH", Some("135"), "VBHN-VPQH", Some("VBHN")),
        ("Số: 105/2021/NĐ-CP", Some("105/2021"), "NĐ-CP", Some("NĐ")),
        ("Số: 3 /2025/QĐ-UBND", Some("3/2025"), "QĐ-UBND", Some("QĐ")),
        (
            "Số:   44 / 2025 / QĐ - CTUBND",
            Some("44/2025"),
            "QĐ-CTUBND",
            Some("QĐ"),
        ),
        ("Luật số: 20/2023/QH15", Some("20/2023"), "QH15", Some("QH")),
        ("Số: 12a/TB-SKHCN", Some("12a"), "TB-SKHCN", Some("TB")),
        ("SỐ: 05/CV-THPTHB", Some("05"), "CV-THPTHB", Some("CV")),
        ("Số:      /VBHN-VPQH", None, "VBHN-VPQH", Some("VBHN")),
        ("Số: ……/QĐ-UBND", None, "QĐ-UBND", Some("QĐ")),
        ("Số: 125/SKHCN\u{2010}CĐS", Some("125"), "SKHCN-CĐS", None),
        (
            "Số: 41/BC-SKHCN Thí Dụ, ngày 08 tháng 6 năm 2026",
            Some("41"),
            "BC-SKHCN",
            Some("BC"),
        ),
        ("Số: 9/QÐ-UBND", Some("9"), "QĐ-UBND", Some("QĐ")),
        ("Số: 7/KH-BCĐ.CĐS", Some("7"), "KH-BCĐ.CĐS", Some("KH")),
        ("Số: 7/KH - BCĐ . CĐS", Some("7"), "KH-BCĐ.CĐS", Some("KH")),
        ("Số: 8/CTr - HĐND", Some("8"), "CTr-HĐND", Some("CTr")),
        ("Số: 9/QĐ - TTg", Some("9"), "QĐ-TTg", Some("QĐ")),
        ("Số, ký hiệu: 125/TB-SKHCN", Some("125"), "TB-SKHCN", Some("TB")),
        ("Số và ký hiệu: 125/TB-SKHCN", Some("125"), "TB-SKHCN", Some("TB")),
        ("Số ký hiệu: 125/TB-SKHCN", Some("125"), "TB-SKHCN", Some("TB")),
        ("SỐ/KÝ HIỆU: 125/TB-SKHCN", Some("125"), "TB-SKHCN", Some("TB")),
        // What follows is no part of the symbol.
        (
            "Số: 125/TB-SKHCN - Thời gian ký: 2026-03-16T09:45:01+07:00",
            Some("125"),
            "TB-SKHCN",
            Some("TB"),
        ),
        (
            "Số: 125/TB-SKHCN - Ký bởi: Sở Y tế",
            Some("125"),
            "TB-SKHCN",
            Some("TB"),
        ),
        ("Số: 125/TB-SKHCN - Email: a@b.vn", Some("125"), "TB-SKHCN", Some("TB")),
        ("Số: 125/TB-SKHCN.Ngày 16", Some("125"), "TB-SKHCN", Some("TB")),
        ("Số: 125/TB-SKHCN. Ngày 16", Some("125"), "TB-SKHCN", Some("TB")),
        ("Số: 125/TB-SKHCN - 16/03/2026", Some("125"), "TB-SKHCN", Some("TB")),
    ];
    for (line, with_year, symbol, kind) in table {
        let found = number::in_line(line).unwrap_or_else(|| panic!("{line}"));
        assert_eq!(found.with_year().as_deref(), *with_year, "{line}");
        assert_eq!(found.symbol.as_deref(), Some(*symbol), "{line}");
        assert_eq!(number::kind_of_symbol(symbol).as_deref(), *kind, "{line}");
    }
    for line in [
        "Số lượng: 12",
        "ngày 12/6/2019",
        "Sống 12/AB",
        "Số: mười hai",
        "số người tham dự 24/7",
    ] {
        assert_eq!(number::in_line(line), None, "{line}");
    }
    // What it goes on with is printed as well, and then the symbol is none.
    for (line, whole, rest) in [
        ("Số: 12/qđ-stc", "12/qđ-stc", ""),
        ("Số: 12/QĐ_STC ngày 02", "12/QĐ_STC", "ngày 02"),
    ] {
        let found = number::in_line(line).unwrap_or_else(|| panic!("{line}"));
        assert_eq!(
            (found.line.as_str(), found.rest.as_str(), found.symbol),
            (whole, rest, None)
        );
    }
    assert_eq!(number::alone("135"), None);
    assert_eq!(
        number::alone("135/QĐ-UBND").and_then(|found| found.whole()).as_deref(),
        Some("135/QĐ-UBND")
    );
    assert_eq!(number::alone("theo 135/QĐ-UBND"), None);
}

#[test]
fn numbers_are_the_same_whatever_zeros_they_begin_with() {
    for (one, other, same) in [
        ("05/QĐ-UBND", "5/QĐ-UBND", true),
        ("05/2025/QĐ-UBND", "5/2025/QĐ - UBND", true),
        ("005", "5", true),
        ("50/QĐ-UBND", "5/QĐ-UBND", false),
        ("05/QĐ-UBND", "05/TB-UBND", false),
    ] {
        assert_eq!(number::same(one, other), same, "{one} {other}");
    }
}

#[test]
fn a_miswritten_number_is_read_as_it_stands() {
    for (line, digits, whole) in [
        ("Số: 125-TB/SKHCN", "125", "125-TB/SKHCN"),
        ("Số: 125", "125", "125"),
        ("Số : 125.TB-SKHCN", "125", "125.TB-SKHCN"),
        ("SỐ: 125 TB/SKHCN", "125", "125 TB/SKHCN"),
        ("Số: …125//TB-SKHCN", "125", "125//TB-SKHCN"),
        ("Luật số: 20-2023-QH15", "20", "20-2023-QH15"),
        (
            "Số: 125-TB/SKHCN Thí Dụ, ngày 16 tháng 3 năm 2026",
            "125",
            "125-TB/SKHCN",
        ),
        ("Số: 125 Thí Dụ, ngày 16 tháng 3 năm 2026", "125", "125"),
    ] {
        assert_eq!(number::in_line(line), None, "{line}");
        let found = number::miswritten(line).unwrap_or_else(|| panic!("{line}"));
        assert_eq!(
            (found.digits.as_deref(), found.line.as_str()),
            (Some(digits), whole),
            "{line}"
        );
        assert_eq!((found.symbol.as_deref(), found.whole()), (None, None), "{line}");
    }
    for line in [
        "Số: …… Thí Dụ, ngày 16 tháng 3 năm 2026",
        "Số:",
        "Số lượng: 12",
        "Số 12",
        "Số: 12 đường Hùng Vương",
        "Thí Dụ, ngày 16 tháng 3 năm 2026",
    ] {
        assert_eq!(number::miswritten(line), None, "{line}");
    }
}

#[test]
fn the_abbreviation_before_a_title_is_read_however_it_is_spaced() {
    use SigningCapacity::{Acting, ByDelegation, ByOrder, ForHead, OnBehalf};
    for (line, prefix, capacity) in [
        ("TM. ỦY BAN NHÂN DÂN", "TM.", Some(OnBehalf)),
        ("TM.ỦY BAN NHÂN DÂN", "TM.", Some(OnBehalf)),
        ("TM . ỦY BAN NHÂN DÂN", "TM.", Some(OnBehalf)),
        ("TM ỦY BAN NHÂN DÂN", "TM", Some(OnBehalf)),
        ("T.M. ỦY BAN NHÂN DÂN", "T.M.", Some(OnBehalf)),
        ("KT. GIÁM ĐỐC", "KT.", Some(ForHead)),
        ("KT.CHÁNH VĂN PHÒNG", "KT.", Some(ForHead)),
        ("KT GIÁM ĐỐC", "KT", Some(ForHead)),
        ("KT: GIÁM ĐỐC", "KT:", Some(ForHead)),
        ("K.T GIÁM ĐỐC", "K.T", Some(ForHead)),
        ("K. T. GIÁM ĐỐC", "K.T.", Some(ForHead)),
        ("TL. GIÁM ĐỐC", "TL.", Some(ByOrder)),
        ("TL.GIÁM ĐỐC", "TL.", Some(ByOrder)),
        ("TL GIÁM ĐỐC", "TL", Some(ByOrder)),
        ("TUQ. GIÁM ĐỐC", "TUQ.", Some(ByDelegation)),
        ("TUQ.GIÁM ĐỐC", "TUQ.", Some(ByDelegation)),
        ("TUQ GIÁM ĐỐC", "TUQ", Some(ByDelegation)),
        ("T.U.Q. GIÁM ĐỐC", "T.U.Q.", Some(ByDelegation)),
        ("Q. GIÁM ĐỐC", "Q.", Some(Acting)),
        ("Q.GIÁM ĐỐC", "Q.", Some(Acting)),
        ("Q GIÁM ĐỐC", "Q", Some(Acting)),
        // Read as an abbreviation, but as none of those that are allowed.
        ("TUN. GIÁM ĐỐC", "TUN.", None),
        ("TUN.GIÁM ĐỐC", "TUN.", None),
        ("TU. CHỦ TỊCH", "TU.", None),
        ("K/T GIÁM ĐỐC", "K/T", None),
        ("T/M ỦY BAN NHÂN DÂN", "T/M", None),
    ] {
        assert_eq!(block::prefix(line).as_deref(), Some(prefix), "{line}");
        assert_eq!(block::capacity(prefix, false), capacity, "{line}");
    }
    for line in [
        "GIÁM ĐỐC",
        "PHÓ GIÁM ĐỐC",
        "QUYỀN GIÁM ĐỐC",
        "KỸ SƯ TRƯỞNG",
        "TS. PHÓ ĐỨC MINH",
        "TP. HỒ CHÍ MINH",
        "TƯ LỆNH",
        "TM",
    ] {
        assert_eq!(block::prefix(line), None, "{line}");
    }
}

#[test]
fn types_fit_their_abbreviations() {
    assert_eq!(number::kind("QUYẾT  ĐỊNH").as_deref(), Some("QUYẾT ĐỊNH"));
    assert_eq!(number::kind("Quyết định ban hành"), None);
    for (kind, symbol, fits) in [
        (Some("QUYẾT ĐỊNH"), Some("QĐ"), true),
        (Some("QUYẾT ĐỊNH"), Some("CV"), false),
        (Some("QUY CHẾ"), Some("QCh"), true),
        (Some("BÁO CÁO"), None, false),
        (Some("BỘ LUẬT"), Some("QH"), true),
        (None, None, true),
        (None, Some("CV"), false),
    ] {
        assert_eq!(number::fits(kind, symbol), fits, "{kind:?} {symbol:?}");
    }
}

#[test]
fn places_and_dates_are_read_as_printed() {
    for (line, place, date) in [
        (
            "Thái Nguyên, ngày 26 tháng 12 năm 2025",
            "Thái Nguyên",
            Some("2025-12-26"),
        ),
        ("Hà Nội, ngày 14  tháng 11  năm 2019", "Hà Nội", Some("2019-11-14")),
        ("Hà Nội, ngày   tháng   năm 2025", "Hà Nội", None),
        ("Hà Nội, ngày … tháng 9 năm 2025", "Hà Nội", None),
        (
            "TP. Hồ Chí Minh, ngày 5 tháng 1 năm 2026.",
            "TP. Hồ Chí Minh",
            Some("2026-01-05"),
        ),
        ("Thí Dụ, ngày 31 tháng 02 năm 2026", "Thí Dụ", None),
    ] {
        let found = place_and_date::in_line(line).unwrap_or_else(|| panic!("{line}"));
        assert_eq!(found.place.as_deref(), Some(place), "{line}");
        assert_eq!(found.date().map(|date| date.to_string()).as_deref(), date, "{line}");
    }
    for line in [
        "Căn cứ Luật Thanh tra ngày 15 tháng 11 năm 2010;",
        "ngày 15 tháng 11 năm 2010",
        "Điều 2, khoản 1, ngày làm việc",
    ] {
        assert_eq!(place_and_date::in_line(line), None, "{line}");
    }
    // What is signed in is all there is of it.
    for (text, place) in [
        ("Thí Dụ, ngày 16 tháng 3 năm 2026", Some("Thí Dụ")),
        ("ngày 16 tháng 3 năm 2026", None),
    ] {
        let found = place_and_date::alone(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(found.place.as_deref(), place, "{text}");
        assert_eq!(found.date().map(|date| date.to_string()).as_deref(), Some("2026-03-16"));
    }
    for text in [
        "Căn cứ Quyết định của Sở Y tế, ngày 16 tháng 3 năm 2026",
        "ngày    tháng 3 năm 2026",
        "Thí Dụ, ngày 31 tháng 02 năm 2026",
        "Ký ngày 16 tháng 3 năm 2026",
    ] {
        assert_eq!(place_and_date::alone(text), None, "{text}");
    }
}

#[test]
fn a_line_is_a_name_or_it_is_not() {
    for (line, name) in [
        ("Nguyễn Quốc Hoàn", Some("Nguyễn Quốc Hoàn")),
        ("TS. Trần Minh Khuê", Some("Trần Minh Khuê")),
        ("TS.Trần Minh Khuê", Some("Trần Minh Khuê")),
        ("PGS.TS. Trần Minh Khuê", Some("Trần Minh Khuê")),
        ("TSKH Trần Minh Khuê", Some("Trần Minh Khuê")),
        ("Đại tá Lý Thu Hạnh", Some("Lý Thu Hạnh")),
        ("Linh mục Lý Thu Hạnh", Some("Lý Thu Hạnh")),
        ("Hòa thượng Lý Thu Hạnh", Some("Lý Thu Hạnh")),
        ("Thượng tá, TS. Lý Thu Hạnh", Some("Lý Thu Hạnh")),
        ("THIẾU UÝ LÝ THU HẠNH", Some("LÝ THU HẠNH")),
        ("BS.CKII. Trần Minh Khuê", Some("Trần Minh Khuê")),
        ("BS. CKII Trần Minh Khuê", Some("Trần Minh Khuê")),
        ("BSCKI. Trần Minh Khuê", Some("Trần Minh Khuê")),
        ("BSCK2 Trần Minh Khuê", Some("Trần Minh Khuê")),
        ("Bs.CK 1.Trần Minh Khuê", Some("Trần Minh Khuê")),
        ("ThS-BS. Trần Minh Khuê", Some("Trần Minh Khuê")),
        ("ThS. BS - Trần Minh Khuê", Some("Trần Minh Khuê")),
        ("DS.CKI Trần Minh Khuê", Some("Trần Minh Khuê")),
        ("DSCKII. Trần Minh Khuê", Some("Trần Minh Khuê")),
        ("KTS. Trần Minh Khuê", Some("Trần Minh Khuê")),
        ("NSƯT Trần Minh Khuê", Some("Trần Minh Khuê")),
        ("NSND. Trần Minh Khuê", Some("Trần Minh Khuê")),
        ("Bác sĩ Trần Minh Khuê", Some("Trần Minh Khuê")),
        ("Dược sỹ Trần Minh Khuê", Some("Trần Minh Khuê")),
        ("Luật sư Trần Minh Khuê", Some("Trần Minh Khuê")),
        ("Ông Trần Minh Khuê", Some("Trần Minh Khuê")),
        ("BÀ TRẦN MINH KHUÊ", Some("TRẦN MINH KHUÊ")),
        // Names themselves.
        ("Ông Thắng", Some("Ông Thắng")),
        ("Bá Minh Khuê", Some("Bá Minh Khuê")),
        ("Đại Thị Hạnh", Some("Đại Thị Hạnh")),
        ("Trung Minh Khuê", Some("Trung Minh Khuê")),
        ("Thượng Công Minh", Some("Thượng Công Minh")),
        ("Trần Bà Khuê", Some("Trần Bà Khuê")),
        ("TS. Khuê", Some("TS Khuê")),
        ("Trần Minh-Khuê", Some("Trần Minh-Khuê")),
        ("NGUYỄN XUÂN PHÚC", Some("NGUYỄN XUÂN PHÚC")),
        ("Độc lập - Tự do - Hạnh phúc", None),
        ("Nơi nhận:", None),
        ("Điều 1", None),
        ("Nguyễn", None),
        ("- Như trên;", None),
    ] {
        assert_eq!(text::person_name(line).as_deref(), name, "{line}");
    }
}

#[test]
fn a_person_is_the_same_with_and_without_a_degree() {
    for (one, other, same) in [
        ("Trần Minh Khuê", "BS.CKII. Trần Minh Khuê", true),
        ("ThS. Trần Minh Khuê", "TRẦN MINH KHUÊ", true),
        // Ông is a family as well as a word of address.
        ("Ông Cao Thắng", "Ông Cao Thắng", true),
        ("Ông Cao Thắng", "Cao Thắng", true),
        ("Bà Trần Minh Khuê", "Ông Trần Minh Khôi", false),
        ("Khuê", "Trần Minh Khuê", false),
        ("", "TS.", false),
    ] {
        assert_eq!(text::same_person(one, other), same, "{one} {other}");
        assert_eq!(text::same_person(other, one), same, "{one} {other}");
    }
}

#[test]
fn a_certificate_may_say_more_behind_the_name_of_its_holder() {
    for (common_name, printed, same) in [
        ("Trần Minh Khuê", "ThS. Trần Minh Khuê", true),
        ("Trần Minh Khuê - Giám đốc", "Trần Minh Khuê", true),
        ("Trần Minh Khuê (STC)", "TRẦN MINH KHUÊ", true),
        ("Trần Minh Khuê 034080001234", "Trần Minh Khuê", true),
        ("Trần Minh - Khuê", "Trần Minh Khuê", true),
        ("Trần Minh Khôi - Giám đốc", "Trần Minh Khuê", false),
        ("Trần Minh - Giám đốc", "Trần Minh Khuê", false),
        ("Trần Minh Khuê (STC)", "Trần Minh", false),
        ("(Trần Minh Khuê)", "Lê Minh Khuê", false),
        ("034080001234", "Trần Minh Khuê", false),
    ] {
        assert_eq!(
            text::names_person(common_name, printed),
            same,
            "{common_name}: {printed}"
        );
    }
}

#[test]
fn the_same_words_compare_equal_however_they_are_typed() {
    for (one, other) in [
        ("CỘNG HÒA XÃ HỘI", "Cộng hoà  xã hội"),
        ("ỦY BAN NHÂN DÂN", "Uỷ ban nhân dân"),
        ("Thủy lợi", "THUỶ LỢI"),
        ("Khuê", "KHUÊ"),
        ("quý", "qúy"),
        ("Đắk Lắk", "Ðắk Lắk"),
        ("QĐ\u{2011}UBND", "QĐ-UBND"),
        ("Hà\u{A0}Nội", "hà nội"),
    ] {
        assert_eq!(text::key(one), text::key(other), "{one} {other}");
    }
    for (one, other) in [
        ("Hoa", "Hòa"),
        ("Số", "Sở"),
        ("Minh", "Mình"),
        ("Tư", "Tu"),
        ("Đa", "Da"),
    ] {
        assert_ne!(text::key(one), text::key(other), "{one} {other}");
    }
}

proptest! {
    #[test]
    fn decomposed_text_compares_equal(words in "[a-zA-ZàáảãạâầấẩẫậăằắẳẵặèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđĐ ]{0,40}") {
        let decomposed: String = words.nfd().collect();
        prop_assert_eq!(text::key(&words), text::key(&decomposed));
        prop_assert_eq!(text::tidy(&words), text::tidy(&decomposed));
        prop_assert_eq!(text::key(&words), text::key(&words.to_uppercase()));
    }

    #[test]
    fn tidy_is_settled(words in any::<String>()) {
        let once = text::tidy(&words);
        prop_assert_eq!(text::tidy(&once), once);
    }

    #[test]
    fn no_text_breaks_the_grammars(words in any::<String>()) {
        let _ = number::in_line(&words);
        let _ = number::alone(&words);
        let _ = number::miswritten(&words);
        let _ = block::prefix(&words);
        let _ = place_and_date::in_line(&words);
        let _ = printed_time::find(&words, None);
        let _ = stamp::read(&[words], None, None, None, &Measured::Absent);
    }

    #[test]
    fn a_printed_number_is_read_again(number in 1_u32..100_000, year in proptest::option::of(1990_u16..2100), kind in "(QĐ|TB|BC|KH)", organ in "[A-ZĐ]{2,8}") {
        let year_part = year.map_or_else(String::new, |year| format!("{year}/"));
        let printed = format!("{number:02}/{year_part}{kind}-{organ}");
        let found = number::in_line(&format!("Số: {printed}")).unwrap();
        prop_assert_eq!(found.year, year);
        prop_assert_eq!(found.whole(), Some(printed));
    }
}

#[test]
fn a_family_is_named_without_its_style() {
    for (font, family) in [
        ("TimesNewRomanPS-BoldMT", "Times New Roman"),
        ("TimesNewRoman,Italic", "Times New Roman"),
        ("Times-New-Roman-Bold", "Times New Roman"),
        ("TimesNewRomanBoldItalic", "Times New Roman"),
        ("Times New Roman Regular", "Times New Roman"),
        ("Times New Roman Bold Italic", "Times New Roman"),
        ("Times-Roman", "Times"),
        ("ArialMT", "Arial"),
        ("Arial Regular", "Arial"),
        ("Tahoma-Bold", "Tahoma"),
    ] {
        assert_eq!(appearance::typeface(Some(font)).as_deref(), Some(family), "{font}");
    }
    assert_eq!(appearance::typeface(Some("Bold")), None);
}
