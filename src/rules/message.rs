//! Messages with placeholders: `{file.version}` is a measured value, `{$min_version}` a parameter.

use super::{
    condition::{Facts, can_name, nameable},
    diagnostic::{both, did_you_mean},
    rule::Parameter,
    sheet::{Sheet, Span},
    words,
};
use crate::facts::{About, FactSpec, Localized, fact};

/// A message in both languages, ready to be filled.
#[derive(Debug, Clone)]
pub(super) struct Message {
    vi: Vec<Piece>,
    en: Vec<Piece>,
}

#[derive(Debug, Clone)]
enum Piece {
    Text(String),
    Fact(&'static FactSpec),
    /// Index among the parameters of the rule.
    Parameter(usize),
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
        Self {
            vi: pieces(sheet, &text.vi, spans.0, about, parameters),
            en: pieces(sheet, &text.en, spans.1, about, parameters),
        }
    }

    /// A text without placeholders.
    pub(super) fn plain(text: &Localized) -> Self {
        Self {
            vi: vec![Piece::Text(text.vi.clone())],
            en: vec![Piece::Text(text.en.clone())],
        }
    }

    /// The facts it shows.
    pub(super) fn facts(&self, into: &mut Vec<&'static FactSpec>) {
        for piece in self.vi.iter().chain(&self.en) {
            if let Piece::Fact(fact) = piece {
                into.push(fact);
            }
        }
    }

    /// The text with measured values and parameters in place.
    pub(super) fn fill(&self, facts: &dyn Facts, parameters: &[Parameter]) -> Localized {
        self.with(parameters, |fact| words::measured(fact, &facts.read(fact)))
    }

    /// The text with parameters in place, and the name of each fact where its value would stand.
    pub(super) fn outline(&self, parameters: &[Parameter]) -> Localized {
        self.with(parameters, |fact| {
            both(format!("‹{}›", fact.label.0), format!("‹{}›", fact.label.1))
        })
    }

    fn with(&self, parameters: &[Parameter], shown: impl Fn(&'static FactSpec) -> Localized) -> Localized {
        let fill = |pieces: &[Piece], pick: fn(Localized) -> String| {
            let mut filled = String::new();
            for piece in pieces {
                match piece {
                    Piece::Text(text) => filled.push_str(text),
                    Piece::Fact(fact) => filled.push_str(&pick(shown(fact))),
                    Piece::Parameter(index) => {
                        if let Some(parameter) = parameters.get(*index) {
                            filled.push_str(&pick(parameter.shown()));
                        }
                    }
                }
            }
            filled
        };
        both(fill(&self.vi, |text| text.vi), fill(&self.en, |text| text.en))
    }
}

fn pieces(sheet: &mut Sheet<'_>, text: &str, span: &Span, about: About, parameters: &[Parameter]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let (before, open) = rest.split_at(start);
        if !before.is_empty() {
            pieces.push(Piece::Text(before.to_owned()));
        }
        let Some(end) = open.find('}') else {
            let message = both("thiếu dấu `}` đóng chỗ điền.", "a placeholder is not closed with `}`.");
            sheet.error(&sheet.inside(span, open), message);
            return pieces;
        };
        let (placeholder, after) = open.split_at(end + 1);
        pieces.extend(piece(sheet, placeholder, span, about, parameters));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    pieces
}

fn piece(
    sheet: &mut Sheet<'_>,
    placeholder: &str,
    span: &Span,
    about: About,
    parameters: &[Parameter],
) -> Option<Piece> {
    let name = placeholder.trim_matches(['{', '}']);
    let (found, help) = if let Some(parameter) = name.strip_prefix('$') {
        let names: Vec<String> = parameters.iter().map(|known| format!("${}", known.name)).collect();
        let index = parameters.iter().position(|known| known.name == parameter);
        (
            index.map(Piece::Parameter),
            did_you_mean(name, names.iter().map(String::as_str)),
        )
    } else {
        let known = fact(name).filter(|fact| can_name(about, fact));
        (known.map(Piece::Fact), did_you_mean(name, nameable(about)))
    };
    if found.is_none() {
        let message = both(
            format!("chỗ điền `{placeholder}` không phải là dữ kiện hay tham số dùng được ở đây."),
            format!("the placeholder `{placeholder}` is neither a fact nor a parameter that can be used here."),
        );
        sheet.error_with(&sheet.inside(span, placeholder), message, help);
    }
    found
}
