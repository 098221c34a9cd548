//! The rules as pages to read: one page a pack, an index, and the table of facts.
//!
//! Markdown, because it reads well in Notepad too. The pages hold nothing that the rule files and the catalogue don't
//! say: who wants them to say something else changes a rule, not a page.

mod facts;
mod page;

use super::{
    basis::Basis,
    diagnostic::both,
    pack::{Instrument, RulePack},
    rule::{Example, Rule},
    words,
};
use crate::facts::{Localized, Measured, fact};
use page::{Cell, Writer};

/// Chooses the language of a text.
pub type Pick = fn(&Localized) -> &str;

/// One page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Name of its file.
    pub name: String,
    /// Markdown.
    pub text: String,
}

const INDEX: &str = "index.md";

/// The name of the page of facts.
const FACTS: &str = "FACTS.md";

impl RulePack {
    /// The pages in one language, the index first. The same rules give the same bytes.
    pub fn handbook(&self, pick: Pick) -> Vec<Page> {
        let mut packs: Vec<&Instrument> = self.instruments().collect();
        packs.sort_by(|a, b| a.pack.cmp(&b.pack));
        let mut pages = vec![Page {
            name: INDEX.to_owned(),
            text: self.index(&packs, pick),
        }];
        pages.extend(packs.into_iter().map(|instrument| Page {
            name: page_of(&instrument.pack),
            text: self.page(instrument, pick),
        }));
        pages.push(Page {
            name: FACTS.to_owned(),
            text: self.facts_page(),
        });
        pages
    }

    fn index(&self, packs: &[&Instrument], pick: Pick) -> String {
        let mut page = Writer::new(pick);
        page.heading(1, &both("Bộ quy tắc kiểm tra", "The rules"));
        page.paragraph(&both(
            "Tài liệu này được lập tự động từ các tệp quy tắc: nội dung quy tắc, căn cứ pháp lý, mức chấp nhận và ví dụ. \
             Muốn thay đổi nội dung thì sửa tệp quy tắc rồi lập lại tài liệu.",
            "These pages are made from the rule files: conditions, legal basis, tolerances and examples. To change them, \
             change the rule files and make the pages again.",
        ));
        let digest = self.digest();
        page.paragraph(&both(
            format!("Mã nhận dạng của bộ quy tắc (SHA-256): {digest}"),
            format!("Digest of the rules (SHA-256): {digest}"),
        ));
        page.heading(2, &both("Văn bản làm căn cứ", "Instruments"));
        page.table(
            [
                ("Số, ký hiệu", "Number"),
                ("Tên", "Title"),
                ("Hiệu lực", "In force"),
                ("Quy tắc", "Rules"),
            ],
            packs.iter().map(|instrument| {
                let rules: Vec<&str> = self.rules_of(instrument).map(|rule| rule.code.as_str()).collect();
                let rules = if rules.is_empty() {
                    both("(chỉ được viện dẫn)", "(cited only)")
                } else {
                    both(rules.join(", "), rules.join(", "))
                };
                [
                    Cell::Link(instrument.number.clone(), page_of(&instrument.pack)),
                    Cell::Text(instrument.title.clone()),
                    Cell::Text(in_force(instrument.from, instrument.until)),
                    Cell::Text(rules),
                ]
            }),
        );
        page.heading(2, &both("Các quy tắc", "Rules"));
        page.table(
            [
                ("Mã", "Code"),
                ("Nội dung", "Title"),
                ("Mức độ", "Severity"),
                ("Kết quả nặng nhất", "Worst outcome"),
                ("Phê duyệt miễn", "Waiver"),
            ],
            self.rules().iter().map(|rule| {
                [
                    Cell::Link(rule.code.clone(), page_of(&rule.pack)),
                    Cell::Text(rule.title.clone()),
                    Cell::Text(words::severity(rule.severity)),
                    Cell::Text(words::outcome(rule.worst)),
                    Cell::Text(may_be_waived(rule)),
                ]
            }),
        );
        page.heading(2, &both("Cách đọc kết quả", "Outcomes"));
        page.list(outcomes());
        if !self.waivers().is_empty() {
            page.heading(2, &both("Danh mục miễn", "Waivers"));
            page.table(
                [
                    ("Quy tắc", "Rule"),
                    ("Phạm vi", "Scope"),
                    ("Lý do", "Reason"),
                    ("Người phê duyệt", "Approved by"),
                    ("Từ ngày", "From"),
                    ("Đến hết ngày", "Until"),
                ],
                self.waivers().iter().map(|waiver| {
                    [
                        Cell::Name(waiver.rule.clone()),
                        Cell::Text(waiver.scope.shown()),
                        Cell::Text(waiver.reason.clone()),
                        Cell::Name(waiver.approved_by.clone()),
                        Cell::Text(words::day(waiver.from)),
                        Cell::Text(words::day(waiver.until)),
                    ]
                }),
            );
        }
        page.heading(2, &both("Dữ kiện", "Facts"));
        let facts = page::link(FACTS, FACTS);
        page.raw(pick(&both(
            format!("Những điều chương trình đo được và quy tắc dùng được: xem {facts}."),
            format!("What is measured, and rules may name: see {facts}."),
        )));
        page.done()
    }

