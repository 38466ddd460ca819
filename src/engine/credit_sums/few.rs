//! A few people, one by one.

use super::{EXACT_PEOPLE, Usage};
use crate::engine::coverage::CappedGamma;
use crate::random::gamma;
use crate::random::lanes::{Lanes, Width};
use crate::random::portable::{exp, ln, ln_1p};
use crate::random::stream::{Cell, Stream, path_at};
use crate::random::wide::{self, Kernel};

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
            let log_share = ln(stream.next_uniform()) / power;
            let share = exp(log_share);
            if ln(stream.next_uniform()) <= limit * (log_share + 1.0 - share) {
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
            let beyond = -ln(stream.next_uniform()) / rate;
            let share = beyond / quota;
            if ln(stream.next_uniform()) <= excess * ln_1p(share) - excess.max(0.0) * share {
                return beyond;
            }
        }
    }
}

/// What [`everybody`] works on.
pub(super) struct Everybody<'a> {
    pub people: &'a [f64],
    pub shape: &'a [f64],
    pub scale: &'a [f64],
    pub quota: &'a [f64],
    pub address: Cell,
    pub first_path: u32,
    pub used: &'a mut Usage,
}

/// Draws the demand of everybody of a group, in every lane with at most [`EXACT_PEOPLE`]; the others are left as they are.
pub(super) fn everybody(group: Everybody) {
    wide::run(group);
}

impl Kernel for Everybody<'_> {
    #[inline(always)]
    fn lanes(&self) -> usize {
        self.people.len()
    }

    #[inline(always)]
    fn step<V: Width>(&mut self, at: usize) {
        for lane in at..at + V::LANES {
            let (people, scale) = (self.people[lane], self.scale[lane]);
            if people == 0.0 || people > EXACT_PEOPLE || scale == 0.0 {
                continue;
            }
            let present = Lanes::<V::Sixteen>::load(&PLACES, 0).below(Lanes::all(people));
            let path = path_at(self.first_path, lane);
            let quota = self.quota[lane];
            let wanted = scale * gamma::samples(self.shape[lane], self.address, path, present);
            let beyond = (wanted - quota).max(0.0);
            self.used.inside[lane] = wanted.min(Lanes::all(quota)).total();
            self.used.overage[lane] = beyond.total();
        }
    }
}

/// The number of each person, from 0.
static PLACES: [f64; 16] = {
    let mut places = [0.0; 16];
    let mut place = 1;
    while place < 16 {
        places[place] = places[place - 1] + 1.0;
        place += 1;
    }
    places
};
