//! What stands on a page and in a signature's appearance, in place: text, images, ink, vector marks.
//!
//! All places are in millimetres from the top left corner of the page as displayed.

mod lines;
mod rect;
mod shown;

pub use lines::Line;
pub use rect::Rect;
pub use shown::{
    Appearance, Content, DocumentContent, Hue, Ink, InkColour, PageContent, PlacedImage, Rgb, Slant, TextRun,
    Transparency, Unread, VectorMark,
};