    fn rules_of<'a>(&'a self, instrument: &'a Instrument) -> impl Iterator<Item = &'a Rule> {
        self.rules().iter().filter(|rule| rule.pack == instrument.pack)
    }

    fn page(&self, instrument: &Instrument, pick: Pick) -> String {
        let mut page = Writer::new(pick);
        page.heading(1, &both(instrument.number.as_str(), instrument.number.as_str()));
        page.paragraph(&instrument.title);
        let issued = words::day(instrument.issued);
        let force = in_force(instrument.from, instrument.until);
        page.list([
            both(
                format!("Ngày ban hành: {}", issued.vi),
                format!("Issued on: {}", issued.en),
            ),
            both(format!("Hiệu lực: {}", force.vi), format!("In force: {}", force.en)),
            both(
                format!("Thư mục: {}", instrument.pack),
                format!("Folder: {}", instrument.pack),
            ),
        ]);
        let cited: Vec<&str> = self
            .rules()
            .iter()
            .filter(|rule| rule.pack != instrument.pack)
            .filter(|rule| rule.bases.iter().any(|basis| basis.instrument == instrument.number))
            .map(|rule| rule.code.as_str())
            .collect();
        if !cited.is_empty() {
            let codes = cited.join(", ");
            page.paragraph(&both(
                format!("Văn bản này còn là căn cứ của các quy tắc ở thư mục khác: {codes}."),
                format!("Rules of other folders that rest on it too: {codes}."),
            ));
        }
        for rule in self.rules_of(instrument) {
            describe(&mut page, rule);
        }
        page.done()
    }
}

fn page_of(pack: &str) -> String {
    format!("{pack}.md")
}

fn in_force(from: jiff::civil::Date, until: Option<jiff::civil::Date>) -> Localized {
    let from = words::day(from);
    match until.map(words::day) {
        Some(until) => both(
            format!("từ {} đến hết {}", from.vi, until.vi),
            format!("from {} to {}", from.en, until.en),
        ),
        None => both(format!("từ {}", from.vi), format!("from {}", from.en)),
    }
}

fn may_be_waived(rule: &Rule) -> Localized {
    if rule.waivable {
        both("có thể", "possible")
    } else {
        both("không được miễn", "not possible")
    }
}

fn outcomes() -> [Localized; 6] {
    [
        both(
            "ĐẠT: đã kiểm tra và đúng yêu cầu.",
            "passed: looked at, and as required.",
        ),
        both(
            "CẢNH BÁO: chưa đúng yêu cầu nhưng còn trong mức châm chước; hoặc quy tắc chỉ được phép cảnh báo vì chưa có \
             căn cứ pháp lý nào được đối chiếu với nguyên văn, hoặc căn cứ không bắt buộc.",
            "warning: not as required but tolerated; or the rule may only warn, because no provision behind it was seen \
             in its own text, or none is mandatory.",
        ),
        both(
            "KHÔNG ĐẠT: đã kiểm tra và trái yêu cầu.",
            "failed: looked at, and against what is required.",
        ),
        both(
            "KHÔNG XÁC ĐỊNH: không đo được dữ kiện cần thiết; nguyên nhân được nêu kèm. Không bao giờ được coi là đạt.",
            "indeterminate: a fact could not be measured; the cause is told. Never taken for passed.",
        ),
        both(
            "KHÔNG ÁP DỤNG: văn bản hoặc chữ ký không thuộc trường hợp phải xét; lý do được nêu kèm.",
            "not-applicable: not a case of this rule; the reason is told.",
        ),
        both(
            "ĐƯỢC MIỄN: trái yêu cầu nhưng người có thẩm quyền đã phê duyệt miễn, có lý do và thời hạn. Văn bản không bị \
             tính là không đạt vì nội dung này, nhưng cũng không được kết luận là hợp lệ.",
            "waived: against what is required, but let pass by approval, for a reason and until a day. The document does \
             not fail by it, and is not called valid either.",
        ),
    ]
}

