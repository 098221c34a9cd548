//! Three values: what is unknown never becomes known, and never becomes "passed".

use std::{cell::RefCell, collections::BTreeMap};

use jiff::civil::Date;
use kysoat::{
    facts::{Cause, FactSpec, FactType, Measured, Value, fact},
    finding::Outcome,
    rules::{Facts, Rule},
};
use proptest::prelude::*;

use super::{GOOD, embedded, pack_of};

/// Facts by name; what is not named is absent.
#[derive(Clone, Default)]
struct Given(BTreeMap<&'static str, Measured<Value>>);

impl Facts for Given {
    fn read(&self, fact: &'static FactSpec) -> Measured<Value> {
        self.0.get(fact.name).cloned().unwrap_or(Measured::Absent)
    }
}

/// Remembers what a rule read from an example.
struct Recorded<'a>(&'a dyn Facts, RefCell<Given>);

impl Facts for Recorded<'_> {
    fn read(&self, fact: &'static FactSpec) -> Measured<Value> {
        let value = self.0.read(fact);
        self.1.borrow_mut().0.insert(fact.name, value.clone());
        value
    }
}

fn unmeasured() -> Measured<Value> {
    Measured::Unmeasured(Cause::NotMeasured)
}

const ATOMS: [&str; 4] = [
    "signature.live",
    "signature.reachable",
    "signature.digest_matches",
    "signature.value_verifies",
];

/// An expression of groups over four yes-or-no facts.
#[derive(Debug, Clone)]
enum Expression {
    Atom(usize),
    Not(Box<Expression>),
    All(Vec<Expression>),
    Any(Vec<Expression>),
}

fn expressions() -> impl Strategy<Value = Expression> {
    (0..ATOMS.len())
        .prop_map(Expression::Atom)
        .prop_recursive(4, 24, 3, |inner| {
            prop_oneof![
                inner.clone().prop_map(|part| Expression::Not(Box::new(part))),
                prop::collection::vec(inner.clone(), 1..4).prop_map(Expression::All),
                prop::collection::vec(inner, 1..4).prop_map(Expression::Any),
            ]
        })
}

impl Expression {
    fn toml(&self) -> String {
        let group = |name: &str, parts: &[Self]| {
            format!(
                "{{ {name} = [{}] }}",
                parts.iter().map(Self::toml).collect::<Vec<_>>().join(", ")
            )
        };
        match self {
            Self::Atom(index) => format!("{{ fact = \"{}\", is = true }}", ATOMS[*index]),
            Self::Not(part) => format!("{{ not = {} }}", part.toml()),
            Self::All(parts) => group("all", parts),
            Self::Any(parts) => group("any", parts),
        }
    }

    /// Kleene's tables with no = 0, unknown = 1, yes = 2.
    fn truth(&self, values: [u8; 4]) -> u8 {
        match self {
            Self::Atom(index) => values[*index],
            Self::Not(part) => 2 - part.truth(values),
            Self::All(parts) => parts.iter().map(|part| part.truth(values)).min().unwrap(),
            Self::Any(parts) => parts.iter().map(|part| part.truth(values)).max().unwrap(),
        }
    }
}

fn rule_requiring(condition: &str) -> Rule {
    let text = GOOD
        .replace("\"document\"", "\"signature\"")
        .replace("[params]\nmin_version = { value = 1.4, law = true }\n", "")
        .replace("[[applies]]\nfact = \"file.readable\"\nis   = true\n", "")
        .replace(
            "[[requires]]\nfact     = \"file.version\"\nat-least = \"$min_version\"",
            condition,
        )
        .replace("{file.version}, cần {$min_version}", "x")
        .replace("{file.version}, {$min_version}", "x")
        .replace("facts  = { \"file.readable\" = true, \"file.version\" = 1.4 }\n", "")
        .replace("facts  = { \"file.readable\" = true, \"file.version\" = 1.3 }\n", "");
    let pack = pack_of(&text).unwrap_or_else(|found| panic!("{text}\n{}", super::lines(&found)));
    pack.rule("F01").unwrap().clone()
}

fn outcome(rule: &Rule, given: &Given) -> Outcome {
    rule.judge(given, Date::constant(2026, 3, 1), Some(0)).outcome
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn groups_follow_kleenes_tables(expression in expressions(), values in prop::array::uniform4(0_u8..3)) {
        let rule = rule_requiring(&format!("[[requires]]\nall = [{}]", expression.toml()));
        let given = Given(ATOMS.iter().zip(values).map(|(name, value)| (*name, match value {
            0 => Measured::Known(Value::Boolean(false)),
            1 => unmeasured(),
            _ => Measured::Known(Value::Boolean(true)),
        })).collect());
        let expected = match expression.truth(values) {
            0 => Outcome::Failed,
            1 => Outcome::Indeterminate,
            _ => Outcome::Passed,
        };
        prop_assert_eq!(outcome(&rule, &given), expected);
    }
}

