//! No network client in what is built: an inspector's tool opens archives, never connections.

use std::process::Command;

const BANNED: &[&str] = &[
    "reqwest",
    "hyper",
    "rustls",
    "object_store",
    "native-tls",
    "openssl",
    "curl",
];

#[test]
fn the_default_build_carries_no_network_client() {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--locked",
            "-e",
            "normal,build",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).unwrap();
    let crates: Vec<&str> = tree.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(
        crates.contains(&"lopdf") && crates.contains(&"polars"),
        "the tree was not read"
    );
    for banned in BANNED {
        assert!(!crates.contains(banned), "{banned} is in the default build");
    }
}
