//! `kysoat rules …` as a legal officer sees it.

use std::fs;

use kysoat::cli::{
    rules::{Common, RulesCommand, run},
    settings::{Language, Speech},
};

use super::{GOOD, PACK};

fn said(command: &RulesCommand) -> (u8, String) {
    let mut out = Vec::new();
    let code = run(command, &mut out).unwrap();
    (code, String::from_utf8(out).unwrap())
}

fn common(rules: Option<&std::path::Path>, lang: Language) -> Common {
    Common {
        rules: rules.map(ToOwned::to_owned),
        waivers: Vec::new(),
        speech: Speech { lang },
    }
}

fn folder(rule: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("x")).unwrap();
    fs::write(folder.path().join("x/pack.toml"), PACK).unwrap();
    fs::write(folder.path().join("x/F01-thu.toml"), rule).unwrap();
    folder
}

#[derive(clap::Parser)]
struct Line {
    #[command(subcommand)]
    rules: RulesCommand,
}

#[test]
fn arguments_are_read_behind_the_verb() {
    use clap::Parser as _;
    let line = Line::try_parse_from(["rules", "explain", "F01", "--rules", "quy tắc", "--lang", "en"]).unwrap();
    let RulesCommand::Explain { code, common } = line.rules else {
        panic!("another verb")
    };
    assert_eq!((code.as_str(), common.speech.lang), ("F01", Language::En));
    assert_eq!(common.rules.as_deref(), Some(std::path::Path::new("quy tắc")));
    assert!(Line::try_parse_from(["rules", "explain"]).is_err());
    assert!(Line::try_parse_from(["rules", "lint", "--lang", "fr"]).is_err());
    assert!(Line::try_parse_from(["rules", "list"]).is_ok());
}

