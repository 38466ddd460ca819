//! Gamma variables.

use super::elementary;
use super::lanes::{Lanes, Mask, Width, Words, lanes};
use super::philox::consecutive;
use super::special::normal_scores;
use super::stream::Cell;

/// A gamma variable of the given shape and unit scale, for a path.
///
/// *Formula*: density `x^(shape − 1)·e⁻ˣ/Γ(shape)`; mean and variance `shape`.
///
/// *Units*: `shape` from 0 (a unit mass at 0) to 1e15. Below a shape of about 0.01 some of the draws should be less than
/// `e^−700`, and are that.
///
/// *Method*: rejection, exact; one normal and one uniform per attempt, 1.05 attempts at shape 1 and fewer above. Below
/// shape 1, a variable of shape + 1 times `U^(1/shape)`. For a normal `x` and a uniform `u`, with `d = shape − ⅓`,
/// `d·v` with `v = (1 + x/√(9d))³` is accepted where `ln u < x²/2 + d(1 − v + ln v)`.
///
/// *Source*: `marsaglia-tsang-2000`.
///
/// ```
/// use tiercast::random::{gamma, stream::Cell};
/// assert!(gamma::sample(2.5, Cell::new(1, 2, 3, 4), 5) > 0.0);
/// ```
#[must_use]
pub fn sample(shape: f64, address: Cell, path: u32) -> f64 {
    debug_assert!(shape >= 0.0, "gamma variable of shape {shape}");
    if shape <= 0.0 {
        return 0.0;
    }
    let shape = lanes([shape]);
    let [variable] = of_paths(shape, address, path, shape.at_least(0.0)).0;
    variable
}

/// Gamma variables of the given shape and unit scale side by side, for some persons of one path; zero where not `wanted`.
///
/// *Method*: as for [`sample`]. The pair of an attempt `k` of lane `i` has the ordinal `1 + N·k + i` (N lanes), the uniform that a
/// shape below 1 needs the ordinal `2³¹ + i`.
#[inline(always)]
pub(crate) fn samples<V: Width>(shape: f64, address: Cell, path: u32, wanted: Mask<V>) -> Lanes<V> {
    let boosted = shape < 1.0;
    let d = Lanes::all(shape + if boosted { 1.0 } else { 0.0 } - 1.0 / 3.0);
    let (paths, ordinals) = (Words::all(u64::from(path)), consecutive(1));
    let mut drawn = accepted(d, address, [paths, ordinals], V::LANES as u64, wanted);
    if boosted {
        let (chance, _) = address.pairs_of_path::<V>(path, BOOSTS);
        drawn = drawn * boost(Lanes::all(shape), chance);
    }
    drawn
}

/// One attempt each at gamma variables of some shapes and unit scale: what is proposed, and where it is accepted.
///
/// *Method*: as for [`sample`]. The pair of an attempt has the given ordinal, below 2³¹, the uniform that a shape below 1 needs one 2³¹
/// further on.
#[inline(always)]
pub(crate) fn attempts<V: Width>(
    shape: Lanes<V>,
    address: Cell,
    paths: Words<V>,
    ordinals: Words<V>,
) -> (Lanes<V>, Mask<V>) {
    let boosted = shape.below(Lanes::all(1.0));
    let d = boosted.choose(shape + 1.0, shape) - 1.0 / 3.0;
    let (chance, u) = address.pairs_of(paths, ordinals);
    let (proposed, accepted) = proposal(d, chance, u, shape.at_least(0.0));
    if !boosted.any() {
        return (proposed, accepted);
    }
    let (chance, _) = address.pairs_of(paths, ordinals.plus(u64::from(BOOSTS)));
    let share = boosted.choose(boost(shape, chance), Lanes::all(1.0));
    (proposed * share, accepted)
}

