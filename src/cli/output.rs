//! The directory that results go to: opened before anything runs, in place when all is done.

use crate::cli::{Failure, OutputArguments, messages};
use crate::report::directory::{self, Earlier, OutputDirectory};
use crate::report::plain;

impl OutputArguments {
    /// What happens to earlier results.
    #[must_use]
    pub fn earlier(&self) -> Earlier {
        if self.force {
            Earlier::Replace
        } else {
            Earlier::Keep
        }
    }
}

/// Makes ready for results where they were asked for; `None` where nowhere was.
///
/// # Errors
///
/// Something stands there that must stay, or the system refuses.
pub fn open_output(arguments: &OutputArguments) -> Result<Option<OutputDirectory>, Failure> {
    let Some(path) = arguments.out.as_deref() else {
        return Ok(None);
    };
    for repair in directory::repair(path) {
        if !arguments.quiet {
            messages::note(&repair.to_string());
        }
    }
    let directory = OutputDirectory::open(path, arguments.earlier())?;
    if !arguments.quiet {
        messages::notes(&directory.notes());
    }
    Ok(Some(directory))
}

/// Puts results in place, and says where they are.
///
/// # Errors
///
/// Something came to stand there meanwhile, or the system refuses.
pub fn put_in_place(
    directory: OutputDirectory,
    arguments: &OutputArguments,
) -> Result<(), Failure> {
    let in_place = directory.put_in_place()?;
    if let Some(leftover) = in_place.leftover {
        messages::note(&format!(
            "could not delete all of the earlier results, they are in `{}`",
            plain(&leftover.display().to_string())
        ));
    }
    if !arguments.quiet {
        let place = in_place.directory.display().to_string();
        messages::note(&format!("the results are in `{}`", plain(&place)));
    }
    Ok(())
}
