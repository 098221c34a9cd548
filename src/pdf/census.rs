//! A count of what a file would cost the object library, made on its raw bytes before the library sees them.
//!
//! The library is bounded stream by stream, but not as a whole: a thousand numbers may name one large object, a small
//! file may hold object streams of gigabytes, and a byte may be read once for every object before it. All of that is
//! counted here, object by object wherever a header stands, so that the same file always ends at the same budget.

use std::collections::BTreeMap;

use lopdf::{DecompressError, Stream};
use memchr::memmem;

use super::{
    Problem,
    load::plainly_filtered,
    signatures::{object_header_before, to_dictionary},
    skim::{self, Purse},
    syntax::{self, Reader, Spanned, Value, is_space},
};
use crate::budget::Budget;

/// Bytes of white space and comments that may stand in and before an object's header.
const HEADER_REACH: usize = 4096;

/// What was counted and is of use later.
#[derive(Debug, Default)]
pub(super) struct Census {
    /// Behind the word `obj` of every header that an object may have, in the order of the file.
    pub(super) headers: Vec<usize>,
    /// Streams that have a header: where the dictionary starts, and the extent of the data behind `stream`.
    streams: Vec<(usize, Payload)>,
    /// Whether cross-references or objects stand in a stream that programs unpack differently.
    pub(super) ambiguous: bool,
}

/// Where the data of a stream stand.
#[derive(Debug, Clone, Copy)]
struct Payload {
    start: usize,
    end: usize,
}

impl Census {
    /// The extents of the data of all streams, in the order of their dictionaries.
    pub(super) fn payloads(&self) -> impl Iterator<Item = std::ops::Range<usize>> {
        self.streams.iter().map(|(_, payload)| payload.start..payload.end)
    }

    /// The extent of the data of the stream whose dictionary starts here.
    pub(super) fn payload(&self, dictionary: usize) -> Option<std::ops::Range<usize>> {
        let index = self.streams.binary_search_by_key(&dictionary, |(at, _)| *at).ok()?;
        self.streams.get(index).map(|(_, payload)| payload.start..payload.end)
    }
}

/// Counts a file.
///
/// # Errors
/// [`Problem::OverBudget`] when reading it would cost more than the budget allows.
pub(super) fn take(bytes: &[u8], header: usize, budget: &Budget) -> Result<Census, Problem> {
    let whole = bytes.len().saturating_mul(4).saturating_add(64 << 20);
    let mut count = Count {
        bytes,
        header,
        budget,
        purse: Purse {
            bytes: whole,
            values: budget.objects,
        },
        copied: whole,
        inflated: budget.object_stream_bytes,
        entries: Vec::new(),
        next_end: 0,
        lengths: BTreeMap::new(),
        special: Vec::new(),
        census: Census::default(),
    };
    count.objects()?;
    for (start, end, payload) in std::mem::take(&mut count.special) {
        count.inflate(start, end, payload)?;
    }
    count.tables()?;
    count.repeated()?;
    if memmem::find(bytes, b"/Encrypt").is_some() {
        count.raw_copies()?;
    }
    Ok(count.census)
}

struct Count<'a> {
    bytes: &'a [u8],
    header: usize,
    budget: &'a Budget,
    purse: Purse,
    /// Bytes of streams that may still be copied.
    copied: usize,
    /// Bytes of object streams that may still be inflated.
    inflated: usize,
    /// What cross-reference data say: offset and object number of every object in use.
    entries: Vec<(u64, u64)>,
    /// Where `endstream` stands next; searched again only when it is passed, so that all searches are one.
    next_end: usize,
    /// Objects that are whole numbers, the greatest of each number: a /Length may refer to one.
    lengths: BTreeMap<u32, usize>,
    /// Streams to be inflated once every length is known: dictionary, behind it, data.
    special: Vec<(usize, usize, Payload)>,
    census: Census,
}

fn over(what: &str) -> Problem {
    Problem::OverBudget(what.to_owned())
}

