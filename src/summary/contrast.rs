//! Sums and differences of one statistic over runs on the same paths, with their Monte Carlo error.

use crate::model::Statistic;
use crate::summary::jackknife::jackknife_error;
use crate::summary::precision::NORMAL_95;
use crate::summary::tally::Tally;
use crate::units::count_to_float;

/// Groups of paths of the jackknife: few enough that each has many paths, enough to see a spread.
const GROUPS: usize = 25;

/// Below this share of what is added up a sum is what rounding left.
const ROUNDING: f64 = 1e-13;

/// A number and its Monte Carlo standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The number; NaN where it is undefined.
    pub value: f64,
    /// Its standard error; NaN with too few paths.
    pub se: f64,
}

impl Estimate {
    /// Half its 95 % interval, as a normal law has it.
    #[must_use]
    pub fn half(&self) -> f64 {
        NORMAL_95 * self.se
    }

    /// The ends of its 95 % interval with the number between, as a normal law has them.
    #[must_use]
    pub fn interval(&self) -> [f64; 3] {
        let half = self.half();
        [self.value - half, self.value, self.value + half]
    }
}

/// A statistic of values path by path, as a run would have it; NaN is left out.
#[must_use]
pub fn statistic_of(statistic: Statistic, values: impl Iterator<Item = f64>, paths: usize) -> f64 {
    let mut tally = Tally::new(paths);
    let values: Vec<f64> = values.collect();
    tally.add(&values);
    tally.statistic(statistic)
}

/// The sum of `weight · statistic` over runs on the same paths: a difference with the weights 1 and −1.
///
/// *Method and error*: of a mean, the error is that of the weighted sum path by path; what the runs share cancels. Of
/// another statistic it is a jackknife over 25 interleaved groups of paths, which is known to a seventh of itself and
/// holds for quantiles as the groups are large. Paths count as independent, which is too careful under Latin hypercube
/// and Sobol' sampling.
///
/// *Source*: `shao-tu-1995`.
///
/// ```
/// use tiercast::model::Statistic;
/// use tiercast::summary::contrast;
/// let gap = contrast(Statistic::Mean, &[(1.0, &[3.0, 5.0, 7.0]), (-1.0, &[2.0, 4.0, 6.0])]);
/// assert_eq!((gap.value, gap.se), (1.0, 0.0));
/// ```
#[must_use]
pub fn contrast(statistic: Statistic, terms: &[(f64, &[f64])]) -> Estimate {
    let paths = terms
        .iter()
        .map(|(_, values)| values.len())
        .min()
        .unwrap_or(0);
    let sum = |keep: &dyn Fn(usize) -> bool, kept: usize| -> f64 {
        let term = |(weight, values): &(f64, &[f64])| {
            let values = values.iter().enumerate();
            let kept_values = values
                .filter(|(path, _)| keep(*path))
                .map(|(_, value)| *value);
            weight * statistic_of(statistic, kept_values, kept)
        };
        terms.iter().map(term).sum()
    };
    let value = sum(&|_| true, paths);
    let se = if statistic == Statistic::Mean {
        let mut tally = Tally::new(paths);
        let combined: Vec<f64> = (0..paths)
            .map(|path| {
                terms
                    .iter()
                    .map(|(weight, values)| weight * values[path])
                    .sum()
            })
            .collect();
        tally.add(&combined);
        tally.sd() / count_to_float(tally.defined()).sqrt()
    } else if paths < 2 * GROUPS {
        f64::NAN
    } else {
        let without = |group| sum(&|path| path % GROUPS != group, paths - paths / GROUPS);
        let values: Vec<f64> = (0..GROUPS).map(without).collect();
        jackknife_error(&values)
    };
    // what is equal on all paths differs by rounding only
    let size: f64 = terms
        .iter()
        .map(|(weight, values)| {
            weight.abs()
                * values
                    .iter()
                    .filter(|value| value.is_finite())
                    .fold(0.0_f64, |most, value| most.max(value.abs()))
        })
        .sum();
    let settled = |number: f64| {
        if number.abs() <= ROUNDING * size {
            0.0
        } else {
            number
        }
    };
    Estimate {
        value: settled(value),
        se: settled(se),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::stream::Cell;

    #[test]
    fn error_of_a_median_is_its_closed_form_on_average() {
        const RUNS: u32 = 200;
        const PATHS: usize = 2000;
        let mut square = 0.0;
        for run in 0..RUNS {
            let mut values = vec![0.0; PATHS];
            Cell::new(3, 4, run, 5).fill(0, &mut values);
            let estimate = contrast(Statistic::Quantile(0.5), &[(1.0, &values)]);
            square += estimate.se * estimate.se / f64::from(RUNS);
        }
        // of the median of even spread 1/(2√n); the jackknife of a quantile is a little too wide
        let ratio = square.sqrt() * 2.0 * count_to_float(PATHS).sqrt();
        assert!((0.9..1.2).contains(&ratio), "{ratio}");
    }

    #[test]
    fn error_of_a_difference_leaves_out_what_both_share() {
        let mut first = vec![0.0; 1000];
        Cell::new(6, 7, 0, 8).fill(0, &mut first);
        for value in &mut first {
            *value *= 1000.0;
        }
        let second: Vec<f64> = first.iter().map(|value| value + 1.0).collect();
        for statistic in [Statistic::Mean, Statistic::Sd, Statistic::Quantile(0.3)] {
            let expected = f64::from(u8::from(statistic != Statistic::Sd));
            let gap = contrast(statistic, &[(1.0, &second), (-1.0, &first)]);
            assert!(
                (gap.value - expected).abs() < 1e-9 && gap.se < 1e-9,
                "{gap:?}"
            );
            assert!(contrast(statistic, &[(1.0, &second)]).se > 1.0);
        }
    }

    #[test]
    fn error_with_few_paths_is_not_known() {
        assert!(
            contrast(Statistic::Quantile(0.5), &[(1.0, &[1.0; 49])])
                .se
                .is_nan()
        );
        assert!(contrast(Statistic::Mean, &[(1.0, &[1.0])]).se.is_nan());
        assert!(
            contrast(Statistic::Mean, &[(1.0, &[f64::NAN; 9])])
                .value
                .is_nan()
        );
    }
}
