//! Lines of text, put together from runs.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::{
    MM_PER_POINT,
    rect::Rect,
    shown::TextRun,
    text::{COLUMN, SPACE, composed},
};

/// Baselines this close together are one, em of the smaller run: superscripts stand higher.
const SAME_LINE: f64 = 0.25;
/// Directions that differ less are one, degrees.
const SAME_DIRECTION: f64 = 3.0;

/// One line of one column, left to right.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Text of all runs, NFC, with a space where a gap stands for one, none at either end, none doubled; no-break
    /// spaces are spaces, soft and no-break hyphens are hyphens.
    pub text: String,
    /// Around all runs.
    pub bounds: Rect,
    /// Distance from the top of the page, mm: that of the longest run.
    pub baseline: f64,
    /// The runs, left to right, each with its own font and size.
    pub runs: Vec<TextRun>,
}

impl Line {
    /// Puts runs together, by baseline and column; lines from the top down, those of one height from left to right.
    /// Runs that are not written from left to right each stay a line of their own, behind the others.
    pub fn of<'r>(runs: impl IntoIterator<Item = &'r TextRun>) -> Vec<Self> {
        let mut level: Vec<TextRun> = Vec::new();
        let mut turned: Vec<TextRun> = Vec::new();
        for run in runs {
            if !Self::is_level(run) {
                turned.push(run.clone());
            } else if let Some(rest) = without_leading_marks(level.last_mut(), run) {
                level.push(rest);
            }
        }
        level.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
        let mut lines: Vec<Self> = Vec::new();
        let mut row: Vec<TextRun> = Vec::new();
        for run in level {
            if row.last().is_some_and(|last| !same_row(last, &run)) {
                columns(std::mem::take(&mut row), &mut lines);
            }
            row.push(run);
        }
        columns(row, &mut lines);
        lines.extend(turned.into_iter().map(|run| Self::joined(vec![run])));
        lines.retain(|line| !line.text.is_empty());
        lines
    }

    /// Whether a run is written from left to right on the page as it is displayed.
    pub fn is_level(run: &TextRun) -> bool {
        run.direction_deg.abs() <= SAME_DIRECTION
    }

    fn joined(runs: Vec<TextRun>) -> Self {
        let mut text = String::new();
        let mut end: Option<f64> = None;
        for run in &runs {
            if end.is_some_and(|end| run.bounds.x0 - end > SPACE * em(run)) {
                text.push(' ');
            }
            text.push_str(&run.text);
            end = Some(end.unwrap_or(f64::NEG_INFINITY).max(run.bounds.x1));
        }
        let inked = || runs.iter().filter(|run| !run.text.trim().is_empty());
        let bounds = inked().map(|run| run.bounds).reduce(|all, bounds| all.union(&bounds));
        let longest = inked().max_by(|a, b| a.bounds.width().total_cmp(&b.bounds.width()));
        Self {
            text: normalised(text),
            bounds: bounds.or(runs.first().map(|run| run.bounds)).unwrap_or(Rect {
                x0: 0.0,
                y0: 0.0,
                x1: 0.0,
                y1: 0.0,
            }),
            baseline: longest.or(runs.first()).map_or(0.0, |run| run.baseline),
            runs,
        }
    }
}

/// Marks that begin a run belong to the letter before it in the order of drawing: sorting by place could part them.
fn without_leading_marks(before: Option<&mut TextRun>, run: &TextRun) -> Option<TextRun> {
    let rest = run.text.trim_start_matches(is_combining_mark);
    if rest.len() == run.text.len() {
        return Some(run.clone());
    }
    if let Some(before) = before {
        let marks = run.text.strip_suffix(rest).unwrap_or_default();
        before.text = before.text.chars().chain(marks.chars()).nfc().collect();
        // A mark with an advance of its own takes the place of a letter.
        if rest.is_empty() && run.bounds.x0 - before.bounds.x1 <= SPACE * em(run) {
            before.bounds.x1 = before.bounds.x1.max(run.bounds.x1);
        }
    }
    (!rest.trim().is_empty()).then(|| TextRun {
        text: rest.to_owned(),
        ..run.clone()
    })
}

fn em(run: &TextRun) -> f64 {
    run.size_pt * MM_PER_POINT
}

fn same_row(a: &TextRun, b: &TextRun) -> bool {
    (a.baseline - b.baseline).abs() <= SAME_LINE * em(a).min(em(b))
}

/// Parts a row where a gap is as wide as between columns.
fn columns(mut row: Vec<TextRun>, lines: &mut Vec<Line>) {
    row.sort_by(|a, b| a.bounds.x0.total_cmp(&b.bounds.x0));
    let mut column: Vec<TextRun> = Vec::new();
    let mut end = f64::NEG_INFINITY;
    let first = lines.len();
    for run in row {
        // Spaces that fill the gap don't close it.
        let blank = run.text.trim().is_empty();
        let widest = column.last().map_or(em(&run), |last| em(last).max(em(&run)));
        if !column.is_empty() && !blank && run.bounds.x0 - end > COLUMN * widest {
            lines.push(Line::joined(std::mem::take(&mut column)));
        }
        if !blank {
            end = end.max(run.bounds.x1);
        }
        column.push(run);
    }
    if !column.is_empty() {
        lines.push(Line::joined(column));
    }
    if let Some(new) = lines.get_mut(first..) {
        new.sort_by(|a, b| a.bounds.x0.total_cmp(&b.bounds.x0));
    }
}

fn normalised(text: String) -> String {
    let mut out = String::with_capacity(text.len());
    // Runs are in the normal form C, their joint most often too.
    for letter in composed(text).chars() {
        let letter = match letter {
            '\u{AD}' | '\u{2010}' | '\u{2011}' => '-',
            letter if letter.is_whitespace() => ' ',
            letter => letter,
        };
        if letter != ' ' || !out.is_empty() && !out.ends_with(' ') {
            out.push(letter);
        }
    }
    out.truncate(out.trim_end().len());
    out
}
