//! What stands below the piece of the page: which colour is what, a scale, and what it is a picture of.
//!
//! A picture is pasted into letters and seen without its report, so it says what it is by itself.

use hayro::{
    kurbo::{Affine, BezPath},
    vello_cpu::{
        Pixmap, RasterizerSettings, RenderContext, RenderSettings, Resources, TargetInit,
        color::palette::css::{BLACK, WHITE as PAPER},
    },
};
use skrifa::{
    FontRef, MetadataProvider as _,
    instance::{LocationRef, Size},
    outline::{DrawSettings, OutlinePen},
};

use super::{
    canvas::{Area, Canvas},
    place::{Drawing, Part},
};

const FONT: &[u8] = include_bytes!("../../report-templates/shared/fonts/LiberationSerif-Regular.ttf");
/// Sizes of the letters, pixels.
const LEGEND: f32 = 17.0;
const CAPTION: f32 = 14.0;
/// Rows of one line of the legend and of the caption.
const LEGEND_ROW: u32 = 24;
const CAPTION_ROW: u32 = 20;
/// Pixels from the left and right edges.
const INDENT: i64 = 8;
const INK: [u8; 3] = [0x22, 0x26, 0x2b];
const QUIET: [u8; 3] = [0x5a, 0x62, 0x6b];
const RULE: [u8; 3] = [0xb9, 0xc0, 0xc8];
/// Width and height of a sample of an outline.
const SAMPLE: (i64, i64) = (20, 12);
/// Letters of a caption, at most.
const LETTERS: usize = 160;

/// The picture with its legend below and a thin frame round both.
pub(super) fn below(mut canvas: Canvas, drawing: &Drawing) -> Canvas {
    let width = i64::from(canvas.width());
    let mut items: Vec<(Part, &str)> = Vec::new();
    for mark in &drawing.marks {
        if !items.contains(&(mark.part, &mark.label)) {
            items.push((mark.part, &mark.label));
        }
    }
    let font = FontRef::new(FONT).ok();
    let measure = |text: &str, size: f32| font.as_ref().map_or(0, |font| extent(font, text, size));
    let scale = Scale::of(canvas.per_mm());
    let scale_width = scale.pixels + 8 + measure(&scale.label, CAPTION);

    // Items flow from left to right; the scale stands at the end of the first line.
    let mut places: Vec<(i64, u32)> = Vec::new();
    let (mut x, mut line) = (INDENT, 0_u32);
    for (_, label) in &items {
        let taken = SAMPLE.0 + 6 + measure(label, LEGEND);
        let end = if line == 0 {
            width - scale_width - 2 * INDENT
        } else {
            width - INDENT
        };
        if x > INDENT && x + taken > end {
            (x, line) = (INDENT, line + 1);
        }
        places.push((x, line));
        x += taken + 18;
    }
    let top = i64::from(canvas.height());
    let caption: String = drawing.caption.chars().take(LETTERS).collect();
    let lines = wrap(&caption, |text| measure(text, CAPTION) <= width - 2 * INDENT);
    let rows = 4 + LEGEND_ROW * (line + 1) + CAPTION_ROW * u32::try_from(lines.len()).unwrap_or(0) + 5;
    canvas.extend(rows);
    canvas.fill(row(0, width, top, 1), RULE);
    let baseline = |line: u32| top + 4 + i64::from(LEGEND_ROW * line) + 17;
    for ((part, label), (x, line)) in items.iter().zip(places) {
        let base = baseline(line);
        let sample = Area {
            left: x + 2,
            top: base - SAMPLE.1 + 2,
            right: x + SAMPLE.0 - 2,
            bottom: base - 2,
        };
        canvas.frame(sample, 2, part.colour());
        write(&mut canvas, font.as_ref(), label, LEGEND, (x + SAMPLE.0 + 6, base), INK);
    }
    let (start, base) = (width - INDENT - scale_width, baseline(0));
    canvas.fill(row(start, start + scale.pixels, base - 5, 2), INK);
    for end in [start, start + scale.pixels - 2] {
        canvas.fill(row(end, end + 2, base - 9, 10), INK);
    }
    let label_at = (start + scale.pixels + 8, base);
    write(&mut canvas, font.as_ref(), &scale.label, CAPTION, label_at, INK);
    let mut base = baseline(line) + i64::from(CAPTION_ROW) + 2;
    for text in lines {
        write(&mut canvas, font.as_ref(), text, CAPTION, (INDENT, base), QUIET);
        base += i64::from(CAPTION_ROW);
    }
    let edge = Area {
        left: 1,
        top: 1,
        right: width - 1,
        bottom: i64::from(canvas.height()) - 1,
    };
    canvas.frame(edge, 1, RULE);
    canvas
}

