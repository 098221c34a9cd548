//! `kysoat trust list`: what the trust folder holds, and how fresh it is.

use std::io::Write;

use super::{
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

/// Lists; the exit code is 0, or 2 when a file is of no use.
///
/// # Errors
/// When no folder is named or one can't be read, or `out` fails.
pub fn run(command: &TrustCommand, out: &mut dyn Write) -> anyhow::Result<u8> {
    let TrustCommand::List(arguments) = command;
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
        writeln!(out, "{}", line(entry, as_of, language))?;
    }
    for problem in &problems {
        let words = language.pick("không dùng được", "of no use");
        writeln!(out, "{}: {words} ({})", problem.file, problem.detail)?;
    }
    Ok(if problems.is_empty() { 0 } else { 2 })
}

fn line(entry: &TrustEntry, as_of: Moment, language: Language) -> String {
    let kind = match &entry.kind {
        TrustKind::Anchor(AnchorScheme::Official) => language
            .pick(
                "gốc của Ban Cơ yếu Chính phủ",
                "root of the Government Cipher Committee",
            )
            .to_owned(),
        TrustKind::Anchor(AnchorScheme::Public) => language.pick("gốc công cộng", "public root").to_owned(),
        TrustKind::Anchor(AnchorScheme::Local) => language
            .pick("gốc do người dùng thêm", "root added by the user")
            .to_owned(),
        TrustKind::Intermediate => language.pick("chứng thư trung gian", "intermediate").to_owned(),
        TrustKind::Crl { entries } => format!("CRL, {entries} {}", language.pick("dòng", "entries")),
        TrustKind::DeltaCrl { entries } => format!("delta CRL, {entries} {}", language.pick("dòng", "entries")),
        TrustKind::Ocsp => "OCSP".to_owned(),
    };
    let until = entry.until.map_or_else(
        || "…".to_owned(),
        |until| until.day_in_vietnam().strftime("%d/%m/%Y").to_string(),
    );
    let from = entry.from.day_in_vietnam().strftime("%d/%m/%Y");
    let stale = entry.until.is_some_and(|until| until.instant() < as_of.instant());
    let state = if stale {
        language.pick("; ĐÃ QUÁ HẠN", "; OUT OF DATE")
    } else {
        ""
    };
    format!("{}: {} ({kind}, {from} – {until}{state})", entry.file, entry.name)
}
