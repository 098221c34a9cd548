//! Title and name of those who sign, as they are printed.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    page::{Page, PageLine},
    text::{
        Phrases, begins_with, is_letter_spaced, is_rank, is_upper, is_vietnamese, key, names_person, pattern,
        person_name, phrases, speaks_of, squeezed_key, tidy,
    },
};
use crate::{
    extract::signer::is_family,
    facts::{AppearanceFacts, SignatureFacts, SigningCapacity},
    pdf::content::Rect,
};

/// Words of the titles of those who sign.
static TITLES: Phrases = Phrases::new(|| {
    phrases(&[
        "chủ tịch",
        "bộ trưởng",
        "thứ trưởng",
        "thủ tướng",
        "giám đốc",
        "cục trưởng",
        "vụ trưởng",
        "trưởng",
        "phó",
        "chánh",
        "hiệu trưởng",
        "viện trưởng",
        "chủ nhiệm",
        "đội trưởng",
        "trạm trưởng",
        "hạt trưởng",
        "tổng",
        "bí thư",
        "thủ trưởng",
        "kiểm toán",
        "thống đốc",
        "thư ký",
        "người đứng đầu",
        "chỉ huy",
        "tư lệnh",
        "kế toán",
        "thủ quỹ",
        "ủy viên",
        "đại diện",
        "thường trực",
        "phụ trách",
        "chủ trì",
        "chủ tọa",
        "chuyên viên",
        "người lập",
    ])
});

/// What tells people between title and name what to do there.
static ASIDES: Phrases =
    Phrases::new(|| phrases(&["ký tên", "ký, ghi rõ", "ký và ghi rõ", "ghi rõ họ", "đã ký", "ký số"]));

/// The abbreviations of Nghị định 30/2020/NĐ-CP, with the points and spaces that people leave out or put between their
/// letters, and what looks like one of them.
static PREFIX: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?P<prefix>(?:T\s?\.\s?M|K\s?\.\s?T|T\s?\.\s?L|T\s?\.\s?U\s?\.\s?Q)(?:\s?\.|\b)",
        r"|(?:TM|KT|TL|TUQ|Q|T|K|P|UQ|TN|PT)(?:\s?[.:]|/[A-Z]+\.?)",
        r"|(?:TM|KT|TL|TUQ)\b)\s*\p{Lu}"
    ))
});

/// Any other abbreviation with a point, and what stands behind it.
static ABBREVIATION: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?P<prefix>\p{Lu}{1,4}\s?\.|Q\s)\s*(?P<rest>\p{Lu}.*)$"));

/// Degrees and ranks that stand before names, and what stands before the names of places: no capacities.
const OTHER_ABBREVIATIONS: &[&str] = &[
    "GS", "PGS", "TS", "TSKH", "THS", "BS", "CKI", "CKII", "DS", "KS", "KTS", "CN", "LS", "NG", "NGND", "NGƯT",
    "NSND", "NSƯT", "TTND", "TTƯT", "TP", "TX", "TT", "P", "Q", "H", "X",
];

/// The longest way from the title down to the name, mm.
const REACH: f64 = 75.0;
/// Blocks that are kept, the last ones: nobody signs in more places.
const BLOCKS: usize = 64;
/// Lines of one title follow each other within so many mm.
const LINE_STEP: f64 = 8.5;
/// Title and name are centred on one axis, within so many mm.
const AXIS: f64 = 22.0;
/// The least room to sign between title and name, mm.
const ROOM: f64 = 10.0;
/// A line that is a title only because somebody signs below it has at most so many letters.
const TITLE_LETTERS: usize = 60;
/// A name goes on in a line that is no farther below, nor of another height, mm.
const CLOSE: f64 = 3.0;
/// Syllables of a name that go on in another line.
const REST: usize = 4;
/// What is signed between title and name may stand so far over either, mm.
const OVER: f64 = 5.0;

/// Title and name of one signer.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub(super) page: u32,
    /// Lines of the title, from top to bottom.
    pub(super) title: Vec<String>,
    pub(super) name: String,
    /// The lowest line of the title.
    pub(super) title_bounds: Rect,
    pub(super) name_bounds: Rect,
    /// Title and name together.
    pub(super) bounds: Rect,
}

impl Block {
    /// The abbreviation before the title, as printed: `KT.`.
    pub(super) fn prefix(&self) -> Option<String> {
        self.title.iter().find_map(|line| prefix(line))
    }

