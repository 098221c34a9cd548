//! What is measured of forged documents is what the forge knows of them.

use kysoat::{budget::Budget, extract};

use crate::forge::{self, Letter, Signing, Spoil, cms::SigningTime, expected::Forged, pki::Holder};

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
