//! Where a curve crosses a value or has its top, and how exactly that is known.

use crate::model::Statistic;
use crate::summary::contrast::{Estimate, contrast};
use crate::summary::precision::NORMAL_95;
use crate::units::count_to_float;

/// A place on a curve, and the figure's metric on every path there; all places have the same paths.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place<'a> {
    /// The value of the key.
    pub x: f64,
    /// Path by path; NaN where it is undefined.
    pub values: &'a [f64],
}

/// A place that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Located {
    /// Where it is, and its standard error, in the unit of the key.
    pub x: Estimate,
    /// The figure there.
    pub figure: Estimate,
    /// What holds the place: the slope of the curve, or twice its second divided difference, in the figure's unit for
    /// one, or one squared, of the key's.
    pub hold: Estimate,
}

impl Located {
    /// Whether the slope or the curvature is beyond `errors` of its standard errors; not with an unknown error.
    #[must_use]
    pub fn is_held(&self, errors: f64) -> bool {
        self.hold.value != 0.0 && self.hold.value.abs() >= errors * self.hold.se
    }
}

/// Where the line through two places has the height `target`.
///
/// *Formula*: with heights f at a < b, `x = a + (b − a)·w`, `w = (target − f(a)) / (f(b) − f(a))`, kept to 0 … 1. The error
/// of x is that of the height there, `(1 − w)·f(a) + w·f(b)`, over the slope between the places of `slope`, which may
/// be farther apart: a slope over a short way is mostly chance.
///
/// *Method and error*: the delta method on paths shared by all places ([`contrast`]). The curve counts as straight.
///
/// *Source*: `shao-tu-1995`.
#[must_use]
pub fn crossing(
    statistic: Statistic,
    target: f64,
    [a, b]: [Place; 2],
    slope: [Place; 2],
) -> Located {
    let height = |place: Place| contrast(statistic, &[(1.0, place.values)]).value;
    let (at_a, at_b) = (height(a), height(b));
    let w = if at_a == at_b {
        0.0
    } else {
        ((target - at_a) / (at_b - at_a)).clamp(0.0, 1.0)
    };
    let figure = contrast(statistic, &[(1.0 - w, a.values), (w, b.values)]);
    let [from, to] = slope;
    let width = to.x - from.x;
    let hold = contrast(
        statistic,
        &[(-1.0 / width, from.values), (1.0 / width, to.values)],
    );
    Located {
        x: Estimate {
            value: a.x + (b.x - a.x) * w,
            se: figure.se / hold.value.abs(),
        },
        figure,
        hold,
    }
}

/// The top of the curve that fits several places best, within their stretch; of a trough with `sign` −1.
///
/// *Formula*: a polynomial of degree 3 (2 with fewer than 6 places) by least squares, whose coefficients are weighted
/// sums of the heights; x is where its slope is 0 and its curvature that of a top, nearest to the middle, or the end of
/// the stretch that is higher. The error of x is that of the slope there over the curvature there.
///
/// *Method and error*: the delta method on paths shared by all places ([`contrast`]): what they share cancels in the
/// slope. Many places over a stretch that is wide against the bumps of chance keep the search from picking one of
/// these. What the polynomial cannot follow is not in the error.
///
/// *Source*: `shao-tu-1995`.
///
/// # Panics
///
/// With fewer than three places.
#[must_use]
pub fn top(statistic: Statistic, sign: f64, places: &[Place]) -> Located {
    let (first, last) = (places[0].x, places[places.len() - 1].x);
    let (middle, half) = (f64::midpoint(first, last), (last - first) / 2.0);
    let ts: Vec<f64> = places
        .iter()
        .map(|place| (place.x - middle) / half)
        .collect();
    let degree = if places.len() < 6 { 2 } else { 3 };
    let weights = least_squares(&ts, degree);
    let sum = |weigh: &dyn Fn(&[f64]) -> f64| {
        let terms = places.iter().zip(&weights);
        let terms: Vec<(f64, &[f64])> = terms
            .map(|(place, weights)| (weigh(weights), place.values))
            .collect();
        contrast(statistic, &terms)
    };
    let coefficients: Vec<f64> = (0..=degree)
        .map(|power| sum(&|weights| weights[power]).value)
        .collect();
    let t = crest(&coefficients, sign);
    let slope = sum(&|weights| derivative(weights, t));
    let bend = sum(&|weights| second_derivative(weights, t));
    let figure = sum(&|weights| horner(weights, t));
    Located {
        x: Estimate {
            value: middle + half * t,
            se: half * slope.se / bend.value.abs(),
        },
        figure,
        hold: Estimate {
            value: bend.value / (half * half),
            se: bend.se / (half * half),
        },
    }
}

