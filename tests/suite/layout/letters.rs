//! The forge's letters: their words are in `letters.json`, the places of their signatures in `signing.rs`.

use std::fs;

use kysoat::facts::{Cause, CopyKind, DocumentRole, Hue, Measured, Side, SignatureRole, Value};
use serde_json::Value as Json;

use super::{measure, near, picture, read, roles, shown};
use crate::forge::{Letter, Signing, pki::Holder};

fn words() -> serde_json::Map<String, Json> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/forge/letters/letters.json");
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// `ngày 16 tháng 3 năm 2026` as a date; `None` when something is left blank.
fn date(text: &str) -> Option<String> {
    let numbers: Vec<u32> = text.split(' ').filter_map(|word| word.parse().ok()).collect();
    let [day, month, year] = numbers.as_slice() else {
        return None;
    };
    Some(format!("{year}-{month:02}-{day:02}"))
}

#[test]
fn every_letter_says_what_was_written() {
    let mut wrong = Vec::new();
    for (id, letter) in &words() {
        let id: &'static str = Box::leak(id.clone().into_boxed_str());
        let facts = measure(&Letter::new("a.pdf", id).forge().bytes);
        let found = &facts.components;
        let text = |key: &str| letter[key].as_str().map(str::to_owned);
        let number = text("number").filter(|number| number.chars().any(|letter| letter.is_ascii_digit()));
        let title: Vec<&str> = letter["title"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Json::as_str)
            .collect();
        let receivers: Vec<String> = letter["receivers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| line.as_str().unwrap().to_owned())
            .collect();
        let about = text("about").or_else(|| text("summary"));
        for (what, is, expected) in [
            ("number", found.number.known().cloned(), number),
            ("symbol", found.symbol.known().cloned(), text("symbol")),
            (
                "agency",
                found.agency.known().cloned(),
                text("agency").map(|name| name.replace('\n', " ").to_uppercase()),
            ),
            (
                "parent",
                found.parent_agency.known().cloned(),
                text("parent").map(|name| name.to_uppercase()),
            ),
            ("place", found.place.known().cloned(), text("place")),
            (
                "date",
                found.issued_on.known().map(ToString::to_string),
                text("dated").and_then(|text| date(&text)),
            ),
            (
                "kind",
                found.kind.known().cloned(),
                text("kind").map(|kind| kind.to_uppercase()),
            ),
            ("summary", found.summary.known().cloned(), about),
            ("title", found.signer_title.known().cloned(), Some(title.join(" "))),
            ("name", found.signer_name.known().cloned(), text("signer")),
            (
                "recipients",
                found.recipients.known().map(|lines| lines.join("|")),
                Some(receivers.join("|")),
            ),
        ] {
            if is != expected {
                wrong.push(format!("{id} {what}: expected {expected:?}, found {is:?}"));
            }
        }
        let all = [&found.national_name, &found.motto];
        if all.iter().any(|found| found.known().is_none()) {
            wrong.push(format!("{id}: no national name or motto"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn recipients_are_told_in_one_line_without_the_marks_at_their_ends() {
    let facts = measure(&Letter::new("a.pdf", "khcn-125").forge().bytes);
    let lines = facts.components.recipients.known().unwrap();
    assert!(lines.len() > 1 && lines[0].ends_with(';'), "{lines:?}");
    let Measured::Known(Value::Text(told)) = read(&facts, "components.recipients") else {
        panic!("recipients are text");
    };
    let receivers = &words()["khcn-125"]["receivers"];
    let bare: Vec<&str> = receivers
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line.as_str().unwrap().trim_end_matches([';', '.']))
        .collect();
    assert_eq!(told, bare.join("; "));
}

#[test]
fn a_signature_and_a_seal_stand_where_they_were_put() {
    let letter = Letter::new("a.pdf", "khcn-125")
        .sign(Signing::new(Holder::Director, "2026-03-16T09:15:24"))
        .sign(Signing::new(Holder::Department, "2026-03-16T09:40:02"));
    let facts = measure(&letter.forge().bytes);
    assert_eq!(roles(&facts), [Some(SignatureRole::Person), Some(SignatureRole::Seal)]);
    let relation = facts.layout.seal_relation.known().unwrap();
    near(*relation.overlap.known().unwrap(), 1.0 / 3.0, 0.01);
    assert_eq!(relation.side, Measured::Known(Side::Left));
    near(*relation.vertical_overlap.known().unwrap(), 1.0, 0.01);
    assert!(relation.same_page && !relation.of_page_picture);
    assert_eq!(facts.layout.person_before_seal, Measured::Known(true));

    let seal = picture(&facts, 1);
    near(*seal.diameter_mm.known().unwrap(), 36.0, 0.36);
    assert_eq!(seal.hue, Measured::Known(Hue::Red));
    assert_eq!(seal.transparent, Measured::Known(true));
    assert_eq!(seal.opaque_background, Measured::Known(false));

    let signature = picture(&facts, 0);
    assert_eq!(signature.hue, Measured::Known(Hue::Blue));
    // The widget is 154 by 78 pt around the point halfway between title and name, 424 pt from the left.
    let [x0, _, x1, _] = shown(&facts, 0).box_mm;
    near(f64::midpoint(x0, x1), 424.0 * 25.4 / 72.0, 0.5);
    near(x1 - x0, 154.0 * 25.4 / 72.0, 0.1);
    let block = facts.signatures[0].layout.block.known().unwrap();
    assert_eq!(block.name, "Trần Minh Khuê");
    assert!(block.same_page);
    assert!(*block.below_title_pt.known().unwrap() > 0.0, "{block:?}");
    assert!(*block.above_name_pt.known().unwrap() > 0.0, "{block:?}");
    assert!(*block.centre_offset_pt.known().unwrap() < 6.0, "{block:?}");
    for signature in &facts.signatures {
        assert_eq!(signature.layout.certificate_fits, Measured::Known(true));
        assert_eq!(signature.layout.days_after_issue, Measured::Known(0));
    }
    assert_eq!(facts.components.role, Measured::Known(DocumentRole::Main));
    assert_eq!(facts.components.copy_kind, Measured::Known(CopyKind::Original));
    assert_eq!(
        read(&facts, "document.person_signatures"),
        Measured::Known(Value::Integer(1))
    );
    assert_eq!(
        read(&facts, "document.published_copy"),
        Measured::Known(Value::Boolean(false))
    );
    assert_eq!(
        read(&facts, "seal.side_of_signature"),
        Measured::Known(Value::Code("left"))
    );
}

#[test]
fn a_seal_before_the_person_is_told() {
    let letter = Letter::new("a.pdf", "khcn-125")
        .sign(Signing::new(Holder::Department, "2026-03-16T09:15:24"))
        .sign(Signing::new(Holder::Director, "2026-03-16T09:40:02"));
    let facts = measure(&letter.forge().bytes);
    assert_eq!(roles(&facts), [Some(SignatureRole::Seal), Some(SignatureRole::Person)]);
    assert_eq!(facts.layout.person_before_seal, Measured::Known(false));
}

#[test]
fn number_and_date_are_read_where_they_were_signed_in() {
    use SignatureRole::{Date, Number, Person, Seal};
    let by = |at: &str| Signing::new(Holder::Ward, at);
    let letter = Letter::new("a.pdf", "phuong-64")
        .sign(Signing::new(Holder::Chair, "2026-05-08T10:12:30"))
        .sign(by("2026-05-08T10:28:55").writes("number", "64"))
        .sign(by("2026-05-08T10:28:59").writes("day", "08"))
        .sign(by("2026-05-08T10:29:05").writes("month", "5"))
        .sign(by("2026-05-08T10:29:09"));
    let facts = measure(&letter.forge().bytes);
    assert_eq!(roles(&facts), [Person, Number, Date, Date, Seal].map(Some));
    let found = &facts.components;
    assert_eq!(found.number, Measured::Known("64".to_owned()));
    assert!(found.number_signed_in);
    assert_eq!(
        found.issued_on.known().map(ToString::to_string).as_deref(),
        Some("2026-05-08")
    );
    let fields = facts.layout.issue_fields.known().unwrap();
    assert_eq!(fields.count, 3);
    assert_eq!(fields.same_certificate_as_seal, Measured::Known(true));
    assert_eq!(fields.from_seal_s, Measured::Known(14));
    assert_eq!(facts.layout.person_before_fields, Measured::Known(true));
    let number_first = Letter::new("a.pdf", "phuong-64")
        .sign(by("2026-05-08T10:08:55").writes("number", "64"))
        .sign(Signing::new(Holder::Chair, "2026-05-08T10:12:30"))
        .sign(by("2026-05-08T10:29:09"));
    let layout = measure(&number_first.forge().bytes).layout;
    assert_eq!(layout.person_before_fields, Measured::Known(false));
    assert_eq!(layout.person_before_seal, Measured::Known(true));
    let text = |index: usize| shown(&facts, index).text.known().unwrap().clone();
    assert!(text(1).upright && !text(2).upright, "a date leans");
    near(text(1).size_pt, 13.0, 0.1);
    assert_eq!(text(1).colour, Measured::Known(Hue::Black));
}

#[test]
fn a_scan_hides_its_words_but_not_its_signatures() {
    let letter = Letter::scan("a.pdf", 2)
        .sign(Signing::new(Holder::Principal, "2026-05-29T16:02:18"))
        .sign(Signing::new(Holder::School, "2026-05-29T16:25:40"));
    let facts = measure(&letter.forge().bytes);
    let scanned = |cause: Option<&Cause>| assert_eq!(cause, Some(&Cause::ScannedPage));
    scanned(facts.components.number.cause());
    scanned(facts.components.signer_name.cause());
    scanned(facts.layout.margins.cause());
    scanned(facts.signatures[0].layout.block.cause());
    assert_eq!(roles(&facts), [Some(SignatureRole::Person), Some(SignatureRole::Seal)]);
    assert_eq!(facts.layout.scanned_pages, Measured::Known(2));
    near(facts.layout.scan.known().unwrap().dpi, 200.0, 2.0);
    near(
        *facts.layout.seal_relation.known().unwrap().overlap.known().unwrap(),
        1.0 / 3.0,
        0.01,
    );
    assert_eq!(facts.components.role, Measured::Known(DocumentRole::Main));
}

#[test]
fn a_document_of_which_nothing_can_be_read_says_so() {
    let facts = measure(&Letter::new("a.pdf", "khcn-125").encrypted("mật khẩu").forge().bytes);
    assert_eq!(facts.components.number.cause(), Some(&Cause::PasswordNeeded));
    assert_eq!(facts.layout.person.cause(), Some(&Cause::PasswordNeeded));
    let facts = measure(b"nothing of a PDF");
    assert!(facts.layout.seal.cause().is_some());
}
