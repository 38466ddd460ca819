use super::*;
use crate::random::test_support::kolmogorov_fits;

#[test]
fn sobol_points_are_the_published_ones_in_gray_code_order() {
    let eighths = [
        [0, 0, 0, 0, 0, 0, 0, 0],
        [4, 4, 4, 4, 4, 4, 4, 4],
        [6, 2, 2, 2, 6, 6, 2, 6],
        [2, 6, 6, 6, 2, 2, 6, 2],
        [3, 3, 5, 7, 3, 1, 3, 7],
        [7, 7, 1, 3, 7, 5, 7, 3],
        [5, 1, 7, 5, 5, 7, 1, 1],
        [1, 5, 3, 1, 1, 3, 5, 5],
    ];
    for (index, row) in (0..).zip(eighths) {
        for (dimension, expected) in (0..).zip(row) {
            assert_eq!(point(index, dimension), expected << 29);
        }
    }
}

#[test]
fn sobol_points_of_high_dimensions_and_indices_agree_with_scipy() {
    let cases = [
        (3, 100, 0xc000_0000),
        (17, 511, 0x5800_0000),
        (1_000, 1023, 0xb6c0_0000),
        (4_999, 1023, 0xbde8_0000),
        (4_095, 777, 0xe1d0_0000),
        (2_222, 42, 0x4310_0000),
        (4_096, 1000, 0x7018_0000),
        (536_883_257, 5, 0x62f8_81ec),
        (536_883_257, 900, 0xabae_58c4),
    ];
    for (index, dimension, expected) in cases {
        assert_eq!(
            (index, dimension, point(index, dimension)),
            (index, dimension, expected)
        );
    }
}

#[test]
fn scrambled_sobol_points_keep_one_point_in_every_stratum_of_each_dimension() {
    for dimension in [0, 1, 7, 500, 1023, 1024, 5000] {
        let sequence = Sequence::new(dimension, 42, 9);
        for first in [0, 256, 768] {
            let mut values = [0.0; 256];
            sequence.fill(first, &mut values);
            values.sort_by(f64::total_cmp);
            for (stratum, value) in (0_u32..).zip(values) {
                let found = (value * 256.0).floor();
                assert_eq!(
                    found.to_bits(),
                    f64::from(stratum).to_bits(),
                    "dimension {dimension}, first {first}"
                );
            }
        }
    }
}

#[test]
fn scrambled_sobol_points_of_the_first_two_dimensions_keep_every_elementary_box() {
    let (a, b) = (Sequence::new(0, 3, 1), Sequence::new(1, 3, 2));
    for digits in 0..=8 {
        let (wide, high) = (f64::from(1 << digits), f64::from(256 >> digits));
        let mut boxes: Vec<f64> = (0..256)
            .map(|i| (a.value(i) * wide).floor() * high + (b.value(i) * high).floor())
            .collect();
        boxes.sort_by(f64::total_cmp);
        boxes.dedup();
        assert_eq!(boxes.len(), 256, "boxes of 1/{wide} by 1/{high}");
    }
}

#[test]
fn scramble_of_a_point_is_uniform_over_seeds_and_dimensions() {
    for index in [0, 1, 12_345] {
        assert!(kolmogorov_fits(
            (0..20_000).map(|seed| scrambled(index, 3, seed))
        ));
        assert!(kolmogorov_fits(
            (0..3_000).map(|dimension| scrambled(index, dimension, 7))
        ));
    }
}

#[test]
fn groups_of_1024_dimensions_pair_as_independent_samples() {
    let (a, b) = (Sequence::new(5, 3, 1), Sequence::new(1024 + 5, 3, 2));
    let count = 4096_u32;
    let sum: f64 = (0..u64::from(count))
        .map(|i| (a.value(i) - 0.5) * (b.value(i) - 0.5))
        .sum();
    // Standard deviation √n/12 for independent pairs; 5 of them are exceeded with a chance below 1e-6.
    assert!(sum.abs() < 5.0 * f64::from(count).sqrt() / 12.0, "{sum}");
}

#[test]
fn sequence_fill_writes_the_single_values_across_the_wrap_of_the_index() {
    for dimension in [2, 1030] {
        let sequence = Sequence::new(dimension, 5, 6);
        let first = u64::from(u32::MAX) - 3;
        let mut out = [0.0; 9];
        sequence.fill(first, &mut out);
        for (index, value) in (first..).zip(out) {
            assert_eq!(value.to_bits(), sequence.value(index).to_bits());
        }
    }
}

#[test]
fn scrambled_sobol_values_keep_their_values() {
    let found = [
        scrambled(0, 0, 1),
        scrambled(77, 12, 1),
        scrambled(1 << 31, 2000, 1),
    ];
    let expected = [
        0.036_222_902_518_793_12,
        0.850_848_027_383_043_8,
        0.068_277_353_173_476_94,
    ];
    assert_eq!(
        found.map(f64::to_bits),
        expected.map(f64::to_bits),
        "{found:?}"
    );
}
