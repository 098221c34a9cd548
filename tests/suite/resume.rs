//! A run that is interrupted goes on where it stopped, and ends with the same bytes.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    hash::{BuildHasher as _, Hasher as _, RandomState},
    os::unix::{
        fs::MetadataExt as _,
        process::{CommandExt as _, ExitStatusExt as _},
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use kysoat::{facts::FaultKind, store::RunDir};

use super::scan::{archive, facts_bytes, kysoat, pdf, records, said, scan, scan_command, script};

const DOCUMENTS: usize = 2_000;
const SHARD: u64 = 50;
const OPTIONS: [&str; 2] = ["--shard-documents", "50"];

/// A worker that keeps a log of what it is asked to read: seen from outside, not counted by what is being tested.
struct Log {
    folder: PathBuf,
    worker: PathBuf,
}

impl Log {
    fn new(place: &Path) -> Self {
        let folder = place.join("log");
        fs::create_dir(&folder).unwrap();
        let body = format!(
            "tee '{}'/$$ | '{}' \"$@\"",
            folder.display(),
            env!("CARGO_BIN_EXE_kysoat")
        );
        Self {
            worker: script(place, &body),
            folder,
        }
    }

    /// The numbers of the documents asked for since the last time.
    fn take(&self) -> BTreeSet<u64> {
        let ids = self.ids();
        for entry in fs::read_dir(&self.folder).unwrap() {
            fs::remove_file(entry.unwrap().path()).unwrap();
        }
        ids
    }

    fn ids(&self) -> BTreeSet<u64> {
        let mut ids = BTreeSet::new();
        for entry in fs::read_dir(&self.folder).unwrap() {
            for line in fs::read(entry.unwrap().path())
                .unwrap()
                .split_inclusive(|&byte| byte == b'\n')
            {
                // The last line of a killed run may be cut off, within a letter even: nothing was read for it.
                if line.ends_with(b"\n") {
                    let request: serde_json::Value = serde_json::from_slice(line).unwrap();
                    ids.insert(request["id"].as_u64().unwrap());
                }
            }
        }
        ids
    }

    fn lines(&self) -> usize {
        let files = fs::read_dir(&self.folder).unwrap().map(|entry| entry.unwrap().path());
        files
            // What is being written may end within a letter.
            .map(|file| String::from_utf8_lossy(&fs::read(file).unwrap()).matches('\n').count())
            .sum()
    }

    fn scan(&self, archive: &Path, out: &Path, jobs: &str) -> Command {
        let mut command = scan_command(archive, out, &OPTIONS);
        command.args(["--jobs", jobs, "--worker-program", self.worker.to_str().unwrap()]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }
}

/// Marked shards, with inode and time of change of the facts and the marker.
fn marked(out: &Path) -> BTreeMap<u32, [(u64, i64, i64); 2]> {
    let Ok(run) = RunDir::open(out) else {
        return BTreeMap::new();
    };
    let stamp = |path: &Path| {
        let metadata = fs::metadata(path).unwrap();
        (metadata.ino(), metadata.mtime(), metadata.mtime_nsec())
    };
    (0..u32::try_from(DOCUMENTS as u64 / SHARD).unwrap())
        .filter(|&shard| run.scan_done(shard).is_some())
        .map(|shard| {
            let marker = out.join(format!("done/scan-{shard:05}.json"));
            (shard, [stamp(&run.facts_path(shard)), stamp(&marker)])
        })
        .collect()
}

fn wait_for(what: &str, mut ready: impl FnMut() -> bool) {
    for _ in 0..30_000 {
        if ready() {
            return;
        }
        thread::sleep(Duration::from_millis(1));
    }
    panic!("{what}: waited for 30 s");
}

#[test]
fn killed_ten_times_it_keeps_what_is_marked_and_ends_with_the_same_bytes() {
    let seed = RandomState::new().build_hasher().finish();
    eprintln!("seed {seed}");
    let mut random = seed | 1;
    let mut below = |limit: u64| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random % limit
    };
    let place = tempfile::tempdir().unwrap();
    let root = place.path().join("archive");
    archive(&root, DOCUMENTS);
    let log = Log::new(place.path());
    let out = place.path().join("out");
    let (jobs, mut read, mut kept) = (2, Vec::new(), Vec::new());
    for kill in 0..10 {
        // At most a fair share of what is left, so that there is something left to kill.
        let left = DOCUMENTS as u64 - SHARD * kept.last().map_or(0, BTreeMap::len) as u64;
        let moment = usize::try_from(20 + below(left / (11 - kill))).unwrap();
        let mut child: Child = log.scan(&root, &out, "2").spawn().unwrap();
        wait_for("documents handed to workers", || log.lines() >= moment);
        thread::sleep(Duration::from_micros(below(4_000)));
        child.kill().unwrap();
        assert_eq!(
            child.wait().unwrap().signal(),
            Some(9),
            "it ended before it was killed: too few documents"
        );
        read.push(log.take());
        kept.push(marked(&out));
        assert!(RunDir::open(&out).map_or(true, |run| run.read_summary().unwrap().is_none()));
    }
    assert!(log.scan(&root, &out, "2").status().unwrap().success());
    read.push(log.take());

    let last = marked(&out);
    assert_eq!(last.len() as u64, DOCUMENTS as u64 / SHARD);
    for (kill, before) in kept.iter().enumerate() {
        for (shard, stamps) in before {
            assert_eq!(
                &last[shard], stamps,
                "shard {shard}, whole at kill {kill}, was written again"
            );
        }
        let later: BTreeSet<u64> = read[kill + 1..].iter().flatten().copied().collect();
        let again: BTreeSet<u64> = read[kill].intersection(&later).map(|id| id / SHARD).collect();
        assert!(
            again.len() <= jobs,
            "after kill {kill} shards {again:?} were read again"
        );
    }
    assert!(
        kept.last().unwrap().len() > 3,
        "the kills came too early to show anything: {kept:?}"
    );
    assert!(
        read.iter().map(BTreeSet::len).sum::<usize>() > DOCUMENTS,
        "nothing was ever read again"
    );

    let bytes = facts_bytes(&out);
    assert_eq!(
        bytes.len() as u64,
        DOCUMENTS as u64 / SHARD,
        "no leftovers: {:?}",
        bytes.keys()
    );
    for jobs in ["1", "2", "8"] {
        let whole = place.path().join(format!("whole-{jobs}"));
        scan(&root, &whole, &[OPTIONS[0], OPTIONS[1], "--jobs", jobs]);
        assert!(facts_bytes(&whole) == bytes, "--jobs {jobs} makes other bytes");
        for name in ["run.json", "manifest/manifest.jsonl.zst"] {
            assert!(
                fs::read(whole.join(name)).unwrap() == fs::read(out.join(name)).unwrap(),
                "{name}, --jobs {jobs}"
            );
        }
    }
}

#[test]
fn only_shards_whose_documents_settings_or_bytes_changed_are_read_again() {
    let place = tempfile::tempdir().unwrap();
    let root = place.path().join("archive");
    archive(&root, 300);
    let log = Log::new(place.path());
    let out = place.path().join("out");
    let scan_again = || {
        assert!(log.scan(&root, &out, "2").status().unwrap().success());
        log.take().into_iter().map(|id| id / SHARD).collect::<BTreeSet<u64>>()
    };
    assert_eq!(scan_again(), BTreeSet::from([0, 1, 2, 3, 4, 5]));
    let bytes = facts_bytes(&out);
    assert_eq!(scan_again(), BTreeSet::new());

    // Torn facts, a marker that lies, a marker that is gone.
    let facts = |shard: u32| out.join(format!("facts/shard-{shard:05}.jsonl.zst"));
    let marker = |shard: u32| out.join(format!("done/scan-{shard:05}.json"));
    fs::write(facts(1), &bytes["shard-00001.jsonl.zst"][..100]).unwrap();
    let mut flipped = bytes["shard-00002.jsonl.zst"].clone();
    flipped[50] ^= 1;
    fs::write(facts(2), flipped).unwrap();
    fs::copy(marker(0), marker(3)).unwrap();
    fs::remove_file(marker(4)).unwrap();
    assert_eq!(scan_again(), BTreeSet::from([1, 2, 3, 4]));
    assert!(facts_bytes(&out) == bytes);

    // A document that changed, with the same size and name.
    let changed = root.join("Sở số 9/Quyết định 0299.pdf");
    fs::write(&changed, pdf(298)).unwrap();
    assert_eq!(scan_again(), BTreeSet::from([5]));

    // Fewer documents: what no longer is in the archive is no longer in the run.
    fs::remove_dir_all(root.join("Sở số 9")).unwrap();
    fs::remove_dir_all(root.join("Sở số 8")).unwrap();
    assert_eq!(scan_again(), BTreeSet::from([4]));
    assert_eq!(facts_bytes(&out).len(), 5);
    assert!(!marker(5).exists());
    assert_eq!(records(&RunDir::open(&out).unwrap()).len(), 240);

    // Other settings can give other facts.
    let mut stricter = log.scan(&root, &out, "2");
    assert!(
        stricter
            .args(["--max-file-bytes", "1000000"])
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(log.take().len(), 240);
}

#[test]
fn an_interrupt_ends_it_at_once_keeps_whole_shards_and_blames_no_document() {
    let place = tempfile::tempdir().unwrap();
    let root = place.path().join("archive");
    archive(&root, 300);
    let out = place.path().join("out");
    // A worker that reads 120 documents and then hangs: the interrupt finds a document in flight.
    let log = place.path().join("lines");
    let worker = script(
        place.path(),
        &format!(
            "i=0\n{{ while [ $i -lt 120 ] && IFS= read -r line; do printf '%s\\n' \"$line\"; i=$((i+1)); done; \
             sleep 20; }} | tee '{}' | '{}' \"$@\"",
            log.display(),
            env!("CARGO_BIN_EXE_kysoat")
        ),
    );
    let mut command = scan_command(&root, &out, &OPTIONS);
    command.args([
        "--jobs",
        "1",
        "--deadline",
        "50",
        "--worker-program",
        worker.to_str().unwrap(),
    ]);
    let child = command
        .process_group(0)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = || fs::read_to_string(&log).map_or(0, |text| text.matches('\n').count());
    wait_for("120 documents", || lines() == 120);
    // As a terminal does it: to the whole group.
    let group = format!("-{}", child.id());
    assert!(
        Command::new("kill")
            .args(["-INT", "--", &group])
            .status()
            .unwrap()
            .success()
    );
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", said(&output));
    let run = RunDir::open(&out).unwrap();
    assert!(run.read_summary().unwrap().is_none());
    assert_eq!((0..6).filter(|&shard| run.scan_done(shard).is_some()).count(), 2);

    let run = scan(&root, &out, &OPTIONS);
    assert!(
        records(&run)
            .iter()
            .all(|record| record.facts.fault(FaultKind::Crashed).is_none())
    );
    scan(&root, &place.path().join("whole"), &OPTIONS);
    assert!(facts_bytes(&out) == facts_bytes(&place.path().join("whole")));
}

#[test]
fn two_runs_do_not_share_a_folder() {
    let place = tempfile::tempdir().unwrap();
    let (first, second) = (place.path().join("a"), place.path().join("b"));
    archive(&first, 3);
    archive(&second, 3);
    let out = place.path().join("out");
    let refused = |archive: &Path, why: &str| {
        let output = scan_command(archive, &out, &[]).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(
            String::from_utf8_lossy(&output.stderr).contains(why),
            "{}",
            said(&output)
        );
    };
    let run = scan(&first, &out, &[]);
    refused(&second, "lần kiểm tra khác");
    let lock = run.lock().unwrap();
    refused(&first, "đang làm việc");
    drop(lock);
    scan(&first, &out, &[]);
}

#[test]
fn a_worker_left_alone_ends_by_itself() {
    let mut worker = kysoat()
        .args(["worker", "--as-of", "2026-06-14T23:59:59+07:00"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    drop(worker.stdin.take());
    assert_eq!(worker.wait().unwrap().code(), Some(0));
}

/// Judging what is stored: as resumable as the scan, and as independent of the number of threads.
#[cfg(feature = "report")]
mod judged {
    use std::{sync::atomic::AtomicBool, time::SystemTime};

    use kysoat::{
        audit::{CheckOrder, Progress, check},
        facts::Moment,
        rules,
        store::{CheckTotals, TABLES},
    };

    use super::*;

    fn judge(run: &RunDir, jobs: usize, as_of: &str) -> CheckTotals {
        let rules = rules::embedded().unwrap();
        let order = CheckOrder {
            run,
            rules: &rules,
            as_of: Moment::parse(as_of).unwrap(),
            jobs,
            stop: &AtomicBool::new(false),
            progress: &Progress::default(),
        };
        check(&order).unwrap().unwrap()
    }

    fn tables(run: &RunDir) -> BTreeMap<String, (Vec<u8>, SystemTime)> {
        let shards = run.read_manifest().unwrap().shard_count();
        let places = TABLES
            .iter()
            .flat_map(|table| (0..shards).map(move |shard| (table, shard)));
        places
            .map(|(table, shard)| {
                let path = run.table_path(table, shard);
                let written = fs::metadata(&path).unwrap().modified().unwrap();
                (format!("{table} {shard}"), (fs::read(&path).unwrap(), written))
            })
            .collect()
    }

    fn bytes(tables: &BTreeMap<String, (Vec<u8>, SystemTime)>) -> Vec<&[u8]> {
        tables.values().map(|(bytes, _)| bytes.as_slice()).collect()
    }

    #[test]
    fn shards_are_judged_once_and_give_the_same_tables_with_any_number_of_threads() {
        const DAY: &str = "2026-08-01T00:00:00+07:00";
        let place = tempfile::tempdir().unwrap();
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data");
        let run_of = |name: &str| scan(&samples, &place.path().join(name), &["--shard-documents", "3"]);
        let (run, other) = (run_of("one"), run_of("eight"));
        let totals = judge(&run, 1, DAY);
        assert!(totals.rows["signatures"] > 0 && totals.rows["findings"] > totals.rows["documents"]);
        let first = tables(&run);
        assert_eq!(judge(&other, 8, DAY), totals);
        assert!(bytes(&tables(&other)) == bytes(&first));
        assert!(fs::read(other.path().join("run.json")).unwrap() == fs::read(run.path().join("run.json")).unwrap());

        // Again: nothing is written. One table torn: its shard, all four tables of it, and no other.
        assert_eq!(judge(&run, 2, DAY), totals);
        assert!(tables(&run) == first);
        fs::write(run.table_path("findings", 1), "torn").unwrap();
        assert_eq!(judge(&run, 2, DAY), totals);
        let second = tables(&run);
        assert!(bytes(&second) == bytes(&first));
        for (name, (_, written)) in &first {
            assert_eq!(second[name].1 == *written, !name.ends_with(" 1"), "{name}");
        }
        // Another day is another judgement; facts that went missing are no judgement at all.
        judge(&run, 2, "2027-08-01T00:00:00+07:00");
        assert!(
            tables(&run)
                .iter()
                .all(|(name, (_, written))| second[name].1 != *written)
        );
        fs::remove_file(run.facts_path(0)).unwrap();
        let rules = rules::embedded().unwrap();
        let order = CheckOrder {
            run: &run,
            rules: &rules,
            as_of: Moment::parse(DAY).unwrap(),
            jobs: 1,
            stop: &AtomicBool::new(false),
            progress: &Progress::default(),
        };
        let message = check(&order).unwrap_err().message();
        assert!(message.vi.contains("còn thiếu 1 phần"), "{message:?}");
    }
}
