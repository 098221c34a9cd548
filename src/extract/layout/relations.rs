//! How the signatures stand to each other, and which of several counts.

use super::{
    block::{self, Block},
    page::{self, Kind, Page},
    pairs::Pairs,
    pictures, places,
    seal::{self, OnPage},
};
use crate::{
    facts::{
        Cause, IssueFields, LayoutFacts, Measured, PagePicture, PictureFacts, SealRelation, Side, SignatureFacts,
        SignatureRole,
    },
    pdf::content::Rect,
};

/// Measures the layout of the document from what its pages and its signatures show.
pub(super) fn measure(
    pages: &[Page<'_>],
    blocks: &[Block],
    signatures: &[SignatureFacts],
    missing: Option<&Cause>,
) -> LayoutFacts {
    let pairs = Pairs::of(signatures);
    let (person, seal) = match worst(signatures, &pairs) {
        Some((person, seal)) => (Measured::Known(person), Measured::Known(seal)),
        None => (
            last(signatures, SignatureRole::Person),
            last(signatures, SignatureRole::Seal),
        ),
    };
    let last_sealed = pairs
        .together()
        .map(|(_, seal)| seal)
        .max_by_key(|seal| signatures.get(*seal).map(end));
    let issuing = last_sealed.map_or_else(|| seal.clone(), Measured::Known);
    let picture_without_field = pictures::without_field(pages, blocks, signatures);
    let body = page::body(pages);
    let pages_of = |kind| u32::try_from(pages.iter().filter(|page| page.kind == kind).count()).unwrap_or(u32::MAX);
    let counted = |kind| match missing {
        Some(cause) => Measured::Unmeasured(cause.clone()),
        None => Measured::Known(pages_of(kind)),
    };
    LayoutFacts {
        seal_relation: seal_relation(signatures, &person, &seal, &picture_without_field),
        person_before_seal: person_before_seal(signatures, &pairs),
        person_before_fields: person_before_fields(signatures),
        issue_fields: issue_fields(signatures, &issuing),
        person,
        seal,
        picture_without_field,
        edge_seals: pictures::edge_seals(pages, signatures, &pairs, missing),
        unsigned_seals: places::unsigned_seals(pages, blocks, signatures, &pairs, missing),
        unsigned_blocks: places::unsigned_blocks(pages, blocks, signatures, missing),
        unsealed_signers: places::unsealed_signers(signatures, &pairs),
        text_hiders: text_hiders(signatures),
        // One scanned page is known to be one, whatever the others are.
        scanned_pages: counted(Kind::Scan),
        text_pages: counted(Kind::Text),
        scan: page::scan(pages),
        margins: page::margins(pages, &body, missing),
        body,
        page_numbers: page::page_numbers(pages, missing),
    }
}

pub(super) fn is_live(signature: &SignatureFacts) -> bool {
    signature.live != Measured::Known(false)
}

fn end(signature: &SignatureFacts) -> i64 {
    match signature.byte_range.known().map(Vec::as_slice) {
        Some([.., start, length]) => start.saturating_add(*length),
        _ => i64::MAX,
    }
}

/// The last live signature of this role; unmeasured when one of unknown role might be it.
fn last(signatures: &[SignatureFacts], role: SignatureRole) -> Measured<usize> {
    let found = signatures
        .iter()
        .enumerate()
        .filter(|(_, signature)| is_live(signature) && signature.role == Measured::Known(role))
        .max_by_key(|(_, signature)| end(signature))
        .map(|(index, _)| index);
    match found {
        Some(index) => Measured::Known(index),
        None => unknown_role(signatures).map_or(Measured::Absent, Measured::Unmeasured),
    }
}

pub(super) fn unknown_role(signatures: &[SignatureFacts]) -> Option<Cause> {
    signatures
        .iter()
        .filter(|signature| is_live(signature))
        .find_map(|signature| signature.role.cause().cloned())
}

fn picture(signature: &SignatureFacts) -> Measured<&PictureFacts> {
    match &signature.layout.appearance {
        Measured::Known(appearance) => appearance.picture.as_ref(),
        Measured::Absent => Measured::Absent,
        Measured::Unmeasured(cause) => Measured::Unmeasured(cause.clone()),
    }
}

fn on_page(signature: &SignatureFacts) -> Option<OnPage<'_>> {
    Some(OnPage {
        page: signature.layout.appearance.known()?.page,
        picture: picture(signature),
    })
}

