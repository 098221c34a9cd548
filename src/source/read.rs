//! Reading the bytes of one file, as it was listed or not at all.

use std::{
    fs::{self, File, Metadata},
    io::{self, Read as _},
    path::Path,
};

use jiff::Timestamp;

use super::total_fault;
use crate::{
    budget::Budget,
    facts::{DocumentKind, Fault, FaultKind, Stage},
};

/// What the listing saw of a file.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    /// Size in bytes.
    pub size: u64,
    /// Time of last change; `None` when it is not known, and then not compared.
    pub modified: Option<Timestamp>,
}

/// The bytes of a file.
///
/// # Errors
/// A fault of stage `read`: it is gone, may not be read, is not a regular file any more, is larger than the budget
/// allows, or is not the file that was listed (`seen`). Facts of other bytes than the manifest names would be wrong
/// facts, however right in themselves.
pub fn read(path: &Path, seen: Option<Seen>, budget: &Budget) -> Result<Vec<u8>, Fault> {
    let unreadable = |detail: String| total_fault(Stage::Read, FaultKind::Unreadable, detail);
    let failed = |error: io::Error| unreadable(format!("cannot be read: {}", error.kind()));
    let file = open_regular(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    let changed = |metadata: &Metadata| {
        seen.is_some_and(|seen| {
            seen.size != metadata.len() || (seen.modified.is_some() && modified(metadata) != seen.modified)
        })
    };
    if changed(&metadata) {
        return Err(unreadable("changed between listing and reading".to_owned()));
    }
    if metadata.len() > budget.file_bytes {
        return Err(total_fault(
            Stage::Read,
            FaultKind::TooLarge,
            format!("{} bytes, the limit is {}", metadata.len(), budget.file_bytes),
        ));
    }
    let mut bytes = Vec::new();
    let room = usize::try_from(metadata.len()).unwrap_or(usize::MAX);
    if bytes.try_reserve_exact(room).is_err() {
        return Err(total_fault(
            Stage::Read,
            FaultKind::OutOfMemory,
            format!("no memory for the {} bytes of the file", metadata.len()),
        ));
    }
    (&file)
        .take(metadata.len().saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    let after = file.metadata().map_err(failed)?;
    if changed(&after) || bytes.len() != room {
        return Err(unreadable("changed while it was being read".to_owned()));
    }
    Ok(bytes)
}

/// The kind of a file of which nothing else is known, by its name and, where it can be opened, its first bytes.
pub fn sniff(path: &Path, name: &str) -> DocumentKind {
    let mut head = Vec::new();
    if let Ok(file) = open_regular(path) {
        // An unreadable head leaves the name to decide.
        let _ = file.take(DocumentKind::HEAD).read_to_end(&mut head);
    }
    DocumentKind::recognise(name, &head)
}

/// Opening a pipe waits for its other end, so what is opened is looked at first.
fn open_regular(path: &Path) -> io::Result<File> {
    if fs::symlink_metadata(path)?.is_file() {
        File::open(path)
    } else {
        Err(io::ErrorKind::InvalidInput.into())
    }
}

/// Time of last change.
pub(super) fn modified(metadata: &Metadata) -> Option<Timestamp> {
    let time = metadata.modified().ok()?;
    Timestamp::try_from(time).ok()
}
