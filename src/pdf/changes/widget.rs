//! Rules for a signature field and its widget that an update added.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Object, ObjectId, Stream};

use super::{Grade, Needs, Verdict, compare::Comparison, form::any_dictionary};
use crate::pdf::{
    SignatureDictionary,
    objects::{Objects as _, Revision, lookup, resolve},
    pages, ranges,
    syntax::{self, Reader, Value, is_space},
};

/// What a new signature field or its widget may have.
const FIELD_KEYS: &[&[u8]] = &[
    b"Type",
    b"Subtype",
    b"FT",
    b"T",
    b"TU",
    b"TM",
    b"V",
    b"DV",
    b"Ff",
    b"F",
    b"Rect",
    b"AP",
    b"AS",
    b"P",
    b"MK",
    b"DA",
    b"DR",
    b"Q",
    b"Lock",
    b"SV",
    b"M",
    b"NM",
    b"BS",
    b"Border",
    b"C",
    b"H",
    b"Kids",
    b"Parent",
    b"StructParent",
];

/// A new widget of a signature may cover a tenth of its page: a seal of 36 mm covers 2 % of A4, a signature with its
/// picture 4 %, an information line across the page 5 %.
const LARGEST_SHARE: f64 = 0.10;
/// What an update adds and signs itself may cover more: whoever draws the box by hand leaves wide margins around the seal.
const LARGEST_SHARE_SIGNED: f64 = 0.15;
/// On small pages it may still be 150 points (53 mm) square.
const ALWAYS_ALLOWED: f64 = 150.0 * 150.0;
/// All that updates fill in, sign or set on a page may together cover half of it.
const LARGEST_SHARE_TOGETHER: f64 = 0.5;
/// Points: some programs show no larger page, others count from the start again.
const LARGEST_COORDINATE: f64 = 14_400.0;
/// What no signature has: entries that would make its dictionary an action, for whoever is led to it as to one.
const KEYS_OF_ACTIONS: [&[u8]; 4] = [b"S", b"JS", b"Next", b"URI"];
/// A4, when a page says nothing of its size.
const PAGE: [f64; 4] = [0.0, 0.0, 595.0, 842.0];

/// What a signature field got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signed {
    /// A further signature.
    Further,
    /// A document timestamp that nothing can be drawn for.
    Timestamp,
    /// A document timestamp whose field has a place on a page, and nothing in it.
    TimestampInABox,
}

impl<'a> Comparison<'a> {
    /// A field that the update added: a signature field at the top of the form, with at most one widget, signed over all
    /// of this revision. An empty one must show nothing.
    pub(super) fn new_field(
        &mut self,
        id: ObjectId,
        names: &mut BTreeSet<String>,
        claimed: &mut BTreeSet<ObjectId>,
    ) -> Verdict {
        self.add(id)?;
        let field = self.new_dictionary(id)?;
        let name = self
            .partial_name(field)
            .filter(|name| !name.is_empty())
            .ok_or("a new field has no name")?;
        let what = format!("field {name}");
        if field.get(b"FT").ok() != Some(&Object::Name(b"Sig".to_vec())) || field.has(b"Parent") {
            return Err(format!("{what} is new and no signature field"));
        }
        // To some programs it would be a kid of another field.
        if name.contains('.') {
            return Err(format!("the name of new {what} has a point in it"));
        }
        if !names.insert(name.clone()) {
            return Err(format!("{what} stands twice in the form"));
        }
        let (widget_id, widget) = match field.get(b"Kids").map(|kids| resolve(self.new, kids)) {
            Err(_) => (id, field),
            Ok(Object::Array(kids)) => match kids.as_slice() {
                [Object::Reference(kid)] => {
                    self.add(*kid)?;
                    let widget = self.new_dictionary(*kid)?;
                    let foreign = widget
                        .get(b"Parent")
                        .is_ok_and(|parent| *parent != Object::Reference(id));
                    if foreign
                        || [b"T".as_slice(), b"FT", b"V", b"Kids"]
                            .iter()
                            .any(|key| widget.has(key))
                    {
                        return Err(format!("the widget of {what} is not its own"));
                    }
                    (*kid, widget)
                }
                _ => return Err(format!("{what} has not one widget")),
            },
            Ok(_) => return Err(format!("{what} has no list of widgets")),
        };
        for dictionary in [field, widget] {
            self.frame(dictionary, &what)?;
        }
        claimed.insert(widget_id);
        let page = self.new_widgets.get(&widget_id).copied();
        let visible = page.is_some() && self.extent(widget) > 0.0;
        let mut largest = LARGEST_SHARE;
        match field.get(b"V") {
            Ok(value) if !matches!(resolve(self.new, value), Object::Null) => {
                largest = LARGEST_SHARE_SIGNED;
                let signed = if self.new_signature(value, &what)? {
                    self.timestamp_field(field, page.is_none(), &what)?
                } else {
                    Signed::Further
                };
                self.signed(&name, signed);
            }
            _ if !self.shows_nothing(field) || !self.shows_nothing(widget) => {
                return Err(format!("{what} is new, not signed, and shows something"));
            }
            _ => self.change(
                Grade::FormFilling,
                Needs::Field(name.clone()),
                format!("{what} was added, to be signed"),
            ),
        }
        if visible {
            self.check_share(Some(widget_id), widget, largest, &what);
        }
        Ok(())
    }

