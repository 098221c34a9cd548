//! The pages: their lines as they are read, which of them are scans, margins, body text, page numbers.

use std::{borrow::Cow, collections::BTreeMap};

use super::{
    appearance::{colour, hundredth, typeface},
    block::are_of_two_signers,
    heading::{begins_right_column, may_begin_right_column},
    page_text::PageText,
    text::{UNREADABLE, key, limited, tidy},
};
use crate::{
    facts::{BodyText, Cause, FaultKind, Hue, Margins, Measured, PageNumbers, ScanFacts},
    pdf::content::{Appearance, DocumentContent, Line, PageContent, PlacedImage, Rect, TextRun, Unread},
};

const MM_PER_INCH: f64 = 25.4;
const MM_PER_POINT: f64 = MM_PER_INCH / 72.0;
/// Two who sign stand at least so far apart, em: more than words do.
const COLUMNS_APART: f64 = 0.6;
/// A picture that takes so much of the page is the page, and so are several that do together.
const PAGE_SHARE: f64 = 0.6;
/// Where so much of the letters of a page is turned, what is upright may not be the whole of what it says.
const TURNED_SHARE: f64 = 0.2;
/// A page of a scan may have so many letters on it: what was stamped on it later.
const SCAN_LETTERS: usize = 40;
/// From so many shapes of the size of letters on, what has no text may have its text drawn as paths.
pub(super) const OUTLINES: usize = 20;
/// From so many words on with a letter that no Vietnamese word has, the letters of a page are not those that are shown.
const STRANGE_WORDS: usize = 3;
/// Where the body is too small a part of the letters, its font can't be told from that of a table or a heading.
const BODY_SHARE: f64 = 0.3;

/// Height of the outer strips of a page, as a part of it.
const STRIP: f64 = 0.12;
/// A line in the outer strips that is so much smaller than the body is a note or an address, not text of the body.
const SMALL: f64 = 0.8;

/// Lines of one page that are compared with each other: a dense table has a few hundred. Beyond that the page is
/// over the budget, because comparing grows with the square.
const LINES: usize = 1_500;
/// Letters of one line that are kept.
const LINE_LETTERS: usize = 2_000;
/// Pieces of one line among which the right column of a heading is looked for.
const PIECES: usize = 60;

/// What a page is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters.
    Text,
    /// A picture of a page.
    Scan,
    /// Neither, nor shapes that could be letters.
    Blank,
}

/// One line of a page, as people read it.
#[derive(Debug, Clone)]
pub(super) struct PageLine {
    /// Tidy text.
    pub(super) text: String,
    /// What it is compared by.
    pub(super) key: String,
    pub(super) bounds: Rect,
    pub(super) bold: bool,
    /// Size of the longest run, pt.
    pub(super) size_pt: f64,
}

/// One page, with its lines from top to bottom.
pub(super) struct Page<'a> {
    pub(super) number: u32,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) kind: Kind,
    pub(super) lines: Vec<PageLine>,
    /// Why its text can't be trusted to be complete.
    pub(super) cause: Option<Cause>,
    pub(super) content: &'a PageContent,
    /// What is to be seen on it that is neither its own content nor a signature: stamps, notes, fields that are filled in.
    pub(super) annotations: Vec<&'a Appearance>,
}

