//! What is known of one signature, its signer and the certificate: digest, value, path, times.

use super::{FactSpec, FactType, Subject, Unit, Value, boolean, of_signature, time};
use crate::facts::{
    About, AnchorScheme, CertificationFacts, Coverage, Indication, Integrity, Measured, ModificationLevel, Moment,
    SignerKind, TimeStampFacts, ValidityWhenSigned,
};

const KEY_ALGORITHMS: &[&str] = &["rsa", "ecdsa", "ed25519", "ed448", "dsa", "other"];
const DIGEST_ALGORITHMS: &[&str] = &[
    "md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3-256", "sha3-384", "sha3-512", "other",
];

fn code_in(codes: &'static [&'static str], measured: &Measured<String>) -> Measured<Value> {
    measured.as_ref().map(|text| {
        Value::Code(
            codes
                .iter()
                .find(|code| *code == text)
                .or(codes.last())
                .copied()
                .unwrap_or("other"),
        )
    })
}

/// Whole seconds from one moment to another, as far as both are known.
fn seconds(from: &Measured<Moment>, to: Measured<&Moment>) -> Measured<Value> {
    from.as_ref()
        .and_then(|from| to.map(|to| Value::Integer(to.seconds_since(from))))
}

fn signer(subject: &Subject<'_>, read: impl FnOnce(&crate::facts::SignerFacts) -> Option<Value>) -> Measured<Value> {
    of_signature(subject, |signature| {
        signature.signer.as_ref().and_then(|facts| read(facts).into())
    })
}

fn certification(
    subject: &Subject<'_>,
    read: impl FnOnce(&CertificationFacts) -> Measured<Value>,
) -> Measured<Value> {
    of_signature(subject, |signature| read(&signature.certification))
}

