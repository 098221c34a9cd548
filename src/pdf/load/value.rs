//! Direct objects as the object library has them, read from plain text only.
//!
//! Nothing is mended and nothing guessed: at the first byte that two readers could take differently the answer is `None`,
//! and the library, which is forgiving, reads the file instead. What is read here is what the library would have read;
//! a test holds both against each other.

use lopdf::{Dictionary, Object, StringFormat};

use crate::pdf::syntax::{self, hex_digit, is_delimiter, is_space};

/// Levels of arrays, dictionaries or brackets in a string. The library goes to 100; so deep a file is not plain.
const DEPTH: usize = 48;

/// Entries of a dictionary that room is made for at once.
const USUAL_ENTRIES: usize = 7;

/// Real numbers up to here are the same for every program, to a thousandth.
const LARGEST_REAL: f32 = 32_768.0;

/// Whether a byte stands for itself in a name.
fn in_name(byte: u8) -> bool {
    !is_space(byte) && !is_delimiter(byte) && byte != b'#'
}

/// The rest of a text, read from its front.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'a> {
    rest: &'a [u8],
}

impl<'a> Text<'a> {
    pub(super) fn new(rest: &'a [u8]) -> Self {
        Self { rest }
    }

    pub(super) fn rest(self) -> &'a [u8] {
        self.rest
    }

    /// Skips white space and comments; `None` when a comment has no end.
    pub(super) fn space(&mut self) -> Option<()> {
        loop {
            match self.rest {
                [byte, rest @ ..] if is_space(*byte) => self.rest = rest,
                [b'%', rest @ ..] => {
                    let end = memchr::memchr2(b'\r', b'\n', rest)?;
                    self.rest = rest.get(end..)?;
                }
                _ => return Some(()),
            }
        }
    }

    /// Takes this word, whatever follows it.
    pub(super) fn word(&mut self, word: &[u8]) -> Option<()> {
        self.rest = self.rest.strip_prefix(word)?;
        Some(())
    }

    /// Takes this word; a delimiter, white space or the end must follow.
    pub(super) fn keyword(&mut self, word: &[u8]) -> Option<()> {
        self.word(word)?;
        self.ended()
    }

    fn ended(self) -> Option<()> {
        let ended = self
            .rest
            .first()
            .is_none_or(|byte| is_space(*byte) || is_delimiter(*byte));
        ended.then_some(())
    }

    fn split(&mut self, at: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(at)?;
        self.rest = rest;
        Some(taken)
    }

    /// Takes digits, at least one.
    pub(super) fn unsigned(&mut self) -> Option<u64> {
        let count = self.rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        whole(self.split(count).filter(|digits| !digits.is_empty())?)
    }

    /// Takes `N G obj` and the space behind it.
    pub(super) fn header(&mut self) -> Option<(u32, u16)> {
        let number = u32::try_from(self.unsigned()?).ok()?;
        self.space()?;
        let generation = u16::try_from(self.unsigned()?).ok()?;
        self.space()?;
        self.word(b"obj")?;
        self.space()?;
        Some((number, generation))
    }

    /// Takes a dictionary.
    pub(super) fn dictionary(&mut self) -> Option<Dictionary> {
        self.dictionary_within(DEPTH)
    }

    /// Takes one direct object.
    pub(super) fn object(&mut self) -> Option<Object> {
        self.object_within(DEPTH)
    }

    fn object_within(&mut self, depth: usize) -> Option<Object> {
        let depth = depth.checked_sub(1)?;
        Some(match self.rest {
            [b'/', ..] => Object::Name(self.name()?),
            [b'0'..=b'9' | b'+' | b'-' | b'.', ..] => self.number_or_reference()?,
            [b'<', b'<', ..] => Object::Dictionary(self.dictionary_within(depth)?),
            [b'<', ..] => Object::String(self.hexadecimal()?, StringFormat::Hexadecimal),
            [b'(', ..] => Object::String(self.literal()?, StringFormat::Literal),
            [b'[', ..] => Object::Array(self.array(depth)?),
            [b'n', ..] => self.keyword(b"null").map(|()| Object::Null)?,
            [b't', ..] => self.keyword(b"true").map(|()| Object::Boolean(true))?,
            [b'f', ..] => self.keyword(b"false").map(|()| Object::Boolean(false))?,
            _ => return None,
        })
    }

    fn dictionary_within(&mut self, depth: usize) -> Option<Dictionary> {
        self.word(b"<<")?;
        let mut dictionary = Dictionary::new();
        // Most have five to seven entries: one allocation, where growing step by step takes five.
        dictionary.as_hashmap_mut().reserve(USUAL_ENTRIES);
        loop {
            self.space()?;
            match self.rest {
                [b'>', b'>', rest @ ..] => {
                    self.rest = rest;
                    return Some(dictionary);
                }
                [b'/', ..] => {
                    let key = self.name()?;
                    self.space()?;
                    let value = self.object_within(depth)?;
                    let before = dictionary.len();
                    dictionary.set(key, value);
                    // One reader takes the first of two values, another the last.
                    if dictionary.len() == before {
                        return None;
                    }
                }
                _ => return None,
            }
        }
    }

    fn array(&mut self, depth: usize) -> Option<Vec<Object>> {
        self.word(b"[")?;
        let mut items = Vec::new();
        loop {
            self.space()?;
            if let [b']', rest @ ..] = self.rest {
                self.rest = rest;
                return Some(items);
            }
            items.push(self.object_within(depth)?);
        }
    }

    fn name(&mut self) -> Option<Vec<u8>> {
        self.word(b"/")?;
        let mut name = self.regular()?.to_vec();
        // A `#` without two digits ends a name for one reader and belongs to it for another.
        while let [b'#', rest @ ..] = self.rest {
            let [high, low, rest @ ..] = rest else { return None };
            name.push((hex_digit(*high)? << 4) | hex_digit(*low)?);
            self.rest = rest;
            name.extend_from_slice(self.regular()?);
        }
        Some(name)
    }

    /// Takes the bytes of a name up to its end or the next `#`.
    fn regular(&mut self) -> Option<&'a [u8]> {
        let run = self.rest.iter().take_while(|byte| in_name(**byte)).count();
        self.split(run)
    }

    fn hexadecimal(&mut self) -> Option<Vec<u8>> {
        self.word(b"<")?;
        let end = memchr::memchr(b'>', self.rest)?;
        let text = self.split(end)?;
        self.word(b">")?;
        syntax::hexadecimal(text)
    }

    fn literal(&mut self) -> Option<Vec<u8>> {
        self.word(b"(")?;
        let mut text = Vec::new();
        let mut open = 0_usize;
        loop {
            let run = self
                .rest
                .iter()
                .take_while(|byte| !matches!(byte, b'(' | b')' | b'\\' | b'\r' | b'\n'))
                .count();
            text.extend_from_slice(self.split(run)?);
            let (byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            match byte {
                b')' if open == 0 => return Some(text),
                b')' => {
                    open = open.saturating_sub(1);
                    text.push(b')');
                }
                b'(' => {
                    open = open.saturating_add(1);
                    if open > DEPTH {
                        return None;
                    }
                    text.push(b'(');
                }
                b'\\' => self.escape(&mut text)?,
                b'\r' => {
                    self.rest = self.rest.strip_prefix(b"\n").unwrap_or(self.rest);
                    text.push(b'\n');
                }
                _ => text.push(b'\n'),
            }
        }
    }

    fn escape(&mut self, text: &mut Vec<u8>) -> Option<()> {
        let (byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        match byte {
            b'0'..=b'7' => {
                let mut code = u32::from(*byte) & 7;
                for _ in 0..2 {
                    let [digit @ b'0'..=b'7', rest @ ..] = self.rest else {
                        break;
                    };
                    code = (code << 3) | (u32::from(*digit) & 7);
                    self.rest = rest;
                }
                // High-order overflow is ignored (7.3.4.2).
                text.push(u8::try_from(code & 0xff).ok()?);
            }
            b'\r' => self.rest = self.rest.strip_prefix(b"\n").unwrap_or(self.rest),
            b'\n' => {}
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            other => text.push(*other),
        }
        Some(())
    }

    fn number_or_reference(&mut self) -> Option<Object> {
        let before = *self;
        let sign = matches!(self.rest.first(), Some(b'+' | b'-'));
        if sign {
            self.split(1)?;
        }
        let whole_digits = self.digits();
        if let [b'.', rest @ ..] = self.rest {
            self.rest = rest;
            if whole_digits == 0 && !self.rest.first().is_some_and(u8::is_ascii_digit) {
                return None;
            }
            self.digits();
            self.ended()?;
            let length = before.rest.len().checked_sub(self.rest.len())?;
            let text = std::str::from_utf8(before.rest.get(..length)?).ok()?;
            let value: f32 = text.parse().ok()?;
            // Programs keep so much of a number in different ways.
            let nothing = value == 0.0 && text.bytes().any(|byte| matches!(byte, b'1'..=b'9'));
            return (value.abs() <= LARGEST_REAL && !nothing).then_some(Object::Real(value));
        }
        if whole_digits == 0 {
            return None;
        }
        self.ended()?;
        if !sign && let Some((id, behind)) = before.reference()? {
            *self = behind;
            return Some(Object::Reference(id));
        }
        let digits = before.rest.get(usize::from(sign)..)?.get(..whole_digits)?;
        let value = i64::try_from(whole(digits)?).ok()?;
        let negative = before.rest.starts_with(b"-");
        Some(Object::Integer(if negative { value.checked_neg()? } else { value }))
    }

    /// Takes digits; how many there were.
    fn digits(&mut self) -> usize {
        let count = self.rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.rest = self.rest.get(count..).unwrap_or_default();
        count
    }

    /// `N G R`, if that stands here; `None` when it can't be told.
    #[allow(clippy::option_option, reason = "not plain, plain without, plain with")]
    fn reference(self) -> Option<Option<((u32, u16), Self)>> {
        let mut ahead = self;
        ahead.digits();
        ahead.space()?;
        let mut generation = ahead;
        // Most numbers are followed by another that is followed by no R: nothing is worth reading before that is known.
        if ahead.digits() == 0 {
            return Some(None);
        }
        ahead.space()?;
        if ahead.word(b"R").is_none() {
            return Some(None);
        }
        ahead.ended()?;
        let mut number = self;
        let number = u32::try_from(number.unsigned()?).ok()?;
        let generation = u16::try_from(generation.unsigned()?).ok()?;
        Some(Some(((number, generation), ahead)))
    }
}

/// The value of decimal digits.
fn whole(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0_u64, |value, digit| {
        value.checked_mul(10)?.checked_add(u64::from(digit.checked_sub(b'0')?))
    })
}
