//! Several timestamps in one signature, and tokens that RFC 3161 does not allow.

use kysoat::facts::{Cause, Measured, SubIndication};

use super::indications::{PASSED, World, open, utc};
use crate::forge::{
    cms::{Token, TokenFault},
    pki::Holder,
};

fn with(tokens: Vec<Token>) -> World {
    World {
        tokens: Some(tokens),
        ..World::default()
    }
}

/// Long after the audit.
const FUTURE: i64 = 40_000_000;

#[test]
fn every_timestamp_is_judged_and_the_earliest_good_one_counts() {
    let wrong = Token::after(1).with(TokenFault::OtherImprint);
    let (good, later) = (Token::after(60), Token::after(600));
    let unbound = Token::after(2).with(TokenFault::NoReference);
    for (tokens, places) in [
        (vec![wrong, unbound, later, good], [3, 2, 1, 0]),
        (vec![good, wrong, later, unbound], [0, 2, 3, 1]),
        (vec![unbound, good, wrong, later], [1, 3, 0, 2]),
    ] {
        let world = with(tokens);
        assert_eq!(world.verdict(), PASSED);
        let validation = world.validate();
        assert_eq!(
            validation.best_signature_time,
            Measured::Known(utc("2026-03-02T02:01:00"))
        );
        let told: Vec<_> = places
            .into_iter()
            .zip([
                Measured::Known(true),
                Measured::Known(true),
                Measured::Unmeasured(Cause::TimestampNotBound),
                Measured::Known(false),
            ])
            .collect();
        assert_eq!(validation.timestamps, told);
    }
    // None is good: what could be told of the one that is not known to be bad is said.
    let none = with(vec![wrong, Token::after(FUTURE)]).validate();
    assert_eq!(none.timestamp_valid(), Measured::Unmeasured(Cause::TimestampInFuture));
    assert_eq!(with(vec![wrong]).validate().timestamp_valid(), Measured::Known(false));
}

#[test]
fn a_token_must_name_the_certificate_that_signed_it() {
    let expired = |token: Token| World {
        as_of: "2031-01-01T00:00:00",
        ..with(vec![token])
    };
    let token = Token::after(5);
    assert_eq!(expired(token).verdict(), PASSED);
    assert_eq!(expired(token.with(TokenFault::Names(Holder::Tsa))).verdict(), PASSED);
    for fault in [TokenFault::NoReference, TokenFault::Names(Holder::Responder)] {
        let world = expired(token.with(fault));
        assert_eq!(world.verdict(), open(SubIndication::OutOfBoundsNoPoe), "{fault:?}");
        assert_eq!(
            world.validate().timestamp_valid(),
            Measured::Unmeasured(Cause::TimestampNotBound)
        );
    }
}
