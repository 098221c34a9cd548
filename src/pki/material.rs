//! What a document brings along to validate its own signatures: certificates, CRLs and OCSP responses from its CMS
//! structures and its document security store (ISO 32000-2, 12.8.4.3).
//!
//! None of it is trusted: it only counts where a signature below a trust anchor says so.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    asn1::{Element, Reader, tag},
    ber::{Limits, normalize},
    cache::PathCache,
    cms::{SignedData, SignerInfo},
    crl::Crl,
    digest::sha256,
    extension::usage,
    ocsp::OcspResponse,
    oid,
    trust::TrustStore,
    x509::{Id, X509},
};
use crate::budget::Budget;

/// Where a document keeps such things, as bytes.
#[derive(Debug, Clone, Copy, Default)]
pub struct MaterialSources<'a> {
    /// The decoded /Contents of every signature and document timestamp, padding included.
    pub contents: &'a [&'a [u8]],
    /// Streams of /Certs in DSS and VRI, and the certificates of /Cert.
    pub certificates: &'a [&'a [u8]],
    /// Streams of /CRLs and /CRL.
    pub crls: &'a [&'a [u8]],
    /// Streams of /OCSPs and /OCSP.
    pub ocsps: &'a [&'a [u8]],
}

/// The same, read. Made once for a document and used for all its signatures.
#[derive(Debug, Default)]
pub struct EmbeddedMaterial {
    /// Those that may issue something or sign evidence.
    certificates: BTreeMap<Id, Arc<X509>>,
    /// All that were found, also those that can only be targets.
    every: BTreeMap<Id, Arc<X509>>,
    crls: BTreeMap<Id, Arc<Crl>>,
    ocsps: BTreeMap<Id, Arc<OcspResponse>>,
    /// Digest of what may influence a path or its revocation.
    id: Id,
    notes: Vec<String>,
}

/// Certificates, CRLs and OCSP responses that are read of one document, each.
const MOST: usize = 2_000;

impl EmbeddedMaterial {
    /// Reads everything. What is not readable is noted and left out.
    pub fn read(sources: &MaterialSources<'_>, store: &TrustStore, cache: &mut PathCache, budget: &Budget) -> Self {
        let mut material = Self::default();
        let limits = Limits {
            depth: budget.depth,
            nodes: budget.asn1_nodes,
        };
        for contents in sources.contents {
            // What is wrong with a signature itself is said where it is examined.
            if let Ok(normalized) = normalize(contents, limits)
                && let Ok(data) = SignedData::from_content_info(&normalized.der)
            {
                material.signed_data(&data, true, cache);
            }
        }
        for der in sources.certificates {
            material.certificate(der, cache);
        }
        for der in sources.crls {
            material.crl(der);
        }
        for der in sources.ocsps {
            material.ocsp(der);
        }
        material.sift(store);
        material
    }

    fn signed_data(&mut self, data: &SignedData<'_>, outermost: bool, cache: &mut PathCache) {
        for element in data.certificates.iter().filter(|element| element.tag == tag::SEQUENCE) {
            self.certificate(element.raw, cache);
        }
        for element in &data.revocation {
            self.revocation_choice(element);
        }
        for info in &data.signer_infos {
            let Ok(info) = SignerInfo::from_element(info) else {
                continue;
            };
            if let Some(attributes) = &info.signed_attributes {
                for value in attributes.values(oid::REVOCATION_ARCHIVAL) {
                    self.archival(&value);
                }
            }
            let Ok(attributes) = &info.unsigned_attributes else {
                continue;
            };
            for value in attributes.values(oid::CERTIFICATE_VALUES) {
                for certificate in value.members().all().unwrap_or_default() {
                    self.certificate(certificate.raw, cache);
                }
            }
            for value in attributes.values(oid::REVOCATION_VALUES) {
                self.archival(&value);
            }
            if outermost {
                for token in attributes.values(oid::TIME_STAMP_TOKEN) {
                    if let Ok(data) = SignedData::from_content_info(token.raw) {
                        self.signed_data(&data, false, cache);
                    }
                }
            }
        }
    }

    /// RevocationInfoChoice (RFC 5652, 10.2.1), with OCSP responses as in RFC 5940.
    fn revocation_choice(&mut self, element: &Element<'_>) {
        if element.tag == tag::SEQUENCE {
            return self.crl(element.raw);
        }
        let mut members = element.members();
        if let (Ok(format), Ok(Some(info))) = (members.expect(tag::OID, "otherRevInfoFormat"), members.any())
            && (format.content == oid::OTHER_OCSP || format.content == oid::OCSP_BASIC)
        {
            self.ocsp(info.raw);
        }
    }

