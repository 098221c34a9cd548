//! The sample province: every document of `sample-data/`, as a table of cases.

use unicode_normalization::UnicodeNormalization as _;

use super::{
    cms::{
        Imprint,
        SigningTime::{Right, SevenHoursLate},
    },
    expected::Forged,
    letter::{Letter, Spoil},
    pki::Holder::{Chair, Department, DeputyDirector, Director, Ward},
    signing::Signing,
};

const DEPARTMENT: &str = "Sở Khoa học và Công nghệ";
const WARD: &str = "UBND phường Mẫu Đơn";

/// Every sample document, in the order of the table in `sample-data/README.md`.
pub fn province() -> Vec<Forged> {
    letters().iter().map(Letter::forge).collect()
}

fn letters() -> Vec<Letter> {
    let department = |name: &str, base| Letter::new(&format!("{DEPARTMENT}/{name}"), base);
    let ward = |name: &str, base| Letter::new(&format!("{WARD}/{name}"), base);
    let by = Signing::new;
    vec![
        // --- Sở Khoa học và Công nghệ
        department("125-SKHCN-CĐS rà soát chứng thư.pdf", "khcn-125")
            .sign(by(Director, "2026-03-16T09:15:24"))
            .sign(by(Department, "2026-03-16T10:02:41")),
        department("41-BC-SKHCN sáu tháng đầu năm 2026.pdf", "khcn-41")
            .sign(
                by(DeputyDirector, "2026-06-08T15:40:07")
                    .signing_time(SevenHoursLate)
                    .timestamp(Some((-157, Imprint::Sha1))),
            )
            .sign(by(Department, "2026-06-08T16:21:30").cades()),
        department("18-TB-SKHCN kết quả kiểm tra quý I (bị sửa sau khi ký).pdf", "khcn-18")
            .sign(by(Director, "2026-04-02T08:30:12").signing_time(Right))
            .sign(by(Department, "2026-04-02T08:55:48"))
            .spoil(Spoil::ByteChanged),
        department("09-KH-SKHCN tập huấn (lưu lại sau khi ký).pdf", "khcn-09")
            .sign(by(DeputyDirector, "2026-01-20T14:05:33"))
            .sign(by(Department, "2026-01-20T15:12:09"))
            .spoil(Spoil::SavedAnew),
        department("27-GM-SKHCN họp rà soát (chưa ký số).pdf", "khcn-27"),
        Letter::bytes(&format!("{DEPARTMENT}/Ghi chú gửi kèm.txt"), NOTE.as_bytes()),
        // --- UBND phường Mẫu Đơn
        ward("57-QĐ-UBND giao quản lý thiết bị.pdf", "phuong-57")
            .sign(by(Chair, "2026-02-24T10:11:58").signing_time(SevenHoursLate))
            .sign(by(Ward, "2026-02-24T10:47:02").signing_time(SevenHoursLate)),
        ward("12-TTr-UBND cấp chứng thư (giá trị chữ ký sai).pdf", "phuong-12")
            .sign(by(Chair, "2026-03-18T16:33:20"))
            .sign(by(Ward, "2026-03-18T16:50:11"))
            .spoil(Spoil::ValueSpoilt),
        ward(
            "88-UBND-VHXH đăng ký tập huấn (che nội dung sau khi ký).pdf",
            "phuong-88",
        )
        .sign(by(Chair, "2026-04-06T09:00:45"))
        .sign(by(Ward, "2026-04-06T09:31:16"))
        .spoil(Spoil::PaintedOver([85, 573, 462, 18])),
        ward("23-TB-UBND lịch tiếp công dân (PDF 1.3).pdf", "phuong-23")
            .version(1, 3)
            .sign(by(Chair, "2026-04-27T07:58:03"))
            .sign(by(Ward, "2026-04-27T08:20:37")),
        Letter::bytes(&format!("{WARD}/Biên bản quét (không phải PDF).pdf"), SCAN),
        // The name of this one is decomposed (NFD), as macOS writes it.
        ward(&"31-GM-UBND hội nghị sơ kết.pdf".nfd().collect::<String>(), "phuong-31")
            .sign(by(Chair, "2026-05-19T13:42:50"))
            .sign(by(Ward, "2026-05-19T14:03:29")),
    ]
}

const NOTE: &str = "Tệp ghi chú gửi kèm hồ sơ mẫu.\nKhông phải văn bản PDF: được liệt kê, không đánh giá.\n";

/// The beginning of a JPEG: a scanner's picture that somebody named `.pdf`.
const SCAN: &[u8] =
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x01\x00\xc8\x00\xc8\x00\x00\xff\xdb\x00\x43\x00\xff\xd9";
