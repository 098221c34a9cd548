//! One content stream, read operator by operator and copied with marks.
//!
//! Marks are empty marked-content sequences: `/ks!12 BMC EMC` font 12 is in force, `/ks!- BMC EMC` none is,
//! `/ks!o BMC EMC` the one the form began with, `/ks!x BMC EMC` the sequence just opened is off, `/ks!f` and `/ks!h`
//! a form begins (and is off), `/ks!e` it ends.

use hayro_syntax::{
    content::{Instruction, UntypedIter},
    object::Object as Operand,
};
use lopdf::{Dictionary, Object};

use super::{Abridged, Cost, MARK, Program, Unread, Used};
use crate::pdf::{
    content::tiles::DRAWN,
    objects::{lookup, resolve},
};

/// Saved graphics states of one stream: each takes memory.
const SAVED_STATES: usize = 4_096;
/// Bytes of a dash pattern: it is copied with every stroke.
const DASHES: usize = 2_048;
/// Drawing an image costs as much as so many plain operators.
const IMAGE_OPERATORS: u64 = 20;
/// Bytes of an image inside a content stream that may inflate to a thousand times as much, and of one that can't.
const INLINE_IMAGE: (usize, usize) = (64 << 10, 1 << 20);
/// Pixels of an image inside a content stream.
const INLINE_PIXELS: u64 = 1 << 22;

/// The font in force, as far as this stream knows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum InForce {
    /// The one it began with.
    Outer,
    None,
    Font(usize),
}

impl InForce {
    fn mark(self) -> String {
        match self {
            Self::Outer => "\n/ks!o BMC EMC\n".to_owned(),
            Self::None => "\n/ks!- BMC EMC\n".to_owned(),
            Self::Font(index) => format!("\n/ks!{index} BMC EMC\n"),
        }
    }
}

struct Marking {
    out: Vec<u8>,
    copied: usize,
    in_force: InForce,
    /// What the operator just read puts in force.
    next: Option<InForce>,
    saved: Vec<InForce>,
    used: Used,
    cost: Cost,
    truncated: Option<Unread>,
    shaded: bool,
}

impl<'d> Abridged<'d> {
    pub(super) fn program(&mut self, content: &[u8], resources: Option<&'d Dictionary>) -> Result<Program, Unread> {
        let mut marking = Marking {
            out: Vec::with_capacity(content.len().saturating_add(content.len() / 8)),
            copied: 0,
            in_force: InForce::Outer,
            next: None,
            saved: Vec::new(),
            used: Used::default(),
            cost: Cost::default(),
            truncated: None,
            shaded: false,
        };
        let mut operators = UntypedIter::new(content);
        while let Some(instruction) = operators.next() {
            marking.cost.operators = marking.cost.operators.saturating_add(1);
            let behind = instruction
                .operator
                .as_ptr()
                .addr()
                .checked_sub(content.as_ptr().addr())
                .and_then(|start| start.checked_add(instruction.operator.len()));
            self.instruction(&mut marking, &instruction, resources)?;
            let mark = match &**instruction.operator {
                b"Tf" | b"gs" | b"Q" => marking.in_force_changed(),
                b"BDC" if self.opens_what_is_off(&instruction, resources) => Some("\n/ks!x BMC EMC\n".to_owned()),
                _ => None,
            };
            if let Some(mark) = mark {
                let behind = behind
                    .filter(|behind| *behind <= content.len())
                    .ok_or(Unread::Damaged)?;
                let part = content.get(marking.copied..behind).ok_or(Unread::Damaged)?;
                marking.out.extend_from_slice(part);
                marking.out.extend_from_slice(mark.as_bytes());
                marking.copied = behind;
            }
        }
        marking
            .out
            .extend_from_slice(content.get(marking.copied..).unwrap_or_default());
        let written = self.resources(&marking.used, resources)?;
        Ok(Program {
            bytes: marking.out,
            resources: written,
            cost: marking.cost,
            truncated: marking.truncated,
            shaded: marking.shaded,
        })
    }

