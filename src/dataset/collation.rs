//! Vietnamese alphabetical order, for lists of agencies.

use unicode_normalization::UnicodeNormalization;

/// The letters in the order of the Vietnamese dictionary.
const ALPHABET: &str = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz";

/// A key that sorts names as a Vietnamese reader expects: syllable by syllable, `Đ` behind `D`, `Ơ` behind `Ô`, and
/// syllables of the same letters by their tone.
pub(super) fn collation_key(name: &str) -> Vec<(Vec<u32>, Vec<u32>)> {
    name.split(' ').map(syllable_key).collect()
}

fn syllable_key(syllable: &str) -> (Vec<u32>, Vec<u32>) {
    let mut letters = Vec::new();
    let mut tones = Vec::new();
    for letter in syllable.nfc().flat_map(char::to_lowercase) {
        let (mut base, mut tone) = (String::new(), 0);
        for part in std::iter::once(letter).nfd() {
            match part {
                // The order of dictionaries: ngang, huyền, hỏi, ngã, sắc, nặng.
                '\u{300}' => tone = 1,
                '\u{309}' => tone = 2,
                '\u{303}' => tone = 3,
                '\u{301}' => tone = 4,
                '\u{323}' => tone = 5,
                _ => base.push(part),
            }
        }
        for letter in base.nfc() {
            let place = ALPHABET.chars().position(|known| known == letter);
            letters.push(match place {
                // Letters stand behind digits and signs, which keep their own order.
                Some(place) => 0x11_0000 + u32::try_from(place).unwrap_or(0),
                None => u32::from(letter),
            });
        }
        tones.push(tone);
    }
    (letters, tones)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sort_as_in_a_vietnamese_dictionary() {
        let sorted = [
            "1. Văn phòng",
            "Ban Dân tộc",
            "Công an tỉnh",
            "Du lịch",
            "Đài Phát thanh",
            "Sở Công Thương",
            "Sở Nội vụ",
            "Sở Y tế",
            "Thanh tra",
            "Thành phố",
            "UBND xã An",
            "Ủy ban",
            "Văn phòng",
        ];
        let mut names = sorted;
        names.reverse();
        names.sort_by_cached_key(|name| collation_key(name));
        assert_eq!(names, sorted);
    }
}
