//! Metered customers, who stay large or small for life.
//!
//! A cohort of `n` customers is carried as its head count and `S`, the sum of their sizes. Sizes
//! are gamma distributed, so the share of `S` that a random `n′` of them hold is
//! `Beta(n′r, (n−n′)r)` with `r = 1/cv²`, whatever `S` is: the cohort thins exactly.

use crate::engine::block::Block;
use crate::engine::draws::{Purpose, cell, join};
use crate::engine::lanes::{Grid, all_zero, assign};
use crate::engine::market::{Series, TrendState};
use crate::engine::retention::hazards;
use crate::engine::run::{RunError, countable};
use crate::engine::setup::Setup;
use crate::engine::thinning::Thinning;
use crate::engine::values::Values;
use crate::model::{Key, Metric};
use crate::random::lanes::{Lanes, Width};
use crate::random::portable::pow;
use crate::random::stream::{Cell, path_at};
use crate::random::wide::{self, Kernel};
use crate::random::{beta, gamma, poisson};

/// The customers of every class, by month of arrival.
#[derive(Debug)]
pub struct Metered {
    classes: Vec<Class>,
    chance: Vec<f64>,
    expected: Vec<f64>,
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
    /// What the price does to arrivals.
    arrivals_response: Vec<f64>,
    /// What it does to usage.
    usage_response: Vec<f64>,
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
                arrivals_response: vec![0.0; lanes],
                usage_response: vec![0.0; lanes],
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
            expected: vec![0.0; lanes],
            left: vec![0.0; lanes],
            usage: vec![0.0; lanes],
        }
    }

    /// Works out what depends on numbers that may have changed.
    pub fn update(&mut self, setup: &Setup, values: &Values) {
        for (class, numbers) in self.classes.iter_mut().zip(&setup.scenario.api) {
            let rows = class.hazards.rows();
            hazards(&numbers.retention, values, &mut class.hazards, 0, rows);
            let price = values.get(numbers.price);
            let reference = values.get(numbers.reference_price);
            for (elasticity, responses) in [
                (numbers.acquisition_elasticity, &mut class.arrivals_response),
                (numbers.usage_elasticity, &mut class.usage_response),
            ] {
                let elasticity = values.get(elasticity);
                for (lane, value) in responses.iter_mut().enumerate() {
                    *value = response(price[lane], reference[lane], elasticity[lane]);
                }
            }
        }
    }
}

fn new_sizes(class: &mut Class, row: usize, cv: &[f64], address: Cell, first_path: u32) {
    wide::run(Newcomers {
        people: class.people.row(row),
        cv,
        address,
        first_path,
        sizes: class.sizes.row_mut(row),
    });
}

/// The sum of the sizes of new customers, who are of size 1 on average.
///
/// *Formula*: with `r = 1/cv²`, `Gamma(people·r)/r`.
struct Newcomers<'a> {
    people: &'a [f64],
    cv: &'a [f64],
    address: Cell,
    first_path: u32,
    /// Result.
    sizes: &'a mut [f64],
}

impl Kernel for Newcomers<'_> {
    #[inline(always)]
    fn lanes(&self) -> usize {
        self.sizes.len()
    }

    #[inline(always)]
    fn step<V: Width>(&mut self, at: usize) {
        let people = Lanes::<V>::load(self.people, at);
        let any = Lanes::all(0.0).below(people);
        if !any.any() {
            return;
        }
        let cv = Lanes::load(self.cv, at);
        let squared = cv * cv;
        let path = path_at(self.first_path, at);
        let drawn = gamma::of_paths(people / squared, self.address, path, any);
        any.choose(drawn * squared, Lanes::all(0.0))
            .store(self.sizes, at);
    }
}

/// Takes those who left out of a cohort, and what they hold of the sum of its sizes.
///
/// *Formula*: with `r = 1/cv²`, those who stay hold the share `Beta(stay·r, left·r)`.
struct Leave<'a> {
    left: &'a [f64],
    cv: &'a [f64],
    address: Cell,
    first_path: u32,
    people: &'a mut [f64],
    sizes: &'a mut [f64],
}

