//! What a subscriber faces at a renewal: the pulls of staying and of switching, and the factor on cancelling.

use crate::engine::bills::{Bill, LogBill};
use crate::engine::block::Block;
use crate::engine::choice::{Choice, UTILITY_LIMIT};
use crate::engine::lanes::Grid;
use crate::engine::market::Series;
use crate::engine::values::Values;
use crate::model::Slot;
use crate::random::elementary::exp;
use crate::random::lanes::{Lanes, Width};
use crate::random::wide::{self, Kernel};

/// What all members of a cohort face at a renewal; cohorts that face the same are pooled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// The bill of this renewal.
    pub now: Bill,
    /// The bill before it.
    pub last: Bill,
    /// The bill of this renewal at reference.
    pub reference_now: Bill,
    /// The bill before it at reference.
    pub reference_last: Bill,
    /// The intro bill at joining of one who had the intro; the price at joining is in it.
    pub intro: Option<Bill>,
    /// Whether the selection by the depth of the intro applies.
    pub selected: bool,
    /// Whether the last bill was the last of the intro.
    pub intro_ends: bool,
}

/// The pulls and factors of an offer, lane by lane.
#[derive(Debug)]
pub struct Facing {
    /// What multiplies the odds of cancelling.
    pub cancel_factor: Vec<f64>,
    /// `b·e^u` of staying.
    pub stay_pull: Vec<f64>,
    /// By plan: the same of switching to it; what it was before where no switch is possible.
    pub switch_pull: Grid,
    /// Sum of the pulls.
    pub all_pull: Vec<f64>,
    /// Probability that who does not cancel leaves all the same: switches, or fails to pay.
    pub elsewhere: Vec<f64>,
}

impl Facing {
    /// Room for so many plans.
    #[must_use]
    pub fn new(plans: usize, lanes: usize) -> Self {
        let row = || vec![0.0; lanes];
        Self {
            cancel_factor: row(),
            stay_pull: row(),
            switch_pull: Grid::new(plans, lanes),
            all_pull: row(),
            elsewhere: row(),
        }
    }
}

impl Block<'_> {
    /// Works out what an offer does to the members of a segment and plan.
    pub fn face(&mut self, segment: usize, plan: usize, offer: Offer) {
        let scenario = self.setup.scenario;
        let buying = &scenario.segments[segment].buying;
        let pair = self.members.pair(segment, plan);
        let bills = &self.bills;
        let step = |now: Bill, last: Bill| {
            (!bills.alike(now, last)).then(|| [bills.logs(now), bills.logs(last)])
        };
        let get = |slot: Slot| self.values.get(slot);
        let reference_intro = bills.reference_intro(plan);
        wide::run(Face {
            quota: self.choice.quota_pull.row(pair),
            appeal: self.choice.appeal.row(plan),
            elasticity: get(buying.renewal_elasticity),
            dearer: (!bills.as_reference(plan, offer.now, offer.reference_now))
                .then(|| [bills.logs(offer.now), bills.logs(offer.reference_now)]),
            longer: bills.longer(plan),
            shock: get(buying.bill_shock),
            step: step(offer.now, offer.last),
            reference_step: step(offer.reference_now, offer.reference_last),
            selection: get(buying.intro_selection),
            selected: offer.selected,
            intro: [offer.intro, reference_intro].map(|bill| bill.map(|bill| bills.logs(bill))),
            odds: get(scenario.segments[segment].churn_odds),
            noise: self.market.factor(Series::Churn),
            failure: get(scenario.billing.payment_failure),
            recovery: get(scenario.billing.dunning_recovery),
            switch: &scenario.plans[plan].switch,
            first_target: self.choice.pair(segment, 0),
            choice: &self.choice,
            values: &self.values,
            facing: &mut self.renewal.facing,
        });
    }
}

