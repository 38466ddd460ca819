//! Metered customers, who stay large or small for life.
//!
//! A cohort of `n` customers is carried as its head count and `S`, the sum of their sizes. Sizes
//! are gamma distributed, so the share of `S` that a random `n′` of them hold is
//! `Beta(n′r, (n−n′)r)` with `r = 1/cv²`, whatever `S` is: the cohort thins exactly.

use crate::engine::block::Block;
use crate::engine::draws::{Purpose, cell, join};
use crate::engine::lanes::{Grid, all_zero};
use crate::engine::market::{Series, TrendState};
use crate::engine::retention::hazards;
use crate::engine::run::{RunError, countable};
use crate::engine::setup::Setup;
use crate::engine::thinning::Thinning;
use crate::engine::values::Values;
use crate::model::{Key, Metric};
use crate::random::portable::pow;
use crate::random::stream::path_at;
use crate::random::{beta, gamma, poisson};

/// The customers of every class, by month of arrival.
#[derive(Debug)]
pub struct Metered {
    classes: Vec<Class>,
    chance: Vec<f64>,
    left: Vec<f64>,
    usage: Vec<f64>,
}

#[derive(Debug)]
struct Class {
    /// Head counts; row 0 arrived in the month before the first, row m + 1 in month m.
    people: Grid,
    /// Sums of sizes, likewise.
    sizes: Grid,
    /// By tenure: probability of leaving, tenure 1 first.
    hazards: Grid,
    trend: TrendState,
}

impl Metered {
    /// The opening customers.
    #[must_use]
    pub fn new(setup: &Setup, values: &Values, first_path: u32, lanes: usize) -> Self {
        let scenario = setup.scenario;
        let mut classes: Vec<Class> = scenario
            .api
            .iter()
            .map(|_| Class {
                people: Grid::new(scenario.months + 1, lanes),
                sizes: Grid::new(scenario.months + 1, lanes),
                hazards: Grid::new(scenario.months + 1, lanes),
                trend: TrendState::new(lanes),
            })
            .collect();
        for (class, count) in &scenario.opening.api_customers {
            let customers = &mut classes[*class];
            let counts = values.before_events(*count);
            for (people, count) in customers.people.row_mut(0).iter_mut().zip(counts) {
                *people = count.round();
            }
            let cv = values.before_events(scenario.api[*class].cv);
            let address = cell(
                setup.seeds.chance,
                Purpose::ApiSizes,
                usize::MAX,
                setup.class_cells[*class],
            );
            new_sizes(customers, 0, cv, address, first_path);
        }
        Self {
            classes,
            chance: vec![0.0; lanes],
            left: vec![0.0; lanes],
            usage: vec![0.0; lanes],
        }
    }

    /// Works out what depends on numbers that may have changed.
    pub fn update(&mut self, setup: &Setup, values: &Values) {
        for (class, numbers) in self.classes.iter_mut().zip(&setup.scenario.api) {
            let rows = class.hazards.rows();
            hazards(&numbers.retention, values, &mut class.hazards, 0, rows);
        }
    }
}

fn new_sizes(
    class: &mut Class,
    row: usize,
    cv: &[f64],
    address: crate::random::stream::Cell,
    first_path: u32,
) {
    let people = class.people.row(row);
    for (lane, size) in class.sizes.row_mut(row).iter_mut().enumerate() {
        if people[lane] > 0.0 {
            let rate = 1.0 / (cv[lane] * cv[lane]);
            let mut stream = address.stream(path_at(first_path, lane));
            *size = gamma::sample(people[lane] * rate, &mut stream) / rate;
        }
    }
}

