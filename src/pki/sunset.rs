//! When algorithms stop being reliable: a table of dates, which is data and comes from outside (EN 319 102-1, 5.1.4.4).

use jiff::civil;
use serde::Deserialize;

use super::{
    digest::DigestAlgorithm,
    path::Path,
    x509::{Signed, X509},
};
use crate::facts::Moment;

/// What an algorithm is used for. What can go wrong differs, and so do the dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AlgorithmUse {
    /// Digest over the document and the key of its signer, at the time of signing.
    Document,
    /// The signature on a certificate, at the start of its validity, when it was made.
    Certificate,
    /// Imprint and key of a timestamp, at its time.
    Timestamp,
    /// The signature on a CRL or an OCSP response, digest and key, when it was issued.
    Revocation,
}

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Sunset {
    /// Code of a digest or of a kind of key.
    pub algorithm: String,
    /// Only keys of fewer bits.
    #[serde(default)]
    pub below_bits: Option<u32>,
    /// Uses for which the date holds.
    #[serde(rename = "use")]
    pub uses: Vec<AlgorithmUse>,
    /// Last day, in Việt Nam, on which it is reliable.
    pub last_day: civil::Date,
    /// Whether a signature that needs it later can still be TOTAL-PASSED.
    pub decides: bool,
    /// Whether a provision or standard was read that says so.
    pub verified: bool,
    /// Where the date comes from, for people.
    pub note: String,
}

/// The table. The empty one has no objections.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlgorithmSunset {
    /// In the order of the file.
    #[serde(default, rename = "sunset")]
    pub lines: Vec<Sunset>,
}

/// An algorithm that was used after its last day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlgorithmConcern {
    /// Code of the digest or of the kind of key.
    pub algorithm: String,
    /// Size of the key.
    pub bits: Option<u32>,
    /// What for.
    pub used_for: AlgorithmUse,
    /// When.
    pub at: Moment,
    /// Until when it was reliable.
    pub last_day: civil::Date,
    /// Whether it keeps the signature from passing.
    pub decides: bool,
}

impl AlgorithmSunset {
    /// The text of the table that travels with the program, `rules/algorithms.toml`.
    pub const EMBEDDED: &str = include_str!("../../rules/algorithms.toml");

    /// Reads the table, as in `rules/algorithms.toml`.
    ///
    /// # Errors
    /// The message of the TOML reader, with line and column.
    pub fn from_toml(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// The table that travels with the program, `rules/algorithms.toml`.
    pub fn embedded() -> Self {
        // A test reads the same file, so it is readable; an empty table would only be less strict about dates.
        Self::from_toml(Self::EMBEDDED).unwrap_or_default()
    }

    /// Every line that objects to a path: to the digests of its certificates when they were made, and to the keys above its
    /// first at this time.
    pub(crate) fn path_concerns(&self, path: &Path, at: Moment) -> Vec<AlgorithmConcern> {
        let used_for = AlgorithmUse::Certificate;
        // What an anchor signed itself with does not matter.
        let below = path.certificates.len().saturating_sub(1);
        let digests = path.certificates.iter().take(below).filter_map(|certificate| {
            let made = certificate.certificate.not_before;
            Some((certificate.signed.hash()?.code(), None, made))
        });
        let keys = path.certificates.iter().skip(1).map(|certificate| {
            let key = &certificate.certificate;
            (key.key_algorithm.as_str(), key.key_bits, at)
        });
        digests
            .chain(keys)
            .flat_map(|(algorithm, bits, at)| self.concerns(used_for, algorithm, bits, at))
            .collect()
    }

    /// Whether a line decides against evidence of revocation of this time, for its digest or for the key that signed it
    /// (EN 319 102-1, 5.2.6).
    pub(crate) fn refuses_evidence(&self, signed: &Signed, signer: &X509, at: Moment) -> bool {
        self.refuses(
            AlgorithmUse::Revocation,
            signed.hash().map(DigestAlgorithm::code),
            signer,
            at,
        )
    }

    /// Whether a line decides against what was signed at this time with this digest and this key.
    pub(crate) fn refuses(&self, used_for: AlgorithmUse, digest: Option<&str>, signer: &X509, at: Moment) -> bool {
        let key = &signer.certificate;
        digest
            .into_iter()
            .flat_map(|digest| self.concerns(used_for, digest, None, at))
            .chain(self.concerns(used_for, &key.key_algorithm, key.key_bits, at))
            .any(|concern| concern.decides)
    }

    /// Whether a line decides against a path, see [`Self::path_concerns`].
    pub(crate) fn refuses_path(&self, path: &Path, at: Moment) -> bool {
        self.path_concerns(path, at).iter().any(|concern| concern.decides)
    }

    /// Whether a line decides against the signature on a certificate, by its digest when it was made.
    pub(crate) fn refuses_certificate(&self, certificate: &X509) -> bool {
        let made = certificate.certificate.not_before;
        certificate.signed.hash().is_some_and(|hash| {
            self.concerns(AlgorithmUse::Certificate, hash.code(), None, made)
                .any(|concern| concern.decides)
        })
    }

    /// Every line that objects to this use at this time.
    pub(crate) fn concerns(
        &self,
        used_for: AlgorithmUse,
        algorithm: &str,
        bits: Option<u32>,
        at: Moment,
    ) -> impl Iterator<Item = AlgorithmConcern> {
        self.lines
            .iter()
            .filter(move |line| {
                line.algorithm == algorithm
                    && line.uses.contains(&used_for)
                    && at.day_in_vietnam() > line.last_day
                    && line
                        .below_bits
                        .is_none_or(|limit| bits.is_some_and(|bits| bits < limit))
            })
            .map(move |line| AlgorithmConcern {
                algorithm: line.algorithm.clone(),
                bits,
                used_for,
                at,
                last_day: line.last_day,
                decides: line.decides,
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table() {
        use AlgorithmUse::{Certificate, Document, Timestamp};

        let table = AlgorithmSunset::from_toml(AlgorithmSunset::EMBEDDED).unwrap();
        assert_eq!(table, AlgorithmSunset::embedded());
        assert!(!table.lines.is_empty());
        let at = |text: &str| Moment::parse(text).unwrap();
        let decided = |used_for, algorithm: &str, bits, time: &str| {
            table
                .concerns(used_for, algorithm, bits, at(time))
                .any(|concern| concern.decides)
        };
        // The day ends in Việt Nam, seven hours before it does in Greenwich.
        assert!(!decided(Document, "sha1", None, "2020-12-31T16:59:59Z"));
        assert!(decided(Document, "sha1", None, "2020-12-31T17:00:00Z"));
        assert!(!decided(Timestamp, "sha1", None, "2025-07-01T00:00:00Z"));
        assert!(!decided(Certificate, "sha1", None, "2019-07-01T00:00:00Z"));
        assert!(decided(Document, "rsa", Some(1024), "2019-07-01T00:00:00Z"));
        assert!(!decided(Document, "rsa", Some(2048), "2019-07-01T00:00:00Z"));
        assert!(!decided(Document, "sha256", None, "2026-07-01T00:00:00Z"));
        assert!(
            table
                .concerns(Timestamp, "sha1", None, at("2025-07-01T00:00:00Z"))
                .next()
                .is_some()
        );
    }

    #[test]
    fn a_misspelt_key_is_an_error() {
        assert!(AlgorithmSunset::from_toml("[[sunset]]\nalgorithm = \"sha1\"\nlastday = \"2020-01-01\"").is_err());
    }
}
