//! Signatures as bytes, and what is said of them.

mod authorities;
mod contradiction;
mod corpus;
mod edges;
mod graphs;
mod hostile;
mod indications;
mod official;
mod pkits;
mod reliability;
mod spoilt;
mod timestamps;
mod vectors;

use std::{fs, path::PathBuf};

use kysoat::{
    budget::Budget,
    facts::Measured,
    pki::{SignatureExamination, SignatureInput, examine},
};

/// A file of tests/vectors/pki.
fn vector(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/pki");
    fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn examined(sub_filter: &str, contents: &[u8], content: &[u8]) -> SignatureExamination {
    examine(
        &SignatureInput {
            sub_filter: Some(sub_filter),
            contents,
            covered: Some(&[content]),
            begun: None,
            certificate: None,
        },
        &Budget::default(),
    )
}

fn accepted(examination: &SignatureExamination) -> bool {
    examination.digest_matches == Measured::Known(true) && examination.value_verifies == Measured::Known(true)
}