/// [`Block::face`].
struct Face<'a> {
    quota: &'a [f64],
    appeal: &'a [f64],
    elasticity: &'a [f64],
    /// The bill and its reference, where they differ.
    dearer: Option<[LogBill<'a>; 2]>,
    longer: f64,
    shock: &'a [f64],
    /// This bill and the one before, where they differ.
    step: Option<[LogBill<'a>; 2]>,
    /// The same at reference.
    reference_step: Option<[LogBill<'a>; 2]>,
    selection: &'a [f64],
    selected: bool,
    /// The intro bill now and at reference, of who had one.
    intro: [Option<LogBill<'a>>; 2],
    odds: &'a [f64],
    noise: &'a [f64],
    failure: &'a [f64],
    recovery: &'a [f64],
    /// Plans that members switch to, and their shares.
    switch: &'a [(usize, Slot)],
    /// Row of the segment's first plan among the pulls of switching.
    first_target: usize,
    choice: &'a Choice,
    values: &'a Values,
    facing: &'a mut Facing,
}

impl Face<'_> {
    /// The utility of staying.
    #[inline(always)]
    fn utility<V: Width>(&self, at: usize) -> Lanes<V> {
        let mut utility = Lanes::load(self.quota, at) + Lanes::load(self.appeal, at);
        if let Some([now, reference]) = &self.dearer {
            let ratio = now.floored(at) - reference.floored(at) - self.longer;
            utility = utility + Lanes::load(self.elasticity, at) * ratio;
        }
        if self.step.is_some() || self.reference_step.is_some() {
            let shock = Lanes::load(self.shock, at);
            let shocked = utility - shock * (rise(self.step, at) - rise(self.reference_step, at));
            utility = shock.is(0.0).choose(utility, shocked);
        }
        utility
    }

    /// How much likelier to cancel those are whom the intro drew.
    #[inline(always)]
    fn selection<V: Width>(&self, at: usize) -> Lanes<V> {
        let one = Lanes::all(1.0);
        if !self.selected || self.intro.iter().all(Option::is_none) {
            return one;
        }
        let power = Lanes::load(self.selection, at);
        let [now, reference] = self.intro;
        let (now, reference) = (depth(now, at), depth(reference, at));
        let factor = exp((power * (now - reference)).within(UTILITY_LIMIT));
        power.is(0.0).choose(one, factor)
    }
}

/// How much the logarithm of the bill rises, if it does.
#[inline(always)]
fn rise<V: Width>(bills: Option<[LogBill; 2]>, at: usize) -> Lanes<V> {
    match bills {
        Some([now, last]) => (now.floored(at) - last.floored(at)).max(0.0),
        None => Lanes::all(0.0),
    }
}

/// How far an intro bill lies below the price; 0 without one.
#[inline(always)]
fn depth<V: Width>(bill: Option<LogBill>, at: usize) -> Lanes<V> {
    match bill {
        Some(bill) => bill.depth(at),
        None => Lanes::all(0.0),
    }
}

impl Kernel for Face<'_> {
    #[inline(always)]
    fn lanes(&self) -> usize {
        self.noise.len()
    }

    #[inline(always)]
    fn step<V: Width>(&mut self, at: usize) {
        let one = Lanes::<V>::all(1.0);
        let load = |row: &[f64]| Lanes::<V>::load(row, at);
        let factor = load(self.odds) * load(self.noise) * self.selection(at);
        factor.store(&mut self.facing.cancel_factor, at);
        let targets = || {
            self.switch
                .iter()
                .filter(|(target, _)| self.choice.on_sale[*target])
        };
        let mut sum = Lanes::all(0.0);
        for (_, share) in targets() {
            sum = sum + load(self.values.get(*share));
        }
        let scale = one.below(sum).choose(one / sum, one);
        let stay = (1.0 - sum * scale) * exp(self.utility(at).within(UTILITY_LIMIT));
        let mut all = stay;
        for (target, share) in targets() {
            let pulls = self.choice.switch_pull.row(self.first_target + target);
            let pull = load(self.values.get(*share)) * scale * load(pulls);
            pull.store(self.facing.switch_pull.row_mut(*target), at);
            all = all + pull;
        }
        let failure = load(self.failure) * (1.0 - load(self.recovery));
        let paid = 1.0 - failure;
        let stays = Lanes::all(0.0).below(all).choose(stay / all * paid, paid);
        stay.store(&mut self.facing.stay_pull, at);
        all.store(&mut self.facing.all_pull, at);
        (1.0 - stays).store(&mut self.facing.elsewhere, at);
    }
}
