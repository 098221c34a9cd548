//! The PDF room on real files: which signature dictionaries there are, and what they cover.

use std::{fs, path::PathBuf};

use kysoat::{
    budget::Budget,
    pdf::{Pdf, RangeProblem},
};

/// The folder of real signed documents.
pub(crate) fn corpus() -> PathBuf {
    PathBuf::from(std::env::var_os("KYSOAT_CORPUS").expect("KYSOAT_CORPUS names the folder of the corpus"))
}

/// What is known of every real document.
pub(crate) fn index() -> Vec<serde_json::Value> {
    let text = fs::read_to_string(corpus().join("vn/index.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
#[ignore = "needs KYSOAT_CORPUS"]
fn every_real_signature_dictionary_is_found_with_its_coverage() {
    let mut seen = 0;
    for document in index() {
        let path = corpus().join("vn").join(document["file"].as_str().unwrap());
        let bytes = fs::read(&path).unwrap();
        let pdf = Pdf::open(&bytes, &Budget::default()).unwrap();
        assert_eq!(pdf.problem(), None, "{}", path.display());
        assert_eq!(
            pdf.page_count(),
            document["pages"].as_u64().map(|pages| usize::try_from(pages).unwrap())
        );
        let found = pdf.signatures().dictionaries;
        let expected = document["signatures"].as_array().unwrap();
        assert_eq!(found.len(), expected.len(), "{}", path.display());
        for signature in expected {
            let range: Vec<i64> = serde_json::from_value(signature["byte_range"].clone()).unwrap();
            let dictionary = found
                .iter()
                .find(|entry| entry.byte_range.as_ref() == Some(&range))
                .unwrap();
            let coverage = match pdf.byte_range(dictionary) {
                Ok(range) if range.whole_file => "whole-file",
                Ok(range) if range.whole_revision => "whole-revision",
                Ok(_) => "partial",
                Err(RangeProblem::OutOfFile) => "out-of-file",
                Err(problem) => panic!("{problem}"),
            };
            assert_eq!(
                coverage,
                signature["expect"]["coverage"],
                "{} {range:?}",
                path.display()
            );
            assert_eq!(dictionary.sub_filter.as_deref(), signature["sub_filter"].as_str());
            assert_eq!(dictionary.modified.as_deref(), signature["M"].as_str());
            assert_eq!(dictionary.reason.as_deref(), signature["reason"].as_str());
            seen += 1;
        }
        if let Some(fields) = document["live_signature_fields"].as_object() {
            for (name, place) in fields {
                let page = place["page"].as_u64().unwrap() + 1;
                let of_field = found.iter().find(|entry| entry.field.as_deref() == Some(name));
                if let Some(entry) = of_field {
                    assert_eq!(entry.page.map(u64::from), Some(page), "{name}");
                } else {
                    println!("{}: {name} is no field of the form", path.display());
                }
            }
        }
    }
    assert!(seen >= 14, "{seen}");
}
