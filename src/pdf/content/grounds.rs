//! Areas of an appearance that are painted all over: what stands on them, and what they hide.
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

/// Grounds of one appearance: a code of squares has some thousands.
const GROUNDS: usize = 4_096;
/// Comparisons of letters, and of points of them, with grounds, for one appearance.
const WORK: usize = 20_000_000;
/// A letter is covered by grounds that lie over so many of the points of it that are looked at: all in one line across.
const COVERED: usize = 5;
/// Points of a letter that are looked at, across its line and along it.
const POINTS: (usize, usize) = (8, 3);
/// Letters of one run that are looked at one by one; longer ones are looked at in as many parts.
const LETTERS: usize = 256;
/// Letters of a colour that is no farther from what they stand on, in any channel, are not seen: as with ink.
const FAINT: u8 = 64;
const PAPER: Rgb = Rgb {
    red: 255,
    green: 255,
    blue: 255,
};

/// The grounds of an appearance, in the order they are painted.
#[derive(Default)]
pub(super) struct Grounds {
    areas: Vec<Area>,
    /// The colour of each; `None` for a picture.
    colours: Vec<Option<Rgb>>,
    /// How many runs of text were there before each.
    below: Vec<usize>,
    work: usize,
    /// There was more than could be looked at.
    pub(super) over_budget: bool,
}

impl Grounds {
    /// Adds one, and notes what it hides of the text before it.
    pub(super) fn paint(&mut self, area: Area, colour: Option<Rgb>, runs: &mut [TextRun]) {
        if self.areas.len() >= GROUNDS || self.work > WORK {
            self.over_budget = true;
            return;
        }
        self.areas.push(area);
        self.colours.push(colour);
        self.below.push(runs.len());
        let hider = millimetres(area);
        self.work = self.work.saturating_add(runs.len());
        for (index, run) in runs.iter_mut().enumerate() {
            if run.legible && run.bounds.intersection(&hider).is_some() {
                let above = self.areas.iter().zip(&self.below).filter(|(_, below)| **below > index);
                let above = above.map(|(area, _)| millimetres(*area));
                let hiders: Vec<Rect> = above.filter(|area| run.bounds.intersection(area).is_some()).collect();
                let points = parts(run).saturating_mul(POINTS.0 * POINTS.1);
                self.work = self
                    .work
                    .saturating_add(hiders.len().saturating_mul(points))
                    .saturating_add(self.areas.len());
                run.legible = !hides_a_letter(&hiders, run);
                if self.work > WORK {
                    self.over_budget = true;
                    return;
                }
            }
        }
    }

    pub(super) fn areas(&self) -> &[Area] {
        &self.areas
    }

    /// Those that are no pictures, mm.
    pub(super) fn coloured(&self) -> Vec<Rect> {
        let all = self.areas.iter().zip(&self.colours);
        all.filter(|(_, colour)| colour.is_some())
            .map(|(area, _)| millimetres(*area))
            .collect()
    }

    /// Whether one of them lies under most of this.
    pub(super) fn are_under(&self, mark: Area) -> bool {
        frames::stands_on(&self.areas, mark)
    }

    /// Whether letters of this colour can be told from what they stand on. `drawn` says that something else than a
    /// ground was drawn there, of which the colour is not known.
    pub(super) fn show(&self, letters: Rgb, area: Area, drawn: impl FnOnce() -> bool) -> bool {
        let below = self.areas.iter().zip(&self.colours).rev();
        let ground = below
            .filter(|(ground, _)| frames::stands_on(std::slice::from_ref(ground), area))
            .map(|(_, colour)| *colour)
            .next();
        match ground {
            Some(None) => true,
            Some(Some(ground)) => differ(letters, ground),
            None => differ(letters, PAPER) || drawn(),
        }
    }
}

/// Whether these lie over a letter of a line, all of them together: parts of equal width stand for its letters.
fn hides_a_letter(hiders: &[Rect], run: &TextRun) -> bool {
    let bounds = &run.bounds;
    let letters = parts(run);
    let is_space = |letter: usize| run.text.chars().nth(letter).is_some_and(char::is_whitespace);
    let lies = bounds.width() >= bounds.height();
    let within = |from: f64, length: f64, step: usize, of: usize| from + length * (share(step) + 0.5) / share(of);
    let point = |along: usize, across: usize| {
        let (columns, rows) = (letters * POINTS.1, POINTS.0);
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
    let mut shown = (0..letters).filter(|letter| !is_space(*letter));
    shown.any(|letter| (0..POINTS.1).all(|column| covered(letter * POINTS.1 + column)))
}

/// In how many parts a run is looked at.
fn parts(run: &TextRun) -> usize {
    run.text.chars().count().clamp(1, LETTERS)
}

#[allow(clippy::cast_precision_loss, reason = "some hundreds")]
fn share(count: usize) -> f64 {
    count as f64
}

fn differ(letters: Rgb, ground: Rgb) -> bool {
    let pairs = [
        (letters.red, ground.red),
        (letters.green, ground.green),
        (letters.blue, ground.blue),
    ];
    pairs
        .into_iter()
        .any(|(letter, ground)| letter.abs_diff(ground) >= FAINT)
}

/// A colour as it looks on paper, painted with this opacity.
pub(super) fn on_paper(colour: Rgb, opacity: f32) -> Rgb {
    let opacity = opacity.clamp(0.0, 1.0);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 255"
    )]
    let laid = |channel: u8| (255.0 - (255.0 - f32::from(channel)) * opacity).round() as u8;
    Rgb {
        red: laid(colour.red),
        green: laid(colour.green),
        blue: laid(colour.blue),
    }
}
