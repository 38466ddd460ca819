use super::*;
use crate::random::special::assert_close;

#[test]
fn normal_sf_agrees_with_mpmath() {
    let table = [
        (-8.0, 0.999_999_999_999_999_3),
        (-3.0, 0.998_650_101_968_369_9),
        (-1.0, 0.841_344_746_068_542_9),
        (-0.2, 0.579_259_709_439_103),
        (0.0, 0.5),
        (0.3, 0.382_088_577_811_047_4),
        (1.0, 0.158_655_253_931_457_05),
        (2.5, 0.006_209_665_325_776_135),
        (4.0, 3.167_124_183_311_992_4e-5),
        (6.1, 5.303_423_262_948_841e-10),
        (8.0, 6.220_960_574_271_784e-16),
        (12.0, 1.776_482_112_077_679e-33),
        (20.0, 2.753_624_118_606_233_7e-89),
        (30.0, 4.906_713_927_148_187e-198),
        (37.5, 4.605_353_009_581_955e-308),
    ];
    for (z, expected) in table {
        assert_close(normal_sf(z), expected, 2e-15, &format!("normal_sf({z})"));
        assert_close(
            normal_cdf(-z),
            expected,
            2e-15,
            &format!("normal_cdf(-{z})"),
        );
    }
    assert!(normal_sf(f64::NAN).is_nan());
}

#[test]
fn normal_quantile_agrees_with_mpmath() {
    let table = [
        (1e-300, -37.047_096_299_361_2),
        (1e-100, -21.273_453_560_965_326),
        (1e-20, -9.262_340_089_798_407),
        (1e-12, -7.034_483_825_301_132),
        (1e-5, -4.264_890_793_922_825),
        (0.01, -2.326_347_874_040_841),
        (0.05, -1.644_853_626_951_472_6),
        (0.0749, -1.440_238_267_527_963_7),
        (0.0751, -1.438_825_392_752_54),
        (0.2, -0.841_621_233_572_914_2),
        (0.4, -0.253_347_103_135_799_7),
        (0.6, 0.253_347_103_135_799_7),
        (0.9, 1.281_551_565_544_600_6),
        (0.9249, 1.438_825_392_752_540_3),
        (0.9251, 1.440_238_267_527_964),
        (0.975, 1.959_963_984_540_053_8),
        (0.999_999, 4.753_424_308_817_087),
    ];
    for (p, expected) in table {
        assert_close(
            normal_quantile(p),
            expected,
            1e-15,
            &format!("normal_quantile({p})"),
        );
    }
}

#[test]
fn normal_quantile_is_infinite_at_the_ends_and_nan_outside() {
    assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
    assert_eq!(normal_quantile(1.0), f64::INFINITY);
    assert_eq!(normal_quantile(0.5), 0.0);
    assert!(
        normal_quantile(-0.1).is_nan()
            && normal_quantile(1.1).is_nan()
            && normal_quantile(f64::NAN).is_nan()
    );
}
