//! Runs of glyphs to runs of text.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "coordinates are floating-point numbers: they do not overflow"
)]

use hayro_interpret::{
    font::{Glyph, GlyphRun, PositionedGlyph},
    kurbo::{Affine, Point, Rect as Area, Vec2},
};
use hayro_syntax::object::{self, Dict};
use unicode_normalization::{IsNormalized, UnicodeNormalization, char::is_combining_mark, is_nfc_quick};

use super::{
    MM_PER_POINT,
    fonts::{self, Font},
    legacy::{self, Legacy},
    recorder::millimetres,
    shown::{Rgb, Slant, TextRun},
};

/// Height of a line above and below its baseline, em: a capital letter with its accents mostly, a descender.
const ABOVE: f64 = 0.7;
const BELOW: f64 = 0.2;
/// A gap that stands for a space, em.
pub(super) const SPACE: f64 = 0.15;
/// A gap that parts two columns, em.
pub(super) const COLUMN: f64 = 1.6;
/// How far back a glyph may stand and still belong to the run, em.
const BACK: f64 = 1.0;
/// Letters that lean more than this without a font that does are sheared, degrees. Rounding stays far below.
const SHEAR: f64 = 4.0;
/// Two equal runs so close together are one, drawn twice to look bold, em.
const DOUBLE: f64 = 0.12;
const REPLACEMENT: char = '\u{FFFD}';

/// How a run is painted.
pub(super) struct Style {
    pub(super) colour: Option<Rgb>,
    pub(super) stroked: bool,
    /// What an /ActualText of one letter says.
    pub(super) actual: Option<char>,
    pub(super) shown: bool,
}

/// A run in the making.
struct Building {
    text: String,
    /// The first and the last glyph that is more than a space: origin of one, end of the other.
    start: Option<Point>,
    end: Point,
    /// Where the first glyph stands, whatever it is.
    origin: Point,
    /// Where the glyph before ends, whatever it is.
    pen: Point,
    unmapped: bool,
}

/// Reads a run, with the area each part takes on the page, in points.
pub(super) fn read(
    run: &GlyphRun<'_, '_>,
    transform: Affine,
    font: Option<&Font<'_>>,
    style: &Style,
    before: Option<&TextRun>,
) -> Vec<(TextRun, Area)> {
    let Some(first) = run.glyphs().first() else {
        return Vec::new();
    };
    let [a, b, c, d, ..] = (transform * first.transform()).as_coeffs();
    let (along, upwards) = (Vec2::new(a, b), Vec2::new(c, d));
    // Across the line of writing: a shear leaves it as it is. The transform of a glyph is that of the font size alone;
    // the /FontMatrix of a Type 3 font is already in its advance, and otherwise only for its drawing.
    let em = along.cross(upwards).abs() / along.hypot() * 1000.0;
    if !(em.is_finite() && em > 0.0 && along.hypot().is_finite() && along.hypot() > 0.0) {
        return Vec::new();
    }
    let direction = along / along.hypot();
    let mut done = Vec::new();
    let mut building: Option<Building> = None;
    // The marks of the old encodings look alike above small and capital letters: a program that gives both one glyph says
    // beside it which it is. No other text is taken from there, it need not be what is shown.
    let old = font.is_some_and(|font| font.legacy.is_some()) && run.glyphs().len() == 1;
    let actual = style.actual.filter(|_| old);
    // One buffer for the letters of every glyph: pages have thousands.
    let mut letters = String::new();
    for glyph in run.glyphs() {
        let place = transform * glyph.transform();
        let origin = place * Point::ORIGIN;
        let end = origin + along * advance(glyph);
        letters.clear();
        let unmapped = match actual {
            Some(letter) => {
                letters.push(letter);
                false
            }
            None => unicode(glyph, font, &mut letters),
        };
        let gap = building
            .as_ref()
            .map_or(0.0, |building| (origin - building.pen).dot(direction) / em);
        let marks = letters.chars().all(is_combining_mark);
        if gap > COLUMN || gap < -BACK && !marks {
            done.extend(building.take());
        }
        let building = building.get_or_insert_with(|| Building {
            text: String::new(),
            start: None,
            end: origin,
            origin,
            pen: origin,
            unmapped: false,
        });
        let inside = !building.text.is_empty() && !building.text.ends_with(' ');
        if gap > SPACE && !marks && inside && !letters.starts_with(char::is_whitespace) {
            building.text.push(' ');
        }
        building.text.push_str(&letters);
        building.unmapped |= unmapped;
        // Spaces that fill a gap don't close it.
        let blank = letters.chars().all(char::is_whitespace);
        if !marks && !blank {
            building.pen = end;
        }
        if !blank {
            building.start.get_or_insert(origin);
            building.end = end;
        }
    }
    done.extend(building);
    let lean = lean(along, upwards);
    // The /FontMatrix of a Type 3 font may turn back what the text is turned by.
    let mirrored = matches!(**first, Glyph::Outline(_)) && upwards.dot(Vec2::new(direction.y, -direction.x)) < 0.0;
    done.into_iter()
        .filter_map(|part| {
            let up = Vec2::new(direction.y, -direction.x) * em;
            let start = part.start.unwrap_or(part.origin);
            let end = if part.start.is_some() { part.end } else { part.pen };
            let area = Area::from_points(start + up * ABOVE, end - up * BELOW)
                .union(Area::from_points(end + up * ABOVE, start - up * BELOW));
            if !(area.is_finite() && start.is_finite()) {
                return None;
            }
            let legacy = font.and_then(|font| font.legacy).and_then(|legacy| {
                legacy.decode(&part.text, before.and_then(|before| last_letter(before, start, em)))
            });
            let run = TextRun {
                legacy: legacy.is_some(),
                text: composed(legacy.unwrap_or(part.text)),
                bounds: millimetres(area),
                baseline: start.y * MM_PER_POINT,
                font: font.and_then(|font| font.name.clone()),
                size_pt: em,
                slant: match font {
                    Some(font) if font.italic => Slant::Italic,
                    _ if lean > SHEAR => Slant::Oblique,
                    _ => Slant::Upright,
                },
                bold: style.stroked || font.is_some_and(|font| font.bold),
                colour: style.colour,
                visible: style.shown,
                legible: !mirrored,
                direction_deg: clean(direction.y.atan2(direction.x).to_degrees()),
                unmapped: part.unmapped,
            };
            Some((run, area))
        })
        .collect()
}

