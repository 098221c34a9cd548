//! Random certificate graphs, against the answers of OpenSSL (`tests/cross/graphs.py` makes both).

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use kysoat::{
    budget::Budget,
    facts::Moment,
    pki::{
        Certificate, Certification, CertificationQuestion, EmbeddedMaterial, PathCache, PolicyInput,
        RevocationVerdict, TrustStore, certify,
    },
};
use serde_json::Value;

/// What we say, in a word or two.
fn ours(answer: &Certification) -> String {
    if answer.accepted() {
        return "ok".to_owned();
    }
    if let Some(problem) = answer.problems.first() {
        let (what, _) = problem.detail.split_once(": ").unwrap_or((&problem.detail, ""));
        return what.to_owned();
    }
    if !answer.in_time {
        return "not in time".to_owned();
    }
    let revoked = answer
        .path
        .iter()
        .any(|link| matches!(link.revocation, RevocationVerdict::Revoked { .. }));
    if revoked { "revoked" } else { "revocation unknown" }.to_owned()
}

fn decoded(list: &Value) -> Vec<Vec<u8>> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|text| STANDARD.decode(text.as_str().unwrap()).unwrap())
        .collect()
}

fn pem(folder: &Path, file: &str, kind: &str, ders: &[Vec<u8>]) {
    let blocks: Vec<String> = ders
        .iter()
        .map(|der| {
            format!(
                "-----BEGIN {kind}-----\n{}\n-----END {kind}-----\n",
                STANDARD.encode(der)
            )
        })
        .collect();
    fs::write(folder.join(file), blocks.concat()).unwrap();
}

/// What OpenSSL says when it is given no certificates but those of our path.
fn openssl_takes_the_path(graph: &Value, at: Moment, path: &[Vec<u8>]) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let (anchor, below) = path.split_last().unwrap();
    let crls = decoded(&graph["crls"]);
    pem(folder.path(), "anchor", "CERTIFICATE", std::slice::from_ref(anchor));
    pem(folder.path(), "path", "CERTIFICATE", below);
    pem(folder.path(), "target", "CERTIFICATE", &path[..1]);
    pem(folder.path(), "crls", "X509 CRL", &crls);
    let mut command = Command::new("openssl");
    command
        .current_dir(folder.path())
        .args([
            "verify",
            "-no-CApath",
            "-CAfile",
            "anchor",
            "-untrusted",
            "path",
            "-CRLfile",
            "crls",
        ])
        .args(["-crl_check_all", "-policy_check", "-policy", "2.5.29.32.0", "-attime"])
        .arg(at.instant().as_second().to_string());
    if graph["explicit"].as_bool().unwrap() {
        command.arg("-explicit_policy");
    }
    command.arg("target").output().unwrap().status.success()
}

/// Differences that are meant, each with its reason. We never refuse what OpenSSL accepts.
fn explained(graph: &Value, at: Moment, answer: &Certification) -> Option<&'static str> {
    if !answer.accepted() {
        return None;
    }
    let path: Vec<Vec<u8>> = answer
        .path
        .iter()
        .map(|link| {
            decoded(&graph["certificates"])
                .into_iter()
                .chain([STANDARD.decode(graph["target"].as_str().unwrap()).unwrap()])
                .find(|der| Certificate::from_der(der).unwrap().sha256 == link.sha256)
                .unwrap()
        })
        .collect();
    if openssl_takes_the_path(graph, at, &path) {
        return Some("OpenSSL does not go back when the issuer it took first leads nowhere; it takes our path alone");
    }
    let above = answer.path.len() - 1;
    if answer.path[..above].iter().any(|link| link.subject == link.issuer) {
        return Some("OpenSSL takes a certificate that its CA issued to itself for a self-signed one");
    }
    if graph["openssl"] == "different CRL scope" && answer.path.len() == 2 {
        return Some("OpenSSL wants a CRL that covers the trust anchor itself");
    }
    None
}

/// The graphs that KYSOAT_GRAPHS names, or some made now.
fn made() -> String {
    if let Some(file) = env::var_os("KYSOAT_GRAPHS") {
        return fs::read_to_string(file).unwrap();
    }
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cross/graphs.py");
    let script = Command::new("python3").arg(path).args(["300", "2"]).output().unwrap();
    assert!(script.status.success(), "{}", String::from_utf8_lossy(&script.stderr));
    String::from_utf8(script.stdout).unwrap()
}

#[test]
#[ignore = "needs openssl, and python3 with cryptography"]
fn openssl_says_the_same() {
    let mut table: BTreeMap<(String, String, Option<&str>), Vec<u64>> = BTreeMap::new();
    let (mut graphs, mut both_accept, mut both_refuse) = (0, 0, 0);
    for line in made().lines() {
        let graph: Value = serde_json::from_str(line).unwrap();
        let files = decoded(&graph["certificates"])
            .into_iter()
            .chain(decoded(&graph["crls"]))
            .map(|der| ("graph".to_owned(), der))
            .collect();
        let (store, problems) = TrustStore::load(files);
        assert_eq!(problems, []);
        let at = Moment::parse(graph["at"].as_str().unwrap()).unwrap();
        let question = CertificationQuestion {
            at,
            as_of: at,
            policies: PolicyInput {
                explicit: graph["explicit"].as_bool().unwrap(),
                ..PolicyInput::default()
            },
        };
        let target = STANDARD.decode(graph["target"].as_str().unwrap()).unwrap();
        let answer = certify(
            &target,
            &question,
            &EmbeddedMaterial::default(),
            &store,
            &mut PathCache::new(),
            &Budget::default(),
        )
        .unwrap();
        let openssl = graph["openssl"].as_str().unwrap();
        graphs += 1;
        match (answer.accepted(), openssl == "ok") {
            (true, true) => both_accept += 1,
            (false, false) => both_refuse += 1,
            _ => {
                let key = (ours(&answer), openssl.to_owned(), explained(&graph, at, &answer));
                table.entry(key).or_default().push(graph["id"].as_u64().unwrap());
            }
        }
    }
    eprintln!("{graphs} graphs: both accept {both_accept}, both refuse {both_refuse}");
    let mut unexplained = 0;
    for ((ours, openssl, why), ids) in &table {
        let reason = why.unwrap_or("NOT EXPLAINED");
        eprintln!("{:4}  kysoat: {ours}; OpenSSL: {openssl}; {reason} {ids:?}", ids.len());
        unexplained += if why.is_none() { ids.len() } else { 0 };
    }
    assert!(both_accept > graphs / 5 && both_refuse > graphs / 5, "a fair mixture");
    assert_eq!(unexplained, 0);
}
