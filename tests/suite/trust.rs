//! The trust folder from the console: what is offered is named, refused or copied, and never lost.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Output,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use kysoat::pki::{AnchorScheme, TrustKind, TrustStore};

use super::scan::{kysoat, said};
use crate::forge::{
    der,
    evidence::{Answer, crl, ocsp, trust_folder},
    pki::{Holder, namesake, party},
};

fn run(verb: &str, files: &[PathBuf], folder: Option<&Path>, more: &[&str]) -> Output {
    let mut command = kysoat();
    command
        .arg("trust")
        .arg(verb)
        .args(files)
        .args(["--as-of", "2026-06-30"])
        .args(more);
    if let Some(folder) = folder {
        command.arg("--trust").arg(folder);
    }
    command.output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn written(place: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = place.join(name);
    fs::write(&path, bytes).unwrap();
    path
}

fn pem(label: &str, der: &[u8]) -> String {
    let body = STANDARD.encode(der);
    let lines: Vec<&str> = body
        .as_bytes()
        .chunks(64)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

/// A degenerate SignedData (RFC 5652, 5.1) as `openssl crl2pkcs7` makes it.
fn bundle(certificates: &[&[u8]], crls: &[&[u8]]) -> Vec<u8> {
    let signed = der::sequence(&[
        der::integer(1),
        der::tlv(0x31, &[]),
        der::sequence(&[der::oid("1.2.840.113549.1.7.1")]),
        der::tlv(0xa0, &certificates.concat()),
        der::tlv(0xa1, &crls.concat()),
        der::tlv(0x31, &[]),
    ]);
    der::sequence(&[der::oid("1.2.840.113549.1.7.2"), der::explicit(0, &signed)])
}

#[test]
fn what_is_added_is_said_copied_once_and_never_overwritten() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("tin cậy");
    let root = &party(Holder::Root).certificate;
    let list = crl(
        Holder::OfficeCa,
        "2026-06-01T00:00:00",
        "2026-06-08T00:00:00",
        &[(7, "2026-01-01T00:00:00", None)],
    );
    let files = [
        written(place.path(), "goc.cer", root),
        written(
            place.path(),
            "trung-gian.pem",
            pem("CERTIFICATE", &party(Holder::OfficeCa).certificate).as_bytes(),
        ),
        written(place.path(), "cu.crl", &list),
    ];
    let added = run("add", &files, Some(&folder), &[]);
    assert!(added.status.success(), "{}", said(&added));
    let words = text(&added);
    for part in [
        "chứng thư gốc: CA THỬ NGHIỆM KYSOAT (không có giá trị pháp lý)",
        "do người dùng thêm, chương trình không biết vân tay này; hãy đối chiếu SHA-256 với nơi cấp trước khi dùng",
        "chứng thư trung gian: CA THỬ NGHIỆM KYSOAT cơ quan",
        "cấp bởi    CA THỬ NGHIỆM KYSOAT (không có giá trị pháp lý)",
        "hiệu lực 02/09/2024 – 01/09/2044",
        "danh sách thu hồi (CRL), 1 chứng thư bị thu hồi",
        "phát hành 01/06/2026, bản tiếp theo 08/06/2026; ĐÃ QUÁ HẠN",
    ] {
        assert!(words.contains(part), "{part}\n{words}");
    }
    assert!(!words.contains("Ban Cơ yếu"), "{words}");
    assert_eq!(words.matches("đã chép thành").count(), 3);
    let first = names(&folder);
    assert_eq!(first.len(), 3, "{first:?}");
    assert!(
        first[0].starts_with("chung-thu-ca-thu-nghiem-kysoat-co-quan"),
        "{first:?}"
    );
    assert!(
        first.iter().any(
            |name| name.starts_with("chung-thu-goc-ca-thu-nghiem-kysoat-khong-co-gia-tri") && name.contains(".cer")
        ),
        "{first:?}"
    );
    assert!(
        first
            .iter()
            .any(|name| name.starts_with("crl-") && name.contains(".crl")),
        "{first:?}"
    );

    // Again, and under another name and in another encoding: nothing changes.
    let other = [written(place.path(), "khac.pem", pem("CERTIFICATE", root).as_bytes())];
    for files in [&files[..], &other] {
        let again = run("add", files, Some(&folder), &[]);
        assert!(again.status.success(), "{}", said(&again));
        assert!(text(&again).contains("đã có sẵn, không chép lại") && !text(&again).contains("đã chép thành"));
    }
    assert_eq!(names(&folder), first);

    // Something else under the name that a new thing would get is left alone.
    let tsa = [written(place.path(), "tsa.cer", &party(Holder::Tsa).certificate)];
    let dry = place.path().join("khô");
    assert!(run("add", &tsa, Some(&dry), &[]).status.success());
    let [name] = names(&dry).try_into().unwrap();
    written(&folder, &name, b"khong phai chung thu");
    let taken = run("add", &tsa, Some(&folder), &[]);
    assert_eq!(taken.status.code(), Some(2));
    assert!(
        text(&taken).contains("TỪ CHỐI: đã có tệp khác nội dung"),
        "{}",
        text(&taken)
    );
    assert_eq!(fs::read(folder.join(name)).unwrap(), b"khong phai chung thu");

    let list = run("list", &[], Some(&folder), &[]);
    assert_eq!(list.status.code(), Some(2), "a file of no use is no success");
    let words = text(&list);
    assert!(
        words.contains("ĐÃ QUÁ HẠN") && words.contains("không dùng được"),
        "{words}"
    );
}

#[test]
fn what_cannot_be_used_is_refused_in_one_sentence_and_the_rest_is_added() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("trust");
    let key = pem("PRIVATE KEY", &[1, 2, 3]) + &pem("CERTIFICATE", &party(Holder::Root).certificate);
    let cut = &party(Holder::OfficeCa).certificate[..400];
    let files = [
        written(place.path(), "khoa.pem", key.as_bytes()),
        written(place.path(), "ghi-chu.txt", b"ghi chu"),
        written(place.path(), "rong.cer", b""),
        written(place.path(), "cut.cer", cut),
        written(place.path(), "nua.pem", b"-----BEGIN CERTIFICATE-----\nMIIB\n"),
        place.path().join("khong-co.cer"),
        written(place.path(), "tot.cer", &party(Holder::OfficeCa).certificate),
    ];
    let output = run("add", &files, Some(&folder), &[]);
    assert_eq!(output.status.code(), Some(2));
    let words = text(&output);
    assert_eq!(words.matches("TỪ CHỐI: ").count(), 6, "{words}");
    assert!(
        words.contains("khóa bí mật") && words.contains("không mở được tệp"),
        "{words}"
    );
    assert_eq!(names(&folder).len(), 1, "only what can be used: {:?}", names(&folder));
    let english = run("add", &files[1..2], Some(&folder), &["--lang", "en"]);
    assert!(
        text(&english).contains("REFUSED: no readable certificate"),
        "{}",
        text(&english)
    );
}

