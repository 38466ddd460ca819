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
use path::{Arrivals, Billed, Path};

/// So many paths of a run, the first ones, have a twin. Fewer would say little: one odd path is no evidence.
pub const TWIN_PATHS: usize = 64;

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

/// Expected values of some paths of a block: month by month, path by path, cell by cell.
#[derive(Debug, Clone)]
pub struct Part {
    lanes: Range<usize>,
    cells: usize,
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
            cells,
            mean: Vec::with_capacity(numbers),
            variance: Vec::with_capacity(numbers),
        }
    }

    /// Takes in what the next path expects of the month at hand.
    fn write(&mut self, sheet: &Sheet) {
        self.mean.extend_from_slice(&sheet.mean);
        self.variance.extend_from_slice(&sheet.variance);
    }

    /// Which paths of the block.
    #[must_use]
    pub fn lanes(&self) -> Range<usize> {
        self.lanes.clone()
    }

    fn place(&self, month: usize, path: usize) -> Range<usize> {
        let first = (month * self.lanes.len() + path) * self.cells;
        first..first + self.cells
    }

    /// Expected values of one of the paths in a month, cell by cell.
    #[must_use]
    pub fn mean(&self, month: usize, path: usize) -> &[f64] {
        &self.mean[self.place(month, path)]
    }

    /// Their variances where people come by a Poisson process; of those who were there at the
    /// opening, an upper bound.
    #[must_use]
    pub fn variance(&self, month: usize, path: usize) -> &[f64] {
        &self.variance[self.place(month, path)]
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

/// What a path expects of a month, cell by cell.
struct Sheet<'a> {
    places: &'a Places,
    mean: Vec<f64>,
    variance: Vec<f64>,
}

impl<'a> Sheet<'a> {
    fn new(places: &'a Places) -> Self {
        Self {
            places,
            mean: vec![0.0; places.cells.len()],
            variance: vec![0.0; places.cells.len()],
        }
    }

    fn clear(&mut self) {
        self.mean.fill(0.0);
        self.variance.fill(0.0);
    }

    /// Adds `people`, each of whom brings `amount` on average and `square` on average when squared.
    #[inline]
    pub fn add(&mut self, metric: Metric, key: Key, people: f64, amount: f64, square: f64) {
        let place = self.places.cell(metric, key);
        self.mean[place] += people * amount;
        self.variance[place] += people * square;
    }

    /// Adds charges.
    #[inline]
    pub fn bill(&mut self, plan: usize, billed: &Billed) {
        self.add(
            Metric::Billings,
            Key::Plan(plan),
            1.0,
            billed.amount,
            billed.square,
        );
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
    let mut sheet = Sheet::new(places);
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
            sheet.clear();
            path.step(&numbers, &arriving, &mut sheet);
            part.write(&sheet);
        }
    }
    part
}
