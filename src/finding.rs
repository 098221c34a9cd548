//! What the rules say of one thing: outcome, severity, legal basis, evidence.

use std::borrow::Cow;

use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap as _};

use crate::facts::{About, Localized, Measured, Moment, Value};

/// The judgement of one rule on one thing. An archive has millions of findings and few texts, so whatever stands in the
/// rule file is borrowed from it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding<'a> {
    /// Code of the rule, for example `C01`.
    pub rule: &'a str,
    /// What kind of thing was judged.
    pub about: About,
    /// Index of the signature in the document's list, counted from 0; `None` for the document itself.
    pub subject: Option<u32>,
    /// The judgement.
    pub outcome: Outcome,
    /// How much it matters when it is not met.
    pub severity: Severity,
    /// One sentence for people: what was measured, what is asked, what to do.
    pub message: Localized<Cow<'a, str>>,
    /// The measured values that decided.
    pub measured: Measures,
    /// The provisions in force on the day of signing.
    pub basis: Cow<'a, [Citation]>,
    /// For `indeterminate` and `not-applicable`: the cause or the line of the rule that decided; language-neutral.
    pub because: Option<Cow<'a, str>>,
}

/// Measured values by name of the fact, in the order of names. As data they are language-neutral: codes, points, RFC 3339,
/// `null` for what is absent, `{"unmeasured": "scanned-page"}` for what could not be measured: nobody may take one for
/// the other.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Measures(Vec<(&'static str, Measured<Value>)>);

impl Measures {
    /// Adds a fact that is not there yet.
    pub fn add(&mut self, name: &'static str, read: impl FnOnce() -> Measured<Value>) {
        if let Err(place) = self.0.binary_search_by_key(&name, |(name, _)| name) {
            self.0.insert(place, (name, read()));
        }
    }

    /// Makes room for so many more.
    pub fn reserve(&mut self, more: usize) {
        self.0.reserve(more);
    }

    /// The names of the facts.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|(name, _)| *name)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Measures {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, measured) in &self.0 {
            match measured {
                Measured::Known(Value::Boolean(flag)) => map.serialize_entry(name, flag)?,
                Measured::Known(Value::Integer(number)) => map.serialize_entry(name, number)?,
                Measured::Known(Value::Decimal(number)) => map.serialize_entry(name, number)?,
                Measured::Known(Value::Text(text)) => map.serialize_entry(name, text)?,
                Measured::Known(Value::Code(code)) => map.serialize_entry(name, code)?,
                Measured::Known(Value::Time(moment)) => map.serialize_entry(name, &format_args!("{moment}"))?,
                Measured::Absent => map.serialize_entry(name, &())?,
                Measured::Unmeasured(cause) => map.serialize_entry(
                    name,
                    &Unmeasured {
                        unmeasured: cause.code(),
                    },
                )?,
            }
        }
        map.end()
    }
}

#[derive(Serialize)]
struct Unmeasured {
    unmeasured: Cow<'static, str>,
}

/// Outcome of a rule on a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Đạt.
    Passed,
    /// Cảnh báo: what is asked is not met, the looser tolerance is; or the rule has no stronger outcome.
    Warning,
    /// Không đạt.
    Failed,
    /// Không xác định: a fact could not be measured.
    Indeterminate,
    /// Không áp dụng.
    NotApplicable,
    /// Miễn: failed, and waived by the waiver file.
    Waived,
}

impl Outcome {
    /// Every outcome, in the order of reports.
    pub const ALL: [Self; 6] = [
        Self::Failed,
        Self::Warning,
        Self::Indeterminate,
        Self::Passed,
        Self::Waived,
        Self::NotApplicable,
    ];

    /// The code used in JSON and tables.
    pub fn code(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Warning => "warning",
            Self::Failed => "failed",
            Self::Indeterminate => "indeterminate",
            Self::NotApplicable => "not-applicable",
            Self::Waived => "waived",
        }
    }
}

/// How much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// For information.
    Info,
    /// Form.
    Low,
    /// A duty that is not met.
    Medium,
    /// Legal value or authenticity is at stake.
    High,
}

impl Severity {
    /// The code used in rule files, JSON and tables.
    pub fn code(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// A picture of the place on the page that a finding speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Number of the document in the manifest.
    pub document: u64,
    /// Code of the rule.
    pub rule: String,
    /// Index of the signature, from 0; `None` for the document itself.
    pub subject: Option<u32>,
    /// The file below the run directory, with `/`.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Bytes of the file.
    pub bytes: u64,
    /// Columns and rows of pixels.
    pub size: (u32, u32),
    /// The page, counted from 1.
    pub page: u32,
    /// What is outlined: a code for its colour, and its name in the language of the picture.
    pub shows: Vec<(String, String)>,
    /// Digest of everything that it was drawn from: another one means that it must be drawn again.
    pub made_of: String,
}

/// The pictures of a run, and what became of the other findings that have a place on a page.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Album {
    /// In the order of documents, rules and signatures.
    pub pictures: Vec<Picture>,
    /// Left out because there are pictures enough, of the run or of one document.
    pub over_limit: u64,
    /// The file is not where it was, or is not the same any more.
    pub gone: u64,
    /// The page can't be drawn within what a picture may cost.
    pub not_drawn: u64,
}

/// One provision of one legal instrument.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Citation {
    /// Number and symbol, for example `44/2025/QĐ-CTUBND`.
    pub instrument: String,
    /// The place in it, for example `điểm b khoản 1 Điều 10 Quy chế`.
    pub at: String,
}

impl std::fmt::Display for Citation {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}, {}", self.at, self.instrument)
    }
}

/// What may be said of a document as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Conclusion {
    /// Hợp lệ: nothing failed, nothing that matters is unknown, every live signature is TOTAL-PASSED.
    Passed,
    /// Không đạt: a finding of high or medium severity failed.
    Failed,
    /// Không xác định.
    Indeterminate,
    /// Listed, not judged (not a PDF).
    NotJudged,
}

impl Conclusion {
    /// The code used in JSON and tables.
    pub fn code(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Indeterminate => "indeterminate",
            Self::NotJudged => "not-judged",
        }
    }
}

/// The day by which rules are in force for a thing, and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SigningDate {
    /// The moment.
    pub moment: Moment,
    /// Where it was taken from.
    pub source: DateSource,
}

/// Where a signing date comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateSource {
    /// Best signature time: proven.
    BestSignatureTime,
    /// /M: claimed by the software.
    ClaimedTime,
    /// The date printed on the document.
    IssuedOn,
    /// None was found: the day of the audit.
    AsOf,
}

/// Everything judged of one document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judgement<'a> {
    /// The document as a whole.
    pub conclusion: Conclusion,
    /// Why it could not be concluded, for people. Of `passed`: what it rests on besides the official roots, when it
    /// does. `None` for every other conclusion.
    pub because: Option<Localized>,
    /// The day that decided what was in force for the document, and its reporting period.
    pub date: SigningDate,
    /// One finding a rule and thing, in the order of rule codes, then of signatures.
    pub findings: Vec<Finding<'a>>,
}
