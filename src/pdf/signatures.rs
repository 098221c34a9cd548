//! Finding every signature dictionary of a file (ISO 32000-1, 12.8.1), whether or not a field reaches it.
//!
//! Three ways lead to one: the value of a form field, an object that looks like one, and the word /ByteRange in the
//! raw bytes (dictionaries superseded by a later revision, or appended without a cross-reference). All three meet in
//! the offset of the dictionary.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    ops::Range,
    sync::LazyLock,
};

use lopdf::{Dictionary, Document, Object, ObjectId, StringFormat, xref::XrefEntry};
use memchr::memmem;

use super::{
    census::Census,
    fields::{self, SignatureField},
    objects::lookup,
    syntax::{self, Reader, Spanned, Value},
    text,
};
use crate::budget::Budget;

/// How far before /ByteRange its dictionary may begin: /Contents with embedded CRLs stands between.
const DICTIONARY_REACH: usize = 16 << 20;
/// How many of the last `<<` before /ByteRange are tried.
const OPENINGS_TRIED: usize = 64;

/// Numbers of a /ByteRange that are read; four are usual, and more than this make it malformed.
pub(super) const RANGE_NUMBERS: usize = 64;

/// One signature dictionary.
#[derive(Debug, Clone, Default)]
pub struct SignatureDictionary {
    /// Object and generation number; `None` for a direct dictionary.
    pub object: Option<(u32, u16)>,
    /// Offset of its `<<` from the first byte of the file; `None` inside an object stream.
    pub offset: Option<usize>,
    /// Fully qualified name of the field whose value it is.
    pub field: Option<String>,
    /// Page of that field's first widget, counted from 1.
    pub page: Option<u32>,
    /// Whether a field in AcroForm /Fields leads to it; `None` when that could not be looked at.
    pub reachable: Option<bool>,
    /// /ByteRange as written; `None` when missing or not an array of whole numbers.
    pub byte_range: Option<Vec<i64>>,
    /// /Contents, decoded, padding included.
    pub contents: Option<Vec<u8>>,
    /// Where `<...>` of /Contents stands in the file; `None` when it is not a hexadecimal string of its own.
    pub contents_span: Option<Range<usize>>,
    /// /SubFilter.
    pub sub_filter: Option<String>,
    /// /M as written.
    pub modified: Option<String>,
    /// /Reason.
    pub reason: Option<String>,
    /// /Location.
    pub location: Option<String>,
    /// /Cert, for adbe.x509.rsa_sha1: the signer's certificate, then those of its issuers.
    pub certificates: Vec<Vec<u8>>,
}

/// What came of looking for signature dictionaries.
#[derive(Debug, Clone, Default)]
pub struct SignatureSearch {
    /// Those found, by offset; those inside object streams last.
    pub dictionaries: Vec<SignatureDictionary>,
    /// Set when a budget ended the search early: there may be more.
    pub over_budget: bool,
    /// Set when a /ByteRange stands where no dictionary can be read: there may be one more.
    pub unreadable: bool,
}

/// A dictionary as it stands in the bytes.
struct Raw {
    object: Option<ObjectId>,
    start: usize,
    entries: Vec<(Vec<u8>, Spanned)>,
}

/// A dictionary as the object library has it.
struct Loaded<'d> {
    id: Option<ObjectId>,
    dictionary: &'d Dictionary,
    field: Option<&'d SignatureField<'d>>,
}

