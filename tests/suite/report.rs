//! Tables, figures and reports: what is counted is what is printed, whatever the names.

mod archive;
mod charts;
mod measured;
mod official;
mod page;
mod rulebook;

use std::{fs, path::Path, process::Command};

use archive::{Draft, PERIOD, Row, as_of, counted, judged, province, run_with};
use calamine::{Data, DataType, Reader, Xlsx, open_workbook};
use kysoat::{
    dataset::{Dataset, FigureOptions, Figures, figures, write_shard},
    facts::{FaultKind, SignerKind},
    finding::{Album, Conclusion, Outcome},
    report::{Context, Fill, Language, ReportError, Separator, write_all},
    store::RunDir,
};
use rulebook::{provenance, rules, tolerances};

/// Names that mean something to a formula, a template, a page or a reader, and must stay names.
const HOSTILE: [&str; 15] = [
    "#panic(\"x\")",
    "#read(\"data.json\") $x$ @ref <tag> _a_ *b*",
    "\\u{41} -- \"q\" ... ]",
    "{{ 7*7 }} {% raw %} {# c #}",
    "=HYPERLINK(\"http:evil\",\"x\")",
    "+1+1 & co",
    "-2+3",
    "@SUM(A1)",
    "<script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "= Heading",
    "1. item",
    "&amp; &#x41;",
    "</script><script>alert(1)</script>",
    "<!-- --> ]]>",
];

/// Documents whose folders, names, signers and findings are hostile.
fn hostile() -> Vec<Row> {
    let drafts = HOSTILE
        .iter()
        .map(|name| {
            Draft::new(&format!("{name}/{name}.pdf"), "2026-03-02T09:00:00+07:00")
                .signers(&[(name, name, SignerKind::Person)])
                .says(
                    "C01",
                    Outcome::Failed,
                    name,
                    &[("signature.digest_matches", name.to_string().into())],
                )
        })
        .chain([
            Draft::new(&format!("dài/{}.pdf", "x".repeat(300)), "2026-03-02T09:00:00+07:00").says(
                "C01",
                Outcome::Failed,
                &"một hai ".repeat(400),
                &[],
            ),
            Draft::new("a\u{202E}fdp.exe/\0 nul\n\t.pdf", "2026-03-02T09:00:00+07:00").says(
                "C02",
                Outcome::Failed,
                "\u{202E}đảo",
                &[],
            ),
        ])
        .collect();
    judged(drafts)
}

fn three_hundred_agencies() -> Vec<Row> {
    let many = (0..300)
        .map(|number| {
            let path =
                format!("Ủy ban nhân dân xã có tên rất dài để thử xuống dòng {number:03}/văn bản {number}.pdf");
            Draft::new(&path, "2026-02-02T00:00:00Z").fault(FaultKind::Encrypted, "needs a password")
        })
        .collect();
    judged(many)
}

/// Writes every report of these documents, and gives the folder.
fn reported(rows: &[Row], language: Language) -> (tempfile::TempDir, Figures) {
    let (folder, run) = run_with(rows);
    let (dataset, figures) = counted(&run);
    write(&run, &dataset, &figures, language);
    (folder, figures)
}

fn write(run: &RunDir, dataset: &Dataset, figures: &Figures, language: Language) {
    write_with(run, dataset, figures, language, Context::ROWS_OF_A_PAGE);
}

fn write_with(run: &RunDir, dataset: &Dataset, figures: &Figures, language: Language, rows_of_a_page: u64) {
    let (rules, tolerances, provenance) = (rules(), tolerances(), provenance());
    let context = Context {
        rules: &rules,
        tolerances: &tolerances,
        language,
        separator: Separator::default(),
        provenance: &provenance,
        rows_of_a_page,
        album: &run.read_album(),
        pictures: &|picture| run.read_picture(picture),
    };
    let commit = |name: &str, fill: &mut Fill<'_>| run.commit_with(name, |target| fill(target));
    let written = write_all(figures, dataset, &context, &commit).unwrap();
    assert_eq!(written.len(), 5);
    for file in written {
        assert!(run.path().join(&file).is_file(), "{}", file.display());
    }
}

