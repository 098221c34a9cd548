//! The summary tables of a report.

use super::{
    Context, ReportError, RuleInfo,
    clean::shown,
    grid::{Grid, Kind, Value},
    words::Words,
};
use crate::dataset::{CertificateRow, Figures, RuleFigures, Validity};

/// Every summary table.
pub(super) struct Tables {
    pub(super) conclusions: Grid,
    pub(super) reasons: Grid,
    pub(super) agencies: Grid,
    pub(super) rules: Grid,
    pub(super) signatures: Grid,
    pub(super) certificates: Grid,
    pub(super) certificate_list: Grid,
    pub(super) unread_kinds: Grid,
    pub(super) tolerances: Grid,
}

impl Tables {
    pub(super) fn new(figures: &Figures, context: &Context<'_>, words: &Words) -> Result<Self, ReportError> {
        Ok(Self {
            conclusions: conclusions(figures, words)?,
            reasons: coded(words, "reasons", "reason", "reason", &figures.documents.indeterminate)?,
            agencies: agencies(figures, words)?,
            rules: rules(figures, context, words)?,
            signatures: coded_as(
                words,
                "signatures",
                ("integrity", "number"),
                "integrity",
                &figures.signatures.by_integrity,
            )?,
            certificates: certificates(figures, words)?,
            certificate_list: certificate_list(figures, words)?,
            unread_kinds: coded(
                words,
                "unread_kinds",
                "fault",
                "fault",
                &figures.documents.unread_by_kind,
            )?,
            tolerances: tolerances(context, words)?,
        })
    }
}

fn text(text: &str) -> Value {
    Value::Text(shown(text).into_owned())
}

fn conclusions(figures: &Figures, words: &Words) -> Result<Grid, ReportError> {
    let mut grid = Grid::new(words, "conclusions")?.columns(
        words,
        "conclusions",
        &[
            ("conclusion", Kind::Text, 40.0),
            ("in_period", Kind::Sum, 14.0),
            ("unknown_time", Kind::Sum, 18.0),
            ("documents", Kind::Sum, 14.0),
            ("share", Kind::Sum, 12.0),
        ],
    )?;
    let documents = &figures.documents;
    let (period, unknown, all) = (documents.in_period, documents.unknown_time, documents.conclusions);
    for (code, in_period, unknown_time, number) in [
        ("passed", period.passed, unknown.passed, all.passed),
        ("failed", period.failed, unknown.failed, all.failed),
        (
            "indeterminate",
            period.indeterminate,
            unknown.indeterminate,
            all.indeterminate,
        ),
        ("not-judged", period.not_judged, unknown.not_judged, all.not_judged),
    ] {
        grid.rows.push(vec![
            Value::Text(words.get("conclusion", code)?.to_owned()),
            Value::Number(in_period),
            Value::Number(unknown_time),
            Value::Number(number),
            Value::Share(number, documents.covered),
        ]);
    }
    Ok(grid.with_total(words.get("report", "total")?))
}

fn agencies(figures: &Figures, words: &Words) -> Result<Grid, ReportError> {
    let mut grid = Grid::new(words, "agencies")?.columns(
        words,
        "agencies",
        &[
            ("agency", Kind::Text, 40.0),
            ("documents", Kind::Sum, 14.0),
            ("passed", Kind::Sum, 12.0),
            ("failed", Kind::Sum, 14.0),
            ("indeterminate", Kind::Sum, 18.0),
            ("not_judged", Kind::Sum, 17.0),
            ("unread", Kind::Sum, 18.0),
            ("signatures", Kind::Sum, 14.0),
        ],
    )?;
    for row in &figures.agencies {
        grid.rows.push(vec![
            match &row.agency {
                Some(agency) => text(agency),
                None => Value::Text(words.get("report", "unknown_agency")?.to_owned()),
            },
            Value::Number(row.documents),
            Value::Number(row.conclusions.passed),
            Value::Number(row.conclusions.failed),
            Value::Number(row.conclusions.indeterminate),
            Value::Number(row.conclusions.not_judged),
            Value::Number(row.unread),
            Value::Number(row.signatures),
        ]);
    }
    Ok(grid.with_total(words.get("report", "total")?))
}

/// One row a rule that was run, in the order given, and behind them rules that only the figures know.
fn rules(figures: &Figures, context: &Context<'_>, words: &Words) -> Result<Grid, ReportError> {
    let mut grid = Grid::new(words, "rules")?.columns(
        words,
        "rules",
        &[
            ("rule", Kind::Text, 12.0),
            ("title", Kind::Text, 38.0),
            ("severity", Kind::Text, 11.0),
            ("checked", Kind::Sum, 11.0),
            ("passed", Kind::Sum, 9.0),
            ("warning", Kind::Sum, 10.0),
            ("failed", Kind::Sum, 10.0),
            ("indeterminate", Kind::Sum, 11.0),
            ("waived", Kind::Sum, 8.0),
            ("not_applicable", Kind::Sum, 11.0),
            ("documents_failed", Kind::Number, 11.0),
            ("basis", Kind::Text, 34.0),
        ],
    )?;
    let known = |code: &str| context.rules.iter().any(|rule| rule.code == code);
    let rows = context
        .rules
        .iter()
        .map(|rule| (Some(rule), figures.rules.iter().find(|row| row.rule == rule.code)))
        .chain(
            figures
                .rules
                .iter()
                .filter(|row| !known(&row.rule))
                .map(|row| (None, Some(row))),
        );
    for (rule, row) in rows {
        grid.rows.push(rule_row(rule, row, context, words)?);
    }
    Ok(grid.with_total(words.get("report", "total")?))
}

