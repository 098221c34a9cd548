//! Rules for what a form gives the fields that have nothing of their own: /DR and /DA.

use lopdf::{Dictionary, Object};

use super::{
    Grade, Needs, Verdict,
    compare::Comparison,
    form::{EMPTY, any_dictionary},
    widget::pictures,
};
use crate::pdf::{
    objects::{Objects as _, lookup},
    pages,
    syntax::{is_delimiter, is_space},
};

impl<'a> Comparison<'a> {
    /// /DR: names may be added, none may get another meaning.
    pub(super) fn resources(&mut self, old: &'a Dictionary, new: &'a Dictionary) -> Verdict {
        let what = "the resources of the form";
        let entry = |form: &'a Dictionary| form.get(b"DR").unwrap_or(&Object::Null);
        let (old, new) = self.pair(entry(old), entry(new))?;
        let dictionary = |object: &'a Object| match object {
            Object::Dictionary(dictionary) => Ok(dictionary),
            Object::Null => Ok(&*EMPTY),
            _ => Err(format!("{what} are no dictionary")),
        };
        let (old, new) = (dictionary(old)?, dictionary(new)?);
        for (kind, after) in new {
            let before = old.get(kind).unwrap_or(&Object::Null);
            if before == after {
                // The dictionary behind an unchanged reference may still have grown.
                if !after.as_reference().is_ok_and(|id| self.differences.contains_key(&id)) {
                    self.must_stay(after);
                    continue;
                }
            }
            let (before, after) = self.pair(before, after)?;
            let (before, after) = match (before, after) {
                (Object::Null, Object::Array(_)) => {
                    self.explain(after, true, what)?;
                    continue;
                }
                _ => (dictionary(before)?, dictionary(after)?),
            };
            for (name, value) in after {
                match before.get(name) {
                    Ok(kept) if kept == value => self.must_stay(value),
                    // A library calls every picture of a signature by the same name here; nothing is drawn by it.
                    Ok(_) if kind == b"XObject" && self.is_new_picture(value) && !self.drawn_by_name(name) => {
                        self.explain(value, false, what)?;
                        self.change(Grade::FormFilling, Needs::Form, format!("{what} have grown"));
                    }
                    Ok(_) => return Err(format!("{what}: a name got another meaning")),
                    Err(_) => {
                        if self.asked_for(name) {
                            return Err(format!("{what}: a name that fields ask for got a meaning"));
                        }
                        self.explain(value, false, what)?;
                        let needs = self.needs_of_form();
                        self.change(Grade::FormFilling, needs, format!("{what} have grown"));
                    }
                }
            }
            if before.iter().any(|(name, _)| !after.has(name)) {
                return Err(format!("{what}: a name was removed"));
            }
        }
        match old.iter().find(|(kind, _)| !new.has(kind)) {
            Some(_) => Err(format!("{what} were removed")),
            None => Ok(()),
        }
    }

    /// What the fonts of a form need: nothing where there is nothing to fill in.
    pub(super) fn needs_of_form(&self) -> Needs {
        let mut dictionaries = self.old.values().filter_map(|object| object.as_dict().ok());
        let fillable =
            dictionaries.any(|field| matches!(lookup(self.old, field, b"FT"), Object::Name(kind) if kind != b"Sig"));
        if fillable { Needs::Form } else { Needs::Nothing }
    }

    fn is_new_picture(&self, value: &Object) -> bool {
        let id = value.as_reference().ok().filter(|id| self.is_added(*id));
        id.is_some_and(|id| matches!(self.new.at(id), Some(Object::Stream(_))))
    }

    /// Whether a picture without resources of its own may draw what the form calls by this name.
    fn drawn_by_name(&self, name: &[u8]) -> bool {
        let mut streams = self.new.values().filter_map(|object| object.as_stream().ok());
        streams.any(|stream| {
            !stream.dict.has(b"Resources")
                && stream
                    .dict
                    .get(b"Subtype")
                    .is_ok_and(|kind| *kind == Object::Name(b"Form".to_vec()))
                && !stream
                    .get_plain_content_with_limit(self.pdf.budget.stream_bytes)
                    .is_ok_and(|content| memchr::memmem::find(&content, name).is_none() && !content.contains(&b'#'))
        })
    }

    /// Whether something of the signed revision that is drawn with a default appearance has neither a picture nor one of
    /// its own that sets a font: a field, or free text.
    pub(super) fn waits_for_appearance(&self) -> bool {
        let own = |widget: &Dictionary, key: &[u8]| pages::inherited(self.old, widget, key).cloned();
        let sets_font = |text: &[u8]| text.split(|byte| is_space(*byte)).any(|word| word == b"Tf");
        any_dictionary(self.old, &|annotation| {
            let drawn = match annotation.get(b"Subtype") {
                Ok(Object::Name(kind)) if kind == b"Widget" => {
                    !matches!(own(annotation, b"FT"), Some(Object::Name(kind)) if kind == b"Sig")
                }
                Ok(Object::Name(kind)) => kind == b"FreeText",
                _ => false,
            };
            drawn
                && pictures(self.new, annotation).is_empty()
                && !matches!(own(annotation, b"DA"), Some(Object::String(text, _)) if sets_font(&text))
        })
    }

    /// Whether the default appearance of something in the signed revision names this: it is drawn with it from then on.
    fn asked_for(&self, name: &[u8]) -> bool {
        any_dictionary(self.old, &|dictionary| match lookup(self.old, dictionary, b"DA") {
            // A name may be written in many ways with it.
            Object::String(text, _) if text.contains(&b'#') => true,
            Object::String(text, _) => text
                .split(|byte| is_space(*byte) || is_delimiter(*byte))
                .any(|word| word == name),
            _ => false,
        })
    }
}