/// The logarithms of gamma variables of some shapes and unit scale, one of each path, which do not underflow; of the shapes that are
/// not `wanted` any number.
///
/// *Method*: as for [`sample`]. The pair of an attempt `k` has the ordinal `first + 2k`, the uniform that a shape below 1 needs the
/// ordinal `2³¹ + first`.
#[inline(always)]
pub(super) fn logs<V: Width>(
    shape: Lanes<V>,
    address: Cell,
    paths: Words<V>,
    first: u64,
    wanted: Mask<V>,
) -> Lanes<V> {
    let boosted = shape.below(Lanes::all(1.0));
    let d = boosted.choose(shape + 1.0, shape) - 1.0 / 3.0;
    let drawn = accepted(d, address, [paths, Words::all(first)], 2, wanted);
    let log = elementary::ln(wanted.choose(drawn, Lanes::all(1.0)));
    if !(boosted & wanted).any() {
        return log;
    }
    let (chance, _) = address.pairs_of(paths, Words::all(u64::from(BOOSTS) + first));
    boosted.choose(log + elementary::ln(chance) / shape, log)
}

/// Gamma variables of some shapes and unit scale, one of each path from `path` on; of the shapes that are not `wanted` any number.
///
/// *Method*: as for [`sample`].
#[inline(always)]
pub(crate) fn of_paths<V: Width>(
    shape: Lanes<V>,
    address: Cell,
    path: u32,
    wanted: Mask<V>,
) -> Lanes<V> {
    let log = logs(shape, address, consecutive(path), 1, wanted);
    elementary::exp(log.within(elementary::LARGEST_EXPONENT))
}

/// What is accepted of the shapes `d + ⅓` where it is `wanted`, else 0: attempts are `stride` ordinals apart.
#[inline(always)]
fn accepted<V: Width>(
    d: Lanes<V>,
    address: Cell,
    [paths, mut ordinals]: [Words<V>; 2],
    stride: u64,
    wanted: Mask<V>,
) -> Lanes<V> {
    let mut drawn = Lanes::all(0.0);
    let mut pending = wanted;
    while pending.any() {
        let (chance, u) = address.pairs_of(paths, ordinals);
        let (proposed, accepted) = proposal(d, chance, u, pending);
        drawn = accepted.choose(proposed, drawn);
        pending = pending & !accepted;
        ordinals = ordinals.plus(stride);
    }
    drawn
}

/// Where the uniforms begin that shapes below 1 need.
const BOOSTS: u32 = 1 << 31;

/// What [`sample`] proposes for the shapes `d + ⅓`, and where it is accepted and `wanted`.
#[inline(always)]
fn proposal<V: Width>(
    d: Lanes<V>,
    chance: Lanes<V>,
    u: Lanes<V>,
    wanted: Mask<V>,
) -> (Lanes<V>, Mask<V>) {
    let x = normal_scores(chance);
    let cube_root = 1.0 + (1.0 / (9.0 * d).sqrt()) * x;
    let square = x * x;
    let cube = cube_root * cube_root * cube_root;
    let possible = Lanes::all(0.0).below(cube_root) & wanted;
    let mut accepted = u.below(1.0 - 0.0331 * square * square);
    if (possible & !accepted).any() {
        let log = elementary::ln(cube_root.max(f64::MIN_POSITIVE));
        // of large shapes hardly a digit would be left of this difference, which is −x⁴/(108d) and less
        let exact = 0.5 * square + d * (1.0 - cube + 3.0 * log);
        let series = square * square * (-1.0 / 108.0) / d;
        let bound = d.at_least(SERIES_FROM).choose(series, exact);
        accepted = accepted | elementary::ln(u).below(bound);
    }
    (d * cube, accepted & possible)
}

/// From this shape on the bound of an acceptance is the first term of its series: the next, of the order of `x⁵/d^1.5`, is below 1e-7.
const SERIES_FROM: f64 = 1e6;

/// `U^(1/shape)`; a power too small for a float is none.
#[inline(always)]
fn boost<V: Width>(shape: Lanes<V>, chance: Lanes<V>) -> Lanes<V> {
    let power = (elementary::ln(chance) / shape).max(-UNDERFLOW);
    power
        .at_most(-UNDERFLOW)
        .choose(Lanes::all(0.0), elementary::exp(power))
}

/// Below `e^−700` a gamma variable is 0.
const UNDERFLOW: f64 = 700.0;

/// Shape from which [`quantile_large`] keeps to its stated error.
pub const QUANTILE_LARGE_FROM: f64 = 50.0;

