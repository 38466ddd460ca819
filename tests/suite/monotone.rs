//! Responses have the right sign on every path, since what-ifs live through the same luck.
//!
//! A binomial or Poisson draw is one uniform through a quantile function that never falls in the number of people nor in
//! the probability, and those who are left (n less the draw) never fall in n and never rise in the probability. So:
//!
//! - *Fewer people in, fewer people everywhere, in every month*: nothing but such steps lies between a sign-up, a free
//!   user or a lapsed subscriber and any head count.
//! - *Less buying* (prices, quotas, conversion, appeal): never more have bought **so far**, in every month. In a single
//!   month there may be more buyers: those who have not bought before are still there to do so.
//! - *More free credits*: the same in the first month; later only without `free_engagement`, which keeps free users.
//! - *Churn, renewal prices*: in the first month that is affected. Later those who lapsed come back; with both switching
//!   and failing payments not even then, since who of the leavers fails to pay is another draw.
//! - *Win-back*: in the first month. Who comes back earlier may leave earlier.
//! - *Payment failures*: never fewer fail in the first month. Later fewer are left to fail.
//! - *API*: arrivals and customers in every month; usage too where arrivals do not respond. Sizes of other arrivals are
//!   other draws.

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::{TestRng, TestRunner};
use tiercast::engine::block::Block;
use tiercast::engine::{Record, Setup};
use tiercast::model::{Key, Metric, Scenario};
use tiercast::random::stream::Seeds;

use crate::arbitrary::{Arbitrary, World, arbitrary};
use crate::common::{PLAIN, cases, paths_of, records, scenario, scenario_with};

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

/// Which metrics of a variant with less of something fall or stay (rise or stay) on every path.
#[derive(Clone, Copy)]
enum Claim {
    /// In every month from the change on.
    Falls(Metric),
    /// Likewise.
    Rises(Metric),
    /// Added up from the month of the change on.
    FallsSoFar(Metric),
    /// In the month of the change.
    FallsAtOnce(Metric),
    /// Likewise.
    RisesAtOnce(Metric),
}

/// An arbitrary scenario, what holds in it from the first month on, and what is less from a later month on: each as
/// lines of an event. Events come last in the file, so whatever other events do, they have the last word.
struct WhatIf {
    held: Vec<String>,
    less: Vec<String>,
}

/// `"key" = value` for every plan, segment or class.
fn each<'a>(
    names: impl IntoIterator<Item = &'a String>,
    table: &str,
    key: &str,
    value: f64,
) -> Vec<String> {
    let entry = |name: &String| format!("\"{table}.{name}.{key}\" = {value}");
    names.into_iter().map(entry).collect()
}

fn event(month: &str, word: &str, entries: &[String]) -> String {
    if entries.is_empty() {
        return String::new();
    }
    let entries = entries.join(", ");
    format!("\n[[events]]\nmonth = \"{month}\"\n{word} = {{ {entries} }}\n")
}

fn ledger(scenario: &Scenario, seed: u64) -> (Setup<'_>, Record) {
    const PATHS: usize = 24;
    let sampler = scenario.simulation.sampler;
    let setup = Setup::new(scenario, sampler, Seeds::from_seed(seed)).expect("independent inputs");
    let record = Block::new(&setup, 0, PATHS).run(|| false);
    (setup, record.expect("few enough people"))
}

/// Whether anything moved; an error where it moved the wrong way.
fn compare(
    arbitrary: &Arbitrary,
    what_if: &WhatIf,
    (month, seed): (usize, u64),
    claims: &[Claim],
) -> Result<bool, TestCaseError> {
    let world = &arbitrary.world;
    let at = world.at(i32::try_from(month).expect("few months"));
    let held = event(&world.at(0), "set", &what_if.held);
    let less = event(&at, "scale", &what_if.less);
    // `[[events]]` after other tables is TOML
    let base = scenario(&format!("{}{held}", arbitrary.text));
    let variant = scenario(&format!("{}{held}{less}", arbitrary.text));
    let ((setup, base), (_, variant)) = (ledger(&base, seed), ledger(&variant, seed));
    let mut moved = false;
    for claim in claims {
        let (metric, sign, once, adds_up) = match *claim {
            Claim::Falls(metric) => (metric, 1.0, false, false),
            Claim::Rises(metric) => (metric, -1.0, false, false),
            Claim::FallsSoFar(metric) => (metric, 1.0, false, true),
            Claim::FallsAtOnce(metric) => (metric, 1.0, true, false),
            Claim::RisesAtOnce(metric) => (metric, -1.0, true, false),
        };
        let keys = if adds_up || once {
            vec![Key::Total]
        } else {
            metric.keys(setup.scenario)
        };
        for key in keys {
            let row = setup.layout.row(metric, key);
            let mut so_far = vec![0.0; base.lanes()];
            let last = if once { month } else { base.months() - 1 };
            for month in month..=last {
                for (lane, so_far) in so_far.iter_mut().enumerate() {
                    let before = base.row(month, row)[lane];
                    let rise = sign * (variant.row(month, row)[lane] - before);
                    *so_far = if adds_up { *so_far + rise } else { rise };
                    moved |= *so_far != 0.0;
                    prop_assert!(
                        *so_far <= 1e-9 * before.abs(),
                        "{} {} moves the wrong way by {so_far} from {before}, month {month}, path {lane}",
                        metric.name(),
                        key.text(setup.scenario)
                    );
                }
            }
        }
    }
    Ok(moved)
}

