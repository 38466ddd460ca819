//! The journal of a sweep: its account, then a line for each finished point, as soon as it is done.
//!
//! It lies beside the results as `.NAME.journal` until they are in place. A line that a killed process left
//! unfinished is cut off; what is whole is not done again.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::report::plain;
use crate::report::run_json::PROGRAM;
use crate::report::sweep::account::changes;
use crate::report::sweep::entry::Entry;

/// What a journal is called among the results of a shard.
pub const JOURNAL: &str = "journal.jsonl";

/// Why a journal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The system refuses.
    #[error("cannot {action} `{}`: {reason}", shown(.path))]
    System {
        /// What was tried.
        action: &'static str,
        /// With which file.
        path: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
    /// It is no journal.
    #[error("`{}` is no journal of a sweep, or it is damaged", shown(.path))]
    Foreign {
        /// Which file.
        path: PathBuf,
    },
    /// It belongs to a sweep that was begun with other arguments.
    #[error("an interrupted sweep to the same place was another: {}", plain(&.changes.join("; ")))]
    Changed {
        /// What differs.
        changes: Vec<String>,
    },
    /// Another process writes to it.
    #[error("another sweep to the same place is at work (`{}` is in use)", shown(.path))]
    Busy {
        /// Which file.
        path: PathBuf,
    },
    /// A point is missing.
    #[error("`{}` does not have point {point} any more", shown(.path))]
    Missing {
        /// Which file.
        path: PathBuf,
        /// Which point.
        point: usize,
    },
}

impl JournalError {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::System { .. } => {
                "make room or mend the rights, or name another directory after `--out`"
            }
            Self::Foreign { .. } | Self::Missing { .. } => {
                "drop it with `--restart`, or name another directory after `--out`"
            }
            Self::Changed { .. } => {
                "give the same arguments to go on, drop what is done with `--restart`, or name another directory"
            }
            Self::Busy { .. } => "wait for it, or name another directory after `--out`",
        }
    }
}

fn shown(path: &Path) -> String {
    plain(&path.display().to_string())
}

/// Where finished points are found.
#[derive(Debug, Default)]
pub struct Records {
    files: Vec<(PathBuf, File)>,
    /// By point: the file, where the line begins, how long it is.
    places: BTreeMap<usize, (usize, u64, usize)>,
}

impl Records {
    /// The points that are there, ascending.
    pub fn points(&self) -> impl Iterator<Item = usize> + '_ {
        self.places.keys().copied()
    }

    /// Whether a point is there.
    #[must_use]
    pub fn has(&self, point: usize) -> bool {
        self.places.contains_key(&point)
    }

    /// Reads a point.
    ///
    /// # Errors
    ///
    /// It is not there, or no longer as it was written.
    pub fn read(&mut self, point: usize) -> Result<Entry, JournalError> {
        let found = self.places.get(&point).copied();
        let (file, start, length) = found.ok_or_else(|| JournalError::Missing {
            path: self
                .files
                .first()
                .map(|(path, _)| path.clone())
                .unwrap_or_default(),
            point,
        })?;
        let (path, file) = &mut self.files[file];
        let mut bytes = vec![0; length];
        let read = file
            .seek(SeekFrom::Start(start))
            .and_then(|_| file.read_exact(&mut bytes));
        read.map_err(|reason| JournalError::System {
            action: "read",
            path: path.clone(),
            reason,
        })?;
        let entry = String::from_utf8(bytes)
            .ok()
            .and_then(|line| Entry::read(&line));
        entry
            .filter(|entry| entry.point == point)
            .ok_or_else(|| JournalError::Missing {
                path: path.clone(),
                point,
            })
    }

    /// Takes in the journal of a shard; returns its account.
    ///
    /// # Errors
    ///
    /// It cannot be read, or is no journal.
    pub fn add(&mut self, path: &Path) -> Result<Value, JournalError> {
        let file = File::open(path).map_err(|reason| system("read", path, reason))?;
        let (account, _) = self.scan(path, file)?;
        account.ok_or_else(|| JournalError::Foreign {
            path: path.to_owned(),
        })
    }

    /// The account of a journal, and where its whole lines end.
    fn scan(&mut self, path: &Path, file: File) -> Result<(Option<Value>, u64), JournalError> {
        let foreign = || JournalError::Foreign {
            path: path.to_owned(),
        };
        let mut reader = BufReader::new(file);
        let mut line = Vec::new();
        let mut next = |line: &mut Vec<u8>| {
            line.clear();
            let read = reader.read_until(b'\n', line);
            read.map_err(|reason| system("read", path, reason))
        };
        let mut end = next(&mut line)? as u64;
        let account = if line.ends_with(b"\n") {
            let account: Value = serde_json::from_slice(&line).map_err(|_| foreign())?;
            if account["program"] != PROGRAM || account["experiment"] != "sweep" {
                return Err(foreign());
            }
            Some(account)
        } else if line.iter().all(|byte| b"{".contains(byte)) || line.starts_with(b"{\"program\":")
        {
            // killed while it was begun
            end = 0;
            None
        } else {
            return Err(foreign());
        };
        let number = self.files.len();
        while account.is_some() && next(&mut line)? > 0 {
            let entry = std::str::from_utf8(&line).ok().and_then(Entry::read);
            let Some(entry) = entry else { break };
            self.places
                .entry(entry.point)
                .or_insert((number, end, line.len()));
            end += line.len() as u64;
        }
        self.files.push((path.to_owned(), reader.into_inner()));
        Ok((account, end))
    }
}

