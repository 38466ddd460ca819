//! The moment in which a new result takes the place of an earlier one, made to last.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::report::directory::hidden::{Kind, rename_new, sibling};
use crate::report::directory::place::remove_result;

/// Puts `new` in the place of `target`; returns where the old one is now.
///
/// In one step where system and file system can. Otherwise there is a moment without any
/// directory under the name; a process that is killed in it leaves the old one for
/// [`repair`](super::repair::repair).
pub fn swap(new: &Path, target: &Path) -> io::Result<PathBuf> {
    match exchange(new, target) {
        Ok(()) => Ok(new.to_owned()),
        Err(_) => in_two_steps(new, target),
    }
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(new: &Path, target: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, new, CWD, target, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange(_new: &Path, _target: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Moves the old one away, then the new one in.
pub fn in_two_steps(new: &Path, target: &Path) -> io::Result<PathBuf> {
    let (old, ()) = sibling(target, Kind::Replaced, |old| rename_new(target, old))?;
    move_in(new, target, &old)?;
    Ok(old)
}

/// Moves the new one in; if that fails, the old one back. Where another run has put its own there
/// meanwhile, nobody needs the old one.
fn move_in(new: &Path, target: &Path, old: &Path) -> io::Result<()> {
    fs::rename(new, target).inspect_err(|_| {
        if fs::rename(old, target).is_err_and(|reason| is_overtaken(&reason)) {
            let _ = remove_result(old);
        }
    })
}

/// Whether another run was faster, so that another look helps.
pub fn is_overtaken(reason: &io::Error) -> bool {
    matches!(
        reason.kind(),
        io::ErrorKind::AlreadyExists | io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::NotFound
    )
}

/// Makes what was created in `directory` or renamed to it outlast a power failure, where the
/// system can.
#[cfg(unix)]
pub fn make_last(directory: &Path) -> io::Result<()> {
    let Ok(opened) = File::open(directory) else {
        // a directory that may be written to but not read
        return Ok(());
    };
    match opened.sync_all() {
        Err(reason)
            if !matches!(
                reason.kind(),
                io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported
            ) =>
        {
            Err(reason)
        }
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
pub fn make_last(_directory: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A directory with two directories in it, which hold a file that says which they are.
    fn home() -> (tempfile::TempDir, PathBuf, PathBuf) {
        let home = tempfile::tempdir().expect("a directory");
        let paths = ["new", "target"].map(|name| home.path().join(name));
        for path in &paths {
            fs::create_dir(path).expect("made");
            fs::write(
                path.join("run.json"),
                path.file_name().expect("a name").as_encoded_bytes(),
            )
            .expect("written");
        }
        let [new, target] = paths;
        (home, new, target)
    }

    fn which(path: &Path) -> String {
        fs::read_to_string(path.join("run.json")).expect("the file")
    }

    #[test]
    fn swap_puts_the_new_in_place_and_says_where_the_old_is() {
        for swap in [swap, in_two_steps] {
            let (home, new, target) = home();
            let old = swap(&new, &target).expect("swapped");
            assert_eq!(
                (which(&target), which(&old)),
                ("new".into(), "target".into())
            );
            assert_eq!(fs::read_dir(home.path()).expect("a directory").count(), 2);
        }
    }

    #[test]
    fn swap_that_another_run_overtakes_leaves_its_result_and_not_the_old_one() {
        let (home, new, target) = home();
        let old = new.with_file_name("old");
        fs::create_dir(&old).expect("made");
        fs::write(old.join("run.json"), "old").expect("written");
        let reason = move_in(&new, &target, &old).expect_err("overtaken");
        assert!(is_overtaken(&reason), "{reason}");
        assert_eq!(
            (which(&target), which(&new)),
            ("target".into(), "new".into())
        );
        assert_eq!(fs::read_dir(home.path()).expect("a directory").count(), 2);
    }

    #[test]
    fn swap_that_fails_leaves_the_old_in_place() {
        for swap in [swap, in_two_steps] {
            let (home, new, target) = home();
            let missing = new.with_file_name("missing");
            let reason = swap(&missing, &target).expect_err("nothing new");
            assert!(is_overtaken(&reason), "{reason}");
            assert_eq!(which(&target), "target");
            assert_eq!(fs::read_dir(home.path()).expect("a directory").count(), 2);
        }
    }
}