fn row(left: i64, right: i64, top: i64, height: i64) -> Area {
    Area {
        left,
        top,
        right,
        bottom: top + height,
    }
}

/// A length of paper.
struct Scale {
    pixels: i64,
    label: String,
}

impl Scale {
    /// 10 mm, or more where that would be a dot.
    fn of(per_mm: f64) -> Self {
        let millimetres = if per_mm * 10.0 >= 40.0 { 10 } else { 20 };
        #[allow(clippy::cast_possible_truncation, reason = "a few hundred pixels")]
        let pixels = (f64::from(millimetres) * per_mm).round() as i64;
        Self {
            pixels,
            label: format!("{millimetres} mm"),
        }
    }
}

/// Lines that fit, broken at blanks; a word that is too long alone keeps its line.
fn wrap(text: &str, fits: impl Fn(&str) -> bool) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let mut end = rest.len();
        if !fits(rest) {
            let blanks = rest.match_indices(' ').map(|(at, _)| at);
            let fitting = blanks.clone().take_while(|at| fits(&rest[..*at])).last();
            end = fitting.or_else(|| blanks.clone().next()).unwrap_or(rest.len());
        }
        lines.push(rest[..end].trim());
        rest = rest[end..].trim();
    }
    lines
}

/// Pixels that a text takes.
fn extent(font: &FontRef<'_>, text: &str, size: f32) -> i64 {
    let (charmap, metrics) = (
        font.charmap(),
        font.glyph_metrics(Size::new(size), LocationRef::default()),
    );
    let width: f32 = text
        .chars()
        .filter_map(|letter| metrics.advance_width(charmap.map(letter).unwrap_or_default()))
        .sum();
    #[allow(clippy::cast_possible_truncation, reason = "a few thousand pixels")]
    let pixels = width.ceil() as i64;
    pixels
}

/// Writes a text whose baseline begins at this pixel.
fn write(
    canvas: &mut Canvas,
    font: Option<&FontRef<'_>>,
    text: &str,
    size: f32,
    (x, y): (i64, i64),
    colour: [u8; 3],
) {
    let Some(font) = font else { return };
    let (charmap, outlines) = (font.charmap(), font.outline_glyphs());
    let metrics = font.glyph_metrics(Size::new(size), LocationRef::default());
    let mut pen = Pen {
        path: BezPath::new(),
        x: 0.0,
    };
    for letter in text.chars() {
        let glyph = charmap.map(letter).unwrap_or_default();
        if let Some(outline) = outlines.get(glyph) {
            let settings = DrawSettings::unhinted(Size::new(size), LocationRef::default());
            // A glyph that can't be drawn leaves its gap.
            let _ = outline.draw(settings, &mut pen);
        }
        pen.x += metrics.advance_width(glyph).unwrap_or(0.0);
    }
    let (above, rows) = (size.ceil(), size.ceil() * 1.5);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a line of text on a picture"
    )]
    let (width, height, above) = ((pen.x.ceil() + 2.0).min(4_000.0) as u16, rows as u16, above as i64);
    let mut context = RenderContext::new_with(
        width,
        height,
        RenderSettings {
            num_threads: 0,
            ..RenderSettings::default()
        },
    );
    context.set_transform(Affine::translate((0.0, f64::from(size.ceil()))));
    context.set_paint(BLACK);
    context.fill_path(&pen.path);
    context.flush();
    let mut line = Pixmap::new(width, height);
    let settings = RasterizerSettings {
        target_init: TargetInit::Clear(PAPER),
        ..RasterizerSettings::default()
    };
    context.render_with(&mut line, &mut Resources::default(), settings);
    for row in 0..height {
        for column in 0..width {
            let cover = 255 - line.sample(column, row).g;
            if cover > 0 {
                canvas.mix(x + i64::from(column), y - above + i64::from(row), colour, cover);
            }
        }
    }
}

/// Takes the outlines of glyphs one behind the other, upside down: pixels count from the top.
struct Pen {
    path: BezPath,
    x: f32,
}

impl Pen {
    fn at(&self, x: f32, y: f32) -> (f64, f64) {
        (f64::from(self.x + x), f64::from(-y))
    }
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.move_to(self.at(x, y));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.path.line_to(self.at(x, y));
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.path.quad_to(self.at(cx, cy), self.at(x, y));
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        self.path.curve_to(self.at(cx0, cy0), self.at(cx1, cy1), self.at(x, y));
    }

    fn close(&mut self) {
        self.path.close_path();
    }
}
