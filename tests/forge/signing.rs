//! One signature in a PDF: field, widget, appearance, dictionary, and the CMS in its hole, in the shape that the
//! government's signing software leaves behind.

use std::{collections::BTreeMap, ops::Range};

use super::{
    cms::{self, Imprint, Order, SigningTime, Token},
    mark::{Look, Mark, Stamp, Writing},
    pdf::{Pdf, find, text_string},
    pki::{Holder, Party, party, sha256},
};
use jiff::civil::DateTime;

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
    page: Option<u32>,
    reason: Option<&'static str>,
    pub(super) look: Look,
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
            page: None,
            reason: None,
            look: Look::default(),
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
        self.looking(|look| look.writing = Some(Writing { text, gap }))
    }

    /// On this page, counted from 1, in place of the last one.
    #[must_use]
    pub fn on_page(self, page: u32) -> Self {
        Self {
            page: Some(page),
            ..self
        }
    }

    /// Another /Reason than that of a person or a seal.
    #[must_use]
    pub fn reason(self, reason: &'static str) -> Self {
        Self {
            reason: Some(reason),
            ..self
        }
    }

    /// With the picture of another holder.
    #[must_use]
    pub fn drawn_as(self, holder: Holder) -> Self {
        self.looking(|look| look.drawn_as = Some(holder))
    }

    /// The picture in another colour.
    #[must_use]
    pub fn ink(self, colour: [u8; 3]) -> Self {
        self.looking(|look| look.ink = Some(colour))
    }

    /// The picture of a person's signature in another width than 150 pt, from its left end.
    #[must_use]
    pub fn of_width(self, width: f64) -> Self {
        self.looking(|look| look.width = width)
    }

    /// The picture without transparency, on white.
    #[must_use]
    pub fn opaque(self) -> Self {
        self.looking(|look| look.opaque = true)
    }

    /// A seal of paths in place of pixels.
    #[must_use]
    pub fn of_paths(self) -> Self {
        self.looking(|look| look.of_paths = true)
    }

    /// The person's signature and a seal of paths in one box.
    #[must_use]
    pub fn beside_a_seal(self) -> Self {
        self.looking(|look| look.beside_a_seal = true)
    }

    /// So many points to the right and up from where it belongs.
    #[must_use]
    pub fn moved(self, right: f64, up: f64) -> Self {
        self.looking(|look| look.moved = [right, up])
    }

    /// A seal over another share of the width of the signature's ink, from its left end.
    #[must_use]
    pub fn overlapping(self, share: f64) -> Self {
        self.looking(|look| look.overlap = share)
    }

    /// A seal on the other side of the signature.
    #[must_use]
    pub fn on_the_right(self) -> Self {
        self.looking(|look| look.right = true)
    }

    /// These lines in place of a picture, at the top right of the page.
    #[must_use]
    pub fn stamp(self, lines: &[&str]) -> Self {
        let stamp = Stamp::new(lines);
        self.looking(|look| look.stamp = Some(stamp))
    }

    /// Lines in large letters left of those of the stamp.
    #[must_use]
    pub fn beside(self, large: &[&str]) -> Self {
        let large = large.iter().map(|line| (*line).to_owned()).collect();
        self.looking(|look| look.stamp.as_mut().unwrap().large = large)
    }

    /// The letters of the stamp in another size, pt.
    #[must_use]
    pub fn letters(self, size: f64) -> Self {
        self.looking(|look| look.stamp.as_mut().unwrap().size = size)
    }

    /// The stamp with its left bottom corner here, points from the left bottom of the page.
    #[must_use]
    pub fn standing_at(self, left: f64, bottom: f64) -> Self {
        self.looking(|look| look.stamp.as_mut().unwrap().corner = Some([left, bottom]))
    }

    /// The stamp with the holder's picture beside its text.
    #[must_use]
    pub fn with_picture(self) -> Self {
        self.looking(|look| look.stamp.as_mut().unwrap().picture = true)
    }

    fn looking(mut self, change: impl FnOnce(&mut Look)) -> Self {
        change(&mut self.look);
        self
    }

    /// The page of its widget in a file of so many pages.
    pub(super) fn page_of(&self, pages: u32) -> u32 {
        self.page.unwrap_or(pages)
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
    let mark = Mark::of(signing, place);
    let page = file.page(signing.page_of(place.pages));

    let mut changed = vec![
        (dictionary, signature_dictionary(file.root, signing, signer, first_form)),
        (
            widget,
            format!(
                "<</Type/Annot/Subtype/Widget/FT/Sig/F 132/T({field})/V {dictionary} 0 R/P {page} 0 R/MK<<>>/DA(/Helv 0 Tf 0 g )\
                 /Rect[{}]/AP<</N {outer} 0 R>>>>",
                mark.widget.map(|number| format!("{number:.2}")).join(" ")
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
    changed.extend(mark.appearance([outer, frame, blank, content, colour, alpha], first + 9));
    changed.sort_by_key(|(number, _)| *number);

    let order = Order {
        signer: signing.holder,
        at: signing.at,
        signing_time: signing.time_attribute,
        ess: signing.cades,
        tokens: signing
            .timestamp
            .map(|(delay, imprint)| Token {
                delay,
                imprint,
                fault: None,
            })
            .into_iter()
            .collect(),
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
    let reason = signing.reason.map_or_else(
        || format!("{}<{}> đã ký lên văn bản này!", signer.common_name, signer.email),
        str::to_owned,
    );
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
