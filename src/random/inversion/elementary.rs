//! An exponential and a logarithm for probabilities of zero.
//!
//! They are simple polynomials without branches, so that a loop over them becomes vector code, and they give the same
//! bits on every platform, which the standard library's do not promise.

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
#[inline]
fn polynomial(coefficients: &[f64; 12], x: f64) -> f64 {
    let square = x * x;
    let (mut even, mut odd) = (coefficients[10], coefficients[11]);
    for k in (0..10).step_by(2).rev() {
        even = even * square + coefficients[k];
        odd = odd * square + coefficients[k + 1];
    }
    odd * x + even
}

/// `ln(1 − p)` for `0 ≤ p ≤ ½`; relative error below 5e-16.
#[inline]
pub(in crate::random) fn ln_one_minus(p: f64) -> f64 {
    let r = p / (2.0 - p);
    r * polynomial(&LOGARITHM, r * r)
}

/// `exp(x)` for `−700 ≤ x ≤ 0`; relative error below 5e-16.
#[inline]
pub(in crate::random) fn exp_of_negative(x: f64) -> f64 {
    const SHIFT: f64 = 6_755_399_441_055_744.0;
    const LN_2_HEAD: f64 = 0.693_146_705_627_441_4;
    const LN_2_REST: f64 = 4.749_325_039_031_672_6e-7;
    let shifted = x * std::f64::consts::LOG2_E + SHIFT;
    let power = shifted - SHIFT;
    let rest = (x - power * LN_2_HEAD) - power * LN_2_REST;
    let scale = f64::from_bits((shifted.to_bits() << 52).wrapping_add(1.0_f64.to_bits()));
    polynomial(&EXPONENTIAL, rest) * scale
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elementary_functions_agree_with_the_standard_library() {
        for step in 0..=1000 {
            let p = 0.5 * (f64::from(step) / 1000.0).powi(4);
            assert!(
                (ln_one_minus(p) - (-p).ln_1p()).abs() <= 5e-16 * p,
                "ln(1 − {p})"
            );
            let x = -f64::from(step) * 0.7;
            assert!(
                (exp_of_negative(x) / x.exp() - 1.0).abs() <= 5e-16,
                "exp({x})"
            );
        }
        assert!(exp_of_negative(0.0) >= 1.0 && ln_one_minus(0.0) >= 0.0);
    }
}
