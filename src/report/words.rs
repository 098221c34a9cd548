//! The words of reports, one file a language.

use std::collections::BTreeMap;

use super::{Language, ReportError, templates};

/// Sections of keys and their words.
#[derive(Debug, Clone, serde::Deserialize, serde::Serialize)]
#[serde(transparent)]
pub(super) struct Words {
    sections: BTreeMap<String, BTreeMap<String, String>>,
}

impl Words {
    pub(super) fn load(language: Language) -> Result<Self, ReportError> {
        let file = format!("shared/words.{}.toml", language.tag());
        let text = templates::text(&file)?;
        toml::from_str(text).map_err(|error| ReportError::Template {
            file,
            message: error.to_string(),
        })
    }

    /// The word for a key of a section. A key that is missing is an error and not shown as itself: a report with
    /// holes must not be sent.
    pub(super) fn get(&self, section: &str, key: &str) -> Result<&str, ReportError> {
        self.sections
            .get(section)
            .and_then(|section| section.get(key))
            .map(String::as_str)
            .ok_or_else(|| ReportError::Template {
                file: "shared/words".to_owned(),
                message: format!("no word for {key:?} in [{section}]"),
            })
    }

    /// All words of a section, by key.
    pub(super) fn section(&self, section: &str) -> Result<&BTreeMap<String, String>, ReportError> {
        self.sections.get(section).ok_or_else(|| ReportError::Template {
            file: "shared/words".to_owned(),
            message: format!("no section [{section}]"),
        })
    }

    /// The word with its places `{name}` filled. What is filled in is not looked at again.
    pub(super) fn fill(&self, section: &str, key: &str, values: &[(&str, &str)]) -> Result<String, ReportError> {
        fill(self.get(section, key)?, values).map_err(|message| ReportError::Template {
            file: "shared/words".to_owned(),
            message: format!("[{section}] {key}: {message}"),
        })
    }

    /// A whole number as people write it, `1.234`.
    pub(super) fn number(&self, number: u64) -> Result<String, ReportError> {
        Ok(grouped(number, self.get("format", "thousands")?))
    }

    /// A part of a whole in per cent with one digit, `12,5%`; nothing when there is no whole.
    pub(super) fn share(&self, part: u64, whole: u64) -> Result<String, ReportError> {
        Ok(match per_mille(part, whole) {
            Some(per_mille) => format!(
                "{}{}{}%",
                per_mille / 10,
                self.get("format", "decimal")?,
                per_mille % 10
            ),
            None => self.get("format", "none")?.to_owned(),
        })
    }

    /// A part with its whole and share, `12/30 (40,0%)`.
    pub(super) fn part_of(&self, part: u64, whole: u64) -> Result<String, ReportError> {
        Ok(format!(
            "{}/{} ({})",
            self.number(part)?,
            self.number(whole)?,
            self.share(part, whole)?
        ))
    }
}

/// Part of a whole in thousandths, rounded half up; a part that is neither none nor all never rounds to that.
fn per_mille(part: u64, whole: u64) -> Option<u128> {
    let (part, whole) = (u128::from(part), u128::from(whole));
    let rounded = (part * 2000 + whole).checked_div(whole * 2)?;
    Some(match rounded {
        0 if part > 0 => 1,
        1000 if part < whole => 999,
        rounded => rounded,
    })
}

fn grouped(number: u64, separator: &str) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push_str(separator);
        }
        grouped.push(digit);
    }
    grouped
}

fn fill(pattern: &str, values: &[(&str, &str)]) -> Result<String, String> {
    let mut filled = String::new();
    let mut rest = pattern;
    while let Some((before, behind)) = rest.split_once('{') {
        let (name, after) = behind.split_once('}').ok_or("a { is not closed")?;
        let (_, value) = values
            .iter()
            .find(|(known, _)| *known == name)
            .ok_or_else(|| format!("{{{name}}} is not known here"))?;
        filled.push_str(before);
        filled.push_str(value);
        rest = after;
    }
    filled.push_str(rest);
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_keys() {
        let keys = |language| {
            let words = Words::load(language).map_err(|error| error.to_string())?;
            Ok::<_, String>(
                words
                    .sections
                    .iter()
                    .flat_map(|(section, words)| words.keys().map(move |key| format!("{section}.{key}")))
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(keys(Language::Vietnamese), keys(Language::English));
    }

    #[test]
    fn filled_in_text_is_not_filled_again() {
        assert_eq!(
            fill("a {x} b {y}", &[("x", "{y}"), ("y", "2")]),
            Ok("a {y} b 2".to_owned())
        );
        assert!(fill("{x}", &[]).is_err());
        assert!(fill("{x", &[("x", "1")]).is_err());
    }

    #[test]
    fn numbers_are_grouped_and_shares_never_round_to_none_or_all() {
        assert_eq!(grouped(0, "."), "0");
        assert_eq!(grouped(999, "."), "999");
        assert_eq!(grouped(1_234_567, "."), "1.234.567");
        assert_eq!(per_mille(1, 0), None);
        assert_eq!(per_mille(12, 30), Some(400));
        assert_eq!(per_mille(1, 1_000_000), Some(1));
        assert_eq!(per_mille(999_999, 1_000_000), Some(999));
        assert_eq!(per_mille(30, 30), Some(1000));
    }
}
