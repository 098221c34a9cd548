//! What the eye sees, measured: appearances of signatures, their roles, how they stand to the page and to each other,
//! and what the document says of itself.
//!
//! The pages are read first, then what each signature shows, then its role; the components of the document come last,
//! because a clerk may have signed number and date into their gaps.
//!
//! One file a family: [`page`] and [`page_text`] lines, scans, margins; [`heading`] and [`components`] the document's own words;
//! [`agency`], [`number`], [`place_and_date`], [`printed_time`] the grammars; [`signed`], [`appearance`], [`pieces`] and
//! [`stamp`] one signature; [`roles`], [`shapes`] and [`initials`] its part; [`relations`], [`pairs`], [`block`],
//! [`places`], [`seal`] and [`pictures`] what stands where.

mod agency;
mod appearance;
mod block;
mod components;
mod heading;
mod initials;
mod marks;
mod number;
mod page;
mod page_text;
mod pairs;
mod pictures;
mod pieces;
mod place_and_date;
mod places;
mod printed_time;
mod relations;
mod roles;
mod seal;
mod shapes;
mod side_by_side;
mod signed;
mod stamp;
mod text;

#[cfg(test)]
mod tests;

use jiff::civil::Date;

use crate::{
    facts::{Cause, ComponentFacts, LayoutFacts, Measured, Moment, SignatureFacts, SignatureLayout},
    pdf::content::DocumentContent,
};
use components::{Blind, SignedIn};
use page::Page;
use roles::Surroundings;

/// Measures the layout of a document and adds to the facts of its signatures what they show. `as_of` is the moment of
/// the audit, when there is one.
pub(super) fn measure(
    content: &DocumentContent,
    signatures: &mut [SignatureFacts],
    as_of: Option<&Moment>,
) -> (LayoutFacts, ComponentFacts) {
    let pages: Vec<Page<'_>> = content
        .pages
        .iter()
        .map(|page| Page::read(page, &content.appearances))
        .collect();
    let missing = page::missing_pages(content);
    let blocks = block::find(&pages, &signed::signed(signatures, content));
    let heading = heading::read(&pages);
    // Without page 1 nothing is known of the heading.
    let blind = match pages.first().filter(|page| page.number == 1) {
        Some(first) => first.cause.clone(),
        None => Some(missing.clone().unwrap_or(Cause::NotMeasured)),
    };
    let attached_to = match (&heading.attached_to, &blind) {
        (Some(number), _) => Measured::Known(number.clone()),
        (None, Some(cause)) => Measured::Unmeasured(cause.clone()),
        (None, None) => Measured::Absent,
    };
    let around = Surroundings {
        pages: &pages,
        blocks: &blocks,
        heading: &heading,
    };
    for signature in signatures.iter_mut() {
        signed::measure(signature, content, &around, &attached_to, missing.as_ref());
        signature.layout.agency_is_issuing = roles::agency_is_issuing(signature, &heading, &blocks, blind.as_ref());
        signature.layout.after_audit = match as_of {
            Some(as_of) => signed::time(signature).map(|at| at.instant() > as_of.instant()),
            None => Measured::Unmeasured(Cause::NotValidated),
        };
    }
    initials::tell_apart(signatures, &blocks, &pages);
    let layout = relations::measure(&pages, &blocks, signatures, missing.as_ref());
    let person = relations::block_of_document(&layout, signatures, &blocks);
    let signed_in = SignedIn::of(signatures);
    let later = pages.iter().find_map(|page| page.cause.clone()).or(missing);
    let blind = Blind {
        first: blind.as_ref(),
        later: later.as_ref(),
    };
    let components = components::components(heading, signatures, &signed_in, person, blind);
    for signature in signatures.iter_mut() {
        let issued = components.issued_on.as_ref();
        signature.layout.days_after_issue =
            issued.and_then(|issued| signed::time(signature).map(|at| days_between(*issued, at.day_in_vietnam())));
    }
    (layout, components)
}

/// Days from one date to another, negative when the other is earlier.
fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

/// Nothing of the layout could be measured, for this cause.
pub(super) fn unmeasured(signatures: &mut [SignatureFacts], cause: &Cause) -> (LayoutFacts, ComponentFacts) {
    for signature in signatures {
        if signature.role.cause().is_some() {
            signature.role = Measured::Unmeasured(cause.clone());
        }
        signature.layout = SignatureLayout::unmeasured(cause);
    }
    (LayoutFacts::unmeasured(cause), ComponentFacts::unmeasured(cause))
}
