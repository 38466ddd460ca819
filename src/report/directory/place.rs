//! What stands where results should go.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::report::directory::{DirectoryError, Earlier};
use crate::report::run_json::PROGRAM;

/// The files of a result; a directory with any other is not one.
const FILES: [&str; 6] = [
    "run.json",
    "monthly.csv",
    "summary.csv",
    "facts.csv",
    "guards.csv",
    "timing.json",
];

/// What stands at the place of the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    Nothing,
    Empty,
    Result,
}

/// Where results go, and what is there.
#[derive(Debug)]
pub struct Place {
    /// The directory itself: a link is followed.
    pub target: PathBuf,
    pub found: Found,
}

/// Looks at the place of the results; what must stay is an error.
pub fn find(path: &Path, earlier: Earlier) -> Result<Place, DirectoryError> {
    let refused = |reason| DirectoryError::system("write to", path, reason);
    let owned = || path.to_owned();
    if let Err(reason) = path.symlink_metadata() {
        if reason.kind() != io::ErrorKind::NotFound {
            return Err(refused(reason));
        }
        let name = path.file_name();
        let name = name.ok_or_else(|| DirectoryError::Nameless { path: owned() })?;
        return Ok(Place {
            target: path.with_file_name(name),
            found: Found::Nothing,
        });
    }
    let target = path.canonicalize().map_err(refused)?;
    if !target.is_dir() {
        return Err(DirectoryError::File { path: owned() });
    }
    if target.file_name().is_none() {
        return Err(DirectoryError::Nameless { path: owned() });
    }
    let fixed = |what| DirectoryError::Fixed {
        path: owned(),
        what,
    };
    let here = env::current_dir().and_then(|here| here.canonicalize());
    if here.is_ok_and(|here| here.starts_with(&target)) {
        return Err(fixed(
            "the directory that this program runs in, or above it",
        ));
    }
    if is_mount_point(&target).map_err(refused)? {
        return Err(fixed("a mount point"));
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(&target).map_err(refused)? {
        let entry = entry.map_err(refused)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_file = entry.file_type().map_err(refused)?.is_file();
        names.push((name, is_file));
    }
    names.sort_unstable();
    let Some((first, _)) = names.first() else {
        return Ok(Place {
            target,
            found: Found::Empty,
        });
    };
    let is_strange =
        |(name, is_file): &&(String, bool)| !is_file || !FILES.contains(&name.as_str());
    let stranger = names.iter().find(is_strange).map(|(name, _)| name);
    if stranger.is_some() || !is_ours(&target.join("run.json")) {
        return Err(DirectoryError::Foreign {
            path: owned(),
            example: stranger.unwrap_or(first).clone(),
        });
    }
    if earlier == Earlier::Keep {
        return Err(DirectoryError::Taken { path: owned() });
    }
    Ok(Place {
        target,
        found: Found::Result,
    })
}

/// Whether another file system begins at `directory`: it cannot be renamed away.
#[cfg(unix)]
fn is_mount_point(directory: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let parent = directory.parent().unwrap_or(directory);
    Ok(directory.metadata()?.dev() != parent.metadata()?.dev())
}

#[cfg(not(unix))]
fn is_mount_point(_directory: &Path) -> io::Result<bool> {
    Ok(false)
}

/// Whether this program wrote the `run.json` at `path`.
fn is_ours(path: &Path) -> bool {
    fs::read(path)
        .ok()
        .and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok())
        .is_some_and(|account| account["program"] == PROGRAM)
}

/// Deletes the files of a result, then its directory; anything else in it stays, and so does it.
pub fn remove_result(directory: &Path) -> io::Result<()> {
    for name in FILES {
        match fs::remove_file(directory.join(name)) {
            Err(reason) if reason.kind() != io::ErrorKind::NotFound => return Err(reason),
            _ => {}
        }
    }
    fs::remove_dir(directory)
}

/// Does `action` with a hidden sibling of `target` whose name is free.
///
/// A process id can come again, after a crash or in another container, so a number follows where
/// the name is taken.
pub fn sibling(
    target: &Path,
    what: &str,
    action: impl Fn(&Path) -> io::Result<()>,
) -> io::Result<PathBuf> {
    const ATTEMPTS: usize = 1000;
    let mut attempt = 0;
    loop {
        let mut name = OsString::from(".");
        name.push(target.file_name().unwrap_or_default());
        name.push(format!(".{what}-{}", std::process::id()));
        if attempt > 0 {
            name.push(format!("-{attempt}"));
        }
        let path = target.with_file_name(name);
        match action(&path) {
            Ok(()) => return Ok(path),
            Err(reason) if reason.kind() == io::ErrorKind::AlreadyExists && attempt < ATTEMPTS => {
                attempt += 1;
            }
            Err(reason) => return Err(reason),
        }
    }
}
