//! Stamps of text at known places, on pages turned, cropped and scaled.

use std::{collections::BTreeMap, fmt::Write as _};

use kysoat::facts::{
    Cause, CopyKind, DocumentRole, FaultKind, Hue, Measured, Quadrant, SignatureRole, TimeForm, TimeZone,
};

use super::{measure, near, roles, shown};
use crate::forge::{
    Letter, Signing,
    pdf::{Pdf, stream},
    pki::Holder,
};

/// A page with one signature field whose appearance is text; nothing is signed, only shown.
struct Stamped {
    lines: &'static [&'static str],
    /// Left, bottom, right, top in the space of the page.
    rect: [f64; 4],
    rotate: u32,
    crop: Option<[f64; 4]>,
    user_unit: f64,
    font: &'static str,
    size: f64,
    lean: f64,
    colour: &'static str,
    reason: &'static str,
    flags: u32,
    /// A white picture over the whole box, with this entry beside.
    white: Option<&'static str>,
    /// What the appearance draws last.
    painted: String,
    /// What the page draws.
    body: String,
}

impl Default for Stamped {
    fn default() -> Self {
        Self {
            lines: &["So: 2061/QD-UBND", "2026-05-13T14:41:57+07:00"],
            rect: [400.0, 790.0, 580.0, 830.0],
            rotate: 0,
            crop: None,
            user_unit: 1.0,
            font: "Times-Roman",
            size: 10.0,
            lean: 0.0,
            colour: "0 0 0 rg",
            reason: "",
            flags: 132,
            white: None,
            painted: String::new(),
            body: "BT /F1 13 Tf 85 500 Td (Danh muc san pham) Tj ET".to_owned(),
        }
    }
}

impl Stamped {
    fn bytes(&self) -> Vec<u8> {
        let numbers = |box_: [f64; 4]| box_.map(|number| format!("{number:.2}")).join(" ");
        let [x0, y0, x1, y1] = self.rect;
        let crop = self
            .crop
            .map_or_else(String::new, |crop| format!("/CropBox[{}]", numbers(crop)));
        let page = format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595.28 841.89]{crop}/Rotate {}/UserUnit {}/Annots[6 0 R]/Contents 4 0 R\
             /Resources<</Font<</F1 5 0 R>>>>>>",
            self.rotate, self.user_unit
        );
        let mut text = format!("BT /F1 {} Tf {} ", self.size, self.colour);
        for (index, line) in self.lines.iter().enumerate() {
            let y = y1 - y0 - (index as f64 + 1.0) * (self.size + 2.0);
            write!(text, "1 0 {} 1 2 {y:.2} Tm ({line}) Tj ", self.lean).unwrap();
        }
        text.push_str("ET");
        if self.white.is_some() {
            write!(text, " q {:.2} 0 0 {:.2} 0 0 cm /Im Do Q", x1 - x0, y1 - y0).unwrap();
        }
        text.push_str(&self.painted);
        let form = format!(
            "/Type/XObject/Subtype/Form/BBox[0 0 {:.2} {:.2}]/Resources<</Font<</F1 5 0 R>>/XObject<</Im 9 0 R>>>>",
            x1 - x0,
            y1 - y0
        );
        let objects: BTreeMap<u32, Vec<u8>> = [
            (1, b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R]/SigFlags 3>>>>".to_vec()),
            (2, b"<</Type/Pages/Count 1/Kids[3 0 R]>>".to_vec()),
            (3, page.into_bytes()),
            (4, stream("", self.body.as_bytes())),
            (5, format!("<</Type/Font/Subtype/Type1/BaseFont/{}/Encoding/WinAnsiEncoding>>", self.font).into_bytes()),
            (
                6,
                format!(
                    "<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature1)/F {}/P 3 0 R/V 7 0 R/Rect[{}]/AP<</N 8 0 R>>>>",
                    self.flags,
                    numbers(self.rect)
                )
                .into_bytes(),
            ),
            (
                7,
                format!(
                    "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[0 10 20 10]/Contents<00>\
                     /M(D:20260513144159+07'00')/Reason({})>>",
                    self.reason
                )
                .into_bytes(),
            ),
            (8, stream(&form, text.as_bytes())),
            (
                9,
                stream(
                    &format!(
                        "/Type/XObject/Subtype/Image/Width 2/Height 2/BitsPerComponent 8/ColorSpace/DeviceRGB{}",
                        self.white.unwrap_or_default()
                    ),
                    &[255; 12],
                ),
            ),
            (
                10,
                stream(
                    "/Type/XObject/Subtype/Image/Width 2/Height 2/BitsPerComponent 8/ColorSpace/DeviceGray",
                    &[0; 4],
                ),
            ),
            (
                11,
                stream(
                    "/Type/XObject/Subtype/Image/Width 2/Height 2/BitsPerComponent 8/ColorSpace/DeviceGray",
                    &[255; 4],
                ),
            ),
        ]
        .into();
        Pdf::write(b"%PDF-1.4\n", &objects, "/Root 1 0 R").0.bytes
    }
}