#[test]
fn without_a_folder_nothing_is_copied_and_that_is_said() {
    let place = tempfile::tempdir().unwrap();
    let files = [written(place.path(), "goc.cer", &party(Holder::Root).certificate)];
    let output = run("add", &files, None, &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output).contains("Chưa chép tệp nào"), "{}", text(&output));
    assert_eq!(names(place.path()), ["goc.cer"]);
}

#[test]
fn bundles_and_responses_come_apart() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("trust");
    let list = crl(Holder::Root, "2026-06-01T00:00:00", "2026-12-31T00:00:00", &[]);
    let answer = Answer {
        about: Holder::Department,
        this: "2026-03-02T03:00:00",
        next: None,
        revoked: None,
    };
    let both = bundle(
        &[&party(Holder::Root).certificate, &party(Holder::OfficeCa).certificate],
        &[&list],
    );
    let files = [
        written(place.path(), "goi.p7b", &both),
        written(place.path(), "goi-pem.p7b", pem("PKCS7", &both).as_bytes()),
        written(place.path(), "tra-loi.ors", &ocsp(Holder::Responder, &answer)),
    ];
    let output = run("add", &files, Some(&folder), &[]);
    assert!(output.status.success(), "{}", said(&output));
    let words = text(&output);
    assert!(
        words.contains("trả lời OCSP: Máy chủ OCSP THỬ NGHIỆM KYSOAT"),
        "{words}"
    );
    assert_eq!(words.matches("đã chép thành").count(), 4, "{words}");
    assert_eq!(words.matches("đã có sẵn").count(), 3, "{words}");
    // What was taken apart is trusted like what it was taken from.
    let read = |folder: &Path| {
        let files = names(folder)
            .into_iter()
            .map(|name| (name.clone(), fs::read(folder.join(name)).unwrap()));
        TrustStore::load(files.collect())
    };
    let (store, problems) = read(&folder);
    assert_eq!((store.entries().len(), problems.len()), (4, 0));
}

