//! The form: which fields hold a signature, and where their widgets are (ISO 32000-1, 12.7).

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::{
    objects::{Objects, lookup, resolve},
    pages, text,
};
use crate::budget::Budget;

/// A signature field with a value.
#[derive(Debug, Clone)]
pub(super) struct SignatureField<'d> {
    /// Fully qualified name (12.7.3.2).
    pub(super) name: String,
    /// The value: a reference to the signature dictionary, or the dictionary itself.
    pub(super) value: &'d Object,
    /// Page of the first widget, counted from 1.
    pub(super) page: Option<u32>,
    /// Its widgets that are objects of their own, with the page that lists them, or that they name.
    pub(super) widgets: Vec<(ObjectId, Option<u32>)>,
}

/// The signature fields below AcroForm /Fields that have a value, in the order of the tree.
pub(super) struct Fields<'d> {
    pub(super) found: Vec<SignatureField<'d>>,
    /// Whether the whole tree was walked.
    pub(super) complete: bool,
    /// Set when a budget ended this walk, or that of the pages, early.
    pub(super) over_budget: bool,
}

struct Walk<'d, D> {
    document: &'d D,
    budget: &'d Budget,
    visited: usize,
    over_budget: bool,
    seen: BTreeSet<ObjectId>,
    found: Vec<Found<'d>>,
}

/// A signature field with a value, before its widgets are looked for on the pages.
struct Found<'d> {
    name: String,
    value: &'d Object,
    widgets: Vec<Widget>,
    /// /Lock of the field (12.7.4.5).
    lock: Option<&'d Object>,
}

/// A widget annotation of a field.
struct Widget {
    id: Option<ObjectId>,
    /// /P, the page it says it is on.
    page: Option<ObjectId>,
}

/// What a field hands down to its kids (12.7.3.1).
#[derive(Clone, Default)]
struct Inherited<'d> {
    name: String,
    signature: bool,
    value: Option<&'d Object>,
}

pub(super) fn find<'d>(document: &'d Document, budget: &'d Budget) -> Fields<'d> {
    Walk::through(document, budget).place()
}

/// The values of the signature fields and their locks; `None` when the form is over budget.
pub(super) fn values<'d>(
    objects: &'d impl Objects,
    budget: &'d Budget,
) -> Option<Vec<(&'d Object, Option<&'d Object>)>> {
    let walk = Walk::through(objects, budget);
    let pairs = walk.found.into_iter().map(|found| (found.value, found.lock));
    (!walk.over_budget).then(|| pairs.collect())
}

impl<'d, D: Objects> Walk<'d, D> {
    fn through(document: &'d D, budget: &'d Budget) -> Self {
        let mut walk = Self {
            document,
            budget,
            visited: 0,
            over_budget: false,
            seen: BTreeSet::new(),
            found: Vec::new(),
        };
        let form = document.catalog().map(|catalog| lookup(document, catalog, b"AcroForm"));
        if let Some(Object::Dictionary(form)) = form
            && let Object::Array(fields) = lookup(document, form, b"Fields")
        {
            for field in fields {
                walk.node(field, &Inherited::default(), budget.depth);
            }
        }
        walk
    }

