//! Codes, causes and values as people read them.

use crate::{
    facts::{About, Cause, FactSpec, FactType, Localized, Measured, Moment, Unit, Value, code_in_words},
    finding::{Outcome, Severity},
};

use super::{diagnostic::both, value::Literal};

/// A code in words; the code itself when there is none.
pub(super) fn code(code: &str) -> Localized {
    code_in_words(code).map_or_else(|| both(code, code), |(vi, en)| both(vi, en))
}

/// Whether a code has words.
#[cfg(test)]
pub(super) fn knows(code: &str) -> bool {
    code_in_words(code).is_some()
}

/// An outcome, as reports print it.
pub fn outcome(outcome: Outcome) -> Localized {
    let vi = match outcome {
        Outcome::Passed => "ĐẠT",
        Outcome::Warning => "CẢNH BÁO",
        Outcome::Failed => "KHÔNG ĐẠT",
        Outcome::Indeterminate => "KHÔNG XÁC ĐỊNH",
        Outcome::NotApplicable => "KHÔNG ÁP DỤNG",
        Outcome::Waived => "ĐƯỢC MIỄN",
    };
    both(vi, outcome.code())
}

/// A severity.
pub fn severity(severity: Severity) -> Localized {
    let vi = match severity {
        Severity::High => "cao",
        Severity::Medium => "trung bình",
        Severity::Low => "thấp",
        Severity::Info => "thông tin",
    };
    both(vi, severity.code())
}

/// The thing a rule or a fact is about.
pub(super) fn about(about: About) -> Localized {
    match about {
        About::Document => both("văn bản", "the document"),
        About::Signature => both("từng chữ ký", "each signature"),
    }
}

/// The name of a unit; empty for bare numbers and versions.
pub(super) fn unit(unit: Unit) -> Localized {
    match unit {
        Unit::None | Unit::Version => Localized::default(),
        Unit::Millimetre => both("mm", "mm"),
        Unit::Byte => both("byte", "bytes"),
        Unit::Bit => both("bit", "bits"),
        Unit::Point => both("pt", "pt"),
        Unit::Degree => both("độ", "degrees"),
        Unit::Second => both("giây", "s"),
        Unit::Day => both("ngày", "days"),
        Unit::PixelPerInch => both("dpi", "dpi"),
        Unit::Share => both("%", "%"),
    }
}

/// The type of a fact.
pub(super) fn type_name(ty: FactType) -> Localized {
    let (vi, en) = super::value::type_name(ty);
    both(vi, en)
}