impl Count<'_> {
    fn slice(&self, from: usize, to: usize) -> &[u8] {
        self.bytes.get(from..to).unwrap_or_default()
    }

    /// Every place where an object can begin: behind the word `obj`.
    fn objects(&mut self) -> Result<(), Problem> {
        let bytes = self.bytes;
        for word in memmem::find_iter(bytes, b"obj") {
            let Some(before) = word.checked_sub(1).and_then(|at| bytes.get(at)) else {
                continue;
            };
            // `endobj`, and the middle of any other word. A header's `obj` has a number or a space before it.
            if !before.is_ascii_digit() && !is_space(*before) {
                continue;
            }
            if self.census.headers.len() >= self.budget.objects {
                return Err(over("objects"));
            }
            let behind = word.saturating_add(3);
            self.census.headers.push(behind);
            self.object(behind)?;
        }
        Ok(())
    }

    /// The object behind its header; what it cost is gone from the purse.
    fn object(&mut self, body: usize) -> Result<(), Problem> {
        let end = skim::object(self.bytes, body, &mut self.purse).ok_or_else(|| over("values of objects"))?;
        let Some(data) = stream_data(self.bytes, end) else {
            if let Some(number) = number(self.slice(body, end).trim_ascii())
                && let (Some((object, _)), Ok(length)) = (object_header_before(self.bytes, body), number.try_into())
            {
                let greatest = self.lengths.entry(object).or_insert(length);
                *greatest = length.max(*greatest);
            }
            return Ok(());
        };
        let mut reader = Reader::new(self.bytes, body, HEADER_REACH);
        reader.skip_space();
        let start = reader.position();
        let text = self.slice(start, end);
        // Names may be written with escapes, so any escape is reason enough to look closer.
        let holds = |word: &[u8]| memmem::find(text, word).is_some();
        let special = holds(b"ObjStm") || holds(b"XRef") || holds(b"#");
        let Some(payload) = self.payload(start, end, data) else {
            return Ok(());
        };
        let length = payload.end.saturating_sub(payload.start);
        self.copied = self
            .copied
            .checked_sub(length)
            .ok_or_else(|| over("bytes of streams"))?;
        self.census.streams.push((start, payload));
        if special {
            self.special.push((start, end, payload));
        }
        Ok(())
    }

    /// The data of a stream as the library takes them: by /Length when `endstream` follows, else up to `endstream`.
    fn payload(&mut self, start: usize, end: usize, data: usize) -> Option<Payload> {
        let stated = match length(self.slice(start, end)) {
            Some(Length::Direct(length)) => data.checked_add(length),
            _ => None,
        };
        let until = stated.filter(|end| {
            let behind = self.slice(*end, end.saturating_add(11));
            memmem::find(behind, b"endstream").is_some()
        });
        if let Some(end) = until {
            return Some(Payload { start: data, end });
        }
        if self.next_end < data {
            let found = self.bytes.get(data..).and_then(|rest| memmem::find(rest, b"endstream"));
            self.next_end = found.map_or(usize::MAX, |at| at.saturating_add(data));
        }
        (self.next_end != usize::MAX).then_some(Payload {
            start: data,
            end: self.next_end,
        })
    }

    /// A stream that the library inflates while it loads: objects, or cross-references.
    fn inflate(&mut self, start: usize, end: usize, payload: Payload) -> Result<(), Problem> {
        let mut reader = Reader::new(self.bytes, start, end.saturating_sub(start).saturating_mul(2));
        let Some(Spanned {
            value: Value::Dictionary(entries),
            ..
        }) = reader.object(self.budget.depth)
        else {
            return Ok(());
        };
        let kind = match syntax::entry(&entries, b"Type").map(|value| &value.value) {
            Some(Value::Name(name)) => name.as_slice(),
            _ => return Ok(()),
        };
        if !matches!(kind, b"ObjStm" | b"XRef") {
            return Ok(());
        }
        self.census.ambiguous |= !plainly_filtered(&to_dictionary(&entries));
        let referred = match length(self.slice(start, end)) {
            Some(Length::Of(object)) => self.lengths.get(&object).copied(),
            _ => None,
        };
        let referred = referred
            .and_then(|length| payload.start.checked_add(length))
            .filter(|end| *end <= self.bytes.len());
        let data = self
            .slice(payload.start, payload.end.max(referred.unwrap_or(0)))
            .to_vec();
        self.copied = self
            .copied
            .checked_sub(data.len())
            .ok_or_else(|| over("bytes of streams"))?;
        let stream = Stream::new(to_dictionary(&entries), data);
        let limit = self.inflated.min(self.budget.stream_bytes);
        let content = match stream.get_plain_content_with_limit(limit) {
            Ok(content) => content,
            Err(lopdf::Error::Decompress(DecompressError::MemoryLimitExceeded { .. })) => {
                return Err(over("inflated bytes of object streams"));
            }
            // What can't be inflated here can't be there either.
            Err(_) => return Ok(()),
        };
        self.inflated = self.inflated.saturating_sub(content.len());
        if kind == b"ObjStm" {
            self.members(&entries, &content)
        } else {
            self.cross_reference_stream(&entries, &content)
        }
    }

    /// The objects of an object stream: every pair of its index costs what the object at its offset costs.
    fn members(&mut self, entries: &[(Vec<u8>, Spanned)], content: &[u8]) -> Result<(), Problem> {
        let Some(first) = integer(entries, b"First").and_then(|first| usize::try_from(first).ok()) else {
            return Ok(());
        };
        let Some(index) = content.get(..first) else {
            return Ok(());
        };
        // Comments are rare enough in an index to be counted as if they were numbers.
        let mut numbers = index.split(|byte| is_space(*byte)).filter(|word| !word.is_empty());
        while let (Some(_), Some(offset)) = (numbers.next(), numbers.next()) {
            let offset = number(offset).and_then(|offset| usize::try_from(offset).ok());
            if let Some(at) = offset.and_then(|offset| offset.checked_add(first)) {
                skim::object(content, at, &mut self.purse).ok_or_else(|| over("objects of object streams"))?;
            }
            if !self.purse.pay(0, 1) {
                return Err(over("objects of object streams"));
            }
        }
        Ok(())
    }

    fn cross_reference_stream(&mut self, entries: &[(Vec<u8>, Spanned)], content: &[u8]) -> Result<(), Problem> {
        let integers = |key: &[u8]| match syntax::entry(entries, key).map(|value| &value.value) {
            Some(Value::Array(items)) => items
                .iter()
                .map(|item| item.value.as_integer().and_then(|number| u64::try_from(number).ok()))
                .collect::<Option<Vec<u64>>>(),
            _ => None,
        };
        let widths: Option<Vec<usize>> =
            integers(b"W").and_then(|widths| widths.into_iter().map(|width| usize::try_from(width).ok()).collect());
        let Some([kind, second, third, ..]) = widths.as_deref() else {
            return Ok(());
        };
        if [kind, second, third].into_iter().any(|width| *width > 8) {
            return Ok(());
        }
        let width = kind.saturating_add(*second).saturating_add(*third).max(1);
        let size = integer(entries, b"Size").unwrap_or(0);
        let sections = integers(b"Index").unwrap_or_else(|| vec![0, size]);
        let mut records = content.chunks_exact(width);
        for section in sections.chunks_exact(2) {
            let [start, count] = section else { continue };
            for number in 0..*count {
                let Some(record) = records.next() else { return Ok(()) };
                let (first, rest) = record.split_at_checked(*kind).unwrap_or_default();
                // An entry of another kind is null to some programs and nothing to the library.
                self.census.ambiguous |= big_endian(first) > 2;
                let offset = rest.get(..*second).map_or(0, big_endian);
                self.entry(
                    (first.is_empty() || big_endian(first) == 1).then_some(offset),
                    start.saturating_add(number),
                )?;
            }
        }
        Ok(())
    }

    /// One entry of cross-reference data; without an offset it is free or in an object stream.
    fn entry(&mut self, offset: Option<u64>, number: u64) -> Result<(), Problem> {
        if !self.purse.pay(0, 1) {
            return Err(over("entries of cross-references"));
        }
        self.entries.extend(offset.map(|offset| (offset, number)));
        Ok(())
    }

    /// Every cross-reference table: `xref`, then `start count`, then `offset generation n`.
    fn tables(&mut self) -> Result<(), Problem> {
        let bytes = self.bytes;
        for at in memmem::find_iter(bytes, b"xref") {
            if bytes.get(..at).is_some_and(|before| before.ends_with(b"start")) {
                continue;
            }
            let rest = bytes.get(at.saturating_add(4)..).unwrap_or_default();
            let mut last: [Option<u64>; 2] = [None, None];
            let mut object = 0_u64;
            for word in rest.split(|byte| is_space(*byte)).filter(|word| !word.is_empty()) {
                match (word, number(word)) {
                    (b"n" | b"f", _) => {
                        // The two numbers before belong to this entry; two more before them began a section.
                        self.entry(last[0].filter(|_| word == b"n"), object)?;
                        object = object.saturating_add(1);
                        last = [None, None];
                    }
                    (_, Some(number)) => {
                        if let [Some(start), Some(_)] = last {
                            object = start;
                            last = [None, None];
                        }
                        last = if last[0].is_none() {
                            [Some(number), None]
                        } else {
                            [last[0], Some(number)]
                        };
                    }
                    _ => break,
                }
            }
        }
        Ok(())
    }

    /// Objects that several numbers lead to are read once for each.
    fn repeated(&mut self) -> Result<(), Problem> {
        let mut entries = std::mem::take(&mut self.entries);
        entries.sort_unstable();
        entries.dedup();
        for same in entries.chunk_by(|one, other| one.0 == other.0) {
            let [(offset, _), more @ ..] = same else { continue };
            let place = usize::try_from(*offset).ok().and_then(|at| at.checked_add(self.header));
            let Some(place) = place.filter(|_| !more.is_empty()) else {
                continue;
            };
            let mut reader = Reader::new(self.bytes, place, HEADER_REACH);
            if reader.object_header().is_none() {
                continue;
            }
            let before = self.purse;
            let end = skim::object(self.bytes, reader.position(), &mut self.purse)
                .ok_or_else(|| over("objects with several numbers"))?;
            let (bytes, values) = self.purse.spent_since(&before);
            let times = more.len();
            if !self
                .purse
                .pay(bytes.saturating_mul(times), values.saturating_mul(times))
            {
                return Err(over("objects with several numbers"));
            }
            if let Some(data) = stream_data(self.bytes, end)
                && let Some(payload) = self.payload(reader.position(), end, data)
            {
                let length = payload.end.saturating_sub(payload.start);
                self.copied = self
                    .copied
                    .checked_sub(length.saturating_mul(times))
                    .ok_or_else(|| over("streams with several numbers"))?;
            }
        }
        Ok(())
    }

    /// Of an encrypted file the library copies every object up to the next `endobj`.
    fn raw_copies(&mut self) -> Result<(), Problem> {
        let mut ends = memmem::find_iter(self.bytes, b"endobj").peekable();
        for word in memmem::find_iter(self.bytes, b" obj") {
            while ends.next_if(|end| *end < word).is_some() {}
            let Some(end) = ends.peek() else { return Ok(()) };
            self.copied = self
                .copied
                .checked_sub(end.saturating_sub(word))
                .ok_or_else(|| over("bytes of encrypted objects"))?;
        }
        Ok(())
    }
}

