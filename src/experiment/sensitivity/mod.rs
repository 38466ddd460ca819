//! Which inputs a metric is sensitive to, from points that were chosen for the question.
//!
//! `docs/sensitivity.md` says how.

mod bench;
mod design;
mod factors;

pub use factors::{Factor, factors};

use crate::engine::Observer;
use crate::experiment::ExperimentError;
use crate::model::{Period, Scenario};
use crate::summary::drivers::{Asked, DriverInput};
use crate::summary::sensitivity::{Effect, Indices};
use crate::summary::{Measure, Sample};
use bench::{Bench, RESAMPLES};

/// Most bytes that the values at all points may take.
const MOST_BYTES: usize = 1 << 30;

/// What is looked at, and how closely.
#[derive(Debug, Clone)]
pub struct Sensitivity<'a> {
    /// What is simulated.
    pub scenario: &'a Scenario,
    /// Overrides that are in it, `KEY=VALUE` each.
    pub overrides: &'a [String],
    /// Its uncertain inputs.
    pub inputs: Vec<DriverInput>,
    /// The metrics.
    pub asked: Vec<Asked>,
    /// Whether indices are told of every month too.
    pub span: Months,
    /// Rows of the design of the indices.
    pub points: usize,
    /// Factors that get indices of their own; with more of them, those that a screening finds.
    pub factors: usize,
    /// Rows of the screening.
    pub screening: usize,
    /// Seed of everything random.
    pub seed: u64,
}

/// Which months indices are told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Months {
    /// Those asked for.
    Asked,
    /// Every single one too.
    Every,
}

/// What was found.
#[derive(Debug, Clone)]
pub struct Sensitivities {
    /// What was screened, where there are many factors.
    pub screening: Option<Screening>,
    /// What has indices.
    pub factors: Vec<Factor>,
    /// By metric, in the order asked for.
    pub metrics: Vec<Sensitive>,
}

/// What a first look at all factors found.
#[derive(Debug, Clone)]
pub struct Screening {
    /// Every input, those that move together as one.
    pub factors: Vec<Factor>,
    /// By metric and factor; `None` where the metric is undefined.
    pub effects: Vec<Vec<Option<Effect>>>,
    /// Factors that get indices of their own, by place, the strongest first.
    pub kept: Vec<usize>,
}

/// What one metric is sensitive to.
#[derive(Debug, Clone)]
pub struct Sensitive {
    /// The metric.
    pub asked: Asked,
    /// Its mean at the points where it is defined, in its unit.
    pub mean: f64,
    /// Rows on which it is defined at every point.
    pub rows: usize,
    /// The indices; `None` where there is no variance or too few rows.
    pub indices: Option<Indices>,
    /// The indices from fewer rows, without intervals.
    pub earlier: Vec<Indices>,
    /// By month, where asked for.
    pub months: Vec<Option<Indices>>,
}

impl Sensitivity<'_> {
    /// Whether there are more factors than get indices of their own.
    #[must_use]
    pub fn screens(&self) -> bool {
        factors(&self.inputs).len() > self.factors
    }

    /// How many paths will be simulated.
    #[must_use]
    pub fn paths(&self) -> usize {
        let all = factors(&self.inputs).len();
        // A, B, and A with each factor and with the luck of B
        let per_row = |factors: usize| factors + 3;
        if all == 0 {
            0
        } else if self.screens() {
            self.screening * (all + 1) + self.points * per_row(self.factors + 1)
        } else {
            self.points * per_row(all)
        }
    }

    /// Refuses what would take too much memory.
    ///
    /// # Errors
    ///
    /// The values at all points do.
    pub fn affordable(&self) -> Result<(), ExperimentError> {
        let months = match self.span {
            Months::Asked => 0,
            Months::Every => self.scenario.months,
        };
        let measures = self.asked.len() * (1 + months);
        let columns = 2 * (self.scenario.quantities.inputs().len() + RESAMPLES as usize);
        let own = self.factors.min(self.scenario.quantities.inputs().len());
        let bytes = Sample::bytes(measures * (own + 4) + columns, self.points);
        if bytes > MOST_BYTES {
            let most = MOST_BYTES;
            return Err(ExperimentError::TooLarge { bytes, most });
        }
        Ok(())
    }

    /// Screens the factors, if there are many, and tells the indices of those that matter.
    ///
    /// *Method*: inputs that the scenario correlates are one factor, moved together. With more factors than get indices, each is
    /// moved by itself from every one of some points on four levels (elementary effects), and the factors that are strongest for
    /// any of the metrics are kept; the others are one factor. Then scrambled Sobol' points: samples A and B, and A with the
    /// columns of each factor from B. The points of a row live through the same luck, but for those of B, whose luck is
    /// another: luck is a factor like others.
    ///
    /// # Errors
    ///
    /// A run does not end, or its accounts do not balance.
    pub fn run(
        &self,
        threads: usize,
        observer: &dyn Observer,
    ) -> Result<Sensitivities, ExperimentError> {
        let all = factors(&self.inputs);
        let mut found = Sensitivities {
            factors: all.clone(),
            screening: None,
            metrics: Vec::new(),
        };
        if all.is_empty() {
            return Ok(found);
        }
        let bench = Bench {
            sensitivity: self,
            measures: self.measures(),
            threads,
            observer,
        };
        if self.screens() {
            let screening = bench.screen(all)?;
            let is_kept = |place: &usize| screening.kept.contains(place);
            let others = (0..screening.factors.len()).filter(|place| !is_kept(place));
            let others = others.flat_map(|place| screening.factors[place].inputs());
            let others = Factor::Others(others.copied().collect());
            let kept = screening.kept.iter();
            found.factors = kept
                .map(|place| screening.factors[*place].clone())
                .collect();
            found.factors.push(others);
            found.screening = Some(screening);
        }
        found.factors.push(Factor::Luck);
        found.metrics = bench.indices(&found.factors)?;
        Ok(found)
    }

    /// The metrics, and after each its months, where they are asked for.
    fn measures(&self) -> Vec<Measure> {
        let months = match self.span {
            Months::Asked => 0,
            Months::Every => self.scenario.months,
        };
        let with_months = |asked: &Asked| {
            let months = (0..months).map(|month| Measure {
                period: Period::month(month),
                ..asked.measure
            });
            [asked.measure]
                .into_iter()
                .chain(months)
                .collect::<Vec<_>>()
        };
        self.asked.iter().flat_map(with_months).collect()
    }
}
