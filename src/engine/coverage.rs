//! Credit demand against a quota, in closed form: what is covered, what goes beyond.
//!
//! The demand of one person in a month is `D ~ Gamma(shape a = 1/cv², scale θ = mean·cv²)`.

use crate::random::special::{gamma_p, gamma_q};

/// Credit demand of one person in a month, against a quota.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CappedGamma {
    /// Shape a.
    pub shape: f64,
    /// Scale θ, credits.
    pub scale: f64,
    /// Credits granted.
    pub quota: f64,
}

/// Mean, standard deviation and skewness of one person's credits.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Moments {
    /// Credits.
    pub mean: f64,
    /// Credits.
    pub sd: f64,
    /// Third central moment over sd³; 0 where the sd is 0.
    pub skewness: f64,
}

/// A person's month, split by whether the quota is passed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Split {
    /// Probability that the demand passes the quota.
    pub over: f64,
    /// The demand where it does not.
    pub within: Moments,
    /// The demand beyond the quota where it does.
    pub beyond: Moments,
}

/// Below this probability a side of the quota is taken never to occur.
const NEVER: f64 = 1e-290;

impl CappedGamma {
    /// Demand of mean `mean` credits and coefficient of variation `cv` against `quota` credits.
    #[must_use]
    pub fn new(mean: f64, cv: f64, quota: f64) -> Self {
        Self {
            shape: 1.0 / (cv * cv),
            scale: mean * cv * cv,
            quota,
        }
    }

    /// The share of the demand that the quota covers.
    ///
    /// *Formula*: `E[min(D, Q)]/E[D] = P(a+1, Q/θ) + Q/(aθ) · (1 − P(a, Q/θ))`, with `P` the
    /// regularised incomplete gamma function; 1 without demand.
    ///
    /// *Units*: a share of one.
    #[must_use]
    pub fn covered(&self) -> f64 {
        let mean = self.shape * self.scale;
        if mean <= 0.0 {
            return 1.0;
        }
        if self.quota <= 0.0 {
            return 0.0;
        }
        let x = self.quota / self.scale;
        let beyond = gamma_q(self.shape, x);
        let capped = if beyond > 0.0 {
            self.quota / mean * beyond
        } else {
            0.0
        };
        (gamma_p(self.shape + 1.0, x) + capped).min(1.0)
    }

    /// The demand on either side of the quota.
    ///
    /// *Formula*: `E[D^r; D ≤ Q] = θ^r (a)_r P(a+r, Q/θ)`, the same with `1 − P` beyond.
    ///
    /// *Units*: credits.
    #[must_use]
    pub fn split(&self) -> Split {
        let nothing = Split {
            over: 0.0,
            within: Moments::default(),
            beyond: Moments::default(),
        };
        if self.shape * self.scale <= 0.0 {
            return nothing;
        }
        if self.quota <= 0.0 {
            let mean = self.shape * self.scale;
            return Split {
                over: 1.0,
                beyond: Moments {
                    mean,
                    sd: mean / self.shape.sqrt(),
                    skewness: 2.0 / self.shape.sqrt(),
                },
                ..nothing
            };
        }
        let x = self.quota / self.scale;
        let under = gamma_p(self.shape, x);
        let over = gamma_q(self.shape, x);
        let within = if under > NEVER {
            self.conditional(under, |a| gamma_p(a, x))
        } else {
            Moments::default()
        };
        let mut beyond = if over > NEVER {
            self.conditional(over, |a| gamma_q(a, x))
        } else {
            Moments::default()
        };
        beyond.mean = (beyond.mean - self.quota).max(0.0);
        Split {
            over,
            within,
            beyond,
        }
    }

    /// Moments of the demand given an event whose probability under shape `a` is `tail(a)`.
    fn conditional(&self, probability: f64, tail: impl Fn(f64) -> f64) -> Moments {
        let (a, scale) = (self.shape, self.scale);
        // in units of the scale, so that no power overflows
        let first = a * (tail(a + 1.0) / probability);
        let second = a * (a + 1.0) * (tail(a + 2.0) / probability);
        let third = a * (a + 1.0) * (a + 2.0) * (tail(a + 3.0) / probability);
        let variance = (second - first * first).max(0.0);
        let sd = variance.sqrt();
        let central = third - 3.0 * first * second + 2.0 * first * first * first;
        let skewness = if sd > 1e-9 * first {
            (central / (variance * sd)).clamp(-1e3, 1e3)
        } else {
            0.0
        };
        Moments {
            mean: first * scale,
            sd: sd * scale,
            skewness,
        }
    }
}
