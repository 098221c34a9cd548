//! Damage in numbers: `cargo run --example mutate -- [--seconds 60 | --count 20000] [--seed 1]
//! [--what cms,certificates,crl,ocsp,files]`.
//!
//! Mutants of whole files (the samples, small forged documents and, where `KYSOAT_CORPUS` names it, the real corpus), of
//! signatures, certificates, CRLs and OCSP responses are measured in this process. Prints what came of them and the
//! slowest; ends with 1 when one of them panicked, when a file passes for intact over bytes that were not signed, or when
//! one is vouched for although something under a signature was changed. The same seed makes the same mutants in the same
//! order; `--seconds` (shared by all that `--what` names) or `--count` (of each) says how many.
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

mod evidence;

use evidence::Kind;
use kysoat::{
    budget::Budget,
    extract,
    facts::{DocumentFacts, Integrity},
};

#[path = "../../tests/forge/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the forge serves the tests as well")]
mod forge;

/// How many of the slowest are shown.
const SLOWEST: usize = 10;

struct Original {
    name: String,
    bytes: Vec<u8>,
}

/// When to stop.
#[derive(Clone, Copy)]
enum Until {
    Count(u64),
    Time(Duration),
}

impl Until {
    fn goes_on(self, done: u64, began: Instant) -> bool {
        match self {
            Self::Count(count) => done < count,
            Self::Time(time) => began.elapsed() < time,
        }
    }
}

fn main() -> ExitCode {
    let option = |name: &str| env::args().skip_while(|argument| argument != name).nth(1);
    let number = |name: &str| option(name).map(|value| value.parse::<u64>().unwrap());
    let seed = number("--seed").unwrap_or(1);
    let what = option("--what").unwrap_or_else(|| "files".to_owned());
    let what: Vec<&str> = what.split(',').collect();
    let until = match number("--seconds") {
        Some(seconds) => Until::Time(Duration::from_millis(
            seconds * 1000 / u64::try_from(what.len()).unwrap(),
        )),
        None => Until::Count(number("--count").unwrap_or(20_000)),
    };
    println!("seed {seed}");
    panic::set_hook(Box::new(|_| {}));
    let mut sound = true;
    for what in what {
        sound &= match what {
            "files" => files(until, seed),
            "cms" => evidence(Kind::Cms, until, seed),
            "certificates" => evidence(Kind::Certificates, until, seed),
            "crl" => evidence(Kind::Crl, until, seed),
            "ocsp" => evidence(Kind::Ocsp, until, seed),
            other => panic!("--what {other}"),
        };
    }
    ExitCode::from(u8::from(!sound))
}

/// Mutants of what is validated: none panics, and none is vouched for when what was changed is under a signature.
fn evidence(kind: Kind, until: Until, seed: u64) -> bool {
    let mut worlds = evidence::worlds(kind);
    let (mut done, mut protected, mut vouched) = (0, 0, 0);
    let mut wrong = Vec::new();
    let began = Instant::now();
    while until.goes_on(done, began) {
        let count = worlds.len();
        let world = &mut worlds[usize::try_from(done).unwrap() % count];
        let mutation = seed.wrapping_mul(1 << 32).wrapping_add(done);
        let mutant = world.mutate(kind, &mut forge::Seed::new(mutation));
        done += 1;
        protected += u64::from(mutant.protected);
        match panic::catch_unwind(panic::AssertUnwindSafe(|| world.vouches(&mutant))) {
            Err(_) => wrong.push(format!("PANICKED: {kind:?} {mutation}")),
            Ok(true) if mutant.protected => wrong.push(format!("VOUCHED FOR: {kind:?} {mutation}")),
            Ok(passes) => vouched += u64::from(passes),
        }
    }
    println!(
        "{kind:?}: {done} mutants, {protected} of them under a signature; {} wrong, {vouched} of the others pass",
        wrong.len()
    );
    for line in &wrong {
        println!("{line}");
    }
    // What never runs finds nothing.
    wrong.is_empty() && protected > 0
}

/// Mutants of whole files.
fn files(until: Until, seed: u64) -> bool {
    let originals = originals();
    let mut outcomes: BTreeMap<String, u64> = BTreeMap::new();
    let mut slowest: Vec<(Duration, String)> = Vec::new();
    let (mut panicked, mut forged) = (Vec::new(), Vec::new());
    let start = Instant::now();
    let mut done = 0;
    while until.goes_on(done, start) {
        let original = &originals[usize::try_from(done).unwrap() % originals.len()];
        let mutation = seed.wrapping_mul(1 << 32).wrapping_add(done);
        done += 1;
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
    println!(
        "files: {done} mutants of {} documents, {:.1} s",
        originals.len(),
        start.elapsed().as_secs_f64()
    );
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
    panicked.is_empty() && forged.is_empty() && done > 0
}

fn originals() -> Vec<Original> {
    let forged = forge::province().into_iter().chain(forge::many(5, 100));
    let mut originals: Vec<Original> = forged
        .map(|document| Original {
            name: document.path,
            bytes: document.bytes,
        })
        .collect();
    let matrix = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cross/matrix/files");
    below(&matrix, &mut originals);
    match env::var_os("KYSOAT_CORPUS") {
        Some(corpus) => below(&Path::new(&corpus).join("vn/pdf"), &mut originals),
        None => println!("KYSOAT_CORPUS is not set: only forged documents"),
    }
    originals
}

/// Every document below this folder, in the order of the names.
fn below(folder: &Path, into: &mut Vec<Original>) {
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
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
