//! Real scenarios, mutated at random: each is refused in words, or it runs. The same mutations are
//! driven by coverage in `fuzz/`.
//!
//! `TIERCAST_CASES` sets how many are tried; the count and how they ended is said at the end.

use std::sync::atomic::{AtomicU32, Ordering};

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::mutation::{Choices, mutated};
use super::trial::attempt;
use crate::common::{COMPACT, cases};

const TINY: &str = include_str!("../../scenarios/tiny.toml");

const SHIPPED: [&str; 5] = [
    include_str!("../../../scenarios/kling.toml"),
    include_str!("../../../scenarios/kling-price-rise.toml"),
    include_str!("../../../scenarios/established.toml"),
    include_str!("../../../scenarios/runway.toml"),
    include_str!("../../../scenarios/startup.toml"),
];

#[expect(clippy::print_stderr, reason = "what a run of many hours found")]
fn try_all(what: &str, scenarios: &[&str], cases: u32) {
    let outcomes: [AtomicU32; 3] = Default::default();
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&prop::collection::vec(any::<u8>(), 8..64), |bytes| {
            let mut choices = Choices::new(&bytes);
            let text = mutated(choices.one_of(scenarios), &mut choices);
            let outcome = attempt(&text);
            outcomes[outcome as usize].fetch_add(1, Ordering::Relaxed);
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
    let [refused, unbounded, ran] = outcomes.map(AtomicU32::into_inner);
    eprintln!(
        "{what}: {cases} mutated scenarios, {refused} refused, {unbounded} unbounded, {ran} ran"
    );
    assert!(refused > 0 && ran > 0, "the mutations are not all alike");
}

#[test]
fn mutated_small_scenarios_are_refused_or_run() {
    try_all("small scenarios", &[COMPACT, TINY], cases(400));
}

#[test]
fn mutated_shipped_scenarios_are_refused_or_run() {
    try_all("shipped scenarios", &SHIPPED, cases(400).div_ceil(10));
}
