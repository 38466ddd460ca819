use super::*;
use crate::model::{Comparison, Key, Metric, Period};
use crate::random::stream::Cell;

fn uniforms(seed: u64, purpose: u64, count: usize) -> Vec<f64> {
    let mut values = vec![0.0; count];
    Cell::new(seed, purpose, 0, 0).fill(0, &mut values);
    values
}

fn input(place: usize) -> DriverInput {
    DriverInput::named(&format!("x{place}"), place)
}

fn target(bound: f64) -> Target {
    Target {
        metric: Metric::Revenue,
        key: Key::Total,
        period: Period::total(3),
        comparison: Comparison::Greater,
        bound,
        text: format!("revenue, total > {bound}"),
    }
}

fn told(draws: &[Vec<f64>], values: &[f64]) -> Reach {
    let columns: Vec<&[f64]> = draws.iter().map(Vec::as_slice).collect();
    let inputs = (0..draws.len()).map(input).collect();
    let mut told = targets(inputs, &columns, vec![(target(0.5), values)]);
    told.targets.pop().expect("one target")
}

#[test]
fn rule_finds_the_corner_in_which_a_target_is_reached() {
    let draws: Vec<Vec<f64>> = (0..20).map(|input| uniforms(1, input, 10_000)).collect();
    // reached on 90 % of the paths in a corner, on 5 % elsewhere
    let luck = uniforms(1, 99, 10_000);
    let values: Vec<f64> = (0..10_000)
        .map(|path| {
            let inside = draws[3][path] > 0.6 && draws[7][path] < 0.5;
            let chance = if inside { 0.9 } else { 0.05 };
            f64::from(u8::from(luck[path] < chance))
        })
        .collect();
    let reach = told(&draws, &values);
    assert!((reach.probability().value - 0.22).abs() < 0.02);
    let rule = reach.reached_where.expect("a corner");
    let mut ranges = rule.ranges.clone();
    ranges.sort_by_key(|range| range.input);
    assert_eq!(
        ranges.iter().map(|range| range.input).collect::<Vec<_>>(),
        [3, 7]
    );
    assert!((ranges[0].low.0 - 0.6).abs() < 0.03 && ranges[0].high == (f64::INFINITY, 1.0));
    assert!((ranges[1].high.0 - 0.5).abs() < 0.03 && ranges[1].low == (f64::NEG_INFINITY, 0.0));
    assert!(
        (ranges[0].low.1 - ranges[0].low.0).abs() < 0.02,
        "shares of a uniform"
    );
    assert!((rule.density.value - 0.9).abs() < 0.04, "{rule:?}");
    assert!((rule.coverage.value - 0.18 / 0.22).abs() < 0.06, "{rule:?}");
    assert!((rule.support.value - 0.2).abs() < 0.03 && (rule.base.value - 0.22).abs() < 0.02);
}

#[test]
fn rule_has_at_most_three_conditions_and_drops_what_says_nothing() {
    let draws: Vec<Vec<f64>> = (0..8).map(|input| uniforms(2, input, 8000)).collect();
    let weights = [3.0, 2.0, 1.5, 0.7, 0.5, 0.3, 0.1, 0.0];
    let values: Vec<f64> = (0..8000)
        .map(|path| {
            let sum: f64 = weights
                .iter()
                .zip(&draws)
                .map(|(w, own)| w * own[path])
                .sum();
            sum / 9.5
        })
        .collect();
    let reach = told(&draws, &values);
    for rule in [reach.reached_where, reach.missed_where] {
        let rule = rule.expect("strong inputs");
        assert!((1..=MOST_CONDITIONS).contains(&rule.ranges.len()));
        assert_eq!(rule.ranges.iter().map(|range| range.input).min(), Some(0));
        assert!(
            rule.density.value > 0.75 && rule.coverage.value > 0.3,
            "{rule:?}"
        );
    }
}

#[test]
fn rule_of_noise_is_none() {
    let mut found = 0;
    for seed in 0..200 {
        let draws: Vec<Vec<f64>> = (0..10).map(|input| uniforms(seed, input, 1000)).collect();
        let reach = told(&draws, &uniforms(seed, 99, 1000));
        found +=
            usize::from(reach.reached_where.is_some()) + usize::from(reach.missed_where.is_some());
    }
    // one of 30 000 is expected, of 400; 3 come with a chance below 1e-6
    assert!(found < 3, "{found} rules of noise");
}

#[test]
fn conditions_take_equal_values_together() {
    let draws = vec![
        uniforms(3, 0, 4000)
            .iter()
            .map(|u| (u * 3.0).floor())
            .collect::<Vec<f64>>(),
        uniforms(3, 1, 4000),
    ];
    let luck = uniforms(3, 2, 4000);
    let values: Vec<f64> = (0..4000)
        .map(|path| {
            f64::from(u8::from(
                luck[path] < if draws[0][path] > 1.5 { 0.9 } else { 0.1 },
            ))
        })
        .collect();
    let rule = told(&draws, &values).reached_where.expect("a step");
    assert_eq!(rule.ranges.len(), 1);
    assert_eq!((rule.ranges[0].input, rule.ranges[0].low.0), (0, 2.0));
}

#[test]
fn target_that_is_always_or_never_reached_has_a_bound_and_no_rule() {
    let draws = vec![uniforms(4, 0, 300)];
    let never = told(&draws, &[0.0; 300]);
    assert_eq!((never.reached, never.bound()), (0, Some(0.01)));
    assert!(never.reached_where.is_none() && never.missed_where.is_none());
    let always = told(&draws, &[1.0; 300]);
    assert_eq!(always.bound(), Some(0.99));
    let mut values = vec![1.0; 300];
    values[..200].fill(f64::NAN);
    let partly = told(&draws, &values);
    assert_eq!((partly.paths, partly.reached), (100, 100));
    let nowhere = told(&draws, &[f64::NAN; 300]);
    assert_eq!((nowhere.paths, nowhere.bound()), (0, None));
    // without inputs the probability stands
    let known = told(&[], &[0.0, 1.0, 1.0, 1.0]);
    assert_eq!((known.paths, known.reached), (4, 3));
}
