//! Exact laws of the credits that several people use together.

use std::f64::consts::PI;

use tiercast::engine::coverage::CappedGamma;
use tiercast::random::special::{gamma_p, gamma_q};

use super::fourier::{Complex, transform};

/// What is summed over the people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Credits inside the quota.
    Used,
    /// Credits beyond it.
    Overage,
    /// Both.
    Demand,
}

/// From this many people on, the sum's law is smooth enough for what the lattice adds to its variance to be taken out.
const NORMAL_FROM: f64 = 1e5;

/// The distribution function of a sum at points half-way between those of a lattice.
pub struct SumLaw {
    start: f64,
    step: f64,
    at_most: Vec<f64>,
}

impl SumLaw {
    /// The sum over `people` whose demand is gamma.
    ///
    /// *Method*: one person's law is put on a lattice of 2^`digits` points, each bit of mass split between its two
    /// neighbours so that its mean stays; the quota, and with it the masses at 0 and at the quota, lies on the lattice.
    /// The discrete Fourier transform of that, to the power of `people`, is the transform of the sum's. The split
    /// adds a sixth of the squared step, at most, to the variance; from 1e5 people on, where steps are wide, that is taken
    /// out again as a normal law would be. The lattice spans the sum to 9 standard deviations, so what is wrapped around
    /// it weighs nothing. Error: below 5e-5 with 16 digits.
    /// The law of one person needs none of this.
    pub fn new(demand: &CappedGamma, people: f64, part: Part, digits: u32) -> Self {
        let one = One {
            demand: *demand,
            part,
        };
        let (mean, sd) = one.mean_and_sd();
        let spread = 9.0 * sd * people.sqrt() + 30.0 * demand.scale;
        let bound = if part == Part::Used {
            people * demand.quota
        } else {
            f64::INFINITY
        };
        let low = (people * mean - spread).max(0.0);
        let high = (people * mean + spread).min(bound);
        let points = 1_usize << digits;
        let width = (high - low) / (points - 8) as f64;
        // so that the quota is a point
        let step = if demand.quota > 0.0 && width < demand.quota {
            demand.quota / (demand.quota / width).floor()
        } else {
            width
        };
        let mut values = vec![Complex { re: 0.0, im: 0.0 }; points];
        let mut before = [one.lifted(-step), one.lifted(0.0)];
        let (mut left, mut lattice_variance) = (1.0, 0.0);
        let mut k = 0;
        while left > 1e-17 && (k as f64) * step < one.largest() + step {
            let next = one.lifted((k + 1) as f64 * step);
            let mass = ((next - before[1]) - (before[1] - before[0])) / step;
            values[k % points].re += mass;
            let x = k as f64 * step;
            lattice_variance += mass * (x - mean) * (x - mean);
            if k % 64 == 0 {
                left = one.more(x);
            }
            before = [before[1], next];
            k += 1;
        }
        transform(&mut values);
        let added = if people < NORMAL_FROM {
            0.0
        } else {
            (lattice_variance - sd * sd).max(0.0)
        };
        for (frequency, value) in values.iter_mut().enumerate() {
            let turns = frequency.min(points - frequency) as f64 / points as f64;
            let argument = 2.0 * PI * turns / step;
            *value = value.power(people, 0.5 * added * argument * argument);
            // the inverse transform by the transform of the conjugate
            value.im = -value.im;
        }
        transform(&mut values);
        let first = (low / step).floor();
        if people == 1.0 {
            let at_most = (0..points).map(|k| 1.0 - one.more((first + 0.5 + k as f64) * step));
            return Self {
                start: (first + 0.5) * step,
                step,
                at_most: at_most.collect(),
            };
        }
        let offset = place(first % points as f64);
        let mut below = 0.0;
        let at_most = (0..points).map(|k| {
            below += values[(offset + k) % points].re / points as f64;
            below
        });
        Self {
            start: (first + 0.5) * step,
            step,
            at_most: at_most.collect(),
        }
    }

    /// The largest difference to the distribution function of a sample, over the points of the lattice.
    pub fn kolmogorov(&self, sample: impl Iterator<Item = f64>) -> f64 {
        let mut cells = vec![0_u32; self.at_most.len() + 1];
        let mut count = 0.0;
        for value in sample {
            let cell = place(((value - self.start) / self.step).ceil());
            cells[cell.min(self.at_most.len())] += 1;
            count += 1.0;
        }
        let mut below = 0.0;
        let gaps = self.points().zip(cells).map(|((_, exact), cell)| {
            below += f64::from(cell);
            (below / count - exact).abs()
        });
        gaps.fold(0.0, f64::max)
    }

    /// The law itself: `(x, P(X ≤ x))`.
    pub fn points(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        let points = self.at_most.iter().enumerate();
        points.map(|(k, at_most)| (self.start + self.step * k as f64, *at_most))
    }
}

/// A number of steps as an index; 0 where it is negative.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast saturates"
)]
fn place(steps: f64) -> usize {
    steps as usize
}

/// One person's credits.
struct One {
    demand: CappedGamma,
    part: Part,
}

impl One {
    /// The largest value, if there is one.
    fn largest(&self) -> f64 {
        match self.part {
            Part::Used => self.demand.quota,
            Part::Overage | Part::Demand => f64::INFINITY,
        }
    }

    /// `P(X > x)`.
    fn more(&self, x: f64) -> f64 {
        match self.part {
            Part::Used if x >= self.demand.quota => 0.0,
            Part::Overage => self.demand_more(x + self.demand.quota),
            Part::Used | Part::Demand => self.demand_more(x),
        }
    }

    fn demand_more(&self, x: f64) -> f64 {
        gamma_q(self.demand.shape, x.max(0.0) / self.demand.scale)
    }

    /// `E[(x − X)⁺]`, whose second differences are the masses on the lattice.
    fn lifted(&self, x: f64) -> f64 {
        if x <= 0.0 {
            return 0.0;
        }
        let quota = self.demand.quota;
        match self.part {
            Part::Demand => self.demand_lifted(x),
            Part::Used if x <= quota => self.demand_lifted(x),
            Part::Used => self.demand_lifted(quota) + (x - quota),
            Part::Overage => self.demand_lifted(quota + x) - self.demand_lifted(quota),
        }
    }

    fn demand_lifted(&self, x: f64) -> f64 {
        let CappedGamma { shape, scale, .. } = self.demand;
        let z = x / scale;
        x * gamma_p(shape, z) - shape * scale * gamma_p(shape + 1.0, z)
    }

    fn mean_and_sd(&self) -> (f64, f64) {
        let split = self.demand.split();
        let square = |mean: f64, sd: f64| mean * mean + sd * sd;
        let (mean, second) = match self.part {
            Part::Demand => {
                let mean = self.demand.shape * self.demand.scale;
                (mean, square(mean, mean / self.demand.shape.sqrt()))
            }
            Part::Used => (
                (1.0 - split.over) * split.within.mean + split.over * self.demand.quota,
                (1.0 - split.over) * square(split.within.mean, split.within.sd)
                    + split.over * self.demand.quota.powi(2),
            ),
            Part::Overage => (
                split.over * split.beyond.mean,
                split.over * square(split.beyond.mean, split.beyond.sd),
            ),
        };
        (mean, (second - mean * mean).max(0.0).sqrt())
    }
}
