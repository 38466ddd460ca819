//! What follows from the numbers alone: coverage, choice, hazards (model: "Buying", "Renewing").

use rand_distr::Gamma;
use statrs::function::gamma::{gamma_lr, ln_gamma};
use tiercast::model::{Retention, Scenario, Slot};

use super::numbers::Numbers;

/// Odds of buying and what is bought, of one group of buyers in one segment.
#[derive(Clone)]
pub struct Offer {
    /// `G^λ`.
    pub odds_factor: f64,
    /// By plan: `plan_mix·e^{u/λ}/G`.
    pub shares: Vec<f64>,
}

/// One segment's view of the month.
#[derive(Clone)]
pub struct View {
    pub buying: Offer,
    pub winning_back: Offer,
    /// By plan: `κ·(cov − cov_ref) + Δappeal`.
    pub pull: Vec<f64>,
    /// `f − f_ref`.
    pub free_shift: f64,
    /// By plan: credits wanted in a month of use.
    pub demand: Vec<Option<Gamma<f64>>>,
    pub free_demand: Option<Gamma<f64>>,
    /// By plan: share of the overage that is bought.
    pub top_up: Vec<f64>,
}

/// `E[min(D, quota)]/E[D]` of a gamma law.
pub fn covered(mean: f64, cv: f64, quota: f64) -> f64 {
    if mean <= 0.0 {
        return 1.0;
    }
    if quota <= 0.0 {
        return 0.0;
    }
    let shape = 1.0 / (cv * cv);
    let x = quota / (mean * cv * cv);
    gamma_lr(shape + 1.0, x) + quota / mean * (1.0 - gamma_lr(shape, x))
}

/// Credits wanted a month: now, and at the credits of reference.
pub fn need(scenario: &Scenario, numbers: &Numbers, wanted: &[(usize, Slot)]) -> (f64, f64) {
    let sum = |credits: &dyn Fn(usize) -> f64| -> f64 {
        wanted
            .iter()
            .map(|(kind, number)| numbers.get(*number) * credits(*kind))
            .sum()
    };
    (
        sum(&|kind| numbers.get(scenario.generations[kind].credits)),
        sum(&|kind| numbers.get(scenario.generations[kind].reference_credits)),
    )
}

fn gamma(mean: f64, cv: f64) -> Option<Gamma<f64>> {
    (mean > 0.0).then(|| Gamma::new(1.0 / (cv * cv), mean * cv * cv).expect("positive"))
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "periods are few"
)]
fn perceived(price: f64, intro: f64, periods: f64, weight: f64, months: usize) -> f64 {
    let n = periods.round();
    let months = months as f64;
    if n as usize == 0 {
        price / months
    } else {
        (n * weight * intro + (1.0 - weight) * price) / ((n * weight + 1.0 - weight) * months)
    }
}

impl View {
    pub fn new(scenario: &Scenario, numbers: &Numbers, segment: usize, month: i32) -> Self {
        let at = |slot: Slot| numbers.get(slot);
        let terms = &scenario.segments[segment];
        let (buying, usage) = (&terms.buying, &terms.usage);
        let cv = at(usage.cv);
        let (need_now, need_before) = need(scenario, numbers, &usage.paid);
        let (free_now, free_before) = need(scenario, numbers, &usage.free);
        let free_shift = covered(free_now, cv, at(scenario.free.credits))
            - covered(free_before, cv, at(scenario.free.reference_credits));
        let plans = &scenario.plans;
        let pull: Vec<f64> = plans
            .iter()
            .map(|plan| {
                let demand = at(plan.demand);
                let now = covered(need_now * demand, cv, at(plan.credits));
                let before = covered(need_before * demand, cv, at(plan.reference.credits));
                at(buying.quota_sensitivity) * (now - before) + at(plan.appeal)
                    - at(plan.reference.appeal)
            })
            .collect();
        let offer = |with_intro: bool| {
            let lambda = at(buying.dissimilarity);
            let mix = numbers.proportions(&buying.plan_mix, plans.len());
            let weights: Vec<f64> = plans
                .iter()
                .zip(&mix)
                .zip(&pull)
                .map(|((plan, mix), pull)| {
                    if plan.from > month {
                        return 0.0;
                    }
                    let n = if with_intro { 1.0 } else { 0.0 };
                    let weight = at(buying.intro_weight);
                    let periods = n * at(plan.intro_periods);
                    let now = perceived(
                        at(plan.price),
                        at(plan.intro_price),
                        periods,
                        weight,
                        plan.period,
                    );
                    let reference = &plan.reference;
                    let periods = n * at(reference.intro_periods);
                    let (price, intro) = (at(reference.price), at(reference.intro_price));
                    let before = perceived(price, intro, periods, weight, reference.period);
                    let utility = at(buying.price_elasticity) * (now / before).ln() + pull
                        - n * at(buying.free_substitution) * free_shift;
                    mix * (utility / lambda).exp()
                })
                .collect();
            let sum: f64 = weights.iter().sum();
            Offer {
                odds_factor: sum.powf(lambda),
                shares: weights.iter().map(|weight| weight / sum).collect(),
            }
        };
        Self {
            buying: offer(true),
            winning_back: offer(false),
            free_shift,
            demand: plans
                .iter()
                .map(|plan| gamma(need_now * at(plan.demand), cv))
                .collect(),
            free_demand: gamma(free_now, cv),
            top_up: plans
                .iter()
                .map(|plan| {
                    let price = at(plan.top_up_price);
                    if price.is_nan() {
                        return 0.0;
                    }
                    let ratio: f64 = price / at(plan.reference.top_up_price);
                    (at(usage.top_up_take) * ratio.powf(at(usage.top_up_elasticity))).min(1.0)
                })
                .collect(),
            pull,
        }
    }
}

/// `h(a)`: the probability of cancelling at renewal `a`.
#[expect(clippy::cast_precision_loss, reason = "renewals are few")]
pub fn hazard(retention: &Retention, numbers: &Numbers, a: usize) -> f64 {
    let at = |slot: &Slot| numbers.get(*slot);
    let number = a as f64;
    match retention {
        Retention::Constant { churn } => at(churn),
        Retention::Table { churn } => at(&churn[(a - 1).min(churn.len() - 1)]),
        Retention::ShiftedBetaGeometric { alpha, beta } => {
            at(alpha) / (at(alpha) + at(beta) + number - 1.0)
        }
        Retention::ShiftedBetaGeometricMoments {
            first_churn,
            polarization,
        } => {
            let together = 1.0 / at(polarization) - 1.0;
            let alpha = at(first_churn) * together;
            alpha / (together + number - 1.0)
        }
        Retention::BetaDiscreteWeibull { alpha, beta, c } => {
            let (alpha, beta, c) = (at(alpha), at(beta), at(c));
            let survival = |a: f64| {
                let x = beta + a.powf(c);
                (ln_gamma(x) - ln_gamma(alpha + x) + ln_gamma(alpha + beta) - ln_gamma(beta)).exp()
            };
            1.0 - survival(number) / survival(number - 1.0)
        }
    }
}
