//! Messages with placeholders: `{file.version}` is a measured value, `{$min_version}` a parameter.

use std::borrow::Cow;

use super::{
    condition::{Facts, can_name, nameable},
    diagnostic::{both, did_you_mean},
    rule::Parameter,
    sheet::{Sheet, Span},
    words,
};
use crate::facts::{About, FactSpec, Localized, fact};

/// A message in both languages, its parameters in place, ready to be filled with what was measured.
#[derive(Debug, Clone)]
pub(super) struct Message {
    text: Localized<Vec<Piece>>,
    /// The facts it shows, each once.
    facts: Vec<&'static FactSpec>,
}

#[derive(Debug, Clone)]
enum Piece {
    Text(String),
    /// Index among the facts of the message.
    Fact(usize),
}

impl Message {
    /// Checks the placeholders of a text of the rule file.
    pub(super) fn read(
        sheet: &mut Sheet<'_>,
        text: &Localized,
        spans: (&Span, &Span),
        about: About,
        parameters: &[Parameter],
    ) -> Self {
        let mut facts = Vec::new();
        let mut reader = Reader {
            about,
            parameters,
            facts: &mut facts,
        };
        let text = Localized {
            vi: reader.pieces(sheet, &text.vi, spans.0, |text| text.vi),
            en: reader.pieces(sheet, &text.en, spans.1, |text| text.en),
        };
        Self { text, facts }
    }

    /// A text without placeholders.
    pub(super) fn plain(text: Localized) -> Self {
        Self {
            text: Localized {
                vi: vec![Piece::Text(text.vi)],
                en: vec![Piece::Text(text.en)],
            },
            facts: Vec::new(),
        }
    }

    /// The same with a further sentence behind it.
    pub(super) fn followed_by(&self, sentence: &Localized) -> Self {
        let mut longer = self.clone();
        for (pieces, sentence) in [(&mut longer.text.vi, &sentence.vi), (&mut longer.text.en, &sentence.en)] {
            append(pieces, " ");
            append(pieces, sentence);
        }
        longer
    }

    /// The facts it shows.
    pub(super) fn facts(&self) -> &[&'static FactSpec] {
        &self.facts
    }

    /// The text with measured values in place.
    pub(super) fn fill(&self, facts: &dyn Facts) -> Localized<Cow<'_, str>> {
        let measured: Vec<_> = self.facts.iter().map(|fact| (fact, facts.read(fact))).collect();
        let shown: Vec<_> = measured
            .iter()
            .map(|(fact, measured)| words::measured(fact, measured))
            .collect();
        self.with(&shown)
    }

    /// The text with the name of each fact where its value would stand.
    pub(super) fn outline(&self) -> Localized {
        let name = |fact: &&FactSpec| both(format!("‹{}›", fact.label.0), format!("‹{}›", fact.label.1));
        let names: Vec<_> = self.facts.iter().map(|fact| name(fact).into()).collect();
        self.with(&names).owned()
    }

    fn with(&self, shown: &[Localized<Cow<'_, str>>]) -> Localized<Cow<'_, str>> {
        Localized {
            vi: filled(&self.text.vi, shown, |text| &text.vi),
            en: filled(&self.text.en, shown, |text| &text.en),
        }
    }
}

/// A text that shows no fact is the same for every document, and is not copied.
fn filled<'a>(
    pieces: &'a [Piece],
    shown: &[Localized<Cow<'_, str>>],
    pick: for<'s> fn(&'s Localized<Cow<'_, str>>) -> &'s str,
) -> Cow<'a, str> {
    if let [Piece::Text(text)] = pieces {
        return Cow::Borrowed(text);
    }
    let part = |piece: &'a Piece| match piece {
        Piece::Text(text) => text,
        Piece::Fact(index) => shown.get(*index).map_or("", pick),
    };
    let mut text = String::with_capacity(pieces.iter().map(|piece| part(piece).len()).sum());
    for piece in pieces {
        text.push_str(part(piece));
    }
    Cow::Owned(text)
}

/// Puts a text behind the others; neighbours become one.
fn append(pieces: &mut Vec<Piece>, text: &str) {
    match pieces.last_mut() {
        Some(Piece::Text(last)) => last.push_str(text),
        _ => pieces.push(Piece::Text(text.to_owned())),
    }
}

/// Takes the texts of one message apart.
struct Reader<'a> {
    about: About,
    parameters: &'a [Parameter],
    facts: &'a mut Vec<&'static FactSpec>,
}

impl Reader<'_> {
    fn pieces(
        &mut self,
        sheet: &mut Sheet<'_>,
        text: &str,
        span: &Span,
        pick: fn(Localized) -> String,
    ) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find('{') {
            let (before, open) = rest.split_at(start);
            append(&mut pieces, before);
            let Some(end) = open.find('}') else {
                let message = both("thiếu dấu `}` đóng chỗ điền.", "a placeholder is not closed with `}`.");
                sheet.error(&sheet.inside(span, open), message);
                return pieces;
            };
            let (placeholder, after) = open.split_at(end + 1);
            self.placeholder(sheet, placeholder, span, pick, &mut pieces);
            rest = after;
        }
        append(&mut pieces, rest);
        pieces
    }

    fn placeholder(
        &mut self,
        sheet: &mut Sheet<'_>,
        placeholder: &str,
        span: &Span,
        pick: fn(Localized) -> String,
        pieces: &mut Vec<Piece>,
    ) {
        let name = placeholder.trim_matches(['{', '}']);
        let help = if let Some(parameter) = name.strip_prefix('$') {
            if let Some(known) = self.parameters.iter().find(|known| known.name == parameter) {
                return append(pieces, &pick(known.shown()));
            }
            let names: Vec<String> = self.parameters.iter().map(|known| format!("${}", known.name)).collect();
            did_you_mean(name, names.iter().map(String::as_str))
        } else {
            if let Some(known) = fact(name).filter(|fact| can_name(self.about, fact)) {
                return pieces.push(Piece::Fact(self.place(known)));
            }
            did_you_mean(name, nameable(self.about))
        };
        let message = both(
            format!("chỗ điền `{placeholder}` không phải là dữ kiện hay tham số dùng được ở đây."),
            format!("the placeholder `{placeholder}` is neither a fact nor a parameter that can be used here."),
        );
        sheet.error_with(&sheet.inside(span, placeholder), message, help);
    }

    /// Where a fact stands among those of the message.
    fn place(&mut self, fact: &'static FactSpec) -> usize {
        let known = self.facts.iter().position(|known| known.name == fact.name);
        known.unwrap_or_else(|| {
            self.facts.push(fact);
            self.facts.len() - 1
        })
    }
}
