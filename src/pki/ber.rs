//! BER into DER, as far as signatures need it.
//!
//! BER (X.690, clause 8) differs from DER (clause 10) in lengths and in strings cut into pieces. Both are rewritten
//! before anything is read; DER goes through untouched, and so do values and the order of SET members, which are what
//! was signed.

use std::borrow::Cow;

use super::asn1::{Asn1Error, Header, Reader, tag, write_length};

/// The first element of some bytes, with all lengths as in DER.
pub(crate) struct Normalized<'a> {
    /// The element; borrowed when it was so already. Values and the order of SET members are never touched.
    pub(crate) der: Cow<'a, [u8]>,
    /// Whether anything had to be rewritten.
    pub(crate) rewritten: bool,
    /// What follows the first element.
    pub(crate) rest: &'a [u8],
}

/// Limits for [`normalize`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Levels of nesting.
    pub(crate) depth: usize,
    /// Elements altogether.
    pub(crate) nodes: usize,
}

/// Takes the first element of `bytes`, and rewrites indefinite and needlessly long lengths and strings that are cut
/// into pieces. Trailing bytes are left alone: an indefinite length ends in zeros, so zeros must not be cut first.
pub(crate) fn normalize(bytes: &[u8], limits: Limits) -> Result<Normalized<'_>, Asn1Error> {
    let mut survey = Survey { limits, nodes: 0 };
    let (size, der) = survey.element(bytes, 0)?;
    let (element, rest) = bytes.split_at_checked(size).ok_or(Asn1Error::Truncated)?;
    let der_bytes = if der {
        Cow::Borrowed(element)
    } else {
        let mut out = Vec::with_capacity(element.len());
        rewrite(element, &mut out)?;
        Cow::Owned(out)
    };
    Ok(Normalized {
        der: der_bytes,
        rewritten: !der,
        rest,
    })
}

/// First pass: sizes, limits, and whether there is anything to rewrite.
struct Survey {
    limits: Limits,
    nodes: usize,
}

impl Survey {
    /// Size of the first element, and whether it is in DER form.
    fn element(&mut self, bytes: &[u8], depth: usize) -> Result<(usize, bool), Asn1Error> {
        self.nodes = self.nodes.saturating_add(1);
        if self.nodes > self.limits.nodes {
            return Err(Asn1Error::Budget {
                limit: self.limits.nodes,
                what: "elements",
            });
        }
        if depth > self.limits.depth {
            return Err(Asn1Error::Budget {
                limit: self.limits.depth,
                what: "levels",
            });
        }
        let header = Header::read(bytes)?;
        let mut rest = bytes.get(header.size..).ok_or(Asn1Error::Truncated)?;
        if let Some(length) = header.length {
            rest = rest.get(..length).ok_or(Asn1Error::Truncated)?;
        } else if !header.constructed() {
            return Err(Asn1Error::Length);
        }
        let mut der = header.minimal && !in_pieces(header.tag);
        let mut size = header.size;
        if header.constructed() {
            loop {
                if header.length.is_some() {
                    if rest.is_empty() {
                        break;
                    }
                } else if rest.starts_with(&[0, 0]) {
                    size = size.saturating_add(2);
                    break;
                }
                let (member, member_der) = self.element(rest, depth.saturating_add(1))?;
                rest = rest.get(member..).ok_or(Asn1Error::Truncated)?;
                size = size.saturating_add(member);
                der &= member_der;
            }
        } else {
            size = size.saturating_add(rest.len());
        }
        Ok((size, der))
    }
}

/// Whether the tag is a BIT STRING or OCTET STRING in constructed form (X.690, 8.6.4 and 8.7.3).
fn in_pieces(tag: u8) -> bool {
    tag == tag::BIT_STRING | 0x20 || tag == tag::OCTET_STRING | 0x20
}