/// The quantile of a gamma variable of large shape and unit scale as a function of the normal score: one normal, no
/// rejection, so that scenarios that share a score stay paired.
///
/// *Formula*: `a + √a·z + (z² − 1)/3 + (z³ − 7z)/(36√a) − (3z⁴ + 7z² − 16)/(810a) + (9z⁵ + 256z³ − 433z)/(38880a^1.5)`.
///
/// *Units*: `shape` at least [`QUANTILE_LARGE_FROM`]; `score` within ±8.3.
///
/// *Method*: Cornish–Fisher expansion; Kolmogorov distance from the exact law 1.7e-7 at shape 50, 2.9e-8 at 100, 9e-11 at 1000. Increasing in the
/// score.
///
/// *Source*: `cornish-fisher-1938`.
#[must_use]
#[inline]
pub fn quantile_large(shape: f64, score: f64) -> f64 {
    let root = shape.sqrt();
    let inverse = root.recip();
    let square = score * score;
    let first = score * (square - 7.0) * (1.0 / 36.0);
    let second = ((3.0 * square + 7.0) * square - 16.0) * (-1.0 / 810.0);
    let third = score * ((9.0 * square + 256.0) * square - 433.0) * (1.0 / 38_880.0);
    let correction =
        (square - 1.0) * (1.0 / 3.0) + inverse * (first + inverse * (second + inverse * third));
    shape + root * score + correction
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::special::{gamma_p, normal_cdf, normal_quantile};
    use crate::random::test_support::kolmogorov_fits;

    #[test]
    fn gamma_samples_follow_the_exact_distribution_function() {
        for (month, shape) in (0..).zip([0.02, 0.3, 1.0, 2.5, 40.0, 1e4, 1e8]) {
            let cell = Cell::new(1, 2, month, 4);
            let draws = (0..20_000).map(|path| gamma_p(shape, sample(shape, cell, path)));
            assert!(kolmogorov_fits(draws), "shape {shape}");
        }
    }

    #[test]
    fn gamma_samples_side_by_side_follow_the_exact_distribution_function() {
        let wanted = lanes([1.0; 16]).at_least(0.5);
        for (month, shape) in (40..).zip([0.02, 0.3, 0.99, 1.0, 2.5, 40.0, 1e4]) {
            let cell = Cell::new(1, 2, month, 4);
            let draws = (0..1500)
                .flat_map(|path| samples(shape, cell, path, wanted).0)
                .map(|draw| gamma_p(shape, draw));
            assert!(kolmogorov_fits(draws), "shape {shape}");
        }
    }

    #[test]
    fn gamma_samples_of_huge_and_tiny_shapes_have_the_right_moments() {
        let cell = Cell::new(1, 2, 30, 4);
        for shape in [1e-3, 1e12, 1e15] {
            let count = 100_000;
            let mean = (0..count)
                .map(|path| sample(shape, cell, path))
                .sum::<f64>()
                / f64::from(count);
            let score = (mean - shape) / (shape / f64::from(count)).sqrt();
            assert!(score.abs() < 6.0, "shape {shape}: {score} standard errors");
        }
    }

    #[test]
    fn gamma_quantile_large_keeps_to_its_stated_error_and_increases() {
        for shape in [QUANTILE_LARGE_FROM, 400.0, 1e6] {
            let mut last = 0.0;
            let worst =
                (-83..=83)
                    .map(|tenths| f64::from(tenths) / 10.0)
                    .fold(0.0, |worst, score| {
                        let value = quantile_large(shape, score);
                        assert!(value > last);
                        last = value;
                        f64::max(worst, (gamma_p(shape, value) - normal_cdf(score)).abs())
                    });
            assert!(
                worst < 1.7e-7 * (QUANTILE_LARGE_FROM / shape).powi(2) + 1e-13,
                "shape {shape}: {worst:e}"
            );
        }
        assert!((quantile_large(1e15, normal_quantile(0.5)) - 1e15).abs() < 1.0);
    }

    #[test]
    fn gamma_samples_keep_their_values() {
        let cell = Cell::new(7, 8, 9, 10);
        let found = [0.05, 0.8, 1.0, 3.5, 1e6].map(|shape| sample(shape, cell, 3));
        let expected = [
            9.167_392_641_796_08e-4,
            1.775_278_608_511_066_6,
            1.705_189_450_914_000_2,
            5.054_368_397_950_443,
            1_000_900.334_809_797_9,
        ];
        for (found, expected) in found.into_iter().zip(expected) {
            assert!(
                (found / expected - 1.0_f64).abs() < 1e-13,
                "found {found:?}, expected {expected:?}"
            );
        }
    }
}
