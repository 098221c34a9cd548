//! What limits what is drawn: the clips in force.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "coordinates are floating-point numbers: they do not overflow"
)]

use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect as Area, Shape};

use super::frames;

/// Points of an area that are looked at, across and down, for what a clip cuts out of it.
const POINTS: u8 = 9;
/// Pieces of a path that is looked at; one with more is taken to cut what is inside its box.
const PIECES: usize = 1_000;

/// One of them.
struct Clip {
    area: Area,
    shape: Shaped,
}

/// What of its box a clip lets through.
enum Shaped {
    /// All of it.
    Box,
    /// What is inside this path.
    Path(BezPath),
    /// Nobody knows what.
    Unknown,
}

impl Shaped {
    /// Whether some of an area is outside; `place` puts the unit square there.
    fn cuts(&self, place: Affine) -> bool {
        let Self::Path(path) = self else {
            return matches!(self, Self::Unknown);
        };
        // A hair inside its edges: a clip may follow them.
        let share = |step: u8| 0.005 + 0.99 * f64::from(step) / f64::from(POINTS - 1);
        let mut points =
            (0..POINTS).flat_map(|row| (0..POINTS).map(move |column| Point::new(share(column), share(row))));
        points.any(|point| path.winding(place * point) == 0)
    }
}

/// Clips, each inside those before it.
pub(super) struct Clips(Vec<Clip>);

impl Clips {
    /// None but the box of an appearance, where there is one.
    pub(super) fn of(frame: Option<Area>) -> Self {
        let mut clips = Self(Vec::new());
        if let Some(frame) = frame {
            clips.push(frame);
        }
        clips
    }

    pub(super) fn push(&mut self, area: Area) {
        self.0.push(Clip {
            area,
            shape: Shaped::Box,
        });
    }

    pub(super) fn push_path(&mut self, path: &BezPath) {
        self.0.push(Clip {
            area: path.bounding_box(),
            shape: if frames::fills_a_rectangle(path, Affine::IDENTITY) {
                Shaped::Box
            } else if path.elements().len() > PIECES {
                Shaped::Unknown
            } else {
                Shaped::Path(path.clone())
            },
        });
    }

    pub(super) fn pop(&mut self) {
        self.0.pop();
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn truncate(&mut self, length: usize) {
        self.0.truncate(length);
    }

    /// Whether one that is no rectangle cuts something out of what is drawn here; `place` puts the unit square there.
    pub(super) fn cut(&self, place: Affine) -> bool {
        self.0.iter().any(|clip| clip.shape.cuts(place))
    }

    /// The same of an area.
    pub(super) fn cut_area(&self, area: Area) -> bool {
        self.cut(Affine::new([area.width(), 0.0, 0.0, area.height(), area.x0, area.y0]))
    }

    /// What they leave of this area. The edge of the page is none: a seal that runs over it has the size that it has.
    pub(super) fn cropped(&self, area: Area) -> Area {
        self.0.iter().fold(area, |left, clip| left.intersect(clip.area))
    }

    /// What can be seen of this area: inside every clip and the page. Lines have no area and are seen all the same.
    pub(super) fn seen(&self, area: Area, page: &Area) -> Option<Area> {
        let mut seen = area;
        for clip in std::iter::once(page).chain(self.0.iter().map(|clip| &clip.area)) {
            let apart = seen.x1 < clip.x0 || clip.x1 < seen.x0 || seen.y1 < clip.y0 || clip.y1 < seen.y0;
            if apart || clip.is_zero_area() {
                return None;
            }
            seen = seen.intersect(*clip);
        }
        (seen.width() > 0.0 || seen.height() > 0.0).then_some(seen)
    }
}
