//! How a run is done: what was typed, else what the scenario says, else what the machine has.

use std::thread;

use crate::cli::RunArguments;
use crate::model::Scenario;
use crate::random::sampler::Sampler;

/// How a run is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Number of Monte Carlo paths.
    pub paths: usize,
    /// Seed of everything random.
    pub seed: u64,
    /// How uncertain inputs are drawn.
    pub sampler: Sampler,
    /// Threads that simulate.
    pub threads: usize,
}

impl Settings {
    /// Settles what the arguments leave open.
    #[must_use]
    pub fn new(arguments: &RunArguments, scenario: &Scenario) -> Self {
        let defaults = scenario.simulation;
        let threads = || thread::available_parallelism().map_or(1, usize::from);
        Self {
            paths: arguments.paths.unwrap_or(defaults.paths),
            seed: arguments.seed.unwrap_or(defaults.seed),
            sampler: arguments.sampler.map_or(defaults.sampler, Sampler::from),
            threads: arguments.threads.unwrap_or_else(threads),
        }
    }
}
