//! The kept part of the grid (`tests/grid/`): documents of other producers and another signer, with everything in a
//! known place, measured to half a millimetre, a hundredth and a tenth of a point. `tests/grid/compare.py` does the same
//! over the whole grid.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use kysoat::{
    budget::Budget,
    extract::{self, Validator},
    facts::{AppearanceFacts, DocumentFacts, Measured, Moment, PictureFacts, SignatureFacts, TextFacts},
    finding::Outcome,
    rules,
};
use serde::Deserialize;

/// Half a millimetre.
const MM: f64 = 0.5;
/// A hundredth of a width or height.
const SHARE: f64 = 0.01;
/// A tenth of a point.
const POINT: f64 = 0.1;

#[derive(Debug, Clone, Deserialize)]
struct Truth {
    file: String,
    facts: BTreeMap<String, serde_json::Value>,
    signatures: Vec<Shown>,
    components: BTreeMap<String, String>,
    expect: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Deserialize)]
struct Shown {
    field: String,
    role: String,
    page: u32,
    box_mm: Option<[f64; 4]>,
    image: Option<Image>,
    text: Option<Text>,
}

#[derive(Debug, Clone, Deserialize)]
struct Image {
    ink_mm: [f64; 4],
    hue: String,
    transparent: bool,
    vector: bool,
}

#[derive(Debug, Clone, Deserialize)]
struct Text {
    lines: Vec<String>,
    font: String,
    size_pt: f64,
    bold: bool,
    slanted: bool,
    colour: String,
    visible: bool,
}

/// What differs, a line each.
#[derive(Default)]
struct Differences(Vec<String>);

impl Differences {
    fn near(&mut self, what: &str, expected: f64, got: Option<f64>, tolerance: f64) {
        if got.is_none_or(|got| (got - expected).abs() > tolerance) {
            self.0.push(format!("{what}: expected {expected:.3}, got {got:.3?}"));
        }
    }

    fn boxes(&mut self, what: &str, expected: [f64; 4], got: Option<[f64; 4]>) {
        for (side, expected) in expected.into_iter().enumerate() {
            self.near(&format!("{what}[{side}]"), expected, got.map(|got| got[side]), MM);
        }
    }

    fn same<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, expected: T, got: Option<T>) {
        let expected = Some(expected);
        if got != expected {
            self.differ(what, (expected, got));
        }
    }

    fn differ<T: std::fmt::Debug>(&mut self, what: &str, (expected, got): (T, T)) {
        self.0.push(format!("{what}: expected {expected:?}, got {got:?}"));
    }
}

fn scripts() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/grid")
}

fn kept() -> PathBuf {
    scripts().join("kept")
}

