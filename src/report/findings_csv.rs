//! `findings.csv`: every finding that failed, warned or could not be told, for spreadsheet programs.

use std::{borrow::Cow, io::Write};

use super::{Context, ReportError, Separator, content::PrintedFinding, words::Words};
use crate::dataset::{Dataset, Figures, FindingFigures};

/// Excel takes a file without this mark for one in the machine's old code page, and breaks every Vietnamese letter.
const BYTE_ORDER_MARK: &str = "\u{FEFF}";

pub(super) fn render(
    figures: &Figures,
    dataset: &Dataset,
    context: &Context<'_>,
    target: &mut impl Write,
) -> Result<(), ReportError> {
    let words = Words::load(context.language)?;
    target.write_all(BYTE_ORDER_MARK.as_bytes())?;
    let mut writer = csv::WriterBuilder::new()
        .delimiter(match context.separator {
            Separator::Semicolon => b';',
            Separator::Comma => b',',
        })
        .terminator(csv::Terminator::CRLF)
        .from_writer(target);
    let header = [
        "number", "agency", "path", "subject", "rule", "outcome", "severity", "message", "basis", "measured",
        "because", "sha256",
    ];
    for key in header {
        writer.write_field(words.get("findings", key)?)?;
    }
    writer.write_record(None::<&[u8]>)?;
    let mut number: u64 = 0;
    dataset.findings(figures.period, &FindingFigures::OUTCOMES, |row| {
        number += 1;
        let row = PrintedFinding::new(&row, &words, context.language)?;
        writer.write_field(number.to_string())?;
        for field in [
            &row.agency,
            &row.path,
            &row.subject,
            &row.rule,
            &row.outcome,
            &row.severity,
            &row.message,
            &row.basis,
            &row.measured,
            &row.because,
            &row.sha256,
        ] {
            writer.write_field(harmless(field).as_bytes())?;
        }
        writer.write_record(None::<&[u8]>)?;
        Ok::<(), ReportError>(())
    })?;
    Ok(writer.flush()?)
}

/// A spreadsheet program runs a cell that begins with one of these signs as a formula; behind an apostrophe it is
/// text.
fn harmless(field: &str) -> Cow<'_, str> {
    if field.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{field}"))
    } else {
        Cow::Borrowed(field)
    }
}
