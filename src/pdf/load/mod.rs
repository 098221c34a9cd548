//! The objects of a file, as the object library has them.
//!
//! The library reads forgivingly, and pays for it. Most files need no forgiveness: their cross-reference data leads to
//! every object, and every object is written as ISO 32000-1 says. Those are read here, at a fraction of the cost; at the
//! first thing that could be read in two ways [`plain`] gives up and the library reads the file.

mod crossref;
mod encryption;
#[cfg(test)]
mod tests;
mod value;

use std::{borrow::Cow, collections::BTreeMap};

use lopdf::{
    DecompressError, Dictionary, Document, LoadOptions, Object, ObjectId, ObjectStream, Stream,
    xref::{Xref, XrefEntry},
};

use super::{
    Problem,
    objects::{Objects, Revision, lookup},
    revisions::{End, Revisions},
    syntax::is_space,
};
use crate::budget::Budget;
use crossref::Table;
use value::Text;

/// A file without encryption, from its header on.
struct Plain<'a> {
    text: &'a [u8],
    /// Bytes that one stream may inflate to.
    stream_bytes: usize,
}

/// Which streams are read with their data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Data {
    /// All of them.
    All,
    /// Those that hold objects.
    OfObjectStreams,
}

/// Whether two entries lead to the same place.
pub(super) fn same_entry(one: &XrefEntry, other: &XrefEntry) -> bool {
    match (one, other) {
        (
            XrefEntry::Normal { offset, generation },
            XrefEntry::Normal {
                offset: other,
                generation: other_generation,
            },
        ) => offset == other && generation == other_generation,
        (
            XrefEntry::Compressed { container, index },
            XrefEntry::Compressed {
                container: other,
                index: other_index,
            },
        ) => container == other && index == other_index,
        (XrefEntry::Free | XrefEntry::UnusableFree, XrefEntry::Free | XrefEntry::UnusableFree) => true,
        _ => false,
    }
}

/// The cross-reference section that a revision ends with and its trailer, without those before it; `None` where it is
/// anything but as the standard has it. The library passes over entries that it can't use; other programs don't.
pub(super) fn section(bytes: &[u8], header: usize, end: &End, budget: &Budget) -> Option<(Xref, Dictionary)> {
    let plain = Plain {
        text: bytes.get(header..end.behind)?,
        stream_bytes: budget.stream_bytes,
    };
    crossref::section(&plain, end.section_at.checked_sub(header)?)
}

/// Whether the data of a stream stand in its dictionary's own words as they are, or deflated. The library applies
/// parameters where other programs do not, and passes over those that stand behind a reference or an abbreviation.
pub(super) fn plainly_filtered(dictionary: &Dictionary) -> bool {
    let entry = |key| dictionary.get(key).unwrap_or(&Object::Null);
    let deflated = |filter: &Object| matches!(filter, Object::Name(name) if name == b"FlateDecode");
    // Predictors of PNG over single bytes are applied by all (ISO 32000-1, 7.4.4.4).
    let usual = |(key, value): (&Vec<u8>, &Object)| match (key.as_slice(), value) {
        (b"Predictor", Object::Integer(kind)) => *kind == 1 || (10..=15).contains(kind),
        (b"Columns", Object::Integer(columns)) => *columns >= 1,
        (b"Colors", Object::Integer(colors)) => *colors == 1,
        (b"BitsPerComponent", Object::Integer(bits)) => *bits == 8,
        _ => false,
    };
    let numbers = |parameters: &Object| match parameters {
        Object::Null => true,
        Object::Dictionary(entries) => entries.iter().all(usual),
        _ => false,
    };
    let elsewhere: [&[u8]; 4] = [b"F", b"DP", b"FFilter", b"FDecodeParms"];
    let own = match (entry(b"Filter"), entry(b"DecodeParms")) {
        (Object::Null, Object::Null) => true,
        (Object::Array(filters), Object::Null) => filters.iter().all(deflated) && filters.len() <= 1,
        (Object::Array(filters), Object::Array(parameters)) => match (filters.as_slice(), parameters.as_slice()) {
            ([filter], [parameters]) => deflated(filter) && numbers(parameters),
            _ => false,
        },
        (filter @ Object::Name(_), parameters) => deflated(filter) && numbers(parameters),
        _ => false,
    };
    own && !elsewhere.iter().any(|key| dictionary.has(key))
}

/// What came of reading a file.
pub(super) struct Loaded {
    pub(super) objects: Result<Document, Problem>,
    pub(super) encrypted: bool,
    /// Nothing in it could be read in two ways; of members of object streams that is not known.
    pub(super) plain: bool,
}

impl From<Result<Document, Problem>> for Loaded {
    fn from(objects: Result<Document, Problem>) -> Self {
        Self {
            objects,
            encrypted: false,
            plain: false,
        }
    }
}

