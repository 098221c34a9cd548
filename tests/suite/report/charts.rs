//! The sheet of charts: what is drawn is what the figures say.

use super::*;

const SHEET: &str = "Biểu đồ";

/// How many charts the workbook has, by the names of its parts.
fn charts(folder: &Path) -> usize {
    let bytes = fs::read(report(folder, "xlsx")).unwrap();
    let is_there = |number: usize| {
        let part = format!("xl/charts/chart{number}.xml");
        bytes.windows(part.len()).any(|window| window == part.as_bytes())
    };
    (1..=100).take_while(|number| is_there(*number)).count()
}

#[test]
fn charts_stand_above_the_figures_they_are_drawn_from() {
    let (folder, figures) = reported(&province(), Language::Vietnamese);
    let rows = sheet(folder.path(), SHEET);
    for agency in figures.agencies.iter().filter(|row| row.agency.is_some()) {
        let of = agency.conclusions;
        assert_eq!(
            numbers(&rows, agency.agency.as_deref().unwrap(), 0),
            [of.passed, of.failed, of.indeterminate, of.not_judged]
        );
    }
    let by_month: u64 = numbers(&rows, "Tổng cộng", 0).iter().sum();
    assert_eq!(by_month, figures.certificates.distinct);
    for rule in figures.rules.iter().filter(|rule| rule.failed > 0) {
        let row = rows.iter().find(|row| row[1].get_string() == Some(&rule.rule)).unwrap();
        let numbers: Vec<f64> = row[2..5].iter().filter_map(DataType::get_float).collect();
        assert_eq!(
            numbers,
            [rule.failed as f64, rule.warning as f64, rule.indeterminate as f64],
            "{}",
            rule.rule
        );
    }
    assert_eq!(charts(folder.path()), 3);
}

#[test]
fn of_three_hundred_agencies_those_with_most_failures_are_drawn() {
    let (folder, _) = reported(&three_hundred_agencies(), Language::Vietnamese);
    let rows = sheet(folder.path(), SHEET);
    let drawn = rows.iter().filter(|row| {
        row[0]
            .get_string()
            .is_some_and(|name| name.starts_with("Ủy ban nhân dân xã có tên rất dài"))
    });
    assert_eq!(drawn.count(), 15);
}

#[test]
fn an_archive_without_documents_has_no_charts() {
    let (folder, _) = reported(&[], Language::Vietnamese);
    let rows = sheet(folder.path(), SHEET);
    let told = rows.iter().flatten().filter_map(DataType::get_string);
    assert_eq!(
        told.filter(|text| *text == "Không có số liệu để vẽ biểu đồ.").count(),
        3
    );
    assert_eq!(charts(folder.path()), 0);
}

#[test]
fn a_file_that_can_not_be_filled_leaves_the_one_before() {
    let (_folder, run) = run_with(&[]);
    run.commit("findings.csv", b"whole").unwrap();
    let failed: Result<(), Box<dyn std::error::Error + Send + Sync>> = run.commit_with("findings.csv", |file| {
        std::io::Write::write_all(file, b"half")?;
        Err("no more".into())
    });
    assert!(failed.is_err());
    assert_eq!(fs::read(run.path().join("findings.csv")).unwrap(), b"whole");
}
