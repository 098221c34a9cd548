//! Marks that stand by themselves on a page: of secrecy, of urgency, and of the form of a copy.

use std::sync::LazyLock;

use super::{
    page::{Page, PageLine},
    text::{Phrases, is_upper, key, phrases, rest_behind, same_letters},
};
use crate::facts::{CopyKind, SecrecyMark, UrgencyMark};

/// Lines of the same row stand within so many mm of each other.
const ROW: f64 = 1.6;
/// Within so many mm nothing stands beside a mark.
const APART: f64 = 40.0;
/// Height of the strips at the top and the foot of a page in which a mark may be repeated, as a part of it.
const STRIP: f64 = 0.12;
/// No line that is a mark is longer, bytes: most lines of a page need not be compared.
const LONGEST: usize = 120;
/// The middle of what stands at the left side of a heading is no farther to the right, as a part of the page's width.
const SIDE: f64 = 0.45;
/// Letters so large are no text of a letter: what runs across a page, pt.
const ACROSS: f64 = 30.0;
/// Further down "Độ mật: …" is an entry of a form, as a part of the page.
const LABELLED: f64 = 0.35;

/// The mark of secrecy: in the upper half of page 1, at the top or the foot of any page, where it is repeated, or across one
/// in large letters.
pub(super) fn secrecy(pages: &[Page<'_>]) -> Option<SecrecyMark> {
    let repeated = |page: &Page<'_>| {
        let in_strip =
            |line: &PageLine| line.bounds.y1 < STRIP * page.height || line.bounds.y0 > (1.0 - STRIP) * page.height;
        let beside = |other: &PageLine, line: &PageLine| is_beside(other, line, 0.0) && !is_urgency(page, other);
        let alone = |line: &PageLine| !page.lines.iter().any(|other| beside(other, line));
        let mark = |line: &PageLine| {
            let large = line.size_pt >= ACROSS;
            secret(page, line).filter(|_| large || in_strip(line) && alone(line))
        };
        page.lines.iter().find_map(mark)
    };
    first_of(pages, secret, is_urgency).or_else(|| pages.iter().find_map(repeated))
}

