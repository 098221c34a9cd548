//! When two values are the same: programs write numbers, strings and empty entries in more than one way, and put what
//! stood in a value into an object of its own.

use lopdf::{Dictionary, Object, ObjectId};

use super::compare::Comparison;
use crate::pdf::objects::{Objects as _, resolve};

/// Whole numbers up to here are real numbers too, without a rounding.
const EXACT: i64 = 1 << 24;

/// Whether two values mean the same. What they refer to is not looked at.
pub(super) fn alike(one: &Object, other: &Object) -> bool {
    match (one, other) {
        (Object::Integer(whole), Object::Real(real)) | (Object::Real(real), Object::Integer(whole)) => {
            let exact = i32::try_from(*whole)
                .ok()
                .filter(|whole| i64::from(whole.unsigned_abs()) <= EXACT);
            // A zero may be negative.
            exact.is_some_and(|whole| f64::from(whole).total_cmp(&(f64::from(*real) + 0.0)).is_eq())
        }
        (Object::String(one, _), Object::String(other, _)) => one == other,
        (Object::Array(one), Object::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| alike(one, other))
        }
        (Object::Dictionary(one), Object::Dictionary(other)) => entries_alike(one, other),
        (Object::Stream(one), Object::Stream(other)) => {
            entries_alike(&one.dict, &other.dict) && one.content == other.content
        }
        _ => one == other,
    }
}

/// Whether two dictionaries mean the same. An entry that is null is none (ISO 32000-1, 7.3.7).
pub(super) fn entries_alike(one: &Dictionary, other: &Dictionary) -> bool {
    let missing = |value: &Object| matches!(value, Object::Null);
    one.iter().all(|(key, value)| match other.get(key) {
        Ok(other) => alike(value, other),
        Err(_) => missing(value),
    }) && other.iter().all(|(key, value)| one.has(key) || missing(value))
}

impl<'a> Comparison<'a> {
    /// Whether an entry has kept its value. The value, or a part of it, may have moved to an object that the update added.
    /// What it leads to must stay as it was.
    pub(super) fn kept(&mut self, old: &'a Object, new: &'a Object) -> bool {
        let mut moved = Vec::new();
        let kept = self.moved(old, new, self.pdf.budget.depth, &mut moved);
        if kept {
            self.must_stay(old);
            for id in moved {
                self.explained(id);
            }
        }
        kept
    }

    fn moved(&self, old: &Object, new: &Object, depth: usize, moved: &mut Vec<ObjectId>) -> bool {
        let Some(depth) = depth.checked_sub(1) else {
            return false;
        };
        match (old, new) {
            (Object::Reference(one), Object::Reference(other)) if one == other => true,
            (_, Object::Reference(id)) if self.is_added(*id) => match self.new.at(*id) {
                None | Some(Object::Stream(_) | Object::Reference(_)) => false,
                Some(value) => {
                    moved.push(*id);
                    self.moved(resolve(self.old, old), value, depth, moved)
                }
            },
            (Object::Array(one), Object::Array(other)) => {
                let mut pairs = one.iter().zip(other);
                one.len() == other.len() && pairs.all(|(one, other)| self.moved(one, other, depth, moved))
            }
            (Object::Dictionary(one), Object::Dictionary(other)) => {
                let missing = |value: &Object| matches!(value, Object::Null);
                one.iter().all(|(key, value)| match other.get(key) {
                    Ok(other) => self.moved(value, other, depth, moved),
                    Err(_) => missing(value),
                }) && other.iter().all(|(key, value)| one.has(key) || missing(value))
            }
            _ => alike(old, new),
        }
    }
}

#[cfg(test)]
mod tests {
    use lopdf::{StringFormat, dictionary};

    use super::*;

    #[test]
    fn one_value_in_two_spellings() {
        let text = |format| Object::String(b"x".to_vec(), format);
        assert!(alike(&Object::Integer(595), &Object::Real(595.0)));
        assert!(!alike(&Object::Integer(595), &Object::Real(595.5)));
        assert!(!alike(&Object::Integer(EXACT + 1), &Object::Real(16_777_216.0)));
        assert!(alike(&text(StringFormat::Literal), &text(StringFormat::Hexadecimal)));
        assert!(!alike(&text(StringFormat::Literal), &Object::Name(b"x".to_vec())));
        let with_null: Object = dictionary! { "A" => 1, "B" => Object::Null }.into();
        assert!(alike(&with_null, &dictionary! { "A" => Object::Real(1.0) }.into()));
        assert!(!alike(&with_null, &dictionary! { "B" => Object::Null }.into()));
        assert!(!alike(&vec![Object::Null].into(), &Object::Array(Vec::new())));
    }
}
