//! Whether a certificate was revoked: CRLs (RFC 5280, 6.3.3) and OCSP responses (RFC 6960, 3.2 and 4.2.2).
//!
//! First everything that may speak is gathered and its signatures are checked, without asking for the time:
//! [`EvidenceSet`]. Then [`EvidenceSet::at`] says what it means for one instant.

use std::{collections::BTreeSet, sync::Arc};

use jiff::{SignedDuration, Timestamp};

use super::{
    cache::PathCache,
    crl::{Crl, Revocation, reason},
    extension::{ALL_REASONS, usage},
    general_name::GeneralName,
    material::{EmbeddedMaterial, OCSP_SIGNING},
    ocsp::{AnswerStatus, OcspResponse, Responder},
    path::{IssuerPool, Path, PolicyInput, Search, search},
    trust::{AnchorScheme, TrustStore},
    x509::{Id, X509},
};
use crate::budget::Budget;

/// One trustworthy statement about one certificate.
#[derive(Debug, Clone)]
pub(crate) struct Evidence {
    this_update: Timestamp,
    next_update: Option<Timestamp>,
    /// Among statements of one instant the later list: its number without leading zeros.
    order: Vec<u8>,
    /// Reasons for which it speaks.
    reasons: u16,
    /// What is listed; `None` is good.
    revocation: Option<Revocation>,
    /// Certificates that expired since then are still spoken of.
    keeps_expired_since: Option<Timestamp>,
    online: bool,
    embedded: bool,
}

/// The reason certificateHold among those of a list (RFC 5280, 4.2.1.13).
const HOLDS: u16 = 1 << 6;

/// All statements about one certificate.
#[derive(Debug, Clone, Default)]
pub(crate) struct EvidenceSet {
    list: Vec<Evidence>,
    /// More signatures to check than the budget has: something may be missing.
    pub(crate) over_budget: bool,
}

/// What is known of a certificate at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// Not revoked then, as stated by evidence of this time.
    Good {
        /// When the oldest evidence needed was issued.
        stated_at: Timestamp,
    },
    Revoked(Revocation),
    /// On hold then, or in a time that later turned out to be in doubt.
    Doubtful(Revocation),
    /// No evidence; `stale` when there is some, but not for this time.
    Unknown {
        stale: bool,
    },
}

/// RFC 6960, 4.2.2.1: without nextUpdate newer information is always available, so the answer is good for its moment.
/// It is taken for a signature made within a day, as a list would be.
const WITHOUT_NEXT_UPDATE: SignedDuration = SignedDuration::from_hours(24);

impl Evidence {
    fn issued_by(&self, as_of: Timestamp) -> bool {
        self.this_update <= as_of
    }

    /// Whether its silence on a certificate that is valid until `not_after` means something for `time`.
    fn speaks_for(&self, time: Timestamp, not_after: Timestamp) -> bool {
        if self.this_update < time {
            return self.is_current(time);
        }
        // Expired certificates drop out of lists (RFC 5280, 3.3), and then being not listed says nothing.
        self.this_update <= not_after || self.keeps_expired_since.is_some_and(|since| since <= not_after)
    }

    /// Whether it was the newest that is known of at a later time.
    fn is_current(&self, time: Timestamp) -> bool {
        let until = match self.next_update {
            Some(next) => Some(next),
            None if self.online => self.this_update.checked_add(WITHOUT_NEXT_UPDATE).ok(),
            None => None,
        };
        until.is_some_and(|until| time <= until)
    }

    fn age(&self) -> (Timestamp, usize, &[u8]) {
        (self.this_update, self.order.len(), &self.order)
    }
}

impl EvidenceSet {
    /// What is known at `time` of a certificate that expires at `not_after`, from evidence issued until `as_of`.
    pub(crate) fn at(&self, time: Timestamp, not_after: Timestamp, as_of: Timestamp) -> Status {
        self.judge(time, not_after, as_of, false)
    }

    /// Whether the document's own evidence alone shows that it was good.
    pub(crate) fn good_from_document(&self, time: Timestamp, not_after: Timestamp, as_of: Timestamp) -> bool {
        matches!(self.judge(time, not_after, as_of, true), Status::Good { .. })
    }

    /// The earliest revocation that is stated, whatever the time asked for.
    pub(crate) fn revocation(&self, as_of: Timestamp) -> Option<Revocation> {
        self.list
            .iter()
            .filter(|evidence| evidence.issued_by(as_of))
            .filter_map(|evidence| evidence.revocation)
            .filter(|revocation| revocation.reason != reason::HOLD)
            .min_by_key(|revocation| revocation.at)
    }

