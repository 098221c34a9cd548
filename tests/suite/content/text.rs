//! Text: Unicode, fonts, sizes, slant, weight, colour; lines.

use std::fmt::Write as _;

use kysoat::{
    budget::Budget,
    facts::{Cause, Measured},
    pdf::content::{Line, Rgb, Slant, TextRun},
};
use proptest::prelude::*;

use super::{
    look,
    made::{Made, TIMES, one_page},
};

fn runs(bytes: &[u8]) -> Vec<TextRun> {
    let content = look(bytes);
    assert_eq!(content.pages[0].content.truncated, None);
    content.pages[0].content.runs.clone()
}

/// One page with the font of this dictionary as /F.
fn with_font(font: &str, content: &str) -> Vec<u8> {
    let mut made = Made::default();
    made.page("", &format!("/Font<</F {font}>>"), content);
    made.finish()
}

fn show(text: &[u8]) -> String {
    let hexadecimal = text.iter().fold(String::new(), |mut digits, byte| {
        write!(digits, "{byte:02X}").unwrap();
        digits
    });
    format!("BT /F 12 Tf 50 700 Td <{hexadecimal}> Tj ET")
}

#[test]
fn size_is_that_on_the_page() {
    for (content, expected) in [
        ("BT /F 12 Tf 50 700 Td (x) Tj ET", 12.0),
        ("BT /F 1 Tf 13 0 0 13 50 700 Tm (x) Tj ET", 13.0),
        ("1.5 0 0 1.5 0 0 cm BT /F 10 Tf 50 300 Td (x) Tj ET", 15.0),
        ("BT /F 1 Tf 13 0 4 13 50 700 Tm (x) Tj ET", 13.0),
        ("BT /F 10 Tf 80 Tz 50 700 Td (x) Tj ET", 10.0),
        ("0 2 -2 0 300 300 cm BT /F 7 Tf 5 5 Td (x) Tj ET", 14.0),
    ] {
        let found = runs(&one_page(content));
        assert!(
            (found[0].size_pt - expected).abs() < 1e-3,
            "{content}: {}",
            found[0].size_pt
        );
    }
}

#[test]
fn slant_is_of_the_font_or_faked_by_the_matrix() {
    let times = |name: &str| format!("<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding>>");
    let sheared = "BT /F 1 Tf 12 0 4 12 50 700 Tm (x) Tj ET";
    let upright = "BT /F 12 Tf 50 700 Td (x) Tj ET";
    let turned = "BT /F 1 Tf 0 12 -12 0 50 700 Tm (x) Tj ET";
    let descriptor = "<</Type/Font/Subtype/TrueType/BaseFont/Vu/Encoding/WinAnsiEncoding/FirstChar 120/LastChar 120\
                      /Widths[500]/FontDescriptor<</Type/FontDescriptor/FontName/Vu/Flags 96/ItalicAngle -12>>>>";
    for (font, content, expected) in [
        (times("Times-Roman"), upright, Slant::Upright),
        (times("Times-Italic"), upright, Slant::Italic),
        (times("Times-Roman"), sheared, Slant::Oblique),
        (times("Times-Roman"), turned, Slant::Upright),
        (descriptor.to_owned(), upright, Slant::Italic),
    ] {
        assert_eq!(runs(&with_font(&font, content))[0].slant, expected, "{font} {content}");
    }
}

#[test]
fn weight_is_of_the_font_or_faked_by_an_outline_or_a_second_drawing() {
    let bold = "<</Type/Font/Subtype/TrueType/BaseFont/ABCDEF+TimesNewRomanPS-BoldMT/Encoding/WinAnsiEncoding>>";
    let found = runs(&with_font(bold, "BT /F 12 Tf 50 700 Td (x) Tj ET"));
    assert_eq!(
        (found[0].font.as_deref(), found[0].bold),
        (Some("TimesNewRomanPS-BoldMT"), true)
    );
    for (content, expected) in [
        ("BT /F 12 Tf 50 700 Td (word) Tj ET", false),
        ("BT /F 12 Tf 2 Tr .3 w 50 700 Td (word) Tj ET", true),
        ("BT /F 12 Tf 50 700 Td (word) Tj .3 0 Td (word) Tj ET", true),
        ("BT /F 12 Tf 50 700 Td (word) Tj 0 0 Td (word) Tj ET", false),
    ] {
        let found = runs(&one_page(content));
        assert_eq!((found.len(), found[0].bold), (1, expected), "{content}");
    }
    let twice = runs(&one_page("BT /F 12 Tf 50 700 Td (no) Tj 12 0 Td (no) Tj ET"));
    assert_eq!(twice.len(), 2, "a word said twice is two words");
}

