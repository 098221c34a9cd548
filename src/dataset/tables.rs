//! The four tables of a run, column by column, written as Parquet that any engine reads.
//!
//! Order and names of columns are part of the contract with DuckDB, Spark or Power BI users: columns may be added at
//! the end, never renamed. Codes and times are language-neutral; a time is an instant in UTC, to the millisecond.
//! A value that is absent and one that could not be measured are both null: the facts tell them apart.

use std::borrow::Cow;

use crate::{
    facts::{DocumentRecord, Measured, Moment, SignatureFacts, SignerFacts},
    finding::{Citation, DateSource, Finding, Judgement, Measures},
};

/// One of the four tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// One row a document of the archive.
    Documents,
    /// One row a signature dictionary.
    Signatures,
    /// One row a signer's certificate in a signature; the same certificate is there as often as it signed.
    Certificates,
    /// One row a rule and thing.
    Findings,
}

/// Type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ColumnType {
    Text,
    Integer,
    Flag,
    Time,
}

/// One value of a column.
pub(super) enum Cell<'a> {
    Null,
    Text(Cow<'a, str>),
    /// Provisions, as text.
    Basis(&'a [Citation]),
    /// Measured values by name, as JSON text.
    Measures(&'a Measures),
    Integer(i64),
    Flag(bool),
    Time(i64),
}

/// What a row of any table is read from.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) record: &'a DocumentRecord,
    pub(super) judgement: &'a Judgement<'a>,
    /// The signature and its index; in the tables of signatures and certificates.
    pub(super) signature: Option<(usize, &'a SignatureFacts)>,
    /// The finding; in the table of findings.
    pub(super) finding: Option<&'a Finding<'a>>,
}

/// One column: name, type, and where a row has its value.
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) ty: ColumnType,
    /// Whether nearly every value differs, so that a dictionary would only cost.
    pub(super) distinct: bool,
    pub(super) read: for<'a> fn(&Row<'a>) -> Cell<'a>,
}

impl Table {
    /// Every table.
    pub const ALL: [Self; 4] = [Self::Documents, Self::Signatures, Self::Certificates, Self::Findings];

    /// The name of its folder.
    pub fn name(self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::Signatures => "signatures",
            Self::Certificates => "certificates",
            Self::Findings => "findings",
        }
    }

    /// Its columns, in the order they are written.
    pub(super) fn columns(self) -> &'static [Column] {
        match self {
            Self::Documents => DOCUMENTS,
            Self::Signatures => SIGNATURES,
            Self::Certificates => CERTIFICATES,
            Self::Findings => FINDINGS,
        }
    }
}

const fn column(name: &'static str, ty: ColumnType, read: for<'a> fn(&Row<'a>) -> Cell<'a>) -> Column {
    Column {
        name,
        ty,
        distinct: false,
        read,
    }
}

const fn distinct(name: &'static str, ty: ColumnType, read: for<'a> fn(&Row<'a>) -> Cell<'a>) -> Column {
    Column {
        name,
        ty,
        distinct: true,
        read,
    }
}

fn text(text: &str) -> Cell<'_> {
    Cell::Text(Cow::Borrowed(text))
}

fn optional(text: Option<&str>) -> Cell<'_> {
    text.map_or(Cell::Null, |text| Cell::Text(Cow::Borrowed(text)))
}

fn count(number: usize) -> Cell<'static> {
    Cell::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

fn size(number: u64) -> Cell<'static> {
    Cell::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

fn time(moment: Moment) -> Cell<'static> {
    Cell::Time(moment.instant().as_millisecond())
}

fn measured<'a, T>(measured: &'a Measured<T>, cell: impl FnOnce(&'a T) -> Cell<'a>) -> Cell<'a> {
    measured.known().map_or(Cell::Null, cell)
}

fn of_signature<'a>(row: &Row<'a>, cell: impl FnOnce(&'a SignatureFacts) -> Cell<'a>) -> Cell<'a> {
    row.signature.map_or(Cell::Null, |(_, signature)| cell(signature))
}

fn of_signer<'a>(row: &Row<'a>, cell: impl FnOnce(&'a SignerFacts) -> Cell<'a>) -> Cell<'a> {
    of_signature(row, |signature| measured(&signature.signer, cell))
}

fn of_finding<'a>(row: &Row<'a>, cell: impl FnOnce(&'a Finding<'a>) -> Cell<'a>) -> Cell<'a> {
    row.finding.map_or(Cell::Null, cell)
}

/// The number of the document in the manifest: what joins the four tables.
const DOCUMENT: Column = distinct("document", ColumnType::Integer, |row| size(row.record.id));

