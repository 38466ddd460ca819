//! Renewals: what part of a cohort cancels, stays, switches, or fails to pay.

use crate::engine::twin::choice::{Opinion, UTILITY_LIMIT, on_sale};
use crate::engine::twin::contract::{Bill, Contract, Terms};
use crate::engine::twin::numbers::{Numbers, Odds};
use crate::model::Retention;
use crate::random::portable::{exp, ln, pow};
use crate::random::special::ln_gamma;
use crate::units::count_to_float;

/// What switching from a plan offers to a segment: the same for all of its subscribers.
#[derive(Debug, Clone)]
pub struct Ways {
    /// `1 − Σ switch`.
    stay: f64,
    /// By plan on sale: its weight `switch·e^u`.
    pub switch: Vec<(usize, f64)>,
    /// Sum of these.
    pub all: f64,
}

impl Ways {
    pub fn new(
        numbers: &Numbers,
        opinion: &Opinion,
        terms: &[Terms],
        (segment, plan): (usize, usize),
    ) -> Self {
        let scenario = numbers.scenario;
        let elasticity = numbers.get(scenario.segments[segment].buying.renewal_elasticity);
        let mut switch: Vec<(usize, f64)> = scenario.plans[plan]
            .switch
            .iter()
            .filter(|(target, _)| on_sale(numbers, *target))
            .map(|(target, share)| (*target, numbers.get(*share)))
            .collect();
        let sum: f64 = switch.iter().map(|(_, share)| share).sum();
        for (target, share) in &mut switch {
            let (bill, reference) = (terms[*target].full(), terms[*target].reference(false));
            let utility = opinion.pull[*target]
                + elasticity * per_month_ratio(numbers, *target, bill, reference);
            *share *= exponential(utility) / sum.max(1.0);
        }
        Self {
            stay: (1.0 - sum).max(0.0),
            all: switch.iter().map(|(_, weight)| weight).sum(),
            switch,
        }
    }
}

/// What people who renew now weigh against cancelling.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    facing: Facing,
    /// `(d/d_ref)^ψ`.
    selection: f64,
    /// `e^{u_stay}`.
    stay: f64,
}

/// What they follow from: the bill that comes and the last one, now and at reference, and the
/// depth of the intro.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Facing {
    pub coming: Bill,
    last: Bill,
    depth: f64,
    first: bool,
    /// Whether the bills are of an intro at reference: the one that comes and the last one.
    introductory: [bool; 2],
}

impl Facing {
    #[inline]
    pub fn new(numbers: &Numbers, terms: &Terms, contract: &Contract) -> Self {
        let introductory = |index: u32| terms.is_introductory(contract.first, index as usize);
        Self {
            coming: contract.coming_bill(numbers, terms),
            last: contract.bill,
            depth: contract.depth,
            first: contract.first,
            introductory: [
                introductory(contract.renewals + 1),
                introductory(contract.renewals),
            ],
        }
    }
}

/// What part of a cohort goes which way, before payments fail.
pub struct Probabilities {
    pub stay: f64,
    /// Of switching, per unit of the weights of the cohort's [`Ways`].
    pub switch: f64,
}

impl Options {
    #[inline]
    pub fn new(
        numbers: &Numbers,
        opinion: &Opinion,
        terms: &Terms,
        (segment, plan): (usize, usize),
        facing: Facing,
    ) -> Self {
        let buying = &numbers.scenario.segments[segment].buying;
        let elasticity = numbers.get(buying.renewal_elasticity);
        let [reference, last] = facing.introductory.map(|intro| terms.reference(intro));
        let rise = step(facing.coming, facing.last) - step(reference, last);
        let utility = opinion.pull[plan]
            + elasticity * per_month_ratio(numbers, plan, facing.coming, reference)
            - numbers.get(buying.bill_shock) * rise;
        let depth_before = terms.reference(terms.is_introductory(facing.first, 0));
        let depth = facing.depth / (depth_before.price / depth_before.floored());
        Self {
            facing,
            selection: if facing.first {
                pow(depth, numbers.get(buying.intro_selection))
            } else {
                1.0
            },
            stay: exponential(utility),
        }
    }

    /// Whether they are what people who face `facing` weigh.
    #[inline]
    pub fn serve(&self, facing: &Facing) -> bool {
        self.facing == *facing
    }

    /// `hazard` is `h(a)`, `factor` what multiplies its odds besides the selection by the intro.
    #[inline]
    pub fn probabilities(&self, ways: &Ways, hazard: Odds, factor: f64) -> Probabilities {
        let cancel = hazard.times(factor * self.selection);
        let stay = ways.stay * self.stay;
        let each = (1.0 - cancel) / (cancel + (1.0 - cancel) * (stay + ways.all));
        Probabilities {
            stay: each * stay,
            switch: each,
        }
    }
}

/// By how much a bill is above the last one, `max(0, ln(bill/last))`.
#[inline]
fn step(bill: Bill, last: Bill) -> f64 {
    let ratio = bill.floored() / last.floored();
    if ratio > 1.0 { ln(ratio) } else { 0.0 }
}

#[inline]
fn exponential(utility: f64) -> f64 {
    exp(utility.clamp(-UTILITY_LIMIT, UTILITY_LIMIT))
}

/// `ln(p/p_ref)`, both per month of their period.
#[inline]
fn per_month_ratio(numbers: &Numbers, plan: usize, bill: Bill, reference: Bill) -> f64 {
    let terms = &numbers.scenario.plans[plan];
    let longer = count_to_float(terms.period) / count_to_float(terms.reference.period);
    ln(bill.floored() / reference.floored() / longer)
}

/// The probability of cancelling at renewal number `a`, at reference.
pub fn hazard(numbers: &Numbers, retention: &Retention, a: usize) -> f64 {
    let number = count_to_float(a);
    match retention {
        Retention::Constant { churn } => numbers.get(*churn),
        Retention::Table { churn } => numbers.get(churn[(a - 1).min(churn.len() - 1)]),
        Retention::ShiftedBetaGeometric { alpha, beta } => {
            let (alpha, beta) = (numbers.get(*alpha), numbers.get(*beta));
            alpha / (alpha + beta + number - 1.0)
        }
        Retention::ShiftedBetaGeometricMoments {
            first_churn,
            polarization,
        } => {
            let (mean, phi) = (numbers.get(*first_churn), numbers.get(*polarization));
            // α + β = 1/φ − 1
            mean * (1.0 - phi) / (1.0 - phi + (number - 1.0) * phi)
        }
        Retention::BetaDiscreteWeibull { alpha, beta, c } => {
            let (alpha, beta, c) = (numbers.get(*alpha), numbers.get(*beta), numbers.get(*c));
            let survival = |a: f64| {
                let x = beta + pow(a, c);
                ln_gamma(x) - ln_gamma(alpha + x)
            };
            (1.0 - exp(survival(number) - survival(number - 1.0))).clamp(0.0, 1.0)
        }
    }
}
