//! The inside of a worker process: documents in, facts out.

use std::{
    any::Any,
    cell::RefCell,
    io::{self, BufRead, Write},
    panic::{self, AssertUnwindSafe},
    path::{Path, PathBuf},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
};

use super::{
    protocol::{Answer, Hello, Request},
    settings::Settings,
};
use crate::{
    budget::Budget,
    extract::{self, Validator},
    facts::{Fault, FaultKind, Stage},
    source::{self, Seen, total_fault},
};

/// Stack of the measuring thread, bytes. Fixed, so that what overflows does so on every system.
const STACK: usize = 16 << 20;

/// A worker stops itself when one document takes this many times its deadline: whoever fed it would have ended it by
/// then, so nobody is there any more.
const PATIENCE: u32 = 5;

/// Why a worker ended before its input did.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// A line is not a request.
    #[error("line {line} of the input is not a request: {source}")]
    Request {
        /// Counted from 1.
        line: u64,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// Input or output failed.
    #[error("the input or output failed: {0}")]
    Pipe(#[from] io::Error),
    /// A document took far longer than its deadline, and its thread can't be ended.
    #[error("document {id} took longer than {PATIENCE} times its deadline")]
    Stuck {
        /// Of the request.
        id: u64,
    },
    /// The measuring thread is gone.
    #[error("the measuring thread cannot be started or has ended")]
    Thread,
}

/// Answers every request of `input` on `output`, one line each, in the same order, until the input ends.
///
/// # Errors
/// When a line is not a request, a pipe breaks, or a document can't be ended. A closed `output` means that nobody
/// listens any more: that ends the work quietly.
pub fn serve(
    input: impl BufRead,
    mut output: impl Write,
    settings: &Settings,
    validator: Validator,
) -> Result<(), ServeError> {
    match exchange(input, &mut output, settings, validator) {
        Err(ServeError::Pipe(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// This thread does the talking and watches the clock; the measuring happens on a thread with a known stack.
fn exchange(
    input: impl BufRead,
    output: &mut impl Write,
    settings: &Settings,
    mut validator: Validator,
) -> Result<(), ServeError> {
    let (to_measure, requests) = mpsc::sync_channel::<Request>(0);
    let (answers, measured) = mpsc::sync_channel::<Answer>(1);
    let (budget, deadline) = (settings.budget, settings.deadline);
    panic::set_hook(Box::new(|info| {
        let place = info.location().map_or_else(String::new, |location| {
            format!(" at {}:{}", shortened(location.file()), location.line())
        });
        LAST_PANIC.with_borrow_mut(|last| *last = format!("{}{place}", said(info.payload())));
    }));
    thread::Builder::new()
        .name("measure".to_owned())
        .stack_size(STACK)
        .spawn(move || {
            for request in requests {
                if answers.send(answer(&request, &budget, &mut validator)).is_err() {
                    return;
                }
            }
        })
        .map_err(|_| ServeError::Thread)?;
    write_line(output, &Hello::ours())?;
    for (line, number) in input.lines().zip(1_u64..) {
        let request: Request =
            serde_json::from_str(&line?).map_err(|source| ServeError::Request { line: number, source })?;
        let (id, patience) = (request.id, deadline.of(request.size).saturating_mul(PATIENCE));
        to_measure.send(request).map_err(|_| ServeError::Thread)?;
        match measured.recv_timeout(patience) {
            Ok(answer) => write_line(output, &answer)?,
            Err(RecvTimeoutError::Disconnected) => return Err(ServeError::Thread),
            Err(RecvTimeoutError::Timeout) => {
                let fault = total_fault(Stage::Worker, FaultKind::TimedOut, "the worker gave up");
                write_line(output, &Answer::faulty(id, vec![fault]))?;
                return Err(ServeError::Stuck { id });
            }
        }
    }
    Ok(())
}

fn write_line(output: &mut impl Write, value: &impl serde::Serialize) -> Result<(), ServeError> {
    let mut line = serde_json::to_vec(value).map_err(io::Error::from)?;
    line.push(b'\n');
    output.write_all(&line)?;
    output.flush()?;
    Ok(())
}

fn answer(request: &Request, budget: &Budget, validator: &mut Validator) -> Answer {
    panic::catch_unwind(AssertUnwindSafe(|| work(request, budget, validator)))
        .unwrap_or_else(|_| {
            let detail = LAST_PANIC.with_borrow_mut(std::mem::take);
            Err(total_fault(Stage::Worker, FaultKind::Panicked, detail))
        })
        .unwrap_or_else(|fault| Answer::faulty(request.id, vec![fault]))
}

fn work(request: &Request, budget: &Budget, validator: &mut Validator) -> Result<Answer, Fault> {
    let name = request.locator.display();
    #[cfg(feature = "fault-injection")]
    super::injection::act(&name);
    let path = path_of(request).ok_or_else(|| {
        total_fault(
            Stage::Read,
            FaultKind::Unreadable,
            "the request names no path of this system",
        )
    })?;
    let seen = Seen {
        size: request.size,
        modified: request.modified,
    };
    let bytes = source::read(&path, Some(seen), budget)?;
    #[cfg(feature = "report")]
    if let Some(pictures) = &request.pictures {
        let drawn = super::pictures::drawn(&bytes, pictures, budget)?;
        return Ok(Answer {
            pictures: Some(drawn),
            ..Answer::empty(request.id)
        });
    }
    let facts = extract::measure_and_validate(&bytes, &name, budget, validator);
    Ok(Answer {
        facts: Some(Box::new(facts)),
        ..Answer::empty(request.id)
    })
}

fn path_of(request: &Request) -> Option<PathBuf> {
    match (&request.path, &request.path_raw) {
        (Some(path), _) => Some(PathBuf::from(path)),
        (None, Some(raw)) => source::path_from_base64(raw),
        (None, None) => None,
    }
}

thread_local! {
    /// What the last panic of this thread said; the hook sees it, `catch_unwind` does not.
    static LAST_PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

fn said(payload: &dyn Any) -> String {
    let text = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a message");
    // A message may quote the document; a row is no place for its contents at length.
    text.chars().take(200).collect()
}

/// The place of a source file without the folders of the machine that compiled it: from the crate's folder on.
fn shortened(file: &str) -> String {
    let parts: Vec<_> = Path::new(file).components().collect();
    let crate_folder = parts
        .iter()
        .rposition(|part| part.as_os_str() == "src")
        .map_or(0, |src| src.saturating_sub(1));
    let below: PathBuf = parts.iter().skip(crate_folder).collect();
    below.to_string_lossy().replace('\\', "/")
}
