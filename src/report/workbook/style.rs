//! How cells look.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::{
    finding::Outcome,
    report::grid::{Kind, Value},
};

const FONT: &str = "Times New Roman";

/// The formats of a workbook.
pub(super) struct Styles {
    pub(super) title: Format,
    pub(super) wrapped_title: Format,
    pub(super) note: Format,
    pub(super) caption: Format,
    pub(super) header: Format,
    pub(super) text: Format,
    number: Format,
    share: Format,
    day: Format,
    total_text: Format,
    total_number: Format,
    total_share: Format,
    failed: Format,
    warning: Format,
    indeterminate: Format,
}

impl Styles {
    pub(super) fn new() -> Self {
        let plain = Format::new().set_font_name(FONT).set_font_size(12);
        let cell = plain
            .clone()
            .set_border(FormatBorder::Thin)
            .set_border_color(Color::RGB(0x0080_8080))
            .set_align(FormatAlign::VerticalCenter);
        let text = cell.clone().set_text_wrap();
        let right = cell.clone().set_align(FormatAlign::Right).set_indent(1);
        let number = right.clone().set_num_format("#,##0");
        let share = right.set_num_format("0.0%");
        let total = |format: &Format| format.clone().set_bold().set_background_color(Color::RGB(0x00F2_F2F2));
        let word = |color: u32| text.clone().set_bold().set_font_color(Color::RGB(color));
        Self {
            title: plain.clone().set_bold().set_font_size(14),
            wrapped_title: plain
                .clone()
                .set_bold()
                .set_font_size(14)
                .set_text_wrap()
                .set_align(FormatAlign::Top),
            note: plain.clone().set_italic(),
            caption: plain.clone().set_bold().set_font_size(13),
            header: text
                .clone()
                .set_bold()
                .set_align(FormatAlign::Center)
                .set_background_color(Color::RGB(0x00DC_E6F1)),
            day: cell.set_num_format("dd/mm/yyyy").set_align(FormatAlign::Center),
            total_text: total(&text),
            total_number: total(&number),
            total_share: total(&share),
            failed: word(0x009C_0006),
            warning: word(0x007F_4F00),
            indeterminate: word(0x001F_3864),
            text,
            number,
            share,
        }
    }

    /// Of one value in the rows of a table.
    pub(super) fn of(&self, value: &Value) -> &Format {
        match value {
            Value::Nothing | Value::Text(_) => &self.text,
            Value::Number(_) => &self.number,
            Value::Share(..) => &self.share,
            Value::Day(_) => &self.day,
        }
    }

    /// Of one value in the row of sums.
    pub(super) fn of_total(&self, value: &Value) -> &Format {
        match value {
            Value::Nothing | Value::Text(_) | Value::Day(_) => &self.total_text,
            Value::Number(_) => &self.total_number,
            Value::Share(..) => &self.total_share,
        }
    }

    /// Of the whole of a column, for table columns.
    pub(super) fn of_column(&self, kind: Kind) -> &Format {
        match kind {
            Kind::Text => &self.text,
            Kind::Sum | Kind::Number => &self.number,
        }
    }

    /// Of the word for an outcome; the word says it all, the colour only helps.
    pub(super) fn of_outcome(&self, code: &str) -> &Format {
        if code == Outcome::Failed.code() {
            &self.failed
        } else if code == Outcome::Warning.code() {
            &self.warning
        } else if code == Outcome::Indeterminate.code() {
            &self.indeterminate
        } else {
            &self.text
        }
    }
}

/// Height of one line, points.
const LINE: f64 = 16.0;

/// Most that Excel allows, points.
const TALLEST: f64 = 409.0;

/// The height of a row, from its texts and the widths of their columns. Not every spreadsheet program grows rows to
/// their wrapped text when it opens a file, so the height is told.
pub(super) fn row_height<'a>(cells: impl Iterator<Item = (&'a str, f64)>) -> f64 {
    let lines = cells.map(|(text, width)| lines(text, width)).max().unwrap_or(1);
    (f64::from(lines) * LINE + 1.0).min(TALLEST)
}

/// The same for a header, whose bold letters and filter button take room.
pub(super) fn header_height<'a>(cells: impl Iterator<Item = (&'a str, f64)>) -> f64 {
    row_height(cells.map(|(text, width)| (text, width - 2.0)))
}

/// Lines that a text takes when words are wrapped at this many characters.
fn lines(text: &str, width: f64) -> u32 {
    // Columns are measured in digits of Calibri 11; a letter of Times New Roman 12 is on average as wide.
    let mut lines = 1;
    let mut filled = 0.0;
    for word in text.split(' ') {
        let long = word.chars().count() as f64;
        if filled > 0.0 && filled + 1.0 + long > width {
            lines += 1;
            filled = 0.0;
        }
        filled += long + f64::from(u8::from(filled > 0.0));
        while filled > width && width >= 1.0 {
            lines += 1;
            filled -= width;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn words_wrap_and_long_words_break() {
        assert_eq!(lines("", 10.0), 1);
        assert_eq!(lines("một hai ba", 10.0), 1);
        assert_eq!(lines("một hai ba bốn", 10.0), 2);
        assert_eq!(lines(&"a".repeat(25), 10.0), 3);
    }
}
