//! The committed vectors: each with its expected result, and spoilt.

use kysoat::{
    budget::Budget,
    facts::{Cause, FaultKind, Measured},
    pki::{FormatProblem, SignatureExamination, SignatureInput, TimeStampToken, Trailing, examine},
};

use super::{accepted, examined, vector};
use crate::forge::{
    cms::{Order, algorithm_protection, detached_with, signing_certificate_as},
    pki::{Holder, party, sha256},
};

const DETACHED: &str = "adbe.pkcs7.detached";
const CADES: &str = "ETSI.CAdES.detached";
const SHA1: &str = "adbe.pkcs7.sha1";
const TIMESTAMP: &str = "ETSI.RFC3161";

/// Accepted: file, SubFilter, digest algorithm, key algorithm, bits.
const ACCEPTED: &[(&str, &str, &str, &str, u32)] = &[
    ("rsa-sha256.der", DETACHED, "sha256", "rsa", 2048),
    ("rsa-sha1.der", DETACHED, "sha1", "rsa", 2048),
    ("rsa-sha384.der", DETACHED, "sha384", "rsa", 2048),
    ("rsa-sha512.der", DETACHED, "sha512", "rsa", 2048),
    ("rsa-sha224.der", DETACHED, "sha224", "rsa", 2048),
    ("rsa-sha3-256.der", DETACHED, "sha3-256", "rsa", 2048),
    ("rsa1024-sha384.der", DETACHED, "sha384", "rsa", 1024),
    ("pss-sha1.der", DETACHED, "sha1", "rsa", 2048),
    ("pss-mgf-other.der", DETACHED, "sha256", "rsa", 2048),
    ("digest-info-without-null.der", DETACHED, "sha256", "rsa", 2048),
    ("rsa1024-sha256.der", DETACHED, "sha256", "rsa", 1024),
    ("pss-salt-max.der", DETACHED, "sha256", "rsa", 2048),
    ("pss-salt-digest.der", DETACHED, "sha512", "rsa", 2048),
    ("pss-salt-7.der", DETACHED, "sha384", "rsa", 2048),
    ("pss-salt-0.der", DETACHED, "sha256", "rsa", 2048),
    ("pss-key.der", DETACHED, "sha256", "rsa", 2048),
    ("p256-sha256.der", DETACHED, "sha256", "ecdsa", 256),
    ("p384-sha384.der", DETACHED, "sha384", "ecdsa", 384),
    ("p521-sha512.der", DETACHED, "sha512", "ecdsa", 521),
    ("p256-sha512.der", DETACHED, "sha512", "ecdsa", 256),
    ("p384-sha1.der", DETACHED, "sha1", "ecdsa", 384),
    ("p521-sha224.der", DETACHED, "sha224", "ecdsa", 521),
    ("ed25519.der", DETACHED, "sha512", "ed25519", 256),
    ("no-attributes.der", DETACHED, "sha256", "rsa", 2048),
    ("no-attributes-p256.der", DETACHED, "sha256", "ecdsa", 256),
    ("key-identifier.der", DETACHED, "sha256", "ecdsa", 256),
    ("cades.der", CADES, "sha256", "ecdsa", 256),
    ("two-signers.der", DETACHED, "sha256", "ecdsa", 256),
    ("ber-everything.ber", DETACHED, "sha256", "ecdsa", 256),
    ("ber-long-lengths.ber", DETACHED, "sha256", "rsa", 2048),
    ("unsorted-signed-as-stored.der", DETACHED, "sha256", "ecdsa", 256),
    ("unsorted-signed-sorted.der", DETACHED, "sha256", "ecdsa", 256),
    ("digest-is-signature-oid.der", DETACHED, "sha256", "rsa", 2048),
    ("modulus-negative.der", DETACHED, "sha256", "rsa", 2048),
    ("namesake-first.der", DETACHED, "sha256", "ecdsa", 256),
    ("certificate-broken-extra.der", DETACHED, "sha256", "ecdsa", 256),
    ("ess-both-certificates.der", CADES, "sha256", "ecdsa", 256),
    ("timestamped-sha256.der", DETACHED, "sha256", "ecdsa", 256),
    ("timestamped-sha1.der", DETACHED, "sha256", "ecdsa", 256),
    ("timestamped-no-certificate.der", DETACHED, "sha256", "ecdsa", 256),
    ("timestamped-other-signature.der", DETACHED, "sha256", "ecdsa", 256),
    ("timestamped-unreadable.der", DETACHED, "sha256", "ecdsa", 256),
    ("timestamped-spoilt.der", DETACHED, "sha256", "ecdsa", 256),
    ("pkcs7-sha1.der", SHA1, "sha1", "ecdsa", 256),
    ("pkcs7-sha1-no-attributes.der", SHA1, "sha1", "ecdsa", 256),
    ("document-timestamp.der", TIMESTAMP, "sha256", "rsa", 2048),
    ("document-timestamp-sha512.der", TIMESTAMP, "sha512", "rsa", 2048),
];

