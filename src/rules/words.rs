//! Codes, causes and values as people read them.

use std::borrow::Cow;

use crate::{
    facts::{About, Cause, FactSpec, FactType, Localized, Measured, Moment, Unit, Value, code_in_words, deceives},
    finding::{Outcome, Severity},
};

use super::{diagnostic::both, value::Literal};

/// A text in both languages that is seldom made anew: a message is filled for each of millions of findings.
type Words<'a> = Localized<Cow<'a, str>>;

fn words<'a>(vi: impl Into<Cow<'a, str>>, en: impl Into<Cow<'a, str>>) -> Words<'a> {
    Localized {
        vi: vi.into(),
        en: en.into(),
    }
}

/// A code in words; the code itself when there is none.
pub(super) fn code(code: &str) -> Words<'_> {
    let (vi, en) = code_in_words(code).unwrap_or((code, code));
    words(vi, en)
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
pub(super) fn unit(unit: Unit) -> Words<'static> {
    match unit {
        Unit::None | Unit::Version => Words::default(),
        Unit::Millimetre => words("mm", "mm"),
        Unit::Byte => words("byte", "bytes"),
        Unit::Bit => words("bit", "bits"),
        Unit::Point => words("pt", "pt"),
        Unit::Degree => words("độ", "degrees"),
        Unit::Second => words("giây", "s"),
        Unit::Day => words("ngày", "days"),
        Unit::PixelPerInch => words("dpi", "dpi"),
        Unit::Share => words("%", "%"),
    }
}

/// The type of a fact.
pub(super) fn type_name(ty: FactType) -> Localized {
    let (vi, en) = super::value::type_name(ty);
    both(vi, en)
}

