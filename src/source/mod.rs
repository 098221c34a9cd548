//! Where documents come from: folders now, packages and exports later. Opens nothing as a PDF.
//!
//! [`list`] finds every file below the audited paths, [`read`] brings the bytes of one. What can't be found or read is
//! a row with a [`Fault`](crate::facts::Fault), never the end of a run and never silence:
//!
//! - A symbolic link is not followed. Leads it to something below the audited paths, then that is listed at its real
//!   place and the link is only counted. Leads it elsewhere or nowhere, then it becomes a row that says so: something
//!   in the archive was not looked at. (A path given by the user may itself be a link: naming it is asking for it.)
//! - Pipes, sockets and devices are rows; they are never opened, because opening one can wait for ever.
//! - Two names that differ only in how their letters are composed (NFC, NFD) are two files and two rows.
//! - The run directory is never part of its own archive.

#![warn(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::expect_used,
    clippy::panic
)]

mod name;
mod read;
mod roots;
mod sort;
mod walk;

pub use name::{path_from_base64, raw_base64};
pub use read::{Seen, read, sniff};
pub use roots::{Roots, SourceError};
pub use sort::{Sorted, Sorter};
pub use walk::list;

use crate::facts::{Fault, FaultKind, Stage};

/// The families of facts that a document which could not be read at all has none of.
pub const ALL_FACTS: [&str; 3] = ["document", "file", "signatures"];

/// A fault behind which nothing of the document could be measured.
pub fn total_fault(stage: Stage, kind: FaultKind, detail: impl Into<String>) -> Fault {
    Fault {
        stage,
        kind,
        detail: detail.into(),
        hides: ALL_FACTS.iter().map(|&family| family.to_owned()).collect(),
    }
}
