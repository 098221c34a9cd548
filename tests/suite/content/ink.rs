//! Ink: its box, colour, shape and paper, on images and in vector drawings.

use kysoat::{
    budget::Budget,
    pdf::{
        Pdf,
        content::{Hue, InkCache, PlacedImage, Transparency, Unread, VectorMark},
    },
};

use super::{
    look,
    made::{Made, deflate},
};

const MM: f64 = 25.4 / 72.0;

/// A picture of so many columns and rows: colour and opacity of each pixel.
fn drawn(width: usize, height: usize, pixel: impl Fn(f64, f64) -> Option<[u8; 3]>) -> (Vec<u8>, Vec<u8>) {
    let (mut colour, mut alpha) = (Vec::new(), Vec::new());
    for row in 0..height {
        for column in 0..width {
            let ink = pixel((column as f64 + 0.5) / width as f64, (row as f64 + 0.5) / height as f64);
            colour.extend(ink.unwrap_or([255; 3]));
            alpha.push(if ink.is_some() { 255 } else { 0 });
        }
    }
    (colour, alpha)
}

fn entries(width: usize, height: usize, space: &str) -> String {
    format!("/Type/XObject/Subtype/Image/Width {width}/Height {height}/BitsPerComponent 8/ColorSpace/{space}")
}

/// A page with image `number` placed 60 mm wide and 40 mm high, its upper left corner at (50, 100) mm.
fn placed(mut made: Made, number: usize) -> PlacedImage {
    made.page(
        "",
        &format!("/XObject<</I {number} 0 R>>"),
        &format!(
            "{} 0 0 {} {} {} cm /I Do",
            60.0 / MM,
            40.0 / MM,
            50.0 / MM,
            841.89 - 140.0 / MM
        ),
    );
    let mut content = look(&made.finish());
    assert_eq!(content.pages[0].content.images.len(), 1);
    content.pages[0].content.images.remove(0)
}

/// A ring, 0.1 to 0.5 of the width and 0.2 to 0.8 of the height: round where the picture is 60 x 40 mm.
fn ring(x: f64, y: f64) -> bool {
    let radius = ((x - 0.3) / 0.2).hypot((y - 0.5) / 0.3);
    (0.85..1.0).contains(&radius)
}

fn assert_ring(image: &PlacedImage, what: &str) {
    let ink = image.ink.unwrap().expect("ink");
    let found = [ink.bounds.x0, ink.bounds.x1, ink.bounds.y0, ink.bounds.y1];
    for (found, expected) in found.into_iter().zip([56.0, 80.0, 108.0, 132.0]) {
        assert!((found - expected).abs() < 0.3, "{what}: {:?}", ink.bounds);
    }
    assert!((ink.aspect - 1.0).abs() < 0.03, "{what}: {}", ink.aspect);
    assert!(ink.roundness > 0.97, "{what}: {}", ink.roundness);
}

#[test]
fn a_red_seal_with_a_soft_mask() {
    let mut made = Made::default();
    let (colour, alpha) = drawn(300, 200, |x, y| ring(x, y).then_some([220, 30, 40]));
    let mask = made.deflated(&entries(300, 200, "DeviceGray"), &alpha);
    let number = made.deflated(&format!("{}/SMask {mask} 0 R", entries(300, 200, "DeviceRGB")), &colour);
    let image = placed(made, number);
    assert_ring(&image, "soft mask");
    assert_eq!((image.pixels, image.transparency), ((300, 200), Transparency::SoftMask));
    let ink = image.ink.unwrap().unwrap();
    assert_eq!((ink.colour.hue, ink.opaque_background), (Hue::Red, false));
    assert!(ink.colour.share > 0.99);
    assert!((ink.colour.hue_deg.unwrap() - 356.0).abs() < 2.0);
    assert!((ink.colour.saturation - 190.0 / 220.0).abs() < 0.02);
    // A ring of 0.85 to 1 radius fills so much of its square.
    let expected = std::f64::consts::PI / 4.0 * (1.0 - 0.85 * 0.85);
    assert!((ink.coverage - expected).abs() < 0.02, "{}", ink.coverage);
}

