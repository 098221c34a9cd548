//! Writes DER (X.690): just enough for certificates, CMS and timestamp tokens.

use jiff::civil::DateTime;

/// One tag-length-value.
pub fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let length = content.len();
    if length < 0x80 {
        out.push(u8::try_from(length).unwrap());
    } else {
        let octets: Vec<u8> = length
            .to_be_bytes()
            .into_iter()
            .skip_while(|&octet| octet == 0)
            .collect();
        out.push(0x80 | u8::try_from(octets.len()).unwrap());
        out.extend(octets);
    }
    out.extend_from_slice(content);
    out
}

/// SEQUENCE of these parts.
pub fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

/// SET OF these parts, in the order that DER asks for.
pub fn set_of(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x31, &sorted(parts))
}

/// The content of a SET OF, for those that carry another tag.
pub fn sorted(parts: &[Vec<u8>]) -> Vec<u8> {
    let mut parts = parts.to_vec();
    parts.sort();
    parts.concat()
}

/// INTEGER that is not negative.
pub fn integer(value: u64) -> Vec<u8> {
    let mut octets: Vec<u8> = value
        .to_be_bytes()
        .into_iter()
        .skip_while(|&octet| octet == 0)
        .collect();
    if octets.first().is_none_or(|&octet| octet >= 0x80) {
        octets.insert(0, 0);
    }
    tlv(0x02, &octets)
}

/// OBJECT IDENTIFIER from its dotted form.
pub fn oid(dotted: &str) -> Vec<u8> {
    let arcs: Vec<u64> = dotted.split('.').map(|arc| arc.parse().unwrap()).collect();
    let mut content = Vec::new();
    for arc in std::iter::once(arcs[0] * 40 + arcs[1]).chain(arcs[2..].iter().copied()) {
        let groups = (1..10).find(|&groups| arc >> (7 * groups) == 0).unwrap();
        for group in (0..groups).rev() {
            let bits = u8::try_from((arc >> (7 * group)) & 0x7f).unwrap();
            content.push(if group == 0 { bits } else { bits | 0x80 });
        }
    }
    tlv(0x06, &content)
}

/// AlgorithmIdentifier; `null` as parameters is how RSA is written.
pub fn algorithm(dotted: &str, null: bool) -> Vec<u8> {
    let parameters = if null { vec![5, 0] } else { Vec::new() };
    sequence(&[oid(dotted), parameters])
}

/// OCTET STRING.
pub fn octets(content: &[u8]) -> Vec<u8> {
    tlv(0x04, content)
}

/// BIT STRING of whole octets.
pub fn bits(content: &[u8]) -> Vec<u8> {
    tlv(0x03, &[&[0], content].concat())
}

/// Explicit (constructed, context-specific) tag round whole TLVs.
pub fn explicit(number: u8, content: &[u8]) -> Vec<u8> {
    tlv(0xa0 | number, content)
}

/// BOOLEAN TRUE.
pub fn yes() -> Vec<u8> {
    vec![0x01, 0x01, 0xff]
}

/// UTCTime; the argument is UTC.
pub fn utc_time(utc: DateTime) -> Vec<u8> {
    tlv(0x17, utc.strftime("%y%m%d%H%M%SZ").to_string().as_bytes())
}

/// GeneralizedTime; the argument is UTC.
pub fn generalized_time(utc: DateTime) -> Vec<u8> {
    tlv(0x18, utc.strftime("%Y%m%d%H%M%SZ").to_string().as_bytes())
}
