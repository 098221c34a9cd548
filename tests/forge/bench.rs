//! A small signed form on which attacks are tried: one page, a signature, a text field, an annotation, and objects that
//! somebody prepared before it was signed.
//!
//! | object | what |
//! |---|---|
//! | 1, 2, 3, 4, 5, 14 | catalog, page tree, page, content, font, length of the content |
//! | 6, 7, 8, 9 | form, signature field, signature, its picture |
//! | 10, 11, 15 | text field "so tien", its picture, read-only field |
//! | 16, 19 | text field over half the page, its picture |
//! | 12, 13 | annotation over the text, its picture |
//! | 17, 18 | document information, XMP packet |
//! | 20, 21, 22, 23 | page tree, page, content and catalog that nothing leads to |

use std::{collections::BTreeMap, fmt::Write as _};

use super::{
    cms::{self, Order},
    pdf::{Pdf, find, stream},
    pki::{Holder, sha256},
};

/// How the form is signed.
#[derive(Default, Clone, Copy)]
pub struct Setup {
    /// DocMDP /P; `None` for no certification.
    pub certification: Option<u8>,
    /// FieldMDP parameters, without brackets; empty for none.
    pub lock: &'static str,
    /// More resources of the page.
    pub resources: &'static str,
    /// More entries of the signature dictionary, before its own.
    pub signature_extra: &'static str,
    /// More fields, widgets and pictures with their numbers, from 50 on.
    pub fields: &'static [(u32, &'static str)],
    /// More entries of the form.
    pub form: &'static str,
    /// More entries of the catalog.
    pub catalog: &'static str,
    /// More entries of the trailer.
    pub trailer: &'static str,
}

/// Octets reserved for the CMS.
const HOLE: usize = 2304;
/// Room for /ByteRange, from its bracket on.
const RANGE_ROOM: usize = 49;

/// The form, signed.
pub struct Bench {
    /// The file.
    pub file: Pdf,
    /// /ByteRange of the signature.
    pub byte_range: [usize; 4],
}

impl Bench {
    /// Signs the form.
    pub fn new(setup: &Setup) -> Self {
        Self::prepared(setup, |_| ())
    }

