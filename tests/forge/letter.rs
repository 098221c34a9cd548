//! One letter: who signs it, what is spoilt, and the file that comes of it.

use std::path::Path;

use jiff::{ToSpan as _, civil::DateTime};
use kysoat::facts::{Coverage, DocumentKind, FaultKind, Integrity, ModificationLevel, PdfVersion};

use super::{
    Seed,
    cms::{Imprint, SigningTime},
    expected::{Expected, ExpectedSignature, Forged},
    mark::PICTURE_WIDTH,
    pages::{base_letter, blank_place, drawn_on, plain_page, scan_of, scanned, with_content},
    pdf::{Pdf, find, stream},
    pki::{Holder, party},
    signing::{Made, Place, Signing, sign},
};

/// What is done to a letter so that it is no longer in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spoil {
    /// After the last signature one digit of the first signature's appearance is changed: the picture shrinks.
    ByteChanged,
    /// One bit of the last signature's value is turned while signing: the digest stays right.
    ValueSpoilt,
    /// After signing the file is saved anew in one revision: dictionaries stay, every offset is wrong.
    SavedAnew,
    /// After signing the file is saved anew and its form is emptied: the signatures are pictures on a page, no more.
    Optimised,
    /// After signing an update adds certificates to a document security store.
    SecurityStore,
    /// The file ends after so many bytes.
    Truncated(usize),
    /// After signing an update paints white over this box (x, y, width, height; points from the bottom left).
    PaintedOver([u32; 4]),
}

/// A letter in the making.
#[derive(Debug, Clone)]
pub struct Letter {
    path: String,
    source: Source,
    version: PdfVersion,
    signings: Vec<Signing>,
    spoils: Vec<Spoil>,
    later: Vec<Signing>,
    password: Option<&'static str>,
    weight: Option<Weight>,
    drawn: Vec<String>,
}

/// What makes a file as heavy as real ones: embedded fonts and pictures, and the small objects of a structure tree.
#[derive(Debug, Clone)]
struct Weight {
    seed: u64,
    streams: Vec<usize>,
    objects: usize,
}

#[derive(Debug, Clone)]
enum Source {
    /// A base letter made by typst.
    Letter(&'static str),
    /// So many pages of a scanned letter.
    Scan(u32),
    /// One page, the scan of a letter: the file under `letters/`, and the letter of which the place to sign is known.
    ScanOf(&'static str, &'static str),
    /// A one-page file with this text, written by the forge itself: small and quick.
    Plain(String),
    /// Pages made elsewhere.
    Pages(Pdf),
    /// Not a PDF.
    Bytes(Vec<u8>),
}

impl Letter {
    /// From a base letter of `letters/`.
    pub fn new(path: &str, base: &'static str) -> Self {
        Self::from(path, Source::Letter(base))
    }

    /// From a small page with this text (ASCII without brackets and backslashes).
    pub fn plain(path: &str, text: &str) -> Self {
        Self::from(path, Source::Plain(text.to_owned()))
    }

    /// From so many pages of a scanned letter: pictures, no text.
    pub fn scan(path: &str, pages: u32) -> Self {
        Self::from(path, Source::Scan(pages))
    }

    /// The scan of a letter: one page, a picture, no text.
    pub fn scan_of(path: &str, picture: &'static str, letter: &'static str) -> Self {
        Self::from(path, Source::ScanOf(picture, letter))
    }

    /// From these pages; the place to sign is around (424, 500) on the last one, points from the bottom left.
    pub fn pages(path: &str, pdf: Pdf) -> Self {
        Self::from(path, Source::Pages(pdf))
    }

    /// A file that is no PDF at all.
    pub fn bytes(path: &str, bytes: &[u8]) -> Self {
        Self::from(path, Source::Bytes(bytes.to_vec()))
    }

    fn from(path: &str, source: Source) -> Self {
        Self {
            path: path.to_owned(),
            source,
            version: PdfVersion { major: 1, minor: 4 },
            signings: Vec::new(),
            spoils: Vec::new(),
            later: Vec::new(),
            password: None,
            weight: None,
            drawn: Vec::new(),
        }
    }

    /// Draws these operators (of paths: they get no resources) on the last page before it is signed.
    #[must_use]
    pub fn draws(mut self, operators: &str) -> Self {
        self.drawn.push(operators.to_owned());
        self
    }

