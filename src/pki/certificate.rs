//! Certificates (RFC 5280), as an owned model.

use jiff::Timestamp;
use x509_parser::{certificate::X509CertificateParser, nom::Parser as _, time::ASN1Time};

use super::{
    asn1::{magnitude, single, tag},
    digest::{hex, sha256_hex},
    key::PublicKey,
    name::Name,
    oid,
};
use crate::facts::Moment;

/// A certificate. Nothing here is validated: a file may carry any certificate it likes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Common name of the subject, the most specific if there are several; Unicode NFC.
    pub common_name: Option<String>,
    /// Organization of the subject.
    pub organization: Option<String>,
    /// Organizational unit of the subject.
    pub organizational_unit: Option<String>,
    /// Whole name of the subject, written as in RFC 4514.
    pub subject: String,
    /// Common name of the issuer.
    pub issuer_common_name: Option<String>,
    /// Whole name of the issuer, written as in RFC 4514.
    pub issuer: String,
    /// Serial number, lower-case hexadecimal as encoded, without leading zeros; `0` for zero.
    pub serial_hex: String,
    /// Start of validity.
    pub not_before: Moment,
    /// End of validity; 9999-12-31 ("no well-defined end", RFC 5280, 4.1.2.5) is the last instant that can be said.
    pub not_after: Moment,
    /// SHA-256 of the DER, lower-case hexadecimal.
    pub sha256: String,
    /// Algorithm of the public key: `rsa`, `ecdsa`, `ed25519`, `ed448`, `dsa` or `other`.
    pub key_algorithm: String,
    /// Size of the public key, bits; `None` when algorithm or curve is not known.
    pub key_bits: Option<u32>,
    /// DER of the issuer's name.
    pub issuer_der: Vec<u8>,
    /// DER of the subject's name.
    pub subject_der: Vec<u8>,
    /// DER of the SubjectPublicKeyInfo.
    pub public_key_der: Vec<u8>,
    /// subjectKeyIdentifier (RFC 5280, 4.2.1.2).
    pub subject_key_identifier: Option<Vec<u8>>,
    /// The certificate as stored.
    pub der: Vec<u8>,
}

impl Certificate {
    /// Reads a DER certificate.
    ///
    /// # Errors
    /// English words for a technician, when it is no certificate or its key or validity is not readable.
    pub fn from_der(der: &[u8]) -> Result<Self, String> {
        // Extensions are read raw, one by one, so that a broken one that is not needed does no harm.
        let mut parser = X509CertificateParser::new().with_deep_parse_extensions(false);
        let (rest, certificate) = parser.parse(der).map_err(|error| match error {
            x509_parser::nom::Err::Incomplete(_) => "certificate ends too early".to_owned(),
            x509_parser::nom::Err::Error(error) | x509_parser::nom::Err::Failure(error) => error.to_string(),
        })?;
        if !rest.is_empty() {
            return Err("something follows the certificate".to_owned());
        }
        let subject_der = certificate.subject().as_raw();
        let issuer_der = certificate.issuer().as_raw();
        let subject = Name::from_der(subject_der).map_err(|error| error.to_string())?;
        let issuer = Name::from_der(issuer_der).map_err(|error| error.to_string())?;
        let key = PublicKey::from_spki(certificate.public_key().raw).map_err(|error| error.to_string())?;
        let subject_key_identifier = certificate
            .extensions()
            .iter()
            .find(|extension| extension.oid.as_bytes() == oid::SUBJECT_KEY_IDENTIFIER)
            .and_then(|extension| single(extension.value, tag::OCTET_STRING, "SubjectKeyIdentifier").ok())
            .map(|identifier| identifier.content.to_vec());
        Ok(Self {
            common_name: subject.common_name(),
            organization: subject.organization(),
            organizational_unit: subject.organizational_unit(),
            subject: subject.to_rfc4514(),
            issuer_common_name: issuer.common_name(),
            issuer: issuer.to_rfc4514(),
            serial_hex: serial_hex(certificate.raw_serial()),
            not_before: moment(certificate.validity().not_before),
            not_after: moment(certificate.validity().not_after),
            sha256: sha256_hex(der),
            key_algorithm: key.algorithm.to_owned(),
            key_bits: key.bits,
            issuer_der: issuer_der.to_vec(),
            subject_der: subject_der.to_vec(),
            public_key_der: certificate.public_key().raw.to_vec(),
            subject_key_identifier,
            der: der.to_vec(),
        })
    }
}

/// Hexadecimal of a serial number as in [`Certificate::serial_hex`].
pub(crate) fn serial_hex(serial: &[u8]) -> String {
    let digits = hex(magnitude(serial));
    match digits.trim_start_matches('0') {
        "" => "0".to_owned(),
        significant => significant.to_owned(),
    }
}

fn moment(time: ASN1Time) -> Moment {
    let clamped = time
        .timestamp()
        .clamp(Timestamp::MIN.as_second(), Timestamp::MAX.as_second());
    Moment::utc(Timestamp::from_second(clamped).unwrap_or(Timestamp::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers() {
        for (octets, text) in [
            (vec![0, 0x8f, 1], "8f01"),
            (vec![0x0a, 0], "a00"),
            (vec![0], "0"),
            (vec![], "0"),
            // Negative, which RFC 5280 forbids and some authorities issue.
            (vec![0xff, 1], "ff01"),
        ] {
            assert_eq!(serial_hex(&octets), text);
        }
    }

    #[test]
    fn no_well_defined_end() {
        let end = ASN1Time::from_timestamp(253_402_300_799).unwrap();
        assert!(moment(end).to_string().starts_with("9999-12-30T22:00:00"));
    }

    #[test]
    fn not_a_certificate() {
        assert!(Certificate::from_der(&[]).is_err());
        assert!(Certificate::from_der(&[0x30, 0]).is_err());
    }
}
