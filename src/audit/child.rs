//! One worker process, seen from the thread that owns it.

use std::{
    collections::VecDeque,
    ffi::OsString,
    io::{self, BufRead as _, BufReader, Read, Write as _},
    path::Path,
    process::{self, ChildStdin, Command, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::Duration,
};

use super::{
    AuditError, platform,
    protocol::{Answer, Hello, Request},
};
use crate::facts::FaultKind;

/// Time for a worker to say its first line.
const START: Duration = Duration::from_mins(1);
/// How often a waiting thread looks whether the run is to stop.
const GLANCE: Duration = Duration::from_millis(50);
/// Time for a process whose output has ended to end itself.
const FAREWELL: Duration = Duration::from_secs(2);
/// How many times a worker that has not used its deadline of processor time is waited for again.
const GRACE: u32 = 3;
/// One that has used less than this part of it stands still.
const STILL: u32 = 20;
/// Bytes of its stderr kept.
const TAIL: usize = 4_096;
/// Bytes of one answer. A worker that a document has taken over must not fill the parent's memory.
const LINE: u64 = 256 << 20;

/// What came of handing over one document.
pub(super) enum Reply {
    /// The worker answered.
    Answer(Answer),
    /// It died, or what it said was no answer.
    Died {
        /// What the row will say.
        kind: FaultKind,
        /// For a technician; the same every time.
        detail: String,
    },
    /// The deadline passed.
    Late,
    /// The run is to stop.
    Stopped,
}

/// Has the C library of Linux keep memory between documents, which otherwise costs as much as hashing them: every page
/// of it would be given back and taken anew. Nothing else reads these.
const ALLOCATION: [(&str, &str); 4] = [
    ("MALLOC_ARENA_MAX", "1"),
    ("MALLOC_MMAP_THRESHOLD_", "33554432"),
    ("MALLOC_TRIM_THRESHOLD_", "67108864"),
    ("MALLOC_TOP_PAD_", "4194304"),
];

/// A running worker. Dropping it ends the process.
pub(super) struct Child {
    process: process::Child,
    input: ChildStdin,
    lines: Receiver<io::Result<Vec<u8>>>,
    tail: Receiver<Vec<u8>>,
    served: u64,
}

impl Child {
    /// Starts a worker and waits for its first line.
    pub(super) fn start(program: &Path, arguments: &[OsString]) -> Result<Self, AuditError> {
        let unusable = |detail: String| AuditError::Worker {
            program: program.to_owned(),
            detail,
        };
        let mut command = Command::new(program);
        command
            .args(arguments)
            // A backtrace would push the reason of a death out of the tail that is kept.
            .env("RUST_BACKTRACE", "0")
            .envs(ALLOCATION)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        platform::shield_from_console(&mut command);
        let mut process = command.spawn().map_err(|error| unusable(error.to_string()))?;
        let (Some(input), Some(stdout), Some(stderr)) =
            (process.stdin.take(), process.stdout.take(), process.stderr.take())
        else {
            return Err(unusable("no pipes".to_owned()));
        };
        let (line_out, lines) = mpsc::sync_channel(1);
        let (tail_out, tail) = mpsc::sync_channel(1);
        spawn("worker-stdout", move || read_lines(stdout, &line_out)).map_err(|error| unusable(error.to_string()))?;
        spawn("worker-stderr", move || {
            // Nobody may be waiting for it any more.
            let _ = tail_out.send(read_tail(stderr));
        })
        .map_err(|error| unusable(error.to_string()))?;
        let mut child = Self {
            process,
            input,
            lines,
            tail,
            served: 0,
        };
        match child.lines.recv_timeout(START) {
            Ok(Ok(line)) => match serde_json::from_slice::<Hello>(&line) {
                Ok(hello) if hello == Hello::ours() => Ok(child),
                Ok(hello) => Err(unusable(format!(
                    "it is version {} with protocol {}, schema {}",
                    hello.version, hello.protocol, hello.facts_schema
                ))),
                Err(_) => Err(unusable("its first line is not a greeting".to_owned())),
            },
            Ok(Err(error)) => Err(unusable(error.to_string())),
            Err(_) => {
                let ending = child.ending();
                let last_words = child.last_words();
                let line = last_words.lines().last().unwrap_or_default();
                Err(unusable(format!("{ending} {line}").trim_end().to_owned()))
            }
        }
    }

    /// Whether it has answered for no document yet, so that its end can't be owed to an earlier one.
    pub(super) fn is_fresh(&self) -> bool {
        self.served == 0
    }

    /// Hands over one document and waits for its answer. After anything but an answer the child is of no more use.
    pub(super) fn ask(&mut self, request: &Request, deadline: Duration, stopped: &dyn Fn() -> bool) -> Reply {
        let crashed = |detail: &str| Reply::Died {
            kind: FaultKind::Crashed,
            detail: detail.to_owned(),
        };
        let Ok(mut line) = serde_json::to_vec(request) else {
            return crashed("the request cannot be written");
        };
        line.push(b'\n');
        if self.input.write_all(&line).and_then(|()| self.input.flush()).is_err() {
            let (kind, detail) = self.post_mortem();
            return Reply::Died { kind, detail };
        }
        let used_before = platform::processor_time(self.process.id());
        let (mut left, mut grace) = (deadline, GRACE);
        loop {
            let slice = left.min(GLANCE);
            match self.lines.recv_timeout(slice) {
                Ok(Ok(line)) => {
                    self.served += 1;
                    return match serde_json::from_slice::<Answer>(&line) {
                        Ok(answer) if answer.id == request.id => Reply::Answer(answer),
                        Ok(_) => crashed("answered for another document"),
                        Err(_) => crashed("its answer is not one"),
                    };
                }
                Ok(Err(_)) => return crashed("its answer is too long or cannot be read"),
                Err(RecvTimeoutError::Disconnected) => {
                    let (kind, detail) = self.post_mortem();
                    return Reply::Died { kind, detail };
                }
                Err(RecvTimeoutError::Timeout) => {
                    if stopped() {
                        return Reply::Stopped;
                    }
                    left = left.saturating_sub(slice);
                    if left.is_zero() {
                        // On a machine with other work a document must not be lost for what the others take. One that
                        // has hardly used any of it waits for something that does not come.
                        let used = platform::processor_time(self.process.id()).zip(used_before);
                        let used = used.map(|(now, before)| now.saturating_sub(before));
                        let works = used.filter(|used| used.saturating_mul(STILL) > deadline);
                        left = works.map_or(Duration::ZERO, |used| deadline.saturating_sub(used));
                        grace = grace.saturating_sub(1);
                        if left.is_zero() || grace == 0 {
                            return Reply::Late;
                        }
                    }
                }
            }
        }
    }

    /// How a process whose output has ended came to its end.
    fn ending(&mut self) -> String {
        let mut waited = Duration::ZERO;
        loop {
            match self.process.try_wait() {
                Ok(Some(status)) => return platform::ending(status),
                Ok(None) if waited < FAREWELL => {
                    thread::sleep(Duration::from_millis(2));
                    waited += Duration::from_millis(2);
                }
                _ => return "its output ended".to_owned(),
            }
        }
    }

    /// The end of what it wrote to stderr.
    fn last_words(&self) -> String {
        let tail = self.tail.recv_timeout(FAREWELL).unwrap_or_default();
        String::from_utf8_lossy(&tail).into_owned()
    }

    /// What a row says of its death.
    fn post_mortem(&mut self) -> (FaultKind, String) {
        let (status, tail) = (self.ending(), self.last_words());
        // What Rust's runtime says last; numbers of threads and sizes differ from run to run and stay out of the row.
        if tail.contains("memory allocation of") {
            (
                FaultKind::OutOfMemory,
                format!("the memory limit was reached ({status})"),
            )
        } else if tail.contains("has overflowed its stack") {
            (FaultKind::Crashed, format!("stack overflow ({status})"))
        } else {
            (FaultKind::Crashed, status)
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // It may be gone already; waiting collects it either way.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    thread::Builder::new().name(name.to_owned()).spawn(work).map(drop)
}

fn read_lines(stdout: impl Read, into: &mpsc::SyncSender<io::Result<Vec<u8>>>) {
    let mut reader = BufReader::new(stdout);
    loop {
        let mut line = Vec::new();
        let outcome = match reader.by_ref().take(LINE).read_until(b'\n', &mut line) {
            Ok(0) => return,
            Ok(_) if line.ends_with(b"\n") => Ok(line),
            // Cut off in mid-line: the process died while it wrote, and how it died is the better answer.
            Ok(read) if (read as u64) < LINE => return,
            Ok(_) => Err(io::ErrorKind::FileTooLarge.into()),
            Err(error) => Err(error),
        };
        let ends = outcome.is_err();
        if into.send(outcome).is_err() || ends {
            return;
        }
    }
}

fn read_tail(mut stderr: impl Read) -> Vec<u8> {
    let mut tail = VecDeque::with_capacity(TAIL);
    let mut chunk = [0; 1_024];
    while let Ok(read @ 1..) = stderr.read(&mut chunk) {
        tail.extend(&chunk[..read]);
        let surplus = tail.len().saturating_sub(TAIL);
        tail.drain(..surplus);
    }
    tail.into()
}
