//! `kysoat rules list | lint | test | doc | explain CODE`: for those who keep the rules.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};

use super::{
    algorithms,
    settings::{self, Language, Speech},
};
use crate::{
    facts::Localized,
    finding::Outcome,
    rules::{self, Diagnostic, Level, Rule, RulePack},
};

/// Done as asked.
const DONE: u8 = 0;
/// Not done, or the rules are not in order.
const NOT_DONE: u8 = 2;

/// What to do with the rules.
#[derive(Debug, Clone, Subcommand)]
pub enum RulesCommand {
    /// Liệt kê các quy tắc (list the rules)
    List(Common),
    /// Soát lỗi viết quy tắc, nêu dòng và cột (check the rule files)
    Lint(Common),
    /// Chạy mọi ví dụ ghi trong quy tắc (run every example of every rule)
    Test(Common),
    /// Lập tài liệu: mỗi bộ quy tắc một trang, lời văn đầy đủ (write the rules as pages)
    Doc {
        /// Nơi đặt tài liệu; được tạo nếu chưa có
        #[arg(long, value_name = "THƯ-MỤC")]
        out: PathBuf,
        /// Các tùy chọn chung
        #[command(flatten)]
        common: Common,
    },
    /// Giải thích một quy tắc: nội dung, căn cứ, tham số, ví dụ (explain one rule)
    Explain {
        /// Mã quy tắc, ví dụ F01
        code: String,
        /// Các tùy chọn chung
        #[command(flatten)]
        common: Common,
    },
}

/// Arguments of every verb about rules.
#[derive(Debug, Clone, Args)]
pub struct Common {
    /// Thư mục quy tắc dùng thay bộ quy tắc có sẵn
    #[arg(long, value_name = "THƯ-MỤC")]
    pub rules: Option<PathBuf>,
    /// Tệp danh mục miễn, ngoài waivers.toml trong thư mục quy tắc (được dùng nhiều lần)
    #[arg(long, value_name = "TỆP")]
    pub waivers: Vec<PathBuf>,
    /// The language of texts.
    #[command(flatten)]
    pub speech: Speech,
}

/// The text in this language.
fn of(lang: Language, text: &Localized) -> &str {
    lang.pick(&text.vi, &text.en)
}

/// Runs a verb about rules, and says with which code the program ends.
///
/// # Errors
/// When `out` can't be written to.
pub fn run(command: &RulesCommand, out: &mut dyn Write) -> Result<u8> {
    let common = match command {
        RulesCommand::List(common)
        | RulesCommand::Lint(common)
        | RulesCommand::Test(common)
        | RulesCommand::Doc { common, .. }
        | RulesCommand::Explain { common, .. } => common,
    };
    let lang = common.speech.lang;
    let pack = match algorithms::open_rules(common.rules.as_deref(), &common.waivers) {
        Ok(pack) => pack,
        Err(found) => {
            write_diagnostics(&found, lang, out)?;
            return Ok(NOT_DONE);
        }
    };
    match command {
        RulesCommand::List(_) => list(&pack, lang, out),
        RulesCommand::Lint(_) => lint(&pack, lang, out),
        RulesCommand::Test(_) => test(&pack, lang, out),
        RulesCommand::Doc { out: folder, .. } => doc(&pack, folder, lang, out),
        RulesCommand::Explain { code, .. } => explain(&pack, code, lang, out),
    }
}

/// Every diagnostic on its line, then their number.
///
/// # Errors
/// When `out` can't be written to.
pub fn write_diagnostics(found: &[Diagnostic], lang: Language, out: &mut dyn Write) -> Result<()> {
    for diagnostic in found {
        write_diagnostic(diagnostic, lang, out)?;
    }
    let errors = found
        .iter()
        .filter(|diagnostic| diagnostic.severity == Level::Error)
        .count();
    let warnings = found.len() - errors;
    match lang {
        Language::Vi => writeln!(out, "{errors} chỗ sai, {warnings} lưu ý.")?,
        Language::En => writeln!(out, "errors: {errors}, warnings: {warnings}.")?,
    }
    Ok(())
}

