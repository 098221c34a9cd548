//! `kysoat report DIR`: writes the reports of a checked run again.

use std::{
    fs,
    io::{self, Write},
    path::PathBuf,
    sync::{Arc, atomic::AtomicBool},
};

use anyhow::Context as _;

use super::{
    progress::Display,
    settings::{FailOn, Judging, Language, Limits, Speech, Trust},
    speak,
};
use crate::{
    audit::{self, PictureLimits, PictureOrder, Progress, Settings},
    dataset::{Conclusions, Dataset, FigureOptions, Figures, Period, figures as count},
    facts::{Localized, Moment},
    finding::{Album, Citation},
    report::{self, Context, Provenance, RuleInfo, Separator, ToleranceNote},
    rules::{Rule, RulePack},
    store::RunDir,
};

/// Writes the reports of a run that was checked.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// Folder of the run.
    #[arg(value_name = "THƯ-MỤC", help = "Thư mục kết quả (--out của lần soát)")]
    pub run: PathBuf,
    /// The reporting period.
    #[command(flatten)]
    pub period: PeriodArgument,
    /// How it was judged: the rules for their titles and notes.
    #[command(flatten)]
    pub judging: Judging,
    /// Trust material.
    #[command(flatten)]
    pub trust: Trust,
    /// Pictures.
    #[command(flatten)]
    pub pictures: PictureArguments,
    /// What a document may cost when its pictures are drawn.
    #[command(flatten)]
    pub limits: Limits,
    /// Language.
    #[command(flatten)]
    pub speech: Speech,
}

/// How many pictures of findings are drawn.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct PictureArguments {
    /// Pictures of one run, at most.
    #[arg(
        long,
        value_name = "N",
        default_value_t = PictureLimits::default().of_run,
        help = "Số ảnh minh chứng tối đa của một lần soát, ưu tiên nội dung nghiêm trọng; 0: không vẽ"
    )]
    pub pictures: usize,
}

/// The reporting period as typed.
#[derive(Debug, Clone, clap::Args)]
pub struct PeriodArgument {
    /// `2026-H1`, `2026-H2` or `2026`.
    #[arg(
        long,
        value_name = "KỲ",
        help = "Kỳ báo cáo: 2026-H1, 2026-H2 hoặc 2026 (mặc định: kỳ chứa thời điểm đánh giá; với “report” là kỳ của \
                báo cáo đã lập lần trước, nếu có)"
    )]
    pub period: Option<String>,
}

impl PeriodArgument {
    /// The period, when one was typed.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(&self) -> anyhow::Result<Option<Period>> {
        self.period
            .as_deref()
            .map(|text| {
                text.parse()
                    .with_context(|| format!("--period {text}: hãy viết 2026-H1, 2026-H2 hoặc 2026"))
            })
            .transpose()
    }
}

/// Writes the reports; the exit code is 0, 1 when a finding reaches `--fail-on`, 130 when interrupted.
///
/// # Errors
/// When the run was not checked, figures disagree, or a file can't be written.
pub fn run(arguments: &Arguments, rules: &RulePack, out: &mut dyn Write, stop: &AtomicBool) -> anyhow::Result<u8> {
    let language = arguments.speech.lang;
    let run = RunDir::open(&arguments.run).map_err(|error| speak(&error.into(), language))?;
    let summary = run.read_summary().map_err(|error| speak(&error.into(), language))?;
    let checked = summary.and_then(|summary| summary.check).with_context(|| {
        let (vi, en) = (
            "chưa có kết quả đánh giá; hãy chạy “kysoat check” trước",
            "not judged yet: run `kysoat check`",
        );
        format!("{}: {}", run.path().display(), language.pick(vi, en))
    })?;
    let as_of = Moment::parse(&checked.as_of).context("run.json: as_of")?;
    let order = Order {
        run: &run,
        rules,
        period: period_or_last(arguments.period.parse()?, &run, as_of),
        as_of,
        language,
        artist: Artist {
            settings: arguments.limits.settings(&arguments.trust, None, as_of),
            worker: arguments.limits.worker()?,
            pictures: arguments.pictures.pictures,
            jobs: super::scan::threads(0),
        },
    };
    let Some(figures) = write(&order, out, stop)? else {
        return Ok(130);
    };
    Ok(u8::from(reaches(&figures, rules, arguments.judging.fail_on)))
}

