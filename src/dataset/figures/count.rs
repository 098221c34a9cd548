//! Counting the figures of a run.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
};

use polars::prelude::*;
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::{
    super::{
        CertificateRow, Dataset, DatasetError, FindingRow, Period,
        collation::collation_key,
        frames::{
            Batch, COUNTED_AT_ONCE, covered,
            membership::{IN_PERIOD, OUTSIDE, UNKNOWN_TIME},
        },
        listing::moment,
        tables::Table,
        tally::Tally,
    },
    AgencyFigures, CertificateFigures, CertificateGroup, Closure, Coded, Conclusions, DocumentFigures, FigureOptions,
    Figures, FindingFigures, RuleFigures, SCHEMA, SignatureFigures, Validity,
};
use crate::{
    facts::{DocumentKind, Indication, Integrity, SignerKind},
    finding::{Conclusion, Outcome, Severity},
};

/// What tells one certificate from another.
const CERTIFICATE: [&str; 8] = [
    "sha256",
    "common_name",
    "organization",
    "issuer",
    "serial",
    "kind",
    "not_before",
    "not_after",
];

/// Why a document is indeterminate, in the order of precedence; the codes of [`DocumentFigures::indeterminate`].
const REASONS: [&str; 4] = ["unread", "no-live-signature", "finding", "signature"];

/// Counts everything a report on this period says.
///
/// # Errors
/// When a table can't be read. Sums that do not agree are no error here: they are told in [`Figures::checks`].
pub fn figures(dataset: &Dataset, options: &FigureOptions) -> Result<Figures, DatasetError> {
    let counted = Counted::of(dataset, options.period)?;
    let listed = listed(dataset, options)?;
    let documents = counted.documents();
    let agencies = counted.agencies();
    let rules = counted.rules();
    let signatures = counted.signatures();
    let certificates = counted.certificates(options);
    let of_outcome = |outcome: Outcome| counted.findings.sum(|key| is(key[1].as_ref(), outcome.code()));
    let findings = FindingFigures {
        failed: of_outcome(Outcome::Failed),
        warning: of_outcome(Outcome::Warning),
        indeterminate: of_outcome(Outcome::Indeterminate),
        failed_by_severity: [Severity::High, Severity::Medium, Severity::Low, Severity::Info]
            .map(|severity| {
                let number = counted
                    .findings
                    .sum(|key| is(key[1].as_ref(), Outcome::Failed.code()) && is(key[2].as_ref(), severity.code()));
                coded(severity.code(), number)
            })
            .into(),
        listed,
    };
    let mut figures = Figures {
        schema: SCHEMA,
        period: options.period,
        first_day: options.period.first_day(),
        last_day: options.period.last_day(),
        as_of: options.as_of,
        documents,
        agencies,
        rules,
        signatures,
        certificates,
        findings,
        checks: Vec::new(),
    };
    figures.checks = closures(&counted, &figures);
    Ok(figures)
}

/// Rows of every table by what the figures ask, over all batches.
struct Counted {
    /// membership, conclusion
    documents: Tally,
    /// agency, conclusion, whether a fault, kind of the first fault
    covered: Tally,
    /// reason
    indeterminate: Tally,
    /// passed documents of which something is to be said
    passed_with_caution: u64,
    /// (no key)
    unsigned: u64,
    /// signatures told by the table of documents
    signatures_of_documents: u64,
    /// agency, live, integrity, indication, timestamped
    signatures: Tally,
    /// rule, outcome, severity
    findings: Tally,
    /// rule of failed findings, one a document
    documents_failed_by_rule: Tally,
    /// documents with a failed finding that decides
    documents_failed: u64,
    /// every column of a certificate
    certificates: Tally,
    signatures_with_certificate: u64,
}

impl Counted {
    /// Batches are counted side by side; sums don't ask in which order.
    fn of(dataset: &Dataset, period: Period) -> Result<Self, DatasetError> {
        let batches: Vec<Batch<'_>> = dataset.batches(COUNTED_AT_ONCE).collect();
        batches
            .into_par_iter()
            .map(|batch| Self::of_batch(&batch, period))
            .try_reduce(Self::none, |one, other| Ok(one.with(other)))
    }

