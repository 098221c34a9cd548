//! What a report says, assembled once: the PDF and the HTML print this value, the workbook its tables.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value as Json;

use super::{
    Context, Language, ReportError,
    clean::shown,
    grid::{PrintedGrid, written_day},
    legible::clipped,
    letterhead::{self, Letterhead},
    manifest::Manifest,
    narrative::{self, Narrative},
    tables::Tables,
    words::Words,
};
use crate::{
    dataset::{Coded, Figures, FindingRow},
    facts::{FactType, Unit},
    finding::Outcome,
};

/// Everything that is printed, worded and formatted.
pub(super) struct Content {
    pub(super) printed: Printed,
    pub(super) tables: Tables,
    pub(super) words: Words,
    pub(super) language: Language,
    pub(super) manifest: Manifest,
}

/// The part that templates see.
#[derive(Debug, Serialize)]
pub(super) struct Printed {
    pub(super) lang: &'static str,
    pub(super) words: Words,
    pub(super) letterhead: Letterhead,
    /// Legal bases in force at the time of the audit.
    pub(super) bases: Vec<String>,
    /// The period in words.
    pub(super) period: String,
    /// What the report is about, as its title says; it may end with the period.
    pub(super) subject: String,
    /// Period, moment and scope, one line each.
    pub(super) scope: Vec<String>,
    /// The conclusions with their denominators.
    pub(super) headlines: Vec<Headline>,
    pub(super) narrative: Narrative,
    pub(super) grids: BTreeMap<&'static str, PrintedGrid>,
    pub(super) findings: Vec<PrintedFinding>,
    /// Failed findings among them.
    pub(super) failed: Vec<PrintedFinding>,
    /// Said below a list that is not complete.
    pub(super) more_findings: Option<String>,
    pub(super) has_certificates: bool,
    pub(super) more_failed: Option<String>,
    /// What made the report.
    pub(super) generated: String,
    /// Digest of the data in the HTML report, by which the two can be matched; set when that data is gathered.
    pub(super) data_sha256: String,
}

/// One conclusion in large figures.
#[derive(Debug, Serialize)]
pub(super) struct Headline {
    code: &'static str,
    label: String,
    number: String,
    share: String,
}

/// One finding as it is printed.
#[derive(Debug, Clone, Serialize)]
pub(super) struct PrintedFinding {
    pub(super) agency: String,
    pub(super) path: String,
    pub(super) subject: String,
    pub(super) rule: String,
    /// Code, for colours.
    pub(super) code: String,
    pub(super) outcome: String,
    pub(super) severity: String,
    pub(super) message: String,
    pub(super) basis: String,
    pub(super) measured: String,
    pub(super) because: String,
    pub(super) sha256: String,
}

impl Content {
    pub(super) fn new(figures: &Figures, context: &Context<'_>) -> Result<Self, ReportError> {
        let language = context.language;
        let words = Words::load(language)?;
        let manifest = Manifest::load()?;
        let tables = Tables::new(figures, context, &words)?;
        let (letterhead, bases) = letterhead::load(language, figures.as_of.day_in_vietnam())?;
        let period = words.fill(
            "period",
            figures.period.kind(),
            &[("year", &figures.period.year().to_string())],
        )?;
        let mut values = tera::Context::from_serialize(figures).map_err(|error| ReportError::Template {
            file: "six-monthly".to_owned(),
            message: error.to_string(),
        })?;
        let (first, last) = (written_day(figures.first_day), written_day(figures.last_day));
        values.insert("in_period", &figures.documents.in_period.total());
        values.insert("unknown_time", &figures.documents.unknown_time.total());
        values.insert("period_name", &period);
        values.insert("first", &first);
        values.insert("last", &last);
        values.insert("letterhead", &letterhead);
        values.insert("year", &figures.as_of.day_in_vietnam().year());
        values.insert(
            "integrity",
            &labelled(&figures.signatures.by_integrity, "integrity", &words)?,
        );
        values.insert(
            "unread_kinds",
            &labelled(&figures.documents.unread_by_kind, "fault", &words)?,
        );
        let ran = figures.rules.iter().filter(|row| row.checked + row.not_applicable > 0);
        values.insert("rules_run", &ran.clone().count());
        values.insert("rules_failed", &ran.filter(|row| row.documents_failed > 0).count());
        values.insert("worst_rules", &worst_rules(figures, context));
        values.insert("worst_agencies", &worst_agencies(figures));
        let narrative = narrative::render(&manifest, language, &words, &values)?;
        let findings = figures
            .findings
            .listed
            .iter()
            .map(|row| PrintedFinding::new(row, &words, language))
            .collect::<Result<Vec<_>, _>>()?;
        let failed: Vec<_> = findings
            .iter()
            .filter(|finding| finding.code == Outcome::Failed.code())
            .cloned()
            .collect();
        let more = |all: u64, listed: usize| match all.saturating_sub(listed as u64) {
            0 => Ok(None),
            hidden => words
                .fill("findings", "more", &[("number", &words.number(hidden)?)])
                .map(Some),
        };
        let printed = Printed {
            lang: language.tag(),
            words: words.clone(),
            letterhead,
            bases,
            period: period.clone(),
            subject: language.of(&manifest.title).replace("{period}", &period),
            scope: scope(figures, &words)?,
            headlines: headlines(figures, &words)?,
            narrative,
            grids: [
                ("conclusions", &tables.conclusions),
                ("reasons", &tables.reasons),
                ("agencies", &tables.agencies),
                ("rules", &tables.rules),
                ("signatures", &tables.signatures),
                ("certificates", &tables.certificates),
                ("unread_kinds", &tables.unread_kinds),
                ("tolerances", &tables.tolerances),
            ]
            .into_iter()
            .map(|(name, grid)| Ok((name, grid.printed(&words)?)))
            .collect::<Result<_, ReportError>>()?,
            more_findings: more(figures.findings.total(), findings.len())?,
            more_failed: more(figures.findings.failed, failed.len())?,
            has_certificates: figures.certificates.distinct > 0,
            findings,
            failed,
            generated: words.fill("report", "generated", &[("version", env!("CARGO_PKG_VERSION"))])?,
            data_sha256: String::new(),
        };
        Ok(Self {
            printed,
            tables,
            words,
            language,
            manifest,
        })
    }
}

