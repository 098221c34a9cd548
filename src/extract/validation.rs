//! Validating the signatures of one document: certification paths, revocation, timestamps (EN 319 102-1).
//!
//! Digest and value are measured first, each signature for itself. What a signature is worth besides depends on the
//! trust material, on what the whole document brings along, and on the moment of the audit.

use crate::{
    budget::Budget,
    facts::{
        AnchorScheme, Cause, CertificationFacts, Coverage, Indication, Integrity, Measured, ModificationLevel,
        Moment, SignatureFacts, SubIndication,
    },
    pdf::{Pdf, SignatureDictionary, content::InkCache},
    pki::{
        self, AlgorithmSunset, CoveringTimestamp, EmbeddedMaterial, MaterialSources, PathCache, RevocationVerdict,
        SignatureExamination, TrustStore, Validation, ValidationInput,
    },
};

/// Trust material, algorithm dates and the moment of the audit, with what was learnt of certificates so far. What a
/// document gives does not depend on the documents before it.
pub struct Validator {
    trust: TrustStore,
    algorithms: AlgorithmSunset,
    pub(super) as_of: Moment,
    cache: PathCache,
    /// The ink of pictures seen so far, by their bytes.
    pub(super) inks: InkCache,
}

impl Validator {
    /// Reads trust material from files (name for messages, bytes): certificates, CRLs and OCSP responses in DER or
    /// PEM. Files of no use are told by name, for a technician.
    pub fn new(files: Vec<(String, Vec<u8>)>, as_of: Moment) -> (Self, Vec<String>) {
        let (trust, problems) = TrustStore::load(files);
        let problems = problems
            .into_iter()
            .map(|problem| format!("{}: {}", problem.file, problem.detail))
            .collect();
        let validator = Self {
            trust,
            algorithms: AlgorithmSunset::embedded(),
            as_of,
            cache: PathCache::new(),
            inks: InkCache::default(),
        };
        (validator, problems)
    }
}

/// One signature as it was measured, with what validating needs of it.
pub(super) struct Measuring<'a> {
    pub(super) dictionary: &'a SignatureDictionary,
    pub(super) examination: Option<SignatureExamination>,
    pub(super) facts: SignatureFacts,
}

/// Adds what validation says to the facts of every signature.
pub(super) fn validate(pdf: &Pdf<'_>, signatures: &mut [Measuring<'_>], validator: &mut Validator, budget: &Budget) {
    let embedded = embedded(pdf, signatures, validator, budget);
    let validations: Vec<Option<Validation>> = signatures
        .iter()
        .map(|signature| {
            let examination = signature.examination.as_ref()?;
            let covering: Vec<CoveringTimestamp<'_>> = signatures
                .iter()
                .filter_map(|later| covering(signature, later))
                .collect();
            let input = ValidationInput {
                examination,
                integrity: signature.facts.integrity,
                sub_filter: signature.dictionary.sub_filter.as_deref(),
                embedded: &embedded,
                document_timestamps: &covering,
                claimed_time: signature.facts.claimed_time.known().copied(),
                as_of: validator.as_of,
            };
            Some(pki::validate(
                &input,
                &validator.trust,
                &validator.algorithms,
                &mut validator.cache,
                budget,
            ))
        })
        .collect();
    for (signature, validation) in signatures.iter_mut().zip(validations) {
        if let Some(validation) = validation {
            apply(&mut signature.facts, validation);
        }
    }
}

