//! Rules for the structure tree of a tagged document: a new signature widget gets a place in it, as PDF/UA asks
//! (ISO 14289-1, 7.18.4; ISO 32000-1, 14.7). What was tagged stays tagged as it was.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Object, ObjectId};

use super::{
    Grade, Needs, Verdict,
    compare::{Comparison, Met},
};
use crate::pdf::objects::{Objects as _, Revision, resolve};

/// What a new structure element may have besides /K and /P. Nothing that is read instead of content.
const ELEMENT_KEYS: &[&[u8]] = &[
    b"Type", b"S", b"P", b"K", b"Pg", b"T", b"ID", b"Lang", b"Alt", b"A", b"C", b"R",
];

/// What was found on the way.
#[derive(Default)]
struct Found {
    seen: BTreeSet<ObjectId>,
    /// Elements that the update added.
    elements: BTreeSet<ObjectId>,
}

impl<'a> Comparison<'a> {
    /// /StructTreeRoot of both catalogs.
    pub(super) fn structure(&mut self, old: &'a Dictionary, new: &'a Dictionary) -> Verdict {
        const TREE: &[u8] = b"StructTreeRoot";
        let (before, after) = (old.get(TREE), new.get(TREE));
        let id = match (before, after) {
            (Err(_), Err(_)) => return Ok(()),
            (Ok(before), Ok(after)) if before == after => match after.as_reference() {
                Ok(id) if !self.new_widgets.is_empty() && self.structure_differs(id) => id,
                _ => {
                    self.must_stay(after);
                    return Ok(());
                }
            },
            _ => return Err("the structure tree was replaced".to_owned()),
        };
        let what = "the structure tree";
        let (old, new) = self.dictionaries(id, what)?;
        self.meet(id, Met::Anywhere)?;
        self.others_same(old, new, &[b"K", b"ParentTree", b"ParentTreeNextKey"], what)?;
        let mut found = Found::default();
        found.seen.insert(id);
        let mut open = vec![(old, new)];
        while let Some((old, new)) = open.pop() {
            if found.seen.len() > self.pdf.budget.objects {
                return Err("more structure than can be compared".to_owned());
            }
            self.kids(old, new, &mut found, &mut open)?;
        }
        self.parent_tree(old, new, &found)?;
        self.change(
            Grade::FormFilling,
            Needs::Form,
            "a new widget was given its place in the structure tree".to_owned(),
        );
        Ok(())
    }

    /// Whether what makes the tree itself differs: root, elements, number tree. Pages and widgets are looked at elsewhere.
    fn structure_differs(&self, root: ObjectId) -> bool {
        let differs = |object: &Object| object.as_reference().is_ok_and(|id| self.differences.contains_key(&id));
        let Some(tree) = self.new.dictionary(root) else {
            return false;
        };
        self.differences.contains_key(&root)
            || self.differences.iter().any(|(id, _)| {
                let object = self.new.dictionary(*id);
                object.is_some_and(|object| object.has_type(b"StructElem") || (object.has(b"S") && object.has(b"P")))
            })
            || tree.get(b"ParentTree").is_ok_and(differs)
    }

