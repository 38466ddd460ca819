//! Renewals: cancel, stay, or switch, then pay or fail to.
//!
//! All who leave a cohort are drawn at once; of those, the ones who cancel. The others (failed
//! payments and switches) split in the same proportions in every cohort that faces the same
//! bills, so they are pooled before they are split. Each step is an exact thinning.

use crate::engine::bills::Joiner;
use crate::engine::block::Block;
use crate::engine::draws::{Purpose, cell, join};
use crate::engine::lanes::{Grid, all_zero, odds};
use crate::engine::leavers::{self, Fates, Odds};
use crate::engine::members::Cohort;
use crate::engine::offer::{Facing, Offer};
use crate::engine::rest::{self, Rest};
use crate::engine::retention::hazards;
use crate::engine::setup::Setup;
use crate::model::{Key, Metric};
use crate::random::lanes::{Lanes, Width};
use crate::random::stream::Cell;
use crate::random::wide::{self, Kernel};
use crate::units::count_to_float;

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
    /// What the pool at hand faces.
    pub facing: Facing,
    fates: Fates,
    /// Of the pool: whose payment failed for good.
    failed: Vec<f64>,
    /// Of the pool, by plan: who switches to it.
    arrivals: Grid,
    /// Plans that the pool may switch to, with the addresses of the draws.
    targets: Vec<(usize, Cell)>,
}

impl Renewal {
    /// Room for the cohorts of `setup`.
    #[must_use]
    pub fn new(setup: &Setup, lanes: usize) -> Self {
        let mut first_row = Vec::with_capacity(setup.renewals.len());
        let mut rows = 0;
        for count in &setup.renewals {
            first_row.push(rows);
            rows += count;
        }
        let plans = setup.scenario.plans.len();
        Self {
            hazard_odds: Grid::new(rows, lanes),
            first_row,
            lapsed: Grid::new(setup.scenario.segments.len(), lanes),
            facing: Facing::new(plans, lanes),
            fates: Fates::new(lanes),
            failed: vec![0.0; lanes],
            arrivals: Grid::new(plans, lanes),
            targets: Vec::with_capacity(plans),
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
                self.renewal.fates.clear();
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

    /// Draws who leaves one cohort, and who of them cancels.
    fn thin(&mut self, month: usize, segment: usize, plan: usize, cohort: Cohort, number: usize) {
        let pair = self.members.pair(segment, plan);
        let address = cell(
            self.setup.seeds.chance,
            Purpose::Renewal,
            month,
            join(&[self.setup.pair_cells[pair], origin(cohort)]),
        );
        let renewal = &mut self.renewal;
        let odds = Odds {
            hazard: renewal
                .hazard_odds
                .row(renewal.first_row[plan] + number - 1),
            factor: &renewal.facing.cancel_factor,
            pull: &renewal.facing.all_pull,
            elsewhere: &renewal.facing.elsewhere,
        };
        let first_path = self.first_path;
        self.members.thin(pair, cohort, |counts, total| {
            leavers::thin(address, first_path, odds, counts, total, &mut renewal.fates)
        });
    }

    /// Splits a pool with members and books its money.
    fn settle(&mut self, month: usize, segment: usize, plan: usize, pool: Option<Pool>) {
        let Some(Pool { offer, first, .. }) = pool.filter(|pool| pool.faced) else {
            return;
        };
        self.split_rest(month, segment, plan, first);
        self.book_pool(month, segment, plan, offer);
        self.book_switches(month, segment, plan, offer);
    }

    /// Splits those who left without cancelling into failed payments and switches.
    fn split_rest(&mut self, month: usize, segment: usize, plan: usize, first: Cohort) {
        let scenario = self.setup.scenario;
        let cells = &self.setup.pair_cells;
        let pair_cell = cells[self.choice.pair(segment, plan)];
        let address = |to: u64| {
            cell(
                self.setup.seeds.chance,
                Purpose::Switch,
                month,
                join(&[pair_cell, origin(first), to]),
            )
        };
        let renewal = &mut self.renewal;
        renewal.targets.clear();
        for (target, _) in &scenario.plans[plan].switch {
            if self.choice.on_sale[*target] {
                let to = cells[self.choice.pair(segment, *target)];
                renewal.targets.push((*target, address(to)));
            }
        }
        rest::split(Rest {
            people: &renewal.fates.others,
            first_path: self.first_path,
            failing: address(0),
            targets: &renewal.targets,
            failure: self.values.get(scenario.billing.payment_failure),
            recovery: self.values.get(scenario.billing.dunning_recovery),
            facing: &renewal.facing,
            failed: &mut renewal.failed,
            arrivals: &mut renewal.arrivals,
        });
    }

    /// Books those of a pool who leave, and what those who stay pay.
    fn book_pool(&mut self, month: usize, segment: usize, plan: usize, offer: Offer) {
        let layout = &self.setup.layout;
        let renewal = &mut self.renewal;
        let [churned, involuntary, churned_mrr, intro, rise, fall] = self.record.rows_mut(
            month,
            [
                layout.plan(Metric::ChurnedSubscribers, plan),
                layout.total(Metric::InvoluntaryChurn),
                layout.total(Metric::ChurnedMrr),
                layout.row(Metric::ExpansionMrr, Key::Intro),
                layout.total(Metric::ExpansionMrr),
                layout.total(Metric::ContractionMrr),
            ],
        );
        wide::run(BookPool {
            fates: &renewal.fates,
            failed: &renewal.failed,
            period: count_to_float(self.setup.scenario.plans[plan].period),
            last: self.bills.amount(offer.last),
            now: self.bills.amount(offer.now),
            steps: offer.now != offer.last,
            intro_ends: offer.intro_ends,
            lapsed: renewal.lapsed.row_mut(segment),
            churned,
            involuntary,
            churned_mrr,
            charges: self.billing.charges.row_mut(plan),
            intro,
            step: Step { rise, fall },
        });
    }

    /// Books those who switched to other plans.
    fn book_switches(&mut self, month: usize, segment: usize, plan: usize, offer: Offer) {
        let plans = &self.setup.scenario.plans;
        let layout = &self.setup.layout;
        let at = i32::try_from(month).unwrap_or(i32::MAX);
        for (target, _) in &self.renewal.targets {
            let moved = self.renewal.arrivals.row(*target);
            if all_zero(moved) {
                continue;
            }
            let [switched, rise, fall] = self.record.rows_mut(
                month,
                [
                    layout.total(Metric::SwitchedSubscribers),
                    layout.total(Metric::ExpansionMrr),
                    layout.total(Metric::ContractionMrr),
                ],
            );
            let bill = self.bills.price(*target, Joiner::Other, at, month);
            wide::run(BookSwitch {
                moved,
                periods: [plan, *target].map(|plan| count_to_float(plans[plan].period)),
                last: self.bills.amount(offer.last),
                price: self.bills.amount(bill),
                switched,
                charges: self.billing.charges.row_mut(*target),
                step: Step { rise, fall },
            });
            let pair = self.members.pair(segment, *target);
            let cohort = self.members.cohort(pair, Joiner::Other, month);
            self.members.add(pair, cohort, moved);
        }
    }
}

/// MRR won and lost with those who stay on.
struct Step<'a> {
    rise: &'a mut [f64],
    fall: &'a mut [f64],
}

impl Step<'_> {
    #[inline(always)]
    fn book<V: Width>(&mut self, step: Lanes<V>, at: usize) {
        step.max(0.0).add_to(self.rise, at);
        (-step).max(0.0).add_to(self.fall, at);
    }
}

