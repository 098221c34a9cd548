//! What the eye sees, as JSON: boxes in millimetres from the top left corner of the page as displayed.

use jiff::civil::Date;
use serde::Serialize;

use super::text;
use crate::facts::{ComponentFacts, LayoutFacts, Measured, Moment, PictureFacts, SignatureLayout};

#[derive(Serialize)]
pub(super) struct Appearance<'a> {
    page: u32,
    box_mm: [f64; 4],
    from_right_mm: f64,
    from_top_mm: f64,
    quadrant: &'static str,
    hidden: bool,
    image: Option<Image>,
    text: &'a [String],
    font: Option<&'a str>,
    typeface: Option<&'a str>,
    size_pt: Option<f64>,
    upright: Option<bool>,
    bold: Option<bool>,
    colour: Option<&'static str>,
    covers_text: Option<bool>,
    stamp: Option<Stamp<'a>>,
}

#[derive(Serialize)]
struct Image {
    placed_mm: [f64; 4],
    ink_mm: Option<[f64; 4]>,
    hue: Option<&'static str>,
    hue_share: Option<f64>,
    median_hue_deg: Option<f64>,
    median_saturation: Option<f64>,
    transparent: Option<bool>,
    opaque_background: Option<bool>,
    aspect: Option<f64>,
    roundness: Option<f64>,
    diameter_mm: Option<f64>,
    vector: bool,
}

#[derive(Serialize)]
struct Stamp<'a> {
    copy_kind: Option<&'static str>,
    agency: Option<&'a str>,
    number: Option<&'a str>,
    signer: Option<&'a str>,
    time_text: Option<&'a str>,
    time: Option<Moment>,
    time_form: Option<&'static str>,
    zone: Option<&'static str>,
    after_claimed_s: Option<i64>,
}

#[derive(Serialize)]
pub(super) struct Block<'a> {
    page: u32,
    same_page: bool,
    title: &'a [String],
    name: &'a str,
    name_is_certificate: Option<bool>,
    name_is_certificate_but_marks: Option<bool>,
    below_title_pt: Option<f64>,
    above_name_pt: Option<f64>,
    centre_offset_pt: Option<f64>,
}

#[derive(Serialize)]
pub(super) struct Layout<'a> {
    seal_overlap: Option<f64>,
    seal_vertical_overlap: Option<f64>,
    seal_side: Option<&'static str>,
    same_page: Option<bool>,
    person_before_seal: Option<bool>,
    person_before_fields: Option<bool>,
    picture_without_field: Option<PagePicture>,
    edge_seals: Option<u32>,
    unsigned_seals: Option<u32>,
    unsigned_blocks: Option<u32>,
    unsealed_signers: Option<u32>,
    text_hiders: Option<u32>,
    scanned_pages: Option<u32>,
    text_pages: Option<u32>,
    scan_dpi: Option<f64>,
    margins_mm: Option<[f64; 4]>,
    body_font: Option<&'a str>,
    body_size_pt: Option<f64>,
    page_number_on_first: Option<bool>,
    page_numbers_missing: Option<u32>,
}

#[derive(Serialize)]
struct PagePicture {
    page: u32,
    image: Image,
}

/// The components of Nghị định 30/2020/NĐ-CP.
#[derive(Serialize)]
pub(super) struct Components<'a> {
    number: Option<&'a str>,
    symbol: Option<&'a str>,
    number_line: Option<&'a str>,
    issued_on: Option<Date>,
    place: Option<&'a str>,
    agency: Option<&'a str>,
    parent_agency: Option<&'a str>,
    national_name: Option<&'a str>,
    motto: Option<&'a str>,
    kind: Option<&'a str>,
    summary: Option<&'a str>,
    signer_title: Option<&'a str>,
    signer_name: Option<&'a str>,
    capacity: Option<&'static str>,
    recipients: Option<&'a [String]>,
    appendix_heading: Option<&'a str>,
    attached_to: Option<&'a str>,
    copy_kind: Option<&'static str>,
    secrecy: Option<&'static str>,
    urgency: Option<&'static str>,
    role: &'static str,
}

fn copied<T: Copy>(measured: &Measured<T>) -> Option<T> {
    measured.known().copied()
}

fn image(facts: &PictureFacts) -> Image {
    Image {
        placed_mm: facts.placed_mm,
        ink_mm: copied(&facts.ink_mm),
        hue: copied(&facts.hue).map(crate::facts::Hue::code),
        hue_share: copied(&facts.hue_share),
        median_hue_deg: copied(&facts.median_hue_deg),
        median_saturation: copied(&facts.median_saturation),
        transparent: copied(&facts.transparent),
        opaque_background: copied(&facts.opaque_background),
        aspect: copied(&facts.aspect),
        roundness: copied(&facts.roundness),
        diameter_mm: copied(&facts.diameter_mm),
        vector: facts.vector,
    }
}

