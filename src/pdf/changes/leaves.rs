//! Rules for pages: the tree stays as it was, and a page may only have got more annotations.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Object, ObjectId};

use super::{
    Grade, Needs, Verdict,
    compare::{Comparison, Met},
    digits::has_real,
    value::alike,
};
use crate::pdf::{
    objects::{Objects as _, resolve},
    pages,
};

/// What pages inherit (ISO 32000-1, table 30).
const INHERITABLE: [&[u8]; 4] = [b"Resources", b"MediaBox", b"CropBox", b"Rotate"];
/// Points: a corner of a page that every program reads alike, to a thousandth.
const LEAST: f32 = 0.001;
const LARGEST: f32 = 14_400.0;

impl<'a> Comparison<'a> {
    /// The page tree: the same nodes; a page may only have got more annotations.
    pub(super) fn pages(&mut self, old: &'a Dictionary, new: &'a Dictionary) -> Verdict {
        let root = |catalog: &Dictionary| catalog.get(b"Pages").and_then(Object::as_reference).ok();
        let first = root(new)
            .filter(|id| root(old) == Some(*id))
            .ok_or("the page tree was replaced")?;
        let mut open = vec![first];
        let mut seen = BTreeSet::new();
        while let Some(id) = open.pop() {
            let again = !seen.insert(id);
            if seen.len() > self.pdf.budget.pages.saturating_mul(2) {
                return Err("more pages than can be compared".to_owned());
            }
            let what = format!("page {}", id.0);
            let (old, new) = self.dictionaries(id, &what)?;
            if again && old.has(b"Kids") {
                return Err("the page tree leads to a part of it twice".to_owned());
            }
            if again {
                continue;
            }
            if old.has(b"Kids") {
                self.meet(id, Met::Anywhere)?;
                // A library signs its work at the root of the tree, whenever it writes a file.
                let signed = id == first && matches!(new.get(b"ITXT"), Ok(Object::String(..)));
                let except: &[&[u8]] = if signed { &[b"ITXT"] } else { &[] };
                self.others_same(old, new, except, "the page tree")?;
                if let Ok(Object::Array(kids)) = old.get(b"Kids").map(|kids| resolve(self.old, kids)) {
                    open.extend(kids.iter().filter_map(|kid| kid.as_reference().ok()));
                }
            } else {
                self.meet(id, Met::Anywhere)?;
                // The order of tabs on a page that has got its first widget (ISO 14289-1, 7.18.3).
                let tabs = !old.has(b"Tabs") && matches!(new.get(b"Tabs"), Ok(Object::Name(_)));
                let mut except: Vec<&[u8]> = vec![b"Annots"];
                except.extend(tabs.then_some(b"Tabs".as_slice()));
                except.extend(INHERITABLE.into_iter().filter(|key| self.is_spelled_out(old, new, key)));
                self.others_same(old, new, &except, &what)?;
                if tabs {
                    self.change(Grade::FormFilling, Needs::Form, format!("/Tabs was added to {what}"));
                }
                self.annotation_list(id, old, new)?;
            }
        }
        Ok(())
    }

    /// Whether a page only says itself what it inherits: a library writes it so. Boxes may have real numbers, of which
    /// programs keep the same as far as a page can show it.
    fn is_spelled_out(&mut self, old: &'a Dictionary, new: &'a Dictionary, key: &[u8]) -> bool {
        let Ok(own) = new.get(key) else { return false };
        let handed_down = (!old.has(key)).then(|| pages::inherited(self.old, old, key)).flatten();
        let shown = |value: &Object| match value {
            Object::Real(number) => *number == 0.0 || (LEAST..=LARGEST).contains(&number.abs()),
            value => !has_real(value),
        };
        let told = match own {
            Object::Array(corners) => corners.iter().all(shown),
            value => !has_real(value),
        };
        let same = told && handed_down.is_some_and(|handed_down| alike(key, handed_down, own));
        if same {
            self.must_stay(own);
        }
        same
    }

    fn annotation_list(&mut self, page: ObjectId, old: &'a Dictionary, new: &'a Dictionary) -> Verdict {
        let what = format!("the annotations of page {}", page.0);
        let entry = |page: &'a Dictionary| page.get(b"Annots").unwrap_or(&Object::Null);
        let (old, new) = self.pair(entry(old), entry(new))?;
        if let Object::Array(items) = new {
            for id in items.iter().filter_map(|item| item.as_reference().ok()) {
                if self.on_page.insert(id, page).is_some_and(|before| before != page) {
                    self.on_many.insert(id);
                }
            }
        }
        for added in self.grown(old, new, &what)? {
            let id = added
                .as_reference()
                .map_err(|_| format!("{what}: a new one is no object of its own"))?;
            self.add(id)?;
            let widget = self.new.dictionary(id).is_some_and(
                |annotation| matches!(annotation.get(b"Subtype"), Ok(Object::Name(name)) if name == b"Widget"),
            );
            if !widget {
                self.new_annotations.push(id);
            } else if self.new_widgets.insert(id, page).is_some() {
                return Err(format!("{what}: widget {} stands twice", id.0));
            }
        }
        Ok(())
    }

    /// New annotations that are no widgets. A note without a picture of its own can't hide the page (the program that
    /// shows it draws a small sign); anything else could, whatever /P allows.
    pub(super) fn annotations(&mut self) -> Verdict {
        for id in std::mem::take(&mut self.new_annotations) {
            let object = self
                .new
                .object(id)
                .ok_or_else(|| format!("annotation {} is gone", id.0))?;
            let Object::Dictionary(annotation) = object else {
                return Err(format!("annotation {} is no dictionary", id.0));
            };
            let kind = match annotation.get(b"Subtype") {
                Ok(Object::Name(name)) => String::from_utf8_lossy(name).into_owned(),
                _ => return Err(format!("annotation {} has no kind", id.0)),
            };
            self.explain(object, false, "an annotation")?;
            let bare = !annotation.has(b"AP") && !annotation.has(b"A") && !annotation.has(b"AA");
            // An open window lies over the page, as large as it likes.
            let closed = matches!(annotation.get(b"Open"), Err(_) | Ok(Object::Boolean(false)));
            let needs = if bare && (kind == "Text" || kind == "Popup" && closed) {
                Needs::Notes
            } else {
                Needs::Never
            };
            self.change(
                Grade::Annotations,
                needs,
                format!("annotation {} ({kind}) was added", id.0),
            );
        }
        Ok(())
    }
}