    /// Whether it was revoked at some time, and perhaps for a compromise: then its key may have signed anything, of any date
    /// (EN 319 102-1, 5.6.2.2).
    pub(crate) fn compromised(&self, as_of: Timestamp) -> bool {
        self.revocation(as_of).is_some_and(|revocation| {
            !matches!(
                revocation.reason,
                reason::AFFILIATION_CHANGED | reason::SUPERSEDED | reason::CESSATION
            )
        })
    }

    fn judge(&self, time: Timestamp, not_after: Timestamp, as_of: Timestamp, embedded_only: bool) -> Status {
        let mut list: Vec<&Evidence> = self
            .list
            .iter()
            .filter(|evidence| evidence.issued_by(as_of) && (evidence.embedded || !embedded_only))
            .collect();
        list.sort_by(|one, other| other.age().cmp(&one.age()));
        let mut doubt = None;
        for (index, evidence) in list.iter().enumerate() {
            let Some(revocation) = evidence.revocation else {
                continue;
            };
            if revocation.reason == reason::HOLD {
                // A hold is over when a later statement that speaks of holds no longer has it. Of the time before that
                // statement it says nothing while the hold was current.
                let outdated = evidence.this_update <= time && !evidence.is_current(time);
                let ends = |newer: &&Evidence| {
                    let silent = newer.revocation.is_none() && newer.reasons & HOLDS != 0;
                    silent && (newer.this_update <= time || outdated)
                };
                if revocation.at <= time && !list.iter().take(index).any(ends) {
                    doubt = Some(revocation);
                }
            } else if revocation.at <= time {
                return Status::Revoked(revocation);
            } else if revocation.invalid_since.is_some_and(|since| since <= time) {
                doubt = Some(revocation);
            }
        }
        if let Some(revocation) = doubt {
            return Status::Doubtful(revocation);
        }
        // What was not looked at may have said that it was revoked.
        if self.over_budget {
            return Status::Unknown { stale: true };
        }
        let mut reasons = 0;
        let was_on_hold = |revocation: Revocation| revocation.reason == reason::HOLD && revocation.at <= time;
        for evidence in list
            .iter()
            .filter(|evidence| !evidence.revocation.is_some_and(was_on_hold))
        {
            // An entry of a later date is a statement about this very certificate, however old the certificate is.
            let listed_later = evidence.revocation.is_some() && evidence.this_update >= time;
            if !listed_later && !evidence.speaks_for(time, not_after) {
                continue;
            }
            reasons |= evidence.reasons;
            if reasons == ALL_REASONS {
                return Status::Good {
                    stated_at: evidence.this_update,
                };
            }
        }
        Status::Unknown {
            stale: !self.list.is_empty(),
        }
    }
}

