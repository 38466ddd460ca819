//! Where a curve crosses a value or has its top, and how exactly that is known.

use crate::model::Statistic;
use crate::summary::contrast::{Estimate, contrast};
use crate::summary::precision::NORMAL_95;

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

/// The vertex of the parabola through three places, ascending; not outside of them.
///
/// *Formula*: with heights f at a < b < c, `d = (f(b) − f(a)) / (b − a)` and the second divided difference
/// `q = f(a)/((b−a)(c−a)) − f(b)/((b−a)(c−b)) + f(c)/((c−b)(c−a))`, `x = (a + b)/2 − d/2q`. The error of x is that of the
/// parabola's slope at x, `d + q·(2x − a − b)`, over its curvature `2q`. Of even spacing h and x in the middle that
/// slope is the central difference `(f(c) − f(a))/2h`.
///
/// *Method and error*: the delta method on paths shared by all places ([`contrast`]): what they share cancels in the
/// slope. That the curve is no parabola moves x by about `h²·f‴/6f″`, which is not in the error.
///
/// *Source*: `brent-1973`, `shao-tu-1995`.
#[must_use]
pub fn vertex(statistic: Statistic, [a, b, c]: [Place; 3]) -> Located {
    let (left, right, whole) = (b.x - a.x, c.x - b.x, c.x - a.x);
    let sum = |weights: [f64; 3]| {
        let [at_a, at_b, at_c] = weights;
        contrast(
            statistic,
            &[(at_a, a.values), (at_b, b.values), (at_c, c.values)],
        )
    };
    let bend = [
        1.0 / (left * whole),
        -1.0 / (left * right),
        1.0 / (right * whole),
    ];
    let hold = sum(bend.map(|weight| 2.0 * weight));
    let rise = sum([-1.0 / left, 1.0 / left, 0.0]).value;
    let x = (f64::midpoint(a.x, b.x) - rise / hold.value).clamp(a.x, c.x);
    let turn = 2.0 * x - a.x - b.x;
    let slope = sum([
        turn * bend[0] - 1.0 / left,
        turn * bend[1] + 1.0 / left,
        turn * bend[2],
    ]);
    let figure = sum([
        (x - b.x) * (x - c.x) * bend[0],
        (x - a.x) * (x - c.x) * bend[1],
        (x - a.x) * (x - b.x) * bend[2],
    ]);
    Located {
        x: Estimate {
            value: x,
            se: slope.se / hold.value.abs(),
        },
        figure,
        hold,
    }
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
    fn vertex_of_a_parabola_is_exact_at_any_spacing() {
        let at = |x: f64| vec![7.0 - 2.0 * (x - 1.3) * (x - 1.3); 9];
        for xs in [[0.0, 1.0, 2.0], [0.9, 1.1, 2.5]] {
            let values = xs.map(at);
            let places = [0, 1, 2].map(|index| Place {
                x: xs[index],
                values: &values[index],
            });
            let found = vertex(MEAN, places);
            assert!((found.x.value - 1.3).abs() < 1e-12, "{found:?}");
            assert!((found.figure.value - 7.0).abs() < 1e-12);
            assert!((found.hold.value + 4.0).abs() < 1e-9);
            assert!(found.x.se < 1e-9);
        }
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
            let xs = [4.0, 5.5, 6.0];
            let values = xs.map(at);
            let place = |index: usize| Place {
                x: xs[index],
                values: &values[index],
            };
            let top = vertex(MEAN, [place(0), place(1), place(2)]);
            tops += u32::from((top.x.value - 5.0).abs() <= NORMAL_95 * top.x.se);
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
        assert!(!vertex(MEAN, places).is_held(4.0));
        assert!(!crossing(MEAN, 0.5, [places[0], places[1]], [places[0], places[2]]).is_held(4.0));
        let gap = |other: &[f64]| contrast(MEAN, &[(1.0, &a), (-1.0, other)]);
        assert!(alike(gap(&a)));
        let higher: Vec<f64> = a.iter().map(|value| value + 0.001).collect();
        assert!(!alike(gap(&higher)));
        assert!(alike(contrast(MEAN, &[(1.0, &a[..1]), (-1.0, &b[..1])])));
        assert!(!alike(gap(&[f64::NAN; 500])));
    }
}
