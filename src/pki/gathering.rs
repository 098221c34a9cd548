//! Certification paths, and everything that may speak of revocation on them: CRLs (RFC 5280, 6.3.3) and OCSP responses
//! (RFC 6960, 3.2 and 4.2.2), with their signatures checked, without asking for the time.

use std::{collections::BTreeSet, sync::Arc};

use jiff::Timestamp;

use super::{
    cache::PathCache,
    crl::{Crl, Revocation, reason},
    extension::{ALL_REASONS, usage},
    general_name::GeneralName,
    material::{EmbeddedMaterial, OCSP_SIGNING},
    ocsp::{AnswerStatus, OcspResponse, Responder},
    path::{IssuerPool, Path, PolicyInput, Search, search},
    revocation::{Evidence, EvidenceSet, Status},
    sunset::AlgorithmSunset,
    trust::{AnchorScheme, TrustStore},
    x509::{Id, X509},
};
use crate::{budget::Budget, facts::Moment};

/// Searches paths and gathers evidence with the material of one document.
pub(crate) struct Engine<'a> {
    pub(crate) store: &'a TrustStore,
    pub(crate) embedded: &'a EmbeddedMaterial,
    pub(crate) sunset: &'a AlgorithmSunset,
    pub(crate) cache: &'a mut PathCache,
    pub(crate) budget: &'a Budget,
    as_of: Timestamp,
    /// Certificates whose evidence is being gathered: one must not vouch for itself.
    pending: Vec<Id>,
    /// The guard above, or the limit of nesting, kept something from being looked at.
    cut: bool,
}

/// Signers of evidence whose own evidence is signed by others still, and so on.
const MOST_NESTED: usize = 4;

struct Pool<'a> {
    store: &'a TrustStore,
    embedded: &'a EmbeddedMaterial,
    cache: &'a mut PathCache,
}

impl IssuerPool for Pool<'_> {
    fn with_subject(&self, subject: &str) -> Vec<Arc<X509>> {
        with_subject(self.store, self.embedded, subject)
    }

    fn scheme(&self, certificate: &X509) -> Option<AnchorScheme> {
        self.store.scheme(&certificate.id)
    }

    fn signed_by(&mut self, certificate: &X509, issuer: &X509) -> Result<bool, String> {
        self.cache
            .signature(certificate.id, issuer.key_id, || certificate.signed.verify(&issuer.key))
    }
}

fn with_subject(store: &TrustStore, embedded: &EmbeddedMaterial, subject: &str) -> Vec<Arc<X509>> {
    store
        .with_subject(subject)
        .iter()
        .chain(embedded.with_subject(subject))
        .cloned()
        .collect()
}

impl<'a> Engine<'a> {
    pub(crate) fn new(
        store: &'a TrustStore,
        embedded: &'a EmbeddedMaterial,
        sunset: &'a AlgorithmSunset,
        cache: &'a mut PathCache,
        budget: &'a Budget,
        as_of: Timestamp,
    ) -> Self {
        cache.bind(store.id(), as_of, sunset);
        Self {
            store,
            embedded,
            sunset,
            cache,
            budget,
            as_of,
            pending: Vec::new(),
            cut: false,
        }
    }

    pub(crate) fn as_of(&self) -> Timestamp {
        self.as_of
    }

    /// All paths from `target`.
    pub(crate) fn paths(&mut self, target: &Arc<X509>, policies: &PolicyInput) -> Arc<Search> {
        let asked = *policies != PolicyInput::default();
        if !asked && let Some(known) = self.cache.search(target.id, self.embedded.id()) {
            return known;
        }
        let mut pool = Pool {
            store: self.store,
            embedded: self.embedded,
            cache: self.cache,
        };
        let found = Arc::new(search(target, &mut pool, policies, self.budget));
        if !asked {
            self.cache.keep_search(target.id, self.embedded.id(), found.clone());
        }
        found
    }

    /// Evidence about every certificate of the path but the anchor, in its order.
    pub(crate) fn evidence_of(&mut self, path: &Path) -> Vec<Arc<EvidenceSet>> {
        let Some(anchor) = path.anchor() else {
            return Vec::new();
        };
        path.certificates
            .windows(2)
            .map(|pair| match pair {
                [certificate, issuer] => self.evidence(certificate, issuer, anchor),
                _ => Arc::default(),
            })
            .collect()
    }

