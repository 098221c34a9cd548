//! The samples that show the layout rules: what is done to each, and what the rules must say of it for that.
//!
//! The verdicts follow from what is drawn and where, written down here before any rule is asked.

use super::{
    letter::Letter,
    mark::rings,
    pki::Holder::{self, Department, DeputyDirector, Director, Ward},
    signing::Signing,
};

const FOLDER: &str = "Mẫu thể thức";

/// A sample with what must be said of it.
#[derive(Debug, Clone)]
pub struct Shaped {
    /// The document.
    pub letter: Letter,
    /// Layout rules that it shows to be kept.
    pub passes: Vec<&'static str>,
    /// Every layout rule that objects, with the code of its outcome.
    pub objects: Vec<(&'static str, &'static str)>,
    /// The share of the width of the signature's ink that the seal was laid over.
    pub overlap: Option<f64>,
}

impl Shaped {
    fn new(name: &str, make: impl FnOnce(&str) -> Letter) -> Self {
        Self {
            letter: make(&format!("{FOLDER}/{name}.pdf")),
            passes: Vec::new(),
            objects: Vec::new(),
            overlap: None,
        }
    }

    /// A letter with the name of its base.
    fn of(name: &str, base: &'static str) -> Self {
        Self::new(name, |path| Letter::new(path, base))
    }

    fn sign(mut self, signing: Signing) -> Self {
        self.letter = self.letter.sign(signing);
        self
    }

    /// Signed by the director and sealed, with a third of the signature below the seal.
    fn issued(self) -> Self {
        self.sign(director()).sign(seal()).overlapping(1.0 / 3.0)
    }

    fn overlapping(mut self, share: f64) -> Self {
        self.overlap = Some(share);
        self
    }

