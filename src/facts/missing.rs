//! What a validation lacked, so that somebody can fetch it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Localized;

/// Something without which nothing more can be said of a certificate.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Missing {
    /// The certificate of an issuer.
    Certificate {
        /// Common name of the issuer.
        name: String,
        /// Where it can be fetched (RFC 5280, 4.2.2.1).
        addresses: Vec<String>,
    },
    /// Trust in a self-signed certificate.
    Anchor {
        /// Common name.
        name: String,
        /// SHA-256, lower-case hexadecimal.
        sha256: String,
    },
    /// A CRL or an OCSP response.
    Revocation {
        /// Common name of the issuer of the certificate in question.
        issuer: String,
        /// Addresses of its CRLs, or of OCSP when there are none.
        addresses: Vec<String>,
        /// What is wrong with what there is.
        lack: Lack,
    },
}

/// Why nothing tells whether a certificate was revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lack {
    /// There is no CRL and no OCSP response.
    NotAtHand,
    /// There is one, but not for the time in question.
    OutOfTime,
    /// There is one, signed with an algorithm or a key that was no longer reliable when it was issued.
    Weak,
    /// There are so many that not all of them were looked at.
    OverBudget,
}

impl Missing {
    /// As [`Self::words`], and of a root the fingerprint too: nobody may add one without comparing it.
    pub fn words_to_act_on(&self) -> Localized {
        let Self::Anchor { sha256, .. } = self else {
            return self.words();
        };
        Localized {
            vi: format!(
                "{}: SHA-256 {sha256}; chỉ thêm sau khi đối chiếu với nơi cấp",
                self.words().vi
            ),
            en: self.to_string(),
        }
    }

    /// In a few words, for people, with the addresses.
    pub fn words(&self) -> Localized {
        let (vi, addresses) = match self {
            Self::Certificate { name, addresses } => (format!("chứng thư của cơ quan cấp “{name}”"), addresses),
            Self::Anchor { name, .. } => {
                return Localized {
                    vi: format!("chứng thư gốc “{name}” trong thư mục tin cậy"),
                    en: format!("trust in {name}"),
                };
            }
            Self::Revocation {
                issuer,
                addresses,
                lack,
            } => {
                let list = format!("danh sách thu hồi (CRL) của “{issuer}”");
                let vi = match lack {
                    Lack::NotAtHand => list,
                    Lack::OutOfTime => format!("{list} cho thời điểm ký (bản đang có không dùng được)"),
                    Lack::Weak => {
                        format!("{list} ký bằng thuật toán và khóa đủ mạnh (bản đang có ký bằng loại quá yếu)")
                    }
                    Lack::OverBudget => format!("{list}, chỉ một bản mới (đang có quá nhiều bản để kiểm tra hết)"),
                };
                (vi, addresses)
            }
        };
        let vi = if addresses.is_empty() {
            vi
        } else {
            format!("{vi}, tải tại {}", addresses.join(", "))
        };
        Localized {
            vi,
            en: self.to_string(),
        }
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let addresses = match self {
            Self::Certificate { name, addresses } => {
                write!(formatter, "certificate {name}")?;
                addresses
            }
            Self::Anchor { name, sha256 } => return write!(formatter, "trust in {name} (SHA-256 {sha256})"),
            Self::Revocation {
                issuer,
                addresses,
                lack,
            } => {
                let which = match lack {
                    Lack::NotAtHand => "CRL of",
                    Lack::OutOfTime => "a CRL for that time of",
                    Lack::Weak => "a CRL signed with reliable algorithms of",
                    Lack::OverBudget => "too many CRLs to check them all, one recent CRL of",
                };
                write!(formatter, "{which} {issuer}")?;
                addresses
            }
        };
        if addresses.is_empty() {
            Ok(())
        } else {
            write!(formatter, " ({})", addresses.join(", "))
        }
    }
}
