//! The regularised incomplete beta function and its inverse.

use super::log_gamma::{beta_density_by_logit, distance_from_mean, ln_beta};
use super::normal::normal_quantile;
use super::solve::{Direction, Tail, solve};
use crate::random::portable::{exp, ln, ln_1p};

/// Both tail probabilities of a beta variable at `x = 1 − y`, each precise where it is the smaller.
pub(super) struct Tails {
    pub lower: f64,
    pub upper: f64,
}

impl Tails {
    /// For `a, b > 0`, `x` and `y` in (0, 1).
    pub(super) fn of(a: f64, b: f64, x: f64, y: f64) -> Self {
        let density = beta_density_by_logit(a, b, x, y);
        if distance_from_mean(a, b, x, y) >= 0.0 {
            let lower = (density / fraction(a, b, x, y)).min(1.0);
            Self {
                lower,
                upper: 1.0 - lower,
            }
        } else {
            let upper = (density / fraction(b, a, y, x)).min(1.0);
            Self {
                lower: 1.0 - upper,
                upper,
            }
        }
    }
}

/// The continued fraction `xᵃyᵇ/(B(a, b)·I_x(a, b))` for `x` up to the mean, evaluated by Lentz's method.
#[expect(clippy::many_single_char_names, reason = "the names of the formula")]
fn fraction(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let lambda = distance_from_mean(a, b, x, y);
    let denominator = |m: f64| {
        let (before, after) = (a + 2.0 * m - 1.0, a + 2.0 * m + 1.0);
        m + m * (b - m) * x / before + (a + m) * (lambda + 1.0 + m * (1.0 + y)) / after
    };
    let mut fraction = a * (lambda + 1.0) / (a + 1.0);
    let mut c = fraction;
    let mut d = 0.0;
    let mut m = 0.0;
    let mut factor = 0.0;
    while f64::abs(factor - 1.0) > f64::EPSILON {
        m += 1.0;
        let odd = a + 2.0 * m - 1.0;
        let numerator = (a + m - 1.0) / odd * ((a + b + m - 1.0) / odd) * m * (b - m) * x * x;
        let rest = denominator(m);
        d = f64::recip(numerator * d + rest);
        c = rest + numerator / c;
        factor = c * d;
        fraction *= factor;
    }
    fraction
}

/// The regularised incomplete beta function: the distribution function of a beta variable.
///
/// *Formula*: `I_x(a, b) = 1/B(a, b) · ∫₀ˣ t^(a−1)(1 − t)^(b−1) dt`.
///
/// *Units*: `a, b > 0`, `x` in [0, 1]; NaN outside. The upper tail is `beta_inc(b, a, 1 − x)`.
///
/// *Method*: the continued fraction of Didonato & Morris on the side of the mean that `x` is on, its leading factor by
/// deviances; relative error below 1e-12 for shapes from 1e-3 to 1e8. The number of terms grows like the square root
/// of the shapes: 0.1 µs at shapes of 5, 12 µs at 1e8.
///
/// *Source*: `didonato-morris-1992`.
///
/// ```
/// use tiercast::random::special::beta_inc;
/// assert!((beta_inc(2.0, 2.0, 0.5) - 0.5).abs() < 1e-15);
/// ```
#[must_use]
pub fn beta_inc(a: f64, b: f64, x: f64) -> f64 {
    if !(a > 0.0 && b > 0.0 && a.is_finite() && b.is_finite() && (0.0..=1.0).contains(&x)) {
        f64::NAN
    } else if x <= 0.0 || x >= 1.0 {
        x
    } else {
        Tails::of(a, b, x, 1.0 - x).lower
    }
}

/// The inverse of [`beta_inc`] by its last argument: the quantile of a beta variable.
///
/// *Units*: `a, b > 0`, `p` in [0, 1]; NaN outside. It may round to 0 or 1 where the mass is that near to them.
///
/// *Method*: Newton's method on the logarithm of the smaller tail as a function of the log-odds of `x`.
///
/// ```
/// use tiercast::random::special::beta_inc_inverse;
/// assert!((beta_inc_inverse(1.0, 2.0, 0.75) - 0.5).abs() < 1e-15);
/// ```
#[must_use]
pub fn beta_inc_inverse(a: f64, b: f64, p: f64) -> f64 {
    beta_quantile(a, b, p, 1.0 - p)
}

/// The quantile from both tail probabilities, `p + q = 1`, of which only the smaller is used.
pub(in crate::random) fn beta_quantile(a: f64, b: f64, p: f64, q: f64) -> f64 {
    let valid = a > 0.0 && b > 0.0 && a.is_finite() && b.is_finite();
    if !(valid && (0.0..=1.0).contains(&p) && (0.0..=1.0).contains(&q)) {
        return f64::NAN;
    }
    if p == 0.0 {
        return 0.0;
    }
    if q == 0.0 {
        return 1.0;
    }
    let start = starting_odds(a, b, p, q);
    let odds = if p < q {
        solve(start, p, Direction::Rising, |odds| {
            tail(a, b, odds, |tails| tails.lower)
        })
    } else {
        solve(start, q, Direction::Falling, |odds| {
            tail(a, b, odds, |tails| tails.upper)
        })
    };
    if odds < 1.0 {
        odds / (1.0 + odds)
    } else {
        (1.0 + odds.recip()).recip()
    }
}

fn tail(a: f64, b: f64, odds: f64, side: impl Fn(Tails) -> f64) -> Tail {
    let (x, y) = (odds / (1.0 + odds), (1.0 + odds).recip());
    Tail {
        probability: side(Tails::of(a, b, x, y)),
        slope: beta_density_by_logit(a, b, x, y),
    }
}

/// Odds near the quantile: by a normal approximation of the log-odds, or by the leading power of the nearer tail.
#[expect(clippy::many_single_char_names, reason = "the names of the formula")]
fn starting_odds(a: f64, b: f64, p: f64, q: f64) -> f64 {
    if a.min(b) >= 1.0 {
        let z = if p < q {
            normal_quantile(p)
        } else {
            -normal_quantile(q)
        };
        let (u, v) = ((2.0 * a - 1.0).recip(), (2.0 * b - 1.0).recip());
        let h = 2.0 / (u + v);
        let lambda = (z * z - 3.0) / 6.0;
        let w = -z * (h + lambda).max(0.0).sqrt() / h
            + (u - v) * (lambda + 5.0 / 6.0 - 2.0 / (3.0 * h));
        return a / b * exp(-2.0 * w);
    }
    let log_beta = ln_beta(a, b);
    let (log_p, log_q) = if p < q {
        (ln(p), ln_1p(-p))
    } else {
        (ln_1p(-q), ln(q))
    };
    let low = exp((log_p + ln(a) + log_beta) / a);
    let high = exp((log_q + ln(b) + log_beta) / b);
    if low < 0.5 {
        low / (1.0 - low)
    } else if high < 0.5 {
        (1.0 - high) / high
    } else {
        1.0
    }
}

#[cfg(test)]
mod tests;
