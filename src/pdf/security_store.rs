//! The document security store: certificates, CRLs and OCSP responses for validating the document's own signatures
//! (ISO 32000-2, 12.8.4.3; ETSI EN 319 142-1, 5.4.2).

use lopdf::{Dictionary, Document, Object};

use super::objects::{lookup, resolve};
use crate::budget::Budget;

/// What the store holds, decoded, in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct SecurityStore {
    /// Certificates.
    pub certificates: Vec<Vec<u8>>,
    /// CRLs.
    pub crls: Vec<Vec<u8>>,
    /// OCSP responses.
    pub ocsps: Vec<Vec<u8>>,
}

/// Streams that are read; what is beyond them only leaves more unknown.
const MOST: usize = 2_000;

pub(super) fn read(document: &Document, budget: &Budget) -> SecurityStore {
    let mut store = SecurityStore::default();
    let Some(Object::Dictionary(dss)) = document.catalog().ok().map(|catalog| lookup(document, catalog, b"DSS"))
    else {
        return store;
    };
    let mut left = Left {
        streams: MOST,
        bytes: budget.stream_bytes,
    };
    let mut take = |from: &Dictionary, keys: [&[u8]; 3]| {
        let SecurityStore {
            certificates,
            crls,
            ocsps,
        } = &mut store;
        for (key, into) in keys.into_iter().zip([certificates, crls, ocsps]) {
            left.streams_of(document, from, key, into);
        }
    };
    take(dss, [b"Certs", b"CRLs", b"OCSPs"]);
    if let Object::Dictionary(related) = lookup(document, dss, b"VRI") {
        for (_, entry) in related {
            if let Object::Dictionary(entry) = resolve(document, entry) {
                take(entry, [b"Cert", b"CRL", b"OCSP"]);
            }
        }
    }
    store
}

/// What may still be read.
struct Left {
    streams: usize,
    bytes: usize,
}

impl Left {
    fn streams_of(&mut self, document: &Document, from: &Dictionary, key: &[u8], into: &mut Vec<Vec<u8>>) {
        let Object::Array(items) = lookup(document, from, key) else {
            return;
        };
        for item in items {
            let (Object::Stream(stream), Some(streams)) = (resolve(document, item), self.streams.checked_sub(1))
            else {
                continue;
            };
            self.streams = streams;
            if let Ok(bytes) = stream.get_plain_content_with_limit(self.bytes) {
                self.bytes = self.bytes.saturating_sub(bytes.len());
                if !into.contains(&bytes) {
                    into.push(bytes);
                }
            }
        }
    }
}
