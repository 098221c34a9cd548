//! The passes over an archive: scan, check, picture; worker processes and their supervision.
//!
//! *Scan* lists the archive ([`plan`](self)), cuts the list into shards, and has every document measured by a worker
//! process; a shard whose documents are all measured is written and marked at once, so a run that is killed goes on
//! where it stopped. *Check* judges the stored facts shard by shard and writes the tables; it opens no document.
//! *Picture* reopens the documents of the most serious findings and has the measured places drawn.
//!
//! Documents are hostile until measured. They are opened only in worker processes ([`serve`]), each owned by one
//! thread of the pool that hands it one document at a time under a deadline; a worker that dies, hangs or runs out of
//! memory costs one row and is replaced.
//!
//! Nothing here prints: what goes on is counted in [`Progress`], and whoever started the pass shows it.

#[cfg(feature = "report")]
mod check;
mod child;
mod error;
#[cfg(feature = "fault-injection")]
mod injection;
mod lane;
mod ledger;
#[cfg(feature = "report")]
mod pictures;
mod plan;
mod platform;
mod progress;
mod protocol;
mod scan;
mod settings;
mod single;
mod worker;

#[cfg(feature = "report")]
pub use check::{CheckOrder, check};
pub use error::AuditError;
#[cfg(feature = "report")]
pub use pictures::{PictureLimits, PictureOrder, picture};
pub use platform::limit_process;
pub use progress::{Counts, Phase, Progress};
pub use protocol::{Answer, Hello, PROTOCOL, Request};
pub use scan::{ScanOrder, ScanOutcome, scan};
pub use settings::{Deadline, Settings, algorithms, trust_files};
pub use single::measure_file;
#[cfg(feature = "report")]
pub use single::{FindingPicture, draw_file};
pub use worker::{ServeError, serve};