pub(super) fn appearance(layout: &SignatureLayout) -> Option<Appearance<'_>> {
    let facts = layout.appearance.known()?;
    let words = facts.text.known();
    Some(Appearance {
        page: facts.page,
        box_mm: facts.box_mm,
        from_right_mm: facts.from_right_mm,
        from_top_mm: facts.from_top_mm,
        quadrant: facts.quadrant.code(),
        hidden: facts.hidden,
        image: facts.picture.known().map(image),
        text: words.map_or(&[], |words| &words.lines),
        font: words.and_then(|words| text(&words.font)),
        typeface: words.and_then(|words| text(&words.typeface)),
        size_pt: words.map(|words| words.size_pt),
        upright: words.map(|words| words.upright),
        bold: words.map(|words| words.bold),
        colour: words
            .and_then(|words| copied(&words.colour))
            .map(crate::facts::Hue::code),
        covers_text: copied(&facts.covers_text),
        stamp: facts.stamp.known().map(|stamp| {
            let time = stamp.time.known();
            Stamp {
                copy_kind: copied(&stamp.copy_kind).map(crate::facts::CopyKind::code),
                agency: text(&stamp.agency),
                number: text(&stamp.number),
                signer: text(&stamp.signer),
                time_text: time.map(|time| time.text.as_str()),
                time: time.and_then(|time| copied(&time.moment)),
                time_form: time.map(|time| time.form.code()),
                zone: time.map(|time| time.zone.code()),
                after_claimed_s: time.and_then(|time| copied(&time.after_claimed_s)),
            }
        }),
    })
}

pub(super) fn block(layout: &SignatureLayout) -> Option<Block<'_>> {
    let facts = layout.block.known()?;
    Some(Block {
        page: facts.page,
        same_page: facts.same_page,
        title: &facts.title,
        name: &facts.name,
        name_is_certificate: copied(&facts.name_is_certificate),
        name_is_certificate_but_marks: copied(&facts.name_is_certificate_but_marks),
        below_title_pt: copied(&facts.below_title_pt),
        above_name_pt: copied(&facts.above_name_pt),
        centre_offset_pt: copied(&facts.centre_offset_pt),
    })
}

pub(super) fn layout(facts: &LayoutFacts) -> Layout<'_> {
    let relation = facts.seal_relation.known();
    let body = facts.body.known();
    let numbers = facts.page_numbers.known();
    Layout {
        seal_overlap: relation.and_then(|relation| copied(&relation.overlap)),
        seal_vertical_overlap: relation.and_then(|relation| copied(&relation.vertical_overlap)),
        seal_side: relation
            .and_then(|relation| copied(&relation.side))
            .map(crate::facts::Side::code),
        same_page: relation.map(|relation| relation.same_page),
        person_before_seal: copied(&facts.person_before_seal),
        person_before_fields: copied(&facts.person_before_fields),
        picture_without_field: facts.picture_without_field.known().map(|found| PagePicture {
            page: found.page,
            image: image(&found.picture),
        }),
        edge_seals: copied(&facts.edge_seals),
        unsigned_seals: copied(&facts.unsigned_seals),
        unsigned_blocks: copied(&facts.unsigned_blocks),
        unsealed_signers: copied(&facts.unsealed_signers),
        text_hiders: copied(&facts.text_hiders),
        scanned_pages: copied(&facts.scanned_pages),
        text_pages: copied(&facts.text_pages),
        scan_dpi: facts.scan.known().map(|scan| scan.dpi),
        margins_mm: copied(&facts.margins)
            .map(|margins| [margins.left_mm, margins.top_mm, margins.right_mm, margins.bottom_mm]),
        body_font: body.and_then(|body| text(&body.font)),
        body_size_pt: body.map(|body| body.size_pt),
        page_number_on_first: numbers.and_then(|numbers| copied(&numbers.on_first_page)),
        page_numbers_missing: numbers.and_then(|numbers| copied(&numbers.missing_later)),
    }
}

pub(super) fn components(facts: &ComponentFacts) -> Components<'_> {
    Components {
        number: text(&facts.number),
        symbol: text(&facts.symbol),
        number_line: text(&facts.number_line),
        issued_on: copied(&facts.issued_on),
        place: text(&facts.place),
        agency: text(&facts.agency),
        parent_agency: text(&facts.parent_agency),
        national_name: text(&facts.national_name),
        motto: text(&facts.motto),
        kind: text(&facts.kind),
        summary: text(&facts.summary),
        signer_title: text(&facts.signer_title),
        signer_name: text(&facts.signer_name),
        capacity: copied(&facts.capacity).map(crate::facts::SigningCapacity::code),
        recipients: facts.recipients.known().map(Vec::as_slice),
        appendix_heading: text(&facts.appendix_heading),
        attached_to: text(&facts.attached_to),
        copy_kind: copied(&facts.copy_kind).map(crate::facts::CopyKind::code),
        secrecy: copied(&facts.secrecy).map(crate::facts::SecrecyMark::code),
        urgency: copied(&facts.urgency).map(crate::facts::UrgencyMark::code),
        role: facts.role.known().map_or("unknown", |role| role.code()),
    }
}
