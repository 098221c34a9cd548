//! Conditions, and their three-valued evaluation (Kleene).

use std::cmp::Ordering;

use regex::Regex;

use super::{
    value::{Term, compare},
    vocabulary::Operator,
};
use crate::facts::{About, Cause, FactSpec, Measured, Subject, Value, catalogue};

/// Where a rule reads facts from: a measured document, or an example.
pub trait Facts {
    /// What came of looking for this fact.
    fn read(&self, fact: &'static FactSpec) -> Measured<Value>;
}

impl Facts for Subject<'_> {
    fn read(&self, fact: &'static FactSpec) -> Measured<Value> {
        (fact.read)(self)
    }
}

/// Whether a rule about such a thing may name this fact: a signature has a document, a document has many signatures.
pub(super) fn can_name(about: About, fact: &FactSpec) -> bool {
    about == About::Signature || fact.about == About::Document
}

/// The names of the facts that a rule about such a thing may name.
pub(super) fn nameable(about: About) -> impl Iterator<Item = &'static str> {
    catalogue()
        .iter()
        .filter(move |fact| can_name(about, fact))
        .map(|fact| fact.name)
}

/// Yes, no, or could not tell because of the first fact that could not be measured and mattered.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Answer {
    Yes,
    No,
    Unknown(Blind),
}

/// A fact that could not be measured, and why.
#[derive(Debug, Clone)]
pub(super) struct Blind {
    pub(super) fact: &'static FactSpec,
    pub(super) cause: Cause,
}

impl PartialEq for Blind {
    fn eq(&self, other: &Self) -> bool {
        self.fact.name == other.fact.name && self.cause == other.cause
    }
}

impl Answer {
    fn of(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }
}

/// What a fact is compared with.
#[derive(Debug, Clone)]
pub(super) enum Operand {
    One(Term),
    Range(Term, Term),
    Several(Vec<Value>),
    Pattern(Regex),
    Flag(bool),
}

/// One comparison of one fact.
#[derive(Debug, Clone)]
pub(super) struct Test {
    pub(super) fact: &'static FactSpec,
    pub(super) operator: Operator,
    pub(super) operand: Operand,
}

/// A comparison or a group of them.
#[derive(Debug, Clone)]
pub(super) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Test(Test),
}

impl Condition {
    /// Evaluates on facts.
    pub(super) fn holds(&self, facts: &dyn Facts) -> Answer {
        match self {
            Self::All(parts) => all(parts.iter().map(|part| part.holds(facts))),
            Self::Any(parts) => {
                let mut unknown = None;
                for part in parts {
                    match part.holds(facts) {
                        Answer::Yes => return Answer::Yes,
                        Answer::No => {}
                        blind @ Answer::Unknown(_) => unknown = unknown.or(Some(blind)),
                    }
                }
                unknown.unwrap_or(Answer::No)
            }
            Self::Not(part) => match part.holds(facts) {
                Answer::Yes => Answer::No,
                Answer::No => Answer::Yes,
                blind @ Answer::Unknown(_) => blind,
            },
            Self::Test(test) => test.holds(facts),
        }
    }

    /// Every fact that it names.
    pub(super) fn facts(&self, into: &mut Vec<&'static FactSpec>) {
        let mut push = |fact: &'static FactSpec| {
            if !into.iter().any(|known| known.name == fact.name) {
                into.push(fact);
            }
        };
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.facts(into)),
            Self::Not(part) => part.facts(into),
            Self::Test(test) => {
                push(test.fact);
                match &test.operand {
                    Operand::One(term) => term.fact().into_iter().for_each(push),
                    Operand::Range(low, high) => [low, high].into_iter().filter_map(Term::fact).for_each(push),
                    Operand::Several(_) | Operand::Pattern(_) | Operand::Flag(_) => {}
                }
            }
        }
    }
}

