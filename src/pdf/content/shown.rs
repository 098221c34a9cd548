//! What stands on a page or in an appearance, in place.

use super::rect::Rect;

/// A colour as shown, sRGB. ICC profiles are taken for the device colours with as many channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb {
    /// Red, 0 to 255.
    pub red: u8,
    /// Green, 0 to 255.
    pub green: u8,
    /// Blue, 0 to 255.
    pub blue: u8,
}

/// How letters lean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slant {
    /// They stand.
    Upright,
    /// The font leans.
    Italic,
    /// An upright font is sheared by a matrix.
    Oblique,
}

/// Text shown by one operator with one font, in one direction; a gap of a column ends it.
#[derive(Debug, Clone, PartialEq)]
pub struct TextRun {
    /// Unicode in NFC, spaces put in where a gap stands for one. A glyph without Unicode is U+FFFD, never dropped.
    pub text: String,
    /// From the first glyph to the end of the last, 0.7 em above to 0.2 em below the baseline.
    pub bounds: Rect,
    /// Where the first glyph stands on the baseline: distance from the top of the page, mm.
    pub baseline: f64,
    /// `PostScript` name of the font without the prefix of a subset; `None` when the document gives none.
    pub font: Option<String>,
    /// Size after all transforms, points (of 1/72 inch on the page as displayed).
    pub size_pt: f64,
    /// How the letters lean.
    pub slant: Slant,
    /// By the font's weight or name, or stroked, with a fill or without, or drawn twice a hair apart.
    pub bold: bool,
    /// Colour of the fill (of the stroke where letters are only stroked), as it looks on paper with its opacity; `None`
    /// for a pattern.
    pub colour: Option<Rgb>,
    /// False for render modes 3 and 7, for optional content that is off, where everything is clipped away, outside the page
    /// or fully transparent, and on a page where areas and pictures painted later cover all of its letters. Where they
    /// cover some, its text has U+FFFD in their place.
    pub visible: bool,
    /// False where it is mirrored, where clips or the edge of the page cut off a part of it that could be a letter, where
    /// its colour can't be told from what it stands on, and in an appearance where areas painted later cover a letter.
    pub legible: bool,
    /// Direction of writing, degrees clockwise on the page as displayed; 0 is left to right.
    pub direction_deg: f64,
    /// Some glyph had no Unicode.
    pub unmapped: bool,
    /// The text was decoded by the table of an old Vietnamese encoding, because of the font's name.
    pub legacy: bool,
}

/// How an image lets through what lies below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transparency {
    /// It doesn't.
    None,
    /// A soft mask: of the image (/`SMask`, /`SMaskInData`) or of the graphics state.
    SoftMask,
    /// An explicit mask or a colour key (/Mask), or a clip that is no rectangle.
    Mask,
    /// It is a stencil, painted in one colour (/`ImageMask`).
    Stencil,
    /// Drawn as a whole with less than full opacity (`ExtGState` /ca), without a mask of its own.
    Constant,
}

/// An image where it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedImage {
    /// The whole image, with its empty margins.
    pub placed: Rect,
    /// Columns and rows of its pixels.
    pub pixels: (u32, u32),
    /// Lengths of its two sides on the page, mm: with `pixels`, its resolution, also when it is turned.
    pub sides_mm: (f64, f64),
    /// How it lets through what lies below.
    pub transparency: Transparency,
    /// Whether it hides what lies below where nothing is drawn on it: it paints its paper, whatever mask it has.
    pub hides: bool,
    /// Blended so that white leaves what lies below untouched (/BM Multiply or Darken).
    pub multiplied: bool,
    /// False for optional content that is off, and where clipped away, outside the page or fully transparent.
    pub visible: bool,
    /// Share of its ink that areas and blank pictures of the appearance lie on that are painted after it, 0 to 1; `None`
    /// where there are more than can be compared. On a page it is not looked at.
    pub covered: Option<f64>,
    /// Whether it is kept with colours (more than one component), whatever they are; `None` where that is not told.
    pub coloured: Option<bool>,
    /// The ink on it; `Ok(None)` when it has none.
    pub ink: Result<Option<Ink>, Unread>,
    /// SHA-256 over the stored bytes of the image and its masks: the same picture has the same one. `None` for one
    /// inside a content stream, and for a scan.
    pub sha256: Option<[u8; 32]>,
}

/// A class of colour, by ranges documented in `hue.rs`; how much of it a regulation wants is not decided here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hue {
    /// Blue.
    Blue,
    /// Red.
    Red,
    /// Black.
    Black,
    /// Grey.
    Grey,
    /// Any other.
    Other,
}

/// The colour of ink: a class, and the numbers behind it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InkColour {
    /// The class with the greatest share.
    pub hue: Hue,
    /// Its share of the ink, 0 to 1.
    pub share: f64,
    /// Median hue of the coloured ink, degrees (HSV); `None` without any colour.
    pub hue_deg: Option<f64>,
    /// Median saturation of the ink, 0 to 1 (HSV).
    pub saturation: f64,
    /// Median value (brightness) of the ink, 0 to 1 (HSV).
    pub value: f64,
}

