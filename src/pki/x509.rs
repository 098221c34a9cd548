//! A certificate with everything that paths and revocation need, and what is signed in general.

use std::{ops::Range, sync::Arc};

use jiff::Timestamp;

use super::{
    algorithm::{AlgorithmIdentifier, Scheme},
    asn1::{Asn1Error, Element, Reader, shortest, single, tag},
    certificate::Certificate,
    digest::{DigestAlgorithm, sha256},
    extension::Extensions,
    key::PublicKey,
    name::Name,
};

/// SHA-256 of what it names.
pub(crate) type Id = [u8; 32];

/// Something with a signature: the octets signed, the algorithm, the value (RFC 5280, 4.1.1 and 5.1.1).
#[derive(Debug, Clone)]
pub(crate) struct Signed {
    pub(crate) der: Arc<[u8]>,
    pub(crate) tbs: Range<usize>,
    algorithm: Range<usize>,
    value: Range<usize>,
    /// Whether the algorithm inside the signed octets is the one outside; they must be the same.
    consistent: bool,
}

/// Where `part` lies in `whole`, of which it is a slice.
pub(crate) fn range_of(whole: &[u8], part: &[u8]) -> Range<usize> {
    let start = (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize);
    start..start.saturating_add(part.len())
}

impl Signed {
    /// From the three members that follow each other in every signed type. `inner` is the algorithm inside the signed
    /// octets, where there is one.
    pub(crate) fn read(
        der: &Arc<[u8]>,
        tbs: &Element<'_>,
        rest: &mut Reader<'_>,
        inner: Option<&[u8]>,
    ) -> Result<Self, Asn1Error> {
        let algorithm = rest.expect(tag::SEQUENCE, "signatureAlgorithm")?;
        let value = rest.expect(tag::BIT_STRING, "signatureValue")?;
        let Some((0, octets)) = value.content.split_first() else {
            return Err(Asn1Error::Value("signature value with unused bits"));
        };
        Ok(Self {
            der: der.clone(),
            tbs: range_of(der, tbs.raw),
            algorithm: range_of(der, algorithm.raw),
            value: range_of(der, octets),
            consistent: inner.is_none_or(|inner| inner == algorithm.raw),
        })
    }

    fn part(&self, range: &Range<usize>) -> &[u8] {
        self.der.get(range.clone()).unwrap_or_default()
    }

    /// Whether `key` signed it.
    ///
    /// # Errors
    /// The name of what is not supported.
    pub(crate) fn verify(&self, key: &PublicKey) -> Result<bool, String> {
        if !self.consistent {
            return Ok(false);
        }
        let algorithm = single(self.part(&self.algorithm), tag::SEQUENCE, "AlgorithmIdentifier")
            .and_then(|element| AlgorithmIdentifier::from_element(&element))
            .map_err(|error| error.to_string())?;
        key.usable()?;
        key.verify(
            Scheme::whole(&algorithm)?,
            &[self.part(&self.tbs)],
            self.part(&self.value),
        )
    }

    /// The hash function of the signature, when it is known.
    pub(crate) fn hash(&self) -> Option<DigestAlgorithm> {
        let element = single(self.part(&self.algorithm), tag::SEQUENCE, "AlgorithmIdentifier").ok()?;
        let algorithm = AlgorithmIdentifier::from_element(&element).ok()?;
        Scheme::whole(&algorithm).ok().map(Scheme::hash)
    }
}

/// A certificate, read once.
#[derive(Debug)]
pub(crate) struct X509 {
    pub(crate) certificate: Certificate,
    /// SHA-256 of the DER.
    pub(crate) id: Id,
    /// 1, 2 or 3.
    pub(crate) version: u8,
    /// Octets of the serial number, [`shortest`].
    pub(crate) serial: Vec<u8>,
    /// [`Name::canonical`] of the subject.
    pub(crate) subject: String,
    /// [`Name::canonical`] of the issuer.
    pub(crate) issuer: String,
    /// emailAddress attributes of the subject.
    pub(crate) subject_emails: Vec<String>,
    pub(crate) key: PublicKey,
    /// SHA-256 of the SubjectPublicKeyInfo.
    pub(crate) key_id: Id,
    pub(crate) extensions: Extensions,
    pub(crate) signed: Signed,
}

