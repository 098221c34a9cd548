//! Encrypts a PDF with RC4 and 128 bits (ISO 32000-1, 7.6.3, revision 3), the same bytes every time: the identifier of the
//! file is its digest, and the owner's password is fixed.

use md5::{Digest as _, Md5};

/// Padding of passwords (7.6.3.3).
const PADDING: [u8; 32] = [
    0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41, 0x64, 0x00, 0x4e, 0x56, 0xff, 0xfa, 0x01, 0x08, 0x2e, 0x2e, 0x00,
    0xb6, 0xd0, 0x68, 0x3e, 0x80, 0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a,
];
/// Print, copy and fill in; nothing else.
const PERMISSIONS: i32 = -1324;

/// The key of one file.
#[derive(Debug, Clone)]
pub struct Cipher {
    key: Vec<u8>,
    owner: Vec<u8>,
    user: Vec<u8>,
    id: Vec<u8>,
}

impl Cipher {
    /// For a file with these bytes, to be opened with this password.
    pub fn new(password: &str, file: &[u8]) -> Self {
        let id = md5(&[file]);
        let padded = |password: &str| [password.as_bytes(), &PADDING].concat()[..32].to_vec();
        let strengthened = |mut digest: Vec<u8>| {
            for _ in 0..50 {
                digest = md5(&[&digest]);
            }
            digest
        };
        let twenty_times = |key: &[u8], mut data: Vec<u8>| {
            for round in 0..20_u8 {
                let key: Vec<u8> = key.iter().map(|octet| octet ^ round).collect();
                data = rc4(&key, &data);
            }
            data
        };
        let owner = twenty_times(&strengthened(md5(&[&padded("kysoat-owner")])), padded(password));
        let key = strengthened(md5(&[&padded(password), &owner, &PERMISSIONS.to_le_bytes(), &id]));
        let mut user = twenty_times(&key, md5(&[&PADDING, &id]));
        user.resize(32, 0);
        Self { key, owner, user, id }
    }

    /// The /Encrypt dictionary, which itself stays plain.
    pub fn dictionary(&self) -> Vec<u8> {
        format!(
            "<</Filter/Standard/V 2/R 3/Length 128/P {PERMISSIONS}/O{}/U{}>>",
            hex(&self.owner),
            hex(&self.user)
        )
        .into_bytes()
    }

    /// The /ID of the trailer.
    pub fn id(&self) -> String {
        format!("[{0}{0}]", hex(&self.id))
    }

    /// The body of an object with its strings and its stream encrypted; /Contents of a signature stays plain (7.6.1).
    pub fn body(&self, number: u32, plain: &[u8]) -> Vec<u8> {
        let key = md5(&[&self.key, &number.to_le_bytes()[..3], &[0, 0]]);
        let found = |mark: &[u8]| super::pdf::find(plain, mark).map(|at| at + mark.len());
        let stream = found(b">>stream\n").or_else(|| found(b">>\nstream\n"));
        let (dictionary, rest) = plain.split_at(stream.unwrap_or(plain.len()));
        let mut out = strings(dictionary, &key);
        if stream.is_some() {
            let end = rest.windows(10).rposition(|window| window == b"\nendstream").unwrap();
            out.extend(rc4(&key, &rest[..end]));
            out.extend_from_slice(&rest[end..]);
        }
        out
    }
}

fn strings(text: &[u8], key: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with(b"<<") {
            out.extend(b"<<");
            at += 2;
        } else if rest[0] == b'(' {
            let (string, length) = literal(rest);
            out.extend(hex(&rc4(key, &string)).into_bytes());
            at += length;
        } else if rest[0] == b'<' {
            let length = rest.iter().position(|octet| *octet == b'>').unwrap() + 1;
            if out.ends_with(b"/Contents ") {
                out.extend_from_slice(&rest[..length]);
            } else {
                let digits: Vec<u8> = rest[1..length - 1].iter().map(|digit| nibble(*digit)).collect();
                let string: Vec<u8> = digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect();
                out.extend(hex(&rc4(key, &string)).into_bytes());
            }
            at += length;
        } else {
            out.push(rest[0]);
            at += 1;
        }
    }
    out
}

/// A literal string without its escapes, and its length as written.
fn literal(text: &[u8]) -> (Vec<u8>, usize) {
    let (mut out, mut at, mut open) = (Vec::new(), 1, 0);
    loop {
        match text[at] {
            b'\\' => {
                at += 1;
                let octet = match text[at] {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    b'b' => 8,
                    b'f' => 12,
                    other => {
                        assert!(!other.is_ascii_digit(), "no octal escapes in what the forge writes");
                        other
                    }
                };
                out.push(octet);
            }
            b')' if open == 0 => return (out, at + 1),
            octet => {
                open += i32::from(octet == b'(') - i32::from(octet == b')');
                out.push(octet);
            }
        }
        at += 1;
    }
}

fn nibble(digit: u8) -> u8 {
    u8::try_from(char::from(digit).to_digit(16).unwrap()).unwrap()
}

fn hex(octets: &[u8]) -> String {
    let digits: Vec<String> = octets.iter().map(|octet| format!("{octet:02x}")).collect();
    format!("<{}>", digits.concat())
}

fn md5(parts: &[&[u8]]) -> Vec<u8> {
    let mut digest = Md5::new();
    for part in parts {
        digest.update(part);
    }
    digest.finalize().to_vec()
}

fn rc4(key: &[u8], data: &[u8]) -> Vec<u8> {
    let mut state: [u8; 256] = std::array::from_fn(|index| u8::try_from(index).unwrap());
    let mut other = 0_u8;
    for index in 0..256 {
        other = other.wrapping_add(state[index]).wrapping_add(key[index % key.len()]);
        state.swap(index, usize::from(other));
    }
    let (mut one, mut other) = (0_u8, 0_u8);
    data.iter()
        .map(|octet| {
            one = one.wrapping_add(1);
            other = other.wrapping_add(state[usize::from(one)]);
            state.swap(usize::from(one), usize::from(other));
            let at = state[usize::from(one)].wrapping_add(state[usize::from(other)]);
            octet ^ state[usize::from(at)]
        })
        .collect()
}
