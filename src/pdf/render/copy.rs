//! One page in a file of its own: its content, its resources, and the appearances on it.

use std::collections::{BTreeMap, VecDeque};

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::NotDrawn;
use crate::{
    budget::Budget,
    pdf::{
        content::Place,
        objects::{lookup, resolve},
    },
};

/// Objects of one page, with everything they lead to.
const OBJECTS: usize = 100_000;
/// Values in them.
const VALUES: usize = 4_000_000;
/// Bytes of their streams, as stored.
const BYTES: usize = 256 << 20;
/// Pixels of one image: a page of A3 scanned at 600 dpi.
const IMAGE_PIXELS: i64 = 70_000_000;
/// Annotations of the page.
const ANNOTATIONS: usize = 2_000;

/// Entries of an annotation that decide what is drawn (ISO 32000-1, 12.5.2).
const OF_ANNOTATION: [&[u8]; 6] = [b"Type", b"Subtype", b"Rect", b"F", b"AP", b"AS"];
/// Objects that lead to the rest of the document and draw nothing.
const NEVER: [&[u8]; 6] = [b"Catalog", b"Page", b"Pages", b"Sig", b"StructElem", b"StructTreeRoot"];

/// A file of one page whose boxes are the page as displayed; /Rotate and /UserUnit are left out, since whoever draws
/// gives the way to the paper.
pub(super) fn one_page(document: &Document, place: &Place<'_>, budget: &Budget) -> Result<Vec<u8>, NotDrawn> {
    let mut copier = Copier {
        document,
        numbers: BTreeMap::new(),
        waiting: VecDeque::new(),
        values: VALUES,
        bytes: BYTES,
        depth: budget.depth,
    };
    // Numbers 1 to 3 are the frame of the new file.
    let (catalog, pages, page): (ObjectId, ObjectId, ObjectId) = ((1, 0), (2, 0), (3, 0));
    let mut copied = Document::with_version("1.7");

    let mut leaf = Dictionary::new();
    leaf.set("Type", "Page");
    leaf.set("Parent", pages);
    let shown = place.display.inverse().transform_rect_bbox(place.area);
    #[allow(
        clippy::cast_possible_truncation,
        reason = "coordinates of pages have far fewer digits than f32"
    )]
    let corners = [shown.x0, shown.y0, shown.x1, shown.y1].map(|value| Object::Real(value as f32));
    leaf.set("MediaBox", corners.to_vec());
    if let Ok(contents) = place.dictionary.get(b"Contents") {
        leaf.set("Contents", copier.value(contents, budget.depth)?);
    }
    if let Some(resources) = place.inherited(document, b"Resources") {
        leaf.set("Resources", copier.value(resources, budget.depth)?);
    }
    leaf.set("Annots", copier.annotations(place)?);

    let mut root = Dictionary::new();
    root.set("Type", "Catalog");
    root.set("Pages", pages);
    if let Ok(optional) = document.catalog().and_then(|catalog| catalog.get(b"OCProperties")) {
        root.set("OCProperties", copier.value(optional, budget.depth)?);
    }
    let mut tree = Dictionary::new();
    tree.set("Type", "Pages");
    tree.set("Count", 1);
    tree.set("Kids", vec![Object::Reference(page)]);

    copied.objects.insert(catalog, Object::Dictionary(root));
    copied.objects.insert(pages, Object::Dictionary(tree));
    copied.objects.insert(page, Object::Dictionary(leaf));
    while let Some((number, object)) = copier.waiting.pop_front() {
        let object = copier.value(object, budget.depth)?;
        copied.objects.insert((number, 0), object);
    }
    copied.max_id = copier.last();
    copied.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    copied.save_to(&mut bytes).map_err(|_| NotDrawn::Damaged)?;
    Ok(bytes)
}

struct Copier<'d> {
    document: &'d Document,
    /// The new number of an object.
    numbers: BTreeMap<ObjectId, u32>,
    waiting: VecDeque<(u32, &'d Object)>,
    values: usize,
    bytes: usize,
    depth: usize,
}

