//! `kysoat scan PATH... --out DIR`: the first step of an audit.

use std::{
    io::{self, Write as _},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use anyhow::Context as _;

use super::{progress::Display, worker::DeadlineArguments};
use crate::{
    audit::{self, AuditError, Progress, ScanOrder, ScanOutcome, Settings},
    budget::Budget,
    source::Roots,
    store::RunDir,
};

/// Reads every document below the paths and keeps its facts; a scan that was interrupted goes on where it stopped.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// Folders or files to scan.
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Folder of the run; made when it is not there.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// How to scan.
    #[command(flatten)]
    pub options: Options,
}

/// Options of every verb that scans.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// Threads, each with a worker process of its own; 0 means one for each core.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub jobs: usize,
    /// Folder with trust anchors, certificates and revocation data.
    #[arg(long, value_name = "DIR")]
    pub trust: Vec<PathBuf>,
    /// Documents of one shard.
    #[arg(long, value_name = "N", default_value_t = Settings::default().shard_documents, value_parser = clap::value_parser!(u64).range(1..))]
    pub shard_documents: u64,
    /// Bytes that one worker may allocate.
    #[arg(long, value_name = "BYTES", default_value_t = Settings::default().memory_limit)]
    pub memory_limit: u64,
    /// Bytes of the largest file that is read.
    #[arg(long, value_name = "BYTES", default_value_t = Budget::default().file_bytes)]
    pub max_file_bytes: u64,
    /// How long one document may take.
    #[command(flatten)]
    pub deadline: DeadlineArguments,
    /// The program to start as worker instead of this one.
    #[arg(long, value_name = "PROGRAM", hide = true)]
    pub worker_program: Option<PathBuf>,
}

impl Options {
    fn settings(&self) -> Settings {
        Settings {
            budget: Budget {
                file_bytes: self.max_file_bytes,
                ..Budget::default()
            },
            memory_limit: self.memory_limit,
            deadline: self.deadline.get(),
            shard_documents: self.shard_documents,
            trust: self.trust.clone(),
            ..Settings::default()
        }
    }

    fn jobs(&self) -> usize {
        match self.jobs {
            0 => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            jobs => jobs,
        }
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

/// Scans; used by every verb that begins with it. `stop` is what [`stop_on_interrupt`] gave.
///
/// # Errors
/// When the paths, the run directory or the worker can't be used.
pub fn scan(
    paths: &[PathBuf],
    out: &std::path::Path,
    options: &Options,
    stop: &AtomicBool,
) -> anyhow::Result<(RunDir, ScanOutcome)> {
    // The paths first: a mistyped one must not leave an empty output folder behind.
    let roots = Roots::open(paths).map_err(|error| speak(error.into()))?;
    let run = RunDir::create(out).map_err(|error| speak(error.into()))?;
    let worker = match &options.worker_program {
        Some(program) => program.clone(),
        None => std::env::current_exe()?,
    };
    let settings = options.settings();
    let progress = Arc::new(Progress::default());
    let outcome = {
        let _display = Display::start(&progress);
        audit::scan(&ScanOrder {
            roots: &roots,
            run: &run,
            settings: &settings,
            jobs: options.jobs(),
            worker: &worker,
            stop,
            progress: &progress,
        })
        .map_err(speak)?
    };
    Ok((run, outcome))
}

/// `kysoat scan`; the exit code is 0, or 130 when it was interrupted.
///
/// # Errors
/// As [`scan`].
pub fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let stop = stop_on_interrupt()?;
    let (run, outcome) = scan(&arguments.paths, &arguments.out, &arguments.options, &stop)?;
    let mut stdout = io::stdout().lock();
    let Some(summary) = &outcome.summary else {
        writeln!(
            io::stderr(),
            "Đã dừng theo yêu cầu. Phần đã đọc được giữ lại; chạy lại cùng lệnh để làm tiếp."
        )?;
        return Ok(130);
    };
    let count = |map: &std::collections::BTreeMap<String, u64>, code: &str| map.get(code).copied().unwrap_or(0);
    writeln!(
        stdout,
        "Đã đọc {} tệp ({} tệp PDF, {} tệp khác); lần này đọc {}, giữ lại từ lần trước {}.",
        summary.scan.entries,
        count(&summary.scan.kinds, "pdf"),
        count(&summary.scan.kinds, "other"),
        outcome.measured,
        summary.scan.entries.saturating_sub(outcome.measured),
    )?;
    for (code, documents) in &summary.scan.faults {
        writeln!(stdout, "  {}: {documents}", fault_name(code))?;
    }
    writeln!(stdout, "Dữ liệu: {}", run.path().display())?;
    Ok(0)
}

fn fault_name(code: &str) -> &str {
    match code {
        "unreadable" => "không đọc được",
        "not-pdf" => "mang tên .pdf nhưng không phải PDF",
        "damaged" => "cấu trúc PDF hỏng",
        "encrypted" => "cần mật khẩu để mở",
        "too-large" => "lớn hơn mức cho phép",
        "budget" => "vượt giới hạn xử lý",
        "panicked" | "crashed" => "làm chương trình đọc dừng bất thường",
        "timed-out" => "quá thời gian xử lý",
        "out-of-memory" => "vượt giới hạn bộ nhớ",
        other => other,
    }
}

fn speak(error: AuditError) -> anyhow::Error {
    let message = error.message();
    anyhow::Error::new(error).context(message.vi)
}