/// Not accepted: file, SubFilter, what kind of problem, digest matches, value verifies.
const REFUSED: &[(&str, &str, Problem, Answer, Answer)] = &[
    ("rsa-md5.der", DETACHED, Problem::Unsupported("md5"), None, None),
    (
        "k256-sha256.der",
        DETACHED,
        Problem::Unsupported("curve 1.3.132.0.10"),
        Some(true),
        None,
    ),
    (
        "dsa-sha256.der",
        DETACHED,
        Problem::Unsupported("DSA"),
        Some(true),
        None,
    ),
    (
        "digest-unknown.der",
        DETACHED,
        Problem::Unsupported("digest algorithm 1.2.643.7.1.1.2.2"),
        None,
        None,
    ),
    (
        "signature-unknown.der",
        DETACHED,
        Problem::Unsupported("signature algorithm 1.2.643.7.1.1.3.2"),
        Some(true),
        None,
    ),
    (
        "hash-mismatch.der",
        DETACHED,
        Problem::Unsupported("digest algorithm sha1 with a signature over sha256"),
        Some(true),
        None,
    ),
    ("message-digest-missing.der", DETACHED, Problem::Malformed, None, None),
    ("message-digest-twice.der", DETACHED, Problem::Malformed, None, None),
    (
        "message-digest-two-values.der",
        DETACHED,
        Problem::Malformed,
        None,
        None,
    ),
    ("content-type-missing.der", DETACHED, Problem::Malformed, None, None),
    ("content-type-other.der", DETACHED, Problem::Malformed, None, None),
    ("no-signer-info.der", DETACHED, Problem::Malformed, None, None),
    ("no-attributes.der", CADES, Problem::Malformed, None, None),
    ("ess-other-certificate.der", CADES, Problem::Malformed, Some(true), None),
    ("no-certificate.der", DETACHED, Problem::None, Some(true), None),
    ("namesake-only.der", DETACHED, Problem::None, Some(true), Some(false)),
    (
        "document-timestamp-other-content.der",
        TIMESTAMP,
        Problem::None,
        Some(false),
        Some(true),
    ),
    // Content of their own, which the format forbids.
    ("encapsulated.der", DETACHED, Problem::Malformed, Some(true), None),
    ("stream.ber", DETACHED, Problem::Malformed, Some(true), None),
    (
        "stream-encapsulated.ber",
        DETACHED,
        Problem::Malformed,
        Some(true),
        None,
    ),
    // The name of one format, the bytes of another.
    ("pkcs7-sha1.der", DETACHED, Problem::Malformed, Some(false), None),
    ("rsa-sha256.der", SHA1, Problem::Malformed, None, None),
    ("encapsulated.der", SHA1, Problem::None, Some(false), Some(true)),
    ("rsa-sha256.der", TIMESTAMP, Problem::Malformed, None, None),
    (
        "document-timestamp.der",
        DETACHED,
        Problem::Malformed,
        Some(false),
        None,
    ),
    ("raw-sha1.der", DETACHED, Problem::Malformed, None, None),
];

