//! Whom a certificate names, told from its subject and issuer.
//!
//! Every official certificate carries the same policy, so the kind has to be inferred: certificates of services come
//! from an issuing authority of their own, an organisation repeats its name as O and CN or begins with a word for an
//! agency, a person's name is two to six capitalised syllables, a family first, that are not the name of the organisation.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

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
    "mầm non",
    "mẫu giáo",
    "tiểu học",
    "trung học",
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
    "hạt",
    "nhà",
    "khu",
    "tổ",
    "tỉnh",
    "thành phố",
    "quận",
    "huyện",
    "thị xã",
    "thị trấn",
    "xã",
    "phường",
    "đặc khu",
    "tỉnh đoàn",
    "thành đoàn",
    "huyện đoàn",
    "xã đoàn",
    "đoàn thanh niên",
    "đoàn đại biểu",
    "đoàn kiểm tra",
    "đoàn thanh tra",
    "đoàn luật sư",
    "cao đẳng",
    "liên chi hội",
    "đảng bộ",
    "chi bộ",
    "liên hiệp",
    "liên minh",
    "hợp tác xã",
    "tổng công ty",
    "xí nghiệp",
    "doanh nghiệp",
    "lâm trường",
    "nông trường",
    "vườn quốc gia",
    "cung thiếu nhi",
    "cung văn hóa",
    "cung văn hoá",
    "trang tin",
    "trang thông tin",
    "cơ quan",
    "cơ sở",
    "câu lạc bộ",
    "bưu điện",
    "điện lực",
    "viễn thông",
    "cảng vụ",
    "phân hiệu",
    "phân viện",
    "thường trực",
    "thường vụ",
    "sư đoàn",
    "lữ đoàn",
    "trung đoàn",
    "tiểu đoàn",
    "quân khu",
    "bộ chỉ huy",
];
/// Offices of state that hold a certificate in the name of the office.
const OFFICE_WORDS: &[&str] = &["thủ tướng", "chủ tịch nước", "chủ tịch quốc hội"];
/// Words of [`AGENCY_WORDS`] that are also surnames: with a personal name behind them they decide nothing.
const ALSO_SURNAMES: &[&str] = &["Ban"];
/// Families of Vietnam, of its peoples in the mountains too, lower case: a name that begins with none of them may be one of
/// an office that [`AGENCY_WORDS`] lacks.
const SURNAMES: &str = "\
    nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý an ân âu ấu bá bạch bàn bành bế biện \
    bồ cái cam cao cát cầm cấn chảo chẻo chế chu chúc chung chương chử cổ cồ cù cung cư cứ cử cự cừ dìn diêm \
    diệp doãn dư đái đàm đan đào đầu đậu đèo điền điêu điểu đinh đoàn đồng đổng đường giang giàng giáp giếng \
    gịp hà hạ hán hàn hạng hảng hầu hậu hề hình hoa hoắc hờ hù hứa kha khà khang khâu khiếu khoàng khổng khuất \
    khúc khuê khương kiên kiều kim la lã lại lâm lầu lèng lều lềnh liên liêu liễu lìu lò lô lỗ lộc lồ lồng lù \
    lục lung lùng lường lưu lương lữ lừ lừu ly lỷ ma má mã mạc mạch mai man mạnh mao mâu mẫn mè mùa mục nghiêm \
    ngạc ngân ngần ngụy nguỵ ngưu nhâm nhan nhữ nình ninh nịnh nông ôn ông pạng pờ phàn phí phìn phó phóng phù \
    phú phùng phương quách quan quàng quảng quế sầm sằm sần seo sền sìn sử sùng tạ tải tán tăng tằng tẩn tất tề \
    thạch thái thang thàng thào thân thền thi thiều thiệu thịnh thò thôi thùng tiêu tiết tô tòng tôn tống trà \
    trác tráng triệu trịnh trình trưng trương từ tường uông ung ưng vạn văn vàng váng vầy vi viêm viên vừ vương \
    xa xín xồng y a ksor siu nay rmah rcom rahlan kpă kpa kpuih puih niê êban ayun adrơng byă knul mlô bkrông \
    buôn hđơk h'mok hmok ktla k'sor châu khưu trầm danh cà bạc vì sa phàng chang moong tần lai vòng đàng cil liêng kră lơ mu bon ya katơr chamaléa pinăng bo briu bnướch arất alăng \
    pơloong zơrâm bhling ngôl kăn brao";
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
    if organization.is_some() && personal && name.split(' ').next().is_some_and(is_family) {
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

/// Whether a word, in lower case, is a family of Vietnam, with its marks or without any.
pub(super) fn is_family(word: &str) -> bool {
    let plain = word.is_ascii();
    let mut known = SURNAMES.split_whitespace();
    known.any(|known| known == word || (plain && without_marks(known) == word))
}

/// A text without the marks of its letters, as those write who have no Vietnamese keyboard.
pub(super) fn without_marks(text: &str) -> String {
    let letters = text.nfd().filter(|letter| !is_combining_mark(*letter));
    let plain = |letter| match letter {
        'đ' | 'ð' => 'd',
        'Đ' | 'Ð' | 'Ɖ' => 'D',
        other => other,
    };
    letters.map(plain).collect()
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
            // Names of units that look like names of persons.
            ("HẠT KIỂM LÂM THÍ DỤ", "Chi cục Kiểm lâm", agencies, SignerKind::Agency),
            ("Nhà Thiếu Nhi Thí Dụ", "Tỉnh đoàn Thí Dụ", agencies, SignerKind::Agency),
            ("ĐOÀN THANH NIÊN", "Sở Y tế", agencies, SignerKind::Agency),
            ("LÂM TRƯỜNG THÍ DỤ", "Sở Nông nghiệp", agencies, SignerKind::Agency),
            ("Lâm Thị Trường", "Sở Nông nghiệp", agencies, SignerKind::Person),
            ("ĐOÀN VĂN THANH", "Sở Y tế", agencies, SignerKind::Person),
            ("Giàng A Páo", "Sở Y tế", agencies, SignerKind::Person),
            ("NGUYEN DUC ANH", "So Y te", agencies, SignerKind::Person),
            ("Ksor Phước", "Sở Y tế", agencies, SignerKind::Person),
            // Who it is can't be told from the name.
            ("Thư Viện Số", "Sở Y tế", agencies, SignerKind::Agency),
            ("Kênh Hòa Bình", "Sở Y tế", agencies, SignerKind::Unknown),
        ] {
            assert_eq!(kind(Some(name), Some(organization), issuer), expected, "{name}");
        }
        assert_eq!(kind(None, Some("Sở Y tế"), agencies), SignerKind::Unknown);
    }
}
