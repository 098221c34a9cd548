//! Lines of text, put together from runs.

use super::{rect::Rect, shown::TextRun};

/// One line of one column, left to right.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Text of all runs with a space where a gap stands for one; no space at either end, none doubled.
    pub text: String,
    /// Around all runs.
    pub bounds: Rect,
    /// Distance from the top of the page, mm: that of the longest run.
    pub baseline: f64,
    /// The runs, left to right, each with its own font and size.
    pub runs: Vec<TextRun>,
}
