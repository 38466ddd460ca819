//! The engine against closed forms.
//!
//! Markets are so large (two billion sign-ups a month) that chance moves a mean by less than
//! 1e-4 of itself; tolerances of 1e-3 leave a false-alarm rate far below 1e-6.

use crate::common::{Outcome, PLAIN, scenario, scenario_with, simulate};
use tiercast::engine::coverage::CappedGamma;
use tiercast::model::{Key, Metric};

/// Relative difference below 1e-3.
#[track_caller]
pub fn close(found: f64, expected: f64, what: &str) {
    let scale = expected.abs().max(1e-12);
    assert!(
        ((found - expected) / scale).abs() < 1e-3,
        "{what}: found {found}, expected {expected}"
    );
}

/// One cohort of subscribers, followed through its renewals.
pub fn cohort(retention: &str) -> Outcome {
    let text = PLAIN
        .replace(
            "[signups.trend.constant]\nlevel = 2_000_000_000",
            "[signups.trend.series]\nvalues = [20_000_000_000, 0]",
        )
        .replace("conversion = [0.05, 0.02]", "conversion = [0.5, 0]")
        .replace("winback = 0.03", "winback = 0")
        .replace("payment_failure = 0.05", "payment_failure = 0")
        .replace("{ constant = { churn = 0.2 } }", retention);
    simulate(&scenario(&text), 256, 1)
}

/// Share of a cohort that is left after each renewal.
pub fn survival(outcome: &Outcome, months: usize) -> Vec<f64> {
    let start = outcome.total(Metric::Subscribers, 0);
    (0..=months)
        .map(|month| outcome.total(Metric::Subscribers, month) / start)
        .collect()
}

#[test]
fn constant_churn_leaves_geometric_lifetimes() {
    let outcome = cohort("{ constant = { churn = 0.2 } }");
    for (month, left) in survival(&outcome, 12).into_iter().enumerate() {
        close(
            left,
            0.8_f64.powi(i32::try_from(month).expect("small")),
            "survival",
        );
    }
}

#[test]
fn sbg_by_moments_is_the_sbg_by_its_parameters() {
    let (alpha, beta) = (0.9, 1.6);
    let moments = format!(
        "{{ sbg = {{ first_churn = {}, polarization = {} }} }}",
        alpha / (alpha + beta),
        1.0 / (alpha + beta + 1.0)
    );
    let by_moments = survival(&cohort(&moments), 12);
    let by_parameters = survival(&cohort("{ sbg = { alpha = 0.9, beta = 1.6 } }"), 12);
    for (one, other) in by_moments.iter().zip(&by_parameters) {
        close(*one, *other, "survival");
    }
}

#[test]
fn at_reference_customers_behave_as_the_file_says() {
    let outcome = simulate(&scenario(PLAIN), 256, 1);
    close(
        outcome.total(Metric::NewSubscribers, 0),
        0.05 * 2e9,
        "buyers in the month of sign-up",
    );
    // first month: everybody new; second month: those of before who stayed in the pool
    let second = 2e9 * 0.05 + 2e9 * 0.95 * 0.6 * 0.02;
    close(
        outcome.total(Metric::NewSubscribers, 1),
        second,
        "buyers in the second month",
    );
    close(
        outcome.total(Metric::FreeUsers, 0),
        2e9 * 0.95,
        "free users",
    );
}

#[test]
fn elasticity_moves_the_odds_of_buying() {
    let price = 33.0;
    let outcome = simulate(&scenario_with(PLAIN, &["plans.basic.price=33"]), 256, 1);
    let odds = 0.05 / 0.95 * (price / 30.0_f64).powf(-1.5);
    close(
        outcome.total(Metric::NewSubscribers, 0),
        2e9 * odds / (1.0 + odds),
        "buyers at a higher price",
    );
}

#[test]
fn quota_moves_the_odds_of_buying_through_the_need_covered() {
    let outcome = simulate(&scenario_with(PLAIN, &["plans.basic.credits=150"]), 256, 1);
    let covered = |quota| CappedGamma::new(250.0, 1.2, quota).covered();
    let odds = 0.05 / 0.95 * (0.7 * (covered(150.0) - covered(300.0))).exp();
    close(
        outcome.total(Metric::NewSubscribers, 0),
        2e9 * odds / (1.0 + odds),
        "buyers at a smaller quota",
    );
}