/// `texts_readable` is false when the strings of the file are encrypted with a password that is not known.
pub(super) fn find(
    bytes: &[u8],
    header: usize,
    document: Option<&Document>,
    texts_readable: bool,
    census: &Census,
    budget: &Budget,
) -> SignatureSearch {
    let mut search = Search {
        bytes,
        header,
        document,
        census,
        texts_readable,
        budget,
        raw: BTreeMap::new(),
        work: bytes.len().saturating_mul(4).saturating_add(16 << 20),
        over_budget: false,
        unreadable: false,
    };
    let fields = document.map(|document| fields::find(document, budget));
    let fields_complete = fields.as_ref().is_some_and(|fields| fields.complete);
    search.over_budget = fields.as_ref().is_some_and(|fields| fields.over_budget);
    let found = fields
        .as_ref()
        .map(|fields| fields.found.as_slice())
        .unwrap_or_default();
    let mut loaded = document.map(|document| loaded(document, found)).unwrap_or_default();
    // Many fields may name one dictionary; the order of the form, then of the objects, says which are looked at.
    if loaded.len() > budget.signatures {
        loaded.truncate(budget.signatures);
        search.over_budget = true;
    }

    search.marks();
    let mut dictionaries: BTreeMap<(Option<usize>, Option<ObjectId>), SignatureDictionary> = BTreeMap::new();
    let mut claimed = BTreeSet::new();
    for entry in &loaded {
        let raw = search.raw_of(entry);
        claimed.extend(raw);
        let raw = raw.and_then(|start| search.raw.get(&start));
        if entry.field.is_none() && grants_usage_rights(document, entry.dictionary) {
            continue;
        }
        let mut dictionary = search.describe(raw, Some(entry.dictionary));
        dictionary.object = entry.id;
        dictionary.field = entry.field.map(|field| field.name.clone());
        dictionary.page = entry.field.and_then(|field| field.page);
        dictionary.reachable = if entry.field.is_some() {
            Some(true)
        } else {
            fields_complete.then_some(false)
        };
        // Two fields may share one dictionary: the first in the order of the form names it.
        dictionaries.entry((dictionary.offset, entry.id)).or_insert(dictionary);
    }
    for (start, raw) in &search.raw {
        if !claimed.contains(start) && !grants_usage_rights(document, &to_dictionary(&raw.entries)) {
            let mut dictionary = search.describe(Some(raw), None);
            dictionary.object = raw.object;
            dictionary.reachable = fields_complete.then_some(false);
            dictionaries.insert((dictionary.offset, raw.object), dictionary);
        }
    }
    let over_budget = search.over_budget || dictionaries.len() > budget.signatures;
    let mut dictionaries: Vec<_> = dictionaries.into_values().collect();
    dictionaries.sort_by_key(|dictionary| (dictionary.offset.is_none(), dictionary.offset, dictionary.object));
    dictionaries.truncate(budget.signatures);
    SignatureSearch {
        dictionaries,
        over_budget,
        unreadable: search.unreadable,
    }
}

/// Stands for the value of a signed field that is no dictionary, or can't be read: a signature of which nothing is known.
static UNREADABLE: LazyLock<Dictionary> = LazyLock::new(Dictionary::new);

/// The dictionaries the object library knows: values of fields first, then objects that look like one.
fn loaded<'d>(document: &'d Document, fields: &'d [SignatureField<'d>]) -> Vec<Loaded<'d>> {
    let mut loaded: Vec<Loaded<'d>> = Vec::new();
    for field in fields {
        let value = document.dereference(field.value);
        let id = value.as_ref().ok().and_then(|(id, _)| *id);
        loaded.push(Loaded {
            id: id.or(field.value.as_reference().ok()),
            dictionary: value.and_then(|(_, object)| object.as_dict()).unwrap_or(&UNREADABLE),
            field: Some(field),
        });
    }
    let of_fields: BTreeSet<ObjectId> = loaded.iter().filter_map(|entry| entry.id).collect();
    for (id, object) in &document.objects {
        if let Object::Dictionary(dictionary) = object
            && looks_like_signature(dictionary)
            && !of_fields.contains(id)
        {
            loaded.push(Loaded {
                id: Some(*id),
                dictionary,
                field: None,
            });
        }
    }
    loaded
}

fn looks_like_signature(dictionary: &Dictionary) -> bool {
    let typed = dictionary.has_type(b"Sig") || dictionary.has_type(b"DocTimeStamp");
    dictionary.has(b"Contents") && (dictionary.has(b"ByteRange") || (typed && dictionary.has(b"Filter")))
}

