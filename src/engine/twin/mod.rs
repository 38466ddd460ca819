//! The analytic twin: what the first paths of a run should show on average, in closed form.
//!
//! Given a path's inputs and the market's noise, everybody decides independently of the others, so
//! expected head counts follow a recursion that is linear: expected counts take the place of
//! draws, and nothing is left to chance. The recursion is written here a second time, one path
//! at a time and straight from `docs/model.md`, with contracts instead of tables of bills: each
//! cohort carries the bill of its current period. It shares with the engine the drawn inputs, the
//! noise, the trends and the moments of capped demand.

mod choice;
mod contract;
mod numbers;
mod path;
mod renewal;
mod usage;

use std::ops::Range;

use crate::engine::layout::Layout;
use crate::engine::market::{Market, TrendState};
use crate::engine::run::side_by_side;
use crate::engine::setup::Setup;
use crate::engine::values::Values;
use crate::model::{Key, Metric, Scenario};
use crate::random::stream::path_at;
use numbers::Numbers;
use path::{Arrivals, Path};

/// So many paths of a run, the first ones, have a twin.
pub const TWIN_PATHS: usize = 128;

/// So many of them are worked out side by side: their cohorts should stay in the cache from month to month.
const AT_ONCE: usize = 4;

/// Expected values of a block of paths.
#[derive(Debug, Clone)]
pub struct Expected {
    lanes: usize,
    months: usize,
    /// Ledger row of each cell.
    rows: Vec<usize>,
    /// Cell of each ledger row that is expected.
    cell_of: Vec<usize>,
    mean: Vec<f64>,
    variance: Vec<f64>,
}

/// What is expected, by path: metrics with their keys.
#[must_use]
pub fn cells(scenario: &Scenario) -> Vec<(Metric, Key)> {
    let mut cells = vec![
        (Metric::Signups, Key::Total),
        (Metric::ApiCredits, Key::Total),
    ];
    cells.extend((0..scenario.api.len()).map(|class| (Metric::ApiCustomers, Key::ApiClass(class))));
    cells.extend((0..scenario.segments.len()).map(|s| (Metric::FreeUsers, Key::Segment(s))));
    for metric in PLAN_METRICS {
        cells.extend((0..scenario.plans.len()).map(|plan| (metric, Key::Plan(plan))));
    }
    cells
}

/// What is expected of every plan.
const PLAN_METRICS: [Metric; 5] = [
    Metric::Subscribers,
    Metric::ChurnedSubscribers,
    Metric::Mrr,
    Metric::Billings,
    Metric::CreditsUsed,
];

impl Expected {
    fn new(setup: &Setup, lanes: usize) -> Self {
        let scenario = setup.scenario;
        let rows: Vec<usize> = cells(scenario)
            .into_iter()
            .map(|(metric, key)| setup.layout.row(metric, key))
            .collect();
        let mut cell_of = vec![rows.len(); setup.layout.rows()];
        for (cell, row) in rows.iter().enumerate() {
            cell_of[*row] = cell;
        }
        let numbers = rows.len() * scenario.months * lanes;
        Self {
            lanes,
            months: scenario.months,
            rows,
            cell_of,
            mean: vec![0.0; numbers],
            variance: vec![0.0; numbers],
        }
    }

    /// Paths.
    #[must_use]
    pub fn lanes(&self) -> usize {
        self.lanes
    }

    /// The ledger rows that are expected, in the order of [`cells`].
    #[must_use]
    pub fn rows(&self) -> &[usize] {
        &self.rows
    }

    /// Puts in what is expected of some of the paths.
    fn put(&mut self, lanes: Range<usize>, part: &Self) {
        for (whole, own) in [
            (&mut self.mean, &part.mean),
            (&mut self.variance, &part.variance),
        ] {
            let rows = whole.chunks_exact_mut(self.lanes);
            for (row, own) in rows.zip(own.chunks_exact(part.lanes)) {
                row[lanes.clone()].copy_from_slice(own);
            }
        }
    }

    fn place(&self, month: usize, cell: usize) -> usize {
        (cell * self.months + month) * self.lanes
    }

    /// Expected values of a cell in a month, path by path.
    #[must_use]
    pub fn mean(&self, month: usize, cell: usize) -> &[f64] {
        let place = self.place(month, cell);
        &self.mean[place..place + self.lanes]
    }

    /// Their variances where people come by a Poisson process; of those who were there at the
    /// opening, an upper bound.
    #[must_use]
    pub fn variance(&self, month: usize, cell: usize) -> &[f64] {
        let place = self.place(month, cell);
        &self.variance[place..place + self.lanes]
    }
}

/// Where a path writes what it expects of a month.
struct Entry<'a> {
    layout: &'a Layout,
    expected: &'a mut Expected,
    month: usize,
    lane: usize,
}

impl Entry<'_> {
    /// Adds `people`, each of whom brings `amount` on average and `square` on average when squared.
    pub fn add(&mut self, metric: Metric, key: Key, people: f64, amount: f64, square: f64) {
        let row = self.layout.row(metric, key);
        let cell = self.expected.cell_of[row];
        let place = self.expected.place(self.month, cell) + self.lane;
        self.expected.mean[place] += people * amount;
        self.expected.variance[place] += people * square;
    }
}

/// What is expected of `lanes` paths from `first_path` on.
#[must_use]
pub fn expect(setup: &Setup, first_path: u32, lanes: usize) -> Expected {
    let values = Values::draw(setup.scenario, &setup.sampler, first_path, lanes);
    let parts = side_by_side(lanes, AT_ONCE, |part| {
        let values = values.part(part.start, part.len());
        let expected = expect_some(setup, path_at(first_path, part.start), values);
        (part, expected)
    });
    let mut expected = Expected::new(setup, lanes);
    for (part, own) in &parts {
        expected.put(part.clone(), own);
    }
    expected
}

/// What is expected of the paths that have these values.
fn expect_some(setup: &Setup, first_path: u32, mut values: Values) -> Expected {
    let scenario = setup.scenario;
    let lanes = values.lanes();
    let mut expected = Expected::new(setup, lanes);
    let mut market = Market::new(lanes);
    let mut signups = TrendState::new(lanes);
    let mut arrivals: Vec<TrendState> = scenario
        .api
        .iter()
        .map(|_| TrendState::new(lanes))
        .collect();
    let mut paths: Vec<Path> = (0..lanes)
        .map(|lane| Path::new(setup, &Numbers::new(scenario, &values, lane, 0)))
        .collect();
    for month in 0..scenario.months {
        if setup.changes[month] {
            values.apply_events(scenario, month);
        }
        market.advance(
            &scenario.noise,
            &values,
            setup.seeds.market,
            first_path,
            month,
        );
        signups.advance(&scenario.signups, &values, month);
        for (trend, class) in arrivals.iter_mut().zip(&scenario.api) {
            trend.advance(&class.arrivals, &values, month);
        }
        for (lane, path) in paths.iter_mut().enumerate() {
            let numbers = Numbers::new(scenario, &values, lane, month);
            if setup.changes[month] {
                path.reconsider(&numbers);
            }
            let arriving = Arrivals {
                signups: signups.value()[lane],
                customers: arrivals.iter().map(|trend| trend.value()[lane]).collect(),
                noise: market.on_path(lane),
            };
            let mut entry = Entry {
                layout: &setup.layout,
                expected: &mut expected,
                month,
                lane,
            };
            path.step(&numbers, &arriving, &mut entry);
        }
    }
    expected
}