/// The /ActualText of a marked-content sequence (14.9.4) where it is one letter.
pub(super) fn actual_letter(properties: &Dict<'_>) -> Option<char> {
    let text = properties.get::<object::String<'_>>(b"ActualText".as_slice())?;
    let letter = match text.as_bytes() {
        [0xFE, 0xFF, high, low] => char::from_u32(u16::from_be_bytes([*high, *low]).into()),
        [code] => legacy::windows_1252((*code).into()),
        _ => None,
    };
    letter.filter(|letter| !letter.is_control())
}

/// The last letter of a run that ends right before this point on the same line.
fn last_letter(before: &TextRun, start: Point, em: f64) -> Option<char> {
    let near = |a: f64, b: f64| (a - b).abs() <= SPACE * em * MM_PER_POINT;
    let follows = before.legacy
        && near(before.baseline, start.y * MM_PER_POINT)
        && near(before.bounds.x1, start.x * MM_PER_POINT);
    follows.then(|| before.text.chars().next_back()).flatten()
}

/// In the normal form C.
pub(super) fn composed(text: String) -> String {
    // Every letter below U+0300 and those of Latin Extended Additional, where Vietnamese is, are composed.
    if text
        .chars()
        .all(|letter| letter < '\u{300}' || ('\u{1E00}'..='\u{1EFF}').contains(&letter))
    {
        return text;
    }
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => text,
        IsNormalized::No | IsNormalized::Maybe => text.nfc().collect(),
    }
}

/// A direction that is zero but for rounding is zero.
fn clean(degrees: f64) -> f64 {
    let rounded = (degrees * 100.0).round() / 100.0;
    if rounded == 0.0 { 0.0 } else { rounded }
}

/// How far the letters' upright stroke is from standing on their line, degrees.
fn lean(along: Vec2, up: Vec2) -> f64 {
    let standing = Vec2::new(along.y, -along.x);
    up.cross(standing).abs().atan2(up.dot(standing).abs()).to_degrees()
}

/// Width of a glyph, 1/1000 em; that of a Type 3 font after its /FontMatrix.
fn advance(glyph: &PositionedGlyph<'_>) -> f64 {
    let advance = match &**glyph {
        Glyph::Outline(outline) => outline.advance_width(),
        Glyph::Type3(drawn) => drawn.advance_width(),
    };
    f64::from(advance.filter(|advance| advance.is_finite()).unwrap_or(0.0))
}

/// Writes the letters of a glyph; whether nothing names them.
fn unicode(glyph: &PositionedGlyph<'_>, font: Option<&Font<'_>>, letters: &mut String) -> bool {
    use hayro_interpret::hayro_cmap::BfString;

    let code = glyph.char_code();
    // Without a map the letter named by the encoding may already have lost the place that the old encodings speak of.
    if let Some(font) = font
        && font.legacy.is_some()
        && !font.to_unicode
        && let Some(letter) = legacy::windows_1252(code)
    {
        letters.push(letter);
        return false;
    }
    let says_something = |letter: char| !matches!(letter, '\0' | REPLACEMENT) && !fonts::is_private(letter);
    let first = match glyph.as_unicode() {
        Some(BfString::Char(letter)) => {
            if says_something(letter) {
                letters.push(plain(letter));
                return false;
            }
            Some(letter)
        }
        Some(BfString::String(named)) => {
            if !named.is_empty() && named.chars().all(says_something) {
                letters.extend(named.chars().map(plain));
                return false;
            }
            named.chars().next()
        }
        None => None,
    };
    let symbolic = font.is_some_and(|font| matches!(font.legacy, Some(Legacy::Tcvn3 { .. } | Legacy::Vni)));
    // Symbol fonts put their codes at U+F000.
    if symbolic
        && let Some(letter) = first
        && let Some(letter) = u32::from(letter).checked_sub(0xF000).and_then(legacy::windows_1252)
    {
        letters.push(letter);
        return false;
    }
    let letter = font.and_then(|font| font.unicode(code));
    letters.push(letter.unwrap_or(REPLACEMENT));
    letter.is_none()
}

/// Control characters stand for spaces.
fn plain(letter: char) -> char {
    if letter.is_control() { ' ' } else { letter }
}

/// Whether this run repeats the one before, as text does that is filled and stroked or drawn twice to look bold; the
/// first then counts as bold.
pub(super) fn repeats(before: Option<&mut TextRun>, run: &TextRun, stroked: bool) -> bool {
    let Some(before) = before else { return false };
    let near = |a: f64, b: f64| (a - b).abs() <= DOUBLE * run.size_pt * MM_PER_POINT;
    let same = before.text == run.text
        && before.font == run.font
        && !before.text.trim().is_empty()
        && near(before.bounds.x0, run.bounds.x0)
        && near(before.bounds.x1, run.bounds.x1)
        && near(before.baseline, run.baseline);
    let same = same && before.visible == run.visible && before.legible == run.legible;
    if same {
        // Equal runs at the very same place don't look bolder, unless one adds an outline.
        before.bold |= stroked || before.bounds != run.bounds;
    }
    same
}