#[test]
fn a_longer_period_is_perceived_by_the_month() {
    let outcome = simulate(
        &scenario_with(PLAIN, &["plans.basic.period=3", "plans.basic.price=75"]),
        256,
        1,
    );
    let odds = 0.05 / 0.95 * (25.0 / 30.0_f64).powf(-1.5);
    close(
        outcome.total(Metric::NewSubscribers, 0),
        2e9 * odds / (1.0 + odds),
        "buyers at 75 for three months instead of 30 for one",
    );
    // the first renewal, three months later: 25 a month instead of 30
    let stay = 0.8 * (25.0 / 30.0_f64).powf(-0.8);
    let kept = stay / (0.2 + stay) * 0.98;
    let start = outcome.total(Metric::NewSubscribers, 0);
    close(
        outcome.total(Metric::ChurnedSubscribers, 3),
        start * (1.0 - kept),
        "churn at the first renewal",
    );
}

#[test]
fn two_plans_with_one_price_change_follow_the_nested_logit() {
    let text = PLAIN
        .replace(
            "[segments.all]\n",
            "[plans.pro]\nprice = 90\ncredits = 1000\nretention = { constant = { churn = 0.1 } }\n\n[segments.all]\n",
        )
        .replace("plan_mix = { basic = 1 }", "plan_mix = { basic = 0.7, pro = 0.3 }\ndissimilarity = 0.4");
    let outcome = simulate(&scenario_with(&text, &["plans.basic.price=36"]), 256, 1);
    let weight = 0.7 * (-1.5 * (36.0_f64 / 30.0).ln() / 0.4).exp();
    let sum = weight + 0.3;
    let odds = 0.05 / 0.95 * sum.powf(0.4);
    let buyers = 2e9 * odds / (1.0 + odds);
    close(
        outcome.mean(Metric::NewSubscribers, Key::Plan(0), 0),
        buyers * weight / sum,
        "basic",
    );
    close(
        outcome.mean(Metric::NewSubscribers, Key::Plan(1), 0),
        buyers * 0.3 / sum,
        "pro",
    );
}

/// Three months by hand: everything that is linear, with expectations for counts.
#[test]
fn a_market_without_chance_gives_hand_computed_months() {
    let outcome = simulate(&scenario(PLAIN), 256, 1);
    let (mut pool, mut lapsed, mut subscribers) = ([0.0, 0.0], 0.0, 0.0);
    let (mut cash, net) = (0.0, 0.98 / 1.06);
    let fee = 0.4 * 0.3 + 0.6 * 0.02;
    let failure = 0.05 * 0.4;
    let split = CappedGamma::new(250.0, 1.2, 300.0).split();
    let used = (1.0 - split.over) * split.within.mean + split.over * 300.0;
    let overage = split.over * split.beyond.mean;
    let free_used = 40.0 * CappedGamma::new(40.0, 1.2, 50.0).covered();
    for month in 0..3 {
        pool[0] += 2e9;
        let cancelled = subscribers * 0.2;
        let failed = (subscribers - cancelled) * failure;
        let new = pool[0] * 0.05 + pool[1] * 0.02;
        let free = pool[0] * 0.95 + pool[1] * 0.98;
        let back = lapsed * 0.03;
        lapsed = (lapsed - back) * 0.9 + cancelled + failed;
        let renewed = subscribers - cancelled - failed;
        subscribers = renewed + new + back;
        let top_ups = subscribers * 0.9 * overage * 0.25;
        let billings = subscribers * 30.0 + top_ups * 0.2;
        let revenue = billings * net;
        let decline = 0.99_f64.powi(month);
        let credits = subscribers * 0.9 * used + top_ups + free * free_used;
        let compute = credits / 10.0 * 90.0 / 3600.0 / 0.5 * 8.0 * decline;
        let profit = revenue * (1.0 - fee) - compute - subscribers * 0.4;
        cash += profit - 2e9 * 0.1 - 1e6;
        let month = usize::try_from(month).expect("small");
        close(
            outcome.total(Metric::Subscribers, month),
            subscribers,
            "subscribers",
        );
        close(outcome.total(Metric::Mrr, month), subscribers * 30.0, "mrr");
        close(
            outcome.total(Metric::ChurnedSubscribers, month),
            cancelled + failed,
            "churned",
        );
        close(
            outcome.total(Metric::InvoluntaryChurn, month),
            failed,
            "involuntary churn",
        );
        close(
            outcome.total(Metric::ReactivatedSubscribers, month),
            back,
            "reactivated",
        );
        close(outcome.total(Metric::FreeUsers, month), free, "free users");
        close(
            outcome.total(Metric::TopUpCredits, month),
            top_ups,
            "top-up credits",
        );
        close(
            outcome.total(Metric::UnmetCredits, month),
            3.0 * top_ups,
            "unmet credits",
        );
        close(
            outcome.total(Metric::Breakage, month),
            subscribers * (300.0 - 0.9 * used),
            "breakage",
        );
        close(outcome.total(Metric::Billings, month), billings, "billings");
        close(outcome.total(Metric::Revenue, month), revenue, "revenue");
        close(
            outcome.total(Metric::ComputeCost, month),
            compute,
            "compute cost",
        );
        close(
            outcome.total(Metric::GrossProfit, month),
            profit,
            "gross profit",
        );
        close(outcome.total(Metric::Cash, month), cash, "cash");
        pool = [0.0, (pool[0] * 0.95 + pool[1] * 0.98) * 0.6];
    }
}

