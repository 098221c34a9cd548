//! What a broken rule file is told, and where.

use std::{fmt::Write as _, fs};

use kysoat::rules::{self, Level, RulePack};

use proptest::prelude::*;

use super::{GOOD, PACK, lines, pack_of, source};

#[test]
fn five_mistakes_are_five_diagnostics_in_one_run() {
    let broken = GOOD
        .replace("severity = \"high\"", "severity = \"hihg\"")
        .replace(
            "fact = \"file.readable\"\nis   = true",
            "fact = \"file.readable\"\nis   = \"có\"",
        )
        .replace("fact     = \"file.version\"", "fact     = \"file.verison\"")
        .replace("{$min_version} needed", "{$min_versoin} needed")
        .replace("expect = \"failed\"", "expect = \"passed\"");
    let found = pack_of(&broken).unwrap_err();
    insta::assert_snapshot!(lines(&found), @r#"
    rules/x/F01-thu.toml:3:12: `hihg` không thuộc các từ được dùng ở đây: high, medium, low, info. Có phải ý là `high`?
    rules/x/F01-thu.toml:14:8: `file.readable` có kiểu đúng/sai (true, false), giá trị viết ở đây là đoạn chữ.
    rules/x/F01-thu.toml:17:12: không có dữ kiện `file.verison`. Có phải ý là `file.version`?
    rules/x/F01-thu.toml:22:31: chỗ điền `{$min_versoin}` không phải là dữ kiện hay tham số dùng được ở đây. Có phải ý là `$min_version`?
    rules/x/F01-thu.toml:28:1: thiếu ví dụ có kết quả `expect = "failed"`.
    "#);
    insta::assert_snapshot!(
        found.iter().map(|one| format!("{}: {}", one.place(), one.message.en)).collect::<Vec<_>>().join("\n"),
        @r#"
    rules/x/F01-thu.toml:3:12: `hihg` is none of the words used here: high, medium, low, info.
    rules/x/F01-thu.toml:14:8: `file.readable` is yes or no (true, false); what is written here is a text.
    rules/x/F01-thu.toml:17:12: there is no fact `file.verison`.
    rules/x/F01-thu.toml:22:31: the placeholder `{$min_versoin}` is neither a fact nor a parameter that can be used here.
    rules/x/F01-thu.toml:28:1: an example with `expect = "failed"` is missing.
    "#
    );
}

#[test]
fn a_syntax_error_does_not_hide_the_other_mistakes() {
    let broken = GOOD
        .replace("about    = \"document\"", "about    = \"document")
        .replace("fact     = \"file.version\"", "fact     = \"file.versions\"");
    insta::assert_snapshot!(lines(&pack_of(&broken).unwrap_err()), @r#"
    rules/x/F01-thu.toml:2:21: sai cú pháp TOML (invalid basic string, expected `"`).
    rules/x/F01-thu.toml:17:12: không có dữ kiện `file.versions`. Có phải ý là `file.version`?
    "#);
}

/// Each spoils the good rule in one way; the diagnostic stands at this line and says this.
#[rustfmt::skip]
const MISTAKES: &[(&str, &str, usize, &str)] = &[
    ("title    = { vi = \"Phiên bản\", en = \"Version\" }", "", 1, "thiếu mục `title`"),
    ("title    = { vi = \"Phiên bản\", en = \"Version\" }", "title = { vi = \"Phiên bản\" }", 1, "tiếng Anh"),
    ("about    = \"document\"\n", "", 1, "thiếu mục `about`"),
    ("about    = \"document\"", "about    = \"dossier\"", 2, "`dossier` không thuộc"),
    ("severity = \"high\"", "severity = 3", 3, "đoạn chữ"),
    ("severity = \"high\"", "severity = \"high\"\nsevirity = \"low\"", 4, "Có phải ý là `severity`?"),
    ("severity = \"high\"", "severity = \"high\"\nworst = \"passed\"", 4, "failed, warning"),
    ("[[basis]]\ninstrument = \"1/2020/X\"\nat         = \"Điều 1\"\n", "", 1, "thiếu căn cứ pháp lý"),
    ("instrument = \"1/2020/X\"", "instrument = \"1/2020/Y\"", 6, "Có phải ý là `1/2020/X`?"),
    ("at         = \"Điều 1\"", "at         = \" \"", 7, "để trống"),
    ("at         = \"Điều 1\"", "at = \"Điều 1\"\nfrom = 2021-02-30", 8, "TOML"),
    ("at         = \"Điều 1\"", "at = \"Điều 1\"\nfrom = \"2021-02-03\"", 8, "một ngày"),
    ("at         = \"Điều 1\"", "at = \"Điều 1\"\nuntil = 2019-12-31", 8, "trước ngày có hiệu lực"),
    ("at         = \"Điều 1\"", "at = \"Điều 1\"\nverified = false", 5, "worst = \"warning\""),
    ("min_version = { value = 1.4, law = true }", "min_version = 1.4", 10, "do đâu mà có"),
    ("min_version = { value = 1.4, law = true }", "min_version = { law = true }", 10, "thiếu mục `value`"),
    ("min_version = { value = 1.4, law = true }", "min_version = { value = \"1.4\", law = true }", 18, "đoạn chữ"),
    ("min_version = { value = 1.4, law = true }", "min_version = { value = 1.4, law = true }\nidle = { value = 1, law = true }", 11, "không được điều kiện nào dùng"),
    ("at-least = \"$min_version\"", "at-least = \"$min_version\"\nat-most = 2.0", 19, "một phép so sánh"),
    ("is   = true", "is   = 1", 14, "đúng/sai"),
    ("is   = true", "matches = \"a\"", 14, "không dùng được với `file.readable`"),
    ("is   = true", "equals = true", 14, "không có phép so sánh `equals`"),
    ("fact = \"file.readable\"\nis   = true", "fact = \"signature.live\"\nis   = true", 13, "từng chữ ký"),
    ("fact = \"file.readable\"\nis   = true", "fact = \"file.readable\"", 12, "thiếu phép so sánh"),
    ("fact = \"file.readable\"\nis   = true", "is   = true", 12, "thiếu mục `fact`"),
    ("fact = \"file.readable\"\nis   = true", "fact = \"file.readable\"\npresent = 1", 14, "true hoặc false"),
    ("fact = \"file.readable\"\nis   = true", "fact = \"file.readable\"\nis   = { fact = \"file.pages\" }", 14, "khác kiểu"),
    ("fact = \"file.readable\"\nis   = true", "any = []", 13, "không có điều kiện nào"),
    ("vi = \"Phiên bản {file.version}, cần", "vi = \"Phiên bản {file.version, cần", 21, "không phải là dữ kiện"),
    ("vi = \"Ký lại.\"", "vi = \"\"", 25, "để trống"),
    ("expect = \"failed\"", "expect = \"fail\"", 36, "Có phải ý là `failed`?"),
    ("\"file.version\" = 1.3 }", "\"file.version\" = \"1.3\" }", 35, "đoạn chữ"),
    ("\"file.version\" = 1.3 }", "\"file.version\" = 1.3, \"file.pages\" = 2 }", 35, "không xét đến"),
    ("\"file.version\" = 1.3 }", "\"file.versio\" = 1.3 }", 35, "Có phải ý là `file.version`?"),
    ("[[requires]]\n", "[requires]\n", 16, "[[requires]]"),
    ("value = 1.4", "value = 12:00:00", 10, "cần một giá trị"),
];

#[test]
fn every_mistake_is_told_at_its_place() {
    assert!(pack_of(GOOD).is_ok());
    let mut wrong = String::new();
    for (good, bad, line, said) in MISTAKES {
        assert!(GOOD.contains(good), "{good}");
        let found = pack_of(&GOOD.replacen(good, bad, 1)).err().unwrap_or_default();
        let told = matches!(found.as_slice(), [one] if one.line == *line && one.to_string().contains(said));
        if !told {
            let got = lines(&found);
            writeln!(wrong, "`{bad}` should be told once, at line {line}: {said}\n{got}\n").unwrap();
        }
        let english = found
            .iter()
            .all(|one| !one.message.en.is_empty() && one.message.en != one.message.vi);
        assert!(english, "{}", lines(&found));
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn signature_rules_check_codes_patterns_and_ranges() {
    let condition = |condition: &str| {
        GOOD.replace("\"document\"", "\"signature\"")
            .replace("fact = \"file.readable\"\nis   = true", condition)
            .replace("\"file.readable\" = true, ", "")
    };
    let told = |text: &str| lines(&pack_of(&condition(text)).err().unwrap_or_default());
    assert_eq!(
        told("fact = \"signature.coverage\"\none-of = [\"whole-file\", \"partial\"]"),
        ""
    );
    assert!(told("fact = \"signature.coverage\"\none-of = [\"whole-fil\"]").contains("Có phải ý là `whole-file`?"));
    assert!(told("fact = \"signature.coverage\"\none-of = []").contains("danh sách để trống"));
    assert!(told("fact = \"signature.sub_filter\"\nmatches = \"a(b\"").contains("14:11: biểu thức mẫu viết sai"));
    assert!(told("fact = \"signature.sub_filter\"\nmatches = \"(a{999}){999}\"").contains("biểu thức mẫu viết sai"));
    assert!(told("fact = \"signature.key_bits\"\nbetween = [2, 1]").contains("lớn hơn giá trị lớn nhất"));
    assert!(told("fact = \"signature.key_bits\"\nbetween = [2]").contains("hai giá trị"));
    assert!(told("fact = \"signature.key_bits\"\nat-least = 2.5").contains("số thập phân"));
    assert!(
        told("fact = \"signature.claimed_time\"\nis = 2026-01-10").contains("Dùng được: before, after, present.")
    );
    assert_eq!(
        told("fact = \"signature.claimed_time\"\nafter = { fact = \"signer.not_before\" }"),
        ""
    );
    assert_eq!(
        told("fact = \"signature.claimed_time\"\nbefore = 2026-01-10T00:00:00+07:00"),
        ""
    );
}

#[test]
fn tolerance_needs_its_example_and_its_use() {
    let tolerant = GOOD.replace(
        "[message]",
        "[[tolerates]]\nfact = \"file.version\"\nat-least = 1.2\n\n[message]",
    );
    assert!(lines(&pack_of(&tolerant).unwrap_err()).contains("thiếu ví dụ có kết quả `expect = \"warning\"`"));
    let shown = tolerant.replace("expect = \"failed\"", "expect = \"warning\"")
        + "\n[[example]]\nname = \"x\"\nfacts = { \"file.readable\" = true, \"file.version\" = 1.1 }\nexpect = \"failed\"\n";
    let pack = pack_of(&shown).unwrap();
    assert!(pack.run_examples().iter().all(rules::ExampleResult::agrees));
    let idle = shown.replace("severity = \"high\"", "severity = \"high\"\nworst = \"warning\"");
    let warnings = pack_of(&idle).unwrap().warnings().to_vec();
    assert!(
        matches!(warnings.as_slice(), [one] if one.severity == Level::Warning && one.line == 21),
        "{warnings:?}"
    );
}

#[test]
fn positions_count_letters_and_survive_windows_editors() {
    let broken = GOOD.replace(
        "title    = { vi = \"Phiên bản\", en",
        "title    = { vi = \"Phiên bản\", eng",
    );
    let plain = pack_of(&broken).unwrap_err();
    assert_eq!(plain[0].place(), "rules/x/F01-thu.toml:1:12");
    assert_eq!(plain[1].place(), "rules/x/F01-thu.toml:1:32");
    let windows = format!("\u{feff}{}", broken.replace('\n', "\r\n"));
    assert_eq!(pack_of(&windows).unwrap_err(), plain);
    assert!(pack_of(&format!("\u{feff}{}", GOOD.replace('\n', "\r\n"))).is_ok());
}

#[test]
fn the_folder_itself_is_checked() {
    let told = |sources| lines(&RulePack::check("rules", sources).err().unwrap_or_default());
    let pack = || source("x/pack.toml", PACK);
    assert_eq!(told(vec![pack()]), "rules: không có tệp quy tắc nào.");
    assert!(
        told(vec![pack(), source("x/F1-a.toml", GOOD)])
            .contains("rules/x/F1-a.toml: tên tệp quy tắc không đúng mẫu.")
    );
    assert!(told(vec![pack(), source("x/F01-Đ.toml", GOOD)]).contains("không đúng mẫu"));
    assert!(told(vec![pack(), source("x/y/F01-a.toml", GOOD)]).contains("không đúng mẫu"));
    assert!(told(vec![pack(), source("y/F01-a.toml", GOOD)]).contains("thư mục y thiếu tệp pack.toml"));
    let twice = told(vec![pack(), source("x/F01-a.toml", GOOD), source("x/F01-b.toml", GOOD)]);
    assert_eq!(twice, "rules/x/F01-b.toml: mã F01 đã dùng ở tệp rules/x/F01-a.toml.");
    let two_packs = told(vec![pack(), source("y/pack.toml", PACK), source("x/F01-a.toml", GOOD)]);
    assert!(
        two_packs.contains("rules/y/pack.toml:1:10: văn bản `1/2020/X` đã khai báo ở x/pack.toml."),
        "{two_packs}"
    );
    let mut latin = source("x/F01-a.toml", GOOD);
    latin.bytes.push(0xff);
    assert!(told(vec![pack(), latin]).contains("UTF-8"));

    let stray = RulePack::check(
        "rules",
        vec![pack(), source("x/F01-a.toml", GOOD), source("x/Thumbs.db", "")],
    )
    .unwrap();
    assert_eq!(lines(stray.warnings()), "rules/x/Thumbs.db: tệp này không được đọc.");
}

#[test]
fn a_folder_is_read_as_it_lies_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    assert!(lines(&rules::load(&folder.path().join("none")).unwrap_err()).contains("không đọc được"));
    assert!(lines(&rules::load(folder.path()).unwrap_err()).contains("không có tệp quy tắc nào"));
    fs::create_dir(folder.path().join("x")).unwrap();
    fs::write(folder.path().join("x/pack.toml"), PACK).unwrap();
    fs::write(folder.path().join("x/F01-thu.toml"), GOOD).unwrap();
    fs::write(folder.path().join("README.md"), "đọc tôi").unwrap();
    fs::create_dir_all(folder.path().join(".git/x")).unwrap();
    fs::write(folder.path().join(".git/x/F02-thu.toml"), "not a rule").unwrap();
    let pack = rules::load(folder.path()).unwrap();
    assert_eq!(pack.rules().len(), 1);
    assert_eq!(pack.digest(), super::pack_of(GOOD).unwrap().digest());
    fs::write(folder.path().join("x/F01-thu.toml"), GOOD.replace("high", "hoch")).unwrap();
    assert!(lines(&rules::load(folder.path()).unwrap_err()).contains("x/F01-thu.toml:3:12: `hoch`"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any piece of a rule file put anywhere, over any length: no panic, and every position lies in the file.
    #[test]
    fn a_spoilt_file_is_reported_within_its_bounds(from in 0_usize..900, take in 0_usize..60, to in 0_usize..900, over in 0_usize..40) {
        let letters: Vec<char> = GOOD.chars().collect();
        let from = from.min(letters.len());
        let to = to.min(letters.len());
        let piece = &letters[from..(from + take).min(letters.len())];
        let rest = &letters[(to + over).min(letters.len())..];
        let spoilt: String = letters[..to].iter().chain(piece).chain(rest).collect();
        let count = spoilt.lines().count();
        for one in pack_of(&spoilt).err().unwrap_or_default() {
            prop_assert!(one.line <= count + 1, "{} of {count}", one.place());
            prop_assert!(!one.message.vi.is_empty() && !one.message.en.is_empty());
        }
    }
}

#[test]
fn a_parameter_that_a_report_prints_wants_a_label() {
    let noted = |label: &str| {
        let value = format!("{{ {label}value = 1.4, note = {{ vi = \"do đơn vị đặt\", en = \"our choice\" }} }}");
        pack_of(&GOOD.replace("{ value = 1.4, law = true }", &value)).unwrap()
    };
    let bare = noted("");
    assert_eq!(bare.warnings().len(), 1);
    let warning = &bare.warnings()[0];
    assert_eq!(warning.place(), "rules/x/F01-thu.toml:10:1");
    assert!(
        warning.message.vi.contains("`min_version` chưa có tên gọi"),
        "{warning}"
    );
    assert_eq!(bare.rules()[0].parameters[0].called().vi, "min_version");

    let labelled = noted("label = { vi = \"Phiên bản thấp nhất\", en = \"Lowest version\" }, ");
    assert!(labelled.warnings().is_empty());
    assert_eq!(labelled.rules()[0].parameters[0].called().en, "Lowest version");
}
