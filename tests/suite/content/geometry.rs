//! Where things stand: page rotation, crop box, user unit, form matrices, appearance boxes, clips, optional content.
#![allow(clippy::many_single_char_names, reason = "matrices have six numbers")]

use kysoat::{
    budget::Budget,
    pdf::content::{Rect, Transparency},
};

use super::{
    look, look_within,
    made::{self, Made},
};

const MM: f64 = 25.4 / 72.0;

/// A page box in user space, turned and scaled as displayed.
#[derive(Clone, Copy)]
struct Shown {
    crop: [f64; 4],
    turned: i32,
    unit: f64,
}

impl Shown {
    /// A point of user space on the page as displayed, mm: step by step, a quarter turn at a time.
    fn place(self, (x, y): (f64, f64)) -> (f64, f64) {
        let [left, lower, right, upper] = self.crop;
        let (mut x, mut y) = (x - left, upper - y);
        let (mut width, mut height) = (right - left, upper - lower);
        for _ in 0..self.turned.rem_euclid(360) / 90 {
            (x, y) = (height - y, x);
            (width, height) = (height, width);
        }
        (x * self.unit * MM, y * self.unit * MM)
    }

    fn rect(self, corners: [(f64, f64); 4]) -> Rect {
        Rect::around(corners.map(|corner| self.place(corner))).unwrap()
    }
}

fn near(found: Rect, expected: Rect) -> bool {
    [
        (found.x0, expected.x0),
        (found.y0, expected.y0),
        (found.x1, expected.x1),
        (found.y1, expected.y1),
    ]
    .iter()
    .all(|(a, b)| (a - b).abs() < 0.02)
}

/// Where a matrix takes the unit square.
fn square([a, b, c, d, e, f]: [f64; 6]) -> [(f64, f64); 4] {
    [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)].map(|(x, y)| (a * x + c * y + e, b * x + d * y + f))
}

/// `first`, then `second`.
fn then(first: [f64; 6], second: [f64; 6]) -> [f64; 6] {
    let [a, b, c, d, e, f] = first;
    let [p, q, r, s, t, u] = second;
    [
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    ]
}

fn text([a, b, c, d, e, f]: [f64; 6]) -> String {
    format!("{a} {b} {c} {d} {e} {f}")
}

#[test]
fn an_image_stands_where_rotation_crop_unit_and_matrices_put_it() {
    let mut looked = 0;
    for turned in [0, 90, 180, 270, -90, 450] {
        for crop in [
            [0.0, 0.0, 595.0, 842.0],
            [30.0, 50.0, 500.0, 700.0],
            [-40.0, -20.0, 555.0, 822.0],
        ] {
            for unit in [1.0, 2.0, 0.5] {
                for matrix in [
                    [1.0, 0.0, 0.0, 1.0, 0.0, 0.0],
                    [0.5, 0.0, 0.0, 0.8, 100.0, 90.0],
                    [0.0, 1.0, -1.0, 0.0, 400.0, 60.0],
                    [0.8, 0.6, -0.6, 0.8, 150.0, 100.0],
                ] {
                    let drawn = [120.0, 0.0, 0.0, 60.0, 80.0, 200.0];
                    let mut made = Made::default();
                    let image = made.stream(
                        "/Type/XObject/Subtype/Image/Width 2/Height 1/BitsPerComponent 8/ColorSpace/DeviceRGB",
                        &[255, 0, 0, 255, 0, 0],
                    );
                    let form = made.stream(
                        &format!(
                            "/Type/XObject/Subtype/Form/BBox[-9999 -9999 9999 9999]/Matrix[{}]\
                             /Resources<</XObject<</I {image} 0 R>>>>",
                            text(matrix)
                        ),
                        format!("q {} cm /I Do Q", text(drawn)).as_bytes(),
                    );
                    let [left, lower, right, upper] = crop;
                    made.page(
                        &format!(
                            "/MediaBox[-50 -50 600 900]/CropBox[{left} {lower} {right} {upper}]/Rotate {turned}\
                             /UserUnit {unit}"
                        ),
                        &format!("/XObject<</X {form} 0 R>>"),
                        "1 0 0 1 7 9 cm /X Do",
                    );
                    let content = look(&made.finish());
                    let page = &content.pages[0];
                    let shown = Shown { crop, turned, unit };
                    let expected = shown.rect(square(then(then(drawn, matrix), [1.0, 0.0, 0.0, 1.0, 7.0, 9.0])));
                    let [image] = page.content.images.as_slice() else {
                        panic!("one image")
                    };
                    assert!(near(image.placed, expected), "{:?} is not {expected:?}", image.placed);
                    let ink = image.ink.unwrap().unwrap();
                    assert!(near(ink.bounds, expected), "all of it is ink");
                    let (width, height) = (right - left, upper - lower);
                    let sideways = turned.rem_euclid(180) == 90;
                    let (width, height) = if sideways { (height, width) } else { (width, height) };
                    assert!((page.size_mm.0 - width * unit * MM).abs() < 0.01);
                    assert!((page.size_mm.1 - height * unit * MM).abs() < 0.01);
                    looked += 1;
                }
            }
        }
    }
    assert_eq!(looked, 216);
}

