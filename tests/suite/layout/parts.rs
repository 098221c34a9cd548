//! Documents with more signatures than one person's and one seal, and boxes with more pictures than one: which of them
//! is what, and who belongs to whom.

use kysoat::facts::{Measured, SignatureRole};

use super::{measure, roles};
use crate::forge::{Letter, Signing, pki::Holder};

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
    // Beside the receivers, or above the title; before the leader or after him; and close by him too.
    for away in [[-264.0, 0.0], [-60.0, 120.0], [10.0, 12.0]] {
        let beside = || deputy().moved(away[0], away[1]);
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
