//! SignedData and SignerInfo of CMS (RFC 5652, 5), as views into normalised bytes.

use super::{
    algorithm::AlgorithmIdentifier,
    asn1::{Asn1Error, Element, Reader, single, tag, write},
    oid,
};

/// A SignedData with what is needed of it.
#[derive(Debug)]
pub(crate) struct SignedData<'a> {
    /// eContentType.
    pub(crate) content_type: &'a [u8],
    /// Octets of eContent, when there is one.
    pub(crate) content: Option<&'a [u8]>,
    /// Members of `certificates`, X.509 certificates or not.
    pub(crate) certificates: Vec<Element<'a>>,
    /// Members of `crls`: CRLs, or `[1]` for other revocation information (RFC 5652, 10.2.1).
    pub(crate) revocation: Vec<Element<'a>>,
    /// Members of `signerInfos`.
    pub(crate) signer_infos: Vec<Element<'a>>,
}

impl<'a> SignedData<'a> {
    /// From the DER of a ContentInfo.
    pub(crate) fn from_content_info(der: &'a [u8]) -> Result<Self, Asn1Error> {
        let mut members = single(der, tag::SEQUENCE, "ContentInfo")?.members();
        let content_type = members.expect(tag::OID, "contentType")?.content;
        if content_type != oid::SIGNED_DATA {
            return Err(Asn1Error::Value("ContentInfo is not SignedData"));
        }
        let explicit = members.expect(tag::context_constructed(0), "content")?;
        members.end("ContentInfo")?;
        Self::from_element(&single(explicit.content, tag::SEQUENCE, "SignedData")?)
    }

    fn from_element(element: &Element<'a>) -> Result<Self, Asn1Error> {
        let mut members = element.members();
        members.expect(tag::INTEGER, "version")?;
        members.expect(tag::SET, "digestAlgorithms")?;
        let mut encapsulated = members.expect(tag::SEQUENCE, "encapContentInfo")?.members();
        let content_type = encapsulated.expect(tag::OID, "eContentType")?.content;
        let content = match encapsulated.optional(tag::context_constructed(0))? {
            Some(explicit) => Some(single(explicit.content, tag::OCTET_STRING, "eContent")?.content),
            None => None,
        };
        encapsulated.end("encapContentInfo")?;
        let certificates = match members.optional(tag::context_constructed(0))? {
            Some(set) => set.members().all()?,
            None => Vec::new(),
        };
        // Not signed, so what is wrong in it must not sink the signature.
        let revocation = members
            .optional(tag::context_constructed(1))?
            .and_then(|set| set.members().all().ok())
            .unwrap_or_default();
        let signer_infos = members.expect(tag::SET, "signerInfos")?.members().all()?;
        members.end("SignedData")?;
        Ok(Self {
            content_type,
            content,
            certificates,
            revocation,
            signer_infos,
        })
    }
}

/// How a SignerInfo names its certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SignerIdentifier<'a> {
    /// issuerAndSerialNumber: DER of the name, octets of the number.
    IssuerAndSerial { issuer: &'a [u8], serial: &'a [u8] },
    /// subjectKeyIdentifier.
    SubjectKey(&'a [u8]),
}

/// One SignerInfo.
#[derive(Debug)]
pub(crate) struct SignerInfo<'a> {
    pub(crate) signer: SignerIdentifier<'a>,
    pub(crate) digest_algorithm: AlgorithmIdentifier<'a>,
    pub(crate) signed_attributes: Option<Attributes<'a>>,
    pub(crate) signature_algorithm: AlgorithmIdentifier<'a>,
    pub(crate) signature: &'a [u8],
    pub(crate) unsigned_attributes: Result<Attributes<'a>, Asn1Error>,
}

impl<'a> SignerInfo<'a> {
    pub(crate) fn from_element(element: &Element<'a>) -> Result<Self, Asn1Error> {
        let mut members = single(element.raw, tag::SEQUENCE, "SignerInfo")?.members();
        members.expect(tag::INTEGER, "version")?;
        let signer = if let Some(identifier) = members.optional(tag::context(0))? {
            SignerIdentifier::SubjectKey(identifier.content)
        } else {
            let mut pair = members.expect(tag::SEQUENCE, "issuerAndSerialNumber")?.members();
            let issuer = pair.expect(tag::SEQUENCE, "issuer")?.raw;
            let serial = pair.expect(tag::INTEGER, "serialNumber")?.content;
            pair.end("issuerAndSerialNumber")?;
            SignerIdentifier::IssuerAndSerial { issuer, serial }
        };
        let digest_algorithm = AlgorithmIdentifier::read(&mut members)?;
        let signed_attributes = match members.optional(tag::context_constructed(0))? {
            Some(set) => Some(Attributes::from_set(&set)?),
            None => None,
        };
        let signature_algorithm = AlgorithmIdentifier::read(&mut members)?;
        let signature = members.expect(tag::OCTET_STRING, "signature")?.content;
        // Not signed, so what is wrong in them must not sink the signature.
        let unsigned_attributes = match members.optional(tag::context_constructed(1))? {
            Some(set) => Attributes::from_set(&set),
            None => Ok(Attributes::default()),
        };
        members.end("SignerInfo")?;
        Ok(Self {
            signer,
            digest_algorithm,
            signed_attributes,
            signature_algorithm,
            signature,
            unsigned_attributes,
        })
    }
}

