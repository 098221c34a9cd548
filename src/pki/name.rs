//! Distinguished names (RFC 5280, 4.1.2.4): for people, and for telling whether two are the same.

use unicode_normalization::UnicodeNormalization;

use super::{
    asn1::{Asn1Error, Element, single, tag},
    digest::hex,
    oid,
};

/// One attribute of a name.
#[derive(Debug, Clone)]
struct Attribute<'a> {
    oid: &'a [u8],
    /// NFC; `None` when the value is no string.
    text: Option<String>,
    /// The value as stored.
    raw: &'a [u8],
}

/// A distinguished name: RDNs in the order they are encoded, from the country down to the person.
#[derive(Debug, Clone)]
pub(crate) struct Name<'a> {
    rdns: Vec<Vec<Attribute<'a>>>,
}

impl<'a> Name<'a> {
    /// From the DER of the RDNSequence.
    pub(crate) fn from_der(der: &'a [u8]) -> Result<Self, Asn1Error> {
        let mut rdns = Vec::new();
        for rdn in single(der, tag::SEQUENCE, "Name")?.members().all()? {
            let mut attributes = Vec::new();
            for pair in rdn.members().all()? {
                let mut members = pair.members();
                let oid = members.expect(tag::OID, "attribute type")?.content;
                let value = members.any()?.ok_or(Asn1Error::Truncated)?;
                attributes.push(Attribute {
                    oid,
                    text: directory_string(&value).map(|text| text.nfc().collect()),
                    raw: value.raw,
                });
            }
            rdns.push(attributes);
        }
        Ok(Self { rdns })
    }

    /// The most specific attribute 2.5.4.`number` that is text, as encoded last.
    fn x520(&self, number: u8) -> Option<String> {
        self.rdns
            .iter()
            .flatten()
            .rev()
            .find(|attribute| oid::child(attribute.oid, oid::X520) == Some(number))
            .and_then(|attribute| attribute.text.clone())
    }

    /// commonName.
    pub(crate) fn common_name(&self) -> Option<String> {
        self.x520(3)
    }

    /// organizationName.
    pub(crate) fn organization(&self) -> Option<String> {
        self.x520(10)
    }

    /// organizationalUnitName.
    pub(crate) fn organizational_unit(&self) -> Option<String> {
        self.x520(11)
    }

    /// Values of emailAddress attributes.
    pub(crate) fn emails(&self) -> Vec<String> {
        self.rdns
            .iter()
            .flatten()
            .filter(|attribute| attribute.oid == oid::EMAIL_ADDRESS)
            .filter_map(|attribute| attribute.text.clone())
            .collect()
    }

    /// As RFC 4514 writes it, the most specific part first; attribute types without a short name there are dotted,
    /// with their text rather than `#` and hexadecimal.
    pub(crate) fn to_rfc4514(&self) -> String {
        let mut parts = Vec::with_capacity(self.rdns.len());
        for rdn in self.rdns.iter().rev() {
            let pairs: Vec<String> = rdn
                .iter()
                .map(|attribute| {
                    let value = attribute
                        .text
                        .as_deref()
                        .map_or_else(|| format!("#{}", hex(attribute.raw)), escape);
                    format!("{}={value}", short_name(attribute.oid))
                })
                .collect();
            parts.push(pairs.join("+"));
        }
        parts.join(",")
    }

    /// A text that is equal for names that RFC 5280, section 7.1 calls the same: string types, case, outer and
    /// repeated spaces do not count.
    pub(crate) fn canonical(&self) -> String {
        let mut canonical = String::new();
        for rdn in &self.rdns {
            let mut pairs: Vec<String> = rdn
                .iter()
                .map(|attribute| {
                    // Octets that are no characters are the same only as octets.
                    let text = attribute.text.as_deref();
                    let text = text.filter(|text| !text.contains(char::REPLACEMENT_CHARACTER));
                    let value = text.map_or_else(
                        || format!("#{}", hex(attribute.raw)),
                        |text| {
                            let folded = text.nfkc().collect::<String>().to_lowercase();
                            folded.split_whitespace().collect::<Vec<_>>().join(" ")
                        },
                    );
                    format!("{}={}:{value}", hex(attribute.oid), value.len())
                })
                .collect();
            pairs.sort();
            canonical.push_str(&pairs.join("+"));
            canonical.push('\n');
        }
        canonical
    }
}

/// Whether two encoded names are the same name.
pub(crate) fn same_name(one: &[u8], other: &[u8]) -> bool {
    if one == other {
        return true;
    }
    match (Name::from_der(one), Name::from_der(other)) {
        (Ok(one), Ok(other)) => one.canonical() == other.canonical(),
        _ => false,
    }
}

fn short_name(id: &[u8]) -> String {
    let name = match oid::child(id, oid::X520) {
        Some(3) => "CN",
        Some(6) => "C",
        Some(7) => "L",
        Some(8) => "ST",
        Some(9) => "STREET",
        Some(10) => "O",
        Some(11) => "OU",
        _ if id == oid::DOMAIN_COMPONENT => "DC",
        _ if id == oid::USER_ID => "UID",
        _ => return oid::dotted(id),
    };
    name.to_owned()
}

