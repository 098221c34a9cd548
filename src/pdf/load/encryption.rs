//! An encryption dictionary that stands in the trailer itself, which ISO 32000-1 (table 15) allows and the object library
//! does not follow.

use std::{fmt::Write as _, io::Write as _};

use lopdf::{Document, Object};

use crate::pdf::syntax::{Reader, Value};

/// The file with one update more, which gives the encryption dictionary of the trailer a number; and that number. `None`
/// where the dictionary stands behind a number already, or nothing that could be one is found.
pub(super) fn numbered(bytes: &[u8], document: &Document) -> Option<(Vec<u8>, u32)> {
    let trailer = &document.trailer;
    trailer.get(b"Encrypt").ok()?.as_dict().ok()?;
    let (root, generation) = trailer.get(b"Root").and_then(Object::as_reference).ok()?;
    let mut identifier = String::new();
    for part in trailer.get(b"ID").and_then(Object::as_array).ok().into_iter().flatten() {
        identifier.push('<');
        for octet in part.as_str().ok()? {
            write!(identifier, "{octet:02X}").ok()?;
        }
        identifier.push('>');
    }
    // The last one that has a dictionary: /EncryptMetadata in it begins like its name.
    let key = b"/Encrypt";
    let mut work = bytes.len();
    let dictionary = memchr::memmem::rfind_iter(bytes, key).find_map(|at| {
        let mut reader = Reader::new(bytes, at.checked_add(key.len())?, work);
        let read = reader.object(16);
        work = reader.work_left();
        read.filter(|read| matches!(read.value, Value::Dictionary(_)))
    })?;
    let number = document.max_id.max(document.reference_table.max_id()).checked_add(1)?;
    let mut file = bytes.to_vec();
    file.push(b'\n');
    let object = file.len();
    writeln!(file, "{number} 0 obj").ok()?;
    file.extend_from_slice(bytes.get(dictionary.span)?);
    file.extend_from_slice(b"\nendobj\n");
    let section = file.len();
    write!(
        file,
        "xref\n{number} 1\n{object:010} 00000 n \ntrailer\n<</Size {}/Root {root} {generation} R/ID[{identifier}]\
         /Encrypt {number} 0 R/Prev {}>>\nstartxref\n{section}\n%%EOF\n",
        number.checked_add(1)?,
        document.xref_start
    )
    .ok()?;
    Some((file, number))
}