    /// Signs the form after something was done to it.
    pub fn prepared(setup: &Setup, before: impl FnOnce(&mut Self)) -> Self {
        let content = b"BT /F1 13 Tf 85 760 Td (100 trieu dong) Tj ET";
        let mut text = b"<</Length 14 0 R>>stream\n".to_vec();
        text.extend_from_slice(content);
        text.extend_from_slice(b"\nendstream");
        let permissions = if setup.certification.is_some() {
            "/Perms<</DocMDP 8 0 R>>"
        } else {
            ""
        };
        let body = |text: &str| text.as_bytes().to_vec();
        let listed = |which: fn(&str) -> bool| {
            let bodies = setup.fields.iter().filter(|(_, body)| which(body));
            bodies.fold(String::new(), |mut list, (number, _)| {
                write!(list, " {number} 0 R").unwrap();
                list
            })
        };
        let widgets = listed(|body| body.contains("/Widget"));
        let fields = listed(|body| body.contains("/T(") && !body.contains("/Parent"));
        let mut objects: BTreeMap<u32, Vec<u8>> = [
            (
                1,
                body(&format!(
                    "<</Type/Catalog/Pages 2 0 R/AcroForm 6 0 R/Metadata 18 0 R{permissions}{}>>",
                    setup.catalog
                )),
            ),
            (2, body("<</Type/Pages/Count 1/Kids[3 0 R]>>")),
            (
                3,
                body(&format!(
                    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>{}>>\
                     /Contents 4 0 R/Annots[7 0 R 10 0 R 15 0 R{widgets} 16 0 R 12 0 R]>>",
                    setup.resources
                )),
            ),
            (4, text),
            (5, body("<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>")),
            (
                6,
                body(&format!(
                    "<</Fields[7 0 R 10 0 R 15 0 R{fields} 16 0 R]/DR<</Font<</Helv 5 0 R>>>>/SigFlags 3{}>>",
                    setup.form
                )),
            ),
            (
                7,
                body(
                    "<</Type/Annot/Subtype/Widget/FT/Sig/F 132/T(Signature1)/V 8 0 R/P 3 0 R\
                     /Rect[80 540 234 618]/AP<</N 9 0 R>>>>",
                ),
            ),
            (8, signature("Sig", "adbe.pkcs7.detached", setup)),
            (9, Self::picture("Chu tich")),
            (
                10,
                body(
                    "<</Type/Annot/Subtype/Widget/FT/Tx/F 4/T(so tien)/Rect[80 640 200 660]/P 3 0 R/DA(/Helv 10 Tf)\
                     /V(100)/AP<</N 11 0 R>>>>",
                ),
            ),
            (11, Self::picture("100")),
            (
                12,
                body(
                    "<</Type/Annot/Subtype/FreeText/F 4/Rect[80 700 200 720]/DA(/Helv 10 Tf)/Contents(x)/P 3 0 R\
                     /AP<</N 13 0 R>>>>",
                ),
            ),
            (13, Self::picture("x")),
            (14, content.len().to_string().into_bytes()),
            (
                15,
                body("<</Type/Annot/Subtype/Widget/FT/Tx/F 4/Ff 1/T(khoa)/V(1)/Rect[80 620 90 630]/P 3 0 R>>"),
            ),
            (
                16,
                body(
                    "<</Type/Annot/Subtype/Widget/FT/Tx/F 4/T(rong)/Rect[50 100 550 500]/P 3 0 R/DA(/Helv 10 Tf)\
                     /V()/AP<</N 19 0 R>>>>",
                ),
            ),
            (19, Self::picture("")),
            (17, body("<</Title(Hop dong)/ModDate(D:20260101)>>")),
            (
                18,
                stream(
                    "/Type/Metadata/Subtype/XML",
                    b"<x:xmpmeta xmlns:x='adobe:ns:meta/' xmlns:dc='d' xmlns:xmp='m'><dc:title>Hop dong</dc:title></x:xmpmeta>",
                ),
            ),
            (20, body("<</Type/Pages/Count 1/Kids[21 0 R]>>")),
            (
                21,
                body("<</Type/Page/Parent 20 0 R/MediaBox[0 0 595 842]/Contents 22 0 R>>"),
            ),
            (22, stream("", b"0 0 595 842 re f")),
            (23, body("<</Type/Catalog/Pages 20 0 R/AcroForm 6 0 R>>")),
        ]
        .into();
        objects.extend(setup.fields.iter().map(|(number, field)| (*number, body(field))));
        let trailer = format!("/Root 1 0 R/Info 17 0 R{}", setup.trailer);
        let (file, bodies) = Pdf::write(b"%PDF-1.7\n", &objects, &trailer);
        let mut bench = Self {
            file,
            byte_range: [0; 4],
        };
        before(&mut bench);
        let file = &mut bench.file;
        bench.byte_range = fill(&mut file.bytes, bodies[&8]);
        let bytes = &file.bytes[bodies[&8]..bodies[&8] + file.objects[&8].len()];
        file.objects.insert(8, bytes.to_vec());
        bench
    }

    /// A form `XObject` with this text.
    pub fn picture(text: &str) -> Vec<u8> {
        let content = format!("BT /F1 10 Tf 2 2 Td ({text}) Tj ET");
        stream(
            "/Type/XObject/Subtype/Form/BBox[0 0 120 20]/Resources<</Font<</F1 5 0 R>>>>",
            content.as_bytes(),
        )
    }

    /// Where the newest cross-reference section stands.
    pub fn section(&self) -> usize {
        self.file.section()
    }

