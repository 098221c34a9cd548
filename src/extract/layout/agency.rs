//! Names of agencies, as headings, stamps and certificates write them.

use std::sync::LazyLock;

use super::text::{Phrases, begins_with, key, phrases, rest_behind, squeezed_key};

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
/// Where both name a province or a city it must be the same: a department of one that was merged into another has its name
/// but for the place.
pub(super) fn may_issue(name: &str, agency: &str, parent: Option<&str>) -> bool {
    if !may_be_of_one_place(name, agency, parent) {
        return false;
    }
    if joint(agency).iter().any(|part| AgencyName::new(name).is(part)) {
        return true;
    }
    let (name, agency) = (Words::of(name), Words::of(agency));
    let own = name.without_office();
    let above = || parent.map(Words::of).is_some_and(|parent| is_above(own, &parent.0));
    let within = || stands_at(&agency.0, &name.0).is_some_and(|at| !is_of_its_own(&name.0, at));
    stands_at(own, &agency.0).is_some() || within() || above()
}

/// Organizations in an agency that have a seal and a head of their own.
static OF_THEIR_OWN: LazyLock<Vec<Words>> = LazyLock::new(|| {
    let names = [
        "công đoàn",
        "đảng ủy",
        "đảng bộ",
        "chi bộ",
        "đoàn thanh niên",
        "hội cựu chiến binh",
        "thanh tra",
        "trung tâm",
        "chi cục",
        "trường",
        "bệnh viện",
        "trạm",
    ];
    names.map(Words::of).into()
});

/// Whether what stands before an agency in a longer name is an organization of its own: "Công đoàn Sở Tài chính".
fn is_of_its_own(name: &[String], at: usize) -> bool {
    at > 0 && OF_THEIR_OWN.iter().any(|own| begin(name, &own.0).is_some())
}

/// Whether a line of the title of somebody who signs names this agency, as titles on joint documents do: "GIÁM ĐỐC SỞ Y TẾ".
pub(super) fn is_named_in(name: &str, title: &str) -> bool {
    let (name, title) = (AgencyName::new(name), key(title));
    let begins = title.match_indices(' ').map(|(at, _)| at.saturating_add(1));
    let mut rests = std::iter::once(0).chain(begins).filter_map(|at| title.get(at..));
    rests.any(|rest| begins_with(rest, &ORGANS) && name.is(&AgencyName::of_key(rest)))
}

/// Words that the name of an agency begins with, where a line of a heading does.
static ORGANS: Phrases = Phrases::new(|| {
    phrases(&[
        "sở",
        "phòng",
        "ban",
        "chi cục",
        "cục",
        "trung tâm",
        "trường",
        "văn phòng",
        "ubnd",
        "ủy ban nhân dân",
        "hđnd",
        "hội đồng nhân dân",
        "ủy ban mặt trận",
        "bệnh viện",
        "thanh tra",
        "viện",
        "trạm",
    ])
});
/// What stands above others.
static ABOVE: Phrases = Phrases::new(|| {
    phrases(&[
        "ubnd",
        "ủy ban nhân dân",
        "bộ",
        "sở",
        "tỉnh ủy",
        "thành ủy",
        "huyện ủy",
        "đảng ủy",
        "đảng bộ",
        "tổng cục",
        "cục",
    ])
});
static DEPARTMENT: Phrases = Phrases::new(|| phrases(&["sở"]));
static JOINTLY: Phrases = Phrases::new(|| phrases(&["liên"]));
/// Words that "sở" is the second syllable of.
static BEFORE_SO: Phrases = Phrases::new(|| phrases(&["cơ", "trụ", "liên"]));

/// How many of the lines of a heading, all of the same weight, name the agency above: those before the first that begins
/// as an agency does. Of two departments none is above the other, and a line that ends with a hyphen or "và" goes on.
pub(super) fn lines_above(keys: &[&str]) -> usize {
    let Some(first) = keys.first().filter(|first| begins_with(first, &ABOVE)) else {
        return 0;
    };
    let begins = |(before, line): (&&str, &&str)| {
        let goes_on = before.ends_with(['-', ',', '/', '&'])
            || before.split(' ').next_back().map(squeezed_key) == Some(AND.clone());
        // TRƯỜNG alone is the end of MÔI TRƯỜNG, as is PHÒNG of QUỐC PHÒNG.
        let environment = ENVIRONMENT.contains(&format!(
            "{} {}",
            before.split(' ').next_back().unwrap_or_default(),
            line.split(' ').next().unwrap_or_default()
        ));
        let alike = begins_with(first, &DEPARTMENT) && begins_with(line, &DEPARTMENT);
        !goes_on && !environment && !alike && line.contains(' ') && begins_with(line, &ORGANS)
    };
    let found = keys.iter().zip(keys.iter().skip(1)).position(begins);
    found.map_or(0, |at| at.saturating_add(1))
}

