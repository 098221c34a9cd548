//! Extensions of certificates (RFC 5280, 4.2), as far as paths and revocation need them.

use std::collections::BTreeSet;

use super::{
    asn1::{Asn1Error, Element, Reader, magnitude, single, tag},
    general_name::{DistributionPointName, GeneralName, general_names, named_bits},
    oid,
};

/// Content octets of an object identifier.
pub(crate) type Oid = Vec<u8>;

/// Bits of KeyUsage (4.2.1.3).
pub(crate) mod usage {
    pub(crate) const DIGITAL_SIGNATURE: u16 = 1;
    pub(crate) const NON_REPUDIATION: u16 = 1 << 1;
    pub(crate) const CERTIFICATE_SIGN: u16 = 1 << 5;
    pub(crate) const CRL_SIGN: u16 = 1 << 6;
}

/// Bits of ReasonFlags (4.2.1.13): all that there are.
pub(crate) const ALL_REASONS: u16 = 0b1_1111_1110;

/// What a certificate's extensions say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Extensions {
    pub(crate) basic_constraints: Option<BasicConstraints>,
    pub(crate) key_usage: Option<u16>,
    pub(crate) key_purposes: Option<Vec<Oid>>,
    pub(crate) key_purposes_critical: bool,
    pub(crate) authority_key: Option<Vec<u8>>,
    pub(crate) alternative_names: Vec<GeneralName>,
    pub(crate) name_constraints: Option<NameConstraints>,
    pub(crate) policies: Option<BTreeSet<Oid>>,
    /// issuerDomainPolicy, subjectDomainPolicy.
    pub(crate) mappings: Vec<(Oid, Oid)>,
    pub(crate) require_explicit: Option<u32>,
    pub(crate) inhibit_mapping: Option<u32>,
    pub(crate) inhibit_any: Option<u32>,
    pub(crate) distribution_points: Vec<DistributionPoint>,
    /// Where the issuer's certificate can be fetched.
    pub(crate) ca_issuers: Vec<String>,
    /// Where OCSP answers.
    pub(crate) ocsp: Vec<String>,
    /// id-pkix-ocsp-nocheck.
    pub(crate) no_check: bool,
    /// Critical ones that are not handled here, dotted.
    pub(crate) unknown_critical: Vec<String>,
    /// Those that can't be read, or are there twice, and may not be passed over.
    pub(crate) malformed: Vec<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BasicConstraints {
    pub(crate) ca: bool,
    pub(crate) path_length: Option<u32>,
}

/// permittedSubtrees and excludedSubtrees (4.2.1.10).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct NameConstraints {
    pub(crate) permitted: Vec<GeneralName>,
    pub(crate) excluded: Vec<GeneralName>,
}

/// One place where a CRL for the certificate is found (4.2.1.13).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DistributionPoint {
    pub(crate) name: Option<DistributionPointName>,
    pub(crate) reasons: Option<u16>,
    pub(crate) crl_issuer: Vec<GeneralName>,
}

/// One extension as stored, of a certificate, a CRL, a CRL entry or an OCSP response.
pub(crate) struct Extension<'a> {
    pub(crate) oid: &'a [u8],
    pub(crate) critical: bool,
    /// Content of extnValue.
    pub(crate) value: &'a [u8],
}

/// The members of an Extensions SEQUENCE, given its content.
pub(crate) fn extensions(content: &[u8]) -> Result<Vec<Extension<'_>>, Asn1Error> {
    let mut list = Vec::new();
    let mut reader = Reader::new(content);
    while reader.peek().is_some() {
        let mut members = reader.expect(tag::SEQUENCE, "Extension")?.members();
        let oid = members.expect(tag::OID, "extnID")?.content;
        let critical = members
            .optional(BOOLEAN)?
            .is_some_and(|critical| critical.content != [0]);
        let value = members.expect(tag::OCTET_STRING, "extnValue")?.content;
        members.end("Extension")?;
        list.push(Extension { oid, critical, value });
    }
    Ok(list)
}

pub(crate) const BOOLEAN: u8 = 0x01;

/// A number that is not negative; what is larger than 32 bits is as good as no limit.
pub(crate) fn unsigned(content: &[u8]) -> Result<u32, Asn1Error> {
    match content.first() {
        None => Err(Asn1Error::Value("INTEGER without octets")),
        Some(first) if first & 0x80 != 0 => Err(Asn1Error::Value("negative number")),
        Some(_) => Ok(magnitude(content)
            .iter()
            .try_fold(0_u32, |number, octet| {
                number.checked_mul(256)?.checked_add(u32::from(*octet))
            })
            .unwrap_or(u32::MAX)),
    }
}

