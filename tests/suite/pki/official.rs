//! Paths of the collected Vietnamese documents, with the certificates of the authorities as trust and no CRL.

use std::{fs, time::Instant};

use kysoat::{
    budget::Budget,
    facts::{Cause, Indication, Integrity, Measured, Moment, SubIndication},
    pki::{
        AlgorithmSunset, AnchorScheme, EmbeddedMaterial, Lack, MaterialSources, Missing, PathCache, SignatureInput,
        TrustKind, TrustStore, ValidationInput, examine, validate,
    },
};
use lopdf::Document;
use serde_json::Value;

use super::corpus::{contents, corpus, moment};

fn store() -> TrustStore {
    let mut files = Vec::new();
    for entry in fs::read_dir(corpus().join("ca")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension != "json") {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            files.push((name, fs::read(path).unwrap()));
        }
    }
    let (store, problems) = TrustStore::load(files);
    assert_eq!(problems, []);
    store
}

#[test]
#[ignore = "needs KYSOAT_CORPUS"]
fn roots_are_told_apart_by_fingerprint() {
    let store = store();
    let anchors = |scheme| {
        let mut names: Vec<&str> = store
            .entries()
            .iter()
            .filter(|entry| entry.kind == TrustKind::Anchor(scheme))
            .map(|entry| entry.name.as_str())
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    };
    assert_eq!(
        anchors(AnchorScheme::Official),
        [
            "Co quan chung thuc so chuyen dung Chinh phu (RootCA)",
            "RootCA chuyên dùng Chính phủ G2"
        ]
    );
    assert_eq!(
        anchors(AnchorScheme::Public),
        ["MIC National Root CA", "Vietnam National Root CA"]
    );
    assert_eq!(anchors(AnchorScheme::Local), Vec::<&str>::new());
}

fn same_instant(one: &Measured<Moment>, other: Option<Moment>) -> bool {
    one.known().map(Moment::instant) == other.map(|moment| moment.instant())
}

#[test]
#[ignore = "needs KYSOAT_CORPUS"]
fn paths_are_complete_and_the_missing_crl_is_named() {
    let index: Value = serde_json::from_slice(&fs::read(corpus().join("index.json")).unwrap()).unwrap();
    let store = store();
    let sunset = AlgorithmSunset::embedded();
    let budget = Budget::default();
    let mut cache = PathCache::new();
    let as_of = Moment::parse("2026-11-22T00:00:00Z").unwrap();
    let (mut signatures, mut complete) = (0, 0);
    let mut warm = Vec::new();
    for entry in index.as_array().unwrap() {
        let Some(list) = entry["signatures"].as_array().filter(|list| !list.is_empty()) else {
            continue;
        };
        let name = entry["file"].as_str().unwrap();
        let file = fs::read(corpus().join(name)).unwrap();
        let document = Document::load_mem(&file).unwrap();
        for expected in list {
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
            let examination = examine(
                &SignatureInput {
                    sub_filter: expected["sub_filter"].as_str(),
                    contents: &contents,
                    covered: covered.as_deref(),
                    certificate: None,
                    begun: None,
                },
                &budget,
            );
            let integrity = match examination.digest_matches {
                Measured::Known(true) => Integrity::Intact,
                Measured::Known(false) => Integrity::DigestMismatch,
                _ => Integrity::Malformed,
            };
            let mut run = || {
                let started = Instant::now();
                let sources = MaterialSources {
                    contents: &[&contents],
                    ..MaterialSources::default()
                };
                let embedded = EmbeddedMaterial::read(&sources, &store, &mut cache, &budget);
                let input = ValidationInput {
                    examination: &examination,
                    integrity,
                    sub_filter: expected["sub_filter"].as_str(),
                    embedded: &embedded,
                    covering: &[],
                    claimed_time: None,
                    as_of,
                };
                let validation = validate(&input, &store, &sunset, &mut cache, &budget);
                (validation, started.elapsed())
            };
            let (validation, cold) = run();
            let (again, elapsed) = run();
            assert_eq!(validation, again, "a cache must not change anything");
            warm.push(elapsed);
            let what = format!("{name} {range:?}: cold {cold:?}, warm {elapsed:?}: {validation:#?}");
            signatures += 1;

            // The lists of the time-stamping authority's CA are not at hand; everything else about the token is right.
            assert_eq!(
                validation.timestamp_valid(),
                Measured::Unmeasured(Cause::EvidenceMissing),
                "{what}"
            );
            assert_eq!(validation.timestamp_anchor, Some(AnchorScheme::Official), "{what}");
            assert!(
                same_instant(&validation.best_signature_time, moment(&expected["tst"]["gen_time"])),
                "{what}"
            );
            let chain = expected["chain"].as_array();
            assert_eq!(validation.anchor.ok(), chain.map(|_| AnchorScheme::Official), "{what}");
            match chain {
                Some(chain) => {
                    complete += 1;
                    let path: Vec<&str> = validation.path.iter().map(|link| link.subject.as_str()).collect();
                    assert_eq!(
                        path,
                        chain.iter().map(|name| name.as_str().unwrap()).collect::<Vec<_>>()
                    );
                    assert_eq!(validation.path_in_time, Measured::Known(true), "{what}");
                    for link in validation.path.iter().take(2) {
                        assert!(
                            validation.missing.iter().any(|missing| matches!(
                                missing,
                                Missing::Revocation { issuer, addresses, lack: Lack::NotAtHand }
                                    if *issuer == link.issuer && addresses.iter().all(|address| address.contains(".crl"))
                            )),
                            "{what}"
                        );
                    }
                }
                None => assert!(
                    validation.missing.iter().any(|missing| matches!(
                        missing,
                        Missing::Certificate { name, addresses }
                            if name == expected["signer_issuer_cn"].as_str().unwrap() && !addresses.is_empty()
                    )),
                    "{what}"
                ),
            }
            let verdict = (validation.indication, validation.sub_indication);
            let verdict_expected = match (integrity, chain) {
                (Integrity::DigestMismatch, _) => (Indication::TotalFailed, Some(SubIndication::HashFailure)),
                (Integrity::Malformed, _) => (Indication::TotalFailed, Some(SubIndication::FormatFailure)),
                (_, None) => (Indication::Indeterminate, Some(SubIndication::NoCertificateChainFound)),
                (_, Some(_)) => (Indication::Indeterminate, Some(SubIndication::TryLater)),
            };
            assert_eq!(verdict, verdict_expected, "{what}");
        }
    }
    warm.sort_unstable();
    eprintln!(
        "{signatures} signatures, {complete} complete paths, warm {:?} each",
        warm[warm.len() / 2]
    );
    assert!(complete > 0 && complete < signatures);
}
