//! Two views of a document, walked side by side from the trailer.
//!
//! Whatever is reached on both sides must be the same, but where a rule allows a change. A changed object counts as
//! explained only where a rule met it; reached by any other way it must still be what it was, so that an object which
//! serves as annotation list here and as page content there gives nothing away.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Object, ObjectId, xref::XrefEntry};

use super::{
    Change, Grade, Needs, Verdict,
    digits::{self, has_real},
    segment::{Segment, Update},
    value::{alike, entries_alike},
};
use crate::pdf::{
    Pdf,
    load::same_entry,
    objects::{Objects as _, Revision, resolve},
};

/// How an object differs between the views.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Difference {
    Changed,
    Added,
    Removed,
}

/// How a rule has met a changed object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Met {
    /// A dictionary whose changed keys mean nothing in another place: a page, a field, the catalog.
    Anywhere,
    /// Only the rule's own way may lead to it.
    Here,
    /// Only ways through the document security store may lead to it.
    InStore,
}

pub(super) struct Comparison<'a> {
    pub(super) pdf: &'a Pdf<'a>,
    pub(super) update: &'a Update<'a>,
    pub(super) segment: Segment,
    pub(super) old: &'a Revision<'a>,
    pub(super) new: &'a Revision<'a>,
    pub(super) differences: BTreeMap<ObjectId, Difference>,
    met: BTreeMap<ObjectId, Met>,
    /// Dictionaries of which a rule has looked at every entry, changed or not.
    walked: BTreeSet<ObjectId>,
    /// Added objects that an allowed place leads to.
    explained: BTreeSet<ObjectId>,
    /// Objects that must be the same on both sides, with all that they lead to.
    same: Vec<ObjectId>,
    pub(super) changes: Vec<Change>,
    /// New annotations that are widgets, and the page that lists them.
    pub(super) new_widgets: BTreeMap<ObjectId, ObjectId>,
    /// The page that lists each annotation.
    pub(super) on_page: BTreeMap<ObjectId, ObjectId>,
    /// Annotations that several pages list.
    pub(super) on_many: BTreeSet<ObjectId>,
    /// New annotations that are none.
    pub(super) new_annotations: Vec<ObjectId>,
    /// What touched widgets cover, by page and field. Square points.
    pub(super) covered: BTreeMap<(Option<ObjectId>, String), f64>,
}

impl<'a> Comparison<'a> {
    pub(super) fn new(pdf: &'a Pdf<'a>, update: &'a Update<'a>, mut segment: Segment) -> Verdict<Self> {
        let (old, new) = (update.old, update.new);
        segment.open_object_streams(new, &pdf.budget)?;
        digits::check(pdf, old, new)?;
        Ok(Self {
            pdf,
            update,
            segment,
            old,
            new,
            differences: differences(old, new),
            met: BTreeMap::new(),
            walked: BTreeSet::new(),
            explained: BTreeSet::new(),
            same: Vec::new(),
            changes: Vec::new(),
            new_widgets: BTreeMap::new(),
            on_page: BTreeMap::new(),
            on_many: BTreeSet::new(),
            new_annotations: Vec::new(),
            covered: BTreeMap::new(),
        })
    }

    /// The changes that rules explain, or why one is not explained.
    pub(super) fn run(mut self) -> Verdict<Vec<Change>> {
        self.trailer()?;
        let (old, new) = (self.old, self.new);
        let root = |revision: &Revision<'_>| revision.trailer.get(b"Root").and_then(Object::as_reference).ok();
        let catalog = root(new)
            .filter(|id| root(old) == Some(*id))
            .ok_or("the catalog was replaced")?;
        let (old, new) = self.dictionaries(catalog, "the catalog")?;
        self.meet(catalog, Met::Anywhere)?;
        self.others_same(
            old,
            new,
            &[
                b"AcroForm",
                b"DSS",
                b"Extensions",
                b"MarkInfo",
                b"Metadata",
                b"Pages",
                b"StructTreeRoot",
                b"Version",
            ],
            "the catalog",
        )?;
        self.pages(old, new)?;
        self.form(old, new)?;
        self.structure(old, new)?;
        self.annotations()?;
        self.store(old, new)?;
        self.extensions(old, new)?;
        self.metadata(old, new)?;
        self.mark_information(old, new)?;
        Self::version(old, new)?;
        self.all_same()?;
        self.drawn_same()?;
        self.all_explained()?;
        Ok(self.changes)
    }

    pub(super) fn change(&mut self, grade: Grade, needs: Needs, what: String) {
        self.changes.push(Change { grade, needs, what });
    }

