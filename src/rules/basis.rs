//! What a rule rests on, and on which days.

use jiff::civil;

use crate::finding::Citation;

/// A provision a rule rests on, and when it is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// Number and symbol of the instrument.
    pub instrument: String,
    /// The place in it.
    pub at: String,
    /// First day in force.
    pub from: civil::Date,
    /// Last day in force; `None` while it is.
    pub until: Option<civil::Date>,
    /// Whether the text of the provision was seen. Without one such basis in force a rule can only warn.
    pub verified: bool,
}

impl Basis {
    /// Whether it is in force on this day in Vietnam.
    pub fn in_force(&self, day: civil::Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    /// As findings cite it.
    pub fn citation(&self) -> Citation {
        Citation {
            instrument: self.instrument.clone(),
            at: self.at.clone(),
        }
    }
}

/// The provisions of a rule by the days on which they are in force together.
#[derive(Debug, Clone)]
pub(super) struct InForce(Vec<Span>);

/// Days, from this one to the next span, on which the same provisions are in force.
#[derive(Debug, Clone)]
struct Span {
    from: civil::Date,
    law: Law,
}

/// Provisions in force on one day.
#[derive(Debug, Clone)]
pub(super) struct Law {
    pub(super) citations: Vec<Citation>,
    /// Whether the text of one of them was seen.
    pub(super) verified: bool,
}

impl InForce {
    pub(super) fn of(bases: &[Basis]) -> Self {
        let begin = bases.iter().map(|basis| basis.from);
        let behind = bases.iter().filter_map(|basis| basis.until?.tomorrow().ok());
        let mut days: Vec<civil::Date> = begin.chain(behind).collect();
        days.sort_unstable();
        days.dedup();
        let span = |from| {
            let in_force = || bases.iter().filter(move |basis| basis.in_force(from));
            Span {
                from,
                law: Law {
                    citations: in_force().map(Basis::citation).collect(),
                    verified: in_force().any(|basis| basis.verified),
                },
            }
        };
        Self(days.into_iter().map(span).collect())
    }

    /// The provisions in force on this day in Vietnam, if there are any.
    pub(super) fn on(&self, day: civil::Date) -> Option<&Law> {
        let span = self.0.partition_point(|span| span.from <= day).checked_sub(1)?;
        self.0
            .get(span)
            .map(|span| &span.law)
            .filter(|law| !law.citations.is_empty())
    }
}
