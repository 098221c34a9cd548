//! OCSP responses (RFC 6960, 4.2).

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    algorithm::AlgorithmIdentifier,
    asn1::{Asn1Error, Element, Reader, shortest, single, tag},
    crl::{Revocation, reason},
    digest::{DigestAlgorithm, hex, sha256},
    extension::extensions,
    name::Name,
    oid,
    time::moment,
    x509::{Id, Signed, X509},
};

/// A BasicOCSPResponse.
#[derive(Debug)]
pub(crate) struct OcspResponse {
    /// SHA-256 of the DER.
    pub(crate) id: Id,
    pub(crate) responder: Responder,
    pub(crate) produced_at: Timestamp,
    pub(crate) answers: Vec<Answer>,
    /// Certificates that came with it.
    pub(crate) certificates: Vec<Arc<X509>>,
    pub(crate) signed: Signed,
}

/// ResponderID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Responder {
    /// [`Name::canonical`].
    ByName(String),
    /// SHA-1 of the octets of the key.
    ByKey(Vec<u8>),
}

/// SingleResponse.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    hash: Option<DigestAlgorithm>,
    issuer_name: Vec<u8>,
    issuer_key: Vec<u8>,
    serial: Vec<u8>,
    pub(crate) status: AnswerStatus,
    pub(crate) this_update: Timestamp,
    pub(crate) next_update: Option<Timestamp>,
    /// Certificates that expired since then are still answered for (4.4.4).
    pub(crate) archive_cutoff: Option<Timestamp>,
}

/// CertStatus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AnswerStatus {
    Good,
    Revoked(Revocation),
    Unknown,
}

/// Answers that are read of one response; a response is about a few certificates.
const MOST_ANSWERS: usize = 1_000;

fn time(element: Option<Element<'_>>) -> Result<Timestamp, Asn1Error> {
    element
        .as_ref()
        .and_then(moment)
        .map(|moment| moment.instant())
        .ok_or(Asn1Error::Value("a time that is none"))
}

impl OcspResponse {
    /// Reads a DER OCSPResponse, or the BasicOCSPResponse inside, which some archives keep alone.
    ///
    /// # Errors
    /// It is neither, not successful, or has a critical extension that is not handled.
    pub(crate) fn from_der(der: &[u8]) -> Result<Self, Asn1Error> {
        let id = sha256(der);
        let mut members = single(der, tag::SEQUENCE, "OCSPResponse")?.members();
        // ENUMERATED.
        let Some(status) = members.optional(0x0a)? else {
            return Self::basic(id, der);
        };
        if status.content != [0] {
            return Err(Asn1Error::Value("the OCSP responder gave an error"));
        }
        let explicit = members.expect(tag::context_constructed(0), "responseBytes")?;
        let mut bytes = single(explicit.content, tag::SEQUENCE, "ResponseBytes")?.members();
        if bytes.expect(tag::OID, "responseType")?.content != oid::OCSP_BASIC {
            return Err(Asn1Error::Value("not a basic OCSP response"));
        }
        Self::basic(id, bytes.expect(tag::OCTET_STRING, "response")?.content)
    }

    fn basic(id: Id, der: &[u8]) -> Result<Self, Asn1Error> {
        let der: Arc<[u8]> = Arc::from(der);
        let mut outer = single(&der, tag::SEQUENCE, "BasicOCSPResponse")?.members();
        let tbs = outer.expect(tag::SEQUENCE, "ResponseData")?;
        let signed = Signed::read(&der, &tbs, &mut outer, None)?;
        let mut certificates = Vec::new();
        if let Some(explicit) = outer.optional(tag::context_constructed(0))? {
            for element in single(explicit.content, tag::SEQUENCE, "certs")?.members().all()? {
                // An unreadable one among them does no harm.
                if let Ok(certificate) = X509::from_der(element.raw) {
                    certificates.push(Arc::new(certificate));
                }
            }
        }
        outer.end("BasicOCSPResponse")?;
        let mut members = tbs.members();
        members.optional(tag::context_constructed(0))?;
        let responder = members.any()?.ok_or(Asn1Error::Truncated)?;
        let responder = match responder.tag {
            0xa1 => Responder::ByName(Name::from_der(responder.content)?.canonical()),
            0xa2 => Responder::ByKey(single(responder.content, tag::OCTET_STRING, "byKey")?.content.to_vec()),
            _ => return Err(Asn1Error::Value("ResponderID of an unknown form")),
        };
        let produced_at = time(members.any()?)?;
        let list = members.expect(tag::SEQUENCE, "responses")?.members().all()?;
        if list.len() > MOST_ANSWERS {
            return Err(Asn1Error::Budget {
                limit: MOST_ANSWERS,
                what: "OCSP answers",
            });
        }
        let answers = list.iter().map(Answer::read).collect::<Result<_, _>>()?;
        if let Some(explicit) = members.optional(tag::context_constructed(1))? {
            handled(single(explicit.content, tag::SEQUENCE, "responseExtensions")?.content)?;
        }
        members.end("ResponseData")?;
        Ok(Self {
            id,
            responder,
            produced_at,
            answers,
            certificates,
            signed,
        })
    }

