//! One signature: what it shows, the part it plays, and the title and name it stands by.

use super::{
    appearance,
    block::{self, Block, Signed},
    page::{OUTLINES, Page, unread_cause},
    roles::{self, Shown, Surroundings},
    shapes, stamp,
    text::{is_garbled, names_person},
};
use crate::{
    extract::signer::without_marks,
    facts::{
        AppearanceFacts, BlockFacts, Cause, Measured, Moment, PictureFacts, RoleEvidence, SignatureFacts,
        SignatureLayout, SignatureRole, SignerKind,
    },
    pdf::content::{Appearance, DocumentContent, Rect},
};

/// Points of a millimetre.
const POINTS: f64 = 72.0 / 25.4;

/// The proven time of signing, or the claimed one.
pub(super) fn time(signature: &SignatureFacts) -> Measured<Moment> {
    match &signature.best_signature_time {
        Measured::Known(moment) => Measured::Known(*moment),
        _ => signature.claimed_time.clone(),
    }
}

/// Measures what one signature shows and what that makes it.
pub(super) fn measure(
    signature: &mut SignatureFacts,
    content: &DocumentContent,
    around: &Surroundings<'_>,
    attached_to: &Measured<String>,
    missing: Option<&Cause>,
) {
    let widget = widget(content, signature);
    let page = widget
        .and_then(|widget| widget.page)
        .and_then(|number| around.pages.iter().find(|page| page.number == number));
    let facts = match widget {
        Some(widget) => of_widget(widget, content, page, signature, attached_to, missing),
        None => match content.unread_appearances {
            Some(unread) => Measured::Unmeasured(unread_cause(unread)),
            None => Measured::Absent,
        },
    };
    let shown = match (&facts, widget) {
        (_, Some(widget)) if is_out_of_sight(widget) => Shown::Nothing,
        (Measured::Known(facts), Some(widget)) => match (shows_nothing(facts, widget), widget.content.truncated) {
            (true, Some(unread)) => Shown::Unread(unread_cause(unread)),
            (true, None) => Shown::Nothing,
            (false, _) => Shown::Appearance(facts),
        },
        (Measured::Unmeasured(cause), _) => Shown::Unread(cause.clone()),
        (_, Some(_)) => Shown::Nothing,
        (_, None) if signature.reachable == Measured::Known(true) => Shown::Nothing,
        (_, None) => Shown::NoWidget,
    };
    let (role, evidence) = roles::role(signature, &shown, around);
    let mut layout = SignatureLayout {
        block: match &role {
            Measured::Known(SignatureRole::Person) => signed_block(signature, &facts, around, missing),
            Measured::Known(_) | Measured::Absent => Measured::Absent,
            Measured::Unmeasured(cause) => Measured::Unmeasured(cause.clone()),
        },
        evidence,
        ..SignatureLayout::default()
    };
    layout.certificate_fits = roles::certificate_fits(&role, &layout.evidence, &signature.signer, &layout.block);
    layout.appearance = match widget {
        Some(widget) if role == Measured::Known(SignatureRole::Attachment) => facts.map(|facts| drawn(facts, widget)),
        _ if beside_an_emblem(&role, &layout.evidence, &facts) => facts.map(|facts| AppearanceFacts {
            picture: Measured::Unmeasured(Cause::PartNotRecognised),
            ..facts
        }),
        _ => facts,
    };
    signature.role = role;
    signature.layout = layout;
}

/// A stamp whose reason names it shows text: where there is none, but shapes of the size of letters, they are its letters.
fn drawn(facts: AppearanceFacts, widget: &Appearance) -> AppearanceFacts {
    if facts.text != Measured::Absent || widget.content.outlines < OUTLINES {
        return facts;
    }
    let picture = match facts.picture {
        Measured::Known(PictureFacts { vector: true, .. }) => Measured::Unmeasured(Cause::TextUnreadable),
        picture => picture,
    };
    AppearanceFacts {
        picture,
        text: Measured::Unmeasured(Cause::TextUnreadable),
        stamp: Measured::Unmeasured(Cause::TextUnreadable),
        ..facts
    }
}

/// Whether a person signs with the words of who signed, and beside them a picture that may be no signature.
fn beside_an_emblem(
    role: &Measured<SignatureRole>,
    evidence: &[RoleEvidence],
    facts: &Measured<AppearanceFacts>,
) -> bool {
    let picture = facts.known().and_then(|facts| facts.picture.known());
    *role == Measured::Known(SignatureRole::Person)
        && evidence.contains(&RoleEvidence::TextSignedBy)
        && picture.is_some_and(shapes::is_emblem)
}

/// What the signatures tell of the places to sign.
pub(super) fn signed<'s>(signatures: &'s [SignatureFacts], content: &DocumentContent) -> Vec<Signed<'s>> {
    let of = |signature: &'s SignatureFacts| {
        let shown = widget(content, signature).filter(|widget| !is_out_of_sight(widget));
        let signer = signature.signer.known();
        Signed {
            place: shown.and_then(|widget| Some((widget.page?, widget.placed?))),
            name: signer
                .filter(|signer| matches!(signer.kind, SignerKind::Person | SignerKind::Unknown))
                .and_then(|signer| signer.common_name.as_deref()),
        }
    };
    signatures.iter().map(of).collect()
}

/// The first widget in page order that shows this signature.
fn widget<'c>(content: &'c DocumentContent, signature: &SignatureFacts) -> Option<&'c Appearance> {
    content
        .appearances
        .iter()
        .filter(|appearance| match (appearance.signature, signature.object) {
            (Some(shown), Some(object)) => shown == object,
            (None, None) => signature.field.is_some() && signature.field == appearance.field,
            _ => false,
        })
        .min_by_key(|appearance| appearance.page.unwrap_or(u32::MAX))
}

