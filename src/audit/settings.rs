//! What a scan may cost, and what else can change its facts.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::Serialize;

use super::AuditError;
use crate::{budget::Budget, facts::Moment};

/// Settings of a scan. Two scans with the same settings measure the same facts of the same bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// What one document may cost, counted.
    pub budget: Budget,
    /// Bytes that one worker may allocate.
    pub memory_limit: u64,
    /// How long one document may take.
    pub deadline: Deadline,
    /// Documents of one shard at most.
    pub shard_documents: u64,
    /// Bytes of the files of one shard at most, when it has more than one.
    pub shard_bytes: u64,
    /// Folders with trust anchors, certificates and revocation data.
    pub trust: Vec<PathBuf>,
    /// The table of algorithms in place of the embedded one.
    pub algorithms: Option<PathBuf>,
    /// The moment of the audit: what is expired, revoked or current is judged by it.
    pub as_of: Moment,
}

impl Settings {
    /// Bytes that one worker may allocate, unless told otherwise.
    pub const MEMORY_LIMIT: u64 = 2 << 30;
    /// Documents of one shard at most, unless told otherwise.
    pub const SHARD_DOCUMENTS: u64 = 500;

    /// The usual limits, no trust material, and this moment.
    pub fn new(as_of: Moment) -> Self {
        Self {
            budget: Budget::default(),
            memory_limit: Self::MEMORY_LIMIT,
            deadline: Deadline::default(),
            shard_documents: Self::SHARD_DOCUMENTS,
            shard_bytes: 500_000_000,
            trust: Vec::new(),
            algorithms: None,
            as_of,
        }
    }
}

/// Wall-clock time for one document: the last resort behind the counted budget.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Deadline {
    /// For any document.
    pub base: Duration,
    /// More for every megabyte (1,000,000 bytes) of the file.
    pub per_megabyte: Duration,
}

impl Default for Deadline {
    fn default() -> Self {
        Self {
            base: Duration::from_secs(10),
            per_megabyte: Duration::from_secs(1),
        }
    }
}

impl Deadline {
    /// For a file of this size.
    pub fn of(&self, bytes: u64) -> Duration {
        let megabytes = bytes as f64 / 1e6;
        let more = Duration::try_from_secs_f64(self.per_megabyte.as_secs_f64() * megabytes);
        self.base.saturating_add(more.unwrap_or(Duration::MAX))
    }
}

/// One file of the trust material, as recorded in `run.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct TrustFile {
    name: String,
    sha256: String,
}

impl Settings {
    /// The arguments that make a worker keep to these settings; an engine may start it with an empty environment.
    pub(super) fn worker_arguments(&self) -> Vec<OsString> {
        let mut arguments: Vec<OsString> = vec!["worker".into()];
        let mut option = |name: &str, value: OsString| {
            arguments.push(name.into());
            arguments.push(value);
        };
        option("--memory-limit", self.memory_limit.to_string().into());
        option("--max-file-bytes", self.budget.file_bytes.to_string().into());
        option("--deadline", self.deadline.base.as_secs_f64().to_string().into());
        option(
            "--deadline-per-mb",
            self.deadline.per_megabyte.as_secs_f64().to_string().into(),
        );
        option("--as-of", self.as_of.to_string().into());
        for folder in &self.trust {
            option("--trust", folder.into());
        }
        if let Some(file) = &self.algorithms {
            option("--algorithms", file.into());
        }
        arguments
    }

    /// Everything that can change the facts of a document, for `run.json` and for the digest in the markers.
    pub(super) fn record(&self) -> Result<serde_json::Value, AuditError> {
        let mut trust: Vec<TrustFile> = trust_files(&self.trust)?
            .into_iter()
            .map(|(name, bytes)| TrustFile {
                name,
                sha256: crate::store::sha256_hex(&bytes),
            })
            .collect();
        trust.sort_by(|a, b| (&a.name, &a.sha256).cmp(&(&b.name, &b.sha256)));
        let algorithms = match algorithms(self.algorithms.as_deref())? {
            Some(text) => crate::store::sha256_hex(text.as_bytes()),
            None => crate::store::sha256_hex(crate::extract::EMBEDDED_ALGORITHMS.as_bytes()),
        };
        Ok(serde_json::json!({
            "budget": self.budget,
            "memory_limit": self.memory_limit,
            "deadline_ms": self.deadline.base.as_millis(),
            "deadline_per_megabyte_ms": self.deadline.per_megabyte.as_millis(),
            "trust": trust,
            "algorithms_sha256": algorithms,
            "as_of": self.as_of,
        }))
    }
}

/// The text of a table of algorithms, when there is one in place of the embedded.
///
/// # Errors
/// When the file can't be read.
pub fn algorithms(file: Option<&Path>) -> Result<Option<String>, AuditError> {
    file.map(|path| {
        fs::read_to_string(path).map_err(|source| AuditError::Algorithms {
            path: path.to_owned(),
            source,
        })
    })
    .transpose()
}

/// The files of the trust folders, each with its name, in the order of folders and names.
///
/// # Errors
/// When a folder or file can't be read: an audit without trust material that was asked for would mislead.
pub fn trust_files(folders: &[PathBuf]) -> Result<Vec<(String, Vec<u8>)>, AuditError> {
    let mut files = Vec::new();
    for folder in folders {
        for path in files_of(folder)? {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let bytes = fs::read(&path).map_err(|source| unreadable(folder, source))?;
            files.push((name, bytes));
        }
    }
    Ok(files)
}

/// Where these files are, free of links, but for what is named like a document. A trust folder may lie in the archive
/// itself, and what is trusted is not a document of an agency.
///
/// # Errors
/// As [`trust_files`].
pub(super) fn trust_paths(folders: &[PathBuf]) -> Result<Vec<PathBuf>, AuditError> {
    let mut paths = Vec::new();
    for folder in folders {
        let real = fs::canonicalize(folder).map_err(|source| unreadable(folder, source))?;
        let files = files_of(&real)?.into_iter();
        paths.extend(files.filter(|path| {
            path.extension()
                .is_none_or(|extension| !extension.eq_ignore_ascii_case("pdf"))
        }));
    }
    Ok(paths)
}

fn unreadable(folder: &Path, source: io::Error) -> AuditError {
    AuditError::Trust {
        path: folder.to_owned(),
        source,
    }
}

/// The files directly in a folder, sorted.
fn files_of(folder: &Path) -> Result<Vec<PathBuf>, AuditError> {
    let failed = |source| unreadable(folder, source);
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if fs::metadata(&path).map_err(failed)?.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}
