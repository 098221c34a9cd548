//! One certificate at one time: is there a path to a trust anchor, and was nothing on it revoked?

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    cache::PathCache,
    gathering::Engine,
    material::EmbeddedMaterial,
    path::{Path, PathProblem, PolicyInput, Search},
    revocation::{EvidenceSet, Status},
    sunset::AlgorithmSunset,
    trust::{AnchorScheme, TrustStore},
    x509::X509,
};
use crate::{
    budget::Budget,
    facts::{Lack, Missing, Moment},
};

/// What is asked.
#[derive(Debug, Clone)]
pub struct CertificationQuestion {
    /// The instant for which certificates must be valid and not revoked.
    pub at: Moment,
    /// Evidence issued later than this is not looked at.
    pub as_of: Moment,
    /// Certificate policies.
    pub policies: PolicyInput,
}

/// One certificate of a path, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathCertificate {
    /// Common name of the subject, or its whole name when it has none.
    pub subject: String,
    /// The same for the issuer.
    pub issuer: String,
    /// Serial number, lower-case hexadecimal without leading zeros.
    pub serial_hex: String,
    /// SHA-256 of the DER, lower-case hexadecimal.
    pub sha256: String,
    /// Start of validity.
    pub not_before: Moment,
    /// End of validity.
    pub not_after: Moment,
    /// Whether it was revoked then; `NotAsked` for the trust anchor.
    pub revocation: RevocationVerdict,
}

/// What is known of the revocation of one certificate at one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevocationVerdict {
    /// A trust anchor, or the path is not complete.
    NotAsked,
    /// Not revoked then.
    Good {
        /// When the oldest evidence needed was issued. Before the time asked for: the evidence was current then, and
        /// nothing later is at hand.
        stated_at: Moment,
    },
    /// Revoked at this moment, not later than the time asked for.
    Revoked {
        /// revocationDate.
        at: Moment,
        /// CRLReason.
        reason: u8,
    },
    /// On hold then, or later said to have been compromised then; or an authority that was compromised later.
    Doubtful {
        /// revocationDate.
        at: Moment,
    },
    /// No evidence that counts.
    Unknown(Lack),
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certification {
    /// From the target to the anchor; the longest way found when it does not reach one.
    pub path: Vec<PathCertificate>,
    /// Scheme of the anchor of a path that is complete and right, whatever the time.
    pub anchor: Option<AnchorScheme>,
    /// Whether such a path is valid at the time asked for.
    pub in_time: bool,
    /// All certificates of it are known not to have been revoked.
    pub good: bool,
    /// Why there is no path, the gravest first.
    pub problems: Vec<PathProblem>,
    /// What would help.
    pub missing: Vec<Missing>,
}

impl Certification {
    /// Complete, right, in time and not revoked.
    pub fn accepted(&self) -> bool {
        self.anchor.is_some() && self.in_time && self.good
    }
}

/// Answers for one DER certificate.
///
/// # Errors
/// English words, when it can't be read.
pub fn certify(
    der: &[u8],
    question: &CertificationQuestion,
    embedded: &EmbeddedMaterial,
    store: &TrustStore,
    cache: &mut PathCache,
    budget: &Budget,
) -> Result<Certification, String> {
    let target = Arc::new(X509::from_der(der)?);
    // Only paths and revocation are asked for: nothing here depends on how long algorithms are reliable.
    let sunset = AlgorithmSunset::default();
    let mut engine = Engine::new(store, embedded, &sunset, cache, budget, question.as_of.instant());
    let search = engine.paths(&target, &question.policies);
    Ok(Judged::new(&mut engine, &search, question.at.instant()).report(&search, store))
}

/// The path that was chosen for a time, with what is known of its revocation.
pub(crate) struct Judged {
    pub(crate) path: Option<Path>,
    pub(crate) in_time: bool,
    pub(crate) evidence: Vec<Arc<EvidenceSet>>,
    pub(crate) statuses: Vec<Status>,
}

impl Judged {
    /// Chooses among the paths: one in time and good, else one in time, else the first.
    pub(crate) fn new(engine: &mut Engine<'_>, search: &Search, time: Timestamp) -> Self {
        let mut chosen: Option<Self> = None;
        for path in search.paths.iter().filter(|path| path.holds_at(time)) {
            let judged = Self::of(engine, path, true, time);
            if judged.good() {
                return judged;
            }
            chosen = chosen.or(Some(judged));
        }
        let first = search.paths.first().filter(|_| chosen.is_none());
        chosen
            .or_else(|| first.map(|path| Self::of(engine, path, false, time)))
            .unwrap_or(Self {
                path: None,
                in_time: false,
                evidence: Vec::new(),
                statuses: Vec::new(),
            })
    }

