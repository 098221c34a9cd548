//! One signature of a PDF, from the bytes of /Contents to what they say (ISO 32000-1, 12.8.3; ETSI EN 319 142-1).

use thiserror::Error;

use super::{
    algorithm::Scheme,
    asn1::{Asn1Error, Element, single, tag},
    ber::{Limits, Normalized, normalize},
    certificate::Certificate,
    cms::{SignedData, SignerInfo},
    digest::{Begun, DigestAlgorithm},
    key::PublicKey,
    oid,
    time::moment,
    timestamp::{self, TimeStampToken},
    verify::{Verification, verify},
};
use crate::{
    budget::Budget,
    facts::{Cause, FaultKind, Measured, Moment},
};

/// Timestamp tokens of one signature that are read. Anybody can add more: they are not signed.
const TOKENS: usize = 8;

/// What is signed and by which format, as the PDF layer hands it over.
#[derive(Debug, Clone, Copy)]
pub struct SignatureInput<'a> {
    /// /SubFilter.
    pub sub_filter: Option<&'a str>,
    /// The decoded /Contents, padding included.
    pub contents: &'a [u8],
    /// The ranges of the file that are covered, in order; `None` when the ByteRange can't be used.
    pub covered: Option<&'a [&'a [u8]]>,
    /// SHA-256 already taken over the first of these ranges, when it was.
    pub begun: Option<&'a Begun>,
    /// The first certificate of /Cert, which only `adbe.x509.rsa_sha1` has.
    pub certificate: Option<&'a [u8]>,
}

/// Why the signature as a whole can't be judged. English, for a technician.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FormatProblem {
    /// It breaks the format.
    #[error("{0}")]
    Malformed(String),
    /// A format, algorithm or size that this program does not handle; it may well be right.
    #[error("{0}")]
    Unsupported(String),
}

/// What follows the signature inside /Contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trailing {
    /// Nothing.
    None,
    /// Zeros only, the usual padding.
    Zeros,
    /// So many bytes, not all of them zero. They are not signed.
    Other(usize),
}

/// What one signature says. Digest and signature value only: nothing here speaks of trust.
#[derive(Debug, Clone, PartialEq)]
pub struct SignatureExamination {
    /// Whether it can be judged. With an error here `digest_matches` and `value_verifies` are never both true.
    pub format: Result<(), FormatProblem>,
    /// Whether /SubFilter is a name that the standard defines, or none. What another one stands for is only its maker's to say;
    /// it is read as a detached CMS.
    pub format_known: bool,
    /// Hash function over the document: `sha1`, `sha256`, ... or `other`. For `adbe.pkcs7.sha1` and
    /// `adbe.x509.rsa_sha1` the one that the format applies to the ranges, for a document timestamp the one of the
    /// imprint.
    pub digest_algorithm: Measured<String>,
    /// Algorithm of the signer's key: `rsa`, `ecdsa`, `ed25519`, `ed448`, `dsa` or `other`.
    pub key_algorithm: Measured<String>,
    /// Size of the signer's key, bits.
    pub key_bits: Measured<u32>,
    /// Number of SignerInfo. Only the first is examined.
    pub signer_infos: Measured<u32>,
    /// Whether the digest over the covered ranges is the signed one. Without signed attributes nothing states a
    /// digest, and this is `value_verifies`.
    pub digest_matches: Measured<bool>,
    /// Whether the signature value verifies with the key of `signer`.
    pub value_verifies: Measured<bool>,
    /// The signer's certificate; for a document timestamp that of the authority.
    pub signer: Measured<Certificate>,
    /// Whether an ESS signing-certificate attribute names the signer's certificate (RFC 5035).
    pub signing_certificate_referenced: Measured<bool>,
    /// signingTime among the signed attributes (RFC 5652, 11.3).
    pub signing_time_attribute: Measured<Moment>,
    /// The signature timestamps (RFC 3161, appendix A) in the order they are stored, unmeasured those that can't be read;
    /// for a document timestamp the token itself.
    pub timestamps: Vec<Measured<TimeStampToken>>,
    /// What follows the signature inside /Contents.
    pub trailing: Trailing,
    /// What else a technician should know. English.
    pub notes: Vec<String>,
}

impl SignatureExamination {
    /// Nothing could be read.
    fn unread(problem: FormatProblem, cause: &Cause) -> Self {
        Self {
            format: Err(problem),
            format_known: true,
            digest_algorithm: Measured::Unmeasured(cause.clone()),
            key_algorithm: Measured::Unmeasured(cause.clone()),
            key_bits: Measured::Unmeasured(cause.clone()),
            signer_infos: Measured::Unmeasured(cause.clone()),
            digest_matches: Measured::Unmeasured(cause.clone()),
            value_verifies: Measured::Unmeasured(cause.clone()),
            signer: Measured::Unmeasured(cause.clone()),
            signing_certificate_referenced: Measured::Unmeasured(cause.clone()),
            signing_time_attribute: Measured::Unmeasured(cause.clone()),
            timestamps: vec![Measured::Unmeasured(cause.clone())],
            trailing: Trailing::None,
            notes: Vec::new(),
        }
    }

