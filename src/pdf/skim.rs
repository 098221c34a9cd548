//! How far an object reaches and how many values it holds, without building it.
//!
//! The object library spends memory per value and time per byte. This reader only counts, so that a file that would
//! cost too much of either is known before the library sees it.

use memchr::memchr;

use super::syntax::is_space;

/// Levels of brackets at which the object library gives up.
const DEPTH: usize = 100;

/// What may still be spent. Both only fall; at zero everything stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Purse {
    /// Bytes to be looked at.
    pub(super) bytes: usize,
    /// Values: numbers, names, strings, and the brackets round them.
    pub(super) values: usize,
}

impl Purse {
    /// Takes this much; false when it was not there.
    pub(super) fn pay(&mut self, bytes: usize, values: usize) -> bool {
        let enough = self.bytes >= bytes && self.values >= values;
        self.bytes = self.bytes.saturating_sub(bytes);
        self.values = self.values.saturating_sub(values);
        enough
    }

    /// What was spent since this earlier state.
    pub(super) fn spent_since(&self, before: &Self) -> (usize, usize) {
        (
            before.bytes.saturating_sub(self.bytes),
            before.values.saturating_sub(self.values),
        )
    }
}

/// Skims the one object at this place; behind it, or where it stops being one. `None` when the purse is empty.
pub(super) fn object(bytes: &[u8], start: usize, purse: &mut Purse) -> Option<usize> {
    let mut at = start;
    let mut depth = 0_usize;
    let (mut paid, mut values) = (start, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        let next = at.saturating_add(1);
        let token_end = match byte {
            _ if is_space(byte) => {
                at = next;
                continue;
            }
            b'%' => {
                at = line_end(bytes, next);
                continue;
            }
            b'(' => string_end(bytes, next),
            b'<' if bytes.get(next) == Some(&b'<') => {
                depth = depth.saturating_add(1);
                next.saturating_add(1)
            }
            b'<' => bytes
                .get(next..)
                .and_then(|rest| memchr(b'>', rest))
                .map_or(bytes.len(), |length| next.saturating_add(length).saturating_add(1)),
            b'[' => {
                depth = depth.saturating_add(1);
                next
            }
            b']' => {
                depth = depth.saturating_sub(1);
                next
            }
            b'>' if bytes.get(next) == Some(&b'>') => {
                depth = depth.saturating_sub(1);
                next.saturating_add(1)
            }
            b'/' => regular_end(bytes, next),
            _ => {
                let end = regular_end(bytes, at);
                // Keywords end an object that was never closed; so does what can be no token.
                let word = bytes.get(at..end).unwrap_or_default();
                if end == at || matches!(word, b"endobj" | b"obj" | b"stream" | b"endstream") {
                    break;
                }
                end
            }
        };
        at = token_end;
        values = values.saturating_add(1);
        if depth == 0 || depth > DEPTH {
            break;
        }
        // A long way is paid as it is gone.
        if values >= 4096 {
            if !purse.pay(at.saturating_sub(paid), values) {
                return None;
            }
            (paid, values) = (at, 0);
        }
    }
    purse.pay(at.saturating_sub(paid), values).then_some(at)
}

/// Behind the comment: its line's end.
fn line_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let length = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
    at.saturating_add(length)
}

fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut open = 0_usize;
    let mut escaped = false;
    for (at, byte) in bytes.iter().enumerate().skip(start) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'(' if open >= DEPTH => return at,
            b'(' => open = open.saturating_add(1),
            b')' if open == 0 => return at.saturating_add(1),
            b')' => open = open.saturating_sub(1),
            _ => {}
        }
    }
    bytes.len()
}

fn regular_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let length = rest
        .iter()
        .position(|byte| {
            is_space(*byte)
                || matches!(
                    byte,
                    b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
                )
        })
        .unwrap_or(rest.len());
    at.saturating_add(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skim(text: &[u8]) -> (Option<usize>, usize) {
        let full = Purse {
            bytes: 1 << 20,
            values: 1 << 10,
        };
        let mut purse = full;
        let end = object(text, 0, &mut purse);
        (end, purse.spent_since(&full).1)
    }

    #[test]
    fn an_object_ends_where_its_bracket_does() {
        let text = b"<</A[1 2 (x\\)(y)z)<41>]/B<</C null>>>> stream";
        assert_eq!(skim(text).0, Some(text.len() - " stream".len()));
        assert_eq!(skim(b" 12 0 R"), (Some(3), 1));
        assert_eq!(skim(b"<</A 1 endobj").0, Some(7));
        assert_eq!(skim(b"% only a comment").0, Some(16));
    }

    #[test]
    fn values_and_depth_are_bounded() {
        assert_eq!(skim(&[b"[".as_slice(), &b"0 ".repeat(5_000)].concat()).0, None);
        let deep = vec![b'['; 100_000];
        assert_eq!(skim(&deep).0, Some(DEPTH + 1));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_skimmed_inside_their_bounds(bytes: Vec<u8>, at in 0_usize..64) {
            let mut purse = Purse { bytes: 1 << 16, values: 1 << 10 };
            if let Some(end) = object(&bytes, at, &mut purse) {
                proptest::prop_assert!(end <= bytes.len().max(at));
            }
        }
    }
}
