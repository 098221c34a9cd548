//! Documents with more signatures than one person's and one seal, and boxes with more pictures than one: which of them
//! is what, and who belongs to whom.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use kysoat::{
    facts::{Cause, DocumentFacts, DocumentRole, FaultKind, Hue, Measured, Moment, SignatureRole, Value},
    finding::{Finding, Outcome},
    rules,
};

use super::{measure, near, picture, read, roles, shown};
use crate::forge::{
    Letter, Signing,
    pdf::{Pdf, stream},
    pki::Holder,
};

#[test]
fn who_only_initials_is_not_who_signs() {
    let director = || Signing::new(Holder::Director, "2026-03-16T09:15:24");
    let deputy = || Signing::new(Holder::DeputyDirector, "2026-03-16T09:10:00");
    let roles_of = |signings: &[Signing]| {
        let letter = signings.iter().fold(Letter::new("a.pdf", "notice"), |letter, signing| {
            letter.sign(signing.clone())
        });
        let facts = measure(&letter.forge().bytes);
        (facts.layout.person.known().copied(), roles(&facts))
    };
    let (person, initial) = (Some(SignatureRole::Person), Some(SignatureRole::Initial));
    // Beside the receivers, or above the title; before the leader or after him; and, much smaller, close by him too.
    for (away, width) in [([-264.0, 0.0], 150.0), ([-60.0, 120.0], 150.0), ([10.0, 12.0], 60.0)] {
        let beside = || deputy().moved(away[0], away[1]).of_width(width);
        assert_eq!(
            roles_of(&[beside(), director()]),
            (Some(1), vec![initial, person]),
            "{away:?}"
        );
        assert_eq!(
            roles_of(&[director(), beside()]),
            (Some(0), vec![person, initial]),
            "{away:?}"
        );
    }
    // The leader himself in the wrong place, whoever else stands in the right one.
    let astray = || director().moved(-264.0, 0.0);
    assert_eq!(roles_of(&[astray()]).1, [person]);
    assert_eq!(roles_of(&[deputy(), astray()]).1, [person, person]);
    // Another one alone, in the right place or in a wrong one: nobody else signs.
    assert_eq!(roles_of(&[deputy()]).1, [person]);
    assert_eq!(roles_of(&[deputy().moved(-264.0, 0.0)]).1, [person]);
    // Two of whom neither is named: who stands at the name signs for it.
    let third = || Signing::new(Holder::Chair, "2026-03-16T09:12:00");
    assert_eq!(roles_of(&[third().moved(-264.0, 0.0), deputy()]).1, [initial, person]);
    assert_eq!(roles_of(&[third(), deputy()]).1, [person, person]);
}

#[test]
fn who_signs_as_large_in_the_place_of_another_is_not_known() {
    let director = || Signing::new(Holder::Director, "2026-03-16T09:15:24");
    let deputy = || Signing::new(Holder::DeputyDirector, "2026-03-16T09:10:00").moved(10.0, 12.0);
    let not_known = Measured::Unmeasured(Cause::PartNotRecognised);
    // As large, smaller by a fifth, and larger than who is named.
    for (his, hers) in [(150.0, 150.0), (150.0, 120.0), (60.0, 150.0)] {
        for signings in [
            [director().of_width(his), deputy().of_width(hers)],
            [deputy().of_width(hers), director().of_width(his)],
        ] {
            let letter = signings.iter().fold(Letter::new("a.pdf", "notice"), |letter, signing| {
                letter.sign(signing.clone())
            });
            let facts = measure(&letter.forge().bytes);
            let other = facts
                .signatures
                .iter()
                .find(|signature| signature.role == Measured::Known(SignatureRole::Other));
            let other = other.unwrap_or_else(|| panic!("{his} {hers}: {:?}", roles(&facts)));
            assert_eq!(other.layout.certificate_fits, not_known);
            assert_eq!(
                facts
                    .layout
                    .person
                    .known()
                    .and_then(|index| facts.signatures[*index].signer.known())
                    .and_then(|signer| signer.common_name.clone()),
                Some("Trần Minh Khuê".to_owned())
            );
        }
    }
}

