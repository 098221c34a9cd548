//! What one signature shows: its box, its picture, its text.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    page::{Page, as_f64, tenths, unread_cause},
    pieces, shapes, side_by_side,
    text::{UNREADABLE, limited, tidy},
};
use crate::{
    facts::{AppearanceFacts, Cause, FaultKind, Hue, Measured, PictureFacts, Quadrant, TextFacts},
    pdf::content::{self, Appearance, Content, PlacedImage, Rect, Rgb, Slant, TextRun, Transparency, VectorMark},
};

/// Lines of an appearance that are kept, and letters of one.
const LINES: (usize, usize) = (40, 1_000);
/// Runs of a page, and pictures of an appearance, that are compared with each other.
const COMPARED: (usize, usize) = (20_000, 16);
/// Words for a style behind the name of a family.
const STYLES: [&str; 5] = ["Regular", "Normal", "Bold", "Italic", "Oblique"];
/// Components up to this are black, whatever they are.
const BLACK: u8 = 26;
/// And up to this where they are nearly equal: black ink alone (0 0 0 1 k, Separation Black) is 35, 31, 32 on a screen.
const BLACK_INK: (u8, u8) = (40, 16);
/// Components that differ by no more make a grey.
const GREY: u8 = 26;
/// Nobody makes out a signature whose ink is narrower, mm.
const SPECK: f64 = 2.0;
/// A picture is not seen any more when so much of its ink lies under something else.
const COVERED: f64 = 0.45;
/// Letters that are turned by so many degrees do not stand upright.
const TURNED_DEG: f64 = 45.0;
/// Letters that are turned by so many degrees stand upside down.
pub(super) const UPSIDE_DOWN_DEG: f64 = 135.0;
/// So much of a letter, across and down, has to be under an opaque picture before it counts as hidden.
const HIDDEN_SHARE: f64 = 0.5;
/// So many letters and digits of a line that are hidden are more than a corner of a picture.
const HIDDEN_LETTERS: usize = 2;

/// What a signature shows on its page; `by_person` says that its certificate is a person's. `others` are areas that
/// appearances without a picture paint there.
pub(super) fn measure(
    appearance: &Appearance,
    placed: Rect,
    page: &Page<'_>,
    by_person: bool,
    others: &[Rect],
) -> AppearanceFacts {
    let (width, height) = (page.width, page.height);
    let (x, y) = placed.centre();
    let quadrant = match (x < width / 2.0, y < height / 2.0) {
        (true, true) => Quadrant::TopLeft,
        (false, true) => Quadrant::TopRight,
        (true, false) => Quadrant::BottomLeft,
        (false, false) => Quadrant::BottomRight,
    };
    let content = &appearance.content;
    let images = pictures(content);
    AppearanceFacts {
        page: page.number,
        box_mm: corners(&placed),
        from_right_mm: hundredth(width - placed.x1),
        from_top_mm: hundredth(placed.y0),
        quadrant,
        hidden: appearance.hidden || appearance.no_view || appearance.content_off,
        pictures: u32::try_from(images.len()).unwrap_or(u32::MAX),
        picture: seen(picture(images, content, by_person), by_person, others),
        text: text(content),
        stamp: Measured::Absent,
        covers_text: covers_text(content, page),
    }
}

/// Pictures that can be seen, of pixels, those in pieces put together.
fn pictures(content: &Content) -> Vec<PictureFacts> {
    let seen = content
        .images
        .iter()
        .filter(|image| image.visible && image.covered.is_some_and(|covered| covered < COVERED));
    pieces::joined(seen.map(of_image).collect())
}

