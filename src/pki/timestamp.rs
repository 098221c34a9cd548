//! Timestamp tokens (RFC 3161): what they state, and whether they belong to what was stamped.

use super::{
    algorithm::AlgorithmIdentifier,
    asn1::{Asn1Error, single, tag},
    certificate::{Certificate, serial_hex},
    cms::{SignedData, SignerInfo},
    digest::{Begun, DigestAlgorithm},
    extension::{BOOLEAN, extensions},
    general_name::GeneralName,
    oid,
    time::moment,
    verify::{Verification, verify},
};
use crate::facts::{Cause, Measured, Moment};

/// A timestamp token. Whether it is valid as a whole (extended key usage, path, revocation) is not said here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeStampToken {
    /// genTime of TSTInfo.
    pub gen_time: Moment,
    /// Common name of the time-stamping authority, when its certificate is in the token.
    pub tsa: Option<String>,
    /// Hash function of the message imprint: `sha1`, `sha256`, ... or `other`.
    pub imprint_algorithm: String,
    /// Whether the imprint is the digest of what was stamped.
    pub imprint_matches: Measured<bool>,
    /// Whether the token's own CMS signature holds over its TSTInfo, digest and value, with the key of `certificate`.
    pub signature_verifies: Measured<bool>,
    /// The certificate that signed the token.
    pub certificate: Measured<Certificate>,
    /// Policy of the authority, dotted.
    pub policy: String,
    /// Serial number of the token, lower-case hexadecimal without leading zeros.
    pub serial_hex: String,
    /// Whether an ESS signing-certificate attribute names `certificate`, as RFC 3161, 2.4.2 and RFC 5816 require.
    pub certificate_referenced: bool,
    /// `tsa`: a hint to the name of the authority, which must be one of those in its certificate (2.4.2).
    pub(crate) authority: Option<GeneralName>,
}

/// A token together with the verification of its own signature.
pub(crate) struct ReadToken {
    pub(crate) token: TimeStampToken,
    pub(crate) verification: Verification,
}

/// TSTInfo (RFC 3161, 2.4.2), as far as it is used.
struct TstInfo<'a> {
    policy: &'a [u8],
    imprint_algorithm: &'a [u8],
    imprint: &'a [u8],
    serial: &'a [u8],
    gen_time: Moment,
    authority: Option<GeneralName>,
}

impl<'a> TstInfo<'a> {
    fn from_der(der: &'a [u8]) -> Result<Self, Asn1Error> {
        let mut members = single(der, tag::SEQUENCE, "TSTInfo")?.members();
        if members.expect(tag::INTEGER, "version")?.content != [1] {
            return Err(Asn1Error::Value("TSTInfo is not version 1"));
        }
        let policy = members.expect(tag::OID, "policy")?.content;
        let mut imprint = members.expect(tag::SEQUENCE, "messageImprint")?.members();
        let imprint_algorithm = AlgorithmIdentifier::read(&mut imprint)?.oid;
        let imprint_value = imprint.expect(tag::OCTET_STRING, "hashedMessage")?.content;
        imprint.end("messageImprint")?;
        let serial = members.expect(tag::INTEGER, "serialNumber")?.content;
        let gen_time = members.expect(tag::GENERALIZED_TIME, "genTime")?;
        let gen_time = moment(&gen_time).ok_or(Asn1Error::Value("genTime is no time"))?;
        // accuracy, ordering, nonce.
        for optional in [tag::SEQUENCE, BOOLEAN, tag::INTEGER] {
            members.optional(optional)?;
        }
        let authority = match members.optional(tag::context_constructed(0))? {
            Some(explicit) => {
                let mut name = explicit.members();
                let read = GeneralName::from_element(&name.any()?.ok_or(Asn1Error::Truncated)?)?;
                name.end("tsa")?;
                Some(read)
            }
            None => None,
        };
        if let Some(list) = members.optional(tag::context_constructed(1))?
            && extensions(list.content)?.iter().any(|extension| extension.critical)
        {
            return Err(Asn1Error::Value("a critical extension of the TSTInfo is not handled"));
        }
        members.end("TSTInfo")?;
        Ok(Self {
            policy,
            imprint_algorithm,
            imprint: imprint_value,
            serial,
            gen_time,
            authority,
        })
    }
}

/// Reads the token in `data` and compares its imprint with `stamped`; `None` when that can't be had.
///
/// # Errors
/// When it is no timestamp token.
pub(crate) fn read(
    data: &SignedData<'_>,
    stamped: Option<&[&[u8]]>,
    begun: Option<&Begun>,
) -> Result<ReadToken, Asn1Error> {
    if data.content_type != oid::TST_INFO {
        return Err(Asn1Error::Value("the token does not hold a TSTInfo"));
    }
    let content = data.content.ok_or(Asn1Error::Value("the token holds nothing"))?;
    let info = TstInfo::from_der(content)?;
    let [signer_info] = data.signer_infos.as_slice() else {
        // RFC 3161, 2.4.2: the signature of the TSA and no other.
        return Err(Asn1Error::Value("the token does not have exactly one SignerInfo"));
    };
    let signer_info = SignerInfo::from_element(signer_info)?;
    let verification = verify(data, &signer_info, Some(&[content]), None, true);
    let algorithm = DigestAlgorithm::from_oid(info.imprint_algorithm);
    let unsupported = || Cause::UnsupportedAlgorithm(format!("imprint {}", oid::dotted(info.imprint_algorithm)));
    let imprint_matches = match (algorithm, stamped) {
        (None, _) => Measured::Unmeasured(unsupported()),
        (Some(_), None) => Measured::Unmeasured(Cause::ByteRangeUnusable),
        (Some(algorithm), Some(stamped)) => match algorithm.going_on(stamped, begun) {
            Some(digest) => Measured::Known(digest.as_ref() == info.imprint),
            None => Measured::Unmeasured(unsupported()),
        },
    };
    let token = TimeStampToken {
        gen_time: info.gen_time,
        tsa: verification
            .signer
            .known()
            .and_then(|certificate| certificate.common_name.clone()),
        imprint_algorithm: algorithm.map_or("other", DigestAlgorithm::code).to_owned(),
        imprint_matches,
        signature_verifies: verification.holds(),
        certificate: verification.signer.clone(),
        policy: oid::dotted(info.policy),
        serial_hex: serial_hex(info.serial),
        certificate_referenced: signer_info.names_certificate(),
        authority: info.authority,
    };
    Ok(ReadToken { token, verification })
}
