//! Logarithms of the gamma and beta functions and the pieces that the distribution functions share.

use crate::random::elementary;
use crate::random::lanes::{Lanes, Width, lanes};
use crate::random::portable::{exp, ln, ln_1p};
use std::f64::consts::PI;

/// `½·ln(2π)`.
const HALF_LN_TWO_PI: f64 = 0.918_938_533_204_672_8;
const EULER: f64 = 0.577_215_664_901_532_9;
/// From here on Stirling's series is exact to rounding.
pub(super) const STIRLING_FROM: f64 = 10.0;

/// Coefficients of `zᵏ` in `ln Γ(2 + z)`, k = 2, 3, …: `(−1)ᵏ(ζ(k) − 1)/k`.
#[expect(clippy::excessive_precision, reason = "the digits as computed")]
const AROUND_TWO: [f64; 27] = [
    0.322_467_033_424_113_218_24,
    -0.067_352_301_053_198_095_133,
    0.020_580_808_427_784_547_879,
    -0.007_385_551_028_673_985_266_3,
    0.002_890_510_330_741_523_285_8,
    -0.001_192_753_911_703_260_977_1,
    0.000_509_669_524_743_042_422_34,
    -0.000_223_154_758_453_579_379_76,
    0.000_099_457_512_781_808_533_715,
    -0.000_044_926_236_738_133_141_7,
    0.000_020_507_212_775_670_691_553,
    -9.439_488_275_268_395_904e-6,
    4.374_866_789_907_487_804_2e-6,
    -2.039_215_753_801_366_236_8e-6,
    9.551_412_130_407_419_832_9e-7,
    -4.492_469_198_764_566_043_3e-7,
    2.120_718_480_555_466_586_9e-7,
    -1.004_322_482_396_809_960_9e-7,
    4.769_810_169_363_980_565_8e-8,
    -2.271_109_460_894_316_491e-8,
    1.083_865_921_489_695_409_1e-8,
    -5.183_475_041_970_046_655_1e-9,
    2.483_674_543_802_478_317_2e-9,
    -1.192_140_140_586_091_207_4e-9,
    5.731_367_241_678_862_013_3e-10,
    -2.759_522_885_124_233_145_2e-10,
    1.330_476_437_424_448_948_1e-10,
];

/// Coefficients of `x^(1−2k)` in Stirling's series, k = 1, 2, …: `B₂ₖ/(2k(2k − 1))`.
const STIRLING: [f64; 9] = [
    1.0 / 12.0,
    -1.0 / 360.0,
    1.0 / 1260.0,
    -1.0 / 1680.0,
    1.0 / 1188.0,
    -691.0 / 360_360.0,
    1.0 / 156.0,
    -3617.0 / 122_400.0,
    43_867.0 / 244_188.0,
];

/// What Stirling's formula leaves: `ln Γ(x) − (x − ½)·ln x + x − ½·ln 2π`, for `x ≥ 10`.
pub(super) fn stirling_remainder(x: f64) -> f64 {
    let [remainder] = stirling_remainders(lanes([x])).0;
    remainder
}

#[inline(always)]
fn stirling_remainders<V: Width>(x: Lanes<V>) -> Lanes<V> {
    let square = 1.0 / (x * x);
    let mut series = Lanes::all(STIRLING[8]);
    for k in (0..8).rev() {
        series = series * square + STIRLING[k];
    }
    series / x
}

/// [`ln_gamma`] side by side, for `x ≥ 10`.
#[inline(always)]
pub(super) fn ln_gamma_large<V: Width>(x: Lanes<V>) -> Lanes<V> {
    (x - 0.5) * (elementary::ln(x) - 1.0) + (HALF_LN_TWO_PI - 0.5) + stirling_remainders(x)
}

/// `ln Γ(2 + z)` for `|z| ≤ ½`, with full relative precision around its zero.
fn ln_gamma_two_plus(z: f64) -> f64 {
    let series = AROUND_TWO
        .iter()
        .rev()
        .fold(0.0, |sum, &coefficient| sum * z + coefficient);
    z * (1.0 - EULER + z * series)
}

/// `ln Γ(1 + z)` for `−½ ≤ z ≤ ½`, with full relative precision around its zero.
pub(super) fn ln_gamma_one_plus(z: f64) -> f64 {
    ln_gamma_two_plus(z) - ln_1p(z)
}

