//! The catalogue: every fact a rule may name, with its type, unit and meaning.
//!
//! Rule files are checked against it when they are loaded, so a misspelt fact or a comparison of a length with a text
//! is found before the first document opens.

mod table;

use super::{About, DocumentFacts, Measured, Moment, SignatureFacts};
use table::CATALOGUE;

/// A text in the two languages of the product.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize)]
pub struct Localized {
    /// Vietnamese, the language of the users.
    pub vi: String,
    /// English.
    pub en: String,
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
    /// Seconds.
    Second,
    /// Whole days.
    Day,
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
    CATALOGUE
}

/// The fact of this name.
pub fn fact(name: &str) -> Option<&'static FactSpec> {
    CATALOGUE
        .binary_search_by(|spec| spec.name.cmp(name))
        .ok()
        .and_then(|index| CATALOGUE.get(index))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn catalogue_is_sorted_and_without_twins() {
        for pair in CATALOGUE.windows(2) {
            assert!(pair[0].name < pair[1].name, "{} before {}", pair[0].name, pair[1].name);
        }
    }
}
