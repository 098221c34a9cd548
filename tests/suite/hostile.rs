//! Attacks: each is measured within its budgets, costs one row of a scan at most, and changes no other row.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    path::Path,
    process::Command,
};

use kysoat::{
    budget::Budget,
    extract,
    facts::{DocumentFacts, DocumentRecord, FaultKind, Stage},
    store::RunDir,
};

use crate::forge::{self, Letter, Signing, hostile::ATTACKS, pki::Holder};

/// Scans a folder with the real program; every row by its path.
fn scan(archive: &Path, out: &Path, options: &[&str]) -> BTreeMap<String, DocumentRecord> {
    let output = Command::new(env!("CARGO_BIN_EXE_kysoat"))
        .arg("scan")
        .arg(archive)
        .arg("--out")
        .arg(out)
        .args(options)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    let run = RunDir::open(out).unwrap();
    let shards = run.read_manifest().unwrap().shard_count();
    let mut rows = BTreeMap::new();
    for record in (0..shards).flat_map(|shard| run.read_facts(shard).unwrap()) {
        let before = rows.insert(record.locator.path.clone(), record);
        assert!(before.is_none(), "two rows of one file");
    }
    rows
}

fn kinds(facts: &DocumentFacts) -> Vec<FaultKind> {
    facts.faults.iter().map(|fault| fault.kind).collect()
}

/// What does not depend on trust material, which only a worker is given.
fn essence(facts: &DocumentFacts) -> impl PartialEq + std::fmt::Debug {
    let signatures: Vec<_> = facts
        .signatures
        .iter()
        .map(|signature| (signature.offset, signature.integrity, signature.live.clone()))
        .collect();
    (
        facts.sha256.clone(),
        facts.faults.clone(),
        facts.file.clone(),
        signatures,
    )
}

/// The first fault is the one that was to come; what follows from it may only be a budget more.
fn as_expected(found: &[FaultKind], expected: Option<FaultKind>) -> bool {
    match found {
        [] => expected.is_none(),
        [first, more @ ..] => expected == Some(*first) && more.iter().all(|kind| *kind == FaultKind::Budget),
    }
}

fn sound(folder: &Path) -> usize {
    let mut count = 0;
    for document in forge::many(11, 30) {
        let path = folder.join(&document.path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &document.bytes).unwrap();
        count += 1;
    }
    count
}

#[test]
fn attacks_cost_one_row_each_and_end_the_same_every_time() {
    let place = tempfile::tempdir().unwrap();
    let archive = place.path().join("kho");
    let quiet = place.path().join("yên");
    let count = sound(&archive);
    sound(&quiet);
    let attacks = archive.join("tấn công");
    fs::create_dir(&attacks).unwrap();
    let (mut wrong, mut measured) = (Vec::new(), BTreeMap::new());
    for attack in ATTACKS {
        let bytes = (attack.make)();
        let name = format!("{}.pdf", attack.name);
        let facts = extract::measure(&bytes, &name, &Budget::default());
        if !as_expected(&kinds(&facts), attack.fault) {
            wrong.push(format!(
                "{}: {:?} instead of {:?}",
                attack.name, facts.faults, attack.fault
            ));
        }
        fs::write(attacks.join(&name), bytes).unwrap();
        measured.insert(format!("tấn công/{name}"), facts);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));

    // A limit far below the usual one: what our own budgets end must not need the memory of a worker.
    let options = ["--jobs", "2", "--memory-limit", "700000000"];
    let rows = scan(&archive, &place.path().join("ra"), &options);
    assert_eq!(rows.len(), count + ATTACKS.len());
    for (path, facts) in &measured {
        assert_eq!(
            essence(&rows[path].facts),
            essence(facts),
            "{path}: measured otherwise by a worker"
        );
    }
    for (path, row) in scan(&quiet, &place.path().join("ra yên"), &[]) {
        assert_eq!(rows[&path].facts, row.facts, "{path}: changed by its neighbours");
    }
}

#[test]
fn files_that_are_hardly_files_are_rows() {
    let place = tempfile::tempdir().unwrap();
    let archive = place.path().join("kho");
    let count = sound(&archive);
    let letter = Letter::plain("a.pdf", "Van ban")
        .sign(Signing::new(Holder::Chair, "2026-02-03T08:00:00"))
        .forge()
        .bytes;
    for part in 0..64 {
        let cut = letter.len() * part / 64;
        fs::write(archive.join(format!("cắt {part:02}.pdf")), &letter[..cut]).unwrap();
    }
    fs::create_dir(archive.join("thư mục.pdf")).unwrap();
    File::create(archive.join("quá lớn.pdf"))
        .and_then(|file| file.set_len(30_000_000))
        .unwrap();
    let pipe = Command::new("mkfifo").arg(archive.join("ống.pdf")).status().unwrap();
    assert!(pipe.success());
    let rows = scan(
        &archive,
        &place.path().join("ra"),
        &["--jobs", "2", "--max-file-bytes", "20000000"],
    );
    assert_eq!(rows.len(), count + 64 + 2, "the empty folder is no document");
    let kind = |path: &str| rows[path].facts.faults.first().map(|fault| (fault.stage, fault.kind));
    assert_eq!(kind("quá lớn.pdf"), Some((Stage::Read, FaultKind::TooLarge)));
    assert_eq!(kind("ống.pdf"), Some((Stage::Find, FaultKind::Unreadable)));
    assert_eq!(kind("cắt 00.pdf"), Some((Stage::Structure, FaultKind::NotPdf)));
    for part in 1..64 {
        let row = &rows[&format!("cắt {part:02}.pdf")].facts;
        let cut = letter.len() * part / 64;
        let here = extract::measure(&letter[..cut], "a.pdf", &Budget::default());
        assert_eq!(essence(row), essence(&here), "{part}");
        let held = row
            .signatures
            .iter()
            .any(|signature| signature.live.known() == Some(&true));
        assert!(!held, "part {part} of 64 is said to hold a live signature");
    }
}