/// What is drawn on an image, without its margins and its paper.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ink {
    /// The smallest rectangle around it on the page; a few stray pixels don't count.
    pub bounds: Rect,
    /// Its colour.
    pub colour: InkColour,
    /// The image paints its paper, or the appearance a ground below it, so that it hides what lies below.
    pub opaque_background: bool,
    /// Width by height of `bounds`.
    pub aspect: f64,
    /// 4πA/P² of the convex hull: 1 for a circle, 0.79 for a square, less the longer it is.
    pub roundness: f64,
    /// Share of `bounds` that is ink, 0 to 1.
    pub coverage: f64,
}

/// Lines and areas that belong together, as in a seal drawn by a vector program. Frames, rules and grounds of an
/// appearance are none, but for a single line in the colour of the rest: a signature may be underlined.
#[derive(Debug, Clone, PartialEq)]
pub struct VectorMark {
    /// The smallest rectangle around it on the page.
    pub bounds: Rect,
    /// Its colour.
    pub colour: InkColour,
    /// Width by height of `bounds`.
    pub aspect: f64,
    /// 4πA/P² of the convex hull: 1 for a circle.
    pub roundness: f64,
    /// Number of painted paths.
    pub paths: usize,
    /// All of them are rectangles, or straight lines along the edges of the page.
    pub of_boxes: bool,
    /// The appearance paints a ground below it.
    pub opaque_background: bool,
    /// Share of `bounds` that areas of the appearance lie on that are painted after it, 0 to 1; `None` where there are more
    /// than were noted.
    pub covered: Option<f64>,
    /// Some of it is to be seen.
    pub visible: bool,
}

/// Why something was not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unread {
    /// The objects of the file could not be read.
    NoObjects,
    /// A page between those that are looked at.
    NotLookedAt,
    /// A budget was used up; its name in `Budget`.
    OverBudget(&'static str),
    /// It is damaged, or of a kind that can't be read.
    Damaged,
    /// An image that is kept in a form which is not decoded: JBIG2.
    Unsupported,
    /// An image as big as a page: a scan, not a mark.
    PageSized,
    /// The library gave up on it.
    Panicked,
}

/// What stands on a page, or in an appearance.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Content {
    /// Text, in the order it is drawn.
    pub runs: Vec<TextRun>,
    /// Images, in the order they are drawn.
    pub images: Vec<PlacedImage>,
    /// Coloured vector marks, in the order of their first path.
    pub marks: Vec<VectorMark>,
    /// Why something of it may be missing; `None` when all of it was looked at.
    pub truncated: Option<Unread>,
    /// Some area is painted with a pattern or a shading that was not looked into: there may be a picture in it.
    pub patterned: bool,
    /// Filled shapes of the size of letters, rectangles aside: text may be drawn so.
    pub outlines: usize,
    /// Of an appearance: areas that are painted all over with a colour that nothing shows through.
    pub grounds: Vec<Rect>,
}

/// One page.
#[derive(Debug, Clone, PartialEq)]
pub struct PageContent {
    /// Counted from 1.
    pub number: u32,
    /// Width and height as displayed, mm.
    pub size_mm: (f64, f64),
    /// The page's own content, without annotations.
    pub content: Content,
}

/// The appearance of an annotation: of a signature field's widget, or of anything else but a link.
#[derive(Debug, Clone, PartialEq)]
pub struct Appearance {
    /// /Subtype: Widget, Stamp, `FreeText`, ...
    pub subtype: String,
    /// Fully qualified name of the signature field that AcroForm /Fields leads to; `None` for any other annotation.
    pub field: Option<String>,
    /// It says that it belongs to a signature field (/FT /Sig), whether or not the form knows it.
    pub is_signature: bool,
    /// Object of the signature dictionary (/V); `None` for a direct one, and without one.
    pub signature: Option<(u32, u16)>,
    /// Object of the annotation.
    pub annotation: (u32, u16),
    /// The page it stands on, counted from 1; `None` when no page lists it.
    pub page: Option<u32>,
    /// /Rect on the page; `None` when its page is not known or it has no area: an invisible signature.
    pub placed: Option<Rect>,
    /// Hidden (/F bit 2).
    pub hidden: bool,
    /// Not shown on screen (/F bit 6).
    pub no_view: bool,
    /// It holds words that somebody typed onto the page: a /FreeText annotation, a field for text or a choice.
    pub is_typed: bool,
    /// Printed (/F bit 3).
    pub print: bool,
    /// Its optional content is off.
    pub content_off: bool,
    /// It has a normal appearance (/AP /N, of the state /AS).
    pub present: bool,
    /// What its normal appearance shows.
    pub content: Content,
}

/// What was looked at in one document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DocumentContent {
    /// Pages, by number.
    pub pages: Vec<PageContent>,
    /// Appearances: those of signature fields in the order of the form, then the others of the pages looked at, by
    /// page.
    pub appearances: Vec<Appearance>,
    /// Pages that were not looked at: first, last, why.
    pub unread_pages: Vec<(u32, u32, Unread)>,
    /// Why appearances may be missing.
    pub unread_appearances: Option<Unread>,
}
