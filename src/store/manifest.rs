//! What was found, and how it is cut into shards. The entries stay on the disk; what is held is a line a shard.

use std::{
    borrow::Cow,
    fs::File,
    io::{self, BufRead as _, BufReader, BufWriter, Lines, Write as _},
    ops::Range,
    path::PathBuf,
};

use aws_lc_rs::digest;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{RunDir, StoreError, hexadecimal};
use crate::facts::{Fault, Listed, Locator};

pub(super) const NAME: &str = "manifest/manifest.jsonl.zst";

/// One row of the manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestEntry {
    /// Its number, from 0 in the order of locators.
    pub id: u64,
    /// The shard it belongs to.
    pub shard: u32,
    /// What was found.
    pub listed: Listed,
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

/// Everything found in the audited paths, in order, as far as it is held in memory.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Manifest {
    /// The audited paths as resolved, in the order given; a locator's `root` counts them.
    pub roots: Vec<String>,
    /// Links that were not followed because what they lead to is listed at its own place.
    pub links_inside: u64,
    /// Documents and faults.
    pub entries: u64,
    /// Bytes of all documents together.
    pub bytes: u64,
    /// One behind the other.
    shards: Vec<Shard>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Shard {
    /// Behind the number of its last entry.
    end: u64,
    sha256: String,
}

#[derive(Serialize, Deserialize)]
struct Header {
    roots: Vec<String>,
    links_inside: u64,
    entries: u64,
}

impl Manifest {
    /// Number of shards; they are numbered from 0.
    pub fn shard_count(&self) -> u32 {
        u32::try_from(self.shards.len()).unwrap_or(u32::MAX)
    }

    /// The numbers of the entries of this shard; none for a shard that is not.
    pub fn range(&self, shard: u32) -> Range<u64> {
        let place = shard as usize;
        let start = place.checked_sub(1).and_then(|before| self.shards.get(before));
        let start = start.map_or(0, |before| before.end);
        start..self.shards.get(place).map_or(start, |shard| shard.end)
    }

    /// The shard of this entry; `None` when there is no such entry.
    pub fn shard_of(&self, entry: u64) -> Option<u32> {
        let place = self.shards.partition_point(|shard| shard.end <= entry);
        let shard = u32::try_from(place).ok()?;
        self.shards.get(place).map(|_| shard)
    }

    /// What must be unchanged for the facts of a shard to be still the facts of these documents: SHA-256 over its lines
    /// of the manifest. Empty for a shard that is not.
    pub fn shard_sha256(&self, shard: u32) -> &str {
        self.shards.get(shard as usize).map_or("", |shard| &shard.sha256)
    }
}

/// Adds up a manifest while its entries pass.
struct Tally {
    manifest: Manifest,
    digest: digest::Context,
}

impl Tally {
    fn new(header: &Header) -> Self {
        Self {
            manifest: Manifest {
                roots: header.roots.clone(),
                links_inside: header.links_inside,
                ..Manifest::default()
            },
            digest: digest::Context::new(&digest::SHA256),
        }
    }

    /// Ends the shard that is open, if one is.
    fn close(&mut self) {
        let open = std::mem::replace(&mut self.digest, digest::Context::new(&digest::SHA256));
        let end = self.manifest.entries;
        if self.manifest.shards.last().map_or(0, |shard| shard.end) < end {
            let sha256 = hexadecimal(open.finish().as_ref());
            self.manifest.shards.push(Shard { end, sha256 });
        }
    }

    /// Takes an entry into the open shard; `line` is without its end.
    fn take(&mut self, line: &[u8], size: u64) {
        self.digest.update(line);
        self.digest.update(b"\n");
        self.manifest.entries += 1;
        self.manifest.bytes = self.manifest.bytes.saturating_add(size);
    }

    fn whole(mut self) -> Manifest {
        self.close();
        self.manifest
    }
}

/// The entries of a manifest in order, read from the disk while they are asked for.
pub struct Entries {
    path: PathBuf,
    lines: Lines<BufReader<zstd::Decoder<'static, BufReader<File>>>>,
    header: Header,
    /// Number of the next entry, and the shard of the last one.
    next: u64,
    shard: Option<u32>,
}

impl Entries {
    fn open(path: PathBuf) -> Result<Self, StoreError> {
        let file = File::open(&path).map_err(|error| StoreError::io(&path, error))?;
        let damaged = |detail: &dyn std::fmt::Display| StoreError::damaged(&path, detail);
        let decoder = zstd::Decoder::new(file).map_err(|error| damaged(&error))?;
        let mut lines = BufReader::new(decoder).lines();
        let first = lines
            .next()
            .ok_or_else(|| damaged(&"it is empty"))?
            .map_err(|error| damaged(&error))?;
        let header: Header = serde_json::from_str(&first).map_err(|error| damaged(&error))?;
        Ok(Self {
            path,
            lines,
            header,
            next: 0,
            shard: None,
        })
    }

