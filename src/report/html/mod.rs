//! The report as one HTML file to look things up in: no network, no font, nothing beside it.
//!
//! ```text
//! Dataset --whole documents--> block: columns, gzip, base64 -+
//! Content, Figures -> shell: tera template (autoescaped) ----+-> one file; its policy names the digests of the
//! report-templates/page/*.js, bao-cao.css -------------------+   one script and the one style sheet inside
//! ```
//!
//! The summary stands in the page as text and needs no script. The lists are made by the script from the block, which
//! holds every row of findings.csv and every document; texts reach the page as text only. An archive with more
//! findings than a page should hold gets a page for each agency, and the first page leads to them.

mod block;
mod gallery;
mod shell;

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Context, ReportError, Separator, content::Content};
use crate::{
    dataset::{Closure, Dataset, Figures, WholeDocument},
    finding::Outcome,
};
use block::{Block, LETTERS, Packed, disagree, pack};
use gallery::Gallery;
use shell::{Kind, Part};

/// Version of the shape of the data inside the page.
const SCHEMA: u32 = 1;

/// Takes a page beside the first one: its path below the run directory, and its bytes.
type Keep<'a> = dyn FnMut(String, &[u8]) -> Result<(), ReportError> + 'a;

/// The data of a report's page.
pub(super) struct Data {
    /// SHA-256 of the JSON in the page; with several pages, of the first, which holds the digests of the others.
    pub(super) sha256: String,
    packed: Packed,
    parts: Vec<Part>,
}

/// What the script reads.
#[derive(Serialize)]
struct Page<'a> {
    schema: u32,
    language: &'static str,
    period: String,
    as_of: String,
    program: &'a str,
    rules_sha256: &'a str,
    /// Sections of words, by key.
    words: BTreeMap<&'static str, serde_json::Value>,
    /// What stands between the columns of a CSV file.
    separator: &'static str,
    outcomes: BTreeMap<char, &'static str>,
    /// The way from the page to the run directory.
    up: &'static str,
    rules: Vec<Rule<'a>>,
    #[serde(flatten)]
    block: Option<&'a Block>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parts: Option<&'a [Part]>,
}

#[derive(Serialize)]
struct Rule<'a> {
    code: &'a str,
    title: &'a str,
    severity: &'static str,
    basis: &'a str,
    remedy: &'a str,
}

/// Sections of the words that the script shows.
const WORDS: [&str; 16] = [
    "format",
    "conclusion",
    "outcome",
    "severity",
    "fault",
    "integrity",
    "indication",
    "sub_indication",
    "coverage",
    "modification",
    "role",
    "kind",
    "findings",
    "list",
    "drawer",
    "value",
];

impl<'a> Page<'a> {
    fn new(
        content: &'a Content,
        figures: &Figures,
        context: &Context<'a>,
        up: &'static str,
    ) -> Result<Self, ReportError> {
        Ok(Self {
            schema: SCHEMA,
            language: content.language.tag(),
            period: figures.period.to_string(),
            as_of: figures.as_of.to_string(),
            program: &context.provenance.program,
            rules_sha256: &context.provenance.rules_sha256,
            words: WORDS
                .into_iter()
                .map(|section| Ok((section, serde_json::to_value(content.words.section(section)?)?)))
                .collect::<Result<_, ReportError>>()?,
            separator: match context.separator {
                Separator::Semicolon => ";",
                Separator::Comma => ",",
            },
            outcomes: LETTERS
                .into_iter()
                .map(|(letter, outcome): (char, Outcome)| (letter, outcome.code()))
                .collect(),
            up,
            rules: context
                .rules
                .iter()
                .map(|rule| Rule {
                    code: &rule.code,
                    title: content.language.of(&rule.title),
                    severity: rule.severity.code(),
                    basis: &rule.basis,
                    remedy: content.language.of(&rule.remedy),
                })
                .collect(),
            block: None,
            parts: None,
        })
    }
}

