//! Certificates, CRLs and OCSP responses with single bits and whole pieces spoilt: nothing panics, and nothing whose
//! signature covers the damage is used.

use kysoat::pki::TrustStore;
use proptest::prelude::*;

use super::indications::{PASSED, World, clean, later, ocsp};
use crate::forge::pki::{Holder, party};

/// What happens to the bytes.
#[derive(Debug, Clone)]
enum Damage {
    Flip(prop::sample::Index, u8),
    Cut(prop::sample::Index),
    Insert(prop::sample::Index, Vec<u8>),
    Remove(prop::sample::Index, usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        4 => (any::<prop::sample::Index>(), 0..8_u8).prop_map(|(at, bit)| Damage::Flip(at, bit)),
        1 => any::<prop::sample::Index>().prop_map(Damage::Cut),
        1 => (any::<prop::sample::Index>(), prop::collection::vec(any::<u8>(), 1..9))
            .prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
        1 => (any::<prop::sample::Index>(), 1..9_usize).prop_map(|(at, count)| Damage::Remove(at, count)),
    ]
}

fn spoil(mut bytes: Vec<u8>, damage: &Damage) -> Vec<u8> {
    match damage {
        Damage::Flip(at, bit) => {
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
        }
        Damage::Cut(at) => bytes.truncate(at.index(bytes.len())),
        Damage::Insert(at, added) => {
            let at = at.index(bytes.len());
            bytes.splice(at..at, added.iter().copied());
        }
        Damage::Remove(at, count) => {
            let at = at.index(bytes.len());
            bytes.drain(at..(at + count).min(bytes.len()));
        }
    }
    bytes
}

proptest! {
    // Each case signs anew.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_spoilt_list_or_answer_is_not_used(damage in damage(), which in 0..3_usize) {
        let whole = match which {
            0 => clean().swap_remove(1),
            1 => ocsp(Holder::OfficeCa, "2026-03-02T03:00:00", None, None),
            _ => later(Holder::OfficeCa, &[(77, "2026-03-01T00:00:00", Some(1))]),
        };
        // The certificate that goes with an OCSP response is not signed by it and not needed: it may be spoilt.
        let signed = whole.len() - if which == 1 { party(Holder::OfficeCa).certificate.len() + 12 } else { 0 };
        let evidence = spoil(whole.clone(), &damage);
        prop_assume!(evidence != whole && evidence.get(..signed) != whole.get(..signed));
        let world = World {
            evidence: vec![later(Holder::Root, &[]), evidence],
            spoilt: true,
            ..World::default()
        };
        prop_assert_ne!(world.verdict(), PASSED);
    }

    #[test]
    fn a_spoilt_list_in_the_document_is_not_used(damage in damage()) {
        let whole = clean().swap_remove(1);
        let embedded = spoil(whole.clone(), &damage);
        prop_assume!(embedded != whole);
        let world = World {
            evidence: vec![later(Holder::Root, &[])],
            embedded_crls: vec![embedded],
            spoilt: true,
            ..World::default()
        };
        prop_assert_ne!(world.verdict(), PASSED);
    }

    #[test]
    fn a_spoilt_authority_is_no_authority(damage in damage(), root in any::<bool>()) {
        let holder = if root { Holder::Root } else { Holder::OfficeCa };
        let whole = party(holder).certificate.clone();
        let spoilt = spoil(whole.clone(), &damage);
        prop_assume!(spoilt != whole);
        let other = if root { Holder::OfficeCa } else { Holder::Root };
        let mut evidence = clean();
        evidence.push(spoilt);
        let world = World { trusted: vec![other], evidence, spoilt: true, ..World::default() };
        prop_assert_ne!(world.verdict(), PASSED);
    }

    #[test]
    fn any_bytes_in_the_trust_folder(bytes in prop::collection::vec(any::<u8>(), 0..300), pem in any::<bool>()) {
        let bytes = if pem {
            [b"-----BEGIN X-----\n".as_slice(), &bytes, b"\n-----END X-----\n"].concat()
        } else {
            bytes
        };
        let (store, problems) = TrustStore::load(vec![("bytes".to_owned(), bytes)]);
        prop_assert_eq!(store.entries().len() + problems.len(), 1);
    }
}
