//! A search.

use std::path::PathBuf;

use clap::Args;

use crate::cli::arguments::numbers::paths;
use crate::cli::arguments::{OutputArguments, SamplingArguments, VariantArguments};

/// What `--help` shows last.
pub const EXAMPLES: &str = "\
Examples:
  simulate solve kling.toml --vary plans.pro.price=99:299 --goal 'mean(gross_profit, total) max'
                                               the price that earns most
  simulate solve kling.toml --vary plans.pro.price=99:299:20 --goal 'mean(churn_rate, total) min'
                                               the best of 11 prices
  simulate solve startup.toml --vary costs.fixed=0:9000 --goal 'p50(cash, last) = 0'
                                               the costs at which it breaks even
  simulate solve startup.toml --vary billing.vat=0%:25% --goal 'mean(gross_margin, total) = 10%'
                                               percentages too
  simulate solve kling.toml --vary plans.pro.price=99:299 --goal 'mean(revenue, total) max' --out best
                                               and the curve in a file

A coarse look over the whole range comes first, then a search in its best part: some 20 to 30 runs, which share \
their inputs and their luck, path by path. The interval says what the Monte Carlo error leaves open.";

/// A search.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct SolveArguments {
    /// The scenario, a TOML file.
    #[arg(value_name = "SCENARIO")]
    pub scenario: PathBuf,

    /// The key that varies, and its range: `plans.pro.price=99:299`; percentages too. With a step, only its values
    /// are tried, else 1024 equal steps.
    #[arg(
        long,
        value_name = "KEY=FROM:TO[:STEP]",
        help_heading = "What is sought"
    )]
    pub vary: String,
    /// What is sought: `mean(gross_profit, total) max`, `mean(churn_rate, last) min` or `p50(cash, last) = 0`.
    #[arg(
        long,
        value_name = "FIGURE max|min|=N",
        help_heading = "What is sought"
    )]
    pub goal: String,
    /// What changes the scenario first.
    #[command(flatten)]
    pub variant: VariantArguments,

    /// Number of Monte Carlo paths at each value [default: the scenario's, or 10000].
    #[arg(long, value_name = "N", value_parser = paths, allow_negative_numbers = true,
        help_heading = "How it is simulated")]
    pub paths: Option<usize>,
    /// How it is simulated.
    #[command(flatten)]
    pub sampling: SamplingArguments,

    /// Where files go.
    #[command(flatten)]
    pub output: OutputArguments,
}