/// The person and the seal that stand together, and of several the two that stand worst: a seal on the right, else what
/// is farthest from a third of the signature at its height, by tenths; else the last. A seal by nobody is not compared.
fn worst(signatures: &[SignatureFacts], pairs: &Pairs) -> Option<(usize, usize)> {
    let shown = |index: usize| signatures.get(index).and_then(on_page);
    let faults = |(person, seal): (usize, usize)| {
        let relation = seal::relation(&shown(seal)?, &shown(person)?, false);
        let off = match (&relation.overlap, &relation.vertical_overlap) {
            (Measured::Known(overlap), Measured::Known(vertical)) => (overlap - THIRD).abs() + 1.0 - vertical,
            _ => UNREAD,
        };
        Some((relation.side == Measured::Known(Side::Right), (off * 10.0).round()))
    };
    pairs
        .together()
        .filter_map(|(person, seal)| Some((faults((person, seal))?, end(signatures.get(seal)?), (person, seal))))
        .max_by(|((a_right, a_off), a_end, _), ((b_right, b_off), b_end, _)| {
            a_right.cmp(b_right).then(a_off.total_cmp(b_off)).then(a_end.cmp(b_end))
        })
        .map(|(.., pair)| pair)
}

/// The share of the signature that its seal is to cover.
const THIRD: f64 = 1.0 / 3.0;
/// How far off a seal counts as that can't be read: less than one beside the signature, more than one about right.
const UNREAD: f64 = 0.2;

/// The seal beside the signature of the person, or beside a picture of one in the page.
fn seal_relation(
    signatures: &[SignatureFacts],
    person: &Measured<usize>,
    seal: &Measured<usize>,
    pasted: &Measured<PagePicture>,
) -> Measured<SealRelation> {
    let chosen = |index: &Measured<usize>| {
        index
            .clone()
            .and_then(|index| signatures.get(index).and_then(on_page).into())
    };
    chosen(seal).and_then(|seal| match chosen(person) {
        Measured::Known(person) => Measured::Known(seal::relation(&seal, &person, false)),
        Measured::Absent => pasted.as_ref().map(|pasted| {
            let person = OnPage {
                page: pasted.page,
                picture: Measured::Known(&pasted.picture),
            };
            seal::relation(&seal, &person, true)
        }),
        Measured::Unmeasured(cause) => Measured::Unmeasured(cause),
    })
}

/// Whether every person signed in a revision before that of the seal beside.
fn person_before_seal(signatures: &[SignatureFacts], pairs: &Pairs) -> Measured<bool> {
    let ends = |index: usize| signatures.get(index).map_or(i64::MAX, end);
    let ordered = pairs.in_order();
    if ordered.is_empty() {
        return unknown_role(signatures).map_or(Measured::Absent, Measured::Unmeasured);
    }
    Measured::Known(ordered.into_iter().all(|(person, seal)| ends(person) < ends(seal)))
}

/// Whether every person signed in a revision before the first field for number or date.
fn person_before_fields(signatures: &[SignatureFacts]) -> Measured<bool> {
    use SignatureRole as R;
    let ends = |roles: &'static [R]| {
        let plays = |it: &&SignatureFacts| it.role.known().is_some_and(|role| roles.contains(role));
        signatures.iter().filter(|it| is_live(it)).filter(plays).map(end)
    };
    let (person, field) = (ends(&[R::Person]).max(), ends(&[R::Number, R::Date]).min());
    person.zip(field).map(|(person, field)| person < field).into()
}

