//! What the forge knows of a document because it made it, in the words of the facts.

use kysoat::facts::{
    Coverage, DocumentFacts, DocumentKind, FaultKind, Integrity, Measured, ModificationLevel, Moment, PdfVersion,
    SignatureFacts, SignerKind,
};
use serde::Serialize;

/// A document that was made, with what is known of it.
#[derive(Debug, Clone)]
pub struct Forged {
    /// Path below the folder of samples, `/` between its parts.
    pub path: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// What a correct reader must say of it.
    pub expected: Expected,
}

/// Facts of the file as the forge knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Expected {
    /// Kind of file.
    pub kind: DocumentKind,
    /// The fault that a reader must report, if any.
    pub fault: Option<FaultKind>,
    /// PDF version; `None` for what is no PDF.
    pub version: Option<PdfVersion>,
    /// Number of pages; `None` for what is no PDF.
    pub pages: Option<u32>,
    /// Number of revisions; `None` for what is no PDF.
    pub revisions: Option<u32>,
    /// Bytes behind the revision of the last live signature; `None` without such a signature.
    pub bytes_after_last_signature: Option<u64>,
    /// One for each signature dictionary, by its offset.
    pub signatures: Vec<ExpectedSignature>,
}

/// Facts of one signature dictionary as the forge knows them. Times are RFC 3339.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExpectedSignature {
    /// Object number of the dictionary.
    pub object: u32,
    /// Name of the form field.
    pub field: String,
    /// Page of its widget, from 1.
    pub page: u32,
    /// Whether a form field leads to it.
    pub reachable: bool,
    /// /ByteRange as written.
    pub byte_range: [usize; 4],
    /// Whether it signs anything.
    pub live: bool,
    /// Digest and signature value.
    pub integrity: Integrity,
    /// What the ByteRange covers.
    pub coverage: Coverage,
    /// What was done after its revision; `None` when it covers none.
    pub modification: Option<ModificationLevel>,
    /// /SubFilter.
    pub sub_filter: &'static str,
    /// Common name of the signer.
    pub signer: &'static str,
    /// Common name of the issuer.
    pub issuer: &'static str,
    /// Serial number, lower-case hexadecimal without leading zeros.
    pub serial: String,
    /// Whom the certificate names.
    pub kind: SignerKind,
    /// Size of the signer's key, bits.
    pub key_bits: usize,
    /// /M.
    pub claimed_time: String,
    /// The signingTime attribute, as the instant that it says (not the one that was meant).
    pub signing_time_attribute: Option<String>,
    /// genTime of the token.
    pub gen_time: Option<String>,
    /// Digest of the token's imprint.
    pub imprint_algorithm: Option<&'static str>,
}

impl Expected {
    /// Where measured facts say something else; empty when they agree. One line a difference.
    pub fn differences(&self, facts: &DocumentFacts) -> Vec<String> {
        let mut list = Differences::default();
        list.compare("kind", &self.kind, &facts.kind);
        let faults: Vec<FaultKind> = facts.faults.iter().map(|fault| fault.kind).collect();
        list.compare("faults", &self.fault.into_iter().collect::<Vec<_>>(), &faults);
        list.compare("version", &self.version.as_ref(), &facts.file.version.known());
        list.compare("pages", &self.pages.as_ref(), &facts.file.pages.known());
        list.compare("revisions", &self.revisions.as_ref(), &facts.file.revisions.known());
        list.compare(
            "bytes after the last signature",
            &self.bytes_after_last_signature.as_ref(),
            &facts.file.bytes_after_last_signature.known(),
        );
        list.compare("number of signatures", &self.signatures.len(), &facts.signatures.len());
        for (index, (expected, facts)) in self.signatures.iter().zip(&facts.signatures).enumerate() {
            list.place = format!("signature {}: ", index + 1);
            expected.compare(facts, &mut list);
        }
        list.lines
    }
}

impl ExpectedSignature {
    fn compare(&self, facts: &SignatureFacts, list: &mut Differences) {
        list.compare("object", &Some((self.object, 0)), &facts.object);
        // What no field leads to has no name and no page.
        list.compare("field", &self.reachable.then_some(&self.field), &facts.field.as_ref());
        list.compare("page", &self.reachable.then_some(self.page), &facts.page);
        list.compare("reachable", &Some(&self.reachable), &facts.reachable.known());
        let range = self.byte_range.map(|number| i64::try_from(number).unwrap()).to_vec();
        list.compare("byte range", &Some(&range), &facts.byte_range.known());
        list.compare("live", &Some(&self.live), &facts.live.known());
        list.compare("integrity", &self.integrity, &facts.integrity);
        list.compare("coverage", &Some(&self.coverage), &facts.coverage.known());
        list.compare(
            "sub filter",
            &Some(self.sub_filter),
            &facts.sub_filter.known().map(String::as_str),
        );
        let bits = u32::try_from(self.key_bits).unwrap();
        list.compare("key bits", &Some(&bits), &facts.key_bits.known());
        // What has not been measured yet is no difference; what was measured must be right.
        if facts.modification.cause().is_none() {
            list.compare("modification", &self.modification.as_ref(), &facts.modification.known());
        }
        let time = |moment: Option<&Moment>| moment.map(ToString::to_string);
        list.compare(
            "claimed time",
            &Some(&self.claimed_time),
            &time(facts.claimed_time.known()).as_ref(),
        );
        list.compare(
            "signingTime",
            &self.signing_time_attribute,
            &time(facts.signing_time_attribute.known()),
        );
        let token = facts.timestamp.known();
        list.compare(
            "genTime",
            &self.gen_time,
            &token.map(|token| token.gen_time.to_string()),
        );
        let imprint = token.map(|token| token.imprint_algorithm.as_str());
        list.compare("imprint", &self.imprint_algorithm, &imprint);
        let matches = token.map(|token| token.imprint_matches == Measured::Known(true));
        list.compare("imprint matches", &self.gen_time.as_ref().map(|_| true), &matches);
        let Some(signer) = facts.signer.known() else {
            list.compare("signer", &Some(self.signer), &None);
            return;
        };
        list.compare("signer", &Some(self.signer), &signer.common_name.as_deref());
        list.compare("issuer", &self.issuer, &signer.issuer.as_str());
        list.compare("serial", &self.serial, &signer.serial);
        list.compare("kind of signer", &self.kind, &signer.kind);
    }
}

#[derive(Default)]
struct Differences {
    place: String,
    lines: Vec<String>,
}

impl Differences {
    fn compare<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, expected: &T, found: &T) {
        if expected != found {
            let place = &self.place;
            self.lines
                .push(format!("{place}{what}: expected {expected:?}, found {found:?}"));
        }
    }
}
