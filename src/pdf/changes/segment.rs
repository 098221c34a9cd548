//! One incremental update, read from its bytes: nothing but objects, one cross-reference section, and the mark that ends
//! it (ISO 32000-1, 7.5.6).
//!
//! Programs differ in what they make of an update that is not as the standard has it: objects without an entry, entries
//! that lead elsewhere, keys that stand twice. Most published attacks live in that difference, so such an update is
//! refused before its objects are looked at.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use lopdf::{Object, ObjectId, xref::XrefEntry};

use super::{Verdict, tokens, twice};
use crate::{
    budget::Budget,
    pdf::{
        load::{self, same_entry},
        objects::{Objects as _, Revision},
        revisions::End,
        syntax::{self, Reader, Spanned, Value, is_space},
    },
};

/// The greatest number of an object that every program takes (ISO 32000-1, annex C, has 8,388,607).
const GREATEST_NUMBER: u32 = 4_194_303;

/// The entries of a dictionary, as they stand in the bytes.
pub(super) type Entries = Vec<(Vec<u8>, Spanned)>;

/// Keys of a trailer that a new section may have of its own; /Info and /ID are looked at besides.
const OWN_KEYS: &[&[u8]] = &[
    b"Size",
    b"Prev",
    b"ID",
    b"Info",
    b"Type",
    b"W",
    b"Index",
    b"Filter",
    b"DecodeParms",
    b"Length",
];

/// An update that is made as the standard says.
pub(super) struct Segment {
    /// Where the body of each of its objects starts.
    pub(super) bodies: BTreeMap<ObjectId, usize>,
    /// Objects that carry the update itself: cross-reference stream and object streams.
    pub(super) carriers: BTreeSet<ObjectId>,
    /// Its trailer.
    pub(super) trailer: Entries,
}

/// The trailer of the section that a revision ends with.
pub(super) fn trailer(bytes: &[u8], end: &End, budget: &Budget) -> Option<Entries> {
    let mut reader = Reader::new(bytes.get(..end.mark)?, end.section_at, bytes.len());
    reader.skip_space();
    if reader.keyword(b"xref") {
        table(&mut reader).ok()?;
    } else {
        reader.object_header()?;
    }
    match reader.object(budget.depth)?.value {
        Value::Dictionary(entries) => Some(entries),
        _ => None,
    }
}

/// Numbers listed in a cross-reference table; the reader is left behind the word `trailer`.
fn table(reader: &mut Reader<'_>) -> Verdict<BTreeSet<u32>> {
    let broken = || "the cross-reference table can't be read".to_owned();
    let mut listed = BTreeSet::new();
    while !reader.keyword(b"trailer") {
        let first = reader.unsigned().ok_or_else(broken)?;
        let count = reader.unsigned().ok_or_else(broken)?;
        for number in first..first.checked_add(count).ok_or_else(broken)? {
            reader.unsigned().ok_or_else(broken)?;
            reader.unsigned().ok_or_else(broken)?;
            if !reader.keyword(b"n") && !reader.keyword(b"f") {
                return Err(broken());
            }
            if !u32::try_from(number).is_ok_and(|number| listed.insert(number)) {
                return Err(format!("the cross-reference table lists object {number} twice"));
            }
        }
    }
    Ok(listed)
}

/// What updates cover of pages, by page and field; without a name that of all of them. Square points.
pub(super) type Covered = RefCell<BTreeMap<(Option<ObjectId>, String), f64>>;

/// The views before and behind an update, and where it stands.
pub(super) struct Update<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) header: usize,
    pub(super) before: &'a End,
    pub(super) after: &'a End,
    pub(super) old: &'a Revision<'a>,
    pub(super) new: &'a Revision<'a>,
    pub(super) old_trailer: &'a Entries,
    /// By this and the updates before it.
    pub(super) covered: &'a Covered,
    pub(super) budget: &'a Budget,
}

