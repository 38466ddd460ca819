//! What a run found, as text and as files: one file per format.
//!
//! Nothing is computed here. A figure in a report exists in [`crate::summary`] first; what is done
//! to it on the way out is choosing, rounding and laying out.

pub mod comparison;
pub mod directory;
mod drivers_csv;
mod facts_csv;
pub mod file;
mod guards_csv;
mod money;
mod monthly_csv;
mod monthly_json;
mod number;
pub mod page;
mod run_json;
mod sensitivity;
mod solution;
mod summary_csv;
pub mod sweep;
mod targets_csv;
pub mod terminal;
mod text;
mod timing_json;
mod until;
mod values;
mod variance_csv;

use std::io::{self, Write};

pub use drivers_csv::DriversCsv;
pub use facts_csv::FactsCsv;
pub use guards_csv::GuardsCsv;
pub use monthly_csv::MonthlyCsv;
pub use monthly_json::MonthlyJson;
pub use run_json::{FileHash, PROGRAM, RunJson};
pub use sensitivity::{SensitivityReport, write_sensitivity};
pub use solution::{SolveReport, write_solution};
pub use summary_csv::SummaryCsv;
pub use targets_csv::TargetsCsv;
pub use text::{plain, shortened, width};
pub use timing_json::{Timing, TimingJson};
pub use until::{asked, known_to};
pub use variance_csv::VarianceCsv;

use crate::engine::both;
use crate::model::Scenario;
use crate::scenario::check::Row;
use crate::summary::drivers::Drivers;
use crate::summary::targets::Targets;
use crate::summary::{Components, RetentionCurve, Summary, Until};
use directory::{DirectoryError, OutputDirectory};
use page::{Drawn, FIGURES, Figures, Language, RunFigures};

/// A finished run: what was simulated, how, and what came out.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// What was simulated.
    pub scenario: &'a Scenario,
    /// What came out.
    pub summary: &'a Summary,
    /// What drives the headline; `None` where nobody looked.
    pub drivers: Option<&'a Drivers>,
    /// Whether targets are reached, and where; `None` where none are asked for.
    pub targets: Option<&'a Targets>,
    /// Where the spread comes from; `None` where nobody looked.
    pub components: Option<&'a Components>,
    /// How it was run.
    pub run: Run<'a>,
}

/// How a scenario was run: all that is needed to run it again.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// Number of Monte Carlo paths.
    pub paths: usize,
    /// What was asked of a run that stopped by itself.
    pub until: Option<&'a Until>,
    /// The seed.
    pub seed: u64,
    /// The sampler of the uncertain inputs, as it is called on the command line.
    pub sampler: &'a str,
    /// The scenario as TOML, with what it extends and without the overrides.
    pub text: &'a str,
    /// The overrides as typed: `PATH=VALUE`.
    pub overrides: &'a [String],
    /// What the loader had to say about the scenario.
    pub notes: &'a [String],
}

/// What the page of a run shows beside its figures.
#[derive(Debug, Clone, Copy)]
pub struct Background<'a> {
    /// How long subscribers stay, by plan.
    pub retention: &'a [RetentionCurve],
    /// The numbers of the scenario.
    pub inputs: &'a [Row],
    /// The language of the page.
    pub language: Language,
}

/// A format of results.
pub trait Exporter {
    /// What its file is called in a results directory.
    fn file_name(&self) -> &'static str;

    /// Writes the whole of it.
    ///
    /// # Errors
    ///
    /// `out` takes no more.
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()>;
}

/// The files that equal runs write alike, byte for byte, in the order they are written.
const RESULTS: [&dyn Exporter; 5] = [&MonthlyCsv, &SummaryCsv, &FactsCsv, &GuardsCsv, &DriversCsv];

/// Writes every file of a run to `directory`, on the threads at hand; `run.json` comes last, with the hashes of the others
/// but that of the page, which may be drawn again.
///
/// # Errors
///
/// A file cannot be written.
pub fn write_files(
    report: &Report,
    background: Background,
    timing: Timing,
    directory: &OutputDirectory,
) -> Result<(), DirectoryError> {
    let draw = || {
        let figures = RunFigures::new(report, background.retention, background.inputs);
        Drawn::new(&Figures::Run(Box::new(figures)), background.language)
    };
    let (files, drawn) = both(|| write_tables(report, directory), draw);
    let mut files = files?;
    files.push(FileHash {
        name: FIGURES,
        sha256: drawn.write(directory)?,
    });
    write(&TimingJson { timing }, report, directory)?;
    write(&RunJson { files }, report, directory)?;
    Ok(())
}

/// Writes the tables of a run.
fn write_tables(
    report: &Report,
    directory: &OutputDirectory,
) -> Result<Vec<FileHash>, DirectoryError> {
    let variance: Option<&dyn Exporter> = report.components.map(|_| &VarianceCsv as _);
    let targets: Option<&dyn Exporter> = report.targets.map(|_| &TargetsCsv as _);
    let asked = variance.into_iter().chain(targets);
    let tables = RESULTS.into_iter().chain(asked);
    tables
        .map(|table| {
            Ok(FileHash {
                name: table.file_name(),
                sha256: write(table, report, directory)?,
            })
        })
        .collect()
}

fn write(
    exporter: &dyn Exporter,
    report: &Report,
    directory: &OutputDirectory,
) -> Result<String, DirectoryError> {
    directory.write(exporter.file_name(), |out| exporter.write(report, out))
}
