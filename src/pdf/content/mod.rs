//! What stands on a page and in a signature's appearance, in place: text, images, ink, vector marks.
//!
//! All places are in millimetres from the top left corner of the page as displayed. One document is looked at in
//! three steps: [`abridged`] copies what is drawn on the chosen pages into a small file, within the budget; the
//! interpreter draws that file on a [`recorder`], page by page; [`pictures`] then looks for the ink on the images.
//! [`lines`] puts text together for whoever reads it.

mod abridged;
mod appearances;
mod clips;
mod covers;
mod fonts;
mod frames;
mod grounds;
mod hue;
mod hull;
mod ink;
mod legacy;
mod lines;
mod marks;
mod optional;
mod outlines;
mod pictures;
mod place;
mod recorder;
mod rect;
mod shown;
mod text;
mod tiles;

pub use covers::Left;
pub use lines::Line;
pub use pictures::InkCache;
pub use rect::Rect;
pub use shown::{
    Appearance, Content, DocumentContent, Hue, Ink, InkColour, PageContent, PlacedImage, Rgb, Slant, TextRun,
    Transparency, Unread, VectorMark,
};

use std::{
    collections::{BTreeMap, BTreeSet},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, interpret,
    kurbo::{Affine, Rect as Area},
};
use hayro_syntax::{
    content::TypedIter,
    object::{Dict, ObjectIdentifier},
    page::Resources,
};
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::{Pdf, fields, objects::lookup};
use crate::budget::Budget;
use abridged::{Abridged, Copy, Program};
use covers::Covers;
use ink::InkShape;
use marks::Marks;
use place::Chosen;
pub(in crate::pdf) use place::Place;
use recorder::{Canvas, Drawn, Recorder};

/// Millimetres of a point.
const MM_PER_POINT: f64 = 25.4 / 72.0;
/// An image that covers more of its page is a scan of it: its ink is not looked for.
const PAGE_SIZED: f64 = 0.5;
/// Images of one document.
const IMAGES: usize = 5_000;
/// Areas of an appearance that lie on its images: each is looked at in some hundred points.
const COMPARED: usize = 20_000;
/// What stands for every font program: a font with one empty glyph. Widths and letters come from the document.
const NO_FONT: &[u8] = include_bytes!("empty.ttf");

impl Pdf<'_> {
    /// Looks at the first and last pages, at every page with a signature, at the appearances on them, and at the other
    /// pages as far as the budget goes. The ink of pictures seen before is taken from `inks`, and what is found is left there.
    pub fn content(&self, inks: &mut InkCache) -> DocumentContent {
        match self.document() {
            Some(document) => look(document, &self.budget, inks),
            None => DocumentContent {
                unread_appearances: Some(Unread::NoObjects),
                unread_pages: vec![(1, u32::MAX, Unread::NoObjects)],
                ..DocumentContent::default()
            },
        }
    }
}

/// What is to be drawn, and how.
struct Plan {
    /// The page, counted from 1.
    number: u32,
    program: Result<Program, Unread>,
    transform: Affine,
    /// The page as displayed, points.
    page: Area,
    /// The appearance's box on it.
    clip: Option<Area>,
    off: bool,
}

