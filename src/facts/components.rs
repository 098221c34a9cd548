//! The components of an administrative document (Nghị định 30/2020/NĐ-CP, Điều 8) as they are printed.
//!
//! Text is in NFC with single spaces. On scanned pages it can't be read: the facts are unmeasured, never absent.

use jiff::civil;
use serde::{Deserialize, Serialize};

use super::{Cause, Measured, signature::coded};

coded! {
    /// In whose name a person signs (Nghị định 30/2020/NĐ-CP, Điều 13).
    SigningCapacity {
        /// TM., thay mặt.
        OnBehalf = "on-behalf",
        /// KT., ký thay.
        ForHead = "for-head",
        /// TL., thừa lệnh.
        ByOrder = "by-order",
        /// TUQ., thừa ủy quyền.
        ByDelegation = "by-delegation",
        /// Q., quyền.
        Acting = "acting",
    }
}

coded! {
    /// Original or copy (Nghị định 30/2020/NĐ-CP, Điều 3 and 25).
    CopyKind {
        /// Bản gốc.
        Original = "original",
        /// Sao y.
        TrueCopy = "true-copy",
        /// Sao lục.
        CopyOfCopy = "copy-of-copy",
        /// Trích sao.
        Extract = "extract",
    }
}

coded! {
    /// What a file is within its dossier.
    DocumentRole {
        /// Văn bản chính: signed by a person or sealed, or with the components of a document of its own.
        Main = "main",
        /// Văn bản kèm theo in a file of its own.
        Attachment = "attachment",
        /// Phụ lục in a file of its own.
        Appendix = "appendix",
        /// Bản sao.
        Copy = "copy",
    }
}

coded! {
    /// Mark of state secrets (Luật Bảo vệ bí mật nhà nước).
    SecrecyMark {
        /// MẬT.
        Secret = "secret",
        /// TỐI MẬT.
        TopSecret = "top-secret",
        /// TUYỆT MẬT.
        UltraSecret = "ultra-secret",
    }
}

coded! {
    /// Mark of urgency (Nghị định 30/2020/NĐ-CP, Phụ lục I).
    UrgencyMark {
        /// KHẨN.
        Urgent = "urgent",
        /// THƯỢNG KHẨN.
        VeryUrgent = "very-urgent",
        /// HỎA TỐC.
        Express = "express",
    }
}

/// What the document says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComponentFacts {
    /// Quốc hiệu, as printed.
    pub national_name: Measured<String>,
    /// Tiêu ngữ, as printed.
    pub motto: Measured<String>,
    /// Headed as documents of the Party are: ĐẢNG CỘNG SẢN VIỆT NAM, and no Quốc hiệu.
    pub of_the_party: Measured<bool>,
    /// Cơ quan chủ quản.
    pub parent_agency: Measured<String>,
    /// Cơ quan ban hành.
    pub agency: Measured<String>,
    /// Everything behind "Số:" as printed, single spaces: `44/2025/QĐ-CTUBND`, or `3 /2025/QĐ-UBND`.
    pub number_line: Measured<String>,
    /// The number, with the year when it has one: `44/2025`; no spaces.
    pub number: Measured<String>,
    /// The symbol: `QĐ-CTUBND`.
    pub symbol: Measured<String>,
    /// The year within the number.
    pub year_in_number: Measured<u16>,
    /// Whether the number stands only in the appearance of a signature.
    pub number_signed_in: bool,
    /// Tên loại, in capitals: `QUYẾT ĐỊNH`; absent for a letter (công văn).
    pub kind: Measured<String>,
    /// Abbreviation of a type that the symbol begins with: `QĐ`; absent when it begins with none.
    pub symbol_kind: Measured<String>,
    /// Whether that is an abbreviation of the type that is printed (Nghị định 30/2020/NĐ-CP, Phụ lục III), with its
    /// known variants; a letter has none. Absent without a symbol.
    pub kind_fits_symbol: Measured<bool>,
    /// Địa danh.
    pub place: Measured<String>,
    /// The date as printed: `ngày 05 tháng 9 năm 2025`.
    pub date_line: Measured<String>,
    /// The date.
    pub issued_on: Measured<civil::Date>,
    /// Trích yếu.
    pub summary: Measured<String>,
    /// The abbreviation before the signer's title as printed: `KT.`.
    pub capacity_prefix: Measured<String>,
    /// The capacity it stands for.
    pub capacity: Measured<SigningCapacity>,
    /// The signer's title, lines joined.
    pub signer_title: Measured<String>,
    /// The signer's name.
    pub signer_name: Measured<String>,
    /// The lines of Nơi nhận.
    pub recipients: Measured<Vec<String>>,
    /// The heading of an appendix at the top of page 1: `Phụ lục I`.
    pub appendix_heading: Measured<String>,
    /// The number of the document it belongs to, out of "(Kèm theo Quyết định số … )"; absent when left blank.
    pub attached_to: Measured<String>,
    /// SAO Y, SAO LỤC, TRÍCH SAO printed on the page itself.
    pub copy_mark: Measured<CopyKind>,
    /// Original or copy, by stamps and marks.
    pub copy_kind: Measured<CopyKind>,
    /// What the file is; absent when nothing tells.
    pub role: Measured<DocumentRole>,
    /// A mark of secrecy standing alone or in a box; words in a sentence are none.
    pub secrecy: Measured<SecrecyMark>,
    /// A mark of urgency standing alone or in a box.
    pub urgency: Measured<UrgencyMark>,
}

impl ComponentFacts {
    /// Nothing could be measured, for this cause.
    pub fn unmeasured(cause: &Cause) -> Self {
        fn not<T>(cause: &Cause) -> Measured<T> {
            Measured::Unmeasured(cause.clone())
        }
        Self {
            national_name: not(cause),
            motto: not(cause),
            of_the_party: not(cause),
            parent_agency: not(cause),
            agency: not(cause),
            number_line: not(cause),
            number: not(cause),
            symbol: not(cause),
            year_in_number: not(cause),
            number_signed_in: false,
            kind: not(cause),
            symbol_kind: not(cause),
            kind_fits_symbol: not(cause),
            place: not(cause),
            date_line: not(cause),
            issued_on: not(cause),
            summary: not(cause),
            capacity_prefix: not(cause),
            capacity: not(cause),
            signer_title: not(cause),
            signer_name: not(cause),
            recipients: not(cause),
            appendix_heading: not(cause),
            attached_to: not(cause),
            copy_mark: not(cause),
            copy_kind: not(cause),
            role: not(cause),
            secrecy: not(cause),
            urgency: not(cause),
        }
    }
}