/// A picture, unless it lies under these areas, or is a speck where a person signs.
fn seen(picture: Measured<PictureFacts>, by_person: bool, above: &[Rect]) -> Measured<PictureFacts> {
    let is_speck = |picture: &PictureFacts| {
        let [x0, _, x1, _] = picture.ink_mm.known().copied().unwrap_or(picture.placed_mm);
        x1 - x0 < SPECK
    };
    let covered = |picture: &PictureFacts| {
        let [x0, y0, x1, y1] = picture.ink_mm.known().copied().unwrap_or(picture.placed_mm);
        Rect { x0, y0, x1, y1 }.share_under(above) >= COVERED
    };
    match picture {
        Measured::Known(picture) if by_person && is_speck(&picture) => Measured::Absent,
        Measured::Known(picture) if covered(&picture) => Measured::Unmeasured(Cause::PictureCovered),
        picture => picture,
    }
}

/// The areas that an appearance hides of what lies below: grounds, and pictures that paint all of their box.
pub(super) fn covers(content: &Content) -> impl Iterator<Item = Rect> {
    let opaque = |image: &&PlacedImage| image.visible && !image.multiplied && hides(image) == Ok(true);
    let pictures = content.images.iter().filter(opaque).map(|image| image.placed);
    content.grounds.iter().copied().chain(pictures)
}

/// Whether a picture hides what lies below it, or why that is not known.
fn hides(image: &PlacedImage) -> Result<bool, content::Unread> {
    match &image.ink {
        Ok(Some(ink)) => Ok(ink.opaque_background),
        Ok(None) => Ok(image.hides),
        // Without a mask every pixel is painted, whatever it shows.
        Err(_) if image.transparency == Transparency::None => Ok(true),
        Err(unread) => Err(*unread),
    }
}

/// The areas that an appearance paints all over, where it shows no picture beside: then it may be there to hide others.
pub(super) fn veils(content: &Content) -> Vec<Rect> {
    let images = || content.images.iter().filter(|image| image.visible);
    let blank = |image: &&PlacedImage| image.hides && matches!(image.ink, Ok(None));
    if images().any(|image| !blank(&image)) || content.marks.iter().any(|mark| mark.visible) {
        return Vec::new();
    }
    let painted = content.grounds.iter().copied();
    painted.chain(images().map(|image| image.placed)).collect()
}

/// Of the pictures, and of what is drawn with paths, the one with the largest ink. Some programs show signature and
/// seal in one box: what a person's certificate signs there is the signature, whatever stands beside it.
fn picture(images: Vec<PictureFacts>, content: &Content, by_person: bool) -> Measured<PictureFacts> {
    let area = |facts: &PictureFacts| {
        let [x0, y0, x1, y1] = facts.ink_mm.known().copied().unwrap_or(facts.placed_mm);
        (x1 - x0) * (y1 - y0)
    };
    let largest = |pictures: Vec<PictureFacts>| pictures.into_iter().max_by(|a, b| area(a).total_cmp(&area(b)));
    let marks = || content.marks.iter().filter(|mark| mark.visible);
    let of_images = content
        .images
        .iter()
        .filter(|image| image.visible)
        .map(|image| image.covered);
    let under: Vec<Option<f64>> = of_images.chain(marks().map(|mark| mark.covered)).collect();
    let covered = under.iter().flatten().any(|covered| *covered >= COVERED);
    let marks = marks()
        .filter(|mark| mark.covered.is_some_and(|covered| covered < COVERED))
        .map(of_mark);
    let mut all: Vec<PictureFacts> = images.into_iter().chain(marks).collect();
    let worded = content.runs.iter().any(|run| run.visible);
    let drawn = all.len();
    // Beside text a blank picture is its ground.
    all.retain(|picture| worded || picture.ink_mm != Measured::Absent);
    let blank = all.len() < drawn;
    let signatures: Vec<PictureFacts> = all.iter().filter(|it| shapes::is_signature(it)).cloned().collect();
    let chosen = match largest(all) {
        Some(seal) if by_person && shapes::is_seal(&seal) => largest(signatures).or(Some(seal)),
        other => other,
    };
    match (chosen, content.truncated) {
        // Nobody knows whether it is to be seen, and it may be the largest.
        _ if under.contains(&None) => Measured::Unmeasured(Cause::Fault(FaultKind::Budget)),
        // What is painted with patterns may be the rest of what these paths draw.
        (Some(chosen), _) if chosen.vector && content.patterned => Measured::Unmeasured(Cause::PictureUnreadable),
        (Some(chosen), _) => Measured::Known(chosen),
        (None, Some(unread)) => Measured::Unmeasured(unread_cause(unread)),
        (None, None) if covered => Measured::Unmeasured(Cause::PictureCovered),
        (None, None) if content.patterned => Measured::Unmeasured(Cause::PictureUnreadable),
        (None, None) if blank => Measured::Unmeasured(Cause::PictureBlank),
        (None, None) => Measured::Absent,
    }
}

