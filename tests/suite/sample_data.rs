//! `sample-data/` is what the forge makes, byte for byte.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use crate::forge;

const REFRESH: &str = "KYSOAT_REFRESH_SAMPLES";

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data")
}

fn committed() -> BTreeSet<String> {
    let root = samples();
    walkdir::WalkDir::new(&root)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            entry
                .path()
                .strip_prefix(&root)
                .unwrap()
                .to_str()
                .unwrap()
                .replace('\\', "/")
        })
        .filter(|path| path != "README.md")
        .collect()
}

#[test]
fn sample_data_is_what_the_forge_makes() {
    let made = forge::province();
    if std::env::var_os(REFRESH).is_some() {
        for path in committed() {
            fs::remove_file(samples().join(path)).unwrap();
        }
        for document in &made {
            let path = samples().join(&document.path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, &document.bytes).unwrap();
        }
    }
    let mut stale: Vec<String> = Vec::new();
    let wanted: BTreeSet<String> = made.iter().map(|document| document.path.clone()).collect();
    for path in committed().difference(&wanted) {
        stale.push(format!("{path}: the forge does not make it"));
    }
    for document in &made {
        match fs::read(samples().join(&document.path)) {
            Err(error) => stale.push(format!("{}: {error}", document.path)),
            Ok(bytes) if bytes != document.bytes => stale.push(format!("{}: other bytes", document.path)),
            Ok(_) => {}
        }
    }
    assert!(
        stale.is_empty(),
        "sample-data is stale; refresh it with `{REFRESH}=1 cargo test sample_data`:\n{}",
        stale.join("\n")
    );
}