const MM: f64 = 25.4 / 72.0;

#[test]
fn a_stamp_is_where_it_is_shown_whatever_way_the_page_is_turned() {
    for rotate in [0, 90, 180, 270] {
        for crop in [None, Some([30.0, 20.0, 590.0, 835.0])] {
            for user_unit in [1.0, 2.0] {
                let stamped = Stamped {
                    rotate,
                    crop,
                    user_unit,
                    ..Stamped::default()
                };
                let facts = measure(&stamped.bytes());
                let [left, bottom, right, top] = crop.unwrap_or([0.0, 0.0, 595.28, 841.89]);
                let [x0, y0, x1, y1] = stamped.rect;
                let (width, height) = (right - left, top - bottom);
                // From the left and from the top of the page as it lies, then turned clockwise.
                let (a, b, c, d) = (x0 - left, top - y1, x1 - left, top - y0);
                let expected = match rotate {
                    90 => [height - d, a, height - b, c],
                    180 => [width - c, height - d, width - a, height - b],
                    270 => [b, width - c, d, width - a],
                    _ => [a, b, c, d],
                };
                let found = shown(&facts, 0);
                for (found, expected) in found.box_mm.iter().zip(expected) {
                    near(*found, expected * MM * user_unit, 0.1);
                }
                near(found.text.known().unwrap().size_pt, 10.0 * user_unit, 0.05);
                let page_width = if rotate % 180 == 90 { height } else { width };
                near(found.from_right_mm, (page_width - expected[2]) * MM * user_unit, 0.1);
            }
        }
    }
}

#[test]
fn corners_are_told_apart() {
    for (rect, quadrant) in [
        ([400.0, 790.0, 580.0, 830.0], Quadrant::TopRight),
        ([10.0, 790.0, 190.0, 830.0], Quadrant::TopLeft),
        ([400.0, 10.0, 580.0, 50.0], Quadrant::BottomRight),
        ([10.0, 10.0, 190.0, 50.0], Quadrant::BottomLeft),
    ] {
        let facts = measure(
            &Stamped {
                rect,
                ..Stamped::default()
            }
            .bytes(),
        );
        assert_eq!(shown(&facts, 0).quadrant, quadrant);
    }
}

#[test]
fn letters_have_their_font_size_slant_and_colour() {
    for (font, typeface, bold) in [
        ("TimesNewRomanPSMT", "Times New Roman", false),
        ("TimesNewRomanPS-BoldMT", "Times New Roman", true),
        ("Arial", "Arial", false),
        ("Times-Roman", "Times", false),
    ] {
        for size in [8.0, 10.0, 14.0] {
            let facts = measure(
                &Stamped {
                    font,
                    size,
                    ..Stamped::default()
                }
                .bytes(),
            );
            let text = shown(&facts, 0).text.known().unwrap();
            assert_eq!(text.font, Measured::Known(font.to_owned()));
            assert_eq!(text.typeface, Measured::Known(typeface.to_owned()));
            assert_eq!((text.bold, text.upright), (bold, true), "{font}");
            near(text.size_pt, size, 0.1);
        }
    }
    let leaning = measure(
        &Stamped {
            lean: 0.21256,
            ..Stamped::default()
        }
        .bytes(),
    );
    assert!(!shown(&leaning, 0).text.known().unwrap().upright);
    for (colour, hue) in [
        ("0 0 1 rg", Hue::Blue),
        ("1 0 0 rg", Hue::Red),
        ("0.5 g", Hue::Grey),
        ("0 g", Hue::Black),
    ] {
        let facts = measure(
            &Stamped {
                colour,
                ..Stamped::default()
            }
            .bytes(),
        );
        assert_eq!(shown(&facts, 0).text.known().unwrap().colour, Measured::Known(hue));
    }
}