#[test]
fn colours_are_those_shown() {
    let rgb = |red, green, blue| Some(Rgb { red, green, blue });
    for (set, expected) in [
        ("", rgb(0, 0, 0)),
        ("0 0 1 rg", rgb(0, 0, 255)),
        (".5 g", rgb(128, 128, 128)),
        ("/DeviceRGB cs 1 0 0 sc", rgb(255, 0, 0)),
        ("1 Tr 0 1 0 RG 1 0 0 rg", rgb(0, 255, 0)),
    ] {
        let found = runs(&one_page(&format!("{set} BT /F 12 Tf 50 700 Td (x) Tj ET")));
        assert_eq!(found[0].colour, expected, "{set}");
    }
    let mut made = Made::default();
    let profile = made.stream("/N 3", b"not even a profile");
    made.page(
        "",
        &format!("/Font<</F {TIMES}>>/ColorSpace<</C[/ICCBased {profile} 0 R]>>"),
        "/C cs 0 0 1 sc BT /F 12 Tf 50 700 Td (x) Tj ET",
    );
    assert_eq!(runs(&made.finish())[0].colour, rgb(0, 0, 255));
    let mut made = Made::default();
    let pattern = made.stream(
        "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 5 5]/XStep 5/YStep 5/Resources<<>>",
        b"1 0 0 rg 0 0 5 5 re f",
    );
    made.page(
        "",
        &format!("/Font<</F {TIMES}>>/Pattern<</P {pattern} 0 R>>"),
        "/Pattern cs /P scn BT /F 12 Tf 50 700 Td (x) Tj ET",
    );
    let found = runs(&made.finish());
    assert_eq!((found[0].colour, found[0].visible), (None, true));
}

#[test]
fn the_font_in_force_follows_saved_states_and_forms() {
    let mut made = Made::default();
    let form = made.stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 600 900]",
        b"BT 50 600 Td (inherited) Tj /B 12 Tf (own) Tj ET q /C 9 Tf Q BT 50 580 Td (own again) Tj ET",
    );
    let font = |name: &str| format!("<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding>>");
    made.page(
        "",
        &format!(
            "/Font<</A {}/B {}/C {}>>/XObject<</X {form} 0 R>>/ExtGState<</G<</Font[{} 14]>>>>",
            font("Times-Roman"),
            font("Courier"),
            font("Helvetica"),
            "1 0 R"
        ),
        "/A 12 Tf BT 50 700 Td (a) Tj ET q /C 12 Tf BT 50 680 Td (c) Tj ET Q BT 50 660 Td (a again) Tj ET /X Do \
         BT 50 640 Td (a behind) Tj /Missing 12 Tf (none) Tj ET",
    );
    let found: Vec<(String, Option<String>)> = runs(&made.finish())
        .into_iter()
        .map(|run| (run.text, run.font))
        .collect();
    let named = |text: &str, font: &str| (text.to_owned(), Some(font.to_owned()).filter(|font| !font.is_empty()));
    assert_eq!(
        found,
        [
            named("a", "Times-Roman"),
            named("c", "Helvetica"),
            named("a again", "Times-Roman"),
            named("inherited", "Times-Roman"),
            named("own", "Courier"),
            named("own again", "Courier"),
            named("a behind", "Times-Roman"),
            named("none", ""),
        ]
    );
}

#[test]
fn the_marks_of_the_copy_cannot_be_forged() {
    for forged in ["/ks!1 BMC EMC", "/ks#21x BMC EMC", "/ks!h <</A 1>> BDC EMC"] {
        let content = look(&one_page(&format!("{forged} BT /F 12 Tf 50 700 Td (x) Tj ET")));
        assert!(content.pages[0].content.truncated.is_some(), "{forged}");
        assert!(content.pages[0].content.runs.is_empty());
    }
}

/// A composite font with this map from codes to Unicode, and with the embedded program of three letters.
fn composite(made: &mut Made, to_unicode: Option<&str>) -> usize {
    let program = made.deflated("", include_bytes!("letters.ttf"));
    let map = to_unicode.map(|lines| {
        let text = format!(
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <0000> <FFFF> \
             endcodespacerange {} beginbfchar {lines} endbfchar endcmap end end",
            lines.split("> <").count() - 1
        );
        made.deflated("", text.as_bytes())
    });
    let map = map.map(|map| format!("/ToUnicode {map} 0 R")).unwrap_or_default();
    made.add(format!(
        "<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+TimesNewRomanPSMT/Encoding/Identity-H{map}/DescendantFonts[<<\
         /Type/Font/Subtype/CIDFontType2/BaseFont/ABCDEF+TimesNewRomanPSMT/CIDSystemInfo<</Registry(Adobe)\
         /Ordering(Identity)/Supplement 0>>/DW 500/W[1[500 400] 3 3 300]/FontDescriptor<</Type/FontDescriptor\
         /FontName/ABCDEF+TimesNewRomanPSMT/Flags 4/FontFile2 {program} 0 R>>>>]>>"
    ))
}

