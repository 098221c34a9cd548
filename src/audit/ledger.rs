//! Who measures what next, and which shard is whole.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::{
    facts::{DocumentFacts, DocumentRecord},
    store::{Manifest, ManifestEntry},
};

/// Hands out the documents of the pending shards in manifest order and collects their facts.
///
/// Since the order is one for all threads, and the thread that completes a shard writes and marks it before it takes
/// another document, every shard that is begun and not marked has a thread in it (or is the one being handed out). So
/// there are never more of them than threads: that bounds what a kill can cost and what is held in memory, without a
/// writer thread or a gate.
pub(super) struct Ledger<'a> {
    manifest: &'a Manifest,
    pending: Vec<u32>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Index in `pending` of the shard being handed out, and of the next entry in it.
    next: (usize, usize),
    open: BTreeMap<u32, OpenShard>,
}

struct OpenShard {
    facts: Vec<Option<DocumentFacts>>,
    missing: usize,
}

impl<'a> Ledger<'a> {
    pub(super) fn new(manifest: &'a Manifest, pending: Vec<u32>) -> Self {
        Self {
            manifest,
            pending,
            state: Mutex::default(),
        }
    }

    /// The next document, or `None` when all are taken.
    pub(super) fn next(&self) -> Option<ManifestEntry<'a>> {
        let mut state = self.state();
        let (position, offset) = state.next;
        let range = self.manifest.range(*self.pending.get(position)?);
        let entry = self.manifest.entry(range.start + offset)?;
        state.next = if offset + 1 < range.len() {
            (position, offset + 1)
        } else {
            (position + 1, 0)
        };
        Some(entry)
    }

    /// Takes the facts of a document; returns the records of its shard, in order, when it was the last one missing.
    pub(super) fn give(&self, entry: ManifestEntry<'_>, facts: DocumentFacts) -> Option<Vec<DocumentRecord>> {
        let range = self.manifest.range(entry.shard);
        let mut state = self.state();
        let open = state.open.entry(entry.shard).or_insert_with(|| OpenShard {
            facts: range.clone().map(|_| None).collect(),
            missing: range.len(),
        });
        let place = usize::try_from(entry.id).ok()?.checked_sub(range.start)?;
        open.facts[place] = Some(facts);
        open.missing -= 1;
        if open.missing > 0 {
            return None;
        }
        let whole = state.open.remove(&entry.shard)?;
        drop(state);
        let records = self
            .manifest
            .shard(entry.shard)
            .zip(whole.facts)
            .filter_map(|(entry, facts)| {
                Some(DocumentRecord {
                    id: entry.id,
                    locator: entry.listed.locator.clone(),
                    facts: facts?,
                })
            });
        Some(records.collect())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A thread that panicked did so outside: no change here is left half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