/// Values that a fact may have, as far as rules can tell them apart.
fn possible(spec: &FactSpec) -> Vec<Measured<Value>> {
    let known: Vec<Value> = match spec.ty {
        FactType::Boolean => vec![Value::Boolean(false), Value::Boolean(true)],
        FactType::Integer => [0, 1, 2, 255, 256, 2047, 2048, 1 << 40].map(Value::Integer).into(),
        FactType::Decimal => [0.0, 1.3, 1.4, 206.9, 207.0, 210.0, 213.1, 294.0, 297.0, 300.1]
            .map(Value::Decimal)
            .into(),
        FactType::Text => ["", "adbe.pkcs7.detached", "ETSI.RFC3161", "x"]
            .map(|text| Value::Text(text.into()))
            .into(),
        FactType::Code(codes) => codes.iter().map(|code| Value::Code(code)).collect(),
        FactType::Time => ["2020-01-01T00:00:00Z", "2026-03-01T00:00:00+07:00"]
            .map(|text| Value::Time(kysoat::facts::Moment::parse(text).unwrap()))
            .into(),
    };
    known
        .into_iter()
        .map(Measured::Known)
        .chain([Measured::Absent])
        .collect()
}

/// From every example of every rule, each fact in turn is hidden, then each pair: whatever the rule still dares to say
/// must hold for all values that the hidden facts may have.
#[test]
fn what_is_hidden_is_never_decided_unless_it_does_not_matter() {
    let mut hidden = 0;
    for rule in embedded().rules() {
        for example in &rule.examples {
            let recorded = Recorded(example.facts(), RefCell::default());
            rule.judge(&recorded, example.day, Some(0));
            let given = recorded.1.into_inner();
            let names = rule.facts();
            for first in &names {
                for second in &names {
                    let pair = [fact(first).unwrap(), fact(second).unwrap()];
                    let mut blind = given.clone();
                    blind.0.extend(pair.map(|spec| (spec.name, unmeasured())));
                    let said = rule.judge(&blind, example.day, Some(0));
                    if said.outcome == Outcome::Indeterminate {
                        assert!(said.because.is_some() && !said.message.vi.contains('{'));
                        hidden += 1;
                        continue;
                    }
                    for one in possible(pair[0]) {
                        for other in possible(pair[1]) {
                            let mut seen = given.clone();
                            seen.0.insert(pair[0].name, one.clone());
                            seen.0.insert(pair[1].name, other);
                            let full = rule.judge(&seen, example.day, Some(0)).outcome;
                            assert!(
                                full == said.outcome,
                                "{} `{}` without {first}, {second}: {:?}, but {full:?} with {seen:?}",
                                rule.code,
                                example.name,
                                said.outcome,
                                seen = seen.0
                            );
                        }
                    }
                }
            }
        }
    }
    assert!(hidden > 100, "{hidden}: facts were not hidden from rules");
}

#[test]
fn nothing_known_at_all_never_passes() {
    for rule in embedded().rules() {
        let blind = Given(rule.facts().into_iter().map(|name| (name, unmeasured())).collect());
        let said = rule.judge(&blind, Date::constant(2026, 3, 1), Some(0));
        assert_eq!(said.outcome, Outcome::Indeterminate, "{}", rule.code);
        // What could not be measured is never written as if it were absent.
        let says_so = |value: &serde_json::Value| value["unmeasured"].is_string();
        let measured = serde_json::to_value(&said.measured).unwrap();
        let measured = measured.as_object().unwrap();
        assert!(measured.values().all(says_so), "{}: {measured:?}", rule.code);
    }
}

