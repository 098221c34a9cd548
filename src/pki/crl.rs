//! Certificate revocation lists (RFC 5280, 5), read once into an index.
//!
//! Lists grow to tens of thousands of entries, so only where an entry lies is kept, sorted by serial number; date and
//! reason are read when one is asked for.

use std::{collections::BTreeSet, ops::Range, sync::Arc};

use jiff::Timestamp;

use super::{
    asn1::{Asn1Error, Element, Reader, magnitude, shortest, single, tag},
    digest::sha256,
    extension::{ALL_REASONS, Extension, extensions},
    general_name::{DistributionPointName, GeneralName, general_names, named_bits},
    name::Name,
    oid,
    time::moment,
    x509::{Id, Signed, X509, range_of},
};

/// A list, complete or delta.
#[derive(Debug)]
pub(crate) struct Crl {
    /// SHA-256 of the DER.
    pub(crate) id: Id,
    /// [`Name::canonical`] of who issued it.
    pub(crate) issuer: String,
    /// The same for people.
    pub(crate) issuer_label: String,
    pub(crate) this_update: Timestamp,
    /// RFC 5280 requires it, and lists without it exist.
    pub(crate) next_update: Option<Timestamp>,
    /// cRLNumber, octets without leading zeros.
    pub(crate) number: Option<Vec<u8>>,
    /// BaseCRLNumber of a delta.
    pub(crate) base: Option<Vec<u8>>,
    pub(crate) authority_key: Option<Vec<u8>>,
    pub(crate) scope: Scope,
    /// expiredCertsOnCRL (X.509, 8.5.2.12): certificates that expired since then are still listed.
    pub(crate) keeps_expired_since: Option<Timestamp>,
    pub(crate) signed: Signed,
    /// Names in certificateIssuer extensions; the first is the issuer of the list.
    issuers: Vec<String>,
    /// Sorted by issuer and serial number.
    entries: Vec<Entry>,
}

/// issuingDistributionPoint (RFC 5280, 5.2.5); the default covers everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Scope {
    pub(crate) name: Option<DistributionPointName>,
    pub(crate) only_users: bool,
    pub(crate) only_authorities: bool,
    pub(crate) only_attributes: bool,
    pub(crate) reasons: Option<u16>,
    pub(crate) indirect: bool,
}

#[derive(Debug, Clone)]
struct Entry {
    /// Index into `issuers`.
    issuer: usize,
    serial: Range<usize>,
    whole: Range<usize>,
}

/// What an entry says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Revocation {
    pub(crate) at: Timestamp,
    /// CRLReason (RFC 5280, 5.3.1); without one 0, unspecified.
    pub(crate) reason: u8,
    /// invalidityDate (5.3.2): since when the key is thought to be compromised.
    pub(crate) invalid_since: Option<Timestamp>,
}

/// CRLReason values that decide something.
pub(crate) mod reason {
    pub(crate) const UNSPECIFIED: u8 = 0;
    pub(crate) const AFFILIATION_CHANGED: u8 = 3;
    pub(crate) const SUPERSEDED: u8 = 4;
    pub(crate) const CESSATION: u8 = 5;
    pub(crate) const HOLD: u8 = 6;
    pub(crate) const REMOVE_FROM_CRL: u8 = 8;
}

fn instant(element: &Element<'_>) -> Result<Timestamp, Asn1Error> {
    moment(element)
        .map(|moment| moment.instant())
        .ok_or(Asn1Error::Value("a time that is none"))
}

impl Crl {
    /// Reads a DER CertificateList.
    ///
    /// # Errors
    /// It is none, or has a critical extension that is not handled: then it must not be used (RFC 5280, 5.2).
    pub(crate) fn from_der(der: &[u8]) -> Result<Self, Asn1Error> {
        let der: Arc<[u8]> = Arc::from(der);
        let mut outer = single(&der, tag::SEQUENCE, "CertificateList")?.members();
        let tbs = outer.expect(tag::SEQUENCE, "TBSCertList")?;
        let mut members = tbs.members();
        members.optional(tag::INTEGER)?;
        let inner = members.expect(tag::SEQUENCE, "signature")?.raw;
        let issuer = Name::from_der(members.expect(tag::SEQUENCE, "issuer")?.raw)?;
        let this_update = instant(&members.any()?.ok_or(Asn1Error::Truncated)?)?;
        let next_update = match members.peek() {
            Some(tag::UTC_TIME | tag::GENERALIZED_TIME) => {
                Some(instant(&members.any()?.ok_or(Asn1Error::Truncated)?)?)
            }
            _ => None,
        };
        let revoked = members.optional(tag::SEQUENCE)?;
        let read = match members.optional(tag::context_constructed(0))? {
            Some(explicit) => {
                ListExtensions::read(single(explicit.content, tag::SEQUENCE, "crlExtensions")?.content)?
            }
            None => ListExtensions::default(),
        };
        members.end("TBSCertList")?;
        let signed = Signed::read(&der, &tbs, &mut outer, Some(inner))?;
        outer.end("CertificateList")?;
        let mut list = Self {
            id: sha256(&der),
            issuer_label: issuer.common_name().unwrap_or_else(|| issuer.to_rfc4514()),
            issuer: issuer.canonical(),
            this_update,
            next_update,
            number: read.number,
            base: read.base,
            authority_key: read.authority_key,
            scope: read.scope,
            keeps_expired_since: read.keeps_expired_since,
            issuers: vec![issuer.canonical()],
            entries: Vec::new(),
            signed,
        };
        if let Some(revoked) = revoked {
            list.index(&der, &revoked)?;
        }
        Ok(list)
    }

