//! The first pass: list the archive, have every document measured, keep the facts.

use std::{
    path::Path,
    sync::{
        RwLock,
        atomic::{AtomicBool, Ordering},
    },
};

use super::{
    AuditError, Phase, Progress, Settings,
    lane::{Lane, Shared},
    ledger::{Ledger, WholeShard},
    plan::Cut,
    settings::trust_paths,
};
use crate::{
    facts::SCHEMA,
    source::{self, Roots, Sorter},
    store::{Closure, Manifest, RunDir, RunSummary, ScanMarker, ScanTotals, StoreError, sha256_hex},
};

/// What is to be scanned, where to, and with what.
#[derive(Debug)]
pub struct ScanOrder<'a> {
    /// The archive.
    pub roots: &'a Roots,
    /// Where the facts go.
    pub run: &'a RunDir,
    /// What a document may cost.
    pub settings: &'a Settings,
    /// Threads, each with a worker process of its own.
    pub jobs: usize,
    /// The program to start with `worker` as its first argument.
    pub worker: &'a Path,
    /// Set by whoever wants the scan to end early.
    pub stop: &'a AtomicBool,
    /// Counts what happens.
    pub progress: &'a Progress,
}

/// What a scan did.
#[derive(Debug, Clone, PartialEq)]
pub struct ScanOutcome {
    /// What `run.json` says; `None` when the scan was stopped before its end.
    pub summary: Option<RunSummary>,
    /// Documents measured this time.
    pub measured: u64,
    /// Shards that were whole already.
    pub kept_shards: u32,
}

/// Scans an archive, or goes on with a scan that was interrupted. A shard is kept when its facts are whole and its
/// documents, the settings, the program and the schema are what they were; every other shard is measured again.
///
/// # Errors
/// When the run directory or the worker can't be used. What is wrong with a document is a row.
pub fn scan(order: &ScanOrder<'_>) -> Result<ScanOutcome, AuditError> {
    let stopped = ScanOutcome {
        summary: None,
        measured: 0,
        kept_shards: 0,
    };
    order.roots.outside(order.run.path())?;
    let _lock = order.run.lock()?;
    if let Some(found) = order.run.manifest_roots()
        && found != order.roots.names()
    {
        let path = order.run.path().to_owned();
        return Err(StoreError::OtherInputs {
            path,
            found: found.join(", "),
        }
        .into());
    }
    let settings = order.settings.record()?;
    let settings_sha256 = sha256_hex(settings.to_string().as_bytes());

    order.progress.enter(Phase::Listing, 0);
    let mut except = trust_paths(&order.settings.trust)?;
    except.push(order.run.path().to_owned());
    let unsorted = |error| StoreError::io(order.run.path(), error);
    let mut sorter = Sorter::new(order.run.path().to_owned());
    let links_inside = source::list(order.roots, &except, &order.progress.found, order.stop, |listed| {
        sorter.push(listed).map_err(unsorted)
    })?;
    if order.stop.load(Ordering::Relaxed) {
        return Ok(stopped);
    }
    order.run.withdraw_summary()?;
    let (entries, mut cut) = (sorter.entries(), Cut::new(order.settings));
    let listed = sorter.sorted().map_err(unsorted)?;
    let names = order.roots.names();
    let manifest = order
        .run
        .write_manifest(names, links_inside, entries, listed, |listed| cut.begins(listed))?;
    order.run.remove_shards_from(manifest.shard_count())?;

    let (mut pending, mut kept_shards) = (Vec::new(), 0);
    for shard in 0..manifest.shard_count() {
        if order.stop.load(Ordering::Relaxed) {
            return Ok(stopped);
        }
        if is_current(order.run, &manifest, shard, &settings_sha256) {
            kept_shards += 1;
        } else {
            order.run.unmark(shard)?;
            pending.push(shard);
        }
    }
    let to_measure = pending.iter().map(|&shard| length(&manifest, shard)).sum();
    order.progress.enter(Phase::Scanning, to_measure);
    let measured = measure(order, &manifest, pending, &settings_sha256)?;
    if measured < to_measure {
        return Ok(ScanOutcome {
            measured,
            kept_shards,
            ..stopped
        });
    }
    let summary = RunSummary {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        facts_schema: SCHEMA,
        inputs: manifest.roots.clone(),
        settings,
        scan: totals(order.run, &manifest)?,
        check: None,
    };
    order.run.write_summary(&summary)?;
    Ok(ScanOutcome {
        summary: Some(summary),
        measured,
        kept_shards,
    })
}

fn length(manifest: &Manifest, shard: u32) -> u64 {
    let range = manifest.range(shard);
    range.end - range.start
}