/// Holds over arbitrary scenarios, always the same ones, and in some something moves.
fn holds(claims: &[Claim], what_if: impl Fn(&World) -> WhatIf) {
    let cases = cases(24);
    let config = ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let moved = Cell::new(0);
    let strategy = (arbitrary(), any::<u64>(), any::<prop::sample::Index>());
    let rng = TestRng::deterministic_rng(config.rng_algorithm);
    let outcome =
        TestRunner::new_with_rng(config, rng).run(&strategy, |(arbitrary, seed, month)| {
            let month = month.index(usize::try_from(arbitrary.world.months).expect("months"));
            let what_if = what_if(&arbitrary.world);
            if !what_if.less.is_empty() && compare(&arbitrary, &what_if, (month, seed), claims)? {
                moved.set(moved.get() + 1);
            }
            Ok(())
        });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    assert!(moved.get() > 0, "nothing moved");
}

fn plan_ids(world: &World) -> Vec<String> {
    world.plans.iter().map(|plan| plan.id.clone()).collect()
}

/// Nobody buys more because it costs more.
fn dear_is_bad(world: &World) -> Vec<String> {
    let mut held = each(&world.segments, "segments", "buying.price_elasticity", -1.3);
    held.extend(each(
        &world.segments,
        "segments",
        "buying.renewal_elasticity",
        -0.7,
    ));
    held
}

const BUYERS: [Claim; 2] = [
    Claim::FallsSoFar(Metric::NewSubscribers),
    Claim::Rises(Metric::FreeUsers),
];

/// Head counts, and money that is a head count times a price.
const EVERYTHING: [Claim; 13] = [
    Claim::Falls(Metric::Signups),
    Claim::Falls(Metric::Users),
    Claim::Falls(Metric::FreeUsers),
    Claim::Falls(Metric::NewSubscribers),
    Claim::Falls(Metric::Subscribers),
    Claim::Falls(Metric::ChurnedSubscribers),
    Claim::Falls(Metric::ReactivatedSubscribers),
    Claim::Falls(Metric::InvoluntaryChurn),
    Claim::Falls(Metric::SwitchedSubscribers),
    Claim::Falls(Metric::Mrr),
    Claim::Falls(Metric::ChurnedMrr),
    Claim::Falls(Metric::CreditsGranted),
    Claim::Falls(Metric::SupportCost),
];

#[test]
fn fewer_signups_never_add_anybody_anywhere_in_any_month() {
    holds(&EVERYTHING, |world| WhatIf {
        held: Vec::new(),
        less: if world.segments.is_empty() {
            Vec::new()
        } else {
            vec!["signups = 0.7".to_owned()]
        },
    });
}

#[test]
fn less_free_attrition_never_loses_anybody_in_any_month() {
    let claims = EVERYTHING.map(|claim| match claim {
        Claim::Falls(metric) => Claim::Rises(metric),
        other => other,
    });
    holds(&claims, |world| WhatIf {
        held: Vec::new(),
        less: each(&world.segments, "segments", "free_attrition", 0.6),
    });
}

#[test]
fn less_lapsed_attrition_never_loses_subscribers_in_any_month() {
    let claims = [
        Claim::Rises(Metric::ReactivatedSubscribers),
        Claim::Rises(Metric::Subscribers),
        Claim::Rises(Metric::ChurnedSubscribers),
    ];
    holds(&claims, |world| WhatIf {
        held: Vec::new(),
        less: each(&world.segments, "segments", "buying.lapsed_attrition", 0.5),
    });
}

#[test]
fn higher_prices_never_add_buyers_so_far() {
    holds(&BUYERS, |world| WhatIf {
        held: dear_is_bad(world),
        less: each(&plan_ids(world), "plans", "price", 1.4),
    });
}

#[test]
fn higher_price_of_one_plan_never_adds_buyers_of_all_plans_so_far() {
    holds(&BUYERS, |world| WhatIf {
        held: dear_is_bad(world),
        less: each(plan_ids(world).first(), "plans", "price", 1.4),
    });
}

#[test]
fn dearer_intros_never_add_buyers_so_far() {
    holds(&BUYERS, |world| {
        let with_intro = world.plans.iter().filter(|plan| plan.has_intro);
        let ids: Vec<String> = with_intro.map(|plan| plan.id.clone()).collect();
        WhatIf {
            held: dear_is_bad(world),
            less: each(&ids, "plans", "intro.price", 1.5),
        }
    });
}

