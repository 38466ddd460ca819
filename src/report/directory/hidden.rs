//! Hidden directories beside the target, and the lock that says that a run still needs one.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::path::{Path, PathBuf};

use crate::report::directory::place::parent_of;

/// What a hidden directory is, as its name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An earlier result that was moved away.
    Replaced,
    /// A result in the making, or an earlier one that was exchanged for it.
    Partial,
    /// A result in the making, where the file system has no locks: it is never cleared away, since
    /// nobody can tell whether a run still needs it.
    Unguarded,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Replaced => "replaced",
            Self::Partial => "partial",
            Self::Unguarded => "unguarded",
        }
    }
}

/// Whether a directory could be locked. A lock ends with the process, whatever happens to it.
#[derive(Debug)]
pub enum Hold {
    /// It is held as long as this lives; renaming does not matter.
    Held(File),
    /// A process holds it, or has just renamed or deleted it.
    Busy,
    /// The file system has no locks for directories.
    Unable,
}

/// Tries to lock a directory against other runs.
pub fn hold(directory: &Path) -> Hold {
    let file = match File::open(directory) {
        Ok(file) => file,
        Err(reason) if reason.kind() == io::ErrorKind::NotFound => return Hold::Busy,
        Err(_) => return Hold::Unable,
    };
    match file.try_lock() {
        Ok(()) if is_named(&file, directory) => Hold::Held(file),
        Ok(()) | Err(TryLockError::WouldBlock) => Hold::Busy,
        Err(TryLockError::Error(_)) => Hold::Unable,
    }
}

/// Whether `path` is still the name of what was opened, and no link to it.
#[cfg(unix)]
fn is_named(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(file), Ok(path)) = (file.metadata(), path.symlink_metadata()) else {
        return false;
    };
    (file.dev(), file.ino()) == (path.dev(), path.ino())
}

#[cfg(not(unix))]
fn is_named(_file: &File, path: &Path) -> bool {
    path.symlink_metadata()
        .is_ok_and(|metadata| metadata.is_dir())
}

/// Makes a directory to build the results for `target` in, and locks it where that is possible.
pub fn claim(target: &Path) -> io::Result<(PathBuf, Option<File>)> {
    let (partial, lock) = sibling(target, Kind::Partial, |path| {
        fs::create_dir(path)?;
        match hold(path) {
            Hold::Held(lock) => Ok(Some(lock)),
            Hold::Unable => Ok(None),
            // a run that clears up took it for a leftover
            Hold::Busy => Err(io::ErrorKind::AlreadyExists.into()),
        }
    })?;
    if lock.is_some() {
        return Ok((partial, lock));
    }
    let renamed = sibling(target, Kind::Unguarded, |path| rename_new(&partial, path));
    renamed
        .map(|(unguarded, ())| (unguarded, None))
        .inspect_err(|_| {
            let _ = fs::remove_dir(&partial);
        })
}

/// Renames to a name that is free; renaming alone would replace an empty directory.
pub fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    if to.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(from, to)
}

/// Does `action` with a hidden sibling of `target` whose name is free.
///
/// A process id can come again, after a crash or in another container, so a number follows that
/// does not: two runs never mean different directories by one name.
pub fn sibling<T>(
    target: &Path,
    kind: Kind,
    action: impl Fn(&Path) -> io::Result<T>,
) -> io::Result<(PathBuf, T)> {
    const ATTEMPTS: usize = 1000;
    let mut attempt = 0;
    loop {
        let mut name = OsString::from(".");
        name.push(target.file_name().unwrap_or_default());
        let number = RandomState::new().hash_one(attempt);
        let process = std::process::id();
        name.push(format!(".{}-{process}-{number}", kind.name()));
        let path = target.with_file_name(name);
        match action(&path) {
            Ok(done) => return Ok((path, done)),
            Err(reason) if reason.kind() == io::ErrorKind::AlreadyExists && attempt < ATTEMPTS => {
                attempt += 1;
            }
            Err(reason) => return Err(reason),
        }
    }
}

/// The hidden siblings of `target` that a run may have left behind: what was moved away first.
pub fn leftovers(target: &Path) -> Vec<(Kind, PathBuf)> {
    let Ok(entries) = fs::read_dir(parent_of(target)) else {
        return Vec::new();
    };
    let mut found: Vec<(Kind, PathBuf)> = entries
        .filter_map(|entry| {
            let name = entry.ok()?.file_name();
            let kind = kind_of(name.as_encoded_bytes(), target)?;
            Some((kind, target.with_file_name(name)))
        })
        .collect();
    found.sort_by(|a, b| (a.0 as u8, &a.1).cmp(&(b.0 as u8, &b.1)));
    found
}

/// What the hidden sibling of `target` with this name is; nothing if the name is of another make.
fn kind_of(name: &[u8], target: &Path) -> Option<Kind> {
    let base = target.file_name()?.as_encoded_bytes();
    let rest = name.strip_prefix(b".")?.strip_prefix(base)?;
    let rest = rest.strip_prefix(b".")?;
    [Kind::Replaced, Kind::Partial].into_iter().find(|kind| {
        let number = rest.strip_prefix(format!("{}-", kind.name()).as_bytes());
        number.is_some_and(|number| {
            number.first().is_some_and(u8::is_ascii_digit)
                && number
                    .iter()
                    .all(|byte| byte.is_ascii_digit() || *byte == b'-')
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lock_is_held_by_one_and_follows_a_renaming() {
        let home = tempfile::tempdir().expect("a directory");
        let (partial, lock) = claim(&home.path().join("results")).expect("claimed");
        let Some(lock) = lock else {
            // no locks for directories on this file system
            assert!(matches!(hold(&partial), Hold::Unable));
            return;
        };
        assert!(matches!(hold(&partial), Hold::Busy));
        let renamed = home.path().join("renamed");
        fs::rename(&partial, &renamed).expect("renamed");
        assert!(matches!(hold(&renamed), Hold::Busy));
        drop(lock);
        assert!(matches!(hold(&renamed), Hold::Held(_)));
    }

    #[cfg(unix)]
    #[test]
    fn link_is_not_held() {
        let home = tempfile::tempdir().expect("a directory");
        let link = home.path().join("link");
        std::os::unix::fs::symlink(home.path(), &link).expect("a link");
        assert!(!matches!(hold(&link), Hold::Held(_)));
    }
}