    /// Whether a widget is a point, which no program draws anything for.
    pub(super) fn is_unseen(&self, widget: &Dictionary) -> bool {
        let point = match lookup(self.new, widget, b"Rect") {
            Object::Null => true,
            rectangle => pages::rectangle(self.new, rectangle)
                .is_some_and(|[left, lower, right, upper]| left >= right && lower >= upper),
        };
        let dressed = [b"MK".as_slice(), b"BS", b"Border"];
        point && self.extent(widget) <= 0.0 && !dressed.iter().any(|key| widget.has(key))
    }

    /// The field of a document timestamp. Anybody can have one made, and nobody signs what it shows (ISO 32000-2, 12.8.5):
    /// one that shows something is refused.
    pub(super) fn timestamp_field(&self, field: &Dictionary, on_no_page: bool, what: &str) -> Verdict<Signed> {
        let kids = match lookup(self.new, field, b"Kids") {
            Object::Array(kids) => kids.as_slice(),
            _ => &[],
        };
        let kids = kids.iter().filter_map(|kid| resolve(self.new, kid).as_dict().ok());
        let parts: Vec<&Dictionary> = std::iter::once(field).chain(kids).collect();
        if on_no_page || parts.iter().all(|part| self.is_unseen(part)) {
            return Ok(Signed::Timestamp);
        }
        let nothing = |part: &Dictionary| self.shows_nothing(part) || self.has_no_area(part);
        if parts.iter().all(|part| nothing(part)) {
            Ok(Signed::TimestampInABox)
        } else {
            Err(format!("{what} is a document timestamp and shows something"))
        }
    }

    /// Hidden, or in a rectangle that its appearance is shrunk to nothing in (ISO 32000-2, 12.5.5). Signing software gives
    /// such widgets appearances that draw nothing.
    fn has_no_area(&self, widget: &Dictionary) -> bool {
        const HIDDEN: i64 = 1 << 1;
        let flags = lookup(self.new, widget, b"F").as_i64().unwrap_or(0);
        let rectangle = lookup(self.new, widget, b"Rect");
        let flat = matches!(rectangle, Object::Null)
            || pages::rectangle(self.new, rectangle).is_some_and(|rectangle| area(rectangle) <= 0.0);
        flags & HIDDEN != 0 || flat && !widget.has(b"MK")
    }

    /// Without an appearance, or with an empty one, and without a ground.
    fn shows_nothing(&self, widget: &Dictionary) -> bool {
        if widget.has(b"MK") {
            return false;
        }
        match lookup(self.new, widget, b"AP") {
            Object::Null => true,
            Object::Dictionary(states) => states.iter().all(
                |(_, state)| matches!(resolve(self.new, state), Object::Stream(stream) if stream.content.is_empty()),
            ),
            _ => false,
        }
    }