#[test]
fn a_mask_of_another_size_than_the_colour() {
    for (columns, rows) in [(1, 1), (30, 20), (600, 400)] {
        let mut made = Made::default();
        let (_, alpha) = drawn(300, 200, |x, y| ring(x, y).then_some([0; 3]));
        let mask = made.deflated(&entries(300, 200, "DeviceGray"), &alpha);
        let colour = [20, 40, 200].repeat(columns * rows);
        let number = made.deflated(
            &format!("{}/SMask {mask} 0 R", entries(columns, rows, "DeviceRGB")),
            &colour,
        );
        let image = placed(made, number);
        assert_ring(&image, "another size");
        assert_eq!(image.ink.unwrap().unwrap().colour.hue, Hue::Blue);
    }
}

#[test]
fn colour_keys_masks_and_stencils() {
    let (colour, alpha) = drawn(300, 200, |x, y| ring(x, y).then_some([200, 0, 0]));
    let mut made = Made::default();
    let number = made.deflated(
        &format!("{}/Mask[250 255 250 255 250 255]", entries(300, 200, "DeviceRGB")),
        &colour,
    );
    let image = placed(made, number);
    assert_ring(&image, "colour key");
    assert_eq!(image.transparency, Transparency::Mask);
    assert!(!image.ink.unwrap().unwrap().opaque_background);

    // A bit for a pixel, 1 is paper in a mask and not painted in a stencil.
    let bits: Vec<u8> = alpha
        .chunks(300)
        .flat_map(|row| {
            row.chunks(8).map(|eight| {
                eight
                    .iter()
                    .enumerate()
                    .fold(0, |byte, (place, alpha)| byte | u8::from(*alpha == 0) << (7 - place))
            })
        })
        .collect();
    let stencil = "/Type/XObject/Subtype/Image/Width 300/Height 200/BitsPerComponent 1/ImageMask true";
    let mut made = Made::default();
    let mask = made.deflated(stencil, &bits);
    let number = made.deflated(&format!("{}/Mask {mask} 0 R", entries(300, 200, "DeviceRGB")), &colour);
    let image = placed(made, number);
    assert_ring(&image, "explicit mask");
    assert_eq!(image.transparency, Transparency::Mask);

    let mut made = Made::default();
    let number = made.deflated(stencil, &bits);
    made.page(
        "",
        &format!("/XObject<</I {number} 0 R>>"),
        &format!(
            "0 0 .8 rg {} 0 0 {} {} {} cm /I Do",
            60.0 / MM,
            40.0 / MM,
            50.0 / MM,
            841.89 - 140.0 / MM
        ),
    );
    let content = look(&made.finish());
    let image = &content.pages[0].content.images[0];
    assert_ring(image, "stencil");
    assert_eq!((image.transparency, image.pixels), (Transparency::Stencil, (300, 200)));
    let ink = image.ink.unwrap().unwrap();
    assert_eq!((ink.colour.hue, ink.opaque_background), (Hue::Blue, false));
}

#[test]
fn paper_is_told_from_ink_and_hides_what_lies_below() {
    for paper in [[255; 3], [245, 240, 230], [190, 190, 195]] {
        let mut made = Made::default();
        // Noise as JPEG makes it, of at most 20.
        let (colour, _) = drawn(300, 200, |x, y| {
            #[allow(clippy::cast_possible_truncation, reason = "at most 20")]
            let noise = ((x * 9973.0).sin() * (y * 7919.0).cos() * 20.0) as i16;
            let base: [u8; 3] = if ring(x, y) { [30, 60, 160] } else { paper };
            Some(base.map(|channel| u8::try_from((i16::from(channel) + noise).clamp(0, 255)).unwrap()))
        });
        let number = made.deflated(&entries(300, 200, "DeviceRGB"), &colour);
        let image = placed(made, number);
        assert_ring(&image, "opaque");
        let ink = image.ink.unwrap().unwrap();
        assert_eq!((image.transparency, ink.opaque_background), (Transparency::None, true));
        assert_eq!(ink.colour.hue, Hue::Blue);
    }
}

