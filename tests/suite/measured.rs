//! What is measured of a document is what is known of it: of forged ones by how they were made, of real ones by the
//! index of the corpus.

use std::fs;

use kysoat::{
    budget::Budget,
    extract,
    facts::{FaultKind, Measured, Moment},
};

use super::pdf::{corpus, index};
use crate::forge::{
    self, Letter, Signing, Spoil,
    bench::{Bench, Setup},
    cms::SigningTime,
    expected::Forged,
    pki::Holder,
};

fn differences(document: &Forged) -> Vec<String> {
    let facts = extract::measure(&document.bytes, &document.path, &Budget::default());
    document.expected.differences(&facts)
}

#[test]
fn samples_are_measured_as_the_forge_made_them() {
    let mut wrong = Vec::new();
    for document in forge::province() {
        wrong.extend(
            differences(&document)
                .iter()
                .map(|line| format!("{}: {line}", document.path)),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_thousand_documents_are_measured_as_the_forge_made_them() {
    let mut wrong = Vec::new();
    for document in forge::many(20, 1000) {
        wrong.extend(
            differences(&document)
                .iter()
                .map(|line| format!("{}: {line}", document.path)),
        );
    }
    assert!(
        wrong.is_empty(),
        "{} differences, such as\n{}",
        wrong.len(),
        wrong[..wrong.len().min(20)].join("\n")
    );
}

/// ISO 32000-1, table 15, lets it stand in the trailer itself.
#[test]
fn an_encryption_dictionary_without_a_number_is_followed() {
    let direct = |password: &str| {
        let file = Bench::new(&Setup::default()).file.encrypted(password);
        let (number, dictionary) = file.objects.last_key_value().unwrap();
        let named = format!("/Encrypt {number} 0 R");
        let at = memchr::memmem::rfind(&file.bytes, named.as_bytes()).unwrap();
        let mut bytes = file.bytes.clone();
        bytes.splice(at..at + named.len(), [b"/Encrypt", dictionary.as_slice()].concat());
        extract::measure(&bytes, "a.pdf", &Budget::default())
    };
    let open = direct("");
    assert!(open.faults.is_empty(), "{:?}", open.faults);
    assert_eq!(open.file.encrypted, Measured::Known(true));
    assert_eq!(open.file.pages, Measured::Known(1));
    let closed = direct("mật khẩu");
    assert_eq!(closed.faults[0].kind, FaultKind::Encrypted);
}

/// A scan of 30 MB, made here because it would weigh on the project for ever.
#[test]
fn a_large_scan_is_measured_as_it_was_made() {
    let letter = Letter::scan("quét.pdf", 52)
        .sign(Signing::new(Holder::Principal, "2026-05-29T16:02:18"))
        .sign(Signing::new(Holder::School, "2026-05-29T16:25:40"));
    let document = letter.forge();
    assert!(document.bytes.len() > 30_000_000, "{}", document.bytes.len());
    assert_eq!(differences(&document), [""; 0]);
}

#[test]
fn another_document_is_told_apart() {
    let letter = || {
        let signing = Signing::new(Holder::Chair, "2026-02-03T08:00:00");
        Letter::plain("a.pdf", "Van ban").sign(signing.signing_time(SigningTime::SevenHoursLate))
    };
    let mut mixed = letter().forge();
    assert_eq!(differences(&mixed), [""; 0]);
    mixed.bytes = letter().spoil(Spoil::ValueSpoilt).forge().bytes;
    let found = differences(&mixed);
    assert_eq!(
        found,
        ["signature 1: integrity: expected Intact, found SignatureInvalid"]
    );
}

#[test]
#[ignore = "needs KYSOAT_CORPUS"]
fn every_real_signature_is_what_the_index_expects() {
    let mut seen = 0;
    for document in index() {
        let file = document["file"].as_str().unwrap();
        let bytes = fs::read(corpus().join("vn").join(file)).unwrap();
        let facts = extract::measure(&bytes, file, &Budget::default());
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
                Moment::parse(&gen_time).unwrap().instant(),
                "{file}"
            );
            seen += 1;
        }
    }
    assert!(seen >= 14, "{seen}");
}
