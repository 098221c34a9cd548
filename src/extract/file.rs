//! The file as a whole.

use crate::{
    facts::{Cause, Coverage, FaultKind, FileFacts, Measured, PageBox, PdfVersion, SignatureFacts},
    pdf::{Pdf, Problem},
};

/// Why the objects of the file could not be read, if they could not.
pub(super) fn cause(pdf: &Pdf<'_>) -> Option<Cause> {
    pdf.problem().map(|problem| match problem {
        Problem::Damaged(_) => Cause::Fault(FaultKind::Damaged),
        Problem::PasswordNeeded => Cause::PasswordNeeded,
        Problem::OverBudget(_) => Cause::Fault(FaultKind::Budget),
    })
}

pub(super) fn measure(pdf: &Pdf<'_>, signatures: &[SignatureFacts]) -> FileFacts {
    let cause = cause(pdf);
    FileFacts {
        readable: match pdf.problem() {
            None => Measured::Known(true),
            Some(Problem::Damaged(_) | Problem::PasswordNeeded) => Measured::Known(false),
            // The file may be sound: it was us who stopped.
            Some(Problem::OverBudget(_)) => Measured::Unmeasured(Cause::Fault(FaultKind::Budget)),
        },
        version: version(pdf, cause.as_ref()),
        encrypted: or_unmeasured(pdf.encrypted(), cause.as_ref()),
        password_needed: match pdf.problem() {
            None => Measured::Known(false),
            Some(Problem::PasswordNeeded) => Measured::Known(true),
            Some(_) => or_unmeasured(None, cause.as_ref()),
        },
        pages: or_unmeasured(
            pdf.page_count().and_then(|count| u32::try_from(count).ok()),
            cause.as_ref(),
        ),
        page_box: or_unmeasured(
            pdf.first_page_size().map(|size| PageBox {
                width_mm: hundredth(size.width_mm),
                height_mm: hundredth(size.height_mm),
            }),
            cause.as_ref(),
        ),
        revisions: Measured::Known(u32::try_from(pdf.revisions()).unwrap_or(u32::MAX)),
        xref_repaired: or_unmeasured(pdf.xref_repaired(), cause.as_ref()),
        bytes_after_last_signature: behind_last(pdf, signatures),
    }
}

fn or_unmeasured<T>(value: Option<T>, cause: Option<&Cause>) -> Measured<T> {
    match (value, cause) {
        (Some(value), _) => Measured::Known(value),
        (None, Some(cause)) => Measured::Unmeasured(cause.clone()),
        (None, None) => Measured::Absent,
    }
}

/// The greater of header and catalog. Without the catalog the header alone could be too low, so it decides only when
/// the objects could be read.
fn version(pdf: &Pdf<'_>, cause: Option<&Cause>) -> Measured<PdfVersion> {
    let greatest = pdf.header_version().into_iter().chain(pdf.catalog_version()).max();
    match cause {
        Some(cause) => Measured::Unmeasured(cause.clone()),
        None => greatest.map(|(major, minor)| PdfVersion { major, minor }).into(),
    }
}

/// Bytes behind the last revision that a live signature covers.
fn behind_last(pdf: &Pdf<'_>, signatures: &[SignatureFacts]) -> Measured<u64> {
    let mut last: Option<usize> = None;
    for signature in signatures {
        match &signature.live {
            Measured::Unmeasured(cause) => return Measured::Unmeasured(cause.clone()),
            Measured::Known(true)
                if matches!(
                    signature.coverage,
                    Measured::Known(Coverage::WholeFile | Coverage::WholeRevision)
                ) =>
            {
                last = last.max(covered_end(signature));
            }
            _ => {}
        }
    }
    last.map(|end| u64::try_from(pdf.bytes_behind(end)).unwrap_or(u64::MAX))
        .into()
}

fn covered_end(signature: &SignatureFacts) -> Option<usize> {
    match signature.byte_range.known()?.as_slice() {
        [.., start, length] => usize::try_from(start.checked_add(*length)?).ok(),
        _ => None,
    }
}

/// Millimetres to a hundredth: the last digits of a conversion from points say nothing.
fn hundredth(millimetres: f64) -> f64 {
    (millimetres * 100.0).round() / 100.0
}
