//! One thread of the pool and the worker it owns: a document in, its facts, its pictures or its fault out.

use std::{
    ffi::OsString,
    path::Path,
    sync::{PoisonError, RwLock},
};

#[cfg(feature = "report")]
use super::protocol::{Drawn, Pictures};
use super::{
    AuditError,
    child::{Child, Reply},
    protocol::{Answer, Request},
    settings::Deadline,
};
use crate::{
    facts::{DocumentFacts, Fault, FaultKind, Stage},
    source::{self, Roots, raw_base64, total_fault},
    store::ManifestEntry,
};

/// What the lanes of one scan share.
pub(super) struct Shared<'a> {
    pub(super) roots: &'a Roots,
    pub(super) program: &'a Path,
    pub(super) arguments: Vec<OsString>,
    pub(super) deadline: Deadline,
    pub(super) stopped: &'a (dyn Fn() -> bool + Sync),
    /// Documents are measured under a read lock; one that gets its second chance after a time-out holds the write lock
    /// and has the machine to itself, so that a busy machine does not condemn it.
    pub(super) alone: RwLock<()>,
}

/// One thread's share of a scan.
pub(super) struct Lane<'a> {
    shared: &'a Shared<'a>,
    child: Option<Child>,
}

impl<'a> Lane<'a> {
    pub(super) fn new(shared: &'a Shared<'a>) -> Self {
        Self { shared, child: None }
    }

    /// The facts of one document; `None` when the run is to stop.
    ///
    /// A document is condemned only by a worker that had read nothing before it, so the row does not depend on what
    /// else that worker happened to read: a death in a used worker, and any time-out, is tried once more in a new one.
    pub(super) fn measure(&mut self, entry: &ManifestEntry) -> Result<Option<DocumentFacts>, AuditError> {
        let listed = &entry.listed;
        let name = listed.locator.display();
        let path = self.shared.roots.path_of(&listed.locator);
        let unread = |mut faults: Vec<Fault>| {
            let kind = source::sniff(path.as_deref().unwrap_or(Path::new("")), &name);
            let first = if faults.is_empty() {
                total_fault(Stage::Worker, FaultKind::Crashed, "neither facts nor faults")
            } else {
                faults.remove(0)
            };
            let mut facts = DocumentFacts::unread(kind, listed.size, first);
            facts.faults.append(&mut faults);
            facts
        };
        if let Some(fault) = &listed.fault {
            return Ok(Some(unread(vec![Fault::clone(fault)])));
        }
        let Some(path) = &path else {
            let detail = "its name cannot be turned into a path of this system";
            return Ok(Some(unread(vec![total_fault(
                Stage::Find,
                FaultKind::Unreadable,
                detail,
            )])));
        };
        Ok(match self.hear(&request(entry, path))? {
            None => None,
            Some(Ok(answer)) => Some(match (answer.facts, answer.faults) {
                (Some(facts), _) => *facts,
                (None, faults) => unread(faults.unwrap_or_default()),
            }),
            Some(Err(fault)) => Some(unread(vec![fault])),
        })
    }

    /// The pictures of one document, as far as it is still the file that was measured; `None` when the run is to
    /// stop.
    #[cfg(feature = "report")]
    pub(super) fn draw(
        &mut self,
        entry: &ManifestEntry,
        pictures: Pictures,
    ) -> Result<Option<Result<Vec<Drawn>, Fault>>, AuditError> {
        let nowhere = "its name cannot be turned into a path of this system";
        let Some(path) = self.shared.roots.path_of(&entry.listed.locator) else {
            return Ok(Some(Err(total_fault(Stage::Find, FaultKind::Unreadable, nowhere))));
        };
        let request = Request {
            // The digest tells whether it is the same file; a copy with another date is.
            modified: None,
            pictures: Some(pictures),
            ..request(entry, &path)
        };
        let none = || total_fault(Stage::Worker, FaultKind::Crashed, "neither pictures nor faults");
        Ok(self.hear(&request)?.map(|heard| {
            let answer = heard?;
            let faults = answer.faults.unwrap_or_default();
            answer
                .pictures
                .ok_or_else(|| faults.into_iter().next().unwrap_or_else(none))
        }))
    }

    /// What a worker answers, or what became of the workers; `None` when the run is to stop.
    fn hear(&mut self, request: &Request) -> Result<Option<Result<Answer, Fault>>, AuditError> {
        let mut alone = false;
        loop {
            let child = self.child()?;
            let fresh = child.is_fresh();
            let reply = self.ask(request, alone)?;
            if !matches!(reply, Reply::Answer(_)) {
                self.child = None;
            }
            let fault = match reply {
                Reply::Stopped => return Ok(None),
                Reply::Answer(answer) => return Ok(Some(Ok(answer))),
                Reply::Died { .. } if !fresh => continue,
                Reply::Late if !alone => {
                    alone = true;
                    continue;
                }
                Reply::Died { kind, detail } => total_fault(Stage::Worker, kind, detail),
                Reply::Late => {
                    let limit = self.shared.deadline.of(request.size).as_secs_f64();
                    let detail = format!("longer than {limit:.1} s, twice");
                    total_fault(Stage::Worker, FaultKind::TimedOut, detail)
                }
            };
            return Ok(Some(Err(fault)));
        }
    }

    fn child(&mut self) -> Result<&mut Child, AuditError> {
        match &mut self.child {
            Some(child) => Ok(child),
            slot @ None => {
                let child = Child::start(self.shared.program, &self.shared.arguments)?;
                Ok(slot.insert(child))
            }
        }
    }

    fn ask(&mut self, request: &Request, alone: bool) -> Result<Reply, AuditError> {
        let shared = self.shared;
        let deadline = shared.deadline.of(request.size);
        let child = self.child()?;
        // A poisoned lock guards nothing: it holds no data.
        Ok(if alone {
            let _all = shared.alone.write().unwrap_or_else(PoisonError::into_inner);
            child.ask(request, deadline, &shared.stopped)
        } else {
            let _one = shared.alone.read().unwrap_or_else(PoisonError::into_inner);
            child.ask(request, deadline, &shared.stopped)
        })
    }
}

fn request(entry: &ManifestEntry, path: &Path) -> Request {
    let text = path.to_str().map(str::to_owned);
    Request {
        id: entry.id,
        locator: entry.listed.locator.clone(),
        path_raw: text.is_none().then(|| raw_base64(path)),
        path: text,
        size: entry.listed.size,
        modified: entry.listed.modified,
        #[cfg(feature = "report")]
        pictures: None,
    }
}
