//! Documents with everything that was measured and judged of them, streamed in the order of the archive.

use polars::prelude::*;

use super::{
    Dataset, DatasetError, DocumentRow, FindingRow, Period,
    frames::{LISTED_AT_ONCE, ROW},
    listing::{OF_DOCUMENT, OF_FINDING, Rows, moment},
    tables::Table,
};
use crate::facts::Moment;

/// One covered document, its signatures, and what every rule said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct WholeDocument {
    /// The document, as lists show it.
    pub row: DocumentRow,
    /// Code of its kind.
    pub kind: String,
    /// Size in bytes.
    pub size: i64,
    /// Pages.
    pub pages: Option<i64>,
    /// Version of PDF.
    pub version: Option<String>,
    /// Codes of all faults, with blanks between.
    pub faults: String,
    /// What exactly went wrong, for a technician.
    pub fault_detail: String,
    /// Its signature dictionaries, in the order of the file.
    pub signatures: Vec<SignatureRow>,
    /// One finding a rule and thing, whatever the outcome, in the order of rules.
    pub findings: Vec<FindingRow>,
}

/// One signature dictionary.
#[derive(Debug, Clone, PartialEq)]
pub struct SignatureRow {
    /// Name of its form field.
    pub field: Option<String>,
    /// Page of its picture, from 1.
    pub page: Option<i64>,
    /// Code of the part it plays.
    pub role: Option<String>,
    /// /`SubFilter`.
    pub sub_filter: Option<String>,
    /// Code of what digest and signature value say.
    pub integrity: String,
    /// Code of what it covers.
    pub coverage: Option<String>,
    /// Code of what was done to the document afterwards.
    pub modification: Option<String>,
    /// Whether it signs something; `None` when that could not be told.
    pub live: Option<bool>,
    /// Indication of EN 319 102-1.
    pub indication: String,
    /// Its sub-indication.
    pub sub_indication: Option<String>,
    /// Baseline level of EN 319 142-1.
    pub baseline: Option<String>,
    /// Digest algorithm.
    pub digest_algorithm: Option<String>,
    /// Algorithm of the signer's key.
    pub key_algorithm: Option<String>,
    /// Length of the signer's key.
    pub key_bits: Option<i64>,
    /// The signer's certificate, when it could be read.
    pub certificate: Option<SignerCertificate>,
    /// The time that the signing software claims.
    pub claimed_time: Option<Moment>,
    /// The time of its timestamp.
    pub timestamp: Option<Moment>,
    /// Who issued the timestamp.
    pub tsa: Option<String>,
    /// The earliest time at which it is proven to exist.
    pub best_signature_time: Option<Moment>,
}

/// The certificate a signature was made with.
#[derive(Debug, Clone, PartialEq)]
pub struct SignerCertificate {
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
    /// Code of whom it names.
    pub kind: String,
    /// Start of validity.
    pub not_before: Option<Moment>,
    /// End of validity.
    pub not_after: Option<Moment>,
}

