//! The forge itself: what it makes is distinct, reproducible, and signed by whom it says.

use std::collections::BTreeSet;

use aws_lc_rs::{
    digest,
    signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey},
};
use kysoat::facts::{Coverage, DocumentKind, FaultKind, Integrity, ModificationLevel};
use x509_parser::prelude::{FromDer as _, X509Certificate};

use crate::forge::{
    self, Letter, Seed, Signing, Spoil, der,
    pki::{Holder, party},
};

#[test]
fn certificates_are_signed_by_whom_they_name() {
    for (holder, name) in Holder::ALL {
        let issuer = match holder {
            Holder::Root | Holder::OfficeCa | Holder::Tsa => Holder::Root,
            _ => Holder::OfficeCa,
        };
        let (rest, certificate) = X509Certificate::from_der(&party(holder).certificate).unwrap();
        let (_, above) = X509Certificate::from_der(&party(issuer).certificate).unwrap();
        assert!(rest.is_empty(), "{name}");
        assert_eq!(certificate.issuer(), above.subject(), "{name}");
        assert_eq!(
            certificate.is_ca(),
            matches!(holder, Holder::Root | Holder::OfficeCa),
            "{name}"
        );
        let key = UnparsedPublicKey::new(
            &RSA_PKCS1_2048_8192_SHA256,
            above.public_key().subject_public_key.data.as_ref(),
        );
        key.verify(
            certificate.tbs_certificate.as_ref(),
            certificate.signature_value.data.as_ref(),
        )
        .unwrap_or_else(|_| panic!("{name}: not signed by its issuer"));
    }
}

#[test]
fn der_is_written_as_the_standard_says() {
    assert_eq!(der::integer(0), [2, 1, 0]);
    assert_eq!(der::integer(128), [2, 2, 0, 128]);
    assert_eq!(der::oid("1.2.840.113549"), [6, 6, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d]);
    assert_eq!(der::oid("2.16.704.1"), [6, 4, 0x60, 0x85, 0x40, 1]);
    assert_eq!(der::octets(&[7; 200])[..3], [4, 0x81, 200]);
    assert_eq!(der::octets(&[7; 300])[..4], [4, 0x82, 1, 44]);
    assert_eq!(
        der::set_of(&[der::integer(2), der::integer(1)]),
        [0x31, 6, 2, 1, 1, 2, 1, 2]
    );
}

#[test]
fn the_province_holds_every_case() {
    let province = forge::province();
    let all = || province.iter().flat_map(|document| &document.expected.signatures);
    for integrity in [
        Integrity::Intact,
        Integrity::DigestMismatch,
        Integrity::SignatureInvalid,
        Integrity::Malformed,
    ] {
        assert!(all().any(|signature| signature.integrity == integrity), "{integrity:?}");
    }
    for coverage in [
        Coverage::WholeFile,
        Coverage::WholeRevision,
        Coverage::Partial,
        Coverage::OutOfFile,
    ] {
        assert!(all().any(|signature| signature.coverage == coverage), "{coverage:?}");
    }
    let some = |holds: fn(&forge::Expected) -> bool| province.iter().any(|document| holds(&document.expected));
    assert!(some(|expected| expected.kind == DocumentKind::Other));
    assert!(some(|expected| expected.fault == Some(FaultKind::NotPdf)));
    assert!(some(|expected| expected
        .version
        .is_some_and(|version| version.minor == 3)));
    assert!(some(
        |expected| expected.version.is_some() && expected.signatures.is_empty()
    ));
    assert!(some(|expected| expected
        .bytes_after_last_signature
        .is_some_and(|bytes| bytes > 0)));
    assert!(some(|expected| expected.fault == Some(FaultKind::Encrypted)));
    assert!(some(|expected| expected.fault == Some(FaultKind::Damaged)));
    assert!(all().any(|signature| !signature.reachable));
    assert!(all().any(|signature| signature.modification == Some(ModificationLevel::LtaUpdate)));
    let agencies: BTreeSet<_> = province
        .iter()
        .map(|document| document.path.split('/').next())
        .collect();
    assert!(province.len() >= 24 && agencies.len() >= 3);
    let bytes: usize = province.iter().map(|document| document.bytes.len()).sum();
    assert!(bytes < 9_000_000, "{bytes} bytes of samples");
}

