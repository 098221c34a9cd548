//! The administrative report as its layout prints it: sections and annexes in the order of the manifest, every text
//! legible, every table as long as it may be.
//!
//! The body stays within a few pages whatever was audited: long tables are folded, their worst rows first and all
//! others in one row with their sums, and are printed in full in an annex. How far they must be folded is tried out by
//! laying the report out (see [`super::pdf`]).

use std::{cmp::Reverse, collections::BTreeMap};

use serde::Serialize;

use super::{
    ReportError,
    content::{Content, PrintedFinding},
    grid::{Grid, Kind, Value},
    legible::Legible,
    letterhead::Letterhead,
    manifest::{Annex, AnnexPart, BodyPart, Page, Section},
    words::Words,
};
use crate::dataset::{Figures, Validity};

/// How much of the tables of the body is printed: so many quarters of the rows that the manifest allows.
pub(super) const FITS: [usize; 5] = [4, 3, 2, 1, 0];

/// Most letters of one cell; the workbook has the whole text.
const CELL: usize = 500;

/// Most letters of a path in a cell.
const PATH: usize = 240;

/// Most letters of a name in a cell.
const NAME: usize = 160;

/// Most letters of one cell of the body.
const BODY_CELL: usize = 120;

/// Words longer than this break inside a cell.
const CELL_WORD: usize = 12;

/// Words longer than this break inside a paragraph, where a citation must not.
const PARAGRAPH_WORD: usize = 40;

/// Most letters of a paragraph.
const PARAGRAPH: usize = 3_000;

/// All that the layout sees.
#[derive(Serialize)]
pub(super) struct Official<'a> {
    lang: &'static str,
    words: &'a Words,
    letterhead: &'a Letterhead,
    bases: &'a [String],
    period: &'a str,
    subject: &'a str,
    page: Page,
    narrative: BTreeMap<&'a str, Vec<String>>,
    sections: Vec<PrintedSection>,
    annexes: Vec<PrintedAnnex>,
}

/// A section of the results.
#[derive(Serialize)]
struct PrintedSection {
    heading: String,
    items: Vec<Item>,
}

/// What follows one another in a section.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
enum Item {
    Text(String),
    Table(Table),
}

/// An annex; `before` and `after` are notes round its table.
#[derive(Serialize)]
struct PrintedAnnex {
    /// Roman.
    number: String,
    name: String,
    landscape: bool,
    before: Vec<String>,
    table: Table,
    after: Vec<String>,
}

/// A table with every cell as it is printed.
#[derive(Serialize)]
struct Table {
    caption: Option<String>,
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
    /// Rows of sums below the others.
    sums: Vec<Sum>,
}

/// A column; `width` is a length in mm when `fixed`, else a proportion.
#[derive(Serialize)]
struct Column {
    label: String,
    numeric: bool,
    fixed: bool,
    width: f64,
}

/// A row of sums: a label over the first columns, then the cells of the others.
#[derive(Serialize)]
struct Sum {
    label: String,
    /// Columns that the label stands in.
    over: usize,
    cells: Vec<String>,
}

impl<'a> Official<'a> {
    /// `quarters` of the rows that the manifest allows are printed in the body.
    pub(super) fn new(
        content: &'a Content,
        figures: &Figures,
        legible: &Legible<'_>,
        quarters: usize,
    ) -> Result<Self, ReportError> {
        let printed = &content.printed;
        let writer = Writer {
            content,
            figures,
            legible,
            words: &content.words,
            quarters,
        };
        let annexes = writer.annexes()?;
        let narrative = printed.narrative.iter().map(|(name, paragraphs)| {
            let paragraphs = paragraphs.iter().map(|text| writer.paragraph(text)).collect();
            (name.as_str(), paragraphs)
        });
        Ok(Self {
            lang: printed.lang,
            words: &content.words,
            letterhead: &printed.letterhead,
            bases: &printed.bases,
            period: &printed.period,
            subject: &printed.subject,
            page: content.manifest.page,
            narrative: narrative.collect(),
            sections: writer.sections(&annexes)?,
            annexes: annexes.into_iter().map(|(_, annex)| annex).collect(),
        })
    }
}

