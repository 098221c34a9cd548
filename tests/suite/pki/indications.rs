//! EN 319 102-1 on forged signatures: what times, revocation and trust make of one sound signature.

use std::time::{Duration, Instant};

use jiff::civil::DateTime;
use kysoat::{
    budget::Budget,
    facts::{BaselineLevel, Cause, Indication, Integrity, Measured, Moment, SubIndication},
    pki::{
        AlgorithmSunset, AnchorScheme, EmbeddedMaterial, Lack, MaterialSources, Missing, PathCache,
        RevocationVerdict, SignatureInput, TrustProblem, TrustStore, Validation, ValidationInput, examine, validate,
    },
};

use crate::forge::{
    cms::{self, Order, SigningTime, Token},
    evidence::{self, Answer, Listed, crl, crl_signed_by},
    pki::{Holder, party, sha256},
};

const DOCUMENT: &[u8] = b"van ban thu";
pub(super) const SIGNER: Holder = Holder::Department;

fn time(text: &str) -> DateTime {
    text.parse().unwrap()
}

pub(super) fn utc(text: &str) -> Moment {
    Moment::parse(&format!("{text}Z")).unwrap()
}

/// Lists of both authorities, issued a month after the signature, with nobody on them.
pub(super) fn clean() -> Vec<Vec<u8>> {
    vec![later(Holder::Root, &[]), later(Holder::OfficeCa, &[])]
}