    /// The dictionaries with this number on both sides.
    pub(super) fn dictionaries(&self, id: ObjectId, what: &str) -> Verdict<(&'a Dictionary, &'a Dictionary)> {
        let of = |revision: &'a Revision<'a>| revision.dictionary(id);
        of(self.old)
            .zip(of(self.new))
            .ok_or_else(|| format!("{what} is no dictionary"))
    }

    /// Notes that a rule looks at this object, which may have changed.
    pub(super) fn meet(&mut self, id: ObjectId, how: Met) -> Verdict {
        if how == Met::Anywhere {
            self.walked.insert(id);
        }
        match self.differences.get(&id) {
            None => Ok(()),
            Some(Difference::Changed) if self.met.insert(id, how).is_none() => Ok(()),
            Some(Difference::Changed) => Err(format!("object {} stands in two places and was changed", id.0)),
            Some(Difference::Added | Difference::Removed) => Err(format!("object {} is not on both sides", id.0)),
        }
    }

    /// Whether a rule has looked at this object in this way.
    pub(super) fn met_as(&self, id: ObjectId, how: Met) -> bool {
        self.met.get(&id) == Some(&how)
    }

    /// Whether a value of the new view leads to an object that differs.
    pub(super) fn leads_to_difference(&self, value: &Object) -> bool {
        let mut open = Vec::new();
        references(value, &mut open);
        let mut seen = BTreeSet::new();
        while let Some(id) = open.pop() {
            if self.differences.contains_key(&id) {
                return true;
            }
            if let Some(object) = self.new.object(id)
                && seen.insert(id)
            {
                references(object, &mut open);
            }
        }
        false
    }

    /// The values behind two entries of which the rule looks at the inside. The new one may have moved to an object that
    /// the update added.
    pub(super) fn pair(&mut self, old: &'a Object, new: &'a Object) -> Verdict<(&'a Object, &'a Object)> {
        match (old, new) {
            (Object::Reference(one), Object::Reference(other)) if one == other => self.meet(*one, Met::Here)?,
            (_, Object::Reference(other)) => {
                self.add(*other)?;
                // Of what stands elsewhere the digits were not compared.
                if has_real(resolve(self.old, old)) {
                    return Err(format!("numbers have moved to object {}", other.0));
                }
            }
            _ => {}
        }
        Ok((resolve(self.old, old), resolve(self.new, new)))
    }

    /// Notes that an allowed place leads to this object of the update.
    pub(super) fn add(&mut self, id: ObjectId) -> Verdict {
        if self.is_added(id) {
            self.explained.insert(id);
            Ok(())
        } else {
            Err(format!("object {} is put to a new use", id.0))
        }
    }

    /// Notes that a rule has found what this object of the update is for.
    pub(super) fn explained(&mut self, id: ObjectId) {
        self.explained.insert(id);
    }

    pub(super) fn is_added(&self, id: ObjectId) -> bool {
        self.differences.get(&id) == Some(&Difference::Added)
    }

    /// Every entry but these must be the same, with all that it leads to.
    pub(super) fn others_same(
        &mut self,
        old: &'a Dictionary,
        new: &'a Dictionary,
        except: &[&[u8]],
        what: &str,
    ) -> Verdict {
        for (key, value) in old {
            if except.contains(&key.as_slice()) {
                continue;
            }
            if !self.kept(key, value, new.get(key).ok()) {
                return Err(format!("/{} of {what} was changed", String::from_utf8_lossy(key)));
            }
        }
        let added = new
            .iter()
            .find(|(key, _)| !except.contains(&key.as_slice()) && !old.has(key));
        match added {
            Some((key, _)) => Err(format!("/{} was added to {what}", String::from_utf8_lossy(key))),
            None => Ok(()),
        }
    }

    /// What this value leads to must be the same on both sides.
    pub(super) fn must_stay(&mut self, value: &Object) {
        references(value, &mut self.same);
    }

