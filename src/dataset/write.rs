//! Writing the tables of one shard.

use std::{collections::HashMap, sync::Arc};

use arrow::{
    array::{ArrayRef, BooleanArray, Int64Array, StringArray, StringBuilder, TimestampMillisecondArray},
    datatypes::{DataType, Field, Schema, TimeUnit},
    record_batch::RecordBatch,
};
use parquet::{
    arrow::ArrowWriter,
    arrow::arrow_writer::ArrowWriterOptions,
    basic::{Compression, ZstdLevel},
    file::properties::{EnabledStatistics, WriterProperties},
    schema::types::ColumnPath,
};

use super::{
    DatasetError,
    tables::{Cell, Column, ColumnType, Row, Table},
};
use crate::{
    facts::DocumentRecord,
    finding::{Citation, Judgement},
    store::RunDir,
};

/// Rows handed to the writer at once.
const ROWS_AT_ONCE: usize = 2048;
/// Bytes of most texts, so that a column is seldom moved while it grows.
const USUAL_LENGTH: usize = 96;

/// Rows written for one shard.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TableCounts {
    /// Documents.
    pub documents: u64,
    /// Signature dictionaries.
    pub signatures: u64,
    /// Certificates of signers, one for each signature that has one.
    pub certificates: u64,
    /// Findings.
    pub findings: u64,
}

/// The path of one table of one shard below the run directory.
pub(super) fn table_file(table: Table, shard: u32) -> String {
    format!("tables/{}/shard-{shard:05}.parquet", table.name())
}

/// Writes the four tables of one shard; the same rows give the same bytes.
///
/// # Errors
/// When a table can't be encoded, or the run directory can't take it.
pub fn write_shard(
    run: &RunDir,
    shard: u32,
    rows: &[(DocumentRecord, Judgement<'_>)],
) -> Result<TableCounts, DatasetError> {
    let mut written = [0; 4];
    for (table, written) in Table::ALL.into_iter().zip(&mut written) {
        let rows = rows_of(table, rows);
        *written = rows.len() as u64;
        run.put(&table_file(table, shard), &encode(table, &rows)?)?;
    }
    let [documents, signatures, certificates, findings] = written;
    Ok(TableCounts {
        documents,
        signatures,
        certificates,
        findings,
    })
}

fn rows_of<'a>(table: Table, judged: &'a [(DocumentRecord, Judgement<'a>)]) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for (record, judgement) in judged {
        let document = Row {
            record,
            judgement,
            signature: None,
            finding: None,
        };
        let signatures = record.facts.signatures.iter().enumerate();
        match table {
            Table::Documents => rows.push(document),
            Table::Signatures => rows.extend(signatures.map(|signature| Row {
                signature: Some(signature),
                ..document
            })),
            Table::Certificates => rows.extend(
                signatures
                    .filter(|(_, signature)| signature.signer.known().is_some())
                    .map(|signature| Row {
                        signature: Some(signature),
                        ..document
                    }),
            ),
            Table::Findings => rows.extend(judgement.findings.iter().map(|finding| Row {
                finding: Some(finding),
                ..document
            })),
        }
    }
    rows
}

fn encode(table: Table, rows: &[Row<'_>]) -> Result<Vec<u8>, DatasetError> {
    let columns = table.columns();
    let schema = Arc::new(Schema::new(
        columns
            .iter()
            .map(|column| Field::new(column.name, data_type(column.ty), true))
            .collect::<Vec<_>>(),
    ));
    let mut properties = WriterProperties::builder()
        .set_created_by("kysoat".to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::default()));
    for column in columns {
        if column.distinct {
            properties = properties.set_column_dictionary_enabled(ColumnPath::from(column.name), false);
        }
        // The least and the greatest of sentences and codes let no reader skip a shard, and comparing them all costs.
        if column.ty == ColumnType::Text {
            properties =
                properties.set_column_statistics_enabled(ColumnPath::from(column.name), EnabledStatistics::None);
        }
    }
    let options = ArrowWriterOptions::new()
        .with_properties(properties.build())
        // The schema once more in Arrow's own encoding would only tie the bytes to this library's version.
        .with_skip_arrow_metadata(true);
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new_with_options(&mut bytes, Arc::clone(&schema), options)?;
    // Few rows at once stay in the cache of the processor.
    for rows in rows.chunks(ROWS_AT_ONCE) {
        let arrays = columns
            .iter()
            .map(|column| array(column, rows))
            .collect::<Result<_, _>>()?;
        writer.write(&RecordBatch::try_new(Arc::clone(&schema), arrays)?)?;
    }
    writer.close()?;
    Ok(bytes)
}

fn data_type(ty: ColumnType) -> DataType {
    match ty {
        ColumnType::Text => DataType::Utf8,
        ColumnType::Integer => DataType::Int64,
        ColumnType::Flag => DataType::Boolean,
        ColumnType::Time => DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into())),
    }
}

/// A column of text; `None` when a cell is of another kind.
fn texts<'a>(cells: impl ExactSizeIterator<Item = Cell<'a>>) -> Option<StringArray> {
    let mut texts = StringBuilder::with_capacity(cells.len(), cells.len().saturating_mul(USUAL_LENGTH));
    // Provisions stand in the rules, the same ones at the same place for every finding.
    let mut provisions: HashMap<*const Citation, (usize, String)> = HashMap::new();
    let mut json = Vec::new();
    for cell in cells {
        match cell {
            Cell::Text(text) => texts.append_value(text),
            Cell::Null => texts.append_null(),
            Cell::Measures(measures) => {
                json.clear();
                serde_json::to_writer(&mut json, measures).ok()?;
                texts.append_value(str::from_utf8(&json).ok()?);
            }
            Cell::Basis(basis) => {
                let known = provisions.entry(basis.as_ptr()).or_default();
                if known.0 != basis.len() {
                    let all: Vec<String> = basis.iter().map(Citation::to_string).collect();
                    *known = (basis.len(), all.join("; "));
                }
                texts.append_value(&known.1);
            }
            _ => return None,
        }
    }
    Some(texts.finish())
}

/// One column of these rows.
fn array(column: &Column, rows: &[Row<'_>]) -> Result<ArrayRef, DatasetError> {
    let cells = rows.iter().map(|row| (column.read)(row));
    let other = || DatasetError::ColumnType(column.name.to_owned(), "of another kind".to_owned());
    Ok(match column.ty {
        ColumnType::Text => Arc::new(texts(cells).ok_or_else(other)?),
        ColumnType::Integer => {
            let values = cells.map(|cell| match cell {
                Cell::Integer(number) => Ok(Some(number)),
                Cell::Null => Ok(None),
                _ => Err(other()),
            });
            Arc::new(values.collect::<Result<Int64Array, _>>()?)
        }
        ColumnType::Flag => {
            let values = cells.map(|cell| match cell {
                Cell::Flag(flag) => Ok(Some(flag)),
                Cell::Null => Ok(None),
                _ => Err(other()),
            });
            Arc::new(values.collect::<Result<BooleanArray, _>>()?)
        }
        ColumnType::Time => {
            let values = cells.map(|cell| match cell {
                Cell::Time(instant) => Ok(Some(instant)),
                Cell::Null => Ok(None),
                _ => Err(other()),
            });
            Arc::new(
                values
                    .collect::<Result<TimestampMillisecondArray, _>>()?
                    .with_timezone("UTC"),
            )
        }
    })
}
