//! What `kysoat scan` costs beside the floor, in rounds of which the median counts: `tests/bench/run.sh`, or
//! `cargo run --release --no-default-features --example bench -- [--documents 2000] [--many 20000] [--pdfsig 2000]
//! [--rounds 3]`. pdfsig, where it is found, is timed on the same files.
//!
//! In one run, on files that it makes itself (seeded, no two alike): the floor, which reads the same files and takes
//! their SHA-256 in one process; `kysoat scan` with one and with two workers, and with one that measures no layout, for
//! which this program starts itself as the worker; and the memory of a scan of ten times as many small documents. The
//! library alone, without workers and shards, tells what the parts cost: structure and signatures, then validity, then
//! layout. CPU is user and system time with all children, memory the greatest resident size of any one process. Needs
//! GNU time as `/usr/bin/time`, and the release build of `kysoat` beside itself.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a tool for developers"
)]

use std::{
    alloc::System,
    env,
    fs::{self, File},
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::AtomicBool,
    time::Instant,
};

use aws_lc_rs::digest;
use kysoat::{
    audit::{self, Progress, ScanOrder, Settings, trust_files},
    budget::Budget,
    extract::{self, Validator},
    facts::Moment,
    source::Roots,
    store::RunDir,
};

#[path = "../tests/forge/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the forge serves the tests as well")]
mod forge;

/// That of `kysoat`.
#[global_allocator]
static ALLOCATOR: cap::Cap<System> = cap::Cap::new(System, usize::MAX);

fn main() {
    let arguments: Vec<String> = env::args().collect();
    if let [_, "--floor", folder] = arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        floor(Path::new(folder));
        return;
    }
    if let [_, "--part", part, folder] = arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        measure(part, Path::new(folder));
        return;
    }
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [_, "worker", ..] => return worker(),
        [_, "--scan", jobs, archive, out] => {
            return scan_without_layout(jobs.parse().unwrap(), Path::new(archive), Path::new(out));
        }
        _ => {}
    }
    let option = |name: &str, otherwise: usize| {
        let mut words = arguments.iter().skip_while(|word| *word != name);
        words.nth(1).map_or(otherwise, |value| value.parse().unwrap())
    };
    let (documents, many, compared) = (
        option("--documents", 2_000),
        option("--many", 20_000),
        option("--pdfsig", 2_000),
    );
    let place = tempfile::tempdir().unwrap();
    let archive = place.path().join("archive");
    let sizes = forge::archive(44, documents, &archive);
    let total: usize = sizes.iter().sum();
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!(
        "{documents} documents, {:.0} MB; median {:.2} MB, largest {:.1} MB; load {}",
        total as f64 / 1e6,
        sizes[documents / 2] as f64 / 1e6,
        sizes[documents - 1] as f64 / 1e6,
        load.trim()
    );
    // Once unmeasured, so that every measured run finds the files in the cache.
    floor(&archive);
    let own = env::current_exe().unwrap();
    // In turns, as the speed of a shared machine changes within minutes.
    let mut rounds: Vec<Vec<(String, Cost)>> = Vec::new();
    for _ in 0..option("--rounds", 3) {
        let mut round = Vec::new();
        let mut part = |name: &str, what: &str, command: &mut Command| {
            round.push((name.to_owned(), timed(command, documents, what)));
        };
        part(
            "floor",
            "floor: read, SHA-256",
            Command::new(&own).arg("--floor").arg(&archive),
        );
        for (name, what) in PARTS {
            part(name, what, Command::new(&own).args(["--part", name]).arg(&archive));
        }
        let out = place.path().join("run");
        let mut without = Command::new(&own);
        without.args(["--scan", "1"]).args([&archive, &out]);
        let name = "scan --jobs 1, no layout";
        round.push((name.to_owned(), timed(&mut without, documents, name)));
        fs::remove_dir_all(out).unwrap();
        for jobs in [1, 2] {
            round.push((
                format!("scan --jobs {jobs}"),
                scan(&archive, place.path(), jobs, documents),
            ));
        }
        round.extend(pdfsig(&archive, compared).map(|cost| ("pdfsig".to_owned(), cost)));
        rounds.push(round);
    }
    summary(&rounds);
    for count in [many / 10, many] {
        let folder = place.path().join(format!("small-{count}"));
        for document in forge::many(9, count) {
            let path = folder.join(&document.path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, &document.bytes).unwrap();
        }
        scan(&folder, place.path(), 2, count);
    }
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!("load at the end {}", load.trim());
}

/// The middle of all rounds: CPU of a document, and beside the floor of the same round.
fn summary(rounds: &[Vec<(String, Cost)>]) {
    let Some(first) = rounds.first() else { return };
    println!("median of {} rounds", rounds.len());
    for (at, (name, _)) in first.iter().enumerate() {
        let middle = |of: &dyn Fn(&Cost, &Cost) -> f64| {
            let mut values: Vec<f64> = rounds.iter().map(|round| of(&round[at].1, &round[0].1)).collect();
            values.sort_by(f64::total_cmp);
            values[values.len() / 2]
        };
        println!(
            "{name:<28} {:.2} ms of CPU and {:.2} ms of time a document, {:.1} times the CPU of the floor",
            middle(&|cost, _| cost.cpu),
            middle(&|cost, _| cost.wall),
            middle(&|cost, floor| cost.cpu / floor.cpu),
        );
    }
}