    fn index(&mut self, der: &[u8], revoked: &Element<'_>) -> Result<(), Asn1Error> {
        let mut issuer = 0;
        let mut reader = revoked.members();
        while let Some(entry) = reader.any()? {
            let mut members = entry.members();
            let serial = shortest(members.expect(tag::INTEGER, "userCertificate")?.content);
            members.any()?.ok_or(Asn1Error::Truncated)?;
            if let Some(list) = members.optional(tag::SEQUENCE)? {
                for extension in extensions(list.content)? {
                    match oid::child(extension.oid, oid::EXTENSION) {
                        Some(29) if !self.scope.indirect => {
                            return Err(Asn1Error::Value("certificateIssuer in a list that is not indirect"));
                        }
                        // Named once, it holds for the entries that follow (RFC 5280, 5.3.3).
                        Some(29) => issuer = self.issuer_number(&extension)?,
                        Some(21 | 23 | 24) => {}
                        _ if extension.critical => {
                            return Err(Asn1Error::Value("a critical extension of a CRL entry is not handled"));
                        }
                        _ => {}
                    }
                }
            }
            self.entries.push(Entry {
                issuer,
                serial: range_of(der, serial),
                whole: range_of(der, entry.raw),
            });
        }
        // Entries lie in the order of the list, and the sort keeps it among equals.
        self.entries.sort_by(|one, other| {
            (one.issuer, der.get(one.serial.clone())).cmp(&(other.issuer, der.get(other.serial.clone())))
        });
        Ok(())
    }

    fn issuer_number(&mut self, extension: &Extension<'_>) -> Result<usize, Asn1Error> {
        let names = general_names(single(extension.value, tag::SEQUENCE, "CertificateIssuer")?.content)?;
        let name = names
            .into_iter()
            .find_map(|name| match name {
                GeneralName::Directory(name) => Some(name),
                _ => None,
            })
            .ok_or(Asn1Error::Value("certificateIssuer without a directory name"))?;
        if let Some(known) = self.issuers.iter().position(|known| *known == name) {
            return Ok(known);
        }
        self.issuers.push(name);
        Ok(self.issuers.len().saturating_sub(1))
    }

    /// Entries.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// What the list says of the certificate with this number ([`shortest`]) of this issuer. Of several entries a
    /// final one counts, the earliest of them, then a hold.
    pub(crate) fn find(&self, issuer: &str, serial: &[u8]) -> Option<Revocation> {
        let number = self.issuers.iter().position(|known| known == issuer)?;
        let der = &self.signed.der;
        let place = |entry: &Entry| (entry.issuer, der.get(entry.serial.clone()).unwrap_or_default());
        let first = self.entries.partition_point(|entry| place(entry) < (number, serial));
        let entries = self.entries.get(first..)?;
        let stated = entries.iter().take_while(|entry| place(entry) == (number, serial));
        let read = |entry: &Entry| {
            self.read(entry).unwrap_or(Revocation {
                // The entry is there and its details are not readable: revoked, from when is not known.
                at: Timestamp::MIN,
                reason: reason::UNSPECIFIED,
                invalid_since: None,
            })
        };
        let weight = |revocation: &Revocation| match revocation.reason {
            reason::REMOVE_FROM_CRL => 2,
            reason::HOLD => 1,
            _ => 0,
        };
        stated
            .map(read)
            .min_by_key(|revocation| (weight(revocation), revocation.at))
    }

    fn read(&self, entry: &Entry) -> Option<Revocation> {
        let bytes = self.signed.der.get(entry.whole.clone())?;
        let mut members = single(bytes, tag::SEQUENCE, "entry").ok()?.members();
        members.expect(tag::INTEGER, "userCertificate").ok()?;
        let at = instant(&members.any().ok()??).ok()?;
        let mut revocation = Revocation {
            at,
            reason: reason::UNSPECIFIED,
            invalid_since: None,
        };
        if let Some(list) = members.optional(tag::SEQUENCE).ok()? {
            for extension in extensions(list.content).ok()? {
                match oid::child(extension.oid, oid::EXTENSION) {
                    Some(21) => {
                        // ENUMERATED.
                        revocation.reason = *single(extension.value, 0x0a, "CRLReason").ok()?.content.first()?;
                    }
                    Some(24) => {
                        let mut value = Reader::new(extension.value);
                        revocation.invalid_since = Some(instant(&value.any().ok()??).ok()?);
                    }
                    _ => {}
                }
            }
        }
        Some(revocation)
    }