/// Period, moment and scope, one line each.
fn scope(figures: &Figures, words: &Words) -> Result<Vec<String>, ReportError> {
    let as_of = figures.as_of.civil_in_vietnam();
    let documents = &figures.documents;
    let number = |number| words.number(number);
    Ok(vec![
        words.fill(
            "report",
            "span",
            &[
                ("first", &written_day(figures.first_day)),
                ("last", &written_day(figures.last_day)),
            ],
        )?,
        words.fill(
            "report",
            "as_of",
            &[
                ("time", &format!("{:02}:{:02}", as_of.hour(), as_of.minute())),
                ("day", &written_day(as_of.date())),
            ],
        )?,
        words.fill(
            "report",
            "covered",
            &[
                ("covered", &number(documents.covered)?),
                ("in_run", &number(documents.in_run)?),
                ("in_period", &number(documents.in_period.total())?),
                ("unknown", &number(documents.unknown_time.total())?),
            ],
        )?,
        words.fill("report", "outside", &[("number", &number(documents.outside_period)?)])?,
    ])
}

fn headlines(figures: &Figures, words: &Words) -> Result<Vec<Headline>, ReportError> {
    let conclusions = &figures.documents.conclusions;
    let judged = conclusions.judged();
    [
        ("passed", conclusions.passed),
        ("failed", conclusions.failed),
        ("indeterminate", conclusions.indeterminate),
    ]
    .into_iter()
    .map(|(code, number)| {
        Ok(Headline {
            code,
            label: words.get("conclusion", code)?.to_owned(),
            number: format!("{}/{}", words.number(number)?, words.number(judged)?),
            share: words.share(number, judged)?,
        })
    })
    .collect()
}

#[derive(Serialize)]
struct Labelled {
    label: String,
    number: u64,
}

/// The codes that occur, in words.
fn labelled(codes: &[Coded], section: &str, words: &Words) -> Result<Vec<Labelled>, ReportError> {
    codes
        .iter()
        .filter(|row| row.number > 0)
        .map(|row| {
            Ok(Labelled {
                label: words.get(section, &row.code)?.to_owned(),
                number: row.number,
            })
        })
        .collect()
}

/// Letters of a name inside a sentence: five of the longest still make a paragraph.
const IN_SENTENCE: usize = 90;

#[derive(Serialize)]
struct WorstRule {
    code: String,
    title: String,
    failed: u64,
    checked: u64,
    documents_failed: u64,
}

/// The rules that failed on most documents, five at most.
fn worst_rules(figures: &Figures, context: &Context<'_>) -> Vec<WorstRule> {
    let mut rows: Vec<_> = figures.rules.iter().filter(|row| row.failed > 0).collect();
    rows.sort_by(|a, b| (b.documents_failed, &a.rule).cmp(&(a.documents_failed, &b.rule)));
    rows.into_iter()
        .take(5)
        .map(|row| {
            let title = context.rules.iter().find(|rule| rule.code == row.rule);
            WorstRule {
                code: row.rule.clone(),
                title: title.map_or_else(String::new, |rule| {
                    clipped(&shown(context.language.of(&rule.title)), IN_SENTENCE)
                }),
                failed: row.failed,
                checked: row.checked,
                documents_failed: row.documents_failed,
            }
        })
        .collect()
}