/// One diagnostic on its line.
///
/// # Errors
/// When `out` can't be written to.
pub fn write_diagnostic(diagnostic: &Diagnostic, lang: Language, out: &mut dyn Write) -> Result<()> {
    let level = match diagnostic.severity {
        Level::Error => lang.pick("sai", "error"),
        Level::Warning => lang.pick("lưu ý", "warning"),
    };
    write!(
        out,
        "{}: {level}: {}",
        diagnostic.place(),
        of(lang, &diagnostic.message)
    )?;
    if let Some(help) = &diagnostic.help {
        write!(out, " {}", of(lang, help))?;
    }
    writeln!(out)?;
    Ok(())
}

/// Writes the pages of the rules; pages of an earlier time with the same names are replaced, nothing is removed.
fn doc(pack: &RulePack, folder: &Path, lang: Language, out: &mut dyn Write) -> Result<u8> {
    let failed = |path: &Path| {
        let path = path.display();
        match lang {
            Language::Vi => format!("không ghi được {path}"),
            Language::En => format!("{path} can't be written"),
        }
    };
    fs::create_dir_all(folder).with_context(|| failed(folder))?;
    let pages = pack.handbook(match lang {
        Language::Vi => |text| &text.vi,
        Language::En => |text| &text.en,
    });
    for page in &pages {
        let path = folder.join(&page.name);
        fs::write(&path, &page.text).with_context(|| failed(&path))?;
    }
    let (count, first) = (pages.len(), folder.join("index.md"));
    match lang {
        Language::Vi => writeln!(out, "Đã ghi {count} trang; mở đầu ở {}", first.display())?,
        Language::En => writeln!(out, "{count} pages written; start at {}", first.display())?,
    }
    Ok(DONE)
}

fn list(pack: &RulePack, lang: Language, out: &mut dyn Write) -> Result<u8> {
    let head = match lang {
        Language::Vi => ["Mã", "Mức", "Bộ quy tắc", "Nội dung"],
        Language::En => ["Code", "Severity", "Pack", "Title"],
    };
    let rows: Vec<[String; 4]> = std::iter::once(head.map(ToOwned::to_owned))
        .chain(pack.rules().iter().map(|rule| {
            [
                rule.code.clone(),
                severity(rule, lang),
                rule.pack.clone(),
                of(lang, &rule.title).to_owned(),
            ]
        }))
        .collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2)];
    for [code, severity, folder, title] in rows {
        writeln!(
            out,
            "{code:0$}  {severity:1$}  {folder:2$}  {title}",
            widths[0], widths[1], widths[2]
        )?;
    }
    Ok(DONE)
}

fn lint(pack: &RulePack, lang: Language, out: &mut dyn Write) -> Result<u8> {
    let today = settings::now().day_in_vietnam();
    let mut found = pack.warnings().to_vec();
    found.extend(pack.lapsed_waivers(today));
    write_diagnostics(&found, lang, out)?;
    let count = pack.rules().len();
    match lang {
        Language::Vi => writeln!(out, "{count} quy tắc dùng được.")?,
        Language::En => writeln!(out, "{count} rules can be used.")?,
    }
    let all = pack.waivers().len();
    if all > 0 {
        let counting = pack.waivers().iter().filter(|waiver| waiver.in_force(today)).count();
        match lang {
            Language::Vi => writeln!(out, "{all} mục miễn, {counting} mục đang có hiệu lực.")?,
            Language::En => writeln!(out, "{all} waivers, {counting} in force today.")?,
        }
    }
    Ok(DONE)
}

fn test(pack: &RulePack, lang: Language, out: &mut dyn Write) -> Result<u8> {
    let results = pack.run_examples();
    let mut differing = 0_usize;
    for result in &results {
        let got = outcome(result.got, lang);
        if result.agrees() {
            writeln!(
                out,
                "{}  {}  {}: {got}",
                result.rule,
                lang.pick("đúng", "ok"),
                result.name
            )?;
        } else {
            differing += 1;
            let expected = outcome(result.expected, lang);
            match lang {
                Language::Vi => writeln!(
                    out,
                    "{}  KHÁC  {}: mong đợi {expected}, kết quả {got}",
                    result.rule, result.name
                )?,
                Language::En => writeln!(
                    out,
                    "{}  DIFFERS  {}: expected {expected}, got {got}",
                    result.rule, result.name
                )?,
            }
            writeln!(out, "     {}: {}", result.place, of(lang, &result.message))?;
        }
    }
    match lang {
        Language::Vi => writeln!(
            out,
            "{} ví dụ, {differing} ví dụ cho kết quả khác mong đợi.",
            results.len()
        )?,
        Language::En => writeln!(out, "{} examples, {differing} differ.", results.len())?,
    }
    Ok(if differing == 0 { DONE } else { NOT_DONE })
}

