//! From a listing to a manifest: numbers, and pieces that are the same for any number of threads.

use super::Settings;
use crate::{
    facts::Listed,
    source::{Listing, Roots},
    store::Manifest,
};

/// Cuts the listing into shards. A shard is a fixed piece of the list and depends on nothing but the list and the two
/// limits, so an unchanged archive is cut in the same places again, on any machine.
pub(super) fn manifest(roots: &Roots, listing: Listing, settings: &Settings) -> Manifest {
    let mut lengths: Vec<usize> = Vec::new();
    let mut bytes = 0_u64;
    for Listed { size, .. } in &listing.found {
        match lengths.last_mut() {
            Some(length)
                if (*length as u64) < settings.shard_documents.max(1)
                    && bytes.saturating_add(*size) <= settings.shard_bytes =>
            {
                *length += 1;
                bytes = bytes.saturating_add(*size);
            }
            _ => {
                lengths.push(1);
                bytes = *size;
            }
        }
    }
    Manifest::new(roots.names(), listing.links_inside, listing.found, &lengths)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Locator;

    fn cut(sizes: &[u64], shard_documents: u64, shard_bytes: u64) -> Vec<u32> {
        let found = sizes.iter().map(|&size| Listed {
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
        let manifest = manifest(&roots, listing, &settings);
        let shards = (0..sizes.len()).filter_map(|number| Some(manifest.entry(number)?.shard));
        shards.collect()
    }

    #[test]
    fn shards_end_at_the_first_limit_and_are_never_empty() {
        assert_eq!(cut(&[1; 5], 2, 100), [0, 0, 1, 1, 2]);
        assert_eq!(cut(&[60, 60, 30, 500, 1], 10, 100), [0, 1, 1, 2, 3]);
        assert_eq!(cut(&[], 2, 100), [0_u32; 0]);
    }
}