impl Extensions {
    /// From the content of the Extensions SEQUENCE.
    pub(crate) fn read(content: &[u8]) -> Result<Self, Asn1Error> {
        let mut read = Self::default();
        let mut seen = BTreeSet::new();
        for extension in extensions(content)? {
            let outcome = if seen.insert(extension.oid) {
                read.one(&extension)
            } else {
                // RFC 5280, 4.2: no more than one instance.
                Err(Asn1Error::Value("twice"))
            };
            if outcome.is_err() {
                read.broken(&extension);
            }
        }
        Ok(read)
    }

    /// A hint that is broken does no harm; a limit that is broken must not be taken for no limit.
    fn broken(&mut self, extension: &Extension<'_>) {
        let name = match oid::child(extension.oid, oid::EXTENSION) {
            Some(15) => "keyUsage",
            Some(17) => "subjectAltName",
            Some(19) => "basicConstraints",
            Some(30) => "nameConstraints",
            Some(31) => "cRLDistributionPoints",
            Some(32) => "certificatePolicies",
            Some(33) => "policyMappings",
            Some(36) => "policyConstraints",
            Some(37) => "extKeyUsage",
            Some(54) => "inhibitAnyPolicy",
            _ if extension.critical => "a critical extension",
            _ => return,
        };
        self.malformed.push(name);
    }

    fn one(&mut self, extension: &Extension<'_>) -> Result<(), Asn1Error> {
        let value = extension.value;
        let sequence = |what| single(value, tag::SEQUENCE, what);
        match oid::child(extension.oid, oid::EXTENSION) {
            // subjectKeyIdentifier, issuerAltName: nothing to enforce. freshestCRL: deltas are found by their issuer.
            Some(14 | 18 | 46) => {}
            Some(15) => self.key_usage = Some(named_bits(single(value, tag::BIT_STRING, "KeyUsage")?.content)?),
            Some(17) => self.alternative_names = general_names(sequence("SubjectAltName")?.content)?,
            Some(19) => self.basic_constraints = Some(basic_constraints(&sequence("BasicConstraints")?)?),
            Some(30) => self.name_constraints = Some(name_constraints(&sequence("NameConstraints")?)?),
            Some(31) => self.distribution_points = distribution_points(&sequence("CRLDistributionPoints")?)?,
            Some(32) => self.policies = Some(policies(&sequence("CertificatePolicies")?)?),
            Some(33) => self.mappings = mappings(&sequence("PolicyMappings")?)?,
            Some(35) => {
                let mut members = sequence("AuthorityKeyIdentifier")?.members();
                self.authority_key = members.optional(tag::context(0))?.map(|key| key.content.to_vec());
            }
            Some(36) => {
                let mut members = sequence("PolicyConstraints")?.members();
                let mut limit = |number| -> Result<Option<u32>, Asn1Error> {
                    members
                        .optional(tag::context(number))?
                        .map(|limit| unsigned(limit.content))
                        .transpose()
                };
                self.require_explicit = limit(0)?;
                self.inhibit_mapping = limit(1)?;
                members.end("PolicyConstraints")?;
            }
            Some(37) => {
                let purposes = sequence("ExtKeyUsage")?.members().all()?;
                if purposes.is_empty() || purposes.iter().any(|purpose| purpose.tag != tag::OID) {
                    return Err(Asn1Error::Value("ExtKeyUsage without purposes"));
                }
                self.key_purposes = Some(purposes.iter().map(|purpose| purpose.content.to_vec()).collect());
                self.key_purposes_critical = extension.critical;
            }
            Some(54) => {
                self.inhibit_any = Some(unsigned(single(value, tag::INTEGER, "InhibitAnyPolicy")?.content)?);
            }
            _ if extension.oid == oid::AUTHORITY_INFO_ACCESS => self.access(&sequence("AuthorityInfoAccess")?)?,
            _ if extension.oid == oid::OCSP_NO_CHECK => self.no_check = true,
            _ if extension.critical => self.unknown_critical.push(oid::dotted(extension.oid)),
            _ => {}
        }
        Ok(())
    }

    fn access(&mut self, list: &Element<'_>) -> Result<(), Asn1Error> {
        for description in list.members().all()? {
            let mut members = description.members();
            let method = members.expect(tag::OID, "accessMethod")?.content;
            let location = members.any()?.ok_or(Asn1Error::Truncated)?;
            if location.tag == tag::context(6) {
                let address = String::from_utf8_lossy(location.content).into_owned();
                if method == oid::ACCESS_CA_ISSUERS {
                    self.ca_issuers.push(address);
                } else if method == oid::ACCESS_OCSP {
                    self.ocsp.push(address);
                }
            }
        }
        Ok(())
    }

