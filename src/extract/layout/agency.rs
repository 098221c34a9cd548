//! Names of agencies, as headings, stamps and certificates write them.

use std::sync::LazyLock;

use super::text::{Phrases, begins_with, key, phrases, squeezed_key};

/// Words that a place begins with.
static PLACES: Phrases = Phrases::new(|| {
    phrases(&[
        "tỉnh",
        "thành phố",
        "thị xã",
        "quận",
        "huyện",
        "xã",
        "phường",
        "thị trấn",
        "đặc khu",
    ])
});

/// The name of an agency, to be compared with others.
pub(super) struct AgencyName {
    /// The words of its key, with the usual abbreviations written out.
    words: Vec<String>,
    /// Their letters and digits, which is how names are compared.
    squeezed: Vec<String>,
}

impl AgencyName {
    /// Of any spelling.
    pub(super) fn new(name: &str) -> Self {
        Self::of_key(&key(name))
    }

    /// Of a name whose key is known.
    pub(super) fn of_key(key: &str) -> Self {
        let full = |word: &str| match word.trim_matches(|mark: char| !mark.is_alphanumeric()) {
            "ubnd" => ABBREVIATED.ubnd.clone(),
            "hđnd" => ABBREVIATED.hdnd.clone(),
            "tp" => ABBREVIATED.tp.clone(),
            _ => vec![word.to_owned()],
        };
        let words: Vec<String> = key.split_whitespace().flat_map(full).collect();
        let squeezed = words.iter().map(|word| squeezed_key(word)).collect();
        Self { words, squeezed }
    }

    /// Whether both are the same. One may add the place: a certificate says "Sở Y tế tỉnh Thái Nguyên" where the heading has
    /// the province on a line of its own.
    pub(super) fn is(&self, other: &Self) -> bool {
        let (short, long) = if self.words.len() <= other.words.len() {
            (self, other)
        } else {
            (other, self)
        };
        let same = |words: &[String]| words.concat() == short.squeezed.concat();
        let with_place = || {
            let (begin, _) = long.squeezed.split_at_checked(short.words.len()).unwrap_or_default();
            let (_, place) = long.words.split_at_checked(short.words.len()).unwrap_or_default();
            same(begin) && begins_with(&place.join(" "), &PLACES)
        };
        short.squeezed.iter().any(|word| !word.is_empty()) && (same(&long.squeezed) || with_place())
    }
}

/// What abbreviations stand for, in words of keys.
struct Abbreviated {
    ubnd: Vec<String>,
    hdnd: Vec<String>,
    tp: Vec<String>,
}

static ABBREVIATED: LazyLock<Abbreviated> = LazyLock::new(|| {
    let words = |name: &str| key(name).split(' ').map(str::to_owned).collect();
    Abbreviated {
        ubnd: words("ủy ban nhân dân"),
        hdnd: words("hội đồng nhân dân"),
        tp: words("thành phố"),
    }
});

/// Whether two names of agencies are the same: see [`AgencyName::is`].
pub(super) fn same_agency(one: &str, other: &str) -> bool {
    AgencyName::new(one).is(&AgencyName::new(other))
}

/// Offices through which an agency signs.
static OFFICES: LazyLock<[Words; 3]> = LazyLock::new(|| ["văn phòng", "thường trực", "ban thường vụ"].map(Words::of));
/// What governs a place.
static GOVERNS: LazyLock<[Words; 2]> = LazyLock::new(|| ["Ủy ban nhân dân", "Hội đồng nhân dân"].map(Words::of));
static AND: LazyLock<String> = LazyLock::new(|| squeezed_key(&key("và")));

/// Whether the agency of this name may issue a document with this heading: it stands there, alone or beside others; the
/// one of the heading is a part or an office of it, or the other way round; or it is the one above, whose seal those use
/// that have none. Words may be abbreviated: "Sở KH&CN" is "Sở Khoa học và Công nghệ".
pub(super) fn may_issue(name: &str, agency: &str, parent: Option<&str>) -> bool {
    let (name, agency) = (Words::of(name), Words::of(agency));
    let own = name.without_office();
    let above = || parent.map(Words::of).is_some_and(|parent| is_above(own, &parent.0));
    stand_in(own, &agency.0) || stand_in(&agency.0, &name.0) || above()
}

/// The words of a name, letters and digits alone, without those that join others.
struct Words(Vec<String>);

impl Words {
    fn of(name: &str) -> Self {
        let words = AgencyName::new(name).words;
        let parts = words.iter().flat_map(|word| word.split(['-', ',', '/']));
        Self(
            parts
                .map(squeezed_key)
                .filter(|word| !word.is_empty() && *word != *AND)
                .collect(),
        )
    }

    fn without_office(&self) -> &[String] {
        let rest = |office: &Words| self.0.strip_prefix(office.0.as_slice());
        OFFICES.iter().find_map(rest).unwrap_or(&self.0)
    }
}

/// Whether these words, two at least, stand one behind the other in another name.
fn stand_in(words: &[String], name: &[String]) -> bool {
    let from = |at: usize| name.get(at..).is_some_and(|rest| begin(rest, words).is_some());
    words.len() > 1 && (0..name.len()).any(from)
}

/// Whether they are what a heading names above the agency: itself, or what governs the place that stands there.
fn is_above(words: &[String], parent: &[String]) -> bool {
    let governs = |governing: &Words| {
        let name: Vec<String> = governing.0.iter().chain(parent).cloned().collect();
        begin(&name, words) == Some(name.len())
    };
    if begins_with(&parent.join(" "), &PLACES) {
        GOVERNS.iter().any(governs)
    } else {
        stand_in(words, parent)
    }
}

