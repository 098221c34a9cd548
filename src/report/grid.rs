//! A summary table, laid out once for every output.

use jiff::civil::Date;
use serde::Serialize;

use super::{ReportError, words::Words};

/// One value of a table.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Nothing,
    Text(String),
    Number(u64),
    /// A part of a whole.
    Share(u64, u64),
    Day(Date),
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    /// Numbers that may be added up over the rows.
    Sum,
    /// Numbers that may not, since rows share what they count.
    Number,
}

/// One column: what stands above it, and how wide it is beside the others.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// Its key in the words, by which templates choose columns.
    pub(super) key: String,
    pub(super) label: String,
    pub(super) kind: Kind,
    /// Width in characters of the workbook's body font; other outputs take it as a proportion.
    pub(super) width: f64,
}

/// A table with its caption; `rest` and `total` have as many cells as a row.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    pub(super) caption: String,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Vec<Value>>,
    /// Stands for rows that are not shown, with their sums.
    pub(super) rest: Option<Vec<Value>>,
    pub(super) total: Option<Vec<Value>>,
}

/// The same with every value as people read it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct PrintedGrid {
    caption: String,
    columns: Vec<PrintedColumn>,
    rows: Vec<Vec<String>>,
    total: Option<Vec<String>>,
}

#[derive(Debug, Clone, Serialize)]
struct PrintedColumn {
    key: String,
    label: String,
    numeric: bool,
    width: f64,
}

impl Grid {
    /// A table whose caption is the word `caption` of this section.
    pub(super) fn new(words: &Words, section: &str) -> Result<Self, ReportError> {
        Ok(Self {
            caption: words.get(section, "caption")?.to_owned(),
            columns: Vec::new(),
            rows: Vec::new(),
            rest: None,
            total: None,
        })
    }

    /// One more column, its label the word for its key in this section.
    pub(super) fn column(
        self,
        words: &Words,
        section: &str,
        key: &str,
        kind: Kind,
        width: f64,
    ) -> Result<Self, ReportError> {
        let label = words.get(section, key)?;
        Ok(self.labelled(key, label, kind, width))
    }

    /// One more column with a label of its own.
    pub(super) fn labelled(mut self, key: &str, label: &str, kind: Kind, width: f64) -> Self {
        self.columns.push(Column {
            key: key.to_owned(),
            label: label.to_owned(),
            kind,
            width,
        });
        self
    }

    /// Several columns of one section.
    pub(super) fn columns(
        mut self,
        words: &Words,
        section: &str,
        columns: &[(&str, Kind, f64)],
    ) -> Result<Self, ReportError> {
        for (key, kind, width) in columns {
            self = self.column(words, section, key, *kind, *width)?;
        }
        Ok(self)
    }

    /// A row of sums below the rows: the label in the first column, then the sum of every column that adds up. The
    /// closure checks of the figures have compared these sums with what was counted otherwise.
    pub(super) fn with_total(mut self, label: &str) -> Self {
        self.total = Some(self.sums(label, &self.rows));
        self
    }

    /// The same table with these rows only, in this order, and one row with the sums of all others: what is shown adds
    /// up to the total all the same.
    pub(super) fn folded(&self, kept: &[usize], label: &str) -> Self {
        let others: Vec<_> = (0..self.rows.len())
            .filter(|place| !kept.contains(place))
            .filter_map(|place| self.rows.get(place).cloned())
            .collect();
        Self {
            rows: kept.iter().filter_map(|place| self.rows.get(*place).cloned()).collect(),
            rest: (!others.is_empty()).then(|| self.sums(label, &others)),
            ..self.clone()
        }
    }

    /// The label, then the sum over these rows in every column that adds up.
    fn sums(&self, label: &str, rows: &[Vec<Value>]) -> Vec<Value> {
        let sum = |place: usize| {
            let cells = rows.iter().filter_map(|row| row.get(place));
            cells.fold(None, |sum, cell| match (sum, cell) {
                (None, Value::Share(part, whole)) => Some(Value::Share(*part, *whole)),
                (Some(Value::Share(sum, whole)), Value::Share(part, _)) => Some(Value::Share(sum + part, whole)),
                (None, Value::Number(number)) => Some(Value::Number(*number)),
                (Some(Value::Number(sum)), Value::Number(number)) => Some(Value::Number(sum + number)),
                (sum, _) => sum,
            })
        };
        self.columns
            .iter()
            .enumerate()
            .map(|(place, column)| match column.kind {
                _ if place == 0 => Value::Text(label.to_owned()),
                Kind::Sum => sum(place).unwrap_or(Value::Number(0)),
                Kind::Text | Kind::Number => Value::Nothing,
            })
            .collect()
    }

    pub(super) fn printed(&self, words: &Words) -> Result<PrintedGrid, ReportError> {
        let row = |row: &Vec<Value>| {
            row.iter()
                .map(|value| value.printed(words))
                .collect::<Result<Vec<_>, _>>()
        };
        Ok(PrintedGrid {
            caption: self.caption.clone(),
            columns: self
                .columns
                .iter()
                .map(|column| PrintedColumn {
                    key: column.key.clone(),
                    label: column.label.clone(),
                    numeric: column.kind != Kind::Text,
                    width: column.width,
                })
                .collect(),
            rows: self.rows.iter().map(row).collect::<Result<_, _>>()?,
            total: self.total.as_ref().map(row).transpose()?,
        })
    }
}

impl Value {
    pub(super) fn printed(&self, words: &Words) -> Result<String, ReportError> {
        match self {
            Self::Nothing => Ok(String::new()),
            Self::Text(text) => Ok(text.clone()),
            Self::Number(number) => words.number(*number),
            Self::Share(part, whole) => words.share(*part, *whole),
            Self::Day(day) => Ok(written_day(*day)),
        }
    }
}

/// A day as official documents write it in tables, `05/03/2026`.
pub(super) fn written_day(day: Date) -> String {
    format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year())
}
