//! The frozen vocabulary of comparisons. If a rule can't be said with it, the answer is a new fact.

use crate::facts::FactType;

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Is,
    IsNot,
    OneOf,
    NoneOf,
    AtLeast,
    AtMost,
    Between,
    Before,
    After,
    Matches,
    Contains,
    Present,
}

/// Every comparison with the word rule files use.
pub(super) const OPERATORS: &[(&str, Operator)] = &[
    ("is", Operator::Is),
    ("is-not", Operator::IsNot),
    ("one-of", Operator::OneOf),
    ("none-of", Operator::NoneOf),
    ("at-least", Operator::AtLeast),
    ("at-most", Operator::AtMost),
    ("between", Operator::Between),
    ("before", Operator::Before),
    ("after", Operator::After),
    ("matches", Operator::Matches),
    ("contains", Operator::Contains),
    ("present", Operator::Present),
];

/// Groups of conditions.
pub(super) const GROUPS: &[&str] = &["all", "any", "not"];

impl Operator {
    /// The comparison of this word.
    pub(super) fn of(word: &str) -> Option<Self> {
        OPERATORS
            .iter()
            .find(|(known, _)| *known == word)
            .map(|(_, operator)| *operator)
    }

    /// The word of this comparison.
    pub(super) fn word(self) -> &'static str {
        OPERATORS
            .iter()
            .find(|(_, operator)| *operator == self)
            .map_or("", |(word, _)| *word)
    }

    /// Whether facts of this type can be compared so.
    pub(super) fn fits(self, ty: FactType) -> bool {
        match self {
            Self::Present => true,
            Self::Is | Self::IsNot => ty != FactType::Time,
            Self::OneOf | Self::NoneOf => !matches!(ty, FactType::Time | FactType::Boolean),
            Self::AtLeast | Self::AtMost | Self::Between => matches!(ty, FactType::Integer | FactType::Decimal),
            Self::Before | Self::After => ty == FactType::Time,
            Self::Matches | Self::Contains => ty == FactType::Text,
        }
    }

    /// The comparisons that facts of this type allow.
    pub(super) fn fitting(ty: FactType) -> Vec<&'static str> {
        OPERATORS
            .iter()
            .filter(|(_, operator)| operator.fits(ty))
            .map(|(word, _)| *word)
            .collect()
    }

    /// Whether it holds of a fact that is not there: only what is said in the negative does.
    pub(super) fn holds_of_nothing(self) -> bool {
        matches!(self, Self::IsNot | Self::NoneOf)
    }
}
