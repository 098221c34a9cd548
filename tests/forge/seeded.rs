//! Documents in large numbers, and damage, both from a seed.

use super::{
    cms::Imprint,
    expected::Forged,
    letter::{Letter, Spoil},
    pki::Holder,
    signing::Signing,
};

/// SplitMix64: the same numbers on every machine.
#[derive(Debug, Clone)]
pub struct Seed(u64);

impl Seed {
    /// Starts from this number.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below this one (0 when it is 0).
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }

    fn one_of<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[self.below(choices.len())]
    }
}

/// `count` distinct small documents in the folders of twenty agencies. Seven of ten are signed in order by a person
/// and an agency or by one of them; the others are unsigned or spoilt in each way. Cheap: two to four RSA-2048
/// signatures a document at most.
pub fn many(seed: u64, count: usize) -> impl Iterator<Item = Forged> {
    (0..count).map(move |index| {
        let mut seed = Seed::new(seed ^ (u64::try_from(index).unwrap() << 20));
        let path = format!("Cơ quan {:02}/Văn bản số {index:05}.pdf", index % 20);
        let text = format!("Van ban mau so {index}, ma {:016x}", seed.next());
        let (month, day) = (1 + seed.below(5), 11 + seed.below(17));
        let (hour, minute) = (7 + seed.below(9), seed.below(60));
        let at = |second: usize| format!("2026-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
        let by = |holder, second| Signing::new(holder, &at(second)).hole(5632);
        let letter = Letter::plain(&path, &text);
        let person = by(Holder::Chair, 5);
        let agency = by(Holder::Ward, 40);
        let bare = || agency.clone().timestamp(None).hole(2304);
        match seed.below(20) {
            0..=3 => letter.sign(person).sign(agency),
            4..=8 => letter.sign(bare()),
            9..=11 => letter.sign(person.timestamp(Some((-38, Imprint::Sha1)))),
            12..=13 => letter.sign(person.timestamp(None).hole(2304)).sign(bare()),
            14 => letter,
            15 => letter.sign(person.timestamp(None).hole(2304)).spoil(Spoil::ByteChanged),
            16 => letter.sign(bare()).spoil(Spoil::ValueSpoilt),
            17 => letter.sign(bare()).spoil(Spoil::SavedAnew),
            18 => letter.sign(bare()).spoil(Spoil::PaintedOver([80, 750, 300, 30])),
            _ => Letter::bytes(&path, text.as_bytes()),
        }
        .forge()
    })
}

/// Damages a file: one to four of truncation, changed bytes and digits, huge numbers, deletions, splices, swapped
/// references and names, inserted tokens. The same seed damages the same way.
pub fn mutate(bytes: &[u8], seed: u64) -> Vec<u8> {
    let mut seed = Seed::new(seed);
    let mut out = bytes.to_vec();
    for _ in 0..=seed.below(4) {
        if out.is_empty() {
            break;
        }
        damage(&mut out, &mut seed);
    }
    out
}

fn damage(out: &mut Vec<u8>, seed: &mut Seed) {
    let at = seed.below(out.len());
    let span = |seed: &mut Seed, longest: usize| at..(at + 1 + seed.below(longest)).min(out.len());
    match seed.below(10) {
        0 => out.truncate(at),
        1 => {
            for _ in 0..=seed.below(8) {
                let at = seed.below(out.len());
                out[at] = u8::try_from(seed.below(256)).unwrap();
            }
        }
        2 => {
            if let Some(run) = token(out, at, u8::is_ascii_digit) {
                let digit = run.start + seed.below(run.len());
                out[digit] = b'0' + u8::try_from(seed.below(10)).unwrap();
            }
        }
        3 => {
            if let Some(run) = token(out, at, u8::is_ascii_digit) {
                let number = seed.one_of::<[u8]>(&[
                    b"0",
                    b"-1",
                    b"2147483648",
                    b"4294967295",
                    b"9223372036854775807",
                    b"18446744073709551616",
                    b"99999999999999999999999999",
                    b"1e308",
                    b"-0.000",
                ]);
                out.splice(run, number.iter().copied());
            }
        }
        4 => {
            let gone = span(seed, 400);
            out.drain(gone);
        }
        5 => {
            let piece = out[span(seed, 2000)].to_vec();
            let to = seed.below(out.len());
            out.splice(to..to, piece);
        }
        6 => swap(out, at, seed.below(out.len()), u8::is_ascii_digit),
        7 => swap(out, at, seed.below(out.len()), u8::is_ascii_alphabetic),
        8 => {
            let inserted = seed.one_of::<[u8]>(&[
                b"<<",
                b">>",
                b"[",
                b"]",
                b"(",
                b")",
                b"<",
                b">",
                b"/",
                b"%",
                b" R",
                b"endobj",
                b"stream\n",
                b"endstream",
                b"xref\n",
                b"trailer<<>>",
                b"startxref\n0\n%%EOF\n",
                b"null",
                b"1 0 obj\n",
                b"%PDF-1.4\n",
                b"/Length 1 0 R",
                b"/Prev 0",
                b"/ByteRange[0 1 2 3]",
                b"/Type/Sig",
                b"/Filter[/FlateDecode/FlateDecode]",
                b"/Kids[1 0 R]",
                b"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
                b"\x00\x00\x00\x00",
            ]);
            out.splice(at..at, inserted.iter().copied());
        }
        _ => {
            let zeroed = span(seed, 200);
            out[zeroed].fill(0);
        }
    }
}

/// The first run of such bytes at or behind this place.
fn token(bytes: &[u8], at: usize, belongs: fn(&u8) -> bool) -> Option<std::ops::Range<usize>> {
    let start = at + bytes[at..].iter().position(belongs)?;
    let length = bytes[start..].iter().take_while(|byte| belongs(byte)).count();
    Some(start..start + length)
}

/// Swaps two runs of such bytes.
fn swap(out: &mut Vec<u8>, one: usize, other: usize, belongs: fn(&u8) -> bool) {
    let (Some(one), Some(other)) = (token(out, one, belongs), token(out, other, belongs)) else {
        return;
    };
    let (first, second) = if one.start <= other.start {
        (one, other)
    } else {
        (other, one)
    };
    if first.end > second.start {
        return;
    }
    let mut swapped = out[..first.start].to_vec();
    swapped.extend_from_slice(&out[second.clone()]);
    swapped.extend_from_slice(&out[first.end..second.start]);
    swapped.extend_from_slice(&out[first]);
    swapped.extend_from_slice(&out[second.end..]);
    *out = swapped;
}
