//! Renewals: cancel, stay, or switch, then pay or fail to.
//!
//! All who leave a cohort are drawn at once; of those, the ones who cancel. The others (failed
//! payments and switches) split in the same proportions in every cohort that faces the same
//! bills, so they are pooled before they are split. Each step is an exact thinning.

use crate::engine::bills::{Bill, Joiner};
use crate::engine::block::Block;
use crate::engine::choice::Choice;
use crate::engine::draws::{Purpose, cell, join};
use crate::engine::lanes::{Grid, odds};
use crate::engine::leavers::{self, Fates, Odds};
use crate::engine::market::Series;
use crate::engine::members::Cohort;
use crate::engine::retention::{count_to_float, hazards};
use crate::engine::setup::Setup;
use crate::engine::thinning::Thinning;
use crate::model::{Key, Metric};

/// What all members of a cohort face at a renewal; cohorts that face the same are pooled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Offer {
    now: Bill,
    last: Bill,
    reference_now: Bill,
    reference_last: Bill,
    /// The intro bill at joining of one who had the intro; the price at joining is in it.
    intro: Option<Bill>,
    /// Whether the selection by the depth of the intro applies.
    selected: bool,
    /// Whether the last bill was the last of the intro.
    intro_ends: bool,
}

/// Cohorts in a row that face the same. Its draws have the address of the first of them, which may
/// be empty: who else is in the block must not move them.
#[derive(Debug, Clone, Copy)]
struct Pool {
    offer: Offer,
    first: Cohort,
    /// Whether a cohort with members has faced the offer.
    faced: bool,
}

/// Working rows and the numbers that hold for a whole month.
#[derive(Debug)]
pub struct Renewal {
    /// By plan and renewal number: odds of cancelling.
    hazard_odds: Grid,
    /// First row of each plan in `hazard_odds`.
    first_row: Vec<usize>,
    /// By segment: members who lapsed this month.
    pub lapsed: Grid,
    rows: Rows,
    thinning: Thinning,
    /// By plan switched to: people of the pool.
    arrivals: Grid,
}

#[derive(Debug)]
struct Rows {
    cancel_factor: Vec<f64>,
    selection: Vec<f64>,
    stay_pull: Vec<f64>,
    all_pull: Vec<f64>,
    switch_share: Grid,
    leave: Vec<f64>,
    cancel: Vec<f64>,
    gone: Vec<f64>,
    elsewhere: Vec<f64>,
    fates: Fates,
}

impl Renewal {
    /// Room for the cohorts of `setup`.
    #[must_use]
    pub fn new(setup: &Setup, first_path: u32, lanes: usize) -> Self {
        let mut first_row = Vec::with_capacity(setup.renewals.len());
        let mut rows = 0;
        for count in &setup.renewals {
            first_row.push(rows);
            rows += count;
        }
        let plans = setup.scenario.plans.len();
        let row = || vec![0.0; lanes];
        Self {
            hazard_odds: Grid::new(rows, lanes),
            first_row,
            lapsed: Grid::new(setup.scenario.segments.len(), lanes),
            arrivals: Grid::new(plans, lanes),
            thinning: Thinning::new(first_path, lanes),
            rows: Rows {
                cancel_factor: row(),
                selection: row(),
                stay_pull: row(),
                all_pull: row(),
                switch_share: Grid::new(plans, lanes),
                leave: row(),
                cancel: row(),
                gone: row(),
                elsewhere: row(),
                fates: Fates::new(lanes),
            },
        }
    }
}