fn rule_row(
    rule: Option<&RuleInfo>,
    row: Option<&RuleFigures>,
    context: &Context<'_>,
    words: &Words,
) -> Result<Vec<Value>, ReportError> {
    let none = RuleFigures::default();
    let numbers = row.unwrap_or(&none);
    Ok(vec![
        text(rule.map_or(&numbers.rule, |rule| &rule.code)),
        rule.map_or(Value::Nothing, |rule| text(context.language.of(&rule.title))),
        match rule {
            Some(rule) => Value::Text(words.get("severity", rule.severity.code())?.to_owned()),
            None => Value::Nothing,
        },
        Value::Number(numbers.checked),
        Value::Number(numbers.passed),
        Value::Number(numbers.warning),
        Value::Number(numbers.failed),
        Value::Number(numbers.indeterminate),
        Value::Number(numbers.waived),
        Value::Number(numbers.not_applicable),
        Value::Number(numbers.documents_failed),
        rule.map_or(Value::Nothing, |rule| text(&context.language.citation(&rule.basis))),
    ])
}

fn coded(
    words: &Words,
    section: &str,
    column: &str,
    codes: &str,
    numbers: &[crate::dataset::Coded],
) -> Result<Grid, ReportError> {
    coded_as(words, section, (column, "documents"), codes, numbers)
}

/// A table of codes in words and how many have each.
fn coded_as(
    words: &Words,
    section: &str,
    columns: (&str, &str),
    codes: &str,
    numbers: &[crate::dataset::Coded],
) -> Result<Grid, ReportError> {
    let mut grid = Grid::new(words, section)?.columns(
        words,
        section,
        &[(columns.0, Kind::Text, 60.0), (columns.1, Kind::Sum, 16.0)],
    )?;
    for row in numbers {
        grid.rows.push(vec![
            Value::Text(words.get(codes, &row.code)?.to_owned()),
            Value::Number(row.number),
        ]);
    }
    Ok(grid.with_total(words.get("report", "total")?))
}

pub(super) fn validity_label(validity: Validity, figures: &Figures, words: &Words) -> Result<String, ReportError> {
    let year = figures.as_of.day_in_vietnam().year();
    words.fill(
        "validity",
        validity.code(),
        &[
            ("year", &year.to_string()),
            ("next", &year.saturating_add(1).to_string()),
        ],
    )
}

fn certificates(figures: &Figures, words: &Words) -> Result<Grid, ReportError> {
    let certificates = &figures.certificates;
    let mut grid = Grid::new(words, "certificates")?.column(words, "certificates", "kind", Kind::Text, 32.0)?;
    // A class of certificates whose end can't be read is only shown when there is one.
    let classes: Vec<Validity> = Validity::ALL
        .into_iter()
        .filter(|class| *class != Validity::Unknown || certificates.number(None, Some(*class)) > 0)
        .collect();
    for class in &classes {
        grid = grid.labelled(class.code(), &validity_label(*class, figures, words)?, Kind::Sum, 16.0);
    }
    grid = grid.column(words, "certificates", "total", Kind::Sum, 10.0)?;
    let mut kinds: Vec<&str> = certificates.groups.iter().map(|group| group.kind.as_str()).collect();
    kinds.dedup();
    for kind in kinds {
        let mut row = vec![Value::Text(words.get("kind", kind)?.to_owned())];
        row.extend(
            classes
                .iter()
                .map(|class| Value::Number(certificates.number(Some(kind), Some(*class)))),
        );
        row.push(Value::Number(certificates.number(Some(kind), None)));
        grid.rows.push(row);
    }
    Ok(grid.with_total(words.get("report", "total")?))
}

fn certificate_list(figures: &Figures, words: &Words) -> Result<Grid, ReportError> {
    let mut grid = Grid::new(words, "certificate_list")?.columns(
        words,
        "certificate_list",
        &[
            ("common_name", Kind::Text, 28.0),
            ("organization", Kind::Text, 24.0),
            ("kind", Kind::Text, 14.0),
            ("issuer", Kind::Text, 26.0),
            ("serial", Kind::Text, 20.0),
            ("not_before", Kind::Text, 13.0),
            ("not_after", Kind::Text, 13.0),
            ("validity", Kind::Text, 17.0),
            ("signatures", Kind::Sum, 10.0),
        ],
    )?;
    let optional = |it: &Option<String>| it.as_deref().map_or(Value::Nothing, text);
    let day = |it: Option<crate::facts::Moment>| it.map_or(Value::Nothing, |it| Value::Day(it.day_in_vietnam()));
    for row in &figures.certificates.list {
        let CertificateRow {
            common_name,
            organization,
            issuer,
            serial,
            kind,
            not_before,
            not_after,
            validity,
            signatures,
            ..
        } = row;
        grid.rows.push(vec![
            optional(common_name),
            optional(organization),
            Value::Text(words.get("kind", kind)?.to_owned()),
            optional(issuer),
            optional(serial),
            day(*not_before),
            day(*not_after),
            Value::Text(validity_label(*validity, figures, words)?),
            Value::Number(*signatures),
        ]);
    }
    Ok(grid)
}

fn tolerances(context: &Context<'_>, words: &Words) -> Result<Grid, ReportError> {
    let mut grid = Grid::new(words, "tolerances")?.columns(
        words,
        "tolerances",
        &[
            ("rule", Kind::Text, 8.0),
            ("name", Kind::Text, 28.0),
            ("value", Kind::Text, 20.0),
            ("note", Kind::Text, 90.0),
        ],
    )?;
    for note in context.tolerances {
        grid.rows.push(vec![
            text(&note.rule),
            text(context.language.of(&note.name)),
            text(context.language.of(&note.value)),
            text(context.language.of(&note.note)),
        ]);
    }
    Ok(grid)
}
