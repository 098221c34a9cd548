//! XMP packets (ISO 16684-1): whether one calls the document what it was called before.

use lopdf::{Dictionary, Object};

use super::Verdict;
use crate::pdf::text;

/// Whether an XMP packet calls the document what another one did.
pub(super) fn says_the_same(known: &[u8], written: &[u8]) -> Verdict {
    can_be_read(written)?;
    let alike =
        identity(known) == identity(written) || names(known).is_some_and(|known| Some(known) == names(written));
    if !alike || asides(known) != asides(written) {
        return Err("title, authors or description in the metadata were changed".to_owned());
    }
    Ok(())
}

/// Whether the first XMP packet of a document calls it what its information dictionary does, or nothing (ISO 32000-1,
/// 14.3.3).
pub(super) fn says_what_was_said(information: &Dictionary, written: &[u8]) -> Verdict {
    can_be_read(written)?;
    let said = |property: &str| {
        let key: &[u8] = match property {
            "<dc:title" => b"Title",
            "<dc:creator" => b"Author",
            "<dc:description" => b"Subject",
            _ => b"Keywords",
        };
        match information.get(key) {
            Ok(Object::String(bytes, _)) => text::text(bytes),
            _ => String::new(),
        }
    };
    let mut known = String::new();
    let same = names(written).is_some_and(|names| {
        names.iter().all(|(word, value)| {
            if word.starts_with('<') {
                known = said(word);
            }
            value.is_empty() || known.trim() == value
        })
    });
    if same && asides(written).is_empty() {
        Ok(())
    } else {
        Err("the metadata give the document another title, author or description than it had".to_owned())
    }
}

/// Whether this is an XMP packet that says the same to every program.
fn can_be_read(packet: &[u8]) -> Verdict {
    if !is_packet(packet) {
        return Err("/Metadata is no XMP packet".to_owned());
    }
    if is_veiled(packet) {
        return Err("the metadata can be read in more than one way".to_owned());
    }
    Ok(())
}

/// Whether something speaks of one of the name spaces that make it an XMP packet (ISO 16684-1, 7.1 and 7.3.3).
fn is_packet(content: &[u8]) -> bool {
    let spaces: [&[u8]; 2] = [b"http://www.w3.org/1999/02/22-rdf-syntax-ns#", b"adobe:ns:meta/"];
    spaces
        .into_iter()
        .any(|space| memchr::memmem::find(content, space).is_some())
}

/// Properties that name a document.
const NAMES: [&str; 5] = ["dc:title", "dc:creator", "dc:description", "dc:subject", "pdf:Keywords"];

/// What an XMP packet calls the document: the elements of these properties.
fn identity(packet: &[u8]) -> Vec<&[u8]> {
    let elements = NAMES.map(|name| pieces(packet, &format!("<{name}"), &format!("</{name}>")));
    elements.concat()
}

/// What else of a packet may name the document for some programs: the same properties as attributes, and what is
/// commented out or quoted.
fn asides(packet: &[u8]) -> Vec<&[u8]> {
    let attributes = NAMES.iter().flat_map(|name| {
        let found = memchr::memmem::find_iter(packet, *name);
        let attribute = found.filter(|at| {
            let before = at.checked_sub(1).and_then(|before| packet.get(before));
            !matches!(before, Some(b'<' | b'/'))
        });
        attribute.map(|at| with_value(packet.get(at..).unwrap_or_default()))
    });
    let quoted = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<!DOCTYPE", ">")];
    let quoted = quoted.map(|(open, close)| pieces(packet, open, close)).concat();
    attributes.chain(quoted).collect()
}

/// An attribute to the end of its value.
fn with_value(attribute: &[u8]) -> &[u8] {
    let opening = attribute.iter().position(|byte| matches!(byte, b'"' | b'\''));
    let end = opening.and_then(|opening| {
        let (quote, value) = attribute.get(opening..)?.split_first()?;
        opening.checked_add(memchr::memchr(*quote, value)?)
    });
    end.and_then(|end| attribute.get(..end)).unwrap_or(attribute)
}

