//! Ink: what is drawn on an image, told from its paper.
//!
//! Paper is white, or, on an image that lets nothing through, the median colour of its border where that is light. A
//! pixel is ink when, laid on white with its own opacity, some channel is at least a quarter of the range away from
//! the paper: the noise of JPEG around a line stays below, half-covered pixels at the edge of a line don't.
//! Specks that hold less than 0.2 % of the ink and touch nothing else are not counted.

use super::{
    hue::Tally,
    hull,
    rect::Rect,
    shown::{Ink, InkColour},
};

/// How far a channel must be from the paper, of 255.
const THRESHOLD: u8 = 64;
/// Darkest channel that paper may have.
const LIGHT: u8 = 140;
/// Pixels that are looked at, of larger images evenly spread ones.
const SAMPLES: usize = 1_000_000;
/// Cells across and down in which ink is gathered; a smaller picture has one for each pixel, so that what touches
/// stays together.
const CELLS: usize = 128;
/// Ink below which a speck is nothing, of the whole, in thousandths.
const SPECK: u64 = 2;
/// Opacity that hides what lies below, of 255.
const HIDING: u8 = 128;

/// Colour and opacity of an image, decoded.
pub(super) struct Pixels<'a> {
    pub(super) colour: Plane<'a>,
    pub(super) alpha: Option<Plane<'a>>,
    /// Share of the image's width and height that the planes reach; less than 1 for data cut short.
    pub(super) reach: (f64, f64),
}

/// One plane: `channels` bytes for each pixel, rows from the top.
#[derive(Clone, Copy)]
pub(super) struct Plane<'a> {
    pub(super) data: &'a [u8],
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) channels: usize,
}

impl Plane<'_> {
    fn row(&self, row: usize) -> &[u8] {
        let bytes = self.width.saturating_mul(self.channels);
        let start = row.saturating_mul(bytes);
        self.data.get(start..start.saturating_add(bytes)).unwrap_or_default()
    }

    fn pixel(&self, row: &[u8], column: usize) -> [u8; 3] {
        let at = column.saturating_mul(self.channels);
        match (self.channels, row.get(at..at.saturating_add(self.channels))) {
            (3, Some(&[red, green, blue])) => [red, green, blue],
            (1, Some(&[grey])) => [grey; 3],
            _ => [255; 3],
        }
    }
}

/// Ink on an image, in shares of its width and height: the same wherever the image is placed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct InkShape {
    /// Convex hull, from (0, 0) top left to (1, 1).
    hull: Vec<(f64, f64)>,
    /// Share of the image that is ink.
    area: f64,
    /// `None` for a stencil, which has the colour it is painted with.
    colour: Option<InkColour>,
    paints_paper: bool,
}

impl InkShape {
    /// Whether nothing is drawn on it: it only paints paper.
    pub(super) fn is_blank(&self) -> bool {
        self.hull.is_empty()
    }

    /// Whether it hides what lies below where there is no ink.
    pub(super) fn paints_paper(&self) -> bool {
        self.paints_paper
    }

    /// Its colour; `None` for a stencil, which has the colour it is painted with.
    pub(super) fn colour(&self) -> Option<InkColour> {
        self.colour
    }

    /// Where it stands on the page: `place` takes shares of the image to millimetres; `cropped` is what clips leave of it.
    pub(super) fn on_page(
        &self,
        place: impl Fn(f64, f64) -> (f64, f64),
        colour: InkColour,
        lets_through: bool,
        cropped: Option<Rect>,
    ) -> Option<Ink> {
        let mut hull = hull::convex(self.hull.iter().map(|(x, y)| place(*x, *y)).collect());
        if let Some(cropped) = cropped {
            hull = hull::inside(hull, &cropped);
        }
        let bounds = Rect::around(hull.iter().copied())?;
        let (origin, right, down) = (place(0.0, 0.0), place(1.0, 0.0), place(0.0, 1.0));
        let across = (right.0 - origin.0, right.1 - origin.1);
        let along = (down.0 - origin.0, down.1 - origin.1);
        let image = (across.0 * along.1 - across.1 * along.0).abs();
        Some(Ink {
            bounds,
            colour,
            opaque_background: self.paints_paper && !lets_through,
            aspect: ratio(bounds.width(), bounds.height()),
            roundness: hull::roundness(&hull),
            coverage: ratio(self.area * image, bounds.area()).min(1.0),
        })
    }
}

pub(super) fn ratio(of: f64, to: f64) -> f64 {
    if to > 0.0 { of / to } else { 0.0 }
}

