//! Credits used inside a quota and beyond it, summed over many people.
//!
//! *Method*: the sum over `n` people is drawn exactly, person by person, up to
//! [`EXACT_PEOPLE`]. Above it the number `K` of people who pass the quota is drawn exactly
//! (binomial); given `K`, what the `n − K` others use and what the `K` want beyond the quota are
//! independent sums: of a few people ([`FEW_WITHIN`], [`FEW_BEYOND`]) one by one, exactly, of more
//! from the Pearson type III law with the exact mean, variance and skewness. So the mean and the
//! covariance of (used, overage) are exact, and so is the chance that nobody passes the quota.
//! `docs/accuracy.md` has the measured distance to the exact law.

use crate::engine::coverage::{CappedGamma, Moments};
use crate::engine::lanes::{Grid, is_uniform};
use crate::random::stream::{Cell, Stream};
use crate::random::{binomial, gamma, special};

/// Up to this many active people each one's demand is drawn.
pub const EXACT_PEOPLE: f64 = 16.0;

/// Up to this many people within the quota are drawn one by one: so few bounded lumps are not
/// smooth.
pub const FEW_WITHIN: f64 = 6.0;

/// Up to this many people beyond the quota are drawn one by one.
pub const FEW_BEYOND: f64 = 3.0;

/// From this shape on, a gamma quantile is Wilson and Hilferty's; below it, it is sampled.
const LARGE_SHAPE: f64 = 8.0;

/// Rows of one profile.
const ROWS: usize = 10;

/// The capped demand of some groups of people (cells), on each path of a block.
#[derive(Debug)]
pub struct Profiles {
    rows: Grid,
}

/// What a group used.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Used {
    /// Credits used inside the quota.
    pub inside: f64,
    /// Credits wanted beyond it.
    pub overage: f64,
}

impl Profiles {
    /// Room for `cells` groups.
    #[must_use]
    pub fn new(cells: usize, lanes: usize) -> Self {
        Self {
            rows: Grid::new(cells * ROWS, lanes),
        }
    }

    /// Sets one group's demand: mean credits, coefficient of variation, quota.
    pub fn set(&mut self, cell: usize, mean: &[f64], cv: &[f64], quota: &[f64]) {
        let alike = is_uniform(mean) && is_uniform(cv) && is_uniform(quota);
        for lane in 0..self.rows.lanes() {
            if lane > 0 && alike {
                for row in 0..ROWS {
                    let row = self.rows.row_mut(cell * ROWS + row);
                    row[lane] = row[0];
                }
                continue;
            }
            let demand = CappedGamma::new(mean[lane], cv[lane], quota[lane]);
            if demand == self.demand(cell, lane) {
                continue;
            }
            let split = demand.split();
            let values = [
                demand.shape,
                demand.scale,
                demand.quota,
                split.over,
                split.within.mean,
                split.within.sd,
                split.within.skewness,
                split.beyond.mean,
                split.beyond.sd,
                split.beyond.skewness,
            ];
            for (row, value) in values.into_iter().enumerate() {
                self.rows.row_mut(cell * ROWS + row)[lane] = value;
            }
        }
    }

    fn demand(&self, cell: usize, lane: usize) -> CappedGamma {
        let value = |row: usize| self.rows.row(cell * ROWS + row)[lane];
        CappedGamma {
            shape: value(0),
            scale: value(1),
            quota: value(2),
        }
    }

    fn moments(&self, cell: usize, first: usize, lane: usize) -> Moments {
        let value = |row: usize| self.rows.row(cell * ROWS + first + row)[lane];
        Moments {
            mean: value(0),
            sd: value(1),
            skewness: value(2),
        }
    }

    /// Draws what `people` active people of a group use together.
    #[must_use]
    pub fn draw(&self, cell: usize, lane: usize, people: f64, address: Cell, path: u32) -> Used {
        if people == 0.0 {
            return Used::default();
        }
        let demand = self.demand(cell, lane);
        if demand.scale == 0.0 {
            return Used::default();
        }
        if people <= EXACT_PEOPLE {
            return person_by_person(demand, people, address, path);
        }
        let over = self.rows.row(cell * ROWS + 3)[lane];
        let mut stream = address.stream(path);
        let (chance, score) = address.pair(path);
        let passing = binomial::quantile(people, over, chance);
        let within = self.moments(cell, 4, lane);
        let beyond = self.moments(cell, 7, lane);
        let others = people - passing;
        let inside = if others <= FEW_WITHIN {
            one_by_one(others, || below_quota(demand, 1.0 - over, &mut stream))
        } else {
            let score = special::normal_quantile(score);
            sum_of(within, others, score, &mut stream).min(others * demand.quota)
        };
        let overage = if passing <= FEW_BEYOND {
            one_by_one(passing, || beyond_quota(demand, over, &mut stream))
        } else {
            let score = stream.next_normal();
            sum_of(beyond, passing, score, &mut stream)
        };
        Used {
            inside: inside + passing * demand.quota,
            overage,
        }
    }
}

/// The sum of some draws.
fn one_by_one(count: f64, mut draw: impl FnMut() -> f64) -> f64 {
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
fn below_quota(demand: CappedGamma, under: f64, stream: &mut Stream) -> f64 {
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
fn beyond_quota(demand: CappedGamma, over: f64, stream: &mut Stream) -> f64 {
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

fn person_by_person(demand: CappedGamma, people: f64, address: Cell, path: u32) -> Used {
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

/// The sum of `count` independent variables with these moments, by Pearson's type III law.
fn sum_of(one: Moments, count: f64, score: f64, stream: &mut Stream) -> f64 {
    if count == 0.0 {
        return 0.0;
    }
    let mean = count * one.mean;
    let sd = count.sqrt() * one.sd;
    let skewness = one.skewness / count.sqrt();
    if sd == 0.0 {
        return mean;
    }
    let shape = 4.0 / (skewness * skewness);
    let standard = if skewness.abs() < 1e-5 {
        score
    } else if shape >= LARGE_SHAPE {
        let base = 1.0 + skewness * score / 6.0 - skewness * skewness / 36.0;
        (2.0 / skewness) * (base.max(0.0).powi(3) - 1.0)
    } else {
        skewness.signum() * (gamma::sample(shape, stream) - shape) / shape.sqrt()
    };
    (mean + sd * standard).max(0.0)
}
