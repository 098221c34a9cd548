//! Number and symbol of a document (Nghị định 30/2020/NĐ-CP, Phụ lục I and III): reading, not judging.

use std::{collections::BTreeMap, sync::LazyLock};

use regex::Regex;

use super::{
    place_and_date,
    text::{key, pattern, squeezed, tidy},
};

/// Abbreviations of types of document, by the type as it is printed, in the key of [`key`]. The first is the one of
/// Phụ lục III; the others are variants that are seen.
const KIND_NAMES: &[(&str, &[&str])] = &[
    ("nghị quyết", &["NQ"]),
    ("nghị quyết liên tịch", &["NQLT"]),
    ("quyết định", &["QĐ"]),
    ("chỉ thị", &["CT"]),
    ("quy chế", &["QC", "QCh"]),
    ("quy định", &["QyĐ", "QĐ"]),
    ("thông cáo", &["TC"]),
    ("thông báo", &["TB"]),
    ("thông báo kết luận", &["TB", "TBKL", "KL"]),
    ("kết luận", &["KL"]),
    ("hướng dẫn", &["HD"]),
    ("chương trình", &["CTr"]),
    ("kế hoạch", &["KH"]),
    ("phương án", &["PA"]),
    ("đề án", &["ĐA"]),
    ("dự án", &["DA", "DAn"]),
    ("báo cáo", &["BC"]),
    ("biên bản", &["BB"]),
    ("tờ trình", &["TTr"]),
    ("hợp đồng", &["HĐ"]),
    ("công điện", &["CĐ"]),
    ("bản ghi nhớ", &["BGN"]),
    ("bản thỏa thuận", &["BTT"]),
    ("giấy ủy quyền", &["GUQ"]),
    ("giấy mời", &["GM"]),
    ("giấy giới thiệu", &["GGT"]),
    ("giấy nghỉ phép", &["GNP"]),
    ("phiếu gửi", &["PG"]),
    ("phiếu chuyển", &["PC"]),
    ("phiếu báo", &["PB"]),
    ("sao y", &["SY"]),
    ("sao lục", &["SL"]),
    ("trích sao", &["TrS"]),
    ("nghị định", &["NĐ"]),
    ("thông tư", &["TT"]),
    ("thông tư liên tịch", &["TTLT"]),
    ("pháp lệnh", &["PL"]),
    ("lệnh", &["L"]),
    ("luật", &["L", "QH"]),
    ("bộ luật", &["L", "QH"]),
    ("hiến pháp", &[]),
    ("văn bản hợp nhất", &["VBHN"]),
];

/// Words of the longest of [`KIND_NAMES`].
const KIND_WORDS: usize = 4;

/// [`KIND_NAMES`] by the key of the name.
static KINDS: LazyLock<BTreeMap<String, &[&str]>> =
    LazyLock::new(|| KIND_NAMES.iter().map(|(name, codes)| (key(name), *codes)).collect());

/// Number and symbol as they stand in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    /// Everything of it as printed, single spaces.
    pub(super) line: String,
    /// Digits with a letter perhaps; `None` when the place is left blank.
    pub(super) digits: Option<String>,
    /// Year behind the number.
    pub(super) year: Option<u16>,
    /// Symbol without spaces; `None` where what stands behind the digits does not follow the grammar.
    pub(super) symbol: Option<String>,
    /// What follows in the line.
    pub(super) rest: String,
}

impl Number {
    /// Number with its year: `44/2025`.
    pub(super) fn with_year(&self) -> Option<String> {
        let number = self.digits.as_ref()?;
        Some(match self.year {
            Some(year) => format!("{number}/{year}"),
            None => number.clone(),
        })
    }

    /// Number and symbol as one: `44/2025/QĐ-CTUBND`.
    pub(super) fn whole(&self) -> Option<String> {
        Some(format!("{}/{}", self.with_year()?, self.symbol.as_ref()?))
    }
}

/// `44/2025/QĐ-CTUBND` with the spaces that people leave in it; the number may be missing. What stands behind a hyphen with
/// spaces or behind a point goes on with the symbol only where it is no word: `125/TB-SKHCN - Thời gian ký`.
const NUMBER: &str = r"(?P<number>\d{1,6}\s?[a-zđ]?)?\s*/\s*(?:(?P<year>(?:19|20)\d{2})\s*/\s*)?(?P<symbol>\p{L}[\p{L}\d]*(?:-\p{Lu}[\p{L}\d]*|\s*[-./]\s*\p{Lu}[\p{Lu}\d]*(?:[a-z]{1,2}[\p{Lu}\d]+)*[a-z]{0,2}\b)*)";

/// The word before a number: "Số", "Số, ký hiệu", "Số và ký hiệu".
pub(super) const WORD: &str = r"(?i:Số(?:\s?(?:,|/|và\b)?\s?ký hiệu)?)";

static BEHIND_THE_WORD: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"(?:^|[\s(,;]){WORD}\s*:?\s*[.…_]*\s*(?P<all>{NUMBER})")));
static BEHIND_A_KIND: LazyLock<Regex> = LazyLock::new(|| {
    let kinds = KIND_NAMES.iter().map(|(kind, _)| *kind).chain(["công văn", "văn bản"]);
    pattern(&format!(
        r"(?:^|[\s(,;])(?i:{})\s+(?P<all>{NUMBER})",
        kinds.collect::<Vec<_>>().join("|")
    ))
});
static ALONE: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"^\s*(?:{WORD}\s*:?\s*)?(?P<all>{NUMBER})\s*$")));

