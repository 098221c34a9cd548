//! What the PKI work of one signature costs: `cargo run --release --no-default-features --example signatures --
//! [--signatures 2000] [--revoked 20000]`.
//!
//! Timestamped RSA-2048 signatures of one person on documents that differ, with a CRL of 20,000 entries in the trust
//! folder: digest, signature value, token, paths, revocation, conclusion. Cold starts with an empty cache for every
//! signature, warm keeps it, as a worker does from document to document. CPU is that of this process (Linux).
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a tool for developers"
)]

use std::{env, fs, time::Instant};

use kysoat::{
    budget::Budget,
    facts::{Indication, Integrity, Moment},
    pdf::Pdf,
    pki::{
        self, AlgorithmSunset, EmbeddedMaterial, MaterialSources, PathCache, SignatureInput, TrustStore,
        ValidationInput,
    },
};

#[path = "../tests/forge/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the forge serves the tests as well")]
mod forge;

use forge::{
    Letter, Signing, der,
    pki::{Holder, party},
};

/// One signature, taken out of its file.
struct Signed {
    contents: Vec<u8>,
    covered: [Vec<u8>; 2],
}

fn main() {
    let option = |name: &str, otherwise: u64| {
        let mut words = env::args().skip_while(|word| word != name);
        words.nth(1).map_or(otherwise, |value| value.parse().unwrap())
    };
    let (count, revoked) = (option("--signatures", 2_000), option("--revoked", 20_000));
    let signed: Vec<Signed> = (0..count).map(sign).collect();
    let lists = vec![
        ("root.cer".to_owned(), party(Holder::Root).certificate.clone()),
        ("office-ca.cer".to_owned(), party(Holder::OfficeCa).certificate.clone()),
        ("root.crl".to_owned(), list(Holder::Root, 0)),
        ("office-ca.crl".to_owned(), list(Holder::OfficeCa, revoked)),
    ];
    let size = lists[3].1.len();
    let began = cpu();
    let (store, problems) = TrustStore::load(lists);
    assert!(problems.is_empty(), "{problems:?}");
    println!(
        "{} entries in a CRL of {:.0} kB: read once in {:.1} ms of CPU",
        revoked,
        size as f64 / 1e3,
        (cpu() - began) as f64 / 1e6
    );
    let profile = if cfg!(debug_assertions) { "dev" } else { "release" };
    println!("{count} signatures, {profile} build");

    let sunset = AlgorithmSunset::embedded();
    let digests = measured("digest, value, token imprint", &signed, |one| {
        std::hint::black_box(examined(one));
    });
    let cold = measured("cold: an empty cache each time", &signed, |one| {
        conclude(one, &store, &sunset, &mut PathCache::new());
    });
    let mut cache = PathCache::new();
    conclude(&signed[0], &store, &sunset, &mut cache);
    let warm = measured("warm: the cache is kept", &signed, |one| {
        conclude(one, &store, &sunset, &mut cache);
    });
    println!(
        "the cache saves {:.0} us; paths, revocation and conclusion are {:.0} us of the warm figure",
        cold - warm,
        warm - digests
    );
}

fn sign(number: u64) -> Signed {
    let letter = Letter::plain(&format!("{number}.pdf"), &format!("Van ban so {number}"));
    let file = letter
        .sign(Signing::new(Holder::Chair, "2026-03-02T09:00:00").hole(5632))
        .forge();
    let pdf = Pdf::open(&file.bytes, &Budget::default()).unwrap();
    let found = pdf.signatures().dictionaries.swap_remove(0);
    let range: Vec<usize> = found
        .byte_range
        .unwrap()
        .iter()
        .map(|at| usize::try_from(*at).unwrap())
        .collect();
    let piece = |at: usize| file.bytes[range[at]..range[at] + range[at + 1]].to_vec();
    Signed {
        contents: found.contents.unwrap(),
        covered: [piece(0), piece(2)],
    }
}

fn examined(one: &Signed) -> pki::SignatureExamination {
    let covered: Vec<&[u8]> = one.covered.iter().map(Vec::as_slice).collect();
    pki::examine(
        &SignatureInput {
            sub_filter: Some("adbe.pkcs7.detached"),
            contents: &one.contents,
            covered: Some(&covered),
            begun: None,
            certificate: None,
        },
        &Budget::default(),
    )
}

/// All that is done for a signature; it must pass, or something else was measured.
fn conclude(one: &Signed, store: &TrustStore, sunset: &AlgorithmSunset, cache: &mut PathCache) {
    let budget = Budget::default();
    let examination = examined(one);
    let sources = MaterialSources {
        contents: &[&one.contents],
        certificates: &[],
        crls: &[],
        ocsps: &[],
    };
    let embedded = EmbeddedMaterial::read(&sources, store, cache, &budget);
    let input = ValidationInput {
        examination: &examination,
        integrity: Integrity::Intact,
        sub_filter: Some("adbe.pkcs7.detached"),
        embedded: &embedded,
        covering: &[],
        claimed_time: None,
        as_of: Moment::parse("2026-06-01T00:00:00Z").unwrap(),
    };
    let validation = pki::validate(&input, store, sunset, cache, &budget);
    assert_eq!(validation.indication, Indication::TotalPassed, "{validation:?}");
    assert!(validation.best_signature_time.known().is_some());
}

/// Microseconds of CPU for each, the median of seven rounds.
fn measured(what: &str, signed: &[Signed], mut work: impl FnMut(&Signed)) -> f64 {
    let began = Instant::now();
    let mut rounds: Vec<f64> = (0..7)
        .map(|_| {
            let began = cpu();
            signed.iter().for_each(&mut work);
            (cpu() - began) as f64 / 1e3 / signed.len() as f64
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    println!(
        "{what:<32} {:>8.0} us CPU a signature ({:.1} s in all)",
        rounds[3],
        began.elapsed().as_secs_f64()
    );
    rounds[3]
}

/// Nanoseconds that this process has run.
fn cpu() -> u64 {
    let text = fs::read_to_string("/proc/self/schedstat").unwrap();
    text.split(' ').next().unwrap().parse().unwrap()
}

/// A list of this authority with so many certificates on it, none of them the signer's.
fn list(issuer: Holder, entries: u64) -> Vec<u8> {
    let issuer = party(issuer);
    let name = x509_parser::parse_x509_certificate(&issuer.certificate).unwrap().1;
    let name = name.tbs_certificate.subject.as_raw().to_vec();
    let time = |text: &str| der::utc_time(text.parse().unwrap());
    let algorithm = der::algorithm("1.2.840.113549.1.1.11", true);
    let listed: Vec<Vec<u8>> = (0..entries)
        .map(|number| der::sequence(&[der::integer(1_000_000 + number * 7), time("2026-01-05T00:00:00")]))
        .collect();
    let body = der::sequence(&[
        der::integer(1),
        algorithm.clone(),
        name,
        time("2026-05-20T00:00:00"),
        time("2026-12-31T00:00:00"),
        if listed.is_empty() {
            Vec::new()
        } else {
            der::sequence(&listed)
        },
    ]);
    let value = issuer.sign(&body);
    der::sequence(&[body, algorithm, der::bits(&value)])
}
