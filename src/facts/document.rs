//! Facts of one file as a whole.

use serde::{Deserialize, Serialize};

use super::{ComponentFacts, Fault, LayoutFacts, Measured, SignatureFacts};

/// Version of these facts and of the way they are measured; a store written with another is measured again.
pub const SCHEMA: u32 = 9;

/// Everything measured of one document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DocumentFacts {
    /// Version of the program that measured.
    pub extractor: String,
    /// [`SCHEMA`] at the time of measuring.
    pub schema: u32,
    /// SHA-256 of the bytes, lower-case hexadecimal; `None` when they could not be read.
    pub sha256: Option<String>,
    /// Size in bytes; 0 when unknown.
    pub size: u64,
    /// What kind of file it is.
    pub kind: DocumentKind,
    /// What went wrong while reading, in order.
    pub faults: Vec<Fault>,
    /// The file as a whole.
    pub file: FileFacts,
    /// Every signature dictionary found in the bytes, by offset of the dictionary.
    pub signatures: Vec<SignatureFacts>,
    /// How the signatures stand to each other and to the page.
    pub layout: LayoutFacts,
    /// What the document says of itself.
    pub components: ComponentFacts,
}

impl DocumentFacts {
    /// Facts of a document of which nothing could be measured because of this fault.
    pub fn unread(kind: DocumentKind, size: u64, fault: Fault) -> Self {
        let cause = super::Cause::Fault(fault.kind);
        Self {
            extractor: env!("CARGO_PKG_VERSION").to_owned(),
            schema: SCHEMA,
            sha256: None,
            size,
            kind,
            faults: vec![fault],
            file: FileFacts::unmeasured(&cause),
            signatures: Vec::new(),
            layout: LayoutFacts::unmeasured(&cause),
            components: ComponentFacts::unmeasured(&cause),
        }
    }

    /// The first fault of this kind, if any.
    pub fn fault(&self, kind: super::FaultKind) -> Option<&Fault> {
        self.faults.iter().find(|fault| fault.kind == kind)
    }

    /// Whether the signature dictionaries could be looked for: false means that an empty list proves nothing.
    pub fn signatures_searched(&self) -> bool {
        !self
            .faults
            .iter()
            .any(|fault| fault.hides.iter().any(|hidden| hidden == "signatures"))
    }
}

/// Kind of file, by its first bytes and name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentKind {
    /// `%PDF-` stands in the first 1,024 bytes, or the name ends in `.pdf`.
    Pdf,
    /// Anything else: listed, not judged.
    Other,
}

impl DocumentKind {
    /// How many first bytes decide.
    pub const HEAD: u64 = 1_024;

    /// The kind of a file with this name that begins with these bytes ([`Self::HEAD`] of them, or more).
    pub fn recognise(name: &str, head: &[u8]) -> Self {
        let named = name
            .len()
            .checked_sub(4)
            .and_then(|at| name.as_bytes().get(at..))
            .is_some_and(|ending| ending.eq_ignore_ascii_case(b".pdf"));
        let head = head.get(..1_024).unwrap_or(head);
        if named || head.windows(5).any(|window| window == b"%PDF-") {
            Self::Pdf
        } else {
            Self::Other
        }
    }

    /// The code used in JSON and tables.
    pub fn code(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Other => "other",
        }
    }
}

/// Facts of the file itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileFacts {
    /// Whether the structure could be read without repair that loses objects.
    pub readable: Measured<bool>,
    /// PDF version: the greater of the header's and the catalog's /Version (ISO 32000-1, 7.5.2).
    pub version: Measured<PdfVersion>,
    /// Whether the document is encrypted, with an empty or another password (ISO 32000-1, 7.6).
    pub encrypted: Measured<bool>,
    /// Whether a password that is not empty is needed to read it.
    pub password_needed: Measured<bool>,
    /// Number of pages.
    pub pages: Measured<u32>,
    /// The box of page 1 as displayed.
    pub page_box: Measured<PageBox>,
    /// Revisions: the original and every incremental update (ISO 32000-1, 7.5.6).
    pub revisions: Measured<u32>,
    /// Whether the cross-reference data had to be repaired to read the file.
    pub xref_repaired: Measured<bool>,
    /// Bytes behind the revision of the last live signature, not counting one end-of-line mark.
    /// Absent when no live signature covers a revision.
    pub bytes_after_last_signature: Measured<u64>,
}

impl FileFacts {
    /// Nothing could be measured, for this cause.
    pub fn unmeasured(cause: &super::Cause) -> Self {
        Self {
            readable: Measured::Unmeasured(cause.clone()),
            version: Measured::Unmeasured(cause.clone()),
            encrypted: Measured::Unmeasured(cause.clone()),
            password_needed: Measured::Unmeasured(cause.clone()),
            pages: Measured::Unmeasured(cause.clone()),
            page_box: Measured::Unmeasured(cause.clone()),
            revisions: Measured::Unmeasured(cause.clone()),
            xref_repaired: Measured::Unmeasured(cause.clone()),
            bytes_after_last_signature: Measured::Unmeasured(cause.clone()),
        }
    }
}

/// A PDF version, for example 1.7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PdfVersion {
    /// Before the point.
    pub major: u8,
    /// Behind the point, one digit in every published version.
    pub minor: u8,
}

impl std::fmt::Display for PdfVersion {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}.{}", self.major, self.minor)
    }
}

/// Size of a page as displayed (after /Rotate, CropBox and UserUnit), in millimetres.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PageBox {
    /// Width, mm.
    pub width_mm: f64,
    /// Height, mm.
    pub height_mm: f64,
}
