//! Revisions: the original file and the incremental updates behind it (ISO 32000-1, 7.5.6).

use memchr::memmem;

use super::syntax::{Reader, is_space};

/// Bytes that `startxref` and its number, or the head of a cross-reference section, may take. A file may hold millions of
/// such marks, and each must cost little.
const MARK_REACH: usize = 128;

/// Where the revisions of a file end, each behind its `%%EOF` and one end-of-line mark.
///
/// A mark counts when `startxref N %%EOF` stands there and N leads to a cross-reference table or stream; the first mark
/// of a linearised file says `startxref 0` and ends no revision.
#[derive(Debug, Clone, Default)]
pub(crate) struct Revisions {
    ends: Vec<End>,
}

/// Where one revision ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct End {
    /// Behind `%%EOF`.
    pub(crate) mark: usize,
    /// Behind the end-of-line mark that belongs to it; equal to `mark` when there is none.
    pub(crate) behind: usize,
    /// The number behind `startxref`, as written.
    pub(crate) section: usize,
    /// Where the cross-reference section that it names stands in the file.
    pub(crate) section_at: usize,
}

impl End {
    /// Whether the revision ends at this offset, with or without its end-of-line mark.
    pub(crate) fn is_at(&self, offset: usize) -> bool {
        (self.mark..=self.behind).contains(&offset)
    }
}

impl Revisions {
    pub(crate) fn find(bytes: &[u8], header: usize) -> Self {
        let mut ends = Vec::new();
        for keyword in memmem::find_iter(bytes, b"startxref") {
            let mut reader = Reader::new(bytes, keyword, MARK_REACH);
            if !reader.keyword(b"startxref") {
                continue;
            }
            let Some(section) = reader.unsigned().and_then(|number| usize::try_from(number).ok()) else {
                continue;
            };
            // `%%EOF` is a comment to the reader, so only white space is skipped here.
            let mut at = reader.position();
            while bytes.get(at).is_some_and(|byte| is_space(*byte)) {
                at = at.saturating_add(1);
            }
            let Some(mark) = at.checked_add(5).filter(|end| bytes.get(at..*end) == Some(b"%%EOF")) else {
                continue;
            };
            let Some(section_at) = section_at(bytes, header, section).filter(|_| section != 0) else {
                continue;
            };
            ends.push(End {
                section,
                section_at,
                mark,
                behind: mark.saturating_add(line_end(bytes.get(mark..).unwrap_or_default())),
            });
        }
        Self { ends }
    }

    /// Number of revisions.
    pub(crate) fn count(&self) -> usize {
        self.ends.len()
    }

    /// Whether a revision ends at this offset, with or without its end-of-line mark.
    pub(crate) fn end_at(&self, offset: usize) -> bool {
        self.index_at(offset).is_some()
    }

    /// Which revision ends at this offset, counted from 0.
    pub(crate) fn index_at(&self, offset: usize) -> Option<usize> {
        let behind = self.ends.partition_point(|end| end.mark <= offset);
        behind
            .checked_sub(1)
            .filter(|last| self.ends.get(*last).is_some_and(|end| end.is_at(offset)))
    }

    /// Every end, in the order of the file.
    pub(crate) fn ends(&self) -> &[End] {
        &self.ends
    }
}

/// Length of one end-of-line mark at the start of these bytes: CR LF, LF or CR.
fn line_end(rest: &[u8]) -> usize {
    match rest {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}

/// Bytes of the file behind this offset, not counting one end-of-line mark that follows an `%%EOF`.
pub(crate) fn bytes_behind(bytes: &[u8], offset: usize) -> usize {
    let rest = bytes.get(offset..).unwrap_or_default();
    let ended = bytes.get(..offset).is_some_and(|before| before.ends_with(b"%%EOF"));
    let own = if ended { line_end(rest) } else { 0 };
    // A CR that is covered may have its LF uncovered.
    let own = if own == 0
        && rest.first() == Some(&b'\n')
        && bytes.get(..offset).is_some_and(|before| before.ends_with(b"%%EOF\r"))
    {
        1
    } else {
        own
    };
    rest.len().saturating_sub(own)
}

fn section_at(bytes: &[u8], header: usize, section: usize) -> Option<usize> {
    // From the header first: that is how the object library counts.
    [section.saturating_add(header), section].into_iter().find_map(|at| {
        let mut reader = Reader::new(bytes, at, MARK_REACH);
        reader.skip_space();
        let found = reader.clone().keyword(b"xref") || reader.clone().object_header().is_some();
        found.then(|| reader.position())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_that_leads_nowhere_ends_no_revision() {
        let file = b"%PDF-1.4\nxref\n0 0\nstartxref\n9\n%%EOF\r\nmore startxref 3 %%EOF\nstartxref 0 %%EOF";
        let revisions = Revisions::find(file, 0);
        assert_eq!(revisions.count(), 1);
        let end = memmem::find(file, b"more").unwrap();
        assert!(revisions.end_at(end) && revisions.end_at(end - 2));
        assert!(!revisions.end_at(end + 1) && !revisions.end_at(end - 3));
    }

    #[test]
    fn one_end_of_line_belongs_to_the_revision() {
        assert_eq!(bytes_behind(b"%%EOF\r\n", 5), 0);
        assert_eq!(bytes_behind(b"%%EOF\r\n", 6), 0);
        assert_eq!(bytes_behind(b"%%EOF\n\n", 5), 1);
        assert_eq!(bytes_behind(b"%%EOF", 5), 0);
        assert_eq!(bytes_behind(b"endobj\n", 6), 1);
    }
}
