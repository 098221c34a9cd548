//! Annotations with an appearance: which there are, and where it is drawn (ISO 32000-1, 12.5.5).

use std::collections::BTreeMap;

use hayro_interpret::kurbo::{Affine, Rect as Area};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::{
    is_name,
    place::Place,
    recorder::millimetres,
    shown::{Appearance, Content},
};
use crate::{
    budget::Budget,
    pdf::{
        fields::SignatureField,
        objects::{lookup, resolve},
        pages::{number, rectangle},
    },
};

const HIDDEN: i64 = 1 << 1;
const PRINT: i64 = 1 << 2;
const NO_VIEW: i64 = 1 << 5;
/// A field above a widget.
const PARENTS: usize = 32;

/// An annotation, before its appearance is read.
pub(super) struct Found<'d> {
    pub(super) appearance: Appearance,
    dictionary: &'d Dictionary,
}

/// A normal appearance, and how it is drawn.
pub(super) struct Normal<'d> {
    pub(super) id: Option<ObjectId>,
    pub(super) stream: &'d Stream,
    /// Form space to points of the page as displayed.
    pub(super) transform: Affine,
    /// Its /BBox on the page.
    pub(super) clip: Area,
}

/// Widgets of signature fields in the order of the form, then what else the pages list; and whether that is all.
pub(super) fn find<'d>(
    document: &'d Document,
    fields: &[SignatureField<'_>],
    places: &BTreeMap<u32, Place<'d>>,
    budget: &Budget,
) -> (Vec<Found<'d>>, bool) {
    let mut found: Vec<Found<'d>> = Vec::new();
    for field in fields {
        for (id, page) in &field.widgets {
            if found.iter().any(|known| known.appearance.annotation == *id) {
                continue;
            }
            let Ok(dictionary) = document.get_dictionary(*id) else {
                continue;
            };
            let mut appearance = describe(document, *id, dictionary, *page, places);
            appearance.field = Some(field.name.clone());
            appearance.is_signature = true;
            appearance.signature = field.value.as_reference().ok();
            found.push(Found { appearance, dictionary });
            if found.len() >= budget.appearances {
                return (found, false);
            }
        }
    }
    let known = found.len();
    let mut visited = 0_usize;
    for (page, place) in places {
        let Object::Array(listed) = lookup(document, place.dictionary, b"Annots") else {
            continue;
        };
        for id in listed.iter().filter_map(|annotation| annotation.as_reference().ok()) {
            visited = visited.saturating_add(1);
            if visited > budget.annotations.min(20_000) {
                return (found, false);
            }
            let Ok(dictionary) = document.get_dictionary(id) else {
                continue;
            };
            let subtype = lookup(document, dictionary, b"Subtype").as_name().unwrap_or_default();
            let is_known = || found.iter().take(known).any(|known| known.appearance.annotation == id);
            if matches!(subtype, b"Link" | b"Popup") || is_known() {
                continue;
            }
            let appearance = describe(document, id, dictionary, Some(*page), places);
            if !appearance.present && !appearance.is_signature {
                continue;
            }
            if found.len() >= budget.appearances {
                return (found, false);
            }
            found.push(Found { appearance, dictionary });
        }
    }
    (found, true)
}

fn describe(
    document: &Document,
    id: ObjectId,
    dictionary: &Dictionary,
    page: Option<u32>,
    places: &BTreeMap<u32, Place<'_>>,
) -> Appearance {
    let flags = lookup(document, dictionary, b"F").as_i64().unwrap_or(0);
    let placed = page.and_then(|page| places.get(&page)).and_then(|place| {
        let [x0, y0, x1, y1] = rectangle(document, lookup(document, dictionary, b"Rect"))?;
        let area = place.display.transform_rect_bbox(Area::new(x0, y0, x1, y1));
        (area.is_finite() && area.width() > 0.0 && area.height() > 0.0).then(|| millimetres(area))
    });
    let field = inherited(document, dictionary, b"FT");
    Appearance {
        subtype: String::from_utf8_lossy(lookup(document, dictionary, b"Subtype").as_name().unwrap_or_default())
            .into_owned(),
        field: None,
        is_signature: field.is_some_and(|kind| is_name(kind, b"Sig")),
        signature: inherited_reference(document, dictionary),
        is_typed: is_name(lookup(document, dictionary, b"Subtype"), b"FreeText")
            || field.is_some_and(|kind| is_name(kind, b"Tx") || is_name(kind, b"Ch")),
        annotation: id,
        page,
        placed,
        hidden: flags & HIDDEN != 0,
        no_view: flags & NO_VIEW != 0,
        print: flags & PRINT != 0,
        content_off: false,
        present: normal(document, dictionary).is_some(),
        content: Content::default(),
    }
}

