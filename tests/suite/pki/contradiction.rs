//! Evidence that contradicts itself, or of which there is more than is looked at.

use kysoat::{
    facts::{Cause, Indication, SubIndication},
    pki::{Lack, Missing, RevocationVerdict},
};

use super::indications::{PASSED, World};
use crate::forge::{
    evidence::{crl, crl_signed_by},
    pki::{Holder, party, rival},
};

const REVOKED: (Indication, Option<SubIndication>) = (Indication::TotalFailed, Some(SubIndication::Revoked));
const UNKNOWN: (Indication, Option<SubIndication>) = (Indication::Indeterminate, Some(SubIndication::TryLater));

/// Lists under the name of the authority, each of another day and signed by somebody else.
fn junk(many: usize) -> Vec<Vec<u8>> {
    let list = |number: usize| {
        let this = format!(
            "2026-0{}-{:02}T{:02}:00:00",
            3 + number / 240,
            1 + number / 12 % 20,
            number % 12
        );
        crl_signed_by(
            party(Holder::OfficeCa),
            party(Holder::Chair),
            &this,
            "2026-12-31T00:00:00",
            &[],
        )
    };
    (0..many).map(list).collect()
}

fn root_list() -> Vec<u8> {
    crl(Holder::Root, "2026-04-01T00:00:00", "2026-12-31T00:00:00", &[])
}

#[test]
fn a_document_that_brings_too_many_lists_hides_no_revocation() {
    let listed = [(party(Holder::Department).serial, "2026-03-01T00:00:00", Some(1))];
    let revoking = crl(Holder::OfficeCa, "2026-04-01T00:00:00", "2026-12-31T00:00:00", &listed);
    let known = World {
        evidence: vec![root_list(), revoking.clone()],
        embedded_crls: junk(250),
        ..World::default()
    };
    assert_eq!(known.verdict(), REVOKED);
    // All that there is stands in the document, and some of it was not looked at.
    let clean = crl(Holder::OfficeCa, "2026-04-01T00:00:00", "2026-12-31T00:00:00", &[]);
    let among = |list: Vec<u8>, many| World {
        evidence: vec![root_list()],
        embedded_crls: junk(many).into_iter().chain([list]).collect(),
        ..World::default()
    };
    assert_eq!(among(clean.clone(), 250).verdict(), UNKNOWN);
    assert_eq!(
        among(clean.clone(), 250).validate().path[0].revocation,
        RevocationVerdict::Unknown(Lack::OverBudget)
    );
    assert_eq!(among(clean, 20).verdict(), PASSED);
    // Lists that name the certificate are looked at first.
    assert_eq!(among(revoking, 250).verdict(), REVOKED);
}

#[test]
fn years_of_daily_lists_are_all_looked_at() {
    let daily = (0..400_u32).map(|day| {
        let this = format!(
            "2025-{:02}-{:02}T{:02}:00:00",
            1 + day / 28 % 12,
            1 + day % 28,
            day / 336
        );
        crl(Holder::OfficeCa, &this, "2026-03-01T00:00:00", &[])
    });
    let clean = crl(Holder::OfficeCa, "2026-04-01T00:00:00", "2026-12-31T00:00:00", &[]);
    let world = World {
        evidence: daily.chain([root_list(), clean]).collect(),
        ..World::default()
    };
    assert_eq!(world.verdict(), PASSED);
}

#[test]
fn of_two_entries_for_a_certificate_the_graver_counts() {
    let serial = party(Holder::Department).serial;
    let (superseded, compromised) = (
        (serial, "2026-03-10T00:00:00", Some(4)),
        (serial, "2026-02-01T00:00:00", Some(1)),
    );
    let (held, released) = (
        (serial, "2026-01-10T00:00:00", Some(6)),
        (serial, "2026-01-20T00:00:00", Some(8)),
    );
    for entries in [
        [superseded, compromised],
        [compromised, superseded],
        [held, compromised],
        [released, compromised],
        [compromised, released],
    ] {
        let list = crl(Holder::OfficeCa, "2026-04-01T00:00:00", "2026-12-31T00:00:00", &entries);
        let world = World {
            evidence: vec![root_list(), list],
            ..World::default()
        };
        assert_eq!(world.verdict(), REVOKED, "{entries:?}");
    }
}

#[test]
fn nobody_is_told_to_trust_a_second_root_of_a_trusted_name() {
    let world = |trusted: Vec<Holder>, roots: Vec<Vec<u8>>| World {
        trusted,
        evidence: roots,
        embedded_certificates: vec![Holder::Root],
        ..World::default()
    };
    // The document brings its root, and a root of that name with another key is trusted.
    let refused = world(vec![Holder::OfficeCa], vec![rival()]).validate();
    assert_eq!(refused.anchor, Err(Cause::PathRefused));
    assert_eq!(refused.missing, []);
    // Of that name nothing is trusted: whether the root may be, the user has to know.
    let unknown = world(vec![Holder::OfficeCa], Vec::new()).validate();
    assert_eq!(unknown.anchor, Err(Cause::EvidenceMissing));
    assert!(
        matches!(unknown.missing.as_slice(), [Missing::Anchor { .. }]),
        "{:?}",
        unknown.missing
    );
}
