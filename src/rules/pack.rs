//! Packs: a folder for each legal instrument, with its dates and the rules it leads.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use include_dir::{Dir, include_dir};
use jiff::civil;

use super::{
    diagnostic::{Diagnostic, Level, both},
    reader,
    rule::Rule,
    sheet::Sheet,
    waiver::{self, Waiver},
};
use crate::{facts::Localized, finding::Outcome};

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/rules");

const PACK_FILE: &str = "pack.toml";

/// Waivers that lie beside the packs of a rules folder.
const WAIVER_FILE: &str = "waivers.toml";

const ALGORITHMS_FILE: &str = "algorithms.toml";

/// A legal instrument, or a body of technical standards, that rules rest on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instrument {
    /// Number and symbol, as citations print it.
    pub number: String,
    /// What it is called.
    pub title: Localized,
    /// Day of issue.
    pub issued: civil::Date,
    /// First day in force.
    pub from: civil::Date,
    /// Last day in force, for signatures of this kind; `None` while it is.
    pub until: Option<civil::Date>,
    /// Folder of the pack.
    pub pack: String,
}

/// A file of a rules folder: its path below the folder, with `/`, and its bytes.
#[derive(Debug, Clone)]
pub struct RuleSource {
    /// `pack/CODE-slug.toml`.
    pub name: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Rules that were checked as a whole.
#[derive(Debug, Clone)]
pub struct RulePack {
    rules: Vec<Rule>,
    instruments: BTreeMap<String, Instrument>,
    waivers: Vec<Waiver>,
    warnings: Vec<Diagnostic>,
    digest: String,
}

/// What came of one example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleResult {
    /// Code of the rule.
    pub rule: String,
    /// The case.
    pub name: String,
    /// What its author expects.
    pub expected: Outcome,
    /// What the rule says.
    pub got: Outcome,
    /// The message that a report would print.
    pub message: Localized,
    /// `file:line` of the example.
    pub place: String,
}

impl ExampleResult {
    /// Whether the rule says what its author expects.
    pub fn agrees(&self) -> bool {
        self.expected == self.got
    }
}

/// The rules that travel inside the program.
///
/// # Errors
/// Every mistake in them, sorted by place.
pub fn embedded() -> Result<RulePack, Vec<Diagnostic>> {
    open(None, &[])
}

/// The rules of a folder, in place of the embedded ones, with the waivers that lie in it.
///
/// # Errors
/// Every mistake in them, sorted by place; a folder that can't be read or holds no rule is one.
pub fn load(folder: &Path) -> Result<RulePack, Vec<Diagnostic>> {
    open(Some(folder), &[])
}

/// The rules of a folder, or the embedded ones, with the waivers of the folder and of these files.
///
/// # Errors
/// Every mistake in rules and waivers, sorted by place; what can't be read is one.
pub fn open(folder: Option<&Path>, waivers: &[PathBuf]) -> Result<RulePack, Vec<Diagnostic>> {
    let mut sources = Vec::new();
    let mut unread = Vec::new();
    let mut fail = |path: &Path, error: &std::io::Error| {
        let message = both(
            format!("không đọc được thư mục hoặc tệp này ({error})."),
            format!("this folder or file can't be read ({error})."),
        );
        unread.push(Diagnostic::whole(slashed_root(path), message));
    };
    let root = folder.map_or_else(|| "rules".to_owned(), slashed_root);
    match folder {
        None => gather(&EMBEDDED, &mut sources),
        Some(folder) => {
            if let Err((path, error)) = read_folder(folder, "", &mut sources) {
                fail(&path, &error);
            }
        }
    }
    let mut files = Vec::new();
    for path in waivers {
        match fs::read(path) {
            Ok(bytes) => files.push(RuleSource {
                name: slashed_root(path),
                bytes,
            }),
            Err(error) => fail(path, &error),
        }
    }
    if unread.is_empty() {
        RulePack::check_with(&root, sources, &files)
    } else {
        Diagnostic::sort(&mut unread);
        Err(unread)
    }
}

