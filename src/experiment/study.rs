//! What an experiment is: a scenario, points, how they are simulated, what is wanted of them.

use crate::engine::Layout;
use crate::experiment::{ExperimentError, Points, Trial};
use crate::model::{Guard, Metric, Objective, Operation, Scenario};
use crate::random::sampler::Sampler;
use crate::scenario::{Chain, LoadError, LoadOptions, Loaded, assemble};
use crate::summary::Sample;

/// The metrics that are compared where nothing else is said.
const USUAL_METRICS: [Metric; 14] = [
    Metric::Subscribers,
    Metric::NewSubscribers,
    Metric::ChurnedSubscribers,
    Metric::ChurnRate,
    Metric::Mrr,
    Metric::Billings,
    Metric::Revenue,
    Metric::Generations,
    Metric::ComputeCost,
    Metric::GrossProfit,
    Metric::GrossMargin,
    Metric::OperatingProfit,
    Metric::Cash,
    Metric::Arppu,
];

/// Most bytes that the values of the reference may take.
const MOST_BYTES: usize = 4 << 30;

/// What is wanted of every point.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// Metrics that are written, in the order of the catalogue.
    pub metrics: Vec<Metric>,
    /// Probabilities of the quantiles that are written, ascending.
    pub quantiles: Vec<f64>,
    /// Whether months are written too.
    pub months: bool,
    /// What points are judged by, as typed.
    pub objective: String,
    /// What a point must hold to be chosen, as typed.
    pub constraints: Vec<String>,
}

impl Wanted {
    /// Reads lists such as `revenue,cash` (or `all`) and `5,50,95`; `None` is the usual.
    ///
    /// # Errors
    ///
    /// An unknown metric, or a number that is no percentage.
    pub fn new(
        metrics: Option<&str>,
        quantiles: Option<&str>,
        objective: &str,
        constraints: &[String],
    ) -> Result<Self, ExperimentError> {
        Ok(Self {
            metrics: metrics.map_or(Ok(USUAL_METRICS.to_vec()), read_metrics)?,
            quantiles: quantiles.map_or(Ok(vec![0.05, 0.25, 0.5, 0.75, 0.95]), read_quantiles)?,
            months: false,
            objective: objective.to_owned(),
            constraints: constraints.to_vec(),
        })
    }

    /// The objective and the constraints as figures of a scenario.
    ///
    /// # Errors
    ///
    /// A figure that the scenario does not have.
    pub fn figures(&self, scenario: &Scenario) -> Result<(Objective, Vec<Guard>), ExperimentError> {
        let objective = objective(&self.objective, scenario)?;
        let constraints = self
            .constraints
            .iter()
            .map(|text| Guard::parse(text, scenario));
        let constraints =
            constraints
                .collect::<Result<_, _>>()
                .map_err(|error| ExperimentError::Figure {
                    option: "--subject-to",
                    error,
                })?;
        Ok((objective, constraints))
    }
}

/// An objective of a scenario.
///
/// # Errors
///
/// It is no figure of it.
pub fn objective(text: &str, scenario: &Scenario) -> Result<Objective, ExperimentError> {
    Objective::parse(text, scenario).map_err(|error| ExperimentError::Figure {
        option: "--objective",
        error,
    })
}

fn read_metrics(text: &str) -> Result<Vec<Metric>, ExperimentError> {
    if text.trim() == "all" {
        return Ok(Metric::ALL.to_vec());
    }
    let mut metrics = Vec::new();
    for name in text.split(',').map(str::trim) {
        metrics.push(Metric::named(name).ok_or_else(|| {
            ExperimentError::Metric {
                text: name.to_owned(),
                candidates: Metric::ALL
                    .iter()
                    .map(|metric| metric.name().to_owned())
                    .collect(),
            }
        })?);
    }
    metrics.sort_unstable();
    metrics.dedup();
    Ok(metrics)
}

