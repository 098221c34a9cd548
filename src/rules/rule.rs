//! One rule: what it asks, why, and its judgement of one thing.

use std::{borrow::Cow, collections::BTreeMap};

use jiff::civil;

use super::{
    basis::{Basis, InForce},
    condition::{Answer, Blind, Facts, all},
    diagnostic::both,
    line::Line,
    message::Message,
    sentence,
    value::Literal,
    words,
};
use crate::{
    facts::{About, FactSpec, Localized, Measured, Unit, Value},
    finding::{Finding, Measures, Outcome, Severity},
};

/// A rule of a pack, checked and ready to judge.
#[derive(Debug, Clone)]
pub struct Rule {
    /// `F01`, from the name of the file.
    pub code: String,
    /// What is asked, in a few words.
    pub title: Localized,
    /// What it judges.
    pub about: About,
    /// How much it matters.
    pub severity: Severity,
    /// The strongest outcome: [`Outcome::Failed`] or [`Outcome::Warning`].
    pub worst: Outcome,
    /// Whether a waiver may cover what it finds; not so where authenticity or integrity is at stake, which nobody can
    /// approve into being.
    pub waivable: bool,
    /// The provisions it rests on, whenever in force.
    pub bases: Vec<Basis>,
    /// Its parameters, in the order of the file.
    pub parameters: Vec<Parameter>,
    /// What is said when it is not met, before placeholders are filled.
    pub message: Localized,
    /// What the agency should do then.
    pub remedy: Localized,
    /// Examples, in the order of the file.
    pub examples: Vec<Example>,
    /// Folder of the pack.
    pub pack: String,
    /// The file it was read from.
    pub file: String,
    pub(super) applies: Vec<Line>,
    pub(super) requires: Vec<Line>,
    pub(super) tolerates: Vec<Line>,
    pub(super) in_force: InForce,
    /// What is said when it is not met.
    pub(super) measured: Message,
    /// The same, and what to do then.
    pub(super) on_failure: Message,
    pub(super) on_pass: Message,
    /// Facts of `requires` and `tolerates`: the evidence of a finding.
    pub(super) evidence: Vec<&'static FactSpec>,
}

/// A number or list that a rule compares with, and that may be changed in its file.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// The name, without `$`.
    pub name: String,
    /// What it is called where people read it; the appendix of a report prints this.
    pub label: Option<Localized>,
    /// The value.
    pub value: Literal,
    /// Why this value, when the law does not give it; printed in the report's appendix.
    pub note: Option<Localized>,
    /// Whether the law itself gives the value.
    pub law: bool,
    /// Unit of the fact it is compared with.
    pub unit: Unit,
}

impl Parameter {
    /// What people call it: its label, or its name where the file gives none.
    pub fn called(&self) -> Localized {
        self.label.clone().unwrap_or_else(|| both(&self.name, &self.name))
    }

    /// The value as people read it.
    pub fn shown(&self) -> Localized {
        words::literal(&self.value, self.unit).owned()
    }
}

/// A case written down beside the rule, with the outcome its author expects.
#[derive(Debug, Clone)]
pub struct Example {
    /// The case in a few words.
    pub name: String,
    /// The outcome expected.
    pub expect: Outcome,
    /// The day on which the rule is asked.
    pub day: civil::Date,
    /// Where it stands in the file.
    pub line: usize,
    pub(super) facts: ExampleFacts,
}

/// Facts of an example: known ones and unmeasured ones; whatever is not named is absent.
#[derive(Debug, Clone, Default)]
pub(super) struct ExampleFacts(pub(super) BTreeMap<&'static str, Measured<Value>>);

impl Facts for ExampleFacts {
    fn read(&self, fact: &'static FactSpec) -> Measured<Value> {
        self.0.get(fact.name).cloned().unwrap_or(Measured::Absent)
    }
}

impl Example {
    /// The facts of the case; whatever is not named is absent.
    pub fn facts(&self) -> &impl Facts {
        &self.facts
    }
}

/// The conditions of a rule as sentences without their full stops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// When the rule applies: all of these.
    pub applies: Vec<Localized>,
    /// What it asks: all of these.
    pub requires: Vec<Localized>,
    /// What is let pass with a warning: all of these; empty when nothing is.
    pub tolerates: Vec<Localized>,
}

/// A finding, and what the conclusion must know besides.
pub(super) struct Weighed<'a> {
    pub(super) finding: Finding<'a>,
    /// Only the want of a verified basis kept it from `failed`.
    pub(super) held_back: bool,
    /// Only a waiver keeps it from `failed`, or from being held back.
    pub(super) excused: bool,
}

impl<'a> Weighed<'a> {
    fn of(finding: Finding<'a>) -> Self {
        Self {
            finding,
            held_back: false,
            excused: false,
        }
    }
}

