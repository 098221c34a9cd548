//! Damaged and attacked files: 2,000 mutants of signed documents are measured without a panic, and none of them keeps
//! an intact signature over other bytes.

use std::panic;

use kysoat::{
    budget::Budget,
    extract,
    facts::{FaultKind, Integrity, SignatureFacts},
};

use crate::forge::{self, expected::Forged};

/// The bytes that an intact, live signature covers are those of the original.
fn covers_the_original(signature: &SignatureFacts, mutant: &[u8], original: &[u8]) -> bool {
    let range = signature.byte_range.known().unwrap();
    let [_, hole, second, length] = [0, 1, 2, 3].map(|index| usize::try_from(range[index]).unwrap());
    let signed = |bytes: &[u8]| Some([bytes.get(..hole)?, bytes.get(second..second + length)?].concat());
    let covered = signed(mutant);
    covered.is_some() && covered == signed(original)
}

#[test]
fn mutants_neither_panic_nor_pass_for_signed() {
    let signed = |document: &Forged| !document.expected.signatures.is_empty();
    let mut documents: Vec<Forged> = forge::province().into_iter().filter(signed).collect();
    documents.extend(forge::many(5, 40).filter(signed));
    let (mut panicked, mut forged, mut readable, mut searched) = (Vec::new(), Vec::new(), 0, 0);
    for seed in 0..2_000_u64 {
        let document = &documents[usize::try_from(seed).unwrap() % documents.len()];
        let mutant = forge::mutate(&document.bytes, seed);
        let measured = panic::catch_unwind(|| extract::measure(&mutant, &document.path, &Budget::default()));
        let Ok(facts) = measured else {
            panicked.push(seed);
            continue;
        };
        searched += facts.signatures.len();
        if facts.fault(FaultKind::Damaged).is_none() && facts.fault(FaultKind::NotPdf).is_none() {
            readable += 1;
        }
        let passes = |signature: &&SignatureFacts| {
            signature.integrity == Integrity::Intact && signature.live.known() == Some(&true)
        };
        let other = |signature: &SignatureFacts| !covers_the_original(signature, &mutant, &document.bytes);
        if facts.signatures.iter().filter(passes).any(other) {
            forged.push(seed);
        }
    }
    assert!(panicked.is_empty(), "panicked on the seeds {panicked:?}");
    assert!(
        forged.is_empty(),
        "an intact signature over other bytes for the seeds {forged:?}"
    );
    // Mutants that nothing can read would prove nothing.
    assert!(
        readable > 1000 && searched > 1000,
        "{readable} readable, {searched} signatures found"
    );
}
