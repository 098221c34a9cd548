//! kysoat audits archives of digitally signed government documents and writes the reports about them.
//!
//! Data flows one way, floor by floor:
//!
//! ```text
//! source -> pdf + pki -> extract -> facts -> store -> rules -> finding -> dataset -> report
//! ```
//!
//! `audit` drives the passes over an archive, `cli` is what a person types. Which room may import which is written in
//! `tests/suite/architecture.rs`, and enforced there.

pub mod audit;
pub mod budget;
pub mod cli;
#[cfg(feature = "report")]
pub mod dataset;
#[cfg(feature = "report")]
pub mod evidence;
pub mod extract;
pub mod facts;
pub mod finding;
pub mod pdf;
pub mod pki;
#[cfg(feature = "report")]
pub mod report;
pub mod rules;
mod sheet;
pub mod source;
pub mod store;
