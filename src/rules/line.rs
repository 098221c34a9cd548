//! One line of a rule, and all that is the same for every document: said once, when the rule is loaded.

use super::{condition::Condition, diagnostic::both, sentence};
use crate::facts::{FactSpec, Localized};

/// One entry of `applies`, `requires` or `tolerates`.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) condition: Condition,
    /// Language-neutral text of it, for `because`.
    pub(super) code: String,
    /// Every fact that it names.
    pub(super) facts: Vec<&'static FactSpec>,
    /// What is said when a rule doesn't apply because of this line.
    pub(super) excluded: Localized,
}

impl Line {
    /// `otherwise` is what the rule file says when a rule doesn't apply because of this line.
    pub(super) fn new(condition: Condition, code: String, otherwise: Option<&Localized>) -> Self {
        let mut facts = Vec::new();
        condition.facts(&mut facts);
        let excluded = otherwise.map_or_else(
            || {
                let sentence = sentence::of(&condition);
                both(
                    format!("Không áp dụng vì không thuộc trường hợp: {}.", sentence.vi),
                    format!("Not applicable, this is not the case: {}.", sentence.en),
                )
            },
            |otherwise| {
                both(
                    format!("Không áp dụng: {}", otherwise.vi),
                    format!("Not applicable: {}", otherwise.en),
                )
            },
        );
        Self {
            condition,
            code,
            facts,
            excluded,
        }
    }
}
