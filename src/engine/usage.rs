//! A month's usage of subscribers and free users: credits used, breakage, top-ups.

use crate::engine::api::response;
use crate::engine::block::Block;
use crate::engine::choice::need;
use crate::engine::credit_sums::{Profiles, Usage};
use crate::engine::draws::{Purpose, cell};
use crate::engine::lanes::{add, all_zero};
use crate::engine::setup::Setup;
use crate::engine::thinning::Thinning;
use crate::engine::values::Values;
use crate::model::{Metric, Scenario};

/// Demand of each segment on each plan, and of its free users.
#[derive(Debug)]
pub struct Consumption {
    /// By segment and plan.
    paid: Profiles,
    /// By segment.
    free: Profiles,
    mean: Vec<f64>,
    active: Vec<f64>,
    probability: Vec<f64>,
    usage: Usage,
    bought: Vec<f64>,
    granted: Vec<f64>,
    unused: Vec<f64>,
    unmet: Vec<f64>,
    used: Vec<f64>,
    segment_used: Vec<f64>,
}

impl Consumption {
    /// Room for the segments and plans of `scenario`.
    #[must_use]
    pub fn new(scenario: &Scenario, lanes: usize) -> Self {
        let row = || vec![0.0; lanes];
        let segments = scenario.segments.len();
        Self {
            paid: Profiles::new(segments * scenario.plans.len(), lanes),
            free: Profiles::new(segments, lanes),
            mean: row(),
            active: row(),
            probability: row(),
            usage: Usage::new(lanes),
            bought: row(),
            granted: row(),
            unused: row(),
            unmet: row(),
            used: row(),
            segment_used: row(),
        }
    }

    /// Works out what depends on numbers that may have changed.
    pub fn update(&mut self, setup: &Setup, values: &Values) {
        let scenario = setup.scenario;
        let plans = scenario.plans.len();
        for (index, segment) in scenario.segments.iter().enumerate() {
            let cv = values.get(segment.usage.cv);
            for (plan_index, plan) in scenario.plans.iter().enumerate() {
                let demand = values.get(plan.demand);
                for (lane, mean) in self.mean.iter_mut().enumerate() {
                    *mean = need(scenario, values, &segment.usage.paid, false, lane) * demand[lane];
                }
                let pair = index * plans + plan_index;
                self.paid
                    .set(pair, &self.mean, cv, values.get(plan.credits));
            }
            for (lane, mean) in self.mean.iter_mut().enumerate() {
                *mean = need(scenario, values, &segment.usage.free, false, lane);
            }
            let quota = values.get(scenario.free.credits);
            self.free.set(index, &self.mean, cv, quota);
        }
    }
}

/// What decides on top-ups, lane by lane.
struct TopUps<'a> {
    /// Per credit; NaN where none are sold.
    price: &'a [f64],
    reference: &'a [f64],
    take: &'a [f64],
    elasticity: &'a [f64],
}

impl TopUps<'_> {
    /// The share of the overage that is bought, and what is charged for it.
    ///
    /// *Formula*: `min(1, take·(price/reference)^elasticity)`.
    fn buy(&self, overage: &[f64], bought: &mut [f64], charges: &mut [f64]) {
        for lane in 0..overage.len() {
            let price = self.price[lane];
            bought[lane] = if price.is_nan() || overage[lane] == 0.0 {
                0.0
            } else {
                let response = response(price, self.reference[lane], self.elasticity[lane]);
                let bought = overage[lane] * (self.take[lane] * response).min(1.0);
                charges[lane] += bought * price;
                bought
            };
        }
    }
}

impl Block<'_> {
    /// Usage of all subscribers and of the free users who did not buy.
    pub fn use_credits(&mut self, month: usize) {
        for segment in 0..self.setup.scenario.segments.len() {
            self.consumption.segment_used.fill(0.0);
            for plan in 0..self.setup.scenario.plans.len() {
                self.use_quota(month, segment, plan);
            }
            self.compute.book_paid(
                &mut self.record,
                &self.setup.layout,
                month,
                segment,
                &self.consumption.segment_used,
            );
            self.use_free_credits(month, segment);
        }
    }

    fn use_quota(&mut self, month: usize, segment: usize, plan: usize) {
        let scenario = self.setup.scenario;
        let layout = &self.setup.layout;
        let pair = self.members.pair(segment, plan);
        let people = self.members.total(pair);
        if all_zero(people) {
            return;
        }
        let numbers = &scenario.segments[segment].usage;
        let work = &mut self.consumption;
        let idle = self.values.get(numbers.idle);
        for (lane, probability) in work.probability.iter_mut().enumerate() {
            *probability = 1.0 - idle[lane];
        }
        let seed = self.setup.seeds.chance;
        let pair_cell = self.setup.pair_cells[pair];
        Thinning::new(self.first_path).count(
            cell(seed, Purpose::ActiveMonth, month, pair_cell),
            people,
            &work.probability,
            &mut work.active,
        );
        let address = cell(seed, Purpose::PaidUsage, month, pair_cell);
        work.paid.draw(
            pair,
            &work.active,
            address,
            self.first_path,
            &mut work.usage,
        );
        let top_ups = TopUps {
            price: self.values.get(scenario.plans[plan].top_up_price),
            reference: self.values.get(scenario.plans[plan].reference.top_up_price),
            take: self.values.get(numbers.top_up_take),
            elasticity: self.values.get(numbers.top_up_elasticity),
        };
        let charges = self.billing.top_up_charges.row_mut(plan);
        top_ups.buy(&work.usage.overage, &mut work.bought, charges);
        let credits = self.values.get(scenario.plans[plan].credits);
        let (inside, overage) = (&work.usage.inside, &work.usage.overage);
        let bought = &work.bought;
        for lane in 0..people.len() {
            work.used[lane] = inside[lane] + bought[lane];
            work.granted[lane] = people[lane] * credits[lane];
            work.unused[lane] = work.granted[lane] - inside[lane];
            work.unmet[lane] = overage[lane] - bought[lane];
        }
        for (metric, amounts) in [
            (Metric::CreditsGranted, &work.granted),
            (Metric::CreditsUsed, &work.used),
            (Metric::Breakage, &work.unused),
            (Metric::UnmetCredits, &work.unmet),
            (Metric::TopUpCredits, &work.bought),
        ] {
            self.record.add(month, layout.plan(metric, plan), amounts);
        }
        add(&mut work.segment_used, &work.used);
        self.compute
            .book_plan(&mut self.record, layout, month, (segment, plan), &work.used);
    }

    fn use_free_credits(&mut self, month: usize, segment: usize) {
        let people = self.pools.active.row(segment);
        if all_zero(people) {
            return;
        }
        let work = &mut self.consumption;
        let segment_cell = self.setup.segment_cells[segment];
        let address = cell(
            self.setup.seeds.chance,
            Purpose::FreeUsage,
            month,
            segment_cell,
        );
        let used = &mut work.usage;
        work.free
            .draw(segment, people, address, self.first_path, used);
        let used = &used.inside;
        let layout = &self.setup.layout;
        let row = layout.total(Metric::FreeCredits);
        self.record.add(month, row, used);
        self.compute
            .book_free(&mut self.record, layout, month, segment, used);
    }
}