fn is_current(run: &RunDir, manifest: &Manifest, shard: u32, settings_sha256: &str) -> bool {
    run.scan_done(shard).is_some_and(|marker| {
        marker.extractor == env!("CARGO_PKG_VERSION")
            && marker.facts_schema == SCHEMA
            && marker.settings_sha256 == settings_sha256
            && marker.documents == length(manifest, shard)
            && marker.manifest_sha256 == manifest.shard_sha256(shard)
    })
}

/// Has the documents of these shards measured; returns how many were before the end or the stop.
fn measure(
    order: &ScanOrder<'_>,
    manifest: &Manifest,
    pending: Vec<u32>,
    settings_sha256: &str,
) -> Result<u64, AuditError> {
    if pending.is_empty() {
        return Ok(0);
    }
    // One thread's error ends the others' work too; it is not the user's stop.
    let failed = AtomicBool::new(false);
    let stopped = || order.stop.load(Ordering::Relaxed) || failed.load(Ordering::Relaxed);
    let shared = Shared {
        roots: order.roots,
        program: order.worker,
        arguments: order.settings.worker_arguments(),
        deadline: order.settings.deadline,
        stopped: &stopped,
        alone: RwLock::new(()),
    };
    let ledger = Ledger::new(manifest, order.run.entries()?, pending);
    let run_lane = || -> Result<u64, AuditError> {
        let mut lane = Lane::new(&shared);
        let mut measured = 0;
        while !stopped()
            && let Some(entry) = ledger.next()?
        {
            let Some(facts) = lane.measure(&entry)? else { break };
            let faulty = u64::from(!facts.faults.is_empty());
            let path = order.run.facts_path(entry.shard);
            let whole = ledger.give(entry, facts);
            if let Some(shard) = whole.map_err(|error| StoreError::io(&path, error))? {
                keep(order.run, manifest, shard, settings_sha256)?;
            }
            measured += 1;
            order.progress.add(1, faulty);
        }
        Ok(measured)
    };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(order.jobs.max(1))
        .thread_name(|index| format!("lane-{index}"))
        .build()
        .map_err(|error| AuditError::Pool(error.to_string()))?;
    let outcomes = pool.broadcast(|_| run_lane().inspect_err(|_| failed.store(true, Ordering::Relaxed)));
    outcomes.into_iter().sum()
}

/// Writes the facts of a shard, then its marker.
fn keep(run: &RunDir, manifest: &Manifest, shard: WholeShard, settings_sha256: &str) -> Result<(), AuditError> {
    let digest = run.write_facts(shard.number, shard.facts)?;
    run.mark_scanned(&ScanMarker {
        shard: shard.number,
        documents: digest.documents,
        facts_bytes: digest.bytes,
        facts_sha256: digest.sha256,
        extractor: env!("CARGO_PKG_VERSION").to_owned(),
        facts_schema: SCHEMA,
        manifest_sha256: manifest.shard_sha256(shard.number).to_owned(),
        settings_sha256: settings_sha256.to_owned(),
        kinds: shard.kinds,
        faults: shard.faults,
    })?;
    Ok(())
}

/// Adds up the markers, and checks the sum against the manifest.
fn totals(run: &RunDir, manifest: &Manifest) -> Result<ScanTotals, AuditError> {
    let mut totals = ScanTotals {
        entries: manifest.entries,
        bytes: manifest.bytes,
        links_inside: manifest.links_inside,
        shards: manifest.shard_count(),
        ..ScanTotals::default()
    };
    let (mut documents, mut missing) = (0, 0);
    for shard in 0..manifest.shard_count() {
        let Some(marker) = run.scan_marker(shard) else {
            missing += 1;
            continue;
        };
        documents += marker.documents;
        for (into, from) in [(&mut totals.kinds, marker.kinds), (&mut totals.faults, marker.faults)] {
            for (code, count) in from {
                *into.entry(code).or_default() += count;
            }
        }
    }
    if missing > 0 {
        return Err(StoreError::Unfinished {
            path: run.path().to_owned(),
            missing,
        }
        .into());
    }
    let kinds = totals.kinds.values().sum();
    let closure = |what: &str, left, right| Closure {
        what: what.to_owned(),
        left,
        right,
    };
    totals.closure = vec![
        closure(
            "rows of the manifest = documents in the shards",
            totals.entries,
            documents,
        ),
        closure("documents in the shards = sum of the kinds", documents, kinds),
    ];
    hold(&totals.closure)?;
    Ok(totals)
}

/// Sums that don't agree end the run: a figure may be missing, but never wrong.
pub(super) fn hold(closures: &[Closure]) -> Result<(), AuditError> {
    match closures.iter().find(|closure| !closure.holds()) {
        None => Ok(()),
        Some(Closure { what, left, right }) => Err(AuditError::Closure {
            what: what.clone(),
            left: *left,
            right: *right,
        }),
    }
}
