//! Reading of what may be no plain file: an endless device, or a pipe into which nobody writes.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::thread;
use std::time::Duration;

use crate::scenario::error::ReadProblem;

/// A pipe that has a writer is waited for, but not longer than this without a byte.
const PATIENCE: Duration = Duration::from_secs(5);

/// Between two looks into a pipe.
const PAUSE: Duration = Duration::from_millis(5);

/// The first `most` bytes.
///
/// # Errors
///
/// The system's, or that nothing comes out.
pub fn read_up_to(path: &Path, most: usize) -> Result<Vec<u8>, ReadProblem> {
    let mut file = open(path)?;
    let is_file = file.metadata()?.is_file();
    let mut bytes = Vec::new();
    let mut part = vec![0; 64 * 1024];
    let mut waited = Duration::ZERO;
    while bytes.len() < most {
        match file.read(&mut part) {
            Ok(0) if bytes.is_empty() && !is_file => return Err(ReadProblem::Silent),
            Ok(0) => break,
            Ok(count) => {
                bytes.extend_from_slice(&part[..count]);
                waited = Duration::ZERO;
            }
            Err(reason) if reason.kind() == ErrorKind::Interrupted => {}
            Err(reason) if reason.kind() == ErrorKind::WouldBlock && waited < PATIENCE => {
                thread::sleep(PAUSE);
                waited += PAUSE;
            }
            Err(reason) if reason.kind() == ErrorKind::WouldBlock => {
                return Err(ReadProblem::Silent);
            }
            Err(reason) => return Err(reason.into()),
        }
    }
    Ok(bytes)
}

/// Opens without waiting for a writer at the other end.
#[cfg(unix)]
fn open(path: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new()
        .read(true)
        .custom_flags(libc::O_NONBLOCK)
        .open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().read(true).open(path)
}
