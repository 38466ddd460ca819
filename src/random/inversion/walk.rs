//! Inversion of a count's distribution function by adding up its probabilities.

/// Longest walk. A count of variance below 20 and at most half its range has a mean below 40, and the chance that it
/// exceeds 160 is below 1e-40.
const LONGEST: usize = 160;

/// `1/k` at place `k − 1`.
const RECIPROCALS: [f64; LONGEST] = {
    let mut table = [0.0; LONGEST];
    let mut k = 1.0;
    let mut place = 0;
    while place < LONGEST {
        table[place] = 1.0 / k;
        k += 1.0;
        place += 1;
    }
    table
};

/// Probabilities of 0, 1, 2, … by their recurrence `f(k) = f(k − 1)·(slope/k − offset)`.
///
/// | distribution | `zero` | `slope` | `offset` |
/// | --- | --- | --- | --- |
/// | binomial | `qⁿ` | `(n + 1)·p/q` | `p/q` |
/// | Poisson | `exp(−mean)` | `mean` | 0 |
#[derive(Clone, Copy)]
pub(in crate::random) struct Recurrence {
    pub zero: f64,
    pub slope: f64,
    pub offset: f64,
}

impl Recurrence {
    /// The smallest k with `f(0) + … + f(k) ≥ target`, found by adding from 0 upwards.
    ///
    /// *Method*: the factor of a step does not depend on the step before, so a step costs one multiplication and one
    /// addition of latency. Error: the sum is rounded, to about 1e-15; a target within that of the total stops where
    /// the probabilities have fallen below 1e-18.
    #[inline]
    pub fn walk(self, target: f64) -> f64 {
        let (mut probability, mut sum) = (self.zero, self.zero);
        if target <= sum {
            return 0.0;
        }
        let mut count = 0.0;
        for reciprocal in RECIPROCALS {
            count += 1.0;
            probability *= self.slope * reciprocal - self.offset;
            sum += probability;
            if target <= sum {
                return count;
            }
        }
        self.end()
    }

    /// The first count beyond the mode that has no weight in double precision.
    #[cold]
    fn end(self) -> f64 {
        const NOTHING: f64 = 1e-18;
        let mut probability = self.zero;
        let mut count = 0.0;
        for reciprocal in RECIPROCALS {
            let factor = self.slope * reciprocal - self.offset;
            probability *= factor;
            if factor < 1.0 && probability < NOTHING {
                break;
            }
            count += 1.0;
        }
        count
    }
}

/// Counts found side by side by [`walk_lanes`].
pub(in crate::random) const LANES: usize = 8;

/// [`Recurrence::walk`] for several counts side by side, to the same bits; all walk until the last has arrived.
#[inline]
pub(in crate::random) fn walk_lanes(
    zero: &[f64; LANES],
    slope: &[f64; LANES],
    offset: &[f64; LANES],
    target: &[f64; LANES],
) -> [f64; LANES] {
    let mut probability = *zero;
    let mut sum = *zero;
    let mut count = [0.0; LANES];
    for reciprocal in RECIPROCALS {
        let mut walking = false;
        for lane in 0..LANES {
            let short = sum[lane] < target[lane];
            walking |= short;
            count[lane] += if short { 1.0 } else { 0.0 };
        }
        if !walking {
            return count;
        }
        for lane in 0..LANES {
            probability[lane] *= slope[lane] * reciprocal - offset[lane];
            sum[lane] += probability[lane];
        }
    }
    for lane in 0..LANES {
        if sum[lane] < target[lane] {
            count[lane] = Recurrence {
                zero: zero[lane],
                slope: slope[lane],
                offset: offset[lane],
            }
            .end();
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walk_lanes_agrees_with_the_single_walk_and_an_unreachable_target_ends_past_the_weight() {
        let slope = [0.0, 0.1, 1.0, 3.0, 7.0, 12.0, 19.0, 2.0];
        let zero = slope.map(|slope: f64| (-slope).exp());
        let target = [0.5, 0.95, 0.2, 0.999, 0.01, 1.0 - 1e-12, 0.6, 1.1];
        let counts = walk_lanes(&zero, &slope, &[0.0; LANES], &target);
        for lane in 0..LANES {
            let single = Recurrence {
                zero: zero[lane],
                slope: slope[lane],
                offset: 0.0,
            }
            .walk(target[lane]);
            assert_eq!(counts[lane].to_bits(), single.to_bits());
        }
        assert!(counts[7] > 15.0 && counts[7] < 30.0, "{}", counts[7]);
    }
}
