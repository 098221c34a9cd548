//! What content streams use, written into the copy: only used names, only the entries that decide what is shown.

use lopdf::{Dictionary, Object, ObjectId, Stream};

use super::{Abridged, Unread, Used, address, writer};
use crate::pdf::{
    content::{
        NO_FONT, entry_dictionary,
        fonts::{self, Font},
        is_name,
        pictures::Picture,
    },
    objects::{lookup, resolve},
    pages::number,
};

/// Values of one entry, nested arrays and dictionaries included.
const DEPTH: usize = 8;
/// Values of the resources of one stream.
const VALUES: usize = 20_000;
/// Reading a font costs as much as so many values.
const FONT_VALUES: usize = 2_000;
/// Characters of a composite font whose widths cost as much as one value.
const WIDTHS_PER_VALUE: u64 = 8;
/// Characters of a composite font whose widths are read.
const CHARACTERS: u64 = 65_536;
/// Bytes of a stream that a colour space needs: tables, functions.
const SPACE_BYTES: usize = 4 << 20;

impl<'d> Abridged<'d> {
    /// Writes the resource dictionary of one stream, which may not use up what is left for all others.
    pub(super) fn resources(&mut self, used: &Used, resources: Option<&'d Dictionary>) -> Result<u32, Unread> {
        let left = self.values_left;
        self.values_left = left.min(VALUES);
        let written = self.write_resources(used, resources);
        let spent = left.min(VALUES).saturating_sub(self.values_left);
        self.values_left = left.saturating_sub(spent);
        written
    }

    fn write_resources(&mut self, used: &Used, resources: Option<&'d Dictionary>) -> Result<u32, Unread> {
        let mut out = b"<<".to_vec();
        for (key, numbers) in [
            (&b"Font"[..], &used.fonts),
            (b"XObject", &used.x_objects),
            (b"Pattern", &used.patterns),
        ] {
            writer::name(&mut out, key);
            out.extend_from_slice(b"<<");
            for (name, number) in numbers {
                writer::reference(&mut out, name, *number);
            }
            out.extend_from_slice(b">>");
        }
        let category = |key: &[u8]| resources.and_then(|resources| entry_dictionary(self.document, resources, key));
        let (states, spaces) = (category(b"ExtGState"), category(b"ColorSpace"));
        out.extend_from_slice(b"/ExtGState<<");
        for name in &used.states {
            let state = states.and_then(|states| entry_dictionary(self.document, states, name));
            if let Some(state) = state {
                writer::name(&mut out, name);
                self.state(&mut out, state)?;
            }
        }
        out.extend_from_slice(b">>/ColorSpace<<");
        for name in &used.spaces {
            let space = spaces.and_then(|spaces| spaces.get(name).ok());
            if let Some(space) = space {
                writer::name(&mut out, name);
                self.value(&mut out, space, DEPTH)?;
            }
        }
        out.extend_from_slice(b">>>>");
        Ok(self.writer.object(&out))
    }

    /// A graphics state: line, opacity, blending, font; of a soft mask only that there is one.
    fn state(&mut self, out: &mut Vec<u8>, state: &'d Dictionary) -> Result<(), Unread> {
        out.extend_from_slice(b"<<");
        for key in [&b"LW"[..], b"LC", b"LJ", b"ML", b"CA", b"ca", b"BM"] {
            if state.has(key) {
                writer::name(out, key);
                self.value(out, lookup(self.document, state, key), 2)?;
            }
        }
        match lookup(self.document, state, b"SMask") {
            Object::Name(_) => out.extend_from_slice(b"/SMask/None"),
            Object::Dictionary(_) => {
                let (_, group) = self.stubs();
                out.extend_from_slice(b"/SMask<</S/Alpha");
                writer::reference(out, b"G", group);
                out.extend_from_slice(b">>");
            }
            _ => {}
        }
        if let Object::Array(pair) = lookup(self.document, state, b"Font")
            && let [font, size] = pair.as_slice()
            && let Ok(font) = resolve(self.document, font).as_dict()
        {
            let (_, number) = self.font(font)?;
            out.extend_from_slice(format!("/Font[{number} 0 R ").as_bytes());
            writer::scalar(out, resolve(self.document, size));
            out.push(b']');
        }
        out.extend_from_slice(b">>");
        Ok(())
    }