fn look<'d>(document: &'d Document, budget: &'d Budget, inks: &mut InkCache) -> DocumentContent {
    let pages: Vec<ObjectId> = document.page_iter().take(budget.pages).collect();
    let fields = fields::find(document, budget);
    let signed: BTreeSet<u32> = fields
        .found
        .iter()
        .flat_map(|field| &field.widgets)
        .filter_map(|(_, page)| *page)
        .collect();
    let chosen = Chosen::of(pages.len(), &signed, budget.content_pages);
    let mut places = BTreeMap::new();
    let mut unread = BTreeMap::new();
    for (number, page) in (1_u32..).zip(&pages) {
        match chosen.contains(number).then(|| Place::of(document, *page)) {
            Some(Some(place)) => drop(places.insert(number, place)),
            Some(None) => drop(unread.insert(number, Unread::Damaged)),
            None if signed.contains(&number) => drop(unread.insert(number, Unread::OverBudget("content_pages"))),
            None => drop(unread.insert(number, Unread::NotLookedAt)),
        }
    }
    let mut copy = Abridged::new(document, budget);
    let mut spent = Spent::new(budget);
    let plan = |numbers: &BTreeSet<u32>, copy: &mut Abridged<'d>, spent: &mut Spent| {
        let numbers = numbers.iter().copied();
        numbers
            .filter_map(|number| Some((number, plan_page(document, number, places.get(&number)?, copy, spent))))
            .collect::<Vec<_>>()
    };
    let decisive = plan(&chosen.decisive, &mut copy, &mut spent);
    let (found, all) = appearances::find(document, &fields.found, &places, budget);
    let plans: Vec<Option<Plan>> = found
        .iter()
        .map(|found| plan_appearance(document, found, &places, &mut copy, &mut spent))
        .collect();
    let mut others = plan(&chosen.others, &mut copy, &mut spent);
    others.retain(|(number, plan)| {
        let beyond = matches!(plan.program, Err(Unread::OverBudget(_)));
        if beyond {
            unread.insert(*number, Unread::NotLookedAt);
        }
        !beyond
    });
    let mut copy = copy.finish();
    let bytes = std::mem::take(&mut copy.bytes);
    let pdf = catch_unwind(|| hayro_syntax::Pdf::new(bytes)).ok().and_then(Result::ok);
    let mut viewer = Viewer::new(&copy, pdf.as_ref(), budget);
    let mut pages = viewer.pages(decisive, inks);
    let mut appearances = Vec::new();
    for (found, plan) in found.into_iter().zip(plans) {
        let mut appearance = found.appearance;
        if let Some(plan) = plan {
            appearance.content_off = plan.off;
            appearance.content = viewer.view(plan, inks);
        } else if appearance.present && appearance.page.is_some_and(|page| !places.contains_key(&page)) {
            appearance.content.truncated = Some(Unread::NotLookedAt);
        }
        appearances.push(appearance);
    }
    pages.extend(viewer.pages(others, inks));
    pages.sort_by_key(|page| page.number);
    DocumentContent {
        pages,
        appearances,
        unread_pages: ranges(unread),
        unread_appearances: (fields.over_budget || !all).then_some(Unread::OverBudget("appearances")),
    }
}

fn plan_page<'d>(
    document: &'d Document,
    number: u32,
    place: &Place<'d>,
    copy: &mut Abridged<'d>,
    spent: &mut Spent,
) -> Plan {
    let resources = place
        .inherited(document, b"Resources")
        .and_then(|resources| resources.as_dict().ok());
    let program = match place.dictionary.get(b"Contents") {
        Ok(contents) => copy.page(contents, resources),
        Err(_) => copy.page(&Object::Null, resources),
    };
    Plan {
        number,
        program: program.and_then(|program| spent.afford(program)),
        transform: place.display,
        page: place.area,
        clip: None,
        off: false,
    }
}

fn plan_appearance<'d>(
    document: &'d Document,
    found: &appearances::Found<'d>,
    places: &BTreeMap<u32, Place<'d>>,
    copy: &mut Abridged<'d>,
    spent: &mut Spent,
) -> Option<Plan> {
    let number = found.appearance.page?;
    let place = places.get(&number)?;
    let normal = found.normal(document, place)?;
    let resources = place
        .inherited(document, b"Resources")
        .and_then(|resources| resources.as_dict().ok());
    let off = copy.is_off_in(found.dictionary()) || copy.is_off_in(&normal.stream.dict);
    let program = copy.appearance(normal.id, normal.stream, resources);
    Some(Plan {
        number,
        program: program.and_then(|program| spent.afford(program)),
        transform: normal.transform,
        page: place.area,
        clip: Some(normal.clip),
        off,
    })
}

/// What may still be drawn.
struct Spent {
    operators: u64,
    glyphs: u64,
}

impl Spent {
    fn new(budget: &Budget) -> Self {
        Self {
            operators: budget.content_operators,
            glyphs: budget.content_glyphs,
        }
    }

    /// Takes the cost of a program, or refuses it as a whole: half a page could mislead.
    fn afford(&mut self, program: Program) -> Result<Program, Unread> {
        let operators = self.operators.checked_sub(program.cost.operators);
        let glyphs = self.glyphs.checked_sub(program.cost.glyphs);
        self.operators = operators.ok_or(Unread::OverBudget("content_operators"))?;
        self.glyphs = glyphs.ok_or(Unread::OverBudget("content_glyphs"))?;
        Ok(program)
    }
}

/// Draws programs of one copy.
struct Viewer<'v, 'd> {
    copy: &'v Copy<'d>,
    pdf: Option<&'v hayro_syntax::Pdf>,
    /// Fonts, read once for all pages.
    cache: InterpreterCache<'v>,
    settings: InterpreterSettings,
    budget: Budget,
    pixels_left: u64,
    images_left: usize,
    /// What pages paint below the appearances on them, by their numbers.
    covers: BTreeMap<u32, Covers>,
}