#[test]
fn a_jpeg_of_a_seal() {
    let seal = include_bytes!("seal.jpg");
    let in_hexadecimal = seal
        .iter()
        .fold(String::new(), |digits, octet| format!("{digits}{octet:02x}"))
        + ">";
    for (filters, data) in [
        ("/DCTDecode", seal.to_vec()),
        ("[/FlateDecode/DCTDecode]", deflate(seal)),
        ("[/ASCIIHexDecode/DCTDecode]", in_hexadecimal.clone().into_bytes()),
        ("[/ASCIIHexDecode/FlateDecode/DCTDecode]/DecodeParms[null null null]", {
            let deflated = deflate(seal);
            let digits = deflated
                .iter()
                .fold(String::new(), |digits, octet| format!("{digits}{octet:02x}"));
            (digits + ">").into_bytes()
        }),
    ] {
        a_jpeg(filters, &data);
    }
}

fn a_jpeg(filters: &str, data: &[u8]) {
    let mut made = Made::default();
    let size = "/Type/XObject/Subtype/Image/Width 400/Height 400/BitsPerComponent 8/ColorSpace/DeviceRGB";
    let number = made.stream(&format!("{size}/Filter{filters}"), data);
    made.page(
        "",
        &format!("/XObject<</I {number} 0 R>>"),
        "100 0 0 100 50 400 cm /I Do",
    );
    let content = look(&made.finish());
    let ink = content.pages[0].content.images[0].ink.expect(filters).unwrap();
    // The ring was drawn from 30 to 369 of 400.
    assert!(
        (ink.bounds.width() - 340.0 / 400.0 * 100.0 * MM).abs() < 0.3,
        "{:?}",
        ink.bounds
    );
    assert_eq!((ink.colour.hue, ink.opaque_background), (Hue::Red, true));
    assert!(
        ink.roundness > 0.97 && (ink.aspect - 1.0).abs() < 0.02 && ink.colour.share > 0.8,
        "{ink:?}"
    );
}

#[test]
fn ink_that_stands_out_between_others_is_in_the_box() {
    // A column with a tooth on either side, in the midst of its height: each in a column of cells with ink above and below.
    let mut made = Made::default();
    let (colour, _) = drawn(1_280, 1_280, |x, y| {
        let column = (0.2..0.8).contains(&x) && (0.1..0.9).contains(&y);
        let tooth = (0.196_9..0.803_1).contains(&x) && (0.45..0.55).contains(&y);
        let edge = (0.1975..0.8025).contains(&x) && ((0.1..0.3).contains(&y) || (0.7..0.9).contains(&y));
        Some(if column || tooth || edge {
            [200, 20, 30]
        } else {
            [255; 3]
        })
    });
    let number = made.deflated(&entries(1_280, 1_280, "DeviceRGB"), &colour);
    let ink = placed(made, number).ink.unwrap().unwrap();
    assert!(
        (ink.bounds.x0 - (50.0 + 0.196_9 * 60.0)).abs() < 0.06,
        "{:?}",
        ink.bounds
    );
    assert!(
        (ink.bounds.x1 - (50.0 + 0.803_1 * 60.0)).abs() < 0.06,
        "{:?}",
        ink.bounds
    );
}

#[test]
fn a_few_stray_pixels_do_not_move_the_box() {
    let mut made = Made::default();
    let (colour, _) = drawn(300, 200, |x, y| {
        let stray = [(0.01, 0.01), (0.99, 0.02), (0.98, 0.97), (0.03, 0.9)]
            .iter()
            .any(|(a, b)| (x - a).abs() < 0.003 && (y - b).abs() < 0.004);
        Some(if ring(x, y) || stray { [200, 20, 30] } else { [255; 3] })
    });
    let number = made.deflated(&entries(300, 200, "DeviceRGB"), &colour);
    assert_ring(&placed(made, number), "stray pixels");
}

