//! The workbook: summary sheets with native tables, detail sheets of any length in constant memory.
//!
//! Data are only ever written as strings, so that a file named `=HYPERLINK(..)` stays a name. Every cell has its own
//! borders and formats: not every spreadsheet program draws table styles.

mod charts;
mod detail;
mod style;
mod summary;

use std::io::{Seek, Write};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet};

use self::style::Styles;
use super::{ReportError, content::Content};
use crate::dataset::{Dataset, Figures};

pub(super) fn render(
    content: &Content,
    figures: &Figures,
    dataset: &Dataset,
    target: &mut (impl Write + Seek + Send),
) -> Result<(), ReportError> {
    let mut workbook = Workbook::new();
    let styles = Styles::new();
    workbook.set_properties(&properties(content, figures)?);
    workbook.push_worksheet(summary::overview(content, &styles)?);
    workbook.push_worksheet(charts::sheet(content, figures, &styles)?);
    workbook.push_worksheet(summary::one_table(content, &styles, "rules", &content.tables.rules)?);
    workbook.push_worksheet(summary::one_table(
        content,
        &styles,
        "certificates",
        &content.tables.certificates,
    )?);
    workbook.push_worksheet(summary::one_table(
        content,
        &styles,
        "certificate_list",
        &content.tables.certificate_list,
    )?);
    detail::documents(&mut workbook, content, figures, dataset, &styles)?;
    detail::findings(&mut workbook, content, figures, dataset, &styles)?;
    detail::unread(&mut workbook, content, figures, dataset, &styles)?;
    workbook.push_worksheet(summary::one_table(
        content,
        &styles,
        "tolerances",
        &content.tables.tolerances,
    )?);
    Ok(workbook.save_to_writer(target)?)
}

/// The time of making is the moment the audit speaks for: the same run gives the same bytes.
fn properties(content: &Content, figures: &Figures) -> Result<DocProperties, ReportError> {
    let made = figures.as_of.civil_in_vietnam();
    let part = |number: i8| u8::try_from(number).unwrap_or(0);
    let made = ExcelDateTime::from_ymd(
        u16::try_from(made.year()).unwrap_or(1900),
        part(made.month()),
        part(made.day()),
    )?
    .and_hms(part(made.hour()).into(), part(made.minute()), f64::from(made.second()))?;
    Ok(DocProperties::new()
        .set_title(&content.printed.subject)
        .set_company(&content.printed.letterhead.agency)
        .set_author("kysoat")
        .set_comment(&content.printed.generated)
        .set_creation_datetime(&made)
        .set_custom_property("period", figures.period.to_string()))
}

/// The font of headers and footers, as their little language says it.
const FONT: &str = "&\"Times New Roman,Regular\"&10";

/// A4 landscape, one page wide, the header rows on every page, page numbers.
fn print_setup(sheet: &mut Worksheet, content: &Content, header_rows: Option<(u32, u32)>) -> Result<(), ReportError> {
    print_margins(sheet, content)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    if let Some((first, last)) = header_rows {
        sheet.set_repeat_rows(first, last)?;
    }
    Ok(())
}

/// A4 with what stands above and below every page.
fn print_margins(sheet: &mut Worksheet, content: &Content) -> Result<(), ReportError> {
    // `&` begins a command in headers and footers.
    let literal = |text: &str| text.replace('&', "&&");
    sheet
        .set_paper_size(9)
        .set_margins(0.6, 0.4, 0.6, 0.6, 0.3, 0.3)
        .set_header(format!("&L{FONT}{}", literal(&content.printed.subject)))
        .set_footer(format!(
            "&L{FONT}{}&R{FONT}{} &P/&N",
            literal(&content.printed.letterhead.agency),
            literal(content.words.get("report", "page")?)
        ));
    Ok(())
}
