//! What the eye sees, measured: components, roles and geometry against what the tests and the forge put there.

mod blocks;
mod corpus;
mod covered;
mod headings;
mod kinds;
mod letters;
mod marks;
mod parts;
mod samples;
mod seals;
mod stamps;
mod unrecognised;

use kysoat::{
    budget::Budget,
    extract,
    facts::{AppearanceFacts, DocumentFacts, Measured, PictureFacts, SignatureRole, Value, fact},
};

/// Measures a document.
fn measure(bytes: &[u8]) -> DocumentFacts {
    extract::measure(bytes, "a.pdf", &Budget::default())
}

/// The roles of its signatures, in order.
fn roles(facts: &DocumentFacts) -> Vec<Option<SignatureRole>> {
    facts
        .signatures
        .iter()
        .map(|signature| signature.role.known().copied())
        .collect()
}

fn shown(facts: &DocumentFacts, index: usize) -> &AppearanceFacts {
    facts.signatures[index]
        .layout
        .appearance
        .known()
        .expect("an appearance")
}

fn picture(facts: &DocumentFacts, index: usize) -> &PictureFacts {
    shown(facts, index).picture.known().expect("a picture")
}

/// A fact of the document as rules read it.
fn read(facts: &DocumentFacts, name: &str) -> Measured<Value> {
    let spec = fact(name).unwrap_or_else(|| panic!("{name}"));
    (spec.read)(&kysoat::facts::Subject {
        document: facts,
        signature: None,
    })
}

#[track_caller]
fn near(found: f64, expected: f64, tolerance: f64) {
    assert!(
        (found - expected).abs() <= tolerance,
        "{found} is not {expected} ± {tolerance}"
    );
}
