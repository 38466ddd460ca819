//! Credits that one person uses in a month, on average and squared.

use crate::engine::coverage::CappedGamma;
use crate::engine::twin::numbers::Numbers;
use crate::random::portable::pow;

/// Mean of the credits used, and of their square.
#[derive(Debug, Clone, Copy, Default)]
pub struct Used {
    pub mean: f64,
    pub square: f64,
}

impl Used {
    /// By a subscriber of a segment and plan, top-ups included.
    pub fn paid(numbers: &Numbers, segment: usize, plan: usize) -> Self {
        let usage = &numbers.scenario.segments[segment].usage;
        let terms = &numbers.scenario.plans[plan];
        let need = numbers.need(&usage.paid).0 * numbers.get(terms.demand);
        let quota = numbers.get(terms.credits);
        let price = numbers.get(terms.top_up_price);
        let bought = if price.is_nan() {
            0.0
        } else {
            let ratio = price / numbers.get(terms.reference.top_up_price);
            let response = pow(ratio, numbers.get(usage.top_up_elasticity));
            (numbers.get(usage.top_up_take) * response).min(1.0)
        };
        let split = CappedGamma::new(need, numbers.get(usage.cv), quota).split();
        let (within, beyond) = (split.within, split.beyond);
        let over = quota + bought * beyond.mean;
        let active = 1.0 - numbers.get(usage.idle);
        let mix =
            |within: f64, over: f64| active * ((1.0 - split.over) * within + split.over * over);
        Self {
            mean: mix(within.mean, over),
            square: mix(
                within.mean * within.mean + within.sd * within.sd,
                over * over + (bought * beyond.sd).powi(2),
            ),
        }
    }
}