/// Words that a line may break.
static ENVIRONMENT: Phrases =
    Phrases::new(|| phrases(&["môi trường", "thị trường", "quốc phòng", "hải phòng", "văn phòng"]));

/// The agencies that a heading names beside each other: "SỞ NỘI VỤ - SỞ TÀI CHÍNH", "LIÊN SỞ NỘI VỤ - TÀI CHÍNH". None where
/// it is one: "SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI".
fn joint(agency: &str) -> Vec<AgencyName> {
    let agency = key(agency);
    let together = rest_behind(&agency, &JOINTLY)
        .map(str::trim_start)
        .filter(|rest| begins_with(rest, &DEPARTMENT));
    let mut parts: Vec<Vec<&str>> = vec![Vec::new()];
    for word in together.unwrap_or(&agency).split_whitespace() {
        let last = parts.last().and_then(|part| part.last());
        let another =
            begins_with(word, &DEPARTMENT) && last.is_some_and(|last| !BEFORE_SO.iter().any(|it| it == last));
        if another || word == "-" {
            parts.push(Vec::new());
        }
        if let Some(part) = parts.last_mut().filter(|_| word != "-") {
            part.push(word);
        }
    }
    let mut parts: Vec<String> = parts
        .iter()
        .map(|part| part.join(" "))
        .filter(|part| !part.is_empty())
        .collect();
    if together.is_some() {
        for part in parts.iter_mut().filter(|part| !begins_with(part, &ORGANS)) {
            *part = format!("{} {part}", DEPARTMENT.join(" "));
        }
    }
    let several = parts.len() > 1 && parts.iter().all(|part| begins_with(part, &ORGANS));
    parts
        .iter()
        .filter(|_| several)
        .map(|part| AgencyName::of_key(part))
        .collect()
}

/// Words before the name of a province or a city of that rank.
static RANKS: LazyLock<[Words; 2]> = LazyLock::new(|| ["tỉnh", "thành phố"].map(Words::of));
/// What the party and its youth put between: "TỈNH ỦY THÁI NGUYÊN".
static OF_RANK: LazyLock<Words> = LazyLock::new(|| Words::of("ủy đoàn hội đội"));

/// Whether a name and a heading name no province or city that the other does not. Where a place ends nobody can tell: one
/// may go on.
fn may_be_of_one_place(name: &str, agency: &str, parent: Option<&str>) -> bool {
    let name = Words::of(name);
    let heading = [Words::of(agency), Words::of(parent.unwrap_or_default())];
    let named = |words: &'_ Words| -> Vec<Vec<String>> {
        let of_rank = |rank| places(&words.0, rank).into_iter().map(<[String]>::to_vec);
        RANKS.iter().flat_map(of_rank).collect()
    };
    let own = named(&name);
    let others: Vec<Vec<String>> = heading.iter().flat_map(named).collect();
    let same = |own: &Vec<String>| {
        others
            .iter()
            .any(|other| own.iter().zip(other).all(|(one, other)| alike(one, other)))
    };
    own.is_empty() || others.is_empty() || own.iter().any(same)
}

/// Bắc Kạn is Bắc Cạn, Đắk Lắk is Đắc Lắc.
fn alike(one: &str, other: &str) -> bool {
    one == other || one.replace('k', "c") == other.replace('k', "c")
}

/// What stands behind each word of this rank.
fn places<'a>(words: &'a [String], rank: &Words) -> Vec<&'a [String]> {
    let behind = |at: usize| {
        let place = words.get(at..)?.strip_prefix(rank.0.as_slice())?;
        let place = match place.split_first() {
            Some((first, rest)) if OF_RANK.0.contains(first) => rest,
            _ => place,
        };
        (!place.is_empty()).then_some(place)
    };
    (0..words.len()).filter_map(behind).collect()
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