/// Behind `stream` and its end-of-line mark, when that is what comes next.
fn stream_data(bytes: &[u8], at: usize) -> Option<usize> {
    let mut reader = Reader::new(bytes, at, HEADER_REACH);
    reader.skip_space();
    let at = reader.position();
    let rest = bytes.get(at..)?.strip_prefix(b"stream")?;
    let line_end = match rest {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    };
    at.checked_add(6)?.checked_add(line_end)
}

/// What /Length says.
enum Length {
    Direct(usize),
    /// The object that holds it.
    Of(u32),
}

/// The /Length of a dictionary, by the last such key in its text.
fn length(dictionary: &[u8]) -> Option<Length> {
    let at = memmem::rfind(dictionary, b"/Length")?.checked_add(7)?;
    let mut reader = Reader::new(dictionary.get(at..)?, 0, 64);
    match reader.object(1)?.value {
        Value::Integer(length) => usize::try_from(length).ok().map(Length::Direct),
        Value::Reference(object, _) => Some(Length::Of(object)),
        _ => None,
    }
}

fn integer(entries: &[(Vec<u8>, Spanned)], key: &[u8]) -> Option<u64> {
    u64::try_from(syntax::entry(entries, key)?.value.as_integer()?).ok()
}

fn number(word: &[u8]) -> Option<u64> {
    std::str::from_utf8(word).ok()?.parse().ok()
}

/// At most eight bytes.
fn big_endian(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_that_programs_unpack_differently_are_noted() {
        let noted = |extra: &str| {
            let text = format!(
                "%PDF-1.7\n1 0 obj\n<</Type/ObjStm/N 0/First 0{extra}/Length 1>>stream\n \nendstream\nendobj\n"
            );
            take(text.as_bytes(), 0, &Budget::default()).unwrap().ambiguous
        };
        assert!(!noted(""));
        assert!(!noted("/Filter[/FlateDecode]/DecodeParms[<</Predictor 12/Columns 4>>]"));
        assert!(noted("/Filter[/FlateDecode]/DecodeParms<</Predictor 12/Columns 4>>"));
        assert!(noted("/Filter/FlateDecode/DecodeParms 2 0 R"));
        assert!(noted("/Filter/FlateDecode/DP<</Predictor 12>>"));
    }
}
