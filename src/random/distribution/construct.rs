//! Families from the numbers that a scenario gives.

use super::{DistributionError, Family};
use crate::random::portable::{ln, ln_1p};

/// What values a key of the scenario may take; it decides the natural family of a 90 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any number: normal.
    Real,
    /// From 0 to 1: logit-normal.
    Probability,
    /// Above 0: log-normal.
    Positive,
}

/// The 95th percentile of the standard normal.
const SCORE_95: f64 = 1.644_853_626_951_472_7;
const FINITE: &str = "a finite number";
const POSITIVE: &str = "a finite number above 0";

impl Family {
    /// The natural family of a kind with the 5th and the 95th percentile given.
    ///
    /// *Units*: `p05 < p95`, both finite, inside (0, 1) for a probability and above 0 for a positive number.
    ///
    /// # Errors
    ///
    /// If the ends are swapped, equal, or outside what the kind allows.
    ///
    /// ```
    /// use tiercast::random::distribution::{Distribution, Family, Kind};
    /// let family = Family::from_interval(Kind::Positive, 2.0, 8.0)?;
    /// let distribution = Distribution::new(family, f64::NEG_INFINITY, f64::INFINITY)?;
    /// assert!((distribution.quantile(0.5) - 4.0).abs() < 1e-12);
    /// # Ok::<(), tiercast::random::distribution::DistributionError>(())
    /// ```
    pub fn from_interval(kind: Kind, p05: f64, p95: f64) -> Result<Self, DistributionError> {
        for (name, found) in [("lower end", p05), ("upper end", p95)] {
            require(found.is_finite(), name, found, FINITE)?;
            if kind == Kind::Probability && !(found > 0.0 && found < 1.0) {
                return Err(DistributionError::NotInsideUnit { found });
            }
            if kind == Kind::Positive && found <= 0.0 {
                return Err(DistributionError::NotPositive { found });
            }
        }
        if p05 > p95 {
            return Err(DistributionError::EndsSwapped { p05, p95 });
        }
        if p05 >= p95 {
            return Err(DistributionError::EndsEqual { found: p05 });
        }
        let centre_and_sd =
            |low: f64, high: f64| (0.5 * (low + high), (high - low) / (2.0 * SCORE_95));
        let logit = |p: f64| ln(p) - ln_1p(-p);
        match kind {
            Kind::Real => {
                let (mean, sd) = centre_and_sd(p05, p95);
                Self::Normal { mean, sd }
            }
            Kind::Positive => {
                let (log_mean, log_sd) = centre_and_sd(ln(p05), ln(p95));
                Self::LogNormal { log_mean, log_sd }
            }
            Kind::Probability => {
                let (logit_mean, logit_sd) = centre_and_sd(logit(p05), logit(p95));
                Self::LogitNormal {
                    logit_mean,
                    logit_sd,
                }
            }
        }
        .check()
    }

    /// A normal distribution.
    ///
    /// # Errors
    ///
    /// If a number is not finite or `sd` is not above 0.
    pub fn normal(mean: f64, sd: f64) -> Result<Self, DistributionError> {
        Self::Normal { mean, sd }.check()
    }

    /// A log-normal distribution by the mean and standard deviation of the variable itself.
    ///
    /// # Errors
    ///
    /// If either is not above 0 and finite.
    pub fn lognormal(mean: f64, sd: f64) -> Result<Self, DistributionError> {
        require_mean_and_sd(mean, sd)?;
        let log_variance = ln_1p((sd / mean).powi(2));
        Self::LogNormal {
            log_mean: ln(mean) - 0.5 * log_variance,
            log_sd: log_variance.sqrt(),
        }
        .check()
    }

    /// A beta distribution by its mean and standard deviation.
    ///
    /// # Errors
    ///
    /// If the mean is not inside (0, 1), or the standard deviation not above 0 and below `√(mean·(1 − mean))`.
    pub fn beta(mean: f64, sd: f64) -> Result<Self, DistributionError> {
        require(
            mean > 0.0 && mean < 1.0,
            "mean",
            mean,
            "a number above 0 and below 1",
        )?;
        require(sd > 0.0 && sd.is_finite(), "sd", sd, POSITIVE)?;
        let spread = mean * (1.0 - mean);
        let size = spread / (sd * sd) - 1.0;
        if size <= 0.0 {
            return Err(DistributionError::SdTooLarge {
                found: sd,
                allowed: spread.sqrt(),
                mean,
            });
        }
        Self::Beta {
            alpha: mean * size,
            beta: (1.0 - mean) * size,
        }
        .check()
    }

    /// A gamma distribution by its mean and standard deviation.
    ///
    /// # Errors
    ///
    /// If either is not above 0 and finite.
    pub fn gamma(mean: f64, sd: f64) -> Result<Self, DistributionError> {
        require_mean_and_sd(mean, sd)?;
        Self::Gamma {
            shape: (mean / sd).powi(2),
            scale: sd * (sd / mean),
        }
        .check()
    }

