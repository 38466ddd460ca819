//! The share of a metric's variance that one input explains alone, from paths that were drawn anyhow.

use crate::summary::drivers::ranks::Ranks;
use crate::summary::jackknife::{BLOCKS, STUDENT_95, jackknife_error};
use crate::units::count_to_float;

/// Equal parts of an input's paths, within each of which the metric is fitted by a line.
const MOST_BINS: usize = 12;

/// Paths that a bin should have.
const BIN_PATHS: usize = 50;

/// Standard deviations of an estimate without any effect that one must reach to count.
const BEYOND_CHANCE: f64 = 5.0;

/// Below this a spread within a bin is none.
const NO_SPREAD: f64 = 1e-12;

/// A share of variance, 1 = all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The share; 0 where it is not distinguishable from that.
    pub value: f64,
    /// The lower end of its 95 % interval.
    pub low: f64,
    /// The upper end of its 95 % interval.
    pub high: f64,
    /// Whether it can be told from 0.
    pub is_clear: bool,
}

impl Share {
    /// Of an input or a metric that does not vary.
    pub const NONE: Self = Self {
        value: 0.0,
        low: 0.0,
        high: 0.0,
        is_clear: false,
    };

    /// A share as it was estimated, with the ends of its interval, cut to 0 … 1; 0 where it cannot be told from that.
    #[must_use]
    pub fn new([value, low, high]: [f64; 3], is_clear: bool) -> Self {
        let [value, low] = if is_clear { [value, low] } else { [0.0; 2] };
        Self {
            value: value.clamp(0.0, 1.0),
            low: low.clamp(0.0, 1.0),
            high: high.clamp(0.0, 1.0),
            is_clear,
        }
    }
}

/// What the fit of a bin is made of; places count from the bin's middle.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    n: f64,
    u: f64,
    uu: f64,
    y: f64,
    uy: f64,
    yy: f64,
}

impl Sums {
    fn add(&mut self, u: f64, y: f64) {
        self.n += 1.0;
        self.u += u;
        self.uu += u * u;
        self.y += y;
        self.uy += u * y;
        self.yy += y * y;
    }

    fn less(self, other: Self) -> Self {
        Self {
            n: self.n - other.n,
            u: self.u - other.u,
            uu: self.uu - other.uu,
            y: self.y - other.y,
            uy: self.uy - other.uy,
            yy: self.yy - other.yy,
        }
    }
}

/// The first-order index of an input: `Var(E[y | x]) / Var(y)`.
///
/// *Formula*: `1 − (R/(n − 1 − p)) / (T/(n − 1))`, `T` the sum of squares of `y` around its mean, `R` that around lines
/// fitted over the rank of `x` in up to 12 bins of equally many paths, `p` the numbers fitted besides the mean: what chance
/// alone would fit is taken off.
///
/// *Units*: `y` by path, centred and of order 1; the result is a share, 1 = all.
///
/// *Method and error*: what `y` bends within a bin is missed, some 0.2 % of the index of a whole wave over the range. The
/// interval is a jackknife over 20 blocks of consecutive paths (Student's law), cut to [0, 1]. The share counts as different
/// from 0 if the interval leaves it out and it is 5 standard deviations, `√(2p)/n`, beyond what an input without effect
/// gives: about one in 10 000 such inputs passes.
///
/// *Source*: `plischke-2013`; `ezekiel-1930`; `shao-tu-1995`.
#[must_use]
pub fn first_order(ranks: &Ranks, y: &[f64]) -> Share {
    let paths = ranks.len();
    let bins = (paths / BIN_PATHS).clamp(2, MOST_BINS);
    let mut cells = vec![[Sums::default(); MOST_BINS]; BLOCKS];
    for (position, path) in ranks.order.iter().enumerate() {
        let path = *path as usize;
        let bin = position * bins / paths;
        let middle = (count_to_float(bin) + 0.5) / count_to_float(bins);
        cells[path * BLOCKS / paths][bin].add(ranks.place[path] - middle, y[path]);
    }
    let mut all = [Sums::default(); MOST_BINS];
    for block in &cells {
        for (all, part) in all.iter_mut().zip(block) {
            *all = all.less(Sums::default().less(*part));
        }
    }
    let (value, fitted) = explained(&all[..bins]);
    let without = cells.iter().map(|block| {
        let mut rest = all;
        for (rest, part) in rest.iter_mut().zip(block) {
            *rest = rest.less(*part);
        }
        explained(&rest[..bins]).0
    });
    let without: Vec<f64> = without.collect();
    let half = STUDENT_95 * jackknife_error(&without);
    let chance = (2.0 * fitted).sqrt() / count_to_float(paths);
    let is_clear = value - half > 0.0 && value > BEYOND_CHANCE * chance;
    Share::new([value, value - half, value + half], is_clear)
}

