//! Which seal belongs to which person. Several agencies issue a document together: each has a person who signs and a
//! seal of its own, and what is asked of seal and signature is asked of each two that stand together.

use std::collections::BTreeSet;

use crate::facts::{Measured, SignatureFacts, SignatureRole};

/// The persons and seals of a document that are alive, and who belongs to what.
pub(super) struct Pairs {
    persons: Vec<Placed>,
    seals: Vec<Placed>,
    /// Seals and the persons they stand by, each once, by their places in the lists.
    together: Vec<(usize, usize)>,
}

/// A signature and where it stands.
struct Placed {
    index: usize,
    page: Option<u32>,
    centre: (f64, f64),
}

impl Placed {
    fn of(index: usize, signature: &SignatureFacts) -> Self {
        let shown = signature.layout.appearance.known();
        let ink = shown.and_then(|shown| shown.picture.known()?.ink_mm.known());
        let [x0, y0, x1, y1] = ink.or(shown.map(|shown| &shown.box_mm)).copied().unwrap_or_default();
        Self {
            index,
            page: shown.map(|shown| shown.page),
            centre: (f64::midpoint(x0, x1), f64::midpoint(y0, y1)),
        }
    }

    /// How far it stands from another on its page.
    fn distance(&self, other: &Self) -> Option<f64> {
        let ((x, y), (other_x, other_y)) = (self.centre, other.centre);
        (self.page.is_some() && self.page == other.page).then(|| (x - other_x).hypot(y - other_y))
    }

    fn nearest<'p>(&self, others: &'p [Self]) -> Option<&'p Self> {
        others
            .iter()
            .filter_map(|other| Some((self.distance(other)?, other)))
            .min_by(|(a, _), (b, _)| a.total_cmp(b))
            .map(|(_, other)| other)
    }
}

impl Pairs {
    pub(super) fn of(signatures: &[SignatureFacts]) -> Self {
        let all = |role| -> Vec<Placed> {
            signatures
                .iter()
                .enumerate()
                .filter(|(_, it)| it.live != Measured::Known(false) && it.role == Measured::Known(role))
                .map(|(index, signature)| Placed::of(index, signature))
                .collect()
        };
        let (persons, seals) = (all(SignatureRole::Person), all(SignatureRole::Seal));
        let mut distances: Vec<(f64, usize, usize)> = Vec::new();
        for (seal, its) in seals.iter().enumerate() {
            let to_persons = persons.iter().enumerate();
            distances.extend(to_persons.filter_map(|(person, other)| Some((its.distance(other)?, seal, person))));
        }
        distances.sort_by(|(a, ..), (b, ..)| a.total_cmp(b));
        let mut together: Vec<(usize, usize)> = Vec::new();
        let (mut sealed, mut signed) = (BTreeSet::new(), BTreeSet::new());
        for (_, seal, person) in distances {
            if !sealed.contains(&seal) && !signed.contains(&person) {
                sealed.insert(seal);
                signed.insert(person);
                together.push((seal, person));
            }
        }
        Self {
            persons,
            seals,
            together,
        }
    }

    /// The persons and the seals that stand by them, as numbers of signatures.
    pub(super) fn together(&self) -> impl Iterator<Item = (usize, usize)> {
        self.together
            .iter()
            .filter_map(|(seal, person)| Some((self.persons.get(*person)?.index, self.seals.get(*seal)?.index)))
    }

    /// All seals, as numbers of signatures.
    pub(super) fn seals(&self) -> impl Iterator<Item = usize> {
        self.seals.iter().map(|seal| seal.index)
    }

    /// The seals that stand by nobody, as numbers of signatures.
    pub(super) fn alone(&self) -> impl Iterator<Item = usize> {
        let lone = |place: &usize| !self.together.iter().any(|(seal, _)| seal == place);
        let places = (0..self.seals.len()).filter(lone);
        places.filter_map(|place| Some(self.seals.get(place)?.index))
    }

    /// The persons with no seal by them, as numbers of signatures.
    pub(super) fn unsealed(&self) -> impl Iterator<Item = usize> {
        let lone = |place: &usize| !self.together.iter().any(|(_, person)| person == place);
        let places = (0..self.persons.len()).filter(lone);
        places.filter_map(|place| Some(self.persons.get(place)?.index))
    }

    /// Every two of which the person has to sign first, as numbers of signatures: those that stand together; who is
    /// left over, with the nearest on the page; and who is alone on a page, with all.
    pub(super) fn in_order(&self) -> Vec<(usize, usize)> {
        let mut ordered = Vec::new();
        for (place, seal) in self.seals.iter().enumerate() {
            match (
                self.together.iter().find(|(it, _)| *it == place),
                seal.nearest(&self.persons),
            ) {
                (Some((_, person)), _) => ordered.extend(self.persons.get(*person).map(|it| (it.index, seal.index))),
                (None, Some(person)) => ordered.push((person.index, seal.index)),
                (None, None) => ordered.extend(self.persons.iter().map(|person| (person.index, seal.index))),
            }
        }
        for (place, person) in self.persons.iter().enumerate() {
            match (
                self.together.iter().find(|(_, it)| *it == place),
                person.nearest(&self.seals),
            ) {
                (Some(_), _) => {}
                (None, Some(seal)) => ordered.push((person.index, seal.index)),
                (None, None) => ordered.extend(self.seals.iter().map(|seal| (person.index, seal.index))),
            }
        }
        ordered
    }
}
