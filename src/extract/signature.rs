//! One signature dictionary: what it covers, whether it holds, who signed and when.

use std::collections::BTreeMap;

use jiff::{civil, tz::Offset};

use crate::{
    budget::Budget,
    facts::{
        Cause, CertificationFacts, Coverage, FaultKind, Indication, Integrity, Measured, ModificationLevel, Moment,
        SignatureFacts, SignatureLayout, SignatureRole, SignerFacts, SubIndication, TimeStampFacts,
    },
    pdf::{self, ByteRange, Changes, Grade, History, Pdf, RangeProblem, SignatureDictionary, Ungraded},
    pki::{self, Begun, Certificate, FormatProblem, SignatureExamination, SignatureInput, TimeStampToken},
};

use super::{signer, validation::Measuring};

/// Times without an offset are Vietnamese ones.
const VIETNAM: Offset = Offset::constant(7);

pub(super) fn measure<'a>(
    bytes: &[u8],
    pdf: &Pdf<'_>,
    history: &History,
    dictionary: &'a SignatureDictionary,
    begun: &BTreeMap<usize, Begun>,
    budget: &Budget,
) -> Measuring<'a> {
    let range = pdf.byte_range(dictionary);
    let examination = examine(bytes, dictionary, range.as_ref().ok(), begun, budget);
    let (integrity, integrity_detail) = integrity(&range, examination.as_ref());
    let (indication, sub_indication) = indication(integrity);
    let reachable = reachable(pdf, dictionary);
    // A ByteRange that is no list of ascending ranges has no hole either: looked, and it is not as it must be.
    let part = |read: fn(&ByteRange) -> bool| match &range {
        Ok(range) => Measured::Known(read(range)),
        Err(RangeProblem::Malformed(_)) => Measured::Known(false),
        Err(RangeProblem::OutOfFile) => Measured::Unmeasured(Cause::ByteRangeUnusable),
        Err(RangeProblem::Missing) => Measured::Absent,
    };
    let byte_range_in_file = match &range {
        Ok(_) => Measured::Known(true),
        Err(RangeProblem::OutOfFile) => Measured::Known(false),
        Err(RangeProblem::Missing) => Measured::Absent,
        Err(RangeProblem::Malformed(_)) => Measured::Unmeasured(Cause::ByteRangeUnusable),
    };
    let hole_is_contents = part(|range| range.hole_is_contents);
    let (modification, modification_permitted, modification_detail) = modification(pdf, history, &range);
    let live = live(&reachable, &byte_range_in_file, &hole_is_contents);
    let (claimed_time, claimed_time_has_offset) = claimed_time(dictionary);
    let missing = || Measured::Unmeasured(Cause::CmsUnreadable);
    let (digest_matches, value_verifies) = examination.as_ref().map_or_else(
        || (missing(), missing()),
        |found| (found.digest_matches.clone(), found.value_verifies.clone()),
    );
    let facts = SignatureFacts {
        object: dictionary.object,
        offset: dictionary.offset.and_then(|offset| u64::try_from(offset).ok()),
        field: dictionary.field.clone(),
        page: dictionary.page,
        reachable,
        sub_filter: dictionary.sub_filter.clone().into(),
        byte_range: dictionary.byte_range.clone().into(),
        byte_range_in_file,
        byte_range_well_formed: part(|range| range.well_formed),
        hole_is_contents,
        coverage: coverage(&range),
        live,
        integrity,
        integrity_detail,
        digest_matches,
        value_verifies,
        digest_algorithm: of(examination.as_ref(), |found| found.digest_algorithm.clone()),
        key_algorithm: of(examination.as_ref(), |found| found.key_algorithm.clone()),
        key_bits: of(examination.as_ref(), |found| found.key_bits.clone()),
        signer_infos: of(examination.as_ref(), |found| found.signer_infos.clone()),
        signer: of(examination.as_ref(), |found| found.signer.as_ref().map(signer_facts)),
        claimed_time,
        claimed_time_has_offset,
        signing_time_attribute: of(examination.as_ref(), |found| found.signing_time_attribute.clone()),
        timestamp: Measured::Unmeasured(Cause::CmsUnreadable),
        further_timestamps: Vec::new(),
        best_signature_time: Measured::Unmeasured(Cause::NotValidated),
        modification,
        modification_permitted,
        modification_detail,
        certification: CertificationFacts::default(),
        indication,
        sub_indication,
        baseline: Measured::Unmeasured(Cause::NotValidated),
        role: match dictionary.sub_filter.as_deref() {
            Some("ETSI.RFC3161") => Measured::Known(SignatureRole::DocTimestamp),
            _ => Measured::Unmeasured(Cause::NotMeasured),
        },
        layout: SignatureLayout::default(),
        reason: dictionary.reason.clone(),
        location: dictionary.location.clone(),
    };
    let mut measuring = Measuring {
        dictionary,
        examination,
        facts,
    };
    let order: Vec<_> = measuring.examination.as_ref().map_or_else(Vec::new, in_doubt);
    set_timestamps(&mut measuring, &order);
    measuring
}

