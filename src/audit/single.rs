//! One document on its own, as `inspect` wants it: measured by a worker process like any other.

use std::{
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
    let unread = |detail: String| {
        let kind = source::sniff(file, &file.to_string_lossy());
        let fault = total_fault(Stage::Find, FaultKind::Unreadable, detail);
        Ok(Some(DocumentFacts::unread(kind, 0, fault)))
    };
    if file.is_dir() {
        return unread("a folder, not a file".to_owned());
    }
    let roots = match Roots::open(&[file.to_owned()]) {
        Ok(roots) => roots,
        // The path itself is said by whoever asked for it.
        Err(SourceError::Missing { reason, .. }) => return unread(reason.to_string()),
        Err(_) => return unread("it can't be listed".to_owned()),
    };
    let Some(found) = source::list(&roots, &[], &AtomicU64::new(0), stop)
        .found
        .into_iter()
        .next()
    else {
        return if stop.load(Ordering::Relaxed) {
            Ok(None)
        } else {
            unread("not listed".to_owned())
        };
    };
    let stopped = || stop.load(Ordering::Relaxed);
    let shared = Shared {
        roots: &roots,
        program: worker,
        arguments: settings.worker_arguments(),
        deadline: settings.deadline,
        stopped: &stopped,
        alone: RwLock::new(()),
    };
    let entry = ManifestEntry {
        id: 0,
        locator: found.locator,
        size: found.size,
        modified: found.modified,
        shard: 0,
        fault: found.fault,
    };
    Lane::new(&shared).measure(&entry)
}