    fn malformed(what: impl Into<String>) -> Self {
        Self::unread(FormatProblem::Malformed(what.into()), &Cause::CmsUnreadable)
    }

    /// A limit of the budget is no fault of the signature.
    fn unreadable(error: &Asn1Error) -> Self {
        match error {
            Asn1Error::Budget { .. } => Self::unread(
                FormatProblem::Unsupported(error.to_string()),
                &Cause::Fault(FaultKind::Budget),
            ),
            _ => Self::malformed(error.to_string()),
        }
    }

    fn set_signer(&mut self, signer: Measured<Certificate>) {
        self.key_algorithm = signer.as_ref().map(|certificate| certificate.key_algorithm.clone());
        self.key_bits = signer.as_ref().and_then(|certificate| match certificate.key_bits {
            Some(bits) => Measured::Known(bits),
            None => Measured::Unmeasured(Cause::UnsupportedAlgorithm(certificate.key_algorithm.clone())),
        });
        self.signer = signer;
    }

    fn set_verification(&mut self, verification: Verification) {
        self.format = verification.problem.map_or(Ok(()), Err);
        self.digest_algorithm = Measured::Known(verification.digest_algorithm);
        self.digest_matches = verification.digest_matches;
        self.value_verifies = verification.value_verifies;
        self.set_signer(verification.signer);
        self.notes.extend(verification.notes);
    }
}

/// The formats of /SubFilter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// CMS over the ranges.
    Detached,
    /// The same with the rules of PAdES.
    Cades,
    /// CMS over the SHA-1 of the ranges.
    Sha1,
    /// A timestamp token over the ranges.
    DocumentTimestamp,
    /// A bare PKCS #1 signature.
    Raw,
}

/// Says everything of one signature that its own bytes can say. Total: any input gives an answer.
pub fn examine(input: &SignatureInput<'_>, budget: &Budget) -> SignatureExamination {
    let (format, known) = match input.sub_filter {
        Some("adbe.pkcs7.detached") => (Format::Detached, true),
        Some("ETSI.CAdES.detached") => (Format::Cades, true),
        Some("adbe.pkcs7.sha1") => (Format::Sha1, true),
        Some("ETSI.RFC3161") => (Format::DocumentTimestamp, true),
        Some("adbe.x509.rsa_sha1") => (Format::Raw, true),
        // Files with a missing or odd name exist, and what they hold is a detached CMS.
        _ => (Format::Detached, false),
    };
    let limits = Limits {
        depth: budget.depth,
        nodes: budget.asn1_nodes,
    };
    let mut examination = match normalize(input.contents, limits) {
        Ok(normalized) => {
            let mut examination = match format {
                Format::Raw => examine_raw(input, &normalized),
                _ => examine_cms(input, format, &normalized.der),
            };
            examination.trailing = trailing(normalized.rest);
            if normalized.rewritten {
                examination
                    .notes
                    .push("not in DER: BER lengths or strings in pieces were rewritten".to_owned());
            }
            examination
        }
        Err(error) => SignatureExamination::unreadable(&error),
    };
    examination.format_known = known || input.sub_filter.is_none();
    if !known {
        let name = input.sub_filter.unwrap_or("none");
        if matches!(examination.signer_infos, Measured::Unmeasured(Cause::CmsUnreadable)) {
            examination.format = Err(FormatProblem::Unsupported(format!(
                "SubFilter {name}, and /Contents is not a CMS signature"
            )));
        } else {
            examination
                .notes
                .push(format!("SubFilter {name} is not known; read as a detached CMS"));
        }
    }
    examination
}

fn trailing(rest: &[u8]) -> Trailing {
    if rest.is_empty() {
        Trailing::None
    } else if rest.iter().all(|byte| *byte == 0) {
        Trailing::Zeros
    } else {
        Trailing::Other(rest.len())
    }
}

