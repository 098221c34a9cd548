//! One SignerInfo against its content: which certificate, which digest, does the value verify (RFC 5652, 5.4 to 5.6).
//!
//! The same steps serve a signature over a document and a timestamp token over its TSTInfo.

use super::{
    algorithm::{AlgorithmIdentifier, Scheme},
    asn1::{Asn1Error, Element, magnitude, single, tag},
    certificate::{Certificate, serial_hex},
    cms::{Attributes, CertificateReference, SignedData, SignerIdentifier, SignerInfo},
    digest::{Begun, DigestAlgorithm},
    examine::FormatProblem,
    key::PublicKey,
    name::same_name,
    oid,
};
use crate::facts::{Cause, Measured};

/// What came of it.
#[derive(Debug)]
pub(crate) struct Verification {
    /// What keeps it from being judged at all.
    pub(crate) problem: Option<FormatProblem>,
    pub(crate) digest_algorithm: String,
    /// The digest of the content is the signed one.
    pub(crate) digest_matches: Measured<bool>,
    /// The signature value verifies with the signer's key.
    pub(crate) value_verifies: Measured<bool>,
    pub(crate) signer: Measured<Certificate>,
    pub(crate) notes: Vec<String>,
}

impl Verification {
    /// Digest and value together.
    pub(crate) fn holds(&self) -> Measured<bool> {
        both(&self.digest_matches, &self.value_verifies)
    }

    fn malformed(&mut self, what: &str) {
        self.problem = Some(FormatProblem::Malformed(what.to_owned()));
        self.digest_matches = Measured::Unmeasured(Cause::CmsUnreadable);
        self.value_verifies = Measured::Unmeasured(Cause::CmsUnreadable);
    }

    /// Named as the problem, unless there is a graver one.
    fn unsupported(&mut self, what: &str) -> Cause {
        if self.problem.is_none() {
            self.problem = Some(FormatProblem::Unsupported(what.to_owned()));
        }
        Cause::UnsupportedAlgorithm(what.to_owned())
    }
}

/// True when both are, false when one is, otherwise the reason why it can't be told.
pub(crate) fn both(one: &Measured<bool>, other: &Measured<bool>) -> Measured<bool> {
    match (one, other) {
        (Measured::Known(false), _) | (_, Measured::Known(false)) => Measured::Known(false),
        (Measured::Known(true), other) => other.clone(),
        (one, _) => one.clone(),
    }
}

