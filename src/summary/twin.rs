//! The simulated mean beside the engine's analytic twin.

use crate::engine::Record;
use crate::engine::twin::{TWIN_PATHS, cells};
use crate::model::{Key, Metric, Scenario};
use crate::units::count_to_float;

/// A z-score beyond this is a warning. In sound runs a scenario with some 2 000 cells passes it
/// less than once in 100 000 runs.
pub const ALARM: f64 = 6.0;

/// Where the simulated mean is farthest from what the twin expects.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Twin {
    /// Paths compared, the first ones of the run.
    pub paths: usize,
    /// Metrics, keys and months compared.
    pub comparisons: usize,
    /// The z-score farthest from 0.
    pub z: f64,
    /// Where.
    pub metric: Metric,
    /// Where.
    pub key: Key,
    /// Where, counted from 0.
    pub month: usize,
    /// Simulated mean over these paths.
    pub simulated: f64,
    /// Expected mean over these paths.
    pub expected: f64,
}

impl Twin {
    /// What to say where the two are too far apart for chance.
    #[must_use]
    pub fn alarm(&self, scenario: &Scenario) -> Option<String> {
        let key = self.key.text(scenario);
        let dot = if key.is_empty() { "" } else { "." };
        let metric = self.metric.name();
        let month = scenario.month(self.month);
        (self.z.abs() > ALARM).then(|| {
            format!(
                "the simulated mean of `{metric}{dot}{key}` in {month} is {}, its closed form {} \
                 (z = {:.1} over {} paths)",
                self.simulated, self.expected, self.z, self.paths
            )
        })
    }
}

/// Takes in the differences between the paths and their twins.
#[derive(Debug)]
pub struct TwinTally {
    cells: Vec<(Metric, Key)>,
    months: usize,
    paths: usize,
    /// By month and cell.
    sums: Vec<Sums>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    simulated: f64,
    expected: f64,
    difference: f64,
    square: f64,
    variance: f64,
}

impl TwinTally {
    /// An empty tally.
    #[must_use]
    pub fn new(scenario: &Scenario) -> Self {
        let cells = cells(scenario);
        Self {
            months: scenario.months,
            paths: 0,
            sums: vec![Sums::default(); cells.len() * scenario.months],
            cells,
        }
    }

    /// Takes in what a record has to compare.
    pub fn absorb(&mut self, record: &Record) {
        let Some(expected) = &record.expected else {
            return;
        };
        self.paths += expected.lanes();
        for part in expected.parts() {
            for month in 0..self.months {
                for (path, lane) in part.lanes().enumerate() {
                    let simulated = expected
                        .rows()
                        .iter()
                        .map(|row| record.row(month, *row)[lane]);
                    let mean = part.mean(month, path);
                    let variance = part.variance(month, path);
                    let cells = self.sums[month * self.cells.len()..].iter_mut();
                    for (((sums, simulated), mean), variance) in
                        cells.zip(simulated).zip(mean).zip(variance)
                    {
                        sums.add(simulated, *mean, *variance);
                    }
                }
            }
        }
    }

    /// The largest difference; `None` with too few paths.
    #[must_use]
    pub fn finish(&self) -> Option<Twin> {
        if self.paths < TWIN_PATHS {
            return None;
        }
        let paths = count_to_float(self.paths);
        let mut worst: Option<Twin> = None;
        for (place, sums) in self.sums.iter().enumerate() {
            let z = sums.z(paths);
            if worst.is_none_or(|worst| z.abs() > worst.z.abs()) {
                let (metric, key) = self.cells[place % self.cells.len()];
                worst = Some(Twin {
                    paths: self.paths,
                    comparisons: self.sums.len(),
                    z,
                    metric,
                    key,
                    month: place / self.cells.len(),
                    simulated: sums.simulated / paths,
                    expected: sums.expected / paths,
                });
            }
        }
        worst
    }
}

impl Sums {
    fn add(&mut self, simulated: f64, mean: f64, variance: f64) {
        let difference = simulated - mean;
        self.simulated += simulated;
        self.expected += mean;
        self.difference += difference;
        self.square += difference * difference;
        self.variance += variance;
    }

    /// *Formula*: `Σd / √max(n·s², Σ variance)`, with s² the variance of the differences d over the
    /// paths. The expected variance keeps a handful of people, none of whom came, from looking
    /// certain; the observed one keeps a single odd path from doing so.
    fn z(&self, paths: f64) -> f64 {
        let rounding = 1e-9 * self.expected.abs().max(self.simulated.abs());
        if self.difference.abs() <= rounding {
            return 0.0;
        }
        let mean = self.difference / paths;
        let observed = (self.square - paths * mean * mean) * paths / (paths - 1.0);
        let z = self.difference / observed.max(self.variance).sqrt();
        if z.is_nan() { f64::INFINITY } else { z }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(differences: &[f64], variance: f64) -> Sums {
        let mut sums = Sums {
            expected: 100.0,
            ..Sums::default()
        };
        for difference in differences {
            sums.difference += difference;
            sums.square += difference * difference;
            sums.variance += variance;
        }
        sums
    }

    #[test]
    fn z_score_is_the_sum_over_its_standard_error() {
        // 64 differences of 1.5 and −0.5: mean 0.5, variance 64/63
        let differences: Vec<f64> = (0..64)
            .map(|i| if i % 2 == 0 { 1.5 } else { -0.5 })
            .collect();
        let z = sums(&differences, 0.5).z(64.0);
        assert!((z - 0.5 * 64.0 / (64.0_f64 * 64.0 / 63.0).sqrt()).abs() < 1e-12);
    }

    #[test]
    fn z_score_of_nobody_where_few_were_expected_is_small() {
        let differences = [-0.01; 64];
        assert!(sums(&differences, 0.01).z(64.0) > -1.0);
    }

    #[test]
    fn z_score_of_one_odd_path_is_small() {
        let mut differences = [-0.001; 64];
        differences[7] = 1.0;
        assert!(sums(&differences, 0.001).z(64.0) < 1.1);
    }

    #[test]
    fn z_score_of_what_is_no_number_is_infinite() {
        assert_eq!(sums(&[f64::NAN; 64], 1.0).z(64.0), f64::INFINITY);
    }
}