/// Where a polynomial on −1 … 1 has its top (`sign` 1) or trough (−1).
fn crest(coefficients: &[f64], sign: f64) -> f64 {
    let at = |power: usize| coefficients.get(power).copied().unwrap_or(0.0);
    let (slope, bend, twist) = (at(1), 2.0 * at(2), 3.0 * at(3));
    // slope + bend·t + twist·t² = 0, without the loss of digits of the school formula
    let root = (bend * bend - 4.0 * twist * slope).sqrt();
    let larger = -0.5 * (bend + root.copysign(bend));
    let candidates = [slope / larger, larger / twist].into_iter();
    let is_crest = |t: &f64| t.abs() <= 1.0 && sign * second_derivative(coefficients, *t) < 0.0;
    candidates
        .filter(is_crest)
        .min_by(|a, b| a.abs().total_cmp(&b.abs()))
        .unwrap_or_else(|| {
            let height = |t: f64| sign * horner(coefficients, t);
            if height(-1.0) > height(1.0) {
                -1.0
            } else {
                1.0
            }
        })
}

fn horner(coefficients: &[f64], t: f64) -> f64 {
    coefficients
        .iter()
        .rev()
        .fold(0.0, |sum, coefficient| sum * t + coefficient)
}

fn derivative(coefficients: &[f64], t: f64) -> f64 {
    let terms = coefficients.iter().enumerate().skip(1);
    let terms: Vec<f64> = terms
        .map(|(power, coefficient)| count_to_float(power) * coefficient)
        .collect();
    horner(&terms, t)
}

fn second_derivative(coefficients: &[f64], t: f64) -> f64 {
    let terms = coefficients.iter().enumerate().skip(1);
    let terms: Vec<f64> = terms
        .map(|(power, coefficient)| count_to_float(power) * coefficient)
        .collect();
    derivative(&terms, t)
}

/// By place: what its height contributes to each coefficient of the polynomial of least squares.
///
/// *Method*: the normal equations on −1 … 1, solved by elimination; of so low a degree they are well conditioned.
fn least_squares(ts: &[f64], degree: usize) -> Vec<Vec<f64>> {
    let powers = |t: f64| -> Vec<f64> {
        (0..=degree)
            .scan(1.0, |power, _| {
                let now = *power;
                *power *= t;
                Some(now)
            })
            .collect()
    };
    let rows: Vec<Vec<f64>> = ts.iter().map(|t| powers(*t)).collect();
    // the matrix of the equations beside the powers of every place, which become the weights
    let mut matrix: Vec<Vec<f64>> = (0..=degree)
        .map(|i| {
            let equation = (0..=degree).map(|j| rows.iter().map(|row| row[i] * row[j]).sum());
            equation.chain(rows.iter().map(|row| row[i])).collect()
        })
        .collect();
    for pivot in 0..=degree {
        let scale = matrix[pivot][pivot];
        for value in &mut matrix[pivot] {
            *value /= scale;
        }
        let pivot_row = matrix[pivot].clone();
        for (_, row) in matrix
            .iter_mut()
            .enumerate()
            .filter(|(index, _)| *index != pivot)
        {
            let factor = row[pivot];
            for (value, from) in row.iter_mut().zip(&pivot_row) {
                *value -= factor * from;
            }
        }
    }
    (0..ts.len())
        .map(|place| matrix.iter().map(|row| row[degree + 1 + place]).collect())
        .collect()
}

