//! The samples with their trust folder, and tables of algorithms, through the program as a person runs it.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use kysoat::facts::{AnchorScheme, DocumentRecord, Indication, Measured, SignatureFacts, SubIndication};
use serde_json::Value;

use super::scan::{kysoat, records, said, scan, scan_command};

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn signatures(records: &[DocumentRecord]) -> impl Iterator<Item = &SignatureFacts> {
    records.iter().flat_map(|record| &record.facts.signatures)
}

fn document<'a>(records: &'a [DocumentRecord], part: &str) -> &'a DocumentRecord {
    records
        .iter()
        .find(|record| record.locator.path.contains(part))
        .unwrap()
}

#[test]
fn the_samples_with_their_trust_folder() {
    let place = tempfile::tempdir().unwrap();
    let samples = project("sample-data");
    let trust = samples.join("trust");
    let options = [
        "--trust",
        trust.to_str().unwrap(),
        "--as-of",
        "2026-06-30",
        "--jobs",
        "2",
    ];
    let records = records(&scan(&samples, &place.path().join("with"), &options));
    // What is trusted is no document of an agency.
    assert!(records.iter().all(|record| !record.locator.path.starts_with("trust/")));
    let passed = signatures(&records)
        .filter(|signature| signature.indication == Indication::TotalPassed)
        .count();
    assert!(passed >= 30, "{passed} signatures are TOTAL-PASSED");
    for signature in signatures(&records) {
        assert_eq!(signature.certification.anchor, Measured::Known(AnchorScheme::Local));
    }
    let before = &document(&records, "71-TB-UBND").facts.signatures[0];
    assert_eq!(
        (before.indication, before.sub_indication),
        (Indication::TotalFailed, Some(SubIndication::Revoked))
    );
    assert_eq!(before.certification.revoked, Measured::Known(true));
    let after = &document(&records, "28-TB-THPTHB").facts.signatures[0];
    assert_eq!(after.indication, Indication::TotalPassed);
    assert_eq!(after.certification.revoked, Measured::Known(false));
    assert!(after.certification.revoked_at.known().is_some());

    // Nobody named the folder: its files are files of the archive, and nothing is trusted.
    let without = super::scan::records(&scan(
        &samples,
        &place.path().join("without"),
        &["--as-of", "2026-06-30"],
    ));
    assert_eq!(without.len(), records.len() + 5);
    assert!(signatures(&without).all(|signature| signature.indication != Indication::TotalPassed));
}

/// A document in the trust folder is still a document, and so is what lies in a folder inside it.
#[test]
fn only_trust_material_is_left_out_of_the_archive() {
    let place = tempfile::tempdir().unwrap();
    let archive = place.path().join("kho");
    let trust = archive.join("tin cậy");
    fs::create_dir_all(trust.join("cũ")).unwrap();
    for name in ["a.pdf", "tin cậy/b.PDF", "tin cậy/c.crl", "tin cậy/cũ/d.crl", "e.crl"] {
        fs::write(archive.join(name), name).unwrap();
    }
    let run = scan(
        &archive,
        &place.path().join("out"),
        &["--trust", trust.to_str().unwrap()],
    );
    let names: Vec<String> = records(&run).into_iter().map(|record| record.locator.path).collect();
    assert_eq!(names, ["a.pdf", "e.crl", "tin cậy/b.PDF", "tin cậy/cũ/d.crl"]);
}

