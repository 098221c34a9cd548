//! Tags and lengths: a borrowed reader for DER.
//!
//! Signed bytes must be kept as they are stored, so nothing is decoded into trees here: an [`Element`] is a view into
//! the input. What may be BER goes through [`super::ber`] first.

use thiserror::Error;

/// Identifier octets of the universal types that are read (X.680, clause 8.4).
pub(crate) mod tag {
    pub(crate) const INTEGER: u8 = 0x02;
    pub(crate) const NULL: u8 = 0x05;
    pub(crate) const BIT_STRING: u8 = 0x03;
    pub(crate) const OCTET_STRING: u8 = 0x04;
    pub(crate) const OID: u8 = 0x06;
    pub(crate) const UTC_TIME: u8 = 0x17;
    pub(crate) const GENERALIZED_TIME: u8 = 0x18;
    pub(crate) const SEQUENCE: u8 = 0x30;
    pub(crate) const SET: u8 = 0x31;

    /// `[number]`, primitive.
    pub(crate) const fn context(number: u8) -> u8 {
        0x80 | number
    }

    /// `[number]`, constructed.
    pub(crate) const fn context_constructed(number: u8) -> u8 {
        0xa0 | number
    }
}

/// Why bytes are not readable ASN.1.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum Asn1Error {
    #[error("ASN.1 ends too early")]
    Truncated,
    #[error("ASN.1 length is not valid")]
    Length,
    #[error("ASN.1 tag is not valid")]
    Tag,
    #[error("expected {what}, found {found}")]
    Expected { what: &'static str, found: String },
    #[error("something follows {0}")]
    Trailing(&'static str),
    #[error("{0}")]
    Value(&'static str),
    /// A limit of the budget: the bytes may be fine, we do not look further.
    #[error("more than {limit} {what} in ASN.1")]
    Budget { limit: usize, what: &'static str },
}

/// One tag-length-value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Element<'a> {
    /// First identifier octet.
    pub(crate) tag: u8,
    /// The value.
    pub(crate) content: &'a [u8],
    /// Tag, length and value as stored.
    pub(crate) raw: &'a [u8],
}

impl<'a> Element<'a> {
    /// Reader over the members of a constructed element.
    pub(crate) fn members(&self) -> Reader<'a> {
        Reader { rest: self.content }
    }
}

/// Reads DER elements one after the other.
#[derive(Debug, Clone)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Tag of the next element.
    pub(crate) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// The next element of any kind; `None` at the end.
    pub(crate) fn any(&mut self) -> Result<Option<Element<'a>>, Asn1Error> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let header = Header::read(self.rest)?;
        let length = header.length.ok_or(Asn1Error::Length)?;
        let end = header.size.checked_add(length).ok_or(Asn1Error::Length)?;
        let (raw, rest) = self.rest.split_at_checked(end).ok_or(Asn1Error::Truncated)?;
        let content = raw.get(header.size..).ok_or(Asn1Error::Truncated)?;
        self.rest = rest;
        Ok(Some(Element {
            tag: header.tag,
            content,
            raw,
        }))
    }

    /// The next element, which must have this tag. `what` names it in the error.
    pub(crate) fn expect(&mut self, tag: u8, what: &'static str) -> Result<Element<'a>, Asn1Error> {
        match self.peek() {
            Some(found) if found == tag => self.any()?.ok_or(Asn1Error::Truncated),
            found => Err(Asn1Error::Expected {
                what,
                found: found.map_or_else(|| "the end".to_owned(), |found| format!("tag 0x{found:02x}")),
            }),
        }
    }

    /// The next element, if it has this tag.
    pub(crate) fn optional(&mut self, tag: u8) -> Result<Option<Element<'a>>, Asn1Error> {
        if self.peek() == Some(tag) { self.any() } else { Ok(None) }
    }

    /// All that is left, as elements.
    pub(crate) fn all(mut self) -> Result<Vec<Element<'a>>, Asn1Error> {
        let mut elements = Vec::new();
        while let Some(element) = self.any()? {
            elements.push(element);
        }
        Ok(elements)
    }

    /// Nothing may be left.
    pub(crate) fn end(&self, what: &'static str) -> Result<(), Asn1Error> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(Asn1Error::Trailing(what))
        }
    }
}

/// The only element of these bytes.
pub(crate) fn single<'a>(bytes: &'a [u8], tag: u8, what: &'static str) -> Result<Element<'a>, Asn1Error> {
    let mut reader = Reader::new(bytes);
    let element = reader.expect(tag, what)?;
    reader.end(what)?;
    Ok(element)
}

