//! What is painted over the text of a page: what lies under it nobody reads.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "coordinates are floating-point numbers: they do not overflow"
)]

use hayro_interpret::kurbo::Rect as Area;

use super::{
    frames,
    recorder::millimetres,
    rect::Rect,
    shown::{Rgb, TextRun},
};

/// Areas of one page: a table with a ground in every cell has some thousands.
const AREAS: usize = 16_384;
/// Areas below one appearance, the uppermost ones.
const BELOW: usize = 64;
/// What is thinner, points, is a rule and covers no letter.
const THIN: f64 = 3.0;
/// Runs are compared with the areas of the same strips of the page, mm.
const STRIP: f64 = 10.0;
/// Comparisons of letters, and of points of them, with areas, on one page.
const WORK: usize = 20_000_000;
/// A letter is covered by areas that lie over so many of the points of it that are looked at: all in one line across.
const COVERED: usize = 5;
/// Points of a letter that are looked at, across its line and along it.
const POINTS: (usize, usize) = (8, 3);
/// Letters of one run that are looked at one by one; longer ones are looked at in as many parts.
const LETTERS: usize = 256;
const UNREADABLE: char = '\u{FFFD}';

/// Areas of a page that are painted all over, in the order they are painted.
#[derive(Debug, Default)]
pub(super) struct Covers {
    /// Each with its colour; `None` for a picture.
    areas: Vec<(Area, Option<Rgb>)>,
    /// How many runs of text were there before each.
    below: Vec<usize>,
    /// Around what an area may cover: text, and areas that were painted before.
    painted: Option<Area>,
    /// There was more than could be looked at.
    pub(super) over_budget: bool,
}

impl Covers {
    /// Text was drawn here.
    pub(super) fn text(&mut self, area: Area) {
        self.painted = Some(self.painted.map_or(area, |painted| painted.union(area)));
    }

    /// Whether an area of this colour is worth noting: it covers something, or is another ground than paper.
    pub(super) fn matter(&self, area: Area, colour: Option<Rgb>) -> bool {
        let white = colour.is_some_and(|colour| colour.red.min(colour.green).min(colour.blue) == u8::MAX);
        let touches = || self.painted.is_some_and(|painted| painted.intersect(area).area() > 0.0);
        area.width().min(area.height()) >= THIN && (!white || touches())
    }

    /// Notes one before which so many runs of text were drawn.
    pub(super) fn paint(&mut self, area: Area, colour: Option<Rgb>, runs: usize) {
        if self.areas.len() >= AREAS {
            self.over_budget = true;
            return;
        }
        self.areas.push((area, colour));
        self.below.push(runs);
        self.text(area);
    }

    /// Takes from the text of a page what was painted over.
    pub(super) fn hide(&mut self, runs: &mut [TextRun]) {
        let Some(first) = self.below.iter().copied().max() else {
            return;
        };
        if first == 0 {
            return;
        }
        let mut strips: Vec<Vec<(usize, Rect)>> = Vec::new();
        for ((area, _), below) in self.areas.iter().zip(&self.below).filter(|(_, below)| **below > 0) {
            let area = millimetres(*area);
            let (from, to) = strips_of(&area);
            if strips.len() <= to {
                strips.resize_with(to.saturating_add(1), Vec::new);
            }
            for strip in strips.get_mut(from..=to).unwrap_or_default() {
                strip.push((*below, area));
            }
        }
        let mut work = 0_usize;
        for (index, run) in runs.iter_mut().enumerate().take(first) {
            let (from, to) = strips_of(&run.bounds);
            let near = strips
                .get(from..=to.min(strips.len().saturating_sub(1)))
                .unwrap_or_default();
            work = near.iter().fold(work, |work, strip| work.saturating_add(strip.len()));
            let later = near.iter().flatten().filter(|(below, _)| *below > index);
            let hiders: Vec<Rect> = later
                .filter(|(_, area)| run.visible && run.bounds.intersection(area).is_some())
                .map(|(_, area)| *area)
                .collect();
            work = work.saturating_add(hiders.len().saturating_mul(parts(run) * POINTS.0 * POINTS.1));
            if work > WORK {
                self.over_budget = true;
                return;
            }
            match run.under(&hiders) {
                Left::All => {}
                Left::Nothing => run.visible = false,
                Left::Some(text) => {
                    run.text = text;
                    run.unmapped = true;
                }
            }
        }
    }

