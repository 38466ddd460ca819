//! A single file of results: written beside its place, put there whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::report::directory::{
    DirectoryError, Earlier, Kind, make_last, parent_of, resolve, sibling,
};

/// A file in the making. Dropped before [`put_in_place`](Self::put_in_place), it leaves nothing behind.
#[derive(Debug)]
pub struct OutputFile {
    asked: PathBuf,
    target: PathBuf,
    partial: PathBuf,
    file: Option<File>,
    earlier: Earlier,
}

impl OutputFile {
    /// Makes ready for a file at `path`.
    ///
    /// # Errors
    ///
    /// Something stands there that must stay, or the system refuses.
    pub fn open(path: &Path, earlier: Earlier) -> Result<Self, DirectoryError> {
        let target = resolve(path)?;
        stands(&target, path, earlier)?;
        let (partial, file) = sibling(&target, Kind::Partial, |path| File::create_new(path))
            .map_err(|reason| DirectoryError::system("write", path, reason))?;
        Ok(Self {
            asked: path.to_owned(),
            target,
            partial,
            file: Some(file),
            earlier,
        })
    }

    /// Writes all of it and puts it in place.
    ///
    /// # Errors
    ///
    /// The system refuses, or something came to stand there meanwhile.
    pub fn put_in_place(
        mut self,
        content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), DirectoryError> {
        stands(&self.target, &self.asked, self.earlier)?;
        let Some(file) = self.file.take() else {
            return Ok(());
        };
        let written = || {
            let mut out = BufWriter::new(file);
            content(&mut out)?;
            out.into_inner()
                .map_err(io::IntoInnerError::into_error)?
                .sync_all()?;
            fs::rename(&self.partial, &self.target)?;
            make_last(parent_of(&self.target))
        };
        written().map_err(|reason| DirectoryError::system("write", &self.asked, reason))
    }
}

impl Drop for OutputFile {
    fn drop(&mut self) {
        // after it was renamed there is nothing there
        let _ = fs::remove_file(&self.partial);
    }
}

/// Refuses what must stay.
fn stands(target: &Path, asked: &Path, earlier: Earlier) -> Result<(), DirectoryError> {
    let path = asked.to_owned();
    match target.metadata() {
        Ok(found) if found.is_dir() => Err(DirectoryError::Folder { path }),
        Ok(_) if earlier == Earlier::Keep => Err(DirectoryError::Written { path }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_is_whole_or_as_it_was() {
        let home = tempfile::tempdir().expect("a directory");
        let path = home.path().join("x.csv");
        let write = |text: &'static str| move |out: &mut dyn Write| out.write_all(text.as_bytes());
        let open = |earlier| OutputFile::open(&path, earlier);
        open(Earlier::Keep)
            .and_then(|file| file.put_in_place(write("one")))
            .expect("written");
        assert!(matches!(
            open(Earlier::Keep),
            Err(DirectoryError::Written { .. })
        ));
        drop(open(Earlier::Replace).expect("opened"));
        let fails = |_: &mut dyn Write| Err(io::Error::other("full"));
        assert!(
            open(Earlier::Replace)
                .and_then(|file| file.put_in_place(fails))
                .is_err()
        );
        assert_eq!(fs::read_to_string(&path).expect("the file"), "one");
        open(Earlier::Replace)
            .and_then(|file| file.put_in_place(write("two")))
            .expect("written");
        assert_eq!(fs::read_to_string(&path).expect("the file"), "two");
        assert_eq!(fs::read_dir(home.path()).expect("a directory").count(), 1);
        assert!(matches!(
            OutputFile::open(home.path(), Earlier::Replace),
            Err(DirectoryError::Folder { .. })
        ));
    }
}
