//! Scenarios written in a test, run in the test's own process.

use std::path::Path;

use tiercast::engine::{Record, Setup, Unobserved, run};
use tiercast::model::{Key, Metric, Period, Scenario};
use tiercast::random::sampler::Sampler;
use tiercast::random::stream::Seeds;
use tiercast::scenario::{LoadOptions, Loaded, load, load_text};
use tiercast::summary::{Summary, SummaryBuilder};

/// The figures of a run.
pub struct Outcome {
    pub summary: Summary,
}

impl Outcome {
    /// The mean of a metric in one month.
    pub fn mean(&self, metric: Metric, key: Key, month: usize) -> f64 {
        self.summary
            .statistics(metric, key, Period::month(month))
            .mean
    }

    /// The mean of a metric's total in one month.
    pub fn total(&self, metric: Metric, month: usize) -> f64 {
        self.mean(metric, Key::Total, month)
    }
}

/// The valid scenario in `text`, with overrides.
pub fn scenario_with(text: &str, overrides: &[&str]) -> Scenario {
    let options = LoadOptions {
        overrides: overrides.iter().map(|text| (*text).to_owned()).collect(),
        ..LoadOptions::default()
    };
    match load_text(text, "test.toml", None, &options) {
        Ok(loaded) => loaded.scenario,
        Err(error) => panic!("{error}"),
    }
}

/// The valid scenario in `text`, with all that was read to get it.
pub fn with_sources(text: &str) -> Loaded {
    match load_text(text, "test.toml", None, &LoadOptions::default()) {
        Ok(loaded) => loaded,
        Err(error) => panic!("{error}"),
    }
}

/// The valid scenario in `text`.
pub fn scenario(text: &str) -> Scenario {
    scenario_with(text, &[])
}

/// A shipped scenario.
pub fn shipped(name: &str, overrides: &[&str]) -> Scenario {
    let options = LoadOptions {
        overrides: overrides.iter().map(|text| (*text).to_owned()).collect(),
        ..LoadOptions::default()
    };
    shipped_with_sources(name, &options).scenario
}

/// A shipped scenario, with all that was read to get it.
pub fn shipped_with_sources(name: &str, options: &LoadOptions) -> Loaded {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("scenarios")
        .join(name);
    match load(&path, options) {
        Ok(loaded) => loaded,
        Err(error) => panic!("{error}"),
    }
}

/// Runs a scenario.
pub fn simulate(scenario: &Scenario, paths: usize, seed: u64) -> Outcome {
    Outcome {
        summary: summarise(scenario, paths, seed, 2),
    }
}

/// Runs a scenario on some threads.
pub fn summarise(scenario: &Scenario, paths: usize, seed: u64, threads: usize) -> Summary {
    let sampler = scenario.simulation.sampler;
    let setup = Setup::new(scenario, sampler, Seeds::from_seed(seed)).expect("independent inputs");
    let mut builder = SummaryBuilder::new(scenario, &setup.layout, paths);
    run(&setup, paths, threads, &Unobserved, |records| {
        builder.absorb(records);
    })
    .expect("an unobserved run ends");
    builder.finish(scenario)
}

/// The ledgers of a run, block by block.
pub fn records(scenario: &Scenario, paths: usize, seeds: Seeds) -> Vec<Record> {
    let setup = Setup::new(scenario, Sampler::LatinHypercube, seeds).expect("independent inputs");
    let mut all = Vec::new();
    run(&setup, paths, 2, &Unobserved, |records| {
        all.extend_from_slice(records);
    })
    .expect("an unobserved run ends");
    all
}

/// How many random cases a property is tried on: more in the heavy checks.
pub fn cases(usual: u32) -> u32 {
    let asked = std::env::var("TIERCAST_CASES").ok();
    asked.and_then(|cases| cases.parse().ok()).unwrap_or(usual)
}

/// A metric's values path by path in one month.
pub fn paths_of(
    scenario: &Scenario,
    records: &[Record],
    metric: Metric,
    key: Key,
    month: usize,
) -> Vec<f64> {
    let setup = Setup::new(scenario, Sampler::LatinHypercube, Seeds::from_seed(1))
        .expect("independent inputs");
    let row = setup.layout.row(metric, key);
    records
        .iter()
        .flat_map(|record| record.row(month, row).to_vec())
        .collect()
}

/// `small.toml` and what else the format has, in a few lines: it says a bit of everything.
pub const COMPACT: &str = include_str!("../scenarios/compact.toml");

/// One plan, one segment, nothing uncertain, no noise: the smallest market.
pub const PLAIN: &str = r#"
name = "Plain"
currency = "USD"
start = "2025-01"
months = 14

[signups.trend.constant]
level = 2_000_000_000

[generations.video]
credits = 10
gpu_seconds = 90

[free]
credits = 50

[plans.basic]
price = 30
credits = 300
top_up_price = 0.2
retention = { constant = { churn = 0.2 } }

[segments.all]
share = 1
free_attrition = 0.4

[segments.all.buying]
conversion = [0.05, 0.02]
plan_mix = { basic = 1 }
price_elasticity = -1.5
renewal_elasticity = -0.8
quota_sensitivity = 0.7
free_substitution = 0.3
winback = 0.03
lapsed_attrition = 0.1

[segments.all.usage]
free = { video = 4 }
paid = { video = 25 }
cv = 1.2
idle = 0.1
top_up_take = 0.25

[billing]
vat = 0.06
refund_rate = 0.02
store_share = 0.4
store_commission = 0.3
processing_fee = 0.02
payment_failure = 0.05
dunning_recovery = 0.6

[costs]
gpu_hour = 8
gpu_hour_decline = 0.01
gpu_utilisation = 0.5
signup_cost = 0.1
support_per_subscriber = 0.4
fixed = 1_000_000
"#;
