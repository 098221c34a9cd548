//! Content made to cost: every case ends within its budget, and the rest of the document is still read.

use std::{
    fmt::Write as _,
    time::{Duration, Instant},
};

use kysoat::{
    budget::Budget,
    pdf::content::{Content, DocumentContent, Unread},
};
use proptest::prelude::*;

use super::{
    look, look_within,
    made::{Made, TIMES, deflate, one_page},
};

/// Far above what is needed on a quiet machine, far below what any case would take unbounded.
const PATIENCE: Duration = Duration::from_secs(20);

/// Looks at a document whose second page is plain, and which must be read whatever the first one does.
fn beside(made: Made) -> DocumentContent {
    let mut made = made;
    made.page(
        "",
        &format!("/Font<</F {TIMES}>>"),
        "BT /F 12 Tf 50 700 Td (still read) Tj ET",
    );
    let bytes = made.finish();
    let start = Instant::now();
    let content = look(&bytes);
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
    assert_eq!(content.pages[1].content.runs[0].text, "still read");
    assert_eq!(content.pages[1].content.truncated, None);
    content
}

fn over(content: &Content, what: &str) {
    assert_eq!(
        content.truncated,
        Some(Unread::OverBudget(Box::leak(what.to_owned().into_boxed_str())))
    );
}

/// A page with this deflated content.
fn page_of(content: &[u8], resources: &str) -> Made {
    let mut made = Made::default();
    let stream = made.deflated("", content);
    let page = made.page("", resources, "");
    made.replace(page, "/Contents", &format!("/Contents {stream} 0 R/Old"));
    made
}

#[test]
fn a_million_operators() {
    over(
        &beside(page_of(&b"0 0 m 9 9 l S\n".repeat(400_000), "")).pages[0].content,
        "content_operators",
    );
    let content = beside(page_of(&b"0 0 m 9 9 l S\n".repeat(100_000), ""));
    assert_eq!(content.pages[0].content.truncated, None);
}

#[test]
fn twenty_million_glyphs() {
    let mut text = b"BT /F 1 Tf (".to_vec();
    text.resize(20 << 20, b'a');
    text.extend_from_slice(b") Tj ET");
    over(
        &beside(page_of(&text, &format!("/Font<</F {TIMES}>>"))).pages[0].content,
        "content_glyphs",
    );
}

#[test]
fn a_content_stream_that_inflates_without_end() {
    over(
        &beside(page_of(&vec![b' '; 60 << 20], "")).pages[0].content,
        "content_bytes",
    );
}

#[test]
fn forms_that_double_at_every_level() {
    let mut made = Made::default();
    let mut inner = made.stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]", b"0 0 9 9 re f");
    for _ in 0..20 {
        inner = made.stream(
            &format!("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X {inner} 0 R>>>>"),
            b"/X Do /X Do /X Do /X Do",
        );
    }
    made.page("", &format!("/XObject<</X {inner} 0 R>>"), "/X Do");
    over(&beside(made).pages[0].content, "content_operators");
}

#[test]
fn forms_that_draw_themselves_or_never_end() {
    let mut made = Made::default();
    let own = made.next();
    made.stream(
        &format!("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X {own} 0 R>>>>"),
        b"/X Do /X Do",
    );
    made.page("", &format!("/XObject<</X {own} 0 R>>"), "/X Do");
    assert_eq!(beside(made).pages[0].content.truncated, Some(Unread::Damaged));
    let mut made = Made::default();
    let mut inner = made.stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]", b"");
    for _ in 0..2_000 {
        inner = made.stream(
            &format!("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X {inner} 0 R>>>>"),
            b"/X Do",
        );
    }
    made.page("", &format!("/XObject<</X {inner} 0 R>>"), "/X Do");
    over(&beside(made).pages[0].content, "form_depth");
}

