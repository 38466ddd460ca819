//! A directory of results: built beside its place, put there whole or not at all.
//!
//! The files are written to `.NAME.partial-…`, a sibling of the directory asked for, which is
//! made before the run so that a bad place is found early. When all is written it takes the place
//! of the directory. An earlier result gives way only when asked to, and only after the new one is
//! whole; a directory that holds anything else is never touched. What a process that is killed
//! outright leaves behind, the next run to the same place puts right ([`repair()`]).

mod error;
mod hash;
mod hidden;
mod lasting;
mod place;
mod repair;
mod swap;

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

pub use error::DirectoryError;
pub use hash::sha256;
pub use repair::{Repair, repair};

use crate::report::plain;
use hash::Hashing;
use hidden::claim;
pub(super) use hidden::{Kind, sibling};
use lasting::Lasting;
use place::{Found, changed, look, remove_result};
pub use place::{is_as_written, result_files};
pub(super) use place::{parent_of, resolve};
pub(super) use swap::make_last;
use swap::{is_overtaken, swap};

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
    /// Tells other runs that `partial` is needed; there is none where the file system has no locks.
    lock: Option<File>,
    lasting: Lasting,
    /// Whether what was built has left `partial`.
    is_in_place: bool,
}

/// What a file will have in it.
#[derive(Debug)]
pub struct Content {
    bytes: Vec<u8>,
    sha256: String,
}

impl Content {
    /// Some bytes.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        let sha256 = sha256(&bytes);
        Self { bytes, sha256 }
    }
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
        let target = resolve(path)?;
        look(&target, path, earlier)?;
        let made = make_parents(parent_of(&target))?;
        match claim(&target) {
            Ok((partial, lock)) => Ok(Self {
                asked: path.to_owned(),
                target,
                partial,
                made,
                earlier,
                lock,
                lasting: Lasting::default(),
                is_in_place: false,
            }),
            Err(reason) => {
                remove_empty(&made);
                Err(DirectoryError::system("write to", path, reason))
            }
        }
    }

    /// What the user should know before the earlier result gives way: somebody may have worked on it.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let changed = changed(&self.target).map(|name| {
            let file = plain(&self.asked.join(name).display().to_string());
            format!("`{file}` was changed since a run wrote it; it will be replaced")
        });
        changed.into_iter().collect()
    }

    /// Where a journal of work towards these results lies until they are in place.
    #[must_use]
    pub fn journal(&self) -> PathBuf {
        journal_of(&self.target)
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
        self.create(name, |file| {
            let mut out = Hashing::new(BufWriter::new(file));
            content(&mut out)?;
            out.flush()?;
            let (buffer, sha256) = out.finish();
            let file = buffer
                .into_inner()
                .map_err(io::IntoInnerError::into_error)?;
            Ok((file, sha256))
        })
    }

    /// Writes the file `name` with what is already known to be in it; returns the SHA-256 of that.
    ///
    /// # Errors
    ///
    /// It cannot be written, or its content could not be made.
    pub fn put(&self, name: &str, content: io::Result<Content>) -> Result<String, DirectoryError> {
        self.create(name, |mut file| {
            let Content { bytes, sha256 } = content?;
            file.write_all(&bytes)?;
            Ok((file, sha256))
        })
    }

    /// Creates the file `name`, of which `fill` tells the SHA-256 with the filled file.
    fn create(
        &self,
        name: &str,
        fill: impl FnOnce(File) -> io::Result<(File, String)>,
    ) -> Result<String, DirectoryError> {
        let create = || {
            let (file, sha256) = fill(File::create_new(self.partial.join(name))?)?;
            self.lasting.begin(name, file)?;
            Ok(sha256)
        };
        create().map_err(|reason| self.unwritten(name, reason))
    }

    fn unwritten(&self, name: &str, reason: io::Error) -> DirectoryError {
        DirectoryError::system("write", &self.asked.join(name), reason)
    }

    /// Takes a file over from other results as it is.
    ///
    /// # Errors
    ///
    /// It cannot be read, or not written.
    pub fn take_over(&self, file: &Path) -> Result<(), DirectoryError> {
        let Some(name) = file.file_name() else {
            return Ok(());
        };
        let copy = self.partial.join(name);
        // another name for the same content, where the file system has that
        fs::hard_link(file, &copy)
            .or_else(|_| fs::copy(file, &copy).map(drop))
            .map_err(|reason| self.unwritten(&name.to_string_lossy(), reason))
    }

    /// Puts the results in their place; an earlier result is deleted last.
    ///
    /// # Errors
    ///
    /// Something came to stand there meanwhile, or the system refuses; the earlier result is
    /// where it was, or goes back at the next start.
    pub fn put_in_place(mut self) -> Result<InPlace, DirectoryError> {
        const ATTEMPTS: usize = 100;
        let refused = |reason| DirectoryError::system("write", &self.asked, reason);
        let lasting = self.lasting.finish();
        lasting.map_err(|(name, reason)| self.unwritten(&name, reason))?;
        make_last(&self.partial).map_err(refused)?;
        let mut attempt = 0;
        let old = loop {
            let step = match look(&self.target, &self.asked, self.earlier)? {
                // an empty directory is replaced by the renaming
                Found::Nothing | Found::Empty => {
                    fs::rename(&self.partial, &self.target).map(|()| None)
                }
                Found::Result => swap(&self.partial, &self.target).map(Some),
            };
            match step {
                Ok(old) => break old,
                Err(reason) if is_overtaken(&reason) && attempt < ATTEMPTS => attempt += 1,
                Err(reason) => return Err(refused(reason)),
            }
        };
        // from here on `partial` is no longer ours to delete, and other runs may replace the results
        self.is_in_place = true;
        self.lock = None;
        for directory in self.made.iter().chain([&self.target]) {
            make_last(parent_of(directory)).map_err(refused)?;
        }
        Ok(InPlace {
            directory: self.asked.clone(),
            leftover: old.filter(|old| remove_result(old).is_err()),
        })
    }
}

impl Drop for OutputDirectory {
    fn drop(&mut self) {
        if self.is_in_place {
            return;
        }
        // everything here is ours, once no file is open any more
        let _ = self.lasting.finish();
        let _ = fs::remove_dir_all(&self.partial);
        remove_empty(&self.made);
    }
}

/// Where a journal of work towards the results at `target` lies until they are in place.
#[must_use]
pub fn journal_of(target: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(".journal");
    target.with_file_name(name)
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

#[cfg(test)]
mod tests;