/// Reads the objects of a file.
pub(super) fn document(bytes: &[u8], header: usize, revisions: &Revisions, budget: &Budget) -> Loaded {
    let whole = revisions.ends().last().filter(|last| {
        let behind = bytes.get(last.behind..).unwrap_or_default();
        behind.iter().all(|byte| is_space(*byte))
    });
    if let Some(read) = whole.and_then(|last| Some((plain(bytes, header, last, None, budget)?, last))) {
        let (read, last) = read;
        return Loaded {
            plain: true,
            ..check_objects(read.into_document(last), budget).into()
        };
    }
    match forgivingly(bytes, budget) {
        Ok(document) => Loaded {
            encrypted: document.is_encrypted() || document.was_encrypted(),
            ..check_objects(document, budget).into()
        },
        Err(lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_)) => Loaded {
            encrypted: true,
            ..Err(Problem::PasswordNeeded).into()
        },
        Err(lopdf::Error::Unimplemented(_)) => Err(Problem::Damaged(
            "its cross-reference data are compressed in a way that is not supported".to_owned(),
        ))
        .into(),
        Err(error @ lopdf::Error::Decompress(DecompressError::MemoryLimitExceeded { .. })) => {
            Err(Problem::OverBudget(describe(&error))).into()
        }
        Err(error) => Err(Problem::Damaged(describe(&error))).into(),
    }
}

/// Reads the objects of the revision that these bytes end with, and tells whether all were read as plain; `None` when it
/// would have to be repaired. A `later` state of the document that was read as plain lends the objects that stand at
/// the same place in both; without its data, such a stream is enough for what is only compared with it.
pub(super) fn revision<'d>(
    bytes: &[u8],
    header: usize,
    end: &End,
    later: Option<(&'d Document, Data)>,
    budget: &Budget,
) -> Option<(Revision<'d>, bool)> {
    if let Some(read) = plain(bytes, header, end, later, budget) {
        let revision = Revision {
            objects: read.objects,
            entries: Cow::Owned(read.table.xref.entries),
            trailer: Cow::Owned(read.table.trailer),
            encrypted: false,
        };
        return Some((revision, true));
    }
    let document = forgivingly(bytes, budget).ok()?;
    document.xref_recovery.is_none().then(|| (document.into(), false))
}

/// Has the library read the objects.
fn forgivingly(bytes: &[u8], budget: &Budget) -> lopdf::Result<Document> {
    let options = LoadOptions {
        max_decompressed_size: Some(budget.stream_bytes),
        ..LoadOptions::default()
    };
    let document = Document::load_mem_with_options(bytes, options.clone())?;
    let Some((numbered, added)) = encryption::numbered(bytes, &document) else {
        return Ok(document);
    };
    let section = document.xref_start;
    let mut document = Document::load_mem_with_options(&numbered, options)?;
    // Without the password it is all that says why nothing was read.
    if !document.is_encrypted() {
        document.objects.remove(&(added, 0));
        document.reference_table.entries.remove(&added);
        document.xref_start = section;
    }
    Ok(document)
}

fn check_objects(document: Document, budget: &Budget) -> Result<Document, Problem> {
    if document.objects.len() > budget.objects {
        return Err(Problem::OverBudget(format!("more than {} objects", budget.objects)));
    }
    if document.is_encrypted() && document.page_iter().next().is_none() {
        return Err(Problem::PasswordNeeded);
    }
    match document.catalog() {
        Err(error) => Err(Problem::Damaged(format!("no catalog: {}", describe(&error)))),
        Ok(_) if document.page_iter().next().is_none() => {
            Err(Problem::Damaged("no page in the page tree".to_owned()))
        }
        Ok(_) => Ok(document),
    }
}

/// The library's word for an error, with its cause, on one line.
fn describe(error: &lopdf::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}

/// What was read as plain.
struct Read<'d> {
    objects: BTreeMap<ObjectId, Cow<'d, Object>>,
    table: Table,
}

/// The objects of the revision that ends here; `None` when the file is not plain. For `later` see [`revision`].
fn plain<'d>(
    bytes: &[u8],
    header: usize,
    end: &End,
    later: Option<(&'d Document, Data)>,
    budget: &Budget,
) -> Option<Read<'d>> {
    let text = bytes.get(header..end.behind)?;
    mark(bytes.get(header..end.mark)?, end.section)?;
    let plain = Plain {
        text,
        stream_bytes: budget.stream_bytes,
    };
    let table = plain.table(end)?;
    let mut objects = BTreeMap::new();
    let mut members = Vec::new();
    for (number, entry) in &table.xref.entries {
        let XrefEntry::Normal { offset, generation } = *entry else {
            continue;
        };
        let id = (*number, generation);
        let still_there = later.and_then(|(later, data)| {
            let other = later.reference_table.get(*number)?;
            same_entry(entry, other).then_some((later.objects.get(&id)?, data))
        });
        let object = match still_there {
            // A stream's extent may depend on another object.
            Some((object, _)) if object.as_stream().is_err() => Cow::Borrowed(object),
            found => {
                let data = found.map_or(Data::All, |(_, data)| data);
                Cow::Owned(plain.object(id, usize::try_from(offset).ok()?, &table, data)?)
            }
        };
        if let Object::Stream(stream) = object.as_ref()
            && stream.dict.has_type(b"ObjStm")
        {
            let inside = ObjectStream::new_with_limit(stream, Some(budget.stream_bytes)).ok()?;
            let own = |(member, _): &(ObjectId, Object)| match table.xref.get(member.0) {
                None | Some(XrefEntry::Normal { .. }) => true,
                Some(XrefEntry::Compressed { container, .. }) => *container == *number,
                Some(XrefEntry::Free | XrefEntry::UnusableFree) => false,
            };
            members.extend(inside.objects.into_iter().filter(own));
        }
        objects.insert(id, object);
    }
    for (id, object) in members {
        objects.entry(id).or_insert(Cow::Owned(object));
    }
    let read = Read { objects, table };
    // Without a page tree the library looks for another cross-reference.
    page_tree(&read)?;
    Some(read)
}