/// Entries of this family, sorted by name.
pub(super) static FACTS: &[FactSpec] = &[
    FactSpec {
        name: "certificate.anchor",
        about: About::Signature,
        ty: FactType::Code(AnchorScheme::CODES),
        unit: Unit::None,
        label: ("gốc của đường dẫn chứng thực", "anchor of the certification path"),
        read: |subject| {
            certification(subject, |facts| {
                facts.anchor.as_ref().map(|scheme| Value::Code(scheme.code()))
            })
        },
    },
    FactSpec {
        name: "certificate.days_left",
        about: About::Signature,
        ty: FactType::Integer,
        unit: Unit::Day,
        label: (
            "số ngày từ thời điểm đánh giá đến khi chứng thư hết hạn",
            "days from the audit to the end of the certificate",
        ),
        read: |subject| certification(subject, |facts| facts.days_left.clone().map(Value::Integer)),
    },
    FactSpec {
        name: "certificate.is_ca",
        about: About::Signature,
        ty: FactType::Boolean,
        unit: Unit::None,
        label: (
            "chứng thư của người ký là của cơ quan chứng thực",
            "the signer's certificate is that of a CA",
        ),
        read: |subject| certification(subject, |facts| boolean(&facts.signer_is_ca)),
    },
    FactSpec {
        name: "certificate.path_in_time",
        about: About::Signature,
        ty: FactType::Boolean,
        unit: Unit::None,
        label: (
            "mọi chứng thư trên đường dẫn còn hạn vào thời điểm ký",
            "every certificate of the path was valid at the time of signing",
        ),
        read: |subject| certification(subject, |facts| boolean(&facts.in_time)),
    },
    FactSpec {
        name: "certificate.revocation_stated_at",
        about: About::Signature,
        ty: FactType::Time,
        unit: Unit::None,
        label: (
            "thời điểm phát hành danh sách thu hồi đã dùng",
            "issue time of the revocation data used",
        ),
        read: |subject| certification(subject, |facts| time(&facts.revocation_stated_at)),
    },
    FactSpec {
        name: "certificate.revoked",
        about: About::Signature,
        ty: FactType::Boolean,
        unit: Unit::None,
        label: (
            "chứng thư của người ký đã bị thu hồi vào thời điểm ký",
            "the signer's certificate was revoked at the time of signing",
        ),
        read: |subject| certification(subject, |facts| boolean(&facts.revoked)),
    },
    FactSpec {
        name: "certificate.revoked_at",
        about: About::Signature,
        ty: FactType::Time,
        unit: Unit::None,
        label: (
            "thời điểm chứng thư của người ký bị thu hồi",
            "revocation time of the signer's certificate",
        ),
        read: |subject| certification(subject, |facts| time(&facts.revoked_at)),
    },
    FactSpec {
        name: "certificate.usage_allows",
        about: About::Signature,
        ty: FactType::Boolean,
        unit: Unit::None,
        label: ("mục đích sử dụng khóa cho phép ký", "the key usage allows signing"),
        read: |subject| certification(subject, |facts| boolean(&facts.usage_allows)),
    },
    FactSpec {
        name: "certificate.valid_when_signed",
        about: About::Signature,
        ty: FactType::Code(ValidityWhenSigned::CODES),
        unit: Unit::None,
        label: (
            "chứng thư của người ký còn hạn khi ký",
            "validity of the signer's certificate at signing",
        ),
        read: |subject| {
            certification(subject, |facts| {
                facts.valid_when_signed.as_ref().map(|how| Value::Code(how.code()))
            })
        },
    },
    FactSpec {
        name: "signature.best_time",
        about: About::Signature,
        ty: FactType::Time,
        unit: Unit::None,
        label: ("thời điểm ký được chứng minh", "proven time of signing"),
        read: |subject| of_signature(subject, |signature| time(&signature.best_signature_time)),
    },
    FactSpec {
        name: "signature.byte_range_in_file",
        about: About::Signature,
        ty: FactType::Boolean,
        unit: Unit::None,
        label: ("ByteRange nằm trong tệp", "the ByteRange lies inside the file"),
        read: |subject| of_signature(subject, |signature| boolean(&signature.byte_range_in_file)),
    },
    FactSpec {
        name: "signature.byte_range_well_formed",
        about: About::Signature,
        ty: FactType::Boolean,
        unit: Unit::None,
        label: (
            "ByteRange bắt đầu từ 0 và gồm đúng hai đoạn",
            "the ByteRange starts at 0 and has two ranges",
        ),
        read: |subject| of_signature(subject, |signature| boolean(&signature.byte_range_well_formed)),
    },
    FactSpec {
        name: "signature.claimed_time",
        about: About::Signature,
        ty: FactType::Time,
        unit: Unit::None,
        label: (
            "thời gian ký do phần mềm ghi (/M)",
            "signing time stated by the software (/M)",
        ),
        read: |subject| of_signature(subject, |signature| time(&signature.claimed_time)),
    },
    FactSpec {
        name: "signature.claimed_time_zone",
        about: About::Signature,
        ty: FactType::Text,
        unit: Unit::None,
        label: (
            "múi giờ của thời gian ký do phần mềm ghi (/M)",
            "offset from UTC of the stated signing time (/M)",
        ),
        read: |subject| {
            of_signature(subject, |signature| match signature.claimed_time_has_offset {
                Measured::Known(true) => signature
                    .claimed_time
                    .as_ref()
                    .map(|moment| Value::Text(moment.offset_text())),
                // Looked, and none is written.
                Measured::Known(false) | Measured::Absent => Measured::Absent,
                Measured::Unmeasured(ref cause) => Measured::Unmeasured(cause.clone()),
            })
        },
    },
    FactSpec {
        name: "signature.coverage",
        about: About::Signature,
        ty: FactType::Code(Coverage::CODES),
        unit: Unit::None,
        label: ("phạm vi tệp được ký", "part of the file that is signed"),
        read: |subject| {
            of_signature(subject, |signature| {
                signature.coverage.as_ref().map(|coverage| Value::Code(coverage.code()))
            })
        },
    },
    FactSpec {
        name: "signature.digest_algorithm",
        about: About::Signature,
        ty: FactType::Code(DIGEST_ALGORITHMS),
        unit: Unit::None,
        label: ("thuật toán băm", "digest algorithm"),
        read: |subject| {
            of_signature(subject, |signature| {
                code_in(DIGEST_ALGORITHMS, &signature.digest_algorithm)
            })
        },
    },
    FactSpec {
        name: "signature.digest_matches",
        about: About::Signature,
        ty: FactType::Boolean,
        unit: Unit::None,
        label: (
            "giá trị băm của nội dung khớp với giá trị đã ký",
            "the digest of the content is the signed one",
        ),
        read: |subject| of_signature(subject, |signature| boolean(&signature.digest_matches)),
    },
    FactSpec {
        name: "signature.further_timestamps_unproven",
        about: About::Signature,
        ty: FactType::Integer,
        unit: Unit::None,
        label: (
            "số dấu thời gian khác trên chữ ký mà không chứng minh được gì",
            "further timestamps of the signature that prove nothing",
        ),
        read: |subject| {
            of_signature(subject, |signature| {
                let proves = |token: &Measured<TimeStampFacts>| {
                    let valid = token.known().map(|token| &token.valid);
                    valid == Some(&Measured::Known(true))
                };
                let unproven = signature.further_timestamps.iter().filter(|token| !proves(token));
                Measured::Known(Value::Integer(i64::try_from(unproven.count()).unwrap_or(i64::MAX)))
            })
        },
    },
    FactSpec {
        name: "signature.hole_is_contents",
        about: About::Signature,
        ty: FactType::Boolean,
        unit: Unit::None,
        label: (
            "khoảng trống của ByteRange đúng là /Contents",
            "the hole of the ByteRange is its own /Contents",
        ),
        read: |subject| of_signature(subject, |signature| boolean(&signature.hole_is_contents)),
    },
    FactSpec {
        name: "signature.indication",
        about: About::Signature,
        ty: FactType::Code(Indication::CODES),
        unit: Unit::None,
        label: ("kết luận về chữ ký (EN 319 102-1)", "indication (EN 319 102-1)"),
        read: |subject| {
            of_signature(subject, |signature| {
                Measured::Known(Value::Code(signature.indication.code()))
            })
        },
    },
    FactSpec {
        name: "signature.integrity",
        about: About::Signature,
        ty: FactType::Code(Integrity::CODES),
        unit: Unit::None,
        label: ("tính toàn vẹn", "integrity"),
        read: |subject| {
            of_signature(subject, |signature| {
                Measured::Known(Value::Code(signature.integrity.code()))
            })
        },
    },
    FactSpec {
        name: "signature.key_algorithm",
        about: About::Signature,
        ty: FactType::Code(KEY_ALGORITHMS),
        unit: Unit::None,
        label: ("thuật toán khóa của người ký", "algorithm of the signer's key"),
        read: |subject| of_signature(subject, |signature| code_in(KEY_ALGORITHMS, &signature.key_algorithm)),
    },
    FactSpec {
        name: "signature.key_bits",
        about: About::Signature,
        ty: FactType::Integer,
        unit: Unit::Bit,
        label: ("độ dài khóa của người ký", "size of the signer's key"),
        read: |subject| {
            of_signature(subject, |signature| {
                signature.key_bits.as_ref().map(|bits| Value::Integer(i64::from(*bits)))
            })
        },
    },
    FactSpec {
        name: "signature.live",
        about: About::Signature,
        ty: FactType::Boolean,
        unit: Unit::None,
        label: (
            "chữ ký còn gắn với văn bản",
            "the signature is still attached to the document",
        ),
        read: |subject| of_signature(subject, |signature| boolean(&signature.live)),
    },
    FactSpec {
        name: "signature.modification",
        about: About::Signature,
        ty: FactType::Code(ModificationLevel::CODES),
        unit: Unit::None,
        label: ("thay đổi sau chữ ký này", "changes after this signature"),
        read: |subject| {
            of_signature(subject, |signature| {
                signature.modification.as_ref().map(|level| Value::Code(level.code()))
            })
        },
    },
    FactSpec {
        name: "signature.modification_permitted",
        about: About::Signature,
        ty: FactType::Boolean,
        unit: Unit::None,
        label: (
            "các chữ ký trước cho phép những thay đổi đó",
            "the signatures before allow these changes",
        ),
        read: |subject| of_signature(subject, |signature| boolean(&signature.modification_permitted)),
    },
    FactSpec {
        name: "signature.reachable",
        about: About::Signature,
        ty: FactType::Boolean,
        unit: Unit::None,
        label: ("có trường chữ ký dẫn tới", "a signature field leads to it"),
        read: |subject| of_signature(subject, |signature| boolean(&signature.reachable)),
    },
    FactSpec {
        name: "signature.signer_infos",
        about: About::Signature,
        ty: FactType::Integer,
        unit: Unit::None,
        label: ("số người ký trong một cấu trúc CMS", "number of SignerInfo in the CMS"),
        read: |subject| {
            of_signature(subject, |signature| {
                signature
                    .signer_infos
                    .as_ref()
                    .map(|number| Value::Integer(i64::from(*number)))
            })
        },
    },
    FactSpec {
        name: "signature.signing_time_delay",
        about: About::Signature,
        ty: FactType::Integer,
        unit: Unit::Second,
        label: ("thuộc tính signingTime lệch so với /M", "signingTime attribute less /M"),
        read: |subject| {
            of_signature(subject, |signature| {
                seconds(&signature.claimed_time, signature.signing_time_attribute.as_ref())
            })
        },
    },
    FactSpec {
        name: "signature.sub_filter",
        about: About::Signature,
        ty: FactType::Text,
        unit: Unit::None,
        label: ("định dạng chữ ký (SubFilter)", "signature format (SubFilter)"),
        read: |subject| {
            of_signature(subject, |signature| {
                signature.sub_filter.as_ref().map(|name| Value::Text(name.clone()))
            })
        },
    },
    FactSpec {
        name: "signature.timestamp_delay",
        about: About::Signature,
        ty: FactType::Integer,
        unit: Unit::Second,
        label: ("dấu thời gian lệch so với /M", "time of the timestamp less /M"),
        read: |subject| {
            of_signature(subject, |signature| {
                let stamped = signature.timestamp.as_ref().map(|token| &token.gen_time);
                seconds(&signature.claimed_time, stamped)
            })
        },
    },
    FactSpec {
        name: "signature.timestamp_policy",
        about: About::Signature,
        ty: FactType::Text,
        unit: Unit::None,
        label: (
            "chính sách của máy chủ dấu thời gian (OID)",
            "policy of the time-stamping authority (OID)",
        ),
        read: |subject| {
            of_signature(subject, |signature| {
                signature
                    .timestamp
                    .as_ref()
                    .map(|token| Value::Text(token.policy.clone()))
            })
        },
    },
    FactSpec {
        name: "signature.timestamp_time",
        about: About::Signature,
        ty: FactType::Time,
        unit: Unit::None,
        label: (
            "thời gian trên dấu thời gian (genTime)",
            "time of the timestamp token (genTime)",
        ),
        read: |subject| {
            of_signature(subject, |signature| {
                signature.timestamp.as_ref().map(|token| Value::Time(token.gen_time))
            })
        },
    },
    FactSpec {
        name: "signature.timestamp_valid",
        about: About::Signature,
        ty: FactType::Boolean,
        unit: Unit::None,
        label: ("dấu thời gian hợp lệ", "the timestamp is valid"),
        read: |subject| {
            of_signature(subject, |signature| {
                signature
                    .timestamp
                    .as_ref()
                    .and_then(|token| token.valid.clone())
                    .map(Value::Boolean)
            })
        },
    },
    FactSpec {
        name: "signature.value_verifies",
        about: About::Signature,
        ty: FactType::Boolean,
        unit: Unit::None,
        label: (
            "giá trị chữ ký đúng với khóa của người ký",
            "the signature value verifies with the signer's key",
        ),
        read: |subject| of_signature(subject, |signature| boolean(&signature.value_verifies)),
    },
    FactSpec {
        name: "signer.common_name",
        about: About::Signature,
        ty: FactType::Text,
        unit: Unit::None,
        label: ("tên người ký trên chứng thư", "name on the signer's certificate"),
        read: |subject| signer(subject, |facts| facts.common_name.clone().map(Value::Text)),
    },
    FactSpec {
        name: "signer.kind",
        about: About::Signature,
        ty: FactType::Code(SignerKind::CODES),
        unit: Unit::None,
        label: ("loại chứng thư của người ký", "kind of the signer's certificate"),
        read: |subject| signer(subject, |facts| Some(Value::Code(facts.kind.code()))),
    },
    FactSpec {
        name: "signer.not_after",
        about: About::Signature,
        ty: FactType::Time,
        unit: Unit::None,
        label: ("chứng thư hết hạn", "end of validity of the certificate"),
        read: |subject| signer(subject, |facts| Some(Value::Time(facts.not_after))),
    },
    FactSpec {
        name: "signer.not_before",
        about: About::Signature,
        ty: FactType::Time,
        unit: Unit::None,
        label: ("chứng thư có hiệu lực từ", "start of validity of the certificate"),
        read: |subject| signer(subject, |facts| Some(Value::Time(facts.not_before))),
    },
    FactSpec {
        name: "signer.validity_days",
        about: About::Signature,
        ty: FactType::Integer,
        unit: Unit::Day,
        label: ("thời hạn của chứng thư", "length of the certificate's validity"),
        read: |subject| {
            signer(subject, |facts| {
                let seconds = facts.not_after.seconds_since(&facts.not_before);
                Some(Value::Integer(seconds.div_euclid(86_400)))
            })
        },
    },
];
