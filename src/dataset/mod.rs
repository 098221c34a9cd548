//! The tables of a run: Parquet written shard by shard, polars frames read back, and the figures counted from them.
//!
//! [`write_shard`] keeps what was measured and judged as four tables that any engine reads. [`Dataset`] reads them
//! back. [`figures`] counts them for one [`Period`], once: every report prints from the one [`Figures`] value, and
//! detail lists stream from the [`Dataset`] in the same order and scope. Nothing here is worded for people.

mod collation;
mod figures;
mod frames;
mod listing;
mod period;
mod tables;
mod tally;
mod whole;
mod write;

use std::path::{Path, PathBuf};

pub use figures::{
    AgencyFigures, CertificateFigures, CertificateGroup, Closure, Coded, Conclusions, DocumentFigures, FigureOptions,
    Figures, FindingFigures, RuleFigures, SCHEMA, SignatureFigures, Validity, figures,
};
pub use frames::Dataset;
pub use listing::{CertificateRow, DocumentRow, FindingRow, UnreadRow};
pub use period::{Period, PeriodError};
pub use tables::Table;
pub use whole::{SignatureRow, SignerCertificate, WholeDocument};
pub use write::{TableCounts, write_shard};

/// Code of a date that was not found: such documents are of no period.
const UNKNOWN_TIME: &str = "as-of";

/// What can go wrong with the tables of a run.
#[derive(Debug, thiserror::Error)]
pub enum DatasetError {
    /// The run directory could not be used.
    #[error(transparent)]
    Store(#[from] crate::store::StoreError),
    /// A table or its folder could not be read.
    #[error("{path}: {source}")]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A shard has a table of documents, but not this one.
    #[error("{0}: this table is missing; judge the run again")]
    Incomplete(PathBuf),
    /// A table has no column of this name.
    #[error("no column {0:?}; the tables were written by another version")]
    NoColumn(String),
    /// A column has an unexpected type.
    #[error("column {0:?} has type {1}; the tables were written by another version")]
    ColumnType(String, String),
    /// A table could not be encoded or decoded.
    #[error("parquet: {0}")]
    Parquet(#[from] parquet::errors::ParquetError),
    /// A column could not be encoded or decoded.
    #[error("arrow: {0}")]
    Arrow(#[from] arrow::error::ArrowError),
    /// A count could not be made.
    #[error("polars: {0}")]
    Polars(#[from] polars::error::PolarsError),
}

impl DatasetError {
    fn read(path: &Path, source: std::io::Error) -> Self {
        Self::Read {
            path: path.to_owned(),
            source,
        }
    }
}
