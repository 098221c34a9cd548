//! What differs between systems about processes. Windows is written by the book and has not been tried.

use std::{
    process::{Command, ExitStatus},
    time::Duration,
};

/// Room beside the allocator's limit for what counts as address space but is not allocated: code, stacks, arenas.
#[cfg(unix)]
const HEADROOM: u64 = 1 << 30;

/// Limits this process as a worker: address space, for C code that does not ask our allocator, and no core dumps,
/// which would fill the disk with other people's documents.
///
/// A system that refuses leaves the allocator's own limit, which is the one that counts.
#[cfg(unix)]
pub fn limit_process(memory: u64) {
    let space = memory.saturating_add(HEADROOM);
    let _ = rlimit::Resource::AS.set(space, space);
    let _ = rlimit::Resource::CORE.set(0, 0);
}

/// Limits this process as a worker; here the allocator's limit is the only one.
#[cfg(not(unix))]
pub fn limit_process(_: u64) {}

/// Keeps Ctrl-C away from a child: the parent decides what becomes of the document in flight.
#[cfg(unix)]
pub(super) fn shield_from_console(command: &mut Command) {
    use std::os::unix::process::CommandExt as _;
    command.process_group(0);
}

/// Keeps Ctrl-C away from a child: the parent decides what becomes of the document in flight.
#[cfg(windows)]
pub(super) fn shield_from_console(command: &mut Command) {
    use std::os::windows::process::CommandExt as _;
    const CREATE_NEW_PROCESS_GROUP: u32 = 0x0000_0200;
    command.creation_flags(CREATE_NEW_PROCESS_GROUP);
}

/// Processor time that a process has used; `None` where the system doesn't say.
#[cfg(target_os = "linux")]
pub(super) fn processor_time(process: u32) -> Option<Duration> {
    /// Ticks of a second in what Linux tells programs (proc(5)).
    const TICKS: u64 = 100;
    let status = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name of the program stands in brackets and may hold anything; fields 14 and 15 are user and system time.
    let (_, fields) = status.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u64>().ok();
    let used = ticks()?.checked_add(ticks()?)?;
    Some(Duration::from_millis(used.checked_mul(1000 / TICKS)?))
}

/// Processor time that a process has used; not asked for here, where the clock alone decides.
#[cfg(not(target_os = "linux"))]
pub(super) fn processor_time(_: u32) -> Option<Duration> {
    None
}

/// How a process ended, in words that are the same every time.
#[cfg(unix)]
pub(super) fn ending(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt as _;
    match (status.signal(), status.code()) {
        (Some(signal), _) => format!("signal {signal}"),
        (None, Some(code)) => format!("exit code {code}"),
        (None, None) => "unknown end".to_owned(),
    }
}

/// How a process ended, in words that are the same every time.
#[cfg(not(unix))]
pub(super) fn ending(status: ExitStatus) -> String {
    status
        .code()
        .map_or_else(|| "unknown end".to_owned(), |code| format!("exit code {code}"))
}