impl SignerInfo<'_> {
    /// Whether an ESS signing-certificate attribute is among what is signed (RFC 5035).
    pub(crate) fn names_certificate(&self) -> bool {
        let references = [oid::SIGNING_CERTIFICATE, oid::SIGNING_CERTIFICATE_V2];
        self.signed_attributes
            .as_ref()
            .is_some_and(|attributes| references.iter().any(|id| !attributes.values(id).is_empty()))
    }
}

/// A set of attributes.
#[derive(Debug, Default)]
pub(crate) struct Attributes<'a> {
    /// Members of the SET in the order they are stored.
    stored: &'a [u8],
    list: Vec<Attribute<'a>>,
}

/// One attribute: its type and its values.
#[derive(Debug)]
struct Attribute<'a> {
    oid: &'a [u8],
    values: Vec<Element<'a>>,
    raw: &'a [u8],
}

impl<'a> Attributes<'a> {
    fn from_set(set: &Element<'a>) -> Result<Self, Asn1Error> {
        let mut list = Vec::new();
        for member in set.members().all()? {
            let mut parts = single(member.raw, tag::SEQUENCE, "Attribute")?.members();
            let oid = parts.expect(tag::OID, "attrType")?.content;
            let values = parts.expect(tag::SET, "attrValues")?.members().all()?;
            parts.end("Attribute")?;
            list.push(Attribute {
                oid,
                values,
                raw: member.raw,
            });
        }
        Ok(Self {
            stored: set.content,
            list,
        })
    }

    /// All values of all attributes of this type.
    pub(crate) fn values(&self, oid: &[u8]) -> Vec<Element<'a>> {
        self.list
            .iter()
            .filter(|attribute| attribute.oid == oid)
            .flat_map(|attribute| attribute.values.iter().copied())
            .collect()
    }

    /// The value of an attribute that must be there once, with one value (RFC 5652, 11.1 and 11.2).
    pub(crate) fn only(&self, oid: &[u8]) -> Result<Option<Element<'a>>, Asn1Error> {
        let mut found = self.list.iter().filter(|attribute| attribute.oid == oid);
        match (found.next(), found.next()) {
            (None, _) => Ok(None),
            (Some(attribute), None) => match attribute.values.as_slice() {
                [value] => Ok(Some(*value)),
                _ => Err(Asn1Error::Value("a signed attribute has not exactly one value")),
            },
            (Some(_), Some(_)) => Err(Asn1Error::Value("a signed attribute is there twice")),
        }
    }

    /// The SET OF in the order stored, with its universal tag: what is signed (RFC 5652, 5.4).
    pub(crate) fn as_stored(&self) -> Vec<u8> {
        let mut set = Vec::with_capacity(self.stored.len().saturating_add(6));
        write(tag::SET, self.stored, &mut set);
        set
    }

    /// The same in the order of DER (X.690, 11.6); `None` when it is stored so.
    pub(crate) fn sorted(&self) -> Option<Vec<u8>> {
        let mut members: Vec<&[u8]> = self.list.iter().map(|attribute| attribute.raw).collect();
        // No element is a proper prefix of another, so the order of octets is the order of DER.
        members.sort_unstable();
        let sorted = members.concat();
        if sorted == self.stored {
            return None;
        }
        let mut set = Vec::with_capacity(sorted.len().saturating_add(6));
        write(tag::SET, &sorted, &mut set);
        Some(set)
    }
}

/// What an ESS signing-certificate or signing-certificate-v2 attribute says of the signer's certificate.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CertificateReference<'a> {
    /// OID of the hash function; `None` is the default of the attribute's version.
    pub(crate) hash: Option<&'a [u8]>,
    pub(crate) digest: &'a [u8],
    /// Issuer and serial number of the certificate, when the reference states them.
    pub(crate) issuer_serial: Option<(&'a [u8], &'a [u8])>,
}

impl<'a> CertificateReference<'a> {
    /// The first ESSCertID or ESSCertIDv2 (RFC 5035, 3 and 4), which is that of the signer.
    pub(crate) fn first(attribute: &Element<'a>) -> Result<Self, Asn1Error> {
        let mut members = single(attribute.raw, tag::SEQUENCE, "SigningCertificate")?.members();
        let mut list: Reader<'a> = members.expect(tag::SEQUENCE, "certs")?.members();
        let mut first = list.expect(tag::SEQUENCE, "ESSCertID")?.members();
        let hash = match first.optional(tag::SEQUENCE)? {
            Some(algorithm) => Some(AlgorithmIdentifier::from_element(&algorithm)?.oid),
            None => None,
        };
        let digest = first.expect(tag::OCTET_STRING, "certHash")?.content;
        let issuer_serial = match first.optional(tag::SEQUENCE)? {
            Some(issuer_serial) => {
                let mut pair = issuer_serial.members();
                let mut names = pair.expect(tag::SEQUENCE, "issuer")?.members();
                let name = names.expect(tag::context_constructed(4), "directoryName")?;
                let serial = pair.expect(tag::INTEGER, "serialNumber")?;
                Some((name.content, serial.content))
            }
            None => None,
        };
        Ok(Self {
            hash,
            digest,
            issuer_serial,
        })
    }
}
