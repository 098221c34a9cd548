//! The run directory: manifest, shards of facts, markers, resume. Keeps bytes, does not interpret them.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// What can go wrong with a run directory.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A file of the run could not be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// The directory of one run.
#[derive(Debug, Clone)]
pub struct RunDir {
    root: PathBuf,
}

impl RunDir {
    /// Opens the directory of a run.
    ///
    /// # Errors
    /// When it is not a directory.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        fs::create_dir_all(path).map_err(|source| StoreError::Io {
            path: path.to_owned(),
            source,
        })?;
        Ok(Self { root: path.to_owned() })
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.root
    }

    /// Writes one file whole.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn commit(&self, relative: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.root.join(relative);
        let write = || {
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(&path, bytes)
        };
        write().map_err(|source| StoreError::Io {
            path: path.clone(),
            source,
        })
    }
}
