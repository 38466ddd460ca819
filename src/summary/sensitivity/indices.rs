//! Sobol' indices from two samples of points and those that swap one factor.

use crate::summary::Tally;
use crate::summary::drivers::Share;
use crate::units::count_to_float;

/// Below this share of its square a variance is rounding.
const ROUNDING: f64 = 1e-24;

/// The fewest points that indices are told from.
const FEWEST_POINTS: usize = 16;

/// The ends of an interval, as shares of the resamples.
const ENDS: [f64; 2] = [0.025, 0.975];

/// A metric at the points of a design, row by row: those of a sample A, of an independent one B, and of A with one factor's columns
/// from B, for each factor. Rows on which it is undefined are left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Swapped {
    a: Vec<f64>,
    b: Vec<f64>,
    by_factor: Vec<Vec<f64>>,
}

/// What one factor explains, 1 = the whole variance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Index {
    /// Alone: the first-order index.
    pub first: Share,
    /// Alone and together with others: the total index. An exact 0 says that the factor does nothing at all.
    pub total: Share,
}

/// The Sobol' indices of a metric.
#[derive(Debug, Clone, PartialEq)]
pub struct Indices {
    /// Rows of the design they are told from.
    pub rows: usize,
    /// The mean of the metric, in its unit.
    pub mean: f64,
    /// Its standard deviation, in its unit.
    pub sd: f64,
    /// One for each factor.
    pub factors: Vec<Index>,
    /// What the factors explain one by one, all together: the sum of the first-order indices as they were estimated, and the ends
    /// of its 95 % interval. What is missing to 1 comes from factors acting together.
    pub alone: [f64; 3],
}

impl Swapped {
    /// Of the values at all points, NaN where the metric is undefined.
    #[must_use]
    pub fn new(a: &[f64], b: &[f64], swapped: &[&[f64]]) -> Self {
        let columns = || [a, b].into_iter().chain(swapped.iter().copied());
        let is_kept = |row: &usize| columns().all(|column| column[*row].is_finite());
        let kept: Vec<usize> = (0..a.len()).filter(is_kept).collect();
        let of = |column: &[f64]| kept.iter().map(|row| column[*row]).collect();
        Self {
            a: of(a),
            b: of(b),
            by_factor: swapped.iter().map(|column| of(column)).collect(),
        }
    }

    /// Rows on which the metric is defined everywhere.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.a.len()
    }

    /// The first `rows` rows.
    #[must_use]
    pub fn first(&self, rows: usize) -> Self {
        Self {
            a: self.a[..rows].to_vec(),
            b: self.b[..rows].to_vec(),
            by_factor: self
                .by_factor
                .iter()
                .map(|own| own[..rows].to_vec())
                .collect(),
        }
    }

    /// The mean over both samples.
    #[must_use]
    pub fn mean(&self) -> f64 {
        let sum: f64 = self.a.iter().chain(&self.b).sum();
        sum / count_to_float(2 * self.rows())
    }

    /// The indices of all factors; `None` with fewer than 16 rows or without variance.
    ///
    /// *Formula*: with `f` the metric less its mean and `V` its variance over A and B, the first-order index is
    /// `mean f(B)·(f(AB) − f(A)) / V`, the total index `mean (f(A) − f(AB))² / 2V`, AB being A with the factor's columns of B.
    ///
    /// *Method and error*: each of `resamples` has a uniform number for every row, which chooses the row that stands there; the
    /// 95 % interval is that of the indices so found (percentile bootstrap), cut to 0 … 1. It takes rows for independent,
    /// which those of Sobol' points are not: it is rather too wide. A first-order index whose interval holds 0 is not told from 0.
    ///
    /// *Source*: `saltelli-2010`; `jansen-1999`; `archer-1997`.
    #[must_use]
    pub fn indices(&self, resamples: &[Vec<f64>]) -> Option<Indices> {
        let rows = self.rows();
        if rows < FEWEST_POINTS {
            return None;
        }
        let mean = self.mean();
        let spread = Products::new(self, mean);
        let plain = vec![1.0; rows];
        let variance = spread.variance(&plain);
        if !variance.is_finite() || variance <= ROUNDING * mean * mean {
            return None;
        }
        let weights: Vec<Vec<f64>> = resamples.iter().map(|own| counts(own, rows)).collect();
        let variances: Vec<f64> = weights.iter().map(|own| spread.variance(own)).collect();
        let told = |products: &[f64]| {
            let value = dot(products, &plain) / variance;
            let again = weights.iter().zip(&variances);
            let again = again.map(|(own, variance)| dot(products, own) / variance);
            interval(value, &again.collect::<Vec<f64>>())
        };
        let mut sums = vec![0.0; rows];
        let factors = self.by_factor.iter().map(|swapped| {
            let (first, total) = self.products(swapped, mean);
            for (sum, own) in sums.iter_mut().zip(&first) {
                *sum += own;
            }
            Index {
                first: share(told(&first)),
                total: share(told(&total)),
            }
        });
        let factors = factors.collect();
        Some(Indices {
            rows,
            mean,
            sd: variance.sqrt(),
            factors,
            alone: told(&sums),
        })
    }

    /// Row by row what the first-order and the total index are means of, over the rows.
    fn products(&self, swapped: &[f64], mean: f64) -> (Vec<f64>, Vec<f64>) {
        let rows = count_to_float(self.rows());
        let all = self.a.iter().zip(&self.b).zip(swapped);
        all.map(|((a, b), swapped)| {
            let first = (b - mean) * (swapped - a) / rows;
            let total = (a - swapped).powi(2) / (2.0 * rows);
            (first, total)
        })
        .unzip()
    }
}

