//! Exact thinning: each individual of a group acts or not, independently.

use crate::random::binomial;
use crate::random::lanes::{Lanes, Width};
use crate::random::stream::{Cell, path_at};
use crate::random::wide::{self, Kernel};

/// Draws who of a group acts, on the paths of a block.
#[derive(Debug, Clone, Copy)]
pub struct Thinning {
    first_path: u32,
}

impl Thinning {
    /// For the paths of a block.
    #[must_use]
    pub fn new(first_path: u32) -> Self {
        Self { first_path }
    }

    /// Leaves in `acting` how many of `group` act.
    ///
    /// *Formula*: `acting ~ Binomial(group, probability)`, one uniform at `address`.
    pub fn count(self, address: Cell, group: &[f64], probability: &[f64], acting: &mut [f64]) {
        wide::run(Count {
            address,
            first_path: self.first_path,
            group,
            probability,
            acting,
        });
    }

    /// Takes out of `group` those who act, and leaves them in `acting`.
    ///
    /// *Formula*: as for [`Thinning::count`].
    pub fn thin(self, address: Cell, group: &mut [f64], probability: &[f64], acting: &mut [f64]) {
        self.count(address, group, probability, acting);
        for (group, acting) in group.iter_mut().zip(acting) {
            *group -= *acting;
        }
    }
}

/// [`Thinning::count`].
struct Count<'a> {
    address: Cell,
    first_path: u32,
    group: &'a [f64],
    probability: &'a [f64],
    acting: &'a mut [f64],
}

impl Kernel for Count<'_> {
    #[inline(always)]
    fn lanes(&self) -> usize {
        self.acting.len()
    }

    #[inline(always)]
    fn step<V: Width>(&mut self, at: usize) {
        let group = Lanes::<V>::load(self.group, at);
        if group.is_zero() {
            group.store(self.acting, at);
            return;
        }
        let (chance, _) = self.address.pairs(path_at(self.first_path, at));
        let probability = Lanes::load(self.probability, at);
        binomial::quantiles(group, probability, chance).store(self.acting, at);
    }
}
