//! Rules as data, through the public face.

mod console;
mod diagnostics;
mod doubt;
mod handbook;
mod judgement;
mod logic;
mod waivers;

use std::sync::LazyLock;

use kysoat::rules::{self, Diagnostic, RulePack, RuleSource};

/// Declares an instrument in force from 2020 to 2029.
const PACK: &str = r#"number = "1/2020/X"
issued = 2020-01-01
from   = 2020-01-01
until  = 2029-12-31
title  = { vi = "Văn bản thử", en = "Test instrument" }
"#;

/// A small rule in order, to be spoilt by tests.
const GOOD: &str = r#"title    = { vi = "Phiên bản", en = "Version" }
about    = "document"
severity = "high"

[[basis]]
instrument = "1/2020/X"
at         = "Điều 1"

[params]
min_version = { value = 1.4, law = true }

[[applies]]
fact = "file.readable"
is   = true

[[requires]]
fact     = "file.version"
at-least = "$min_version"

[message]
vi = "Phiên bản {file.version}, cần {$min_version}."
en = "Version {file.version}, {$min_version} needed."

[remedy]
vi = "Ký lại."
en = "Sign again."

[[example]]
name   = "đạt"
facts  = { "file.readable" = true, "file.version" = 1.4 }
expect = "passed"

[[example]]
name   = "không đạt"
facts  = { "file.readable" = true, "file.version" = 1.3 }
expect = "failed"
"#;

fn source(name: &str, text: &str) -> RuleSource {
    RuleSource {
        name: name.to_owned(),
        bytes: text.as_bytes().to_vec(),
    }
}

/// A pack with this one rule.
fn pack_of(rule: &str) -> Result<RulePack, Vec<Diagnostic>> {
    RulePack::check(
        "rules",
        vec![source("x/pack.toml", PACK), source("x/F01-thu.toml", rule)],
    )
}

fn lines(found: &[Diagnostic]) -> String {
    found.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn embedded() -> &'static RulePack {
    static EMBEDDED: LazyLock<RulePack> =
        LazyLock::new(|| rules::embedded().unwrap_or_else(|found| panic!("\n{}", lines(&found))));
    &EMBEDDED
}

#[test]
fn embedded_rules_load_and_every_example_agrees() {
    let pack = embedded();
    assert!(pack.warnings().is_empty(), "{}", lines(pack.warnings()));
    let codes: Vec<&str> = pack.rules().iter().map(|rule| rule.code.as_str()).collect();
    for code in [
        "C01", "C02", "C03", "C04", "C05", "C06", "C07", "C08", "F01", "F02", "F03", "F07", "F08", "T01",
    ] {
        assert!(codes.contains(&code), "{code}");
    }
    assert!(codes.is_sorted(), "{codes:?}");
    let results = pack.run_examples();
    assert!(results.len() >= 2 * pack.rules().len());
    let wrong: Vec<_> = results.iter().filter(|result| !result.agrees()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn embedded_rules_are_the_ones_of_the_folder() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let pack = rules::load(&folder).unwrap_or_else(|found| panic!("\n{}", lines(&found)));
    assert_eq!(
        pack.digest(),
        embedded().digest(),
        "the program was built from other rule files: touch src/rules/pack.rs"
    );
}

#[test]
fn digest_tells_every_change_of_name_or_bytes() {
    let digest = |name: &str, rule: &str| {
        let pack = RulePack::check("rules", vec![source("x/pack.toml", PACK), source(name, rule)]).unwrap();
        pack.digest().to_owned()
    };
    let first = digest("x/F01-thu.toml", GOOD);
    assert_eq!(first.len(), 64);
    assert_eq!(first, digest("x/F01-thu.toml", GOOD));
    assert_ne!(first, digest("x/F02-thu.toml", GOOD));
    assert_ne!(first, digest("x/F01-thu.toml", &GOOD.replace("1.3", "1.2")));
}
