//! What drives a metric: which uncertain inputs its spread comes from, told from the paths of a run.
//!
//! Nothing is simulated for it. `docs/drivers.md` says how to read it.

mod conditional;
mod evidence;
mod first_order;
mod inputs;
mod prepared;
pub(super) mod ranks;
mod regression;
mod sample;

pub use evidence::Evidence;
pub use first_order::Share;
pub use inputs::{DriverInput, driver_inputs, open_inputs};
pub use sample::{Asked, DriverSample, MOST_DRIVER_PATHS, headline, looked_at};

use crate::engine::each;
use crate::summary::Estimate;
use prepared::Prepared;

/// The fewest paths of which a share of variance is told.
pub const FEWEST_PATHS: usize = 100;

/// The drivers of some metrics.
#[derive(Debug, Clone, PartialEq)]
pub struct Drivers {
    /// Paths that were looked at, the first of the run.
    pub paths: usize,
    /// The uncertain inputs.
    pub inputs: Vec<DriverInput>,
    /// Inputs, by their place, that no path tells apart: each follows from the others of its group.
    pub collinear: Vec<Vec<usize>>,
    /// Whether the other inputs can be held while one is looked at.
    pub held: Held,
    /// The metrics, in the order asked for.
    pub driven: Vec<Driven>,
}

/// Whether a regression on all inputs can be told from the paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// It can.
    Told,
    /// There are too few paths for so many inputs.
    TooFewPaths,
    /// There are so many inputs that it would take too long.
    TooManyInputs,
}

/// One metric and what drives it.
#[derive(Debug, Clone, PartialEq)]
pub struct Driven {
    /// The metric.
    pub asked: Asked,
    /// Paths on which it is defined.
    pub paths: usize,
    /// Whether there is anything to explain.
    pub spread: Spread,
    /// Its mean over these paths, in its unit.
    pub mean: f64,
    /// One for each input, in their order; none where there is nothing to explain.
    pub drivers: Vec<Driver>,
    /// The share of the variance of its ranks that all inputs explain together, by a regression on their ranks; NaN with too
    /// few paths for that.
    pub r_squared: f64,
}

/// Whether a metric has a spread that can be looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spread {
    /// It has.
    Varies,
    /// It is the same on every path.
    Constant,
    /// It is defined on fewer than [`FEWEST_PATHS`] paths.
    TooFewPaths,
}

/// What one input does to one metric.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Driver {
    /// The input, by its place in the list.
    pub input: usize,
    /// The correlation of the ranks, −1 … 1.
    pub rank_correlation: f64,
    /// The same with all other inputs held; NaN where that cannot be told.
    pub partial: f64,
    /// The slope of the metric's rank over the input's in a regression on all inputs, both standardised; NaN likewise.
    pub coefficient: f64,
    /// The first-order index: the share of the metric's variance that the input explains alone.
    pub share: Share,
    /// The metric's mean where the input is at its 10 %.
    pub low: Estimate,
    /// The metric's mean where the input is at its 90 %.
    pub high: Estimate,
}

impl Driven {
    /// The inputs by what they explain, the most first; those that explain nothing by their rank correlation.
    #[must_use]
    pub fn order(&self) -> Vec<usize> {
        let mut order: Vec<&Driver> = self.drivers.iter().collect();
        order.sort_by(|a, b| {
            let share = b.share.value.total_cmp(&a.share.value);
            share.then(
                b.rank_correlation
                    .abs()
                    .total_cmp(&a.rank_correlation.abs()),
            )
        });
        order.into_iter().map(|driver| driver.input).collect()
    }

    /// Those whose share can be told from 0, the one that explains most first.
    #[must_use]
    pub fn clear(&self) -> Vec<&Driver> {
        let order = self.order().into_iter();
        let drivers = order.map(|input| &self.drivers[input]);
        drivers.filter(|driver| driver.share.is_clear).collect()
    }

    /// What each input adds to what they explain together, by input.
    ///
    /// *Formula*: the shares of variance that are told from 0; those of inputs that move together are scaled down to add up to
    /// the largest of them, since what one explains has a part of what the others do in it.
    #[must_use]
    pub fn parts(&self, inputs: &[DriverInput]) -> Vec<f64> {
        let mut sums = vec![(0.0_f64, 0.0_f64); inputs.len()];
        for driver in &self.drivers {
            let (sum, most) = &mut sums[inputs[driver.input].group];
            *sum += driver.share.value;
            *most = most.max(driver.share.value);
        }
        let part = |driver: &Driver| {
            let (sum, most) = sums[inputs[driver.input].group];
            if sum > 0.0 {
                driver.share.value * most / sum
            } else {
                0.0
            }
        };
        self.drivers.iter().map(part).collect()
    }
}

/// Works out the drivers of some metrics: `draws` and `outcomes` have a column for each input and metric, a row for
/// each path.
///
/// *Units*: any; a metric that is undefined on a path is NaN there, or beyond all numbers, and its drivers are those of the
/// other paths.
#[must_use]
pub fn drivers(
    inputs: Vec<DriverInput>,
    draws: &[&[f64]],
    outcomes: &[(Asked, &[f64])],
) -> Drivers {
    let paths = draws.first().map_or(0, |column| column.len());
    let whole = Prepared::new(draws);
    let driven = each(outcomes, |(asked, values)| {
        let is_kept: Vec<bool> = values[..paths]
            .iter()
            .map(|value| value.is_finite())
            .collect();
        if is_kept.iter().all(|kept| *kept) {
            return whole.driven(asked, &values[..paths]);
        }
        let kept = |column: &[f64]| -> Vec<f64> {
            let pairs = column.iter().zip(&is_kept);
            pairs
                .filter(|(_, kept)| **kept)
                .map(|(value, _)| *value)
                .collect()
        };
        let own: Vec<Vec<f64>> = draws.iter().map(|column| kept(column)).collect();
        let own: Vec<&[f64]> = own.iter().map(Vec::as_slice).collect();
        Prepared::new(&own).driven(asked, &kept(values))
    });
    Drivers {
        paths,
        driven,
        collinear: whole
            .regression
            .as_ref()
            .map_or_else(Vec::new, |regression| regression.collinear.clone()),
        held: whole.held(),
        inputs,
    }
}

#[cfg(test)]
mod tests;