/// Searches paths and gathers evidence with the material of one document.
pub(crate) struct Engine<'a> {
    pub(crate) store: &'a TrustStore,
    pub(crate) embedded: &'a EmbeddedMaterial,
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
        cache: &'a mut PathCache,
        budget: &'a Budget,
        as_of: Timestamp,
    ) -> Self {
        cache.bind(store.id(), as_of);
        Self {
            store,
            embedded,
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
            in_store: false,
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

    /// Whether some path leads from `certificate` to the same anchor, valid and not revoked at `time`.
    fn trustworthy(&mut self, certificate: &Arc<X509>, anchor: &X509, time: Timestamp) -> bool {
        let found = self.paths(certificate, &PolicyInput::default());
        found
            .paths
            .iter()
            .filter(|path| {
                path.holds_at(time)
                    && path
                        .anchor()
                        .is_some_and(|other| other.key_id == anchor.key_id && other.subject == anchor.subject)
            })
            .any(|path| {
                let evidence = self.evidence_of(path);
                let compromised = evidence.first().is_some_and(|own| own.compromised(self.as_of));
                let good = |(certificate, evidence): (&Arc<X509>, Arc<EvidenceSet>)| {
                    let status = evidence.at(time, certificate.not_after(), self.as_of);
                    matches!(status, Status::Good { .. })
                };
                !compromised && path.certificates.iter().zip(evidence).all(good)
            })
    }
}

/// Gathering for one certificate, as issued by one issuer on a path to one anchor.
struct Gathering<'a> {
    certificate: &'a Arc<X509>,
    issuer: &'a Arc<X509>,
    anchor: &'a Arc<X509>,
    checks: Checks,
    /// Whether what is looked at now stands in the store, whatever the document brings.
    in_store: bool,
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
    fn charge(&mut self) -> bool {
        let checks = if self.in_store {
            &mut self.checks.of_store
        } else {
            &mut self.checks.of_document
        };
        let left = checks.checked_sub(1);
        *checks = left.unwrap_or(0);
        self.set.over_budget |= left.is_none();
        left.is_some()
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
        let names = |crl: &Crl| crl.find(&self.certificate.issuer, &self.certificate.serial).is_some();
        lists.sort_by_cached_key(|(crl, _)| (!of_store.contains(&crl.id), !names(crl), crl.id));
        for (complete, embedded) in lists.iter().filter(|(crl, _)| crl.base.is_none()) {
            self.in_store = of_store.contains(&complete.id);
            let Some(signer) = self.crl_signer(engine, complete) else {
                continue;
            };
            let find = |crl: &Crl| crl.find(&self.certificate.issuer, &self.certificate.serial);
            let statement = |crl: &Crl, revocation: Option<Revocation>, embedded: bool| Evidence {
                this_update: crl.this_update,
                next_update: crl.next_update,
                order: crl.number.clone().unwrap_or_default(),
                reasons: complete.covers(self.certificate),
                revocation: revocation.filter(|revocation| revocation.reason != reason::REMOVE_FROM_CRL),
                keeps_expired_since: complete.keeps_expired_since,
                online: false,
                embedded,
            };
            let listed = find(complete);
            let mut statements = vec![statement(complete, listed, *embedded)];
            let mut deltas: Vec<&(Arc<Crl>, bool)> = lists.iter().filter(|(crl, _)| crl.updates(complete)).collect();
            deltas.sort_by_key(|(delta, _)| {
                let number = delta.number.clone().unwrap_or_default();
                std::cmp::Reverse((number.len(), number, delta.id))
            });
            for (delta, delta_embedded) in deltas {
                if !self.charge() {
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

    /// Who signed the list, when that counts: the issuer of the certificate, or somebody with a path to the same
    /// anchor (RFC 5280, 6.3.3, (f)).
    fn crl_signer(&mut self, engine: &mut Engine<'_>, crl: &Crl) -> Option<Arc<X509>> {
        let mut candidates = vec![self.issuer.clone()];
        candidates.extend(with_subject(engine.store, engine.embedded, &crl.issuer));
        let mut tried = BTreeSet::new();
        for candidate in candidates {
            let extensions = &candidate.extensions;
            if candidate.subject != crl.issuer || !extensions.allows(usage::CRL_SIGN) || !tried.insert(candidate.id) {
                continue;
            }
            if !self.charge() {
                return None;
            }
            let signed = engine
                .cache
                .signature(crl.id, candidate.key_id, || crl.signed.verify(&candidate.key));
            if signed != Ok(true) {
                continue;
            }
            let valid = candidate.not_before() <= crl.this_update && crl.this_update <= candidate.not_after();
            // The issuer on the path is judged with the path.
            if (candidate.id == self.issuer.id && valid)
                || engine.trustworthy(&candidate, self.anchor, crl.this_update)
            {
                return Some(candidate);
            }
        }
        None
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
            self.in_store = of_store.contains(&response.id);
            if response.produced_at > engine.as_of {
                continue;
            }
            if !self.responder_counts(engine, &response) {
                continue;
            }
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
                });
            }
        }
    }

    /// The issuer itself, or whom it has authorised (RFC 6960, 4.2.2.2).
    fn responder_counts(&mut self, engine: &mut Engine<'_>, response: &OcspResponse) -> bool {
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
        let mut tried = BTreeSet::new();
        for candidate in candidates {
            if !response.names(&candidate) || !tried.insert(candidate.id) {
                continue;
            }
            if !self.charge() {
                return false;
            }
            let signed = engine
                .cache
                .signature(response.id, candidate.key_id, || response.signed.verify(&candidate.key));
            let at = response.produced_at;
            let valid = candidate.not_before() <= at && at <= candidate.not_after();
            if signed != Ok(true) || !valid {
                continue;
            }
            if candidate.key_id == self.issuer.key_id && candidate.subject == self.issuer.subject {
                return true;
            }
            if self.delegated(engine, &candidate, at) {
                return true;
            }
        }
        false
    }

    /// Issued by the very key that issued the certificate, for OCSP, and itself not revoked.
    fn delegated(&mut self, engine: &mut Engine<'_>, responder: &Arc<X509>, at: Timestamp) -> bool {
        let extensions = &responder.extensions;
        let fit = responder.issuer == self.issuer.subject
            && extensions.has_purpose(OCSP_SIGNING)
            && extensions.allows(usage::DIGITAL_SIGNATURE | usage::NON_REPUDIATION)
            && extensions.malformed.is_empty()
            && extensions.unknown_critical.is_empty();
        if !fit || !self.charge() {
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
        matches!(status, Status::Good { .. }) && !evidence.compromised(engine.as_of)
    }
}
