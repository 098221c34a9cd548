//! `kysoat trust add FILE...`: what each file is, in words, and a copy of it in the trust folder.
//!
//! A copy is plain DER under a name that is made of what it is and of its fingerprint, so the same thing has the same
//! name everywhere, adding it twice changes nothing, and nothing is ever overwritten.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use unicode_normalization::UnicodeNormalization as _;

use super::{Arguments, anchor, is_certificate, kind, validity};
use crate::{
    audit,
    cli::{
        console::printable,
        settings::{Language, moment},
        speak,
    },
    facts::Moment,
    pki::{TrustItem, TrustKind, TrustStore},
};

/// Certificates and lists of an authority are far smaller; a disk image named by mistake is not read whole.
const LARGEST: u64 = 256 << 20;

/// Adds; the exit code is 0, or 2 when something was refused or no folder was named.
pub(super) fn run(files: &[PathBuf], arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<u8> {
    let language = arguments.speech.lang;
    let as_of = moment(arguments.as_of.as_deref())?;
    let folder = match arguments.trust.trust.as_slice() {
        [] => None,
        [folder] => Some(folder.as_path()),
        _ => {
            let (vi, en) = (
                "mỗi lần chỉ chép vào một thư mục tin cậy: nêu --trust một lần",
                "one trust folder at a time: name --trust once",
            );
            anyhow::bail!("{}", language.pick(vi, en));
        }
    };
    let mut shelf = folder.map(|folder| Shelf::open(folder, language)).transpose()?;
    let mut refused = false;
    for file in files {
        writeln!(out, "{}", file.display())?;
        let items = match read(file, language) {
            Ok(items) => items,
            Err(sentence) => {
                writeln!(out, "  {sentence}")?;
                refused = true;
                continue;
            }
        };
        for item in &items {
            describe(item, as_of, language, out)?;
            let Some(shelf) = &mut shelf else { continue };
            match shelf.put(item)? {
                Put::Copied(name) => {
                    let words = language.pick("đã chép thành", "copied as");
                    writeln!(out, "    → {words} {name}")?;
                }
                Put::There(name) => {
                    let words = language.pick("đã có sẵn, không chép lại", "there already, not copied again");
                    writeln!(out, "    → {words}: {name}")?;
                }
                Put::Taken(name) => {
                    let (vi, en) = (
                        "TỪ CHỐI: đã có tệp khác nội dung mang tên này, không ghi đè",
                        "REFUSED: another file has this name and is not overwritten",
                    );
                    writeln!(out, "    → {}: {name}", language.pick(vi, en))?;
                    refused = true;
                }
            }
        }
    }
    if shelf.is_none() {
        let (vi, en) = (
            "Chưa chép tệp nào: hãy nêu thư mục tin cậy, --trust THƯ-MỤC.",
            "Nothing was copied: name the trust folder, --trust DIR.",
        );
        writeln!(out, "{}", language.pick(vi, en))?;
    }
    Ok(if refused || shelf.is_none() { 2 } else { 0 })
}

/// Everything in the file, or why it is refused, as one sentence. A file of which a part can't be used is refused whole:
/// nobody should believe that the rest of it is in the folder too.
fn read(file: &Path, language: Language) -> Result<Vec<TrustItem>, String> {
    let pick = |vi: String, en: String| language.pick(&vi, &en).to_owned();
    let bytes = match fs::metadata(file) {
        Ok(metadata) if metadata.len() > LARGEST => {
            return Err(pick(
                "TỪ CHỐI: tệp quá lớn, không phải chứng thư hay danh sách thu hồi.".to_owned(),
                "REFUSED: the file is too large to be a certificate or a CRL.".to_owned(),
            ));
        }
        Ok(_) => fs::read(file),
        Err(error) => Err(error),
    };
    let bytes = bytes.map_err(|error| {
        pick(
            format!("TỪ CHỐI: không mở được tệp ({error})."),
            format!("REFUSED: the file can't be opened ({error})."),
        )
    })?;
    if bytes.windows(12).any(|window| window == b"PRIVATE KEY-") {
        return Err(pick(
            "TỪ CHỐI: tệp chứa khóa bí mật; thư mục tin cậy không bao giờ cần khóa bí mật.".to_owned(),
            "REFUSED: the file holds a private key, which a trust folder never needs.".to_owned(),
        ));
    }
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    TrustItem::read(&name, bytes).map_err(|detail| {
        pick(
            format!(
                "TỪ CHỐI: không phải chứng thư, CRL, trả lời OCSP hay gói PKCS#7 đọc được (DER hoặc PEM) [{detail}]."
            ),
            format!(
                "REFUSED: no readable certificate, CRL, OCSP response or PKCS #7 bundle (DER or PEM) [{detail}]."
            ),
        )
    })
}

fn describe(item: &TrustItem, as_of: Moment, language: Language, out: &mut dyn Write) -> io::Result<()> {
    let entry = &item.entry;
    let what = match (&entry.kind, language) {
        (TrustKind::Anchor(_), Language::Vi) => "chứng thư gốc".to_owned(),
        (TrustKind::Anchor(_), Language::En) => "root".to_owned(),
        (other, _) => kind(other, language),
    };
    writeln!(out, "  {what}: {}", printable(&entry.name))?;
    if is_certificate(&entry.kind) {
        let label = language.pick("cấp bởi", "issued by");
        writeln!(out, "    {label:<10} {}", printable(&entry.issuer))?;
    }
    let label = language.pick("thời hạn", "dates");
    writeln!(out, "    {label:<10} {}", validity(entry, as_of, language))?;
    writeln!(out, "    {:<10} {}", "SHA-256", entry.sha256)?;
    if let TrustKind::Anchor(scheme) = entry.kind {
        let (vi, en) = anchor(scheme);
        let (label, advice) = (language.pick("gốc", "root"), compare_first(scheme, language));
        writeln!(out, "    {label:<10} {}{advice}", language.pick(vi, en))?;
    }
    Ok(())
}

/// Whoever adds a root that the program does not know decides alone what is valid.
fn compare_first(scheme: crate::pki::AnchorScheme, language: Language) -> &'static str {
    if scheme != crate::pki::AnchorScheme::Local {
        return "";
    }
    language.pick(
        "; hãy đối chiếu SHA-256 với nơi cấp trước khi dùng",
        "; compare the SHA-256 with its authority before using it",
    )
}