    fn passing(mut self, rules: &[&'static str]) -> Self {
        self.passes.extend(rules);
        self
    }

    fn failing(mut self, rule: &'static str) -> Self {
        self.objects.push((rule, "failed"));
        self
    }

    fn warned(mut self, rule: &'static str) -> Self {
        self.objects.push((rule, "warning"));
        self
    }
}

fn director() -> Signing {
    Signing::new(Director, "2026-03-16T09:15:24")
}

fn deputy() -> Signing {
    Signing::new(DeputyDirector, "2026-03-16T09:15:24")
}

fn seal() -> Signing {
    Signing::new(Department, "2026-03-16T09:45:01")
}

/// Copies and attachments are stamped at this time.
const AT: &str = "2026-03-17T10:30:00";
const AGENCY: &str = "SỞ KHOA HỌC VÀ CÔNG NGHỆ TỈNH THÍ DỤ";
const TIME: &str = "Thời gian ký: 2026-03-17T10:30:00+07:00";

fn copy(holder: Holder, form: &str, agency: &str, time: &str) -> Signing {
    Signing::new(holder, AT).stamp(&[form, agency, time])
}

fn true_copy() -> Signing {
    copy(Department, "SAO Y", AGENCY, TIME)
}

fn attachment(lines: &[&str]) -> Signing {
    Signing::new(Department, AT)
        .stamp(lines)
        .reason("Kèm theo văn bản số 44/QĐ-SKHCN của SỞ KHOA HỌC VÀ CÔNG NGHỆ")
}

const NUMBER: &str = "Số: 44/QĐ-SKHCN";

/// Every sample of the layout rules.
pub fn shaped() -> Vec<Shaped> {
    let mut all = kept();
    all.extend(signatures());
    all.extend(seals());
    all.extend(copies());
    all.extend(attachments());
    all.extend(pages());
    all
}

/// Documents in order.
fn kept() -> Vec<Shaped> {
    let copied = ["Y01", "Y02", "Y03", "Y04", "Y05", "Y06", "C09", "T07", "K08"];
    vec![
        Shaped::of("ĐẠT, thông báo ký trực tiếp", "notice").issued().passing(&[
            "P01", "P02", "P03", "P04", "P05", "P06", "S01", "S02", "S03", "S05", "S06", "S08", "A07", "D01", "D02",
            "D04", "D06", "D08", "F03", "F04", "F05", "F09", "C11", "K08", "K09", "K10", "T08", "T10",
        ]),
        Shaped::of("ĐẠT, ký thay, hai trang có số trang", "two-pages")
            .sign(deputy())
            .sign(seal())
            .overlapping(1.0 / 3.0)
            .passing(&["P06", "P07", "S06", "D06", "K10"]),
        Shaped::of("ĐẠT, quyết định ghi năm trong số", "of-its-year")
            .sign(Signing::new(Holder::Chair, "2026-03-16T09:15:24"))
            .sign(Signing::new(Ward, "2026-03-16T09:45:01"))
            .overlapping(1.0 / 3.0)
            .passing(&["D01", "D02", "D03", "P07"]),
        Shaped::of("ĐẠT, dấu vẽ bằng nét", "notice")
            .sign(director())
            .sign(seal().of_paths())
            .overlapping(1.0 / 3.0)
            .passing(&["S01", "S02", "S03", "S05"]),
        Shaped::of("ĐẠT, bản sao y", "notice")
            .sign(true_copy())
            .passing(&copied)
            .passing(&["Y07"]),
        Shaped::of("ĐẠT, bản trích sao", "notice")
            .sign(copy(Department, "TRÍCH SAO", AGENCY, TIME))
            .passing(&copied)
            .passing(&["Y09"]),
        Shaped::new("Y08 ĐẠT, bản sao lục số hóa 200 dpi", |path| {
            Letter::scan_of(path, "scan-200.jpg", "notice")
        })
        .sign(copy(Department, "SAO LỤC", AGENCY, TIME))
        .passing(&copied)
        .passing(&["Y08"])
        .warned("D08"),
        Shaped::new("F06 ĐẠT, văn bản số hóa 200 dpi", |path| {
            Letter::scan_of(path, "scan-200.jpg", "notice")
        })
        .issued()
        .passing(&["F06"])
        .warned("D08"),
        Shaped::of("ĐẠT, phụ lục ở tệp riêng", "appendix")
            .sign(attachment(&[NUMBER, TIME]))
            .passing(&["A01", "A02", "A03", "A04", "A05", "K08", "T07"]),
    ]
}

fn signatures() -> Vec<Shaped> {
    vec![
        Shaped::of("P01 KHÔNG ĐẠT, chỉ có chữ ký số của cơ quan", "notice")
            .sign(seal())
            .failing("P01"),
        Shaped::of("P02 KHÔNG ĐẠT, hình chữ ký màu đen", "notice")
            .sign(director().ink([20, 20, 20]))
            .sign(seal())
            .overlapping(1.0 / 3.0)
            .failing("P02"),
        Shaped::of("P03 KHÔNG ĐẠT, hình chữ ký nền trắng đục", "notice")
            .sign(director().opaque())
            .sign(seal())
            .overlapping(1.0 / 3.0)
            .failing("P03"),
        Shaped::of("P04 KHÔNG ĐẠT, chữ ký chồng lên họ tên", "notice")
            .sign(director().moved(0.0, -55.0))
            .sign(seal().moved(0.0, -55.0))
            .overlapping(1.0 / 3.0)
            .failing("P04"),
        Shaped::of("P05 KHÔNG ĐẠT, chữ ký lệch tâm 40 pt", "notice")
            .sign(director().moved(40.0, 0.0))
            .sign(seal().moved(40.0, 0.0))
            .overlapping(1.0 / 3.0)
            .failing("P05"),
        Shaped::of("P06 KHÔNG ĐẠT, chữ ký khác trang với họ tên", "two-pages")
            .sign(deputy().on_page(1).moved(0.0, -590.0))
            .sign(seal().on_page(1).moved(0.0, -590.0))
            .overlapping(1.0 / 3.0)
            .failing("P06"),
        Shaped::of("P07 CẢNH BÁO, quyền hạn ghi TUN", "capacity")
            .sign(deputy())
            .sign(seal())
            .overlapping(1.0 / 3.0)
            .warned("P07"),
        Shaped::of("K10 KHÔNG ĐẠT, Phó Giám đốc ký chỗ Giám đốc", "notice")
            .sign(deputy())
            .sign(seal())
            .overlapping(1.0 / 3.0)
            .failing("K10"),
        Shaped::of("C11 KHÔNG ĐẠT, hình ký nháy che nơi nhận", "notice")
            .sign(deputy().reason("Ký nháy").opaque().moved(-264.0, 0.0))
            .sign(director())
            .sign(seal())
            .overlapping(1.0 / 3.0)
            .failing("C11"),
        Shaped::of("T08 KHÔNG ĐẠT, cơ quan ký trước người ký", "notice")
            .sign(Signing::new(Department, "2026-03-16T09:05:01"))
            .sign(director())
            .overlapping(1.0 / 3.0)
            .failing("T08"),
        Shaped::of("T10 CẢNH BÁO, ký trước ngày ghi trên văn bản", "notice")
            .sign(Signing::new(Director, "2026-03-13T09:15:24"))
            .sign(Signing::new(Department, "2026-03-13T09:45:01"))
            .overlapping(1.0 / 3.0)
            .warned("T10"),
    ]
}

fn seals() -> Vec<Shaped> {
    vec![
        Shaped::of("S01 KHÔNG ĐẠT, thiếu chữ ký số của cơ quan", "notice")
            .sign(director())
            .failing("S01"),
        Shaped::of("S02 KHÔNG ĐẠT, dấu màu đen", "notice")
            .sign(director())
            .sign(seal().ink([30, 30, 30]))
            .overlapping(1.0 / 3.0)
            .failing("S02"),
        Shaped::of("S03 KHÔNG ĐẠT, dấu nền trắng đục", "notice")
            .sign(director())
            .sign(seal().opaque())
            .overlapping(1.0 / 3.0)
            .failing("S03")
            // It lies over the first word of the name.
            .failing("C11"),
        Shaped::of("S05 KHÔNG ĐẠT, dấu trùm ba phần tư chữ ký", "notice")
            .sign(director())
            .sign(seal().overlapping(0.75))
            .overlapping(0.75)
            .failing("S05"),
        Shaped::of("S05 CẢNH BÁO, dấu chỉ trùm 15 phần trăm", "notice")
            .sign(director())
            .sign(seal().overlapping(0.15))
            .overlapping(0.15)
            .warned("S05"),
        Shaped::of("S05 KHÔNG ĐẠT, dấu đóng bên phải chữ ký", "notice")
            .sign(director())
            .sign(seal().on_the_right())
            .overlapping(1.0 / 3.0)
            .failing("S05"),
        Shaped::of("S06 KHÔNG ĐẠT, dấu khác trang với chữ ký", "two-pages")
            .sign(deputy())
            .sign(seal().on_page(1).moved(0.0, -590.0))
            .failing("S06"),
        Shaped::of("S07 CẢNH BÁO, số ký bằng chứng thư cơ quan khác", "phuong-64")
            .sign(Signing::new(Holder::Chair, "2026-05-08T10:12:30"))
            .sign(Signing::new(Department, "2026-05-08T10:28:55").writes("number", "64"))
            .sign(Signing::new(Ward, "2026-05-08T10:28:59").writes("day", "08"))
            .sign(Signing::new(Ward, "2026-05-08T10:29:05").writes("month", "5"))
            .sign(Signing::new(Ward, "2026-05-08T10:29:09"))
            .overlapping(1.0 / 3.0)
            .warned("S07")
            .warned("K09")
            // The letter is set in Liberation Serif.
            .warned("F05"),
        // Half of it lies beyond the right edge of A4.
        Shaped::new("S08 CẢNH BÁO, có dấu giáp lai", |path| {
            Letter::new(path, "notice").draws(&rings(595.28, 560.0))
        })
        .issued()
        .warned("S08"),
        Shaped::of("K08 KHÔNG ĐẠT, dấu ký bằng chứng thư cá nhân", "notice")
            .sign(director())
            .sign(Signing::new(DeputyDirector, "2026-03-16T09:45:01").drawn_as(Department))
            .overlapping(1.0 / 3.0)
            .failing("K08")
            // Nobody signed for the agency.
            .failing("S01"),
    ]
}

fn copies() -> Vec<Shaped> {
    vec![
        Shaped::of("Y01 KHÔNG ĐẠT, thông tin sao ở cuối trang", "notice")
            .sign(true_copy().standing_at(90.0, 80.0))
            .failing("Y01"),
        Shaped::of("Y02 KHÔNG ĐẠT, thông tin sao kèm hình dấu", "notice")
            .sign(true_copy().with_picture())
            .failing("Y02"),
        Shaped::of("Y03 KHÔNG ĐẠT, giờ sao không ghi múi giờ", "notice")
            .sign(copy(Department, "SAO Y", AGENCY, "17/03/2026 10:30:00"))
            .failing("Y03"),
        // What the stamp shows is not what the certificate says: that is the matter of C09 too.
        Shaped::of("Y04 KHÔNG ĐẠT, tên cơ quan sao khác chứng thư", "notice")
            .sign(copy(Department, "SAO Y", "UBND PHƯỜNG MẪU ĐƠN", TIME))
            .failing("Y04")
            .failing("C09"),
        Shaped::of("Y05 KHÔNG ĐẠT, thông tin sao cỡ chữ 13", "notice")
            .sign(true_copy().letters(13.0))
            .failing("Y05"),
        // The certificate of a person fits no copy (K08 says it of every role), and names no agency (Y04, C09).
        Shaped::of("Y06 KHÔNG ĐẠT, bản sao ký bằng chứng thư cá nhân", "notice")
            .sign(copy(Director, "SAO Y", AGENCY, TIME))
            .failing("Y06")
            .failing("K08")
            .failing("Y04")
            .failing("C09"),
        Shaped::of("Y07 CẢNH BÁO, sao y văn bản điện tử đã ký", "notice")
            .issued()
            .sign(true_copy())
            .warned("Y07"),
        Shaped::new("Y08 CẢNH BÁO, bản sao số hóa 100 dpi, ảnh xám", |path| {
            Letter::scan_of(path, "scan-100.jpg", "notice")
        })
        .sign(true_copy())
        .warned("Y08")
        .warned("D08"),
        Shaped::new("Y09 CẢNH BÁO, trích sao cắt từ bản quét", |path| {
            Letter::scan_of(path, "scan-200.jpg", "notice")
        })
        .sign(copy(Department, "TRÍCH SAO", AGENCY, TIME))
        .warned("Y09")
        .warned("D08"),
    ]
}

fn attachments() -> Vec<Shaped> {
    let appendix = |name: &str, signing: Signing| Shaped::of(name, "appendix").sign(signing);
    vec![
        Shaped::of("A01 KHÔNG ĐẠT, phụ lục không có chữ ký số", "appendix").failing("A01"),
        appendix(
            "A02 KHÔNG ĐẠT, thông tin ký ở cuối trang",
            attachment(&[NUMBER, TIME]).standing_at(90.0, 80.0),
        )
        .failing("A02"),
        appendix(
            "A03 KHÔNG ĐẠT, giờ ký không ghi múi giờ",
            attachment(&[NUMBER, "Thời gian ký: 17/03/2026 10:30:00"]),
        )
        .failing("A03"),
        appendix(
            "A04 KHÔNG ĐẠT, số khác văn bản chính",
            attachment(&["Số: 45/QĐ-SKHCN", TIME]),
        )
        .failing("A04"),
        appendix(
            "A05 KHÔNG ĐẠT, thông tin ký cỡ chữ 13",
            attachment(&[NUMBER, TIME]).letters(13.0),
        )
        .failing("A05"),
        Shaped::of("A07 KHÔNG ĐẠT, ký thêm kiểu kèm theo trên văn bản chính", "notice")
            .issued()
            .sign(attachment(&[NUMBER, TIME]))
            .failing("A07"),
        appendix(
            "T07 KHÔNG ĐẠT, giờ ghi sớm năm phút",
            attachment(&[NUMBER, "Thời gian ký: 2026-03-17T10:25:00+07:00"]),
        )
        .failing("T07"),
        appendix(
            "C09 KHÔNG ĐẠT, tên hiển thị khác chứng thư",
            attachment(&[NUMBER, "Cơ quan: UBND PHƯỜNG MẪU ĐƠN", TIME]),
        )
        .failing("C09"),
    ]
}

fn pages() -> Vec<Shaped> {
    let letter = |name: &str, base| Shaped::of(name, base).issued();
    let by_deputy = |name: &str, base| {
        Shaped::of(name, base)
            .sign(deputy())
            .sign(seal())
            .overlapping(1.0 / 3.0)
    };
    vec![
        letter("D01 CẢNH BÁO, số ghi 125-TB", "miswritten").warned("D01"),
        letter("D02 CẢNH BÁO, thông báo mang ký hiệu quyết định", "other-kind").warned("D02"),
        Shaped::of("D03 CẢNH BÁO, năm trong số khác năm ban hành", "of-another-year")
            .sign(Signing::new(Holder::Chair, "2026-03-16T09:15:24"))
            .sign(Signing::new(Ward, "2026-03-16T09:45:01"))
            .overlapping(1.0 / 3.0)
            .warned("D03"),
        letter("D04 CẢNH BÁO, thiếu nơi nhận", "no-receivers").warned("D04"),
        by_deputy("D06 CẢNH BÁO, trang 2 không có số trang", "not-numbered").warned("D06"),
        // Letters of this base are placed as on A4, which is 49.89 pt higher.
        Shaped::of("F03 CẢNH BÁO, khổ giấy Letter", "other-paper")
            .sign(director().moved(0.0, -49.89))
            .sign(seal().moved(0.0, -49.89))
            .overlapping(1.0 / 3.0)
            .warned("F03"),
        letter("F04 CẢNH BÁO, lề trái 15 mm", "narrow-margin").warned("F04"),
        letter("F05 CẢNH BÁO, nội dung cỡ chữ 11", "small-letters").warned("F05"),
        Shaped::new("F06 CẢNH BÁO, số hóa 100 dpi, ảnh xám", |path| {
            Letter::scan_of(path, "scan-100.jpg", "notice")
        })
        .issued()
        .warned("F06")
        .warned("D08"),
        letter("F09 KHÔNG ĐẠT, có dấu MẬT", "secret").failing("F09"),
    ]
}
