//! Initials told from signatures: drafters and heads of units put theirs beside the text before the leader signs, with
//! certificates of their own and without a word.
//!
//! Only where another person signs can it be an initial. Who signs in the wrong place with the name that
//! is printed there, or where nobody else signed, is the signer of the document, and its place is to be judged.

use super::{block::Block, text::same_person};
use crate::{
    facts::{AppearanceFacts, Measured, RoleEvidence, SignatureFacts, SignatureRole, SignerKind},
    pdf::content::Rect,
};

/// Gives those who only initialled their part, after every signature has one by what itself shows.
pub(super) fn tell_apart(signatures: &mut [SignatureFacts], blocks: &[Block]) {
    if blocks.is_empty() {
        return;
    }
    let persons: Vec<Person> = signatures
        .iter()
        .enumerate()
        .filter(|(_, it)| it.live != Measured::Known(false) && it.role == Measured::Known(SignatureRole::Person))
        .map(|(index, signature)| Person::of(index, signature, blocks))
        .collect();
    for person in persons.iter().filter(|person| person.only_initials(&persons)) {
        if let Some(signature) = signatures.get_mut(person.index) {
            signature.role = Measured::Known(SignatureRole::Initial);
            signature.layout.evidence.push(RoleEvidence::AnotherSignsHere);
            signature.layout.certificate_fits = Measured::Absent;
            signature.layout.block = Measured::Absent;
        }
    }
}

/// A signature that looks like that of a person.
struct Person {
    index: usize,
    has_name: bool,
    /// For each title and name: whether it stands there, and whether the name is that of its certificate.
    at: Vec<(bool, bool)>,
}

impl Person {
    fn of(index: usize, signature: &SignatureFacts, blocks: &[Block]) -> Self {
        Self {
            index,
            has_name: signature
                .signer
                .known()
                .is_some_and(|signer| signer.kind == SignerKind::Person && signer.common_name.is_some()),
            at: blocks
                .iter()
                .map(|block| (stands_in(signature, block), is_named_in(signature, block)))
                .collect(),
        }
    }

    /// Whether it is of nobody whose name is printed, while everyone whose name is has signed: in the right place, or
    /// at all where it stands apart itself.
    fn only_initials(&self, persons: &[Self]) -> bool {
        if !self.has_name || self.at.iter().any(|(_, named)| *named) {
            return false;
        }
        let apart = !self.at.iter().any(|(stands, _)| *stands);
        let signs = |(stands, named): (bool, bool)| if apart { stands || named } else { stands && named };
        (0..self.at.len()).all(|block| {
            let mut others = persons.iter().filter(|other| other.index != self.index);
            others.any(|other| other.at.get(block).copied().is_some_and(signs))
        })
    }
}

fn is_named_in(signature: &SignatureFacts, block: &Block) -> bool {
    signature
        .signer
        .known()
        .and_then(|signer| signer.common_name.as_deref())
        .is_some_and(|name| same_person(name, &block.name))
}

/// Whether it stands where this title and name ask for it: in their column, and no higher than the title, no lower
/// than the name. What touches them is there too.
fn stands_in(signature: &SignatureFacts, block: &Block) -> bool {
    let Some(shown) = signature.layout.appearance.known() else {
        return false;
    };
    let place = place(shown);
    shown.page == block.page
        && block.has_near(&place)
        && place.y1 > block.title_bounds.y0
        && place.y0 < block.name_bounds.y1
}

/// The ink, or the box where none is known.
fn place(shown: &AppearanceFacts) -> Rect {
    let ink = shown.picture.known().and_then(|picture| picture.ink_mm.known());
    let [x0, y0, x1, y1] = *ink.unwrap_or(&shown.box_mm);
    Rect { x0, y0, x1, y1 }
}
