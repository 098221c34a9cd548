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
            .set_border_color(Color::RGB(0x80_80_80))
            .set_align(FormatAlign::VerticalCenter);
        let text = cell.clone().set_text_wrap();
        let number = cell.clone().set_num_format("#,##0").set_align(FormatAlign::Right);
        let share = cell.clone().set_num_format("0.0%").set_align(FormatAlign::Right);
        let total = |format: &Format| format.clone().set_bold().set_background_color(Color::RGB(0xF2_F2_F2));
        let word = |color: u32| text.clone().set_bold().set_font_color(Color::RGB(color));
        Self {
            title: plain.clone().set_bold().set_font_size(14),
            note: plain.clone().set_italic(),
            caption: plain.clone().set_bold().set_font_size(13),
            header: text
                .clone()
                .set_bold()
                .set_align(FormatAlign::Center)
                .set_background_color(Color::RGB(0xDC_E6_F1)),
            day: cell.set_num_format("dd/mm/yyyy").set_align(FormatAlign::Center),
            total_text: total(&text),
            total_number: total(&number),
            total_share: total(&share),
            failed: word(0x9C_00_06),
            warning: word(0x7F_4F_00),
            indeterminate: word(0x1F_38_64),
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
