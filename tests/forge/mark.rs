//! What a signature shows on its page: the picture of a signature or a seal, a stamp of text, or a number or date in a
//! gap; in the layers that the government's signing software leaves behind.

use std::fmt::Write as _;

use kysoat::facts::SignerKind;

use super::{
    face,
    pdf::{png, stream},
    pki::{Holder, party},
    signing::{Place, Signing},
};

/// How a person's picture is placed: the first number is its width in points.
pub(super) const PICTURE_WIDTH: &[u8] = b"q 150 0 0 60 ";
/// Width of the ink of a signature, centred in its picture, points.
const INK: f64 = 132.0;
/// A seal is 36 mm across its outer ring.
const RING: f64 = 102.05;
/// What a box is larger by, on the left, and above and below, that holds a seal beside the signature.
const BESIDE: [f64; 2] = [62.0, 15.0];
/// The red of the seals.
const RED: [u8; 3] = [214, 20, 28];

/// The blue of the signatures.
const BLUE: [u8; 3] = [0, 0, 151];

/// How a signature departs from what is usual.
#[derive(Debug, Clone)]
pub(super) struct Look {
    pub(super) drawn_as: Option<Holder>,
    pub(super) ink: Option<[u8; 3]>,
    pub(super) opaque: bool,
    /// Width of the picture of a person's signature, points.
    pub(super) width: f64,
    pub(super) of_paths: bool,
    pub(super) moved: [f64; 2],
    /// Share of the width of the signature's ink that the seal covers.
    pub(super) overlap: f64,
    pub(super) right: bool,
    /// A seal in the same box as the person's signature.
    pub(super) beside_a_seal: bool,
    pub(super) stamp: Option<Stamp>,
    pub(super) writing: Option<Writing>,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            drawn_as: None,
            ink: None,
            opaque: false,
            width: 150.0,
            of_paths: false,
            moved: [0.0; 2],
            overlap: 1.0 / 3.0,
            right: false,
            beside_a_seal: false,
            stamp: None,
            writing: None,
        }
    }
}

/// Text in place of a picture, as the fields of number and date have it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Writing {
    pub(super) text: &'static str,
    /// The gap of the letter that it fills: a key of `places.json`.
    pub(super) gap: &'static str,
}

/// Lines of text, as copies and attachments have them.
#[derive(Debug, Clone)]
pub(super) struct Stamp {
    lines: Vec<String>,
    /// Size of the letters, pt.
    pub(super) size: f64,
    /// Left bottom corner, points; top right of A4 without one.
    pub(super) corner: Option<[f64; 2]>,
    /// Whether a picture stands beside the text.
    pub(super) picture: bool,
    /// Lines in large letters left of the others.
    pub(super) large: Vec<String>,
}

/// Size of the large letters beside a stamp, pt.
const LARGE: f64 = 20.0;

impl Stamp {
    pub(super) fn new(lines: &[&str]) -> Self {
        Self {
            lines: lines.iter().map(|line| (*line).to_owned()).collect(),
            size: 10.0,
            corner: None,
            picture: false,
            large: Vec::new(),
        }
    }

    fn height(&self) -> f64 {
        self.lines.len() as f64 * (self.size + 2.0) + 4.0
    }

    /// All letters it shows.
    fn letters(&self) -> String {
        self.lines.concat() + &self.large.concat()
    }

    /// Where the text begins: behind the picture.
    fn indent(&self) -> f64 {
        let large = self.large.iter().map(|line| face::width(line, LARGE) + 4.0);
        let picture = if self.picture { self.height() + 4.0 } else { 2.0 };
        large.fold(picture, f64::max)
    }

    fn widget(&self) -> [f64; 4] {
        let widest = self.lines.iter().map(|line| face::width(line, self.size));
        let width = self.indent() + widest.fold(0.0, f64::max) + 4.0;
        let [left, bottom] = self
            .corner
            .unwrap_or([595.28 - 14.0 - width, 841.89 - 12.0 - self.height()]);
        [left, bottom, left + width, bottom + self.height()]
    }

    fn operators(&self) -> String {
        let mut text = format!("BT 0 0 0 rg /F1 {} Tf ", self.size);
        let (left, height) = (self.indent(), self.height());
        for (line, number) in self.lines.iter().zip(1_u8..) {
            let y = height - f64::from(number) * (self.size + 2.0);
            write!(text, "1 0 0 1 {left:.2} {y:.2} Tm {} Tj ", face::shown(line)).unwrap();
        }
        if !self.large.is_empty() {
            write!(text, "/F1 {LARGE} Tf ").unwrap();
        }
        for (line, number) in self.large.iter().zip(1_u8..) {
            let y = height - f64::from(number) * (LARGE + 2.0);
            write!(text, "1 0 0 1 2 {y:.2} Tm {} Tj ", face::shown(line)).unwrap();
        }
        text + "ET\n"
    }
}

/// What is drawn, and where.
pub(super) struct Mark<'s> {
    colour: &'static [u8],
    alpha: &'static [u8],
    /// The colour of the picture unless the look has another.
    usual: [u8; 3],
    look: &'s Look,
    /// Left, bottom, right, top.
    pub(super) widget: [f64; 4],
    /// Width, height, x and y of the picture inside the widget.
    inside: [f64; 4],
}