/// The share of variance that the lines explain, and how many numbers were fitted besides the mean.
fn explained(bins: &[Sums]) -> (f64, f64) {
    let n: f64 = bins.iter().map(|bin| bin.n).sum();
    let mean = bins.iter().map(|bin| bin.y).sum::<f64>() / n;
    let total = bins.iter().map(|bin| bin.yy).sum::<f64>() - n * mean * mean;
    let (mut fit, mut fitted) = (0.0, -1.0);
    for bin in bins.iter().filter(|bin| bin.n > 0.0) {
        let own = bin.y / bin.n;
        fit += bin.n * (own - mean).powi(2);
        fitted += 1.0;
        let spread = bin.uu - bin.u * bin.u / bin.n;
        if spread > NO_SPREAD * n {
            fit += (bin.uy - bin.u * own).powi(2) / spread;
            fitted += 1.0;
        }
    }
    if total <= 0.0 || n - 1.0 <= fitted {
        return (0.0, fitted);
    }
    let rest = (total - fit).max(0.0) / (n - 1.0 - fitted);
    (1.0 - rest / (total / (n - 1.0)), fitted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::stream::Cell;

    fn uniforms(seed: u64, count: usize) -> Vec<f64> {
        let mut values = vec![0.0; count];
        Cell::new(seed, 1, 0, 2).fill(0, &mut values);
        values
    }

    fn centred(values: &[f64]) -> Vec<f64> {
        let mean = values.iter().sum::<f64>() / count_to_float(values.len());
        values.iter().map(|value| value - mean).collect()
    }

    #[test]
    fn share_of_a_sum_is_its_closed_form_within_its_interval() {
        let mut held = 0;
        for seed in 0..100 {
            let (x, e) = (uniforms(seed, 2000), uniforms(1000 + seed, 2000));
            // variances 1/12 and 4/12
            let y: Vec<f64> = x.iter().zip(&e).map(|(x, e)| x + 2.0 * e).collect();
            let share = first_order(&Ranks::new(&x), &centred(&y));
            held += i32::from(share.low <= 0.2 && 0.2 <= share.high);
        }
        // of 95 expected; below 83 comes with a chance below 1e-5
        assert!(held >= 83, "{held} of 100 intervals hold the truth");
    }

    #[test]
    fn share_of_a_curve_needs_no_monotony() {
        let x = uniforms(1, 10_000);
        let y: Vec<f64> = x.iter().map(|x| (x - 0.5).powi(2)).collect();
        let share = first_order(&Ranks::new(&x), &centred(&y));
        assert!((share.value - 1.0).abs() < 1e-3, "{share:?}");
        assert!(share.is_clear && share.low <= share.value && share.high <= 1.0);
    }

    #[test]
    fn share_of_what_has_no_effect_is_not_told_from_nothing() {
        let mut told = 0;
        for seed in 0..1000 {
            let (x, y) = (uniforms(seed, 500), uniforms(5000 + seed, 500));
            let share = first_order(&Ranks::new(&x), &centred(&y));
            told += i32::from(share.is_clear);
            assert!(share.is_clear || (share.value, share.low) == (0.0, 0.0));
        }
        // one in 10 000 is expected; 3 of 1000 come with a chance of 2e-4
        assert!(told < 3, "{told} of 1000 inputs without effect were told");
    }

    #[test]
    fn share_of_a_few_values_is_that_of_their_means() {
        let u = uniforms(3, 5000);
        let x: Vec<f64> = u.iter().map(|u| if *u < 0.3 { 0.0 } else { 1.0 }).collect();
        let e = uniforms(4, 5000);
        let y: Vec<f64> = x.iter().zip(&e).map(|(x, e)| x + e).collect();
        // 0.21 and 1/12
        let share = first_order(&Ranks::new(&x), &centred(&y));
        let truth = 0.21 / (0.21 + 1.0 / 12.0);
        assert!((share.value - truth).abs() < 0.02, "{share:?}");
    }
}
