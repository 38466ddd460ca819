//! The families of distributions and their functions.

use super::DistributionError;
use crate::random::portable::{exp, ln, ln_1p};
use crate::random::special::{
    beta_inc, beta_quantile, gamma_p, gamma_q, gamma_quantile, normal_cdf, normal_quantile,
    normal_sf,
};

/// A family with its parameters.
///
/// The constructors ([`Family::normal`], …) check what they are given; [`super::Distribution::new`] checks it again, so
/// that a family written by hand cannot get further either.
#[derive(Clone, Debug, PartialEq)]
pub enum Family {
    /// Normal.
    Normal {
        /// Mean.
        mean: f64,
        /// Standard deviation.
        sd: f64,
    },
    /// The exponential of a normal.
    LogNormal {
        /// Mean of the logarithm.
        log_mean: f64,
        /// Standard deviation of the logarithm.
        log_sd: f64,
    },
    /// The logistic function of a normal.
    LogitNormal {
        /// Mean of the log-odds.
        logit_mean: f64,
        /// Standard deviation of the log-odds.
        logit_sd: f64,
    },
    /// Beta on (0, 1).
    Beta {
        /// First shape.
        alpha: f64,
        /// Second shape.
        beta: f64,
    },
    /// Gamma on (0, ∞).
    Gamma {
        /// Shape.
        shape: f64,
        /// Scale: mean divided by shape.
        scale: f64,
    },
    /// Uniform.
    Uniform {
        /// Lower end.
        min: f64,
        /// Upper end.
        max: f64,
    },
    /// Triangular.
    Triangular {
        /// Lower end.
        min: f64,
        /// Where the density is highest.
        mode: f64,
        /// Upper end.
        max: f64,
    },
    /// PERT: a beta stretched to (min, max), of mean `(min + 4·mode + max)/6`.
    Pert {
        /// Lower end.
        min: f64,
        /// Where the density is highest.
        mode: f64,
        /// Upper end.
        max: f64,
    },
    /// Finitely many values.
    Discrete {
        /// The values, in ascending order once built by [`Family::discrete`].
        values: Vec<f64>,
        /// Their probabilities, which sum to 1 once built by [`Family::discrete`].
        weights: Vec<f64>,
    },
}