fn examine_cms(input: &SignatureInput<'_>, format: Format, der: &[u8]) -> SignatureExamination {
    let data = match SignedData::from_content_info(der) {
        Ok(data) => data,
        Err(error) => return SignatureExamination::unreadable(&error),
    };
    let count = u32::try_from(data.signer_infos.len()).unwrap_or(u32::MAX);
    let first = data
        .signer_infos
        .first()
        .ok_or(Asn1Error::Value("there is no SignerInfo"))
        .and_then(SignerInfo::from_element);
    let mut examination = match &first {
        Ok(info) => match format {
            Format::Detached | Format::Cades => examine_detached(input, format, &data, info),
            Format::Sha1 => examine_sha1(input, &data, info),
            Format::DocumentTimestamp => examine_document_timestamp(input, &data),
            Format::Raw => SignatureExamination::malformed("a bare signature is no CMS"),
        },
        Err(error) => SignatureExamination::unreadable(error),
    };
    examination.signer_infos = Measured::Known(count);
    if count > 1 {
        examination
            .notes
            .push(format!("{count} SignerInfo; only the first is examined"));
        // Who vouches for the first says nothing of the others, and programs differ in which of them they show.
        if examination.value_verifies == Measured::Known(true) {
            examination.value_verifies = Measured::Unmeasured(Cause::SeveralSigners);
        }
    }
    if let Ok(info) = &first {
        examination.signing_time_attribute = signing_time(info);
        examination.signing_certificate_referenced = Measured::Known(info.names_certificate());
        if format != Format::DocumentTimestamp {
            examination.timestamps = signature_timestamps(info, &mut examination.notes);
        }
    }
    examination
}

fn examine_detached(
    input: &SignatureInput<'_>,
    format: Format,
    data: &SignedData<'_>,
    info: &SignerInfo<'_>,
) -> SignatureExamination {
    let mut examination = SignatureExamination::malformed("");
    if data.content_type != oid::DATA {
        examination.notes.push(format!(
            "content type {} in place of id-data",
            oid::dotted(data.content_type)
        ));
    }
    if format == Format::Cades && !info.names_certificate() {
        examination
            .notes
            .push("CAdES without an ESS signing-certificate attribute".to_owned());
    }
    examination.set_verification(verify(data, info, input.covered, input.begun, format == Format::Cades));
    // ISO 32000-1, 12.8.3.3.1: no data shall be encapsulated. Programs that take it for what is signed see another document.
    if data.content.is_some_and(|content| !content.is_empty()) {
        let problem = "a detached signature holds content of its own".to_owned();
        examination.format = Err(FormatProblem::Malformed(problem));
        examination.value_verifies = Measured::Unmeasured(Cause::CmsUnreadable);
    }
    examination
}

/// The content is the SHA-1 of the ranges (ISO 32000-1, 12.8.3.3.1).
fn examine_sha1(input: &SignatureInput<'_>, data: &SignedData<'_>, info: &SignerInfo<'_>) -> SignatureExamination {
    let Some(content) = data.content else {
        return SignatureExamination::malformed("adbe.pkcs7.sha1 without the SHA-1 it should hold");
    };
    let mut verification = verify(data, info, Some(&[content]), None, false);
    let ranges = match input.covered.map(|covered| DigestAlgorithm::Sha1.of(covered)) {
        Some(Some(digest)) => Measured::Known(digest.as_ref() == content),
        _ => Measured::Unmeasured(Cause::ByteRangeUnusable),
    };
    verification.digest_matches = match (info.signed_attributes.is_some(), &verification.problem) {
        (_, Some(FormatProblem::Malformed(_))) => verification.digest_matches,
        (true, _) => super::verify::both(&ranges, &verification.digest_matches),
        // The value is over the content, and the content is there: only the ranges are left to compare.
        (false, _) => ranges,
    };
    DigestAlgorithm::Sha1
        .code()
        .clone_into(&mut verification.digest_algorithm);
    let mut examination = SignatureExamination::malformed("");
    examination.set_verification(verification);
    examination
}

fn examine_document_timestamp(input: &SignatureInput<'_>, data: &SignedData<'_>) -> SignatureExamination {
    match timestamp::read(data, input.covered, input.begun) {
        Ok(read) => {
            let mut examination = SignatureExamination::malformed("");
            let holds = read.verification.holds();
            examination.set_verification(read.verification);
            examination.value_verifies = holds;
            examination.digest_algorithm = Measured::Known(read.token.imprint_algorithm.clone());
            examination.digest_matches = read.token.imprint_matches.clone();
            if let (Ok(()), Measured::Unmeasured(Cause::UnsupportedAlgorithm(name))) =
                (&examination.format, &examination.digest_matches)
            {
                examination.format = Err(FormatProblem::Unsupported(name.clone()));
            }
            examination.timestamps = vec![Measured::Known(read.token)];
            examination
        }
        Err(error) => SignatureExamination::unreadable(&error),
    }
}

