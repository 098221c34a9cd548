//! The page round the data: summary, rules and provenance as plain HTML that needs no script.

use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Serialize;
use tera::Tera;

use super::{
    super::{Context, ReportError, clean::shown, content::Content, templates},
    block::Packed,
};
use crate::{
    dataset::{AgencyFigures, Conclusions, Figures, RuleFigures},
    facts::Localized,
};

const TEMPLATE: &str = "six-monthly/bao-cao.html";
const STYLE: &str = "six-monthly/bao-cao.css";

/// The script of the page, in the order in which its parts build on each other.
const SCRIPTS: [&str; 7] = [
    "page/dom.js",
    "page/data.js",
    "page/search.js",
    "page/list.js",
    "page/drawer.js",
    "page/output.js",
    "page/main.js",
];

/// Width of a bar in the units of its picture.
const BAR: u64 = 1000;

/// Which page it is.
pub(super) enum Kind<'a> {
    /// The only one.
    Whole,
    /// The first of several: it leads to the pages of agencies.
    Index(&'a [Part]),
    /// That of one agency, and the way back.
    Agency(&'a AgencyFigures, &'a str),
}

/// The page of one agency.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Part {
    pub(super) agency: Option<String>,
    /// Its path beside the first page.
    pub(super) file: String,
    pub(super) documents: u64,
    pub(super) findings: u64,
    /// Digest of the data in it.
    pub(super) sha256: String,
}

/// One conclusion in large figures.
#[derive(Serialize)]
struct Tile {
    code: &'static str,
    label: String,
    number: String,
    share: String,
}

/// One piece of a bar.
#[derive(Serialize)]
struct Piece {
    code: &'static str,
    x: u64,
    width: u64,
}

/// Parts of a whole as a picture, and the same in words.
#[derive(Serialize)]
struct Bar {
    label: String,
    pieces: Vec<Piece>,
}

/// A rule as its own panel.
#[derive(Serialize)]
struct Panel {
    code: String,
    title: String,
    severity: String,
    severity_code: &'static str,
    basis: Vec<String>,
    applies: Vec<String>,
    requires: Vec<String>,
    tolerates: Vec<String>,
    remedy: String,
    parameters: Vec<[String; 3]>,
    counts: Vec<Count>,
    documents_failed: String,
}

#[derive(Serialize)]
struct Count {
    code: &'static str,
    label: String,
    number: String,
}

pub(super) fn render(
    content: &Content,
    figures: &Figures,
    context: &Context<'_>,
    packed: &Packed,
    kind: &Kind<'_>,
) -> Result<String, ReportError> {
    let wrong = |error: tera::Error| ReportError::Template {
        file: TEMPLATE.to_owned(),
        message: error.to_string(),
    };
    let style = templates::text(STYLE)?;
    let script = script()?;
    let mut tera = Tera::new();
    // Names that end in .html are escaped by default; that is what keeps names of files text.
    tera.add_raw_template(TEMPLATE, templates::text(TEMPLATE)?)
        .map_err(wrong)?;
    let mut values = tera::Context::from_serialize(&content.printed).map_err(wrong)?;
    values.insert("style", style);
    values.insert("style_digest", &digest_of(style));
    values.insert("script", &script);
    values.insert("script_digest", &digest_of(&script));
    values.insert("data", &packed.text);
    values.insert("data_sha256", &packed.sha256);
    let conclusions = match kind {
        Kind::Agency(agency, _) => &agency.conclusions,
        Kind::Whole | Kind::Index(_) => &figures.documents.conclusions,
    };
    values.insert("tiles", &tiles(conclusions, content)?);
    values.insert("bar", &bar(conclusions, content)?);
    let bars = figures.agencies.iter().map(|row| bar(&row.conclusions, content));
    values.insert("bars", &bars.collect::<Result<Vec<_>, _>>()?);
    let with_counts = !matches!(kind, Kind::Agency(..));
    let panels = context
        .rules
        .iter()
        .map(|rule| panel(rule, figures, context, content, with_counts));
    values.insert("panels", &panels.collect::<Result<Vec<_>, _>>()?);
    values.insert("provenance", context.provenance);
    values.insert("pictures", &pictures(context, content)?);
    match kind {
        Kind::Whole => values.insert("page_kind", "whole"),
        Kind::Index(parts) => {
            values.insert("page_kind", "index");
            values.insert("parts", parts);
        }
        Kind::Agency(agency, back) => {
            values.insert("page_kind", "agency");
            values.insert("back", back);
            values.insert(
                "agency",
                &match &agency.agency {
                    Some(name) => shown(name).into_owned(),
                    None => content.words.get("report", "unknown_agency")?.to_owned(),
                },
            );
        }
    }
    tera.render(TEMPLATE, &values).map_err(wrong)
}

