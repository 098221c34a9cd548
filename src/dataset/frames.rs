//! Reading the tables of a run back, a few shards at a time, into polars frames.
//!
//! A run of a million documents has more than ten million findings. They are never in memory together: every count is
//! grouped in polars batch by batch, and only the groups are kept.

use std::{fs, fs::File, path::PathBuf};

use arrow::{
    array::{Array, AsArray},
    datatypes::{DataType as ArrowType, Int64Type, TimeUnit, TimestampMillisecondType},
    error::ArrowError,
    record_batch::RecordBatch,
};
use parquet::arrow::{
    ProjectionMask,
    arrow_reader::{ArrowPredicateFn, ParquetRecordBatchReaderBuilder, RowFilter},
};
use polars::prelude::*;

use super::{
    DatasetError, Period, UNKNOWN_TIME,
    tables::{ColumnType, Table},
    write::table_file,
};
use crate::store::RunDir;

/// Shards counted at once: about 16,000 documents and 500,000 findings of which a few codes are read.
pub(super) const COUNTED_AT_ONCE: usize = 32;

/// Shards listed at once: whole sentences are read, some tens of megabytes.
pub(super) const LISTED_AT_ONCE: usize = 2;

/// Rows that are wanted of a table: a column, and the texts that it may have.
pub(super) type Only<'a> = (&'static str, &'a [&'static str]);

/// Rows decoded at once.
const ROWS_AT_ONCE: usize = 16_384;

/// The place of a row in its table, in frames that were joined.
pub(super) const ROW: &str = "row";

/// The tables of one run.
#[derive(Debug, Clone)]
pub struct Dataset {
    root: PathBuf,
    shards: Vec<u32>,
}

/// A batch of shards: whole numbers of documents, and everything that belongs to them.
pub(super) struct Batch<'a> {
    dataset: &'a Dataset,
    shards: &'a [u32],
}

impl Dataset {
    /// Opens the tables of a run. A shard belongs to it when it has a table of documents.
    ///
    /// # Errors
    /// When the folder can't be read, or a shard lacks one of its four tables.
    pub fn open(run: &RunDir) -> Result<Self, DatasetError> {
        let root = run.path().to_owned();
        let folder = root.join("tables").join(Table::Documents.name());
        let mut shards = Vec::new();
        if folder.is_dir() {
            let entries = fs::read_dir(&folder).map_err(|source| DatasetError::read(&folder, source))?;
            for entry in entries {
                let entry = entry.map_err(|source| DatasetError::read(&folder, source))?;
                if let Some(shard) = entry.file_name().to_str().and_then(shard_of) {
                    shards.push(shard);
                }
            }
        }
        shards.sort_unstable();
        for shard in &shards {
            for table in Table::ALL {
                let path = root.join(table_file(table, *shard));
                if !path.is_file() {
                    return Err(DatasetError::Incomplete(path));
                }
            }
        }
        Ok(Self { root, shards })
    }

    /// The shards of the run, in order.
    pub fn shards(&self) -> &[u32] {
        &self.shards
    }

    pub(super) fn batches(&self, at_once: usize) -> impl Iterator<Item = Batch<'_>> {
        self.shards
            .chunks(at_once)
            .map(|shards| Batch { dataset: self, shards })
    }
}