/// All of them: a no decides, whatever is unknown beside it.
pub(super) fn all(parts: impl Iterator<Item = Answer>) -> Answer {
    let mut unknown = None;
    for part in parts {
        match part {
            Answer::No => return Answer::No,
            Answer::Yes => {}
            blind @ Answer::Unknown(_) => unknown = unknown.or(Some(blind)),
        }
    }
    unknown.unwrap_or(Answer::Yes)
}

impl Term {
    /// The fact it stands for, if it does.
    pub(super) fn fact(&self) -> Option<&'static FactSpec> {
        match self {
            Self::Fact(fact) => Some(fact),
            Self::Value(_) | Self::Day(_) => None,
        }
    }

    /// The text it stands for, if there is one.
    fn text(&self, facts: &dyn Facts) -> Result<Option<String>, Blind> {
        let value = match self {
            Self::Value(value) => Some(value.clone()),
            Self::Day(_) => None,
            Self::Fact(fact) => match facts.read(fact) {
                Measured::Known(value) => Some(value),
                Measured::Absent => None,
                Measured::Unmeasured(cause) => return Err(Blind { fact, cause }),
            },
        };
        Ok(value.and_then(|value| match value {
            Value::Text(text) => Some(text),
            _ => None,
        }))
    }

    /// Order of a measured value and this; `None` when there is nothing to compare with.
    fn order(&self, value: &Value, facts: &dyn Facts) -> Result<Option<Ordering>, Blind> {
        match self {
            Self::Value(right) => Ok(compare(value, right)),
            Self::Day(day) => Ok(match value {
                Value::Time(moment) => Some(moment.day_in_vietnam().cmp(day)),
                _ => None,
            }),
            Self::Fact(fact) => match facts.read(fact) {
                Measured::Known(right) => Ok(compare(value, &right)),
                Measured::Absent => Ok(None),
                Measured::Unmeasured(cause) => Err(Blind { fact, cause }),
            },
        }
    }
}

impl Test {
    fn holds(&self, facts: &dyn Facts) -> Answer {
        let value = match facts.read(self.fact) {
            Measured::Known(value) => value,
            Measured::Unmeasured(cause) => return Answer::Unknown(Blind { fact: self.fact, cause }),
            Measured::Absent => {
                return Answer::of(match self.operand {
                    Operand::Flag(wanted) => !wanted,
                    _ => self.operator.holds_of_nothing(),
                });
            }
        };
        let against = |term: &Term, decides: fn(Option<Ordering>) -> bool| {
            term.order(&value, facts)
                .map_or_else(Answer::Unknown, |order| Answer::of(decides(order)))
        };
        match &self.operand {
            Operand::Flag(wanted) => Answer::of(*wanted),
            Operand::Pattern(pattern) => Answer::of(matches!(&value, Value::Text(text) if pattern.is_match(text))),
            Operand::Several(values) => {
                let among = values
                    .iter()
                    .any(|right| compare(&value, right) == Some(Ordering::Equal));
                Answer::of(among != (self.operator == Operator::NoneOf))
            }
            Operand::Range(low, high) => all([against(low, is_at_least), against(high, is_at_most)].into_iter()),
            Operand::One(term) => match self.operator {
                Operator::IsNot => against(term, |order| order != Some(Ordering::Equal)),
                Operator::AtLeast => against(term, is_at_least),
                Operator::AtMost => against(term, is_at_most),
                Operator::Before => against(term, |order| order == Some(Ordering::Less)),
                Operator::After => against(term, |order| order == Some(Ordering::Greater)),
                Operator::Contains => term.text(facts).map_or_else(Answer::Unknown, |part| {
                    Answer::of(matches!((&value, part), (Value::Text(text), Some(part)) if text.contains(&part)))
                }),
                // `is`; the others never have a single operand (see `Operator::fits` and the reader).
                _ => against(term, |order| order == Some(Ordering::Equal)),
            },
        }
    }
}

fn is_at_least(order: Option<Ordering>) -> bool {
    order.is_some_and(Ordering::is_ge)
}

fn is_at_most(order: Option<Ordering>) -> bool {
    order.is_some_and(Ordering::is_le)
}
