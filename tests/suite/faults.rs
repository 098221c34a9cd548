//! One document can't take others down with it.
//!
//! The real test needs workers that misbehave on demand:
//! `cargo test --no-default-features --features fault-injection --test suite faults`

use std::fs;

use kysoat::facts::{DocumentKind, FaultKind, Stage};

use super::scan::{archive, pdf, records, scan, script};

/// A worker that dies on its second document, whichever that is, must not cost a row: a new one reads it well.
#[test]
fn a_death_in_a_used_worker_is_tried_again_in_a_new_one() {
    let place = tempfile::tempdir().unwrap();
    let root = place.path().join("archive");
    archive(&root, 20);
    let body = format!("head -n 1 | '{}' \"$@\"", env!("CARGO_BIN_EXE_kysoat"));
    let worker = script(place.path(), &body);
    let options = ["--jobs", "2", "--worker-program", worker.to_str().unwrap()];
    let fragile = records(&scan(&root, &place.path().join("fragile"), &options));
    assert_eq!(fragile, records(&scan(&root, &place.path().join("sound"), &[])));
}

/// A worker that never answers costs each document two deadlines and one row.
#[test]
fn a_worker_that_hangs_is_a_row() {
    let place = tempfile::tempdir().unwrap();
    let root = place.path().join("archive");
    fs::create_dir(&root).unwrap();
    fs::write(root.join("a"), pdf(1)).unwrap();
    fs::write(root.join("b.txt"), "b").unwrap();
    let body = format!("'{}' \"$@\" < /dev/null; exec sleep 60", env!("CARGO_BIN_EXE_kysoat"));
    let worker = script(place.path(), &body);
    let options = [
        "--jobs",
        "2",
        "--deadline",
        "0.2",
        "--worker-program",
        worker.to_str().unwrap(),
    ];
    let records = records(&scan(&root, &place.path().join("out"), &options));
    let kinds: Vec<_> = records.iter().map(|record| record.facts.kind).collect();
    assert_eq!(
        kinds,
        [DocumentKind::Pdf, DocumentKind::Other],
        "told by name and first bytes, though nothing was read"
    );
    for record in &records {
        assert_eq!(
            only_fault(record),
            (Stage::Worker, FaultKind::TimedOut, "longer than 0.2 s, twice")
        );
    }
}

/// The limit of memory is the worker's, and it says so in the row.
#[test]
fn a_file_larger_than_the_memory_is_a_row() {
    let place = tempfile::tempdir().unwrap();
    let root = place.path().join("archive");
    archive(&root, 2);
    let sparse = fs::File::create(root.join("rỗng.pdf")).unwrap();
    sparse.set_len(300_000_000).unwrap();
    let options = ["--memory-limit", "100000000"];
    let records = records(&scan(&root, &place.path().join("out"), &options));
    let [good @ .., row] = records.as_slice() else {
        panic!("no rows")
    };
    assert_eq!(row.locator.path, "rỗng.pdf");
    assert_eq!(only_fault(row).1, FaultKind::OutOfMemory);
    assert!(good.len() == 2 && good.iter().all(|record| record.facts.sha256.is_some()));
}

fn only_fault(record: &kysoat::facts::DocumentRecord) -> (Stage, FaultKind, &str) {
    let [fault] = record.facts.faults.as_slice() else {
        panic!("{record:?}")
    };
    (fault.stage, fault.kind, &fault.detail)
}

#[cfg(feature = "fault-injection")]
#[test]
fn two_hundred_faulty_documents_are_two_hundred_rows_and_change_no_other() {
    const FAULTY: [(&str, usize, FaultKind, &str); 7] = [
        (
            "__panic__",
            60,
            FaultKind::Panicked,
            "asked to panic at src/audit/injection.rs",
        ),
        ("__abort__", 30, FaultKind::Crashed, "signal 6"),
        ("__exit__", 30, FaultKind::Crashed, "exit code 3"),
        ("__stack__", 30, FaultKind::Crashed, "stack overflow (signal 6)"),
        (
            "__alloc__",
            30,
            FaultKind::OutOfMemory,
            "the memory limit was reached (signal 6)",
        ),
        (
            "__grow__",
            10,
            FaultKind::OutOfMemory,
            "the memory limit was reached (signal 6)",
        ),
        ("__loop__", 10, FaultKind::TimedOut, "longer than 1.0 s, twice"),
    ];
    let place = tempfile::tempdir().unwrap();
    let root = place.path().join("archive");
    archive(&root, 1_800);
    let scanned = |out: &str, jobs: &str| {
        let options = [
            "--jobs",
            jobs,
            "--deadline",
            "1",
            "--memory-limit",
            "268435456",
            "--shard-documents",
            "50",
        ];
        records(&scan(&root, &place.path().join(out), &options))
    };
    let without: Vec<_> = scanned("without", "2")
        .into_iter()
        .map(|record| (record.locator, record.facts))
        .collect();
    // Spread among the good ones, the kinds in turn.
    let mut left = FAULTY.map(|(marker, count, ..)| (marker, count));
    let (mut number, mut turn) = (0, 0);
    while left.iter().any(|(_, count)| *count > 0) {
        let (marker, count) = &mut left[turn % FAULTY.len()];
        turn += 1;
        if *count > 0 {
            *count -= 1;
            let name = format!("Sở số {}/Quyết định {:04} {marker}.pdf", number % 10, number * 9);
            fs::write(root.join(name), pdf(number)).unwrap();
            number += 1;
        }
    }
    assert_eq!(number, 200);
    let with = scanned("with", "2");
    assert_eq!(with.len(), 2_000);
    for (marker, count, kind, detail) in FAULTY {
        let rows: Vec<_> = with
            .iter()
            .filter(|record| record.locator.path.contains(marker))
            .collect();
        assert_eq!(rows.len(), count, "{marker}");
        for row in rows {
            let (stage, found, said) = only_fault(row);
            assert_eq!((stage, found), (Stage::Worker, kind), "{marker}: {said}");
            assert!(said.starts_with(detail), "{marker}: {said}");
            assert!(!said.contains(env!("CARGO_MANIFEST_DIR")), "{said}");
        }
    }
    let good = with.into_iter().filter(|record| !record.locator.path.contains("__"));
    let good: Vec<_> = good.map(|record| (record.locator, record.facts)).collect();
    assert_eq!(good.len(), 1_800);
    assert!(good == without, "a faulty document changed the row of another");
}