impl Kernel for Leave<'_> {
    #[inline(always)]
    fn lanes(&self) -> usize {
        self.left.len()
    }

    #[inline(always)]
    fn step<V: Width>(&mut self, at: usize) {
        let nobody = Lanes::<V>::all(0.0);
        let left = Lanes::load(self.left, at);
        if left.is_zero() {
            return;
        }
        let stay = Lanes::load(self.people, at) - left;
        stay.store(self.people, at);
        let (some, others) = (nobody.below(left), nobody.below(stay));
        let mut share = nobody;
        if (some & others).any() {
            let cv = Lanes::load(self.cv, at);
            let shapes = [stay / (cv * cv), left / (cv * cv)];
            let path = path_at(self.first_path, at);
            share = beta::of_paths(shapes, self.address, path, some & others);
        }
        let sizes = Lanes::load(self.sizes, at);
        let kept = sizes * others.choose(share, nobody);
        some.choose(kept, sizes).store(self.sizes, at);
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
            wide::run(Leave {
                left: &metered.left,
                cv,
                address: thinning,
                first_path: self.first_path,
                people: class.people.row_mut(row),
                sizes: class.sizes.row_mut(row),
            });
        }
    }

    fn arrive(&mut self, month: usize, index: usize) -> Result<(), RunError> {
        let numbers = &self.setup.scenario.api[index];
        let seed = self.setup.seeds.chance;
        let class_cell = self.setup.class_cells[index];
        let metered = &mut self.metered;
        let class = &mut metered.classes[index];
        class.trend.advance(&numbers.arrivals, &self.values, month);
        cell(seed, Purpose::ApiArrivals, month, class_cell)
            .fill(self.first_path, &mut metered.chance);
        let expected = &mut metered.expected;
        let (trend, response) = (class.trend.value(), &class.arrivals_response);
        assign(expected, [trend, response], |[trend, response]| {
            trend * response
        });
        for expected in &expected[..self.paths] {
            countable("API arrivals", *expected)?;
        }
        let people = class.people.row_mut(month + 1);
        poisson::fill(expected, &metered.chance, people);
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
        let customers = layout.row(Metric::ApiCustomers, Key::ApiClass(index));
        wide::run(Use {
            class: &metered.classes[index],
            month,
            expansion: self.values.get(numbers.expansion),
            credits: self.values.get(numbers.credits),
            noise: self.market.factor(Series::Api),
            price: self.values.get(numbers.price),
            customers: self.record.row_mut(month, customers),
            usage: &mut metered.usage,
            charges: &mut self.billing.api_charges,
        });
        let used = layout.total(Metric::ApiCredits);
        self.record.add(month, used, &metered.usage);
        self.compute
            .book_api(&mut self.record, layout, month, index, &metered.usage);
    }
}

/// The usage of a class in a month, and what is charged for it.
struct Use<'a> {
    class: &'a Class,
    month: usize,
    expansion: &'a [f64],
    credits: &'a [f64],
    noise: &'a [f64],
    price: &'a [f64],
    /// Result.
    customers: &'a mut [f64],
    /// Result: credits.
    usage: &'a mut [f64],
    /// Result: added to.
    charges: &'a mut [f64],
}

impl Kernel for Use<'_> {
    #[inline(always)]
    fn lanes(&self) -> usize {
        self.usage.len()
    }

    #[inline(always)]
    fn step<V: Width>(&mut self, at: usize) {
        let growth = 1.0 + Lanes::<V>::load(self.expansion, at);
        let [mut customers, mut usage] = [Lanes::all(0.0); 2];
        // oldest first: Σ S·(1+e)^tenure by Horner's rule
        for row in 0..=self.month + 1 {
            usage = usage * growth + Lanes::load(self.class.sizes.row(row), at);
            customers = customers + Lanes::load(self.class.people.row(row), at);
        }
        let response = Lanes::load(&self.class.usage_response, at);
        let credits = Lanes::load(self.credits, at) * response * Lanes::load(self.noise, at);
        usage = usage * credits;
        customers.store(self.customers, at);
        usage.store(self.usage, at);
        (usage * Lanes::load(self.price, at)).add_to(self.charges, at);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metered_customers_are_the_same_on_every_instruction_set() {
        let row = |scale: f64| (0..301).map(move |lane| (scale * f64::from(lane)).round());
        let (left, cv): (Vec<f64>, Vec<f64>) = (row(0.03).collect(), vec![1.3; 301]);
        let people: Vec<f64> = row(0.3).collect();
        let address = Cell::new(1, 2, 3, 4);
        wide::assert_same_bits(&[vec![0.0; 301]], |rows, runner| {
            runner.run(Newcomers {
                people: &people,
                cv: &cv,
                address,
                first_path: 5,
                sizes: &mut rows[0],
            });
        });
        wide::assert_same_bits(&[people.clone(), vec![7.0; 301]], |rows, runner| {
            let (people, sizes) = rows.split_at_mut(1);
            runner.run(Leave {
                left: &left,
                cv: &cv,
                address,
                first_path: 7,
                people: &mut people[0],
                sizes: &mut sizes[0],
            });
        });
    }
}
