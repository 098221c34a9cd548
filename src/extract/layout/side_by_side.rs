//! Signatures drawn in two columns: a name in large letters, and beside it who signed and when, as Acrobat does.

use super::appearance::UPSIDE_DOWN_DEG;
use crate::pdf::content::{Line, Rect, TextRun};

/// Gaps of a text that are looked at, the widest first.
const GAPS: usize = 4;
/// Sizes of letters that differ by so much are of two texts.
const OTHER_SIZE: f64 = 1.25;
/// Baselines this close together are one, mm.
const SAME_BASELINE: f64 = 0.15;

/// The lines in the order they are read: from the top down, one column after the other.
pub(super) fn lines(runs: &[TextRun]) -> Vec<Line> {
    match columns(runs) {
        Some((left, right)) => [left, right].into_iter().flat_map(from_top).collect(),
        // Upside down it is read from the foot upwards.
        None if runs.iter().all(|run| run.direction_deg.abs() >= UPSIDE_DOWN_DEG) => {
            let mut lines = from_top(Line::of(runs));
            lines.reverse();
            lines
        }
        None => from_top(Line::of(runs)),
    }
}

fn from_top(mut lines: Vec<Line>) -> Vec<Line> {
    lines.sort_by(|a, b| {
        a.bounds
            .y0
            .total_cmp(&b.bounds.y0)
            .then(a.bounds.x0.total_cmp(&b.bounds.x0))
    });
    lines
}

/// The lines of both columns, where nothing crosses the gap between them and they are no rows of labels and values.
fn columns(runs: &[TextRun]) -> Option<(Vec<Line>, Vec<Line>)> {
    let mut edges: Vec<(f64, f64)> = runs.iter().map(|run| (run.bounds.x0, run.bounds.x1)).collect();
    edges.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut end = edges.first()?.1;
    let mut gaps: Vec<(f64, f64)> = Vec::new();
    for (x0, x1) in edges {
        if x0 > end {
            gaps.push((x0 - end, x0));
        }
        end = end.max(x1);
    }
    gaps.sort_by(|a, b| b.0.total_cmp(&a.0));
    gaps.into_iter().take(GAPS).find_map(|(_, at)| {
        let (left, right): (Vec<&TextRun>, Vec<&TextRun>) = runs.iter().partition(|run| run.bounds.x0 < at);
        let (left, right) = (Line::of(left), Line::of(right));
        (stand_beside(&left, &right) && !are_rows(&left, &right)).then_some((left, right))
    })
}

fn around(lines: &[Line]) -> Option<Rect> {
    lines.iter().map(|line| line.bounds).reduce(|a, b| a.union(&b))
}

fn stand_beside(left: &[Line], right: &[Line]) -> bool {
    let (Some(left), Some(right)) = (around(left), around(right)) else {
        return false;
    };
    left.y0 < right.y1 && right.y0 < left.y1
}

/// Labels with their values beside them, or lines that a wide space parts: one column goes on in the other.
fn are_rows(left: &[Line], right: &[Line]) -> bool {
    let mut right: Vec<(f64, f64)> = right.iter().map(|line| (line.baseline, size(line))).collect();
    right.sort_by(|a, b| a.0.total_cmp(&b.0));
    let goes_on = |line: &Line| {
        let own = size(line);
        let first = right.partition_point(|(at, _)| *at < line.baseline - SAME_BASELINE);
        let level = right.iter().skip(first);
        level
            .take_while(|(at, _)| *at <= line.baseline + SAME_BASELINE)
            .any(|(_, size)| own.max(*size) < OTHER_SIZE * own.min(*size))
    };
    left.iter().any(|line| line.text.ends_with(':') || goes_on(line))
}

/// Of its largest letters, points.
fn size(line: &Line) -> f64 {
    line.runs.iter().map(|run| run.size_pt).fold(0.0, f64::max)
}
