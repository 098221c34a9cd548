//! `report.toml`: what an office may change about a report without touching its layout, checked when it is read.

use std::ops::RangeInclusive;

use serde::Serialize;
use toml::{Spanned, de::DeTable};

use super::{ReportError, templates};
use crate::{
    facts::Localized,
    sheet::{
        Sheet, Span,
        diagnostic::{Diagnostic, both},
    },
};

const FOLDER: &str = "six-monthly";
const FILE: &str = "report.toml";
const TOP: Span = 0..0;

/// Stands for the period in a title or a file name.
const PERIOD: &str = "{period}";

/// What an office may change about a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Manifest {
    /// The folder of the report below `report-templates/`.
    pub(super) folder: String,
    /// What the report is about; `{period}` is to be filled.
    pub(super) title: Localized,
    /// Name of the outputs without extension; `{period}` is to be filled.
    output: String,
    /// The layout, a file of the folder.
    pub(super) layout: String,
    /// The paragraphs, a file of the folder for each language.
    pub(super) narrative: Localized,
    pub(super) page: Page,
    /// Sections of the results, in the order of printing.
    pub(super) body: Vec<Section>,
    /// Annexes, in the order of printing.
    pub(super) annexes: Vec<Annex>,
}

/// Page set-up: margins in mm, size of the body text in pt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Page {
    top: u32,
    bottom: u32,
    left: u32,
    right: u32,
    size: u32,
    /// Pages that the report without its annexes may fill.
    #[serde(skip)]
    pub(super) pages: u32,
}

/// A section of the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) part: BodyPart,
    /// Most rows of its table, the one that folds the others among them.
    pub(super) rows: u32,
}

/// An annex.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Annex {
    pub(super) part: AnnexPart,
    /// Most rows of its table.
    pub(super) rows: u32,
    pub(super) landscape: bool,
}

/// What a section of the results may be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BodyPart {
    Conclusions,
    Agencies,
    Rules,
    Signatures,
    Certificates,
    Unread,
}

impl BodyPart {
    const ALL: [(&'static str, Self); 6] = [
        ("conclusions", Self::Conclusions),
        ("agencies", Self::Agencies),
        ("rules", Self::Rules),
        ("signatures", Self::Signatures),
        ("certificates", Self::Certificates),
        ("unread", Self::Unread),
    ];

    /// Its key in the words and in the narrative.
    pub(super) fn key(self) -> &'static str {
        key(&Self::ALL, self)
    }

    /// Whether its table grows with the archive or with the rules.
    fn grows(self) -> bool {
        matches!(self, Self::Agencies | Self::Rules)
    }
}

/// What an annex may list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AnnexPart {
    Failed,
    Agencies,
    Rules,
    Certificates,
    Tolerances,
}

impl AnnexPart {
    const ALL: [(&'static str, Self); 5] = [
        ("failed", Self::Failed),
        ("agencies", Self::Agencies),
        ("rules", Self::Rules),
        ("certificates", Self::Certificates),
        ("tolerances", Self::Tolerances),
    ];

    /// Its key in the words.
    pub(super) fn key(self) -> &'static str {
        key(&Self::ALL, self)
    }
}

