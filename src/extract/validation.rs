//! Validating the signatures of one document: certification paths, revocation, timestamps (EN 319 102-1).
//!
//! Digest and value are measured first, each signature for itself. What a signature is worth besides depends on the
//! trust material, on what the whole document brings along, and on the moment of the audit.

use crate::{
    budget::Budget,
    facts::{
        AnchorScheme, Cause, CertificationFacts, Coverage, Indication, Integrity, Measured, ModificationLevel,
        Moment, SignatureFacts, SubIndication, ValidityWhenSigned,
    },
    pdf::{Pdf, SignatureDictionary, content::InkCache},
    pki::{
        self, AlgorithmSunset, EmbeddedMaterial, MaterialSources, PathCache, Proof, RevocationVerdict,
        SignatureExamination, TrustStore, Validation, ValidationInput,
    },
};

use super::signature::set_timestamps;

/// The table of algorithms that travels with the program.
pub const EMBEDDED_ALGORITHMS: &str = AlgorithmSunset::EMBEDDED;

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

    /// The same with this table of algorithms in place of [`EMBEDDED_ALGORITHMS`].
    ///
    /// # Errors
    /// What is wrong with the table, with line and column, for a technician.
    pub fn with_algorithms(self, text: &str) -> Result<Self, String> {
        let algorithms = AlgorithmSunset::from_toml(text).map_err(|error| error.to_string())?;
        Ok(Self { algorithms, ..self })
    }
}

/// One signature as it was measured, with what validating needs of it.
pub(super) struct Measuring<'a> {
    pub(super) dictionary: &'a SignatureDictionary,
    pub(super) examination: Option<SignatureExamination>,
    pub(super) facts: SignatureFacts,
}

impl Measuring<'_> {
    /// What validating it by itself needs.
    fn alone<'b>(&'b self, embedded: &'b EmbeddedMaterial, as_of: Moment) -> Option<ValidationInput<'b>> {
        Some(ValidationInput {
            examination: self.examination.as_ref()?,
            integrity: self.facts.integrity,
            sub_filter: self.dictionary.sub_filter.as_deref(),
            embedded,
            covering: &[],
            claimed_time: self.facts.claimed_time.known().copied(),
            as_of,
        })
    }
}

