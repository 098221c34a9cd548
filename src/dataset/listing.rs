//! Detail rows for lists, streamed in the order of the archive.

use std::ops::ControlFlow;

use jiff::Timestamp;
use polars::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    Dataset, DatasetError, Period, UNKNOWN_TIME,
    frames::{LISTED_AT_ONCE, ROW},
    tables::Table,
};
use crate::{
    facts::{Localized, Moment},
    finding::Outcome,
};

/// One finding, as lists show it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FindingRow {
    /// Number of the document in the manifest.
    pub document: i64,
    /// Path of the document, and the member behind `!/`.
    pub path: String,
    /// Its agency.
    pub agency: Option<String>,
    /// SHA-256 of its bytes.
    pub sha256: Option<String>,
    /// Code of the rule.
    pub rule: String,
    /// Index of the signature, from 0; `None` when the document itself was judged.
    pub subject: Option<i64>,
    /// Code of the outcome.
    pub outcome: String,
    /// Code of the severity.
    pub severity: String,
    /// One sentence for people.
    pub message: Localized,
    /// The provisions, as text.
    pub basis: String,
    /// The measured values by name of the fact, as JSON text.
    pub measured: String,
    /// What decided, for `indeterminate`.
    pub because: Option<String>,
}

/// One document that could not be read, or not wholly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnreadRow {
    /// Number of the document in the manifest.
    pub document: i64,
    /// Path of the document, and the member behind `!/`.
    pub path: String,
    /// Its agency.
    pub agency: Option<String>,
    /// Size in bytes; 0 when unknown.
    pub size: i64,
    /// Code of the conclusion.
    pub conclusion: String,
    /// Code of the first fault, which it is counted under.
    pub fault: String,
    /// Codes of all faults, with blanks between.
    pub faults: String,
    /// What exactly, for a technician.
    pub detail: String,
}

/// One covered document, as lists show it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DocumentRow {
    /// Number of the document in the manifest.
    pub document: i64,
    /// Path of the document, and the member behind `!/`.
    pub path: String,
    /// Its agency.
    pub agency: Option<String>,
    /// SHA-256 of its bytes.
    pub sha256: Option<String>,
    /// Code of the conclusion.
    pub conclusion: String,
    /// Why it could not be concluded.
    pub because: Option<Localized>,
    /// The day that decided on its period; `None` when no time is known.
    pub date: Option<Moment>,
    /// Signature dictionaries in it.
    pub signatures: u64,
}

/// One distinct certificate of signers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CertificateRow {
    /// SHA-256 of the certificate.
    pub sha256: String,
    /// Common name of the subject.
    pub common_name: Option<String>,
    /// Organization of the subject.
    pub organization: Option<String>,
    /// Issuer.
    pub issuer: Option<String>,
    /// Serial number, hexadecimal.
    pub serial: Option<String>,
    /// Whom it names.
    pub kind: String,
    /// Start of validity.
    pub not_before: Option<Moment>,
    /// End of validity.
    pub not_after: Option<Moment>,
    /// How much longer it is valid.
    pub validity: super::Validity,
    /// Number of signatures made with it.
    pub signatures: u64,
}

impl Dataset {
    /// Gives every finding with one of these outcomes on a covered document, in the order of the archive.
    ///
    /// # Errors
    /// When a table can't be read, or `take` fails.
    pub fn findings<E: From<DatasetError>>(
        &self,
        period: Period,
        outcomes: &[Outcome],
        mut take: impl FnMut(FindingRow) -> Result<(), E>,
    ) -> Result<(), E> {
        self.findings_until(period, outcomes, |row| take(row).map(ControlFlow::Continue))
    }