/// Whether the paths cannot tell a difference from none: it is within its 95 % interval, or its error is unknown. Not where
/// it is undefined.
#[must_use]
pub fn alike(difference: Estimate) -> bool {
    let is_clear = difference.value.abs() > NORMAL_95 * difference.se;
    !is_clear && !difference.value.is_nan()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::stream::Cell;

    const MEAN: Statistic = Statistic::Mean;

    /// Uniform numbers on (0, 1).
    fn noise(run: u32, purpose: u64, paths: usize) -> Vec<f64> {
        let mut values = vec![0.0; paths];
        Cell::new(21, 22, run, purpose).fill(0, &mut values);
        values
    }

    #[test]
    fn crossing_of_a_line_is_exact_and_its_error_that_over_the_slope() {
        let shift = noise(0, 1, 1000);
        let at = |x: f64| -> Vec<f64> { shift.iter().map(|u| 3.0 * x - 6.0 + u).collect() };
        let (low, high) = (at(1.0), at(2.0));
        let places = [(1.0, &low), (2.0, &high)].map(|(x, values)| Place { x, values });
        let found = crossing(MEAN, 0.0, places, places);
        let mean = shift.iter().sum::<f64>() / 1000.0;
        assert!((found.x.value - (6.0 - mean) / 3.0).abs() < 1e-12);
        assert!(found.figure.value.abs() < 1e-12);
        assert!((found.x.se - found.figure.se / 3.0).abs() < 1e-12);
        let even = 1.0 / 12.0_f64.sqrt() / 1000.0_f64.sqrt();
        assert!((found.figure.se / even - 1.0).abs() < 0.05);
        assert!(found.is_held(1e6), "paths share the shift");
    }

    #[test]
    fn top_of_a_parabola_or_a_cubic_is_exact_at_any_spacing() {
        let parabola = |x: f64| 7.0 - 2.0 * (x - 1.3) * (x - 1.3);
        // the slope is −3(x − 1)(x − 4): a trough at 1 and a top at 4
        let cubic = |x: f64| -x.powi(3) + 7.5 * x * x - 12.0 * x;
        for (curve, sign, expected, xs) in [
            (
                &parabola as &dyn Fn(f64) -> f64,
                1.0,
                1.3,
                &[0.0, 1.0, 2.0][..],
            ),
            (&parabola, 1.0, 1.3, &[0.9, 1.1, 2.5]),
            (&cubic, 1.0, 4.0, &[3.0, 3.3, 3.9, 4.1, 4.5, 5.0, 5.5]),
            (&cubic, -1.0, 1.0, &[0.0, 0.3, 0.9, 1.1, 1.5, 2.0, 2.5]),
        ] {
            let values: Vec<Vec<f64>> = xs.iter().map(|x| vec![curve(*x); 9]).collect();
            let places: Vec<Place> = xs
                .iter()
                .zip(&values)
                .map(|(x, values)| Place { x: *x, values })
                .collect();
            let found = top(MEAN, sign, &places);
            assert!((found.x.value - expected).abs() < 1e-9, "{found:?}");
            assert!((found.figure.value - curve(expected)).abs() < 1e-9);
            assert!(sign * found.hold.value < 0.0 && found.x.se < 1e-6);
        }
    }

    #[test]
    fn top_of_a_slope_is_its_higher_end() {
        let values: Vec<Vec<f64>> = [1.0, 2.0, 4.0].map(|x| vec![x; 9]).to_vec();
        let places: Vec<Place> = [1.0, 2.0, 4.0]
            .iter()
            .zip(&values)
            .map(|(x, values)| Place { x: *x, values })
            .collect();
        assert_eq!(top(MEAN, 1.0, &places).x.value, 4.0);
        assert_eq!(top(MEAN, -1.0, &places).x.value, 1.0);
    }

    #[test]
    fn intervals_hold_the_truth_in_95_of_100_runs() {
        const RUNS: u32 = 400;
        const PATHS: usize = 400;
        let (mut tops, mut roots) = (0, 0);
        for run in 0..RUNS {
            // on each path the curve −(x − 5 − u)² + v, with u and v of mean 0
            let [u, v] = [1, 2].map(|purpose| noise(run, purpose, PATHS));
            let at = |x: f64| -> Vec<f64> {
                let values = u.iter().zip(&v);
                values
                    .map(|(u, v)| 10.0 * (v - 0.5) - (x - 4.5 - u).powi(2))
                    .collect()
            };
            let xs = [4.0, 4.3, 4.6, 5.0, 5.5, 5.7, 6.0];
            let values = xs.map(at);
            let place = |index: usize| Place {
                x: xs[index],
                values: &values[index],
            };
            let found = top(MEAN, 1.0, &[0, 1, 2, 3, 4, 5, 6].map(place));
            tops += u32::from((found.x.value - 5.0).abs() <= NORMAL_95 * found.x.se);
            // the mean is −(x − 5)² − 1/12, a line enough about 5.5
            let close = [5.499, 5.501];
            let values = close.map(at);
            let places = [0, 1].map(|index| Place {
                x: close[index],
                values: &values[index],
            });
            let root = crossing(MEAN, -0.25 - 1.0 / 12.0, places, places);
            let error = root.x.value - 5.5;
            // outside the bracket the line is held at its ends
            let free = (root.figure.value + 0.25 + 1.0 / 12.0) / root.hold.value;
            roots += u32::from((error - free).abs() <= NORMAL_95 * root.x.se);
        }
        for held in [tops, roots] {
            let share = f64::from(held) / f64::from(RUNS);
            // √(0.95·0.05/400) = 0.011 a standard deviation
            assert!((share - 0.95).abs() < 0.05, "{share}");
        }
    }

    #[test]
    fn what_is_flat_holds_nothing_and_is_alike() {
        let [a, b, c] = [1, 2, 3].map(|purpose| noise(9, purpose, 500));
        let places = [(0.0, &a), (1.0, &b), (2.0, &c)].map(|(x, values)| Place { x, values });
        assert!(!top(MEAN, 1.0, &places).is_held(4.0));
        assert!(!crossing(MEAN, 0.5, [places[0], places[1]], [places[0], places[2]]).is_held(4.0));
        let gap = |other: &[f64]| contrast(MEAN, &[(1.0, &a), (-1.0, other)]);
        assert!(alike(gap(&a)));
        let higher: Vec<f64> = a.iter().map(|value| value + 0.001).collect();
        assert!(!alike(gap(&higher)));
        assert!(alike(contrast(MEAN, &[(1.0, &a[..1]), (-1.0, &b[..1])])));
        assert!(!alike(gap(&[f64::NAN; 500])));
    }
}