/// RFC 4514, 2.4.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let last = text.chars().count().saturating_sub(1);
    for (index, letter) in text.chars().enumerate() {
        match letter {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => escaped.push('\\'),
            ' ' if index == 0 || index == last => escaped.push('\\'),
            '#' if index == 0 => escaped.push('\\'),
            '\0' => {
                escaped.push_str("\\00");
                continue;
            }
            _ => {}
        }
        escaped.push(letter);
    }
    escaped
}

/// The text of a string type; `None` for other types.
fn directory_string(value: &Element<'_>) -> Option<String> {
    let octets = value.content;
    match value.tag {
        // UTF8String, NumericString, PrintableString, IA5String, VisibleString.
        0x0c | 0x12 | 0x13 | 0x16 | 0x1a => Some(match std::str::from_utf8(octets) {
            Ok(text) => text.to_owned(),
            Err(_) => String::from_utf8_lossy(octets).into_owned(),
        }),
        // TeletexString: in practice Latin-1, or UTF-8 under a wrong tag; the latter is hardly ever met by chance.
        0x14 => Some(match std::str::from_utf8(octets) {
            Ok(text) => text.to_owned(),
            Err(_) => octets.iter().map(|octet| char::from(*octet)).collect(),
        }),
        // UniversalString: UTF-32BE.
        0x1c => Some(
            octets
                .chunks(4)
                .map(|unit| {
                    <[u8; 4]>::try_from(unit)
                        .ok()
                        .and_then(|unit| char::from_u32(u32::from_be_bytes(unit)))
                        .unwrap_or(char::REPLACEMENT_CHARACTER)
                })
                .collect(),
        ),
        // BMPString: UTF-16BE.
        0x1e => {
            let units = octets.chunks(2).map(|unit| match unit {
                [high, low] => u16::from_be_bytes([*high, *low]),
                _ => 0xfffd,
            });
            Some(
                char::decode_utf16(units)
                    .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
                    .collect(),
            )
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pki::asn1::write;

    fn encoded(attributes: &[(&[u8], u8, &[u8])]) -> Vec<u8> {
        let mut rdns = Vec::new();
        for (oid, tag, value) in attributes {
            let mut pair = Vec::new();
            write(tag::OID, oid, &mut pair);
            write(*tag, value, &mut pair);
            let mut sequence = Vec::new();
            write(tag::SEQUENCE, &pair, &mut sequence);
            write(tag::SET, &sequence, &mut rdns);
        }
        let mut name = Vec::new();
        write(tag::SEQUENCE, &rdns, &mut name);
        name
    }

    const CN: &[u8] = &[0x55, 4, 3];
    const O: &[u8] = &[0x55, 4, 10];
    const EMAIL: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1];

    #[test]
    fn vietnamese_in_every_string_type() {
        let utf16: Vec<u8> = "Sở KH&CN".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let utf32: Vec<u8> = "Sở KH&CN".chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
        // The same letters, decomposed.
        let decomposed: String = "Sở KH&CN".nfd().collect();
        for (tag, value) in [
            (0x0c, "Sở KH&CN".as_bytes()),
            (0x0c, decomposed.as_bytes()),
            (0x14, "Sở KH&CN".as_bytes()),
            (0x1e, &utf16),
            (0x1c, &utf32),
        ] {
            let der = encoded(&[(O, tag, value)]);
            let name = Name::from_der(&der).unwrap();
            assert_eq!(name.organization().as_deref(), Some("Sở KH&CN"), "tag {tag:#x}");
        }
        let latin = encoded(&[(O, 0x14, b"Universit\xe9")]);
        assert_eq!(
            Name::from_der(&latin).unwrap().organization().as_deref(),
            Some("Université")
        );
    }

    #[test]
    fn written_as_rfc4514() {
        let der = encoded(&[
            (O, 0x0c, b"A, B+C"),
            (CN, 0x0c, b"#1 "),
            (EMAIL, 0x16, b"a@b.vn"),
            (CN, 0x01, &[0xff]),
        ]);
        let name = Name::from_der(&der).unwrap();
        assert_eq!(
            name.to_rfc4514(),
            "CN=#0101ff,1.2.840.113549.1.9.1=a@b.vn,CN=\\#1\\ ,O=A\\, B\\+C"
        );
    }

    #[test]
    fn same_names() {
        let printable = encoded(&[(CN, 0x13, b"Root  CA")]);
        let utf8 = encoded(&[(CN, 0x0c, b" root ca ")]);
        let other = encoded(&[(CN, 0x0c, b"root cb")]);
        assert!(same_name(&printable, &utf8));
        assert!(!same_name(&printable, &other));
        assert!(!same_name(&encoded(&[]), &encoded(&[(CN, 0x0c, b"")])));
        // Octets that are no letters are alike only where they are the same.
        assert!(!same_name(
            &encoded(&[(CN, 0x0c, b"A\xff")]),
            &encoded(&[(CN, 0x0c, b"A\xfe")])
        ));
        assert!(!same_name(
            &encoded(&[(CN, 0x1e, &[0xd8, 0])]),
            &encoded(&[(CN, 0x1e, &[0xd8, 1])])
        ));
        assert!(Name::from_der(&[0x30, 0x02, 0x31]).is_err());
    }
}
