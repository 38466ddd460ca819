//! What a sweep found: a journal as points are done, then tables of all of them.

mod account;
mod entry;
mod journal;
mod knowing_csv;
mod points_csv;
mod sweep_csv;

use std::io;

use serde_json::{Value, json};

pub use account::{Shard, changes, identity, revive};
pub use entry::Entry;
pub use journal::{JOURNAL, Journal, JournalError, Records};

use crate::experiment::Points;
use crate::model::{Guard, Objective, Scenario};
use crate::report::directory::{DirectoryError, OutputDirectory};
use crate::report::page::{Drawn, FIGURES, Figures, Language, SweepFigures};
use crate::report::run_json::write_account;
use crate::summary::Ranking;
use crate::summary::knowing::Knowing;

/// A finished sweep.
#[derive(Debug, Clone, Copy)]
pub struct SweepReport<'a> {
    /// The base scenario.
    pub scenario: &'a Scenario,
    /// What was swept.
    pub points: &'a Points,
    /// Paths of each point.
    pub paths: usize,
    /// The seed.
    pub seed: u64,
    /// What points are judged by.
    pub objective: &'a Objective,
    /// What they must hold.
    pub constraints: &'a [Guard],
    /// By point: the figure of each constraint.
    pub figures: &'a [Vec<f64>],
    /// How they stand.
    pub ranking: &'a Ranking,
    /// What it is worth to know inputs before one is chosen.
    pub knowing: &'a Knowing,
}

impl SweepReport<'_> {
    /// Whether a point meets all constraints.
    #[must_use]
    pub fn is_allowed(&self, point: usize) -> bool {
        allowed(self.constraints, &self.figures[point])
    }
}

/// Whether figures meet their constraints.
#[must_use]
pub fn allowed(constraints: &[Guard], figures: &[f64]) -> bool {
    let mut pairs = constraints.iter().zip(figures);
    pairs.all(|(guard, figure)| guard.comparison.holds(*figure, guard.bound))
}

/// Why the results of a sweep could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum AssemblyError {
    /// They cannot be written.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// The journal cannot be read.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

/// Writes the tables of a whole sweep from its journal, in the order of the points; `run.json` comes last.
///
/// # Errors
///
/// The journal cannot be read, or a file cannot be written.
pub fn write_sweep(
    report: &SweepReport,
    account: &Value,
    records: &mut Records,
    language: Language,
    directory: &OutputDirectory,
) -> Result<(), AssemblyError> {
    let mut files = Vec::new();
    let has_months = account["months_csv"] == json!(true);
    for (name, first) in [("sweep.csv", "period"), ("months.csv", "month")] {
        if name == "months.csv" && !has_months {
            continue;
        }
        let mut trouble = None;
        let hash = directory.write(name, |out| {
            sweep_csv::heading(report.points, account, first, out)?;
            for point in 0..report.points.points.len() {
                match records.read(point) {
                    Ok(entry) => out.write_all(entry.table(name).as_bytes())?,
                    Err(error) => {
                        trouble = Some(error);
                        return Err(io::Error::other("the journal cannot be read"));
                    }
                }
            }
            Ok(())
        });
        match trouble {
            Some(error) => return Err(error.into()),
            None => files.push((name, hash?)),
        }
    }
    let hash = directory.write("points.csv", |out| points_csv::write(report, out))?;
    files.push(("points.csv", hash));
    let hash = directory.write("knowing.csv", |out| knowing_csv::write(report, out))?;
    files.push(("knowing.csv", hash));
    let figures = Figures::Sweep(Box::new(SweepFigures::new(report)));
    files.push((FIGURES, Drawn::new(&figures, language).write(directory)?));
    write_account(account, &files, directory)?;
    Ok(())
}

/// Writes the journal of a shard, with `run.json` last.
///
/// # Errors
///
/// The journal cannot be read, or a file cannot be written.
pub fn write_shard(
    account: &Value,
    points: &[usize],
    records: &mut Records,
    directory: &OutputDirectory,
) -> Result<(), AssemblyError> {
    let mut trouble = None;
    let hash = directory.write(JOURNAL, |out| {
        journal::write_heading(account, out)?;
        for point in points {
            match records.read(*point) {
                Ok(entry) => entry.write(out)?,
                Err(error) => {
                    trouble = Some(error);
                    return Err(io::Error::other("the journal cannot be read"));
                }
            }
        }
        Ok(())
    });
    if let Some(error) = trouble {
        return Err(error.into());
    }
    write_account(account, &[(JOURNAL, hash?)], directory)?;
    Ok(())
}
