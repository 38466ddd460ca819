//! Where finished points of a sweep are kept.

use std::fs;

use serde_json::Value;

use crate::cli::Failure;
use crate::engine::RunError;
use crate::experiment::ExperimentError;
use crate::report::directory::OutputDirectory;
use crate::report::sweep::{Entry, Journal, JournalError, Records};

/// Keeps finished points: in a journal where there are files, else in memory.
pub enum Keeper {
    Memory(Vec<Entry>),
    Journal(Journal),
}

/// What becomes of the points of a run to the same place that was interrupted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfinished {
    /// They are dropped.
    Dropped,
    /// They are gone on from; those of another sweep are refused.
    GoesOn,
    /// They are gone on from; those of another sweep are dropped.
    GoesOnIfSame,
}

impl Keeper {
    pub fn open(
        directory: Option<&OutputDirectory>,
        account: &Value,
        unfinished: Unfinished,
    ) -> Result<Self, Failure> {
        let Some(directory) = directory else {
            return Ok(Self::Memory(Vec::new()));
        };
        let path = directory.journal();
        if unfinished == Unfinished::Dropped {
            let _ = fs::remove_file(&path);
        }
        let journal = match Journal::open(&path, account) {
            Err(JournalError::Changed { .. } | JournalError::Foreign { .. })
                if unfinished == Unfinished::GoesOnIfSame =>
            {
                let _ = fs::remove_file(&path);
                Journal::open(&path, account)
            }
            opened => opened,
        };
        Ok(Self::Journal(journal?))
    }

    pub fn has(&self, point: usize) -> bool {
        match self {
            Self::Memory(entries) => entries.iter().any(|entry| entry.point == point),
            Self::Journal(journal) => journal.has(point),
        }
    }

    pub fn add(&mut self, entry: Entry) -> Result<(), Failure> {
        match self {
            Self::Memory(entries) => entries.push(entry.without_tables()),
            Self::Journal(journal) => journal.add(&entry)?,
        }
        Ok(())
    }

    pub fn read(&mut self, point: usize) -> Result<Entry, Failure> {
        match self {
            Self::Memory(entries) => {
                let place = entries.iter().position(|entry| entry.point == point);
                place
                    .map(|place| entries.swap_remove(place))
                    .ok_or(Failure::Run(RunError::Cancelled))
            }
            Self::Journal(journal) => Ok(journal.records().read(point)?),
        }
    }

    pub fn records(&mut self) -> Option<&mut Records> {
        match self {
            Self::Memory(_) => None,
            Self::Journal(journal) => Some(journal.records()),
        }
    }

    pub fn remove(self) {
        if let Self::Journal(journal) = self {
            journal.remove();
        }
    }

    /// What an interruption means where finished points are kept.
    pub fn paused(&self, failure: Failure, points: &[usize]) -> Failure {
        let is_interrupted = matches!(
            failure,
            Failure::Run(RunError::Cancelled)
                | Failure::Experiment(ExperimentError::Run(RunError::Cancelled))
        );
        match self {
            Self::Journal(journal) if is_interrupted => Failure::Paused {
                done: points.iter().filter(|point| journal.has(**point)).count(),
                all: points.len(),
            },
            _ => failure,
        }
    }
}
