//! What several verbs share: language, the day of judging, trust folders, the exit threshold.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use jiff::{Timestamp, civil, tz::Offset};

use super::worker::DeadlineArguments;
use crate::{
    audit::Settings,
    budget::Budget,
    facts::{Localized, Moment},
    finding::Severity,
};

/// Language of texts; data never depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Language {
    /// Vietnamese.
    #[default]
    Vi,
    /// English.
    En,
}

impl Language {
    /// Chooses the text of this language.
    pub fn pick<'a>(self, vi: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Vi => vi,
            Self::En => en,
        }
    }

    /// The text in this language.
    pub fn of(self, text: &Localized) -> &str {
        self.pick(&text.vi, &text.en)
    }

    /// The same as a function, for rooms that know no command line.
    pub fn words(self) -> fn(&Localized) -> &str {
        match self {
            Self::Vi => |text| &text.vi,
            Self::En => |text| &text.en,
        }
    }
}

/// The language option of every verb.
#[derive(Debug, Clone, Copy, Args)]
pub struct Speech {
    /// Language of texts.
    #[arg(long, value_enum, default_value_t, help = "Ngôn ngữ của lời văn: vi hoặc en")]
    pub lang: Language,
}

/// Trust material, accepted by every verb that measures or judges.
#[derive(Debug, Clone, Default, Args)]
pub struct Trust {
    /// Trust anchors, intermediates and revocation data.
    #[arg(
        long,
        value_name = "THƯ-MỤC",
        help = "Thư mục chứng thư gốc, chứng thư trung gian, CRL, OCSP (được dùng nhiều lần)"
    )]
    pub trust: Vec<PathBuf>,
}

/// What one document may cost, and who measures it.
#[derive(Debug, Clone, Args)]
pub struct Limits {
    /// Bytes that one worker may allocate.
    #[arg(
        long,
        value_name = "BYTE",
        default_value_t = Settings::MEMORY_LIMIT,
        help = "Bộ nhớ tối đa của một tiến trình đọc"
    )]
    pub memory_limit: u64,
    /// Bytes of the largest file that is read.
    #[arg(
        long,
        value_name = "BYTE",
        default_value_t = Budget::default().file_bytes,
        help = "Kích thước tệp lớn nhất được đọc"
    )]
    pub max_file_bytes: u64,
    /// How long one document may take.
    #[command(flatten)]
    pub deadline: DeadlineArguments,
    /// The program to start as worker instead of this one.
    #[arg(long, value_name = "CHƯƠNG-TRÌNH", hide = true)]
    pub worker_program: Option<PathBuf>,
}

impl Limits {
    /// As the passes want them.
    pub fn settings(&self, trust: &Trust, rules: Option<&Path>, as_of: Moment) -> Settings {
        Settings {
            budget: Budget {
                file_bytes: self.max_file_bytes,
                ..Budget::default()
            },
            memory_limit: self.memory_limit,
            deadline: self.deadline.get(),
            trust: trust.trust.clone(),
            algorithms: super::algorithms::table(rules),
            ..Settings::new(as_of)
        }
    }

    /// The program to start as worker: this one, unless another was named.
    ///
    /// # Errors
    /// When the system does not say which program this is.
    pub fn worker(&self) -> anyhow::Result<PathBuf> {
        Ok(match &self.worker_program {
            Some(program) => program.clone(),
            None => std::env::current_exe()?,
        })
    }
}

/// From which severity a failed finding makes the exit code 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum FailOn {
    /// High only.
    High,
    /// Medium and high.
    Medium,
    /// Low, medium and high.
    Low,
    /// Never.
    #[default]
    Never,
}

impl FailOn {
    /// Whether a failed finding of this severity reaches the threshold.
    pub fn reached_by(self, severity: Severity) -> bool {
        match self {
            Self::High => severity >= Severity::High,
            Self::Medium => severity >= Severity::Medium,
            Self::Low => severity >= Severity::Low,
            Self::Never => false,
        }
    }
}

/// Options of every verb that judges.
#[derive(Debug, Clone, Args)]
pub struct Judging {
    /// Rules that replace the built-in ones.
    #[arg(
        long,
        value_name = "THƯ-MỤC",
        help = "Dùng bộ quy tắc trong thư mục này thay cho bộ có sẵn"
    )]
    pub rules: Option<PathBuf>,
    /// Waivers besides the `waivers.toml` of the rules folder.
    #[arg(
        long,
        value_name = "TỆP",
        help = "Tệp danh mục miễn (được dùng nhiều lần). Việc miễn theo cơ quan hoặc đường dẫn chỉ có tác dụng khi soát \
                cả kho"
    )]
    pub waivers: Vec<PathBuf>,
    /// The moment at which certificates and periods are judged.
    #[arg(
        long,
        value_name = "THỜI-ĐIỂM",
        help = "Thời điểm đánh giá, ví dụ 2026-06-14 hoặc 2026-06-14T17:00:00+07:00 (mặc định: hết ngày hôm nay)"
    )]
    pub as_of: Option<String>,
    /// Severity from which the exit code is 1.
    #[arg(
        long,
        value_enum,
        default_value_t,
        help = "Trả mã thoát 1 khi có kết quả KHÔNG ĐẠT từ mức này: high, medium, low, never"
    )]
    pub fail_on: FailOn,
}

/// The moment it is; the only place where the clock is read.
pub fn now() -> Moment {
    Moment::new(Timestamp::now(), Offset::constant(7))
}

impl Judging {
    /// The moment of judging.
    ///
    /// # Errors
    /// As [`moment`].
    pub fn moment(&self) -> anyhow::Result<Moment> {
        moment(self.as_of.as_deref())
    }
}

/// What `--as-of` says, or the end of today in Vietnam. A whole day, so that
/// a run which is interrupted and resumed the same day is one run.
///
/// # Errors
/// When the text is neither a date nor RFC 3339.
pub fn moment(as_of: Option<&str>) -> anyhow::Result<Moment> {
    match as_of {
        None => {
            let today = now().day_in_vietnam();
            parse_moment(&today.to_string())
        }
        Some(text) => parse_moment(text).with_context(|| {
            format!("--as-of {text}: không phải thời điểm; hãy viết như 2026-06-14 hoặc 2026-06-14T17:00:00+07:00")
        }),
    }
}

/// A date (its last second in Vietnam) or RFC 3339 with an offset.
fn parse_moment(text: &str) -> anyhow::Result<Moment> {
    if let Ok(date) = text.parse::<civil::Date>()
        && text.len() == 10
    {
        let Some(moment) = Moment::from_civil(date.at(23, 59, 59, 0), Offset::constant(7)) else {
            bail!("ngày nằm ngoài lịch")
        };
        return Ok(moment);
    }
    Ok(Moment::parse(text)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_its_last_second_in_vietnam() {
        assert_eq!(
            parse_moment("2026-06-14").unwrap().to_string(),
            "2026-06-14T23:59:59+07:00"
        );
        assert_eq!(
            parse_moment("2026-06-14T17:00:00+07:00").unwrap().to_string(),
            "2026-06-14T17:00:00+07:00"
        );
        assert!(parse_moment("14/6/2026").is_err());
    }
}
