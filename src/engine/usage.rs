//! A month's usage of subscribers and free users: credits used, breakage, top-ups.

use crate::engine::block::Block;
use crate::engine::choice::need;
use crate::engine::credit_sums::Profiles;
use crate::engine::draws::{Purpose, cell};
use crate::engine::lanes::{add, all_zero};
use crate::engine::setup::Setup;
use crate::engine::values::Values;
use crate::model::{Metric, Scenario};
use crate::random::binomial;

/// Demand of each segment on each plan, and of its free users.
#[derive(Debug)]
pub struct Consumption {
    /// By segment and plan.
    paid: Profiles,
    /// By segment.
    free: Profiles,
    mean: Vec<f64>,
    active: Vec<f64>,
    chance: Vec<f64>,
    probability: Vec<f64>,
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
            chance: row(),
            probability: row(),
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
        cell(seed, Purpose::ActiveMonth, month, pair_cell).fill(self.first_path, &mut work.chance);
        binomial::fill(people, &work.probability, &work.chance, &mut work.active);
        let address = cell(seed, Purpose::PaidUsage, month, pair_cell);
        let credits = self.values.get(scenario.plans[plan].credits);
        let top_up_price = self.values.get(scenario.plans[plan].top_up_price);
        let reference = self.values.get(scenario.plans[plan].reference.top_up_price);
        let take = self.values.get(numbers.top_up_take);
        let elasticity = self.values.get(numbers.top_up_elasticity);
        let rows = [
            layout.plan(Metric::CreditsGranted, plan),
            layout.plan(Metric::CreditsUsed, plan),
            layout.plan(Metric::Breakage, plan),
            layout.plan(Metric::UnmetCredits, plan),
            layout.plan(Metric::TopUpCredits, plan),
        ];
        for lane in 0..people.len() {
            let path = self.first_path + u32::try_from(lane).unwrap_or(0);
            let used = work.paid.draw(pair, lane, work.active[lane], address, path);
            let price = top_up_price[lane];
            let bought = if price.is_nan() || used.overage == 0.0 {
                0.0
            } else {
                let response = if price == reference[lane] {
                    1.0
                } else {
                    (price / reference[lane]).powf(elasticity[lane])
                };
                let bought = used.overage * (take[lane] * response).min(1.0);
                self.billing.top_up_charges.row_mut(plan)[lane] += bought * price;
                bought
            };
            let granted = people[lane] * credits[lane];
            let amounts = [
                granted,
                used.inside + bought,
                granted - used.inside,
                used.overage - bought,
                bought,
            ];
            for (row, amount) in rows.into_iter().zip(amounts) {
                self.record.row_mut(month, row)[lane] += amount;
            }
            work.used[lane] = used.inside + bought;
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
        for (lane, count) in people.iter().enumerate() {
            let path = self.first_path + u32::try_from(lane).unwrap_or(0);
            work.used[lane] = work.free.draw(segment, lane, *count, address, path).inside;
        }
        let layout = &self.setup.layout;
        let row = layout.total(Metric::FreeCredits);
        self.record.add(month, row, &work.used);
        self.compute
            .book_free(&mut self.record, layout, month, segment, &work.used);
    }
}