    fn none() -> Self {
        Self {
            documents: Tally::by(&["membership", "conclusion"]),
            covered: Tally::by(&["agency", "conclusion", "fault"]),
            indeterminate: Tally::by(&["reason"]),
            passed_with_caution: 0,
            unsigned: 0,
            signatures_of_documents: 0,
            signatures: Tally::by(&["agency", "live", "integrity", "indication", "timestamped"]),
            findings: Tally::by(&["rule", "outcome", "severity"]),
            documents_failed_by_rule: Tally::by(&["rule"]),
            documents_failed: 0,
            certificates: Tally::by(&CERTIFICATE),
            signatures_with_certificate: 0,
        }
    }

    fn with(mut self, other: Self) -> Self {
        self.documents.merge(other.documents);
        self.covered.merge(other.covered);
        self.indeterminate.merge(other.indeterminate);
        self.passed_with_caution += other.passed_with_caution;
        self.unsigned += other.unsigned;
        self.signatures_of_documents += other.signatures_of_documents;
        self.signatures.merge(other.signatures);
        self.findings.merge(other.findings);
        self.documents_failed_by_rule.merge(other.documents_failed_by_rule);
        self.documents_failed += other.documents_failed;
        self.certificates.merge(other.certificates);
        self.signatures_with_certificate += other.signatures_with_certificate;
        self
    }

    fn of_batch(batch: &Batch<'_>, period: Period) -> Result<Self, DatasetError> {
        let mut counted = Self::none();
        // Every frame is asked several questions; it is made once.
        let documents = batch
            .documents(
                period,
                &[
                    "agency",
                    "kind",
                    "conclusion",
                    "because_vi",
                    "fault",
                    "signatures",
                    "live_signatures",
                    "signatures_searched",
                ],
            )?
            .collect()?
            .lazy();
        counted.documents.add(documents.clone())?;
        let documents = covered(documents).collect()?.lazy();
        counted.covered.add(documents.clone())?;
        counted.passed_with_caution = rows(
            documents.clone().filter(
                col("conclusion")
                    .eq(lit(Conclusion::Passed.code()))
                    .and(col("because_vi").is_not_null()),
            ),
        )?;
        counted.unsigned = rows(
            documents.clone().filter(
                col("signatures")
                    .eq(lit(0))
                    .and(col("signatures_searched"))
                    .and(col("kind").eq(lit(DocumentKind::Pdf.code()))),
            ),
        )?;
        counted.signatures_of_documents = sum(documents.clone(), "signatures")?;

        let findings = batch
            .of(&documents, Table::Findings, &["rule", "outcome", "severity"], &[], None)?
            .collect()?
            .lazy();
        counted.findings.add(findings.clone())?;
        let failed = findings
            .clone()
            .filter(col("outcome").eq(lit(Outcome::Failed.code())))
            .collect()?
            .lazy();
        counted
            .documents_failed_by_rule
            .add(failed.clone().group_by([col("document"), col("rule")]).agg([len()]))?;
        counted.documents_failed = rows(failed.filter(decides()).group_by([col("document")]).agg([len()]))?;
        let unclear = findings
            .filter(col("outcome").eq(lit(Outcome::Indeterminate.code())).and(decides()))
            .group_by([col("document")])
            .agg([len().alias("unclear")]);
        let signatures = batch
            .of(
                &documents,
                Table::Signatures,
                &["live", "integrity", "indication", "timestamp", "certificate"],
                &["agency"],
                None,
            )?
            .collect()?
            .lazy();
        let unproven = signatures
            .clone()
            .filter(
                col("live")
                    .is_null()
                    .or(col("live"))
                    .and(col("indication").neq(lit(Indication::TotalPassed.code()))),
            )
            .group_by([col("document")])
            .agg([len().alias("unproven")]);
        let certificates = batch.of(&documents, Table::Certificates, &CERTIFICATE, &[], None)?;
        counted.indeterminate.add(
            documents
                .filter(col("conclusion").eq(lit(Conclusion::Indeterminate.code())))
                .join(
                    unproven,
                    [col("document")],
                    [col("document")],
                    JoinArgs::new(JoinType::Left),
                )
                .join(
                    unclear,
                    [col("document")],
                    [col("document")],
                    JoinArgs::new(JoinType::Left),
                )
                .with_columns([reason().alias("reason")]),
        )?;

        counted.signatures_with_certificate = rows(signatures.clone().filter(col("certificate").is_not_null()))?;
        counted.signatures.add(
            signatures.with_columns([
                when(col("live").is_null())
                    .then(lit(UNKNOWN))
                    .otherwise(flag(col("live")))
                    .alias("live"),
                flag(col("timestamp").is_not_null()).alias("timestamped"),
            ]),
        )?;
        counted.certificates.add(certificates)?;
        Ok(counted)
    }