impl X509 {
    /// Reads a DER certificate.
    pub(crate) fn from_der(der: &[u8]) -> Result<Self, String> {
        let certificate = Certificate::from_der(der)?;
        Self::complete(certificate).map_err(|error| error.to_string())
    }

    fn complete(certificate: Certificate) -> Result<Self, Asn1Error> {
        let der: Arc<[u8]> = Arc::from(certificate.der.as_slice());
        let mut outer = single(&der, tag::SEQUENCE, "Certificate")?.members();
        let tbs = outer.expect(tag::SEQUENCE, "TBSCertificate")?;
        let mut members = tbs.members();
        let version = match members.optional(tag::context_constructed(0))? {
            None => 1,
            Some(explicit) => match single(explicit.content, tag::INTEGER, "version")?.content {
                [number] => number.saturating_add(1),
                _ => return Err(Asn1Error::Value("version of the certificate")),
            },
        };
        let serial = shortest(members.expect(tag::INTEGER, "serialNumber")?.content).to_vec();
        let inner = members.expect(tag::SEQUENCE, "signature")?.raw;
        members.expect(tag::SEQUENCE, "issuer")?;
        members.expect(tag::SEQUENCE, "validity")?;
        members.expect(tag::SEQUENCE, "subject")?;
        members.expect(tag::SEQUENCE, "subjectPublicKeyInfo")?;
        members.optional(tag::context(1))?;
        members.optional(tag::context(2))?;
        let extensions = match members.optional(tag::context_constructed(3))? {
            Some(explicit) => Extensions::read(single(explicit.content, tag::SEQUENCE, "extensions")?.content)?,
            None => Extensions::default(),
        };
        members.end("TBSCertificate")?;
        let signed = Signed::read(&der, &tbs, &mut outer, Some(inner))?;
        outer.end("Certificate")?;
        let subject = Name::from_der(&certificate.subject_der)?;
        Ok(Self {
            id: sha256(&certificate.der),
            version,
            serial,
            subject_emails: subject.emails(),
            subject: subject.canonical(),
            issuer: Name::from_der(&certificate.issuer_der)?.canonical(),
            key: PublicKey::from_spki(&certificate.public_key_der)?,
            key_id: sha256(&certificate.public_key_der),
            extensions,
            signed,
            certificate,
        })
    }

    /// Issuer and subject are the same name (RFC 5280, 6.1).
    pub(crate) fn self_issued(&self) -> bool {
        self.subject == self.issuer
    }

    pub(crate) fn not_before(&self) -> Timestamp {
        self.certificate.not_before.instant()
    }

    pub(crate) fn not_after(&self) -> Timestamp {
        self.certificate.not_after.instant()
    }

    /// For people: the common name, or the whole name.
    pub(crate) fn label(&self) -> String {
        self.certificate
            .common_name
            .clone()
            .unwrap_or_else(|| self.certificate.subject.clone())
    }

    /// The same for the issuer.
    pub(crate) fn issuer_label(&self) -> String {
        self.certificate
            .issuer_common_name
            .clone()
            .unwrap_or_else(|| self.certificate.issuer.clone())
    }

    /// Octets of the public key itself, without the algorithm (RFC 6960, 4.1.1).
    pub(crate) fn key_octets(&self) -> Option<&[u8]> {
        let mut members = single(&self.certificate.public_key_der, tag::SEQUENCE, "SubjectPublicKeyInfo")
            .ok()?
            .members();
        members.expect(tag::SEQUENCE, "algorithm").ok()?;
        members
            .expect(tag::BIT_STRING, "subjectPublicKey")
            .ok()?
            .content
            .get(1..)
    }
}
