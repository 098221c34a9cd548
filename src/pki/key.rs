//! Public keys (SubjectPublicKeyInfo, RFC 5280, 4.1.2.7) and the verification of a signature value with one.
//!
//! The answer has three values: verifies, does not, or cannot be told because the crypto library lacks the algorithm
//! or refuses the key. Whether an algorithm is still acceptable (SHA-1, 1024 bits) is for rules to say.

use std::ops::RangeInclusive;

use aws_lc_rs::{
    digest::{self, Digest},
    signature::{
        ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA384_ASN1, ECDSA_P256_SHA512_ASN1, ECDSA_P384_SHA256_ASN1,
        ECDSA_P384_SHA384_ASN1, ECDSA_P384_SHA512_ASN1, ECDSA_P521_SHA256_ASN1, ECDSA_P521_SHA384_ASN1,
        ECDSA_P521_SHA512_ASN1, ED25519, EcdsaVerificationAlgorithm, ParsedPublicKey,
        RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
        RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA384, RSA_PSS_2048_8192_SHA256,
        RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaParameters, RsaPssSaltLength, VerificationAlgorithm,
    },
};

use super::{
    algorithm::{AlgorithmIdentifier, PssParameters, Scheme},
    asn1::{Asn1Error, magnitude, single, tag, write},
    digest::DigestAlgorithm,
    oid,
    rsa::RsaKey,
};

/// Sizes of RSA moduli that are looked at: smaller ones prove nothing, larger ones cost more than any real key is worth.
const RSA_BITS: RangeInclusive<u32> = 1024..=8192;

/// A public key, as far as it can be understood.
#[derive(Debug, Clone)]
pub(crate) struct PublicKey {
    /// Code of the catalogue of facts.
    pub(crate) algorithm: &'static str,
    /// Size: of the modulus, of the field, of the prime. `None` for an algorithm or curve that is not known.
    pub(crate) bits: Option<u32>,
    material: Material,
}

#[derive(Debug, Clone)]
enum Material {
    Rsa {
        modulus: Vec<u8>,
        exponent: Vec<u8>,
        usage: RsaUsage,
    },
    Ec {
        curve: Curve,
        point: Vec<u8>,
    },
    Ed25519(Vec<u8>),
    /// Named for the error.
    Unsupported(String),
}

/// What an RSA key may be used for (RFC 4055, 1.2 and 3.3).
#[derive(Debug, Clone, Copy)]
enum RsaUsage {
    /// rsaEncryption: any scheme.
    Any,
    /// id-RSASSA-PSS without parameters: PSS only.
    Pss,
    /// id-RSASSA-PSS with parameters: PSS with this hash function and at least this salt.
    PssWith(PssParameters),
}

#[derive(Debug, Clone, Copy)]
enum Curve {
    P256,
    P384,
    P521,
}

impl PublicKey {
    /// From the DER of a SubjectPublicKeyInfo.
    pub(crate) fn from_spki(der: &[u8]) -> Result<Self, Asn1Error> {
        let mut members = single(der, tag::SEQUENCE, "SubjectPublicKeyInfo")?.members();
        let algorithm = AlgorithmIdentifier::read(&mut members)?;
        let bits = members.expect(tag::BIT_STRING, "subjectPublicKey")?;
        members.end("SubjectPublicKeyInfo")?;
        let (0, key) = bits
            .content
            .split_first()
            .map_or((0, [].as_slice()), |(unused, key)| (*unused, key))
        else {
            return Err(Asn1Error::Value("subjectPublicKey has unused bits"));
        };
        if algorithm.oid == oid::RSA_ENCRYPTION {
            Self::rsa(key, RsaUsage::Any)
        } else if algorithm.oid == oid::RSASSA_PSS {
            let Some(parameters) = algorithm.parameters else {
                return Self::rsa(key, RsaUsage::Pss);
            };
            match PssParameters::read(Some(parameters)) {
                Ok(bound) => Self::rsa(key, RsaUsage::PssWith(bound)),
                Err(unsupported) => Self::rsa(key, RsaUsage::Any).map(|read| Self {
                    material: Material::Unsupported(unsupported),
                    ..read
                }),
            }
        } else if algorithm.oid == oid::EC_PUBLIC_KEY {
            Ok(Self::ec(&algorithm, key))
        } else if algorithm.oid == oid::ED25519 {
            Ok(Self {
                algorithm: "ed25519",
                bits: Some(256),
                material: if has_small_order(key) {
                    Material::Unsupported("Ed25519 key of small order".to_owned())
                } else {
                    Material::Ed25519(key.to_vec())
                },
            })
        } else if algorithm.oid == oid::ED448 {
            Ok(Self::unsupported("ed448", Some(448), "Ed448".to_owned()))
        } else if algorithm.oid == oid::DSA {
            // Dss-Parms begins with the prime p.
            let prime = algorithm.parameters.and_then(|parameters| {
                let mut members = parameters.members();
                members.expect(tag::INTEGER, "p").ok()
            });
            Ok(Self::unsupported(
                "dsa",
                prime.and_then(|prime| bit_length(prime.content)),
                "DSA".to_owned(),
            ))
        } else {
            let name = format!("public key algorithm {}", oid::dotted(algorithm.oid));
            Ok(Self::unsupported("other", None, name))
        }
    }

