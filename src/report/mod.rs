//! Figures rendered for people: workbook, CSV, PDF and HTML. Counts nothing a second time.
//!
//! Every number comes from the one [`Figures`] value; detail lists stream from the [`Dataset`] in the same scope, and
//! their length is compared with the figures. Summary tables are laid out once, as [`grid::Grid`]s, and the workbook,
//! the PDF and the HTML print the same ones. Words live in `report-templates/`, not here.

mod citation;
mod clean;
mod content;
mod findings_csv;
mod grid;
mod html;
mod legible;
mod letterhead;
mod manifest;
mod narrative;
mod official;
mod pdf;
mod tables;
mod templates;
mod words;
mod workbook;

use std::{
    borrow::Cow,
    fs::File,
    io::{BufWriter, Write as _},
    path::PathBuf,
};

use serde::{Deserialize, Serialize};

use crate::{
    dataset::{Closure, Dataset, DatasetError, Figures},
    facts::Localized,
    finding::{Album, Picture, Severity},
    sheet::diagnostic::Diagnostic,
};

/// Language of the texts; numbers, codes and the files' shape are the same in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Tiếng Việt.
    Vietnamese,
    /// English.
    English,
}

impl Language {
    /// BCP 47.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Vietnamese => "vi",
            Self::English => "en",
        }
    }

    fn of(self, text: &Localized) -> &str {
        match self {
            Self::Vietnamese => &text.vi,
            Self::English => &text.en,
        }
    }

    /// A citation, its units in this language.
    fn citation(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Vietnamese => text.into(),
            Self::English => citation::english(text).into(),
        }
    }
}

/// What a report says of a rule besides its numbers.
#[derive(Debug, Clone, Serialize)]
pub struct RuleInfo {
    /// Code of the rule.
    pub code: String,
    /// What it asks, as a phrase.
    pub title: Localized,
    /// How much it matters.
    pub severity: Severity,
    /// The provisions it rests on, as text.
    pub basis: String,
    /// When it applies, a sentence a condition.
    pub applies: Vec<Localized>,
    /// What it asks, a sentence a condition.
    pub requires: Vec<Localized>,
    /// What it lets pass with a warning, a sentence a condition.
    pub tolerates: Vec<Localized>,
    /// What the agency should do where it is not met.
    pub remedy: Localized,
}

/// A parameter that the law does not give, and why it has its value.
#[derive(Debug, Clone, Serialize)]
pub struct ToleranceNote {
    /// Code of the rule.
    pub rule: String,
    /// What the parameter is called.
    pub name: Localized,
    /// Its value with its unit.
    pub value: Localized,
    /// Why.
    pub note: Localized,
}

/// Where the figures come from, so that a reader can tell whether two reports speak of the same thing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Provenance {
    /// Version of the program that measured and judged.
    pub program: String,
    /// Digest of the rules.
    pub rules_sha256: String,
    /// Trust anchors, certificates and revocation data that were given, in the order of names.
    pub trust: Vec<TrustFile>,
    /// The audited paths.
    pub roots: Vec<String>,
}

/// One file of the trust material.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustFile {
    /// Its name.
    pub name: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
}

/// What a report needs besides the figures and the tables.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The rules that were run.
    pub rules: &'a [RuleInfo],
    /// Parameters for the appendix.
    pub tolerances: &'a [ToleranceNote],
    /// Language of the texts.
    pub language: Language,
    /// What stands between the columns of findings.csv.
    pub separator: Separator,
    /// Where the figures come from.
    pub provenance: &'a Provenance,
    /// Findings that one HTML page holds; an archive with more gets a page for each agency.
    pub rows_of_a_page: u64,
    /// Pictures of findings.
    pub album: &'a Album,
    /// Gives the bytes of a picture, when it is still what the album says.
    pub pictures: &'a PictureBytes<'a>,
}

/// Reads a picture of the album.
pub type PictureBytes<'a> = dyn Fn(&Picture) -> Option<Vec<u8>> + 'a;

impl Context<'_> {
    /// The usual [`Context::rows_of_a_page`]: such a page opens within a second on an office PC.
    pub const ROWS_OF_A_PAGE: u64 = 100_000;
}

/// What stands between the columns of a CSV file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Separator {
    /// `;`, what Excel expects where the decimal sign is a comma, as in Vietnam.
    #[default]
    Semicolon,
    /// `,`.
    Comma,
}

/// Whatever a file could not be written for.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Writes the whole of a file into it. Lists of a large archive are longer than memory, so no file is ever handed over
/// as bytes.
pub type Fill<'a> = dyn FnMut(&mut File) -> Result<(), Failure> + 'a;