/// The tokens as they are told before anything is known of their authorities: one that holds comes first, as anybody can
/// add others.
fn in_doubt(examination: &SignatureExamination) -> Vec<(usize, Measured<bool>)> {
    let holds = |token: &Measured<TimeStampToken>| {
        token.known().is_some_and(|token| {
            token.imprint_matches == Measured::Known(true) && token.signature_verifies == Measured::Known(true)
        })
    };
    let mut order: Vec<usize> = (0..examination.timestamps.len()).collect();
    order.sort_by_key(|place| !examination.timestamps.get(*place).is_some_and(holds));
    let not_validated = Measured::Unmeasured(Cause::NotValidated);
    order.into_iter().map(|place| (place, not_validated.clone())).collect()
}

/// Tells the timestamps in this order, each with whether it is valid: the first is the one that counts.
pub(super) fn set_timestamps(measuring: &mut Measuring<'_>, order: &[(usize, Measured<bool>)]) {
    let Some(examination) = &measuring.examination else {
        return;
    };
    let mut told = order.iter().filter_map(|(place, valid)| {
        let token = examination.timestamps.get(*place)?.as_ref();
        Some(token.map(|token| timestamp_facts(token, valid)))
    });
    measuring.facts.timestamp = told.next().unwrap_or(Measured::Absent);
    measuring.facts.further_timestamps = told.collect();
}

fn examine(
    bytes: &[u8],
    dictionary: &SignatureDictionary,
    range: Option<&ByteRange>,
    begun: &BTreeMap<usize, Begun>,
    budget: &Budget,
) -> Option<SignatureExamination> {
    let covered: Option<Vec<&[u8]>> =
        range.and_then(|range| range.spans.iter().map(|span| bytes.get(span.start..span.end)).collect());
    let input = SignatureInput {
        sub_filter: dictionary.sub_filter.as_deref(),
        contents: dictionary.contents.as_deref()?,
        covered: covered.as_deref(),
        begun: range
            .and_then(|range| range.spans.first())
            .filter(|first| first.start == 0)
            .and_then(|first| begun.get(&first.end)),
        certificate: dictionary.certificates.first().map(Vec::as_slice),
    };
    Some(pki::examine(&input, budget))
}

fn of<T>(
    examination: Option<&SignatureExamination>,
    read: impl FnOnce(&SignatureExamination) -> Measured<T>,
) -> Measured<T> {
    examination.map_or(Measured::Unmeasured(Cause::CmsUnreadable), read)
}