    fn of(engine: &mut Engine<'_>, path: &Path, in_time: bool, time: Timestamp) -> Self {
        let evidence = engine.evidence_of(path);
        let as_of = engine.as_of();
        let statuses = path
            .certificates
            .iter()
            .zip(&evidence)
            .enumerate()
            .map(|(place, (certificate, set))| {
                let status = set.at(time, certificate.not_after(), as_of);
                // With the key of an authority that was compromised later its certificates and lists can be made for any
                // day (EN 319 102-1, 5.6.2.2 asks for proof that they existed before).
                match (status, set.compromise(as_of)) {
                    (Status::Good { .. }, Some(revocation)) if place > 0 => Status::Doubtful(revocation),
                    _ => status,
                }
            })
            .collect();
        Self {
            path: Some(path.clone()),
            in_time,
            evidence,
            statuses,
        }
    }

    /// Nothing was revoked, and all of it is known.
    pub(crate) fn good(&self) -> bool {
        self.path.is_some() && self.statuses.iter().all(|status| matches!(status, Status::Good { .. }))
    }

    /// Why revocation is not known of some certificate of the path, of the lowest one.
    pub(crate) fn lack(&self) -> Option<Lack> {
        self.statuses.iter().find_map(|status| match status {
            Status::Unknown(lack) => Some(*lack),
            _ => None,
        })
    }

    /// What would help, sorted.
    pub(crate) fn missing(&self, search: &Search, store: &TrustStore) -> Vec<Missing> {
        // Nobody is to trust a second root of the name of one that is trusted: it may be forged.
        let namesake =
            |certificate: &X509| certificate.self_issued() && !store.with_subject(&certificate.subject).is_empty();
        let mut missing: Vec<Missing> = match &self.path {
            None => search
                .dangling
                .iter()
                .filter(|certificate| !namesake(certificate))
                .map(|certificate| missing_issuer(certificate))
                .collect(),
            Some(path) => path
                .certificates
                .iter()
                .zip(&self.statuses)
                .filter_map(|(certificate, status)| match status {
                    Status::Unknown(lack) => Some(missing_revocation(certificate, *lack)),
                    _ => None,
                })
                .collect(),
        };
        missing.sort();
        missing.dedup();
        missing
    }

    /// The path for people.
    pub(crate) fn certificates(&self, search: &Search) -> Vec<PathCertificate> {
        let list = self.path.as_ref().map_or(&search.longest, |path| &path.certificates);
        list.iter()
            .enumerate()
            .map(|(index, certificate)| PathCertificate {
                subject: certificate.label(),
                issuer: certificate.issuer_label(),
                serial_hex: certificate.certificate.serial_hex.clone(),
                sha256: certificate.certificate.sha256.clone(),
                not_before: certificate.certificate.not_before,
                not_after: certificate.certificate.not_after,
                revocation: self.statuses.get(index).map_or(RevocationVerdict::NotAsked, verdict),
            })
            .collect()
    }

    fn report(&self, search: &Search, store: &TrustStore) -> Certification {
        Certification {
            path: self.certificates(search),
            anchor: self.path.as_ref().map(|path| path.scheme),
            in_time: self.in_time,
            good: self.good(),
            problems: if self.path.is_some() {
                Vec::new()
            } else {
                search.problems.clone()
            },
            missing: self.missing(search, store),
        }
    }
}

fn verdict(status: &Status) -> RevocationVerdict {
    match status {
        Status::Good { stated_at } => RevocationVerdict::Good {
            stated_at: Moment::utc(*stated_at),
        },
        Status::Revoked(revocation) => RevocationVerdict::Revoked {
            at: Moment::utc(revocation.at),
            reason: revocation.reason,
        },
        Status::Doubtful(revocation) => RevocationVerdict::Doubtful {
            at: Moment::utc(revocation.at),
        },
        Status::Unknown(lack) => RevocationVerdict::Unknown(*lack),
    }
}

fn missing_issuer(certificate: &X509) -> Missing {
    if certificate.self_issued() {
        return Missing::Anchor {
            name: certificate.label(),
            sha256: certificate.certificate.sha256.clone(),
        };
    }
    Missing::Certificate {
        name: certificate.issuer_label(),
        addresses: certificate.extensions.ca_issuers.clone(),
    }
}

fn missing_revocation(certificate: &X509, lack: Lack) -> Missing {
    let mut addresses = certificate.extensions.crl_addresses();
    if addresses.is_empty() {
        addresses.clone_from(&certificate.extensions.ocsp);
    }
    Missing::Revocation {
        issuer: certificate.issuer_label(),
        addresses,
        lack,
    }
}
