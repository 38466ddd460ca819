//! How the program ends.

use std::io::{self, Write};

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

/// Ends the process as what was done says; a failure is told on standard error.
///
/// Its memory goes with it: to give that back piece by piece before, as an allocator does, takes milliseconds.
pub fn end(result: Result<Exit, Failure>) -> ! {
    let exit = result.unwrap_or_else(|failure| {
        failure.tell();
        failure.exit()
    });
    // what is shown was flushed, or its failure told, where it was shown
    let _ = io::stdout().flush();
    leave(exit as i32)
}

#[cfg(unix)]
fn leave(code: i32) -> ! {
    signal_hook::low_level::exit(code)
}

#[cfg(not(unix))]
fn leave(code: i32) -> ! {
    std::process::exit(code)
}