    fn evidence(&mut self, certificate: &Arc<X509>, issuer: &Arc<X509>, anchor: &Arc<X509>) -> Arc<EvidenceSet> {
        let key = (certificate.id, issuer.id, anchor.id, self.embedded.id());
        if let Some(known) = self.cache.evidence(&key) {
            return known;
        }
        if self.pending.contains(&certificate.id) || self.pending.len() >= MOST_NESTED {
            self.cut = true;
            return Arc::default();
        }
        let outer = std::mem::take(&mut self.cut);
        self.pending.push(certificate.id);
        let mut gathering = Gathering {
            certificate,
            issuer,
            anchor,
            checks: Checks {
                of_document: self.budget.revocation_checks,
                of_store: self.budget.revocation_checks.saturating_mul(STORE),
            },
            checked: BTreeSet::new(),
            set: EvidenceSet::default(),
        };
        gathering.crls(self);
        gathering.ocsps(self);
        let set = Arc::new(gathering.set);
        self.pending.pop();
        // What was cut short inside depends on who asked. At the top nobody asked.
        if !self.cut || self.pending.is_empty() {
            self.cache.keep_evidence(key, set.clone());
        }
        self.cut |= outer;
        set
    }

    /// How far some path leads from `certificate` to the same anchor, valid and not revoked at `time`.
    fn trustworthy(&mut self, certificate: &Arc<X509>, anchor: &X509, time: Timestamp) -> Option<Strength> {
        let found = self.paths(certificate, &PolicyInput::default());
        let sunset = self.sunset;
        found
            .paths
            .iter()
            .filter(|path| {
                path.holds_at(time)
                    && path
                        .anchor()
                        .is_some_and(|other| other.key_id == anchor.key_id && other.subject == anchor.subject)
            })
            .filter(|path| {
                let evidence = self.evidence_of(path);
                let compromised = evidence.iter().any(|set| set.compromise(self.as_of).is_some());
                let good = |(certificate, evidence): (&Arc<X509>, Arc<EvidenceSet>)| {
                    let status = evidence.at(time, certificate.not_after(), self.as_of);
                    matches!(status, Status::Good { .. })
                };
                !compromised && path.certificates.iter().zip(evidence).all(good)
            })
            .map(|path| Strength::unless(sunset.refuses_path(path, Moment::utc(time))))
            .max()
    }
}

/// Whether evidence rests on algorithms and keys that were reliable when it was issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    Weak,
    Reliable,
}

impl Strength {
    fn unless(weak: bool) -> Self {
        if weak { Self::Weak } else { Self::Reliable }
    }
}

/// Gathering for one certificate, as issued by one issuer on a path to one anchor.
struct Gathering<'a> {
    certificate: &'a Arc<X509>,
    issuer: &'a Arc<X509>,
    anchor: &'a Arc<X509>,
    checks: Checks,
    /// What was signed, and the key that it was checked with.
    checked: BTreeSet<(Id, Id)>,
    set: EvidenceSet,
}

/// Signatures that may still be checked. A document can't use up what is for the store.
struct Checks {
    of_document: usize,
    of_store: usize,
}

/// A store may have as many times the evidence of a document: years of daily lists, checked once for all documents.
const STORE: usize = 50;

