//! Tiling patterns that show their cell once: programs that make PDFs of web pages paint pictures so.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "coordinates are floating-point numbers: they do not overflow"
)]

use hayro_interpret::{
    kurbo::{Affine, Rect as Area},
    pattern::TilingPattern,
};

/// Patterns that are drawn on one page or in one appearance.
pub(super) const DRAWN: u8 = 8;
/// A cell of which no more than this part is seen is there by rounding.
const HAIR: f64 = 0.02;

/// Where the one cell stands that is seen of a pattern in this area of the page; `None` when several are.
pub(super) fn only(pattern: &TilingPattern<'_>, seen: Area) -> Option<Affine> {
    let matrix = pattern.matrix;
    if !matrix.is_finite() || matrix.determinant().abs() < 1e-12 {
        return None;
    }
    let seen = matrix.inverse().transform_rect_bbox(seen);
    let cell = pattern.bbox;
    let across = the_one((cell.x0, cell.x1), (seen.x0, seen.x1), f64::from(pattern.x_step))?;
    let down = the_one((cell.y0, cell.y1), (seen.y0, seen.y1), f64::from(pattern.y_step))?;
    Some(matrix * Affine::translate((across, down)))
}

/// How far the one cell is moved that reaches into what is seen.
fn the_one(cell: (f64, f64), seen: (f64, f64), step: f64) -> Option<f64> {
    let (step, hair) = (step.abs(), HAIR * (cell.1 - cell.0));
    // Cell n reaches from cell.0 + n * step to cell.1 + n * step.
    let first = ((seen.0 - cell.1 + hair) / step).ceil();
    let last = ((seen.1 - cell.0 - hair) / step).floor();
    (first.is_finite() && (first - last).abs() < 0.5).then_some(first * step)
}

#[cfg(test)]
mod tests {
    use super::the_one;

    #[test]
    fn one_cell_is_told_from_several() {
        let cell = (0.0, 100.0);
        for (seen, step, expected) in [
            ((0.0, 100.0), 100.0, Some(0.0)),
            ((3.0, 101.0), 100.0, Some(0.0)),
            ((3.0, 110.0), 100.0, None),
            ((3.0, 110.0), 1000.0, Some(0.0)),
            ((-3.0, 110.0), 10_000.0, Some(0.0)),
            ((-995.0, -950.0), 1000.0, Some(-1000.0)),
            ((300.0, 600.0), 1000.0, None),
            ((0.0, 100.0), -100.0, Some(0.0)),
        ] {
            assert_eq!(the_one(cell, seen, step), expected, "{seen:?} {step}");
        }
    }
}