impl Batch<'_> {
    /// These columns of one table, of all rows or only some. What is not wanted is not decoded.
    fn frame(&self, table: Table, columns: &[&str], only: Option<Only<'_>>) -> Result<DataFrame, DatasetError> {
        let mut frame = empty(table, columns)?;
        for shard in self.shards {
            let path = self.dataset.root.join(table_file(table, *shard));
            let file = File::open(&path).map_err(|source| DatasetError::read(&path, source))?;
            let mut builder = ParquetRecordBatchReaderBuilder::try_new(file)?.with_batch_size(ROWS_AT_ONCE);
            if let Some((column, texts)) = only {
                let mask = ProjectionMask::columns(builder.parquet_schema(), [column]);
                let texts = texts.to_vec();
                let wanted = move |batch: RecordBatch| {
                    let column = batch.column(0).as_string_opt::<i32>();
                    let column = column.ok_or_else(|| ArrowError::SchemaError("not a text".to_owned()))?;
                    let wanted = |text: Option<&str>| Some(text.is_some_and(|text| texts.contains(&text)));
                    Ok(column.iter().map(wanted).collect())
                };
                builder =
                    builder.with_row_filter(RowFilter::new(vec![Box::new(ArrowPredicateFn::new(mask, wanted))]));
            }
            let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
            for batch in builder.with_projection(mask).build()? {
                frame.vstack_mut(&converted(&batch?, columns)?)?;
            }
        }
        Ok(frame)
    }

    /// The documents, each with its `membership` of a period: `in-period`, `unknown-time` or `outside`.
    pub(super) fn documents(&self, period: Period, columns: &[&str]) -> Result<LazyFrame, DatasetError> {
        let mut wanted = vec!["document", "date", "date_source"];
        wanted.extend(
            columns
                .iter()
                .filter(|name| !wanted.contains(*name))
                .copied()
                .collect::<Vec<_>>(),
        );
        let (from, after) = period.bounds_ms();
        let membership = when(col("date_source").eq(lit(UNKNOWN_TIME)))
            .then(lit(membership::UNKNOWN_TIME))
            .when(col("date").gt_eq(lit(from)).and(col("date").lt(lit(after))))
            .then(lit(membership::IN_PERIOD))
            .otherwise(lit(membership::OUTSIDE));
        Ok(self
            .frame(Table::Documents, &wanted, None)?
            .lazy()
            .with_columns([membership.alias("membership")]))
    }

    /// The documents that a report on this period covers: those of the period, and those whose time is not known.
    pub(super) fn covered(&self, period: Period, columns: &[&str]) -> Result<LazyFrame, DatasetError> {
        Ok(covered(self.documents(period, columns)?))
    }

    /// The rows of another table that belong to these documents, with these columns of the document besides.
    pub(super) fn of(
        &self,
        documents: &LazyFrame,
        table: Table,
        columns: &[&str],
        of_document: &[&str],
        only: Option<Only<'_>>,
    ) -> Result<LazyFrame, DatasetError> {
        let mut kept: Vec<Expr> = vec![col("document")];
        kept.extend(of_document.iter().map(|name| col(*name)));
        let mut wanted = vec!["document"];
        wanted.extend(columns.iter().copied());
        Ok(self
            .frame(table, &wanted, only)?
            .lazy()
            // A join may shuffle; lists sort by this to be in the order of the archive again.
            .with_row_index(ROW, None)
            .inner_join(documents.clone().select(kept), col("document"), col("document")))
    }
}

/// Those of the documents that a report covers.
pub(super) fn covered(documents: LazyFrame) -> LazyFrame {
    documents.filter(col("membership").neq(lit(membership::OUTSIDE)))
}

/// Where a document lies in respect of a period.
pub(super) mod membership {
    pub(in super::super) const IN_PERIOD: &str = "in-period";
    pub(in super::super) const UNKNOWN_TIME: &str = "unknown-time";
    pub(in super::super) const OUTSIDE: &str = "outside";
}

fn shard_of(name: &str) -> Option<u32> {
    let digits = name.strip_prefix("shard-")?.strip_suffix(".parquet")?;
    (digits.len() >= 5 && digits.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| digits.parse().ok())
        .flatten()
}

fn empty(table: Table, columns: &[&str]) -> Result<DataFrame, DatasetError> {
    let columns = columns
        .iter()
        .map(|name| {
            let column = table
                .columns()
                .iter()
                .find(|column| column.name == *name)
                .ok_or_else(|| DatasetError::NoColumn((*name).to_owned()))?;
            let ty = match column.ty {
                ColumnType::Text => DataType::String,
                ColumnType::Integer | ColumnType::Time => DataType::Int64,
                ColumnType::Flag => DataType::Boolean,
            };
            Ok(Column::new_empty((*name).into(), &ty))
        })
        .collect::<Result<Vec<_>, DatasetError>>()?;
    Ok(DataFrame::new(0, columns)?)
}

/// An Arrow batch as a polars frame, its columns in the order asked for; times become milliseconds since 1970.
fn converted(batch: &RecordBatch, columns: &[&str]) -> Result<DataFrame, DatasetError> {
    let columns = columns
        .iter()
        .map(|name| {
            let array = batch
                .column_by_name(name)
                .ok_or_else(|| DatasetError::NoColumn((*name).to_owned()))?;
            let name = PlSmallStr::from_str(name);
            Ok(match array.data_type() {
                ArrowType::Utf8 => {
                    StringChunked::from_iter_options(name, array.as_string::<i32>().iter()).into_column()
                }
                ArrowType::Int64 => {
                    Int64Chunked::from_iter_options(name, array.as_primitive::<Int64Type>().iter()).into_column()
                }
                ArrowType::Boolean => {
                    BooleanChunked::from_iter_options(name, array.as_boolean().iter()).into_column()
                }
                ArrowType::Timestamp(TimeUnit::Millisecond, _) => {
                    Int64Chunked::from_iter_options(name, array.as_primitive::<TimestampMillisecondType>().iter())
                        .into_column()
                }
                other => return Err(DatasetError::ColumnType(name.to_string(), other.to_string())),
            })
        })
        .collect::<Result<Vec<_>, DatasetError>>()?;
    Ok(DataFrame::new(batch.num_rows(), columns)?)
}