#[test]
fn a_person_who_signs_with_a_seal_beside_signs_as_a_person() {
    let at = |holder| Signing::new(holder, "2026-03-16T09:15:24");
    let with = |signing: Signing| measure(&Letter::new("a.pdf", "notice").sign(signing).forge().bytes);
    let sealed = |facts: &DocumentFacts| read(facts, "document.sealed_by_agency");

    let facts = with(at(Holder::Director).beside_a_seal());
    assert_eq!(roles(&facts), [Some(SignatureRole::Person)]);
    assert_eq!(picture(&facts, 0).hue, Measured::Known(Hue::Blue));
    assert_eq!(shown(&facts, 0).pictures, 1, "the seal is of paths");
    assert_eq!(facts.signatures[0].layout.certificate_fits, Measured::Known(true));
    assert_eq!(sealed(&facts), Measured::Known(Value::Boolean(false)));
    // The same with the certificate of an agency is its seal.
    let facts = with(at(Holder::Department).drawn_as(Holder::Director).beside_a_seal());
    assert_eq!(roles(&facts), [Some(SignatureRole::Seal)]);
    assert_eq!(picture(&facts, 0).hue, Measured::Known(Hue::Red));
    assert_eq!(sealed(&facts), Measured::Known(Value::Boolean(true)));
    // A seal alone that a person signs is still a seal, but not the agency's.
    let facts = with(at(Holder::Director).drawn_as(Holder::Department));
    assert_eq!(roles(&facts), [Some(SignatureRole::Seal)]);
    assert_eq!(facts.signatures[0].layout.certificate_fits, Measured::Known(false));
    assert_eq!(sealed(&facts), Measured::Known(Value::Boolean(false)));
}

#[test]
fn every_seal_belongs_to_the_person_beside() {
    // Two persons and two seals, the second of each 240 pt to the left.
    let first = || Signing::new(Holder::Principal, "2026-05-29T16:02:18");
    let second = || Signing::new(Holder::DeputyPrincipal, "2026-05-29T16:04:18").moved(-240.0, 0.0);
    let its_seal = || Signing::new(Holder::School, "2026-05-29T16:25:40");
    let other_seal = || Signing::new(Holder::Ward, "2026-05-29T16:26:40").moved(-240.0, 0.0);
    let of = |signings: &[Signing]| {
        let letter = signings
            .iter()
            .fold(Letter::scan("a.pdf", 1), |letter, signing| letter.sign(signing.clone()));
        let facts = measure(&letter.forge().bytes);
        let relation = facts.layout.seal_relation.known().unwrap().clone();
        (
            format!("{:.2}", relation.overlap.known().unwrap()),
            facts.layout.person_before_seal,
        )
    };
    let third = || "0.33".to_owned();
    let (in_order, not) = (Measured::Known(true), Measured::Known(false));
    assert_eq!(
        of(&[first(), second(), other_seal(), its_seal()]),
        (third(), in_order.clone())
    );
    assert_eq!(
        of(&[first(), its_seal(), second(), other_seal()]),
        (third(), in_order.clone())
    );
    // One of the seals came before its person.
    assert_eq!(
        of(&[first(), other_seal(), its_seal(), second()]),
        (third(), not.clone())
    );
    // Who has no seal of his own signs before the one there is, and a second seal comes behind the one person.
    assert_eq!(of(&[first(), second(), its_seal()]), (third(), in_order));
    assert_eq!(of(&[first(), its_seal(), second()]), (third(), not.clone()));
    assert_eq!(of(&[other_seal(), first(), its_seal()]), (third(), not));
    // A seal that stands by the other's person does not count as his: each has one.
    let astray = || Signing::new(Holder::School, "2026-05-29T16:27:40").moved(-240.0, -20.0);
    assert_eq!(of(&[first(), second(), other_seal(), astray()]).0, "0.00");
}

