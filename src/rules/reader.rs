//! Reads one rule file: `CODE-slug.toml`.

use std::collections::BTreeMap;

use jiff::civil;
use toml::de::DeTable;

use super::{
    compile::{Compiler, checked, named, named_at},
    condition::Line,
    diagnostic::{Diagnostic, both, did_you_mean},
    message::Message,
    pack::Instrument,
    rule::{Basis, Example, ExampleFacts, Parameter, Rule},
    sheet::{Sheet, Span},
    value::{Literal, Term},
};
use crate::{
    facts::{About, Cause, Localized, Measured, Unit},
    finding::{Outcome, Severity},
};

const KEYS: &[&str] = &[
    "title",
    "about",
    "severity",
    "worst",
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

    let mut parameters = parameters(sheet, table);
    // Conditions are checked as far as possible even when `about` is wrong: a signature may name every fact.
    let subject = about.unwrap_or(About::Signature);
    let declared = parameters.iter().map(|(_, span)| span.clone()).collect::<Vec<_>>();
    let mut values: Vec<Parameter> = parameters.drain(..).map(|(parameter, _)| parameter).collect();
    let used = vec![false; values.len()];
    let mut compiler = Compiler {
        about: subject,
        parameters: &mut values,
        used,
    };
    let applies_tables = sheet.tables(table, "applies");
    let requires_tables = sheet.tables(table, "requires");
    let tolerates_tables = sheet.tables(table, "tolerates");
    let applies = compiler.lines(sheet, &applies_tables, true);
    let requires = compiler.lines(sheet, &requires_tables, false);
    let tolerates = compiler.lines(sheet, &tolerates_tables, false);
    let used = compiler.used;
    if requires_tables.is_empty() && !table.contains_key("requires") {
        sheet.lacks(&TOP, "requires");
    }
    for ((used, parameter), span) in used.iter().zip(&values).zip(&declared) {
        if !used {
            let message = both(
                format!("tham số `{}` không được điều kiện nào dùng.", parameter.name),
                format!("the parameter `{}` is used by no condition.", parameter.name),
            );
            sheet.error(span, message);
        }
    }
    if let Some((_, key)) = table.get_key_value("tolerates").map(|(key, value)| (value, key))
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
    lines.iter().for_each(|line| line.condition.facts(&mut named_facts));
    let names: Vec<&str> = named_facts.iter().map(|fact| fact.name).collect();
    let default_day = default_day(&bases);
    let complete = lines.len() == applies_tables.len() + requires_tables.len() + tolerates_tables.len();
    let examples = examples(sheet, table, subject, complete.then_some(&names), default_day);
    required_examples(sheet, table, &examples, worst, !tolerates_tables.is_empty());

    let (title, (message, on_failure)) = (title?, message?);
    let on_pass = passed.map(|(_, filled)| filled).unwrap_or_else(|| {
        let text = both(format!("Đạt: {}.", title.vi), format!("Passed: {}.", title.en));
        Message::plain(&text)
    });
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
        bases,
        parameters: values,
        message,
        remedy: remedy?,
        examples: examples.into_iter().map(|(example, _)| example).collect(),
        pack: pack.to_owned(),
        file: file.to_owned(),
        applies,
        requires,
        tolerates,
        on_failure,
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
    match table.get(key) {
        Some(value) => sheet.word(value, words),
        None => {
            sheet.lacks(&TOP, key);
            None
        }
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
    if tables.is_empty() && !table.get("basis").is_some_and(|value| !value.get_ref().is_array()) {
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

/// Parameters with their places, in the order of the file.
fn parameters(sheet: &mut Sheet<'_>, table: &DeTable<'_>) -> Vec<(Parameter, Span)> {
    let Some(value) = table.get("params") else {
        return Vec::new();
    };
    let Some(params) = value.get_ref().as_table() else {
        sheet.wrong_kind(value, "một bảng [params]", "a table [params]");
        return Vec::new();
    };
    let mut entries: Vec<_> = params.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    let mut found = Vec::new();
    for (key, value) in entries {
        let (literal, note, law) = match value.get_ref().as_table() {
            Some(entry) => {
                sheet.only_keys(entry, &["value", "note", "law"]);
                let note = entry.get("note").and_then(|note| sheet.localized(note));
                let literal = match entry.get("value") {
                    Some(value) => Literal::read(value),
                    None => {
                        sheet.lacks(&value.span(), "value");
                        continue;
                    }
                };
                (literal, note, sheet.flag(entry, "law", false))
            }
            None => (Literal::read(value), None, false),
        };
        let Some(literal) = literal else {
            sheet.wrong_kind(
                value,
                "một giá trị, ví dụ 1.4, \"sha256\", [\"a\", \"b\"]",
                "a value such as 1.4, \"sha256\", [\"a\", \"b\"]",
            );
            continue;
        };
        let explained = value
            .get_ref()
            .as_table()
            .is_some_and(|entry| entry.contains_key("note"));
        if !law && !explained {
            let message = both(
                format!("tham số `{}` phải nói rõ do đâu mà có.", key.get_ref()),
                format!("the parameter `{}` must say where it comes from.", key.get_ref()),
            );
            let help = both(
                "Số do quy định nêu: { value = …, law = true }; số do mình đặt: { value = …, note = { vi = \"…\", en = \"…\" } }.",
                "Given by the law: { value = …, law = true }; our own choice: { value = …, note = { vi = \"…\", en = \"…\" } }.",
            );
            sheet.error_with(&key.span(), message, Some(help));
        }
        let name: &str = key.get_ref();
        found.push((
            Parameter {
                name: name.to_owned(),
                value: literal,
                note,
                law,
                unit: Unit::None,
            },
            key.span(),
        ));
    }
    found
}

/// A day on which every basis without an end is in force; the newest basis when all have ended.
fn default_day(bases: &[Basis]) -> civil::Date {
    let lasting = bases
        .iter()
        .filter(|basis| basis.until.is_none())
        .map(|basis| basis.from)
        .max();
    lasting
        .or_else(|| bases.iter().map(|basis| basis.from).max())
        .unwrap_or(civil::Date::constant(2026, 1, 10))
}

fn examples(
    sheet: &mut Sheet<'_>,
    table: &DeTable<'_>,
    about: About,
    named_facts: Option<&Vec<&str>>,
    default_day: civil::Date,
) -> Vec<(Example, Span)> {
    const OUTCOMES: &[(&str, Outcome)] = &[
        ("passed", Outcome::Passed),
        ("warning", Outcome::Warning),
        ("failed", Outcome::Failed),
        ("indeterminate", Outcome::Indeterminate),
        ("not-applicable", Outcome::NotApplicable),
    ];
    let mut found = Vec::new();
    for (span, entry) in sheet.tables(table, "example") {
        sheet.only_keys(entry, &["name", "date", "facts", "unmeasured", "expect"]);
        let name = sheet.required_text(entry, "name", &span);
        let day = sheet.date(entry, "date").unwrap_or(default_day);
        let expect = match entry.get("expect") {
            Some(value) => sheet.word(value, OUTCOMES),
            None => {
                sheet.lacks(&span, "expect");
                None
            }
        };
        let facts = example_facts(sheet, entry, about, named_facts);
        if let (Some(name), Some(expect)) = (name, expect) {
            found.push((
                Example {
                    name,
                    expect,
                    day,
                    line: sheet.line(&span),
                    facts,
                },
                span,
            ));
        }
    }
    found
}

fn example_facts(
    sheet: &mut Sheet<'_>,
    entry: &DeTable<'_>,
    about: About,
    named_facts: Option<&Vec<&str>>,
) -> ExampleFacts {
    let mut facts = BTreeMap::new();
    let idle = |sheet: &mut Sheet<'_>, span: &Span, name: &str| {
        if named_facts.is_some_and(|named| !named.contains(&name)) {
            let message = both(
                format!("ví dụ nêu `{name}` nhưng quy tắc này không xét đến dữ kiện đó."),
                format!("the example gives `{name}`, which this rule does not look at."),
            );
            sheet.error(span, message);
        }
    };
    match entry.get("facts").map(|value| (value, value.get_ref().as_table())) {
        Some((_, Some(given))) => {
            for (key, value) in given {
                let Some(fact) = named_at(sheet, &key.span(), key.get_ref(), about) else {
                    continue;
                };
                idle(sheet, &key.span(), fact.name);
                let Some(literal) = Literal::read(value) else {
                    sheet.wrong_kind(value, "một giá trị", "a value");
                    continue;
                };
                if let Some(Term::Value(value)) = checked(sheet, &value.span(), fact, &literal) {
                    facts.insert(fact.name, Measured::Known(value));
                } else if matches!(literal, Literal::Date(_)) {
                    sheet.wrong_kind(value, "một thời điểm có múi giờ", "a time with its offset");
                }
            }
        }
        Some((value, None)) => sheet.wrong_kind(
            value,
            "bảng { \"tên.dữ-kiện\" = giá trị }",
            "a table { \"name.of-fact\" = value }",
        ),
        None => {}
    }
    if let Some(value) = entry.get("unmeasured") {
        match value.get_ref().as_array() {
            Some(names) => {
                for name in names.iter() {
                    if let Some(fact) = named(sheet, name, about) {
                        idle(sheet, &name.span(), fact.name);
                        facts.insert(fact.name, Measured::Unmeasured(Cause::NotMeasured));
                    }
                }
            }
            None => sheet.wrong_kind(value, "danh sách tên dữ kiện", "a list of names of facts"),
        }
    }
    ExampleFacts(facts)
}

/// Every rule shows a case that passes, one that does not, and one that is just tolerated when it tolerates anything.
fn required_examples(
    sheet: &mut Sheet<'_>,
    table: &DeTable<'_>,
    examples: &[(Example, Span)],
    worst: Option<Outcome>,
    tolerates: bool,
) {
    let has = |outcome| examples.iter().any(|(example, _)| example.expect == outcome);
    let bad = has(Outcome::Failed) || has(Outcome::Warning);
    let mut lacking = Vec::new();
    if !has(Outcome::Passed) {
        lacking.push("passed");
    }
    if tolerates && !has(Outcome::Warning) {
        lacking.push("warning");
    }
    if tolerates && worst == Some(Outcome::Failed) && !has(Outcome::Failed) {
        lacking.push("failed");
    }
    if !tolerates && !bad {
        lacking.push(if worst == Some(Outcome::Warning) {
            "warning"
        } else {
            "failed"
        });
    }
    let at = table.get("example").map_or(TOP, toml::Spanned::span);
    for outcome in lacking {
        let message = both(
            format!("thiếu ví dụ có kết quả `expect = \"{outcome}\"`."),
            format!("an example with `expect = \"{outcome}\"` is missing."),
        );
        sheet.missing(&at, message);
    }
}
