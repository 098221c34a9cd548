//! What a picture may be by its colour, its size and its shape: a seal, a signature, or an emblem beside words.

use crate::facts::{Hue, Measured, PictureFacts};

/// Width by height of a seal.
const SQUARE: (f64, f64) = (0.9, 1.1);
/// Hull of a circle against that of a square (0.79).
pub(super) const ROUND: f64 = 0.9;
/// Below so much of it, either way, a picture as high as it is wide has corners: a frame, a square stamp. A seal that is cut
/// on both sides, or has marks in three corners of its picture, has more.
const ANGULAR: f64 = 0.83;
/// Seals are at least so wide, mm: what is smaller beside words is a logo.
const SEAL: f64 = 20.0;
/// Width by height of a signature, at least.
const WIDE: f64 = 1.2;
/// Width by height of the widest oval seal, with a margin: names and frames around words are wider.
const OVAL: f64 = 1.6;
/// A disc is ink to 0.79 of its box, a seal with its ring and its letters to about half of it.
const FILLED: f64 = 0.72;
/// Width by height from which on a small picture is a stroke of a pen and no tick.
const STROKE: f64 = 2.0;

/// A red picture as large as a seal, about as wide as it is high.
pub(super) fn is_seal(picture: &PictureFacts) -> bool {
    let large = picture.diameter_mm.known().is_some_and(|diameter| *diameter >= SEAL);
    is_red(picture) && is_square(picture) && large
}

/// A blue or black picture, clearly wider than it is high.
pub(super) fn is_signature(picture: &PictureFacts) -> bool {
    is_dark(picture) && is_wide(picture)
}

pub(super) fn is_red(picture: &PictureFacts) -> bool {
    picture.hue == Measured::Known(Hue::Red)
}

pub(super) fn is_dark(picture: &PictureFacts) -> bool {
    matches!(picture.hue, Measured::Known(Hue::Blue | Hue::Black | Hue::Grey))
}

pub(super) fn is_square(picture: &PictureFacts) -> bool {
    let (least, most) = SQUARE;
    let aspect = picture.aspect.known();
    aspect.is_some_and(|aspect| least <= *aspect && *aspect <= most)
}

pub(super) fn is_wide(picture: &PictureFacts) -> bool {
    picture.aspect.known().is_some_and(|aspect| *aspect > WIDE)
}

/// Whether a picture that an agency signs with has the size and the shape of a seal, also one that is cut: words, frames
/// around them, square frames, dots and areas filled with red have not.
pub(super) fn looks_like_a_seal(picture: &PictureFacts) -> bool {
    let large = size(picture).is_some_and(|(width, height)| width.max(height) >= SEAL);
    let oblong = picture.aspect.known().is_some_and(|aspect| *aspect > OVAL);
    let filled = picture.coverage.known().is_some_and(|coverage| *coverage > FILLED);
    let within = |aspect: &f64| (1.0 / OVAL..=OVAL).contains(aspect);
    let angular = picture.aspect.known().is_some_and(within)
        && picture.roundness.known().is_some_and(|roundness| *roundness < ANGULAR);
    large && !oblong && !filled && !angular
}

/// Whether a picture beside the words of who signed may be a tick or a logo: nobody's signature is so small.
pub(super) fn is_emblem(picture: &PictureFacts) -> bool {
    let stroke = picture.aspect.known().is_some_and(|aspect| *aspect >= STROKE);
    size(picture).is_some_and(|(width, _)| width < SEAL) && !stroke
}

/// Width and height of the ink, mm.
fn size(picture: &PictureFacts) -> Option<(f64, f64)> {
    let [x0, y0, x1, y1] = picture.ink_mm.known()?;
    Some((x1 - x0, y1 - y0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn red(width: f64, height: f64, coverage: Measured<f64>) -> PictureFacts {
        PictureFacts {
            placed_mm: [0.0, 0.0, width, height],
            ink_mm: Measured::Known([0.0, 0.0, width, height]),
            hue: Measured::Known(Hue::Red),
            hue_share: Measured::Known(1.0),
            median_hue_deg: Measured::Known(0.0),
            median_saturation: Measured::Known(0.8),
            transparent: Measured::Known(true),
            opaque_background: Measured::Known(false),
            aspect: Measured::Known(width / height),
            roundness: Measured::Known(1.0),
            coverage,
            diameter_mm: Measured::Known(f64::midpoint(width, height)),
            vector: false,
        }
    }

    #[test]
    fn discs_dots_and_words_are_no_seals() {
        for (width, height, coverage) in [
            (36.0, 36.0, 0.3),
            (36.0, 36.0, 0.6),
            (45.0, 30.0, 0.4),
            (18.0, 36.0, 0.4),
        ] {
            let seal = red(width, height, Measured::Known(coverage));
            assert!(looks_like_a_seal(&seal), "{width} x {height}, {coverage}");
        }
        for (width, height, coverage) in [
            (36.0, 36.0, 0.785),
            (3.0, 3.0, 0.5),
            (46.0, 10.0, 0.3),
            (46.0, 20.0, 0.1),
        ] {
            let other = red(width, height, Measured::Known(coverage));
            assert!(!looks_like_a_seal(&other), "{width} x {height}, {coverage}");
        }
        // A square frame has corners, a cut seal hardly.
        let shaped = |roundness: f64| PictureFacts {
            roundness: Measured::Known(roundness),
            ..red(32.0, 32.0, Measured::Known(0.2))
        };
        assert!(!looks_like_a_seal(&shaped(0.785)));
        assert!(looks_like_a_seal(&shaped(0.88)));
        // Of paths nobody knows how much is ink.
        assert!(looks_like_a_seal(&red(36.0, 36.0, Measured::Absent)));
    }
}
