//! What was done to a document after a signature: every revision is compared with the one before it, object by object.
//!
//! The model is a list of what is allowed (validation data, document timestamps, signing, filling in, notes); a change
//! that no rule of the list explains makes the update [`Grade::Other`]. [`segment`] reads an update from its bytes,
//! [`compare`] walks both views from the trailer, [`leaves`], [`form`], [`defaults`], [`widget`], [`structure`],
//! [`inert`] and [`packet`] hold the rules, [`value`] and [`digits`] say when two values are the same, [`repeated`] asks
//! what a repair of the file would find, [`twice`] and [`tokens`] what can be read in two ways.

mod compare;
mod defaults;
mod digits;
mod form;
mod inert;
mod leaves;
mod packet;
mod repeated;
mod segment;
mod structure;
mod tokens;
mod twice;
mod value;
mod widget;

use super::{
    ByteRange, Pdf, Problem, SignatureDictionary,
    load::{self, Data},
    objects::{Objects as _, Revision},
    permissions::Permissions,
    revisions::End,
};
use compare::Comparison;
use segment::{Covered, Entries, Update};

/// What an update did, from the least to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Validation data, document timestamps, extensions, metadata: nothing that is shown or filled in.
    LtaUpdate,
    /// Fields filled in, or further signatures (ISO 32000-1, table 254, /P 2).
    FormFilling,
    /// Annotations added.
    Annotations,
    /// Anything else.
    Other,
}

/// Why changes could not be graded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ungraded {
    /// The signed revision itself can't be read without repair, or its objects can't be read at all, or a repair would
    /// find others.
    Structure,
    /// More revisions, bytes or objects than the budget allows.
    OverBudget,
}

/// What was done after a revision, up to the end of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changes {
    /// Nothing but an end-of-line mark follows.
    None,
    /// Something follows.
    Graded {
        /// The most that was done.
        grade: Grade,
        /// Whether DocMDP, FieldMDP and locks of the signatures at that time allow all of it.
        permitted: bool,
        /// The change that made the grade, in English, for a technician.
        because: String,
    },
    /// It could not be graded.
    Ungraded(Ungraded),
}

impl Changes {
    /// Both, one after the other. What is known to be the worst stays known; what is permitted needs both.
    fn and(self, later: Self) -> Self {
        match (self, later) {
            (Self::None, one) | (one, Self::None) => one,
            (
                Self::Graded {
                    grade,
                    permitted,
                    because,
                },
                Self::Graded {
                    grade: other_grade,
                    permitted: other_permitted,
                    because: other_because,
                },
            ) => {
                // The reason shown is that of what is not permitted, else of the greater grade.
                let later_decides = (permitted, other_grade) > (other_permitted, grade);
                Self::Graded {
                    grade: grade.max(other_grade),
                    permitted: permitted && other_permitted,
                    because: if later_decides { other_because } else { because },
                }
            }
            (
                worst @ Self::Graded {
                    grade: Grade::Other, ..
                },
                Self::Ungraded(_),
            )
            | (
                Self::Ungraded(_),
                worst @ Self::Graded {
                    grade: Grade::Other, ..
                },
            ) => worst,
            (ungraded @ Self::Ungraded(_), _) | (_, ungraded @ Self::Ungraded(_)) => ungraded,
        }
    }

    fn other(because: String) -> Self {
        Self::Graded {
            grade: Grade::Other,
            permitted: false,
            because,
        }
    }
}

/// A result whose error is the reason why no rule allows a change.
type Verdict<T = ()> = Result<T, String>;

/// A change that a rule explains.
#[derive(Debug)]
struct Change {
    grade: Grade,
    needs: Needs,
    what: String,
}

/// What must be allowed for a change to be permitted.
#[derive(Debug)]
enum Needs {
    /// Nothing: validation data may be added under every /P (ISO 32000-2, 12.8.2.2).
    Nothing,
    /// /P of at least 2.
    Form,
    /// /P of at least 2, and no lock on this field.
    Field(String),
    /// /P 3, stated by a signature.
    Notes,
    /// Never permitted, for what it could hide.
    Never,
}