type Annexes = Vec<(AnnexPart, PrintedAnnex)>;

struct Writer<'a> {
    content: &'a Content,
    figures: &'a Figures,
    legible: &'a Legible<'a>,
    words: &'a Words,
    quarters: usize,
}

impl Writer<'_> {
    fn cell(&self, text: &str, letters: usize) -> String {
        self.legible.text(text, letters, CELL_WORD)
    }

    fn paragraph(&self, text: &str) -> String {
        self.legible.text(text, PARAGRAPH, PARAGRAPH_WORD)
    }

    // ---- the body

    fn sections(&self, annexes: &Annexes) -> Result<Vec<PrintedSection>, ReportError> {
        let sections = self.content.manifest.body.iter();
        // Without documents one sentence says all there is to say.
        sections
            .filter(|section| self.figures.documents.covered > 0 || section.part == BodyPart::Conclusions)
            .map(|section| {
                Ok(PrintedSection {
                    heading: self.words.get("section", section.part.key())?.to_owned(),
                    items: self.items(*section, annexes)?,
                })
            })
            .collect()
    }

    fn items(&self, section: Section, annexes: &Annexes) -> Result<Vec<Item>, ReportError> {
        let tables = &self.content.tables;
        let mut items = self.texts(section.part.key());
        if self.figures.documents.covered == 0 {
            return Ok(items);
        }
        match section.part {
            BodyPart::Conclusions => {
                items.push(Item::Table(self.body_table(&tables.conclusions, &[])?));
                if self.figures.documents.conclusions.indeterminate > 0 {
                    items.extend(self.texts("reasons"));
                    items.push(Item::Table(self.body_table(&tables.reasons, &[])?));
                }
            }
            BodyPart::Agencies => {
                const HIDDEN: [&str; 1] = ["signatures"];
                let order = self.worst_agencies();
                let last = self.figures.agencies.iter().position(|row| row.agency.is_none());
                let label = (AnnexPart::Agencies, "rest_agencies");
                items.push(self.folded(&tables.agencies, &order, last, section, &HIDDEN, label, annexes)?);
            }
            BodyPart::Rules => {
                const HIDDEN: [&str; 4] = ["severity", "not_applicable", "documents_failed", "basis"];
                let order = self.worst_rules();
                let label = (AnnexPart::Rules, "rest_rules");
                items.push(self.folded(&tables.rules, &order, None, section, &HIDDEN, label, annexes)?);
            }
            BodyPart::Certificates => {
                if self.figures.certificates.distinct > 0 {
                    items.push(Item::Table(self.body_table(&tables.certificates, &[])?));
                }
            }
            BodyPart::Signatures | BodyPart::Unread => {}
        }
        Ok(items)
    }

    fn texts(&self, name: &str) -> Vec<Item> {
        let paragraphs = self.content.printed.narrative.get(name);
        paragraphs
            .into_iter()
            .flatten()
            .map(|text| Item::Text(self.paragraph(text)))
            .collect()
    }

    /// The table with its worst rows, or where to find it when there is no room for one.
    #[allow(
        clippy::too_many_arguments,
        reason = "one call for two tables; a struct would only rename them"
    )]
    fn folded(
        &self,
        grid: &Grid,
        order: &[usize],
        last: Option<usize>,
        section: Section,
        hidden: &[&str],
        (annex, label): (AnnexPart, &str),
        annexes: &Annexes,
    ) -> Result<Item, ReportError> {
        let place = self.place(annex, annexes)?;
        let rows = section.rows as usize * self.quarters / FITS[0];
        if grid.rows.len() <= rows {
            return Ok(Item::Table(self.body_table(grid, hidden)?));
        }
        // One row stands for the others; documents of no known agency are no other agency, and keep theirs.
        let worst = rows.saturating_sub(1 + usize::from(last.is_some()));
        if worst == 0 {
            let text = self.words.fill("annex", "elsewhere", &[("place", &place)])?;
            return Ok(Item::Text(text));
        }
        let mut kept: Vec<usize> = order
            .iter()
            .copied()
            .filter(|row| Some(*row) != last)
            .take(worst)
            .collect();
        kept.extend(last);
        let others = self.words.number(grid.rows.len().saturating_sub(kept.len()) as u64)?;
        let label = self
            .words
            .fill("annex", label, &[("number", &others), ("place", &place)])?;
        Ok(Item::Table(self.body_table(&grid.folded(&kept, &label), hidden)?))
    }

    /// Where the whole table stands: `xem Phụ lục II`.
    fn place(&self, part: AnnexPart, annexes: &Annexes) -> Result<String, ReportError> {
        match annexes.iter().find(|(other, _)| *other == part) {
            Some((_, annex)) => self.words.fill("annex", "see", &[("number", &annex.number)]),
            None => Ok(self.words.get("annex", "see_workbook")?.to_owned()),
        }
    }

    /// Agencies with most failed documents first, then most undecided ones; else in alphabetical order.
    fn worst_agencies(&self) -> Vec<usize> {
        let rows = &self.figures.agencies;
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by_key(|place| {
            rows.get(*place).map(|row| {
                let counts = row.conclusions;
                Reverse((counts.failed, counts.indeterminate, row.documents))
            })
        });
        order
    }

    /// Rules that failed on most documents first, then those with most warnings and undecided findings; else by code.
    fn worst_rules(&self) -> Vec<usize> {
        let grid = &self.content.tables.rules;
        let mut order: Vec<usize> = (0..grid.rows.len()).collect();
        order.sort_by_key(|place| {
            let code = grid.rows.get(*place).and_then(|row| row.first());
            let figures = self.figures.rules.iter();
            let row = figures.clone().find(|row| Some(&Value::Text(row.rule.clone())) == code);
            Reverse(row.map(|row| (row.documents_failed, row.failed, row.warning, row.indeterminate)))
        });
        order
    }

    // ---- the annexes

    fn annexes(&self) -> Result<Annexes, ReportError> {
        let mut annexes = Annexes::new();
        if self.figures.documents.covered == 0 {
            return Ok(annexes);
        }
        for annex in &self.content.manifest.annexes {
            let number = roman(annexes.len() + 1);
            let printed = match annex.part {
                AnnexPart::Failed => self.failed(*annex, number)?,
                AnnexPart::Agencies => self.agencies(*annex, number)?,
                AnnexPart::Rules => self.rules(*annex, number)?,
                AnnexPart::Certificates => self.certificates(*annex, number)?,
                AnnexPart::Tolerances => self.tolerances(*annex, number)?,
            };
            annexes.extend(printed.map(|printed| (annex.part, printed)));
        }
        Ok(annexes)
    }

    fn annex(&self, annex: Annex, number: String, table: Table) -> Result<PrintedAnnex, ReportError> {
        Ok(PrintedAnnex {
            number,
            name: self.words.get("annex", annex.part.key())?.to_owned(),
            landscape: annex.landscape,
            before: Vec::new(),
            table,
            after: Vec::new(),
        })
    }

    /// What failed. How much of it there is stands above the list, whatever the list holds.
    fn failed(&self, annex: Annex, number: String) -> Result<Option<PrintedAnnex>, ReportError> {
        let all = self.figures.findings.failed;
        if all == 0 {
            return Ok(None);
        }
        let listed: Vec<&PrintedFinding> = self.content.printed.failed.iter().take(annex.rows as usize).collect();
        let columns = [
            ("number", true, 9.0),
            ("agency", false, 15.0),
            ("path", false, 24.0),
            ("subject", true, 16.0),
            ("rule", true, 11.0),
            ("severity", true, 16.0),
            ("message", false, 42.0),
            ("basis", false, 21.0),
        ];
        let columns = columns.iter().map(|(key, fixed, width)| {
            Ok(Column {
                label: self.words.get("findings", key)?.to_owned(),
                numeric: *key == "number",
                fixed: *fixed,
                width: *width,
            })
        });
        let table = Table {
            caption: None,
            columns: columns.collect::<Result<_, ReportError>>()?,
            rows: listed
                .iter()
                .enumerate()
                .map(|(place, row)| {
                    let place = (place + 1).to_string();
                    let cells = [
                        (&place, NAME),
                        (&row.agency, NAME),
                        (&row.path, PATH),
                        (&row.subject, NAME),
                        (&row.rule, NAME),
                        (&row.severity, NAME),
                        (&row.message, CELL),
                        (&row.basis, CELL),
                    ];
                    cells.iter().map(|(text, letters)| self.cell(text, *letters)).collect()
                })
                .collect(),
            sums: Vec::new(),
        };
        let mut severities = Vec::new();
        for row in self
            .figures
            .findings
            .failed_by_severity
            .iter()
            .filter(|row| row.number > 0)
        {
            let label = self.words.get("severity", &row.code)?;
            severities.push(format!("{label}: {}", self.words.number(row.number)?));
        }
        let mut printed = self.annex(annex, number, table)?;
        let count = self.words.number(all)?;
        printed.before.push(self.words.fill(
            "annex",
            "failed_total",
            &[("number", &count), ("severities", &severities.join("; "))],
        )?);
        let hidden = all.saturating_sub(listed.len() as u64);
        if hidden > 0 {
            let (shown, hidden) = (self.words.number(listed.len() as u64)?, self.words.number(hidden)?);
            let values = [("shown", shown.as_str()), ("number", hidden.as_str())];
            printed.before.push(self.words.fill("annex", "failed_shown", &values)?);
            printed.after.push(self.words.fill("annex", "failed_more", &values)?);
        }
        Ok(Some(printed))
    }

    /// Every agency, when the body can't show them all.
    fn agencies(&self, annex: Annex, number: String) -> Result<Option<PrintedAnnex>, ReportError> {
        let grid = &self.content.tables.agencies;
        let sections = self.content.manifest.body.iter();
        let in_body = sections
            .filter(|section| section.part == BodyPart::Agencies)
            .map(|section| section.rows as usize * self.quarters / FITS[0])
            .max();
        if grid.rows.is_empty() || in_body.is_some_and(|rows| grid.rows.len() <= rows) {
            return Ok(None);
        }
        let rows = annex.rows as usize;
        let table = if grid.rows.len() > rows {
            let kept: Vec<usize> = (0..rows.saturating_sub(1)).collect();
            let others = self.words.number(grid.rows.len().saturating_sub(kept.len()) as u64)?;
            let place = self.words.get("annex", "see_workbook")?;
            let values = [("number", others.as_str()), ("place", place)];
            grid.folded(&kept, &self.words.fill("annex", "rest_agencies", &values)?)
        } else {
            grid.clone()
        };
        let table = self.table(&table, &[], rows, NAME)?;
        self.annex(annex, number, table).map(Some)
    }

    /// Every rule with its provisions and all its numbers.
    fn rules(&self, annex: Annex, number: String) -> Result<Option<PrintedAnnex>, ReportError> {
        let grid = &self.content.tables.rules;
        if grid.rows.is_empty() {
            return Ok(None);
        }
        let rows = annex.rows as usize;
        let table = if grid.rows.len() > rows {
            let kept: Vec<usize> = (0..rows.saturating_sub(1)).collect();
            let others = self.words.number(grid.rows.len().saturating_sub(kept.len()) as u64)?;
            let place = self.words.get("annex", "see_workbook")?;
            let values = [("number", others.as_str()), ("place", place)];
            grid.folded(&kept, &self.words.fill("annex", "rest_rules", &values)?)
        } else {
            grid.clone()
        };
        let mut printed = self.annex(annex, number, self.table(&table, &[], rows, CELL)?)?;
        printed.before.push(self.words.get("annex", "rules_note")?.to_owned());
        Ok(Some(printed))
    }

    /// Certificates to be renewed: those that ended, and those that end soon.
    fn certificates(&self, annex: Annex, number: String) -> Result<Option<PrintedAnnex>, ReportError> {
        let mut grid = self.content.tables.certificate_list.clone();
        let due = |place: usize| {
            let row = self.figures.certificates.list.get(place);
            row.is_some_and(|row| matches!(row.validity, Validity::Expired | Validity::WithinSixtyDays))
        };
        let mut place = 0;
        grid.rows.retain(|_| {
            place += 1;
            due(place - 1)
        });
        if grid.rows.is_empty() {
            return Ok(None);
        }
        let table = self.table(&grid, &["not_before", "kind"], annex.rows as usize, NAME)?;
        let mut printed = self.annex(annex, number, table)?;
        printed
            .before
            .push(self.words.get("annex", "certificates_note")?.to_owned());
        self.more(&grid, annex, &mut printed)?;
        Ok(Some(printed))
    }

    fn tolerances(&self, annex: Annex, number: String) -> Result<Option<PrintedAnnex>, ReportError> {
        let grid = &self.content.tables.tolerances;
        if grid.rows.is_empty() {
            return Ok(None);
        }
        let table = self.table(grid, &[], annex.rows as usize, CELL)?;
        let mut printed = self.annex(annex, number, table)?;
        printed.before.push(format!("{}.", grid.caption));
        self.more(grid, annex, &mut printed)?;
        Ok(Some(printed))
    }

    /// Says how many rows of the table are not printed.
    fn more(&self, grid: &Grid, annex: Annex, printed: &mut PrintedAnnex) -> Result<(), ReportError> {
        let hidden = grid.rows.len().saturating_sub(annex.rows as usize);
        if hidden > 0 {
            let hidden = self.words.number(hidden as u64)?;
            printed
                .after
                .push(self.words.fill("annex", "more", &[("number", &hidden)])?);
        }
        Ok(())
    }

    // ---- tables

    fn body_table(&self, grid: &Grid, hidden: &[&str]) -> Result<Table, ReportError> {
        let mut table = self.table(grid, hidden, grid.rows.len(), BODY_CELL)?;
        table.caption = Some(grid.caption.clone());
        Ok(table)
    }

    fn table(&self, grid: &Grid, hidden: &[&str], rows: usize, letters: usize) -> Result<Table, ReportError> {
        let columns = grid.columns.iter().enumerate();
        let picked: Vec<_> = columns
            .filter(|(_, column)| !hidden.contains(&column.key.as_str()))
            .collect();
        let cells = |row: &Vec<Value>| {
            picked
                .iter()
                .map(|(place, _)| {
                    let text = row.get(*place).map(|value| value.printed(self.words)).transpose()?;
                    Ok(self.legible.text(&text.unwrap_or_default(), letters, CELL_WORD))
                })
                .collect::<Result<Vec<String>, ReportError>>()
        };
        let mut sums = Vec::new();
        for row in grid.rest.iter().chain(&grid.total) {
            let mut cells = cells(row)?;
            let over = cells.iter().skip(1).take_while(|cell| cell.is_empty()).count() + 1;
            let behind = cells.split_off(over);
            sums.push(Sum {
                label: cells.into_iter().next().unwrap_or_default(),
                over,
                cells: behind,
            });
        }
        Ok(Table {
            caption: None,
            columns: picked
                .iter()
                .map(|(_, column)| Column {
                    label: column.label.clone(),
                    numeric: column.kind != Kind::Text,
                    // A code is never long; what it leaves is for the words beside it.
                    fixed: column.key == "rule",
                    width: match column.key.as_str() {
                        "rule" => 12.0,
                        "basis" => 42.0,
                        _ => column.width.max(8.0),
                    },
                })
                .collect(),
            rows: grid.rows.iter().take(rows).map(cells).collect::<Result<_, _>>()?,
            sums,
        })
    }
}

/// Numbers of annexes are Roman (Phụ lục I of Decree 30/2020/NĐ-CP); there are never more than a few.
fn roman(number: usize) -> String {
    const SIGNS: [(usize, &str); 5] = [(10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")];
    let mut rest = number;
    let mut written = String::new();
    for (value, sign) in SIGNS {
        while rest >= value {
            written.push_str(sign);
            rest -= value;
        }
    }
    written
}

#[cfg(test)]
mod tests {
    #[test]
    fn annexes_are_numbered_in_roman() {
        let numbers: Vec<String> = (1..=11).map(super::roman).collect();
        assert_eq!(numbers.join(" "), "I II III IV V VI VII VIII IX X XI");
    }
}
