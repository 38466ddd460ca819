//! Files made to outlast a power failure, while others are written.

use std::fs::File;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

/// Files of which nobody has waited yet until the disk has them.
#[derive(Debug, Default)]
pub struct Lasting(Mutex<Vec<Making>>);

/// A file that is on its way to the disk.
#[derive(Debug)]
struct Making {
    name: String,
    done: JoinHandle<io::Result<()>>,
}

impl Lasting {
    /// Begins with a file in which all is written. To wait here would take longer than to write it did.
    ///
    /// # Errors
    ///
    /// It had to be done at once, and the file cannot be made to last.
    pub fn begin(&self, name: &str, file: File) -> io::Result<()> {
        let file = Arc::new(file);
        let own = Arc::clone(&file);
        let begun = thread::Builder::new().spawn(move || own.sync_all());
        let Ok(done) = begun else {
            return file.sync_all();
        };
        let name = name.to_owned();
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(Making { name, done });
        Ok(())
    }

    /// Waits until all of them last.
    ///
    /// # Errors
    ///
    /// One cannot be made to: its name, and why.
    pub fn finish(&self) -> Result<(), (String, io::Error)> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let ends: Vec<_> = all
            .drain(..)
            .map(|making| (making.name, making.done.join()))
            .collect();
        ends.into_iter().try_for_each(|(name, end)| match end {
            Ok(end) => end.map_err(|reason| (name, reason)),
            Err(_) => Err((
                name,
                io::Error::other("the thread that waited for it ended"),
            )),
        })
    }
}
