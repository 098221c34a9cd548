//! What is to be seen and what is not told: patterns, grounds, faint and cut text, letters drawn as paths.

use std::fmt::Write as _;

use kysoat::{
    budget::Budget,
    facts::{AppearanceFacts, Cause, DocumentFacts, Hue, Measured, SignatureRole},
    pdf::content::{Content, Unread},
};

use super::{
    look,
    made::{Made, TIMES, signature},
};

/// The box of every appearance, points.
const BOX: [f64; 4] = [300.0, 700.0, 500.0, 800.0];

/// A document whose one signature shows this, 200 by 100 points; `font` is its /F.
fn signed(mut made: Made, font: &str, resources: &str, content: &str) -> Vec<u8> {
    let appearance = made.stream(
        &format!("/Type/XObject/Subtype/Form/BBox[0 0 200 100]/Resources<</Font<</F {font}>>{resources}>>"),
        content.as_bytes(),
    );
    made.page("", "", "");
    signature(&mut made, BOX, 4, appearance);
    made.finish()
}

fn content(bytes: &[u8]) -> Content {
    look(bytes).appearances.remove(0).content
}

fn facts(bytes: &[u8]) -> DocumentFacts {
    kysoat::extract::measure(bytes, "x.pdf", &Budget::default())
}

fn appearance(bytes: &[u8]) -> AppearanceFacts {
    facts(bytes).signatures[0].layout.appearance.known().unwrap().clone()
}

/// A Type 3 font with widths of half an em.
fn type3(matrix: f64, name: &str) -> String {
    let width = 0.5 / matrix;
    format!(
        "<</Type/Font/Subtype/Type3{name}/FontBBox[0 0 0 0]/FontMatrix[{matrix} 0 0 {matrix} 0 0]/CharProcs<<>>\
         /Encoding<</Type/Encoding/Differences[97/a/b/c/d]>>/FirstChar 97/LastChar 100/Widths[{width} {width} {width} {width}]>>"
    )
}

/// The size is that of the operator, whatever the glyph space of a Type 3 font is.
#[test]
fn drawn_fonts_have_the_size_that_is_set() {
    for matrix in [0.001, 1.0 / 2048.0, 0.01, 1.0] {
        let content = content(&signed(
            Made::default(),
            &type3(matrix, "/Name/Times"),
            "",
            "BT /F 10 Tf 5 50 Td (abcd) Tj 20 0 Td (ab) Tj ET",
        ));
        assert_eq!(content.runs.len(), 2, "{matrix}");
        let run = &content.runs[0];
        let width = (run.bounds.width() * 72.0 / 25.4, run.bounds.height() * 72.0 / 25.4);
        assert_eq!(run.text, "abcd");
        assert!((run.size_pt - 10.0).abs() < 1e-3, "{matrix}: {}", run.size_pt);
        assert!(
            (width.0 - 20.0).abs() < 0.02 && (width.1 - 9.0).abs() < 0.01,
            "{matrix}: {width:?}"
        );
    }
}

#[test]
fn a_drawn_font_without_a_name_may_be_of_any_typeface() {
    let shown = "BT /F 10 Tf 5 50 Td (abcd) Tj ET";
    let text = |font: &str| {
        let shown = appearance(&signed(Made::default(), font, "", shown));
        shown.text.known().unwrap().clone()
    };
    let named = text(&type3(0.001, "/Name/TimesNewRomanPSMT"));
    assert_eq!(named.typeface, Measured::Known("Times New Roman".to_owned()));
    let nameless = text(&type3(0.001, ""));
    assert_eq!(nameless.typeface, Measured::Unmeasured(Cause::TextUnreadable));
    assert_eq!(nameless.font, Measured::Unmeasured(Cause::TextUnreadable));
    assert!(nameless.one_typeface);
}

