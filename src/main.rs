//! The `kysoat` program.

use std::{alloc::System, process::ExitCode};

/// Counts what is allocated, so that a worker can be given a limit on every system.
#[global_allocator]
static ALLOCATOR: cap::Cap<System> = cap::Cap::new(System, usize::MAX);

fn main() -> ExitCode {
    kysoat::cli::run(std::env::args_os(), |bytes| ALLOCATOR.set_limit(bytes).is_ok())
}
