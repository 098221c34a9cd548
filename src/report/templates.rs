//! The files of `report-templates/`, inside the program.

use include_dir::{Dir, include_dir};

use super::ReportError;

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/report-templates");

/// The text of one file.
pub(super) fn text(file: &str) -> Result<&'static str, ReportError> {
    TEMPLATES
        .get_file(file)
        .and_then(include_dir::File::contents_utf8)
        .ok_or_else(|| missing(file))
}

/// The bytes of one file.
pub(super) fn bytes(file: &str) -> Result<&'static [u8], ReportError> {
    TEMPLATES
        .get_file(file)
        .map(include_dir::File::contents)
        .ok_or_else(|| missing(file))
}

/// The layouts of a folder: name below the folder, and text, by name.
pub(super) fn layouts(folder: &str) -> Vec<(String, &'static str)> {
    let files = TEMPLATES.get_dir(folder).into_iter().flat_map(Dir::files);
    let mut layouts: Vec<_> = files
        .filter(|file| file.path().extension().is_some_and(|extension| extension == "typ"))
        .filter_map(|file| {
            let name = file.path().file_name()?.to_str()?;
            Some((name.to_owned(), file.contents_utf8()?))
        })
        .collect();
    layouts.sort();
    layouts
}

fn missing(file: &str) -> ReportError {
    ReportError::Template {
        file: file.to_owned(),
        message: "there is no such file".to_owned(),
    }
}