impl Block<'_> {
    /// Departures, then arrivals, then usage of metered customers.
    ///
    /// # Errors
    ///
    /// More arrivals are expected than can be counted.
    pub fn serve_api(&mut self, month: usize) -> Result<(), RunError> {
        for class in 0..self.setup.scenario.api.len() {
            self.depart(month, class);
            self.arrive(month, class)?;
            self.use_api(month, class);
        }
        Ok(())
    }

    fn depart(&mut self, month: usize, index: usize) {
        let seed = self.setup.seeds.chance;
        let cv = self.values.get(self.setup.scenario.api[index].cv);
        let metered = &mut self.metered;
        let class = &mut metered.classes[index];
        for row in 0..=month {
            if all_zero(class.people.row(row)) {
                continue;
            }
            let tenure = month + 1 - row;
            let origin = join(&[self.setup.class_cells[index], row as u64]);
            Thinning::new(self.first_path).count(
                cell(seed, Purpose::ApiDepartures, month, origin),
                class.people.row(row),
                class.hazards.row(tenure - 1),
                &mut metered.left,
            );
            let thinning = cell(seed, Purpose::ApiThinning, month, origin);
            let people = class.people.row_mut(row);
            let sizes = class.sizes.row_mut(row);
            for lane in 0..people.len() {
                let left = metered.left[lane];
                if left == 0.0 {
                    continue;
                }
                let stay = people[lane] - left;
                people[lane] = stay;
                sizes[lane] *= if stay == 0.0 {
                    0.0
                } else {
                    let rate = 1.0 / (cv[lane] * cv[lane]);
                    let mut stream = thinning.stream(path_at(self.first_path, lane));
                    beta::sample(stay * rate, left * rate, &mut stream)
                };
            }
        }
    }

    fn arrive(&mut self, month: usize, index: usize) -> Result<(), RunError> {
        let numbers = &self.setup.scenario.api[index];
        let seed = self.setup.seeds.chance;
        let class_cell = self.setup.class_cells[index];
        let metered = &mut self.metered;
        let class = &mut metered.classes[index];
        class.trend.advance(&numbers.arrivals, &self.values, month);
        let (price, reference) = (
            self.values.get(numbers.price),
            self.values.get(numbers.reference_price),
        );
        let elasticity = self.values.get(numbers.acquisition_elasticity);
        cell(seed, Purpose::ApiArrivals, month, class_cell)
            .fill(self.first_path, &mut metered.chance);
        for (lane, people) in class.people.row_mut(month + 1).iter_mut().enumerate() {
            let response = response(price[lane], reference[lane], elasticity[lane]);
            let expected = class.trend.value()[lane] * response;
            countable("API arrivals", expected)?;
            *people = poisson::quantile(expected, metered.chance[lane]);
        }
        let cv = self.values.get(numbers.cv);
        let address = cell(seed, Purpose::ApiSizes, month, class_cell);
        new_sizes(class, month + 1, cv, address, self.first_path);
        Ok(())
    }

    fn use_api(&mut self, month: usize, index: usize) {
        let scenario = self.setup.scenario;
        let layout = &self.setup.layout;
        let numbers = &scenario.api[index];
        let metered = &mut self.metered;
        let class = &metered.classes[index];
        let (price, reference) = (
            self.values.get(numbers.price),
            self.values.get(numbers.reference_price),
        );
        let elasticity = self.values.get(numbers.usage_elasticity);
        let expansion = self.values.get(numbers.expansion);
        let credits = self.values.get(numbers.credits);
        let noise = self.market.factor(Series::Api);
        let customers = layout.row(Metric::ApiCustomers, Key::ApiClass(index));
        metered.usage.fill(0.0);
        // oldest first: Σ S·(1+e)^tenure by Horner's rule
        for row in 0..=month + 1 {
            let sizes = class.sizes.row(row);
            for lane in 0..sizes.len() {
                metered.usage[lane] = metered.usage[lane] * (1.0 + expansion[lane]) + sizes[lane];
            }
            self.record.add(month, customers, class.people.row(row));
        }
        for lane in 0..credits.len() {
            let response = response(price[lane], reference[lane], elasticity[lane]);
            metered.usage[lane] *= credits[lane] * response * noise[lane];
            self.billing.api_charges[lane] += metered.usage[lane] * price[lane];
        }
        let total = layout.total(Metric::ApiCustomers);
        self.record.add_scaled(month, total, customers, 1.0);
        let used = layout.total(Metric::ApiCredits);
        self.record.add(month, used, &metered.usage);
        self.compute
            .book_api(&mut self.record, layout, month, index, &metered.usage);
    }
}

/// `(price/reference)^elasticity`, exactly 1 at reference.
pub fn response(price: f64, reference: f64, elasticity: f64) -> f64 {
    if price == reference || elasticity == 0.0 {
        1.0
    } else {
        pow(price / reference, elasticity)
    }
}
