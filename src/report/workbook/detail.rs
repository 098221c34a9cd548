//! Detail sheets of any length, written row by row in constant memory.

use std::borrow::Cow;

use rust_xlsxwriter::{Workbook, Worksheet};

use super::{
    print_setup,
    style::{self, Styles, row_height},
    summary,
};
use crate::{
    dataset::{Closure, Dataset, Figures, FindingFigures},
    report::{
        ReportError,
        clean::shown,
        content::{Content, PrintedFinding},
        grid::Value,
        words::Words,
    },
};

/// Rows of data that one sheet holds besides its header.
const ROWS_OF_A_SHEET: u32 = 1_048_575;

/// A cell holds no more characters than this.
const CHARACTERS_OF_A_CELL: usize = 32_767;

/// The text as a cell can hold it; a cut is marked.
pub(super) fn cell_text(text: &str) -> Cow<'_, str> {
    // Spreadsheet programs count UTF-16 units.
    if text.len() <= CHARACTERS_OF_A_CELL || text.encode_utf16().count() <= CHARACTERS_OF_A_CELL {
        return Cow::Borrowed(text);
    }
    let mut units = 0;
    let cut: String = text
        .chars()
        .take_while(|letter| {
            units += letter.len_utf16();
            units < CHARACTERS_OF_A_CELL
        })
        .collect();
    Cow::Owned(cut + "…")
}

/// One column of a detail sheet: key of its label, width in characters, and whether it is printed.
struct Column {
    key: &'static str,
    width: f64,
    printed: bool,
}

const fn column(key: &'static str, width: f64) -> Column {
    Column {
        key,
        width,
        printed: true,
    }
}

const fn unprinted(key: &'static str, width: f64) -> Column {
    Column {
        key,
        width,
        printed: false,
    }
}

const FINDINGS: &[Column] = &[
    column("number", 6.0),
    column("agency", 18.0),
    column("path", 26.0),
    column("subject", 11.0),
    column("rule", 7.0),
    column("outcome", 13.0),
    column("severity", 11.0),
    column("message", 42.0),
    column("basis", 24.0),
    column("measured", 22.0),
    unprinted("because", 24.0),
    unprinted("sha256", 70.0),
];

const DOCUMENTS: &[Column] = &[
    column("number", 6.0),
    column("agency", 24.0),
    column("path", 44.0),
    column("conclusion", 16.0),
    column("because", 60.0),
    column("date", 14.0),
    column("signatures", 12.0),
    unprinted("sha256", 70.0),
];

const UNREAD: &[Column] = &[
    column("number", 6.0),
    column("agency", 24.0),
    column("path", 36.0),
    column("fault", 30.0),
    column("size", 14.0),
    column("conclusion", 16.0),
    column("detail", 44.0),
];

/// Sheets that are filled one after another: when one is full, the next begins.
struct Sheets<'a> {
    content: &'a Content,
    styles: &'a Styles,
    /// Section of the words, and key of the sheet's name.
    section: &'static str,
    columns: &'static [Column],
    /// Rows still to come, for the filters, which are written before the rows.
    expected: u64,
    full: Vec<Worksheet>,
    sheet: Worksheet,
    row: u32,
    written: u64,
}

impl<'a> Sheets<'a> {
    fn new(
        workbook: &mut Workbook,
        content: &'a Content,
        styles: &'a Styles,
        section: &'static str,
        columns: &'static [Column],
        expected: u64,
    ) -> Result<Self, ReportError> {
        let mut sheets = Self {
            content,
            styles,
            section,
            columns,
            expected,
            full: Vec::new(),
            sheet: workbook.new_worksheet_with_constant_memory()?,
            row: 0,
            written: 0,
        };
        sheets.begin()?;
        Ok(sheets)
    }