/// Finds the ink on an image; `None` when there is none, nor any paper that it paints.
pub(super) fn find(pixels: &Pixels<'_>, stencil: bool) -> Option<InkShape> {
    // The finer of the two planes decides where things are.
    let count = |plane: &Plane<'_>| plane.width.saturating_mul(plane.height);
    let grid = pixels
        .alpha
        .filter(|alpha| count(alpha) > count(&pixels.colour))
        .unwrap_or(pixels.colour);
    if grid.width == 0 || grid.height == 0 {
        return None;
    }
    let paper = paper(pixels);
    let step = (1..=64_usize)
        .find(|step| count(&grid) <= SAMPLES.saturating_mul(step.saturating_mul(*step)))
        .unwrap_or(64);
    let (across, down) = (grid.width.div_ceil(step), grid.height.div_ceil(step));
    let mut gathered = Gathered::new(&grid);
    let columns: Vec<Column> = (0..grid.width)
        .step_by(step)
        .enumerate()
        .map(|(sample, column)| Column {
            at: column,
            cell: scaled(sample, across, across.min(CELLS)),
            colour: scaled(column, grid.width, pixels.colour.width),
            alpha: pixels.alpha.map_or(0, |alpha| scaled(column, grid.width, alpha.width)),
        })
        .collect();
    for (sample, row) in (0..grid.height).step_by(step).enumerate() {
        let colour_row = pixels.colour.row(scaled(row, grid.height, pixels.colour.height));
        let alpha_row = pixels
            .alpha
            .as_ref()
            .map(|alpha| alpha.row(scaled(row, grid.height, alpha.height)));
        let band = scaled(sample, down, down.min(CELLS)).saturating_mul(CELLS);
        for column in &columns {
            let colour = pixels.colour.pixel(colour_row, column.colour);
            let alpha = alpha_row.map_or(255, |row| row.get(column.alpha).copied().unwrap_or(0));
            gathered.sampled = gathered.sampled.saturating_add(1);
            let strength = strength(colour, alpha, paper);
            if strength >= THRESHOLD {
                gathered.ink(band.saturating_add(column.cell), column.at, row, colour, strength);
            } else if alpha >= HIDING {
                gathered.hiding = gathered.hiding.saturating_add(1);
            }
        }
    }
    gathered.shape(&grid, step, pixels.reach, stencil)
}

/// A column of the grid, and what belongs to it.
struct Column {
    at: usize,
    cell: usize,
    colour: usize,
    alpha: usize,
}

fn scaled(at: usize, of: usize, to: usize) -> usize {
    at.saturating_mul(to).checked_div(of).unwrap_or(0)
}

/// How far a pixel laid on white is from the paper.
fn strength(colour: [u8; 3], alpha: u8, paper: [u8; 3]) -> u8 {
    let mut greatest = 0;
    for (channel, paper) in colour.into_iter().zip(paper) {
        let shown = if alpha == 255 {
            channel
        } else {
            let opaque = u32::from(channel).saturating_mul(u32::from(alpha));
            let through = 255_u32.saturating_mul(u32::from(255_u8.saturating_sub(alpha)));
            u8::try_from(opaque.saturating_add(through) / 255).unwrap_or(255)
        };
        greatest = shown.abs_diff(paper).max(greatest);
    }
    greatest
}

fn paper(pixels: &Pixels<'_>) -> [u8; 3] {
    const WHITE: [u8; 3] = [255; 3];
    if pixels
        .alpha
        .is_some_and(|alpha| alpha.data.iter().any(|alpha| *alpha < HIDING))
    {
        return WHITE;
    }
    let plane = pixels.colour;
    let last = plane.height.saturating_sub(1);
    let edge = plane.width.saturating_sub(1);
    let mut channels: [Vec<u8>; 3] = Default::default();
    let mut note = |pixel: [u8; 3]| {
        for (values, value) in channels.iter_mut().zip(pixel) {
            values.push(value);
        }
    };
    for row in 0..plane.height {
        let bytes = plane.row(row);
        if row == 0 || row == last {
            (0..plane.width).for_each(|column| note(plane.pixel(bytes, column)));
        } else {
            note(plane.pixel(bytes, 0));
            note(plane.pixel(bytes, edge));
        }
    }
    let median = channels.map(|mut values| {
        let middle = values.len() / 2;
        if values.is_empty() {
            255
        } else {
            *values.select_nth_unstable(middle).1
        }
    });
    if median.iter().all(|channel| *channel >= LIGHT) {
        median
    } else {
        WHITE
    }
}

/// Ink of one cell: how much, and its outermost pixels.
#[derive(Clone, Copy)]
struct Cell {
    count: u64,
    left: usize,
    right: usize,
    top: usize,
    bottom: usize,
}

