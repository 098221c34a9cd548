//! The second pass: judge the stored facts and write the tables. Opens no document.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicBool, Ordering},
};

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::{AuditError, Phase, Progress, scan::hold};
use crate::{
    dataset,
    facts::Moment,
    rules::RulePack,
    store::{CheckMarker, CheckTotals, Closure, RunDir, ScanMarker, StoreError, TABLES},
};

/// What is to be judged, and by what.
#[derive(Debug)]
pub struct CheckOrder<'a> {
    /// A run whose scan is finished.
    pub run: &'a RunDir,
    /// The rules.
    pub rules: &'a RulePack,
    /// The day the judgement is of.
    pub as_of: Moment,
    /// Threads.
    pub jobs: usize,
    /// Set by whoever wants the check to end early.
    pub stop: &'a AtomicBool,
    /// Counts what happens.
    pub progress: &'a Progress,
}

/// Judges every document of a run. A shard is kept when its tables are whole and were made of the same facts with the
/// same rules for the same day. `None` when it was stopped before its end.
///
/// # Errors
/// When the scan is not finished, or the run directory can't be used.
pub fn check(order: &CheckOrder<'_>) -> Result<Option<CheckTotals>, AuditError> {
    let _lock = order.run.lock()?;
    let summary = order.run.read_summary()?;
    let shards = match &summary {
        Some(summary) => summary.scan.shards,
        None => order.run.read_manifest()?.shard_count(),
    };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(order.jobs.max(1))
        .build()
        .map_err(|error| AuditError::Pool(error.to_string()))?;
    let scanned: Vec<ScanMarker> = pool.install(|| {
        (0..shards)
            .into_par_iter()
            .filter_map(|shard| order.run.scan_done(shard))
            .collect()
    });
    let missing = shards as usize - scanned.len();
    let (0, Some(mut summary)) = (missing, summary) else {
        let path = order.run.path().to_owned();
        return Err(StoreError::Unfinished { path, missing }.into());
    };
    let documents = scanned.iter().map(|marker| marker.documents).sum();
    order.progress.enter(Phase::Checking, documents);
    summary.check = None;
    order.run.write_summary(&summary)?;

    let rules = order.rules.digest().to_string();
    let as_of = order.as_of.to_string();
    let checked: Vec<Option<CheckMarker>> = pool.install(|| {
        scanned
            .into_par_iter()
            .map(|marker| {
                if order.stop.load(Ordering::Relaxed) {
                    return Ok(None);
                }
                let checked = match order.run.check_done(&marker, &rules, &as_of) {
                    Some(kept) => kept,
                    None => judge(order, &marker, &rules, &as_of)?,
                };
                order.progress.add(marker.documents, 0);
                Ok(Some(checked))
            })
            .collect::<Result<_, AuditError>>()
    })?;
    let Some(checked) = checked.into_iter().collect::<Option<Vec<_>>>() else {
        return Ok(None);
    };

    let mut rows: BTreeMap<String, u64> = TABLES.iter().map(|&table| (table.to_owned(), 0)).collect();
    for marker in checked {
        for (table, digest) in marker.tables {
            *rows.entry(table).or_default() += digest.rows;
        }
    }
    order.run.settle(shards)?;
    let closure = vec![Closure {
        what: "documents in the shards = rows of the table of documents".to_owned(),
        left: documents,
        right: rows.get("documents").copied().unwrap_or(0),
    }];
    hold(&closure)?;
    let totals = CheckTotals {
        rules,
        as_of,
        rows,
        closure,
    };
    summary.check = Some(totals.clone());
    order.run.write_summary(&summary)?;
    Ok(Some(totals))
}

fn judge(order: &CheckOrder<'_>, scanned: &ScanMarker, rules: &str, as_of: &str) -> Result<CheckMarker, AuditError> {
    let judged: Vec<_> = order
        .run
        .read_facts(scanned.shard)?
        .into_iter()
        .map(|record| {
            let judgement = order.rules.judge_record(&record, order.as_of);
            (record, judgement)
        })
        .collect();
    let counts = dataset::write_shard(order.run, scanned.shard, &judged)?;
    let rows = BTreeMap::from([
        ("documents".to_owned(), counts.documents),
        ("signatures".to_owned(), counts.signatures),
        ("certificates".to_owned(), counts.certificates),
        ("findings".to_owned(), counts.findings),
    ]);
    Ok(order.run.mark_checked(scanned, rules, as_of, &rows)?)
}
