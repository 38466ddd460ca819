//! The regularised incomplete gamma functions and their inverses.

use super::error::erfcx;
use super::log_gamma::{
    excess_over_log, gamma_density_by_log, ln_gamma, ln_gamma_large, ln_gamma_one_plus,
};
use super::normal::normal_quantile;
use super::solve::{Direction, Tail, solve};
use crate::random::elementary;
use crate::random::lanes::{Lanes, Width};
use crate::random::portable::{exp, exp_m1, ln, ln_1p};
use std::f64::consts::PI;

/// Coefficients of `ηᵏ` in `η/μ`, where `η²/2 = μ − ln(1 + μ)`.
#[expect(clippy::excessive_precision, reason = "the digits as computed")]
const ETA_OVER_MU: [f64; 28] = [
    1.0,
    -0.333_333_333_333_333_333_33,
    0.083_333_333_333_333_333_333,
    -0.014_814_814_814_814_814_815,
    0.001_157_407_407_407_407_407_4,
    0.000_352_733_686_067_019_400_35,
    -0.000_178_755_144_032_921_810_7,
    0.000_039_192_631_785_224_377_817,
    -2.185_448_510_679_992_161_5e-6,
    -1.854_062_210_715_159_960_7e-6,
    8.296_711_340_953_086_005e-7,
    -1.766_595_273_682_607_930_4e-7,
    6.707_853_543_401_498_580_4e-9,
    1.026_180_978_424_030_804_3e-8,
    -4.382_036_018_453_353_186_6e-9,
    9.147_699_582_236_790_234_2e-10,
    -2.551_419_399_494_624_976_7e-11,
    -5.830_772_132_550_425_067_5e-11,
    2.436_194_802_066_741_624_4e-11,
    -5.027_669_280_114_175_589_1e-12,
    1.100_439_203_195_613_477_1e-13,
    3.371_763_262_400_985_378_8e-13,
    -1.392_388_722_418_162_065_9e-13,
    2.853_489_380_704_744_320_4e-14,
    -5.139_111_834_242_572_619e-16,
    -1.975_228_829_434_944_283_5e-15,
    8.099_521_156_704_561_334_1e-16,
    -1.652_253_121_639_816_181_9e-16,
];

/// Shape from which the uniform expansion is used around the mean.
const UNIFORM_FROM: f64 = 25.0;

/// Both tail probabilities of a gamma variable of shape `a` and unit scale at `x`, for `a > 0`, `0 < x < ∞`.
struct Tails {
    lower: f64,
    upper: f64,
}

impl Tails {
    fn from_lower(lower: f64) -> Self {
        Self {
            lower,
            upper: 1.0 - lower,
        }
    }

    fn from_upper(upper: f64) -> Self {
        Self {
            lower: 1.0 - upper,
            upper,
        }
    }

    fn of(a: f64, x: f64) -> Self {
        const SMALL_ARGUMENT: f64 = 1.1;
        const UPPER_LOSES_DIGITS: f64 = 0.7;
        let mu = (x - a) / a;
        if a >= UNIFORM_FROM && (-0.65..1.3).contains(&mu) {
            return uniform_expansion(a, mu);
        }
        if x > SMALL_ARGUMENT && x >= a {
            return Self::from_upper(upper_fraction(a, x));
        }
        let lower = lower_series(a, x);
        if lower < UPPER_LOSES_DIGITS || x > SMALL_ARGUMENT {
            Self::from_lower(lower)
        } else {
            Self {
                lower,
                upper: upper_series(a, x),
            }
        }
    }
}

/// `P = xᵃe⁻ˣ/Γ(a + 1) · Σ xⁿ/((a + 1)…(a + n))`.
fn lower_series(a: f64, x: f64) -> f64 {
    let (mut term, mut sum, mut denominator) = (1.0, 1.0, a);
    while term > f64::EPSILON / 8.0 * sum {
        denominator += 1.0;
        term *= x / denominator;
        sum += term;
    }
    gamma_density_by_log(a, x) / a * sum
}

/// `Q = 1 − xᵃ/Γ(a + 1) − xᵃ/Γ(a) · Σ_{n ≥ 1} (−x)ⁿ/(n!(a + n))`, for small `a` and `x`, where `P` is near 1.
fn upper_series(a: f64, x: f64) -> f64 {
    let log_power = a * ln(x);
    let log_leading = log_power
        - if a < 0.5 {
            ln_gamma_one_plus(a)
        } else {
            ln_gamma(1.0 + a)
        };
    let (mut power, mut sum, mut n) = (1.0, 0.0, 1.0);
    let mut term = f64::INFINITY;
    while f64::abs(term) > f64::EPSILON / 8.0 * f64::abs(sum) {
        power *= -x / n;
        term = power / (a + n);
        sum += term;
        n += 1.0;
    }
    -exp_m1(log_leading) - a * exp(log_leading) * sum
}

