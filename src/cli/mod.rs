//! What a person types: verbs, settings, console.

pub mod algorithms;
#[cfg(feature = "report")]
pub mod audit;
#[cfg(feature = "report")]
pub mod check;
mod console;
pub mod inspect;
pub mod progress;
#[cfg(feature = "report")]
pub mod report;
pub mod rules;
pub mod scan;
pub mod settings;
pub mod trust;
pub mod worker;

use std::{
    ffi::OsString,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Parser, Subcommand};

use crate::{audit::AuditError, rules as engine};
use settings::{Judging, Language};

#[derive(Debug, Parser)]
#[command(
    name = "kysoat",
    version,
    about = "Soát chữ ký số trên kho văn bản điện tử và lập báo cáo",
    after_help = "Mã thoát: 0 xong; 1 xong và có kết quả KHÔNG ĐẠT từ mức --fail-on; 2 không thực hiện được; 130 bị ngắt.",
    disable_help_subcommand = true
)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    #[cfg(feature = "report")]
    #[command(about = "Soát cả kho: đọc, đánh giá và lập báo cáo (việc chính)")]
    Audit(audit::Arguments),
    #[command(about = "Đọc kho văn bản thành dữ liệu đo được; làm tiếp lần chạy bị ngắt")]
    Scan(scan::Arguments),
    #[cfg(feature = "report")]
    #[command(about = "Đánh giá lại dữ liệu đã đọc theo bộ quy tắc, không mở lại văn bản")]
    Check(check::Arguments),
    #[cfg(feature = "report")]
    #[command(about = "Lập lại các báo cáo từ kết quả đã đánh giá")]
    Report(report::Arguments),
    #[command(about = "Xem một hay nhiều văn bản: ai ký, sai gì, theo điều khoản nào, phải làm gì")]
    Inspect(inspect::Arguments),
    #[command(about = "Xem, kiểm tra và thử bộ quy tắc", subcommand)]
    Rules(rules::RulesCommand),
    #[command(
        about = "Xem và bổ sung thư mục tin cậy: chứng thư, CRL, OCSP và thời hạn",
        subcommand
    )]
    Trust(trust::TrustCommand),
    #[command(hide = true, about = "Tiến trình đọc: nhận yêu cầu ở stdin, trả dữ liệu ở stdout")]
    Worker(worker::Arguments),
}

/// Runs one command line; `limit_memory` caps what this process may allocate, in bytes, and says whether it could.
pub fn run(arguments: impl IntoIterator<Item = OsString>, limit_memory: fn(usize) -> bool) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    match perform(&arguments.verb, limit_memory) {
        Ok(code) => ExitCode::from(code),
        // Whoever read our results has gone: nothing to say, nobody to say it to.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "kysoat: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn perform(verb: &Verb, limit_memory: fn(usize) -> bool) -> anyhow::Result<u8> {
    if let Verb::Worker(arguments) = verb {
        return worker::run(arguments, limit_memory);
    }
    let stop = scan::stop_on_interrupt()?;
    let mut out = io::stdout().lock();
    match verb {
        Verb::Scan(arguments) => {
            // Nothing is measured with a table of algorithms that would be refused when judging.
            if arguments.rules.is_some() {
                open_rules(arguments.rules.as_deref(), &[], arguments.speech.lang)?;
            }
            scan::run(arguments, &mut out, &stop)
        }
        #[cfg(feature = "report")]
        Verb::Audit(arguments) => {
            let rules = load_rules(&arguments.judging, arguments.speech.lang)?;
            audit::run(arguments, &rules, &mut out, &stop)
        }
        #[cfg(feature = "report")]
        Verb::Check(arguments) => {
            let rules = load_rules(&arguments.judging, arguments.speech.lang)?;
            check::run(arguments, &rules, &mut out, &stop)
        }
        #[cfg(feature = "report")]
        Verb::Report(arguments) => {
            let rules = load_rules(&arguments.judging, arguments.speech.lang)?;
            report::run(arguments, &rules, &mut out, &stop)
        }
        Verb::Inspect(arguments) => {
            let rules = load_rules(&arguments.judging, arguments.speech.lang)?;
            inspect::run(arguments, &rules, &mut out, &stop)
        }
        Verb::Rules(command) => rules::run(command, &mut out),
        Verb::Trust(command) => trust::run(command, &mut out),
        Verb::Worker(_) => Ok(0),
    }
}

/// The rules to judge by. Nothing starts with a broken rule or waiver: every diagnostic is said at once. A waiver that
/// does not count on the day of judging is named, since somebody may believe that it does.
fn load_rules(judging: &Judging, language: Language) -> anyhow::Result<engine::RulePack> {
    let pack = open_rules(judging.rules.as_deref(), &judging.waivers, language)?;
    let lapsed = pack.lapsed_waivers(judging.moment()?.day_in_vietnam());
    for diagnostic in &lapsed {
        rules::write_diagnostic(diagnostic, language, &mut io::stderr())?;
    }
    Ok(pack)
}

fn open_rules(folder: Option<&Path>, waivers: &[PathBuf], language: Language) -> anyhow::Result<engine::RulePack> {
    algorithms::open_rules(folder, waivers).map_err(|found| {
        let mut text = Vec::new();
        let (vi, en) = (
            "bộ quy tắc có lỗi, chưa đánh giá văn bản nào",
            "the rules are broken, nothing was judged",
        );
        match rules::write_diagnostics(&found, language, &mut text) {
            Ok(()) => anyhow::anyhow!(
                "{}:\n{}",
                language.pick(vi, en),
                String::from_utf8_lossy(&text).trim_end()
            ),
            Err(error) => error,
        }
    })
}

/// An error of the passes in the words of a person.
fn speak(error: &AuditError, language: Language) -> anyhow::Error {
    let message = error.message();
    anyhow::anyhow!("{}", language.pick(&message.vi, &message.en))
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    })
}