#[test]
fn a_seal_by_nobody_is_not_compared() {
    let person = || Signing::new(Holder::Principal, "2026-05-29T16:02:18");
    let seal = || Signing::new(Holder::School, "2026-05-29T16:25:40");
    let further = || Signing::new(Holder::School, "2026-05-29T16:30:00");
    let (top, other_page) = (|| further().moved(-200.0, 400.0), || further().on_page(1));
    let third = (true, "0.33".to_owned());
    for (signings, chosen, relation) in [
        (vec![person(), seal(), top()], 1, third.clone()),
        (vec![person(), top(), seal()], 2, third.clone()),
        (vec![person(), seal(), other_page()], 1, third.clone()),
        (vec![person(), seal(), top(), other_page()], 1, third),
        // The only one there is, wherever it stands.
        (vec![person(), top()], 1, (true, "0.00".to_owned())),
        (vec![person(), other_page()], 1, (false, String::new())),
    ] {
        let letter = signings
            .iter()
            .fold(Letter::scan("a.pdf", 2), |letter, signing| letter.sign(signing.clone()));
        let layout = measure(&letter.forge().bytes).layout;
        let found = layout.seal_relation.known().unwrap();
        let overlap = found
            .overlap
            .known()
            .map_or_else(String::new, |overlap| format!("{overlap:.2}"));
        assert_eq!((found.same_page, overlap), relation, "{chosen}");
        assert_eq!(
            (layout.person, layout.seal),
            (Measured::Known(0), Measured::Known(chosen))
        );
    }
}

#[test]
fn of_several_seals_the_one_that_stands_worst_is_compared() {
    let first = || Signing::new(Holder::Principal, "2026-05-29T16:02:18");
    let second = || Signing::new(Holder::DeputyPrincipal, "2026-05-29T16:04:18").moved(-240.0, 0.0);
    let its_seal = || Signing::new(Holder::School, "2026-05-29T16:25:40");
    let other_seal = || Signing::new(Holder::Ward, "2026-05-29T16:26:40").moved(-240.0, 0.0);
    for (seals, pair) in [
        // The last one, where all stand well.
        ([its_seal(), other_seal()], (1, 3)),
        ([other_seal(), its_seal()], (0, 3)),
        ([its_seal().overlapping(0.9), other_seal()], (0, 2)),
        ([its_seal(), other_seal().overlapping(0.05)], (1, 3)),
        ([other_seal().overlapping(0.05), its_seal()], (1, 2)),
        ([its_seal().on_the_right(), other_seal().overlapping(0.6)], (0, 2)),
        ([its_seal().moved(0.0, 60.0), other_seal()], (0, 2)),
    ] {
        let [one, two] = seals;
        let letter = Letter::scan("a.pdf", 1)
            .sign(first())
            .sign(second())
            .sign(one)
            .sign(two);
        let layout = measure(&letter.forge().bytes).layout;
        let (person, seal) = pair;
        assert_eq!(
            (layout.person, layout.seal),
            (Measured::Known(person), Measured::Known(seal)),
            "{:?}",
            layout.seal_relation
        );
    }
}

/// A signature field with two pictures side by side or one above the other, each with a stroke of this colour in it.
fn in_two(places: [[f64; 4]; 2], colours: [[u8; 3]; 2]) -> DocumentFacts {
    drawn(places, colours, "", "", "")
}