fn gather(folder: &Dir<'_>, into: &mut Vec<RuleSource>) {
    for file in folder.files() {
        into.push(RuleSource {
            name: slashed(file.path()),
            bytes: file.contents().to_vec(),
        });
    }
    for inner in folder.dirs() {
        gather(inner, into);
    }
}

fn slashed(path: &Path) -> String {
    path.components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}

/// A path as given, with `/` on every system.
fn slashed_root(path: &Path) -> String {
    let shown = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    if shown.len() > 1 {
        shown.trim_end_matches('/').to_owned()
    } else {
        shown
    }
}

type Unread = (std::path::PathBuf, std::io::Error);

fn read_folder(folder: &Path, below: &str, into: &mut Vec<RuleSource>) -> Result<(), Unread> {
    let fail = |error| (folder.to_owned(), error);
    for entry in fs::read_dir(folder).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        // Folders of version control and files that an editor hides are nobody's rules.
        if name.starts_with('.') {
            continue;
        }
        let name = if below.is_empty() {
            name
        } else {
            format!("{below}/{name}")
        };
        if path.is_dir() {
            // Packs are one level deep; what lies deeper is read so that it can be reported.
            read_folder(&path, &name, into)?;
        } else {
            let counts = path
                .extension()
                .is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
            let bytes = if counts {
                fs::read(&path).map_err(|error| (path, error))?
            } else {
                Vec::new()
            };
            into.push(RuleSource { name, bytes });
        }
    }
    Ok(())
}

/// What a file of a rules folder is, by its name.
enum Part<'a> {
    Pack(&'a str),
    Rule { pack: &'a str, code: &'a str },
    Waivers,
    Reading,
    Stray,
    Misnamed,
}

fn part(name: &str) -> Part<'_> {
    let extension = |wanted: &str| {
        Path::new(name)
            .extension()
            .is_some_and(|found| found.eq_ignore_ascii_case(wanted))
    };
    if extension("md") {
        return Part::Reading;
    }
    if !extension("toml") {
        return Part::Stray;
    }
    match name.split('/').collect::<Vec<_>>().as_slice() {
        [WAIVER_FILE] => Part::Waivers,
        // Dates for measuring, not for judging: read where signatures are validated.
        [ALGORITHMS_FILE] => Part::Reading,
        [pack, PACK_FILE] => Part::Pack(pack),
        [pack, file] => code_of(file).map_or(Part::Misnamed, |code| Part::Rule { pack, code }),
        _ => Part::Misnamed,
    }
}

/// `F01` of `F01-phien-ban-pdf.toml`.
fn code_of(file: &str) -> Option<&str> {
    let (code, slug) = file.strip_suffix(".toml")?.split_once('-')?;
    let mut letters = code.chars();
    let well = letters.next()?.is_ascii_uppercase()
        && code.len() == 3
        && letters.all(|digit| digit.is_ascii_digit())
        && !slug.is_empty()
        && slug
            .chars()
            .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-');
    well.then_some(code)
}

impl RulePack {
    /// Checks the files of a rules folder; `root` stands before their names in diagnostics.
    ///
    /// # Errors
    /// Every mistake, sorted by place.
    pub fn check(root: &str, sources: Vec<RuleSource>) -> Result<Self, Vec<Diagnostic>> {
        Self::check_with(root, sources, &[])
    }

