//! What measuring the layout of one letter costs: `cargo run --release --no-default-features --example layout --
//! [--documents 400] [--rounds 5]`.
//!
//! Letters of one to three pages with at least two pictures, out of the same made-up archive as the bench: text, pictures
//! and their ink, roles, components. Opening the file and its signatures are not in the figure. Cold starts with an empty
//! cache of ink for every letter; warm keeps it, as a worker does from document to document. CPU is that of this process
//! (Linux).
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a tool for developers"
)]

use std::{env, fs, path::Path};

use kysoat::{
    budget::Budget,
    extract,
    facts::{Measured, SignatureFacts},
    pdf::{Pdf, content::InkCache},
};

#[path = "../tests/forge/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the forge serves the tests as well")]
mod forge;

/// A typical letter, and what is known of its signatures.
struct Letter {
    bytes: Vec<u8>,
    signatures: Vec<SignatureFacts>,
}

fn main() {
    let option = |name: &str, otherwise: usize| {
        let mut words = env::args().skip_while(|word| word != name);
        words.nth(1).map_or(otherwise, |value| value.parse().unwrap())
    };
    let (documents, rounds) = (option("--documents", 400), option("--rounds", 5));
    let place = tempfile::tempdir().unwrap();
    forge::archive(44, documents, place.path());
    let letters: Vec<Letter> = walkdir::WalkDir::new(place.path())
        .sort_by_file_name()
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| typical(entry.path()))
        .collect();
    let profile = if cfg!(debug_assertions) { "dev" } else { "release" };
    println!(
        "{} typical letters of {documents} documents, {profile} build",
        letters.len()
    );
    let budget = Budget::default();
    let opened: Vec<Pdf<'_>> = letters
        .iter()
        .map(|letter| Pdf::open(&letter.bytes, &budget).unwrap())
        .collect();
    let measure = |what: &str, kept: &mut Option<InkCache>| {
        let mut signatures: Vec<Vec<SignatureFacts>> =
            letters.iter().map(|letter| letter.signatures.clone()).collect();
        let began = cpu();
        for (pdf, signatures) in opened.iter().zip(&mut signatures) {
            let mut empty = InkCache::new();
            let inks = kept.as_mut().unwrap_or(&mut empty);
            std::hint::black_box(extract::measure_layout(pdf, signatures, None, inks));
        }
        let spent = cpu() - began;
        println!("{what}: {:.2} ms a letter", spent as f64 / 1e6 / letters.len() as f64);
    };
    measure("cold: an empty cache of ink each time", &mut None);
    let mut kept = Some(InkCache::new());
    measure("first with a cache that is kept", &mut kept);
    for _ in 0..rounds {
        measure("warm", &mut kept);
    }
}

fn typical(path: &Path) -> Option<Letter> {
    let bytes = fs::read(path).unwrap();
    let facts = extract::measure(&bytes, &path.to_string_lossy(), &Budget::default());
    let pages = facts.file.pages.known().is_some_and(|pages| (1..=3).contains(pages));
    let pictured = |signature: &&SignatureFacts| {
        let appearance = signature.layout.appearance.known();
        appearance.is_some_and(|appearance| matches!(appearance.picture, Measured::Known(_)))
    };
    let typical = pages && facts.signatures.iter().filter(pictured).count() >= 2;
    typical.then_some(Letter {
        bytes,
        signatures: facts.signatures,
    })
}

/// CPU time of this process, in nanoseconds.
fn cpu() -> u64 {
    let schedule = fs::read_to_string("/proc/self/schedstat").unwrap();
    schedule.split_whitespace().next().unwrap().parse().unwrap()
}