#[test]
fn black_ink_alone_is_black() {
    let black =
        "/ColorSpace<</S[/Separation/Black/DeviceCMYK<</FunctionType 2/Domain[0 1]/N 1/C0[0 0 0 0]/C1[0 0 0 1]>>]>>";
    for (set, expected) in [
        ("0 0 0 1 k", Hue::Black),
        ("/S cs 1 scn", Hue::Black),
        (".13 g", Hue::Black),
        (".3 g", Hue::Grey),
        ("0 0 .14 rg", Hue::Blue),
        (".15 0 0 rg", Hue::Red),
        ("0 0 .5 rg", Hue::Blue),
    ] {
        let bytes = signed(
            Made::default(),
            TIMES,
            black,
            &format!("{set} BT /F 10 Tf 5 50 Td (word) Tj ET"),
        );
        assert_eq!(
            appearance(&bytes).text.known().unwrap().colour,
            Measured::Known(expected),
            "{set}"
        );
    }
}

/// Text that is faint, of the colour of what it stands on, painted over or cut off.
#[test]
fn what_of_an_appearance_is_not_seen_is_told() {
    let text = "BT /F 10 Tf 5 50 Td (word of it) Tj ET";
    let white = "1 g 0 0 200 100 re f";
    // Whether it is legible.
    for (drawn, expected) in [
        (text.to_owned(), true),
        (format!("1 g {text}"), false),
        (format!(".9 g {text}"), false),
        (format!(".7 g {text}"), true),
        (format!("/A gs {text}"), false),
        (format!("/B gs {text}"), true),
        // White on dark is read well, dark on dark is not.
        (format!("0 0 .5 rg 0 0 200 100 re f 1 g {text}"), true),
        (format!("0 0 .5 rg 0 0 200 100 re f .1 .1 .5 rg {text}"), false),
        (format!("0 0 .5 rg 0 0 m 200 0 l 100 100 l f 1 g {text}"), true),
        (format!("q 200 0 0 100 0 0 cm /I Do Q 1 g {text}"), true),
        // Painted over: by paper, by a picture; not beside, not through, not before.
        (format!("{text} {white}"), false),
        (format!("{text} q 200 0 0 100 0 0 cm /I Do Q"), false),
        (format!("{text} 1 g 100 0 100 100 re f"), true),
        (format!("{text} /A gs {white}"), true),
        // A letter of it, or all of it by strips; not by a rule under it or through it.
        (format!("{text} 1 g 36 40 12 20 re f"), false),
        (format!("{text} 1 g 43 40 12 20 re f"), true),
        (
            format!("{text} 1 g 5 46 40 3 re f 5 49 40 3 re f 5 52 40 3 re f 5 55 40 5 re f"),
            false,
        ),
        (format!("{text} 1 g 5 46 40 2 re f"), true),
        (format!("{text} 1 g 5 52 40 1 re f"), true),
        (format!("{white} 0 g {text}"), true),
        // Cut off by a clip, or by the box.
        (format!("0 0 20 100 re W n {text}"), false),
        ("BT /F 10 Tf 180 50 Td (word of it) Tj ET".to_owned(), false),
        ("BT /F 10 Tf 5 -4 Td (word of it) Tj ET".to_owned(), false),
        ("BT /F 10 Tf 5 0 Td (word of it) Tj ET".to_owned(), true),
    ] {
        let mut made = Made::default();
        let image = made.stream(
            "/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray",
            &[60],
        );
        let resources = format!("/XObject<</I {image} 0 R>>/ExtGState<</A<</ca .1>>/B<</ca .6>>>>");
        let bytes = signed(made, TIMES, &resources, &drawn);
        let run = content(&bytes).runs[0].clone();
        assert_eq!((run.visible, run.legible), (true, expected), "{drawn}");
        // What it says is still told: a copy whose stamp can't be seen is a copy.
        let facts = facts(&bytes);
        let shown = facts.signatures[0].layout.appearance.known().unwrap();
        assert_eq!(shown.text.known().unwrap().visible, expected, "{drawn}");
        assert_ne!(
            facts.signatures[0].role,
            Measured::Known(SignatureRole::Invisible),
            "{drawn}"
        );
    }
}

