//! Evidence pictures: files that can be made again as long as the documents are there, and the list of them.

use std::{collections::BTreeSet, fs, io, path::Path};

use super::{RunDir, StoreError, sha256_hex};
use crate::finding::{Album, Picture};

const FOLDER: &str = "evidence";
const LIST: &str = "evidence/pictures.json";

impl RunDir {
    /// The list of pictures; an empty one when there is none, or it can't be read: pictures are made again.
    pub fn read_album(&self) -> Album {
        self.read(LIST)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default()
    }

    /// Keeps one picture under this name (without folder); gives its path below the run directory and its digest.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn write_picture(&self, name: &str, png: &[u8]) -> Result<(String, String), StoreError> {
        let file = format!("{FOLDER}/{name}");
        self.put(&file, png)?;
        Ok((file, sha256_hex(png)))
    }

    /// The bytes of a picture, when it is what the list says.
    pub fn read_picture(&self, picture: &Picture) -> Option<Vec<u8>> {
        let bytes = self.read(&picture.file).ok()?;
        (sha256_hex(&bytes) == picture.sha256).then_some(bytes)
    }

    /// Writes the list, and removes pictures that it doesn't name.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn write_album(&self, album: &Album) -> Result<(), StoreError> {
        let path = self.path.join(LIST);
        let bytes =
            serde_json::to_vec_pretty(album).map_err(|error| StoreError::io(&path, io::Error::from(error)))?;
        self.commit(LIST, &bytes)?;
        let kept: BTreeSet<&str> = album.pictures.iter().map(|picture| picture.file.as_str()).collect();
        let folder = self.path.join(FOLDER);
        let entries = fs::read_dir(&folder).map_err(|error| StoreError::io(&folder, error))?;
        for name in entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()) {
            let file = format!("{FOLDER}/{name}");
            let is_picture = Path::new(&name).extension().is_some_and(|extension| extension == "png");
            if is_picture && !kept.contains(file.as_str()) {
                self.remove(&file)?;
            }
        }
        Ok(())
    }
}
