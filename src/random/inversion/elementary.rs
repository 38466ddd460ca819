//! An exponential and logarithms for probabilities.
//!
//! They are simple polynomials without branches, so that a loop over them becomes vector code, and they give the same
//! bits on every platform, which the standard library's do not promise.

use crate::random::lanes::Lanes;

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

/// A polynomial, its even and its odd part by Horner's rule side by side, which halves the latency.
#[inline(always)]
fn polynomial<const N: usize>(coefficients: &[f64; 12], x: Lanes<N>) -> Lanes<N> {
    let square = x * x;
    let mut even = Lanes::all(coefficients[10]);
    let mut odd = Lanes::all(coefficients[11]);
    for k in (0..10).step_by(2).rev() {
        even = even * square + coefficients[k];
        odd = odd * square + coefficients[k + 1];
    }
    odd * x + even
}

/// `ln(1 − p)` for `0 ≤ p ≤ ½`; relative error below 5e-16.
#[inline(always)]
pub(in crate::random) fn ln_one_minus<const N: usize>(p: Lanes<N>) -> Lanes<N> {
    let r = p / (2.0 - p);
    r * polynomial(&LOGARITHM, r * r)
}

/// `ln(x)` for `x` from 1e-300 to 1; relative error below 1e-15.
#[inline(always)]
pub(in crate::random) fn ln_of_fraction<const N: usize>(x: Lanes<N>) -> Lanes<N> {
    const ROOT_HALF: u64 = std::f64::consts::FRAC_1_SQRT_2.to_bits();
    const FRACTION: u64 = (1 << 52) - 1;
    // a small whole number in its lowest bits makes 2⁵² and that number
    const SHIFT: f64 = 4_503_599_627_370_496.0;
    const LN_2_HEAD: f64 = 0.693_147_180_369_123_8;
    const LN_2_REST: f64 = 1.908_214_929_270_587_7e-10;
    let shifted = x.bits().plus(1.0_f64.to_bits() - ROOT_HALF);
    let exponent = shifted.shifted_down(52).or(SHIFT.to_bits()).floats() - (SHIFT + 1023.0);
    // in [√½, √2)
    let rest = shifted.and(FRACTION).plus(ROOT_HALF).floats();
    let r = (rest - 1.0) / (rest + 1.0);
    exponent * LN_2_HEAD + (exponent * LN_2_REST - r * polynomial(&LOGARITHM, r * r))
}

/// `exp(x)` for `−700 ≤ x ≤ 0`; relative error below 5e-16.
#[inline(always)]
pub(in crate::random) fn exp_of_negative<const N: usize>(x: Lanes<N>) -> Lanes<N> {
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
    polynomial(&EXPONENTIAL, rest) * scale
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elementary_functions_agree_with_the_standard_library() {
        for step in 0..=1000 {
            let p = 0.5 * (f64::from(step) / 1000.0).powi(4);
            let [logarithm] = ln_one_minus(Lanes([p])).0;
            assert!((logarithm - (-p).ln_1p()).abs() <= 5e-16 * p, "ln(1 − {p})");
            let x = -f64::from(step) * 0.7;
            let [power] = exp_of_negative(Lanes([x])).0;
            assert!((power / x.exp() - 1.0).abs() <= 5e-16, "exp({x})");
            let x = (f64::from(step + 1) / 1001.0).powi(40).max(1e-300);
            let [logarithm] = ln_of_fraction(Lanes([x])).0;
            assert!(
                (logarithm - x.ln()).abs() <= 1e-15 * x.ln().abs(),
                "ln({x})"
            );
        }
        let zero = Lanes([0.0]);
        assert!(exp_of_negative(zero).0[0] >= 1.0 && ln_one_minus(zero).0[0] >= 0.0);
    }
}
