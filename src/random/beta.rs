//! Beta variables.

use super::elementary::{self, LARGEST_EXPONENT};
use super::gamma::logs;
use super::lanes::{Lanes, Mask, Width, lanes};
use super::philox::consecutive;
use super::stream::Cell;

/// A beta variable, for a path.
///
/// *Formula*: `G₁/(G₁ + G₂)`, with independent gamma variables of the shapes `a` and `b`.
///
/// *Units*: `a, b ≥ 0`, up to 1e15, not both 0; the result is 0 where `a` is 0 and 1 where `b` is 0.
///
/// *Method*: two exact gamma variables, in logarithms, so that tiny shapes, whose gamma
/// variables underflow, still give 0, 1 or a value between with the right chances. The value is exact up to rounding.
///
/// ```
/// use tiercast::random::{beta, stream::Cell};
/// let share = beta::sample(2.0, 3.0, Cell::new(1, 2, 3, 4), 5);
/// assert!(share > 0.0 && share < 1.0);
/// ```
#[must_use]
pub fn sample(a: f64, b: f64, address: Cell, path: u32) -> f64 {
    debug_assert!(
        a >= 0.0 && b >= 0.0 && a + b > 0.0,
        "beta variable of shapes {a}, {b}"
    );
    if a <= 0.0 {
        return 0.0;
    }
    if b <= 0.0 {
        return 1.0;
    }
    let shapes = [lanes([a]), lanes([b])];
    let [share] = of_paths(shapes, address, path, shapes[0].at_least(0.0)).0;
    share
}

/// Beta variables of some shapes, one of each path from `path` on; of the shapes that are not `wanted` any number.
///
/// *Units*: shapes above 0, up to 1e15.
///
/// *Method*: as for [`sample`].
#[inline(always)]
pub(crate) fn of_paths<V: Width>(
    [a, b]: [Lanes<V>; 2],
    address: Cell,
    path: u32,
    wanted: Mask<V>,
) -> Lanes<V> {
    let paths = consecutive(path);
    let first = logs(a, address, paths, 1, wanted);
    let second = logs(b, address, paths, 2, wanted);
    1.0 / (1.0 + elementary::exp((second - first).within(LARGEST_EXPONENT)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::special::beta_inc;
    use crate::random::test_support::kolmogorov_fits;

    #[test]
    fn beta_samples_follow_the_exact_distribution_function() {
        let shapes = [
            (2.0, 3.0),
            (0.4, 0.7),
            (0.5, 30.0),
            (900.0, 0.8),
            (1e5, 3e5),
        ];
        for (month, (a, b)) in (0..).zip(shapes) {
            let cell = Cell::new(1, 3, month, 4);
            let draws = (0..20_000).map(|path| beta_inc(a, b, sample(a, b, cell, path)));
            assert!(kolmogorov_fits(draws), "shapes {a}, {b}");
        }
    }

    #[test]
    fn beta_samples_side_by_side_follow_the_exact_distribution_function() {
        let wanted = lanes([1.0; 16]).at_least(0.5);
        for (month, [a, b]) in (40..).zip([
            [2.0, 3.0],
            [0.4, 0.7],
            [0.02, 0.3],
            [900.0, 0.8],
            [1e5, 3e5],
        ]) {
            let cell = Cell::new(1, 3, month, 4);
            let shapes = [a, b].map(|shape| lanes([shape; 16]));
            let draws = (0..20_000_u32)
                .step_by(16)
                .flat_map(|path| of_paths(shapes, cell, path, wanted).0)
                .map(|draw| beta_inc(a, b, draw));
            assert!(kolmogorov_fits(draws), "shapes {a}, {b}");
        }
    }

    #[test]
    fn beta_samples_of_extreme_shapes_have_the_right_mean() {
        let cell = Cell::new(1, 3, 30, 4);
        for (a, b) in [
            (1e-3, 1e-3),
            (1e-4, 3e-4),
            (1e12, 1e12),
            (1e12, 2.0),
            (1e-3, 1e12),
            (1e-3, 2.0),
        ] {
            let count = 50_000;
            let mean = a / (a + b);
            let excess: f64 = (0..count).map(|path| sample(a, b, cell, path) - mean).sum();
            let variance = mean * (b / (a + b)) / (a + b + 1.0);
            let score = excess / (variance * f64::from(count)).sqrt();
            // 12 and not 5, since the most skewed of these means is far from normal; chance of an alarm below 1e-6.
            assert!(
                score.abs() < 12.0,
                "shapes {a}, {b}: {score} standard errors"
            );
        }
    }

    #[test]
    fn beta_samples_with_an_empty_side_are_0_or_1() {
        let cell = Cell::new(1, 2, 3, 4);
        assert_eq!(
            (sample(0.0, 2.0, cell, 5), sample(2.0, 0.0, cell, 5)),
            (0.0, 1.0)
        );
    }

    #[test]
    fn beta_samples_keep_their_values() {
        let cell = Cell::new(7, 8, 9, 11);
        let found = [(2.0, 5.0), (0.3, 4.0), (1e6, 1e5)].map(|(a, b)| sample(a, b, cell, 3));
        let expected = [
            0.401_783_666_447_018_7,
            0.105_539_252_337_368_95,
            0.909_306_795_674_115_2,
        ];
        for (found, expected) in found.into_iter().zip(expected) {
            assert!(
                (found / expected - 1.0_f64).abs() < 1e-13,
                "found {found:?}, expected {expected:?}"
            );
        }
    }
}
