//! Which parts a signature that was not recognised may still play: one that is looked for in vain may be there unseen.

use super::{Cause, Measured, RoleEvidence, SignatureFacts, SignatureRole, SignerKind};

/// Nobody knows what it is, and it is not known to be dead.
fn is_unrecognised(signature: &SignatureFacts) -> bool {
    signature.role == Measured::Known(SignatureRole::Other) && signature.live != Measured::Known(false)
}

/// Whether a signature without one of the parts that a document asks for is known by what it says: a comment, or the mark of
/// who received the document.
pub(crate) fn is_known_by_its_words(evidence: &[RoleEvidence]) -> bool {
    evidence
        .iter()
        .any(|seen| matches!(seen, RoleEvidence::TextComment | RoleEvidence::TextReceived))
}

/// Whether its certificate may be one of this kind.
fn may_be_of(signature: &SignatureFacts, kind: SignerKind) -> bool {
    let known = signature.signer.known().map(|signer| signer.kind);
    known.is_none_or(|known| known == kind || known == SignerKind::Unknown)
}

/// Whether it shows a picture, as far as anybody can tell.
fn may_show_a_picture(signature: &SignatureFacts) -> bool {
    match &signature.layout.appearance {
        Measured::Known(shown) => shown.picture != Measured::Absent,
        Measured::Unmeasured(_) => true,
        Measured::Absent => false,
    }
}

fn doubt(signatures: &[SignatureFacts], may_be: impl Fn(&SignatureFacts) -> bool) -> Option<Cause> {
    let mut unrecognised = signatures.iter().filter(|signature| is_unrecognised(signature));
    unrecognised.any(may_be).then_some(Cause::PartNotRecognised)
}

/// Why a person who is looked for in vain may have signed all the same; an agency's certificate is nobody's.
pub(crate) fn may_be_signed(signatures: &[SignatureFacts]) -> Option<Cause> {
    doubt(signatures, |signature| may_be_of(signature, SignerKind::Person))
}

/// Why a seal that is looked for in vain may be there all the same. Words alone are none, nor is what a person signs;
/// on scans the seal may be part of the page (`scanned`).
pub(crate) fn may_be_sealed(signatures: &[SignatureFacts], scanned: bool) -> Option<Cause> {
    doubt(signatures, |signature| {
        may_be_of(signature, SignerKind::Agency) && (scanned || may_show_a_picture(signature))
    })
}

/// Why a stamp of an attachment that is looked for in vain may be there all the same.
pub(crate) fn may_be_attached(signatures: &[SignatureFacts]) -> Option<Cause> {
    doubt(signatures, |signature| may_be_of(signature, SignerKind::Agency))
}
