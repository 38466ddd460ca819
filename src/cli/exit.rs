//! How the program ends.

use std::process::ExitCode;

use crate::cli::Failure;

/// What the exit code says; a panic ends with 101 by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Done, and a guard of the scenario failed.
    GuardFailed = 1,
    /// The arguments or the scenario are wrong.
    Wrong = 2,
    /// Something cannot be read or written.
    System = 3,
    /// The program is wrong.
    Bug = 101,
    /// Interrupted by the user.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// The exit code of what was done; a failure is told on standard error.
#[must_use]
pub fn exit_code(result: Result<Exit, Failure>) -> ExitCode {
    match result {
        Ok(exit) => exit.into(),
        Err(failure) => {
            failure.tell();
            failure.exit().into()
        }
    }
}
