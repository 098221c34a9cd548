//! `kysoat scan PATH... --out DIR`: the first step of an audit.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use anyhow::Context as _;

use super::{
    progress::Display,
    settings::{Language, Limits, Speech, Trust, moment},
    speak,
};
use crate::{
    audit::{self, Progress, ScanOrder, ScanOutcome, Settings},
    extract::Validator,
    facts::{FaultKind, Moment},
    source::Roots,
    store::RunDir,
};

/// Reads every document below the paths and keeps its facts; a scan that was interrupted goes on where it stopped.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// Folders or files to scan.
    #[arg(required = true, value_name = "NƠI-LƯU", help = "Thư mục hay tệp cần đọc")]
    pub paths: Vec<PathBuf>,
    /// Folder of the run; made when it is not there.
    #[arg(long, value_name = "THƯ-MỤC", help = "Nơi đặt kết quả; được tạo nếu chưa có")]
    pub out: PathBuf,
    /// How to scan.
    #[command(flatten)]
    pub options: Options,
    /// Rules whose dates of algorithms are used.
    #[arg(
        long,
        value_name = "THƯ-MỤC",
        help = "Dùng tệp algorithms.toml (ngày hết hạn của thuật toán) trong thư mục quy tắc này"
    )]
    pub rules: Option<PathBuf>,
    /// The moment of the audit.
    #[arg(
        long,
        value_name = "THỜI-ĐIỂM",
        help = "Thời điểm đánh giá, ví dụ 2026-06-14 hoặc 2026-06-14T17:00:00+07:00 (mặc định: hết ngày hôm nay)"
    )]
    pub as_of: Option<String>,
    /// Language.
    #[command(flatten)]
    pub speech: Speech,
}

/// Options of every verb that scans.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// Threads, each with a worker process of its own; 0 means one for each core.
    #[arg(
        long,
        value_name = "N",
        default_value_t = 0,
        help = "Số luồng, mỗi luồng có một tiến trình đọc riêng; 0: bằng số lõi"
    )]
    pub jobs: usize,
    /// Documents of one shard.
    #[arg(
        long,
        value_name = "N",
        default_value_t = Settings::SHARD_DOCUMENTS,
        value_parser = clap::value_parser!(u64).range(1..),
        help = "Số văn bản của một phần lưu"
    )]
    pub shard_documents: u64,
    /// Trust material.
    #[command(flatten)]
    pub trust: Trust,
    /// What a document may cost.
    #[command(flatten)]
    pub limits: Limits,
}

impl Options {
    /// As the passes want them.
    pub fn settings(&self, rules: Option<&Path>, as_of: Moment) -> Settings {
        Settings {
            shard_documents: self.shard_documents,
            ..self.limits.settings(&self.trust, rules, as_of)
        }
    }
}

/// The number of threads meant by `--jobs`.
pub fn threads(jobs: usize) -> usize {
    match jobs {
        0 => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        jobs => jobs,
    }
}

/// A flag that Ctrl-C or a request to terminate sets. To be called once in a process.
///
/// # Errors
/// When the system refuses the handler.
pub fn stop_on_interrupt() -> anyhow::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed)).context("Ctrl-C")?;
    Ok(stop)
}

/// Scans; used by every verb that begins with it. `rules` is a folder of rules in place of the embedded ones: the dates
/// of algorithms lie there. `stop` is what [`stop_on_interrupt`] gave.
///
/// # Errors
/// When the paths, the run directory or the worker can't be used.
pub fn scan(
    paths: &[PathBuf],
    out: &Path,
    options: &Options,
    rules: Option<&Path>,
    as_of: Moment,
    language: Language,
    stop: &AtomicBool,
) -> anyhow::Result<(RunDir, ScanOutcome)> {
    // The paths first: a mistyped one must not leave an empty output folder behind.
    let roots = Roots::open(paths).map_err(|error| speak(&error.into(), language))?;
    let run = RunDir::create(out).map_err(|error| speak(&error.into(), language))?;
    let worker = options.limits.worker()?;
    let settings = options.settings(rules, as_of);
    warn_of_trust(&settings, language)?;
    let progress = Arc::new(Progress::default());
    let outcome = {
        let _display = Display::start(&progress, language);
        audit::scan(&ScanOrder {
            roots: &roots,
            run: &run,
            settings: &settings,
            jobs: threads(options.jobs),
            worker: &worker,
            stop,
            progress: &progress,
        })
        .map_err(|error| speak(&error, language))?
    };
    Ok((run, outcome))
}

