//! What went wrong while reading a document, as data.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Lack, Localized};

/// One thing that went wrong with one document. It is a row of the report, never the end of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Where in the reading it happened.
    pub stage: Stage,
    /// What kind of thing it was.
    pub kind: FaultKind,
    /// For a technician: what exactly, with offsets or object numbers. English, no path of the machine.
    pub detail: String,
    /// The families of facts it hides (`file`, `signatures`, `document`).
    pub hides: Vec<String>,
}

/// The step of reading that met the fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Finding the file in a folder or package.
    Find,
    /// Reading its bytes.
    Read,
    /// The PDF structure: header, cross-references, objects.
    Structure,
    /// A signature dictionary, its CMS or its certificate.
    Signature,
    /// The worker process that held the document.
    Worker,
}

/// Kinds of fault; the codes are part of the JSON contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// The file or folder could not be opened or read.
    Unreadable,
    /// Named `.pdf`, but there is no `%PDF-` in the first 1,024 bytes.
    NotPdf,
    /// The PDF structure is broken so far that facts are missing.
    Damaged,
    /// Encrypted with a password that is not empty.
    Encrypted,
    /// Larger than the limit of bytes for one document.
    TooLarge,
    /// A counted budget (objects, depth, inflated bytes, ...) was used up.
    Budget,
    /// Our code panicked on it; the panic was caught.
    Panicked,
    /// The worker process died on it.
    Crashed,
    /// It took longer than its deadline, twice: of processor time where the system tells it, else by the clock.
    TimedOut,
    /// The worker ran into its memory limit.
    OutOfMemory,
}

impl FaultKind {
    /// The code used in JSON and tables.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::NotPdf => "not-pdf",
            Self::Damaged => "damaged",
            Self::Encrypted => "encrypted",
            Self::TooLarge => "too-large",
            Self::Budget => "budget",
            Self::Panicked => "panicked",
            Self::Crashed => "crashed",
            Self::TimedOut => "timed-out",
            Self::OutOfMemory => "out-of-memory",
        }
    }

    /// The kind of this code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Unreadable,
        Self::NotPdf,
        Self::Damaged,
        Self::Encrypted,
        Self::TooLarge,
        Self::Budget,
        Self::Panicked,
        Self::Crashed,
        Self::TimedOut,
        Self::OutOfMemory,
    ];

    /// What it means, for people.
    pub fn words(self) -> Localized {
        let (vi, en) = match self {
            Self::Unreadable => (
                "không mở hoặc không đọc được tệp",
                "the file could not be opened or read",
            ),
            Self::NotPdf => (
                "tên có đuôi .pdf nhưng không phải tệp PDF",
                "named .pdf but not a PDF file",
            ),
            Self::Damaged => ("cấu trúc tệp PDF bị hỏng", "the structure of the PDF is damaged"),
            Self::Encrypted => ("tệp đặt mật khẩu, không mở được", "the file needs a password"),
            Self::TooLarge => ("tệp lớn hơn giới hạn cho phép", "the file is larger than the limit"),
            Self::Budget => (
                "tệp vượt giới hạn xử lý cho một văn bản",
                "the file uses up the budget of one document",
            ),
            Self::Panicked => (
                "chương trình gặp sự cố khi đọc tệp",
                "the program had a fault while reading the file",
            ),
            Self::Crashed => (
                "tiến trình đọc tệp bị dừng đột ngột",
                "the process that read the file died",
            ),
            Self::TimedOut => ("đọc tệp quá thời gian cho phép", "reading the file took too long"),
            Self::OutOfMemory => ("đọc tệp cần quá nhiều bộ nhớ", "reading the file needs too much memory"),
        };
        Localized {
            vi: vi.to_owned(),
            en: en.to_owned(),
        }
    }

    /// What the agency or the officer can do about it, for people.
    pub fn advice(self) -> Localized {
        let (vi, en) = match self {
            Self::Unreadable => (
                "kiểm tra đường dẫn, quyền truy cập và ổ đĩa",
                "check the path, access rights and the disk",
            ),
            Self::NotPdf | Self::Damaged => ("xin lại bản gốc từ nơi phát hành", "ask the issuer for the original"),
            Self::Encrypted => (
                "xin bản không đặt mật khẩu từ nơi phát hành",
                "ask for a copy without a password",
            ),
            Self::TooLarge => (
                "xem riêng tệp này, hoặc nâng --max-file-bytes",
                "look at it alone, or raise --max-file-bytes",
            ),
            Self::Budget | Self::TimedOut | Self::OutOfMemory => (
                "xem riêng tệp này bằng phần mềm đọc PDF",
                "look at this file in a PDF viewer",
            ),
            Self::Panicked | Self::Crashed => (
                "gửi tệp cho nhóm phát triển để sửa chương trình",
                "send the file to the developers",
            ),
        };
        Localized {
            vi: vi.to_owned(),
            en: en.to_owned(),
        }
    }
}

