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
    trust: Vec<(String, Vec<u8>)>,
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
        let certificates = members(&cms, &data[3]);
        let info = members(&cms, &members(&cms, data.last().unwrap())[0]);
        let world = Self {
            document,
            name,
            trust,
            hole: start..end,
            signed: vec![content(&cms, &info[3]), content(&cms, &info[5])],
            certificates,
            cms,
        };
        let facts = world.measured(&world.document, world.trust.clone());
        assert!(passed(&facts), "{name} itself must pass: {facts:?}");
        world
    }

    /// Measures a document, with its own cache.
    fn measured(&self, document: &[u8], trust: Vec<(String, Vec<u8>)>) -> DocumentFacts {
        let as_of = Moment::parse("2026-06-01T00:00:00Z").unwrap();
        let (mut validator, _) = Validator::new(trust, as_of);
        extract::measure_and_validate(document, self.name, &Budget::default(), &mut validator)
    }

    /// Measures a mutant; tells whether it is vouched for.
    pub(crate) fn vouches(&self, mutant: &Mutant) -> bool {
        passed(&self.measured(&mutant.document, mutant.trust.clone()))
    }

    pub(crate) fn mutate(&self, kind: Kind, seed: &mut Seed) -> Mutant {
        let mut mutant = Mutant {
            document: self.document.clone(),
            trust: self.trust.clone(),
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
                    evidence(&mut mutant.trust, "root.cer", seed);
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
                evidence(&mut mutant.trust, list, seed);
            }
            Kind::Ocsp => evidence(&mut mutant.trust, "answer.ocsp", seed),
        }
        mutant
    }

    fn write(&self, document: &mut [u8], cms: &[u8]) {
        let hole = &mut document[self.hole.clone()];
        hole.fill(b'0');
        for (digits, byte) in hole.chunks_exact_mut(2).zip(cms) {
            digits.copy_from_slice(format!("{byte:02x}").as_bytes());
        }
    }
}

fn passed(facts: &DocumentFacts) -> bool {
    facts
        .signatures
        .iter()
        .any(|signature| signature.indication == Indication::TotalPassed)
}

fn evidence(trust: &mut [(String, Vec<u8>)], name: &str, seed: &mut Seed) {
    let (_, bytes) = trust.iter_mut().find(|(file, _)| file == name).unwrap();
    let whole = bytes.clone();
    while *bytes == whole {
        damage(bytes, seed);
    }
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
