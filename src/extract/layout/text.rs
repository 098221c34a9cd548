//! Comparing Vietnamese text as people read it, whatever way it was typed.

use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::{IsNormalized, UnicodeNormalization, char::is_combining_mark, is_nfc_quick};

/// Stands for a letter that the file does not name.
pub(super) const UNREADABLE: char = '\u{FFFD}';

/// Marks of the five tones, as combining characters: grave, acute, tilde, hook above, dot below.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// A pattern that is written in this program.
#[allow(
    clippy::expect_used,
    reason = "a literal of this program: a test compiles every one of them"
)]
pub(super) fn pattern(literal: &str) -> Regex {
    Regex::new(literal).expect("a literal pattern")
}

/// NFC, single spaces, no space at either end, one kind of hyphen, and Đ for its look-alike Ð.
pub(super) fn tidy(text: &str) -> String {
    // Most text is NFC as it stands.
    if text.chars().all(is_whole) || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        tidied(text.chars(), text.len())
    } else {
        tidied(text.nfc(), text.len())
    }
}

/// Whether NFC has nothing to do with a letter, whatever stands beside it: Latin and Vietnamese letters in one character,
/// hyphens, quotation marks. Of others it may be true as well.
fn is_whole(letter: char) -> bool {
    matches!(letter, '\0'..='\u{2FF}' | '\u{1EA0}'..='\u{1EF9}' | '\u{2010}'..='\u{2027}')
}

fn tidied(letters: impl Iterator<Item = char>, length: usize) -> String {
    let mut tidy = String::with_capacity(length);
    for letter in letters {
        let letter = match letter {
            '\u{AD}' | '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            'Ð' | 'Ɖ' => 'Đ',
            'ð' => 'đ',
            '\u{200B}' | '\u{FEFF}' => continue,
            other if other.is_whitespace() || other == '\u{A0}' => ' ',
            other => other,
        };
        if letter != ' ' || (!tidy.is_empty() && !tidy.ends_with(' ')) {
            tidy.push(letter);
        }
    }
    tidy.truncate(tidy.trim_end().len());
    tidy
}

/// At most so many letters of a text.
pub(super) fn limited(text: &str, letters: usize) -> String {
    match text.char_indices().nth(letters) {
        Some((end, _)) => text.get(..end).unwrap_or_default().to_owned(),
        None => text.to_owned(),
    }
}

/// What is the same for two texts that read the same: [`tidy`], lower case, and the tone behind its syllable, so that
/// HÒA and HOÀ, ỦY and UỶ agree.
pub(super) fn key(text: &str) -> String {
    let mut text = tidy(text);
    if text.is_ascii() {
        text.make_ascii_lowercase();
        return text;
    }
    toned(&text).unwrap_or_else(|| decomposed(&text.to_lowercase()))
}

/// The key of tidy text that is nothing but ASCII and the letters of Vietnamese; `None` for any other.
fn toned(text: &str) -> Option<String> {
    let mut key = String::with_capacity(text.len().saturating_add(8));
    let mut tone = None;
    for letter in text.chars() {
        let (letter, own) = if letter.is_ascii() {
            (letter.to_ascii_lowercase(), None)
        } else {
            Vietnamese::of(letter)?
        };
        if letter.is_ascii() && !letter.is_ascii_alphabetic() {
            key.extend(tone.take());
        }
        key.push(letter);
        tone = own.or(tone);
    }
    key.extend(tone);
    Some(key)
}

/// The letters of Vietnamese that are not ASCII, small and capital, each with the small letter that it is without its
/// tone, and the tone; by their distance from the first of their block.
struct Vietnamese {
    latin: [Option<(char, Option<char>)>; 256],
    additional: [Option<(char, Option<char>)>; 96],
}

