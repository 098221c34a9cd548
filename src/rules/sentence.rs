//! Conditions as sentences, for `rules explain` and for saying why a rule does not apply.

use super::{
    condition::{Condition, Operand, Test},
    diagnostic::both,
    value::Term,
    vocabulary::Operator,
    words,
};
use crate::facts::{FactSpec, FactType, Localized};

/// The condition in one sentence without its full stop.
pub(super) fn of(condition: &Condition) -> Localized {
    match condition {
        Condition::Test(test) => of_test(test),
        Condition::Not(part) => {
            let part = of(part);
            both(format!("không phải là ({})", part.vi), format!("not ({})", part.en))
        }
        Condition::All(parts) => joined(parts, ("; và ", "; and ")),
        Condition::Any(parts) => {
            let text = joined(parts, ("; hoặc ", "; or "));
            both(
                format!("một trong các trường hợp: {}", text.vi),
                format!("one of: {}", text.en),
            )
        }
    }
}

fn joined(parts: &[Condition], word: (&str, &str)) -> Localized {
    let parts: Vec<Localized> = parts
        .iter()
        .map(|part| {
            let text = of(part);
            match part {
                Condition::All(_) | Condition::Any(_) => both(format!("({})", text.vi), format!("({})", text.en)),
                Condition::Not(_) | Condition::Test(_) => text,
            }
        })
        .collect();
    let vi: Vec<&str> = parts.iter().map(|part| part.vi.as_str()).collect();
    let en: Vec<&str> = parts.iter().map(|part| part.en.as_str()).collect();
    both(vi.join(word.0), en.join(word.1))
}

fn of_test(test: &Test) -> Localized {
    let fact = test.fact;
    let (vi, en) = fact.label;
    let (said_vi, said_en) = match (&test.operand, test.operator) {
        (Operand::Flag(true), _) => return both(format!("có {vi}"), format!("{en} is there")),
        (Operand::Flag(false), _) => return both(format!("không có {vi}"), format!("{en} is not there")),
        (Operand::Pattern(pattern), _) => {
            return both(
                format!("{vi} theo mẫu `{pattern}`"),
                format!("{en} matches `{pattern}`"),
            );
        }
        (Operand::Several(values), operator) => {
            let shown: Vec<Localized> = values
                .iter()
                .map(|value| words::value(value, fact.unit).owned())
                .collect();
            let vi: Vec<&str> = shown.iter().map(|value| value.vi.as_str()).collect();
            let en: Vec<&str> = shown.iter().map(|value| value.en.as_str()).collect();
            let (before_vi, before_en) = match operator {
                Operator::NoneOf => ("không thuộc: ", "is none of: "),
                _ => ("thuộc: ", "is one of: "),
            };
            (
                format!("{before_vi}{}", vi.join(", ")),
                format!("{before_en}{}", en.join(", ")),
            )
        }
        (Operand::Range(low, high), _) => {
            let (low, high) = (shown(low, fact), shown(high, fact));
            (
                format!("từ {} đến {}", low.vi, high.vi),
                format!("is between {} and {}", low.en, high.en),
            )
        }
        (Operand::One(term), operator) => {
            let term = shown(term, fact);
            let flag = fact.ty == FactType::Boolean;
            match operator {
                Operator::IsNot if flag => (format!("không phải “{}”", term.vi), format!("is not “{}”", term.en)),
                _ if flag => return both(format!("{vi}: {}", term.vi), format!("{en}: {}", term.en)),
                // Codes are phrases: without marks they run into the sentence.
                Operator::IsNot if matches!(fact.ty, FactType::Code(_)) => {
                    (format!("không phải là “{}”", term.vi), format!("is not “{}”", term.en))
                }
                Operator::IsNot => (format!("khác {}", term.vi), format!("is not {}", term.en)),
                Operator::AtLeast => (format!("từ {} trở lên", term.vi), format!("is at least {}", term.en)),
                Operator::AtMost => (format!("không quá {}", term.vi), format!("is at most {}", term.en)),
                Operator::Before => (format!("trước {}", term.vi), format!("is before {}", term.en)),
                Operator::After => (format!("sau {}", term.vi), format!("is after {}", term.en)),
                Operator::Contains => (format!("có chứa “{}”", term.vi), format!("contains “{}”", term.en)),
                _ => (format!("là {}", term.vi), format!("is {}", term.en)),
            }
        }
    };
    both(format!("{vi} {said_vi}"), format!("{en} {said_en}"))
}

fn shown(term: &Term, fact: &FactSpec) -> Localized {
    match term {
        Term::Value(value) => words::value(value, fact.unit).owned(),
        Term::Day(day) => words::day(*day),
        Term::Fact(other) => both(other.label.0, other.label.1),
    }
}
