//! The pass that draws evidence pictures, for findings only: it reopens the documents, in workers.
//!
//! The most serious findings come first, and their number is bounded. A document that is gone, has changed or can't be
//! drawn costs its pictures and nothing else: the pass counts it and goes on. What was drawn before from the same
//! document for the same finding is kept.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{
    AuditError, Phase, Progress, Settings,
    lane::{Lane, Shared},
    protocol::{Drawn, Pictures},
};
use crate::{
    budget::Budget,
    dataset::{Dataset, DatasetError, FindingRow, Period},
    evidence::{self, Drawing},
    facts::{DocumentFacts, Fault, FaultKind, Localized, Stage},
    finding::{Album, Finding, Outcome, Picture, Severity},
    source::{Roots, total_fault},
    store::{Manifest, ManifestEntry, RunDir, sha256_hex},
};

/// How many pictures there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PictureLimits {
    /// Of one run.
    pub of_run: usize,
    /// Of one document.
    pub of_document: usize,
}

impl Default for PictureLimits {
    fn default() -> Self {
        Self {
            of_run: 500,
            of_document: 8,
        }
    }
}

/// Pictures of a file that is looked at alone, at most.
const OF_ONE_FILE: usize = 100;

/// What is to be drawn, and by whom.
#[derive(Debug)]
pub struct PictureOrder<'a> {
    /// A checked run.
    pub run: &'a RunDir,
    /// Its tables.
    pub dataset: &'a Dataset,
    /// The period whose findings are reported.
    pub period: Period,
    /// What a document may cost.
    pub settings: &'a Settings,
    /// How many.
    pub limits: PictureLimits,
    /// Threads, each with a worker process of its own.
    pub jobs: usize,
    /// The program to start with `worker` as its first argument.
    pub worker: &'a Path,
    /// Says a text in the reader's language.
    pub language: fn(&Localized) -> &str,
    /// Set by whoever wants the pass to end early.
    pub stop: &'a AtomicBool,
    /// Counts what happens.
    pub progress: &'a Progress,
}

/// Draws the pictures of a run; `None` when it was stopped before its end.
///
/// # Errors
/// When the run directory, the tables or the worker can't be used. What is wrong with a document is counted.
pub fn picture(order: &PictureOrder<'_>) -> Result<Option<Album>, AuditError> {
    let _lock = order.run.lock()?;
    order.progress.enter(Phase::Drawing, 0);
    let mut album = Album::default();
    let manifest = order.run.read_manifest()?;
    let mut wanted = wanted(order, &manifest, &mut album)?;
    let known: BTreeMap<String, Picture> = order
        .run
        .read_album()
        .pictures
        .into_iter()
        .map(|picture| (picture.file.clone(), picture))
        .collect();
    let mut open: Vec<(ManifestEntry, String, Vec<Wanted>)> = Vec::new();
    for entry in order.run.entries()? {
        if wanted.is_empty() {
            break;
        }
        let entry = entry?;
        let Some(all) = wanted.remove(&entry.id) else {
            continue;
        };
        let (mut sha256, mut rest) = (String::new(), Vec::new());
        for wanted in all {
            let kept = known
                .get(&format!("evidence/{}", wanted.name()))
                .filter(|picture| picture.made_of == wanted.made_of())
                .filter(|picture| order.run.read_picture(picture).is_some());
            if let Some(kept) = kept {
                album.pictures.push(Picture {
                    document: entry.id,
                    ..kept.clone()
                });
            } else {
                sha256.clone_from(&wanted.sha256);
                rest.push(wanted);
            }
        }
        if !rest.is_empty() {
            open.push((entry, sha256, rest));
        }
    }
    if !draw_all(order, &manifest.roots, &open, &mut album)? {
        return Ok(None);
    }
    album.pictures.sort_by(|a, b| {
        let key = |picture: &Picture| (picture.document, picture.rule.clone(), picture.subject);
        key(a).cmp(&key(b))
    });
    order.run.write_album(&album)?;
    Ok(Some(album))
}

/// A finding that has a place on a page.
struct Candidate {
    rule: String,
    subject: Option<u32>,
    measured: Vec<String>,
}