/// The same with what its appearance draws before and after the pictures, and another annotation over it.
fn drawn(places: [[f64; 4]; 2], colours: [[u8; 3]; 2], before: &str, after: &str, other: &str) -> DocumentFacts {
    let mut appearance = before.to_owned();
    for (name, [left, low, width, height]) in ["A", "B"].into_iter().zip(places) {
        write!(appearance, "q {width} 0 0 {height} {left} {low} cm /{name} Do Q ").unwrap();
    }
    let image = |colour: [u8; 3]| {
        let pixels: Vec<u8> = (0..1_600_u32)
            .flat_map(|at| {
                let (x, y) = (at % 40, at / 40);
                if (x + 2).abs_diff(y) < 6 { colour } else { [255; 3] }
            })
            .collect();
        stream(
            "/Type/XObject/Subtype/Image/Width 40/Height 40/BitsPerComponent 8/ColorSpace/DeviceRGB",
            &pixels,
        )
    };
    appearance.push_str(after);
    let form = "/Type/XObject/Subtype/Form/BBox[0 0 200 200]/Resources<</XObject<</A 7 0 R/B 8 0 R>>>>";
    let objects: BTreeMap<u32, Vec<u8>> = [
        (1, b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/SigFlags 3>>>>".to_vec()),
        (2, b"<</Type/Pages/Count 1/Kids[3 0 R]>>".to_vec()),
        (
            3,
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595.28 841.89]/Annots[4 0 R 9 0 R]/Resources<<>>>>".to_vec(),
        ),
        (
            4,
            b"<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature1)/F 132/P 3 0 R/V 5 0 R/Rect[100 100 300 300]/AP<</N 6 0 R>>>>"
                .to_vec(),
        ),
        (
            5,
            b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[0 10 20 10]/Contents<00>>>".to_vec(),
        ),
        (6, stream(form, appearance.as_bytes())),
        (7, image(colours[0])),
        (8, image(colours[1])),
        (
            9,
            b"<</Type/Annot/Subtype/Stamp/F 4/P 3 0 R/Rect[100 100 300 300]/AP<</N 10 0 R>>>>".to_vec(),
        ),
        (
            10,
            stream("/Type/XObject/Subtype/Form/BBox[0 0 200 200]", other.as_bytes()),
        ),
    ]
    .into();
    measure(&Pdf::write(b"%PDF-1.4\n", &objects, "/Root 1 0 R").0.bytes)
}

#[test]
fn a_picture_in_pieces_is_one() {
    let (red, blue) = ([214, 20, 28], [0, 0, 151]);
    let mm = |points: f64| points * 25.4 / 72.0;
    let placed = |facts: &DocumentFacts| {
        let [left, top, right, bottom] = picture(facts, 0).placed_mm;
        (shown(facts, 0).pictures, [right - left, bottom - top])
    };
    // Side by side, with a hair between them or over each other; and one above the other.
    for (places, size) in [
        ([[0.0, 0.0, 60.0, 50.0], [60.0, 0.0, 60.0, 50.0]], [120.0, 50.0]),
        ([[0.0, 0.0, 60.0, 50.0], [61.0, 0.0, 40.0, 50.0]], [101.0, 50.0]),
        ([[60.0, 0.0, 60.0, 50.0], [0.0, 0.0, 61.0, 50.0]], [120.0, 50.0]),
        ([[0.0, 0.0, 60.0, 50.0], [0.0, 50.0, 60.0, 70.0]], [60.0, 120.0]),
    ] {
        let facts = in_two(places, [red, red]);
        let (pictures, [width, height]) = placed(&facts);
        assert_eq!(pictures, 1, "{places:?}");
        near(width, mm(size[0]), 0.05);
        near(height, mm(size[1]), 0.05);
        let found = picture(&facts, 0);
        let [left, top, right, bottom] = *found.ink_mm.known().unwrap();
        near(
            *found.diameter_mm.known().unwrap(),
            f64::midpoint(right - left, bottom - top),
            0.02,
        );
        near(*found.aspect.known().unwrap(), (right - left) / (bottom - top), 0.002);
        assert!(right - left > 0.9 * width && bottom - top > 0.9 * height, "{places:?}");
    }
    // Apart, of another height, or over each other they are two; so are a seal and a signature.
    for (places, colours) in [
        ([[0.0, 0.0, 60.0, 50.0], [65.0, 0.0, 60.0, 50.0]], [red, red]),
        ([[0.0, 0.0, 60.0, 50.0], [60.0, 0.0, 60.0, 30.0]], [red, red]),
        ([[0.0, 0.0, 60.0, 50.0], [40.0, 0.0, 60.0, 50.0]], [red, red]),
        ([[0.0, 0.0, 60.0, 50.0], [60.0, 0.0, 60.0, 50.0]], [red, blue]),
    ] {
        let (pictures, size) = placed(&in_two(places, colours));
        assert_eq!(pictures, 2, "{places:?}");
        near(size[0], mm(60.0), 0.05);
    }
}

