//! The trust store: anchors, intermediates, CRLs and OCSP responses that the user brings.
//!
//! Names prove nothing: a self-signed certificate is official or public only when its fingerprint is one of those
//! pinned here.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{
    ber::{Limits, normalize},
    cms::SignedData,
    crl::Crl,
    digest::{hex, sha256},
    ocsp::OcspResponse,
    x509::{Id, X509},
};
use crate::facts::Moment;

/// Who stands behind a trust anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AnchorScheme {
    /// Ban Cơ yếu Chính phủ: chữ ký số chuyên dùng công vụ.
    Official,
    /// Root of the public certification authorities of Việt Nam.
    Public,
    /// Any other self-signed certificate that the user trusts.
    Local,
}

impl AnchorScheme {
    /// The code used in JSON and tables.
    pub fn code(self) -> &'static str {
        match self {
            Self::Official => "official",
            Self::Public => "public",
            Self::Local => "local",
        }
    }
}

/// SHA-256 fingerprints of the roots that are known to the program.
const PINNED: &[(&str, AnchorScheme)] = &[
    // Co quan chung thuc so chuyen dung Chinh phu (RootCA), "G1", 2010 to 2030.
    (
        "f7bc89054cec7f12730d7b8cd3eb7955b163835087e5eb873edfb584763b3f90",
        AnchorScheme::Official,
    ),
    // RootCA chuyên dùng Chính phủ G2, 2018 to 2048.
    (
        "f04ba4b459a7c9a1b971ad9b1cb833e695a80c79aea63b174b66a70edfe2fdb8",
        AnchorScheme::Official,
    ),
    // MIC National Root CA, 2008 to 2040.
    (
        "ca918d635bb130bec97639e6aabf7edbc4eb1310f8058b9419f467ae0230ad8c",
        AnchorScheme::Public,
    ),
    // Vietnam National Root CA.
    (
        "bac8bf609ab420a8ee1780d74f4de5c7f7184959d2a7375b0a75e4c29f0908e7",
        AnchorScheme::Public,
    ),
];

/// What one entry of the store is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrustKind {
    /// A trust anchor.
    Anchor(AnchorScheme),
    /// The certificate of an authority that is no anchor.
    Intermediate,
    /// The certificate of a server or a person: it helps nobody but itself.
    EndEntity,
    /// A complete CRL with so many entries.
    Crl {
        /// Certificates listed.
        entries: usize,
    },
    /// A delta CRL with so many entries.
    DeltaCrl {
        /// Certificates listed.
        entries: usize,
    },
    /// An OCSP response.
    Ocsp,
}

/// One thing that was read, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustEntry {
    /// The file it came from, as named by the caller.
    pub file: String,
    /// What it is.
    pub kind: TrustKind,
    /// Common name of the subject; of a CRL or an OCSP response, of its issuer.
    pub name: String,
    /// Common name of the issuer of a certificate; the same as `name` for everything else.
    pub issuer: String,
    /// SHA-256 of the DER, lower-case hexadecimal.
    pub sha256: String,
    /// notBefore, thisUpdate or producedAt.
    pub from: Moment,
    /// notAfter or nextUpdate.
    pub until: Option<Moment>,
}

impl TrustEntry {
    fn of(file: &str, item: &Item) -> Option<Self> {
        Some(match item {
            Item::Certificate(certificate) => {
                let scheme = self_signed(certificate).then(|| scheme(&certificate.certificate.sha256));
                Self {
                    file: file.to_owned(),
                    kind: match scheme {
                        Some(scheme) => TrustKind::Anchor(scheme),
                        None if certificate.extensions.is_ca() => TrustKind::Intermediate,
                        None => TrustKind::EndEntity,
                    },
                    name: certificate.label(),
                    issuer: certificate.issuer_label(),
                    sha256: certificate.certificate.sha256.clone(),
                    from: certificate.certificate.not_before,
                    until: Some(certificate.certificate.not_after),
                }
            }
            Item::Crl(crl) => {
                let entries = crl.len();
                Self {
                    file: file.to_owned(),
                    kind: if crl.base.is_some() {
                        TrustKind::DeltaCrl { entries }
                    } else {
                        TrustKind::Crl { entries }
                    },
                    name: crl.issuer_label.clone(),
                    issuer: crl.issuer_label.clone(),
                    sha256: hex(&crl.id),
                    from: Moment::utc(crl.this_update),
                    until: crl.next_update.map(Moment::utc),
                }
            }
            Item::Ocsp(response) => Self {
                file: file.to_owned(),
                kind: TrustKind::Ocsp,
                name: response.responder_label(),
                issuer: response.responder_label(),
                sha256: hex(&response.id),
                from: Moment::utc(response.produced_at),
                until: response
                    .answers
                    .iter()
                    .filter_map(|answer| answer.next_update)
                    .min()
                    .map(Moment::utc),
            },
            // Taken apart by the caller.
            Item::Bundle(_) => return None,
        })
    }
}