static VIETNAMESE: LazyLock<Vietnamese> = LazyLock::new(|| {
    let mut letters = Vietnamese {
        latin: [None; 256],
        additional: [None; 96],
    };
    for plain in "aăâeêioôơuưyđ".chars() {
        letters.put(plain, (plain, None));
        for tone in TONES {
            let mut composed = [plain, tone].into_iter().nfc();
            if let (Some(composed), None) = (composed.next(), composed.next()) {
                letters.put(composed, (plain, Some(tone)));
            }
        }
    }
    letters
});

impl Vietnamese {
    fn of(letter: char) -> Option<(char, Option<char>)> {
        let letters = &*VIETNAMESE;
        let behind = |first: u32| usize::try_from(u32::from(letter).checked_sub(first)?).ok();
        let found = |block: &[Option<(char, Option<char>)>], first| block.get(behind(first)?).copied().flatten();
        found(&letters.additional, Self::ADDITIONAL).or_else(|| found(&letters.latin, Self::LATIN))
    }

    const LATIN: u32 = 0xC0;
    const ADDITIONAL: u32 = 0x1EA0;

    /// A letter and its capital.
    fn put(&mut self, letter: char, value: (char, Option<char>)) {
        for letter in std::iter::once(letter).chain(letter.to_uppercase()) {
            let behind = |first: u32| usize::try_from(u32::from(letter).checked_sub(first)?).ok();
            let place = match behind(Self::ADDITIONAL) {
                Some(at) => self.additional.get_mut(at),
                None => behind(Self::LATIN).and_then(|at| self.latin.get_mut(at)),
            };
            if let Some(place) = place {
                *place = Some(value);
            }
        }
    }
}

/// The key of any lower-case text.
fn decomposed(text: &str) -> String {
    let mut key = String::new();
    let mut tone = None;
    let mut plain = String::new();
    let end_of_syllable = |key: &mut String, plain: &mut String, tone: &mut Option<char>| {
        key.extend(plain.nfc());
        plain.clear();
        key.extend(tone.take());
    };
    for letter in text.nfd() {
        if TONES.contains(&letter) {
            tone = Some(letter);
        } else if letter.is_alphabetic() || is_combining_mark(letter) {
            plain.push(letter);
        } else {
            end_of_syllable(&mut key, &mut plain, &mut tone);
            key.push(letter);
        }
    }
    end_of_syllable(&mut key, &mut plain, &mut tone);
    key
}

/// [`key`] of the letters and digits alone: spaces and points say nothing about a name.
pub(super) fn squeezed(text: &str) -> String {
    squeezed_key(&key(text))
}

/// [`squeezed`] of a text whose key is known.
pub(super) fn squeezed_key(key: &str) -> String {
    key.chars()
        .filter(|letter| letter.is_alphanumeric() || TONES.contains(letter))
        .collect()
}

/// Fixed words in the form that [`key`] gives, made once.
pub(super) type Phrases = LazyLock<Vec<String>>;

/// The keys of fixed words.
pub(super) fn phrases(words: &[&str]) -> Vec<String> {
    words.iter().map(|words| key(words)).collect()
}

/// Whether a text begins with one of these, as a person reads them; both are keys.
pub(super) fn begins_with(text: &str, phrases: &Phrases) -> bool {
    rest_behind(text, phrases).is_some()
}

/// What follows the one of these that a text begins with; all are keys.
pub(super) fn rest_behind<'a>(text: &'a str, phrases: &Phrases) -> Option<&'a str> {
    phrases.iter().find_map(|words| {
        text.strip_prefix(words.as_str())
            .filter(|rest| !continues(rest.chars().next()))
    })
}

/// Whether one of these stands in a text, as a person reads them; both are keys.
pub(super) fn speaks_of(text: &str, phrases: &Phrases) -> bool {
    phrases.iter().any(|words| {
        text.match_indices(words.as_str()).any(|(at, found)| {
            let before = text.get(..at).and_then(|before| before.chars().next_back());
            let behind = text
                .get(at.saturating_add(found.len())..)
                .and_then(|behind| behind.chars().next());
            !continues(before) && !continues(behind)
        })
    })
}

