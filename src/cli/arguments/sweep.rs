//! A sweep, and the joining of its parts.

use std::path::PathBuf;

use clap::Args;

use crate::cli::arguments::numbers::{paths, shard};
use crate::cli::arguments::{
    KnowingArguments, OutputArguments, PageArguments, SamplingArguments, USUAL_OBJECTIVE,
    VariantArguments,
};
use crate::report::sweep::Shard;

/// What `--help` shows last.
pub const EXAMPLES: &str = "\
Examples:
  simulate sweep kling.toml -P plans.standard.price=39:99:5
                                               one price, step by step
  simulate sweep kling.toml -P plans.standard.price=48:78:5 -L plans.standard.credits=500,660,800 --out prices
                                               two keys crossed, all numbers in files
  simulate sweep kling.toml -P plans.standard.price=39:99 -P plans.pro.price=150:300 --design lhs:64
                                               64 points of a box
  simulate sweep kling.toml -P plans.standard.price=39:99:5 --objective 'p50(cash, last)' --subject-to 'p05(cash, last) > 0'
                                               the best that is safe

All points share their inputs and their luck, path by path. A sweep that was interrupted goes on when it is started
again with the same arguments and `--out`.";

/// A sweep.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct SweepArguments {
    /// The scenario, a TOML file; as it is, it is point 0.
    #[arg(value_name = "SCENARIO")]
    pub scenario: PathBuf,

    /// Give a key numbers, both ends included: `plans.pro.price=39:99:5`; percentages too. Can be repeated.
    #[arg(
        short = 'P',
        long = "parameter",
        value_name = "KEY=FROM:TO:STEP",
        help_heading = "What is swept"
    )]
    pub ranges: Vec<String>,
    /// Give a key values as `--set` takes them, `none` and distributions too:
    /// `-L "costs.gpu_hour=8,'7 to 11'"`. Can be repeated.
    #[arg(
        short = 'L',
        long = "list",
        value_name = "KEY=A,B,…",
        help_heading = "What is swept"
    )]
    pub lists: Vec<String>,
    /// Pair the values of the keys one by one instead of crossing them.
    #[arg(long, conflicts_with = "design", help_heading = "What is swept")]
    pub zip: bool,
    /// Sample the box of all ranges instead: `lhs:64` or `sobol:64` points. Steps may be left out then.
    #[arg(long, value_name = "NAME:N", help_heading = "What is swept")]
    pub design: Option<String>,
    /// Take the points from a table in CSV: a column for each key, its name on top, a row for each point.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["ranges", "lists", "zip", "design"],
        help_heading = "What is swept")]
    pub points: Option<PathBuf>,
    /// What changes the scenario before it is swept.
    #[command(flatten)]
    pub variant: VariantArguments,

    /// What points are judged by: a figure such as `p50(cash, last)`. More is better, less of costs, churn and `sd`;
    /// `min` or `max` after it says otherwise.
    #[arg(long, value_name = "FIGURE", default_value = USUAL_OBJECTIVE, help_heading = "How points are judged")]
    pub objective: String,
    /// What a point must hold to be chosen: `p05(cash, last) > 0`. Can be repeated.
    #[arg(
        long,
        value_name = "FIGURE>NUMBER",
        help_heading = "How points are judged"
    )]
    pub subject_to: Vec<String>,
    /// The point that others are compared with, added if there is none [default: the scenario as it is].
    #[arg(
        long,
        value_name = "KEY=VALUE,…",
        help_heading = "How points are judged"
    )]
    pub reference: Option<String>,
    /// What may be found out together before one is chosen.
    #[command(flatten)]
    pub knowing: KnowingArguments,

    /// Number of Monte Carlo paths of each point [default: the scenario's, or 10000].
    #[arg(long, value_name = "N", value_parser = paths, allow_negative_numbers = true,
        help_heading = "How it is simulated")]
    pub paths: Option<usize>,
    /// How it is simulated.
    #[command(flatten)]
    pub sampling: SamplingArguments,
    /// Run the first, second … of N parts alone: `3/16` runs every sixteenth point. `simulate merge` joins them.
    #[arg(long, value_name = "I/N", value_parser = shard, requires = "out", help_heading = "How it is simulated")]
    pub shard: Option<Shard>,

    /// Where files go.
    #[command(flatten)]
    pub output: OutputArguments,
    /// The page among them.
    #[command(flatten)]
    pub page: PageArguments,
    /// Drop what an interrupted sweep to the same place has done, and start anew.
    #[arg(long, requires = "out", help_heading = "What comes out")]
    pub restart: bool,
    /// The metrics that are written and compared: `revenue,cash`, or `all` [default: fourteen of them].
    #[arg(long, value_name = "NAMES", help_heading = "What comes out")]
    pub metrics: Option<String>,
    /// The percentiles that are written [default: 5,25,50,75,95].
    #[arg(long, value_name = "PERCENT,…", help_heading = "What comes out")]
    pub quantiles: Option<String>,
    /// Write every month too, to `months.csv`.
    #[arg(long, requires = "out", help_heading = "What comes out")]
    pub months_csv: bool,
}

/// Parts of a sweep to join.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct MergeArguments {
    /// The directories of all parts.
    #[arg(required = true, value_name = "DIR")]
    pub shards: Vec<PathBuf>,
    /// What may be found out together before one is chosen.
    #[command(flatten)]
    pub knowing: KnowingArguments,
    /// Where the whole goes.
    #[command(flatten)]
    pub output: OutputArguments,
    /// The page among it.
    #[command(flatten)]
    pub page: PageArguments,
}
