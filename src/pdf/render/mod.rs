//! A piece of a page as pixels.
//!
//! The page is first copied into a file of its own ([`copy`]), by the same library that measured it: what is drawn is
//! what was measured, whatever another reader would make of a broken, encrypted or many times updated file, and
//! nothing but this page can cost anything. Drawing is still the most expensive thing that can be done with a hostile
//! document: it belongs into a worker process.

mod copy;

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro::{
    RenderCache, RenderSettings,
    hayro_interpret::InterpreterSettings,
    kurbo::Affine,
    render_into,
    vello_cpu::{
        Pixmap, RasterizerSettings, RenderContext, RenderSettings as Canvas, Resources, TargetInit,
        color::palette::css::WHITE,
    },
};

use super::{
    Pdf,
    content::{Place, Rect},
};

/// Millimetres of a point.
const MM_PER_POINT: f64 = 25.4 / 72.0;
/// Pixels of a side, at most.
pub const LARGEST_SIDE: u16 = 2_000;

/// A piece of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pixels {
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Red, green, blue, row by row from the top.
    pub colours: Vec<[u8; 3]>,
}

/// Why there is no picture of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotDrawn {
    /// The objects of the file could not be read.
    #[error("the objects of the file can't be read")]
    NoObjects,
    /// There is no such page, or it has no usable size.
    #[error("there is no such page")]
    NoPage,
    /// The piece lies outside the page, or has more than [`LARGEST_SIDE`] pixels on a side.
    #[error("the piece is not on the page, or too large")]
    NoArea,
    /// A budget was used up.
    #[error("over budget: {0}")]
    OverBudget(&'static str),
    /// The page can't be copied or opened again.
    #[error("the page is damaged")]
    Damaged,
    /// The library gave up on it.
    #[error("the drawing library panicked")]
    Panicked,
}

impl Pdf<'_> {
    /// Size of a page (counted from 1) as displayed, mm.
    ///
    /// # Errors
    /// When there is no such page, or its objects can't be read.
    pub fn page_size(&self, page: u32) -> Result<(f64, f64), NotDrawn> {
        let area = self.place(page)?.area;
        Ok((area.width() * MM_PER_POINT, area.height() * MM_PER_POINT))
    }

    /// Draws a piece of a page with its annotations, as a viewer shows it, so many pixels to the millimetre. The left
    /// upper corner of the first pixel is the left upper corner of `piece`.
    ///
    /// # Errors
    /// When there is no such page, or it can't be drawn within the budget.
    pub fn draw(&self, page: u32, piece: Rect, per_mm: f64) -> Result<Pixels, NotDrawn> {
        let place = self.place(page)?;
        let (width, height) = (side(piece.width() * per_mm)?, side(piece.height() * per_mm)?);
        let scale = MM_PER_POINT * per_mm;
        let shift = (-piece.x0 * per_mm, -piece.y0 * per_mm);
        let transform = place.display.then_scale(scale).then_translate(shift.into());
        // The libraries work on hostile input: whatever they do ends with this picture.
        catch_unwind(AssertUnwindSafe(|| {
            let bytes = copy::one_page(self.document().ok_or(NotDrawn::NoObjects)?, &place, &self.budget)?;
            paint(bytes, transform, width, height)
        }))
        .unwrap_or(Err(NotDrawn::Panicked))
    }

    fn place(&self, page: u32) -> Result<Place<'_>, NotDrawn> {
        let document = self.document().ok_or(NotDrawn::NoObjects)?;
        let before = usize::try_from(page)
            .ok()
            .and_then(|page| page.checked_sub(1))
            .ok_or(NotDrawn::NoPage)?;
        let page = document.page_iter().take(self.budget.pages).nth(before);
        page.and_then(|page| Place::of(document, page)).ok_or(NotDrawn::NoPage)
    }
}

/// Pixels of a side of so many pixels and a part.
fn side(pixels: f64) -> Result<u16, NotDrawn> {
    let whole = pixels.round();
    if !(1.0..=f64::from(LARGEST_SIDE)).contains(&whole) {
        return Err(NotDrawn::NoArea);
    }
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number between 1 and LARGEST_SIDE"
    )]
    Ok(whole as u16)
}

fn paint(bytes: Vec<u8>, transform: Affine, width: u16, height: u16) -> Result<Pixels, NotDrawn> {
    let pdf = hayro::hayro_syntax::Pdf::new(bytes).map_err(|_| NotDrawn::Damaged)?;
    let page = pdf.pages().first().ok_or(NotDrawn::Damaged)?;
    let canvas = Canvas {
        num_threads: 0,
        ..Canvas::default()
    };
    let mut context = RenderContext::new_with(width, height, canvas);
    let settings = RenderSettings {
        // Hinting moves outlines to whole pixels; here they stay where they were measured.
        hinting: false,
        ..RenderSettings::default()
    };
    render_into(
        page,
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &settings,
        &mut context,
        transform,
    );
    context.flush();
    let mut pixmap = Pixmap::new(width, height);
    let on_white = RasterizerSettings {
        target_init: TargetInit::Clear(WHITE),
        ..RasterizerSettings::default()
    };
    context.render_with(&mut pixmap, &mut Resources::default(), on_white);
    // On white paper every pixel is opaque.
    let colours = pixmap.data().iter().map(|pixel| [pixel.r, pixel.g, pixel.b]).collect();
    Ok(Pixels {
        width: u32::from(width),
        height: u32::from(height),
        colours,
    })
}
