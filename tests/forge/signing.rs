//! One signature in a PDF: field, widget, appearance, dictionary, and the CMS in its hole, in the shape that the
//! government's signing software leaves behind.

use std::{collections::BTreeMap, ops::Range};

use jiff::civil::DateTime;
use kysoat::facts::SignerKind;

use super::{
    cms::{self, Imprint, Order, SigningTime},
    pdf::{Pdf, find, png, stream, text_string},
    pki::{Holder, Party, party, sha256},
};

/// One signature to be made.
#[derive(Debug, Clone)]
pub struct Signing {
    pub(super) holder: Holder,
    pub(super) at: DateTime,
    pub(super) time_attribute: SigningTime,
    cades: bool,
    pub(super) timestamp: Option<(i64, Imprint)>,
    hole: usize,
    field: Option<&'static str>,
    writing: Option<Writing>,
}

/// Text in place of a picture, as the fields of number and date have it.
#[derive(Debug, Clone, Copy)]
struct Writing {
    text: &'static str,
    /// The gap of the letter that it fills: a key of `places.json`.
    gap: &'static str,
}

impl Signing {
    /// Signs at this Vietnamese time (`2026-03-16T09:15:24`), with a timestamp token four seconds later.
    pub fn new(holder: Holder, at: &str) -> Self {
        Self {
            holder,
            at: at.parse().unwrap(),
            time_attribute: SigningTime::Omitted,
            cades: false,
            timestamp: Some((4, Imprint::Sha256)),
            hole: 6656,
            field: None,
            writing: None,
        }
    }

    /// Adds the signingTime attribute.
    #[must_use]
    pub fn signing_time(self, signing_time: SigningTime) -> Self {
        Self {
            time_attribute: signing_time,
            ..self
        }
    }

    /// ETSI.CAdES.detached with ESS signing-certificate-v2 in place of adbe.pkcs7.detached.
    #[must_use]
    pub fn cades(self) -> Self {
        Self { cades: true, ..self }
    }

    /// The timestamp token: seconds after signing, and its imprint; `None` for no token.
    #[must_use]
    pub fn timestamp(self, timestamp: Option<(i64, Imprint)>) -> Self {
        Self { timestamp, ..self }
    }

    /// Octets reserved for the CMS in /Contents.
    #[must_use]
    pub fn hole(self, hole: usize) -> Self {
        Self { hole, ..self }
    }

    /// Another name for the field than its number in order.
    #[must_use]
    pub fn field(self, name: &'static str) -> Self {
        Self {
            field: Some(name),
            ..self
        }
    }

    /// Writes this into a gap of the letter (`number`, `day`, `month`) in place of a picture.
    #[must_use]
    pub fn writes(self, gap: &'static str, text: &'static str) -> Self {
        Self {
            writing: Some(Writing { text, gap }),
            ..self
        }
    }

    pub(super) fn sub_filter(&self) -> &'static str {
        if self.cades {
            "ETSI.CAdES.detached"
        } else {
            "adbe.pkcs7.detached"
        }
    }
}

/// Where title and name of the signer stand on the last page; points from the bottom left.
pub(super) struct Place {
    pub(super) pages: u32,
    /// Centre of the column, from the left.
    pub(super) centre: f64,
    /// Halfway between the title's and the name's line.
    pub(super) middle: f64,
    /// Gaps of the first page: where the word before ends, right and bottom, points from the top left.
    pub(super) gaps: BTreeMap<String, [f64; 2]>,
}

/// A signature that was made.
pub(super) struct Made {
    pub(super) object: u32,
    pub(super) field: String,
    pub(super) byte_range: [usize; 4],
    /// Where its own /Contents stands, with the angle brackets.
    pub(super) hole: Range<usize>,
    pub(super) value_spoilt: bool,
    /// Whether a field of the form leads to it.
    pub(super) reachable: bool,
}

/// How a person's picture is placed: the first number is its width in points.
pub(super) const PICTURE_WIDTH: &[u8] = b"q 150 0 0 60 ";

/// Room for the numbers of /ByteRange, which are known only when the update is complete.
pub(super) const RANGE_ROOM: usize = 48;