/// Why a fact could not be measured, for people.
pub fn cause(cause: &Cause) -> Localized {
    match cause {
        Cause::Fault(kind) => kind.words(),
        Cause::PasswordNeeded => both("cần mật khẩu để mở tệp", "a password is needed to open the file"),
        Cause::ByteRangeUnusable => both("ByteRange của chữ ký không dùng được", "the ByteRange can't be used"),
        Cause::CmsUnreadable => both(
            "không giải mã được dữ liệu chữ ký (CMS)",
            "the signature data (CMS) can't be decoded",
        ),
        Cause::CertificateMissing => both(
            "trong tệp không có hoặc không đọc được chứng thư của người ký",
            "the signer's certificate is missing or can't be read",
        ),
        Cause::SignerKindUnknown => both(
            "không suy ra được chứng thư là của cá nhân, cơ quan hay dịch vụ",
            "the certificate does not tell whether it is a person's, an agency's or a service's",
        ),
        Cause::UnsupportedAlgorithm(name) => {
            let name = printable(name);
            both(
                format!("chương trình chưa hỗ trợ thuật toán {name}"),
                format!("the algorithm {name} is not supported"),
            )
        }
        Cause::NotGraded => both(
            "sau lần ký cuối còn có thay đổi và chương trình chưa phân loại được thay đổi đó",
            "something follows the signed revision, and what it changes has not been graded",
        ),
        Cause::NotValidated => both(
            "chưa kiểm tra đường dẫn chứng thực và tình trạng thu hồi của chứng thư",
            "certification path and revocation have not been validated",
        ),
        Cause::EvidenceMissing => both(
            "thiếu chứng thư của cơ quan cấp hoặc dữ liệu thu hồi (CRL, OCSP); hãy bổ sung vào thư mục --trust",
            "certificates of issuers or revocation data (CRL, OCSP) are not at hand; add them to the --trust folder",
        ),
        Cause::EvidenceTooOld => both(
            "dữ liệu thu hồi đang có (CRL, OCSP) phát hành trước thời điểm ký nên không chứng minh được chứng thư còn hoạt \
             động khi ký; hãy bổ sung bản phát hành sau thời điểm ký vào thư mục --trust",
            "the revocation data at hand (CRL, OCSP) was issued before the time of signing and proves nothing of it; add \
             a later one to the --trust folder",
        ),
        Cause::RevocationInDoubt => both(
            "chứng thư bị tạm dừng, hoặc sau đó được báo là đã lộ khóa từ trước thời điểm ký",
            "the certificate was on hold, or was later said to have been compromised by then",
        ),
        Cause::TimeNotProven => both(
            "không có bằng chứng về thời điểm ký (không có dấu thời gian hợp lệ); giờ do phần mềm ký ghi không phải là \
             bằng chứng",
            "nothing proves the time of signing (no valid timestamp); the time that the signing software writes is no \
             proof",
        ),
        Cause::ScannedPage => both(
            "trang là ảnh quét; lớp chữ do phần mềm nhận dạng (nếu có) không dùng làm căn cứ",
            "the page is a scanned picture; text that software recognised on it is no evidence",
        ),
        Cause::PagesNotLookedAt => both(
            "văn bản dài hoặc có trang quá nặng: có trang ở giữa không được đo",
            "a long document or heavy pages: not all pages in between are looked at",
        ),
        Cause::TextUnreadable => both(
            "phông chữ trong tệp không cho biết chữ đang hiển thị",
            "the fonts of the file do not say which letters they show",
        ),
        Cause::TextTurned => both(
            "chữ trên trang nằm ngang hoặc ngược so với chiều hiển thị của trang",
            "the text of the page is not upright as the page is displayed",
        ),
        Cause::PictureBlank => both(
            "trên hình ảnh không nhận ra được nét nào (hình trống hoặc quá mờ)",
            "nothing can be made out on the picture: it is blank or very faint",
        ),
        Cause::PictureCovered => both(
            "phần lớn hình ảnh bị nội dung khác che khuất",
            "something is painted over most of the picture",
        ),
        Cause::PlaceToSignNotFound => both(
            "không nhận ra được dòng chức vụ và họ tên của người ký trên văn bản",
            "title and name of the signer could not be made out on the page",
        ),
        Cause::PictureUnreadable => both(
            "không giải mã được hình ảnh hoặc mẫu tô mà chữ ký hiển thị",
            "a picture or a pattern that the signature shows can't be decoded",
        ),
        Cause::NotMeasured => both(
            "phiên bản chương trình này chưa đo dữ kiện đó",
            "this version of the program does not measure it",
        ),
    }
}

/// A measurement as people read it.
pub(super) fn measured(fact: &FactSpec, measured: &Measured<Value>) -> Localized {
    match measured {
        Measured::Known(value) => self::value(value, fact.unit),
        Measured::Absent => both("không có", "none"),
        Measured::Unmeasured(_) => both("không đo được", "not measured"),
    }
}

/// A value as people read it.
pub(super) fn value(value: &Value, unit: Unit) -> Localized {
    match value {
        Value::Boolean(flag) => yes_no(*flag),
        Value::Integer(number) => whole(*number, unit),
        Value::Decimal(number) => decimal(*number, unit),
        Value::Text(text) => {
            let text = printable(text);
            both(text.clone(), text)
        }
        Value::Code(text) => code(text),
        Value::Time(moment) => time(moment),
    }
}

