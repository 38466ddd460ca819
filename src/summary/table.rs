//! Every metric over every month and span.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::engine::{Layout, Record, Residuals, Series, each};
use crate::model::{Figure, Key, Metric, Nature, Period, Scenario};
use crate::summary::spans::{Span, calendar_spans, last_twelve};
use crate::summary::tally::{Statistics, Tally};
use crate::summary::twin::{Twin, TwinTally};
use crate::summary::values::Sums;

/// Takes in the records of a run.
#[derive(Debug)]
pub struct SummaryBuilder {
    columns: Vec<Column>,
    shown: usize,
    paths: usize,
    residuals: Residuals,
    twin: TwinTally,
}

/// One metric and key: its periods and their tallies.
#[derive(Debug)]
struct Column {
    series: Series,
    nature: Nature,
    /// In the order of the periods.
    tallies: Vec<(Period, Tally)>,
}

/// Every metric over every month and span of a run.
#[derive(Debug)]
pub struct Summary {
    columns: Vec<Column>,
    /// How many of the columns files show; the others are for reports alone.
    shown: usize,
    places: BTreeMap<(Metric, Key), usize>,
    paths: usize,
    months: usize,
    residuals: Residuals,
    twin: Option<Twin>,
    spans: Vec<Span>,
}

/// The figures of a run would take too much memory.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the figures of this run can take {} GiB, more than {} GiB",
    bytes.div_ceil(1 << 30),
    MOST_BYTES >> 30
)]
pub struct TooManyFigures {
    bytes: usize,
}

/// Most bytes that figures should take.
const MOST_BYTES: usize = 8 << 30;

impl SummaryBuilder {
    /// Whether the figures of a run of `paths` paths fit into memory.
    ///
    /// # Errors
    ///
    /// They may not.
    pub fn affordable(
        scenario: &Scenario,
        layout: &Layout,
        paths: usize,
    ) -> Result<(), TooManyFigures> {
        let periods = common_periods(scenario).len();
        let columns = layout.series().len() + layout.plan_margins().len();
        let bytes = columns * periods * Tally::most_bytes(paths);
        if bytes > MOST_BYTES {
            return Err(TooManyFigures { bytes });
        }
        Ok(())
    }

    /// Prepares for every metric of `layout` over every month and calendar span of `scenario`,
    /// and over the periods that its facts and guards name, for a run of `paths` paths.
    #[must_use]
    pub fn new(scenario: &Scenario, layout: &Layout, paths: usize) -> Self {
        let common = common_periods(scenario);
        let series = [layout.series(), &layout.plan_margins()].concat();
        let columns = each(&series, |series| {
            let nature = series.metric.nature();
            let facts = scenario.facts.iter().filter_map(|fact| {
                (fact.metric == series.metric && fact.key == series.key).then_some(fact.period)
            });
            let guards = scenario.guards.iter().filter_map(|guard| {
                let figure = &guard.figure;
                (figure.metric == series.metric && figure.key == series.key)
                    .then_some(figure.period)
            });
            let common = common.iter().copied();
            let periods = common.chain(facts).chain(guards);
            let mut places: Vec<Period> = periods.map(|period| place(nature, period)).collect();
            places.sort_unstable();
            places.dedup();
            let tallies = places.iter().map(|place| (*place, Tally::new(paths)));
            Column {
                series: *series,
                nature,
                tallies: tallies.collect(),
            }
        });
        Self {
            columns,
            shown: layout.series().len(),
            paths: 0,
            residuals: Residuals::default(),
            twin: TwinTally::new(scenario),
        }
    }

    /// Prepares for a figure too, whatever its period; before the first path, and with the number
    /// of paths that the run was said to have.
    pub fn prepare(&mut self, figure: &Figure, paths: usize) {
        if let Some(column) = self.columns.iter_mut().find(|column| column.has(figure)) {
            let place = place(column.nature, figure.period);
            if let Err(number) = column.number(place) {
                column.tallies.insert(number, (place, Tally::new(paths)));
            }
        }
    }

    /// Paths taken in so far.
    #[must_use]
    pub fn paths(&self) -> usize {
        self.paths
    }

    /// Goes on as in a run of more than [`EXACT_PATHS`](crate::summary::EXACT_PATHS), with the figures of
    /// one that was known to be as long. To be called before there are more.
    pub fn lengthen(&mut self) {
        self.columns.par_iter_mut().for_each(|column| {
            let tallies = column.tallies.iter_mut();
            tallies.for_each(|(_, tally)| tally.lengthen());
        });
    }

    /// The tally of a figure so far; `None` if its period was not prepared.
    #[must_use]
    pub fn tally(&self, figure: &Figure) -> Option<&Tally> {
        let column = self.columns.iter().find(|column| column.has(figure))?;
        column.tally(figure.period)
    }

    /// What a figure is a statistic of, path by path; NaN where it is undefined.
    #[must_use]
    pub fn values(&self, figure: &Figure, record: &Record) -> Vec<f64> {
        let Some(column) = self.columns.iter().find(|column| column.has(figure)) else {
            return Vec::new();
        };
        let mut sums = Sums::default();
        let period = place(column.nature, figure.period);
        column.series.values(record, period, &mut sums).to_vec()
    }

