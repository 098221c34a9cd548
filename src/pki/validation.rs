//! EN 319 102-1: what a signature is worth, from what it says itself, its certificates, revocation and times.
//!
//! Validity is judged at the time of signing (NĐ 68/2024/NĐ-CP, Điều 31). That is the time of a valid timestamp token,
//! or failing that nothing but the time of the audit: the time that the signing software claims proves nothing.

use std::sync::Arc;

use super::{
    cache::PathCache,
    certificate::Certificate,
    certify::{Judged, PathCertificate},
    decision::{Case, usage_allows},
    digest::sha256,
    examine::SignatureExamination,
    gathering::Engine,
    material::EmbeddedMaterial,
    path::{PathProblemKind, PolicyInput},
    stamped::{self, Proof, StampedTime},
    sunset::{AlgorithmConcern, AlgorithmSunset},
    trust::{AnchorScheme, TrustStore},
    x509::X509,
};
use crate::{
    budget::Budget,
    facts::{BaselineLevel, Cause, Indication, Integrity, Measured, Missing, Moment, SubIndication},
};

/// One signature with everything that bears on it.
#[derive(Debug, Clone, Copy)]
pub struct ValidationInput<'a> {
    /// What its own bytes say.
    pub examination: &'a SignatureExamination,
    /// Digest and signature value, with what the ByteRange adds to it.
    pub integrity: Integrity,
    /// /SubFilter; `ETSI.RFC3161` makes it a document timestamp.
    pub sub_filter: Option<&'a str>,
    /// What the document brings along.
    pub embedded: &'a EmbeddedMaterial,
    /// What later signatures and document timestamps prove whose ranges cover the whole signature, as [`prove`] says.
    pub covering: &'a [&'a Proof],
    /// /M.
    pub claimed_time: Option<Moment>,
    /// The time of the audit.
    pub as_of: Moment,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Validation {
    /// Main status indication.
    pub indication: Indication,
    /// Why it is not TOTAL-PASSED.
    pub sub_indication: Option<SubIndication>,
    /// The earliest proven time at which the signature existed; absent without a valid timestamp.
    pub best_signature_time: Measured<Moment>,
    /// Whether all is known of the timestamp that the best signature time comes from; without that nothing counts against
    /// the signature for having been made then.
    pub best_is_good: bool,
    /// The places of the signature timestamps among those examined, the one that counts first, and whether each is valid:
    /// imprint, signature, purpose, path at its time, not revoked. For a document timestamp the token itself.
    pub timestamps: Vec<(usize, Measured<bool>)>,
    /// Scheme of the trust anchor of the time-stamping authority.
    pub timestamp_anchor: Option<AnchorScheme>,
    /// From the authority to its trust anchor, or as far as it goes.
    pub timestamp_path: Vec<PathCertificate>,
    /// Scheme of the trust anchor of the signer, or why no path leads to one.
    pub anchor: Result<AnchorScheme, Cause>,
    /// From the signer to the trust anchor, or as far as it goes.
    pub path: Vec<PathCertificate>,
    /// Whether an authority on the path was revoked or on hold at the time that was judged, or compromised later.
    pub authority_in_doubt: bool,
    /// Whether every certificate of the path was valid at the time that was judged; unmeasured when that is only the
    /// time of the audit and one of them had ended by then.
    pub path_in_time: Measured<bool>,
    /// Whether key usage lets the signer sign documents: digitalSignature or nonRepudiation, and purposes that are not
    /// only those of servers, code, timestamps or OCSP.
    pub usage_allows: Measured<bool>,
    /// Whether the signer's certificate is that of a CA.
    pub signer_is_ca: Measured<bool>,
    /// What would help to say more, sorted.
    pub missing: Vec<Missing>,
    /// Level of EN 319 142-1 by what is there, whether valid or not; absent for other formats than PAdES.
    pub baseline: Measured<BaselineLevel>,
    /// When the signer's certificate was revoked, before or after signing.
    pub revoked_at: Option<Moment>,
    /// Algorithms used after their last day.
    pub algorithm_concerns: Vec<AlgorithmConcern>,
    /// What else a technician should know. English.
    pub notes: Vec<String>,
}

