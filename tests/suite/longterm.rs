//! Long-term validation through the whole program: the document brings its own evidence, its document timestamps prove
//! when it existed, and the signer's certificate has long expired when the audit happens.

use kysoat::{
    budget::Budget,
    extract::{Validator, measure_and_validate},
    facts::{
        BaselineLevel, Cause, DocumentFacts, Indication, Measured, Missing, ModificationLevel, Moment,
        SignatureFacts, SignatureRole, SubIndication, ValidityWhenSigned,
    },
};

use crate::forge::{
    Letter, Signing,
    evidence::{Answer, crl, ocsp},
    longterm::{Material, Update, extended},
    pdf::find,
    pki::{Holder, party},
};

const SIGNED: &str = "2026-03-02T09:00:00";
/// The next day, as an archive does it.
const STAMPED: &str = "2026-03-03T02:00:00";
/// The signers' certificates end on 14 July 2030, that of the time-stamping authority in 2034.
const LATE: &str = "2031-05-01T00:00:00Z";

fn letter(signing: Signing) -> Letter {
    Letter::plain("a.pdf", "Van ban").sign(signing.cades())
}

fn certificates() -> Vec<Vec<u8>> {
    [Holder::OfficeCa, Holder::Root, Holder::Tsa]
        .map(|holder| party(holder).certificate.clone())
        .into()
}

/// Lists of both authorities of this UTC time, with nobody on them.
fn lists(this: &str) -> Vec<Vec<u8>> {
    [Holder::Root, Holder::OfficeCa]
        .map(|issuer| crl(issuer, this, "2027-01-01T00:00:00", &[]))
        .into()
}

/// Everything that proves the signature, obtained after it was made.
fn material() -> Material {
    Material {
        certificates: certificates(),
        crls: lists("2026-03-02T18:00:00"),
        ocsps: Vec::new(),
    }
}

/// Only the root is trusted: nothing else is brought.
fn measured(bytes: &[u8], as_of: &str) -> DocumentFacts {
    let root = vec![("root.cer".to_owned(), party(Holder::Root).certificate.clone())];
    let (mut validator, problems) = Validator::new(root, Moment::parse(as_of).unwrap());
    assert!(problems.is_empty(), "{problems:?}");
    measure_and_validate(bytes, "a.pdf", &Budget::default(), &mut validator)
}

fn verdict(signature: &SignatureFacts) -> (Indication, Option<SubIndication>) {
    (signature.indication, signature.sub_indication)
}