    /// An update with a new signature field, on the page and in the form; tells where the objects start.
    fn add_field(&mut self, field: String, mut more: Vec<(u32, Vec<u8>)>) -> BTreeMap<u32, usize> {
        let page = self.file.text(3).replace(" 12 0 R]", " 12 0 R 32 0 R]");
        let form = self.file.text(6).replace(" 16 0 R]", " 16 0 R 32 0 R]");
        let mut changed = vec![(3, page.into_bytes()), (6, form.into_bytes()), (32, field.into_bytes())];
        changed.append(&mut more);
        self.file.update(&changed)
    }

    /// A widget of a new signature field with this /V, and a picture.
    pub fn widget(&mut self, name: &str, rectangle: &str, value: &str) {
        let field = format!(
            "<</Type/Annot/Subtype/Widget/FT/Sig/F 132/T({name}){value}/P 3 0 R/Rect[{rectangle}]/AP<</N 34 0 R>>>>"
        );
        self.add_field(field, vec![(34, Self::picture("Con dau"))]);
    }

    /// A further signature in a field of this name; `visible` with a picture.
    pub fn sign_again(&mut self, name: &str, rectangle: &str, visible: bool) {
        self.sign_again_with(name, rectangle, visible, "");
    }

    /// The same with more entries of the field.
    pub fn sign_again_with(&mut self, name: &str, rectangle: &str, visible: bool, more_entries: &str) {
        let mut more = vec![(33, signature("Sig", "adbe.pkcs7.detached", &Setup::default()))];
        let picture = if visible { "/AP<</N 34 0 R>>" } else { "" };
        if visible {
            more.push((34, Self::picture("Con dau")));
        }
        let field = format!(
            "<</Type/Annot/Subtype/Widget/FT/Sig/F 132/T({name})/V 33 0 R/P 3 0 R/Rect[{rectangle}]{picture}{more_entries}>>"
        );
        let bodies = self.add_field(field, more);
        fill(&mut self.file.bytes, bodies[&33]);
    }

    /// Signs a field that was there, and rewrites a piece of it.
    pub fn sign_field(&mut self, number: u32, from: &str, to: &str) {
        let text = self.file.text(number).replace(from, to);
        let text = format!("{}/V 33 0 R>>", text.strip_suffix(">>").unwrap());
        let value = signature("Sig", "adbe.pkcs7.detached", &Setup::default());
        let bodies = self
            .file
            .update(&[(number, text.into_bytes()), (33, value), (34, Self::picture("Con dau"))]);
        fill(&mut self.file.bytes, bodies[&33]);
    }

    /// A document timestamp in a field of its own.
    pub fn timestamp(&mut self, rectangle: &str) {
        self.timestamp_that_shows(&format!("/Rect[{rectangle}]"), b"");
    }

    /// A document timestamp with more in its field; object 34 is an appearance of so much.
    pub fn timestamp_that_shows(&mut self, entries: &str, drawn: &[u8]) {
        let value = signature("DocTimeStamp", "ETSI.RFC3161", &Setup::default());
        let field = format!("<</Type/Annot/Subtype/Widget/FT/Sig/F 132/T(Timestamp1)/V 33 0 R/P 3 0 R{entries}>>");
        let mut more = vec![(33, value)];
        if !drawn.is_empty() {
            more.push((34, stream("/Type/XObject/Subtype/Form/BBox[0 0 200 40]", drawn)));
        }
        let bodies = self.add_field(field, more);
        fill(&mut self.file.bytes, bodies[&33]);
    }

    /// An update that frees an object.
    pub fn free(&mut self, number: u32) {
        self.file.append_entries(&format!("{number} 1\n0000000000 00001 f \n"));
    }

    /// An update whose entry of one object leads to another that was there before.
    pub fn redirect(&mut self, number: u32, to: u32) {
        let at = find(&self.file.bytes, format!("\n{to} 0 obj\n").as_bytes()).unwrap() + 1;
        self.file.append_entries(&format!("{number} 1\n{at:010} 00000 n \n"));
    }