    /// Everything that a new value leads to and that the update added is explained. Objects of the signed revision that it
    /// leads to must be as they were. With `plain`, no stream may be among them.
    pub(super) fn explain(&mut self, value: &'a Object, plain: bool, what: &str) -> Verdict {
        let mut open = Vec::new();
        references(value, &mut open);
        let mut seen = BTreeSet::new();
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            if !self.is_added(id) {
                self.same.push(id);
                continue;
            }
            self.explained.insert(id);
            let Some(object) = self.new.object(id) else { continue };
            if plain && matches!(object, Object::Stream(_)) {
                return Err(format!("{what} leads to a stream"));
            }
            references(object, &mut open);
        }
        Ok(())
    }

    /// The new elements of a list that has kept the old ones, in their order.
    pub(super) fn grown(&mut self, old: &'a Object, new: &'a Object, what: &str) -> Verdict<Vec<&'a Object>> {
        let list = |object: &'a Object| match object {
            Object::Array(items) => Ok(items.as_slice()),
            Object::Null => Ok(&[] as &[Object]),
            _ => Err(format!("{what}: no list")),
        };
        let mut kept = list(old)?.iter().peekable();
        let mut added = Vec::new();
        for item in list(new)? {
            if kept.peek().is_some_and(|old| self.kept(b"", old, Some(item))) {
                kept.next();
            } else {
                added.push(item);
            }
        }
        if kept.next().is_some() {
            return Err(format!("{what}: one was removed or moved"));
        }
        Ok(added)
    }

    /// Everything that must be the same is.
    fn all_same(&mut self) -> Verdict {
        let mut seen = BTreeSet::new();
        while let Some(id) = self.same.pop() {
            if !seen.insert(id) || self.walked.contains(&id) {
                continue;
            }
            match self.differences.get(&id) {
                None => {
                    if let Some(object) = self.old.object(id) {
                        references(object, &mut self.same);
                    }
                }
                Some(difference) => return Err(format!("object {} was {}", id.0, difference.word())),
            }
        }
        Ok(())
    }

    /// A page, a field or the catalog that was changed in its own place is not also something to draw with: a dictionary
    /// whose keys are names of fonts or pictures gives each of them a meaning.
    fn drawn_same(&self) -> Verdict {
        const DRAWN_WITH: [&[u8]; 4] = [b"Resources", b"DR", b"AP", b"OCProperties"];
        // Of these only what they name: destinations name pages, which get annotations.
        const LED_BY: [&[u8]; 4] = [b"OC", b"OCGs", b"Dests", b"Names"];
        self.named_by_number()?;
        let mut open = Vec::new();
        for object in self.old.values() {
            let dictionary = match object {
                Object::Dictionary(dictionary) => dictionary,
                Object::Stream(stream) => &stream.dict,
                _ => continue,
            };
            // One walk over the few entries that there are costs less than asking for eight.
            for (key, value) in dictionary {
                if DRAWN_WITH.contains(&key.as_slice()) {
                    references(value, &mut open);
                }
                if LED_BY.contains(&key.as_slice())
                    && let Ok(id) = value.as_reference()
                    && self.met_as(id, Met::Anywhere)
                {
                    return Err(format!("object {} leads to more than a field and was changed", id.0));
                }
            }
        }
        let mut seen = BTreeSet::new();
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            if self.met_as(id, Met::Anywhere) {
                return Err(format!("object {} is drawn with and was changed", id.0));
            }
            if let Some(object) = self.old.object(id) {
                references(object, &mut open);
            }
        }
        Ok(())
    }

    /// No object that differs is asked for by its number with another generation: some programs find it all the same.
    fn named_by_number(&self) -> Verdict {
        let numbers: BTreeSet<u32> = self.differences.keys().map(|id| id.0).collect();
        let mut found = Vec::new();
        for view in [self.old, self.new] {
            let other = |id: &ObjectId| numbers.contains(&id.0) && !self.differences.contains_key(id);
            view.trailer.iter().for_each(|(_, value)| references(value, &mut found));
            for object in view.values() {
                references(object, &mut found);
                if let Some(id) = found.iter().find(|id| other(id)) {
                    return Err(format!("object {} is asked for with another generation", id.0));
                }
                found.clear();
            }
        }
        Ok(())
    }

    /// No object differs that no rule has met. Objects that nothing leads to are added, changed, freed by honest software
    /// too; they show nothing, but count as more than validation data, and what a repairing program could take for the
    /// document itself is refused.
    fn all_explained(&mut self) -> Verdict {
        let unexplained = self.differences.iter().filter(|(id, difference)| match difference {
            Difference::Changed => !self.met.contains_key(*id),
            Difference::Added => !self.explained.contains(*id) && !self.segment.carriers.contains(*id),
            Difference::Removed => true,
        });
        let unexplained: Vec<_> = unexplained.map(|(id, difference)| (*id, *difference)).collect();
        if unexplained.is_empty() {
            return Ok(());
        }
        let reachable = reachable(self.new);
        for (id, difference) in unexplained {
            let done = format!("object {} was {}", id.0, difference.word());
            let (old, new) = (self.old.object(id), self.new.object(id));
            let seen = reachable.contains(&id.0) || old.is_some_and(|old| self.may_be_needed_to_read(old));
            let harmless =
                new.is_none_or(inert) || difference == Difference::Added && self.update.repeats_section(id);
            if seen || !harmless {
                return Err(format!("{done} and nothing explains it"));
            }
            let (grade, needs) = match (difference, new) {
                // No program shows a number or a word that nothing leads to.
                (
                    Difference::Added,
                    Some(
                        Object::Null | Object::Boolean(_) | Object::Integer(_) | Object::Name(_) | Object::String(..),
                    ),
                ) => (Grade::LtaUpdate, Needs::Nothing),
                _ => (Grade::FormFilling, Needs::Form),
            };
            self.change(grade, needs, format!("{done} and nothing leads to it"));
        }
        Ok(())
    }

    /// Whether streams may have been read with this: then the library no longer knows what led to it.
    fn may_be_needed_to_read(&self, object: &Object) -> bool {
        self.old.encrypted
            || matches!(
                object,
                Object::Integer(_) | Object::Real(_) | Object::Reference(_) | Object::Null
            )
    }
}