impl<'d> Copier<'d> {
    /// The greatest number in use.
    fn last(&self) -> u32 {
        u32::try_from(self.numbers.len()).unwrap_or(u32::MAX).saturating_add(3)
    }

    /// A reference to the copy of an object, which is made later; Null where it leads nowhere or out of the page.
    fn reference(&mut self, id: ObjectId) -> Result<Object, NotDrawn> {
        if let Some(number) = self.numbers.get(&id) {
            return Ok(Object::Reference((*number, 0)));
        }
        let Ok(object) = self.document.get_object(id) else {
            return Ok(Object::Null);
        };
        let kind = object.as_dict().ok().and_then(|entries| entries.get(b"Type").ok());
        if kind
            .and_then(|kind| kind.as_name().ok())
            .is_some_and(|name| NEVER.contains(&name))
        {
            return Ok(Object::Null);
        }
        if self.numbers.len() >= OBJECTS {
            return Err(NotDrawn::OverBudget("objects of a page"));
        }
        let number = self.last().saturating_add(1);
        self.numbers.insert(id, number);
        self.waiting.push_back((number, object));
        Ok(Object::Reference((number, 0)))
    }

    fn value(&mut self, object: &'d Object, depth: usize) -> Result<Object, NotDrawn> {
        let below = depth.checked_sub(1).ok_or(NotDrawn::OverBudget("depth"))?;
        self.values = self
            .values
            .checked_sub(1)
            .ok_or(NotDrawn::OverBudget("values of a page"))?;
        Ok(match object {
            Object::Reference(id) => self.reference(*id)?,
            Object::Array(items) => {
                let items = items.iter().map(|item| self.value(item, below));
                Object::Array(items.collect::<Result<_, _>>()?)
            }
            Object::Dictionary(entries) => Object::Dictionary(self.dictionary(entries, below)?),
            Object::Stream(stream) => {
                self.look_at_image(&stream.dict)?;
                self.bytes = self
                    .bytes
                    .checked_sub(stream.content.len())
                    .ok_or(NotDrawn::OverBudget("bytes of a page"))?;
                let mut entries = self.dictionary(&stream.dict, below)?;
                entries.remove(b"Length");
                Object::Stream(lopdf::Stream::new(entries, stream.content.clone()))
            }
            scalar => scalar.clone(),
        })
    }

    fn dictionary(&mut self, entries: &'d Dictionary, depth: usize) -> Result<Dictionary, NotDrawn> {
        let mut copy = Dictionary::new();
        for (key, value) in entries {
            copy.set(key.clone(), self.value(value, depth)?);
        }
        Ok(copy)
    }

    /// An image that would not fit into memory is better not drawn at all.
    fn look_at_image(&self, entries: &Dictionary) -> Result<(), NotDrawn> {
        let side = |key: &[u8]| lookup(self.document, entries, key).as_i64().unwrap_or(0).max(0);
        if side(b"Width").saturating_mul(side(b"Height")) > IMAGE_PIXELS {
            return Err(NotDrawn::OverBudget("pixels of an image"));
        }
        Ok(())
    }

    /// The annotations of the page with nothing but what is drawn of them.
    fn annotations(&mut self, place: &Place<'d>) -> Result<Object, NotDrawn> {
        let Object::Array(listed) = lookup(self.document, place.dictionary, b"Annots") else {
            return Ok(Object::Array(Vec::new()));
        };
        let mut copies = Vec::new();
        for annotation in listed.iter().take(ANNOTATIONS) {
            let Object::Dictionary(entries) = resolve(self.document, annotation) else {
                continue;
            };
            let mut copy = Dictionary::new();
            for key in OF_ANNOTATION {
                if let Ok(value) = entries.get(key) {
                    copy.set(key, self.value(value, self.depth)?);
                }
            }
            copies.push(Object::Dictionary(copy));
        }
        Ok(Object::Array(copies))
    }
}