#[test]
fn the_trust_folder_of_the_samples_is_current_and_nobodys() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data/trust");
    let output = run("list", &[], Some(&folder), &[]);
    assert!(output.status.success(), "{}", said(&output));
    let words = text(&output);
    assert_eq!(words.lines().count(), trust_folder().len());
    assert!(
        !words.contains("ĐÃ QUÁ HẠN") && !words.contains("của Ban Cơ yếu"),
        "{words}"
    );
    assert_eq!(
        words.matches("chương trình không biết vân tay này").count(),
        1,
        "{words}"
    );
    let late = kysoat()
        .args(["trust", "list", "--as-of", "2027-01-15", "--trust"])
        .arg(&folder)
        .output()
        .unwrap();
    assert_eq!(text(&late).matches("ĐÃ QUÁ HẠN").count(), 2, "{}", text(&late));
}

/// The names of the pinned roots, taken by somebody else.
#[test]
fn a_root_is_official_by_its_fingerprint_and_never_by_its_name() {
    for name in [
        &[
            ("2.5.4.6", "VN"),
            ("2.5.4.10", "Ban Co yeu Chinh phu"),
            ("2.5.4.3", "Co quan chung thuc so chuyen dung Chinh phu (RootCA)"),
        ],
        &[
            ("2.5.4.6", "VN"),
            ("2.5.4.10", "Ban Cơ yếu Chính phủ"),
            ("2.5.4.3", "RootCA chuyên dùng Chính phủ G2"),
        ],
    ] {
        let forged = namesake(name);
        let (store, problems) = TrustStore::load(vec![("root.cer".to_owned(), forged)]);
        assert_eq!(problems, []);
        let [entry] = store.entries() else { panic!("one root") };
        assert_eq!(entry.name, name[2].1);
        assert_eq!(entry.kind, TrustKind::Anchor(AnchorScheme::Local));
    }
}

/// Two names that differ in such letters alone would look the same on a terminal.
#[test]
fn letters_that_deceive_are_marked_on_the_console() {
    let place = tempfile::tempdir().unwrap();
    let forged = namesake(&[
        ("2.5.4.6", "VN"),
        ("2.5.4.3", "Root\u{200b}CA\u{2028}gia\u{e0041}\u{3164}mao\u{1b}[2J"),
    ]);
    written(place.path(), "root.cer", &forged);
    let listed = text(&run("list", &[], Some(place.path()), &[]));
    assert!(
        listed.contains("Root\u{fffd}CA\u{fffd}gia\u{fffd}\u{fffd}mao\u{fffd}[2J"),
        "{listed}"
    );
}
