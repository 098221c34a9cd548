//! From a listing to a manifest: numbers, and pieces that are the same for any number of threads.

use super::Settings;
use crate::{
    source::{Found, Listing, Roots},
    store::{Manifest, ManifestEntry},
};

/// Cuts the listing into shards. A shard is a fixed piece of the list and depends on nothing but the list and the two
/// limits, so an unchanged archive is cut in the same places again, on any machine.
pub(super) fn manifest(roots: &Roots, listing: Listing, settings: &Settings) -> Manifest {
    let mut entries = Vec::with_capacity(listing.found.len());
    let (mut shard, mut documents, mut bytes) = (0_u32, 0_u64, 0_u64);
    for (
        id,
        Found {
            locator,
            size,
            modified,
            fault,
        },
    ) in (0_u64..).zip(listing.found)
    {
        let full = documents >= settings.shard_documents.max(1) || bytes.saturating_add(size) > settings.shard_bytes;
        if documents > 0 && full {
            shard += 1;
            (documents, bytes) = (0, 0);
        }
        documents += 1;
        bytes = bytes.saturating_add(size);
        entries.push(ManifestEntry {
            id,
            locator,
            size,
            modified,
            shard,
            fault,
        });
    }
    Manifest::new(roots.names(), listing.links_inside, entries)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Locator;

    fn cut(sizes: &[u64], shard_documents: u64, shard_bytes: u64) -> Vec<u32> {
        let found = sizes.iter().map(|&size| Found {
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
        let listing = Listing {
            found: found.collect(),
            links_inside: 0,
        };
        let settings = Settings {
            shard_documents,
            shard_bytes,
            ..Settings::new(crate::facts::Moment::utc(jiff::Timestamp::UNIX_EPOCH))
        };
        let roots = Roots::open(&[]).unwrap_or_else(|_| unreachable!("no path, no error"));
        manifest(&roots, listing, &settings)
            .entries
            .iter()
            .map(|entry| entry.shard)
            .collect()
    }

    #[test]
    fn shards_end_at_the_first_limit_and_are_never_empty() {
        assert_eq!(cut(&[1; 5], 2, 100), [0, 0, 1, 1, 2]);
        assert_eq!(cut(&[60, 60, 30, 500, 1], 10, 100), [0, 1, 1, 2, 3]);
        assert_eq!(cut(&[], 2, 100), [0_u32; 0]);
    }
}