/// Why a fact could not be measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// A fault of the document hides it.
    Fault(FaultKind),
    /// The document needs a password.
    PasswordNeeded,
    /// The ByteRange can't be used, so there is nothing to compute a digest over.
    ByteRangeUnusable,
    /// The CMS in /Contents can't be decoded.
    CmsUnreadable,
    /// The signer's certificate is not in the file or can't be decoded.
    CertificateMissing,
    /// The certificate does not tell whether it is a person's, an agency's or a service's.
    SignerKindUnknown,
    /// One signature has several signers (`SignerInfo`), of whom only the first is examined.
    SeveralSigners,
    /// An algorithm this program does not know; the string names it (OID or name).
    UnsupportedAlgorithm(String),
    /// Something follows the signed revision, and what it changes has not been graded.
    NotGraded,
    /// Certification paths and revocation have not been validated.
    NotValidated,
    /// Certificates of issuers or revocation data that it needs are not at hand.
    EvidenceMissing,
    /// Certificates are at hand and form no valid certification path: one of them was not signed by the authority that it
    /// names, or breaks a limit (RFC 5280, 6.1).
    PathRefused,
    /// There are so many certificates that not all certification paths were looked at.
    PathsOverBudget,
    /// All evidence of revocation was issued before the time of signing and may have missed what came after it.
    EvidenceTooOld,
    /// There are CRLs or OCSP responses, and all that speak of that time are signed with an algorithm or a key that was no
    /// longer reliable when they were issued.
    EvidenceWeak,
    /// There are so many CRLs or OCSP responses that not all of them were looked at.
    EvidenceOverBudget,
    /// The certificate was on hold, or is said to have been compromised by then.
    RevocationInDoubt,
    /// An authority above the certificate was revoked or on hold, or is said to have been compromised later.
    AuthorityInDoubt,
    /// The timestamp does not name the certificate of who signed it, or names somebody else (RFC 3161, 2.4.2).
    TimestampNotBound,
    /// The timestamp is later than the audit.
    TimestampInFuture,
    /// The timestamp rests on an algorithm or a key that was no longer reliable at its time.
    TimestampWeak,
    /// The time-stamping authority, or one above it, was on hold, or revoked later and perhaps for a compromise: its
    /// timestamps of any date may be forged (RFC 3161, 4).
    TimestampAuthorityInDoubt,
    /// Nothing proves when it was signed, and it depends on that.
    TimeNotProven,
    /// The page is a scanned picture: there is no text to read.
    ScannedPage,
    /// Some pages between the first and the last ones are not looked at: there are too many, or they cost too much.
    PagesNotLookedAt,
    /// Glyphs are shown whose letters the file does not tell.
    TextUnreadable,
    /// The text of the page is not upright as the page is displayed.
    TextTurned,
    /// No ink can be made out on the picture: it is blank, or very faint.
    PictureBlank,
    /// Something is painted over most of the picture.
    PictureCovered,
    /// No title and name of the one who signs were made out on the pages.
    PlaceToSignNotFound,
    /// A picture can't be decoded.
    PictureUnreadable,
    /// What part a signature plays was not recognised, or what its picture is: it may be the one that is looked for.
    PartNotRecognised,
    /// This version of the program does not measure it yet.
    NotMeasured,
}

impl Cause {
    /// What keeps revocation from being known.
    pub fn of_lack(lack: Lack) -> Self {
        match lack {
            Lack::NotAtHand | Lack::OutOfTime => Self::EvidenceMissing,
            Lack::Weak => Self::EvidenceWeak,
            Lack::OverBudget => Self::EvidenceOverBudget,
        }
    }

    /// Its code, for machines: `fault:damaged`, `password-needed`, ...
    pub fn code(&self) -> Cow<'static, str> {
        let code = match self {
            Self::Fault(kind) => return format!("fault:{}", kind.code()).into(),
            Self::UnsupportedAlgorithm(name) => return format!("unsupported-algorithm:{name}").into(),
            Self::PasswordNeeded => "password-needed",
            Self::ByteRangeUnusable => "byte-range-unusable",
            Self::CmsUnreadable => "cms-unreadable",
            Self::CertificateMissing => "certificate-missing",
            Self::SignerKindUnknown => "signer-kind-unknown",
            Self::SeveralSigners => "several-signers",
            Self::NotGraded => "not-graded",
            Self::NotValidated => "not-validated",
            Self::EvidenceMissing => "evidence-missing",
            Self::PathRefused => "path-refused",
            Self::PathsOverBudget => "paths-over-budget",
            Self::EvidenceTooOld => "evidence-too-old",
            Self::EvidenceWeak => "evidence-weak",
            Self::EvidenceOverBudget => "evidence-over-budget",
            Self::RevocationInDoubt => "revocation-in-doubt",
            Self::AuthorityInDoubt => "authority-in-doubt",
            Self::TimestampNotBound => "timestamp-not-bound",
            Self::TimestampInFuture => "timestamp-in-future",
            Self::TimestampWeak => "timestamp-weak",
            Self::TimestampAuthorityInDoubt => "timestamp-authority-in-doubt",
            Self::TimeNotProven => "time-not-proven",
            Self::ScannedPage => "scanned-page",
            Self::PagesNotLookedAt => "pages-not-looked-at",
            Self::TextUnreadable => "text-unreadable",
            Self::TextTurned => "text-turned",
            Self::PictureBlank => "picture-blank",
            Self::PictureCovered => "picture-covered",
            Self::PlaceToSignNotFound => "place-to-sign-not-found",
            Self::PictureUnreadable => "picture-unreadable",
            Self::PartNotRecognised => "part-not-recognised",
            Self::NotMeasured => "not-measured",
        };
        code.into()
    }
}