    /// The same, until `take` has enough.
    pub(super) fn findings_until<E: From<DatasetError>>(
        &self,
        period: Period,
        outcomes: &[Outcome],
        mut take: impl FnMut(FindingRow) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        const OF_FINDING: [&str; 9] = [
            "rule",
            "subject",
            "outcome",
            "severity",
            "message_vi",
            "message_en",
            "basis",
            "measured",
            "because",
        ];
        const OF_DOCUMENT: [&str; 4] = ["path", "member", "agency", "sha256"];
        let outcomes: Vec<&'static str> = outcomes.iter().map(|outcome| outcome.code()).collect();
        for batch in self.batches(LISTED_AT_ONCE) {
            let rows = batch
                .of(
                    &batch.covered(period, &OF_DOCUMENT)?,
                    Table::Findings,
                    &OF_FINDING,
                    &OF_DOCUMENT,
                    Some(("outcome", &outcomes)),
                )?
                .sort([ROW], SortMultipleOptions::default())
                .collect()
                .map_err(DatasetError::from)?;
            let rows = Rows(&rows);
            for index in 0..rows.0.height() {
                let row = FindingRow {
                    document: rows.integer("document", index)?.unwrap_or_default(),
                    path: rows.place(index)?,
                    agency: rows.text("agency", index)?,
                    sha256: rows.text("sha256", index)?,
                    rule: rows.text("rule", index)?.unwrap_or_default(),
                    subject: rows.integer("subject", index)?,
                    outcome: rows.text("outcome", index)?.unwrap_or_default(),
                    severity: rows.text("severity", index)?.unwrap_or_default(),
                    message: Localized {
                        vi: rows.text("message_vi", index)?.unwrap_or_default(),
                        en: rows.text("message_en", index)?.unwrap_or_default(),
                    },
                    basis: rows.text("basis", index)?.unwrap_or_default(),
                    measured: rows.text("measured", index)?.unwrap_or_default(),
                    because: rows.text("because", index)?,
                };
                if take(row)?.is_break() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Gives every covered document, in the order of the archive.
    ///
    /// # Errors
    /// When a table can't be read, or `take` fails.
    pub fn documents<E: From<DatasetError>>(
        &self,
        period: Period,
        mut take: impl FnMut(DocumentRow) -> Result<(), E>,
    ) -> Result<(), E> {
        const COLUMNS: [&str; 10] = [
            "path",
            "member",
            "agency",
            "sha256",
            "conclusion",
            "because_vi",
            "because_en",
            "date",
            "date_source",
            "signatures",
        ];
        for batch in self.batches(LISTED_AT_ONCE) {
            let rows = batch.covered(period, &COLUMNS)?.collect().map_err(DatasetError::from)?;
            let rows = Rows(&rows);
            for index in 0..rows.0.height() {
                let known = rows.text("date_source", index)?.as_deref() != Some(UNKNOWN_TIME);
                let because = (rows.text("because_vi", index)?, rows.text("because_en", index)?);
                take(DocumentRow {
                    document: rows.integer("document", index)?.unwrap_or_default(),
                    path: rows.place(index)?,
                    agency: rows.text("agency", index)?,
                    sha256: rows.text("sha256", index)?,
                    conclusion: rows.text("conclusion", index)?.unwrap_or_default(),
                    because: match because {
                        (Some(vi), Some(en)) => Some(Localized { vi, en }),
                        _ => None,
                    },
                    date: rows.integer("date", index)?.filter(|_| known).and_then(moment),
                    signatures: rows
                        .integer("signatures", index)?
                        .and_then(|number| u64::try_from(number).ok())
                        .unwrap_or_default(),
                })?;
            }
        }
        Ok(())
    }

    /// Gives every covered document with a fault, in the order of the archive.
    ///
    /// # Errors
    /// When a table can't be read, or `take` fails.
    pub fn unread<E: From<DatasetError>>(
        &self,
        period: Period,
        mut take: impl FnMut(UnreadRow) -> Result<(), E>,
    ) -> Result<(), E> {
        const COLUMNS: [&str; 8] = [
            "path",
            "member",
            "agency",
            "size",
            "conclusion",
            "fault",
            "faults",
            "fault_detail",
        ];
        for batch in self.batches(LISTED_AT_ONCE) {
            let rows = batch
                .covered(period, &COLUMNS)?
                .filter(col("fault").is_not_null())
                .collect()
                .map_err(DatasetError::from)?;
            let rows = Rows(&rows);
            for index in 0..rows.0.height() {
                take(UnreadRow {
                    document: rows.integer("document", index)?.unwrap_or_default(),
                    path: rows.place(index)?,
                    agency: rows.text("agency", index)?,
                    size: rows.integer("size", index)?.unwrap_or_default(),
                    conclusion: rows.text("conclusion", index)?.unwrap_or_default(),
                    fault: rows.text("fault", index)?.unwrap_or_default(),
                    faults: rows.text("faults", index)?.unwrap_or_default(),
                    detail: rows.text("fault_detail", index)?.unwrap_or_default(),
                })?;
            }
        }
        Ok(())
    }
}

/// Cells of a frame by name and row.
struct Rows<'a>(&'a DataFrame);

impl Rows<'_> {
    fn text(&self, column: &str, row: usize) -> Result<Option<String>, DatasetError> {
        Ok(self.0.column(column)?.str()?.get(row).map(str::to_owned))
    }

    fn integer(&self, column: &str, row: usize) -> Result<Option<i64>, DatasetError> {
        Ok(self.0.column(column)?.i64()?.get(row))
    }

    fn place(&self, row: usize) -> Result<String, DatasetError> {
        let path = self.text("path", row)?.unwrap_or_default();
        Ok(match self.text("member", row)? {
            Some(member) => format!("{path}!/{member}"),
            None => path,
        })
    }
}

/// The instant of a time column, written at +07:00 as people in Vietnam read it.
pub(super) fn moment(milliseconds: i64) -> Option<Moment> {
    Timestamp::from_millisecond(milliseconds)
        .ok()
        .map(|instant| Moment::new(instant, jiff::tz::Offset::constant(7)))
}
