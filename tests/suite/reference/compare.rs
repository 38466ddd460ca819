//! Two samples of every metric, key and month: are they of one law?

use std::fmt::Write as _;

use statrs::distribution::{ContinuousCDF, Normal};
use tiercast::engine::{Record, Series, Setup, Unobserved, run};
use tiercast::model::{Key, Metric, Scenario};
use tiercast::random::sampler::Sampler;
use tiercast::random::stream::Seeds;

use super::ledger::Ledger;
use super::path::simulate;
use crate::common::scenario;

/// Chance that any comparison of a scenario fails although both models are right: 1e-6 over the seven of them.
const FALSE_ALARMS: f64 = 1e-6 / 7.0;

/// Paths unless `TIERCAST_REFERENCE_PATHS` says otherwise.
const PATHS: usize = 10_000;

/// From so many paths on, the power that is promised is asserted.
const POWERFUL: usize = 80_000;

/// Paths of the reference that place the edges for the distribution test.
const PILOT: usize = 400;

/// Most edges.
const EDGES: usize = 24;

/// Fewer metrics than this in a comparison would be no comparison.
const FEWEST_METRICS: usize = 25;

/// An excess kurtosis above this makes a z-test doubtful at the level that is wanted: for two samples of one size the
/// skewness cancels, and the kurtosis of a mean is this over the number of paths.
const HEAVIEST: f64 = 150.0;

/// Metrics of which an error of 1 % in the mean, and of 5 % in the spread, has to be seen.
const MAIN: [Metric; 9] = [
    Metric::Subscribers,
    Metric::FreeUsers,
    Metric::Mrr,
    Metric::Billings,
    Metric::Revenue,
    Metric::CreditsUsed,
    Metric::Generations,
    Metric::ComputeCost,
    Metric::Users,
];

/// Values of one metric, key and month over the paths.
#[derive(Clone)]
struct Sample {
    defined: f64,
    /// `Σ dᵏ` with `d` the distance from the centre, k = 1 … 8.
    powers: [f64; 8],
    /// Values up to each edge, then above all; undefined values come first.
    bins: Vec<f64>,
}

struct Cell {
    series: Series,
    month: usize,
    centre: f64,
    edges: Vec<f64>,
    engine: Sample,
    reference: Sample,
}

impl Sample {
    fn new(edges: usize) -> Self {
        Self {
            defined: 0.0,
            powers: [0.0; 8],
            bins: vec![0.0; edges + 2],
        }
    }

    fn add(&mut self, value: f64, centre: f64, edges: &[f64]) {
        if value.is_nan() {
            self.bins[0] += 1.0;
            return;
        }
        self.defined += 1.0;
        self.bins[1 + edges.partition_point(|edge| *edge < value)] += 1.0;
        let distance = value - centre;
        let mut power = 1.0;
        for sum in &mut self.powers {
            power *= distance;
            *sum += power;
        }
    }

    /// Mean of `dᵏ`.
    fn moment(&self, k: usize) -> f64 {
        self.powers[k - 1] / self.defined
    }

    fn variance(&self) -> f64 {
        (self.moment(2) - self.moment(1).powi(2)).max(0.0)
    }
}

/// What a comparison found.
struct Finding {
    metric: Metric,
    text: String,
    /// How far beyond what chance explains: above 1 is a failure.
    excess: f64,
}

/// Simulates a scenario both ways and fails if any metric, key and month differs by more than chance explains.
pub fn compare(text: &str) {
    let scenario = scenario(text);
    let paths = std::env::var("TIERCAST_REFERENCE_PATHS")
        .ok()
        .and_then(|paths| paths.parse().ok())
        .unwrap_or(PATHS);
    let cells = sample(&scenario, paths);
    let comparisons: usize = cells.iter().map(Cell::tests).sum();
    #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
    let level = FALSE_ALARMS / comparisons as f64;
    let normal = Normal::new(0.0, 1.0).expect("the standard normal");
    let z = -normal.inverse_cdf(level / 2.0);
    let findings: Vec<Finding> = cells
        .iter()
        .flat_map(|cell| cell.findings(&scenario, z, level))
        .collect();
    let mut metrics: Vec<Metric> = findings.iter().map(|finding| finding.metric).collect();
    metrics.dedup();
    assert!(
        metrics.len() >= FEWEST_METRICS,
        "only {} metrics have a spread to compare",
        metrics.len()
    );
    let mut worst: Vec<&Finding> = findings.iter().collect();
    worst.sort_by(|one, other| other.excess.total_cmp(&one.excess));
    let mut report = String::new();
    for finding in worst.iter().take(12) {
        let _ = writeln!(report, "{:6.2}  {}", finding.excess, finding.text);
    }
    assert!(
        worst[0].excess <= 1.0,
        "of {comparisons} comparisons over {paths} paths these stand out (above 1 is no chance):\n{report}"
    );
    for cell in &cells {
        cell.assert_power(&scenario, z, paths);
    }
}