    /// Takes in the next blocks of paths, in path order.
    pub fn absorb(&mut self, records: &[Record]) {
        for record in records {
            self.paths += record.lanes();
            self.residuals.absorb(&record.residuals);
            self.twin.absorb(record);
        }
        self.columns
            .par_iter_mut()
            .for_each(|column| column.absorb(records));
    }

    /// The figures of all paths taken in.
    #[must_use]
    pub fn finish(self, scenario: &Scenario) -> Summary {
        let keys = self.columns.iter().map(|column| column.series);
        Summary {
            places: keys
                .enumerate()
                .map(|(place, series)| ((series.metric, series.key), place))
                .collect(),
            shown: self.shown,
            columns: self.columns,
            paths: self.paths,
            months: scenario.months,
            residuals: self.residuals,
            twin: self.twin.finish(),
            spans: calendar_spans(scenario),
        }
    }
}

/// The periods that every metric is prepared for: the months, the calendar spans, the last twelve months.
fn common_periods(scenario: &Scenario) -> Vec<Period> {
    let months = (0..scenario.months).map(Period::month);
    let spans = calendar_spans(scenario);
    months
        .chain(spans.iter().map(|span| span.period))
        .chain([last_twelve(scenario.months)])
        .collect()
}

/// Where a period's tally is kept: of a stock the last month counts.
pub(super) fn place(nature: Nature, period: Period) -> Period {
    match nature {
        Nature::Stock => Period::month(period.last),
        Nature::Flow | Nature::Ratio => period,
    }
}

impl Column {
    fn has(&self, figure: &Figure) -> bool {
        self.series.metric == figure.metric && self.series.key == figure.key
    }

    /// Where the tally of a place is, or would be.
    fn number(&self, place: Period) -> Result<usize, usize> {
        self.tallies.binary_search_by_key(&place, |(own, _)| *own)
    }

    fn tally(&self, period: Period) -> Option<&Tally> {
        let number = self.number(place(self.nature, period)).ok()?;
        Some(&self.tallies[number].1)
    }

    /// Takes in the blocks tally by tally: each is fetched from memory once.
    fn absorb(&mut self, records: &[Record]) {
        let mut sums: Vec<Sums> = records.iter().map(|_| Sums::default()).collect();
        // those that begin in the same month come one after the other, the shortest first
        for (period, tally) in &mut self.tallies {
            for (record, sums) in records.iter().zip(&mut sums) {
                tally.add(self.series.further_values(record, *period, sums));
            }
        }
    }
}

impl Summary {
    /// Number of paths.
    #[must_use]
    pub fn paths(&self) -> usize {
        self.paths
    }

    /// Number of months.
    #[must_use]
    pub fn months(&self) -> usize {
        self.months
    }

    /// How far the engine's identities are from holding, at worst.
    #[must_use]
    pub fn residuals(&self) -> &Residuals {
        &self.residuals
    }

    /// Where the simulated mean is farthest from the analytic twin's; `None` with too few paths.
    #[must_use]
    pub fn twin(&self) -> Option<Twin> {
        self.twin
    }

    /// The horizon, its calendar years and quarters.
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// The last twelve months, or all if there are fewer.
    #[must_use]
    pub fn last_twelve(&self) -> Period {
        last_twelve(self.months)
    }

    /// Every metric and key, in the order of the output files.
    pub fn series(&self) -> impl Iterator<Item = (Metric, Key)> + '_ {
        self.columns[..self.shown]
            .iter()
            .map(|column| (column.series.metric, column.series.key))
    }

    /// Works out all statistics, side by side: a file shows every one.
    pub fn work_out(&self) {
        let columns = self.columns.par_iter();
        columns.for_each(|column| {
            let tallies = column.tallies.iter();
            tallies.for_each(|(_, tally)| tally.work_out());
        });
    }

    /// The first month in which a metric that is no ratio is not finite on every path, and the first such metric.
    pub(super) fn unbounded(&self) -> Option<(usize, Metric)> {
        let is_odd = |(place, tally): &&(Period, Tally)| {
            let is_finite = tally.defined() == self.paths && tally.mean().is_finite();
            place.first == place.last && !is_finite
        };
        let first_month = |column: &Column| {
            let (place, _) = match column.nature {
                Nature::Ratio => None,
                Nature::Flow | Nature::Stock => column.tallies.iter().find(is_odd),
            }?;
            Some((place.first, column.series.metric))
        };
        let found = each(&self.columns[..self.shown], first_month);
        found.into_iter().flatten().min_by_key(|(month, _)| *month)
    }

    /// The tally of a metric over a period; `None` for a period that was not prepared. Of
    /// `gross_margin` there is one for each plan too, its top-ups included.
    #[must_use]
    pub fn tally(&self, metric: Metric, key: Key, period: Period) -> Option<&Tally> {
        self.columns[*self.places.get(&(metric, key))?].tally(period)
    }

    /// The statistics of a metric over a period; undefined for a period that was not prepared.
    #[must_use]
    pub fn statistics(&self, metric: Metric, key: Key, period: Period) -> Statistics {
        self.tally(metric, key, period)
            .map_or(Statistics::UNDEFINED, Tally::statistics)
    }
}