/// `Q` by Legendre's continued fraction, evaluated by Lentz's method.
#[expect(clippy::many_single_char_names, reason = "the names of the formula")]
fn upper_fraction(a: f64, x: f64) -> f64 {
    let mut b = x + 1.0 - a;
    let mut c = f64::INFINITY;
    let mut d = b.recip();
    let mut fraction = d;
    let mut n = 0.0;
    let mut factor = 0.0;
    while f64::abs(factor - 1.0) > f64::EPSILON {
        n += 1.0;
        let numerator = n * (a - n);
        b += 2.0;
        d = (numerator * d + b).recip();
        c = b + numerator / c;
        factor = c * d;
        fraction *= factor;
    }
    gamma_density_by_log(a, x) * fraction
}

/// Temme's uniform expansion, `½·erfc(±η√(a/2)) ± exp(−aη²/2)/√(2πa) · S(a, η)`, with the factor `exp(−aη²/2)` taken out.
fn uniform_expansion(a: f64, mu: f64) -> Tails {
    let half_square = excess_over_log(mu);
    let eta = (2.0 * half_square).sqrt().copysign(mu);
    let scale = exp(-a * half_square);
    let correction = uniform_series(a, eta) / (2.0 * PI * a).sqrt();
    let leading = 0.5 * erfcx((a * half_square).sqrt());
    if mu < 0.0 {
        Tails::from_lower(scale * (leading - correction))
    } else {
        Tails::from_upper(scale * (leading + correction))
    }
}

/// `S(a, η) = (1 + β₁/a)⁻¹ · Σ βₙηⁿ`, `βₙ₋₁ = fₙ + (n + 1)βₙ₊₁/a` downwards (Gil, Segura & Temme 2012).
#[expect(clippy::cast_precision_loss, reason = "orders are small")]
fn uniform_series(a: f64, eta: f64) -> f64 {
    const LAST: usize = ETA_OVER_MU.len() - 1;
    let (mut after, mut beta) = (ETA_OVER_MU[LAST], ETA_OVER_MU[LAST - 1]);
    // Horner's rule from the highest power down, each coefficient found on the way; `beta` ends as β₀, `after` as β₁.
    let mut sum = after * eta + beta;
    for n in (1..LAST - 1).rev() {
        (after, beta) = (beta, ETA_OVER_MU[n] + (n + 1) as f64 * after / a);
        sum = sum * eta + beta;
    }
    sum / (1.0 + after / a)
}

/// The regularised lower incomplete gamma function: the distribution function of a gamma variable of shape `a`, scale 1.
///
/// *Formula*: `P(a, x) = γ(a, x)/Γ(a)`.
///
/// *Units*: `a ≥ 0`, `x ≥ 0` (shape 0 is a unit mass at 0); NaN outside.
///
/// *Method*: series, continued fraction, or from shape 25 on Temme's uniform expansion. Relative error below 1e-13 for
/// `a` from 1e-3 to 1e8 where the value is above 1e-200, growing with `−ln P` beyond.
///
/// *Source*: `temme-1979`; `gil-segura-temme-2012`.
///
/// ```
/// use tiercast::random::special::gamma_p;
/// assert!((gamma_p(1.0, 2.0) - (1.0 - (-2.0_f64).exp())).abs() < 1e-15);
/// ```
#[must_use]
pub fn gamma_p(a: f64, x: f64) -> f64 {
    limits(a, x).unwrap_or_else(|| Tails::of(a, x).lower.clamp(0.0, 1.0))
}

/// The regularised upper incomplete gamma function `Q(a, x) = 1 − P(a, x)`, as precise where it is small.
///
/// *Units*, *Method*: as for [`gamma_p`].
#[must_use]
pub fn gamma_q(a: f64, x: f64) -> f64 {
    limits(a, x).map_or_else(
        || Tails::of(a, x).upper.clamp(0.0, 1.0),
        |lower| 1.0 - lower,
    )
}

/// [`gamma_p`] and [`gamma_q`] at once.
#[must_use]
pub fn gamma_tails(a: f64, x: f64) -> [f64; 2] {
    if let Some(lower) = limits(a, x) {
        return [lower, 1.0 - lower];
    }
    let Tails { lower, upper } = Tails::of(a, x);
    [lower.clamp(0.0, 1.0), upper.clamp(0.0, 1.0)]
}

