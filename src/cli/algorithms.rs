//! `algorithms.toml` of a rules folder: dates after which algorithms no longer count. It is used when documents are
//! measured, so it is checked here, together with the rules, before the first one opens.

use std::{
    fs,
    ops::Range,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use toml::Spanned;

use crate::{
    facts::{FactType, Localized, fact},
    pki::AlgorithmSunset,
    rules::{self, Diagnostic, RulePack},
};

const FILE: &str = "algorithms.toml";

/// Of each line only the name, with its place.
#[derive(Deserialize)]
struct Names {
    #[serde(default)]
    sunset: Vec<Name>,
}

#[derive(Deserialize)]
struct Name {
    algorithm: Spanned<String>,
}

/// The rules of a folder, or the embedded ones, as [`rules::open`], with the folder's table of algorithms checked too.
///
/// # Errors
/// Every mistake in them, sorted by place.
pub fn open_rules(folder: Option<&Path>, waivers: &[PathBuf]) -> Result<RulePack, Vec<Diagnostic>> {
    let wrong = check(folder);
    match rules::open(folder, waivers) {
        Ok(pack) if wrong.is_empty() => Ok(pack),
        Ok(_) => Err(wrong),
        Err(mut found) => {
            found.extend(wrong);
            Err(found)
        }
    }
}

/// The table that a rules folder brings; without one the program's own is used.
pub fn table(folder: Option<&Path>) -> Option<PathBuf> {
    folder.map(|folder| folder.join(FILE)).filter(|path| path.is_file())
}

fn check(folder: Option<&Path>) -> Vec<Diagnostic> {
    let Some(path) = table(folder) else { return Vec::new() };
    let file = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) => {
            let (vi, en) = (
                format!("không đọc được tệp này hoặc tệp không phải là văn bản UTF-8 ({error})."),
                format!("this file can't be read or is not UTF-8 text ({error})."),
            );
            return vec![Diagnostic::at(file, "", &(0..0), both(&vi, &en))];
        }
    };
    let broken = |error: &toml::de::Error| {
        let reason = error.message().replace('\n', " ");
        let (vi, en) = (
            format!("viết sai ({reason})."),
            format!("not as it must be ({reason})."),
        );
        let span: Range<usize> = error.span().unwrap_or(0..0);
        vec![Diagnostic::at(file.clone(), &text, &span, both(&vi, &en))]
    };
    if let Err(error) = AlgorithmSunset::from_toml(&text) {
        return broken(&error);
    }
    let names: Names = match toml::from_str(&text) {
        Ok(names) => names,
        Err(error) => return broken(&error),
    };
    // A name that nothing is called would silently never object.
    let known = known();
    names
        .sunset
        .iter()
        .filter(|line| !known.contains(&line.algorithm.get_ref().as_str()))
        .map(|line| {
            let name = line.algorithm.get_ref();
            let vi = format!("không có thuật toán `{name}`; các tên dùng được: {}.", known.join(", "));
            let en = format!("there is no algorithm `{name}`; names: {}.", known.join(", "));
            Diagnostic::at(file.clone(), &text, &line.algorithm.span(), both(&vi, &en))
        })
        .collect()
}

/// The names under which documents are measured.
fn known() -> Vec<&'static str> {
    ["signature.digest_algorithm", "signature.key_algorithm"]
        .into_iter()
        .filter_map(fact)
        .filter_map(|spec| match spec.ty {
            FactType::Code(codes) => Some(codes),
            _ => None,
        })
        .flatten()
        .copied()
        .filter(|code| *code != "other")
        .collect()
}

fn both(vi: &str, en: &str) -> Localized {
    Localized {
        vi: vi.to_owned(),
        en: en.to_owned(),
    }
}
