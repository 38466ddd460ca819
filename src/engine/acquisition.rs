//! Sign-ups, free users, first subscriptions, and lapsed subscribers who come back.

use crate::engine::bills::Joiner;
use crate::engine::block::Block;
use crate::engine::choice::Choice;
use crate::engine::draws::{Purpose, cell, join};
use crate::engine::lanes::{Grid, accumulate, add, all_zero, assign, odds, probability_of_odds};
use crate::engine::market::{Series, TrendState};
use crate::engine::run::{RunError, countable};
use crate::engine::setup::Setup;
use crate::engine::thinning::Thinning;
use crate::engine::values::Values;
use crate::model::{Key, Metric};
use crate::random::poisson;
use crate::random::portable::exp;
use crate::units::count_to_float;

/// Free users by segment and months since sign-up, and lapsed subscribers by segment.
#[derive(Debug)]
pub struct Pools {
    /// Rows by segment, then by months since sign-up; the last row of a segment collects.
    free: Grid,
    first_row: Vec<usize>,
    ages: Vec<usize>,
    /// By segment.
    pub lapsed: Grid,
    /// By segment: share of the sign-ups, of those not yet given to a segment before.
    take: Grid,
    /// By segment: free users who did not buy this month.
    pub active: Grid,
    trend: TrendState,
    signups: Vec<f64>,
    left: Vec<f64>,
    thinning: Thinning,
    chance: Vec<f64>,
    expected: Vec<f64>,
    /// By segment: probability that a free user goes dormant.
    attrition: Grid,
    probability: Vec<f64>,
    people: Vec<f64>,
    buyers: Vec<f64>,
}

impl Pools {
    /// The opening pools.
    #[must_use]
    pub fn new(setup: &Setup, values: &Values, first_path: u32, lanes: usize) -> Self {
        let scenario = setup.scenario;
        let segments = scenario.segments.len();
        let mut first_row = Vec::with_capacity(segments);
        let mut rows = 0;
        let ages: Vec<usize> = scenario
            .segments
            .iter()
            .map(|segment| segment.buying.conversion.len())
            .collect();
        for count in &ages {
            first_row.push(rows);
            rows += count;
        }
        let row = || vec![0.0; lanes];
        let mut pools = Self {
            free: Grid::new(rows, lanes),
            first_row,
            ages,
            lapsed: Grid::new(segments, lanes),
            take: Grid::new(segments, lanes),
            active: Grid::new(segments, lanes),
            trend: TrendState::new(lanes),
            signups: row(),
            left: row(),
            thinning: Thinning::new(first_path),
            chance: row(),
            expected: row(),
            attrition: Grid::new(segments, lanes),
            probability: row(),
            people: row(),
            buyers: row(),
        };
        let rounded = |target: &mut [f64], source: &[f64]| {
            for (target, source) in target.iter_mut().zip(source) {
                *target += source.round();
            }
        };
        for (segment, count) in &scenario.opening.free_users {
            let row = pools.first_row[*segment] + pools.ages[*segment] - 1;
            rounded(pools.free.row_mut(row), values.before_events(*count));
        }
        for (segment, count) in &scenario.opening.lapsed {
            rounded(pools.lapsed.row_mut(*segment), values.before_events(*count));
        }
        pools
    }

    /// Works out the split over segments, and who goes dormant.
    pub fn update(&mut self, setup: &Setup, values: &Values, choice: &Choice) {
        values.proportions(&setup.scenario.shares, &mut self.take);
        for lane in 0..self.take.lanes() {
            let mut left = 0.0;
            for segment in (0..self.take.rows()).rev() {
                let share = self.take.row(segment)[lane];
                left += share;
                self.take.row_mut(segment)[lane] = if left > 0.0 { share / left } else { 0.0 };
            }
        }
        for (index, segment) in setup.scenario.segments.iter().enumerate() {
            let attrition = values.get(segment.free_attrition);
            let engagement = values.get(segment.free_engagement);
            let shift = choice.free_shift.row(index);
            for (lane, probability) in self.attrition.row_mut(index).iter_mut().enumerate() {
                let response = if shift[lane] == 0.0 {
                    1.0
                } else {
                    exp(-engagement[lane] * shift[lane])
                };
                *probability = probability_of_odds(odds(attrition[lane]) * response);
            }
        }
    }
}