impl Dataset {
    /// Gives every covered document with its signatures and findings, in the order of the archive.
    ///
    /// # Errors
    /// When a table can't be read, or `take` fails.
    pub fn whole_documents<E: From<DatasetError>>(
        &self,
        period: Period,
        mut take: impl FnMut(WholeDocument) -> Result<(), E>,
    ) -> Result<(), E> {
        const COLUMNS: [&str; 16] = [
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
            "kind",
            "size",
            "pages",
            "version",
            "faults",
            "fault_detail",
        ];
        const OF_SIGNATURE: [&str; 26] = [
            "field",
            "page",
            "role",
            "sub_filter",
            "integrity",
            "coverage",
            "modification",
            "live",
            "indication",
            "sub_indication",
            "baseline",
            "digest_algorithm",
            "key_algorithm",
            "key_bits",
            "signer",
            "organization",
            "issuer",
            "serial",
            "signer_kind",
            "not_before",
            "not_after",
            "certificate",
            "claimed_time",
            "timestamp",
            "tsa",
            "best_signature_time",
        ];
        for batch in self.batches(LISTED_AT_ONCE) {
            let documents = batch.covered(period, &COLUMNS)?.collect().map_err(DatasetError::from)?;
            let sorted = |frame: LazyFrame| {
                frame
                    .sort([ROW], SortMultipleOptions::default())
                    .collect()
                    .map_err(DatasetError::from)
            };
            let signatures = sorted(batch.of(
                &batch.covered(period, &[])?,
                Table::Signatures,
                &OF_SIGNATURE,
                &[],
                None,
            )?)?;
            let findings = sorted(batch.of(
                &batch.covered(period, &OF_DOCUMENT)?,
                Table::Findings,
                &OF_FINDING,
                &OF_DOCUMENT,
                None,
            )?)?;
            let (documents, signatures, findings) = (Rows(&documents), Rows(&signatures), Rows(&findings));
            let (mut signature, mut finding) = (0, 0);
            for index in 0..documents.0.height() {
                let mut document = document(&documents, index)?;
                // All tables of a shard are in the order of its documents.
                while signatures.belongs(signature, document.row.document)? {
                    document.signatures.push(self::signature(&signatures, signature)?);
                    signature += 1;
                }
                while findings.belongs(finding, document.row.document)? {
                    document.findings.push(findings.finding(finding)?);
                    finding += 1;
                }
                take(document)?;
            }
        }
        Ok(())
    }
}

impl Rows<'_> {
    /// Whether there is such a row, and it is of this document.
    fn belongs(&self, row: usize, document: i64) -> Result<bool, DatasetError> {
        Ok(row < self.0.height() && self.integer("document", row)? == Some(document))
    }
}

fn document(rows: &Rows<'_>, index: usize) -> Result<WholeDocument, DatasetError> {
    Ok(WholeDocument {
        row: rows.document(index)?,
        kind: rows.text("kind", index)?.unwrap_or_default(),
        size: rows.integer("size", index)?.unwrap_or_default(),
        pages: rows.integer("pages", index)?,
        version: rows.text("version", index)?,
        faults: rows.text("faults", index)?.unwrap_or_default(),
        fault_detail: rows.text("fault_detail", index)?.unwrap_or_default(),
        signatures: Vec::new(),
        findings: Vec::new(),
    })
}

fn signature(rows: &Rows<'_>, index: usize) -> Result<SignatureRow, DatasetError> {
    let text = |column: &str| rows.text(column, index);
    let time = |column: &str| Ok::<_, DatasetError>(rows.integer(column, index)?.and_then(moment));
    let certificate = match text("certificate")? {
        Some(sha256) => Some(SignerCertificate {
            sha256,
            common_name: text("signer")?,
            organization: text("organization")?,
            issuer: text("issuer")?,
            serial: text("serial")?,
            kind: text("signer_kind")?.unwrap_or_default(),
            not_before: time("not_before")?,
            not_after: time("not_after")?,
        }),
        None => None,
    };
    Ok(SignatureRow {
        field: text("field")?,
        page: rows.integer("page", index)?,
        role: text("role")?,
        sub_filter: text("sub_filter")?,
        integrity: text("integrity")?.unwrap_or_default(),
        coverage: text("coverage")?,
        modification: text("modification")?,
        live: rows.0.column("live")?.bool()?.get(index),
        indication: text("indication")?.unwrap_or_default(),
        sub_indication: text("sub_indication")?,
        baseline: text("baseline")?,
        digest_algorithm: text("digest_algorithm")?,
        key_algorithm: text("key_algorithm")?,
        key_bits: rows.integer("key_bits", index)?,
        certificate,
        claimed_time: time("claimed_time")?,
        timestamp: time("timestamp")?,
        tsa: text("tsa")?,
        best_signature_time: time("best_signature_time")?,
    })
}
