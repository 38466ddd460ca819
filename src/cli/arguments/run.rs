//! A single run, and a look at a scenario.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::arguments::numbers::paths;
use crate::cli::arguments::{OutputArguments, PageArguments, SamplingArguments, VariantArguments};

/// A simulation.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct RunArguments {
    /// The scenario, a TOML file.
    #[arg(required = true)]
    pub scenario: Option<PathBuf>,

    /// What is simulated.
    #[command(flatten)]
    pub variant: VariantArguments,

    /// Number of Monte Carlo paths, with `--until` at most [default: the scenario's, or 10000; with
    /// `--until` 1000000].
    #[arg(long, value_name = "N", value_parser = paths, allow_negative_numbers = true,
        help_heading = "How it is simulated")]
    pub paths: Option<usize>,
    /// Stop once a figure is known this well: `p50(revenue, total)=0.5%` of its value, or `=10000` in its
    /// unit. That is half its 95 % interval (1.96 standard errors), looked at from 1000 paths on.
    #[arg(
        long,
        value_name = "FIGURE=BOUND",
        help_heading = "How it is simulated"
    )]
    pub until: Option<String>,
    /// How it is simulated.
    #[command(flatten)]
    pub sampling: SamplingArguments,

    /// Where files go.
    #[command(flatten)]
    pub output: OutputArguments,
    /// The page among them.
    #[command(flatten)]
    pub page: PageArguments,
    /// Draw metrics month by month, with their bands, instead of the report: `revenue`, `subscribers.plan:pro`. Can
    /// be repeated.
    #[arg(
        long,
        value_name = "METRIC",
        conflicts_with = "format",
        help_heading = "What comes out"
    )]
    pub chart: Vec<String>,
    /// Show instead of the report which uncertain inputs the spread of the headline comes from, its means where each is low
    /// or high, and how well each is known. From the paths of the run, at most the first 20000
    #[arg(
        long,
        conflicts_with_all = ["format", "chart"],
        help_heading = "What comes out"
    )]
    pub drivers: bool,
    /// Show what drives this metric of some months: `gross_profit, 2025`, `subscribers.plan:pro, last`. Can be repeated
    #[arg(
        long,
        value_name = "METRIC",
        conflicts_with_all = ["format", "chart"],
        help_heading = "What comes out"
    )]
    pub drivers_of: Vec<String>,
    /// Show instead of the report how much of the spread, month by month, is not knowing (the inputs), the market's noise,
    /// and chance, by running every path again with other luck: two or three times the work. Files get `variance.csv`
    #[arg(
        long,
        conflicts_with_all = ["format", "chart", "until"],
        help_heading = "What comes out"
    )]
    pub variance: bool,
    /// Show that of this metric: `gross_profit`, `subscribers.plan:pro`. Can be repeated
    #[arg(
        long,
        value_name = "METRIC",
        conflicts_with_all = ["format", "chart", "until"],
        help_heading = "What comes out"
    )]
    pub variance_of: Vec<String>,
    /// Tell how probable it is that a metric reaches a number, and in which ranges of the inputs it does:
    /// `revenue, 2025-12 > 20e6`. Can be repeated. Files get `targets.csv`
    #[arg(
        long,
        value_name = "METRIC>NUMBER",
        conflicts_with_all = ["format", "chart"],
        help_heading = "What comes out"
    )]
    pub target: Vec<String>,
    /// Choose between values of a key, and show instead of the report what it is worth to know each uncertain input before:
    /// `plans.pro.price=128,158,198`. Several keys are crossed. Can be repeated
    #[arg(
        long,
        value_name = "KEY=A,B,…",
        conflicts_with_all = ["format", "chart", "drivers", "drivers_of", "variance", "variance_of", "target", "until"],
        help_heading = "What is decided"
    )]
    pub decide: Vec<String>,
    /// What options are judged by, with `--decide`; what knowing is worth, by the mean of its metric [default:
    /// `mean(gross_profit, total)`].
    #[arg(
        long,
        value_name = "FIGURE",
        requires = "decide",
        help_heading = "What is decided"
    )]
    pub objective: Option<String>,
    /// What an option must hold to be chosen, with `--decide`: `p05(cash, last) > 0`. Can be repeated.
    #[arg(
        long,
        value_name = "FIGURE>NUMBER",
        requires = "decide",
        help_heading = "What is decided"
    )]
    pub subject_to: Vec<String>,
    /// Value what these uncertain inputs tell together, with `--decide`: `growth=signups.*,noise.signups.sd`; a `*` stands
    /// for anything. Can be repeated.
    #[arg(
        long,
        value_name = "NAME=KEY,…",
        requires = "decide",
        help_heading = "What is decided"
    )]
    pub group: Vec<String>,
    /// Print the monthly table in this format, `csv` or `json`, instead of the report.
    #[arg(
        long,
        value_name = "FORMAT",
        help_heading = "What comes out",
        hide_possible_values = true
    )]
    pub format: Option<Format>,
}

impl RunArguments {
    /// Whether anything that is shown or written tells what drives the figures.
    #[must_use]
    pub fn tells_drivers(&self) -> bool {
        self.output.out.is_some() || (self.format.is_none() && self.chart.is_empty())
    }

    /// Whether what drives the figures is shown in place of the report.
    #[must_use]
    pub fn shows_drivers(&self) -> bool {
        self.drivers || !self.drivers_of.is_empty()
    }

    /// Whether the spread is split into what is not known, the market's noise and chance.
    #[must_use]
    pub fn shows_variance(&self) -> bool {
        self.variance || !self.variance_of.is_empty()
    }
}

/// A scenario to look at.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct CheckArguments {
    /// The scenario, a TOML file.
    #[arg(value_name = "SCENARIO")]
    pub scenario: PathBuf,
    /// Change a number of the scenario first: `plans.pro.price=198`. Can be repeated.
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
}

/// A format for standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// As in `monthly.csv`.
    Csv,
    /// An array of its rows.
    Json,
}
