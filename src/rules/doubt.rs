//! Why nobody may call a signature valid, and what to do about it, for people.

use crate::{
    facts::{Cause, Localized, SignatureFacts, SubIndication},
    rules::words,
};

/// What stands against TOTAL-PASSED. Where no sub-indication of EN 319 102-1 says it, what could not be measured does.
pub(super) fn doubt(signature: &SignatureFacts) -> Localized {
    let unsupported = || match signature.value_verifies.cause() {
        Some(cause @ Cause::UnsupportedAlgorithm(_)) => Some(self::cause(cause)),
        _ => None,
    };
    match signature.sub_indication {
        Some(SubIndication::CryptoConstraintsFailureNoPoe) => {
            unsupported().unwrap_or_else(|| said(SubIndication::CryptoConstraintsFailureNoPoe))
        }
        Some(sub_indication) => said(sub_indication),
        None if of_unknown_format(signature) => both(
            "tên định dạng của chữ ký (SubFilter) không có trong chuẩn PDF nên mỗi phần mềm có thể hiểu một cách khác; cơ quan ban \
             hành ký lại bằng phần mềm đúng chuẩn",
            "the format that the signature names (SubFilter) is none of the PDF standard, so programs may read it differently; the \
             issuing agency signs again with software that keeps to the standard",
        ),
        None => [
            signature.value_verifies.cause(),
            signature.digest_matches.cause(),
            signature.live.cause(),
            signature.modification.cause(),
            signature.modification_permitted.cause(),
            signature.certification.anchor.cause(),
        ]
        .into_iter()
        .flatten()
        .next()
        .map_or_else(
            || {
                both(
                    "đường dẫn chứng thực, tình trạng thu hồi hoặc thời điểm ký chưa rõ",
                    "certification path, revocation or time of signing are not known",
                )
            },
            cause,
        ),
    }
}

fn of_unknown_format(signature: &SignatureFacts) -> bool {
    let name = signature.sub_filter.known();
    name.is_some_and(|name| !SignatureFacts::FORMATS.contains(&name.as_str()))
}

fn cause(cause: &Cause) -> Localized {
    if let Cause::Fault(kind) = cause {
        let (what, advice) = (kind.words(), kind.advice());
        return both(
            &format!("{}; {}", what.vi, advice.vi),
            &format!("{}; {}", what.en, advice.en),
        );
    }
    let words = words::cause(cause);
    both(&words.vi, &words.en)
}

fn both(vi: &str, en: &str) -> Localized {
    Localized {
        vi: vi.to_owned(),
        en: en.to_owned(),
    }
}

