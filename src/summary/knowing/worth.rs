//! A value of information with its error.

use crate::summary::precision::NORMAL_95;
use crate::units::count_to_float;

/// Standard deviations beyond 0 that a value must lie to count.
const BEYOND_CHANCE: f64 = 4.0;

/// What it is worth to know something, in the unit of the metric.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Worth {
    /// The value; 0 where it cannot be told from that.
    pub value: f64,
    /// Its standard error.
    pub se: f64,
    /// The lower end of its 95 % interval.
    pub low: f64,
    /// The upper end of its 95 % interval, from the estimate that errs high.
    pub high: f64,
    /// What the same paths tell of themselves, which errs high.
    pub in_sample: f64,
    /// Whether it can be told from 0.
    pub is_clear: bool,
}

impl Worth {
    /// Of what is known anyhow.
    pub const NOTHING: Self = Self {
        value: 0.0,
        se: 0.0,
        low: 0.0,
        high: 0.0,
        in_sample: 0.0,
        is_clear: false,
    };

    /// From what was gained on every path, and what the paths tell of themselves.
    ///
    /// *Formula*: the mean of the gains; its error `sd/√n`; the interval from 1.96 of these below it to 1.96 above the
    /// larger of both estimates, within 0 and what `most` allows.
    ///
    /// *Units*: `gains` and `in_sample` in units of `unit` each, `most` and the result in that of the metric.
    ///
    /// *Method and error*: it counts as different from 0 if the sum of the gains is 4 times the root of their sum of squares,
    /// and the interval leaves 0 out. Of gains that are symmetric about 0 fewer than `exp(−8)`, one in 3000, pass, whatever their
    /// law; of very many one in 30 000. What chance gains is rather below 0.
    ///
    /// *Source*: `delapena-2009`.
    #[must_use]
    pub fn new(gains: &[f64], in_sample: f64, unit: f64, most: &Self) -> Self {
        let (mean, se, squares) = moments(gains);
        let is_clear = mean > BEYOND_CHANCE * squares && mean > NORMAL_95 * se;
        let high = (mean.max(in_sample) + NORMAL_95 * se).max(0.0) * unit;
        Self {
            value: if is_clear {
                (mean * unit).min(most.value)
            } else {
                0.0
            },
            se: se * unit,
            low: if is_clear {
                ((mean - NORMAL_95 * se) * unit).min(most.value)
            } else {
                0.0
            },
            high: high.min(most.high),
            in_sample: (in_sample * unit).clamp(0.0, most.value),
            is_clear,
        }
    }

    /// Of knowing on every path which option is best: `gains` of the best over the best on average, none below 0.
    #[must_use]
    pub fn of_everything(gains: &[f64], unit: f64) -> Self {
        let (mean, se, _) = moments(gains);
        Self {
            value: mean * unit,
            se: se * unit,
            low: (mean - NORMAL_95 * se).max(0.0) * unit,
            high: (mean + NORMAL_95 * se) * unit,
            in_sample: mean * unit,
            is_clear: mean > 0.0,
        }
    }

    /// Half its 95 % interval, by chance alone.
    #[must_use]
    pub fn half(&self) -> f64 {
        NORMAL_95 * self.se
    }
}

/// The mean, its standard error, and the root of the sum of squares over the count.
fn moments(gains: &[f64]) -> (f64, f64, f64) {
    let count = count_to_float(gains.len());
    let mean = gains.iter().sum::<f64>() / count;
    let around: f64 = gains.iter().map(|gain| (gain - mean).powi(2)).sum();
    let squares: f64 = gains.iter().map(|gain| gain * gain).sum();
    (
        mean,
        (around / (count - 1.0) / count).sqrt(),
        squares.sqrt() / count,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Worth = Worth {
        value: 100.0,
        high: 101.0,
        ..Worth::NOTHING
    };

    #[test]
    fn value_is_the_mean_gain_with_its_error() {
        let gains: Vec<f64> = (0..1000).map(|path| f64::from(path % 2)).collect();
        let worth = Worth::new(&gains, 0.6, 10.0, &ALL);
        assert!(worth.is_clear && (worth.value - 5.0).abs() < 1e-12);
        assert!(
            (worth.se - 5.0 / 999.0_f64.sqrt()).abs() < 1e-12,
            "{worth:?}"
        );
        assert!((worth.high - 6.0 - worth.half()).abs() < 1e-12);
        assert!((worth.low - 5.0 + worth.half()).abs() < 1e-12);
    }

    #[test]
    fn value_of_a_few_lucky_paths_is_not_told_from_nothing() {
        let mut gains = vec![0.0; 1000];
        gains[..15].fill(1.0);
        let worth = Worth::new(&gains, 0.02, 1.0, &ALL);
        assert!(!worth.is_clear && (worth.value, worth.low) == (0.0, 0.0));
        assert!(worth.high > 0.02);
    }

    #[test]
    fn value_is_never_below_nothing_nor_above_everything() {
        let loss = Worth::new(&[-1.0; 200], 0.0, 1.0, &ALL);
        assert_eq!((loss.value, loss.low, loss.high), (0.0, 0.0, 0.0));
        let gains: Vec<f64> = (0..200).map(|path| 1.0 + f64::from(path % 2)).collect();
        let worth = Worth::new(&gains, 2.0, 1000.0, &ALL);
        assert_eq!(
            (worth.value, worth.high, worth.in_sample),
            (100.0, 101.0, 100.0)
        );
    }
}
