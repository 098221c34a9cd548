//! The components of the document, with what clerks signed into the gaps for number and date.

use jiff::civil::Date;

use super::{
    block::{self, Block},
    heading::Heading,
    number, place_and_date,
    text::UNREADABLE,
};
use crate::facts::{
    Cause, ComponentFacts, CopyKind, DocumentRole, Measured, SignatureFacts, SignatureRole, StampFacts,
};

/// What the fields for number and date say, from left to right.
#[derive(Debug, Default)]
pub(super) struct SignedIn {
    /// What number fields say.
    pub(super) numbers: Vec<String>,
    /// What date fields say.
    pub(super) dates: Vec<String>,
}

impl SignedIn {
    /// Reads the live fields of these roles.
    pub(super) fn of(signatures: &[SignatureFacts]) -> Self {
        let mut placed: Vec<(f64, SignatureRole, String)> = signatures
            .iter()
            .filter(|signature| signature.live != Measured::Known(false))
            .filter_map(|signature| {
                let role = *signature.role.known()?;
                let appearance = signature.layout.appearance.known()?;
                let text = appearance.text.known()?.lines.join(" ");
                matches!(role, SignatureRole::Number | SignatureRole::Date).then_some((
                    appearance.box_mm[0],
                    role,
                    text,
                ))
            })
            .collect();
        placed.sort_by(|a, b| a.0.total_cmp(&b.0));
        let of = |wanted| {
            placed
                .iter()
                .filter(|(_, role, _)| *role == wanted)
                .map(|(_, _, text)| text.clone())
                .collect()
        };
        Self {
            numbers: of(SignatureRole::Number),
            dates: of(SignatureRole::Date),
        }
    }
}

/// `person` is the block of the person who signed.
pub(super) fn components(
    heading: Heading,
    signatures: &[SignatureFacts],
    signed_in: &SignedIn,
    person: Option<&Block>,
    blind: Blind<'_>,
) -> ComponentFacts {
    let mut facts = ComponentFacts::unmeasured(&Cause::NotMeasured);
    let found = Found { blind: blind.first };
    // Number, date and signer may stand on another page than the first.
    let anywhere = Found {
        blind: blind.first.or(blind.later),
    };
    fill_number(&mut facts, &heading, signed_in, anywhere);
    fill_date(&mut facts, &heading, signed_in, anywhere);
    let symbol_kind = facts.symbol.known().and_then(|symbol| number::kind_of_symbol(symbol));
    facts.kind_fits_symbol = match facts.symbol {
        Measured::Known(_) if blind.first.is_none() => {
            Measured::Known(number::fits(heading.kind.as_deref(), symbol_kind.as_deref()))
        }
        _ => anywhere.or(None),
    };
    facts.symbol_kind = match &facts.symbol {
        Measured::Known(_) => symbol_kind.into(),
        _ => anywhere.or(None),
    };
    facts.role = role(&heading, signatures, &facts, found);
    facts.copy_kind = copy_kind(&heading, signatures, found);
    let is_told = heading.of_the_party || heading.national_name.is_some() || blind.first.is_none();
    facts.of_the_party = found.or(is_told.then_some(heading.of_the_party));
    facts.national_name = found.text(heading.national_name);
    facts.motto = found.text(heading.motto);
    facts.parent_agency = found.text(heading.parent_agency);
    facts.agency = found.text(heading.agency);
    facts.kind = found.text(heading.kind);
    facts.summary = found.text(heading.summary);
    facts.recipients = anywhere.or(heading.recipients);
    facts.appendix_heading = found.text(heading.appendix);
    facts.attached_to = found.text(heading.attached_to);
    facts.copy_mark = found.or(heading.copy_mark);
    facts.secrecy = found.or(heading.secrecy);
    facts.urgency = found.or(heading.urgency);
    let prefix = person.and_then(Block::prefix);
    let of_person = match person {
        // Title and name were read: what is not there is not there.
        Some(_) => Found { blind: None },
        None => anywhere,
    };
    let capacity = |prefix: &str| block::capacity(prefix, heading.of_the_party);
    facts.capacity = of_person.or(prefix.as_deref().and_then(capacity));
    facts.capacity_prefix = of_person.text(prefix);
    facts.signer_title = anywhere.text(person.map(|block| block.title.join(" ")));
    facts.signer_name = anywhere.text(person.map(|block| block.name.clone()));
    facts
}