#[test]
fn classes_of_colour() {
    for (colour, expected) in [
        ([0, 0, 151], Hue::Blue),
        ([30, 80, 200], Hue::Blue),
        ([220, 40, 40], Hue::Red),
        ([200, 30, 80], Hue::Red),
        ([10, 10, 12], Hue::Black),
        ([60, 60, 64], Hue::Black),
        ([150, 150, 150], Hue::Grey),
        ([30, 150, 40], Hue::Other),
        ([150, 30, 160], Hue::Other),
    ] {
        let mut made = Made::default();
        let (pixels, _) = drawn(60, 40, |x, y| Some(if ring(x, y) { colour } else { [255; 3] }));
        let number = made.deflated(&entries(60, 40, "DeviceRGB"), &pixels);
        let ink = placed(made, number).ink.unwrap().unwrap();
        assert_eq!(ink.colour.hue, expected, "{colour:?} {:?}", ink.colour);
    }
}

#[test]
fn a_large_picture_is_thinned_out_and_a_blank_one_has_no_ink() {
    let mut made = Made::default();
    let (colour, _) = drawn(3000, 2000, |x, y| {
        Some(if ring(x, y) { [200; 3].map(|_| 90) } else { [255; 3] })
    });
    let grey: Vec<u8> = colour.chunks(3).map(|pixel| pixel[0]).collect();
    let number = made.deflated(&entries(3000, 2000, "DeviceGray"), &grey);
    assert_ring(&placed(made, number), "large");
    let mut made = Made::default();
    let number = made.deflated(&entries(30, 20, "DeviceGray"), &[255; 600]);
    assert_eq!(placed(made, number).ink, Ok(None));
}

#[test]
fn a_scan_of_the_page_is_not_searched_for_ink() {
    let mut made = Made::default();
    let number = made.deflated(&entries(30, 20, "DeviceGray"), &[0; 600]);
    made.page("", &format!("/XObject<</I {number} 0 R>>"), "595 0 0 842 0 0 cm /I Do");
    let content = look(&made.finish());
    let image = &content.pages[0].content.images[0];
    assert_eq!(image.ink, Err(Unread::PageSized));
    assert!((image.sides_mm.0 - 595.0 * MM).abs() < 0.01 && (image.sides_mm.1 - 842.0 * MM).abs() < 0.01);
}

#[test]
fn an_inline_image_has_ink_too() {
    let mut made = Made::default();
    made.page(
        "",
        "",
        "q 60 0 0 40 100 100 cm BI /W 2 /H 1 /BPC 8 /CS /RGB /F /AHx ID 0000C8FFFFFF> EI Q",
    );
    let content = look(&made.finish());
    let image = &content.pages[0].content.images[0];
    let ink = image.ink.unwrap().expect("ink");
    assert_eq!((image.pixels, ink.colour.hue), ((2, 1), Hue::Blue));
}

#[test]
fn ink_seen_before_gives_the_same_and_costs_the_same() {
    let build = || {
        let mut made = Made::default();
        let (colour, _) = drawn(300, 200, |x, y| Some(if ring(x, y) { [200, 20, 30] } else { [255; 3] }));
        let number = made.deflated(&entries(300, 200, "DeviceRGB"), &colour);
        made.page(
            "",
            &format!("/XObject<</I {number} 0 R>>"),
            "100 0 0 100 50 400 cm /I Do 2 0 0 2 0 0 cm /I Do",
        );
        made.finish()
    };
    let bytes = build();
    let budget = Budget::default();
    let mut inks = InkCache::new();
    let first = Pdf::open(&bytes, &budget).unwrap().content(&mut inks);
    assert_eq!(inks.len(), 1);
    assert_eq!(Pdf::open(&bytes, &budget).unwrap().content(&mut inks), first);
    // 60,000 pixels, drawn twice: one pixel less is not enough for both, seen before or not.
    let tight = Budget {
        image_pixels: 119_999,
        ..budget
    };
    for mut inks in [InkCache::new(), inks] {
        let content = Pdf::open(&bytes, &tight).unwrap().content(&mut inks);
        let images = &content.pages[0].content.images;
        assert!(images[0].ink.is_ok());
        assert_eq!(images[1].ink, Err(Unread::OverBudget("image_pixels")));
    }
}