impl Block<'_> {
    /// Works out what depends on numbers that may have changed.
    pub fn update_hazards(&mut self) {
        let renewal = &mut self.renewal;
        for (plan, numbers) in self.setup.scenario.plans.iter().enumerate() {
            let first = renewal.first_row[plan];
            let count = self.setup.renewals[plan];
            hazards(
                &numbers.retention,
                &self.values,
                &mut renewal.hazard_odds,
                first,
                count,
            );
            for row in first..first + count {
                for value in renewal.hazard_odds.row_mut(row) {
                    *value = odds(*value);
                }
            }
        }
    }

    /// All renewals of `month`.
    pub fn renew(&mut self, month: usize) {
        self.renewal.lapsed.fill(0.0);
        let scenario = self.setup.scenario;
        for segment in 0..scenario.segments.len() {
            for plan in 0..scenario.plans.len() {
                self.renew_pair(month, segment, plan);
            }
        }
    }

    fn renew_pair(&mut self, month: usize, segment: usize, plan: usize) {
        let pair = self.members.pair(segment, plan);
        let period = self.setup.scenario.plans[plan].period;
        let now = i32::try_from(month).unwrap_or(i32::MAX);
        let mut pool: Option<Pool> = None;
        for place in 0..self.members.cohort_count(pair, month) {
            let cohort = self.members.cohort_at(pair, month, place);
            let age = usize::try_from(now - cohort.joined).unwrap_or(0);
            if age == 0 || age % period != 0 {
                continue;
            }
            let renewal_number = age / period;
            let offer = self.offer(plan, cohort, renewal_number);
            if pool.as_ref().is_none_or(|pool| pool.offer != offer) {
                self.settle(month, segment, plan, pool);
                pool = Some(Pool {
                    offer,
                    first: cohort,
                    faced: false,
                });
            }
            if !self.members.is_alive(cohort) {
                continue;
            }
            if let Some(pool) = pool.as_mut().filter(|pool| !pool.faced) {
                self.face(segment, plan, offer);
                pool.faced = true;
            }
            self.thin(month, segment, plan, cohort, renewal_number);
        }
        self.settle(month, segment, plan, pool);
    }

    fn offer(&self, plan: usize, cohort: Cohort, number: usize) -> Offer {
        let bill = |index| self.bills.bill(plan, cohort.joiner, cohort.joined, index);
        let reference = |index| self.bills.reference(plan, cohort.joiner, index);
        let first = cohort.joiner == Joiner::First;
        let is_intro = |index| {
            self.bills
                .is_intro(plan, cohort.joiner, cohort.joined, index)
        };
        Offer {
            now: bill(number),
            last: bill(number - 1),
            reference_now: reference(number),
            reference_last: reference(number - 1),
            intro: is_intro(0).then(|| bill(0)),
            selected: first,
            intro_ends: is_intro(number - 1) && !is_intro(number),
        }
    }

    /// Works out the utilities of an offer and empties the pools.
    fn face(&mut self, segment: usize, plan: usize, offer: Offer) {
        let scenario = self.setup.scenario;
        let numbers = &scenario.segments[segment];
        let pair = self.members.pair(segment, plan);
        let elasticity = self.values.get(numbers.buying.renewal_elasticity);
        let shock = self.values.get(numbers.buying.bill_shock);
        let selection = self.values.get(numbers.buying.intro_selection);
        let churn_odds = self.values.get(numbers.churn_odds);
        let noise = self.market.factor(Series::Churn);
        let bills = &self.bills;
        let rows = &mut self.renewal.rows;
        let same = |a: Bill, b: Bill| bills.alike(a, b);
        let as_reference = bills.as_reference(plan, offer.now, offer.reference_now);
        let flat = same(offer.now, offer.last);
        let flat_reference = same(offer.reference_now, offer.reference_last);
        let depth_reference = bills.reference_intro(plan);
        for lane in 0..noise.len() {
            let mut utility =
                self.choice.quota_pull.row(pair)[lane] + self.choice.appeal.row(plan)[lane];
            if !as_reference {
                utility +=
                    elasticity[lane] * bills.log_ratio(plan, offer.now, offer.reference_now, lane);
            }
            let step = |now: Bill, last: Bill, flat: bool| {
                if flat {
                    0.0
                } else {
                    (bills.log(now, lane) - bills.log(last, lane)).max(0.0)
                }
            };
            if shock[lane] != 0.0 {
                utility -= shock[lane]
                    * (step(offer.now, offer.last, flat)
                        - step(offer.reference_now, offer.reference_last, flat_reference));
            }
            rows.stay_pull[lane] = Choice::pull(utility);
            let depth = |bill: Option<Bill>| {
                bill.map_or(1.0, |bill| {
                    bills.list_price(bill, lane) / bills.floored(bill, lane)
                })
            };
            rows.selection[lane] = if offer.selected && selection[lane] != 0.0 {
                (depth(offer.intro) / depth(depth_reference)).powf(selection[lane])
            } else {
                1.0
            };
            rows.cancel_factor[lane] = churn_odds[lane] * noise[lane] * rows.selection[lane];
        }
        let targets: Vec<_> = scenario.plans[plan]
            .switch
            .iter()
            .filter(|(target, _)| self.choice.on_sale[*target])
            .collect();
        for lane in 0..noise.len() {
            let sum: f64 = targets
                .iter()
                .map(|(_, share)| self.values.get(*share)[lane])
                .sum();
            let scale = if sum > 1.0 { 1.0 / sum } else { 1.0 };
            let mut all = (1.0 - sum * scale) * rows.stay_pull[lane];
            rows.stay_pull[lane] = all;
            for (target, share) in &targets {
                let row = self.choice.pair(segment, *target);
                let pull =
                    self.values.get(*share)[lane] * scale * self.choice.switch_pull.row(row)[lane];
                rows.switch_share.row_mut(*target)[lane] = pull;
                all += pull;
            }
            rows.all_pull[lane] = all;
        }
        let failure = self.values.get(scenario.billing.payment_failure);
        let recovery = self.values.get(scenario.billing.dunning_recovery);
        for lane in 0..noise.len() {
            let paid = 1.0 - failure[lane] * (1.0 - recovery[lane]);
            let stay = if rows.all_pull[lane] > 0.0 {
                rows.stay_pull[lane] / rows.all_pull[lane] * paid
            } else {
                paid
            };
            rows.elsewhere[lane] = 1.0 - stay;
        }
        rows.fates.clear();
    }

    /// Draws who leaves one cohort, and who of them cancels.
    fn thin(&mut self, month: usize, segment: usize, plan: usize, cohort: Cohort, number: usize) {
        let pair = self.members.pair(segment, plan);
        let address = cell(
            self.setup.seeds.chance,
            Purpose::Renewal,
            month,
            join(&[self.setup.pair_cells[pair], origin(cohort)]),
        );
        let hazard_row = self.renewal.first_row[plan] + number - 1;
        let rows = &mut self.renewal.rows;
        let odds = Odds {
            hazard: self.renewal.hazard_odds.row(hazard_row),
            factor: &rows.cancel_factor,
            pull: &rows.all_pull,
            elsewhere: &rows.elsewhere,
        };
        let first_path = self.first_path;
        self.members.thin(pair, cohort, |counts, total| {
            leavers::thin(address, first_path, odds, counts, total, &mut rows.fates)
        });
    }

    /// Splits a pool with members and books its money.
    fn settle(&mut self, month: usize, segment: usize, plan: usize, pool: Option<Pool>) {
        let Some(Pool { offer, first, .. }) = pool.filter(|pool| pool.faced) else {
            return;
        };
        self.split_rest(month, segment, plan, first);
        let scenario = self.setup.scenario;
        let layout = &self.setup.layout;
        let record = &mut self.record;
        let rows = &self.renewal.rows;
        let period = count_to_float(scenario.plans[plan].period);
        let last = self.bills.amount(offer.last);
        let now = self.bills.amount(offer.now);
        // `gone` holds the failed payments of the pool
        let lapsed = self.renewal.lapsed.row_mut(segment);
        let (churned_row, failed_row) = (
            layout.plan(Metric::ChurnedSubscribers, plan),
            layout.total(Metric::InvoluntaryChurn),
        );
        let churned_mrr = layout.total(Metric::ChurnedMrr);
        let rise_row = layout.total(Metric::ExpansionMrr);
        let intro_row = layout.row(Metric::ExpansionMrr, Key::Intro);
        let fall_row = layout.total(Metric::ContractionMrr);
        for lane in 0..last.len() {
            let lost = rows.fates.cancelled[lane] + rows.gone[lane];
            lapsed[lane] += lost;
            record.row_mut(month, churned_row)[lane] += lost;
            record.row_mut(month, failed_row)[lane] += rows.gone[lane];
            record.row_mut(month, churned_mrr)[lane] += lost * last[lane] / period;
            let step = rows.fates.stayed[lane] * (now[lane] - last[lane]) / period;
            if step > 0.0 {
                record.row_mut(month, rise_row)[lane] += step;
                if offer.intro_ends {
                    record.row_mut(month, intro_row)[lane] += step;
                }
            } else if step < 0.0 {
                record.row_mut(month, fall_row)[lane] -= step;
            }
            self.billing.charges.row_mut(plan)[lane] += rows.fates.stayed[lane] * now[lane];
        }
        let switched_row = layout.total(Metric::SwitchedSubscribers);
        for (target, _) in &scenario.plans[plan].switch {
            if !self.choice.on_sale[*target] {
                continue;
            }
            let moved = self.renewal.arrivals.row(*target);
            let at = i32::try_from(month).unwrap_or(i32::MAX);
            let price = self.bills.price(*target, Joiner::Other, at, month);
            let price = self.bills.amount(price);
            let target_period = count_to_float(scenario.plans[*target].period);
            for lane in 0..moved.len() {
                let people = moved[lane];
                record.row_mut(month, switched_row)[lane] += people;
                let step = people * (price[lane] / target_period - last[lane] / period);
                let row = if step > 0.0 { rise_row } else { fall_row };
                record.row_mut(month, row)[lane] += step.abs();
                self.billing.charges.row_mut(*target)[lane] += people * price[lane];
            }
            let target_pair = self.members.pair(segment, *target);
            let cohort = self.members.cohort(target_pair, Joiner::Other, month);
            self.members.add(target_pair, cohort, moved);
        }
    }

    /// Splits those who left without cancelling into failed payments (left in `gone`) and
    /// switches by plan (left in `arrivals`).
    fn split_rest(&mut self, month: usize, segment: usize, plan: usize, first: Cohort) {
        let scenario = self.setup.scenario;
        let failure = self.values.get(scenario.billing.payment_failure);
        let recovery = self.values.get(scenario.billing.dunning_recovery);
        let rows = &mut self.renewal.rows;
        let pair_cell = self.setup.pair_cells[self.choice.pair(segment, plan)];
        for lane in 0..rows.leave.len() {
            let fail = failure[lane] * (1.0 - recovery[lane]);
            let failing = fail * rows.all_pull[lane];
            let moving = (1.0 - fail) * (rows.all_pull[lane] - rows.stay_pull[lane]);
            let sum = failing + moving;
            rows.leave[lane] = if sum > 0.0 { failing / sum } else { 1.0 };
        }
        let address = |to: u64| {
            cell(
                self.setup.seeds.chance,
                Purpose::Switch,
                month,
                join(&[pair_cell, origin(first), to]),
            )
        };
        let thinning = &mut self.renewal.thinning;
        thinning.thin(
            address(0),
            &mut rows.fates.others,
            &rows.leave,
            &mut rows.gone,
        );
        // `cancel` becomes the weight of the targets not yet served
        for lane in 0..rows.leave.len() {
            rows.cancel[lane] = rows.all_pull[lane] - rows.stay_pull[lane];
        }
        let targets: Vec<usize> = scenario.plans[plan]
            .switch
            .iter()
            .map(|(target, _)| *target)
            .filter(|target| self.choice.on_sale[*target])
            .collect();
        for (position, target) in targets.iter().enumerate() {
            let last = position + 1 == targets.len();
            for lane in 0..rows.leave.len() {
                let weight = rows.switch_share.row(*target)[lane];
                rows.leave[lane] = if last || weight >= rows.cancel[lane] {
                    1.0
                } else if rows.cancel[lane] > 0.0 {
                    weight / rows.cancel[lane]
                } else {
                    0.0
                };
                rows.cancel[lane] -= weight;
            }
            let target_cell = self.setup.pair_cells[self.choice.pair(segment, *target)];
            let moved = self.renewal.arrivals.row_mut(*target);
            thinning.thin(
                address(target_cell),
                &mut rows.fates.others,
                &rows.leave,
                moved,
            );
        }
    }
}

/// A cohort's part of its draws' address.
fn origin(cohort: Cohort) -> u64 {
    let joined = u64::from(cohort.joined.unsigned_abs());
    match cohort.joiner {
        Joiner::First => joined * 4,
        Joiner::Other => joined * 4 + 1,
        Joiner::Opening => joined * 4 + 2,
    }
}
