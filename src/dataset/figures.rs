//! The figures of a report: one serialisable value, counted once, from which every output prints.
//!
//! A report covers the documents whose date lies in its period, and, in a row of their own, those whose time is not
//! known. Documents outside the period are one number. All other figures are about covered documents.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{CertificateRow, Dataset, DatasetError, FindingRow, Period, frames::COUNTED_AT_ONCE, tally::Tally};
use crate::{
    facts::Moment,
    finding::{Conclusion, Outcome},
};

mod count;

pub use count::figures;

/// Version of the shape of `figures.json`.
pub const SCHEMA: u32 = 1;

/// What a report is about.
#[derive(Debug, Clone, Copy)]
pub struct FigureOptions {
    /// The reporting period.
    pub period: Period,
    /// The moment the audit speaks for: validity of certificates is told for it.
    pub as_of: Moment,
    /// Findings listed in the figures themselves; the rest is in the tables, and counted.
    pub listed: usize,
}

impl FigureOptions {
    /// Findings that fit a report which people read from page to page; longer lists are for the workbook.
    pub const LISTED: usize = 2_000;

    /// Options with the usual length of lists.
    pub fn new(period: Period, as_of: Moment) -> Self {
        Self {
            period,
            as_of,
            listed: Self::LISTED,
        }
    }
}

/// Everything a report says in numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The reporting period.
    pub period: Period,
    /// Its first day.
    pub first_day: Date,
    /// Its last day.
    pub last_day: Date,
    /// The moment the audit speaks for.
    pub as_of: Moment,
    /// Documents.
    pub documents: DocumentFigures,
    /// Documents by agency, in Vietnamese alphabetical order; those of no known agency last.
    pub agencies: Vec<AgencyFigures>,
    /// Findings by rule, in the order of codes.
    pub rules: Vec<RuleFigures>,
    /// Signature dictionaries.
    pub signatures: SignatureFigures,
    /// Distinct certificates of signers.
    pub certificates: CertificateFigures,
    /// What was found wrong or could not be told.
    pub findings: FindingFigures,
    /// Sums that must agree.
    pub checks: Vec<Closure>,
}

impl Figures {
    /// The sums that do not agree; a report is refused while there is one.
    pub fn disagreements(&self) -> impl Iterator<Item = &Closure> {
        self.checks.iter().filter(|check| !check.holds)
    }
}

/// Documents by conclusion; every document has exactly one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conclusions {
    /// Hợp lệ.
    pub passed: u64,
    /// Không đạt.
    pub failed: u64,
    /// Không xác định.
    pub indeterminate: u64,
    /// Listed, not judged.
    pub not_judged: u64,
}

impl Conclusions {
    /// Of the documents that a report on this period covers. Reads the table of documents alone, which is small beside
    /// that of findings.
    ///
    /// # Errors
    /// When the table can't be read.
    pub fn of(dataset: &Dataset, period: Period) -> Result<Self, DatasetError> {
        let mut documents = Tally::by(&["conclusion"]);
        for batch in dataset.batches(COUNTED_AT_ONCE) {
            documents.add(batch.covered(period, &["conclusion"])?)?;
        }
        Ok(Self::counted(documents.groups(), 0))
    }

    /// Of groups of documents, whose code of the conclusion is the key at this place.
    fn counted<'a>(groups: impl Iterator<Item = (&'a [Option<String>], u64)>, place: usize) -> Self {
        let mut conclusions = Self::default();
        for (key, number) in groups {
            // An unknown code is added nowhere, and the closure checks tell it.
            conclusions.add(key.get(place).and_then(Option::as_deref).unwrap_or_default(), number);
        }
        conclusions
    }

    /// Documents that were judged.
    pub fn judged(&self) -> u64 {
        self.passed + self.failed + self.indeterminate
    }

    /// All documents.
    pub fn total(&self) -> u64 {
        self.judged() + self.not_judged
    }

    /// Adds documents of this conclusion; false when the code is unknown.
    fn add(&mut self, code: &str, number: u64) -> bool {
        for (conclusion, place) in [
            (Conclusion::Passed, &mut self.passed),
            (Conclusion::Failed, &mut self.failed),
            (Conclusion::Indeterminate, &mut self.indeterminate),
            (Conclusion::NotJudged, &mut self.not_judged),
        ] {
            if conclusion.code() == code {
                *place += number;
                return true;
            }
        }
        false
    }
}

/// A code and how many have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coded {
    /// The code.
    pub code: String,
    /// How many.
    pub number: u64,
}

/// Documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentFigures {
    /// In the whole run, whatever their time.
    pub in_run: u64,
    /// Outside the period; in no other figure.
    pub outside_period: u64,
    /// Of the period or of no known time: what the report is about.
    pub covered: u64,
    /// Covered and judged.
    pub judged: u64,
    /// Covered, by conclusion.
    pub conclusions: Conclusions,
    /// Those whose date lies in the period.
    pub in_period: Conclusions,
    /// Those without a known time.
    pub unknown_time: Conclusions,
    /// Why documents are indeterminate: the first of these that holds.
    pub indeterminate: Vec<Coded>,
    /// Covered and passed, with a word of caution: a root that the inspecting office trusts, not an official one.
    pub passed_with_caution: u64,
    /// PDF documents in which no signature dictionary is, and that could be searched.
    pub unsigned: u64,
    /// With a fault: not read, or not wholly.
    pub unread: u64,
    /// Those, by the kind of the first fault.
    pub unread_by_kind: Vec<Coded>,
}

