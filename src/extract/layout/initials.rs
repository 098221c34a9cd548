//! Initials told from signatures: drafters and heads of units put theirs beside the text before the leader signs, with
//! certificates of their own and without a word; and leaders put theirs on every page beside the one they sign.
//!
//! Where no name can be read, as on scans, the seal tells who signs: it stands over the signature of the leader.
//!
//! An initial is small, or stands aside. Who signs as large as the one who is named, in the same place, signs like somebody
//! who is authorised, and nobody can tell from the page what for.
//!
//! Only where another person signs can it be an initial. Who signs in the wrong place with the name that
//! is printed there, or where nobody else signed, is the signer of the document, and its place is to be judged.

use super::{block::Block, page::Page, pairs::Pairs};
use crate::facts::{Cause, Measured, RoleEvidence, SignatureFacts, SignatureRole, SignerKind};

/// An initial has less than so much of the area of a signature.
const SMALL: f64 = 0.5;

/// Gives those who only initialled their part, after every signature has one by what itself shows.
pub(super) fn tell_apart(signatures: &mut [SignatureFacts], blocks: &[Block], pages: &[Page<'_>]) {
    if blocks.is_empty() {
        for index in apart_from_the_sealed_one(signatures, pages) {
            if let Some(signature) = signatures.get_mut(index) {
                only_initials(signature, RoleEvidence::ApartFromTheSealedOne);
            }
        }
        return;
    }
    let persons: Vec<Person> = signatures
        .iter()
        .enumerate()
        .filter(|(_, it)| it.live != Measured::Known(false) && it.role == Measured::Known(SignatureRole::Person))
        .map(|(index, signature)| Person::of(index, signature, blocks))
        .collect();
    for person in &persons {
        let evidence = if person.signs_elsewhere(&persons) {
            RoleEvidence::SignsAtTheName
        } else if person.only_initials(&persons) {
            RoleEvidence::AnotherSignsHere
        } else {
            continue;
        };
        if let Some(signature) = signatures.get_mut(person.index) {
            only_initials(signature, evidence);
            if evidence == RoleEvidence::AnotherSignsHere && person.signs_as_large(&persons) {
                signature.role = Measured::Known(SignatureRole::Other);
                signature.layout.certificate_fits = Measured::Unmeasured(Cause::PartNotRecognised);
            }
        }
    }
}

fn only_initials(signature: &mut SignatureFacts, evidence: RoleEvidence) {
    signature.role = Measured::Known(SignatureRole::Initial);
    signature.layout.evidence.push(evidence);
    signature.layout.certificate_fits = Measured::Absent;
    signature.layout.block = Measured::Absent;
}

/// On pages that can't be read: what the persons signed again whose signatures the seals stand over, and what others signed
/// much smaller.
fn apart_from_the_sealed_one(signatures: &[SignatureFacts], pages: &[Page<'_>]) -> Vec<usize> {
    let ink = |index: usize| ink(signatures.get(index)?);
    let area = |index: usize| ink(index).map(|(_, ink)| area(ink));
    let signer = |index: usize| Some(signatures.get(index)?.signer.known()?.sha256.as_str());
    let meet = |(person, seal): &(usize, usize)| {
        let both = ink(*person).zip(ink(*seal));
        both.is_some_and(|((_, a), (_, b))| a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3])
    };
    let pairs = Pairs::of(signatures);
    let sealed: Vec<usize> = pairs.together().filter(meet).map(|(person, _)| person).collect();
    let Some(least) = sealed.iter().filter_map(|index| area(*index)).reduce(f64::min) else {
        return Vec::new();
    };
    let unread = |index: &usize| {
        let page = ink(*index).map(|(page, _)| page);
        pages.iter().any(|it| Some(it.number) == page && it.cause.is_some())
    };
    let again = |index: usize| signer(index).is_some() && sealed.iter().any(|other| signer(*other) == signer(index));
    let small = |index: usize| area(index).is_some_and(|area| area < SMALL * least);
    pairs
        .unsealed()
        .filter(unread)
        .filter(|index| again(*index) || small(*index))
        .collect()
}

/// The page and the place of the ink of a signature.
fn ink(signature: &SignatureFacts) -> Option<(u32, [f64; 4])> {
    let shown = signature.layout.appearance.known()?;
    Some((shown.page, *shown.picture.known()?.ink_mm.known()?))
}

fn area([x0, y0, x1, y1]: [f64; 4]) -> f64 {
    (x1 - x0) * (y1 - y0)
}

/// A signature that looks like that of a person.
struct Person {
    index: usize,
    has_name: bool,
    /// The certificate.
    sha256: Option<String>,
    /// Of the ink, mm².
    area: Option<f64>,
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
                .is_some_and(|signer| !of_office(signer.kind) && signer.common_name.is_some()),
            sha256: signature.signer.known().map(|signer| signer.sha256.clone()),
            area: ink(signature).map(|(_, ink)| area(ink)),
            at: blocks
                .iter()
                .map(|block| (block.holds(signature), block.names(signature)))
                .collect(),
        }
    }

    /// Whether it stands at no title and name, while the same certificate signed where the name in it is printed.
    fn signs_elsewhere(&self, persons: &[Self]) -> bool {
        let apart = !self.at.iter().any(|(stands, _)| *stands);
        let mut others = persons.iter().filter(|other| other.index != self.index);
        let in_place = |other: &Self| other.at.iter().any(|(stands, named)| *stands && *named);
        apart && self.sha256.is_some() && others.any(|other| other.sha256 == self.sha256 && in_place(other))
    }

    /// Whether it stands where somebody signs for the name that is printed there, and is not clearly smaller.
    fn signs_as_large(&self, persons: &[Self]) -> bool {
        let others = persons.iter().filter(|other| other.index != self.index);
        let small = |other: &Self| self.area.zip(other.area).is_some_and(|(own, its)| own < SMALL * its);
        others.filter(|other| !small(other)).any(|other| {
            let both = self.at.iter().zip(&other.at);
            both.into_iter().any(|((own, _), (its, named))| *own && *its && *named)
        })
    }

    /// Whether it is of nobody whose name is printed, while others have signed for those whose name is: in the right
    /// place, or at all where it stands apart itself. Of lists of names nobody asks that: only of places where somebody
    /// signed, and of the last one.
    fn only_initials(&self, persons: &[Self]) -> bool {
        if !self.has_name || self.at.iter().any(|(_, named)| *named) {
            return false;
        }
        let apart = !self.at.iter().any(|(stands, _)| *stands);
        let signs = |(stands, named): (bool, bool)| if apart { stands || named } else { stands && named };
        let asked = |block: usize| {
            let is_last = block.saturating_add(1) == self.at.len();
            let mut all = persons.iter().filter_map(|person| person.at.get(block));
            is_last || all.any(|(stands, named)| *stands || *named)
        };
        (0..self.at.len()).filter(|block| asked(*block)).all(|block| {
            let mut others = persons.iter().filter(|other| other.index != self.index);
            others.any(|other| other.at.get(block).copied().is_some_and(signs))
        })
    }
}

/// Whether a certificate is that of an office or of a machine, not of somebody.
const fn of_office(kind: SignerKind) -> bool {
    matches!(kind, SignerKind::Agency | SignerKind::Service)
}