#[test]
fn a_pattern_has_no_colour_that_was_looked_at() {
    let shading = "<</ShadingType 2/ColorSpace/DeviceGray/Coords[0 0 100 0]/Function<</FunctionType 2/Domain[0 1]/N 1\
        /C0[0]/C1[1]>>>>";
    let bytes = signed(
        Made::default(),
        TIMES,
        &format!("/Pattern<</P<</PatternType 2/Shading {shading}>>>>"),
        "/Pattern cs /P scn BT /F 10 Tf 5 50 Td (word) Tj ET",
    );
    let text = appearance(&bytes).text.known().unwrap().clone();
    assert_eq!(text.lines, ["word"]);
    assert_eq!(text.colour, Measured::Unmeasured(Cause::PictureUnreadable));
}

#[test]
fn colours_are_those_on_paper() {
    let colour = |state: &str| {
        let bytes = signed(
            Made::default(),
            TIMES,
            &format!("/ExtGState<</A<<{state}>>>>"),
            "/A gs BT /F 10 Tf 5 50 Td (word) Tj ET",
        );
        appearance(&bytes).text.known().unwrap().colour.clone()
    };
    assert_eq!(colour("/ca .95"), Measured::Known(Hue::Black));
    assert_eq!(colour("/ca .3"), Measured::Known(Hue::Grey));
}

#[test]
fn what_is_painted_over_and_said_again_is_seen() {
    let text = "0 g BT /F 10 Tf 5 50 Td (word of it) Tj ET";
    let bytes = signed(
        Made::default(),
        TIMES,
        "",
        &format!("{text} 1 g 0 0 200 100 re f {text}"),
    );
    let shown = appearance(&bytes);
    let shown = shown.text.known().unwrap();
    assert!(shown.visible);
    assert_eq!(shown.lines, ["word of it"]);
}

/// A picture of one red pixel.
fn red(made: &mut Made) -> usize {
    made.stream(
        "/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceRGB",
        &[200, 20, 30],
    )
}

/// Programs that make PDFs of web pages paint pictures with a pattern that has them in its cell.
#[test]
fn a_picture_in_the_one_cell_of_a_pattern_stands_where_it_is_shown() {
    let tile = |made: &mut Made, step: u32, content: &str| {
        let image = red(made);
        made.stream(
            &format!(
                "/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 50 50]/XStep {step}/YStep {step}\
                 /Matrix[2 0 0 2 10 0]/Resources<</XObject<</I {image} 0 R>>>>"
            ),
            content.as_bytes(),
        )
    };
    let fill = "/Pattern cs /P scn 10 0 100 100 re f";
    let cell = "q 30 0 0 30 10 10 cm /I Do Q";
    for (step, cell, fill, pictures, patterned) in [
        (50, cell, fill, 1, false),
        (5000, cell, "/Pattern cs /P scn 0 0 200 100 re f", 1, false),
        // Several cells; a shape; a cell without a picture, or with more.
        (50, cell, "/Pattern cs /P scn 0 0 200 100 re f", 0, true),
        (50, cell, "/Pattern cs /P scn 10 0 m 100 0 l 50 90 l f", 0, true),
        (50, "1 0 0 rg 0 0 50 50 re f", fill, 0, true),
        (50, "q 30 0 0 30 10 10 cm /I Do Q 1 0 0 rg 0 0 5 50 re f", fill, 1, true),
        // A pattern that is used inside itself, and one that is not there.
        (50, "/Pattern cs /P scn 0 0 10 10 re f", fill, 0, true),
    ] {
        let mut made = Made::default();
        let pattern = tile(&mut made, step, cell);
        let bytes = signed(made, TIMES, &format!("/Pattern<</P {pattern} 0 R>>"), fill);
        let content = content(&bytes);
        assert_eq!(
            (content.images.len(), content.patterned),
            (pictures, patterned),
            "{step} {cell} {fill}"
        );
        let shown = &facts(&bytes).signatures[0];
        if pictures == 0 {
            assert_eq!(
                shown.role.cause(),
                Some(&Cause::PictureUnreadable),
                "{step} {cell} {fill}"
            );
        } else {
            // From 10 + 2 * 10 points in the box, 60 wide.
            let ink = content.images[0].ink.unwrap().unwrap().bounds;
            let left = (BOX[0] + 30.0) * 25.4 / 72.0;
            assert!(
                (ink.x0 - left).abs() < 0.01 && (ink.width() - 60.0 * 25.4 / 72.0).abs() < 0.01,
                "{ink:?}"
            );
        }
    }
}