#[test]
fn text_stands_on_its_baseline_however_the_page_is_turned() {
    for turned in [0, 90, 180, 270] {
        let mut made = Made::default();
        made.page(
            &format!("/Rotate {turned}"),
            &format!("/Font<</F {}>>", made::TIMES),
            "BT /F 10 Tf 100 700 Td (Hello) Tj ET",
        );
        let content = look(&made.finish());
        let [run] = content.pages[0].content.runs.as_slice() else {
            panic!("one run")
        };
        assert_eq!(run.text, "Hello");
        let shown = Shown {
            crop: [0.0, 0.0, 595.276, 841.89],
            turned,
            unit: 1.0,
        };
        // Widths of Times: H 722, e 444, l 278, o 500.
        let width = (722.0 + 444.0 + 278.0 * 2.0 + 500.0) / 100.0;
        let expected = shown.rect([
            (100.0, 698.0),
            (100.0 + width, 698.0),
            (100.0, 707.0),
            (100.0 + width, 707.0),
        ]);
        assert!(
            near(run.bounds, expected),
            "{turned}: {:?} is not {expected:?}",
            run.bounds
        );
        assert!((run.baseline - shown.place((100.0, 700.0)).1).abs() < 0.01);
        assert!((run.size_pt - 10.0).abs() < 1e-6);
        let expected = if turned == 270 { -90.0 } else { f64::from(turned) };
        assert!(
            (run.direction_deg - expected).abs() < 0.01
                || turned == 180 && (run.direction_deg.abs() - 180.0).abs() < 0.01
        );
    }
}

/// An appearance as signing software makes it: the widget's stream draws FRM, which draws n0 and n2.
fn nested(made: &mut Made, bbox: &str, matrix: &str, n2: &str, resources: &str) -> usize {
    let n0 = made.stream("/Type/XObject/Subtype/Form/BBox[0 0 100 100]", b"% DSBlank");
    let n2 = made.stream(
        &format!("/Type/XObject/Subtype/Form/BBox[0 0 9999 9999]/Resources<<{resources}>>"),
        n2.as_bytes(),
    );
    let frame = made.stream(
        &format!("/Type/XObject/Subtype/Form/BBox[0 0 9999 9999]/Resources<</XObject<</n0 {n0} 0 R/n2 {n2} 0 R>>>>"),
        b"q 1 0 0 1 0 0 cm /n0 Do Q q 1 0 0 1 0 0 cm /n2 Do Q",
    );
    made.stream(
        &format!("/Type/XObject/Subtype/Form/BBox[{bbox}]{matrix}/Resources<</XObject<</FRM {frame} 0 R>>>>"),
        b"q 1 0 0 1 0 0 cm /FRM Do Q",
    )
}

