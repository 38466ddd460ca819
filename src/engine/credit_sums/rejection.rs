//! Draws by rejection on many paths: round by round an attempt each, side by side, until the last is accepted.

use crate::random::elementary::{LARGEST_EXPONENT, exp, ln};
use crate::random::gamma;
use crate::random::lanes::{LANES, Lanes, Mask, Width};
use crate::random::stream::{Cell, path_at};
use crate::random::wide::{self, Kernel};

/// What is drawn, from `N` numbers.
pub(super) trait Law<const N: usize>: Copy {
    /// One attempt: what is proposed, and where it is accepted.
    fn attempt<V: Width>(self, numbers: [Lanes<V>; N], draws: Draws<V>) -> (Lanes<V>, Mask<V>);
}

/// Where an attempt has its uniforms from.
#[derive(Clone, Copy)]
pub(super) struct Draws<V: Width> {
    address: Cell,
    path: Lanes<V>,
    ordinal: Lanes<V>,
}

impl<V: Width> Draws<V> {
    #[inline(always)]
    fn pair(self) -> (Lanes<V>, Lanes<V>) {
        let (paths, ordinals) = (self.path.words(), self.ordinal.words());
        self.address.pairs_of(paths, ordinals)
    }
}

/// `factor·G + offset`, from 0 to `cap`, of a gamma variable G of unit scale that lies between two bounds.
///
/// Its numbers: shape, bounds, factor, offset, cap.
#[derive(Clone, Copy)]
pub(super) struct Gamma;

impl Law<6> for Gamma {
    #[inline(always)]
    fn attempt<V: Width>(
        self,
        [shape, low, high, factor, offset, cap]: [Lanes<V>; 6],
        draws: Draws<V>,
    ) -> (Lanes<V>, Mask<V>) {
        let (path, ordinal) = (draws.path.words(), draws.ordinal.words());
        let (drawn, accepted) = gamma::attempts(shape, draws.address, path, ordinal);
        let outside = drawn.below(low) | high.below(drawn);
        let value = (factor * drawn + offset).max(0.0).min(cap);
        (value, accepted & !outside)
    }
}

/// The demand of somebody who stays within a quota Q, where that is unlikely.
///
/// *Method*: Q lies below the mean, and the power law `Q·U^(1/b)`, `b = a − Q/θ`, has the slope of the density at Q; a
/// draw x is accepted with probability `(x/Q)^(Q/θ)·e^((Q−x)/θ)`.
///
/// Its numbers: `Q`, `Q/θ`, `b`.
#[derive(Clone, Copy)]
pub(super) struct BelowQuota;

impl Law<3> for BelowQuota {
    #[inline(always)]
    fn attempt<V: Width>(
        self,
        [quota, limit, power]: [Lanes<V>; 3],
        draws: Draws<V>,
    ) -> (Lanes<V>, Mask<V>) {
        let (chance, u) = draws.pair();
        let log_share = ln(chance) / power;
        let share = exp(log_share.max(-LARGEST_EXPONENT));
        let accepted = ln(u).below(limit * (log_share + 1.0 - share));
        (quota * share, accepted)
    }
}

/// What somebody who passes a quota Q wants beyond it, where that is unlikely.
///
/// *Method*: Q lies above the mode, and the exponential law of the rate `λ = 1/θ − max(a−1, 0)/Q` lies above the
/// density; a draw y is accepted with probability `(1 + y/Q)^(a−1)·e^(−max(a−1, 0)·y/Q)`.
///
/// Its numbers: `Q`, `a − 1`, `λQ`.
#[derive(Clone, Copy)]
pub(super) struct BeyondQuota;

impl Law<3> for BeyondQuota {
    #[inline(always)]
    fn attempt<V: Width>(
        self,
        [quota, excess, rate]: [Lanes<V>; 3],
        draws: Draws<V>,
    ) -> (Lanes<V>, Mask<V>) {
        let (chance, u) = draws.pair();
        let share = -ln(chance) / rate;
        let bound = excess * ln(1.0 + share) - excess.max(0.0) * share;
        (quota * share, ln(u).below(bound))
    }
}

/// Ordinals from one attempt to the next.
const STRIDE: f64 = 16.0;

/// Draws that are yet to be accepted.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Queue<const N: usize> {
    lanes: Vec<usize>,
    paths: Vec<f64>,
    /// Of the first attempt.
    ordinals: Vec<f64>,
    numbers: [Vec<f64>; N],
    /// What the last attempt brought; negative where it was refused.
    drawn: Vec<f64>,
}

impl<const N: usize> Queue<N> {
    pub(super) const fn new() -> Self {
        Self {
            lanes: Vec::new(),
            paths: Vec::new(),
            ordinals: Vec::new(),
            numbers: [const { Vec::new() }; N],
            drawn: Vec::new(),
        }
    }