/// Says once which files of the trust folders are of no use; each worker would only say it again.
///
/// # Errors
/// When a trust folder can't be read.
pub fn warn_of_trust(settings: &Settings, language: Language) -> anyhow::Result<()> {
    let files = audit::trust_files(&settings.trust).map_err(|error| speak(&error, language))?;
    let (_, problems) = Validator::new(files, settings.as_of);
    for problem in problems {
        let words = language.pick(
            "bỏ qua tệp trong thư mục tin cậy",
            "a file of the trust folder is skipped",
        );
        writeln!(io::stderr(), "kysoat: {words}: {problem}")?;
    }
    Ok(())
}

/// `kysoat scan`; the exit code is 0, or 130 when it was interrupted.
///
/// # Errors
/// As [`scan`].
pub fn run(arguments: &Arguments, out: &mut dyn Write, stop: &AtomicBool) -> anyhow::Result<u8> {
    let language = arguments.speech.lang;
    let (run, outcome) = scan(
        &arguments.paths,
        &arguments.out,
        &arguments.options,
        arguments.rules.as_deref(),
        moment(arguments.as_of.as_deref())?,
        language,
        stop,
    )?;
    if !tell(&outcome, language, out)? {
        return Ok(130);
    }
    writeln!(out, "{}: {}", language.pick("Dữ liệu", "Data"), run.path().display())?;
    Ok(0)
}

/// Says what a scan did; false when it was interrupted.
///
/// # Errors
/// When `out` fails.
pub fn tell(outcome: &ScanOutcome, language: Language, out: &mut dyn Write) -> anyhow::Result<bool> {
    let Some(summary) = &outcome.summary else {
        let (vi, en) = (
            "Đã dừng theo yêu cầu. Phần đã đọc được giữ lại; chạy lại cùng lệnh để làm tiếp.",
            "Stopped as asked. What was read is kept; the same command goes on from there.",
        );
        writeln!(io::stderr(), "{}", language.pick(vi, en))?;
        return Ok(false);
    };
    let count = |map: &std::collections::BTreeMap<String, u64>, code: &str| map.get(code).copied().unwrap_or(0);
    let (entries, kept) = (
        summary.scan.entries,
        summary.scan.entries.saturating_sub(outcome.measured),
    );
    let (pdf, other) = (count(&summary.scan.kinds, "pdf"), count(&summary.scan.kinds, "other"));
    match language {
        Language::Vi => writeln!(
            out,
            "Đã đọc {entries} tệp ({pdf} tệp PDF, {other} tệp khác); lần này đọc {}, giữ lại từ lần trước {kept}.",
            outcome.measured,
        )?,
        Language::En => writeln!(
            out,
            "{entries} files read ({pdf} PDF, {other} others); {} this time, {kept} kept from before.",
            outcome.measured,
        )?,
    }
    for (code, documents) in &summary.scan.faults {
        writeln!(out, "  {}: {documents}", fault_name(code, language))?;
    }
    Ok(true)
}

fn fault_name(code: &str, language: Language) -> String {
    FaultKind::of_code(code).map_or_else(
        || code.to_owned(),
        |kind| {
            let words = kind.words();
            language.pick(&words.vi, &words.en).to_owned()
        },
    )
}