    /// Soft masks and most patterns are not looked into: only that there is one matters here.
    pub(super) fn stubs(&mut self) -> (u32, u32) {
        if let Some(stubs) = self.stubs {
            return stubs;
        }
        let pattern = b"/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep 1/YStep 1/Resources<<>>";
        let group = b"/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Group<</S/Transparency/CS/DeviceGray>>";
        let stubs = (self.writer.stream(pattern, b""), self.writer.stream(group, b""));
        self.stubs = Some(stubs);
        stubs
    }

    /// A font without its program: widths, encoding and Unicode. Its index and its object number.
    pub(super) fn font(&mut self, dictionary: &'d Dictionary) -> Result<(usize, u32), Unread> {
        if let Some(known) = self.font_numbers.get(&address(dictionary)) {
            return Ok(*known);
        }
        self.values(FONT_VALUES)?;
        let mut out = b"<</Type/Font".to_vec();
        self.copy(&mut out, dictionary, &[b"Subtype", b"BaseFont"])?;
        let mut has_map = false;
        match lookup(self.document, dictionary, b"ToUnicode") {
            Object::Stream(stream) => {
                // A map that can't be decoded is as good as none.
                if let Ok(bytes) = self.decoded(stream) {
                    let number = self.writer.stream(b"", &bytes);
                    writer::reference(&mut out, b"ToUnicode", number);
                    has_map = true;
                }
            }
            name @ Object::Name(_) => {
                out.extend_from_slice(b"/ToUnicode");
                writer::scalar(&mut out, name);
            }
            _ => {}
        }
        match lookup(self.document, dictionary, b"Subtype").as_name() {
            Ok(b"Type0") => self.composite(&mut out, dictionary, has_map)?,
            Ok(b"Type3") => {
                self.simple(&mut out, dictionary)?;
                self.numbers(&mut out, dictionary, b"FontMatrix", 6);
                out.extend_from_slice(b"/CharProcs<<>>");
            }
            _ => {
                self.simple(&mut out, dictionary)?;
                self.descriptor(&mut out, dictionary, self.needs_program(dictionary))?;
            }
        }
        out.extend_from_slice(b">>");
        let number = self.writer.object(&out);
        let known = (self.fonts.len(), number);
        self.fonts.push(Font::of(self.document, dictionary));
        self.font_numbers.insert(address(dictionary), known);
        Ok(known)
    }

    /// Encoding and widths of a simple font.
    fn simple(&mut self, out: &mut Vec<u8>, dictionary: &'d Dictionary) -> Result<(), Unread> {
        self.copy(out, dictionary, &[b"Encoding"])?;
        let code = |key: &[u8]| {
            lookup(self.document, dictionary, key)
                .as_i64()
                .ok()
                .filter(|code| (0..=255).contains(code))
        };
        if let (Some(first), Some(last)) = (code(b"FirstChar"), code(b"LastChar"))
            && let Object::Array(widths) = lookup(self.document, dictionary, b"Widths")
        {
            self.values(256)?;
            out.extend_from_slice(format!("/FirstChar {first}/LastChar {last}/Widths[").as_bytes());
            for width in widths.iter().take(256) {
                writer::scalar(out, resolve(self.document, width));
            }
            out.push(b']');
        }
        Ok(())
    }

    /// A Type 1 font whose letters only its own program names, or any without widths.
    fn needs_program(&self, dictionary: &Dictionary) -> bool {
        let has = |key: &[u8]| !matches!(lookup(self.document, dictionary, key), Object::Null);
        let type1 = !is_name(lookup(self.document, dictionary, b"Subtype"), b"TrueType");
        !has(b"Widths")
            || type1
                && !has(b"ToUnicode")
                && !matches!(lookup(self.document, dictionary, b"Encoding"), Object::Name(_))
    }

    fn descriptor(&mut self, out: &mut Vec<u8>, dictionary: &'d Dictionary, program: bool) -> Result<(), Unread> {
        let Some(descriptor) = entry_dictionary(self.document, dictionary, b"FontDescriptor") else {
            return Ok(());
        };
        out.extend_from_slice(b"/FontDescriptor<<");
        self.copy(
            out,
            descriptor,
            &[b"Flags", b"MissingWidth", b"FontWeight", b"ItalicAngle"],
        )?;
        for key in [&b"FontFile"[..], b"FontFile2", b"FontFile3"] {
            if program && let Object::Stream(stream) = lookup(self.document, descriptor, key) {
                let bytes = self.decoded(stream)?;
                let mut entries = Vec::new();
                self.copy(
                    &mut entries,
                    &stream.dict,
                    &[b"Subtype", b"Length1", b"Length2", b"Length3"],
                )?;
                let number = self.writer.stream(&entries, &bytes);
                writer::reference(out, key, number);
            }
        }
        out.extend_from_slice(b">>");
        Ok(())
    }