    /// Checks the files of a rules folder, and files of waivers, whose names are shown as they are.
    ///
    /// # Errors
    /// Every mistake, sorted by place.
    pub fn check_with(
        root: &str,
        mut sources: Vec<RuleSource>,
        waivers: &[RuleSource],
    ) -> Result<Self, Vec<Diagnostic>> {
        sources.sort_by(|a, b| a.name.cmp(&b.name));
        let mut found = Vec::new();
        let mut texts: Vec<(&RuleSource, &str)> = Vec::new();
        let mut waiver_files: Vec<(String, (&RuleSource, &str))> = Vec::new();
        for source in &sources {
            let file = format!("{root}/{}", source.name);
            match part(&source.name) {
                Part::Reading => {}
                Part::Stray => found.push(Diagnostic {
                    severity: Level::Warning,
                    ..Diagnostic::whole(file, both("tệp này không được đọc.", "this file is not read."))
                }),
                Part::Misnamed => {
                    let message = both(
                        "tên tệp quy tắc không đúng mẫu.",
                        "the name of the rule file is not as it must be.",
                    );
                    let help = both(
                        "Mẫu: <bộ quy tắc>/F01-ten-khong-dau.toml hoặc <bộ quy tắc>/pack.toml.",
                        "It must be <pack>/F01-slug.toml or <pack>/pack.toml.",
                    );
                    found.push(Diagnostic {
                        help: Some(help),
                        ..Diagnostic::whole(file, message)
                    });
                }
                Part::Pack(_) | Part::Rule { .. } => {
                    texts.extend(utf8(&file, source, &mut found));
                }
                Part::Waivers => {
                    let read = utf8(&file, source, &mut found);
                    waiver_files.extend(read.map(|read| (file, read)));
                }
            }
        }

        let instruments = instruments(root, &texts, &mut found);
        let mut rules: Vec<Rule> = Vec::new();
        let mut codes: BTreeMap<&str, String> = BTreeMap::new();
        for (source, text) in &texts {
            let Part::Rule { pack, code } = part(&source.name) else {
                continue;
            };
            let file = format!("{root}/{}", source.name);
            if let Some(first) = codes.get(code) {
                let message = both(
                    format!("mã {code} đã dùng ở tệp {first}."),
                    format!("the code {code} is already used by {first}."),
                );
                found.push(Diagnostic::whole(file.clone(), message));
            } else {
                codes.insert(code, file.clone());
            }
            if !texts
                .iter()
                .any(|(other, _)| other.name == format!("{pack}/{PACK_FILE}"))
            {
                let message = both(
                    format!("thư mục {pack} thiếu tệp {PACK_FILE}."),
                    format!("the folder {pack} has no {PACK_FILE}."),
                );
                found.push(Diagnostic::whole(file.clone(), message));
            }
            let (rule, diagnostics) = reader::read(pack, &file, code, text, &instruments);
            found.extend(diagnostics);
            rules.extend(rule);
        }
        if codes.is_empty() {
            let message = both("không có tệp quy tắc nào.", "there is no rule file.");
            found.push(Diagnostic::whole(root, message));
        }
        for source in waivers {
            waiver_files.extend(utf8(&source.name, source, &mut found).map(|read| (source.name.clone(), read)));
        }
        let codes: Vec<&str> = codes.into_keys().collect();
        let mut let_pass = Vec::new();
        for (file, (_, text)) in &waiver_files {
            let (read, diagnostics) = waiver::read(file, text, &codes, &rules);
            let_pass.extend(read);
            found.extend(diagnostics);
        }
        Diagnostic::sort(&mut found);
        found.dedup();
        if found.iter().any(|diagnostic| diagnostic.severity == Level::Error) {
            return Err(found);
        }
        rules.sort_by(|a, b| a.code.cmp(&b.code));
        // Where a file of waivers lies does not matter, only what it says and which comes first.
        let let_pass_files = waiver_files
            .iter()
            .map(|(_, (source, _))| (WAIVER_FILE, source.bytes.as_slice()));
        let digest = digest(
            texts
                .iter()
                .map(|(source, _)| (source.name.as_str(), source.bytes.as_slice()))
                .chain(let_pass_files),
        );
        Ok(Self {
            rules,
            instruments,
            waivers: let_pass,
            warnings: found,
            digest,
        })
    }