/// Appends a revision with one more signature.
pub(super) fn sign(file: &mut Pdf, signing: &Signing, index: usize, place: &Place, value_spoilt: bool) -> Made {
    let signer = party(signing.holder);
    let first = file.free_number();
    let [dictionary, widget, form, outer, frame, blank, content, colour, alpha] =
        [0, 1, 2, 3, 4, 5, 6, 7, 8].map(|next| first + next);
    let first_form = !file.text(file.root).contains("/AcroForm ");
    let form = if first_form { form } else { form_of(file) };
    let field = signing
        .field
        .map_or_else(|| format!("Signature{}", index + 1), str::to_owned);
    let picture = Picture::of(signing, place);
    let page = file.last_page();

    let mut changed = vec![
        (dictionary, signature_dictionary(file.root, signing, signer, first_form)),
        (
            widget,
            format!(
                "<</Type/Annot/Subtype/Widget/FT/Sig/F 132/T({field})/V {dictionary} 0 R/P {page} 0 R/MK<<>>/DA(/Helv 0 Tf 0 g )\
                 /Rect[{}]/AP<</N {outer} 0 R>>>>",
                picture.widget.map(|number| format!("{number:.2}")).join(" ")
            )
            .into_bytes(),
        ),
    ];
    changed.extend(catalog_and_form(file, form, widget, dictionary, first_form));
    let text = file.text(page);
    // The new widget comes last, so that a seal is painted over the signature.
    let annotations = match text.find("/Annots[") {
        Some(at) => {
            let end = at + text[at..].find(']').unwrap();
            format!("{} {widget} 0 R{}", &text[..end], &text[end..])
        }
        None => format!("{}/Annots[{widget} 0 R]>>", text.strip_suffix(">>").unwrap()),
    };
    changed.push((page, annotations.into_bytes()));
    changed.extend(picture.appearance([outer, frame, blank, content, colour, alpha]));
    changed.sort_by_key(|(number, _)| *number);

    let order = Order {
        signer: signing.holder,
        at: signing.at,
        signing_time: signing.time_attribute,
        ess: signing.cades,
        timestamp: signing.timestamp,
        spoil_value: value_spoilt,
    };
    let (byte_range, hole) = write_signed(file, &changed, dictionary, signing.hole, |signed| {
        cms::detached(&order, &sha256(signed))
    });
    Made {
        object: dictionary,
        field,
        byte_range,
        hole,
        value_spoilt,
        reachable: true,
    }
}

/// Appends these objects, one of them a dictionary with a ByteRange of [`RANGE_ROOM`] spaces and a hole of so many
/// octets; then fills in the range, and the hole with what is made of the bytes outside it.
pub(super) fn write_signed(
    file: &mut Pdf,
    changed: &[(u32, Vec<u8>)],
    dictionary: u32,
    octets: usize,
    make: impl FnOnce(&[u8]) -> Vec<u8>,
) -> ([usize; 4], Range<usize>) {
    let bodies = file.update(changed);
    let at = bodies[&dictionary];
    let hole = at + find(&file.bytes[at..], b"/Contents <").unwrap() + 10;
    let hole = hole..hole + 2 * octets + 2;
    let byte_range = [0, hole.start, hole.end, file.bytes.len() - hole.end];
    let written = byte_range.map(|number| number.to_string()).join(" ");
    let range_at = at + find(&file.bytes[at..], b"/ByteRange [").unwrap() + 12;
    let written = format!("{written} ]");
    file.bytes[range_at..range_at + written.len()].copy_from_slice(written.as_bytes());

    let signed = [&file.bytes[..hole.start], &file.bytes[hole.end..]].concat();
    let cms = make(&signed);
    assert!(cms.len() <= octets, "{} octets do not fit", cms.len());
    for (octet, place) in cms.iter().zip(file.bytes[hole.start + 1..].chunks_exact_mut(2)) {
        place.copy_from_slice(format!("{octet:02x}").as_bytes());
    }
    if !file.is_encrypted() {
        let end = at + file.objects[&dictionary].len();
        file.objects.insert(dictionary, file.bytes[at..end].to_vec());
    }
    (byte_range, hole)
}

fn signature_dictionary(root: u32, signing: &Signing, signer: &Party, certifies: bool) -> Vec<u8> {
    let reason = format!("{}<{}> đã ký lên văn bản này!", signer.common_name, signer.email);
    let mut body = format!("<</ByteRange [{:RANGE_ROOM$}", "").into_bytes();
    body.extend_from_slice(b"/ContactInfo()/Contents <");
    body.extend(std::iter::repeat_n(b'0', 2 * signing.hole));
    body.extend_from_slice(b">/Filter/Adobe.PPKLite/Location");
    body.extend(text_string("Thí Dụ"));
    let time = signing.at.strftime("/M(D:%Y%m%d%H%M%S+07'00')");
    body.extend_from_slice(time.to_string().as_bytes());
    // Real files carry a name here that is not UTF-8 once it is unescaped.
    body.extend_from_slice(b"/Prop_Build<</App<</Name/KYSOAT#20#a9#99>>>>/Reason");
    body.extend(text_string(&reason));
    if certifies {
        let reference = format!(
            "/Reference[<</Data {root} 0 R/TransformMethod/DocMDP\
             /TransformParams<</P 2/Type/TransformParams/V/1.2>>/Type/SigRef>>]"
        );
        body.extend_from_slice(reference.as_bytes());
    }
    body.extend_from_slice(format!("/SubFilter/{}/Type/Sig>>", signing.sub_filter()).as_bytes());
    body
}

pub(super) fn form_of(file: &Pdf) -> u32 {
    let catalog = file.text(file.root);
    let at = catalog.find("/AcroForm ").unwrap() + 10;
    catalog[at..].split(' ').next().unwrap().parse().unwrap()
}