    /// cA of BasicConstraints.
    pub(crate) fn is_ca(&self) -> bool {
        self.basic_constraints.is_some_and(|constraints| constraints.ca)
    }

    /// Whether KeyUsage allows one of these bits; without the extension everything is allowed.
    pub(crate) fn allows(&self, bits: u16) -> bool {
        self.key_usage.is_none_or(|usage| usage & bits != 0)
    }

    /// Whether the purpose id-kp.`number` is named.
    pub(crate) fn has_purpose(&self, number: u8) -> bool {
        self.key_purposes.as_ref().is_some_and(|purposes| {
            purposes
                .iter()
                .any(|purpose| oid::child(purpose, oid::KEY_PURPOSE) == Some(number))
        })
    }

    /// Addresses of CRLs.
    pub(crate) fn crl_addresses(&self) -> Vec<String> {
        let mut addresses = Vec::new();
        for point in &self.distribution_points {
            if let Some(DistributionPointName::Full(names)) = &point.name {
                for name in names {
                    if let GeneralName::Uri(address) = name
                        && !addresses.contains(address)
                    {
                        addresses.push(address.clone());
                    }
                }
            }
        }
        addresses
    }
}

fn basic_constraints(sequence: &Element<'_>) -> Result<BasicConstraints, Asn1Error> {
    let mut members = sequence.members();
    let ca = members.optional(BOOLEAN)?.is_some_and(|ca| ca.content != [0]);
    let path_length = members
        .optional(tag::INTEGER)?
        .map(|length| unsigned(length.content))
        .transpose()?;
    members.end("BasicConstraints")?;
    Ok(BasicConstraints { ca, path_length })
}

fn name_constraints(sequence: &Element<'_>) -> Result<NameConstraints, Asn1Error> {
    let mut members = sequence.members();
    let mut subtrees = |number| -> Result<Vec<GeneralName>, Asn1Error> {
        let Some(list) = members.optional(tag::context_constructed(number))? else {
            return Ok(Vec::new());
        };
        let mut bases = Vec::new();
        for subtree in list.members().all()? {
            let mut parts = subtree.members();
            let base = GeneralName::from_element(&parts.any()?.ok_or(Asn1Error::Truncated)?)?;
            // RFC 5280 knows minimum 0 without maximum only; both are then left out in DER, yet a written 0 is harmless.
            if let Some(minimum) = parts.optional(tag::context(0))?
                && unsigned(minimum.content)? != 0
            {
                return Err(Asn1Error::Value("minimum of a subtree"));
            }
            parts.end("GeneralSubtree")?;
            bases.push(base);
        }
        Ok(bases)
    };
    let permitted = subtrees(0)?;
    let excluded = subtrees(1)?;
    members.end("NameConstraints")?;
    Ok(NameConstraints { permitted, excluded })
}

fn distribution_points(sequence: &Element<'_>) -> Result<Vec<DistributionPoint>, Asn1Error> {
    sequence
        .members()
        .all()?
        .iter()
        .map(|point| {
            let mut members = point.members();
            let name = members
                .optional(tag::context_constructed(0))?
                .map(|name| DistributionPointName::from_content(name.content))
                .transpose()?;
            let reasons = members
                .optional(tag::context(1))?
                .map(|reasons| named_bits(reasons.content))
                .transpose()?;
            let crl_issuer = members
                .optional(tag::context_constructed(2))?
                .map_or(Ok(Vec::new()), |issuer| general_names(issuer.content))?;
            members.end("DistributionPoint")?;
            Ok(DistributionPoint {
                name,
                reasons,
                crl_issuer,
            })
        })
        .collect()
}

fn policies(sequence: &Element<'_>) -> Result<BTreeSet<Oid>, Asn1Error> {
    sequence
        .members()
        .all()?
        .iter()
        .map(|information| {
            Ok(information
                .members()
                .expect(tag::OID, "policyIdentifier")?
                .content
                .to_vec())
        })
        .collect()
}

fn mappings(sequence: &Element<'_>) -> Result<Vec<(Oid, Oid)>, Asn1Error> {
    sequence
        .members()
        .all()?
        .iter()
        .map(|pair| {
            let mut members = pair.members();
            let issuer = members.expect(tag::OID, "issuerDomainPolicy")?.content.to_vec();
            let subject = members.expect(tag::OID, "subjectDomainPolicy")?.content.to_vec();
            Ok((issuer, subject))
        })
        .collect()
}