fn outcome(outcome: Outcome, lang: Language) -> String {
    of(lang, &rules::outcome(outcome)).to_owned()
}

fn severity(rule: &Rule, lang: Language) -> String {
    of(lang, &rules::severity(rule.severity)).to_owned()
}

fn explain(pack: &RulePack, code: &str, lang: Language, out: &mut dyn Write) -> Result<u8> {
    let wanted = code.to_uppercase();
    let Some(rule) = pack.rule(&wanted) else {
        let codes: Vec<&str> = pack.rules().iter().map(|rule| rule.code.as_str()).collect();
        let codes = codes.join(", ");
        match lang {
            Language::Vi => writeln!(out, "Không có quy tắc {code}. Các quy tắc: {codes}.")?,
            Language::En => writeln!(out, "There is no rule {code}. Rules: {codes}.")?,
        }
        return Ok(NOT_DONE);
    };
    let say = |vi: &'static str, en: &'static str| lang.pick(vi, en).to_owned();
    writeln!(out, "{} – {}", rule.code, of(lang, &rule.title))?;
    writeln!(out, "{}: {}", say("Mức độ", "Severity"), severity(rule, lang))?;
    writeln!(
        out,
        "{}: {}",
        say("Kết quả nặng nhất", "Worst outcome"),
        outcome(rule.worst, lang)
    )?;
    if !rule.waivable {
        writeln!(out, "{}", say("Không được miễn", "Can't be waived"))?;
    }
    writeln!(out, "{}: {}", say("Tệp", "File"), rule.file)?;

    let statement = rule.statement();
    let sections = [
        (say("Áp dụng khi", "Applies when"), &statement.applies),
        (say("Yêu cầu", "Requires"), &statement.requires),
        (
            say("Mức châm chước (chỉ cảnh báo)", "Tolerates (a warning only)"),
            &statement.tolerates,
        ),
    ];
    for (heading, lines) in sections.iter().filter(|(_, lines)| !lines.is_empty()) {
        writeln!(out, "\n{heading}:")?;
        for line in *lines {
            writeln!(out, "  - {}", of(lang, line))?;
        }
    }

    writeln!(out, "\n{}:", say("Căn cứ pháp lý", "Legal basis"))?;
    for basis in &rule.bases {
        write!(
            out,
            "  - {}; {} {}",
            basis.citation(),
            say("hiệu lực từ", "in force from"),
            date(basis.from, lang)
        )?;
        if let Some(until) = basis.until {
            write!(out, " {} {}", say("đến hết", "until"), date(until, lang))?;
        }
        if !basis.verified {
            write!(
                out,
                " ({})",
                say(
                    "chưa đối chiếu nguyên văn, chỉ cảnh báo",
                    "text not seen, a warning only"
                )
            )?;
        }
        writeln!(out)?;
    }

    if !rule.parameters.is_empty() {
        writeln!(out, "\n{}:", say("Tham số", "Parameters"))?;
    }
    for parameter in &rule.parameters {
        write!(out, "  - {} = {}", parameter.name, of(lang, &parameter.shown()))?;
        match &parameter.note {
            Some(note) => writeln!(out, ". {}", of(lang, note))?,
            None => writeln!(out, " ({})", say("do quy định nêu", "given by the law"))?,
        }
    }

    writeln!(out, "\n{}:", say("Ví dụ", "Examples"))?;
    for example in &rule.examples {
        writeln!(out, "  - {}: {}", example.name, outcome(example.expect, lang))?;
    }

    writeln!(
        out,
        "\n{}:\n  {}",
        say("Khi không đạt", "When it is not met"),
        of(lang, &rule.outline())
    )?;
    writeln!(
        out,
        "\n{}:\n  {}",
        say("Việc cần làm", "What to do"),
        of(lang, &rule.remedy)
    )?;
    Ok(DONE)
}

fn date(day: jiff::civil::Date, lang: Language) -> String {
    match lang {
        Language::Vi => format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year()),
        Language::En => day.to_string(),
    }
}
