//! What can be typed.

mod compare;
mod numbers;
mod report;
mod run;
mod sensitivity;
mod shared;
mod solve;
mod sweep;

use clap::{Parser, Subcommand};
use clap_complete::Shell;

pub use compare::CompareArguments;
pub use numbers::MOST_PATHS;
pub use report::ReportArguments;
pub use run::{CheckArguments, Format, RunArguments};
pub use sensitivity::SensitivityArguments;
pub use shared::{
    KnowingArguments, LanguageCode, OutputArguments, PageArguments, SamplerName, SamplingArguments,
    VariantArguments,
};
pub use solve::SolveArguments;
pub use sweep::{MergeArguments, SweepArguments};

const EXAMPLES: &str = "\
Examples:
  simulate kling.toml                          the report, on the terminal
  simulate kling.toml --out results            and every number, in files
  simulate kling.toml --paths 200 --months 12  a quick look
  simulate kling.toml --until 'p50(revenue, total)=0.5%'
                                               as many paths as that takes
  simulate kling.toml --set plans.pro.price=198 --set costs.gpu_hour='7 to 11'
                                               what if?
  simulate kling.toml --drivers                what the spread comes from
  simulate kling.toml --variance               how much of it is not knowing, and how much luck
  simulate kling.toml --target 'revenue, 2025-12 > 30e6'
                                               how probable that is, and where
  simulate kling.toml --decide plans.standard.price=48,58,68
                                               what to find out before choosing, and what that is worth
  simulate kling.toml --format csv > monthly.csv
                                               one row per month, metric and key
  simulate check kling.toml                    what the scenario says, or what is wrong
  simulate sweep kling.toml -P plans.pro.price=99:299:20
                                               which price is best, and how sure that is
  simulate solve kling.toml --vary plans.pro.price=99:299 --goal 'mean(gross_profit, total) max'
                                               the best price, and how exactly it is known

Exit codes:
  0    done
  1    done, and a guard of the scenario failed
  2    the arguments or the scenario are wrong
  3    something cannot be read or written
  101  a bug: please report it
  130  interrupted, no results were written

The same scenario, overrides, paths and seed give the same results, byte for byte, on any number of
threads. Two scenarios with the same seed live through the same luck: compare them.";

/// What points are judged by where nothing is said.
pub(super) const USUAL_OBJECTIVE: &str = "mean(gross_profit, total)";

/// Simulates the subscription tiers and the metered API of an AI video product: a scenario in TOML
/// in, monthly projections with their uncertainty out.
#[derive(Debug, Clone, PartialEq, Eq, Parser)]
#[command(
    name = "simulate",
    version,
    after_help = EXAMPLES,
    max_term_width = 100,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    subcommand_help_heading = "Other commands",
    disable_help_subcommand = true
)]
pub struct Arguments {
    /// What to do instead of simulating.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// What to simulate and how.
    #[command(flatten)]
    pub run: RunArguments,
}

/// What can be done besides simulating.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Simulate a scenario with one or more keys taking several values; rank them.
    #[command(after_help = sweep::EXAMPLES)]
    Sweep(Box<SweepArguments>),
    /// Find the value of one key at which a figure is highest, lowest, or has a given value.
    #[command(after_help = solve::EXAMPLES)]
    Solve(Box<SolveArguments>),
    /// Tell what metrics are sensitive to: Sobol' indices of the uncertain inputs, after a screening where there are many.
    #[command(after_help = sensitivity::EXAMPLES)]
    Sensitivity(Box<SensitivityArguments>),
    /// Join the parts of a sweep that ran with `--shard`.
    Merge(MergeArguments),
    /// Put scenarios, variants of them or saved results beside one another, path by path.
    #[command(after_help = compare::EXAMPLES)]
    Compare(Box<CompareArguments>),
    /// Draw the page of saved results again, without simulating.
    #[command(after_help = report::EXAMPLES)]
    Report(ReportArguments),
    /// Read a scenario, say what is wrong with it or what it says.
    Check(CheckArguments),
    /// Print the JSON Schema of scenario files, for editors.
    Schema,
    /// Print completions for a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Print the manual page, in roff.
    Man,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn arguments_are_consistent() {
        Arguments::command().debug_assert();
    }
}
