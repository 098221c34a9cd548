//! The administrative report as PDF/A-2b and PDF/UA-1.
//!
//! The template sees one file, `/data.json`, and nothing else: no file of the machine, no network, no clock. Values
//! never become template text, so a document named `#panic()` is printed as that.

use typst::{
    Library, LibraryExt, World,
    diag::{FileError, FileResult, SourceDiagnostic},
    foundations::{Bytes, Datetime, Duration, Smart},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::{ReportError, content::Content, templates};
use crate::dataset::Figures;

const TEMPLATE: &str = "six-monthly/bao-cao.typ";

/// Liberation Serif 2.1.5: the metrics of Times New Roman, all Vietnamese letters, free to embed.
const FONTS: [&str; 4] = [
    "shared/fonts/LiberationSerif-Regular.ttf",
    "shared/fonts/LiberationSerif-Bold.ttf",
    "shared/fonts/LiberationSerif-Italic.ttf",
    "shared/fonts/LiberationSerif-BoldItalic.ttf",
];

pub(super) fn render(content: &Content, figures: &Figures) -> Result<Vec<u8>, ReportError> {
    let world = ClosedWorld::new(serde_json::to_vec(&content.printed)?)?;
    let document = typst::compile::<PagedDocument>(&world)
        .output
        .map_err(|errors| wrong(&world, &errors))?;
    let standards =
        PdfStandards::new(&[PdfStandard::A_2b, PdfStandard::Ua_1]).map_err(|error| plain(error.message()))?;
    let options = PdfOptions {
        ident: Smart::Custom(format!("kysoat {}", figures.period)),
        creator: Smart::Custom(Some("kysoat".to_owned())),
        timestamp: timestamp(figures),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|errors| wrong(&world, &errors))
}

/// The moment the audit speaks for: the same run gives the same bytes.
fn timestamp(figures: &Figures) -> Option<Timestamp> {
    let made = figures.as_of.civil_in_vietnam();
    let part = |number: i8| u8::try_from(number).unwrap_or(0);
    let datetime = Datetime::from_ymd_hms(
        made.year().into(),
        part(made.month()),
        part(made.day()),
        part(made.hour()),
        part(made.minute()),
        part(made.second()),
    )?;
    Timestamp::new_local(datetime, 7 * 60)
}

/// All that a template can reach.
struct ClosedWorld {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    template: Source,
    data: (FileId, Bytes),
}

impl ClosedWorld {
    fn new(data: Vec<u8>) -> Result<Self, ReportError> {
        let mut fonts = Vec::new();
        for file in FONTS {
            let face = Font::new(Bytes::new(templates::bytes(file)?), 0);
            fonts.push(face.ok_or_else(|| ReportError::Template {
                file: file.to_owned(),
                message: "this is not a font".to_owned(),
            })?);
        }
        Ok(Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            template: Source::new(file_id("/main.typ")?, templates::text(TEMPLATE)?.to_owned()),
            data: (file_id("/data.json")?, Bytes::new(data)),
        })
    }
}

fn file_id(path: &str) -> Result<FileId, ReportError> {
    let path = VirtualPath::new(path).map_err(|error| plain(&format!("{path}: {error:?}")))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for ClosedWorld {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() {
            Ok(self.template.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data.0 {
            Ok(self.data.1.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Every diagnostic of the compiler, with its line in the template.
fn wrong(world: &ClosedWorld, errors: &[SourceDiagnostic]) -> ReportError {
    use typst::WorldExt;
    let told: Vec<String> = errors
        .iter()
        .map(|error| {
            let line = world
                .range(error.span)
                .and_then(|range| world.template.lines().byte_to_line(range.start));
            let hints: Vec<String> = error.hints.iter().map(|hint| format!(" ({})", hint.v)).collect();
            let hints = hints.concat();
            match line {
                Some(line) => format!("line {}: {}{hints}", line + 1, error.message),
                None => format!("{}{hints}", error.message),
            }
        })
        .collect();
    plain(&told.join("; "))
}

fn plain(message: &str) -> ReportError {
    ReportError::Template {
        file: TEMPLATE.to_owned(),
        message: message.to_owned(),
    }
}
