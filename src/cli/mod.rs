//! What a person types: verbs, settings, console.

pub mod progress;
pub mod scan;
pub mod worker;

use std::{ffi::OsString, process::ExitCode};

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "kysoat", version, about)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Scan(scan::Arguments),
    #[command(hide = true)]
    Worker(worker::Arguments),
}

/// Runs one command line; `limit_memory` caps what this process may allocate, in bytes, and says whether it could.
pub fn run(arguments: impl IntoIterator<Item = OsString>, limit_memory: fn(usize) -> bool) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let outcome = match arguments.verb {
        Verb::Scan(arguments) => scan::run(&arguments),
        Verb::Worker(arguments) => worker::run(&arguments, limit_memory),
    };
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            use std::io::Write as _;
            let _ = writeln!(std::io::stderr(), "kysoat: {error}");
            ExitCode::from(2)
        }
    }
}
