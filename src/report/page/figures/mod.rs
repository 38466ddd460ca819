//! `figures.json`: everything that a page shows, without words, so that it can be drawn again in any language.

mod comparison;
mod drivers;
mod knowing;
mod number;
mod run;
mod split;
mod sweep;
mod targets;

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use comparison::{ComparisonFigures, Explanation, Gap, Side, SideSeries};
pub use drivers::{DrivenFigures, DriverFigures};
pub use knowing::{KnowingFigures, WorthFigures};
pub use number::{MetricName, Number, Stats};
pub use run::{Curve, Fact, Input, RunFigures, Series};
pub use split::SplitFigures;
pub use sweep::{Effect, Standing, SweepFigures};
pub use targets::{RangeFigures, RuleFigures, TargetFigures};

use crate::model::Scenario;
use crate::report::Report;
use crate::report::directory::{Content, is_as_written};
use crate::report::run_json::{PROGRAM, escaped};
use crate::scenario::wording::shown_path;

/// The name of the file.
pub const FIGURES: &str = "figures.json";

/// The version of this program.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Most files are smaller than that.
const USUAL_BYTES: usize = 1 << 20;

/// What a page is about.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Figures {
    /// A run.
    Run(Box<RunFigures>),
    /// A sweep.
    Sweep(Box<SweepFigures>),
    /// A comparison.
    Comparison(Box<ComparisonFigures>),
}

/// What was simulated, and how.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct About {
    /// `tiercast`.
    pub program: String,
    /// The version that simulated.
    pub version: String,
    /// What the scenario is called.
    pub name: String,
    /// Code of the currency.
    pub currency: String,
    /// The simulated months.
    pub months: Vec<String>,
    /// Number of Monte Carlo paths.
    pub paths: usize,
    /// The seed.
    pub seed: u64,
    /// How uncertain inputs were drawn; empty where it is not known.
    pub sampler: String,
    /// The overrides as typed.
    pub overrides: Vec<String>,
    /// What the loader had to say about the scenario.
    pub notes: Vec<String>,
}

/// Why a page cannot be drawn again.
#[derive(Debug, thiserror::Error)]
pub enum FiguresError {
    /// The file cannot be read.
    #[error("cannot read `{}`: {reason}", shown_path(.path))]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        reason: io::Error,
    },
    /// It is not as this version writes it.
    #[error("`{}` is not as this version writes it: {reason}", shown_path(.path))]
    Foreign {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// Somebody or something has changed it.
    #[error("`{}` was changed since it was written, or `run.json` beside it", shown_path(.path))]
    Changed {
        /// Which.
        path: PathBuf,
    },
}

impl Figures {
    /// Reads those of the results in `directory`.
    ///
    /// # Errors
    ///
    /// There are none, they are not as they were written, or another version wrote them.
    pub fn read(directory: &Path) -> Result<Self, FiguresError> {
        let path = directory.join(FIGURES);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(reason) => return Err(FiguresError::Read { path, reason }),
        };
        if !is_as_written(directory, FIGURES) {
            return Err(FiguresError::Changed { path });
        }
        let foreign = |reason| FiguresError::Foreign { path, reason };
        match serde_json::from_str::<Self>(&text) {
            Ok(figures) if figures.about().version == VERSION => Ok(figures),
            Ok(figures) => Err(foreign(format!("version {}", figures.about().version))),
            Err(error) => Err(foreign(error.to_string())),
        }
    }

    /// The file.
    ///
    /// # Errors
    ///
    /// The library that writes JSON fails.
    pub fn content(&self) -> io::Result<Content> {
        let mut json = Vec::with_capacity(USUAL_BYTES);
        serde_json::to_writer(&mut json, self)?;
        let json = String::from_utf8(json).map_err(io::Error::other)?;
        let mut file = match escaped(&json) {
            Cow::Borrowed(_) => json,
            Cow::Owned(escaped) => escaped,
        };
        file.push('\n');
        Ok(Content::new(file.into_bytes()))
    }

    /// What was simulated, and how.
    #[must_use]
    pub fn about(&self) -> &About {
        match self {
            Self::Run(figures) => &figures.about,
            Self::Sweep(figures) => &figures.about,
            Self::Comparison(figures) => &figures.about,
        }
    }
}

impl About {
    /// Of `paths` paths of a scenario.
    #[must_use]
    pub fn new(scenario: &Scenario, paths: usize, seed: u64, sampler: &str) -> Self {
        Self {
            program: PROGRAM.to_owned(),
            version: VERSION.to_owned(),
            name: scenario.name.clone(),
            currency: scenario.currency.clone(),
            months: (0..scenario.months)
                .map(|month| scenario.month(month).to_string())
                .collect(),
            paths,
            seed,
            sampler: sampler.to_owned(),
            overrides: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Of a run.
    #[must_use]
    pub fn of_run(report: &Report) -> Self {
        let run = report.run;
        Self {
            overrides: run.overrides.to_vec(),
            notes: run.notes.to_vec(),
            ..Self::new(report.scenario, run.paths, run.seed, run.sampler)
        }
    }
}
