//! Every run checks itself: its identities on every path, its means against their closed form.

use crate::common::{scenario, shipped};
use tiercast::cli::{Exit, Failure};
use tiercast::engine::identities::check;
use tiercast::engine::{Identity, Record, Setup, Unobserved, run};
use tiercast::model::{Key, Metric, Scenario};
use tiercast::random::stream::Seeds;
use tiercast::summary::{ALARM, AuditError, Summary, SummaryBuilder};

const TINY: &str = include_str!("../scenarios/tiny.toml");

/// The summary of a run whose ledgers were tampered with.
fn tampered(
    scenario: &Scenario,
    paths: usize,
    tamper: impl Fn(&Setup, &mut Record) + Sync + Send,
) -> Summary {
    let seeds = Seeds::from_seed(1);
    let setup = Setup::new(scenario, scenario.simulation.sampler, seeds).expect("inputs");
    let mut builder = SummaryBuilder::new(scenario, &setup.layout, paths);
    // on one thread few paths are one block
    run(&setup, paths, 1, &Unobserved, |records| {
        let mut records = records.to_vec();
        for record in &mut records {
            tamper(&setup, record);
            record.residuals = check(scenario, &setup.layout, record);
        }
        builder.absorb(&records);
    })
    .expect("an unobserved run ends");
    builder.finish(scenario)
}

/// Adds `amount` to a ledger row of path 18 (the lane 17) in the third month.
fn misbook(scenario: &Scenario, metric: Metric, key: Key, amount: f64) -> AuditError {
    let summary = tampered(scenario, 20, |setup, record| {
        let row = setup.layout.row(metric, key);
        record.row_mut(2, row)[17] += amount;
    });
    summary.audit(scenario).expect_err("tampered books")
}

#[test]
fn broken_identity_is_a_bug_that_names_path_month_and_amounts() {
    let scenario = scenario(TINY);
    let error = misbook(&scenario, Metric::NewMrr, Key::Total, 1000.0);
    let text = error.to_string();
    let start = "the accounts do not balance: `mrr_bridge` is off by ";
    assert!(text.starts_with(start), "{text}");
    let month = scenario.month(2);
    assert!(
        text.contains(&format!("on path 18 in {month} (-")),
        "{text}"
    );
    for name in ["mrr before", "new_mrr", "churned_mrr"] {
        assert!(text.contains(name), "{text} lacks {name}");
    }
    assert_eq!(Failure::from(error).exit(), Exit::Bug);
}

#[test]
fn every_identity_notices_an_amount_out_of_place() {
    let scenario = scenario(TINY);
    for (metric, key, identity) in [
        (Metric::ChurnedMrr, Key::Total, Identity::MrrBridge),
        (Metric::SupportCost, Key::Total, Identity::Cash),
        (
            Metric::ReactivatedSubscribers,
            Key::Total,
            Identity::Subscribers,
        ),
        (
            Metric::DeferredRevenue,
            Key::Total,
            Identity::DeferredRevenue,
        ),
        (Metric::TopUpCredits, Key::Plan(0), Identity::Credits),
        (Metric::GpuHours, Key::Free, Identity::Parts),
        (Metric::Signups, Key::Total, Identity::Totals),
    ] {
        let summary = tampered(&scenario, 20, |setup, record| {
            let row = setup.layout.row(metric, key);
            let before = record.row(2, row)[17];
            record.row_mut(2, row)[17] = 1.1 * before + 100.0;
        });
        let residual = summary.residuals().of(identity);
        let place = (residual.path, residual.month);
        assert!(
            residual.relative > 1e-6,
            "{identity:?} did not notice {metric:?}"
        );
        assert!(
            place == (17, 2) || place == (17, 3),
            "{identity:?}: {residual:?}"
        );
    }
}

#[test]
fn identity_with_an_amount_that_is_no_number_is_broken() {
    let error = misbook(&scenario(TINY), Metric::Breakage, Key::Total, f64::NAN);
    // the summary sees what is not finite before the books are looked at
    assert!(matches!(error, AuditError::Overflow { .. }), "{error}");
    let summary = tampered(&scenario(TINY), 20, |setup, record| {
        let row = setup.layout.total(Metric::Breakage);
        record.row_mut(2, row)[17] = f64::NAN;
    });
    let (_, residual) = summary.residuals().broken().expect("no number");
    assert_eq!(residual.relative, f64::INFINITY);
}

/// False-alarm rate: 8 000 z-scores, each beyond 6 with a chance of 2e-9.
#[test]
fn analytic_twin_agrees_with_every_shipped_scenario() {
    for name in [
        "kling.toml",
        "kling-global.toml",
        "kling-price-rise.toml",
        "runway.toml",
        "startup.toml",
        "established.toml",
    ] {
        let scenario = shipped(name, &[]);
        let summary = tampered(&scenario, 256, |_, _| {});
        let twin = summary.twin().expect("enough paths");
        assert_eq!(twin.paths, 64);
        assert!(twin.z.abs() < ALARM, "{name}: {twin:?}");
        assert_eq!(twin.alarm(&scenario), None);
    }
}

#[test]
fn analytic_twin_notices_two_percent_of_a_plans_subscribers() {
    let scenario = shipped("established.toml", &[]);
    for (metric, key) in [
        (Metric::Subscribers, Key::Plan(0)),
        (Metric::Billings, Key::Plan(1)),
        (Metric::Mrr, Key::Plan(0)),
        (Metric::CreditsUsed, Key::Plan(0)),
        (Metric::FreeUsers, Key::Segment(0)),
    ] {
        let summary = tampered(&scenario, 256, |setup, record| {
            let row = setup.layout.row(metric, key);
            for month in 0..record.months() {
                for value in record.row_mut(month, row) {
                    *value *= 1.02;
                }
            }
        });
        let twin = summary.twin().expect("enough paths");
        assert_eq!((twin.metric, twin.key), (metric, key), "{twin:?}");
        let alarm = twin.alarm(&scenario).expect("2 % are seen");
        assert!(alarm.contains(metric.name()), "{alarm}");
    }
}

#[test]
fn analytic_twin_says_nothing_about_a_few_paths() {
    let scenario = scenario(TINY);
    assert!(tampered(&scenario, 63, |_, _| {}).twin().is_none());
    assert!(tampered(&scenario, 64, |_, _| {}).twin().is_some());
}
