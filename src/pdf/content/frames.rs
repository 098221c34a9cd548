//! Frames, rules and grounds: what signing programs draw around and behind the picture of a signature.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "coordinates are floating-point numbers: they do not overflow"
)]

use hayro_interpret::kurbo::{Affine, BezPath, ParamCurve, Point, Rect as Area};

use super::marks::Painted;

/// A path runs along its own box when no point of it is farther inside, as a part of the shorter side: a rectangle,
/// with round corners too; a ring is 0.146 away from its box where it is farthest.
const ALONG: f64 = 0.08;
/// The same for rounding, points.
const HAIR: f64 = 0.1;
/// A frame or a rule is at least so long, as a part of the appearance.
const LONG: f64 = 0.5;
/// An area is a ground from this part of the appearance on; a rule that is filled is at most so thick, points.
const GROUND: f64 = 0.8;
const THICK: f64 = 3.0;
/// A line that reaches from edge to edge, by this part of the appearance, divides it: nobody's hand drew it.
const ACROSS: f64 = 0.95;
/// A mark stands on a ground that lies under so much of it.
const UNDER: f64 = 0.5;
/// Points looked at of each piece of a path.
const STEPS: u32 = 8;
/// Pieces of a path that are looked at: a frame has few.
const PIECES: usize = 64;

/// Whether a path only frames, underlines or fills the appearance that takes this area: it is no drawing.
pub(super) fn is_frame(painted: &Painted<'_>, appearance: Area) -> bool {
    let Some(area) = boxed(painted) else { return false };
    let (width, height) = (area.width(), area.height());
    let is_long = width >= LONG * appearance.width() || height >= LONG * appearance.height();
    if painted.spread.is_some() {
        return is_long;
    }
    is_long && width.min(height) <= THICK || area.intersect(appearance).area() >= GROUND * appearance.area()
}

/// Whether a path that [`is_frame`] is a straight line, short of the edges, that may as well be a stroke of a
/// signature: many underline their names.
pub(super) fn may_be_ink(painted: &Painted<'_>, appearance: Area) -> bool {
    boxed(painted).is_some_and(|area| {
        area.width().min(area.height()) <= THICK
            && area.width() < ACROSS * appearance.width()
            && area.height() < ACROSS * appearance.height()
    })
}

/// Whether a path is a rectangle or a straight line along the edges of the page.
pub(super) fn is_box(painted: &Painted<'_>) -> bool {
    boxed(painted).is_some()
}

/// The area of a path that fills a rectangle.
pub(super) fn filled(painted: &Painted<'_>) -> Option<Area> {
    (painted.spread.is_none() && boxed(painted).is_some()).then_some(painted.seen)
}

/// The area of a straight line along the edges of the page: as thick as it is drawn, and no longer than it is.
pub(super) fn of_line(painted: &Painted<'_>) -> Option<Area> {
    let (area, spread) = (boxed(painted)?, painted.spread?);
    let (across, along) = match (area.width() <= HAIR, area.height() <= HAIR) {
        (false, true) => (0.0, spread),
        (true, false) => (spread, 0.0),
        _ => return None,
    };
    Some(area.inflate(across, along).intersect(painted.seen))
}

/// Whether a path runs along its own box.
pub(super) fn fills_a_rectangle(path: &BezPath, transform: Affine) -> bool {
    box_of(path, transform).is_some()
}

/// Whether one of these areas lies under most of a mark.
pub(super) fn stands_on(grounds: &[Area], mark: Area) -> bool {
    grounds.iter().any(|ground| {
        let both = ground.intersect(mark);
        both.width() > 0.0 && both.height() > 0.0 && both.area() >= UNDER * mark.area()
    })
}

/// The box of a path that runs along it.
fn boxed(painted: &Painted<'_>) -> Option<Area> {
    box_of(painted.path, painted.transform)
}

fn box_of(path: &BezPath, transform: Affine) -> Option<Area> {
    if path.elements().len() > PIECES {
        return None;
    }
    let points: Vec<Point> = path
        .segments()
        .flat_map(|segment| (0..=STEPS).map(move |step| segment.eval(f64::from(step) / f64::from(STEPS))))
        .map(|point| transform * point)
        .collect();
    let area = points
        .iter()
        .map(|point| Area::from_points(*point, *point))
        .reduce(|all, point| all.union(point))?;
    let near = (ALONG * area.width().min(area.height())).max(HAIR);
    points
        .iter()
        .all(|point| {
            [
                point.x - area.x0,
                area.x1 - point.x,
                point.y - area.y0,
                area.y1 - point.y,
            ]
            .into_iter()
            .any(|inside| inside <= near)
        })
        .then_some(area)
}