#[test]
fn an_annual_plan_is_billed_at_once_and_recognised_over_its_year() {
    let text = PLAIN
        .replace("price = 30\n", "price = 360\nperiod = 12\n")
        .replace(
            "[signups.trend.constant]\nlevel = 2_000_000_000",
            "[signups.trend.series]\nvalues = [20_000_000_000, 0]",
        )
        .replace("conversion = [0.05, 0.02]", "conversion = [0.05, 0]");
    let outcome = simulate(&scenario(&text), 256, 1);
    let people = 2e10 * 0.05;
    let net = people * 360.0 * 0.98 / 1.06;
    close(
        outcome.mean(Metric::Billings, Key::Plans, 0),
        people * 360.0,
        "billings",
    );
    close(
        outcome.mean(Metric::Revenue, Key::Plans, 0),
        net / 12.0,
        "revenue",
    );
    close(
        outcome.mean(Metric::Revenue, Key::Plans, 11),
        net / 12.0,
        "revenue",
    );
    close(
        outcome.total(Metric::DeferredRevenue, 4),
        net * 7.0 / 12.0,
        "deferred revenue",
    );
    close(outcome.total(Metric::Mrr, 5), people * 30.0, "mrr");
    // the year ends: a fifth cancels, two in a hundred of the others fail to pay
    close(
        outcome.total(Metric::Subscribers, 12),
        people * 0.8 * 0.98,
        "subscribers",
    );
    assert!(outcome.mean(Metric::Billings, Key::Plans, 6).abs() < 1e-9);
}

#[test]
fn metered_customers_arrive_stay_and_use_as_stated() {
    let text = format!(
        "{PLAIN}\n[api.studio]\narrivals = {{ constant = {{ level = 5_000_000 }} }}\ncredits = 1000\ncv = 2\nexpansion = 0.03\nprice = 0.05\nchurn = {{ constant = {{ churn = 0.1 }} }}\nmix = {{ video = 1 }}\nacquisition_elasticity = -0.8\nusage_elasticity = -0.5\n"
    );
    let outcome = simulate(&scenario_with(&text, &["api.studio.price=0.06"]), 1024, 1);
    let arrivals = 5e6 * 1.2_f64.powf(-0.8);
    let use_of_one = 1000.0 * 1.2_f64.powf(-0.5);
    let (mut customers, mut credits) = (0.0, 0.0);
    for month in 0..6 {
        customers = customers * 0.9 + arrivals;
        credits = credits * 0.9 * 1.03 + arrivals * use_of_one;
        close(
            outcome.total(Metric::ApiCustomers, month),
            customers,
            "customers",
        );
        close(outcome.total(Metric::ApiCredits, month), credits, "credits");
        close(
            outcome.mean(Metric::Billings, Key::Api, month),
            credits * 0.06,
            "billings",
        );
    }
}
