//! The incremental (pivot-point) logit: how prices, quotas and appeal move choices away from
//! what the scenario states at reference.

use crate::engine::bills::{Bills, Joiner};
use crate::engine::coverage::CappedGamma;
use crate::engine::lanes::Grid;
use crate::engine::values::Values;
use crate::model::{Scenario, Segment};
use crate::random::elementary;
use crate::random::lanes::{Lanes, Plain, lanes};
use crate::random::portable::{exp, ln};
use crate::units::count_to_float;

/// Utilities beyond this are cut, so that no exponential overflows.
pub const UTILITY_LIMIT: f64 = 500.0;

/// What moves choices in the month at hand, on each path of a block.
#[derive(Debug)]
pub struct Choice {
    plans: usize,
    /// By plan.
    pub on_sale: Vec<bool>,
    /// By segment and plan: `κ·(cov − cov_ref)`.
    pub quota_pull: Grid,
    /// By plan: `appeal − appeal_ref`.
    pub appeal: Grid,
    /// By segment: `f − f_ref`.
    pub free_shift: Grid,
    /// Free users, who may have an intro.
    pub buying: Purchase,
    /// Lapsed subscribers, who may not.
    pub winning_back: Purchase,
    /// By segment and plan: `e^{u_l}` of switching to plan l.
    pub switch_pull: Grid,
    mix: Grid,
    utility: Grid,
}

/// The response of one group of buyers, by segment.
#[derive(Debug)]
pub struct Purchase {
    /// By segment: `G^λ`, the factor on the odds of buying.
    pub factor: Grid,
    /// By segment and plan: probability of this plan for those who took none before it.
    pub take: Grid,
}

impl Choice {
    /// Room for the plans and segments of `scenario`.
    #[must_use]
    pub fn new(scenario: &Scenario, lanes: usize) -> Self {
        let (plans, segments) = (scenario.plans.len(), scenario.segments.len());
        let purchase = || Purchase {
            factor: Grid::new(segments, lanes),
            take: Grid::new(segments * plans, lanes),
        };
        Self {
            plans,
            on_sale: vec![false; plans],
            quota_pull: Grid::new(segments * plans, lanes),
            appeal: Grid::new(plans, lanes),
            free_shift: Grid::new(segments, lanes),
            buying: purchase(),
            winning_back: purchase(),
            switch_pull: Grid::new(segments * plans, lanes),
            mix: Grid::new(plans, lanes),
            utility: Grid::new(plans, lanes),
        }
    }

    /// The row of a segment and plan.
    #[must_use]
    pub fn pair(&self, segment: usize, plan: usize) -> usize {
        segment * self.plans + plan
    }

    /// Works out the responses of `month`, in which some number may have changed.
    pub fn update(&mut self, scenario: &Scenario, values: &Values, bills: &Bills, month: usize) {
        let now = i32::try_from(month).unwrap_or(i32::MAX);
        for (index, plan) in scenario.plans.iter().enumerate() {
            self.on_sale[index] = plan.from <= now;
            let (appeal, reference) = (values.get(plan.appeal), values.get(plan.reference.appeal));
            for (lane, shift) in self.appeal.row_mut(index).iter_mut().enumerate() {
                *shift = appeal[lane] - reference[lane];
            }
        }
        for (index, segment) in scenario.segments.iter().enumerate() {
            self.update_quotas(scenario, values, index, segment);
            self.update_purchase(scenario, values, bills, month, index);
            self.update_switching(scenario, values, bills, month, index);
        }
    }

    fn update_quotas(
        &mut self,
        scenario: &Scenario,
        values: &Values,
        index: usize,
        segment: &Segment,
    ) {
        let sensitivity = values.get(segment.buying.quota_sensitivity);
        let cv = values.get(segment.usage.cv);
        let lanes = self.appeal.lanes();
        let wanted = |lane| need(scenario, values, &segment.usage.paid, false, lane);
        let wanted_reference = |lane| need(scenario, values, &segment.usage.paid, true, lane);
        for (plan_index, plan) in scenario.plans.iter().enumerate() {
            let row = self.pair(index, plan_index);
            let demand = values.get(plan.demand);
            let (credits, reference) =
                (values.get(plan.credits), values.get(plan.reference.credits));
            for lane in 0..lanes {
                let mean = wanted(lane);
                let mean_reference = wanted_reference(lane);
                let same = credits[lane] == reference[lane] && mean == mean_reference;
                self.quota_pull.row_mut(row)[lane] = if same || sensitivity[lane] == 0.0 {
                    0.0
                } else {
                    let covered = |mean: f64, quota: f64| {
                        CappedGamma::new(mean * demand[lane], cv[lane], quota).covered()
                    };
                    sensitivity[lane]
                        * (covered(mean, credits[lane]) - covered(mean_reference, reference[lane]))
                };
            }
        }
        let (credits, reference) = (
            values.get(scenario.free.credits),
            values.get(scenario.free.reference_credits),
        );
        for lane in 0..lanes {
            let mean = need(scenario, values, &segment.usage.free, false, lane);
            let mean_reference = need(scenario, values, &segment.usage.free, true, lane);
            let same = credits[lane] == reference[lane] && mean == mean_reference;
            self.free_shift.row_mut(index)[lane] = if same {
                0.0
            } else {
                CappedGamma::new(mean, cv[lane], credits[lane]).covered()
                    - CappedGamma::new(mean_reference, cv[lane], reference[lane]).covered()
            };
        }
    }

