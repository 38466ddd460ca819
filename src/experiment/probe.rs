//! One figure of one scenario, path by path.

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
        let selection = Selection::new(&setup.layout, [Measure::from(figure)]);
        let mut sample = Sample::new(&selection, paths);
        let mut residuals = Residuals::default();
        run(&setup, paths, threads, observer, |records: &[Record]| {
            for record in records {
                residuals.absorb(&record.residuals);
            }
            sample.absorb(&selection, records);
        })?;
        balanced(&residuals, scenario)?;
        let values = sample.into_columns().pop().unwrap_or_default();
        if values.iter().any(|value| value.is_infinite()) {
            return Err(ProbeError::Audit(AuditError::Overflow {
                metric: figure.metric.name(),
                month: scenario.month(figure.period.last),
            }));
        }
        Ok(values)
    }
}
