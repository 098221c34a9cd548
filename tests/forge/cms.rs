//! Detached CMS signatures (RFC 5652) and timestamp tokens (RFC 3161) as the government's signing software writes them.

use jiff::{ToSpan as _, civil::DateTime};

use super::{
    der,
    pki::{Holder, Party, party, sha1, sha256},
};

const SHA1: &str = "1.3.14.3.2.26";
const SHA256: &str = "2.16.840.1.101.3.4.2.1";
const RSA: &str = "1.2.840.113549.1.1.1";
const DATA: &str = "1.2.840.113549.1.7.1";
const SIGNED_DATA: &str = "1.2.840.113549.1.7.2";
const TST_INFO: &str = "1.2.840.113549.1.9.16.1.4";
const TSA_POLICY: &str = "2.16.704.1.1.1.2";

/// The signingTime attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SigningTime {
    /// Not there, as with the newest tools.
    Omitted,
    /// The instant of signing.
    Right,
    /// Vietnamese time in a field that means UTC: seven hours late, as in most files.
    SevenHoursLate,
}

/// Digest of the message imprint in the timestamp token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Imprint {
    /// As in tokens until 2025.
    Sha1,
    /// As in new ones.
    Sha256,
}

/// A timestamp token to be made.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// Seconds after signing.
    pub delay: i64,
    /// Its imprint.
    pub imprint: Imprint,
    /// What is wrong with it.
    pub fault: Option<TokenFault>,
}

/// What may be wrong with a token whose own signature holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenFault {
    /// The imprint is that of something else.
    OtherImprint,
    /// There is no ESS signing-certificate attribute.
    NoReference,
    /// `tsa` of TSTInfo is this holder's name.
    Names(Holder),
}

impl Token {
    /// So many seconds after signing, with nothing wrong.
    pub fn after(delay: i64) -> Self {
        Self {
            delay,
            imprint: Imprint::Sha256,
            fault: None,
        }
    }

    /// The same with this fault.
    #[must_use]
    pub fn with(self, fault: TokenFault) -> Self {
        Self {
            fault: Some(fault),
            ..self
        }
    }
}

/// What goes into one detached signature.
pub struct Order {
    /// Who signs.
    pub signer: Holder,
    /// Vietnamese time of signing.
    pub at: DateTime,
    /// The signingTime attribute.
    pub signing_time: SigningTime,
    /// Whether to add ESS signing-certificate-v2 (ETSI.CAdES.detached).
    pub ess: bool,
    /// Its timestamp tokens, in the order in which they are stored.
    pub tokens: Vec<Token>,
    /// Whether one bit of the signature value is turned after it was made.
    pub spoil_value: bool,
}

impl Order {
    /// A signature without anything that it need not have.
    pub fn bare(signer: Holder, at: &str) -> Self {
        Self {
            signer,
            at: at.parse().unwrap(),
            signing_time: SigningTime::Omitted,
            ess: false,
            tokens: Vec::new(),
            spoil_value: false,
        }
    }
}

/// ContentInfo with the detached signature over a document of this SHA-256 digest.
pub fn detached(order: &Order, digest: &[u8]) -> Vec<u8> {
    detached_with(order, digest, &[])
}

/// The same with more signed attributes.
pub fn detached_with(order: &Order, digest: &[u8], more: &[Vec<u8>]) -> Vec<u8> {
    let signer = party(order.signer);
    let mut attributes = vec![
        attribute("1.2.840.113549.1.9.3", &der::oid(DATA)),
        attribute("1.2.840.113549.1.9.4", &der::octets(digest)),
    ];
    attributes.extend_from_slice(more);
    match order.signing_time {
        SigningTime::Omitted => {}
        SigningTime::Right => attributes.push(attribute("1.2.840.113549.1.9.5", &der::utc_time(utc(order.at)))),
        SigningTime::SevenHoursLate => attributes.push(attribute("1.2.840.113549.1.9.5", &der::utc_time(order.at))),
    }
    if order.ess {
        attributes.push(signing_certificate(signer));
    }
    let mut value = signer.sign(&der::set_of(&attributes));
    if order.spoil_value {
        value[17] ^= 0x10;
    }
    let tokens: Vec<u8> = order
        .tokens
        .iter()
        .flat_map(|one| {
            let token = token(&value, utc(order.at) + one.delay.seconds(), one.imprint, one.fault);
            attribute("1.2.840.113549.1.9.16.2.14", &token)
        })
        .collect();
    let content = der::sequence(&[der::oid(DATA)]);
    let unsigned = (!tokens.is_empty()).then_some(tokens.as_slice());
    signed_data(&content, 1, signer, &[signer], &attributes, &value, unsigned)
}