fn circle(x: f64, y: f64, radius: f64) -> String {
    let k = 0.552_284_75 * radius;
    format!(
        "{} {y} m {} {} {} {} {x} {} c {} {} {} {} {} {y} c {} {} {} {} {x} {} c {} {} {} {} {} {y} c h",
        x + radius,
        x + radius,
        y + k,
        x + k,
        y + radius,
        y + radius,
        x - k,
        y + radius,
        x - radius,
        y + k,
        x - radius,
        x - radius,
        y - k,
        x - k,
        y - radius,
        y - radius,
        x + k,
        y - radius,
        x + radius,
        y - k,
        x + radius,
    )
}

fn marks(content: &str) -> Vec<VectorMark> {
    let mut made = Made::default();
    made.page("", "", content);
    look(&made.finish()).pages[0].content.marks.clone()
}

#[test]
fn a_seal_drawn_as_lines() {
    let seal = format!(
        "1 0 0 RG 2 w {} S 1 w {} S 1 0 0 rg 290 390 20 20 re f",
        circle(300.0, 400.0, 48.0),
        circle(300.0, 400.0, 30.0)
    );
    for frame in [
        "",
        "0 G 0 0 595 842 re S 0 g 50 500 400 1 re f ",
        "1 g 200 300 200 200 re f ",
    ] {
        let found = marks(&format!("{frame}{seal}"));
        let [seal] = found.as_slice() else {
            panic!("one mark: {found:?}")
        };
        assert!((seal.bounds.width() - 98.0 * MM).abs() < 0.1, "{:?}", seal.bounds);
        assert!(seal.roundness > 0.97 && (seal.aspect - 1.0).abs() < 0.01, "{seal:?}");
        assert_eq!((seal.colour.hue, seal.paths, seal.visible), (Hue::Red, 3, true));
    }
    let two = marks(&format!(
        "1 0 0 RG {} S 0 0 1 RG {} S",
        circle(100.0, 100.0, 20.0),
        circle(300.0, 100.0, 20.0)
    ));
    assert_eq!(
        two.iter().map(|mark| mark.colour.hue).collect::<Vec<_>>(),
        [Hue::Red, Hue::Blue]
    );
    let square = marks("1 0 0 rg 100 100 50 50 re f");
    assert!((square[0].roundness - std::f64::consts::FRAC_PI_4).abs() < 0.01);
}

#[test]
fn an_appearance_is_one_mark_whatever_its_colour() {
    let mut made = Made::default();
    let appearance = made.stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 100 50]",
        b"1 g 0 0 100 50 re f 0 G 1 w 10 10 m 40 30 l S 60 20 m 90 40 l S",
    );
    made.page("", "", "");
    super::made::signature(&mut made, [100.0, 100.0, 200.0, 150.0], 4, appearance);
    let content = look(&made.finish());
    let [mark] = content.appearances[0].content.marks.as_slice() else {
        panic!("one mark")
    };
    assert_eq!((mark.colour.hue, mark.paths), (Hue::Black, 2));
    assert!(
        (mark.bounds.x0 - 109.5 * MM).abs() < 0.2 && (mark.bounds.x1 - 190.5 * MM).abs() < 0.2,
        "{mark:?}"
    );
}

