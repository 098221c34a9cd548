//! AlgorithmIdentifier (RFC 5280, 4.1.1.2), and which signature scheme one stands for.

use super::{
    asn1::{Asn1Error, Element, Reader, magnitude, single, tag},
    digest::DigestAlgorithm,
    oid,
};

/// An algorithm and its parameters.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AlgorithmIdentifier<'a> {
    pub(crate) oid: &'a [u8],
    pub(crate) parameters: Option<Element<'a>>,
}

impl<'a> AlgorithmIdentifier<'a> {
    /// From the SEQUENCE.
    pub(crate) fn from_element(element: &Element<'a>) -> Result<Self, Asn1Error> {
        let mut members = element.members();
        let oid = members.expect(tag::OID, "algorithm")?.content;
        let parameters = members.any()?;
        members.end("AlgorithmIdentifier")?;
        Ok(Self { oid, parameters })
    }

    /// The next member of `reader`.
    pub(crate) fn read(reader: &mut Reader<'a>) -> Result<Self, Asn1Error> {
        Self::from_element(&reader.expect(tag::SEQUENCE, "AlgorithmIdentifier")?)
    }
}

/// A signature scheme with everything that has to be known to verify.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// RSASSA-PKCS1-v1_5.
    RsaPkcs1(DigestAlgorithm),
    /// RSASSA-PSS with MGF1.
    RsaPss(PssParameters),
    /// ECDSA on whatever curve the key is.
    Ecdsa(DigestAlgorithm),
    /// Pure Ed25519.
    Ed25519,
}

impl Scheme {
    /// The scheme of a SignerInfo with this digestAlgorithm.
    ///
    /// # Errors
    /// The name of what is not supported. A hash function in the signature algorithm that is not the digestAlgorithm
    /// is among it: RFC 8933, section 3 forbids it, and validators differ in which of the two they take.
    pub(crate) fn read(algorithm: &AlgorithmIdentifier<'_>, digest: DigestAlgorithm) -> Result<Self, String> {
        let id = algorithm.oid;
        let scheme = if id == oid::RSA_ENCRYPTION {
            Self::RsaPkcs1(digest)
        } else if id == oid::RSASSA_PSS {
            Self::RsaPss(PssParameters::read(algorithm.parameters)?)
        } else if id == oid::EC_PUBLIC_KEY {
            // Some software names the key here; the digestAlgorithm then says the rest.
            Self::Ecdsa(digest)
        } else if id == oid::ED25519 {
            Self::Ed25519
        } else {
            let hash = DigestAlgorithm::from_signature_oid(id)
                .ok_or_else(|| format!("signature algorithm {}", oid::dotted(id)))?;
            let rsa = id == oid::OIW_SHA1_WITH_RSA
                || oid::child(id, oid::PKCS1).is_some()
                || matches!(oid::child(id, oid::NIST_SIGNATURE), Some(14..=16));
            if rsa { Self::RsaPkcs1(hash) } else { Self::Ecdsa(hash) }
        };
        if scheme.hash() == digest {
            Ok(scheme)
        } else {
            Err(format!(
                "digest algorithm {} with a signature over {}",
                digest.code(),
                scheme.hash().code()
            ))
        }
    }

    /// The scheme of a signature on a certificate, a CRL or an OCSP response, whose algorithm names the hash as well.
    ///
    /// # Errors
    /// The name of what is not supported.
    pub(crate) fn whole(algorithm: &AlgorithmIdentifier<'_>) -> Result<Self, String> {
        let hash = if algorithm.oid == oid::RSASSA_PSS {
            PssParameters::read(algorithm.parameters)?.hash
        } else if algorithm.oid == oid::ED25519 {
            DigestAlgorithm::Sha512
        } else {
            DigestAlgorithm::from_signature_oid(algorithm.oid)
                .ok_or_else(|| format!("signature algorithm {}", oid::dotted(algorithm.oid)))?
        };
        // NULL with RSA, nothing with the others (RFC 4055, 5; RFC 5758, 3.2); both are met with both. An OCSP response
        // names its algorithm outside of what is signed: anything else there is damage.
        let plain = |element: &Element<'_>| element.tag == tag::NULL && element.content.is_empty();
        if algorithm.oid != oid::RSASSA_PSS && !algorithm.parameters.as_ref().is_none_or(plain) {
            return Err(format!(
                "signature algorithm {} with parameters",
                oid::dotted(algorithm.oid)
            ));
        }
        Self::read(algorithm, hash)
    }

