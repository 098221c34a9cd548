//! Rules as data: packs, vocabulary, type check, three-valued evaluation, messages, examples.
//!
//! A rule is a TOML file that a legal officer can read and change. It compares facts with parameters, says on which
//! provisions it rests and from when to when they are in force, and carries its own examples. What it can say is
//! frozen (see `vocabulary`): if something can't be said, the answer is a new fact, not a new operator.
//!
//! ```text
//! files -> pack (instruments, digest) -> reader + compile (positions, types, did you mean) -> Rule
//!                                          DocumentFacts + Rule -> condition (Kleene) -> Finding
//! waivers.toml -> waiver                                         Finding that failed -> waived
//! Rule, catalogue -> handbook: pages for legal officers
//! ```
//!
//! Everything is checked when the rules are loaded, and every mistake is reported at once with its line and column:
//! nothing is audited with a broken rule. This room never sees a PDF or a certificate; it meets `extract` in `facts`.

mod basis;
mod compile;
mod condition;
mod doubt;
mod examples;
mod handbook;
mod judge;
mod line;
mod message;
mod pack;
mod reader;
mod rule;
mod sentence;
mod value;
mod vocabulary;
mod waiver;
mod words;

use crate::sheet::{self, diagnostic};

pub use basis::Basis;
pub use condition::Facts;
pub use diagnostic::{Diagnostic, Level};
pub use handbook::{Page, Pick};
pub use pack::{ExampleResult, Instrument, RulePack, RuleSource, embedded, load, open};
pub use rule::{Example, Parameter, Rule, Statement};
pub use value::Literal;
pub use waiver::{Pattern, Scope, Waiver};
pub use words::{cause as cause_words, outcome, severity};
