//! Why results cannot be written, as data.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::report::plain;

/// Why results cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// The path has no last part, such as `..`.
    #[error("`{}` is no name for a directory of results", shown(.path))]
    Nameless {
        /// As asked for.
        path: PathBuf,
    },
    /// A file stands there.
    #[error("`{}` is a file, expected a directory or nothing there yet", shown(.path))]
    File {
        /// As asked for.
        path: PathBuf,
    },
    /// The directory itself has to stay.
    #[error("`{}` is {what}, which results cannot replace as a whole", shown(.path))]
    Fixed {
        /// As asked for.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// An earlier result stands there.
    #[error("`{}` holds the results of an earlier run{}", shown(.path), changed_since(.changed.as_deref()))]
    Taken {
        /// As asked for.
        path: PathBuf,
        /// One of its files that is not as it was written.
        changed: Option<String>,
    },
    /// Something else stands there.
    #[error("`{}` holds `{}`, which is not a result of this program", shown(.path), plain(.example))]
    Foreign {
        /// As asked for.
        path: PathBuf,
        /// One of the things in it.
        example: String,
    },
    /// What may be a result has lost its account.
    #[error("`{}` has no `run.json` of this program, so nothing says that its files are results", shown(.path))]
    Unaccounted {
        /// As asked for.
        path: PathBuf,
    },
    /// A folder stands where a file should be.
    #[error("`{}` is a folder, expected a file or nothing there yet", shown(.path))]
    Folder {
        /// As asked for.
        path: PathBuf,
    },
    /// A file stands there already.
    #[error("`{}` is there already", shown(.path))]
    Written {
        /// As asked for.
        path: PathBuf,
    },
    /// The system refuses.
    #[error("cannot {action} `{}`: {reason}", shown(.path))]
    System {
        /// What was tried.
        action: &'static str,
        /// With which file.
        path: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
}

impl DirectoryError {
    /// The system refuses `action` on `path`.
    #[must_use]
    pub fn system(action: &'static str, path: &Path, reason: io::Error) -> Self {
        Self::System {
            action,
            path: path.to_owned(),
            reason,
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::Nameless { .. }
            | Self::File { .. }
            | Self::Foreign { .. }
            | Self::Unaccounted { .. } => "name a new directory after `--out`",
            Self::Fixed { .. } => "name a directory inside it after `--out`",
            Self::Folder { .. } => "name a file in it",
            Self::Written { .. } => "name another file, or replace it with `--force`",
            Self::Taken { .. } => {
                "name another directory after `--out`, or replace the results with `--force`"
            }
            Self::System { reason, .. } => match reason.kind() {
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                    "make room, or name a directory on another disk after `--out`"
                }
                ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                    "name a directory that you may write to after `--out`"
                }
                ErrorKind::NotADirectory => {
                    "a part of the path is a file: name another directory after `--out`"
                }
                ErrorKind::InvalidFilename => "name a shorter one after `--out`: up to 200 bytes",
                _ => "name another directory after `--out`",
            },
        }
    }
}

fn changed_since(name: Option<&str>) -> String {
    name.map_or_else(String::new, |name| {
        format!(", and its `{}` was changed since", plain(name))
    })
}

fn shown(path: &Path) -> String {
    plain(&path.display().to_string())
}