/// One certificate, CRL or OCSP response of a file that somebody offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustItem {
    /// What it is.
    pub entry: TrustEntry,
    /// Its DER.
    pub der: Vec<u8>,
}

impl TrustItem {
    /// Everything that a file holds, as [`TrustStore::load`] would read it.
    ///
    /// # Errors
    /// When part of it is of no use, or there is nothing in it: English, for a technician.
    pub fn read(file: &str, bytes: Vec<u8>) -> Result<Vec<Self>, String> {
        let mut items = Vec::new();
        for part in parts(bytes) {
            let (der, item) = part?;
            if let Some(entry) = TrustEntry::of(file, &item) {
                items.push(Self { entry, der });
            }
        }
        if items.is_empty() {
            return Err("nothing is in it".to_owned());
        }
        Ok(items)
    }
}

/// A file, or part of one, that is of no use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustProblem {
    /// The file, as named by the caller.
    pub file: String,
    /// English, for a technician.
    pub detail: String,
}

/// Everything that the user trusts or offers as evidence.
#[derive(Debug, Default)]
pub struct TrustStore {
    /// Sorted by fingerprint, so that nothing depends on the order of files.
    certificates: BTreeMap<Id, Arc<X509>>,
    by_subject: HashMap<String, Vec<Arc<X509>>>,
    anchors: HashMap<Id, AnchorScheme>,
    /// By issuer.
    crls: BTreeMap<String, Vec<Arc<Crl>>>,
    ocsps: BTreeMap<Id, Arc<OcspResponse>>,
    entries: Vec<TrustEntry>,
    digest: Id,
}

/// Any of the things that a file may hold.
enum Item {
    Certificate(Box<X509>),
    Crl(Box<Crl>),
    Ocsp(Box<OcspResponse>),
    Bundle(Vec<Vec<u8>>),
}

impl TrustStore {
    /// Reads files, named for messages: certificates, CRLs, OCSP responses and PKCS #7 bundles, in DER or PEM.
    ///
    /// What can't be used is reported and left out. The result does not depend on the order of files.
    pub fn load(files: Vec<(String, Vec<u8>)>) -> (Self, Vec<TrustProblem>) {
        let mut store = Self::default();
        let mut problems = Vec::new();
        let mut ids: Vec<Id> = Vec::new();
        for (file, bytes) in files {
            for part in parts(bytes) {
                match part {
                    Ok((der, item)) => {
                        ids.push(sha256(&der));
                        store.add(&file, item);
                    }
                    Err(detail) => problems.push(TrustProblem {
                        file: file.clone(),
                        detail,
                    }),
                }
            }
        }
        for crls in store.crls.values_mut() {
            crls.sort_by_key(|crl| crl.id);
            crls.dedup_by_key(|crl| crl.id);
        }
        for certificate in store.certificates.values() {
            store
                .by_subject
                .entry(certificate.subject.clone())
                .or_default()
                .push(certificate.clone());
        }
        store
            .entries
            .sort_by(|one, other| (&one.file, &one.sha256).cmp(&(&other.file, &other.sha256)));
        problems.sort_by(|one, other| (&one.file, &one.detail).cmp(&(&other.file, &other.detail)));
        ids.sort_unstable();
        ids.dedup();
        store.digest = sha256(&ids.concat());
        (store, problems)
    }

    fn add(&mut self, file: &str, item: Item) {
        let entry = TrustEntry::of(file, &item);
        match item {
            Item::Certificate(certificate) => {
                if let Some(TrustKind::Anchor(scheme)) = entry.as_ref().map(|entry| &entry.kind) {
                    self.anchors.insert(certificate.id, *scheme);
                }
                self.certificates.insert(certificate.id, Arc::new(*certificate));
            }
            Item::Crl(crl) => self.crls.entry(crl.issuer.clone()).or_default().push(Arc::new(*crl)),
            Item::Ocsp(response) => {
                self.ocsps.insert(response.id, Arc::new(*response));
            }
            Item::Bundle(_) => {}
        }
        self.entries.extend(entry);
    }

    /// What was read, by file and fingerprint.
    pub fn entries(&self) -> &[TrustEntry] {
        &self.entries
    }

