//! A sensitivity analysis.

use std::path::PathBuf;

use clap::Args;

use crate::cli::arguments::numbers::{count, seed, threads};
use crate::cli::arguments::{OutputArguments, VariantArguments};

/// The most rows of a design.
const MOST_ROWS: usize = 1 << 16;

/// The fewest that say anything.
const FEWEST_ROWS: usize = 16;

/// The most inputs with indices of their own.
const MOST_FACTORS: usize = 10_000;

/// What `--help` shows last.
pub const EXAMPLES: &str = "\
Examples:
  simulate sensitivity kling.toml              what the headline is sensitive to
  simulate sensitivity kling.toml --of 'gross_profit, 2025' --of 'subscribers.plan:pro, last'
                                               other metrics
  simulate sensitivity startup.toml --points 4096 --factors 20
                                               closer, and more inputs one by one
  simulate sensitivity startup.toml --by-month --out sensitivity
                                               every month too, all numbers in files

A total index says what share of a variance an input has a part in, alone or together with others; a first-order index, what it \
does alone. `simulate SCENARIO --drivers` tells the second from a run as it is, without points of its own.";

/// A sensitivity analysis.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct SensitivityArguments {
    /// The scenario, a TOML file.
    #[arg(value_name = "SCENARIO")]
    pub scenario: PathBuf,

    /// A metric over some months: `gross_profit, 2025`, `subscribers.plan:pro, last`. Can be repeated [default: revenue and gross
    /// profit of the horizon, subscribers and cash at its end].
    #[arg(long, value_name = "METRIC", help_heading = "What is looked at")]
    pub of: Vec<String>,
    /// Look at every month of these metrics too.
    #[arg(long, help_heading = "What is looked at")]
    pub by_month: bool,
    /// What changes the scenario first.
    #[command(flatten)]
    pub variant: VariantArguments,

    /// Rows of the design: each has a point for every factor and three more. Powers of two are best
    #[arg(long, value_name = "N", default_value = "1024", value_parser = rows, allow_negative_numbers = true,
        help_heading = "How it is simulated")]
    pub points: usize,
    /// How many inputs have indices of their own. Where there are more, a screening finds the strongest, and the others are
    /// one factor
    #[arg(long, value_name = "N", default_value = "12", value_parser = factors, allow_negative_numbers = true,
        help_heading = "How it is simulated")]
    pub factors: usize,
    /// Rows of the screening, on four levels: each has a point for every input and one more [default: 32].
    #[arg(long, value_name = "N", value_parser = rows, allow_negative_numbers = true,
        help_heading = "How it is simulated")]
    pub screening: Option<usize>,
    /// Seed of everything random [default: the scenario's, or 1].
    #[arg(long, value_name = "N", value_parser = seed, allow_negative_numbers = true,
        help_heading = "How it is simulated")]
    pub seed: Option<u64>,
    /// Number of threads [default: as many as the machine runs at once]. No result depends on it.
    #[arg(long, value_name = "N", value_parser = threads, allow_negative_numbers = true,
        help_heading = "How it is simulated")]
    pub threads: Option<usize>,

    /// Where files go.
    #[command(flatten)]
    pub output: OutputArguments,
}

fn rows(text: &str) -> Result<usize, String> {
    let rows = count(text, MOST_ROWS);
    let expected = |_| format!("expected a whole number from {FEWEST_ROWS} to {MOST_ROWS}");
    match rows.map_err(expected)? {
        rows if rows < FEWEST_ROWS => Err(expected(String::new())),
        rows => Ok(rows),
    }
}

fn factors(text: &str) -> Result<usize, String> {
    count(text, MOST_FACTORS)
}
