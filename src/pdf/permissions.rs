//! What the signatures of a document allow to be done after them: DocMDP, FieldMDP and field locks
//! (ISO 32000-1, 12.8.2 and 12.7.4.5; ISO 32000-2 adds /P to the lock).

use lopdf::{Dictionary, Object};

use super::{
    fields,
    objects::{Objects, lookup, resolve},
    text,
};
use crate::budget::Budget;

/// What may still be done to a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Permissions {
    /// The lowest access permission that is in force, 1 to 3 (ISO 32000-1, table 254). Without any it is 2: signing and
    /// filling in are what a form with signatures is for, notes beside it are not.
    pub(super) level: u8,
    locks: Vec<Lock>,
}

/// Which fields are locked.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Lock {
    All,
    Include(Vec<String>),
    Exclude(Vec<String>),
}

/// /P when a transform has none (table 254).
const DEFAULT_LEVEL: u8 = 2;

impl Permissions {
    /// Those of every signature in this view of the document; `None` when a budget ended the search for them.
    pub(super) fn of(document: &impl Objects, budget: &Budget) -> Option<Self> {
        let mut levels = Vec::new();
        let mut locks = Vec::new();
        let fields = fields::values(document, budget)?;
        let certification = document
            .catalog()
            .and_then(|catalog| lookup(document, catalog, b"Perms").as_dict().ok())
            .map(|permissions| lookup(document, permissions, b"DocMDP"));
        let values = fields.iter().map(|(value, _)| resolve(document, value));
        for signature in values.chain(certification) {
            let Ok(signature) = signature.as_dict() else { continue };
            let Object::Array(references) = lookup(document, signature, b"Reference") else {
                continue;
            };
            for reference in references {
                let Ok(reference) = resolve(document, reference).as_dict() else {
                    continue;
                };
                let empty = Dictionary::new();
                let parameters = lookup(document, reference, b"TransformParams")
                    .as_dict()
                    .unwrap_or(&empty);
                match lookup(document, reference, b"TransformMethod") {
                    Object::Name(method) if method == b"DocMDP" => levels.push(level(document, parameters)),
                    Object::Name(method) if method == b"FieldMDP" => locks.push(Lock::read(document, parameters)),
                    _ => {}
                }
            }
        }
        for lock in fields.iter().filter_map(|(_, lock)| *lock) {
            let Ok(lock) = resolve(document, lock).as_dict() else {
                continue;
            };
            if lock.has(b"P") {
                levels.push(level(document, lock));
            }
            locks.push(Lock::read(document, lock));
        }
        Some(Self {
            level: levels.into_iter().min().unwrap_or(DEFAULT_LEVEL),
            locks,
        })
    }

    /// Whether a lock holds the field of this fully qualified name.
    pub(super) fn locked(&self, field: &str) -> bool {
        let within = |names: &[String]| {
            names.iter().any(|name| {
                let below = field.strip_prefix(name.as_str());
                below.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
        };
        self.locks.iter().any(|lock| match lock {
            Lock::All => true,
            Lock::Include(names) => within(names),
            Lock::Exclude(names) => !within(names),
        })
    }
}

impl Lock {
    /// A lock that can't be understood locks everything.
    fn read(document: &impl Objects, dictionary: &Dictionary) -> Self {
        let names = || match lookup(document, dictionary, b"Fields") {
            Object::Array(items) => items
                .iter()
                .map(|item| match resolve(document, item) {
                    Object::String(bytes, _) => Some(text::text(bytes)),
                    _ => None,
                })
                .collect::<Option<Vec<_>>>(),
            _ => None,
        };
        match lookup(document, dictionary, b"Action") {
            Object::Name(action) if action == b"Include" => names().map_or(Self::All, Self::Include),
            Object::Name(action) if action == b"Exclude" => names().map_or(Self::All, Self::Exclude),
            _ => Self::All,
        }
    }
}

/// /P of a transform or a lock; a number that means nothing allows nothing.
fn level(document: &impl Objects, parameters: &Dictionary) -> u8 {
    match lookup(document, parameters, b"P") {
        Object::Null => DEFAULT_LEVEL,
        Object::Integer(level @ 1..=3) => u8::try_from(*level).unwrap_or(1),
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_holds_a_field_and_what_is_below_it() {
        let permissions = |lock| Permissions {
            level: 2,
            locks: vec![lock],
        };
        let include = permissions(Lock::Include(vec!["a".to_owned(), "b.c".to_owned()]));
        assert!(include.locked("a") && include.locked("a.x") && include.locked("b.c"));
        assert!(!include.locked("ab") && !include.locked("b"));
        let exclude = permissions(Lock::Exclude(vec!["a".to_owned()]));
        assert!(!exclude.locked("a.x") && exclude.locked("b"));
        assert!(permissions(Lock::All).locked("anything"));
    }
}