impl<'s> Mark<'s> {
    pub(super) fn of(signing: &'s Signing, place: &Place) -> Self {
        let look = &signing.look;
        let holder = look.drawn_as.unwrap_or(signing.holder);
        let (colour, alpha) = picture(holder);
        let (widget, inside) = if let Some(writing) = look.writing {
            let [right, bottom] = place.gaps[writing.gap];
            // The line's descent is what the box of its words has below the baseline.
            let (left, low) = (right + 2.0, 841.89 - bottom - 3.0);
            ([left, low, left + 31.0, low + 20.0], [0.0; 4])
        } else if let Some(stamp) = &look.stamp {
            let side = stamp.height();
            (stamp.widget(), [side, side, 0.0, 0.0])
        } else if party(holder).kind == SignerKind::Agency {
            seal(look, place)
        } else {
            let Place { centre, middle, .. } = *place;
            let [left, low] = if look.beside_a_seal { BESIDE } else { [0.0; 2] };
            let around = [
                centre - 77.0 - left,
                middle - 39.0 - low,
                centre + 77.0,
                middle + 39.0 + low,
            ];
            (moved(around, look.moved), [look.width, 60.0, 2.0 + left, 9.0 + low])
        };
        let agency = party(holder).kind == SignerKind::Agency;
        Self {
            colour,
            alpha,
            usual: if agency { RED } else { BLUE },
            look,
            widget,
            inside,
        }
    }

    /// /N leads to /FRM, which leads to an empty /n0 and to /n2 with what is drawn: the layers of iText. Objects of a
    /// font have the numbers from `font` on.
    pub(super) fn appearance(
        &self,
        [outer, frame, blank, content, colour, alpha]: [u32; 6],
        font: u32,
    ) -> Vec<(u32, Vec<u8>)> {
        let width = self.widget[2] - self.widget[0];
        let height = self.widget[3] - self.widget[1];
        let bounds = format!("0 0 {width:.2} {height:.2}");
        let [picture_width, picture_height, x, y] = self.inside;
        let picture = format!("q {picture_width} 0 0 {picture_height} {x} {y} cm /img1 Do Q\n");
        let images = format!("/XObject<</img1 {colour} 0 R>>");
        let drawn = match self.look {
            // Upright for a number, leaning for a date, as the signing software writes them.
            Look {
                writing: Some(Writing { text, gap }),
                ..
            } => {
                let lean = if *gap == "number" { "0" } else { "0.21256" };
                vec![
                    (
                        content,
                        form(
                            &bounds,
                            &format!("/Font<</F1 {colour} 0 R>>"),
                            &format!("BT 0 0 0 rg /F1 13 Tf 1 0 {lean} 1 2 5.8 Tm ({text}) Tj ET\n"),
                        ),
                    ),
                    (
                        colour,
                        b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>".to_vec(),
                    ),
                ]
            }
            Look { stamp: Some(stamp), .. } => {
                let mut objects = face::objects(font, &stamp.letters());
                let fonts = format!("/Font<</F1 {font} 0 R>>");
                if stamp.picture {
                    let both = form(&bounds, &format!("{fonts}{images}"), &(picture + &stamp.operators()));
                    objects.push((content, both));
                    objects.extend(self.images(colour, alpha));
                } else {
                    objects.push((content, form(&bounds, &fonts, &stamp.operators())));
                }
                objects
            }
            Look { of_paths: true, .. } => vec![(content, form(&bounds, "", &rings(width / 2.0, height / 2.0)))],
            _ => {
                let seal = if self.look.beside_a_seal {
                    rings(RING / 2.0 + 1.0, height / 2.0)
                } else {
                    String::new()
                };
                let mut objects = vec![(content, form(&bounds, &images, &(picture + &seal)))];
                objects.extend(self.images(colour, alpha));
                objects
            }
        };
        let mut objects = vec![
            (
                outer,
                form(
                    &bounds,
                    &format!("/XObject<</FRM {frame} 0 R>>"),
                    "q 1 0 0 1 0 0 cm /FRM Do Q\n",
                ),
            ),
            (
                frame,
                form(
                    &bounds,
                    &format!("/XObject<</n0 {blank} 0 R/n2 {content} 0 R>>"),
                    "q 1 0 0 1 0 0 cm /n0 Do Q\nq 1 0 0 1 0 0 cm /n2 Do Q\n",
                ),
            ),
            (blank, form("0 0 100 100", "", "% DSBlank\n")),
        ];
        objects.extend(drawn);
        objects
    }