/// A picture of pixels.
pub(super) fn of_image(image: &PlacedImage) -> PictureFacts {
    let see_through = image.multiplied || image.transparency != Transparency::None;
    let ink = match &image.ink {
        Ok(ink) => Measured::from(*ink),
        Err(unread) => Measured::Unmeasured(match unread {
            content::Unread::Damaged => Cause::PictureUnreadable,
            other => unread_cause(*other),
        }),
    };
    let colour = ink.clone().map(|ink| ink.colour);
    PictureFacts {
        placed_mm: corners(&image.placed),
        ink_mm: ink.clone().map(|ink| corners(&ink.bounds)),
        hue: colour.clone().map(|colour| hue(colour.hue)),
        hue_share: colour.clone().map(|colour| thousandth(colour.share)),
        median_hue_deg: colour.clone().and_then(|colour| colour.hue_deg.map(hundredth).into()),
        median_saturation: colour.map(|colour| thousandth(colour.saturation)),
        transparent: Measured::Known(see_through),
        opaque_background: ink.clone().map(|ink| ink.opaque_background),
        aspect: ink.clone().map(|ink| thousandth(ink.aspect)),
        roundness: ink.clone().map(|ink| thousandth(ink.roundness)),
        coverage: ink.clone().map(|ink| thousandth(ink.coverage)),
        diameter_mm: ink.map(|ink| hundredth(f64::midpoint(ink.bounds.width(), ink.bounds.height()))),
        vector: false,
    }
}

/// A picture of paths: they paint no paper of their own.
pub(super) fn of_mark(mark: &VectorMark) -> PictureFacts {
    PictureFacts {
        placed_mm: corners(&mark.bounds),
        ink_mm: Measured::Known(corners(&mark.bounds)),
        hue: Measured::Known(hue(mark.colour.hue)),
        hue_share: Measured::Known(thousandth(mark.colour.share)),
        median_hue_deg: mark.colour.hue_deg.map(hundredth).into(),
        median_saturation: Measured::Known(thousandth(mark.colour.saturation)),
        transparent: Measured::Known(true),
        opaque_background: Measured::Known(mark.opaque_background),
        aspect: Measured::Known(thousandth(mark.aspect)),
        roundness: Measured::Known(thousandth(mark.roundness)),
        coverage: Measured::Absent,
        diameter_mm: Measured::Known(hundredth(f64::midpoint(mark.bounds.width(), mark.bounds.height()))),
        vector: true,
    }
}

fn hue(hue: content::Hue) -> Hue {
    match hue {
        content::Hue::Blue => Hue::Blue,
        content::Hue::Red => Hue::Red,
        content::Hue::Black => Hue::Black,
        content::Hue::Grey => Hue::Grey,
        content::Hue::Other => Hue::Other,
    }
}

/// The colour of letters.
pub(super) fn colour(colour: Option<Rgb>) -> Hue {
    let Some(Rgb { red, green, blue }) = colour else {
        return Hue::Other;
    };
    let (least, most) = (red.min(green).min(blue), red.max(green).max(blue));
    let apart = most.saturating_sub(least);
    if most <= BLACK || most <= BLACK_INK.0 && apart <= BLACK_INK.1 {
        Hue::Black
    } else if apart <= GREY {
        Hue::Grey
    } else if red == most && green.max(blue) < red / 2 {
        Hue::Red
    } else if blue == most && red < blue / 2 {
        Hue::Blue
    } else {
        Hue::Other
    }
}

