//! Objects by number: those of the file, or those of one of its revisions.

use std::{borrow::Cow, collections::BTreeMap};

use lopdf::{Dictionary, Document, Object, ObjectId, xref::XrefEntry};

/// References that lead to one another; a longer chain is a loop.
const CHAIN: usize = 128;

/// What a reference can be looked up in.
pub(super) trait Objects {
    /// The object that stands under this number.
    fn at(&self, id: ObjectId) -> Option<&Object>;

    /// The trailer.
    fn trailer(&self) -> &Dictionary;

    /// What the cross-reference says of a number.
    fn entry(&self, number: u32) -> Option<&XrefEntry>;

    /// Whether an object should stand under this number and can't be read.
    fn is_lost(&self, id: ObjectId) -> bool {
        let stands = |entry| matches!(entry, &XrefEntry::Normal { .. } | &XrefEntry::Compressed { .. });
        self.at(id).is_none() && self.entry(id.0).is_some_and(stands)
    }

    /// The object that a reference to this number leads to in the end.
    fn object(&self, id: ObjectId) -> Option<&Object> {
        let mut object = self.at(id)?;
        for _ in 0..CHAIN {
            match object {
                Object::Reference(id) => object = self.at(*id)?,
                _ => return Some(object),
            }
        }
        None
    }

    /// The dictionary that a reference to this number leads to.
    fn dictionary(&self, id: ObjectId) -> Option<&Dictionary> {
        self.object(id).and_then(|object| object.as_dict().ok())
    }

    /// The catalog (ISO 32000-1, 7.7.2).
    fn catalog(&self) -> Option<&Dictionary> {
        self.dictionary(self.trailer().get(b"Root").and_then(Object::as_reference).ok()?)
    }
}

impl Objects for Document {
    fn at(&self, id: ObjectId) -> Option<&Object> {
        self.objects.get(&id)
    }

    fn trailer(&self) -> &Dictionary {
        &self.trailer
    }

    fn entry(&self, number: u32) -> Option<&XrefEntry> {
        self.reference_table.get(number)
    }
}

/// The objects of a revision. Those that a later state of the document has at the same place are lent by it.
#[derive(Debug)]
pub(super) struct Revision<'d> {
    /// Every object.
    pub(super) objects: BTreeMap<ObjectId, Cow<'d, Object>>,
    /// Where they stand.
    pub(super) entries: Cow<'d, BTreeMap<u32, XrefEntry>>,
    /// Of the newest section.
    pub(super) trailer: Cow<'d, Dictionary>,
    /// Whether they were decrypted, or would have to be.
    pub(super) encrypted: bool,
}

impl Revision<'_> {
    /// The value behind every number, in their order.
    pub(super) fn values(&self) -> impl Iterator<Item = &Object> {
        self.objects.values().map(AsRef::as_ref)
    }
}

impl Objects for Revision<'_> {
    fn at(&self, id: ObjectId) -> Option<&Object> {
        self.objects.get(&id).map(AsRef::as_ref)
    }

    fn trailer(&self) -> &Dictionary {
        &self.trailer
    }

    fn entry(&self, number: u32) -> Option<&XrefEntry> {
        self.entries.get(&number)
    }
}

impl<'d> From<&'d Document> for Revision<'d> {
    fn from(document: &'d Document) -> Self {
        let lent = |(id, object): (&ObjectId, &'d Object)| (*id, Cow::Borrowed(object));
        Self {
            objects: document.objects.iter().map(lent).collect(),
            entries: Cow::Borrowed(&document.reference_table.entries),
            trailer: Cow::Borrowed(&document.trailer),
            encrypted: document.is_encrypted() || document.was_encrypted(),
        }
    }
}

impl From<Document> for Revision<'_> {
    fn from(document: Document) -> Self {
        let encrypted = document.is_encrypted() || document.was_encrypted();
        let own = |(id, object)| (id, Cow::Owned(object));
        Self {
            objects: document.objects.into_iter().map(own).collect(),
            entries: Cow::Owned(document.reference_table.entries),
            trailer: Cow::Owned(document.trailer),
            encrypted,
        }
    }
}

/// Follows references to a direct object; Null when they lead nowhere.
pub(super) fn resolve<'d>(objects: &'d impl Objects, object: &'d Object) -> &'d Object {
    match object {
        Object::Reference(id) => objects.object(*id).unwrap_or(&Object::Null),
        _ => object,
    }
}

/// The value of an entry; Null without one.
pub(super) fn lookup<'d>(objects: &'d impl Objects, dictionary: &'d Dictionary, key: &[u8]) -> &'d Object {
    // Asked of the map itself: the dictionary would write an error for every key that is not there.
    let object = dictionary.as_hashmap().get(key);
    object.map_or(&Object::Null, |object| resolve(objects, object))
}
