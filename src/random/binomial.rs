//! The binomial quantile function.

use super::inversion::{
    EXPANSION_FROM, LANES, Recurrence, exp_of_negative, expansion, ln_one_minus, normal_scores,
    walk_lanes,
};
use super::special::normal_quantile;

/// The quantile of a binomial count: how many of `n` individuals act when each acts with probability `p`.
///
/// *Formula*: the smallest `k` with `P(X ≤ k) ≥ u`, `X ~ Binomial(n, p)`.
///
/// *Units*: `n` a whole number from 0 to 1e15; `p` a probability (excursions outside [0, 1], which rounding can cause,
/// count as 0 or 1); `u` in (0, 1).
///
/// *Method*: below `npq = 20` the exact distribution function is walked up from 0, for `p > ½` in the count of those
/// who do not act, `X = n − Y(1 − u)`; error: rounding of `u` by some 1e-15. From there on a Cornish–Fisher expansion
/// is rounded, at a total variation distance from the exact law of at most 6.1e-6 (at `npq = 20`; it falls about as
/// `npq^−2.5`). Never decreasing in `u`, `n` and `p`, apart from a step of 1 back where `u` lies within the errors above
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
    if is_large(n, p) {
        return large(n, p, normal_quantile(u));
    }
    let small = Small::new(n, p, u);
    if small.is_zero() {
        small.base
    } else {
        small.finish(small.recurrence().walk(small.target))
    }
}

/// Writes the quantiles of many counts, `out[i] = quantile(n[i], p[i], u[i])` to the bit.
///
/// *Method*: large counts are computed without branches; small counts that are not 0 at once walk several at a time.
///
/// # Panics
///
/// If the slices differ in length; in debug builds as [`quantile`].
pub fn fill(n: &[f64], p: &[f64], u: &[f64], out: &mut [f64]) {
    assert!(
        n.len() == out.len() && p.len() == out.len() && u.len() == out.len(),
        "slices of one length are needed"
    );
    let blocks = n
        .chunks(BLOCK)
        .zip(p.chunks(BLOCK))
        .zip(u.chunks(BLOCK))
        .zip(out.chunks_mut(BLOCK));
    for (((n, p), u), out) in blocks {
        debug_assert!(
            n.iter().chain(p).chain(u).all(|value| !value.is_nan()),
            "binomial fill of a NaN"
        );
        let large_ones = n.iter().zip(p).filter(|&(&n, &p)| is_large(n, p)).count();
        if large_ones > 0 {
            let mut scores = [0.0; BLOCK];
            normal_scores(u, &mut scores[..n.len()]);
            for (((out, &n), &p), &score) in out.iter_mut().zip(n).zip(p).zip(&scores) {
                *out = large(n, p, score);
            }
        }
        if large_ones < n.len() {
            fill_small(n, p, u, out);
        }
    }
}

const BLOCK: usize = 64;

/// A small count seen from the end that is nearer its mean: `X = base + sign·Y`, `Y` the quantile at `target` of `n`
/// individuals with a probability of at most ½.
#[derive(Clone, Copy, Default)]
struct Small {
    n: f64,
    p: f64,
    target: f64,
    base: f64,
    sign: f64,
}

impl Small {
    #[inline]
    fn new(n: f64, p: f64, u: f64) -> Self {
        let p = p.clamp(0.0, 1.0);
        let acting = Self {
            n,
            p,
            target: u,
            base: 0.0,
            sign: 1.0,
        };
        // P(Y ≤ j) must exceed 1 − u, not only reach it: hence the next number above.
        let idle = Self {
            n,
            p: 1.0 - p,
            target: (1.0 - u).next_up(),
            base: n,
            sign: -1.0,
        };
        if p <= 0.5 { acting } else { idle }
    }

    /// Whether `Y = 0` for sure: `(1 − p)ⁿ ≥ 1 − np` (Bernoulli), so most draws of a rare event need no power.
    #[inline]
    fn is_zero(&self) -> bool {
        self.target <= 1.0 - self.n * self.p
    }

    #[inline]
    fn recurrence(&self) -> Recurrence {
        let offset = self.p / (1.0 - self.p);
        Recurrence {
            zero: exp_of_negative(self.n * ln_one_minus(self.p)),
            slope: (self.n + 1.0) * offset,
            offset,
        }
    }

    #[inline]
    fn finish(&self, count: f64) -> f64 {
        self.base + self.sign * count.min(self.n)
    }
}

/// Writes the small counts among `n`, and leaves the others alone.
fn fill_small(n: &[f64], p: &[f64], u: &[f64], out: &mut [f64]) {
    let mut waiting = [Small::default(); BLOCK + LANES];
    let mut places = [0_usize; BLOCK];
    let mut length = 0;
    for (place, (((out, &n), &p), &u)) in out.iter_mut().zip(n).zip(p).zip(u).enumerate() {
        let small = Small::new(n, p, u);
        let is_small = !is_large(n, p);
        if is_small {
            *out = small.base;
        }
        waiting[length] = small;
        places[length] = place;
        length += usize::from(is_small && !small.is_zero());
    }
    for (group, places) in waiting[..length.next_multiple_of(LANES)]
        .chunks_exact(LANES)
        .zip(places[..length].chunks(LANES))
    {
        let lanes = |value: fn(&Small) -> f64| -> [f64; LANES] {
            std::array::from_fn(|lane| value(&group[lane]))
        };
        let probabilities = lanes(|small| small.p);
        let sizes = lanes(|small| small.n);
        let (mut zero, mut slope, mut offset) = ([0.0; LANES], [0.0; LANES], [0.0; LANES]);
        for lane in 0..LANES {
            let (n, p) = (sizes[lane], probabilities[lane]);
            offset[lane] = p / (1.0 - p);
            slope[lane] = (n + 1.0) * offset[lane];
            zero[lane] = exp_of_negative(n * ln_one_minus(p));
        }
        let counts = walk_lanes(&zero, &slope, &offset, &lanes(|small| small.target));
        for ((small, count), &place) in group.iter().zip(counts).zip(places) {
            out[place] = small.finish(count);
        }
    }
}

/// Whether the expansion serves.
#[inline]
fn is_large(n: f64, p: f64) -> bool {
    n * p * (1.0 - p) >= EXPANSION_FROM
}

#[inline]
fn large(n: f64, p: f64, score: f64) -> f64 {
    let q = 1.0 - p;
    let x = p * q;
    expansion(n * p, n * x, q - p, x, score).max(0.0).min(n)
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact values are meant")]
mod tests;