#[test]
fn widths_of_four_thousand_million_characters() {
    for widths in [
        "/W[0 4294967295 500]",
        "/W2[0 4294967295 1 2 3]",
        "/W[5 [1] 6 4294967295 1]",
    ] {
        let mut made = Made::default();
        let font = made.add(format!(
            "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[<</Type/Font\
             /Subtype/CIDFontType2/BaseFont/A/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>\
             {widths}>>]>>"
        ));
        made.page(
            "",
            &format!("/Font<</F {font} 0 R>>"),
            "BT /F 12 Tf 50 700 Td <0041> Tj ET",
        );
        let content = beside(made);
        assert_eq!(
            content.pages[0].content.runs.len(),
            1,
            "a range beyond what a code can name is cut off"
        );
    }
    let mut made = Made::default();
    let many = "0 65535 500 ".repeat(1_000);
    let font = made.add(format!(
        "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[<</Type/Font\
         /Subtype/CIDFontType2/BaseFont/A/W[{many}]>>]>>"
    ));
    made.page(
        "",
        &format!("/Font<</F {font} 0 R>>"),
        "BT /F 12 Tf 50 700 Td <0041> Tj ET",
    );
    over(&beside(made).pages[0].content, "font_widths");
}

#[test]
fn a_thousand_fonts_with_every_width() {
    let mut made = Made::default();
    let (mut fonts, mut content) = (String::new(), String::new());
    for index in 0..1_000 {
        let font = made.add(
            "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[<</Type/Font\
             /Subtype/CIDFontType2/BaseFont/A/W[0 65535 500]>>]>>",
        );
        write!(fonts, "/F{index} {font} 0 R").unwrap();
        writeln!(content, "/F{index} 9 Tf (a) Tj").unwrap();
    }
    made.page("", &format!("/Font<<{fonts}>>"), &content);
    over(&beside(made).pages[0].content, "content_values");
}

#[test]
fn a_thousand_large_pictures_that_are_one_or_many() {
    let image = |made: &mut Made, index: usize, pixels: usize| {
        made.deflated(
            &format!("/Type/XObject/Subtype/Image/Width {pixels}/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray"),
            &vec![u8::try_from(index % 256).unwrap(); pixels],
        )
    };
    // One of a million pixels, drawn a thousand times: looked at once, paid for until nothing is left.
    let mut made = Made::default();
    let number = image(&mut made, 0, 1_000_000);
    made.page("", &format!("/XObject<</I {number} 0 R>>"), &"/I Do ".repeat(1_000));
    let content = beside(made);
    let read = content.pages[0]
        .content
        .images
        .iter()
        .filter(|image| image.ink.is_ok())
        .count();
    assert_eq!(read, 32);
    // A thousand small ones.
    let mut made = Made::default();
    let (mut objects, mut content) = (String::new(), String::new());
    for index in 0..1_000 {
        let number = image(&mut made, index, 10 + index);
        write!(objects, "/I{index} {number} 0 R").unwrap();
        write!(content, "/I{index} Do ").unwrap();
    }
    made.page("", &format!("/XObject<<{objects}>>"), &content);
    assert!(
        beside(made).pages[0]
            .content
            .images
            .iter()
            .all(|image| image.ink.is_ok())
    );
}

#[test]
fn a_simple_font_whose_first_character_is_far_away() {
    let font = "<</Type/Font/Subtype/TrueType/BaseFont/A/FirstChar 4000000000/LastChar 4000000001/Widths[1 2]>>";
    let mut made = Made::default();
    made.page("", &format!("/Font<</F {font}>>"), "BT /F 12 Tf 50 700 Td (A) Tj ET");
    assert_eq!(beside(made).pages[0].content.runs.len(), 1);
}