fn issue_fields(signatures: &[SignatureFacts], seal: &Measured<usize>) -> Measured<IssueFields> {
    let mut fields: Vec<&SignatureFacts> = signatures
        .iter()
        .filter(|signature| is_live(signature))
        .filter(|signature| {
            matches!(
                signature.role,
                Measured::Known(SignatureRole::Number | SignatureRole::Date)
            )
        })
        .collect();
    if fields.is_empty() {
        return unknown_role(signatures).map_or(Measured::Absent, Measured::Unmeasured);
    }
    let left = |signature: &SignatureFacts| signature.layout.appearance.known().map_or(0.0, |shown| shown.box_mm[0]);
    fields.sort_by(|a, b| left(a).total_cmp(&left(b)));
    let says = |role| {
        let texts: Vec<String> = fields
            .iter()
            .filter(|signature| signature.role == Measured::Known(role))
            .filter_map(|signature| Some(signature.layout.appearance.known()?.text.known()?.lines.join(" ")))
            .collect();
        Measured::from((!texts.is_empty()).then(|| texts.join(" ")))
    };
    let seal = seal.clone().and_then(|index| signatures.get(index).into());
    let same = seal.clone().and_then(|seal: &SignatureFacts| {
        seal.signer.as_ref().and_then(|wanted| {
            let signers = fields
                .iter()
                .map(|field| field.signer.as_ref().map(|signer| signer.sha256 == wanted.sha256));
            all(signers)
        })
    });
    let from_seal_s = seal.and_then(|seal: &SignatureFacts| {
        let Some(sealed) = seal.claimed_time.known() else {
            return Measured::Absent;
        };
        fields
            .iter()
            .filter_map(|field| field.claimed_time.known())
            .map(|at| {
                at.instant()
                    .as_second()
                    .saturating_sub(sealed.instant().as_second())
                    .saturating_abs()
            })
            .max()
            .into()
    });
    Measured::Known(IssueFields {
        count: u32::try_from(fields.len()).unwrap_or(u32::MAX),
        same_certificate_as_seal: same,
        from_seal_s,
        number: says(SignatureRole::Number),
        date: says(SignatureRole::Date),
    })
}

/// Whether all hold; one that is known not to decides.
fn all(answers: impl Iterator<Item = Measured<bool>>) -> Measured<bool> {
    let mut result = Measured::Known(true);
    for answer in answers {
        match answer {
            Measured::Known(true) => {}
            Measured::Known(false) | Measured::Absent => return Measured::Known(false),
            Measured::Unmeasured(cause) => result = Measured::Unmeasured(cause),
        }
    }
    result
}

/// Signatures, dead ones too, whose picture hides text of the page.
fn text_hiders(signatures: &[SignatureFacts]) -> Measured<u32> {
    let mut count: u32 = 0;
    let mut blind = None;
    for signature in signatures {
        match signature
            .layout
            .appearance
            .as_ref()
            .and_then(|shown| shown.covers_text.clone())
        {
            Measured::Known(true) => count = count.saturating_add(1),
            Measured::Unmeasured(cause) => blind = Some(cause),
            Measured::Known(false) | Measured::Absent => {}
        }
    }
    match blind {
        Some(cause) if count == 0 => Measured::Unmeasured(cause),
        _ => Measured::Known(count),
    }
}

/// Title and name that the document is signed with: those beside the person who signed, else the last ones.
pub(super) fn block_of_document<'b>(
    layout: &LayoutFacts,
    signatures: &[SignatureFacts],
    blocks: &'b [Block],
) -> Option<&'b Block> {
    let person = layout.person.known().and_then(|index| signatures.get(*index));
    match person.and_then(|person| person.layout.appearance.known()) {
        Some(shown) => {
            let [x0, y0, x1, y1] = shown.box_mm;
            block::of_picture(blocks, shown.page, Some(&Rect { x0, y0, x1, y1 }))
        }
        None => blocks.last(),
    }
}