/// Why pages could not be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Blind<'a> {
    /// Page 1, where the heading stands.
    pub(super) first: Option<&'a Cause>,
    /// Any other page.
    pub(super) later: Option<&'a Cause>,
}

/// Absent where the pages were read, unmeasured where they were not.
#[derive(Clone, Copy)]
struct Found<'a> {
    blind: Option<&'a Cause>,
}

impl Found<'_> {
    /// A text with words that could not be read is not known.
    fn text(self, value: Option<String>) -> Measured<String> {
        match value {
            Some(text) if text.contains(UNREADABLE) => Measured::Unmeasured(Cause::TextUnreadable),
            value => self.or(value),
        }
    }

    fn or<T>(self, value: Option<T>) -> Measured<T> {
        match (value, self.blind) {
            (Some(value), _) => Measured::Known(value),
            (None, Some(cause)) => Measured::Unmeasured(cause.clone()),
            (None, None) => Measured::Absent,
        }
    }
}

fn fill_number(facts: &mut ComponentFacts, heading: &Heading, signed_in: &SignedIn, found: Found<'_>) {
    let printed = heading.number.as_ref().map(|placed| &placed.value);
    let signed = signed_in.numbers.first();
    // A field may hold the bare number, or number and symbol.
    let whole = signed.and_then(|text| number::alone(text));
    let digits = signed.filter(|text| number::is_bare(text));
    let number = printed.and_then(number::Number::with_year).or_else(|| {
        facts.number_signed_in = signed.is_some();
        match (&whole, digits, printed) {
            (Some(whole), _, _) => whole.with_year(),
            (None, Some(digits), Some(printed)) => Some(match printed.year {
                Some(year) => format!("{digits}/{year}"),
                None => digits.clone(),
            }),
            (None, Some(digits), None) => Some(digits.clone()),
            (None, None, _) => None,
        }
    });
    let symbol = printed.or(whole.as_ref()).and_then(|number| number.symbol.clone());
    let year = printed.or(whole.as_ref()).and_then(|number| number.year);
    let line = match (printed, &number) {
        (Some(printed), _) if printed.digits.is_some() => Some(printed.line.clone()),
        (Some(printed), number) => match (number, &printed.symbol) {
            (Some(number), Some(symbol)) => Some(format!("{number}/{symbol}")),
            _ => Some(printed.line.clone()),
        },
        (None, _) => whole.as_ref().map(|whole| whole.line.clone()),
    };
    facts.number = found.text(number);
    facts.symbol = found.text(symbol);
    facts.year_in_number = found.or(year);
    facts.number_line = found.text(line);
}

fn fill_date(facts: &mut ComponentFacts, heading: &Heading, signed_in: &SignedIn, found: Found<'_>) {
    let signed = || place_and_date::alone(&signed_in.dates.join(" "));
    let printed = heading.place_and_date.as_ref().map(|placed| placed.value.clone());
    let Some(printed) = printed.or_else(signed) else {
        facts.place = found.or(None);
        facts.date_line = found.or(None);
        facts.issued_on = found.or(None);
        return;
    };
    // The gaps are filled from left to right: day, month, year.
    let mut numbers = signed_in
        .dates
        .iter()
        .flat_map(|text| text.split(|letter: char| !letter.is_ascii_digit()))
        .filter(|digits| !digits.is_empty())
        .filter_map(|digits| digits.parse::<i16>().ok());
    let mut gap = |value: Option<i16>| value.or_else(|| numbers.next());
    let day = gap(printed.day.map(i16::from));
    let month = gap(printed.month.map(i16::from));
    let year = gap(printed.year);
    let small = |value: Option<i16>| value.and_then(|value| i8::try_from(value).ok());
    let date = year.and_then(|year| Date::new(year, small(month)?, small(day)?).ok());
    facts.issued_on = found.or(printed.date().or(date));
    facts.place = found.text(printed.place);
    facts.date_line = found.text(Some(printed.line));
}

