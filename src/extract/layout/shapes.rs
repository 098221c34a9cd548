//! What a picture may be by its colour, its size and its shape: a seal, a signature, or an emblem beside words.

use crate::facts::{Hue, Measured, PictureFacts};

/// Width by height of a seal.
const SQUARE: (f64, f64) = (0.9, 1.1);
/// Hull of a circle against that of a square (0.79).
pub(super) const ROUND: f64 = 0.9;
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
/// around them, dots and areas filled with red have not.
pub(super) fn looks_like_a_seal(picture: &PictureFacts) -> bool {
    let large = size(picture).is_some_and(|(width, height)| width.max(height) >= SEAL);
    let oblong = picture.aspect.known().is_some_and(|aspect| *aspect > OVAL);
    let filled = picture.coverage.known().is_some_and(|coverage| *coverage > FILLED);
    large && !oblong && !filled
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
