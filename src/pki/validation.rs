//! EN 319 102-1: what a signature is worth, from what it says itself, its certificates, revocation and times.
//!
//! Validity is judged at the time of signing (NĐ 68/2024/NĐ-CP, Điều 31). That is the time of a valid timestamp token,
//! or failing that nothing but the time of the audit: the time that the signing software claims proves nothing.

use std::sync::Arc;

use super::{
    cache::PathCache,
    certificate::Certificate,
    certify::{Judged, PathCertificate},
    crl::reason,
    digest::sha256,
    examine::SignatureExamination,
    extension::usage,
    gathering::Engine,
    material::EmbeddedMaterial,
    oid,
    path::{Path, PathProblemKind, PolicyInput, Search},
    revocation::Status,
    stamped::{self, Proof, StampedTime},
    sunset::{AlgorithmConcern, AlgorithmSunset, AlgorithmUse},
    trust::{AnchorScheme, TrustStore},
    x509::X509,
};
use crate::{
    budget::Budget,
    facts::{BaselineLevel, Cause, Indication, Integrity, Lack, Measured, Missing, Moment, SubIndication},
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
    if input.integrity != Integrity::Intact {
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
        Some(kind) if missing.is_empty() && kind != PathProblemKind::Budget => Cause::PathRefused,
        _ => Cause::EvidenceMissing,
    };
    let mut notes = problems;
    for stamped in stamps() {
        missing.extend(stamped.missing.iter().cloned());
        notes.extend(stamped.notes.iter().cloned());
    }
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

/// Certificates for official duty name client authentication, e-mail and logon, so no purpose can be asked for. Those
/// that name only what is none of a person's or agency's business with documents are refused.
fn usage_allows(signer: &X509) -> bool {
    // serverAuth, codeSigning, timeStamping, OCSPSigning.
    const FOREIGN: [u8; 4] = [1, 3, 8, 9];
    let extensions = &signer.extensions;
    let purposes = extensions.key_purposes.as_ref().is_none_or(|purposes| {
        purposes
            .iter()
            .any(|purpose| oid::child(purpose, oid::KEY_PURPOSE).is_none_or(|number| !FOREIGN.contains(&number)))
    });
    purposes && extensions.allows(usage::DIGITAL_SIGNATURE | usage::NON_REPUDIATION)
}

/// Everything that the decision looks at.
struct Case<'a> {
    input: &'a ValidationInput<'a>,
    document_timestamp: bool,
    /// Its own timestamp that counts.
    token: Option<&'a StampedTime>,
    /// Everything later that proves a time, ...
    covering: &'a [&'a StampedTime],
    /// ... of these what document timestamps do.
    archive: &'a [&'a StampedTime],
    best: Option<Moment>,
    /// The time that is judged: `best`, or that of the audit.
    at: Moment,
    signer: Option<&'a Arc<X509>>,
    search: &'a Search,
    judged: &'a Judged,
    as_of: Moment,
}

type Verdict = (Indication, Option<SubIndication>);

fn failed(why: SubIndication) -> Verdict {
    (Indication::TotalFailed, Some(why))
}

fn open(why: SubIndication) -> Verdict {
    (Indication::Indeterminate, Some(why))
}