struct Search<'a> {
    bytes: &'a [u8],
    header: usize,
    document: Option<&'a Document>,
    census: &'a Census,
    texts_readable: bool,
    budget: &'a Budget,
    /// Dictionaries read from the bytes, by offset.
    raw: BTreeMap<usize, Raw>,
    /// Bytes that may still be looked at.
    work: usize,
    over_budget: bool,
    unreadable: bool,
}

impl Search<'_> {
    /// Follows every /ByteRange in the bytes that is not the content of a stream.
    fn marks(&mut self) {
        let bytes = self.bytes;
        let streams = self.streams();
        let mut openings = memmem::find_iter(bytes, b"<<").peekable();
        let mut before_mark: VecDeque<usize> = VecDeque::new();
        for mark in memmem::find_iter(bytes, b"/ByteRange") {
            while let Some(opening) = openings.next_if(|at| *at < mark) {
                before_mark.push_back(opening);
                if before_mark.len() > OPENINGS_TRIED {
                    before_mark.pop_front();
                }
            }
            if self.raw.len() > self.budget.signatures || self.work == 0 {
                self.over_budget = true;
                return;
            }
            let before = streams.partition_point(|stream| stream.start <= mark);
            let inside = before
                .checked_sub(1)
                .and_then(|last| streams.get(last))
                .is_some_and(|last| mark < last.end);
            if !inside {
                self.enclosing(mark, &before_mark);
            }
        }
    }

    /// Extents of the streams the library knows: an embedded file may hold signatures that are not this document's.
    fn streams(&self) -> Vec<Range<usize>> {
        let Some(document) = self.document else {
            return Vec::new();
        };
        let mut streams: Vec<Range<usize>> = document
            .objects
            .iter()
            .filter(|(_, object)| object.as_stream().is_ok())
            .filter_map(|(id, _)| self.census.payload(self.dictionary_of(*id)?))
            .collect();
        streams.sort_by_key(|stream| stream.start);
        streams
    }

    /// Reads the dictionary that has the /ByteRange at this mark as a key.
    fn enclosing(&mut self, mark: usize, openings: &VecDeque<usize>) {
        let floor = mark.saturating_sub(DICTIONARY_REACH);
        for &start in openings.iter().rev().take_while(|start| **start >= floor) {
            // Looking costs something even where nothing stands.
            self.work = self.work.saturating_sub(1);
            let Some(read) = self.read(start) else { continue };
            if read.span.end <= mark {
                continue;
            }
            let Value::Dictionary(entries) = read.value else { return };
            let own = syntax::entry(&entries, b"ByteRange").is_some_and(|value| {
                mark.checked_add(b"/ByteRange".len())
                    .and_then(|behind| self.bytes.get(behind..value.span.start))
                    .is_some_and(|between| between.iter().all(|byte| syntax::is_space(*byte)))
            });
            if own && !is_authentication_code(&entries) {
                let object = object_header_before(self.bytes, start);
                self.raw.insert(start, Raw { object, start, entries });
            }
            return;
        }
        // Without its objects nobody knows what of the file are streams.
        self.unreadable |= self.document.is_some();
    }

    fn read(&mut self, start: usize) -> Option<Spanned> {
        let mut reader = Reader::new(self.bytes, start, self.work);
        let read = reader.object(self.budget.depth);
        self.work = reader.work_left();
        read
    }

    /// The offset of the bytes that this loaded dictionary was read from.
    fn raw_of(&mut self, entry: &Loaded<'_>) -> Option<usize> {
        if let Some(start) = entry.id.and_then(|id| self.read_indirect(id)) {
            return Some(start);
        }
        // A direct value of a field, or an object the library found elsewhere than its entry says.
        let document = self.document?;
        let range = integers(document, entry.dictionary);
        let contents = string(document, entry.dictionary, b"Contents");
        self.raw
            .values()
            .rev()
            .find(|raw| {
                let same_object = entry.id.is_none() || raw.object == entry.id;
                same_object
                    && range.is_some()
                    && raw_integers(&raw.entries) == range
                    && syntax::entry(&raw.entries, b"Contents").and_then(|value| raw_string(&value.value)) == contents
            })
            .map(|raw| raw.start)
    }

    /// Reads an object where the cross-reference says it is; the offset of its dictionary.
    fn read_indirect(&mut self, id: ObjectId) -> Option<usize> {
        let start = self.dictionary_of(id)?;
        if !self.raw.contains_key(&start) {
            let Value::Dictionary(entries) = self.read(start)?.value else {
                return None;
            };
            self.raw.insert(
                start,
                Raw {
                    object: Some(id),
                    start,
                    entries,
                },
            );
        }
        Some(start)
    }

    /// Where the body of an object begins, by its cross-reference.
    fn dictionary_of(&self, id: ObjectId) -> Option<usize> {
        let entry = self.document?.reference_table.get(id.0)?;
        let XrefEntry::Normal { offset, .. } = entry else {
            return None;
        };
        let at = usize::try_from(*offset).ok()?.checked_add(self.header)?;
        let mut reader = Reader::new(self.bytes, at, 4096);
        if reader.object_header() != Some(id) {
            return None;
        }
        reader.skip_space();
        Some(reader.position())
    }

    /// What a dictionary says: offsets and /Contents from the bytes, texts from the loaded form (decrypted) if any.
    fn describe(&self, raw: Option<&Raw>, loaded: Option<&Dictionary>) -> SignatureDictionary {
        let empty = Document::new();
        let document = self.document.unwrap_or(&empty);
        let from_bytes = raw.map(|raw| to_dictionary(&raw.entries));
        let Some(entries) = loaded.or(from_bytes.as_ref()) else {
            return SignatureDictionary::default();
        };
        let numbers = from_bytes.as_ref().unwrap_or(entries);
        let text = |key: &[u8]| {
            string(document, entries, key)
                .filter(|_| self.texts_readable)
                .map(|bytes| text::short(text::text(&bytes)))
        };
        let name = |key: &[u8]| match lookup(document, entries, key) {
            Object::Name(name) => Some(text::short(String::from_utf8_lossy(name).into_owned())),
            _ => None,
        };
        let contents = raw.and_then(|raw| syntax::entry(&raw.entries, b"Contents"));
        SignatureDictionary {
            offset: raw.map(|raw| raw.start),
            byte_range: integers(document, numbers),
            // Never the loaded string when the bytes are at hand: in an encrypted file the library decrypts what was
            // never encrypted (7.6.1).
            contents: contents
                .and_then(|value| raw_string(&value.value))
                .or_else(|| string(document, numbers, b"Contents")),
            contents_span: contents
                .filter(|value| matches!(value.value, Value::Hexadecimal(_)))
                // Programs differ in which of two counts, so neither is the dictionary's own.
                .filter(|_| raw.is_some_and(|raw| stands_once(&raw.entries, b"Contents")))
                .filter(|_| raw.is_some_and(|raw| stands_once(&raw.entries, b"ByteRange")))
                .map(|value| value.span.clone()),
            sub_filter: name(b"SubFilter"),
            modified: text(b"M"),
            reason: text(b"Reason"),
            location: text(b"Location"),
            certificates: certificates(document, numbers),
            ..SignatureDictionary::default()
        }
    }
}