/// In the order of precedence: malformed, unsupported, digest mismatch, signature value invalid.
fn integrity(
    range: &Result<ByteRange, RangeProblem>,
    examination: Option<&SignatureExamination>,
) -> (Integrity, Option<String>) {
    if let Err(problem) = range {
        return (Integrity::Malformed, Some(problem.to_string()));
    }
    let Some(found) = examination else {
        return (Integrity::Malformed, Some("no /Contents".to_owned()));
    };
    match &found.format {
        Err(FormatProblem::Malformed(detail)) => return (Integrity::Malformed, Some(detail.clone())),
        Err(FormatProblem::Unsupported(detail)) => return (Integrity::Unsupported, Some(detail.clone())),
        Ok(()) => {}
    }
    match (&found.digest_matches, &found.value_verifies) {
        (Measured::Known(false), _) => (Integrity::DigestMismatch, None),
        (_, Measured::Known(false)) => (Integrity::SignatureInvalid, None),
        (Measured::Known(true), Measured::Known(true)) => (Integrity::Intact, None),
        (digest, value) => {
            let cause = digest.cause().or(value.cause());
            match cause {
                Some(Cause::UnsupportedAlgorithm(name)) => (Integrity::Unsupported, Some(name.clone())),
                // Nothing is shown to be wrong: the key to check with is not there.
                Some(Cause::CertificateMissing) => (
                    Integrity::Unsupported,
                    Some("the signer's certificate is not in the file".to_owned()),
                ),
                Some(Cause::SeveralSigners) => (
                    Integrity::Unsupported,
                    Some("of several SignerInfo only the first is examined".to_owned()),
                ),
                Some(cause) => (Integrity::Malformed, Some(format!("{cause:?}"))),
                None => (
                    Integrity::Malformed,
                    Some("no signed digest or no signature value".to_owned()),
                ),
            }
        }
    }
}

/// What may be said before paths and times are validated (EN 319 102-1, 5.1.3): failures that no path could mend.
fn indication(integrity: Integrity) -> (Indication, Option<SubIndication>) {
    match integrity {
        Integrity::DigestMismatch => (Indication::TotalFailed, Some(SubIndication::HashFailure)),
        Integrity::SignatureInvalid => (Indication::TotalFailed, Some(SubIndication::SigCryptoFailure)),
        Integrity::Malformed => (Indication::TotalFailed, Some(SubIndication::FormatFailure)),
        Integrity::Intact | Integrity::Unsupported => (Indication::Indeterminate, None),
    }
}

fn reachable(pdf: &Pdf<'_>, dictionary: &SignatureDictionary) -> Measured<bool> {
    match (dictionary.reachable, pdf.problem()) {
        (Some(reachable), _) => Measured::Known(reachable),
        (None, Some(pdf::Problem::PasswordNeeded)) => Measured::Unmeasured(Cause::PasswordNeeded),
        (None, Some(pdf::Problem::Damaged(_))) => Measured::Unmeasured(Cause::Fault(FaultKind::Damaged)),
        (None, _) => Measured::Unmeasured(Cause::Fault(FaultKind::Budget)),
    }
}

/// Reachable, inside the file, with its own hole; one that is known to be missing settles it.
fn live(reachable: &Measured<bool>, in_file: &Measured<bool>, hole: &Measured<bool>) -> Measured<bool> {
    let parts = [reachable, in_file, hole];
    if parts
        .iter()
        .any(|part| matches!(part, Measured::Known(false) | Measured::Absent))
    {
        return Measured::Known(false);
    }
    match parts.iter().find_map(|part| part.cause()) {
        Some(cause) => Measured::Unmeasured(cause.clone()),
        None => Measured::Known(true),
    }
}

fn coverage(range: &Result<ByteRange, RangeProblem>) -> Measured<Coverage> {
    match range {
        Ok(range) if range.whole_file => Measured::Known(Coverage::WholeFile),
        Ok(range) if range.whole_revision => Measured::Known(Coverage::WholeRevision),
        Ok(_) => Measured::Known(Coverage::Partial),
        Err(RangeProblem::OutOfFile) => Measured::Known(Coverage::OutOfFile),
        Err(RangeProblem::Missing) => Measured::Absent,
        Err(RangeProblem::Malformed(_)) => Measured::Unmeasured(Cause::ByteRangeUnusable),
    }
}

