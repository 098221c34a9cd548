//! The examples inside a rule file.

use std::collections::BTreeMap;

use jiff::civil;
use toml::de::DeTable;

use super::{
    basis::Basis,
    compile::{checked, named, named_at},
    diagnostic::both,
    rule::{Example, ExampleFacts},
    sheet::{Sheet, Span},
    value::{Literal, Term},
};
use crate::{
    facts::{About, Cause, Measured},
    finding::Outcome,
};

/// A day on which every basis without an end is in force; the newest basis when all have ended.
pub(super) fn default_day(bases: &[Basis]) -> civil::Date {
    let lasting = bases
        .iter()
        .filter(|basis| basis.until.is_none())
        .map(|basis| basis.from)
        .max();
    lasting
        .or_else(|| bases.iter().map(|basis| basis.from).max())
        .unwrap_or(civil::Date::constant(2026, 1, 10))
}

/// The examples of a rule. `named_facts` are the facts that the rule looks at, when all of its conditions are known.
pub(super) fn read(
    sheet: &mut Sheet<'_>,
    table: &DeTable<'_>,
    about: About,
    named_facts: Option<&Vec<&str>>,
    default_day: civil::Date,
    (worst, tolerates): (Option<Outcome>, bool),
) -> Vec<Example> {
    const OUTCOMES: &[(&str, Outcome)] = &[
        ("passed", Outcome::Passed),
        ("warning", Outcome::Warning),
        ("failed", Outcome::Failed),
        ("indeterminate", Outcome::Indeterminate),
        ("not-applicable", Outcome::NotApplicable),
    ];
    let mut found = Vec::new();
    let written = sheet.tables(table, "example");
    for (span, entry) in &written {
        sheet.only_keys(entry, &["name", "date", "facts", "unmeasured", "expect"]);
        let name = sheet.required_text(entry, "name", span);
        let day = sheet.date(entry, "date").unwrap_or(default_day);
        let expect = if let Some(value) = entry.get("expect") {
            sheet.word(value, OUTCOMES)
        } else {
            sheet.lacks(span, "expect");
            None
        };
        let facts = example_facts(sheet, entry, about, named_facts);
        if let (Some(name), Some(expect)) = (name, expect) {
            found.push(Example {
                name,
                expect,
                day,
                line: sheet.place(span).0,
                facts,
            });
        }
    }
    // An example whose outcome can't be read may be the one that would be missing.
    if found.len() == written.len() {
        required(sheet, table, &found, worst, tolerates);
    }
    found
}

fn example_facts(
    sheet: &mut Sheet<'_>,
    entry: &DeTable<'_>,
    about: About,
    named_facts: Option<&Vec<&str>>,
) -> ExampleFacts {
    let mut facts = BTreeMap::new();
    let idle = |sheet: &mut Sheet<'_>, span: &Span, name: &str| {
        if named_facts.is_some_and(|named| !named.contains(&name)) {
            let message = both(
                format!("ví dụ nêu `{name}` nhưng quy tắc này không xét đến dữ kiện đó."),
                format!("the example gives `{name}`, which this rule does not look at."),
            );
            sheet.error(span, message);
        }
    };
    match entry.get("facts").map(|value| (value, value.get_ref().as_table())) {
        Some((_, Some(given))) => {
            for (key, value) in given {
                let Some(fact) = named_at(sheet, &key.span(), key.get_ref(), about) else {
                    continue;
                };
                idle(sheet, &key.span(), fact.name);
                let Some(literal) = Literal::read(value) else {
                    sheet.wrong_kind(value, "một giá trị", "a value");
                    continue;
                };
                if let Some(Term::Value(value)) = checked(sheet, &value.span(), fact, &literal) {
                    facts.insert(fact.name, Measured::Known(value));
                } else if matches!(literal, Literal::Date(_)) {
                    sheet.wrong_kind(value, "một thời điểm có múi giờ", "a time with its offset");
                }
            }
        }
        Some((value, None)) => sheet.wrong_kind(
            value,
            "bảng { \"tên.dữ-kiện\" = giá trị }",
            "a table { \"name.of-fact\" = value }",
        ),
        None => {}
    }
    if let Some(value) = entry.get("unmeasured") {
        match value.get_ref().as_array() {
            Some(names) => {
                for name in names {
                    if let Some(fact) = named(sheet, name, about) {
                        idle(sheet, &name.span(), fact.name);
                        facts.insert(fact.name, Measured::Unmeasured(Cause::NotMeasured));
                    }
                }
            }
            None => sheet.wrong_kind(value, "danh sách tên dữ kiện", "a list of names of facts"),
        }
    }
    ExampleFacts(facts)
}

/// Every rule shows a case that passes, one that does not, and one that is just tolerated when it tolerates anything.
fn required(
    sheet: &mut Sheet<'_>,
    table: &DeTable<'_>,
    examples: &[Example],
    worst: Option<Outcome>,
    tolerates: bool,
) {
    let has = |outcome| examples.iter().any(|example| example.expect == outcome);
    let bad = has(Outcome::Failed) || has(Outcome::Warning);
    let mut lacking = Vec::new();
    if !has(Outcome::Passed) {
        lacking.push("passed");
    }
    if tolerates && !has(Outcome::Warning) {
        lacking.push("warning");
    }
    if tolerates && worst == Some(Outcome::Failed) && !has(Outcome::Failed) {
        lacking.push("failed");
    }
    if !tolerates && !bad {
        lacking.push(if worst == Some(Outcome::Warning) {
            "warning"
        } else {
            "failed"
        });
    }
    let at = table.get("example").map_or(0..0, toml::Spanned::span);
    for outcome in lacking {
        let message = both(
            format!("thiếu ví dụ có kết quả `expect = \"{outcome}\"`."),
            format!("an example with `expect = \"{outcome}\"` is missing."),
        );
        sheet.missing(&at, message);
    }
}
