//! What was found, and how it is cut into shards.

use std::{
    borrow::Cow,
    io::{self, BufRead as _, BufReader, Write as _},
    ops::Range,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{RunDir, StoreError, sha256_hex};
use crate::facts::{Fault, Listed, Locator};

pub(super) const NAME: &str = "manifest/manifest.jsonl.zst";

/// One row of the manifest.
#[derive(Debug, Clone, Copy)]
pub struct ManifestEntry<'m> {
    /// Its number, from 0 in the order of locators.
    pub id: u64,
    /// The shard it belongs to.
    pub shard: u32,
    /// What was found.
    pub listed: &'m Listed,
}

/// A row as it is written; times are RFC 3339 in UTC.
#[derive(Serialize, Deserialize)]
struct Line<'m> {
    id: u64,
    locator: Cow<'m, Locator>,
    size: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    modified: Option<Timestamp>,
    shard: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fault: Option<Cow<'m, Fault>>,
}

impl<'m> From<ManifestEntry<'m>> for Line<'m> {
    fn from(entry: ManifestEntry<'m>) -> Self {
        Self {
            id: entry.id,
            locator: Cow::Borrowed(&entry.listed.locator),
            size: entry.listed.size,
            modified: entry.listed.modified,
            shard: entry.shard,
            fault: entry.listed.fault.as_deref().map(Cow::Borrowed),
        }
    }
}

/// Everything found in the audited paths, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Manifest {
    /// The audited paths as resolved, in the order given; a locator's `root` counts them.
    pub roots: Vec<String>,
    /// Links that were not followed because what they lead to is listed at its own place.
    pub links_inside: u64,
    /// Documents and faults, in the order of locators.
    pub listed: Vec<Listed>,
    /// Where each shard stands in `listed`, one behind the other.
    shards: Vec<Range<usize>>,
}

#[derive(Serialize, Deserialize)]
struct Header {
    roots: Vec<String>,
    links_inside: u64,
    entries: u64,
}

impl Manifest {
    /// A manifest of what was found, in order; `lengths` says how many of it belong to each shard.
    pub fn new(roots: Vec<String>, links_inside: u64, listed: Vec<Listed>, lengths: &[usize]) -> Self {
        let mut end = 0;
        let shards = lengths.iter().map(|length| {
            let start = end;
            end = (start + length).min(listed.len());
            start..end
        });
        Self {
            shards: shards.collect(),
            roots,
            links_inside,
            listed,
        }
    }

    /// Number of shards; they are numbered from 0.
    pub fn shard_count(&self) -> u32 {
        u32::try_from(self.shards.len()).unwrap_or(u32::MAX)
    }

    /// The numbers of the entries of this shard; none for a shard that is not.
    pub fn range(&self, shard: u32) -> Range<usize> {
        self.shards.get(shard as usize).cloned().unwrap_or_default()
    }

    /// The entries of this shard, in order.
    pub fn shard(&self, shard: u32) -> impl Iterator<Item = ManifestEntry<'_>> {
        let range = self.range(shard);
        let numbers = range.start as u64..;
        self.listed[range]
            .iter()
            .zip(numbers)
            .map(move |(listed, id)| ManifestEntry { id, shard, listed })
    }

    /// The entry of this number.
    pub fn entry(&self, number: usize) -> Option<ManifestEntry<'_>> {
        let shard = self.shards.partition_point(|shard| shard.end <= number);
        Some(ManifestEntry {
            id: number as u64,
            shard: u32::try_from(shard).unwrap_or(u32::MAX),
            listed: self.listed.get(number)?,
        })
    }

    /// What must be unchanged for the facts of a shard to be still the facts of these documents: SHA-256 over its lines
    /// of the manifest.
    pub fn shard_sha256(&self, shard: u32) -> String {
        let mut lines = Vec::new();
        for entry in self.shard(shard) {
            // Writing these into memory can't fail.
            let _ = serde_json::to_writer(&mut lines, &Line::from(entry));
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
            entries: manifest.listed.len() as u64,
        };
        let encode = || -> io::Result<Vec<u8>> {
            let mut encoder = zstd::Encoder::new(Vec::new(), 3)?;
            serde_json::to_writer(&mut encoder, &header)?;
            encoder.write_all(b"\n")?;
            for entry in (0..manifest.shard_count()).flat_map(|shard| manifest.shard(shard)) {
                serde_json::to_writer(&mut encoder, &Line::from(entry))?;
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
        let (mut listed, mut lengths): (Vec<Listed>, Vec<usize>) = (Vec::new(), Vec::new());
        for line in lines {
            let line = line.map_err(|error| damaged(&error))?;
            let line: Line<'static> = serde_json::from_str(&line).map_err(|error| damaged(&error))?;
            match (line.shard as usize).checked_sub(lengths.len()) {
                None if line.shard as usize + 1 == lengths.len() => {}
                Some(0) => lengths.push(0),
                _ => return Err(damaged(&format!("entry {} is of shard {}", line.id, line.shard))),
            }
            if line.id != listed.len() as u64 {
                return Err(damaged(&format!("entry {} instead of {}", line.id, listed.len())));
            }
            lengths.last_mut().into_iter().for_each(|length| *length += 1);
            listed.push(Listed {
                locator: line.locator.into_owned(),
                size: line.size,
                modified: line.modified,
                fault: line.fault.map(|fault| Box::new(fault.into_owned())),
            });
        }
        if listed.len() as u64 != header.entries {
            return Err(damaged(&format!(
                "{} entries instead of {}",
                listed.len(),
                header.entries
            )));
        }
        Ok(Manifest::new(header.roots, header.links_inside, listed, &lengths))
    }
}
