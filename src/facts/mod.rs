//! Every word that can be said of a document, free of policy.
//!
//! A *fact* is an observation that would be the same under any regulation: a page is 210 mm wide, a digest does not
//! match, a certificate ends on a day. Facts are measured once by `extract`, kept by `store`, and judged by `rules`
//! as often as the rules change. `extract` and `rules` never see each other: they meet here.
//!
//! This room does no I/O and judges nothing. A number that a new decision of the province could change belongs in a
//! rule file, not here.

mod appearance;
mod catalogue;
mod codes;
mod components;
mod document;
mod fault;
mod layout;
mod letter;
mod locator;
mod measured;
mod missing;
mod moment;
pub(crate) mod parts;
mod signature;

pub use appearance::{
    AppearanceFacts, BlockFacts, Hue, PictureFacts, PrintedTime, Quadrant, RoleEvidence, SignatureLayout, StampFacts,
    TextFacts, TimeForm, TimeZone,
};
pub use catalogue::{FactSpec, FactType, Localized, Subject, Unit, Value, catalogue, fact};
pub use codes::code_in_words;
pub use components::{ComponentFacts, CopyKind, DocumentRole, SecrecyMark, SigningCapacity, UrgencyMark};
pub use document::{DocumentFacts, DocumentKind, FileFacts, PageBox, PdfVersion, SCHEMA};
pub use fault::{Cause, Fault, FaultKind, Stage};
pub use layout::{
    BodyText, IssueFields, LayoutFacts, Margins, PageNumbers, PagePicture, ScanFacts, SealRelation, Side,
};
pub use letter::deceives;
pub use locator::{DocumentRecord, Listed, Locator};
pub use measured::Measured;
pub use missing::{Lack, Missing};
pub use moment::Moment;
pub use signature::{
    AnchorScheme, BaselineLevel, CertificationFacts, Coverage, Indication, Integrity, ModificationLevel,
    SignatureFacts, SignatureRole, SignerFacts, SignerKind, SubIndication, TimeStampFacts, ValidityWhenSigned,
};

/// The kind of thing a rule speaks about; the engine iterates over the things, a rule never loops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    /// One file of the archive.
    Document,
    /// One signature dictionary of a document (ISO 32000-1, 12.8).
    Signature,
}

impl About {
    /// The code used in rule files, JSON and tables.
    pub fn code(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Signature => "signature",
        }
    }
}
