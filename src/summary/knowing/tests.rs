//! Values of information that have a closed form.

use super::*;
use crate::random::special::{normal_quantile, normal_sf};
use crate::random::stream::Cell;

fn uniforms(seed: u64, key: u64, paths: usize) -> Vec<f64> {
    let mut values = vec![0.0; paths];
    Cell::new(seed, key, 0, 2).fill(0, &mut values);
    values
}

fn normals(seed: u64, key: u64, paths: usize) -> Vec<f64> {
    let draws = uniforms(seed, key, paths).into_iter();
    draws.map(normal_quantile).collect()
}

fn input(place: usize) -> DriverInput {
    DriverInput::named(&format!("x{place}"), place)
}

/// What an option brings, given the inputs.
type Payoff<'a> = dyn Fn(&[f64]) -> f64 + 'a;

/// What is found of some options, by what they bring given the inputs, the last of which is luck.
fn found(draws: &[Vec<f64>], groups: &[&[usize]], options: &[&Payoff<'_>]) -> Found {
    let paths = draws[0].len();
    let values: Vec<Vec<f64>> = options
        .iter()
        .map(|option| {
            let draws = |path: usize| draws.iter().map(|x| x[path]).collect::<Vec<f64>>();
            (0..paths).map(|path| option(&draws(path))).collect()
        })
        .collect();
    let values: Vec<&[f64]> = values.iter().map(Vec::as_slice).collect();
    let known = &draws[..draws.len() - 1];
    let knowable = Knowable {
        inputs: (0..known.len()).map(input).collect(),
        draws: known.iter().map(Vec::as_slice).collect(),
        groups: groups
            .iter()
            .map(|members| ("together".to_owned(), members.to_vec()))
            .collect(),
    };
    knowing(&values, Direction::Higher, knowable)
        .found
        .expect("something to choose")
}

/// What is expected of a normal law beyond a threshold, of mean 0 and variance 1.
fn unit_loss(threshold: f64) -> f64 {
    let density = (-threshold * threshold / 2.0).exp() / std::f64::consts::TAU.sqrt();
    density - threshold * normal_sf(threshold)
}

#[test]
fn value_for_two_options_is_the_unit_normal_loss() {
    for (seed, mean, slope) in [(1, -0.3, 1.0), (2, 0.1, 0.5), (3, 0.8, 1.5)] {
        let draws = [0, 1, 2].map(|key| normals(seed, key, 20_000));
        let found = found(
            &draws,
            &[],
            &[&|_| 5.0, &|x| 5.0 + mean + slope * x[0] + x[2]],
        );
        let truth = slope * unit_loss((mean / slope).abs());
        let worth = found.inputs[0].worth;
        assert!(worth.is_clear, "{worth:?}");
        assert!(
            worth.low <= truth && truth <= worth.high,
            "{worth:?} for {truth}"
        );
        assert!(
            (worth.value / truth - 1.0).abs() < 0.08,
            "{worth:?} for {truth}"
        );
        assert_eq!(found.inputs[1].worth.value, 0.0);
        let sd = (slope * slope + 1.0).sqrt();
        let all = sd * unit_loss((mean / sd).abs());
        let everything = found.everything;
        assert!(
            (everything.value - all).abs() < 4.0 * everything.se,
            "{everything:?} for {all}"
        );
        let choices = found.inputs[0].choices.expect("it matters");
        assert_eq!((choices.low, choices.high), (0, 1));
        assert_eq!(found.best, usize::from(mean > 0.0));
    }
}

#[test]
fn value_for_three_options_counts_both_ends() {
    let draws = [0, 1].map(|key| normals(4, key, 20_000));
    let found = found(
        &draws,
        &[],
        &[&|x| x[0] - 0.5 + x[1], &|_| 0.0, &|x| -x[0] - 0.5 - x[1]],
    );
    let truth = 2.0 * unit_loss(0.5);
    let known = &found.inputs[0];
    assert!(
        known.worth.low <= truth && truth <= known.worth.high,
        "{known:?} for {truth}"
    );
    assert!((known.worth.value / truth - 1.0).abs() < 0.05);
    let choices = known.choices.expect("it matters");
    assert_eq!((found.best, choices.low, choices.high), (1, 2, 0));
}

#[test]
fn value_of_a_switch_is_that_of_its_two_states() {
    let mut draws = [0, 1].map(|key| normals(5, key, 5000));
    for x in &mut draws[0] {
        *x = if *x < -0.5 { 1.0 } else { 0.0 };
    }
    let found = found(&draws, &[], &[&|_| 0.0, &|x| 3.0 * x[0] - 1.5 + x[1]]);
    // gained where the switch is on
    let truth = 1.5 * normal_sf(0.5);
    let worth = found.inputs[0].worth;
    assert!(
        worth.low <= truth && truth <= worth.high && (worth.value / truth - 1.0).abs() < 0.1,
        "{worth:?} for {truth}"
    );
}

#[test]
fn interval_holds_the_truth_as_often_as_it_says() {
    let (mut held, mut low) = (0, 0);
    let truth = 0.5 * unit_loss(0.4);
    for seed in 0..100 {
        let draws = [0, 1].map(|key| normals(100 + seed, key, 2000));
        let found = found(&draws, &[], &[&|_| 0.0, &|x| 0.5 * x[0] - 0.2 + x[1]]);
        let worth = found.inputs[0].worth;
        held += i32::from(worth.low <= truth && truth <= worth.high);
        low += i32::from(worth.value < truth);
    }
    // of 95 expected; below 83 comes with a chance below 1e-5
    assert!(held >= 83, "{held} of 100 intervals hold the truth");
    // it errs low
    assert!(low >= 50, "{low}");
}

#[test]
fn value_of_what_has_no_effect_is_nothing() {
    let mut told = 0;
    for seed in 0..100 {
        let draws: Vec<Vec<f64>> = (0..21).map(|key| normals(300 + seed, key, 500)).collect();
        // the options are as good as equal, so that chance has most to say
        let found = found(
            &draws,
            &[&[0, 1, 2]],
            &[&|_| 0.0, &|x| x[20], &|x| x[20] * x[20] * x[20] / 4.0],
        );
        let worths = found.inputs.iter().map(|known| known.worth);
        for worth in worths.chain([found.groups[0].worth]) {
            told += i32::from(worth.is_clear);
            assert!(worth.is_clear || (worth.value, worth.low) == (0.0, 0.0));
            assert!(worth.high >= 0.0 && worth.high <= found.everything.high);
        }
    }
    // fewer than one in 3000 is expected; 5 of 2100 come with a chance below 1e-3
    assert!(told < 5, "{told} of 2100 without a value were told");
}

#[test]
fn value_of_a_group_is_that_of_its_members_together() {
    let draws: Vec<Vec<f64>> = (0..4).map(|key| normals(6, key, 20_000)).collect();
    let sum = found(
        &draws,
        &[&[0, 1], &[0, 2]],
        &[&|_| 0.0, &|x| x[0] + x[1] + x[3]],
    );
    for (group, truth) in [(0, 2.0_f64.sqrt() * unit_loss(0.0)), (1, unit_loss(0.0))] {
        let worth = sum.groups[group].worth;
        assert!(
            worth.low <= truth && truth <= worth.high && (worth.value / truth - 1.0).abs() < 0.05,
            "{worth:?} for {truth}"
        );
        assert!(worth.value > 0.97 * sum.inputs[0].worth.value);
    }
    // of a product each alone tells nothing: E|x₀x₁|/2
    let product = found(&draws, &[&[0, 1]], &[&|_| 0.0, &|x| x[0] * x[1] + x[3]]);
    let (alone, worth) = (product.inputs[0].worth, product.groups[0].worth);
    let truth = std::f64::consts::FRAC_1_PI;
    assert!(
        !alone.is_clear && (worth.value / truth - 1.0).abs() < 0.05,
        "{worth:?}"
    );
}

#[test]
fn value_of_a_large_group_of_idle_inputs_is_that_of_the_one_that_counts() {
    let draws: Vec<Vec<f64>> = (0..101).map(|key| normals(7, key, 2000)).collect();
    let all: Vec<usize> = (0..100).collect();
    let found = found(&draws, &[&all], &[&|_| 0.0, &|x| x[0] + x[100]]);
    let worth = found.groups[0].worth;
    assert!(
        worth.is_clear && worth.value > 0.85 * unit_loss(0.0),
        "{worth:?}"
    );
    assert!(worth.high >= unit_loss(0.0));
}

#[test]
fn value_never_exceeds_that_of_everything() {
    let draws = [0, 1].map(|key| normals(8, key, 400));
    // the input is all there is
    let found = found(&draws, &[&[0]], &[&|x| x[0], &|x| -x[0], &|_| 0.0]);
    for worth in [found.inputs[0].worth, found.groups[0].worth] {
        assert!(
            worth.value <= found.everything.value && worth.value > 0.9 * found.everything.value
        );
        assert!(worth.in_sample <= found.everything.value);
    }
    assert!(found.share(&found.inputs[0].worth) <= 1.0);
}

#[test]
fn best_of_very_many_options_is_found() {
    let draws = [0, 1].map(|key| uniforms(9, key, 4000));
    // the best of 101 places is that nearest to x: 1/12 is lost without knowing, hardly anything with
    let options: Vec<Box<Payoff>> = (0..101)
        .map(|place| -> Box<Payoff> {
            let place = f64::from(place) / 100.0;
            Box::new(move |x: &[f64]| -(x[0] - place).powi(2) + x[1])
        })
        .collect();
    let options: Vec<&Payoff> = options.iter().map(|option| &**option).collect();
    let found = found(&draws, &[], &options);
    let worth = found.inputs[0].worth;
    assert!((worth.value * 12.0 - 1.0).abs() < 0.05, "{worth:?}");
    assert_eq!(found.best, 50);
    let choices = found.inputs[0].choices.expect("it matters");
    assert!(
        (8..=12).contains(&choices.low) && (88..=92).contains(&choices.high),
        "{choices:?}"
    );
}

#[test]
fn values_of_huge_and_tiny_numbers_are_finite() {
    let draws = [0, 1].map(|key| uniforms(10, key, 1000));
    for size in [1e-300, 0.9e308] {
        let found = found(
            &draws,
            &[&[0]],
            &[&|x| size * (x[0] - x[1]), &|x| -size * (x[0] - x[1])],
        );
        let everything = found.everything.value / size;
        assert!((everything - 1.0 / 3.0).abs() < 0.05, "{everything}");
        for worth in [found.inputs[0].worth, found.groups[0].worth] {
            assert!((worth.value / size - 0.25).abs() < 0.05, "{worth:?}");
            assert!(worth.se.is_finite() && worth.high.is_finite());
        }
    }
}

#[test]
fn nothing_is_told_where_nothing_can_be() {
    let draws = normals(11, 0, 400);
    let one: Vec<f64> = draws.iter().map(|x| 1.0 + x).collect();
    let partly: Vec<f64> = (0..400)
        .map(|path| if path < 99 { 1.0 } else { f64::NAN })
        .collect();
    let told = |options: &[&[f64]], inputs: usize| {
        knowing(
            options,
            Direction::Higher,
            Knowable {
                inputs: (0..inputs).map(input).collect(),
                draws: vec![&draws; inputs],
                groups: Vec::new(),
            },
        )
    };
    let silence = |options: &[&[f64]], inputs| told(options, inputs).found.expect_err("nothing");
    assert_eq!(silence(&[&one], 1), Silence::NoChoice);
    assert_eq!(silence(&[&one, &one], 1), Silence::Same);
    assert_eq!(silence(&[&one, &draws], 0), Silence::NothingUncertain);
    assert_eq!(silence(&[&one, &partly], 1), Silence::TooFewPaths);
    assert_eq!(told(&[&one, &partly], 1).paths, 99);
    assert_eq!(silence(&[&[0.0; 400], &[-0.0; 400]], 1), Silence::Same);
    // an input that never varies is worth nothing
    let constant = Knowable {
        inputs: vec![input(0)],
        draws: vec![&[3.0; 400]],
        groups: vec![("both".to_owned(), vec![0])],
    };
    let found = knowing(&[&one, &[0.5; 400]], Direction::Higher, constant)
        .found
        .expect("two");
    assert_eq!(found.inputs[0].worth, Worth::NOTHING);
    assert_eq!(found.groups[0].worth, Worth::NOTHING);
    assert_eq!(found.order(), [0]);
}

#[test]
fn less_is_better_where_the_direction_says_so() {
    let draws = normals(12, 0, 4000);
    let cost: Vec<f64> = draws.iter().map(|x| 3.0 + x).collect();
    let fixed = vec![2.5; 4000];
    let told = |direction| {
        let knowable = Knowable {
            inputs: vec![input(0)],
            draws: vec![&draws],
            groups: Vec::new(),
        };
        let found = knowing(&[&cost, &fixed], direction, knowable).found;
        found.expect("two")
    };
    let (lower, higher) = (told(Direction::Lower), told(Direction::Higher));
    assert_eq!((lower.best, higher.best), (1, 0));
    let chosen = |found: &Found| found.inputs[0].choices.map(|it| (it.low, it.high));
    assert_eq!(
        (chosen(&lower), chosen(&higher)),
        (Some((0, 1)), Some((1, 0)))
    );
    assert!((lower.everything.value - unit_loss(0.5)).abs() < 0.02);
}