    fn unsupported(algorithm: &'static str, bits: Option<u32>, name: String) -> Self {
        Self {
            algorithm,
            bits,
            material: Material::Unsupported(name),
        }
    }

    /// RSAPublicKey (RFC 8017, appendix A.1.1). Some encoders leave out the zero octet that keeps the modulus
    /// positive, so the octets count as magnitude whatever the sign.
    fn rsa(key: &[u8], usage: RsaUsage) -> Result<Self, Asn1Error> {
        let mut members = single(key, tag::SEQUENCE, "RSAPublicKey")?.members();
        let modulus = magnitude(members.expect(tag::INTEGER, "modulus")?.content).to_vec();
        let exponent = magnitude(members.expect(tag::INTEGER, "publicExponent")?.content).to_vec();
        members.end("RSAPublicKey")?;
        Ok(Self {
            algorithm: "rsa",
            bits: bit_length(&modulus),
            material: Material::Rsa {
                modulus,
                exponent,
                usage,
            },
        })
    }

    fn ec(algorithm: &AlgorithmIdentifier<'_>, point: &[u8]) -> Self {
        let named = algorithm.parameters.filter(|parameters| parameters.tag == tag::OID);
        let (curve, bits) = match named.map(|parameters| parameters.content) {
            Some(oid::P256) => (Curve::P256, 256),
            Some(oid::P384) => (Curve::P384, 384),
            Some(oid::P521) => (Curve::P521, 521),
            Some(other) => return Self::unsupported("ecdsa", None, format!("curve {}", oid::dotted(other))),
            None => return Self::unsupported("ecdsa", None, "curve with explicit parameters".to_owned()),
        };
        Self {
            algorithm: "ecdsa",
            bits: Some(bits),
            material: Material::Ec {
                curve,
                point: point.to_vec(),
            },
        }
    }

    /// Whether anything can be verified with it.
    ///
    /// # Errors
    /// The name of the algorithm or curve that is not supported.
    pub(crate) fn usable(&self) -> Result<(), String> {
        match &self.material {
            Material::Unsupported(name) => Err(name.clone()),
            _ => Ok(()),
        }
    }

