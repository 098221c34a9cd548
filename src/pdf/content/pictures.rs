//! Images of the document: what they are, and the ink on them.
//!
//! An image is decoded in a small file of its own, after its size was checked against what its own bytes say: a
//! header may promise more pixels than the dictionary, and memory is taken by the header.

use std::{cell::OnceCell, collections::BTreeMap};

use aws_lc_rs::digest;
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps, InterpreterCache,
    InterpreterSettings, LumaData, SoftMask, font::GlyphRun, interpret, kurbo,
};
use hayro_syntax::{
    content::TypedIter,
    object::{Dict, ObjectIdentifier},
    page::Resources,
};
use lopdf::{Dictionary, Document, Object, Stream};
use memchr::memmem;

use super::{
    abridged,
    ink::{self, InkShape, Pixels, Plane},
    shown::{Transparency, Unread},
};
use crate::{
    budget::Budget,
    pdf::objects::{lookup, resolve},
};

/// Entries of an image dictionary that decide its pixels.
const ENTRIES: [&[u8]; 10] = [
    b"Width",
    b"Height",
    b"ColorSpace",
    b"BitsPerComponent",
    b"Decode",
    b"ImageMask",
    b"SMaskInData",
    b"Matte",
    b"Filter",
    b"DecodeParms",
];
/// Scans of a progressive JPEG: each may touch every pixel.
const JPEG_SCANS: usize = 64;
/// Ink of so many pictures is kept.
const KEPT: usize = 4_096;
const DEPTH: usize = 6;
/// Channels of a pixel and bytes of a channel, with a margin for predictors.
const BYTES_PER_PIXEL: u64 = 9;
/// What an image filter is given of a pixel, bytes: no more than the pixel itself takes.
const CODED_PER_PIXEL: u64 = 4;

/// Ink of pictures seen before, by the digest of their bytes: a seal repeats in thousands of documents. Belongs to
/// whoever looks at many documents; what a document gives does not depend on what was seen before, and costs the same
/// of its budget.
#[derive(Default)]
pub struct InkCache {
    known: BTreeMap<[u8; 32], Option<InkShape>>,
}

impl InkCache {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many pictures are kept.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether none is kept.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }
}

/// An image of the document.
pub(super) struct Picture<'d> {
    document: &'d Document,
    stream: &'d Stream,
    /// Columns and rows, as the dictionary says.
    pub(super) pixels: (u32, u32),
    pub(super) transparency: Transparency,
    /// Its optional content is off.
    pub(super) off: bool,
    /// Worked out once, however often it is drawn.
    sha256: OnceCell<[u8; 32]>,
    cost: OnceCell<Result<u64, Unread>>,
    ink: OnceCell<Result<Option<InkShape>, Unread>>,
}

impl<'d> Picture<'d> {
    pub(super) fn of(document: &'d Document, stream: &'d Stream, off: bool) -> Self {
        let has = |key: &[u8]| !matches!(lookup(document, &stream.dict, key), Object::Null);
        let count = |key: &[u8]| {
            let value = lookup(document, &stream.dict, key).as_i64().unwrap_or(0);
            u32::try_from(value).unwrap_or(0)
        };
        let transparency = if matches!(lookup(document, &stream.dict, b"ImageMask"), Object::Boolean(true)) {
            Transparency::Stencil
        } else if has(b"SMask") || matches!(lookup(document, &stream.dict, b"SMaskInData"), Object::Integer(1 | 2)) {
            Transparency::SoftMask
        } else if has(b"Mask") {
            Transparency::Mask
        } else {
            Transparency::None
        };
        Self {
            document,
            stream,
            pixels: (count(b"Width"), count(b"Height")),
            transparency,
            off,
            sha256: OnceCell::new(),
            cost: OnceCell::new(),
            ink: OnceCell::new(),
        }
    }

