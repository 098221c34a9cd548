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

/// Columns of a finding that lists show.
pub(super) const OF_FINDING: [&str; 9] = [
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

/// Columns of its document that lists show beside it.
pub(super) const OF_DOCUMENT: [&str; 4] = ["path", "member", "agency", "sha256"];

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
                if take(rows.finding(index)?)?.is_break() {
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
                take(rows.document(index)?)?;
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
pub(super) struct Rows<'a>(pub(super) &'a DataFrame);

impl Rows<'_> {
    pub(super) fn text(&self, column: &str, row: usize) -> Result<Option<String>, DatasetError> {
        Ok(self.0.column(column)?.str()?.get(row).map(str::to_owned))
    }

    pub(super) fn integer(&self, column: &str, row: usize) -> Result<Option<i64>, DatasetError> {
        Ok(self.0.column(column)?.i64()?.get(row))
    }

    pub(super) fn place(&self, row: usize) -> Result<String, DatasetError> {
        let path = self.text("path", row)?.unwrap_or_default();
        Ok(match self.text("member", row)? {
            Some(member) => format!("{path}!/{member}"),
            None => path,
        })
    }

    /// The document in this row of a frame with the columns of a [`DocumentRow`].
    pub(super) fn document(&self, row: usize) -> Result<DocumentRow, DatasetError> {
        let known = self.text("date_source", row)?.as_deref() != Some(UNKNOWN_TIME);
        let because = (self.text("because_vi", row)?, self.text("because_en", row)?);
        Ok(DocumentRow {
            document: self.integer("document", row)?.unwrap_or_default(),
            path: self.place(row)?,
            agency: self.text("agency", row)?,
            sha256: self.text("sha256", row)?,
            conclusion: self.text("conclusion", row)?.unwrap_or_default(),
            because: match because {
                (Some(vi), Some(en)) => Some(Localized { vi, en }),
                _ => None,
            },
            date: self.integer("date", row)?.filter(|_| known).and_then(moment),
            signatures: self
                .integer("signatures", row)?
                .and_then(|number| u64::try_from(number).ok())
                .unwrap_or_default(),
        })
    }

    /// The finding in this row of a frame with [`OF_FINDING`] and [`OF_DOCUMENT`].
    pub(super) fn finding(&self, row: usize) -> Result<FindingRow, DatasetError> {
        Ok(FindingRow {
            document: self.integer("document", row)?.unwrap_or_default(),
            path: self.place(row)?,
            agency: self.text("agency", row)?,
            sha256: self.text("sha256", row)?,
            rule: self.text("rule", row)?.unwrap_or_default(),
            subject: self.integer("subject", row)?,
            outcome: self.text("outcome", row)?.unwrap_or_default(),
            severity: self.text("severity", row)?.unwrap_or_default(),
            message: Localized {
                vi: self.text("message_vi", row)?.unwrap_or_default(),
                en: self.text("message_en", row)?.unwrap_or_default(),
            },
            basis: self.text("basis", row)?.unwrap_or_default(),
            measured: self.text("measured", row)?.unwrap_or_default(),
            because: self.text("because", row)?,
        })
    }
}

/// The instant of a time column, written at +07:00 as people in Vietnam read it.
pub(super) fn moment(milliseconds: i64) -> Option<Moment> {
    Timestamp::from_millisecond(milliseconds)
        .ok()
        .map(|instant| Moment::new(instant, jiff::tz::Offset::constant(7)))
}
