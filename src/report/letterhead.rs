//! Whose report it is, and the legal bases it may cite.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Language, ReportError, templates};

const FILE: &str = "shared/letterhead.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    vi: Letterhead,
    en: Letterhead,
    basis: Vec<Basis>,
}

/// The issuing office, in one language.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Letterhead {
    /// The authority above it; lines as they are to be broken.
    pub(super) parent: String,
    pub(super) agency: String,
    pub(super) agency_in_text: String,
    pub(super) province: String,
    pub(super) place: String,
    /// The symbol behind the number, `BC-SKHCN`.
    pub(super) symbol: String,
    pub(super) signer_title: String,
    pub(super) recipients: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Basis {
    from: toml::value::Datetime,
    vi: String,
    en: String,
}

/// The letterhead, and the bases in force on this day.
pub(super) fn load(language: Language, on: Date) -> Result<(Letterhead, Vec<String>), ReportError> {
    let wrong = |message: String| ReportError::Template {
        file: FILE.to_owned(),
        message,
    };
    let file: File = toml::from_str(templates::text(FILE)?).map_err(|error| wrong(error.to_string()))?;
    let mut bases = Vec::new();
    for basis in file.basis {
        let from: Date = basis
            .from
            .to_string()
            .parse()
            .map_err(|error: jiff::Error| wrong(error.to_string()))?;
        if from <= on {
            bases.push(match language {
                Language::Vietnamese => basis.vi,
                Language::English => basis.en,
            });
        }
    }
    let letterhead = match language {
        Language::Vietnamese => file.vi,
        Language::English => file.en,
    };
    Ok((letterhead, bases))
}
