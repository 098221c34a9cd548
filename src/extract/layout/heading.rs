//! The components that stand on the page itself, before the fields for number and date are filled in.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    agency::{AgencyName, lines_above},
    marks,
    number::{self, Number},
    page::{Page, PageLine},
    place_and_date::{self, PlaceAndDate},
    text::{Phrases, UNREADABLE, begins_with, is_garbled, is_upper, pattern, phrases, squeezed, squeezed_key},
};
use crate::{
    facts::{CopyKind, SecrecyMark, UrgencyMark},
    pdf::content::Rect,
};

/// A component with its place.
#[derive(Debug, Clone)]
pub(super) struct Placed<T> {
    pub(super) value: T,
    pub(super) page: u32,
    pub(super) bounds: Rect,
}

/// What the pages say of the document.
#[derive(Debug, Default)]
pub(super) struct Heading {
    pub(super) national_name: Option<String>,
    pub(super) motto: Option<String>,
    /// Whether it is headed as documents of the Party are.
    pub(super) of_the_party: bool,
    pub(super) parent_agency: Option<String>,
    pub(super) agency: Option<String>,
    pub(super) number: Option<Placed<Number>>,
    pub(super) place_and_date: Option<Placed<PlaceAndDate>>,
    pub(super) kind: Option<String>,
    pub(super) summary: Option<String>,
    pub(super) recipients: Option<Vec<String>>,
    pub(super) appendix: Option<String>,
    /// Whether page 1 says that it belongs to another document.
    pub(super) attached: bool,
    pub(super) attached_to: Option<String>,
    pub(super) copy_mark: Option<CopyKind>,
    pub(super) secrecy: Option<SecrecyMark>,
    pub(super) urgency: Option<UrgencyMark>,
}

static NATIONAL_NAME: LazyLock<String> = LazyLock::new(|| squeezed("Cộng hòa xã hội chủ nghĩa Việt Nam"));
static PARTY: LazyLock<String> = LazyLock::new(|| squeezed("Đảng Cộng sản Việt Nam"));
static MOTTO: LazyLock<String> = LazyLock::new(|| squeezed("Độc lập Tự do Hạnh phúc"));
static NUMBER_WORD: Phrases = Phrases::new(|| phrases(&["số", "luật số", "nghị quyết số", "pháp lệnh số"]));
static DATE_WORD: Phrases = Phrases::new(|| phrases(&["ngày"]));
static ABOUT: Phrases = Phrases::new(|| phrases(&["v/v", "về việc"]));
static TO: Phrases = Phrases::new(|| phrases(&["kính gửi"]));
static RECIPIENTS: Phrases = Phrases::new(|| phrases(&["nơi nhận"]));
static APPENDIX: Phrases = Phrases::new(|| phrases(&["phụ lục"]));
static BODY_BEGINS: Phrases =
    Phrases::new(|| phrases(&["căn cứ", "thực hiện", "theo đề nghị", "xét đề nghị", "kính gửi"]));
static ATTACHED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\((?:ban hành\s+|được ban hành\s+)?kèm\s+theo\b[^)]*"));

/// What a line of its own begins with that says what the page belongs to: "(Phụ lục kèm theo Quyết định số …)". The number
/// follows.
static ATTACHED_LINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)^(?P<bracket>[(\[]?)\s*(?:phụ lục(?:\s+(?:số\s+)?[\dIVX]{1,5})?\s+)?(?:được\s+)?",
        r"(?:ban hành\s+theo|(?:ban hành\s+)?(?:đính\s+)?kèm(?:\s+theo)?)\s+(?P<rest>.+)$",
    ))
});
/// Further down no line says so, as a part of the page.
const ATTACHED_ABOVE: f64 = 0.45;

/// Whether a text begins as the right column of a heading does.
pub(super) fn begins_right_column(text: &str) -> bool {
    let text = squeezed(text);
    text.starts_with(&*NATIONAL_NAME) || text.starts_with(&*MOTTO)
}

/// Whether its first letter lets it be: settles it for most of what is asked.
pub(super) fn may_begin_right_column(text: &str) -> bool {
    text.trim_start().starts_with(['C', 'c', 'Đ', 'Ð', 'đ'])
}