    /// A uniform distribution.
    ///
    /// # Errors
    ///
    /// If an end is not finite or `min` not below `max`.
    pub fn uniform(min: f64, max: f64) -> Result<Self, DistributionError> {
        Self::Uniform { min, max }.check()
    }

    /// A triangular distribution.
    ///
    /// # Errors
    ///
    /// If a number is not finite, `min` not below `max`, or `mode` outside them.
    pub fn triangular(min: f64, mode: f64, max: f64) -> Result<Self, DistributionError> {
        Self::Triangular { min, mode, max }.check()
    }

    /// A PERT distribution with the usual weight of 4 on the mode.
    ///
    /// # Errors
    ///
    /// If a number is not finite, `min` not below `max`, or `mode` outside them.
    ///
    /// *Source*: `malcolm-1959`.
    pub fn pert(min: f64, mode: f64, max: f64) -> Result<Self, DistributionError> {
        Self::Pert { min, mode, max }.check()
    }

    /// A discrete distribution; the weights are divided by their sum, the values put in ascending order.
    ///
    /// # Errors
    ///
    /// If there are no values, not as many weights, a value is not finite, or a weight negative or not finite, or if
    /// the weights sum to 0.
    pub fn discrete(values: Vec<f64>, weights: Vec<f64>) -> Result<Self, DistributionError> {
        let Self::Discrete { values, weights } = (Self::Discrete { values, weights }).check()?
        else {
            unreachable!("a discrete family stays discrete")
        };
        let total: f64 = weights.iter().sum();
        let mut pairs: Vec<(f64, f64)> = values.into_iter().zip(weights).collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (values, weights) = pairs
            .into_iter()
            .map(|(value, weight)| (value, weight / total))
            .unzip();
        Ok(Self::Discrete { values, weights })
    }

    /// The family itself if its parameters make sense.
    pub(super) fn check(self) -> Result<Self, DistributionError> {
        let finite = |name, found: f64| require(found.is_finite(), name, found, FINITE);
        let positive =
            |name, found: f64| require(found > 0.0 && found.is_finite(), name, found, POSITIVE);
        match &self {
            Self::Normal { mean, sd } => finite("mean", *mean).and(positive("sd", *sd)),
            Self::LogNormal { log_mean, log_sd } => {
                finite("log mean", *log_mean).and(positive("log sd", *log_sd))
            }
            Self::LogitNormal {
                logit_mean,
                logit_sd,
            } => finite("logit mean", *logit_mean).and(positive("logit sd", *logit_sd)),
            Self::Beta { alpha, beta } => positive("alpha", *alpha).and(positive("beta", *beta)),
            Self::Gamma { shape, scale } => {
                positive("shape", *shape).and(positive("scale", *scale))
            }
            Self::Uniform { min, max } => require_range(*min, *max),
            Self::Triangular { min, mode, max } | Self::Pert { min, mode, max } => {
                require_range(*min, *max).and(finite("mode", *mode))?;
                let (mode, min, max) = (*mode, *min, *max);
                if (min..=max).contains(&mode) {
                    Ok(())
                } else {
                    Err(DistributionError::ModeOutside { mode, min, max })
                }
            }
            Self::Discrete { values, weights } => require_table(values, weights),
        }?;
        Ok(self)
    }
}

fn require(
    holds: bool,
    name: &'static str,
    found: f64,
    allowed: &'static str,
) -> Result<(), DistributionError> {
    if holds {
        Ok(())
    } else {
        Err(DistributionError::Parameter {
            name,
            found,
            allowed,
        })
    }
}

fn require_mean_and_sd(mean: f64, sd: f64) -> Result<(), DistributionError> {
    require(mean > 0.0 && mean.is_finite(), "mean", mean, POSITIVE)?;
    require(sd > 0.0 && sd.is_finite(), "sd", sd, POSITIVE)
}

fn require_range(min: f64, max: f64) -> Result<(), DistributionError> {
    require(min.is_finite(), "min", min, FINITE)?;
    require(max.is_finite(), "max", max, FINITE)?;
    if min < max {
        Ok(())
    } else {
        Err(DistributionError::MinNotBelowMax { min, max })
    }
}

fn require_table(values: &[f64], weights: &[f64]) -> Result<(), DistributionError> {
    if values.is_empty() {
        return Err(DistributionError::NoValues);
    }
    if values.len() != weights.len() {
        return Err(DistributionError::LengthsDiffer {
            values: values.len(),
            weights: weights.len(),
        });
    }
    for &value in values {
        require(value.is_finite(), "value", value, FINITE)?;
    }
    for &weight in weights {
        require(
            weight >= 0.0 && weight.is_finite(),
            "weight",
            weight,
            "a finite number from 0 up",
        )?;
    }
    let found: f64 = weights.iter().sum();
    if found > 0.0 && found.is_finite() {
        Ok(())
    } else {
        Err(DistributionError::WeightSum { found })
    }
}