/// Where these words, two at least, stand one behind the other in another name.
fn stands_at(words: &[String], name: &[String]) -> Option<usize> {
    let from = |at: &usize| name.get(*at..).is_some_and(|rest| begin(rest, words).is_some());
    (0..name.len()).find(from).filter(|_| words.len() > 1)
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
        stands_at(words, parent).is_some()
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
            ("SỞ NỘI VỤ TỈNH THÍ DỤ", "SỞ NỘI VỤ - SỞ TÀI CHÍNH", province),
            ("SỞ TÀI CHÍNH TỈNH THÍ DỤ", "SỞ NỘI VỤ – SỞ TÀI CHÍNH", province),
            ("SỞ NỘI VỤ TỈNH THÍ DỤ", "SỞ NỘI VỤ SỞ TÀI CHÍNH", province),
            ("SỞ TÀI CHÍNH TỈNH THÍ DỤ", "LIÊN SỞ NỘI VỤ - TÀI CHÍNH", None),
            ("SỞ NỘI VỤ TỈNH THÍ DỤ", "LIÊN SỞ NỘI VỤ - TÀI CHÍNH", None),
            ("SỞ TÀI CHÍNH TỈNH ĐẮK LẮK", "SỞ TÀI CHÍNH", Some("UBND TỈNH ĐẮC LẮC")),
            ("VĂN PHÒNG TỈNH ỦY THÍ DỤ", "VĂN PHÒNG", Some("TỈNH ỦY THÍ DỤ")),
            ("BQL các khu công nghiệp", "BAN QUẢN LÝ CÁC KHU CÔNG NGHIỆP", province),
            (
                "CHI CỤC KIỂM LÂM TỈNH THÍ DỤ",
                "CHI CỤC KIỂM LÂM",
                Some("SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG"),
            ),
            (
                "UBND phường Mẫu Đơn, thành phố Hoa Sen, tỉnh Thí Dụ",
                "ỦY BAN NHÂN DÂN PHƯỜNG MẪU ĐƠN",
                Some("TỈNH THÍ DỤ"),
            ),
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
            ("SỞ TÀI CHÍNH THÀNH PHỐ HOA SEN", "SỞ TÀI CHÍNH", province),
            ("SỞ TÀI CHÍNH TP. HOA SEN", "SỞ TÀI CHÍNH", province),
            ("CÔNG ĐOÀN SỞ TÀI CHÍNH", "SỞ TÀI CHÍNH", province),
            ("ĐẢNG ỦY SỞ TÀI CHÍNH", "SỞ TÀI CHÍNH", province),
            ("THANH TRA SỞ TÀI CHÍNH", "SỞ TÀI CHÍNH", province),
            ("TRUNG TÂM TƯ VẤN SỞ TÀI CHÍNH", "SỞ TÀI CHÍNH", province),
            ("VĂN PHÒNG", "SỞ KHOA HỌC VÀ CÔNG NGHỆ", province),
            ("SỞ Y TẾ TỈNH THÍ DỤ", "SỞ NỘI VỤ - SỞ TÀI CHÍNH", province),
            (
                "SỞ LAO ĐỘNG TỈNH THÍ DỤ",
                "SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI",
                province,
            ),
            // The department of a province that is no more.
            ("SỞ TÀI CHÍNH TỈNH MẪU ĐƠN", "SỞ TÀI CHÍNH", province),
            ("SỞ TÀI CHÍNH TỈNH MẪU ĐƠN", "SỞ TÀI CHÍNH TỈNH THÍ DỤ", None),
            ("SỞ TÀI CHÍNH TỈNH MẪU ĐƠN", "SỞ NỘI VỤ - SỞ TÀI CHÍNH", province),
            ("", "SỞ KHOA HỌC VÀ CÔNG NGHỆ", province),
        ] {
            assert!(!may_issue(name, agency, parent), "{name}: {agency}");
        }
    }

    #[test]
    fn lines_of_one_weight_are_told_apart_by_their_words() {
        let above = |lines: &[&str]| {
            let keys: Vec<String> = lines.iter().map(|line| key(line)).collect();
            lines_above(&keys.iter().map(String::as_str).collect::<Vec<_>>())
        };
        assert_eq!(above(&["UBND TỈNH THÍ DỤ", "SỞ TÀI CHÍNH"]), 1);
        assert_eq!(above(&["ỦY BAN NHÂN DÂN", "TỈNH THÍ DỤ", "SỞ TÀI CHÍNH"]), 2);
        assert_eq!(above(&["SỞ Y TẾ", "TRUNG TÂM KIỂM SOÁT", "BỆNH TẬT"]), 1);
        assert_eq!(above(&["TỈNH ỦY THÍ DỤ", "VĂN PHÒNG TỈNH ỦY"]), 1);
        for one in [
            &["ỦY BAN NHÂN DÂN", "TỈNH THÍ DỤ"] as &[&str],
            &["SỞ KHOA HỌC", "VÀ CÔNG NGHỆ"],
            &["SỞ NÔNG NGHIỆP VÀ MÔI", "TRƯỜNG TỈNH THÍ DỤ"],
            &["SỞ NỘI VỤ", "SỞ TÀI CHÍNH"],
            &["SỞ NỘI VỤ -", "BAN DÂN TỘC"],
            &["SỞ CÔNG THƯƠNG VÀ", "BAN QUẢN LÝ CÁC KHU CÔNG NGHIỆP"],
            &["TRUNG TÂM Y TẾ", "TRẠM Y TẾ XÃ MẪU ĐƠN"],
            &["SỞ TÀI CHÍNH"],
            &[],
        ] {
            assert_eq!(above(one), 0, "{one:?}");
        }
    }
}
