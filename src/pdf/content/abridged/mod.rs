//! An abridged copy of the document for the interpreter: only what is drawn on the places looked at, nothing else of
//! the file, and nothing that costs more than the budget.
//!
//! The interpreter never sees the file itself. What it is given was written here: one plain cross-reference table,
//! decoded content streams, fonts without their programs, images without their pixels. So everything that costs time
//! or memory is counted before it is spent, and the objects it draws are those the rest of this room speaks of.
//!
//! Every content stream is read once, operator by operator, and copied with marks that tell the recorder what the
//! interpreter doesn't: which font is in force (by name, also for fonts that are not embedded), where a form begins
//! and ends, and which optional content is off.

mod program;
mod resources;
mod writer;

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{DecompressError, Dictionary, Document, Object, ObjectId, Stream};

use super::{fonts::Font, optional::OptionalContent, pictures::Picture, shown::Unread};
use crate::{
    budget::Budget,
    pdf::objects::{lookup, resolve},
};
use writer::Writer;

/// Starts the tag of every mark; a stream that uses it itself is refused.
pub(super) const MARK: &[u8] = b"ks!";

/// What interpreting takes, counted before it is done.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cost {
    /// Operators, with those of nested forms as often as they are drawn.
    pub(super) operators: u64,
    /// Bytes of strings that are shown: at least the number of glyphs.
    pub(super) glyphs: u64,
}

impl Cost {
    fn add(&mut self, other: Self) {
        self.operators = self.operators.saturating_add(other.operators);
        self.glyphs = self.glyphs.saturating_add(other.glyphs);
    }
}

/// A content stream, marked, with what it uses.
pub(super) struct Program {
    pub(super) bytes: Vec<u8>,
    /// Object number of its resources in the copy.
    pub(super) resources: u32,
    pub(super) cost: Cost,
    /// Why something in it was left out.
    pub(super) truncated: Option<Unread>,
    /// Something is painted with a shading, which is left out.
    pub(super) shaded: bool,
}

/// A nested form in the copy.
#[derive(Clone, Copy)]
struct Form {
    number: u32,
    cost: Cost,
    truncated: Option<Unread>,
    shaded: bool,
}

/// The copy under construction.
pub(super) struct Abridged<'d> {
    document: &'d Document,
    budget: &'d Budget,
    optional: OptionalContent<'d>,
    writer: Writer,
    /// Bytes of content streams, font maps and colour tables that may still be decoded.
    bytes_left: usize,
    /// Values of small objects that may still be written.
    values_left: usize,
    fonts: Vec<Font<'d>>,
    /// By the place of the dictionary in memory: index of the font, object number.
    font_numbers: BTreeMap<usize, (usize, u32)>,
    pictures: BTreeMap<u32, Picture<'d>>,
    picture_numbers: BTreeMap<ObjectId, u32>,
    /// By the form and by the resources it falls back on.
    forms: BTreeMap<(ObjectId, usize), Result<Form, Unread>>,
    streams: BTreeMap<ObjectId, u32>,
    /// Forms being written, from the outermost: one that is met again is a loop.
    open: Vec<ObjectId>,
    /// The one pattern that stands for all that are not looked into, and the one soft mask that stands for all.
    stubs: Option<(u32, u32)>,
    /// The font program that stands for those of composite fonts.
    program: Option<u32>,
}

/// The finished copy.
pub(super) struct Copy<'d> {
    pub(super) bytes: Vec<u8>,
    pub(super) fonts: Vec<Font<'d>>,
    /// By object number in the copy.
    pub(super) pictures: BTreeMap<u32, Picture<'d>>,
}

impl<'d> Abridged<'d> {
    pub(super) fn new(document: &'d Document, budget: &'d Budget) -> Self {
        Self::with(document, budget, OptionalContent::of(document))
    }

    fn with(document: &'d Document, budget: &'d Budget, optional: OptionalContent<'d>) -> Self {
        Self {
            document,
            budget,
            optional,
            writer: Writer::new(),
            bytes_left: budget.content_bytes,
            values_left: budget.content_values,
            fonts: Vec::new(),
            font_numbers: BTreeMap::new(),
            pictures: BTreeMap::new(),
            picture_numbers: BTreeMap::new(),
            forms: BTreeMap::new(),
            streams: BTreeMap::new(),
            open: Vec::new(),
            stubs: None,
            program: None,
        }
    }

