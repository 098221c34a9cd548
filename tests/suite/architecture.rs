//! Which room may import which (the house has one table, and this is it).

use std::{collections::BTreeSet, fmt::Write as _, fs, path::Path};

/// Room, and the rooms it may import. `cli` may import all; `main.rs` only `cli`.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("facts", &[]),
    ("budget", &[]),
    ("finding", &["facts"]),
    ("sheet", &["facts"]),
    ("pdf", &["budget"]),
    ("pki", &["budget", "facts"]),
    ("source", &["facts", "budget"]),
    ("store", &["facts", "finding"]),
    ("extract", &["facts", "budget", "pdf", "pki"]),
    ("evidence", &["facts", "budget", "pdf"]),
    ("rules", &["facts", "finding", "sheet"]),
    ("dataset", &["facts", "finding", "store"]),
    ("report", &["facts", "finding", "sheet", "dataset"]),
    (
        "audit",
        &[
            "facts", "finding", "budget", "source", "store", "extract", "rules", "dataset", "evidence",
        ],
    ),
    (
        "cli",
        &[
            "facts", "finding", "budget", "pdf", "pki", "source", "store", "extract", "rules", "dataset", "report",
            "audit",
        ],
    ),
    ("main", &["cli"]),
    ("lib", &[]),
];

fn sources(folder: &Path, into: &mut Vec<std::path::PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

#[test]
fn rooms_import_only_what_stands_in_their_row() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    sources(&root.join("src"), &mut files);
    let rooms: BTreeSet<&str> = MAY_IMPORT.iter().map(|(room, _)| *room).collect();
    let import = regex::Regex::new(r"\b(?:crate|kysoat)::\{?\s*([a-z_]+)").unwrap();
    let grouped = regex::Regex::new(r"(?s)\b(?:crate|kysoat)::\{(.*?)\};").unwrap();
    let in_group = regex::Regex::new(r"(?:^|,)\s*([a-z_]+)").unwrap();
    let mut violations = String::new();
    let mut seen = 0;
    for file in files {
        let below = file.strip_prefix(root.join("src")).unwrap();
        let first = below.components().next().unwrap().as_os_str().to_str().unwrap();
        let room = first.trim_end_matches(".rs");
        let Some((_, allowed)) = MAY_IMPORT.iter().find(|(name, _)| *name == room) else {
            writeln!(
                violations,
                "src/{}: the room {room} is not in the table",
                below.display()
            )
            .unwrap();
            continue;
        };
        let text = fs::read_to_string(&file).unwrap();
        let mut imports: Vec<(usize, String)> = Vec::new();
        for found in import.captures_iter(&text) {
            imports.push((found.get(0).unwrap().start(), found[1].to_owned()));
        }
        for group in grouped.captures_iter(&text) {
            // Names inside nested braces belong to a room already named; only the outer level counts.
            let mut depth = 0;
            let outer: String = group[1]
                .chars()
                .filter(|letter| match letter {
                    '{' => {
                        depth += 1;
                        false
                    }
                    '}' => {
                        depth -= 1;
                        false
                    }
                    _ => depth == 0,
                })
                .collect();
            for found in in_group.captures_iter(&outer) {
                imports.push((group.get(0).unwrap().start(), found[1].to_owned()));
            }
        }
        for (at, target) in imports {
            if target == room || !rooms.contains(target.as_str()) {
                continue;
            }
            seen += 1;
            if !allowed.contains(&target.as_str()) {
                let line = text[..at].matches('\n').count() + 1;
                writeln!(
                    violations,
                    "src/{}:{line}: {room} must not import {target}",
                    below.display()
                )
                .unwrap();
            }
        }
    }
    assert!(seen > 0, "no import was seen: the pattern no longer fits the code");
    assert!(violations.is_empty(), "\n{violations}");
}
