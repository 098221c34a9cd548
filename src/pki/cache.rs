//! What was worked out once for a run: read certificates, checked signatures, paths, evidence of revocation.
//!
//! Nothing in here decides anything: every entry is what would be worked out again from the same bytes, and no entry
//! depends on another document. So results do not depend on what was seen before, and a full cache may be emptied.

use std::{collections::HashMap, sync::Arc};

use jiff::Timestamp;

use super::{
    path::Search,
    revocation::EvidenceSet,
    sunset::AlgorithmSunset,
    x509::{Id, X509},
};

/// Kept from signature to signature by whoever validates many. One for one thread.
#[derive(Debug, Default)]
pub struct PathCache {
    /// Trust store, time of the audit and table of algorithms that the rest belongs to.
    bound: Option<(Id, Timestamp, AlgorithmSunset)>,
    certificates: HashMap<Id, Arc<X509>>,
    /// What is signed, and the key: whether the one is signed with the other.
    signatures: HashMap<(Id, Id), Result<bool, String>>,
    searches: HashMap<(Id, Id), Arc<Search>>,
    evidence: HashMap<EvidenceKey, Arc<EvidenceSet>>,
}

/// Certificate, issuer, trust anchor, material of the document.
pub(crate) type EvidenceKey = (Id, Id, Id, Id);

/// Entries of one kind before that kind is emptied.
const MOST: usize = 5_000;

fn keep<K: Eq + std::hash::Hash, V>(map: &mut HashMap<K, V>, key: K, value: V) {
    if map.len() >= MOST {
        map.clear();
    }
    map.insert(key, value);
}

impl PathCache {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets what belongs to another trust store, time or table.
    pub(crate) fn bind(&mut self, store: Id, as_of: Timestamp, sunset: &AlgorithmSunset) {
        let same = |(bound, time, table): &(Id, Timestamp, AlgorithmSunset)| {
            *bound == store && *time == as_of && table == sunset
        };
        if !self.bound.as_ref().is_some_and(same) {
            self.searches.clear();
            self.evidence.clear();
            self.bound = Some((store, as_of, sunset.clone()));
        }
    }

    /// The certificate in these bytes, read once.
    pub(crate) fn certificate(&mut self, id: Id, der: &[u8]) -> Result<Arc<X509>, String> {
        if let Some(known) = self.certificates.get(&id) {
            return Ok(known.clone());
        }
        let read = Arc::new(X509::from_der(der)?);
        keep(&mut self.certificates, id, read.clone());
        Ok(read)
    }

    pub(crate) fn signature(
        &mut self,
        signed: Id,
        key: Id,
        verify: impl FnOnce() -> Result<bool, String>,
    ) -> Result<bool, String> {
        if let Some(known) = self.signatures.get(&(signed, key)) {
            return known.clone();
        }
        let verified = verify();
        keep(&mut self.signatures, (signed, key), verified.clone());
        verified
    }

    pub(crate) fn search(&self, target: Id, material: Id) -> Option<Arc<Search>> {
        self.searches.get(&(target, material)).cloned()
    }

    pub(crate) fn keep_search(&mut self, target: Id, material: Id, search: Arc<Search>) {
        keep(&mut self.searches, (target, material), search);
    }

    pub(crate) fn evidence(&self, key: &EvidenceKey) -> Option<Arc<EvidenceSet>> {
        self.evidence.get(key).cloned()
    }

    pub(crate) fn keep_evidence(&mut self, key: EvidenceKey, evidence: Arc<EvidenceSet>) {
        keep(&mut self.evidence, key, evidence);
    }
}