impl Update<'_> {
    /// Reads the update and holds it against the cross-reference data of both views.
    pub(super) fn read(&self) -> Verdict<Segment> {
        let mut segment = self.parse()?;
        self.check_hybrid(&mut segment)?;
        self.check_trailer(&segment.trailer)?;
        self.check_size(&segment.trailer)?;
        self.check_section()?;
        self.check_entries(&segment)?;
        Ok(segment)
    }

    fn parse(&self) -> Verdict<Segment> {
        let within = self.bytes.get(..self.after.behind).unwrap_or_default();
        let mut work = within
            .len()
            .saturating_sub(self.before.mark)
            .saturating_mul(2)
            .saturating_add(4096);
        let mut at = self.before.behind;
        let mut bodies = BTreeMap::new();
        let mut carriers = BTreeSet::new();
        let mut trailer: Option<Entries> = None;
        loop {
            let mut reader = Reader::new(within, at, work);
            reader.skip_space();
            let start = reader.position();
            if reader.keyword(b"startxref") {
                self.check_end(reader.unsigned(), reader.position())?;
                let trailer = trailer.ok_or("the update has no cross-reference section")?;
                return Ok(Segment {
                    bodies,
                    carriers,
                    trailer,
                });
            }
            if reader.keyword(b"xref") {
                if trailer.is_some() || start != self.after.section_at {
                    return Err("the update has more than one cross-reference section".to_owned());
                }
                table(&mut reader)?;
                trailer = Some(self.dictionary(&mut reader).ok_or("the trailer can't be read")?);
            } else {
                let id = reader
                    .object_header()
                    .ok_or_else(|| format!("bytes that belong to no object at offset {start}"))?;
                reader.skip_space();
                let body = reader.position();
                let read = reader
                    .object(self.budget.depth)
                    .ok_or_else(|| format!("object {} can't be read", id.0))?;
                if let Some(what) = tokens::unlike(&read, self.bytes) {
                    return Err(format!("object {} has {what}", id.0));
                }
                let value = read.value;
                if reader.keyword(b"stream") {
                    reader = self
                        .behind_stream(&value, &reader)
                        .ok_or_else(|| format!("the stream of object {} doesn't end where it says", id.0))?;
                }
                if !reader.keyword(b"endobj") {
                    return Err(format!("object {} doesn't end", id.0));
                }
                if bodies.insert(id, body).is_some() {
                    return Err(format!("object {} stands twice in one update", id.0));
                }
                if start == self.after.section_at {
                    let Value::Dictionary(entries) = value else {
                        return Err("the cross-reference stream can't be read".to_owned());
                    };
                    check_index(&entries)?;
                    if trailer.replace(entries).is_some() {
                        return Err("the update has more than one cross-reference section".to_owned());
                    }
                    carriers.insert(id);
                }
            }
            at = reader.position();
            work = reader.work_left();
        }
    }

    fn dictionary(&self, reader: &mut Reader<'_>) -> Option<Entries> {
        let read = reader.object(self.budget.depth)?;
        match read.value {
            _ if tokens::unlike(&read, self.bytes).is_some() => None,
            Value::Dictionary(entries) => Some(entries),
            _ => None,
        }
    }

    /// `startxref N` must be the mark that ends this revision.
    fn check_end(&self, number: Option<u64>, behind: usize) -> Verdict {
        let rest = self.bytes.get(behind..self.after.mark).unwrap_or_default();
        let own = number.and_then(|number| usize::try_from(number).ok()) == Some(self.after.section);
        let space = rest.iter().take_while(|byte| is_space(**byte)).count();
        if own && rest.get(space..) == Some(b"%%EOF") {
            Ok(())
        } else {
            Err("the update doesn't end with its own mark".to_owned())
        }
    }

    fn behind_stream<'r>(&self, dictionary: &Value, reader: &Reader<'r>) -> Option<Reader<'r>>
    where
        Self: 'r,
    {
        let Value::Dictionary(entries) = dictionary else {
            return None;
        };
        let length = match syntax::entry(entries, b"Length")?.value {
            Value::Integer(length) => length,
            Value::Reference(number, generation) => self.new.object((number, generation))?.as_i64().ok()?,
            _ => return None,
        };
        reader.behind_stream(usize::try_from(length).ok()?)
    }

    /// /Prev leads to the section of the revision before; what is not the section's own is as it was.
    fn check_trailer(&self, trailer: &Entries) -> Verdict {
        let previous = syntax::entry(trailer, b"Prev").and_then(|entry| entry.value.as_integer());
        if previous.and_then(|number| usize::try_from(number).ok()) != Some(self.before.section) {
            return Err("/Prev doesn't lead to the revision before".to_owned());
        }
        let keys = trailer.iter().chain(self.old_trailer).map(|(key, _)| key.as_slice());
        for key in keys.filter(|key| !OWN_KEYS.contains(key)) {
            // See `check_hybrid`.
            if *key == *b"XRefStm" {
                continue;
            }
            let value = |entries| syntax::entry(entries, key).map(|entry| &entry.value);
            if *key == *b"AuthCode" && value(trailer).is_some_and(is_authentication_code) {
                continue;
            }
            if may_go(key, value(trailer), value(self.old_trailer)) {
                continue;
            }
            if !same(value(trailer), value(self.old_trailer)) {
                return Err(format!("/{} of the trailer was changed", String::from_utf8_lossy(key)));
            }
        }
        let encryption = syntax::entry(trailer, b"Encrypt").map(|entry| &entry.value);
        if let Some(Value::Reference(number, _)) = encryption
            && self.old.entries.get(number).map(|entry| format!("{entry:?}"))
                != self.new.entries.get(number).map(|entry| format!("{entry:?}"))
        {
            return Err("the encryption dictionary was changed".to_owned());
        }
        Ok(())
    }

    /// What is not below /Size is missing (7.5.5), and a file with a number that no file can have is repaired.
    fn check_size(&self, trailer: &Entries) -> Verdict {
        let size = |entries| {
            let value = syntax::entry(entries, b"Size")?.value.as_integer()?;
            u32::try_from(value).ok()
        };
        let in_use = |entry: &XrefEntry| matches!(entry, XrefEntry::Normal { .. } | XrefEntry::Compressed { .. });
        let entries = &self.new.entries;
        let greatest = entries.iter().rev().find(|(_, entry)| in_use(entry));
        let greatest = greatest.map_or(0, |(number, _)| *number);
        let least = size(self.old_trailer).unwrap_or(0).min(greatest.saturating_add(1));
        match size(trailer) {
            Some(size) if size >= least && size.max(greatest) <= GREATEST_NUMBER => Ok(()),
            _ => Err("/Size of the trailer is not that of the file".to_owned()),
        }
    }

    /// The section says the same to every program: it is made as the standard says, and what it says is what the
    /// library has read.
    fn check_section(&self) -> Verdict {
        let (section, _) = load::section(self.bytes, self.header, self.after, self.budget)
            .ok_or("the cross-reference section is not made as the standard says")?;
        let read = &self.new.entries;
        let other = section
            .entries
            .iter()
            .find(|(number, entry)| !read.get(number).is_some_and(|read| same_entry(read, entry)));
        match other {
            Some((number, _)) => Err(format!("the entry of object {number} can be read in two ways")),
            None => Ok(()),
        }
    }

    /// A table may name a cross-reference stream beside it (7.5.8.4), which many programs follow and some don't: it may say
    /// nothing that the table doesn't. One of an older section is not this one's.
    fn check_hybrid(&self, segment: &mut Segment) -> Verdict {
        let named = |trailer| syntax::entry(trailer, b"XRefStm").map(|entry| &entry.value);
        let Some(value) = named(&segment.trailer) else {
            return Ok(());
        };
        if same(Some(value), named(self.old_trailer)) {
            return Ok(());
        }
        let at = value.as_integer().and_then(|at| usize::try_from(at).ok());
        let found = at.and_then(|at| at.checked_add(self.header)).and_then(|at| {
            let mut bodies = segment.bodies.iter();
            bodies.find_map(|(id, body)| self.leads_to(at, *id, *body).then_some((*id, at)))
        });
        let table = load::section(self.bytes, self.header, self.after, self.budget);
        match (found, table) {
            (Some((id, at)), Some((table, _))) if self.repeats(id.0, at, |number| table.entries.get(&number)) => {
                segment.carriers.insert(id);
                Ok(())
            }
            _ => Err("/XRefStm of the trailer leads to what the table does not say".to_owned()),
        }
    }

    /// Whether an object of the update is a cross-reference stream that says what the table of the update says. A library
    /// writes both when the file had both, and names only the table.
    pub(super) fn repeats_section(&self, id: ObjectId) -> bool {
        let Some(XrefEntry::Normal { offset, .. }) = self.new.entries.get(&id.0) else {
            return false;
        };
        let at = usize::try_from(*offset).ok().and_then(|at| at.checked_add(self.header));
        at.is_some_and(|at| self.repeats(id.0, at, |number| self.new.entries.get(&number)))
    }

    /// Whether the cross-reference stream of this number that stands here says nothing but what is known.
    fn repeats<'e>(&self, own: u32, section_at: usize, known: impl Fn(u32) -> Option<&'e XrefEntry>) -> bool {
        let end = End {
            section_at,
            ..*self.after
        };
        let Some((section, trailer)) = load::section(self.bytes, self.header, &end, self.budget) else {
            return false;
        };
        let mut entries = section.entries.iter();
        let previous = trailer.get(b"Prev").ok().map(|previous| {
            let number = previous.as_i64().ok();
            number.and_then(|number| usize::try_from(number).ok())
        });
        trailer.get(b"Root").ok() == self.new.trailer().get(b"Root").ok()
            && !trailer.has(b"Encrypt")
            && previous.is_none_or(|previous| previous == Some(self.before.section))
            && entries
                .all(|(number, entry)| *number == own || known(*number).is_some_and(|other| same_entry(entry, other)))
    }

    /// Whether the update is nothing but the mark of the revision before, once more.
    pub(super) fn repeats_mark(&self) -> bool {
        let written = self.bytes.get(self.before.behind..self.after.mark).unwrap_or_default();
        let number = self.before.section.to_string();
        let mut words = written.split(|byte| is_space(*byte)).filter(|word| !word.is_empty());
        let same = [b"startxref".as_slice(), number.as_bytes(), b"%%EOF"];
        same.iter().all(|word| words.next() == Some(*word)) && words.next().is_none()
    }

    /// Every object of the update has its entry and every new entry leads into the update.
    fn check_entries(&self, segment: &Segment) -> Verdict {
        let old = self.old.entries.as_ref();
        let new = self.new.entries.as_ref();
        for (number, entry) in old {
            if !new.contains_key(number) {
                return Err(format!("the entry of object {number} is gone: {entry:?}"));
            }
        }
        for (id, body) in &segment.bodies {
            let listed = match new.get(&id.0) {
                Some(XrefEntry::Normal { offset, generation }) => {
                    let at = usize::try_from(*offset).ok().and_then(|at| at.checked_add(self.header));
                    *generation == id.1 && at.is_some_and(|at| self.leads_to(at, *id, *body))
                }
                // A cross-reference stream need not list itself.
                _ => segment.carriers.contains(id),
            };
            if !listed {
                return Err(format!("object {} of the update is not in its cross-reference", id.0));
            }
            // What the library passes over, another program may show.
            if !self.new.objects.contains_key(id) && !segment.carriers.contains(id) {
                return Err(format!("object {} of the update can't be loaded", id.0));
            }
        }
        for (number, entry) in new {
            if old.get(number).is_some_and(|before| same_entry(before, entry)) {
                continue;
            }
            let inside = match entry {
                XrefEntry::Normal { generation, .. } => segment.bodies.contains_key(&(*number, *generation)),
                XrefEntry::Compressed { container, .. } => segment.bodies.contains_key(&(*container, 0)),
                // What is freed is gone from the new view, which must be explained: if it was read at all.
                XrefEntry::Free | XrefEntry::UnusableFree => match old.get(number) {
                    None | Some(XrefEntry::Free | XrefEntry::UnusableFree) => true,
                    Some(XrefEntry::Normal { generation, .. }) => {
                        self.old.objects.contains_key(&(*number, *generation))
                    }
                    Some(XrefEntry::Compressed { .. }) => self.old.objects.contains_key(&(*number, 0)),
                },
            };
            if !inside {
                return Err(format!("the new entry of object {number} leads out of the update"));
            }
        }
        Ok(())
    }

    /// Whether `N G obj` of this object stands at the offset, with the body right behind.
    fn leads_to(&self, at: usize, id: ObjectId, body: usize) -> bool {
        let mut reader = Reader::new(self.bytes, at, 4096);
        let found = reader.object_header();
        reader.skip_space();
        found == Some(id) && reader.position() == body
    }
}

