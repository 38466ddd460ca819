//! Exact thinning: each individual of a group acts or not, independently.

use crate::random::binomial;
use crate::random::stream::Cell;

/// Draws who of a group acts, on the paths of a block.
#[derive(Debug)]
pub struct Thinning {
    first_path: u32,
    chance: Vec<f64>,
}

impl Thinning {
    /// For the paths of a block.
    #[must_use]
    pub fn new(first_path: u32, lanes: usize) -> Self {
        Self {
            first_path,
            chance: vec![0.0; lanes],
        }
    }

    /// Takes out of `group` those who act, and leaves them in `acting`.
    ///
    /// *Formula*: `acting ~ Binomial(group, probability)`, one uniform at `address`.
    pub fn thin(
        &mut self,
        address: Cell,
        group: &mut [f64],
        probability: &[f64],
        acting: &mut [f64],
    ) {
        address.fill(self.first_path, &mut self.chance);
        binomial::fill(group, probability, &self.chance, acting);
        for (group, acting) in group.iter_mut().zip(acting) {
            *group -= *acting;
        }
    }
}