#[test]
fn a_picture_that_is_painted_over_is_not_seen() {
    let (blue, white) = ([0, 0, 151], [255; 3]);
    let places = [[40.0, 50.0, 120.0, 100.0], [40.0, 50.0, 120.0, 100.0]];
    let all = "1 g 0 0 200 200 re f ";
    let half = "1 g 100 50 60 100 re f ";
    let corner = "1 g 40 50 30 100 re f ";
    let drawing = "1 g 0 0 200 200 re f 0 0 1 RG 5 w 20 20 m 180 180 l 20 60 l S ";
    for (first, second, before, after, other, seen) in [
        (blue, blue, "", "", "", true),
        (blue, blue, all, "", "", true),
        (blue, blue, "", all, "", false),
        (blue, blue, "", half, "", false),
        (blue, blue, "", corner, "", true),
        // A blank picture over it.
        (blue, white, "", "", "", false),
        (white, blue, "", "", "", true),
        (blue, blue, "", "", all, false),
        (blue, blue, "", "", corner, true),
        // Another signature or seal is no veil: that is for the rules about seals.
        (blue, blue, "", "", drawing, true),
    ] {
        let facts = drawn(places, [first, second], before, after, other);
        let found = &shown(&facts, 0).picture;
        let case = format!("{first:?} {second:?} {before:?} {after:?} {other:?}: {found:?}");
        assert_eq!(found.known().is_some(), seen, "{case}");
        assert_eq!(*found == Measured::Unmeasured(Cause::PictureCovered), !seen, "{case}");
    }
}

#[test]
fn what_lies_on_a_picture_beyond_the_budget_is_not_known() {
    let places = [[40.0, 50.0, 120.0, 100.0], [40.0, 50.0, 120.0, 100.0]];
    // More areas than are noted, then one over the picture.
    let after = "1 g 190 190 1 1 re f ".repeat(5_000) + "1 g 0 0 200 200 re f ";
    let facts = drawn(places, [[0, 0, 151]; 2], "", &after, "");
    let found = &shown(&facts, 0).picture;
    assert_eq!(
        *found,
        Measured::Unmeasured(Cause::Fault(FaultKind::Budget)),
        "{found:?}"
    );
}

#[test]
fn an_appendix_that_is_sealed_is_no_main_document() {
    let sealed = Signing::new(Holder::Department, "2026-03-17T10:30:00");
    let facts = measure(&Letter::new("a.pdf", "appendix").sign(sealed).forge().bytes);
    assert_eq!(facts.components.role, Measured::Known(DocumentRole::Appendix));
    // Whoever signs one as a leader makes it a document of its own.
    let signed = Signing::new(Holder::Director, "2026-03-17T10:30:00");
    let facts = measure(&Letter::new("a.pdf", "appendix").sign(signed).forge().bytes);
    assert_eq!(facts.components.role, Measured::Known(DocumentRole::Main));
}

#[test]
fn a_leader_who_initials_other_pages_signs_where_the_name_is() {
    use SignatureRole::{Initial, Person, Seal};
    let deputy = || Signing::new(Holder::DeputyDirector, "2026-03-16T09:15:24");
    let initial = || deputy().ink([20, 20, 20]).on_page(1).moved(-264.0, -560.0);
    let seal = || Signing::new(Holder::Department, "2026-03-16T09:45:01");
    let pack = rules::embedded().unwrap();
    let as_of = Moment::parse("2026-06-30T17:00:00+07:00").unwrap();
    let of = |signings: &[Signing]| {
        let letter = signings
            .iter()
            .fold(Letter::new("a.pdf", "two-pages"), |letter, signing| {
                letter.sign(signing.clone())
            });
        let facts = measure(&letter.forge().bytes);
        let judgement = pack.judge(&facts, as_of);
        let failed = |finding: &&Finding| finding.outcome == Outcome::Failed && finding.rule.starts_with('P');
        let failed: BTreeSet<String> = judgement
            .findings
            .iter()
            .filter(failed)
            .map(|it| it.rule.to_owned())
            .collect();
        (
            roles(&facts),
            facts.layout.person.known().copied(),
            failed.into_iter().collect::<Vec<_>>(),
        )
    };
    assert_eq!(
        of(&[initial(), deputy(), seal()]),
        (vec![Some(Initial), Some(Person), Some(Seal)], Some(1), vec![])
    );
    assert_eq!(
        of(&[deputy(), initial(), seal()]),
        (vec![Some(Person), Some(Initial), Some(Seal)], Some(0), vec![])
    );
    // What stands elsewhere alone is the signature, in the wrong place and the wrong colour.
    let alone = (vec![Some(Person)], Some(0), ["P02", "P06"].map(str::to_owned).to_vec());
    assert_eq!(of(&[initial()]), alone);
}

