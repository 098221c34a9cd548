//! Facts of one signature dictionary.

use serde::{Deserialize, Serialize};

use super::{Measured, Missing, Moment, SignatureLayout};

macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $code)] $variant),+
        }

        impl $name {
            /// Every code, in the order of declaration.
            pub const CODES: &'static [&'static str] = &[$($code),+];

            /// The code used in rule files, JSON and tables.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }
    };
}

pub(super) use coded;

coded! {
    /// What digest and signature value say; nothing about certificates. Precedence from top to bottom but `Intact`.
    Integrity {
        /// Digest and signature value are right.
        Intact = "intact",
        /// The digest over the ByteRange is not the signed one.
        DigestMismatch = "digest-mismatch",
        /// The signature value does not verify with the signer's key.
        SignatureInvalid = "signature-invalid",
        /// ByteRange or CMS can't be used.
        Malformed = "malformed",
        /// An algorithm this program does not know: never "bad".
        Unsupported = "unsupported",
    }
}

coded! {
    /// What part of the file the ByteRange covers.
    Coverage {
        /// Up to the last byte of the file, bar the hole of its own /Contents.
        WholeFile = "whole-file",
        /// Exactly up to the end of an earlier revision.
        WholeRevision = "whole-revision",
        /// Less than that, or a hole that is not its own /Contents.
        Partial = "partial",
        /// Runs past the end of the file: the file was re-saved after signing.
        OutOfFile = "out-of-file",
    }
}

coded! {
    /// What was done to the document after the signed revision.
    ModificationLevel {
        /// Nothing.
        None = "none",
        /// Validation data or document timestamps only.
        LtaUpdate = "lta-update",
        /// Form fields filled, or further signatures.
        FormFilling = "form-filling",
        /// Annotations added or changed.
        Annotations = "annotations",
        /// Anything else.
        Other = "other",
    }
}

coded! {
    /// Main status indication of EN 319 102-1, clause 5.1.3.
    Indication {
        /// The signature is technically valid.
        TotalPassed = "TOTAL-PASSED",
        /// The signature is technically invalid.
        TotalFailed = "TOTAL-FAILED",
        /// The available information is not enough.
        Indeterminate = "INDETERMINATE",
    }
}

coded! {
    /// Sub-indication of EN 319 102-1, clause 5.1.3: the first six belong to TOTAL-FAILED, the others to INDETERMINATE.
    SubIndication {
        /// The signature does not conform to a supported format.
        FormatFailure = "FORMAT_FAILURE",
        /// A digest of signed data does not match.
        HashFailure = "HASH_FAILURE",
        /// The signature value does not verify.
        SigCryptoFailure = "SIG_CRYPTO_FAILURE",
        /// The signer's certificate had been revoked before it signed.
        Revoked = "REVOKED",
        /// Proven to be made after the signer's certificate expired.
        Expired = "EXPIRED",
        /// Proven to be made before the signer's certificate became valid.
        NotYetValid = "NOT_YET_VALID",
        /// Attributes or references of the signature break a constraint.
        SigConstraintsFailure = "SIG_CONSTRAINTS_FAILURE",
        /// The chain is complete and breaks a constraint: cA, path length, names, policies, key usage.
        ChainConstraintsFailure = "CHAIN_CONSTRAINTS_FAILURE",
        /// The chain can't be validated for another reason.
        CertificateChainGeneralFailure = "CERTIFICATE_CHAIN_GENERAL_FAILURE",
        /// An algorithm or key size was no longer reliable when the signature was made.
        CryptoConstraintsFailure = "CRYPTO_CONSTRAINTS_FAILURE",
        /// Not known before the time at which an algorithm stopped being reliable; also: an algorithm not handled.
        CryptoConstraintsFailureNoPoe = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
        /// Timestamps contradict each other or lie in the future.
        TimestampOrderFailure = "TIMESTAMP_ORDER_FAILURE",
        /// The signer's certificate can't be found.
        NoSigningCertificateFound = "NO_SIGNING_CERTIFICATE_FOUND",
        /// No chain leads to a trust anchor.
        NoCertificateChainFound = "NO_CERTIFICATE_CHAIN_FOUND",
        /// The same, for a time for which there is no proof of existence.
        NoCertificateChainFoundNoPoe = "NO_CERTIFICATE_CHAIN_FOUND_NO_POE",
        /// Revoked, and nothing proves that the signature existed before.
        RevokedNoPoe = "REVOKED_NO_POE",
        /// A CA of the chain was revoked, and nothing proves what existed before.
        RevokedCaNoPoe = "REVOKED_CA_NO_POE",
        /// Outside the validity of the certificate, which is known not to have been revoked.
        OutOfBoundsNotRevoked = "OUT_OF_BOUNDS_NOT_REVOKED",
        /// Outside the validity of a certificate, and nothing proves an earlier time.
        OutOfBoundsNoPoe = "OUT_OF_BOUNDS_NO_POE",
        /// Revocation information is signed outside the validity of its signer.
        RevocationOutOfBoundsNoPoe = "REVOCATION_OUT_OF_BOUNDS_NO_POE",
        /// No proof that something existed when it had to.
        NoPoe = "NO_POE",
        /// Revocation information for that time is not at hand (yet), or the certificate was on hold.
        TryLater = "TRY_LATER",
        /// What was signed can't be had.
        SignedDataNotFound = "SIGNED_DATA_NOT_FOUND",
        /// The signature policy can't be processed.
        PolicyProcessingError = "POLICY_PROCESSING_ERROR",
        /// The signature policy is not available.
        SignaturePolicyNotAvailable = "SIGNATURE_POLICY_NOT_AVAILABLE",
    }
}