    /// Encoding and widths of a composite font; whether it has a map to Unicode of its own.
    fn composite(&mut self, out: &mut Vec<u8>, dictionary: &'d Dictionary, has_map: bool) -> Result<(), Unread> {
        match lookup(self.document, dictionary, b"Encoding") {
            Object::Stream(stream) => {
                let bytes = self.decoded(stream)?;
                let number = self.writer.stream(b"/Type/CMap", &bytes);
                writer::reference(out, b"Encoding", number);
            }
            name => {
                out.extend_from_slice(b"/Encoding");
                writer::scalar(out, name);
            }
        }
        let Some(descendant) = fonts::descendant(self.document, dictionary) else {
            return Ok(());
        };
        // Apart from the font, and the widths apart from both: the interpreter passes over what stands within as often as it
        // asks for an entry.
        let mut own = b"<</Type/Font".to_vec();
        self.copy(
            &mut own,
            descendant,
            &[b"Subtype", b"BaseFont", b"CIDSystemInfo", b"DW"],
        )?;
        self.numbers(&mut own, descendant, b"DW2", 2);
        self.widths(&mut own, descendant, b"W", 1)?;
        self.widths(&mut own, descendant, b"W2", 3)?;
        // Without a program the interpreter looks for another font by the letter of every code, and fits its glyphs.
        if has_map {
            let program = self.no_program();
            own.extend_from_slice(b"/FontDescriptor<<");
            writer::reference(&mut own, b"FontFile2", program);
            own.extend_from_slice(b">>");
        } else {
            self.descriptor(&mut own, descendant, false)?;
        }
        own.extend_from_slice(b">>");
        let number = self.writer.object(&own);
        out.extend_from_slice(format!("/DescendantFonts[{number} 0 R]").as_bytes());
        Ok(())
    }

    /// The one font program without glyphs that stands for those of composite fonts.
    fn no_program(&mut self) -> u32 {
        *self.program.get_or_insert_with(|| self.writer.stream(b"", NO_FONT))
    }

    /// /W or /W2: `c [w ...]` or `first last w`, `each` numbers a character. Ranges end with the last character a
    /// two-byte code can have; the interpreter lists every one of them.
    fn widths(&mut self, out: &mut Vec<u8>, font: &'d Dictionary, key: &[u8], each: usize) -> Result<(), Unread> {
        let Object::Array(items) = lookup(self.document, font, key) else {
            return Ok(());
        };
        let mut items = items.iter().map(|item| resolve(self.document, item));
        let mut left = CHARACTERS.saturating_mul(2);
        let mut take = |copy: &mut Self, many: u64| -> Result<(), Unread> {
            left = left.checked_sub(many).ok_or(Unread::OverBudget("font_widths"))?;
            copy.values(usize::try_from(many / WIDTHS_PER_VALUE).unwrap_or(usize::MAX))
        };
        let mut written = b"[".to_vec();
        while let Some(first) = items.next().and_then(number) {
            let Some(first) = character(first) else { break };
            match items.next() {
                Some(Object::Array(widths)) => {
                    take(self, u64::try_from(widths.len()).unwrap_or(u64::MAX))?;
                    written.extend_from_slice(format!("{first} [").as_bytes());
                    for width in widths {
                        writer::scalar(&mut written, resolve(self.document, width));
                    }
                    written.push(b']');
                }
                Some(last) => {
                    let Some(last) = number(last).and_then(character) else {
                        break;
                    };
                    take(self, last.saturating_sub(first))?;
                    written.extend_from_slice(format!("{first} {last} ").as_bytes());
                    for _ in 0..each {
                        writer::scalar(&mut written, items.next().unwrap_or(&Object::Null));
                    }
                }
                None => break,
            }
        }
        written.push(b']');
        let number = self.writer.object(&written);
        writer::reference(out, key, number);
        Ok(())
    }

    /// An image, as one pixel that stands for all: they are asked for when they are needed.
    pub(super) fn picture(&mut self, id: ObjectId, stream: &'d Stream) -> u32 {
        if let Some(number) = self.picture_numbers.get(&id) {
            return *number;
        }
        let picture = Picture::of(self.document, stream, self.optional.is_off_in(&stream.dict));
        let mut entries = b"/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 1".to_vec();
        if picture.is_stencil() {
            entries.extend_from_slice(b"/ImageMask true");
        }
        let number = self.writer.stream(&entries, b"\0");
        self.pictures.insert(number, picture);
        self.picture_numbers.insert(id, number);
        number
    }

