//! Whatever is read as plain is what the library reads.

use std::{env, fs, path::PathBuf};

use proptest::{
    collection::vec,
    prelude::any,
    sample::{Index, select},
};

use lopdf::xref::XrefRecovery;

use super::*;

/// Every PDF below these folders.
fn files(folders: &[PathBuf]) -> Vec<Vec<u8>> {
    folders
        .iter()
        .flat_map(walkdir::WalkDir::new)
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| fs::read(entry.path()).unwrap())
        .filter(|bytes| bytes.len() < 4 << 20)
        .collect()
}

/// Holds what is read as plain against what the library reads; whether it was plain.
fn same(bytes: &[u8], budget: &Budget) -> bool {
    let Some(header) = super::super::header_offset(bytes) else {
        return false;
    };
    let revisions = Revisions::find(bytes, header);
    let mut plain_ones = 0_usize;
    for end in revisions.ends() {
        let Some(read) = plain(bytes, header, end, None, budget) else {
            continue;
        };
        let plain = read.into_document(end);
        let library = forgivingly(bytes.get(..end.behind).unwrap(), budget).unwrap();
        assert_eq!(plain.objects, library.objects);
        assert_eq!(plain.trailer, library.trailer);
        assert_eq!(
            format!("{:?}", plain.reference_table.entries),
            format!("{:?}", library.reference_table.entries)
        );
        // The library calls it a correction when an offset names the white space before a section.
        assert_ne!(library.xref_recovery, Some(XrefRecovery::Reconstructed));
        assert!(!library.is_encrypted() && !library.was_encrypted());
        assert_eq!(plain.max_id, library.max_id);
        if let Ok(last) = forgivingly(bytes, budget) {
            let lent = last.xref_recovery.is_none() && !last.is_encrypted() && !last.was_encrypted();
            let later = lent.then_some((&last, Data::OfObjectStreams));
            let bare = super::plain(bytes, header, end, later, budget).unwrap();
            assert!(bare.objects.keys().eq(library.objects.keys()));
            for (one, other) in bare.objects.values().zip(library.objects.values()) {
                match (one.as_ref(), other) {
                    (Object::Stream(one), Object::Stream(other)) => {
                        assert_eq!(one.dict, other.dict);
                        assert!(one.content.is_empty() || one.content == other.content);
                    }
                    _ => assert_eq!(one.as_ref(), other),
                }
            }
        }
        plain_ones = plain_ones.saturating_add(1);
    }
    plain_ones > 0
}

#[test]
fn what_is_read_as_plain_is_what_the_library_reads() {
    let project = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let files = files(&[project.join("sample-data"), project.join("tests/grid")]);
    let plain = files.iter().filter(|bytes| same(bytes, &Budget::default())).count();
    assert!(plain > files.len() / 2, "{plain} of {} are plain", files.len());
}

#[test]
#[ignore = "needs KYSOAT_CORPUS"]
fn real_files_that_are_plain_are_read_as_the_library_reads_them() {
    let corpus = PathBuf::from(env::var("KYSOAT_CORPUS").unwrap());
    let files = files(&[corpus.join("vn/pdf")]);
    let plain = files.iter().filter(|bytes| same(bytes, &Budget::default())).count();
    assert!(plain > 0, "none of {} is plain", files.len());
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    #[test]
    fn damage_is_never_read_otherwise_than_by_the_library(
        which: Index,
        changes in vec((any::<Index>(), select(b" \n%()<>[]/#R0129-.".to_vec())), 1..6),
    ) {
        let project = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let mut files = files(&[project.join("tests/grid")]);
        files.retain(|bytes| bytes.starts_with(b"%PDF-") && bytes.len() < 60_000);
        let mut bytes = files.swap_remove(which.index(files.len()));
        for (place, byte) in changes {
            let at = place.index(bytes.len());
            *bytes.get_mut(at).unwrap() = byte;
        }
        same(&bytes, &Budget::default());
    }
}
