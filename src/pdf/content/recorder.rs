//! The device that the interpreter draws on: it notes where things stand.
//!
//! Its coordinates are points of the page as displayed, from the top left corner.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "coordinates are floating-point numbers: they do not overflow"
)]

use std::collections::BTreeMap;

use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask, StrokeProps,
    font::GlyphRun,
    kurbo::{Affine, BezPath, Point, Rect as Area, Shape},
    pattern::Pattern,
};
use hayro_syntax::object::Dict;

use super::{
    MM_PER_POINT,
    abridged::MARK,
    clips::Clips,
    covers::{Below, Covers},
    fonts::Font,
    frames,
    grounds::{Grounds, on_paper},
    ink::InkShape,
    marks::{Marks, Painted},
    outlines,
    pictures::{self, Picture},
    rect::Rect,
    shown::{Rgb, TextRun, Transparency, Unread},
    text::{self, Style},
    tiles,
};

/// Opacity below which nothing is to be seen.
const FAINT: f32 = 0.02;
/// Opacity above which nothing is to be seen of what lies below.
const HIDING: f32 = 0.98;
/// Pictures of an appearance that are compared with light letters.
const PICTURES: usize = 64;
/// Painted areas of a page among which the ground of white letters is looked for; in more of them it is taken to be there.
const PAINTED: usize = 2_048;
/// So much of a line of text has to be inside every clip before it counts as whole, along it and across it: a descender
/// may be cut.
const SHOWN: (f64, f64) = (0.95, 0.5);

/// An image as it was drawn; its ink is looked for afterwards.
pub(super) struct Drawn {
    /// Object number in the copy; `None` for one inside the content stream.
    pub(super) number: Option<u32>,
    /// Shares of the image's width and height, from its top left corner, to points of the page.
    pub(super) place: Affine,
    pub(super) pixels: (u32, u32),
    pub(super) transparency: Transparency,
    pub(super) multiplied: bool,
    /// Under a soft mask of the graphics state.
    pub(super) masked: bool,
    /// Blended so that its own colours are not what is seen.
    pub(super) recoloured: bool,
    /// Stands on an area that was painted before, and hides the page with it.
    pub(super) on_ground: bool,
    /// A picture without transparency of which a clip that is no rectangle cuts something out.
    pub(super) shaped: bool,
    /// What of it is inside every clip, where that is not all.
    pub(super) cropped: Option<Area>,
    pub(super) visible: bool,
    /// What a stencil is painted with.
    pub(super) paint: Option<Rgb>,
    /// How many areas had been painted all over when it was drawn: the others lie on it.
    pub(super) grounds_below: usize,
    /// Ink of an image inside the content stream.
    pub(super) inline_ink: Option<Result<Option<InkShape>, Unread>>,
}

/// A transparency group.
#[derive(Clone, Copy)]
struct Group {
    opacity: f32,
    masked: bool,
    multiplied: bool,
    recoloured: bool,
}

impl Group {
    fn of(opacity: f32, masked: bool, blend: BlendMode) -> Self {
        Self {
            opacity,
            masked,
            multiplied: lets_through(blend),
            recoloured: recolours(blend),
        }
    }

    /// Whether what is drawn in it is not what is seen: a mask leaves nobody knows what of it, a blend mode other colours.
    fn is_veiled(self) -> bool {
        self.masked || self.recoloured
    }
}

/// A form that is being drawn: what was in force outside.
struct Frame {
    font: Option<usize>,
    sequences: usize,
    off: bool,
}

/// What is drawn on.
#[derive(Clone, Copy)]
pub(super) struct Canvas<'c> {
    /// The page as displayed.
    pub(super) page: Area,
    /// The box of an appearance, which clips it.
    pub(super) frame: Option<Area>,
    /// All of it is under optional content that is off.
    pub(super) off: bool,
    /// What the page paints below an appearance.
    pub(super) below: Option<&'c Covers>,
}

