//! What stands beside the documents of a report: the rules, their tolerances, and where the figures come from.

use kysoat::{
    facts::Localized,
    finding::Severity,
    report::{Provenance, RuleInfo, ToleranceNote, TrustFile},
};

/// Code, Vietnamese title, severity, provision.
pub(super) const RULES: [(&str, &str, &str, Severity, &str); 13] = [
    (
        "C01",
        "Nội dung tệp không thay đổi sau khi ký",
        "The content is unchanged since signing",
        Severity::High,
        "khoản 3 Điều 22 Luật Giao dịch điện tử",
    ),
    (
        "C02",
        "Giá trị chữ ký đúng với khóa của người ký",
        "The signature value verifies",
        Severity::High,
        "khoản 3 Điều 22 Luật Giao dịch điện tử",
    ),
    (
        "C03",
        "Vùng ký bao trọn tệp, chỉ trừ chỗ chứa chữ ký",
        "The signed range leaves out only its own hole",
        Severity::High,
        "khoản 2 Điều 4 Quy chế",
    ),
    (
        "C04",
        "Mỗi chữ ký bao trọn phiên bản tệp mà nó ký",
        "Every signature covers its revision",
        Severity::High,
        "khoản 2 Điều 4 Quy chế",
    ),
    (
        "C06",
        "Thuật toán băm và độ dài khóa đủ mạnh",
        "Digest and key are strong enough",
        Severity::Medium,
        "thực hành kỹ thuật",
    ),
    (
        "C07",
        "Định dạng chữ ký thuộc loại được dùng",
        "The signature format is one in use",
        Severity::Medium,
        "thực hành kỹ thuật",
    ),
    (
        "C08",
        "Chữ ký chỉ có một người ký",
        "There is exactly one signer",
        Severity::Medium,
        "thực hành kỹ thuật",
    ),
    (
        "F01",
        "Phiên bản PDF từ 1.4 trở lên",
        "PDF version 1.4 or later",
        Severity::Medium,
        "điểm a khoản 1 Điều 11 Quy chế",
    ),
    (
        "F02",
        "Tệp đọc được và không đặt mật khẩu",
        "The file can be read and is not encrypted",
        Severity::High,
        "khoản 2 Điều 4 Quy chế",
    ),
    (
        "F03",
        "Trang thứ nhất khổ A4",
        "Page 1 is A4",
        Severity::Low,
        "Phụ lục I Nghị định 30/2020/NĐ-CP",
    ),
    (
        "F07",
        "Không có dữ liệu thêm sau lần ký cuối",
        "Nothing follows the last signature",
        Severity::High,
        "khoản 2 Điều 4 Quy chế",
    ),
    (
        "F08",
        "Mọi chữ ký hiển thị đều gắn với nội dung tệp",
        "Every signature signs something",
        Severity::High,
        "khoản 2 Điều 4 Quy chế",
    ),
    (
        "T01",
        "Chữ ký có dấu thời gian",
        "There is a signature timestamp",
        Severity::Low,
        "thực hành kỹ thuật",
    ),
];

pub(super) fn rules() -> Vec<RuleInfo> {
    RULES
        .iter()
        .map(|(code, vi, en, severity, basis)| RuleInfo {
            code: (*code).to_owned(),
            title: Localized {
                vi: (*vi).to_owned(),
                en: (*en).to_owned(),
            },
            severity: *severity,
            basis: format!("{basis}, 44/2025/QĐ-CTUBND"),
            applies: Vec::new(),
            requires: vec![Localized {
                vi: format!("điều kiện của {code}"),
                en: format!("what {code} asks"),
            }],
            tolerates: Vec::new(),
            remedy: Localized {
                vi: "Lấy lại tệp gốc từ nơi phát hành.".to_owned(),
                en: "Get the original file from where it was issued.".to_owned(),
            },
        })
        .collect()
}

fn localized(vi: &str, en: &str) -> Localized {
    Localized {
        vi: vi.to_owned(),
        en: en.to_owned(),
    }
}

pub(super) fn provenance() -> Provenance {
    Provenance {
        program: "0.1.0".to_owned(),
        rules_sha256: "ab".repeat(32),
        trust: vec![TrustFile {
            name: "goc.cer".to_owned(),
            sha256: "cd".repeat(32),
        }],
        roots: vec!["D:/Văn bản".to_owned()],
    }
}

pub(super) fn tolerances() -> Vec<ToleranceNote> {
    vec![
        ToleranceNote {
            rule: "F03".to_owned(),
            name: localized("Sai số mỗi cạnh", "Tolerance of each side"),
            value: localized("3 mm", "3 mm"),
            note: Localized {
                vi: "Nghị định 30/2020/NĐ-CP ghi khổ A4 (210 mm x 297 mm), không cho sai số; mức này do kysoat đặt, sửa được.".to_owned(),
                en: "The decree asks for A4 and gives no tolerance; set by kysoat, may be changed.".to_owned(),
            },
        },
        ToleranceNote {
            rule: "C06".to_owned(),
            name: localized("Độ dài khóa RSA tối thiểu", "Shortest RSA key"),
            value: localized("2.048 bit", "2,048 bit"),
            note: Localized {
                vi: "Theo thực hành kỹ thuật chung, quy định không cho con số; chỉ cảnh báo, không kết luận không đạt.".to_owned(),
                en: "Common practice; warns only.".to_owned(),
            },
        },
    ]
}