fn truths(folder: &Path) -> Vec<Truth> {
    fs::read_to_string(folder.join("grid.jsonl"))
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn measured(folder: &Path, truth: &Truth) -> DocumentFacts {
    let bytes = fs::read(folder.join(&truth.file)).unwrap();
    let (mut validator, _) = Validator::new(Vec::new(), as_of());
    extract::measure_and_validate(&bytes, &truth.file, &Budget::default(), &mut validator)
}

/// The day of the audit, on which nothing of it lies in the future.
fn as_of() -> Moment {
    Moment::parse("2026-06-14T17:00:00+07:00").unwrap()
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn compare(truth: &Truth, facts: &DocumentFacts) -> Vec<String> {
    let mut found = Differences::default();
    for shown in &truth.signatures {
        let signature = facts
            .signatures
            .iter()
            .find(|signature| signature.field.as_deref() == Some(&shown.field));
        match signature {
            Some(signature) => compare_signature(&mut found, shown, signature),
            None => found.0.push(format!("no signature {}", shown.field)),
        }
    }
    compare_layout(&mut found, truth, facts);
    compare_components(&mut found, truth, facts);
    found.0
}

fn compare_signature(found: &mut Differences, shown: &Shown, signature: &SignatureFacts) {
    let field = &shown.field;
    found.same(
        &format!("{field}: role"),
        shown.role.as_str(),
        signature.role.known().map(|role| role.code()),
    );
    let Some(expected) = shown.box_mm else { return };
    let look = signature.layout.appearance.known();
    found.same(&format!("{field}: page"), shown.page, look.map(|look| look.page));
    found.boxes(&format!("{field}: box"), expected, look.map(|look| look.box_mm));
    if let Some(image) = &shown.image {
        compare_picture(found, field, image, look.and_then(|look| look.picture.known()));
    }
    if let Some(text) = &shown.text {
        compare_text(found, field, text, look);
    }
}

fn compare_picture(found: &mut Differences, field: &str, image: &Image, picture: Option<&PictureFacts>) {
    found.boxes(
        &format!("{field}: ink"),
        image.ink_mm,
        picture.and_then(|picture| picture.ink_mm.known().copied()),
    );
    found.same(
        &format!("{field}: hue"),
        image.hue.as_str(),
        picture.and_then(|picture| picture.hue.known()).map(|hue| hue.code()),
    );
    found.same(
        &format!("{field}: shows the page through"),
        image.transparent,
        picture
            .and_then(|picture| picture.opaque_background.known())
            .map(|opaque| !opaque),
    );
    found.same(
        &format!("{field}: vector"),
        image.vector,
        picture.map(|picture| picture.vector),
    );
}

fn compare_text(found: &mut Differences, field: &str, text: &Text, look: Option<&AppearanceFacts>) {
    let got: Option<&TextFacts> = look.and_then(|look| look.text.known());
    found.same(
        &format!("{field}: lines"),
        text.lines.iter().map(|line| words(line)).collect(),
        got.map(|got| got.lines.iter().map(|line| words(line)).collect::<Vec<_>>()),
    );
    found.same(
        &format!("{field}: font"),
        text.font.as_str(),
        got.and_then(|got| got.font.known()).map(String::as_str),
    );
    found.near(
        &format!("{field}: size"),
        text.size_pt,
        got.map(|got| got.size_pt),
        POINT,
    );
    found.same(&format!("{field}: bold"), text.bold, got.map(|got| got.bold));
    found.same(&format!("{field}: slanted"), text.slanted, got.map(|got| !got.upright));
    found.same(
        &format!("{field}: colour"),
        text.colour.as_str(),
        got.and_then(|got| got.colour.known()).map(|colour| colour.code()),
    );
    found.same(&format!("{field}: visible"), text.visible, got.map(|got| got.visible));
}

fn compare_layout(found: &mut Differences, truth: &Truth, facts: &DocumentFacts) {
    let layout = &facts.layout;
    let signature = |index: &Measured<usize>| index.known().and_then(|index| facts.signatures.get(*index));
    let relation = layout.seal_relation.known();
    let block = signature(&layout.person).and_then(|person| person.layout.block.known());
    let seal = signature(&layout.seal)
        .and_then(|seal| seal.layout.appearance.known())
        .and_then(|look| look.picture.known());
    for (name, expected) in &truth.facts {
        let number = expected.as_f64().unwrap_or(f64::NAN);
        match name.as_str() {
            "seal.diameter_mm" => {
                found.near(
                    name,
                    number,
                    seal.and_then(|seal| seal.diameter_mm.known().copied()),
                    MM,
                );
            }
            "seal.overlap_of_signature" => {
                let got = relation.and_then(|relation| relation.overlap.known().copied());
                found.near(name, number, got, SHARE);
            }
            "seal.vertical_overlap" => {
                let got = relation.and_then(|relation| relation.vertical_overlap.known().copied());
                found.near(name, number, got, SHARE);
            }
            "seal.side_of_signature" => {
                let got = relation
                    .and_then(|relation| relation.side.known())
                    .map(|side| side.code());
                found.same(name, expected.as_str().unwrap(), got);
            }
            "block.centre_offset_pt" => {
                let got = block.and_then(|block| block.centre_offset_pt.known().copied());
                found.near(name, number, got, MM * 72.0 / 25.4);
            }
            "body.size_pt" => found.near(name, number, layout.body.known().map(|body| body.size_pt), POINT),
            "scan.dpi" => found.near(name, number, layout.scan.known().map(|scan| scan.dpi), 0.01 * number),
            "margin.left_mm" => found.near(name, number, layout.margins.known().map(|margins| margins.left_mm), MM),
            "margin.right_mm" => found.near(name, number, layout.margins.known().map(|margins| margins.right_mm), MM),
            // Where a line of text ends above and below is a matter of definition; the font is compared by the script.
            _ => {}
        }
    }
}

fn compare_components(found: &mut Differences, truth: &Truth, facts: &DocumentFacts) {
    let components = &facts.components;
    for (name, expected) in &truth.components {
        let text = |measured: &Measured<String>| measured.known().map(|text| words(text));
        let got = match name.as_str() {
            "agency" => text(&components.agency),
            "number" => text(&components.number),
            "symbol" => text(&components.symbol),
            "signer_title" => text(&components.signer_title),
            "signer_name" => text(&components.signer_name),
            "issued_on" => components.issued_on.known().map(ToString::to_string),
            // A heading "Phụ lục" makes an attachment an appendix: the rules treat both alike.
            "role" => components
                .role
                .known()
                .map(|role| role.code().replace("appendix", "attachment")),
            _ => panic!("{}: the truth names {name}", truth.file),
        };
        found.same(name, words(expected), got);
    }
}

fn everything_in(folder: &Path, at_least: usize) {
    let mut wrong = Vec::new();
    let truths = truths(folder);
    assert!(truths.len() >= at_least, "only {} documents", truths.len());
    for truth in &truths {
        let differences = compare(truth, &measured(folder, truth));
        wrong.extend(differences.iter().map(|line| format!("{}: {line}", truth.file)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn everything_is_where_it_was_placed() {
    everything_in(&kept(), 56);
}

/// `KYSOAT_GRID` names a folder that make.py has filled; without it the grid is made here.
#[test]
#[ignore = "takes minutes, needs python3 with reportlab and pyHanko"]
fn everything_in_the_whole_grid_is_where_it_was_placed() {
    if let Some(folder) = env::var_os("KYSOAT_GRID") {
        return everything_in(Path::new(&folder), 500);
    }
    let python = |arguments: &[&str]| Command::new("python3").args(arguments).status();
    let needed = "import reportlab, pyhanko.sign, pikepdf, PIL, fontTools, uharfbuzz, cryptography";
    if !python(&["-c", needed]).is_ok_and(|status| status.success()) {
        eprintln!("SKIPPED: no python3 with reportlab, pyHanko, pikepdf, Pillow, fontTools and uharfbuzz here");
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("grid");
    let script = scripts().join("make.py");
    let made = python(&[script.to_str().unwrap(), "--out", folder.to_str().unwrap()]).unwrap();
    assert!(made.success());
    everything_in(&folder, 500);
}

#[test]
fn another_place_is_told_apart() {
    let all = truths(&kept());
    let good = all.iter().find(|truth| truth.file == "overlap/left-033.pdf").unwrap();
    let facts = measured(&kept(), good);
    assert_eq!(compare(good, &facts), [""; 0]);
    let mut moved = good.clone();
    moved.signatures[0].image.as_mut().unwrap().ink_mm[0] += 1.2;
    moved
        .facts
        .insert("seal.overlap_of_signature".to_owned(), serde_json::json!(0.35));
    moved.signatures[1].role = "person".to_owned();
    assert_eq!(compare(&moved, &facts).len(), 3, "{:?}", compare(&moved, &facts));
}

#[test]
fn rules_say_what_the_place_deserves() {
    let pack = rules::embedded().unwrap();
    let mut wrong = Vec::new();
    let mut compared = 0;
    for truth in truths(&kept()) {
        let judgement = pack.judge(&measured(&kept(), &truth), as_of());
        for (code, expected) in &truth.expect {
            let gravest = judgement
                .findings
                .iter()
                .filter(|finding| finding.rule == *code)
                .map(|finding| finding.outcome)
                .max_by_key(|outcome| gravity(*outcome));
            let Some(outcome) = gravest else { continue };
            compared += 1;
            if !expected.split('|').any(|expected| expected == outcome.code()) {
                wrong.push(format!(
                    "{} {code}: expected {expected}, got {}",
                    truth.file,
                    outcome.code()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared >= 100, "only {compared} outcomes were compared");
}

/// Of several findings of one rule the gravest counts.
fn gravity(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Waived => 0,
        Outcome::NotApplicable => 1,
        Outcome::Passed => 2,
        Outcome::Warning => 3,
        Outcome::Indeterminate => 4,
        Outcome::Failed => 5,
    }
}