    /// Whether `signature` is this key's over the pieces taken as one message.
    ///
    /// # Errors
    /// The name of what the program or the crypto library does not support.
    pub(crate) fn verify(&self, scheme: Scheme, message: &[&[u8]], signature: &[u8]) -> Result<bool, String> {
        match (&self.material, scheme) {
            (Material::Unsupported(name), _) => Err(name.clone()),
            (
                Material::Rsa {
                    modulus,
                    exponent,
                    usage,
                },
                Scheme::RsaPkcs1(_) | Scheme::RsaPss(_),
            ) => {
                check_usage(*usage, scheme)?;
                let bits = self.bits.unwrap_or(0);
                if !RSA_BITS.contains(&bits) {
                    return Err(format!("RSA of {bits} bits with {}", scheme.hash().code()));
                }
                let digest = compute(scheme.hash(), message)?;
                let key = rsa_public_key(modulus, exponent);
                // Parsed on its own first, or a refused key would look like a bad signature.
                ParsedPublicKey::new(&RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, &key)
                    .map_err(|_| "this RSA key (refused by the crypto library)")?;
                let known = rsa_parameters(scheme, bits);
                if known.is_some_and(|known| known.verify_digest_sig(&key, &digest, signature).is_ok()) {
                    return Ok(true);
                }
                let own = RsaKey {
                    modulus,
                    exponent,
                    bits,
                };
                own.verify(scheme, &digest, signature)
            }
            (Material::Ec { curve, point }, Scheme::Ecdsa(hash)) => {
                let (digest, algorithm) = ecdsa_algorithm(*curve, compute(hash, message)?.as_ref())?;
                let key = ParsedPublicKey::new(algorithm, point)
                    .map_err(|_| "this EC key (refused by the crypto library)")?;
                Ok(key.verify_digest_sig(&digest, signature).is_ok())
            }
            (Material::Ed25519(point), Scheme::Ed25519) => {
                let key = ParsedPublicKey::new(&ED25519, point)
                    .map_err(|_| "this Ed25519 key (refused by the crypto library)")?;
                // Ed25519 goes through the message twice, so it must lie in one piece.
                let verified = match message {
                    [whole] => key.verify_sig(whole, signature),
                    pieces => key.verify_sig(&pieces.concat(), signature),
                };
                Ok(verified.is_ok())
            }
            _ => Err(format!(
                "signature algorithm for another kind of key than {}",
                self.algorithm
            )),
        }
    }
}

fn compute(hash: DigestAlgorithm, message: &[&[u8]]) -> Result<Digest, String> {
    hash.of(message).ok_or_else(|| hash.code().to_owned())
}

fn check_usage(usage: RsaUsage, scheme: Scheme) -> Result<(), String> {
    match (usage, scheme) {
        (RsaUsage::Any, _) | (RsaUsage::Pss, Scheme::RsaPss(_)) => Ok(()),
        (RsaUsage::PssWith(bound), Scheme::RsaPss(used))
            if bound.hash == used.hash && bound.mask == used.mask && used.salt >= bound.salt =>
        {
            Ok(())
        }
        _ => Err("signature algorithm that the RSASSA-PSS key does not allow".to_owned()),
    }
}

/// The library's algorithm, if it has one.
fn rsa_parameters(scheme: Scheme, bits: u32) -> Option<RsaParameters> {
    let parameters = match scheme {
        Scheme::RsaPkcs1(DigestAlgorithm::Sha1) => RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
        Scheme::RsaPkcs1(DigestAlgorithm::Sha256) => RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
        Scheme::RsaPkcs1(DigestAlgorithm::Sha384) => RSA_PKCS1_2048_8192_SHA384,
        Scheme::RsaPkcs1(DigestAlgorithm::Sha512) => RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
        Scheme::RsaPss(PssParameters { hash, mask, salt }) if hash == mask => {
            let parameters = match hash {
                DigestAlgorithm::Sha256 => RSA_PSS_2048_8192_SHA256,
                DigestAlgorithm::Sha384 => RSA_PSS_2048_8192_SHA384,
                DigestAlgorithm::Sha512 => RSA_PSS_2048_8192_SHA512,
                _ => return None,
            };
            parameters.with_pss_salt_length(RsaPssSaltLength::Custom(salt))
        }
        _ => return None,
    };
    (parameters.min_modulus_len()..=parameters.max_modulus_len())
        .contains(&bits)
        .then_some(parameters)
}

fn rsa_public_key(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let mut numbers = Vec::new();
    for number in [modulus, exponent] {
        let positive = [&[0], number].concat();
        let needs_zero = number.first().is_none_or(|first| first & 0x80 != 0);
        write(tag::INTEGER, if needs_zero { &positive } else { number }, &mut numbers);
    }
    let mut key = Vec::new();
    write(tag::SEQUENCE, &numbers, &mut key);
    key
}