    /// Where title and name are centred, mm from the left.
    pub(super) fn axis(&self) -> f64 {
        f64::midpoint(self.title_bounds.centre().0, self.name_bounds.centre().0)
    }

    /// Whether a picture stands where this person signs: in the column of title and name, about as high as they are.
    pub(super) fn has_near(&self, picture: &Rect) -> bool {
        let (x, y) = picture.centre();
        let around = self.bounds.grown(12.0);
        around.contains((x, y)) || (around.intersection(picture).is_some() && (self.axis() - x).abs() < AXIS + 10.0)
    }

    /// Whether a signature is of the person who is named.
    pub(super) fn names(&self, signature: &SignatureFacts) -> bool {
        signature
            .signer
            .known()
            .and_then(|signer| signer.common_name.as_deref())
            .is_some_and(|name| names_person(name, &self.name))
    }

    /// How far a signature stands beside the middle of title and name, mm.
    pub(super) fn beside(&self, signature: &SignatureFacts) -> f64 {
        let shown = signature.layout.appearance.known();
        shown.map_or(f64::INFINITY, |shown| (place(shown).centre().0 - self.axis()).abs())
    }

    /// Whether a signature stands where this title and name ask for it: in their column, and no higher than the title,
    /// no lower than the name. What touches them is there too.
    pub(super) fn holds(&self, signature: &SignatureFacts) -> bool {
        let Some(shown) = signature.layout.appearance.known() else {
            return false;
        };
        let place = place(shown);
        shown.page == self.page
            && self.has_near(&place)
            && place.y1 > self.title_bounds.y0
            && place.y0 < self.name_bounds.y1
    }
}

/// The ink, or the box where none is known.
fn place(shown: &AppearanceFacts) -> Rect {
    let ink = shown.picture.known().and_then(|picture| picture.ink_mm.known());
    let [x0, y0, x1, y1] = *ink.unwrap_or(&shown.box_mm);
    Rect { x0, y0, x1, y1 }
}

pub(super) fn prefix(line: &str) -> Option<String> {
    let line = tidy(line);
    let unspaced = |text: &str| {
        text.chars()
            .filter(|letter| !letter.is_whitespace())
            .collect::<String>()
    };
    if let Some(found) = PREFIX.captures(&line) {
        return Some(unspaced(found.name("prefix")?.as_str()));
    }
    // An office has to follow: otherwise it may be a degree before a name, or a place.
    let found = ABBREVIATION.captures(&line)?;
    let prefix = unspaced(found.name("prefix")?.as_str());
    let office = begins_with(&key(found.name("rest")?.as_str()), &TITLES);
    (office && (prefix == "Q" || !OTHER_ABBREVIATIONS.contains(&prefix.trim_end_matches('.')))).then_some(prefix)
}

/// The capacity an abbreviation stands for. Documents of the Party write T/M, K/T, T/L.
pub(super) fn capacity(prefix: &str, of_the_party: bool) -> Option<SigningCapacity> {
    let is_mark = |letter: &char| matches!(letter, '.' | ':') || of_the_party && *letter == '/';
    let letters: String = prefix.chars().filter(|letter| !is_mark(letter)).collect();
    match letters.as_str() {
        "TM" => Some(SigningCapacity::OnBehalf),
        "KT" => Some(SigningCapacity::ForHead),
        "TL" => Some(SigningCapacity::ByOrder),
        "TUQ" => Some(SigningCapacity::ByDelegation),
        "Q" => Some(SigningCapacity::Acting),
        _ => None,
    }
}

/// A signature, as far as it tells where a title and a name stand.
pub(super) struct Signed<'s> {
    /// The page and the box of its widget.
    pub(super) place: Option<(u32, Rect)>,
    /// The person whose certificate it is, or may be.
    pub(super) name: Option<&'s str>,
}

impl Signed<'_> {
    /// Whether it stands between this title and this name, or is of the one who is named.
    fn is_for(&self, page: u32, title: &Rect, at: &Rect, name: &str) -> bool {
        let between = self.place.is_some_and(|(its, bounds)| {
            let (x, y) = bounds.centre();
            its == page && (x - at.centre().0).abs() < AXIS && title.y1 - OVER < y && y < at.y0 + OVER
        });
        // Words that are not Vietnamese may be read by the wrong table: then they name nobody.
        self.name.is_some_and(|signer| names_person(signer, name)) || (between && is_vietnamese(name))
    }
}

