//! Places on a page.

/// Points of an area that are looked at, across and down.
const POINTS: u32 = 16;

/// An upright rectangle in millimetres, from the top left corner of the page as displayed (after /Rotate, `CropBox` and
/// `UserUnit`): x grows to the right, y grows downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    /// Left edge, mm.
    pub x0: f64,
    /// Upper edge, mm.
    pub y0: f64,
    /// Right edge, mm.
    pub x1: f64,
    /// Lower edge, mm.
    pub y1: f64,
}

impl Rect {
    /// The smallest rectangle around these points; `None` without one, or when a coordinate is not a number.
    pub fn around(points: impl IntoIterator<Item = (f64, f64)>) -> Option<Self> {
        points
            .into_iter()
            .try_fold(None, |bounds: Option<Self>, (x, y)| {
                let point = Self {
                    x0: x,
                    y0: y,
                    x1: x,
                    y1: y,
                };
                (x.is_finite() && y.is_finite()).then(|| Some(bounds.map_or(point, |bounds| bounds.union(&point))))
            })
            .flatten()
    }

    /// Width, mm.
    pub fn width(&self) -> f64 {
        self.x1 - self.x0
    }

    /// Height, mm.
    pub fn height(&self) -> f64 {
        self.y1 - self.y0
    }

    /// Area, mm².
    pub fn area(&self) -> f64 {
        self.width() * self.height()
    }

    /// The middle, mm.
    pub fn centre(&self) -> (f64, f64) {
        (f64::midpoint(self.x0, self.x1), f64::midpoint(self.y0, self.y1))
    }

    /// The smallest rectangle that holds both.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// What both hold; `None` when they share no area.
    pub fn intersection(&self, other: &Self) -> Option<Self> {
        let both = Self {
            x0: self.x0.max(other.x0),
            y0: self.y0.max(other.y0),
            x1: self.x1.min(other.x1),
            y1: self.y1.min(other.y1),
        };
        (both.x0 < both.x1 && both.y0 < both.y1).then_some(both)
    }

    /// Share of its area that these lie over together, 0 to 1, to about a hundredth: points of it are looked at.
    pub fn share_under(&self, others: &[Self]) -> f64 {
        let over: Vec<&Self> = others
            .iter()
            .filter(|other| self.intersection(other).is_some())
            .collect();
        if over.is_empty() {
            return 0.0;
        }
        let step = |from: f64, length: f64, step: u32| from + length * (f64::from(step) + 0.5) / f64::from(POINTS);
        let points = (0..POINTS).flat_map(|row| (0..POINTS).map(move |column| (column, row)));
        let under = points.filter(|(column, row)| {
            let point = (step(self.x0, self.width(), *column), step(self.y0, self.height(), *row));
            over.iter().any(|other| other.contains(point))
        });
        f64::from(u32::try_from(under.count()).unwrap_or(u32::MAX)) / f64::from(POINTS * POINTS)
    }

    /// Grown by so many millimetres on every side.
    #[must_use]
    pub fn grown(&self, by: f64) -> Self {
        Self {
            x0: self.x0 - by,
            y0: self.y0 - by,
            x1: self.x1 + by,
            y1: self.y1 + by,
        }
    }

    /// Whether the point stands inside or on an edge.
    pub fn contains(&self, (x, y): (f64, f64)) -> bool {
        self.x0 <= x && x <= self.x1 && self.y0 <= y && y <= self.y1
    }
}
