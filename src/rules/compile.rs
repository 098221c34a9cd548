//! From the tables of a rule file to checked conditions.

use regex::RegexBuilder;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    condition::{Condition, Operand, Test, can_name, nameable},
    diagnostic::{both, did_you_mean},
    line::Line,
    rule::Parameter,
    sheet::{Sheet, Span},
    value::{Clash, Literal, Term, compare, term_for, type_name},
    vocabulary::{GROUPS, OPERATORS, Operator},
};
use crate::facts::{About, FactSpec, FactType, Unit, Value, fact};

/// Size of a compiled pattern, bytes: a rule file is edited by people, but may still hold `(a{999}){999}`.
const PATTERN_SIZE: usize = 1 << 20;

/// Type-checks conditions; remembers which parameters were used and in which unit.
pub(super) struct Compiler<'p> {
    pub(super) about: About,
    pub(super) parameters: &'p mut [Parameter],
    pub(super) used: Vec<bool>,
    /// Parameters whose declaration is already reported: their uses are not reported on top of it.
    pub(super) broken: Vec<bool>,
}

impl Compiler<'_> {
    /// The lines of `applies`, `requires` or `tolerates`.
    pub(super) fn lines(
        &mut self,
        sheet: &mut Sheet<'_>,
        tables: &[(Span, &DeTable<'_>)],
        may_explain: bool,
    ) -> Vec<Line> {
        let mut lines = Vec::new();
        for (span, table) in tables {
            let otherwise = table
                .get("otherwise")
                .filter(|_| may_explain)
                .and_then(|value| sheet.localized(value));
            let extra: &[&str] = if may_explain { &["otherwise"] } else { &[] };
            if let Some(condition) = self.condition(sheet, span, table, extra) {
                lines.push(Line::new(condition, code(table), otherwise.as_ref()));
            }
        }
        lines
    }

    /// Notes the parameters that a section names. Named is used, even by a condition with another mistake in it: one
    /// mistake is one diagnostic.
    pub(super) fn mark_used(&mut self, value: &DeValue<'_>) {
        match value {
            DeValue::String(text) => {
                let named = self
                    .parameters
                    .iter()
                    .position(|one| text.strip_prefix('$') == Some(one.name.as_str()));
                if let Some(used) = named.and_then(|index| self.used.get_mut(index)) {
                    *used = true;
                }
            }
            DeValue::Array(items) => items.iter().for_each(|item| self.mark_used(item.get_ref())),
            DeValue::Table(table) => table.values().for_each(|item| self.mark_used(item.get_ref())),
            _ => {}
        }
    }

    fn condition(
        &mut self,
        sheet: &mut Sheet<'_>,
        at: &Span,
        table: &DeTable<'_>,
        extra: &[&str],
    ) -> Option<Condition> {
        let group = GROUPS.iter().find_map(|name| Some((*name, table.get(*name)?)));
        let Some((name, value)) = group else {
            return self.test(sheet, at, table, extra).map(Condition::Test);
        };
        let mut known = vec![name];
        known.extend_from_slice(extra);
        sheet.only_keys(table, &known);
        if name == "not" {
            let Some(inner) = value.get_ref().as_table() else {
                sheet.wrong_kind(value, "một điều kiện { … }", "a condition { … }");
                return None;
            };
            let inner = self.condition(sheet, &value.span(), inner, &[])?;
            return Some(Condition::Not(Box::new(inner)));
        }
        let items = sheet.tables(table, name);
        let parts: Vec<_> = items
            .iter()
            .map(|(span, inner)| self.condition(sheet, span, inner, &[]))
            .collect();
        if items.is_empty() {
            sheet.missing(
                &value.span(),
                both(
                    format!("nhóm `{name}` không có điều kiện nào."),
                    format!("the group `{name}` is empty."),
                ),
            );
            return None;
        }
        let parts = parts.into_iter().collect::<Option<Vec<_>>>()?;
        Some(if name == "all" {
            Condition::All(parts)
        } else {
            Condition::Any(parts)
        })
    }

    fn test(&mut self, sheet: &mut Sheet<'_>, at: &Span, table: &DeTable<'_>, extra: &[&str]) -> Option<Test> {
        let mut comparisons = Vec::new();
        let mut misspelt = false;
        for (key, value) in table {
            let word: &str = key.get_ref();
            if word == "fact" || extra.contains(&word) {
                continue;
            }
            if let Some(operator) = Operator::of(word) {
                comparisons.push((operator, key.span(), value));
            } else {
                let words = OPERATORS.iter().map(|(word, _)| *word).chain(GROUPS.iter().copied());
                let help = did_you_mean(word, words.clone()).or_else(|| {
                    let all: Vec<&str> = words.collect();
                    Some(both(
                        format!("Các phép so sánh: {}.", all.join(", ")),
                        format!("Comparisons: {}.", all.join(", ")),
                    ))
                });
                let message = both(
                    format!("không có phép so sánh `{word}`."),
                    format!("there is no comparison `{word}`."),
                );
                sheet.error_with(&key.span(), message, help);
                misspelt = true;
            }
        }
        let fact = self.fact(sheet, at, table);
        if misspelt {
            return None;
        }
        comparisons.sort_by_key(|(_, span, _)| span.start);
        let (operator, span, value) = match comparisons.as_slice() {
            [(operator, span, value)] => (*operator, span, *value),
            [] => {
                sheet.missing(
                    at,
                    both("điều kiện thiếu phép so sánh.", "the condition has no comparison."),
                );
                return None;
            }
            [_, (_, second, _), ..] => {
                let message = both(
                    "một điều kiện chỉ có một phép so sánh; hãy tách thành hai điều kiện.",
                    "a condition has one comparison; write two conditions.",
                );
                sheet.error(second, message);
                return None;
            }
        };
        let fact = fact?;
        if !operator.fits(fact.ty) {
            let (vi, en) = type_name(fact.ty);
            let fitting = Operator::fitting(fact.ty).join(", ");
            let word = operator.word();
            let message = both(
                format!("`{word}` không dùng được với `{}` (kiểu {vi}).", fact.name),
                format!("`{word}` can't be used with `{}`, which is {en}.", fact.name),
            );
            let help = both(
                format!("Dùng được: {fitting}."),
                format!("These can be used: {fitting}."),
            );
            sheet.error_with(span, message, Some(help));
            return None;
        }
        let operand = self.operand(sheet, fact, operator, value)?;
        Some(Test {
            fact,
            operator,
            operand,
        })
    }

    fn fact(&self, sheet: &mut Sheet<'_>, at: &Span, table: &DeTable<'_>) -> Option<&'static FactSpec> {
        let Some(value) = table.get("fact") else {
            sheet.lacks(at, "fact");
            return None;
        };
        self.named(sheet, value)
    }

    /// The fact of this name, when a rule about this thing may name it.
    fn named(&self, sheet: &mut Sheet<'_>, value: &Spanned<DeValue<'_>>) -> Option<&'static FactSpec> {
        named(sheet, value, self.about)
    }

    fn operand(
        &mut self,
        sheet: &mut Sheet<'_>,
        fact: &'static FactSpec,
        operator: Operator,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<Operand> {
        match operator {
            Operator::Present => {
                let flag = value.get_ref().as_bool();
                if flag.is_none() {
                    sheet.wrong_kind(value, "true hoặc false", "true or false");
                }
                flag.map(Operand::Flag)
            }
            Operator::Matches => {
                let Literal::Text(pattern) = self.literal(sheet, fact, value)? else {
                    sheet.wrong_kind(
                        value,
                        "một biểu thức mẫu trong dấu ngoặc kép",
                        "a pattern in quotation marks",
                    );
                    return None;
                };
                match RegexBuilder::new(&pattern).size_limit(PATTERN_SIZE).build() {
                    Ok(pattern) => Some(Operand::Pattern(pattern)),
                    Err(error) => {
                        let reason = error.to_string();
                        let reason = reason
                            .lines()
                            .last()
                            .unwrap_or_default()
                            .trim_start_matches("error: ")
                            .to_owned();
                        let message = both(
                            format!("biểu thức mẫu viết sai ({reason})."),
                            format!("the pattern is wrong ({reason})."),
                        );
                        sheet.error(&value.span(), message);
                        None
                    }
                }
            }
            Operator::Between => self.range(sheet, fact, value),
            Operator::OneOf | Operator::NoneOf => self.several(sheet, fact, value).map(Operand::Several),
            _ => self.term(sheet, fact, value).map(Operand::One),
        }
    }

    fn range(
        &mut self,
        sheet: &mut Sheet<'_>,
        fact: &'static FactSpec,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<Operand> {
        let ends: Option<Vec<_>> = value.get_ref().as_array().map(|items| items.iter().collect());
        let Some([low, high]) = ends.as_deref() else {
            sheet.wrong_kind(
                value,
                "hai giá trị [nhỏ nhất, lớn nhất]",
                "two values [least, greatest]",
            );
            return None;
        };
        let (low, high) = (self.term(sheet, fact, low), self.term(sheet, fact, high));
        let (low, high) = (low?, high?);
        if let (Term::Value(least), Term::Value(greatest)) = (&low, &high)
            && compare(least, greatest).is_none_or(std::cmp::Ordering::is_gt)
        {
            let message = both(
                "giá trị nhỏ nhất lại lớn hơn giá trị lớn nhất.",
                "the least value is above the greatest.",
            );
            sheet.error(&value.span(), message);
            return None;
        }
        Some(Operand::Range(low, high))
    }

    fn several(
        &mut self,
        sheet: &mut Sheet<'_>,
        fact: &'static FactSpec,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<Vec<Value>> {
        let mut values = Vec::new();
        let mut whole = true;
        let mut add =
            |sheet: &mut Sheet<'_>, span: &Span, literal: &Literal| match checked(sheet, span, fact, literal) {
                Some(Term::Value(value)) => values.push(value),
                _ => whole = false,
            };
        if let Some(items) = value.get_ref().as_array() {
            for item in items {
                match self.literal(sheet, fact, item) {
                    Some(literal) => add(sheet, &item.span(), &literal),
                    None => return None,
                }
            }
        } else if let Literal::List(items) = self.literal(sheet, fact, value)? {
            for item in &items {
                add(sheet, &value.span(), item);
            }
        } else {
            sheet.wrong_kind(value, "một danh sách [ … ]", "a list [ … ]");
            return None;
        }
        if whole && values.is_empty() {
            sheet.error(&value.span(), both("danh sách để trống.", "the list is empty."));
            return None;
        }
        whole.then_some(values)
    }

    fn term(&mut self, sheet: &mut Sheet<'_>, fact: &'static FactSpec, value: &Spanned<DeValue<'_>>) -> Option<Term> {
        if let Some(table) = value.get_ref().as_table() {
            sheet.only_keys(table, &["fact"]);
            let Some(name) = table.get("fact") else {
                sheet.lacks(&value.span(), "fact");
                return None;
            };
            let other = self.named(sheet, name)?;
            if !comparable(fact, other) {
                let message = both(
                    format!(
                        "không so sánh được `{}` với `{}`: khác kiểu hoặc khác đơn vị.",
                        fact.name, other.name
                    ),
                    format!(
                        "`{}` can't be compared with `{}`: another type or unit.",
                        fact.name, other.name
                    ),
                );
                sheet.error(&name.span(), message);
                return None;
            }
            return Some(Term::Fact(other));
        }
        let literal = self.literal(sheet, fact, value)?;
        checked(sheet, &value.span(), fact, &literal)
    }

    /// A written value, or the value of the `$parameter` that is named.
    fn literal(&mut self, sheet: &mut Sheet<'_>, fact: &FactSpec, value: &Spanned<DeValue<'_>>) -> Option<Literal> {
        let Some(name) = value.get_ref().as_str().and_then(|text| text.strip_prefix('$')) else {
            let literal = Literal::read(value);
            if literal.is_none() {
                sheet.wrong_kind(
                    value,
                    "một giá trị, ví dụ 1.4, \"sha256\", true",
                    "a value such as 1.4, \"sha256\", true",
                );
            }
            return literal;
        };
        let Some(index) = self.parameters.iter().position(|parameter| parameter.name == name) else {
            let names: Vec<String> = self.parameters.iter().map(|one| format!("${}", one.name)).collect();
            let help = did_you_mean(&format!("${name}"), names.iter().map(String::as_str));
            let message = both(
                format!("tham số `${name}` không có trong [params]."),
                format!("the parameter `${name}` is not in [params]."),
            );
            sheet.error_with(&value.span(), message, help);
            return None;
        };
        if self.broken.get(index).copied().unwrap_or_default() {
            return None;
        }
        let parameter = self.parameters.get_mut(index)?;
        if parameter.unit == Unit::None {
            parameter.unit = fact.unit;
        }
        Some(parameter.value.clone())
    }
}

