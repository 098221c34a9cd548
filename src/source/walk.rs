//! Finding every file below the audited paths.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
};

use walkdir::WalkDir;

use super::{
    name::{can_return, locate},
    roots::{Root, Roots},
    total_fault,
};
use crate::facts::{Fault, FaultKind, Listed, Locator, Stage};

/// Lists everything below the audited paths but the folders and files of `except` (absolute, free of links), and hands
/// over files and faults as they are found. Their order is the file system's: by the whole path in NFC it must not
/// depend on how a system composes letters, which is for [`Sorter`](super::Sorter) to see to.
///
/// `count` grows while files are found; when `stop` is set the listing ends early and must not be used. Returns the
/// number of links to places below the audited paths: they are not rows, since what they lead to is one.
///
/// # Errors
/// Those of `found`.
pub fn list<E>(
    roots: &Roots,
    except: &[PathBuf],
    count: &AtomicU64,
    stop: &AtomicBool,
    mut found: impl FnMut(Listed) -> Result<(), E>,
) -> Result<u64, E> {
    let mut links_inside = 0_u64;
    let except: BTreeSet<&Path> = except.iter().map(PathBuf::as_path).collect();
    for (index, root) in (0_u32..).zip(&roots.roots) {
        let walk = WalkDir::new(&root.real)
            .follow_links(false)
            .into_iter()
            .filter_entry(|entry| !except.contains(entry.path()));
        for entry in walk {
            if stop.load(Ordering::Relaxed) {
                return Ok(links_inside);
            }
            let listed = match entry {
                Ok(entry) if entry.file_type().is_dir() => continue,
                Ok(entry) if entry.file_type().is_symlink() => {
                    let Some(fault) = link_fault(entry.path(), roots) else {
                        links_inside = links_inside.saturating_add(1);
                        continue;
                    };
                    failed(index, root, entry.path(), fault)
                }
                Ok(entry) => file(index, root, &entry),
                Err(error) => {
                    let reason = error
                        .io_error()
                        .map_or_else(|| "a loop of folders".to_owned(), |error| error.kind().to_string());
                    let what = if error.path().is_some_and(Path::is_dir) {
                        "folder"
                    } else {
                        "entry"
                    };
                    let fault = total_fault(
                        Stage::Find,
                        FaultKind::Unreadable,
                        format!("the {what} cannot be listed: {reason}"),
                    );
                    failed(index, root, error.path().unwrap_or(&root.real), fault)
                }
            };
            count.fetch_add(1, Ordering::Relaxed);
            found(listed)?;
        }
    }
    Ok(links_inside)
}

fn locator(index: u32, root: &Root, path: &Path) -> Locator {
    let below = if root.is_folder {
        path.strip_prefix(&root.real).unwrap_or(path)
    } else {
        path.file_name().map_or(path, Path::new)
    };
    let (path, path_raw) = locate(below);
    Locator {
        root: index,
        path,
        path_raw,
        member: None,
    }
}

fn failed(index: u32, root: &Root, path: &Path, fault: Fault) -> Listed {
    Listed {
        locator: locator(index, root, path),
        size: 0,
        modified: None,
        fault: Some(Box::new(fault)),
    }
}

fn file(index: u32, root: &Root, entry: &walkdir::DirEntry) -> Listed {
    let unreadable = |detail: String| {
        let fault = total_fault(Stage::Find, FaultKind::Unreadable, detail);
        failed(index, root, entry.path(), fault)
    };
    if !entry.file_type().is_file() {
        return unreadable(format!("not a regular file: {}", special(entry.file_type())));
    }
    if !can_return(entry.path()) {
        return unreadable("the name is not valid Unicode".to_owned());
    }
    match entry.metadata() {
        Ok(metadata) => Listed {
            locator: locator(index, root, entry.path()),
            size: metadata.len(),
            modified: super::read::modified(&metadata),
            fault: None,
        },
        Err(error) => unreadable(format!(
            "its size and time cannot be read: {}",
            error.io_error().map_or(std::io::ErrorKind::Other, std::io::Error::kind)
        )),
    }
}

fn link_fault(link: &Path, roots: &Roots) -> Option<Fault> {
    let detail = match fs::canonicalize(link) {
        Ok(target) if roots.contain(&target) => return None,
        Ok(_) => "a symbolic link out of the audited paths; not followed".to_owned(),
        Err(error) => format!("a symbolic link that leads nowhere: {}", error.kind()),
    };
    Some(total_fault(Stage::Find, FaultKind::Unreadable, detail))
}

#[cfg(unix)]
fn special(kind: fs::FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt as _;
    if kind.is_fifo() {
        "a named pipe"
    } else if kind.is_socket() {
        "a socket"
    } else if kind.is_block_device() || kind.is_char_device() {
        "a device"
    } else {
        "of an unknown type"
    }
}

#[cfg(not(unix))]
fn special(_: fs::FileType) -> &'static str {
    "of an unknown type"
}