/// ECDSA takes a digest as a number: the leftmost bits, as many as the order of the curve has (FIPS 186-5, 6.4.2).
/// So a shorter digest with zeros before it is the same number, and three lengths serve every hash function.
fn ecdsa_algorithm(
    curve: Curve,
    digest: &[u8],
) -> Result<(Digest, &'static EcdsaVerificationAlgorithm), &'static str> {
    let (length, algorithm): (usize, &'static EcdsaVerificationAlgorithm) = match (curve, digest.len()) {
        (Curve::P256, ..=32) => (32, &ECDSA_P256_SHA256_ASN1),
        (Curve::P256, ..=48) => (48, &ECDSA_P256_SHA384_ASN1),
        (Curve::P256, _) => (64, &ECDSA_P256_SHA512_ASN1),
        (Curve::P384, ..=32) => (32, &ECDSA_P384_SHA256_ASN1),
        (Curve::P384, ..=48) => (48, &ECDSA_P384_SHA384_ASN1),
        (Curve::P384, _) => (64, &ECDSA_P384_SHA512_ASN1),
        (Curve::P521, ..=32) => (32, &ECDSA_P521_SHA256_ASN1),
        (Curve::P521, ..=48) => (48, &ECDSA_P521_SHA384_ASN1),
        (Curve::P521, _) => (64, &ECDSA_P521_SHA512_ASN1),
    };
    let mut padded = vec![0; length.saturating_sub(digest.len())];
    padded.extend_from_slice(digest);
    let named = match length {
        32 => &digest::SHA256,
        48 => &digest::SHA384,
        _ => &digest::SHA512,
    };
    let digest = Digest::import_less_safe(&padded, named).map_err(|_| "digest of this length")?;
    Ok((digest, algorithm))
}

/// Whether an Ed25519 key is a point of order 1, 2, 4 or 8: one value then verifies over any content, and it is nobody's
/// signature. Each is known by its y coordinate, as stored or not reduced; the sign doesn't matter.
fn has_small_order(key: &[u8]) -> bool {
    const ORDER_8: [u8; 32] = [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf,
        0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
    ];
    const ORDER_8_OTHER: [u8; 32] = [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20,
        0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ];
    let Some((last, low)) = key.split_last() else {
        return false;
    };
    let y = [low, &[last & 0x7f]].concat();
    // 0, 1; p - 1, p, p + 1, where p is 2^255 - 19.
    let near = match y.as_slice() {
        [first, rest @ .., last] => {
            let around = |all: u8| rest.iter().all(|octet| *octet == all);
            (*first <= 1 && around(0) && *last == 0)
                || ((0xec..=0xee).contains(first) && around(0xff) && *last == 0x7f)
        }
        _ => false,
    };
    near || y == ORDER_8 || y == ORDER_8_OTHER
}

/// Bits of a number given as octets.
fn bit_length(number: &[u8]) -> Option<u32> {
    let number = magnitude(number);
    let top = number.first()?;
    u32::try_from(number.len())
        .ok()?
        .checked_mul(8)?
        .checked_sub(top.leading_zeros())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spki(algorithm: &[u8], parameters: &[u8], key: &[u8]) -> Vec<u8> {
        let mut identifier = Vec::new();
        write(tag::OID, algorithm, &mut identifier);
        identifier.extend_from_slice(parameters);
        let mut members = Vec::new();
        write(tag::SEQUENCE, &identifier, &mut members);
        write(tag::BIT_STRING, &[&[0], key].concat(), &mut members);
        let mut whole = Vec::new();
        write(tag::SEQUENCE, &members, &mut whole);
        whole
    }

    fn rsa(modulus: &[u8], exponent: &[u8]) -> PublicKey {
        let key = rsa_public_key(modulus, exponent);
        PublicKey::from_spki(&spki(oid::RSA_ENCRYPTION, &[5, 0], &key)).unwrap()
    }

    /// What can't be verified is named, and never comes out as a signature that does not verify.
    #[test]
    fn unusable_keys() {
        let pkcs1 = Scheme::RsaPkcs1(DigestAlgorithm::Sha256);
        let mut modulus = vec![0xff; 256];
        let unsupported = |key: &PublicKey, scheme| key.verify(scheme, &[b"message"], &[1; 256]).unwrap_err();
        assert_eq!(
            unsupported(&rsa(&modulus[..64], &[1, 0, 1]), pkcs1),
            "RSA of 512 bits with sha256"
        );
        assert_eq!(
            unsupported(&rsa(&[0xff; 2_048], &[3]), pkcs1),
            "RSA of 16384 bits with sha256"
        );
        for exponent in [[2].as_slice(), &[1], &[0xff; 9], &[]] {
            assert!(
                unsupported(&rsa(&modulus, exponent), pkcs1).contains("refused"),
                "{exponent:?}"
            );
        }
        *modulus.last_mut().unwrap() = 0;
        assert!(unsupported(&rsa(&modulus, &[3]), pkcs1).contains("refused"));
        assert!(unsupported(&rsa(&[], &[3]), pkcs1).contains("0 bits"));
        let mut named = Vec::new();
        write(tag::OID, oid::P256, &mut named);
        for point in [[].as_slice(), &[0], &[4; 65], &[4; 3]] {
            let key = PublicKey::from_spki(&spki(oid::EC_PUBLIC_KEY, &named, point)).unwrap();
            let error = unsupported(&key, Scheme::Ecdsa(DigestAlgorithm::Sha256));
            assert!(error.contains("refused"), "{point:?}: {error}");
            assert!(unsupported(&key, pkcs1).contains("another kind of key"));
        }
        let explicit = PublicKey::from_spki(&spki(oid::EC_PUBLIC_KEY, &[0x30, 0], &[4; 65])).unwrap();
        assert!(unsupported(&explicit, Scheme::Ecdsa(DigestAlgorithm::Sha256)).contains("explicit"));
        let short = PublicKey::from_spki(&spki(oid::ED25519, &[], &[1; 31])).unwrap();
        assert!(unsupported(&short, Scheme::Ed25519).contains("refused"));
        let large = PublicKey::from_spki(&spki(oid::ED448, &[], &[1; 57])).unwrap();
        assert_eq!((large.algorithm, large.bits), ("ed448", Some(448)));
        assert_eq!(unsupported(&large, Scheme::Ed25519), "Ed448");
        let gost = PublicKey::from_spki(&spki(&[0x2a, 0x85, 3, 7, 1, 1, 1, 1], &[], &[1; 64])).unwrap();
        assert_eq!((gost.algorithm, gost.bits), ("other", None));
        assert!(gost.usable().unwrap_err().contains("1.2.643.7.1.1.1.1"));
    }

    #[test]
    fn what_a_pss_key_allows() {
        let bound = PssParameters {
            hash: DigestAlgorithm::Sha256,
            mask: DigestAlgorithm::Sha256,
            salt: 32,
        };
        let longer = PssParameters { salt: 222, ..bound };
        let shorter = PssParameters { salt: 31, ..bound };
        let other = PssParameters {
            hash: DigestAlgorithm::Sha512,
            ..bound
        };
        let usage = RsaUsage::PssWith(bound);
        assert!(check_usage(usage, Scheme::RsaPss(bound)).is_ok());
        assert!(check_usage(usage, Scheme::RsaPss(longer)).is_ok());
        assert!(check_usage(usage, Scheme::RsaPss(shorter)).is_err());
        assert!(check_usage(usage, Scheme::RsaPss(other)).is_err());
        assert!(check_usage(RsaUsage::Pss, Scheme::RsaPss(other)).is_ok());
        assert!(check_usage(RsaUsage::Pss, Scheme::RsaPkcs1(DigestAlgorithm::Sha256)).is_err());
    }

    #[test]
    fn sizes() {
        assert_eq!(rsa(&[0x80; 256], &[3]).bits, Some(2048));
        assert_eq!(rsa(&[0x7f; 256], &[3]).bits, Some(2047));
        assert_eq!(bit_length(&[0, 1]), Some(1));
        assert_eq!(bit_length(&[]), None);
    }
}