    /// Another PDF version in the header.
    #[must_use]
    pub fn version(mut self, major: u8, minor: u8) -> Self {
        self.version = PdfVersion { major, minor };
        self
    }

    /// A further signature, in a revision of its own.
    #[must_use]
    pub fn sign(mut self, signing: Signing) -> Self {
        self.signings.push(signing);
        self
    }

    /// A further signature, after everything that was spoilt.
    #[must_use]
    pub fn sign_later(mut self, signing: Signing) -> Self {
        self.later.push(signing);
        self
    }

    /// Encrypted before it is signed; a password that is not empty is needed to open it.
    #[must_use]
    pub fn encrypted(mut self, password: &'static str) -> Self {
        self.password = Some(password);
        self
    }

    /// Adds streams of so many bytes that nothing compresses, and so many small objects, before it is signed.
    #[must_use]
    pub fn weight(mut self, seed: u64, streams: &[usize], objects: usize) -> Self {
        self.weight = Some(Weight {
            seed,
            streams: streams.to_vec(),
            objects,
        });
        self
    }

    /// What is spoilt.
    #[must_use]
    pub fn spoil(mut self, spoil: Spoil) -> Self {
        self.spoils.push(spoil);
        self
    }

    /// Makes the file and says what is expected of it.
    pub fn forge(&self) -> Forged {
        if let Source::Bytes(bytes) = &self.source {
            return self.no_pdf(bytes);
        }
        let (mut file, place) = self.unsigned();
        file.bytes[5..8].copy_from_slice(self.version.to_string().as_bytes());
        for operators in &self.drawn {
            file = drawn_on(file, operators);
        }
        if let Some(weight) = &self.weight {
            file = weigh(file, weight);
        }
        if let Some(password) = self.password {
            file = file.encrypted(password);
        }
        let mut made: Vec<Made> = Vec::new();
        for (index, signing) in self.signings.iter().enumerate() {
            let last = index + 1 == self.signings.len();
            let spoil_value = last && self.spoils.contains(&Spoil::ValueSpoilt);
            made.push(sign(&mut file, signing, index, &place, spoil_value));
        }
        let mut history = History::default();
        for spoil in &self.spoils {
            match spoil {
                Spoil::ValueSpoilt => {}
                Spoil::ByteChanged => {
                    let at = find(&file.bytes, PICTURE_WIDTH).unwrap() + 3;
                    file.bytes[at] = b'1';
                    history.changed_at = Some(at);
                }
                Spoil::PaintedOver(area) => {
                    paint_over(&mut file, *area);
                    history.painted = true;
                }
                Spoil::Truncated(length) => file.bytes.truncate(*length),
                Spoil::SecurityStore => {
                    security_store(&mut file);
                    history.stored = true;
                }
                Spoil::SavedAnew | Spoil::Optimised => {
                    if *spoil == Spoil::Optimised {
                        empty_form(&mut file);
                        for made in &mut made {
                            made.reachable = false;
                        }
                    }
                    let (saved, places) = file.saved_anew();
                    for made in &mut made {
                        let hole = find(&saved.bytes[places[&made.object]..], b"/Contents <").unwrap() + 10;
                        let length = made.hole.len();
                        made.hole.start = places[&made.object] + hole;
                        made.hole.end = made.hole.start + length;
                    }
                    file = saved;
                    history.saved_anew = made.len();
                }
            }
        }
        for signing in &self.later {
            let index = made.len();
            made.push(sign(&mut file, signing, index, &place, false));
        }
        if let Some(fault) = self.unreadable() {
            return self.unread(file.bytes, fault);
        }
        let total = made.len();
        history.names = made.iter().map(|made| made.field.clone()).collect();
        let signatures: Vec<ExpectedSignature> = made
            .iter()
            .zip(self.signings.iter().chain(&self.later))
            .enumerate()
            .map(|(index, (made, signing))| expect(&file, made, signing, place.pages, (index, total), &history))
            .collect();
        let covered = signatures.iter().filter(|signature| signature.live).map(|signature| {
            let [_, _, start, length] = signature.byte_range;
            start + length
        });
        Forged {
            path: self.path.clone(),
            expected: Expected {
                kind: DocumentKind::Pdf,
                fault: None,
                version: Some(self.version),
                pages: Some(place.pages),
                revisions: Some(u32::try_from(file.revision_ends.len()).unwrap()),
                bytes_after_last_signature: covered.max().map(|end| u64::try_from(file.bytes.len() - end).unwrap()),
                signatures,
            },
            bytes: file.bytes,
        }
    }

