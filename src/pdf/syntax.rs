//! Direct objects of the file's raw bytes, with the place of every value (ISO 32000-1, 7.2 and 7.3).
//!
//! The object library gives values without offsets. What a signature covers is decided by offsets, so the few
//! dictionaries that matter are read again here, from the bytes as they stand.

use std::ops::Range;

/// A value and where it stands, first byte to behind the last.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Spanned {
    pub(crate) span: Range<usize>,
    pub(crate) value: Value,
}

/// A direct object. Strings are decoded.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Boolean(bool),
    Integer(i64),
    Real,
    Name(Vec<u8>),
    /// `(...)`
    Literal(Vec<u8>),
    /// `<...>`
    Hexadecimal(Vec<u8>),
    Array(Vec<Spanned>),
    Dictionary(Vec<(Vec<u8>, Spanned)>),
    Reference(u32, u16),
}

impl Value {
    pub(crate) fn as_integer(&self) -> Option<i64> {
        if let Self::Integer(number) = self {
            Some(*number)
        } else {
            None
        }
    }
}

/// The value of a key of a dictionary; the last one when a key stands twice, as the object library has it.
pub(crate) fn entry<'a>(entries: &'a [(Vec<u8>, Spanned)], key: &[u8]) -> Option<&'a Spanned> {
    entries
        .iter()
        .rev()
        .find(|(name, _)| name == key)
        .map(|(_, value)| value)
}

/// White space of ISO 32000-1, table 1.
pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

pub(crate) fn is_delimiter(byte: u8) -> bool {
    matches!(
        byte,
        b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
    )
}

/// Stands for a byte that is no digit: greater than every digit.
const NO_DIGIT: u8 = 0xff;
/// Digits that are looked at in one go. Signatures have tens of thousands.
const BLOCK: usize = 64;

/// The value of a byte as a hexadecimal digit, worked out so that a processor does many at once.
fn digit_or_none(byte: u8) -> u8 {
    let decimal = byte.wrapping_sub(b'0');
    let letter = (byte | 0x20).wrapping_sub(b'a');
    match () {
        () if decimal < 10 => decimal,
        () if letter < 6 => letter.wrapping_add(10),
        () => NO_DIGIT,
    }
}

/// How many bytes at the start are digits; whole blocks of them are counted, so there may be more.
fn digits_ahead(text: &[u8]) -> usize {
    let worst = |block: &[u8; BLOCK]| block.iter().fold(0, |worst: u8, byte| worst.max(digit_or_none(*byte)));
    let (blocks, _) = text.as_chunks::<BLOCK>();
    let joined = blocks.iter().take_while(|block| worst(block) != NO_DIGIT).count();
    joined.saturating_mul(BLOCK)
}

/// The value of a hexadecimal digit.
pub(crate) fn hex_digit(byte: u8) -> Option<u8> {
    Some(digit_or_none(byte)).filter(|value| *value != NO_DIGIT)
}

/// The bytes between `<` and `>`, decoded; `None` when something else than digits and white space stands there.
pub(crate) fn hexadecimal(text: &[u8]) -> Option<Vec<u8>> {
    // Two digits at a time, as far as no white space parts them.
    let (joined, rest) = text.split_at_checked(digits_ahead(text))?;
    let mut bytes = Vec::with_capacity(text.len().div_ceil(2));
    let (pairs, _) = joined.as_chunks::<2>();
    bytes.extend(
        pairs
            .iter()
            .map(|[high, low]| (digit_or_none(*high) << 4) | digit_or_none(*low)),
    );
    let mut high: Option<u8> = None;
    for byte in rest.iter().filter(|byte| !is_space(**byte)) {
        let digit = hex_digit(*byte)?;
        match high.take() {
            Some(high) => bytes.push((high << 4) | digit),
            None => high = Some(digit),
        }
    }
    bytes.extend(high.map(|high| high << 4));
    Some(bytes)
}