    /// What lies below an appearance that takes this area.
    pub(super) fn below(&self, area: Area) -> Below {
        let on_top = self.areas.iter().rev();
        let under = on_top.filter(|(ground, _)| ground.intersect(area).area() > 0.0);
        Below(under.take(BELOW).copied().collect())
    }
}

/// What lies below an appearance, from the top down.
#[derive(Debug, Default)]
pub(super) struct Below(Vec<(Area, Option<Rgb>)>);

impl Below {
    /// The colour of what lies under most of this; `None` for paper, and where it is not known.
    pub(super) fn ground(&self, area: Area) -> Option<Rgb> {
        let mut under = self
            .0
            .iter()
            .filter(|(ground, _)| frames::stands_on(std::slice::from_ref(ground), area));
        under.next().and_then(|(_, colour)| *colour)
    }
}

/// The first and the last strip of the page that something reaches into.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "strips of a page, not negative"
)]
fn strips_of(area: &Rect) -> (usize, usize) {
    let strip = |y: f64| (y / STRIP).clamp(0.0, 1_000.0) as usize;
    (strip(area.y0), strip(area.y1))
}

/// What is left of a run of text under areas that are painted over it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Left {
    /// All of its letters and digits.
    All,
    /// Some of them: its text, with U+FFFD for what is covered.
    Some(String),
    /// None of them.
    Nothing,
}

impl TextRun {
    /// What is left of it under these areas. Each letter is taken to be as wide as the others.
    pub fn under(&self, hiders: &[Rect]) -> Left {
        if !hiders.iter().any(|hider| self.bounds.intersection(hider).is_some()) {
            return Left::All;
        }
        let parts = parts(self);
        let covered: Vec<bool> = (0..parts)
            .map(|part| is_covered(hiders, &self.bounds, part, parts))
            .collect();
        let letters = self.text.chars().count().max(1);
        let mut left = false;
        let mut lost = false;
        let text = self.text.chars().enumerate().map(|(at, letter)| {
            let part = at.saturating_mul(parts).checked_div(letters).unwrap_or(0);
            let covered = letter.is_alphanumeric() && covered.get(part) == Some(&true);
            lost |= covered;
            left |= !covered && letter.is_alphanumeric();
            if covered { UNREADABLE } else { letter }
        });
        let text: String = text.collect();
        match (lost, left) {
            (false, _) => Left::All,
            (true, true) => Left::Some(text),
            (true, false) => Left::Nothing,
        }
    }
}

/// Whether these lie over a letter of a line, all of them together.
pub(super) fn hides_a_letter(hiders: &[Rect], run: &TextRun) -> bool {
    let parts = parts(run);
    let is_space = |letter: usize| run.text.chars().nth(letter).is_some_and(char::is_whitespace);
    let mut shown = (0..parts).filter(|letter| !is_space(*letter));
    shown.any(|part| is_covered(hiders, &run.bounds, part, parts))
}

/// Points of a run that are compared with every area over it.
pub(super) fn points(run: &TextRun) -> usize {
    parts(run).saturating_mul(POINTS.0 * POINTS.1)
}

/// Whether these lie over one of so many parts of equal width, which stand for letters.
fn is_covered(hiders: &[Rect], bounds: &Rect, part: usize, parts: usize) -> bool {
    let lies = bounds.width() >= bounds.height();
    let within = |from: f64, length: f64, step: usize, of: usize| from + length * (share(step) + 0.5) / share(of);
    let point = |along: usize, across: usize| {
        let (columns, rows) = (parts * POINTS.1, POINTS.0);
        if lies {
            (
                within(bounds.x0, bounds.width(), along, columns),
                within(bounds.y0, bounds.height(), across, rows),
            )
        } else {
            (
                within(bounds.x0, bounds.width(), across, rows),
                within(bounds.y0, bounds.height(), along, columns),
            )
        }
    };
    let covered = |along: usize| {
        let rows = (0..POINTS.0).filter(|row| hiders.iter().any(|hider| hider.contains(point(along, *row))));
        rows.count() >= COVERED
    };
    (0..POINTS.1).all(|column| covered(part * POINTS.1 + column))
}

/// In how many parts a run is looked at.
fn parts(run: &TextRun) -> usize {
    run.text.chars().count().clamp(1, LETTERS)
}

#[allow(clippy::cast_precision_loss, reason = "some hundreds")]
fn share(count: usize) -> f64 {
    count as f64
}