    /// adbe-revocationInfoArchival (ISO 32000-1, 12.8.3.3.2) and RevocationValues (EN 319 122-2, A.1.2.2): both hold
    /// CRLs under `[0]` and OCSP responses under `[1]`.
    fn archival(&mut self, value: &Element<'_>) {
        for list in value.members().all().unwrap_or_default() {
            let Ok(Some(sequence)) = Reader::new(list.content).any() else {
                continue;
            };
            for item in sequence.members().all().unwrap_or_default() {
                match list.tag {
                    0xa0 => self.crl(item.raw),
                    0xa1 => self.ocsp(item.raw),
                    _ => {}
                }
            }
        }
    }

    fn certificate(&mut self, der: &[u8], cache: &mut PathCache) {
        let id = sha256(der);
        if self.every.contains_key(&id) || self.full(self.every.len(), "certificates") {
            return;
        }
        match cache.certificate(id, der) {
            Ok(certificate) => {
                self.every.insert(id, certificate);
            }
            Err(error) => self.notes.push(format!("a certificate is not readable: {error}")),
        }
    }

    fn crl(&mut self, der: &[u8]) {
        let id = sha256(der);
        if self.crls.contains_key(&id) || self.full(self.crls.len(), "CRLs") {
            return;
        }
        match Crl::from_der(der) {
            Ok(crl) => {
                self.crls.insert(id, Arc::new(crl));
            }
            Err(error) => self.notes.push(format!("a CRL can't be used: {error}")),
        }
    }

    fn ocsp(&mut self, der: &[u8]) {
        let id = sha256(der);
        if self.ocsps.contains_key(&id) || self.full(self.ocsps.len(), "OCSP responses") {
            return;
        }
        match OcspResponse::from_der(der) {
            Ok(response) => {
                self.ocsps.insert(id, Arc::new(response));
            }
            Err(error) => self.notes.push(format!("an OCSP response can't be used: {error}")),
        }
    }

    fn full(&mut self, count: usize, what: &str) -> bool {
        if count >= MOST {
            let note = format!("more than {MOST} {what}; the rest is not read");
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
        count >= MOST
    }

    /// Keeps apart what may stand above another certificate or sign evidence. Most documents bring nothing of the
    /// kind that is not in the store, and then share what is cached.
    fn sift(&mut self, store: &TrustStore) {
        let issuers: Vec<&str> = self
            .every
            .values()
            .filter(|certificate| !certificate.self_issued())
            .map(|certificate| certificate.issuer.as_str())
            .collect();
        self.certificates = self
            .every
            .iter()
            .filter(|(id, certificate)| {
                let extensions = &certificate.extensions;
                let signs_crls = extensions.key_usage.is_some_and(|bits| bits & usage::CRL_SIGN != 0);
                let useful = extensions.is_ca()
                    || signs_crls
                    || extensions.has_purpose(OCSP_SIGNING)
                    || issuers.contains(&certificate.subject.as_str());
                useful && !store.holds(id)
            })
            .map(|(id, certificate)| (*id, certificate.clone()))
            .collect();
        let ids: Vec<Id> = self
            .certificates
            .keys()
            .chain(self.crls.keys())
            .chain(self.ocsps.keys())
            .copied()
            .collect();
        if !ids.is_empty() {
            self.id = sha256(&ids.concat());
        }
    }

    /// What could not be read. English, for a technician.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    pub(crate) fn id(&self) -> Id {
        self.id
    }

    pub(crate) fn certificates(&self) -> impl Iterator<Item = &Arc<X509>> {
        self.certificates.values()
    }

    pub(crate) fn with_subject<'a>(&'a self, subject: &'a str) -> impl Iterator<Item = &'a Arc<X509>> {
        self.certificates
            .values()
            .filter(move |certificate| certificate.subject == subject)
    }

    /// Whether the document itself holds this certificate.
    pub(crate) fn holds(&self, certificate: &Id) -> bool {
        self.every.contains_key(certificate)
    }

    pub(crate) fn crls(&self) -> impl Iterator<Item = &Arc<Crl>> {
        self.crls.values()
    }

    pub(crate) fn ocsps(&self) -> impl Iterator<Item = &Arc<OcspResponse>> {
        self.ocsps.values()
    }
}

/// id-kp-OCSPSigning, 1.3.6.1.5.5.7.3.9.
pub(crate) const OCSP_SIGNING: u8 = 9;
/// id-kp-timeStamping, 1.3.6.1.5.5.7.3.8.
pub(crate) const TIME_STAMPING: u8 = 8;
