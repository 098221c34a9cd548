//! Signatures whose part is not recognised: what is looked for in vain may be one of them, or surely is not.

use kysoat::{
    facts::{Moment, SignatureRole},
    finding::Outcome,
    rules,
};

use super::{measure, roles};
use crate::forge::{Letter, Signing, pki::Holder};

/// What the rules with these codes say of a document, and why where they can't tell.
pub(super) fn judged(letter: &Letter, codes: &[&str]) -> Vec<(Outcome, Option<String>)> {
    let facts = measure(&letter.forge().bytes);
    let pack = rules::embedded().unwrap();
    let as_of = Moment::parse("2026-06-30T17:00:00+07:00").unwrap();
    let judgement = pack.judge(&facts, as_of);
    let of = |code: &&str| {
        let finding = judgement.findings.iter().find(|finding| finding.rule == *code).unwrap();
        let blind = finding.outcome == Outcome::Indeterminate;
        let because = finding.because.as_deref().filter(|_| blind);
        (finding.outcome, because.map(str::to_owned))
    };
    codes.iter().map(of).collect()
}

fn unknown(fact: &str) -> (Outcome, Option<String>) {
    (Outcome::Indeterminate, Some(format!("{fact}: part-not-recognised")))
}

const PASSED: (Outcome, Option<String>) = (Outcome::Passed, None);
const FAILED: (Outcome, Option<String>) = (Outcome::Failed, None);

fn director() -> Signing {
    Signing::new(Holder::Director, "2026-03-16T09:15:24")
}

fn seal() -> Signing {
    Signing::new(Holder::Department, "2026-03-16T09:45:01")
}

#[test]
fn words_of_an_agency_are_neither_seal_nor_signature() {
    let words = || seal().stamp(&["Đã ký số"]).standing_at(330.0, 300.0);
    let letter = || Letter::new("a.pdf", "notice");
    let both = letter().sign(director()).sign(words());
    assert_eq!(
        roles(&measure(&both.forge().bytes)),
        [SignatureRole::Person, SignatureRole::Other].map(Some)
    );
    assert_eq!(judged(&both, &["P01", "S01"]), [PASSED, FAILED]);
    assert_eq!(judged(&letter().sign(words()), &["P01", "S01"]), [FAILED, FAILED]);
    // The seal of a scanned page is part of its picture.
    let scan = Letter::scan("a.pdf", 1)
        .sign(Signing::new(Holder::Principal, "2026-05-29T16:02:18"))
        .sign(Signing::new(Holder::School, "2026-05-29T16:25:40").stamp(&["Đã ký số"]));
    assert_eq!(judged(&scan, &["S01"]), [unknown("document.seal_signatures")]);
}

#[test]
fn words_of_a_person_elsewhere_may_be_the_signature() {
    let words = || director().stamp(&["Đã duyệt"]).standing_at(60.0, 800.0);
    let letter = Letter::new("a.pdf", "notice").sign(words()).sign(seal());
    assert_eq!(
        roles(&measure(&letter.forge().bytes)),
        [SignatureRole::Other, SignatureRole::Seal].map(Some)
    );
    assert_eq!(
        judged(&letter, &["P01", "S01"]),
        [unknown("document.person_signatures"), PASSED]
    );
    // Nobody takes it for the seal.
    let letter = Letter::new("a.pdf", "notice").sign(words());
    assert_eq!(judged(&letter, &["S01"]), [FAILED]);
    // Beside the signature that is looked for it is in nobody's way.
    let letter = Letter::new("a.pdf", "notice")
        .sign(words())
        .sign(director())
        .sign(seal());
    assert_eq!(judged(&letter, &["P01", "S01"]), [PASSED, PASSED]);
}

#[test]
fn a_further_signature_of_no_known_part_is_a_question() {
    // Beside all that is asked for; the further one comes first.
    let beside = |signing: Signing| {
        let letter = Letter::new("a.pdf", "notice")
            .sign(signing)
            .sign(director())
            .sign(seal());
        judged(&letter, &["P01", "S01", "K08"])
    };
    let question = unknown("signature.certificate_fits_role");
    let harmless = (Outcome::NotApplicable, None);
    let chair = || Signing::new(Holder::Chair, "2026-03-16T09:05:00");
    let ward = || Signing::new(Holder::Ward, "2026-03-16T09:05:00");
    for (signing, said) in [
        (director().stamp(&["Đã duyệt"]).standing_at(60.0, 800.0), &question),
        (seal().stamp(&["Đã ký số"]).standing_at(330.0, 300.0), &question),
        (ward().drawn_as(Holder::Director).moved(-264.0, 300.0), &question),
        // What it says tells what it is: an opinion, who received the document, who published it.
        (chair().stamp(&["Ý kiến: đồng ý"]).standing_at(60.0, 800.0), &harmless),
        (
            ward().stamp(&["CÔNG VĂN ĐẾN", "Số: 12"]).standing_at(60.0, 790.0),
            &harmless,
        ),
        (
            ward().stamp(&["ĐẾN: Số 1234, ngày 17/3/2026"]).standing_at(60.0, 790.0),
            &harmless,
        ),
        (
            ward()
                .stamp(&["Người ký: UBND phường Mẫu Đơn"])
                .standing_at(60.0, 800.0),
            &harmless,
        ),
    ] {
        assert_eq!(beside(signing), [PASSED, PASSED, said.clone()]);
    }
}

#[test]
fn what_an_agency_writes_on_an_appendix_may_be_its_stamp() {
    let stamped = |signing: Signing| {
        let letter = Letter::new("a.pdf", "appendix").sign(signing.standing_at(400.0, 780.0));
        judged(&letter, &["A01"])
    };
    let line = |holder| Signing::new(holder, "2026-03-17T10:30:00").stamp(&["Đã ký số"]);
    assert_eq!(
        stamped(line(Holder::Department)),
        [unknown("document.attachment_signatures")]
    );
    assert_eq!(stamped(line(Holder::Director)), [FAILED]);
}

#[test]
fn not_everything_red_that_an_agency_signs_is_a_seal() {
    let with = |signing: Signing| Letter::new("a.pdf", "notice").sign(director()).sign(signing);
    let red = [214, 20, 28];
    // As wide as a line of words; and as small as a dot.
    let line = || seal().drawn_as(Holder::Director).ink(red);
    for signing in [line(), line().of_width(20.0)] {
        let letter = with(signing);
        assert_eq!(
            roles(&measure(&letter.forge().bytes)),
            [SignatureRole::Person, SignatureRole::Other].map(Some)
        );
        assert_eq!(
            judged(&letter, &["P01", "S01"]),
            [PASSED, unknown("document.seal_signatures")]
        );
    }
    assert_eq!(judged(&with(seal()), &["P01", "S01"]), [PASSED, PASSED]);
}

#[test]
fn a_tick_beside_the_words_of_who_signed_may_be_no_signature() {
    // The picture is as high as the lines: 10 mm. At the place to sign, and at the top of the page.
    for place in [[390.0, 478.0], [60.0, 790.0]] {
        let lines = ["Ký bởi: Nguyễn Văn A", "16/03/2026 09:15:24"];
        let stamp = director().stamp(&lines).standing_at(place[0], place[1]).with_picture();
        let letter = Letter::new("a.pdf", "notice").sign(stamp).sign(seal());
        let said = judged(&letter, &["P01"]);
        assert_eq!(said[0].0, Outcome::Indeterminate, "{place:?}: {said:?}");
    }
}