#[test]
fn composite_fonts_speak_unicode_by_map_or_by_their_own_letters() {
    for (map, expected, unmapped) in [
        // u, horn and dot below are put together.
        (Some("<0001> <00750301> <0002> <00C2> <0003> <1EF1>"), "ú\u{c2}ự", false),
        // Two have no Unicode: the font's own map knows them.
        (Some("<0001> <0061>"), "aưẹ", false),
        (None, "aưẹ", false),
    ] {
        let mut made = Made::default();
        let font = composite(&mut made, map);
        made.page("", &format!("/Font<</F {font} 0 R>>"), &show(&[0, 1, 0, 2, 0, 3]));
        let found = runs(&made.finish());
        let [run] = found.as_slice() else { panic!("one run") };
        assert_eq!((run.text.as_str(), run.unmapped), (expected, unmapped), "{map:?}");
        assert_eq!(run.font.as_deref(), Some("TimesNewRomanPSMT"));
        // Widths 500, 400, 300 of 12 pt.
        assert!(
            (run.bounds.width() - 1.2 * 12.0 * 25.4 / 72.0).abs() < 0.01,
            "{}",
            run.bounds.width()
        );
    }
    let mut made = Made::default();
    let font = composite(&mut made, None);
    made.page("", &format!("/Font<</F {font} 0 R>>"), &show(&[0, 1, 0, 77, 0, 2]));
    let found = runs(&made.finish());
    assert_eq!((found[0].text.as_str(), found[0].unmapped), ("a\u{FFFD}ư", true));
}

#[test]
fn simple_encodings_name_their_letters() {
    let differences = "<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding<</BaseEncoding/WinAnsiEncoding\
                       /Differences[1/uni1EE7/Dcroat/uhorn 65/Abreve]>>>>";
    assert_eq!(
        runs(&with_font(differences, &show(&[1, 2, 3, 65, 66])))[0].text,
        "ủĐưĂB"
    );
    let mac = "<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/MacRomanEncoding>>";
    assert_eq!(runs(&with_font(mac, &show(&[0x8E, 0x41])))[0].text, "éA");
}

/// Of a word with a letter that the file doesn't name nothing is known, nor is anything missing beside it; a bullet of a
/// symbol font is no word.
#[test]
fn a_torn_word_says_nothing() {
    let font = "<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding<</BaseEncoding/WinAnsiEncoding\
                /Differences[1/uni1ED1/g999]>>>>";
    let components = |number: &str| {
        let line = |y: i32, text: &str| show(text.as_bytes()).replace("50 700 Td", &format!("50 {y} Td"));
        let content = format!("{}\n{}", line(700, number), line(650, "\u{2} Mot dong binh thuong"));
        let facts = kysoat::extract::measure(&with_font(font, &content), "x.pdf", &Budget::default());
        facts.components
    };
    let whole = components("S\u{1}: 45/BC-SKHCN");
    assert_eq!(whole.symbol, Measured::Known("BC-SKHCN".to_owned()));
    assert_eq!(whole.place, Measured::Absent);
    let torn = components("S\u{1}: 45/BC-SKHCN-C\u{2}S");
    let unreadable = Some(&Cause::TextUnreadable);
    assert_eq!(torn.symbol.cause(), unreadable);
    assert_eq!(torn.number_line.cause(), unreadable);
    assert_eq!(torn.place.cause(), unreadable);
}

