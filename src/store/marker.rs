//! Markers: small files, written last, that say which shard is whole and under what conditions it was made.

use std::{collections::BTreeMap, fs};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{RunDir, StoreError, facts_name, sha256_hex, table_name};

/// The tables of a shard.
pub const TABLES: [&str; 4] = ["documents", "signatures", "certificates", "findings"];

/// The facts of a shard are whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanMarker {
    /// The shard.
    pub shard: u32,
    /// Documents in it.
    pub documents: u64,
    /// Size of the facts file.
    pub facts_bytes: u64,
    /// SHA-256 of the facts file.
    pub facts_sha256: String,
    /// Version of the program that measured.
    pub extractor: String,
    /// Version of the shape of the facts.
    pub facts_schema: u32,
    /// SHA-256 of the shard's lines of the manifest: which documents, of which size and time.
    pub manifest_sha256: String,
    /// SHA-256 of the settings that can change what is measured (budget, limits, trust material).
    pub settings_sha256: String,
    /// Documents by kind.
    pub kinds: BTreeMap<String, u64>,
    /// Documents by the kind of their faults; a document with two kinds of fault counts in both.
    pub faults: BTreeMap<String, u64>,
}

/// The tables of a shard are whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckMarker {
    /// The shard.
    pub shard: u32,
    /// SHA-256 of the facts file that was judged.
    pub facts_sha256: String,
    /// Version of the program that judged.
    pub program: String,
    /// Digest of the rules.
    pub rules: String,
    /// The day the judgement is of, RFC 3339.
    pub as_of: String,
    /// The tables, by name.
    pub tables: BTreeMap<String, TableDigest>,
}

/// One table file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableDigest {
    /// Rows.
    pub rows: u64,
    /// Size of the file.
    pub bytes: u64,
    /// SHA-256 of the file.
    pub sha256: String,
}

fn scan_name(shard: u32) -> String {
    format!("done/scan-{shard:05}.json")
}

pub(super) fn check_name(shard: u32) -> String {
    format!("done/check-{shard:05}.json")
}

impl RunDir {
    /// Says that the facts of a shard are whole.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn mark_scanned(&self, marker: &ScanMarker) -> Result<(), StoreError> {
        self.commit(&scan_name(marker.shard), &self.written(marker)?)
    }

    /// Says that the tables of a shard are whole. Sizes and digests are taken from the files as they lie there.
    ///
    /// # Errors
    /// When a table is missing, or the disk refuses.
    pub fn mark_checked(
        &self,
        scanned: &ScanMarker,
        rules: &str,
        as_of: &str,
        rows: &BTreeMap<String, u64>,
    ) -> Result<CheckMarker, StoreError> {
        let mut tables = BTreeMap::new();
        for (name, &rows) in rows {
            let bytes = self.read(&table_name(name, scanned.shard))?;
            let digest = TableDigest {
                rows,
                bytes: bytes.len() as u64,
                sha256: sha256_hex(&bytes),
            };
            tables.insert(name.clone(), digest);
        }
        let marker = CheckMarker {
            shard: scanned.shard,
            facts_sha256: scanned.facts_sha256.clone(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            rules: rules.to_owned(),
            as_of: as_of.to_owned(),
            tables,
        };
        self.put(&check_name(marker.shard), &self.written(&marker)?)?;
        Ok(marker)
    }

    /// The marker of a shard whose facts are whole: there, readable, and true of the file as it lies there.
    pub fn scan_done(&self, shard: u32) -> Option<ScanMarker> {
        let marker = self.scan_marker(shard)?;
        let whole = marker.shard == shard && self.is(&facts_name(shard), marker.facts_bytes, &marker.facts_sha256);
        whole.then_some(marker)
    }

    /// What the marker of a shard says, not compared with its file.
    pub(crate) fn scan_marker(&self, shard: u32) -> Option<ScanMarker> {
        self.marker(&scan_name(shard))
    }

    /// The marker of a shard whose tables are whole and were made of these facts with these rules for this day.
    pub fn check_done(&self, scanned: &ScanMarker, rules: &str, as_of: &str) -> Option<CheckMarker> {
        let marker: CheckMarker = self.marker(&check_name(scanned.shard))?;
        let current = marker.shard == scanned.shard
            && marker.facts_sha256 == scanned.facts_sha256
            && marker.program == env!("CARGO_PKG_VERSION")
            && marker.rules == rules
            && marker.as_of == as_of
            && TABLES.iter().all(|&name| {
                marker
                    .tables
                    .get(name)
                    .is_some_and(|table| self.is(&table_name(name, scanned.shard), table.bytes, &table.sha256))
            });
        current.then_some(marker)
    }

    /// Withdraws both markers of a shard: what it held is no longer so.
    pub(crate) fn unmark(&self, shard: u32) -> Result<(), StoreError> {
        self.remove(&check_name(shard))?;
        self.remove(&scan_name(shard))
    }

    /// Removes everything of the shards from this number on: the archive has become smaller, and whoever reads all
    /// `shard-*` must not read what is no longer in it.
    pub(crate) fn remove_shards_from(&self, first: u32) -> Result<(), StoreError> {
        let mut leftovers = std::collections::BTreeSet::new();
        let folders = ["done".to_owned(), "facts".to_owned()]
            .into_iter()
            .chain(TABLES.iter().map(|table| format!("tables/{table}")));
        for folder in folders {
            let path = self.path.join(&folder);
            let Ok(entries) = fs::read_dir(&path) else { continue };
            for entry in entries {
                let name = entry.map_err(|error| StoreError::io(&path, error))?.file_name();
                let number = name.to_str().and_then(shard_of);
                if number.is_some_and(|number| number >= first) {
                    leftovers.insert(format!("{folder}/{}", name.to_string_lossy()));
                }
            }
        }
        // In this order markers (`done/`) go before what they speak for.
        leftovers.iter().try_for_each(|relative| self.remove(relative))
    }

    fn written(&self, marker: &impl Serialize) -> Result<Vec<u8>, StoreError> {
        let mut bytes = serde_json::to_vec_pretty(marker).map_err(|error| StoreError::damaged(&self.path, error))?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// A marker that can't be read marks nothing.
    fn marker<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        serde_json::from_slice(&fs::read(self.path.join(name)).ok()?).ok()
    }

    fn is(&self, relative: &str, bytes: u64, sha256: &str) -> bool {
        let path = self.path.join(relative);
        // The size first: it tells a torn file without reading it.
        fs::metadata(&path).is_ok_and(|metadata| metadata.len() == bytes)
            && fs::read(&path).is_ok_and(|content| sha256_hex(&content) == sha256)
    }
}

/// The number in `shard-00017.parquet`, `scan-00017.json`, ...
fn shard_of(name: &str) -> Option<u32> {
    let (_, rest) = name.split_once('-')?;
    rest.split_once('.')?.0.parse().ok()
}