impl Segment {
    /// Takes the members of the object streams: each must be the one that its entry names.
    pub(super) fn open_object_streams(&mut self, new: &Revision<'_>, budget: &Budget) -> Verdict {
        let mut inflated = 0_usize;
        for id in self.bodies.keys() {
            let Some(Object::Stream(stream)) = new.object(*id) else {
                continue;
            };
            if !stream.dict.has_type(b"ObjStm") {
                continue;
            }
            let unreadable = || format!("object stream {} can't be read", id.0);
            if !load::plainly_filtered(&stream.dict) {
                return Err(format!("object stream {} can be read in two ways", id.0));
            }
            let content = stream
                .get_plain_content_with_limit(budget.stream_bytes)
                .map_err(|_| unreadable())?;
            inflated = inflated.saturating_add(content.len());
            if inflated > budget.object_stream_bytes {
                return Err("the object streams of the update are over budget".to_owned());
            }
            let (members, list_end) = twice::members(&stream.dict, &content).ok_or_else(unreadable)?;
            let mut seen = BTreeSet::new();
            // Each member ends where the next one begins: programs find their ends in different ways.
            let first = stream.dict.get(b"First").and_then(Object::as_i64).ok();
            let first = first
                .and_then(|first| usize::try_from(first).ok())
                .ok_or_else(unreadable)?;
            let mut end = first;
            for (index, (member, at)) in members.into_iter().enumerate() {
                let between = content.get(end..at).ok_or_else(unreadable)?;
                if !between.iter().all(|byte| is_space(*byte)) || (index == 0 && at != first) {
                    return Err(format!("object stream {} has members that overlap or leave gaps", id.0));
                }
                let own = matches!(new.entries.get(&member),
                    Some(XrefEntry::Compressed { container, index: at })
                        if *container == id.0 && usize::from(*at) == index);
                if !own || !seen.insert(member) || !new.objects.contains_key(&(member, 0)) {
                    return Err(format!(
                        "object {member} in object stream {} is not in its cross-reference",
                        id.0
                    ));
                }
                let mut reader = Reader::new(&content, at, content.len());
                let read = reader.object(budget.depth).ok_or_else(unreadable)?;
                if let Some(what) = tokens::unlike(&read, &content) {
                    return Err(format!("object {member} has {what}"));
                }
                end = reader.position();
            }
            let rest = content.get(end..).ok_or_else(unreadable)?;
            if list_end < first || !rest.iter().all(|byte| is_space(*byte)) {
                return Err(unreadable());
            }
            self.carriers.insert(*id);
        }
        Ok(())
    }
}

