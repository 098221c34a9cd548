//! Vector marks: painted paths that belong together.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "coordinates are floating-point numbers: they do not overflow"
)]

use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect as Area};

use super::{
    MM_PER_POINT, frames,
    hue::{self, Tally},
    hull,
    ink::ratio,
    recorder::millimetres,
    shown::{Hue, Rgb, VectorMark},
};

/// Groups of one page or appearance.
const GROUPS: usize = 500;
/// Points of a group before they are reduced to their hull.
const POINTS: usize = 4_096;
/// Pieces of a curve.
const PIECES: u32 = 8;
/// Lines of an appearance that are kept until it is known what else it draws.
const LINES: usize = 16;
/// Paths of a page so close together are one mark, points.
const NEAR: f64 = 2.0;
/// A channel this far from white is ink, as in pictures.
const THRESHOLD: u8 = 64;

/// A path as it was painted.
pub(super) struct Painted<'p> {
    pub(super) path: &'p BezPath,
    pub(super) transform: Affine,
    /// Half the line's width, for a stroke.
    pub(super) spread: Option<f64>,
    pub(super) colour: Rgb,
    /// What of its area is inside every clip.
    pub(super) seen: Area,
    /// Some of it is not.
    pub(super) clipped: bool,
    pub(super) visible: bool,
}

struct Group {
    area: Area,
    points: Vec<(f64, f64)>,
    tally: Tally,
    paths: usize,
    /// Those of them that are rectangles or straight lines.
    boxes: usize,
    visible: bool,
    /// How many areas had been painted all over when its last path was: the others lie on it.
    grounds_below: usize,
}

impl Group {
    fn add(&mut self, other: Self) {
        self.area = self.area.union(other.area);
        self.points.extend(other.points);
        self.tally.join(&other.tally);
        self.paths = self.paths.saturating_add(other.paths);
        self.boxes = self.boxes.saturating_add(other.boxes);
        self.grounds_below = self.grounds_below.max(other.grounds_below);
    }
}

/// Gathers painted paths.
pub(super) struct Marks {
    /// The area of an appearance, where everything that is not white is one mark, but for frames; on a page coloured
    /// paths are marks by where they are, and black lines belong to the text.
    appearance: Option<Area>,
    grounds: Vec<Area>,
    groups: Vec<Group>,
    /// Straight lines of an appearance, of which one may belong to the drawing.
    lines: Vec<Group>,
    pub(super) full: bool,
    /// Every area that is painted all over was noted.
    pub(super) all_grounds: bool,
}

impl Marks {
    pub(super) fn of_appearance(area: Area) -> Self {
        Self {
            appearance: Some(area),
            ..Self::by_place()
        }
    }

    pub(super) fn by_place() -> Self {
        Self {
            appearance: None,
            grounds: Vec::new(),
            groups: Vec::new(),
            lines: Vec::new(),
            full: false,
            all_grounds: true,
        }
    }

    pub(super) fn is_of_appearance(&self) -> bool {
        self.appearance.is_some()
    }

    /// Whether something that can be seen was drawn here.
    pub(super) fn reach_into(&self, area: Area) -> bool {
        self.groups.iter().any(|group| group.visible && touch(group.area, area))
    }

    /// Areas that are painted all over.
    pub(super) fn stand_on(&mut self, grounds: &[Area]) {
        self.grounds = grounds.to_vec();
    }

    /// `grounds_below`: how many areas have been painted all over before it.
    pub(super) fn add(&mut self, painted: &Painted<'_>, grounds_below: usize) {
        let Rgb { red, green, blue } = painted.colour;
        let colour = [red, green, blue];
        match self.appearance {
            Some(_) if red.min(green).min(blue) > 255 - THRESHOLD => return,
            Some(area) if frames::is_frame(painted, area) => {
                if frames::may_be_ink(painted, area) && self.lines.len() <= LINES {
                    self.lines.push(group_of(painted, grounds_below));
                }
                return;
            }
            None if !matches!(hue::of_colour(colour), Hue::Blue | Hue::Red | Hue::Other) => return,
            _ => {}
        }
        let (together, reach) = (self.is_of_appearance(), painted.seen.inflate(NEAR, NEAR));
        let full = self.groups.len() >= GROUPS;
        let found = self
            .groups
            .iter_mut()
            .find(|group| group.visible == painted.visible && (together || touch(group.area, reach)));
        match found {
            Some(group) => {
                group.area = group.area.union(painted.seen);
                group.paths = group.paths.saturating_add(1);
                group.boxes = group.boxes.saturating_add(usize::from(frames::is_box(painted)));
                group.grounds_below = grounds_below;
                group.tally.add(colour, weight(painted));
                corners(painted, &mut group.points);
            }
            None if full => self.full = true,
            None => self.groups.push(group_of(painted, grounds_below)),
        }
    }

    /// A single line in the colour of what else is drawn is a stroke of it; several are a frame or a form.
    fn take_in_lines(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        if lines.len() > LINES {
            return;
        }
        let hue_of = |group: &Group| group.tally.colour().map(|colour| colour.hue);
        let hues: Vec<_> = lines.iter().map(hue_of).collect();
        for (line, hue) in lines.into_iter().zip(&hues) {
            let alone = hues.iter().filter(|other| *other == hue).count() == 1;
            let drawing = self
                .groups
                .iter_mut()
                .find(|group| alone && group.visible == line.visible && hue_of(group) == *hue);
            if let Some(drawing) = drawing {
                drawing.add(line);
            }
        }
    }