impl Case<'_> {
    /// `None` is TOTAL-PASSED. In the order of EN 319 102-1, 5.3 and 5.5: format, signer, path, times, revocation,
    /// algorithms; the first objection counts.
    fn decide(&self, concerns: &[AlgorithmConcern]) -> Option<Verdict> {
        self.cryptography()
            .or_else(|| self.format())
            .or_else(|| self.chain())
            .or_else(|| self.revoked())
            .or_else(|| self.times())
            .or_else(|| self.fitness())
            .or_else(|| self.revocation_unknown())
            .or_else(|| self.algorithms(concerns))
    }

    fn cryptography(&self) -> Option<Verdict> {
        let no_signer = || {
            self.signer
                .is_none()
                .then_some(open(SubIndication::NoSigningCertificateFound))
        };
        match self.input.integrity {
            Integrity::Intact => no_signer(),
            Integrity::DigestMismatch => Some(failed(SubIndication::HashFailure)),
            Integrity::SignatureInvalid => Some(failed(SubIndication::SigCryptoFailure)),
            // Without the signer's certificate nothing is shown to be wrong.
            Integrity::Malformed
                if self.input.examination.format.is_ok()
                    && self.input.examination.signer.cause() == Some(&Cause::CertificateMissing) =>
            {
                no_signer()
            }
            Integrity::Malformed => Some(failed(SubIndication::FormatFailure)),
            // A limit of this program, or what it looks at of several signers, is no question of algorithms.
            Integrity::Unsupported => Some(match self.input.examination.value_verifies.cause() {
                Some(Cause::Fault(_) | Cause::SeveralSigners) => (Indication::Indeterminate, None),
                Some(Cause::CertificateMissing) => open(SubIndication::NoSigningCertificateFound),
                _ => open(SubIndication::CryptoConstraintsFailureNoPoe),
            }),
        }
    }

    /// EN 319 102-1, 5.2.2: of a format that is not known nothing is concluded.
    fn format(&self) -> Option<Verdict> {
        (!self.input.examination.format_known).then_some((Indication::Indeterminate, None))
    }

    fn chain(&self) -> Option<Verdict> {
        if self.judged.path.is_none() {
            return Some(open(match self.search.problems.first().map(|problem| problem.kind) {
                Some(PathProblemKind::Constraints) => SubIndication::ChainConstraintsFailure,
                Some(PathProblemKind::Unsupported | PathProblemKind::Malformed | PathProblemKind::Budget) => {
                    SubIndication::CertificateChainGeneralFailure
                }
                Some(PathProblemKind::NoChain | PathProblemKind::BadSignature) | None => {
                    SubIndication::NoCertificateChainFound
                }
            }));
        }
        None
    }

    /// What the signer's certificate is for.
    fn fitness(&self) -> Option<Verdict> {
        let fit = if self.document_timestamp {
            self.token.is_some_and(|token| token.valid != Measured::Known(false))
        } else {
            self.signer.is_some_and(|signer| usage_allows(signer))
        };
        (!fit).then_some(open(SubIndication::ChainConstraintsFailure))
    }

    /// Whether the time judged is that of a token made with the signature, and so the time of signing.
    fn signed_then(&self) -> bool {
        !self.document_timestamp
            && self
                .token
                .is_some_and(|token| token.good && token.proven() == self.best && self.best.is_some())
    }

    /// Whether some token that is good gives the time.
    fn best_is_good(&self) -> bool {
        let mut stamps = self.token.into_iter().chain(self.covering.iter().copied());
        self.best.is_some() && stamps.any(|stamped| stamped.good && stamped.proven() == self.best)
    }

    /// What is known of a path that is not valid at the time judged.
    fn out_of_time(&self, path: &Path) -> Measured<bool> {
        let at = self.at.instant();
        let not_yet = |certificate: &Arc<X509>| at < certificate.not_before();
        if path.certificates.first().is_some_and(not_yet) && (self.best.is_none() || self.best_is_good()) {
            return Measured::Known(false);
        }
        // Authorities are issued new certificates for their keys: an older one may have been valid.
        if path.certificates.iter().any(not_yet) {
            return Measured::Unmeasured(Cause::EvidenceMissing);
        }
        // Expired at the audit, or when a later timestamp was made: nothing tells whether it was so when signing.
        if self.signed_then() {
            Measured::Known(false)
        } else {
            Measured::Unmeasured(Cause::TimeNotProven)
        }
    }

    /// See [`Validation::authority_in_doubt`].
    fn authority_in_doubt(&self) -> bool {
        let mut authorities = self.judged.statuses.iter().skip(1);
        authorities.any(|status| matches!(status, Status::Revoked(_) | Status::Doubtful(_)))
    }

    fn revoked(&self) -> Option<Verdict> {
        let mut statuses = self.judged.statuses.iter();
        if let Some(Status::Revoked(_)) = statuses.next() {
            return Some(if self.signed_then() {
                failed(SubIndication::Revoked)
            } else {
                open(SubIndication::RevokedNoPoe)
            });
        }
        statuses
            .any(|status| match status {
                Status::Revoked(_) => true,
                Status::Doubtful(revocation) => revocation.reason != reason::HOLD,
                Status::Good { .. } | Status::Unknown(_) => false,
            })
            .then_some(open(SubIndication::RevokedCaNoPoe))
    }

    fn times(&self) -> Option<Verdict> {
        let signer = self.signer?;
        let at = self.at.instant();
        if let Some(best) = self.best {
            // Whatever is proven to exist then existed before the certificate did.
            if best.instant() < signer.not_before() {
                return Some(if self.best_is_good() {
                    failed(SubIndication::NotYetValid)
                } else {
                    open(SubIndication::OutOfBoundsNoPoe)
                });
            }
            let stamped = self.token.and_then(StampedTime::proven);
            let contradicted = stamped.is_some_and(|stamped| {
                self.archive
                    .iter()
                    .filter_map(|later| later.proven())
                    .any(|later| later.instant() < stamped.instant())
            });
            if contradicted && !self.document_timestamp {
                return Some(open(SubIndication::TimestampOrderFailure));
            }
        } else if let Some(claimed) = self.input.claimed_time
            && (claimed.instant() < signer.not_before() || claimed.instant() > signer.not_after())
        {
            return Some(open(SubIndication::OutOfBoundsNoPoe));
        }
        if self.judged.in_time {
            return None;
        }
        let expired = at > signer.not_after();
        let known_good = self.judged.evidence.first().is_some_and(|evidence| {
            let status = evidence.at(signer.not_after(), signer.not_after(), self.as_of.instant());
            matches!(status, Status::Good { .. })
        });
        Some(open(if expired && known_good {
            SubIndication::OutOfBoundsNotRevoked
        } else {
            SubIndication::OutOfBoundsNoPoe
        }))
    }

    fn revocation_unknown(&self) -> Option<Verdict> {
        // The time that was relied on must be good as well.
        let time_good = self.best.is_none() || self.best_is_good();
        if self.judged.good() && time_good {
            return None;
        }
        // What would help is not later evidence, but evidence that is signed better.
        let only_weak = self
            .judged
            .statuses
            .iter()
            .all(|status| matches!(status, Status::Good { .. } | Status::Unknown(Lack::Weak)));
        Some(open(if only_weak && !self.judged.good() {
            SubIndication::CryptoConstraintsFailureNoPoe
        } else {
            SubIndication::TryLater
        }))
    }

    fn algorithms(&self, concerns: &[AlgorithmConcern]) -> Option<Verdict> {
        if concerns.iter().all(|concern| !concern.decides) {
            return None;
        }
        Some(open(if self.best.is_some() {
            SubIndication::CryptoConstraintsFailure
        } else {
            SubIndication::CryptoConstraintsFailureNoPoe
        }))
    }

    fn concerns(&self, sunset: &AlgorithmSunset) -> Vec<AlgorithmConcern> {
        let mut concerns: Vec<AlgorithmConcern> = Vec::new();
        let mut add = |used_for, algorithm: &str, bits, at| {
            for concern in sunset.concerns(used_for, algorithm, bits, at) {
                if !concerns.contains(&concern) {
                    concerns.push(concern);
                }
            }
        };
        let examination = self.input.examination;
        let used_for = if self.document_timestamp {
            AlgorithmUse::Timestamp
        } else {
            AlgorithmUse::Document
        };
        if let Some(digest) = examination.digest_algorithm.known() {
            add(used_for, digest, None, self.at);
        }
        if let Some(key) = examination.key_algorithm.known() {
            add(used_for, key, examination.key_bits.known().copied(), self.at);
        }
        if let Some(path) = &self.judged.path {
            for concern in sunset.path_concerns(path, self.at) {
                if !concerns.contains(&concern) {
                    concerns.push(concern);
                }
            }
        }
        for stamped in self.token.into_iter().chain(self.covering.iter().copied()) {
            for concern in &stamped.concerns {
                // Of a timestamp that gives no time nothing depends on its algorithms.
                let concern = AlgorithmConcern {
                    decides: concern.decides && stamped.proven() == self.best && self.best.is_some(),
                    ..concern.clone()
                };
                if !concerns.contains(&concern) {
                    concerns.push(concern);
                }
            }
        }
        concerns
    }

    fn best_signature_time(&self, token: &Measured<StampedTime>) -> Measured<Moment> {
        if let Some(best) = self.best {
            return Measured::Known(best);
        }
        match token {
            Measured::Known(stamped) => match &stamped.valid {
                Measured::Unmeasured(cause) => Measured::Unmeasured(cause.clone()),
                _ => Measured::Absent,
            },
            Measured::Absent => Measured::Absent,
            Measured::Unmeasured(cause) => Measured::Unmeasured(cause.clone()),
        }
    }

    /// EN 319 142-1, 6.1: each level has what the one below it has.
    fn baseline(&self) -> Measured<BaselineLevel> {
        let examination = self.input.examination;
        if self.input.sub_filter != Some("ETSI.CAdES.detached") || examination.format.is_err() {
            return Measured::Absent;
        }
        match &examination.signing_certificate_referenced {
            Measured::Known(true) => {}
            Measured::Known(false) | Measured::Absent => return Measured::Absent,
            Measured::Unmeasured(cause) => return Measured::Unmeasured(cause.clone()),
        }
        let mut tokens = examination.timestamps.iter().filter_map(Measured::known);
        let stamped = tokens.any(|token| token.imprint_matches == Measured::Known(true));
        if !stamped && self.archive.is_empty() {
            return Measured::Known(BaselineLevel::B);
        }
        let Some(path) = &self.judged.path else {
            return Measured::Known(BaselineLevel::T);
        };
        let complete = path
            .certificates
            .iter()
            .zip(&self.judged.evidence)
            .all(|(certificate, evidence)| {
                self.input.embedded.holds(&certificate.id)
                    && evidence.good_from_document(self.at.instant(), certificate.not_after(), self.as_of.instant())
            });
        Measured::Known(match (complete, self.archive.is_empty()) {
            (false, _) => BaselineLevel::T,
            (true, true) => BaselineLevel::Lt,
            (true, false) => BaselineLevel::Lta,
        })
    }
}
