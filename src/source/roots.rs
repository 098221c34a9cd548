//! The paths that a person asked to have audited.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::name::path_from_base64;
use crate::facts::{Localized, Locator};

/// The audited paths, each made absolute and free of links, so that a place has one name.
#[derive(Debug, Clone)]
pub struct Roots {
    pub(super) roots: Vec<Root>,
}

#[derive(Debug, Clone)]
pub(super) struct Root {
    pub(super) real: PathBuf,
    pub(super) is_folder: bool,
}

/// Why the archive can't be audited at all.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// A given path is not there, or may not be looked at.
    #[error("{path}: cannot be found or opened ({reason}); check the path and the right to read it")]
    Missing {
        /// As given.
        path: String,
        /// In a few words.
        reason: io::ErrorKind,
    },
    /// One given path lies in another: every document below it would count twice.
    #[error("{inner}: lies inside {outer}; give only one of them, or every document in it would count twice")]
    Nested {
        /// The path inside.
        inner: String,
        /// The path around it.
        outer: String,
    },
    /// A given path is the run directory or lies in it, and the run directory is never scanned.
    #[error("{path}: lies inside the output folder, which is never scanned; choose another --out")]
    InsideOut {
        /// As resolved.
        path: String,
    },
}

impl SourceError {
    /// For people.
    pub fn message(&self) -> Localized {
        let vi = match self {
            Self::Missing { path, reason } => format!(
                "Không tìm thấy hoặc không mở được “{path}” ({}); hãy kiểm tra đường dẫn và quyền đọc.",
                match reason {
                    io::ErrorKind::NotFound => "không tồn tại".to_owned(),
                    io::ErrorKind::PermissionDenied => "không có quyền đọc".to_owned(),
                    other => other.to_string(),
                }
            ),
            Self::Nested { inner, outer } => {
                format!("“{inner}” nằm trong “{outer}”; chỉ nêu một trong hai để không văn bản nào bị tính hai lần.")
            }
            Self::InsideOut { path } => {
                format!("“{path}” nằm trong thư mục kết quả (--out) nên không được kiểm tra; hãy chọn --out khác.")
            }
        };
        Localized {
            vi,
            en: self.to_string(),
        }
    }
}

impl Roots {
    /// Resolves the given paths.
    ///
    /// # Errors
    /// When one can't be found, or one lies in another.
    pub fn open(given: &[PathBuf]) -> Result<Self, SourceError> {
        let mut roots: Vec<Root> = Vec::new();
        for path in given {
            let missing = |error: io::Error| SourceError::Missing {
                path: path.display().to_string(),
                reason: error.kind(),
            };
            let real = fs::canonicalize(path).map_err(missing)?;
            let is_folder = fs::metadata(&real).map_err(missing)?.is_dir();
            for other in &roots {
                let (inner, outer) = if real.starts_with(&other.real) {
                    (&real, &other.real)
                } else if other.real.starts_with(&real) {
                    (&other.real, &real)
                } else {
                    continue;
                };
                return Err(SourceError::Nested {
                    inner: plain(inner),
                    outer: plain(outer),
                });
            }
            roots.push(Root { real, is_folder });
        }
        Ok(Self { roots })
    }

    /// Checks that none of the paths lies in the run directory.
    ///
    /// # Errors
    /// When one does.
    pub fn outside(&self, run_directory: &Path) -> Result<(), SourceError> {
        match self.roots.iter().find(|root| root.real.starts_with(run_directory)) {
            Some(root) => Err(SourceError::InsideOut {
                path: plain(&root.real),
            }),
            None => Ok(()),
        }
    }

    /// The resolved paths as text, in the order given.
    pub fn names(&self) -> Vec<String> {
        self.roots.iter().map(|root| plain(&root.real)).collect()
    }

    /// Where a document lies on this machine; `None` for a locator of another archive or system.
    pub fn path_of(&self, locator: &Locator) -> Option<PathBuf> {
        let root = self.roots.get(usize::try_from(locator.root).ok()?)?;
        if !root.is_folder {
            return Some(root.real.clone());
        }
        let below = match &locator.path_raw {
            Some(raw) => path_from_base64(raw)?,
            None => PathBuf::from(&locator.path),
        };
        Some(root.real.join(below))
    }

    /// Whether this resolved path is one of the audited paths or lies below one.
    pub(super) fn contain(&self, real: &Path) -> bool {
        self.roots.iter().any(|root| real.starts_with(&root.real))
    }
}

/// Windows' prefix for long paths says nothing to a person.
fn plain(path: &Path) -> String {
    let text = path.display().to_string();
    match text.strip_prefix(r"\\?\") {
        Some(short) => short.to_owned(),
        None => text,
    }
}
