//! One path from the target to a trust anchor against RFC 5280, 6.1, signatures and names apart, which the search has
//! checked, and time and revocation, which come later.

use std::sync::Arc;

use super::{
    PathProblem, PathProblemKind, PolicyInput,
    names::{NameProblem, NamesInForce},
    policy::Policies,
};
use crate::pki::{extension::usage, x509::X509};

fn problem(kind: PathProblemKind, certificate: &X509, what: &str) -> PathProblem {
    PathProblem {
        kind,
        detail: format!("{what}: {}", certificate.label()),
    }
}

/// Checks `path`, which runs from the target to the anchor.
pub(super) fn check(path: &[Arc<X509>], input: &PolicyInput, mut comparisons: usize) -> Result<(), PathProblem> {
    use PathProblemKind::{Budget, Constraints, Unsupported};
    let Some((anchor, below)) = path.split_last() else {
        return Ok(());
    };
    for certificate in path {
        if let Some(name) = certificate.extensions.malformed.first() {
            let what = format!("{name} is not readable");
            return Err(problem(PathProblemKind::Malformed, certificate, &what));
        }
    }
    let mut policies = Policies::new(below.len(), input);
    let mut names = NamesInForce::default();
    let mut path_length = u32::MAX;
    if !below.is_empty() {
        // RFC 5280 takes only name and key of the anchor. What else its certificate says is held against it, as
        // OpenSSL does and RFC 5937 describes.
        issue_limits(anchor, Role::Anchor, &mut path_length)?;
        if let Some(constraints) = &anchor.extensions.name_constraints {
            names.add(constraints);
        }
    }
    for (left, certificate) in below.iter().enumerate().rev() {
        let extensions = &certificate.extensions;
        let last = left == 0;
        let self_issued = certificate.self_issued();
        if last || !self_issued {
            names
                .check(certificate, &mut comparisons)
                .map_err(|refused| match refused {
                    NameProblem::Refused => problem(Constraints, certificate, "outside the name constraints"),
                    NameProblem::Unsupported => problem(
                        Unsupported,
                        certificate,
                        "name constraints of a form that is not handled",
                    ),
                    NameProblem::Budget => problem(Budget, certificate, "too many name constraints"),
                })?;
        }
        let policy = |what: &str| problem(Constraints, certificate, what);
        policies.enter(extensions, self_issued, last).map_err(policy)?;
        if let Some(unknown) = extensions.unknown_critical.first() {
            let what = format!("critical extension {unknown} is not handled");
            return Err(problem(Unsupported, certificate, &what));
        }
        if last {
            policies.finish(extensions, input).map_err(policy)?;
            continue;
        }
        policies.prepare(extensions, self_issued).map_err(policy)?;
        if let Some(constraints) = &extensions.name_constraints {
            names.add(constraints);
        }
        let role = if self_issued {
            Role::SelfIssued
        } else {
            Role::Intermediate
        };
        issue_limits(certificate, role, &mut path_length)?;
    }
    Ok(())
}

/// The part of a certificate that issues another one of the path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Anchor,
    SelfIssued,
    Intermediate,
}

/// Steps (k) to (n) of 6.1.4: may this certificate issue the next one? Only intermediates count for the length.
fn issue_limits(certificate: &X509, role: Role, path_length: &mut u32) -> Result<(), PathProblem> {
    use PathProblemKind::Constraints;
    let extensions = &certificate.extensions;
    // Before version 3 there are no extensions; then an anchor is a CA by being one, and others are not.
    let old_anchor = role == Role::Anchor && certificate.version < 3;
    if !extensions.is_ca() && !old_anchor {
        return Err(problem(Constraints, certificate, "not a CA"));
    }
    if role == Role::Intermediate {
        *path_length = path_length
            .checked_sub(1)
            .ok_or_else(|| problem(Constraints, certificate, "path longer than allowed"))?;
    }
    if let Some(limit) = extensions
        .basic_constraints
        .and_then(|constraints| constraints.path_length)
    {
        *path_length = limit.min(*path_length);
    }
    if !extensions.allows(usage::CERTIFICATE_SIGN) {
        return Err(problem(
            Constraints,
            certificate,
            "key usage does not allow signing certificates",
        ));
    }
    Ok(())
}
