//! The HTML report: what its script reads is what the tables and findings.csv hold.

use std::{collections::BTreeMap, fs, io::Read, path::Path, process::Command};

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::STANDARD};
use kysoat::{dataset::Figures, report::Language};
use serde_json::Value;

use super::{
    archive::{PERIOD, counted, province, run_with},
    hostile, report, reported, write_with,
};

fn sha256_hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    digest(&SHA256, bytes)
        .as_ref()
        .iter()
        .fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").unwrap();
            hex
        })
}

/// The text between two marks.
fn between<'a>(text: &'a str, begin: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(begin).unwrap_or_else(|| panic!("no {begin}"));
    rest.split_once(end).unwrap_or_else(|| panic!("no {end}")).0
}

/// The data inside a page, after its digest was compared with the one printed; and that digest.
pub(super) fn unpacked(file: &Path) -> (Value, String) {
    let html = fs::read_to_string(file).unwrap();
    let packed = between(&html, "id=\"data\">", "</script>");
    let gzip = STANDARD.decode(packed).unwrap();
    let mut json = Vec::new();
    flate2::read::GzDecoder::new(gzip.as_slice())
        .read_to_end(&mut json)
        .unwrap();
    let printed = between(&html, "id=\"data-sha256\">", "<");
    assert_eq!(printed, sha256_hex(&json));
    (serde_json::from_slice(&json).unwrap(), printed.to_owned())
}

/// A value of a column, whether it stands once in a dictionary or in every row.
fn at(column: &Value, row: usize) -> &Value {
    match column {
        Value::Array(plain) => &plain[row],
        coded => {
            let place = coded["rows"][row].as_u64().unwrap();
            &coded["values"][usize::try_from(place).unwrap()]
        }
    }
}

fn text(column: &Value, row: usize) -> &str {
    at(column, row).as_str().unwrap_or_default()
}

fn index(column: &Value, row: usize) -> usize {
    usize::try_from(at(column, row).as_u64().unwrap()).unwrap()
}

fn length(column: &Value) -> usize {
    column.as_array().or_else(|| column["rows"].as_array()).unwrap().len()
}

/// The rows of the page's list of findings in the columns of findings.csv.
fn rows(page: &Value) -> Vec<Vec<String>> {
    let (documents, findings, words) = (&page["documents"], &page["findings"], &page["words"]);
    (0..length(&findings["document"]))
        .map(|row| {
            let document = index(&findings["document"], row);
            let subject = match index(&findings["subject"], row) {
                0 => words["findings"]["document"].as_str().unwrap().to_owned(),
                number => words["findings"]["signature"]
                    .as_str()
                    .unwrap()
                    .replace("{number}", &number.to_string()),
            };
            let word = |section: &str, column: &str| {
                words[section][text(&findings[column], row)]
                    .as_str()
                    .unwrap()
                    .to_owned()
            };
            let plain = |column: &str| text(&findings[column], row).to_owned();
            vec![
                text(&documents["agency"], document).to_owned(),
                text(&documents["path"], document).to_owned(),
                subject,
                plain("rule"),
                word("outcome", "outcome"),
                word("severity", "severity"),
                plain("message"),
                plain("basis"),
                plain("measured"),
                plain("because"),
                text(&documents["sha256"], document).to_owned(),
            ]
        })
        .collect()
}

/// The records of findings.csv without their number, guards against formulas taken off.
fn csv_rows(folder: &Path) -> Vec<Vec<String>> {
    let bytes = fs::read(folder.join("findings.csv")).unwrap();
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(bytes.as_slice());
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            let fields = record.iter().skip(1);
            fields
                .map(|field| {
                    field
                        .strip_prefix('\'')
                        .filter(|rest| rest.starts_with(['=', '+', '-', '@']))
                        .unwrap_or(field)
                        .to_owned()
                })
                .collect()
        })
        .collect()
}

/// How often each text stands in a column.
fn tally(column: &Value) -> BTreeMap<String, u64> {
    let mut tally = BTreeMap::new();
    for row in 0..length(column) {
        *tally.entry(text(column, row).to_owned()).or_default() += 1;
    }
    tally
}