fn signing_time(info: &SignerInfo<'_>) -> Measured<Moment> {
    let Some(attributes) = &info.signed_attributes else {
        return Measured::Absent;
    };
    match attributes.only(oid::SIGNING_TIME) {
        Ok(None) => Measured::Absent,
        Ok(Some(value)) => moment(&value).map_or(Measured::Unmeasured(Cause::CmsUnreadable), Measured::Known),
        Err(_) => Measured::Unmeasured(Cause::CmsUnreadable),
    }
}

/// The tokens among the unsigned attributes, over the signature value.
fn signature_timestamps(info: &SignerInfo<'_>, notes: &mut Vec<String>) -> Vec<Measured<TimeStampToken>> {
    let attributes = match &info.unsigned_attributes {
        Ok(attributes) => attributes,
        Err(error) => {
            notes.push(format!("unsigned attributes are not readable: {error}"));
            return vec![Measured::Unmeasured(Cause::CmsUnreadable)];
        }
    };
    let tokens = attributes.values(oid::TIME_STAMP_TOKEN);
    if tokens.len() > TOKENS {
        notes.push(format!(
            "{} timestamp tokens; the first {TOKENS} are examined",
            tokens.len()
        ));
    }
    let mut read = |token: &Element<'_>| {
        let read = SignedData::from_content_info(token.raw)
            .and_then(|data| timestamp::read(&data, Some(&[info.signature]), None));
        match read {
            Ok(read) => {
                notes.extend(read.verification.notes.iter().map(|note| format!("timestamp: {note}")));
                if let Some(problem) = &read.verification.problem {
                    notes.push(format!("timestamp: {problem}"));
                }
                Measured::Known(read.token)
            }
            Err(error) => {
                notes.push(format!("timestamp token is not readable: {error}"));
                Measured::Unmeasured(Cause::CmsUnreadable)
            }
        }
    };
    tokens.iter().take(TOKENS).map(&mut read).collect()
}

/// A PKCS #1 signature over the ranges in an OCTET STRING, the certificate beside it (ISO 32000-1, 12.8.3.2). Which
/// hash function was used is known only to the signature, whatever the name of the format says (table 257).
fn examine_raw(input: &SignatureInput<'_>, normalized: &Normalized<'_>) -> SignatureExamination {
    let signature = match single(&normalized.der, tag::OCTET_STRING, "signature value") {
        Ok(element) => element.content,
        Err(error) => return SignatureExamination::unreadable(&error),
    };
    let mut examination = SignatureExamination::malformed("");
    examination.format = Ok(());
    examination.signer_infos = Measured::Absent;
    examination.signing_certificate_referenced = Measured::Absent;
    examination.signing_time_attribute = Measured::Absent;
    examination.timestamps = Vec::new();
    examination.digest_algorithm = Measured::Known(DigestAlgorithm::Sha1.code().to_owned());
    let certificate = match input.certificate.map(Certificate::from_der) {
        Some(Ok(certificate)) => Some(certificate),
        Some(Err(error)) => {
            examination.notes.push(format!("/Cert is not readable: {error}"));
            None
        }
        None => None,
    };
    let verified = match (&certificate, input.covered) {
        (None, _) => Measured::Unmeasured(Cause::CertificateMissing),
        (_, None) => Measured::Unmeasured(Cause::ByteRangeUnusable),
        (Some(certificate), Some(covered)) => match verify_raw(certificate, covered, signature) {
            Ok(Some(hash)) => {
                examination.digest_algorithm = Measured::Known(hash.code().to_owned());
                Measured::Known(true)
            }
            Ok(None) => Measured::Known(false),
            Err(unsupported) => {
                examination.format = Err(FormatProblem::Unsupported(unsupported.clone()));
                Measured::Unmeasured(Cause::UnsupportedAlgorithm(unsupported))
            }
        },
    };
    examination.digest_matches = verified.clone();
    examination.value_verifies = verified;
    examination.set_signer(certificate.map_or(Measured::Unmeasured(Cause::CertificateMissing), Measured::Known));
    examination
}

/// The hash function with which it verifies; `None` when it does with none.
fn verify_raw(
    certificate: &Certificate,
    covered: &[&[u8]],
    signature: &[u8],
) -> Result<Option<DigestAlgorithm>, String> {
    let key = PublicKey::from_spki(&certificate.public_key_der).map_err(|error| error.to_string())?;
    let mut unsupported = None;
    for hash in [
        DigestAlgorithm::Sha1,
        DigestAlgorithm::Sha256,
        DigestAlgorithm::Sha384,
        DigestAlgorithm::Sha512,
    ] {
        match key.verify(Scheme::RsaPkcs1(hash), covered, signature) {
            Ok(true) => return Ok(Some(hash)),
            Ok(false) => {}
            Err(name) => unsupported = unsupported.or(Some(name)),
        }
    }
    unsupported.map_or(Ok(None), Err)
}
