//! What is measured of a document equals what is known of it: of forged ones by how they were made, of real ones by
//! the index of the corpus.

use std::fs;

use kysoat::{
    budget::Budget,
    extract::measure,
    facts::{DocumentFacts, Measured, Moment, SignatureFacts},
};

use super::pdf::{corpus, index};
use crate::forge::{
    self,
    expected::{ExpectedSignature, Forged},
};

fn measured(document: &Forged) -> DocumentFacts {
    measure(&document.bytes, &document.path, &Budget::default())
}

fn instant(text: &str) -> jiff::Timestamp {
    Moment::parse(text).unwrap().instant()
}

fn same_signature(path: &str, facts: &SignatureFacts, expected: &ExpectedSignature) {
    assert_eq!(facts.object, Some((expected.object, 0)), "{path}");
    assert_eq!(facts.field.as_deref(), Some(expected.field.as_str()), "{path}");
    assert_eq!(facts.page, Some(expected.page), "{path}");
    assert_eq!(facts.reachable, Measured::Known(expected.reachable), "{path}");
    let range: Vec<usize> = facts
        .byte_range
        .known()
        .unwrap()
        .iter()
        .map(|n| usize::try_from(*n).unwrap())
        .collect();
    assert_eq!(range, expected.byte_range, "{path}");
    assert_eq!(facts.live, Measured::Known(expected.live), "{path}");
    assert_eq!(
        facts.integrity, expected.integrity,
        "{path} {:?}",
        facts.integrity_detail
    );
    assert_eq!(facts.coverage, Measured::Known(expected.coverage), "{path}");
    assert_eq!(
        facts.sub_filter.known().map(String::as_str),
        Some(expected.sub_filter),
        "{path}"
    );
    let signer = facts.signer.known().unwrap();
    assert_eq!(signer.common_name.as_deref(), Some(expected.signer), "{path}");
    assert_eq!(signer.issuer, expected.issuer, "{path}");
    assert_eq!(signer.serial, expected.serial, "{path}");
    assert_eq!(signer.kind, expected.kind, "{path}");
    assert_eq!(
        facts.key_bits.known().map(|bits| *bits as usize),
        Some(expected.key_bits),
        "{path}"
    );
    assert_eq!(
        facts.claimed_time.known().map(Moment::instant),
        Some(instant(&expected.claimed_time)),
        "{path}"
    );
    assert_eq!(
        facts.signing_time_attribute.known().map(Moment::instant),
        expected.signing_time_attribute.as_deref().map(instant),
        "{path}"
    );
    let token = facts.timestamp.known();
    assert_eq!(
        token.map(|token| token.gen_time.instant()),
        expected.gen_time.as_deref().map(instant),
        "{path}"
    );
    assert_eq!(
        token.map(|token| token.imprint_algorithm.as_str()),
        expected.imprint_algorithm,
        "{path}"
    );
    if let Some(token) = token {
        assert_eq!(token.imprint_matches, Measured::Known(true), "{path}");
    }
    // Unknown is an honest answer to what was done behind a signature; a wrong grade is not.
    if let (Some(level), Some(expected)) = (facts.modification.known(), expected.modification) {
        assert_eq!(*level, expected, "{path}");
    }
}

fn same(document: &Forged) {
    let (facts, expected, path) = (measured(document), &document.expected, &document.path);
    assert_eq!(facts.kind, expected.kind, "{path}");
    assert_eq!(facts.faults.first().map(|fault| fault.kind), expected.fault, "{path}");
    assert_eq!(facts.file.version.known().copied(), expected.version, "{path}");
    assert_eq!(facts.file.pages.known().copied(), expected.pages, "{path}");
    assert_eq!(facts.file.revisions.known().copied(), expected.revisions, "{path}");
    assert_eq!(
        facts.file.bytes_after_last_signature.known().copied(),
        expected.bytes_after_last_signature,
        "{path}"
    );
    assert_eq!(facts.signatures.len(), expected.signatures.len(), "{path}");
    for (facts, expected) in facts.signatures.iter().zip(&expected.signatures) {
        same_signature(path, facts, expected);
    }
}

#[test]
fn the_sample_province_is_measured_as_it_was_forged() {
    let province = forge::province();
    assert!(province.len() >= 8);
    province.iter().for_each(same);
}

