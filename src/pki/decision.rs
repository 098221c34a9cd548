//! The decision of EN 319 102-1 on one signature, from everything that was found out about it.

use std::sync::Arc;

use super::{
    certify::Judged,
    crl::reason,
    extension::usage,
    oid,
    path::{Path, PathProblemKind, Search},
    revocation::Status,
    stamped::StampedTime,
    sunset::{AlgorithmConcern, AlgorithmSunset, AlgorithmUse},
    validation::ValidationInput,
    x509::X509,
};
use crate::facts::{BaselineLevel, Cause, Indication, Integrity, Lack, Measured, Moment, SubIndication};

/// Everything that the decision looks at.
pub(crate) struct Case<'a> {
    pub(crate) input: &'a ValidationInput<'a>,
    pub(crate) document_timestamp: bool,
    /// Its own timestamp that counts.
    pub(crate) token: Option<&'a StampedTime>,
    /// Everything later that proves a time, ...
    pub(crate) covering: &'a [&'a StampedTime],
    /// ... of these what document timestamps do.
    pub(crate) archive: &'a [&'a StampedTime],
    pub(crate) best: Option<Moment>,
    /// The time that is judged: `best`, or that of the audit.
    pub(crate) at: Moment,
    pub(crate) signer: Option<&'a Arc<X509>>,
    pub(crate) search: &'a Search,
    pub(crate) judged: &'a Judged,
    pub(crate) as_of: Moment,
}

/// Status and sub-indication; without the latter, what could not be measured says why.
pub(crate) type Verdict = (Indication, Option<SubIndication>);

fn failed(why: SubIndication) -> Verdict {
    (Indication::TotalFailed, Some(why))
}

fn open(why: SubIndication) -> Verdict {
    (Indication::Indeterminate, Some(why))
}

impl Case<'_> {
    /// `None` is TOTAL-PASSED. In the order of EN 319 102-1, 5.3 and 5.5: format, signer, path, times, revocation,
    /// algorithms; the first objection counts.
    pub(crate) fn decide(&self, concerns: &[AlgorithmConcern]) -> Option<Verdict> {
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
    pub(crate) fn best_is_good(&self) -> bool {
        let mut stamps = self.token.into_iter().chain(self.covering.iter().copied());
        self.best.is_some() && stamps.any(|stamped| stamped.good && stamped.proven() == self.best)
    }

    /// What is known of a path that is not valid at the time judged.
    pub(crate) fn out_of_time(&self, path: &Path) -> Measured<bool> {
        let at = self.at.instant();
        let not_yet = |certificate: &Arc<X509>| at < certificate.not_before();
        if self.search_ended_early() {
            return Measured::Unmeasured(Cause::PathsOverBudget);
        }
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

    fn search_ended_early(&self) -> bool {
        let mut problems = self.search.problems.iter();
        problems.any(|problem| problem.kind == PathProblemKind::Budget)
    }

    /// See [`Validation::authority_in_doubt`].
    pub(crate) fn authority_in_doubt(&self) -> bool {
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
        // A path that holds at that time may be among those that were not looked for.
        if self.search_ended_early() {
            return Some(open(SubIndication::CertificateChainGeneralFailure));
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

    pub(crate) fn concerns(&self, sunset: &AlgorithmSunset) -> Vec<AlgorithmConcern> {
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

    pub(crate) fn best_signature_time(&self, token: &Measured<StampedTime>) -> Measured<Moment> {
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
    pub(crate) fn baseline(&self) -> Measured<BaselineLevel> {
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

/// Certificates for official duty name client authentication, e-mail and logon, so no purpose can be asked for. Those
/// that name only what is none of a person's or agency's business with documents are refused.
pub(crate) fn usage_allows(signer: &X509) -> bool {
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