/// The probabilities whose odds are those of `probability` times two factors.
fn multiply_odds(target: &mut [f64], probability: &[f64], [one, other]: [&[f64]; 2]) {
    assign(
        target,
        [probability, one, other],
        |[probability, one, other]| probability_of_odds(odds(probability) * one * other),
    );
}

impl Block<'_> {
    /// Sign-ups of `month` join the free pool.
    ///
    /// # Errors
    ///
    /// More are expected than can be counted.
    pub fn sign_up(&mut self, month: usize) -> Result<(), RunError> {
        let scenario = self.setup.scenario;
        let seed = self.setup.seeds.chance;
        let pools = &mut self.pools;
        pools.trend.advance(&scenario.signups, &self.values, month);
        let season = self
            .values
            .get(scenario.season[scenario.month(month).of_year()]);
        let scale = self.values.get(scenario.signups_scale);
        let noise = self.market.factor(Series::Signups);
        cell(seed, Purpose::Signups, month, 0).fill(self.first_path, &mut pools.chance);
        let trend = pools.trend.value();
        let expected = &mut pools.expected;
        assign(
            expected,
            [trend, season, scale, noise],
            |[trend, season, scale, noise]| trend * season * scale * noise,
        );
        for expected in &expected[..self.paths] {
            countable("sign-ups", *expected)?;
        }
        poisson::fill(expected, &pools.chance, &mut pools.signups);
        let row = self.setup.layout.total(Metric::Signups);
        self.record.add(month, row, &pools.signups);
        let users = self.setup.layout.total(Metric::Users);
        if !self.record.carry(month, users) {
            let before = self.values.before_events(scenario.opening.users);
            for (users, before) in self.record.row_mut(month, users).iter_mut().zip(before) {
                *users = before.round();
            }
        }
        self.record.add(month, users, &pools.signups);
        pools.left.copy_from_slice(&pools.signups);
        for segment in 0..scenario.segments.len() {
            let address = cell(
                seed,
                Purpose::SegmentSplit,
                month,
                self.setup.segment_cells[segment],
            );
            let take = pools.take.row(segment);
            pools
                .thinning
                .thin(address, &mut pools.left, take, &mut pools.people);
            add(pools.free.row_mut(pools.first_row[segment]), &pools.people);
        }
        Ok(())
    }

    /// Free users buy, or stay free users.
    pub fn buy(&mut self, month: usize) {
        let scenario = self.setup.scenario;
        let seed = self.setup.seeds.chance;
        let free_row = self.setup.layout.total(Metric::FreeUsers);
        for (index, segment) in scenario.segments.iter().enumerate() {
            let pools = &mut self.pools;
            pools.buyers.fill(0.0);
            pools.active.row_mut(index).fill(0.0);
            let noise = self.market.factor(Series::Buying);
            let factor = self.choice.buying.factor.row(index);
            for age in 0..pools.ages[index] {
                let row = pools.first_row[index] + age;
                if all_zero(pools.free.row(row)) {
                    continue;
                }
                let conversion = self.values.get(segment.buying.conversion[age]);
                multiply_odds(&mut pools.probability, conversion, [noise, factor]);
                let address = cell(
                    seed,
                    Purpose::Purchase,
                    month,
                    join(&[self.setup.segment_cells[index], age as u64]),
                );
                let free = pools.free.row_mut(row);
                pools
                    .thinning
                    .thin(address, free, &pools.probability, &mut pools.people);
                add(&mut pools.buyers, &pools.people);
                add(pools.active.row_mut(index), pools.free.row(row));
            }
            let key = self
                .setup
                .layout
                .row(Metric::FreeUsers, Key::Segment(index));
            self.record.add(month, key, self.pools.active.row(index));
            self.record
                .add(month, free_row, self.pools.active.row(index));
            self.join_plans(month, index, Joiner::First);
        }
    }

    /// Lapsed subscribers come back, wait, or go for good; then those who lapsed this month join
    /// them.
    pub fn win_back(&mut self, month: usize) {
        let scenario = self.setup.scenario;
        let seed = self.setup.seeds.chance;
        for (index, segment) in scenario.segments.iter().enumerate() {
            let pools = &mut self.pools;
            let segment_cell = self.setup.segment_cells[index];
            if !all_zero(pools.lapsed.row(index)) {
                let noise = self.market.factor(Series::Buying);
                let factor = self.choice.winning_back.factor.row(index);
                let winback = self.values.get(segment.buying.winback);
                multiply_odds(&mut pools.probability, winback, [noise, factor]);
                let address = cell(seed, Purpose::WinBack, month, segment_cell);
                let lapsed = pools.lapsed.row_mut(index);
                pools
                    .thinning
                    .thin(address, lapsed, &pools.probability, &mut pools.buyers);
                let address = cell(seed, Purpose::LapsedAttrition, month, segment_cell);
                let attrition = self.values.get(segment.buying.lapsed_attrition);
                pools
                    .thinning
                    .thin(address, lapsed, attrition, &mut pools.people);
                self.join_plans(month, index, Joiner::Other);
            }
            add(
                self.pools.lapsed.row_mut(index),
                self.renewal.lapsed.row(index),
            );
        }
    }

    /// The buyers of a segment take plans and are billed.
    fn join_plans(&mut self, month: usize, segment: usize, joiner: Joiner) {
        let scenario = self.setup.scenario;
        let layout = &self.setup.layout;
        let first = joiner == Joiner::First;
        let (purpose, take) = if first {
            (Purpose::PlanChoice, &self.choice.buying.take)
        } else {
            (Purpose::WinBackChoice, &self.choice.winning_back.take)
        };
        let pools = &mut self.pools;
        for (index, plan) in scenario.plans.iter().enumerate() {
            if !self.choice.on_sale[index] || all_zero(&pools.buyers) {
                continue;
            }
            let pair = self.choice.pair(segment, index);
            let address = cell(
                self.setup.seeds.chance,
                purpose,
                month,
                self.setup.pair_cells[pair],
            );
            pools.thinning.thin(
                address,
                &mut pools.buyers,
                take.row(pair),
                &mut pools.people,
            );
            let at = i32::try_from(month).unwrap_or(i32::MAX);
            let cohort = self.members.cohort(pair, joiner, month);
            self.members.add(pair, cohort, &pools.people);
            let bill = self.bills.amount(self.bills.bill(index, joiner, at, 0));
            let period = count_to_float(plan.period);
            let mrr = layout.total(if first {
                Metric::NewMrr
            } else {
                Metric::ReactivationMrr
            });
            let charges = self.billing.charges.row_mut(index);
            accumulate(charges, [&pools.people, bill], |[people, bill]| {
                people * bill
            });
            let won = self.record.row_mut(month, mrr);
            accumulate(won, [&pools.people, bill], |[people, bill]| {
                people * bill / period
            });
            if first {
                let total = layout.total(Metric::NewSubscribers);
                self.record.add(month, total, &pools.people);
                let row = layout.plan(Metric::NewSubscribers, index);
                self.record.add(month, row, &pools.people);
            } else {
                let total = layout.total(Metric::ReactivatedSubscribers);
                self.record.add(month, total, &pools.people);
            }
        }
    }

    /// At the end of the month some free users go dormant, and all grow a month older.
    pub fn leave_free_pool(&mut self, month: usize) {
        for index in 0..self.setup.scenario.segments.len() {
            let pools = &mut self.pools;
            let (first, ages) = (pools.first_row[index], pools.ages[index]);
            for age in (0..ages).rev() {
                let row = first + age;
                if !all_zero(pools.free.row(row)) {
                    let address = cell(
                        self.setup.seeds.chance,
                        Purpose::FreeAttrition,
                        month,
                        join(&[self.setup.segment_cells[index], age as u64]),
                    );
                    let free = pools.free.row_mut(row);
                    pools.thinning.thin(
                        address,
                        free,
                        pools.attrition.row(index),
                        &mut pools.people,
                    );
                }
                if age + 1 < ages {
                    if age + 2 == ages {
                        pools.free.add_row(row + 1, row);
                    } else {
                        let (older, younger) = pools.free.pair_mut(row + 1, row);
                        older.copy_from_slice(younger);
                    }
                    pools.free.row_mut(row).fill(0.0);
                }
            }
        }
    }
}