/// Keeps one file under its path below the run directory, as it is filled.
pub type Commit<'a> = dyn Fn(&str, &mut Fill<'_>) -> Result<(), Failure> + 'a;

/// What can go wrong with a report.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// Two numbers that must be the same are not; nothing is written.
    #[error("the figures do not agree: {}", disagreements(.0))]
    Disagree(Vec<Closure>),
    /// A table could not be read.
    #[error(transparent)]
    Dataset(#[from] DatasetError),
    /// A template or a file of words is wrong.
    #[error("{file}: {message}")]
    Template {
        /// The file below `report-templates/`.
        file: String,
        /// What is wrong, with its place where known.
        message: String,
    },
    /// The manifest of a report is wrong: every mistake, with its place.
    #[error("{}", lines(.0))]
    Manifest(Vec<Diagnostic>),
    /// The workbook could not be made.
    #[error("workbook: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The findings could not be written as CSV.
    #[error("findings.csv: {0}")]
    Csv(#[from] csv::Error),
    /// A file could not be written to its end.
    #[error("writing: {0}")]
    Write(#[from] std::io::Error),
    /// The figures have no JSON form.
    #[error("figures.json: {0}")]
    Json(#[from] serde_json::Error),
    /// A file could not be kept.
    #[error("{file}: {source}")]
    Commit {
        /// The file below the run directory.
        file: String,
        /// What the run directory said.
        source: Failure,
    },
}

fn disagreements(closures: &[Closure]) -> String {
    let told: Vec<String> = closures
        .iter()
        .map(|closure| format!("{} ({} and {})", closure.name, closure.left, closure.right))
        .collect();
    told.join("; ")
}

fn lines(found: &[Diagnostic]) -> String {
    let told: Vec<String> = found.iter().map(ToString::to_string).collect();
    told.join("\n")
}

/// Writes every report of a run and tells their paths below the run directory, the ones for reading first:
/// `reports/bao-cao-<period>.{pdf,xlsx,html}` (the name is in the manifest of the report), `findings.csv`,
/// `figures.json`. Pages of agencies, where the HTML has them, lie in `reports/bao-cao-<period>-co-quan/` and are not
/// told.
///
/// # Errors
/// When figures disagree (then nothing is written), a template is wrong, a table can't be read, or a file can't be
/// kept.
pub fn write_all(
    figures: &Figures,
    dataset: &Dataset,
    context: &Context<'_>,
    commit: &Commit<'_>,
) -> Result<Vec<PathBuf>, ReportError> {
    let wrong: Vec<Closure> = figures.disagreements().cloned().collect();
    if !wrong.is_empty() {
        return Err(ReportError::Disagree(wrong));
    }
    let mut content = content::Content::new(figures, context)?;
    let name = format!("reports/{}", content.manifest.output(&figures.period.to_string()));
    let mut put =
        |file: String, bytes: &[u8]| keep_with(commit, &file, &mut |target: &mut File| Ok(target.write_all(bytes)?));
    // First, since the PDF may repeat the digest of the data.
    let data = html::data(&content, figures, dataset, context, &mut put)?;
    content.printed.data_sha256.clone_from(&data.sha256);
    let mut written = Vec::new();
    let mut keep = |file: String, fill: &mut dyn FnMut(&mut BufWriter<&mut File>) -> Result<(), ReportError>| {
        let mut fill = |target: &mut File| {
            let mut target = BufWriter::new(target);
            fill(&mut target)?;
            Ok(target.flush()?)
        };
        keep_with(commit, &file, &mut fill)?;
        written.push(PathBuf::from(file));
        Ok::<(), ReportError>(())
    };
    keep(format!("{name}.pdf"), &mut |target| {
        Ok(target.write_all(&pdf::render(&content, figures)?)?)
    })?;
    keep(format!("{name}.xlsx"), &mut |target| {
        workbook::render(&content, figures, dataset, target)
    })?;
    keep(format!("{name}.html"), &mut |target| {
        Ok(target.write_all(html::render(&content, figures, context, &data)?.as_bytes())?)
    })?;
    keep("findings.csv".to_owned(), &mut |target| {
        findings_csv::render(figures, dataset, context, target)
    })?;
    keep("figures.json".to_owned(), &mut |target| {
        serde_json::to_writer_pretty(&mut *target, figures)?;
        Ok(target.write_all(b"\n")?)
    })?;
    Ok(written)
}

/// Keeps one file; an error of ours that came back through the keeper stays what it was.
fn keep_with(commit: &Commit<'_>, file: &str, fill: &mut Fill<'_>) -> Result<(), ReportError> {
    commit(file, fill).map_err(|failure| match failure.downcast() {
        Ok(ours) => *ours,
        Err(source) => ReportError::Commit {
            file: file.to_owned(),
            source,
        },
    })
}
