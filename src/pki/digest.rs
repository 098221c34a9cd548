//! Hash functions, by their identifiers and by aws-lc.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use aws_lc_rs::digest::{self, Context, Digest};

use super::oid;

/// SHA-256 over the beginning of a file. Every signature covers the file from its first byte, so what one needs the
/// others have mostly computed.
#[derive(Clone)]
pub struct Begun {
    length: usize,
    context: Context,
}

impl std::fmt::Debug for Begun {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "SHA-256 of {} bytes", self.length)
    }
}

/// SHA-256 of a file in one pass, and of its beginnings up to each of these offsets (those past its end are left out).
pub fn begin(file: &[u8], offsets: &BTreeSet<usize>) -> (Vec<u8>, BTreeMap<usize, Begun>) {
    let mut context = Context::new(&digest::SHA256);
    let mut done = 0;
    let mut begun = BTreeMap::new();
    for &length in offsets {
        let Some(piece) = file.get(done..length) else { break };
        context.update(piece);
        done = length;
        let context = context.clone();
        begun.insert(length, Begun { length, context });
    }
    context.update(file.get(done..).unwrap_or_default());
    (context.finish().as_ref().to_vec(), begun)
}

/// A hash function that has a name here. MD5 has no implementation: it is named, never computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DigestAlgorithm {
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
    Sha3_256,
    Sha3_384,
    Sha3_512,
}

impl DigestAlgorithm {
    /// From the identifier of the hash function itself.
    pub(crate) fn from_oid(id: &[u8]) -> Option<Self> {
        match oid::child(id, oid::NIST_HASH) {
            Some(1) => Some(Self::Sha256),
            Some(2) => Some(Self::Sha384),
            Some(3) => Some(Self::Sha512),
            Some(4) => Some(Self::Sha224),
            Some(8) => Some(Self::Sha3_256),
            Some(9) => Some(Self::Sha3_384),
            Some(10) => Some(Self::Sha3_512),
            None if id == oid::SHA1 => Some(Self::Sha1),
            None if id == oid::MD5 => Some(Self::Md5),
            _ => None,
        }
    }

    /// From an algorithm that signs and hashes at once, such as sha256WithRSAEncryption or ecdsa-with-SHA384.
    pub(crate) fn from_signature_oid(id: &[u8]) -> Option<Self> {
        match oid::child(id, oid::PKCS1) {
            Some(4) => return Some(Self::Md5),
            Some(5) => return Some(Self::Sha1),
            Some(11) => return Some(Self::Sha256),
            Some(12) => return Some(Self::Sha384),
            Some(13) => return Some(Self::Sha512),
            Some(14) => return Some(Self::Sha224),
            _ => {}
        }
        match oid::child(id, oid::ECDSA_WITH_SHA2) {
            Some(1) => return Some(Self::Sha224),
            Some(2) => return Some(Self::Sha256),
            Some(3) => return Some(Self::Sha384),
            Some(4) => return Some(Self::Sha512),
            _ => {}
        }
        match oid::child(id, oid::NIST_SIGNATURE) {
            Some(10 | 14) => Some(Self::Sha3_256),
            Some(11 | 15) => Some(Self::Sha3_384),
            Some(12 | 16) => Some(Self::Sha3_512),
            _ if id == oid::ECDSA_WITH_SHA1 || id == oid::OIW_SHA1_WITH_RSA => Some(Self::Sha1),
            _ => None,
        }
    }

