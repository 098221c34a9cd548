//! Documents with more signatures than one person's and one seal, and boxes with more pictures than one: which of them
//! is what, and who belongs to whom.

use kysoat::facts::SignatureRole;

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
