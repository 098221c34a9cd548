//! One document as one JSON object: the stable contract that scripts rely on. Fields may be added, never renamed.
//!
//! Absent facts are `null`; unmeasured ones are `null` with a fault or a finding that says why. Codes are ASCII, times
//! RFC 3339, numbers with a point, in every language.

mod layout;

use serde::Serialize;

use super::Pictures;
use crate::{
    cli::settings::Language,
    facts::{DocumentFacts, Fault, Localized, Measured, Moment, SignatureFacts, SignerFacts, TimeStampFacts},
    finding::{Citation, DateSource, Finding, Judgement, Measures},
};

#[derive(Serialize)]
struct Row<'a> {
    path: &'a str,
    sha256: Option<&'a str>,
    size: u64,
    kind: &'static str,
    faults: &'a [Fault],
    file: File,
    signatures: Vec<Signature<'a>>,
    layout: layout::Layout<'a>,
    components: layout::Components<'a>,
    findings: Vec<FindingRow<'a>>,
    conclusion: &'static str,
    date: Option<String>,
    date_source: DateSource,
}

#[derive(Serialize)]
struct File {
    readable: Option<bool>,
    version: Option<String>,
    encrypted: Option<bool>,
    password_needed: Option<bool>,
    pages: Option<u32>,
    page_mm: Option<[f64; 2]>,
    revisions: Option<u32>,
    xref_repaired: Option<bool>,
    bytes_after_last_signature: Option<u64>,
}

#[derive(Serialize)]
struct Signature<'a> {
    field: Option<&'a str>,
    page: Option<u32>,
    role: Option<&'static str>,
    object: Option<(u32, u16)>,
    offset: Option<u64>,
    byte_range: Option<&'a [i64]>,
    reachable: Option<bool>,
    live: Option<bool>,
    subfilter: Option<&'a str>,
    integrity: &'static str,
    integrity_detail: Option<&'a str>,
    coverage: Option<&'static str>,
    modification: &'static str,
    modification_permitted: Option<bool>,
    modification_detail: Option<&'a str>,
    certification: Certification,
    indication: &'static str,
    sub_indication: Option<&'static str>,
    baseline: Option<&'static str>,
    digest_algorithm: Option<&'a str>,
    key_algorithm: Option<&'a str>,
    key_bits: Option<u32>,
    signer: Option<Signer<'a>>,
    claimed_time: Option<Moment>,
    signing_time_attribute: Option<Moment>,
    timestamp: Option<TimeStamp<'a>>,
    /// `null` those that can't be read.
    further_timestamps: Vec<Option<TimeStamp<'a>>>,
    best_signature_time: Option<Moment>,
    appearance: Option<layout::Appearance<'a>>,
    role_evidence: Vec<&'static str>,
    certificate_fits_role: Option<bool>,
    agency_is_issuing: Option<bool>,
    block: Option<layout::Block<'a>>,
}

#[derive(Serialize)]
struct Certification {
    anchor: Option<&'static str>,
    in_time: Option<bool>,
    usage_allows: Option<bool>,
    signer_is_ca: Option<bool>,
    revoked: Option<bool>,
    revoked_at: Option<Moment>,
    valid_when_signed: Option<&'static str>,
    days_left: Option<i64>,
    revocation_stated_at: Option<Moment>,
    /// In words, with addresses.
    missing: Vec<String>,
}

#[derive(Serialize)]
struct Signer<'a> {
    common_name: Option<&'a str>,
    organization: Option<&'a str>,
    issuer: &'a str,
    serial: &'a str,
    kind: &'static str,
    not_before: Moment,
    not_after: Moment,
    sha256: &'a str,
}

#[derive(Serialize)]
struct TimeStamp<'a> {
    gen_time: Moment,
    tsa: Option<&'a str>,
    policy: &'a str,
    imprint_algorithm: &'a str,
    imprint_matches: Option<bool>,
    valid: Option<bool>,
}

#[derive(Serialize)]
struct FindingRow<'a> {
    rule: &'a str,
    about: &'static str,
    subject: Option<u32>,
    outcome: &'static str,
    severity: &'static str,
    message: &'a str,
    measured: &'a Measures,
    basis: String,
    because: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    picture: Option<&'a str>,
}

/// The JSON object of one document, without a line end.
///
/// # Errors
/// Never for facts and judgements of this program; the type is that of the serializer.
pub fn line(
    path: &str,
    facts: &DocumentFacts,
    judgement: &Judgement<'_>,
    pictures: &Pictures,
    language: Language,
) -> Result<String, serde_json::Error> {
    let row = Row {
        path,
        sha256: facts.sha256.as_deref(),
        size: facts.size,
        kind: facts.kind.code(),
        faults: &facts.faults,
        file: file(facts),
        signatures: facts
            .signatures
            .iter()
            .map(|found| signature(found, language))
            .collect(),
        layout: layout::layout(&facts.layout),
        components: layout::components(&facts.components),
        findings: judgement
            .findings
            .iter()
            .enumerate()
            .map(|(place, found)| finding(found, pictures.get(&place).map(String::as_str), language))
            .collect(),
        conclusion: judgement.conclusion.code(),
        date: Some(judgement.date.moment.to_string()),
        date_source: judgement.date.source,
    };
    serde_json::to_string(&row)
}

