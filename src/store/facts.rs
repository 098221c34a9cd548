//! Shards of facts: JSON Lines under zstd, plain evidence that any tool can read in ten years.

use std::io::{self, Read as _, Write as _};

use super::{RunDir, StoreError, facts_name, sha256_hex};
use crate::facts::DocumentRecord;

/// What a shard's file is, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShardDigest {
    /// Documents in it.
    pub documents: u64,
    /// Size of the file.
    pub bytes: u64,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub sha256: String,
}

impl RunDir {
    /// Writes the facts of one shard; the same records give the same bytes.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn write_facts(&self, shard: u32, records: &[DocumentRecord]) -> Result<ShardDigest, StoreError> {
        let encode = || -> io::Result<Vec<u8>> {
            let mut encoder = zstd::Encoder::new(Vec::new(), 3)?;
            let mut line = Vec::new();
            for record in records {
                // Whole lines: the compressor is slow at bits and pieces.
                line.clear();
                serde_json::to_writer(&mut line, record)?;
                line.push(b'\n');
                encoder.write_all(&line)?;
            }
            encoder.finish()
        };
        let bytes = encode().map_err(|error| StoreError::io(&self.facts_path(shard), error))?;
        self.commit(&facts_name(shard), &bytes)?;
        Ok(ShardDigest {
            documents: records.len() as u64,
            bytes: bytes.len() as u64,
            sha256: sha256_hex(&bytes),
        })
    }

    /// Reads the facts of one shard.
    ///
    /// # Errors
    /// When the file is not there or damaged.
    pub fn read_facts(&self, shard: u32) -> Result<Vec<DocumentRecord>, StoreError> {
        let path = self.facts_path(shard);
        let file = std::fs::File::open(&path).map_err(|error| StoreError::io(&path, error))?;
        let mut decoder = zstd::Decoder::new(file).map_err(|error| StoreError::damaged(&path, error))?;
        // Checked as a whole, so that not every string in it is.
        let mut text = String::new();
        decoder
            .read_to_string(&mut text)
            .map_err(|error| StoreError::damaged(&path, error))?;
        let mut records = Vec::new();
        for (line, number) in text.split_inclusive('\n').zip(1_usize..) {
            let record = serde_json::from_str(line)
                .map_err(|error| StoreError::damaged(&path, format!("line {number}: {error}")))?;
            records.push(record);
        }
        Ok(records)
    }
}