impl Validation {
    /// Whether the signature timestamp that counts is valid; absent without one.
    pub fn timestamp_valid(&self) -> Measured<bool> {
        self.timestamps
            .first()
            .map_or(Measured::Absent, |(_, valid)| valid.clone())
    }
}

/// What a signature or a document timestamp proves of all that it covers; nothing, when it is not intact.
pub fn prove(
    input: &ValidationInput<'_>,
    store: &TrustStore,
    sunset: &AlgorithmSunset,
    cache: &mut PathCache,
    budget: &Budget,
) -> Proof {
    if input.integrity != Integrity::Intact || !input.examination.format_known {
        return Proof::default();
    }
    let mut engine = Engine::new(store, input.embedded, sunset, cache, budget, input.as_of.instant());
    let archive = input.sub_filter == Some(DOCUMENT_TIMESTAMP);
    stamped::prove(&mut engine, input.examination, archive)
}

/// Validates one signature. Total: any input gives an answer, and the same input the same one, whatever the cache
/// holds.
pub fn validate(
    input: &ValidationInput<'_>,
    store: &TrustStore,
    sunset: &AlgorithmSunset,
    cache: &mut PathCache,
    budget: &Budget,
) -> Validation {
    let mut engine = Engine::new(store, input.embedded, sunset, cache, budget, input.as_of.instant());
    let engine = &mut engine;
    let tokens: Vec<Measured<StampedTime>> = input
        .examination
        .timestamps
        .iter()
        .map(|token| token.as_ref().map(|token| stamped::judge(engine, token)))
        .collect();
    let by_worth = stamped::by_worth(&tokens);
    let token = by_worth.first().map_or(Measured::Absent, |(_, token)| (*token).clone());
    let archive: Vec<&StampedTime> = proven_by(input.covering, true).collect();
    // A later signature covers the token as well, so its own token is the later one. Clocks may disagree; the time of
    // signing is that of the token that was made with the signature.
    let own_is_good = token.known().is_some_and(|token| token.good);
    let covering: Vec<&StampedTime> = proven_by(input.covering, false)
        .filter(|_| !own_is_good)
        .chain(archive.iter().copied())
        .collect();
    let own = || tokens.iter().filter_map(Measured::known);
    let stamps = || own().chain(covering.iter().copied());
    let signer = input
        .examination
        .signer
        .as_ref()
        .map(|certificate| signer(engine, certificate));
    let mut problems: Vec<String> = Vec::new();
    let signer = match signer {
        Measured::Known(Ok(signer)) => Some(signer),
        Measured::Known(Err(error)) => {
            problems.push(format!("the signer's certificate is not readable: {error}"));
            None
        }
        _ => None,
    };
    let search = signer
        .as_ref()
        .map_or_else(Arc::default, |signer| engine.paths(signer, &PolicyInput::default()));
    // EN 319 102-1, 5.5.4: what is not PASSED is left out. Where that leaves nothing that helps, the earliest time tells what
    // is known at best.
    let good = stamped::earliest(stamps().filter(|stamped| stamped.good));
    let earliest = stamped::earliest(stamps());
    let helps = good.filter(|good| earliest.is_some_and(|earliest| earliest.instant() < good.instant()));
    let helps = helps
        .map(|good| (good, Judged::new(engine, &search, good.instant())))
        .filter(|(_, judged)| judged.in_time && judged.good());
    let (best, judged) = if let Some((good, judged)) = helps {
        (Some(good), judged)
    } else {
        let at = earliest.unwrap_or(input.as_of);
        (earliest, Judged::new(engine, &search, at.instant()))
    };
    let at = best.unwrap_or(input.as_of);
    if judged.path.is_none() {
        problems.extend(search.problems.iter().map(|problem| problem.detail.clone()));
    }

    let case = Case {
        input,
        document_timestamp: input.sub_filter == Some(DOCUMENT_TIMESTAMP),
        token: token.known(),
        covering: &covering,
        archive: &archive,
        best,
        at,
        signer: signer.as_ref(),
        search: &search,
        judged: &judged,
        as_of: input.as_of,
    };
    let algorithm_concerns = case.concerns(sunset);
    let verdict = case.decide(&algorithm_concerns);
    let mut missing = judged.missing(&search, engine.store);
    // Where nothing is missing, what is there is refused.
    let kind = search.problems.first().map(|problem| problem.kind);
    let no_path = match kind {
        Some(PathProblemKind::Budget) => Cause::PathsOverBudget,
        Some(_) if missing.is_empty() => Cause::PathRefused,
        _ => Cause::EvidenceMissing,
    };
    let mut notes = problems;
    // What would help a token that nothing depends on helps nobody.
    let wanting = own().filter(|_| !own_is_good).chain(covering.iter().copied());
    missing.extend(wanting.flat_map(|stamped| stamped.missing.iter().cloned()));
    notes.extend(stamps().flat_map(|stamped| stamped.notes.iter().cloned()));
    missing.sort();
    missing.dedup();
    notes.extend(input.embedded.notes().iter().cloned());
    let in_path = |value: bool| match (&judged.path, &signer) {
        (Some(_), _) => Measured::Known(value),
        (None, _) => Measured::Unmeasured(no_path.clone()),
    };
    let of_signer = |read: fn(&X509) -> bool| match &signer {
        Some(signer) => Measured::Known(read(signer)),
        None => Measured::Unmeasured(Cause::CertificateMissing),
    };
    Validation {
        indication: verdict.map_or(Indication::TotalPassed, |(indication, _)| indication),
        sub_indication: verdict.and_then(|(_, sub_indication)| sub_indication),
        best_signature_time: case.best_signature_time(&token),
        best_is_good: case.best_is_good(),
        timestamps: by_worth
            .iter()
            .map(|(place, token)| (*place, token.as_ref().and_then(StampedTime::known_valid)))
            .collect(),
        timestamp_anchor: token.known().and_then(|stamped| stamped.anchor),
        timestamp_path: token.known().map(|stamped| stamped.path.clone()).unwrap_or_default(),
        anchor: judged.path.as_ref().map(|path| path.scheme).ok_or(no_path.clone()),
        path: judged.certificates(&search),
        authority_in_doubt: case.authority_in_doubt(),
        path_in_time: match &judged.path {
            Some(path) if !judged.in_time => case.out_of_time(path),
            Some(_) if case.authority_in_doubt() => Measured::Unmeasured(Cause::AuthorityInDoubt),
            _ => in_path(judged.in_time),
        },
        usage_allows: of_signer(usage_allows),
        signer_is_ca: of_signer(|signer| signer.extensions.is_ca()),
        missing,
        baseline: case.baseline(),
        revoked_at: judged
            .evidence
            .first()
            .and_then(|evidence| evidence.revocation(input.as_of.instant()))
            .map(|revocation| Moment::utc(revocation.at)),
        algorithm_concerns,
        notes,
    }
}

const DOCUMENT_TIMESTAMP: &str = "ETSI.RFC3161";

fn proven_by<'a>(covering: &[&'a Proof], archive: bool) -> impl Iterator<Item = &'a StampedTime> {
    covering
        .iter()
        .filter(move |proof| proof.archive == archive)
        .flat_map(|proof| &proof.times)
}

fn signer(engine: &mut Engine<'_>, certificate: &Certificate) -> Result<Arc<X509>, String> {
    engine.cache.certificate(sha256(&certificate.der), &certificate.der)
}
