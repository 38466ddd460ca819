//! A comparison.

use std::path::PathBuf;

use clap::Args;

use crate::cli::arguments::numbers::paths;
use crate::cli::arguments::{
    OutputArguments, PageArguments, SamplingArguments, USUAL_OBJECTIVE, VariantArguments,
};

/// What `--help` shows last.
pub const EXAMPLES: &str = "\
Examples:
  simulate compare kling.toml kling-price-rise.toml
                                               two scenarios
  simulate compare kling.toml kling.toml@plans.gold.price=68@plans.gold.intro=none
                                               a scenario and a variant of it
  simulate compare kling.toml kling-price-rise.toml --explain
                                               and what of it does how much
  simulate compare kling.toml results/kling    with the saved results of an earlier run

Scenarios are simulated on the same paths: they share inputs and luck, so that the difference shows what was changed.
Saved results are compared by their means alone.";
/// A comparison.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct CompareArguments {
    /// Scenario files, files with changes (`kling.toml@plans.pro.price=198@plans.pro.intro=none`), or directories of
    /// results. The others are compared with the first.
    #[arg(required = true, num_args = 2.., value_name = "SCENARIO")]
    pub scenarios: Vec<String>,
    /// What changes all of them.
    #[command(flatten)]
    pub variant: VariantArguments,

    /// Number of Monte Carlo paths [default: the first scenario's, or 10000].
    #[arg(long, value_name = "N", value_parser = paths, allow_negative_numbers = true,
        help_heading = "How it is simulated")]
    pub paths: Option<usize>,
    /// How it is simulated.
    #[command(flatten)]
    pub sampling: SamplingArguments,

    /// Share the difference between two scenarios out among what was changed.
    #[arg(long, help_heading = "What comes out")]
    pub explain: bool,
    /// The figure that is explained.
    #[arg(long, value_name = "FIGURE", default_value = USUAL_OBJECTIVE, requires = "explain",
        help_heading = "What comes out")]
    pub objective: String,
    /// Number of paths of each run that explains it [default: 2000, or fewer with fewer `--paths`].
    #[arg(long, value_name = "N", value_parser = paths, requires = "explain",
        help_heading = "What comes out")]
    pub explain_paths: Option<usize>,
    /// Write the comparison to a file, as its name says: `.csv` every number, `.md` the tables, `.json` both. Can be
    /// repeated.
    #[arg(
        long,
        value_name = "FILE",
        group = "written",
        help_heading = "What comes out"
    )]
    pub export: Vec<PathBuf>,
    /// Where files go.
    #[command(flatten)]
    pub output: OutputArguments,
    /// The page among them.
    #[command(flatten)]
    pub page: PageArguments,
}