/// A picture of a finding.
struct Wanted {
    rule: String,
    subject: Option<u32>,
    sha256: String,
    drawing: Drawing,
}

impl Wanted {
    fn name(&self) -> String {
        picture_name(&self.sha256, &self.rule, self.subject)
    }

    fn made_of(&self) -> String {
        // Writing these into memory can't fail.
        let drawing = serde_json::to_string(&self.drawing).unwrap_or_default();
        let version = env!("CARGO_PKG_VERSION");
        sha256_hex(format!("{version} {} {drawing}", self.sha256).as_bytes())
    }
}

/// `0123456789abcdef-S05.png`; `-2` behind the rule for the second signature.
fn picture_name(sha256: &str, rule: &str, subject: Option<u32>) -> String {
    let document = sha256.get(..16).unwrap_or(sha256);
    // Rules are named by their files, which may be an office's own.
    let rule: String = rule.chars().filter(char::is_ascii_alphanumeric).collect();
    match subject {
        Some(index) => format!("{document}-{rule}-{}.png", index.saturating_add(1)),
        None => format!("{document}-{rule}.png"),
    }
}

/// What stands below a picture.
fn caption(rule: &str, page: u32, sha256: &str, language: fn(&Localized) -> &str) -> String {
    let of = sha256.get(..16).unwrap_or(sha256);
    let words = Localized {
        vi: format!("{rule} · trang {page} · tệp SHA-256 {of}…"),
        en: format!("{rule} · page {page} · file SHA-256 {of}…"),
    };
    language(&words).to_owned()
}

/// The drawing of a finding, when the facts know its place.
fn plan<'m>(
    facts: &DocumentFacts,
    rule: &str,
    subject: Option<u32>,
    measured: impl IntoIterator<Item = &'m str>,
    language: fn(&Localized) -> &str,
) -> Option<Wanted> {
    let sha256 = facts.sha256.clone()?;
    let mut drawing = evidence::drawing(facts, subject, measured, String::new(), language)?;
    drawing.caption = caption(rule, drawing.page, &sha256, language);
    Some(Wanted {
        rule: rule.to_owned(),
        subject,
        sha256,
        drawing,
    })
}

/// The drawings of the findings on one document that failed or warned: place in the list, name of the file, drawing.
pub(super) fn of_findings(
    facts: &DocumentFacts,
    findings: &[Finding],
    language: fn(&Localized) -> &str,
) -> Vec<(usize, String, Drawing)> {
    let told = |finding: &Finding| matches!(finding.outcome, Outcome::Failed | Outcome::Warning);
    findings
        .iter()
        .enumerate()
        .filter(|(_, finding)| told(finding))
        .filter_map(|(place, finding)| {
            let measured = finding.measured.names();
            let wanted = plan(facts, finding.rule, finding.subject, measured, language)?;
            Some((place, wanted.name(), wanted.drawing))
        })
        .take(OF_ONE_FILE)
        .collect()
}

/// The most serious findings first; of equals the first in the archive.
type Rank = (Reverse<u8>, bool, u64, usize);

fn rank(row: &FindingRow, document: u64, place: usize) -> Rank {
    let severity = [Severity::Info, Severity::Low, Severity::Medium, Severity::High]
        .iter()
        .position(|severity| severity.code() == row.severity)
        .and_then(|position| u8::try_from(position).ok())
        .unwrap_or(0);
    (
        Reverse(severity),
        row.outcome != Outcome::Failed.code(),
        document,
        place,
    )
}

