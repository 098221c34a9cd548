//! The page tree and the boxes of a page (ISO 32000-1, 7.7.3 and 14.11.2).

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::objects::{Objects, lookup, resolve};
use crate::budget::Budget;

/// Size of a page as displayed: after /Rotate, CropBox and UserUnit, in millimetres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PageSize {
    /// Width, mm.
    pub width_mm: f64,
    /// Height, mm.
    pub height_mm: f64,
}

const MM_PER_POINT: f64 = 25.4 / 72.0;
/// Parents that may hand down an attribute; a longer chain is a loop.
const MAX_PARENTS: usize = 64;

pub(super) fn count(document: &Document, budget: &Budget) -> usize {
    document.page_iter().take(budget.pages).count()
}

/// Where things stand: page numbers, counted from 1.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// The page that an annotation first stands on.
    pub(super) of_annotations: BTreeMap<ObjectId, u32>,
    /// The number of a page.
    pub(super) numbers: BTreeMap<ObjectId, u32>,
    /// Set when the budget ended the search early.
    pub(super) over_budget: bool,
}

/// Looks for these annotations and these pages, in one walk.
pub(super) fn find(
    document: &Document,
    annotations: &BTreeSet<ObjectId>,
    pages: &BTreeSet<ObjectId>,
    budget: &Budget,
) -> Places {
    let mut places = Places::default();
    let mut left = budget.annotations;
    for (number, page) in (1_u32..).zip(document.page_iter().take(budget.pages)) {
        let all_annotations = places.of_annotations.len() == annotations.len();
        if all_annotations && places.numbers.len() == pages.len() {
            break;
        }
        if pages.contains(&page) {
            places.numbers.entry(page).or_insert(number);
        }
        let Ok(page) = document.get_dictionary(page) else {
            continue;
        };
        let Object::Array(listed) = lookup(document, page, b"Annots") else {
            continue;
        };
        for annotation in listed.iter().filter_map(|item| item.as_reference().ok()) {
            // Pages may share one long list, so what is visited is counted, not what there is.
            let Some(rest) = left.checked_sub(1) else {
                places.over_budget = true;
                return places;
            };
            left = rest;
            if annotations.contains(&annotation) {
                places.of_annotations.entry(annotation).or_insert(number);
            }
        }
    }
    places
}

pub(super) fn first_size(document: &Document) -> Option<PageSize> {
    let page = document.get_dictionary(document.page_iter().next()?).ok()?;
    let media = rectangle(document, inherited(document, page, b"MediaBox")?)?;
    let shown = inherited(document, page, b"CropBox")
        .and_then(|object| rectangle(document, object))
        .and_then(|crop| intersection(media, crop))
        .unwrap_or(media);
    let unit = number(lookup(document, page, b"UserUnit"))
        .filter(|unit| *unit > 0.0)
        .unwrap_or(1.0);
    let width_mm = (shown[2] - shown[0]) * unit * MM_PER_POINT;
    let height_mm = (shown[3] - shown[1]) * unit * MM_PER_POINT;
    let turned = inherited(document, page, b"Rotate")
        .and_then(|object| object.as_i64().ok())
        .unwrap_or(0);
    let sideways = turned.rem_euclid(180) == 90;
    let (width_mm, height_mm) = if sideways {
        (height_mm, width_mm)
    } else {
        (width_mm, height_mm)
    };
    (width_mm > 0.0 && height_mm > 0.0 && width_mm.is_finite() && height_mm.is_finite())
        .then_some(PageSize { width_mm, height_mm })
}

/// An attribute of the page or of the nearest parent that has it (7.7.3.4).
pub(super) fn inherited<'d>(document: &'d impl Objects, page: &'d Dictionary, key: &[u8]) -> Option<&'d Object> {
    let mut node = page;
    for _ in 0..MAX_PARENTS {
        match lookup(document, node, key) {
            Object::Null => node = lookup(document, node, b"Parent").as_dict().ok()?,
            value => return Some(value),
        }
    }
    None
}

pub(super) fn number(object: &Object) -> Option<f64> {
    match object {
        // Coordinates beyond 2^53 would lose digits; no page has them.
        #[allow(clippy::cast_precision_loss, reason = "page coordinates are far below 2^53")]
        Object::Integer(value) => Some(*value as f64),
        Object::Real(value) => Some(f64::from(*value)),
        _ => None,
    }
}

/// A rectangle with its corners in order: left, lower, right, upper.
pub(super) fn rectangle(document: &impl Objects, object: &Object) -> Option<[f64; 4]> {
    let Object::Array(items) = object else { return None };
    let [a, b, c, d] = items.as_slice() else { return None };
    let value = |item| number(resolve(document, item));
    let (x0, y0, x1, y1) = (value(a)?, value(b)?, value(c)?, value(d)?);
    Some([x0.min(x1), y0.min(y1), x0.max(x1), y0.max(y1)])
}

pub(super) fn intersection(a: [f64; 4], b: [f64; 4]) -> Option<[f64; 4]> {
    let both = [a[0].max(b[0]), a[1].max(b[1]), a[2].min(b[2]), a[3].min(b[3])];
    (both[0] < both[2] && both[1] < both[3]).then_some(both)
}
