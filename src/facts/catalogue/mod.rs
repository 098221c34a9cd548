//! The catalogue: every fact a rule may name, with its type, unit and meaning.
//!
//! Rule files are checked against it when they are loaded, so a misspelt fact or a comparison of a length with a text
//! is found before the first document opens.

mod appearance;
mod components;
mod file;
mod layout;
mod seal;
mod signature;

use std::{borrow::Cow, sync::LazyLock};

use super::{About, DocumentFacts, Measured, Moment, SignatureFacts};

/// One file a family of facts.
const FAMILIES: &[&[FactSpec]] = &[
    appearance::FACTS,
    components::FACTS,
    file::FACTS,
    layout::FACTS,
    seal::FACTS,
    signature::FACTS,
];

static CATALOGUE: LazyLock<Vec<FactSpec>> = LazyLock::new(|| {
    let mut all = FAMILIES.concat();
    all.sort_by_key(|spec| spec.name);
    all
});

/// A text in the two languages of the product.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize)]
pub struct Localized<T = String> {
    /// Vietnamese, the language of the users.
    pub vi: T,
    /// English.
    pub en: T,
}

impl Localized {
    /// The same text, not copied.
    pub fn borrowed(&self) -> Localized<Cow<'_, str>> {
        Localized {
            vi: Cow::Borrowed(&self.vi),
            en: Cow::Borrowed(&self.en),
        }
    }
}

impl Localized<Cow<'_, str>> {
    /// The same text, kept for itself.
    pub fn owned(self) -> Localized {
        Localized {
            vi: self.vi.into_owned(),
            en: self.en.into_owned(),
        }
    }
}

impl From<Localized> for Localized<Cow<'_, str>> {
    fn from(text: Localized) -> Self {
        Self {
            vi: Cow::Owned(text.vi),
            en: Cow::Owned(text.en),
        }
    }
}

/// One value of a fact.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Yes or no.
    Boolean(bool),
    /// A count or a size.
    Integer(i64),
    /// A measured quantity, in the unit of the fact.
    Decimal(f64),
    /// Any text.
    Text(String),
    /// One of the codes of the fact's type.
    Code(&'static str),
    /// An instant.
    Time(Moment),
}

/// Type of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactType {
    /// [`Value::Boolean`].
    Boolean,
    /// [`Value::Integer`].
    Integer,
    /// [`Value::Decimal`].
    Decimal,
    /// [`Value::Text`].
    Text,
    /// [`Value::Code`], one of these.
    Code(&'static [&'static str]),
    /// [`Value::Time`].
    Time,
}

/// Unit of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A bare number.
    None,
    /// A PDF version such as 1.7, shown with a point in every language.
    Version,
    /// Millimetres.
    Millimetre,
    /// Bytes.
    Byte,
    /// Bits.
    Bit,
    /// Typographic points, 1/72 inch.
    Point,
    /// Degrees of the colour circle: 0 red, 120 green, 240 blue.
    Degree,
    /// Seconds.
    Second,
    /// Days.
    Day,
    /// Pixels per inch of paper.
    PixelPerInch,
    /// A part of one, shown in percent.
    Share,
}

/// What a fact is read from: a document, and the signature when the fact is about one.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The document.
    pub document: &'a DocumentFacts,
    /// The signature; `None` for a rule about the document.
    pub signature: Option<&'a SignatureFacts>,
}

/// The declaration of one fact.
#[derive(Clone, Copy)]
pub struct FactSpec {
    /// `family.name`, the word rule files use.
    pub name: &'static str,
    /// What it is a fact of. A rule about a signature may also name facts of its document.
    pub about: About,
    /// Its type.
    pub ty: FactType,
    /// Its unit.
    pub unit: Unit,
    /// Short name for people: (Vietnamese, English).
    pub label: (&'static str, &'static str),
    /// Reads it.
    pub read: fn(&Subject<'_>) -> Measured<Value>,
}

impl FactSpec {
    const fn of_a_signature(
        name: &'static str,
        ty: FactType,
        unit: Unit,
        label: (&'static str, &'static str),
        read: fn(&Subject<'_>) -> Measured<Value>,
    ) -> Self {
        Self {
            name,
            about: About::Signature,
            ty,
            unit,
            label,
            read,
        }
    }

    const fn of_a_document(
        name: &'static str,
        ty: FactType,
        unit: Unit,
        label: (&'static str, &'static str),
        read: fn(&Subject<'_>) -> Measured<Value>,
    ) -> Self {
        Self {
            name,
            about: About::Document,
            ty,
            unit,
            label,
            read,
        }
    }
}

impl std::fmt::Debug for FactSpec {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("FactSpec")
            .field("name", &self.name)
            .field("ty", &self.ty)
            .finish_non_exhaustive()
    }
}

/// Every fact, sorted by name.
pub fn catalogue() -> &'static [FactSpec] {
    &CATALOGUE
}

/// The fact of this name.
pub fn fact(name: &str) -> Option<&'static FactSpec> {
    CATALOGUE
        .binary_search_by(|spec| spec.name.cmp(name))
        .ok()
        .and_then(|index| CATALOGUE.get(index))
}

fn of_signature(subject: &Subject<'_>, read: impl FnOnce(&SignatureFacts) -> Measured<Value>) -> Measured<Value> {
    subject.signature.map_or(Measured::Absent, read)
}

fn boolean(measured: &Measured<bool>) -> Measured<Value> {
    measured.as_ref().map(|value| Value::Boolean(*value))
}

fn time(measured: &Measured<Moment>) -> Measured<Value> {
    measured.as_ref().map(|moment| Value::Time(*moment))
}

fn decimal(measured: &Measured<f64>) -> Measured<Value> {
    measured.as_ref().map(|number| Value::Decimal(*number))
}

fn integer(measured: &Measured<i64>) -> Measured<Value> {
    measured.as_ref().map(|number| Value::Integer(*number))
}

fn words(measured: &Measured<String>) -> Measured<Value> {
    measured.as_ref().map(|text| Value::Text(text.clone()))
}

fn known(value: Value) -> Measured<Value> {
    Measured::Known(value)
}

/// Whether it is there.
fn presence<T>(measured: &Measured<T>) -> Measured<Value> {
    match measured {
        Measured::Known(_) => known(Value::Boolean(true)),
        Measured::Absent => known(Value::Boolean(false)),
        Measured::Unmeasured(cause) => Measured::Unmeasured(cause.clone()),
    }
}

fn count(value: usize) -> Value {
    Value::Integer(i64::try_from(value).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn catalogue_is_without_twins() {
        for pair in CATALOGUE.windows(2) {
            assert!(pair[0].name < pair[1].name, "{} before {}", pair[0].name, pair[1].name);
        }
    }
}
