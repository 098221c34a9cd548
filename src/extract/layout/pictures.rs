//! Pictures on the pages that are no signatures of theirs: signatures pasted into the text, seals across the edges of
//! pages; in the content of a page, or shown by annotations.

use super::{
    appearance::{of_image, of_mark},
    block::Block,
    page::{Kind, Page, unread_cause},
    pairs::Pairs,
};
use crate::{
    facts::{Cause, Hue, Measured, PagePicture, PictureFacts, SignatureFacts},
    pdf::content::{self, Content, Rect, VectorMark},
};

/// A signature is wider than it is high, by this much at least.
const WIDE: f64 = 1.2;
/// A picture of a signature is at least so wide and high, mm: smaller ones are signs.
const LEAST: (f64, f64) = (8.0, 3.0);
/// Ink within so many mm of the edge of the page is cut by it.
const EDGE: f64 = 1.5;
/// Parts of seals are between so many mm high, and not wider.
const SEAL_HEIGHT: (f64, f64) = (15.0, 60.0);
/// They are at least so wide, mm: a seal is set across five sheets at most.
const SEAL_PART: f64 = 4.0;

/// What a page shows that is no signature: its own content, and that of annotations.
fn contents<'p>(page: &'p Page<'_>) -> impl Iterator<Item = &'p Content> + 'p {
    let annotations = page.annotations.iter().map(|annotation| &annotation.content);
    std::iter::once(&page.content.content).chain(annotations)
}

/// The images on a page with their ink, scans of the whole page left out.
fn images<'p>(page: &'p Page<'_>) -> impl Iterator<Item = (Rect, PictureFacts)> + 'p {
    contents(page)
        .flat_map(|content| &content.images)
        .filter(|image| image.visible)
        .filter_map(|image| {
            let ink = image.ink.as_ref().ok()?.as_ref()?;
            Some((ink.bounds, of_image(image)))
        })
}

/// What is drawn with paths on a page.
fn marks<'p>(page: &'p Page<'_>) -> impl Iterator<Item = &'p VectorMark> + 'p {
    contents(page)
        .flat_map(|content| &content.marks)
        .filter(|mark| mark.visible)
}

fn drawn(mark: &VectorMark) -> (Rect, PictureFacts) {
    (mark.bounds, of_mark(mark))
}

/// A picture between title and name of a signer, where no signature of the document stands.
pub(super) fn without_field(
    pages: &[Page<'_>],
    blocks: &[Block],
    signatures: &[SignatureFacts],
) -> Measured<PagePicture> {
    let signed = |page: u32, block: &Block| {
        signatures.iter().any(|signature| {
            signature
                .layout
                .appearance
                .known()
                .filter(|appearance| appearance.page == page)
                .and_then(|appearance| appearance.picture.known())
                .and_then(|picture| picture.ink_mm.known())
                .is_some_and(|[x0, y0, x1, y1]| {
                    let ink = Rect {
                        x0: *x0,
                        y0: *y0,
                        x1: *x1,
                        y1: *y1,
                    };
                    ink.width() > WIDE * ink.height() && block.has_near(&ink)
                })
        })
    };
    let mut unread = None;
    for block in blocks {
        let Some(page) = pages.iter().find(|page| page.number == block.page) else {
            continue;
        };
        if signed(block.page, block) {
            continue;
        }
        let found = images(page)
            .chain(marks(page).map(drawn))
            .filter(|(ink, picture)| {
                let dark = matches!(picture.hue, Measured::Known(Hue::Blue | Hue::Black | Hue::Grey));
                dark && ink.width() >= LEAST.0
                    && ink.height() >= LEAST.1
                    && ink.width() > WIDE * ink.height()
                    && block.has_near(ink)
                    && ink.centre().1 > block.title_bounds.y0
                    && ink.centre().1 < block.name_bounds.y1
            })
            .max_by(|(a, _), (b, _)| a.area().total_cmp(&b.area()));
        if let Some((_, picture)) = found {
            return Measured::Known(PagePicture {
                page: block.page,
                picture,
            });
        }
        unread = unread.or_else(|| unreadable_near(page, block));
    }
    // Without text nobody knows where a signature would stand.
    let blind = if blocks.is_empty() {
        pages.iter().find_map(|page| page.cause.clone())
    } else {
        unread
    };
    blind.map_or(Measured::Absent, Measured::Unmeasured)
}

/// A picture at the place to sign whose ink can't be read.
fn unreadable_near(page: &Page<'_>, block: &Block) -> Option<Cause> {
    page.content.content.images.iter().find_map(|image| {
        let unread = image.ink.err()?;
        (image.visible && unread != content::Unread::PageSized && block.has_near(&image.placed))
            .then(|| unread_cause(unread))
    })
}

/// Red pictures that an edge of the page cuts, of the page, of an annotation or of a signature: a seal that stands by a person is the
/// seal of the document, wherever both stand.
pub(super) fn edge_seals(
    pages: &[Page<'_>],
    signatures: &[SignatureFacts],
    pairs: &Pairs,
    missing: Option<&Cause>,
) -> Measured<u32> {
    // A banner runs along the head or foot of the page, or from edge to edge.
    let at_edge = |page: &Page<'_>, ink: &Rect| {
        let (left, right) = (ink.x0 < EDGE, ink.x1 > page.width - EDGE);
        let inside = ink.y0 > EDGE && ink.y1 < page.height - EDGE;
        let sizes = SEAL_HEIGHT.0..SEAL_HEIGHT.1;
        left != right && inside && sizes.contains(&ink.height()) && (SEAL_PART..SEAL_HEIGHT.1).contains(&ink.width())
    };
    let by_person = |index: usize| pairs.together().any(|(_, seal)| seal == index);
    let signed = signatures
        .iter()
        .enumerate()
        .filter(|(index, _)| !by_person(*index))
        .filter_map(|(_, signature)| {
            let shown = signature.layout.appearance.known()?;
            let page = pages.iter().find(|page| page.number == shown.page)?;
            let picture = shown.picture.known()?;
            let [x0, y0, x1, y1] = *picture.ink_mm.known()?;
            let ink = Rect { x0, y0, x1, y1 };
            (picture.hue == Measured::Known(Hue::Red) && at_edge(page, &ink)).then_some(())
        })
        .count();
    let drawn_on_pages = pages
        .iter()
        .flat_map(|page| {
            // Rules, bands and frames are no seals.
            images(page)
                .chain(marks(page).filter(|mark| !mark.of_boxes).map(drawn))
                .filter(move |(ink, picture)| picture.hue == Measured::Known(Hue::Red) && at_edge(page, ink))
        })
        .count();
    let count = drawn_on_pages.saturating_add(signed);
    // On a scan the seal is part of the picture of the page.
    let blind = missing.cloned().or_else(|| {
        pages
            .iter()
            .find(|page| page.kind == Kind::Scan || page.content.content.truncated.is_some())
            .and_then(|page| page.cause.clone())
    });
    match blind {
        Some(cause) if count == 0 => Measured::Unmeasured(cause),
        _ => Measured::Known(u32::try_from(count).unwrap_or(u32::MAX)),
    }
}
