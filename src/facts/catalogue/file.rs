//! The file as a whole: its version, pages and revisions, and how many signatures it holds.

use super::{FactSpec, FactType, Unit, Value, boolean, count};
use crate::facts::{About, Cause, DocumentFacts, FaultKind, Measured, ModificationLevel, SignatureFacts};

/// What was done after the last live signature that covers a revision. A document timestamp is nobody's signature (ISO
/// 32000-2, 12.8.5): it is the last only where there is no other.
fn modification_after_last(document: &DocumentFacts) -> Measured<Value> {
    let bytes = match &document.file.bytes_after_last_signature {
        Measured::Known(bytes) => *bytes,
        Measured::Absent => return Measured::Absent,
        Measured::Unmeasured(cause) => return Measured::Unmeasured(cause.clone()),
    };
    let end = |signature: &&SignatureFacts| {
        let range = signature.byte_range.known();
        range.map(|range| range.iter().rev().take(2).sum::<i64>())
    };
    let live = || {
        let all = document.signatures.iter();
        all.filter(|signature| signature.live == Measured::Known(true))
    };
    let last = live().max_by_key(end);
    let last_signer = live()
        .filter(|signature| !signature.is_document_timestamp())
        .max_by_key(end);
    match (last_signer.or(last), last) {
        (Some(signer), Some(last)) if bytes == 0 && end(&signer) == end(&last) => {
            Measured::Known(Value::Code(ModificationLevel::None.code()))
        }
        (Some(signer), _) => signer.modification.as_ref().map(|level| Value::Code(level.code())),
        (None, _) => Measured::Unmeasured(Cause::NotGraded),
    }
}

fn signature_count(document: &DocumentFacts, only_live: bool) -> Measured<Value> {
    if document.signatures_searched() {
        Measured::Known(count(
            document
                .signatures
                .iter()
                .filter(|signature| !only_live || signature.live == Measured::Known(true))
                .count(),
        ))
    } else {
        let kind = document
            .faults
            .first()
            .map_or(FaultKind::Unreadable, |fault| fault.kind);
        Measured::Unmeasured(Cause::Fault(kind))
    }
}

/// Entries of this family, sorted by name.
pub(super) static FACTS: &[FactSpec] = &[
    FactSpec {
        name: "document.live_signatures",
        about: About::Document,
        ty: FactType::Integer,
        unit: Unit::None,
        label: ("số chữ ký số còn hiệu lực kỹ thuật", "number of live signatures"),
        read: |subject| signature_count(subject.document, true),
    },
    FactSpec {
        name: "document.modification_after_last_signature",
        about: About::Document,
        ty: FactType::Code(ModificationLevel::CODES),
        unit: Unit::None,
        label: ("thay đổi sau chữ ký cuối cùng", "changes after the last signature"),
        read: |subject| modification_after_last(subject.document),
    },
    FactSpec {
        name: "document.signatures",
        about: About::Document,
        ty: FactType::Integer,
        unit: Unit::None,
        label: (
            "số chữ ký số tìm thấy trong tệp",
            "number of signature dictionaries in the file",
        ),
        read: |subject| signature_count(subject.document, false),
    },
    FactSpec {
        name: "file.bytes_after_last_signature",
        about: About::Document,
        ty: FactType::Integer,
        unit: Unit::Byte,
        label: (
            "số byte sau phiên bản được ký cuối cùng",
            "bytes behind the last signed revision",
        ),
        read: |subject| {
            subject
                .document
                .file
                .bytes_after_last_signature
                .as_ref()
                .map(|bytes| Value::Integer(i64::try_from(*bytes).unwrap_or(i64::MAX)))
        },
    },
    FactSpec {
        name: "file.encrypted",
        about: About::Document,
        ty: FactType::Boolean,
        unit: Unit::None,
        label: ("tệp bị mã hóa", "the file is encrypted"),
        read: |subject| boolean(&subject.document.file.encrypted),
    },
    FactSpec {
        name: "file.page_height",
        about: About::Document,
        ty: FactType::Decimal,
        unit: Unit::Millimetre,
        label: ("chiều cao trang 1", "height of page 1"),
        read: |subject| {
            subject
                .document
                .file
                .page_box
                .as_ref()
                .map(|page| Value::Decimal(page.height_mm))
        },
    },
    FactSpec {
        name: "file.page_width",
        about: About::Document,
        ty: FactType::Decimal,
        unit: Unit::Millimetre,
        label: ("chiều rộng trang 1", "width of page 1"),
        read: |subject| {
            subject
                .document
                .file
                .page_box
                .as_ref()
                .map(|page| Value::Decimal(page.width_mm))
        },
    },
    FactSpec {
        name: "file.pages",
        about: About::Document,
        ty: FactType::Integer,
        unit: Unit::None,
        label: ("số trang", "number of pages"),
        read: |subject| {
            subject
                .document
                .file
                .pages
                .as_ref()
                .map(|pages| Value::Integer(i64::from(*pages)))
        },
    },
    FactSpec {
        name: "file.password_needed",
        about: About::Document,
        ty: FactType::Boolean,
        unit: Unit::None,
        label: ("cần mật khẩu để mở tệp", "a password is needed to open the file"),
        read: |subject| boolean(&subject.document.file.password_needed),
    },
    FactSpec {
        name: "file.readable",
        about: About::Document,
        ty: FactType::Boolean,
        unit: Unit::None,
        label: ("đọc được cấu trúc tệp PDF", "the PDF structure can be read"),
        read: |subject| boolean(&subject.document.file.readable),
    },
    FactSpec {
        name: "file.revisions",
        about: About::Document,
        ty: FactType::Integer,
        unit: Unit::None,
        label: ("số phiên bản trong tệp", "revisions in the file"),
        read: |subject| {
            subject
                .document
                .file
                .revisions
                .as_ref()
                .map(|count| Value::Integer(i64::from(*count)))
        },
    },
    FactSpec {
        name: "file.version",
        about: About::Document,
        ty: FactType::Decimal,
        unit: Unit::Version,
        label: ("phiên bản PDF", "PDF version"),
        read: |subject| {
            subject
                .document
                .file
                .version
                .as_ref()
                .map(|version| Value::Decimal(f64::from(version.major) + f64::from(version.minor) / 10.0))
        },
    },
];
