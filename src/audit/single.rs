//! One document on its own, as `inspect` wants it: measured, and drawn, by a worker process like any other.

use std::{
    convert::Infallible,
    io,
    path::Path,
    sync::{
        RwLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use super::{
    AuditError, Settings,
    lane::{Lane, Shared},
};
#[cfg(feature = "report")]
use crate::{facts::Localized, finding::Finding};
use crate::{
    facts::{DocumentFacts, FaultKind, Stage},
    source::{self, Roots, SourceError, total_fault},
    store::ManifestEntry,
};

/// Measures one file in a worker process of its own; `None` when `stop` was set meanwhile. A path that can't be
/// opened, or that is a folder, is a document with a fault.
///
/// # Errors
/// When the worker can't be started.
pub fn measure_file(
    file: &Path,
    settings: &Settings,
    worker: &Path,
    stop: &AtomicBool,
) -> Result<Option<DocumentFacts>, AuditError> {
    let (roots, entry) = match find(file, stop) {
        Ok(found) => found,
        Err(None) => return Ok(None),
        Err(Some(detail)) => {
            let kind = source::sniff(file, &file.to_string_lossy());
            let fault = total_fault(Stage::Find, FaultKind::Unreadable, detail);
            return Ok(Some(DocumentFacts::unread(kind, 0, fault)));
        }
    };
    with_lane(&roots, settings, worker, stop, |lane| lane.measure(&entry))
}

/// A picture of one finding.
#[cfg(feature = "report")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingPicture {
    /// Place of the finding in the list.
    pub finding: usize,
    /// A name for its file.
    pub name: String,
    /// The file.
    pub png: Vec<u8>,
}

/// Draws the pictures of the failed and warned findings on one file, of those that have a place on a page and can be
/// drawn; `None` when `stop` was set meanwhile.
///
/// # Errors
/// When the worker can't be started.
#[cfg(feature = "report")]
pub fn draw_file(
    file: &Path,
    facts: &DocumentFacts,
    findings: &[Finding],
    settings: &Settings,
    worker: &Path,
    language: fn(&Localized) -> &str,
    stop: &AtomicBool,
) -> Result<Option<Vec<FindingPicture>>, AuditError> {
    let planned = super::pictures::of_findings(facts, findings, language);
    let (Some(sha256), false) = (&facts.sha256, planned.is_empty()) else {
        return Ok(Some(Vec::new()));
    };
    let Ok((roots, entry)) = find(file, stop) else {
        return Ok(Some(Vec::new()));
    };
    let asked = super::protocol::Pictures {
        sha256: sha256.clone(),
        drawings: planned.iter().map(|(.., drawing)| drawing.clone()).collect(),
    };
    let drawn = with_lane(&roots, settings, worker, stop, |lane| lane.draw(&entry, asked))?;
    Ok(drawn.map(|drawn| {
        let drawn = drawn.unwrap_or_default();
        let pictures = planned
            .into_iter()
            .zip(&drawn)
            .filter_map(|((finding, name, _), drawn)| {
                let (png, _) = super::pictures::png_of(drawn)?;
                Some(FindingPicture { finding, name, png })
            });
        pictures.collect()
    }))
}

/// The file as an archive of one document, and the one row of it; else why it can't be read, or nothing when it was stopped.
fn find(file: &Path, stop: &AtomicBool) -> Result<(Roots, ManifestEntry), Option<String>> {
    if file.is_dir() {
        return Err(Some("a folder, not a file".to_owned()));
    }
    let roots = Roots::open(&[file.to_owned()]).map_err(|error| {
        Some(match error {
            // The path itself is said by whoever asked for it.
            SourceError::Missing { reason, .. } => match reason {
                io::ErrorKind::NotFound => "no such file".to_owned(),
                other => other.to_string(),
            },
            _ => "it can't be listed".to_owned(),
        })
    })?;
    let mut found = None;
    let _: Result<u64, Infallible> = source::list(&roots, &[], &AtomicU64::new(0), stop, |listed| {
        found = Some(listed);
        Ok(())
    });
    let Some(listed) = found else {
        let stopped = stop.load(Ordering::Relaxed);
        return Err((!stopped).then(|| "not listed".to_owned()));
    };
    let entry = ManifestEntry {
        id: 0,
        shard: 0,
        listed,
    };
    Ok((roots, entry))
}

fn with_lane<T>(
    roots: &Roots,
    settings: &Settings,
    worker: &Path,
    stop: &AtomicBool,
    work: impl FnOnce(&mut Lane<'_>) -> Result<T, AuditError>,
) -> Result<T, AuditError> {
    let stopped = || stop.load(Ordering::Relaxed);
    let shared = Shared {
        roots,
        program: worker,
        arguments: settings.worker_arguments(),
        deadline: settings.deadline,
        stopped: &stopped,
        alone: RwLock::new(()),
    };
    work(&mut Lane::new(&shared))
}