/// Why a fact could not be measured, for people.
pub fn cause(cause: &Cause) -> Words<'static> {
    match cause {
        Cause::Fault(kind) => kind.words().into(),
        Cause::PasswordNeeded => words("cần mật khẩu để mở tệp", "a password is needed to open the file"),
        Cause::ByteRangeUnusable => words("ByteRange của chữ ký không dùng được", "the ByteRange can't be used"),
        Cause::CmsUnreadable => words(
            "không giải mã được dữ liệu chữ ký (CMS)",
            "the signature data (CMS) can't be decoded",
        ),
        Cause::CertificateMissing => words(
            "trong tệp không có hoặc không đọc được chứng thư của người ký",
            "the signer's certificate is missing or can't be read",
        ),
        Cause::SignerKindUnknown => words(
            "không suy ra được chứng thư là của cá nhân, cơ quan hay dịch vụ",
            "the certificate does not tell whether it is a person's, an agency's or a service's",
        ),
        Cause::UnsupportedAlgorithm(name) => {
            let name = printable(name);
            words(
                format!("chương trình chưa hỗ trợ thuật toán {name}"),
                format!("the algorithm {name} is not supported"),
            )
        }
        Cause::NotGraded => words(
            "sau lần ký cuối còn có thay đổi và chương trình chưa phân loại được thay đổi đó",
            "something follows the signed revision, and what it changes has not been graded",
        ),
        Cause::NotValidated => words(
            "chưa kiểm tra đường dẫn chứng thực và tình trạng thu hồi của chứng thư",
            "certification path and revocation have not been validated",
        ),
        Cause::EvidenceMissing => words(
            "thiếu chứng thư của cơ quan cấp hoặc dữ liệu thu hồi (CRL, OCSP); hãy bổ sung vào thư mục --trust",
            "certificates of issuers or revocation data (CRL, OCSP) are not at hand; add them to the --trust folder",
        ),
        Cause::SeveralSigners => words(
            "trong một chữ ký số có nhiều người ký (SignerInfo), chương trình chỉ kiểm tra người ký đầu tiên",
            "one signature has several signers (SignerInfo), of whom only the first is examined",
        ),
        Cause::PathRefused => words(
            "các chứng thư hiện có không hợp thành đường dẫn chứng thực hợp lệ đến gốc tin cậy: có chứng thư không do cơ quan \
             mang tên đó cấp, hoặc vượt giới hạn được cấp; có thể là chứng thư giả, đừng thêm nó vào thư mục --trust",
            "the certificates at hand form no valid path to a trusted root: one was not issued by the authority it names, or \
             breaks a limit set for it; it may be forged, so do not add it to the --trust folder",
        ),
        Cause::PathsOverBudget => words(
            "có quá nhiều chứng thư nên chương trình không xét hết các đường dẫn chứng thực; hãy chỉ để trong thư mục --trust \
             những chứng thư cần dùng",
            "there are so many certificates that not all certification paths were looked at; keep only those that are needed \
             in the --trust folder",
        ),
        Cause::EvidenceTooOld => words(
            "dữ liệu thu hồi đang có (CRL, OCSP) phát hành trước thời điểm ký nên không chứng minh được chứng thư còn hoạt \
             động khi ký; hãy bổ sung bản phát hành sau thời điểm ký vào thư mục --trust",
            "the revocation data at hand (CRL, OCSP) was issued before the time of signing and proves nothing of it; add \
             a later one to the --trust folder",
        ),
        Cause::RevocationInDoubt => words(
            "chứng thư bị tạm dừng, hoặc sau đó được báo là đã lộ khóa từ trước thời điểm ký",
            "the certificate was on hold, or was later said to have been compromised by then",
        ),
        Cause::EvidenceWeak => words(
            "dữ liệu thu hồi đang có (CRL, OCSP) được ký bằng thuật toán hoặc khóa không còn đủ mạnh vào ngày phát hành nên \
             không dùng làm bằng chứng; hãy tải bản mới của cơ quan cấp và bổ sung vào thư mục --trust",
            "the revocation data at hand (CRL, OCSP) is signed with an algorithm or a key that was no longer reliable on the \
             day of its issue and proves nothing; add a new one of the authority to the --trust folder",
        ),
        Cause::EvidenceOverBudget => words(
            "có quá nhiều danh sách thu hồi (CRL) hoặc trả lời OCSP về chứng thư này nên chương trình không kiểm tra hết; hãy \
             chỉ để trong thư mục --trust bản mới nhất của mỗi cơ quan cấp",
            "there are too many CRLs or OCSP responses about this certificate to check them all; keep only the newest of each \
             authority in the --trust folder",
        ),
        Cause::AuthorityInDoubt => words(
            "cơ quan cấp chứng thư cho người ký đã bị thu hồi hoặc tạm dừng, hoặc sau đó bị thu hồi vì có thể đã lộ khóa, nên \
             chứng thư và danh sách thu hồi do cơ quan đó cấp chưa đủ tin cậy; hãy hỏi cơ quan cung cấp dịch vụ chứng thực",
            "an authority above the signer's certificate was revoked or on hold, or revoked later and perhaps for a \
             compromise, so what it issued can't be relied on; ask the certification authority",
        ),
        Cause::TimestampNotBound => words(
            "dấu thời gian không ghi nó do chứng thư nào ký, hoặc ghi tên máy chủ khác với chứng thư đã ký (trái chuẩn RFC \
             3161), nên không dùng làm bằng chứng về thời điểm ký; cơ quan ban hành kiểm tra máy chủ dấu thời gian",
            "the timestamp does not name the certificate that signed it, or names another server (against RFC 3161), so it \
             proves no time; the issuing agency checks its timestamp server",
        ),
        Cause::TimestampInFuture => words(
            "thời gian trên dấu thời gian muộn hơn thời điểm đánh giá; kiểm tra ngày giờ của lần đánh giá (--as-of) và đồng hồ \
             của máy chủ dấu thời gian",
            "the timestamp is later than the audit; check the moment of the audit (--as-of) and the clock of the timestamp \
             server",
        ),
        Cause::TimestampWeak => words(
            "dấu thời gian dùng thuật toán hoặc khóa không còn đủ mạnh vào lúc đóng dấu nên không chứng minh được thời điểm ký",
            "the timestamp uses an algorithm or a key that was no longer reliable at its time, so it proves no time",
        ),
        Cause::TimestampAuthorityInDoubt => words(
            "máy chủ dấu thời gian (hoặc cơ quan cấp chứng thư cho nó) bị tạm dừng, hoặc sau đó bị thu hồi và có thể đã lộ \
             khóa, nên dấu thời gian không chứng minh được thời điểm ký; hãy hỏi cơ quan cung cấp dịch vụ dấu thời gian",
            "the time-stamping authority (or one above it) was on hold, or revoked later and perhaps for a compromise, so its \
             timestamps prove no time; ask the provider",
        ),
        Cause::TimeNotProven => words(
            "không có bằng chứng về thời điểm ký (không có dấu thời gian hợp lệ); giờ do phần mềm ký ghi không phải là \
             bằng chứng",
            "nothing proves the time of signing (no valid timestamp); the time that the signing software writes is no \
             proof",
        ),
        Cause::ScannedPage => words(
            "trang là ảnh quét; lớp chữ do phần mềm nhận dạng (nếu có) không dùng làm căn cứ",
            "the page is a scanned picture; text that software recognised on it is no evidence",
        ),
        Cause::PagesNotLookedAt => words(
            "văn bản dài hoặc có trang quá nặng: có trang ở giữa không được đo",
            "a long document or heavy pages: not all pages in between are looked at",
        ),
        Cause::TextUnreadable => words(
            "phông chữ trong tệp không cho biết chữ đang hiển thị",
            "the fonts of the file do not say which letters they show",
        ),
        Cause::TextTurned => words(
            "chữ trên trang nằm ngang hoặc ngược so với chiều hiển thị của trang",
            "the text of the page is not upright as the page is displayed",
        ),
        Cause::PictureBlank => words(
            "trên hình ảnh không nhận ra được nét nào (hình trống hoặc quá mờ)",
            "nothing can be made out on the picture: it is blank or very faint",
        ),
        Cause::PictureCovered => words(
            "phần lớn hình ảnh bị nội dung khác che khuất",
            "something is painted over most of the picture",
        ),
        Cause::PlaceToSignNotFound => words(
            "không nhận ra được dòng chức vụ và họ tên của người ký trên văn bản",
            "title and name of the signer could not be made out on the page",
        ),
        Cause::PictureUnreadable => words(
            "không giải mã được hình ảnh hoặc mẫu tô mà chữ ký hiển thị",
            "a picture or a pattern that the signature shows can't be decoded",
        ),
        Cause::PartNotRecognised => words(
            "không nhận ra được vai trò của một chữ ký số hoặc hình ảnh mà nó hiển thị, nên không biết đó có phải chữ ký, con \
             dấu cần tìm hay không",
            "what part a signature plays, or what its picture shows, was not recognised: it may be what is looked for",
        ),
        Cause::NotMeasured => words(
            "phiên bản chương trình này chưa đo dữ kiện đó",
            "this version of the program does not measure it",
        ),
    }
}

