//! Object identifiers as their DER content octets.

/// id-data, 1.2.840.113549.1.7.1 (RFC 5652, 4).
pub(crate) const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
/// id-signedData, 1.2.840.113549.1.7.2 (RFC 5652, 5.1).
pub(crate) const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
/// id-ct-TSTInfo, 1.2.840.113549.1.9.16.1.4 (RFC 3161, 2.4.2).
pub(crate) const TST_INFO: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 1, 4];

/// id-contentType, 1.2.840.113549.1.9.3 (RFC 5652, 11.1).
pub(crate) const CONTENT_TYPE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 3];
/// id-messageDigest, 1.2.840.113549.1.9.4 (RFC 5652, 11.2).
pub(crate) const MESSAGE_DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 4];
/// id-signingTime, 1.2.840.113549.1.9.5 (RFC 5652, 11.3).
pub(crate) const SIGNING_TIME: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 5];
/// id-aa-signingCertificate, 1.2.840.113549.1.9.16.2.12 (RFC 2634, 5.4).
pub(crate) const SIGNING_CERTIFICATE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 12];
/// id-aa-timeStampToken, 1.2.840.113549.1.9.16.2.14 (RFC 3161, appendix A).
pub(crate) const TIME_STAMP_TOKEN: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 14];
/// id-aa-signingCertificateV2, 1.2.840.113549.1.9.16.2.47 (RFC 5035, 3).
pub(crate) const SIGNING_CERTIFICATE_V2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 47];

/// id-aa-CMSAlgorithmProtection, 1.2.840.113549.1.9.52 (RFC 6211, 2).
pub(crate) const CMS_ALGORITHM_PROTECTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 52];

/// MD5, 1.2.840.113549.2.5.
pub(crate) const MD5: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 5];
/// SHA-1, 1.3.14.3.2.26.
pub(crate) const SHA1: &[u8] = &[0x2b, 14, 3, 2, 26];
/// NIST hash functions, 2.16.840.1.101.3.4.2; one more octet says which.
pub(crate) const NIST_HASH: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2];
/// NIST signature algorithms, 2.16.840.1.101.3.4.3; one more octet says which.
pub(crate) const NIST_SIGNATURE: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3];

/// PKCS #1, 1.2.840.113549.1.1; one more octet says which.
pub(crate) const PKCS1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1];
/// rsaEncryption, 1.2.840.113549.1.1.1 (RFC 8017, appendix A.1).
pub(crate) const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
/// id-mgf1, 1.2.840.113549.1.1.8 (RFC 8017, appendix A.2.1).
pub(crate) const MGF1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 8];
/// id-RSASSA-PSS, 1.2.840.113549.1.1.10 (RFC 8017, appendix A.2.3).
pub(crate) const RSASSA_PSS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10];
/// sha1WithRSASignature of the Open Systems Implementers' Workshop, 1.3.14.3.2.29.
pub(crate) const OIW_SHA1_WITH_RSA: &[u8] = &[0x2b, 14, 3, 2, 29];

/// id-ecPublicKey, 1.2.840.10045.2.1 (RFC 5480, 2.1.1).
pub(crate) const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
/// ecdsa-with-SHA1, 1.2.840.10045.4.1 (RFC 3279).
pub(crate) const ECDSA_WITH_SHA1: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 1];
/// ecdsa-with-SHA2, 1.2.840.10045.4.3 (RFC 5758); one more octet says which.
pub(crate) const ECDSA_WITH_SHA2: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3];
/// P-256, 1.2.840.10045.3.1.7.
pub(crate) const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
/// P-384, 1.3.132.0.34.
pub(crate) const P384: &[u8] = &[0x2b, 0x81, 0x04, 0, 34];
/// P-521, 1.3.132.0.35.
pub(crate) const P521: &[u8] = &[0x2b, 0x81, 0x04, 0, 35];
/// Ed25519, 1.3.101.112 (RFC 8410).
pub(crate) const ED25519: &[u8] = &[0x2b, 0x65, 112];
/// Ed448, 1.3.101.113 (RFC 8410).
pub(crate) const ED448: &[u8] = &[0x2b, 0x65, 113];
/// id-dsa, 1.2.840.10040.4.1 (RFC 3279).
pub(crate) const DSA: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1];

/// Attribute types of names, 2.5.4 (X.520); one more octet says which.
pub(crate) const X520: &[u8] = &[0x55, 4];
/// domainComponent, 0.9.2342.19200300.100.1.25 (RFC 4519).
pub(crate) const DOMAIN_COMPONENT: &[u8] = &[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25];
/// userId, 0.9.2342.19200300.100.1.1 (RFC 4519).
pub(crate) const USER_ID: &[u8] = &[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 1];
/// subjectKeyIdentifier, 2.5.29.14 (RFC 5280, 4.2.1.2).
pub(crate) const SUBJECT_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1d, 14];