    /// The hash function that belongs to the scheme. For Ed25519 it is the one of the message digest (RFC 8419, 3.1).
    pub(crate) fn hash(self) -> DigestAlgorithm {
        match self {
            Self::RsaPkcs1(hash) | Self::Ecdsa(hash) => hash,
            Self::RsaPss(parameters) => parameters.hash,
            Self::Ed25519 => DigestAlgorithm::Sha512,
        }
    }
}

/// RSASSA-PSS-params (RFC 8017, appendix A.2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PssParameters {
    pub(crate) hash: DigestAlgorithm,
    /// Hash function of MGF1.
    pub(crate) mask: DigestAlgorithm,
    /// Octets of salt: exactly these in a signature, at least these for a key.
    pub(crate) salt: u16,
}

impl PssParameters {
    /// Reads them; absent parameters mean SHA-1 and 20 octets.
    pub(crate) fn read(parameters: Option<Element<'_>>) -> Result<Self, String> {
        let mut read = Self {
            hash: DigestAlgorithm::Sha1,
            mask: DigestAlgorithm::Sha1,
            salt: 20,
        };
        let Some(element) = parameters else { return Ok(read) };
        if element.tag != tag::SEQUENCE {
            return Err("RSASSA-PSS with unreadable parameters".to_owned());
        }
        let members = element.members().all().map_err(|error| unreadable(&error))?;
        for member in members {
            match member.tag {
                0xa0 => read.hash = hash(&algorithm_in(member.content)?)?,
                0xa1 => {
                    let mask = algorithm_in(member.content)?;
                    if mask.oid != oid::MGF1 {
                        return Err(format!(
                            "RSASSA-PSS with mask generation function {}",
                            oid::dotted(mask.oid)
                        ));
                    }
                    let of = mask.parameters.ok_or("RSASSA-PSS with MGF1 of no hash function")?;
                    read.mask = hash(&AlgorithmIdentifier::from_element(&of).map_err(|error| unreadable(&error))?)?;
                }
                0xa2 => {
                    let salt =
                        single(member.content, tag::INTEGER, "saltLength").map_err(|error| unreadable(&error))?;
                    read.salt = match magnitude(salt.content) {
                        [] => 0,
                        [low] => u16::from(*low),
                        [high, low] => u16::from_be_bytes([*high, *low]),
                        _ => return Err("RSASSA-PSS with a huge salt".to_owned()),
                    };
                }
                0xa3 => {
                    let trailer =
                        single(member.content, tag::INTEGER, "trailerField").map_err(|error| unreadable(&error))?;
                    if magnitude(trailer.content) != [1] {
                        return Err("RSASSA-PSS with another trailer field".to_owned());
                    }
                }
                _ => return Err("RSASSA-PSS with unreadable parameters".to_owned()),
            }
        }
        Ok(read)
    }
}

fn algorithm_in(content: &[u8]) -> Result<AlgorithmIdentifier<'_>, String> {
    single(content, tag::SEQUENCE, "AlgorithmIdentifier")
        .and_then(|element| AlgorithmIdentifier::from_element(&element))
        .map_err(|error| unreadable(&error))
}

fn hash(algorithm: &AlgorithmIdentifier<'_>) -> Result<DigestAlgorithm, String> {
    DigestAlgorithm::from_oid(algorithm.oid)
        .ok_or_else(|| format!("RSASSA-PSS with hash function {}", oid::dotted(algorithm.oid)))
}

fn unreadable(error: &Asn1Error) -> String {
    format!("RSASSA-PSS with unreadable parameters: {error}")
}
