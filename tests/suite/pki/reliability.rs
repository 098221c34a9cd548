//! Evidence of revocation that is signed with a digest or a key past its last day (EN 319 102-1, 5.2.6): it vouches for
//! nothing, and the day of its own issue decides.

use kysoat::{
    facts::SubIndication,
    pki::{AlgorithmSunset, Lack, Missing, RevocationVerdict},
};

use super::indications::{PASSED, SIGNER, World, failed, ocsp, open};
use crate::forge::{
    evidence::crl,
    pki::{Holder, party},
};

/// As lists were signed until the middle of March 2026, and no longer.
fn table(algorithm: &str) -> AlgorithmSunset {
    AlgorithmSunset::from_toml(&format!(
        r#"[[sunset]]
{algorithm}
use = ["revocation"]
last-day = "2026-03-15"
decides = true
verified = false
note = "made up"
"#
    ))
    .unwrap()
}

fn digest() -> AlgorithmSunset {
    table("algorithm = \"sha256\"")
}

fn lists(this: &str, listed: &[(u64, &str, Option<u8>)]) -> Vec<Vec<u8>> {
    let next = "2026-12-31T00:00:00";
    vec![
        crl(Holder::Root, this, next, &[]),
        crl(Holder::OfficeCa, this, next, listed),
    ]
}

const OLD: &str = "2026-03-10T00:00:00";
const NEW: &str = "2026-04-01T00:00:00";

#[test]
fn the_day_of_issue_decides() {
    for (name, sunset) in [
        ("digest", digest()),
        ("key", table("algorithm = \"rsa\"\nbelow-bits = 9000")),
    ] {
        let with = |this| World {
            evidence: lists(this, &[]),
            sunset: sunset.clone(),
            ..World::default()
        };
        assert_eq!(with(OLD).verdict(), PASSED, "{name}");
        let weak = with(NEW);
        assert_eq!(
            weak.verdict(),
            open(SubIndication::CryptoConstraintsFailureNoPoe),
            "{name}"
        );
        let validation = weak.validate();
        assert_eq!(validation.path[0].revocation, RevocationVerdict::Unknown(Lack::Weak));
        assert!(
            validation
                .missing
                .iter()
                .all(|missing| matches!(missing, Missing::Revocation { lack: Lack::Weak, .. })),
            "{:?}",
            validation.missing
        );
    }
}

#[test]
fn an_answer_of_a_responder_is_asked_as_well() {
    let with = |this| World {
        evidence: vec![lists(OLD, &[]).remove(0), ocsp(Holder::OfficeCa, this, None, None)],
        sunset: digest(),
        ..World::default()
    };
    assert_eq!(with(OLD).verdict(), PASSED);
    assert_eq!(with(NEW).verdict(), open(SubIndication::CryptoConstraintsFailureNoPoe));
}

#[test]
fn what_a_weak_list_says_against_a_certificate_is_in_doubt() {
    let listed = [(party(SIGNER).serial, "2026-03-01T00:00:00", Some(1))];
    let with = |weak| {
        let mut evidence = lists(OLD, &[]);
        evidence.extend(lists(NEW, &listed));
        World {
            evidence,
            sunset: if weak { digest() } else { AlgorithmSunset::default() },
            ..World::default()
        }
    };
    assert_eq!(with(false).verdict(), failed(SubIndication::Revoked));
    // Neither believed nor passed over.
    assert_eq!(with(true).verdict(), open(SubIndication::TryLater));
    assert!(matches!(
        with(true).validate().path[0].revocation,
        RevocationVerdict::Doubtful { .. }
    ));
}

/// The table that travels with the program, as it is for the lists of 2026 and of 2020.
#[test]
fn the_shipped_table_has_dates_for_evidence() {
    use kysoat::pki::AlgorithmUse::Revocation;

    let table = AlgorithmSunset::embedded();
    let last_day = |algorithm: &str| {
        let mut lines = table.lines.iter();
        let line = lines.find(|line| line.algorithm == algorithm && line.uses.contains(&Revocation) && line.decides);
        line.map(|line| (line.last_day.to_string(), line.below_bits))
    };
    assert_eq!(last_day("sha1"), Some(("2020-12-31".to_owned(), None)));
    assert_eq!(last_day("rsa"), Some(("2013-12-31".to_owned(), Some(2048))));
    assert_eq!(last_day("sha256"), None);
}
