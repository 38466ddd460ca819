//! Credits used inside a quota and beyond it, summed over many people.
//!
//! *Method*: the sum over `n` people is drawn exactly, person by person, up to
//! [`EXACT_PEOPLE`]. Above it the number `K` of people who pass the quota is drawn exactly
//! (binomial); given `K`, what the `n − K` others use and what the `K` want beyond the quota are
//! independent sums: of a few people ([`FEW_WITHIN`], [`FEW_BEYOND`]) one by one, exactly, of more
//! from the Pearson type III law with the exact mean, variance and skewness. So the mean and the
//! covariance of (used, overage) are exact, and so is the chance that nobody passes the quota.
//! `docs/accuracy.md` has the measured distance to the exact law.

mod few;
mod many;

use crate::engine::coverage::{CappedGamma, Moments};
use crate::engine::lanes::{Grid, is_uniform};
use crate::random::stream::{Cell, path_at};
use few::{Everybody, below_quota, beyond_quota, everybody, one_by_one};
use many::{Many, is_smooth, sum_of};

/// Up to this many active people each one's demand is drawn.
pub const EXACT_PEOPLE: f64 = 16.0;

/// Up to this many people within the quota are drawn one by one: so few bounded lumps are not
/// smooth.
pub const FEW_WITHIN: f64 = 6.0;

/// Up to this many people beyond the quota are drawn one by one.
pub const FEW_BEYOND: f64 = 3.0;

/// Rows of one profile.
const ROWS: usize = 10;

/// The capped demand of some groups of people (cells), on each path of a block.
#[derive(Debug)]
pub struct Profiles {
    rows: Grid,
}

/// What a group used, lane by lane.
#[derive(Debug, Clone, PartialEq)]
pub struct Usage {
    /// Credits used inside the quota.
    pub inside: Vec<f64>,
    /// Credits wanted beyond it.
    pub overage: Vec<f64>,
    /// How many people passed the quota, in groups that are not drawn person by person.
    passing: Vec<f64>,
}

impl Usage {
    /// Nothing used yet.
    #[must_use]
    pub fn new(lanes: usize) -> Self {
        Self {
            inside: vec![0.0; lanes],
            overage: vec![0.0; lanes],
            passing: vec![0.0; lanes],
        }
    }
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

    /// The rows of one group.
    fn group(&self, cell: usize) -> [&[f64]; ROWS] {
        std::array::from_fn(|row| self.rows.row(cell * ROWS + row))
    }

    /// Draws what the active `people` of a group use together, on the paths from `first_path` on.
    ///
    /// *Method*: groups in which nobody has to be drawn alone are done side by side; then those of a few people, side by
    /// side; then the others, lane by lane.
    pub fn draw(
        &self,
        cell: usize,
        people: &[f64],
        address: Cell,
        first_path: u32,
        used: &mut Usage,
    ) {
        many::draw(Many {
            people,
            group: self.group(cell),
            address,
            first_path,
            used,
        });
        let [shape, scale, quota, ..] = self.group(cell);
        everybody(Everybody {
            people,
            shape,
            scale,
            quota,
            address,
            first_path,
            used,
        });
        for (lane, people) in people.iter().enumerate() {
            if *people <= EXACT_PEOPLE || scale[lane] == 0.0 {
                continue;
            }
            let passing = used.passing[lane];
            let others = people - passing;
            let (within, beyond) = (self.moments(cell, 4, lane), self.moments(cell, 7, lane));
            let smooth_within = others > FEW_WITHIN && is_smooth(within, others);
            if smooth_within && passing > FEW_BEYOND && is_smooth(beyond, passing) {
                continue;
            }
            let (path, demand) = (path_at(first_path, lane), self.demand(cell, lane));
            let over = self.rows.row(cell * ROWS + 3)[lane];
            let mut stream = address.stream(path);
            if others <= FEW_WITHIN {
                let inside = one_by_one(others, || below_quota(demand, 1.0 - over, &mut stream));
                used.inside[lane] = inside + passing * demand.quota;
            } else if !smooth_within {
                let (_, chance) = address.pair(path);
                let inside = sum_of(within, others, chance, &mut stream);
                used.inside[lane] = inside.min(others * demand.quota) + passing * demand.quota;
            }
            used.overage[lane] = if passing <= FEW_BEYOND {
                one_by_one(passing, || beyond_quota(demand, over, &mut stream))
            } else {
                let chance = stream.next_uniform();
                sum_of(beyond, passing, chance, &mut stream)
            };
        }
    }
}