/// Whether a word goes on with this letter.
fn continues(letter: Option<char>) -> bool {
    letter.is_some_and(|letter| letter.is_alphanumeric() || TONES.contains(&letter))
}

/// Whether two names of persons are the same. Where letters stand apart nobody sees which syllable has the tone.
pub(super) fn same_name(one: &str, other: &str) -> bool {
    if is_letter_spaced(one) || is_letter_spaced(other) {
        return same_letters(&key(one), &key(other));
    }
    let one = squeezed(one);
    !one.is_empty() && one == squeezed(other)
}

/// Whether two keys have the same letters and the same tones, whatever syllables the tones belong to.
pub(super) fn same_letters(one: &str, other: &str) -> bool {
    let parted =
        |key: &str| -> (String, String) { squeezed_key(key).chars().partition(|letter| !TONES.contains(letter)) };
    let one = parted(one);
    !one.0.is_empty() && one == parted(other)
}

/// Whether every letter is a capital, and there is one.
pub(super) fn is_upper(text: &str) -> bool {
    text.chars().any(char::is_alphabetic) && !text.chars().any(char::is_lowercase)
}

/// Whether two names are of one person: what stands before a name is no part of it.
pub(super) fn same_person(one: &str, other: &str) -> bool {
    same_name(bare_name(&tidy(one)), bare_name(&tidy(other)))
}

/// What a certificate may say behind the name of its holder: "- Giám đốc", "(STC)", "034080001234".
static BEHIND_NAMES: LazyLock<Regex> = LazyLock::new(|| pattern(r"\s+-\s|\s*[(\d]"));

/// Whether a certificate of this name is that of the person whose name is printed, whatever stands behind it there.
pub(super) fn names_person(common_name: &str, printed: &str) -> bool {
    let common_name = tidy(common_name);
    let bare = || {
        let end = BEHIND_NAMES.find(&common_name)?.start();
        common_name.get(..end)
    };
    same_person(&common_name, printed) || bare().is_some_and(|bare| same_person(bare, printed))
}

/// One degree, rank or word of address before a name, written out or short, with the marks behind it.
static BEFORE_NAMES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)^(?:GS|PGS|TS|TSKH|ThS|CN|KS|KTS|LS|NG|NGND|NGƯT|NSND|NSƯT|TTND|TTƯT",
        r"|BS|DS|ĐD|YS|BSNT|(?:BS|DS|ĐD)?CK\s?(?:II?|[12])",
        r"|(?:phó )?giáo sư|tiến s[ĩỹ](?: khoa học)?|thạc s[ĩỹ]|cử nhân|k[ỹĩ] sư|kiến trúc sư|luật sư|bác s[ĩỹ]|dược s[ĩỹ]",
        r"|(?:nhà giáo|nghệ s[ĩỹ]|thầy thuốc) (?:nhân dân|ưu tú)",
        r"|(?:đại|thượng|trung|thiếu) (?:tướng|tá|úy|uý)|(?:thượng|trung|hạ) s[ĩỹ]|(?:chuẩn |phó )?đô đốc",
        r"|linh mục|giám mục|mục sư|hòa thượng|hoà thượng|thượng tọa|thượng toạ|đại đức|ni trưởng|ni sư|sư cô",
        r"|thẩm phán|kiểm sát viên|chấp hành viên|đồng chí|đ/c|ông|bà|họ (?:và )?tên\s?:",
        r"|(?:\p{L}{1,4}\.)+(?:\p{L}{1,4})?|(?-i:[BCDĐGHKLMNPQRSTVX]{2,5}))(?:\s?[.,-]\s?|\s)+",
    ))
});

/// The syllables of a name.
fn syllables(name: &str) -> impl Iterator<Item = &str> {
    name.split([' ', '.']).filter(|part| !part.is_empty())
}