/// The logarithm of the gamma function.
///
/// *Units*: `x ≥ 0`; infinite at 0 and at infinity, NaN below 0.
///
/// *Method*: Taylor series around 2 and the recurrence `Γ(x + 1) = x·Γ(x)` below 10, Stirling's series above;
/// relative error below 2e-15, around the zeros at 1 and 2 too.
///
/// *Source*: `dlmf`, 5.7.3 and 5.11.1.
///
/// ```
/// use tiercast::random::special::ln_gamma;
/// assert!((ln_gamma(5.0) - 24.0_f64.ln()).abs() < 1e-14);
/// ```
#[must_use]
pub fn ln_gamma(x: f64) -> f64 {
    if x.is_nan() || x < 0.0 {
        f64::NAN
    } else if x == 0.0 || x.is_infinite() {
        f64::INFINITY
    } else if x < 0.5 {
        ln_gamma_one_plus(x) - ln(x)
    } else if x < 1.5 {
        ln_gamma_one_plus(x - 1.0)
    } else if x < STIRLING_FROM {
        let mut product = 1.0;
        let mut rest = x;
        while rest >= 2.5 {
            rest -= 1.0;
            product *= rest;
        }
        ln_gamma_two_plus(rest - 2.0) + f64::ln(product)
    } else {
        (x - 0.5) * (ln(x) - 1.0) + (HALF_LN_TWO_PI - 0.5) + stirling_remainder(x)
    }
}

/// The logarithm of the beta function.
///
/// *Formula*: `ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a + b)`.
///
/// *Units*: `a, b ≥ 0`; infinite where either is 0, NaN below.
///
/// *Method*: where an argument is 10 or more, Stirling's formula is inserted and its large terms cancelled by hand;
/// absolute error below 1e-13·(1 + |ln B|).
///
/// ```
/// use tiercast::random::special::ln_beta;
/// assert!((ln_beta(2.0, 3.0) + 12.0_f64.ln()).abs() < 1e-14);
/// ```
#[must_use]
pub fn ln_beta(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() || a < 0.0 || b < 0.0 {
        return f64::NAN;
    }
    let (small, large) = if a < b { (a, b) } else { (b, a) };
    if small == 0.0 {
        return f64::INFINITY;
    }
    if large.is_infinite() {
        return f64::NEG_INFINITY;
    }
    let sum = small + large;
    if small >= STIRLING_FROM {
        let remainder =
            stirling_remainder(small) + stirling_remainder(large) - stirling_remainder(sum);
        let share = small / sum;
        (small - 0.5) * ln(share) + large * ln_1p(-share) - 0.5 * ln(large)
            + HALF_LN_TWO_PI
            + remainder
    } else if large >= STIRLING_FROM {
        let remainder = stirling_remainder(large) - stirling_remainder(sum);
        ln_gamma(small) + small - small * ln(sum) + (large - 0.5) * ln_1p(-small / sum) + remainder
    } else {
        ln_gamma(small) + (ln_gamma(large) - ln_gamma(sum))
    }
}

/// `μ − ln(1 + μ)` for `μ > −1`, with full relative precision around 0.
pub(super) fn excess_over_log(mu: f64) -> f64 {
    if !(-0.4..0.6).contains(&mu) {
        return mu - ln_1p(mu);
    }
    let r = mu / (2.0 + mu);
    let square = r * r;
    let mut power = square;
    let mut odd = 3.0;
    let mut series = 0.0;
    loop {
        let term = power / odd;
        series += term;
        if term <= f64::EPSILON / 8.0 * series {
            return r * (mu - 2.0 * series);
        }
        power *= square;
        odd += 2.0;
    }
}

/// `xᵃ·e⁻ˣ/Γ(a)`: the gamma density times x, that is, the derivative of the distribution function by `ln x`.
pub(super) fn gamma_density_by_log(a: f64, x: f64) -> f64 {
    if a < STIRLING_FROM {
        exp(a * ln(x) - x - ln_gamma(a))
    } else {
        (a / (2.0 * PI)).sqrt() * exp(-a * excess_over_log((x - a) / a) - stirling_remainder(a))
    }
}

/// `xᵃ·yᵇ/B(a, b)` with `y = 1 − x`: the derivative of the beta distribution function by `ln(x/y)`.
pub(super) fn beta_density_by_logit(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if a.min(b) < STIRLING_FROM {
        let ln_x = if x < 0.5 { ln(x) } else { ln_1p(-y) };
        let ln_y = if x < 0.5 { ln_1p(-x) } else { ln(y) };
        return exp(a * ln_x + b * ln_y - ln_beta(a, b));
    }
    let lambda = distance_from_mean(a, b, x, y);
    let remainder = stirling_remainder(a) + stirling_remainder(b) - stirling_remainder(a + b);
    let exponent = a * excess_over_log(-lambda / a) + b * excess_over_log(lambda / b);
    (a / (2.0 * PI) * (b / (a + b))).sqrt() * exp(-exponent - remainder)
}

/// `a·y − b·x`, zero at the mean, rounded once.
pub(super) fn distance_from_mean(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if x < 0.5 {
        x.mul_add(-(a + b), a)
    } else {
        y.mul_add(a + b, -b)
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact values are meant")]
mod tests;