#[test]
fn images_that_promise_more_than_they_hold() {
    // The header of a JPEG of 65,000 x 65,000 behind a dictionary that says 10 x 10.
    let mut jpeg = include_bytes!("seal.jpg").to_vec();
    let frame = jpeg.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xFD, 0xE8, 0xFD, 0xE8]);
    let jpeg2000 = [
        &[0xFF, 0x4F, 0xFF, 0x51, 0, 41, 0, 0][..],
        &60_000_u32.to_be_bytes(),
        &60_000_u32.to_be_bytes(),
        &[0; 40],
    ]
    .concat();
    let image = "/Type/XObject/Subtype/Image/BitsPerComponent 8/ColorSpace/DeviceRGB";
    for (entries, data) in [
        ("/Width 10/Height 10/Filter/DCTDecode", jpeg),
        ("/Width 10/Height 10/Filter/JPXDecode", jpeg2000),
        ("/Width 60000/Height 60000", vec![0; 100]),
        // Nothing is inflated for a picture that is too large anyway: here it would fit.
        (
            "/Width 20000/Height 20000/Filter/FlateDecode",
            deflate(&vec![0; 100 << 20]),
        ),
        (
            "/Width 20000/Height 20000/Filter[/FlateDecode/DCTDecode]",
            deflate(&vec![0; 100 << 20]),
        ),
        (
            "/Width 10/Height 10/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 2000000/Rows 2000000>>",
            vec![0; 100],
        ),
        ("/Width 10/Height 10/Filter/FlateDecode", deflate(&vec![0; 100 << 20])),
        (
            "/Width 4294967295/Height 4294967295/Filter/FlateDecode",
            deflate(&[0; 100]),
        ),
        (
            "/Width 10/Height 10/Filter[/FlateDecode/DCTDecode]",
            deflate(&vec![0; 100 << 20]),
        ),
        ("/Width 10/Height 10/Filter/JBIG2Decode", vec![0; 100]),
    ] {
        let why = if entries.contains("JBIG2") {
            Unread::Unsupported
        } else {
            Unread::OverBudget("image_pixels")
        };
        let mut made = Made::default();
        let number = made.stream(&format!("{image}{entries}"), &data);
        made.page("", &format!("/XObject<</I {number} 0 R>>"), "99 0 0 99 9 9 cm /I Do");
        let content = beside(made);
        let [found] = content.pages[0].content.images.as_slice() else {
            panic!("one image")
        };
        assert_eq!(found.ink, Err(why), "{entries}");
        assert!(
            (found.placed.width() - 99.0 * 25.4 / 72.0).abs() < 0.01,
            "where it stands is known"
        );
    }
}

#[test]
fn an_inline_image_of_a_whole_country() {
    let content = "BI /W 60000 /H 60000 /BPC 8 /CS /RGB ID x EI BT /F 12 Tf (a) Tj ET";
    over(&look(&one_page(content)).pages[0].content, "image_pixels");
    let content = "q 9 0 0 9 9 9 cm BI /W 60000 /H 60000 /IM true ID x EI Q";
    over(&look(&one_page(content)).pages[0].content, "image_pixels");
}

#[test]
fn states_saved_and_dashes_copied_without_end() {
    over(
        &beside(page_of(&b"q ".repeat(900_000), "")).pages[0].content,
        "content_operators",
    );
    let mut dashes = b"[".to_vec();
    dashes.extend(b"1 ".repeat(200_000));
    dashes.extend_from_slice(b"] 0 d ");
    dashes.extend(b"0 0 m 9 9 l S ".repeat(50_000));
    over(&beside(page_of(&dashes, "")).pages[0].content, "content_operators");
}

#[test]
fn one_image_drawn_a_million_times() {
    let mut made = Made::default();
    let number = made.stream(
        "/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray",
        &[0],
    );
    let drawn = made.deflated("", &b"/I Do ".repeat(20_000));
    let page = made.page("", &format!("/XObject<</I {number} 0 R>>"), "");
    made.replace(page, "/Contents", &format!("/Contents {drawn} 0 R/Old"));
    let content = beside(made);
    over(&content.pages[0].content, "images");
    assert_eq!(content.pages[0].content.images.len(), 5_000);
}

#[test]
fn a_colour_space_that_doubles_at_every_level() {
    let mut made = Made::default();
    let mut inner = made.add("[/DeviceRGB /DeviceRGB]");
    for _ in 0..40 {
        inner = made.add(format!(
            "[{inner} 0 R {inner} 0 R {inner} 0 R {inner} 0 R {inner} 0 R {inner} 0 R {inner} 0 R {inner} 0 R]"
        ));
    }
    made.page("", &format!("/ColorSpace<</C {inner} 0 R>>"), "/C cs 0 0 9 9 re f");
    over(&beside(made).pages[0].content, "content_values");
}

#[test]
fn appearances_without_number_share_the_budget() {
    let mut made = Made::default();
    let appearance = made.stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]", b"0 0 9 9 re f");
    let mut annotations = String::new();
    for _ in 0..3_000 {
        let number = made.add(format!(
            "<</Type/Annot/Subtype/Stamp/Rect[0 0 9 9]/AP<</N {appearance} 0 R>>>>"
        ));
        write!(annotations, "{number} 0 R ").unwrap();
    }
    made.page(&format!("/Annots[{annotations}]"), "", "");
    let content = beside(made);
    assert_eq!(content.appearances.len(), Budget::default().appearances);
    assert_eq!(content.unread_appearances, Some(Unread::OverBudget("appearances")));
}

