//! What was let pass: by whom, for which documents, until when; and what can't be.

use std::fs;

use kysoat::{
    facts::{DocumentFacts, DocumentRecord, Locator, Measured, PdfVersion, SignerFacts, SignerKind},
    finding::{Conclusion, Finding, Judgement, Outcome},
    rules::{self, Diagnostic, RulePack, RuleSource},
};

use super::{
    embedded,
    judgement::{NOW, SIGNED, at, document, found, signature},
    lines,
};

const OF_AGENCY: &str = r#"
[[waiver]]
rule        = "F01"
agency      = "so-y-te"
reason      = { vi = "Đang thay phần mềm soạn thảo.", en = "Software is being replaced." }
approved_by = "Giám đốc Sở KH&CN, công văn 12/SKHCN"
from        = 2026-07-01
until       = 2026-12-31
"#;

/// The embedded rules with these waivers.
fn with(waivers: &str) -> Result<RulePack, Vec<Diagnostic>> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mien.toml");
    fs::write(&file, waivers).unwrap();
    rules::open(None, &[file])
}

fn waiving(waivers: &str) -> RulePack {
    with(waivers).unwrap_or_else(|found| panic!("\n{}", lines(&found)))
}

fn serial(serial: &str) -> SignerFacts {
    SignerFacts {
        common_name: None,
        organization: None,
        organizational_unit: None,
        issuer: "CA".into(),
        serial: serial.into(),
        kind: SignerKind::Agency,
        not_before: at(SIGNED),
        not_after: at(SIGNED),
        sha256: String::new(),
    }
}

/// PDF 1.3: rule F01 fails.
fn old() -> DocumentFacts {
    let mut facts = document(vec![signature(SIGNED)]);
    facts.file.version = Measured::Known(PdfVersion { major: 1, minor: 3 });
    facts
}

fn at_path(facts: DocumentFacts, path: &str) -> DocumentRecord {
    DocumentRecord {
        id: 0,
        locator: Locator {
            root: 0,
            path: path.into(),
            path_raw: None,
            member: None,
        },
        facts,
    }
}

fn outcome(pack: &RulePack, facts: DocumentFacts, path: &str, rule: &str) -> Outcome {
    let judgement = pack.judge_record(&at_path(facts, path), at(NOW));
    found(&judgement, rule).outcome
}

#[test]
fn a_waived_failure_says_who_why_and_until_when_and_is_never_valid() {
    let record = at_path(old(), "so-y-te/12.pdf");
    let before = embedded().judge_record(&record, at(NOW));
    assert_eq!(before.conclusion, Conclusion::Failed);

    let pack = waiving(OF_AGENCY);
    let judgement = pack.judge_record(&record, at(NOW));
    let finding: &Finding<'_> = found(&judgement, "F01");
    assert_eq!(finding.outcome, Outcome::Waived);
    assert_eq!(finding.because.as_deref(), Some("failed, waived until 2026-12-31"));
    let [vi, en] = [&finding.message.vi, &finding.message.en];
    assert!(vi.starts_with(
        "Được miễn đến hết ngày 31/12/2026; người phê duyệt: Giám đốc Sở KH&CN, công văn 12/SKHCN; lý do: Đang thay \
         phần mềm soạn thảo. Khi không xét miễn: KHÔNG ĐẠT. Tệp có phiên bản PDF 1.3;"
    ));
    assert!(en.starts_with(
        "Waived until 2026-12-31; approved by: Giám đốc Sở KH&CN, công văn 12/SKHCN; reason: Software is being \
         replaced. Without the waiver: failed. "
    ));
    assert!(finding.message.vi.ends_with(&*found(&before, "F01").message.vi));
    assert_eq!(judgement.conclusion, Conclusion::Indeterminate);
    assert_eq!(
        judgement.because.as_ref().unwrap().vi,
        "được miễn nội dung F01 (không đạt yêu cầu, có phê duyệt miễn)"
    );
    // Nothing else changed.
    assert_eq!(others(&before), others(&judgement));
}

/// What the rules say but F01.
fn others<'a>(judgement: &Judgement<'a>) -> Vec<Finding<'a>> {
    let other = judgement.findings.iter().filter(|finding| finding.rule != "F01");
    other.cloned().collect()
}

#[test]
fn another_failure_still_fails_the_document() {
    let mut facts = old();
    facts.signatures[0].digest_matches = Measured::Known(false);
    let pack = waiving(OF_AGENCY);
    let judgement = pack.judge_record(&at_path(facts, "so-y-te/12.pdf"), at(NOW));
    assert_eq!(found(&judgement, "F01").outcome, Outcome::Waived);
    assert_eq!(judgement.conclusion, Conclusion::Failed);
}

