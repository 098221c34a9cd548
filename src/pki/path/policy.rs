//! Certificate policies along a path, as the graph of RFC 9618.
//!
//! The tree of RFC 5280 grows exponentially with mappings. A level of the graph has at most one node for each policy,
//! so its size is bounded by what the certificates themselves name.

use std::collections::{BTreeMap, BTreeSet};

use super::PolicyInput;
use crate::pki::{
    extension::{Extensions, Oid},
    oid::ANY_POLICY,
};

/// A node, filed under its valid_policy.
#[derive(Debug, Clone)]
struct Node {
    expected: BTreeSet<Oid>,
    /// valid_policy of its parents on the level above.
    parents: BTreeSet<Oid>,
}

type Level = BTreeMap<Oid, Node>;

/// The state variables of RFC 5280, 6.1.2 that speak of policies.
#[derive(Debug)]
pub(super) struct Policies {
    levels: Vec<Level>,
    /// valid_policy_graph is NULL.
    empty: bool,
    explicit: u32,
    inhibit_any: u32,
    mapping: u32,
}

impl Policies {
    /// At the trust anchor of a path with `length` further certificates.
    pub(super) fn new(length: usize, input: &PolicyInput) -> Self {
        let counter = |zero: bool| {
            if zero {
                0
            } else {
                u32::try_from(length).unwrap_or(u32::MAX).saturating_add(1)
            }
        };
        let root = Node {
            expected: BTreeSet::from([ANY_POLICY.to_vec()]),
            parents: BTreeSet::new(),
        };
        Self {
            levels: vec![BTreeMap::from([(ANY_POLICY.to_vec(), root)])],
            empty: false,
            explicit: counter(input.explicit),
            inhibit_any: counter(input.inhibit_any),
            mapping: counter(input.inhibit_mapping),
        }
    }

    fn last(&self) -> Option<&Level> {
        self.levels.last()
    }

    /// Steps (d) to (f) of 6.1.3 for the next certificate.
    ///
    /// # Errors
    /// No policy is left where one is required.
    pub(super) fn enter(
        &mut self,
        extensions: &Extensions,
        self_issued: bool,
        last: bool,
    ) -> Result<(), &'static str> {
        if let (false, Some(policies)) = (self.empty, &extensions.policies) {
            self.next_level(policies, self.inhibit_any > 0 || (self_issued && !last));
        } else {
            self.empty = true;
        }
        if self.explicit == 0 && self.empty {
            return Err("no certificate policy is valid for the whole path");
        }
        Ok(())
    }

    fn next_level(&mut self, policies: &BTreeSet<Oid>, any_allowed: bool) {
        let above = self.last().cloned().unwrap_or_default();
        // Who expects which policy, so that each is looked up once.
        let mut expecting: BTreeMap<&Oid, BTreeSet<Oid>> = BTreeMap::new();
        for (valid, node) in &above {
            for expected in &node.expected {
                expecting.entry(expected).or_default().insert(valid.clone());
            }
        }
        let node = |policy: &Oid, parents: BTreeSet<Oid>| Node {
            expected: BTreeSet::from([policy.clone()]),
            parents,
        };
        let mut level = Level::new();
        for policy in policies.iter().filter(|policy| policy.as_slice() != ANY_POLICY) {
            if let Some(parents) = expecting.get(policy) {
                level.insert(policy.clone(), node(policy, parents.clone()));
            } else if above.contains_key(ANY_POLICY) {
                level.insert(policy.clone(), node(policy, BTreeSet::from([ANY_POLICY.to_vec()])));
            }
        }
        if any_allowed && policies.contains(ANY_POLICY) {
            for (expected, parents) in expecting {
                level.entry(expected.clone()).or_insert_with(|| node(expected, parents));
            }
        }
        self.empty = level.is_empty();
        self.levels.push(level);
    }

    /// Steps (a), (b) and (h) to (j) of 6.1.4, between two certificates.
    ///
    /// # Errors
    /// A mapping from or to anyPolicy.
    pub(super) fn prepare(&mut self, extensions: &Extensions, self_issued: bool) -> Result<(), &'static str> {
        let mut mapped: BTreeMap<&Oid, BTreeSet<Oid>> = BTreeMap::new();
        for (issuer, subject) in &extensions.mappings {
            if issuer == ANY_POLICY || subject == ANY_POLICY {
                return Err("a policy mapping from or to anyPolicy");
            }
            mapped.entry(issuer).or_default().insert(subject.clone());
        }
        if !self.empty
            && let Some(level) = self.levels.last_mut()
        {
            for (policy, subjects) in mapped {
                if self.mapping == 0 {
                    level.remove(policy);
                } else if let Some(node) = level.get_mut(policy) {
                    node.expected = subjects;
                } else if level.contains_key(ANY_POLICY) {
                    let added = Node {
                        expected: subjects,
                        parents: BTreeSet::from([ANY_POLICY.to_vec()]),
                    };
                    level.insert(policy.clone(), added);
                }
            }
            self.empty = level.is_empty();
        }
        if !self_issued {
            for counter in [&mut self.explicit, &mut self.mapping, &mut self.inhibit_any] {
                *counter = counter.saturating_sub(1);
            }
        }
        for (counter, limit) in [
            (&mut self.explicit, extensions.require_explicit),
            (&mut self.mapping, extensions.inhibit_mapping),
            (&mut self.inhibit_any, extensions.inhibit_any),
        ] {
            *counter = limit.map_or(*counter, |limit| limit.min(*counter));
        }
        Ok(())
    }

    /// Steps (a), (b) and (g) of 6.1.5.
    ///
    /// # Errors
    /// No policy is left where one is required.
    pub(super) fn finish(&mut self, extensions: &Extensions, input: &PolicyInput) -> Result<(), &'static str> {
        self.explicit = self.explicit.saturating_sub(1);
        if extensions.require_explicit == Some(0) {
            self.explicit = 0;
        }
        if self.explicit > 0 || self.accepted(input) {
            Ok(())
        } else {
            Err("no certificate policy that is asked for is valid for the whole path")
        }
    }

    /// Whether the intersection with the policies asked for is not empty.
    fn accepted(&self, input: &PolicyInput) -> bool {
        if self.empty {
            return false;
        }
        let Some(wanted) = &input.accepted else {
            return true;
        };
        // Nodes straight below anyPolicy belong to the authority that the path begins with: those not asked for go,
        // and whoever has no other parent with them.
        let mut alive: BTreeSet<&Oid> = BTreeSet::new();
        for (depth, level) in self.levels.iter().enumerate() {
            alive = level
                .iter()
                .filter(|(policy, node)| {
                    if policy.as_slice() == ANY_POLICY {
                        return depth == 0 || alive.contains(policy);
                    }
                    node.parents.iter().any(|parent| {
                        alive.contains(parent) && (parent != ANY_POLICY || wanted.contains(policy.as_slice()))
                    })
                })
                .map(|(policy, _)| policy)
                .collect();
        }
        let any = alive.iter().any(|policy| policy.as_slice() == ANY_POLICY);
        (any && !wanted.is_empty()) || alive.iter().any(|policy| policy.as_slice() != ANY_POLICY)
    }
}