/// The message authentication code of an encrypted file (ISO/TS 32004, 5.1): every update has its own.
fn is_authentication_code(value: &Value) -> bool {
    let Value::Dictionary(entries) = value else {
        return false;
    };
    entries.iter().all(|(key, entry)| match key.as_slice() {
        b"MAC" => matches!(entry.value, Value::Hexadecimal(_) | Value::Literal(_)),
        b"MACLocation" => matches!(entry.value, Value::Name(_)),
        b"ByteRange" => matches!(entry.value, Value::Array(_)),
        b"SigObjRef" => matches!(entry.value, Value::Reference(..)),
        _ => false,
    })
}

/// Whether a key of the trailer that nothing reads may be left out, or come back: signing software writes only those it
/// knows, and an office suite gives the digest of its document in one.
fn may_go(key: &[u8], new: Option<&Value>, old: Option<&Value>) -> bool {
    let scalar = |value: &Value| {
        matches!(
            value,
            Value::Null
                | Value::Boolean(_)
                | Value::Integer(_)
                | Value::Name(_)
                | Value::Literal(_)
                | Value::Hexadecimal(_)
        )
    };
    match (new, old) {
        (None, Some(old)) => scalar(old),
        (Some(new), old) => key == b"DocChecksum" && scalar(new) && old.is_none_or(scalar),
        (None, None) => false,
    }
}

