//! The binomial quantile function.

use super::elementary::{coarse_exp, coarse_ln_of_ratio};
use super::inversion::{EXPANSION_FROM, expansion, walk};
use super::lanes::{Lanes, Mask, Width, lanes};
use super::special::normal_scores;
use super::wide::{self, Kernel};

/// The quantile of a binomial count: how many of `n` individuals act when each acts with probability `p`.
///
/// *Formula*: the smallest `k` with `P(X ≤ k) ≥ u`, `X ~ Binomial(n, p)`.
///
/// *Units*: `n` a whole number from 0 to 1e15; `p` a probability (excursions outside [0, 1], which rounding can cause,
/// count as 0 or 1); `u` in (0, 1).
///
/// *Method*: below `npq = 20` the exact distribution function is walked up from 0, for `p > ½` in the count of those
/// who do not act, `X = n − Y(1 − u)`; error: the distribution function is off by at most 2e-10. From there on a Cornish–Fisher expansion
/// is rounded, at a total variation distance from the exact law of at most 6.1e-6 (at `npq = 20`; it falls about as
/// `npq^−2.5`, to 2e-9). Never decreasing in `u`, `n` and `p`, apart from a step of 1 back where `u` lies within the errors above
/// of a jump of the distribution function.
///
/// *Source*: `kemp-1986` for inversion; `cornish-fisher-1938` for the expansion.
///
/// # Panics
///
/// In debug builds, on a NaN argument or a negative `n`.
///
/// ```
/// use tiercast::random::binomial::quantile;
/// // P(X ≤ 0) = 0.25, P(X ≤ 1) = 0.75
/// assert_eq!([0.2, 0.3, 0.7, 0.8].map(|u| quantile(2.0, 0.5, u)), [0.0, 1.0, 1.0, 2.0]);
/// ```
#[must_use]
#[inline]
pub fn quantile(n: f64, p: f64, u: f64) -> f64 {
    debug_assert!(
        n >= 0.0 && !p.is_nan() && !u.is_nan(),
        "binomial quantile of n {n}, p {p}, u {u}"
    );
    let [count] = quantiles(lanes([n]), lanes([p]), lanes([u])).0;
    count
}

/// Writes the quantiles of many counts, `out[i] = quantile(n[i], p[i], u[i])` to the bit.
///
/// *Method*: several counts side by side, on the widest vectors that the processor has.
///
/// # Panics
///
/// If the slices differ in length; in debug builds as [`quantile`].
pub fn fill(n: &[f64], p: &[f64], u: &[f64], out: &mut [f64]) {
    assert!(
        n.len() == out.len() && p.len() == out.len() && u.len() == out.len(),
        "slices of one length are needed"
    );
    debug_assert!(
        n.iter().chain(p).chain(u).all(|value| !value.is_nan()),
        "binomial fill of a NaN"
    );
    wide::run(Fill { n, p, u, out });
}

/// [`fill`].
struct Fill<'a> {
    n: &'a [f64],
    p: &'a [f64],
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
        let n = Lanes::<V>::load(self.n, at);
        let (p, u) = (Lanes::load(self.p, at), Lanes::load(self.u, at));
        quantiles(n, p, u).store(self.out, at);
    }
}

/// The quantiles of several counts side by side, each to the bit what it is alone.
///
/// A small count is seen from the end that is nearer its mean: `X = Y(u)` or, for `p > ½`, `X = n − Y(1 − u)`.
#[inline(always)]
#[expect(clippy::many_single_char_names, reason = "the names of the formula")]
pub(crate) fn quantiles<V: Width>(n: Lanes<V>, p: Lanes<V>, u: Lanes<V>) -> Lanes<V> {
    let p = p.max(0.0).min(Lanes::all(1.0));
    let large = (n * p * (1.0 - p)).at_least(EXPANSION_FROM);
    let mut counts = if (!large).any() {
        small(n, p, u, large)
    } else {
        n
    };
    if large.any() {
        let q = 1.0 - p;
        let x = p * q;
        let count = expansion(n * p, n * x, q - p, x, normal_scores(u));
        counts = large.choose(count.max(0.0).min(n), counts);
    }
    counts
}

/// The counts that are not `large`.
#[inline(always)]
fn small<V: Width>(n: Lanes<V>, p: Lanes<V>, u: Lanes<V>, large: Mask<V>) -> Lanes<V> {
    let mirrored = Lanes::all(0.5).below(p);
    let share = mirrored.choose(1.0 - p, p);
    // P(Y ≤ j) must exceed 1 − u, not only reach it: hence the next number above
    let target = mirrored.choose((1.0 - u).bits().plus(1).floats(), u);
    // (1 − p)ⁿ ≥ 1 − np (Bernoulli), so most draws of a rare event are 0 without a power
    let walks = !large & (1.0 - n * share).below(target);
    let mut counts = Lanes::all(0.0);
    if walks.any() {
        // both quotients by one division
        let (rest, twice) = (1.0 - share, 2.0 - share);
        let inverse = share / (rest * twice);
        let (none, offset) = (
            coarse_exp(n * coarse_ln_of_ratio(rest * inverse)),
            twice * inverse,
        );
        let slope = (n + 1.0) * offset;
        // who does not walk has arrived where it stands
        let zero = walks.choose(none, Lanes::all(2.0));
        counts = walk(zero, slope, offset, target).min(n);
    }
    mirrored.choose(n - counts, counts)
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact values are meant")]
mod tests;
