//! CMS, X.509 and RFC 3161, and what they say of one signature. Reads no PDF, no network, no clock.
//!
//! From the bytes up: [`asn1`] reads tags and lengths, [`ber`] turns BER into DER first, [`time`], [`name`] and
//! [`general_name`] read values, [`algorithm`] says what an identifier stands for, [`digest`] and [`key`] are the only
//! files that touch the crypto library ([`rsa`] verifies what it has no algorithm for), [`certificate`] and [`cms`] are the structures, [`verify`] checks one SignerInfo
//! over given content, [`timestamp`] a token, and [`mod@examine`] puts them together for each format that a PDF
//! signature may have.
//!
//! Above that is trust: [`x509`] is a certificate with its [`extension`]s, [`trust`] what the user brings, [`material`]
//! what the document brings, [`path`] finds and checks certification paths, [`crl`] and [`ocsp`] are evidence that
//! [`gathering`] collects and [`revocation`] weighs, [`mod@certify`] asks for one certificate at one time, [`stamped`] for one timestamp,
//! [`sunset`] is the table of algorithms, [`validation`] brings it all together, and
//! [`decision`] draws the conclusion of EN 319 102-1. [`cache`] remembers
//! what would come out the same again.
//!
//! Everything here is total: any bytes give an answer. An algorithm that is not known gives "unsupported", never
//! "bad". No answer depends on the order of files, on what was seen before, or on another document.
#![warn(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::expect_used,
    clippy::panic
)]

mod algorithm;
mod asn1;
mod ber;
mod cache;
mod certificate;
mod certify;
mod cms;
mod crl;
mod decision;
mod digest;
mod examine;
mod extension;
mod gathering;
mod general_name;
mod key;
mod material;
mod name;
mod ocsp;
mod oid;
mod path;
mod revocation;
mod rsa;
mod stamped;
mod sunset;
mod time;
mod timestamp;
mod trust;
mod validation;
mod verify;
mod x509;

pub use crate::facts::{Lack, Missing};
pub use cache::PathCache;
pub use certificate::Certificate;
pub use certify::{Certification, CertificationQuestion, PathCertificate, RevocationVerdict, certify};
pub use digest::{Begun, begin};
pub use examine::{FormatProblem, SignatureExamination, SignatureInput, Trailing, examine};
pub use material::{EmbeddedMaterial, MaterialSources};
pub use path::{PathProblem, PathProblemKind, PolicyInput};
pub use stamped::Proof;
pub use sunset::{AlgorithmConcern, AlgorithmSunset, AlgorithmUse, Sunset};
pub use timestamp::TimeStampToken;
pub use trust::{AnchorScheme, TrustEntry, TrustItem, TrustKind, TrustProblem, TrustStore};
pub use validation::{Validation, ValidationInput, prove, validate};
