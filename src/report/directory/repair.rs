//! What a run that was killed outright left behind is put right by the next.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use crate::report::directory::hidden::{Hold, Kind, hold, leftovers};
use crate::report::directory::place::{
    has_only_results, is_free, is_result, parent_of, remove_result, resolve,
};
use crate::report::directory::swap::make_last;
use crate::report::plain;

/// What was found beside the place of the results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repair {
    /// A run was killed while it replaced a result, which is in its place again.
    PutBack {
        /// The place.
        directory: PathBuf,
    },
    /// A run was killed, and what it left is deleted.
    Removed {
        /// Its hidden directory.
        hidden: PathBuf,
    },
    /// Another run is at work.
    Busy {
        /// The place.
        directory: PathBuf,
    },
}

impl fmt::Display for Repair {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |path: &Path| plain(&path.display().to_string());
        match self {
            Self::PutBack { directory } => write!(
                out,
                "a run was killed while it replaced the results in `{}`: the earlier ones are back",
                shown(directory)
            ),
            Self::Removed { hidden } => write!(
                out,
                "deleted `{}`, which a run that was killed had left behind",
                shown(hidden)
            ),
            Self::Busy { directory } => write!(
                out,
                "another run is about to write its results to `{}`",
                shown(directory)
            ),
        }
    }
}

/// Puts right what killed runs left beside `path`: an earlier result that was moved away goes back
/// if nothing took its place, and what nobody needs is deleted.
///
/// A directory that a living run holds is left alone, and so is one that has anything but files of
/// a result in it. What the system refuses is left for another time.
#[must_use]
pub fn repair(path: &Path) -> Vec<Repair> {
    let Ok(target) = resolve(path) else {
        return Vec::new();
    };
    let mut repairs = Vec::new();
    for (kind, hidden) in leftovers(&target) {
        let lock = match hold(&hidden) {
            Hold::Held(lock) => Some(lock),
            Hold::Unable => None,
            Hold::Busy => {
                let directory = path.to_owned();
                repairs.push(Repair::Busy { directory });
                continue;
            }
        };
        let is_unneeded = lock.is_some() || kind == Kind::Replaced;
        // what is being deleted has no `run.json` any more
        let is_last_copy =
            kind == Kind::Replaced && hidden.join("run.json").exists() && !is_result(&target);
        if is_last_copy {
            // a run that is still at work moves it away again, so no lock is needed
            if is_result(&hidden) && is_free(&target) && fs::rename(&hidden, &target).is_ok() {
                let _ = make_last(parent_of(&target));
                let directory = path.to_owned();
                repairs.push(Repair::PutBack { directory });
            }
        } else if is_unneeded && has_only_results(&hidden) && remove_result(&hidden).is_ok() {
            repairs.push(Repair::Removed { hidden });
        }
    }
    repairs
}