/// Verifies `info` over `content`; `None` when the content can't be had. `begun` is a digest of its first piece.
pub(crate) fn verify(
    data: &SignedData<'_>,
    info: &SignerInfo<'_>,
    content: Option<&[&[u8]]>,
    begun: Option<&Begun>,
    attributes_required: bool,
) -> Verification {
    let mut verification = Verification {
        problem: None,
        digest_algorithm: "other".to_owned(),
        digest_matches: Measured::Unmeasured(Cause::CmsUnreadable),
        value_verifies: Measured::Unmeasured(Cause::CmsUnreadable),
        signer: Measured::Unmeasured(Cause::CertificateMissing),
        notes: Vec::new(),
    };
    let digest_oid = info.digest_algorithm.oid;
    let digest = DigestAlgorithm::from_oid(digest_oid).or_else(|| {
        let meant = DigestAlgorithm::from_signature_oid(digest_oid)?;
        verification.notes.push(format!(
            "digestAlgorithm is the signature algorithm {}, taken as {}",
            oid::dotted(digest_oid),
            meant.code()
        ));
        Some(meant)
    });
    if let Some(digest) = digest {
        digest.code().clone_into(&mut verification.digest_algorithm);
    }

    let message_digest = match signed_message_digest(data, info, attributes_required) {
        Ok(message_digest) => Some(message_digest),
        Err(malformed) => {
            verification.malformed(&malformed);
            None
        }
    };
    let candidates = candidates(data, info, &mut verification.notes);
    if let Some(first) = candidates.first() {
        verification.signer = Measured::Known(first.clone());
    }
    let candidates = match referenced(candidates, info.signed_attributes.as_ref()) {
        Ok(candidates) => candidates,
        Err(problem) => {
            verification.signer = Measured::Unmeasured(Cause::CertificateMissing);
            match problem {
                FormatProblem::Malformed(what) => verification.malformed(&what),
                FormatProblem::Unsupported(what) => {
                    let cause = verification.unsupported(&what);
                    verification.value_verifies = Measured::Unmeasured(cause);
                }
            }
            Vec::new()
        }
    };
    let Some(message_digest) = message_digest else {
        return verification;
    };

    let Some(digest) = digest else {
        let cause = verification.unsupported(&format!("digest algorithm {}", oid::dotted(digest_oid)));
        verification.digest_matches = Measured::Unmeasured(cause.clone());
        verification.value_verifies = Measured::Unmeasured(cause);
        return verification;
    };
    if let Some(signed) = message_digest {
        verification.digest_matches = match content.map(|content| digest.going_on(content, begun)) {
            None => Measured::Unmeasured(Cause::ByteRangeUnusable),
            Some(Some(computed)) => Measured::Known(computed.as_ref() == signed),
            Some(None) => {
                let cause = verification.unsupported(digest.code());
                verification.value_verifies = Measured::Unmeasured(cause.clone());
                Measured::Unmeasured(cause)
            }
        };
    }
    if verification.problem.is_none() {
        verify_value(&mut verification, info, digest, content, candidates);
    }
    if message_digest.is_none() {
        // Nothing states the digest but the signature value itself.
        verification.digest_matches = verification.value_verifies.clone();
    }
    verification
}

/// The signed messageDigest; `Ok(None)` without signed attributes. The error says what is malformed.
fn signed_message_digest<'a>(
    data: &SignedData<'_>,
    info: &SignerInfo<'a>,
    attributes_required: bool,
) -> Result<Option<&'a [u8]>, String> {
    let Some(attributes) = &info.signed_attributes else {
        if attributes_required {
            return Err("no signed attributes, which the format requires".to_owned());
        }
        // RFC 5652, 5.3.
        if data.content_type != oid::DATA {
            return Err("no signed attributes, though the content type is not id-data".to_owned());
        }
        return Ok(None);
    };
    let only = |oid, name: &str| match attributes.only(oid) {
        Ok(Some(value)) => Ok(value),
        Ok(None) => Err(format!("no {name} among the signed attributes")),
        Err(error) => Err(format!("{name}: {error}")),
    };
    let content_type = only(oid::CONTENT_TYPE, "contentType")?;
    if content_type.tag != tag::OID || content_type.content != data.content_type {
        return Err("the signed contentType is not the eContentType".to_owned());
    }
    let message_digest = only(oid::MESSAGE_DIGEST, "messageDigest")?;
    if message_digest.tag != tag::OCTET_STRING {
        return Err("messageDigest is not an OCTET STRING".to_owned());
    }
    match are_protected(attributes, info) {
        Ok(true) => {}
        Ok(false) => return Err("the signed algorithms are not those of the SignerInfo".to_owned()),
        Err(error) => return Err(format!("CMSAlgorithmProtection: {error}")),
    }
    Ok(Some(message_digest.content))
}

/// Whether the algorithms of the SignerInfo are those that were signed with it, where they were (RFC 6211, 3). An RSA key
/// may be named alone or with its hash function.
fn are_protected(attributes: &Attributes<'_>, info: &SignerInfo<'_>) -> Result<bool, Asn1Error> {
    let Some(value) = attributes.only(oid::CMS_ALGORITHM_PROTECTION)? else {
        return Ok(true);
    };
    let mut members = single(value.raw, tag::SEQUENCE, "CMSAlgorithmProtection")?.members();
    let digest = AlgorithmIdentifier::read(&mut members)?.oid;
    let signature = match members.optional(tag::context_constructed(1))? {
        Some(algorithm) => Some(algorithm.members().expect(tag::OID, "signatureAlgorithm")?.content),
        None => None,
    };
    let used = info.signature_algorithm.oid;
    let with_hash = |one: &[u8], other: &[u8]| {
        one == oid::RSA_ENCRYPTION
            && DigestAlgorithm::from_signature_oid(other) == DigestAlgorithm::from_oid(digest)
            && DigestAlgorithm::from_oid(digest).is_some()
    };
    Ok(digest == info.digest_algorithm.oid
        && signature.is_none_or(|named| named == used || with_hash(named, used) || with_hash(used, named)))
}

