//! Distributions of the uncertain inputs of a scenario.

mod construct;
mod error;
mod family;

pub use construct::Kind;
pub use error::DistributionError;
pub use family::Family;

use super::special::{normal_cdf, normal_sf};
use crate::random::portable::exp;
use std::f64::consts::PI;

/// A [`Family`] truncated to an interval.
///
/// *Method*: truncation is by inversion between the distribution function at the two bounds, never by clamping. The
/// probabilities below, between and above are kept each to its own precision, so that an interval far in either tail
/// loses nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    family: Family,
    min: f64,
    max: f64,
    window: Option<Window>,
}

/// The probabilities that a truncation cuts off and leaves.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Window {
    below: f64,
    inside: f64,
    above: f64,
}

impl Distribution {
    /// A family truncated to `[min, max]`; infinite bounds leave it as it is.
    ///
    /// # Errors
    ///
    /// If a parameter of the family is not allowed, `min` is not below `max` (or a bound is NaN), or the family has no
    /// probability between them.
    ///
    /// ```
    /// use tiercast::random::distribution::{Distribution, Family};
    /// let positive = Distribution::new(Family::normal(0.0, 1.0)?, 0.0, f64::INFINITY)?;
    /// assert!((positive.quantile(0.5) - 0.674_489_750_196_081_7).abs() < 1e-12);
    /// # Ok::<(), tiercast::random::distribution::DistributionError>(())
    /// ```
    pub fn new(family: Family, min: f64, max: f64) -> Result<Self, DistributionError> {
        if min.is_nan() || max.is_nan() || min >= max {
            return Err(DistributionError::MinNotBelowMax { min, max });
        }
        let family = match family.check()? {
            Family::Discrete { values, weights } => Family::discrete(values, weights)?,
            other => other,
        };
        if let Family::Discrete { ref values, .. } = family {
            let truncated = values.iter().any(|value| !(min..=max).contains(value));
            let whole = Window {
                below: 0.0,
                inside: 1.0,
                above: 0.0,
            };
            let family = family.keep_values(min, max)?;
            return Ok(Self {
                family,
                min,
                max,
                window: truncated.then_some(whole),
            });
        }
        let (below, beyond_min) = family.tails(min);
        let (within_max, above) = family.tails(max);
        let inside = if below > 0.5 {
            beyond_min - above
        } else {
            within_max - below
        };
        if inside.is_nan() || inside <= 0.0 {
            return Err(DistributionError::NoMass {
                name: family.name(),
                min,
                max,
            });
        }
        let window = (below > 0.0 || above > 0.0).then_some(Window {
            below,
            inside,
            above,
        });
        Ok(Self {
            family,
            min,
            max,
            window,
        })
    }

    /// The family before truncation.
    #[must_use]
    pub fn family(&self) -> &Family {
        &self.family
    }

    /// Whether the bounds cut off any probability.
    #[must_use]
    pub fn is_truncated(&self) -> bool {
        self.window.is_some()
    }

    /// The quantile.
    ///
    /// *Formula*: for a continuous family `F⁻¹(F(min) + u·(F(max) − F(min)))`; never decreasing in `u`.
    ///
    /// *Units*: `u` in (0, 1).
    #[must_use]
    pub fn quantile(&self, u: f64) -> f64 {
        self.quantile_of_tails(u, 1.0 - u)
    }

    /// The quantile at a normal score: `quantile(Φ(score))`, but without that detour for the families made of a normal,
    /// and without its loss of digits in the upper tail for the others.
    #[must_use]
    pub fn quantile_of_score(&self, score: f64) -> f64 {
        match self.window {
            None => self.family.quantile_of_score(score),
            Some(_) => self.quantile_of_tails(normal_cdf(score), normal_sf(score)),
        }
    }

    fn quantile_of_tails(&self, p: f64, q: f64) -> f64 {
        match self.window {
            None => self.family.quantile(p, q),
            Some(Window {
                below,
                inside,
                above,
            }) => {
                // Rounding may step over a bound by an ulp; this is not a truncation by clamping.
                self.family
                    .quantile(below + p * inside, above + q * inside)
                    .clamp(self.min, self.max)
            }
        }
    }

    /// The distribution function `P(X ≤ x)`.
    #[must_use]
    pub fn cdf(&self, x: f64) -> f64 {
        if x.is_nan() {
            return f64::NAN;
        }
        if x < self.min {
            return 0.0;
        }
        if x >= self.max {
            return 1.0;
        }
        let (lower, upper) = self.family.tails(x);
        match self.window {
            None => lower,
            Some(Window {
                below,
                inside,
                above,
            }) => {
                let share = if below > 0.5 {
                    1.0 - (upper - above) / inside
                } else {
                    (lower - below) / inside
                };
                share.clamp(0.0, 1.0)
            }
        }
    }

    /// The mean.
    ///
    /// *Method*: the family's formula where it is not truncated and has one; else the trapezoidal rule over the normal
    /// score, relative error below 1e-9 unless a log-scale standard deviation exceeds 3.
    #[must_use]
    pub fn mean(&self) -> f64 {
        const STEPS_PER_UNIT: i32 = 32;
        const REACH: i32 = 12;
        let exact = match self.window {
            Some(_) if !matches!(self.family, Family::Discrete { .. }) => None,
            _ => self.family.mean(),
        };
        exact.unwrap_or_else(|| {
            let step = f64::from(STEPS_PER_UNIT).recip();
            let scores =
                (-REACH * STEPS_PER_UNIT..=REACH * STEPS_PER_UNIT).map(|k| f64::from(k) * step);
            let terms =
                scores.map(|score| self.quantile_of_score(score) * exp(-0.5 * score * score));
            terms.sum::<f64>() * step / (2.0 * PI).sqrt()
        })
    }

    /// A few words for reports: `log-normal`, or `normal, truncated to 0 … 1`.
    #[must_use]
    pub fn describe(&self) -> String {
        let name = self.family.name();
        match (
            self.window.is_some(),
            self.min.is_finite(),
            self.max.is_finite(),
        ) {
            (true, true, true) => format!("{name}, truncated to {} … {}", self.min, self.max),
            (true, true, false) => format!("{name}, truncated below {}", self.min),
            (true, false, true) => format!("{name}, truncated above {}", self.max),
            _ => name.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