    /// Adds `count` draws from the same numbers, the first attempts at the ordinals from `ordinal` on.
    ///
    /// All draws of a path together have fewer than [`STRIDE`] ordinals.
    pub(super) fn push(
        &mut self,
        (first_path, lane): (u32, usize),
        count: f64,
        ordinal: f64,
        numbers: [f64; N],
    ) {
        let mut person = 0.0;
        while person < count {
            self.lanes.push(lane);
            self.paths.push(f64::from(path_at(first_path, lane)));
            self.ordinals.push(ordinal + person);
            for (row, number) in self.numbers.iter_mut().zip(numbers) {
                row.push(number);
            }
            person += 1.0;
        }
    }

    /// Makes all draws and adds each to its lane of `sums`.
    ///
    /// What is added to a lane, and in which order, depends on the draws of its path alone.
    pub(super) fn draw(&mut self, law: impl Law<N>, address: Cell, sums: &mut [f64]) {
        let mut further = 0.0;
        while !self.lanes.is_empty() {
            // whole vectors; nobody looks at what is drawn for those who fill up
            let room = self.lanes.len().next_multiple_of(LANES);
            self.resize(room);
            self.drawn.resize(room, 0.0);
            wide::run(Round {
                law,
                address,
                further,
                paths: &self.paths,
                ordinals: &self.ordinals,
                numbers: &self.numbers,
                drawn: &mut self.drawn,
            });
            self.settle(sums);
            further += STRIDE;
        }
    }

    /// Adds what was accepted, and keeps the others.
    fn settle(&mut self, sums: &mut [f64]) {
        let mut kept = 0;
        for draw in 0..self.lanes.len() {
            let lane = self.lanes[draw];
            if self.drawn[draw] >= 0.0 {
                sums[lane] += self.drawn[draw];
                continue;
            }
            self.lanes[kept] = lane;
            self.paths[kept] = self.paths[draw];
            self.ordinals[kept] = self.ordinals[draw];
            for row in &mut self.numbers {
                row[kept] = row[draw];
            }
            kept += 1;
        }
        self.lanes.truncate(kept);
        self.resize(kept);
    }

    fn resize(&mut self, length: usize) {
        self.paths.resize(length, 0.0);
        self.ordinals.resize(length, 0.0);
        for row in &mut self.numbers {
            row.resize(length, 1.0);
        }
    }
}

/// An attempt at every draw of a [`Queue`].
struct Round<'a, L, const N: usize> {
    law: L,
    address: Cell,
    further: f64,
    paths: &'a [f64],
    ordinals: &'a [f64],
    numbers: &'a [Vec<f64>; N],
    drawn: &'a mut [f64],
}

impl<L: Law<N>, const N: usize> Kernel for Round<'_, L, N> {
    #[inline(always)]
    fn lanes(&self) -> usize {
        self.drawn.len()
    }

    #[inline(always)]
    fn step<V: Width>(&mut self, at: usize) {
        let mut numbers = [Lanes::<V>::all(0.0); N];
        for (number, row) in numbers.iter_mut().zip(self.numbers) {
            *number = Lanes::load(row, at);
        }
        let draws = Draws {
            address: self.address,
            path: Lanes::load(self.paths, at),
            ordinal: Lanes::load(self.ordinals, at) + self.further,
        };
        let (drawn, accepted) = self.law.attempt(numbers, draws);
        accepted
            .choose(drawn, Lanes::all(-1.0))
            .store(self.drawn, at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::wide::assert_same_bits;

    const DRAWS: u16 = 301;

    fn row(first: f64, last: f64) -> Vec<f64> {
        let step = (last - first) / f64::from(DRAWS - 1);
        (0..DRAWS)
            .map(|draw| first + step * f64::from(draw))
            .collect()
    }

    fn assert_same_everywhere<const N: usize>(law: impl Law<N>, numbers: &[Vec<f64>; N]) {
        let (paths, ordinals) = (row(0.0, 300.0), row(300.0, 0.0));
        assert_same_bits(&[vec![0.0; usize::from(DRAWS)]], |rows, runner| {
            runner.run(Round {
                law,
                address: Cell::new(1, 2, 3, 4),
                further: 16.0,
                paths: &paths,
                ordinals: &ordinals,
                numbers,
                drawn: &mut rows[0],
            });
            assert!(rows[0].iter().any(|drawn| *drawn > 0.0));
            assert!(rows[0].iter().any(|drawn| *drawn < 0.0));
        });
    }

    #[test]
    fn attempts_are_the_same_on_every_instruction_set() {
        let (shape, low, high) = (row(0.2, 3.0), row(0.0, 0.5), row(3.0, 4.0));
        let (factor, offset, cap) = (row(9.0, 90.0), row(-1.0, 1.0), row(60.0, 80.0));
        assert_same_everywhere(Gamma, &[shape, low, high, factor, offset, cap]);
        let (limit, power, excess) = (row(0.1, 1.0), row(2.0, 0.5), row(-0.9, 0.9));
        assert_same_everywhere(BelowQuota, &[row(100.0, 900.0), limit, power]);
        assert_same_everywhere(BeyondQuota, &[row(100.0, 900.0), excess, row(0.3, 3.0)]);
    }
}