/// What was done after the signed revision, whether it is permitted, and the change that says so. A range with another
/// hole than its own /Contents signs no revision, so nothing can be said of what came after it.
fn modification(
    pdf: &Pdf<'_>,
    history: &History,
    range: &Result<ByteRange, RangeProblem>,
) -> (Measured<ModificationLevel>, Measured<bool>, Option<String>) {
    let unmeasured = |cause: Cause| (Measured::Unmeasured(cause.clone()), Measured::Unmeasured(cause), None);
    let range = match range {
        Ok(range) if range.well_formed && range.hole_is_contents => range,
        _ => return unmeasured(Cause::ByteRangeUnusable),
    };
    match pdf.changes_after(history, range) {
        Changes::None => (Measured::Known(ModificationLevel::None), Measured::Absent, None),
        Changes::Graded {
            grade,
            permitted,
            because,
        } => {
            let level = match grade {
                Grade::LtaUpdate => ModificationLevel::LtaUpdate,
                Grade::FormFilling => ModificationLevel::FormFilling,
                Grade::Annotations => ModificationLevel::Annotations,
                Grade::Other => ModificationLevel::Other,
            };
            (Measured::Known(level), Measured::Known(permitted), Some(because))
        }
        Changes::Ungraded(Ungraded::OverBudget) => unmeasured(Cause::Fault(FaultKind::Budget)),
        Changes::Ungraded(Ungraded::Structure) => unmeasured(match pdf.problem() {
            Some(pdf::Problem::PasswordNeeded) => Cause::PasswordNeeded,
            Some(pdf::Problem::Damaged(_)) => Cause::Fault(FaultKind::Damaged),
            Some(pdf::Problem::OverBudget(_)) => Cause::Fault(FaultKind::Budget),
            None => Cause::NotGraded,
        }),
    }
}

fn claimed_time(dictionary: &SignatureDictionary) -> (Measured<Moment>, Measured<bool>) {
    let Some(parts) = dictionary.modified.as_deref().and_then(pdf::date) else {
        return (Measured::Absent, Measured::Absent);
    };
    let offset = match parts.offset_seconds {
        Some(seconds) => Offset::from_seconds(seconds).ok(),
        None => Some(VIETNAM),
    };
    let civil = civil::DateTime::new(
        parts.year,
        parts.month,
        parts.day,
        parts.hour,
        parts.minute,
        parts.second,
        0,
    )
    .ok();
    match civil
        .zip(offset)
        .and_then(|(civil, offset)| Moment::from_civil(civil, offset))
    {
        Some(moment) => (Measured::Known(moment), Measured::Known(parts.offset_seconds.is_some())),
        None => (Measured::Absent, Measured::Absent),
    }
}

fn signer_facts(certificate: &Certificate) -> SignerFacts {
    let issuer = certificate
        .issuer_common_name
        .clone()
        .unwrap_or_else(|| certificate.issuer.clone());
    SignerFacts {
        common_name: certificate.common_name.clone(),
        organization: certificate.organization.clone(),
        organizational_unit: certificate.organizational_unit.clone(),
        kind: signer::kind(
            certificate.common_name.as_deref(),
            certificate.organization.as_deref(),
            &issuer,
        ),
        issuer,
        serial: certificate.serial_hex.clone(),
        not_before: certificate.not_before,
        not_after: certificate.not_after,
        sha256: certificate.sha256.clone(),
    }
}

fn timestamp_facts(token: &TimeStampToken, valid: &Measured<bool>) -> TimeStampFacts {
    TimeStampFacts {
        gen_time: token.gen_time,
        tsa: token.tsa.clone(),
        policy: token.policy.clone(),
        imprint_algorithm: token.imprint_algorithm.clone(),
        imprint_matches: token.imprint_matches.clone(),
        valid: valid.clone(),
    }
}