    /// /K of an element that was there: it may have got new elements, each around new widgets.
    fn kids(
        &mut self,
        old: &'a Dictionary,
        new: &'a Dictionary,
        found: &mut Found,
        open: &mut Vec<(&'a Dictionary, &'a Dictionary)>,
    ) -> Verdict {
        const WHAT: &str = "the kids of a structure element";
        let entry = |element: &'a Dictionary| element.get(b"K").unwrap_or(&Object::Null);
        // A single kid may have become a list; the object of a single kid is no list.
        let list = |value: &'a Object, view: &'a Revision<'a>| match resolve(view, value) {
            Object::Array(items) => items.as_slice(),
            Object::Null => &[],
            _ => std::slice::from_ref(value),
        };
        let (before, after) = (entry(old), entry(new));
        let (kept, now) = (list(before, self.old), list(after, self.new));
        if let (Object::Reference(id), Object::Array(_)) = (after, resolve(self.new, after)) {
            if self.is_added(*id) {
                self.add(*id)?;
            } else {
                self.meet(*id, Met::Here)?;
            }
        }
        let mut kept = kept.iter().peekable();
        for kid in now {
            if kept.peek() == Some(&kid) {
                kept.next();
                let pair = kid.as_reference().ok().filter(|id| found.seen.insert(*id));
                match pair.and_then(|id| Some((id, self.dictionaries(id, WHAT).ok()?))) {
                    Some((id, (before, after))) if before.has(b"S") => {
                        self.meet(id, Met::Anywhere)?;
                        self.others_same(before, after, &[b"K"], "a structure element")?;
                        open.push((before, after));
                    }
                    _ => self.must_stay(kid),
                }
            } else {
                let id = kid
                    .as_reference()
                    .map_err(|_| format!("{WHAT}: a new one is no element"))?;
                self.new_element(id, found)?;
            }
        }
        match kept.next() {
            Some(_) => Err(format!("{WHAT}: one was removed or moved")),
            None => Ok(()),
        }
    }

    /// An element that the update added, around new widgets and nothing else.
    fn new_element(&mut self, id: ObjectId, found: &mut Found) -> Verdict {
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            self.add(id)?;
            if !found.elements.insert(id) {
                return Err("a new structure element stands in two places".to_owned());
            }
            let element = self
                .new
                .dictionary(id)
                .ok_or("a new structure element is no dictionary")?;
            for (key, value) in element {
                match key.as_slice() {
                    b"K" => {}
                    // Looked at by their own rules.
                    b"P" | b"Pg" if value.as_reference().is_ok() => {}
                    key if ELEMENT_KEYS.contains(&key) => self.explain(value, true, "a new structure element")?,
                    key => return Err(format!("a new structure element has /{}", String::from_utf8_lossy(key))),
                }
            }
            let kids = element.get(b"K").map_err(|_| "a new structure element is empty")?;
            let list = match resolve(self.new, kids) {
                Object::Array(items) => {
                    if let Ok(id) = kids.as_reference() {
                        self.add(id)?;
                    }
                    items.as_slice()
                }
                _ => std::slice::from_ref(kids),
            };
            for kid in list {
                let Object::Dictionary(kid_dictionary) = resolve(self.new, kid) else {
                    return Err("a new structure element holds content of the page".to_owned());
                };
                if kid_dictionary.has_type(b"OBJR") {
                    if let Ok(id) = kid.as_reference() {
                        self.add(id)?;
                    }
                    let of = kid_dictionary.get(b"Obj").and_then(Object::as_reference);
                    if !of.is_ok_and(|of| self.new_widgets.contains_key(&of)) {
                        return Err("a new structure element is around something else than a new widget".to_owned());
                    }
                } else {
                    open.push(
                        kid.as_reference()
                            .map_err(|_| "a new structure element is not an object")?,
                    );
                }
            }
        }
        Ok(())
    }

    /// /ParentTree: numbers may be added that lead to new elements; the others lead where they led.
    fn parent_tree(&mut self, old: &'a Dictionary, new: &'a Dictionary, found: &Found) -> Verdict {
        let (before, _) = self.numbers(old, false)?;
        let (after, nodes) = self.numbers(new, true)?;
        for id in nodes {
            if self.is_added(id) {
                self.add(id)?;
            } else {
                self.meet(id, Met::Here)?;
            }
        }
        let mut kept = before.iter().peekable();
        for (number, value) in after {
            if kept.peek().is_some_and(|(before, _)| *before == number) {
                if kept.next().map(|(_, before)| *before) != Some(value) {
                    return Err("the parent tree leads elsewhere".to_owned());
                }
                self.must_stay(value);
            } else if !value.as_reference().is_ok_and(|id| found.elements.contains(&id)) {
                return Err("the parent tree has a new number that leads to no new element".to_owned());
            }
        }
        match kept.next() {
            Some(_) => Err("the parent tree lost a number".to_owned()),
            None => Ok(()),
        }
    }

    /// The pairs of a number tree in their order (ISO 32000-1, 7.9.7), and the objects that it is made of.
    #[allow(clippy::type_complexity, reason = "two lists, used once")]
    fn numbers(&self, tree: &'a Dictionary, later: bool) -> Verdict<(Vec<(i64, &'a Object)>, BTreeSet<ObjectId>)> {
        let broken = || "the parent tree can't be read".to_owned();
        let view = if later { self.new } else { self.old };
        let mut nodes = BTreeSet::new();
        let mut pairs = Vec::new();
        let mut open = vec![tree.get(b"ParentTree").unwrap_or(&Object::Null)];
        while let Some(value) = open.pop() {
            let mut enter = |value: &'a Object| match value.as_reference() {
                Ok(id) if !nodes.insert(id) => Err(broken()),
                _ => Ok(resolve(view, value)),
            };
            let node = match enter(value)? {
                Object::Dictionary(node) => node,
                Object::Null => continue,
                _ => return Err(broken()),
            };
            for (key, value) in node {
                match key.as_slice() {
                    b"Limits" => {
                        enter(value)?;
                    }
                    b"Nums" => {
                        let items = enter(value)?.as_array().map_err(|_| broken())?;
                        for pair in items.chunks(2) {
                            let [Object::Integer(number), value] = pair else {
                                return Err(broken());
                            };
                            pairs.push((*number, value));
                        }
                    }
                    b"Kids" => open.extend(enter(value)?.as_array().map_err(|_| broken())?.iter().rev()),
                    _ => return Err(broken()),
                }
            }
        }
        if pairs
            .iter()
            .zip(pairs.iter().skip(1))
            .any(|(one, other)| one.0 >= other.0)
        {
            return Err("the numbers of the parent tree are not in order".to_owned());
        }
        Ok((pairs, nodes))
    }
}
