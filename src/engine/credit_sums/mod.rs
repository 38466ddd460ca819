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
mod rejection;
mod rough;

use crate::engine::coverage::splits;
use crate::engine::lanes::{Grid, is_uniform};
use crate::random::lanes::{Lanes, Width};
use crate::random::stream::Cell;
use crate::random::wide::{self, Kernel};
use few::{Everybody, everybody};
use many::Many;
use rough::{Rough, Waiting};

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
    /// Of how many people within the quota, and of how many beyond it, the sum is not smooth and yet to be drawn.
    rough: [Vec<f64>; 2],
    waiting: Waiting,
}

impl Usage {
    /// Nothing used yet.
    #[must_use]
    pub fn new(lanes: usize) -> Self {
        Self {
            inside: vec![0.0; lanes],
            overage: vec![0.0; lanes],
            rough: [vec![0.0; lanes], vec![0.0; lanes]],
            waiting: Waiting::new(),
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
        let lanes = self.rows.lanes();
        let alike = is_uniform(mean) && is_uniform(cv) && is_uniform(quota);
        let rows = &mut self.rows.data_mut()[cell * ROWS * lanes..][..ROWS * lanes];
        wide::run(Demand {
            lanes: if alike { 1 } else { lanes },
            given: [mean, cv, quota],
            rows,
        });
        if alike {
            for row in rows.chunks_exact_mut(lanes) {
                row.fill(row[0]);
            }
        }
    }

    /// The rows of one group.
    fn group(&self, cell: usize) -> [&[f64]; ROWS] {
        std::array::from_fn(|row| self.rows.row(cell * ROWS + row))
    }

    /// Draws what the active `people` of a group use together, on the paths from `first_path` on.
    ///
    /// *Method*: first all sums of many people that are smooth, then groups of a few people, then the sums that are not
    /// smooth.
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
        rough::draw(Rough {
            group: self.group(cell),
            address,
            first_path,
            used,
        });
    }
}

/// What [`Profiles::set`] works on.
struct Demand<'a> {
    lanes: usize,
    /// Mean, coefficient of variation, quota.
    given: [&'a [f64]; 3],
    /// The rows of the group, one after another.
    rows: &'a mut [f64],
}

impl Kernel for Demand<'_> {
    #[inline(always)]
    fn lanes(&self) -> usize {
        self.lanes
    }

    #[inline(always)]
    fn step<V: Width>(&mut self, at: usize) {
        let stride = self.rows.len() / ROWS;
        let [mean, cv, quota] = self.given;
        let (mean, cv) = (Lanes::<V>::load(mean, at), Lanes::load(cv, at));
        let demand = [1.0 / (cv * cv), mean * cv * cv, Lanes::load(quota, at)];
        let mut same = Lanes::load(self.rows, at).equal(demand[0]);
        for row in 1..3 {
            same = same & Lanes::load(self.rows, row * stride + at).equal(demand[row]);
        }
        if !(!same).any() {
            return;
        }
        let split = splits(demand);
        for row in 0..3 {
            demand[row].store(self.rows, row * stride + at);
        }
        for row in 3..ROWS {
            split[row - 3].store(self.rows, row * stride + at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn demands_are_the_same_on_every_instruction_set() {
        let row = |first: f64, step: f64| (0..301).map(move |lane| first + step * f64::from(lane));
        let mean: Vec<f64> = row(-1.0, 3.0).collect();
        let cv: Vec<f64> = row(3.1, -0.01).collect();
        let quota: Vec<f64> = row(900.0, -3.0).collect();
        wide::assert_same_bits(&[vec![0.0; ROWS * 301]], |rows, runner| {
            runner.run(Demand {
                lanes: 301,
                given: [&mean, &cv, &quota],
                rows: &mut rows[0],
            });
        });
    }

    #[test]
    fn what_a_group_uses_depends_on_its_own_path_alone() {
        let lanes = 67;
        let mut profiles = Profiles::new(1, lanes);
        let row = |first: f64, step: f64| (0..67).map(move |lane| first + step * f64::from(lane));
        let mean: Vec<f64> = row(20.0, 12.0).collect();
        let people: Vec<f64> = row(0.0, 1.0).collect();
        profiles.set(0, &mean, &vec![1.3; lanes], &vec![300.0; lanes]);
        let address = Cell::new(1, 2, 3, 4);
        let (mut together, mut alone) = (Usage::new(lanes), Usage::new(1));
        profiles.draw(0, &people, address, 5, &mut together);
        let mut profile = Profiles::new(1, 1);
        for (lane, path) in (5..).take(lanes).enumerate() {
            profile.set(0, &mean[lane..=lane], &[1.3], &[300.0]);
            profile.draw(0, &people[lane..=lane], address, path, &mut alone);
            let [together, alone] = [(&together, lane), (&alone, 0)]
                .map(|(used, lane)| [used.inside[lane], used.overage[lane]].map(f64::to_bits));
            assert_eq!(together, alone, "lane {lane}");
        }
    }
}