/// The mark of urgency, in the upper half of page 1.
pub(super) fn urgency(pages: &[Page<'_>]) -> Option<UrgencyMark> {
    first_of(pages, urgent, is_secrecy)
}

/// The mark of a copy, anywhere.
pub(super) fn copy(pages: &[Page<'_>]) -> Option<CopyKind> {
    let mark = |line: &PageLine| {
        let (_, mark) = COPIES.iter().find(|(words, _)| *words == line.key)?;
        is_upper(&line.text).then_some(*mark)
    };
    pages.iter().flat_map(|page| &page.lines).find_map(mark)
}

/// Whether a line of a heading is a mark of secrecy or of urgency, and so neither an agency nor a title.
pub(super) fn is_mark(page: &Page<'_>, line: &PageLine) -> bool {
    is_secrecy(page, line) || is_urgency(page, line)
}

fn is_secrecy(page: &Page<'_>, line: &PageLine) -> bool {
    secret(page, line).is_some()
}

fn is_urgency(page: &Page<'_>, line: &PageLine) -> bool {
    urgent(page, line).is_some()
}

/// The first of these marks; a mark of the other kind may stand beside it.
fn first_of<T>(
    pages: &[Page<'_>],
    mark_of: fn(&Page<'_>, &PageLine) -> Option<T>,
    other_kind: fn(&Page<'_>, &PageLine) -> bool,
) -> Option<T> {
    let page = pages.first().filter(|page| page.number == 1)?;
    let beside = |other: &PageLine, line: &PageLine| is_in_row(other, line) && !other_kind(page, other);
    let alone = |line: &PageLine| !page.lines.iter().any(|other| beside(other, line));
    let upper = |line: &&PageLine| line.bounds.y0 < 0.5 * page.height;
    let mark = |line: &PageLine| mark_of(page, line).filter(|_| alone(line));
    page.lines.iter().filter(upper).find_map(mark)
}

/// Whether another line stands in the same row within a hand's breadth: then this one is no mark, but the cell of a table.
fn is_in_row(other: &PageLine, line: &PageLine) -> bool {
    (other.bounds.y1 - line.bounds.y1).abs() < ROW && is_beside(other, line, -f64::INFINITY)
}

/// Whether another line stands within a hand's breadth and reaches into the height of this one by more than so many mm: the
/// lines of a cell beside it need not stand in the same row.
fn is_beside(other: &PageLine, line: &PageLine, reach: f64) -> bool {
    let (own, other) = (&line.bounds, &other.bounds);
    other != own
        && other.y1.min(own.y1) - other.y0.max(own.y0) > reach
        && (other.x0 - own.x1).max(own.x0 - other.x1) < APART
}

/// What the words of a mark say.
type Marks<T> = LazyLock<Vec<(String, T)>>;

fn marks<T: Copy>(words: &[(&str, T)]) -> Vec<(String, T)> {
    words.iter().map(|(words, mark)| (key(words), *mark)).collect()
}

static SECRECY: Marks<SecrecyMark> = LazyLock::new(|| {
    marks(&[
        ("mật", SecrecyMark::Secret),
        ("tối mật", SecrecyMark::TopSecret),
        ("tuyệt mật", SecrecyMark::UltraSecret),
    ])
});

static URGENCY: Marks<UrgencyMark> = LazyLock::new(|| {
    marks(&[
        ("khẩn", UrgencyMark::Urgent),
        ("thượng khẩn", UrgencyMark::VeryUrgent),
        ("hỏa tốc", UrgencyMark::Express),
        ("hỏa tốc hẹn giờ", UrgencyMark::Express),
    ])
});

static COPIES: Marks<CopyKind> = LazyLock::new(|| {
    marks(&[
        ("sao y", CopyKind::TrueCopy),
        ("sao y bản chính", CopyKind::TrueCopy),
        ("sao lục", CopyKind::CopyOfCopy),
        ("trích sao", CopyKind::Extract),
    ])
});

/// Words before a colon that say which mark follows.
static LABELS: Phrases = Phrases::new(|| {
    phrases(&[
        "độ mật",
        "mức độ mật",
        "dấu chỉ độ mật",
        "dấu chỉ mức độ mật",
        "độ khẩn",
        "mức độ khẩn",
        "dấu chỉ mức độ khẩn",
    ])
});

/// What a mark of secrecy may be said of, before it in the same line: "TÀI LIỆU MẬT". Behind a line of a title those are words
/// of it: "QUY ĐỊNH VỀ QUẢN LÝ" and below "TÀI LIỆU MẬT".
static MARKED: Phrases = Phrases::new(|| phrases(&["văn bản", "tài liệu", "hồ sơ"]));

fn urgent(page: &Page<'_>, line: &PageLine) -> Option<UrgencyMark> {
    of_heading(page, line, &URGENCY)
}

/// The mark of secrecy that a line is; in the heading with a capital first, or said of the document.
fn secret(page: &Page<'_>, line: &PageLine) -> Option<SecrecyMark> {
    of_heading(page, line, &SECRECY).or_else(|| {
        let text = line.text.trim_matches(around);
        if !in_heading(page, line) || line.text.len() > LONGEST || !text.starts_with(char::is_uppercase) {
            return None;
        }
        let words_are = key(text);
        // Titles stand in the middle of a page.
        let at_the_side = line.bounds.centre().0 < SIDE * page.width || line.text.starts_with(['(', '[']);
        let said_of = rest_behind(&words_are, &MARKED).filter(|_| at_the_side);
        let value = said_of.map_or(words_are.as_str(), str::trim_start);
        SECRECY.iter().find(|(words, _)| words == value).map(|(_, mark)| *mark)
    })
}

fn in_heading(page: &Page<'_>, line: &PageLine) -> bool {
    page.number == 1 && line.bounds.y0 < LABELLED * page.height
}

/// What may stand around a mark.
fn around(letter: char) -> bool {
    !letter.is_alphanumeric()
}

/// A line that is nothing but such words, in capitals, with or without brackets around it and spaces between the letters;
/// behind "Độ mật:" in any letters.
fn of_heading<T: Copy>(page: &Page<'_>, line: &PageLine, marks: &Marks<T>) -> Option<T> {
    if line.text.len() > LONGEST {
        return None;
    }
    let of = |same: &dyn Fn(&str) -> bool| marks.iter().find(|(words, _)| same(words)).map(|(_, mark)| *mark);
    if let Some(value) = labelled(&line.key) {
        return of(&|words| words == value).filter(|_| in_heading(page, line));
    }
    let text = line.text.trim_matches(around);
    if !is_upper(text) {
        return None;
    }
    let words_are = key(text);
    let spaced = text.chars().count() > 4 && text.split(' ').all(|part| part.chars().count() == 1);
    let found = of(&|words| words == words_are || (spaced && same_letters(words, &words_are)));
    found.or_else(|| of(&|words| BOTH_KINDS.iter().any(|both| both.is(&words_are, words))))
}

/// A mark of secrecy and one of urgency as one line: "MẬT KHẨN", "HỎA TỐC - TỐI MẬT".
struct BothKinds {
    /// Which mark stands first, and which behind it.
    marks: [&'static str; 2],
}

static BOTH_KINDS: LazyLock<Vec<BothKinds>> = LazyLock::new(|| {
    let (secrecy, urgency) = (SECRECY.iter(), || URGENCY.iter());
    let pairs = secrecy.flat_map(|(secrecy, _)| urgency().map(move |(urgency, _)| (secrecy, urgency)));
    pairs
        .flat_map(|(secrecy, urgency)| [[secrecy, urgency], [urgency, secrecy]])
        .map(|[first, second]| BothKinds {
            marks: [first.as_str(), second.as_str()],
        })
        .collect()
});

impl BothKinds {
    /// Whether a line, as a key, is these two, of which one is this.
    fn is(&self, line: &str, mark: &str) -> bool {
        let [first, second] = self.marks;
        let between = || line.strip_prefix(first)?.strip_suffix(second);
        self.marks.contains(&mark)
            && between()
                .is_some_and(|between| !between.is_empty() && between.chars().all(|it| " -–,;/|+&".contains(it)))
    }
}

/// What stands behind the colon of "Độ mật: …", as a key.
fn labelled(key: &str) -> Option<&str> {
    let value = rest_behind(key, &LABELS)?.trim_start().strip_prefix(':')?;
    Some(value.trim_start().trim_end_matches([' ', '.']))
}