/// The fact of this name, when a rule about this thing may name it; else a diagnostic.
pub(super) fn named(sheet: &mut Sheet<'_>, value: &Spanned<DeValue<'_>>, about: About) -> Option<&'static FactSpec> {
    let name = sheet.text(value)?;
    named_at(sheet, &value.span(), &name, about)
}

/// The same, for a name that is a key.
pub(super) fn named_at(sheet: &mut Sheet<'_>, span: &Span, name: &str, about: About) -> Option<&'static FactSpec> {
    match fact(name) {
        Some(fact) if can_name(about, fact) => Some(fact),
        Some(_) => {
            let message = both(
                format!("`{name}` là dữ kiện của từng chữ ký, không dùng được trong quy tắc về văn bản."),
                format!("`{name}` is a fact of each signature; a rule about the document can't name it."),
            );
            sheet.error(span, message);
            None
        }
        None => {
            let message = both(
                format!("không có dữ kiện `{name}`."),
                format!("there is no fact `{name}`."),
            );
            let help = did_you_mean(name, nameable(about));
            sheet.error_with(span, message, help);
            None
        }
    }
}

/// The written value as one of the fact's type; else a diagnostic.
pub(super) fn checked(sheet: &mut Sheet<'_>, span: &Span, fact: &FactSpec, literal: &Literal) -> Option<Term> {
    match term_for(fact, literal) {
        Ok(term) => Some(term),
        Err(Clash::Kind) => {
            let (needs_vi, needs_en) = type_name(fact.ty);
            let (has_vi, has_en) = literal.kind();
            let message = both(
                format!("`{}` có kiểu {needs_vi}, giá trị viết ở đây là {has_vi}.", fact.name),
                format!("`{}` is {needs_en}; what is written here is {has_en}.", fact.name),
            );
            sheet.error(span, message);
            None
        }
        Err(Clash::Code(codes)) => {
            let Literal::Text(written) = literal else { return None };
            let all = codes.join(", ");
            let message = both(
                format!("`{written}` không phải là mã của `{}`; các mã: {all}.", fact.name),
                format!("`{written}` is no code of `{}`; the codes: {all}.", fact.name),
            );
            let help = did_you_mean(written, codes.iter().copied());
            sheet.error_with(span, message, help);
            None
        }
    }
}

fn comparable(left: &FactSpec, right: &FactSpec) -> bool {
    let numbers = |ty| matches!(ty, FactType::Integer | FactType::Decimal);
    left.unit == right.unit && (left.ty == right.ty || (numbers(left.ty) && numbers(right.ty)))
}

/// A condition in one line, as it is written, without position and language.
fn code(table: &DeTable<'_>) -> String {
    let mut entries: Vec<_> = table.iter().filter(|(key, _)| *key.get_ref() != "otherwise").collect();
    entries.sort_by_key(|(key, _)| (*key.get_ref() != "fact", key.span().start));
    let words: Vec<String> = entries
        .iter()
        .map(|(key, value)| {
            let key: &str = key.get_ref();
            match (key, value.get_ref()) {
                ("fact", value) => value_code(value),
                (_, DeValue::Array(_)) if GROUPS.contains(&key) => format!("{key}{}", value_code(value.get_ref())),
                (_, value) => format!("{key} {}", value_code(value)),
            }
        })
        .collect();
    words.join(" ")
}

fn value_code(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Datetime(stamp) => stamp.to_string(),
        DeValue::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| value_code(item.get_ref())).collect();
            format!("[{}]", items.join(", "))
        }
        DeValue::Table(table) => code(table),
    }
}
