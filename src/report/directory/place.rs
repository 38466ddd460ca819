//! What stands where results should go.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::report::directory::{DirectoryError, Earlier, sha256};
use crate::report::run_json::PROGRAM;

/// The files of a result; a directory with any other is not one. `run.json` makes it one, and is
/// written last and deleted first.
const FILES: [&str; 20] = [
    "run.json",
    "journal.jsonl",
    "monthly.csv",
    "months.csv",
    "points.csv",
    "knowing.csv",
    "sweep.csv",
    "curve.csv",
    "variance.csv",
    "targets.csv",
    "sensitivity.csv",
    "screening.csv",
    "comparison.csv",
    "figures.json",
    "report.html",
    "summary.csv",
    "facts.csv",
    "guards.csv",
    "drivers.csv",
    "timing.json",
];

/// What stands at the place of the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    Nothing,
    Empty,
    Result,
}

/// The directory that `path` stands for: a link is followed, even to where nothing is yet.
pub fn resolve(path: &Path) -> Result<PathBuf, DirectoryError> {
    let refused = |reason| DirectoryError::system("write to", path, reason);
    let nameless = || DirectoryError::Nameless {
        path: path.to_owned(),
    };
    match path.symlink_metadata() {
        Ok(_) => {}
        Err(reason) if reason.kind() == io::ErrorKind::NotFound => {
            let name = path.file_name().ok_or_else(nameless)?;
            return Ok(path.with_file_name(name));
        }
        Err(reason) => return Err(refused(reason)),
    }
    match path.canonicalize() {
        Ok(target) if target.file_name().is_none() => Err(nameless()),
        Ok(target) => Ok(target),
        Err(reason) if reason.kind() == io::ErrorKind::NotFound => {
            let link = path.read_link().map_err(refused)?;
            resolve(&parent_of(path).join(link))
        }
        Err(reason) => Err(refused(reason)),
    }
}

/// The directory that `path` is in.
pub fn parent_of(path: &Path) -> &Path {
    path.parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// Looks at the place of the results; what must stay is an error, which speaks of the path as it
/// was asked for.
///
/// Another run may put its results there while this looks; then it looks again.
pub fn look(target: &Path, asked: &Path, earlier: Earlier) -> Result<Found, DirectoryError> {
    const ATTEMPTS: usize = 100;
    for _ in 1..ATTEMPTS {
        let before = identity(target);
        let found = look_once(target, asked, earlier);
        if before == identity(target) {
            return found;
        }
    }
    look_once(target, asked, earlier)
}

/// Tells the directory at `path` from another that takes its place.
#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    let metadata = path.metadata().ok()?;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(_path: &Path) -> Option<(u64, u64)> {
    None
}

fn look_once(target: &Path, asked: &Path, earlier: Earlier) -> Result<Found, DirectoryError> {
    let refused = |reason| DirectoryError::system("write to", asked, reason);
    let path = || asked.to_owned();
    let metadata = match target.metadata() {
        Ok(metadata) => metadata,
        Err(reason) if reason.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(reason) => return Err(refused(reason)),
    };
    if !metadata.is_dir() {
        return Err(DirectoryError::File { path: path() });
    }
    let fixed = |what| DirectoryError::Fixed { path: path(), what };
    let here = env::current_dir().and_then(|here| here.canonicalize());
    let target = target.canonicalize().map_err(refused)?;
    if here.is_ok_and(|here| here.starts_with(&target)) {
        return Err(fixed(
            "the directory that this program runs in, or above it",
        ));
    }
    if is_mount_point(&target).map_err(refused)? {
        return Err(fixed("a mount point"));
    }
    let names = names(&target).map_err(refused)?;
    if names.is_empty() {
        return Ok(Found::Empty);
    }
    let stranger = names
        .iter()
        .find(|found| is_strange(found))
        .map(|(name, _)| name);
    if let Some(stranger) = stranger {
        return Err(DirectoryError::Foreign {
            path: path(),
            example: stranger.clone(),
        });
    }
    if !is_ours(&target) {
        return Err(DirectoryError::Unaccounted { path: path() });
    }
    if earlier == Earlier::Keep {
        return Err(DirectoryError::Taken {
            path: path(),
            changed: changed(&target),
        });
    }
    Ok(Found::Result)
}

/// What a directory has, by name, and whether it is a plain file.
fn names(directory: &Path) -> io::Result<Vec<(String, bool)>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        names.push((name, entry.file_type()?.is_file()));
    }
    names.sort_unstable();
    Ok(names)
}

/// Whether no result has it.
fn is_strange((name, is_file): &(String, bool)) -> bool {
    !is_file || !FILES.contains(&name.as_str())
}

/// Whether `directory` has nothing but files of a result, or nothing.
pub fn has_only_results(directory: &Path) -> bool {
    names(directory).is_ok_and(|names| !names.iter().any(is_strange))
}

/// Whether `directory` is a result of this program.
pub fn is_result(directory: &Path) -> bool {
    has_only_results(directory) && is_ours(directory)
}

/// Whether nothing is lost when something is renamed to `path`.
pub fn is_free(path: &Path) -> bool {
    match fs::read_dir(path) {
        Ok(mut entries) => entries.next().is_none(),
        Err(reason) => reason.kind() == io::ErrorKind::NotFound,
    }
}

/// A file of the result in `directory` that is not as it was written.
#[must_use]
pub fn changed(directory: &Path) -> Option<String> {
    let account = account(directory)?;
    let expected = |name: &&str| account["files"][*name].is_object();
    let mut names = FILES.into_iter().filter(expected);
    names
        .find(|name| !is_as_written(directory, name))
        .map(str::to_owned)
}

/// Whether a file of the result in `directory` is as it was written, by the account of the result.
#[must_use]
pub fn is_as_written(directory: &Path, name: &str) -> bool {
    let expected = account(directory).and_then(|account| {
        let hash = account["files"][name]["sha256"].as_str();
        hash.map(str::to_owned)
    });
    let found = fs::read(directory.join(name)).map(|bytes| sha256(&bytes));
    found.is_ok_and(|found| Some(found) == expected)
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

/// Whether this program wrote the `run.json` in `directory`.
fn is_ours(directory: &Path) -> bool {
    account(directory).is_some_and(|account| account["program"] == PROGRAM)
}

/// The `run.json` in `directory`.
fn account(directory: &Path) -> Option<Value> {
    let bytes = fs::read(directory.join("run.json")).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// The files of the result in `directory`.
#[must_use]
pub fn result_files(directory: &Path) -> Vec<PathBuf> {
    let files = FILES.into_iter().map(|name| directory.join(name));
    files.filter(|file| file.is_file()).collect()
}

/// Deletes a directory that has nothing but files of a result; any other stays as it is.
pub fn remove_result(directory: &Path) -> io::Result<()> {
    match names(directory) {
        Ok(names) if names.iter().any(is_strange) => {
            return Err(io::ErrorKind::DirectoryNotEmpty.into());
        }
        Ok(_) => {}
        found => return gone(found.map(drop)),
    }
    for name in FILES {
        gone(fs::remove_file(directory.join(name)))?;
    }
    gone(fs::remove_dir(directory))
}

/// Somebody else may have been faster.
fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(reason) if reason.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
