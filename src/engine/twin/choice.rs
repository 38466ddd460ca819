//! How many buy, and what they take.

use crate::engine::coverage::CappedGamma;
use crate::engine::twin::numbers::Numbers;
use crate::random::portable::{exp, ln};
use crate::units::count_to_float;

/// Utilities beyond this are cut, so that no exponential overflows.
pub const UTILITY_LIMIT: f64 = 500.0;

/// The response of a segment to what is on sale.
#[derive(Debug, Clone, Default)]
pub struct Response {
    /// `G^λ`; 0 without a plan on sale.
    pub factor: f64,
    /// By plan: its share of those who buy.
    pub shares: Vec<f64>,
}

/// What a segment thinks of what is on sale, until some number changes.
#[derive(Debug, Clone, Default)]
pub struct Opinion {
    /// By plan: `κ·(cov − cov_ref) + appeal − appeal_ref`.
    pub pull: Vec<f64>,
    /// `f − f_ref`.
    pub free_shift: f64,
    pub buying: Response,
    pub winning_back: Response,
}

/// Whether a plan is on sale.
pub fn on_sale(numbers: &Numbers, plan: usize) -> bool {
    let from = numbers.scenario.plans[plan].from;
    usize::try_from(from).map_or(true, |from| from <= numbers.month)
}

/// Share of the need that a quota covers.
fn covered(need: f64, cv: f64, quota: f64) -> f64 {
    CappedGamma::new(need, cv, quota).covered()
}

impl Opinion {
    pub fn new(numbers: &Numbers, segment: usize) -> Self {
        let scenario = numbers.scenario;
        let terms = &scenario.segments[segment];
        let buying = &terms.buying;
        let cv = numbers.get(terms.usage.cv);
        let (need, need_before) = numbers.need(&terms.usage.paid);
        let kappa = numbers.get(buying.quota_sensitivity);
        let pull: Vec<f64> = scenario
            .plans
            .iter()
            .map(|plan| {
                let demand = numbers.get(plan.demand);
                let quota = numbers.get(plan.credits);
                let before = numbers.get(plan.reference.credits);
                let more = if kappa == 0.0 || (need, quota) == (need_before, before) {
                    0.0
                } else {
                    covered(need * demand, cv, quota) - covered(need_before * demand, cv, before)
                };
                kappa * more + numbers.get(plan.appeal) - numbers.get(plan.reference.appeal)
            })
            .collect();
        let (free, free_before) = numbers.need(&terms.usage.free);
        let quota = numbers.get(scenario.free.credits);
        let quota_before = numbers.get(scenario.free.reference_credits);
        let free_shift = if (free, quota) == (free_before, quota_before) {
            0.0
        } else {
            covered(free, cv, quota) - covered(free_before, cv, quota_before)
        };
        let substitution = numbers.get(buying.free_substitution) * free_shift;
        let mix = numbers.proportions(&buying.plan_mix, scenario.plans.len());
        let response = |intro: bool| {
            let utilities = pull.iter().enumerate().map(|(plan, pull)| {
                let (now, before) = perceived_prices(numbers, segment, plan, intro);
                let substitution = if intro { substitution } else { 0.0 };
                let elasticity = numbers.get(buying.price_elasticity);
                pull - substitution + elasticity * log_ratio(now, before)
            });
            let utilities: Vec<f64> = utilities.collect();
            Response::new(numbers, &utilities, &mix, numbers.get(buying.dissimilarity))
        };
        let (buying, winning_back) = (response(true), response(false));
        Self {
            pull,
            free_shift,
            buying,
            winning_back,
        }
    }
}

fn log_ratio(now: f64, before: f64) -> f64 {
    if now == before {
        0.0
    } else {
        ln(now.max(f64::MIN_POSITIVE)) - ln(before.max(f64::MIN_POSITIVE))
    }
}

/// The perceived monthly price of a plan, now and at reference.
fn perceived_prices(numbers: &Numbers, segment: usize, plan: usize, intro: bool) -> (f64, f64) {
    let terms = &numbers.scenario.plans[plan];
    let reference = &terms.reference;
    let joined = i32::try_from(numbers.month).unwrap_or(i32::MAX);
    let weight = numbers.get(numbers.scenario.segments[segment].buying.intro_weight);
    let perceived = |price: f64, intro_price: f64, periods: usize, period: usize| {
        let period = count_to_float(period);
        let periods = if intro { count_to_float(periods) } else { 0.0 };
        if periods == 0.0 {
            return price / period;
        }
        let (low, high) = (periods * weight, 1.0 - weight);
        (low * intro_price + high * price) / ((low + high) * period)
    };
    let now = perceived(
        numbers.price(plan, joined),
        numbers.get(terms.intro_price),
        numbers.whole(terms.intro_periods),
        terms.period,
    );
    let before = perceived(
        numbers.get(reference.price),
        numbers.get(reference.intro_price),
        numbers.whole(reference.intro_periods),
        reference.period,
    );
    (now, before)
}

impl Response {
    fn new(numbers: &Numbers, utilities: &[f64], mix: &[f64], lambda: f64) -> Self {
        let sold = |plan: &usize| on_sale(numbers, *plan) && mix[*plan] > 0.0;
        let best = (0..mix.len())
            .filter(sold)
            .fold(f64::NEG_INFINITY, |best, plan| best.max(utilities[plan]));
        let weight = |plan: usize| {
            if sold(&plan) {
                mix[plan] * exp((utilities[plan] - best) / lambda)
            } else {
                0.0
            }
        };
        let weights: Vec<f64> = (0..mix.len()).map(weight).collect();
        let sum: f64 = weights.iter().sum();
        if sum == 0.0 {
            return Self {
                factor: 0.0,
                shares: weights,
            };
        }
        let utility = best + lambda * ln(sum);
        Self {
            factor: exp(utility.clamp(-UTILITY_LIMIT, UTILITY_LIMIT)),
            shares: weights.into_iter().map(|weight| weight / sum).collect(),
        }
    }
}