fn value_of(record: &Record, series: &Series, month: usize, lane: usize) -> f64 {
    let value = record.row(month, series.row)[lane];
    match series.denominator {
        None => value,
        Some(row) => match record.row(month, row)[lane] {
            0.0 => f64::NAN,
            below => value / below,
        },
    }
}

fn sample(scenario: &Scenario, paths: usize) -> Vec<Cell> {
    let setup = Setup::new(scenario, Sampler::Random, Seeds::from_seed(1)).expect("inputs");
    let mut ledger = Ledger::new(scenario.months);
    let pilot: Vec<Ledger> = (0..PILOT)
        .map(|path| {
            simulate(scenario, u64::MAX - path as u64, &mut ledger);
            ledger.clone()
        })
        .collect();
    let mut cells = Vec::new();
    for series in setup.layout.series() {
        for month in 0..scenario.months {
            let values = pilot
                .iter()
                .map(|path| path.get(month, series.metric, series.key));
            let mut values: Vec<f64> = values.filter(|value| !value.is_nan()).collect();
            values.sort_by(f64::total_cmp);
            let edges = edges(&values);
            let middle = values.get(values.len() / 2).copied();
            cells.push(Cell {
                series: *series,
                month,
                centre: middle.unwrap_or(0.0),
                engine: Sample::new(edges.len()),
                reference: Sample::new(edges.len()),
                edges,
            });
        }
    }
    for path in 0..paths {
        simulate(scenario, path as u64, &mut ledger);
        for cell in &mut cells {
            let value = ledger.get(cell.month, cell.series.metric, cell.series.key);
            cell.reference.add(value, cell.centre, &cell.edges);
        }
    }
    run(&setup, paths, 1, &Unobserved, |records| {
        for record in records {
            for cell in &mut cells {
                for lane in 0..record.lanes() {
                    let value = value_of(record, &cell.series, cell.month, lane);
                    cell.engine.add(value, cell.centre, &cell.edges);
                }
            }
        }
    })
    .expect("an unobserved run ends");
    cells
}

/// Edges between values, so that rounding moves none across: of sorted `values` some that differ.
fn edges(values: &[f64]) -> Vec<f64> {
    let step = (values.len() / EDGES).max(1);
    let mut edges: Vec<f64> = values
        .iter()
        .step_by(step)
        .filter_map(|value| {
            let beyond = value + 1e-9 * value.abs().max(1e-3);
            let next = values[values.partition_point(|other| *other <= beyond)..].first()?;
            Some(0.5 * (value + next))
        })
        .collect();
    edges.dedup();
    edges
}

impl Cell {
    /// Whether the values differ from path to path by more than rounding.
    fn spreads(&self) -> bool {
        let rounding = 1e-9 * self.centre.abs().max(1e-9);
        self.reference.variance().sqrt() > rounding || self.engine.variance().sqrt() > rounding
    }

    /// Whether the kurtosis of `dᵏ` leaves the normal law to its mean.
    fn is_light(&self, k: usize) -> bool {
        [&self.engine, &self.reference].into_iter().all(|sample| {
            let [m1, m2, m3, m4] = [1, 2, 3, 4].map(|power| sample.moment(k * power));
            let variance = m2 - m1 * m1;
            let fourth = m4 - 4.0 * m3 * m1 + 6.0 * m2 * m1 * m1 - 3.0 * m1.powi(4);
            variance > 0.0 && fourth / (variance * variance) < HEAVIEST
        })
    }