    /// SHA-256 over the fingerprints of everything in the store, lower-case hexadecimal.
    pub fn digest(&self) -> String {
        hex(&self.digest)
    }

    pub(crate) fn id(&self) -> Id {
        self.digest
    }

    pub(crate) fn certificates(&self) -> impl Iterator<Item = &Arc<X509>> {
        self.certificates.values()
    }

    pub(crate) fn with_subject(&self, subject: &str) -> &[Arc<X509>] {
        self.by_subject.get(subject).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn holds(&self, certificate: &Id) -> bool {
        self.certificates.contains_key(certificate)
    }

    pub(crate) fn scheme(&self, certificate: &Id) -> Option<AnchorScheme> {
        self.anchors.get(certificate).copied()
    }

    pub(crate) fn crls(&self, issuer: &str) -> &[Arc<Crl>] {
        self.crls.get(issuer).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn ocsps(&self) -> impl Iterator<Item = &Arc<OcspResponse>> {
        self.ocsps.values()
    }
}

/// What is in a file, one after the other: the blocks of a PEM file, and at the end what bundles hold. A bundle holds no
/// bundle.
fn parts(bytes: Vec<u8>) -> Vec<Result<(Vec<u8>, Item), String>> {
    let mut ders = match pem(&bytes) {
        None => vec![bytes],
        Some(Ok(ders)) => ders,
        Some(Err(detail)) => return vec![Err(detail)],
    };
    let mut found = Vec::new();
    let mut next = 0;
    while let Some(der) = ders.get(next).cloned() {
        next = next.saturating_add(1);
        match item(&der) {
            Ok(Item::Bundle(inner)) => ders.extend(inner),
            Ok(item) => found.push(Ok((der, item))),
            Err(detail) => found.push(Err(detail)),
        }
    }
    found
}

fn scheme(sha256: &str) -> AnchorScheme {
    PINNED
        .iter()
        .find(|(pinned, _)| *pinned == sha256)
        .map_or(AnchorScheme::Local, |(_, scheme)| *scheme)
}

/// Signed with its own key, not merely issued under its own name.
fn self_signed(certificate: &X509) -> bool {
    certificate.self_issued() && certificate.signed.verify(&certificate.key) == Ok(true)
}

fn item(der: &[u8]) -> Result<Item, String> {
    let certificate = match X509::from_der(der) {
        Ok(certificate) => return Ok(Item::Certificate(Box::new(certificate))),
        Err(error) => error,
    };
    let crl = match Crl::from_der(der) {
        Ok(crl) => return Ok(Item::Crl(Box::new(crl))),
        Err(error) => error,
    };
    let ocsp = match OcspResponse::from_der(der) {
        Ok(response) => return Ok(Item::Ocsp(Box::new(response))),
        Err(error) => error,
    };
    if let Some(bundle) = bundle(der) {
        return Ok(Item::Bundle(bundle));
    }
    Err(format!(
        "no certificate ({certificate}), no CRL ({crl}), no OCSP response ({ocsp})"
    ))
}

/// Certificates and CRLs of a SignedData, which is how authorities publish several at once.
fn bundle(der: &[u8]) -> Option<Vec<Vec<u8>>> {
    let limits = Limits {
        depth: 64,
        nodes: 2_000_000,
    };
    let normalized = normalize(der, limits).ok()?;
    let data = SignedData::from_content_info(&normalized.der).ok()?;
    let members = data.certificates.iter().chain(&data.revocation);
    Some(members.map(|element| element.raw.to_vec()).collect())
}

/// The blocks of a PEM file (RFC 7468); `None` when it is none.
fn pem(bytes: &[u8]) -> Option<Result<Vec<Vec<u8>>, String>> {
    let text = std::str::from_utf8(bytes).ok()?;
    if !text.contains("-----BEGIN ") {
        return None;
    }
    let mut blocks = Vec::new();
    let mut open: Option<String> = None;
    for line in text.lines().map(str::trim) {
        if line.starts_with("-----BEGIN ") {
            open = Some(String::new());
        } else if line.starts_with("-----END ") {
            let Some(body) = open.take() else {
                return Some(Err("PEM block that ends and did not begin".to_owned()));
            };
            match STANDARD.decode(body) {
                Ok(der) => blocks.push(der),
                Err(error) => return Some(Err(format!("PEM: {error}"))),
            }
        } else if let Some(body) = &mut open {
            body.push_str(line);
        }
    }
    if open.is_some() {
        return Some(Err("PEM block without an end".to_owned()));
    }
    Some(Ok(blocks))
}