#[test]
fn list_shows_every_rule_in_order() {
    let (code, text) = said(&RulesCommand::List(common(None, Language::Vi)));
    assert_eq!(code, 0);
    let first: Vec<&str> = text.lines().take(6).collect();
    insta::assert_snapshot!(first.join("\n"), @r"
    Mã   Mức         Bộ quy tắc         Nội dung
    A01  cao         44-2025-qd-ctubnd  Văn bản kèm theo, phụ lục ở tệp riêng có chữ ký số của cơ quan
    A02  trung bình  44-2025-qd-ctubnd  Thông tin ký văn bản kèm theo ở góc trên bên phải trang 1, không kèm hình ảnh
    A03  cao         44-2025-qd-ctubnd  Thông tin ký văn bản kèm theo đủ số, ký hiệu và thời gian theo ISO 8601
    A04  cao         44-2025-qd-ctubnd  Số trong thông tin ký trùng với số văn bản chính
    A05  thấp        44-2025-qd-ctubnd  Thông tin ký văn bản kèm theo: Times New Roman, đứng, cỡ 10, màu đen
    ");
    assert_eq!(text.lines().count(), super::embedded().rules().len() + 1);
}

#[test]
fn explain_tells_a_rule_to_a_person() {
    let explain = |code: &str| RulesCommand::Explain {
        code: code.into(),
        common: common(None, Language::Vi),
    };
    let (code, text) = said(&explain("f03"));
    assert_eq!(code, 0);
    insta::assert_snapshot!(text, @r"
    F03 – Trang 1 có khổ A4
    Mức độ: thấp
    Kết quả nặng nhất: CẢNH BÁO
    Tệp: rules/30-2020-nd-cp/F03-kho-giay-a4.toml

    Áp dụng khi:
      - có chiều rộng trang 1

    Yêu cầu:
      - một trong các trường hợp: (chiều rộng trang 1 từ 207,0 mm đến 213,0 mm; và chiều cao trang 1 từ 294,0 mm đến 300,0 mm); hoặc (chiều rộng trang 1 từ 294,0 mm đến 300,0 mm; và chiều cao trang 1 từ 207,0 mm đến 213,0 mm)

    Căn cứ pháp lý:
      - Phụ lục I, 30/2020/NĐ-CP; hiệu lực từ 05/03/2020 (chưa đối chiếu nguyên văn, chỉ cảnh báo)

    Tham số:
      - short_min = 207,0 mm. Khổ A4 rộng 210 mm; sai số ± 3 mm do kysoat đặt vì bản quét thường lệch vài milimét.
      - short_max = 213,0 mm. Khổ A4 rộng 210 mm; sai số ± 3 mm do kysoat đặt.
      - long_min = 294,0 mm. Khổ A4 cao 297 mm; sai số ± 3 mm do kysoat đặt vì bản quét thường lệch vài milimét.
      - long_max = 300,0 mm. Khổ A4 cao 297 mm; sai số ± 3 mm do kysoat đặt.

    Ví dụ:
      - A4 đứng: ĐẠT
      - A4 ngang: ĐẠT
      - khổ Letter: CẢNH BÁO
      - không đo được trang: KHÔNG XÁC ĐỊNH
      - tệp không có trang: KHÔNG ÁP DỤNG

    Khi không đạt:
      Trang 1 có khổ ‹chiều rộng trang 1› × ‹chiều cao trang 1›; văn bản dùng khổ A4, 210 mm × 297 mm (mức chấp nhận đang đặt: 207,0 mm đến 213,0 mm và 294,0 mm đến 300,0 mm).

    Việc cần làm:
      Cơ quan ban hành đặt lại khổ giấy A4 khi soạn thảo hoặc quét văn bản.
    ");
    let (code, text) = said(&explain("Z99"));
    assert_eq!(code, 2);
    assert!(
        text.starts_with("Không có quy tắc Z99. Các quy tắc: A01, A02"),
        "{text}"
    );
}

#[test]
fn lint_counts_mistakes_and_ends_with_two() {
    let (code, text) = said(&RulesCommand::Lint(common(None, Language::Vi)));
    assert_eq!((code, text.lines().next()), (0, Some("0 chỗ sai, 0 lưu ý.")));
    let broken = folder(
        &GOOD
            .replace("file.version\"\n", "file.versoin\"\n")
            .replace("\"high\"", "\"hgih\""),
    );
    for command in [
        RulesCommand::Lint(common(Some(broken.path()), Language::Vi)),
        RulesCommand::Test(common(Some(broken.path()), Language::Vi)),
        RulesCommand::List(common(Some(broken.path()), Language::Vi)),
    ] {
        let (code, text) = said(&command);
        assert_eq!(code, 2);
        assert!(text.contains("x/F01-thu.toml:3:12: sai: `hgih`"), "{text}");
        assert!(
            text.contains("x/F01-thu.toml:17:12: sai: không có dữ kiện `file.versoin`. Có phải ý là `file.version`?")
        );
        assert!(text.ends_with("2 chỗ sai, 0 lưu ý.\n"), "{text}");
    }
    let (_, text) = said(&RulesCommand::Lint(common(Some(broken.path()), Language::En)));
    assert!(
        text.contains("error: there is no fact `file.versoin`. Did you mean `file.version`?"),
        "{text}"
    );
}

#[test]
fn doc_writes_the_pages_and_says_where_to_start() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("tài liệu");
    for (lang, start) in [(Language::Vi, "Đã ghi "), (Language::En, "")] {
        let command = RulesCommand::Doc {
            out: out.clone(),
            common: common(None, lang),
        };
        let (code, text) = said(&command);
        assert_eq!(code, 0);
        assert!(
            text.starts_with(start) && text.trim_end().ends_with("index.md"),
            "{text}"
        );
        let pages = fs::read_dir(&out).unwrap().count();
        assert_eq!(pages, super::embedded().instruments().count() + 2);
        let index = fs::read_to_string(out.join("index.md")).unwrap();
        assert!(index.starts_with(lang.pick("# Bộ quy tắc kiểm tra\n", "# The rules\n")));
    }
}

#[test]
fn lint_names_waivers_that_have_ended() {
    let folder = folder(GOOD);
    let waiver = "[[waiver]]\nrule = \"F01\"\nagency = \"so-y-te\"\nreason = { vi = \"thay phần mềm\" }\n\
                  approved_by = \"Giám đốc\"\nfrom = 2020-01-01\nuntil = 2020-06-30\n";
    fs::write(folder.path().join("waivers.toml"), waiver).unwrap();
    let (code, text) = said(&RulesCommand::Lint(common(Some(folder.path()), Language::Vi)));
    assert_eq!(code, 0);
    assert!(
        text.contains(
            "waivers.toml:1:1: lưu ý: việc miễn F01 cho cơ quan “so-y-te” đã hết hạn (hết ngày 30/06/2020)"
        ),
        "{text}"
    );
    assert!(
        text.ends_with("0 chỗ sai, 1 lưu ý.\n1 quy tắc dùng được.\n1 mục miễn, 0 mục đang có hiệu lực.\n"),
        "{text}"
    );
}

#[test]
fn test_names_the_example_that_differs() {
    let (code, text) = said(&RulesCommand::Test(common(None, Language::Vi)));
    assert_eq!(code, 0, "{text}");
    assert!(text.ends_with(" ví dụ, 0 ví dụ cho kết quả khác mong đợi.\n"), "{text}");
    let changed = folder(&GOOD.replace("value = 1.4", "value = 1.5"));
    let (code, text) = said(&RulesCommand::Test(common(Some(changed.path()), Language::Vi)));
    assert_eq!(code, 2);
    assert!(
        text.contains("F01  KHÁC  đạt: mong đợi ĐẠT, kết quả KHÔNG ĐẠT\n"),
        "{text}"
    );
    assert!(
        text.contains("x/F01-thu.toml:28: Phiên bản 1.4, cần 1.5. Ký lại.\n"),
        "{text}"
    );
    assert!(
        text.ends_with("2 ví dụ, 1 ví dụ cho kết quả khác mong đợi.\n"),
        "{text}"
    );
}