#[test]
fn what_is_painted_with_a_shading_is_not_told() {
    let shading = "<</ShadingType 2/ColorSpace/DeviceRGB/Coords[0 0 100 100]\
                   /Function<</FunctionType 2/Domain[0 1]/N 1/C0[1 0 0]/C1[.8 0 0]>>>>";
    let pattern = format!("/Shading<</S {shading}>>/Pattern<</P<</PatternType 2/Shading {shading}>>>>");
    for (drawn, told) in [
        ("/Pattern cs /P scn 20 20 m 80 20 l 50 90 l f", false),
        ("q 20 20 m 80 20 l 50 90 l W n /S sh Q", false),
        // A stroke beside it may be its other half.
        (
            "/Pattern cs /P scn 20 20 m 80 20 l 50 90 l f 1 0 0 RG 20 20 m 80 70 l S",
            false,
        ),
        ("1 0 0 RG 20 20 m 80 70 l S", true),
    ] {
        let shown = facts(&signed(Made::default(), TIMES, &pattern, drawn));
        let picture = shown.signatures[0].layout.appearance.known().unwrap().picture.clone();
        assert_eq!(picture.cause().is_none(), told, "{drawn}");
        assert_ne!(
            shown.signatures[0].role,
            Measured::Known(SignatureRole::Invisible),
            "{drawn}"
        );
    }
}

#[test]
fn the_colour_of_a_stencil_that_is_painted_with_a_pattern_is_not_told() {
    let mut made = Made::default();
    let stencil = made.stream(
        "/Type/XObject/Subtype/Image/Width 8/Height 1/BitsPerComponent 1/ImageMask true",
        &[0xF0],
    );
    let pattern = made.stream(
        "/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 5 5]/XStep 5/YStep 5/Resources<<>>",
        b"0 0 .6 rg 0 0 5 5 re f",
    );
    let bytes = signed(
        made,
        TIMES,
        &format!("/XObject<</I {stencil} 0 R>>/Pattern<</P {pattern} 0 R>>"),
        "/Pattern cs /P scn 100 0 0 50 0 0 cm /I Do",
    );
    assert_eq!(content(&bytes).images[0].ink, Err(Unread::Damaged));
    let picture = appearance(&bytes).picture.known().unwrap().clone();
    assert_eq!(picture.hue.cause(), Some(&Cause::PictureUnreadable));
}

/// So many letters in the form of paths, from the left.
fn outlines(many: u32, size: u32) -> String {
    (0..many).fold(String::new(), |mut paths, index| {
        let (left, right, top) = (50 + index * 6, 50 + index * 6 + size, 500 + size);
        write!(
            paths,
            "{left} 500 m {right} 500 l {right} {top} {left} {top} {left} 510 c h f "
        )
        .unwrap();
        paths
    })
}

/// A page without text, of which the letters are paths, is no blank one.
#[test]
fn letters_drawn_as_paths_are_not_read() {
    let text = "BT /F 12 Tf 50 700 Td (Mot dong chu rat dai de doc duoc het ca trang nay) Tj ET ";
    let page = |content: &str| {
        let mut made = Made::default();
        made.page("", &format!("/Font<</F {TIMES}>>"), content);
        facts(&made.finish())
    };
    for (drawn, told) in [
        (String::new(), true),
        (outlines(40, 5), false),
        (
            format!("BT /F 12 Tf 50 700 Td (So: 1) Tj ET {}", outlines(40, 5)),
            false,
        ),
        (format!("{text}{}", outlines(40, 5)), true),
        (outlines(4, 5), true),
        (outlines(40, 200), true),
        ("50 500 5 5 re f ".repeat(40), true),
    ] {
        let found = page(&drawn);
        let expected = (!told).then_some(&Cause::TextUnreadable);
        assert_eq!(found.components.secrecy.cause(), expected, "{drawn}");
        assert_eq!(found.layout.margins.cause(), expected, "{drawn}");
    }
}