    fn instruction(
        &mut self,
        marking: &mut Marking,
        instruction: &Instruction<'_, '_>,
        resources: Option<&'d Dictionary>,
    ) -> Result<(), Unread> {
        match &**instruction.operator {
            b"q" => {
                marking.saved.push(marking.in_force);
                if marking.saved.len() > SAVED_STATES {
                    return Err(Unread::OverBudget("content_operators"));
                }
            }
            b"Q" => marking.next = marking.saved.pop(),
            b"Tf" => {
                if let Some(name) = name(instruction) {
                    marking.next = Some(self.font_named(marking, &name, resources)?);
                }
            }
            b"gs" => {
                if let Some(name) = name(instruction) {
                    if let Some(font) = self.font_of_state(&name, resources)? {
                        marking.next = Some(InForce::Font(font));
                    }
                    marking.used.states.insert(name);
                }
            }
            b"Do" => {
                if let Some(name) = name(instruction) {
                    self.drawn(marking, name, resources);
                }
            }
            b"cs" | b"CS" => marking.used.spaces.extend(name(instruction)),
            b"scn" | b"SCN" => {
                if let Some(name) = last_name(instruction) {
                    self.pattern(marking, name, resources);
                }
            }
            b"sh" => marking.shaded = true,
            b"Tj" | b"TJ" | b"'" | b"\"" => {
                let shown: usize = instruction
                    .operands()
                    .map(|operand| match operand {
                        Operand::String(text) => text.as_bytes().len(),
                        Operand::Array(parts) => parts.data().len(),
                        _ => 0,
                    })
                    .fold(0, usize::saturating_add);
                marking.cost.glyphs = marking
                    .cost
                    .glyphs
                    .saturating_add(u64::try_from(shown).unwrap_or(u64::MAX));
            }
            b"d" => {
                let long =
                    |operand: &Operand<'_>| matches!(operand, Operand::Array(dashes) if dashes.data().len() > DASHES);
                if instruction.operands().any(long) {
                    return Err(Unread::OverBudget("content_operators"));
                }
            }
            b"BI" => {
                marking.cost.operators = marking.cost.operators.saturating_add(IMAGE_OPERATORS);
                for operand in instruction.operands() {
                    if let Operand::Stream(image) = operand {
                        let grows = may_grow(image);
                        let most = if grows { INLINE_IMAGE.0 } else { INLINE_IMAGE.1 };
                        if image.raw_data().len() > most {
                            return Err(Unread::OverBudget("content_bytes"));
                        }
                        let side = |short: &[u8], long: &[u8]| {
                            let side = image.dict().get::<u32>(short).or_else(|| image.dict().get::<u32>(long));
                            u64::from(side.unwrap_or(0))
                        };
                        if side(b"W", b"Width").saturating_mul(side(b"H", b"Height")) > INLINE_PIXELS {
                            return Err(Unread::OverBudget("image_pixels"));
                        }
                        let space = image.dict().get::<hayro_syntax::object::Name<'_>>(b"CS".as_slice());
                        marking.used.spaces.extend(space.map(|space| space.to_vec()));
                    }
                }
            }
            b"BMC" | b"BDC" if name(instruction).is_some_and(|tag| tag.starts_with(MARK)) => {
                return Err(Unread::Damaged);
            }
            _ => {}
        }
        Ok(())
    }

    fn font_named(
        &mut self,
        marking: &mut Marking,
        name: &[u8],
        resources: Option<&'d Dictionary>,
    ) -> Result<InForce, Unread> {
        let font = resources
            .and_then(|resources| super::super::entry_dictionary(self.document, resources, b"Font"))
            .and_then(|fonts| lookup(self.document, fonts, name).as_dict().ok());
        let Some(font) = font else {
            return Ok(InForce::None);
        };
        let (index, number) = self.font(font)?;
        marking.used.fonts.insert(name.to_vec(), number);
        Ok(InForce::Font(index))
    }

    fn font_of_state(&mut self, name: &[u8], resources: Option<&'d Dictionary>) -> Result<Option<usize>, Unread> {
        let state = resources
            .and_then(|resources| super::super::entry_dictionary(self.document, resources, b"ExtGState"))
            .and_then(|states| lookup(self.document, states, name).as_dict().ok());
        let Some(Object::Array(pair)) = state.map(|state| lookup(self.document, state, b"Font")) else {
            return Ok(None);
        };
        let font = pair
            .first()
            .and_then(|font| resolve(self.document, font).as_dict().ok());
        Ok(match font {
            Some(font) => Some(self.font(font)?.0),
            None => None,
        })
    }