fn plays(signatures: &[SignatureFacts], roles: &[SignatureRole]) -> bool {
    signatures.iter().any(|signature| {
        signature.live != Measured::Known(false) && signature.role.known().is_some_and(|role| roles.contains(role))
    })
}

/// Signatures say more than words: who signed what as what.
fn role(
    heading: &Heading,
    signatures: &[SignatureFacts],
    facts: &ComponentFacts,
    found: Found<'_>,
) -> Measured<DocumentRole> {
    use SignatureRole as R;
    let own_number = facts.number.known().is_some() || heading.national_name.is_some();
    // Who prepared an attachment may have signed it too.
    let prepared = (heading.attached || heading.appendix.is_some()) && !own_number;
    // Many agencies seal it as they seal the document it belongs to.
    let sealed_only = heading.attached && !plays(signatures, &[R::Person]);
    let stamped = plays(signatures, &[R::Attachment]) && !plays(signatures, &[R::Seal]);
    let attached = prepared && (stamped || sealed_only);
    if plays(signatures, &[R::Person, R::Seal, R::Number, R::Date]) && !plays(signatures, &[R::Copy]) && !attached {
        return Measured::Known(DocumentRole::Main);
    }
    if plays(signatures, &[R::Copy]) || heading.copy_mark.is_some() {
        return Measured::Known(DocumentRole::Copy);
    }
    // The number that its stamp names is its own: it is attached to nothing.
    let whole = heading.national_name.is_some() && heading.appendix.is_none() && !heading.attached;
    if whole && is_stamped_with_its_own_number(signatures, facts) {
        return Measured::Known(DocumentRole::Main);
    }
    if plays(signatures, &[R::Attachment]) || (heading.attached && !own_number) {
        return Measured::Known(match heading.appendix {
            Some(_) => DocumentRole::Appendix,
            None => DocumentRole::Attachment,
        });
    }
    if heading.appendix.is_some() && !own_number {
        return Measured::Known(DocumentRole::Appendix);
    }
    found.or((own_number && facts.symbol.known().is_some()).then_some(DocumentRole::Main))
}

/// Whether the stamp of an attachment names the number that the document itself has.
fn is_stamped_with_its_own_number(signatures: &[SignatureFacts], facts: &ComponentFacts) -> bool {
    let own = facts.number.known().zip(facts.symbol.known());
    own.map(|(number, symbol)| format!("{number}/{symbol}"))
        .is_some_and(|own| {
            let attaches = |it: &&SignatureFacts| {
                it.live != Measured::Known(false) && it.role == Measured::Known(SignatureRole::Attachment)
            };
            let mut stamps = signatures.iter().filter(attaches).filter_map(stamp);
            stamps.any(|stamp| stamp.number.known().is_some_and(|named| number::same(named, &own)))
        })
}

fn copy_kind(heading: &Heading, signatures: &[SignatureFacts], found: Found<'_>) -> Measured<CopyKind> {
    let stamped = signatures
        .iter()
        .filter(|signature| signature.live != Measured::Known(false))
        .filter(|signature| signature.role == Measured::Known(SignatureRole::Copy))
        .find_map(|signature| stamp(signature)?.copy_kind.known().copied());
    let kind = stamped
        .or(heading.copy_mark)
        .or_else(|| plays(signatures, &[SignatureRole::Person, SignatureRole::Seal]).then_some(CopyKind::Original));
    found.or(kind)
}

fn stamp(signature: &SignatureFacts) -> Option<&StampFacts> {
    signature.layout.appearance.known()?.stamp.known()
}
