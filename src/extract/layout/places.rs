//! The places to sign, each a title with a name below: where the person named signed, where only a seal stands, and
//! where nothing stands at all.

use std::collections::BTreeMap;

use super::{
    agency::may_issue,
    block::Block,
    page::Page,
    pairs::Pairs,
    relations::{is_live, unknown_role},
    text::squeezed,
};
use crate::facts::{Cause, Measured, SignatureFacts, SignatureRole, parts};

/// Whether the person of this title and name signed: there, or elsewhere by that name.
fn signs(block: &Block, signature: &SignatureFacts) -> bool {
    let person = signature.role == Measured::Known(SignatureRole::Person);
    is_live(signature) && person && (block.holds(signature) || block.names(signature))
}

/// Seals at a title and name where nobody has signed: of several places each stands in the nearest.
pub(super) fn unsigned_seals(
    pages: &[Page<'_>],
    blocks: &[Block],
    signatures: &[SignatureFacts],
    pairs: &Pairs,
    missing: Option<&Cause>,
) -> Measured<u32> {
    let seals: Vec<&SignatureFacts> = pairs.seals().filter_map(|seal| signatures.get(seal)).collect();
    let alone = pairs.alone().filter_map(|seal| signatures.get(seal));
    let unsigned = |seal: &&SignatureFacts| {
        let places = blocks.iter().filter(|block| block.holds(seal));
        let nearest = places.min_by(|a, b| a.beside(seal).total_cmp(&b.beside(seal)));
        nearest.is_some_and(|block| !signatures.iter().any(|it| signs(block, it)))
    };
    let count = seals.into_iter().filter(unsigned).count();
    // Where words can't be read, or one of the signatures, nobody knows who is to sign or who did.
    let unread = |seal: &SignatureFacts| {
        let number = seal.layout.appearance.known()?.page;
        let page = pages.iter().find(|page| page.number == number);
        page.map_or_else(|| missing.cloned(), |page| page.cause.clone())
    };
    let blind = match count {
        0 => alone.into_iter().find_map(unread),
        _ => unknown_role(signatures).or_else(|| parts::may_be_signed(signatures)),
    };
    blind.map_or_else(
        || Measured::Known(u32::try_from(count).unwrap_or(u32::MAX)),
        Measured::Unmeasured,
    )
}

/// Titles with a name where nobody signed and no seal stands, in a document with several of them. One who is named more
/// than once signs once.
pub(super) fn unsigned_blocks(
    pages: &[Page<'_>],
    blocks: &[Block],
    signatures: &[SignatureFacts],
    missing: Option<&Cause>,
) -> Measured<u32> {
    use SignatureRole as R;
    // What nobody knows the part of may be the signature that is looked for; what says of itself that it is something
    // else is not.
    let stands = |block: &Block, signature: &SignatureFacts| {
        let other = matches!(
            signature.role,
            Measured::Known(R::Number | R::Date | R::Copy | R::Attachment | R::Publisher | R::Initial)
        );
        is_live(signature) && !other && block.holds(signature)
    };
    let mut taken: BTreeMap<String, bool> = BTreeMap::new();
    for block in blocks {
        let one = signatures.iter().any(|it| stands(block, it) || signs(block, it));
        *taken.entry(squeezed(&block.name)).or_default() |= one;
    }
    let empty = taken.values().filter(|taken| !**taken).count();
    if taken.len() > 1 && empty > 0 {
        return Measured::Known(u32::try_from(empty).unwrap_or(u32::MAX));
    }
    // Where several sign, a page that can't be read may hold the place of one who did not. Of persons alone the others
    // may have put their initials.
    let seals = signatures
        .iter()
        .filter(|it| is_live(it) && it.role == Measured::Known(R::Seal));
    let several = taken.len() > 1 || seals.count() > 1;
    let unread = || {
        missing
            .cloned()
            .or_else(|| pages.iter().find_map(|page| page.cause.clone()))
    };
    let blind = several.then(unread).flatten();
    blind
        .or_else(|| unknown_role(signatures).filter(|_| several))
        .map_or(Measured::Known(0), Measured::Unmeasured)
}

/// Persons with no seal by them and of no agency that sealed, in a document where another's signature is sealed: one of
/// the agencies that issue it together has not sealed it.
pub(super) fn unsealed_signers(signatures: &[SignatureFacts], pairs: &Pairs) -> Measured<u32> {
    let signer = |index: usize| signatures.get(index).and_then(|it| it.signer.known());
    let sealing: Vec<&str> = pairs
        .seals()
        .filter_map(|seal| signer(seal)?.common_name.as_deref())
        .collect();
    let of_one_that_sealed = |unit: &str| sealing.iter().any(|agency| may_issue(agency, unit, None));
    let another = |person: &usize| {
        let Some(signer) = signer(*person) else { return false };
        let mut units = [&signer.organizational_unit, &signer.organization]
            .into_iter()
            .flatten()
            .peekable();
        units.peek().is_some() && !units.any(|unit| of_one_that_sealed(unit))
    };
    if sealing.is_empty() || pairs.together().next().is_none() {
        return Measured::Known(0);
    }
    match (pairs.unsealed().filter(another).count(), unknown_role(signatures)) {
        (0, _) => Measured::Known(0),
        // One of those that nobody knows the part of may be the seal.
        (_, Some(cause)) => Measured::Unmeasured(cause),
        (count, None) => Measured::Known(u32::try_from(count).unwrap_or(u32::MAX)),
    }
}
