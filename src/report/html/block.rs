//! The data of a page: columns whose values stand once in a dictionary, as gzip in base64.
//!
//! The JSON is meant to be taken out and read by others too: `base64 -d | gunzip` gives it. A column is either a plain
//! list, or `{"values": [...], "rows": [...]}` where a row is the place of its value. `document` in signatures and
//! findings is a place in the columns of documents. Times are RFC 3339 at +07:00, codes those of the tables.

use std::{
    collections::BTreeMap,
    io::{BufWriter, Write},
};

use aws_lc_rs::digest::{Context as Digest, SHA256};
use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::{Compression, write::GzEncoder};
use serde::Serialize;

use super::super::{
    ReportError,
    clean::shown,
    content::{Content, PrintedFinding},
};
use super::gallery::{Gallery, Wall};
use crate::{
    dataset::{Closure, Figures, FindingFigures, FindingRow, SignatureRow, SignerCertificate, WholeDocument},
    facts::Moment,
    finding::Outcome,
};

/// Values in the order of their first appearance.
#[derive(Debug)]
struct Dictionary<T> {
    values: Vec<T>,
    places: BTreeMap<T, u32>,
}

impl<T> Default for Dictionary<T> {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            places: BTreeMap::new(),
        }
    }
}

impl<T: Ord + Clone> Dictionary<T> {
    fn place(&mut self, value: T) -> u32 {
        if let Some(place) = self.places.get(&value) {
            return *place;
        }
        let place = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        self.values.push(value.clone());
        self.places.insert(value, place);
        place
    }
}

impl<T: Serialize> Serialize for Dictionary<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.values.serialize(serializer)
    }
}

/// A column whose values repeat.
#[derive(Debug, Serialize)]
struct Column<T: Serialize> {
    values: Dictionary<T>,
    rows: Vec<u32>,
}

impl<T: Serialize> Default for Column<T> {
    fn default() -> Self {
        Self {
            values: Dictionary::default(),
            rows: Vec::new(),
        }
    }
}

impl<T: Ord + Clone + Serialize> Column<T> {
    fn push(&mut self, value: T) {
        let place = self.values.place(value);
        self.rows.push(place);
    }
}

type Texts = Column<String>;
type Optional = Column<Option<String>>;

/// Covered documents.
#[derive(Debug, Default, Serialize)]
struct Documents {
    /// In the manifest.
    number: Vec<i64>,
    path: Vec<String>,
    agency: Texts,
    sha256: Vec<Option<String>>,
    conclusion: Texts,
    because: Optional,
    /// Day in Vietnam; `null` when no time is known.
    day: Optional,
    kind: Texts,
    size: Vec<i64>,
    pages: Column<Option<i64>>,
    version: Optional,
    /// Codes with blanks between.
    faults: Texts,
    fault_detail: Texts,
    /// What was judged, in the order of rules: `C01.1` is rule C01 on the first signature, `F01` on the document.
    things: Texts,
    /// What came of it, one letter a thing.
    outcomes: Texts,
    /// Why, for each that was waived or does not apply, in the same order: places in `reasons`.
    why: Column<Vec<u32>>,
    reasons: Dictionary<String>,
}

