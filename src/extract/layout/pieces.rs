//! Pictures that were cut into pieces: programs draw large images in strips or tiles, side by side, and each alone
//! says nothing of where the whole stands.

use crate::facts::{Cause, Measured, PictureFacts};

/// Edges of pieces of one picture lie within so many mm of each other.
const SEAM: f64 = 0.5;
/// Pictures of one appearance that are put together; more are no picture in pieces.
const PIECES: usize = 96;

/// Puts pieces together that fill a rectangle without a gap and are of one ink; all other pictures stay as they are.
pub(super) fn joined(mut pictures: Vec<PictureFacts>) -> Vec<PictureFacts> {
    if pictures.len() > PIECES {
        return pictures;
    }
    let mut whole: Vec<PictureFacts> = Vec::new();
    // What has grown may adjoin what did not adjoin its parts.
    while let Some(piece) = pictures.pop() {
        match whole
            .iter()
            .position(|other| adjoin(&piece.placed_mm, &other.placed_mm) && one_ink(&piece, other))
        {
            Some(at) => {
                let other = whole.remove(at);
                pictures.push(join(other, piece));
            }
            None => whole.push(piece),
        }
    }
    whole.reverse();
    whole
}

/// Whether two rectangles are one when put together: they share a whole edge.
fn adjoin(a: &[f64; 4], b: &[f64; 4]) -> bool {
    let near = |one: f64, other: f64| (one - other).abs() <= SEAM;
    let [a_left, a_top, a_right, a_bottom] = *a;
    let [b_left, b_top, b_right, b_bottom] = *b;
    let beside = near(a_right, b_left) || near(b_right, a_left);
    let below = near(a_bottom, b_top) || near(b_bottom, a_top);
    beside && near(a_top, b_top) && near(a_bottom, b_bottom)
        || below && near(a_left, b_left) && near(a_right, b_right)
}

/// Whether both are of one colour; a piece without ink fits any. What can't be read is not put together with anything.
fn one_ink(a: &PictureFacts, b: &PictureFacts) -> bool {
    match (&a.hue, &b.hue) {
        (Measured::Known(a), Measured::Known(b)) => a == b,
        (Measured::Unmeasured(_), _) | (_, Measured::Unmeasured(_)) => false,
        (Measured::Absent, _) | (_, Measured::Absent) => true,
    }
}

fn join(a: PictureFacts, b: PictureFacts) -> PictureFacts {
    let placed_mm = around(&a.placed_mm, &b.placed_mm);
    let (Some(ink_a), Some(ink_b)) = (a.ink_mm.known(), b.ink_mm.known()) else {
        // One of them is empty: what the other says of its ink holds for both.
        let inked = if a.ink_mm.known().is_some() { a } else { b };
        return PictureFacts { placed_mm, ..inked };
    };
    let ink = around(ink_a, ink_b);
    let [left, top, right, bottom] = ink;
    let (width, height) = (right - left, bottom - top);
    let either = |a: &Measured<bool>, b: &Measured<bool>, decides: bool| match (a, b) {
        (Measured::Known(a), Measured::Known(b)) => Measured::Known(if *a == decides { *a } else { *b }),
        (Measured::Unmeasured(cause), _) | (_, Measured::Unmeasured(cause)) => Measured::Unmeasured(cause.clone()),
        _ => Measured::Absent,
    };
    PictureFacts {
        placed_mm,
        transparent: either(&a.transparent, &b.transparent, false),
        opaque_background: either(&a.opaque_background, &b.opaque_background, true),
        aspect: Measured::from((height > 0.0).then(|| to(width / height, 1000.0))),
        // The outlines are not kept.
        roundness: Measured::Unmeasured(Cause::NotMeasured),
        coverage: Measured::Unmeasured(Cause::NotMeasured),
        diameter_mm: Measured::Known(to(f64::midpoint(width, height), 100.0)),
        // The colour is that of the piece with more ink.
        ..if area(ink_a) >= area(ink_b) {
            PictureFacts {
                ink_mm: Measured::Known(ink),
                ..a
            }
        } else {
            PictureFacts {
                ink_mm: Measured::Known(ink),
                ..b
            }
        }
    }
}

fn around(a: &[f64; 4], b: &[f64; 4]) -> [f64; 4] {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

fn area([left, top, right, bottom]: &[f64; 4]) -> f64 {
    (right - left) * (bottom - top)
}

fn to(number: f64, parts: f64) -> f64 {
    (number * parts).round() / parts
}