/// A value of a rule file as people read it, in the unit of the fact it is compared with.
pub(super) fn literal(literal: &Literal, unit: Unit) -> Localized {
    match literal {
        Literal::Boolean(flag) => yes_no(*flag),
        Literal::Integer(number) if unit == Unit::Version => decimal(*number as f64, unit),
        Literal::Integer(number) => whole(*number, unit),
        Literal::Decimal(number) => decimal(*number, unit),
        Literal::Text(text) => code(text),
        Literal::Date(day) => self::day(*day),
        Literal::Time(moment) => time(moment),
        Literal::List(items) => {
            let items: Vec<Localized> = items.iter().map(|item| self::literal(item, unit)).collect();
            let join = |pick: fn(&Localized) -> &str| items.iter().map(pick).collect::<Vec<_>>().join(", ");
            both(join(|item| &item.vi), join(|item| &item.en))
        }
    }
}

/// A day as Vietnamese offices write it; ISO 8601 in English.
pub(super) fn day(day: jiff::civil::Date) -> Localized {
    both(
        format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year()),
        day.to_string(),
    )
}

/// Yes or no.
fn yes_no(flag: bool) -> Localized {
    if flag { both("có", "yes") } else { both("không", "no") }
}

fn time(moment: &Moment) -> Localized {
    let civil = moment.civil_in_vietnam();
    let clock = format!("{:02}:{:02}:{:02} +07:00", civil.hour(), civil.minute(), civil.second());
    let date = day(civil.date());
    both(format!("{} {clock}", date.vi), format!("{} {clock}", date.en))
}

fn whole(number: i64, unit: Unit) -> Localized {
    with_unit(&grouped(number, '.'), &grouped(number, ','), unit)
}

fn decimal(number: f64, unit: Unit) -> Localized {
    let point = match unit {
        Unit::Millimetre | Unit::Version | Unit::Point => format!("{number:.1}"),
        Unit::Degree | Unit::Second | Unit::PixelPerInch => format!("{number:.0}"),
        Unit::Share => {
            let text = format!("{:.1}", number * 100.0);
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        _ => {
            let text = format!("{number:.2}");
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
    };
    if unit == Unit::Version {
        return both(point.clone(), point);
    }
    with_unit(&point.replace('.', ","), &point, unit)
}

/// Thousands apart from 10 000 on, so that 2048 bit and years stay as they are written.
fn grouped(number: i64, mark: char) -> String {
    let digits = number.unsigned_abs().to_string();
    if digits.len() < 5 {
        return number.to_string();
    }
    let mut text = String::from(if number < 0 { "-" } else { "" });
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

fn with_unit(vi: &str, en: &str, unit: Unit) -> Localized {
    let name = self::unit(unit);
    if name.vi.is_empty() {
        return both(vi, en);
    }
    both(format!("{vi} {}", name.vi), format!("{en} {}", name.en))
}

/// Text out of a document, harmless in a sentence: one line, bounded, no control or direction marks.
fn printable(text: &str) -> String {
    const LONGEST: usize = 120;
    let hidden = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut shown: String = text
        .chars()
        .take(LONGEST)
        .map(|letter| if hidden(letter) { '\u{fffd}' } else { letter })
        .collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{FactType, catalogue};

    #[test]
    fn every_code_of_the_catalogue_has_words() {
        for fact in catalogue() {
            if let FactType::Code(codes) = fact.ty {
                for code in codes {
                    assert!(knows(code), "{}: {code}", fact.name);
                }
            }
        }
    }

    #[test]
    fn numbers_are_written_as_each_language_writes_them() {
        assert_eq!(decimal(215.9, Unit::Millimetre), both("215,9 mm", "215.9 mm"));
        assert_eq!(decimal(1.4, Unit::Version), both("1.4", "1.4"));
        assert_eq!(decimal(0.333, Unit::None), both("0,33", "0.33"));
        assert_eq!(whole(12384, Unit::Byte), both("12.384 byte", "12,384 bytes"));
        assert_eq!(whole(2048, Unit::Bit), both("2048 bit", "2048 bits"));
        assert_eq!(whole(-1_234_567, Unit::None), both("-1.234.567", "-1,234,567"));
    }

    #[test]
    fn text_of_a_document_stays_one_harmless_line() {
        assert_eq!(printable("a\nb\u{202e}c\u{0}"), "a\u{fffd}b\u{fffd}c\u{fffd}");
        assert_eq!(printable(&"x".repeat(500)).chars().count(), 121);
    }
}
