//! Optional content: what the document's own default configuration switches off (ISO 32000-1, 8.11).
//!
//! Usage that depends on the event (/AS: viewing, printing) is not followed.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::is_name;
use crate::pdf::objects::{lookup, resolve};

const EXPRESSION_DEPTH: usize = 16;
/// Groups of one list that are looked at.
const GROUPS: usize = 10_000;

pub(super) struct OptionalContent<'d> {
    document: &'d Document,
    /// /BaseState OFF: only what is listed in /ON is on.
    off_unless_listed: bool,
    on: BTreeSet<ObjectId>,
    off: BTreeSet<ObjectId>,
}

impl<'d> OptionalContent<'d> {
    pub(super) fn of(document: &'d Document) -> Self {
        let default = document
            .catalog()
            .ok()
            .and_then(|catalog| lookup(document, catalog, b"OCProperties").as_dict().ok())
            .and_then(|properties| lookup(document, properties, b"D").as_dict().ok());
        let listed = |key: &[u8]| -> BTreeSet<ObjectId> {
            match default.map(|default| lookup(document, default, key)) {
                Some(Object::Array(groups)) => groups
                    .iter()
                    .take(GROUPS)
                    .filter_map(|group| group.as_reference().ok())
                    .collect(),
                _ => BTreeSet::new(),
            }
        };
        Self {
            document,
            off_unless_listed: default
                .is_some_and(|default| is_name(lookup(document, default, b"BaseState"), b"OFF")),
            on: listed(b"ON"),
            off: listed(b"OFF"),
        }
    }

    /// For a document where nothing of it is asked for.
    pub(super) fn none(document: &'d Document) -> Self {
        Self {
            document,
            off_unless_listed: false,
            on: BTreeSet::new(),
            off: BTreeSet::new(),
        }
    }

    /// Whether content under the /OC entry of this dictionary is off.
    pub(super) fn is_off_in(&self, dictionary: &Dictionary) -> bool {
        dictionary.get(b"OC").is_ok_and(|group| self.is_off(group))
    }

    /// Whether content in this group, or under this membership dictionary, is off.
    pub(super) fn is_off(&self, group: &Object) -> bool {
        let Ok(dictionary) = resolve(self.document, group).as_dict() else {
            return false;
        };
        if !is_name(lookup(self.document, dictionary, b"Type"), b"OCMD") {
            return self.group_is_off(group);
        }
        if let Object::Array(expression) = lookup(self.document, dictionary, b"VE") {
            return self.expression_is_on(expression, EXPRESSION_DEPTH) == Some(false);
        }
        let groups: Vec<&Object> = match dictionary.get(b"OCGs") {
            Ok(object) => match resolve(self.document, object) {
                Object::Array(groups) => groups.iter().take(GROUPS).collect(),
                Object::Dictionary(_) => vec![object],
                _ => Vec::new(),
            },
            Err(_) => Vec::new(),
        };
        if groups.is_empty() {
            return false;
        }
        let off = |group: &&Object| self.group_is_off(group);
        match lookup(self.document, dictionary, b"P").as_name() {
            Ok(b"AllOn") => groups.iter().any(off),
            Ok(b"AnyOff") => !groups.iter().any(off),
            Ok(b"AllOff") => !groups.iter().all(off),
            _ => groups.iter().all(off),
        }
    }

    fn group_is_off(&self, group: &Object) -> bool {
        group.as_reference().is_ok_and(|id| {
            if self.off_unless_listed {
                !self.on.contains(&id)
            } else {
                self.off.contains(&id)
            }
        })
    }

    fn expression_is_on(&self, expression: &[Object], depth: usize) -> Option<bool> {
        let depth = depth.checked_sub(1)?;
        let (operator, operands) = expression.split_first()?;
        let mut values = operands
            .iter()
            .take(GROUPS)
            .map(|operand| match resolve(self.document, operand) {
                Object::Array(inner) => self.expression_is_on(inner, depth),
                _ => Some(!self.group_is_off(operand)),
            });
        match operator.as_name().ok()? {
            b"And" => values.try_fold(true, |all, value| Some(all & value?)),
            b"Or" => values.try_fold(false, |any, value| Some(any | value?)),
            b"Not" => values.next()?.map(|value| !value),
            _ => None,
        }
    }
}