#[test]
fn a_stamp_of_paths_that_its_reason_names_is_not_read() {
    for (many, told) in [(30, false), (5, true)] {
        let mut made = Made::default();
        let appearance = made.stream(
            "/Type/XObject/Subtype/Form/BBox[0 400 300 600]",
            outlines(many, 5).as_bytes(),
        );
        made.page("", "", "");
        signature(&mut made, BOX, 4, appearance);
        let bytes = made.finish();
        let reason = "/Reason<FEFF004B00E8006D0020007400680065006F002000760103006E002000621EA3006E002000731ED100200031002F00510110>";
        let bytes = String::from_utf8(bytes)
            .unwrap()
            .replacen("/Type/Sig/", &format!("/Type/Sig{reason}/"), 1);
        let shown = facts(bytes.as_bytes());
        let signature = &shown.signatures[0];
        let appearance = signature.layout.appearance.known().unwrap();
        assert_eq!(appearance.text.cause().is_none(), told, "{:?}", signature.role);
        assert_eq!(appearance.picture.cause().is_none(), told);
    }
}

/// Fonts whose map names other letters than they show: of a few words nobody says what the rest is.
#[test]
fn words_with_letters_that_no_word_has_are_not_read() {
    let page = |words: &str| {
        let mut made = Made::default();
        made.page(
            "",
            &format!("/Font<</F {TIMES}>>"),
            &format!("BT /F 12 Tf 50 700 Td ({words}) Tj ET"),
        );
        facts(&made.finish()).components.secrecy
    };
    // ¾, ß and Þ.
    let strange = page("M\\276T nh\\337 ngh\\336a van ban");
    assert_eq!(strange.cause(), Some(&Cause::TextUnreadable));
    assert_eq!(page("M\\276T van ban hanh chinh").cause(), None);
    assert_eq!(page("1\\275 2\\276 3\\274 4\\275 van ban").cause(), None);
}

/// What a mask of the graphics state or a blend mode makes of a picture or a path is not measured.
#[test]
fn what_is_seen_through_a_mask_or_another_blend_mode_is_not_told() {
    let path = "0 0 1 rg 20 20 m 90 80 l 160 20 l f";
    let image = "q 100 0 0 50 20 20 cm /I Do Q";
    let own = "q 100 0 0 50 20 20 cm /O Do Q";
    for (set, drawn, told) in [
        ("", path, true),
        ("", image, true),
        ("/Mask gs", path, false),
        ("/Mask gs", image, false),
        // The mask of an image itself stands in the place of that of the state.
        ("/Mask gs", own, true),
        ("/Mask gs /None gs", path, true),
        ("/Normal gs", path, true),
        ("/Multiply gs", path, true),
        ("/Multiply gs", image, true),
        ("/Darken gs", image, true),
        ("/Screen gs", path, false),
        ("/Screen gs", image, false),
        ("/Screen gs", own, false),
        ("/Difference gs", path, false),
        ("/Luminosity gs", image, false),
    ] {
        let mut made = Made::default();
        let pixels = [255, 255, 255, 0, 0, 151];
        let dictionary = "/Type/XObject/Subtype/Image/Width 2/Height 1/BitsPerComponent 8";
        let plain = made.stream(&format!("{dictionary}/ColorSpace/DeviceRGB"), &pixels);
        let alpha = made.stream(&format!("{dictionary}/ColorSpace/DeviceGray"), &[0, 255]);
        let masked = made.stream(&format!("{dictionary}/ColorSpace/DeviceRGB/SMask {alpha} 0 R"), &pixels);
        let group = made.stream(
            "/Type/XObject/Subtype/Form/BBox[0 0 200 100]/Group<</S/Transparency/CS/DeviceGray>>",
            b"1 g 0 0 80 100 re f",
        );
        let mut modes = String::new();
        for mode in ["Normal", "Multiply", "Darken", "Screen", "Difference", "Luminosity"] {
            write!(modes, "/{mode}<</BM/{mode}>>").unwrap();
        }
        let resources = format!(
            "/XObject<</I {plain} 0 R/O {masked} 0 R>>\
             /ExtGState<</Mask<</SMask<</S/Luminosity/G {group} 0 R>>>>/None<</SMask/None>>{modes}>>"
        );
        let bytes = signed(made, TIMES, &resources, &format!("{set} {drawn}"));
        let picture = appearance(&bytes).picture;
        let ink = match &picture {
            Measured::Known(picture) => picture.ink_mm.clone(),
            Measured::Unmeasured(cause) => Measured::Unmeasured(cause.clone()),
            Measured::Absent => Measured::Absent,
        };
        assert_eq!(ink.known().is_some(), told, "{set} {drawn}: {picture:?}");
        if !told {
            assert_eq!(ink.cause(), Some(&Cause::PictureUnreadable), "{set} {drawn}");
        }
    }
}