/// Their signature dictionaries.
#[derive(Debug, Default, Serialize)]
struct Signatures {
    document: Vec<u32>,
    field: Optional,
    page: Column<Option<i64>>,
    role: Optional,
    sub_filter: Optional,
    integrity: Texts,
    coverage: Optional,
    modification: Optional,
    live: Column<Option<bool>>,
    indication: Texts,
    sub_indication: Optional,
    baseline: Optional,
    digest_algorithm: Optional,
    key_algorithm: Optional,
    key_bits: Column<Option<i64>>,
    certificate: Column<Option<Certificate>>,
    claimed_time: Vec<Option<String>>,
    timestamp: Vec<Option<String>>,
    tsa: Optional,
    best_signature_time: Vec<Option<String>>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Certificate {
    sha256: String,
    common_name: Option<String>,
    organization: Option<String>,
    issuer: Option<String>,
    serial: Option<String>,
    kind: String,
    not_before: Option<String>,
    not_after: Option<String>,
}

/// Findings that failed, warned or could not be told: the rows of findings.csv, in its order.
#[derive(Debug, Default, Serialize)]
struct Findings {
    document: Vec<u32>,
    rule: Texts,
    /// 0 for the document, else the number of the signature.
    subject: Vec<i64>,
    outcome: Texts,
    severity: Texts,
    message: Texts,
    basis: Texts,
    measured: Texts,
    because: Texts,
    /// Place in `pictures`.
    picture: Column<Option<u32>>,
}

/// The documents of one page with everything that is shown of them.
#[derive(Debug, Default, Serialize)]
pub(super) struct Block {
    documents: Documents,
    signatures: Signatures,
    findings: Findings,
    pictures: Wall,
}

/// The letters of [`Documents::outcomes`].
pub(super) const LETTERS: [(char, Outcome); 6] = [
    ('f', Outcome::Failed),
    ('w', Outcome::Warning),
    ('i', Outcome::Indeterminate),
    ('p', Outcome::Passed),
    ('v', Outcome::Waived),
    ('n', Outcome::NotApplicable),
];

fn clean(text: &str) -> String {
    shown(text).into_owned()
}

fn cleaned(text: Option<&String>) -> Option<String> {
    text.map(|text| clean(text))
}

fn written(moment: Option<Moment>) -> Option<String> {
    moment.map(|moment| moment.to_string())
}

impl Block {
    /// Adds a document with its signatures and findings.
    pub(super) fn push(
        &mut self,
        document: &WholeDocument,
        content: &Content,
        gallery: &Gallery<'_>,
    ) -> Result<(), ReportError> {
        let language = content.language;
        let place = u32::try_from(self.documents.number.len()).unwrap_or(u32::MAX);
        for signature in &document.signatures {
            self.signatures.push(place, signature);
        }
        let mut things = String::new();
        let mut outcomes = String::new();
        let mut why = Vec::new();
        for row in &document.findings {
            let Some((letter, outcome)) = LETTERS.iter().find(|(_, outcome)| outcome.code() == row.outcome) else {
                return Err(disagree("finding with an outcome that is not known", 1, 0));
            };
            if !things.is_empty() {
                things.push(' ');
            }
            things.push_str(&clean(&row.rule));
            if let Some(index) = row.subject {
                things.push('.');
                things.push_str(&index.saturating_add(1).to_string());
            }
            outcomes.push(*letter);
            if FindingFigures::OUTCOMES.contains(outcome) {
                let picture = self.pictures.place(row, gallery);
                self.findings.push(place, row, picture, content)?;
            } else if *outcome != Outcome::Passed {
                why.push(self.documents.reasons.place(clean(language.of(&row.message))));
            }
        }
        let of = &mut self.documents;
        let row = &document.row;
        of.number.push(row.document);
        of.path.push(clean(&row.path));
        of.agency.push(match &row.agency {
            Some(agency) => clean(agency),
            None => content.words.get("report", "unknown_agency")?.to_owned(),
        });
        of.sha256.push(row.sha256.clone());
        of.conclusion.push(row.conclusion.clone());
        of.because
            .push(row.because.as_ref().map(|because| clean(language.of(because))));
        of.day.push(row.date.map(|date| date.day_in_vietnam().to_string()));
        of.kind.push(document.kind.clone());
        of.size.push(document.size);
        of.pages.push(document.pages);
        of.version.push(cleaned(document.version.as_ref()));
        of.faults.push(document.faults.clone());
        of.fault_detail.push(clean(&document.fault_detail));
        of.things.push(things);
        of.outcomes.push(outcomes);
        of.why.push(why);
        Ok(())
    }

    /// Documents in it.
    pub(super) fn documents(&self) -> u64 {
        self.documents.number.len() as u64
    }

    /// Rows of the list of findings.
    pub(super) fn findings(&self) -> u64 {
        self.findings.document.len() as u64
    }

    /// Signatures in it.
    pub(super) fn signatures(&self) -> u64 {
        self.signatures.document.len() as u64
    }