/// Hidden, without a place, or outside its page.
fn is_out_of_sight(widget: &Appearance) -> bool {
    widget.hidden || widget.no_view || widget.content_off || widget.placed.is_none_or(|placed| placed.area() < 0.05)
}

fn shows_nothing(facts: &AppearanceFacts, widget: &Appearance) -> bool {
    let seen = || widget.content.runs.iter().any(|run| run.visible);
    let text = facts.text.known().is_some_and(|_| seen()) || facts.text.cause().is_some();
    !text && facts.picture == Measured::Absent
}

fn of_widget(
    widget: &Appearance,
    content: &DocumentContent,
    page: Option<&Page<'_>>,
    signature: &SignatureFacts,
    attached_to: &Measured<String>,
    missing: Option<&Cause>,
) -> Measured<AppearanceFacts> {
    let Some(placed) = widget.placed else {
        return Measured::Absent;
    };
    let Some(page) = page else {
        // Its page was not looked at, so nobody knows where on it the box stands.
        return Measured::Unmeasured(missing.cloned().unwrap_or(Cause::NotMeasured));
    };
    let by_person = signature
        .signer
        .known()
        .is_some_and(|signer| signer.kind == SignerKind::Person);
    let others = content.appearances.iter().filter(|other| {
        other.page == widget.page && other.annotation != widget.annotation && !is_out_of_sight(other)
    });
    let veils: Vec<Rect> = others.flat_map(|other| appearance::veils(&other.content)).collect();
    let mut facts = appearance::measure(widget, placed, page, by_person, &veils);
    facts.stamp = facts.text.as_ref().map(|text| {
        stamp::read(
            &text.lines,
            signature.claimed_time.known(),
            signature.reason.as_deref(),
            signature.signer.known(),
            attached_to,
        )
    });
    Measured::Known(facts)
}

/// Title and name beside a person's signature.
fn signed_block(
    signature: &SignatureFacts,
    facts: &Measured<AppearanceFacts>,
    around: &Surroundings<'_>,
    missing: Option<&Cause>,
) -> Measured<BlockFacts> {
    let facts = match facts {
        Measured::Known(facts) => facts,
        Measured::Absent => return Measured::Absent,
        Measured::Unmeasured(cause) => return Measured::Unmeasured(cause.clone()),
    };
    let [x0, y0, x1, y1] = facts.box_mm;
    let place = Rect { x0, y0, x1, y1 };
    let here = around.pages.iter().find(|page| page.number == facts.page);
    let found = block::of_picture(around.blocks, facts.page, Some(&place));
    // On a page that can't be read title and name may stand beside the signature, whatever stands on others.
    let found = match here.and_then(|page| page.cause.clone()) {
        Some(cause) if found.is_some_and(|block| block.page != facts.page && !block.names(signature)) => {
            return Measured::Unmeasured(cause);
        }
        _ => found,
    };
    let Some(block) = found else {
        let blind = missing
            .cloned()
            .or_else(|| around.pages.iter().find_map(|page| page.cause.clone()));
        return Measured::Unmeasured(blind.unwrap_or(Cause::PlaceToSignNotFound));
    };
    let same_page = block.page == facts.page;
    let ink = match &facts.picture {
        _ if !same_page => Measured::Absent,
        Measured::Known(picture) => picture.ink_mm.clone(),
        Measured::Absent => Measured::Absent,
        Measured::Unmeasured(cause) => Measured::Unmeasured(cause.clone()),
    };
    let points = |measure: fn([f64; 4], &Block) -> f64| ink.clone().map(|ink| tenth(measure(ink, block) * POINTS));
    let prefix = block.prefix();
    let common_name = signature
        .signer
        .as_ref()
        .and_then(|signer| signer.common_name.clone().into());
    // Of a name that nobody writes, or on a page that can't be read, nobody can say that it is another one.
    let its_page = around.pages.iter().find(|page| page.number == block.page);
    let named = |same: bool| match its_page.and_then(|page| page.cause.clone()) {
        _ if same => Measured::Known(true),
        Some(unreadable) => Measured::Unmeasured(unreadable),
        None if is_garbled(&block.name) => Measured::Unmeasured(Cause::TextUnreadable),
        None => Measured::Known(false),
    };
    Measured::Known(BlockFacts {
        page: block.page,
        same_page,
        capacity: prefix
            .as_deref()
            .and_then(|prefix| block::capacity(prefix, around.heading.of_the_party))
            .into(),
        prefix: prefix.into(),
        title: block.title.clone(),
        name: block.name.clone(),
        name_is_certificate: common_name
            .as_ref()
            .and_then(|name| named(names_person(name, &block.name))),
        name_is_certificate_but_marks: common_name
            .and_then(|name| named(names_person(&without_marks(&name), &without_marks(&block.name)))),
        title_mm: appearance::corners(&block.title_bounds),
        name_mm: appearance::corners(&block.name_bounds),
        below_title_pt: points(|ink, block| ink[1] - block.title_bounds.y1),
        above_name_pt: points(|ink, block| block.name_bounds.y0 - ink[3]),
        centre_offset_pt: points(|ink, block| (f64::midpoint(ink[0], ink[2]) - block.axis()).abs()),
    })
}

fn tenth(points: f64) -> f64 {
    (points * 10.0).round() / 10.0
}
