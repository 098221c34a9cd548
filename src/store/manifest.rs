//! What was found, and how it is cut into shards.

use std::{
    io::{self, BufRead as _, BufReader, Write as _},
    ops::Range,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{RunDir, StoreError, sha256_hex};
use crate::facts::{Fault, Locator};

pub(super) const NAME: &str = "manifest/manifest.jsonl.zst";

/// One thing found: a document, or a place that could not be looked at and therefore is a row too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestEntry {
    /// Its number, from 0 in the order of locators.
    pub id: u64,
    /// Where it is.
    pub locator: Locator,
    /// Size in bytes; 0 when unknown.
    pub size: u64,
    /// Time of last change, RFC 3339 in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<Timestamp>,
    /// The shard it belongs to.
    pub shard: u32,
    /// Why it can't be read, when the listing knew already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Box<Fault>>,
}

/// Everything found in the audited paths, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Manifest {
    /// The audited paths as resolved, in the order given; a locator's `root` counts them.
    pub roots: Vec<String>,
    /// Links that were not followed because what they lead to is listed at its own place.
    pub links_inside: u64,
    /// Documents and faults; the entries of a shard stand together.
    pub entries: Vec<ManifestEntry>,
    shards: Vec<Range<usize>>,
}

#[derive(Serialize, Deserialize)]
struct Header {
    roots: Vec<String>,
    links_inside: u64,
    entries: u64,
}

impl Manifest {
    /// A manifest of these entries, which are in order and numbered.
    pub fn new(roots: Vec<String>, links_inside: u64, entries: Vec<ManifestEntry>) -> Self {
        let mut shards: Vec<Range<usize>> = Vec::new();
        for (index, entry) in entries.iter().enumerate() {
            match shards.last_mut() {
                Some(range) if entries[range.start].shard == entry.shard => range.end = index + 1,
                _ => shards.push(index..index + 1),
            }
        }
        Self {
            roots,
            links_inside,
            entries,
            shards,
        }
    }

    /// Number of shards; they are numbered from 0.
    pub fn shard_count(&self) -> u32 {
        u32::try_from(self.shards.len()).unwrap_or(u32::MAX)
    }

    /// Where the entries of this shard stand in `entries`; empty for a shard that is not.
    pub fn range(&self, shard: u32) -> Range<usize> {
        self.shards.get(shard as usize).cloned().unwrap_or_default()
    }

    /// The entries of this shard, in order.
    pub fn shard(&self, shard: u32) -> &[ManifestEntry] {
        &self.entries[self.range(shard)]
    }

    /// What must be unchanged for the facts of a shard to be still the facts of these documents: SHA-256 over its lines
    /// of the manifest.
    pub fn shard_sha256(&self, shard: u32) -> String {
        let mut lines = Vec::new();
        for entry in self.shard(shard) {
            // Writing these into memory can't fail.
            let _ = serde_json::to_writer(&mut lines, entry);
            lines.push(b'\n');
        }
        sha256_hex(&lines)
    }
}

impl RunDir {
    /// Writes the manifest.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn write_manifest(&self, manifest: &Manifest) -> Result<(), StoreError> {
        let header = Header {
            roots: manifest.roots.clone(),
            links_inside: manifest.links_inside,
            entries: manifest.entries.len() as u64,
        };
        let encode = || -> io::Result<Vec<u8>> {
            let mut encoder = zstd::Encoder::new(Vec::new(), 3)?;
            serde_json::to_writer(&mut encoder, &header)?;
            encoder.write_all(b"\n")?;
            for entry in &manifest.entries {
                serde_json::to_writer(&mut encoder, entry)?;
                encoder.write_all(b"\n")?;
            }
            encoder.finish()
        };
        let bytes = encode().map_err(|error| StoreError::io(&self.manifest_path(), error))?;
        self.commit(NAME, &bytes)
    }

    /// The audited paths of the run that is here; `None` when there is none or its manifest can't be read, which a new
    /// scan puts right.
    pub(crate) fn manifest_roots(&self) -> Option<Vec<String>> {
        let file = std::fs::File::open(self.manifest_path()).ok()?;
        let first = BufReader::new(zstd::Decoder::new(file).ok()?).lines().next()?.ok()?;
        serde_json::from_str::<Header>(&first).ok().map(|header| header.roots)
    }

    /// Reads the manifest.
    ///
    /// # Errors
    /// When it is not there, damaged, or shorter than it says.
    pub fn read_manifest(&self) -> Result<Manifest, StoreError> {
        let path = self.manifest_path();
        let file = std::fs::File::open(&path).map_err(|error| StoreError::io(&path, error))?;
        let damaged = |detail: &dyn std::fmt::Display| StoreError::damaged(&path, detail);
        let decoder = zstd::Decoder::new(file).map_err(|error| damaged(&error))?;
        let mut lines = BufReader::new(decoder).lines();
        let first = lines
            .next()
            .ok_or_else(|| damaged(&"it is empty"))?
            .map_err(|error| damaged(&error))?;
        let header: Header = serde_json::from_str(&first).map_err(|error| damaged(&error))?;
        let mut entries: Vec<ManifestEntry> = Vec::new();
        for line in lines {
            let line = line.map_err(|error| damaged(&error))?;
            entries.push(serde_json::from_str(&line).map_err(|error| damaged(&error))?);
        }
        if entries.len() as u64 != header.entries {
            return Err(damaged(&format!(
                "{} entries instead of {}",
                entries.len(),
                header.entries
            )));
        }
        Ok(Manifest::new(header.roots, header.links_inside, entries))
    }
}