/// By how much [`gamma_p`] falls, and [`gamma_q`] rises, from shape `a` to `a + 1`.
///
/// *Formula*: `xᵃe⁻ˣ/Γ(a + 1)`.
///
/// *Units*: `a > 0`, `x ≥ 0`.
#[must_use]
pub fn gamma_step(a: f64, x: f64) -> f64 {
    if x > 0.0 && x.is_finite() {
        gamma_density_by_log(a, x) / a
    } else {
        0.0
    }
}

/// What splits a gamma variable of shape `a` and unit scale at `x`, side by side: `Q(a, x)`, `P(a + 3, x)`, and the [`gamma_step`] at `a`.
///
/// *Units*: `a > 0`, `x > 0`.
///
/// *Method*: series or continued fraction of one tail, from which the other follows by a sum; relative error below 1e-10
/// for `a` from 1e-3. Shapes from 25 on are done one by one.
#[inline(always)]
pub(crate) fn gamma_splits<V: Width>(a: Lanes<V>, x: Lanes<V>) -> [Lanes<V>; 3] {
    // shorter than the series from here on, and before it no digits of `1 − P` are lost that matter
    const FRACTION_BEYOND_MEAN: f64 = 2.0;
    let large = a.at_least(UNIFORM_FROM);
    let found = small_splits(large.choose(Lanes::all(1.0), a), x, FRACTION_BEYOND_MEAN);
    if !large.any() {
        return found;
    }
    let (shapes, arguments) = (a.each(), x.each());
    let mut rows = found.map(Lanes::each);
    for lane in 0..V::LANES {
        let (a, x) = (shapes[lane], arguments[lane]);
        if a >= UNIFORM_FROM {
            rows[0][lane] = gamma_q(a, x);
            rows[1][lane] = gamma_p(a + 3.0, x);
            rows[2][lane] = gamma_step(a, x);
        }
    }
    [
        Lanes::load(&rows[0], 0),
        Lanes::load(&rows[1], 0),
        Lanes::load(&rows[2], 0),
    ]
}

/// [`gamma_splits`] for shapes below 25.
#[inline(always)]
fn small_splits<V: Width>(a: Lanes<V>, x: Lanes<V>, beyond: f64) -> [Lanes<V>; 3] {
    // outside this range nothing is left of one side
    let x = x.max(1e-300).min(Lanes::all(1e3));
    let step = small_steps(a, x);
    let second = step * x / (a + 1.0);
    let third = second * x / (a + 2.0);
    let steps = step + second + third;
    let far = (a + beyond).below(x);
    let (mut over, mut under) = (Lanes::all(0.0), Lanes::all(0.0));
    if (!far).any() {
        let near = far.choose(over, x);
        under = third * near / (a + 3.0) * lower_sums(a + 3.0, near);
        over = 1.0 - (steps + under);
    }
    if far.any() {
        let upper = step * a * upper_ratios(a, far.choose(x, Lanes::all(1e3)));
        over = far.choose(upper, over);
        under = far.choose(1.0 - (steps + upper), under);
    }
    [over.max(0.0), under.max(0.0), step]
}

/// `xᵃe⁻ˣ/Γ(a + 1)` for small shapes, by `Γ(a + 11) = Γ(a + 1)·(a + 1)⋯(a + 10)`.
#[inline(always)]
fn small_steps<V: Width>(a: Lanes<V>, x: Lanes<V>) -> Lanes<V> {
    let lowest = -elementary::LARGEST_EXPONENT;
    let exponent = a * elementary::ln(x) - x - ln_gamma_large(a + 11.0);
    let mut step = elementary::exp(exponent.max(lowest));
    let mut factor = a;
    for _ in 0..10 {
        factor = factor + 1.0;
        step = step * factor;
    }
    exponent.at_most(lowest).choose(Lanes::all(0.0), step)
}

/// `Σ xⁿ/((a + 1)…(a + n))` over one denominator.
#[inline(always)]
fn lower_sums<V: Width>(a: Lanes<V>, x: Lanes<V>) -> Lanes<V> {
    let (mut power, mut factor) = (x, a + 1.0);
    let (mut sum, mut denominator) = (factor + x, factor);
    let mut pending = (sum * PRECISION).below(power);
    // who has arrived stands still, so that no sum depends on those beside it
    while pending.any() {
        factor = factor + 1.0;
        power = power * x;
        sum = pending.choose(sum * factor + power, sum);
        denominator = pending.choose(denominator * factor, denominator);
        pending = pending & (sum * PRECISION).below(power);
    }
    sum / denominator
}

