//! Certification paths: finding them ([`build`]) and judging them ([`check`], RFC 5280, 6.1), with certificate policies
//! ([`policy`], RFC 9618) and name constraints ([`names`]).
//!
//! Nothing here knows the time. A path that is right but for the time carries the interval in which all its
//! certificates are valid, so that one search serves every signature of a signer.

mod build;
mod check;
mod names;
mod policy;

use std::{collections::BTreeSet, sync::Arc};

use jiff::Timestamp;

use super::{trust::AnchorScheme, x509::X509};

pub(crate) use build::{IssuerPool, search};

/// What is asked of the policies of a path (RFC 5280, 6.1.1, (c) to (f)). The default asks nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyInput {
    /// user-initial-policy-set, as DER octets of object identifiers; `None` is any-policy.
    pub accepted: Option<BTreeSet<Vec<u8>>>,
    /// initial-explicit-policy.
    pub explicit: bool,
    /// initial-policy-mapping-inhibit.
    pub inhibit_mapping: bool,
    /// initial-any-policy-inhibit.
    pub inhibit_any: bool,
}

impl PolicyInput {
    /// Accepts only these policies, dotted. `None` when one is no object identifier.
    #[must_use]
    pub fn accepting(mut self, policies: &[&str]) -> Option<Self> {
        let octets: Option<BTreeSet<Vec<u8>>> = policies.iter().map(|policy| super::oid::encode(policy)).collect();
        self.accepted = Some(octets?);
        Some(self)
    }
}

/// What kind of thing is wrong with a certification path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PathProblemKind {
    /// No way leads to a trust anchor.
    NoChain,
    /// The only ways break at a signature that does not verify.
    BadSignature,
    /// An algorithm, or a critical extension, that this program does not handle.
    Unsupported,
    /// A certificate breaks its format.
    Malformed,
    /// A limit set by a certificate is broken: cA, path length, key usage, names, policies.
    Constraints,
    /// The search used up its budget.
    Budget,
}

/// Why there is no certification path. English, for a technician.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathProblem {
    /// What kind of thing it is.
    pub kind: PathProblemKind,
    /// What exactly, with the name of the certificate.
    pub detail: String,
}

/// A path, right but for the time and for revocation.
#[derive(Debug, Clone)]
pub(crate) struct Path {
    /// From the target to the trust anchor.
    pub(crate) certificates: Vec<Arc<X509>>,
    pub(crate) scheme: AnchorScheme,
    /// All certificates are valid from here ...
    pub(crate) from: Timestamp,
    /// ... to here, both included. May be empty.
    pub(crate) to: Timestamp,
}

impl Path {
    pub(crate) fn holds_at(&self, time: Timestamp) -> bool {
        self.from <= time && time <= self.to
    }

    pub(crate) fn anchor(&self) -> Option<&Arc<X509>> {
        self.certificates.last()
    }
}

/// What a search found.
#[derive(Debug, Clone, Default)]
pub(crate) struct Search {
    /// In the order in which they were found, which is the order of preference.
    pub(crate) paths: Vec<Path>,
    /// Why there is none, the gravest first; also what was wrong with others when there is one.
    pub(crate) problems: Vec<PathProblem>,
    /// Certificates whose issuer is not at hand.
    pub(crate) dangling: Vec<Arc<X509>>,
    /// The longest way tried, for people: from the target upwards.
    pub(crate) longest: Vec<Arc<X509>>,
}