fn key<T: PartialEq + Copy>(all: &[(&'static str, T)], wanted: T) -> &'static str {
    all.iter().find(|(_, part)| *part == wanted).map_or("", |(key, _)| *key)
}

impl Manifest {
    /// The manifest of the six-monthly report.
    ///
    /// # Errors
    /// Every mistake in it, with its place.
    pub(super) fn load() -> Result<Self, ReportError> {
        let name = format!("{FOLDER}/{FILE}");
        let text = templates::text(&name)?;
        let exists = |file: &str| templates::text(&format!("{FOLDER}/{file}")).is_ok();
        read(&format!("report-templates/{name}"), text, &exists).map_err(ReportError::Manifest)
    }

    /// Name of the outputs, without extension.
    pub(super) fn output(&self, period: &str) -> String {
        self.output.replace(PERIOD, period)
    }
}

fn read(file: &str, text: &str, exists: &dyn Fn(&str) -> bool) -> Result<Manifest, Vec<Diagnostic>> {
    let (mut sheet, table) = Sheet::open(file, text);
    let manifest = manifest(&mut sheet, &table, exists);
    let mut found = sheet.into_found();
    Diagnostic::sort(&mut found);
    match manifest {
        Some(manifest) if found.is_empty() => Ok(manifest),
        _ => Err(found),
    }
}

fn manifest(sheet: &mut Sheet<'_>, table: &DeTable<'_>, exists: &dyn Fn(&str) -> bool) -> Option<Manifest> {
    sheet.only_keys(table, &["title", "files", "page", "body", "annex"]);
    let title = sheet.required_localized(table, "title", &TOP);
    if let (Some(title), Some(value)) = (&title, table.get("title")) {
        for text in [&title.vi, &title.en] {
            if text.replace(PERIOD, "").contains(['{', '}']) {
                let message = both(
                    "trong tên báo cáo chỉ dùng được {period}.",
                    "a title may only hold {period}.",
                );
                sheet.error(&sheet.inside(&value.span(), text), message);
            }
        }
    }
    let files = section(sheet, table, "files");
    let page = section(sheet, table, "page");
    let (output, layout, narrative) = match files {
        Some((at, files)) => {
            sheet.only_keys(files, &["output", "layout", "narrative"]);
            (
                output(sheet, files, &at),
                layout(sheet, files, &at, exists),
                narrative(sheet, files, &at, exists),
            )
        }
        None => (None, None, None),
    };
    let page = page.and_then(|(at, page)| page_of(sheet, page, &at));
    let body = body(sheet, table);
    let annexes = annexes(sheet, table);
    Some(Manifest {
        folder: FOLDER.to_owned(),
        title: title?,
        output: output?,
        layout: layout?,
        narrative: narrative?,
        page: page?,
        body,
        annexes,
    })
}

/// A table of this name that must be there.
fn section<'t, 'd>(sheet: &mut Sheet<'_>, table: &'t DeTable<'d>, key: &str) -> Option<(Span, &'t DeTable<'d>)> {
    let Some(value) = table.get(key) else {
        sheet.lacks(&TOP, key);
        return None;
    };
    let inner = value.get_ref().as_table();
    if inner.is_none() {
        sheet.wrong_kind(value, &format!("một bảng [{key}]"), &format!("a table [{key}]"));
    }
    inner.map(|inner| (value.span(), inner))
}

/// Scripts look for the outputs by this name: letters that every file system and every shell takes, and the period.
fn output(sheet: &mut Sheet<'_>, files: &DeTable<'_>, at: &Span) -> Option<String> {
    let name = sheet.required_text(files, "output", at)?;
    let place = files.get("output").map_or(TOP, Spanned::span);
    let rest = name.replacen(PERIOD, "", 1);
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    if rest.len() == name.len() || !rest.chars().all(plain) {
        let message = both(
            "tên tệp kết quả phải có {period} một lần, còn lại chỉ gồm chữ không dấu, số, dấu - và _.",
            "the name of the outputs must hold {period} once, and else only ASCII letters, digits, - and _.",
        );
        sheet.error(&place, message);
        return None;
    }
    Some(name)
}

fn layout(sheet: &mut Sheet<'_>, files: &DeTable<'_>, at: &Span, exists: &dyn Fn(&str) -> bool) -> Option<String> {
    let name = sheet.required_text(files, "layout", at)?;
    let place = files.get("layout").map_or(TOP, Spanned::span);
    must_exist(sheet, &place, &name, exists).then_some(name)
}

fn narrative(
    sheet: &mut Sheet<'_>,
    files: &DeTable<'_>,
    at: &Span,
    exists: &dyn Fn(&str) -> bool,
) -> Option<Localized> {
    let names = sheet.required_localized(files, "narrative", at)?;
    let place = files.get("narrative").map_or(TOP, Spanned::span);
    let vietnamese = must_exist(sheet, &sheet.inside(&place, &names.vi), &names.vi, exists);
    let english = must_exist(sheet, &sheet.inside(&place, &names.en), &names.en, exists);
    (vietnamese && english).then_some(names)
}

fn must_exist(sheet: &mut Sheet<'_>, place: &Span, name: &str, exists: &dyn Fn(&str) -> bool) -> bool {
    let there = exists(name);
    if !there {
        let message = both(
            format!("thư mục của báo cáo không có tệp `{name}`."),
            format!("the folder of the report has no file `{name}`."),
        );
        sheet.error(place, message);
    }
    there
}

fn page_of(sheet: &mut Sheet<'_>, page: &DeTable<'_>, at: &Span) -> Option<Page> {
    sheet.only_keys(page, &["top", "bottom", "left", "right", "size", "pages"]);
    let mut number = |key: &str, range| whole(sheet, page, key, at, range);
    // The ranges of Phụ lục I of Decree 30/2020/NĐ-CP.
    let (top, bottom) = (number("top", 20..=25), number("bottom", 20..=25));
    let (left, right) = (number("left", 30..=35), number("right", 15..=20));
    let (size, pages) = (number("size", 13..=14), number("pages", 1..=50));
    Some(Page {
        top: top?,
        bottom: bottom?,
        left: left?,
        right: right?,
        size: size?,
        pages: pages?,
    })
}

fn body(sheet: &mut Sheet<'_>, table: &DeTable<'_>) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for (at, entry) in sheet.tables(table, "body") {
        sheet.only_keys(entry, &["part", "rows"]);
        let Some(part) = part(sheet, entry, &at, &BodyPart::ALL) else {
            continue;
        };
        let rows = match (part.grows(), entry.get("rows")) {
            (true, _) => whole(sheet, entry, "rows", &at, 0..=60),
            (false, None) => Some(0),
            (false, Some(value)) => {
                let message = both(
                    "mục này không có bảng dài, không đặt `rows`.",
                    "this section has no table that grows: no `rows` here.",
                );
                sheet.error(&value.span(), message);
                None
            }
        };
        if sections.iter().any(|section| section.part == part) {
            twice(sheet, &at, part.key());
        } else if let Some(rows) = rows {
            sections.push(Section { part, rows });
        }
    }
    sections
}

fn annexes(sheet: &mut Sheet<'_>, table: &DeTable<'_>) -> Vec<Annex> {
    let mut annexes: Vec<Annex> = Vec::new();
    for (at, entry) in sheet.tables(table, "annex") {
        sheet.only_keys(entry, &["part", "rows", "landscape"]);
        let part = part(sheet, entry, &at, &AnnexPart::ALL);
        // A report of tens of thousands of rows takes gigabytes of memory to lay out, and nobody reads it.
        let rows = whole(sheet, entry, "rows", &at, 1..=5_000);
        let landscape = sheet.flag(entry, "landscape", false);
        let (Some(part), Some(rows)) = (part, rows) else {
            continue;
        };
        if annexes.iter().any(|annex| annex.part == part) {
            twice(sheet, &at, part.key());
        } else {
            annexes.push(Annex { part, rows, landscape });
        }
    }
    annexes
}

fn part<T: Copy>(sheet: &mut Sheet<'_>, entry: &DeTable<'_>, at: &Span, parts: &[(&'static str, T)]) -> Option<T> {
    if let Some(value) = entry.get("part") {
        sheet.word(value, parts)
    } else {
        sheet.lacks(at, "part");
        None
    }
}

fn twice(sheet: &mut Sheet<'_>, at: &Span, part: &str) {
    let message = both(
        format!("mục `{part}` đã có ở trên."),
        format!("the part `{part}` stands above already."),
    );
    sheet.error(at, message);
}

/// A whole number of this name that must be there.
fn whole(
    sheet: &mut Sheet<'_>,
    table: &DeTable<'_>,
    key: &str,
    at: &Span,
    range: RangeInclusive<u32>,
) -> Option<u32> {
    let Some(value) = table.get(key) else {
        sheet.lacks(at, key);
        return None;
    };
    let number = value
        .get_ref()
        .as_integer()
        .and_then(|number| u32::from_str_radix(number.as_str(), number.radix()).ok())
        .filter(|number| range.contains(number));
    if number.is_none() {
        let (first, last) = (range.start(), range.end());
        sheet.wrong_kind(
            value,
            &format!("một số nguyên từ {first} đến {last}, viết không có dấu nháy"),
            &format!("a whole number from {first} to {last}, without quotes,"),
        );
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text() -> &'static str {
        templates::text("six-monthly/report.toml").expect("the manifest travels inside the program")
    }

    fn wrong(text: &str) -> String {
        let exists = |file: &str| ["bao-cao.typ", "loi-van.vi.txt", "loi-van.en.txt"].contains(&file);
        match read("m.toml", text, &exists) {
            Ok(manifest) => panic!("accepted: {manifest:?}"),
            Err(found) => found.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
        }
    }

    #[test]
    fn the_manifest_that_travels_inside_is_right() {
        let manifest = Manifest::load().expect("it is right");
        assert_eq!(manifest.output("2026-H1"), "bao-cao-2026-H1");
        assert_eq!(manifest.page.pages, 3);
        assert_eq!(manifest.body.len(), BodyPart::ALL.len());
        assert_eq!(manifest.annexes.len(), AnnexPart::ALL.len());
    }

    #[test]
    fn every_mistake_is_told_with_its_place_at_once() {
        let spoilt = text()
            .replace("size   = 13", "size   = \"13\"")
            .replace("left   = 30", "left   = 10")
            .replace("part = \"unread\"", "part = \"unred\"")
            .replace("{period}\" }", "{năm}\" }")
            .replace("layout    = \"bao-cao.typ\"", "layuot    = \"bao-cao.typ\"");
        let told = wrong(&spoilt);
        let line = |wanted: &str| spoilt.lines().position(|line| line.contains(wanted)).expect("there") + 1;
        for (needle, column, message) in [
            ("size   =", 10, "một số nguyên từ 13 đến 14"),
            ("left   =", 10, "một số nguyên từ 30 đến 35"),
            ("unred", 8, "Có phải ý là `unread`?"),
            ("layuot", 1, "không có mục tên `layuot`"),
        ] {
            let place = format!("m.toml:{}:{column}: ", line(needle));
            let found = told.lines().find(|one| one.starts_with(&place));
            assert!(
                found.is_some_and(|one| one.contains(message)),
                "{place}{message}\n{told}"
            );
        }
        assert!(told.contains("chỉ dùng được {period}"), "{told}");
        assert!(told.contains("thiếu mục `layout`"), "{told}");
    }

    #[test]
    fn what_is_missing_twice_or_misplaced_is_told() {
        assert!(wrong("").contains("thiếu mục `title`"));
        assert!(wrong("title = 3\n[files").contains("m.toml:2:"));
        let twice = format!("{}\n[[annex]]\npart = \"failed\"\nrows = 9\n", text());
        assert!(wrong(&twice).contains("mục `failed` đã có ở trên"));
        let misplaced = text().replace("part = \"signatures\"", "part = \"signatures\"\nrows = 3");
        assert!(wrong(&misplaced).contains("không đặt `rows`"));
        for output in ["bao-cao", "../bao-cao-{period}", "a {period}", "{period}-{period}"] {
            let named = text().replace("\"bao-cao-{period}\"", &format!("{output:?}"));
            assert!(wrong(&named).contains("tên tệp kết quả"), "{output}");
        }
        let gone = text().replace("loi-van.en.txt", "loi-van.fr.txt");
        assert!(wrong(&gone).contains("không có tệp `loi-van.fr.txt`"));
    }
}
