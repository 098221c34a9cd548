//! Writes PDFs the way signing software does: a base file, then incremental updates (ISO 32000-1, 7.5.6).
//!
//! It reads only its own base letters (classic cross-reference table, no object streams), without any library that
//! is under test.

use std::{collections::BTreeMap, fmt::Write as _};

use super::cipher::Cipher;

/// A file under construction, with the newest body of every object.
#[derive(Debug, Clone)]
pub struct Pdf {
    /// The file so far.
    pub bytes: Vec<u8>,
    /// Where each revision ends.
    pub revision_ends: Vec<usize>,
    /// The newest body of every object, without `obj` and `endobj`.
    pub objects: BTreeMap<u32, Vec<u8>>,
    /// Number of the catalog.
    pub root: u32,
    cross_references: usize,
    rest_of_trailer: String,
    cipher: Option<Cipher>,
}

impl Pdf {
    /// Reads a base letter.
    pub fn read(bytes: Vec<u8>) -> Self {
        let (table, after) = number_behind(&bytes, b"startxref\n");
        assert!(bytes[after..].starts_with(b"\n%%EOF"));
        let trailer = find(&bytes[table..], b"trailer\n").unwrap() + table;
        let mut offsets: Vec<(usize, u32)> = bytes[table..trailer]
            .split(|&byte| byte == b'\n')
            .skip(2)
            .zip(0..)
            .filter(|(line, _)| line.get(17) == Some(&b'n'))
            .map(|(line, number)| (ascii(&line[..10]).parse().unwrap(), number))
            .collect();
        offsets.sort_unstable();
        offsets.push((table, 0));
        let objects = offsets
            .windows(2)
            .map(|pair| {
                let object = &bytes[pair[0].0..pair[1].0];
                let start = find(object, b" obj\n").unwrap() + 5;
                let end = object.windows(7).rposition(|window| window == b"\nendobj").unwrap();
                (pair[0].1, object[start..end].to_vec())
            })
            .collect();
        let (root, _) = number_behind(&bytes[trailer..], b"/Root ");
        let text = ascii(&bytes[trailer..]);
        let (from, until) = (text.find("/Root").unwrap(), text.find(">>").unwrap());
        Self {
            revision_ends: vec![bytes.len()],
            objects,
            root: u32::try_from(root).unwrap(),
            cross_references: table,
            rest_of_trailer: text[from..until].to_owned(),
            cipher: None,
            bytes,
        }
    }

    /// A number that no object has yet.
    pub fn free_number(&self) -> u32 {
        self.objects.last_key_value().map_or(1, |(number, _)| number + 1)
    }

    /// The body of an object as text; only for dictionaries.
    pub fn text(&self, number: u32) -> String {
        String::from_utf8_lossy(&self.objects[&number]).into_owned()
    }

    /// The last page: its object number.
    pub fn last_page(&self) -> u32 {
        *self.pages().last().unwrap()
    }

    /// A page, counted from 1: its object number.
    pub fn page(&self, number: u32) -> u32 {
        self.pages()[usize::try_from(number).unwrap() - 1]
    }

    fn pages(&self) -> Vec<u32> {
        let catalog = self.text(self.root);
        let (pages, _) = number_behind(catalog.as_bytes(), b"/Pages ");
        let pages = self.text(u32::try_from(pages).unwrap());
        let kids = &pages[pages.find("/Kids[").unwrap() + 6..];
        let kids: Vec<&str> = kids[..kids.find(']').unwrap()].split_whitespace().collect();
        kids.iter().step_by(3).map(|kid| kid.parse().unwrap()).collect()
    }

    /// Appends an incremental update; tells where the body of each object starts.
    pub fn update(&mut self, changed: &[(u32, Vec<u8>)]) -> BTreeMap<u32, usize> {
        let mut places = BTreeMap::new();
        let mut bodies = BTreeMap::new();
        for (number, body) in changed {
            let header = format!("{number} 0 obj\n");
            bodies.insert(*number, self.bytes.len() + header.len());
            places.insert(*number, self.bytes.len());
            self.bytes.extend_from_slice(header.as_bytes());
            match &self.cipher {
                Some(cipher) => self.bytes.extend(cipher.body(*number, body)),
                None => self.bytes.extend_from_slice(body),
            }
            self.bytes.extend_from_slice(b"\nendobj\n");
            self.objects.insert(*number, body.clone());
        }
        let previous = std::mem::replace(&mut self.cross_references, self.bytes.len());
        let trailer = format!(
            "<</Size {}{}/Prev {previous}>>",
            self.free_number(),
            self.rest_of_trailer
        );
        write_table(&mut self.bytes, &places, &trailer, self.cross_references);
        self.revision_ends.push(self.bytes.len());
        bodies
    }

    /// Where the newest cross-reference section stands.
    pub fn section(&self) -> usize {
        self.cross_references
    }

    /// Notes that an update was appended whose cross-reference section stands here.
    pub fn ends_with_section(&mut self, at: usize) {
        self.cross_references = at;
        self.revision_ends.push(self.bytes.len());
    }

    /// An update whose trailer has these entries besides /Size and /Prev.
    pub fn update_with_trailer(&mut self, changed: &[(u32, Vec<u8>)], rest_of_trailer: &str) {
        let own = std::mem::replace(&mut self.rest_of_trailer, rest_of_trailer.to_owned());
        self.update(changed);
        self.rest_of_trailer = own;
    }

