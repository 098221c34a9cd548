//! From a listing to pieces that are the same for any number of threads.

use super::Settings;
use crate::facts::Listed;

/// Cuts a listing into shards. A shard is a fixed piece of the list and depends on nothing but the list and the two
/// limits, so an unchanged archive is cut in the same places again, on any machine.
pub(super) struct Cut {
    shard_documents: u64,
    shard_bytes: u64,
    documents: u64,
    bytes: u64,
}

impl Cut {
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            shard_documents: settings.shard_documents.max(1),
            shard_bytes: settings.shard_bytes,
            documents: 0,
            bytes: 0,
        }
    }

    /// Whether a new shard begins with this, which comes behind all it was asked of before.
    pub(super) fn begins(&mut self, listed: &Listed) -> bool {
        let bytes = self.bytes.saturating_add(listed.size);
        let begins = self.documents == 0 || self.documents >= self.shard_documents || bytes > self.shard_bytes;
        (self.documents, self.bytes) = if begins {
            (1, listed.size)
        } else {
            (self.documents + 1, bytes)
        };
        begins
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Locator;

    fn cut(sizes: &[u64], shard_documents: u64, shard_bytes: u64) -> Vec<bool> {
        let settings = Settings {
            shard_documents,
            shard_bytes,
            ..Settings::new(crate::facts::Moment::utc(jiff::Timestamp::UNIX_EPOCH))
        };
        let mut cut = Cut::new(&settings);
        let listed = sizes.iter().map(|&size| Listed {
            locator: Locator {
                root: 0,
                path: String::new(),
                path_raw: None,
                member: None,
            },
            size,
            modified: None,
            fault: None,
        });
        listed.map(|listed| cut.begins(&listed)).collect()
    }

    #[test]
    fn shards_end_at_the_first_limit_and_are_never_empty() {
        assert_eq!(cut(&[1; 5], 2, 100), [true, false, true, false, true]);
        assert_eq!(cut(&[60, 60, 30, 500, 1], 10, 100), [true, true, false, true, true]);
        assert_eq!(cut(&[1; 3], 0, 100), [true; 3]);
    }
}
