//! The paragraphs of a report, from templates that officers may edit.
//!
//! A template file holds sections, each begun by a line `== name`, and in them paragraphs with empty lines between.
//! Every paragraph is a template of its own: what a value holds can never begin a section or a paragraph. A paragraph
//! that comes out empty is left out, so that `{% if %}` round the whole of it drops it.

use std::collections::BTreeMap;

use tera::{Kwargs, State, Tera};

use super::{Language, ReportError, manifest::Manifest, templates, words::Words};

/// Sections by name, each with its paragraphs.
pub(super) type Narrative = BTreeMap<String, Vec<String>>;

/// Renders every paragraph with these values. Templates may use `{{ n | number }}` for a whole number as people write
/// it and `{{ n | of(whole=m) }}` for a number with its denominator and share.
pub(super) fn render(
    manifest: &Manifest,
    language: Language,
    words: &Words,
    values: &tera::Context,
) -> Result<Narrative, ReportError> {
    let file = format!("{}/{}", manifest.folder, language.of(&manifest.narrative));
    let mut tera = Tera::new();
    let counted = words.clone();
    tera.register_filter("number", move |number: u64, _: Kwargs, _: &State<'_>| {
        counted
            .number(number)
            .map_err(|error| tera::Error::message(error.to_string()))
    });
    let counted = words.clone();
    tera.register_filter("of", move |part: u64, arguments: Kwargs, _: &State<'_>| {
        let whole: u64 = arguments.must_get("whole")?;
        counted
            .part_of(part, whole)
            .map_err(|error| tera::Error::message(error.to_string()))
    });
    let wrong = |message: String| ReportError::Template {
        file: file.clone(),
        message,
    };
    let mut narrative = Narrative::new();
    let mut section = None;
    for (number, block) in templates::text(&file)?.split("\n\n").enumerate() {
        for part in split_heading(block.trim()) {
            match part {
                Part::Heading(name) => section = Some(name.to_owned()),
                Part::Paragraph(paragraph) => {
                    let name = section
                        .clone()
                        .ok_or_else(|| wrong("a paragraph stands before the first `== name`".to_owned()))?;
                    let template = format!("{name}/{number}");
                    let rendered = tera
                        .add_raw_template(&template, paragraph)
                        .and_then(|()| tera.render(&template, values))
                        .map_err(|error| wrong(format!("section {name}: {error}")))?;
                    let rendered = rendered.split_whitespace().collect::<Vec<_>>().join(" ");
                    let paragraphs = narrative.entry(name).or_default();
                    if !rendered.is_empty() {
                        paragraphs.push(rendered);
                    }
                }
            }
        }
    }
    Ok(narrative)
}

enum Part<'a> {
    Heading(&'a str),
    Paragraph(&'a str),
}

/// A block may begin with a heading and go on with its first paragraph; lines of `#` are notes to the editor.
fn split_heading(block: &str) -> Vec<Part<'_>> {
    let mut rest = block;
    let mut parts = Vec::new();
    loop {
        let (line, behind) = rest.split_once('\n').unwrap_or((rest, ""));
        if let Some(name) = line.strip_prefix("== ") {
            parts.push(Part::Heading(name.trim()));
        } else if !line.starts_with('#') {
            break;
        }
        rest = behind.trim_start();
    }
    if !rest.is_empty() {
        parts.push(Part::Paragraph(rest));
    }
    parts
}