/// The period that was asked for; else that of the report that this run has, so that a run is judged and reported again
/// for what it was made for; else the half-year of the audit.
pub fn period_or_last(asked: Option<Period>, run: &RunDir, as_of: Moment) -> Period {
    #[derive(serde::Deserialize)]
    struct Reported {
        period: Period,
    }
    let last = || {
        let figures = fs::File::open(run.path().join("figures.json")).ok()?;
        let reported: Reported = serde_json::from_reader(io::BufReader::new(figures)).ok()?;
        Some(reported.period)
    };
    asked
        .or_else(last)
        .unwrap_or_else(|| Period::containing(as_of.day_in_vietnam()))
}

/// How the documents of a checked run were concluded that a report on this period covers.
///
/// # Errors
/// When the table of documents can't be read.
pub fn conclusions(run: &RunDir, period: Period, language: Language) -> anyhow::Result<Conclusions> {
    Ok(Conclusions::of(&open(run, language)?, period)?)
}

/// Counts the figures of a checked run, without the lists that only reports print.
///
/// # Errors
/// When a table can't be read.
pub fn figures(run: &RunDir, period: Period, as_of: Moment, language: Language) -> anyhow::Result<Figures> {
    let dataset = open(run, language)?;
    let options = FigureOptions {
        listed: 0,
        ..FigureOptions::new(period, as_of)
    };
    Ok(count(&dataset, &options)?)
}

/// Which reports of what.
#[derive(Debug)]
pub struct Order<'a> {
    /// A checked run.
    pub run: &'a RunDir,
    /// The rules, for their titles and notes.
    pub rules: &'a RulePack,
    /// The reporting period.
    pub period: Period,
    /// The moment of the audit.
    pub as_of: Moment,
    /// Language.
    pub language: Language,
    /// Who draws the pictures.
    pub artist: Artist,
}

/// Who draws pictures, and how many.
#[derive(Debug)]
pub struct Artist {
    /// What a document may cost.
    pub settings: Settings,
    /// The program to start as worker.
    pub worker: PathBuf,
    /// Pictures of the run, at most.
    pub pictures: usize,
    /// Threads.
    pub jobs: usize,
}

/// Writes every report and says where they lie; `None` when it was stopped.
///
/// # Errors
/// When figures disagree, or a file can't be written.
pub fn write(order: &Order<'_>, out: &mut dyn Write, stop: &AtomicBool) -> anyhow::Result<Option<Figures>> {
    let (run, rules, language) = (order.run, order.rules, order.language);
    let dataset = open(run, language)?;
    let options = FigureOptions::new(order.period, order.as_of);
    let Some(album) = draw(order, &dataset, stop)? else {
        return Ok(None);
    };
    let figures = count(&dataset, &options)?;
    let infos: Vec<RuleInfo> = rules.rules().iter().map(info).collect();
    let tolerances: Vec<ToleranceNote> = rules.rules().iter().flat_map(tolerances).collect();
    let context = Context {
        rules: &infos,
        tolerances: &tolerances,
        language: match language {
            Language::Vi => report::Language::Vietnamese,
            Language::En => report::Language::English,
        },
        separator: Separator::default(),
        provenance: &provenance(run, language)?,
        rows_of_a_page: Context::ROWS_OF_A_PAGE,
        album: &album,
        pictures: &|picture| run.read_picture(picture),
    };
    let commit = |file: &str, fill: &mut report::Fill<'_>| run.commit_with(file, |target| fill(target));
    let written = report::write_all(&figures, &dataset, &context, &commit)?;
    let documents = &figures.documents;
    summarise(
        order.period,
        &documents.conclusions,
        documents.outside_period,
        language,
        out,
    )?;
    writeln!(out, "{}:", language.pick("Báo cáo", "Reports"))?;
    for file in written {
        writeln!(out, "  {}", run.path().join(file).display())?;
    }
    if !album.pictures.is_empty() {
        let (drawn, folder) = (album.pictures.len(), run.path().join("evidence"));
        let words = language.pick("Ảnh minh chứng", "Pictures");
        writeln!(out, "{words}: {drawn}, {}", folder.display())?;
    }
    Ok(Some(figures))
}