    /// An update with a cross-reference stream; members stand in an object stream, listed or not.
    pub fn with_cross_reference_stream(
        mut self,
        objects: &[(u32, Vec<u8>)],
        members: &[(u32, String, bool)],
    ) -> Vec<u8> {
        let mut objects = objects.to_vec();
        if !members.is_empty() {
            let bodies: Vec<(u32, &str)> = members
                .iter()
                .map(|(number, body, _)| (*number, body.as_str()))
                .collect();
            objects.push((40, object_stream("", &bodies)));
        }
        let listed: Vec<(u32, u16)> = (0..)
            .zip(members)
            .filter(|(_, (_, _, listed))| *listed)
            .map(|(index, (number, ..))| (*number, index))
            .collect();
        self.update_by_stream(&objects, &listed);
        self.file.bytes
    }

    /// An update with a cross-reference stream of its own, from object 41 on, which lists these objects and these members
    /// of object 40 with their index.
    pub fn update_by_stream(&mut self, objects: &[(u32, Vec<u8>)], members: &[(u32, u16)]) {
        let previous = self.section();
        let own = 40 + u32::try_from(self.file.revision_ends.len()).unwrap();
        let bytes = &mut self.file.bytes;
        let mut entries: BTreeMap<u32, (u8, u32, u16)> = members
            .iter()
            .map(|(number, index)| (*number, (2, 40, *index)))
            .collect();
        for (number, body) in objects {
            entries.insert(*number, (1, u32::try_from(bytes.len()).unwrap(), 0));
            bytes.extend([format!("{number} 0 obj\n").as_bytes(), body, b"\nendobj\n"].concat());
        }
        let at = bytes.len();
        entries.insert(own, (1, u32::try_from(at).unwrap(), 0));
        let index: Vec<String> = entries.keys().map(|number| format!("{number} 1")).collect();
        let rows: Vec<u8> = entries
            .values()
            .flat_map(|(kind, second, third)| [&[*kind][..], &second.to_be_bytes(), &third.to_be_bytes()].concat())
            .collect();
        let dictionary = format!(
            "/Type/XRef/Size 90/W[1 4 2]/Index[{}]/Root 1 0 R/Info 17 0 R/Prev {previous}",
            index.join(" ")
        );
        let section = stream(&dictionary, &rows);
        bytes.extend([format!("{own} 0 obj\n").as_bytes(), &section, b"\nendobj\n"].concat());
        bytes.extend_from_slice(format!("startxref\n{at}\n%%EOF\n").as_bytes());
        self.file.ends_with_section(at);
    }

    fn body_of_signature(&self) -> usize {
        find(&self.file.bytes, b"\n8 0 obj\n").unwrap() + 9
    }

    /// The file with a word of the signature dictionary replaced by another of the same length.
    pub fn replaced_in_signature(&self, from: &str, to: &str) -> Vec<u8> {
        assert_eq!(from.len(), to.len());
        let mut bytes = self.file.bytes.clone();
        let at = self.body_of_signature();
        let at = at + find(&bytes[at..], from.as_bytes()).unwrap();
        bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
        bytes
    }

    /// The file with another /ByteRange.
    pub fn with_byte_range(&self, range: &str) -> Vec<u8> {
        let mut bytes = self.file.bytes.clone();
        let at = self.body_of_signature();
        let at = at + find(&bytes[at..], b"/ByteRange [").unwrap() + 11;
        bytes[at..at + RANGE_ROOM].copy_from_slice(format!("{range:RANGE_ROOM$}").as_bytes());
        bytes
    }

    /// The file with another /Contents.
    pub fn with_contents(&self, contents: &str) -> Vec<u8> {
        let mut bytes = self.file.bytes.clone();
        let [_, start, end, _] = self.byte_range;
        let width = end - start;
        bytes[start..end].copy_from_slice(format!("{contents:width$}").as_bytes());
        bytes
    }