/// Notes what is drawn.
pub(super) struct Recorder<'r, 'd> {
    fonts: &'r [Font<'d>],
    pictures: &'r BTreeMap<u32, Picture<'d>>,
    /// The page as displayed.
    page: Area,
    pixels_left: &'r mut u64,
    images_left: &'r mut usize,
    /// What the page paints below an appearance.
    below: Below,
    clips: Clips,
    groups: Vec<Group>,
    /// Open marked-content sequences: whether each is off.
    sequences: Vec<bool>,
    frames: Vec<Frame>,
    font: Option<usize>,
    /// The one letter that the open sequence says the next glyph is (/ActualText).
    actual: Option<char>,
    /// All of it is under optional content that is off.
    off: bool,
    /// Areas of an appearance that are painted all over.
    grounds: Grounds,
    /// Areas of a page that are painted all over.
    covers: Covers,
    /// Where a page is painted in another colour than that of paper.
    painted: Vec<Area>,
    /// Patterns that may still be drawn, and whether one is being drawn.
    tiles_left: u8,
    in_tile: bool,
    noted: Recorded,
}

/// What was noted.
pub(super) struct Recorded {
    pub(super) runs: Vec<TextRun>,
    pub(super) images: Vec<Drawn>,
    pub(super) marks: Marks,
    pub(super) truncated: Option<Unread>,
    /// Something is painted with a pattern that was not looked into.
    pub(super) patterned: bool,
    /// Filled shapes of the size of letters.
    pub(super) outlines: usize,
    /// Areas of an appearance that are painted all over with a colour.
    pub(super) grounds: Vec<Rect>,
    /// Those and the opaque pictures, in the order they are painted; `None` where there are more than were noted.
    pub(super) areas: Option<Vec<Rect>>,
    /// Areas of a page that are painted all over.
    pub(super) covers: Covers,
}

