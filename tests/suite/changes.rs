//! What was done after a signature: the published attacks and their honest counterparts, samples, real files, cost.

use std::{collections::BTreeSet, fmt::Write as _, fs, path::Path, time::Instant};

use kysoat::{
    budget::Budget,
    extract,
    facts::{
        Cause, Coverage, DocumentFacts, FaultKind, Integrity, Measured, ModificationLevel, Moment, SignatureFacts,
    },
    finding::Outcome,
    rules,
};

use super::pdf::corpus;
use crate::forge::{
    self,
    attacks::{self, Case, Verdict},
    bench::{Bench, Setup},
    pdf::find,
};

fn measure(bytes: &[u8]) -> DocumentFacts {
    extract::measure(bytes, "a.pdf", &Budget::default())
}

/// Whether anybody could take it for a signature.
fn stands(signature: &SignatureFacts) -> bool {
    let whole = matches!(
        signature.coverage,
        Measured::Known(Coverage::WholeFile | Coverage::WholeRevision)
    );
    signature.integrity == Integrity::Intact && signature.live == Measured::Known(true) && whole
}

/// Outcome of rule C05 for the first signature.
fn rule(facts: &DocumentFacts) -> Option<Outcome> {
    let as_of = Moment::parse("2026-06-30T00:00:00+07:00").unwrap();
    let pack = rules::embedded().unwrap();
    let judgement = pack.judge(facts, as_of);
    let found = judgement
        .findings
        .iter()
        .find(|finding| finding.rule == "C05" && finding.subject == Some(0));
    found.map(|finding| finding.outcome)
}

/// What is wrong with the answer to one case.
fn wrong(case: &Case) -> Option<String> {
    let facts = measure(&case.bytes);
    let Some(first) = facts.signatures.first() else {
        return (case.verdict != Verdict::NoSignature).then(|| "no signature was found".to_owned());
    };
    let said = format!(
        "{:?} live {:?} {:?} {:?} permitted {:?}: {:?}",
        first.integrity,
        first.live,
        first.coverage,
        first.modification,
        first.modification_permitted,
        first.modification_detail
    );
    let right = match case.verdict {
        Verdict::NoSignature => !facts.signatures.iter().any(stands),
        Verdict::Accepted(level) => {
            stands(first)
                && first.modification == Measured::Known(level)
                && first.modification_permitted
                    == if level == ModificationLevel::None {
                        Measured::Absent
                    } else {
                        Measured::Known(true)
                    }
                && rule(&facts) == Some(Outcome::Passed)
        }
        Verdict::Unknown => {
            stands(first)
                && matches!(first.modification, Measured::Unmeasured(Cause::NotGraded))
                && rule(&facts) == Some(Outcome::Indeterminate)
        }
        Verdict::Refused(level) => {
            stands(first)
                && first.modification == Measured::Known(level)
                && first.modification_permitted == Measured::Known(false)
                && rule(&facts) == Some(Outcome::Failed)
        }
    };
    (!right).then_some(said)
}

fn check(cases: &[Case], least: usize) {
    assert!(cases.len() >= least, "only {} cases", cases.len());
    let mut text = String::new();
    for case in cases {
        if let Some(said) = wrong(case) {
            writeln!(text, "{}: expected {:?}, found {said}", case.name, case.verdict).unwrap();
        }
    }
    assert!(text.is_empty(), "\n{text}");
}

#[test]
fn universal_signature_forgery_is_no_signature() {
    check(&attacks::universal_signature_forgery(), 15);
}

#[test]
fn signature_wrapping_is_no_signature() {
    check(&attacks::signature_wrapping(), 2);
}

#[test]
fn incremental_saving_is_seen() {
    check(&attacks::incremental_saving(), 8);
}

#[test]
fn shadow_attacks_are_seen() {
    check(&attacks::shadow(), 12);
}

#[test]
fn what_a_later_signature_forbids_binds_what_follows_it() {
    for (lock, first, second) in [
        ("/Lock<</Type/SigFieldLock/Action/All/P 1>>", true, false),
        ("/Lock<</Type/SigFieldLock/Action/All>>", true, false),
        ("/Lock<</Type/SigFieldLock/Action/Include/Fields[(khac)]>>", true, true),
    ] {
        let mut bench = Bench::new(&Setup::default());
        bench.sign_again_with("Signature2", "300 400 402 502", true, lock);
        let field = bench
            .file
            .text(10)
            .replace("/V(100)", "/V(250)")
            .replace("11 0 R", "40 0 R");
        bench
            .file
            .update(&[(10, field.into_bytes()), (40, Bench::picture("250"))]);
        let facts = measure(&bench.file.bytes);
        let said: Vec<_> = facts
            .signatures
            .iter()
            .map(|signature| (signature.modification.clone(), signature.modification_permitted.clone()))
            .collect();
        let filled = |permitted| {
            (
                Measured::Known(ModificationLevel::FormFilling),
                Measured::Known(permitted),
            )
        };
        assert_eq!(said, [filled(first), filled(second)], "{lock}");
    }
}

#[test]
fn certification_allows_what_it_says_and_nothing_behind_it() {
    check(&attacks::certification(), 25);
}

#[test]
fn forms_may_be_filled_in_and_nothing_else() {
    check(&attacks::forms(), 12);
}

#[test]
fn updates_must_be_made_as_the_standard_says() {
    check(&attacks::structure(), 12);
}

