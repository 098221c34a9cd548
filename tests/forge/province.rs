//! The sample province: every document of `sample-data/`, as a table of cases.

use unicode_normalization::UnicodeNormalization as _;

use super::{
    cms::{
        Imprint,
        SigningTime::{Right, SevenHoursLate},
    },
    expected::Forged,
    layout::shaped,
    letter::{Letter, Spoil},
    pki::Holder::{
        Chair, Department, DeputyChair, DeputyDirector, DeputyPrincipal, Director, Principal, School, Ward,
    },
    signing::Signing,
};

const DEPARTMENT: &str = "Sở Khoa học và Công nghệ";
const WARD: &str = "UBND phường Mẫu Đơn";
const SCHOOL: &str = "Trường THPT Hoa Ban";

/// Every sample document, in the order of the table in `sample-data/README.md`.
pub fn province() -> Vec<Forged> {
    letters()
        .iter()
        .chain(shaped().iter().map(|sample| &sample.letter))
        .map(Letter::forge)
        .collect()
}

fn letters() -> Vec<Letter> {
    let department = |name: &str, base| Letter::new(&format!("{DEPARTMENT}/{name}"), base);
    let ward = |name: &str, base| Letter::new(&format!("{WARD}/{name}"), base);
    let school = |name: &str, base| Letter::new(&format!("{SCHOOL}/{name}"), base);
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
        department("Năm 2026/Tháng 5/142-SKHCN-VP lưu trữ văn bản điện tử.pdf", "khcn-142")
            .sign(by(Director, "2026-05-12T14:22:10"))
            .sign(by(Department, "2026-05-12T14:58:36")),
        department(
            "Năm 2026/Tháng 4/66-TB-SKHCN nâng lương (đặt mật khẩu mở tệp).pdf",
            "khcn-66",
        )
        .encrypted("skhcn2026"),
        department(
            "Năm 2026/Tháng 4/70-HD-SKHCN kiểm tra chữ ký số (mã hóa, không cần mật khẩu).pdf",
            "khcn-70",
        )
        .encrypted("")
        .sign(by(Director, "2026-04-22T10:08:51"))
        .sign(by(Department, "2026-04-22T10:40:15")),
        department(
            "Năm 2026/Tháng 5/85-QĐ-SKHCN tổ kiểm tra (hai chữ ký cùng tên trường).pdf",
            "khcn-85",
        )
        .sign(by(Director, "2026-05-04T08:44:02").field("ChuKySo"))
        .sign(by(Department, "2026-05-04T09:10:27").field("ChuKySo")),
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
        // Chair first; then number, day, month and seal, each a signature of the agency a few seconds after the other.
        ward(
            "64-QĐ-UBND tiếp công dân (số, ngày, tháng, dấu là bốn chữ ký).pdf",
            "phuong-64",
        )
        .sign(by(Chair, "2026-05-08T10:12:30"))
        .sign(by(Ward, "2026-05-08T10:28:55").writes("number", "64"))
        .sign(by(Ward, "2026-05-08T10:28:59").writes("day", "08"))
        .sign(by(Ward, "2026-05-08T10:29:05").writes("month", "5"))
        .sign(by(Ward, "2026-05-08T10:29:09")),
        ward(
            "40-TB-UBND thu gom rác (thêm dữ liệu kiểm tra sau khi ký).pdf",
            "phuong-40",
        )
        .sign(by(Chair, "2026-05-11T09:05:14"))
        .sign(by(Ward, "2026-05-11T09:26:43"))
        .spoil(Spoil::SecurityStore),
        ward(
            "71-TB-UBND tiêm phòng vật nuôi (ký sau khi chứng thư bị thu hồi).pdf",
            "phuong-71",
        )
        .sign(by(DeputyChair, "2026-04-10T08:41:17"))
        .sign(by(Ward, "2026-04-10T09:05:52")),
        ward("95-UBND-KT số liệu hộ kinh doanh (tệp bị cắt).pdf", "phuong-95").spoil(Spoil::Truncated(30_000)),
        Letter::bytes(&format!("{WARD}/Biên bản quét (không phải PDF).pdf"), SCAN),
        // The name of this one is decomposed (NFD), as macOS writes it.
        ward(&"31-GM-UBND hội nghị sơ kết.pdf".nfd().collect::<String>(), "phuong-31")
            .sign(by(Chair, "2026-05-19T13:42:50"))
            .sign(by(Ward, "2026-05-19T14:03:29")),
        // --- Trường THPT Hoa Ban
        school("05-KH-THPTHB học bạ số.pdf", "hoaban-05")
            .sign(by(Principal, "2026-01-14T10:31:44"))
            .sign(by(School, "2026-01-14T11:02:09")),
        school(
            "17-TB-THPTHB họp cha mẹ học sinh (chỉ có chữ ký cơ quan).pdf",
            "hoaban-17",
        )
        .sign(by(School, "2026-03-09T15:20:57")),
        school("22-TTr-THPTHB cấp chứng thư (tối ưu tệp rồi ký lại).pdf", "hoaban-22")
            .sign(by(Principal, "2026-04-02T09:15:33"))
            .spoil(Spoil::Optimised)
            .sign_later(by(School, "2026-04-02T16:48:20")),
        // Folders and name of this one are decomposed (NFD).
        school(
            &"Hồ sơ khen thưởng/Quyết định/31-QĐ-THPTHB khen thưởng học sinh.pdf"
                .nfd()
                .collect::<String>(),
            "hoaban-31",
        )
        .sign(by(Principal, "2026-05-18T08:12:05").cades())
        .sign(by(School, "2026-05-18T08:40:31").cades()),
        school(
            "28-TB-THPTHB kiểm tra giữa học kỳ II (chứng thư bị thu hồi sau khi ký).pdf",
            "hoaban-28",
        )
        .sign(by(DeputyPrincipal, "2026-04-15T10:20:31"))
        .sign(by(School, "2026-04-15T10:58:06")),
        Letter::scan(&format!("{SCHOOL}/36-BC-THPTHB học bạ số (bản quét).pdf"), 2)
            .sign(by(Principal, "2026-05-29T16:02:18"))
            .sign(by(School, "2026-05-29T16:25:40").timestamp(None)),
    ]
}

const NOTE: &str = "Tệp ghi chú gửi kèm hồ sơ mẫu.\nKhông phải văn bản PDF: được liệt kê, không đánh giá.\n";

/// The beginning of a JPEG: a scanner's picture that somebody named `.pdf`.
const SCAN: &[u8] =
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x01\x00\xc8\x00\xc8\x00\x00\xff\xdb\x00\x43\x00\xff\xd9";