#[test]
fn a_stamp_with_number_and_time_is_an_attachment() {
    let facts = measure(
        &Stamped {
            reason: "Kem theo",
            ..Stamped::default()
        }
        .bytes(),
    );
    // "So:" without its marks is no number line, but the line is read as one of the whole stamp.
    let stamp = shown(&facts, 0).stamp.known().unwrap();
    let time = stamp.time.known().unwrap();
    assert_eq!(
        (time.form, time.zone, time.has_seconds),
        (TimeForm::Iso8601, TimeZone::Vietnam, true)
    );
    assert_eq!(time.after_claimed_s, Measured::Known(-2));

    let whole = Stamped {
        lines: &["2061/QD-UBND", "2026-05-13T14:41:57+07:00"],
        ..Stamped::default()
    };
    let facts = measure(&whole.bytes());
    assert_eq!(roles(&facts), [Some(SignatureRole::Attachment)]);
    assert_eq!(
        shown(&facts, 0).stamp.known().unwrap().number,
        Measured::Known("2061/QD-UBND".to_owned())
    );
}

#[test]
fn a_stamp_upside_down_or_mirrored_is_a_copy_that_nobody_can_read() {
    let turned = |matrix: &str, left: f64| {
        let line = |text: &str, y: f64| format!("{matrix} {left} {y} Tm ({text}) Tj ");
        // The first line stands lowest, as it does on a stamp that is turned round.
        let lines = line("SAO Y; So Tai chinh", 8.0) + &line("2026-05-13T14:41:57+07:00", 22.0);
        let stamped = Stamped {
            lines: &[],
            painted: format!(" BT /F1 10 Tf 0 g {lines} ET"),
            ..Stamped::default()
        };
        let facts = measure(&stamped.bytes());
        assert_eq!(roles(&facts), [Some(SignatureRole::Copy)], "{matrix}");
        let text = shown(&facts, 0).text.known().unwrap();
        (text.lines.clone(), text.upright, text.visible)
    };
    let (lines, upright, visible) = turned("-1 0 0 -1", 170.0);
    assert_eq!(lines, ["SAO Y; So Tai chinh", "2026-05-13T14:41:57+07:00"]);
    assert_eq!((upright, visible), (false, false));
    // In a mirror nobody can read it.
    for (matrix, left) in [("-1 0 0 1", 170.0), ("1 0 0 -1", 4.0)] {
        assert!(!turned(matrix, left).2, "{matrix}");
    }
}

#[test]
fn words_that_say_copy_make_a_copy_and_no_form_of_one() {
    let time = "2026-03-16T09:45:01+07:00";
    let read = |text: &str| {
        let stamp = Signing::new(Holder::Department, "2026-03-16T09:45:01").stamp(&[text, time]);
        let facts = measure(&Letter::new("a.pdf", "notice").sign(stamp).forge().bytes);
        let form = shown(&facts, 0).stamp.known().unwrap().copy_kind.clone();
        (roles(&facts), form, facts.components.role)
    };
    let copy = |form| {
        let role = Measured::Known(DocumentRole::Copy);
        (vec![Some(SignatureRole::Copy)], form, role)
    };
    for text in [
        "BẢN SAO; Sở Khoa học và Công nghệ",
        "COPY; Sở Khoa học và Công nghệ",
        "S.Y; Sở Khoa học và Công nghệ",
        "SAOY; Sở Khoa học và Công nghệ",
        "Sao từ bản chính; Sở Khoa học và Công nghệ",
        "CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH",
    ] {
        assert_eq!(read(text), copy(Measured::Absent), "{text}");
    }
    for (text, form) in [
        ("Bản sao y; Sở Khoa học và Công nghệ", CopyKind::TrueCopy),
        ("Bản trích sao; Sở Khoa học và Công nghệ", CopyKind::Extract),
    ] {
        assert_eq!(read(text), copy(Measured::Known(form)), "{text}");
    }
    for text in ["Sỹ quan trực ban", "Sao Mai; Sở Khoa học và Công nghệ"] {
        assert_eq!(read(text).0, [Some(SignatureRole::Other)], "{text}");
    }
}

