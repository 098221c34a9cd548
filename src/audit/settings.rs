//! What a scan may cost, and what else can change its facts.

use std::{
    ffi::OsString,
    fs::{self, File},
    io::Read as _,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::Serialize;

use super::AuditError;
use crate::budget::Budget;

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
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            budget: Budget::default(),
            memory_limit: 2 << 30,
            deadline: Deadline::default(),
            shard_documents: 500,
            shard_bytes: 500_000_000,
            trust: Vec::new(),
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
        for folder in &self.trust {
            option("--trust", folder.into());
        }
        arguments
    }

    /// Everything that can change the facts of a document, for `run.json` and for the digest in the markers.
    pub(super) fn record(&self) -> Result<serde_json::Value, AuditError> {
        let mut trust = Vec::new();
        for folder in &self.trust {
            trust_files(folder, &mut trust)?;
        }
        trust.sort_by(|a, b| (&a.name, &a.sha256).cmp(&(&b.name, &b.sha256)));
        Ok(serde_json::json!({
            "budget": self.budget,
            "memory_limit": self.memory_limit,
            "deadline_ms": self.deadline.base.as_millis(),
            "deadline_per_megabyte_ms": self.deadline.per_megabyte.as_millis(),
            "trust": trust,
        }))
    }
}

fn trust_files(folder: &Path, into: &mut Vec<TrustFile>) -> Result<(), AuditError> {
    let failed = |source| AuditError::Trust {
        path: folder.to_owned(),
        source,
    };
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if fs::metadata(&path).map_err(failed)?.is_file() {
            let mut bytes = Vec::new();
            File::open(&path)
                .and_then(|mut file| file.read_to_end(&mut bytes))
                .map_err(failed)?;
            into.push(TrustFile {
                name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
                sha256: crate::store::sha256_hex(&bytes),
            });
        }
    }
    Ok(())
}