/// Magnitude of an INTEGER that is not negative: its octets without leading zeros.
pub(crate) fn magnitude(integer: &[u8]) -> &[u8] {
    let zeros = integer.iter().take_while(|octet| **octet == 0).count();
    integer.get(zeros..).unwrap_or_default()
}

/// An INTEGER in its shortest form, sign kept: some authorities issue negative serial numbers, and minus one is not 255.
pub(crate) fn shortest(mut integer: &[u8]) -> &[u8] {
    while let [0, next, ..] = integer
        && next & 0x80 == 0
    {
        integer = integer.get(1..).unwrap_or_default();
    }
    integer
}

/// Writes an element: tag, minimal length, content.
pub(crate) fn write(tag: u8, content: &[u8], out: &mut Vec<u8>) {
    out.push(tag);
    write_length(content.len(), out);
    out.extend_from_slice(content);
}

pub(super) fn write_length(length: usize, out: &mut Vec<u8>) {
    match u8::try_from(length) {
        Ok(short) if short < 0x80 => out.push(short),
        _ => {
            let octets = length.to_be_bytes();
            let significant = magnitude(&octets);
            // At most 8 octets.
            out.push(0x80 | u8::try_from(significant.len()).unwrap_or(8));
            out.extend_from_slice(significant);
        }
    }
}

/// Identifier and length octets.
pub(super) struct Header {
    pub(super) tag: u8,
    /// Identifier octets of the long form (tag number above 30), after the first.
    pub(super) long_tag: usize,
    /// Identifier and length octets together.
    pub(super) size: usize,
    /// `None` for the indefinite form.
    pub(super) length: Option<usize>,
    /// Whether the length is in the one form that DER allows.
    pub(super) minimal: bool,
}

impl Header {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Asn1Error> {
        let mut octets = bytes.iter().copied();
        let tag = octets.next().ok_or(Asn1Error::Truncated)?;
        let mut long_tag = 0_usize;
        if tag & 0x1f == 0x1f {
            loop {
                long_tag = long_tag.saturating_add(1);
                let octet = octets.next().ok_or(Asn1Error::Truncated)?;
                if octet & 0x80 == 0 {
                    break;
                }
                if long_tag == 4 {
                    return Err(Asn1Error::Tag);
                }
            }
        }
        let first = octets.next().ok_or(Asn1Error::Truncated)?;
        let mut size = long_tag.saturating_add(2);
        let (length, minimal) = match first {
            0x80 => (None, false),
            0xff => return Err(Asn1Error::Length),
            _ if first < 0x80 => (Some(usize::from(first)), true),
            _ => {
                let mut length = 0_usize;
                for _ in 0..(first & 0x7f) {
                    let octet = octets.next().ok_or(Asn1Error::Truncated)?;
                    length = length
                        .checked_mul(256)
                        .and_then(|shifted| shifted.checked_add(usize::from(octet)))
                        .ok_or(Asn1Error::Length)?;
                    size = size.saturating_add(1);
                }
                let mut shortest = Vec::new();
                write_length(length, &mut shortest);
                let used = size.saturating_sub(long_tag).saturating_sub(1);
                (Some(length), shortest.len() == used)
            }
        };
        Ok(Self {
            tag,
            long_tag,
            size,
            length,
            minimal,
        })
    }

    pub(super) fn constructed(&self) -> bool {
        self.tag & 0x20 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_keep_their_sign() {
        assert_eq!(shortest(&[0, 0, 1]), [1]);
        assert_eq!(shortest(&[0, 0xff]), [0, 0xff]);
        assert_eq!(shortest(&[0, 0, 0xff]), [0, 0xff]);
        assert_eq!(shortest(&[0xff]), [0xff]);
        assert_eq!(shortest(&[0]), [0]);
        assert!(shortest(&[]).is_empty());
    }

    #[test]
    fn reading() {
        let mut reader = Reader::new(&[2, 1, 7, 5, 0]);
        assert_eq!(reader.optional(tag::OID), Ok(None));
        assert_eq!(
            reader.expect(tag::INTEGER, "number").map(|found| found.content),
            Ok([7].as_slice())
        );
        assert!(reader.end("numbers").is_err());
        assert!(matches!(
            reader.expect(tag::INTEGER, "number"),
            Err(Asn1Error::Expected { .. })
        ));
        assert!(single(&[2, 1, 7, 0], tag::INTEGER, "number").is_err());
        assert_eq!(magnitude(&[0, 0, 1, 0]), [1, 0]);
        assert!(magnitude(&[0]).is_empty());
    }
}
