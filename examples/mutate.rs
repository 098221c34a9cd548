//! Damaged documents in numbers: `cargo run --example mutate -- [--count 20000] [--seed 1]`.
//!
//! Mutants of the samples, of small forged documents and, where `KYSOAT_CORPUS` names it, of the real corpus are
//! measured in this process. Prints what came of them and the slowest; ends with 1 when one of them panicked, or when
//! one passes for intact over bytes that were not signed. The same count and seed make the same mutants.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a tool for developers"
)]

use std::{
    collections::BTreeMap,
    env, fs, panic,
    path::Path,
    process::ExitCode,
    time::{Duration, Instant},
};

use kysoat::{
    budget::Budget,
    extract,
    facts::{DocumentFacts, Integrity},
};

#[path = "../tests/forge/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the forge serves the tests as well")]
mod forge;

/// How many of the slowest are shown.
const SLOWEST: usize = 10;

struct Original {
    name: String,
    bytes: Vec<u8>,
}

fn main() -> ExitCode {
    let option = |name: &str, otherwise: u64| {
        let mut arguments = env::args().skip_while(|argument| argument != name);
        arguments.nth(1).map_or(otherwise, |value| value.parse().unwrap())
    };
    let (count, seed) = (option("--count", 20_000), option("--seed", 1));
    let originals = originals();
    println!("{count} mutants of {} documents, seed {seed}", originals.len());
    panic::set_hook(Box::new(|_| {}));

    let mut outcomes: BTreeMap<String, u64> = BTreeMap::new();
    let mut slowest: Vec<(Duration, String)> = Vec::new();
    let (mut panicked, mut forged) = (Vec::new(), Vec::new());
    let start = Instant::now();
    for number in 0..count {
        let original = &originals[usize::try_from(number).unwrap() % originals.len()];
        let mutation = seed.wrapping_mul(1 << 32).wrapping_add(number);
        let mutant = forge::mutate(&original.bytes, mutation);
        let label = format!("{} (mutation {mutation})", original.name);
        let began = Instant::now();
        let measured = panic::catch_unwind(|| extract::measure(&mutant, &original.name, &Budget::default()));
        slowest.push((began.elapsed(), label.clone()));
        slowest.sort_by(|one, other| other.cmp(one));
        slowest.truncate(SLOWEST);
        let Ok(facts) = measured else {
            panicked.push(label);
            continue;
        };
        *outcomes.entry(outcome(&facts)).or_default() += 1;
        if passes_over_other_bytes(&facts, &mutant, &original.bytes) {
            forged.push(label);
        }
    }
    println!("{:.1} s\n", start.elapsed().as_secs_f64());
    for (outcome, documents) in &outcomes {
        println!("{documents:>8}  {outcome}");
    }
    println!(
        "{:>8}  panicked\n{:>8}  intact over other bytes\n\nslowest:",
        panicked.len(),
        forged.len()
    );
    for (took, label) in &slowest {
        println!("{:>8.1} ms  {label}", took.as_secs_f64() * 1e3);
    }
    for (what, labels) in [("PANICKED", &panicked), ("INTACT OVER OTHER BYTES", &forged)] {
        for label in labels {
            println!("{what}: {label}");
        }
    }
    ExitCode::from(u8::from(!panicked.is_empty() || !forged.is_empty()))
}

fn originals() -> Vec<Original> {
    let forged = forge::province().into_iter().chain(forge::many(5, 100));
    let mut originals: Vec<Original> = forged
        .map(|document| Original {
            name: document.path,
            bytes: document.bytes,
        })
        .collect();
    match env::var_os("KYSOAT_CORPUS") {
        Some(corpus) => real(Path::new(&corpus), &mut originals),
        None => println!("KYSOAT_CORPUS is not set: only forged documents"),
    }
    originals
}

/// Every real document below this folder, in the order of the names.
fn real(corpus: &Path, into: &mut Vec<Original>) {
    for entry in walkdir::WalkDir::new(corpus.join("vn/pdf")).sort_by_file_name() {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            into.push(Original {
                name: entry.file_name().to_string_lossy().into_owned(),
                bytes: fs::read(entry.path()).unwrap(),
            });
        }
    }
}

fn outcome(facts: &DocumentFacts) -> String {
    let mut kinds: Vec<&str> = facts.faults.iter().map(|fault| fault.kind.code()).collect();
    kinds.dedup();
    if kinds.is_empty() {
        let signed = if facts.signatures.is_empty() {
            "unsigned"
        } else {
            "signed"
        };
        format!("read, {signed}")
    } else {
        kinds.join(" + ")
    }
}

fn passes_over_other_bytes(facts: &DocumentFacts, mutant: &[u8], original: &[u8]) -> bool {
    let passing = |signature: &&kysoat::facts::SignatureFacts| {
        signature.integrity == Integrity::Intact && signature.live.known() == Some(&true)
    };
    facts.signatures.iter().filter(passing).any(|signature| {
        let range: Vec<usize> = signature
            .byte_range
            .known()
            .unwrap()
            .iter()
            .map(|number| usize::try_from(*number).unwrap())
            .collect();
        let covered = |bytes: &[u8]| {
            range
                .chunks_exact(2)
                .map(|part| bytes.get(part[0]..part[0] + part[1]).map(<[u8]>::to_vec))
                .collect::<Option<Vec<_>>>()
        };
        covered(mutant) != covered(original)
    })
}