impl Read<'_> {
    /// As the library has it.
    fn into_document(self, end: &End) -> Document {
        let Table {
            xref,
            trailer,
            sections,
        } = self.table;
        let mut document = Document::new();
        document.objects = self
            .objects
            .into_iter()
            .map(|(id, object)| (id, object.into_owned()))
            .collect();
        let greatest = document.objects.keys().next_back();
        document.max_id = greatest.map_or(0, |last| last.0).max(xref.max_id());
        document.trailer = trailer;
        document.reference_table = xref;
        document.xref_start = end.section;
        document.xref_section_count = sections;
        document
    }
}

impl Objects for Read<'_> {
    fn at(&self, id: ObjectId) -> Option<&Object> {
        self.objects.get(&id).map(AsRef::as_ref)
    }

    fn trailer(&self) -> &Dictionary {
        &self.table.trailer
    }

    fn entry(&self, number: u32) -> Option<&XrefEntry> {
        self.table.xref.get(number)
    }
}

/// The mark at the end of these bytes, as the library wants it to look.
fn mark(bytes: &[u8], section: usize) -> Option<()> {
    let line_end = |bytes: &'_ [u8]| -> Option<usize> {
        [&b"\r\n"[..], b"\n", b"\r"]
            .into_iter()
            .find_map(|end| bytes.strip_suffix(end))
            .map(<[u8]>::len)
    };
    let bytes = bytes.strip_suffix(b"%%EOF")?;
    let bytes = bytes.get(..line_end(bytes)?)?;
    let written = section.to_string();
    let bytes = bytes.strip_suffix(written.as_bytes())?;
    let bytes = bytes.get(..line_end(bytes)?)?;
    (written.len() <= 10 && bytes.ends_with(b"startxref")).then_some(())
}

fn page_tree(objects: &impl Objects) -> Option<()> {
    let root = objects.catalog()?.get(b"Pages").and_then(Object::as_reference).ok()?;
    lookup(objects, objects.dictionary(root)?, b"Kids")
        .as_array()
        .ok()
        .map(|_| ())
}

impl Plain<'_> {
    fn table(&self, end: &End) -> Option<Table> {
        crossref::read(self, end.section)
    }

    /// The object that an entry leads to.
    fn object(&self, id: ObjectId, offset: usize, table: &Table, data: Data) -> Option<Object> {
        let mut text = Text::new(self.text.get(offset..)?);
        text.space()?;
        if text.header()? != id {
            return None;
        }
        self.body(&mut text, Some(table), data)
    }

    /// What stands between `obj` and `endobj`.
    fn body(&self, text: &mut Text<'_>, table: Option<&Table>, data: Data) -> Option<Object> {
        let object = if text.rest().starts_with(b"<<") {
            let dictionary = text.dictionary()?;
            text.space()?;
            if text.word(b"stream").is_some() {
                let length = match dictionary.get(b"Length").ok()? {
                    Object::Integer(length) => *length,
                    Object::Reference(id) => self.whole_number(*id, table?)?,
                    _ => return None,
                };
                let behind = [&b"\r\n"[..], b"\n"]
                    .into_iter()
                    .find_map(|end| text.rest().strip_prefix(end))?;
                let (content, rest) = behind.split_at_checked(usize::try_from(length).ok()?)?;
                let rest = [&b"\r\n"[..], b"\n", b"\r"]
                    .into_iter()
                    .find_map(|end| rest.strip_prefix(end))
                    .unwrap_or(rest);
                *text = Text::new(rest);
                text.keyword(b"endstream")?;
                let mut stream = Stream::new(dictionary, Vec::new());
                stream.dict.set("Length", length);
                if data == Data::All || stream.dict.has_type(b"ObjStm") {
                    stream.content = content.to_vec();
                }
                Object::Stream(stream)
            } else {
                Object::Dictionary(dictionary)
            }
        } else {
            text.object()?
        };
        text.space()?;
        text.keyword(b"endobj")?;
        Some(object)
    }

    /// The value of an object that is a whole number: the /Length of a stream.
    fn whole_number(&self, id: ObjectId, table: &Table) -> Option<i64> {
        match table.xref.get(id.0)? {
            XrefEntry::Normal { offset, generation } if *generation == id.1 => {
                let mut text = Text::new(self.text.get(usize::try_from(*offset).ok()?..)?);
                text.space()?;
                let found = text.header()?;
                match text.object()? {
                    Object::Integer(number) if found == id => Some(number),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}