    /// The file before its first signature, and the place to sign.
    fn unsigned(&self) -> (Pdf, Place) {
        match &self.source {
            Source::Letter(name) => base_letter(name),
            Source::Plain(text) => plain_page(text),
            Source::Pages(pdf) => (pdf.clone(), blank_place()),
            Source::Scan(pages) => scanned(*pages),
            Source::ScanOf(picture, letter) => scan_of(picture, letter),
            Source::Bytes(_) => panic!("nothing to sign in a file that is no PDF"),
        }
    }

    /// The file after its last signature, for whoever writes on.
    pub(super) fn signed(&self) -> Pdf {
        assert!(self.spoils.is_empty() && self.later.is_empty() && self.password.is_none());
        let (mut file, place) = self.unsigned();
        for (index, signing) in self.signings.iter().enumerate() {
            sign(&mut file, signing, index, &place, false);
        }
        file
    }

    /// What keeps a reader from the objects of this file.
    fn unreadable(&self) -> Option<FaultKind> {
        let cut = |spoil: &Spoil| matches!(spoil, Spoil::Truncated(_)).then_some(FaultKind::Damaged);
        let locked = self.password.is_some_and(|password| !password.is_empty());
        locked
            .then_some(FaultKind::Encrypted)
            .or_else(|| self.spoils.iter().find_map(cut))
    }

    fn unread(&self, bytes: Vec<u8>, fault: FaultKind) -> Forged {
        assert!(self.signings.is_empty(), "nothing is expected of signatures here");
        Forged {
            path: self.path.clone(),
            bytes,
            expected: Expected {
                kind: DocumentKind::Pdf,
                fault: Some(fault),
                version: None,
                pages: None,
                revisions: Some(1),
                bytes_after_last_signature: None,
                signatures: Vec::new(),
            },
        }
    }