fn text(content: &Content) -> Measured<TextFacts> {
    // What is painted over and said again on top of it is not hidden.
    let seen: BTreeSet<&str> = content
        .runs
        .iter()
        .filter(|run| run.visible && run.legible)
        .map(|run| run.text.as_str())
        .collect();
    let runs: Vec<TextRun> = content
        .runs
        .iter()
        .filter(|run| run.text.chars().any(|letter| !letter.is_whitespace()))
        .filter(|run| run.visible && run.legible || !seen.contains(run.text.as_str()))
        .cloned()
        .collect();
    let Some(bounds) = runs.iter().map(|run| run.bounds).reduce(|a, b| a.union(&b)) else {
        return match content.truncated {
            Some(unread) => Measured::Unmeasured(unread_cause(unread)),
            None => Measured::Absent,
        };
    };
    if runs.iter().all(|run| {
        run.text
            .chars()
            .all(|letter| letter == UNREADABLE || letter.is_whitespace())
    }) {
        return Measured::Unmeasured(Cause::TextUnreadable);
    }
    let mut fonts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut sizes: BTreeMap<i64, usize> = BTreeMap::new();
    for run in &runs {
        let letters = run.text.chars().count();
        if let Some(font) = run.font.as_deref() {
            let count = fonts.entry(font).or_default();
            *count = count.saturating_add(letters);
        }
        let count = sizes.entry(tenths(run.size_pt)).or_default();
        *count = count.saturating_add(letters);
    }
    let font = fonts.iter().max_by_key(|(_, count)| **count).map(|(font, _)| *font);
    // A font of drawn glyphs (Type 3) needs no name: which typeface they show is not told, and is no other one.
    let named = |name: Option<String>| match name {
        _ if runs.iter().any(|run| run.font.is_none()) => Measured::Unmeasured(Cause::TextUnreadable),
        name => name.into(),
    };
    let usual = sizes
        .iter()
        .max_by_key(|(_, count)| **count)
        .map_or(0, |(size, _)| *size);
    let size = runs
        .iter()
        .map(|run| run.size_pt)
        .find(|size| tenths(*size) == usual)
        .unwrap_or_default();
    let range = |pick: fn(f64, f64) -> f64| runs.iter().map(|run| run.size_pt).reduce(pick).unwrap_or_default();
    let lines = side_by_side::lines(&runs);
    Measured::Known(TextFacts {
        lines: lines
            .iter()
            .map(|line| limited(&tidy(&line.text), LINES.1))
            .filter(|line| !line.is_empty())
            .take(LINES.0)
            .collect(),
        box_mm: corners(&bounds),
        font: named(font.map(str::to_owned)),
        typeface: named(typeface(font)),
        one_typeface: runs
            .iter()
            .filter_map(|run| run.font.as_deref())
            .all(|name| typeface(Some(name)) == typeface(font)),
        size_pt: hundredth(size),
        size_range_pt: [hundredth(range(f64::min)), hundredth(range(f64::max))],
        upright: runs
            .iter()
            .all(|run| run.slant == Slant::Upright && run.direction_deg.abs() < TURNED_DEG),
        bold: runs.iter().any(|run| run.bold),
        colour: colour_of(&runs),
        // Nobody turns a screen round to read it.
        visible: runs
            .iter()
            .all(|run| run.visible && run.legible && run.direction_deg.abs() < UPSIDE_DOWN_DEG),
    })
}

/// The one colour of all letters.
fn colour_of(runs: &[TextRun]) -> Measured<Hue> {
    let hues: Option<BTreeSet<Hue>> = runs.iter().map(|run| Some(colour(Some(run.colour?)))).collect();
    match hues {
        None => Measured::Unmeasured(Cause::PictureUnreadable),
        Some(hues) if hues.len() == 1 => hues.into_iter().next().into(),
        Some(_) => Measured::Known(Hue::Other),
    }
}