    /// How free users and lapsed subscribers respond in segment `index`.
    fn update_purchase(
        &mut self,
        scenario: &Scenario,
        values: &Values,
        bills: &Bills,
        month: usize,
        index: usize,
    ) {
        let buying = &scenario.segments[index].buying;
        values.proportions(&buying.plan_mix, &mut self.mix);
        let substitution = values.get(buying.free_substitution);
        for terms in [Terms::WithIntro, Terms::WithoutIntro] {
            for plan in 0..self.plans {
                let prices =
                    PerceivedPrices::of(scenario, values, bills, month, (index, plan), terms);
                let pair = self.pair(index, plan);
                for (lane, utility) in self.utility.row_mut(plan).iter_mut().enumerate() {
                    *utility = self.quota_pull.row(pair)[lane]
                        + self.appeal.row(plan)[lane]
                        + values.get(buying.price_elasticity)[lane] * prices.log_ratio(lane);
                    if terms == Terms::WithIntro {
                        *utility -= substitution[lane] * self.free_shift.row(index)[lane];
                    }
                }
            }
            let purchase = match terms {
                Terms::WithIntro => &mut self.buying,
                Terms::WithoutIntro => &mut self.winning_back,
            };
            let weights = &mut self.utility;
            let dissimilarity = values.get(buying.dissimilarity);
            for lane in 0..dissimilarity.len() {
                let log_sum = weigh(weights, &self.mix, &self.on_sale, dissimilarity[lane], lane);
                purchase.factor.row_mut(index)[lane] =
                    log_sum.map_or(0.0, |log| Self::pull(dissimilarity[lane] * log));
                let mut left = 0.0;
                for plan in (0..self.plans).rev() {
                    let weight = weights.row(plan)[lane];
                    left += weight;
                    purchase.take.row_mut(index * self.plans + plan)[lane] =
                        if left > 0.0 { weight / left } else { 0.0 };
                }
            }
        }
    }

    fn update_switching(
        &mut self,
        scenario: &Scenario,
        values: &Values,
        bills: &Bills,
        month: usize,
        index: usize,
    ) {
        let now = i32::try_from(month).unwrap_or(i32::MAX);
        let elasticity = values.get(scenario.segments[index].buying.renewal_elasticity);
        for plan in 0..self.plans {
            let price = bills.price(plan, Joiner::Other, now, month);
            let reference = bills.reference(plan, Joiner::Other, 0);
            let alike = bills.as_reference(plan, price, reference);
            let (now, before) = (bills.logs(price), bills.logs(reference));
            let longer = bills.longer(plan);
            let row = self.pair(index, plan);
            for lane in 0..self.appeal.lanes() {
                let mut utility = self.quota_pull.row(row)[lane] + self.appeal.row(plan)[lane];
                if !alike {
                    let ratio: Lanes<Plain<1>> = now.floored(lane) - before.floored(lane) - longer;
                    utility += elasticity[lane] * ratio.0[0];
                }
                self.switch_pull.row_mut(row)[lane] = Self::pull(utility);
            }
        }
    }

    /// `e^u` with the utility cut to a range that no exponential leaves.
    #[must_use]
    pub fn pull(utility: f64) -> f64 {
        let [pull] = elementary::exp(lanes([utility.clamp(-UTILITY_LIMIT, UTILITY_LIMIT)])).0;
        pull
    }
}

/// Whether a buyer may have the intro.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Terms {
    WithIntro,
    WithoutIntro,
}