/// Whether two values are the same wherever they stand. Real numbers never are: their digits are not kept, and no key
/// of a trailer has one.
fn same(one: Option<&Value>, other: Option<&Value>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(Value::Real), _) => false,
        (Some(Value::Array(one)), Some(Value::Array(other))) => {
            let pairs = || one.iter().zip(other);
            one.len() == other.len() && pairs().all(|(one, other)| same(Some(&one.value), Some(&other.value)))
        }
        (Some(Value::Dictionary(one)), Some(Value::Dictionary(other))) => {
            let value = |key: &[u8]| syntax::entry(other, key).map(|entry| &entry.value);
            one.len() == other.len() && one.iter().all(|(key, entry)| same(Some(&entry.value), value(key)))
        }
        (one, other) => one == other,
    }
}

/// The ranges of a cross-reference stream's /Index ascend without overlap (7.5.8.2).
fn check_index(entries: &Entries) -> Verdict {
    let Some(index) = syntax::entry(entries, b"Index") else {
        return Ok(());
    };
    let broken = || "/Index of the cross-reference stream is not in order".to_owned();
    let Value::Array(items) = &index.value else {
        return Err(broken());
    };
    let mut floor = 0_i64;
    for pair in items.chunks(2) {
        let [first, count] = pair else { return Err(broken()) };
        let (first, count) = first
            .value
            .as_integer()
            .zip(count.value.as_integer())
            .ok_or_else(broken)?;
        if first < floor || count < 0 {
            return Err(broken());
        }
        floor = first.checked_add(count).ok_or_else(broken)?;
    }
    Ok(())
}
