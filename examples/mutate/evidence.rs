//! Mutants of what is validated: the CMS of a signature, certificates, a CRL, an OCSP response. The rest of the world is
//! sound, so that one mutated octet under a signature is all that stands between the original and TOTAL-PASSED.

use std::{fs, ops::Range, path::PathBuf};

use kysoat::{
    budget::Budget,
    extract::{self, Validator},
    facts::{DocumentFacts, Indication, Moment},
};

use crate::forge::Seed;

/// What is mutated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Cms,
    Certificates,
    Crl,
    Ocsp,
}

/// A document that is TOTAL-PASSED with this evidence, and where its CMS stands.
pub(crate) struct World {
    validator: Validator,
    document: Vec<u8>,
    name: &'static str,
    trust: Vec<(String, Vec<u8>)>,
    /// Hexadecimal digits of /Contents.
    hole: Range<usize>,
    cms: Vec<u8>,
    /// Parts of the CMS: signed attributes and signature value.
    signed: Vec<Range<usize>>,
    /// Parts of the CMS: the certificates of signer and CA.
    certificates: Vec<Range<usize>>,
}

/// A mutant, and whether what it changed is under a signature.
pub(crate) struct Mutant {
    document: Vec<u8>,
    /// Evidence other than that of the world.
    trust: Option<Vec<(String, Vec<u8>)>>,
    pub(crate) protected: bool,
}

/// The documents that each kind is tried on.
pub(crate) fn worlds(kind: Kind) -> Vec<World> {
    let names: &[&'static str] = match kind {
        Kind::Cms => &[
            "algorithm-rsa2048-sha256.pdf",
            "algorithm-p256-sha256.pdf",
            "algorithm-ed25519-sha512.pdf",
            "algorithm-pss-sha256-salt-32.pdf",
            "level-b-t.pdf",
            "format-adbe.pkcs7.detached.pdf",
        ],
        Kind::Certificates | Kind::Crl => &["algorithm-rsa2048-sha256.pdf", "revoked-after-token.pdf"],
        Kind::Ocsp => &["no-revocation-data-token.pdf"],
    };
    names.iter().map(|name| World::new(name, kind == Kind::Ocsp)).collect()
}