/// The pictures to be drawn, by document.
fn wanted(
    order: &PictureOrder<'_>,
    manifest: &Manifest,
    album: &mut Album,
) -> Result<BTreeMap<u64, Vec<Wanted>>, AuditError> {
    let limits = order.limits;
    // Facts may know no place for a finding whose kind has one, so more are looked at than are drawn.
    let looked_at = limits.of_run.saturating_mul(2);
    let mut best: BTreeMap<Rank, Candidate> = BTreeMap::new();
    let mut of_document: BTreeMap<Rank, Candidate> = BTreeMap::new();
    let mut current = None;
    let mut over = 0;
    let mut settle = |of_document: &mut BTreeMap<Rank, Candidate>| {
        for (place, (rank, candidate)) in std::mem::take(of_document).into_iter().enumerate() {
            if place >= limits.of_document {
                over += 1;
                continue;
            }
            best.insert(rank, candidate);
            if best.len() > looked_at {
                best.pop_last();
                over += 1;
            }
        }
    };
    let outcomes = [Outcome::Failed, Outcome::Warning];
    order
        .dataset
        .findings(order.period, &outcomes, |row: FindingRow| -> Result<(), DatasetError> {
            let Ok(document) = u64::try_from(row.document) else {
                return Ok(());
            };
            if current.replace(document) != Some(document) {
                settle(&mut of_document);
            }
            let measured: BTreeMap<String, serde_json::Value> =
                serde_json::from_str(&row.measured).unwrap_or_default();
            let measured: Vec<String> = measured.into_keys().collect();
            if evidence::has_place(measured.iter().map(String::as_str)) {
                let rank = rank(&row, document, of_document.len());
                let candidate = Candidate {
                    subject: row.subject.and_then(|index| u32::try_from(index).ok()),
                    rule: row.rule,
                    measured,
                };
                of_document.insert(rank, candidate);
            }
            Ok(())
        })
        .map_err(AuditError::Dataset)?;
    settle(&mut of_document);
    album.over_limit = over;

    let documents: BTreeSet<u64> = best.keys().map(|(_, _, document, _)| *document).collect();
    let facts = Documents::read(order.run, manifest, &documents)?;
    let mut drawn = 0;
    let mut wanted: BTreeMap<u64, Vec<Wanted>> = BTreeMap::new();
    for ((_, _, document, _), candidate) in best {
        let measured = candidate.measured.iter().map(String::as_str);
        let planned = facts
            .0
            .get(&document)
            .and_then(|facts| plan(facts, &candidate.rule, candidate.subject, measured, order.language));
        let Some(planned) = planned else { continue };
        if drawn < limits.of_run {
            drawn += 1;
            wanted.entry(document).or_default().push(planned);
        } else {
            album.over_limit += 1;
        }
    }
    Ok(wanted)
}

/// Facts of a few documents of a run.
struct Documents(BTreeMap<u64, DocumentFacts>);

impl Documents {
    fn read(run: &RunDir, manifest: &Manifest, documents: &BTreeSet<u64>) -> Result<Self, AuditError> {
        let shards: BTreeSet<u32> = documents
            .iter()
            .filter_map(|&document| manifest.shard_of(document))
            .collect();
        let mut facts = BTreeMap::new();
        for shard in shards {
            for record in run.read_facts(shard)? {
                if documents.contains(&record.id) {
                    facts.insert(record.id, record.facts);
                }
            }
        }
        Ok(Self(facts))
    }
}

/// Has everything drawn; false when it was stopped.
fn draw_all(
    order: &PictureOrder<'_>,
    roots: &[String],
    open: &[(ManifestEntry, String, Vec<Wanted>)],
    album: &mut Album,
) -> Result<bool, AuditError> {
    let pictures =
        |of: &[(ManifestEntry, String, Vec<Wanted>)]| of.iter().map(|(.., all)| all.len() as u64).sum::<u64>();
    if open.is_empty() {
        return Ok(true);
    }
    order.progress.enter(Phase::Drawing, open.len() as u64);
    let roots: Vec<PathBuf> = roots.iter().map(PathBuf::from).collect();
    let Ok(roots) = Roots::open(&roots) else {
        album.gone += pictures(open);
        return Ok(true);
    };
    let failed = AtomicBool::new(false);
    let stopped = || order.stop.load(Ordering::Relaxed) || failed.load(Ordering::Relaxed);
    let shared = Shared {
        roots: &roots,
        program: order.worker,
        arguments: order.settings.worker_arguments(),
        deadline: order.settings.deadline,
        stopped: &stopped,
        alone: RwLock::new(()),
    };
    let (next, results) = (AtomicUsize::new(0), Mutex::new(Album::default()));
    let run_lane = || -> Result<(), AuditError> {
        let mut lane = Lane::new(&shared);
        while !stopped()
            && let Some((entry, sha256, all)) = open.get(next.fetch_add(1, Ordering::Relaxed))
        {
            let asked = Pictures {
                sha256: sha256.clone(),
                drawings: all.iter().map(|wanted| wanted.drawing.clone()).collect(),
            };
            let Some(drawn) = lane.draw(entry, asked)? else { break };
            let kept = keep(order.run, entry, all, drawn)?;
            order.progress.add(1, u64::from(kept.not_drawn > 0));
            let mut results = results.lock().unwrap_or_else(PoisonError::into_inner);
            results.pictures.extend(kept.pictures);
            results.gone += kept.gone;
            results.not_drawn += kept.not_drawn;
        }
        Ok(())
    };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(order.jobs.clamp(1, open.len()))
        .build()
        .map_err(|error| AuditError::Pool(error.to_string()))?;
    let outcomes = pool.broadcast(|_| run_lane().inspect_err(|_| failed.store(true, Ordering::Relaxed)));
    outcomes.into_iter().collect::<Result<(), _>>()?;
    let results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    album.pictures.extend(results.pictures);
    album.gone += results.gone;
    album.not_drawn += results.not_drawn;
    Ok(!order.stop.load(Ordering::Relaxed))
}