/// Whether this is a usage rights signature (ISO 32000-1, 12.8.2.3 and 12.8.4): the vendor of a program says with it what
/// that program may do with the file. It signs no document, and no field leads to it.
fn grants_usage_rights(document: Option<&Document>, entries: &Dictionary) -> bool {
    let empty = Document::new();
    let document = document.unwrap_or(&empty);
    let grants = |reference: &Object| match super::resolve(document, reference) {
        Object::Dictionary(reference) => {
            matches!(lookup(document, reference, b"TransformMethod"), Object::Name(name) if name == b"UR3" || name == b"UR")
        }
        _ => false,
    };
    match lookup(document, entries, b"Reference") {
        Object::Array(references) => !references.is_empty() && references.iter().all(grants),
        _ => false,
    }
}

/// /AuthCode of the trailer (ISO/TS 32004, 5.1) has a ByteRange as well, and no /Contents: it signs nothing.
fn is_authentication_code(entries: &[(Vec<u8>, Spanned)]) -> bool {
    let has = |key| syntax::entry(entries, key).is_some();
    has(b"MAC") && has(b"MACLocation") && !has(b"Contents") && !has(b"SubFilter")
}

fn stands_once(entries: &[(Vec<u8>, Spanned)], key: &[u8]) -> bool {
    entries.iter().filter(|(name, _)| name == key).count() == 1
}

