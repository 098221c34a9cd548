//! Finding paths: from the target upwards, each link verified before going deeper.

use std::sync::Arc;

use jiff::Timestamp;

use super::{Path, PathProblem, PathProblemKind, PolicyInput, Search, check::check};
use crate::{
    budget::Budget,
    pki::{trust::AnchorScheme, x509::X509},
};

/// Where issuers come from.
pub(crate) trait IssuerPool {
    /// All certificates with this subject, in an order that depends on nothing but themselves.
    fn with_subject(&self, subject: &str) -> Vec<Arc<X509>>;
    /// The scheme of a trust anchor; `None` for other certificates.
    fn scheme(&self, certificate: &X509) -> Option<AnchorScheme>;
    /// Whether the key of `issuer` signed `certificate`, or why it can't be told.
    fn signed_by(&mut self, certificate: &X509, issuer: &X509) -> Result<bool, String>;
}

/// Complete paths that are kept whatever their times: with one there is little reason to look for another that holds no
/// longer. An authority that renews its certificate every year has one for each of its years.
const MOST_PATHS: usize = 8;

/// Finds the paths from `target` to the anchors of `pool`.
pub(crate) fn search(
    target: &Arc<X509>,
    pool: &mut dyn IssuerPool,
    policies: &PolicyInput,
    budget: &Budget,
) -> Search {
    let mut builder = Builder {
        pool,
        policies,
        steps: budget.path_steps,
        checks: budget.path_checks,
        comparisons: budget.name_comparisons,
        found: Search::default(),
    };
    let mut way = vec![target.clone()];
    if !builder.complete(&way) {
        builder.deepen(&mut way);
    }
    let mut found = builder.found;
    found.problems.sort_by_key(|problem| gravity(problem.kind));
    found.problems.dedup();
    found.dangling.sort_by_key(|certificate| certificate.id);
    found.dangling.dedup_by_key(|certificate| certificate.id);
    found
}

/// What is said first when there is no path: that we did not look everywhere outweighs what we saw.
fn gravity(kind: PathProblemKind) -> u8 {
    match kind {
        PathProblemKind::Budget => 0,
        PathProblemKind::Constraints => 1,
        PathProblemKind::Malformed => 2,
        PathProblemKind::Unsupported => 3,
        PathProblemKind::NoChain => 4,
        PathProblemKind::BadSignature => 5,
    }
}

struct Builder<'a> {
    pool: &'a mut dyn IssuerPool,
    policies: &'a PolicyInput,
    steps: usize,
    checks: usize,
    comparisons: usize,
    found: Search,
}

impl Builder<'_> {
    fn fail(&mut self, kind: PathProblemKind, detail: String) {
        self.found.problems.push(PathProblem { kind, detail });
    }

    /// When the way ends in an anchor, judges it; `false` when it does not end in one.
    fn complete(&mut self, way: &[Arc<X509>]) -> bool {
        if way.len() > self.found.longest.len() {
            self.found.longest = way.to_vec();
        }
        let Some(scheme) = way.last().and_then(|last| self.pool.scheme(last)) else {
            return false;
        };
        match check(way, self.policies, self.comparisons) {
            Ok(()) => self.found.paths.extend(path(way, scheme)),
            Err(problem) => self.found.problems.push(problem),
        }
        true
    }

    /// Whether a path is known and this way, or any that goes on from it, never holds; or enough paths are known and one of
    /// them holds whenever this way can.
    fn redundant(&self, way: &[Arc<X509>]) -> bool {
        let paths = &self.found.paths;
        span(way).is_none_or(|(from, to)| {
            let never = from > to && !paths.is_empty();
            let known = || paths.iter().any(|path| path.from <= from && to <= path.to);
            never || (paths.len() >= MOST_PATHS && known())
        })
    }

    fn exhausted(&mut self) {
        let detail = "the search for paths used up its budget".to_owned();
        self.fail(PathProblemKind::Budget, detail);
    }

    fn deepen(&mut self, way: &mut Vec<Arc<X509>>) {
        let Some(child) = way.last().cloned() else { return };
        let Some(steps) = self.steps.checked_sub(1) else {
            return self.exhausted();
        };
        self.steps = steps;
        let mut candidates: Vec<Arc<X509>> = self
            .pool
            .with_subject(&child.issuer)
            .into_iter()
            // The same name and key twice is a loop (RFC 4158, 5.2), whatever the certificates.
            .filter(|candidate| {
                way.iter()
                    .all(|passed| passed.key_id != candidate.key_id || passed.subject != candidate.subject)
            })
            .collect();
        if candidates.is_empty() {
            let what = if child.self_issued() {
                "self-signed, and not a trust anchor"
            } else {
                "the issuer's certificate is not at hand"
            };
            self.fail(PathProblemKind::NoChain, format!("{what}: {}", child.label()));
            self.found.dangling.push(child);
            return;
        }
        candidates.sort_by_cached_key(|candidate| {
            let hinted = match (
                &child.extensions.authority_key,
                &candidate.certificate.subject_key_identifier,
            ) {
                (Some(wanted), Some(offered)) if wanted == offered => 0,
                (Some(_), Some(_)) => 2_u8,
                _ => 1,
            };
            let anchor = self.pool.scheme(candidate).is_some();
            (hinted, !anchor, std::cmp::Reverse(candidate.not_before()), candidate.id)
        });
        let mut signed = false;
        for candidate in candidates {
            way.push(candidate.clone());
            let redundant = self.redundant(way);
            way.pop();
            if redundant {
                signed = true;
                continue;
            }
            let Some(checks) = self.checks.checked_sub(1) else {
                return self.exhausted();
            };
            self.checks = checks;
            match self.pool.signed_by(&child, &candidate) {
                Ok(true) => {}
                Ok(false) => continue,
                Err(unsupported) => {
                    signed = true;
                    let detail = format!("{unsupported}: {}", child.label());
                    self.fail(PathProblemKind::Unsupported, detail);
                    continue;
                }
            }
            signed = true;
            way.push(candidate);
            if !self.complete(way) {
                self.deepen(way);
            }
            way.pop();
        }
        if !signed {
            let detail = format!(
                "no certificate of its issuer's name has the key that signed it: {}",
                child.label()
            );
            self.fail(PathProblemKind::BadSignature, detail);
            self.found.dangling.push(child);
        }
    }
}

fn path(way: &[Arc<X509>], scheme: AnchorScheme) -> Option<Path> {
    let (from, to) = span(way)?;
    Some(Path {
        certificates: way.to_vec(),
        scheme,
        from,
        to,
    })
}

/// From when to when all of them are valid; the end may lie before the beginning.
fn span(way: &[Arc<X509>]) -> Option<(Timestamp, Timestamp)> {
    let from = way.iter().map(|certificate| certificate.not_before()).max()?;
    let to = way.iter().map(|certificate| certificate.not_after()).min()?;
    Some((from, to))
}
