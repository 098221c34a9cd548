//! Rules for what is neither shown nor filled in: the document security store (ETSI EN 319 142-1, 5.4.2), developer
//! extensions, the version, metadata.

use lopdf::{Dictionary, Object, ObjectId};

use super::{
    Grade, Needs, Verdict,
    compare::{Comparison, Met},
    form::EMPTY,
    packet,
    segment::Entries,
    value::alike,
};
use crate::pdf::{
    objects::{Objects as _, lookup, resolve},
    syntax::{self, Value},
    text, version,
};

/// Keys of /Info that every program writes anew. The others name the document, and a rule for updates is no reason to
/// rename it.
const CLOCK_KEYS: &[&[u8]] = &[b"ModDate", b"Producer"];
/// Keys of /Info that may be written where there was none.
const ADDED_KEYS: &[&[u8]] = &[b"Creator", b"CreationDate"];

impl<'a> Comparison<'a> {
    /// /DSS: arrays of streams with certificates, CRLs and OCSP responses, and /VRI with the same for each signature.
    pub(super) fn store(&mut self, old: &'a Dictionary, new: &'a Dictionary) -> Verdict {
        let entry = |catalog: &'a Dictionary| catalog.get(b"DSS").unwrap_or(&Object::Null);
        let (before, after) = (entry(old), entry(new));
        if matches!(after, Object::Null) {
            return if matches!(before, Object::Null) {
                Ok(())
            } else {
                Err("the document security store was removed".to_owned())
            };
        }
        if before == after && !self.leads_to_difference(after) {
            self.must_stay(after);
            return Ok(());
        }
        let store = self.dictionary_of_store(after)?;
        self.store_is_kept(resolve(self.old, before), store)?;
        for (key, value) in store {
            match key.as_slice() {
                b"Type" => plain_name(value)?,
                b"Certs" | b"CRLs" | b"OCSPs" => self.streams(value)?,
                b"VRI" => {
                    for (signature, value) in self.dictionary_of_store(value)? {
                        // SHA-1 (12.8.4.4 of ISO 32000-2); some software writes SHA-256.
                        let digest =
                            matches!(signature.len(), 40 | 64) && signature.iter().all(u8::is_ascii_hexdigit);
                        if !digest {
                            return Err("/VRI of the security store names no signature".to_owned());
                        }
                        self.validation_of_signature(value)?;
                    }
                }
                _ => return Err(format!("the security store has /{}", String::from_utf8_lossy(key))),
            }
        }
        self.change(
            Grade::LtaUpdate,
            Needs::Nothing,
            "validation data in the security store".to_owned(),
        );
        Ok(())
    }