/// The name of the country in a line; in a narrow column it goes on in the line below.
fn national_name(line: &PageLine, top: &[&PageLine]) -> Option<String> {
    let own = squeezed_key(&line.key);
    if own.contains(&*NATIONAL_NAME) {
        return Some(line.text.clone());
    }
    if own.len() < NATIONAL_NAME.len() / 2 || !NATIONAL_NAME.starts_with(&own) {
        return None;
    }
    let below = top.iter().find(|below| {
        let step = below.bounds.y0 - line.bounds.y0;
        let apart = (below.bounds.centre().0 - line.bounds.centre().0).abs();
        step > ROW
            && step < 3.0 * line.bounds.height()
            && apart < CENTRED
            && own.clone() + &squeezed_key(&below.key) == *NATIONAL_NAME
    })?;
    Some(format!("{} {}", line.text, below.text))
}

/// The middle of a title is no further from that of the page, mm: margins differ.
const CENTRED: f64 = 20.0;
/// The heading takes so much of the page, from the top.
const HEADED: f64 = 0.4;
/// Lines of the same row stand within so many mm of each other.
const ROW: f64 = 1.6;

/// Reads the components from the pages.
pub(super) fn read(pages: &[Page<'_>]) -> Heading {
    let mut heading = Heading::default();
    let Some(first) = pages.first().filter(|page| page.number == 1) else {
        return heading;
    };
    let top: Vec<&PageLine> = first
        .lines
        .iter()
        .filter(|line| line.bounds.y0 < 0.5 * first.height)
        .collect();
    heading.number = pages.iter().find_map(number_of);
    heading.place_and_date = pages.iter().find_map(date_line);
    let national = top.iter().find_map(|line| Some((line, national_name(line, &top)?)));
    heading.national_name = national.as_ref().map(|(_, text)| text.clone());
    let national = national.map(|(line, _)| line);
    let motto = top.iter().find(|line| squeezed_key(&line.key).contains(&*MOTTO));
    heading.motto = motto.map(|line| line.text.clone());
    heading.of_the_party = national.is_none() && top.iter().any(|line| squeezed_key(&line.key).ends_with(&*PARTY));
    let columns = agencies(first, &top, national.copied(), heading.number.as_ref());
    heading.parent_agency = columns.0;
    heading.agency = columns.1;
    let below = below_heading(&heading, motto.copied());
    let about = about(first, &top);
    let kind = kind_of_document(first, below, about.is_some());
    heading.summary = match &kind {
        Some((line, _, rest)) => {
            let below = summary_below(first, line, heading.agency.as_deref());
            let parts = [Some(rest.clone()).filter(|rest| !rest.is_empty()), below];
            Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty())
        }
        None => about,
    };
    heading.kind = kind.map(|(_, kind, _)| kind);
    heading.recipients = pages.iter().rev().find_map(recipients);
    heading.appendix = top
        .iter()
        .take(8)
        .find(|line| begins_with(&line.key, &APPENDIX) && line.text.split(' ').count() <= 6)
        .map(|line| line.text.clone());
    if let Some(text) = attached_line(first, &top, &heading) {
        heading.attached = true;
        heading.attached_to = number::named_in(&text).and_then(|number| number.whole());
    }
    heading.copy_mark = marks::copy(pages);
    heading.secrecy = marks::secrecy(pages);
    heading.urgency = marks::urgency(pages);
    heading
}

/// What page 1 says that it belongs to: in brackets, or in a line of its own that begins with a capital, in the middle of
/// the page. A document with a heading of its own speaks of what comes with it in sentences.
fn attached_line(first: &Page<'_>, top: &[&PageLine], heading: &Heading) -> Option<String> {
    let joined = top.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" ");
    if let Some(found) = ATTACHED.find(&joined) {
        return Some(found.as_str().to_owned());
    }
    let own_heading = heading.national_name.is_some() || heading.number.is_some();
    top.iter().enumerate().find_map(|(at, line)| {
        let found = ATTACHED_LINE.captures(&line.text)?;
        let bracketed = found
            .name("bracket")
            .is_some_and(|bracket| !bracket.as_str().is_empty());
        let centred = (line.bounds.centre().0 - 0.5 * first.width).abs() < CENTRED;
        let capital = line.text.chars().find(|letter| letter.is_alphabetic())?.is_uppercase();
        if line.bounds.y0 > ATTACHED_ABOVE * first.height || !capital || !(bracketed || (centred && !own_heading)) {
            return None;
        }
        // A long line goes on in the one below.
        let mut text = found.name("rest")?.as_str().to_owned();
        if !text.contains([')', ']'])
            && let Some(below) = top.get(at.saturating_add(1))
        {
            text.push(' ');
            text.push_str(&below.text);
        }
        let text = text.split([')', ']']).next().unwrap_or_default();
        number::named_in(text).map(|_| text.to_owned())
    })
}

