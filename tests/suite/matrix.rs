//! The matrix of tests/cross/matrix, signed by pyHanko: what is expected of every signature was written before any
//! program was asked, and needs none here.

use std::{collections::BTreeMap, fs, path::PathBuf};

use kysoat::{
    budget::Budget,
    extract::{self, Validator},
    facts::{BaselineLevel, Measured, ModificationLevel, Moment, SignatureFacts},
};

/// The day of the audit.
const AS_OF: &str = "2026-06-01T00:00:00Z";

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cross/matrix")
}

/// One line of expected.tsv: everything between the number and the reason, as it stands.
fn expectations() -> BTreeMap<String, Vec<String>> {
    let table = fs::read_to_string(folder().join("expected.tsv")).unwrap();
    let mut expected: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let of = expected.entry(cells[0].to_owned()).or_default();
        assert_eq!(cells[1].parse(), Ok(of.len() + 1), "{line}");
        of.push(cells[2..9].join(" "));
    }
    expected
}

fn validator() -> Validator {
    let mut trust: Vec<(String, Vec<u8>)> = fs::read_dir(folder().join("trust"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            (
                entry.file_name().into_string().unwrap(),
                fs::read(entry.path()).unwrap(),
            )
        })
        .collect();
    trust.sort();
    let (validator, problems) = Validator::new(trust, Moment::parse(AS_OF).unwrap());
    assert_eq!(problems, Vec::<String>::new());
    validator
}

/// In the words of the table.
fn said(signature: &SignatureFacts) -> String {
    let permitted = match (&signature.modification, &signature.modification_permitted) {
        (Measured::Known(ModificationLevel::None), _) | (_, Measured::Known(true)) => "yes",
        (_, Measured::Known(false)) => "no",
        _ => "-",
    };
    [
        signature.integrity.code(),
        signature.indication.code(),
        signature.sub_indication.map_or("-", |sub| sub.code()),
        signature.baseline.known().copied().map_or("-", BaselineLevel::code),
        signature.coverage.known().map_or("-", |coverage| coverage.code()),
        signature.modification.known().map_or("-", |level| level.code()),
        permitted,
    ]
    .join(" ")
}

#[test]
fn every_signature_is_judged_as_expected() {
    let expected = expectations();
    assert!(expected.len() >= 130, "{} files", expected.len());
    let mut validator = validator();
    let mut differences = Vec::new();
    let mut verdicts: BTreeMap<String, usize> = BTreeMap::new();
    for (file, expected) in &expected {
        let bytes = fs::read(folder().join("files").join(file)).unwrap();
        let facts = extract::measure_and_validate(&bytes, file, &Budget::default(), &mut validator);
        let said: Vec<String> = facts.signatures.iter().map(said).collect();
        for signature in &facts.signatures {
            *verdicts.entry(signature.indication.code().to_owned()).or_default() += 1;
        }
        if said != *expected {
            differences.push(format!("{file}\n  expected {expected:?}\n  said     {said:?}"));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    // A table on which everything comes out the same would prove little.
    assert!(
        verdicts.len() == 3 && verdicts.values().all(|count| *count >= 20),
        "{verdicts:?}"
    );
}

/// What a table leaves out is not checked: every file stands in it, and the other way round.
#[test]
fn the_table_is_complete() {
    let mut files: Vec<String> = fs::read_dir(folder().join("files"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    assert_eq!(files, expectations().into_keys().collect::<Vec<_>>());
    let verdicts = fs::read_to_string(folder().join("verdicts.tsv")).unwrap();
    let signatures: usize = expectations().values().map(Vec::len).sum();
    assert_eq!(verdicts.lines().count(), signatures + 1);
}
