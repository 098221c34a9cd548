//! What the forge knows of a document because it made it, in the words of the facts.

use kysoat::facts::{Coverage, DocumentKind, FaultKind, Integrity, ModificationLevel, PdfVersion, SignerKind};
use serde::Serialize;

/// A document that was made, with what is known of it.
#[derive(Debug, Clone)]
pub struct Forged {
    /// Path below the folder of samples, `/` between its parts.
    pub path: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// What a correct reader must say of it.
    pub expected: Expected,
}

/// Facts of the file as the forge knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Expected {
    /// Kind of file.
    pub kind: DocumentKind,
    /// The fault that a reader must report, if any.
    pub fault: Option<FaultKind>,
    /// PDF version; `None` for what is no PDF.
    pub version: Option<PdfVersion>,
    /// Number of pages; `None` for what is no PDF.
    pub pages: Option<u32>,
    /// Number of revisions; `None` for what is no PDF.
    pub revisions: Option<u32>,
    /// Bytes behind the revision of the last live signature; `None` without such a signature.
    pub bytes_after_last_signature: Option<u64>,
    /// One for each signature dictionary, by its offset.
    pub signatures: Vec<ExpectedSignature>,
}

/// Facts of one signature dictionary as the forge knows them. Times are RFC 3339.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExpectedSignature {
    /// Object number of the dictionary.
    pub object: u32,
    /// Name of the form field.
    pub field: String,
    /// Page of its widget, from 1.
    pub page: u32,
    /// Whether a form field leads to it.
    pub reachable: bool,
    /// /ByteRange as written.
    pub byte_range: [usize; 4],
    /// Whether it signs anything.
    pub live: bool,
    /// Digest and signature value.
    pub integrity: Integrity,
    /// What the ByteRange covers.
    pub coverage: Coverage,
    /// What was done after its revision; `None` when it covers none.
    pub modification: Option<ModificationLevel>,
    /// /SubFilter.
    pub sub_filter: &'static str,
    /// Common name of the signer.
    pub signer: &'static str,
    /// Common name of the issuer.
    pub issuer: &'static str,
    /// Serial number, lower-case hexadecimal without leading zeros.
    pub serial: String,
    /// Whom the certificate names.
    pub kind: SignerKind,
    /// Size of the signer's key, bits.
    pub key_bits: usize,
    /// /M.
    pub claimed_time: String,
    /// The signingTime attribute, as the instant that it says (not the one that was meant).
    pub signing_time_attribute: Option<String>,
    /// genTime of the token.
    pub gen_time: Option<String>,
    /// Digest of the token's imprint.
    pub imprint_algorithm: Option<&'static str>,
}