    fn documents(&self) -> DocumentFigures {
        let of = |membership: &str| Conclusions::counted(self.documents.beginning(Some(membership)), 1);
        let (in_period, unknown_time) = (of(IN_PERIOD), of(UNKNOWN_TIME));
        let conclusions = Conclusions::counted(self.covered.groups(), 1);
        let mut unread_by_kind = self.covered.along(2);
        unread_by_kind.remove(&None);
        DocumentFigures {
            in_run: self.documents.total(),
            outside_period: self.documents.sum(|key| is(key[0].as_ref(), OUTSIDE)),
            covered: self.covered.total(),
            judged: conclusions.judged(),
            conclusions,
            in_period,
            unknown_time,
            indeterminate: REASONS
                .map(|reason| coded(reason, self.indeterminate.sum(|key| is(key[0].as_ref(), reason))))
                .into(),
            passed_with_caution: self.passed_with_caution,
            unsigned: self.unsigned,
            unread: self.covered.sum(|key| key[2].is_some()),
            unread_by_kind: unread_by_kind
                .into_iter()
                .map(|(kind, number)| coded(kind.as_deref().unwrap_or_default(), number))
                .collect(),
        }
    }

    fn agencies(&self) -> Vec<AgencyFigures> {
        let signatures = self.signatures.along(0);
        let mut agencies: Vec<AgencyFigures> = self
            .covered
            .along(0)
            .into_iter()
            .map(|(agency, documents)| AgencyFigures {
                conclusions: Conclusions::counted(self.covered.beginning(agency.as_deref()), 1),
                unread: self
                    .covered
                    .beginning(agency.as_deref())
                    .filter(|(key, _)| key[2].is_some())
                    .map(|(_, number)| number)
                    .sum(),
                signatures: signatures.get(&agency).copied().unwrap_or(0),
                documents,
                agency,
            })
            .collect();
        agencies.sort_by_cached_key(|row| {
            let name = row.agency.as_deref().unwrap_or_default();
            (row.agency.is_none(), collation_key(name), name.to_owned())
        });
        agencies
    }

    fn rules(&self) -> Vec<RuleFigures> {
        let failed = self.documents_failed_by_rule.along(0);
        let codes: BTreeSet<&Option<String>> = self.findings.groups().map(|(key, _)| &key[0]).collect();
        codes
            .into_iter()
            .map(|rule| {
                let of = |outcome: Outcome| {
                    self.findings
                        .sum(|key| key[0] == *rule && is(key[1].as_ref(), outcome.code()))
                };
                let not_applicable = of(Outcome::NotApplicable);
                RuleFigures {
                    rule: rule.clone().unwrap_or_default(),
                    checked: self.findings.sum(|key| key[0] == *rule) - not_applicable,
                    passed: of(Outcome::Passed),
                    warning: of(Outcome::Warning),
                    failed: of(Outcome::Failed),
                    indeterminate: of(Outcome::Indeterminate),
                    waived: of(Outcome::Waived),
                    not_applicable,
                    documents_failed: failed.get(rule).copied().unwrap_or(0),
                }
            })
            .collect()
    }

