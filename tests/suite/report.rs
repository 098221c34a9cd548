//! Tables, figures and reports: what is counted is what is printed, whatever the names.

mod archive;

use std::path::Path;

use archive::{PERIOD, Row, counted, province, rules, run_with, tolerances};
use kysoat::{
    dataset::{Dataset, Figures},
    report::{Context, Language, Separator, write_all},
    store::RunDir,
};

/// Writes every report of these documents, and gives the folder.
fn reported(rows: &[Row], language: Language) -> (tempfile::TempDir, Figures) {
    let (folder, run) = run_with(rows);
    let (dataset, figures) = counted(&run);
    write(&run, &dataset, &figures, language);
    (folder, figures)
}

fn write(run: &RunDir, dataset: &Dataset, figures: &Figures, language: Language) {
    let (rules, tolerances) = (rules(), tolerances());
    let context = Context {
        rules: &rules,
        tolerances: &tolerances,
        language,
        separator: Separator::default(),
    };
    let commit = |name: &str, bytes: &[u8]| run.commit(name, bytes).map_err(Into::into);
    let written = write_all(figures, dataset, &context, &commit).unwrap();
    assert_eq!(written.len(), 5);
    for file in written {
        assert!(run.path().join(&file).is_file(), "{}", file.display());
    }
}

fn report(folder: &Path, extension: &str) -> std::path::PathBuf {
    folder.join(format!("reports/bao-cao-{PERIOD}.{extension}"))
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

/// Writes the reports into a folder that stays, to be looked at: `KYSOAT_LOOK=/tmp/look cargo test look_at_reports -- --ignored`.
#[test]
#[ignore = "writes files to be looked at into KYSOAT_LOOK"]
fn look_at_reports() {
    let folder = std::env::var_os("KYSOAT_LOOK").expect("KYSOAT_LOOK names a folder");
    for (language, name) in [(Language::Vietnamese, "vi"), (Language::English, "en")] {
        let run = RunDir::open(&Path::new(&folder).join(name)).unwrap();
        kysoat::dataset::write_shard(&run, 0, &province()).unwrap();
        let (dataset, figures) = counted(&run);
        write(&run, &dataset, &figures, language);
    }
}