coded! {
    /// Baseline level of EN 319 142-1.
    BaselineLevel {
        /// B-B.
        B = "B",
        /// B-T.
        T = "T",
        /// B-LT.
        Lt = "LT",
        /// B-LTA.
        Lta = "LTA",
    }
}

coded! {
    /// The part a signature plays on the document.
    SignatureRole {
        /// Chữ ký số của người có thẩm quyền.
        Person = "person",
        /// Chữ ký số của cơ quan, with the picture of the seal.
        Seal = "seal",
        /// Số văn bản, filled in by the clerk.
        Number = "number",
        /// Ngày, tháng, filled in by the clerk.
        Date = "date",
        /// Bản sao điện tử.
        Copy = "copy",
        /// Văn bản kèm theo, phụ lục in a file of its own.
        Attachment = "attachment",
        /// A portal or gazette that published the document.
        Publisher = "publisher",
        /// Ký nháy.
        Initial = "initial",
        /// Without a visible place.
        Invisible = "invisible",
        /// A document timestamp (ETSI.RFC3161).
        DocTimestamp = "doc-timestamp",
        /// None of these.
        Other = "other",
    }
}

coded! {
    /// Whom a certificate names, inferred from its subject and issuer.
    SignerKind {
        /// Cá nhân.
        Person = "person",
        /// Cơ quan, tổ chức.
        Agency = "agency",
        /// Thiết bị, dịch vụ, phần mềm.
        Service = "service",
        /// Could not be inferred.
        Unknown = "unknown",
    }
}

coded! {
    /// What kind of trust anchor a certification path ends at.
    AnchorScheme {
        /// A root of Ban Cơ yếu Chính phủ, known by its fingerprint.
        Official = "official",
        /// A root of the public certification authorities of Vietnam, known by its fingerprint.
        Public = "public",
        /// Any other self-signed certificate that the user trusts.
        Local = "local",
    }
}

coded! {
    /// Whether the signer's certificate was valid when it signed, and what says so.
    ValidityWhenSigned {
        /// It was valid at the best signature time.
        Proven = "proven",
        /// Nothing proves the time; it was valid at the time that the software claims and at that of the audit.
        Claimed = "claimed",
        /// It had ended, or had not begun, at a time that is proven to be that of signing.
        Outside = "outside",
    }
}