/// What is measured in one process, each with all before it.
const PARTS: [(&str, &str); 3] = [
    ("structure", "structure and signatures"),
    ("validity", "and validity"),
    ("layout", "and layout"),
];

/// Measures every file up to this part.
fn measure(part: &str, folder: &Path) {
    let budget = match part {
        "layout" => Budget::default(),
        _ => no_layout(),
    };
    let mut validator = validator();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let bytes = fs::read(entry.path()).unwrap();
            let facts = match part {
                "structure" => extract::measure(&bytes, "a.pdf", &budget),
                _ => extract::measure_and_validate(&bytes, "a.pdf", &budget, &mut validator),
            };
            std::hint::black_box(facts);
        }
    }
}

fn no_layout() -> Budget {
    Budget {
        content_pages: 0,
        ..Budget::default()
    }
}

fn trust() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data/trust")
}

fn now() -> Moment {
    Moment::utc(jiff::Timestamp::now())
}

fn validator() -> Validator {
    Validator::new(trust_files(&[trust()]).unwrap(), now()).0
}

/// The first pass as `kysoat scan` makes it, with workers that measure no layout.
fn scan_without_layout(jobs: usize, archive: &Path, out: &Path) {
    let settings = Settings {
        budget: no_layout(),
        trust: vec![trust()],
        ..Settings::new(now())
    };
    let order = ScanOrder {
        roots: &Roots::open(&[archive.to_owned()]).unwrap(),
        run: &RunDir::create(out).unwrap(),
        settings: &settings,
        jobs,
        worker: &env::current_exe().unwrap(),
        stop: &AtomicBool::new(false),
        progress: &Progress::default(),
    };
    assert!(audit::scan(&order).unwrap().summary.is_some());
}

/// Such a worker.
fn worker() {
    let settings = Settings {
        budget: no_layout(),
        ..Settings::new(now())
    };
    audit::serve(
        std::io::stdin().lock(),
        std::io::stdout().lock(),
        &settings,
        validator(),
    )
    .unwrap();
}

/// Reads every file and takes its digest.
fn floor(folder: &Path) {
    let mut seen = 0;
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let mut bytes = Vec::new();
            File::open(entry.path()).unwrap().read_to_end(&mut bytes).unwrap();
            seen += usize::from(digest::digest(&digest::SHA256, &bytes).as_ref()[0]);
        }
    }
    std::hint::black_box(seen);
}

/// Of one document, milliseconds.
struct Cost {
    cpu: f64,
    wall: f64,
}

/// Runs a command to its end and prints a line of what it cost.
fn timed(command: &mut Command, documents: usize, what: &str) -> Cost {
    let report = env::temp_dir().join(format!("kysoat-bench-{}", std::process::id()));
    let mut outer = Command::new("/usr/bin/time");
    outer
        .args(["-f", "%U %S %M", "-o"])
        .arg(&report)
        .arg(command.get_program())
        .args(command.get_args());
    let start = Instant::now();
    let output = outer.output().unwrap();
    let wall = start.elapsed().as_secs_f64();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = fs::read_to_string(&report).unwrap();
    let _ = fs::remove_file(&report);
    let numbers: Vec<f64> = text.split_whitespace().map(|number| number.parse().unwrap()).collect();
    let cpu = numbers[0] + numbers[1];
    println!(
        "{what:<28} {cpu:>7.2} s CPU ({:.2} ms a document), {wall:>6.2} s, {:>6.0} documents/s, {:>5.0} MB",
        cpu / documents as f64 * 1e3,
        documents as f64 / wall,
        numbers[2] / 1e3
    );
    std::io::stdout().flush().unwrap();
    let each = 1e3 / documents as f64;
    Cost {
        cpu: cpu * each,
        wall: wall * each,
    }
}

fn scan(archive: &Path, place: &Path, jobs: usize, documents: usize) -> Cost {
    let out = place.join("run");
    let mut command = Command::new(program());
    // With the certificates of the test signers at hand every path is built and judged, as in a real audit.
    command
        .arg("scan")
        .arg(archive)
        .arg("--trust")
        .arg(trust())
        .arg("--out")
        .arg(&out)
        .args(["--jobs", &jobs.to_string()]);
    let cost = timed(&mut command, documents, &format!("scan --jobs {jobs}, {documents}"));
    fs::remove_dir_all(out).unwrap();
    cost
}

/// The program that was built with this one.
fn program() -> PathBuf {
    let examples = env::current_exe().unwrap();
    let program = examples.parent().and_then(Path::parent).unwrap().join("kysoat");
    assert!(
        program.exists(),
        "build it first: cargo build --release --no-default-features"
    );
    program
}

/// For scale: poppler's `pdfsig` on some of the documents.
fn pdfsig(archive: &Path, count: usize) -> Option<Cost> {
    if count == 0 || Command::new("pdfsig").arg("-v").output().is_err() {
        println!("pdfsig is not installed or not asked for, nothing was compared");
        return None;
    }
    let files: Vec<PathBuf> = walkdir::WalkDir::new(archive)
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.is_file())
        .take(count)
        .collect();
    let mut command = Command::new("sh");
    command
        .args([
            "-c",
            "for file; do pdfsig -nocert \"$file\" >/dev/null 2>&1; done; true",
            "sh",
        ])
        .args(&files);
    Some(timed(&mut command, files.len(), &format!("pdfsig, {}", files.len())))
}