/// The certificates that the SignerIdentifier names. Certificates in a CMS are not authenticated, so there may be
/// several; and an unreadable one among the others does no harm.
fn candidates(data: &SignedData<'_>, info: &SignerInfo<'_>, notes: &mut Vec<String>) -> Vec<Certificate> {
    let mut candidates: Vec<Certificate> = Vec::new();
    let mut unreadable: Vec<String> = Vec::new();
    for element in &data.certificates {
        if element.tag != tag::SEQUENCE {
            unreadable.push("not an X.509 certificate".to_owned());
            continue;
        }
        if has_other_serial(element, &info.signer) {
            continue;
        }
        match Certificate::from_der(element.raw) {
            Ok(certificate) => {
                let known = candidates.iter().any(|other| other.der == certificate.der);
                if !known && names(&info.signer, &certificate) {
                    candidates.push(certificate);
                }
            }
            Err(error) => unreadable.push(error),
        }
    }
    if let Some(first) = unreadable.first() {
        notes.push(format!(
            "{} certificate(s) not readable, the first: {first}",
            unreadable.len()
        ));
    }
    if candidates.len() > 1 {
        notes.push(format!("{} certificates fit the SignerIdentifier", candidates.len()));
    }
    candidates
}

/// Whether something made as a certificate is has another serial number than the one that is looked for: the rest of it
/// need not be read.
fn has_other_serial(certificate: &Element<'_>, signer: &SignerIdentifier<'_>) -> bool {
    let SignerIdentifier::IssuerAndSerial { serial, .. } = signer else {
        return false;
    };
    let own = || {
        let mut tbs = certificate.members().expect(tag::SEQUENCE, "TBSCertificate")?.members();
        tbs.optional(tag::context_constructed(0))?;
        let serial = tbs.expect(tag::INTEGER, "serialNumber")?;
        for part in ["signature", "issuer", "validity", "subject", "subjectPublicKeyInfo"] {
            tbs.expect(tag::SEQUENCE, part)?;
        }
        Ok::<_, Asn1Error>(serial)
    };
    own().is_ok_and(|own| magnitude(own.content) != magnitude(serial))
}

fn names(signer: &SignerIdentifier<'_>, certificate: &Certificate) -> bool {
    match signer {
        SignerIdentifier::IssuerAndSerial { issuer, serial } => {
            serial_hex(serial) == certificate.serial_hex && same_name(issuer, &certificate.issuer_der)
        }
        SignerIdentifier::SubjectKey(identifier) => {
            certificate.subject_key_identifier.as_deref() == Some(*identifier)
        }
    }
}

