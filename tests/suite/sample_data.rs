//! `sample-data/`, the expectations beside it and the test certificates are what the forge makes, byte for byte.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use crate::forge::{
    self,
    pki::{Holder, party},
};

const REFRESH: &str = "KYSOAT_REFRESH_SAMPLES";
const EXPECTED: &str = "tests/forge/expected.json";
const CERTIFICATES: &str = "tests/forge/certificates";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file that the forge owns, by its path in the project.
fn made() -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut expected = String::from("{\n");
    let province = forge::province();
    for (index, document) in province.iter().enumerate() {
        let key = serde_json::to_string(&document.path).unwrap();
        let value = serde_json::to_string_pretty(&document.expected).unwrap();
        let comma = if index + 1 == province.len() { "" } else { "," };
        writeln!(expected, "{key}: {value}{comma}").unwrap();
        files.insert(format!("sample-data/{}", document.path), document.bytes.clone());
    }
    expected.push_str("}\n");
    files.insert(EXPECTED.to_owned(), expected.into_bytes());
    for (name, bytes) in forge::evidence::trust_folder() {
        files.insert(format!("sample-data/trust/{name}"), bytes);
    }
    for (holder, name) in Holder::ALL {
        files.insert(format!("{CERTIFICATES}/{name}.cer"), party(holder).certificate.clone());
    }
    files
}

/// Every file that stands where the forge writes.
fn committed() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for place in ["sample-data", CERTIFICATES, EXPECTED] {
        for entry in walkdir::WalkDir::new(root().join(place))
            .into_iter()
            .filter_map(Result::ok)
        {
            if entry.file_type().is_file() {
                let below: &Path = entry.path().strip_prefix(root()).unwrap();
                found.insert(below.to_str().unwrap().replace('\\', "/"));
            }
        }
    }
    found.remove("sample-data/README.md");
    found
}

#[test]
fn sample_data_is_what_the_forge_makes() {
    let made = made();
    if std::env::var_os(REFRESH).is_some() {
        for path in committed() {
            fs::remove_file(root().join(path)).unwrap();
        }
        for (path, bytes) in &made {
            let path = root().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }
    let mut stale: Vec<String> = committed()
        .into_iter()
        .filter(|path| !made.contains_key(path))
        .map(|path| format!("{path}: the forge does not make it"))
        .collect();
    for (path, bytes) in &made {
        match fs::read(root().join(path)) {
            Err(error) => stale.push(format!("{path}: {error}")),
            Ok(found) if found != *bytes => stale.push(format!("{path}: other bytes")),
            Ok(_) => {}
        }
    }
    assert!(
        stale.is_empty(),
        "what the forge makes is not what is committed; refresh it with `{REFRESH}=1 cargo test sample_data`:\n{}",
        stale.join("\n")
    );
}

#[test]
fn every_sample_is_explained_in_the_readme() {
    let readme = fs::read_to_string(root().join("sample-data/README.md")).unwrap();
    let rows: Vec<Vec<&str>> = readme
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(name, _)| name.split(" … ").collect())
        .collect();
    let province = forge::province();
    assert_eq!(rows.len(), province.len());
    for document in province {
        use unicode_normalization::UnicodeNormalization as _;
        let name: String = document.path.rsplit('/').next().unwrap().nfc().collect();
        let explained = rows.iter().any(|parts| match parts.as_slice() {
            [whole] => *whole == name,
            [start, end] => name.starts_with(start) && name.ends_with(end),
            _ => false,
        });
        assert!(explained, "{name} is not in sample-data/README.md");
    }
}