impl Rule {
    /// Judges one thing. `day` is the day in Vietnam that decides which provisions are in force.
    pub fn judge(&self, facts: &dyn Facts, day: civil::Date, subject: Option<u32>) -> Finding<'_> {
        self.weigh(facts, day, subject).finding
    }

    /// Names of all facts that conditions of this rule name, in order of appearance.
    pub fn facts(&self) -> Vec<&'static str> {
        let mut facts = Vec::new();
        for line in self.applies.iter().chain(&self.requires).chain(&self.tolerates) {
            line.condition.facts(&mut facts);
        }
        facts.iter().map(|fact| fact.name).collect()
    }

    /// The message of a failure with its parameters, and names of facts where a finding has their values.
    pub fn outline(&self) -> Localized {
        self.measured.outline()
    }

    /// What the rule says, a sentence for each condition.
    pub fn statement(&self) -> Statement {
        let sentences = |lines: &[Line]| lines.iter().map(|line| sentence::of(&line.condition)).collect();
        Statement {
            applies: sentences(&self.applies),
            requires: sentences(&self.requires),
            tolerates: sentences(&self.tolerates),
        }
    }

    pub(super) fn weigh(&self, facts: &dyn Facts, day: civil::Date, subject: Option<u32>) -> Weighed<'_> {
        let mut finding = Finding {
            rule: &self.code,
            about: self.about,
            subject,
            outcome: Outcome::NotApplicable,
            severity: self.severity,
            message: Localized::default(),
            measured: Measures::default(),
            basis: Cow::Borrowed(&[]),
            because: None,
        };
        let Some(law) = self.in_force.on(day) else {
            finding.because = Some(format!("no basis in force on {day}").into());
            finding.message = not_in_force(day).into();
            return Weighed::of(finding);
        };
        finding.basis = Cow::Borrowed(&law.citations);
        let mut unseen = None;
        for line in &self.applies {
            match line.condition.holds(facts) {
                Answer::Yes => {}
                Answer::Unknown(blind) => unseen = unseen.or(Some(blind)),
                // A line that surely excludes the thing decides, whatever another line could not see.
                Answer::No => {
                    measure(&mut finding, facts, &line.facts);
                    finding.because = Some(Cow::Borrowed(&line.code));
                    finding.message = line.excluded.borrowed();
                    return Weighed::of(finding);
                }
            }
        }
        if let Some(blind) = unseen {
            for line in &self.applies {
                measure(&mut finding, facts, &line.facts);
            }
            return Weighed::of(self.unknown(finding, &blind));
        }
        measure(&mut finding, facts, &self.evidence);
        let mut held_back = false;
        finding.outcome = match answer(&self.requires, facts) {
            Answer::Yes => Outcome::Passed,
            Answer::Unknown(blind) => {
                return Weighed::of(self.unknown(finding, &blind));
            }
            Answer::No if self.tolerates.is_empty() => self.worst,
            Answer::No => match answer(&self.tolerates, facts) {
                Answer::Yes => Outcome::Warning,
                Answer::No => self.worst,
                Answer::Unknown(blind) => {
                    return Weighed::of(self.unknown(finding, &blind));
                }
            },
        };
        if finding.outcome == Outcome::Failed && !law.verified {
            finding.outcome = Outcome::Warning;
            held_back = true;
        }
        finding.message = self.said(finding.outcome, held_back, facts);
        Weighed {
            held_back,
            ..Weighed::of(finding)
        }
    }

    fn said(&self, outcome: Outcome, held_back: bool, facts: &dyn Facts) -> Localized<Cow<'_, str>> {
        if outcome == Outcome::Passed {
            return self.on_pass.fill(facts);
        }
        let mut text = self.on_failure.fill(facts);
        if held_back {
            text.vi.to_mut().push_str(
                " (Chỉ cảnh báo: căn cứ pháp lý có hiệu lực tại thời điểm ký chưa được đối chiếu với nguyên văn.)",
            );
            text.en.to_mut().push_str(
                " (A warning only: the text of the provisions in force at the time of signing was not seen.)",
            );
        }
        text
    }

    fn unknown<'a>(&self, mut finding: Finding<'a>, blind: &Blind) -> Finding<'a> {
        let cause = words::cause(&blind.cause);
        let (vi, en) = blind.fact.label;
        finding.outcome = Outcome::Indeterminate;
        finding.because = Some(format!("{}: {}", blind.fact.name, blind.cause.code()).into());
        finding.message = both(
            format!(
                "Chưa kết luận được “{}” vì {} (dữ kiện chưa đo được: {vi}).",
                self.title.vi, cause.vi
            ),
            format!(
                "“{}” could not be decided because {} (not measured: {en}).",
                self.title.en, cause.en
            ),
        )
        .into();
        finding
    }
}

fn not_in_force(day: civil::Date) -> Localized {
    let day = words::day(day);
    both(
        format!(
            "Không áp dụng: ngày {} không có căn cứ pháp lý nào của quy tắc này đang có hiệu lực.",
            day.vi
        ),
        format!(
            "Not applicable: no provision behind this rule is in force on {}.",
            day.en
        ),
    )
}

fn answer(lines: &[Line], facts: &dyn Facts) -> Answer {
    all(lines.iter().map(|line| line.condition.holds(facts)))
}

fn measure(finding: &mut Finding<'_>, facts: &dyn Facts, named: &[&'static FactSpec]) {
    finding.measured.reserve(named.len());
    for fact in named {
        finding.measured.add(fact.name, || facts.read(fact));
    }
}