impl Needs {
    fn met(&self, permissions: &Permissions) -> bool {
        match self {
            Self::Nothing => true,
            Self::Form => permissions.level >= 2,
            Self::Field(name) => permissions.level >= 2 && !permissions.locked(name),
            Self::Notes => permissions.level >= 3,
            Self::Never => false,
        }
    }
}

/// What was done after each revision.
#[derive(Default)]
pub struct History {
    /// From the first revision that was looked at.
    first: usize,
    /// What the signatures of that revision, the next, ... allow to be done later; `None` when a budget ended the search.
    permissions: Vec<Option<Permissions>>,
    /// What each revision behind that one did.
    steps: Vec<Step>,
    /// What follows the last revision, and what is not known of the whole file.
    end: Option<Changes>,
}

/// What one update did.
#[derive(Default)]
struct Step {
    /// What rules explain.
    changes: Vec<Change>,
    /// Besides: what no rule explains, or that something is not known.
    besides: Option<Changes>,
}

impl Step {
    fn unexplained(changes: Changes) -> Self {
        Self {
            changes: Vec::new(),
            besides: Some(changes),
        }
    }

    /// What a signature with these permissions says to it.
    fn seen_with(&self, permissions: &Permissions) -> Changes {
        let nothing = || Changes::Graded {
            grade: Grade::LtaUpdate,
            permitted: true,
            because: "an update that changes nothing that is shown".to_owned(),
        };
        let explained = self.changes.iter().map(|change| Changes::Graded {
            grade: change.grade,
            permitted: change.needs.met(permissions),
            because: change.what.clone(),
        });
        explained
            .chain(self.besides.clone())
            .reduce(Changes::and)
            .unwrap_or_else(nothing)
    }
}

impl History {
    pub(super) fn of(pdf: &Pdf<'_>, signatures: &[SignatureDictionary]) -> Self {
        let ends = pdf.revisions.ends();
        let first = signatures
            .iter()
            .filter_map(|signature| pdf.byte_range(signature).ok())
            .filter(|range| range.whole_revision && pdf.bytes_behind(range.end()) > 0)
            .filter_map(|range| pdf.revisions.index_at(range.end()))
            .min();
        let Some((first, from)) = first.and_then(|first| Some((first, ends.get(first..)?))) else {
            return Self::default();
        };
        // A file that can't be read may hold a revision that can; what is known to be the worst stays known.
        let unread = match pdf.problem() {
            Some(Problem::OverBudget(_)) => Changes::Ungraded(Ungraded::OverBudget),
            Some(_) => Changes::Ungraded(Ungraded::Structure),
            None => Changes::None,
        };
        // The file may end with bytes behind the last revision.
        let last = from.last().map_or(0, |end| end.behind);
        let repaired = match pdf.document() {
            Some(document) if pdf.census.ambiguous || repeated::any(pdf, document) => {
                Changes::Ungraded(Ungraded::Structure)
            }
            _ => Changes::None,
        };
        let end = tail(pdf.bytes.get(last..).unwrap_or_default())
            .and(unread)
            .and(repaired);
        let (permissions, steps) = Reading::new(pdf).steps(from);
        Self {
            first,
            permissions,
            steps,
            end: Some(end),
        }
    }

    /// What was done after the revision that this range covers. A signature is judged by what it and those before it allow:
    /// what a later one forbids binds what comes after that one (ISO 32000-2, 12.8.2.2.2).
    pub(super) fn after(&self, pdf: &Pdf<'_>, range: &ByteRange) -> Changes {
        if range.whole_file {
            return Changes::None;
        }
        pdf.revisions
            .index_at(range.end())
            .filter(|_| range.whole_revision)
            .and_then(|index| self.behind(index.checked_sub(self.first)?))
            .unwrap_or(Changes::Ungraded(Ungraded::Structure))
    }

