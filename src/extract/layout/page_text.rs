//! The text that is to be seen on a page: its own, unless it lies under something, and what was typed onto it.

use std::borrow::Cow;

use super::appearance::covers;
use crate::pdf::content::{Appearance, Left, PageContent, Rect, Rgb, TextRun};

/// Components of white, at least.
const WHITE: u8 = 240;
/// Areas of annotations that are compared with the text of one page: a code of squares has some thousands.
const AREAS: usize = 8_192;
/// Areas over one run of text that are compared with its letters.
const OVER: usize = 64;

/// What a page says.
pub(super) struct PageText<'a> {
    pub(super) runs: Vec<Cow<'a, TextRun>>,
    /// More stands above it than can be compared.
    pub(super) over_budget: bool,
}

impl<'a> PageText<'a> {
    /// The text of a page below what signatures and annotations show above it. What is not painted (a layer of recognised
    /// text behind a scan) is no text of the page, nor what is white on white, nor what is covered. Of what an annotation
    /// covers in part nobody knows what it says; that a signature hides letters is told of the signature.
    pub(super) fn of(page: &'a PageContent, signed: &[&Appearance], annotations: &[&'a Appearance]) -> Self {
        let (below_signatures, below_annotations) = (Above::of(signed), Above::of(annotations));
        let mut over_budget = below_signatures.is_full() || below_annotations.is_full();
        let seen = |run: &&TextRun| run.visible && (run.legible || !is_white(run));
        let mut runs: Vec<Cow<'a, TextRun>> = page
            .content
            .runs
            .iter()
            .filter(seen)
            .filter(|run| below_signatures.left(run) != Some(Left::Nothing))
            .filter_map(|run| below_annotations.seen(run, &mut over_budget))
            .collect();
        for (at, typed) in annotations.iter().enumerate().filter(|(_, it)| it.is_typed) {
            let above = Above::of(annotations.get(at.saturating_add(1)..).unwrap_or_default());
            let shown = typed.content.runs.iter().filter(|run| run.visible && run.legible);
            runs.extend(shown.filter_map(|run| above.seen(run, &mut over_budget)));
        }
        Self { runs, over_budget }
    }
}

/// Whether letters have the colour of paper.
fn is_white(run: &TextRun) -> bool {
    let white = |colour: Rgb| colour.red.min(colour.green).min(colour.blue) >= WHITE;
    run.colour.is_some_and(white)
}

/// Areas that are painted above a page.
struct Above {
    areas: Vec<Rect>,
    /// Around all of them.
    around: Option<Rect>,
}

impl Above {
    fn of(appearances: &[&Appearance]) -> Self {
        let areas: Vec<Rect> = appearances
            .iter()
            .flat_map(|it| covers(&it.content))
            .take(AREAS)
            .collect();
        Self {
            around: areas.iter().copied().reduce(|all, area| all.union(&area)),
            areas,
        }
    }

    fn is_full(&self) -> bool {
        self.areas.len() == AREAS
    }

    /// What is left of a run below them; `None` where more of them lie over it than are compared.
    fn left(&self, run: &TextRun) -> Option<Left> {
        if self
            .around
            .is_none_or(|around| around.intersection(&run.bounds).is_none())
        {
            return Some(Left::All);
        }
        let over = self
            .areas
            .iter()
            .filter(|area| area.intersection(&run.bounds).is_some());
        let over: Vec<Rect> = over.take(OVER).copied().collect();
        (over.len() < OVER).then(|| run.under(&over))
    }

    /// A run as it is seen below them, if anything of it is.
    fn seen<'a>(&self, run: &'a TextRun, over_budget: &mut bool) -> Option<Cow<'a, TextRun>> {
        match self.left(run) {
            Some(Left::All) => Some(Cow::Borrowed(run)),
            Some(Left::Some(text)) => Some(Cow::Owned(TextRun { text, ..run.clone() })),
            Some(Left::Nothing) => None,
            None => {
                *over_budget = true;
                None
            }
        }
    }
}