#[test]
fn on_a_scan_the_seal_tells_who_signs_and_who_only_initials() {
    let signature = || Signing::new(Holder::Principal, "2026-05-29T16:02:18");
    let seal = || Signing::new(Holder::School, "2026-05-29T16:25:40");
    let deputy = || Signing::new(Holder::DeputyPrincipal, "2026-05-29T15:02:18").ink([20, 20, 20]);
    let of = |signings: &[Signing]| {
        let letter = signings
            .iter()
            .fold(Letter::scan("a.pdf", 2), |letter, it| letter.sign(it.clone()));
        roles(&measure(&letter.forge().bytes))
    };
    let (person, initial, sealed) = (
        Some(SignatureRole::Person),
        Some(SignatureRole::Initial),
        Some(SignatureRole::Seal),
    );
    // The ink is that much narrower: 60 of 150 pt.
    let small = || deputy().of_width(60.0).moved(-240.0, 0.0);
    assert_eq!(of(&[small(), signature(), seal()]), [initial, person, sealed]);
    assert_eq!(
        of(&[small().on_page(1), signature(), seal()]),
        [initial, person, sealed]
    );
    // The leader himself on another page, in any size.
    assert_eq!(
        of(&[signature().on_page(1), signature(), seal()]),
        [initial, person, sealed]
    );
    // Another in full size may sign too; without a seal nobody knows who signs.
    assert_eq!(
        of(&[deputy().moved(-240.0, 0.0), signature(), seal()]),
        [person, person, sealed]
    );
    assert_eq!(of(&[small(), signature()]), [person, person]);
    // A seal that stands over nobody's signature tells nothing.
    assert_eq!(
        of(&[small(), signature(), seal().moved(0.0, 300.0)]),
        [person, person, sealed]
    );
}

#[test]
fn a_person_who_signs_in_red_is_no_seal() {
    let director = || Signing::new(Holder::Director, "2026-03-16T09:15:24").ink([214, 20, 28]);
    let of = |signing: Signing| measure(&Letter::new("a.pdf", "notice").sign(signing).forge().bytes);
    let wide = *picture(&of(director()), 0).aspect.known().unwrap();
    let facts = of(director().of_width(150.0 / wide));
    near(*picture(&facts, 0).aspect.known().unwrap(), 1.0, 0.05);
    assert_eq!(picture(&facts, 0).hue, Measured::Known(Hue::Red));
    assert_eq!(roles(&facts), [Some(SignatureRole::Person)]);
}

#[test]
fn what_is_stamped_with_its_own_number_is_attached_to_nothing() {
    let unsigned = measure(&Letter::new("a.pdf", "notice").forge().bytes).components;
    let own = format!(
        "Số: {}/{}",
        unsigned.number.known().unwrap(),
        unsigned.symbol.known().unwrap()
    );
    let role = |number: &str| {
        let stamp = Signing::new(Holder::Department, "2026-03-17T10:30:00")
            .stamp(&[number, "Thời gian ký: 2026-03-17T10:30:00+07:00"])
            .reason("Kèm theo văn bản");
        let facts = measure(&Letter::new("a.pdf", "notice").sign(stamp).forge().bytes);
        assert_eq!(roles(&facts), [Some(SignatureRole::Attachment)]);
        facts.components.role.clone()
    };
    assert_eq!(role(&own), Measured::Known(DocumentRole::Main));
    assert_eq!(role("Số: 9944/QĐ-SKHCN"), Measured::Known(DocumentRole::Attachment));
}