/// A measurement as people read it.
pub(super) fn measured<'a>(fact: &FactSpec, measured: &'a Measured<Value>) -> Words<'a> {
    match measured {
        Measured::Known(value) => self::value(value, fact.unit),
        Measured::Absent => words("không có", "none"),
        Measured::Unmeasured(_) => words("không đo được", "not measured"),
    }
}

/// A value as people read it.
pub(super) fn value(value: &Value, unit: Unit) -> Words<'_> {
    match value {
        Value::Boolean(flag) => yes_no(*flag),
        Value::Integer(number) => whole(*number, unit),
        Value::Decimal(number) => decimal(*number, unit),
        Value::Text(text) => {
            let text = printable(text);
            words(text.clone(), text)
        }
        Value::Code(text) => code(text),
        Value::Time(moment) => time(moment),
    }
}

/// A value of a rule file as people read it, in the unit of the fact it is compared with.
pub(super) fn literal(literal: &Literal, unit: Unit) -> Words<'_> {
    match literal {
        Literal::Boolean(flag) => yes_no(*flag),
        Literal::Integer(number) if unit == Unit::Version => decimal(*number as f64, unit),
        Literal::Integer(number) => whole(*number, unit),
        Literal::Decimal(number) => decimal(*number, unit),
        Literal::Text(text) => code(text),
        Literal::Date(day) => self::day(*day).into(),
        Literal::Time(moment) => time(moment),
        Literal::List(items) => {
            let items: Vec<Words<'_>> = items.iter().map(|item| self::literal(item, unit)).collect();
            let join = |pick: fn(&Words<'_>) -> String| items.iter().map(pick).collect::<Vec<_>>().join(", ");
            words(
                join(|item| item.vi.clone().into_owned()),
                join(|item| item.en.clone().into_owned()),
            )
        }
    }
}

/// A day as Vietnamese offices write it; ISO 8601 in English.
pub(super) fn day(day: jiff::civil::Date) -> Localized {
    let (number, month) = (day.day().unsigned_abs(), day.month().unsigned_abs());
    let Ok(year) = u16::try_from(day.year()) else {
        return both(format!("{number:02}/{month:02}/{:04}", day.year()), day.to_string());
    };
    // By hand, and with room for a time behind it: times are the most frequent values of messages.
    let mut text = both(String::with_capacity(32), String::with_capacity(32));
    two_digits(&mut text.vi, number);
    text.vi.push('/');
    two_digits(&mut text.vi, month);
    text.vi.push('/');
    for half in [year / 100, year % 100] {
        let half = u8::try_from(half).unwrap_or_default();
        two_digits(&mut text.vi, half);
        two_digits(&mut text.en, half);
    }
    for part in [month, number] {
        text.en.push('-');
        two_digits(&mut text.en, part);
    }
    text
}

fn two_digits(text: &mut String, number: u8) {
    text.push(char::from(b'0' + number / 10 % 10));
    text.push(char::from(b'0' + number % 10));
}