impl Family {
    /// The family's name for reports.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Normal { .. } => "normal",
            Self::LogNormal { .. } => "log-normal",
            Self::LogitNormal { .. } => "logit-normal",
            Self::Beta { .. } => "beta",
            Self::Gamma { .. } => "gamma",
            Self::Uniform { .. } => "uniform",
            Self::Triangular { .. } => "triangular",
            Self::Pert { .. } => "PERT",
            Self::Discrete { .. } => "discrete",
        }
    }

    /// `P(X ≤ x)` and `P(X > x)`, each precise where it is small.
    pub(super) fn tails(&self, x: f64) -> (f64, f64) {
        match *self {
            Self::Normal { mean, sd } => normal_tails((x - mean) / sd),
            Self::LogNormal { log_mean, log_sd } => {
                normal_tails((ln(x.max(0.0)) - log_mean) / log_sd)
            }
            Self::LogitNormal {
                logit_mean,
                logit_sd,
            } => {
                let x = x.clamp(0.0, 1.0);
                normal_tails((ln(x) - ln_1p(-x) - logit_mean) / logit_sd)
            }
            Self::Beta { alpha, beta } => beta_tails(alpha, beta, x),
            Self::Gamma { shape, scale } => {
                let x = x.max(0.0) / scale;
                (gamma_p(shape, x), gamma_q(shape, x))
            }
            Self::Uniform { min, max } => {
                let x = x.clamp(min, max);
                ((x - min) / (max - min), (max - x) / (max - min))
            }
            Self::Triangular { min, mode, max } => {
                let x = x.clamp(min, max);
                if x < mode {
                    let lower = (x - min) / (max - min) * ((x - min) / (mode - min));
                    (lower, 1.0 - lower)
                } else if x < max {
                    let upper = (max - x) / (max - min) * ((max - x) / (max - mode));
                    (1.0 - upper, upper)
                } else {
                    (1.0, 0.0)
                }
            }
            Self::Pert { min, mode, max } => {
                let (alpha, beta) = pert_shapes(min, mode, max);
                beta_tails(alpha, beta, (x - min) / (max - min))
            }
            Self::Discrete {
                ref values,
                ref weights,
            } => {
                let sum = |keep: fn(f64, f64) -> bool| {
                    let kept = values
                        .iter()
                        .zip(weights)
                        .filter(|&(&value, _)| keep(value, x));
                    kept.map(|(_, weight)| weight).sum::<f64>().min(1.0)
                };
                (sum(|value, x| value <= x), sum(|value, x| value > x))
            }
        }
    }

    /// The quantile from both tail probabilities `p + q = 1`, so that neither tail loses digits.
    pub(super) fn quantile(&self, p: f64, q: f64) -> f64 {
        match *self {
            Self::Normal { .. } | Self::LogNormal { .. } | Self::LogitNormal { .. } => self
                .quantile_of_score(if p < q {
                    normal_quantile(p)
                } else {
                    -normal_quantile(q)
                }),
            Self::Beta { alpha, beta } => beta_quantile(alpha, beta, p, q),
            Self::Gamma { shape, scale } => scale * gamma_quantile(shape, p, q),
            Self::Uniform { min, max } => between(min, max, p, q),
            Self::Triangular { min, mode, max } => {
                let width = max - min;
                if p * width < mode - min {
                    min + (p * width * (mode - min)).sqrt()
                } else {
                    max - (q * width * (max - mode)).sqrt()
                }
            }
            Self::Pert { min, mode, max } => {
                let (alpha, beta) = pert_shapes(min, mode, max);
                let x = beta_quantile(alpha, beta, p, q);
                between(min, max, x, 1.0 - x)
            }
            Self::Discrete {
                ref values,
                ref weights,
            } => {
                let mut sum = 0.0;
                let reached = weights.iter().position(|weight| {
                    sum += weight;
                    p <= sum
                });
                values[reached.unwrap_or(values.len() - 1)]
            }
        }
    }

    /// The quantile at a normal score; without a detour through a probability where the family is made of a normal.
    pub(super) fn quantile_of_score(&self, score: f64) -> f64 {
        match *self {
            Self::Normal { mean, sd } => mean + sd * score,
            Self::LogNormal { log_mean, log_sd } => exp(log_mean + log_sd * score),
            Self::LogitNormal {
                logit_mean,
                logit_sd,
            } => (1.0 + exp(-logit_mean - logit_sd * score)).recip(),
            _ => self.quantile(normal_cdf(score), normal_sf(score)),
        }
    }

    /// The mean, where there is a formula.
    pub(super) fn mean(&self) -> Option<f64> {
        match *self {
            Self::Normal { mean, .. } => Some(mean),
            Self::LogNormal { log_mean, log_sd } => Some(exp(log_mean + 0.5 * log_sd * log_sd)),
            Self::LogitNormal { .. } => None,
            Self::Beta { alpha, beta } => Some(alpha / (alpha + beta)),
            Self::Gamma { shape, scale } => Some(shape * scale),
            Self::Uniform { min, max } => Some(0.5 * min + 0.5 * max),
            Self::Triangular { min, mode, max } => Some((min + mode + max) / 3.0),
            Self::Pert { min, mode, max } => Some((min + 4.0 * mode + max) / 6.0),
            Self::Discrete {
                ref values,
                ref weights,
            } => Some(
                values
                    .iter()
                    .zip(weights)
                    .map(|(value, weight)| value * weight)
                    .sum(),
            ),
        }
    }

    /// The discrete values inside the bounds, their weights summing to 1 again; other families as they are.
    pub(super) fn keep_values(self, min: f64, max: f64) -> Result<Self, DistributionError> {
        let Self::Discrete { values, weights } = self else {
            return Ok(self);
        };
        let kept = values
            .into_iter()
            .zip(weights)
            .filter(|&(value, weight)| (min..=max).contains(&value) && weight > 0.0);
        let (values, weights): (Vec<f64>, Vec<f64>) = kept.unzip();
        if values.is_empty() {
            return Err(DistributionError::NoMass {
                name: "discrete",
                min,
                max,
            });
        }
        Self::discrete(values, weights)
    }
}

fn normal_tails(score: f64) -> (f64, f64) {
    (normal_cdf(score), normal_sf(score))
}

fn beta_tails(alpha: f64, beta: f64, x: f64) -> (f64, f64) {
    let x = x.clamp(0.0, 1.0);
    (beta_inc(alpha, beta, x), beta_inc(beta, alpha, 1.0 - x))
}

/// The point that divides an interval `p : q`, exact at both ends.
fn between(min: f64, max: f64, p: f64, q: f64) -> f64 {
    if p < q {
        min + p * (max - min)
    } else {
        max - q * (max - min)
    }
}

fn pert_shapes(min: f64, mode: f64, max: f64) -> (f64, f64) {
    const WEIGHT: f64 = 4.0;
    (
        1.0 + WEIGHT * ((mode - min) / (max - min)),
        1.0 + WEIGHT * ((max - mode) / (max - min)),
    )
}
