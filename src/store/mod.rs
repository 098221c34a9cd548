//! The run directory: manifest, shards of facts, markers, resume. Keeps bytes, does not interpret them.
//!
//! ```text
//! DIR/run.json                        what the run was, written last
//! DIR/manifest/manifest.jsonl.zst     what was found, in the order of locators, and the shard of each
//! DIR/facts/shard-00017.jsonl.zst     one document a line, in the order of the manifest
//! DIR/tables/NAME/shard-00017.parquet
//! DIR/done/scan-00017.json            says that the facts of the shard are whole, with their digest
//! DIR/done/check-00017.json           the same for its tables
//! ```
//!
//! Nothing here is ever changed in place. A file appears whole under its name or not at all ([`RunDir::commit`]), and
//! its marker appears after it. Facts are on the disk before their marker. Tables are quickly made again, so nothing
//! waits for them one by one: their markers are believed only as far as the digests in them hold, and `run.json`
//! speaks of them when all are on the disk ([`RunDir::settle`]). So whatever a kill, a full disk or a power cut leaves
//! behind, what a valid marker speaks for is whole, and everything else is made again.

mod error;
mod facts;
mod manifest;
mod marker;
#[cfg(feature = "report")]
mod pictures;
mod summary;

pub use error::StoreError;
pub use facts::{FactsWriter, ShardDigest};
pub use manifest::{Entries, Manifest, ManifestEntry};
pub use marker::{CheckMarker, ScanMarker, TABLES, TableDigest};
pub use summary::{CheckTotals, Closure, RunSummary, ScanTotals};

use std::{
    fs::{self, File, TryLockError},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

/// The folder of one run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunDir {
    path: PathBuf,
}

/// While it lives, no other process changes the run.
#[derive(Debug)]
pub struct RunLock {
    _file: File,
}

