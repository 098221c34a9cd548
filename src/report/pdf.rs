//! The administrative report as PDF/A-2b and PDF/UA-1.
//!
//! The layout sees the other layouts of its folder and one file, `/data.json`: no file of the machine, no network, no
//! clock. Values never become text of the layout, so a document named `#panic()` is printed as that.

use typst::{
    Library, LibraryExt, World,
    diag::{FileError, FileResult, SourceDiagnostic},
    foundations::{Bytes, Datetime, Duration, Label, Smart},
    introspection::Introspector,
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::{LazyHash, PicoStr},
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::{
    ReportError,
    content::Content,
    legible::Legible,
    manifest::Manifest,
    official::{FITS, Official},
    templates,
};
use crate::dataset::Figures;

/// The layout puts this label where its body ends and the annexes begin.
const END_OF_BODY: &str = "end-of-body";

/// Liberation Serif 2.1.5: the metrics of Times New Roman, all Vietnamese letters, free to embed.
const FONTS: [&str; 4] = [
    "shared/fonts/LiberationSerif-Regular.ttf",
    "shared/fonts/LiberationSerif-Bold.ttf",
    "shared/fonts/LiberationSerif-Italic.ttf",
    "shared/fonts/LiberationSerif-BoldItalic.ttf",
];

pub(super) fn render(content: &Content, figures: &Figures) -> Result<Vec<u8>, ReportError> {
    let manifest = &content.manifest;
    let mut world = ClosedWorld::new(manifest)?;
    let document = laid_out(&mut world, content, figures)?;
    let standards =
        PdfStandards::new(&[PdfStandard::A_2b, PdfStandard::Ua_1]).map_err(|error| world.plain(error.message()))?;
    let options = PdfOptions {
        ident: Smart::Custom(format!("kysoat {}", figures.period)),
        creator: Smart::Custom(Some("kysoat".to_owned())),
        timestamp: timestamp(figures),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|errors| wrong(&world, &errors))
}

/// The report with the longest tables that keep its body within the pages of the manifest. When a body without any long
/// table does not fit, the office has written a longer text: it is printed as it is.
fn laid_out(world: &mut ClosedWorld, content: &Content, figures: &Figures) -> Result<PagedDocument, ReportError> {
    let fonts = world.fonts.clone();
    let legible = Legible::new(&fonts);
    let mut tried = None;
    for quarters in FITS {
        let official = Official::new(content, figures, &legible, quarters)?;
        let data = serde_json::to_vec(&official)?;
        if tried.as_ref().is_some_and(|(_, before)| *before == data) {
            continue;
        }
        world.data.1 = Bytes::new(data.clone());
        let document = typst::compile::<PagedDocument>(&*world)
            .output
            .map_err(|errors| wrong(world, &errors))?;
        let fits = pages_of_body(world, &document)? <= content.manifest.page.pages as usize;
        tried = Some((document, data));
        if fits {
            break;
        }
    }
    let (document, _) = tried.ok_or_else(|| world.plain("nothing was laid out"))?;
    Ok(document)
}

/// The page on which the body ends.
fn pages_of_body(world: &ClosedWorld, document: &PagedDocument) -> Result<usize, ReportError> {
    let introspector = document.introspector();
    Label::new(PicoStr::intern(END_OF_BODY))
        .and_then(|label| introspector.query_label(label).ok()?.location())
        .and_then(|location| introspector.page(location))
        .map(std::num::NonZeroUsize::get)
        .ok_or_else(|| world.plain(&format!("there is no <{END_OF_BODY}> where the body ends")))
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
    /// The layout is one of these; the others are what it imports.
    layouts: Vec<Source>,
    main: FileId,
    /// For messages.
    name: String,
    data: (FileId, Bytes),
}

impl ClosedWorld {
    fn new(manifest: &Manifest) -> Result<Self, ReportError> {
        let name = format!("{}/{}", manifest.folder, manifest.layout);
        let id = |path: &str| file_id(path).map_err(|message| plain(&name, &message));
        let mut fonts = Vec::new();
        for file in FONTS {
            let face = Font::new(Bytes::new(templates::bytes(file)?), 0);
            fonts.push(face.ok_or_else(|| ReportError::Template {
                file: file.to_owned(),
                message: "this is not a font".to_owned(),
            })?);
        }
        let layouts = templates::layouts(&manifest.folder)
            .into_iter()
            .map(|(file, text)| Ok(Source::new(id(&format!("/{file}"))?, text.to_owned())))
            .collect::<Result<Vec<_>, ReportError>>()?;
        Ok(Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            layouts,
            main: id(&format!("/{}", manifest.layout))?,
            data: (id("/data.json")?, Bytes::new(Vec::new())),
            name,
        })
    }

    fn plain(&self, message: &str) -> ReportError {
        plain(&self.name, message)
    }
}

fn file_id(path: &str) -> Result<FileId, String> {
    let path = VirtualPath::new(path).map_err(|error| format!("{path}: {error:?}"))?;
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
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let layout = self.layouts.iter().find(|layout| layout.id() == id);
        layout.cloned().ok_or(FileError::AccessDenied)
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

/// Every diagnostic of the compiler, with its file and line.
fn wrong(world: &ClosedWorld, errors: &[SourceDiagnostic]) -> ReportError {
    use typst::WorldExt;
    let told: Vec<String> = errors
        .iter()
        .map(|error| {
            let layout = world.layouts.iter().find(|layout| error.span.id() == Some(layout.id()));
            let place = layout.and_then(|layout| {
                let line = layout.lines().byte_to_line(world.range(error.span)?.start)?;
                Some((layout.id().vpath().get_without_slash().to_owned(), line + 1))
            });
            let hints: Vec<String> = error.hints.iter().map(|hint| format!(" ({})", hint.v)).collect();
            let hints = hints.concat();
            match place {
                Some((file, line)) => format!("{file}:{line}: {}{hints}", error.message),
                None => format!("{}{hints}", error.message),
            }
        })
        .collect();
    world.plain(&told.join("; "))
}

fn plain(file: &str, message: &str) -> ReportError {
    ReportError::Template {
        file: file.to_owned(),
        message: message.to_owned(),
    }
}