#[test]
fn validation_data_may_be_added_and_nothing_with_it() {
    check(&attacks::validation_data(), 9);
}

#[test]
fn metadata_may_not_rename_the_document() {
    check(&attacks::metadata(), 6);
}

#[test]
fn what_was_prepared_may_not_be_shown() {
    check(&attacks::prepared(), 10);
}

#[test]
fn the_same_value_may_be_written_in_another_way() {
    check(&attacks::spellings(), 15);
}

#[test]
fn object_streams_are_read_in_one_way() {
    check(&attacks::members(), 8);
}

#[test]
fn numbers_are_told_by_their_digits() {
    check(&attacks::numbers(), 8);
}

#[test]
fn a_signature_that_cannot_be_read_is_one_nevertheless() {
    let whole = Bench::new(&Setup::default()).file.bytes;
    assert_eq!(measure(&whole).signatures.len(), 1);
    let at = |mark: &[u8]| find(&whole, mark).unwrap();
    for (place, octet) in [(at(b"/ByteRange") + 1_000, b'z'), (at(b"/Type/Sig/Filter") - 1, b' ')] {
        let mut spoilt = whole.clone();
        spoilt[place] = octet;
        let facts = measure(&spoilt);
        let told = !facts.signatures.is_empty() && !facts.signatures.iter().any(stands) || !facts.faults.is_empty();
        assert!(told, "{place}: {:?}", facts.signatures);
    }
}

#[test]
fn usage_rights_are_no_signature_of_the_document() {
    let setup = Setup {
        catalog: "/Perms<</UR3 50 0 R>>",
        fields: &[(
            50,
            "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[0 9 9 9]/Contents<3000>\
             /Reference[<</Type/SigRef/TransformMethod/UR3/TransformParams<</Type/TransformParams/V/2.2>>>>]>>",
        )],
        ..Setup::default()
    };
    let facts = measure(&Bench::new(&setup).file.bytes);
    assert_eq!(facts.signatures.len(), 1);
    assert!(stands(&facts.signatures[0]));
}

/// With `KYSOAT_CASES=folder` the cases are also written there, for `tests/cross/changes.py`.
#[test]
fn every_case_is_another_file() {
    let cases = attacks::cases();
    if let Some(folder) = std::env::var_os("KYSOAT_CASES") {
        for (number, case) in cases.iter().enumerate() {
            let name = case.name.replace(['/', ':', ' ', ','], "-");
            fs::write(Path::new(&folder).join(format!("{number:03}-{name}.pdf")), &case.bytes).unwrap();
        }
    }
    let distinct: BTreeSet<&[u8]> = cases.iter().map(|case| case.bytes.as_slice()).collect();
    assert_eq!(distinct.len(), cases.len());
    assert!(cases.len() >= 100, "{}", cases.len());
}

#[test]
fn samples_are_graded_as_they_were_made() {
    let mut graded = 0;
    for document in forge::province() {
        let facts = extract::measure(&document.bytes, &document.path, &Budget::default());
        for (expected, found) in document.expected.signatures.iter().zip(&facts.signatures) {
            let Some(level) = expected.modification else { continue };
            assert_eq!(found.modification, Measured::Known(level), "{}", document.path);
            let permitted = match level {
                ModificationLevel::None => Measured::Absent,
                level => Measured::Known(level != ModificationLevel::Other),
            };
            assert_eq!(found.modification_permitted, permitted, "{}", document.path);
            graded += 1;
        }
    }
    assert!(graded >= 16, "{graded}");
}

#[test]
#[ignore = "needs KYSOAT_CORPUS"]
fn four_real_signatures_in_four_revisions_are_permitted() {
    let bytes = fs::read(corpus().join("vn/pdf/ce7f1dc86e2f_135-vbhn-luat_hinh_su.pdf")).unwrap();
    let facts = measure(&bytes);
    let said: Vec<_> = facts
        .signatures
        .iter()
        .map(|signature| (signature.modification.clone(), signature.modification_permitted.clone()))
        .collect();
    let further = (Measured::Known(ModificationLevel::FormFilling), Measured::Known(true));
    let last = (Measured::Known(ModificationLevel::None), Measured::Absent);
    assert_eq!(said, [further.clone(), further.clone(), further, last]);
}

#[test]
fn a_thousand_updates_end_at_the_budget() {
    let bytes = attacks::many_updates(1000);
    let start = Instant::now();
    let facts = measure(&bytes);
    let budget = Measured::Unmeasured(Cause::Fault(FaultKind::Budget));
    assert_eq!(facts.signatures[0].modification, budget);
    assert_eq!(rule(&facts), Some(Outcome::Indeterminate));
    // 100 of them are read; all 1,000 would be ten times as many, of ten times the size.
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    let few = measure(&attacks::many_updates(50));
    assert_eq!(
        few.signatures[0].modification,
        Measured::Known(ModificationLevel::FormFilling)
    );
}

#[test]
fn a_budget_of_bytes_or_objects_is_no_verdict() {
    let bytes = attacks::many_updates(3);
    for budget in [
        Budget {
            revision_bytes: 10_000,
            ..Budget::default()
        },
        Budget {
            objects: 40,
            ..Budget::default()
        },
    ] {
        let facts = extract::measure(&bytes, "a.pdf", &budget);
        assert_eq!(
            facts.signatures[0].modification,
            Measured::Unmeasured(Cause::Fault(FaultKind::Budget))
        );
    }
}
