//! Measuring: bytes of one document in, facts out. Compares nothing with a threshold of a regulation.
//!
//! One file a family of facts, with the names of `facts`: [`file`] the file as a whole, [`signature`] one signature
//! dictionary, [`signer`] the name on a certificate, [`layout`] what the eye sees.
#![warn(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::expect_used,
    clippy::panic
)]

mod file;
mod layout;
mod signature;
mod signer;
mod validation;

pub use validation::{EMBEDDED_ALGORITHMS, Validator};

use std::collections::BTreeSet;

use crate::{
    budget::Budget,
    facts::{
        Cause, ComponentFacts, DocumentFacts, DocumentKind, Fault, FaultKind, FileFacts, LayoutFacts, Measured,
        Moment, SCHEMA, SignatureFacts, Stage,
    },
    pdf::{self, Pdf, Problem, SignatureSearch, Span, content::InkCache},
    pki,
};

/// Measures one document without validating certification paths and times: what a signature is worth stays open.
///
/// `name` is the file's name: one that ends in `.pdf` is expected to be a PDF. Whatever is wrong with the bytes
/// becomes a fault in the facts; this function has no error of its own.
pub fn measure(bytes: &[u8], name: &str, budget: &Budget) -> DocumentFacts {
    measure_with(bytes, name, budget, None, &mut InkCache::default())
}

/// Measures one document and validates its signatures.
pub fn measure_and_validate(bytes: &[u8], name: &str, budget: &Budget, validator: &mut Validator) -> DocumentFacts {
    // The ink of pictures outlives the document: an agency's seal is the same one in a thousand of them.
    let mut inks = std::mem::take(&mut validator.inks);
    let facts = measure_with(bytes, name, budget, Some(validator), &mut inks);
    validator.inks = inks;
    facts
}

/// Measures what the eye sees of a document that is open, and adds to its signatures what they show. `as_of` is the
/// moment of the audit, when there is one.
pub fn measure_layout(
    pdf: &Pdf<'_>,
    signatures: &mut [SignatureFacts],
    as_of: Option<&Moment>,
    inks: &mut InkCache,
) -> (LayoutFacts, ComponentFacts) {
    layout::measure(&pdf.content(inks), signatures, as_of)
}

fn measure_with(
    bytes: &[u8],
    name: &str,
    budget: &Budget,
    validator: Option<&mut Validator>,
    inks: &mut InkCache,
) -> DocumentFacts {
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let named_pdf = name.len() >= 4
        && name
            .get(name.len().saturating_sub(4)..)
            .is_some_and(|end| end.eq_ignore_ascii_case(".pdf"));
    let kind = if named_pdf || pdf::has_header(bytes) {
        DocumentKind::Pdf
    } else {
        DocumentKind::Other
    };
    let mut facts = DocumentFacts {
        extractor: env!("CARGO_PKG_VERSION").to_owned(),
        schema: SCHEMA,
        sha256: None,
        size,
        kind,
        faults: Vec::new(),
        file: FileFacts::unmeasured(&Cause::NotMeasured),
        signatures: Vec::new(),
        layout: LayoutFacts::unmeasured(&Cause::NotMeasured),
        components: ComponentFacts::unmeasured(&Cause::NotMeasured),
    };
    let pdf = match kind {
        DocumentKind::Other => None,
        DocumentKind::Pdf => Pdf::open(bytes, budget),
    };
    let search = pdf.as_ref().map(Pdf::signatures).unwrap_or_default();
    let (sha256, begun) = pki::begin(bytes, &first_ranges(pdf.as_ref(), &search));
    facts.sha256 = Some(hexadecimal(&sha256));
    if kind == DocumentKind::Other {
        return facts;
    }
    let Some(pdf) = pdf else {
        let detail = "no %PDF- in the first 1,024 bytes".to_owned();
        facts
            .faults
            .push(fault(FaultKind::NotPdf, detail, &["file", "signatures"]));
        facts.file = FileFacts::unmeasured(&Cause::Fault(FaultKind::NotPdf));
        facts.file.readable = Measured::Known(false);
        let cause = Cause::Fault(FaultKind::NotPdf);
        (facts.layout, facts.components) = layout::unmeasured(&mut [], &cause);
        return facts;
    };
    if let Some(problem) = pdf.problem() {
        let kind = match problem {
            Problem::Damaged(_) => FaultKind::Damaged,
            Problem::PasswordNeeded => FaultKind::Encrypted,
            Problem::OverBudget(_) => FaultKind::Budget,
        };
        facts
            .faults
            .push(fault(kind, problem.to_string(), &["file", "signatures"]));
    }
    let history = pdf.history(&search.dictionaries);
    let mut over_budget = search.over_budget;
    // Any number of signatures may cover the same bytes, and each has them digested anew.
    let mut digestible = size.saturating_mul(budget.digests).saturating_add(64 << 20);
    let mut measured = Vec::new();
    for dictionary in &search.dictionaries {
        let covered = pdf.byte_range(dictionary).map_or(0, |range| range.covered());
        let Some(rest) = digestible.checked_sub(u64::try_from(covered).unwrap_or(u64::MAX)) else {
            over_budget = true;
            break;
        };
        digestible = rest;
        measured.push(signature::measure(bytes, &pdf, &history, dictionary, &begun, budget));
    }
    let mut as_of = None;
    if let Some(validator) = validator {
        validation::validate(&pdf, &mut measured, validator, budget);
        as_of = Some(validator.as_of);
    }
    facts.signatures = measured.into_iter().map(|signature| signature.facts).collect();
    (facts.layout, facts.components) = match file::cause(&pdf) {
        Some(cause) => layout::unmeasured(&mut facts.signatures, &cause),
        None => measure_layout(&pdf, &mut facts.signatures, as_of.as_ref(), inks),
    };
    if over_budget {
        let detail = "the search for signature dictionaries ended early".to_owned();
        facts.faults.push(fault(FaultKind::Budget, detail, &["signatures"]));
    }
    if search.unreadable {
        let detail = "a /ByteRange stands where no signature dictionary can be read".to_owned();
        facts.faults.push(fault(FaultKind::Damaged, detail, &["signatures"]));
    }
    facts.file = file::measure(&pdf, &facts.signatures);
    facts
}

/// Where the first range of each signature ends, of those that cover the file from its first byte.
fn first_ranges(pdf: Option<&Pdf<'_>>, search: &SignatureSearch) -> BTreeSet<usize> {
    let first = |dictionary| match pdf?.byte_range(dictionary).ok()?.spans.first()? {
        Span { start: 0, end } => Some(*end),
        Span { .. } => None,
    };
    search.dictionaries.iter().filter_map(first).collect()
}

fn fault(kind: FaultKind, detail: String, hides: &[&str]) -> Fault {
    Fault {
        stage: Stage::Structure,
        kind,
        detail,
        hides: hides.iter().map(|&hidden| hidden.to_owned()).collect(),
    }
}

/// Lower-case hexadecimal.
fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        for nibble in [byte >> 4, byte & 0xf] {
            text.extend(char::from_digit(u32::from(nibble), 16));
        }
        text
    })
}