#[test]
fn what_is_not_there_satisfies_only_what_is_said_in_the_negative() {
    let cases = [
        ("fact = \"signature.coverage\"\nis = \"whole-file\"", Outcome::Failed),
        (
            "fact = \"signature.coverage\"\nis-not = \"whole-file\"",
            Outcome::Passed,
        ),
        (
            "fact = \"signature.coverage\"\none-of = [\"whole-file\"]",
            Outcome::Failed,
        ),
        (
            "fact = \"signature.coverage\"\nnone-of = [\"whole-file\"]",
            Outcome::Passed,
        ),
        ("fact = \"signature.coverage\"\npresent = true", Outcome::Failed),
        ("fact = \"signature.coverage\"\npresent = false", Outcome::Passed),
        ("fact = \"signature.key_bits\"\nat-least = 0", Outcome::Failed),
        ("fact = \"signature.key_bits\"\nat-most = 9", Outcome::Failed),
        ("fact = \"signature.key_bits\"\nbetween = [0, 9]", Outcome::Failed),
        (
            "fact = \"signature.claimed_time\"\nbefore = 2030-01-01",
            Outcome::Failed,
        ),
        ("fact = \"signature.sub_filter\"\nmatches = \".*\"", Outcome::Failed),
        ("fact = \"signature.sub_filter\"\ncontains = \"x\"", Outcome::Failed),
    ];
    for (condition, expected) in cases {
        let rule = rule_requiring(&format!("[[requires]]\n{condition}"));
        assert_eq!(outcome(&rule, &Given::default()), expected, "{condition}");
    }
}

#[test]
fn comparisons_say_what_their_words_say() {
    let text = |text: &str| Value::Text(text.to_owned());
    let time = |text: &str| Value::Time(kysoat::facts::Moment::parse(text).unwrap());
    let cases = [
        ("signature.key_bits", "at-least = 2048", Value::Integer(2048), true),
        ("signature.key_bits", "at-least = 2048", Value::Integer(2047), false),
        ("signature.key_bits", "at-most = 2048", Value::Integer(2048), true),
        ("signature.key_bits", "at-most = 2048", Value::Integer(2049), false),
        ("signature.key_bits", "between = [1, 3]", Value::Integer(3), true),
        ("signature.key_bits", "between = [1, 3]", Value::Integer(4), false),
        ("signature.key_bits", "is = 3", Value::Integer(3), true),
        ("signature.key_bits", "is-not = 3", Value::Integer(3), false),
        ("signature.key_bits", "none-of = [3, 4]", Value::Integer(4), false),
        ("signature.key_bits", "none-of = [3, 4]", Value::Integer(5), true),
        ("signature.sub_filter", "matches = \"^a.c$\"", text("abc"), true),
        ("signature.sub_filter", "matches = \"^a.c$\"", text("xabc"), false),
        ("signature.sub_filter", "contains = \"b\"", text("abc"), true),
        ("signature.sub_filter", "contains = \"d\"", text("abc"), false),
        // A day begins at midnight in Vietnam: 17:00 UTC of the day before.
        (
            "signature.claimed_time",
            "before = 2026-01-10",
            time("2026-01-09T16:59:59Z"),
            true,
        ),
        (
            "signature.claimed_time",
            "before = 2026-01-10",
            time("2026-01-09T17:00:00Z"),
            false,
        ),
        (
            "signature.claimed_time",
            "after = 2026-01-10",
            time("2026-01-10T16:59:59Z"),
            false,
        ),
        (
            "signature.claimed_time",
            "after = 2026-01-10",
            time("2026-01-10T17:00:00Z"),
            true,
        ),
        (
            "signature.claimed_time",
            "before = 2026-01-10T00:00:00Z",
            time("2026-01-09T23:59:59Z"),
            true,
        ),
        (
            "signature.claimed_time",
            "before = 2026-01-10T00:00:00Z",
            time("2026-01-10T07:00:00+07:00"),
            false,
        ),
    ];
    for (name, condition, value, holds) in cases {
        let rule = rule_requiring(&format!("[[requires]]\nfact = \"{name}\"\n{condition}"));
        let given = Given(BTreeMap::from([(name, Measured::Known(value))]));
        let expected = if holds { Outcome::Passed } else { Outcome::Failed };
        assert_eq!(outcome(&rule, &given), expected, "{name} {condition}");
    }
}

#[test]
fn one_fact_is_compared_with_another() {
    let rule =
        rule_requiring("[[requires]]\nfact = \"signature.claimed_time\"\nafter = { fact = \"signer.not_before\" }");
    let time = |text: &str| Measured::Known(Value::Time(kysoat::facts::Moment::parse(text).unwrap()));
    let judged = |right: Option<Measured<Value>>| {
        let mut given = Given(BTreeMap::from([(
            "signature.claimed_time",
            time("2026-01-10T00:00:00Z"),
        )]));
        given.0.extend(right.map(|right| ("signer.not_before", right)));
        outcome(&rule, &given)
    };
    assert_eq!(judged(Some(time("2026-01-09T00:00:00Z"))), Outcome::Passed);
    assert_eq!(judged(Some(time("2026-01-10T00:00:00Z"))), Outcome::Failed);
    assert_eq!(judged(None), Outcome::Failed);
    assert_eq!(judged(Some(unmeasured())), Outcome::Indeterminate);
}