    /// Whether its pixels have colours: more than one component (ISO 32000-1, 8.6). `None` where the dictionary does
    /// not say: JPEG 2000 states it inside, and a Separation is one ink of any colour.
    pub(super) fn coloured(&self) -> Option<bool> {
        if self.is_stencil() {
            return Some(false);
        }
        coloured(
            self.document,
            lookup(self.document, &self.stream.dict, b"ColorSpace"),
            DEPTH,
        )
    }

    pub(super) fn is_stencil(&self) -> bool {
        self.transparency == Transparency::Stencil
    }

    /// SHA-256 over the entries that decide the pixels and over the stored bytes, masks included.
    pub(super) fn sha256(&self) -> [u8; 32] {
        *self.sha256.get_or_init(|| self.read_sha256())
    }

    fn read_sha256(&self) -> [u8; 32] {
        let mut context = digest::Context::new(&digest::SHA256);
        for stream in self.streams() {
            let mut text = Vec::new();
            for key in ENTRIES {
                canonical(
                    self.document,
                    &mut text,
                    lookup(self.document, &stream.dict, key),
                    DEPTH,
                    &mut context,
                );
                text.push(b'|');
            }
            context.update(&text);
            context.update(&u64::try_from(stream.content.len()).unwrap_or(u64::MAX).to_le_bytes());
            context.update(&stream.content);
        }
        if let Object::Array(key) = lookup(self.document, &self.stream.dict, b"Mask") {
            context.update(format!("{:?}", key.iter().take(64).collect::<Vec<_>>()).as_bytes());
        }
        let mut sha256 = [0; 32];
        sha256.copy_from_slice(context.finish().as_ref());
        sha256
    }