impl<'v, 'd> Viewer<'v, 'd> {
    fn new(copy: &'v Copy<'d>, pdf: Option<&'v hayro_syntax::Pdf>, budget: &Budget) -> Self {
        let no_font: Arc<dyn AsRef<[u8]> + Send + Sync> = Arc::new(NO_FONT);
        Self {
            copy,
            pdf,
            cache: InterpreterCache::new(),
            settings: InterpreterSettings {
                font_resolver: Arc::new(move |_| Some((no_font.clone(), 0))),
                ..InterpreterSettings::default()
            },
            budget: *budget,
            pixels_left: budget.image_pixels,
            images_left: IMAGES,
            covers: BTreeMap::new(),
        }
    }

    /// Pages by their numbers.
    fn pages(&mut self, plans: Vec<(u32, Plan)>, inks: &mut InkCache) -> Vec<PageContent> {
        let pages = plans.into_iter().map(|(number, plan)| PageContent {
            number,
            size_mm: (plan.page.width() * MM_PER_POINT, plan.page.height() * MM_PER_POINT),
            content: self.view(plan, inks),
        });
        pages.collect()
    }

    fn view(&mut self, plan: Plan, inks: &mut InkCache) -> Content {
        let (page, number, on_page) = (plan.page, plan.number, plan.clip.is_none());
        let marks = plan
            .clip
            .map_or_else(Marks::by_place, |clip| Marks::of_appearance(clip.intersect(page)));
        let recorded = plan.program.and_then(|program| {
            let pdf = self.pdf.ok_or(Unread::Damaged)?;
            let resources: Dict<'_> = pdf
                .xref()
                .get(ObjectIdentifier::new(program.resources, 0))
                .ok_or(Unread::Damaged)?;
            let mut recorder = Recorder::new(
                &self.copy.fonts,
                &self.copy.pictures,
                Canvas {
                    page,
                    frame: plan.clip,
                    off: plan.off,
                    below: self.covers.get(&number).filter(|_| !on_page),
                },
                marks,
                &mut self.pixels_left,
                &mut self.images_left,
            );
            let mut context = Context::new(plan.transform, page, &self.cache, pdf.xref(), self.settings.clone());
            // The interpreter is a library on hostile input: whatever it does ends with this page.
            catch_unwind(AssertUnwindSafe(|| {
                interpret(
                    TypedIter::new(&program.bytes),
                    &Resources::new(resources),
                    &mut context,
                    &mut recorder,
                );
            }))
            .map_err(|_| Unread::Panicked)?;
            Ok((recorder.finish(), program.truncated, program.shaded))
        });
        match recorded {
            Ok((mut recorded, truncated, shaded)) => {
                if on_page {
                    self.covers.insert(number, std::mem::take(&mut recorded.covers));
                }
                Content {
                    runs: recorded.runs,
                    images: self.images(
                        recorded.images,
                        recorded.areas.as_deref(),
                        on_page.then_some(page),
                        inks,
                    ),
                    marks: recorded.marks.finish(),
                    truncated: truncated.or(recorded.truncated),
                    patterned: recorded.patterned || shaded,
                    outlines: recorded.outlines,
                    grounds: recorded.grounds,
                }
            }
            Err(why) => Content {
                truncated: Some(why),
                ..Content::default()
            },
        }
    }

    /// Pictures with their ink, and how much of it lies under what is painted later: `areas` are painted all over; `None`
    /// where there are more than were noted.
    fn images(
        &mut self,
        drawn: Vec<Drawn>,
        areas: Option<&[Rect]>,
        page: Option<Area>,
        inks: &mut InkCache,
    ) -> Vec<PlacedImage> {
        let below: Vec<usize> = drawn.iter().map(|drawn| drawn.grounds_below).collect();
        let mut images: Vec<PlacedImage> = drawn.into_iter().map(|drawn| self.image(drawn, page, inks)).collect();
        if page.is_some() {
            return images;
        }
        let blank = |image: &&PlacedImage| image.visible && image.hides && matches!(image.ink, Ok(None));
        let mut compared = 0_usize;
        for (at, below) in below.into_iter().enumerate() {
            let Some((image, later)) = images.get_mut(at..).and_then(<[_]>::split_first_mut) else {
                break;
            };
            let Ok(Some(ink)) = &image.ink else { continue };
            image.covered = areas.and_then(|areas| {
                let areas = areas.get(below..).unwrap_or_default().iter().copied();
                let above = areas.chain(later.iter().filter(blank).map(|it| it.placed));
                let above: Vec<Rect> = above.filter(|it| ink.bounds.intersection(it).is_some()).collect();
                compared = compared.saturating_add(above.len());
                (compared <= COMPARED).then(|| ink.bounds.share_under(&above))
            });
        }
        images
    }