    /// What of the store there was is still there: its parts, and the entry of each signature. Parts may have got shorter,
    /// when some of their data were no longer needed.
    fn store_is_kept(&self, old: &'a Object, new: &'a Dictionary) -> Verdict {
        let Object::Dictionary(old) = old else { return Ok(()) };
        if let Some(key) = lost(old, new) {
            return Err(format!("/{key} was removed from the security store"));
        }
        match (lookup(self.old, old, b"VRI"), lookup(self.new, new, b"VRI")) {
            (Object::Dictionary(old), Object::Dictionary(new)) => match lost(old, new) {
                Some(key) => Err(format!("/{key} was removed from /VRI of the security store")),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn validation_of_signature(&mut self, value: &'a Object) -> Verdict {
        for (key, value) in self.dictionary_of_store(value)? {
            match key.as_slice() {
                b"Type" => plain_name(value)?,
                b"Cert" | b"CRL" | b"OCSP" => self.streams(value)?,
                b"TS" => self.stream(value)?,
                b"TU" if matches!(value, Object::String(..)) => {}
                _ => return Err(format!("/VRI has /{}", String::from_utf8_lossy(key))),
            }
        }
        Ok(())
    }

    /// An object of the store: added, rewritten in its place, or as it was.
    fn part_of_store(&mut self, value: &'a Object) -> Verdict<&'a Object> {
        if let Ok(id) = value.as_reference() {
            if self.is_added(id) {
                self.add(id)?;
            } else if !self.met_as(id, Met::InStore) {
                self.meet(id, Met::InStore)?;
            }
        }
        Ok(resolve(self.new, value))
    }

    fn dictionary_of_store(&mut self, value: &'a Object) -> Verdict<&'a Dictionary> {
        match self.part_of_store(value)? {
            Object::Dictionary(dictionary) => Ok(dictionary),
            _ => Err("the security store is not made of dictionaries".to_owned()),
        }
    }

    fn streams(&mut self, value: &'a Object) -> Verdict {
        let Object::Array(items) = self.part_of_store(value)? else {
            return Err("the security store has something else than a list".to_owned());
        };
        items.iter().try_for_each(|item| self.stream(item))
    }

    /// A stream with DER in it, or PEM as some software writes against the standard, or nothing at all, and nothing that could
    /// make it a picture or a file.
    fn stream(&mut self, value: &'a Object) -> Verdict {
        let id = value
            .as_reference()
            .map_err(|_| "the security store has something else than a stream")?;
        if !self.differences.contains_key(&id) {
            self.must_stay(value);
            return Ok(());
        }
        self.add(id)?;
        let Some(Object::Stream(stream)) = self.new.object(id) else {
            return Err("the security store has something else than a stream".to_owned());
        };
        let known: [&[u8]; 4] = [b"Length", b"Filter", b"DecodeParms", b"DL"];
        if let Some((key, _)) = stream.dict.iter().find(|(key, _)| !known.contains(&key.as_slice())) {
            let key = String::from_utf8_lossy(key);
            return Err(format!("a stream of the security store has /{key}"));
        }
        for (_, value) in &stream.dict {
            self.explain(value, true, "a stream of the security store")?;
        }
        let der = stream
            .get_plain_content_with_limit(self.pdf.budget.stream_bytes)
            .is_ok_and(|content| content.is_empty() || is_der(&content) || is_pem(&content));
        if der {
            Ok(())
        } else {
            Err("a stream of the security store is neither DER nor PEM".to_owned())
        }
    }

    /// /Extensions: names and numbers only (ISO 32000-1, 7.12).
    pub(super) fn extensions(&mut self, old: &'a Dictionary, new: &'a Dictionary) -> Verdict {
        let entry = |catalog: &'a Dictionary| catalog.get(b"Extensions").unwrap_or(&Object::Null);
        if entry(old) == entry(new) && !self.leads_to_difference(entry(new)) {
            self.must_stay(entry(new));
            return Ok(());
        }
        let (_, extensions) = self.pair(entry(old), entry(new))?;
        let Object::Dictionary(extensions) = extensions else {
            return Err("/Extensions is no dictionary".to_owned());
        };
        for (_, developer) in extensions {
            let flat = |value: &Object| matches!(value, Object::Name(_) | Object::Integer(_) | Object::String(..));
            let known = match self.part_of_store(developer)? {
                Object::Dictionary(entries) => entries.iter().all(|(_, value)| flat(value)),
                Object::Array(items) => items.iter().all(|item| {
                    matches!(item, Object::Dictionary(entries) if entries.iter().all(|(_, value)| flat(value)))
                }),
                value => flat(value),
            };
            if !known {
                return Err("/Extensions holds more than names and numbers".to_owned());
            }
        }
        self.change(Grade::LtaUpdate, Needs::Nothing, "developer extensions".to_owned());
        Ok(())
    }

    /// /Version of the catalog may be set.
    pub(super) fn version(old: &Dictionary, new: &Dictionary) -> Verdict {
        match (old.get(b"Version").ok(), new.get(b"Version").ok()) {
            (one, other) if one == other => Ok(()),
            (_, Some(Object::Name(name))) if version(name).is_some() => Ok(()),
            _ => Err("/Version of the catalog was changed".to_owned()),
        }
    }

    /// /MarkInfo of the catalog: whether the document is tagged (ISO 32000-1, table 321), which signing software writes too.
    pub(super) fn mark_information(&mut self, old: &'a Dictionary, new: &'a Dictionary) -> Verdict {
        let entry = |catalog: &'a Dictionary| catalog.get(b"MarkInfo").unwrap_or(&Object::Null);
        let (before, after) = (entry(old), entry(new));
        if before == after {
            self.must_stay(after);
            return Ok(());
        }
        // Programs tell the words of a tagged document by its structure.
        let marked = |marks: &Object| {
            marks
                .as_dict()
                .ok()
                .and_then(|marks| marks.get(b"Marked").ok().cloned())
        };
        if old.has(b"StructTreeRoot") && marked(resolve(self.old, before)) != marked(resolve(self.new, after)) {
            return Err("/Marked of a document with a structure was changed".to_owned());
        }
        match after {
            Object::Dictionary(marks) if marks.iter().all(|(_, value)| matches!(value, Object::Boolean(_))) => {
                self.change(Grade::LtaUpdate, Needs::Nothing, "/MarkInfo of the catalog".to_owned());
                Ok(())
            }
            _ => Err("/MarkInfo of the catalog was changed".to_owned()),
        }
    }

    /// /Metadata of the catalog: an XMP packet may replace another that gives the document the same title and authors.
    pub(super) fn metadata(&mut self, old: &'a Dictionary, new: &'a Dictionary) -> Verdict {
        let entry = |catalog: &'a Dictionary| catalog.get(b"Metadata").unwrap_or(&Object::Null);
        let (before, after) = (entry(old), entry(new));
        let touched = |value: &Object| value.as_reference().is_ok_and(|id| self.differences.contains_key(&id));
        if before == after && !touched(after) {
            self.must_stay(after);
            return Ok(());
        }
        let (before, after) = self.pair(before, after)?;
        let packet = |object: &Object| match object {
            Object::Stream(stream) => {
                let known: [&[u8]; 5] = [b"Type", b"Subtype", b"Length", b"Filter", b"DecodeParms"];
                let xml = stream.dict.get(b"Subtype").ok() == Some(&Object::Name(b"XML".to_vec()));
                let plain = stream.dict.iter().all(|(key, value)| {
                    known.contains(&key.as_slice()) && (key == b"Length" || value.as_reference().is_err())
                });
                let content = stream.get_plain_content_with_limit(self.pdf.budget.stream_bytes).ok();
                content.filter(|_| xml && plain)
            }
            _ => None,
        };
        let written = packet(after).ok_or("/Metadata is no XMP packet")?;
        let known = match before {
            Object::Null => None,
            before => Some(packet(before).ok_or("/Metadata was no XMP packet")?),
        };
        match known {
            Some(known) if known == written => {}
            Some(known) => packet::says_the_same(&known, &written)?,
            None => packet::says_what_was_said(self.information(), &written)?,
        }
        if let Object::Stream(stream) = after
            && let Ok(length) = stream.dict.get(b"Length")
        {
            self.explain(length, true, "/Metadata")?;
        }
        self.change(Grade::LtaUpdate, Needs::Nothing, "metadata".to_owned());
        Ok(())
    }

    /// /Info of the signed revision.
    fn information(&self) -> &'a Dictionary {
        let id = information_of(self.update.old_trailer);
        id.and_then(|id| self.old.dictionary(id)).unwrap_or(&EMPTY)
    }

    /// /Info of the trailer: what the clock says may change, what names the document may not.
    pub(super) fn trailer(&mut self) -> Verdict {
        let old = information_of(self.update.old_trailer);
        let new = information_of(&self.segment.trailer);
        let Some(id) = new else {
            // Some writers leave it out; the older one is then no longer shown.
            return match syntax::entry(&self.segment.trailer, b"Info") {
                None => {
                    // Programs that join all trailers still find it.
                    if let Some(id) = old {
                        self.must_stay(&Object::Reference(id));
                    }
                    Ok(())
                }
                Some(_) => Err("/Info is no object of its own".to_owned()),
            };
        };
        if Some(id) == old {
            self.meet(id, Met::Here)?;
        } else {
            self.add(id)?;
        }
        let before = self.information();
        let Some(after) = self.new.dictionary(id) else {
            return Err("/Info is no dictionary".to_owned());
        };
        let keys = before.iter().chain(after).map(|(key, _)| key);
        for key in keys {
            let value = |info: &'a Dictionary| info.get(key).ok();
            let worded = matches!(after.get(key), Ok(Object::String(..)) | Err(_));
            let clock = worded
                && (CLOCK_KEYS.contains(&key.as_slice())
                    || (ADDED_KEYS.contains(&key.as_slice()) && !before.has(key)));
            let same = match (
                before.get(key).unwrap_or(&Object::Null),
                value(after).unwrap_or(&Object::Null),
            ) {
                // The same letters, in another encoding.
                (Object::String(one, _), Object::String(other, _)) => {
                    let (before, after) = (text::text(one), text::text(other));
                    one == other || before == after && !before.contains(char::REPLACEMENT_CHARACTER)
                }
                (one, other) => alike(key, one, other),
            };
            if !same && !clock {
                return Err(format!(
                    "/{} of the document information was changed",
                    String::from_utf8_lossy(key)
                ));
            }
        }
        Ok(())
    }
}

/// Whether bytes are one SEQUENCE of DER from their first to their last (X.690, 8.1.3 and 10.1).
fn is_der(bytes: &[u8]) -> bool {
    let [0x30, first, rest @ ..] = bytes else {
        return false;
    };
    let (length, behind) = match first {
        0..=0x7f => (Some(usize::from(*first)), rest),
        0x81..=0x84 => {
            let Some((digits, behind)) = rest.split_at_checked(usize::from(*first & 0x7f)) else {
                return false;
            };
            let add = |length: usize, digit: &u8| length.checked_mul(256)?.checked_add(usize::from(*digit));
            (digits.iter().try_fold(0, add), behind)
        }
        _ => return false,
    };
    // Some writers count the end of the line before endstream among the bytes.
    let rest = length.and_then(|length| behind.get(length..));
    rest.is_some_and(|rest| rest.iter().all(|byte| syntax::is_space(*byte)))
}

/// Whether bytes are blocks of PEM and nothing else (RFC 7468): nothing that a program could take for a piece of a PDF.
fn is_pem(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return false;
    };
    let (mut open, mut blocks) = (false, 0_usize);
    let in_order = text.lines().map(str::trim_end).all(|line| {
        let label = |word| {
            let label: Option<&str> = line.strip_prefix(word).and_then(|rest| rest.strip_suffix("-----"));
            let upper = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b' ';
            label.is_some_and(|label| label.bytes().all(upper))
        };
        if label("-----BEGIN ") {
            !std::mem::replace(&mut open, true)
        } else if label("-----END ") {
            blocks = blocks.saturating_add(1);
            std::mem::replace(&mut open, false)
        } else {
            let base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
            line.is_empty() || (open && line.bytes().all(base64))
        }
    });
    in_order && !open && blocks > 0
}

/// A key that is no longer there.
fn lost(old: &Dictionary, new: &Dictionary) -> Option<String> {
    let mut keys = old.iter().map(|(key, _)| key);
    keys.find(|key| !new.has(key))
        .map(|key| String::from_utf8_lossy(key).into_owned())
}

/// The object that /Info of a trailer names.
fn information_of(trailer: &Entries) -> Option<ObjectId> {
    match syntax::entry(trailer, b"Info").map(|entry| &entry.value) {
        Some(Value::Reference(number, generation)) => Some((*number, *generation)),
        _ => None,
    }
}

fn plain_name(value: &Object) -> Verdict {
    match value {
        Object::Name(_) => Ok(()),
        _ => Err("the security store has a /Type that is no name".to_owned()),
    }
}
