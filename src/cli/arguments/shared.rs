//! What several commands take.

use std::path::PathBuf;

use clap::{ArgGroup, Args, ValueEnum};

use crate::cli::arguments::numbers::{months, seed, threads};
use crate::random::sampler::Sampler;
use crate::report::page::Language;

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
#[command(group = ArgGroup::new("written").multiple(true))]
pub struct OutputArguments {
    /// Write every number to files in this directory.
    #[arg(
        long,
        value_name = "DIR",
        group = "written",
        help_heading = "What comes out"
    )]
    pub out: Option<PathBuf>,
    /// Replace earlier results there.
    #[arg(long, requires = "written", help_heading = "What comes out")]
    pub force: bool,
    /// No progress bar and no remarks on standard error.
    #[arg(long, short, help_heading = "What comes out")]
    pub quiet: bool,
}

/// What is told of knowing more before a point is chosen.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct KnowingArguments {
    /// Value what these uncertain inputs tell together, before a point is chosen: `growth=signups.*,noise.signups.sd`;
    /// a `*` stands for anything. Can be repeated.
    #[arg(
        long,
        value_name = "NAME=KEY,…",
        help_heading = "How points are judged"
    )]
    pub group: Vec<String>,
}

/// The page among the results.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct PageArguments {
    /// The language of `report.html` there: `en` or `zh` [default: en].
    #[arg(
        long,
        value_name = "CODE",
        requires = "out",
        hide_possible_values = true,
        help_heading = "What comes out"
    )]
    pub lang: Option<LanguageCode>,
    /// Open `report.html` there in the browser.
    #[arg(long, requires = "out", help_heading = "What comes out")]
    pub open: bool,
}

/// A language of pages by its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LanguageCode {
    /// English.
    En,
    /// Chinese.
    Zh,
}

impl From<Option<LanguageCode>> for Language {
    fn from(code: Option<LanguageCode>) -> Self {
        match code {
            None | Some(LanguageCode::En) => Self::English,
            Some(LanguageCode::Zh) => Self::Chinese,
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sampler_is_called_as_in_scenarios() {
        for name in SamplerName::value_variants() {
            let value = name.to_possible_value().expect("a name");
            assert_eq!(value.get_name(), Sampler::from(*name).name());
        }
    }
}