    /// Code of the catalogue of facts.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Md5 => "md5",
            Self::Sha1 => "sha1",
            Self::Sha224 => "sha224",
            Self::Sha256 => "sha256",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
            Self::Sha3_256 => "sha3-256",
            Self::Sha3_384 => "sha3-384",
            Self::Sha3_512 => "sha3-512",
        }
    }

    fn implementation(self) -> Option<&'static digest::Algorithm> {
        match self {
            Self::Md5 => None,
            Self::Sha1 => Some(&digest::SHA1_FOR_LEGACY_USE_ONLY),
            Self::Sha224 => Some(&digest::SHA224),
            Self::Sha256 => Some(&digest::SHA256),
            Self::Sha384 => Some(&digest::SHA384),
            Self::Sha512 => Some(&digest::SHA512),
            Self::Sha3_256 => Some(&digest::SHA3_256),
            Self::Sha3_384 => Some(&digest::SHA3_384),
            Self::Sha3_512 => Some(&digest::SHA3_512),
        }
    }

    /// Digest of the pieces, taken as one. `None` when there is no implementation.
    pub(crate) fn of(self, pieces: &[&[u8]]) -> Option<Digest> {
        let mut context = Context::new(self.implementation()?);
        for piece in pieces {
            context.update(piece);
        }
        Some(context.finish())
    }

    /// The same, gone on with from a digest of the first piece when that is what was begun.
    pub(crate) fn going_on(self, pieces: &[&[u8]], begun: Option<&Begun>) -> Option<Digest> {
        match (self, pieces.split_first(), begun) {
            (Self::Sha256, Some((first, rest)), Some(begun)) if first.len() == begun.length => {
                let mut context = begun.context.clone();
                for piece in rest {
                    context.update(piece);
                }
                Some(context.finish())
            }
            _ => self.of(pieces),
        }
    }

    /// DER octets of the identifier.
    pub(crate) fn oid(self) -> Vec<u8> {
        let last = match self {
            Self::Md5 => return oid::MD5.to_vec(),
            Self::Sha1 => return oid::SHA1.to_vec(),
            Self::Sha256 => 1,
            Self::Sha384 => 2,
            Self::Sha512 => 3,
            Self::Sha224 => 4,
            Self::Sha3_256 => 8,
            Self::Sha3_384 => 9,
            Self::Sha3_512 => 10,
        };
        [oid::NIST_HASH, &[last]].concat()
    }
}

/// SHA-256.
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut octets = [0; 32];
    octets.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    octets
}

/// SHA-256 in lower-case hexadecimal.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex(&sha256(bytes))
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().saturating_mul(2));
    for byte in bytes {
        // Writing to a String does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_go_there_and_back() {
        for algorithm in [
            DigestAlgorithm::Md5,
            DigestAlgorithm::Sha1,
            DigestAlgorithm::Sha224,
            DigestAlgorithm::Sha256,
            DigestAlgorithm::Sha384,
            DigestAlgorithm::Sha512,
            DigestAlgorithm::Sha3_256,
            DigestAlgorithm::Sha3_384,
            DigestAlgorithm::Sha3_512,
        ] {
            assert_eq!(DigestAlgorithm::from_oid(&algorithm.oid()), Some(algorithm));
        }
        assert_eq!(DigestAlgorithm::from_oid(oid::DATA), None);
    }

    #[test]
    fn pieces_are_one_message() {
        let whole = DigestAlgorithm::Sha256.of(&[b"abc"]).map(|digest| hex(digest.as_ref()));
        let pieces = DigestAlgorithm::Sha256
            .of(&[b"a", b"", b"bc"])
            .map(|digest| hex(digest.as_ref()));
        assert_eq!(whole, pieces);
        // FIPS 180-4, example of SHA-256.
        assert_eq!(
            whole.as_deref(),
            Some("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        );
        let (file, begun) = begin(b"abc-gap-def", &[3, 7, 99].into());
        assert_eq!(file, DigestAlgorithm::Sha256.of(&[b"abc-gap-def"]).unwrap().as_ref());
        assert_eq!(begun.keys().copied().collect::<Vec<_>>(), [3, 7]);
        for hash in [DigestAlgorithm::Sha256, DigestAlgorithm::Sha512] {
            let on = |length: usize| hash.going_on(&[b"abc", b"def"], begun.get(&length)).unwrap();
            let whole = hash.of(&[b"abcdef"]).unwrap();
            assert_eq!(on(3).as_ref(), whole.as_ref());
            assert_eq!(on(7).as_ref(), whole.as_ref(), "begun over another length is of no use");
        }
        assert!(DigestAlgorithm::Md5.of(&[b"abc"]).is_none());
    }
}
