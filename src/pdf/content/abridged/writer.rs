//! A PDF under construction: numbered objects, one cross-reference table.

use std::fmt::Write as _;

use lopdf::Object;

/// Whole numbers below this are kept exactly in 64 bits of floating point.
const EXACT: f64 = 9e15;

/// Appends objects, remembers where each begins.
pub(super) struct Writer {
    bytes: Vec<u8>,
    /// Offset of object N at index N - 1; 0 for one that is only reserved.
    offsets: Vec<usize>,
}

impl Writer {
    pub(super) fn new() -> Self {
        Self {
            bytes: b"%PDF-1.7\n".to_vec(),
            offsets: Vec::new(),
        }
    }

    fn begin(&mut self) -> u32 {
        self.offsets.push(self.bytes.len());
        let number = u32::try_from(self.offsets.len()).unwrap_or(u32::MAX);
        self.bytes.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        number
    }

    /// An object from its bytes.
    pub(super) fn object(&mut self, body: &[u8]) -> u32 {
        let number = self.begin();
        self.bytes.extend_from_slice(body);
        self.bytes.extend_from_slice(b"\nendobj\n");
        number
    }

    /// A stream from the entries of its dictionary (without /Length) and its data.
    pub(super) fn stream(&mut self, entries: &[u8], data: &[u8]) -> u32 {
        let number = self.begin();
        self.bytes.extend_from_slice(b"<<");
        self.bytes.extend_from_slice(entries);
        self.bytes
            .extend_from_slice(format!("/Length {}>>\nstream\n", data.len()).as_bytes());
        self.bytes.extend_from_slice(data);
        self.bytes.extend_from_slice(b"\nendstream\nendobj\n");
        number
    }

    /// The file, with one empty page: readers want one.
    pub(super) fn finish(mut self) -> Vec<u8> {
        let next = self.offsets.len().saturating_add(1);
        let (page, pages) = (next, next.saturating_add(1));
        self.object(format!("<</Type/Page/Parent {pages} 0 R/MediaBox[0 0 9 9]>>").as_bytes());
        self.object(format!("<</Type/Pages/Count 1/Kids[{page} 0 R]>>").as_bytes());
        let catalog = self.object(format!("<</Type/Catalog/Pages {pages} 0 R>>").as_bytes());
        let table = self.bytes.len();
        let size = self.offsets.len().saturating_add(1);
        let mut tail = format!("xref\n0 {size}\n0000000000 65535 f \n");
        for offset in &self.offsets {
            // Writing to a string can't fail.
            let _ = writeln!(tail, "{offset:010} 00000 n ");
        }
        let _ = write!(
            tail,
            "trailer\n<</Size {size}/Root {catalog} 0 R>>\nstartxref\n{table}\n%%EOF\n"
        );
        self.bytes.extend_from_slice(tail.as_bytes());
        self.bytes
    }
}

/// `/Name`, with every byte that is not a plain letter or digit escaped.
pub(super) fn name(out: &mut Vec<u8>, name: &[u8]) {
    out.push(b'/');
    for &byte in name {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'+' | b',') {
            out.push(byte);
        } else {
            out.push(b'#');
            hexadecimal(out, byte);
        }
    }
    out.push(b' ');
}

/// Two digits.
fn hexadecimal(out: &mut Vec<u8>, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied().unwrap_or(b'0');
    out.extend([digit(byte >> 4), digit(byte & 15)]);
}

/// Numbers, names, strings, booleans; anything else is null.
pub(super) fn scalar(out: &mut Vec<u8>, object: &Object) {
    match object {
        Object::Boolean(value) => out.extend_from_slice(if *value { b"true " } else { b"false " }),
        Object::Integer(value) => put(out, format_args!("{value} ")),
        Object::Real(value) if value.is_finite() => decimal(out, *value),
        Object::Name(value) => name(out, value),
        Object::String(value, _) => {
            out.push(b'<');
            for byte in value {
                hexadecimal(out, *byte);
            }
            out.push(b'>');
        }
        _ => out.extend_from_slice(b"null "),
    }
}

/// A number to six places. Widths of fonts are thousands of them: the machinery of formatting costs more than reading
/// them did.
fn decimal(out: &mut Vec<u8>, value: f32) {
    let millionths = (f64::from(value) * 1e6).round();
    if millionths.abs() >= EXACT {
        put(out, format_args!("{value:.6} "));
        return;
    }
    #[allow(clippy::cast_possible_truncation, reason = "a whole number below 2^53")]
    let millionths = millionths as i64;
    if millionths < 0 {
        out.push(b'-');
    }
    let millionths = millionths.unsigned_abs();
    put(out, format_args!("{}", millionths / 1_000_000));
    let rest = millionths % 1_000_000;
    if rest != 0 {
        put(out, format_args!(".{rest:06}"));
        while out.ends_with(b"0") {
            out.pop();
        }
    }
    out.push(b' ');
}

/// `/Key N 0 R`.
pub(super) fn reference(out: &mut Vec<u8>, key: &[u8], number: u32) {
    name(out, key);
    put(out, format_args!("{number} 0 R "));
}

fn put(out: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    // Writing to memory can't fail.
    let _ = std::io::Write::write_fmt(out, text);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(value: f32) -> String {
        let mut out = Vec::new();
        scalar(&mut out, &Object::Real(value));
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_have_six_places_and_no_more_digits_than_they_need() {
        for (value, text) in [
            (0.0, "0 "),
            (-0.0, "0 "),
            (0.5, "0.5 "),
            (-250.25, "-250.25 "),
            (777.832, "777.83197 "),
            (0.000_001, "0.000001 "),
            (-0.000_000_1, "0 "),
            (1e10, "10000000000.000000 "),
        ] {
            assert_eq!(written(value), text);
        }
    }

    proptest! {
        #[test]
        fn numbers_are_written_as_the_machinery_of_formatting_does(value in any::<f32>()) {
            prop_assume!(value.is_finite());
            let (own, other): (f64, f64) = (written(value).trim().parse().unwrap(), format!("{value:.6}").parse().unwrap());
            prop_assert!((own - other).abs() <= 1e-6);
        }
    }
}
