//! What can be wrong with a run directory.

use std::{
    io,
    path::{Path, PathBuf},
};

use crate::facts::Localized;

/// Why the run directory can't be used. Each says which file, what is wrong and what to do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file system refuses.
    #[error("{}: {source}; check the free space and the right to write", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Its answer.
        source: io::Error,
    },
    /// The output folder holds something else.
    #[error("{}: is not empty and holds no run of kysoat; choose an empty or a new folder", path.display())]
    Foreign {
        /// The folder.
        path: PathBuf,
    },
    /// There is no run here.
    #[error("{}: holds no run of kysoat; run `kysoat scan PATH --out DIR` first", path.display())]
    NotARun {
        /// The folder.
        path: PathBuf,
    },
    /// Another process works in it.
    #[error("{}: another kysoat is working in this folder; wait for it, or choose another", path.display())]
    Busy {
        /// The folder.
        path: PathBuf,
    },
    /// The run there is of another archive.
    #[error("{}: holds the run of other paths ({found}); choose another output folder", path.display())]
    OtherInputs {
        /// The folder.
        path: PathBuf,
        /// The paths of that run.
        found: String,
    },
    /// A file of the run can't be understood.
    #[error("{}: is damaged ({detail}); scan again, whole shards are kept", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where and how.
        detail: String,
    },
    /// The scan of this run did not end.
    #[error("{}: the scan is not finished ({missing} shards are missing); run `kysoat scan` again, it goes on where it stopped", path.display())]
    Unfinished {
        /// The folder.
        path: PathBuf,
        /// Shards without facts.
        missing: usize,
    },
}

impl StoreError {
    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        Self::Io {
            path: path.to_owned(),
            source,
        }
    }

    pub(super) fn damaged(path: &Path, detail: impl std::fmt::Display) -> Self {
        Self::Damaged {
            path: path.to_owned(),
            detail: detail.to_string(),
        }
    }

    /// For people.
    pub fn message(&self) -> Localized {
        let vi = match self {
            Self::Io { path, source } => format!(
                "Không đọc hoặc ghi được “{}” ({source}); hãy kiểm tra dung lượng trống và quyền ghi.",
                path.display()
            ),
            Self::Foreign { path } => format!(
                "Thư mục “{}” không trống và không phải thư mục kết quả của kysoat; hãy chọn thư mục trống hoặc \
                 thư mục mới.",
                path.display()
            ),
            Self::NotARun { path } => format!(
                "“{}” không phải thư mục kết quả của kysoat; hãy chạy “kysoat scan PATH --out DIR” trước.",
                path.display()
            ),
            Self::Busy { path } => format!(
                "Một tiến trình kysoat khác đang làm việc trong “{}”; hãy đợi xong hoặc chọn thư mục khác.",
                path.display()
            ),
            Self::OtherInputs { path, found } => format!(
                "Thư mục “{}” chứa kết quả của lần kiểm tra khác ({found}); hãy chọn thư mục kết quả khác.",
                path.display()
            ),
            Self::Damaged { path, detail } => format!(
                "Tệp “{}” bị hỏng ({detail}); hãy chạy lại bước scan, phần còn nguyên vẹn được giữ lại.",
                path.display()
            ),
            Self::Unfinished { path, missing } => format!(
                "Việc đọc văn bản của “{}” chưa xong (còn thiếu {missing} phần); hãy chạy lại “kysoat scan” để làm tiếp.",
                path.display()
            ),
        };
        Localized {
            vi,
            en: self.to_string(),
        }
    }
}