/// Whether a line is nothing but what stands before a name.
pub(super) fn is_rank(line: &str) -> bool {
    let mut line = tidy(line);
    line.push(' ');
    BEFORE_NAMES.find(&line).is_some_and(|found| found.end() == line.len())
}

/// A tidy name without what stands before it, of which two syllables at least are left: Ông is a family too.
fn bare_name(name: &str) -> &str {
    let mut name = name;
    while let Some(rest) = BEFORE_NAMES.find(name).and_then(|title| name.get(title.end()..)) {
        if syllables(rest).nth(1).is_none() {
            break;
        }
        name = rest;
    }
    name
}

/// The name in a line that is nothing but the name of a person: two to six syllables, each with a capital first.
pub(super) fn person_name(line: &str) -> Option<String> {
    let line = tidy(line);
    // Behind the name: "(đã ký)", ", MBA".
    let mut parts = bare_name(line.trim_start_matches('(')).split([',', '(', ')']);
    let syllables: Vec<&str> = syllables(parts.next().unwrap_or_default()).collect();
    let whole = |part: &str| (1..=7).contains(&part.chars().count()) && part.chars().all(char::is_alphabetic);
    let syllable =
        |text: &str| text.chars().next().is_some_and(char::is_uppercase) && text.split(WITHIN_SYLLABLES).all(whole);
    if is_letter_spaced(&line) {
        return Some(line);
    }
    ((2..=6).contains(&syllables.len()) && syllables.iter().all(|part| syllable(part))).then(|| syllables.join(" "))
}

/// What may stand within a syllable of a name: "H'Hen Niê", "Nguyễn Thị Anh-Đào".
const WITHIN_SYLLABLES: [char; 4] = ['\'', '’', 'ʼ', '-'];

/// Letters of a line that is nothing but capitals with spaces between: no fewer, a name or a title has them.
const SPACED_LETTERS: std::ops::RangeInclusive<usize> = 6..=40;

/// Whether a line is nothing but capitals with a space between each two, as people stretch names and titles: where its words
/// end nobody can tell.
pub(super) fn is_letter_spaced(line: &str) -> bool {
    let mut parts = line.split(' ');
    let single = |part: &str| {
        let mut letters = part.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
    };
    SPACED_LETTERS.contains(&parts.clone().count()) && parts.all(single)
}

/// A syllable as Vietnamese spells it, in the form that [`key`] gives: what stands before the vowels, the vowels, what
/// closes them, and a tone.
static SYLLABLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:ngh?|nh|kh|gh|gi|ph|th|tr|ch|qu|[bcdđghklmnpqrstvx])?",
        r"(?:(?:i[êe]u?|yêu?|oa[oiy]?|oă|oeo?|oo|uây?|uô|uê|uơ|uyê|uya|uyu|uy|ươ|[aăâeêioôơuưy])(?:ch|ng|nh|[cmnpt])?",
        r"|a[iouy]|â[uy]|êu|eo|i[au]|[oôơ]i|u[aiô]i?|ư[aiu]|ươ[iu])[\u{300}\u{301}\u{303}\u{309}\u{323}]?$",
    ))
});

/// Whether every syllable of a name is spelled as in Vietnamese, with its marks or without any. Text whose letters stand for others is not.
pub(super) fn is_vietnamese(name: &str) -> bool {
    let mut parts = syllables(name).flat_map(|syllable| syllable.split(WITHIN_SYLLABLES));
    parts.all(|part| part.is_ascii() || SYLLABLE.is_match(&key(part)))
}