/// How many of the first words of one name are all of another: a word stands for itself, one of several letters in either
/// for as many words of the other that begin with them.
fn begin(long: &[String], short: &[String]) -> Option<usize> {
    let (mut read, mut own) = (0_usize, 0_usize);
    while let Some(word) = short.get(own) {
        let other = long.get(read)?;
        let (of_other, of_own) = if word == other {
            (1, 1)
        } else if let Some(words) = written_out(word, long.get(read..)?) {
            (words, 1)
        } else {
            (1, written_out(other, short.get(own..)?)?)
        };
        read = read.saturating_add(of_other);
        own = own.saturating_add(of_own);
    }
    Some(read)
}

/// How many of these words an abbreviation stands for, letter by letter.
fn written_out(abbreviation: &str, words: &[String]) -> Option<usize> {
    let letters = abbreviation.chars().count();
    let first = words.iter().take(letters).filter_map(|word| word.chars().next());
    (letters > 1 && letters <= words.len() && first.eq(abbreviation.chars())).then_some(letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agency_may_be_named_with_its_place() {
        assert!(same_agency("SỞ Y TẾ", "Sở Y tế tỉnh Thái Nguyên"));
        assert!(same_agency(
            "UBND xã Hòa Bản, tỉnh Thí Dụ",
            "ỦY BAN NHÂN DÂN XÃ HOÀ BẢN"
        ));
        assert!(!same_agency("Sở Y tế tỉnh Thái Nguyên", "Sở Y tế tỉnh Bắc Kạn"));
        assert!(!same_agency("Sở Y tế", "Văn phòng Sở Y tế"));
        assert!(!same_agency("UBND xã Hòa Bản", "UBND xã Hòa Bản Văn phòng"));
        assert!(!same_agency("", "tỉnh Thí Dụ"));
    }

    #[test]
    fn an_agency_may_issue_what_names_it_in_any_of_the_usual_ways() {
        let province = Some("ỦY BAN NHÂN DÂN TỈNH THÍ DỤ");
        for (name, agency, parent) in [
            (
                "SỞ KHOA HỌC VÀ CÔNG NGHỆ TỈNH THÍ DỤ",
                "SỞ KHOA HỌC VÀ CÔNG NGHỆ",
                province,
            ),
            ("Sở KH&CN", "SỞ KHOA HỌC VÀ CÔNG NGHỆ", province),
            ("Sở KHCN tỉnh Thí Dụ", "SỞ KHOA HỌC VÀ CÔNG NGHỆ", province),
            ("UBND xã Hoà Bản", "ỦY BAN NHÂN DÂN XÃ HÒA BẢN", Some("TỈNH THÍ DỤ")),
            (
                "TRƯỜNG THPT HOA BAN",
                "TRƯỜNG TRUNG HỌC PHỔ THÔNG HOA BAN",
                Some("SỞ GIÁO DỤC VÀ ĐÀO TẠO"),
            ),
            ("TRƯỜNG TRUNG HỌC PHỔ THÔNG HOA BAN", "TRƯỜNG THPT HOA BAN", None),
            ("VĂN PHÒNG ỦY BAN NHÂN DÂN TỈNH THÍ DỤ", "VĂN PHÒNG", province),
            ("VĂN PHÒNG UBND TỈNH THÍ DỤ", "ỦY BAN NHÂN DÂN TỈNH THÍ DỤ", None),
            ("Văn phòng Tỉnh ủy", "TỈNH ỦY THÍ DỤ", None),
            ("ỦY BAN NHÂN DÂN TỈNH THÍ DỤ", "BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ", province),
            (
                "ỦY BAN NHÂN DÂN TỈNH THÍ DỤ",
                "HỘI ĐỒNG THI ĐUA KHEN THƯỞNG",
                Some("TỈNH THÍ DỤ"),
            ),
            ("SỞ TÀI CHÍNH TỈNH THÍ DỤ", "SỞ NỘI VỤ - SỞ TÀI CHÍNH TỈNH THÍ DỤ", None),
            ("SỞ NỘI VỤ", "SỞ NỘI VỤ - SỞ TÀI CHÍNH", province),
            ("BQL các khu công nghiệp", "BAN QUẢN LÝ CÁC KHU CÔNG NGHIỆP", province),
        ] {
            assert!(may_issue(name, agency, parent), "{name}: {agency}");
        }
        for (name, agency, parent) in [
            ("SỞ Y TẾ TỈNH THÍ DỤ", "SỞ KHOA HỌC VÀ CÔNG NGHỆ", province),
            (
                "SỞ Y TẾ TỈNH THÍ DỤ",
                "ỦY BAN NHÂN DÂN PHƯỜNG MẪU ĐƠN",
                Some("TỈNH THÍ DỤ"),
            ),
            (
                "ỦY BAN NHÂN DÂN PHƯỜNG MẪU ĐƠN",
                "ỦY BAN NHÂN DÂN XÃ HÒA BẢN",
                Some("TỈNH THÍ DỤ"),
            ),
            ("ỦY BAN NHÂN DÂN PHƯỜNG MẪU ĐƠN", "SỞ KHOA HỌC VÀ CÔNG NGHỆ", province),
            ("VĂN PHÒNG", "SỞ KHOA HỌC VÀ CÔNG NGHỆ", province),
            ("", "SỞ KHOA HỌC VÀ CÔNG NGHỆ", province),
        ] {
            assert!(!may_issue(name, agency, parent), "{name}: {agency}");
        }
    }
}
