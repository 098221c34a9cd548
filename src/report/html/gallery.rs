//! Pictures of findings in a page: inside it while there is room, beside it otherwise.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Serialize;

use super::super::{Context, clean::shown};
use crate::{dataset::FindingRow, finding::Picture};

/// Letters of base64 in one page, at most: with as much again for everything else it opens within a second.
const EMBEDDED: usize = 8_000_000;

/// Where the pictures are that a report may show.
pub(super) struct Gallery<'a> {
    context: &'a Context<'a>,
    by_finding: BTreeMap<(i64, &'a str, Option<i64>), &'a Picture>,
}

impl<'a> Gallery<'a> {
    pub(super) fn of(context: &'a Context<'a>) -> Self {
        let by_finding = context.album.pictures.iter().filter_map(|picture| {
            let document = i64::try_from(picture.document).ok()?;
            let key = (document, picture.rule.as_str(), picture.subject.map(i64::from));
            Some((key, picture))
        });
        Self {
            context,
            by_finding: by_finding.collect(),
        }
    }
}

/// A picture as the script shows it.
#[derive(Debug, Serialize)]
struct Shown {
    /// Below the run directory.
    file: String,
    page: u32,
    size: (u32, u32),
    /// What is outlined.
    shows: Vec<String>,
    /// The file in base64; `null` where it is only linked.
    png: Option<String>,
}

/// The pictures of one page.
#[derive(Debug, Default)]
pub(super) struct Wall {
    pictures: Vec<Shown>,
    places: BTreeMap<String, u32>,
    letters: usize,
}

impl Serialize for Wall {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.pictures.serialize(serializer)
    }
}

impl Wall {
    /// The place of a finding's picture among those of the page; `None` when it has none.
    pub(super) fn place(&mut self, row: &FindingRow, gallery: &Gallery<'_>) -> Option<u32> {
        let key = (row.document, row.rule.as_str(), row.subject);
        let picture = gallery.by_finding.get(&key)?;
        if let Some(place) = self.places.get(&picture.file) {
            return Some(*place);
        }
        let png = STANDARD.encode((gallery.context.pictures)(picture)?);
        let fits = self.letters.saturating_add(png.len()) <= EMBEDDED;
        if fits {
            self.letters += png.len();
        }
        let place = u32::try_from(self.pictures.len()).ok()?;
        self.pictures.push(Shown {
            file: picture.file.clone(),
            page: picture.page,
            size: picture.size,
            shows: picture
                .shows
                .iter()
                .map(|(_, label)| shown(label).into_owned())
                .collect(),
            png: fits.then_some(png),
        });
        self.places.insert(picture.file.clone(), place);
        Some(place)
    }
}