    fn no_pdf(&self, bytes: &[u8]) -> Forged {
        let named_pdf = Path::new(&self.path)
            .extension()
            .is_some_and(|extension| extension == "pdf");
        Forged {
            path: self.path.clone(),
            bytes: bytes.to_vec(),
            expected: Expected {
                kind: if named_pdf {
                    DocumentKind::Pdf
                } else {
                    DocumentKind::Other
                },
                fault: named_pdf.then_some(FaultKind::NotPdf),
                version: None,
                pages: None,
                revisions: None,
                bytes_after_last_signature: None,
                signatures: Vec::new(),
            },
        }
    }
}

/// What happened to the file after the last signature.
#[derive(Default)]
struct History {
    changed_at: Option<usize>,
    painted: bool,
    /// A document security store was added.
    stored: bool,
    /// So many signatures were there when the file was saved anew.
    saved_anew: usize,
    /// Names of the fields, by signature.
    names: Vec<String>,
}

impl History {
    /// Two fields of one name are one field (ISO 32000-1, 12.7.3.2): the later one gave it another value.
    fn named_again(&self, name: &str, index: usize) -> bool {
        self.names.iter().skip(index + 1).any(|later| later == name)
    }
}

fn expect(
    file: &Pdf,
    made: &Made,
    signing: &Signing,
    pages: u32,
    (index, total): (usize, usize),
    history: &History,
) -> ExpectedSignature {
    let [_, hole_start, hole_end, rest] = made.byte_range;
    let end = hole_end + rest;
    let in_file = end <= file.bytes.len();
    let own_hole = made.hole == (hole_start..hole_end);
    let digest_differs = !own_hole || history.changed_at.is_some_and(|at| at < end);
    let integrity = match (in_file, digest_differs, made.value_spoilt) {
        (false, _, _) => Integrity::Malformed,
        (true, true, _) => Integrity::DigestMismatch,
        (true, false, true) => Integrity::SignatureInvalid,
        (true, false, false) => Integrity::Intact,
    };
    let coverage = match (in_file, own_hole) {
        (false, _) => Coverage::OutOfFile,
        (true, false) => Coverage::Partial,
        (true, true) if end == file.bytes.len() => Coverage::WholeFile,
        (true, true) => {
            assert!(file.revision_ends.contains(&end), "a signature ends with its revision");
            Coverage::WholeRevision
        }
    };
    let last = index + 1 == total;
    let modification = if index < history.saved_anew {
        None
    } else if history.painted || history.named_again(&made.field, index) {
        Some(ModificationLevel::Other)
    } else if coverage == Coverage::WholeFile {
        Some(ModificationLevel::None)
    } else if history.stored && last {
        Some(ModificationLevel::LtaUpdate)
    } else {
        Some(ModificationLevel::FormFilling)
    };
    let signer = party(signing.holder);
    let utc = |time: DateTime| (time - 7.hours()).strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    ExpectedSignature {
        object: made.object,
        field: made.field.clone(),
        page: signing.page_of(pages),
        reachable: made.reachable,
        byte_range: made.byte_range,
        live: in_file && own_hole && made.reachable,
        integrity,
        coverage,
        modification,
        sub_filter: signing.sub_filter(),
        signer: signer.common_name,
        issuer: signer.issuer,
        serial: format!("{:x}", signer.serial),
        kind: signer.kind,
        key_bits: signer.key_bits,
        claimed_time: signing.at.strftime("%Y-%m-%dT%H:%M:%S+07:00").to_string(),
        signing_time_attribute: match signing.time_attribute {
            SigningTime::Omitted => None,
            SigningTime::Right => Some(utc(signing.at)),
            SigningTime::SevenHoursLate => Some(utc(signing.at + 7.hours())),
        },
        gen_time: signing.timestamp.map(|(delay, _)| utc(signing.at + delay.seconds())),
        imprint_algorithm: signing.timestamp.map(|(_, imprint)| match imprint {
            Imprint::Sha1 => "sha1",
            Imprint::Sha256 => "sha256",
        }),
    }
}

fn empty_form(file: &mut Pdf) {
    let (number, form) = file
        .objects
        .iter()
        .find(|(_, body)| body.starts_with(b"<</Fields["))
        .map(|(number, body)| (*number, String::from_utf8_lossy(body).into_owned()))
        .unwrap();
    let end = form.find(']').unwrap();
    file.objects
        .insert(number, format!("<</Fields[{}", &form[end..]).into_bytes());
}

fn security_store(file: &mut Pdf) {
    let first = file.free_number();
    let catalog = file.text(file.root);
    let catalog = format!("{}/DSS {first} 0 R>>", catalog.strip_suffix(">>").unwrap());
    let certificates = [Holder::OfficeCa, Holder::Root].map(|holder| stream("", &party(holder).certificate));
    let [office, root] = certificates;
    file.update(&[
        (file.root, catalog.into_bytes()),
        (
            first,
            format!("<</Type/DSS/Certs[{} 0 R {} 0 R]>>", first + 1, first + 2).into_bytes(),
        ),
        (first + 1, office),
        (first + 2, root),
    ]);
}

fn weigh(mut file: Pdf, weight: &Weight) -> Pdf {
    let mut seed = Seed::new(weight.seed);
    for length in &weight.streams {
        let octets: Vec<u8> = (0..length / 8).flat_map(|_| seed.next().to_le_bytes()).collect();
        let number = file.free_number();
        file.objects
            .insert(number, stream(&format!("/Subtype/Type1C/Length1 {length}"), &octets));
    }
    for _ in 0..weight.objects {
        let number = file.free_number();
        let element = format!(
            "<</Type/StructElem/S/Span/P {} 0 R/K[{} {}]/Pg {} 0 R/A<</O/Layout/TextAlign/Justify/SpaceAfter {}.5>>>>",
            number - 1,
            seed.below(90),
            seed.below(90),
            file.last_page(),
            seed.below(30)
        );
        file.objects.insert(number, element.into_bytes());
    }
    file.saved_anew().0
}

fn paint_over(file: &mut Pdf, [x, y, width, height]: [u32; 4]) {
    let page = file.last_page();
    let paint = file.free_number();
    let changed = with_content(&file.text(page), paint);
    let content = format!("q 1 1 1 rg {x} {y} {width} {height} re f Q");
    file.update(&[(page, changed.into_bytes()), (paint, stream("", content.as_bytes()))]);
}