/// What there is in pictures and what is left out; nothing where no finding has a place on a page.
fn pictures(context: &Context<'_>, content: &Content) -> Result<Vec<String>, ReportError> {
    let album = context.album;
    let numbers = [
        ("pictures_drawn", album.pictures.len() as u64),
        ("pictures_over_limit", album.over_limit),
        ("pictures_gone", album.gone),
        ("pictures_not_drawn", album.not_drawn),
    ];
    let words = &content.words;
    numbers
        .into_iter()
        .filter(|(_, number)| *number > 0)
        .map(|(key, number)| words.fill("page", key, &[("number", &words.number(number)?)]))
        .collect()
}

/// The one script of the page.
fn script() -> Result<String, ReportError> {
    let mut script = String::new();
    for file in SCRIPTS {
        script.push('\n');
        script.push_str(templates::text(file)?.trim());
    }
    script.push('\n');
    Ok(script)
}

/// As a content security policy names what it allows.
fn digest_of(text: &str) -> String {
    STANDARD.encode(digest::digest(&digest::SHA256, text.as_bytes()))
}

/// The conclusions, each with its number.
fn numbers(conclusions: &Conclusions) -> [(&'static str, u64); 4] {
    [
        ("passed", conclusions.passed),
        ("failed", conclusions.failed),
        ("indeterminate", conclusions.indeterminate),
        ("not-judged", conclusions.not_judged),
    ]
}

fn tiles(conclusions: &Conclusions, content: &Content) -> Result<Vec<Tile>, ReportError> {
    let words = &content.words;
    numbers(conclusions)
        .into_iter()
        .map(|(code, number)| {
            Ok(Tile {
                code,
                label: words.get("conclusion", code)?.to_owned(),
                number: words.number(number)?,
                share: match code {
                    "not-judged" => words.get("page", "not_judged")?.to_owned(),
                    _ => words.fill(
                        "page",
                        "of_judged",
                        &[
                            ("share", &words.share(number, conclusions.judged())?),
                            ("judged", &words.number(conclusions.judged())?),
                        ],
                    )?,
                },
            })
        })
        .collect()
}

fn bar(conclusions: &Conclusions, content: &Content) -> Result<Bar, ReportError> {
    let words = &content.words;
    let total = conclusions.total().max(1);
    let mut before = 0;
    let mut pieces = Vec::new();
    let mut label = Vec::new();
    for (code, number) in numbers(conclusions) {
        label.push(format!("{}: {}", words.get("conclusion", code)?, words.number(number)?));
        // Ends are rounded, not widths: the pieces fill the bar whatever their number.
        let (start, end) = (before * BAR / total, (before + number) * BAR / total);
        before += number;
        if number > 0 {
            pieces.push(Piece {
                code,
                x: start,
                width: (end - start).max(1),
            });
        }
    }
    Ok(Bar {
        label: label.join("; "),
        pieces,
    })
}

fn panel(
    rule: &super::super::RuleInfo,
    figures: &Figures,
    context: &Context<'_>,
    content: &Content,
    with_counts: bool,
) -> Result<Panel, ReportError> {
    let words = &content.words;
    let language = content.language;
    let plain = |text: &Localized| shown(language.of(text)).into_owned();
    let none = RuleFigures::default();
    let row = figures.rules.iter().find(|row| row.rule == rule.code).unwrap_or(&none);
    let counts = [
        ("failed", row.failed),
        ("warning", row.warning),
        ("indeterminate", row.indeterminate),
        ("passed", row.passed),
        ("waived", row.waived),
        ("not-applicable", row.not_applicable),
    ];
    let counts = counts.into_iter().filter(|_| with_counts).map(|(code, number)| {
        Ok(Count {
            code,
            label: words.get("outcome", code)?.to_owned(),
            number: words.number(number)?,
        })
    });
    Ok(Panel {
        code: shown(&rule.code).into_owned(),
        title: plain(&rule.title),
        severity: words.get("severity", rule.severity.code())?.to_owned(),
        severity_code: rule.severity.code(),
        basis: rule.basis.split("; ").map(|basis| shown(basis).into_owned()).collect(),
        applies: rule.applies.iter().map(plain).collect(),
        requires: rule.requires.iter().map(plain).collect(),
        tolerates: rule.tolerates.iter().map(plain).collect(),
        remedy: plain(&rule.remedy),
        parameters: context
            .tolerances
            .iter()
            .filter(|note| note.rule == rule.code)
            .map(|note| [plain(&note.name), plain(&note.value), plain(&note.note)])
            .collect(),
        counts: counts.collect::<Result<_, ReportError>>()?,
        documents_failed: if with_counts {
            words.number(row.documents_failed)?
        } else {
            String::new()
        },
    })
}