impl World {
    fn new(name: &'static str, answered: bool) -> Self {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cross/matrix");
        let document = fs::read(folder.join("files").join(name)).unwrap();
        let mut trust: Vec<(String, Vec<u8>)> = fs::read_dir(folder.join("trust"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| {
                (
                    path.file_name().unwrap().to_str().unwrap().to_owned(),
                    fs::read(path).unwrap(),
                )
            })
            .collect();
        trust.sort();
        if answered {
            trust.push(("answer.ocsp".to_owned(), fs::read(folder.join("answer.ocsp")).unwrap()));
        }
        let start = memchr::memmem::find(&document, b"/Contents <").unwrap() + 11;
        let end = start + document[start..].iter().position(|byte| *byte == b'>').unwrap();
        let mut cms: Vec<u8> = document[start..end]
            .chunks_exact(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect();
        // SignedData below ContentInfo and [0].
        let whole = element(&cms, 0);
        cms.truncate(whole.end);
        let data = members(&cms, &members(&cms, &members(&cms, &whole)[1])[0]);
        // The signer's names this CA as its issuer, its own as subject; the others that come along take no part.
        let mut certificates = members(&cms, &data[3]);
        certificates.retain(|part| memchr::memmem::find(&cms[part.clone()], b"CA co CRL").is_some());
        let info = members(&cms, &members(&cms, data.last().unwrap())[0]);
        let mut world = Self {
            validator: validator(trust.clone()),
            document,
            name,
            trust,
            hole: start..end,
            signed: vec![content(&cms, &info[3]), content(&cms, &info[5])],
            certificates,
            cms,
        };
        let itself = Mutant {
            document: world.document.clone(),
            trust: None,
            protected: false,
        };
        assert!(world.vouches(&itself), "{name} itself must pass");
        world
    }

    /// Measures a mutant; tells whether it is vouched for. Those with the evidence of the world share one validator, so
    /// that nothing of a mutant may stay in its cache.
    pub(crate) fn vouches(&mut self, mutant: &Mutant) -> bool {
        let (name, budget) = (self.name, Budget::default());
        let facts = match mutant.trust.clone().map(validator) {
            Some(mut own) => extract::measure_and_validate(&mutant.document, name, &budget, &mut own),
            None => extract::measure_and_validate(&mutant.document, name, &budget, &mut self.validator),
        };
        passed(&facts)
    }

    pub(crate) fn mutate(&self, kind: Kind, seed: &mut Seed) -> Mutant {
        let mut mutant = Mutant {
            document: self.document.clone(),
            trust: None,
            protected: true,
        };
        match kind {
            Kind::Cms | Kind::Certificates => {
                let own: &[Range<usize>] = if kind == Kind::Cms {
                    &self.signed
                } else {
                    &self.certificates
                };
                let root = kind == Kind::Certificates && seed.below(4) == 0;
                if root {
                    mutant.trust = Some(self.evidence("root.cer", seed));
                    return mutant;
                }
                let mut cms = self.cms.clone();
                // Half of them may hit anything: those must not panic, whatever they are worth.
                mutant.protected = seed.below(2) == 0;
                if mutant.protected {
                    let part = own[seed.below(own.len())].clone();
                    let at = part.start + seed.below(part.len());
                    cms[at] ^= 1 << seed.below(8);
                } else {
                    damage(&mut cms, seed);
                }
                self.write(&mut mutant.document, &cms);
            }
            Kind::Crl => {
                let list = if seed.below(2) == 0 { "ca.crl" } else { "root.crl" };
                mutant.trust = Some(self.evidence(list, seed));
            }
            Kind::Ocsp => mutant.trust = Some(self.evidence("answer.ocsp", seed)),
        }
        mutant
    }

    /// The evidence of the world with this file of it damaged.
    fn evidence(&self, name: &str, seed: &mut Seed) -> Vec<(String, Vec<u8>)> {
        let mut trust = self.trust.clone();
        let (_, bytes) = trust.iter_mut().find(|(file, _)| file == name).unwrap();
        let whole = bytes.clone();
        while *bytes == whole {
            damage(bytes, seed);
        }
        trust
    }

    fn write(&self, document: &mut [u8], cms: &[u8]) {
        let hole = &mut document[self.hole.clone()];
        hole.fill(b'0');
        for (digits, byte) in hole.chunks_exact_mut(2).zip(cms) {
            digits.copy_from_slice(format!("{byte:02x}").as_bytes());
        }
    }
}

fn validator(trust: Vec<(String, Vec<u8>)>) -> Validator {
    let as_of = Moment::parse("2026-06-01T00:00:00Z").unwrap();
    Validator::new(trust, as_of).0
}

fn passed(facts: &DocumentFacts) -> bool {
    facts
        .signatures
        .iter()
        .any(|signature| signature.indication == Indication::TotalPassed)
}

/// One of: a bit, an octet, octets gone, octets put in, the end cut off, a piece doubled.
fn damage(bytes: &mut Vec<u8>, seed: &mut Seed) {
    let at = seed.below(bytes.len());
    let some = 1 + seed.below(8);
    match seed.below(8) {
        0..=2 => bytes[at] ^= 1 << seed.below(8),
        3 => bytes[at] = seed.next().to_le_bytes()[0],
        4 => drop(bytes.drain(at..(at + some).min(bytes.len()))),
        5 => {
            let added = seed.next().to_le_bytes();
            bytes.splice(at..at, added[..some].iter().copied());
        }
        6 => bytes.truncate(at),
        _ => {
            let piece = bytes[at..(at + some * 16).min(bytes.len())].to_vec();
            bytes.splice(at..at, piece);
        }
    }
}

/// The element that begins here; the matrix is DER.
fn element(der: &[u8], at: usize) -> Range<usize> {
    let content = content(der, &(at..der.len()));
    at..content.end
}

/// What is inside of an element.
fn content(der: &[u8], of: &Range<usize>) -> Range<usize> {
    let first = usize::from(der[of.start + 1]);
    let (size, length) = match first.checked_sub(0x80) {
        None => (2, first),
        Some(octets) => {
            let number = &der[of.start + 2..of.start + 2 + octets];
            let length = number
                .iter()
                .fold(0, |length, octet| length * 256 + usize::from(*octet));
            (2 + octets, length)
        }
    };
    of.start + size..of.start + size + length
}

fn members(der: &[u8], of: &Range<usize>) -> Vec<Range<usize>> {
    let inside = content(der, of);
    let mut found = Vec::new();
    let mut at = inside.start;
    while at < inside.end {
        let one = element(der, at);
        at = one.end;
        found.push(one);
    }
    found
}
