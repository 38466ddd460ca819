//! Responses have the right sign on every path, since what-ifs live through the same luck.

use tiercast::model::{Key, Metric};
use tiercast::random::stream::Seeds;

use crate::common::{PLAIN, paths_of, records, scenario_with};

/// Values of a metric path by path, base and variant, on the same luck.
fn pair(overrides: &[&str], metric: Metric, month: usize) -> (Vec<f64>, Vec<f64>) {
    let text = PLAIN.replace("level = 2_000_000_000", "level = 3000");
    let values = |overrides: &[&str]| {
        let scenario = scenario_with(&text, overrides);
        let records = records(&scenario, 400, Seeds::from_seed(11));
        paths_of(&scenario, &records, metric, Key::Total, month)
    };
    (values(&[]), values(overrides))
}

/// Every path moves the way it should, or not at all, and some do move.
#[track_caller]
fn never_more(overrides: &[&str], metric: Metric, month: usize) {
    let (base, variant) = pair(overrides, metric, month);
    for (path, (base, variant)) in base.iter().zip(&variant).enumerate() {
        assert!(
            variant <= base,
            "{overrides:?} raises {} on path {path}: {base} to {variant}",
            metric.name()
        );
    }
    assert!(
        base != variant,
        "{overrides:?} has no effect on {}",
        metric.name()
    );
}

#[test]
fn a_higher_price_never_adds_buyers() {
    never_more(&["plans.basic.price=33"], Metric::NewSubscribers, 0);
    never_more(&["plans.basic.price=60"], Metric::NewSubscribers, 0);
}

#[test]
fn a_smaller_quota_never_adds_buyers() {
    never_more(&["plans.basic.credits=200"], Metric::NewSubscribers, 0);
}

#[test]
fn more_free_credits_never_add_buyers() {
    never_more(&["free.credits=100"], Metric::NewSubscribers, 0);
}

#[test]
fn fewer_signups_never_add_users() {
    never_more(&["signups.trend.constant.level=2500"], Metric::Users, 13);
}

#[test]
fn less_win_back_never_adds_subscribers_in_the_next_month() {
    never_more(
        &["segments.all.buying.winback=0.01"],
        Metric::ReactivatedSubscribers,
        2,
    );
}

#[test]
fn a_higher_churn_never_adds_subscribers_at_the_first_renewal() {
    never_more(
        &["plans.basic.retention.constant.churn=0.3"],
        Metric::Subscribers,
        1,
    );
}

#[test]
fn more_idle_subscribers_never_use_more_for_sure_in_the_mean() {
    let (base, variant) = pair(&["segments.all.usage.idle=0.5"], Metric::CreditsUsed, 5);
    let mean = |values: &[f64]| values.iter().sum::<f64>();
    assert!(mean(&variant) < 0.7 * mean(&base));
}