fn report(folder: &Path, extension: &str) -> std::path::PathBuf {
    folder.join(format!("reports/bao-cao-{PERIOD}.{extension}"))
}

/// The text of the PDF with runs of blanks folded; `None` where pdftotext is not installed.
fn pdf_text(folder: &Path) -> Option<String> {
    let output = Command::new("pdftotext")
        .arg("-layout")
        .arg(report(folder, "pdf"))
        .arg("-")
        .output();
    let Ok(output) = output else {
        eprintln!("pdftotext is not installed: the text of the PDF was not compared");
        return None;
    };
    assert!(output.status.success());
    Some(folded(&String::from_utf8(output.stdout).unwrap()))
}

/// Without the places where a word may break, and on one line.
fn folded(text: &str) -> String {
    text.replace('\u{200B}', "")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// The HTML without its script and tags, entities resolved: what is read with the script switched off.
fn html_text(folder: &Path) -> String {
    let html = fs::read_to_string(report(folder, "html")).unwrap();
    let (_, body) = html.split_once("<body").unwrap();
    let (body, _) = body.split_once("<script").unwrap();
    let tags = regex::Regex::new("<[^>]*>").unwrap();
    let text = tags.replace_all(body, " ");
    let text = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&#x2F;", "/"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.into_owned(), |text, (entity, letter)| text.replace(entity, letter));
    folded(&text)
}

/// The rows of a sheet as text.
fn sheet(folder: &Path, name: &str) -> Vec<Vec<Data>> {
    let mut workbook: Xlsx<_> = open_workbook(report(folder, "xlsx")).unwrap();
    let range = workbook.worksheet_range(name).unwrap();
    range.rows().map(<[Data]>::to_vec).collect()
}

/// The cells of the first row that begins with this text, as numbers.
fn numbers(rows: &[Vec<Data>], label: &str, after: usize) -> Vec<u64> {
    let row = rows
        .iter()
        .skip(after)
        .find(|row| row[0].get_string() == Some(label))
        .unwrap_or_else(|| panic!("no row {label:?}"));
    row[1..]
        .iter()
        .filter_map(|cell| cell.get_float().filter(|number| number.fract() == 0.0))
        .map(|number| format!("{number}").parse().unwrap())
        .collect()
}

#[test]
fn figures_are_what_was_put_in() {
    let (_folder, run) = run_with(&province());
    let (_, figures) = counted(&run);
    let broken: Vec<_> = figures.disagreements().collect();
    assert!(broken.is_empty(), "{broken:?}");
    let documents = &figures.documents;
    assert_eq!(
        (documents.in_run, documents.outside_period, documents.covered),
        (34, 1, 33)
    );
    assert_eq!(documents.unknown_time.total(), 3);
    let conclusions = documents.conclusions;
    assert_eq!(
        (
            conclusions.passed,
            conclusions.failed,
            conclusions.indeterminate,
            conclusions.not_judged
        ),
        (11, 4, 17, 1)
    );
    assert_eq!(documents.unread, 1);
    assert_eq!(documents.unsigned, 2);
    assert_eq!(figures.agencies.len(), 6);
    assert_eq!(figures.agencies[5].agency, None);
    assert_eq!(figures.signatures.total, 58);
    assert_eq!(figures.signatures.dead, 1);
    assert_eq!(figures.certificates.distinct, 10);
    assert_eq!(figures.findings.failed, 6);
}

#[test]
fn figures_do_not_depend_on_the_size_of_shards() {
    let rows = province();
    let (_folder, run) = run_with(&rows);
    let (_, of_tens) = counted(&run);
    let folder = tempfile::tempdir().unwrap();
    let run = RunDir::create(folder.path()).unwrap();
    for (shard, row) in rows.iter().enumerate() {
        // More shards than are read at once.
        write_shard(&run, u32::try_from(shard).unwrap(), std::slice::from_ref(row)).unwrap();
    }
    let (_, of_ones) = counted(&run);
    assert_eq!(of_tens, of_ones);
}

#[test]
fn tables_have_a_row_for_everything_and_the_same_bytes_each_time() {
    let rows = province();
    let bytes = || {
        let (folder, run) = run_with(&rows);
        drop(run);
        let mut files = Vec::new();
        for table in ["documents", "signatures", "certificates", "findings"] {
            for shard in 0..4 {
                files.push(fs::read(folder.path().join(format!("tables/{table}/shard-{shard:05}.parquet"))).unwrap());
            }
        }
        files
    };
    assert_eq!(bytes(), bytes());
    let folder = tempfile::tempdir().unwrap();
    let run = RunDir::create(folder.path()).unwrap();
    let counts = write_shard(&run, 7, &rows).unwrap();
    assert_eq!(counts.documents, rows.len() as u64);
    let findings: usize = rows.iter().map(|(_, judgement)| judgement.findings.len()).sum();
    assert_eq!(counts.findings, findings as u64);
    assert_eq!((counts.signatures, counts.certificates), (60, 60));
}

#[test]
fn a_shard_without_one_of_its_tables_is_refused() {
    let (folder, run) = run_with(&province());
    fs::remove_file(folder.path().join("tables/findings/shard-00001.parquet")).unwrap();
    let error = Dataset::open(&run).unwrap_err().to_string();
    assert!(error.contains("shard-00001.parquet"), "{error}");
}

#[test]
fn a_report_whose_sums_do_not_agree_is_refused() {
    // A document that counts as failed although nothing failed on it.
    let mut rows = province();
    rows[0].1.conclusion = Conclusion::Failed;
    let (_folder, run) = run_with(&rows);
    let (dataset, figures) = counted(&run);
    let context = Context {
        rules: &rules(),
        tolerances: &[],
        language: Language::Vietnamese,
        separator: Separator::default(),
        provenance: &provenance(),
        rows_of_a_page: Context::ROWS_OF_A_PAGE,
        album: &Album::default(),
        pictures: &|_| None,
    };
    let commit = |name: &str, _: &mut Fill<'_>| panic!("{name} was written");
    let error = write_all(&figures, &dataset, &context, &commit).unwrap_err();
    assert!(
        matches!(&error, ReportError::Disagree(closures) if closures.len() == 1),
        "{error}"
    );
}

#[test]
fn every_output_prints_the_same_figures() {
    let (folder, figures) = reported(&province(), Language::Vietnamese);
    let folder = folder.path();
    let documents = &figures.documents;
    let all = &documents.conclusions;

    let summary = sheet(folder, "Tổng hợp");
    assert_eq!(
        numbers(&summary, "Hợp lệ", 0),
        [documents.in_period.passed, documents.unknown_time.passed, all.passed]
    );
    assert_eq!(
        numbers(&summary, "Không đạt", 0),
        [documents.in_period.failed, documents.unknown_time.failed, all.failed]
    );
    let agencies = summary
        .iter()
        .position(|row| row[0].get_string() == Some("Cơ quan"))
        .unwrap();
    let totals = [
        documents.covered,
        all.passed,
        all.failed,
        all.indeterminate,
        all.not_judged,
        documents.unread,
        figures.signatures.total,
    ];
    assert_eq!(numbers(&summary, "Tổng cộng", agencies), totals);
    for row in &figures.agencies {
        let name = row.agency.as_deref().unwrap_or("(không rõ cơ quan)");
        let cells = numbers(&summary, name, agencies);
        assert_eq!((cells[0], cells[6]), (row.documents, row.signatures), "{name}");
    }
    let by_rule = sheet(folder, "Theo quy tắc");
    for row in &figures.rules {
        let cells = numbers(&by_rule, &row.rule, 0);
        assert_eq!(
            cells,
            [
                row.checked,
                row.passed,
                row.warning,
                row.failed,
                row.indeterminate,
                row.waived,
                row.not_applicable,
                row.documents_failed
            ],
            "{}",
            row.rule
        );
    }
    let certificates = sheet(folder, "Chứng thư");
    assert_eq!(
        numbers(&certificates, "Tổng cộng", 0).last(),
        Some(&figures.certificates.distinct)
    );
    assert_eq!(sheet(folder, "Phát hiện").len() as u64, figures.findings.total() + 1);
    assert_eq!(sheet(folder, "Tệp không đọc được").len() as u64, documents.unread + 1);

    let csv = fs::read_to_string(folder.join("findings.csv")).unwrap();
    assert!(csv.starts_with('\u{FEFF}'));
    assert_eq!(csv.lines().count() as u64, figures.findings.total() + 1);

    let judged = all.judged();
    let sentence = format!("{}/{judged}", all.passed);
    let row_of = |label: &str, cells: &[u64]| {
        let cells: Vec<String> = cells.iter().map(u64::to_string).collect();
        format!("{label} {}", cells.join(" "))
    };
    let rows = [
        row_of("Tổng cộng", &totals[..6]),
        row_of(
            "Hợp lệ",
            &[documents.in_period.passed, documents.unknown_time.passed, all.passed],
        ),
        row_of(
            "Không xác định",
            &[
                documents.in_period.indeterminate,
                documents.unknown_time.indeterminate,
                all.indeterminate,
            ],
        ),
    ];
    let mut texts = vec![("html", html_text(folder))];
    texts.extend(pdf_text(folder).map(|text| ("pdf", text)));
    for (name, text) in texts {
        assert!(text.contains(&sentence), "{name}: {sentence}");
        for row in &rows {
            assert!(text.contains(row), "{name}: {row}\n{text}");
        }
    }
    let kept: Figures = serde_json::from_slice(&fs::read(folder.join("figures.json")).unwrap()).unwrap();
    assert_eq!(kept, figures);
}

#[test]
fn hostile_names_stay_names_in_every_output() {
    let (folder, figures) = reported(&hostile(), Language::Vietnamese);
    let folder = folder.path();
    assert_eq!(figures.findings.failed, 17);

    let html = html_text(folder);
    let findings = sheet(folder, "Phát hiện");
    let csv = fs::read_to_string(folder.join("findings.csv")).unwrap();
    let pdf = pdf_text(folder).map(|text| text.replace(' ', ""));
    for (row, name) in findings.iter().skip(1).zip(HOSTILE) {
        let agency = name.split('/').next();
        assert_eq!(row[1].get_string(), agency);
        assert_eq!(row[2].get_string(), Some(format!("{name}/{name}.pdf").as_str()));
        // The page's table of agencies; its lists are compared in `page`.
        assert!(html.contains(agency.unwrap()), "html: {name}\n{html}");
        if let Some(pdf) = &pdf {
            // Narrow cells break long names: compare their beginning, which stands on one line.
            let begin: String = name.replace(' ', "").chars().take(6).collect();
            assert!(pdf.contains(&begin), "pdf: {begin}\n{pdf}");
        }
    }
    let last = findings.last().unwrap();
    assert_eq!(last[1].get_string(), Some("a<U+202E>fdp.exe"));
    assert_eq!(last[2].get_string(), Some("a<U+202E>fdp.exe/<U+0000> nul  .pdf"));
    assert!(!html.contains('\u{202E}') && !csv.contains('\u{202E}'));

    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(csv.as_bytes());
    for (record, name) in reader.records().zip(HOSTILE) {
        let record = record.unwrap();
        let guard = if name.starts_with(['=', '+', '-', '@']) {
            "'"
        } else {
            ""
        };
        assert_eq!(record[2], format!("{guard}{name}/{name}.pdf"));
    }
    // No cell of the workbook that holds data is a formula.
    let mut workbook: Xlsx<_> = open_workbook(report(folder, "xlsx")).unwrap();
    for name in ["Phát hiện", "Danh sách chứng thư", "Tệp không đọc được"] {
        let formulas = workbook.worksheet_formula(name).unwrap();
        assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()), "{name}");
    }
}