    fn signatures(&self) -> SignatureFigures {
        let by = |place: usize, codes: &[&str]| {
            codes
                .iter()
                .map(|code| coded(code, self.signatures.sum(|key| is(key[place].as_ref(), code))))
                .collect()
        };
        SignatureFigures {
            total: self.signatures.total(),
            live: self.signatures.sum(|key| is(key[1].as_ref(), YES)),
            dead: self.signatures.sum(|key| is(key[1].as_ref(), NO)),
            unsettled: self.signatures.sum(|key| is(key[1].as_ref(), UNKNOWN)),
            timestamped: self.signatures.sum(|key| is(key[4].as_ref(), YES)),
            by_integrity: by(2, Integrity::CODES),
            by_indication: by(3, Indication::CODES),
        }
    }

    fn certificates(&self, options: &FigureOptions) -> CertificateFigures {
        let mut list: Vec<CertificateRow> = self
            .certificates
            .groups()
            .map(|(key, signatures)| {
                let time = |place: usize| key[place].as_deref().and_then(|text| moment(text.parse().ok()?));
                let not_after = time(7);
                CertificateRow {
                    sha256: key[0].clone().unwrap_or_default(),
                    common_name: key[1].clone(),
                    organization: key[2].clone(),
                    issuer: key[3].clone(),
                    serial: key[4].clone(),
                    kind: key[5].clone().unwrap_or_default(),
                    not_before: time(6),
                    not_after,
                    validity: Validity::of(not_after, options.as_of),
                    signatures,
                }
            })
            .collect();
        list.sort_by(|a, b| {
            let end = |row: &CertificateRow| row.not_after.map(|moment| moment.instant());
            (end(a), &a.sha256).cmp(&(end(b), &b.sha256))
        });
        let mut numbers: BTreeMap<(&str, Validity), u64> = BTreeMap::new();
        for row in &list {
            *numbers.entry((row.kind.as_str(), row.validity)).or_default() += 1;
        }
        let groups = SignerKind::CODES
            .iter()
            .flat_map(|kind| Validity::ALL.map(|validity| (*kind, validity)))
            .map(|(kind, validity)| CertificateGroup {
                kind: kind.to_owned(),
                validity,
                certificates: numbers.get(&(kind, validity)).copied().unwrap_or(0),
            })
            .collect();
        let distinct: BTreeSet<&str> = list.iter().map(|row| row.sha256.as_str()).collect();
        CertificateFigures {
            distinct: distinct.len() as u64,
            groups,
            list,
        }
    }
}

/// The first findings, no more than asked: failed, then indeterminate, then warnings, each in the order of the archive.
fn listed(dataset: &Dataset, options: &FigureOptions) -> Result<Vec<FindingRow>, DatasetError> {
    let mut listed = Vec::new();
    for outcome in FindingFigures::OUTCOMES {
        if listed.len() >= options.listed {
            break;
        }
        dataset.findings_until(options.period, &[outcome], |row| {
            listed.push(row);
            Ok::<_, DatasetError>(if listed.len() < options.listed {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            })
        })?;
    }
    Ok(listed)
}