    /// The image, its soft mask, its mask.
    fn streams(&self) -> impl Iterator<Item = &'d Stream> {
        let masks = [&b"SMask"[..], b"Mask"];
        let mask = masks
            .into_iter()
            .filter_map(|key| lookup(self.document, &self.stream.dict, key).as_stream().ok());
        std::iter::once(self.stream).chain(mask)
    }

    /// Finds its ink, and takes its pixels from the budget.
    pub(super) fn ink(
        &self,
        pixels_left: &mut u64,
        cache: &mut InkCache,
        budget: &Budget,
    ) -> Result<Option<InkShape>, Unread> {
        let all = || self.streams().map(|stream| self.cost_of(stream, budget)).sum();
        let pixels = (*self.cost.get_or_init(all))?;
        *pixels_left = pixels_left
            .checked_sub(pixels)
            .ok_or(Unread::OverBudget("image_pixels"))?;
        let look = || {
            if let Some(known) = cache.known.get(&self.sha256()) {
                return Ok(known.clone());
            }
            let found = self.decode(budget)?;
            if cache.known.len() >= KEPT {
                cache.known.clear();
            }
            cache.known.insert(self.sha256(), found.clone());
            Ok(found)
        };
        self.ink.get_or_init(look).clone()
    }

    /// Pixels of one stream, by its dictionary and by its own header; refused where decoding it could cost more.
    fn cost_of(&self, stream: &Stream, budget: &Budget) -> Result<u64, Unread> {
        let over = Unread::OverBudget("image_pixels");
        let entry = |key: &[u8]| lookup(self.document, &stream.dict, key);
        let side = |key: &[u8]| entry(key).as_i64().ok().and_then(|side| u64::try_from(side).ok());
        let (width, height) = side(b"Width").zip(side(b"Height")).ok_or(Unread::Damaged)?;
        let mut pixels = width.saturating_mul(height);
        if pixels > budget.image_pixels {
            // Before anything is inflated to so many.
            return Err(over);
        }
        let filters: Vec<&[u8]> = match entry(b"Filter") {
            Object::Name(filter) => vec![filter.as_slice()],
            Object::Array(filters) => filters
                .iter()
                .filter_map(|filter| resolve(self.document, filter).as_name().ok())
                .collect(),
            _ => Vec::new(),
        };
        let image_filter = |filter: &&[u8]| {
            matches!(
                *filter,
                b"DCTDecode" | b"DCT" | b"JPXDecode" | b"CCITTFaxDecode" | b"CCF" | b"JBIG2Decode"
            )
        };
        let (outer, last) = match filters.split_last() {
            Some((last, outer)) if image_filter(last) => (outer, Some(*last)),
            _ => (&[][..], None),
        };
        if filters.iter().filter(|filter| image_filter(filter)).count() != usize::from(last.is_some()) {
            return Err(Unread::Damaged);
        }
        // What the image filter is given: its header says how large the image is.
        let undone = match outer {
            [] => None,
            _ => Some(self.without_filters(stream, outer.len(), pixels)?),
        };
        let content = undone.as_deref().unwrap_or(&stream.content);
        match last {
            Some(b"DCTDecode" | b"DCT") => pixels = pixels.max(jpeg_pixels(content).ok_or(Unread::Damaged)?),
            Some(b"JPXDecode") => {
                pixels = pixels
                    .max(jpeg2000_pixels(content).ok_or(Unread::Damaged)?)
                    .saturating_mul(4);
            }
            Some(b"CCITTFaxDecode" | b"CCF") => {
                let parameters = match entry(b"DecodeParms") {
                    Object::Array(items) => items.get(outer.len()).map(|item| resolve(self.document, item)),
                    other => Some(other),
                };
                if let Some(Object::Dictionary(parameters)) = parameters {
                    let side = |key: &[u8], or: u64| match lookup(self.document, parameters, key) {
                        Object::Integer(side) => u64::try_from(*side).unwrap_or(u64::MAX),
                        _ => or,
                    };
                    pixels = pixels.max(side(b"Columns", 1728).saturating_mul(side(b"Rows", 0).max(height)));
                }
            }
            // Bilevel scans; nothing a seal or a signature is stored as.
            Some(b"JBIG2Decode") => return Err(Unread::Unsupported),
            _ => self.check_size(stream, pixels)?,
        }
        if pixels > budget.image_pixels {
            Err(over)
        } else {
            Ok(pixels)
        }
    }

    /// What is left of a stream when its first filters are undone, with a limit: an image takes no more than its pixels do.
    fn without_filters(&self, stream: &Stream, many: usize, pixels: u64) -> Result<Vec<u8>, Unread> {
        let mut dictionary = Dictionary::new();
        for key in [&b"Filter"[..], b"DecodeParms"] {
            if let Object::Array(items) = lookup(self.document, &stream.dict, key) {
                dictionary.set(key, items.iter().take(many).cloned().collect::<Vec<_>>());
            }
        }
        let stream = Stream::new(dictionary, stream.content.clone());
        let limit = usize::try_from(pixels.saturating_mul(CODED_PER_PIXEL).saturating_add(1 << 20));
        abridged::decode(self.document, &stream, limit.unwrap_or(usize::MAX)).map_err(of_pixels)
    }

    /// Data that could inflate to much more than its pixels take is inflated with a limit first.
    fn check_size(&self, stream: &Stream, pixels: u64) -> Result<(), Unread> {
        /// What the strongest filters make of one byte.
        const INFLATION: u64 = 4_096;
        let expected = pixels.saturating_mul(BYTES_PER_PIXEL).saturating_add(1 << 20);
        let stored = u64::try_from(stream.content.len()).unwrap_or(u64::MAX);
        if stored.saturating_mul(INFLATION) <= expected.max(32 << 20) {
            return Ok(());
        }
        let limit = usize::try_from(expected).unwrap_or(usize::MAX);
        abridged::decode(self.document, stream, limit)
            .map(drop)
            .map_err(of_pixels)
    }

    fn decode(&self, budget: &Budget) -> Result<Option<InkShape>, Unread> {
        let (bytes, number) = abridged::picture_alone(self.document, self.stream, &ENTRIES, budget)?;
        let pdf = hayro_syntax::Pdf::new(bytes).map_err(|_| Unread::Damaged)?;
        let resources: Dict<'_> = pdf
            .xref()
            .get(ObjectIdentifier::new(number, 0))
            .ok_or(Unread::Damaged)?;
        let cache = InterpreterCache::new();
        let page = kurbo::Rect::new(0.0, 0.0, 1.0, 1.0);
        let mut context = Context::new(
            kurbo::Affine::IDENTITY,
            page,
            &cache,
            pdf.xref(),
            InterpreterSettings::default(),
        );
        let mut reader = PixelReader(Err(Unread::Damaged));
        interpret(
            TypedIter::new(b"/I Do"),
            &Resources::new(resources),
            &mut context,
            &mut reader,
        );
        reader.0
    }
}

