//! What keeps a signed letter provable (EN 319 142-1, 5.4 and 5.5): the document security store with its VRI, and
//! document timestamps.

use std::fmt::Write as _;

use jiff::civil::DateTime;

use super::{
    cms::{self, Imprint, utc},
    letter::Letter,
    pdf::{Pdf, stream},
    pki::sha1,
    signing::{RANGE_ROOM, form_of, write_signed},
};

/// One incremental update after the last signature.
#[derive(Debug, Clone)]
pub enum Update {
    /// Certificates, CRLs and OCSP responses for validating the signature that was made last.
    Store(Material),
    /// A document timestamp at this Vietnamese time (`2026-03-16T09:15:24`).
    Timestamp(&'static str),
}

/// What a security store holds, as DER.
#[derive(Debug, Clone, Default)]
pub struct Material {
    /// Certificates.
    pub certificates: Vec<Vec<u8>>,
    /// CRLs.
    pub crls: Vec<Vec<u8>>,
    /// OCSP responses.
    pub ocsps: Vec<Vec<u8>>,
}

const HOLE: usize = 6656;

/// The signed letter with these updates appended.
pub fn extended(letter: &Letter, updates: &[Update]) -> Vec<u8> {
    let mut file = letter.signed();
    let mut stored = Stored::default();
    for (index, update) in updates.iter().enumerate() {
        match update {
            Update::Store(material) => stored.write(&mut file, material),
            Update::Timestamp(at) => timestamp(&mut file, index, at.parse().unwrap()),
        }
    }
    file.bytes
}

/// References to what is stored so far: a later store repeats them.
#[derive(Default)]
struct Stored {
    lists: [String; 3],
    related: String,
}

impl Stored {
    fn write(&mut self, file: &mut Pdf, material: &Material) {
        let first = file.free_number();
        let mut objects = Vec::new();
        let mut own = [String::new(), String::new(), String::new()];
        for (list, items) in own
            .iter_mut()
            .zip([&material.certificates, &material.crls, &material.ocsps])
        {
            for item in items {
                let number = first + 1 + u32::try_from(objects.len()).unwrap();
                write!(list, "{number} 0 R ").unwrap();
                objects.push((number, stream("", item)));
            }
        }
        for (all, new) in self.lists.iter_mut().zip(&own) {
            all.push_str(new);
        }
        // Upper-case hexadecimal SHA-1 of the signature's /Contents.
        let digest = sha1(&last_contents(&file.bytes))
            .iter()
            .fold(String::new(), |mut text, octet| {
                write!(text, "{octet:02X}").unwrap();
                text
            });
        let [certificates, crls, ocsps] = &own;
        write!(
            self.related,
            "/{digest}<</Cert[{certificates}]/CRL[{crls}]/OCSP[{ocsps}]>>"
        )
        .unwrap();
        let [certificates, crls, ocsps] = &self.lists;
        let store = format!(
            "<</Type/DSS/Certs[{certificates}]/CRLs[{crls}]/OCSPs[{ocsps}]/VRI<<{}>>>>",
            self.related
        );
        objects.insert(0, (first, store.into_bytes()));
        let catalog = file.text(file.root);
        let catalog = match catalog.find("/DSS ") {
            Some(at) => format!("{}>>", &catalog[..at]),
            None => catalog,
        };
        let catalog = format!("{}/DSS {first} 0 R>>", catalog.strip_suffix(">>").unwrap());
        objects.insert(0, (file.root, catalog.into_bytes()));
        file.update(&objects);
    }
}

fn last_contents(bytes: &[u8]) -> Vec<u8> {
    let word = b"/Contents <";
    let start = bytes.windows(word.len()).rposition(|window| window == word).unwrap() + word.len();
    let digits: String = bytes[start..]
        .iter()
        .take_while(|byte| byte.is_ascii_hexdigit())
        .map(|&byte| char::from(byte))
        .collect();
    (0..digits.len() / 2)
        .map(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).unwrap())
        .collect()
}

fn timestamp(file: &mut Pdf, index: usize, at: DateTime) {
    let dictionary = file.free_number();
    let widget = dictionary + 1;
    let (form, page) = (form_of(file), file.last_page());
    let zeros = "0".repeat(2 * HOLE);
    let body = format!(
        "<</ByteRange [{:RANGE_ROOM$}/Contents <{zeros}>/Filter/Adobe.PPKLite/SubFilter/ETSI.RFC3161/Type/DocTimeStamp>>",
        ""
    );
    let field = format!(
        "<</Type/Annot/Subtype/Widget/FT/Sig/F 132/T(DauThoiGian{index})/V {dictionary} 0 R/P {page} 0 R/Rect[0 0 0 0]>>"
    );
    let fields = file
        .text(form)
        .replace("]/SigFlags", &format!(" {widget} 0 R]/SigFlags"));
    let text = file.text(page);
    let start = text.find("/Annots[").unwrap();
    let end = start + text[start..].find(']').unwrap();
    let annotations = format!("{} {widget} 0 R{}", &text[..end], &text[end..]);
    let mut changed = vec![
        (dictionary, body.into_bytes()),
        (widget, field.into_bytes()),
        (form, fields.into_bytes()),
        (page, annotations.into_bytes()),
    ];
    changed.sort_by_key(|(number, _)| *number);
    write_signed(file, &changed, dictionary, HOLE, |signed| {
        cms::token(signed, utc(at), Imprint::Sha256, None)
    });
}