/// What validating the certification path of the signer came to (RFC 5280, EN 319 102-1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CertificationFacts {
    /// The anchor the path ends at; absent when no complete path was found.
    pub anchor: Measured<AnchorScheme>,
    /// Whether every certificate of the path was valid at the time that was judged.
    pub in_time: Measured<bool>,
    /// Whether the signer's certificate alone was valid then; unmeasured when nothing proves the time.
    pub valid_when_signed: Measured<ValidityWhenSigned>,
    /// Whole days from the moment of the audit to the end of the signer's certificate; negative when it has ended.
    pub days_left: Measured<i64>,
    /// Whether key usage and extended key usage let the signer sign documents.
    pub usage_allows: Measured<bool>,
    /// Whether the signer's certificate is that of a certification authority.
    pub signer_is_ca: Measured<bool>,
    /// Whether the signer's certificate was revoked at the time that was judged; unmeasured without revocation data.
    pub revoked: Measured<bool>,
    /// When the evidence that speaks of `revoked` was issued (thisUpdate); absent when the certificate is listed.
    pub revocation_stated_at: Measured<Moment>,
    /// When the signer's certificate was revoked, before or after signing.
    pub revoked_at: Measured<Moment>,
    /// What would help to say more: certificates, CRLs, with their addresses.
    pub missing: Vec<Missing>,
}

impl Default for CertificationFacts {
    /// Nothing was validated.
    fn default() -> Self {
        let not = || super::Cause::NotValidated;
        Self {
            anchor: Measured::Unmeasured(not()),
            in_time: Measured::Unmeasured(not()),
            valid_when_signed: Measured::Unmeasured(not()),
            days_left: Measured::Unmeasured(not()),
            usage_allows: Measured::Unmeasured(not()),
            signer_is_ca: Measured::Unmeasured(not()),
            revoked: Measured::Unmeasured(not()),
            revocation_stated_at: Measured::Unmeasured(not()),
            revoked_at: Measured::Unmeasured(not()),
            missing: Vec::new(),
        }
    }
}

/// Facts of one signature dictionary, in form and out of form fields alike.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SignatureFacts {
    /// Object and generation number; `None` for a direct dictionary.
    pub object: Option<(u32, u16)>,
    /// Offset of the dictionary from the first byte of the file; `None` inside an object stream.
    pub offset: Option<u64>,
    /// Fully qualified name of the form field whose /V it is (ISO 32000-1, 12.7.3.2).
    pub field: Option<String>,
    /// Page of its first widget, counted from 1.
    pub page: Option<u32>,
    /// Whether a field in AcroForm /Fields leads to it; unmeasured when the objects of the file could not be read.
    pub reachable: Measured<bool>,
    /// /SubFilter.
    pub sub_filter: Measured<String>,
    /// /ByteRange as written.
    pub byte_range: Measured<Vec<i64>>,
    /// Whether every range lies inside the file.
    pub byte_range_in_file: Measured<bool>,
    /// Whether the ByteRange has two ranges, the first from 0, the second behind it without overlap.
    pub byte_range_well_formed: Measured<bool>,
    /// Whether the hole between the ranges is exactly the `<...>` of its own /Contents.
    pub hole_is_contents: Measured<bool>,
    /// What part of the file is covered.
    pub coverage: Measured<Coverage>,
    /// Reachable, inside the file, and its hole is its own /Contents: otherwise nothing is signed, whatever is shown.
    pub live: Measured<bool>,
    /// Digest and signature value together.
    pub integrity: Integrity,
    /// What exactly made `integrity` malformed or unsupported; English, for a technician.
    pub integrity_detail: Option<String>,
    /// Whether the digest over the ByteRange is the signed messageDigest (RFC 5652, 11.2).
    pub digest_matches: Measured<bool>,
    /// Whether the signature value verifies with the signer's key (RFC 5652, 5.6).
    pub value_verifies: Measured<bool>,
    /// Digest algorithm over the document: `sha1`, `sha256`, ...
    pub digest_algorithm: Measured<String>,
    /// Key algorithm of the signer: `rsa`, `ecdsa`, `ed25519`, ...
    pub key_algorithm: Measured<String>,
    /// Size of the signer's key, bits.
    pub key_bits: Measured<u32>,
    /// Number of SignerInfo in the CMS (RFC 5652, 5.3).
    pub signer_infos: Measured<u32>,
    /// The signer's certificate.
    pub signer: Measured<SignerFacts>,
    /// /M, the time that the signing software claims.
    pub claimed_time: Measured<Moment>,
    /// Whether /M states its offset from UTC; without one +07:00 is taken.
    pub claimed_time_has_offset: Measured<bool>,
    /// signingTime among the signed attributes (RFC 5652, 11.3).
    pub signing_time_attribute: Measured<Moment>,
    /// The signature timestamp token (RFC 3161, appendix A); of several the one that counts: the earliest that is valid.
    pub timestamp: Measured<TimeStampFacts>,
    /// The others. Anybody can add one: they are not signed.
    pub further_timestamps: Vec<Measured<TimeStampFacts>>,
    /// Best signature time (EN 319 102-1): the earliest time at which the signature is proven to exist.
    pub best_signature_time: Measured<Moment>,
    /// What was done after the signed revision, up to the end of the file.
    pub modification: Measured<ModificationLevel>,
    /// Whether DocMDP, FieldMDP and locks of the signatures at that time allow it, and nothing of it can hide what was
    /// signed. Absent when nothing was done. Without any DocMDP, /P 2 is taken (ISO 32000-1, table 254).
    pub modification_permitted: Measured<bool>,
    /// The change that decides both; English, for a technician.
    pub modification_detail: Option<String>,
    /// The certification path of the signer.
    pub certification: CertificationFacts,
    /// EN 319 102-1.
    pub indication: Indication,
    /// EN 319 102-1; `None` when the indication says enough or paths were not validated.
    pub sub_indication: Option<SubIndication>,
    /// EN 319 142-1.
    pub baseline: Measured<BaselineLevel>,
    /// The part it plays on the document.
    pub role: Measured<SignatureRole>,
    /// Where it stands and what it shows.
    pub layout: SignatureLayout,
    /// /Reason.
    pub reason: Option<String>,
    /// /Location.
    pub location: Option<String>,
}