/// Row by row what the variance is made of.
struct Products {
    values: Vec<f64>,
    squares: Vec<f64>,
}

impl Products {
    fn new(points: &Swapped, mean: f64) -> Self {
        let both = 2.0 * count_to_float(points.rows());
        let pairs = points.a.iter().zip(&points.b);
        let pairs = pairs.map(|(a, b)| (a - mean, b - mean));
        let (values, squares) = pairs
            .map(|(a, b)| ((a + b) / both, (a * a + b * b) / both))
            .unzip();
        Self { values, squares }
    }

    fn variance(&self, weights: &[f64]) -> f64 {
        dot(&self.squares, weights) - dot(&self.values, weights).powi(2)
    }
}

/// How often each row is chosen.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers below the count of rows"
)]
fn counts(uniforms: &[f64], rows: usize) -> Vec<f64> {
    let mut counts = vec![0.0; rows];
    for uniform in &uniforms[..rows] {
        let row = (uniform * count_to_float(rows)) as usize;
        counts[row.min(rows - 1)] += 1.0;
    }
    counts
}

/// A value and the ends of the interval of its resampled values.
fn interval(value: f64, again: &[f64]) -> [f64; 3] {
    let mut tally = Tally::new(again.len());
    tally.add(again);
    let ends = tally.quantiles_at(&ENDS);
    // without resamples it is the estimate alone
    [value, ends[0].min(value), ends[1].max(value)]
}

/// A value and its interval as a share.
fn share(told: [f64; 3]) -> Share {
    Share::new(told, told[1] > 0.0)
}

/// The sum of products, in eight parts side by side.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut parts = [0.0; 8];
    let (a_chunks, b_chunks) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest = a_chunks.remainder().iter().zip(b_chunks.remainder());
    let rest: f64 = rest.map(|(a, b)| a * b).sum();
    for (a, b) in a_chunks.zip(b_chunks) {
        for (part, (a, b)) in parts.iter_mut().zip(a.iter().zip(b)) {
            *part += a * b;
        }
    }
    parts.iter().sum::<f64>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of x + 2y on a grid: the two samples and their swaps.
    fn design(value: impl Fn(f64, f64) -> f64) -> Swapped {
        let places = [0.125, 0.375, 0.625, 0.875];
        let grid: Vec<[f64; 4]> = (0..256)
            .map(|row| [0, 2, 4, 6].map(|shift| places[row >> shift & 3]))
            .collect();
        let of = |pick: [usize; 2]| -> Vec<f64> {
            let rows = grid.iter();
            rows.map(|row| value(row[pick[0]], row[pick[1]])).collect()
        };
        let (a, b, swapped) = (of([0, 1]), of([2, 3]), [of([2, 1]), of([0, 3])]);
        Swapped::new(&a, &b, &[&swapped[0], &swapped[1]])
    }

    fn near(found: f64, truth: f64) {
        assert!((found - truth).abs() < 1e-12, "{found}, expected {truth}");
    }

    #[test]
    fn indices_of_a_sum_on_a_full_grid_are_exact() {
        let indices = design(|x, y| x + 2.0 * y).indices(&[]).expect("a spread");
        for (index, truth) in indices.factors.iter().zip([0.2, 0.8]) {
            near(index.total.high, truth);
            near(index.first.high, truth);
        }
        near(indices.mean, 1.5);
    }

    #[test]
    fn indices_of_a_product_of_centred_factors_are_all_interaction() {
        let indices = design(|x, y| (x - 0.5) * (y - 0.5))
            .indices(&[])
            .expect("a spread");
        for index in indices.factors {
            near(index.first.high, 0.0);
            near(index.total.high, 1.0);
        }
    }

    #[test]
    fn indices_of_what_does_nothing_are_an_exact_zero() {
        let resamples: Vec<Vec<f64>> = (0..40)
            .map(|resample| {
                let uniform = |row: usize| (0.618 * count_to_float(row * 7 + resample)).fract();
                (0..256).map(uniform).collect()
            })
            .collect();
        let indices = design(|x, _| x * x).indices(&resamples).expect("a spread");
        assert_eq!(indices.factors[1].total, Share::NONE);
        assert_eq!(indices.factors[1].first, Share::NONE);
        assert!(indices.factors[0].first.is_clear && indices.factors[0].total.is_clear);
    }

    #[test]
    fn indices_of_a_constant_or_of_few_rows_are_none() {
        assert_eq!(design(|_, _| 7.1).indices(&[]), None);
        assert_eq!(design(|x, y| x + y).first(15).indices(&[]), None);
        let nowhere = design(|x, _| if x < 0.5 { f64::NAN } else { x });
        assert_eq!(nowhere.rows(), 64);
    }
}
