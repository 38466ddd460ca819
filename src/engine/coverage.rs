//! Credit demand against a quota, in closed form: what is covered, what goes beyond.
//!
//! The demand of one person in a month is `D ~ Gamma(shape a = 1/cv², scale θ = mean·cv²)`.

use crate::random::lanes::{Lanes, Width, lanes};
use crate::random::special::{gamma_splits, gamma_step, gamma_tails};

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
        let demand = [self.shape, self.scale, self.quota].map(|number| lanes([number]));
        let [over, mean, sd, skewness, beyond @ ..] = splits(demand).map(|lanes| lanes.0[0]);
        let within = Moments { mean, sd, skewness };
        let [mean, sd, skewness] = beyond;
        Split {
            over,
            within,
            beyond: Moments { mean, sd, skewness },
        }
    }
}

/// [`CappedGamma::split`] side by side, from shapes, scales and quotas: probabilities of passing the quota, then means, standard
/// deviations and skewnesses within it and beyond it.
#[inline(always)]
pub(super) fn splits<V: Width>([shape, scale, quota]: [Lanes<V>; 3]) -> [Lanes<V>; 7] {
    let (none, all) = (Lanes::all(0.0), Lanes::all(1.0));
    let wanted = none.below(scale);
    let limited = wanted & none.below(quota);
    let x = limited.choose(quota / scale, all);
    let [over, under, step] = gamma_splits(shape, x);
    // without a quota all that is wanted lies beyond it
    let over = limited.choose(over, wanted.choose(all, none));
    let under = limited.choose(under, none);
    let first_step = limited.choose(step, none);
    let second_step = first_step * (x / (shape + 1.0));
    let third_step = second_step * (x / (shape + 2.0));
    // each sum has terms of one sign, so no digits are lost
    let mut above = [over; 4];
    let mut below = [under; 4];
    let steps = [first_step, second_step, third_step];
    for place in 0..3 {
        above[place + 1] = above[place] + steps[place];
        below[2 - place] = below[3 - place] + steps[2 - place];
    }
    let [mean, sd, skewness] = conditional(shape, scale, below);
    let [beyond_mean, beyond_sd, beyond_skewness] = conditional(shape, scale, above);
    let beyond_mean = (beyond_mean - quota).max(0.0);
    [
        over,
        mean,
        sd,
        skewness,
        beyond_mean,
        beyond_sd,
        beyond_skewness,
    ]
}

/// Moments of the demand given an event whose probability is `tails[r]` under the shape `a + r`.
#[inline(always)]
fn conditional<V: Width>(
    shape: Lanes<V>,
    scale: Lanes<V>,
    [probability, tails @ ..]: [Lanes<V>; 4],
) -> [Lanes<V>; 3] {
    let none = Lanes::all(0.0);
    let never = probability.at_most(NEVER);
    // in units of the scale, so that no power overflows
    let first = shape * (tails[0] / probability);
    let second = shape * (shape + 1.0) * (tails[1] / probability);
    let third = shape * (shape + 1.0) * (shape + 2.0) * (tails[2] / probability);
    let variance = (second - first * first).max(0.0);
    let sd = variance.sqrt();
    let central = third - 3.0 * first * second + 2.0 * first * first * first;
    let skewed = (1e-9 * first).below(sd) & !never;
    let skewness = skewed.choose((central / (variance * sd)).within(1e3), none);
    [
        never.choose(none, first * scale),
        never.choose(none, sd * scale),
        skewness,
    ]
}