/// The journal of a sweep that is at work.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
    end: u64,
    records: Records,
}

impl Journal {
    /// Opens the journal at `path`: a new one, or that of the same sweep interrupted.
    ///
    /// # Errors
    ///
    /// Another sweep's journal or something else stands there, or the system refuses.
    pub fn open(path: &Path, account: &Value) -> Result<Self, JournalError> {
        let refused = |action| move |reason| system(action, path, reason);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(path).map_err(refused("write"))?;
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            return Err(JournalError::Busy {
                path: path.to_owned(),
            });
        }
        let mut records = Records::default();
        let reader = File::open(path).map_err(refused("read"))?;
        let (before, mut end) = records.scan(path, reader)?;
        match before {
            Some(before) if before != *account => {
                return Err(JournalError::Changed {
                    changes: changes(&before, account),
                });
            }
            Some(_) => {
                let cut = file
                    .set_len(end)
                    .and_then(|()| file.seek(SeekFrom::Start(end)));
                cut.map_err(refused("write"))?;
            }
            None => {
                let mut heading = Vec::new();
                let begun = file
                    .set_len(0)
                    .and_then(|()| file.seek(SeekFrom::Start(0)))
                    .and_then(|_| write_heading(account, &mut heading))
                    .and_then(|()| file.write_all(&heading))
                    .and_then(|()| file.sync_data());
                begun.map_err(refused("write"))?;
                end = heading.len() as u64;
            }
        }
        Ok(Self {
            path: path.to_owned(),
            file,
            end,
            records,
        })
    }

    /// Whether a point is done.
    #[must_use]
    pub fn has(&self, point: usize) -> bool {
        self.records.has(point)
    }

    /// Adds a finished point; it is on the disk when this returns.
    ///
    /// # Errors
    ///
    /// The system refuses.
    pub fn add(&mut self, entry: &Entry) -> Result<(), JournalError> {
        let mut line = Vec::new();
        let written = entry
            .write(&mut line)
            .and_then(|()| self.file.write_all(&line))
            .and_then(|()| self.file.sync_data());
        written.map_err(|reason| system("write", &self.path, reason))?;
        self.records
            .places
            .insert(entry.point, (0, self.end, line.len()));
        self.end += line.len() as u64;
        Ok(())
    }

    /// The finished points.
    pub fn records(&mut self) -> &mut Records {
        &mut self.records
    }

    /// Deletes it: the results are in place.
    pub fn remove(self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// The first line of a journal.
///
/// # Errors
///
/// `out` takes no more.
pub fn write_heading(account: &Value, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{account}")
}

fn system(action: &'static str, path: &Path, reason: io::Error) -> JournalError {
    JournalError::System {
        action,
        path: path.to_owned(),
        reason,
    }
}