impl<'r, 'd> Recorder<'r, 'd> {
    pub(super) fn new(
        fonts: &'r [Font<'d>],
        pictures: &'r BTreeMap<u32, Picture<'d>>,
        canvas: Canvas<'_>,
        marks: Marks,
        pixels_left: &'r mut u64,
        images_left: &'r mut usize,
    ) -> Self {
        Self {
            fonts,
            pictures,
            page: canvas.page,
            pixels_left,
            images_left,
            below: match (canvas.below, canvas.frame) {
                (Some(below), Some(frame)) => below.below(frame),
                _ => Below::default(),
            },
            clips: Clips::of(canvas.frame),
            groups: Vec::new(),
            sequences: Vec::new(),
            frames: Vec::new(),
            font: None,
            actual: None,
            off: canvas.off,
            grounds: Grounds::default(),
            covers: Covers::default(),
            painted: Vec::new(),
            tiles_left: tiles::DRAWN,
            in_tile: false,
            noted: Recorded {
                runs: Vec::new(),
                images: Vec::new(),
                marks,
                truncated: None,
                patterned: false,
                outlines: 0,
                grounds: Vec::new(),
                areas: None,
                covers: Covers::default(),
            },
        }
    }

    pub(super) fn finish(mut self) -> Recorded {
        if self.noted.marks.full {
            self.noted.truncated = self.noted.truncated.or(Some(Unread::OverBudget("marks")));
        }
        if self.grounds.over_budget {
            self.noted.truncated = self.noted.truncated.or(Some(Unread::OverBudget("grounds")));
        }
        self.covers.hide(&mut self.noted.runs);
        if self.covers.over_budget {
            self.noted.truncated = self.noted.truncated.or(Some(Unread::OverBudget("covers")));
        }
        self.noted.covers = std::mem::take(&mut self.covers);
        let areas = || self.grounds.areas().iter().copied().map(millimetres).collect();
        self.noted.marks.stand_on(self.grounds.areas());
        self.noted.marks.all_grounds = !self.grounds.over_budget;
        self.noted.grounds = self.grounds.coloured();
        self.noted.areas = (!self.grounds.over_budget).then(areas);
        self.noted
    }

    fn is_off(&self) -> bool {
        self.off || self.sequences.iter().any(|off| *off) || self.frames.iter().any(|frame| frame.off)
    }

    /// What can be seen of this area.
    fn seen(&self, area: Area) -> Option<Area> {
        self.clips.seen(area, &self.page)
    }

    /// Whether what is painted now hides what lies below.
    fn hides(&self, opacity: f32) -> bool {
        let through = |group: &Group| group.is_veiled() || group.multiplied;
        opacity * self.group_opacity() > HIDING && !self.groups.iter().any(through)
    }

    /// Notes a ground of an appearance, or one that covers the text of a page or is another ground than its paper.
    fn ground(&mut self, area: Area, colour: Option<Rgb>) {
        if self.noted.marks.is_of_appearance() {
            self.grounds.paint(area, colour, &mut self.noted.runs);
        } else if self.covers.matter(area, colour) {
            self.covers.paint(area, colour, self.noted.runs.len());
        }
    }

    /// Whether text has a colour that can be told from what it stands on: on a page, from paper with nothing drawn on it.
    fn stands_out(&self, run: &TextRun, area: Area) -> bool {
        let drawn = || {
            let unit = Area::new(0.0, 0.0, 1.0, 1.0);
            let images = &self.noted.images;
            self.noted.marks.reach_into(area)
                || self.noted.patterned
                || self.painted.len() > PAINTED
                || self.painted.iter().any(|painted| painted.intersect(area).area() > 0.0)
                || images.len() > PICTURES
                || images
                    .iter()
                    .any(|image| image.place.transform_rect_bbox(unit).intersect(area).area() > 0.0)
        };
        let below = self.below.ground(area);
        run.colour
            .is_none_or(|colour| self.grounds.show(colour, area, below, drawn))
    }

    fn group_opacity(&self) -> f32 {
        self.groups.iter().map(|group| group.opacity).product()
    }

    /// A mark of the copy; see `abridged::program`.
    fn mark(&mut self, mark: &[u8]) {
        match mark {
            b"f" | b"h" => self.frames.push(Frame {
                font: self.font,
                sequences: self.sequences.len(),
                off: mark == b"h",
            }),
            b"e" => {
                if let Some(frame) = self.frames.pop() {
                    self.font = frame.font;
                    self.sequences.truncate(frame.sequences);
                }
            }
            b"o" => self.font = self.frames.last().and_then(|frame| frame.font),
            b"x" => {
                if let Some(open) = self.sequences.last_mut() {
                    *open = true;
                }
            }
            digits => self.font = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok()),
        }
        // The empty sequence of the mark itself.
        self.sequences.push(false);
    }

    fn painted(&mut self, path: &BezPath, props: &DrawProps<'_>, mode: &DrawMode) {
        let stroke = match mode {
            DrawMode::Stroke(stroke) => Some(stroke),
            _ => None,
        };
        let spread = stroke.map_or(0.0, |stroke| spread(stroke, props.transform));
        let area = props
            .transform
            .transform_rect_bbox(path.bounding_box())
            .inflate(spread, spread);
        let Some(seen) = self.seen(area) else { return };
        let own = Group::of(1.0, props.soft_mask.is_some(), props.blend_mode);
        let veiled = own.is_veiled() || self.groups.iter().any(|group| group.is_veiled());
        let through = veiled || own.multiplied;
        let Some((colour, opacity)) = solid(&props.paint) else {
            let group = Group::of(1.0, props.soft_mask.is_some(), props.blend_mode);
            let cells = frames::fills_a_rectangle(path, props.transform) && stroke.is_none();
            self.patterned(&props.paint, seen, group, cells);
            return;
        };
        if self.in_tile {
            self.noted.patterned = true;
            return;
        }
        let visible = !self.is_off() && opacity * self.group_opacity() > FAINT;
        let painted = Painted {
            path,
            transform: props.transform,
            spread: stroke.map(|_| spread),
            colour,
            seen,
            clipped: seen != area,
            visible,
        };
        if visible && stroke.is_none() {
            self.noted.outlines = self
                .noted
                .outlines
                .saturating_add(outlines::count(path, props.transform));
        }
        // A line as thick as letters are high covers them; in an appearance it is a rule or a stroke of a signature.
        let line = stroke.is_some_and(|stroke| stroke.dash_array.is_empty()) && !self.noted.marks.is_of_appearance();
        let matters = self.noted.marks.is_of_appearance() || self.covers.matter(seen, Some(colour));
        if visible
            && matters
            && !through
            && self.hides(opacity)
            && let Some(area) = frames::filled(&painted).or_else(|| line.then(|| frames::of_line(&painted))?)
            && !self.clips.cut_area(area)
        {
            self.ground(area, Some(colour));
        }
        let white = colour.red.min(colour.green).min(colour.blue) == u8::MAX;
        if visible && !white && !self.noted.marks.is_of_appearance() && self.painted.len() <= PAINTED {
            self.painted.push(seen);
        }
        // What a mask leaves of it, or what colours are seen, nobody looks at: it is no drawing that could be measured.
        if visible && veiled {
            self.noted.patterned = true;
            return;
        }
        self.noted.marks.add(&painted, self.grounds.areas().len());
    }

    /// What is painted with a pattern: its pictures are noted where a rectangle shows one cell of it, as programs do
    /// that make PDFs of web pages. Of anything else nothing is known but that it is there.
    fn patterned(&mut self, paint: &Paint<'_>, seen: Area, group: Group, cells: bool) {
        if self.is_off() {
            return;
        }
        let pictures = self.noted.images.len();
        if let Paint::Pattern(pattern) = paint
            && let Pattern::Tiling(pattern) = &**pattern
            && cells
            && !self.in_tile
            && let Some(left) = self.tiles_left.checked_sub(1)
            && let Some(place) = tiles::only(pattern, seen)
        {
            self.tiles_left = left;
            self.in_tile = true;
            let clips = self.clips.len();
            self.clips.push(seen);
            self.groups.push(Group {
                opacity: pattern.opacity,
                ..group
            });
            pattern.interpret(self, place, false);
            self.groups.pop();
            self.clips.truncate(clips);
            self.in_tile = false;
        }
        self.noted.patterned |= self.noted.images.len() == pictures;
    }
}