impl<'a> Page<'a> {
    /// Reads a page with what `appearances` show on it.
    pub(super) fn read(page: &'a PageContent, appearances: &'a [Appearance]) -> Self {
        let (width, height) = page.size_mm;
        let shown = |it: &&Appearance| it.page == Some(page.number) && !it.hidden && !it.no_view && !it.content_off;
        let (signed, annotations): (Vec<&Appearance>, Vec<&Appearance>) =
            appearances.iter().filter(shown).partition(|it| it.is_signature);
        let PageText { runs, over_budget } = PageText::of(page, &signed, &annotations);
        let letters: usize = runs.iter().map(|run| letters(&run.text)).sum();
        let unseen: usize = page
            .content
            .runs
            .iter()
            .filter(|run| !run.visible)
            .map(|run| self::letters(&run.text))
            .sum();
        // Lines that are read sideways have no left and right, above and below as components have them: a heading that
        // lies is no heading, and a note along the edge of the paper is no text of the body.
        let (upright, turned): (Vec<&TextRun>, Vec<&TextRun>) =
            runs.iter().map(Cow::as_ref).partition(|run| Line::is_level(run));
        let turned: usize = turned.iter().map(|run| self::letters(&run.text)).sum();
        let unmapped: usize = runs.iter().map(|run| run.text.matches(UNREADABLE).count()).sum();
        // Scanners and printers cut a page into strips.
        let pictured: f64 = page
            .content
            .images
            .iter()
            .filter(|image| image.visible)
            .map(|image| image.placed.area())
            .sum();
        let scanned = pictured > PAGE_SHARE * width * height;
        let outlines = page.content.outlines;
        let drawn = letters < SCAN_LETTERS && outlines >= OUTLINES && outlines / 2 > letters;
        // Behind a scan stands the text that was recognised in it; what was stamped on it is less than that.
        let recognised = unseen > letters;
        let kind = match (scanned && (letters < SCAN_LETTERS || recognised), letters) {
            (true, _) => Kind::Scan,
            (false, 0) if !drawn => Kind::Blank,
            (false, _) => Kind::Text,
        };
        let mut lines: Vec<PageLine> = Line::of(upright)
            .into_iter()
            .flat_map(columns)
            .filter_map(|line| page_line(&line))
            .collect();
        let mut torn = false;
        for line in &mut lines {
            if let Some(text) = without_torn_words(&line.text) {
                line.key = key(&text);
                line.text = text;
                torn = true;
            }
        }
        let cause = match (&page.content.truncated, kind) {
            (Some(unread), _) => Some(unread_cause(*unread)),
            (None, Kind::Scan) => Some(Cause::ScannedPage),
            (None, _) if drawn => Some(Cause::TextUnreadable),
            (None, _) if unmapped.saturating_mul(5) > letters || torn => Some(Cause::TextUnreadable),
            (None, _) if has_strange_words(&lines) => Some(Cause::TextUnreadable),
            (None, _) if as_f64(turned) > TURNED_SHARE * as_f64(letters) => Some(Cause::TextTurned),
            (None, _) => None,
        };
        let cause = cause.or((over_budget || lines.len() > LINES).then_some(Cause::Fault(FaultKind::Budget)));
        lines.truncate(LINES);
        lines.sort_by(|a, b| {
            (a.bounds.y1, a.bounds.x0)
                .partial_cmp(&(b.bounds.y1, b.bounds.x0))
                .unwrap_or(std::cmp::Ordering::Equal)
        });
        Self {
            number: page.number,
            width,
            height,
            kind,
            lines,
            cause,
            content: page,
            annotations,
        }
    }
}

/// A word with a letter that nothing names is wholly unread: of `SKHCN-C?S` not even the beginning is a symbol. A bullet
/// of a symbol font stands alone.
fn without_torn_words(text: &str) -> Option<String> {
    let torn = |word: &str| {
        word.contains(UNREADABLE) && word.contains(char::is_alphanumeric) || word.matches(UNREADABLE).count() > 1
    };
    let words: Vec<&str> = text.split(' ').collect();
    words.iter().any(|word| torn(word)).then(|| {
        let unread = UNREADABLE.to_string();
        let words: Vec<&str> = words
            .iter()
            .map(|word| if torn(word) { unread.as_str() } else { word })
            .collect();
        words.join(" ")
    })
}