/// Whether the words of a name are none that anybody writes: capitals within them, or for the most part letters that make no
/// syllable. Then the font names other letters than it shows. Of names with an apostrophe or a hyphen the syllables say
/// nothing: "H'Yim Kđoh", "Y-Bhin Êban".
pub(super) fn is_garbled(name: &str) -> bool {
    let parts = || {
        let parts = syllables(name).flat_map(|syllable| syllable.split(WITHIN_SYLLABLES));
        parts.filter(|part| part.chars().nth(1).is_some())
    };
    let capital_within = |part: &str| {
        let behind = part.chars().skip(1);
        part.chars()
            .zip(behind)
            .any(|(before, letter)| before.is_lowercase() && letter.is_uppercase())
    };
    let spelled = parts().filter(|part| SYLLABLE.is_match(&key(part))).count();
    let odd = || spelled.saturating_mul(2) < parts().count();
    parts().any(capital_within) || !name.contains(WITHIN_SYLLABLES) && odd()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letters_of_vietnamese_have_keys_of_their_own() {
        // Five tones on twelve vowels, and đ with the six letters that have a mark without a tone.
        let letters = |block: &[Option<(char, Option<char>)>]| block.iter().flatten().count();
        let known = letters(&VIETNAMESE.latin) + letters(&VIETNAMESE.additional);
        assert_eq!(known, 2 * (5 * 12 + 7));
        assert_eq!(key("HÒA"), key("hoà"));
        assert_eq!(key("ỦY BAN"), key("Uỷ  ban"));
        assert_ne!(key("hòa"), key("hoa"));
    }

    #[test]
    fn vietnamese_is_told_from_letters_that_stand_for_others() {
        for name in [
            "Trần Minh Khuê",
            "Đỗ Hoàng Yến",
            "Nguyễn Quốc Huỳnh",
            "Vũ Đình Lâm",
            "Phan Quốc Bình",
            "Ngô Thị Mai Anh",
            "Giàng Thị Xuyến",
            "Khương Thuý Oanh",
            "Lưu Quý Kỳ",
            "Nghiêm Thị Huệ",
            "Đoàn Khoái Hiếu",
            "Phạm Tiến Duật",
            "Trương Hoài Thương",
            "Lý A Páo",
            "NGUYEN VAN SUU",
            "Hoàng Ngọc Khuya",
            "Bùi Xuân Tiêu",
        ] {
            assert!(is_vietnamese(name), "{name}");
        }
        for name in [
            "Traàn Minh Khueâ",
            "Ñoã Hoaøng Yeán",
            "TrÇn Minh Khuª",
            "Ñaëng Vaên Laâm",
            "Vuõ Ñình Laâm",
        ] {
            assert!(!is_vietnamese(name), "{name}");
        }
    }

    #[test]
    fn names_that_nobody_writes_are_garbled() {
        for name in [
            "OhvzỆo WĄo Bo",
            "OhvzỆo UiỌ IỔoh Uiûz",
            "UsẨo Boi Njoi",
            "Usbo Boi Njoi",
            "Tở UÁJ DIÎOI",
        ] {
            assert!(is_garbled(name), "{name}");
        }
        for name in [
            "Nguyễn Văn A",
            "NGUYỄN VĂN AN",
            "H'Hen Niê",
            "H'Yim Kđoh",
            "Kpă Thuyền",
            "Điểu K’Ré",
            "Rmah H’Bé Nết",
            "Nguyễn Thị Anh-Đào",
            "Giàng A Páo",
            "TRẦN ANH MINH",
        ] {
            assert!(!is_garbled(name), "{name}");
        }
    }

    proptest::proptest! {
        #[test]
        fn the_quick_way_to_a_key_gives_what_the_long_one_does(text in "[A-ZÀẢÃÁẠĂÂĐÊẾỘƠỮa-zàảãáạăằẳẵắặâầẩẫấậđèéẹêềểễếệìíịòóọôồốộơờớợùúụưừứựỳýỵ0-9 ./:-]{0,24}") {
            let text = tidy(&text);
            proptest::prop_assert_eq!(toned(&text), Some(decomposed(&text.to_lowercase())));
        }

        #[test]
        fn any_text_has_the_same_key_once_it_is_tidy(text: String) {
            proptest::prop_assert_eq!(key(&text), key(&tidy(&text)));
        }
    }
}
