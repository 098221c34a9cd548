//! Why a pass can't be run to its end. What is wrong with one document is never among these.

use std::{io, path::PathBuf};

use crate::{facts::Localized, source::SourceError, store::StoreError};

/// The end of a pass.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// The archive can't be found.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The run directory can't be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The worker can't be started, or doesn't speak our language: no document can be measured.
    #[error("{}: the worker cannot be used ({detail}); install kysoat again", program.display())]
    Worker {
        /// The program started.
        program: PathBuf,
        /// What happened.
        detail: String,
    },
    /// The threads of the pool can't be made.
    #[error("the threads cannot be started ({0}); lower --jobs")]
    Pool(String),
    /// A trust folder can't be read.
    #[error("{}: the trust folder cannot be read ({source}); check the path and the right to read it", path.display())]
    Trust {
        /// The folder.
        path: PathBuf,
        /// What the file system says.
        source: io::Error,
    },
    /// The table of algorithms can't be read.
    #[error("{}: the table of algorithms cannot be read ({source}); check the rules folder", path.display())]
    Algorithms {
        /// The file.
        path: PathBuf,
        /// What the file system says.
        source: io::Error,
    },
    /// Sums that must agree don't.
    #[error("the run counts “{what}” twice and gets {left} and {right}; its results must not be used, report this")]
    Closure {
        /// What was counted.
        what: String,
        /// Once.
        left: u64,
        /// And again.
        right: u64,
    },
    /// The tables can't be read or written.
    #[cfg(feature = "report")]
    #[error(transparent)]
    Dataset(#[from] crate::dataset::DatasetError),
}

impl AuditError {
    /// For people.
    pub fn message(&self) -> Localized {
        let vi = match self {
            Self::Source(error) => return error.message(),
            Self::Store(error) => return error.message(),
            Self::Worker { program, detail } => format!(
                "Không chạy được tiến trình đọc văn bản “{}” ({detail}); hãy cài đặt lại kysoat.",
                program.display()
            ),
            Self::Pool(detail) => format!("Không tạo được luồng xử lý ({detail}); hãy giảm --jobs."),
            Self::Trust { path, source } => format!(
                "Không đọc được thư mục chứng thư tin cậy “{}” ({source}); hãy kiểm tra đường dẫn và quyền đọc.",
                path.display()
            ),
            Self::Algorithms { path, source } => format!(
                "Không đọc được bảng thuật toán “{}” ({source}); hãy kiểm tra thư mục quy tắc.",
                path.display()
            ),
            Self::Closure { what, left, right } => format!(
                "Hai lần đếm “{what}” cho kết quả khác nhau ({left} và {right}); không được dùng kết quả này, đề \
                 nghị báo cho người phát triển."
            ),
            #[cfg(feature = "report")]
            Self::Dataset(error) => format!("Không dùng được bảng dữ liệu: {error}"),
        };
        Localized {
            vi,
            en: self.to_string(),
        }
    }
}
