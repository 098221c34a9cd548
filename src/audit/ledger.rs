//! Who measures what next, and which shard is whole.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::{
    facts::{DocumentFacts, DocumentRecord},
    store::{Entries, Manifest, ManifestEntry, StoreError},
};

/// Hands out the documents of the pending shards in manifest order and collects their facts.
///
/// Since the order is one for all threads, and the thread that completes a shard writes and marks it before it takes
/// another document, every shard that is begun and not marked has a thread in it (or is the one being handed out). So
/// there are never more of them than threads: that bounds what a kill can cost and what is held in memory, without a
/// writer thread or a gate.
pub(super) struct Ledger<'a> {
    manifest: &'a Manifest,
    /// In ascending order.
    pending: Vec<u32>,
    state: Mutex<State>,
}

struct State {
    /// What has not been handed out.
    entries: Entries,
    open: BTreeMap<u32, OpenShard>,
}

struct OpenShard {
    records: Vec<Option<DocumentRecord>>,
    missing: usize,
}

impl<'a> Ledger<'a> {
    /// A ledger of these shards of a manifest, `entries` being all of its entries.
    pub(super) fn new(manifest: &'a Manifest, entries: Entries, pending: Vec<u32>) -> Self {
        Self {
            manifest,
            pending,
            state: Mutex::new(State {
                entries,
                open: BTreeMap::new(),
            }),
        }
    }

    /// The next document, or `None` when all are taken.
    ///
    /// # Errors
    /// When the manifest can't be read to its end.
    pub(super) fn next(&self) -> Result<Option<ManifestEntry>, StoreError> {
        let mut state = self.state();
        for entry in &mut state.entries {
            let entry = entry?;
            if self.pending.binary_search(&entry.shard).is_ok() {
                return Ok(Some(entry));
            }
        }
        Ok(None)
    }

    /// Takes the facts of a document; returns the records of its shard, in order, when it was the last one missing.
    pub(super) fn give(&self, entry: ManifestEntry, facts: DocumentFacts) -> Option<Vec<DocumentRecord>> {
        let range = self.manifest.range(entry.shard);
        let mut state = self.state();
        let open = state.open.entry(entry.shard).or_insert_with(|| {
            let records: Vec<_> = range.clone().map(|_| None).collect();
            OpenShard {
                missing: records.len(),
                records,
            }
        });
        let place = usize::try_from(entry.id.checked_sub(range.start)?).ok()?;
        *open.records.get_mut(place)? = Some(DocumentRecord {
            id: entry.id,
            locator: entry.listed.locator,
            facts,
        });
        open.missing -= 1;
        if open.missing > 0 {
            return None;
        }
        let whole = state.open.remove(&entry.shard)?;
        drop(state);
        Some(whole.records.into_iter().flatten().collect())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A thread that panicked did so outside: no change here is left half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
