//! Figures of one scenario, path by path.

use crate::engine::{Observer, Record, Residuals, RunError, Setup, run};
use crate::experiment::ExperimentError;
use crate::model::{Figure, Scenario};
use crate::random::sampler::{Sampler, SamplerError};
use crate::random::stream::Seeds;
use crate::summary::{AuditError, Measure, Sample, Selection, balanced};

/// A scenario, the figure that is looked at, and how it is simulated.
#[derive(Debug, Clone, Copy)]
pub struct Probe<'a> {
    /// What is simulated.
    pub scenario: &'a Scenario,
    /// What is looked at.
    pub figure: &'a Figure,
    /// Number of Monte Carlo paths.
    pub paths: usize,
    /// Seed of everything random.
    pub seed: u64,
    /// How uncertain inputs are drawn.
    pub sampler: Sampler,
}

/// Why there are no values.
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    /// The uncertain inputs cannot be sampled together.
    #[error(transparent)]
    Inputs(#[from] SamplerError),
    /// The run did not end.
    #[error(transparent)]
    Run(#[from] RunError),
    /// Its numbers cannot be believed.
    #[error(transparent)]
    Audit(#[from] AuditError),
}

impl ProbeError {
    /// It as an error of an experiment; of numbers that cannot be believed `audit` says whose they are.
    pub(super) fn told(self, audit: impl FnOnce(AuditError) -> ExperimentError) -> ExperimentError {
        match self {
            Self::Inputs(error) => error.into(),
            Self::Run(error) => error.into(),
            Self::Audit(error) => audit(error),
        }
    }
}

impl Probe<'_> {
    /// The figure's metric on every path, in its unit; NaN where it is undefined. No value depends on the threads.
    ///
    /// # Errors
    ///
    /// The run does not end, its accounts do not balance, or a value is not finite.
    pub fn values(&self, threads: usize, observer: &dyn Observer) -> Result<Vec<f64>, ProbeError> {
        let Self {
            scenario,
            figure,
            paths,
            ..
        } = *self;
        let setup = Setup::new(scenario, self.sampler, Seeds::from_seed(self.seed))?;
        let columns = sampled(&setup, &[Measure::from(figure)], paths, threads, observer)?;
        Ok(columns.into_iter().next().unwrap_or_default())
    }
}

/// Measures on every path of a scenario made ready, a column each, in their units; NaN where one is undefined.
///
/// # Errors
///
/// The run does not end, its accounts do not balance, or a value is not finite.
pub(super) fn sampled(
    setup: &Setup,
    measures: &[Measure],
    paths: usize,
    threads: usize,
    observer: &dyn Observer,
) -> Result<Vec<Vec<f64>>, ProbeError> {
    let scenario = setup.scenario;
    let selection = Selection::new(&setup.layout, measures.iter().copied());
    let mut sample = Sample::new(&selection, paths);
    let mut residuals = Residuals::default();
    run(setup, paths, threads, observer, |records: &[Record]| {
        for record in records {
            residuals.absorb(&record.residuals);
        }
        sample.absorb(&selection, records);
    })?;
    balanced(&residuals, scenario)?;
    let columns = sample.into_columns();
    let infinite = |column: &Vec<f64>| column.iter().any(|value| value.is_infinite());
    if let Some(place) = columns.iter().position(infinite) {
        let measure = measures[place];
        return Err(ProbeError::Audit(AuditError::Overflow {
            metric: measure.metric.name(),
            month: scenario.month(measure.period.last),
        }));
    }
    Ok(columns)
}