#[test]
fn an_appearance_is_fitted_into_its_widget() {
    for (bbox, matrix, expected) in [
        // Half the size of the widget; drawn twice as large.
        ("0 0 100 50", "", [320.0, 220.0, 400.0, 260.0]),
        // Offset of the box.
        ("20 10 120 60", "", [280.0, 200.0, 360.0, 240.0]),
        // A quarter turn: (x, y) goes to (-y, x), and a box of 50 x 100 is stretched to 200 x 100.
        ("0 0 100 50", "/Matrix[0 1 -1 0 0 0]", [380.0, 210.0, 460.0, 250.0]),
    ] {
        let mut made = Made::default();
        let image = made.stream(
            "/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceRGB",
            &[0, 0, 200],
        );
        let appearance = nested(
            &mut made,
            bbox,
            matrix,
            "q 40 0 0 20 10 10 cm /I Do Q",
            &format!("/XObject<</I {image} 0 R>>"),
        );
        made.page("", "", "");
        made::signature(&mut made, [300.0, 200.0, 500.0, 300.0], 4, appearance);
        let content = look(&made.finish());
        assert!(content.pages[0].content.images.is_empty(), "the page itself is empty");
        let [found] = content.appearances.as_slice() else {
            panic!("one appearance")
        };
        assert_eq!(found.field.as_deref(), Some("Signature1"));
        assert_eq!((found.page, found.print, found.hidden), (Some(1), true, false));
        let shown = Shown {
            crop: [0.0, 0.0, 595.276, 841.89],
            turned: 0,
            unit: 1.0,
        };
        let rect = |[x0, y0, x1, y1]: [f64; 4]| shown.rect([(x0, y0), (x1, y0), (x1, y1), (x0, y1)]);
        assert!(near(found.placed.unwrap(), rect([300.0, 200.0, 500.0, 300.0])));
        let [image] = found.content.images.as_slice() else {
            panic!("one image")
        };
        assert!(image.visible);
        let expected = rect(expected);
        assert!(
            near(image.placed, expected),
            "{bbox} {matrix}: {:?} is not {expected:?}",
            image.placed
        );
    }
}

#[test]
fn what_is_off_clipped_transparent_or_invisible_is_told_from_what_shows() {
    let mut made = Made::default();
    let group = made.add("<</Type/OCG/Name(a)>>");
    let shown = made.add("<</Type/OCG/Name(b)>>");
    let either = made.add(format!("<</Type/OCMD/OCGs[{group} 0 R {shown} 0 R]/P/AnyOn>>"));
    let both = made.add(format!("<</Type/OCMD/OCGs[{group} 0 R {shown} 0 R]/P/AllOn>>"));
    made.catalog(&format!(
        "/OCProperties<</OCGs[{group} 0 R {shown} 0 R]/D<</OFF[{group} 0 R]>>>>"
    ));
    let font = format!("/Font<</F {}>>", made::TIMES);
    let form = made.stream(
        &format!("/Type/XObject/Subtype/Form/BBox[0 0 600 900]/OC {group} 0 R/Resources<<{font}>>"),
        b"BT /F 10 Tf 50 500 Td (form off) Tj ET",
    );
    let small = made.stream(
        &format!("/Type/XObject/Subtype/Form/BBox[0 0 10 10]/Resources<<{font}>>"),
        b"BT /F 10 Tf 50 500 Td (outside the box) Tj ET",
    );
    let line = |y: u32, text: &str| format!("BT /F 10 Tf 50 {y} Td ({text}) Tj ET\n");
    let content = [
        line(800, "plain"),
        format!("/OC /off BDC {} EMC", line(780, "sequence off")),
        format!("/OC /on BDC {} EMC", line(770, "sequence on")),
        format!("/OC /either BDC {} EMC", line(760, "either on")),
        format!("/OC /both BDC /P BMC {} EMC EMC", line(750, "both off")),
        "/X Do ".to_owned(),
        line(740, "behind the form"),
        format!("q 0 0 10 10 re W n {} Q", line(730, "clipped")),
        "/Y Do ".to_owned(),
        format!("3 Tr {} 0 Tr ", line(720, "mode three")),
        format!("q 7 Tr {} Q", line(710, "mode seven")),
        format!("q /clear gs {} Q", line(700, "transparent")),
        line(2000, "off the page"),
        line(690, "last"),
    ]
    .join("\n");
    made.page(
        "",
        &format!(
            "{font}/XObject<</X {form} 0 R/Y {small} 0 R>>/ExtGState<</clear<</ca 0>>>>\
             /Properties<</off {group} 0 R/on {shown} 0 R/either {either} 0 R/both {both} 0 R>>"
        ),
        &content,
    );
    let content = look(&made.finish());
    let runs = &content.pages[0].content.runs;
    let texts = |visible: bool| -> Vec<&str> {
        runs.iter()
            .filter(|run| run.visible == visible)
            .map(|run| run.text.as_str())
            .collect()
    };
    assert_eq!(
        texts(true),
        ["plain", "sequence on", "either on", "behind the form", "last"]
    );
    assert_eq!(
        texts(false),
        [
            "sequence off",
            "both off",
            "form off",
            "clipped",
            "outside the box",
            "mode three",
            "mode seven",
            "transparent",
            "off the page"
        ]
    );
}

