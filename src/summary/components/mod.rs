//! Where the spread comes from: what is not known, the market's noise, chance.
//!
//! Told from replicates: the same inputs with other luck. `docs/drivers.md` says how to read it.

mod cells;

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::engine::{Layout, Record, Series};
use crate::model::{Key, Metric, Period, Scenario, Value};
use crate::summary::jackknife::BLOCKS;
use crate::summary::table::place;
use crate::summary::values::Sums;
use crate::summary::{Span, calendar_spans};
use cells::Cells;
pub use cells::Split;

/// What varies in a scenario: what does not is no source of spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Varies {
    /// Whether any number of it is uncertain.
    pub inputs: bool,
    /// Whether its market has noise.
    pub market: bool,
}

impl Varies {
    /// Those of a scenario.
    #[must_use]
    pub fn of(scenario: &Scenario) -> Self {
        let quantities = &scenario.quantities;
        let is_drawn = |value: Value| matches!(value, Value::Uncertain(_));
        let noise = &scenario.noise;
        let sds = [&noise.signups, &noise.buying, &noise.churn, &noise.api].map(|own| own.sd);
        let is_moved = |slot| {
            let mut changes = scenario.events.iter().flat_map(|event| &event.changes);
            changes.any(|change| change.target == slot)
        };
        let is_noisy = |slot| quantities.get(slot).value != Value::Known(0.0) || is_moved(slot);
        Self {
            inputs: quantities.iter().any(|(_, number)| is_drawn(number.value)),
            market: sds.into_iter().any(is_noisy),
        }
    }
}

/// Where the spread of every metric comes from, by key and period.
#[derive(Debug, Clone)]
pub struct Components {
    /// Number of paths, each with its replicates.
    pub paths: usize,
    /// What varies at all.
    pub varies: Varies,
    /// Metrics that reports show.
    pub shown: Vec<(Metric, Key)>,
    months: usize,
    spans: Vec<Span>,
    columns: Vec<Column>,
}

#[derive(Debug, Clone)]
struct Column {
    series: Series,
    cells: BTreeMap<Period, Cells>,
}

impl Components {
    /// Nothing yet, of `paths` paths.
    #[must_use]
    pub fn new(
        scenario: &Scenario,
        layout: &Layout,
        shown: Vec<(Metric, Key)>,
        paths: usize,
    ) -> Self {
        let spans = calendar_spans(scenario);
        let months = (0..scenario.months).map(Period::month);
        let periods: Vec<Period> = months.chain(spans.iter().map(|span| span.period)).collect();
        let column = |series: &Series| {
            let kept = periods.iter();
            let kept = kept.map(|period| place(series.metric.nature(), *period));
            Column {
                series: *series,
                cells: kept.map(|period| (period, Cells::default())).collect(),
            }
        };
        Self {
            paths,
            varies: Varies::of(scenario),
            shown,
            months: scenario.months,
            spans,
            columns: layout.series().iter().map(column).collect(),
        }
    }

    /// Takes in the next blocks of paths and of each replicate, in path order.
    pub fn absorb(&mut self, replicates: &[&[Record]]) {
        let block = |path: usize| (path * BLOCKS / self.paths.max(1)).min(BLOCKS - 1);
        let blocks: Vec<Vec<usize>> = replicates[0]
            .iter()
            .map(|record| {
                (0..record.lanes())
                    .map(|lane| block(record.first_path + lane))
                    .collect()
            })
            .collect();
        self.columns
            .par_iter_mut()
            .for_each(|column| column.absorb(replicates, &blocks));
    }

    /// Every metric and key, in the order of the catalogue.
    pub fn series(&self) -> impl Iterator<Item = (Metric, Key)> + '_ {
        let series = self.columns.iter().map(|column| column.series);
        series.map(|series| (series.metric, series.key))
    }

    /// The months.
    pub fn months(&self) -> impl Iterator<Item = Period> + '_ {
        (0..self.months).map(Period::month)
    }

    /// The horizon, its years and its quarters.
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// Where the spread of a number comes from; `None` where it has none, is defined on fewer than 100 paths, or is not known.
    #[must_use]
    pub fn split(&self, metric: Metric, key: Key, period: Period) -> Option<Split> {
        let is_it = |column: &&Column| (column.series.metric, column.series.key) == (metric, key);
        let column = self.columns.iter().find(is_it)?;
        let cells = column.cells.get(&place(metric.nature(), period))?;
        cells.split(self.varies)
    }
}

impl Column {
    fn absorb(&mut self, replicates: &[&[Record]], blocks: &[Vec<usize>]) {
        let mut sums: [Sums; 3] = Default::default();
        for (period, cells) in &mut self.cells {
            for (index, blocks) in blocks.iter().enumerate() {
                let [own, luck, chance] = &mut sums;
                let own = self.series.values(&replicates[0][index], *period, own);
                let luck = self.series.values(&replicates[1][index], *period, luck);
                match replicates.get(2) {
                    Some(records) => {
                        let chance = self.series.values(&records[index], *period, chance);
                        let paths = own.iter().zip(luck).zip(chance).zip(blocks);
                        for (((own, luck), chance), block) in paths {
                            cells.add_three(*block, [*own, *luck, *chance]);
                        }
                    }
                    None => {
                        for ((own, luck), block) in own.iter().zip(luck).zip(blocks) {
                            cells.add_two(*block, [*own, *luck]);
                        }
                    }
                }
            }
        }
    }
}
