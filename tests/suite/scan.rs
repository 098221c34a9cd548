//! What a scan finds, and what it makes of what can't be read.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::{ffi::OsStringExt as _, fs::symlink, net::UnixListener},
    path::{Path, PathBuf},
    process::{Command, Output},
};

use kysoat::{
    facts::{DocumentKind, DocumentRecord, FaultKind, Stage},
    store::RunDir,
};
use unicode_normalization::UnicodeNormalization as _;

/// The program as a person runs it.
pub(super) fn kysoat() -> Command {
    Command::new(env!("CARGO_BIN_EXE_kysoat"))
}

/// `kysoat scan ARCHIVE --out OUT` with these options more.
pub(super) fn scan_command(archive: &Path, out: &Path, options: &[&str]) -> Command {
    let mut command = kysoat();
    command.arg("scan").arg(archive).arg("--out").arg(out).args(options);
    command
}

/// Runs it to its end, which must be a good one.
pub(super) fn scan(archive: &Path, out: &Path, options: &[&str]) -> RunDir {
    let output = scan_command(archive, out, options).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    RunDir::open(out).unwrap()
}

pub(super) fn said(output: &Output) -> String {
    format!(
        "{}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// A small PDF; `number` makes its bytes differ from every other.
pub(super) fn pdf(number: usize) -> String {
    let head = "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n";
    let pages = "2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n";
    let page = "3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>\nendobj\n";
    let (second, third) = (head.len(), head.len() + pages.len());
    let xref = third + page.len();
    format!(
        "{head}{pages}{page}xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n{second:010} 00000 n \n\
         {third:010} 00000 n \ntrailer\n<</Size 4/Root 1 0 R>>\nstartxref\n{xref}\n%%EOF\n% {number}\n"
    )
}

/// An archive of so many small PDFs in ten folders.
pub(super) fn archive(folder: &Path, documents: usize) {
    for number in 0..documents {
        let agency = folder.join(format!("Sở số {}", number % 10));
        fs::create_dir_all(&agency).unwrap();
        fs::write(agency.join(format!("Quyết định {number:04}.pdf")), pdf(number)).unwrap();
    }
}

/// All records of a run, in order.
pub(super) fn records(run: &RunDir) -> Vec<DocumentRecord> {
    let shards = run.read_manifest().unwrap().shard_count();
    (0..shards).flat_map(|shard| run.read_facts(shard).unwrap()).collect()
}

/// Every file of the facts by name, with its bytes.
pub(super) fn facts_bytes(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(out.join("facts")).unwrap().map(|entry| entry.unwrap());
    entries
        .map(|entry| {
            (
                entry.file_name().into_string().unwrap(),
                fs::read(entry.path()).unwrap(),
            )
        })
        .collect()
}

fn fault_of<'a>(records: &'a [DocumentRecord], path: &str) -> (Stage, FaultKind, &'a str) {
    let record = records
        .iter()
        .find(|record| record.locator.path == path)
        .unwrap_or_else(|| panic!("no row for {path}"));
    let [fault] = record.facts.faults.as_slice() else {
        panic!("{path}: {:?}", record.facts.faults)
    };
    assert!(
        !record.facts.signatures_searched(),
        "{path}: an empty list of signatures proves nothing"
    );
    (fault.stage, fault.kind, &fault.detail)
}

fn paths(records: &[DocumentRecord]) -> Vec<&str> {
    records.iter().map(|record| record.locator.path.as_str()).collect()
}

#[test]
fn names_of_every_kind_are_listed_once_and_found_again() {
    let place = tempfile::tempdir().unwrap();
    let root = place.path().join("hồ sơ");
    let composed = "Quyết định khen thưởng.pdf";
    let decomposed: String = composed.nfd().collect();
    assert_ne!(composed, decomposed);
    let long = format!("{}.pdf", "ă".repeat(125));
    let deep = ["một thư mục có tên rất dài để đường dẫn vượt quá giới hạn thông thường"; 12].join("/");
    fs::create_dir_all(root.join("văn bản.pdf")).unwrap();
    fs::create_dir_all(root.join(&deep)).unwrap();
    let latin1 = PathBuf::from(std::ffi::OsString::from_vec(b"c\xf4ng v\xe3n.pdf".to_vec()));
    let names = [
        composed,
        &decomposed,
        &long,
        "  hai  dấu cách .pdf",
        "văn bản.pdf/a\\b\n.PDF",
    ];
    for (number, name) in names.iter().enumerate() {
        fs::write(root.join(name), pdf(number)).unwrap();
    }
    fs::write(root.join(&latin1), pdf(100)).unwrap();
    fs::write(root.join(&deep).join("sâu.pdf"), pdf(101)).unwrap();
    fs::write(root.join("không đuôi"), pdf(102)).unwrap();
    fs::write(root.join("ghi chú.txt"), "không phải PDF").unwrap();

    let run = scan(&root, &place.path().join("out"), &["--jobs", "2"]);
    let records = records(&run);
    assert_eq!(records.len(), 9, "{:?}", paths(&records));
    assert!(records.is_sorted_by(|a, b| a.locator < b.locator && a.id + 1 == b.id));
    for record in &records {
        assert!(record.facts.fault(FaultKind::Unreadable).is_none(), "{record:?}");
        assert!(record.facts.sha256.is_some(), "{record:?}");
        let other = record.locator.path == "ghi chú.txt";
        assert_eq!(record.facts.kind == DocumentKind::Other, other, "{record:?}");
    }
    let twins: Vec<_> = records
        .iter()
        .filter(|record| record.locator.path == composed)
        .collect();
    let [first, second] = twins.as_slice() else {
        panic!("{:?}", paths(&records))
    };
    assert_eq!(
        (first.locator.path_raw.is_some(), second.locator.path_raw.is_some()),
        (false, true)
    );
    assert_ne!(first.facts.sha256, second.facts.sha256);
}

#[test]
fn what_cannot_be_read_is_a_row_and_what_lies_elsewhere_is_not_followed() {
    let place = tempfile::tempdir().unwrap();
    let root = place.path().join("archive");
    let elsewhere = place.path().join("elsewhere");
    fs::create_dir_all(root.join("a")).unwrap();
    fs::create_dir_all(&elsewhere).unwrap();
    fs::write(elsewhere.join("secret.pdf"), pdf(0)).unwrap();
    fs::write(root.join("a/good.pdf"), pdf(1)).unwrap();
    symlink("good.pdf", root.join("a/inside.pdf")).unwrap();
    symlink(&root, root.join("a/loop")).unwrap();
    symlink("itself.pdf", root.join("a/itself.pdf")).unwrap();
    symlink("gone.pdf", root.join("a/dangling.pdf")).unwrap();
    symlink(&elsewhere, root.join("a/outside")).unwrap();
    symlink(elsewhere.join("secret.pdf"), root.join("a/outside.pdf")).unwrap();
    assert!(
        Command::new("mkfifo")
            .arg(root.join("a/pipe.pdf"))
            .status()
            .unwrap()
            .success()
    );
    let _socket = UnixListener::bind(root.join("a/socket")).unwrap();

    let run = scan(&root, &place.path().join("out"), &["--jobs", "1"]);
    let records = records(&run);
    assert_eq!(
        paths(&records),
        [
            "a/dangling.pdf",
            "a/good.pdf",
            "a/itself.pdf",
            "a/outside",
            "a/outside.pdf",
            "a/pipe.pdf",
            "a/socket"
        ]
    );
    for path in [
        "a/dangling.pdf",
        "a/itself.pdf",
        "a/outside",
        "a/outside.pdf",
        "a/pipe.pdf",
        "a/socket",
    ] {
        let (stage, kind, _) = fault_of(&records, path);
        assert_eq!((stage, kind), (Stage::Find, FaultKind::Unreadable), "{path}");
    }
    assert!(fault_of(&records, "a/outside").2.contains("link out of"));
    assert!(fault_of(&records, "a/dangling.pdf").2.contains("leads nowhere"));
    assert!(fault_of(&records, "a/pipe.pdf").2.contains("named pipe"));
    let summary = run.read_summary().unwrap().unwrap();
    assert_eq!((summary.scan.entries, summary.scan.links_inside), (7, 2));
    assert_eq!(summary.scan.faults.get("unreadable"), Some(&6));
}

#[test]
fn a_folder_that_may_not_be_listed_and_a_file_that_may_not_be_read_are_rows() {
    use std::os::unix::{
        fs::{PermissionsExt as _, chown},
        process::CommandExt as _,
    };
    const NOBODY: u32 = 65_534;
    let place = tempfile::tempdir().unwrap();
    let (root, out, program) = (
        place.path().join("archive"),
        place.path().join("out"),
        place.path().join("kysoat"),
    );
    fs::create_dir_all(root.join("khóa")).unwrap();
    fs::create_dir(&out).unwrap();
    fs::write(root.join("khóa.pdf"), pdf(1)).unwrap();
    fs::copy(env!("CARGO_BIN_EXE_kysoat"), &program).unwrap();
    let mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    mode(&root.join("khóa"), 0);
    mode(&root.join("khóa.pdf"), 0);
    let mut command = Command::new(&program);
    command.arg("scan").arg(&root).arg("--out").arg(&out);
    if fs::File::open(root.join("khóa.pdf")).is_ok() {
        // Nothing can be forbidden to this user, so another one scans.
        mode(place.path(), 0o755);
        chown(&out, Some(NOBODY), Some(NOBODY)).unwrap();
        command.uid(NOBODY).gid(NOBODY);
    }
    let output = command.output().unwrap();
    mode(&root.join("khóa"), 0o700);
    assert!(output.status.success(), "{}", said(&output));
    let records = records(&RunDir::open(&out).unwrap());
    let denied = FaultKind::Unreadable;
    assert_eq!(paths(&records), ["khóa", "khóa.pdf"]);
    assert_eq!(
        fault_of(&records, "khóa"),
        (Stage::Find, denied, "the folder cannot be listed: permission denied")
    );
    assert_eq!(
        fault_of(&records, "khóa.pdf"),
        (Stage::Read, denied, "cannot be read: permission denied")
    );
}

/// The first document's worker removes and changes files that are listed already and come later.
#[test]
fn files_that_vanish_or_change_after_the_listing_are_rows() {
    let place = tempfile::tempdir().unwrap();
    let root = place.path().join("archive");
    archive(&root, 20);
    let folder = root.join("Sở số 9");
    let (gone, longer, touched, pipe) = (
        folder.join("b-gone.pdf"),
        folder.join("b-longer.pdf"),
        folder.join("b-touched.pdf"),
        folder.join("b-pipe"),
    );
    for path in [&gone, &longer, &touched, &pipe] {
        fs::write(path, pdf(77)).unwrap();
    }
    let worker = script(
        place.path(),
        &format!(
            "rm '{}' '{3}'; mkfifo '{3}'; echo >> '{}'; touch -d '2001-02-03' '{}'; exec '{4}' \"$@\"",
            gone.display(),
            longer.display(),
            touched.display(),
            pipe.display(),
            env!("CARGO_BIN_EXE_kysoat")
        ),
    );
    let options = ["--jobs", "1", "--worker-program", worker.to_str().unwrap()];
    let run = scan(&root, &place.path().join("out"), &options);
    let records = records(&run);
    assert_eq!(records.len(), 24);
    for (name, detail) in [
        ("b-gone.pdf", "cannot be read: entity not found"),
        ("b-longer.pdf", "changed between listing and reading"),
        ("b-touched.pdf", "changed between listing and reading"),
        ("b-pipe", "cannot be read: invalid input parameter"),
    ] {
        let fault = fault_of(&records, &format!("Sở số 9/{name}"));
        assert_eq!(fault, (Stage::Read, FaultKind::Unreadable, detail), "{name}");
    }
    assert_eq!(
        run.read_summary().unwrap().unwrap().scan.faults.get("unreadable"),
        Some(&4)
    );
}

/// A program that a test puts in the worker's place.
pub(super) fn script(folder: &Path, body: &str) -> PathBuf {
    use std::os::unix::fs::PermissionsExt as _;
    let path = folder.join("worker.sh");
    fs::write(&path, format!("#!/bin/sh\n{body}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

#[test]
fn the_run_directory_is_never_part_of_its_own_archive() {
    let place = tempfile::tempdir().unwrap();
    archive(place.path(), 12);
    let out = place.path().join("Sở số 1/kết quả");
    let first = records(&scan(place.path(), &out, &["--shard-documents", "5"]));
    assert_eq!(first.len(), 12);
    let bytes = facts_bytes(&out);
    // A second look, now that the folder is full, through a link to the archive.
    let alias = tempfile::tempdir().unwrap();
    symlink(place.path(), alias.path().join("alias")).unwrap();
    scan(&alias.path().join("alias"), &out, &["--shard-documents", "5"]);
    assert_eq!(facts_bytes(&out), bytes);
}

#[test]
fn files_folders_and_several_paths_are_one_archive_in_the_order_given() {
    let place = tempfile::tempdir().unwrap();
    archive(&place.path().join("z"), 3);
    archive(&place.path().join("a"), 2);
    let single = place.path().join("single.pdf");
    fs::write(&single, pdf(9)).unwrap();
    let out = place.path().join("out");
    let output = kysoat()
        .arg("scan")
        .args([&place.path().join("z"), &single, &place.path().join("a")])
        .arg("--out")
        .arg(&out)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let records = records(&RunDir::open(&out).unwrap());
    let roots: Vec<u32> = records.iter().map(|record| record.locator.root).collect();
    assert_eq!(roots, [0, 0, 0, 1, 2, 2]);
    let single = &records[3];
    assert_eq!(
        (single.locator.path.as_str(), single.locator.agency_folder()),
        ("single.pdf", None)
    );
    assert!(single.facts.sha256.is_some());
}

#[test]
fn an_empty_folder_is_a_whole_run_of_nothing() {
    let place = tempfile::tempdir().unwrap();
    fs::create_dir(place.path().join("empty")).unwrap();
    let run = scan(&place.path().join("empty"), &place.path().join("out"), &[]);
    assert!(records(&run).is_empty());
    assert_eq!(run.read_summary().unwrap().unwrap().scan.entries, 0);
}

#[test]
fn a_file_above_the_limit_is_a_row_of_its_kind() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("lớn"), format!("{}{}", pdf(1), " ".repeat(5_000))).unwrap();
    fs::write(place.path().join("nhỏ.pdf"), pdf(2)).unwrap();
    let out = tempfile::tempdir().unwrap();
    let run = scan(place.path(), &out.path().join("out"), &["--max-file-bytes", "4000"]);
    let records = records(&run);
    let (stage, kind, detail) = fault_of(&records, "lớn");
    assert_eq!((stage, kind), (Stage::Read, FaultKind::TooLarge), "{detail}");
    assert_eq!(
        records[0].facts.kind,
        DocumentKind::Pdf,
        "by its first bytes, though it was not measured"
    );
    assert!(records[1].facts.fault(FaultKind::TooLarge).is_none());
}

#[test]
fn what_makes_a_scan_impossible_is_one_sentence_and_exit_code_2() {
    let place = tempfile::tempdir().unwrap();
    archive(&place.path().join("a/b"), 1);
    fs::create_dir(place.path().join("full")).unwrap();
    fs::write(place.path().join("full/letter.docx"), "x").unwrap();
    let (a, full) = (place.path().join("a"), place.path().join("full"));
    let missing = place.path().join("không có");
    let out = place.path().join("out");
    let cases: [(&[&Path], &Path, &[&str], &str); 5] = [
        (&[&missing], &out, &[], "không tồn tại"),
        (&[&a, &a.join("b")], &out, &[], "bị tính hai lần"),
        (&[&a], &full, &[], "không trống"),
        (
            &[&a],
            &out,
            &["--worker-program", "/bin/false"],
            "tiến trình đọc văn bản",
        ),
        (&[&a], &out, &["--trust", "/không/có"], "chứng thư tin cậy"),
    ];
    for (paths, out, options, expected) in cases {
        let output = kysoat()
            .arg("scan")
            .args(paths)
            .arg("--out")
            .arg(out)
            .args(options)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        let text = String::from_utf8(output.stderr.clone()).unwrap();
        assert!(
            text.contains(expected) && text.lines().count() == 1,
            "{expected}: {}",
            said(&output)
        );
        assert!(output.stdout.is_empty());
    }
    let output = scan_command(&missing, &place.path().join("new"), &[]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        !place.path().join("new").exists(),
        "a mistyped path leaves no folder behind"
    );
}
