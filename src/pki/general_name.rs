//! GeneralName (RFC 5280, 4.2.1.6), and the names of distribution points (4.2.1.13).

use super::{
    asn1::{Asn1Error, Element, Reader, tag, write},
    name::Name,
};

/// One name of an entity. Text is as stored; directory names are in the form in which equal names are equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum GeneralName {
    Email(String),
    Dns(String),
    Uri(String),
    /// Four or sixteen octets of an address; twice as many in a constraint.
    Ip(Vec<u8>),
    /// [`Name::canonical`].
    Directory(String),
    /// Another form: its tag number and the element.
    Other(u8, Vec<u8>),
}

impl GeneralName {
    pub(crate) fn from_element(element: &Element<'_>) -> Result<Self, Asn1Error> {
        let text = || String::from_utf8_lossy(element.content).into_owned();
        Ok(match element.tag {
            0x81 => Self::Email(text()),
            0x82 => Self::Dns(text()),
            0x86 => Self::Uri(text()),
            0x87 => Self::Ip(element.content.to_vec()),
            0xa4 => Self::Directory(Name::from_der(element.content)?.canonical()),
            other if other & 0xc0 == 0x80 => Self::Other(other & 0x1f, element.raw.to_vec()),
            _ => return Err(Asn1Error::Value("GeneralName of an unknown form")),
        })
    }

    /// Number of the form, as in the CHOICE.
    pub(crate) fn form(&self) -> u8 {
        match self {
            Self::Email(_) => 1,
            Self::Dns(_) => 2,
            Self::Directory(_) => 4,
            Self::Uri(_) => 6,
            Self::Ip(_) => 7,
            Self::Other(number, _) => *number,
        }
    }
}

/// GeneralNames, given the content of the SEQUENCE.
pub(crate) fn general_names(content: &[u8]) -> Result<Vec<GeneralName>, Asn1Error> {
    Reader::new(content)
        .all()?
        .iter()
        .map(GeneralName::from_element)
        .collect()
}

/// DistributionPointName.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DistributionPointName {
    Full(Vec<GeneralName>),
    /// The last RDN behind the name of the CRL issuer, as a line of [`Name::canonical`].
    Relative(String),
}

impl DistributionPointName {
    /// From the content of the explicit tag around the CHOICE.
    pub(crate) fn from_content(content: &[u8]) -> Result<Self, Asn1Error> {
        let mut members = Reader::new(content);
        let choice = members.any()?.ok_or(Asn1Error::Truncated)?;
        members.end("DistributionPointName")?;
        match choice.tag {
            0xa0 => Ok(Self::Full(general_names(choice.content)?)),
            0xa1 => {
                let mut rdn = Vec::new();
                write(tag::SET, choice.content, &mut rdn);
                let mut name = Vec::new();
                write(tag::SEQUENCE, &rdn, &mut name);
                Ok(Self::Relative(Name::from_der(&name)?.canonical()))
            }
            _ => Err(Asn1Error::Value("DistributionPointName of an unknown form")),
        }
    }

    /// The names meant, where a relative one follows the name of `issuer`.
    pub(crate) fn resolved(&self, issuer: &str) -> Vec<GeneralName> {
        match self {
            Self::Full(names) => names.clone(),
            Self::Relative(last) => vec![GeneralName::Directory(format!("{issuer}{last}"))],
        }
    }
}

/// Named bits (X.680, 22.7), the first sixteen: bit `i` of the string is bit `i` of the number.
pub(crate) fn named_bits(content: &[u8]) -> Result<u16, Asn1Error> {
    let (unused, octets) = content.split_first().ok_or(Asn1Error::Truncated)?;
    if *unused > 7 || (octets.is_empty() && *unused != 0) {
        return Err(Asn1Error::Value("BIT STRING with wrong unused bits"));
    }
    let low = octets.first().copied().unwrap_or(0).reverse_bits();
    let high = octets.get(1).copied().unwrap_or(0).reverse_bits();
    Ok(u16::from_le_bytes([low, high]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_numbered_from_the_left() {
        assert_eq!(named_bits(&[7, 0x80]), Ok(1));
        assert_eq!(named_bits(&[1, 0x06]), Ok(0b110_0000));
        assert_eq!(named_bits(&[7, 0, 0x80]), Ok(1 << 8));
        assert_eq!(named_bits(&[0]), Ok(0));
        assert!(named_bits(&[]).is_err());
        assert!(named_bits(&[8, 0]).is_err());
    }
}