#[test]
fn a_second_run_gives_the_same_bytes() {
    let files = |language| {
        let (folder, _) = reported(&province(), language);
        let mut names: Vec<_> = ["pdf", "xlsx", "html"].map(|it| report(folder.path(), it)).into();
        names.extend(["findings.csv", "figures.json"].map(|name| folder.path().join(name)));
        names.iter().map(|name| fs::read(name).unwrap()).collect::<Vec<_>>()
    };
    let (first, second) = (files(Language::Vietnamese), files(Language::Vietnamese));
    for (index, (first, second)) in first.iter().zip(&second).enumerate() {
        assert!(first == second, "file {index} differs");
    }
    // The language changes texts, not figures.
    let english = files(Language::English);
    assert!(first[0] != english[0]);
    assert!(first[4] == english[4], "figures.json");
}

#[test]
fn no_document_one_document_and_three_hundred_agencies() {
    let (folder, figures) = reported(&[], Language::Vietnamese);
    assert_eq!(figures.documents.in_run, 0);
    assert!(html_text(folder.path()).contains("Không có văn bản nào được kiểm tra."));

    let one = judged(vec![Draft::new("một.pdf", "2026-02-02T00:00:00Z").valid()]);
    let (folder, _) = reported(&one, Language::English);
    assert!(html_text(folder.path()).contains("1/1 (100.0%)"));

    let (folder, figures) = reported(&three_hundred_agencies(), Language::Vietnamese);
    assert_eq!(figures.agencies.len(), 300);
    assert_eq!(sheet(folder.path(), "Tệp không đọc được").len(), 301);
}

