//! A directory of results: built beside its place, put there whole or not at all.
//!
//! The files are written to `.NAME.partial-PID`, a sibling of the directory asked for, which is
//! made before the run so that a bad place is found early. When all is written it is renamed. An
//! earlier result gives way only when asked to, and only after the new one is whole; a directory
//! that holds anything else is never touched. Only a process that is killed outright leaves its
//! hidden directory behind; it can be deleted.

mod error;
mod hash;
mod place;

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

pub use error::DirectoryError;
pub use hash::sha256;

use hash::Hashing;
use place::{Found, find, remove_result, sibling};

/// What happens to an earlier result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Earlier {
    /// It stays, and the run is refused.
    Keep,
    /// It gives way to the new one.
    Replace,
}

/// A directory of results in the making. Dropped before [`put_in_place`](Self::put_in_place), it
/// leaves nothing behind.
#[derive(Debug)]
pub struct OutputDirectory {
    /// As it was asked for, for messages.
    asked: PathBuf,
    /// Where the results will be.
    target: PathBuf,
    /// Where they are written.
    partial: PathBuf,
    /// Directories made on the way to the target, outermost first.
    made: Vec<PathBuf>,
    earlier: Earlier,
}

/// Where results ended up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InPlace {
    /// The directory, as it was asked for.
    pub directory: PathBuf,
    /// An earlier result that had to give way and could not be deleted.
    pub leftover: Option<PathBuf>,
}

impl OutputDirectory {
    /// Makes ready for results at `path`.
    ///
    /// # Errors
    ///
    /// Something stands there that must stay, or the system refuses.
    pub fn open(path: &Path, earlier: Earlier) -> Result<Self, DirectoryError> {
        let target = find(path, earlier)?.target;
        let parent = target.parent().unwrap_or(Path::new(""));
        let made = make_parents(parent)?;
        let partial = sibling(&target, "partial", |partial| fs::create_dir(partial));
        match partial {
            Ok(partial) => Ok(Self {
                asked: path.to_owned(),
                target,
                partial,
                made,
                earlier,
            }),
            Err(reason) => {
                remove_empty(&made);
                Err(DirectoryError::system("write to", path, reason))
            }
        }
    }

    /// Writes the file `name` with what `content` writes; returns the SHA-256 of what is in it.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    pub fn write(
        &self,
        name: &str,
        content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<String, DirectoryError> {
        let write = || {
            let file = File::create_new(self.partial.join(name))?;
            let mut out = Hashing::new(BufWriter::new(file));
            content(&mut out)?;
            out.flush()?;
            let (buffer, sha256) = out.finish();
            let file = buffer
                .into_inner()
                .map_err(io::IntoInnerError::into_error)?;
            file.sync_all()?;
            Ok(sha256)
        };
        write().map_err(|reason| DirectoryError::system("write", &self.asked.join(name), reason))
    }

    /// Puts the results in their place; an earlier result is moved away first and deleted last.
    ///
    /// # Errors
    ///
    /// Something came to stand there meanwhile, or the system refuses; the earlier result is
    /// where it was.
    pub fn put_in_place(mut self) -> Result<InPlace, DirectoryError> {
        let refused = |reason| DirectoryError::system("write", &self.asked, reason);
        let mut old = None;
        match find(&self.asked, self.earlier)?.found {
            // an empty directory is replaced by the renaming
            Found::Nothing | Found::Empty => {}
            Found::Result => {
                let moved = sibling(&self.target, "replaced", |old| {
                    refuse_existing(old)?;
                    fs::rename(&self.target, old)
                });
                old = Some(moved.map_err(refused)?);
            }
        }
        if let Err(reason) = fs::rename(&self.partial, &self.target) {
            if let Some(old) = &old {
                fs::rename(old, &self.target).map_err(refused)?;
            }
            return Err(refused(reason));
        }
        self.made.clear();
        Ok(InPlace {
            directory: self.asked.clone(),
            leftover: old.filter(|old| remove_result(old).is_err()),
        })
    }
}

impl Drop for OutputDirectory {
    fn drop(&mut self) {
        // after a rename there is nothing here; otherwise everything here is ours
        let _ = fs::remove_dir_all(&self.partial);
        remove_empty(&self.made);
    }
}

/// Makes the directories down to `parent` that are missing; returns them, outermost first.
fn make_parents(parent: &Path) -> Result<Vec<PathBuf>, DirectoryError> {
    let missing: Vec<PathBuf> = parent
        .ancestors()
        .take_while(|ancestor| !ancestor.as_os_str().is_empty() && !ancestor.exists())
        .map(Path::to_owned)
        .collect();
    let mut made = Vec::new();
    for directory in missing.into_iter().rev() {
        match fs::create_dir(&directory) {
            Ok(()) => made.push(directory),
            // `a/..` or somebody else was faster
            Err(_) if directory.is_dir() => {}
            Err(reason) => {
                remove_empty(&made);
                return Err(DirectoryError::system("make", &directory, reason));
            }
        }
    }
    Ok(made)
}

/// Removes directories that were made for nothing; one that somebody uses by now stays.
fn remove_empty(made: &[PathBuf]) {
    for directory in made.iter().rev() {
        let _ = fs::remove_dir(directory);
    }
}

/// Renaming would replace an empty directory without a word.
fn refuse_existing(path: &Path) -> io::Result<()> {
    if path.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    Ok(())
}

#[cfg(test)]
mod tests;
