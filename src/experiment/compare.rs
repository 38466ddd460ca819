//! Scenarios beside one another, on the same paths.

use std::collections::BTreeMap;

use crate::engine::{Observer, Residuals, Setup, run_together};
use crate::experiment::trial::finite;
use crate::experiment::{ExperimentError, Row, Span, Trial, Wanted};
use crate::model::Metric;
use crate::random::sampler::Sampler;
use crate::random::stream::Seeds;
use crate::scenario::{Chain, Loaded};
use crate::summary::{PairedBuilder, Reference, Selection, Statistics, TwinTally, balanced};

/// A scenario that is compared.
#[derive(Debug)]
pub struct Contender {
    /// As it was asked for.
    pub name: String,
    /// The scenario.
    pub loaded: Loaded,
    /// Its files.
    pub chain: Chain,
}

/// What a number of a scenario is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Numbers {
    /// Mean; NaN where nowhere defined.
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
    /// Monte Carlo standard error of the mean.
    pub se: f64,
    /// 5 %, 25 %, 50 %, 75 % and 95 % quantiles.
    pub quantiles: [f64; 5],
}

/// How a number differs from the first scenario's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gap {
    /// Mean difference.
    pub mean: f64,
    /// Its Monte Carlo standard error.
    pub se: f64,
    /// 5 %, 50 % and 95 % quantiles of the difference path by path; NaN where paths are not known.
    pub quantiles: [f64; 3],
    /// The probability of being better; NaN likewise.
    pub p_better: f64,
}

/// A number of a scenario beside the first one's.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Which metric.
    pub metric: Metric,
    /// The text of its key.
    pub key: String,
    /// The name of its period.
    pub period: String,
    /// What kind of period that is.
    pub span: Span,
    /// What it is.
    pub own: Numbers,
    /// How it differs; `None` where the first has no such number.
    pub gap: Option<Gap>,
}

impl From<&Statistics> for Numbers {
    fn from(statistics: &Statistics) -> Self {
        Self {
            mean: statistics.mean,
            sd: statistics.sd,
            se: statistics.se,
            quantiles: statistics.quantiles,
        }
    }
}

impl From<Row> for Line {
    fn from(row: Row) -> Self {
        let gap = row.pair.difference.map(|difference| {
            let statistics = difference.tally.statistics();
            let [p05, _, p50, _, p95] = statistics.quantiles;
            Gap {
                mean: statistics.mean,
                se: statistics.se,
                quantiles: [p05, p50, p95],
                p_better: difference.p_better(),
            }
        });
        Self {
            metric: row.named.measure.metric,
            key: row.named.key,
            period: row.named.period,
            span: row.named.span,
            own: (&row.pair.own.statistics()).into(),
            gap,
        }
    }
}

/// How scenarios are compared.
#[derive(Debug)]
pub struct Comparison<'a> {
    /// What is compared, the first the one that the others are compared with.
    pub contenders: &'a [Contender],
    /// What is wanted of each.
    pub wanted: Wanted,
    /// Number of Monte Carlo paths.
    pub paths: usize,
    /// Seed of everything random.
    pub seed: u64,
    /// How uncertain inputs are drawn.
    pub sampler: Sampler,
}

impl Comparison<'_> {
    /// Simulates all on the same paths; for each what is wanted of it.
    ///
    /// *Method and error*: all share inputs and luck path by path, so that a difference has the error of what was
    /// changed alone. What a scenario has and the first has not comes without a difference.
    ///
    /// # Errors
    ///
    /// A run does not end, or its numbers cannot be believed.
    pub fn run(
        &self,
        threads: usize,
        observer: &dyn Observer,
    ) -> Result<Vec<Vec<Line>>, ExperimentError> {
        let trials: Vec<Trial> = self
            .contenders
            .iter()
            .map(|contender| self.trial(contender))
            .collect();
        let setups = trials
            .iter()
            .map(|trial| Setup::new(trial.scenario, self.sampler, Seeds::from_seed(self.seed)))
            .collect::<Result<Vec<_>, _>>()?;
        let named: Vec<_> = trials
            .iter()
            .zip(&setups)
            .map(|(trial, setup)| trial.measures(&setup.layout))
            .collect();
        let selections: Vec<Selection> = named
            .iter()
            .zip(&setups)
            .map(|(named, setup)| {
                Selection::new(&setup.layout, named.iter().map(|named| named.measure))
            })
            .collect();
        let first = named[0].iter().enumerate();
        let places: BTreeMap<_, usize> = first
            .map(|(index, named)| (named.identity(), index))
            .collect();
        let mut builders: Vec<PairedBuilder> = named
            .iter()
            .zip(&selections)
            .map(|(named, selection)| {
                let partners = named
                    .iter()
                    .map(|named| places.get(&named.identity()).copied());
                let metrics = named.iter().map(|named| named.measure.metric);
                PairedBuilder::new(selection, metrics, partners.collect(), self.paths)
            })
            .collect();
        let mut residuals = vec![Residuals::default(); setups.len()];
        let mut twins: Vec<TwinTally> = trials
            .iter()
            .map(|trial| TwinTally::new(trial.scenario))
            .collect();
        run_together(&setups, self.paths, threads, observer, |parts| {
            for (index, records) in parts.iter().enumerate() {
                for record in *records {
                    residuals[index].absorb(&record.residuals);
                    twins[index].absorb(record);
                }
                builders[index].absorb(records, Reference::Beside(&selections[0], parts[0]));
            }
        })?;
        let mut all = Vec::new();
        for (((point, builder), named), trial) in
            builders.into_iter().enumerate().zip(named).zip(&trials)
        {
            let audit = |error| ExperimentError::Contender {
                name: self.contenders[point].name.clone(),
                error,
            };
            balanced(&residuals[point], trial.scenario).map_err(audit)?;
            let pairs = named.into_iter().zip(builder.finish());
            let rows: Vec<Row> = pairs.map(|(named, pair)| Row { named, pair }).collect();
            finite(&rows, trial.scenario).map_err(audit)?;
            all.push(rows.into_iter().map(Line::from).collect());
        }
        Ok(all)
    }

    fn trial<'a>(&'a self, contender: &'a Contender) -> Trial<'a> {
        Trial {
            scenario: &contender.loaded.scenario,
            wanted: &self.wanted,
            paths: self.paths,
            seed: self.seed,
            sampler: self.sampler,
        }
    }
}

/// What is known of how a number differs where the paths are not: errors add up.
#[must_use]
pub fn apart(own: &Numbers, first: &Numbers) -> Gap {
    Gap {
        mean: own.mean - first.mean,
        se: own.se.hypot(first.se),
        quantiles: [f64::NAN; 3],
        p_better: f64::NAN,
    }
}
