//! File names as people read them, and as the file system stores them.

use std::path::{Component, Path, PathBuf};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use unicode_normalization::UnicodeNormalization as _;

/// The path below a root as (NFC with `/`, base64 of the stored bytes when they differ from that).
pub(super) fn locate(below: &Path) -> (String, Option<String>) {
    let mut raw: Vec<u8> = Vec::new();
    for component in below.components() {
        if let Component::Normal(part) = component {
            if !raw.is_empty() {
                raw.push(b'/');
            }
            raw.extend_from_slice(&stored(part));
        }
    }
    if raw.is_empty() {
        // The root itself, when it is the thing that can't be listed.
        raw.push(b'.');
    }
    let path: String = String::from_utf8_lossy(&raw).nfc().collect();
    let differs = path.as_bytes() != raw;
    (path, differs.then(|| STANDARD.encode(raw)))
}

/// Base64 of a whole path that is not UTF-8, as the worker protocol carries it.
pub fn raw_base64(path: &Path) -> String {
    STANDARD.encode(stored(path.as_os_str()))
}

/// The path that [`raw_base64`] or a locator's `path_raw` stands for; `None` when it stands for none on this system.
pub fn path_from_base64(text: &str) -> Option<PathBuf> {
    restored(STANDARD.decode(text).ok()?)
}

#[cfg(unix)]
fn stored(part: &std::ffi::OsStr) -> Vec<u8> {
    std::os::unix::ffi::OsStrExt::as_bytes(part).to_vec()
}

#[cfg(unix)]
#[allow(clippy::unnecessary_wraps, reason = "elsewhere not every byte string is a name")]
fn restored(bytes: Vec<u8>) -> Option<PathBuf> {
    let name: std::ffi::OsString = std::os::unix::ffi::OsStringExt::from_vec(bytes);
    Some(PathBuf::from(name))
}

/// Elsewhere names are Unicode; one that is not (unpaired surrogates) is listed with a fault and never opened.
#[cfg(not(unix))]
fn stored(part: &std::ffi::OsStr) -> Vec<u8> {
    part.to_string_lossy().into_owned().into_bytes()
}

#[cfg(not(unix))]
fn restored(bytes: Vec<u8>) -> Option<PathBuf> {
    String::from_utf8(bytes).ok().map(PathBuf::from)
}

/// Whether the file can be found again by what a locator keeps of its name.
pub(super) fn can_return(part: &Path) -> bool {
    cfg!(unix) || part.to_str().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn composed_names_need_no_raw_form_and_decomposed_ones_keep_theirs() {
        let (path, raw) = locate(Path::new("Sở KH&CN/Quyết định.pdf"));
        assert_eq!((path.as_str(), raw), ("Sở KH&CN/Quyết định.pdf", None));
        let decomposed: String = "Quyết định.pdf".nfd().collect();
        let (path, raw) = locate(Path::new(&decomposed));
        assert_eq!(path, "Quyết định.pdf");
        assert_eq!(
            path_from_base64(&raw.unwrap_or_default()),
            Some(PathBuf::from(decomposed))
        );
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_not_text_come_back_byte_for_byte() {
        let name: std::ffi::OsString = std::os::unix::ffi::OsStringExt::from_vec(b"c\xf4ng v\xe3n.pdf".to_vec());
        let (path, raw) = locate(Path::new(&name));
        assert_eq!(path, "c\u{fffd}ng v\u{fffd}n.pdf");
        assert_eq!(path_from_base64(&raw.unwrap_or_default()), Some(PathBuf::from(name)));
    }
}