    /// What was done after the revision of this place.
    fn behind(&self, place: usize) -> Option<Changes> {
        let later = self.steps.get(place..)?;
        let end = self.end.clone()?;
        if later.is_empty() {
            return Some(end);
        }
        Some(match self.permissions.get(place)? {
            Some(permissions) => later
                .iter()
                .rev()
                .fold(end, |later, step| step.seen_with(permissions).and(later)),
            // What no rule explains is not permitted by anybody.
            None => later
                .iter()
                .filter_map(|step| step.besides.clone())
                .fold(Changes::Ungraded(Ungraded::OverBudget), Changes::and),
        })
    }
}

/// White space that may follow the last revision. `startxref` must stand in the last 1,024 bytes for many programs (PDF
/// Reference 1.7, appendix H.3, note 18); they repair a file in which they don't find it, and may show something else.
const MOST_SPACE: usize = 960;

/// Bytes behind the last revision: white space does nothing, anything else is no update.
fn tail(bytes: &[u8]) -> Changes {
    if bytes.is_empty() {
        Changes::None
    } else if bytes.len() > MOST_SPACE && bytes.iter().all(|byte| super::syntax::is_space(*byte)) {
        Changes::Ungraded(Ungraded::Structure)
    } else if bytes.iter().all(|byte| super::syntax::is_space(*byte)) {
        Changes::Graded {
            grade: Grade::LtaUpdate,
            permitted: true,
            because: "white space behind the last revision".to_owned(),
        }
    } else {
        Changes::other(format!("{} bytes behind the last revision belong to none", bytes.len()))
    }
}

/// Reads revision after revision, each once.
struct Reading<'a> {
    pdf: &'a Pdf<'a>,
    bytes_left: u64,
    objects_left: usize,
    /// What updates cover of pages: see [`segment::Update::covered`].
    covered: Covered,
}

/// The document as it was at the end of a revision.
struct View<'a> {
    end: &'a End,
    /// That of the first revision may be without the data of streams that still stand where they stood.
    objects: Revision<'a>,
    /// Whether all of it was read as plain: see [`load`].
    plain: bool,
    trailer: Entries,
}

impl<'a> Reading<'a> {
    fn new(pdf: &'a Pdf<'a>) -> Self {
        Self {
            pdf,
            bytes_left: pdf.budget.revision_bytes,
            objects_left: pdf.budget.objects,
            covered: Covered::default(),
        }
    }

    /// What the signatures of each of these revisions but the last allow, and what each but the first did.
    fn steps(mut self, ends: &'a [End]) -> (Vec<Option<Permissions>>, Vec<Step>) {
        let (mut permissions, mut steps) = (Vec::new(), Vec::new());
        let Some((first, later)) = ends.split_first() else {
            return (permissions, steps);
        };
        // Of the first, no data of a stream is looked at but to be compared.
        let mut before = self.view(first, Data::OfObjectStreams);
        for (done, end) in later.iter().enumerate() {
            let allowed = before.as_ref().ok();
            permissions.push(allowed.and_then(|before| Permissions::of(&before.objects, &self.pdf.budget)));
            if done >= self.pdf.budget.revisions {
                steps.push(Step::unexplained(Changes::Ungraded(Ungraded::OverBudget)));
                continue;
            }
            let after = self.view(end, Data::All);
            steps.push(match (&before, &after) {
                (Err(ungraded), _) => Step::unexplained(Changes::Ungraded(*ungraded)),
                (_, Err(Ungraded::OverBudget)) => Step::unexplained(Changes::Ungraded(Ungraded::OverBudget)),
                (Ok(_), Err(Ungraded::Structure)) => {
                    Step::unexplained(Changes::other("the update can't be read without repair".to_owned()))
                }
                (Ok(before), Ok(after)) => {
                    let mut step = self.step(before, after);
                    if twice::in_view(self.pdf, before) {
                        let unknown = Changes::Ungraded(Ungraded::Structure);
                        step.besides = Some(step.besides.unwrap_or(Changes::None).and(unknown));
                    }
                    step
                }
            });
            before = after;
        }
        (permissions, steps)
    }

