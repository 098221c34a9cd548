//! `kysoat trust list | add FILE...`: what the trust folder holds, how fresh it is, and how something gets into it.

mod add;

use std::{io::Write, path::PathBuf};

use super::{
    console::printable,
    settings::{Language, Speech, Trust, moment},
    speak,
};
use crate::{
    audit,
    facts::Moment,
    pki::{AnchorScheme, TrustEntry, TrustKind, TrustStore},
};

/// What to do with the trust folder.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum TrustCommand {
    /// Liệt kê chứng thư gốc, chứng thư trung gian, CRL, OCSP và thời hạn (list what is there)
    List(Arguments),
    /// Xem từng tệp là gì rồi chép vào thư mục tin cậy (say what each file is and copy it into the folder)
    Add {
        /// Chứng thư, CRL, trả lời OCSP hoặc gói PKCS#7 (.p7b), dạng DER hay PEM
        #[arg(required = true, value_name = "TỆP")]
        files: Vec<PathBuf>,
        /// Các tùy chọn chung
        #[command(flatten)]
        common: Arguments,
    },
}

/// Which folder, and for which moment.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// Trust folders.
    #[command(flatten)]
    pub trust: Trust,
    /// The moment for which freshness is told.
    #[arg(
        long,
        value_name = "THỜI-ĐIỂM",
        help = "Thời điểm xét thời hạn (mặc định: hết ngày hôm nay)"
    )]
    pub as_of: Option<String>,
    /// Language.
    #[command(flatten)]
    pub speech: Speech,
}

/// Lists or adds; the exit code is 0, or 2 when a file is of no use.
///
/// # Errors
/// When no folder is named or one can't be read, or `out` fails.
pub fn run(command: &TrustCommand, out: &mut dyn Write) -> anyhow::Result<u8> {
    match command {
        TrustCommand::List(arguments) => list(arguments, out),
        TrustCommand::Add { files, common } => add::run(files, common, out),
    }
}

fn list(arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<u8> {
    let language = arguments.speech.lang;
    if arguments.trust.trust.is_empty() {
        let (vi, en) = (
            "hãy nêu thư mục tin cậy: --trust THƯ-MỤC",
            "name the trust folder: --trust DIR",
        );
        anyhow::bail!("{}", language.pick(vi, en));
    }
    let as_of = moment(arguments.as_of.as_deref())?;
    let files = audit::trust_files(&arguments.trust.trust).map_err(|error| speak(&error, language))?;
    let (store, problems) = TrustStore::load(files);
    for entry in store.entries() {
        let (kind, validity) = (kind(&entry.kind, language), validity(entry, as_of, language));
        writeln!(
            out,
            "{}: {} ({kind}; {validity})",
            printable(&entry.file),
            printable(&entry.name)
        )?;
    }
    for problem in &problems {
        let words = language.pick("không dùng được", "of no use");
        writeln!(out, "{}: {words} ({})", problem.file, problem.detail)?;
    }
    Ok(if problems.is_empty() { 0 } else { 2 })
}

/// What it is, in words.
fn kind(kind: &TrustKind, language: Language) -> String {
    let (vi, en) = match kind {
        TrustKind::Anchor(scheme) => {
            let (vi, en) = anchor(*scheme);
            (format!("chứng thư gốc: {vi}"), format!("root: {en}"))
        }
        TrustKind::Intermediate => ("chứng thư trung gian".to_owned(), "intermediate".to_owned()),
        TrustKind::EndEntity => (
            "chứng thư của máy chủ hoặc người ký".to_owned(),
            "certificate of a server or a signer".to_owned(),
        ),
        TrustKind::Crl { entries } => (
            format!("danh sách thu hồi (CRL), {entries} chứng thư bị thu hồi"),
            format!("CRL, {entries} entries"),
        ),
        TrustKind::DeltaCrl { entries } => (
            format!("phần bổ sung của danh sách thu hồi (delta CRL), {entries} chứng thư"),
            format!("delta CRL, {entries} entries"),
        ),
        TrustKind::Ocsp => ("trả lời OCSP".to_owned(), "OCSP response".to_owned()),
    };
    language.pick(&vi, &en).to_owned()
}

/// Whose root it is. Only a fingerprint that is written in the program makes it somebody's.
fn anchor(scheme: AnchorScheme) -> (&'static str, &'static str) {
    match scheme {
        AnchorScheme::Official => (
            "của Ban Cơ yếu Chính phủ, khớp vân tay ghi sẵn trong chương trình",
            "of the Government Cipher Committee, by a fingerprint known to the program",
        ),
        AnchorScheme::Public => (
            "của hệ thống chứng thực công cộng, khớp vân tay ghi sẵn trong chương trình",
            "of the public authorities, by a fingerprint known to the program",
        ),
        AnchorScheme::Local => (
            "do người dùng thêm, chương trình không biết vân tay này",
            "added by the user, its fingerprint is not known to the program",
        ),
    }
}

fn is_certificate(kind: &TrustKind) -> bool {
    matches!(
        kind,
        TrustKind::Anchor(_) | TrustKind::Intermediate | TrustKind::EndEntity
    )
}

/// From when until when, and whether that is over.
fn validity(entry: &TrustEntry, as_of: Moment, language: Language) -> String {
    let day = |moment: Moment| moment.day_in_vietnam().strftime("%d/%m/%Y").to_string();
    let from = day(entry.from);
    let text = match (is_certificate(&entry.kind), entry.until.map(day)) {
        (true, until) => {
            let until = until.unwrap_or_else(|| "…".to_owned());
            format!("{} {from} – {until}", language.pick("hiệu lực", "valid"))
        }
        (false, Some(until)) => match language {
            Language::Vi => format!("phát hành {from}, bản tiếp theo {until}"),
            Language::En => format!("issued {from}, next one {until}"),
        },
        (false, None) => match language {
            Language::Vi => format!("phát hành {from}, không ghi ngày của bản tiếp theo"),
            Language::En => format!("issued {from}, no next one stated"),
        },
    };
    let over = entry.until.is_some_and(|until| until.instant() < as_of.instant());
    let state = if over {
        language.pick("; ĐÃ QUÁ HẠN", "; OUT OF DATE")
    } else if entry.from.instant() > as_of.instant() {
        language.pick("; CHƯA CÓ HIỆU LỰC", "; NOT VALID YET")
    } else {
        ""
    };
    format!("{text}{state}")
}