    /// The picture and its mask; where its colours are changed, the opacities are numbers of a palette.
    fn images(&self, colour: u32, alpha: u32) -> Vec<(u32, Vec<u8>)> {
        let mask = format!("/SMask {alpha} 0 R");
        let ink = self.look.ink.unwrap_or(self.usual);
        match (self.look.ink, self.look.opaque) {
            (None, false) => vec![
                (colour, image(self.colour, 3, "/DeviceRGB", &mask)),
                (alpha, image(self.alpha, 1, "/DeviceGray", "")),
            ],
            (Some(_), false) => vec![
                (colour, image(self.alpha, 1, &palette(|_| ink), &mask)),
                (alpha, image(self.alpha, 1, "/DeviceGray", "")),
            ],
            (_, true) => {
                let on_white = palette(|opacity| {
                    ink.map(|part| 255 - u8::try_from(u32::from(255 - part) * u32::from(opacity) / 255).unwrap())
                });
                vec![(colour, image(self.alpha, 1, &on_white, ""))]
            }
        }
    }
}

/// A colour space of 256 colours.
fn palette(colour: impl Fn(u8) -> [u8; 3]) -> String {
    let mut colours = String::new();
    for part in (0..=255).flat_map(colour) {
        write!(colours, "{part:02x}").unwrap();
    }
    format!("[/Indexed/DeviceRGB 255<{colours}>]")
}

fn form(bounds: &str, resources: &str, data: &str) -> Vec<u8> {
    stream(
        &format!("/Type/XObject/Subtype/Form/FormType 1/BBox[{bounds}]/Resources<<{resources}>>"),
        data.as_bytes(),
    )
}

fn image(file: &[u8], colours: u8, space: &str, mask: &str) -> Vec<u8> {
    let (width, height, data) = png(file);
    stream(
        &format!(
            "/Type/XObject/Subtype/Image/Width {width}/Height {height}/BitsPerComponent 8/ColorSpace{space}{mask}\
             /Filter/FlateDecode/DecodeParms<</Predictor 15/Colors {colours}/BitsPerComponent 8/Columns {width}>>"
        ),
        &data,
    )
}

/// Its right edge stands as far into the ink of the signature as wanted, or its left edge.
fn seal(look: &Look, place: &Place) -> ([f64; 4], [f64; 4]) {
    let Place { centre, middle, .. } = *place;
    // 236 of 240 pixels are ink.
    let size = 103.8;
    let left = if look.right {
        centre + INK / 2.0 - INK * look.overlap - (size - RING) / 2.0
    } else {
        let ring_right = centre - INK / 2.0 + INK * look.overlap;
        ring_right - RING - (size - RING) / 2.0
    };
    let bottom = middle - size / 2.0;
    let widget = [left - 3.0, bottom - 3.0, left + size + 3.0, bottom + size + 3.0];
    (moved(widget, look.moved), [size, size, 3.0, 3.0])
}

fn moved([left, bottom, right, top]: [f64; 4], [x, y]: [f64; 2]) -> [f64; 4] {
    [left + x, bottom + y, right + x, top + y]
}

/// Two red rings and a star around a point, as paths.
pub fn rings(x: f64, y: f64) -> String {
    let [red, green, blue] = RED.map(|part| f64::from(part) / 255.0);
    let colour = format!("{red:.3} {green:.3} {blue:.3}");
    let mut paths = format!("q 1 0 0 1 {x:.3} {y:.3} cm {colour} RG {colour} rg ");
    let outer = 1.7;
    for (radius, line) in [((RING - outer) / 2.0, outer), (33.0, 0.8)] {
        let handle = 0.5523 * radius;
        write!(paths, "{line} w {radius:.3} 0 m ").unwrap();
        for quarter in [
            [radius, handle, handle, radius, 0.0, radius],
            [-handle, radius, -radius, handle, -radius, 0.0],
            [-radius, -handle, -handle, -radius, 0.0, -radius],
            [handle, -radius, radius, -handle, radius, 0.0],
        ] {
            let numbers = quarter.map(|number| format!("{number:.3}")).join(" ");
            write!(paths, "{numbers} c ").unwrap();
        }
        paths.push_str("S ");
    }
    for point in 0..5_u8 {
        let angle = f64::from(point) * 2.0 * std::f64::consts::TAU / 5.0 + std::f64::consts::FRAC_PI_2;
        let operator = if point == 0 { "m" } else { "l" };
        let (across, up) = (16.0 * angle.cos(), 16.0 * angle.sin());
        write!(paths, "{across:.3} {up:.3} {operator} ").unwrap();
    }
    paths + "f Q\n"
}

fn picture(holder: Holder) -> (&'static [u8], &'static [u8]) {
    macro_rules! picture {
        ($name:literal) => {
            (
                include_bytes!(concat!("pictures/", $name, ".colour.png")).as_slice(),
                include_bytes!(concat!("pictures/", $name, ".alpha.png")).as_slice(),
            )
        };
    }
    match holder {
        Holder::DeputyDirector | Holder::DeputyChair | Holder::DeputyPrincipal => picture!("pho-giam-doc"),
        Holder::Chair => picture!("chu-tich"),
        Holder::Department => picture!("so-khcn"),
        Holder::Ward => picture!("ubnd-phuong"),
        Holder::Principal => picture!("hieu-truong"),
        Holder::School => picture!("thpt-hoa-ban"),
        Holder::Director | Holder::Root | Holder::OfficeCa | Holder::Tsa | Holder::Responder => picture!("giam-doc"),
    }
}
