//! A few people, one by one.

use super::Used;
use crate::engine::coverage::CappedGamma;
use crate::random::gamma;
use crate::random::stream::{Cell, Stream};

/// The sum of some draws.
pub(super) fn one_by_one(count: f64, mut draw: impl FnMut() -> f64) -> f64 {
    let (mut sum, mut done) = (0.0, 0.0);
    while done < count {
        sum += draw();
        done += 1.0;
    }
    sum
}

/// From this probability on, the demand is drawn until it is on the side of the quota that is wanted.
const LIKELY: f64 = 0.3;

/// The demand of somebody who stays within the quota, which happens with probability `under`.
///
/// *Method*: rejection, exact. Where it is unlikely the quota Q lies below the mean, and the power law
/// `Q·U^(1/b)`, `b = a − Q/θ`, has the slope of the density at Q; a draw x is kept with probability
/// `(x/Q)^(Q/θ)·e^((Q−x)/θ)`.
pub(super) fn below_quota(demand: CappedGamma, under: f64, stream: &mut Stream) -> f64 {
    let CappedGamma {
        shape,
        scale,
        quota,
    } = demand;
    let limit = quota / scale;
    let power = shape - limit;
    loop {
        if under >= LIKELY || power <= 0.0 {
            let wanted = scale * gamma::sample(shape, stream);
            if wanted <= quota {
                return wanted;
            }
        } else {
            let log_share = stream.next_uniform().ln() / power;
            let share = log_share.exp();
            if stream.next_uniform().ln() <= limit * (log_share + 1.0 - share) {
                return quota * share;
            }
        }
    }
}

/// What somebody who passes the quota, which happens with probability `over`, wants beyond it.
///
/// *Method*: rejection, exact. Where it is unlikely the quota Q lies above the mode, and the
/// exponential law of the rate `λ = 1/θ − max(a−1, 0)/Q` lies above the density; a draw y is kept with
/// probability `(1 + y/Q)^(a−1)·e^(−max(a−1, 0)·y/Q)`.
pub(super) fn beyond_quota(demand: CappedGamma, over: f64, stream: &mut Stream) -> f64 {
    let CappedGamma {
        shape,
        scale,
        quota,
    } = demand;
    let excess = shape - 1.0;
    let rate = scale.recip() - excess.max(0.0) / quota;
    loop {
        if over >= LIKELY || rate <= 0.0 {
            let wanted = scale * gamma::sample(shape, stream);
            if wanted >= quota {
                return wanted - quota;
            }
        } else {
            let beyond = -stream.next_uniform().ln() / rate;
            let share = beyond / quota;
            if stream.next_uniform().ln() <= excess * share.ln_1p() - excess.max(0.0) * share {
                return beyond;
            }
        }
    }
}

/// Everybody of a group, whatever the quota.
pub(super) fn person_by_person(demand: CappedGamma, people: f64, address: Cell, path: u32) -> Used {
    let mut used = Used::default();
    let mut stream = address.stream(path);
    let mut person = 0.0;
    while person < people {
        let wanted = demand.scale * gamma::sample(demand.shape, &mut stream);
        used.inside += wanted.min(demand.quota);
        used.overage += (wanted - demand.quota).max(0.0);
        person += 1.0;
    }
    used
}
