//! What a worker and whoever feeds it say to each other: one JSON object a line, both ways.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

#[cfg(feature = "report")]
use crate::evidence::Drawing;
use crate::facts::{DocumentFacts, Fault, Locator, SCHEMA};

/// Version of this protocol.
pub const PROTOCOL: u32 = 1;

/// The first line a worker writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// [`PROTOCOL`].
    pub protocol: u32,
    /// Version of the program.
    pub version: String,
    /// Version of the shape of the facts.
    pub facts_schema: u32,
}

impl Hello {
    /// What this program says.
    pub fn ours() -> Self {
        Self {
            protocol: PROTOCOL,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            facts_schema: SCHEMA,
        }
    }
}

/// One document to measure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// Comes back with the answer.
    pub id: u64,
    /// Where the document is in the archive; its name helps to tell its kind.
    pub locator: Locator,
    /// Where its bytes are on this machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The same as base64, when it is not UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_raw: Option<String>,
    /// Size in bytes as listed.
    pub size: u64,
    /// Time of last change as listed, RFC 3339 in UTC; not compared when it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<Timestamp>,
    /// Pictures to draw of it, instead of measuring it.
    #[cfg(feature = "report")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pictures: Option<Pictures>,
}

/// Pictures to draw of one document.
#[cfg(feature = "report")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pictures {
    /// What its bytes must be: SHA-256, lower-case hexadecimal. Boxes measured on other bytes would show something else.
    pub sha256: String,
    /// The pictures.
    pub drawings: Vec<Drawing>,
}

/// What came of one drawing: exactly one of `png` and `refused` is there.
#[cfg(feature = "report")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// The picture, base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub png: Option<String>,
    /// Columns and rows of it.
    #[serde(default)]
    pub size: (u32, u32),
    /// Why there is none, for a technician.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

/// What came of it: exactly one of `facts`, `pictures` and `faults` is there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The request's.
    pub id: u64,
    /// The document was read and measured, whatever was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<Box<DocumentFacts>>,
    /// It could not be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub faults: Option<Vec<Fault>>,
    /// The drawings that were asked for, in their order.
    #[cfg(feature = "report")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pictures: Option<Vec<Drawn>>,
}

impl Answer {
    /// The document could not be read.
    pub fn faulty(id: u64, faults: Vec<Fault>) -> Self {
        Self {
            faults: Some(faults),
            ..Self::empty(id)
        }
    }

    /// To be filled.
    pub(super) fn empty(id: u64) -> Self {
        Self {
            id,
            facts: None,
            faults: None,
            #[cfg(feature = "report")]
            pictures: None,
        }
    }
}
