//! Credits used inside a quota and beyond it, summed over many people.
//!
//! *Method*: the sum over `n` people is drawn exactly, person by person, up to
//! [`EXACT_PEOPLE`]. Above it the number `K` of people who pass the quota is drawn exactly
//! (binomial); given `K`, what the `n − K` others use and what the `K` want beyond the quota are
//! independent sums, each drawn from the Pearson type III law with the exact mean, variance and
//! skewness. So the mean and the covariance of (used, overage) are exact, and so is the chance
//! that nobody passes the quota. `docs/accuracy.md` has the measured distance to the exact law.

use crate::engine::coverage::{CappedGamma, Moments};
use crate::engine::lanes::{Grid, is_uniform};
use crate::random::stream::Cell;
use crate::random::{binomial, gamma, special};

/// Up to this many active people each one's demand is drawn.
pub const EXACT_PEOPLE: f64 = 16.0;

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
        let score = special::normal_quantile(score);
        let inside = sum_of(within, others, score, &mut stream).min(others * demand.quota);
        let score = if passing > 0.0 {
            stream.next_normal()
        } else {
            0.0
        };
        Used {
            inside: inside + passing * demand.quota,
            overage: sum_of(beyond, passing, score, &mut stream),
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
fn sum_of(one: Moments, count: f64, score: f64, stream: &mut crate::random::stream::Stream) -> f64 {
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