/// The line with the type of the document, the type, and what stands behind it in the line: a line that is nothing but a
/// type, or, where the title of the document stands, one that begins with a type: "THÔNG BÁO KẾT LUẬN". A letter, which
/// says in its heading what it is about, has no such title.
fn kind_of_document<'p>(first: &'p Page<'_>, below: f64, is_letter: bool) -> Option<(&'p PageLine, String, String)> {
    let capitals = |line: &&PageLine| {
        line.bounds.y0 > below
            && line.bounds.y0 < 0.75 * first.height
            && is_upper(&line.text)
            && !marks::is_mark(first, line)
    };
    let title = |line: &PageLine| {
        let centred = (line.bounds.centre().0 - 0.5 * first.width).abs() < CENTRED;
        (line.bold && centred && !is_letter)
            .then(|| number::kind_before(&line.text))
            .flatten()
    };
    first.lines.iter().filter(capitals).enumerate().find_map(|(at, line)| {
        let whole = number::kind(&line.text).map(|kind| (kind, String::new()));
        let (kind, rest) = whole.or_else(|| (at == 0).then(|| title(line)).flatten())?;
        Some((line, kind, rest))
    })
}

/// Where the heading ends, mm from the top.
fn below_heading(heading: &Heading, motto: Option<&PageLine>) -> f64 {
    let on_first = |page: u32, bounds: &Rect| if page == 1 { bounds.y1 } else { 0.0 };
    let number = heading.number.as_ref().map_or(0.0, |it| on_first(it.page, &it.bounds));
    let date = heading
        .place_and_date
        .as_ref()
        .map_or(0.0, |it| on_first(it.page, &it.bounds));
    motto.map_or(0.0, |line| line.bounds.y1).max(number).max(date)
}

/// The text of a line and of what follows it in the same row: a gap left for a field parts a line.
fn row(page: &Page<'_>, line: &PageLine) -> (String, Rect) {
    let mut parts: Vec<&PageLine> = page
        .lines
        .iter()
        .filter(|other| other.bounds.x0 >= line.bounds.x0 && (other.bounds.y1 - line.bounds.y1).abs() < ROW)
        .collect();
    parts.sort_by(|a, b| a.bounds.x0.total_cmp(&b.bounds.x0));
    let text = parts
        .iter()
        .map(|part| part.text.as_str())
        .collect::<Vec<_>>()
        .join(" ");
    let bounds = parts
        .iter()
        .map(|part| part.bounds)
        .fold(line.bounds, |all, part| all.union(&part));
    (text, bounds)
}

/// The number of the document on a page: of one that follows the grammar and one that does not the upper.
fn number_of(page: &Page<'_>) -> Option<Placed<Number>> {
    [number_line(page), miswritten_number_line(page)]
        .into_iter()
        .flatten()
        .min_by(|a, b| a.bounds.y0.total_cmp(&b.bounds.y0))
}

/// "Số: 125-TB/SKHCN", at the left of the heading: somebody who reads it sees a number, though not a right one.
fn miswritten_number_line(page: &Page<'_>) -> Option<Placed<Number>> {
    page.lines
        .iter()
        .filter(|line| page.number == 1 && line.bounds.y0 < HEADED * page.height && line.bounds.x0 < 0.5 * page.width)
        .filter(|line| begins_with(&line.key, &NUMBER_WORD))
        .filter(|line| number::in_line(&line.text).is_none_or(|number| !stands_alone(&number)))
        .find_map(|line| {
            let (value, bounds) = if let Some(number) = number::miswritten(&line.text) {
                (number, line.bounds)
            } else {
                let (text, bounds) = row(page, line);
                (number::miswritten(&text)?, bounds)
            };
            let placed = Placed {
                value,
                page: page.number,
                bounds,
            };
            Some(placed)
        })
}

