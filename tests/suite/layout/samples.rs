//! The samples of the layout rules: each is accused of what was done to it and of nothing else.

use std::collections::BTreeSet;

use kysoat::{
    budget::Budget,
    extract::{self, Validator},
    facts::{DocumentFacts, Moment},
    finding::Outcome,
    rules,
};

use super::near;
use crate::forge::{self, Shaped};

/// Rules about what the eye sees. What is cryptographic about the samples is the matter of others.
fn is_about_layout(rule: &str) -> bool {
    rule.starts_with(['P', 'S', 'Y', 'A', 'D'])
        || [
            "F03", "F04", "F05", "F06", "F09", "C09", "C11", "K08", "K09", "K10", "T07", "T08", "T10",
        ]
        .contains(&rule)
}

fn as_of() -> Moment {
    Moment::parse("2026-06-30T17:00:00+07:00").unwrap()
}

fn measured(sample: &Shaped) -> DocumentFacts {
    let document = sample.letter.forge();
    let (mut validator, _) = Validator::new(Vec::new(), as_of());
    extract::measure_and_validate(&document.bytes, &document.path, &Budget::default(), &mut validator)
}

fn name(sample: &Shaped) -> String {
    sample.letter.forge().path
}

#[test]
fn every_sample_is_accused_of_what_was_done_to_it_and_of_nothing_else() {
    let pack = rules::embedded().unwrap();
    let mut wrong = Vec::new();
    for sample in forge::shaped() {
        let judgement = pack.judge(&measured(&sample), as_of());
        let outcomes = |wanted: &[Outcome]| -> BTreeSet<(String, &'static str)> {
            judgement
                .findings
                .iter()
                .filter(|finding| is_about_layout(finding.rule) && wanted.contains(&finding.outcome))
                .map(|finding| (finding.rule.to_owned(), finding.outcome.code()))
                .collect()
        };
        let objects = outcomes(&[Outcome::Failed, Outcome::Warning]);
        let expected: BTreeSet<_> = sample
            .objects
            .iter()
            .map(|(rule, outcome)| ((*rule).to_owned(), *outcome))
            .collect();
        if objects != expected {
            wrong.push(format!("{}: expected {expected:?}, got {objects:?}", name(&sample)));
        }
        let passed = outcomes(&[Outcome::Passed]);
        for rule in &sample.passes {
            if !passed.iter().any(|(passed, _)| passed == rule) {
                wrong.push(format!("{}: {rule} was not passed", name(&sample)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_layout_rule_has_a_sample_that_keeps_it_and_one_that_breaks_it() {
    let pack = rules::embedded().unwrap();
    let samples = forge::shaped();
    let mut lacking = Vec::new();
    for rule in pack.rules().iter().filter(|rule| is_about_layout(&rule.code)) {
        // Four signatures for number, day, month and seal: a sample of the province, where nothing is wrong with them.
        let passes = rule.code == "S07" || samples.iter().any(|sample| sample.passes.contains(&rule.code.as_str()));
        let objects = samples
            .iter()
            .any(|sample| sample.objects.iter().any(|(code, _)| *code == rule.code));
        if !passes || !objects {
            lacking.push(format!("{}: kept {passes}, broken {objects}", rule.code));
        }
    }
    assert!(lacking.is_empty(), "{}", lacking.join("\n"));
}

#[test]
fn names_say_rule_and_verdict() {
    for sample in forge::shaped() {
        let path = name(&sample);
        let file = path.rsplit('/').next().unwrap();
        // What was scanned says so in D08, and is no worse for it.
        let Some((rule, outcome)) = sample.objects.iter().find(|(rule, _)| *rule != "D08") else {
            let scanned = sample
                .passes
                .iter()
                .any(|rule| file.starts_with(&format!("{rule} ĐẠT, ")));
            let whole = sample.objects.is_empty() && file.starts_with("ĐẠT, ");
            assert!(whole || scanned && !sample.objects.is_empty(), "{file}");
            continue;
        };
        let verdict = if *outcome == "failed" {
            "KHÔNG ĐẠT"
        } else {
            "CẢNH BÁO"
        };
        assert!(file.starts_with(&format!("{rule} {verdict}, ")), "{file}");
    }
}

#[test]
fn seals_cover_what_they_were_laid_over() {
    let mut compared = 0;
    for sample in forge::shaped() {
        let Some(share) = sample.overlap else { continue };
        let facts = measured(&sample);
        let relation = facts
            .layout
            .seal_relation
            .known()
            .unwrap_or_else(|| panic!("{}", name(&sample)));
        near(*relation.overlap.known().unwrap(), share, 0.01);
        near(
            *super::picture(&facts, facts.layout.seal.known().copied().unwrap())
                .diameter_mm
                .known()
                .unwrap(),
            36.0,
            0.3,
        );
        compared += 1;
    }
    assert!(compared >= 20, "{compared}");
}