    /// An image with its stored bytes, and its masks.
    pub(super) fn picture_whole(
        &mut self,
        stream: &'d Stream,
        entries: &[&[u8]],
        masks: bool,
    ) -> Result<u32, Unread> {
        let mut out = b"/Type/XObject/Subtype/Image".to_vec();
        self.copy(&mut out, &stream.dict, entries)?;
        for key in [&b"SMask"[..], b"Mask"] {
            match lookup(self.document, &stream.dict, key) {
                Object::Stream(mask) if masks => {
                    let number = self.picture_whole(mask, entries, false)?;
                    writer::reference(&mut out, key, number);
                }
                key_colours @ Object::Array(_) if masks => {
                    writer::name(&mut out, key);
                    self.value(&mut out, key_colours, 2)?;
                }
                _ => {}
            }
        }
        Ok(self.writer.stream(&out, &stream.content))
    }

    /// These entries of a dictionary, as far as it has them.
    pub(super) fn copy(
        &mut self,
        out: &mut Vec<u8>,
        dictionary: &'d Dictionary,
        keys: &[&[u8]],
    ) -> Result<(), Unread> {
        for key in keys {
            if let Ok(object) = dictionary.get(key) {
                writer::name(out, key);
                self.value(out, object, DEPTH)?;
            }
        }
        Ok(())
    }

    /// A value with everything in it; streams become objects of their own.
    fn value(&mut self, out: &mut Vec<u8>, object: &'d Object, depth: usize) -> Result<(), Unread> {
        self.values(1)?;
        let id = object.as_reference().ok();
        let Some(depth) = depth.checked_sub(1) else {
            out.extend_from_slice(b"null ");
            return Ok(());
        };
        match resolve(self.document, object) {
            Object::Array(items) if self.profiled(items).is_some() => {
                out.extend_from_slice(self.profiled(items).unwrap_or_default());
            }
            Object::Array(items) => {
                out.push(b'[');
                for item in items {
                    self.value(out, item, depth)?;
                }
                out.push(b']');
            }
            Object::Dictionary(entries) => {
                out.extend_from_slice(b"<<");
                for (key, value) in entries {
                    writer::name(out, key);
                    self.value(out, value, depth)?;
                }
                out.extend_from_slice(b">>");
            }
            Object::Stream(stream) => {
                let known = id.and_then(|id| self.streams.get(&id).copied());
                let number = match known {
                    Some(number) => number,
                    None => self.space_stream(id, stream, depth)?,
                };
                out.extend_from_slice(format!("{number} 0 R ").as_bytes());
            }
            Object::String(text, format) => {
                self.values(text.len() / 64)?;
                writer::scalar(out, &Object::String(text.clone(), *format));
            }
            other => writer::scalar(out, other),
        }
        Ok(())
    }

    /// The device colour space that stands for one with an ICC profile: colours are only told apart by class here, and
    /// a profile costs more to read than the whole page.
    fn profiled(&self, items: &[Object]) -> Option<&'static [u8]> {
        let [kind, profile] = items else { return None };
        if !is_name(resolve(self.document, kind), b"ICCBased") {
            return None;
        }
        let profile = resolve(self.document, profile).as_stream().ok()?;
        match lookup(self.document, &profile.dict, b"N") {
            Object::Integer(1) => Some(b"/DeviceGray "),
            Object::Integer(3) => Some(b"/DeviceRGB "),
            Object::Integer(4) => Some(b"/DeviceCMYK "),
            _ => None,
        }
    }

    /// A table or function of a colour space.
    fn space_stream(&mut self, id: Option<ObjectId>, stream: &'d Stream, depth: usize) -> Result<u32, Unread> {
        let bytes = self.decoded(stream)?;
        if bytes.len() > SPACE_BYTES {
            return Err(Unread::OverBudget("content_bytes"));
        }
        let mut entries = Vec::new();
        for (key, value) in &stream.dict {
            if !matches!(
                key.as_slice(),
                b"Filter" | b"DecodeParms" | b"Length" | b"F" | b"Metadata"
            ) {
                writer::name(&mut entries, key);
                self.value(&mut entries, value, depth)?;
            }
        }
        let number = self.writer.stream(&entries, &bytes);
        if let Some(id) = id {
            self.streams.insert(id, number);
        }
        Ok(number)
    }
}

/// A character code of a composite font.
fn character(value: f64) -> Option<u64> {
    (0.0..65_536.0).contains(&value).then(|| {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "inside 0 to 65,535"
        )]
        let code = value as u64;
        code
    })
}
