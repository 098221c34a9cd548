//! What one document may cost. The figures are counted, so that the same document always ends the same way; the wall
//! deadline of a worker is only the last resort.

use serde::{Deserialize, Serialize};

/// Limits for one document. A limit that is reached becomes a fault, and the facts behind it `Unmeasured`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    /// Bytes of the file.
    pub file_bytes: u64,
    /// Bytes that one stream may inflate to.
    pub stream_bytes: usize,
    /// Objects of the PDF, with every value inside them and every entry of its cross-references.
    pub objects: usize,
    /// Bytes of all object streams together after inflating.
    pub object_stream_bytes: usize,
    /// Levels of nesting: form fields, page tree, ASN.1.
    pub depth: usize,
    /// Signature dictionaries.
    pub signatures: usize,
    /// Form fields visited.
    pub fields: usize,
    /// Pages of the page tree visited.
    pub pages: usize,
    /// Annotations of pages visited.
    pub annotations: usize,
    /// Times the size of the file that all signatures together may have digested, beside a fixed 64 MiB.
    pub digests: u64,
    /// Revisions behind a signature that are compared with the one before.
    pub revisions: usize,
    /// Bytes of all revisions that are read again for it, together.
    pub revision_bytes: u64,
    /// ASN.1 nodes of one CMS.
    pub asn1_nodes: usize,
    /// Certificates whose issuers are looked for in one search for certification paths.
    pub path_steps: usize,
    /// Certificate signatures checked in one search for certification paths.
    pub path_checks: usize,
    /// Comparisons of names with name constraints along one certification path.
    pub name_comparisons: usize,
    /// Pages whose content is looked at.
    pub content_pages: usize,
    /// Bytes of content streams, font maps and colour tables after decoding, together.
    pub content_bytes: usize,
    /// Values of the small objects that content streams use: colour spaces, encodings, widths.
    pub content_values: usize,
    /// Operators of all content streams, those of nested forms as often as they are drawn.
    pub content_operators: u64,
    /// Bytes of the strings they show: at least the number of glyphs.
    pub content_glyphs: u64,
    /// Levels of forms in forms.
    pub form_depth: usize,
    /// Pixels of all images that are decoded, masks included; also the most that one may have.
    pub image_pixels: u64,
    /// Appearances of annotations looked at.
    pub appearances: usize,
    /// Signatures of CRLs and OCSP responses checked, and further paths searched for their signers, for one signature.
    pub revocation_checks: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            file_bytes: 1 << 31,
            stream_bytes: 64 << 20,
            objects: 4_000_000,
            object_stream_bytes: 256 << 20,
            depth: 64,
            signatures: 1_000,
            fields: 200_000,
            pages: 200_000,
            annotations: 2_000_000,
            digests: 64,
            revisions: 100,
            revision_bytes: 4 << 30,
            asn1_nodes: 200_000,
            path_steps: 64,
            path_checks: 40,
            name_comparisons: 50_000,
            content_pages: 100,
            content_bytes: 32 << 20,
            content_values: 1_000_000,
            content_operators: 1_000_000,
            content_glyphs: 1_000_000,
            form_depth: 24,
            image_pixels: 32_000_000,
            appearances: 500,
            revocation_checks: 200,
        }
    }
}