    pub(super) fn finish(self) -> Copy<'d> {
        Copy {
            bytes: self.writer.finish(),
            fonts: self.fonts,
            pictures: self.pictures,
        }
    }

    /// Whether content under the /OC entry of this dictionary is off.
    pub(super) fn is_off_in(&self, dictionary: &Dictionary) -> bool {
        self.optional.is_off_in(dictionary)
    }

    /// No page or appearance may use up more than half of what is left for all that follow.
    fn half(&mut self, work: impl FnOnce(&mut Self) -> Result<Program, Unread>) -> Result<Program, Unread> {
        let (left, half) = (self.values_left, self.values_left / 2);
        self.values_left = half;
        let program = work(self);
        let spent = half.saturating_sub(self.values_left);
        self.values_left = left.saturating_sub(spent);
        program
    }

    /// The content of a page: its streams, joined.
    pub(super) fn page(
        &mut self,
        contents: &'d Object,
        resources: Option<&'d Dictionary>,
    ) -> Result<Program, Unread> {
        self.half(|copy| copy.page_of(contents, resources))
    }

    fn page_of(&mut self, contents: &'d Object, resources: Option<&'d Dictionary>) -> Result<Program, Unread> {
        let mut joined = Vec::new();
        let mut truncated = None;
        let parts: Vec<&Object> = match resolve(self.document, contents) {
            Object::Array(parts) => parts.iter().map(|part| resolve(self.document, part)).collect(),
            single => vec![single],
        };
        for part in parts {
            let Object::Stream(stream) = part else { continue };
            match self.decoded(stream) {
                Ok(bytes) => joined.extend_from_slice(&bytes),
                Err(why @ Unread::OverBudget(_)) => return Err(why),
                Err(why) => truncated = Some(why),
            }
            joined.push(b'\n');
        }
        let mut program = self.program(&joined, resources)?;
        program.truncated = program.truncated.or(truncated);
        Ok(program)
    }

    /// The content of an appearance stream.
    pub(super) fn appearance(
        &mut self,
        id: Option<ObjectId>,
        stream: &'d Stream,
        inherited: Option<&'d Dictionary>,
    ) -> Result<Program, Unread> {
        let content = self.decoded(stream)?;
        let own = super::entry_dictionary(self.document, &stream.dict, b"Resources");
        let depth = self.open.len();
        self.open.extend(id);
        let program = self.half(|copy| copy.program(&content, own.or(inherited)));
        self.open.truncate(depth);
        program
    }

    /// A nested form, once for all its uses.
    fn form(&mut self, id: ObjectId, stream: &'d Stream, inherited: Option<&'d Dictionary>) -> Result<Form, Unread> {
        let own = super::entry_dictionary(self.document, &stream.dict, b"Resources");
        let fallback = if own.is_some() { 0 } else { inherited.map_or(0, address) };
        self.once(id, fallback, |copy| copy.write_form(stream, own.or(inherited)))
    }

    /// A tiling pattern, once for all its uses; what it draws has resources of its own (8.7.3).
    fn tile(&mut self, id: ObjectId, stream: &'d Stream) -> Result<Form, Unread> {
        self.once(id, usize::MAX, |copy| copy.write_tile(stream))
    }

    fn once(
        &mut self,
        id: ObjectId,
        fallback: usize,
        write: impl FnOnce(&mut Self) -> Result<Form, Unread>,
    ) -> Result<Form, Unread> {
        if self.open.contains(&id) {
            return Err(Unread::Damaged);
        }
        if self.open.len() >= self.budget.form_depth {
            return Err(Unread::OverBudget("form_depth"));
        }
        if let Some(known) = self.forms.get(&(id, fallback)) {
            return *known;
        }
        self.open.push(id);
        let form = write(self);
        self.open.pop();
        self.forms.insert((id, fallback), form);
        form
    }

    fn write_form(&mut self, stream: &'d Stream, resources: Option<&'d Dictionary>) -> Result<Form, Unread> {
        let mut entries = b"/Type/XObject/Subtype/Form".to_vec();
        if super::entry_dictionary(self.document, &stream.dict, b"Group").is_some() {
            entries.extend_from_slice(b"/Group<</S/Transparency>>");
        }
        self.write_nested(entries, stream, resources)
    }

    fn write_tile(&mut self, stream: &'d Stream) -> Result<Form, Unread> {
        let mut entries = b"/PatternType 1".to_vec();
        self.copy(
            &mut entries,
            &stream.dict,
            &[&b"PaintType"[..], b"TilingType", b"XStep", b"YStep"],
        )?;
        let resources = super::entry_dictionary(self.document, &stream.dict, b"Resources");
        self.write_nested(entries, stream, resources)
    }

    fn write_nested(
        &mut self,
        mut entries: Vec<u8>,
        stream: &'d Stream,
        resources: Option<&'d Dictionary>,
    ) -> Result<Form, Unread> {
        let content = self.decoded(stream)?;
        let program = self.program(&content, resources)?;
        self.numbers(&mut entries, &stream.dict, b"BBox", 4);
        self.numbers(&mut entries, &stream.dict, b"Matrix", 6);
        writer::reference(&mut entries, b"Resources", program.resources);
        // The form's own marks: the font in force outside comes back behind it.
        let open: &[u8] = if self.optional.is_off_in(&stream.dict) {
            b"/ks!h BMC EMC\n"
        } else {
            b"/ks!f BMC EMC\n"
        };
        let bytes = [open, &program.bytes, b"\n/ks!e BMC EMC"].concat();
        Ok(Form {
            number: self.writer.stream(&entries, &bytes),
            cost: program.cost,
            truncated: program.truncated,
            shaded: program.shaded,
        })
    }

    /// Decodes what the interpreter is going to read, on account of the budget.
    fn decoded(&mut self, stream: &Stream) -> Result<Vec<u8>, Unread> {
        let bytes = decode(self.document, stream, self.bytes_left)?;
        self.bytes_left = self.bytes_left.saturating_sub(bytes.len());
        Ok(bytes)
    }

    fn values(&mut self, many: usize) -> Result<(), Unread> {
        self.values_left = self
            .values_left
            .checked_sub(many)
            .ok_or(Unread::OverBudget("content_values"))?;
        Ok(())
    }

    /// `/Key [numbers]`, when there are so many of them.
    fn numbers(&self, out: &mut Vec<u8>, dictionary: &Dictionary, key: &[u8], many: usize) {
        if let Object::Array(items) = lookup(self.document, dictionary, key)
            && items.len() == many
        {
            writer::name(out, key);
            out.push(b'[');
            for item in items {
                writer::scalar(out, resolve(self.document, item));
            }
            out.push(b']');
        }
    }
}

