//! `kysoat worker`: what `scan` starts for each of its threads, and what a cluster engine may start instead.

use std::{io, path::PathBuf, time::Duration};

use crate::{
    audit::{self, Deadline, Settings},
    budget::Budget,
    extract::Validator,
    facts::Moment,
};

/// Reads requests on stdin and answers them on stdout, one JSON object a line, until stdin ends.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// Bytes that the worker may allocate.
    #[arg(long, value_name = "BYTES", default_value_t = Settings::MEMORY_LIMIT)]
    pub memory_limit: u64,
    /// Bytes of the largest file that is read.
    #[arg(long, value_name = "BYTES", default_value_t = Budget::default().file_bytes)]
    pub max_file_bytes: u64,
    /// How long one document may take.
    #[command(flatten)]
    pub deadline: DeadlineArguments,
    /// Folder with trust anchors, certificates and revocation data.
    #[arg(long, value_name = "DIR")]
    pub trust: Vec<PathBuf>,
    /// Table of algorithms in place of the embedded one.
    #[arg(long, value_name = "FILE")]
    pub algorithms: Option<PathBuf>,
    /// The moment of the audit, RFC 3339.
    #[arg(long, value_name = "TIME")]
    pub as_of: String,
}

/// How long one document may take.
#[derive(Debug, Clone, clap::Args)]
pub struct DeadlineArguments {
    /// Seconds for any document.
    #[arg(
        long = "deadline",
        value_name = "GIÂY",
        default_value = "10",
        value_parser = seconds,
        help = "Số giây tối đa để đọc một văn bản; quá mức đó, văn bản được ghi là không đọc xong"
    )]
    pub base: Duration,
    /// Seconds more for every megabyte.
    #[arg(
        long = "deadline-per-mb",
        value_name = "GIÂY",
        default_value = "1",
        value_parser = seconds,
        help = "Số giây thêm cho mỗi megabyte của văn bản"
    )]
    pub per_megabyte: Duration,
}

impl DeadlineArguments {
    pub(super) fn get(&self) -> Deadline {
        Deadline {
            base: self.base,
            per_megabyte: self.per_megabyte,
        }
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let number: f64 = text
        .parse()
        .map_err(|_| "không phải là số giây / not a number of seconds".to_owned())?;
    Duration::try_from_secs_f64(number).map_err(|error| error.to_string())
}

/// Serves until stdin ends.
///
/// # Errors
/// When the memory limit can't be set, or the other side doesn't keep to the protocol.
pub fn run(arguments: &Arguments, limit_memory: fn(usize) -> bool) -> anyhow::Result<u8> {
    let limit = usize::try_from(arguments.memory_limit).unwrap_or(usize::MAX);
    if !limit_memory(limit) {
        anyhow::bail!("--memory-limit {limit}: thấp hơn mức chương trình cần / below what the program itself needs");
    }
    audit::limit_process(arguments.memory_limit);
    let budget = Budget {
        file_bytes: arguments.max_file_bytes,
        ..Budget::default()
    };
    let as_of = Moment::parse(&arguments.as_of).map_err(|error| anyhow::anyhow!("--as-of: {error}"))?;
    let files = audit::trust_files(&arguments.trust)?;
    // Files of no use were told by whoever started the workers.
    let (mut validator, _) = Validator::new(files, as_of);
    if let Some(text) = audit::algorithms(arguments.algorithms.as_deref())? {
        validator = validator
            .with_algorithms(&text)
            .map_err(|error| anyhow::anyhow!("--algorithms: {error}"))?;
    }
    let settings = Settings {
        budget,
        deadline: arguments.deadline.get(),
        ..Settings::new(as_of)
    };
    audit::serve(io::stdin().lock(), io::stdout().lock(), &settings, validator)?;
    Ok(0)
}
