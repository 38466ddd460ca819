//! Credit demand against a quota, in closed form: what is covered, what goes beyond.
//!
//! The demand of one person in a month is `D ~ Gamma(shape a = 1/cv², scale θ = mean·cv²)`.

use crate::random::special::{gamma_step, gamma_tails};

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
        let [under, over] = gamma_tails(self.shape + 1.0, x);
        let beyond = over - gamma_step(self.shape, x);
        let capped = if beyond > 0.0 {
            self.quota / mean * beyond
        } else {
            0.0
        };
        (under + capped).min(1.0)
    }

    /// The demand on either side of the quota.
    ///
    /// *Formula*: `E[D^r; D ≤ Q] = θ^r (a)_r P(a+r, Q/θ)`, the same with `1 − P` beyond;
    /// `P(a, x) = P(a+1, x) + xᵃe⁻ˣ/Γ(a+1)`.
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
        let (a, x) = (self.shape, self.quota / self.scale);
        // each sum has terms of one sign, so no digits are lost
        let step = gamma_step(a, x);
        let second_step = step * (x / (a + 1.0));
        let third_step = second_step * (x / (a + 2.0));
        let [_, over] = gamma_tails(a, x);
        let [under, _] = gamma_tails(a + 3.0, x);
        let mut above = [over; 4];
        let mut below = [under; 4];
        for (place, step) in [step, second_step, third_step].into_iter().enumerate() {
            above[place + 1] = above[place] + step;
        }
        for (place, step) in [third_step, second_step, step].into_iter().enumerate() {
            below[2 - place] = below[3 - place] + step;
        }
        let within = self.conditional(below);
        let mut beyond = self.conditional(above);
        beyond.mean = (beyond.mean - self.quota).max(0.0);
        Split {
            over,
            within,
            beyond,
        }
    }

    /// Moments of the demand given an event whose probability is `tails[r]` under the shape `a + r`.
    fn conditional(&self, tails: [f64; 4]) -> Moments {
        let [probability, tails @ ..] = tails;
        if probability <= NEVER {
            return Moments::default();
        }
        let (a, scale) = (self.shape, self.scale);
        // in units of the scale, so that no power overflows
        let first = a * (tails[0] / probability);
        let second = a * (a + 1.0) * (tails[1] / probability);
        let third = a * (a + 1.0) * (a + 2.0) * (tails[2] / probability);
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
