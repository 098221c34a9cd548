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

/// A shard that is being filled: compressed as its documents come, so that it takes little memory while it is open.
pub struct FactsWriter {
    encoder: zstd::Encoder<'static, Vec<u8>>,
    documents: u64,
}

impl FactsWriter {
    /// An empty one.
    ///
    /// # Errors
    /// When there is no memory for it.
    pub fn new() -> io::Result<Self> {
        // A window of a megabyte holds what documents have in common; with a larger one and a higher level every open
        // shard takes three times the memory for a hundredth of the size.
        let mut encoder = zstd::Encoder::new(Vec::new(), 1)?;
        encoder.window_log(20)?;
        Ok(Self { encoder, documents: 0 })
    }

    /// The line of one document.
    ///
    /// # Errors
    /// When it can't be said in JSON.
    pub fn line(record: &DocumentRecord) -> io::Result<Vec<u8>> {
        let mut line = serde_json::to_vec(record)?;
        line.push(b'\n');
        Ok(line)
    }

    /// Takes the next document, in the order of the manifest, as a whole line.
    ///
    /// # Errors
    /// When the compressor has no memory.
    pub fn push(&mut self, line: &[u8]) -> io::Result<()> {
        self.documents = self.documents.saturating_add(1);
        self.encoder.write_all(line)
    }
}

impl std::fmt::Debug for FactsWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FactsWriter")
            .field("documents", &self.documents)
            .finish_non_exhaustive()
    }
}

impl RunDir {
    /// Writes the facts of one shard; the same records give the same bytes.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn write_facts(&self, shard: u32, facts: FactsWriter) -> Result<ShardDigest, StoreError> {
        let FactsWriter { encoder, documents } = facts;
        let bytes = encoder
            .finish()
            .map_err(|error| StoreError::io(&self.facts_path(shard), error))?;
        self.commit(&facts_name(shard), &bytes)?;
        Ok(ShardDigest {
            documents,
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
