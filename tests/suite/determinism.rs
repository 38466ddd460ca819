//! The same bytes on any number of threads, and for any part of a longer run.

use proptest::prelude::*;
use tiercast::engine::block::Block;
use tiercast::engine::{Record, Setup, Unobserved, run};
use tiercast::model::{Key, Metric, Scenario};
use tiercast::random::stream::Seeds;

use crate::arbitrary::arbitrary;
use crate::common::{PLAIN, cases, paths_of, records, scenario, shipped, summarise};

#[test]
fn figures_are_the_same_on_1_2_and_7_threads() {
    let scenario = shipped("established.toml", &[]);
    let figures = |threads| {
        let summary = summarise(&scenario, 5000, 3, threads);
        let mut bits = Vec::new();
        for (metric, key) in summary.series() {
            for span in summary.spans() {
                let statistics = summary.statistics(metric, key, span.period);
                bits.extend([statistics.mean.to_bits(), statistics.sd.to_bits()]);
                bits.extend(statistics.quantiles.map(f64::to_bits));
            }
        }
        bits
    };
    let one = figures(1);
    assert!(one.len() > 1000);
    assert_eq!(one, figures(2));
    assert_eq!(one, figures(7));
}

#[test]
fn a_longer_run_extends_a_shorter_one() {
    for sampler in ["random", "latin_hypercube", "sobol"] {
        let text = PLAIN
            .replace("level = 2_000_000_000", "level = \"4_000 to 6_000\"")
            .replace(
                "[signups.trend.constant]",
                &format!("[simulation]\nsampler = \"{sampler}\"\n\n[signups.trend.constant]"),
            );
        let scenario = scenario(&text);
        let values = |paths| {
            let records = records(&scenario, paths, Seeds::from_seed(5));
            paths_of(&scenario, &records, Metric::Revenue, Key::Total, 6)
        };
        let (short, long) = (values(300), values(1500));
        assert_eq!(short[..], long[..300], "{sampler}");
    }
}

#[test]
fn another_seed_gives_other_values() {
    let scenario = shipped("startup.toml", &[]);
    let mean = |seed| {
        let summary = summarise(&scenario, 100, seed, 2);
        summary
            .statistics(
                Metric::Revenue,
                Key::Total,
                tiercast::model::Period::total(18),
            )
            .mean
    };
    assert_ne!(mean(1).to_bits(), mean(2).to_bits());
}

#[test]
fn a_plan_that_nobody_takes_does_not_move_the_luck_of_others() {
    let small = PLAIN.replace("level = 2_000_000_000", "level = 4000");
    let with_another = small.replace(
        "[segments.all]\n",
        "[plans.another]\nprice = 90\ncredits = 1000\nretention = { constant = { churn = 0.1 } }\n\n[segments.all]\n",
    );
    let subscribers = |text: &str| {
        let scenario = scenario(text);
        let records = records(&scenario, 50, Seeds::from_seed(1));
        paths_of(&scenario, &records, Metric::Subscribers, Key::Total, 13)
    };
    assert_eq!(subscribers(&small), subscribers(&with_another));
}

fn setup(scenario: &Scenario, seed: u64) -> Setup<'_> {
    let sampler = scenario.simulation.sampler;
    Setup::new(scenario, sampler, Seeds::from_seed(seed)).expect("independent inputs")
}

/// The ledger of `lanes` paths from `first` on, simulated as one block.
fn block(setup: &Setup, first: usize, lanes: usize) -> Record {
    let first = u32::try_from(first).expect("few paths");
    let block = Block::new(setup, first, lanes).run(|| false);
    block.expect("few enough people")
}

/// Every row and month of one path is the same to the bit.
fn same_path(
    setup: &Setup,
    (one, lane): (&Record, usize),
    (other, other_lane): (&Record, usize),
) -> Result<(), TestCaseError> {
    for month in 0..one.months() {
        for row in 0..setup.layout.rows() {
            let (a, b) = (one.row(month, row)[lane], other.row(month, row)[other_lane]);
            let series = setup
                .layout
                .series()
                .iter()
                .find(|series| series.row == row);
            prop_assert!(
                a.to_bits() == b.to_bits(),
                "path {}, month {month}, row {row} ({:?}): {a} in a block of {}, {b} in a block of {}",
                one.first_path + lane,
                series.map(|series| (series.metric, series.key)),
                one.lanes(),
                other.lanes()
            );
        }
    }
    Ok(())
}

/// Every path: its block, and its lane in it.
fn lanes(records: &[Record]) -> impl Iterator<Item = (&Record, usize)> {
    records
        .iter()
        .flat_map(|record| (0..record.lanes()).map(move |lane| (record, lane)))
}

/// Whatever paths share a block, each is the same.
fn blocks_agree(scenario: &Scenario, seed: u64, largest: usize) -> Result<(), TestCaseError> {
    let setup = setup(scenario, seed);
    let whole = block(&setup, 0, largest);
    for lanes in [1, 7, 64] {
        let most = (8 * lanes).min(largest);
        for first in (0..most).step_by(lanes) {
            let part = block(&setup, first, lanes.min(most - first));
            for lane in 0..part.lanes() {
                same_path(&setup, (&whole, first + lane), (&part, lane))?;
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(32), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn paths_are_the_same_in_blocks_of_1_7_64_and_256(arbitrary in arbitrary(), seed in any::<u64>()) {
        blocks_agree(&scenario(&arbitrary.text), seed, 256)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(32).div_ceil(4), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn ledgers_of_arbitrary_scenarios_are_the_same_on_1_2_and_7_threads(arbitrary in arbitrary(), seed in any::<u64>()) {
        let scenario = scenario(&arbitrary.text);
        let setup = setup(&scenario, seed);
        let ledgers = |threads| {
            let mut all: Vec<Record> = Vec::new();
            run(&setup, 520, threads, &Unobserved, |records| all.extend_from_slice(records)).expect("few enough people");
            all
        };
        let one = ledgers(1);
        for threads in [2, 7] {
            let other = ledgers(threads);
            prop_assert_eq!(lanes(&one).count(), 520);
            prop_assert_eq!(lanes(&other).count(), 520);
            for (one, other) in lanes(&one).zip(lanes(&other)) {
                same_path(&setup, one, other)?;
            }
        }
    }
}

#[test]
fn paths_of_every_shipped_scenario_are_the_same_in_blocks_of_1_7_64_and_256() {
    for name in crate::shipped::names() {
        let outcome = blocks_agree(&shipped(&name, &[]), 1, 256);
        assert!(outcome.is_ok(), "{name}: {outcome:?}");
    }
}