#[derive(Serialize)]
struct WorstAgency {
    name: String,
    failed: u64,
    judged: u64,
}

/// The agencies with most failed documents, five at most.
fn worst_agencies(figures: &Figures) -> Vec<WorstAgency> {
    let mut rows: Vec<WorstAgency> = figures
        .agencies
        .iter()
        .filter(|row| row.conclusions.failed > 0)
        .filter_map(|row| {
            row.agency.as_deref().map(|agency| WorstAgency {
                name: clipped(&shown(agency), IN_SENTENCE),
                failed: row.conclusions.failed,
                judged: row.conclusions.judged(),
            })
        })
        .collect();
    // Stable: agencies with the same number stay in alphabetical order.
    rows.sort_by_key(|row| std::cmp::Reverse(row.failed));
    rows.truncate(5);
    rows
}

impl PrintedFinding {
    pub(super) fn new(row: &FindingRow, words: &Words, language: Language) -> Result<Self, ReportError> {
        let plain = |text: &str| shown(text).into_owned();
        Ok(Self {
            agency: match &row.agency {
                Some(agency) => plain(agency),
                None => words.get("report", "unknown_agency")?.to_owned(),
            },
            path: plain(&row.path),
            subject: match row.subject {
                Some(index) => words.fill(
                    "findings",
                    "signature",
                    &[("number", &index.saturating_add(1).to_string())],
                )?,
                None => words.get("findings", "document")?.to_owned(),
            },
            rule: plain(&row.rule),
            code: row.outcome.clone(),
            outcome: words.get("outcome", &row.outcome)?.to_owned(),
            severity: words.get("severity", &row.severity)?.to_owned(),
            message: plain(language.of(&row.message)),
            basis: plain(&language.citation(&row.basis)),
            measured: plain(&measured(&row.measured, words, language)?),
            because: row.because.as_deref().map(plain).unwrap_or_default(),
            sha256: row.sha256.clone().unwrap_or_default(),
        })
    }
}

/// The measured values in words: the label of each fact and its value.
fn measured(json: &str, words: &Words, language: Language) -> Result<String, ReportError> {
    let Ok(Json::Object(values)) = serde_json::from_str(json) else {
        return Ok(json.to_owned());
    };
    let mut parts = Vec::new();
    for (name, value) in values {
        let fact = crate::facts::fact(&name);
        let label = fact.map_or(name.as_str(), |fact| match language {
            Language::Vietnamese => fact.label.0,
            Language::English => fact.label.1,
        });
        let unit = fact.map(|fact| fact.unit);
        // Kept as a part of one, read as percent.
        let value = match (unit, value.as_f64()) {
            (Some(Unit::Share), Some(part)) => serde_json::json!((part * 1000.0).round() / 10.0),
            _ => value,
        };
        let unit = match unit {
            Some(Unit::Millimetre) => " mm",
            Some(Unit::Byte) => " byte",
            Some(Unit::Bit) => " bit",
            Some(Unit::Point) => " pt",
            Some(Unit::Degree) => "°",
            Some(Unit::Second) if language == Language::Vietnamese => " giây",
            Some(Unit::Second) => " s",
            Some(Unit::Day) if language == Language::Vietnamese => " ngày",
            Some(Unit::Day) => " days",
            Some(Unit::PixelPerInch) => " dpi",
            Some(Unit::Share) => "%",
            Some(Unit::None | Unit::Version) | None => "",
        };
        let value = match value {
            Json::Null => words.get("value", "none")?.to_owned(),
            Json::Object(cause) if cause.contains_key("unmeasured") => words.get("value", "unmeasured")?.to_owned(),
            Json::Bool(true) => words.get("value", "yes")?.to_owned(),
            Json::Bool(false) => words.get("value", "no")?.to_owned(),
            Json::String(text) => match fact.map(|fact| fact.ty) {
                Some(FactType::Code(_)) => crate::facts::code_in_words(&text).map_or(text, |(vi, en)| {
                    let words = match language {
                        Language::Vietnamese => vi,
                        Language::English => en,
                    };
                    words.to_owned()
                }),
                _ => text,
            },
            Json::Number(number) => match number.as_u64() {
                Some(number) => words.number(number)? + unit,
                None => number.to_string().replace('.', words.get("format", "decimal")?) + unit,
            },
            other => other.to_string(),
        };
        parts.push(format!("{label}: {value}"));
    }
    Ok(parts.join("; "))
}
