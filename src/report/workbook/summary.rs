//! Summary sheets: one or more tables below a title.

use rust_xlsxwriter::{ExcelDateTime, Formula, Table, TableColumn, TableFunction, TableStyle, Worksheet};

use super::{
    detail::cell_text,
    print_setup,
    style::{Styles, header_height, row_height},
};
use crate::report::{
    ReportError,
    content::Content,
    grid::{Grid, Kind, Value},
};

/// The first sheet: scope, conclusions, agencies, and the smaller tables below.
pub(super) fn overview(content: &Content, styles: &Styles) -> Result<Worksheet, ReportError> {
    let mut sheet = named(content, "summary")?;
    let mut row = heading(&mut sheet, content, styles)?;
    let tables = &content.tables;
    let widths = set_widths(&mut sheet, &tables.agencies)?;
    for (name, grid) in [
        ("conclusions", &tables.conclusions),
        ("agencies", &tables.agencies),
        ("reasons", &tables.reasons),
        ("signatures", &tables.signatures),
        ("unread_kinds", &tables.unread_kinds),
    ] {
        sheet.write_string_with_format(row, 0, &grid.caption, &styles.caption)?;
        row = put(&mut sheet, row + 1, name, grid, styles, &widths)? + 1;
    }
    print_setup(&mut sheet, content, None)?;
    Ok(sheet)
}

/// A sheet with one table.
pub(super) fn one_table(
    content: &Content,
    styles: &Styles,
    name: &str,
    grid: &Grid,
) -> Result<Worksheet, ReportError> {
    let mut sheet = named(content, name)?;
    let row = heading(&mut sheet, content, styles)?;
    let widths = set_widths(&mut sheet, grid)?;
    sheet.write_string_with_format(row, 0, &grid.caption, &styles.caption)?;
    let header = row + 1;
    put(&mut sheet, header, name, grid, styles, &widths)?;
    sheet.set_freeze_panes(header + 1, 0)?;
    print_setup(&mut sheet, content, Some((header, header)))?;
    Ok(sheet)
}

pub(super) fn named(content: &Content, key: &str) -> Result<Worksheet, ReportError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(content.words.get("sheet", key)?)?;
    sheet.set_screen_gridlines(false);
    Ok(sheet)
}

/// What the report is about; tells the row behind.
pub(super) fn heading(sheet: &mut Worksheet, content: &Content, styles: &Styles) -> Result<u32, ReportError> {
    sheet.write_string_with_format(0, 0, &content.printed.subject, &styles.title)?;
    let mut row = 1;
    for line in &content.printed.scope {
        sheet.write_string_with_format(row, 0, line, &styles.note)?;
        row += 1;
    }
    Ok(row + 1)
}

/// Gives the sheet the widths of this table, and tells them.
fn set_widths(sheet: &mut Worksheet, grid: &Grid) -> Result<Vec<f64>, ReportError> {
    let widths: Vec<f64> = grid.columns.iter().map(|column| column.width).collect();
    for (place, width) in (0..).zip(&widths) {
        sheet.set_column_width(place, *width)?;
    }
    Ok(widths)
}

/// A native table from this row on; tells the row behind it. A table without rows has one empty row, as spreadsheet
/// programs ask.
pub(super) fn put(
    sheet: &mut Worksheet,
    top: u32,
    name: &str,
    grid: &Grid,
    styles: &Styles,
    widths: &[f64],
) -> Result<u32, ReportError> {
    let rows = u32::try_from(grid.rows.len().max(1)).unwrap_or(u32::MAX);
    let last_column = u16::try_from(grid.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    // By place and not by name: LibreOffice does not read every Vietnamese letter in a column's name.
    let sum = |place: usize| {
        let column = u16::try_from(place).unwrap_or(u16::MAX);
        let range = rust_xlsxwriter::utility::cell_range(top + 1, column, top + rows, column);
        Formula::new(format!("=SUBTOTAL(109,{range})"))
    };
    let columns: Vec<TableColumn> = grid
        .columns
        .iter()
        .enumerate()
        .map(|(place, column)| {
            let mut native = TableColumn::new()
                .set_header(&column.label)
                .set_header_format(&styles.header)
                .set_format(styles.of_column(column.kind));
            match grid.total.as_ref().and_then(|total| total.get(place)) {
                Some(Value::Text(label)) if place == 0 => native = native.set_total_label(label),
                Some(Value::Number(_) | Value::Share(..)) if column.kind == Kind::Sum => {
                    native = native.set_total_function(TableFunction::Custom(sum(place)));
                }
                _ => {}
            }
            native
        })
        .collect();
    let last = top + rows + u32::from(grid.total.is_some());
    let table = Table::new()
        .set_name(name)
        .set_style(TableStyle::None)
        .set_columns(&columns)
        .set_total_row(grid.total.is_some());
    sheet.add_table(top, 0, last, last_column, &table)?;
    let labels = grid.columns.iter().map(|column| column.label.as_str());
    sheet.set_row_height(top, header_height(labels.zip(widths.iter().copied())))?;
    if grid.rows.is_empty() {
        for place in 0..=last_column {
            sheet.write_blank(top + 1, place, &styles.text)?;
        }
    }
    for (row, values) in (top + 1..).zip(&grid.rows) {
        let texts = values.iter().map(|value| match value {
            Value::Text(text) => text.as_str(),
            _ => "",
        });
        sheet.set_row_height(row, row_height(texts.zip(widths.iter().copied())))?;
        for (place, value) in (0..).zip(values) {
            put_value(sheet, row, place, value, styles)?;
        }
    }
    if let Some(total) = &grid.total {
        sheet.set_row_height(last, row_height(std::iter::empty()))?;
        for (place, value) in (0..).zip(total) {
            let format = styles.of_total(value);
            // Programs that do not calculate on opening (previews, Protected View) show the result kept here.
            let sum = sum(usize::from(place));
            match value {
                Value::Number(number) => {
                    sheet.write_formula_with_format(last, place, sum.set_result(number.to_string()), format)?
                }
                Value::Share(part, whole) => sheet.write_formula_with_format(
                    last,
                    place,
                    sum.set_result(ratio(*part, *whole).to_string()),
                    format,
                )?,
                Value::Text(text) => sheet.write_string_with_format(last, place, cell_text(text), format)?,
                Value::Nothing | Value::Day(_) => sheet.write_blank(last, place, format)?,
            };
        }
    }
    Ok(last + 1)
}

pub(super) fn put_value(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    value: &Value,
    styles: &Styles,
) -> Result<(), ReportError> {
    let format = styles.of(value);
    match value {
        Value::Nothing => sheet.write_blank(row, column, format)?,
        Value::Text(text) => sheet.write_string_with_format(row, column, cell_text(text), format)?,
        Value::Number(number) => sheet.write_number_with_format(row, column, *number as f64, format)?,
        Value::Share(part, whole) => sheet.write_number_with_format(row, column, ratio(*part, *whole), format)?,
        Value::Day(day) => {
            let date = ExcelDateTime::from_ymd(
                u16::try_from(day.year()).unwrap_or(0),
                u8::try_from(day.month()).unwrap_or(0),
                u8::try_from(day.day()).unwrap_or(0),
            );
            match date {
                Ok(date) => sheet.write_datetime_with_format(row, column, &date, format)?,
                // Excel's calendar begins in 1900; a certificate may claim any year.
                Err(_) => {
                    sheet.write_string_with_format(row, column, crate::report::grid::written_day(*day), format)?
                }
            }
        }
    };
    Ok(())
}

/// A share as a number; of nothing it is 0, since a cell of a column of numbers can't say "none".
fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
