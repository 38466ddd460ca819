//! What must hold on every path and month of any scenario.

use proptest::prelude::*;
use tiercast::engine::{Helper, Identity, Layout, Record, Setup, Unobserved, run};
use tiercast::model::{Key, Metric, Scenario, Unit};
use tiercast::random::sampler::Sampler;
use tiercast::random::stream::Seeds;
use tiercast::summary::{ALARM, TwinTally};

use crate::arbitrary::arbitrary;
use crate::common::{cases, paths_of, records, scenario};

/// Metrics that are money to win or lose; all others are never below 0.
const SIGNED: [Metric; 3] = [Metric::GrossProfit, Metric::OperatingProfit, Metric::Cash];

/// Runs `paths` paths, and what the twin expects of them.
fn run_with_twin(scenario: &Scenario, paths: usize, seed: u64) -> (Layout, Vec<Record>, TwinTally) {
    let sampler = scenario.simulation.sampler;
    let setup = Setup::new(scenario, sampler, Seeds::from_seed(seed)).expect("independent inputs");
    let mut twin = TwinTally::new(scenario);
    let mut all = Vec::new();
    run(&setup, paths, 1, &Unobserved, |records| {
        for record in records {
            twin.absorb(record);
        }
        all.extend_from_slice(records);
    })
    .expect("few enough people");
    (setup.layout, all, twin)
}

/// Numbers are numbers, counts are whole, and what can't be negative is not.
fn amounts_are_sound(
    scenario: &Scenario,
    layout: &Layout,
    record: &Record,
) -> Result<(), TestCaseError> {
    for series in layout.series() {
        let name = || format!("{}[{}]", series.metric.name(), series.key.text(scenario));
        let rows = series.denominator.into_iter().chain([series.row]);
        for row in rows {
            let amounts = (0..scenario.months).flat_map(|month| record.row(month, row));
            let finite = amounts.clone().all(|amount| amount.is_finite());
            prop_assert!(finite, "{} is no number", name());
        }
        if series.denominator.is_some() || SIGNED.contains(&series.metric) {
            continue;
        }
        // relative to the most that there ever was on the path: of a balance that ends, rounding is left
        let mut most = vec![1.0; record.lanes()];
        for month in 0..scenario.months {
            for (lane, amount) in record.row(month, series.row).iter().enumerate() {
                most[lane] = amount.max(most[lane]);
                prop_assert!(
                    *amount >= -1e-6 * most[lane],
                    "{} is {amount} in month {month} on path {lane}",
                    name()
                );
                prop_assert!(
                    series.metric.unit() != Unit::People || amount.fract() == 0.0,
                    "{} is {amount}: heads are whole",
                    name()
                );
            }
        }
    }
    Ok(())
}

/// A part is not more than the whole, in every month on every path.
fn parts_fit(scenario: &Scenario, layout: &Layout, record: &Record) -> Result<(), TestCaseError> {
    let total = |metric| layout.total(metric);
    let mut pairs = vec![
        (
            total(Metric::InvoluntaryChurn),
            vec![total(Metric::ChurnedSubscribers)],
        ),
        (
            total(Metric::NewSubscribers),
            vec![total(Metric::Subscribers)],
        ),
        (
            total(Metric::ReactivatedSubscribers),
            vec![total(Metric::Subscribers)],
        ),
        // whoever leaves or moves was there before: nobody has a renewal in the month of joining
        (
            total(Metric::ChurnedSubscribers),
            vec![layout.helper(Helper::StartSubscribers)],
        ),
        (
            total(Metric::SwitchedSubscribers),
            vec![layout.helper(Helper::StartSubscribers)],
        ),
        (
            layout.row(Metric::ExpansionMrr, Key::Intro),
            vec![total(Metric::ExpansionMrr)],
        ),
        (
            total(Metric::ChurnedMrr),
            vec![layout.helper(Helper::StartMrr)],
        ),
        (total(Metric::Signups), vec![total(Metric::Users)]),
    ];
    for plan in 0..scenario.plans.len() {
        let of = |metric| layout.plan(metric, plan);
        pairs.push((
            of(Metric::ChurnedSubscribers),
            vec![layout.helper(Helper::PlanStartSubscribers(plan))],
        ));
        pairs.push((
            of(Metric::CreditsUsed),
            vec![of(Metric::CreditsGranted), of(Metric::TopUpCredits)],
        ));
        pairs.push((of(Metric::Breakage), vec![of(Metric::CreditsGranted)]));
        pairs.push((of(Metric::TopUpCredits), vec![of(Metric::CreditsUsed)]));
    }
    for (part, wholes) in pairs {
        for month in 0..scenario.months {
            for (lane, amount) in record.row(month, part).iter().enumerate() {
                let whole: f64 = wholes.iter().map(|row| record.row(month, *row)[lane]).sum();
                prop_assert!(
                    *amount <= whole + 1e-9 * whole.abs(),
                    "{amount} in ledger row {part} is more than the whole {whole} (rows {wholes:?}), month {month}"
                );
            }
        }
    }
    Ok(())
}

/// False-alarm rate of the twin: a scenario has up to some 700 z-scores, each beyond 6 with a chance of 2e-9 where the
/// normal law holds; over the 48 cases of a usual run 7e-5.
fn books_are_kept(text: &str, paths: usize, seed: u64) -> Result<(), TestCaseError> {
    let scenario = scenario(text);
    let (layout, records, twin) = run_with_twin(&scenario, paths, seed);
    for record in &records {
        for identity in Identity::ALL {
            let residual = record.residuals.of(identity);
            prop_assert!(residual.relative < 1e-9, "{identity:?}: {residual:?}");
        }
        amounts_are_sound(&scenario, &layout, record)?;
        parts_fit(&scenario, &layout, record)?;
    }
    let twin = twin.finish().expect("enough paths");
    prop_assert!(twin.z.abs() < ALARM, "{:?}", twin.alarm(&scenario));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(48), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_path_keeps_its_books_and_the_mean_is_what_the_twin_expects(
        arbitrary in arbitrary(), seed in any::<u64>(), many in prop::bool::weighted(0.2),
    ) {
        books_are_kept(&arbitrary.text, if many { 256 } else { 64 }, seed)?;
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
fn the_books_balance_where_the_first_month_recognises_all_that_was_deferred() {
    // two plans: what is recognised plan by plan does not cancel their sum to the bit
    let group = |plan: &str, count: u32| {
        format!("{{ plan = \"{plan}\", segment = \"all\", count = {count}, elapsed = 10 }}")
    };
    let other =
        "[plans.other]\nprice = 713.77\nperiod = 12\nretention = { constant = { churn = 1 } }\n";
    let opening = format!(
        "{other}[opening]\nsubscribers = [{}, {}, {}]\n",
        group("basic", 3_000_007),
        group("other", 700_011),
        group("basic", 91)
    );
    let text = crate::common::PLAIN
        .replace("level = 2_000_000_000", "level = 0")
        .replace("months = 14", "months = 3")
        .replace("price = 30\n", "price = \"300 to 400\"\nperiod = 12\n")
        .replace("churn = 0.2", "churn = 1");
    let scenario = scenario(&format!("{text}\n{opening}"));
    for record in &records(&scenario, 20, Seeds::from_seed(1)) {
        let residual = record.residuals.of(Identity::DeferredRevenue).relative;
        assert!(residual < 1e-9, "{residual:e}");
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
