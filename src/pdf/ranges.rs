//! ByteRange arithmetic: what part of the file a signature covers (ISO 32000-1, 12.8.1).

use super::revisions::Revisions;
use super::signatures::SignatureDictionary;

/// Bytes from `start` to before `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// Behind the last byte.
    pub end: usize,
}

/// A ByteRange that lies inside the file, in ascending order without overlap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByteRange {
    /// The covered parts, in order.
    pub spans: Vec<Span>,
    /// Two ranges, the first from byte 0.
    pub well_formed: bool,
    /// The hole between the two ranges is exactly the `<...>` of the dictionary's own /Contents.
    pub hole_is_contents: bool,
    /// Well formed, with its own hole, and only an end-of-line mark behind `%%EOF` is not covered.
    pub whole_file: bool,
    /// Well formed, with its own hole, and a revision ends where the last range ends.
    pub whole_revision: bool,
}

impl ByteRange {
    /// Number of covered bytes.
    pub fn covered(&self) -> usize {
        let lengths = self.spans.iter().map(|span| span.end.saturating_sub(span.start));
        lengths.fold(0, usize::saturating_add)
    }

    /// Behind the last covered byte.
    pub fn end(&self) -> usize {
        self.spans.last().map_or(0, |span| span.end)
    }
}

/// Why a ByteRange can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RangeProblem {
    /// There is none.
    #[error("no ByteRange")]
    Missing,
    /// Not pairs of numbers in ascending order.
    #[error("ByteRange {0}")]
    Malformed(&'static str),
    /// It runs past the end of the file.
    #[error("ByteRange runs past the end of the file")]
    OutOfFile,
}

pub(super) fn examine(
    bytes: &[u8],
    revisions: &Revisions,
    dictionary: &SignatureDictionary,
) -> Result<ByteRange, RangeProblem> {
    let numbers = dictionary.byte_range.as_deref().ok_or(RangeProblem::Missing)?;
    let spans = spans(numbers, bytes.len())?;
    let (well_formed, hole) = match spans.as_slice() {
        [first, second] => (first.start == 0, Some(first.end..second.start)),
        _ => (false, None),
    };
    let hole_is_contents = hole.is_some_and(|hole| {
        let own = bytes
            .get(hole.clone())
            .is_some_and(|text| text.starts_with(b"<") && text.ends_with(b">"));
        own && dictionary.contents_span.as_ref() == Some(&hole)
    });
    let sound = well_formed && hole_is_contents;
    let end = spans.last().map_or(0, |span| span.end);
    let whole_file = sound && super::revisions::bytes_behind(bytes, end) == 0;
    let whole_revision = sound && revisions.end_at(end);
    Ok(ByteRange {
        spans,
        well_formed,
        hole_is_contents,
        whole_file,
        whole_revision,
    })
}

fn spans(numbers: &[i64], length: usize) -> Result<Vec<Span>, RangeProblem> {
    if numbers.len() > super::signatures::RANGE_NUMBERS {
        return Err(RangeProblem::Malformed("has too many parts"));
    }
    if numbers.is_empty() || !numbers.len().is_multiple_of(2) {
        return Err(RangeProblem::Malformed("is not made of pairs"));
    }
    let mut spans: Vec<Span> = Vec::new();
    let mut out_of_file = false;
    for pair in numbers.chunks_exact(2) {
        let [start, size] = pair else { continue };
        let (Ok(start), Ok(size)) = (usize::try_from(*start), usize::try_from(*size)) else {
            return Err(RangeProblem::Malformed("has a negative number"));
        };
        let end = start.checked_add(size);
        if spans.last().is_some_and(|last| start < last.end) {
            return Err(RangeProblem::Malformed("overlaps itself or is not in ascending order"));
        }
        out_of_file |= end.is_none_or(|end| end > length);
        spans.push(Span {
            start,
            end: end.unwrap_or(usize::MAX),
        });
    }
    if out_of_file {
        Err(RangeProblem::OutOfFile)
    } else {
        Ok(spans)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_can_be_used_and_not() {
        assert_eq!(spans(&[0, 4, 8, 2], 10).map(|spans| spans.len()), Ok(2));
        assert_eq!(spans(&[0, 4, 8, 3], 10), Err(RangeProblem::OutOfFile));
        assert_eq!(spans(&[0, 4, 8, i64::MAX], 10), Err(RangeProblem::OutOfFile));
        assert!(matches!(spans(&[0, 9, 8, 2], 10), Err(RangeProblem::Malformed(_))));
        assert!(matches!(spans(&[0, 4, 8, -2], 10), Err(RangeProblem::Malformed(_))));
        assert!(matches!(spans(&[0, 4, 8], 10), Err(RangeProblem::Malformed(_))));
        assert!(matches!(spans(&[], 10), Err(RangeProblem::Malformed(_))));
    }
}