/// The family of a font: its name without style and without the suffixes of foundries.
pub(super) fn typeface(font: Option<&str>) -> Option<String> {
    let font = font?;
    // Some programs write hyphens for its spaces.
    let letters: String = font.chars().filter(|letter| letter.is_alphanumeric()).collect();
    if letters.starts_with("TimesNewRoman") {
        return Some("Times New Roman".to_owned());
    }
    let family = font.split(['-', ',']).next().unwrap_or(font).trim();
    let family = ["PSMT", "PS", "MT"]
        .iter()
        .find_map(|suffix| family.strip_suffix(suffix))
        .unwrap_or(family);
    // Some programs write the full name, with the style behind it: "Times New Roman Bold Italic".
    let mut family = family;
    while let Some(rest) = STYLES.iter().find_map(|style| family.strip_suffix(style)) {
        family = rest.trim_end();
    }
    // TimesNewRoman: a space before every capital that follows a small letter.
    let mut spaced = String::new();
    for letter in family.chars() {
        if letter.is_uppercase() && spaced.chars().next_back().is_some_and(char::is_lowercase) {
            spaced.push(' ');
        }
        spaced.push(letter);
    }
    (!spaced.is_empty()).then_some(spaced)
}

/// Whether an opaque picture or area stands over letters of the page.
fn covers_text(content: &Content, page: &Page<'_>) -> Measured<bool> {
    let mut covers = content.truncated.map_or(Measured::Known(false), |unread| {
        Measured::Unmeasured(unread_cause(unread))
    });
    if page.content.content.runs.len() > COMPARED.0 || content.images.len() > COMPARED.1 {
        covers = Measured::Unmeasured(Cause::Fault(FaultKind::Budget));
    }
    let runs = || page.content.content.runs.iter().take(COMPARED.0);
    let hidden = |by: &Rect| runs().any(|run| run.visible && hides_letters(by, run));
    // Of many grounds only what stands under one of them is compared.
    let around = content.grounds.iter().copied().reduce(|all, ground| all.union(&ground));
    let below: Vec<&TextRun> = match around {
        Some(around) => runs()
            .filter(|run| run.visible && run.bounds.intersection(&around).is_some())
            .collect(),
        None => Vec::new(),
    };
    let covered = |ground: &Rect| below.iter().any(|run| hides_letters(ground, run));
    if content.grounds.iter().any(covered) {
        return Measured::Known(true);
    }
    let images = content
        .images
        .iter()
        .filter(|image| image.visible && !image.multiplied)
        .take(COMPARED.1);
    for image in images {
        match hides(image) {
            Ok(true) if hidden(&image.placed) => return Measured::Known(true),
            Ok(_) => {}
            Err(unread) => covers = Measured::Unmeasured(unread_cause(unread)),
        }
    }
    covers
}

/// Whether a picture lies over letters of a line; each is taken to be as wide as the others.
fn hides_letters(picture: &Rect, run: &TextRun) -> bool {
    let Some(both) = picture.intersection(&run.bounds) else {
        return false;
    };
    let upright = run.direction_deg.abs() < 1.0;
    let letters = run.text.chars().count();
    let (width, height) = (run.bounds.width() / as_f64(letters), run.bounds.height());
    let is_hidden = |at: usize| {
        let left = run.bounds.x0 + width * as_f64(at);
        let across = (left + width).min(both.x1) - left.max(both.x0);
        across >= HIDDEN_SHARE * width && both.height() >= HIDDEN_SHARE * height
    };
    // Of a line that is turned only how much of it lies below.
    let most = both.area() >= HIDDEN_SHARE * run.bounds.area();
    let hidden = run
        .text
        .chars()
        .enumerate()
        .filter(|(at, letter)| letter.is_alphanumeric() && if upright { is_hidden(*at) } else { most });
    hidden.take(HIDDEN_LETTERS).count() == HIDDEN_LETTERS
}

/// Left, top, right, bottom.
pub(super) fn corners(rect: &Rect) -> [f64; 4] {
    [rect.x0, rect.y0, rect.x1, rect.y1].map(hundredth)
}

/// To a hundredth: the last digits of a conversion say nothing.
pub(super) fn hundredth(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

fn thousandth(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0
}