/// Keeps the pictures of one document, and counts those that are none.
fn keep(
    run: &RunDir,
    entry: &ManifestEntry,
    all: &[Wanted],
    drawn: Result<Vec<Drawn>, Fault>,
) -> Result<Album, AuditError> {
    let mut album = Album::default();
    let drawn = match drawn {
        Ok(drawn) => drawn,
        Err(fault) => {
            let count = all.len() as u64;
            // What can't be found or read any more is gone; what a worker gave up on can't be drawn.
            match fault.stage {
                Stage::Find | Stage::Read => album.gone = count,
                _ => album.not_drawn = count,
            }
            return Ok(album);
        }
    };
    for (place, wanted) in all.iter().enumerate() {
        let Some((png, size)) = drawn.get(place).and_then(png_of) else {
            album.not_drawn += 1;
            continue;
        };
        let (file, sha256) = run.write_picture(&wanted.name(), &png)?;
        let mut shows: Vec<(String, String)> = Vec::new();
        for mark in &wanted.drawing.marks {
            let shown = (mark.part.code().to_owned(), mark.label.clone());
            if !shows.contains(&shown) {
                shows.push(shown);
            }
        }
        album.pictures.push(Picture {
            document: entry.id,
            rule: wanted.rule.clone(),
            subject: wanted.subject,
            file,
            sha256,
            bytes: png.len() as u64,
            size,
            page: wanted.drawing.page,
            shows,
            made_of: wanted.made_of(),
        });
    }
    Ok(album)
}

/// The picture that came through the pipe, unless it is none: the worker has read a hostile document.
pub(super) fn png_of(drawn: &Drawn) -> Option<(Vec<u8>, (u32, u32))> {
    let png = STANDARD.decode(drawn.png.as_ref()?).ok()?;
    let plain = png.len() <= evidence::PICTURE_BYTES && png.starts_with(b"\x89PNG\r\n\x1a\n");
    plain.then_some((png, drawn.size))
}

/// In the worker: the pictures of the document with these bytes.
///
/// # Errors
/// When it is not the document that was measured.
pub(super) fn drawn(bytes: &[u8], asked: &Pictures, budget: &Budget) -> Result<Vec<Drawn>, Fault> {
    if sha256_hex(bytes) != asked.sha256 {
        return Err(total_fault(
            Stage::Read,
            FaultKind::Unreadable,
            "not the file that was measured",
        ));
    }
    let drawn = |picture: Result<evidence::Picture, evidence::NoPicture>| match picture {
        Ok(evidence::Picture { png, width, height }) => Drawn {
            png: Some(STANDARD.encode(&png)),
            size: (width, height),
            refused: None,
        },
        Err(why) => Drawn {
            png: None,
            size: (0, 0),
            refused: Some(why.to_string()),
        },
    };
    Ok(evidence::draw(bytes, &asked.drawings, budget)
        .into_iter()
        .map(drawn)
        .collect())
}
