//! The exponential and logarithms of several numbers side by side.
//!
//! They are simple polynomials without branches, so that a loop over them becomes vector code, and they give the same
//! bits on every platform, which the standard library's do not promise.

use crate::random::lanes::{Lanes, Width};

/// Coefficients of `r²` in `−2·atanh(r)/r` for `r² ≤ 1/9`: Chebyshev interpolation, relative error 2e-18.
const LOGARITHM: [f64; 12] = [
    -2.0,
    -0.666_666_666_666_666_9,
    -0.399_999_999_999_928_7,
    -0.285_714_285_726_229_26,
    -0.222_222_221_191_036_74,
    -0.181_818_234_224_952_52,
    -0.153_844_470_604_599_7,
    -0.133_368_768_157_438_37,
    -0.117_152_746_681_104_26,
    -0.109_766_166_379_474_94,
    -0.069_803_904_983_324_32,
    -0.164_882_859_313_895_68,
];

/// Coefficients of `r²` in `2·atanh(r)/r` for `|r| ≤ (√2 − 1)/(√2 + 1)`: Chebyshev interpolation, error 9e-12.
const COARSE_LOGARITHM: [f64; 5] = [
    2.000_000_000_008_359_5,
    0.666_666_652_474_875_2,
    0.400_003_846_723_751_9,
    0.285_350_510_378_163_1,
    0.236_163_590_991_459_84,
];

/// Coefficients of `exp(r)` for `|r| ≤ ½·ln 2`: Chebyshev interpolation, relative error 2e-17.
const EXPONENTIAL: [f64; 12] = [
    1.0,
    1.0,
    0.500_000_000_000_001_9,
    0.166_666_666_666_666_8,
    0.041_666_666_666_487_95,
    0.008_333_333_333_319_589,
    0.001_388_888_895_235_286_3,
    0.000_198_412_698_900_764_03,
    2.480_148_544_156_131_3e-5,
    2.755_724_088_722_987e-6,
    2.763_265_472_252_779e-7,
    2.511_004_920_481_865_8e-8,
];

/// Coefficients as of [`LOGARITHM`]: relative error 2.6e-12.
const COARSE_LOGARITHM_OF_RATIO: [f64; 7] = [
    -2.000_000_000_004_866,
    -0.666_666_662_379_217_5,
    -0.400_000_614_212_079_4,
    -0.285_681_457_582_010_9,
    -0.223_051_273_855_829_54,
    -0.171_225_366_672_901_9,
    -0.218_605_683_143_069_6,
];

/// Coefficients as of [`EXPONENTIAL`]: relative error 2.1e-12, none at 0.
const COARSE_EXPONENTIAL: [f64; 9] = [
    1.0,
    0.999_999_999_995_509,
    0.499_999_999_999_551_1,
    0.166_666_667_863_085_87,
    0.041_666_666_786_265_73,
    0.008_333_283_538_708_528,
    0.001_388_883_911_057_200_9,
    0.000_199_075_693_108_482_88,
    2.486_787_017_968_772_7e-5,
];

/// A polynomial, its even and its odd part by Horner's rule side by side, which halves the latency.
#[inline(always)]
fn polynomial<V: Width, const N: usize>(coefficients: &[f64; N], x: Lanes<V>) -> Lanes<V> {
    let square = x * x;
    let mut last = Lanes::all(coefficients[N - 1]);
    let mut other = Lanes::all(coefficients[N - 2]);
    for k in (0..N - 2).rev() {
        (last, other) = (other, last * square + coefficients[k]);
    }
    // the odd part comes last, whatever N
    last * x + other
}

/// `ln(1 − p)` at `r = p/(2 − p)`, for `0 ≤ p ≤ ½`; relative error below 3e-12.
///
/// *Formula*: `ln((1 − r)/(1 + r)) = −2·artanh r`.
#[inline(always)]
pub(crate) fn coarse_ln_of_ratio<V: Width>(r: Lanes<V>) -> Lanes<V> {
    r * polynomial(&COARSE_LOGARITHM_OF_RATIO, r * r)
}

/// `ln(x)` for `x` from 1e-300 to 1e300; relative error below 1e-15.
#[inline(always)]
pub(crate) fn ln<V: Width>(x: Lanes<V>) -> Lanes<V> {
    const LN_2_HEAD: f64 = 0.693_147_180_369_123_8;
    const LN_2_REST: f64 = 1.908_214_929_270_587_7e-10;
    let (exponent, r) = exponent_and_rest(x);
    exponent * LN_2_HEAD + (exponent * LN_2_REST - r * polynomial(&LOGARITHM, r * r))
}