fn file(facts: &DocumentFacts) -> File {
    let file = &facts.file;
    File {
        readable: file.readable.known().copied(),
        version: file.version.known().map(ToString::to_string),
        encrypted: file.encrypted.known().copied(),
        password_needed: file.password_needed.known().copied(),
        pages: file.pages.known().copied(),
        page_mm: file.page_box.known().map(|page| [page.width_mm, page.height_mm]),
        revisions: file.revisions.known().copied(),
        xref_repaired: file.xref_repaired.known().copied(),
        bytes_after_last_signature: file.bytes_after_last_signature.known().copied(),
    }
}

fn signature(facts: &SignatureFacts, language: Language) -> Signature<'_> {
    Signature {
        field: facts.field.as_deref(),
        page: facts.page,
        role: facts.role.known().map(|role| role.code()),
        object: facts.object,
        offset: facts.offset,
        byte_range: facts.byte_range.known().map(Vec::as_slice),
        reachable: facts.reachable.known().copied(),
        live: facts.live.known().copied(),
        subfilter: text(&facts.sub_filter),
        integrity: facts.integrity.code(),
        integrity_detail: facts.integrity_detail.as_deref(),
        coverage: facts.coverage.known().map(|coverage| coverage.code()),
        modification: facts.modification.known().map_or("unknown", |level| level.code()),
        modification_permitted: facts.modification_permitted.known().copied(),
        modification_detail: facts.modification_detail.as_deref(),
        certification: Certification {
            anchor: facts.certification.anchor.known().map(|scheme| scheme.code()),
            in_time: facts.certification.in_time.known().copied(),
            usage_allows: facts.certification.usage_allows.known().copied(),
            signer_is_ca: facts.certification.signer_is_ca.known().copied(),
            revoked: facts.certification.revoked.known().copied(),
            revoked_at: facts.certification.revoked_at.known().copied(),
            valid_when_signed: facts.certification.valid_when_signed.known().map(|how| how.code()),
            days_left: facts.certification.days_left.known().copied(),
            revocation_stated_at: facts.certification.revocation_stated_at.known().copied(),
            missing: facts
                .certification
                .missing
                .iter()
                .map(|missing| in_language(&missing.words_to_act_on(), language).to_owned())
                .collect(),
        },
        indication: facts.indication.code(),
        sub_indication: facts.sub_indication.map(crate::facts::SubIndication::code),
        baseline: facts.baseline.known().map(|level| level.code()),
        digest_algorithm: text(&facts.digest_algorithm),
        key_algorithm: text(&facts.key_algorithm),
        key_bits: facts.key_bits.known().copied(),
        signer: facts.signer.known().map(signer),
        claimed_time: facts.claimed_time.known().copied(),
        signing_time_attribute: facts.signing_time_attribute.known().copied(),
        timestamp: facts.timestamp.known().map(timestamp),
        further_timestamps: facts
            .further_timestamps
            .iter()
            .map(|token| token.known().map(timestamp))
            .collect(),
        best_signature_time: facts.best_signature_time.known().copied(),
        appearance: layout::appearance(&facts.layout),
        role_evidence: facts.layout.evidence.iter().map(|item| item.code()).collect(),
        certificate_fits_role: facts.layout.certificate_fits.known().copied(),
        agency_is_issuing: facts.layout.agency_is_issuing.known().copied(),
        block: layout::block(&facts.layout),
    }
}

pub(super) fn text(measured: &Measured<String>) -> Option<&str> {
    measured.known().map(String::as_str)
}

fn timestamp(token: &TimeStampFacts) -> TimeStamp<'_> {
    TimeStamp {
        gen_time: token.gen_time,
        tsa: token.tsa.as_deref(),
        policy: &token.policy,
        imprint_algorithm: &token.imprint_algorithm,
        imprint_matches: token.imprint_matches.known().copied(),
        valid: token.valid.known().copied(),
    }
}

fn signer(facts: &SignerFacts) -> Signer<'_> {
    Signer {
        common_name: facts.common_name.as_deref(),
        organization: facts.organization.as_deref(),
        issuer: &facts.issuer,
        serial: &facts.serial,
        kind: facts.kind.code(),
        not_before: facts.not_before,
        not_after: facts.not_after,
        sha256: &facts.sha256,
    }
}

fn finding<'a>(finding: &'a Finding<'_>, picture: Option<&'a str>, language: Language) -> FindingRow<'a> {
    FindingRow {
        rule: finding.rule,
        about: finding.about.code(),
        subject: finding.subject,
        outcome: finding.outcome.code(),
        severity: finding.severity.code(),
        message: in_language(&finding.message, language),
        measured: &finding.measured,
        basis: finding
            .basis
            .iter()
            .map(Citation::to_string)
            .collect::<Vec<_>>()
            .join("; "),
        because: finding.because.as_deref(),
        picture,
    }
}

fn in_language<T: AsRef<str>>(text: &Localized<T>, language: Language) -> &str {
    match language {
        Language::Vi => text.vi.as_ref(),
        Language::En => text.en.as_ref(),
    }
}