fn moment(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

fn best(signature: &SignatureFacts) -> Option<jiff::Timestamp> {
    signature.best_signature_time.known().map(Moment::instant)
}

const PASSED: (Indication, Option<SubIndication>) = (Indication::TotalPassed, None);

#[test]
fn a_long_term_archive_signature_outlives_its_certificate() {
    let updates = [Update::Store(material()), Update::Timestamp(STAMPED)];
    let bytes = extended(&letter(Signing::new(Holder::Department, SIGNED)), &updates);
    for as_of in ["2026-06-01T00:00:00Z", LATE] {
        let facts = measured(&bytes, as_of);
        let [signature, archive] = facts.signatures.as_slice() else {
            panic!("{} signatures", facts.signatures.len())
        };
        assert_eq!(verdict(signature), PASSED, "{as_of}: {signature:#?}");
        assert_eq!(signature.baseline, Measured::Known(BaselineLevel::Lta));
        // The signature's own timestamp is the earlier proof.
        assert_eq!(best(signature), Some(moment("2026-03-02T02:00:04Z").instant()));
        assert_eq!(
            signature.certification.valid_when_signed,
            Measured::Known(ValidityWhenSigned::Proven)
        );
        assert_eq!(signature.certification.revoked, Measured::Known(false));
        assert_eq!(
            signature
                .certification
                .revocation_stated_at
                .known()
                .map(Moment::instant),
            Some(moment("2026-03-02T18:00:00Z").instant())
        );
        assert_eq!(
            (&signature.modification, &signature.modification_permitted),
            (&Measured::Known(ModificationLevel::LtaUpdate), &Measured::Known(true))
        );
        assert_eq!(archive.role, Measured::Known(SignatureRole::DocTimestamp));
        assert_eq!(archive.timestamp.known().unwrap().valid, Measured::Known(true));
        assert_eq!(best(archive), Some(moment("2026-03-02T19:00:00Z").instant()));
    }
    let days_left = measured(&bytes, LATE).signatures[0].certification.days_left.clone();
    assert!(
        days_left.known().is_some_and(|days| (-292..-289).contains(days)),
        "{days_left:?}"
    );
}

#[test]
fn a_document_timestamp_alone_proves_the_time() {
    let signing = || Signing::new(Holder::Department, SIGNED).timestamp(None);
    let updates = [Update::Store(material()), Update::Timestamp(STAMPED)];
    // A list issued between signing and the document timestamp would have to be newer than the proof.
    let newer = Update::Store(Material {
        crls: lists("2026-03-04T00:00:00"),
        ..Material::default()
    });
    let stamped = extended(&letter(signing()), &[&updates[..], &[newer]].concat());
    let facts = measured(&stamped, LATE);
    let signature = &facts.signatures[0];
    assert_eq!(verdict(signature), PASSED, "{signature:#?}");
    assert_eq!(best(signature), Some(moment("2026-03-02T19:00:00Z").instant()));
    assert_eq!(signature.timestamp, Measured::Absent);
    assert_eq!(signature.certification.revoked, Measured::Known(false));

    // The same without it: nothing proves that it was made while the certificate was valid.
    let plain = extended(&letter(signing()), &updates[..1]);
    let facts = measured(&plain, LATE);
    let signature = &facts.signatures[0];
    assert_eq!(
        verdict(signature).0,
        Indication::Indeterminate,
        "{:?}",
        verdict(signature)
    );
    let unproven = Measured::Unmeasured(Cause::TimeNotProven);
    assert_eq!(signature.certification.valid_when_signed, unproven);
    assert_eq!(
        signature.certification.in_time,
        Measured::Unmeasured(Cause::TimeNotProven)
    );
    assert_eq!(signature.best_signature_time, Measured::Absent);
    // While the certificate is still valid the time that the software states at least does not contradict it.
    let facts = measured(&plain, "2026-06-01T00:00:00Z");
    assert_eq!(
        facts.signatures[0].certification.valid_when_signed,
        Measured::Known(ValidityWhenSigned::Claimed)
    );
}

#[test]
fn a_document_timestamp_after_the_end_of_the_certificate_proves_too_little() {
    let signing = Signing::new(Holder::Department, SIGNED).timestamp(None);
    let updates = [Update::Store(material()), Update::Timestamp("2030-09-01T09:00:00")];
    let facts = measured(&extended(&letter(signing), &updates), LATE);
    let signature = &facts.signatures[0];
    assert_eq!(verdict(signature).0, Indication::Indeterminate);
    // It may well have been signed in time, so it isn't said to be outside.
    assert_eq!(
        signature.certification.valid_when_signed,
        Measured::Unmeasured(Cause::TimeNotProven)
    );
}

#[test]
fn the_timestamp_of_a_later_signature_proves_the_time_of_an_earlier_one() {
    // The person signs without a token, the agency an hour later with one.
    let agency = || Signing::new(Holder::Department, "2026-03-02T10:00:00").cades();
    let both = |agency: Signing| {
        Letter::plain("a.pdf", "Van ban")
            .sign(Signing::new(Holder::Director, SIGNED).cades().timestamp(None))
            .sign(agency)
    };
    let with = |letter: &Letter, crls| {
        let material = Material { crls, ..material() };
        measured(&extended(letter, &[Update::Store(material)]), LATE)
    };
    let clean = || lists("2026-03-02T18:00:00");
    let facts = with(&both(agency()), clean());
    let [person, seal] = facts.signatures.as_slice() else {
        panic!("{} signatures", facts.signatures.len())
    };
    assert_eq!(verdict(seal), PASSED);
    assert_eq!(verdict(person), PASSED, "{person:#?}");
    assert_eq!(best(person), Some(moment("2026-03-02T03:00:04Z").instant()));
    assert_eq!(
        person.certification.valid_when_signed,
        Measured::Known(ValidityWhenSigned::Proven)
    );
    // It says that the signature was there by then, not that it was made then.
    assert_eq!(person.timestamp, Measured::Absent);
    assert!(!person.signed_then());

    let unproven = |facts: &DocumentFacts, why: &str| {
        let person = &facts.signatures[0];
        assert_eq!(verdict(person).0, Indication::Indeterminate, "{why}");
        assert_eq!(
            person.certification.valid_when_signed,
            Measured::Unmeasured(Cause::TimeNotProven),
            "{why}"
        );
    };
    unproven(&with(&both(agency().timestamp(None)), clean()), "no token at all");
    // One second in the later dictionary, which only the later signature covers.
    let mut spoilt = extended(&both(agency()), &[Update::Store(material())]);
    let time = b"/M(D:20260302100000";
    let at = find(&spoilt, time).unwrap() + time.len() - 1;
    spoilt[at] = b'1';
    unproven(&measured(&spoilt, LATE), "the later digest is wrong");
    // For a given value a key can be made that verifies it over anything: without a certificate that stood at that time the
    // value says nothing of the bytes.
    let revoked = vec![
        clean().remove(0),
        crl(
            Holder::OfficeCa,
            "2026-03-02T18:00:00",
            "2027-01-01T00:00:00",
            &[(party(Holder::Department).serial, "2026-03-01T00:00:00", Some(1))],
        ),
    ];
    unproven(&with(&both(agency()), revoked), "the later signer was revoked");
}

#[test]
fn a_delegated_responder_speaks_for_the_signer() {
    let with = |revoked, signed_by| {
        let answer = Answer {
            about: Holder::Department,
            this: "2026-03-02T03:00:00",
            next: None,
            revoked,
        };
        let material = Material {
            certificates: certificates(),
            // The list of the root is for the authority itself; of the signer only the responder speaks.
            crls: vec![crl(Holder::Root, "2026-03-02T18:00:00", "2027-01-01T00:00:00", &[])],
            ocsps: vec![ocsp(signed_by, &answer)],
        };
        let updates = [Update::Store(material), Update::Timestamp(STAMPED)];
        measured(
            &extended(&letter(Signing::new(Holder::Department, SIGNED)), &updates),
            LATE,
        )
    };
    let good = with(None, Holder::Responder);
    assert_eq!(verdict(&good.signatures[0]), PASSED, "{:#?}", good.signatures[0]);
    assert_eq!(good.signatures[0].baseline, Measured::Known(BaselineLevel::Lta));

    let revoked = with(Some("2026-03-01T00:00:00"), Holder::Responder);
    assert_eq!(
        verdict(&revoked.signatures[0]),
        (Indication::TotalFailed, Some(SubIndication::Revoked))
    );
    assert_eq!(revoked.signatures[0].certification.revoked, Measured::Known(true));
    let later = with(Some("2026-03-02T02:30:00"), Holder::Responder);
    assert_eq!(verdict(&later.signatures[0]), PASSED);
    assert_eq!(later.signatures[0].certification.revoked, Measured::Known(false));
    assert!(later.signatures[0].certification.revoked_at.known().is_some());

    // Somebody else's certificate of the same authority is no responder, so nothing is known.
    let stranger = with(None, Holder::Ward);
    assert_eq!(verdict(&stranger.signatures[0]).0, Indication::Indeterminate);
    assert_eq!(
        stranger.signatures[0].certification.revoked,
        Measured::Unmeasured(Cause::EvidenceMissing)
    );
    assert!(
        stranger.signatures[0]
            .certification
            .missing
            .iter()
            .any(|missing| matches!(missing, Missing::Revocation { .. }))
    );
}

#[test]
fn a_list_from_before_the_signature_proves_nothing_of_it() {
    let older = Material {
        certificates: certificates(),
        crls: lists("2026-03-01T18:00:00"),
        ocsps: Vec::new(),
    };
    let letter = letter(Signing::new(Holder::Department, SIGNED));
    let facts = measured(&extended(&letter, &[Update::Store(older)]), "2026-06-01T00:00:00Z");
    let signature = &facts.signatures[0];
    assert_eq!(
        signature.certification.revoked,
        Measured::Unmeasured(Cause::EvidenceTooOld)
    );
    assert_eq!(
        signature
            .certification
            .revocation_stated_at
            .known()
            .map(Moment::instant),
        Some(moment("2026-03-01T18:00:00Z").instant())
    );
}

#[test]
fn two_archive_timestamps_and_two_stores() {
    let first = [Update::Store(material()), Update::Timestamp(STAMPED)];
    let renewed = Update::Store(Material {
        crls: vec![crl(Holder::Root, "2029-01-01T00:00:00", "2030-01-01T00:00:00", &[])],
        ..Material::default()
    });
    let updates = [&first[..], &[renewed, Update::Timestamp("2029-01-02T08:00:00")]].concat();
    let bytes = extended(&letter(Signing::new(Holder::Department, SIGNED)), &updates);
    let facts = measured(&bytes, LATE);
    assert_eq!(facts.signatures.len(), 3);
    assert_eq!(verdict(&facts.signatures[0]), PASSED);
    for archive in &facts.signatures[1..] {
        assert_eq!(archive.live, Measured::Known(true));
        assert_eq!(archive.timestamp.known().unwrap().valid, Measured::Known(true));
    }
    assert_eq!(facts.file.bytes_after_last_signature, Measured::Known(0));
}