/// Keeps the candidates that the ESS attributes name. With another certificate "the signature MUST be considered
/// invalid" (RFC 2634, 5.4; RFC 5035, 3 and 4).
fn referenced(
    mut candidates: Vec<Certificate>,
    attributes: Option<&Attributes<'_>>,
) -> Result<Vec<Certificate>, FormatProblem> {
    let Some(attributes) = attributes else {
        return Ok(candidates);
    };
    for (id, default) in [
        (oid::SIGNING_CERTIFICATE, DigestAlgorithm::Sha1),
        (oid::SIGNING_CERTIFICATE_V2, DigestAlgorithm::Sha256),
    ] {
        let unreadable =
            |error: Asn1Error| FormatProblem::Malformed(format!("ESS signing-certificate attribute: {error}"));
        let Some(value) = attributes.only(id).map_err(unreadable)? else {
            continue;
        };
        let reference = CertificateReference::first(&value).map_err(unreadable)?;
        let hash = reference.hash.map_or(Some(default), DigestAlgorithm::from_oid);
        let computable = hash.filter(|hash| *hash != DigestAlgorithm::Md5);
        let Some(hash) = computable else {
            return Err(FormatProblem::Unsupported(
                "hash function of the ESS signing-certificate attribute".to_owned(),
            ));
        };
        if candidates.is_empty() {
            continue;
        }
        candidates.retain(|certificate| {
            let named = |(issuer, serial)| {
                serial_hex(serial) == certificate.serial_hex && same_name(issuer, &certificate.issuer_der)
            };
            reference.issuer_serial.is_none_or(named)
                && hash
                    .of(&[&certificate.der])
                    .is_some_and(|digest| digest.as_ref() == reference.digest)
        });
        if candidates.is_empty() {
            return Err(FormatProblem::Malformed(
                "the ESS signing-certificate attribute names another certificate".to_owned(),
            ));
        }
    }
    Ok(candidates)
}

/// Certificates of one issuer and serial number that are tried; there should be one.
const MOST_CANDIDATES: usize = 8;

/// Tries the candidates until one verifies. When none does, "can't tell" of one outweighs "no" of the others.
fn verify_value(
    verification: &mut Verification,
    info: &SignerInfo<'_>,
    digest: DigestAlgorithm,
    content: Option<&[&[u8]]>,
    candidates: Vec<Certificate>,
) {
    if candidates.is_empty() {
        verification.value_verifies = Measured::Unmeasured(Cause::CertificateMissing);
        return;
    }
    if info.signed_attributes.is_none() && content.is_none() {
        verification.value_verifies = Measured::Unmeasured(Cause::ByteRangeUnusable);
        verification.signer = candidates.into_iter().next().into();
        return;
    }
    let mut answer: Option<Result<bool, String>> = None;
    for (tried, certificate) in candidates.into_iter().enumerate() {
        if tried == MOST_CANDIDATES {
            answer = Some(Err(format!(
                "more than {tried} certificates that fit the SignerIdentifier"
            )));
            break;
        }
        let verified = verify_with(&certificate, info, digest, content, &mut verification.notes);
        let better = matches!(
            (&answer, &verified),
            (None, _) | (Some(Ok(false)), Err(_)) | (Some(_), Ok(true))
        );
        if better {
            verification.signer = Measured::Known(certificate);
            answer = Some(verified);
        }
        if answer == Some(Ok(true)) {
            break;
        }
    }
    verification.value_verifies = match answer {
        Some(Ok(verifies)) => Measured::Known(verifies),
        Some(Err(unsupported)) => Measured::Unmeasured(verification.unsupported(&unsupported)),
        None => Measured::Unmeasured(Cause::CertificateMissing),
    };
}

fn verify_with(
    certificate: &Certificate,
    info: &SignerInfo<'_>,
    digest: DigestAlgorithm,
    content: Option<&[&[u8]]>,
    notes: &mut Vec<String>,
) -> Result<bool, String> {
    let key = PublicKey::from_spki(&certificate.public_key_der).map_err(|error| error.to_string())?;
    key.usable()?;
    let scheme = Scheme::read(&info.signature_algorithm, digest)?;
    let Some(attributes) = &info.signed_attributes else {
        return key.verify(scheme, content.unwrap_or_default(), info.signature);
    };
    let sorted = attributes.sorted();
    if key.verify(scheme, &[&attributes.as_stored()], info.signature)? {
        if sorted.is_some() {
            notes.push("signed attributes are not in DER order; the signature is over the stored order".to_owned());
        }
        return Ok(true);
    }
    // RFC 5652, 5.4 wants the DER encoding signed, whatever order is stored.
    if let Some(sorted) = sorted
        && key.verify(scheme, &[&sorted], info.signature)?
    {
        notes.push("signed attributes are not in DER order; the signature is over the DER order".to_owned());
        return Ok(true);
    }
    Ok(false)
}
