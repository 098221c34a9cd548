//! What programs read differently in the objects that an update writes: keys that stand twice, names and numbers so long
//! that some programs cut them, octal codes of more than a byte.

use super::twice;
use crate::pdf::syntax::{Spanned, Value};

/// Bytes of a number; programs keep at least so many.
const LONGEST_NUMBER: usize = 100;
/// Bytes of a name; each may be written with three, and some programs keep 255 (ISO 32000-1, annex C.2, asks for 127).
const LONGEST_NAME: usize = 80;

/// What of a value that stands in these bytes programs read differently.
pub(super) fn unlike(read: &Spanned, bytes: &[u8]) -> Option<&'static str> {
    if twice::in_value(&read.value, &|_, _| true) {
        return Some("a key that stands twice");
    }
    within(read, bytes)
}

fn within(read: &Spanned, bytes: &[u8]) -> Option<&'static str> {
    const CUT: &str = "a name or a number that programs cut";
    match &read.value {
        Value::Name(name) => (name.len() > LONGEST_NAME).then_some(CUT),
        Value::Integer(_) | Value::Real | Value::Reference(..) => (read.span.len() > LONGEST_NUMBER).then_some(CUT),
        Value::Literal(_) => {
            let text = bytes.get(read.span.clone()).unwrap_or_default();
            has_wide_code(text).then_some("an octal code that is no byte")
        }
        Value::Array(items) => items.iter().find_map(|item| within(item, bytes)),
        Value::Dictionary(entries) => entries.iter().find_map(|(key, entry)| {
            let key = (key.len() > LONGEST_NAME).then_some(CUT);
            key.or_else(|| within(entry, bytes))
        }),
        Value::Null | Value::Boolean(_) | Value::Hexadecimal(_) => None,
    }
}

/// Whether a string says `\400` or more: what is over a byte is ignored (7.3.4.2), or not.
fn has_wide_code(text: &[u8]) -> bool {
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        let behind = rest.get(at.saturating_add(1)..).unwrap_or_default();
        if matches!(behind, [b'4'..=b'7', b'0'..=b'7', b'0'..=b'7', ..]) {
            return true;
        }
        rest = behind.get(1..).unwrap_or_default();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::syntax::Reader;

    #[test]
    fn what_programs_read_differently_is_told() {
        let told = |text: &str| {
            let bytes = text.as_bytes();
            let read = Reader::new(bytes, 0, bytes.len()).object(16);
            unlike(&read.unwrap_or_else(|| panic!("{text}")), bytes).is_some()
        };
        let (zeros, letters) = ("0".repeat(120), "F".repeat(90));
        for text in [
            "<</A 1/A 1>>".to_owned(),
            format!("[{zeros}3 0 R]"),
            format!("<</Rotate {zeros}90>>"),
            format!("<</{letters} 1>>"),
            format!("[/{letters}]"),
            "(\\461)".to_owned(),
            "<</V(a\\\\\\777)>>".to_owned(),
        ] {
            assert!(told(&text), "{text}");
        }
        for text in [
            "<</A 1/B[3 0 R 0.5/Name(\\101\\377)]>>",
            "(\\\\461)",
            "(\\1011)",
            "<3130>",
        ] {
            assert!(!told(text), "{text}");
        }
    }
}