/// What stands from each of these beginnings to the next of these ends.
fn pieces<'p>(packet: &'p [u8], open: &str, close: &str) -> Vec<&'p [u8]> {
    let mut found = Vec::new();
    let mut rest = packet;
    while let Some(start) = memchr::memmem::find(rest, open.as_bytes()) {
        let from = rest.get(start..).unwrap_or_default();
        let behind = from.get(open.len()..).unwrap_or_default();
        let length = memchr::memmem::find(behind, close.as_bytes()).unwrap_or(behind.len());
        let end = open.len().saturating_add(length);
        found.push(from.get(..end).unwrap_or_default());
        rest = from.get(end..).unwrap_or_default();
    }
    found
}

/// Whether an XMP packet calls these properties by other prefixes, or is written in an encoding that is not looked into.
fn is_veiled(packet: &[u8]) -> bool {
    // A name space may be written with references to characters.
    let written = memchr::memmem::find_iter(packet, b"xmlns").any(|at| {
        let attribute = with_value(packet.get(at..).unwrap_or_default());
        attribute.contains(&b'&')
    });
    let declared = [
        ("http://purl.org/dc/elements/1.1/", "xmlns:dc="),
        ("http://ns.adobe.com/pdf/1.3/", "xmlns:pdf="),
    ]
    .into_iter()
    .any(|(space, declaration)| {
        memchr::memmem::find_iter(packet, space.as_bytes()).any(|at| {
            let before = packet.get(..at.saturating_sub(1)).unwrap_or_default();
            let before = before.trim_ascii_end();
            before.ends_with(b"=") && !before.ends_with(declaration.as_bytes())
        })
    });
    let wide = packet.iter().take(4).any(|byte| matches!(byte, 0 | 0xFE | 0xFF));
    let encoded = memchr::memmem::find_iter(packet, b"encoding=").any(|at| {
        let value = packet.get(at.saturating_add(10)..).unwrap_or_default();
        !value.get(..5).is_some_and(|value| value.eq_ignore_ascii_case(b"UTF-8"))
    });
    written || declared || wide || encoded
}

/// The same, however it is written: text with its language, in the order of properties; `None` where there is more than
/// lists of text.
fn names(packet: &[u8]) -> Option<Vec<(String, String)>> {
    let mut found = Vec::new();
    for property in identity(packet) {
        let property = std::str::from_utf8(property).ok()?;
        let (opening, mut rest) = property.split_once('>')?;
        let name = opening.split_whitespace().next()?;
        let mut attributes = opening.split_whitespace().skip(1);
        if opening.ends_with('/') || attributes.any(|attribute| !attribute.starts_with("xmlns:")) {
            return None;
        }
        found.push((name.to_owned(), String::new()));
        let mut language = String::new();
        while let Some((text, behind)) = rest.split_once('<') {
            named(&language, text, &mut found)?;
            let (tag, behind) = behind.split_once('>')?;
            rest = behind;
            match tag.trim_end_matches('/').split_whitespace().next()? {
                "rdf:Alt" | "rdf:Seq" | "rdf:Bag" | "/rdf:Alt" | "/rdf:Seq" | "/rdf:Bag" => {}
                "/rdf:li" => language.clear(),
                "rdf:li" => match tag.trim_end_matches('/').strip_prefix("rdf:li")?.trim() {
                    "" => language.clear(),
                    attribute => {
                        let value = attribute.strip_prefix("xml:lang=")?;
                        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
                        let value = value.strip_prefix(quote)?.strip_suffix(quote)?;
                        value.clone_into(&mut language);
                    }
                },
                _ => return None,
            }
        }
        named(&language, rest, &mut found)?;
    }
    Some(found)
}

/// Adds a text of a property, its entities replaced; `None` where one is not known.
fn named(language: &str, text: &str, into: &mut Vec<(String, String)>) -> Option<()> {
    let text = text.trim();
    if text.is_empty() {
        return Some(());
    }
    let mut parts = text.split('&');
    let mut plain = parts.next()?.to_owned();
    for part in parts {
        let (entity, rest) = part.split_once(';')?;
        plain.push(match entity {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => {
                let number = entity.strip_prefix('#')?;
                let number = match number.strip_prefix('x') {
                    Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                    None => number.parse().ok()?,
                };
                char::from_u32(number)?
            }
        });
        plain.push_str(rest);
    }
    into.push((language.to_owned(), plain));
    Some(())
}