/// Documents of one agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgencyFigures {
    /// The agency; `None` for documents of no known agency.
    pub agency: Option<String>,
    /// Its documents.
    pub documents: u64,
    /// By conclusion.
    pub conclusions: Conclusions,
    /// Not read, or not wholly.
    pub unread: u64,
    /// Signature dictionaries in them.
    pub signatures: u64,
}

/// Findings of one rule: one for each thing it was tried on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleFigures {
    /// Code of the rule.
    pub rule: String,
    /// Things it applied to: all but `not_applicable`.
    pub checked: u64,
    /// Đạt.
    pub passed: u64,
    /// Cảnh báo.
    pub warning: u64,
    /// Không đạt.
    pub failed: u64,
    /// Không xác định.
    pub indeterminate: u64,
    /// Miễn.
    pub waived: u64,
    /// Không áp dụng.
    pub not_applicable: u64,
    /// Documents with at least one failed finding of this rule.
    pub documents_failed: u64,
}

/// Signature dictionaries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureFigures {
    /// All.
    pub total: u64,
    /// That sign something.
    pub live: u64,
    /// That sign nothing, whatever is shown.
    pub dead: u64,
    /// Of which it could not be told whether they sign something: the file could not be read far enough.
    pub unsettled: u64,
    /// With a signature timestamp.
    pub timestamped: u64,
    /// By what digest and signature value say, every code.
    pub by_integrity: Vec<Coded>,
    /// By indication of EN 319 102-1, every code.
    pub by_indication: Vec<Coded>,
}

/// How much longer a certificate is valid, seen from the moment of the audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Validity {
    /// Its validity has ended.
    Expired,
    /// It ends within 60 days.
    WithinSixtyDays,
    /// It ends later, but in the same year.
    ThisYear,
    /// It ends in the next year.
    NextYear,
    /// It ends after that.
    Later,
    /// Its end could not be read.
    Unknown,
}

impl Validity {
    /// Every class, in order of time.
    pub const ALL: [Self; 6] = [
        Self::Expired,
        Self::WithinSixtyDays,
        Self::ThisYear,
        Self::NextYear,
        Self::Later,
        Self::Unknown,
    ];

    /// The code used in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::WithinSixtyDays => "within-sixty-days",
            Self::ThisYear => "this-year",
            Self::NextYear => "next-year",
            Self::Later => "later",
            Self::Unknown => "unknown",
        }
    }

    fn of(not_after: Option<Moment>, as_of: Moment) -> Self {
        let Some(end) = not_after else {
            return Self::Unknown;
        };
        if end.instant() < as_of.instant() {
            return Self::Expired;
        }
        let (last, today) = (end.day_in_vietnam(), as_of.day_in_vietnam());
        if today.until(last).is_ok_and(|span| span.get_days() <= 60) {
            Self::WithinSixtyDays
        } else if last.year() == today.year() {
            Self::ThisYear
        } else if last.year() == today.year().saturating_add(1) {
            Self::NextYear
        } else {
            Self::Later
        }
    }
}

/// Distinct certificates of one kind of holder and one class of validity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateGroup {
    /// Code of the kind of holder.
    pub kind: String,
    /// Class of validity.
    pub validity: Validity,
    /// Distinct certificates.
    pub certificates: u64,
}

/// Distinct certificates of signers, by SHA-256.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CertificateFigures {
    /// Distinct certificates.
    pub distinct: u64,
    /// Every kind of holder with every class of validity.
    pub groups: Vec<CertificateGroup>,
    /// The certificates, by end of validity, then by SHA-256.
    pub list: Vec<CertificateRow>,
}

impl CertificateFigures {
    /// Certificates of a kind, in a class of validity, or of all.
    pub fn number(&self, kind: Option<&str>, validity: Option<Validity>) -> u64 {
        self.groups
            .iter()
            .filter(|group| kind.is_none_or(|kind| group.kind == kind))
            .filter(|group| validity.is_none_or(|validity| group.validity == validity))
            .map(|group| group.certificates)
            .sum()
    }
}

/// Findings that failed, warned, or could not be told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FindingFigures {
    /// Không đạt.
    pub failed: u64,
    /// Cảnh báo.
    pub warning: u64,
    /// Không xác định.
    pub indeterminate: u64,
    /// Failed, by severity.
    pub failed_by_severity: Vec<Coded>,
    /// The first of them: failed before indeterminate before warnings, each in the order of the archive.
    pub listed: Vec<FindingRow>,
}

impl FindingFigures {
    /// The outcomes that lists show, in the order they are listed.
    pub const OUTCOMES: [Outcome; 3] = [Outcome::Failed, Outcome::Indeterminate, Outcome::Warning];

    /// All of them, listed or not.
    pub fn total(&self) -> u64 {
        self.failed + self.warning + self.indeterminate
    }
}

/// Two numbers that were counted on different ways and must be the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closure {
    /// What is compared.
    pub name: String,
    /// Whether they are the same.
    pub holds: bool,
    /// Counted one way.
    pub left: u64,
    /// Counted the other way.
    pub right: u64,
}

impl Closure {
    fn new(name: &str, left: u64, right: u64) -> Self {
        Self {
            name: name.to_owned(),
            holds: left == right,
            left,
            right,
        }
    }
}
