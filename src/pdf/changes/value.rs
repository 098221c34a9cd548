//! When two values are the same: programs write numbers, strings and empty entries in more than one way, and put what
//! stood in a value into an object of its own.

use lopdf::{Dictionary, Object, ObjectId};

use super::{compare::Comparison, digits::has_real};
use crate::pdf::objects::{Objects as _, resolve};

/// Whole numbers up to here are real numbers too, without a rounding.
const EXACT: i64 = 1 << 24;
/// Lists of four numbers where no program asks whether a number is whole.
const BOXES: [&[u8]; 6] = [b"MediaBox", b"CropBox", b"BleedBox", b"TrimBox", b"ArtBox", b"Rect"];
/// Where null is more than nothing to some programs: it ends what stands above (ISO 32000-1, 7.7.3.4
/// and 12.7.3.1).
const INHERITED: [&[u8]; 12] = [
    b"Resources",
    b"MediaBox",
    b"CropBox",
    b"Rotate",
    b"UserUnit",
    b"FT",
    b"Ff",
    b"V",
    b"DA",
    b"Q",
    b"MaxLen",
    b"Opt",
];

/// Whether two values of this key mean the same to every program. What they refer to is not looked at.
pub(super) fn alike(key: &[u8], one: &Object, other: &Object) -> bool {
    match (one, other) {
        (Object::Integer(whole), Object::Real(real)) | (Object::Real(real), Object::Integer(whole)) => {
            let exact = i32::try_from(*whole)
                .ok()
                .filter(|whole| i64::from(whole.unsigned_abs()) <= EXACT && BOXES.contains(&key));
            // A zero may be negative.
            exact.is_some_and(|whole| f64::from(whole).total_cmp(&(f64::from(*real) + 0.0)).is_eq())
        }
        (Object::String(one, _), Object::String(other, _)) => one == other,
        (Object::Array(one), Object::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| alike(key, one, other))
        }
        (Object::Dictionary(one), Object::Dictionary(other)) => entries_alike(one, other),
        (Object::Stream(one), Object::Stream(other)) => {
            entries_alike(&one.dict, &other.dict) && one.content == other.content
        }
        _ => one == other,
    }
}

/// Whether two dictionaries have the same keys with the same values.
pub(super) fn entries_alike(one: &Dictionary, other: &Dictionary) -> bool {
    one.len() == other.len()
        && one
            .iter()
            .all(|(key, value)| other.get(key).is_ok_and(|other| alike(key, value, other)))
}

impl<'a> Comparison<'a> {
    /// Whether an entry has kept its value. A direct value, or a part of it, may have moved to an object that the update
    /// added; an object may not have become another one, since other places may go on to lead to the first. An entry that
    /// is null may be left out (7.3.7). What the value leads to must stay as it was.
    pub(super) fn kept(&mut self, key: &[u8], old: &'a Object, new: Option<&'a Object>) -> bool {
        let Some(new) = new else {
            return matches!(old, Object::Null) && !INHERITED.contains(&key);
        };
        let mut moved = Vec::new();
        let kept = self.moved(key, old, new, self.pdf.budget.depth, &mut moved);
        if kept {
            self.must_stay(old);
            for id in moved {
                self.explained(id);
            }
        }
        kept
    }

    fn moved(&self, key: &[u8], old: &Object, new: &Object, depth: usize, moved: &mut Vec<ObjectId>) -> bool {
        let Some(depth) = depth.checked_sub(1) else {
            return false;
        };
        match (old, new) {
            (Object::Reference(one), Object::Reference(other)) if one == other => true,
            (Object::Reference(_), other) => {
                // One number or name is as good as another; an object that has parts may be told by who it is.
                let single = |value: &Object| {
                    matches!(
                        value,
                        Object::Boolean(_) | Object::Integer(_) | Object::Name(_) | Object::String(..)
                    )
                };
                let old = resolve(self.old, old);
                moved.extend(other.as_reference().ok().filter(|id| self.is_added(*id)));
                single(old) && alike(key, old, resolve(self.new, other))
            }
            (_, Object::Reference(id)) if self.is_added(*id) => match self.new.at(*id) {
                None | Some(Object::Stream(_) | Object::Reference(_)) => false,
                // Of what stands elsewhere the digits were not compared.
                Some(value) if has_real(value) => false,
                Some(value) => {
                    moved.push(*id);
                    self.moved(key, old, value, depth, moved)
                }
            },
            (Object::Array(one), Object::Array(other)) => {
                let mut pairs = one.iter().zip(other);
                one.len() == other.len() && pairs.all(|(one, other)| self.moved(key, one, other, depth, moved))
            }
            (Object::Dictionary(one), Object::Dictionary(other)) => {
                one.len() == other.len()
                    && one.iter().all(|(key, value)| {
                        other
                            .get(key)
                            .is_ok_and(|other| self.moved(key, value, other, depth, moved))
                    })
            }
            _ => alike(key, old, new),
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
        assert!(alike(b"Rect", &Object::Integer(595), &Object::Real(595.0)));
        assert!(!alike(b"Rect", &Object::Integer(595), &Object::Real(595.5)));
        assert!(!alike(
            b"Rect",
            &Object::Integer(EXACT + 1),
            &Object::Real(16_777_216.0)
        ));
        // Programs that ask for a whole number don't find one.
        assert!(!alike(b"Rotate", &Object::Integer(90), &Object::Real(90.0)));
        assert!(alike(
            b"T",
            &text(StringFormat::Literal),
            &text(StringFormat::Hexadecimal)
        ));
        assert!(!alike(b"T", &text(StringFormat::Literal), &Object::Name(b"x".to_vec())));
        let with_null: Object = dictionary! { "A" => 1, "B" => Object::Null }.into();
        assert!(!alike(b"", &with_null, &dictionary! { "A" => 1 }.into()));
        assert!(!alike(b"", &with_null, &dictionary! { "B" => Object::Null }.into()));
        assert!(!alike(b"", &vec![Object::Null].into(), &Object::Array(Vec::new())));
    }
}