fn number(tally: &BTreeMap<String, u64>, key: &str) -> u64 {
    tally.get(key).copied().unwrap_or(0)
}

/// Compares every total that the page's data can give with the figures.
fn agrees_with(page: &Value, figures: &Figures) {
    let documents = &page["documents"];
    let conclusions = tally(&documents["conclusion"]);
    let all = &figures.documents.conclusions;
    for (code, expected) in [
        ("passed", all.passed),
        ("failed", all.failed),
        ("indeterminate", all.indeterminate),
        ("not-judged", all.not_judged),
    ] {
        assert_eq!(number(&conclusions, code), expected, "{code}");
    }
    let agencies = tally(&documents["agency"]);
    for row in &figures.agencies {
        let name = row.agency.as_deref().unwrap_or("(không rõ cơ quan)");
        let shown = name.replace('\u{202E}', "<U+202E>");
        assert_eq!(number(&agencies, &shown), row.documents, "{name}");
    }
    let outcomes = tally(&page["findings"]["outcome"]);
    assert_eq!(number(&outcomes, "failed"), figures.findings.failed);
    assert_eq!(number(&outcomes, "warning"), figures.findings.warning);
    assert_eq!(number(&outcomes, "indeterminate"), figures.findings.indeterminate);
    let signatures = &page["signatures"];
    assert_eq!(length(&signatures["document"]) as u64, figures.signatures.total);
    let integrity = tally(&signatures["integrity"]);
    for row in &figures.signatures.by_integrity {
        assert_eq!(number(&integrity, &row.code), row.number, "{}", row.code);
    }
    let certificates = signatures["certificate"]["values"].as_array().unwrap();
    let distinct = certificates.iter().filter(|certificate| !certificate.is_null()).count();
    assert_eq!(distinct as u64, figures.certificates.distinct);
    // Every rule on every thing, passed and not applicable ones too.
    let mut judged: BTreeMap<(String, String), u64> = BTreeMap::new();
    for row in 0..length(&documents["number"]) {
        let things: Vec<&str> = text(&documents["things"], row).split_whitespace().collect();
        let letters = text(&documents["outcomes"], row);
        assert_eq!(things.len(), letters.len());
        for (thing, letter) in things.iter().zip(letters.chars()) {
            let rule = thing.split('.').next().unwrap();
            let outcome = page["outcomes"][letter.to_string()].as_str().unwrap();
            *judged.entry((rule.to_owned(), outcome.to_owned())).or_default() += 1;
        }
    }
    for row in &figures.rules {
        for (outcome, expected) in [
            ("passed", row.passed),
            ("warning", row.warning),
            ("failed", row.failed),
            ("indeterminate", row.indeterminate),
            ("waived", row.waived),
            ("not-applicable", row.not_applicable),
        ] {
            let found = judged
                .get(&(row.rule.clone(), outcome.to_owned()))
                .copied()
                .unwrap_or(0);
            assert_eq!(found, expected, "{} {outcome}", row.rule);
        }
    }
}

#[test]
fn the_page_holds_every_row_and_every_total() {
    let (folder, run) = run_with(&province());
    let (dataset, figures) = counted(&run);
    write_with(&run, &dataset, &figures, Language::Vietnamese, 100_000);
    let (page, _) = unpacked(&report(folder.path(), "html"));
    agrees_with(&page, &figures);
    assert_eq!(rows(&page), csv_rows(folder.path()));
    // Documents, and where their signatures and findings lie, against the tables.
    let mut row = 0;
    dataset
        .whole_documents(PERIOD, |document| {
            let documents = &page["documents"];
            assert_eq!(text(&documents["path"], row), document.row.path);
            assert_eq!(at(&documents["sha256"], row).as_str(), document.row.sha256.as_deref());
            let of = |table: &str| {
                (0..length(&page[table]["document"]))
                    .filter(|place| index(&page[table]["document"], *place) == row)
                    .count()
            };
            assert_eq!(of("signatures") as u64, document.row.signatures);
            assert_eq!(of("signatures"), document.signatures.len());
            row += 1;
            Ok::<(), kysoat::dataset::DatasetError>(())
        })
        .unwrap();
    assert_eq!(row, length(&page["documents"]["number"]));
}