#[test]
fn a_single_line_in_the_colour_of_a_drawing_belongs_to_it() {
    let bounds_of = |lines: &str| {
        let mut made = Made::default();
        let appearance = made.stream(
            "/Type/XObject/Subtype/Form/BBox[0 0 100 50]",
            format!("0 0 1 RG 0 0 1 rg 1 w 30 20 m 70 40 l S {lines}").as_bytes(),
        );
        made.page("", "", "");
        super::made::signature(&mut made, [100.0, 100.0, 200.0, 150.0], 4, appearance);
        let content = look(&made.finish());
        let [mark] = content.appearances[0].content.marks.as_slice() else {
            panic!("one mark")
        };
        [mark.bounds.x0, mark.bounds.x1].map(|edge| edge / MM - 100.0)
    };
    let (alone, with_line) = ([30.0, 70.0], [10.0, 85.0]);
    for (lines, expected) in [
        ("10 10 m 85 10 l S", with_line),
        ("10 9.5 75 1 re f", with_line),
        // Of another colour, from edge to edge, two of them, or a frame: none is of the hand that signed.
        ("0 G 10 10 m 85 10 l S", alone),
        ("0 10 m 100 10 l S", alone),
        ("10 10 m 85 10 l S 10 45 m 85 45 l S", alone),
        ("10 10 75 35 re S", alone),
        ("", alone),
    ] {
        let found = bounds_of(lines);
        assert!(
            found
                .iter()
                .zip(expected)
                .all(|(found, expected)| (found - expected).abs() < 1.0),
            "{lines}: {found:?}"
        );
    }
}

#[test]
fn a_clip_cuts_the_ink() {
    let mut made = Made::default();
    let (colour, alpha) = drawn(300, 200, |x, y| ring(x, y).then_some([220, 30, 40]));
    let mask = made.deflated(&entries(300, 200, "DeviceGray"), &alpha);
    let image = made.deflated(&format!("{}/SMask {mask} 0 R", entries(300, 200, "DeviceRGB")), &colour);
    // The ring reaches from 56 to 80 mm: its left half is shown.
    made.page(
        "",
        &format!("/XObject<</I {image} 0 R>>"),
        &format!(
            "q 0 0 {} 841.89 re W n {} 0 0 {} {} {} cm /I Do Q",
            68.0 / MM,
            60.0 / MM,
            40.0 / MM,
            50.0 / MM,
            841.89 - 140.0 / MM
        ),
    );
    let content = look(&made.finish());
    let ink = content.pages[0].content.images[0].ink.unwrap().expect("ink");
    let found = [ink.bounds.x0, ink.bounds.x1, ink.bounds.y0, ink.bounds.y1];
    for (found, expected) in found.into_iter().zip([56.0, 68.0, 108.0, 132.0]) {
        assert!((found - expected).abs() < 0.3, "{:?}", ink.bounds);
    }
}

#[test]
fn flat_colour_under_a_mask_of_the_graphics_state_is_not_told() {
    let mut made = Made::default();
    let (_, alpha) = drawn(300, 200, |x, y| ring(x, y).then_some([220, 30, 40]));
    let colour: Vec<u8> = [220, 30, 40].repeat(300 * 200);
    let mask = made.deflated(&entries(300, 200, "DeviceGray"), &alpha);
    let image = made.deflated(&entries(300, 200, "DeviceRGB"), &colour);
    let place = format!(
        "{} 0 0 {} {} {} cm",
        60.0 / MM,
        40.0 / MM,
        50.0 / MM,
        841.89 - 140.0 / MM
    );
    let group = made.stream(
        &format!(
            "/Type/XObject/Subtype/Form/BBox[0 0 600 850]/Group<</S/Transparency/CS/DeviceGray>>/Resources<</XObject<</M {mask} 0 R>>>>"
        ),
        format!("q {place} /M Do Q").as_bytes(),
    );
    made.page(
        "",
        &format!("/XObject<</I {image} 0 R>>/ExtGState<</G<</SMask<</S/Luminosity/G {group} 0 R>>>>>>"),
        &format!("/G gs {place} /I Do"),
    );
    let content = look(&made.finish());
    let image = &content.pages[0].content.images[0];
    assert_eq!(image.transparency, Transparency::SoftMask);
    assert_eq!(image.ink, Err(Unread::Damaged));
}
