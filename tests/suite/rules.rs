//! Rules as data, through the public face.

use kysoat::rules;

#[test]
fn embedded_rules_load_and_every_example_agrees() {
    let pack = rules::embedded().unwrap_or_else(|found| {
        let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
        panic!("\n{}", lines.join("\n"));
    });
    let results = pack.run_examples();
    assert!(results.len() >= 2 * pack.rules().len());
    let wrong: Vec<_> = results.iter().filter(|result| !result.agrees()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
