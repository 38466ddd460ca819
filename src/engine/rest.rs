//! Those of a pool who leave their plan without cancelling: their payment fails, or they switch.

use crate::engine::lanes::Grid;
use crate::engine::offer::Facing;
use crate::random::binomial;
use crate::random::lanes::{Lanes, Width};
use crate::random::stream::{Cell, path_at};
use crate::random::wide::{self, Kernel};

/// Who is split, and how.
pub struct Rest<'a> {
    /// Those to split.
    pub people: &'a [f64],
    /// Path of the first lane.
    pub first_path: u32,
    /// Address of the failed payments.
    pub failing: Cell,
    /// Plans that can be switched to, and the addresses of their draws.
    pub targets: &'a [(usize, Cell)],
    /// Probability that a payment fails.
    pub failure: &'a [f64],
    /// Probability that dunning recovers it.
    pub recovery: &'a [f64],
    /// What the pool faces.
    pub facing: &'a Facing,
    /// Result: whose payment failed for good.
    pub failed: &'a mut [f64],
    /// Result, by plan: who switches to it.
    pub arrivals: &'a mut Grid,
}

/// Splits them.
///
/// *Formula*: with `f = failure·(1 − recovery)`, a share `f·all : (1 − f)·(all − stay)` fails to pay; the others switch in
/// proportion to the pulls of the targets. One uniform at each address; who is left takes the last target.
pub fn split(rest: Rest) {
    wide::run(rest);
}

impl Kernel for Rest<'_> {
    #[inline(always)]
    fn lanes(&self) -> usize {
        self.people.len()
    }

    #[inline(always)]
    fn step<V: Width>(&mut self, at: usize) {
        let mut people = Lanes::<V>::load(self.people, at);
        if people.is_zero() {
            people.store(self.failed, at);
            for (target, _) in self.targets {
                people.store(self.arrivals.row_mut(*target), at);
            }
            return;
        }
        let (zero, one) = (Lanes::all(0.0), Lanes::all(1.0));
        let path = path_at(self.first_path, at);
        let all = Lanes::load(&self.facing.all_pull, at);
        let moving = all - Lanes::load(&self.facing.stay_pull, at);
        let fail = Lanes::load(self.failure, at) * (1.0 - Lanes::load(self.recovery, at));
        let failing = fail * all;
        let sum = failing + (1.0 - fail) * moving;
        let share = zero.below(sum).choose(failing / sum, one);
        let failed = if self.targets.is_empty() {
            people
        } else {
            binomial::quantiles(people, share, self.failing.pairs(path).0)
        };
        failed.store(self.failed, at);
        people = people - failed;
        // the pulls of the targets not yet served
        let mut left = moving;
        for (place, (target, address)) in self.targets.iter().enumerate() {
            let moved = if place + 1 == self.targets.len() {
                people
            } else {
                let pull = Lanes::load(self.facing.switch_pull.row(*target), at);
                let share = zero.below(left).choose(pull / left, zero);
                let share = pull.below(left).choose(share, one);
                left = left - pull;
                binomial::quantiles(people, share, address.pairs(path).0)
            };
            moved.store(self.arrivals.row_mut(*target), at);
            people = people - moved;
        }
    }
}