/// Fonts whose map names other letters than they show: of "MẬT" comes "M¾T".
fn has_strange_words(lines: &[PageLine]) -> bool {
    let strange = |letter: char| {
        matches!(
            letter,
            'ß' | 'Þ' | 'þ' | 'ÿ' | '¼' | '½' | '¾' | '¿' | '¡' | '¶' | '¤' | '¦'
        )
    };
    let words = lines
        .iter()
        .filter(|line| line.text.contains(strange))
        .flat_map(|line| {
            line.text.split(' ').filter(|word| {
                let before = word.chars();
                let pairs = before.zip(word.chars().skip(1));
                // Beside another letter: a fraction stands behind a number.
                word.contains(strange)
                    && pairs.into_iter().any(|(one, other)| {
                        strange(one) && other.is_alphabetic() || strange(other) && one.is_alphabetic()
                    })
            })
        });
    words.take(STRANGE_WORDS).count() == STRANGE_WORDS
}

/// The two columns of a heading may stand so close that they make one line: what begins with the national name or the
/// motto is a line of its own. So may the columns of two who sign.
fn columns(line: Line) -> Vec<Line> {
    let right = (1..line.runs.len().min(PIECES)).find(|at| {
        let pieces = line.runs.iter().skip(*at).take(PIECES);
        may_begin_right_column(line.runs.get(*at).map_or("", |run| run.text.as_str()))
            && begins_right_column(&pieces.map(|run| run.text.as_str()).collect::<String>())
    });
    match right.or_else(|| between_signers(&line)) {
        Some(at) => {
            let (left, right) = line.runs.split_at(at.min(line.runs.len()));
            [left, right].into_iter().flat_map(Line::of).collect()
        }
        None => vec![line],
    }
}

/// Where the column of a second signer begins in a line that is nothing but two titles or two names.
fn between_signers(line: &Line) -> Option<usize> {
    if line.runs.len() > PIECES || line.text.chars().next().is_none_or(|first| !first.is_uppercase()) {
        return None;
    }
    let text = |runs: &[TextRun]| {
        Line::of(runs)
            .into_iter()
            .map(|line| line.text)
            .collect::<Vec<_>>()
            .join(" ")
    };
    let mut end = f64::NEG_INFINITY;
    for (at, run) in line.runs.iter().enumerate() {
        let gap = run.bounds.x0 - end;
        if at > 0 && gap > COLUMNS_APART * run.size_pt * MM_PER_POINT && !run.text.trim().is_empty() {
            let (left, right) = line.runs.split_at(at);
            if are_of_two_signers(&tidy(&text(left)), &tidy(&text(right))) {
                return Some(at);
            }
        }
        if !run.text.trim().is_empty() {
            end = end.max(run.bounds.x1);
        }
    }
    None
}

fn page_line(line: &Line) -> Option<PageLine> {
    let text = limited(&tidy(&line.text), LINE_LETTERS);
    // A rule drawn with underscores is no text.
    if !text.chars().any(char::is_alphanumeric) {
        return None;
    }
    let of_most = |is: fn(&TextRun) -> bool| {
        let yes: usize = line
            .runs
            .iter()
            .filter(|run| is(run))
            .map(|run| letters(&run.text))
            .sum();
        let all: usize = line.runs.iter().map(|run| letters(&run.text)).sum();
        yes.saturating_mul(2) > all
    };
    Some(PageLine {
        key: key(&text),
        text,
        bounds: line.bounds,
        bold: of_most(|run| run.bold),
        size_pt: line
            .runs
            .iter()
            .max_by_key(|run| letters(&run.text))
            .map_or(0.0, |run| run.size_pt),
    })
}

fn letters(text: &str) -> usize {
    text.chars().filter(|letter| !letter.is_whitespace()).count()
}

/// Why something was not looked at, in the words of facts.
pub(super) fn unread_cause(unread: Unread) -> Cause {
    match unread {
        Unread::NoObjects | Unread::Damaged => Cause::Fault(FaultKind::Damaged),
        Unread::OverBudget(_) => Cause::Fault(FaultKind::Budget),
        Unread::NotLookedAt => Cause::PagesNotLookedAt,
        Unread::PageSized | Unread::Unsupported => Cause::PictureUnreadable,
        Unread::Panicked => Cause::Fault(FaultKind::Panicked),
    }
}

