//! What limits what is drawn: the clips in force.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "coordinates are floating-point numbers: they do not overflow"
)]

use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect as Area, Shape};

use super::frames;

/// Points of an area that are looked at, across and down, for what a clip cuts out of it.
const POINTS: u8 = 9;
/// Points that are compared with pieces of paths, for one page or appearance; beyond them a clip is taken to cut what is
/// inside its box.
const WORK: usize = 2_000_000;

/// One of them.
struct Clip {
    area: Area,
    /// What of the area it lets through, where that is not all.
    shape: Option<BezPath>,
}

impl Clip {
    /// Whether it lets through all of an area; `place` puts the unit square there.
    fn spares(&self, place: Affine) -> bool {
        let Some(path) = &self.shape else { return true };
        // A hair inside its edges: a clip may follow them.
        let share = |step: u8| 0.005 + 0.99 * f64::from(step) / f64::from(POINTS - 1);
        let mut points =
            (0..POINTS).flat_map(|row| (0..POINTS).map(move |column| Point::new(share(column), share(row))));
        points.all(|point| path.winding(place * point) != 0)
    }

    /// What looking at its shape costs.
    fn work(&self) -> usize {
        let pieces = self.shape.as_ref().map_or(0, |path| path.elements().len());
        pieces
            .saturating_mul(usize::from(POINTS))
            .saturating_mul(usize::from(POINTS))
    }
}

/// Clips, each inside those before it.
pub(super) struct Clips {
    all: Vec<Clip>,
    work: usize,
}

impl Clips {
    /// None but the box of an appearance, where there is one.
    pub(super) fn of(frame: Option<Area>) -> Self {
        let mut clips = Self {
            all: Vec::new(),
            work: 0,
        };
        if let Some(frame) = frame {
            clips.push(frame);
        }
        clips
    }

    pub(super) fn push(&mut self, area: Area) {
        self.all.push(Clip { area, shape: None });
    }

    pub(super) fn push_path(&mut self, path: &BezPath) {
        self.all.push(Clip {
            area: path.bounding_box(),
            shape: (!frames::fills_a_rectangle(path, Affine::IDENTITY)).then(|| path.clone()),
        });
    }

    pub(super) fn pop(&mut self) {
        self.all.pop();
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn truncate(&mut self, length: usize) {
        self.all.truncate(length);
    }

    /// Whether one that is no rectangle cuts something out of what is drawn here; `place` puts the unit square there.
    pub(super) fn cut(&mut self, place: Affine) -> bool {
        let work = self
            .all
            .iter()
            .fold(self.work, |work, clip| work.saturating_add(clip.work()));
        self.work = work;
        work > WORK || !self.all.iter().all(|clip| clip.spares(place))
    }

    /// The same of an area.
    pub(super) fn cut_area(&mut self, area: Area) -> bool {
        self.cut(Affine::new([area.width(), 0.0, 0.0, area.height(), area.x0, area.y0]))
    }

    /// What they leave of this area. The edge of the page is none: a seal that runs over it has the size that it has.
    pub(super) fn cropped(&self, area: Area) -> Area {
        self.all.iter().fold(area, |left, clip| left.intersect(clip.area))
    }

    /// What can be seen of this area: inside every clip and the page. Lines have no area and are seen all the same.
    pub(super) fn seen(&self, area: Area, page: &Area) -> Option<Area> {
        let mut seen = area;
        for clip in std::iter::once(page).chain(self.all.iter().map(|clip| &clip.area)) {
            let apart = seen.x1 < clip.x0 || clip.x1 < seen.x0 || seen.y1 < clip.y0 || clip.y1 < seen.y0;
            if apart || clip.is_zero_area() {
                return None;
            }
            seen = seen.intersect(*clip);
        }
        (seen.width() > 0.0 || seen.height() > 0.0).then_some(seen)
    }
}