fn copied_rules(place: &Path) -> PathBuf {
    let rules = place.join("rules");
    for entry in walkdir::WalkDir::new(project("rules")) {
        let entry = entry.unwrap();
        let to = rules.join(entry.path().strip_prefix(project("rules")).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(to).unwrap();
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
    rules
}

fn run_json(out: &Path) -> BTreeMap<String, Value> {
    let run: Value = serde_json::from_slice(&fs::read(out.join("run.json")).unwrap()).unwrap();
    serde_json::from_value(run["settings"].clone()).unwrap()
}

#[test]
fn the_table_of_algorithms_comes_with_the_rules() {
    let place = tempfile::tempdir().unwrap();
    let rules = copied_rules(place.path());
    let table = rules.join("algorithms.toml");
    let archive = place.path().join("kho");
    fs::create_dir(&archive).unwrap();
    let sample = project("sample-data/Sở Khoa học và Công nghệ/125-SKHCN-CĐS rà soát chứng thư.pdf");
    fs::copy(sample, archive.join("125.pdf")).unwrap();
    let out = place.path().join("out");
    let trust = project("sample-data/trust");
    let common = ["--trust", trust.to_str().unwrap(), "--as-of", "2026-06-30"];
    let with_rules = [&common[..], &["--rules", rules.to_str().unwrap()]].concat();
    let verdict = |options: &[&str]| {
        let records = records(&scan(&archive, &out, options));
        let signature = &records[0].facts.signatures[0];
        let digest = run_json(&out)["algorithms_sha256"].as_str().unwrap().to_owned();
        ((signature.indication, signature.sub_indication), digest)
    };
    let passed = (Indication::TotalPassed, None);
    let embedded = verdict(&common);
    assert_eq!(embedded.0, passed);
    // The same table from the folder is the same table.
    assert_eq!(verdict(&with_rules), embedded);
    let own = "\n[[sunset]]\nalgorithm = \"sha256\"\nuse = [\"document\"]\nlast-day = \"2026-03-01\"\ndecides = true\n\
               verified = false\nnote = \"thử\"\n";
    let text = fs::read_to_string(&table).unwrap();
    fs::write(&table, text.clone() + own).unwrap();
    // In the same run directory: what was measured with another table is measured again.
    let stricter = verdict(&with_rules);
    assert_eq!(
        stricter.0,
        (Indication::Indeterminate, Some(SubIndication::CryptoConstraintsFailure))
    );
    assert_ne!(stricter.1, embedded.1);
    // Without a table in the folder the program's own is used.
    fs::remove_file(&table).unwrap();
    assert_eq!(verdict(&with_rules), embedded);
}

#[test]
fn a_broken_table_of_algorithms_is_told_at_its_place() {
    let place = tempfile::tempdir().unwrap();
    let rules = copied_rules(place.path());
    let table = rules.join("algorithms.toml");
    let good = "[[sunset]]\nalgorithm = \"sha1\"\nuse = [\"document\"]\nlast-day = \"2020-12-31\"\ndecides = true\n\
                verified = false\nnote = \"thử\"\n";
    let archive = place.path().join("kho");
    fs::create_dir(&archive).unwrap();
    for (text, expected) in [
        (
            good.replace("last-day", "lastday"),
            "algorithms.toml:4:1: sai: viết sai",
        ),
        (
            good.replace("\"2020-12-31\"", "\"2020-13-31\""),
            "algorithms.toml:4:12: sai: viết sai",
        ),
        (
            good.replace("decides = true", "decides = "),
            "algorithms.toml:5:11: sai: viết sai",
        ),
        // It would never object to anything.
        (
            format!("# \u{1ea5}\n{}", good.replace("sha1", "sha-1")),
            "algorithms.toml:3:13: sai: không có thuật toán `sha-1`; các tên dùng được: md5, sha1",
        ),
    ] {
        fs::write(&table, &text).unwrap();
        let lint = kysoat()
            .args(["rules", "lint", "--rules"])
            .arg(&rules)
            .output()
            .unwrap();
        assert_eq!(lint.status.code(), Some(2));
        let words = String::from_utf8(lint.stdout.clone()).unwrap();
        assert!(words.contains(expected), "{expected}\n{words}");
        assert!(words.contains("1 chỗ sai, 0 lưu ý."), "{words}");
        let out = place.path().join("out");
        let scanned = scan_command(&archive, &out, &["--rules", rules.to_str().unwrap()])
            .output()
            .unwrap();
        assert_eq!(scanned.status.code(), Some(2), "{}", said(&scanned));
        assert!(said(&scanned).contains(expected), "{}", said(&scanned));
        assert!(!out.exists(), "nothing is begun with a broken table");
    }
    fs::write(&table, good).unwrap();
    let lint = kysoat()
        .args(["rules", "lint", "--rules"])
        .arg(&rules)
        .output()
        .unwrap();
    assert!(lint.status.success(), "{}", said(&lint));
}
