//! How a run is done: what was typed, else what the scenario says, else what the machine has.

use std::thread;

use crate::cli::{Failure, RunArguments, SamplingArguments, usage};
use crate::experiment::figure_help;
use crate::model::{
    FigureError, Precision, PrecisionError, Scenario, Target, metric_and_key, metric_over,
};
use crate::random::sampler::Sampler;
use crate::report::terminal::Series;
use crate::scenario::wording::suggestion;
use crate::summary::Measure;
use crate::summary::drivers::{Asked, headline};

/// The most paths for a precision where nothing else is said.
pub const MOST_PATHS_UNTIL: usize = 1_000_000;

/// How a run is done.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Number of Monte Carlo paths; with a precision the most of them.
    pub paths: usize,
    /// The precision at which to stop.
    pub until: Option<Precision>,
    /// Seed of everything random.
    pub seed: u64,
    /// How uncertain inputs are drawn.
    pub sampler: Sampler,
    /// Threads that simulate.
    pub threads: usize,
    /// What is drawn in place of the report.
    pub charts: Vec<Series>,
    /// Metrics whose drivers are told.
    pub driven: Vec<Asked>,
    /// What metrics should reach.
    pub targets: Vec<Target>,
    /// Metrics whose spread is split.
    pub split: Vec<Series>,
}

impl Settings {
    /// Settles what the arguments leave open.
    ///
    /// # Errors
    ///
    /// `--until` has no figure of this scenario, or no precision; `--chart`, `--drivers-of` or `--variance-of` has no metric, or
    /// `--target` nothing to reach.
    pub fn new(arguments: &RunArguments, scenario: &Scenario) -> Result<Self, Failure> {
        let defaults = scenario.simulation;
        let until = arguments.until.as_deref();
        let until = until
            .map(|text| Precision::parse(text, scenario))
            .transpose()
            .map_err(|error| failure(&error))?;
        let usual_paths = if until.is_some() {
            MOST_PATHS_UNTIL
        } else {
            defaults.paths
        };
        Ok(Self {
            paths: arguments.paths.unwrap_or(usual_paths),
            until,
            seed: arguments.sampling.seed(scenario),
            sampler: arguments.sampling.sampler(scenario),
            threads: arguments.sampling.threads(),
            charts: series("--chart", &arguments.chart, scenario)?,
            driven: asked("--drivers-of", &arguments.drivers_of, scenario)?,
            targets: targets(&arguments.target, scenario)?,
            split: split(&arguments.variance_of, scenario)?,
        })
    }
}

impl SamplingArguments {
    /// The seed asked for, or the scenario's.
    #[must_use]
    pub fn seed(&self, scenario: &Scenario) -> u64 {
        self.seed.unwrap_or(scenario.simulation.seed)
    }

    /// The sampler asked for, or the scenario's.
    #[must_use]
    pub fn sampler(&self, scenario: &Scenario) -> Sampler {
        self.sampler
            .map_or(scenario.simulation.sampler, Sampler::from)
    }

    /// The threads asked for, or as many as the machine runs at once.
    #[must_use]
    pub fn threads(&self) -> usize {
        threads(self.threads)
    }
}

/// The threads asked for, or as many as the machine runs at once.
#[must_use]
pub fn threads(asked: Option<usize>) -> usize {
    let available = || thread::available_parallelism().map_or(1, usize::from);
    asked.unwrap_or_else(available)
}

/// That an option has no figure of the scenario.
fn wrong(option: &str, error: &FigureError) -> Failure {
    usage::wrong(
        &format!("`{option}`: {error}"),
        figure_help(error).as_deref(),
    )
}

/// The metrics of an option.
fn series(option: &str, names: &[String], scenario: &Scenario) -> Result<Vec<Series>, Failure> {
    let read = |name: &String| {
        let (metric, key) = name.trim().split_once('.').unwrap_or((name.trim(), ""));
        metric_and_key(metric, key, scenario).map_err(|error| wrong(option, &error))
    };
    names.iter().map(read).collect()
}

/// What metrics should reach.
fn targets(texts: &[String], scenario: &Scenario) -> Result<Vec<Target>, Failure> {
    let read =
        |text: &String| Target::parse(text, scenario).map_err(|error| wrong("--target", &error));
    texts.iter().map(read).collect()
}

/// The metrics whose spread is split, or those of the headline.
fn split(names: &[String], scenario: &Scenario) -> Result<Vec<Series>, Failure> {
    if names.is_empty() {
        let headline = headline(scenario).into_iter();
        return Ok(headline
            .map(|asked| (asked.measure.metric, asked.measure.key))
            .collect());
    }
    series("--variance-of", names, scenario)
}

/// The metrics over some months that an option asks for, or the headline.
///
/// # Errors
///
/// One that the scenario does not have.
pub fn asked(option: &str, texts: &[String], scenario: &Scenario) -> Result<Vec<Asked>, Failure> {
    if texts.is_empty() {
        return Ok(headline(scenario));
    }
    let read = |text: &String| {
        let (metric, key, period) =
            metric_over(text, scenario).map_err(|error| wrong(option, &error))?;
        Ok(Asked {
            measure: Measure {
                metric,
                key,
                period,
            },
            text: text.trim().to_owned(),
        })
    };
    texts.iter().map(read).collect()
}

fn failure(error: &PrecisionError) -> Failure {
    let example = "such as `--until 'p50(revenue, total)=0.5%'`, or `=10000` in the figure's unit";
    let help = match error {
        PrecisionError::Figure(
            FigureError::Metric { text, candidates }
            | FigureError::Key {
                text, candidates, ..
            },
        ) => suggestion(text, candidates.iter().map(String::as_str))
            .unwrap_or_else(|| format!("there are {}", candidates.join(", "))),
        PrecisionError::Extreme { .. } => "ask for a percentile between, such as `p05`".to_owned(),
        PrecisionError::Figure(FigureError::Outside { .. }) => {
            "name months that are simulated, or `total` or `last`".to_owned()
        }
        _ => example.to_owned(),
    };
    usage::wrong(&format!("`--until`: {error}"), Some(&help))
}