/// A trust folder, with what is in it.
struct Shelf {
    folder: PathBuf,
    /// SHA-256 and file of everything there.
    known: Vec<(String, String)>,
}

/// What became of one thing.
enum Put {
    /// It is a new file of this name.
    Copied(String),
    /// It was in this file already.
    There(String),
    /// Something else has this name.
    Taken(String),
}

impl Shelf {
    fn open(folder: &Path, language: Language) -> anyhow::Result<Self> {
        let shown = || {
            let words = language.pick("không tạo được thư mục tin cậy", "the trust folder can't be made");
            format!("{words} “{}”", folder.display())
        };
        fs::create_dir_all(folder).with_context(shown)?;
        let files = audit::trust_files(&[folder.to_owned()]).map_err(|error| speak(&error, language))?;
        let (store, _) = TrustStore::load(files);
        let known = store.entries().iter();
        Ok(Self {
            folder: folder.to_owned(),
            known: known.map(|entry| (entry.sha256.clone(), entry.file.clone())).collect(),
        })
    }

    fn put(&mut self, item: &TrustItem) -> anyhow::Result<Put> {
        let sha256 = &item.entry.sha256;
        if let Some((_, file)) = self.known.iter().find(|(known, _)| known == sha256) {
            return Ok(Put::There(file.clone()));
        }
        let name = stable_name(item);
        let path = self.folder.join(&name);
        // Whole or not at all: a copy that was cut short would be of no use under a name that promises it.
        let temporary = self.folder.join(format!(".{name}.tmp"));
        if path.exists() {
            return Ok(Put::Taken(name));
        }
        let written = fs::write(&temporary, &item.der).and_then(|()| fs::rename(&temporary, &path));
        if let Err(error) = written {
            let _ = fs::remove_file(&temporary);
            return Err(error).with_context(|| path.display().to_string());
        }
        self.known.push((sha256.clone(), name.clone()));
        Ok(Put::Copied(name))
    }
}

/// `chung-thu-goc-rootca-chuyen-dung-chinh-phu-g2-f04ba4b459a7c9a1.cer`.
fn stable_name(item: &TrustItem) -> String {
    const LONGEST: usize = 48;
    let (kind, extension) = match item.entry.kind {
        TrustKind::Anchor(_) => ("chung-thu-goc", "cer"),
        TrustKind::Intermediate | TrustKind::EndEntity => ("chung-thu", "cer"),
        TrustKind::Crl { .. } => ("crl", "crl"),
        TrustKind::DeltaCrl { .. } => ("delta-crl", "crl"),
        TrustKind::Ocsp => ("ocsp", "ors"),
    };
    let mut slug = String::new();
    let ascii = item.entry.name.nfd().filter_map(|letter| match letter {
        'đ' => Some('d'),
        'Đ' => Some('D'),
        other => other.is_ascii().then_some(other),
    });
    for letter in ascii {
        // Marks of tone fall away; what is left between words becomes one hyphen.
        if letter.is_ascii_alphanumeric() {
            slug.push(letter.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug: String = slug.chars().take(LONGEST).collect();
    let fingerprint: String = item.entry.sha256.chars().take(16).collect();
    let name = [kind, slug.trim_matches('-'), &fingerprint]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("-");
    format!("{name}.{extension}")
}