const DOCUMENTS: &[Column] = {
    use ColumnType::{Flag, Integer, Text, Time};
    &[
        DOCUMENT,
        column("root", Integer, |row| Cell::Integer(row.record.locator.root.into())),
        distinct("path", Text, |row| text(&row.record.locator.path)),
        column("member", Text, |row| optional(row.record.locator.member.as_deref())),
        column("agency", Text, |row| optional(row.record.locator.agency_folder())),
        distinct("sha256", Text, |row| optional(row.record.facts.sha256.as_deref())),
        distinct("size", Integer, |row| size(row.record.facts.size)),
        column("kind", Text, |row| text(row.record.facts.kind.code())),
        column("conclusion", Text, |row| text(row.judgement.conclusion.code())),
        distinct("date", Time, |row| time(row.judgement.date.moment)),
        column("date_source", Text, |row| text(date_source(row.judgement.date.source))),
        column("pages", Integer, |row| {
            measured(&row.record.facts.file.pages, |pages| Cell::Integer((*pages).into()))
        }),
        column("version", Text, |row| {
            measured(&row.record.facts.file.version, |version| {
                Cell::Text(version.to_string().into())
            })
        }),
        column("encrypted", Flag, |row| {
            measured(&row.record.facts.file.encrypted, |encrypted| Cell::Flag(*encrypted))
        }),
        column("revisions", Integer, |row| {
            measured(&row.record.facts.file.revisions, |number| {
                Cell::Integer((*number).into())
            })
        }),
        column("signatures", Integer, |row| count(row.record.facts.signatures.len())),
        column("live_signatures", Integer, |row| {
            count(
                row.record
                    .facts
                    .signatures
                    .iter()
                    .filter(|it| it.live.known() == Some(&true))
                    .count(),
            )
        }),
        column("signatures_searched", Flag, |row| {
            Cell::Flag(row.record.facts.signatures_searched())
        }),
        // The first fault decides what a document is counted under; all of them are listed besides.
        column("fault", Text, |row| {
            optional(row.record.facts.faults.first().map(|fault| fault.kind.code()))
        }),
        column("faults", Text, |row| {
            let codes: Vec<&str> = row.record.facts.faults.iter().map(|fault| fault.kind.code()).collect();
            Cell::Text(codes.join(" ").into())
        }),
        column("fault_detail", Text, |row| {
            let details: Vec<&str> = row
                .record
                .facts
                .faults
                .iter()
                .map(|fault| fault.detail.as_str())
                .collect();
            Cell::Text(details.join("; ").into())
        }),
        column("because_vi", Text, |row| {
            optional(row.judgement.because.as_ref().map(|because| because.vi.as_str()))
        }),
        column("because_en", Text, |row| {
            optional(row.judgement.because.as_ref().map(|because| because.en.as_str()))
        }),
    ]
};