#[test]
fn many_documents_are_distinct_and_reproducible() {
    let digest = |bytes: &[u8]| digest::digest(&digest::SHA256, bytes).as_ref().to_vec();
    let first: Vec<_> = forge::many(7, 200).collect();
    let again: Vec<_> = forge::many(7, 200).collect();
    let digests: BTreeSet<_> = first.iter().map(|document| digest(&document.bytes)).collect();
    assert_eq!(digests.len(), 200);
    for (one, other) in first.iter().zip(&again) {
        assert_eq!(
            (&one.path, &one.bytes, &one.expected),
            (&other.path, &other.bytes, &other.expected)
        );
    }
    let signed = first
        .iter()
        .filter(|document| !document.expected.signatures.is_empty())
        .count();
    assert!((120..190).contains(&signed), "{signed} of 200 are signed");
    let other: Vec<_> = forge::many(8, 20).map(|document| digest(&document.bytes)).collect();
    assert!(other.iter().all(|digest| !digests.contains(digest)));
}

#[test]
fn spoils_are_told_apart() {
    let letter = || Letter::plain("a.pdf", "Van ban").sign(Signing::new(Holder::Chair, "2026-02-03T08:00:00"));
    let one = |letter: Letter| letter.forge().expected.signatures[0].clone();
    let whole = one(letter());
    assert_eq!(
        (whole.integrity, whole.coverage, whole.live),
        (Integrity::Intact, Coverage::WholeFile, true)
    );
    assert_eq!(
        one(letter().spoil(Spoil::ByteChanged)).integrity,
        Integrity::DigestMismatch
    );
    assert_eq!(
        one(letter().spoil(Spoil::ValueSpoilt)).integrity,
        Integrity::SignatureInvalid
    );
    let anew = one(letter().spoil(Spoil::SavedAnew));
    assert_eq!(
        (anew.coverage, anew.live, anew.modification),
        (Coverage::OutOfFile, false, None)
    );
    let painted = one(letter().spoil(Spoil::PaintedOver([0, 0, 9, 9])));
    assert_eq!(
        (painted.integrity, painted.coverage, painted.modification),
        (
            Integrity::Intact,
            Coverage::WholeRevision,
            Some(ModificationLevel::Other)
        )
    );
}

#[test]
fn mutants_are_reproducible_and_differ() {
    let letter = Letter::plain("a.pdf", "Van ban").forge().bytes;
    let mutants: BTreeSet<Vec<u8>> = (0..500).map(|seed| forge::mutate(&letter, seed)).collect();
    assert!(mutants.len() > 450, "only {} distinct mutants of 500", mutants.len());
    assert_eq!(forge::mutate(&letter, 41), forge::mutate(&letter, 41));
    assert!(forge::mutate(&[], 1).is_empty());
    let mut seed = Seed::new(3);
    assert!((0..100).all(|_| seed.below(7) < 7));
}

#[test]
fn the_archive_for_benches_has_the_weights_of_a_real_one() {
    let place = tempfile::tempdir().unwrap();
    let sizes = forge::archive(44, 60, place.path());
    let median = sizes[30];
    assert!((400_000..650_000).contains(&median), "median {median}");
    assert!(
        sizes[0] > 130_000 && sizes[57] > 1_500_000 && sizes[59] < 11_000_000,
        "{sizes:?}"
    );
    let files = walkdir::WalkDir::new(place.path()).into_iter().map(Result::unwrap);
    let digests: BTreeSet<_> = files
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            digest::digest(&digest::SHA256, &std::fs::read(entry.path()).unwrap())
                .as_ref()
                .to_vec()
        })
        .collect();
    assert_eq!(digests.len(), 60);
}
