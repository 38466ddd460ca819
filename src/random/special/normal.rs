//! The standard normal distribution.

use super::error::{erfcx, exp_minus_square};
use crate::random::elementary::{self, coarse_ln};
use crate::random::lanes::{Lanes, Width, lanes};
use crate::random::portable::ln;
use std::f64::consts::FRAC_1_SQRT_2;

/// The standard normal distribution function `P(Z ≤ z)`.
///
/// *Method*: relative error below 2e-15 in both tails, as for [`normal_sf`].
///
/// ```
/// use tiercast::random::special::normal_cdf;
/// assert!((normal_cdf(1.959_963_984_540_054) - 0.975).abs() < 1e-15);
/// ```
#[must_use]
pub fn normal_cdf(z: f64) -> f64 {
    normal_sf(-z)
}

/// The standard normal survival function `P(Z > z)`.
///
/// *Formula*: `½·exp(−z²/2)·erfcx(z/√2)` for `z ≥ 0`, the complement below.
///
/// *Method*: relative error below 2e-15; it underflows to 0 beyond 38.6.
#[must_use]
pub fn normal_sf(z: f64) -> f64 {
    const UNDERFLOW: f64 = 38.6;
    if z < 0.0 {
        1.0 - normal_sf(-z)
    } else if z > UNDERFLOW {
        0.0
    } else {
        0.5 * exp_minus_square(z, 0.5) * erfcx(z * FRAC_1_SQRT_2)
    }
}

/// The standard normal quantile: the `z` with `P(Z ≤ z) = p`.
///
/// *Units*: `p` in [0, 1]; infinite at the ends, NaN outside.
///
/// *Method*: rational approximations in three regions, relative error about 1e-16 (algorithm AS 241, PPND16).
///
/// *Source*: `wichura-1988`.
///
/// ```
/// use tiercast::random::special::normal_quantile;
/// assert!((normal_quantile(0.95) - 1.644_853_626_951_472_7).abs() < 1e-14);
/// ```
#[must_use]
#[inline]
pub fn normal_quantile(p: f64) -> f64 {
    let [z] = normal_quantiles(lanes([p])).0;
    z
}

/// [`normal_quantile`] of several probabilities side by side, each to the bit what it is alone.
#[inline(always)]
pub(crate) fn normal_quantiles<V: Width>(p: Lanes<V>) -> Lanes<V> {
    let q = p - 0.5;
    let centre = q.abs().at_most(CENTRE);
    let mut z = q * ratio(&CENTRE_COEFFICIENTS, 0.180_625 - q * q);
    if (!centre).any() {
        let low = p.below(Lanes::all(0.5));
        let tail = low.choose(p, 1.0 - p);
        let r = (-elementary::ln(tail)).sqrt();
        let score = ratio(&MIDDLE_COEFFICIENTS, r - 1.6);
        z = centre.choose(z, low.choose(-score, score));
        // what is no probability belongs to the rarest region
        if (!q.abs().at_most(MIDDLE)).any() {
            let (p, mut scores) = (p.each(), z.each());
            for lane in 0..V::LANES {
                if (p[lane] - 0.5).abs() > MIDDLE || p[lane].is_nan() {
                    scores[lane] = far_quantile(p[lane]);
                }
            }
            z = Lanes::load(&scores, 0);
        }
    }
    z
}

/// [`normal_quantile`] to 1e-9 of itself, with a third of the work: for scores of what is rounded or summed.
///
/// *Formula*: `z = x·P(w)`, `x = 2p − 1`, `w = −ln(1 − x²)`, with a polynomial `P`.
///
/// *Source*: `giles-2012`.
#[inline(always)]
pub(crate) fn normal_scores<V: Width>(p: Lanes<V>) -> Lanes<V> {
    let w = -coarse_ln(4.0 * p * (1.0 - p));
    let centred = w - 0.5 * SCORE_REACH;
    let mut series = Lanes::all(SCORE_COEFFICIENTS[12]);
    for power in (0..12).rev() {
        series = series * centred + SCORE_COEFFICIENTS[power];
    }
    let score = (2.0 * p - 1.0) * series;
    let near = w.at_most(SCORE_REACH);
    if (!near).any() {
        return near.choose(score, normal_quantiles(p));
    }
    score
}