/// Numbers that two different ways of counting must agree on.
fn closures(counted: &Counted, figures: &Figures) -> Vec<Closure> {
    let documents = &figures.documents;
    let agencies = |number: fn(&AgencyFigures) -> u64| figures.agencies.iter().map(number).sum();
    let rules = |number: fn(&RuleFigures) -> u64| figures.rules.iter().map(number).sum();
    let coded = |list: &[Coded]| list.iter().map(|it| it.number).sum();
    let findings = &figures.findings;
    let signatures = &figures.signatures;
    let certificates = &figures.certificates;
    vec![
        Closure::new(
            "documents: covered + outside = in run",
            documents.covered + documents.outside_period,
            documents.in_run,
        ),
        Closure::new(
            "documents: in period + unknown time = covered",
            documents.in_period.total() + documents.unknown_time.total(),
            documents.covered,
        ),
        Closure::new(
            "documents: conclusions = covered",
            documents.conclusions.total(),
            documents.covered,
        ),
        Closure::new(
            "documents: reasons = indeterminate",
            coded(&documents.indeterminate),
            documents.conclusions.indeterminate,
        ),
        Closure::new(
            "documents: kinds of fault = unread",
            coded(&documents.unread_by_kind),
            documents.unread,
        ),
        Closure::new(
            "documents: failed = with a failed finding of high or medium severity",
            documents.conclusions.failed,
            counted.documents_failed,
        ),
        Closure::new(
            "agencies: documents = covered",
            agencies(|row| row.documents),
            documents.covered,
        ),
        Closure::new(
            "agencies: passed",
            agencies(|row| row.conclusions.passed),
            documents.conclusions.passed,
        ),
        Closure::new(
            "agencies: failed",
            agencies(|row| row.conclusions.failed),
            documents.conclusions.failed,
        ),
        Closure::new(
            "agencies: indeterminate",
            agencies(|row| row.conclusions.indeterminate),
            documents.conclusions.indeterminate,
        ),
        Closure::new(
            "agencies: not judged",
            agencies(|row| row.conclusions.not_judged),
            documents.conclusions.not_judged,
        ),
        Closure::new("agencies: unread", agencies(|row| row.unread), documents.unread),
        Closure::new("agencies: signatures", agencies(|row| row.signatures), signatures.total),
        Closure::new(
            "signatures: told by documents = rows",
            counted.signatures_of_documents,
            signatures.total,
        ),
        Closure::new(
            "signatures: live + dead + unsettled",
            signatures.live + signatures.dead + signatures.unsettled,
            signatures.total,
        ),
        Closure::new(
            "signatures: by integrity",
            coded(&signatures.by_integrity),
            signatures.total,
        ),
        Closure::new(
            "signatures: by indication",
            coded(&signatures.by_indication),
            signatures.total,
        ),
        Closure::new(
            "rules: outcomes = checked",
            rules(|row| row.passed + row.warning + row.failed + row.indeterminate + row.waived),
            rules(|row| row.checked),
        ),
        Closure::new("rules: failed = findings", rules(|row| row.failed), findings.failed),
        Closure::new(
            "findings: failed by severity",
            coded(&findings.failed_by_severity),
            findings.failed,
        ),
        Closure::new(
            "certificates: groups = distinct",
            certificates.number(None, None),
            certificates.distinct,
        ),
        Closure::new(
            "certificates: one row a certificate",
            certificates.list.len() as u64,
            certificates.distinct,
        ),
        Closure::new(
            "certificates: rows = signatures with a certificate",
            certificates.list.iter().map(|row| row.signatures).sum(),
            counted.signatures_with_certificate,
        ),
    ]
}

const YES: &str = "yes";
const NO: &str = "no";
const UNKNOWN: &str = "unknown";

/// A flag as a key of a tally.
fn flag(condition: Expr) -> Expr {
    when(condition).then(lit(YES)).otherwise(lit(NO))
}

/// Whether a finding decides on its document.
fn decides() -> Expr {
    col("severity")
        .eq(lit(Severity::High.code()))
        .or(col("severity").eq(lit(Severity::Medium.code())))
}

/// Why a document is indeterminate.
fn reason() -> Expr {
    let [unread, no_live_signature, finding, signature] = REASONS;
    when(col("fault").is_not_null())
        .then(lit(unread))
        .when(col("live_signatures").eq(lit(0)))
        .then(lit(no_live_signature))
        .when(col("unclear").is_null().and(col("unproven").is_not_null()))
        .then(lit(signature))
        // Also what only the want of a verified legal basis kept from failing.
        .otherwise(lit(finding))
}

fn rows(frame: LazyFrame) -> Result<u64, DatasetError> {
    Ok(frame.collect()?.height() as u64)
}

fn sum(frame: LazyFrame, column: &str) -> Result<u64, DatasetError> {
    let frame = frame.select([col(column)]).collect()?;
    let sum = frame.column(column)?.i64()?.sum().unwrap_or(0);
    Ok(u64::try_from(sum).unwrap_or(0))
}

fn is(key: Option<&String>, code: &str) -> bool {
    key.is_some_and(|key| key == code)
}

fn coded(code: &str, number: u64) -> Coded {
    Coded {
        code: code.to_owned(),
        number,
    }
}
