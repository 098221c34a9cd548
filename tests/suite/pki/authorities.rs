//! What is known of authorities, and what rests on them: of a time-stamping authority, of the signer's own.

use jiff::{Span, ToSpan as _};
use kysoat::{
    facts::{Cause, Measured, SubIndication},
    pki::RevocationVerdict,
};

use super::indications::{PASSED, SIGNER, World, clean, failed, later, open, utc};
use crate::forge::pki::{Holder, party, renewals};

#[test]
fn the_time_stamping_authority_is_revoked() {
    let with = |at, reason| World {
        evidence: vec![
            later(Holder::Root, &[(party(Holder::Tsa).serial, at, reason)]),
            later(Holder::OfficeCa, &[]),
        ],
        ..World::default()
    };
    let before = with("2026-03-01T00:00:00", None).validate();
    assert_eq!(before.timestamp_valid(), Measured::Known(false));
    assert_eq!(before.best_signature_time, Measured::Absent);
    // Replaced later: what it stamped stands (RFC 3161, 4).
    let replaced = with("2026-03-20T00:00:00", Some(4)).validate();
    assert_eq!(replaced.timestamp_valid(), Measured::Known(true));
    // Compromised later: tokens of any date may be forged.
    let compromised = with("2026-03-20T00:00:00", Some(1)).validate();
    assert!(compromised.timestamp_valid().cause().is_some());
    assert!(compromised.best_signature_time.cause().is_some());
}

#[test]
fn the_authority_of_the_signer_is_revoked_later() {
    let with = |reason| World {
        evidence: vec![
            later(
                Holder::Root,
                &[(party(Holder::OfficeCa).serial, "2026-03-20T00:00:00", reason)],
            ),
            later(Holder::OfficeCa, &[]),
        ],
        ..World::default()
    };
    // Replaced: what it had issued stands.
    assert_eq!(with(Some(4)).verdict(), PASSED);
    // Compromised, or no reason given: its certificates and lists may be of any date (EN 319 102-1, 5.6.2.2).
    for reason in [Some(2), None] {
        let world = with(reason);
        assert_eq!(world.verdict(), open(SubIndication::RevokedCaNoPoe), "{reason:?}");
        assert_eq!(
            world.validate().path_in_time,
            Measured::Unmeasured(Cause::AuthorityInDoubt)
        );
        let authority = world.validate().path[1].revocation;
        assert!(matches!(authority, RevocationVerdict::Doubtful { .. }), "{reason:?}");
    }
}

#[test]
fn nothing_counts_against_a_signature_on_the_word_of_a_token_that_is_not_known_to_be_good() {
    // Without a list of the root nobody knows whether the authority of the token was revoked.
    let early = |evidence| World {
        at: "2025-07-01T09:00:00",
        evidence,
        ..World::default()
    };
    assert_eq!(early(clean()).verdict(), failed(SubIndication::NotYetValid));
    let unknown = early(vec![later(Holder::OfficeCa, &[])]);
    assert_eq!(unknown.verdict(), open(SubIndication::OutOfBoundsNoPoe));

    let revoked = || later(Holder::OfficeCa, &[(party(SIGNER).serial, "2026-03-01T00:00:00", None)]);
    let with = |evidence| World {
        evidence,
        ..World::default()
    };
    let known = with(vec![later(Holder::Root, &[]), revoked()]);
    assert_eq!(known.verdict(), failed(SubIndication::Revoked));
    assert_eq!(with(vec![revoked()]).verdict(), open(SubIndication::RevokedNoPoe));
}

#[test]
fn an_authority_that_renews_its_certificate() {
    let with = |first: &str, each: Span, count| {
        let mut evidence = clean();
        evidence.extend(renewals(first.parse().unwrap(), each, count));
        World {
            trusted: vec![Holder::Root],
            evidence,
            ..World::default()
        }
    };
    // Only the oldest was valid when it signed; the newer ones are looked at first.
    for count in [1, 9, 18] {
        let world = with("2026-01-01T00:00:00", 1.year(), count);
        assert_eq!(world.verdict(), PASSED, "{count}");
        assert_eq!(world.validate().path[1].not_after, utc("2027-01-01T00:00:00"));
    }
    // None was: that the path holds at another time is no pass.
    let none = with("2027-01-01T00:00:00", 1.year(), 17);
    assert_eq!(none.verdict(), open(SubIndication::OutOfBoundsNoPoe));
    // More than is looked at: there may be one.
    let many = with("2026-03-01T00:00:00", 30.days(), 60);
    assert_eq!(many.verdict(), open(SubIndication::CertificateChainGeneralFailure));
    assert_eq!(
        many.validate().path_in_time,
        Measured::Unmeasured(Cause::PathsOverBudget)
    );
}
