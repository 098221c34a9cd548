//! What was not measured is never printed as if it were not there.

use std::fs;

use kysoat::finding::Outcome;
use serde_json::{Value, json};

use super::{
    Language,
    archive::{Draft, judged},
    reported,
};

#[test]
fn absent_and_unmeasured_are_told_apart() {
    let rows = judged(vec![Draft::new("Sở A/một.pdf", "2026-03-02T09:00:00+07:00").says(
        "F01",
        Outcome::Failed,
        "Thử.",
        &[
            ("components.number", Value::Null),
            ("document.secrecy", json!({ "unmeasured": "scanned-page" })),
            ("layout.scanned_pages", json!(2)),
        ],
    )]);
    for (language, number, secrecy) in [
        (
            Language::Vietnamese,
            "số văn bản: không có",
            "dấu chỉ độ mật: không đo được",
        ),
        (
            Language::English,
            "number of the document: none",
            "mark of secrecy: not measured",
        ),
    ] {
        let (folder, _) = reported(&rows, language);
        let csv = fs::read_to_string(folder.path().join("findings.csv")).unwrap();
        assert!(csv.contains(number), "{csv}");
        assert!(csv.contains(secrecy), "{csv}");
    }
}