#[test]
fn old_vietnamese_encodings_are_known_by_the_name_of_the_font() {
    let font = |name: &str| {
        format!(
            "<</Type/Font/Subtype/TrueType/BaseFont/{name}/Encoding/WinAnsiEncoding/FirstChar 32/LastChar 255\
             /Widths[{}]>>",
            "500 ".repeat(224)
        )
    };
    for (name, bytes, expected) in [
        (
            ".VnTime",
            &b"C\xE9ng h\xDFa x\xB7 h\xE9i ch\xF1 ngh\xDCa Vi\xD6t Nam"[..],
            "Cộng hòa xã hội chủ nghĩa Việt Nam",
        ),
        (
            ".VnTime",
            b"\xA7\xE9c l\xCBp - T\xF9 do - H\xB9nh ph\xF3c",
            "Độc lập - Tự do - Hạnh phúc",
        ),
        (".VnTime", b"th\xADa \xD0m\xCC \xD9", "thưa émè Ù"),
        ("#2EVnTimeH", b"quy\xD5t \xAE\xDEnh", "QUYẾT ĐỊNH"),
        (
            "ABCDEF+VNI-Times",
            b"Co\xE4ng ho\xF8a xa\xF5 ho\xE4i chu\xFB ngh\xF3a Vie\xE4t Nam",
            "Cộng hòa xã hội chủ nghĩa Việt Nam",
        ),
        (
            "VNI-Times",
            b"\xD1o\xE4c la\xE4p - T\xF6\xEF do - Ha\xEFnh phu\xF9c",
            "Độc lập - Tự do - Hạnh phúc",
        ),
        ("Vnote", b"\xD0", "\u{d0}"),
    ] {
        let found = runs(&with_font(&font(name), &show(bytes)));
        assert_eq!(found[0].text, expected, "{name}");
        assert_eq!(found[0].legacy, name != "Vnote");
    }
    // Marks that are shown by themselves belong to the letter before them, those of another word do not.
    let alone = runs(&with_font(
        &font("VNI-Times"),
        "BT /F 12 Tf 50 700 Td <43> Tj 6 0 Td <6F> Tj 6 0 Td <E4> Tj 6 0 Td <6E67> Tj 20 0 Td <F9> Tj ET",
    ));
    let lines = Line::of(&alone);
    assert_eq!(lines[0].text, "C\u{1ed9}ng \u{f9}");
    // One glyph may stand for two marks; what is said beside a glyph of any other font is not what is shown.
    let said = "BT /F 12 Tf 50 700 Td <43> Tj 6 0 Td <6F> Tj /Span<</ActualText<FEFF00E4>>>BDC 6 0 Td <E0> Tj EMC \
                6 0 Td <6E67> Tj ET";
    let line = |name: &str| Line::of(&runs(&with_font(&font(name), said)))[0].text.clone();
    assert_eq!(line("VNI-Times"), "C\u{1ed9}ng");
    assert_eq!(line("Times"), "Co\u{e0}ng");
}

#[test]
fn gaps_are_spaces_and_columns_stay_apart() {
    let found = runs(&one_page(
        "BT /F 12 Tf 50 700 Td [(so)-300(ng)-20(song)-4000(column) 3000 (back)] TJ ET",
    ));
    let texts: Vec<&str> = found.iter().map(|run| run.text.as_str()).collect();
    assert_eq!(texts, ["so ngsong", "column", "back"]);
    let found = runs(&one_page(
        "BT /F 12 Tf 50 700 Td (left ) Tj 50 0 Td (and right) Tj 250 0 Td (other column) Tj \
         -300 -14 Td (below) Tj ET BT /F 8 Tf 70 705 Td (note) Tj ET",
    ));
    let lines = Line::of(&found);
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["note", "left", "and right", "other column", "below"]);
}

#[test]
fn lines_join_what_is_drawn_in_pieces() {
    let pieces = runs(&one_page(
        "BT /F 12 Tf 50 700 Td (C) Tj 8.004 0 Td (hu) Tj 14 0 Td (ki) Tj 100 0 Td (x) Tj ET \
         BT /F 12 Tf 50 650 Td (a\\240\\240b\\255c  d) Tj ET",
    ));
    let lines = Line::of(&pieces);
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["Chu ki", "x", "a b-c d"]);
    assert_eq!(lines[0].runs.len(), 3);
}

fn run(text: String, x: f64, baseline: f64, size_pt: f64) -> TextRun {
    let template = runs(&one_page("BT /F 12 Tf 50 700 Td (x) Tj ET")).remove(0);
    let em = size_pt * 25.4 / 72.0;
    let width = em * 0.5 * text.chars().count() as f64;
    let mut bounds = template.bounds;
    (bounds.x0, bounds.x1, bounds.y0, bounds.y1) = (x, x + width, baseline - 0.7 * em, baseline + 0.2 * em);
    TextRun {
        text,
        baseline,
        size_pt,
        bounds,
        ..template
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn lines_lose_no_letter_and_go_down_the_page(
        parts in prop::collection::vec(("[a-z]{1,8}", 0.0..200.0_f64, 0.0..290.0_f64, 8.0..14.0_f64), 1..40)
    ) {
        let runs: Vec<TextRun> =
            parts.into_iter().map(|(text, x, baseline, size)| run(text, x, baseline, size)).collect();
        let lines = Line::of(&runs);
        let letters = |texts: Vec<&str>| {
            let mut letters: Vec<char> = texts.concat().chars().filter(|letter| *letter != ' ').collect();
            letters.sort_unstable();
            letters
        };
        prop_assert_eq!(
            letters(lines.iter().map(|line| line.text.as_str()).collect()),
            letters(runs.iter().map(|run| run.text.as_str()).collect())
        );
        prop_assert_eq!(lines.iter().map(|line| line.runs.len()).sum::<usize>(), runs.len());
        for line in &lines {
            prop_assert!(line.runs.windows(2).all(|pair| pair[0].bounds.x0 <= pair[1].bounds.x0));
            for run in &line.runs {
                prop_assert_eq!(line.bounds.union(&run.bounds), line.bounds);
            }
        }
    }
}