#[test]
fn scopes_cover_what_they_name_and_nothing_else() {
    let by = |scope: &str| waiving(&OF_AGENCY.replace("agency      = \"so-y-te\"", scope));
    let agency = waiving(OF_AGENCY);
    assert_eq!(outcome(&agency, old(), "so-y-te/2026/1.pdf", "F01"), Outcome::Waived);
    for elsewhere in ["so-y-te-cu/1.pdf", "so-y-te", "a/so-y-te/1.pdf"] {
        assert_eq!(
            outcome(&agency, old(), elsewhere, "F01"),
            Outcome::Failed,
            "{elsewhere}"
        );
    }
    // Nobody knows where a single file belongs.
    assert_eq!(found(&agency.judge(&old(), at(NOW)), "F01").outcome, Outcome::Failed);

    let path = by("path = \"so-y-te/2026/*.pdf\"");
    assert_eq!(outcome(&path, old(), "so-y-te/2026/1.pdf", "F01"), Outcome::Waived);
    assert_eq!(outcome(&path, old(), "so-y-te/2025/1.pdf", "F01"), Outcome::Failed);

    // Names are compared in NFC, however the editor stores them.
    let decomposed = by("path = \"so\u{302}\u{309}/*.pdf\"");
    assert_eq!(outcome(&decomposed, old(), "sổ/1.pdf", "F01"), Outcome::Waived);

    let digest = "ab".repeat(32);
    let one = by(&format!("sha256 = \"{}\"", digest.to_uppercase()));
    let mut facts = old();
    facts.sha256 = Some(digest);
    assert_eq!(found(&one.judge(&facts, at(NOW)), "F01").outcome, Outcome::Waived);
    facts.sha256 = Some("cd".repeat(32));
    assert_eq!(found(&one.judge(&facts, at(NOW)), "F01").outcome, Outcome::Failed);

    let both = by("agency = \"so-y-te\"\npath = \"**/1.pdf\"");
    assert_eq!(outcome(&both, old(), "so-y-te/1.pdf", "F01"), Outcome::Waived);
    assert_eq!(outcome(&both, old(), "so-y-te/2.pdf", "F01"), Outcome::Failed);
}

#[test]
fn a_certificate_covers_its_own_signatures() {
    let waivers = OF_AGENCY
        .replace("\"F01\"", "\"C06\"")
        .replace("agency      = \"so-y-te\"", "certificate = \"00:54:0A\"");
    let weak = |serial_of_signer: &str| {
        let mut weak = signature(SIGNED);
        weak.key_bits = Measured::Known(1024);
        weak.signer = Measured::Known(serial(serial_of_signer));
        weak
    };
    let facts = document(vec![weak("540a"), weak("540b")]);
    let pack = waiving(&waivers);
    let judgement = pack.judge(&facts, at(NOW));
    let outcomes: Vec<Outcome> = judgement
        .findings
        .iter()
        .filter(|finding| finding.rule == "C06")
        .map(|finding| finding.outcome)
        .collect();
    assert_eq!(outcomes, [Outcome::Waived, Outcome::Warning]);
    // A warning never stood in the way, so its waiver doesn't either.
    assert_eq!(judgement.conclusion, embedded().judge(&facts, at(NOW)).conclusion);
}

#[test]
fn a_waiver_outside_its_days_has_no_effect_and_is_named() {
    for (until, said) in [
        (
            "2026-11-21",
            "việc miễn F01 cho cơ quan “so-y-te” đã hết hạn (hết ngày 21/11/2026), không còn được áp dụng.",
        ),
        ("2026-11-22", ""),
    ] {
        let pack = waiving(&OF_AGENCY.replace("2026-12-31", until));
        let expected = if said.is_empty() {
            Outcome::Waived
        } else {
            Outcome::Failed
        };
        assert_eq!(outcome(&pack, old(), "so-y-te/1.pdf", "F01"), expected, "{until}");
        let lapsed = pack.lapsed_waivers(at(NOW).day_in_vietnam());
        let named: Vec<&str> = lapsed.iter().map(|one| one.message.vi.as_str()).collect();
        let expected: Vec<&str> = [said].into_iter().filter(|said| !said.is_empty()).collect();
        assert_eq!(named, expected);
        assert!(lapsed.iter().all(|one| (one.line, one.column) == (2, 1)));
    }
    let early = waiving(&OF_AGENCY.replace("2026-07-01", "2026-11-23"));
    assert_eq!(outcome(&early, old(), "so-y-te/1.pdf", "F01"), Outcome::Failed);
    assert_eq!(early.lapsed_waivers(at(NOW).day_in_vietnam()).len(), 1);
}