/// `ln(x)` for `x` from 1e-300 to 1e300, to 1e-11, with less work than [`ln`].
#[inline(always)]
pub(crate) fn coarse_ln<V: Width>(x: Lanes<V>) -> Lanes<V> {
    let (exponent, r) = exponent_and_rest(x);
    let square = r * r;
    let mut series = Lanes::all(COARSE_LOGARITHM[4]);
    for k in (0..4).rev() {
        series = series * square + COARSE_LOGARITHM[k];
    }
    exponent * std::f64::consts::LN_2 + r * series
}

/// The `k` and `r` with `x = 2ᵏ·(1 + r)/(1 − r)` and `(1 + r)/(1 − r)` in [√½, √2).
#[inline(always)]
fn exponent_and_rest<V: Width>(x: Lanes<V>) -> (Lanes<V>, Lanes<V>) {
    const ROOT_HALF: u64 = std::f64::consts::FRAC_1_SQRT_2.to_bits();
    const FRACTION: u64 = (1 << 52) - 1;
    // a small whole number in its lowest bits makes 2⁵² and that number
    const SHIFT: f64 = 4_503_599_627_370_496.0;
    let shifted = x.bits().plus(1.0_f64.to_bits() - ROOT_HALF);
    let exponent = shifted.shifted_down(52).or(SHIFT.to_bits()).floats() - (SHIFT + 1023.0);
    let rest = shifted.and(FRACTION).plus(ROOT_HALF).floats();
    (exponent, (rest - 1.0) / (rest + 1.0))
}

/// The largest exponent, up or down, of [`exp`].
pub(crate) const LARGEST_EXPONENT: f64 = 700.0;

/// `exp(x)` for `−700 ≤ x ≤ 700`; relative error below 5e-16.
#[inline(always)]
pub(crate) fn exp<V: Width>(x: Lanes<V>) -> Lanes<V> {
    exp_by(&EXPONENTIAL, x)
}

/// [`exp`] to 3e-12 of itself, with less work.
#[inline(always)]
pub(crate) fn coarse_exp<V: Width>(x: Lanes<V>) -> Lanes<V> {
    exp_by(&COARSE_EXPONENTIAL, x)
}

/// The exponential, by a polynomial for `|x| ≤ ½·ln 2`.
#[inline(always)]
fn exp_by<V: Width, const N: usize>(coefficients: &[f64; N], x: Lanes<V>) -> Lanes<V> {
    const SHIFT: f64 = 6_755_399_441_055_744.0;
    const LN_2_HEAD: f64 = 0.693_146_705_627_441_4;
    const LN_2_REST: f64 = 4.749_325_039_031_672_6e-7;
    let shifted = x * std::f64::consts::LOG2_E + SHIFT;
    let power = shifted - SHIFT;
    let rest = (x - power * LN_2_HEAD) - power * LN_2_REST;
    let scale = shifted
        .bits()
        .shifted_up(52)
        .plus(1.0_f64.to_bits())
        .floats();
    polynomial(coefficients, rest) * scale
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::lanes::lanes;

    #[test]
    fn elementary_functions_agree_with_the_standard_library() {
        for step in 0..=1000 {
            let p = 0.5 * (f64::from(step) / 1000.0).powi(4);
            let [logarithm] = coarse_ln_of_ratio(lanes([p / (2.0 - p)])).0;
            let exact = (-p).ln_1p();
            assert!((logarithm - exact).abs() <= 3e-12 * -exact, "ln(1 − {p})");
            for x in [-f64::from(step) * 0.7, f64::from(step) * 0.7] {
                let [power] = exp(lanes([x])).0;
                assert!((power / x.exp() - 1.0).abs() <= 5e-16, "exp({x})");
                let [power] = coarse_exp(lanes([x])).0;
                assert!((power / x.exp() - 1.0).abs() <= 3e-12, "coarse exp({x})");
            }
            let fraction = (f64::from(step + 1) / 1001.0).powi(40).max(1e-300);
            for x in [fraction, 1.0 / fraction] {
                let [logarithm] = ln(lanes([x])).0;
                assert!(
                    (logarithm - x.ln()).abs() <= 1e-15 * x.ln().abs(),
                    "ln({x})"
                );
                let [coarse] = coarse_ln(lanes([x])).0;
                assert!(
                    (coarse - x.ln()).abs() <= 2e-11 * x.ln().abs().max(1.0),
                    "coarse ln({x})"
                );
            }
        }
        let zero = lanes([0.0]);
        assert!(coarse_ln_of_ratio(zero).0[0] >= 0.0);
        assert_eq!(coarse_exp(zero).0, [1.0]);
        assert_eq!(
            exp(zero).0,
            [1.0],
            "what changes nothing must change nothing"
        );
        assert_eq!(ln(lanes([1.0])).0, [0.0]);
    }
}