    /// The responder, for people.
    pub(crate) fn responder_label(&self) -> String {
        let named = self.certificates.iter().find(|certificate| self.names(certificate));
        match (&self.responder, named) {
            (_, Some(certificate)) => certificate.label(),
            (Responder::ByKey(hash), None) => format!("#{}", hex(hash)),
            (Responder::ByName(name), None) => name.trim_end().replace('\n', ", "),
        }
    }

    /// Whether ResponderID names this certificate.
    pub(crate) fn names(&self, certificate: &X509) -> bool {
        match &self.responder {
            Responder::ByName(name) => *name == certificate.subject,
            Responder::ByKey(hash) => certificate
                .key_octets()
                .and_then(|key| DigestAlgorithm::Sha1.of(&[key]))
                .is_some_and(|digest| digest.as_ref() == hash.as_slice()),
        }
    }
}

/// Refuses critical extensions but those that change nothing for us.
fn handled(content: &[u8]) -> Result<(), Asn1Error> {
    for extension in extensions(content)? {
        if extension.critical && extension.oid != oid::OCSP_NONCE && extension.oid != oid::OCSP_ARCHIVE_CUTOFF {
            return Err(Asn1Error::Value(
                "a critical extension of an OCSP response is not handled",
            ));
        }
    }
    Ok(())
}

impl Answer {
    fn read(element: &Element<'_>) -> Result<Self, Asn1Error> {
        let mut members = single(element.raw, tag::SEQUENCE, "SingleResponse")?.members();
        let mut id = members.expect(tag::SEQUENCE, "CertID")?.members();
        let hash = DigestAlgorithm::from_oid(AlgorithmIdentifier::read(&mut id)?.oid);
        let issuer_name = id.expect(tag::OCTET_STRING, "issuerNameHash")?.content.to_vec();
        let issuer_key = id.expect(tag::OCTET_STRING, "issuerKeyHash")?.content.to_vec();
        let serial = shortest(id.expect(tag::INTEGER, "serialNumber")?.content).to_vec();
        id.end("CertID")?;
        let status = members.any()?.ok_or(Asn1Error::Truncated)?;
        let mut status = match status.tag {
            0x80 => AnswerStatus::Good,
            0xa1 => {
                let mut info = status.members();
                let at = time(info.any()?)?;
                let mut reason = reason::UNSPECIFIED;
                if let Some(explicit) = info.optional(tag::context_constructed(0))? {
                    let value = single(explicit.content, 0x0a, "revocationReason")?.content;
                    reason = *value.first().ok_or(Asn1Error::Truncated)?;
                }
                info.end("RevokedInfo")?;
                AnswerStatus::Revoked(Revocation {
                    at,
                    reason,
                    invalid_since: None,
                })
            }
            0x82 => AnswerStatus::Unknown,
            _ => return Err(Asn1Error::Value("CertStatus of an unknown form")),
        };
        let this_update = time(members.any()?)?;
        let next_update = members
            .optional(tag::context_constructed(0))?
            .map(|explicit| time(Reader::new(explicit.content).any()?))
            .transpose()?;
        let mut archive_cutoff = None;
        if let Some(explicit) = members.optional(tag::context_constructed(1))? {
            let content = single(explicit.content, tag::SEQUENCE, "singleExtensions")?.content;
            handled(content)?;
            for extension in extensions(content)? {
                if extension.oid == oid::OCSP_ARCHIVE_CUTOFF {
                    archive_cutoff = Some(time(Reader::new(extension.value).any()?)?);
                }
                // Extensions of CRL entries may stand here (RFC 6960, 4.4.5): invalidityDate.
                if oid::child(extension.oid, oid::EXTENSION) == Some(24)
                    && let AnswerStatus::Revoked(revocation) = &mut status
                {
                    revocation.invalid_since = Some(time(Reader::new(extension.value).any()?)?);
                }
            }
        }
        members.end("SingleResponse")?;
        Ok(Self {
            hash,
            issuer_name,
            issuer_key,
            serial,
            status,
            this_update,
            next_update,
            archive_cutoff,
        })
    }

    /// Whether it is about `certificate`, issued by `issuer`.
    pub(crate) fn is_about(&self, certificate: &X509, issuer: &X509) -> bool {
        if self.serial != certificate.serial {
            return false;
        }
        let same = |bytes: &[u8], expected: &[u8]| {
            self.hash
                .and_then(|hash| hash.of(&[bytes]))
                .is_some_and(|digest| digest.as_ref() == expected)
        };
        issuer.key_octets().is_some_and(|key| same(key, &self.issuer_key))
            && (same(&certificate.certificate.issuer_der, &self.issuer_name)
                || same(&issuer.certificate.subject_der, &self.issuer_name))
    }
}
