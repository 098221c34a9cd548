//! The table of facts, in both languages on one page.

use super::super::{diagnostic::both, pack::RulePack, words};
use super::page::{Cell, Writer};
use crate::facts::{FactSpec, FactType, Localized, catalogue};

fn family_table(page: &mut Writer, family: &str, rows: Vec<[Cell; 7]>) {
    if rows.is_empty() {
        return;
    }
    page.raw(&format!("## `{family}.…`"));
    let head = ["Dữ kiện", "Của", "Nghĩa", "Meaning", "Kiểu", "Đơn vị", "Quy tắc dùng"];
    page.table(head.map(|text| (text, text)), rows);
}

fn vietnamese(text: &Localized) -> &str {
    &text.vi
}

impl RulePack {
    /// Every fact of the catalogue, and the rules of this pack that name it; Markdown.
    pub fn facts_page(&self) -> String {
        let mut page = Writer::new(vietnamese);
        let say = |text: &str| both(text, text);
        page.heading(1, &say("Dữ kiện mà quy tắc dùng được (facts a rule may name)"));
        page.paragraph(&say(
            "Trang này được lập tự động từ danh mục dữ kiện của chương trình, không sửa bằng tay. Mỗi dữ kiện là một điều \
             đo được trên tệp, không phụ thuộc quy định nào. Một lần đo cho một trong ba kết quả: có giá trị; không có \
             (đã tìm, không thấy); không đo được (kèm nguyên nhân).",
        ));
        page.paragraph(&say(
            "Quy tắc về văn bản chỉ dùng được dữ kiện của văn bản; quy tắc về từng chữ ký dùng được cả hai loại.",
        ));
        let mut family = "";
        let mut rows: Vec<[Cell; 7]> = Vec::new();
        for spec in catalogue() {
            let of = spec.name.split('.').next().unwrap_or_default();
            if of != family {
                family_table(&mut page, family, std::mem::take(&mut rows));
                family = of;
            }
            rows.push(self.fact_row(spec));
        }
        family_table(&mut page, family, rows);

        page.heading(2, &say("Các mã (codes)"));
        page.paragraph(&say(
            "Trong tệp quy tắc viết mã; trong báo cáo chương trình in lời bên cạnh.",
        ));
        for spec in catalogue() {
            let FactType::Code(codes) = spec.ty else { continue };
            page.raw(&format!("### `{}`", spec.name));
            page.table(
                ["Mã", "Nghĩa", "Meaning"].map(|text| (text, text)),
                codes.iter().map(|code| {
                    let words = words::code(code).owned();
                    [
                        Cell::Code((*code).to_owned()),
                        Cell::Name(words.vi),
                        Cell::Name(words.en),
                    ]
                }),
            );
        }
        page.done()
    }

    fn fact_row(&self, spec: &FactSpec) -> [Cell; 7] {
        let ty = match spec.ty {
            FactType::Code(_) => both("mã, xem bảng dưới", "a code"),
            ty => words::type_name(ty),
        };
        let rules: Vec<&str> = self
            .rules()
            .iter()
            .filter(|rule| rule.facts().contains(&spec.name))
            .map(|rule| rule.code.as_str())
            .collect();
        [
            Cell::Code(spec.name.to_owned()),
            Cell::Text(words::about(spec.about)),
            Cell::Name(spec.label.0.to_owned()),
            Cell::Name(spec.label.1.to_owned()),
            Cell::Text(ty),
            Cell::Text(words::unit(spec.unit).owned()),
            Cell::Name(rules.join(", ")),
        ]
    }
}
