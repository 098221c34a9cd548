//! Pages: which are looked at, and how one is displayed.

use std::collections::BTreeSet;

use hayro_interpret::kurbo::{Affine, Rect as Area};
use lopdf::{Dictionary, Document, Object, ObjectId};

use crate::pdf::pages::{inherited, intersection, number, rectangle};

/// Pages at either end that decide most: layout is decided on the first page (heading, number, stamp) and on the last
/// ones (signer's block, which an appendix in the same file may follow).
pub(super) const FROM_EITHER_END: usize = 3;
/// A4, points: what a page without a usable box is taken for.
const A4: [f64; 4] = [0.0, 0.0, 595.276, 841.89];
/// Sides of a page, points (14,400 units by /UserUnit, at most): beyond, coordinates say nothing.
const LARGEST: f64 = 1e6;

/// A page, and how it is displayed.
pub(in crate::pdf) struct Place<'d> {
    pub(in crate::pdf) dictionary: &'d Dictionary,
    /// User space to points of the page as displayed, from its top left corner (7.7.3.3, 8.3.2.3).
    pub(in crate::pdf) display: Affine,
    /// The page as displayed, points.
    pub(in crate::pdf) area: Area,
}

impl<'d> Place<'d> {
    pub(in crate::pdf) fn of(document: &'d Document, page: ObjectId) -> Option<Self> {
        let dictionary = document.get_dictionary(page).ok()?;
        let area = |key: &[u8]| {
            inherited(document, dictionary, key)
                .and_then(|object| rectangle(document, object))
                .filter(|area| area[0] < area[2] && area[1] < area[3] && area.iter().all(|side| side.abs() < LARGEST))
        };
        let media = area(b"MediaBox").unwrap_or(A4);
        let [left, lower, right, upper] = area(b"CropBox")
            .and_then(|crop| intersection(media, crop))
            .unwrap_or(media);
        let unit = dictionary
            .get(b"UserUnit")
            .ok()
            .and_then(|unit| number(crate::pdf::resolve(document, unit)))
            .filter(|unit| (1e-3..=1e3).contains(unit))
            .unwrap_or(1.0);
        let quarters = inherited(document, dictionary, b"Rotate")
            .and_then(number)
            .map(|turned| turned.rem_euclid(360.0) / 90.0);
        let (width, height) = (right - left, upper - lower);
        let (turn, width, height) = match quarters {
            Some(1.0) => ([0.0, 1.0, 1.0, 0.0, -lower, -left], height, width),
            Some(2.0) => ([-1.0, 0.0, 0.0, 1.0, right, -lower], width, height),
            Some(3.0) => ([0.0, -1.0, -1.0, 0.0, upper, right], height, width),
            _ => ([1.0, 0.0, 0.0, -1.0, -left, upper], width, height),
        };
        Some(Self {
            dictionary,
            display: Affine::new(turn).then_scale(unit),
            area: Area::new(0.0, 0.0, width * unit, height * unit),
        })
    }

    /// An entry that pages may take from above.
    pub(in crate::pdf) fn inherited(&self, document: &'d Document, key: &[u8]) -> Option<&'d Object> {
        inherited(document, self.dictionary, key)
    }
}

/// Numbers (from 1) of the pages that are looked at.
pub(super) struct Chosen {
    /// Those that decide most: at either end, and with signatures. They and the appearances come before any other, so
    /// that no budget is spent on the middle of a long document that they would need.
    pub(super) decisive: BTreeSet<u32>,
    /// All others, as far as there may be more: margins, page numbers and scans are those of the whole document.
    pub(super) others: BTreeSet<u32>,
}

impl Chosen {
    /// At most so many, of all pages of a document.
    pub(super) fn of(pages: usize, with_signatures: &BTreeSet<u32>, at_most: usize) -> Self {
        let count = u32::try_from(pages).unwrap_or(u32::MAX);
        let either = u32::try_from(FROM_EITHER_END).unwrap_or(0);
        let ends = (1..=count.min(either)).chain(count.saturating_sub(either).saturating_add(1).max(1)..=count);
        let signed = with_signatures
            .iter()
            .copied()
            .filter(|number| (1..=count).contains(number));
        let mut decisive: BTreeSet<u32> = BTreeSet::new();
        for number in ends.chain(signed) {
            if decisive.len() >= at_most {
                break;
            }
            decisive.insert(number);
        }
        let left = at_most.saturating_sub(decisive.len());
        let others = (1..=count)
            .filter(|number| !decisive.contains(number))
            .take(left)
            .collect();
        Self { decisive, others }
    }

    pub(super) fn contains(&self, number: u32) -> bool {
        self.decisive.contains(&number) || self.others.contains(&number)
    }
}
