//! Rules as data: packs, vocabulary, type check, three-valued evaluation, messages, examples.
//!
//! A rule is a TOML file that a legal officer can read and change. It compares facts with parameters, says on which
//! provisions it rests and from when to when they are in force, and carries its own examples. What it can say is
//! frozen (see `vocabulary`): if something can't be said, the answer is a new fact, not a new operator.
//!
//! ```text
//! files -> pack (instruments, digest) -> reader + compile (positions, types, did you mean) -> Rule
//!                                          DocumentFacts + Rule -> condition (Kleene) -> Finding
//! ```
//!
//! Everything is checked when the rules are loaded, and every mistake is reported at once with its line and column:
//! nothing is audited with a broken rule. This room never sees a PDF or a certificate; it meets `extract` in `facts`.

mod compile;
mod condition;
mod diagnostic;
mod examples;
mod judge;
mod message;
mod pack;
mod reader;
mod rule;
mod sentence;
mod sheet;
mod value;
mod vocabulary;
mod words;

pub use condition::Facts;
pub use diagnostic::{Diagnostic, Level};
pub use pack::{ExampleResult, Instrument, RulePack, RuleSource, embedded, load};
pub use rule::{Basis, Example, Parameter, Rule, Statement};
pub use value::Literal;
