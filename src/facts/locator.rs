//! Where a document is, said so that it can be found again.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{DocumentFacts, Fault};

/// The place of one document in the audited archive, independent of the machine that reads it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Locator {
    /// Which of the audited paths it was found under, counted from 0 in the order given.
    pub root: u32,
    /// Path below that root, `/` between parts, in NFC: the form people read and that sorts.
    pub path: String,
    /// The name exactly as stored, base64 of its bytes below the root, when it is not `path` itself
    /// (decomposed Vietnamese, bytes that are not UTF-8).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_raw: Option<String>,
    /// Member of a package (ZIP, e-mail) at that path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
}

impl Locator {
    /// For people and tables: the path, and the member behind `!/`.
    pub fn display(&self) -> String {
        match &self.member {
            Some(member) => format!("{}!/{member}", self.path),
            None => self.path.clone(),
        }
    }

    /// The agency a document belongs to while no register says better: the first folder below the audited path.
    /// `None` for a file that lies directly in it.
    pub fn agency_folder(&self) -> Option<&str> {
        self.path.split_once('/').map(|(first, _)| first)
    }
}

/// One thing found in the archive: a document, or a place that could not be looked at and therefore is a row too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Where it is.
    pub locator: Locator,
    /// Size in bytes; 0 when unknown.
    pub size: u64,
    /// Time of last change; `None` where the file system keeps none.
    pub modified: Option<Timestamp>,
    /// Why it can't be read, when the listing knew already.
    pub fault: Option<Box<Fault>>,
}

/// One line of the fact store: a document and everything measured of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DocumentRecord {
    /// Number of the document in the manifest, from 0.
    pub id: u64,
    /// Where it is.
    pub locator: Locator,
    /// What was measured.
    pub facts: DocumentFacts,
}
