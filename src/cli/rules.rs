//! `kysoat rules list | lint | test | explain CODE`: for those who keep the rules.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::Result;
use clap::{Args, Subcommand};

use super::settings::{Language, Speech};
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
        | RulesCommand::Explain { common, .. } => common,
    };
    let lang = common.speech.lang;
    let pack = match load(common.rules.as_deref()) {
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
        RulesCommand::Explain { code, .. } => explain(&pack, code, lang, out),
    }
}

/// The rules of `--rules DIR`, or the embedded ones.
///
/// # Errors
/// Every mistake in them.
pub fn load(folder: Option<&Path>) -> Result<RulePack, Vec<Diagnostic>> {
    folder.map_or_else(rules::embedded, rules::load)
}

/// Every diagnostic on its line, then their number.
///
/// # Errors
/// When `out` can't be written to.
pub fn write_diagnostics(found: &[Diagnostic], lang: Language, out: &mut dyn Write) -> Result<()> {
    for diagnostic in found {
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

fn list(pack: &RulePack, lang: Language, out: &mut dyn Write) -> Result<u8> {
    let head = match lang {
        Language::Vi => ["Mã", "Mức", "Bộ quy tắc", "Nội dung"],
        Language::En => ["Code", "Severity", "Pack", "Title"],
    };
    let rows: Vec<[&str; 4]> = std::iter::once(head)
        .chain(pack.rules().iter().map(|rule| {
            [
                rule.code.as_str(),
                severity(rule, lang),
                &rule.pack,
                of(lang, &rule.title),
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

fn severity(rule: &Rule, lang: Language) -> &'static str {
    use crate::finding::Severity::{High, Info, Low, Medium};
    match (lang, rule.severity) {
        (Language::Vi, High) => "cao",
        (Language::Vi, Medium) => "trung bình",
        (Language::Vi, Low) => "thấp",
        (Language::Vi, Info) => "thông tin",
        (Language::En, severity) => severity.code(),
    }
}

fn lint(pack: &RulePack, lang: Language, out: &mut dyn Write) -> Result<u8> {
    write_diagnostics(pack.warnings(), lang, out)?;
    let count = pack.rules().len();
    match lang {
        Language::Vi => writeln!(out, "{count} quy tắc dùng được.")?,
        Language::En => writeln!(out, "{count} rules can be used.")?,
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

/// Words for outcomes, as reports print them.
fn outcome(outcome: Outcome, lang: Language) -> &'static str {
    match (lang, outcome) {
        (Language::Vi, Outcome::Passed) => "ĐẠT",
        (Language::Vi, Outcome::Warning) => "CẢNH BÁO",
        (Language::Vi, Outcome::Failed) => "KHÔNG ĐẠT",
        (Language::Vi, Outcome::Indeterminate) => "KHÔNG XÁC ĐỊNH",
        (Language::Vi, Outcome::NotApplicable) => "KHÔNG ÁP DỤNG",
        (Language::Vi, Outcome::Waived) => "MIỄN",
        (Language::En, outcome) => outcome.code(),
    }
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