/// /Cert: a byte string, or an array of them with the signer's first (ISO 32000-1, table 252).
fn certificates(document: &Document, entries: &Dictionary) -> Vec<Vec<u8>> {
    let listed = match lookup(document, entries, b"Cert") {
        Object::Array(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    };
    listed
        .iter()
        .map_while(|item| match super::resolve(document, item) {
            Object::String(bytes, _) => Some(bytes.clone()),
            _ => None,
        })
        .collect()
}

fn string(document: &Document, entries: &Dictionary, key: &[u8]) -> Option<Vec<u8>> {
    match lookup(document, entries, key) {
        Object::String(bytes, _) => Some(bytes.clone()),
        _ => None,
    }
}

fn integers(document: &Document, entries: &Dictionary) -> Option<Vec<i64>> {
    let Object::Array(items) = lookup(document, entries, b"ByteRange") else {
        return None;
    };
    items
        .iter()
        .take(RANGE_NUMBERS.saturating_add(1))
        .map(|item| super::resolve(document, item).as_i64().ok())
        .collect()
}

fn raw_integers(entries: &[(Vec<u8>, Spanned)]) -> Option<Vec<i64>> {
    let Value::Array(items) = &syntax::entry(entries, b"ByteRange")?.value else {
        return None;
    };
    items
        .iter()
        .take(RANGE_NUMBERS.saturating_add(1))
        .map(|item| item.value.as_integer())
        .collect()
}

fn raw_string(value: &Value) -> Option<Vec<u8>> {
    match value {
        Value::Literal(bytes) | Value::Hexadecimal(bytes) => Some(bytes.clone()),
        _ => None,
    }
}

pub(super) fn to_dictionary(entries: &[(Vec<u8>, Spanned)]) -> Dictionary {
    let mut dictionary = Dictionary::new();
    for (key, value) in entries {
        dictionary.set(key.clone(), to_object(&value.value));
    }
    dictionary
}

fn to_object(value: &Value) -> Object {
    match value {
        Value::Null | Value::Boolean(_) | Value::Real => Object::Null,
        Value::Integer(number) => Object::Integer(*number),
        Value::Name(name) => Object::Name(name.clone()),
        Value::Literal(bytes) => Object::String(bytes.clone(), StringFormat::Literal),
        Value::Hexadecimal(bytes) => Object::String(bytes.clone(), StringFormat::Hexadecimal),
        Value::Array(items) => Object::Array(items.iter().map(|item| to_object(&item.value)).collect()),
        Value::Dictionary(entries) => Object::Dictionary(to_dictionary(entries)),
        Value::Reference(number, generation) => Object::Reference((*number, *generation)),
    }
}

/// `N G obj` right before this offset.
pub(super) fn object_header_before(bytes: &[u8], start: usize) -> Option<ObjectId> {
    let before = bytes
        .get(start.saturating_sub(64)..start)?
        .trim_ascii_end()
        .strip_suffix(b"obj")?;
    let (before, generation) = number_at_end(before)?;
    let (_, number) = number_at_end(before)?;
    Some((u32::try_from(number).ok()?, u16::try_from(generation).ok()?))
}

fn number_at_end(text: &[u8]) -> Option<(&[u8], u64)> {
    let text = text.trim_ascii_end();
    let digits = text.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let (before, number) = text.split_at_checked(text.len().checked_sub(digits)?)?;
    Some((before, std::str::from_utf8(number).ok()?.parse().ok()?))
}
