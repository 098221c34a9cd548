//! The piece of the page, and the outlines on it.

use super::place::{Drawing, Mark};
use crate::pdf::{Pixels, content::Rect};

/// Page shown round the boxes, mm.
const MARGIN: f64 = 11.0;
/// The least that is shown, mm: the place must be found again on the page.
const LEAST: (f64, f64) = (78.0, 46.0);
/// Width of a piece by its height, at least.
const NARROWEST: f64 = 0.65;
/// Pixels of an outline, which lies outside its box: what was measured is never covered by it.
const LINE: i64 = 2;
/// Pixels of white on either side of all outlines together, so that they are seen on any ground.
const HALO: i64 = 1;
const WHITE: [u8; 3] = [255; 3];

/// What of the page (width and height, mm) is shown; `None` when no box touches it.
pub(super) fn piece(page: (f64, f64), drawing: &Drawing) -> Option<Rect> {
    let paper = Rect {
        x0: 0.0,
        y0: 0.0,
        x1: page.0,
        y1: page.1,
    };
    let boxes = drawing.marks.iter().map(|mark| rect(mark.box_mm));
    let mut around = boxes.reduce(|all, one| all.union(&one))?.grown(MARGIN);
    if drawing.to_corner {
        // The whole width as well: a place on the page is only told on a page.
        around = around.union(&Rect { y1: 0.0, ..paper });
    }
    around.intersection(&paper)?;
    // The least piece stands evenly round the boxes, moved onto the page where it would leave it.
    let side = |from: f64, to: f64, least: f64, end: f64| {
        let (from, to) = (from.max(0.0), to.min(end));
        let length = (to - from).max(least).min(end);
        let start = (f64::midpoint(from, to) - length / 2.0).clamp(0.0, end - length);
        (start, start + length)
    };
    let (y0, y1) = side(around.y0, around.y1, LEAST.1, page.1);
    // A strip would leave no room for its legend.
    let least = LEAST.0.max((y1 - y0) * NARROWEST);
    let (x0, x1) = side(around.x0, around.x1, least, page.0);
    Some(Rect { x0, y0, x1, y1 })
}

fn rect([x0, y0, x1, y1]: [f64; 4]) -> Rect {
    Rect { x0, y0, x1, y1 }
}

/// A piece of a page under the pen.
pub(super) struct Canvas {
    pixels: Pixels,
    piece: Rect,
    per_mm: f64,
}

impl Canvas {
    pub(super) fn new(pixels: Pixels, piece: Rect, per_mm: f64) -> Self {
        Self { pixels, piece, per_mm }
    }

    pub(super) fn width(&self) -> u32 {
        self.pixels.width
    }

    pub(super) fn height(&self) -> u32 {
        self.pixels.height
    }

    pub(super) fn colours(&self) -> &[[u8; 3]] {
        &self.pixels.colours
    }

    pub(super) fn per_mm(&self) -> f64 {
        self.per_mm
    }

    /// More rows below, white.
    pub(super) fn extend(&mut self, rows: u32) {
        self.pixels.height += rows;
        let pixels = self.pixels.width as usize * self.pixels.height as usize;
        self.pixels.colours.resize(pixels, WHITE);
    }

    /// Draws the outlines of all boxes.
    pub(super) fn outline(&mut self, marks: &[Mark]) {
        let inner: Vec<Area> = marks.iter().map(|mark| self.pixels_of(rect(mark.box_mm))).collect();
        for inside in &inner {
            self.frame(inside.grown(LINE), HALO, WHITE);
            self.frame(inside.grown(-HALO), HALO, WHITE);
        }
        for (inside, mark) in inner.iter().zip(marks) {
            self.frame(*inside, LINE, mark.part.colour());
        }
    }

    /// The pixels that a place touches.
    fn pixels_of(&self, place: Rect) -> Area {
        #[allow(
            clippy::cast_possible_truncation,
            reason = "a cast of a float saturates, and what lies far outside is not drawn"
        )]
        let whole = |pixels: f64| pixels.clamp(-1e6, 1e6) as i64;
        let column = |mm: f64| (mm - self.piece.x0) * self.per_mm;
        let row = |mm: f64| (mm - self.piece.y0) * self.per_mm;
        Area {
            left: whole(column(place.x0).floor()),
            top: whole(row(place.y0).floor()),
            right: whole(column(place.x1).ceil()),
            bottom: whole(row(place.y1).ceil()),
        }
    }

    /// A frame of this width round the box.
    pub(super) fn frame(&mut self, inside: Area, width: i64, colour: [u8; 3]) {
        let outside = inside.grown(width);
        for (left, top, right, bottom) in [
            (outside.left, outside.top, outside.right, inside.top),
            (outside.left, inside.bottom, outside.right, outside.bottom),
            (outside.left, inside.top, inside.left, inside.bottom),
            (inside.right, inside.top, outside.right, inside.bottom),
        ] {
            self.fill(
                Area {
                    left,
                    top,
                    right,
                    bottom,
                },
                colour,
            );
        }
    }

    pub(super) fn fill(&mut self, area: Area, colour: [u8; 3]) {
        let (width, height) = (i64::from(self.pixels.width), i64::from(self.pixels.height));
        for y in area.top.max(0)..area.bottom.min(height) {
            for x in area.left.max(0)..area.right.min(width) {
                self.set(x, y, colour);
            }
        }
    }

    /// Mixes a colour into a pixel, 0 to 255 parts of it.
    pub(super) fn mix(&mut self, x: i64, y: i64, colour: [u8; 3], parts: u8) {
        let Some(below) = self.place(x, y).and_then(|place| self.pixels.colours.get(place)) else {
            return;
        };
        let mut mixed = *below;
        for (into, from) in mixed.iter_mut().zip(colour) {
            let sum = u32::from(*into) * u32::from(255 - parts) + u32::from(from) * u32::from(parts);
            *into = u8::try_from((sum + 127) / 255).unwrap_or(u8::MAX);
        }
        self.set(x, y, mixed);
    }

    fn set(&mut self, x: i64, y: i64, colour: [u8; 3]) {
        if let Some(pixel) = self.place(x, y).and_then(|place| self.pixels.colours.get_mut(place)) {
            *pixel = colour;
        }
    }

    fn place(&self, x: i64, y: i64) -> Option<usize> {
        let (x, y) = (u32::try_from(x).ok()?, u32::try_from(y).ok()?);
        (x < self.pixels.width && y < self.pixels.height)
            .then_some(y as usize * self.pixels.width as usize + x as usize)
    }
}

/// Columns and rows of pixels: `left` and `top` inside, `right` and `bottom` the first outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) left: i64,
    pub(super) top: i64,
    pub(super) right: i64,
    pub(super) bottom: i64,
}

impl Area {
    fn grown(self, by: i64) -> Self {
        Self {
            left: self.left - by,
            top: self.top - by,
            right: self.right + by,
            bottom: self.bottom + by,
        }
    }
}