#[test]
fn smaller_quotas_never_add_buyers_so_far() {
    holds(&BUYERS, |world| WhatIf {
        held: Vec::new(),
        less: each(&plan_ids(world), "plans", "credits", 0.5),
    });
}

#[test]
fn less_conversion_never_adds_buyers_so_far() {
    holds(&BUYERS, |world| WhatIf {
        held: each(&world.segments, "segments", "free_attrition", 0.2),
        less: if world.plans.is_empty() {
            Vec::new()
        } else {
            world
                .converting
                .iter()
                .map(|id| format!("\"segments.{id}.buying.conversion\" = 0.6"))
                .collect()
        },
    });
}

#[test]
fn more_free_credits_never_add_buyers_at_once_nor_so_far_without_engagement() {
    // enough of everything that is needed for an effect
    let held = |world: &World| {
        let mut held = each(&world.segments, "segments", "buying.free_substitution", 1.5);
        held.extend(each(
            &world.converting,
            "segments",
            "buying.conversion.0",
            0.3,
        ));
        held.push("\"free.credits\" = 30".to_owned());
        held
    };
    let more = || vec!["\"free.credits\" = 1.7".to_owned()];
    let claims = [Claim::FallsAtOnce(Metric::NewSubscribers)];
    holds(&claims, |world| WhatIf {
        held: held(world),
        less: more(),
    });
    holds(&BUYERS, |world| {
        let mut held = held(world);
        held.extend(each(&world.segments, "segments", "free_engagement", 0.0));
        WhatIf { held, less: more() }
    });
}

#[test]
fn less_win_back_never_adds_subscribers_at_once() {
    let claims = [
        Claim::FallsAtOnce(Metric::ReactivatedSubscribers),
        Claim::FallsAtOnce(Metric::Subscribers),
    ];
    holds(&claims, |world| WhatIf {
        held: Vec::new(),
        less: each(&world.segments, "segments", "buying.winback", 0.4),
    });
}

#[test]
fn less_churn_never_loses_subscribers_at_once_without_payment_failures() {
    let claims = [
        Claim::RisesAtOnce(Metric::Subscribers),
        Claim::FallsAtOnce(Metric::ChurnedSubscribers),
    ];
    holds(&claims, |world| WhatIf {
        held: vec!["\"billing.payment_failure\" = 0".to_owned()],
        less: each(&world.segments, "segments", "churn_odds", 0.6),
    });
}

#[test]
fn less_churn_never_loses_subscribers_in_any_month_without_switching_and_winning_back() {
    let claims = [Claim::Rises(Metric::Subscribers), Claim::Rises(Metric::Mrr)];
    holds(&claims, |world| {
        let mut held = each(&world.segments, "segments", "buying.winback", 0.0);
        held.extend(world.switches.iter().map(|key| format!("\"{key}\" = 0")));
        WhatIf {
            held,
            less: each(&world.segments, "segments", "churn_odds", 0.6),
        }
    });
}

#[test]
fn higher_prices_never_add_subscribers_at_once_without_switching() {
    let claims = [Claim::FallsAtOnce(Metric::Subscribers)];
    holds(&claims, |world| {
        let mut held = dear_is_bad(world);
        held.extend(world.switches.iter().map(|key| format!("\"{key}\" = 0")));
        WhatIf {
            held,
            less: each(&plan_ids(world), "plans", "price", 1.3),
        }
    });
}

#[test]
fn fewer_payment_failures_never_add_involuntary_churn_at_once() {
    let claims = [Claim::FallsAtOnce(Metric::InvoluntaryChurn)];
    holds(&claims, |_| WhatIf {
        held: vec![
            "\"billing.dunning_recovery\" = 0.2".to_owned(),
            "\"billing.payment_failure\" = 0.8".to_owned(),
        ],
        less: vec!["\"billing.payment_failure\" = 0.5".to_owned()],
    });
}

#[test]
fn higher_api_prices_never_add_arrivals_nor_usage_in_any_month() {
    let elasticities = |world: &World, arrivals: f64| {
        let mut held = each(&world.classes, "api", "acquisition_elasticity", arrivals);
        held.extend(each(&world.classes, "api", "usage_elasticity", -0.6));
        held
    };
    holds(&[Claim::Falls(Metric::ApiCustomers)], |world| WhatIf {
        held: elasticities(world, -1.2),
        less: each(&world.classes, "api", "price", 1.5),
    });
    let claims = [
        Claim::Falls(Metric::ApiCredits),
        Claim::Falls(Metric::ApiCustomers),
    ];
    holds(&claims, |world| WhatIf {
        held: elasticities(world, 0.0),
        less: each(&world.classes, "api", "price", 1.5),
    });
}