/// `None`: could not be told.
type Answer = Option<bool>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Problem {
    None,
    Malformed,
    Unsupported(&'static str),
}

#[test]
fn accepted_vectors() {
    let content = vector("content.bin");
    for (name, sub_filter, digest, key, bits) in ACCEPTED {
        let examination = examined(sub_filter, &vector(name), &content);
        assert_eq!(examination.format, Ok(()), "{name}");
        if *name == "two-signers.der" {
            // Nobody looks at the second: the first holds, and of the whole nothing is said.
            assert_eq!(examination.value_verifies, Measured::Unmeasured(Cause::SeveralSigners));
        } else {
            assert!(accepted(&examination), "{name}: {examination:?}");
        }
        assert_eq!(
            examination.digest_algorithm,
            Measured::Known((*digest).to_owned()),
            "{name}"
        );
        assert_eq!(examination.key_algorithm, Measured::Known((*key).to_owned()), "{name}");
        assert_eq!(examination.key_bits, Measured::Known(*bits), "{name}");
        assert_eq!(examination.trailing, Trailing::None, "{name}");
        let signers = if *name == "two-signers.der" { 2 } else { 1 };
        assert_eq!(examination.signer_infos, Measured::Known(signers), "{name}");
        assert!(examination.signer.known().is_some(), "{name}");
    }
}

#[test]
fn accepted_vectors_spoilt() {
    let content = vector("content.bin");
    for (name, sub_filter, ..) in ACCEPTED {
        let whole = vector(name);
        // One bit of the content.
        let mut other = content.clone();
        *other.last_mut().unwrap() ^= 1;
        let examination = examined(sub_filter, &whole, &other);
        assert_eq!(examination.digest_matches, Measured::Known(false), "{name}");
        // One bit of the signature value, wherever it lies.
        let value = signature_value(name, sub_filter, &whole, &content);
        let mut spoilt = whole.clone();
        *spoilt.get_mut(value).unwrap() ^= 1;
        let examination = examined(sub_filter, &spoilt, &content);
        assert_eq!(examination.value_verifies, Measured::Known(false), "{name}");
        // No end of the file.
        let cut = examined(sub_filter, &whole[..whole.len() - 1], &content);
        assert!(matches!(cut.format, Err(FormatProblem::Malformed(_))), "{name}");
        assert!(!accepted(&cut), "{name}");
        // No ByteRange.
        let blind = examine(
            &SignatureInput {
                sub_filter: Some(sub_filter),
                contents: &whole,
                covered: None,
                begun: None,
                certificate: None,
            },
            &Budget::default(),
        );
        assert_eq!(
            blind.digest_matches,
            Measured::Unmeasured(Cause::ByteRangeUnusable),
            "{name}"
        );
        assert_eq!(
            blind.signer.known(),
            examined(sub_filter, &whole, &content).signer.known(),
            "{name}"
        );
    }
}

/// Offset of an octet whose change leaves everything as it was but for the signature value: found by trying from the
/// end, past certificates and unsigned attributes.
fn signature_value(name: &str, sub_filter: &str, whole: &[u8], content: &[u8]) -> usize {
    let before = examined(sub_filter, whole, content);
    (0..whole.len())
        .rev()
        // A value has 64 octets at the least.
        .step_by(29)
        .find(|at| {
            let mut spoilt = whole.to_vec();
            spoilt[*at] ^= 1;
            let after = examined(sub_filter, &spoilt, content);
            // Without signed attributes nothing but the value states a digest.
            let tied = name.starts_with("no-attributes");
            after.value_verifies == Measured::Known(false)
                && (after.digest_matches == before.digest_matches || tied)
                && after.signer.map(|signer| signer.serial_hex)
                    == before.signer.clone().map(|signer| signer.serial_hex)
        })
        .unwrap_or_else(|| panic!("{name}: no value found"))
}

#[test]
fn refused_vectors() {
    let content = vector("content.bin");
    for (name, sub_filter, problem, digest, value) in REFUSED {
        let examination = examined(sub_filter, &vector(name), &content);
        let found = match &examination.format {
            Ok(()) => Problem::None,
            Err(FormatProblem::Malformed(_)) => Problem::Malformed,
            Err(FormatProblem::Unsupported(what)) => match problem {
                Problem::Unsupported(expected) if what == expected => *problem,
                _ => panic!("{name}: unsupported {what}"),
            },
        };
        assert_eq!(found, *problem, "{name} as {sub_filter}: {:?}", examination.format);
        assert_eq!(
            examination.digest_matches.known().copied(),
            *digest,
            "{name} as {sub_filter}"
        );
        assert_eq!(
            examination.value_verifies.known().copied(),
            *value,
            "{name} as {sub_filter}"
        );
        assert!(!accepted(&examination), "{name} as {sub_filter}");
        if let Problem::Unsupported(what) = problem {
            assert_eq!(
                examination.value_verifies,
                Measured::Unmeasured(Cause::UnsupportedAlgorithm((*what).to_owned())),
                "{name}"
            );
        }
    }
    let missing = examined(DETACHED, &vector("no-certificate.der"), &content);
    assert_eq!(missing.signer, Measured::Unmeasured(Cause::CertificateMissing));
    assert_eq!(missing.value_verifies, Measured::Unmeasured(Cause::CertificateMissing));
    let dsa = examined(DETACHED, &vector("dsa-sha256.der"), &content);
    assert_eq!(dsa.key_algorithm, Measured::Known("dsa".to_owned()));
    assert_eq!(dsa.key_bits, Measured::Known(2048));
}

/// Where the verdict is not that of OpenSSL, the README of the vectors says why; these are the files named there.
#[test]
fn verdicts_of_openssl() {
    const ONLY_OPENSSL: &[&str] = &[
        "rsa-md5.der",
        "k256-sha256.der",
        "dsa-sha256.der",
        "signature-unknown.der",
        "content-type-other.der",
        "ess-other-certificate.der",
        // Only the first of them is looked at.
        "two-signers.der",
        // Forbidden where the signature stands in a PDF.
        "encapsulated.der",
        "stream.ber",
        "stream-encapsulated.ber",
    ];
    const ONLY_HERE: &[&str] = &[
        "ed25519.der",
        "digest-info-without-null.der",
        "unsorted-signed-sorted.der",
        "digest-is-signature-oid.der",
        "namesake-first.der",
        "certificate-broken-extra.der",
    ];
    let content = vector("content.bin");
    let verdicts = String::from_utf8(vector("openssl.txt")).unwrap();
    let mut compared = 0;
    for line in verdicts.lines() {
        let (verdict, name) = line.split_once(' ').unwrap();
        let sub_filter = if name.starts_with("pkcs7-sha1") { SHA1 } else { DETACHED };
        let here = accepted(&examined(sub_filter, &vector(name), &content));
        let expected = match verdict {
            "verifies" => !ONLY_OPENSSL.contains(&name),
            "refuses" => ONLY_HERE.contains(&name),
            other => panic!("{other}"),
        };
        assert_eq!(here, expected, "{name}: OpenSSL {verdict}");
        compared += 1;
    }
    assert!(compared > 60, "{compared}");
}

#[test]
fn what_a_technician_should_know() {
    let content = vector("content.bin");
    for (name, note) in [
        ("stream.ber", "not in DER"),
        ("ber-everything.ber", "not in DER"),
        ("ber-long-lengths.ber", "not in DER"),
        ("two-signers.der", "2 SignerInfo; only the first"),
        ("unsorted-signed-as-stored.der", "over the stored order"),
        ("unsorted-signed-sorted.der", "over the DER order"),
        (
            "digest-is-signature-oid.der",
            "digestAlgorithm is the signature algorithm 1.2.840.113549.1.1.11",
        ),
        ("namesake-first.der", "2 certificates fit"),
        ("certificate-broken-extra.der", "1 certificate(s) not readable"),
        ("timestamped-unreadable.der", "timestamp token is not readable"),
    ] {
        let notes = examined(DETACHED, &vector(name), &content).notes;
        assert!(notes.iter().any(|text| text.contains(note)), "{name}: {notes:?}");
    }
    assert!(
        examined(DETACHED, &vector("p256-sha256.der"), &content)
            .notes
            .is_empty()
    );
}

#[test]
fn certificate_of_the_signer() {
    let content = vector("content.bin");
    let examination = examined(DETACHED, &vector("p256-sha256.der"), &content);
    let signer = examination.signer.known().unwrap();
    assert_eq!(signer.common_name.as_deref(), Some("Người ký p256"));
    assert_eq!(signer.organization.as_deref(), Some("Sở Khoa học và Công nghệ"));
    assert_eq!(signer.organizational_unit, None);
    assert_eq!(signer.issuer_common_name.as_deref(), Some("Người ký p256"));
    assert_eq!(
        signer.issuer,
        "CN=Người ký p256,O=Sở Khoa học và Công nghệ,L=Cần Thơ,C=VN"
    );
    assert_eq!(signer.serial_hex, "a02");
    assert_eq!(signer.not_before.to_string(), "2026-01-01T00:00:00Z");
    assert_eq!(signer.not_after.to_string(), "2066-01-01T00:00:00Z");
    assert_eq!(signer.sha256.len(), 64);
    // Of two certificates of that name and key, the one that the ESS attribute names.
    let both = examined(CADES, &vector("ess-both-certificates.der"), &content);
    assert_eq!(
        both.signer.known().map(|found| found.sha256.as_str()),
        Some(signer.sha256.as_str())
    );
    let time = examined(DETACHED, &vector("ber-everything.ber"), &content).signing_time_attribute;
    assert_eq!(
        time.known().map(ToString::to_string).as_deref(),
        Some("2026-02-04T09:29:58Z")
    );
}

/// The token of a signature that has at most one.
fn only(examination: &SignatureExamination) -> Measured<TimeStampToken> {
    assert!(examination.timestamps.len() < 2);
    examination.timestamps.first().cloned().unwrap_or(Measured::Absent)
}

#[test]
fn timestamps() {
    let content = vector("content.bin");
    let token = |name: &str| -> Measured<TimeStampToken> { only(&examined(DETACHED, &vector(name), &content)) };
    for (name, algorithm) in [("timestamped-sha256.der", "sha256"), ("timestamped-sha1.der", "sha1")] {
        let token = token(name);
        let token = token.known().unwrap();
        assert_eq!(token.imprint_algorithm, algorithm);
        assert_eq!(token.imprint_matches, Measured::Known(true));
        assert_eq!(token.signature_verifies, Measured::Known(true));
        assert_eq!(token.tsa.as_deref(), Some("Người ký tsa"));
        assert_eq!(token.policy, "2.16.704.1.1.1.2");
    }
    let other = token("timestamped-other-signature.der");
    assert_eq!(other.known().unwrap().imprint_matches, Measured::Known(false));
    assert_eq!(other.known().unwrap().signature_verifies, Measured::Known(true));
    let spoilt = token("timestamped-spoilt.der");
    assert_eq!(spoilt.known().unwrap().imprint_matches, Measured::Known(true));
    assert_eq!(spoilt.known().unwrap().signature_verifies, Measured::Known(false));
    let bare = token("timestamped-no-certificate.der");
    assert_eq!(bare.known().unwrap().tsa, None);
    assert_eq!(
        bare.known().unwrap().signature_verifies,
        Measured::Unmeasured(Cause::CertificateMissing)
    );
    assert_eq!(
        token("timestamped-unreadable.der"),
        Measured::Unmeasured(Cause::CmsUnreadable)
    );
    assert_eq!(token("p256-sha256.der"), Measured::Absent);
    let document = examined(TIMESTAMP, &vector("document-timestamp.der"), &content);
    assert_eq!(
        only(&document).known().unwrap().certificate.known(),
        document.signer.known()
    );
}

fn raw(contents: &[u8], content: &[u8], certificate: Option<&[u8]>) -> SignatureExamination {
    examine(
        &SignatureInput {
            sub_filter: Some("adbe.x509.rsa_sha1"),
            contents,
            covered: Some(&[content]),
            begun: None,
            certificate,
        },
        &Budget::default(),
    )
}

#[test]
fn bare_signature() {
    let content = vector("content.bin");
    let certificate = vector("raw-certificate.der");
    for (name, digest) in [("raw-sha1.der", "sha1"), ("raw-sha256.der", "sha256")] {
        let mut contents = vector(name);
        let examination = raw(&contents, &content, Some(&certificate));
        assert!(accepted(&examination), "{examination:?}");
        assert_eq!(examination.digest_algorithm, Measured::Known(digest.to_owned()));
        assert_eq!(examination.signer_infos, Measured::Absent);
        assert_eq!(examination.timestamps, []);
        let missing = raw(&contents, &content, None);
        assert_eq!(missing.value_verifies, Measured::Unmeasured(Cause::CertificateMissing));
        assert_eq!(
            raw(&contents, b"other", Some(&certificate)).digest_matches,
            Measured::Known(false)
        );
        *contents.last_mut().unwrap() ^= 1;
        assert_eq!(
            raw(&contents, &content, Some(&certificate)).value_verifies,
            Measured::Known(false)
        );
        contents.pop();
        assert!(raw(&contents, &content, Some(&certificate)).format.is_err());
    }
}

#[test]
fn what_follows_the_signature() {
    let content = vector("content.bin");
    // An indefinite length ends in zeros, and so does the padding.
    for name in ["p256-sha256.der", "ber-everything.ber"] {
        let mut contents = vector(name);
        contents.extend([0; 100]);
        let padded = examined(DETACHED, &contents, &content);
        assert!(accepted(&padded), "{name}");
        assert_eq!(padded.trailing, Trailing::Zeros, "{name}");
        contents.push(7);
        let followed = examined(DETACHED, &contents, &content);
        assert!(accepted(&followed), "{name}");
        assert_eq!(followed.trailing, Trailing::Other(101), "{name}");
    }
}

#[test]
fn names_of_formats() {
    let content = vector("content.bin");
    let contents = vector("p256-sha256.der");
    let odd = examined("adbe.pkcs7.detatched", &contents, &content);
    assert!(accepted(&odd));
    assert!(odd.notes.iter().any(|note| note.contains("adbe.pkcs7.detatched")));
    let strange = examined("ABC.private", b"something else", &content);
    assert!(matches!(strange.format, Err(FormatProblem::Unsupported(_))));
    let broken = examined(DETACHED, b"something else", &content);
    assert!(matches!(broken.format, Err(FormatProblem::Malformed(_))));
    assert_eq!(broken.value_verifies, Measured::Unmeasured(Cause::CmsUnreadable));
}

#[test]
fn a_limit_is_no_fault_of_the_signature() {
    let budget = Budget {
        asn1_nodes: 20,
        ..Budget::default()
    };
    let content = vector("content.bin");
    let examination = examine(
        &SignatureInput {
            sub_filter: Some(DETACHED),
            contents: &vector("p256-sha256.der"),
            covered: Some(&[&content]),
            begun: None,
            certificate: None,
        },
        &budget,
    );
    assert!(matches!(examination.format, Err(FormatProblem::Unsupported(_))));
    assert_eq!(
        examination.value_verifies,
        Measured::Unmeasured(Cause::Fault(FaultKind::Budget))
    );
}

#[test]
fn what_is_signed_of_algorithms_and_certificate_must_be_so() {
    let digest = sha256(b"van ban");
    let order = Order::bare(Holder::Chair, "2026-03-02T09:00:00");
    let (sha1, sha256) = ("1.3.14.3.2.26", "2.16.840.1.101.3.4.2.1");
    let (rsa, rsa_with_sha256, rsa_with_sha1) =
        ("1.2.840.113549.1.1.1", "1.2.840.113549.1.1.11", "1.2.840.113549.1.1.5");
    let (chair, other) = (party(Holder::Chair), party(Holder::Tsa));
    for (right, name, attributes) in [
        (true, "the algorithms used", vec![algorithm_protection(sha256, rsa)]),
        (
            true,
            "with the hash function",
            vec![algorithm_protection(sha256, rsa_with_sha256)],
        ),
        (false, "another digest", vec![algorithm_protection(sha1, rsa)]),
        (
            false,
            "another hash function",
            vec![algorithm_protection(sha256, rsa_with_sha1)],
        ),
        (false, "twice", vec![algorithm_protection(sha256, rsa); 2]),
        (
            true,
            "own certificate",
            vec![signing_certificate_as(chair, &chair.issuer_name, chair.serial)],
        ),
        (
            false,
            "another serial",
            vec![signing_certificate_as(chair, &chair.issuer_name, chair.serial + 1)],
        ),
        (
            false,
            "another issuer",
            vec![signing_certificate_as(chair, &other.subject_name, chair.serial)],
        ),
    ] {
        let cms = detached_with(&order, &digest, &attributes);
        let covered: &[&[u8]] = &[b"van ", b"ban"];
        let input = SignatureInput {
            sub_filter: Some(DETACHED),
            contents: &cms,
            covered: Some(covered),
            begun: None,
            certificate: None,
        };
        let found = examine(&input, &Budget::default());
        assert_eq!(found.format.is_ok(), right, "{name}: {:?}", found.format);
        assert_eq!(found.value_verifies == Measured::Known(true), right, "{name}");
    }
}
