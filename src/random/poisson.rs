//! The Poisson quantile function.

use super::elementary::exp;
use super::inversion::{EXPANSION_FROM, expansion, walk};
use super::lanes::{Lanes, Width, lanes};
use super::special::normal_scores;
use super::wide::{self, Kernel};

/// The quantile of a Poisson count.
///
/// *Formula*: the smallest `k` with `P(X ≤ k) ≥ u`, `X ~ Poisson(mean)`.
///
/// *Units*: `mean` from 0 to 1e12 (a negative mean, which rounding can cause, counts as 0); `u` in (0, 1).
///
/// *Method*: below a mean of 20 the exact distribution function is walked up from 0; error: rounding of `u` by some
/// 1e-15. From there on a Cornish–Fisher expansion is rounded, at a total variation distance from the exact law of at
/// most 6.1e-6 (at a mean of 20; it falls about as `mean^−2.5`, to 2e-9). Never decreasing in `u` and `mean`, apart
/// from a step of 1 back where `u` lies within the errors above of a jump of the distribution function.
///
/// *Source*: `kemp-1986` for inversion; `cornish-fisher-1938` for the expansion.
///
/// # Panics
///
/// In debug builds, on a NaN argument.
///
/// ```
/// use tiercast::random::poisson::quantile;
/// // P(X ≤ 0) = 0.3679, P(X ≤ 1) = 0.7358
/// assert_eq!([0.36, 0.37, 0.73, 0.74].map(|u| quantile(1.0, u)), [0.0, 1.0, 1.0, 2.0]);
/// ```
#[must_use]
#[inline]
pub fn quantile(mean: f64, u: f64) -> f64 {
    debug_assert!(
        !mean.is_nan() && !u.is_nan(),
        "Poisson quantile of mean {mean}, u {u}"
    );
    let [count] = quantiles(lanes([mean]), lanes([u])).0;
    count
}

/// Writes the quantiles of many counts, `out[i] = quantile(mean[i], u[i])` to the bit.
///
/// *Method*: several counts side by side, on the widest vectors that the processor has.
///
/// # Panics
///
/// If the slices differ in length; in debug builds as [`quantile`].
pub fn fill(mean: &[f64], u: &[f64], out: &mut [f64]) {
    assert!(
        mean.len() == out.len() && u.len() == out.len(),
        "slices of one length are needed"
    );
    debug_assert!(
        mean.iter().chain(u).all(|value| !value.is_nan()),
        "Poisson fill of a NaN"
    );
    wide::run(Fill { mean, u, out });
}

/// [`fill`].
struct Fill<'a> {
    mean: &'a [f64],
    u: &'a [f64],
    out: &'a mut [f64],
}

impl Kernel for Fill<'_> {
    #[inline(always)]
    fn lanes(&self) -> usize {
        self.out.len()
    }

    #[inline(always)]
    fn step<V: Width>(&mut self, at: usize) {
        let (mean, u) = (Lanes::<V>::load(self.mean, at), Lanes::load(self.u, at));
        quantiles(mean, u).store(self.out, at);
    }
}