#[test]
fn hostile_names_reach_the_page_as_data_and_escaped_text_only() {
    let (folder, figures) = reported(&hostile(), Language::Vietnamese);
    let file = report(folder.path(), "html");
    let (page, _) = unpacked(&file);
    agrees_with(&page, &figures);
    assert_eq!(rows(&page), csv_rows(folder.path()));
    let html = fs::read_to_string(&file).unwrap();
    // The block and the script, and nothing that a name brought.
    assert_eq!(html.matches("<script").count(), 2);
    assert_eq!(html.matches("</script").count(), 2);
    assert!(!html.contains("<img") && !html.contains("<!--") && !html.contains('\u{202E}') && !html.contains('\0'));
    let block = between(&html, "id=\"data\">", "</script>");
    assert!(
        block
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte))
    );
}

#[test]
fn the_policy_allows_the_style_and_the_script_of_the_page_and_nothing_else() {
    let (folder, _) = reported(&province(), Language::English);
    let html = fs::read_to_string(report(folder.path(), "html")).unwrap();
    let policy = between(&html, "Content-Security-Policy\" content=\"", "\"");
    let digest = |text: &str| STANDARD.encode(digest(&SHA256, text.as_bytes()));
    let (_, script) = html.rsplit_once("<script>").unwrap();
    let script = digest(script.split_once("</script>").unwrap().0);
    let style = digest(between(&html, "<style>", "</style>"));
    assert_eq!(
        policy,
        format!(
            "default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; img-src data:; base-uri 'none'; form-action 'none'"
        )
    );
    // Nothing is fetched, and nothing runs from an attribute.
    for forbidden in [
        " src=",
        "url(",
        "@import",
        "<link",
        " style=",
        " onclick=",
        "http://",
        "https://",
    ] {
        let shell = html.replace("http://www.w3.org/2000/svg", "");
        assert!(!shell.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn too_many_findings_for_one_page_become_a_page_for_each_agency() {
    let (folder, run) = run_with(&province());
    let (dataset, figures) = counted(&run);
    write_with(&run, &dataset, &figures, Language::Vietnamese, 3);
    let (index, _) = unpacked(&report(folder.path(), "html"));
    assert!(index.get("documents").is_none());
    let parts = index["parts"].as_array().unwrap();
    assert_eq!(parts.len(), figures.agencies.len());
    let mut all = Vec::new();
    for (part, of_agency) in parts.iter().zip(&figures.agencies) {
        assert_eq!(part["agency"].as_str(), of_agency.agency.as_deref());
        let file = folder.path().join("reports").join(part["file"].as_str().unwrap());
        let (page, sha256) = unpacked(&file);
        assert_eq!(part["sha256"], sha256.as_str());
        assert_eq!(part["documents"].as_u64(), Some(of_agency.documents));
        assert_eq!(length(&page["documents"]["number"]) as u64, of_agency.documents);
        let rows = rows(&page);
        assert_eq!(part["findings"].as_u64(), Some(rows.len() as u64));
        all.extend(rows);
    }
    let mut csv = csv_rows(folder.path());
    all.sort();
    csv.sort();
    assert_eq!(all, csv);
}

#[test]
#[ignore = "drives a browser; needs python3 and Chromium"]
fn the_page_works_in_a_browser() {
    let driver = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/drive.py");
    for rows in [province(), hostile(), Vec::new()] {
        let (folder, _) = reported(&rows, Language::Vietnamese);
        let output = Command::new("python3")
            .arg(&driver)
            .arg(folder.path())
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stdout);
        if output.status.code() == Some(77) {
            eprintln!("{told}");
            return;
        }
        assert!(
            output.status.success(),
            "{told}{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}