#[test]
fn lists_are_cut_with_a_word_about_the_rest() {
    let (_folder, run) = run_with(&province());
    let dataset = Dataset::open(&run).unwrap();
    let options = FigureOptions {
        listed: 5,
        ..FigureOptions::new(PERIOD, as_of())
    };
    let figures = figures(&dataset, &options).unwrap();
    assert_eq!(figures.findings.listed.len(), 5);
    assert!(figures.findings.listed.iter().all(|row| row.outcome == "failed"));
    write(&run, &dataset, &figures, Language::Vietnamese);
    if let Some(pdf) = pdf_text(run.path()) {
        assert!(pdf.contains("Còn 1 mục không in ở đây"));
    }
    assert_eq!(
        sheet(run.path(), "Phát hiện").len() as u64,
        figures.findings.total() + 1
    );
}

/// Writes the reports into a folder that stays:
/// `KYSOAT_LOOK=/tmp/look cargo test --test suite look_at_reports -- --ignored`.
#[test]
#[ignore = "writes files to be looked at into KYSOAT_LOOK"]
fn look_at_reports() {
    let folder = std::env::var_os("KYSOAT_LOOK").expect("KYSOAT_LOOK names a folder");
    for (name, language, rows) in [
        ("vi", Language::Vietnamese, province()),
        ("en", Language::English, province()),
        ("hostile", Language::Vietnamese, hostile()),
        ("agencies", Language::Vietnamese, three_hundred_agencies()),
        ("names", Language::Vietnamese, official::long_names()),
        ("failures", Language::Vietnamese, official::failures()),
        ("empty", Language::Vietnamese, Vec::new()),
    ] {
        let run = RunDir::create(&Path::new(&folder).join(name)).unwrap();
        write_shard(&run, 0, &rows).unwrap();
        let (dataset, figures) = counted(&run);
        write(&run, &dataset, &figures, language);
    }
    let run = RunDir::create(&Path::new(&folder).join("parts")).unwrap();
    write_shard(&run, 0, &province()).unwrap();
    let (dataset, figures) = counted(&run);
    write_with(&run, &dataset, &figures, Language::Vietnamese, 3);
}