/// The signer's certificate (RFC 5280).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignerFacts {
    /// Common name of the subject.
    pub common_name: Option<String>,
    /// Organization of the subject.
    pub organization: Option<String>,
    /// Organizational unit of the subject.
    pub organizational_unit: Option<String>,
    /// Common name of the issuer, or its whole name when it has none.
    pub issuer: String,
    /// Serial number, lower-case hexadecimal as encoded, without leading zeros.
    pub serial: String,
    /// Whom it names.
    pub kind: SignerKind,
    /// Start of validity.
    pub not_before: Moment,
    /// End of validity.
    pub not_after: Moment,
    /// SHA-256 of the certificate, lower-case hexadecimal.
    pub sha256: String,
}

/// A timestamp token (RFC 3161).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeStampFacts {
    /// genTime of TSTInfo.
    pub gen_time: Moment,
    /// Common name of the time-stamping authority's certificate, when it is in the token.
    pub tsa: Option<String>,
    /// Policy of the time-stamping authority, dotted.
    pub policy: String,
    /// Digest algorithm of the message imprint.
    pub imprint_algorithm: String,
    /// Whether the imprint is the digest of the signature value.
    pub imprint_matches: Measured<bool>,
    /// Whether the token is valid as a whole: imprint, signature, extended key usage, path.
    pub valid: Measured<bool>,
}

impl SignatureFacts {
    /// Names of /SubFilter that ISO 32000-2, table 255 defines.
    pub const FORMATS: [&str; 5] = [
        "adbe.pkcs7.detached",
        "adbe.pkcs7.sha1",
        "adbe.x509.rsa_sha1",
        "ETSI.CAdES.detached",
        Self::DOCUMENT_TIMESTAMP,
    ];

    /// /SubFilter of a document timestamp (ISO 32000-2, 12.8.5).
    pub const DOCUMENT_TIMESTAMP: &str = "ETSI.RFC3161";

    /// Whether it is a document timestamp, which is nobody's signature.
    pub fn is_document_timestamp(&self) -> bool {
        self.role == Measured::Known(SignatureRole::DocTimestamp)
            || self
                .sub_filter
                .known()
                .is_some_and(|name| name == Self::DOCUMENT_TIMESTAMP)
    }

    /// Whether the best signature time is that of the signature's own timestamp, and so the time of signing. A document
    /// timestamp may have come years later.
    pub fn signed_then(&self) -> bool {
        match (&self.timestamp, &self.best_signature_time) {
            (Measured::Known(token), Measured::Known(best)) => {
                token.valid == Measured::Known(true) && token.gen_time.instant() == best.instant()
            }
            _ => false,
        }
    }
}