/// The largest `w` of [`normal_scores`]; one probability in a thousand lies beyond.
const SCORE_REACH: f64 = 6.25;

/// Coefficients of `w − SCORE_REACH/2` in `z/x`: Chebyshev interpolation, relative error 7e-10.
const SCORE_COEFFICIENTS: [f64; 13] = [
    2.338_620_710_026_593,
    0.339_634_953_075_062_64,
    -0.008_532_899_404_755_849,
    -0.001_047_495_303_750_469_7,
    0.000_264_082_689_468_158_74,
    -1.964_645_456_038_699e-5,
    -1.931_563_643_707_431_5e-6,
    6.038_481_744_356_054e-7,
    -4.095_415_452_089_042e-8,
    -6.721_397_313_114_064e-9,
    1.465_674_296_611_927_9e-9,
    8.044_352_890_481_519e-12,
    -1.777_781_623_509_46e-11,
];

/// Half-width, in probability, of the region that needs neither logarithm nor square root.
const CENTRE: f64 = 0.425;

/// Half-width, in probability, of the region that the middle coefficients reach: `½ − exp(−25)`.
const MIDDLE: f64 = 0.5 - 1.388_794_386_496_402e-11;

/// The normal quantile in the far tails, at their ends, and outside.
#[cold]
fn far_quantile(p: f64) -> f64 {
    let tail = if p < 0.5 { p } else { 1.0 - p };
    if tail.is_nan() || tail < 0.0 {
        return f64::NAN;
    }
    let z = if tail == 0.0 {
        f64::INFINITY
    } else {
        let [score] = ratio(&FAR_COEFFICIENTS, lanes([(-ln(tail)).sqrt() - 5.0])).0;
        score
    };
    if p < 0.5 { -z } else { z }
}

/// Numerator and denominator coefficients, lowest power first.
type Rational = [[f64; 8]; 2];

#[inline(always)]
fn ratio<V: Width>([above, below]: &Rational, r: Lanes<V>) -> Lanes<V> {
    let (mut numerator, mut denominator) = (Lanes::all(above[7]), Lanes::all(below[7]));
    for power in (0..7).rev() {
        numerator = numerator * r + above[power];
        denominator = denominator * r + below[power];
    }
    numerator / denominator
}

const CENTRE_COEFFICIENTS: Rational = [
    [
        3.387_132_872_796_366_5,
        1.331_416_678_917_843_8e2,
        1.971_590_950_306_551_3e3,
        1.373_169_376_550_946e4,
        4.592_195_393_154_987e4,
        6.726_577_092_700_87e4,
        3.343_057_558_358_813e4,
        2.509_080_928_730_122_7e3,
    ],
    [
        1.0,
        4.231_333_070_160_091e1,
        6.871_870_074_920_579e2,
        5.394_196_021_424_751e3,
        2.121_379_430_158_659_7e4,
        3.930_789_580_009_271e4,
        2.872_908_573_572_194_3e4,
        5.226_495_278_852_854e3,
    ],
];

const MIDDLE_COEFFICIENTS: Rational = [
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        2.417_807_251_774_506e-1,
        2.272_384_498_926_918_4e-2,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        6.897_673_349_851e-1,
        1.481_039_764_274_800_8e-1,
        1.519_866_656_361_645_7e-2,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
];

const FAR_COEFFICIENTS: Rational = [
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        2.965_605_718_285_048_7e-1,
        2.653_218_952_657_612_4e-2,
        1.242_660_947_388_078_4e-3,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        5.998_322_065_558_88e-1,
        1.369_298_809_227_358e-1,
        1.487_536_129_085_061_5e-2,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
];

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact values are meant")]
mod tests;