/// Certificate extensions, 2.5.29 (RFC 5280, 4.2.1 and 5.2); one more octet says which.
pub(crate) const EXTENSION: &[u8] = &[0x55, 0x1d];
/// id-pe-authorityInfoAccess, 1.3.6.1.5.5.7.1.1 (RFC 5280, 4.2.2.1).
pub(crate) const AUTHORITY_INFO_ACCESS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 1, 1];
/// id-ad-ocsp, 1.3.6.1.5.5.7.48.1.
pub(crate) const ACCESS_OCSP: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 1];
/// id-ad-caIssuers, 1.3.6.1.5.5.7.48.2.
pub(crate) const ACCESS_CA_ISSUERS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 2];
/// id-pkix-ocsp-basic, 1.3.6.1.5.5.7.48.1.1 (RFC 6960, 4.2.1).
pub(crate) const OCSP_BASIC: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 1, 1];
/// id-pkix-ocsp-nonce, 1.3.6.1.5.5.7.48.1.2 (RFC 6960, 4.4.1).
pub(crate) const OCSP_NONCE: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 1, 2];
/// id-pkix-ocsp-nocheck, 1.3.6.1.5.5.7.48.1.5 (RFC 6960, 4.2.2.2.1).
pub(crate) const OCSP_NO_CHECK: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 1, 5];
/// id-pkix-ocsp-archive-cutoff, 1.3.6.1.5.5.7.48.1.6 (RFC 6960, 4.4.4).
pub(crate) const OCSP_ARCHIVE_CUTOFF: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 1, 6];
/// Purposes of keys, 1.3.6.1.5.5.7.3 (RFC 5280, 4.2.1.12); one more octet says which.
pub(crate) const KEY_PURPOSE: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3];
/// anyExtendedKeyUsage, 2.5.29.37.0.
pub(crate) const ANY_KEY_PURPOSE: &[u8] = &[0x55, 0x1d, 37, 0];
/// anyPolicy, 2.5.29.32.0 (RFC 5280, 4.2.1.4).
pub(crate) const ANY_POLICY: &[u8] = &[0x55, 0x1d, 32, 0];
/// emailAddress, 1.2.840.113549.1.9.1 (RFC 2985, 5.2.1).
pub(crate) const EMAIL_ADDRESS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1];
/// adbe-revocationInfoArchival, 1.2.840.113583.1.1.8 (ISO 32000-1, 12.8.3.3.2).
pub(crate) const REVOCATION_ARCHIVAL: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x2f, 1, 1, 8];
/// id-aa-ets-certValues, 1.2.840.113549.1.9.16.2.23 (ETSI EN 319 122-2, A.1.1.2).
pub(crate) const CERTIFICATE_VALUES: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 23];
/// id-aa-ets-revocationValues, 1.2.840.113549.1.9.16.2.24 (ETSI EN 319 122-2, A.1.2.2).
pub(crate) const REVOCATION_VALUES: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 24];
/// id-ri-ocsp-response, 1.3.6.1.5.5.7.16.2 (RFC 5940, 2).
pub(crate) const OTHER_OCSP: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 16, 2];

/// The one octet behind `arc`, when `oid` is a direct child of it with a small number.
pub(crate) fn child(oid: &[u8], arc: &[u8]) -> Option<u8> {
    match oid.strip_prefix(arc) {
        Some([last]) if *last < 0x80 => Some(*last),
        _ => None,
    }
}

/// Dotted form, for people; hexadecimal when it is not a valid OID.
pub(crate) fn dotted(oid: &[u8]) -> String {
    decode(oid).unwrap_or_else(|| format!("#{}", super::digest::hex(oid)))
}

/// DER octets of the dotted form; `None` when it is none.
pub(crate) fn encode(dotted: &str) -> Option<Vec<u8>> {
    let mut numbers = Vec::new();
    for number in dotted.split('.') {
        numbers.push(number.parse::<u64>().ok()?);
    }
    let (first, rest) = numbers.split_first()?;
    let (second, rest) = rest.split_first()?;
    if *first > 2 || (*first < 2 && *second > 39) {
        return None;
    }
    let joined = first.checked_mul(40)?.checked_add(*second)?;
    let mut octets = Vec::new();
    for number in std::iter::once(&joined).chain(rest) {
        let mut groups = vec![u8::try_from(number & 0x7f).ok()?];
        let mut left = number >> 7;
        while left > 0 {
            groups.push(u8::try_from(left & 0x7f).ok()? | 0x80);
            left >>= 7;
        }
        octets.extend(groups.iter().rev());
    }
    Some(octets)
}

fn decode(oid: &[u8]) -> Option<String> {
    let mut numbers: Vec<u64> = Vec::new();
    let mut number = 0_u64;
    let mut open = false;
    for octet in oid {
        number = number.checked_mul(128)?.checked_add(u64::from(octet & 0x7f))?;
        open = octet & 0x80 != 0;
        if !open {
            numbers.push(number);
            number = 0;
        }
    }
    if open {
        return None;
    }
    let (first, others) = numbers.split_first()?;
    let root = (first / 40).min(2);
    let second = first.checked_sub(root.checked_mul(40)?)?;
    let mut text = format!("{root}.{second}");
    for other in others {
        text.push('.');
        text.push_str(&other.to_string());
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dotted_form() {
        assert_eq!(dotted(RSASSA_PSS), "1.2.840.113549.1.1.10");
        assert_eq!(dotted(&[NIST_HASH, &[1]].concat()), "2.16.840.1.101.3.4.2.1");
        assert_eq!(dotted(USER_ID), "0.9.2342.19200300.100.1.1");
        assert_eq!(dotted(&[0x2b, 0x86]), "#2b86");
        assert_eq!(dotted(&[]), "#");
    }

    #[test]
    fn there_and_back() {
        for text in [
            "2.16.704.1.1.1.1.1",
            "1.2.840.113549.1.9.16.2.47",
            "2.999.1",
            "0.9.2342",
        ] {
            assert_eq!(dotted(&encode(text).unwrap()), text);
        }
        for text in ["", "1", "3.1", "1.40", "a.b", "1.2.", "1.-2"] {
            assert_eq!(encode(text), None, "{text}");
        }
    }

    #[test]
    fn child_of_an_arc() {
        assert_eq!(child(RSASSA_PSS, PKCS1), Some(10));
        assert_eq!(child(PKCS1, PKCS1), None);
        assert_eq!(child(DATA, PKCS1), None);
    }
}