/// Dictionaries are told apart by where they stand: the document is not moved while it is copied.
fn address(dictionary: &Dictionary) -> usize {
    std::ptr::from_ref(dictionary).addr()
}

/// Decodes a stream to at most so many bytes.
pub(super) fn decode(document: &Document, stream: &Stream, limit: usize) -> Result<Vec<u8>, Unread> {
    let over = Unread::OverBudget("content_bytes");
    if stream.content.len() > limit {
        return Err(over);
    }
    let result = if direct(&stream.dict) {
        stream.get_plain_content_with_limit(limit)
    } else {
        // The library takes filters only as direct objects.
        let mut dictionary = Dictionary::new();
        for key in [&b"Filter"[..], b"DecodeParms"] {
            dictionary.set(key.to_vec(), resolved(document, lookup(document, &stream.dict, key), 3));
        }
        Stream::new(dictionary, stream.content.clone()).get_plain_content_with_limit(limit)
    };
    result.map_err(|error| match error {
        lopdf::Error::Decompress(DecompressError::MemoryLimitExceeded { .. }) => over,
        _ => Unread::Damaged,
    })
}

fn direct(dictionary: &Dictionary) -> bool {
    let plain = |object: &Object| !matches!(object, Object::Reference(_));
    [&b"Filter"[..], b"DecodeParms"]
        .iter()
        .all(|key| match dictionary.get(key) {
            Ok(Object::Array(items)) => items.iter().all(plain),
            Ok(Object::Dictionary(entries)) => entries.iter().all(|(_, value)| plain(value)),
            Ok(object) => plain(object),
            Err(_) => true,
        })
}

/// A small object without references.
fn resolved(document: &Document, object: &Object, depth: usize) -> Object {
    let Some(depth) = depth.checked_sub(1) else {
        return Object::Null;
    };
    match resolve(document, object) {
        Object::Array(items) => Object::Array(
            items
                .iter()
                .take(32)
                .map(|item| resolved(document, item, depth))
                .collect(),
        ),
        Object::Dictionary(entries) => {
            let mut copy = Dictionary::new();
            for (key, value) in entries.iter().take(32) {
                copy.set(key.clone(), resolved(document, value, depth));
            }
            Object::Dictionary(copy)
        }
        Object::Stream(_) => Object::Null,
        other => other.clone(),
    }
}

/// Names that a content stream uses, by kind of resource.
#[derive(Default)]
struct Used {
    fonts: BTreeMap<Vec<u8>, u32>,
    x_objects: BTreeMap<Vec<u8>, u32>,
    states: BTreeSet<Vec<u8>>,
    spaces: BTreeSet<Vec<u8>>,
    patterns: BTreeMap<Vec<u8>, u32>,
}

/// A file with one image in it, pixels and all, and the number of the resources that name it `I`.
pub(super) fn picture_alone<'d>(
    document: &'d Document,
    stream: &'d Stream,
    entries: &[&[u8]],
    budget: &'d Budget,
) -> Result<(Vec<u8>, u32), Unread> {
    let mut copy = Abridged::with(document, budget, OptionalContent::none(document));
    let number = copy.picture_whole(stream, entries, true)?;
    let resources = copy
        .writer
        .object(format!("<</XObject<</I {number} 0 R>>>>").as_bytes());
    Ok((copy.writer.finish(), resources))
}
