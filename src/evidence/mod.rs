//! Pictures of the place on the page that a finding speaks of, with the measured boxes drawn on it.
//!
//! ```text
//! facts + names of the measured facts -> place: Drawing (page, boxes)      in the parent, from the store
//! Drawing + Pdf -> canvas: piece of the page, outlines -> legend -> png    in a worker, with the bytes
//! ```
//!
//! What is outlined follows from the facts that a rule measured, not from its code: a rule that an office writes
//! itself gets its pictures like any other.

mod canvas;
mod legend;
mod palette;
mod place;

pub use place::{Drawing, Mark, Part, drawing, has_place};

use png::{BitDepth, ColorType, Compression, Encoder, Filter, PixelDimensions, Unit};

use crate::{
    budget::Budget,
    pdf::{NotDrawn, Pdf},
};
use canvas::Canvas;

/// Bytes of one picture, at most.
pub const PICTURE_BYTES: usize = 60_000;
/// Pixels of one line, at most: half a page of A4 in a letter at 150 dpi.
const WIDTH: f64 = 700.0;
/// Pixels of the piece of the page from top to bottom, at most.
const HEIGHT: f64 = 760.0;
/// Pixels to the millimetre, at most: 229 dpi, the least at which strokes of a pen are told apart.
const PER_MM: f64 = 9.0;

/// A finished picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The file.
    pub png: Vec<u8>,
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum NoPicture {
    /// The page can't be drawn.
    #[error(transparent)]
    Page(#[from] NotDrawn),
    /// None of the boxes lies on the page.
    #[error("the measured place lies outside the page")]
    OffPage,
    /// It has more than [`PICTURE_BYTES`] bytes however coarse it is.
    #[error("the picture would be too large")]
    TooLarge,
    /// The file could not be written.
    #[error("PNG: {0}")]
    Png(#[from] png::EncodingError),
}

/// Draws the pictures of a document; the same document and drawings give the same bytes on the same kind of machine.
/// In print a picture has the size of the paper. One that is refused costs only itself.
pub fn draw(bytes: &[u8], drawings: &[Drawing], budget: &Budget) -> Vec<Result<Picture, NoPicture>> {
    let pdf = Pdf::open(bytes, budget);
    let one = |drawing| draw_one(pdf.as_ref().ok_or(NotDrawn::NoObjects)?, drawing);
    drawings.iter().map(one).collect()
}

fn draw_one(pdf: &Pdf<'_>, drawing: &Drawing) -> Result<Picture, NoPicture> {
    let page = pdf.page_size(drawing.page)?;
    let piece = canvas::piece(page, drawing).ok_or(NoPicture::OffPage)?;
    let finest = (WIDTH / piece.width()).min(HEIGHT / piece.height()).min(PER_MM);
    // A photographed page has more colours than fit: fewer colours first, then fewer pixels.
    for (share, colours) in [(1.0, 160), (1.0, 48), (0.7, 48), (0.5, 24)] {
        let per_mm = finest * share;
        let pixels = pdf.draw(drawing.page, piece, per_mm)?;
        let mut canvas = Canvas::new(pixels, piece, per_mm);
        canvas.outline(&drawing.marks);
        let framed = legend::below(canvas, drawing);
        let picture = encode(&framed, per_mm, colours)?;
        if picture.png.len() <= PICTURE_BYTES {
            return Ok(picture);
        }
    }
    Err(NoPicture::TooLarge)
}

fn encode(canvas: &Canvas, per_mm: f64, colours: usize) -> Result<Picture, NoPicture> {
    let (palette, places) = palette::reduce(canvas.colours(), &Part::COLOURS, colours);
    let mut png = Vec::new();
    let mut encoder = Encoder::new(&mut png, canvas.width(), canvas.height());
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_palette(palette);
    encoder.set_compression(Compression::High);
    encoder.set_filter(Filter::NoFilter);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at most 9,000 pixels to the metre"
    )]
    let to_the_metre = (per_mm * 1_000.0).round() as u32;
    encoder.set_pixel_dims(Some(PixelDimensions {
        xppu: to_the_metre,
        yppu: to_the_metre,
        unit: Unit::Meter,
    }));
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&places)?;
    writer.finish()?;
    Ok(Picture {
        png,
        width: canvas.width(),
        height: canvas.height(),
    })
}
