//! Another program's verdict on every sample: poppler's `pdfsig`. `tests/cross/agree.py` adds pyHanko and qpdf.

use std::{path::Path, process::Command};

use kysoat::facts::Integrity;

use crate::forge;

/// What `pdfsig` says of digest and signature value, in our words; `None` when it could not tell.
fn verdict(line: &str) -> Option<Integrity> {
    match line {
        "Signature is Valid." => Some(Integrity::Intact),
        "Digest Mismatch." => Some(Integrity::DigestMismatch),
        "Signature is Invalid." => Some(Integrity::SignatureInvalid),
        "Signature has not yet been verified." => None,
        _ => panic!("pdfsig says something new: {line}"),
    }
}

#[test]
fn pdfsig_agrees_with_the_forge() {
    if Command::new("pdfsig").arg("-v").output().is_err() {
        eprintln!("SKIPPED: pdfsig (poppler-utils) is not installed, nothing was compared");
        return;
    }
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data");
    let mut compared = 0;
    for document in forge::province() {
        if document.expected.version.is_none() {
            continue;
        }
        let output = Command::new("pdfsig")
            .arg("-nocert")
            .arg(samples.join(&document.path))
            .env("LC_ALL", "C")
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let said: Vec<Option<Integrity>> = text
            .lines()
            .filter_map(|line| line.trim().strip_prefix("- Signature Validation: "))
            .map(verdict)
            .collect();
        // Its "not verified" is our "malformed": a ByteRange that can't be used.
        let expected: Vec<Option<Integrity>> = document
            .expected
            .signatures
            .iter()
            .map(|signature| Some(signature.integrity).filter(|integrity| *integrity != Integrity::Malformed))
            .collect();
        let (mut said, mut expected) = (said, expected);
        if document
            .expected
            .signatures
            .iter()
            .any(|signature| !signature.reachable)
        {
            // It goes by the widgets of the page, and lists those of no field behind the others.
            said.sort_by_key(|verdict| format!("{verdict:?}"));
            expected.sort_by_key(|verdict| format!("{verdict:?}"));
        }
        assert_eq!(said, expected, "{}\n{text}", document.path);
        let whole = text.matches("- Total document signed").count();
        let expected_whole = document
            .expected
            .signatures
            .iter()
            .filter(|signature| signature.coverage == kysoat::facts::Coverage::WholeFile)
            .count();
        assert_eq!(whole, expected_whole, "{}\n{text}", document.path);
        compared += said.len();
    }
    assert!(compared >= 16, "only {compared} signatures were compared");
}
