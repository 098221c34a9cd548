//! The report as one HTML file that needs nothing else: no script, no font, no network.
//!
//! Its content security policy allows the one style sheet inside it, by its digest, and nothing else at all.

use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::STANDARD};
use tera::Tera;

use super::{ReportError, content::Content, templates};

const TEMPLATE: &str = "six-monthly/bao-cao.html";
const STYLE: &str = "six-monthly/bao-cao.css";

pub(super) fn render(content: &Content) -> Result<String, ReportError> {
    let wrong = |error: tera::Error| ReportError::Template {
        file: TEMPLATE.to_owned(),
        message: error.to_string(),
    };
    let style = templates::text(STYLE)?;
    let mut tera = Tera::new();
    // Names that end in .html are escaped by default; that is what keeps names of files text.
    tera.add_raw_template(TEMPLATE, templates::text(TEMPLATE)?)
        .map_err(wrong)?;
    let mut values = tera::Context::from_serialize(&content.printed).map_err(wrong)?;
    values.insert("style", style);
    values.insert(
        "style_digest",
        &STANDARD.encode(digest::digest(&digest::SHA256, style.as_bytes())),
    );
    tera.render(TEMPLATE, &values).map_err(wrong)
}