/// Why pages are missing, if any are.
pub(super) fn missing_pages(content: &DocumentContent) -> Option<Cause> {
    content.unread_pages.first().map(|(_, _, unread)| unread_cause(*unread))
}

/// The scanned pages.
pub(super) fn scan<'p>(pages: &'p [Page<'_>]) -> Measured<ScanFacts> {
    let whole = |page: &Page<'_>, image: &&PlacedImage| image.placed.area() > PAGE_SHARE * page.width * page.height;
    let of_page = |page: &'p Page<'_>| {
        let images = || page.content.content.images.iter().filter(|image| image.visible);
        match images().find(|image| whole(page, image)) {
            Some(image) => vec![image],
            None => images().collect(),
        }
    };
    let images: Vec<&PlacedImage> = pages
        .iter()
        .filter(|page| page.kind == Kind::Scan)
        .flat_map(of_page)
        .collect();
    let resolution = |image: &&PlacedImage| {
        let (columns, rows) = image.pixels;
        let (width, height) = image.sides_mm;
        (f64::from(columns) / width).min(f64::from(rows) / height) * MM_PER_INCH
    };
    // One page in grey is enough to say no; one that does not tell is enough not to say yes.
    let colour = if images.iter().any(|image| image.coloured == Some(false)) {
        Measured::Known(false)
    } else if images.iter().all(|image| image.coloured == Some(true)) {
        Measured::Known(true)
    } else {
        Measured::Unmeasured(Cause::PictureUnreadable)
    };
    images
        .iter()
        .map(resolution)
        .min_by(f64::total_cmp)
        .filter(|dpi| dpi.is_finite())
        .map(|dpi| ScanFacts {
            dpi: dpi.round(),
            colour,
        })
        .into()
}

/// In the outer strips of a page, where page numbers, addresses and notes stand.
fn is_outside(page: &Page<'_>, line: &PageLine) -> bool {
    line.bounds.y1 < STRIP * page.height || line.bounds.y0 > (1.0 - STRIP) * page.height
}

/// Whether a line is nothing but the number of a page, in the outer strips of it.
fn page_number(page: &Page<'_>, line: &PageLine) -> Option<u32> {
    let outside = is_outside(page, line);
    let digits = line
        .text
        .trim_start_matches("Trang ")
        .split('/')
        .next()?
        .trim_matches(|mark: char| mark == '-' || mark == ' ');
    (outside && !digits.is_empty() && digits.len() < 6)
        .then(|| digits.parse().ok())
        .flatten()
}

