//! Reads one rule file: `CODE-slug.toml`.

use std::collections::BTreeMap;

use toml::de::DeTable;

use super::{
    basis::{Basis, InForce},
    compile::Compiler,
    diagnostic::{Diagnostic, both, did_you_mean},
    examples,
    line::Line,
    message::Message,
    pack::Instrument,
    rule::{Parameter, Rule},
    sheet::{Sheet, Span},
    value::Literal,
};
use crate::{
    facts::{About, Localized, Unit},
    finding::{Outcome, Severity},
};

const KEYS: &[&str] = &[
    "title",
    "about",
    "severity",
    "worst",
    "waivable",
    "basis",
    "params",
    "applies",
    "requires",
    "tolerates",
    "message",
    "passed",
    "remedy",
    "example",
];

const TOP: Span = 0..0;

/// The rule of a file, or what is wrong with it; warnings may come beside a rule.
pub(super) fn read(
    pack: &str,
    file: &str,
    code: &str,
    text: &str,
    instruments: &BTreeMap<String, Instrument>,
) -> (Option<Rule>, Vec<Diagnostic>) {
    let (mut sheet, table) = Sheet::open(file, text);
    let rule = rule(&mut sheet, &table, pack, file, code, instruments);
    (rule, sheet.into_found())
}

fn rule(
    sheet: &mut Sheet<'_>,
    table: &DeTable<'_>,
    pack: &str,
    file: &str,
    code: &str,
    instruments: &BTreeMap<String, Instrument>,
) -> Option<Rule> {
    sheet.only_keys(table, KEYS);
    let title = sheet.required_localized(table, "title", &TOP);
    let about = required_word(
        sheet,
        table,
        "about",
        &[("document", About::Document), ("signature", About::Signature)],
    );
    let severities =
        [Severity::High, Severity::Medium, Severity::Low, Severity::Info].map(|severity| (severity.code(), severity));
    let severity = required_word(sheet, table, "severity", &severities);
    let bases = bases(sheet, table, instruments);
    let worst = worst(sheet, table, &bases);
    let waivable = sheet.flag(table, "waivable", true);

    let Declared {
        parameters: mut values,
        spans,
        broken,
    } = parameters(sheet, table);
    // Conditions are checked as far as possible even when `about` is wrong: a signature may name every fact.
    let subject = about.unwrap_or(About::Signature);
    let used = vec![false; values.len()];
    let mut compiler = Compiler {
        about: subject,
        parameters: &mut values,
        used,
        broken,
    };
    for section in ["applies", "requires", "tolerates"]
        .iter()
        .filter_map(|key| table.get(*key))
    {
        compiler.mark_used(section.get_ref());
    }
    let applies_tables = sheet.tables(table, "applies");
    let requires_tables = sheet.tables(table, "requires");
    let tolerates_tables = sheet.tables(table, "tolerates");
    let applies = compiler.lines(sheet, &applies_tables, true);
    let requires = compiler.lines(sheet, &requires_tables, false);
    let tolerates = compiler.lines(sheet, &tolerates_tables, false);
    let used = compiler.used;
    // Without a condition everything would pass.
    if requires_tables.is_empty() && table.get("requires").is_none_or(|value| value.get_ref().is_array()) {
        sheet.lacks(&TOP, "requires");
    }
    for ((used, parameter), span) in used.iter().zip(&values).zip(&spans) {
        if !used {
            let message = both(
                format!("tham số `{}` không được điều kiện nào dùng.", parameter.name),
                format!("the parameter `{}` is used by no condition.", parameter.name),
            );
            sheet.error(span, message);
        }
    }
    if let Some((key, _)) = table.get_key_value("tolerates")
        && worst == Some(Outcome::Warning)
    {
        let message = both(
            "`tolerates` không có tác dụng vì `worst` đã là \"warning\".",
            "`tolerates` changes nothing because `worst` is \"warning\".",
        );
        sheet.warning(&key.span(), message);
    }

    let message = section(sheet, table, "message", subject, &values);
    let passed = if table.contains_key("passed") {
        section(sheet, table, "passed", subject, &values)
    } else {
        None
    };
    let remedy = sheet.required_localized(table, "remedy", &TOP);

    let lines: Vec<&Line> = applies.iter().chain(&requires).chain(&tolerates).collect();
    let mut named_facts = Vec::new();
    for line in &lines {
        line.condition.facts(&mut named_facts);
    }
    for (_, filled) in message.iter().chain(&passed) {
        named_facts.extend(filled.facts());
    }
    let names: Vec<&str> = named_facts.iter().map(|fact| fact.name).collect();
    let complete = lines.len() == applies_tables.len() + requires_tables.len() + tolerates_tables.len();
    let expected = (worst, !tolerates_tables.is_empty());
    let named_facts = complete.then_some(&names);
    let examples = examples::read(
        sheet,
        table,
        subject,
        named_facts,
        examples::default_day(&bases),
        expected,
    );

    let (title, (message, measured), remedy) = (title?, message?, remedy?);
    let on_pass = passed.map_or_else(
        || Message::plain(both(format!("Đạt: {}.", title.vi), format!("Passed: {}.", title.en))),
        |(_, filled)| filled,
    );
    let mut evidence = Vec::new();
    requires
        .iter()
        .chain(&tolerates)
        .for_each(|line| line.condition.facts(&mut evidence));
    Some(Rule {
        code: code.to_owned(),
        title,
        about: about?,
        severity: severity?,
        worst: worst?,
        waivable,
        in_force: InForce::of(&bases),
        bases,
        parameters: values,
        message,
        on_failure: measured.followed_by(&remedy),
        measured,
        remedy,
        examples,
        pack: pack.to_owned(),
        file: file.to_owned(),
        applies,
        requires,
        tolerates,
        on_pass,
        evidence,
    })
}