pub(super) fn later(issuer: Holder, listed: &[Listed<'_>]) -> Vec<u8> {
    crl(issuer, "2026-04-01T00:00:00", "2026-12-31T00:00:00", listed)
}

pub(super) fn ocsp(signed_by: Holder, this: &str, next: Option<&str>, revoked: Option<&str>) -> Vec<u8> {
    let answer = Answer {
        about: SIGNER,
        this,
        next,
        revoked,
    };
    evidence::ocsp(signed_by, &answer)
}

pub(super) struct World {
    /// Vietnamese time of signing.
    pub(super) at: &'static str,
    pub(super) token: bool,
    /// In place of the one token.
    pub(super) tokens: Option<Vec<Token>>,
    pub(super) trusted: Vec<Holder>,
    /// Whether files may be unreadable.
    pub(super) spoilt: bool,
    pub(super) evidence: Vec<Vec<u8>>,
    pub(super) embedded_crls: Vec<Vec<u8>>,
    pub(super) embedded_certificates: Vec<Holder>,
    pub(super) claimed: Option<&'static str>,
    pub(super) as_of: &'static str,
    pub(super) integrity: Integrity,
    pub(super) sunset: AlgorithmSunset,
}

impl Default for World {
    fn default() -> Self {
        Self {
            at: "2026-03-02T09:00:00",
            token: true,
            tokens: None,
            trusted: vec![Holder::Root, Holder::OfficeCa],
            spoilt: false,
            evidence: clean(),
            embedded_crls: Vec::new(),
            embedded_certificates: Vec::new(),
            claimed: None,
            as_of: "2026-06-01T00:00:00",
            integrity: Integrity::Intact,
            sunset: AlgorithmSunset::embedded(),
        }
    }
}

impl World {
    fn contents(&self) -> Vec<u8> {
        let order = Order {
            signer: SIGNER,
            at: time(self.at),
            signing_time: SigningTime::Omitted,
            ess: true,
            tokens: match (&self.tokens, self.token) {
                (Some(tokens), _) => tokens.clone(),
                (None, true) => vec![Token::after(5)],
                (None, false) => Vec::new(),
            },
            spoil_value: false,
        };
        cms::detached(&order, &sha256(DOCUMENT))
    }

    fn files(&self) -> Vec<(String, Vec<u8>)> {
        let certificates = self.trusted.iter().map(|holder| party(*holder).certificate.clone());
        certificates
            .chain(self.evidence.iter().cloned())
            .map(|der| ("file".to_owned(), der))
            .collect()
    }

    fn store(&self) -> (TrustStore, Vec<TrustProblem>) {
        TrustStore::load(self.files())
    }

    fn validation(&self, contents: &[u8], store: &TrustStore, cache: &mut PathCache) -> Validation {
        let budget = Budget::default();
        let examination = examine(
            &SignatureInput {
                sub_filter: Some("ETSI.CAdES.detached"),
                contents,
                covered: Some(&[DOCUMENT]),
                certificate: None,
                begun: None,
            },
            &budget,
        );
        assert_eq!(examination.value_verifies, Measured::Known(true));
        let certificates: Vec<&[u8]> = self
            .embedded_certificates
            .iter()
            .map(|holder| party(*holder).certificate.as_slice())
            .collect();
        let crls: Vec<&[u8]> = self.embedded_crls.iter().map(Vec::as_slice).collect();
        let sources = MaterialSources {
            contents: &[contents],
            certificates: &certificates,
            crls: &crls,
            ocsps: &[],
        };
        let embedded = EmbeddedMaterial::read(&sources, store, cache, &budget);
        assert!(self.spoilt || embedded.notes().is_empty());
        let input = ValidationInput {
            examination: &examination,
            integrity: self.integrity,
            sub_filter: Some("ETSI.CAdES.detached"),
            embedded: &embedded,
            covering: &[],
            claimed_time: self.claimed.map(utc),
            as_of: utc(self.as_of),
        };
        validate(&input, store, &self.sunset, cache, &budget)
    }

    pub(super) fn validate(&self) -> Validation {
        let contents = self.contents();
        let (store, problems) = self.store();
        assert!(self.spoilt || problems.is_empty(), "{problems:?}");
        let mut cache = PathCache::new();
        let cold = self.validation(&contents, &store, &mut cache);
        assert_eq!(
            cold,
            self.validation(&contents, &store, &mut cache),
            "the cache may not matter"
        );
        let mut files = self.files();
        files.reverse();
        let (store, _) = TrustStore::load(files);
        assert_eq!(
            cold,
            self.validation(&contents, &store, &mut PathCache::new()),
            "the order of files may not matter"
        );
        cold
    }

    pub(super) fn verdict(&self) -> (Indication, Option<SubIndication>) {
        let validation = self.validate();
        (validation.indication, validation.sub_indication)
    }
}

pub(super) const PASSED: (Indication, Option<SubIndication>) = (Indication::TotalPassed, None);

pub(super) fn failed(why: SubIndication) -> (Indication, Option<SubIndication>) {
    (Indication::TotalFailed, Some(why))
}

pub(super) fn open(why: SubIndication) -> (Indication, Option<SubIndication>) {
    (Indication::Indeterminate, Some(why))
}

fn signer_listed(at: &str, reason: Option<u8>) -> World {
    World {
        evidence: vec![
            later(Holder::Root, &[]),
            later(Holder::OfficeCa, &[(party(SIGNER).serial, at, reason)]),
        ],
        ..World::default()
    }
}

#[test]
fn everything_at_hand() {
    let validation = World::default().validate();
    assert_eq!(
        (validation.indication, validation.sub_indication),
        PASSED,
        "{validation:#?}"
    );
    assert_eq!(validation.anchor, Ok(AnchorScheme::Local));
    assert_eq!(validation.timestamp_valid(), Measured::Known(true));
    assert_eq!(
        validation.best_signature_time,
        Measured::Known(utc("2026-03-02T02:00:05"))
    );
    assert_eq!(validation.path.len(), 3);
    assert_eq!(validation.missing, []);
    assert_eq!(validation.algorithm_concerns, []);
    assert_eq!(validation.usage_allows, Measured::Known(true));
    assert_eq!(validation.baseline, Measured::Known(BaselineLevel::T));
}

#[test]
fn evidence_that_is_missing_is_named() {
    let validation = World {
        evidence: Vec::new(),
        ..World::default()
    }
    .validate();
    assert_eq!(
        (validation.indication, validation.sub_indication),
        open(SubIndication::TryLater)
    );
    // The time stands as far as is known; the token has not been shown to be good.
    assert_eq!(
        validation.timestamp_valid(),
        Measured::Unmeasured(Cause::EvidenceMissing)
    );
    assert_eq!(
        validation.best_signature_time,
        Measured::Known(utc("2026-03-02T02:00:05"))
    );
    let missing: Vec<String> = validation.missing.iter().map(ToString::to_string).collect();
    assert_eq!(
        missing,
        [
            "CRL of CA THỬ NGHIỆM KYSOAT (không có giá trị pháp lý)",
            "CRL of CA THỬ NGHIỆM KYSOAT cơ quan (không có giá trị pháp lý) (http://ca.kysoat.invalid/co-quan.crl)",
        ]
    );

    let without_ca = World {
        trusted: vec![Holder::Root],
        ..World::default()
    };
    assert_eq!(without_ca.verdict(), open(SubIndication::NoCertificateChainFound));
    assert!(matches!(
        without_ca.validate().missing.as_slice(),
        [Missing::Certificate { name, .. }] if name == party(Holder::OfficeCa).common_name
    ));
    // A root that only the document brings is no root.
    let untrusted = World {
        trusted: vec![Holder::OfficeCa],
        ..World::default()
    };
    assert_eq!(untrusted.verdict(), open(SubIndication::NoCertificateChainFound));
    assert!(
        untrusted.validate().missing.iter().any(
            |missing| matches!(missing, Missing::Anchor { name, .. } if name == party(Holder::Root).common_name)
        )
    );
}

#[test]
fn revoked_before_and_after() {
    let before = signer_listed("2026-03-01T00:00:00", None);
    assert_eq!(before.verdict(), failed(SubIndication::Revoked));
    let after = signer_listed("2026-03-05T00:00:00", Some(1));
    assert_eq!(after.verdict(), PASSED);
    assert_eq!(after.validate().revoked_at, Some(utc("2026-03-05T00:00:00")));
    // Without a token nothing proves that it existed before.
    for date in ["2026-03-01T00:00:00", "2026-03-05T00:00:00"] {
        let world = World {
            token: false,
            ..signer_listed(date, None)
        };
        assert_eq!(world.verdict(), open(SubIndication::RevokedNoPoe));
    }
    let authority = World {
        evidence: vec![
            later(
                Holder::Root,
                &[(party(Holder::OfficeCa).serial, "2026-01-01T00:00:00", Some(2))],
            ),
            later(Holder::OfficeCa, &[]),
        ],
        ..World::default()
    };
    assert_eq!(authority.verdict(), open(SubIndication::RevokedCaNoPoe));
}

#[test]
fn on_hold() {
    let held = signer_listed("2026-03-01T00:00:00", Some(6));
    assert_eq!(held.verdict(), open(SubIndication::TryLater));
    assert!(matches!(
        held.validate().path[0].revocation,
        RevocationVerdict::Doubtful { .. }
    ));
    // Held and released before it signed: an older list has it, a newer one does not.
    let released = World {
        evidence: vec![
            later(Holder::Root, &[]),
            crl(
                Holder::OfficeCa,
                "2026-02-01T00:00:00",
                "2026-02-08T00:00:00",
                &[(party(SIGNER).serial, "2026-01-20T00:00:00", Some(6))],
            ),
            later(Holder::OfficeCa, &[]),
        ],
        ..World::default()
    };
    assert_eq!(released.verdict(), PASSED);
    // The older list shows the hold after the signature: it was on hold while signing.
    let held_then = World {
        at: "2026-01-25T09:00:00",
        ..released
    };
    assert_eq!(held_then.verdict(), open(SubIndication::TryLater));
    // The list with the hold was current while signing: that a later one does not have it says nothing of then.
    let current = World {
        at: "2026-02-05T09:00:00",
        ..held_then
    };
    assert_eq!(current.verdict(), open(SubIndication::TryLater));
}

#[test]
fn a_list_must_speak_for_the_time() {
    let with = |this, next| World {
        evidence: vec![later(Holder::Root, &[]), crl(Holder::OfficeCa, this, next, &[])],
        ..World::default()
    };
    // Current when it was signed.
    assert_eq!(with("2026-02-27T00:00:00", "2026-03-06T00:00:00").verdict(), PASSED);
    let stale = with("2026-02-20T00:00:00", "2026-02-27T00:00:00");
    assert_eq!(stale.verdict(), open(SubIndication::TryLater));
    assert!(matches!(
        stale.validate().missing.as_slice(),
        [Missing::Revocation {
            lack: Lack::OutOfTime,
            ..
        }]
    ));
    // From the future of the audit.
    let future = with("2026-07-01T00:00:00", "2026-12-31T00:00:00");
    assert_eq!(future.verdict(), open(SubIndication::TryLater));
    // Signed by somebody else under the right name.
    let forged = World {
        evidence: vec![
            later(Holder::Root, &[]),
            crl_signed_by(
                party(Holder::OfficeCa),
                party(Holder::Chair),
                "2026-04-01T00:00:00",
                "2026-12-31T00:00:00",
                &[],
            ),
        ],
        ..World::default()
    };
    assert_eq!(forged.verdict(), open(SubIndication::TryLater));
}

#[test]
fn expired_at_the_audit() {
    let past = World {
        as_of: "2031-01-01T00:00:00",
        ..World::default()
    };
    assert_eq!(past.verdict(), PASSED);
    // A list issued after the certificate expired no longer says anything about it.
    let too_late = World {
        evidence: vec![
            later(Holder::Root, &[]),
            crl(Holder::OfficeCa, "2030-12-30T00:00:00", "2031-01-06T00:00:00", &[]),
        ],
        ..past
    };
    assert_eq!(too_late.verdict(), open(SubIndication::TryLater));
    let without_token = World {
        token: false,
        claimed: Some("2026-03-02T02:00:00"),
        as_of: "2031-01-01T00:00:00",
        ..World::default()
    };
    assert_eq!(without_token.verdict(), open(SubIndication::OutOfBoundsNoPoe));
    let known_good = World {
        evidence: vec![
            crl(Holder::Root, "2030-12-30T00:00:00", "2031-01-06T00:00:00", &[]),
            crl(Holder::OfficeCa, "2030-07-13T00:00:00", "2030-07-20T00:00:00", &[]),
        ],
        ..without_token
    };
    assert_eq!(known_good.verdict(), open(SubIndication::OutOfBoundsNotRevoked));
}

#[test]
fn without_a_token() {
    let now = World {
        token: false,
        claimed: Some("2026-03-02T02:00:00"),
        ..World::default()
    };
    assert_eq!(now.verdict(), PASSED);
    assert_eq!(now.validate().best_signature_time, Measured::Absent);
    assert_eq!(now.validate().baseline, Measured::Known(BaselineLevel::B));
    // The claim contradicts the certificate.
    let before = World {
        claimed: Some("2025-07-01T00:00:00"),
        ..now
    };
    assert_eq!(before.verdict(), open(SubIndication::OutOfBoundsNoPoe));
}

#[test]
fn a_token_older_than_the_certificate() {
    let early = World {
        at: "2025-07-01T09:00:00",
        ..World::default()
    };
    assert_eq!(early.verdict(), failed(SubIndication::NotYetValid));
    // Later than the audit: nothing is proven by it.
    let future = World {
        at: "2026-06-02T09:00:00",
        ..World::default()
    };
    assert!(future.validate().timestamp_valid().cause().is_some());
}

#[test]
fn ocsp_of_the_issuer_and_of_others() {
    let with = |response| World {
        evidence: vec![later(Holder::Root, &[]), response],
        ..World::default()
    };
    let after = "2026-03-02T03:00:00";
    assert_eq!(with(ocsp(Holder::OfficeCa, after, None, None)).verdict(), PASSED);
    assert_eq!(
        with(ocsp(Holder::OfficeCa, after, None, Some("2026-03-01T00:00:00"))).verdict(),
        failed(SubIndication::Revoked)
    );
    // Shortly before, and good until shortly after.
    let current = ocsp(
        Holder::OfficeCa,
        "2026-03-01T00:00:00",
        Some("2026-03-08T00:00:00"),
        None,
    );
    assert_eq!(with(current).verdict(), PASSED);
    // Without nextUpdate it is good for a day.
    let day_before = ocsp(Holder::OfficeCa, "2026-03-01T12:00:00", None, None);
    assert_eq!(with(day_before).verdict(), PASSED);
    let week_before = ocsp(Holder::OfficeCa, "2026-02-23T12:00:00", None, None);
    assert_eq!(with(week_before).verdict(), open(SubIndication::TryLater));
    // Another certificate of the same authority is no responder.
    let other = ocsp(Holder::Chair, after, None, None);
    assert_eq!(with(other).verdict(), open(SubIndication::TryLater));
}

#[test]
fn evidence_inside_the_document() {
    let world = World {
        evidence: Vec::new(),
        embedded_crls: clean(),
        trusted: vec![Holder::Root],
        embedded_certificates: vec![Holder::OfficeCa],
        ..World::default()
    };
    assert_eq!(world.verdict(), PASSED);
    assert_eq!(world.validate().baseline, Measured::Known(BaselineLevel::Lt));
}

#[test]
fn what_the_bytes_say_comes_first() {
    for (integrity, expected) in [
        (Integrity::DigestMismatch, failed(SubIndication::HashFailure)),
        (Integrity::SignatureInvalid, failed(SubIndication::SigCryptoFailure)),
        (Integrity::Malformed, failed(SubIndication::FormatFailure)),
        (
            Integrity::Unsupported,
            open(SubIndication::CryptoConstraintsFailureNoPoe),
        ),
    ] {
        let world = World {
            integrity,
            ..World::default()
        };
        assert_eq!(world.verdict(), expected);
    }
}

#[test]
fn an_algorithm_past_its_last_day() {
    let table = r#"[[sunset]]
algorithm = "sha256"
use = ["document"]
last-day = "2026-03-01"
decides = true
verified = false
note = "made up"
"#;
    let world = |token| World {
        token,
        sunset: AlgorithmSunset::from_toml(table).unwrap(),
        ..World::default()
    };
    assert_eq!(world(true).verdict(), open(SubIndication::CryptoConstraintsFailure));
    assert_eq!(
        world(false).verdict(),
        open(SubIndication::CryptoConstraintsFailureNoPoe)
    );
    assert_eq!(world(true).validate().algorithm_concerns.len(), 1);
    // Stamped while it was still reliable.
    let early = World {
        at: "2026-02-27T09:00:00",
        ..world(true)
    };
    assert_eq!(early.verdict(), PASSED);
}

/// Lists of real authorities have tens of thousands of entries. They are indexed when the store is loaded.
#[test]
fn a_long_list_costs_nothing_per_signature() {
    let signer = party(SIGNER).serial;
    let mut listed: Vec<Listed<'_>> = (1..20_000_u64)
        .map(|number| {
            (
                number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 1 | 1,
                "2026-01-01T00:00:00",
                Some(4),
            )
        })
        .filter(|(serial, ..)| *serial != signer)
        .collect();
    let long = later(Holder::OfficeCa, &listed);
    assert!(long.len() > 700_000);
    let world = |list: Vec<u8>| World {
        evidence: vec![later(Holder::Root, &[]), list],
        ..World::default()
    };
    assert_eq!(world(long.clone()).verdict(), PASSED);
    listed.insert(12_345, (signer, "2026-02-01T00:00:00", None));
    let with_signer = world(later(Holder::OfficeCa, &listed));
    assert_eq!(with_signer.verdict(), failed(SubIndication::Revoked));

    let short = per_signature(&world(later(Holder::OfficeCa, &[])));
    let long = per_signature(&world(long));
    eprintln!("examined and validated, caches warm: {short:?} with an empty list, {long:?} with 20,000 entries");
    assert!(long < short * 3 + Duration::from_millis(1));
}

/// Median of a hundred, everything in the document read anew.
fn per_signature(world: &World) -> Duration {
    let contents = world.contents();
    let (store, _) = world.store();
    let mut cache = PathCache::new();
    let mut times: Vec<Duration> = (0..100)
        .map(|_| {
            let started = Instant::now();
            assert_eq!(
                world.validation(&contents, &store, &mut cache).indication,
                Indication::TotalPassed
            );
            started.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[50]
}
