//! What must hold on every path and month of any scenario.

use proptest::prelude::*;
use tiercast::engine::{Identity, Setup};
use tiercast::model::{Key, Metric};
use tiercast::random::sampler::Sampler;
use tiercast::random::stream::Seeds;

use crate::common::{cases, paths_of, records, scenario};

/// Parts of an arbitrary scenario; every mechanism occurs in some.
#[expect(clippy::too_many_lines, reason = "most of it is one scenario")]
fn arbitrary() -> impl Strategy<Value = String> {
    let retention = prop_oneof![
        Just("{ constant = { churn = 0.15 } }"),
        Just("{ sbg = { alpha = 0.8, beta = 1.5 } }"),
        Just("{ sbg = { first_churn = \"30% to 50%\", polarization = 0.3 } }"),
        Just("{ bdw = { alpha = 0.5, beta = 1.0, c = 1.3 } }"),
        Just("{ table = { churn = [0.5, 0.3, 0.1] } }"),
    ];
    let intro = prop_oneof![
        Just(String::new()),
        (0.0..30.0_f64, 1..4_u8).prop_map(|(price, periods)| format!(
            "intro = {{ price = {price:.2}, periods = {periods} }}\n"
        )),
    ];
    let event = prop_oneof![
        Just(String::new()),
        (2..7_u8, 20.0..60.0_f64, any::<bool>()).prop_map(|(month, price, grandfather)| format!(
            "[[events]]\nmonth = \"2025-{month:02}\"\nset = {{ \"plans.basic.price\" = {price:.2} }}\ngrandfather = {grandfather}\n\n"
        )),
        Just("[[events]]\nmonth = \"2025-03\"\nuntil = \"2025-06\"\nscale = { signups = 2, \"plans.basic.credits\" = 0.5 }\n\n".to_owned()),
    ];
    (
        (retention, intro, event),
        (1..5_usize, 0.0..0.9_f64, 0.0..0.5_f64),
        (10.0..100_000.0_f64, 0.0..0.3_f64, 0.0..0.6_f64),
        (0..5_000_u32, 0..4_u8),
    )
        .prop_map(
            |((retention, intro, event), (period, idle, failure), (level, winback, churn), (opening, elapsed))| {
                let elapsed = usize::from(elapsed) % period;
                format!(
                    r#"
name = "Arbitrary"
currency = "USD"
start = "2025-01"
months = 9
[signups.trend.exponential]
level = {level:.1}
growth = "-5% to 10%"
[noise]
signups = {{ sd = 0.1, autocorrelation = 0.4 }}
buying = {{ sd = 0.1, autocorrelation = 0.3 }}
churn = {{ sd = 0.2, autocorrelation = 0.1 }}
api = {{ sd = 0.1, autocorrelation = 0.5 }}
[generations.video]
credits = 10
gpu_seconds = "60 to 200"
[generations.image]
credits = 0.2
gpu_seconds = 3
[free]
credits = 60
[plans.basic]
price = 30
period = {period}
{intro}credits = 300
top_up_price = 0.15
retention = {retention}
switch = {{ pro = 0.05 }}
[plans.pro]
price = 90
credits = 1500
from = "2025-03"
demand = 3
retention = {{ constant = {{ churn = "5% to 20%" }} }}
switch = {{ basic = 0.1 }}
[segments.a]
share = 0.7
free_attrition = 0.4
[segments.a.buying]
conversion = [0.05, 0.02]
plan_mix = {{ basic = "rest", pro = "10% to 30%" }}
price_elasticity = "-2 to -0.5"
dissimilarity = 0.5
intro_selection = 0.3
renewal_elasticity = -0.8
bill_shock = 0.4
quota_sensitivity = 1
winback = {winback:.3}
lapsed_attrition = 0.1
[segments.a.usage]
free = {{ video = 4 }}
paid = {{ video = 20, image = 50 }}
cv = 1.3
idle = {idle:.3}
top_up_take = 0.3
[segments.b]
share = "rest"
free_attrition = 0.2
churn_odds = 0.7
[segments.b.buying]
conversion = [0.1]
plan_mix = {{ basic = 0.5, pro = 0.5 }}
[segments.b.usage]
paid = {{ video = 60 }}
cv = 0.8
[api.studio]
arrivals = {{ constant = {{ level = 3 }} }}
credits = 5000
cv = 2
price = 0.05
churn = {{ constant = {{ churn = {churn:.3} }} }}
mix = {{ video = 0.5, image = 0.5 }}
[billing]
vat = 0.06
refund_rate = 0.02
store_share = 0.4
store_commission = 0.3
processing_fee = 0.02
payment_failure = {failure:.3}
dunning_recovery = 0.5
[costs]
gpu_hour = 8
gpu_utilisation = 0.5
support_per_subscriber = 0.3
fixed = 1000
[opening]
cash = 5000
users = 1000
free_users = {{ a = 500 }}
lapsed = {{ b = 50 }}
api_customers = {{ studio = 4 }}
subscribers = [ {{ plan = "basic", segment = "a", count = {opening}, renewals = 2, elapsed = {elapsed} }} ]
{event}"#
                )
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(48), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_path_keeps_its_books(text in arbitrary(), seed in any::<u64>()) {
        let scenario = scenario(&text);
        let records = records(&scenario, 40, Seeds::from_seed(seed));
        for record in &records {
            for identity in Identity::ALL {
                let residual = record.residuals.of(identity).relative;
                prop_assert!(residual < 1e-9, "{identity:?}: {residual:e}");
            }
        }
        for metric in [
            Metric::Subscribers, Metric::FreeUsers, Metric::NewSubscribers, Metric::ChurnedSubscribers,
            Metric::Mrr, Metric::Billings, Metric::Revenue, Metric::DeferredRevenue, Metric::CreditsUsed,
            Metric::Breakage, Metric::UnmetCredits, Metric::TopUpCredits, Metric::FreeCredits, Metric::ApiCredits,
            Metric::GpuHours, Metric::ComputeCost, Metric::Fees,
        ] {
            for month in 0..scenario.months {
                for value in paths_of(&scenario, &records, metric, Key::Total, month) {
                    prop_assert!(value >= -1e-6, "{} is {value} in month {month}", metric.name());
                }
            }
        }
        for metric in [Metric::Subscribers, Metric::NewSubscribers, Metric::ChurnedSubscribers, Metric::FreeUsers] {
            for value in paths_of(&scenario, &records, metric, Key::Total, scenario.months - 1) {
                prop_assert!(value.fract() == 0.0, "{} is {value}: heads are whole", metric.name());
            }
        }
    }
}

#[test]
fn the_parts_of_the_seed_are_independent() {
    let text = crate::common::PLAIN
        .replace("level = 2_000_000_000", "level = 5000")
        .replace(
            "[generations.video]",
            "[noise]\nsignups = { sd = 0.2, autocorrelation = 0.5 }\n\n[generations.video]",
        )
        .replace(
            "conversion = [0.05, 0.02]",
            "conversion = [\"4% to 6%\", 0.02]",
        );
    let scenario = scenario(&text);
    let base = Seeds::from_seed(1);
    let other = Seeds::from_seed(2);
    let setup =
        |seeds| Setup::new(&scenario, Sampler::LatinHypercube, seeds).expect("independent inputs");
    // the same inputs under another market and other luck
    let inputs = |seeds: Seeds| {
        let mut drawn = vec![0.0; 10];
        setup(seeds).sampler.fill(0, 10, &mut drawn);
        drawn
    };
    let held = Seeds {
        market: other.market,
        chance: other.chance,
        ..base
    };
    assert_eq!(inputs(base), inputs(held));
    assert_ne!(inputs(base), inputs(other));
    let signups = |seeds| {
        paths_of(
            &scenario,
            &records(&scenario, 10, seeds),
            Metric::Signups,
            Key::Total,
            3,
        )
    };
    let new_inputs = Seeds {
        inputs: other.inputs,
        ..base
    };
    assert_eq!(
        signups(base),
        signups(new_inputs),
        "inputs do not move the market"
    );
    let new_market = Seeds {
        market: other.market,
        ..base
    };
    assert_ne!(signups(base), signups(new_market));
    let new_chance = Seeds {
        chance: other.chance,
        ..base
    };
    assert_ne!(signups(base), signups(new_chance));
}

#[test]
fn the_books_balance_where_a_business_ends() {
    // yearly subscribers who all leave: of a large deferred revenue nothing is left but rounding
    let text = crate::common::PLAIN
        .replace(
            "[signups.trend.constant]\nlevel = 2_000_000_000",
            "[signups.trend.series]\nvalues = [900_000_007, 300_000_011, 77_777_777, 0]",
        )
        .replace("months = 14", "months = 30")
        .replace("price = 30\n", "price = 359.99\nperiod = 12\n")
        .replace("conversion = [0.05, 0.02]", "conversion = [0.05, 0]")
        .replace("winback = 0.03", "winback = 0")
        .replace("churn = 0.2", "churn = 1");
    let scenario = scenario(&text);
    let records = records(&scenario, 256, Seeds::from_seed(1));
    let left = paths_of(&scenario, &records, Metric::Subscribers, Key::Total, 29);
    assert!(left.iter().all(|people| *people == 0.0));
    for record in &records {
        for identity in Identity::ALL {
            let residual = record.residuals.of(identity).relative;
            assert!(residual < 1e-9, "{identity:?}: {residual:e}");
        }
    }
}

#[test]
fn opening_groups_of_one_tenure_are_as_good_as_one_group() {
    let small = crate::common::PLAIN.replace("level = 2_000_000_000", "level = 0");
    let group = |count: u32| {
        format!("{{ plan = \"basic\", segment = \"all\", count = {count}, renewals = 2 }}")
    };
    let subscribers = |groups: &str| {
        let scenario = scenario(&format!("{small}\n[opening]\nsubscribers = [{groups}]\n"));
        let records = records(&scenario, 100, Seeds::from_seed(1));
        paths_of(&scenario, &records, Metric::Subscribers, Key::Total, 2)
    };
    let one = subscribers(&group(1000));
    let two = subscribers(&format!("{}, {}", group(400), group(600)));
    assert_eq!(one, two);
}
