//! How precisely a figure is known: the half width of its 95 % interval.

use crate::model::Statistic;
use crate::summary::Tally;
use crate::units::count_to_float;

/// Standard errors to either side that hold 95 % of a normal law.
pub const NORMAL_95: f64 = 1.959_963_984_540_054;

/// A figure after some paths.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Known {
    /// After so many paths.
    pub paths: usize,
    /// The figure; NaN where it is undefined.
    pub value: f64,
    /// Half the width of its 95 % interval, in its unit; NaN while there are too few paths to tell.
    pub half_width: f64,
}

impl Known {
    /// The figure as a tally and its fourth moment have it.
    ///
    /// *Formula*, with n the paths where it is defined and z = 1.96: of a mean `z·s/√n`; of a
    /// quantile half the distance of the quantiles at `p ± z·√(p(1−p)/n)`, not known while these
    /// leave (0, 1); of a standard deviation `z·√((m₄ − s⁴(n−3)/(n−1))/n) / 2s`.
    ///
    /// *Units*: those of the values.
    ///
    /// *Method and error*: as if paths were independent, which is too wide under Latin hypercube and
    /// Sobol' sampling. The normal law of the estimate is an approximation.
    ///
    /// *Source*: `david-nagaraja-2003` for quantiles, `cramer-1946` for the standard deviation.
    #[must_use]
    pub fn new(paths: usize, tally: &Tally, fourth: &Fourth, statistic: Statistic) -> Self {
        let n = count_to_float(tally.defined());
        let half_width = match statistic {
            Statistic::Mean => NORMAL_95 * tally.sd() / n.sqrt(),
            Statistic::Quantile(p) => {
                let away = NORMAL_95 * (p * (1.0 - p) / n).sqrt();
                let (low, high) = (p - away, p + away);
                if low > 0.0 && high < 1.0 {
                    (tally.quantile(high) - tally.quantile(low)) / 2.0
                } else {
                    f64::NAN
                }
            }
            Statistic::Sd => {
                let sd = tally.sd();
                if sd == 0.0 {
                    0.0
                } else {
                    let square = sd * sd;
                    let excess = fourth.central() - square * square * (n - 3.0) / (n - 1.0);
                    NORMAL_95 * (excess.max(0.0) / n).sqrt() / (2.0 * sd)
                }
            }
        };
        Self {
            paths,
            value: tally.statistic(statistic),
            half_width,
        }
    }
}

/// Sums of the first four powers of differences to the first value.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Fourth {
    origin: Option<f64>,
    count: f64,
    sums: [f64; 4],
}

impl Fourth {
    /// Takes in values; NaN is left out.
    pub fn add(&mut self, values: &[f64]) {
        for value in values.iter().filter(|value| !value.is_nan()) {
            let difference = value - *self.origin.get_or_insert(*value);
            let mut power = 1.0;
            for sum in &mut self.sums {
                power *= difference;
                *sum += power;
            }
            self.count += 1.0;
        }
    }

    /// The fourth central moment; NaN without values.
    #[must_use]
    pub fn central(&self) -> f64 {
        let [mean, square, cube, fourth] = self.sums.map(|sum| sum / self.count);
        fourth - 4.0 * mean * cube + 6.0 * mean * mean * square - 3.0 * mean * mean * mean * mean
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(values: &[f64], statistic: Statistic) -> Known {
        let mut tally = Tally::new(values.len());
        tally.add(values);
        let mut fourth = Fourth::default();
        fourth.add(values);
        Known::new(values.len(), &tally, &fourth, statistic)
    }

    /// 0, 1/n … on n paths: evenly spread over the unit interval.
    fn even(n: usize) -> Vec<f64> {
        (0..n)
            .map(|i| (count_to_float(i) + 0.5) / count_to_float(n))
            .collect()
    }

    #[test]
    fn half_width_of_an_even_spread_is_its_closed_form() {
        let values = even(4000);
        let root = 4000.0_f64.sqrt();
        for (statistic, se) in [
            (Statistic::Mean, (1.0 / 12.0_f64).sqrt()),
            // the density is 1 everywhere
            (Statistic::Quantile(0.5), 0.5),
            (Statistic::Quantile(0.1), 0.3),
            // m₄ = 1/80, s² = 1/12: (1/80 − 1/144) = 1/180, over (2s)² = 1/3
            (Statistic::Sd, (3.0 / 180.0_f64).sqrt()),
        ] {
            let found = known(&values, statistic).half_width;
            let expected = NORMAL_95 * se / root;
            assert!(
                (found / expected - 1.0).abs() < 2e-3,
                "{statistic:?}: {found} instead of {expected}"
            );
        }
    }

    #[test]
    fn half_width_of_what_never_changes_is_nothing() {
        for statistic in [Statistic::Mean, Statistic::Sd, Statistic::Quantile(0.5)] {
            assert_eq!(known(&[7.0; 100], statistic).half_width, 0.0);
        }
    }

    #[test]
    fn half_width_far_out_or_of_nothing_is_not_known() {
        assert!(
            known(&even(1000), Statistic::Quantile(0.002))
                .half_width
                .is_nan()
        );
        for statistic in [Statistic::Mean, Statistic::Sd, Statistic::Quantile(0.5)] {
            let nothing = known(&[f64::NAN; 10], statistic);
            assert!(nothing.value.is_nan() && nothing.half_width.is_nan());
        }
    }
}
