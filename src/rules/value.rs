//! Values written in rule files, and how they compare with measured ones.

use std::cmp::Ordering;

use jiff::civil;
use toml::{Spanned, de::DeValue};

use super::sheet::to_date;
use crate::facts::{FactSpec, FactType, Moment, Value};

/// A value as written in a rule file.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a point.
    Decimal(f64),
    /// A text or a code.
    Text(String),
    /// A day.
    Date(civil::Date),
    /// An instant with its offset.
    Time(Moment),
    /// Several values.
    List(Vec<Literal>),
}

impl Literal {
    /// Reads a TOML value; `None` for tables, local times and numbers that are none.
    pub(super) fn read(value: &Spanned<DeValue<'_>>) -> Option<Self> {
        match value.get_ref() {
            DeValue::String(text) => Some(Self::Text(text.clone().into_owned())),
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
                .ok()
                .map(Self::Integer),
            DeValue::Float(number) => number
                .as_str()
                .parse()
                .ok()
                .filter(|number: &f64| number.is_finite())
                .map(Self::Decimal),
            DeValue::Boolean(flag) => Some(Self::Boolean(*flag)),
            DeValue::Datetime(stamp) => match (stamp.date, stamp.time, stamp.offset) {
                (Some(date), None, None) => to_date(date).map(Self::Date),
                (Some(_), Some(_), Some(_)) => Moment::parse(&stamp.to_string()).ok().map(Self::Time),
                _ => None,
            },
            DeValue::Array(items) => items.iter().map(Self::read).collect::<Option<Vec<_>>>().map(Self::List),
            DeValue::Table(_) => None,
        }
    }

    /// Name of the kind, in both languages.
    pub(super) fn kind(&self) -> (&'static str, &'static str) {
        match self {
            Self::Boolean(_) => ("giá trị đúng/sai", "a yes or no"),
            Self::Integer(_) => ("số nguyên", "a whole number"),
            Self::Decimal(_) => ("số thập phân", "a decimal number"),
            Self::Text(_) => ("đoạn chữ", "a text"),
            Self::Date(_) => ("ngày", "a date"),
            Self::Time(_) => ("thời điểm", "a time"),
            Self::List(_) => ("danh sách", "a list"),
        }
    }
}

/// Name of a fact's type, in both languages.
pub(super) fn type_name(ty: FactType) -> (&'static str, &'static str) {
    match ty {
        FactType::Boolean => ("đúng/sai (true, false)", "yes or no (true, false)"),
        FactType::Integer => ("số nguyên", "a whole number"),
        FactType::Decimal => ("số", "a number"),
        FactType::Text => ("đoạn chữ", "a text"),
        FactType::Code(_) => ("mã", "a code"),
        FactType::Time => ("thời điểm", "a time"),
    }
}

/// One side of a comparison, resolved when the rule is loaded.
#[derive(Debug, Clone)]
pub(super) enum Term {
    /// A value of the fact's own type.
    Value(Value),
    /// A day in Vietnam, against an instant.
    Day(civil::Date),
    /// Another fact.
    Fact(&'static FactSpec),
}

/// Why a written value can't be compared with a fact.
pub(super) enum Clash {
    /// It is of another kind.
    Kind,
    /// It is none of the codes.
    Code(&'static [&'static str]),
}

/// The written value as one of the fact's type.
pub(super) fn term_for(spec: &FactSpec, literal: &Literal) -> Result<Term, Clash> {
    let value = match (spec.ty, literal) {
        (FactType::Boolean, Literal::Boolean(flag)) => Value::Boolean(*flag),
        (FactType::Integer, Literal::Integer(number)) => Value::Integer(*number),
        (FactType::Decimal, Literal::Integer(number)) => Value::Decimal(*number as f64),
        (FactType::Decimal, Literal::Decimal(number)) => Value::Decimal(*number),
        (FactType::Text, Literal::Text(text)) => Value::Text(text.clone()),
        (FactType::Code(codes), Literal::Text(text)) => {
            Value::Code(codes.iter().find(|code| *code == text).ok_or(Clash::Code(codes))?)
        }
        (FactType::Time, Literal::Time(moment)) => Value::Time(*moment),
        (FactType::Time, Literal::Date(day)) => return Ok(Term::Day(*day)),
        _ => return Err(Clash::Kind),
    };
    Ok(Term::Value(value))
}

/// Order of two values; `None` when they don't compare (which the type check excludes, but for NaN).
pub(super) fn compare(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Boolean(a), Value::Boolean(b)) => Some(a.cmp(b)),
        (Value::Integer(a), Value::Integer(b)) => Some(a.cmp(b)),
        (Value::Integer(a), Value::Decimal(b)) => (*a as f64).partial_cmp(b),
        (Value::Decimal(a), Value::Integer(b)) => a.partial_cmp(&(*b as f64)),
        (Value::Decimal(a), Value::Decimal(b)) => a.partial_cmp(b),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Code(a), Value::Code(b)) => Some(a.cmp(b)),
        (Value::Time(a), Value::Time(b)) => Some(a.instant().cmp(&b.instant())),
        _ => None,
    }
}