/// Adds what validation says to the facts of every signature.
pub(super) fn validate(pdf: &Pdf<'_>, signatures: &mut [Measuring<'_>], validator: &mut Validator, budget: &Budget) {
    let embedded = embedded(pdf, signatures, validator, budget);
    let as_of = validator.as_of;
    let (store, algorithms, cache) = (&validator.trust, &validator.algorithms, &mut validator.cache);
    // Worked out once for each that covers another one, however many those are.
    let proofs: Vec<Option<Proof>> = signatures
        .iter()
        .map(|later| {
            let covers_any = signatures.iter().any(|signature| covers(later, signature));
            let input = later.alone(&embedded, as_of).filter(|_| covers_any)?;
            Some(pki::prove(&input, store, algorithms, cache, budget))
        })
        .collect();
    let validations: Vec<Option<Validation>> = signatures
        .iter()
        .map(|signature| {
            let covering: Vec<&Proof> = signatures
                .iter()
                .zip(&proofs)
                .filter(|(later, _)| covers(later, signature))
                .filter_map(|(_, proof)| proof.as_ref())
                .collect();
            let input = ValidationInput {
                covering: &covering,
                ..signature.alone(&embedded, as_of)?
            };
            Some(pki::validate(&input, store, algorithms, cache, budget))
        })
        .collect();
    for (signature, validation) in signatures.iter_mut().zip(validations) {
        if let Some(validation) = validation {
            set_timestamps(signature, &validation.timestamps);
            apply(&mut signature.facts, validation, as_of);
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
        .flat_map(|signature| signature.dictionary.certificates.iter().map(Vec::as_slice));
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

/// Whether the first range of a signature or document timestamp holds the whole of another one's signed revision.
fn covers(later: &Measuring<'_>, signature: &Measuring<'_>) -> bool {
    let live = later.facts.live == Measured::Known(true)
        && matches!(
            later.facts.coverage,
            Measured::Known(Coverage::WholeFile | Coverage::WholeRevision)
        );
    let (Some(own), Some(other)) = (signature.facts.byte_range.known(), later.facts.byte_range.known()) else {
        return false;
    };
    let ([.., start, length], Some(hole)) = (own.as_slice(), other.get(1)) else {
        return false;
    };
    live && start.checked_add(*length).is_some_and(|end| end <= *hole)
}

fn apply(facts: &mut SignatureFacts, validation: Validation, as_of: Moment) {
    let (indication, sub_indication) = verdict(facts, &validation);
    facts.indication = indication;
    facts.sub_indication = sub_indication;
    facts.best_signature_time = validation.best_signature_time;
    facts.baseline = validation.baseline;
    let verdict = validation
        .path
        .first()
        .map_or(RevocationVerdict::NotAsked, |signer| signer.revocation);
    facts.certification = CertificationFacts {
        anchor: match validation.anchor {
            Ok(pki::AnchorScheme::Official) => Measured::Known(AnchorScheme::Official),
            Ok(pki::AnchorScheme::Public) => Measured::Known(AnchorScheme::Public),
            Ok(pki::AnchorScheme::Local) => Measured::Known(AnchorScheme::Local),
            // Without the certificates of the issuers nothing is known of where the path would end.
            Err(cause) => Measured::Unmeasured(cause),
        },
        in_time: validation.path_in_time,
        valid_when_signed: valid_when_signed(facts, validation.best_is_good, as_of),
        days_left: match &facts.signer {
            Measured::Known(signer) => {
                Measured::Known(signer.not_after.seconds_since(&as_of).div_euclid(SECONDS_OF_A_DAY))
            }
            Measured::Absent => Measured::Unmeasured(Cause::CertificateMissing),
            Measured::Unmeasured(cause) => Measured::Unmeasured(cause.clone()),
        },
        usage_allows: validation.usage_allows,
        signer_is_ca: validation.signer_is_ca,
        // Its lists and answers are not to be relied on then.
        revoked: if validation.authority_in_doubt {
            Measured::Unmeasured(Cause::AuthorityInDoubt)
        } else {
            revoked(facts, verdict)
        },
        revocation_stated_at: match verdict {
            RevocationVerdict::Good { stated_at } => Measured::Known(stated_at),
            RevocationVerdict::Revoked { .. } | RevocationVerdict::Doubtful { .. } => Measured::Absent,
            RevocationVerdict::Unknown(lack) => Measured::Unmeasured(Cause::of_lack(lack)),
            RevocationVerdict::NotAsked => Measured::Unmeasured(Cause::EvidenceMissing),
        },
        revoked_at: match validation.revoked_at {
            Some(at) => Measured::Known(at),
            None if matches!(verdict, RevocationVerdict::Good { .. }) => Measured::Absent,
            None => Measured::Unmeasured(Cause::EvidenceMissing),
        },
        missing: validation.missing,
    };
}

const SECONDS_OF_A_DAY: i64 = 86_400;

/// Whether the signer's certificate was valid when it signed. The time of a timestamp token proves it; the time that
/// the software claims proves nothing, but agrees with a certificate that is still valid.
fn valid_when_signed(facts: &SignatureFacts, best_is_good: bool, as_of: Moment) -> Measured<ValidityWhenSigned> {
    let signer = match &facts.signer {
        Measured::Known(signer) => signer,
        Measured::Absent => return Measured::Unmeasured(Cause::CertificateMissing),
        Measured::Unmeasured(cause) => return Measured::Unmeasured(cause.clone()),
    };
    let (from, until) = (signer.not_before.instant(), signer.not_after.instant());
    let within = |moment: &Moment| from <= moment.instant() && moment.instant() <= until;
    let before = |moment: &Moment| moment.instant() < from;
    match &facts.best_signature_time {
        Measured::Known(best) if within(best) => Measured::Known(ValidityWhenSigned::Proven),
        // It existed before the certificate did; or it was stamped, as it was made, after the certificate's end.
        Measured::Known(best) if (before(best) && best_is_good) || facts.signed_then() => {
            Measured::Known(ValidityWhenSigned::Outside)
        }
        Measured::Absent if before(&as_of) => Measured::Known(ValidityWhenSigned::Outside),
        Measured::Absent if facts.claimed_time.known().is_some_and(within) && within(&as_of) => {
            Measured::Known(ValidityWhenSigned::Claimed)
        }
        Measured::Known(_) | Measured::Absent => Measured::Unmeasured(Cause::TimeNotProven),
        Measured::Unmeasured(cause) => Measured::Unmeasured(cause.clone()),
    }
}

/// Whether the signer's certificate was revoked when it signed. A list from before cannot know what came after it, so
/// being current then is not enough here; and a revocation counts only against a proven time of signing.
fn revoked(facts: &SignatureFacts, verdict: RevocationVerdict) -> Measured<bool> {
    let signed = facts.best_signature_time.known().or(facts.claimed_time.known());
    match verdict {
        RevocationVerdict::Good { stated_at }
            if signed.is_some_and(|signed| stated_at.instant() < signed.instant()) =>
        {
            Measured::Unmeasured(Cause::EvidenceTooOld)
        }
        RevocationVerdict::Good { .. } => Measured::Known(false),
        RevocationVerdict::Revoked { .. } if facts.signed_then() => Measured::Known(true),
        RevocationVerdict::Revoked { .. } => Measured::Unmeasured(Cause::TimeNotProven),
        RevocationVerdict::Doubtful { .. } => Measured::Unmeasured(Cause::RevocationInDoubt),
        RevocationVerdict::Unknown(lack) => Measured::Unmeasured(Cause::of_lack(lack)),
        RevocationVerdict::NotAsked => Measured::Unmeasured(Cause::EvidenceMissing),
    }
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