/// Numbers of the objects that the trailer leads to, but for lengths of streams and what encryption needs: the library has
/// put those in. Some programs take an object whatever generation a reference names.
fn reachable(revision: &Revision<'_>) -> BTreeSet<u32> {
    let mut open = Vec::new();
    for (_, value) in revision.trailer() {
        references(value, &mut open);
    }
    let mut seen = BTreeSet::new();
    while let Some((number, _)) = open.pop() {
        // A reference to what is not there is one all the same.
        if seen.insert(number) {
            for (_, object) in revision.objects.range((number, 0)..=(number, u16::MAX)) {
                references(object, &mut open);
            }
        }
    }
    seen
}

/// Whether an object that nothing leads to could still be taken for a part of the document by a program that repairs.
fn inert(object: &Object) -> bool {
    let dictionary = match object {
        Object::Dictionary(dictionary) => dictionary,
        Object::Stream(stream) => &stream.dict,
        _ => return true,
    };
    let kinds: [&[u8]; 8] = [
        b"Catalog",
        b"Pages",
        b"Page",
        b"Annot",
        b"Sig",
        b"DocTimeStamp",
        b"XRef",
        b"ObjStm",
    ];
    let keys: [&[u8]; 7] = [b"Kids", b"ByteRange", b"Root", b"AcroForm", b"FT", b"S", b"Rect"];
    !kinds.iter().any(|kind| dictionary.has_type(kind)) && !keys.iter().any(|key| dictionary.has(key))
}

impl Difference {
    fn word(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Added => "added",
            Self::Removed => "removed",
        }
    }
}

fn differences(old: &Revision<'_>, new: &Revision<'_>) -> BTreeMap<ObjectId, Difference> {
    let mut found = BTreeMap::new();
    for (id, object) in &old.objects {
        match new.objects.get(id) {
            None => {
                found.insert(*id, Difference::Removed);
            }
            Some(other) => {
                let same_place = same_place(*id, old, new);
                if !equal(object, other, same_place) {
                    found.insert(*id, Difference::Changed);
                }
            }
        }
    }
    for id in new.objects.keys().filter(|id| !old.objects.contains_key(id)) {
        found.insert(*id, Difference::Added);
    }
    found
}

/// Whether both have the object at the same offset.
fn same_place(id: ObjectId, old: &Revision<'_>, new: &Revision<'_>) -> bool {
    let entries = old.entries.get(&id.0).zip(new.entries.get(&id.0));
    entries.is_some_and(|(old, new)| matches!(old, XrefEntry::Normal { .. }) && same_entry(old, new))
}

/// Equal as values. What stands at the same place is the same, but for where the data of a stream end: the /Length of
/// both is a number here. Where other streams stand does not matter.
fn equal(one: &Object, other: &Object, same_place: bool) -> bool {
    match (one, other) {
        (Object::Stream(one), Object::Stream(other)) => {
            let told = same_place || !has_own_cipher(&one.dict) && one.content == other.content;
            told && entries_alike(&one.dict, &other.dict)
        }
        _ => same_place || alike(b"", one, other),
    }
}

/// Whether a stream names the filter that it is encrypted with, or that it is not: programs differ in whether they
/// heed that.
fn has_own_cipher(stream: &Dictionary) -> bool {
    let crypt = |filter: &Object| matches!(filter, Object::Name(name) if name == b"Crypt");
    match stream.get(b"Filter") {
        Ok(Object::Array(filters)) => filters
            .iter()
            .any(|filter| crypt(filter) || filter.as_reference().is_ok()),
        Ok(filter) => crypt(filter) || filter.as_reference().is_ok(),
        Err(_) => false,
    }
}

/// References in a value, not those behind them. Nesting is bounded by the library's parser.
fn references(value: &Object, into: &mut Vec<ObjectId>) {
    match value {
        Object::Reference(id) => into.push(*id),
        Object::Array(items) => items.iter().for_each(|item| references(item, into)),
        Object::Dictionary(entries) => entries.iter().for_each(|(_, entry)| references(entry, into)),
        Object::Stream(stream) => stream.dict.iter().for_each(|(_, entry)| references(entry, into)),
        _ => {}
    }
}