    /// SHA-256, lower-case hexadecimal, over the names and bytes of the files that count, in order of name, then of
    /// the waivers: two packs of one digest judge alike.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The rules, by code.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule of this code.
    pub fn rule(&self, code: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.code == code)
    }

    /// The instruments that rules rest on, by number.
    pub fn instruments(&self) -> impl Iterator<Item = &Instrument> {
        self.instruments.values()
    }

    /// What was let pass, in the order of the files.
    pub fn waivers(&self) -> &[Waiver] {
        &self.waivers
    }

    /// A warning for each waiver that does not count on this day in Vietnam.
    pub fn lapsed_waivers(&self, day: civil::Date) -> Vec<Diagnostic> {
        self.waivers.iter().filter_map(|waiver| waiver.lapsed(day)).collect()
    }

    /// What is probably not meant, though the rules can be used.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// Asks every rule about its own examples.
    pub fn run_examples(&self) -> Vec<ExampleResult> {
        let mut results = Vec::new();
        for rule in &self.rules {
            for example in &rule.examples {
                let finding = rule.judge(example.facts(), example.day, None);
                results.push(ExampleResult {
                    rule: rule.code.clone(),
                    name: example.name.clone(),
                    expected: example.expect,
                    got: finding.outcome,
                    message: finding.message.owned(),
                    place: format!("{}:{}", rule.file, example.line),
                });
            }
        }
        results
    }
}

/// Reads every pack.toml.
fn instruments(
    root: &str,
    texts: &[(&RuleSource, &str)],
    found: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Instrument> {
    let mut instruments: BTreeMap<String, Instrument> = BTreeMap::new();
    for (source, text) in texts {
        let Part::Pack(pack) = part(&source.name) else { continue };
        let file = format!("{root}/{}", source.name);
        let (mut sheet, table) = Sheet::open(&file, text);
        sheet.only_keys(&table, &["number", "title", "issued", "from", "until"]);
        let number = sheet.required_text(&table, "number", &(0..0));
        let title = sheet.required_localized(&table, "title", &(0..0));
        let mut day = |key: &str| {
            if !table.contains_key(key) {
                sheet.lacks(&(0..0), key);
            }
            sheet.date(&table, key)
        };
        let (issued, from) = (day("issued"), day("from"));
        let until = sheet.date(&table, "until");
        if let (Some(from), Some(until), Some(place)) = (from, until, table.get("until"))
            && until < from
        {
            sheet.error(
                &place.span(),
                both("ngày hết hiệu lực trước ngày có hiệu lực.", "`until` is before `from`."),
            );
        }
        if let (Some(number), Some(title), Some(issued), Some(from)) = (number, title, issued, from) {
            if let Some(first) = instruments.get(&number) {
                let message = both(
                    format!("văn bản `{number}` đã khai báo ở {}/{PACK_FILE}.", first.pack),
                    format!(
                        "the instrument `{number}` is already declared in {}/{PACK_FILE}.",
                        first.pack
                    ),
                );
                let at = table.get("number").map_or(0..0, toml::Spanned::span);
                sheet.error(&at, message);
            } else {
                let instrument = Instrument {
                    number: number.clone(),
                    title,
                    issued,
                    from,
                    until,
                    pack: pack.to_owned(),
                };
                instruments.insert(number, instrument);
            }
        }
        found.extend(sheet.into_found());
    }
    instruments
}

/// The text of a file; a mistake when it is none.
fn utf8<'s>(file: &str, source: &'s RuleSource, found: &mut Vec<Diagnostic>) -> Option<(&'s RuleSource, &'s str)> {
    let text = std::str::from_utf8(&source.bytes).ok();
    if text.is_none() {
        let message = both("tệp không phải là văn bản UTF-8.", "the file is not UTF-8 text.");
        found.push(Diagnostic::whole(file, message));
    }
    text.map(|text| (source, text))
}

/// Lengths go in with names and bytes, so that no two sets of files look the same.
fn digest<'a>(files: impl Iterator<Item = (&'a str, &'a [u8])>) -> String {
    let mut context = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
    for (name, bytes) in files {
        for part in [name.as_bytes(), bytes] {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
    }
    context.finish().as_ref().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