/// "Số: 44/2025/QĐ-CTUBND", in the left half of the page.
fn number_line(page: &Page<'_>) -> Option<Placed<Number>> {
    page.lines
        .iter()
        .filter(|line| begins_with(&line.key, &NUMBER_WORD) && line.bounds.x0 < 0.55 * page.width)
        .filter(|line| line.text.contains(':') || (page.number == 1 && line.bounds.y0 < HEADED * page.height))
        .find_map(|line| {
            let own = number::in_line(&line.text).filter(stands_alone);
            let (number, bounds) = if let Some(number) = own {
                (number, line.bounds)
            } else {
                let (text, bounds) = row(page, line);
                (number::in_line(&text).filter(stands_alone)?, bounds)
            };
            Some(Placed {
                value: number,
                page: page.number,
                bounds,
            })
        })
}

/// Behind a number that is cited in the text a sentence goes on; behind the document's own there is nothing, or the
/// date of the column beside it.
fn stands_alone(number: &Number) -> bool {
    number.rest.is_empty()
        || place_and_date::in_line(&number.rest).is_some()
        || place_and_date::in_figures(&number.rest).is_some()
}

/// "Thái Nguyên, ngày 26 tháng 12 năm 2025", a line of its own.
fn date_line(page: &Page<'_>) -> Option<Placed<PlaceAndDate>> {
    page.lines
        .iter()
        .filter(|line| line.key.split([' ', ',']).any(|word| begins_with(word, &DATE_WORD)))
        .find_map(|line| {
            // In figures a date is one of many that a page names, but in its heading.
            let headed = page.number == 1 && line.bounds.y0 < HEADED * page.height;
            let dated = |text: &str| {
                place_and_date::in_line(text).or_else(|| headed.then(|| place_and_date::in_figures(text))?)
            };
            let (text, bounds) = match dated(&line.text) {
                Some(_) => (line.text.clone(), line.bounds),
                None => row(page, line),
            };
            let found = dated(&text)?;
            // Within a sentence more stands before the place.
            let letters = |text: &str| text.chars().count();
            let own = letters(&found.line).saturating_add(found.place.as_deref().map_or(0, letters));
            let before = letters(&text).saturating_sub(own);
            (before < 8 || text.contains("Số:") || text.contains("Số ")).then_some(Placed {
                value: found,
                page: page.number,
                bounds,
            })
        })
}

/// Parent and agency: capitals in the left column, from the top down to the number. What is bold is the agency; where all
/// are of one weight their words tell.
fn agencies(
    page: &Page<'_>,
    top: &[&PageLine],
    national: Option<&PageLine>,
    number: Option<&Placed<Number>>,
) -> (Option<String>, Option<String>) {
    let right = national.map_or(0.5 * page.width, |line| line.bounds.x0);
    let bottom = match number.filter(|number| number.page == page.number) {
        Some(number) => number.bounds.y0,
        None => national.map_or(0.0, |line| line.bounds.y1 + 18.0),
    };
    let column: Vec<&PageLine> = top
        .iter()
        .copied()
        .filter(|line| line.bounds.y1 < bottom + 1.0 && line.bounds.x1 < right + 3.0)
        .filter(|line| is_upper(&line.text) || is_upper_but_garbled(&line.text))
        .filter(|line| line.text.chars().filter(|letter| letter.is_alphabetic()).count() > 2)
        .filter(|line| !marks::is_mark(page, line))
        .filter(|line| !begins_with(&line.key, &NUMBER_WORD))
        .collect();
    let unreadable = UNREADABLE.to_string();
    let join = |lines: &[&PageLine]| {
        let text = |line: &&PageLine| {
            let text = if is_upper(&line.text) { &line.text } else { &unreadable };
            text.clone()
        };
        let lines: Vec<String> = lines.iter().map(text).collect();
        (!lines.is_empty()).then(|| lines.join(" "))
    };
    let (bold, plain): (Vec<&PageLine>, Vec<&PageLine>) = column.iter().partition(|line| line.bold);
    let keys: Vec<&str> = column.iter().map(|line| line.key.as_str()).collect();
    let (above, own) = column.split_at_checked(lines_above(&keys)).unwrap_or_default();
    // Who makes the wrong one of both lines bold says by their words which it is.
    let interchanged = !above.is_empty() && above.iter().all(|line| line.bold) && own.iter().all(|line| !line.bold);
    if bold.is_empty() || plain.is_empty() || interchanged {
        (join(above), join(own))
    } else {
        (join(&plain), join(&bold))
    }
}

