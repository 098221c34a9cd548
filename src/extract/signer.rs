//! Whom a certificate names, told from its subject and issuer.
//!
//! Every official certificate carries the same policy, so the kind has to be inferred: certificates of services come
//! from an issuing authority of their own, an organisation repeats its name as O and CN or begins with a word for an
//! agency, a person's name is two to six capitalised syllables that are not the name of the organisation.

use unicode_normalization::UnicodeNormalization;

use crate::facts::SignerKind;

/// Words an agency's name begins with, lower case.
const AGENCY_WORDS: &[&str] = &[
    "ủy ban",
    "uỷ ban",
    "ubnd",
    "hội đồng",
    "hđnd",
    "sở",
    "văn phòng",
    "ban",
    "trung tâm",
    "trường",
    "chi cục",
    "cục",
    "phòng",
    "bộ",
    "tổng cục",
    "thanh tra",
    "kho bạc",
    "bệnh viện",
    "viện",
    "đảng ủy",
    "đảng uỷ",
    "huyện ủy",
    "tỉnh ủy",
    "công an",
    "tòa án",
    "toà án",
    "chi nhánh",
    "công ty",
    "quỹ",
    "hội",
    "liên đoàn",
    "mặt trận",
    "trạm",
    "đội",
    "vụ",
    "thư viện",
    "bảo tàng",
    "báo",
    "đài",
    "học viện",
    "đại học",
    "chính phủ",
    "quốc hội",
    "công báo",
    "cổng thông tin",
    "tạp chí",
    "nhà xuất bản",
    "kiểm toán",
    "ngân hàng",
    "bảo hiểm",
    "thuế",
    "hải quan",
    "kiểm lâm",
    "thi hành án",
];
/// Offices of state that hold a certificate in the name of the office.
const OFFICE_WORDS: &[&str] = &["thủ tướng", "chủ tịch nước", "chủ tịch quốc hội"];
/// Words of [`AGENCY_WORDS`] that are also surnames: with a personal name behind them they decide nothing.
const ALSO_SURNAMES: &[&str] = &["Ban"];
/// What the issuing authority for devices, services and software has in its name, lower case.
const SERVICE_ISSUER: &str = "dịch vụ phần mềm";

pub(super) fn kind(common_name: Option<&str>, organization: Option<&str>, issuer: &str) -> SignerKind {
    if fold(issuer).contains(SERVICE_ISSUER) {
        return SignerKind::Service;
    }
    let Some(name) = common_name.map(fold).filter(|name| !name.is_empty()) else {
        return SignerKind::Unknown;
    };
    let begins = |words: &[&str]| {
        words.iter().any(|word| {
            name.strip_prefix(word)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '-', ',']))
        })
    };
    let written = common_name.unwrap_or_default();
    let personal = is_personal_name(written);
    if organization.map(fold).as_deref() == Some(name.as_str()) {
        return SignerKind::Agency;
    }
    if personal
        && written
            .split_whitespace()
            .next()
            .is_some_and(|first| ALSO_SURNAMES.contains(&first))
    {
        return SignerKind::Unknown;
    }
    if begins(AGENCY_WORDS) || begins(OFFICE_WORDS) {
        return SignerKind::Agency;
    }
    if organization.is_some() && personal {
        SignerKind::Person
    } else {
        SignerKind::Unknown
    }
}

/// Two to six syllables of letters, each with a capital first.
fn is_personal_name(name: &str) -> bool {
    let name: String = name.nfc().collect();
    let syllables: Vec<&str> = name.split_whitespace().collect();
    (2..=6).contains(&syllables.len())
        && syllables.iter().all(|syllable| {
            syllable.chars().next().is_some_and(char::is_uppercase) && syllable.chars().all(char::is_alphabetic)
        })
}

/// NFC, lower case, single spaces.
fn fold(text: &str) -> String {
    let text: String = text.nfc().collect::<String>().to_lowercase();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_real_profiles() {
        let agencies = "CA phục vụ các cơ quan Nhà nước G2";
        let services = "CA phục vụ cho dịch vụ phần mềm G2";
        for (name, organization, issuer, expected) in [
            (
                "ỦY BAN NHÂN DÂN TỈNH GIA LAI",
                "ỦY BAN NHÂN DÂN TỈNH GIA LAI",
                agencies,
                SignerKind::Agency,
            ),
            (
                "Thủ tướng Chính phủ",
                "Chính phủ",
                "Co quan chung thuc so Chinh phu",
                SignerKind::Agency,
            ),
            (
                "Nguyễn Quốc Hoàn",
                "Bộ Tư pháp",
                "Co quan chung thuc so Chinh phu",
                SignerKind::Person,
            ),
            (
                "CÔNG BÁO NƯỚC CỘNG HÒA",
                "VĂN PHÒNG CHÍNH PHỦ",
                services,
                SignerKind::Service,
            ),
            ("Sở Y tế", "Tỉnh Thái Nguyên", agencies, SignerKind::Agency),
            ("Ban quản lý dự án", "Tỉnh Thái Nguyên", agencies, SignerKind::Agency),
            ("Ban Thị Hoa", "Sở Y tế", agencies, SignerKind::Unknown),
            ("ABC123", "Sở Y tế", agencies, SignerKind::Unknown),
        ] {
            assert_eq!(kind(Some(name), Some(organization), issuer), expected, "{name}");
        }
        assert_eq!(kind(None, Some("Sở Y tế"), agencies), SignerKind::Unknown);
    }
}