/// Five operators on each page.
fn nine_pages() -> Vec<u8> {
    let mut made = Made::default();
    for number in 0..9 {
        made.page(
            "",
            &format!("/Font<</F {TIMES}>>"),
            &format!("BT /F 12 Tf 50 700 Td (page {number}) Tj ET"),
        );
    }
    made.finish()
}

#[test]
fn a_small_budget_says_what_it_left_out() {
    let budget = Budget {
        content_operators: 12,
        content_pages: 5,
        ..Budget::default()
    };
    let content = look_within(&nine_pages(), &budget);
    let read: Vec<bool> = content
        .pages
        .iter()
        .map(|page| page.content.truncated.is_none())
        .collect();
    assert_eq!(read, [true, true, false, false, false]);
    assert_eq!(
        content.unread_pages,
        [(4, 6, Unread::NotLookedAt), (9, 9, Unread::NotLookedAt)]
    );
}

/// The first and the last pages decide; the middle of a long document gets what they leave.
#[test]
fn a_budget_goes_to_the_ends_of_a_document_first() {
    let made = nine_pages();
    let read = |budget: &Budget| {
        let content = look_within(&made, budget);
        assert!(content.pages.iter().all(|page| page.content.truncated.is_none()));
        let numbers: Vec<u32> = content.pages.iter().map(|page| page.number).collect();
        (numbers, content.unread_pages)
    };
    assert_eq!(read(&Budget::default()), ((1..=9).collect(), Vec::new()));
    let budget = Budget {
        content_operators: 32,
        ..Budget::default()
    };
    let unread = vec![(4, 6, Unread::NotLookedAt)];
    assert_eq!(read(&budget), (vec![1, 2, 3, 7, 8, 9], unread));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_content_is_read_without_a_panic(
        operators in prop::collection::vec(
            prop_oneof![
                Just("q".to_owned()), Just("Q".to_owned()), Just("BT".to_owned()), Just("ET".to_owned()),
                Just("/F 12 Tf".to_owned()), Just("/I Do".to_owned()), Just("/X Do".to_owned()), Just("S".to_owned()),
                Just("W n".to_owned()), Just("f".to_owned()), Just("EMC".to_owned()), Just("/OC /o BDC".to_owned()),
                Just("/P BMC".to_owned()), Just("/g gs".to_owned()), Just("/C cs".to_owned()), Just("/p scn".to_owned()),
                "\\[\\([a-z]{0,4}\\)-?[0-9]{1,5}\\([a-z]{0,4}\\)\\] TJ", "-?[0-9]{1,9}(\\.[0-9]{1,3})? [0-9]{1,3} Td",
                "(-?[0-9]{1,3}\\.[0-9] ){6}cm", "(-?[0-9]{1,4} ){6}Tm", "(-?[0-9]{1,4} ){4}re", "(-?[0-9]{1,4} ){6}c",
                "[0-7] Tr", "(0?\\.[0-9] ){3}rg", "[ -~]{0,12}",
            ],
            0..60,
        )
    ) {
        let mut made = Made::default();
        let image = made.stream("/Type/XObject/Subtype/Image/Width 2/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray", &[0, 255]);
        let form = made.stream("/Type/XObject/Subtype/Form/BBox[0 0 99 99]/Matrix[1 .5 0 1 3 3]", b"/F 9 Tf (x) Tj /I Do EMC Q");
        made.page(
            "",
            &format!("/Font<</F {TIMES}>>/XObject<</I {image} 0 R/X {form} 0 R>>/ExtGState<</g<</ca .5/BM/Multiply>>>>/ColorSpace<</C/DeviceCMYK>>"),
            &operators.join(" "),
        );
        let content = look(&made.finish());
        for run in &content.pages[0].content.runs {
            prop_assert!(run.size_pt > 0.0 && run.bounds.x0 <= run.bounds.x1 && run.bounds.y0 <= run.bounds.y1);
        }
        prop_assert_ne!(content.pages[0].content.truncated, Some(Unread::Panicked));
    }
}