    /// The next entry and its line.
    fn read(&mut self) -> Result<Option<(ManifestEntry, String)>, StoreError> {
        let damaged = |detail: &dyn std::fmt::Display| StoreError::damaged(&self.path, detail);
        let Some(text) = self.lines.next() else {
            let (next, entries) = (self.next, self.header.entries);
            return if next == entries {
                Ok(None)
            } else {
                Err(damaged(&format!("{next} entries instead of {entries}")))
            };
        };
        let text = text.map_err(|error| damaged(&error))?;
        let line: Line<'static> = serde_json::from_str(&text).map_err(|error| damaged(&error))?;
        if line.id != self.next {
            return Err(damaged(&format!("entry {} instead of {}", line.id, self.next)));
        }
        let follows = self.shard.map_or(line.shard == 0, |last| {
            line.shard.checked_sub(last).is_some_and(|step| step <= 1)
        });
        if !follows {
            return Err(damaged(&format!("entry {} is of shard {}", line.id, line.shard)));
        }
        self.next += 1;
        self.shard = Some(line.shard);
        let entry = ManifestEntry {
            id: line.id,
            shard: line.shard,
            listed: Listed {
                locator: line.locator.into_owned(),
                size: line.size,
                modified: line.modified,
                fault: line.fault.map(|fault| Box::new(fault.into_owned())),
            },
        };
        Ok(Some((entry, text)))
    }
}

impl Iterator for Entries {
    type Item = Result<ManifestEntry, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(self.read().transpose()?.map(|(entry, _)| entry))
    }
}

impl std::fmt::Debug for Entries {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Entries")
            .field("path", &self.path)
            .field("next", &self.next)
            .finish_non_exhaustive()
    }
}

impl RunDir {
    /// Writes the manifest: `entries` of them come from `listed`, in order, and `begins` says of each whether a new
    /// shard begins with it (the first begins one anyway).
    ///
    /// # Errors
    /// When the disk refuses, or `listed` can't be read.
    pub fn write_manifest(
        &self,
        roots: Vec<String>,
        links_inside: u64,
        entries: u64,
        listed: impl Iterator<Item = io::Result<Listed>>,
        mut begins: impl FnMut(&Listed) -> bool,
    ) -> Result<Manifest, StoreError> {
        let header = Header {
            roots,
            links_inside,
            entries,
        };
        let mut tally = Tally::new(&header);
        let encode = |file: &mut File| -> io::Result<()> {
            let mut encoder = zstd::Encoder::new(BufWriter::new(file), 3)?;
            // Whoever reads it holds as much.
            encoder.window_log(17)?;
            serde_json::to_writer(&mut encoder, &header)?;
            encoder.write_all(b"\n")?;
            let mut shard = 0_u32;
            for listed in listed {
                let listed = listed?;
                if begins(&listed) && tally.manifest.entries > 0 {
                    tally.close();
                    shard += 1;
                }
                let line = serde_json::to_vec(&Line {
                    id: tally.manifest.entries,
                    locator: Cow::Borrowed(&listed.locator),
                    size: listed.size,
                    modified: listed.modified,
                    shard,
                    fault: listed.fault.as_deref().map(Cow::Borrowed),
                })?;
                encoder.write_all(&line)?;
                encoder.write_all(b"\n")?;
                tally.take(&line, listed.size);
            }
            encoder.finish()?.flush()
        };
        self.commit_with(NAME, |file| {
            encode(file).map_err(|error| StoreError::io(&self.manifest_path(), error))
        })?;
        Ok(tally.whole())
    }

    /// The audited paths of the run that is here; `None` when there is none or its manifest can't be read, which a new
    /// scan puts right.
    pub(crate) fn manifest_roots(&self) -> Option<Vec<String>> {
        Entries::open(self.manifest_path())
            .ok()
            .map(|entries| entries.header.roots)
    }

    /// The entries of the manifest.
    ///
    /// # Errors
    /// When it is not there or damaged; of what is only seen on the way, each item tells.
    pub fn entries(&self) -> Result<Entries, StoreError> {
        Entries::open(self.manifest_path())
    }

    /// Reads the manifest.
    ///
    /// # Errors
    /// When it is not there, damaged, or shorter than it says.
    pub fn read_manifest(&self) -> Result<Manifest, StoreError> {
        let mut entries = self.entries()?;
        let mut tally = Tally::new(&entries.header);
        let mut last = 0;
        while let Some((entry, line)) = entries.read()? {
            if entry.shard != last {
                tally.close();
                last = entry.shard;
            }
            tally.take(line.as_bytes(), entry.listed.size);
        }
        Ok(tally.whole())
    }
}