/// /V of a signature field that the form doesn't know.
fn inherited_reference(document: &Document, dictionary: &Dictionary) -> Option<ObjectId> {
    let kind = inherited(document, dictionary, b"FT")?;
    is_name(kind, b"Sig").then_some(())?;
    let own = dictionary.get(b"V").ok();
    let above = || lookup(document, dictionary, b"Parent").as_dict().ok()?.get(b"V").ok();
    own.or_else(above)?.as_reference().ok()
}

fn inherited<'d>(document: &'d Document, dictionary: &'d Dictionary, key: &[u8]) -> Option<&'d Object> {
    let mut node = dictionary;
    for _ in 0..PARENTS {
        match lookup(document, node, key) {
            Object::Null => node = lookup(document, node, b"Parent").as_dict().ok()?,
            value => return Some(value),
        }
    }
    None
}

/// The stream of /AP /N, of the state /AS where there are several.
fn normal<'d>(document: &'d Document, dictionary: &'d Dictionary) -> Option<(Option<ObjectId>, &'d Stream)> {
    let normal = lookup(document, dictionary, b"AP").as_dict().ok()?.get(b"N").ok()?;
    let (id, object) = document.dereference(normal).ok()?;
    match object {
        Object::Stream(stream) => Some((id, stream)),
        Object::Dictionary(states) => {
            let state = lookup(document, dictionary, b"AS").as_name().ok()?;
            let (id, object) = document.dereference(states.get(state).ok()?).ok()?;
            Some((id, object.as_stream().ok()?))
        }
        _ => None,
    }
}

impl<'d> Found<'d> {
    pub(super) fn dictionary(&self) -> &'d Dictionary {
        self.dictionary
    }

    /// How its normal appearance is drawn (12.5.5, algorithm 8.1); `None` without one, or when it has no area.
    pub(super) fn normal(&self, document: &'d Document, place: &Place<'_>) -> Option<Normal<'d>> {
        let (id, stream) = normal(document, self.dictionary)?;
        let [left, lower, right, upper] = rectangle(document, lookup(document, &stream.dict, b"BBox"))?;
        let bbox = Area::new(left, lower, right, upper);
        let matrix = matrix(document, &stream.dict);
        let transformed = matrix.transform_rect_bbox(bbox);
        let [x0, y0, x1, y1] = rectangle(document, lookup(document, self.dictionary, b"Rect"))?;
        let scale = ((x1 - x0) / transformed.width(), (y1 - y0) / transformed.height());
        let align = Affine::new([
            scale.0,
            0.0,
            0.0,
            scale.1,
            x0 - scale.0 * transformed.x0,
            y0 - scale.1 * transformed.y0,
        ]);
        #[allow(
            clippy::arithmetic_side_effects,
            reason = "coordinates are floating-point numbers: they do not overflow"
        )]
        let transform = place.display * align * matrix;
        let usable = transform.is_finite() && transform.determinant() != 0.0;
        usable.then(|| Normal {
            id,
            stream,
            transform,
            clip: transform.transform_rect_bbox(bbox),
        })
    }
}

fn matrix(document: &Document, dictionary: &Dictionary) -> Affine {
    let Object::Array(items) = lookup(document, dictionary, b"Matrix") else {
        return Affine::IDENTITY;
    };
    let values: Vec<f64> = items
        .iter()
        .filter_map(|item| number(resolve(document, item)))
        .collect();
    <[f64; 6]>::try_from(values).map_or(Affine::IDENTITY, Affine::new)
}