/// The UTC of a Vietnamese time.
pub(super) fn utc(vietnamese: DateTime) -> DateTime {
    vietnamese - 7.hours()
}

fn attribute(kind: &str, value: &[u8]) -> Vec<u8> {
    der::sequence(&[der::oid(kind), der::tlv(0x31, value)])
}

/// CMSAlgorithmProtection (RFC 6211) that names this digest and this signature algorithm.
pub fn algorithm_protection(digest: &str, signature: &str) -> Vec<u8> {
    let signature = der::tlv(0xa1, &[der::oid(signature), vec![5, 0]].concat());
    attribute(
        "1.2.840.113549.1.9.52",
        &der::sequence(&[der::algorithm(digest, true), signature]),
    )
}

fn signing_certificate(signer: &Party) -> Vec<u8> {
    signing_certificate_as(signer, &signer.issuer_name, signer.serial)
}

/// ESS signing-certificate-v2 with the digest of this certificate, and another issuer or serial number beside it.
pub fn signing_certificate_as(signer: &Party, issuer: &[u8], serial: u64) -> Vec<u8> {
    let names = der::sequence(&[der::explicit(4, issuer)]);
    let issuer_serial = der::sequence(&[names, der::integer(serial)]);
    let one = der::sequence(&[der::octets(&sha256(&signer.certificate)), issuer_serial]);
    attribute("1.2.840.113549.1.9.16.2.47", &der::sequence(&[der::sequence(&[one])]))
}

fn signed_data(
    content: &[u8],
    version: u64,
    signer: &Party,
    certificates: &[&Party],
    attributes: &[Vec<u8>],
    value: &[u8],
    unsigned: Option<&[u8]>,
) -> Vec<u8> {
    let sha256 = der::algorithm(SHA256, true);
    let signer_info = der::sequence(&[
        der::integer(1),
        der::sequence(&[signer.issuer_name.clone(), der::integer(signer.serial)]),
        sha256.clone(),
        der::tlv(0xa0, &der::sorted(attributes)),
        der::algorithm(RSA, true),
        der::octets(value),
        unsigned.map_or(Vec::new(), |attributes| der::tlv(0xa1, attributes)),
    ]);
    let certificates: Vec<Vec<u8>> = certificates.iter().map(|party| party.certificate.clone()).collect();
    let signed = der::sequence(&[
        der::integer(version),
        der::set_of(&[sha256]),
        content.to_vec(),
        der::tlv(0xa0, &der::sorted(&certificates)),
        der::set_of(&[signer_info]),
    ]);
    der::sequence(&[der::oid(SIGNED_DATA), der::explicit(0, &signed)])
}

/// A timestamp token over a signature value, or over what a document timestamp covers; the time is UTC.
pub(super) fn token(value: &[u8], at: DateTime, imprint: Imprint, fault: Option<TokenFault>) -> Vec<u8> {
    let tsa = party(Holder::Tsa);
    let value = match fault {
        Some(TokenFault::OtherImprint) => b"something else",
        _ => value,
    };
    let (algorithm, hashed) = match imprint {
        Imprint::Sha1 => (SHA1, sha1(value)),
        Imprint::Sha256 => (SHA256, sha256(value)),
    };
    // A serial number of its own for every token, and the same each time it is made.
    let serial = hashed
        .iter()
        .take(7)
        .fold(0, |serial, &octet| serial << 8 | u64::from(octet));
    let info = der::sequence(&[
        der::integer(1),
        der::oid(TSA_POLICY),
        der::sequence(&[der::algorithm(algorithm, true), der::octets(&hashed)]),
        der::integer(serial),
        der::generalized_time(at),
        match fault {
            Some(TokenFault::Names(holder)) => der::explicit(0, &der::explicit(4, &party(holder).subject_name)),
            _ => Vec::new(),
        },
    ]);
    let mut attributes = vec![
        attribute("1.2.840.113549.1.9.3", &der::oid(TST_INFO)),
        attribute("1.2.840.113549.1.9.4", &der::octets(&sha256(&info))),
        attribute("1.2.840.113549.1.9.5", &der::utc_time(at)),
    ];
    if fault != Some(TokenFault::NoReference) {
        attributes.push(signing_certificate(tsa));
    }
    let content = der::sequence(&[der::oid(TST_INFO), der::explicit(0, &der::octets(&info))]);
    let value = tsa.sign(&der::set_of(&attributes));
    signed_data(&content, 3, tsa, &[tsa, party(Holder::Root)], &attributes, &value, None)
}
