//! `kysoat check DIR`: judges the facts of a run by the rules; opens no document.

use std::{io::Write, path::PathBuf, sync::Arc, sync::atomic::AtomicBool};

use anyhow::Context as _;

use super::{
    progress::Display,
    report,
    scan::threads,
    settings::{FailOn, Judging, Language, Speech, Trust},
    speak,
};
use crate::{
    audit::{self, CheckOrder, Progress},
    facts::Moment,
    rules::RulePack,
    store::RunDir,
};

/// Judges a run that was scanned.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// Folder of the run.
    #[arg(value_name = "THƯ-MỤC", help = "Thư mục kết quả của lần đọc (--out)")]
    pub run: PathBuf,
    /// Threads.
    #[arg(long, value_name = "N", default_value_t = 0, help = "Số luồng; 0: bằng số lõi")]
    pub jobs: usize,
    /// How to judge.
    #[command(flatten)]
    pub judging: Judging,
    /// Trust material.
    #[command(flatten)]
    pub trust: Trust,
    /// Language.
    #[command(flatten)]
    pub speech: Speech,
}

/// Judges; the exit code is 0, 1 when a finding reaches `--fail-on`, 130 when interrupted.
///
/// # Errors
/// When the scan is not finished or the run directory can't be used.
pub fn run(arguments: &Arguments, rules: &RulePack, out: &mut dyn Write, stop: &AtomicBool) -> anyhow::Result<u8> {
    let language = arguments.speech.lang;
    let run = RunDir::open(&arguments.run).map_err(|error| speak(&error.into(), language))?;
    let as_of = match &arguments.judging.as_of {
        Some(_) => arguments.judging.moment()?,
        None => moment_of_scan(&run, language)?,
    };
    if !judge(&run, rules, as_of, threads(arguments.jobs), language, stop)? {
        return Ok(130);
    }
    let period = report::period_or_last(None, &run, as_of);
    let counts = report::conclusions(&run, period, language)?;
    let all = run
        .read_summary()
        .map_err(|error| speak(&error.into(), language))?
        .map_or(0, |summary| summary.scan.entries);
    report::summarise(period, &counts, all.saturating_sub(counts.total()), language, out)?;
    // Millions of findings are counted only for whoever asks about them.
    let fail_on = arguments.judging.fail_on;
    let reached =
        fail_on != FailOn::Never && report::reaches(&report::figures(&run, period, as_of, language)?, rules, fail_on);
    Ok(u8::from(reached))
}

/// The moment the documents were measured for: judging for another one would mix two.
fn moment_of_scan(run: &RunDir, language: Language) -> anyhow::Result<Moment> {
    let summary = run.read_summary().map_err(|error| speak(&error.into(), language))?;
    let text = summary
        .as_ref()
        .and_then(|summary| summary.settings.get("as_of")?.as_str());
    let text = text.with_context(|| {
        let (vi, en) = (
            "chưa đọc xong kho; hãy chạy lại “kysoat scan”",
            "the scan is not finished: run `kysoat scan`",
        );
        format!("{}: {}", run.path().display(), language.pick(vi, en))
    })?;
    Ok(Moment::parse(text)?)
}

/// Judges a run; false when it was stopped before its end.
///
/// # Errors
/// As [`run`].
pub fn judge(
    run: &RunDir,
    rules: &RulePack,
    as_of: Moment,
    jobs: usize,
    language: Language,
    stop: &AtomicBool,
) -> anyhow::Result<bool> {
    let progress = Arc::new(Progress::default());
    let _display = Display::start(&progress, language);
    let order = CheckOrder {
        run,
        rules,
        as_of,
        jobs,
        stop,
        progress: &progress,
    };
    let checked = audit::check(&order).map_err(|error| speak(&error, language))?;
    Ok(checked.is_some())
}
