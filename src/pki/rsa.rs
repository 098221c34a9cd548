//! RSA signatures that the crypto library has no algorithm for (RFC 8017): other hash functions, another mask, a
//! DigestInfo without NULL, sizes that it takes with some hash functions only.
//!
//! Nothing here is secret: a public key, a public value. The encoded message is built and compared whole (PKCS#1 v1.5),
//! or every octet of it is checked (PSS), so nothing in it is parsed and nothing in it is free to choose.

use aws_lc_rs::digest::Digest;
use x509_parser::num_bigint::BigUint;

use super::{
    algorithm::{PssParameters, Scheme},
    asn1::{tag, write},
    digest::DigestAlgorithm,
};

/// A public key; octets of positive numbers, without leading zeros.
#[derive(Debug, Clone, Copy)]
pub(super) struct RsaKey<'a> {
    pub(super) modulus: &'a [u8],
    pub(super) exponent: &'a [u8],
    /// Of the modulus.
    pub(super) bits: u32,
}

impl RsaKey<'_> {
    /// Whether `signature` is this key's over the digest. The key must have been found sound by the crypto library.
    ///
    /// # Errors
    /// The name of what has no implementation here either.
    pub(super) fn verify(&self, scheme: Scheme, digest: &Digest, signature: &[u8]) -> Result<bool, String> {
        let Some(opened) = self.open(signature) else {
            return Ok(false);
        };
        match scheme {
            Scheme::RsaPkcs1(hash) => Ok([true, false]
                .into_iter()
                .any(|null| self.encoded(hash, digest, null).as_ref() == Some(&opened))),
            Scheme::RsaPss(parameters) => {
                let holds = self.pss(parameters, digest, &opened);
                holds.ok_or_else(|| format!("RSASSA-PSS with {}", parameters.mask.code()))
            }
            Scheme::Ecdsa(_) | Scheme::Ed25519 => Err("no RSA scheme".to_owned()),
        }
    }

    /// RSAVP1 (5.2.2), as many octets as the modulus has; `None` when the signature is no representative (8.1.2, 1. and
    /// 2.).
    fn open(&self, signature: &[u8]) -> Option<Vec<u8>> {
        let modulus = BigUint::from_bytes_be(self.modulus);
        let representative = BigUint::from_bytes_be(signature);
        if signature.len() != self.modulus.len() || representative >= modulus {
            return None;
        }
        let octets = representative
            .modpow(&BigUint::from_bytes_be(self.exponent), &modulus)
            .to_bytes_be();
        let zeros = self.modulus.len().checked_sub(octets.len())?;
        Some([vec![0; zeros], octets].concat())
    }

    /// EMSA-PKCS1-v1_5 (9.2): 00 01 FF.. 00 DigestInfo. The parameters of its algorithm may be NULL or absent (RFC 4055,
    /// 2.1: both MUST be accepted).
    fn encoded(&self, hash: DigestAlgorithm, digest: &Digest, null: bool) -> Option<Vec<u8>> {
        let mut algorithm = Vec::new();
        write(tag::OID, &hash.oid(), &mut algorithm);
        if null {
            algorithm.extend([5, 0]);
        }
        let mut members = Vec::new();
        write(tag::SEQUENCE, &algorithm, &mut members);
        write(tag::OCTET_STRING, digest.as_ref(), &mut members);
        let mut info = Vec::new();
        write(tag::SEQUENCE, &members, &mut info);
        let padding = self.modulus.len().checked_sub(info.len().checked_add(3)?)?;
        // At least eight octets (9.2, 3. and 4.).
        (padding >= 8).then(|| [&[0, 1], vec![0xff; padding].as_slice(), &[0], &info].concat())
    }

    /// EMSA-PSS-VERIFY (9.1.2). `None` when the mask's hash function has no implementation.
    fn pss(&self, parameters: PssParameters, digest: &Digest, opened: &[u8]) -> Option<bool> {
        let bits = usize::try_from(self.bits).ok()?.checked_sub(1)?;
        let length = bits.div_ceil(8);
        let unused = length.checked_mul(8)?.checked_sub(bits)?;
        // One octet less than the modulus when its bits are one more than octets.
        let (above, message) = opened.split_at_checked(opened.len().checked_sub(length)?)?;
        let salt = usize::from(parameters.salt);
        let hashed = digest.as_ref().len();
        let Some(zeros) = length
            .checked_sub(hashed)
            .and_then(|rest| rest.checked_sub(salt)?.checked_sub(2))
        else {
            return Some(false);
        };
        let (rest, trailer) = message.split_at_checked(length.checked_sub(1)?)?;
        let (masked, hash) = rest.split_at_checked(rest.len().checked_sub(hashed)?)?;
        let top = 0xff_u8.checked_shr(u32::try_from(unused).ok()?).unwrap_or(0);
        let first = *masked.first()?;
        if above.iter().any(|octet| *octet != 0) || trailer != [0xbc] || first & !top != 0 {
            return Some(false);
        }
        let mask = mask(parameters.mask, hash, masked.len())?;
        let mut block: Vec<u8> = masked.iter().zip(&mask).map(|(one, other)| one ^ other).collect();
        if let Some(first) = block.first_mut() {
            *first &= top;
        }
        let (padding, salt) = block.split_at_checked(zeros.checked_add(1)?)?;
        let padded = padding.split_last() == Some((&1, vec![0; zeros].as_slice()));
        let expected = parameters.hash.of(&[&[0; 8], digest.as_ref(), salt])?;
        Some(padded && expected.as_ref() == hash)
    }
}

/// MGF1 (appendix B.2.1).
fn mask(hash: DigestAlgorithm, seed: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut mask = Vec::with_capacity(length.saturating_add(64));
    for count in 0_u32.. {
        if mask.len() >= length {
            break;
        }
        mask.extend_from_slice(hash.of(&[seed, &count.to_be_bytes()])?.as_ref());
    }
    mask.truncate(length);
    Some(mask)
}
