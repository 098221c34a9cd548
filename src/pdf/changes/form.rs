//! Rules for the form: fields filled in, signature fields signed or added (ISO 32000-1, 12.7).

use std::{collections::BTreeSet, sync::LazyLock};

use lopdf::{Dictionary, Object, ObjectId};

use super::{
    Grade, Needs, Verdict,
    compare::{Comparison, Met},
    value::alike,
    widget::Signed,
};
use crate::pdf::{
    objects::{Objects as _, Revision, lookup, resolve},
    text,
};

/// Stands for a dictionary that is not there.
pub(super) static EMPTY: LazyLock<Dictionary> = LazyLock::new(Dictionary::new);

/// What signing an empty signature field may write into it.
const SIGNED_KEYS: &[&[u8]] = &[
    b"V", b"AP", b"AS", b"F", b"MK", b"DR", b"DA", b"M", b"P", b"Type", b"Ff",
];
/// What filling in a text or choice field may write into it.
const FILLED_KEYS: &[&[u8]] = &[
    b"V", b"AP", b"RV", b"I", b"TI", b"M", b"Ff", b"DA", b"Q", b"F", b"Type", b"BS",
];
/// What setting a button may write into it.
const BUTTON_KEYS: &[&[u8]] = &[b"V", b"AP", b"AS", b"M", b"Ff"];

/// Points of an edge that comes with a new picture.
const WIDEST_EDGE: i64 = 3;

/// Field flag 1 (table 221).
const READ_ONLY: i64 = 1;

/// What a field hands down to its kids.
#[derive(Clone)]
struct Above<'a> {
    name: String,
    kind: &'a [u8],
    flags: i64,
    /// The field itself; none above those at the top.
    id: Option<ObjectId>,
    /// Some field on the way here says that it stands below another one: programs differ in what it is called.
    astray: bool,
    /// The value that the update wrote above, for widgets that show it.
    filled: Option<&'a Object>,
}

