//! The distribution of one number as a histogram to look at.

use crate::summary::Tally;
use crate::units::count_to_float;

/// Share of the paths in each tail that the bins need not reach.
const TAIL: f64 = 0.005;

/// Shares of the paths in bins of equal width, whose edges are round numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Bins {
    /// Ascending, one more than bins; a bin has its lower edge and not its upper.
    pub edges: Vec<f64>,
    /// Share of the paths in each bin.
    pub shares: Vec<f64>,
    /// Share of the paths below the first edge.
    pub below: f64,
    /// Share of the paths from the last edge on.
    pub above: f64,
}

impl Tally {
    /// The values in at most `most` bins and two tails, of at most half a per cent of the paths each; `None` where the
    /// number is nowhere defined, or not finite.
    #[must_use]
    pub fn bins(&self, most: usize) -> Option<Bins> {
        let ends = self.quantiles_at(&[TAIL, 1.0 - TAIL]);
        let [low, high] = ends[..] else { return None };
        if !(low.is_finite() && high.is_finite() && (high - low).is_finite()) {
            return None;
        }
        let step = if high > low {
            round_step((high - low) / count_to_float(most.max(3) - 2))
        } else {
            // of no width at all, one that the value can be seen to lie in
            10.0_f64.powf(low.abs().max(1.0).log10().floor())
        };
        let first = (low / step).floor();
        // the highest value belongs to a bin too
        let last = (high / step).floor() + 1.0;
        let mut edges = Vec::new();
        let mut number = first;
        while number <= last {
            edges.push(number * step);
            number += 1.0;
        }
        let below: Vec<f64> = edges.iter().map(|edge| self.share_below(*edge)).collect();
        let shares = below.windows(2).map(|pair| pair[1] - pair[0]).collect();
        Some(Bins {
            below: below[0],
            above: 1.0 - below[below.len() - 1],
            edges,
            shares,
        })
    }
}

/// 1, 2 or 5 times a power of ten, at least `least`, which is above 0: a step that people count in.
#[must_use]
pub fn round_step(least: f64) -> f64 {
    let power = 10.0_f64.powf(least.log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0];
    // what rounding adds to a round number does not call for the next
    let fits = |step: &f64| step * power >= least * 0.999_999;
    steps.into_iter().find(fits).unwrap_or(10.0) * power
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bins(values: &[f64]) -> Bins {
        let mut tally = Tally::new(values.len());
        tally.add(values);
        tally.bins(20).expect("bins")
    }

    #[test]
    fn bins_hold_every_path_once() {
        let values: Vec<f64> = (0..1000).map(|index| f64::from(index * index)).collect();
        let bins = bins(&values);
        assert!(bins.shares.len() <= 20, "{bins:?}");
        let sum: f64 = bins.shares.iter().sum();
        assert!((sum + bins.below + bins.above - 1.0).abs() < 1e-12);
        assert!(bins.below <= 0.005 && bins.above <= 0.005);
        // squares below 50 000: up to 223²
        assert_eq!(bins.edges[..2], [0.0, 100_000.0]);
        assert!((bins.shares[0] - 0.317).abs() < 1e-12, "{}", bins.shares[0]);
    }

    #[test]
    fn bins_of_one_value_are_one() {
        for value in [0.0, 3.7, -250.0] {
            let bins = bins(&[value; 7]);
            assert_eq!(bins.shares, [1.0], "{bins:?}");
            assert!(bins.edges[0] <= value && value < bins.edges[1], "{bins:?}");
        }
    }

    #[test]
    fn bins_of_money_that_nobody_paid_show_none_below_zero() {
        let bins = bins(&[0.0, 0.0, 1.0, 12.0, 80.0]);
        assert_eq!(bins.edges[0], 0.0);
    }
}