    fn new_dictionary(&self, id: ObjectId) -> Verdict<&'a Dictionary> {
        self.new
            .dictionary(id)
            .ok_or_else(|| format!("object {} is no dictionary", id.0))
    }

    /// The entries of a new field or widget: known ones, and drawing only below /AP.
    fn frame(&mut self, dictionary: &'a Dictionary, what: &str) -> Verdict {
        for (key, value) in dictionary {
            if !FIELD_KEYS.contains(&key.as_slice()) {
                return Err(format!("{what} is new and has /{}", String::from_utf8_lossy(key)));
            }
            match key.as_slice() {
                b"AP" | b"DR" => self.explain(value, false, what)?,
                // Looked at by its own rule.
                b"V" => {}
                // An office suite names the signature a second time.
                b"DV" if dictionary.get(b"V").ok() == Some(value) => {}
                // Nothing chooses among pictures where there is one (12.5.5).
                b"AS" if matches!(value, Object::Name(_)) && self.has_one_picture(dictionary) => {}
                b"DV" | b"AS" => return Err(format!("{what} is new and has /{}", String::from_utf8_lossy(key))),
                b"Kids" => {
                    if let Ok(id) = value.as_reference() {
                        self.add(id)?;
                    }
                }
                b"P" | b"Parent" => self.must_lead_to_dictionary(value, what)?,
                _ => self.explain(value, true, what)?,
            }
        }
        Ok(())
    }

    fn has_one_picture(&self, widget: &Dictionary) -> bool {
        match lookup(self.new, widget, b"AP") {
            Object::Null => true,
            Object::Dictionary(look) => matches!(lookup(self.new, look, b"N"), Object::Stream(_)),
            _ => false,
        }
    }

    fn must_lead_to_dictionary(&mut self, value: &'a Object, what: &str) -> Verdict {
        let id = value.as_reference().map_err(|_| format!("{what} stands nowhere"))?;
        self.new_dictionary(id)?;
        if !self.is_added(id) {
            self.must_stay(value);
        }
        Ok(())
    }

    /// What signing or filling in an existing field may change of its widget: it must stay where it was, and become no less visible.
    /// What was hidden stays hidden, but for the empty place of a signature: who prepared the file could hide a picture.
    pub(super) fn widget_frame(
        &mut self,
        old: &'a Dictionary,
        new: &'a Dictionary,
        signing: bool,
        what: &str,
    ) -> Verdict {
        const HIDING: i64 = 2 | 32;
        const PRINT: i64 = 4;
        // Not on a page that is turned, nor with the zoom.
        const MOVING: i64 = 8 | 16;
        let told = |field: &Dictionary| matches!(field.get(b"F"), Err(_) | Ok(Object::Integer(_)));
        if old.get(b"F").ok() != new.get(b"F").ok() && !(told(old) && told(new)) {
            return Err(format!("/F of {what} was changed"));
        }
        let flags = |field: &Dictionary| field.get(b"F").and_then(Object::as_i64).unwrap_or(0);
        if flags(new) & HIDING & !flags(old) != 0 || flags(old) & PRINT & !flags(new) != 0 {
            return Err(format!("{what} was hidden"));
        }
        if (flags(new) ^ flags(old)) & MOVING != 0 {
            return Err(format!("{what} stands elsewhere on a page that is turned"));
        }
        if flags(old) & HIDING & !flags(new) != 0 {
            let look = lookup(self.old, old, b"AP");
            if !signing || self.leads_to_difference(look) || !self.shows_nothing(old) {
                return Err(format!("{what} was hidden and is shown"));
            }
        }
        if old.get(b"P").ok() != new.get(b"P").ok() {
            match new.get(b"P") {
                Ok(page) if !old.has(b"P") => self.must_lead_to_dictionary(page, what)?,
                _ => return Err(format!("{what} was moved to another page")),
            }
        }
        match new.get(b"Type") {
            Err(_) if !old.has(b"Type") => Ok(()),
            Ok(kind) if *kind == Object::Name(b"Annot".to_vec()) => Ok(()),
            Ok(kind) if old.get(b"Type").ok() == Some(kind) => Ok(()),
            _ => Err(format!("/Type of {what} was changed")),
        }
    }

    /// A signature value that the update wrote: a dictionary of its own whose ByteRange covers this revision to its end,
    /// with exactly its own hole. Tells whether it is a document timestamp.
    pub(super) fn new_signature(&mut self, value: &'a Object, what: &str) -> Verdict<bool> {
        let not = |why: &str| format!("the signature of {what} {why}");
        let id = value.as_reference().map_err(|_| not("is no object of its own"))?;
        self.add(id)?;
        let dictionary = self.new_dictionary(id)?;
        let body = self
            .segment
            .bodies
            .get(&id)
            .ok_or_else(|| not("stands in an object stream"))?;
        let mut reader = Reader::new(self.update.bytes, *body, self.update.bytes.len());
        let Some(Value::Dictionary(entries)) = reader.object(self.pdf.budget.depth).map(|read| read.value) else {
            return Err(not("can't be read"));
        };
        let contents = syntax::entry(&entries, b"Contents")
            .filter(|contents| matches!(contents.value, Value::Hexadecimal(_)))
            .ok_or_else(|| not("has no /Contents"))?;
        let byte_range = match syntax::entry(&entries, b"ByteRange").map(|entry| &entry.value) {
            Some(Value::Array(items)) => items.iter().map(|item| item.value.as_integer()).collect(),
            _ => None,
        };
        let raw = SignatureDictionary {
            byte_range,
            contents_span: Some(contents.span.clone()),
            ..SignatureDictionary::default()
        };
        let range = ranges::examine(self.update.bytes, &self.pdf.revisions, &raw)
            .map_err(|problem| not(&problem.to_string()))?;
        if !range.whole_revision || !self.update.after.is_at(range.end()) {
            return Err(not("doesn't cover its own revision"));
        }
        if let Some(key) = KEYS_OF_ACTIONS.iter().find(|key| dictionary.has(key)) {
            return Err(not(&format!("has /{}", String::from_utf8_lossy(key))));
        }
        for (_, value) in dictionary {
            self.explain(value, true, what)?;
        }
        Ok(matches!(lookup(self.new, dictionary, b"SubFilter"), Object::Name(name) if name == b"ETSI.RFC3161"))
    }

    /// What a widget may cover, in square points: its /Rect. A picture whose /Rect has no area is drawn by some programs
    /// at its own size, and one without a readable frame as large as it likes.
    pub(super) fn extent(&self, widget: &Dictionary) -> f64 {
        let rectangle = |object: &Object| pages::rectangle(self.new, object).map(area);
        let pictures = pictures(self.new, widget);
        let framed = lookup(self.new, widget, b"Rect");
        if matches!(framed, Object::Null) && pictures.is_empty() {
            return 0.0;
        }
        let own = pictures
            .iter()
            .map(|picture| rectangle(lookup(self.new, &picture.dict, b"BBox")).unwrap_or(f64::INFINITY))
            .fold(0.0, f64::max);
        match pages::rectangle(self.new, framed).and_then(sane).map(area) {
            Some(area) if area > 0.0 && own < f64::INFINITY => area,
            Some(_) => own,
            None => f64::INFINITY,
        }
    }

    /// A widget that may have a new appearance must not be so large that it hides the page. Its page is the one that
    /// lists it.
    pub(super) fn check_size(&mut self, id: Option<ObjectId>, widget: &'a Dictionary, what: &str) {
        self.check_share(id, widget, LARGEST_SHARE, what);
    }

    /// The same for one that may cover this share of its page.
    fn check_share(&mut self, id: Option<ObjectId>, widget: &'a Dictionary, largest: f64, what: &str) {
        let covered = self.extent(widget);
        let page = id.and_then(|id| self.on_page.get(&id).copied());
        let frame = page
            .and_then(|page| self.new.dictionary(page))
            .map_or(Some(PAGE), |page| {
                let frame =
                    |key| pages::inherited(self.new, page, key).map(|frame| pages::rectangle(self.new, frame));
                let media = frame(b"MediaBox".as_slice()).map_or(Some(PAGE), |media| media.and_then(sane))?;
                match frame(b"CropBox") {
                    None => Some(media),
                    Some(crop) => pages::intersection(media, sane(crop?)?),
                }
            });
        // One that can't be told is covered by anything, and so is the smallest of several pages.
        let many = id.is_some_and(|id| self.on_many.contains(&id));
        let frame = frame.filter(|_| !many).unwrap_or_default();
        // The widgets of one field, and all that updates touch on this page, together hide no more than one may.
        let of_field = self.covered.entry((page, what.to_owned())).or_insert(0.0);
        *of_field += covered;
        let of_field = *of_field;
        let mut history = self.update.covered.borrow_mut();
        let known = history.entry((page, what.to_owned())).or_insert(0.0);
        let more = (of_field - *known).max(0.0);
        *known += more;
        let of_page = history.entry((page, String::new())).or_insert(0.0);
        *of_page += more;
        let of_page = *of_page;
        drop(history);
        let share = |covered: f64| covered / area(frame);
        // NaN and infinity are no size of a page.
        let small = of_field <= ALWAYS_ALLOWED || share(of_field) <= largest;
        if small && (of_page <= ALWAYS_ALLOWED || share(of_page) <= LARGEST_SHARE_TOGETHER) {
            return;
        }
        let covers = if !covered.is_finite() {
            format!("the picture of {what} has no frame")
        } else if small {
            format!("pictures of fields cover {:.0} % of a page", share(of_page) * 100.0)
        } else {
            format!(
                "the picture of {what} covers {:.0} % of its page",
                share(of_field) * 100.0
            )
        };
        self.change(Grade::Annotations, Needs::Never, covers);
    }

    /// Whether fields have pictures that the update left as they were, and that draw something. Of a button the update
    /// writes one picture of several.
    pub(super) fn pictures_come_to_light(&self) -> bool {
        const FRAMES: [&[u8]; 9] = [b"/Tx", b"BMC", b"EMC", b"q", b"Q", b"BT", b"ET", b"n", b""];
        any_dictionary(self.new, &|widget| {
            let Some(Object::Name(kind)) = pages::inherited(self.new, widget, b"FT") else {
                return false;
            };
            let written = || widget.get(b"AP").is_ok_and(|look| self.leads_to_difference(look));
            kind != b"Sig"
                && (kind == b"Btn" || !written())
                && pictures(self.new, widget).into_iter().any(|picture| {
                    picture
                        .get_plain_content_with_limit(self.pdf.budget.stream_bytes)
                        .map_or(true, |content| {
                            !content.split(|byte| is_space(*byte)).all(|word| FRAMES.contains(&word))
                        })
                })
        })
    }
}

/// The normal appearances of a widget that draw something.
pub(super) fn pictures<'d>(view: &'d Revision<'_>, widget: &'d Dictionary) -> Vec<&'d Stream> {
    let Object::Dictionary(appearance) = lookup(view, widget, b"AP") else {
        return Vec::new();
    };
    let states = match lookup(view, appearance, b"N") {
        Object::Dictionary(states) => states.iter().map(|(_, state)| resolve(view, state)).collect(),
        state => vec![state],
    };
    let drawing = |state: &'d Object| state.as_stream().ok().filter(|stream| !stream.content.is_empty());
    states.into_iter().filter_map(drawing).collect()
}

/// A box with corners on a page that a program can show (ISO 32000-1, annex C.2).
fn sane(rectangle: [f64; 4]) -> Option<[f64; 4]> {
    rectangle
        .iter()
        .all(|corner| corner.abs() <= LARGEST_COORDINATE)
        .then_some(rectangle)
}

fn area([left, lower, right, upper]: [f64; 4]) -> f64 {
    (right - left) * (upper - lower)
}