fn catalog_and_form(file: &Pdf, form: u32, widget: u32, dictionary: u32, first: bool) -> Vec<(u32, Vec<u8>)> {
    if first {
        let catalog = file.text(file.root);
        let catalog = catalog.strip_suffix(">>").unwrap();
        let catalog = format!("{catalog}/AcroForm {form} 0 R/Perms<</DocMDP {dictionary} 0 R>>>>");
        let fields = format!("<</Fields[{widget} 0 R]/SigFlags 3>>");
        vec![(file.root, catalog.into_bytes()), (form, fields.into_bytes())]
    } else {
        let fields = file
            .text(form)
            .replace("]/SigFlags", &format!(" {widget} 0 R]/SigFlags"));
        vec![(form, fields.into_bytes())]
    }
}

/// The picture of a signature or a seal, and where it stands.
struct Picture {
    colour: &'static [u8],
    alpha: &'static [u8],
    /// Left, bottom, right, top.
    widget: [f64; 4],
    /// Width, height, x and y of the picture inside the widget.
    inside: [f64; 4],
    writing: Option<Writing>,
}

impl Picture {
    fn of(signing: &Signing, place: &Place) -> Self {
        let holder = signing.holder;
        macro_rules! picture {
            ($name:literal) => {
                (
                    include_bytes!(concat!("pictures/", $name, ".colour.png")).as_slice(),
                    include_bytes!(concat!("pictures/", $name, ".alpha.png")).as_slice(),
                )
            };
        }
        let (colour, alpha) = match holder {
            Holder::DeputyDirector | Holder::DeputyChair | Holder::DeputyPrincipal => picture!("pho-giam-doc"),
            Holder::Chair => picture!("chu-tich"),
            Holder::Department => picture!("so-khcn"),
            Holder::Ward => picture!("ubnd-phuong"),
            Holder::Principal => picture!("hieu-truong"),
            Holder::School => picture!("thpt-hoa-ban"),
            Holder::Director | Holder::Root | Holder::OfficeCa | Holder::Tsa | Holder::Responder => {
                picture!("giam-doc")
            }
        };
        let Place { centre, middle, .. } = *place;
        if let Some(writing) = signing.writing {
            let [right, bottom] = place.gaps[writing.gap];
            // The line's descent is what the box of its words has below the baseline.
            let (left, low) = (right + 2.0, 841.89 - bottom - 3.0);
            return Self {
                colour,
                alpha,
                widget: [left, low, left + 31.0, low + 20.0],
                inside: [0.0; 4],
                writing: Some(writing),
            };
        }
        if party(holder).kind == SignerKind::Agency {
            // 36 mm across the outer ring (236 of 240 pixels). Its right edge stands a third of the way into the
            // ink of the signature, which is 132 pt wide and centred.
            let (size, ring) = (103.8, 102.05);
            let ring_right = centre - 66.0 + 44.0;
            let left = ring_right - ring - (size - ring) / 2.0;
            let bottom = middle - size / 2.0;
            Self {
                colour,
                alpha,
                widget: [left - 3.0, bottom - 3.0, left + size + 3.0, bottom + size + 3.0],
                inside: [size, size, 3.0, 3.0],
                writing: None,
            }
        } else {
            Self {
                colour,
                alpha,
                widget: [centre - 77.0, middle - 39.0, centre + 77.0, middle + 39.0],
                inside: [150.0, 60.0, 2.0, 9.0],
                writing: None,
            }
        }
    }

    /// /N leads to /FRM, which leads to an empty /n0 and to /n2 with the picture: the layers of iText.
    fn appearance(&self, [outer, frame, blank, content, colour, alpha]: [u32; 6]) -> Vec<(u32, Vec<u8>)> {
        let width = self.widget[2] - self.widget[0];
        let height = self.widget[3] - self.widget[1];
        let form = |bounds: &str, resources: &str, data: &str| {
            stream(
                &format!("/Type/XObject/Subtype/Form/FormType 1/BBox[{bounds}]/Resources<<{resources}>>"),
                data.as_bytes(),
            )
        };
        let bounds = format!("0 0 {width:.2} {height:.2}");
        let [picture_width, picture_height, x, y] = self.inside;
        let image = |file: &[u8], colours: u8, space: &str, mask: &str| {
            let (width, height, data) = png(file);
            stream(
                &format!(
                    "/Type/XObject/Subtype/Image/Width {width}/Height {height}/BitsPerComponent 8/ColorSpace/{space}{mask}\
                     /Filter/FlateDecode/DecodeParms<</Predictor 15/Colors {colours}/BitsPerComponent 8/Columns {width}>>"
                ),
                &data,
            )
        };
        let drawn = match self.writing {
            // Upright for a number, leaning for a date, as the signing software writes them.
            Some(Writing { text, gap }) => {
                let lean = if gap == "number" { "0" } else { "0.21256" };
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
            None => vec![
                (
                    content,
                    form(
                        &bounds,
                        &format!("/XObject<</img1 {colour} 0 R>>"),
                        &format!("q {picture_width} 0 0 {picture_height} {x} {y} cm /img1 Do Q\n"),
                    ),
                ),
                (
                    colour,
                    image(self.colour, 3, "DeviceRGB", &format!("/SMask {alpha} 0 R")),
                ),
                (alpha, image(self.alpha, 1, "DeviceGray", "")),
            ],
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
}
