//! The Public Key Interoperability Test Suite of NIST, with all of its certificates and CRLs in the pool at once.

use std::{env, fs, path::PathBuf};

use kysoat::{
    budget::Budget,
    facts::Moment,
    pki::{CertificationQuestion, EmbeddedMaterial, PathCache, PolicyInput, TrustKind, TrustStore, certify},
};
use serde_json::Value;

fn corpus() -> PathBuf {
    PathBuf::from(env::var_os("KYSOAT_CORPUS").expect("KYSOAT_CORPUS names the folder of the corpus")).join("pkits")
}

fn store() -> TrustStore {
    let mut files = Vec::new();
    for folder in ["certs", "crls"] {
        for entry in fs::read_dir(corpus().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            files.push((path.display().to_string(), fs::read(path).unwrap()));
        }
    }
    let (store, problems) = TrustStore::load(files);
    for problem in &problems {
        eprintln!("{}: {}", problem.file, problem.detail);
    }
    let anchors = store
        .entries()
        .iter()
        .filter(|entry| matches!(entry.kind, TrustKind::Anchor(_)))
        .count();
    assert_eq!(anchors, 1, "there is one trust anchor");
    store
}

fn policies(case: &Value) -> PolicyInput {
    let input = PolicyInput {
        explicit: case["initial_explicit_policy"].as_bool().unwrap(),
        inhibit_mapping: case["initial_policy_mapping_inhibit"].as_bool().unwrap(),
        inhibit_any: case["initial_any_policy_inhibit"].as_bool().unwrap(),
        ..PolicyInput::default()
    };
    match case["initial_policies"].as_array() {
        None => input,
        Some(list) => {
            let list: Vec<&str> = list.iter().map(|policy| policy.as_str().unwrap()).collect();
            input.accepting(&list).unwrap()
        }
    }
}

#[test]
#[ignore = "needs KYSOAT_CORPUS"]
fn nist_pkits() {
    let index: Value = serde_json::from_slice(&fs::read(corpus().join("index.json")).unwrap()).unwrap();
    let store = store();
    let mut cache = PathCache::new();
    let time = Moment::utc(jiff::Timestamp::from_second(index["time"].as_i64().unwrap()).unwrap());
    let mut wrongly_accepted = Vec::new();
    let mut wrongly_refused = Vec::new();
    let cases = index["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 257);
    for case in cases {
        let target = fs::read(corpus().join("certs").join(case["ee"].as_str().unwrap())).unwrap();
        let question = CertificationQuestion {
            at: time,
            as_of: time,
            policies: policies(case),
        };
        let answer = certify(
            &target,
            &question,
            &EmbeddedMaterial::default(),
            &store,
            &mut cache,
            &Budget::default(),
        );
        let accepted = answer.as_ref().is_ok_and(kysoat::pki::Certification::accepted);
        let name = format!("{} {}", case["id"].as_str().unwrap(), case["name"].as_str().unwrap());
        match (case["expected"].as_str().unwrap() == "valid", accepted) {
            (true, false) => {
                eprintln!("refused: {name}: {answer:#?}");
                wrongly_refused.push(name);
            }
            (false, true) => {
                eprintln!("accepted: {name}: {answer:#?}");
                wrongly_accepted.push(name);
            }
            _ => {}
        }
    }
    assert_eq!(wrongly_accepted, Vec::<String>::new());
    assert_eq!(
        wrongly_refused,
        [
            // DSA: the crypto library does not have it, so the path is "unsupported", never "bad".
            "4.1.4 valid_dsa_signatures_test4",
            "4.1.5 valid_dsa_parameter_inheritance_test5",
            // The certificate that signs the CRL is covered by that very CRL and by no other. RFC 5280, 6.3.3 (f) asks
            // for the signer's path first, and a signer must not vouch for itself. OpenSSL refuses it too.
            "4.14.30 valid_crlissuer_test30",
        ]
    );
}