const SIGNATURES: &[Column] = {
    use ColumnType::{Flag, Integer, Text, Time};
    &[
        DOCUMENT,
        column("index", Integer, |row| {
            row.signature.map_or(Cell::Null, |(index, _)| count(index))
        }),
        column("field", Text, |row| {
            of_signature(row, |it| optional(it.field.as_deref()))
        }),
        column("page", Integer, |row| {
            of_signature(row, |it| it.page.map_or(Cell::Null, |page| Cell::Integer(page.into())))
        }),
        column("role", Text, |row| {
            of_signature(row, |it| measured(&it.role, |role| text(role.code())))
        }),
        column("sub_filter", Text, |row| {
            of_signature(row, |it| measured(&it.sub_filter, |name| text(name)))
        }),
        column("integrity", Text, |row| {
            of_signature(row, |it| text(it.integrity.code()))
        }),
        column("coverage", Text, |row| {
            of_signature(row, |it| measured(&it.coverage, |coverage| text(coverage.code())))
        }),
        column("modification", Text, |row| {
            of_signature(row, |it| measured(&it.modification, |level| text(level.code())))
        }),
        column("live", Flag, |row| {
            of_signature(row, |it| measured(&it.live, |live| Cell::Flag(*live)))
        }),
        column("indication", Text, |row| {
            of_signature(row, |it| text(it.indication.code()))
        }),
        column("sub_indication", Text, |row| {
            of_signature(row, |it| it.sub_indication.map_or(Cell::Null, |sub| text(sub.code())))
        }),
        column("baseline", Text, |row| {
            of_signature(row, |it| measured(&it.baseline, |level| text(level.code())))
        }),
        column("digest_algorithm", Text, |row| {
            of_signature(row, |it| measured(&it.digest_algorithm, |name| text(name)))
        }),
        column("key_algorithm", Text, |row| {
            of_signature(row, |it| measured(&it.key_algorithm, |name| text(name)))
        }),
        column("key_bits", Integer, |row| {
            of_signature(row, |it| measured(&it.key_bits, |bits| Cell::Integer((*bits).into())))
        }),
        column("signer", Text, |row| {
            of_signer(row, |it| optional(it.common_name.as_deref()))
        }),
        column("organization", Text, |row| {
            of_signer(row, |it| optional(it.organization.as_deref()))
        }),
        column("issuer", Text, |row| of_signer(row, |it| text(&it.issuer))),
        column("serial", Text, |row| of_signer(row, |it| text(&it.serial))),
        column("signer_kind", Text, |row| of_signer(row, |it| text(it.kind.code()))),
        column("not_before", Time, |row| of_signer(row, |it| time(it.not_before))),
        column("not_after", Time, |row| of_signer(row, |it| time(it.not_after))),
        column("certificate", Text, |row| of_signer(row, |it| text(&it.sha256))),
        distinct("claimed_time", Time, |row| {
            of_signature(row, |it| measured(&it.claimed_time, |moment| time(*moment)))
        }),
        distinct("timestamp", Time, |row| {
            of_signature(row, |it| measured(&it.timestamp, |token| time(token.gen_time)))
        }),
        column("tsa", Text, |row| {
            of_signature(row, |it| {
                measured(&it.timestamp, |token| optional(token.tsa.as_deref()))
            })
        }),
        distinct("best_signature_time", Time, |row| {
            of_signature(row, |it| measured(&it.best_signature_time, |moment| time(*moment)))
        }),
    ]
};

const CERTIFICATES: &[Column] = {
    use ColumnType::{Integer, Text, Time};
    &[
        DOCUMENT,
        column("signature", Integer, |row| {
            row.signature.map_or(Cell::Null, |(index, _)| count(index))
        }),
        column("agency", Text, |row| optional(row.record.locator.agency_folder())),
        column("sha256", Text, |row| of_signer(row, |it| text(&it.sha256))),
        column("common_name", Text, |row| {
            of_signer(row, |it| optional(it.common_name.as_deref()))
        }),
        column("organization", Text, |row| {
            of_signer(row, |it| optional(it.organization.as_deref()))
        }),
        column("organizational_unit", Text, |row| {
            of_signer(row, |it| optional(it.organizational_unit.as_deref()))
        }),
        column("issuer", Text, |row| of_signer(row, |it| text(&it.issuer))),
        column("serial", Text, |row| of_signer(row, |it| text(&it.serial))),
        column("kind", Text, |row| of_signer(row, |it| text(it.kind.code()))),
        column("not_before", Time, |row| of_signer(row, |it| time(it.not_before))),
        column("not_after", Time, |row| of_signer(row, |it| time(it.not_after))),
        distinct("claimed_time", Time, |row| {
            of_signature(row, |it| measured(&it.claimed_time, |moment| time(*moment)))
        }),
    ]
};

const FINDINGS: &[Column] = {
    use ColumnType::{Integer, Text};
    &[
        DOCUMENT,
        column("rule", Text, |row| of_finding(row, |it| text(it.rule))),
        column("about", Text, |row| of_finding(row, |it| text(it.about.code()))),
        column("subject", Integer, |row| {
            of_finding(row, |it| {
                it.subject.map_or(Cell::Null, |index| Cell::Integer(index.into()))
            })
        }),
        column("outcome", Text, |row| of_finding(row, |it| text(it.outcome.code()))),
        column("severity", Text, |row| of_finding(row, |it| text(it.severity.code()))),
        column("message_vi", Text, |row| of_finding(row, |it| text(&it.message.vi))),
        column("message_en", Text, |row| of_finding(row, |it| text(&it.message.en))),
        column("basis", Text, |row| of_finding(row, |it| Cell::Basis(&it.basis))),
        column("measured", Text, |row| {
            of_finding(row, |it| Cell::Measures(&it.measured))
        }),
        column("because", Text, |row| {
            of_finding(row, |it| optional(it.because.as_deref()))
        }),
    ]
};

fn date_source(source: DateSource) -> &'static str {
    match source {
        DateSource::BestSignatureTime => "best-signature-time",
        DateSource::ClaimedTime => "claimed-time",
        DateSource::IssuedOn => "issued-on",
        DateSource::AsOf => super::UNKNOWN_TIME,
    }
}