#[test]
fn widgets_tell_their_flags_and_whether_they_have_a_place() {
    let mut made = Made::default();
    let appearance = made.stream("/Type/XObject/Subtype/Form/BBox[0 0 0 0]", b"");
    made.page("", "", "");
    made::signature(&mut made, [0.0, 0.0, 0.0, 0.0], 2 | 32, appearance);
    let content = look(&made.finish());
    let found = &content.appearances[0];
    assert_eq!(
        (found.placed, found.hidden, found.no_view, found.print),
        (None, true, true, false)
    );
    assert!(found.present && found.is_signature && found.signature.is_some());
    assert_eq!(found.content, kysoat::pdf::content::Content::default());
}

#[test]
fn the_ends_and_the_pages_with_signatures_are_looked_at_before_any_other() {
    let mut made = Made::default();
    let appearance = made.stream("/Type/XObject/Subtype/Form/BBox[0 0 10 10]", b"");
    for number in 1..=12 {
        made.page(
            "",
            &format!("/Font<</F {}>>", made::TIMES),
            &format!("BT /F 10 Tf 50 500 Td (page {number}) Tj ET"),
        );
        if number == 6 {
            made::signature(&mut made, [10.0, 10.0, 50.0, 50.0], 4, appearance);
        }
    }
    let made = made.finish();
    let few = Budget {
        content_pages: 8,
        ..Budget::default()
    };
    let content = look_within(&made, &few);
    let numbers: Vec<u32> = content.pages.iter().map(|page| page.number).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 6, 10, 11, 12]);
    assert!(
        content
            .pages
            .iter()
            .all(|page| page.content.runs[0].text == format!("page {}", page.number))
    );
    let unread: Vec<(u32, u32)> = content
        .unread_pages
        .iter()
        .map(|(first, last, _)| (*first, *last))
        .collect();
    assert_eq!(unread, [(5, 5), (7, 9)]);
    let all = look(&made);
    assert!(all.pages.iter().map(|page| page.number).eq(1..=12));
    assert_eq!(all.unread_pages, []);
}

#[test]
fn transparency_of_the_graphics_state_counts_too() {
    let mut made = Made::default();
    let image = "/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceRGB";
    let plain = made.stream(image, &[0, 0, 200]);
    let group = made.stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Group<</S/Transparency/CS/DeviceGray>>",
        b"",
    );
    made.page(
        "",
        &format!(
            "/XObject<</I {plain} 0 R>>/ExtGState<</half<</ca .5>>/multiply<</BM/Multiply>>\
             /mask<</SMask<</S/Luminosity/G {group} 0 R>>>>>>"
        ),
        "q 50 0 0 50 10 10 cm /I Do Q q /half gs 50 0 0 50 10 10 cm /I Do Q \
         q /multiply gs 50 0 0 50 10 10 cm /I Do Q q /mask gs 50 0 0 50 10 10 cm /I Do Q",
    );
    let content = look(&made.finish());
    let found: Vec<(Transparency, bool)> = content.pages[0]
        .content
        .images
        .iter()
        .map(|image| (image.transparency, image.multiplied))
        .collect();
    assert_eq!(
        found,
        [
            (Transparency::None, false),
            (Transparency::Constant, false),
            (Transparency::None, true),
            (Transparency::SoftMask, false)
        ]
    );
}