/// Smallest distances of text to the edges, over all pages of text; page numbers and small notes in the outer strips
/// are left out. `body` is the text of the body.
pub(super) fn margins(pages: &[Page<'_>], body: &Measured<BodyText>, missing: Option<&Cause>) -> Measured<Margins> {
    let cause = missing
        .cloned()
        .or_else(|| pages.iter().find_map(|page| page.cause.clone()));
    if let Some(cause) = cause {
        return Measured::Unmeasured(cause);
    }
    let size = body.known().map_or(0.0, |body| body.size_pt);
    let is_note = |page: &Page<'_>, line: &PageLine| is_outside(page, line) && line.size_pt < SMALL * size;
    pages
        .iter()
        .flat_map(|page| {
            page.lines
                .iter()
                .filter(|line| page_number(page, line).is_none() && !is_note(page, line))
                .map(|line| Margins {
                    top_mm: line.bounds.y0,
                    right_mm: page.width - line.bounds.x1,
                    bottom_mm: page.height - line.bounds.y1,
                    left_mm: line.bounds.x0,
                })
        })
        .reduce(|a, b| Margins {
            top_mm: a.top_mm.min(b.top_mm),
            right_mm: a.right_mm.min(b.right_mm),
            bottom_mm: a.bottom_mm.min(b.bottom_mm),
            left_mm: a.left_mm.min(b.left_mm),
        })
        .map(|margins| Margins {
            top_mm: hundredth(margins.top_mm),
            right_mm: hundredth(margins.right_mm),
            bottom_mm: hundredth(margins.bottom_mm),
            left_mm: hundredth(margins.left_mm),
        })
        .into()
}

/// Font, size and colour that most letters have.
pub(super) fn body(pages: &[Page<'_>]) -> Measured<BodyText> {
    if let Some(cause) = pages.iter().find_map(|page| page.cause.clone()) {
        return Measured::Unmeasured(cause);
    }
    // Sizes in tenths of a point, so that rounding of matrices doesn't part them.
    let mut counts: BTreeMap<(Option<String>, i64, Hue), usize> = BTreeMap::new();
    let mut all: usize = 0;
    for run in pages
        .iter()
        .flat_map(|page| &page.content.content.runs)
        .filter(|run| run.visible)
    {
        let count = letters(&run.text);
        all = all.saturating_add(count);
        let entry = counts
            .entry((typeface(run.font.as_deref()), tenths(run.size_pt), colour(run.colour)))
            .or_default();
        *entry = entry.saturating_add(count);
    }
    let Some(((family, size, colour), most)) = counts.into_iter().max_by_key(|(_, count)| *count) else {
        return Measured::Absent;
    };
    if as_f64(most) < BODY_SHARE * as_f64(all) {
        return Measured::Absent;
    }
    let mut fonts: BTreeMap<&str, usize> = BTreeMap::new();
    for run in pages
        .iter()
        .flat_map(|page| &page.content.content.runs)
        .filter(|run| run.visible)
    {
        if let Some(font) = run.font.as_deref().filter(|font| typeface(Some(font)) == family) {
            let entry = fonts.entry(font).or_default();
            *entry = entry.saturating_add(letters(&run.text));
        }
    }
    let font = fonts
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .map(|(font, _)| font.to_owned());
    Measured::Known(BodyText {
        font: font.into(),
        typeface: family.into(),
        size_pt: as_f64(usize::try_from(size).unwrap_or(0)) / 10.0,
        colour,
    })
}

#[allow(clippy::cast_possible_truncation, reason = "sizes of letters, bounded before")]
pub(super) fn tenths(size: f64) -> i64 {
    (size.clamp(0.0, 10_000.0) * 10.0).round() as i64
}

#[allow(clippy::cast_precision_loss, reason = "counts of letters are far below 2^53")]
pub(super) fn as_f64(count: usize) -> f64 {
    count as f64
}

/// Which pages carry their number. Pages without text say nothing.
pub(super) fn page_numbers(pages: &[Page<'_>], missing: Option<&Cause>) -> Measured<PageNumbers> {
    let Some(first) = pages.first() else {
        return Measured::Absent;
    };
    let numbered = |page: &Page<'_>| {
        page.lines
            .iter()
            .any(|line| page_number(page, line) == Some(page.number))
    };
    let on_first_page = match &first.cause {
        Some(cause) => Measured::Unmeasured(cause.clone()),
        None => Measured::Known(numbered(first)),
    };
    let later: Vec<&Page<'_>> = pages.iter().skip(1).filter(|page| page.kind != Kind::Blank).collect();
    let unread = missing
        .cloned()
        .or_else(|| later.iter().find_map(|page| page.cause.clone()));
    let lacking = later
        .iter()
        .filter(|page| page.cause.is_none() && !numbered(page))
        .count();
    let missing_later = match unread {
        // One that lacks it is enough to know; that none does takes all of them.
        Some(cause) if lacking == 0 => Measured::Unmeasured(cause),
        _ if pages.len() < 2 && missing.is_none() => Measured::Absent,
        _ => Measured::Known(u32::try_from(lacking).unwrap_or(u32::MAX)),
    };
    Measured::Known(PageNumbers {
        on_first_page,
        missing_later,
    })
}
