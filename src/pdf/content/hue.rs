//! Classes of colour (HSV).
//!
//! | class | value | saturation | hue |
//! |---|---|---|---|
//! | black | below 0.20, or below 0.45 with saturation below 0.20 | | |
//! | grey | from 0.45 | below 0.20 | |
//! | blue | from 0.20 | from 0.20 | 190° to 275° |
//! | red | from 0.20 | from 0.20 | 335° to 25° |
//! | other | from 0.20 | from 0.20 | the rest |
//!
//! The ranges only name a colour; what a regulation accepts is compared with the numbers beside them.

use super::shown::{Hue, InkColour};

/// 0.20 and 0.45 of 255.
const DARK: u8 = 51;
const DIM: u8 = 115;
const COLOURED: u8 = 51;

/// Parts of a degree: of two hues that differ by less nobody can tell.
const PARTS: u32 = 1_000;

/// Hue in thousandths of a degree (0 to 359,999), saturation and value (0 to 255).
fn hsv([red, green, blue]: [u8; 3]) -> (u32, u8, u8) {
    let greatest = red.max(green).max(blue);
    let least = red.min(green).min(blue);
    let range = i32::from(greatest.saturating_sub(least));
    if range == 0 {
        return (0, 0, greatest);
    }
    let (red, green, blue) = (i32::from(red), i32::from(green), i32::from(blue));
    let sixth = |from: i32, minus: i32, sector: i32| {
        let part = from
            .saturating_sub(minus)
            .saturating_mul(60_000)
            .checked_div(range)
            .unwrap_or(0);
        sector.saturating_mul(60_000).saturating_add(part)
    };
    let value = i32::from(greatest);
    let degrees = if value == red {
        sixth(green, blue, 0)
    } else if value == green {
        sixth(blue, red, 2)
    } else {
        sixth(red, green, 4)
    };
    let saturation = range.saturating_mul(255).checked_div(value).unwrap_or(0);
    (
        u32::try_from(degrees.rem_euclid(360_000)).unwrap_or(0),
        u8::try_from(saturation).unwrap_or(255),
        greatest,
    )
}

fn class(hue: u32, saturation: u8, value: u8) -> Hue {
    if value < DARK {
        Hue::Black
    } else if saturation < COLOURED {
        if value < DIM { Hue::Black } else { Hue::Grey }
    } else {
        match hue {
            190_000..=275_000 => Hue::Blue,
            335_000.. | 0..=25_000 => Hue::Red,
            _ => Hue::Other,
        }
    }
}

/// The class of one colour.
pub(super) fn of_colour(colour: [u8; 3]) -> Hue {
    let (hue, saturation, value) = hsv(colour);
    class(hue, saturation, value)
}

/// Colours added up, each with its weight.
pub(super) struct Tally {
    classes: [u64; 5],
    degrees: [u64; 360],
    /// What the hues of each degree are beyond it, in thousandths, all together.
    beyond: [u64; 360],
    saturations: [u64; 256],
    values: [u64; 256],
}

impl Tally {
    pub(super) fn new() -> Self {
        Self {
            classes: [0; 5],
            degrees: [0; 360],
            beyond: [0; 360],
            saturations: [0; 256],
            values: [0; 256],
        }
    }

    pub(super) fn add(&mut self, colour: [u8; 3], weight: u64) {
        let (thousandths, saturation, value) = hsv(colour);
        let hue = class(thousandths, saturation, value);
        let place = match hue {
            Hue::Blue => 0,
            Hue::Red => 1,
            Hue::Black => 2,
            Hue::Grey => 3,
            Hue::Other => 4,
        };
        let bump = |counter: Option<&mut u64>| {
            if let Some(counter) = counter {
                *counter = counter.saturating_add(weight);
            }
        };
        bump(self.classes.get_mut(place));
        if matches!(hue, Hue::Blue | Hue::Red | Hue::Other) {
            let degree = usize::try_from(thousandths / PARTS).unwrap_or(0);
            bump(self.degrees.get_mut(degree));
            if let Some(beyond) = self.beyond.get_mut(degree) {
                *beyond = beyond.saturating_add(weight.saturating_mul(u64::from(thousandths % PARTS)));
            }
        }
        bump(self.saturations.get_mut(usize::from(saturation)));
        bump(self.values.get_mut(usize::from(value)));
    }

    /// Adds what another has.
    pub(super) fn join(&mut self, other: &Self) {
        let pairs = |own: &mut [u64], other: &[u64]| {
            for (own, other) in own.iter_mut().zip(other) {
                *own = own.saturating_add(*other);
            }
        };
        pairs(&mut self.classes, &other.classes);
        pairs(&mut self.degrees, &other.degrees);
        pairs(&mut self.beyond, &other.beyond);
        pairs(&mut self.saturations, &other.saturations);
        pairs(&mut self.values, &other.values);
    }

    /// How far the hues of this degree are beyond it, degrees.
    fn beyond(&self, degree: usize) -> f64 {
        let of = |counts: &[u64; 360]| counts.get(degree).copied().unwrap_or(0) as f64;
        of(&self.beyond) / (of(&self.degrees) * f64::from(PARTS)).max(1.0)
    }

    /// The colour of all of it; `None` when nothing was added.
    pub(super) fn colour(&self) -> Option<InkColour> {
        let total: u64 = self.classes.iter().fold(0, |total, count| total.saturating_add(*count));
        let hues = [Hue::Blue, Hue::Red, Hue::Black, Hue::Grey, Hue::Other];
        let (hue, most) = hues
            .into_iter()
            .zip(self.classes)
            .rev()
            .max_by_key(|(_, count)| *count)
            .filter(|(_, count)| *count > 0)?;
        // Hue is a circle: it is cut open opposite its fullest degree.
        let fullest = (0..360_usize).max_by_key(|degree| self.degrees.get(*degree).copied().unwrap_or(0))?;
        let opened = (0..360_usize).map(|step| {
            let degree = fullest
                .saturating_add(180)
                .saturating_add(step)
                .checked_rem(360)
                .unwrap_or(0);
            (degree, self.degrees.get(degree).copied().unwrap_or(0))
        });
        Some(InkColour {
            hue,
            share: most as f64 / total as f64,
            hue_deg: median(opened).map(|degree| degree as f64 + self.beyond(degree)),
            saturation: median(self.saturations.iter().copied().enumerate()).unwrap_or(0) as f64 / 255.0,
            value: median(self.values.iter().copied().enumerate()).unwrap_or(0) as f64 / 255.0,
        })
    }
}

fn median(counts: impl Iterator<Item = (usize, u64)> + Clone) -> Option<usize> {
    let total: u64 = counts.clone().fold(0, |total, (_, count)| total.saturating_add(count));
    let mut below = 0_u64;
    for (value, count) in counts {
        below = below.saturating_add(count);
        if count > 0 && below.saturating_mul(2) >= total {
            return Some(value);
        }
    }
    None
}
