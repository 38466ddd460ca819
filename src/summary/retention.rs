//! How long subscribers stay, as the paths have it.

use crate::engine::{Setup, survival};
use crate::summary::tally::{PROBABILITIES, Tally};

/// Paths that curves are drawn from, at most: one batch of the samplers.
const MOST_PATHS: usize = 1000;

/// The share of a plan's subscribers that is left after each renewal, by its retention law alone.
#[derive(Debug, Clone, PartialEq)]
pub struct RetentionCurve {
    /// The plan, by index.
    pub plan: usize,
    /// By renewal, from the first: 5 %, 25 %, 50 %, 75 % and 95 % quantiles over the paths.
    pub left: Vec<[f64; 5]>,
    /// What is left if everybody goes on leaving as at the first renewal of the median path.
    pub constant: Vec<f64>,
}

/// The curve of each plan, from the first of `paths` paths.
///
/// *Formula*: `constant(k) = S(1)^k` with the median S(1).
#[must_use]
pub fn retention_curves(setup: &Setup, paths: usize) -> Vec<RetentionCurve> {
    let plans = survival(setup, paths.min(MOST_PATHS)).into_iter();
    plans
        .enumerate()
        .map(|(plan, renewals)| {
            let left: Vec<[f64; 5]> = renewals.iter().map(|left| quantiles(left)).collect();
            let [_, _, first, _, _] = left[0];
            let mut constant = Vec::with_capacity(left.len());
            let mut remaining = 1.0;
            for _ in &left {
                remaining *= first;
                constant.push(remaining);
            }
            RetentionCurve {
                plan,
                left,
                constant,
            }
        })
        .collect()
}

fn quantiles(values: &[f64]) -> [f64; 5] {
    let mut tally = Tally::new(values.len());
    tally.add(values);
    let quantiles = tally.quantiles_at(&PROBABILITIES);
    quantiles.try_into().unwrap_or([f64::NAN; 5])
}
