//! Who measures what next, and which shard is whole.

use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    io,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::{
    facts::{DocumentFacts, DocumentRecord},
    store::{Entries, FactsWriter, Manifest, ManifestEntry, StoreError},
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
    shard: WholeShard,
    /// Number of the next document of it that is written.
    next: u64,
    /// Lines that came before their turn.
    waiting: BTreeMap<u64, Vec<u8>>,
}

/// A shard of which nothing is missing.
pub(super) struct WholeShard {
    pub(super) number: u32,
    pub(super) facts: FactsWriter,
    /// Documents by the code of their kind.
    pub(super) kinds: BTreeMap<String, u64>,
    /// Documents by the codes of their faults.
    pub(super) faults: BTreeMap<String, u64>,
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

    /// Takes the facts of a document; returns its shard when it was the last one missing.
    ///
    /// # Errors
    /// When there is no memory for it.
    pub(super) fn give(&self, entry: ManifestEntry, facts: DocumentFacts) -> io::Result<Option<WholeShard>> {
        let (id, number) = (entry.id, entry.shard);
        let kind = facts.kind.code();
        let faults: BTreeSet<&str> = facts.faults.iter().map(|fault| fault.kind.code()).collect();
        let record = DocumentRecord {
            id,
            locator: entry.listed.locator,
            facts,
        };
        let line = FactsWriter::line(&record)?;
        let range = self.manifest.range(number);
        let mut state = self.state();
        let open = match state.open.entry(number) {
            Entry::Occupied(open) => open.into_mut(),
            Entry::Vacant(place) => place.insert(OpenShard::new(number, range.start)?),
        };
        for (counts, codes) in [
            (&mut open.shard.kinds, BTreeSet::from([kind])),
            (&mut open.shard.faults, faults),
        ] {
            for code in codes {
                *counts.entry(code.to_owned()).or_default() += 1;
            }
        }
        open.waiting.insert(id, line);
        while let Some(line) = open.waiting.remove(&open.next) {
            open.shard.facts.push(&line)?;
            open.next += 1;
        }
        if open.next < range.end {
            return Ok(None);
        }
        Ok(state.open.remove(&number).map(|open| open.shard))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A thread that panicked did so outside: no change here is left half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl OpenShard {
    fn new(number: u32, first: u64) -> io::Result<Self> {
        Ok(Self {
            shard: WholeShard {
                number,
                facts: FactsWriter::new()?,
                kinds: BTreeMap::new(),
                faults: BTreeMap::new(),
            },
            next: first,
            waiting: BTreeMap::new(),
        })
    }
}
