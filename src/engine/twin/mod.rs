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
    /// Ledger row of each cell.
    rows: Vec<usize>,
    parts: Vec<Part>,
}

/// Expected values of some paths of a block.
#[derive(Debug, Clone)]
pub struct Part {
    lanes: Range<usize>,
    months: usize,
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

    /// All paths, some at a time, in their order.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }
}

impl Part {
    /// Nothing yet of so many cells.
    fn new(lanes: Range<usize>, months: usize, cells: usize) -> Self {
        let numbers = cells * months * lanes.len();
        Self {
            lanes,
            months,
            mean: vec![0.0; numbers],
            variance: vec![0.0; numbers],
        }
    }

    /// Which paths of the block.
    #[must_use]
    pub fn lanes(&self) -> Range<usize> {
        self.lanes.clone()
    }

    fn place(&self, month: usize, cell: usize) -> usize {
        (cell * self.months + month) * self.lanes.len()
    }

    /// Expected values of a cell in a month, path by path.
    #[must_use]
    pub fn mean(&self, month: usize, cell: usize) -> &[f64] {
        let place = self.place(month, cell);
        &self.mean[place..place + self.lanes.len()]
    }

    /// Their variances where people come by a Poisson process; of those who were there at the
    /// opening, an upper bound.
    #[must_use]
    pub fn variance(&self, month: usize, cell: usize) -> &[f64] {
        let place = self.place(month, cell);
        &self.variance[place..place + self.lanes.len()]
    }
}

/// Where each metric and key is among the [`cells`].
struct Places {
    cells: Vec<(Metric, Key)>,
    /// By metric: the cell of its first plan.
    first_plan: Vec<usize>,
}

impl Places {
    fn new(scenario: &Scenario) -> Self {
        let cells = cells(scenario);
        let mut first_plan = vec![cells.len(); Metric::ALL.len()];
        for (cell, (metric, key)) in cells.iter().enumerate() {
            if *key == Key::Plan(0) {
                first_plan[*metric as usize] = cell;
            }
        }
        Self { cells, first_plan }
    }

    #[inline]
    fn cell(&self, metric: Metric, key: Key) -> usize {
        match key {
            Key::Plan(plan) => self.first_plan[metric as usize] + plan,
            _ => self.of_few(metric, key),
        }
    }

    /// The cell of what is no plan's.
    fn of_few(&self, metric: Metric, key: Key) -> usize {
        let is_it = |cell: &(Metric, Key)| *cell == (metric, key);
        let cell = self.cells.iter().position(is_it);
        cell.unwrap_or(self.cells.len())
    }
}

/// Where a path writes what it expects of a month.
struct Entry<'a> {
    places: &'a Places,
    part: &'a mut Part,
    month: usize,
    lane: usize,
}

impl Entry<'_> {
    /// Adds `people`, each of whom brings `amount` on average and `square` on average when squared.
    #[inline]
    pub fn add(&mut self, metric: Metric, key: Key, people: f64, amount: f64, square: f64) {
        self.cell(metric, key).add(people, amount, square);
    }

    /// Where a metric and key are added up.
    #[inline]
    pub fn cell(&mut self, metric: Metric, key: Key) -> Cell<'_> {
        let place = self.part.place(self.month, self.places.cell(metric, key)) + self.lane;
        Cell {
            mean: &mut self.part.mean[place],
            variance: &mut self.part.variance[place],
        }
    }
}

/// A metric and key on a path in a month.
struct Cell<'a> {
    mean: &'a mut f64,
    variance: &'a mut f64,
}

impl Cell<'_> {
    /// Adds `people`, each of whom brings `amount` on average and `square` on average when squared.
    #[inline]
    pub fn add(&mut self, people: f64, amount: f64, square: f64) {
        *self.mean += people * amount;
        *self.variance += people * square;
    }
}

/// What is expected of the paths from `first_path` on that have these values.
#[must_use]
pub fn expect(setup: &Setup, first_path: u32, drawn: &Values) -> Expected {
    let lanes = drawn.lanes();
    let places = Places::new(setup.scenario);
    let parts = side_by_side(lanes, AT_ONCE, |part| {
        let values = drawn.part(part.start, part.len());
        let first_path = path_at(first_path, part.start);
        let part = Part::new(part, setup.scenario.months, places.cells.len());
        expect_some(setup, first_path, values, &places, part)
    });
    Expected {
        lanes,
        rows: (places.cells.iter())
            .map(|(metric, key)| setup.layout.row(*metric, *key))
            .collect(),
        parts,
    }
}

/// What is expected of the paths that have these values.
fn expect_some(
    setup: &Setup,
    first_path: u32,
    mut values: Values,
    places: &Places,
    mut part: Part,
) -> Part {
    let scenario = setup.scenario;
    let lanes = values.lanes();
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
                places,
                part: &mut part,
                month,
                lane,
            };
            path.step(&numbers, &arriving, &mut entry);
        }
    }
    part
}
