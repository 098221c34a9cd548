//! `kysoat inspect FILE...`: single documents, for a person or as JSON.

pub mod json;
pub mod text;

use std::{
    collections::BTreeMap,
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
#[cfg(feature = "report")]
use crate::{audit::Settings, facts::DocumentFacts};
#[cfg(feature = "report")]
use anyhow::Context as _;
#[cfg(feature = "report")]
use std::{fs, path::Path};

/// Measures and judges single documents.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// Documents to look at.
    #[arg(required = true, value_name = "TỆP", help = "Một hay nhiều văn bản")]
    pub files: Vec<PathBuf>,
    /// One JSON object a line instead of text.
    #[arg(long, help = "Mỗi văn bản một dòng JSON, cho chương trình khác đọc")]
    pub json: bool,
    /// Folder for pictures of what failed or warned.
    #[cfg(feature = "report")]
    #[arg(
        long,
        value_name = "THƯ-MỤC",
        help = "Ghi vào thư mục này ảnh chụp chỗ không đạt hoặc cảnh báo trên trang (chữ ký, dấu, thông tin ký)"
    )]
    pub evidence: Option<PathBuf>,
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

/// Paths of the pictures that were written, by the place of their finding.
pub type Pictures = BTreeMap<usize, String>;

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
        #[cfg(feature = "report")]
        let Some(pictures) = pictures(arguments, file, (&facts, &judgement.findings), &settings, &worker, stop)?
        else {
            return Ok(130);
        };
        #[cfg(not(feature = "report"))]
        let pictures = Pictures::new();
        let path = file.to_string_lossy();
        if arguments.json {
            writeln!(out, "{}", json::line(&path, &facts, &judgement, &pictures, language)?)?;
        } else {
            if number > 0 {
                writeln!(out)?;
            }
            let text = text::document(&path, &facts, &judgement, &pictures, rules, language);
            write!(out, "{text}")?;
        }
        out.flush()?;
    }
    Ok(u8::from(reached))
}

/// Draws and writes the pictures of one document; `None` when interrupted.
#[cfg(feature = "report")]
fn pictures(
    arguments: &Arguments,
    file: &Path,
    (facts, findings): (&DocumentFacts, &[Finding]),
    settings: &Settings,
    worker: &Path,
    stop: &AtomicBool,
) -> anyhow::Result<Option<Pictures>> {
    let Some(folder) = &arguments.evidence else {
        return Ok(Some(Pictures::new()));
    };
    let language = arguments.speech.lang;
    let drawn = audit::draw_file(file, facts, findings, settings, worker, language.words(), stop)
        .map_err(|error| super::speak(&error, language))?;
    let Some(drawn) = drawn else { return Ok(None) };
    let unwritten = |path: &Path| {
        let words = language.pick("không ghi được", "can't be written");
        format!("{}: {words}", path.display())
    };
    fs::create_dir_all(folder).with_context(|| unwritten(folder))?;
    let mut written = Pictures::new();
    for picture in drawn {
        let path = folder.join(&picture.name);
        fs::write(&path, &picture.png).with_context(|| unwritten(&path))?;
        written.insert(picture.finding, path.display().to_string());
    }
    Ok(Some(written))
}