/// What the perceived monthly price of a plan follows from, now and at reference.
struct PerceivedPrices<'a> {
    now: [&'a [f64]; 2],
    periods: usize,
    reference: [&'a [f64]; 2],
    reference_periods: usize,
    weight: &'a [f64],
    months: f64,
    reference_months: f64,
}

impl<'a> PerceivedPrices<'a> {
    fn of(
        scenario: &Scenario,
        values: &'a Values,
        bills: &'a Bills,
        month: usize,
        (segment, plan): (usize, usize),
        terms: Terms,
    ) -> Self {
        let numbers = &scenario.plans[plan];
        let at = i32::try_from(month).unwrap_or(i32::MAX);
        let (periods, reference_periods) = match terms {
            Terms::WithIntro => (
                bills.intro(plan, month).periods,
                bills.reference_intro_periods(plan),
            ),
            Terms::WithoutIntro => (0, 0),
        };
        Self {
            now: [
                values.get(numbers.intro_price),
                bills.amount(bills.price(plan, Joiner::First, at, month)),
            ],
            periods,
            reference: [
                values.get(numbers.reference.intro_price),
                values.get(numbers.reference.price),
            ],
            reference_periods,
            weight: values.get(scenario.segments[segment].buying.intro_weight),
            months: count_to_float(numbers.period),
            reference_months: count_to_float(numbers.reference.period),
        }
    }

    /// `ln(p̂/p̂_ref)`, exactly 0 at reference.
    fn log_ratio(&self, lane: usize) -> f64 {
        let perceived = |[intro, price]: [&[f64]; 2], periods, months| {
            perceived_price(price[lane], intro[lane], periods, self.weight[lane], months)
        };
        let now = perceived(self.now, self.periods, self.months);
        let reference = perceived(
            self.reference,
            self.reference_periods,
            self.reference_months,
        );
        if now == reference {
            0.0
        } else {
            ln(now.max(f64::MIN_POSITIVE)) - ln(reference.max(f64::MIN_POSITIVE))
        }
    }
}

/// Turns utilities into the weights `mix·e^{u/λ}`, up to a common factor, and returns the
/// logarithm of their sum (without that factor); `None` and zeros where no plan can be bought.
fn weigh(
    utilities: &mut Grid,
    mix: &Grid,
    on_sale: &[bool],
    dissimilarity: f64,
    lane: usize,
) -> Option<f64> {
    let sold = |plan: usize| on_sale[plan] && mix.row(plan)[lane] > 0.0;
    let best = (0..on_sale.len())
        .filter(|plan| sold(*plan))
        .map(|plan| utilities.row(plan)[lane] / dissimilarity)
        .fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for plan in 0..on_sale.len() {
        let weight = if sold(plan) {
            let relative = utilities.row(plan)[lane] / dissimilarity - best;
            mix.row(plan)[lane] * exp(relative)
        } else {
            0.0
        };
        utilities.row_mut(plan)[lane] = weight;
        sum += weight;
    }
    (sum > 0.0).then(|| best + ln(sum))
}

/// The perceived monthly price of a plan.
///
/// *Formula*: `p̂ = (n·ω·intro + (1−ω)·price) / ((n·ω + 1−ω)·period)`; `price/period` where n = 0.
///
/// *Units*: currency per month; `weight` is ω, `months` the period.
///
/// ```
/// use tiercast::engine::perceived_price;
/// assert_eq!(perceived_price(58.0, 19.0, 1, 0.5, 1.0), 38.5);
/// assert_eq!(perceived_price(120.0, 19.0, 0, 0.5, 12.0), 10.0);
/// ```
#[must_use]
pub fn perceived_price(price: f64, intro: f64, periods: usize, weight: f64, months: f64) -> f64 {
    if periods == 0 {
        return price / months;
    }
    let intro_weight = count_to_float(periods) * weight;
    (intro_weight * intro + (1.0 - weight) * price) / ((intro_weight + 1.0 - weight) * months)
}

/// Credits that a person wants in a month: `Σ generations·credits`, at the credits of now or at
/// those of reference.
#[must_use]
pub fn need(
    scenario: &Scenario,
    values: &Values,
    wanted: &[(usize, crate::model::Slot)],
    reference: bool,
    lane: usize,
) -> f64 {
    wanted
        .iter()
        .map(|(kind, number)| {
            let generation = &scenario.generations[*kind];
            let credits = if reference {
                generation.reference_credits
            } else {
                generation.credits
            };
            values.get(*number)[lane] * values.get(credits)[lane]
        })
        .sum()
}