fn embedded(
    pdf: &Pdf<'_>,
    signatures: &[Measuring<'_>],
    validator: &mut Validator,
    budget: &Budget,
) -> EmbeddedMaterial {
    let store = pdf.security_store();
    let contents: Vec<&[u8]> = signatures
        .iter()
        .filter_map(|signature| signature.dictionary.contents.as_deref())
        .collect();
    let own = signatures
        .iter()
        .filter_map(|signature| signature.dictionary.certificate.as_deref());
    let certificates: Vec<&[u8]> = store.certificates.iter().map(Vec::as_slice).chain(own).collect();
    let crls: Vec<&[u8]> = store.crls.iter().map(Vec::as_slice).collect();
    let ocsps: Vec<&[u8]> = store.ocsps.iter().map(Vec::as_slice).collect();
    let sources = MaterialSources {
        contents: &contents,
        certificates: &certificates,
        crls: &crls,
        ocsps: &ocsps,
    };
    EmbeddedMaterial::read(&sources, &validator.trust, &mut validator.cache, budget)
}

/// A document timestamp whose first range holds the whole of the signed revision.
fn covering<'a>(signature: &Measuring<'_>, later: &'a Measuring<'_>) -> Option<CoveringTimestamp<'a>> {
    let is_timestamp = later.dictionary.sub_filter.as_deref() == Some("ETSI.RFC3161");
    let live = later.facts.live == Measured::Known(true)
        && matches!(
            later.facts.coverage,
            Measured::Known(Coverage::WholeFile | Coverage::WholeRevision)
        );
    let (own, other) = (signature.facts.byte_range.known()?, later.facts.byte_range.known()?);
    let [.., start, length] = own.as_slice() else {
        return None;
    };
    let hole = *other.get(1)?;
    (is_timestamp && live && start.checked_add(*length)? <= hole).then_some(CoveringTimestamp {
        examination: later.examination.as_ref()?,
        integrity: later.facts.integrity,
    })
}

fn apply(facts: &mut SignatureFacts, validation: Validation) {
    let (indication, sub_indication) = verdict(facts, &validation);
    facts.indication = indication;
    facts.sub_indication = sub_indication;
    facts.best_signature_time = validation.best_signature_time;
    if let Measured::Known(token) = &mut facts.timestamp {
        token.valid = validation.timestamp_valid;
    }
    facts.baseline = validation.baseline;
    let revoked = validation
        .path
        .first()
        .map_or(RevocationVerdict::NotAsked, |signer| signer.revocation);
    facts.certification = CertificationFacts {
        anchor: match validation.anchor {
            Some(pki::AnchorScheme::Official) => Measured::Known(AnchorScheme::Official),
            Some(pki::AnchorScheme::Public) => Measured::Known(AnchorScheme::Public),
            Some(pki::AnchorScheme::Local) => Measured::Known(AnchorScheme::Local),
            // Without the certificates of the issuers nothing is known of where the path would end.
            None => Measured::Unmeasured(Cause::EvidenceMissing),
        },
        in_time: validation.path_in_time,
        usage_allows: validation.usage_allows,
        signer_is_ca: validation.signer_is_ca,
        revoked: match revoked {
            RevocationVerdict::Good { .. } => Measured::Known(false),
            RevocationVerdict::Revoked { .. } => Measured::Known(true),
            _ => Measured::Unmeasured(Cause::EvidenceMissing),
        },
        revoked_at: match validation.revoked_at {
            Some(at) => Measured::Known(at),
            None if matches!(revoked, RevocationVerdict::Good { .. }) => Measured::Absent,
            None => Measured::Unmeasured(Cause::EvidenceMissing),
        },
        missing: validation.missing.iter().map(ToString::to_string).collect(),
    };
}

/// A signature that vouches for other bytes than those shown is not valid, whatever its certificate is worth.
fn verdict(facts: &SignatureFacts, validation: &Validation) -> (Indication, Option<SubIndication>) {
    let own = (validation.indication, validation.sub_indication);
    if facts.integrity != Integrity::Intact || own.0 == Indication::TotalFailed {
        return own;
    }
    let permitted = match (&facts.modification, &facts.modification_permitted) {
        (Measured::Known(ModificationLevel::None), _) => Some(true),
        (Measured::Known(_), Measured::Known(permitted)) => Some(*permitted),
        _ => None,
    };
    match (facts.live.known(), permitted) {
        (Some(false), _) | (_, Some(false)) => (Indication::TotalFailed, Some(SubIndication::FormatFailure)),
        (Some(true), Some(true)) => own,
        // Not known to be attached, or what came after it is not known: never more than this.
        _ => (Indication::Indeterminate, own.1),
    }
}