    /// Names the sheet and writes its header.
    fn begin(&mut self) -> Result<(), ReportError> {
        let words = &self.content.words;
        let name = words.get("sheet", self.section)?;
        let sheet = &mut self.sheet;
        sheet.set_name(match self.full.len() {
            0 => name.to_owned(),
            full => format!("{name} {}", full + 1),
        })?;
        let rest = self.expected.saturating_sub(self.written).max(1);
        let last_row = u32::try_from(rest).unwrap_or(u32::MAX).min(ROWS_OF_A_SHEET);
        let last_column = u16::try_from(self.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
        sheet.autofilter(0, 0, last_row, last_column)?;
        sheet.set_freeze_panes(1, 0)?;
        let labels = self
            .columns
            .iter()
            .map(|column| words.get(self.section, column.key))
            .collect::<Result<Vec<_>, _>>()?;
        let widths = self.columns.iter().map(|column| column.width);
        for (place, column) in (0..).zip(self.columns) {
            sheet.set_column_width(place, column.width)?;
            sheet.write_string_with_format(0, place, words.get(self.section, column.key)?, &self.styles.header)?;
        }
        sheet.set_row_height(0, style::header_height(labels.iter().copied().zip(widths)))?;
        let printed = self.columns.iter().filter(|column| column.printed).count();
        let last_printed = u16::try_from(printed.saturating_sub(1)).unwrap_or(u16::MAX);
        sheet.set_print_area(0, 0, last_row, last_printed)?;
        print_setup(sheet, self.content, Some((0, 0)))?;
        self.row = 0;
        Ok(())
    }

    /// Writes one row behind its running number.
    fn push(&mut self, workbook: &mut Workbook, cells: &[Cell<'_>]) -> Result<(), ReportError> {
        if self.row == ROWS_OF_A_SHEET {
            let next = workbook.new_worksheet_with_constant_memory()?;
            self.full.push(std::mem::replace(&mut self.sheet, next));
            self.begin()?;
        }
        self.row += 1;
        self.written += 1;
        let styles = self.styles;
        let texts = cells.iter().map(|cell| match cell {
            Cell::Text(text) => *text,
            Cell::Outcome { word, .. } => word,
            Cell::Number(_) | Cell::Value(_) => "",
        });
        let widths = self.columns.iter().skip(1).map(|column| column.width);
        self.sheet.set_row_height(self.row, row_height(texts.zip(widths)))?;
        let number = Value::Number(self.written);
        self.sheet
            .write_number_with_format(self.row, 0, self.written as f64, styles.of(&number))?;
        for (place, cell) in (1..).zip(cells) {
            match cell {
                Cell::Text(text) => {
                    self.sheet
                        .write_string_with_format(self.row, place, cell_text(text), &styles.text)?
                }
                Cell::Value(value) => {
                    summary::put_value(&mut self.sheet, self.row, place, value, styles)?;
                    continue;
                }
                Cell::Outcome { code, word } => {
                    self.sheet
                        .write_string_with_format(self.row, place, *word, styles.of_outcome(code))?
                }
                Cell::Number(value) => {
                    self.sheet
                        .write_number_with_format(self.row, place, *value as f64, styles.of(&number))?
                }
            };
        }
        Ok(())
    }

    /// Hands the sheets to the workbook, if as many rows came as the figures tell.
    fn finish(mut self, workbook: &mut Workbook) -> Result<(), ReportError> {
        if self.written != self.expected {
            return Err(ReportError::Disagree(vec![Closure {
                name: format!("rows of the list {}", self.section),
                holds: false,
                left: self.written,
                right: self.expected,
            }]));
        }
        if self.written == 0 {
            let empty = self.content.words.get("findings", "empty")?;
            self.sheet.write_string_with_format(1, 0, empty, &self.styles.note)?;
        }
        for sheet in self.full {
            workbook.push_worksheet(sheet);
        }
        workbook.push_worksheet(self.sheet);
        Ok(())
    }
}

enum Cell<'a> {
    Text(&'a str),
    Value(Value),
    Outcome { code: &'a str, word: &'a str },
    Number(i64),
}

/// Every covered document with its conclusion.
pub(super) fn documents(
    workbook: &mut Workbook,
    content: &Content,
    figures: &Figures,
    dataset: &Dataset,
    styles: &Styles,
) -> Result<(), ReportError> {
    let words = &content.words;
    let covered = figures.documents.covered;
    let mut sheets = Sheets::new(workbook, content, styles, "documents", DOCUMENTS, covered)?;
    dataset.documents(figures.period, |row| {
        let because = row.because.as_ref().map(|because| shown(content.language.of(because)));
        sheets.push(
            workbook,
            &[
                Cell::Text(&agency(row.agency.as_deref(), words)?),
                Cell::Text(&shown(&row.path)),
                Cell::Outcome {
                    code: &row.conclusion,
                    word: words.get("conclusion", &row.conclusion)?,
                },
                Cell::Text(because.as_deref().unwrap_or_default()),
                match row.date {
                    Some(date) => Cell::Value(Value::Day(date.day_in_vietnam())),
                    None => Cell::Text(words.get("documents", "unknown_time")?),
                },
                Cell::Value(Value::Number(row.signatures)),
                Cell::Text(row.sha256.as_deref().unwrap_or_default()),
            ],
        )
    })?;
    sheets.finish(workbook)
}

/// The agency as it is shown.
fn agency<'a>(agency: Option<&'a str>, words: &'a Words) -> Result<Cow<'a, str>, ReportError> {
    match agency {
        Some(agency) => Ok(shown(agency)),
        None => words.get("report", "unknown_agency").map(Cow::Borrowed),
    }
}

/// Every finding that failed, warned or could not be told.
pub(super) fn findings(
    workbook: &mut Workbook,
    content: &Content,
    figures: &Figures,
    dataset: &Dataset,
    styles: &Styles,
) -> Result<(), ReportError> {
    let mut sheets = Sheets::new(
        workbook,
        content,
        styles,
        "findings",
        FINDINGS,
        figures.findings.total(),
    )?;
    dataset.findings(figures.period, &FindingFigures::OUTCOMES, |row| {
        let row = PrintedFinding::new(&row, &content.words, content.language)?;
        sheets.push(
            workbook,
            &[
                Cell::Text(&row.agency),
                Cell::Text(&row.path),
                Cell::Text(&row.subject),
                Cell::Text(&row.rule),
                Cell::Outcome {
                    code: &row.code,
                    word: &row.outcome,
                },
                Cell::Text(&row.severity),
                Cell::Text(&row.message),
                Cell::Text(&row.basis),
                Cell::Text(&row.measured),
                Cell::Text(&row.because),
                Cell::Text(&row.sha256),
            ],
        )
    })?;
    sheets.finish(workbook)
}

/// Every document that could not be read, or not wholly.
pub(super) fn unread(
    workbook: &mut Workbook,
    content: &Content,
    figures: &Figures,
    dataset: &Dataset,
    styles: &Styles,
) -> Result<(), ReportError> {
    let words = &content.words;
    let mut sheets = Sheets::new(workbook, content, styles, "unread", UNREAD, figures.documents.unread)?;
    dataset.unread(figures.period, |row| {
        let agency = agency(row.agency.as_deref(), words)?;
        let faults = row
            .faults
            .split(' ')
            .map(|code| words.get("fault", code))
            .collect::<Result<Vec<_>, _>>()?
            .join("; ");
        sheets.push(
            workbook,
            &[
                Cell::Text(&agency),
                Cell::Text(&shown(&row.path)),
                Cell::Text(&faults),
                Cell::Number(row.size),
                Cell::Text(words.get("conclusion", &row.conclusion)?),
                Cell::Text(&shown(&row.detail)),
            ],
        )
    })?;
    sheets.finish(workbook)
}