fn read_quantiles(text: &str) -> Result<Vec<f64>, ExperimentError> {
    let mut quantiles: Vec<f64> = Vec::new();
    for part in text.split(',') {
        let percent = part.trim().trim_start_matches('p').parse::<f64>().ok();
        match percent.filter(|percent| (0.0..=100.0).contains(percent)) {
            Some(percent) if quantiles.last().is_none_or(|last| *last < percent / 100.0) => {
                quantiles.push(percent / 100.0);
            }
            _ => {
                return Err(ExperimentError::Quantile {
                    text: part.trim().to_owned(),
                });
            }
        }
    }
    Ok(quantiles)
}

/// The sampler of this name.
#[must_use]
pub fn sampler_named(name: &str) -> Option<Sampler> {
    let known = [Sampler::Random, Sampler::LatinHypercube, Sampler::Sobol];
    known.into_iter().find(|sampler| sampler.name() == name)
}

/// An experiment.
#[derive(Debug)]
pub struct Study {
    /// The files of the scenario.
    pub chain: Chain,
    /// What changes all points alike.
    pub options: LoadOptions,
    /// The points.
    pub points: Points,
    /// What is wanted of each.
    pub wanted: Wanted,
    /// Number of Monte Carlo paths of each.
    pub paths: usize,
    /// Seed of everything random.
    pub seed: u64,
    /// How uncertain inputs are drawn.
    pub sampler: Sampler,
}

impl Study {
    /// The scenario of a point.
    ///
    /// # Errors
    ///
    /// It is none.
    pub fn load(&self, point: usize) -> Result<Loaded, ExperimentError> {
        let mut options = self.options.clone();
        options.varied = Some((format!("point {point}"), self.points.overrides(point)));
        assemble(&self.chain, &options).map_err(|error| match error {
            LoadError::Scenario(errors) if point > 0 => ExperimentError::Point {
                point,
                values: self.points.name(point),
                errors,
            },
            error => error.into(),
        })
    }

    /// How a scenario of it is simulated.
    #[must_use]
    pub fn trial<'a>(&'a self, scenario: &'a Scenario) -> Trial<'a> {
        Trial {
            scenario,
            wanted: &self.wanted,
            paths: self.paths,
            seed: self.seed,
            sampler: self.sampler,
        }
    }

    /// Refuses an experiment of which a point is no scenario, lacks a figure that is asked for, or takes too much
    /// memory; returns what there is to know of its points.
    ///
    /// # Errors
    ///
    /// The first point of which that is so.
    pub fn check(&self) -> Result<Vec<String>, ExperimentError> {
        let mut notes: Vec<String> = Vec::new();
        for point in 0..self.points.points.len() {
            let loaded = self.load(point)?;
            let scenario = &loaded.scenario;
            self.wanted.figures(scenario)?;
            if point == self.points.reference {
                let measures = self.trial(scenario).measures(&Layout::new(scenario)).len();
                let bytes = Sample::bytes(measures, self.paths);
                if bytes > MOST_BYTES {
                    return Err(ExperimentError::TooLarge {
                        bytes,
                        most: MOST_BYTES,
                    });
                }
                add_new(&mut notes, overwritten(&self.points.keys, scenario));
            }
            add_new(&mut notes, loaded.notes);
        }
        Ok(notes)
    }
}

/// Adds what was not said yet.
pub fn add_new(notes: &mut Vec<String>, more: impl IntoIterator<Item = String>) {
    for note in more {
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
}

/// Events that set a number of one of the keys to their own.
pub(super) fn overwritten(keys: &[String], scenario: &Scenario) -> Vec<String> {
    let mut notes = Vec::new();
    for event in &scenario.events {
        for change in &event.changes {
            let key = &scenario.quantities.get(change.target).key;
            if change.operation == Operation::Set && keys.contains(key) {
                let month = scenario.start.plus(event.from);
                notes.push(format!(
                    "an event sets `{key}` from {month} on, whatever it is swept to: the points differ before that"
                ));
            }
        }
    }
    notes
}