/// Second pass, over bytes that the first has found well formed and within the limits. Returns the size read.
fn rewrite(bytes: &[u8], out: &mut Vec<u8>) -> Result<usize, Asn1Error> {
    let header = Header::read(bytes)?;
    let mut content = bytes.get(header.size..).ok_or(Asn1Error::Truncated)?;
    if let Some(length) = header.length {
        content = content.get(..length).ok_or(Asn1Error::Truncated)?;
    }
    let mut size = header.size;
    let mut tag = header.tag;
    let mut value = Vec::new();
    if header.constructed() {
        loop {
            if header.length.is_some() {
                if content.is_empty() {
                    break;
                }
            } else if content.starts_with(&[0, 0]) {
                size = size.saturating_add(2);
                break;
            }
            let member = rewrite(content, &mut value)?;
            content = content.get(member..).ok_or(Asn1Error::Truncated)?;
            size = size.saturating_add(member);
        }
        if in_pieces(tag) {
            tag &= !0x20;
            value = join(tag, &value)?;
        }
    } else {
        value.extend_from_slice(content);
        size = size.saturating_add(content.len());
    }
    out.push(tag);
    let long_tag = header.long_tag.saturating_add(1);
    out.extend_from_slice(bytes.get(1..long_tag).ok_or(Asn1Error::Truncated)?);
    write_length(value.len(), out);
    out.append(&mut value);
    Ok(size)
}