    /// Refuses a block that has another number of rows than the figures tell.
    pub(super) fn agrees(&self, figures: &Figures) -> Result<(), ReportError> {
        for (name, left, right) in [
            ("documents of the page", self.documents(), figures.documents.covered),
            ("findings of the page", self.findings(), figures.findings.total()),
            ("signatures of the page", self.signatures(), figures.signatures.total),
        ] {
            if left != right {
                return Err(disagree(name, left, right));
            }
        }
        Ok(())
    }
}

/// Two numbers that should be the same.
pub(super) fn disagree(name: &str, left: u64, right: u64) -> ReportError {
    ReportError::Disagree(vec![Closure {
        name: name.to_owned(),
        holds: false,
        left,
        right,
    }])
}

impl Signatures {
    fn push(&mut self, document: u32, row: &SignatureRow) {
        self.document.push(document);
        self.field.push(cleaned(row.field.as_ref()));
        self.page.push(row.page);
        self.role.push(row.role.clone());
        self.sub_filter.push(cleaned(row.sub_filter.as_ref()));
        self.integrity.push(row.integrity.clone());
        self.coverage.push(row.coverage.clone());
        self.modification.push(row.modification.clone());
        self.live.push(row.live);
        self.indication.push(row.indication.clone());
        self.sub_indication.push(row.sub_indication.clone());
        self.baseline.push(row.baseline.clone());
        self.digest_algorithm.push(cleaned(row.digest_algorithm.as_ref()));
        self.key_algorithm.push(cleaned(row.key_algorithm.as_ref()));
        self.key_bits.push(row.key_bits);
        self.certificate.push(row.certificate.as_ref().map(Certificate::new));
        self.claimed_time.push(written(row.claimed_time));
        self.timestamp.push(written(row.timestamp));
        self.tsa.push(cleaned(row.tsa.as_ref()));
        self.best_signature_time.push(written(row.best_signature_time));
    }
}

impl Certificate {
    fn new(certificate: &SignerCertificate) -> Self {
        Self {
            sha256: certificate.sha256.clone(),
            common_name: cleaned(certificate.common_name.as_ref()),
            organization: cleaned(certificate.organization.as_ref()),
            issuer: cleaned(certificate.issuer.as_ref()),
            serial: cleaned(certificate.serial.as_ref()),
            kind: certificate.kind.clone(),
            not_before: written(certificate.not_before),
            not_after: written(certificate.not_after),
        }
    }
}

impl Findings {
    fn push(
        &mut self,
        document: u32,
        row: &FindingRow,
        picture: Option<u32>,
        content: &Content,
    ) -> Result<(), ReportError> {
        let printed = PrintedFinding::new(row, &content.words, content.language)?;
        self.document.push(document);
        self.rule.push(printed.rule);
        self.subject
            .push(row.subject.map_or(0, |index| index.saturating_add(1)));
        self.outcome.push(row.outcome.clone());
        self.severity.push(row.severity.clone());
        self.message.push(printed.message);
        self.basis.push(printed.basis);
        self.measured.push(printed.measured);
        self.because.push(printed.because);
        self.picture.push(picture);
        Ok(())
    }
}

/// A block as it stands in a page.
#[derive(Debug)]
pub(super) struct Packed {
    /// Gzip in base64.
    pub(super) text: String,
    /// SHA-256 of the JSON inside, hexadecimal: what a reader gets by `base64 -d | gunzip | sha256sum`.
    pub(super) sha256: String,
}

/// Packs any value; the same value gives the same text.
pub(super) fn pack(value: &impl Serialize) -> Result<Packed, ReportError> {
    let mut writer = Measured {
        // The header of gzip gets no time and no name of a system.
        gzip: GzEncoder::new(Vec::new(), Compression::best()),
        digest: Digest::new(&SHA256),
    };
    let mut buffered = BufWriter::with_capacity(1 << 16, &mut writer);
    serde_json::to_writer(&mut buffered, value)?;
    buffered.flush().map_err(serde_json::Error::io)?;
    drop(buffered);
    let sha256 = hex(writer.digest.finish().as_ref());
    let bytes = writer.gzip.finish().map_err(serde_json::Error::io)?;
    Ok(Packed {
        text: STANDARD.encode(bytes),
        sha256,
    })
}

struct Measured {
    gzip: GzEncoder<Vec<u8>>,
    digest: Digest,
}

impl Write for Measured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let taken = self.gzip.write(bytes)?;
        self.digest.update(bytes.get(..taken).unwrap_or(bytes));
        Ok(taken)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.gzip.flush()
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string can't fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
