//! Bytes that someone chose to do harm.

use std::time::{Duration, Instant};

use kysoat::facts::Measured;
use proptest::prelude::*;

use super::{accepted, examined, vector};

const DETACHED: &str = "adbe.pkcs7.detached";

/// Every bit of the signed attributes and of the value, one after the other.
#[test]
fn no_bit_of_what_is_signed_can_change() {
    let content = vector("content.bin");
    let whole = vector("p256-sha256.der");
    // The SignerInfo ends in: signed attributes, ecdsa-with-SHA256, OCTET STRING.
    let value = (whole.len() - 72..whole.len())
        .find(|at| whole[at - 2] == 4 && usize::from(whole[at - 1]) == whole.len() - at)
        .unwrap();
    let algorithm = value - 2 - 12;
    let content_type: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03";
    let attributes = whole
        .windows(content_type.len())
        .position(|window| window == content_type)
        .unwrap()
        - 2;
    assert_eq!(whole[algorithm..algorithm + 2], [0x30, 0x0a]);
    assert!(accepted(&examined(DETACHED, &whole, &content)));
    for at in (attributes..algorithm).chain(value..whole.len()) {
        for bit in 0..8 {
            let mut spoilt = whole.clone();
            spoilt[at] ^= 1 << bit;
            let examination = examined(DETACHED, &spoilt, &content);
            assert!(!accepted(&examination), "octet {at}, bit {bit}");
        }
    }
    for at in 0..content.len() {
        let mut other = content.clone();
        other[at] ^= 1;
        assert_eq!(
            examined(DETACHED, &whole, &other).digest_matches,
            Measured::Known(false)
        );
    }
}

fn element(tag: u8, length: &[u8], content: &[u8]) -> Vec<u8> {
    [&[tag], length, content].concat()
}

#[test]
fn made_to_hurt() {
    // All lengths are right, so it can be followed all the way down.
    let deep_definite = (0..20_000_u32).rev().fold(Vec::new(), |mut outer: Vec<u8>, below| {
        outer.extend([0x30, 0x83]);
        outer.extend(&(below * 5).to_be_bytes()[1..]);
        outer
    });
    let many = [[0x30, 0x80].as_slice(), &[5, 0].repeat(300_000), &[0, 0]].concat();
    let pieces = element(0x24, &[0x80], &[[4, 1, 0].repeat(150_000), vec![0, 0]].concat());
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("empty", Vec::new()),
        ("zeros", vec![0; 16_384]),
        ("one octet", vec![0x30]),
        ("deep, indefinite", [0x30, 0x80].repeat(100_000)),
        ("deep, definite", deep_definite),
        ("deep pieces", [0x24, 0x80].repeat(100_000)),
        ("many", many),
        ("pieces", pieces),
        (
            "huge length",
            vec![0x30, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        ),
        ("longer than usize", vec![0x30, 0x89, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        ("127 octets of length", element(0x30, &[0xfe], &[0; 126])),
        ("reserved length", vec![0x30, 0xff, 0]),
        ("primitive, indefinite", vec![0x04, 0x80, 0, 0]),
        ("endless tag", [vec![0x3f], vec![0xff; 1_000]].concat()),
        ("long tag", vec![0x3f, 0x81, 0x01, 0x80, 0, 0]),
    ];
    for (name, contents) in cases {
        for sub_filter in [DETACHED, "ETSI.RFC3161", "adbe.pkcs7.sha1", "adbe.x509.rsa_sha1", "odd"] {
            let started = Instant::now();
            let examination = examined(sub_filter, &contents, b"content");
            assert!(!accepted(&examination), "{name}");
            // A string in pieces is a bare signature, if a bad one; nothing else here is anything.
            let bare = name == "pieces" && sub_filter == "adbe.x509.rsa_sha1";
            assert_eq!(
                examination.format.is_ok(),
                bare,
                "{name} as {sub_filter}: {:?}",
                examination.format
            );
            assert!(
                started.elapsed() < Duration::from_secs(2),
                "{name}: {:?}",
                started.elapsed()
            );
        }
    }
}

/// What may happen to a file.
#[derive(Debug, Clone)]
enum Damage {
    Set(prop::sample::Index, u8),
    Remove(prop::sample::Index, u8),
    Insert(prop::sample::Index, Vec<u8>),
    Copy(prop::sample::Index, prop::sample::Index, u8),
    Cut(prop::sample::Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        8 => (any::<prop::sample::Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Set(at, byte)),
        2 => (any::<prop::sample::Index>(), 1..40_u8).prop_map(|(at, count)| Damage::Remove(at, count)),
        2 => (any::<prop::sample::Index>(), prop::collection::vec(any::<u8>(), 1..20))
            .prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
        2 => (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 1..80_u8)
            .prop_map(|(from, to, count)| Damage::Copy(from, to, count)),
        1 => any::<prop::sample::Index>().prop_map(Damage::Cut),
    ]
}

fn apply(bytes: &mut Vec<u8>, damage: &Damage) {
    if bytes.is_empty() {
        return;
    }
    match damage {
        Damage::Set(at, byte) => {
            let at = at.index(bytes.len());
            bytes[at] = *byte;
        }
        Damage::Remove(at, count) => {
            let at = at.index(bytes.len());
            let end = bytes.len().min(at + usize::from(*count));
            bytes.drain(at..end);
        }
        Damage::Insert(at, more) => {
            let at = at.index(bytes.len());
            bytes.splice(at..at, more.iter().copied());
        }
        Damage::Copy(from, to, count) => {
            let from = from.index(bytes.len());
            let copied: Vec<u8> = bytes[from..].iter().copied().take(usize::from(*count)).collect();
            let to = to.index(bytes.len());
            bytes.splice(to..to, copied);
        }
        Damage::Cut(at) => bytes.truncate(at.index(bytes.len())),
    }
}

fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

const SUBJECTS: &[(&str, &str)] = &[
    ("rsa-sha256.der", DETACHED),
    ("pss-salt-max.der", DETACHED),
    ("p256-sha256.der", DETACHED),
    ("ber-everything.ber", DETACHED),
    ("stream.ber", DETACHED),
    ("cades.der", "ETSI.CAdES.detached"),
    ("timestamped-sha256.der", DETACHED),
    ("document-timestamp.der", "ETSI.RFC3161"),
    ("pkcs7-sha1.der", "adbe.pkcs7.sha1"),
    ("no-attributes.der", DETACHED),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_damage_is_survived(
        which in any::<prop::sample::Index>(),
        damages in prop::collection::vec(damage(), 1..5),
    ) {
        let (name, sub_filter) = SUBJECTS[which.index(SUBJECTS.len())];
        let content = vector("content.bin");
        let mut contents = vector(name);
        for one in &damages {
            apply(&mut contents, one);
        }
        let examination = examined(sub_filter, &contents, &content);
        if accepted(&examination) {
            prop_assert_eq!(&examination.format, &Ok(()));
        }
        if accepted(&examination) && name == "rsa-sha256.der" {
            // Accepted in spite of it: then it met nothing that is signed. The end of the file is the value.
            let whole = vector(name);
            prop_assert!(holds(&contents, &whole[whole.len() - 256..]));
        }
    }

    #[test]
    fn any_bytes_are_survived(contents in prop::collection::vec(any::<u8>(), 0..300)) {
        for sub_filter in [DETACHED, "ETSI.RFC3161", "adbe.pkcs7.sha1", "adbe.x509.rsa_sha1", "odd"] {
            prop_assert!(!accepted(&examined(sub_filter, &contents, b"content")));
        }
    }
}