fn describe(page: &mut Writer, rule: &Rule) {
    page.heading(
        2,
        &both(
            format!("{}. {}", rule.code, rule.title.vi),
            format!("{}. {}", rule.code, rule.title.en),
        ),
    );
    let (about, severity, worst) = (
        words::about(rule.about),
        words::severity(rule.severity),
        words::outcome(rule.worst),
    );
    let waivable = may_be_waived(rule);
    page.list([
        both(format!("Đối tượng xét: {}", about.vi), format!("Judged: {}", about.en)),
        both(format!("Mức độ: {}", severity.vi), format!("Severity: {}", severity.en)),
        both(
            format!("Kết quả nặng nhất: {}", worst.vi),
            format!("Worst outcome: {}", worst.en),
        ),
        both(
            format!("Phê duyệt miễn: {}", waivable.vi),
            format!("Waiver: {}", waivable.en),
        ),
    ]);
    let statement = rule.statement();
    let sections = [
        (both("Áp dụng khi", "Applies when"), statement.applies),
        (both("Yêu cầu", "Required"), statement.requires),
        (
            both("Mức châm chước, chỉ cảnh báo", "Tolerated with a warning"),
            statement.tolerates,
        ),
    ];
    for (heading, sentences) in sections {
        if !sentences.is_empty() {
            page.label(&heading);
            page.list(sentences.iter().map(page::sentence));
        }
    }
    page.label(&both("Căn cứ pháp lý", "Legal basis"));
    page.table(
        [
            ("Điều khoản", "Provision"),
            ("Hiệu lực", "In force"),
            ("Đối chiếu nguyên văn", "Text was seen"),
        ],
        rule.bases.iter().map(provision),
    );
    if !rule.parameters.is_empty() {
        page.label(&both("Giá trị đang đặt", "Values"));
        page.table(
            [
                ("Tham số", "Parameter"),
                ("Tên gọi", "What it is"),
                ("Giá trị", "Value"),
                ("Do đâu mà có", "Where it comes from"),
            ],
            rule.parameters.iter().map(|parameter| {
                let law = both("do quy định nêu", "given by the law");
                [
                    Cell::Code(parameter.name.clone()),
                    Cell::Text(parameter.label.clone().unwrap_or_default()),
                    Cell::Text(parameter.shown()),
                    Cell::Text(parameter.note.clone().unwrap_or(law)),
                ]
            }),
        );
    }
    page.label(&both(
        "Câu nêu khi không đạt (chữ trong dấu ‹ › được thay bằng giá trị đo được)",
        "What is said when it is not met (measured values stand where ‹ › are)",
    ));
    page.paragraph(&rule.outline());
    page.label(&both("Việc cần làm", "What to do"));
    page.paragraph(&rule.remedy);
    page.label(&both("Ví dụ", "Examples"));
    page.table(
        [
            ("Trường hợp", "Case"),
            ("Ngày ký", "Signed on"),
            ("Dữ kiện", "Facts"),
            ("Kết quả", "Outcome"),
        ],
        rule.examples.iter().map(case),
    );
}

fn provision(basis: &Basis) -> [Cell; 3] {
    [
        Cell::Name(basis.citation().to_string()),
        Cell::Text(in_force(basis.from, basis.until)),
        Cell::Text(if basis.verified {
            both("đã đối chiếu", "yes")
        } else {
            both(
                "chưa; tự nó chỉ đủ để cảnh báo",
                "no; by itself only enough for a warning",
            )
        }),
    ]
}

fn case(example: &Example) -> [Cell; 4] {
    let mut said: Vec<Localized> = Vec::new();
    for (name, measured) in &example.facts.0 {
        let Some(spec) = fact(name) else { continue };
        let shown = match measured {
            Measured::Unmeasured(_) => both("không đo được", "not measured"),
            measured => words::measured(spec, measured).owned(),
        };
        said.push(both(
            format!("{}: {}", spec.label.0, shown.vi),
            format!("{}: {}", spec.label.1, shown.en),
        ));
    }
    let join = |pick: fn(&Localized) -> &str| said.iter().map(pick).collect::<Vec<_>>().join("; ");
    let facts = if said.is_empty() {
        both("không có dữ kiện nào", "none is there")
    } else {
        both(join(|one| &one.vi), join(|one| &one.en))
    };
    [
        Cell::Name(example.name.clone()),
        Cell::Text(words::day(example.day)),
        Cell::Text(facts),
        Cell::Text(words::outcome(example.expect)),
    ]
}