struct Gathered {
    cells: Vec<Cell>,
    tally: Tally,
    sampled: u64,
    hiding: u64,
    total: u64,
}

impl Gathered {
    fn new(grid: &Plane<'_>) -> Self {
        let empty = Cell {
            count: 0,
            left: grid.width,
            right: 0,
            top: grid.height,
            bottom: 0,
        };
        Self {
            cells: vec![empty; CELLS * CELLS],
            tally: Tally::new(),
            sampled: 0,
            hiding: 0,
            total: 0,
        }
    }

    fn ink(&mut self, cell: usize, column: usize, row: usize, colour: [u8; 3], strength: u8) {
        self.total = self.total.saturating_add(1);
        self.tally.add(colour, u64::from(strength));
        if let Some(cell) = self.cells.get_mut(cell) {
            cell.count = cell.count.saturating_add(1);
            cell.left = cell.left.min(column);
            cell.right = cell.right.max(column);
            cell.top = cell.top.min(row);
            cell.bottom = cell.bottom.max(row);
        }
    }

    fn shape(mut self, grid: &Plane<'_>, step: usize, reach: (f64, f64), stencil: bool) -> Option<InkShape> {
        self.drop_specks();
        let kept: u64 = self.cells.iter().fold(0, |sum, cell| sum.saturating_add(cell.count));
        let mut corners = Vec::new();
        let mut note = |cell: &Cell| {
            let x = [cell.left, cell.right.saturating_add(step)].map(|at| share(at, grid.width, reach.0));
            let y = [cell.top, cell.bottom.saturating_add(step)].map(|at| share(at, grid.height, reach.1));
            corners.extend(x.into_iter().flat_map(|x| y.map(|y| (x, y))));
        };
        // A cell that has ink on all four sides of it can't stand out.
        for line in 0..CELLS {
            let inked = |cell: &&Cell| cell.count > 0;
            let column = || self.cells.iter().skip(line).step_by(CELLS).filter(inked);
            let row = || {
                self.cells
                    .iter()
                    .skip(line.saturating_mul(CELLS))
                    .take(CELLS)
                    .filter(inked)
            };
            column()
                .next()
                .into_iter()
                .chain(column().next_back())
                .for_each(&mut note);
            row().next().into_iter().chain(row().next_back()).for_each(&mut note);
        }
        let unpainted = self.sampled.saturating_sub(self.total);
        // A picture that is ink all over has no paper.
        let paints_paper =
            self.hiding.saturating_mul(2) > unpainted && self.hiding.saturating_mul(100) > self.sampled;
        let paints_paper = paints_paper && !stencil;
        let hull = hull::convex(corners);
        if hull.is_empty() {
            return paints_paper.then_some(InkShape {
                hull,
                area: 0.0,
                colour: None,
                paints_paper,
            });
        }
        Some(InkShape {
            hull,
            area: kept as f64 / self.sampled as f64 * reach.0 * reach.1,
            colour: if stencil { None } else { Some(self.tally.colour()?) },
            paints_paper,
        })
    }

    /// Empties the cells of groups (touching also by their corners) that hold next to nothing.
    fn drop_specks(&mut self) {
        let least = (self.total.saturating_mul(SPECK) / 1000).max(4);
        let mut seen = vec![false; CELLS * CELLS];
        for start in 0..CELLS * CELLS {
            let inked = self.cells.get(start).is_some_and(|cell| cell.count > 0);
            if !inked || seen.get(start).copied().unwrap_or(true) {
                continue;
            }
            let mut group = vec![start];
            let mut ink = 0_u64;
            let mut next = 0;
            while let Some(&at) = group.get(next) {
                next = next.saturating_add(1);
                let inked = self.cells.get(at).filter(|cell| cell.count > 0);
                let (Some(cell), Some(mark)) = (inked, seen.get_mut(at)) else {
                    continue;
                };
                if std::mem::replace(mark, true) {
                    continue;
                }
                ink = ink.saturating_add(cell.count);
                let (row, column) = (at / CELLS, at % CELLS);
                for row in row.saturating_sub(1)..=row.saturating_add(1).min(CELLS - 1) {
                    for column in column.saturating_sub(1)..=column.saturating_add(1).min(CELLS - 1) {
                        group.push(row.saturating_mul(CELLS).saturating_add(column));
                    }
                }
            }
            if ink > 0 && ink < least && ink.saturating_mul(2) < self.total {
                for at in group {
                    if let Some(cell) = self.cells.get_mut(at) {
                        cell.count = 0;
                    }
                }
            }
        }
    }
}

fn share(at: usize, of: usize, reach: f64) -> f64 {
    (at as f64 / of as f64).min(1.0) * reach
}