    /// The reasons for which the list speaks of this certificate; 0 when it does not (RFC 5280, 6.3.3, (b) and (d)).
    pub(crate) fn covers(&self, certificate: &X509) -> u16 {
        let scope = &self.scope;
        let authority = certificate.extensions.is_ca();
        if scope.only_attributes || (scope.only_users && authority) || (scope.only_authorities && !authority) {
            return 0;
        }
        let mut reasons = 0;
        for point in &certificate.extensions.distribution_points {
            let named = point
                .crl_issuer
                .iter()
                .any(|name| matches!(name, GeneralName::Directory(name) if *name == self.issuer));
            let issuer_fits = if point.crl_issuer.is_empty() {
                self.issuer == certificate.issuer
            } else {
                named && scope.indirect
            };
            let offered = match &point.name {
                Some(name) => name.resolved(if named { &self.issuer } else { &certificate.issuer }),
                None => point.crl_issuer.clone(),
            };
            if issuer_fits && self.named(&offered) {
                reasons |= point.reasons.unwrap_or(ALL_REASONS);
            }
        }
        // "Any available CRLs not specified in a distribution point but issued by the certificate issuer."
        if self.issuer == certificate.issuer && self.named(&[GeneralName::Directory(certificate.issuer.clone())]) {
            reasons = ALL_REASONS;
        }
        reasons & scope.reasons.unwrap_or(ALL_REASONS) & ALL_REASONS
    }

    /// Whether the list is for one of these distribution points.
    fn named(&self, offered: &[GeneralName]) -> bool {
        self.scope
            .name
            .as_ref()
            .is_none_or(|name| name.resolved(&self.issuer).iter().any(|name| offered.contains(name)))
    }

    /// Whether this delta brings `complete` up to date (RFC 5280, 5.2.4 and 6.3.3, (c)).
    pub(crate) fn updates(&self, complete: &Self) -> bool {
        let (Some(base), Some(own), Some(number)) = (&self.base, &self.number, &complete.number) else {
            return false;
        };
        complete.base.is_none()
            && self.issuer == complete.issuer
            && self.scope == complete.scope
            && self.authority_key == complete.authority_key
            && not_above(base, number)
            && !not_above(own, number)
    }
}

/// Order of two numbers without leading zeros.
fn not_above(one: &[u8], other: &[u8]) -> bool {
    (one.len(), one) <= (other.len(), other)
}

#[derive(Default)]
struct ListExtensions {
    number: Option<Vec<u8>>,
    base: Option<Vec<u8>>,
    authority_key: Option<Vec<u8>>,
    scope: Scope,
    keeps_expired_since: Option<Timestamp>,
}

impl ListExtensions {
    fn read(content: &[u8]) -> Result<Self, Asn1Error> {
        let mut read = Self::default();
        let mut seen = BTreeSet::new();
        for extension in extensions(content)? {
            if !seen.insert(extension.oid) {
                return Err(Asn1Error::Value("an extension of a CRL is there twice"));
            }
            let number = |what| -> Result<Option<Vec<u8>>, Asn1Error> {
                Ok(Some(
                    magnitude(single(extension.value, tag::INTEGER, what)?.content).to_vec(),
                ))
            };
            match oid::child(extension.oid, oid::EXTENSION) {
                Some(20) => read.number = number("CRLNumber")?,
                Some(27) => read.base = number("BaseCRLNumber")?,
                Some(28) => read.scope = Scope::read(&extension)?,
                Some(35) => {
                    let mut members = single(extension.value, tag::SEQUENCE, "AuthorityKeyIdentifier")?.members();
                    read.authority_key = members.optional(tag::context(0))?.map(|key| key.content.to_vec());
                }
                Some(60) => {
                    let mut value = Reader::new(extension.value);
                    read.keeps_expired_since = Some(instant(&value.any()?.ok_or(Asn1Error::Truncated)?)?);
                }
                // issuerAltName, freshestCRL.
                Some(18 | 46) => {}
                _ if extension.critical => {
                    return Err(Asn1Error::Value("a critical extension of a CRL is not handled"));
                }
                _ => {}
            }
        }
        Ok(read)
    }
}

impl Scope {
    fn read(extension: &Extension<'_>) -> Result<Self, Asn1Error> {
        let mut members = single(extension.value, tag::SEQUENCE, "IssuingDistributionPoint")?.members();
        let mut scope = Self::default();
        if let Some(name) = members.optional(tag::context_constructed(0))? {
            scope.name = Some(DistributionPointName::from_content(name.content)?);
        }
        let set = |element: Option<Element<'_>>| element.is_some_and(|flag| flag.content != [0]);
        scope.only_users = set(members.optional(tag::context(1))?);
        scope.only_authorities = set(members.optional(tag::context(2))?);
        if let Some(reasons) = members.optional(tag::context(3))? {
            scope.reasons = Some(named_bits(reasons.content)?);
        }
        scope.indirect = set(members.optional(tag::context(4))?);
        scope.only_attributes = set(members.optional(tag::context(5))?);
        members.end("IssuingDistributionPoint")?;
        Ok(scope)
    }
}