#[test]
fn what_is_out_of_sight_is_invisible() {
    for stamped in [
        Stamped {
            rect: [0.0; 4],
            ..Stamped::default()
        },
        Stamped {
            flags: 2,
            ..Stamped::default()
        },
        Stamped {
            flags: 32,
            ..Stamped::default()
        },
        Stamped {
            lines: &[],
            ..Stamped::default()
        },
    ] {
        assert_eq!(roles(&measure(&stamped.bytes())), [Some(SignatureRole::Invisible)]);
    }
}

/// Comparing lines with each other grows with the square: a page of many thousand of them is cut short and says so.
#[test]
fn a_page_of_too_many_lines_is_over_the_budget() {
    let mut body = String::from("BT /F1 1 Tf ");
    for index in 0..11_200 {
        write!(
            body,
            "1 0 0 1 {} {} Tm (MAT) Tj ",
            20 + index % 28 * 20,
            20 + index / 28 * 2
        )
        .unwrap();
    }
    body.push_str("ET");
    let bytes = Stamped {
        body,
        ..Stamped::default()
    }
    .bytes();
    let start = std::time::Instant::now();
    let facts = measure(&bytes);
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
    let over = Some(&Cause::Fault(FaultKind::Budget));
    assert_eq!(facts.components.agency.cause(), over);
    assert_eq!(facts.layout.margins.cause(), over);
}

#[test]
fn text_that_nothing_tells_apart_is_other() {
    let facts = measure(
        &Stamped {
            lines: &["Da xem"],
            ..Stamped::default()
        }
        .bytes(),
    );
    assert_eq!(roles(&facts), [Some(SignatureRole::Other)]);
    assert!(!facts.signatures[0].layout.evidence.is_empty());
    assert_ne!(facts.components.role, Measured::Known(DocumentRole::Main));
}

#[test]
fn text_under_an_opaque_picture_is_told() {
    // The page's line stands at 85, 500 pt.
    for (rect, white, hidden) in [
        ([80.0, 490.0, 280.0, 520.0], Some(""), true),
        ([80.0, 490.0, 280.0, 520.0], Some("/SMask 10 0 R"), false),
        // A mask that lets nothing through.
        ([80.0, 490.0, 280.0, 520.0], Some("/SMask 11 0 R"), true),
        ([80.0, 490.0, 280.0, 520.0], None, false),
        ([300.0, 490.0, 500.0, 520.0], Some(""), false),
        // Its first letters, and not one whole letter.
        ([80.0, 490.0, 100.0, 520.0], Some(""), true),
        ([80.0, 490.0, 88.0, 520.0], Some(""), false),
        // The feet of its letters.
        ([80.0, 470.0, 280.0, 501.0], Some(""), false),
    ] {
        let facts = measure(
            &Stamped {
                rect,
                white,
                ..Stamped::default()
            }
            .bytes(),
        );
        assert_eq!(
            shown(&facts, 0).covers_text,
            Measured::Known(hidden),
            "{rect:?} {white:?}"
        );
        assert_eq!(facts.layout.text_hiders, Measured::Known(u32::from(hidden)));
    }
}

#[test]
fn text_that_the_edge_of_the_page_cuts_is_told() {
    let lines = &["Kem theo van ban so 125/TB-SKHCN"];
    for (rect, whole) in [
        ([380.0, 790.0, 590.0, 820.0], true),
        ([480.0, 790.0, 690.0, 820.0], false),
        ([-40.0, 790.0, 170.0, 820.0], false),
        ([380.0, 822.0, 590.0, 852.0], false),
        // Its box runs over the edge, not its letters.
        ([380.0, 810.0, 800.0, 850.0], true),
    ] {
        let facts = measure(
            &Stamped {
                lines,
                rect,
                ..Stamped::default()
            }
            .bytes(),
        );
        let text = shown(&facts, 0).text.known().unwrap().clone();
        assert_eq!(text.visible, whole, "{rect:?} {text:?}");
        assert_eq!(text.lines, lines, "what it says is still told");
    }
}

