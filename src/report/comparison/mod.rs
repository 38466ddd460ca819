//! Scenarios beside one another: what differs in them, and in what comes out.

mod csv;
mod json;
mod markdown;
mod sheet;

use std::io::{self, Write};
use std::path::Path;

pub(super) use sheet::{HEADLINE, find};
pub use sheet::{Sheet, sheets};

use serde_json::Value;

use crate::experiment::{Explanation, Line};
use crate::model::{Objective, Scenario};
use crate::report::directory::{DirectoryError, OutputDirectory};
use crate::report::page::{ComparisonFigures, Drawn, FIGURES, Figures, Language};
use crate::report::run_json::write_account;

/// A scenario of a comparison.
#[derive(Debug)]
pub struct Side<'a> {
    /// As it was asked for.
    pub name: &'a str,
    /// What it is.
    pub scenario: &'a Scenario,
    /// What came out, beside the first.
    pub lines: &'a [Line],
    /// Paths of the earlier run where it is saved results.
    pub saved: Option<usize>,
    /// Whether it shares its paths with the first; else the two are compared by their means.
    pub is_paired: bool,
    /// What differs from the first: key, what it was, what it is.
    pub changes: Vec<[String; 3]>,
}

/// A finished comparison.
#[derive(Debug)]
pub struct ComparisonReport<'a> {
    /// The scenarios; the others are compared with the first.
    pub sides: Vec<Side<'a>>,
    /// Number of Monte Carlo paths.
    pub paths: usize,
    /// The seed.
    pub seed: u64,
    /// What explains the difference of the second in an objective, and the objective.
    pub explanation: Option<(Explanation, Objective)>,
}

/// Writes a comparison to `directory`: `comparison.csv`, `figures.json`, `report.html`, and `run.json` with the account.
///
/// # Errors
///
/// A file cannot be written.
pub fn write_comparison(
    report: &ComparisonReport,
    account: &Value,
    language: Language,
    directory: &OutputDirectory,
) -> Result<(), DirectoryError> {
    let hash = directory.write("comparison.csv", |out| csv::write(report, out))?;
    let mut files = vec![("comparison.csv", hash)];
    if let Some(figures) = ComparisonFigures::new(report) {
        let figures = Figures::Comparison(Box::new(figures));
        files.push((FIGURES, Drawn::new(&figures, language).write(directory)?));
    }
    write_account(account, &files, directory)
}

/// A format of files for comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// Every number.
    Csv,
    /// The tables of the terminal.
    Markdown,
    /// What differs and every number.
    Json,
}

impl ExportFormat {
    /// The format that the name of a file asks for.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "csv" => Some(Self::Csv),
            "md" => Some(Self::Markdown),
            "json" => Some(Self::Json),
            _ => None,
        }
    }

    /// Writes a comparison.
    ///
    /// # Errors
    ///
    /// `out` takes no more.
    pub fn write(self, report: &ComparisonReport, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Csv => csv::write(report, out),
            Self::Markdown => markdown::write(report, out),
            Self::Json => json::write(report, out),
        }
    }
}