/// [`Block::book_pool`].
struct BookPool<'a> {
    fates: &'a Fates,
    failed: &'a [f64],
    period: f64,
    /// The bill before this renewal.
    last: &'a [f64],
    /// That of this renewal.
    now: &'a [f64],
    /// Whether they differ.
    steps: bool,
    intro_ends: bool,
    lapsed: &'a mut [f64],
    churned: &'a mut [f64],
    involuntary: &'a mut [f64],
    churned_mrr: &'a mut [f64],
    charges: &'a mut [f64],
    intro: &'a mut [f64],
    step: Step<'a>,
}

impl Kernel for BookPool<'_> {
    #[inline(always)]
    fn lanes(&self) -> usize {
        self.failed.len()
    }

    #[inline(always)]
    fn step<V: Width>(&mut self, at: usize) {
        let failed = Lanes::<V>::load(self.failed, at);
        let lost = Lanes::load(&self.fates.cancelled, at) + failed;
        let stayed = Lanes::load(&self.fates.stayed, at);
        let (last, now) = (Lanes::load(self.last, at), Lanes::load(self.now, at));
        lost.add_to(self.lapsed, at);
        lost.add_to(self.churned, at);
        failed.add_to(self.involuntary, at);
        (lost * last / self.period).add_to(self.churned_mrr, at);
        (stayed * now).add_to(self.charges, at);
        if self.steps {
            let step = stayed * (now - last) / self.period;
            if self.intro_ends {
                step.max(0.0).add_to(self.intro, at);
            }
            self.step.book(step, at);
        }
    }
}

/// [`Block::book_switches`], to one plan.
struct BookSwitch<'a> {
    moved: &'a [f64],
    /// Of the plan left, and of the new one.
    periods: [f64; 2],
    /// The last bill of the plan left.
    last: &'a [f64],
    /// The price of the new one.
    price: &'a [f64],
    switched: &'a mut [f64],
    charges: &'a mut [f64],
    step: Step<'a>,
}

impl Kernel for BookSwitch<'_> {
    #[inline(always)]
    fn lanes(&self) -> usize {
        self.moved.len()
    }

    #[inline(always)]
    fn step<V: Width>(&mut self, at: usize) {
        let moved = Lanes::<V>::load(self.moved, at);
        let (last, price) = (Lanes::load(self.last, at), Lanes::load(self.price, at));
        let [period, target_period] = self.periods;
        moved.add_to(self.switched, at);
        (moved * price).add_to(self.charges, at);
        let step = moved * (price / target_period - last / period);
        self.step.book(step, at);
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