    fn node(&mut self, object: &'d Object, above: &Inherited<'d>, depth: usize) {
        let id = object.as_reference().ok();
        if let Some(id) = id
            && !self.seen.insert(id)
        {
            return;
        }
        self.visited = self.visited.saturating_add(1);
        let room = self.visited <= self.budget.fields && self.found.len() <= self.budget.signatures;
        let Some(depth) = depth.checked_sub(1).filter(|_| room) else {
            self.over_budget = true;
            return;
        };
        let Object::Dictionary(node) = resolve(self.document, object) else {
            return;
        };
        let here = self.inherit(node, above);
        let mut widgets = vec![Widget::of(id, node)];
        let mut fields_below = false;
        if let Object::Array(kids) = lookup(self.document, node, b"Kids") {
            for kid in kids {
                match resolve(self.document, kid) {
                    // A kid with a name of its own is a field; one without is only a widget of this field.
                    Object::Dictionary(below) if below.has(b"T") => {
                        fields_below = true;
                        self.node(kid, &here, depth);
                    }
                    Object::Dictionary(below) => {
                        self.visited = self.visited.saturating_add(1);
                        if self.visited > self.budget.fields {
                            self.over_budget = true;
                            return;
                        }
                        widgets.push(Widget::of(kid.as_reference().ok(), below));
                        // Some writers put the value beside the widget instead of into the field.
                        if here.value.is_none() && below.has(b"V") {
                            let inner = self.inherit(below, &here);
                            if let (true, Some(value)) = (inner.signature, inner.value) {
                                let widget = Widget::of(kid.as_reference().ok(), below);
                                self.found.push(Found {
                                    name: here.name.clone(),
                                    value,
                                    widgets: vec![widget],
                                    lock: node.get(b"Lock").ok(),
                                });
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
        if !fields_below
            && here.signature
            && let Some(value) = here.value
            && (!matches!(resolve(self.document, value), Object::Null) || self.is_lost(value))
        {
            self.found.push(Found {
                name: here.name,
                value,
                widgets,
                lock: node.get(b"Lock").ok(),
            });
        }
    }

    /// A value that can't be read is no missing one: the field is signed.
    fn is_lost(&self, value: &Object) -> bool {
        value.as_reference().is_ok_and(|id| self.document.is_lost(id))
    }

    fn inherit(&self, node: &'d Dictionary, above: &Inherited<'d>) -> Inherited<'d> {
        let own = match lookup(self.document, node, b"T") {
            Object::String(bytes, _) => Some(text::text(bytes)),
            _ => None,
        };
        let name = match (above.name.as_str(), own) {
            (above, None) => above.to_owned(),
            ("", Some(own)) => own,
            (above, Some(own)) => format!("{above}.{own}"),
        };
        let name = text::short(name);
        let signature = match lookup(self.document, node, b"FT") {
            Object::Null => above.signature,
            Object::Name(kind) => kind == b"Sig",
            _ => false,
        };
        let value = node.get(b"V").ok().or(above.value);
        Inherited { name, signature, value }
    }
}

impl<'d> Walk<'d, Document> {
    /// Gives every field the page of its first widget, in page order.
    fn place(self) -> Fields<'d> {
        let widgets = || self.found.iter().flat_map(|found| &found.widgets);
        let wanted: BTreeSet<ObjectId> = widgets().filter_map(|widget| widget.id).collect();
        let stated: BTreeSet<ObjectId> = widgets().filter_map(|widget| widget.page).collect();
        let pages = pages::find(self.document, &wanted, &stated, self.budget);
        let place = |found: Found<'d>| {
            let widgets = &found.widgets;
            let listed = widgets
                .iter()
                .filter_map(|widget| pages.of_annotations.get(&widget.id?).copied())
                .min();
            let stated = || {
                widgets
                    .iter()
                    .find_map(|widget| pages.numbers.get(&widget.page?).copied())
            };
            let placed = |widget: &Widget| {
                let listed = pages.of_annotations.get(&widget.id?).copied();
                let stated = || pages.numbers.get(&widget.page?).copied();
                Some((widget.id?, listed.or_else(stated)))
            };
            SignatureField {
                widgets: widgets.iter().filter_map(placed).collect(),
                page: listed.or_else(stated),
                name: found.name,
                value: found.value,
            }
        };
        Fields {
            complete: !self.over_budget,
            over_budget: self.over_budget || pages.over_budget,
            found: self.found.into_iter().map(place).collect(),
        }
    }
}

impl Widget {
    fn of(id: Option<ObjectId>, node: &Dictionary) -> Self {
        Self {
            id,
            page: node.get(b"P").and_then(Object::as_reference).ok(),
        }
    }
}