/// Where data is more than its pixels could take, it is the budget of pixels that it is over.
fn of_pixels(why: Unread) -> Unread {
    match why {
        Unread::OverBudget(_) => Unread::OverBudget("image_pixels"),
        why => why,
    }
}

/// Ink of an image that stands in a content stream; its size was checked when that was copied.
pub(super) fn inline_ink(image: &Image<'_, '_>, pixels_left: &mut u64) -> Result<Option<InkShape>, Unread> {
    let over = Unread::OverBudget("image_pixels");
    let stream = match image {
        Image::Stencil(stencil) => stencil.stream(),
        Image::Raster(raster) => raster.stream(),
    };
    let stored = u64::try_from(stream.raw_data().len()).unwrap_or(u64::MAX);
    let pixels = u64::from(image.width()).saturating_mul(u64::from(image.height()));
    *pixels_left = pixels_left
        .checked_sub(pixels.max(stored.saturating_mul(16)))
        .ok_or(over)?;
    if pixels > 1 << 22 || stream.filters().len() > 1 {
        return Err(over);
    }
    read(image)
}

/// Takes the pixels of the one image that is drawn.
struct PixelReader(Result<Option<InkShape>, Unread>);

impl<'a> Device<'a> for PixelReader {
    fn draw_path(&mut self, _: &kurbo::BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
    fn draw_image(&mut self, image: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.0 = read(&image);
    }
}

fn read(image: &Image<'_, '_>) -> Result<Option<InkShape>, Unread> {
    let mut found = Err(Unread::Damaged);
    let (width, height) = (image.width(), image.height());
    let reach = |columns: u32, rows: u32, factors: (f32, f32)| {
        (
            f64::from(columns) * f64::from(factors.0) / f64::from(width.max(1)),
            f64::from(rows) * f64::from(factors.1) / f64::from(height.max(1)),
        )
    };
    match image {
        Image::Stencil(stencil) => stencil.with_stencil(
            |mask, _| {
                let black = Plane {
                    data: &[0, 0, 0],
                    width: 1,
                    height: 1,
                    channels: 3,
                };
                let reach = reach(mask.width, mask.height, mask.scale_factors);
                let pixels = Pixels {
                    colour: black,
                    alpha: Some(luma(&mask)),
                    reach,
                };
                found = Ok(ink::find(&pixels, true));
            },
            None,
        ),
        Image::Raster(raster) => raster.with_rgba(
            |colour, alpha| {
                let reach = reach(colour.width(), colour.height(), colour.scale_factors());
                let plane = match &colour {
                    ImageData::Rgb(rgb) => Plane {
                        data: &rgb.data,
                        width: usize::try_from(rgb.width).unwrap_or(0),
                        height: usize::try_from(rgb.height).unwrap_or(0),
                        channels: 3,
                    },
                    ImageData::Luma(grey) => luma(grey),
                };
                let pixels = Pixels {
                    colour: plane,
                    alpha: alpha.as_ref().map(luma),
                    reach,
                };
                found = Ok(ink::find(&pixels, false));
            },
            None,
        ),
    }
    found
}

fn luma(data: &LumaData) -> Plane<'_> {
    Plane {
        data: &data.data,
        width: usize::try_from(data.width).unwrap_or(0),
        height: usize::try_from(data.height).unwrap_or(0),
        channels: 1,
    }
}