/// Digits behind "Số:", whatever they go on with.
static MISWRITTEN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:^|\s)[Ss][ốỐ]\s*:[\s.…_]*(?P<all>(?P<number>\d{1,6}).*)$"));
/// The longest number that is miswritten; what is longer is a sentence.
const MISWRITTEN_LETTERS: usize = 40;

/// The number behind "Số:" in a line where the grammar finds none: `125-TB/SKHCN`, or `125` alone. It has digits and no
/// symbol. A date that the line ends with belongs to the column beside it, and then the first word is the number.
pub(super) fn miswritten(line: &str) -> Option<Number> {
    let text = tidy(line);
    let found = MISWRITTEN.captures(&text)?;
    let all = found.name("all")?.as_str();
    let (line, rest) = match place_and_date::in_line(all) {
        Some(_) => all.split_once(' ').unwrap_or((all, "")),
        None => (all, ""),
    };
    let speaks = |word: &str| word.chars().all(char::is_lowercase);
    (line.chars().count() <= MISWRITTEN_LETTERS && !line.split(' ').any(speaks)).then(|| Number {
        line: line.to_owned(),
        digits: found.name("number").map(|digits| digits.as_str().to_owned()),
        year: None,
        symbol: None,
        rest: rest.to_owned(),
    })
}

/// The number behind the word "số" in a line; its digits may be missing.
pub(super) fn in_line(line: &str) -> Option<Number> {
    read(&BEHIND_THE_WORD, line)
}

/// The number of what a text names, behind the word "số" or right behind a type: "Quyết định 15/QĐ-STC".
pub(super) fn named_in(text: &str) -> Option<Number> {
    in_line(text).or_else(|| read(&BEHIND_A_KIND, text).filter(|found| found.digits.is_some()))
}

/// The number of a text that is nothing else, with or without "Số:".
pub(super) fn alone(text: &str) -> Option<Number> {
    read(&ALONE, text).filter(|found| found.digits.is_some())
}

/// Whether two numbers with their symbols are one: `05/QĐ-UBND` is `5/QĐ-UBND`.
pub(super) fn same(one: &str, other: &str) -> bool {
    let (one, other) = (squeezed(one), squeezed(other));
    one.trim_start_matches('0') == other.trim_start_matches('0')
}

fn read(pattern: &Regex, text: &str) -> Option<Number> {
    let text = tidy(text);
    let found = pattern.captures(&text)?;
    let part = |name| found.name(name).map(|part| part.as_str());
    let unspaced = |text: &str| {
        text.chars()
            .filter(|letter| !letter.is_whitespace())
            .collect::<String>()
    };
    let behind = text.get(found.name("all")?.end()..).unwrap_or_default();
    let (tail, rest) = behind.split_at_checked(goes_on(behind))?;
    Some(Number {
        line: format!("{}{tail}", part("all")?.trim()),
        digits: part("number").map(unspaced),
        year: part("year").and_then(|year| year.parse().ok()),
        symbol: tail.is_empty().then(|| part("symbol").map(unspaced)).flatten(),
        rest: rest.trim().to_owned(),
    })
}

/// Bytes of what a number goes on with where the grammar ends, without a space: `-stc` of `12/QĐ-stc`, `_STC` of `12/QĐ_STC`.
fn goes_on(behind: &str) -> usize {
    let mut letters = behind.chars();
    let joined = matches!(letters.next(), Some('-' | '_')) && letters.next().is_some_and(char::is_alphabetic);
    let of_it = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.');
    if joined {
        behind.find(|letter| !of_it(letter)).unwrap_or(behind.len())
    } else {
        0
    }
}

/// The name of a type of document, when a line is nothing else.
pub(super) fn kind(line: &str) -> Option<String> {
    let line = tidy(line);
    KINDS.contains_key(&key(&line)).then(|| line.to_uppercase())
}

/// The type of document that a line begins with, the longest there is, and the rest of the line.
pub(super) fn kind_before(line: &str) -> Option<(String, String)> {
    let line = tidy(line);
    let ends = line.match_indices(' ').map(|(at, _)| at).chain([line.len()]);
    let ends: Vec<usize> = ends.take(KIND_WORDS).collect();
    ends.into_iter().rev().find_map(|end| {
        let (begin, rest) = line.split_at_checked(end)?;
        Some((kind(begin)?, rest.trim().to_owned()))
    })
}

/// Whether a text is the digits of a number, with one letter behind them perhaps: "125", "125a".
pub(super) fn is_bare(text: &str) -> bool {
    let digits = text.trim_end_matches(char::is_alphabetic);
    let letters = text.chars().count().saturating_sub(digits.chars().count());
    letters < 2 && (1..=6).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit())
}

/// The abbreviation of a type that a symbol begins with.
pub(super) fn kind_of_symbol(symbol: &str) -> Option<String> {
    // QH15: a law, by the term of the National Assembly.
    if symbol
        .strip_prefix("QH")
        .is_some_and(|term| !term.is_empty() && term.bytes().all(|digit| digit.is_ascii_digit()))
    {
        return Some("QH".to_owned());
    }
    let (first, _) = symbol.split_once('-')?;
    let known = first == "CV" || KIND_NAMES.iter().any(|(_, codes)| codes.contains(&first));
    known.then(|| first.to_owned())
}

/// Whether the abbreviation in a symbol belongs to the type that is printed; a letter without a type has none.
pub(super) fn fits(kind: Option<&str>, abbreviation: Option<&str>) -> bool {
    match (kind, abbreviation) {
        (None, None) => true,
        (None, Some(_)) | (Some(_), None) => false,
        (Some(kind), Some(abbreviation)) => KINDS.get(&key(kind)).is_some_and(|codes| codes.contains(&abbreviation)),
    }
}