/// Legendre's continued fraction of [`upper_fraction`], numerators and denominators of its convergents by their recurrence.
#[inline(always)]
#[expect(clippy::many_single_char_names, reason = "the names of the formula")]
fn upper_ratios<V: Width>(a: Lanes<V>, x: Lanes<V>) -> Lanes<V> {
    let mut b = x + 1.0 - a;
    let mut above = [Lanes::all(0.0), Lanes::all(1.0)];
    let mut below = [Lanes::all(1.0), b];
    let mut found = [above[1], below[1]];
    let mut pending = x.at_least(0.0);
    let mut n = 0.0;
    while pending.any() {
        n += 1.0;
        b = b + 2.0;
        let c = n * (a - n);
        above = [above[1], b * above[1] + c * above[0]];
        below = [below[1], b * below[1] + c * below[0]];
        found[0] = pending.choose(above[1], found[0]);
        found[1] = pending.choose(below[1], found[1]);
        let (last, before) = (above[1] * below[0], above[0] * below[1]);
        pending = pending & (last * PRECISION).below((last - before).abs());
    }
    found[0] / found[1]
}

/// Share of a sum that is left out.
const PRECISION: f64 = f64::EPSILON;

/// `P` where it needs no computation: outside the domain and at its ends.
fn limits(a: f64, x: f64) -> Option<f64> {
    if a.is_nan() || x.is_nan() || a < 0.0 || x < 0.0 || a.is_infinite() {
        Some(f64::NAN)
    } else if a == 0.0 || x.is_infinite() {
        Some(1.0)
    } else if x == 0.0 {
        Some(0.0)
    } else {
        None
    }
}

/// The inverse of [`gamma_p`] by its second argument: the quantile of a gamma variable of shape `a`, scale 1.
///
/// *Units*: `a > 0`, `p` in [0, 1]; NaN outside, infinite at `p = 1`. Small shapes underflow to 0.
///
/// *Method*: Newton's method on the logarithm of the smaller tail; as precise as `p` and [`gamma_p`] determine it.
///
/// ```
/// use tiercast::random::special::gamma_p_inverse;
/// assert!((gamma_p_inverse(1.0, 0.5) - 2.0_f64.ln()).abs() < 1e-15);
/// ```
#[must_use]
pub fn gamma_p_inverse(a: f64, p: f64) -> f64 {
    gamma_quantile(a, p, 1.0 - p)
}

/// The inverse of [`gamma_q`] by its second argument, for upper tail probabilities.
///
/// *Units*: `a > 0`, `q` in [0, 1]; NaN outside, infinite at `q = 0`.
///
/// *Method*: as for [`gamma_p_inverse`].
#[must_use]
pub fn gamma_q_inverse(a: f64, q: f64) -> f64 {
    gamma_quantile(a, 1.0 - q, q)
}

/// The quantile from both tail probabilities, `p + q = 1`, of which only the smaller is used.
pub(in crate::random) fn gamma_quantile(a: f64, p: f64, q: f64) -> f64 {
    if !(a > 0.0 && a.is_finite() && (0.0..=1.0).contains(&p) && (0.0..=1.0).contains(&q)) {
        return f64::NAN;
    }
    if p == 0.0 {
        return 0.0;
    }
    if q == 0.0 {
        return f64::INFINITY;
    }
    let start = starting_point(a, p, q);
    if start == 0.0 {
        return 0.0;
    }
    if p < q {
        solve(start, p, Direction::Rising, |x| Tail {
            probability: gamma_p(a, x),
            slope: gamma_density_by_log(a, x),
        })
    } else {
        solve(start, q, Direction::Falling, |x| Tail {
            probability: gamma_q(a, x),
            slope: gamma_density_by_log(a, x),
        })
    }
}

/// Wilson & Hilferty's cube, or the leading power of the lower tail where that is better.
fn starting_point(a: f64, p: f64, q: f64) -> f64 {
    let z = if p < q {
        normal_quantile(p)
    } else {
        -normal_quantile(q)
    };
    let root = 1.0 - (9.0 * a).recip() + z / (3.0 * a.sqrt());
    if a > 0.5 && root > 0.25 {
        return a * root.powi(3);
    }
    let log_p = if p < q { ln(p) } else { ln_1p(-q) };
    let power = exp((log_p + ln_gamma(a + 1.0)) / a);
    if power < 0.5 || p < q {
        power
    } else {
        (-ln(q) - ln_gamma(a)).max(1.0)
    }
}

#[cfg(test)]
mod tests;