/// A sub-indication in words: what is wrong, where, what to do.
fn said(sub_indication: SubIndication) -> Localized {
    use SubIndication as Sub;
    let (vi, en) = match sub_indication {
        Sub::FormatFailure | Sub::HashFailure | Sub::SigCryptoFailure | Sub::SigConstraintsFailure => (
            "nội dung hoặc dữ liệu chữ ký không còn nguyên như khi ký; đề nghị nơi phát hành cung cấp tệp gốc",
            "the content or the signature is not as it was signed; ask the issuer for the original",
        ),
        Sub::Revoked => (
            "chứng thư của người ký đã bị thu hồi trước khi ký",
            "the signer's certificate had been revoked before it signed",
        ),
        Sub::Expired => (
            "chữ ký được tạo sau khi chứng thư hết hạn",
            "it was made after the certificate expired",
        ),
        Sub::NotYetValid => (
            "có bằng chứng chữ ký đã tồn tại trước khi chứng thư bắt đầu có hiệu lực",
            "it is proven to have existed before the certificate became valid",
        ),
        Sub::ChainConstraintsFailure => (
            "chứng thư của người ký, hoặc chứng thư của cơ quan cấp, không được phép dùng vào việc này (giới hạn ghi ngay \
             trong chứng thư); cơ quan ban hành dùng đúng loại chứng thư và ký lại",
            "the signer's certificate, or that of an authority above it, may not be used for this (a limit that it states); \
             the issuing agency signs again with a certificate of the right kind",
        ),
        Sub::CertificateChainGeneralFailure => (
            "không kiểm tra được hết đường dẫn chứng thực: có chứng thư hỏng, có phần chương trình chưa hỗ trợ, hoặc có quá \
             nhiều chứng thư; hãy xem riêng tệp này và dọn lại thư mục --trust",
            "the certification path could not be checked to its end: a certificate is damaged, something is not supported, or \
             there are too many certificates; look at this file alone and tidy the --trust folder",
        ),
        Sub::CryptoConstraintsFailure | Sub::CryptoConstraintsFailureNoPoe => (
            "thuật toán hoặc khóa của chữ ký, của một chứng thư trên đường dẫn, của dấu thời gian hoặc của dữ liệu thu hồi \
             không còn đủ mạnh vào lúc được dùng (các mốc ghi trong algorithms.toml); cần bản ký lại, hoặc dữ liệu thu hồi \
             mới ký bằng thuật toán đủ mạnh",
            "an algorithm or a key of the signature, of a certificate of the path, of a timestamp or of revocation data was no \
             longer reliable when it was used (dates of algorithms.toml); it has to be signed again, or new revocation data \
             is needed",
        ),
        Sub::TimestampOrderFailure => (
            "các dấu thời gian mâu thuẫn nhau: dấu thời gian của văn bản ghi giờ sớm hơn dấu thời gian nằm trong chữ ký mà nó \
             bao trùm; kiểm tra đồng hồ của các máy chủ dấu thời gian",
            "timestamps contradict each other: that of the document is earlier than the one inside the signature that it \
             covers; check the clocks of the timestamp servers",
        ),
        Sub::NoSigningCertificateFound => (
            "trong tệp không có hoặc không đọc được chứng thư của người ký; đề nghị nơi phát hành cung cấp tệp gốc",
            "the signer's certificate is missing or can't be read; ask the issuer for the original",
        ),
        Sub::NoCertificateChainFound | Sub::NoCertificateChainFoundNoPoe => (
            "không có đường dẫn chứng thực từ chứng thư của người ký đến chứng thư gốc tin cậy (xem quy tắc K01)",
            "no certification path leads from the signer to a trusted root (see rule K01)",
        ),
        Sub::RevokedNoPoe => (
            "chứng thư của người ký đã bị thu hồi, và không có bằng chứng (dấu thời gian) là đã ký trước lúc đó",
            "the signer's certificate was revoked, and nothing (no timestamp) proves that it signed before",
        ),
        Sub::RevokedCaNoPoe => (
            "một cơ quan chứng thực trên đường dẫn đã bị thu hồi, hoặc sau đó bị thu hồi vì có thể đã lộ khóa, và không có \
             bằng chứng về những gì đã có trước đó; hãy hỏi cơ quan cung cấp dịch vụ chứng thực",
            "an authority on the path was revoked, or revoked later and perhaps for a compromise, and nothing proves what \
             existed before; ask the certification authority",
        ),
        Sub::OutOfBoundsNotRevoked | Sub::OutOfBoundsNoPoe => (
            "không có bằng chứng (dấu thời gian) là đã ký khi các chứng thư trên đường dẫn còn hạn",
            "nothing (no timestamp) proves that it was signed while the certificates of the path were valid",
        ),
        Sub::RevocationOutOfBoundsNoPoe | Sub::TryLater => (
            "chưa có dữ liệu thu hồi (CRL, OCSP) đủ để khẳng định cho thời điểm ký, hoặc chứng thư khi đó đang bị tạm dừng; \
             bổ sung bản mới vào thư mục --trust rồi đánh giá lại",
            "revocation data (CRL, OCSP) for the time of signing is not at hand, or the certificate was on hold; add new data \
             to the --trust folder and judge again",
        ),
        Sub::NoPoe => (
            "không có bằng chứng về thời điểm chữ ký đã tồn tại",
            "nothing proves when it existed",
        ),
        Sub::SignedDataNotFound => ("không có nội dung đã ký", "what was signed is not there"),
        Sub::PolicyProcessingError | Sub::SignaturePolicyNotAvailable => (
            "không xử lý được chính sách ký ghi trong chữ ký",
            "the signature policy that it names can't be processed",
        ),
    };
    both(vi, en)
}