impl RunDir {
    /// The run directory at this path, made when it is not there.
    ///
    /// # Errors
    /// When it can't be made, or the folder holds something that is not a run: results are never mixed into it.
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        fs::create_dir_all(path).map_err(|error| StoreError::io(path, error))?;
        let run = Self {
            path: fs::canonicalize(path).map_err(|error| StoreError::io(path, error))?,
        };
        let mut entries = fs::read_dir(&run.path).map_err(|error| StoreError::io(path, error))?;
        if !run.manifest_path().exists() && !run.path.join(LOCK).exists() && entries.next().is_some() {
            return Err(StoreError::Foreign { path: path.to_owned() });
        }
        Ok(run)
    }

    /// The run directory at this path, which must hold a run.
    ///
    /// # Errors
    /// When it doesn't.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let not_a_run = |_| StoreError::NotARun { path: path.to_owned() };
        let run = Self {
            path: fs::canonicalize(path).map_err(not_a_run)?,
        };
        if run.manifest_path().is_file() {
            Ok(run)
        } else {
            Err(StoreError::NotARun { path: path.to_owned() })
        }
    }

    /// Keeps every other process from changing the run until the lock is dropped, or its process ends however it ends.
    ///
    /// # Errors
    /// When another process holds it.
    pub fn lock(&self) -> Result<RunLock, StoreError> {
        let path = self.path.join(LOCK);
        let file = File::create(&path).map_err(|error| StoreError::io(&path, error))?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => Err(StoreError::Busy {
                path: self.path.clone(),
            }),
            // Some network file systems have no locks; the run is then as safe as its user is careful.
            Ok(()) | Err(TryLockError::Error(_)) => Ok(RunLock { _file: file }),
        }
    }

    /// The folder, absolute and free of links.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The facts of one shard.
    pub fn facts_path(&self, shard: u32) -> PathBuf {
        self.path.join(facts_name(shard))
    }

    /// One table of one shard; its name is one of [`TABLES`].
    pub fn table_path(&self, table: &str, shard: u32) -> PathBuf {
        self.path.join(table_name(table, shard))
    }

    /// The folder of the reports.
    pub fn reports_dir(&self) -> PathBuf {
        self.path.join("reports")
    }

    fn manifest_path(&self) -> PathBuf {
        self.path.join(manifest::NAME)
    }

    /// Puts a file into the run, whole or not at all: temporary name in the same folder, write, fsync, rename, fsync of
    /// the folder. `relative` is the path below the run directory, with `/`.
    ///
    /// # Errors
    /// When the disk refuses; a file that was there under this name is then still there as it was.
    pub fn commit(&self, relative: &str, bytes: &[u8]) -> Result<(), StoreError> {
        self.commit_with(relative, |file| {
            file.write_all(bytes)
                .map_err(|error| StoreError::io(&self.path.join(relative), error))
        })
    }

    /// The same for a file too long to be held in memory: `fill` writes it.
    ///
    /// # Errors
    /// When the disk refuses, or `fill` fails; nothing new stands under the name then.
    pub fn commit_with<E: From<StoreError>>(
        &self,
        relative: &str,
        fill: impl FnOnce(&mut File) -> Result<(), E>,
    ) -> Result<(), E> {
        self.place(relative, true, fill)
    }

    /// Puts a file into the run, whole or not at all, without waiting for the disk. It is for what can be made again
    /// and has its digest in a marker, which tells after a power cut whether it survived; [`RunDir::settle`] waits
    /// for all of it at once, since waiting for each file would take longer than making it.
    ///
    /// # Errors
    /// When the disk refuses; nothing stands under the name then.
    pub(crate) fn put(&self, relative: &str, bytes: &[u8]) -> Result<(), StoreError> {
        // Some file systems write a file out at once when it replaces another.
        let _ = fs::remove_file(self.path.join(relative));
        self.place(relative, false, |file| {
            file.write_all(bytes)
                .map_err(|error| StoreError::io(&self.path.join(relative), error))
        })
    }

    /// Waits until the tables of these shards and their markers are on the disk.
    ///
    /// # Errors
    /// When one of them is not there, or the disk refuses.
    pub fn settle(&self, shards: u32) -> Result<(), StoreError> {
        let files = (0..shards).flat_map(|shard| {
            let tables = TABLES.iter().map(move |table| table_name(table, shard));
            tables.chain([marker::check_name(shard)])
        });
        // Side by side: the disk takes many at once nearly as fast as one.
        files.collect::<Vec<_>>().into_par_iter().try_for_each(|file| {
            let path = self.path.join(file);
            // Opened for writing, which Windows asks of whoever flushes.
            let opened = File::options().write(true).open(&path);
            opened
                .and_then(|file| file.sync_all())
                .map_err(|error| StoreError::io(&path, error))
        })?;
        let folders = TABLES.iter().map(|table| format!("tables/{table}"));
        for folder in folders.chain(["done".to_owned()]) {
            let path = self.path.join(folder);
            if path.is_dir() {
                sync_folder(&path).map_err(|error| StoreError::io(&path, error))?;
            }
        }
        Ok(())
    }

    fn place<E: From<StoreError>>(
        &self,
        relative: &str,
        durable: bool,
        fill: impl FnOnce(&mut File) -> Result<(), E>,
    ) -> Result<(), E> {
        let target = self.path.join(relative);
        let io = |error| StoreError::io(&target, error);
        let folder = target.parent().unwrap_or(&self.path);
        fs::create_dir_all(folder).map_err(io)?;
        // The same for every attempt: what a killed run leaves is overwritten by the next, not collected. It is
        // hidden and has another ending, so that nothing reading `shard-*` takes it for a shard.
        let name = target.file_name().unwrap_or_default().to_string_lossy();
        let temporary = folder.join(format!(".{name}.tmp"));
        let mut file = File::create(&temporary).map_err(io)?;
        fill(&mut file)?;
        if durable {
            file.sync_all().map_err(io)?;
        }
        drop(file);
        rename(&temporary, &target).map_err(io)?;
        if durable {
            sync_folder(folder).map_err(io)?;
        }
        Ok(())
    }

    /// Takes a file out of the run; one that is not there is no error.
    pub(crate) fn remove(&self, relative: &str) -> Result<(), StoreError> {
        let path = self.path.join(relative);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(StoreError::io(&path, error)),
            _ => Ok(()),
        }
    }

    fn read(&self, relative: &str) -> Result<Vec<u8>, StoreError> {
        let path = self.path.join(relative);
        fs::read(&path).map_err(|error| StoreError::io(&path, error))
    }
}

const LOCK: &str = ".lock";

fn facts_name(shard: u32) -> String {
    format!("facts/shard-{shard:05}.jsonl.zst")
}

fn table_name(table: &str, shard: u32) -> String {
    format!("tables/{table}/shard-{shard:05}.parquet")
}

/// On Windows a virus scanner or indexer that has the target open makes renaming fail for a moment.
fn rename(from: &Path, to: &Path) -> io::Result<()> {
    let mut pause = std::time::Duration::from_millis(10);
    loop {
        match fs::rename(from, to) {
            Err(error)
                if cfg!(windows)
                    && error.kind() == io::ErrorKind::PermissionDenied
                    && pause < std::time::Duration::from_secs(3) =>
            {
                std::thread::sleep(pause);
                pause *= 2;
            }
            other => return other,
        }
    }
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Elsewhere a folder can't be opened to be flushed; the marker's digest still tells whether its file survived.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// SHA-256, lower-case hexadecimal.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hexadecimal(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes).as_ref())
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