/// Colour and opacity; `None` for a pattern.
fn solid(paint: &Paint<'_>) -> Option<(Rgb, f32)> {
    match paint {
        Paint::Color(colour) => {
            let colour = colour.to_rgba();
            let [red, green, blue, _] = colour.to_rgba8();
            let [.., opacity] = colour.components();
            Some((Rgb { red, green, blue }, opacity))
        }
        Paint::Pattern(_) => None,
    }
}

/// Whether clips leave so much of a line of text that no letter is missing. One without a width is that of a letter
/// without an advance.
fn is_whole(seen: Area, area: Area) -> bool {
    let (width, height) = (seen.width() / area.width(), seen.height() / area.height());
    let lies = area.width() >= area.height();
    let (along, across) = if lies { (width, height) } else { (height, width) };
    !(along < SHOWN.0 || across < SHOWN.1)
}

/// Whether white leaves what lies below as it is.
fn lets_through(blend: BlendMode) -> bool {
    matches!(blend, BlendMode::Multiply | BlendMode::Darken)
}

/// Whether something is seen in other colours than its own, if it is seen at all.
fn recolours(blend: BlendMode) -> bool {
    !matches!(blend, BlendMode::Normal | BlendMode::Multiply | BlendMode::Darken)
}

/// Half the width of a stroke on the page.
fn spread(stroke: &StrokeProps, transform: Affine) -> f64 {
    f64::from(stroke.line_width) / 2.0 * transform.determinant().abs().sqrt()
}

/// To millimetres.
pub(super) fn millimetres(area: Area) -> Rect {
    Rect {
        x0: area.x0 * MM_PER_POINT,
        y0: area.y0 * MM_PER_POINT,
        x1: area.x1 * MM_PER_POINT,
        y1: area.y1 * MM_PER_POINT,
    }
}