    fn tests(&self) -> usize {
        if !self.spreads() {
            return 1;
        }
        1 + usize::from(self.is_light(1)) + usize::from(self.is_light(2))
    }

    fn findings(&self, scenario: &Scenario, z: f64, level: f64) -> Vec<Finding> {
        let finding = |what: &str, ours: f64, theirs: f64, excess: f64| Finding {
            metric: self.series.metric,
            text: format!(
                "{what} of {} {} in {}: engine {ours}, reference {theirs}",
                self.series.metric.name(),
                self.series.key.text(scenario),
                scenario.month(self.month),
            ),
            excess: if excess.is_nan() {
                f64::INFINITY
            } else {
                excess
            },
        };
        let (ours, theirs) = (&self.engine, &self.reference);
        let mean = |sample: &Sample| self.centre + sample.moment(1);
        if !self.spreads() {
            if ours.defined == 0.0 && theirs.defined == 0.0 {
                return Vec::new();
            }
            let apart = (mean(ours) - mean(theirs)).abs() / (1e-9 * self.centre.abs().max(1e-6));
            return vec![Finding {
                // a constant is compared, yet it is no evidence for a distribution
                metric: Metric::FixedCost,
                ..finding("constant value", mean(ours), mean(theirs), apart)
            }];
        }
        let mut findings = Vec::new();
        if self.is_light(1) {
            let error = ours.variance() / ours.defined + theirs.variance() / theirs.defined;
            let score = (mean(ours) - mean(theirs)).abs() / error.sqrt();
            findings.push(finding("mean", mean(ours), mean(theirs), score / z));
        }
        if self.is_light(2) {
            let score = (ours.variance() - theirs.variance()).abs() / self.variance_error();
            let [ours, theirs] = [ours, theirs].map(|sample| sample.variance().sqrt());
            findings.push(finding("sd", ours, theirs, score / z));
        }
        let (mut below, mut distance) = ((0.0, 0.0), 0.0_f64);
        let count = |sample: &Sample| sample.bins.iter().sum::<f64>();
        let (all, all_theirs) = (count(ours), count(theirs));
        for (ours, theirs) in ours.bins.iter().zip(&theirs.bins) {
            below = (below.0 + ours / all, below.1 + theirs / all_theirs);
            distance = distance.max((below.0 - below.1).abs());
        }
        let critical = (-(level / 2.0).ln() / 2.0 * (1.0 / all + 1.0 / all_theirs)).sqrt();
        findings.push(finding("distribution", distance, 0.0, distance / critical));
        findings
    }

    /// Standard error of the difference of the two variances.
    fn variance_error(&self) -> f64 {
        let of = |sample: &Sample| {
            let [m1, m2, m3, m4] = [1, 2, 3, 4].map(|power| sample.moment(power));
            let variance = sample.variance();
            let fourth = m4 - 4.0 * m3 * m1 + 6.0 * m2 * m1 * m1 - 3.0 * m1.powi(4);
            (fourth - variance * variance) / sample.defined
        };
        (of(&self.engine) + of(&self.reference)).sqrt()
    }

    /// An error of 1 % in the mean and of 5 % in the spread of a main metric would have been seen, three standard errors
    /// beyond the threshold.
    fn assert_power(&self, scenario: &Scenario, z: f64, paths: usize) {
        let main = MAIN.contains(&self.series.metric) && self.series.key == Key::Total;
        let late = self.month >= scenario.months / 2;
        if !(main && late && self.spreads() && paths >= POWERFUL) {
            return;
        }
        let (ours, theirs) = (&self.engine, &self.reference);
        let error = (ours.variance() / ours.defined + theirs.variance() / theirs.defined).sqrt();
        let mean = (self.centre + theirs.moment(1)).abs();
        let seen = (z + 3.0) * error / mean;
        let name = self.series.metric.name();
        assert!(
            seen < 0.01,
            "only {seen:.4} of the mean of {name} would be seen"
        );
        let seen = (z + 3.0) * self.variance_error() / (2.0 * theirs.variance());
        assert!(
            seen < 0.05,
            "only {seen:.4} of the sd of {name} would be seen"
        );
    }
}