#[test]
fn a_signature_across_the_edge_is_a_seal_across_the_edge() {
    let seal = || Signing::new(Holder::Department, "2026-03-16T09:45:01");
    let with = |signing: Signing| {
        let letter = Letter::new("a.pdf", "notice").sign(Signing::new(Holder::Director, "2026-03-16T09:15:24"));
        measure(&letter.sign(seal()).sign(signing).forge().bytes)
            .layout
            .edge_seals
    };
    // The ring of the seal is 102 pt wide, its middle 73 pt to the left of the place to sign, 424 pt from the left.
    assert_eq!(with(seal().moved(595.28 - 351.0, 150.0)), Measured::Known(1));
    assert_eq!(with(seal().moved(-351.0, 150.0)), Measured::Known(1));
    assert_eq!(with(seal().moved(100.0, 150.0)), Measured::Known(0));
    // The only seal by the only person is that of the document.
    let astray = Letter::new("a.pdf", "notice").sign(Signing::new(Holder::Director, "2026-03-16T09:15:24"));
    let astray = astray.sign(seal().moved(595.28 - 351.0, 0.0)).forge();
    assert_eq!(measure(&astray.bytes).layout.edge_seals, Measured::Known(0));
}

#[test]
fn a_letter_behind_a_number_in_a_field_belongs_to_it() {
    let letter = Letter::new("a.pdf", "phuong-64")
        .sign(Signing::new(Holder::Chair, "2026-05-08T10:12:30"))
        .sign(Signing::new(Holder::Ward, "2026-05-08T10:28:55").writes("number", "64a"));
    let facts = measure(&letter.forge().bytes);
    assert_eq!(roles(&facts), [SignatureRole::Person, SignatureRole::Number].map(Some));
    assert_eq!(facts.components.number, Measured::Known("64a".to_owned()));
}

#[test]
fn a_seal_of_another_agency_is_told() {
    // The letter is that of the department of science.
    let sealed_by = |holder| {
        let letter = Letter::new("a.pdf", "notice")
            .sign(Signing::new(Holder::Director, "2026-03-16T09:15:24"))
            .sign(Signing::new(holder, "2026-03-16T09:45:01"));
        let facts = measure(&letter.forge().bytes);
        assert_eq!(roles(&facts), [Some(SignatureRole::Person), Some(SignatureRole::Seal)]);
        assert_eq!(facts.signatures[0].layout.agency_is_issuing, Measured::Absent);
        facts.signatures[1].layout.agency_is_issuing.clone()
    };
    assert_eq!(sealed_by(Holder::Department), Measured::Known(true));
    assert_eq!(sealed_by(Holder::Ward), Measured::Known(false));
    assert_eq!(sealed_by(Holder::School), Measured::Known(false));
    // Where the heading can't be read nobody knows; a copy is made by any agency.
    let scan = Letter::scan("a.pdf", 1).sign(Signing::new(Holder::Ward, "2026-05-29T16:25:40"));
    let facts = measure(&scan.forge().bytes);
    assert_eq!(
        facts.signatures[0].layout.agency_is_issuing.cause(),
        Some(&Cause::ScannedPage)
    );
    let copy = Signing::new(Holder::Ward, "2026-03-17T10:30:00").stamp(&["SAO Y", "UBND PHƯỜNG MẪU ĐƠN"]);
    let attached = Signing::new(Holder::Ward, "2026-03-17T10:30:00")
        .stamp(&["Số: 44/QĐ-UBND", "Thời gian ký: 2026-03-17T10:30:00+07:00"])
        .reason("Kèm theo văn bản số 44/QĐ-UBND của UBND PHƯỜNG MẪU ĐƠN");
    for signing in [copy, attached] {
        let facts = measure(&Letter::new("a.pdf", "notice").sign(signing).forge().bytes);
        assert_eq!(facts.signatures[0].layout.agency_is_issuing, Measured::Absent);
    }
}