#[test]
fn seeded_documents_are_measured_as_they_were_forged() {
    let documents: Vec<Forged> = forge::many(7, 60).collect();
    assert!(
        documents
            .iter()
            .any(|document| !document.expected.signatures.is_empty())
    );
    documents.iter().for_each(same);
}

/// No mutant may make a signature vouch for bytes that nobody signed, and none may stop the reader.
#[test]
fn two_thousand_mutants_are_read_and_none_is_vouched_for() {
    let originals: Vec<Forged> = forge::province()
        .into_iter()
        .filter(|document| !document.expected.signatures.is_empty())
        .chain(forge::many(11, 8))
        .collect();
    let covered = |bytes: &[u8], facts: &DocumentFacts| -> Vec<Vec<u8>> {
        facts
            .signatures
            .iter()
            .filter(|signature| {
                signature.integrity.code() == "intact" && signature.hole_is_contents == Measured::Known(true)
            })
            .map(|signature| {
                let range: Vec<usize> = signature
                    .byte_range
                    .known()
                    .unwrap()
                    .iter()
                    .map(|n| usize::try_from(*n).unwrap())
                    .collect();
                [&bytes[..range[1]], &bytes[range[2]..range[2] + range[3]]].concat()
            })
            .collect()
    };
    let signed: Vec<Vec<Vec<u8>>> = originals
        .iter()
        .map(|document| covered(&document.bytes, &measured(document)))
        .collect();
    assert!(signed.iter().any(|contents| !contents.is_empty()));
    let (mut still_intact, mut changed) = (0, 0);
    for seed in 0..2_000 {
        let which = usize::try_from(seed).unwrap() % originals.len();
        let original = &originals[which];
        let bytes = forge::mutate(&original.bytes, seed);
        changed += usize::from(bytes != original.bytes);
        let facts = measure(&bytes, &original.path, &Budget::default());
        for content in covered(&bytes, &facts) {
            still_intact += 1;
            assert!(signed[which].contains(&content), "seed {seed} of {}", original.path);
        }
    }
    assert!(changed > 1_500, "{changed} mutants differ from their original");
    assert!(
        still_intact > 0,
        "no mutant kept a signature: the property was not tried"
    );
}

#[test]
#[ignore = "needs KYSOAT_CORPUS"]
fn every_real_signature_is_what_the_index_expects() {
    let mut seen = 0;
    for document in index() {
        let file = document["file"].as_str().unwrap();
        let bytes = fs::read(corpus().join("vn").join(file)).unwrap();
        let facts = measure(&bytes, file, &Budget::default());
        assert_eq!(facts.sha256.as_deref(), document["sha256"].as_str());
        let expected = document["signatures"].as_array().unwrap();
        assert_eq!(facts.signatures.len(), expected.len(), "{file}");
        for signature in expected {
            let range: Vec<i64> = serde_json::from_value(signature["byte_range"].clone()).unwrap();
            let found = facts
                .signatures
                .iter()
                .find(|entry| entry.byte_range == Measured::Known(range.clone()))
                .unwrap();
            let expect = &signature["expect"];
            assert_eq!(found.integrity.code(), expect["integrity"], "{file} {range:?}");
            assert_eq!(
                found.coverage.known().map(|coverage| coverage.code()),
                expect["coverage"].as_str(),
                "{file}"
            );
            assert_eq!(
                found.live,
                Measured::Known(!expect["dead"].as_bool().unwrap()),
                "{file} {range:?}"
            );
            assert_eq!(
                found.key_bits.known().map(|bits| u64::from(*bits)),
                signature["key_bits"].as_u64(),
                "{file}"
            );
            let signer = found.signer.known().unwrap();
            assert_eq!(Some(signer.serial.as_str()), signature["serial_hex"].as_str(), "{file}");
            assert_eq!(
                Some(signer.issuer.as_str()),
                signature["signer_issuer_cn"].as_str(),
                "{file}"
            );
            let gen_time = signature["tst"]["gen_time"].as_str().unwrap().replace(' ', "T");
            assert_eq!(
                found.timestamp.known().unwrap().gen_time.instant(),
                instant(&gen_time),
                "{file}"
            );
            seen += 1;
        }
    }
    assert!(seen >= 14, "{seen}");
}