/// Whether a line may be one of capitals whose font names other letters than it shows: capitals for the most part, and
/// words that nobody writes.
fn is_upper_but_garbled(text: &str) -> bool {
    let count = |is: fn(char) -> bool| text.chars().filter(|letter| is(*letter)).count();
    count(char::is_uppercase) > count(char::is_lowercase).saturating_mul(2) && is_garbled(text)
}

/// The bold lines below the type of the document.
fn summary_below(page: &Page<'_>, kind: &PageLine, agency: Option<&str>) -> Option<String> {
    let mut lines: Vec<&PageLine> = Vec::new();
    let mut last = kind;
    let agency = agency.map(AgencyName::new);
    for line in page.lines.iter().filter(|line| line.bounds.y0 >= kind.bounds.y1 - 1.0) {
        let follows = line.bounds.y0 - last.bounds.y1 < 9.0 && line.bold == kind.bold;
        // Below the summary of a decision stands who decides, in capitals.
        let decides = lines
            .first()
            .is_some_and(|first| !is_upper(&first.text) && is_upper(&line.text))
            || agency
                .as_ref()
                .is_some_and(|agency| agency.is(&AgencyName::of_key(&line.key)));
        if !follows || decides || begins_with(&line.key, &BODY_BEGINS) {
            break;
        }
        lines.push(line);
        last = line;
    }
    let text = lines
        .iter()
        .map(|line| line.text.as_str())
        .collect::<Vec<_>>()
        .join(" ");
    (!text.is_empty()).then_some(text)
}

/// "V/v …" in the left column, with the lines it goes on in.
fn about(page: &Page<'_>, top: &[&PageLine]) -> Option<String> {
    let start = top
        .iter()
        .find(|line| begins_with(&line.key, &ABOUT) && line.bounds.x0 < 0.5 * page.width)?;
    let (axis, mut last) = (start.bounds.centre().0, start.bounds);
    let mut text = start.text.clone();
    for line in top.iter().filter(|line| line.bounds.y0 > start.bounds.y0 + 1.0) {
        let follows = line.bounds.y0 - last.y1 < 4.5 && (line.bounds.centre().0 - axis).abs() < 20.0;
        if follows && !begins_with(&line.key, &TO) {
            text.push(' ');
            text.push_str(&line.text);
            last = line.bounds;
        }
    }
    Some(text)
}

/// The lines below "Nơi nhận", in its column.
fn recipients(page: &Page<'_>) -> Option<Vec<String>> {
    let start = page.lines.iter().find(|line| begins_with(&line.key, &RECIPIENTS))?;
    let mut found: Vec<String> = Vec::new();
    let mut last = start.bounds;
    let below = page.lines.iter().filter(|line| {
        line.bounds.y0 > start.bounds.y0 + 1.0
            && (line.bounds.x0 - start.bounds.x0).abs() < 22.0
            && line.bounds.x0 < 0.5 * page.width
    });
    for line in below {
        if line.bounds.y0 - last.y1 > 9.0 {
            break;
        }
        last = line.bounds;
        let item = line.text.trim_start_matches(['-', '+', '•', ' ']);
        match found.last_mut() {
            Some(open) if !line.text.starts_with(['-', '+', '•']) => {
                open.push(' ');
                open.push_str(item);
            }
            _ => found.push(item.to_owned()),
        }
    }
    let beside = start
        .text
        .split_once(':')
        .map(|(_, rest)| rest.trim())
        .filter(|rest| !rest.is_empty());
    found.extend(beside.map(str::to_owned));
    (!found.is_empty()).then_some(found)
}