    fn image(&mut self, drawn: Drawn, page: Option<Area>, inks: &mut InkCache) -> PlacedImage {
        let unit = Area::new(0.0, 0.0, 1.0, 1.0);
        let area = drawn.place.transform_rect_bbox(unit);
        let [a, b, c, d, ..] = drawn.place.as_coeffs();
        let picture = drawn.number.and_then(|number| self.copy.pictures.get(&number));
        let scan = page.is_some_and(|page| area.area() > PAGE_SIZED * page.area());
        let shape = match (picture, drawn.inline_ink) {
            _ if scan => Err(Unread::PageSized),
            (Some(picture), _) => {
                let (left, budget) = (&mut self.pixels_left, &self.budget);
                catch_unwind(AssertUnwindSafe(|| picture.ink(left, inks, budget))).unwrap_or(Err(Unread::Panicked))
            }
            (_, Some(inline)) => inline,
            _ => Err(Unread::Damaged),
        };
        let paint = drawn.paint.and_then(|paint| {
            let mut tally = hue::Tally::new();
            tally.add([paint.red, paint.green, paint.blue], 1);
            tally.colour()
        });
        let place = |x: f64, y: f64| recorder::point(drawn.place, x, y);
        let lets_through = drawn.multiplied || drawn.masked;
        let on_page = |shape: InkShape| {
            if shape.is_blank() && !drawn.recoloured {
                return Ok(None);
            }
            // Under a mask of the graphics state nobody looks at what is left of it, nor what blending makes of it, nor
            // what a clip cuts out of it.
            if drawn.masked || drawn.recoloured || drawn.shaped {
                return Err(Unread::Damaged);
            }
            // A stencil that is painted with a pattern has ink, of a colour that nobody looked at; one that is painted
            // white has none.
            if shape.colour().is_none() && drawn.paint.is_some_and(grounds::is_faint) {
                return Ok(None);
            }
            let colour = shape.colour().or(paint).ok_or(Unread::Damaged)?;
            let ink = shape.on_page(place, colour, lets_through, drawn.cropped.map(recorder::millimetres));
            Ok(ink.map(|ink| Ink {
                opaque_background: ink.opaque_background || drawn.on_ground,
                ..ink
            }))
        };
        let hides = |shape: &InkShape| shape.paints_paper() && !lets_through;
        let paints = matches!(&shape, Ok(Some(shape)) if hides(shape));
        PlacedImage {
            hides: paints && drawn.transparency != Transparency::Constant,
            placed: recorder::millimetres(area),
            pixels: drawn.pixels,
            sides_mm: (a.hypot(b) * MM_PER_POINT, c.hypot(d) * MM_PER_POINT),
            transparency: drawn.transparency,
            multiplied: drawn.multiplied,
            covered: Some(0.0),
            visible: drawn.visible,
            coloured: picture.and_then(pictures::Picture::coloured),
            ink: shape.and_then(|shape| shape.map_or(Ok(None), on_page)),
            sha256: picture.filter(|_| !scan).map(pictures::Picture::sha256),
        }
    }
}

/// Pages in a row with one cause become one entry.
fn ranges(pages: BTreeMap<u32, Unread>) -> Vec<(u32, u32, Unread)> {
    let mut ranges: Vec<(u32, u32, Unread)> = Vec::new();
    for (page, why) in pages {
        match ranges.last_mut() {
            Some((_, last, same)) if *same == why && last.checked_add(1) == Some(page) => *last = page,
            _ => ranges.push((page, page, why)),
        }
    }
    ranges
}

fn is_name(object: &Object, name: &[u8]) -> bool {
    matches!(object, Object::Name(own) if own == name)
}

/// A dictionary in a dictionary.
fn entry_dictionary<'d>(document: &'d Document, dictionary: &'d Dictionary, key: &[u8]) -> Option<&'d Dictionary> {
    match lookup(document, dictionary, key) {
        Object::Dictionary(entries) => Some(entries),
        _ => None,
    }
}