/// A reader of direct objects over the bytes of a file. `None` means: no object of that kind stands here.
#[derive(Debug, Clone)]
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Bytes that may still be looked at; hostile files must not make every mark cost the whole file.
    work: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8], at: usize, work: usize) -> Self {
        Self { bytes, at, work }
    }

    /// Where the reader stands.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// Bytes of work left.
    pub(crate) fn work_left(&self) -> usize {
        self.work
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn peek_at(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at.checked_add(ahead)?).copied()
    }

    fn next(&mut self) -> Option<u8> {
        self.work = self.work.checked_sub(1)?;
        let byte = self.peek()?;
        self.at = self.at.saturating_add(1);
        Some(byte)
    }

    /// Skips white space and comments.
    pub(crate) fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                while self.peek().is_some_and(|byte| byte != b'\n' && byte != b'\r') {
                    if self.next().is_none() {
                        return;
                    }
                }
            } else if !is_space(byte) || self.next().is_none() {
                return;
            }
        }
    }

    /// Reads this word if it stands here.
    pub(crate) fn keyword(&mut self, word: &[u8]) -> bool {
        self.skip_space();
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let ended = rest
            .get(word.len())
            .is_none_or(|byte| is_space(*byte) || is_delimiter(*byte));
        if rest.starts_with(word) && ended {
            self.at = self.at.saturating_add(word.len());
            true
        } else {
            false
        }
    }

    /// Reads an unsigned whole number.
    pub(crate) fn unsigned(&mut self) -> Option<u64> {
        self.skip_space();
        let mut number: Option<u64> = None;
        while let Some(digit) = self.peek().and_then(|byte| char::from(byte).to_digit(10)) {
            self.next()?;
            number = Some(number.unwrap_or(0).checked_mul(10)?.checked_add(u64::from(digit))?);
        }
        number
    }

    /// Reads `N G obj`.
    pub(crate) fn object_header(&mut self) -> Option<(u32, u16)> {
        let number = u32::try_from(self.unsigned()?).ok()?;
        let generation = u16::try_from(self.unsigned()?).ok()?;
        self.skip_space();
        // `obj` may be followed by anything, most often `<<` without a space.
        if self.bytes.get(self.at..)?.starts_with(b"obj") {
            self.at = self.at.checked_add(3)?;
            Some((number, generation))
        } else {
            None
        }
    }

    /// Behind the `endstream` of a stream with so many bytes, when the word `stream` was just read.
    pub(crate) fn behind_stream(&self, length: usize) -> Option<Self> {
        let rest = self.bytes.get(self.at..)?;
        let line_end = match rest {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => return None,
        };
        let mut behind = self.clone();
        behind.at = self.at.checked_add(line_end)?.checked_add(length)?;
        while behind.peek().is_some_and(is_space) {
            behind.next()?;
        }
        behind.keyword(b"endstream").then_some(behind)
    }

    /// Reads one direct object, at most `depth` levels deep.
    pub(crate) fn object(&mut self, depth: usize) -> Option<Spanned> {
        let depth = depth.checked_sub(1)?;
        self.skip_space();
        let start = self.at;
        let value = match self.peek()? {
            b'/' => Value::Name(self.name()?),
            b'(' => Value::Literal(self.literal()?),
            b'<' if self.peek_at(1) == Some(b'<') => self.dictionary(depth)?,
            b'<' => Value::Hexadecimal(self.hexadecimal()?),
            b'[' => self.array(depth)?,
            b'+' | b'-' | b'.' | b'0'..=b'9' => self.number_or_reference()?,
            _ if self.keyword(b"null") => Value::Null,
            _ if self.keyword(b"true") => Value::Boolean(true),
            _ if self.keyword(b"false") => Value::Boolean(false),
            _ => return None,
        };
        Some(Spanned {
            span: start..self.at,
            value,
        })
    }

    fn name(&mut self) -> Option<Vec<u8>> {
        self.next()?;
        let mut name = Vec::new();
        while let Some(byte) = self.peek() {
            if is_space(byte) || is_delimiter(byte) {
                break;
            }
            self.next()?;
            let escaped = (byte == b'#')
                .then(|| Some((hex_digit(self.peek()?)?, hex_digit(self.peek_at(1)?)?)))
                .flatten()
                .map(|(high, low)| (high << 4) | low);
            if let Some(byte) = escaped {
                self.next()?;
                self.next()?;
                name.push(byte);
            } else {
                name.push(byte);
            }
        }
        Some(name)
    }

    fn literal(&mut self) -> Option<Vec<u8>> {
        self.next()?;
        let mut text = Vec::new();
        let mut open = 0_usize;
        loop {
            match self.next()? {
                b')' if open == 0 => return Some(text),
                b')' => {
                    open = open.saturating_sub(1);
                    text.push(b')');
                }
                b'(' => {
                    open = open.saturating_add(1);
                    text.push(b'(');
                }
                b'\\' => self.escape(&mut text)?,
                byte => text.push(byte),
            }
        }
    }

    fn escape(&mut self, text: &mut Vec<u8>) -> Option<()> {
        match self.next()? {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'\r' => {
                if self.peek() == Some(b'\n') {
                    self.next()?;
                }
            }
            b'\n' => {}
            first @ b'0'..=b'7' => {
                let mut code = u32::from(first) & 7;
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else { break };
                    self.next()?;
                    code = (code << 3) | (u32::from(digit) & 7);
                }
                // High-order overflow is ignored (7.3.4.2).
                text.push(u8::try_from(code & 0xff).unwrap_or(0));
            }
            byte => text.push(byte),
        }
        Some(())
    }

    fn hexadecimal(&mut self) -> Option<Vec<u8>> {
        self.next()?;
        // The /Contents of a signature is most of what is read here, so it is paid for at once; but what can't belong to
        // a string ends it at once too, or one without an end would cost the whole file wherever it is met.
        let rest = self.bytes.get(self.at..)?;
        let affordable = rest.get(..self.work).unwrap_or(rest);
        let inside = |byte: &u8| digit_or_none(*byte) != NO_DIGIT || is_space(*byte);
        let digits = digits_ahead(affordable);
        let behind = affordable.get(digits..)?.iter().take_while(|byte| inside(byte)).count();
        let length = digits.saturating_add(behind);
        self.work = self.work.checked_sub(length)?;
        self.at = self.at.checked_add(length)?;
        let ended = self.next()? == b'>';
        ended.then(|| hexadecimal(rest.get(..length)?))?
    }

    fn array(&mut self, depth: usize) -> Option<Value> {
        self.next()?;
        let mut items = Vec::new();
        loop {
            self.skip_space();
            if self.peek()? == b']' {
                self.next()?;
                return Some(Value::Array(items));
            }
            items.push(self.object(depth)?);
        }
    }

    fn dictionary(&mut self, depth: usize) -> Option<Value> {
        self.next()?;
        self.next()?;
        let mut entries = Vec::new();
        loop {
            self.skip_space();
            match self.peek()? {
                b'>' if self.peek_at(1) == Some(b'>') => {
                    self.next()?;
                    self.next()?;
                    return Some(Value::Dictionary(entries));
                }
                b'/' => {
                    let key = self.name()?;
                    let value = self.object(depth)?;
                    entries.push((key, value));
                }
                _ => return None,
            }
        }
    }

    fn number_or_reference(&mut self) -> Option<Value> {
        let first = self.number()?;
        let Value::Integer(number) = first else {
            return Some(first);
        };
        let Ok(number) = u32::try_from(number) else {
            return Some(first);
        };
        // `N G R` is one object; anything else leaves the reader behind N.
        let mut ahead = self.clone();
        ahead.skip_space();
        let reference = ahead.unsigned().and_then(|generation| {
            let generation = u16::try_from(generation).ok()?;
            ahead.keyword(b"R").then_some(Value::Reference(number, generation))
        });
        if let Some(reference) = reference {
            *self = ahead;
            return Some(reference);
        }
        Some(first)
    }

    fn number(&mut self) -> Option<Value> {
        let start = self.at;
        let mut real = false;
        while let Some(byte) = self.peek() {
            match byte {
                b'.' => real = true,
                b'+' | b'-' | b'0'..=b'9' => {}
                _ => break,
            }
            self.next()?;
        }
        let text = std::str::from_utf8(self.bytes.get(start..self.at)?).ok()?;
        if real {
            Some(Value::Real)
        } else {
            text.parse().ok().map(Value::Integer)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> Option<Spanned> {
        Reader::new(text, 0, 1 << 20).object(16)
    }

    #[test]
    fn a_signature_dictionary_keeps_the_place_of_its_contents() {
        let text = b"<< /Type/Sig /Contents <30 8> /ByteRange [0 10 20 5] /V 12 0 R /N(a\\(b\\051) >>";
        let Some(Spanned {
            value: Value::Dictionary(entries),
            span,
        }) = read(text)
        else {
            panic!("a dictionary")
        };
        assert_eq!(span, 0..text.len());
        let contents = entry(&entries, b"Contents").unwrap();
        assert_eq!(&text[contents.span.clone()], b"<30 8>");
        assert_eq!(contents.value, Value::Hexadecimal(vec![0x30, 0x80]));
        assert_eq!(entry(&entries, b"V").unwrap().value, Value::Reference(12, 0));
        assert_eq!(entry(&entries, b"N").unwrap().value, Value::Literal(b"a(b)".to_vec()));
        let Value::Array(range) = &entry(&entries, b"ByteRange").unwrap().value else {
            panic!("an array")
        };
        assert_eq!(
            range
                .iter()
                .filter_map(|item| item.value.as_integer())
                .collect::<Vec<_>>(),
            [0, 10, 20, 5]
        );
    }

    #[test]
    fn depth_and_work_are_bounded() {
        let deep = vec![b'['; 100_000];
        assert_eq!(read(&deep), None);
        assert_eq!(Reader::new(b"<0000000000>", 0, 5).object(4), None);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_without_a_panic_and_inside_their_bounds(bytes: Vec<u8>, at in 0_usize..64) {
            let mut reader = Reader::new(&bytes, at, 1 << 16);
            if let Some(object) = reader.object(8) {
                proptest::prop_assert!(object.span.end <= bytes.len());
                proptest::prop_assert!(object.span.start >= at);
            }
        }
    }
}