    pub(super) fn finish(mut self) -> Vec<VectorMark> {
        self.take_in_lines();
        self.join();
        let (grounds, all_grounds) = (self.grounds, self.all_grounds);
        self.groups
            .into_iter()
            .filter_map(|group| {
                let hull = hull::convex(group.points);
                let area = hull
                    .iter()
                    .map(|(x, y)| Area::new(*x, *y, *x, *y))
                    .reduce(|all, point| all.union(point))?;
                let bounds = millimetres(area);
                Some(VectorMark {
                    bounds,
                    colour: group.tally.colour()?,
                    aspect: ratio(bounds.width(), bounds.height()),
                    roundness: hull::roundness(&hull),
                    paths: group.paths,
                    of_boxes: group.boxes == group.paths,
                    opaque_background: frames::stands_on(&grounds, area),
                    covered: all_grounds.then(|| {
                        let above = grounds.get(group.grounds_below..).unwrap_or_default();
                        bounds.share_under(&above.iter().copied().map(millimetres).collect::<Vec<_>>())
                    }),
                    visible: group.visible,
                })
            })
            .collect()
    }

    /// Groups that grew together become one.
    fn join(&mut self) {
        let together = self.is_of_appearance();
        let mut at = 0;
        while at < self.groups.len() {
            let mut rest = self.groups.split_off(at.saturating_add(1));
            let Some(group) = self.groups.last_mut() else { return };
            let reach = group.area.inflate(NEAR, NEAR);
            let other = rest
                .iter()
                .position(|other| other.visible == group.visible && (together || touch(other.area, reach)));
            match other {
                Some(other) => {
                    let other = rest.remove(other);
                    group.add(other);
                }
                None => at = at.saturating_add(1),
            }
            self.groups.append(&mut rest);
        }
    }
}

fn group_of(painted: &Painted<'_>, grounds_below: usize) -> Group {
    let Rgb { red, green, blue } = painted.colour;
    let mut group = Group {
        area: painted.seen,
        points: Vec::new(),
        tally: Tally::new(),
        paths: 1,
        boxes: usize::from(frames::is_box(painted)),
        visible: painted.visible,
        grounds_below,
    };
    group.tally.add([red, green, blue], weight(painted));
    corners(painted, &mut group.points);
    group
}

/// The points that its outline is told from; of what is clipped, those of what is left.
fn corners(painted: &Painted<'_>, points: &mut Vec<(f64, f64)>) {
    if painted.clipped {
        let Area { x0, y0, x1, y1 } = painted.seen;
        points.extend([(x0, y0), (x1, y0), (x1, y1), (x0, y1)]);
    } else {
        outline(painted, points);
    }
}

fn touch(a: Area, b: Area) -> bool {
    a.x0 <= b.x1 && b.x0 <= a.x1 && a.y0 <= b.y1 && b.y0 <= a.y1
}

/// What a path counts for when colours are weighed: about its area, in hundredths of a square millimetre.
fn weight(painted: &Painted<'_>) -> u64 {
    let Area { x0, y0, x1, y1 } = painted.seen;
    let area = match painted.spread {
        Some(spread) => ((x1 - x0) + (y1 - y0)) * 2.0 * spread.max(0.1),
        None => (x1 - x0) * (y1 - y0),
    };
    let hundredths = (area * MM_PER_POINT * MM_PER_POINT * 100.0).clamp(1.0, 1e12);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 1 to 1e12"
    )]
    let weight = hundredths as u64;
    weight
}

/// Points of the path on the page, grown by half the width of a line.
fn outline(painted: &Painted<'_>, points: &mut Vec<(f64, f64)>) {
    let spread = painted.spread.unwrap_or(0.0);
    let mut note = |point: Point| {
        let point = painted.transform * point;
        if spread > 0.0 {
            for (x, y) in [(0.0, 1.0), (0.7, 0.7), (1.0, 0.0), (0.7, -0.7)] {
                points.push((point.x + x * spread, point.y + y * spread));
                points.push((point.x - x * spread, point.y - y * spread));
            }
        } else {
            points.push((point.x, point.y));
        }
        if points.len() > POINTS {
            *points = hull::convex(std::mem::take(points));
            // A polygon with so many corners is as good with half of them.
            if points.len() > POINTS / 2 {
                *points = points.iter().copied().step_by(2).collect();
            }
        }
    };
    let mut from = Point::ORIGIN;
    for element in painted.path.elements() {
        match *element {
            PathEl::MoveTo(to) | PathEl::LineTo(to) => {
                note(to);
                from = to;
            }
            PathEl::QuadTo(control, to) => {
                note(control);
                note(to);
                from = to;
            }
            PathEl::CurveTo(first, second, to) => {
                for piece in 1..=PIECES {
                    let t = f64::from(piece) / f64::from(PIECES);
                    let s = 1.0 - t;
                    let at = from.to_vec2() * (s * s * s)
                        + first.to_vec2() * (3.0 * s * s * t)
                        + second.to_vec2() * (3.0 * s * t * t)
                        + to.to_vec2() * (t * t * t);
                    note(at.to_point());
                }
                from = to;
            }
            PathEl::ClosePath => {}
        }
    }
}