#[test]
fn what_a_clip_leaves_of_a_picture_is_not_told() {
    let image = "BI /W 2 /H 1 /BPC 8 /CS /RGB /F /AHx ID 000097FFFFFF> EI";
    let ink = |clip: &str| {
        let bytes = signed(
            Made::default(),
            TIMES,
            "",
            &format!("q {clip} 100 0 0 50 20 20 cm {image} Q"),
        );
        appearance(&bytes).picture.known().unwrap().clone()
    };
    let whole = ink("");
    assert!(whole.ink_mm.known().is_some());
    assert_eq!(whole.opaque_background, Measured::Known(true));
    assert!(ink("20 20 80 50 re W n").ink_mm.known().is_some());
    let shaped = ink("20 20 m 120 20 l 70 70 l h W n");
    assert_eq!(shaped.ink_mm.cause(), Some(&Cause::PictureUnreadable));
    assert_eq!(shaped.opaque_background.cause(), Some(&Cause::PictureUnreadable));
}

#[test]
fn a_stencil_that_is_painted_white_shows_nothing() {
    let picture = |colour: &str| {
        let stencil = "q 100 0 0 50 20 20 cm BI /W 2 /H 1 /IM true /BPC 1 /F /AHx ID 40> EI Q";
        appearance(&signed(Made::default(), TIMES, "", &format!("{colour} {stencil}"))).picture
    };
    assert!(picture("0 0 0.6 rg").known().unwrap().ink_mm.known().is_some());
    assert_eq!(picture("1 g").cause(), Some(&Cause::PictureBlank));
}

#[test]
fn a_large_picture_inside_a_content_stream_is_read() {
    let picture = |filter: &str, side: usize, data: &str| {
        let image = format!("BI /W {side} /H {side} /IM true /BPC 1 {filter} ID {data} EI");
        let content = format!("0 0 0.6 rg q 50 0 0 50 20 20 cm {image} Q");
        appearance(&signed(Made::default(), TIMES, "", &content)).picture
    };
    // Half of it is ink: 700 rows of 88 bytes, in hexadecimal digits.
    let digits = "00".repeat(350 * 88) + &"FF".repeat(350 * 88) + ">";
    let found = picture("/F /AHx", 700, &digits);
    let [x0, y0, x1, y1] = *found.known().unwrap().ink_mm.known().unwrap();
    let (width, height) = (x1 - x0, y1 - y0);
    // 50 by 25 points.
    assert!(
        (width - 17.64).abs() < 0.3 && (height - 8.82).abs() < 0.3,
        "{width} {height}"
    );
}
