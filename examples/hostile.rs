//! What each attack of the forge costs: `cargo run --example hostile [-- --write DIR]`.
//!
//! Every attack is measured in a process of its own, under the memory limit of a worker, and printed as one line:
//! size, time, peak of resident memory, outcome. With `--write` the files are written instead, for a scan.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a tool for developers"
)]

use std::{
    alloc::System,
    env, fs,
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use kysoat::{budget::Budget, extract};

#[path = "../tests/forge/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the forge serves the tests as well")]
mod forge;

use forge::hostile::ATTACKS;

/// For one attack.
const PATIENCE: Duration = Duration::from_secs(30);

#[global_allocator]
static ALLOCATOR: cap::Cap<System> = cap::Cap::new(System, usize::MAX);

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--one", name] => one(name),
        ["--write", folder] => write(Path::new(folder)),
        names => all(names),
    }
}

fn all(names: &[&str]) {
    println!("{:<42} {:>10} {:>9} {:>8}  outcome", "attack", "bytes", "ms", "peak MB");
    let chosen = |name: &str| names.is_empty() || names.iter().any(|part| name.contains(part));
    for attack in ATTACKS.iter().filter(|attack| chosen(attack.name)) {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--one", attack.name])
            .env("RUST_BACKTRACE", "0")
            .spawn()
            .unwrap();
        let start = Instant::now();
        let status = loop {
            match child.try_wait().unwrap() {
                None if start.elapsed() < PATIENCE => thread::sleep(Duration::from_millis(5)),
                ended => break ended,
            }
        };
        match status {
            Some(status) if status.success() => {}
            Some(status) => println!("{:<42} DIED: {status}", attack.name),
            None => {
                child.kill().unwrap();
                child.wait().unwrap();
                println!("{:<42} HANGS: longer than {PATIENCE:?}", attack.name);
            }
        }
    }
}

fn one(name: &str) {
    let attack = ATTACKS.iter().find(|attack| attack.name == name).unwrap();
    let bytes = (attack.make)();
    ALLOCATOR.set_limit(ALLOCATOR.allocated() + (2 << 30)).unwrap();
    // Linux: the high-water mark of resident memory starts anew.
    let _ = fs::write("/proc/self/clear_refs", "5");
    let before = resident("VmRSS:");
    let start = Instant::now();
    let facts = extract::measure(&bytes, "a.pdf", &Budget::default());
    let took = start.elapsed().as_secs_f64() * 1e3;
    let peak = resident("VmHWM:").saturating_sub(before) as f64 / 1e3;
    let faults: Vec<String> = facts
        .faults
        .iter()
        .map(|fault| format!("{} ({})", fault.kind.code(), fault.detail))
        .collect();
    let wanted = attack.fault.map_or("", |kind| kind.code());
    let found = facts.faults.first().map_or("", |fault| fault.kind.code());
    let verdict = if found == wanted { "" } else { "  <-- expected other" };
    println!(
        "{name:<42} {:>10} {took:>9.1} {peak:>8.1}  {} signatures; {}{verdict}",
        bytes.len(),
        facts.signatures.len(),
        faults.join(", ")
    );
}

/// Kilobytes of this line of `/proc/self/status`; 0 where there is none.
fn resident(line: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let found = status.lines().find_map(|text| text.strip_prefix(line));
    found
        .and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

fn write(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    for attack in ATTACKS {
        fs::write(folder.join(attack.name).with_extension("pdf"), (attack.make)()).unwrap();
    }
}
