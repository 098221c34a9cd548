//! Every signature of the collected Vietnamese documents, against measurements made with other software.

use std::{env, fs, path::PathBuf};

use kysoat::{
    budget::Budget,
    facts::{Cause, Measured, Moment},
    pki::{SignatureInput, Trailing, examine},
};
use lopdf::{Document, Object};
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

pub(super) fn corpus() -> PathBuf {
    PathBuf::from(env::var_os("KYSOAT_CORPUS").expect("KYSOAT_CORPUS names the folder of the corpus")).join("vn")
}

pub(super) fn moment(value: &Value) -> Option<Moment> {
    value
        .as_str()
        .map(|text| Moment::parse(&text.replacen(' ', "T", 1)).unwrap())
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| u8::try_from(digit).unwrap())
}

/// What stands between `<` and `>` in the hole, when the ByteRange leaves one.
fn hole(file: &[u8], range: &[usize]) -> Option<Vec<u8>> {
    let hole = file.get(range[0] + range[1]..range[2])?;
    let digits: Option<Vec<u8>> = hole
        .strip_prefix(b"<")?
        .strip_suffix(b">")?
        .iter()
        .map(|byte| hex_digit(*byte))
        .collect();
    Some(digits?.chunks(2).map(|pair| pair[0] * 16 + pair[1]).collect())
}

/// /Contents of the dictionary with this ByteRange.
pub(super) fn contents(document: &Document, range: &[usize]) -> Vec<u8> {
    let wanted: Vec<i64> = range.iter().map(|number| i64::try_from(*number).unwrap()).collect();
    document
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok())
        .find(|dictionary| {
            dictionary
                .get(b"ByteRange")
                .and_then(Object::as_array)
                .is_ok_and(|array| {
                    array
                        .iter()
                        .map(|number| number.as_i64().unwrap())
                        .eq(wanted.iter().copied())
                })
        })
        .and_then(|dictionary| dictionary.get(b"Contents").and_then(Object::as_str).ok())
        .expect("the index names a signature of the file")
        .to_vec()
}

#[test]
#[ignore = "needs KYSOAT_CORPUS"]
fn every_signature_as_measured_before() {
    let corpus = corpus();
    let index: Value = serde_json::from_slice(&fs::read(corpus.join("index.json")).unwrap()).unwrap();
    let mut seen = 0;
    let mut holes = 0;
    for entry in index.as_array().unwrap() {
        let Some(signatures) = entry["signatures"].as_array().filter(|list| !list.is_empty()) else {
            continue;
        };
        let name = entry["file"].as_str().unwrap();
        let file = fs::read(corpus.join(name)).unwrap();
        let document = Document::load_mem(&file).unwrap();
        for expected in signatures {
            let range: Vec<usize> = expected["byte_range"]
                .as_array()
                .unwrap()
                .iter()
                .map(|number| usize::try_from(number.as_u64().unwrap()).unwrap())
                .collect();
            let contents = contents(&document, &range);
            let covered: Option<Vec<&[u8]>> = range
                .chunks(2)
                .map(|part| file.get(part[0]..part[0] + part[1]))
                .collect();
            if let Some(hole) = hole(&file, &range) {
                holes += 1;
                assert_eq!(hole, contents, "{name} {range:?}");
            }
            let seen_by = examine(
                &SignatureInput {
                    sub_filter: expected["sub_filter"].as_str(),
                    contents: &contents,
                    covered: covered.as_deref(),
                    begun: None,
                    certificate: None,
                },
                &Budget::default(),
            );
            let what = format!("{name} {range:?}: {:?} {:?}", seen_by.format, seen_by.notes);
            assert_eq!(seen_by.format, Ok(()), "{what}");
            assert_eq!(seen_by.trailing, Trailing::Zeros, "{what}");
            assert_eq!(
                seen_by.digest_matches,
                expected["digest_match"]
                    .as_bool()
                    .map_or(Measured::Unmeasured(Cause::ByteRangeUnusable), Measured::Known),
                "{what}"
            );
            assert_eq!(
                seen_by.value_verifies.known().copied(),
                expected["rsa_signature_over_attrs"].as_bool(),
                "{what}"
            );
            assert_eq!(seen_by.signer_infos, Measured::Known(1));
            assert_eq!(seen_by.key_algorithm, Measured::Known("rsa".to_owned()));
            assert_eq!(
                seen_by.key_bits.known().copied().map(u64::from),
                expected["key_bits"].as_u64(),
                "{what}"
            );
            assert_eq!(
                seen_by.digest_algorithm.known().map(String::as_str),
                expected["digest"].as_str(),
                "{what}"
            );
            assert_eq!(
                seen_by.signing_time_attribute.known().map(Moment::instant),
                moment(&expected["signing_time_attr"]).map(|moment| moment.instant()),
                "{what}"
            );
            let signer = seen_by.signer.known().expect(&what);
            assert_eq!(Some(signer.serial_hex.as_str()), expected["serial_hex"].as_str());
            // One name is stored decomposed.
            let subject: String = expected["signer_subject"].as_str().unwrap().nfc().collect();
            assert_eq!(signer.subject, subject);
            assert_eq!(
                signer.issuer_common_name.as_deref(),
                expected["signer_issuer_cn"].as_str()
            );
            assert_eq!(
                Some(signer.not_before.instant()),
                moment(&expected["not_before"]).map(|moment| moment.instant())
            );
            assert_eq!(
                Some(signer.not_after.instant()),
                moment(&expected["not_after"]).map(|moment| moment.instant())
            );
            let stamp = &expected["tst"];
            let token = seen_by.timestamps[0].known().expect(&what);
            assert_eq!(
                Some(token.gen_time.instant()),
                moment(&stamp["gen_time"]).map(|moment| moment.instant())
            );
            assert_eq!(Some(token.imprint_algorithm.as_str()), stamp["imprint_alg"].as_str());
            assert_eq!(
                token.imprint_matches.known().copied(),
                stamp["imprint_match"].as_bool(),
                "{what}"
            );
            assert_eq!(token.signature_verifies, Measured::Known(true), "{what}");
            assert_eq!(Some(token.policy.as_str()), stamp["policy"].as_str());
            // The index lists all certificates of the token, in the order they are stored.
            let tsa = token.tsa.as_deref().expect(&what);
            assert!(
                stamp["tsa_cn"].as_array().unwrap().iter().any(|name| name == tsa),
                "{what}: {tsa}"
            );
            assert!(tsa.starts_with("Máy chủ cấp dấu thời gian"), "{what}: {tsa}");
            seen += 1;
        }
    }
    assert!(seen >= 14, "the index has at least 14 signatures, {seen} were seen");
    // Of the others, one range ends past the end of its file, and four holes are page data.
    assert!(holes >= 9, "at least 9 holes can be cut, {holes} were");
}