    /// The second covered range moved behind new objects; the digest stays right for a reader that believes the new
    /// /ByteRange, which stands in the gap: in the same dictionary, or in one that was moved there.
    pub fn wrapped(&self, moved: bool) -> Vec<u8> {
        let bytes = &self.file.bytes;
        let [_, start, end, rest] = self.byte_range;
        let hole = String::from_utf8_lossy(&bytes[start..end]).into_owned();
        let evil = "\n4 0 obj\n<</Length 16>>stream\n0 0 595 842 re f\nendstream\nendobj\n";
        let range = |gap: usize| format!("/ByteRange[0 {start} {} {rest}]", start + gap);
        let gap = |length: usize| {
            if moved {
                let again = format!(
                    "8 0 obj\n<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached{}/Contents {hole}>>\nendobj\n",
                    range(length)
                );
                format!("{hole}>>\nendobj\n{again}{evil}<</X ")
            } else {
                format!("{hole}{}>>\nendobj\n{evil}<</X ", range(length))
            }
        };
        // The offset is a number whose digits count too.
        let length = (0..100_000).find(|length| gap(*length).len() == *length).unwrap();
        [&bytes[..start], gap(length).as_bytes(), &bytes[end..]].concat()
    }
}

/// An object stream with these members, one behind the other.
pub fn object_stream(dictionary: &str, members: &[(u32, &str)]) -> Vec<u8> {
    let (mut list, mut data) = (String::new(), String::new());
    for (number, body) in members {
        write!(list, "{number} {} ", data.len()).unwrap();
        write!(data, "{body} ").unwrap();
    }
    let dictionary = format!("/Type/ObjStm/N {}/First {}{dictionary}", members.len(), list.len());
    stream(&dictionary, (list + &data).as_bytes())
}

fn signature(kind: &str, sub_filter: &str, setup: &Setup) -> Vec<u8> {
    let mut references = String::new();
    if let Some(level) = setup.certification {
        write!(
            references,
            "<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P {level}/V/1.2>>>>"
        )
        .unwrap();
    }
    if !setup.lock.is_empty() {
        let lock = setup.lock;
        write!(
            references,
            "<</Type/SigRef/TransformMethod/FieldMDP/TransformParams<</Type/TransformParams{lock}/V/1.2>>>>"
        )
        .unwrap();
    }
    let extra = setup.signature_extra;
    let zeros = "0".repeat(2 * HOLE);
    format!(
        "<</Type/{kind}/Filter/Adobe.PPKLite/SubFilter/{sub_filter}/M(D:20260302090000+07'00')/Reference[{references}]\
         {extra}/ByteRange [{:width$}/Contents <{zeros}>>>",
        "",
        width = RANGE_ROOM - 1
    )
    .into_bytes()
}

/// Writes /ByteRange and the signature into the dictionary that starts here.
fn fill(bytes: &mut [u8], at: usize) -> [usize; 4] {
    let zeros = format!("/Contents <{}>", "0".repeat(2 * HOLE));
    let start = at + find(&bytes[at..], zeros.as_bytes()).unwrap() + 10;
    let end = start + 2 * HOLE + 2;
    let range = [0, start, end, bytes.len() - end];
    let range_at = at + find(&bytes[at..], b"/ByteRange [").unwrap() + 12;
    let written = format!("{} ]", range.map(|number| number.to_string()).join(" "));
    bytes[range_at..range_at + written.len()].copy_from_slice(written.as_bytes());
    let order = Order::bare(Holder::Chair, "2026-03-02T09:00:00");
    let cms = cms::detached(&order, &sha256(&[&bytes[..start], &bytes[end..]].concat()));
    for (octet, place) in cms.iter().zip(bytes[start + 1..].chunks_exact_mut(2)) {
        place.copy_from_slice(format!("{octet:02x}").as_bytes());
    }
    range
}
