//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::experiment::MOST_POINTS;
use crate::random::sampler::Sampler;
use crate::report::sweep::Shard;

/// The most paths that a run takes.
pub const MOST_PATHS: usize = 100_000_000;

/// The most threads that make sense on any machine.
const MOST_THREADS: usize = 1024;

/// The longest horizon, as in scenario files.
const MOST_MONTHS: usize = 1200;

const EXAMPLES: &str = "\
Examples:
  simulate kling.toml                          the report, on the terminal
  simulate kling.toml --out results            and every number, in files
  simulate kling.toml --paths 200 --months 12  a quick look
  simulate kling.toml --until 'p50(revenue, total)=0.5%'
                                               as many paths as that takes
  simulate kling.toml --set plans.pro.price=198 --set costs.gpu_hour='7 to 11'
                                               what if?
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
  130  interrupted, nothing was written

The same scenario, overrides, paths and seed give the same results, byte for byte, on any number of
threads. Two scenarios with the same seed live through the same luck: compare them.";

const SWEEP_EXAMPLES: &str = "\
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

const COMPARE_EXAMPLES: &str = "\
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
const SOLVE_EXAMPLES: &str = "\
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

/// What points are judged by where nothing is said.
const USUAL_OBJECTIVE: &str = "mean(gross_profit, total)";

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
    #[command(after_help = SWEEP_EXAMPLES)]
    Sweep(Box<SweepArguments>),
    /// Find the value of one key at which a figure is highest, lowest, or has a given value.
    #[command(after_help = SOLVE_EXAMPLES)]
    Solve(Box<SolveArguments>),
    /// Join the parts of a sweep that ran with `--shard`.
    Merge(MergeArguments),
    /// Put scenarios, variants of them or saved results beside one another, path by path.
    #[command(after_help = COMPARE_EXAMPLES)]
    Compare(Box<CompareArguments>),
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
    /// Print the monthly table in this format, `csv` or `json`, instead of the report.
    #[arg(
        long,
        value_name = "FORMAT",
        help_heading = "What comes out",
        hide_possible_values = true
    )]
    pub format: Option<Format>,
}

/// What changes a scenario before anything is done with it.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct VariantArguments {
    /// Change the scenario: `plans.pro.price=198`; `none` takes an optional key away. Can be repeated.
    #[arg(long, value_name = "PATH=VALUE", help_heading = "What is simulated")]
    pub set: Vec<String>,
    /// Number of months [default: the scenario's].
    #[arg(long, value_name = "N", value_parser = months, allow_negative_numbers = true,
        help_heading = "What is simulated")]
    pub months: Option<usize>,
}

/// How a scenario is simulated.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct SamplingArguments {
    /// Seed of everything random [default: the scenario's, or 1].
    #[arg(long, value_name = "N", value_parser = seed, allow_negative_numbers = true,
        help_heading = "How it is simulated")]
    pub seed: Option<u64>,
    /// How uncertain inputs are drawn: `random`, `latin_hypercube` (per batch of 1000 paths) or
    /// `sobol` (scrambled) [default: the scenario's, or `latin_hypercube`].
    #[arg(
        long,
        value_name = "NAME",
        help_heading = "How it is simulated",
        hide_possible_values = true
    )]
    pub sampler: Option<SamplerName>,
    /// Number of threads [default: as many as the machine runs at once]. No result depends on it.
    #[arg(long, value_name = "N", value_parser = threads, allow_negative_numbers = true,
        help_heading = "How it is simulated")]
    pub threads: Option<usize>,
}

/// Where files go, and what is said on the way.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct OutputArguments {
    /// Write every number to files in this directory.
    #[arg(long, value_name = "DIR", help_heading = "What comes out")]
    pub out: Option<PathBuf>,
    /// Replace the results of an earlier run in that directory.
    #[arg(long, requires = "out", help_heading = "What comes out")]
    pub force: bool,
    /// No progress bar and no remarks on standard error.
    #[arg(long, short, help_heading = "What comes out")]
    pub quiet: bool,
}

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

/// Parts of a sweep to join.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct MergeArguments {
    /// The directories of all parts.
    #[arg(required = true, value_name = "DIR")]
    pub shards: Vec<PathBuf>,
    /// Where the whole goes.
    #[command(flatten)]
    pub output: OutputArguments,
}

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
    /// Number of paths of each run that explains it.
    #[arg(long, value_name = "N", value_parser = paths, default_value = "2000", requires = "explain",
        help_heading = "What comes out")]
    pub explain_paths: usize,
    /// Write the comparison to a file, as its name says: `.csv` every number, `.md` the tables, `.json` both. Can be
    /// repeated.
    #[arg(long, value_name = "FILE", help_heading = "What comes out")]
    pub export: Vec<PathBuf>,
    /// Replace files that are there already.
    #[arg(long, requires = "export", help_heading = "What comes out")]
    pub force: bool,
    /// No progress bar and no remarks on standard error.
    #[arg(long, short, help_heading = "What comes out")]
    pub quiet: bool,
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

/// A sampler by its name in scenarios.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum SamplerName {
    /// Independent draws.
    Random,
    /// Latin hypercubes, per batch of 1000 paths.
    LatinHypercube,
    /// A scrambled Sobol' sequence.
    Sobol,
}

impl From<SamplerName> for Sampler {
    fn from(name: SamplerName) -> Self {
        match name {
            SamplerName::Random => Self::Random,
            SamplerName::LatinHypercube => Self::LatinHypercube,
            SamplerName::Sobol => Self::Sobol,
        }
    }
}

fn paths(text: &str) -> Result<usize, String> {
    count(text, MOST_PATHS)
}

fn threads(text: &str) -> Result<usize, String> {
    count(text, MOST_THREADS)
}

fn shard(text: &str) -> Result<Shard, String> {
    let expected = || "expected a part and how many there are, such as `3/16`".to_owned();
    let (number, of) = text.split_once('/').ok_or_else(expected)?;
    let of = count(of, MOST_POINTS).map_err(|_| expected())?;
    let number = count(number, of).map_err(|_| expected())?;
    Ok(Shard { number, of })
}

fn months(text: &str) -> Result<usize, String> {
    count(text, MOST_MONTHS)
}

/// A whole number from 1 on; `_` may part the digits, as in scenarios.
fn count(text: &str, most: usize) -> Result<usize, String> {
    let expected = || format!("expected a whole number from 1 to {most}");
    let number: usize = digits(text).parse().map_err(|_| expected())?;
    if (1..=most).contains(&number) {
        Ok(number)
    } else {
        Err(expected())
    }
}

fn seed(text: &str) -> Result<u64, String> {
    let wrong = |_| format!("expected a whole number from 0 to {}", u64::MAX);
    digits(text).parse().map_err(wrong)
}

fn digits(text: &str) -> String {
    if text.starts_with(['_', '+']) || text.ends_with('_') {
        return String::new();
    }
    text.replace('_', "")
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn count_starts_at_one() {
        assert_eq!(paths("10_000"), Ok(10_000));
        for text in [
            "0",
            "-1",
            "1.5",
            "_1",
            "1e3",
            "",
            "99999999999999999999",
            "100000001",
        ] {
            assert!(paths(text).is_err(), "{text}");
        }
        assert_eq!(seed("0"), Ok(0));
        assert_eq!(seed("18446744073709551615"), Ok(u64::MAX));
        assert!(seed("-1").is_err());
    }

    #[test]
    fn sampler_is_called_as_in_scenarios() {
        for name in SamplerName::value_variants() {
            let value = name.to_possible_value().expect("a name");
            assert_eq!(value.get_name(), Sampler::from(*name).name());
        }
    }
}
