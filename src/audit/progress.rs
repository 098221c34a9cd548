//! How far a pass has come, as counts that anyone may look at while it runs.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

/// What a run is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Looking for files; the total is not known yet.
    Listing,
    /// Measuring documents.
    Scanning,
    /// Judging facts.
    Checking,
    /// Drawing pictures of findings.
    Drawing,
}

/// Counts of a running pass. Written by the pass, read by whoever shows them.
#[derive(Debug, Default)]
pub struct Progress {
    phase: AtomicU8,
    pub(super) found: AtomicU64,
    pub(super) total: AtomicU64,
    pub(super) done: AtomicU64,
    pub(super) faults: AtomicU64,
}

/// The counts at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// What is being done.
    pub phase: Phase,
    /// Files found so far.
    pub found: u64,
    /// Documents this pass has to do; those of kept shards are not among them.
    pub total: u64,
    /// Documents done.
    pub done: u64,
    /// Documents among them that have a fault.
    pub faults: u64,
}

impl Progress {
    /// A consistent enough view: the counts only grow within a phase.
    pub fn counts(&self) -> Counts {
        Counts {
            phase: match self.phase.load(Ordering::Acquire) {
                0 => Phase::Listing,
                1 => Phase::Scanning,
                2 => Phase::Checking,
                _ => Phase::Drawing,
            },
            found: self.found.load(Ordering::Relaxed),
            total: self.total.load(Ordering::Relaxed),
            done: self.done.load(Ordering::Relaxed),
            faults: self.faults.load(Ordering::Relaxed),
        }
    }

    pub(super) fn enter(&self, phase: Phase, total: u64) {
        self.total.store(total, Ordering::Relaxed);
        self.done.store(0, Ordering::Relaxed);
        self.faults.store(0, Ordering::Relaxed);
        self.phase.store(phase as u8, Ordering::Release);
    }

    pub(super) fn add(&self, documents: u64, faults: u64) {
        self.faults.fetch_add(faults, Ordering::Relaxed);
        self.done.fetch_add(documents, Ordering::Relaxed);
    }
}
