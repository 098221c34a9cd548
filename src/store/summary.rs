//! `run.json`: what the run was, written last. Holds no clock time, so that the same archive gives the same file.

use std::{collections::BTreeMap, fs};

use serde::{Deserialize, Serialize};

use super::{RunDir, StoreError};

const NAME: &str = "run.json";

/// What the run was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunSummary {
    /// Version of the program.
    pub program: String,
    /// Version of the shape of the facts.
    pub facts_schema: u32,
    /// The audited paths as resolved.
    pub inputs: Vec<String>,
    /// Settings that can change what is measured, and the trust material by name and digest.
    pub settings: serde_json::Value,
    /// What was scanned.
    pub scan: ScanTotals,
    /// What was judged; `null` until then.
    pub check: Option<CheckTotals>,
}

/// Totals of the scan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanTotals {
    /// Rows of the manifest.
    pub entries: u64,
    /// Bytes of the files listed.
    pub bytes: u64,
    /// Links not followed because what they lead to is a row itself.
    pub links_inside: u64,
    /// Shards.
    pub shards: u32,
    /// Documents by kind.
    pub kinds: BTreeMap<String, u64>,
    /// Documents by the kind of their faults.
    pub faults: BTreeMap<String, u64>,
    /// Sums that must agree.
    pub closure: Vec<Closure>,
}

/// Totals of the judgement.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckTotals {
    /// Digest of the rules.
    pub rules: String,
    /// The day the judgement is of, RFC 3339.
    pub as_of: String,
    /// Rows of each table.
    pub rows: BTreeMap<String, u64>,
    /// Sums that must agree.
    pub closure: Vec<Closure>,
}

/// Two counts of the same thing, taken in different places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closure {
    /// What is counted.
    pub what: String,
    /// One count.
    pub left: u64,
    /// The other.
    pub right: u64,
}

impl Closure {
    /// Whether they agree; when not, something was lost or counted twice, and no figure of the run may be trusted.
    pub fn holds(&self) -> bool {
        self.left == self.right
    }
}

impl RunDir {
    /// Writes `run.json`.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn write_summary(&self, summary: &RunSummary) -> Result<(), StoreError> {
        let mut bytes =
            serde_json::to_vec_pretty(summary).map_err(|error| StoreError::damaged(&self.path.join(NAME), error))?;
        bytes.push(b'\n');
        self.commit(NAME, &bytes)
    }

    /// Reads `run.json`; `None` while the scan is not finished.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn read_summary(&self) -> Result<Option<RunSummary>, StoreError> {
        let path = self.path.join(NAME);
        match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map(Some)
                .map_err(|error| StoreError::damaged(&path, error)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(StoreError::io(&path, error)),
        }
    }

    /// Withdraws `run.json` while what it says is being changed.
    pub(crate) fn withdraw_summary(&self) -> Result<(), StoreError> {
        self.remove(NAME)
    }
}
