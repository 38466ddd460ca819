//! One point simulated, and compared with the reference path by path.

use std::collections::BTreeMap;

use crate::engine::{Layout, Observer, Record, Residuals, Setup, run};
use crate::experiment::{ExperimentError, Wanted};
use crate::model::{Key, Metric, Period, Scenario};
use crate::random::sampler::Sampler;
use crate::random::stream::Seeds;
use crate::summary::{
    AuditError, Measure, Pair, PairedBuilder, Reference, Sample, Selection, TwinTally, balanced,
    calendar_spans, statistic_of,
};

/// Whether a row is about a span of months or a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// The horizon, a year or a quarter.
    Calendar,
    /// A month.
    Month,
}

/// A metric and key over a period, in a scenario's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The number.
    pub measure: Measure,
    /// The text of its key.
    pub key: String,
    /// The name of its period.
    pub period: String,
    /// What kind of period that is.
    pub span: Span,
}

/// A number of a point and its difference to the reference's.
#[derive(Debug, Clone)]
pub struct Row {
    /// Which.
    pub named: Named,
    /// Its values and differences.
    pub pair: Pair,
}

/// What came of a point.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Every number that was wanted.
    pub rows: Vec<Row>,
    /// The metric of the objective on every path; NaN where it is undefined.
    pub objective: Vec<f64>,
    /// The figure of each constraint.
    pub constraints: Vec<f64>,
    /// What is odd about the simulation, if anything is.
    pub alarm: Option<String>,
}

/// What the other points are compared with.
#[derive(Debug)]
pub struct Kept {
    sample: Sample,
    places: BTreeMap<(Metric, String, Period), usize>,
}

/// A scenario and how it is simulated.
#[derive(Debug, Clone, Copy)]
pub struct Trial<'a> {
    /// What is simulated.
    pub scenario: &'a Scenario,
    /// What is wanted of it.
    pub wanted: &'a Wanted,
    /// Number of Monte Carlo paths.
    pub paths: usize,
    /// Seed of everything random.
    pub seed: u64,
    /// How uncertain inputs are drawn.
    pub sampler: Sampler,
}

impl Trial<'_> {
    /// Every number that is wanted: metrics and keys in the order of the catalogue, for each the spans, then the months.
    #[must_use]
    pub fn measures(&self, layout: &Layout) -> Vec<Named> {
        let spans = calendar_spans(self.scenario).into_iter();
        let mut periods: Vec<(String, Period, Span)> = spans
            .map(|span| (span.name, span.period, Span::Calendar))
            .collect();
        if self.wanted.months {
            let months = 0..self.scenario.months;
            periods.extend(months.map(|month| {
                let name = self.scenario.month(month).to_string();
                (name, Period::month(month), Span::Month)
            }));
        }
        let mut measures = Vec::new();
        for series in layout.series() {
            if !self.wanted.metrics.contains(&series.metric) {
                continue;
            }
            let key: Key = series.key;
            let text = key.text(self.scenario);
            for (name, period, span) in &periods {
                measures.push(Named {
                    measure: Measure {
                        metric: series.metric,
                        key,
                        period: *period,
                    },
                    key: text.clone(),
                    period: name.clone(),
                    span: *span,
                });
            }
        }
        measures
    }

    /// Simulates the point that others are compared with.
    ///
    /// # Errors
    ///
    /// The run does not end, or its numbers cannot be believed.
    pub fn keep(
        &self,
        point: usize,
        threads: usize,
        observer: &dyn Observer,
    ) -> Result<(Outcome, Kept), ExperimentError> {
        let (outcome, sample) = self.simulate(point, None, threads, observer)?;
        let places = outcome.rows.iter().enumerate();
        let places = places
            .map(|(index, row)| (row.named.identity(), index))
            .collect();
        Ok((outcome, Kept { sample, places }))
    }

    /// Simulates a point and compares it with another.
    ///
    /// # Errors
    ///
    /// The run does not end, or its numbers cannot be believed.
    pub fn compare(
        &self,
        point: usize,
        reference: &Kept,
        threads: usize,
        observer: &dyn Observer,
    ) -> Result<Outcome, ExperimentError> {
        let (outcome, _) = self.simulate(point, Some(reference), threads, observer)?;
        Ok(outcome)
    }

    /// Without a reference the point is its own, and its values are kept.
    fn simulate(
        &self,
        point: usize,
        reference: Option<&Kept>,
        threads: usize,
        observer: &dyn Observer,
    ) -> Result<(Outcome, Sample), ExperimentError> {
        let Self {
            scenario, paths, ..
        } = *self;
        let setup = Setup::new(scenario, self.sampler, Seeds::from_seed(self.seed))?;
        let named = self.measures(&setup.layout);
        let selection = Selection::new(&setup.layout, named.iter().map(|named| named.measure));
        let partners = named
            .iter()
            .enumerate()
            .map(|(index, named)| match reference {
                Some(kept) => kept.places.get(&named.identity()).copied(),
                None => Some(index),
            });
        let metrics = named.iter().map(|named| named.measure.metric);
        let mut pairs = PairedBuilder::new(&selection, metrics, partners.collect(), paths);
        let mut own = Sample::new(&selection, if reference.is_some() { 0 } else { paths });

        let (objective, constraints) = self.wanted.figures(scenario)?;
        let figures = [&objective.figure]
            .into_iter()
            .chain(constraints.iter().map(|guard| &guard.figure));
        let judged = Selection::new(&setup.layout, figures.map(Measure::from));
        let mut judgement = Sample::new(&judged, paths);

        let mut residuals = Residuals::default();
        let mut twin = TwinTally::new(scenario);
        run(&setup, paths, threads, observer, |records: &[Record]| {
            for record in records {
                residuals.absorb(&record.residuals);
                twin.absorb(record);
            }
            judgement.absorb(&judged, records);
            if let Some(kept) = reference {
                pairs.absorb(records, Reference::Kept(&kept.sample));
            } else {
                own.absorb(&selection, records);
                pairs.absorb(records, Reference::Beside(&selection, records));
            }
        })?;

        let audit = |error| ExperimentError::Audit { point, error };
        balanced(&residuals, scenario).map_err(audit)?;
        let rows: Vec<Row> = named
            .into_iter()
            .zip(pairs.finish())
            .map(|(named, pair)| Row { named, pair })
            .collect();
        finite(&rows, scenario).map_err(audit)?;
        let mut judgement = judgement.into_columns().into_iter();
        let objective = judgement.next().unwrap_or_default();
        let constraints = constraints
            .iter()
            .zip(judgement)
            .map(|(guard, values)| statistic_of(guard.figure.statistic, values.into_iter(), paths));
        let outcome = Outcome {
            rows,
            objective,
            constraints: constraints.collect(),
            alarm: twin.finish().and_then(|twin| twin.alarm(scenario)),
        };
        Ok((outcome, own))
    }
}

impl Named {
    /// What tells it from others, whatever order another scenario has its plans in.
    pub(super) fn identity(&self) -> (Metric, String, Period) {
        (self.measure.metric, self.key.clone(), self.measure.period)
    }
}

/// Refuses numbers that are not finite.
pub(super) fn finite(rows: &[Row], scenario: &Scenario) -> Result<(), AuditError> {
    let overflow = rows.iter().find(|row| {
        let statistics = row.pair.own.statistics();
        statistics.defined > 0 && (!statistics.mean.is_finite() || statistics.sd.is_infinite())
    });
    match overflow {
        Some(row) => Err(AuditError::Overflow {
            metric: row.named.measure.metric.name(),
            month: scenario.month(row.named.measure.period.last),
        }),
        None => Ok(()),
    }
}