/// Gathers the data of the page from the tables. Pages of agencies, where one page would be too large, are given to
/// `keep` as soon as they are complete.
pub(super) fn data(
    content: &Content,
    figures: &Figures,
    dataset: &Dataset,
    context: &Context<'_>,
    keep: &mut Keep<'_>,
) -> Result<Data, ReportError> {
    let mut page = Page::new(content, figures, context, "../")?;
    let mut parts = Vec::new();
    let packed = if figures.findings.total() <= context.rows_of_a_page {
        let (mut block, gallery) = (Block::default(), Gallery::of(context));
        dataset.whole_documents(figures.period, |document| block.push(&document, content, &gallery))?;
        block.agrees(figures)?;
        page.block = Some(&block);
        pack(&page)?
    } else {
        parts = parts_by_agency(content, figures, dataset, context, keep)?;
        page.parts = Some(&parts);
        pack(&page)?
    };
    Ok(Data {
        sha256: packed.sha256.clone(),
        packed,
        parts,
    })
}

/// The page that people open.
pub(super) fn render(
    content: &Content,
    figures: &Figures,
    context: &Context<'_>,
    data: &Data,
) -> Result<String, ReportError> {
    let kind = if data.parts.is_empty() {
        Kind::Whole
    } else {
        Kind::Index(&data.parts)
    };
    shell::render(content, figures, context, &data.packed, &kind)
}

/// Writes one page for each agency.
///
/// The archive lists agency by agency, so few pages are open at a time: a page is written as soon as it has as many
/// documents as the figures tell of its agency.
fn parts_by_agency(
    content: &Content,
    figures: &Figures,
    dataset: &Dataset,
    context: &Context<'_>,
    keep: &mut Keep<'_>,
) -> Result<Vec<Part>, ReportError> {
    let name = content.manifest.output(&figures.period.to_string());
    let gallery = Gallery::of(context);
    let mut open: BTreeMap<Option<String>, Block> = BTreeMap::new();
    let mut parts: Vec<Option<Part>> = figures.agencies.iter().map(|_| None).collect();
    let mut findings = 0;
    dataset.whole_documents(figures.period, |document: WholeDocument| {
        let agency = document.row.agency.clone();
        let place = figures.agencies.iter().position(|row| row.agency == agency);
        let Some((place, of_agency)) = place.and_then(|place| Some((place, figures.agencies.get(place)?))) else {
            return Err(disagree("documents of an agency without figures", 1, 0));
        };
        let block = open.entry(agency.clone()).or_default();
        block.push(&document, content, &gallery)?;
        if block.documents() < of_agency.documents {
            return Ok(());
        }
        let Some(block) = open.remove(&agency) else {
            return Ok(());
        };
        if block.signatures() != of_agency.signatures {
            return Err(disagree(
                "signatures of an agency's page",
                block.signatures(),
                of_agency.signatures,
            ));
        }
        findings += block.findings();
        let mut page = Page::new(content, figures, context, "../../")?;
        page.block = Some(&block);
        let packed = pack(&page)?;
        let file = format!("{name}-co-quan/{:03}.html", place + 1);
        let back = format!("../{name}.html");
        let html = shell::render(content, figures, context, &packed, &Kind::Agency(of_agency, &back))?;
        keep(format!("reports/{file}"), html.as_bytes())?;
        if let Some(part) = parts.get_mut(place) {
            *part = Some(Part {
                agency: of_agency.agency.clone(),
                file,
                documents: block.documents(),
                findings: block.findings(),
                sha256: packed.sha256,
            });
        }
        Ok(())
    })?;
    let parts: Vec<Part> = parts.into_iter().flatten().collect();
    let missing = [
        ("pages of agencies", parts.len() as u64, figures.agencies.len() as u64),
        ("findings of all pages", findings, figures.findings.total()),
    ];
    let missing: Vec<Closure> = missing
        .into_iter()
        .filter(|(_, left, right)| left != right)
        .map(|(name, left, right)| Closure {
            name: name.to_owned(),
            holds: false,
            left,
            right,
        })
        .collect();
    if missing.is_empty() {
        Ok(parts)
    } else {
        Err(ReportError::Disagree(missing))
    }
}
