//! CRLs (RFC 5280, 5) and OCSP responses (RFC 6960) of the test PKI, and the trust folder beside the samples.

use jiff::civil::DateTime;

use super::{
    der,
    pki::{Holder, Party, party, sha1},
};

const RSA_SHA256: &str = "1.2.840.113549.1.1.11";

/// One certificate on a list: serial, revocation date, reason.
pub type Listed<'a> = (u64, &'a str, Option<u8>);

/// reasonCode (RFC 5280, 5.3.1).
pub mod reason {
    /// affiliationChanged.
    pub const AFFILIATION_CHANGED: u8 = 3;
    /// cessationOfOperation.
    pub const CESSATION: u8 = 5;
}

fn time(text: &str) -> DateTime {
    text.parse().unwrap()
}

fn extension(id: &str, value: &[u8]) -> Vec<u8> {
    der::sequence(&[der::oid(id), der::octets(value)])
}

/// The list of an authority; times are UTC.
pub fn crl(issuer: Holder, this: &str, next: &str, listed: &[Listed<'_>]) -> Vec<u8> {
    crl_signed_by(party(issuer), party(issuer), this, next, listed)
}

/// A list under the name of one, signed with the key of another.
pub fn crl_signed_by(issuer: &Party, key: &Party, this: &str, next: &str, listed: &[Listed<'_>]) -> Vec<u8> {
    let algorithm = der::algorithm(RSA_SHA256, true);
    let entries: Vec<Vec<u8>> = listed
        .iter()
        .map(|(serial, at, reason)| {
            let reason = reason.map_or(Vec::new(), |reason| {
                der::sequence(&[extension("2.5.29.21", &der::tlv(0x0a, &[reason]))])
            });
            der::sequence(&[der::integer(*serial), der::utc_time(time(at)), reason])
        })
        .collect();
    let entries = if entries.is_empty() {
        Vec::new()
    } else {
        der::sequence(&entries)
    };
    let body = der::sequence(&[
        der::integer(1),
        algorithm.clone(),
        issuer.subject_name.clone(),
        der::utc_time(time(this)),
        der::utc_time(time(next)),
        entries,
        der::explicit(0, &der::sequence(&[extension("2.5.29.20", &der::integer(7))])),
    ]);
    let value = key.sign(&body);
    der::sequence(&[body, algorithm, der::bits(&value)])
}

/// What a responder says of one certificate of the office authority; times are UTC.
pub struct Answer<'a> {
    /// The certificate asked for.
    pub about: Holder,
    /// thisUpdate and producedAt.
    pub this: &'a str,
    /// nextUpdate.
    pub next: Option<&'a str>,
    /// When it was revoked; `None` is good.
    pub revoked: Option<&'a str>,
}

/// An OCSP response with the certificate of its signer.
pub fn ocsp(signed_by: Holder, answer: &Answer<'_>) -> Vec<u8> {
    let ca = party(Holder::OfficeCa);
    let key = party(signed_by);
    let at = |text: &str| der::generalized_time(time(text));
    let id = der::sequence(&[
        der::algorithm("1.3.14.3.2.26", true),
        der::octets(&sha1(&ca.subject_name)),
        der::octets(&ca.key_identifier()),
        der::integer(party(answer.about).serial),
    ]);
    let status = answer
        .revoked
        .map_or(der::tlv(0x80, &[]), |revoked| der::tlv(0xa1, &at(revoked)));
    let next = answer.next.map_or(Vec::new(), |next| der::explicit(0, &at(next)));
    let answers = der::sequence(&[der::sequence(&[id, status, at(answer.this), next])]);
    let by_key = der::explicit(2, &der::octets(&key.key_identifier()));
    let body = der::sequence(&[by_key, at(answer.this), answers]);
    let value = key.sign(&body);
    let certificates = der::explicit(0, &der::sequence(std::slice::from_ref(&key.certificate)));
    let basic = der::sequence(&[body, der::algorithm(RSA_SHA256, true), der::bits(&value), certificates]);
    let bytes = der::sequence(&[der::oid("1.3.6.1.5.5.7.48.1.1"), der::octets(&basic)]);
    der::sequence(&[der::tlv(0x0a, &[0]), der::explicit(0, &bytes)])
}

/// The trust folder of the samples: the roots of the test PKI, its authority for agencies and persons, and the lists of
/// both, issued after the last sample was signed. Names and DER.
pub fn trust_folder() -> Vec<(&'static str, Vec<u8>)> {
    const THIS: &str = "2026-06-15T01:00:00";
    const NEXT: &str = "2026-12-31T01:00:00";
    let listed = [
        // Retired, and signed once more ten days later.
        (
            party(Holder::DeputyChair).serial,
            "2026-03-31T10:00:00",
            Some(reason::CESSATION),
        ),
        // Moved on, a month after the last signature.
        (
            party(Holder::DeputyPrincipal).serial,
            "2026-05-20T02:00:00",
            Some(reason::AFFILIATION_CHANGED),
        ),
    ];
    vec![
        ("ca-thu-nghiem.cer", party(Holder::Root).certificate.clone()),
        ("ca-thu-nghiem.crl", crl(Holder::Root, THIS, NEXT, &[])),
        ("ca-thu-nghiem-co-quan.cer", party(Holder::OfficeCa).certificate.clone()),
        ("ca-thu-nghiem-co-quan.crl", crl(Holder::OfficeCa, THIS, NEXT, &listed)),
        ("may-chu-dau-thoi-gian.cer", party(Holder::Tsa).certificate.clone()),
    ]
}