    fn drawn(&mut self, marking: &mut Marking, name: Vec<u8>, resources: Option<&'d Dictionary>) {
        let object = resources
            .and_then(|resources| super::super::entry_dictionary(self.document, resources, b"XObject"))
            .and_then(|objects| objects.get(&name).ok());
        let Some(object) = object else { return };
        let Ok((Some(id), Object::Stream(stream))) = self.document.dereference(object) else {
            return;
        };
        match lookup(self.document, &stream.dict, b"Subtype").as_name() {
            Ok(b"Image") => {
                marking.cost.operators = marking.cost.operators.saturating_add(IMAGE_OPERATORS);
                let number = self.picture(id, stream);
                marking.used.x_objects.insert(name, number);
            }
            Ok(b"Form") => match self.form(id, stream, resources) {
                Ok(form) => {
                    marking.cost.add(form.cost);
                    marking.truncated = marking.truncated.or(form.truncated);
                    marking.shaded |= form.shaded;
                    marking.used.x_objects.insert(name, form.number);
                }
                Err(why) => marking.truncated = marking.truncated.or(Some(why)),
            },
            _ => {}
        }
    }

    /// A pattern that is put in force. Of a shading, and of one that can't be copied, only that there is one matters.
    fn pattern(&mut self, marking: &mut Marking, name: Vec<u8>, resources: Option<&'d Dictionary>) {
        let object = resources
            .and_then(|resources| super::super::entry_dictionary(self.document, resources, b"Pattern"))
            .and_then(|patterns| patterns.get(&name).ok());
        let Some(object) = object else { return };
        if marking.used.patterns.contains_key(&name) {
            return;
        }
        let number = match self.document.dereference(object) {
            Ok((Some(id), Object::Stream(stream))) => self.tile(id, stream).ok().map(|tile| {
                for _ in 0..DRAWN {
                    marking.cost.add(tile.cost);
                }
                tile.number
            }),
            _ => None,
        };
        let number = number.unwrap_or_else(|| self.stubs().0);
        marking.used.patterns.insert(name, number);
    }

    fn opens_what_is_off(&self, instruction: &Instruction<'_, '_>, resources: Option<&'d Dictionary>) -> bool {
        let mut operands = instruction.operands();
        let tag = operands.next();
        if !matches!(tag, Some(Operand::Name(tag)) if tag.as_ref() == b"OC") {
            return false;
        }
        let Some(Operand::Name(properties)) = operands.next() else {
            return false;
        };
        resources
            .and_then(|resources| super::super::entry_dictionary(self.document, resources, b"Properties"))
            .and_then(|listed| listed.get(properties.as_ref()).ok())
            .is_some_and(|group| self.optional.is_off(group))
    }
}

impl Marking {
    /// The mark for the font now in force, if it is another than before.
    fn in_force_changed(&mut self) -> Option<String> {
        let next = self.next.take()?;
        (next != self.in_force).then(|| {
            self.in_force = next;
            next.mark()
        })
    }
}

fn name(instruction: &Instruction<'_, '_>) -> Option<Vec<u8>> {
    match instruction.operands().next()? {
        Operand::Name(name) => Some(name.to_vec()),
        _ => None,
    }
}

fn last_name(instruction: &Instruction<'_, '_>) -> Option<Vec<u8>> {
    match instruction.operands().last()? {
        Operand::Name(name) => Some(name.to_vec()),
        _ => None,
    }
}

/// Whether the data of an image inside a content stream may be more than what is stored of it: not where it is only written
/// in letters and digits.
fn may_grow(image: &hayro_syntax::object::Stream<'_>) -> bool {
    use hayro_syntax::object::{Array, Name};
    let of = |key: &[u8]| {
        let one = image.dict().get::<Name<'_>>(key).map(|name| vec![name.to_vec()]);
        let several = || {
            Some(
                image
                    .dict()
                    .get::<Array<'_>>(key)?
                    .iter::<Name<'_>>()
                    .map(|name| name.to_vec())
                    .collect(),
            )
        };
        one.or_else(several)
    };
    let names: Vec<Vec<u8>> = of(b"F").or_else(|| of(b"Filter")).unwrap_or_default();
    let written = |name: &Vec<u8>| matches!(name.as_slice(), b"AHx" | b"ASCIIHexDecode" | b"A85" | b"ASCII85Decode");
    names.len() != image.filters().len() || !names.iter().all(written)
}