/// A name and the lines it takes.
struct Name {
    text: String,
    bounds: Rect,
}

/// Every title with a name below it, in the order of pages and from top to bottom. What is signed between a line and a
/// name makes a title of the line, whatever its words.
pub(super) fn find(pages: &[Page<'_>], signed: &[Signed<'_>]) -> Vec<Block> {
    let mut found: Vec<Block> = pages.iter().flat_map(|page| of_page(page, signed)).collect();
    let first = found.len().saturating_sub(BLOCKS);
    found.split_off(first)
}

fn of_page(page: &Page<'_>, signed: &[Signed<'_>]) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    for line in &page.lines {
        let Some(name) = name_of(&line.text, signed) else {
            continue;
        };
        if is_title(line) {
            continue;
        }
        let name = whole_name(page, line, name, signed);
        if let Some(block) = block(page, line, &name, signed, &found) {
            found.push(block);
        }
    }
    found
}

/// The name of a person in a line: one that looks like one, or that of a certificate that signs here.
fn name_of(text: &str, signed: &[Signed<'_>]) -> Option<String> {
    person_name(text).or_else(|| is_of_signer(text, signed).then(|| tidy(text)))
}

fn is_of_signer(name: &str, signed: &[Signed<'_>]) -> bool {
    let mut names = signed.iter().filter_map(|signed| signed.name);
    names.any(|signer| names_person(signer, name))
}

/// A long name goes on in the line below, as its certificate has it, or as looks: in the same column, close below, and
/// nothing but capitalised syllables.
fn whole_name(page: &Page<'_>, line: &PageLine, name: String, signed: &[Signed<'_>]) -> Name {
    let below = page.lines.iter().filter(|other| {
        let step = other.bounds.y0 - line.bounds.y1;
        let (own, of_other) = (line.bounds, other.bounds);
        (-CLOSE..CLOSE).contains(&step)
            && of_other.centre().1 > own.y1
            && (of_other.centre().0 - own.centre().0).abs() < AXIS
            && (of_other.height() - own.height()).abs() < CLOSE
    });
    let nearest = below.min_by(|a, b| a.bounds.y0.total_cmp(&b.bounds.y0));
    let joined = nearest.and_then(|rest| {
        let whole = tidy(&format!("{name} {}", rest.text));
        let looks = || !is_title(rest) && !is_aside(rest) && !is_rank(&rest.text) && goes_on(&rest.text);
        let signs = is_of_signer(&whole, signed);
        (signs || !is_of_signer(&name, signed) && looks()).then(|| Name {
            text: whole,
            bounds: line.bounds.union(&rest.bounds),
        })
    });
    joined.unwrap_or(Name {
        text: name,
        bounds: line.bounds,
    })
}

/// Whether a line may be the rest of a name: few syllables as Vietnamese spells them, each with a capital first.
fn goes_on(text: &str) -> bool {
    let syllables = || text.split_whitespace();
    let begins = |syllable: &str| syllable.chars().next().is_some_and(char::is_uppercase);
    (1..=REST).contains(&syllables().count())
        && syllables().all(begins)
        && text.chars().all(|letter| letter.is_alphabetic() || letter == ' ')
        && is_vietnamese(text)
}

/// The block of a name; `others` are those above it on the page.
fn block(
    page: &Page<'_>,
    name_line: &PageLine,
    name: &Name,
    signed: &[Signed<'_>],
    others: &[Block],
) -> Option<Block> {
    let axis = name_line.bounds.centre().0;
    let on_axis = |line: &&PageLine| (line.bounds.centre().0 - axis).abs() < AXIS;
    // What stands above in the same column, nearest first.
    let mut above: Vec<&PageLine> = page
        .lines
        .iter()
        .filter(|line| line.bounds.y1 <= name_line.bounds.y0 + 1.0 && !std::ptr::eq(*line, name_line))
        .filter(|line| name_line.bounds.y0 - line.bounds.y1 < REACH)
        .filter(on_axis)
        .collect();
    above.sort_by(|a, b| b.bounds.y1.total_cmp(&a.bounds.y1));
    // "(Ký, ghi rõ họ tên)", and a rank on a line of its own.
    let between = above
        .iter()
        .take_while(|line| is_aside(line) || is_rank(&line.text) && !is_upper(&line.text))
        .count();
    let (lowest, rest) = above.get(between..)?.split_first()?;
    let gap = name_line.bounds.y0 - lowest.bounds.y1;
    let mut signed = signed.iter();
    let is_signed = signed.any(|signed| signed.is_for(page.number, &lowest.bounds, &name_line.bounds, &name.text));
    let here = |title: Vec<String>, above: Rect| Block {
        page: page.number,
        title,
        name: name.text.clone(),
        title_bounds: lowest.bounds,
        name_bounds: name.bounds,
        bounds: name.bounds.union(&above),
    };
    // Several sign one below the other under one title.
    if let Some(first) = others.iter().find(|other| other.name_bounds == lowest.bounds) {
        return (gap >= ROOM).then(|| here(first.title.clone(), lowest.bounds));
    }
    let lines = title_lines(lowest, rest);
    let titled = is_upper(&lowest.text) && lines.iter().any(|line| is_title(line));
    // In lists of names a line in capitals stands above a name too: there is no room to sign, and nobody does.
    let takes = match (gap >= ROOM, is_signed) {
        (true, true) => titled || may_be_title(&lines),
        (true, false) => titled,
        (false, true) => titled && !is_upper(&name_line.text),
        (false, false) => false,
    };
    let bounds = lines
        .iter()
        .map(|line| line.bounds)
        .reduce(|all, line| all.union(&line))?;
    takes.then(|| here(lines.iter().map(|line| line.text.clone()).collect(), bounds))
}

/// The lines of a title, from top to bottom: its lowest, and what stands close above it. One in small letters goes on in
/// small letters too.
fn title_lines<'l>(lowest: &'l PageLine, above: &[&'l PageLine]) -> Vec<&'l PageLine> {
    let mut lines = vec![lowest];
    let mut last = lowest;
    for line in above {
        let close = last.bounds.y0 - line.bounds.y1 <= LINE_STEP;
        if !close || !(is_upper(&line.text) || !is_upper(&last.text) && is_short(line)) {
            break;
        }
        lines.push(line);
        last = line;
    }
    lines.reverse();
    lines
}

/// Whether lines of any words may be the title of somebody who signs below: they begin like one, and are no sentence.
fn may_be_title(lines: &[&PageLine]) -> bool {
    let begins = |line: &&PageLine| line.text.chars().next().is_some_and(char::is_uppercase);
    lines.first().is_some_and(begins) && lines.iter().all(|line| is_short(line))
}

fn is_short(line: &PageLine) -> bool {
    !line.text.ends_with(['.', ',', ';', ':']) && line.text.chars().count() <= TITLE_LETTERS
}

/// A line in brackets, of which there may be two, or what usually stands in them.
fn is_aside(line: &PageLine) -> bool {
    let text = line.text.trim();
    let ends = text.ends_with(')') && !text.contains('(');
    text.starts_with('(') || ends || begins_with(&line.key, &ASIDES)
}

/// A line in capitals that names an office.
fn is_title(line: &PageLine) -> bool {
    is_title_text(&line.text, &line.key)
}

/// [`is_title`] of a text with its key.
fn is_title_text(text: &str, key: &str) -> bool {
    if is_letter_spaced(text) {
        let letters = squeezed_key(key);
        return TITLES.iter().any(|title| letters.contains(&squeezed_key(title)));
    }
    is_upper(text) && (speaks_of(key, &TITLES) || prefix(text).is_some())
}

/// Whether two texts in one row belong to two who sign side by side: two titles, or two names, each with its family first.
pub(super) fn are_of_two_signers(left: &str, right: &str) -> bool {
    let title = |text: &str| is_upper(text) && is_title_text(text, &key(text));
    let name = |text: &str| {
        let family = person_name(text).and_then(|name| Some(name.split(' ').next()?.to_lowercase()));
        family.is_some_and(|family| is_family(&family))
    };
    let (titles, names) = (title(left) && title(right), name(left) && name(right));
    titles || names && !title(left) && !title(right)
}

/// The block that a picture belongs to: the nearest one it stands at, or the last one of the document.
pub(super) fn of_picture<'b>(blocks: &'b [Block], page: u32, picture: Option<&Rect>) -> Option<&'b Block> {
    let distance = |block: &&Block| {
        picture.map_or(0.0, |picture| {
            let ((x, y), (other_x, other_y)) = (picture.centre(), block.bounds.centre());
            (x - other_x).hypot(y - other_y)
        })
    };
    blocks
        .iter()
        .filter(|block| block.page == page)
        .min_by(|a, b| distance(a).total_cmp(&distance(b)))
        .or_else(|| blocks.last())
}
