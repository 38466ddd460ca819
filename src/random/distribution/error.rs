//! What can be wrong with a distribution.

use thiserror::Error;

/// A distribution that does not exist as written: what was found and what is allowed.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum DistributionError {
    /// A number is NaN, infinite, or outside the range of its parameter.
    #[error("{name} is `{found}`, expected {allowed}")]
    Parameter {
        /// The parameter, as a scenario writes it.
        name: &'static str,
        /// Its value.
        found: f64,
        /// Which values it may take.
        allowed: &'static str,
    },
    /// The lower end of an interval is above the upper.
    #[error("interval ends are swapped: found `{p05}` to `{p95}`, expected the lower end first")]
    EndsSwapped {
        /// The first end.
        p05: f64,
        /// The second end.
        p95: f64,
    },
    /// The two ends of an interval are the same number.
    #[error(
        "interval ends are equal: found `{found}` twice, expected two numbers, or a single one that is known"
    )]
    EndsEqual {
        /// Both ends.
        found: f64,
    },
    /// An end of an interval for a probability is 0, 1 or outside.
    #[error("interval of a probability ends at `{found}`, expected a number above 0 and below 1")]
    NotInsideUnit {
        /// The end.
        found: f64,
    },
    /// An end of an interval for a positive number is not positive.
    #[error("interval of a positive number ends at `{found}`, expected a number above 0")]
    NotPositive {
        /// The end.
        found: f64,
    },
    /// No beta variable of this mean varies as much.
    #[error("sd is `{found}`, expected below {allowed} for a beta distribution of mean {mean}")]
    SdTooLarge {
        /// The standard deviation asked for.
        found: f64,
        /// The supremum of those possible: `√(mean·(1 − mean))`.
        allowed: f64,
        /// The mean asked for.
        mean: f64,
    },
    /// The minimum is not below the maximum.
    #[error("min is `{min}` and max is `{max}`, expected min below max")]
    MinNotBelowMax {
        /// The minimum.
        min: f64,
        /// The maximum.
        max: f64,
    },
    /// The mode lies outside the minimum and the maximum.
    #[error("mode is `{mode}`, expected from {min} to {max}")]
    ModeOutside {
        /// The mode.
        mode: f64,
        /// The minimum.
        min: f64,
        /// The maximum.
        max: f64,
    },
    /// A discrete distribution without values.
    #[error("found no values, expected at least one")]
    NoValues,
    /// A discrete distribution whose values and weights do not pair up.
    #[error("found {values} values and {weights} weights, expected as many of one as of the other")]
    LengthsDiffer {
        /// How many values.
        values: usize,
        /// How many weights.
        weights: usize,
    },
    /// All weights of a discrete distribution are zero, or their sum overflows.
    #[error("weights sum to `{found}`, expected a finite number above 0")]
    WeightSum {
        /// Their sum.
        found: f64,
    },
    /// The distribution has no mass between the bounds.
    #[error("found no probability of a {name} distribution between {min} and {max}, expected some")]
    NoMass {
        /// The family.
        name: &'static str,
        /// The lower bound.
        min: f64,
        /// The upper bound.
        max: f64,
    },
}
