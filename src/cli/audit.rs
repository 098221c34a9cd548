//! `kysoat audit PATH... --out DIR`: scan, check and report in one go. The main job.

use std::{io::Write, path::PathBuf, sync::atomic::AtomicBool};

use super::{
    check, report, scan,
    settings::{Judging, Speech},
};
use crate::{dataset::Period, rules::RulePack};

/// Audits archives and writes the reports.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// Folders or files to audit.
    #[arg(required = true, value_name = "NƠI-LƯU", help = "Kho văn bản: thư mục hay tệp")]
    pub paths: Vec<PathBuf>,
    /// Folder of the run.
    #[arg(long, value_name = "THƯ-MỤC", help = "Nơi đặt kết quả; được tạo nếu chưa có")]
    pub out: PathBuf,
    /// The reporting period.
    #[command(flatten)]
    pub period: report::PeriodArgument,
    /// Pictures.
    #[command(flatten)]
    pub pictures: report::PictureArguments,
    /// How to judge.
    #[command(flatten)]
    pub judging: Judging,
    /// How to scan.
    #[command(flatten)]
    pub options: scan::Options,
    /// Language.
    #[command(flatten)]
    pub speech: Speech,
}

/// Audits; the exit code is 0, 1 when a finding reaches `--fail-on`, 130 when interrupted.
///
/// # Errors
/// When paths, rules, the run directory or a report can't be used.
pub fn run(arguments: &Arguments, rules: &RulePack, out: &mut dyn Write, stop: &AtomicBool) -> anyhow::Result<u8> {
    let language = arguments.speech.lang;
    let as_of = arguments.judging.moment()?;
    let period = arguments
        .period
        .parse()?
        .unwrap_or_else(|| Period::containing(as_of.day_in_vietnam()));
    let (run, outcome) = scan::scan(
        &arguments.paths,
        &arguments.out,
        &arguments.options,
        arguments.judging.rules.as_deref(),
        as_of,
        language,
        stop,
    )?;
    if !scan::tell(&outcome, language, out)? {
        return Ok(130);
    }
    if !check::judge(
        &run,
        rules,
        as_of,
        scan::threads(arguments.options.jobs),
        language,
        stop,
    )? {
        return Ok(130);
    }
    let order = report::Order {
        run: &run,
        rules,
        period,
        as_of,
        language,
        artist: report::Artist {
            settings: arguments.options.settings(arguments.judging.rules.as_deref(), as_of),
            worker: arguments.options.limits.worker()?,
            pictures: arguments.pictures.pictures,
            jobs: scan::threads(arguments.options.jobs),
        },
    };
    let Some(figures) = report::write(&order, out, stop)? else {
        return Ok(130);
    };
    Ok(u8::from(report::reaches(&figures, rules, arguments.judging.fail_on)))
}