#[test]
fn text_under_painted_areas_is_told_however_many_there_are() {
    // The page's line stands at 85, 500 pt; small squares stand beside it.
    let covered = |squares: usize, last: &str| {
        let painted = format!(" 1 g {}{last}", "0 0 1 1 re f ".repeat(squares));
        let facts = measure(
            &Stamped {
                rect: [80.0, 490.0, 280.0, 520.0],
                lines: &[],
                painted,
                ..Stamped::default()
            }
            .bytes(),
        );
        shown(&facts, 0).covers_text.clone()
    };
    assert_eq!(covered(0, ""), Measured::Known(false));
    assert_eq!(covered(300, ""), Measured::Known(false));
    for squares in [0, 17, 300] {
        assert_eq!(covered(squares, "0 0 200 30 re f"), Measured::Known(true), "{squares}");
    }
    // More than can be looked at is not known to hide nothing.
    assert!(covered(5_000, "0 0 200 30 re f").cause().is_some());
}

#[test]
fn letters_are_told_from_the_ground_of_the_page() {
    let visible = |colour: &'static str, ground: &str| {
        let stamped = Stamped {
            colour,
            body: format!("{ground} 0 g BT /F1 13 Tf 85 500 Td (Danh muc san pham) Tj ET"),
            ..Stamped::default()
        };
        shown(&measure(&stamped.bytes()), 0).text.known().unwrap().visible
    };
    let dark = "0 0 0.2 rg 0 700 595.28 141.89 re f";
    assert!(visible("1 g", dark));
    assert!(!visible("0 g", dark));
    assert!(!visible("1 g", ""));
    assert!(visible("0 g", ""));
    // The ground on top counts, and only where it is.
    assert!(!visible("1 g", &format!("{dark} 1 g 380 780 215 60 re f")));
    assert!(!visible("1 g", "0 g 0 0 595.28 400 re f"));
}

#[test]
fn initials_in_a_mirror_excuse_nobody() {
    let role = |matrix: &str| {
        let stamped = Stamped {
            lines: &[],
            painted: format!(" BT /F1 10 Tf 0 g {matrix} 20 Tm (K\\375 nh\\341y) Tj ET"),
            ..Stamped::default()
        };
        roles(&measure(&stamped.bytes()))
    };
    assert_eq!(role("1 0 0 1 20"), [Some(SignatureRole::Initial)]);
    assert_eq!(role("-1 0 0 1 100"), [Some(SignatureRole::Other)]);
}

#[test]
fn outlined_letters_are_no_regular_ones() {
    let bold = |mode: &str| {
        let stamped = Stamped {
            lines: &[],
            painted: format!(" BT /F1 10 Tf 0 g 0 G {mode} 1 0 0 1 4 20 Tm (Sao y) Tj ET"),
            ..Stamped::default()
        };
        shown(&measure(&stamped.bytes()), 0).text.known().unwrap().bold
    };
    assert_eq!(["0 Tr", "1 Tr", "2 Tr"].map(bold), [false, true, true]);
}

#[test]
fn a_time_that_goes_on_before_its_zone_is_whole() {
    let form = |lines| {
        let stamped = Stamped {
            lines,
            ..Stamped::default()
        };
        let stamp = shown(&measure(&stamped.bytes()), 0).stamp.known().unwrap().clone();
        stamp.time.known().unwrap().form
    };
    assert_eq!(
        form(&["So: 2061/QD-UBND 2026-05-13T14:41:57", "+07:00"]),
        TimeForm::Iso8601
    );
    // A space that stands in the line is one.
    assert_ne!(
        form(&["So: 2061/QD-UBND", "2026-05-13T14:41:57 +07:00"]),
        TimeForm::Iso8601
    );
}