    /// `data`: of which streams that stand where they stand in the last revision.
    fn view(&mut self, end: &'a End, data: Data) -> Result<View<'a>, Ungraded> {
        let bytes = self.pdf.bytes.get(..end.behind).ok_or(Ungraded::Structure)?;
        let behind = self.pdf.bytes.get(end.behind..).unwrap_or_default();
        let (objects, plain) = match self.pdf.document() {
            // The last revision is the document itself.
            Some(document) if behind.iter().all(|byte| super::syntax::is_space(*byte)) => {
                if document.xref_recovery.is_some() {
                    return Err(Ungraded::Structure);
                }
                (document.into(), self.pdf.plain)
            }
            last => {
                let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                self.bytes_left = self.bytes_left.checked_sub(size).ok_or(Ungraded::OverBudget)?;
                let later = last.filter(|_| self.pdf.plain).map(|last| (last, data));
                load::revision(bytes, self.pdf.header, end, later, &self.pdf.budget).ok_or(Ungraded::Structure)?
            }
        };
        self.objects_left = self
            .objects_left
            .checked_sub(objects.objects.len())
            .ok_or(Ungraded::OverBudget)?;
        objects.catalog().ok_or(Ungraded::Structure)?;
        let trailer = segment::trailer(bytes, end, &self.pdf.budget).ok_or(Ungraded::Structure)?;
        Ok(View {
            end,
            objects,
            plain,
            trailer,
        })
    }

    fn step(&self, before: &View<'_>, after: &View<'_>) -> Step {
        let update = Update {
            bytes: self.pdf.bytes,
            header: self.pdf.header,
            before: before.end,
            after: after.end,
            old: &before.objects,
            new: &after.objects,
            old_trailer: &before.trailer,
            covered: &self.covered,
            budget: &self.pdf.budget,
        };
        if update.repeats_mark() {
            return Step::default();
        }
        match update
            .read()
            .and_then(|segment| Comparison::new(self.pdf, &update, segment)?.run())
        {
            Ok(mut changes) => {
                // The reason shown is the first of its grade: what was signed or filled in rather than what came with it.
                changes.sort_by_key(|change| !matches!(change.needs, Needs::Field(_)));
                Step { changes, besides: None }
            }
            Err(reason) => Step::unexplained(Changes::other(reason)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graded(grade: Grade, permitted: bool) -> Changes {
        Changes::Graded {
            grade,
            permitted,
            because: format!("{grade:?}"),
        }
    }

    #[test]
    fn the_worst_of_two_updates_counts() {
        let both = graded(Grade::FormFilling, true).and(graded(Grade::LtaUpdate, true));
        assert_eq!(both, graded(Grade::FormFilling, true));
        let both = graded(Grade::FormFilling, false).and(graded(Grade::Annotations, true));
        assert!(
            matches!(both, Changes::Graded { grade: Grade::Annotations, permitted: false, because } if because == "FormFilling")
        );
        let unknown = || Changes::Ungraded(Ungraded::OverBudget);
        assert_eq!(graded(Grade::FormFilling, true).and(unknown()), unknown());
        assert_eq!(unknown().and(graded(Grade::Other, false)), graded(Grade::Other, false));
        assert_eq!(Changes::None.and(Changes::None), Changes::None);
    }

    #[test]
    fn only_white_space_behind_the_last_revision_is_harmless() {
        assert_eq!(tail(b""), Changes::None);
        assert!(matches!(
            tail(&[0; MOST_SPACE]),
            Changes::Graded { permitted: true, .. }
        ));
        assert_eq!(tail(&[0; MOST_SPACE + 1]), Changes::Ungraded(Ungraded::Structure));
        assert!(matches!(tail(b"\0\0\r\n "), Changes::Graded { permitted: true, .. }));
        assert!(matches!(
            tail(b"\n5 0 obj"),
            Changes::Graded {
                grade: Grade::Other,
                permitted: false,
                ..
            }
        ));
    }
}