#[test]
fn what_guards_integrity_cannot_be_waived() {
    let pack = embedded();
    for code in [
        "C01", "C02", "C03", "C04", "C05", "C10", "F07", "F08", "K01", "K04", "K05", "T02",
    ] {
        assert!(!pack.rule(code).unwrap().waivable, "{code}");
        let found = with(&OF_AGENCY.replace("F01", code)).unwrap_err();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].line, found[0].column), (3, 15));
        let message = &found[0].message.vi;
        assert!(message.starts_with(&format!("quy tắc {code} (")) && message.ends_with("không được miễn."));
    }
}

#[test]
fn every_mistake_of_a_file_is_told_at_once_with_its_place() {
    let wrong = r#"
[[waiver]]
rule        = "F011"
agency      = "so-y-te/2026"
reason      = { en = "because" }
approved_by = ""
from        = 2026-07-01
until       = 2026-06-30

[[waiver]]
rule   = "F03"
path   = "**/*.pdf"
sha256 = "xyz"
reason = "vì sao"
form   = 2026-07-01
until  = "2026-12-31"

[[waiver]]
rule        = "F01"
certificate = "540a"
reason      = { vi = "a" }
approved_by = "b"
from        = 2026-07-01
until       = 2026-12-31

[[waiver]]
rule = "C01"
"#;
    let found = with(wrong).unwrap_err();
    let said: Vec<String> = found
        .iter()
        .map(|one| {
            let line = one.to_string();
            line.split_once("mien.toml:").unwrap().1.to_owned()
        })
        .collect();
    insta::assert_snapshot!(said.join("\n"), @r#"
    3:15: không có quy tắc mã `F011`. Có phải ý là `F01`?
    4:15: `agency` là tên một thư mục ngay dưới nơi lưu, không có dấu / hay dấu *.
    5:15: thiếu mục `vi`.
    6:15: nội dung để trống.
    8:15: ngày hết hạn miễn trước ngày bắt đầu.
    10:1: thiếu mục `approved_by`.
    10:1: thiếu mục `from`.
    12:10: đường dẫn này bao trùm mọi văn bản: muốn bỏ hẳn một yêu cầu thì phải sửa quy tắc, không miễn.
    13:10: `sha256` gồm đúng 64 chữ số 0-9, a-f.
    14:10: cần lý do dạng { vi = "…" }.
    15:1: không có mục tên `form` ở đây. Có phải ý là `from`?
    16:10: cần một ngày, viết không có dấu nháy, ví dụ 2026-01-10.
    20:15: quy tắc F01 nói về văn bản, không nói về từng chữ ký: không miễn theo chứng thư được.
    26:1: thiếu mục `approved_by`.
    26:1: thiếu mục `from`.
    26:1: thiếu mục `reason`.
    26:1: thiếu mục `until`.
    26:1: thiếu phạm vi miễn: cần ít nhất một trong `agency`, `path`, `sha256`, `certificate`.
    27:8: quy tắc C01 (Nội dung được ký không bị thay đổi) không được miễn. Quy tắc này bảo vệ tính xác thực, tính toàn vẹn của văn bản (waivable = false).
    "#);
}

#[test]
fn mistakes_in_rules_and_waivers_are_told_together() {
    let rule = super::GOOD.replace("\"high\"", "\"hgih\"");
    let found = RulePack::check_with(
        "rules",
        vec![
            super::source("x/pack.toml", super::PACK),
            super::source("x/F01-thu.toml", &rule),
        ],
        &[super::source("mien.toml", &OF_AGENCY.replace("F01", "F02"))],
    )
    .unwrap_err();
    let files: Vec<&str> = found.iter().map(|one| one.file.as_str()).collect();
    assert_eq!(files, ["mien.toml", "rules/x/F01-thu.toml"]);
    let missing = rules::open(None, &["không-có.toml".into()]).unwrap_err();
    assert_eq!(missing[0].file, "không-có.toml");
}

#[test]
fn waivers_beside_the_packs_count_and_change_the_digest() {
    let sources = |waivers: Option<&str>| {
        let mut sources: Vec<RuleSource> = vec![
            super::source("x/pack.toml", super::PACK),
            super::source("x/F01-thu.toml", super::GOOD),
        ];
        sources.extend(waivers.map(|text| super::source("waivers.toml", text)));
        sources
    };
    let bare = RulePack::check("rules", sources(None)).unwrap();
    let beside = RulePack::check("rules", sources(Some(OF_AGENCY))).unwrap();
    assert_eq!(outcome(&beside, old(), "so-y-te/1.pdf", "F01"), Outcome::Waived);
    assert_ne!(bare.digest(), beside.digest());
    // Only what it says counts, not where it lies.
    let given = RulePack::check_with("rules", sources(None), &[super::source("elsewhere/a.toml", OF_AGENCY)]);
    assert_eq!(given.unwrap().digest(), beside.digest());
    let other = RulePack::check("rules", sources(Some(&OF_AGENCY.replace("so-y-te", "so-noi-vu"))));
    assert_ne!(other.unwrap().digest(), beside.digest());
}
