//! Letters drawn as paths: what they say is not told, only that they may be there.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "coordinates are floating-point numbers: they do not overflow"
)]

use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point};

/// Sides of a letter, points: more than a dot of a leader, less than a picture.
const LETTER: (f64, f64) = (1.0, 40.0);
/// Pieces of a rectangle or of a rule.
const PLAIN: usize = 4;

/// Shapes of the size of letters in a filled path; rectangles are none.
pub(super) fn count(path: &BezPath, transform: Affine) -> usize {
    let [a, b, c, d, ..] = transform.as_coeffs();
    let scale = (a * d - b * c).abs().sqrt();
    let mut shapes = 0_usize;
    let mut shape = Shape::new();
    for element in path.elements() {
        match *element {
            PathEl::MoveTo(to) => {
                shapes = shapes.saturating_add(shape.is_letter(scale).into());
                shape = Shape::new();
                shape.reach(to);
            }
            PathEl::LineTo(to) => {
                shape.reach(to);
                shape.pieces = shape.pieces.saturating_add(1);
            }
            PathEl::QuadTo(_, to) | PathEl::CurveTo(_, _, to) => {
                shape.reach(to);
                shape.pieces = shape.pieces.saturating_add(1);
                shape.curved = true;
            }
            PathEl::ClosePath => {}
        }
    }
    shapes.saturating_add(shape.is_letter(scale).into())
}

/// One closed line of a path.
struct Shape {
    least: Point,
    most: Point,
    pieces: usize,
    curved: bool,
}

impl Shape {
    fn new() -> Self {
        Self {
            least: Point::new(f64::INFINITY, f64::INFINITY),
            most: Point::new(f64::NEG_INFINITY, f64::NEG_INFINITY),
            pieces: 0,
            curved: false,
        }
    }

    fn reach(&mut self, to: Point) {
        self.least = Point::new(self.least.x.min(to.x), self.least.y.min(to.y));
        self.most = Point::new(self.most.x.max(to.x), self.most.y.max(to.y));
    }

    fn is_letter(&self, scale: f64) -> bool {
        let side = (self.most.x - self.least.x).max(self.most.y - self.least.y) * scale;
        (self.curved || self.pieces > PLAIN) && (LETTER.0..=LETTER.1).contains(&side)
    }
}