/// The pieces of a string, put together. For a BIT STRING only the last piece may have unused bits.
fn join(tag: u8, pieces: &[u8]) -> Result<Vec<u8>, Asn1Error> {
    let mut joined = Vec::new();
    let mut unused = 0;
    for piece in Reader::new(pieces).all()? {
        if piece.tag != tag {
            return Err(Asn1Error::Value("a string is cut into pieces of another type"));
        }
        if tag == tag::BIT_STRING {
            let (bits, octets) = piece.content.split_first().ok_or(Asn1Error::Truncated)?;
            if unused != 0 {
                return Err(Asn1Error::Value(
                    "a piece of a BIT STRING has unused bits before the last",
                ));
            }
            unused = *bits;
            joined.extend_from_slice(octets);
        } else {
            joined.extend_from_slice(piece.content);
        }
    }
    if tag == tag::BIT_STRING {
        joined.insert(0, unused);
    }
    Ok(joined)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::pki::asn1::write;

    const LIMITS: Limits = Limits {
        depth: 64,
        nodes: 10_000,
    };

    fn normal(bytes: &[u8]) -> Result<(Vec<u8>, bool, usize), Asn1Error> {
        normalize(bytes, LIMITS).map(|read| (read.der.into_owned(), read.rewritten, read.rest.len()))
    }

    #[test]
    fn der_is_left_alone() {
        let der = [0x30, 5, 2, 1, 7, 5, 0];
        let read = normalize(&der, LIMITS).unwrap();
        assert!(matches!(read.der, Cow::Borrowed(_)));
        assert_eq!((read.der.as_ref(), read.rewritten), (der.as_slice(), false));
        assert_eq!(normal(&[5, 0, 0, 0]), Ok((vec![5, 0], false, 2)));
    }

    #[test]
    fn ber_becomes_der() {
        for (ber, der) in [
            // Indefinite length, in itself again.
            (
                vec![0x30, 0x80, 0x30, 0x80, 2, 1, 7, 0, 0, 0, 0],
                vec![0x30, 5, 0x30, 3, 2, 1, 7],
            ),
            // Long forms of short lengths.
            (vec![0x30, 0x81, 3, 2, 1, 7], vec![0x30, 3, 2, 1, 7]),
            (vec![0x30, 0x84, 0, 0, 0, 5, 2, 0x82, 0, 1, 7], vec![0x30, 3, 2, 1, 7]),
            // Strings in pieces, and in pieces of pieces.
            (vec![0x24, 5, 4, 1, 1, 4, 0], vec![4, 1, 1]),
            (
                vec![0x24, 0x80, 0x24, 0x80, 4, 1, 1, 0, 0, 4, 1, 2, 0, 0],
                vec![4, 2, 1, 2],
            ),
            (vec![0x23, 8, 3, 2, 0, 0xab, 3, 2, 4, 0xf0], vec![3, 3, 4, 0xab, 0xf0]),
            (vec![0x24, 0], vec![4, 0]),
            // A tag number above 30.
            (
                vec![0xbf, 0x8f, 0x1f, 0x80, 5, 0, 0, 0],
                vec![0xbf, 0x8f, 0x1f, 2, 5, 0],
            ),
        ] {
            assert_eq!(normal(&ber), Ok((der, true, 0)), "{ber:02x?}");
        }
        // What is long in earnest stays long.
        let mut long = vec![4, 0x81, 200];
        long.extend([9; 200]);
        assert_eq!(normal(&long), Ok((long.clone(), false, 0)));
    }

    #[test]
    fn broken_bytes() {
        for (bytes, error) in [
            (vec![], Asn1Error::Truncated),
            (vec![0x30], Asn1Error::Truncated),
            (vec![0x30, 0x80], Asn1Error::Truncated),
            (vec![0x30, 0x80, 0], Asn1Error::Truncated),
            (vec![4, 2, 1], Asn1Error::Truncated),
            (vec![0x30, 3, 4, 2, 1], Asn1Error::Truncated),
            (vec![4, 0x80, 0, 0], Asn1Error::Length),
            (vec![4, 0xff, 0], Asn1Error::Length),
            (vec![4, 0x89, 1, 0, 0, 0, 0, 0, 0, 0, 0], Asn1Error::Length),
            (vec![0x1f, 0x81, 0x81, 0x81, 0x81, 1, 0], Asn1Error::Tag),
        ] {
            assert_eq!(normal(&bytes), Err(error), "{bytes:02x?}");
        }
        assert!(matches!(normal(&[0x24, 3, 2, 1, 1]), Err(Asn1Error::Value(_))));
        assert!(matches!(
            normal(&[0x23, 8, 3, 2, 1, 0, 3, 2, 0, 0]),
            Err(Asn1Error::Value(_))
        ));
    }

    #[test]
    fn limits_hold() {
        let nested = |levels: usize| [[0x30, 0x80].repeat(levels), [0, 0].repeat(levels)].concat();
        assert!(normal(&nested(65)).is_ok());
        assert!(matches!(normal(&nested(66)), Err(Asn1Error::Budget { limit: 64, .. })));
        let many = |count: usize| [vec![0x30, 0x80], [5, 0].repeat(count), vec![0, 0]].concat();
        assert!(normal(&many(9_999)).is_ok());
        assert!(matches!(
            normal(&many(10_000)),
            Err(Asn1Error::Budget { limit: 10_000, .. })
        ));
    }

    /// A value and the liberties that BER takes with it.
    #[derive(Debug, Clone)]
    enum Tree {
        Octets(Vec<u8>, bool),
        Sequence(Vec<Tree>, u8),
    }

    impl Tree {
        fn der(&self) -> Vec<u8> {
            let mut out = Vec::new();
            match self {
                Self::Octets(octets, _) => write(tag::OCTET_STRING, octets, &mut out),
                Self::Sequence(members, _) => {
                    let members: Vec<u8> = members.iter().flat_map(Self::der).collect();
                    write(tag::SEQUENCE, &members, &mut out);
                }
            }
            out
        }

        fn ber(&self) -> Vec<u8> {
            match self {
                Self::Octets(_, false) => self.der(),
                Self::Octets(octets, true) => {
                    let mut out = vec![0x24, 0x80];
                    for piece in octets.chunks(3) {
                        write(tag::OCTET_STRING, piece, &mut out);
                    }
                    out.extend([0, 0]);
                    out
                }
                Self::Sequence(members, form) => {
                    let members: Vec<u8> = members.iter().flat_map(Self::ber).collect();
                    let mut out = vec![tag::SEQUENCE];
                    match form {
                        0 => {
                            out.push(0x80);
                            out.extend(members);
                            out.extend([0, 0]);
                        }
                        1 => {
                            out.push(0x84);
                            out.extend(u32::try_from(members.len()).unwrap().to_be_bytes());
                            out.extend(members);
                        }
                        _ => {
                            out.clear();
                            write(tag::SEQUENCE, &members, &mut out);
                        }
                    }
                    out
                }
            }
        }
    }

    fn tree() -> impl Strategy<Value = Tree> {
        let leaf = (prop::collection::vec(any::<u8>(), 0..200), any::<bool>())
            .prop_map(|(octets, pieces)| Tree::Octets(octets, pieces));
        leaf.prop_recursive(5, 60, 5, |inner| {
            (prop::collection::vec(inner, 0..5), 0..3_u8).prop_map(|(members, form)| Tree::Sequence(members, form))
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_ber_becomes_its_der(tree in tree(), padding in 0..40_usize) {
            let mut ber = tree.ber();
            ber.extend(vec![0; padding]);
            let (der, _, rest) = normal(&ber).unwrap();
            prop_assert_eq!(&der, &tree.der());
            prop_assert_eq!(rest, padding);
            // And DER is at rest.
            prop_assert_eq!(normal(&der), Ok((der.clone(), false, 0)));
        }
    }
}
