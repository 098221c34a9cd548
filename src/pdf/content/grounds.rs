//! Areas of an appearance that are painted all over: what stands on them, and what they hide.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "coordinates are floating-point numbers: they do not overflow"
)]

use hayro_interpret::kurbo::Rect as Area;

use super::{
    covers::{hides_a_letter, points},
    frames,
    recorder::millimetres,
    rect::Rect,
    shown::{Rgb, TextRun},
};

/// Grounds of one appearance: a code of squares has some thousands.
const GROUNDS: usize = 4_096;
/// Comparisons of letters, and of points of them, with grounds, for one appearance.
const WORK: usize = 20_000_000;
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
                let points = points(run);
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

    /// Whether letters of this colour can be told from what they stand on. `below` is the colour of the page there, paper
    /// where none is known; `drawn` says that something else than a ground was drawn there, of which the colour is not
    /// known.
    pub(super) fn show(&self, letters: Rgb, area: Area, below: Option<Rgb>, drawn: impl FnOnce() -> bool) -> bool {
        let on_top = self.areas.iter().zip(&self.colours).rev();
        let ground = on_top
            .filter(|(ground, _)| frames::stands_on(std::slice::from_ref(ground), area))
            .map(|(_, colour)| *colour)
            .next();
        match ground {
            Some(None) => true,
            Some(Some(ground)) => differ(letters, ground),
            None => differ(letters, below.unwrap_or(PAPER)) || drawn(),
        }
    }
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

/// Whether it can't be told from paper.
pub(super) fn is_faint(colour: Rgb) -> bool {
    !differ(colour, PAPER)
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