impl Gathering<'_> {
    /// Whether one more signature may be checked; `of_store` where what is signed and the key stand in the store, or the key
    /// is that of the issuer.
    fn charge(&mut self, signed: Id, key: Id, of_store: bool) -> bool {
        if self.checked.contains(&(signed, key)) {
            return true;
        }
        let checks = if of_store {
            &mut self.checks.of_store
        } else {
            &mut self.checks.of_document
        };
        let Some(left) = checks.checked_sub(1) else {
            self.set.over_budget = true;
            return false;
        };
        *checks = left;
        self.checked.insert((signed, key))
    }

    /// Whether a document can't have brought this signer of evidence about its certificates.
    fn is_given(&self, engine: &Engine<'_>, signer: &X509) -> bool {
        signer.id == self.issuer.id || engine.store.holds(&signer.id)
    }

    fn crls(&mut self, engine: &mut Engine<'_>) {
        // Signed evidence of the document that is also in the store counts as the document's.
        let mut lists: Vec<(Arc<Crl>, bool)> = Vec::new();
        let mut of_store = BTreeSet::new();
        let mut names: BTreeSet<&str> = BTreeSet::from([self.certificate.issuer.as_str()]);
        for point in &self.certificate.extensions.distribution_points {
            names.extend(point.crl_issuer.iter().filter_map(|name| match name {
                GeneralName::Directory(name) => Some(name.as_str()),
                _ => None,
            }));
        }
        for crl in engine.embedded.crls().filter(|crl| names.contains(crl.issuer.as_str())) {
            lists.push((crl.clone(), true));
        }
        for name in names {
            for crl in engine.store.crls(name) {
                of_store.insert(crl.id);
                if lists.iter().all(|(known, _)| known.id != crl.id) {
                    lists.push((crl.clone(), false));
                }
            }
        }
        lists.retain(|(crl, _)| crl.covers(self.certificate) != 0);
        let certificate = self.certificate;
        let find = |crl: &Crl| crl.find(&certificate.issuer, &certificate.serial);
        // Those that name the certificate first: nothing else revokes it.
        lists.sort_by_cached_key(|(crl, _)| (!of_store.contains(&crl.id), find(crl).is_none(), crl.id));
        for (complete, embedded) in lists.iter().filter(|(crl, _)| crl.base.is_none()) {
            let Some((signer, strength)) = self.crl_signer(engine, complete, of_store.contains(&complete.id)) else {
                continue;
            };
            let sunset = engine.sunset;
            let statement = |crl: &Crl, revocation: Option<Revocation>, embedded: bool| Evidence {
                this_update: crl.this_update,
                next_update: crl.next_update,
                order: crl.number.clone().unwrap_or_default(),
                reasons: complete.covers(self.certificate),
                revocation: revocation.filter(|revocation| revocation.reason != reason::REMOVE_FROM_CRL),
                keeps_expired_since: complete.keeps_expired_since,
                online: false,
                embedded,
                weak: strength == Strength::Weak
                    || sunset.refuses_evidence(&crl.signed, &signer, Moment::utc(crl.this_update)),
            };
            let listed = find(complete);
            let mut statements = vec![statement(complete, listed, *embedded)];
            let mut deltas: Vec<&(Arc<Crl>, bool)> = lists.iter().filter(|(crl, _)| crl.updates(complete)).collect();
            deltas.sort_by_key(|(delta, _)| {
                let number = delta.number.clone().unwrap_or_default();
                std::cmp::Reverse((number.len(), number, delta.id))
            });
            for (delta, delta_embedded) in deltas {
                let given = of_store.contains(&delta.id) && self.is_given(engine, &signer);
                if !self.charge(delta.id, signer.key_id, given) {
                    break;
                }
                let signed = engine
                    .cache
                    .signature(delta.id, signer.key_id, || delta.signed.verify(&signer.key));
                if signed == Ok(true) {
                    statements.push(statement(delta, find(delta).or(listed), *embedded && *delta_embedded));
                }
            }
            self.set.list.extend(statements);
        }
    }

    /// Who signed the list, when that counts, and how reliable what vouches for him is: the issuer of the certificate, or
    /// somebody with a path to the same anchor (RFC 5280, 6.3.3, (f)).
    fn crl_signer(&mut self, engine: &mut Engine<'_>, crl: &Crl, of_store: bool) -> Option<(Arc<X509>, Strength)> {
        let mut candidates = vec![self.issuer.clone()];
        candidates.extend(with_subject(engine.store, engine.embedded, &crl.issuer));
        let mut best: Option<(Arc<X509>, Strength)> = None;
        let mut tried = BTreeSet::new();
        for candidate in candidates {
            let extensions = &candidate.extensions;
            if candidate.subject != crl.issuer || !extensions.allows(usage::CRL_SIGN) || !tried.insert(candidate.id) {
                continue;
            }
            let given = of_store && self.is_given(engine, &candidate);
            if !self.charge(crl.id, candidate.key_id, given) {
                break;
            }
            let signed = engine
                .cache
                .signature(crl.id, candidate.key_id, || crl.signed.verify(&candidate.key));
            if signed != Ok(true) {
                continue;
            }
            let valid = candidate.not_before() <= crl.this_update && crl.this_update <= candidate.not_after();
            // The issuer on the path is judged with the path.
            let strength = if candidate.id == self.issuer.id && valid {
                Some(Strength::Reliable)
            } else {
                engine.trustworthy(&candidate, self.anchor, crl.this_update)
            };
            match strength {
                Some(Strength::Reliable) => return Some((candidate, Strength::Reliable)),
                Some(Strength::Weak) => best = best.or(Some((candidate, Strength::Weak))),
                None => {}
            }
        }
        best
    }

    fn ocsps(&mut self, engine: &mut Engine<'_>) {
        let mut responses: Vec<(Arc<OcspResponse>, bool)> = Vec::new();
        let of_store: BTreeSet<Id> = engine.store.ocsps().map(|response| response.id).collect();
        for (response, embedded) in engine
            .embedded
            .ocsps()
            .map(|response| (response, true))
            .chain(engine.store.ocsps().map(|response| (response, false)))
        {
            let about = response
                .answers
                .iter()
                .any(|answer| answer.is_about(self.certificate, self.issuer));
            if about && responses.iter().all(|(known, _)| known.id != response.id) {
                responses.push((response.clone(), embedded));
            }
        }
        responses.sort_by_key(|(response, _)| (!of_store.contains(&response.id), response.id));
        for (response, embedded) in responses {
            let of_store = of_store.contains(&response.id);
            if response.produced_at > engine.as_of {
                continue;
            }
            let Some(strength) = self.responder(engine, &response, of_store) else {
                continue;
            };
            for answer in &response.answers {
                if !answer.is_about(self.certificate, self.issuer) {
                    continue;
                }
                let revocation = match answer.status {
                    AnswerStatus::Good => None,
                    AnswerStatus::Revoked(revocation) => Some(revocation),
                    AnswerStatus::Unknown => continue,
                };
                self.set.list.push(Evidence {
                    this_update: answer.this_update,
                    next_update: answer.next_update,
                    order: Vec::new(),
                    reasons: ALL_REASONS,
                    revocation,
                    keeps_expired_since: answer.archive_cutoff,
                    online: true,
                    embedded,
                    weak: strength == Strength::Weak,
                });
            }
        }
    }

    /// How reliable the answers of a response are; `None` when they don't count. They come from the issuer itself, or from
    /// whom it has authorised (RFC 6960, 4.2.2.2).
    fn responder(&mut self, engine: &mut Engine<'_>, response: &OcspResponse, of_store: bool) -> Option<Strength> {
        let mut candidates = vec![self.issuer.clone()];
        candidates.extend(response.certificates.iter().cloned());
        match &response.responder {
            Responder::ByName(name) => candidates.extend(with_subject(engine.store, engine.embedded, name)),
            // Only whom the issuer itself has certified can count.
            Responder::ByKey(_) => {
                let all = engine.store.certificates().chain(engine.embedded.certificates());
                candidates.extend(all.filter(|other| other.issuer == self.issuer.subject).cloned());
            }
        }
        let mut best = None;
        let mut tried = BTreeSet::new();
        for candidate in candidates {
            if !response.names(&candidate) || !tried.insert(candidate.id) {
                continue;
            }
            // What the response itself brings stands where it stands.
            let brought = response.certificates.iter().any(|own| own.id == candidate.id);
            let given = of_store && (brought || self.is_given(engine, &candidate));
            if !self.charge(response.id, candidate.key_id, given) {
                break;
            }
            let signed = engine
                .cache
                .signature(response.id, candidate.key_id, || response.signed.verify(&candidate.key));
            let at = response.produced_at;
            let valid = candidate.not_before() <= at && at <= candidate.not_after();
            if signed != Ok(true) || !valid {
                continue;
            }
            let own = candidate.key_id == self.issuer.key_id && candidate.subject == self.issuer.subject;
            if !own && !self.delegated(engine, &candidate, at, given) {
                continue;
            }
            let sunset = engine.sunset;
            let weak = sunset.refuses_evidence(&response.signed, &candidate, Moment::utc(at))
                || (!own && sunset.refuses_certificate(&candidate));
            best = best.max(Some(Strength::unless(weak)));
            if best == Some(Strength::Reliable) {
                break;
            }
        }
        best
    }

    /// Issued by the very key that issued the certificate, for OCSP, and itself not revoked.
    fn delegated(&mut self, engine: &mut Engine<'_>, responder: &Arc<X509>, at: Timestamp, given: bool) -> bool {
        let extensions = &responder.extensions;
        let fit = responder.issuer == self.issuer.subject
            && extensions.has_purpose(OCSP_SIGNING)
            && extensions.allows(usage::DIGITAL_SIGNATURE | usage::NON_REPUDIATION)
            && extensions.malformed.is_empty()
            && extensions.unknown_critical.is_empty();
        if !fit || !self.charge(responder.id, self.issuer.key_id, given) {
            return false;
        }
        let issued = engine.cache.signature(responder.id, self.issuer.key_id, || {
            responder.signed.verify(&self.issuer.key)
        });
        if issued != Ok(true) {
            return false;
        }
        if extensions.no_check {
            return true;
        }
        let evidence = engine.evidence(responder, self.issuer, self.anchor);
        let status = evidence.at(at, responder.not_after(), engine.as_of);
        matches!(status, Status::Good { .. }) && evidence.compromise(engine.as_of).is_none()
    }
}