fn required_word<T: Copy>(
    sheet: &mut Sheet<'_>,
    table: &DeTable<'_>,
    key: &str,
    words: &[(&'static str, T)],
) -> Option<T> {
    if let Some(value) = table.get(key) {
        sheet.word(value, words)
    } else {
        sheet.lacks(&TOP, key);
        None
    }
}

/// A localized section with placeholders.
fn section(
    sheet: &mut Sheet<'_>,
    table: &DeTable<'_>,
    key: &str,
    about: About,
    parameters: &[Parameter],
) -> Option<(Localized, Message)> {
    let text = sheet.required_localized(table, key, &TOP)?;
    let inner = table.get(key)?.get_ref().as_table()?;
    let span = |language: &str| inner.get(language).map_or(TOP, toml::Spanned::span);
    let message = Message::read(sheet, &text, (&span("vi"), &span("en")), about, parameters);
    Some((text, message))
}

fn worst(sheet: &mut Sheet<'_>, table: &DeTable<'_>, bases: &[Basis]) -> Option<Outcome> {
    let worst = match table.get("worst") {
        Some(value) => sheet.word(value, &[("failed", Outcome::Failed), ("warning", Outcome::Warning)])?,
        None => Outcome::Failed,
    };
    if worst == Outcome::Failed && !bases.is_empty() && !bases.iter().any(|basis| basis.verified) {
        let at = table
            .get("worst")
            .or_else(|| table.get("basis"))
            .map_or(TOP, toml::Spanned::span);
        let message = both(
            "không có căn cứ nào đã đối chiếu nguyên văn (mọi căn cứ đều `verified = false`): phải đặt worst = \"warning\".",
            "no basis is verified law (all have `verified = false`): worst = \"warning\" is required.",
        );
        sheet.error(&at, message);
    }
    Some(worst)
}

fn bases(sheet: &mut Sheet<'_>, table: &DeTable<'_>, instruments: &BTreeMap<String, Instrument>) -> Vec<Basis> {
    let tables = sheet.tables(table, "basis");
    if tables.is_empty() && table.get("basis").is_none_or(|value| value.get_ref().is_array()) {
        let at = table.get("basis").map_or(TOP, toml::Spanned::span);
        sheet.missing(
            &at,
            both(
                "thiếu căn cứ pháp lý (`basis`).",
                "the legal basis (`basis`) is missing.",
            ),
        );
    }
    let mut bases = Vec::new();
    for (span, entry) in tables {
        sheet.only_keys(entry, &["instrument", "at", "from", "until", "verified"]);
        let number = sheet.required_text(entry, "instrument", &span);
        let at = sheet.required_text(entry, "at", &span);
        let from = sheet.date(entry, "from");
        let until = sheet.date(entry, "until");
        let verified = sheet.flag(entry, "verified", true);
        let (Some(number), Some(at)) = (number, at) else {
            continue;
        };
        let Some(instrument) = instruments.get(&number) else {
            let message = both(
                format!("chưa có pack.toml nào khai báo văn bản `{number}`."),
                format!("no pack.toml declares the instrument `{number}`."),
            );
            let help = did_you_mean(&number, instruments.keys().map(String::as_str));
            let place = entry.get("instrument").map_or(span, toml::Spanned::span);
            sheet.error_with(&place, message, help);
            continue;
        };
        let from = from.unwrap_or(instrument.from);
        let until = until.or(instrument.until);
        if until.is_some_and(|until| until < from) {
            let place = entry
                .get("until")
                .or_else(|| entry.get("from"))
                .map_or(span, toml::Spanned::span);
            sheet.error(
                &place,
                both("ngày hết hiệu lực trước ngày có hiệu lực.", "`until` is before `from`."),
            );
            continue;
        }
        bases.push(Basis {
            instrument: number,
            at,
            from,
            until,
            verified,
        });
    }
    bases
}

/// The parameters of a rule, in the order of the file.
#[derive(Default)]
struct Declared {
    parameters: Vec<Parameter>,
    spans: Vec<Span>,
    /// Declared with a mistake that is reported: they have no value.
    broken: Vec<bool>,
}

fn parameters(sheet: &mut Sheet<'_>, table: &DeTable<'_>) -> Declared {
    let mut declared = Declared::default();
    let Some(value) = table.get("params") else {
        return declared;
    };
    let Some(params) = value.get_ref().as_table() else {
        sheet.wrong_kind(value, "một bảng [params]", "a table [params]");
        return declared;
    };
    let mut entries: Vec<_> = params.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    for (key, value) in entries {
        let name: &str = key.get_ref();
        let entry = value.get_ref().as_table();
        let written = match entry {
            Some(entry) => {
                sheet.only_keys(entry, &["label", "value", "note", "law"]);
                entry.get("value")
            }
            None => Some(value),
        };
        let literal = written.and_then(Literal::read);
        match (written, &literal) {
            (None, _) => sheet.lacks(&value.span(), "value"),
            (Some(written), None) => sheet.wrong_kind(
                written,
                "một giá trị, ví dụ 1.4, \"sha256\", [\"a\", \"b\"]",
                "a value such as 1.4, \"sha256\", [\"a\", \"b\"]",
            ),
            (Some(_), Some(_)) => {}
        }
        let note = entry.and_then(|entry| entry.get("note"));
        let law = entry.is_some_and(|entry| sheet.flag(entry, "law", false));
        if !law && note.is_none() {
            let message = both(
                format!("tham số `{name}` phải nói rõ do đâu mà có."),
                format!("the parameter `{name}` must say where it comes from."),
            );
            let help = both(
                "Số do quy định nêu: { value = …, law = true }; số do mình đặt: { value = …, note = { vi = \"…\", en = \"…\" } }.",
                "Given by the law: { value = …, law = true }; our own choice: { value = …, note = { vi = \"…\", en = \"…\" } }.",
            );
            sheet.error_with(&key.span(), message, Some(help));
        }
        let label = entry.and_then(|entry| entry.get("label"));
        if note.is_some() && label.is_none() {
            let message = both(
                format!("tham số `{name}` chưa có tên gọi (`label`); phụ lục báo cáo sẽ in nguyên tên này."),
                format!(
                    "the parameter `{name}` has no `label`; the appendix of the report will print its bare name."
                ),
            );
            sheet.warning(&key.span(), message);
        }
        let label = label.and_then(|label| sheet.localized(label));
        let note = note.and_then(|note| sheet.localized(note));
        declared.spans.push(key.span());
        declared.broken.push(literal.is_none());
        declared.parameters.push(Parameter {
            name: name.to_owned(),
            label,
            value: literal.unwrap_or(Literal::List(Vec::new())),
            note,
            law,
            unit: Unit::None,
        });
    }
    declared
}