    /// An update of nothing but a cross-reference table with these lines.
    pub fn append_entries(&mut self, lines: &str) {
        let previous = std::mem::replace(&mut self.cross_references, self.bytes.len());
        let (size, rest, at) = (self.free_number(), &self.rest_of_trailer, self.cross_references);
        let table = format!(
            "xref\n0 1\n0000000000 65535 f \n{lines}trailer\n<</Size {size}{rest}/Prev {previous}>>\nstartxref\n{at}\n%%EOF\n"
        );
        self.bytes.extend_from_slice(table.as_bytes());
        self.revision_ends.push(self.bytes.len());
    }

    /// The same objects in one single revision, as "optimising" software saves them; tells where each body starts.
    pub fn saved_anew(&self) -> (Self, BTreeMap<u32, usize>) {
        let mut saved = Self::write(&self.bytes[..9], &self.objects, &self.rest_of_trailer);
        saved.0.root = self.root;
        saved
    }

    /// The same objects in one revision, encrypted so that this password opens them.
    pub fn encrypted(&self, password: &str) -> Self {
        let cipher = Cipher::new(password, &self.bytes);
        let mut written: BTreeMap<u32, Vec<u8>> = self
            .objects
            .iter()
            .map(|(number, body)| (*number, cipher.body(*number, body)))
            .collect();
        let number = self.free_number();
        written.insert(number, cipher.dictionary());
        let end = self.rest_of_trailer.find("/ID").unwrap_or(self.rest_of_trailer.len());
        let trailer = format!(
            "{}/Encrypt {number} 0 R/ID{}",
            &self.rest_of_trailer[..end],
            cipher.id()
        );
        let (mut file, _) = Self::write(&self.bytes[..9], &written, &trailer);
        file.root = self.root;
        file.objects.clone_from(&self.objects);
        file.objects.insert(number, cipher.dictionary());
        file.cipher = Some(cipher);
        file
    }

    /// Whether what is written is encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.cipher.is_some()
    }

    /// A whole file from its objects. `header` is the first line; the trailer must name the /Root.
    pub fn write(
        header: &[u8],
        objects: &BTreeMap<u32, Vec<u8>>,
        rest_of_trailer: &str,
    ) -> (Self, BTreeMap<u32, usize>) {
        let mut bytes = [header, b"%\xe2\xe3\xcf\xd3\n"].concat();
        let mut places = BTreeMap::new();
        let mut bodies = BTreeMap::new();
        for (number, body) in objects {
            let header = format!("{number} 0 obj\n");
            bodies.insert(*number, bytes.len() + header.len());
            places.insert(*number, bytes.len());
            bytes.extend_from_slice(header.as_bytes());
            bytes.extend_from_slice(body);
            bytes.extend_from_slice(b"\nendobj\n");
        }
        let cross_references = bytes.len();
        let size = objects.last_key_value().map_or(1, |(number, _)| number + 1);
        let trailer = format!("<</Size {size}{rest_of_trailer}>>");
        write_table(&mut bytes, &places, &trailer, cross_references);
        let pdf = Self {
            revision_ends: vec![bytes.len()],
            objects: objects.clone(),
            root: 1,
            cross_references,
            rest_of_trailer: rest_of_trailer.to_owned(),
            cipher: None,
            bytes,
        };
        (pdf, bodies)
    }
}

/// A stream object.
pub fn stream(dictionary: &str, data: &[u8]) -> Vec<u8> {
    let mut body = format!("<<{dictionary}/Length {}>>stream\n", data.len()).into_bytes();
    body.extend_from_slice(data);
    body.extend_from_slice(b"\nendstream");
    body
}

/// A text string: UTF-16BE with byte order mark, as a literal string.
pub fn text_string(text: &str) -> Vec<u8> {
    let mut out = vec![b'(', 0xfe, 0xff];
    for octet in text.encode_utf16().flat_map(u16::to_be_bytes) {
        match octet {
            b'(' | b')' | b'\\' => out.extend([b'\\', octet]),
            b'\r' => out.extend(b"\\r"),
            b'\n' => out.extend(b"\\n"),
            _ => out.push(octet),
        }
    }
    out.push(b')');
    out
}

/// Where this stands first.
pub fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

/// A PNG without transparency, its compressed rows as they stand: (width, height, data).
pub fn png(file: &[u8]) -> (u32, u32, Vec<u8>) {
    let number = |at: usize| u32::from_be_bytes(file[at..at + 4].try_into().unwrap());
    let (width, height) = (number(16), number(20));
    let mut data = Vec::new();
    let mut at = 8;
    while at + 8 <= file.len() {
        let length = usize::try_from(number(at)).unwrap();
        if &file[at + 4..at + 8] == b"IDAT" {
            data.extend_from_slice(&file[at + 8..at + 8 + length]);
        }
        at += 12 + length;
    }
    (width, height, data)
}

fn write_table(bytes: &mut Vec<u8>, places: &BTreeMap<u32, usize>, trailer: &str, at: usize) {
    let mut table = String::from("xref\n0 1\n0000000000 65535 f \n");
    let numbers: Vec<u32> = places.keys().copied().collect();
    for run in numbers.chunk_by(|first, second| first + 1 == *second) {
        writeln!(table, "{} {}", run[0], run.len()).unwrap();
        for number in run {
            writeln!(table, "{:010} 00000 n ", places[number]).unwrap();
        }
    }
    write!(table, "trailer\n{trailer}\nstartxref\n{at}\n%%EOF\n").unwrap();
    bytes.extend_from_slice(table.as_bytes());
}

/// The number behind the last place of a word, and where it ends.
fn number_behind(bytes: &[u8], word: &[u8]) -> (usize, usize) {
    let start = bytes.windows(word.len()).rposition(|window| window == word).unwrap() + word.len();
    let digits = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    (ascii(&bytes[start..start + digits]).parse().unwrap(), start + digits)
}

fn ascii(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}
