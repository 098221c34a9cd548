//! Citations of Vietnamese provisions for readers of English: units in English, names of instruments as they are.

/// Units of a legal text, as citations write them.
const UNITS: [(&str, &str); 8] = [
    ("điểm ", "point "),
    ("khoản ", "clause "),
    ("Điều ", "Article "),
    ("Phụ lục ", "Annex "),
    ("Phần ", "Part "),
    ("mục ", "section "),
    ("Bước ", "step "),
    ("và ", "and "),
];

/// What a citation says of the instrument whose number follows.
const INSTRUMENT: (&str, &str) = ("Quy chế", "of the Regulation");

/// `điểm a khoản 1 Điều 11 Quy chế, 44/2025/QĐ-CTUBND` as `point a, clause 1, Article 11 of the Regulation, 44/…`.
pub(super) fn english(citation: &str) -> String {
    let mut said = String::with_capacity(citation.len());
    let mut rest = citation;
    let mut begins = true;
    while let Some(letter) = rest.chars().next() {
        if begins {
            if let Some((vietnamese, unit)) = UNITS.iter().find(|(unit, _)| rest.starts_with(unit)) {
                // Units follow one another from the small to the large: a comma parts them, but not behind `and`.
                let open = said.ends_with("and ") || said.ends_with(", ") || said.ends_with("; ") || said.is_empty();
                if !open && *unit != "and " {
                    said.truncate(said.trim_end().len());
                    said.push_str(", ");
                }
                said.push_str(unit);
                rest = &rest[vietnamese.len()..];
                continue;
            }
            if let Some(behind) = rest.strip_prefix(INSTRUMENT.0) {
                said.push_str(INSTRUMENT.1);
                rest = behind;
                begins = false;
                continue;
            }
        }
        said.push(letter);
        begins = letter == ' ';
        rest = &rest[letter.len_utf8()..];
    }
    said
}

#[cfg(test)]
mod tests {
    use super::english;

    #[test]
    fn units_are_said_in_english_and_names_stay() {
        for (vietnamese, said) in [
            (
                "điểm a khoản 1 Điều 11 Quy chế, 44/2025/QĐ-CTUBND",
                "point a, clause 1, Article 11 of the Regulation, 44/2025/QĐ-CTUBND",
            ),
            (
                "khoản 2 Điều 4 và khoản 3 Điều 15 Quy chế, 44/2025/QĐ-CTUBND; Điều 9, 68/2024/NĐ-CP",
                "clause 2, Article 4 and clause 3, Article 15 of the Regulation, 44/2025/QĐ-CTUBND; Article 9, 68/2024/NĐ-CP",
            ),
            ("Phần II Phụ lục I, 30/2020/NĐ-CP", "Part II, Annex I, 30/2020/NĐ-CP"),
            (
                "Điều 78 và Điều 79, 51/2005/QH11",
                "Article 78 and Article 79, 51/2005/QH11",
            ),
            ("ISO 32000-1:2008, mục 12.8.3", "ISO 32000-1:2008, section 12.8.3"),
            ("", ""),
        ] {
            assert_eq!(english(vietnamese), said);
        }
    }
}