/// Yes or no.
fn yes_no(flag: bool) -> Words<'static> {
    if flag {
        words("có", "yes")
    } else {
        words("không", "no")
    }
}

fn time(moment: &Moment) -> Words<'static> {
    let civil = moment.civil_in_vietnam();
    let mut text = day(civil.date());
    for text in [&mut text.vi, &mut text.en] {
        for (before, part) in [(' ', civil.hour()), (':', civil.minute()), (':', civil.second())] {
            text.push(before);
            two_digits(text, part.unsigned_abs());
        }
        text.push_str(" +07:00");
    }
    text.into()
}

fn whole(number: i64, unit: Unit) -> Words<'static> {
    // A time of some hours stands beside one of some days.
    let from = if unit == Unit::Second { 1_000 } else { 10_000 };
    with_unit(grouped(number, '.', from), grouped(number, ',', from), unit)
}

fn decimal(number: f64, unit: Unit) -> Words<'static> {
    let (number, places, shortened) = match unit {
        Unit::Millimetre | Unit::Version | Unit::Point => (number, 1, false),
        Unit::Degree | Unit::Second | Unit::PixelPerInch => (number, 0, false),
        Unit::Share => (number * 100.0, 1, true),
        _ => (number, 2, true),
    };
    let mut point = format!("{number:.places$}");
    if shortened {
        point.truncate(point.trim_end_matches('0').trim_end_matches('.').len());
    }
    if unit == Unit::Version {
        return words(point.clone(), point);
    }
    with_unit(point.replace('.', ","), point, unit)
}

/// Thousands apart from this number on: most from 10 000, so that 2048 bit and years stay as they are written.
fn grouped(number: i64, mark: char, from: u64) -> String {
    if number.unsigned_abs() < from {
        return number.to_string();
    }
    let digits = number.unsigned_abs().to_string();
    let mut text = String::from(if number < 0 { "-" } else { "" });
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

fn with_unit(mut vi: String, mut en: String, unit: Unit) -> Words<'static> {
    let name = self::unit(unit);
    if !name.vi.is_empty() {
        for (number, name) in [(&mut vi, &name.vi), (&mut en, &name.en)] {
            number.reserve(name.len() + 1);
            number.push(' ');
            number.push_str(name);
        }
    }
    words(vi, en)
}

/// Text out of a document, harmless in a sentence: one line, bounded, no control or direction marks.
fn printable(text: &str) -> Cow<'_, str> {
    const LONGEST: usize = 120;
    let end = text.char_indices().nth(LONGEST).map(|(end, _)| end);
    let kept = end.map_or(text, |end| &text[..end]);
    if end.is_none() && !kept.contains(deceives) {
        return Cow::Borrowed(text);
    }
    let mut shown = kept.replace(deceives, "\u{fffd}");
    if end.is_some() {
        shown.push('…');
    }
    Cow::Owned(shown)
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
        assert_eq!(decimal(215.9, Unit::Millimetre), words("215,9 mm", "215.9 mm"));
        assert_eq!(decimal(1.4, Unit::Version), words("1.4", "1.4"));
        assert_eq!(decimal(0.333, Unit::None), words("0,33", "0.33"));
        assert_eq!(whole(12384, Unit::Byte), words("12.384 byte", "12,384 bytes"));
        assert_eq!(whole(2048, Unit::Bit), words("2048 bit", "2048 bits"));
        assert_eq!(whole(-3600, Unit::Second), words("-3.600 giây", "-3,600 s"));
        assert_eq!(whole(-1_234_567, Unit::None), words("-1.234.567", "-1,234,567"));
    }

    #[test]
    fn times_are_those_of_vietnam() {
        let said = |text: &str| time(&Moment::parse(text).unwrap()).owned();
        assert_eq!(
            said("2026-01-09T18:05:00.5Z"),
            both("10/01/2026 01:05:00 +07:00", "2026-01-10 01:05:00 +07:00")
        );
        assert_eq!(
            said("0007-12-31T23:59:59+07:00"),
            both("31/12/0007 23:59:59 +07:00", "0007-12-31 23:59:59 +07:00")
        );
        let before = jiff::civil::Date::constant(-1, 2, 3);
        assert_eq!(day(before), both("03/02/-001", before.to_string()));
    }

    #[test]
    fn text_of_a_document_stays_one_harmless_line() {
        assert_eq!(printable("a\nb\u{202e}c\u{0}"), "a\u{fffd}b\u{fffd}c\u{fffd}");
        assert_eq!(printable(&"x".repeat(500)).chars().count(), 121);
    }
}