impl<'a> Comparison<'a> {
    /// /AcroForm of both catalogs.
    pub(super) fn form(&mut self, old: &'a Dictionary, new: &'a Dictionary) -> Verdict {
        let entry = |catalog: &'a Dictionary| catalog.get(b"AcroForm").unwrap_or(&Object::Null);
        let (old, new) = self.pair(entry(old), entry(new))?;
        let (old, new) = match (old, new) {
            (Object::Null, Object::Null) => return self.claim_widgets(&BTreeSet::new()),
            (Object::Null, Object::Dictionary(new)) => (&*EMPTY, new),
            (Object::Dictionary(old), Object::Dictionary(new)) => (old, new),
            _ => return Err("the form was removed".to_owned()),
        };
        self.others_same(
            old,
            new,
            &[b"Fields", b"SigFlags", b"DR", b"DA", b"NeedAppearances"],
            "the form",
        )?;
        let drawn_anew = |view: &Revision<'_>, form| {
            !matches!(
                lookup(view, form, b"NeedAppearances"),
                Object::Null | Object::Boolean(false)
            )
        };
        match (drawn_anew(self.old, old), drawn_anew(self.new, new)) {
            (one, other) if one == other => {}
            // What viewers show from now on is what stands in the file.
            (true, false) if !self.pictures_come_to_light() => self.change(
                Grade::FormFilling,
                Needs::Form,
                "/NeedAppearances was taken back".to_owned(),
            ),
            (true, false) => {
                return Err(
                    "/NeedAppearances was taken back, and pictures of fields that were not shown come to light"
                        .to_owned(),
                );
            }
            _ => return Err("/NeedAppearances was added to the form".to_owned()),
        }
        let flags = |form: &Dictionary| form.get(b"SigFlags").and_then(Object::as_i64).unwrap_or(0);
        if flags(new) & 3 != flags(new) || flags(new) & flags(old) != flags(old) {
            return Err("/SigFlags of the form was changed".to_owned());
        }
        match (old.get(b"DA").ok(), new.get(b"DA").ok()) {
            (None, Some(Object::String(..))) => {
                if drawn_anew(self.old, old) || self.waits_for_appearance() {
                    return Err(
                        "/DA of the form was added, and fields without a picture are drawn with it".to_owned(),
                    );
                }
                let needs = self.needs_of_form();
                self.change(Grade::FormFilling, needs, "/DA was added to the form".to_owned());
            }
            (one, other) if one == other => one.into_iter().for_each(|appearance| self.must_stay(appearance)),
            _ => return Err("/DA of the form was changed".to_owned()),
        }
        self.resources(old, new)?;
        self.fields(old, new)
    }

    /// Whether anything of the signed revision names this object but under this key.
    fn serves_besides(&self, id: ObjectId, key: &[u8]) -> bool {
        let named = |entries: &Dictionary| {
            let mut others = entries.iter().filter(|(other, _)| other.as_slice() != key);
            others.any(|(_, value)| names(value, id))
        };
        named(&self.old.trailer)
            || any_dictionary(self.old, &named)
            || self.old.values().any(|object| names(object, id))
    }

    fn fields(&mut self, old: &'a Dictionary, new: &'a Dictionary) -> Verdict {
        let entry = |form: &'a Dictionary| form.get(b"Fields").unwrap_or(&Object::Null);
        let (old, new) = self.pair(entry(old), entry(new))?;
        let added = self.grown(old, new, "the fields of the form")?;
        let top = Above {
            name: String::new(),
            kind: b"",
            flags: 0,
            id: None,
            astray: false,
            filled: None,
        };
        let mut open: Vec<(ObjectId, Above<'a>)> = match old {
            Object::Array(fields) => fields
                .iter()
                .filter_map(|field| Some((field.as_reference().ok()?, top.clone())))
                .collect(),
            _ => Vec::new(),
        };
        let mut names: BTreeSet<String> = open
            .iter()
            .filter_map(|(id, _)| self.old.dictionary(*id))
            .filter_map(|field| self.partial_name(field))
            .collect();
        let mut seen = BTreeSet::new();
        while let Some((id, above)) = open.pop() {
            if !seen.insert(id) {
                if self.differences.contains_key(&id) {
                    return Err(format!("field {} stands twice in the form and was changed", id.0));
                }
                continue;
            }
            if seen.len() > self.pdf.budget.fields {
                return Err("more fields than can be compared".to_owned());
            }
            self.field(id, &above, &mut open)?;
        }
        let mut claimed = BTreeSet::new();
        for field in added {
            let id = field
                .as_reference()
                .map_err(|_| "a new field is no object of its own")?;
            self.new_field(id, &mut names, &mut claimed)?;
        }
        self.claim_widgets(&claimed)
    }

    pub(super) fn partial_name(&self, field: &Dictionary) -> Option<String> {
        match lookup(self.new, field, b"T") {
            Object::String(bytes, _) => Some(text::text(bytes)),
            _ => None,
        }
    }

    /// Every widget that was put on a page belongs to a new signature field.
    fn claim_widgets(&self, claimed: &BTreeSet<ObjectId>) -> Verdict {
        match self.new_widgets.keys().find(|id| !claimed.contains(id)) {
            Some(id) => Err(format!("widget {} belongs to no new signature field", id.0)),
            None => Ok(()),
        }
    }

    /// A field or widget that was there before.
    fn field(&mut self, id: ObjectId, above: &Above<'a>, open: &mut Vec<(ObjectId, Above<'a>)>) -> Verdict {
        let Ok((old, new)) = self.dictionaries(id, "a field") else {
            // Null on both sides, or no field at all.
            self.must_stay(&Object::Reference(id));
            return Ok(());
        };
        let own = self.partial_name(old);
        let parent = match old.get(b"Parent") {
            Ok(parent) => parent.as_reference().ok(),
            Err(_) => None,
        };
        let astray = above.astray || parent != above.id || old.has(b"Parent") != parent.is_some();
        let mut here = Above {
            id: Some(id),
            astray,
            name: match (above.name.as_str(), own.as_deref()) {
                (name, None) => name.to_owned(),
                ("", Some(own)) => own.to_owned(),
                (name, Some(own)) => format!("{name}.{own}"),
            },
            kind: match lookup(self.old, old, b"FT") {
                Object::Name(kind) => kind,
                _ => above.kind,
            },
            flags: lookup(self.old, old, b"Ff").as_i64().unwrap_or(above.flags),
            // A field of its own has its own value.
            filled: above.filled.filter(|_| own.is_none()),
        };
        let what = format!("field {}", here.name);
        if astray && self.differences.contains_key(&id) {
            return Err(format!(
                "{what} was changed and says that it stands elsewhere in the form"
            ));
        }
        self.meet(id, Met::Anywhere)?;
        if self.value_differs(old, new) {
            here.filled = Some(self.new_value(old, new, &here, &what)?);
        }
        let allowed: &[&[u8]] = match (here.kind, here.filled) {
            (_, None) => &[b"Ff"],
            (b"Sig", Some(_)) => SIGNED_KEYS,
            (b"Tx" | b"Ch", Some(_)) => FILLED_KEYS,
            (b"Btn", Some(_)) => BUTTON_KEYS,
            _ => return Err(format!("{what} is of an unknown kind")),
        };
        self.others_same(old, new, allowed, &what)?;
        self.flags(old, new, above.flags, &what)?;
        if let Some(value) = here.filled {
            self.filled(old, new, &here, value, &what)?;
        }
        if here.filled.is_some() && self.is_inherited(id, old) {
            return Err(format!("other fields inherit what was filled into {what}"));
        }
        if let Ok(Object::Array(kids)) = old.get(b"Kids").map(|kids| resolve(self.old, kids)) {
            open.extend(
                kids.iter()
                    .filter_map(|kid| Some((kid.as_reference().ok()?, here.clone()))),
            );
        }
        Ok(())
    }

    /// Whether fields with names of their own, or widgets that it does not list, say that they stand below a field.
    fn is_inherited(&self, id: ObjectId, field: &Dictionary) -> bool {
        let kids = match lookup(self.old, field, b"Kids") {
            Object::Array(kids) => kids.as_slice(),
            _ => &[],
        };
        let listed = |kid: ObjectId| kids.contains(&Object::Reference(kid));
        let mut below = self.new.objects.iter().filter_map(|(kid, object)| {
            let dictionary = object.as_dict().ok()?;
            let own = dictionary.get(b"Parent").ok() == Some(&Object::Reference(id));
            (own || listed(*kid)).then_some((kid, dictionary))
        });
        below.any(|(kid, dictionary)| dictionary.has(b"T") || !listed(*kid))
    }

    fn value_differs(&self, old: &Dictionary, new: &Dictionary) -> bool {
        let entry = |field: &Dictionary| field.get(b"V").unwrap_or(&Object::Null).clone();
        let (old, new) = (entry(old), entry(new));
        let led = |value: &Object| value.as_reference().is_ok_and(|id| self.differences.contains_key(&id));
        !alike(b"V", &old, &new) || led(&old)
    }

    /// The value that the update wrote into a field.
    fn new_value(
        &mut self,
        old: &'a Dictionary,
        new: &'a Dictionary,
        here: &Above<'a>,
        what: &str,
    ) -> Verdict<&'a Object> {
        let entry = |field: &'a Dictionary| field.get(b"V").unwrap_or(&Object::Null);
        if here.flags & READ_ONLY != 0 {
            return Err(format!("{what} is read-only and was changed"));
        }
        if here.kind == b"Sig" {
            if !matches!(resolve(self.old, entry(old)), Object::Null) {
                return Err(format!("the signature of {what} was replaced"));
            }
            let signed = if self.new_signature(entry(new), what)? {
                self.timestamp_field(new, false, what)?
            } else {
                Signed::Further
            };
            self.signed(&here.name, signed);
            return Ok(entry(new));
        }
        let (_, value) = self.pair(entry(old), entry(new))?;
        let simple = match value {
            Object::String(..) | Object::Null => here.kind != b"Btn",
            Object::Name(_) => here.kind == b"Btn",
            Object::Array(items) => here.kind == b"Ch" && items.iter().all(|item| matches!(item, Object::String(..))),
            _ => false,
        };
        if !simple {
            return Err(format!("{what} got a value of another kind"));
        }
        self.change(
            Grade::FormFilling,
            Needs::Field(here.name.clone()),
            format!("{what} was filled in"),
        );
        Ok(value)
    }

    /// Notes that a signature field was signed.
    pub(super) fn signed(&mut self, name: &str, signed: Signed) {
        let timestamp = format!("a document timestamp in field {name}");
        let (grade, needs, what) = match signed {
            Signed::Timestamp => (Grade::LtaUpdate, Needs::Nothing, timestamp),
            Signed::TimestampInABox => (Grade::LtaUpdate, Needs::Field(name.to_owned()), timestamp),
            Signed::Further => (
                Grade::FormFilling,
                Needs::Field(name.to_owned()),
                format!("a further signature in field {name}"),
            ),
        };
        self.change(grade, needs, what);
    }

    /// Signing software locks fields by making them read-only.
    fn flags(&mut self, old: &'a Dictionary, new: &'a Dictionary, above: i64, what: &str) -> Verdict {
        let broken = || format!("/Ff of {what} was changed");
        let before = old.get(b"Ff").ok();
        if before == new.get(b"Ff").ok() {
            if let Some(flags) = before {
                self.must_stay(flags);
            }
            return Ok(());
        }
        let before = match before.map_or(&Object::Null, |flags| resolve(self.old, flags)) {
            Object::Integer(flags) => *flags,
            Object::Null => above,
            _ => return Err(broken()),
        };
        match new.get(b"Ff") {
            Ok(Object::Integer(after)) if *after == before || *after == before | READ_ONLY => Ok(()),
            _ => Err(broken()),
        }
    }

    /// What besides the value was written into a field that was filled in, or into its widget.
    fn filled(
        &mut self,
        old: &'a Dictionary,
        new: &'a Dictionary,
        here: &Above<'a>,
        value: &'a Object,
        what: &str,
    ) -> Verdict {
        if here.kind == b"Btn" {
            let state = |field: &'a Dictionary| field.get(b"AS").ok();
            let own = matches!((state(new), value), (Some(Object::Name(state)), Object::Name(value))
                if state == value || state == b"Off" && !self.has_state(new, value));
            if state(old) != state(new) && !own {
                return Err(format!("{what} shows a state that is not its value"));
            }
            let drawn = self.state(old, new, value, what)?;
            // Without a state of its own it shows that of its value.
            if drawn || state(old) != state(new) || state(new).is_none() {
                self.check_size(here.id, new, what);
            }
            return Ok(());
        }
        for key in [
            b"RV".as_slice(),
            b"I",
            b"TI",
            b"M",
            b"MK",
            b"DA",
            b"Q",
            b"AS",
            b"F",
            b"Type",
        ] {
            let Ok(value) = new.get(key) else { continue };
            let kind = match key {
                b"M" | b"DA" => matches!(value, Object::String(..)),
                b"AS" | b"Type" => matches!(value, Object::Name(_)),
                b"F" | b"Q" | b"TI" => matches!(value, Object::Integer(_)),
                _ => true,
            };
            if !kind && old.get(key).ok() != Some(value) {
                return Err(format!(
                    "/{} of {what} is of another kind",
                    String::from_utf8_lossy(key)
                ));
            }
            self.explain(value, true, what)?;
        }
        self.widget_frame(old, new, here.kind == b"Sig", what)?;
        if let Ok(resources) = new.get(b"DR") {
            self.explain(resources, false, what)?;
        }
        self.appearance(old, new, what)?;
        let touched = new
            .get(b"AP")
            .is_ok_and(|appearance| self.leads_to_difference(appearance));
        let drawn = touched || old.get(b"AP").ok() != new.get(b"AP").ok();
        self.border(old, new, drawn, what)?;
        if !drawn && here.kind == b"Sig" && old.get(b"AS").ok() != new.get(b"AS").ok() {
            return Err(format!("{what} shows another picture that was there before"));
        }
        // Without a picture the value itself is drawn; some programs draw the ground and the edge of what has one too.
        let written = here.kind != b"Sig" && !new.has(b"AP");
        let dressed = [b"MK".as_slice(), b"DA", b"Q"]
            .iter()
            .any(|key| old.get(key).ok() != new.get(key).ok());
        if drawn || written || dressed || old.get(b"F").ok() != new.get(b"F").ok() {
            self.check_size(here.id, new, what);
        }
        Ok(())
    }

    /// /BS: a library writes it beside a new picture, in which the edge is drawn already.
    fn border(&mut self, old: &'a Dictionary, new: &'a Dictionary, drawn: bool, what: &str) -> Verdict {
        let entry = |field: &'a Dictionary| field.get(b"BS").unwrap_or(&Object::Null);
        let (before, after) = (entry(old), entry(new));
        if self.kept(b"BS", before, Some(after)) {
            return Ok(());
        }
        let narrow = |(key, value): (&Vec<u8>, &Object)| match (key.as_slice(), value) {
            (b"W", Object::Integer(width)) => (0..=WIDEST_EDGE).contains(width),
            (b"Type" | b"S", value) => matches!(value, Object::Name(_)),
            _ => false,
        };
        match after {
            Object::Dictionary(edge) if drawn && edge.iter().all(narrow) => Ok(()),
            _ => Err(format!("the edge of {what} was changed")),
        }
    }

    /// Whether a button has a picture for this state.
    fn has_state(&self, button: &Dictionary, state: &[u8]) -> bool {
        match lookup(self.new, button, b"AP") {
            Object::Dictionary(look) => match lookup(self.new, look, b"N") {
                Object::Dictionary(states) => states.has(state),
                _ => false,
            },
            _ => false,
        }
    }

    /// /AP of a button that was set: the picture of the state that is its value may be new. Tells whether it is.
    fn state(&mut self, old: &'a Dictionary, new: &'a Dictionary, value: &'a Object, what: &str) -> Verdict<bool> {
        let entry = |field: &'a Dictionary, key: &[u8]| field.get(key).unwrap_or(&Object::Null);
        let (before, after) = (entry(old, b"AP"), entry(new, b"AP"));
        if before == after && !self.leads_to_difference(after) {
            self.must_stay(after);
            return Ok(false);
        }
        let broken = || format!("the appearance of {what} was changed");
        let pair = |pair: (&'a Object, &'a Object)| match pair {
            (Object::Dictionary(before), Object::Dictionary(after)) => Ok((before, after)),
            _ => Err(broken()),
        };
        let Object::Name(value) = value else {
            return Err(broken());
        };
        let looks = self.pair(before, after)?;
        let (before, after) = pair(looks)?;
        self.others_same(before, after, &[b"N"], what)?;
        let states = self.pair(entry(before, b"N"), entry(after, b"N"))?;
        let (before, after) = pair(states)?;
        self.others_same(before, after, &[value], what)?;
        self.picture(entry(before, value), entry(after, value), what)?;
        Ok(true)
    }

    /// /AP of a field that was filled in: a new normal appearance, or the old stream rewritten in its place.
    fn appearance(&mut self, old: &'a Dictionary, new: &'a Dictionary, what: &str) -> Verdict {
        let entry = |field: &'a Dictionary, key: &[u8]| field.get(key).unwrap_or(&Object::Null);
        let (before, after) = (entry(old, b"AP"), entry(new, b"AP"));
        if let Object::Reference(left) = before
            && before != after
            && self.serves_besides(*left, b"AP")
        {
            return Err(format!("what {what} showed before is not its appearance only"));
        }
        let (old, new) = self.pair(before, after)?;
        let (old, new) = match (old, new) {
            (Object::Null, Object::Null) => return Ok(()),
            (Object::Dictionary(old), Object::Dictionary(new)) => (old, new),
            // What was no appearance showed nothing.
            (_, Object::Dictionary(new)) => (&*EMPTY, new),
            _ => return Err(format!("the appearance of {what} was removed")),
        };
        self.others_same(old, new, &[b"N"], what)?;
        self.picture(entry(old, b"N"), entry(new, b"N"), what)
    }

    /// One appearance: a new one, or the old stream rewritten in its place.
    fn picture(&mut self, old: &'a Object, new: &'a Object, what: &str) -> Verdict {
        match (old, new) {
            (Object::Reference(one), Object::Reference(other)) if one == other => {
                self.meet(*one, Met::Here)?;
                let Some(Object::Stream(stream)) = self.new.object(*one) else {
                    return Err(format!("the appearance of {what} is no stream"));
                };
                if !stream
                    .dict
                    .get(b"Subtype")
                    .is_ok_and(|kind| *kind == Object::Name(b"Form".to_vec()))
                {
                    return Err(format!("the appearance of {what} is no form"));
                }
                self.explain(resolve(self.new, new), false, what)
            }
            _ => self.explain(new, false, what),
        }
    }
}

/// Whether a value is a reference to this object, or a list with one.
fn names(value: &Object, id: ObjectId) -> bool {
    match value {
        Object::Reference(other) => *other == id,
        Object::Array(items) => items.iter().any(|item| names(item, id)),
        _ => false,
    }
}

/// Whether this is so of any dictionary of a revision, wherever it stands.
pub(super) fn any_dictionary(view: &Revision<'_>, is: &dyn Fn(&Dictionary) -> bool) -> bool {
    fn within(value: &Object, is: &dyn Fn(&Dictionary) -> bool) -> bool {
        match value {
            Object::Dictionary(entries) => is(entries) || entries.iter().any(|(_, entry)| within(entry, is)),
            Object::Array(items) => items.iter().any(|item| within(item, is)),
            Object::Stream(stream) => stream.dict.iter().any(|(_, entry)| within(entry, is)),
            _ => false,
        }
    }
    view.values().any(|object| within(object, is))
}
