//! `kysoat inspect FILE...`: single documents, for a person or as JSON.

pub mod json;
pub mod text;

use std::{
    io::Write,
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering},
};

use super::settings::{Judging, Limits, Speech, Trust};
use crate::{
    audit,
    finding::{Finding, Outcome},
    rules::RulePack,
};

/// Measures and judges single documents.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// Documents to look at.
    #[arg(required = true, value_name = "TỆP", help = "Một hay nhiều văn bản")]
    pub files: Vec<PathBuf>,
    /// One JSON object a line instead of text.
    #[arg(long, help = "Mỗi văn bản một dòng JSON, cho chương trình khác đọc")]
    pub json: bool,
    /// How to judge.
    #[command(flatten)]
    pub judging: Judging,
    /// Language.
    #[command(flatten)]
    pub speech: Speech,
    /// Trust material.
    #[command(flatten)]
    pub trust: Trust,
    /// What a document may cost.
    #[command(flatten)]
    pub limits: Limits,
}

/// Writes one document after the other to `out`; the exit code is 0, 1 when a finding reaches `--fail-on`, 130 when
/// interrupted.
///
/// # Errors
/// When the worker can't be started, `--as-of` can't be read, or `out` fails.
pub fn run(arguments: &Arguments, rules: &RulePack, out: &mut dyn Write, stop: &AtomicBool) -> anyhow::Result<u8> {
    let language = arguments.speech.lang;
    let as_of = arguments.judging.moment()?;
    let settings = arguments
        .limits
        .settings(&arguments.trust, arguments.judging.rules.as_deref(), as_of);
    super::scan::warn_of_trust(&settings, language)?;
    let worker = arguments.limits.worker()?;
    let mut reached = false;
    for (number, file) in arguments.files.iter().enumerate() {
        let facts =
            audit::measure_file(file, &settings, &worker, stop).map_err(|error| super::speak(&error, language))?;
        let Some(facts) = facts.filter(|_| !stop.load(Ordering::Relaxed)) else {
            return Ok(130);
        };
        let judgement = rules.judge(&facts, as_of);
        let fails = |finding: &Finding<'_>| {
            finding.outcome == Outcome::Failed && arguments.judging.fail_on.reached_by(finding.severity)
        };
        reached |= judgement.findings.iter().any(fails);
        let path = file.to_string_lossy();
        if arguments.json {
            writeln!(out, "{}", json::line(&path, &facts, &judgement, language)?)?;
        } else {
            if number > 0 {
                writeln!(out)?;
            }
            write!(out, "{}", text::document(&path, &facts, &judgement, rules, language))?;
        }
        out.flush()?;
    }
    Ok(u8::from(reached))
}