/// The quantiles of several counts side by side, each to the bit what it is alone.
#[inline(always)]
fn quantiles<V: Width>(mean: Lanes<V>, u: Lanes<V>) -> Lanes<V> {
    let mean = mean.max(0.0);
    let large = mean.at_least(EXPANSION_FROM);
    // exp(−m) ≥ 1 − m, so most draws of a rare event are 0 without an exponential
    let walks = !large & (1.0 - mean).below(u);
    let mut counts = Lanes::all(0.0);
    if walks.any() {
        // who does not walk has arrived where it stands
        let zero = walks.choose(exp(-mean), Lanes::all(2.0));
        counts = walk(zero, mean, Lanes::all(0.0), u);
    }
    if large.any() {
        let score = normal_scores(u);
        let count = expansion(mean, mean, Lanes::all(1.0), Lanes::all(0.0), score);
        counts = large.choose(count.max(0.0), counts);
    }
    counts
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact values are meant")]
mod tests {
    use super::*;
    use crate::random::inversion::implied_total_variation;
    use crate::random::special::gamma_q;
    use crate::random::stream::Cell;

    #[test]
    fn poisson_quantile_jumps_where_the_exact_distribution_function_does() {
        for mean in [1e-3, 0.4, 1.0, 3.3, 8.0, 19.99] {
            for k in 0..60 {
                let k = f64::from(k);
                let cdf = gamma_q(k + 1.0, mean);
                if !(1e-10..1.0 - 1e-10).contains(&cdf) {
                    continue;
                }
                assert_eq!((mean, quantile(mean, cdf - 1e-13)), (mean, k));
                assert_eq!((mean, quantile(mean, cdf + 1e-13)), (mean, k + 1.0));
            }
        }
    }

    #[test]
    fn large_poisson_counts_are_within_1e_5_of_the_exact_law_in_total_variation() {
        for mean in [20.0, 60.0, 400.0] {
            let (value, cdf) = (|u| quantile(mean, u), |k| gamma_q(k + 1.0, mean));
            let distance = implied_total_variation(mean, mean, f64::INFINITY, value, cdf);
            assert!(
                distance < 7e-6 * (20.0 / mean).powi(2),
                "mean {mean}: {distance:e}"
            );
        }
    }

    #[test]
    fn poisson_fill_writes_the_bits_of_the_single_quantile() {
        let (mut u, mut v) = (vec![0.0; 3000], vec![0.0; 3000]);
        Cell::new(5, 6, 7, 8).fill_pair(0, &mut u, &mut v);
        for scale in [0.2, 4.0, 30.0, 1e6] {
            let mean: Vec<f64> = v.iter().map(|v| scale * (v - 0.02)).collect();
            let mut out = vec![f64::NAN; mean.len()];
            fill(&mean, &u, &mut out);
            for i in 0..mean.len() {
                assert_eq!(
                    out[i].to_bits(),
                    quantile(mean[i], u[i]).to_bits(),
                    "mean {}, u {}",
                    mean[i],
                    u[i]
                );
            }
        }
    }

    #[test]
    fn poisson_fill_is_the_same_on_every_instruction_set() {
        let (mut u, mut v) = (vec![0.0; 2011], vec![0.0; 2011]);
        Cell::new(5, 6, 7, 8).fill_pair(0, &mut u, &mut v);
        for scale in [0.2, 4.0, 30.0, 1e10] {
            let mean: Vec<f64> = v.iter().map(|v| scale * v).collect();
            wide::assert_same_bits(&[vec![0.0; mean.len()]], |rows, runner| {
                runner.run(Fill {
                    mean: &mean,
                    u: &u,
                    out: &mut rows[0],
                });
            });
        }
    }

    #[test]
    fn poisson_quantile_is_monotone_in_mean_and_u() {
        let mut stream = Cell::new(1, 2, 3, 5).stream(0);
        for _ in 0..20_000 {
            let mean = 10.0_f64.powf(6.0 * stream.next_uniform() - 2.0);
            let u = stream.next_uniform();
            let here = quantile(mean, u);
            assert!(quantile(mean * 1.01, u) >= here, "mean {mean}, u {u}");
            assert!(
                quantile(mean, u + (1.0 - u) * 0.01) >= here,
                "mean {mean}, u {u}"
            );
        }
    }

    #[test]
    fn poisson_quantiles_keep_their_values() {
        assert_eq!((quantile(0.0, 0.999), quantile(-1e-18, 0.999)), (0.0, 0.0));
        let found = [
            (0.5, 0.7),
            (12.0, 0.5),
            (19.9, 0.99),
            (20.1, 0.99),
            (1e6, 0.123),
            (1e12, 0.77),
        ];
        let found = found.map(|(mean, u)| quantile(mean, u));
        assert_eq!(
            found,
            [1.0, 12.0, 31.0, 31.0, 998_840.0, 1_000_000_738_847.0]
        );
    }
}
