//! Inversion of a count's distribution function by adding up its probabilities.

use crate::random::lanes::{Lanes, Width};

/// Longest walk. A count of variance below 20 and at most half its range has a mean below 40, and the chance that it
/// exceeds 160 is below 1e-40.
const LONGEST: usize = 160;

/// `1/k` at place `k − 1`.
static RECIPROCALS: [f64; LONGEST] = {
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

/// Finds the smallest k with `f(0) + … + f(k) ≥ target`, for several counts side by side, each to the bit what it is
/// alone.
///
/// *Formula*: `f(k) = f(k − 1)·(slope/k − offset)`, `f(0) = zero`:
///
/// | distribution | `zero` | `slope` | `offset` |
/// | --- | --- | --- | --- |
/// | binomial | `qⁿ` | `(n + 1)·p/q` | `p/q` |
/// | Poisson | `exp(−mean)` | `mean` | 0 |
///
/// *Method*: the probabilities are added from 0 upwards until every lane has reached its target. The factor of a step
/// does not depend on the step before, so a step costs one multiplication and one addition of latency. Error: the sum is
/// rounded, to about 1e-15; a target within that of the total stops where the probabilities have fallen below 1e-18.
#[inline(always)]
pub(in crate::random) fn walk<V: Width>(
    zero: Lanes<V>,
    slope: Lanes<V>,
    offset: Lanes<V>,
    target: Lanes<V>,
) -> Lanes<V> {
    let (mut probability, mut sum) = (zero, zero);
    let mut count = Lanes::all(0.0);
    let (one, none) = (Lanes::all(1.0), Lanes::all(0.0));
    // two steps between one look and the next
    for [first, second] in RECIPROCALS.as_chunks::<2>().0 {
        let short = sum.below(target);
        if !short.any() {
            return count;
        }
        count = count + short.choose(one, none);
        probability = probability * (slope * *first - offset);
        sum = sum + probability;
        count = count + sum.below(target).choose(one, none);
        probability = probability * (slope * *second - offset);
        sum = sum + probability;
    }
    let (zero, slope, offset) = (zero.each(), slope.each(), offset.each());
    let (short, mut counts) = (sum.below(target).choose(one, none).each(), count.each());
    for lane in 0..V::LANES {
        if short[lane] > 0.0 {
            counts[lane] = end(zero[lane], slope[lane], offset[lane]);
        }
    }
    Lanes::load(&counts, 0)
}

/// The first count beyond the mode that has no weight in double precision.
#[cold]
fn end(zero: f64, slope: f64, offset: f64) -> f64 {
    const NOTHING: f64 = 1e-18;
    let mut probability = zero;
    let mut count = 0.0;
    for &reciprocal in &RECIPROCALS {
        let factor = slope * reciprocal - offset;
        probability *= factor;
        if factor < 1.0 && probability < NOTHING {
            break;
        }
        count += 1.0;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::lanes::lanes;

    #[test]
    fn walk_side_by_side_is_the_single_walk_and_an_unreachable_target_ends_past_the_weight() {
        let slope = [0.0, 0.1, 1.0, 3.0, 7.0, 12.0, 19.0, 2.0];
        let zero = slope.map(|slope: f64| (-slope).exp());
        let target = [0.5, 0.95, 0.2, 0.999, 0.01, 1.0 - 1e-12, 0.6, 1.1];
        let nothing = Lanes::all(0.0);
        let counts = walk(lanes(zero), lanes(slope), nothing, lanes(target)).0;
        for lane in 0..8 {
            let [zero, slope, target] = [zero, slope, target].map(|row| lanes([row[lane]]));
            let [single] = walk(zero, slope, lanes([0.0]), target).0;
            assert_eq!(counts[lane].to_bits(), single.to_bits());
        }
        assert!(counts[7] > 15.0 && counts[7] < 30.0, "{}", counts[7]);
    }
}