impl<'a> Device<'a> for Recorder<'_, '_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.painted(path, &props, mode);
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.clips.push_path(&clip.path);
    }

    fn push_clip_rect(&mut self, rect: &Area) {
        self.clips.push(*rect);
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn push_transparency_group(&mut self, opacity: f32, mask: Option<SoftMask<'a>>, blend: BlendMode) {
        self.groups.push(Group::of(opacity, mask.is_some(), blend));
    }

    fn pop_transparency_group(&mut self) {
        self.groups.pop();
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        if self.in_tile {
            self.noted.patterned = true;
            return;
        }
        let paint = solid(&props.paint);
        let opacity = paint.map_or(1.0, |(_, opacity)| opacity) * self.group_opacity();
        let font = self.font.and_then(|font| self.fonts.get(font));
        let style = Style {
            colour: paint.map(|(colour, _)| on_paper(colour, opacity)),
            stroked: matches!(mode, DrawMode::Stroke(_)),
            actual: self.actual.take(),
            shown: !matches!(mode, DrawMode::Invisible) && opacity > FAINT && !self.is_off(),
        };
        for (mut read, area) in text::read(run, props.transform, font, &style, self.noted.runs.last()) {
            read.visible = read.visible && self.seen(area).is_some();
            let left = self.clips.cropped(area).intersect(self.page);
            read.legible &= is_whole(left, area) && self.stands_out(&read, area);
            if !text::repeats(self.noted.runs.last_mut(), &read, style.stroked) {
                self.covers.text(area);
                self.noted.runs.push(read);
            }
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let Some(left) = self.images_left.checked_sub(1) else {
            self.noted.truncated = Some(Unread::OverBudget("images"));
            return;
        };
        *self.images_left = left;
        let (columns, rows) = (image.width(), image.height());
        let (stream, paint) = match &image {
            Image::Stencil(stencil) => {
                // The paint is only given together with pixels: in the copy there is one.
                let mut paint = None;
                stencil.with_stencil(|_, with| paint = solid(with), None);
                (stencil.stream(), paint)
            }
            Image::Raster(raster) => (raster.stream(), None),
        };
        let number = Some(stream.obj_id().obj_number).filter(|number| *number > 0);
        let picture = number.and_then(|number| self.pictures.get(&number));
        let multiplied = self.groups.iter().any(|group| group.multiplied);
        let recoloured = self.groups.iter().any(|group| group.recoloured);
        let opacity = self.group_opacity() * paint.map_or(1.0, |(_, opacity)| opacity);
        let own = match (picture, &image) {
            (Some(picture), _) => picture.transparency,
            (None, Image::Stencil(_)) => Transparency::Stencil,
            (None, Image::Raster(_)) => Transparency::None,
        };
        // The last group is that of the image: its own soft mask stands in the place of that of the state (11.6.5.3).
        let groups = match own {
            Transparency::SoftMask => self.groups.split_last().map_or(&[][..], |(_, outside)| outside),
            _ => self.groups.as_slice(),
        };
        let masked = groups.iter().any(|group| group.masked);
        let place = props.transform * Affine::scale_non_uniform(f64::from(columns), f64::from(rows));
        let area = place.transform_rect_bbox(Area::new(0.0, 0.0, 1.0, 1.0));
        let off = self.is_off() || picture.is_some_and(|picture| picture.off);
        let visible = !off && opacity > FAINT;
        let seen = self.seen(area);
        let on_ground = seen.is_some_and(|seen| self.grounds.are_under(seen));
        // What a clip leaves of a picture that paints all of its box is what the clip says.
        let shaped = own == Transparency::None && self.clips.cut(place);
        if visible
            && own == Transparency::None
            && !shaped
            && self.hides(opacity)
            && let Some(seen) = seen
        {
            self.ground(seen, None);
        }
        let inline_ink = number.is_none().then(|| pictures::inline_ink(&image, self.pixels_left));
        self.noted.images.push(Drawn {
            number,
            place,
            pixels: picture.map_or((columns, rows), |picture| picture.pixels),
            transparency: match own {
                Transparency::None if masked => Transparency::SoftMask,
                Transparency::None if shaped => Transparency::Mask,
                Transparency::None if opacity < 0.995 => Transparency::Constant,
                own => own,
            },
            multiplied,
            masked,
            recoloured,
            shaped,
            on_ground,
            cropped: Some(self.clips.cropped(area)).filter(|cropped| *cropped != area),
            visible: visible && seen.is_some(),
            paint: paint.map(|(colour, _)| colour),
            grounds_below: self.grounds.areas().len(),
            inline_ink,
        });
    }

    fn draw_rect(&mut self, rect: &Area, props: DrawProps<'a>, mode: &DrawMode) {
        self.painted(&rect.to_path(0.1), &props, mode);
    }

    fn begin_marked_content(&mut self, tag: &[u8], properties: Option<&Dict<'_>>) {
        if let Some(mark) = tag.strip_prefix(MARK) {
            self.mark(mark);
        } else {
            self.actual = properties.and_then(text::actual_letter);
            self.sequences.push(false);
        }
    }

    fn end_marked_content(&mut self) {
        self.actual = None;
        let below = self.frames.last().map_or(0, |frame| frame.sequences);
        if self.sequences.len() > below {
            self.sequences.pop();
        }
    }
}

/// A point of the page, mm.
pub(super) fn point(transform: Affine, x: f64, y: f64) -> (f64, f64) {
    let point = transform * Point::new(x, y);
    (point.x * MM_PER_POINT, point.y * MM_PER_POINT)
}