/// An object as text, the same in every document: references followed, streams by their bytes.
fn canonical(document: &Document, out: &mut Vec<u8>, object: &Object, depth: usize, context: &mut digest::Context) {
    let Some(depth) = depth.checked_sub(1) else { return };
    match resolve(document, object) {
        Object::Array(items) => {
            out.push(b'[');
            for item in items.iter().take(64) {
                canonical(document, out, item, depth, context);
                out.push(b' ');
            }
        }
        Object::Dictionary(entries) => canonical_entries(document, out, entries, depth, context),
        Object::Stream(stream) => {
            canonical_entries(document, out, &stream.dict, depth, context);
            context.update(&stream.content);
        }
        other => out.extend_from_slice(format!("{other:?}").as_bytes()),
    }
}

fn canonical_entries(
    document: &Document,
    out: &mut Vec<u8>,
    entries: &Dictionary,
    depth: usize,
    context: &mut digest::Context,
) {
    out.push(b'<');
    for (key, value) in entries.iter().take(64) {
        if key != b"Metadata" {
            out.extend_from_slice(key);
            canonical(document, out, value, depth, context);
        }
    }
}

/// Pixels of a JPEG by its frame header (ITU-T T.81, B.2.2); `None` without one, or with too many scans.
fn jpeg_pixels(bytes: &[u8]) -> Option<u64> {
    if memmem::find_iter(bytes, &[0xFF, 0xDA]).nth(JPEG_SCANS).is_some() {
        return None;
    }
    let mut at = memmem::find(bytes, &[0xFF, 0xD8])?.checked_add(2)?;
    loop {
        let [0xFF, marker, rest @ ..] = bytes.get(at..)? else {
            at = at.checked_add(1)?;
            continue;
        };
        match (*marker, rest) {
            (0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF, [_, _, _, h1, h0, w1, w0, ..]) => {
                let side = |high: u8, low: u8| u64::from(u16::from_be_bytes([high, low]));
                return side(*h1, *h0).checked_mul(side(*w1, *w0));
            }
            (0xFF, _) => at = at.checked_add(1)?,
            (0x01 | 0xD0..=0xD8, _) => at = at.checked_add(2)?,
            (_, [high, low, ..]) => {
                let length = usize::from(u16::from_be_bytes([*high, *low]));
                at = at.checked_add(2)?.checked_add(length)?;
            }
            _ => return None,
        }
    }
}

/// Pixels of a JPEG 2000 code stream by its SIZ segment (ITU-T T.800, A.5.1).
fn jpeg2000_pixels(bytes: &[u8]) -> Option<u64> {
    let size = memmem::find(bytes, &[0xFF, 0x4F, 0xFF, 0x51])?.checked_add(8)?;
    let [width, height, left, top] = {
        let words = bytes.get(size..size.checked_add(16)?)?.as_chunks::<4>().0;
        let [width, height, left, top] = words else { return None };
        [width, height, left, top].map(|word| u64::from(u32::from_be_bytes(*word)))
    };
    width.checked_sub(left)?.checked_mul(height.checked_sub(top)?)
}

/// Whether a colour space has more than one component.
fn coloured(document: &Document, space: &Object, depth: usize) -> Option<bool> {
    let depth = depth.checked_sub(1)?;
    match space {
        Object::Name(name) => match name.as_slice() {
            b"DeviceRGB" | b"DeviceCMYK" => Some(true),
            b"DeviceGray" => Some(false),
            _ => None,
        },
        Object::Array(parts) => match resolve(document, parts.first()?).as_name().ok()? {
            b"DeviceRGB" | b"DeviceCMYK" | b"CalRGB" | b"Lab" | b"DeviceN" => Some(true),
            b"DeviceGray" | b"CalGray" => Some(false),
            b"ICCBased" => {
                let profile = resolve(document, parts.get(1)?).as_stream().ok()?;
                lookup(document, &profile.dict, b"N")
                    .as_i64()
                    .ok()
                    .map(|count| count > 1)
            }
            b"Indexed" => coloured(document, resolve(document, parts.get(1)?), depth),
            _ => None,
        },
        _ => None,
    }
}
