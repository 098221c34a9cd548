//! Areas of an appearance that are painted all over: what stands on them, and what they hide.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "coordinates are floating-point numbers: they do not overflow"
)]

use hayro_interpret::kurbo::Rect as Area;

use super::{
    frames,
    recorder::millimetres,
    shown::{Rgb, TextRun},
};

/// Grounds of one appearance.
const GROUNDS: usize = 64;
/// Text is covered by a ground that lies over so much of it.
const COVERED: f64 = 0.5;
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
}

impl Grounds {
    /// Adds one, and notes what it hides of the text before it.
    pub(super) fn paint(&mut self, area: Area, colour: Option<Rgb>, runs: &mut [TextRun]) {
        if self.areas.len() >= GROUNDS {
            return;
        }
        self.areas.push(area);
        self.colours.push(colour);
        let hider = millimetres(area);
        for run in runs.iter_mut().filter(|run| run.legible) {
            let covered = run.bounds.intersection(&hider);
            run.legible = covered.is_none_or(|covered| covered.area() < COVERED * run.bounds.area());
        }
    }

    pub(super) fn areas(&self) -> &[Area] {
        &self.areas
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