/// Draws the pictures; a report without them is better than none, so what goes wrong is only said.
fn draw(order: &Order<'_>, dataset: &Dataset, stop: &AtomicBool) -> anyhow::Result<Option<Album>> {
    let language = order.language;
    let progress = Arc::new(Progress::default());
    let drawn = {
        let _display = Display::start(&progress, language);
        audit::picture(&PictureOrder {
            run: order.run,
            dataset,
            period: order.period,
            settings: &order.artist.settings,
            limits: PictureLimits {
                of_run: order.artist.pictures,
                ..PictureLimits::default()
            },
            jobs: order.artist.jobs,
            worker: &order.artist.worker,
            language: language.words(),
            stop,
            progress: &progress,
        })
    };
    match drawn {
        Ok(album) => Ok(album),
        Err(error) => {
            let words = language.pick("không vẽ được ảnh minh chứng", "no pictures were drawn");
            writeln!(io::stderr(), "kysoat: {words}: {}", speak(&error, language))?;
            Ok(Some(Album::default()))
        }
    }
}

fn open(run: &RunDir, language: Language) -> anyhow::Result<Dataset> {
    Dataset::open(run).with_context(|| {
        let (vi, en) = ("không đọc được các bảng kết quả", "the tables can't be read");
        format!("{}: {}", run.path().display(), language.pick(vi, en))
    })
}

/// The counts that a person wants before opening anything.
///
/// # Errors
/// When `out` fails.
pub fn summarise(
    period: Period,
    counts: &Conclusions,
    outside: u64,
    language: Language,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let (first, last) = (
        period.first_day().strftime("%d/%m/%Y"),
        period.last_day().strftime("%d/%m/%Y"),
    );
    match language {
        Language::Vi => writeln!(
            out,
            "Kỳ {period}, từ {first} đến {last}: {} tệp trong kỳ hoặc không rõ ngày ký; {outside} tệp ngoài kỳ, không tính.",
            counts.total()
        )?,
        Language::En => writeln!(
            out,
            "Period {period}, {first} to {last}: {} files of the period or of unknown date; {outside} outside it, not counted.",
            counts.total()
        )?,
    }
    let (passed, failed) = (counts.passed, counts.failed);
    let (indeterminate, not_judged) = (counts.indeterminate, counts.not_judged);
    match language {
        Language::Vi => writeln!(
            out,
            "Kết luận: {passed} hợp lệ, {failed} không đạt, {indeterminate} không xác định; {not_judged} tệp không đánh giá."
        )?,
        Language::En => writeln!(
            out,
            "Conclusions: {passed} valid, {failed} not compliant, {indeterminate} could not tell; {not_judged} not judged."
        )?,
    }
    Ok(())
}

/// Whether a failed finding reaches the threshold of `--fail-on`.
pub fn reaches(figures: &Figures, rules: &RulePack, fail_on: FailOn) -> bool {
    figures
        .rules
        .iter()
        .filter(|of_rule| of_rule.failed > 0)
        .any(|of_rule| {
            rules
                .rule(&of_rule.rule)
                .is_some_and(|rule| fail_on.reached_by(rule.severity))
        })
}

fn info(rule: &Rule) -> RuleInfo {
    let citations: Vec<String> = rule
        .bases
        .iter()
        .map(|basis| {
            Citation {
                instrument: basis.instrument.clone(),
                at: basis.at.clone(),
            }
            .to_string()
        })
        .collect();
    let statement = rule.statement();
    RuleInfo {
        code: rule.code.clone(),
        title: rule.title.clone(),
        severity: rule.severity,
        basis: citations.join("; "),
        applies: statement.applies,
        requires: statement.requires,
        tolerates: statement.tolerates,
        remedy: rule.remedy.clone(),
    }
}

/// What `run.json` tells of the run.
fn provenance(run: &RunDir, language: Language) -> anyhow::Result<Provenance> {
    let summary = run.read_summary().map_err(|error| speak(&error.into(), language))?;
    let Some(summary) = summary else {
        return Ok(Provenance::default());
    };
    let trust = summary.settings.get("trust").cloned().unwrap_or_default();
    Ok(Provenance {
        program: summary.program,
        rules_sha256: summary.check.map(|check| check.rules).unwrap_or_default(),
        trust: serde_json::from_value(trust).context("run.json: settings.trust")?,
        roots: summary.inputs,
    })
}

fn tolerances(rule: &Rule) -> Vec<ToleranceNote> {
    rule.parameters
        .iter()
        .filter_map(|parameter| {
            let note: Localized = parameter.note.clone()?;
            Some(ToleranceNote {
                rule: rule.code.clone(),
                name: parameter.called(),
                value: parameter.shown(),
                note,
            })
        })
        .collect()
}
