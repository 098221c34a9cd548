//! One PDF: the file, its revisions, signature dictionaries, fields and pages. Knows ISO 32000, no regulation.
//!
//! The object library reads and repairs; the bytes decide. Whatever the library could not load, the marks of
//! signature dictionaries in the raw bytes are still found, so that no repair hides a signature.
#![warn(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::expect_used,
    clippy::panic
)]

mod census;
mod changes;
pub mod content;
mod fields;
mod load;
mod objects;
mod pages;
mod permissions;
mod ranges;
#[cfg(feature = "report")]
mod render;
mod revisions;
mod security_store;
mod signatures;
mod skim;
mod syntax;
mod text;

pub use changes::{Changes, Grade, History, Ungraded};
pub use pages::PageSize;
pub use ranges::{ByteRange, RangeProblem, Span};
#[cfg(feature = "report")]
pub use render::{LARGEST_SIDE, NotDrawn, Pixels};
pub use security_store::SecurityStore;
pub use signatures::{SignatureDictionary, SignatureSearch};
pub use text::{DateParts, date};

use lopdf::{Document, Object};
use memchr::memmem;

use crate::budget::Budget;
use census::Census;
use objects::resolve;
use revisions::Revisions;

/// `%PDF-` must stand within so many bytes of the start (ISO 32000-1, annex H.3.4.1).
const HEADER_WINDOW: usize = 1024;

/// Why the objects of a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The structure is broken so far that no catalog or page was found.
    #[error("damaged: {0}")]
    Damaged(String),
    /// A password that is not empty is needed.
    #[error("a password is needed")]
    PasswordNeeded,
    /// A budget was used up.
    #[error("over budget: {0}")]
    OverBudget(String),
}

/// Whether these bytes begin as a PDF does.
pub fn has_header(bytes: &[u8]) -> bool {
    header_offset(bytes).is_some()
}

fn header_offset(bytes: &[u8]) -> Option<usize> {
    let window = bytes.get(..bytes.len().min(HEADER_WINDOW.saturating_add(5)))?;
    memmem::find(window, b"%PDF-").filter(|at| *at < HEADER_WINDOW)
}

/// One PDF, opened.
pub struct Pdf<'a> {
    bytes: &'a [u8],
    header: usize,
    objects: Result<Document, Problem>,
    /// Whether the objects were read as plain: see [`load`].
    plain: bool,
    census: Census,
    encrypted: bool,
    revisions: Revisions,
    budget: Budget,
}

impl<'a> Pdf<'a> {
    /// Opens a file; `None` when `%PDF-` is not in its first 1,024 bytes. A file whose objects can't be read still
    /// opens: see [`Pdf::problem`].
    pub fn open(bytes: &'a [u8], budget: &Budget) -> Option<Self> {
        let header = header_offset(bytes)?;
        let revisions = Revisions::find(bytes, header);
        let (census, loaded) = match census::take(bytes, header, budget) {
            Ok(census) => (census, load::document(bytes, header, &revisions, budget)),
            Err(problem) => (Census::default(), Err(problem).into()),
        };
        Some(Self {
            bytes,
            header,
            objects: loaded.objects,
            plain: loaded.plain,
            census,
            encrypted: loaded.encrypted,
            revisions,
            budget: *budget,
        })
    }

    /// Why the objects could not be read, if they could not.
    pub fn problem(&self) -> Option<&Problem> {
        self.objects.as_ref().err()
    }

    fn document(&self) -> Option<&Document> {
        self.objects.as_ref().ok()
    }

    /// Whether an /Encrypt entry is in force; `None` when the trailer could not be read.
    pub fn encrypted(&self) -> Option<bool> {
        match &self.objects {
            Ok(_) | Err(Problem::PasswordNeeded) => Some(self.encrypted),
            Err(_) => self.encrypted.then_some(true),
        }
    }

    /// Whether the cross-reference data was repaired to read the objects.
    pub fn xref_repaired(&self) -> Option<bool> {
        self.document().map(|document| document.xref_recovery.is_some())
    }

    /// Version of the header, for example (1, 7).
    pub fn header_version(&self) -> Option<(u8, u8)> {
        version(self.bytes.get(self.header.checked_add(5)?..)?)
    }

    /// /Version of the catalog; `None` without one.
    pub fn catalog_version(&self) -> Option<(u8, u8)> {
        let document = self.document()?;
        match resolve(document, document.catalog().ok()?.get(b"Version").ok()?) {
            Object::Name(name) => version(name),
            _ => None,
        }
    }

    /// Number of revisions: the original and every incremental update, each with its own `%%EOF`. A file without any
    /// usable mark is one revision.
    pub fn revisions(&self) -> usize {
        self.revisions.count().max(1)
    }

    /// Number of pages in the page tree; `None` when the objects could not be read.
    pub fn page_count(&self) -> Option<usize> {
        self.document().map(|document| pages::count(document, &self.budget))
    }

    /// Size of page 1 as displayed; `None` without a usable one.
    pub fn first_page_size(&self) -> Option<PageSize> {
        pages::first_size(self.document()?)
    }

    /// Finds every signature dictionary: those of form fields, those that are objects, and those that only stand in
    /// the bytes (superseded, or appended without a cross-reference), by offset.
    pub fn signatures(&self) -> SignatureSearch {
        let texts_readable = self.problem() != Some(&Problem::PasswordNeeded);
        signatures::find(
            self.bytes,
            self.header,
            self.document(),
            texts_readable,
            &self.census,
            &self.budget,
        )
    }

    /// Certificates and revocation data that the document brings along; empty when the objects could not be read.
    pub fn security_store(&self) -> SecurityStore {
        self.document()
            .map(|document| security_store::read(document, &self.budget))
            .unwrap_or_default()
    }

    /// What the ByteRange of a signature dictionary covers.
    ///
    /// # Errors
    /// When it can't be used: missing, odd, negative, overlapping, or past the end of the file.
    pub fn byte_range(&self, dictionary: &SignatureDictionary) -> Result<ByteRange, RangeProblem> {
        ranges::examine(self.bytes, &self.revisions, dictionary)
    }

    /// Compares the revisions behind the first that one of these signatures covers, each with the one before.
    pub fn history(&self, signatures: &[SignatureDictionary]) -> History {
        History::of(self, signatures)
    }

    /// What was done after the revision that this range covers; the range must be of a signature that `history` was
    /// made for.
    pub fn changes_after(&self, history: &History, range: &ByteRange) -> Changes {
        history.after(self, range)
    }

    /// Bytes of the file behind this offset, not counting the one end-of-line mark that belongs to an `%%EOF`.
    pub fn bytes_behind(&self, offset: usize) -> usize {
        revisions::bytes_behind(self.bytes, offset)
    }
}

fn version(digits: &[u8]) -> Option<(u8, u8)> {
    match digits {
        [major @ b'0'..=b'9', b'.', minor @ b'0'..=b'9', ..] => {
            Some((major.saturating_sub(b'0'), minor.saturating_sub(b'0')))
        }
        _ => None,
    }
}
