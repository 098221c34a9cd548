//! The codes that facts can have, in words.

use std::{collections::HashMap, sync::LazyLock};

/// Codes of the catalogue in words. A test asks that every code is here.
const WORDS: &[(&str, &str, &str)] = &[
    (
        "INDETERMINATE",
        "không xác định (INDETERMINATE)",
        "indeterminate (INDETERMINATE)",
    ),
    ("TOTAL-FAILED", "không hợp lệ (TOTAL-FAILED)", "invalid (TOTAL-FAILED)"),
    ("TOTAL-PASSED", "hợp lệ (TOTAL-PASSED)", "valid (TOTAL-PASSED)"),
    ("agency", "cơ quan, tổ chức", "agency"),
    ("annotations", "thêm hoặc sửa chú thích", "annotations added or changed"),
    (
        "claimed",
        "chưa có bằng chứng về thời điểm ký; còn hạn vào thời gian phần mềm ghi và vào thời điểm đánh giá",
        "nothing proves the time; valid at the stated time and at the audit",
    ),
    (
        "digest-mismatch",
        "nội dung đã bị thay đổi sau khi ký",
        "the content was changed after signing",
    ),
    ("dsa", "DSA", "DSA"),
    ("ecdsa", "ECDSA", "ECDSA"),
    ("ed25519", "Ed25519", "Ed25519"),
    ("ed448", "Ed448", "Ed448"),
    (
        "form-filling",
        "điền biểu mẫu hoặc ký thêm",
        "forms filled or further signatures",
    ),
    ("intact", "toàn vẹn", "intact"),
    (
        "local",
        "chứng thư gốc do người dùng thêm vào thư mục tin cậy",
        "a root that the user added to the trust folder",
    ),
    (
        "lta-update",
        "bổ sung dữ liệu kiểm tra dài hạn",
        "long-term validation data added",
    ),
    (
        "malformed",
        "dữ liệu chữ ký hỏng, không dùng được",
        "malformed, not usable",
    ),
    ("md5", "MD5", "MD5"),
    ("none", "không có", "none"),
    (
        "official",
        "chứng thư gốc của Ban Cơ yếu Chính phủ",
        "a root of the Government Cipher Committee",
    ),
    ("other", "loại khác", "other"),
    ("outside", "ngoài thời hạn của chứng thư", "outside the validity"),
    ("out-of-file", "vượt ra ngoài tệp", "past the end of the file"),
    ("partial", "một phần tệp", "part of the file"),
    ("person", "cá nhân", "person"),
    (
        "proven",
        "còn hạn vào thời điểm ký được chứng minh",
        "valid at the proven time of signing",
    ),
    ("public", "chứng thư gốc công cộng", "a public root"),
    ("rsa", "RSA", "RSA"),
    ("service", "thiết bị, dịch vụ, phần mềm", "device, service or software"),
    ("sha1", "SHA-1", "SHA-1"),
    ("sha224", "SHA-224", "SHA-224"),
    ("sha256", "SHA-256", "SHA-256"),
    ("sha3-256", "SHA3-256", "SHA3-256"),
    ("sha3-384", "SHA3-384", "SHA3-384"),
    ("sha3-512", "SHA3-512", "SHA3-512"),
    ("sha384", "SHA-384", "SHA-384"),
    ("sha512", "SHA-512", "SHA-512"),
    (
        "signature-invalid",
        "giá trị chữ ký không đúng với khóa của người ký",
        "the signature value does not verify",
    ),
    ("unknown", "chưa rõ", "unknown"),
    (
        "unsupported",
        "dùng thuật toán chương trình chưa hỗ trợ",
        "an algorithm this program does not know",
    ),
    ("whole-file", "toàn bộ tệp", "the whole file"),
    (
        "whole-revision",
        "trọn một phiên bản của tệp",
        "a whole revision of the file",
    ),
    (
        "F1",
        "dạng 25.06.2024 16:17:49 +07:00",
        "such as 25.06.2024 16:17:49 +07:00",
    ),
    (
        "F2",
        "dạng 2026-02-04 16:29:58 +07:00",
        "such as 2026-02-04 16:29:58 +07:00",
    ),
    (
        "F3",
        "dạng 2026-05-13T14:41:57+07:00 (ISO 8601)",
        "such as 2026-05-13T14:41:57+07:00 (ISO 8601)",
    ),
    (
        "F4",
        "dạng 16/11/2022 16:34:54, không có múi giờ",
        "such as 16/11/2022 16:34:54, without a zone",
    ),
    (
        "F5",
        "dạng 2022-11-16T16:34:54, không có múi giờ",
        "such as 2022-11-16T16:34:54, without a zone",
    ),
    ("acting", "quyền (Q.)", "acting (Q.)"),
    (
        "appendix",
        "phụ lục thành tệp riêng",
        "an appendix in a file of its own",
    ),
    ("attachment", "văn bản kèm theo", "an attachment"),
    ("black", "đen", "black"),
    ("blue", "xanh", "blue"),
    ("bottom-left", "dưới, bên trái", "bottom left"),
    ("bottom-right", "dưới, bên phải", "bottom right"),
    ("by-delegation", "thừa ủy quyền (TUQ.)", "by delegation (TUQ.)"),
    ("by-order", "thừa lệnh (TL.)", "by order (TL.)"),
    ("copy", "bản sao", "a copy"),
    ("copy-of-copy", "sao lục", "a copy of a copy (sao lục)"),
    ("date", "ngày, tháng", "date"),
    ("doc-timestamp", "dấu thời gian của tài liệu", "document timestamp"),
    ("express", "hỏa tốc", "express (hỏa tốc)"),
    ("extract", "trích sao", "an extract (trích sao)"),
    ("for-head", "ký thay (KT.)", "for the head (KT.)"),
    ("grey", "xám", "grey"),
    ("initial", "ký nháy", "initial"),
    ("invisible", "không hiển thị", "invisible"),
    ("left", "bên trái", "left"),
    ("main", "văn bản chính", "the main document"),
    ("number", "số văn bản", "number"),
    ("on-behalf", "thay mặt (TM.)", "on behalf (TM.)"),
    ("original", "bản gốc", "an original"),
    ("publisher", "nơi đăng tải", "publisher"),
    ("red", "đỏ", "red"),
    ("right", "bên phải", "right"),
    ("seal", "dấu của cơ quan, tổ chức", "seal"),
    ("secret", "Mật", "secret (Mật)"),
    ("top-left", "trên, bên trái", "top left"),
    ("top-right", "trên, bên phải", "top right"),
    ("top-secret", "Tối mật", "top secret (Tối mật)"),
    ("true-copy", "sao y", "a true copy (sao y)"),
    ("ultra-secret", "Tuyệt mật", "ultra secret (Tuyệt mật)"),
    ("urgent", "khẩn", "urgent (khẩn)"),
    ("utc", "giờ UTC (Z)", "UTC (Z)"),
    ("very-urgent", "thượng khẩn", "very urgent (thượng khẩn)"),
    ("vietnam", "+07:00", "+07:00"),
];

/// Asked for nearly every message of every document.
static BY_CODE: LazyLock<HashMap<&str, (&str, &str)>> =
    LazyLock::new(|| WORDS.iter().map(|&(code, vi, en)| (code, (vi, en))).collect());

/// A code of the catalogue for people: Vietnamese and English; `None` when no fact has it.
pub fn code_in_words(code: &str) -> Option<(&'static str, &'static str)> {
    BY_CODE.get(code).copied()
}
