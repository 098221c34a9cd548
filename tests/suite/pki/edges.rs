//! Edge vectors of every algorithm: wrong padding, values out of range, encodings that are not DER, keys that are none.

use std::{collections::BTreeMap, fs, path::PathBuf};

use kysoat::{facts::Measured, pki::SignatureExamination};

use super::{accepted, examined};

/// What every vector signs.
const CONTENT: &[u8] = b"%PDF-1.7 van ban cua So Khoa hoc va Cong nghe\n";

fn bytes(hexadecimal: &str) -> Vec<u8> {
    let digits = hexadecimal.as_bytes();
    digits
        .chunks_exact(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

fn said(examination: &SignatureExamination) -> &'static str {
    if accepted(examination) {
        "accepted"
    } else if examination.value_verifies == Measured::Known(false) {
        "refused"
    } else {
        "unsupported"
    }
}

#[test]
fn every_edge_comes_out_as_expected() {
    let table = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/signatures/vectors.tsv");
    let table = fs::read_to_string(table).unwrap();
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    let mut differences = Vec::new();
    for line in table.lines().skip(1) {
        let [expected, name, cms] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let examination = examined("adbe.pkcs7.detached", &bytes(cms), CONTENT);
        let said = said(&examination);
        *counted.entry(expected).or_default() += 1;
        if said != expected {
            differences.push(format!("{name}: {said}, expected {expected}: {:?}", examination.format));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert!(
        counted["accepted"] >= 20 && counted["refused"] >= 120 && counted["unsupported"] >= 30,
        "{counted:?}"
    );
}
