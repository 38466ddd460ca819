//! Drivers of metrics that are known functions of their inputs.

use super::*;
use crate::model::{Key, Metric, Period};
use crate::random::hypercube;
use crate::summary::Measure;

const PATHS: usize = 10_000;

fn inputs(count: usize) -> Vec<DriverInput> {
    let input = |place: usize| DriverInput::named(&format!("x{place}"), place);
    (0..count).map(input).collect()
}

fn uniforms(count: usize, paths: usize) -> Vec<Vec<f64>> {
    let column = |key: usize| {
        let mut values = vec![0.0; paths];
        hypercube::fill(7, key as u64, 0, &mut values);
        values
    };
    (0..count).map(column).collect()
}

fn told(draws: &[Vec<f64>], values: &[f64]) -> Drivers {
    let columns: Vec<&[f64]> = draws.iter().map(Vec::as_slice).collect();
    let asked = Asked {
        measure: Measure {
            metric: Metric::Revenue,
            key: Key::Total,
            period: Period::total(1),
        },
        text: "revenue, total".to_owned(),
    };
    drivers(inputs(draws.len()), &columns, &[(asked, values)])
}

fn by_path(draws: &[Vec<f64>], f: impl Fn(&[f64]) -> f64) -> Vec<f64> {
    let paths = draws[0].len();
    (0..paths)
        .map(|path| f(&draws.iter().map(|column| column[path]).collect::<Vec<_>>()))
        .collect()
}

#[test]
fn drivers_of_a_sum_are_its_parts() {
    let draws = uniforms(4, PATHS);
    // the third is nothing, the fourth noise
    let values = by_path(&draws, |x| 1e9 * (3.0 * x[0] - 2.0 * x[1] + x[3]));
    let drivers = told(&draws[..3], &values);
    let driven = &drivers.driven[0];
    assert_eq!(driven.order(), [0, 1, 2]);
    for (driver, share) in driven.drivers.iter().zip([9.0 / 14.0, 4.0 / 14.0]) {
        assert!(
            driver.share.low <= share && share <= driver.share.high,
            "{driver:?}"
        );
        assert!(
            (driver.rank_correlation.powi(2) / share - 1.0).abs() < 0.1,
            "{driver:?}"
        );
    }
    assert!(driven.drivers[0].partial > 0.9 && driven.drivers[1].partial < -0.8);
    // of a sum of independent parts the slopes are the roots of the shares; ranks bend them a little
    for (driver, slope) in driven.drivers.iter().zip([9.0_f64, -4.0, 0.0]) {
        let slope = slope.signum() * (slope.abs() / 14.0).sqrt();
        assert!((driver.coefficient - slope).abs() < 0.04, "{driver:?}");
    }
    assert!(!driven.drivers[2].share.is_clear && driven.drivers[2].partial.abs() < 0.05);
    let explained: f64 = driven.parts(&drivers.inputs).iter().sum();
    assert!((explained - 13.0 / 14.0).abs() < 0.02);
    assert!(
        (driven.r_squared - 13.0 / 14.0).abs() < 0.02,
        "{}",
        driven.r_squared
    );
    // the mean is 1, and 3·0.4 lower or higher there
    let [low, high] = [driven.drivers[0].low, driven.drivers[0].high];
    assert!((low.value + 0.2e9).abs() < 5.0 * low.se && (high.value - 2.2e9).abs() < 5.0 * high.se);
    assert!((driven.mean - 1e9).abs() < 0.02e9);
}

#[test]
fn drivers_of_the_ishigami_function_are_the_published_ones() {
    use std::f64::consts::{PI, TAU};
    let draws = uniforms(3, 20_000);
    let values = by_path(&draws, |u| {
        let x: Vec<f64> = u.iter().map(|u| u * TAU - PI).collect();
        x[0].sin() + 7.0 * x[1].sin().powi(2) + 0.1 * x[2].powi(4) * x[0].sin()
    });
    let drivers = told(&draws, &values);
    let shares: Vec<Share> = drivers.driven[0]
        .drivers
        .iter()
        .map(|driver| driver.share)
        .collect();
    for (share, truth) in shares.iter().zip([0.313_905_19, 0.442_411_14, 0.0]) {
        assert!(
            share.low <= truth && truth <= share.high,
            "{share:?} for {truth}"
        );
        assert!(share.high - share.low < 0.05, "{share:?}");
    }
    assert!(!shares[2].is_clear && shares[2].value == 0.0);
}

#[test]
fn drivers_of_what_never_changes_are_none() {
    let draws = uniforms(2, 500);
    for value in [0.0, 7.0, -1e300] {
        let drivers = told(&draws, &[value; 500]);
        assert_eq!(drivers.driven[0].spread, Spread::Constant);
        assert!(drivers.driven[0].drivers.is_empty());
    }
}

#[test]
fn drivers_take_enough_paths() {
    let draws = uniforms(2, 99);
    let driven = &told(&draws, &draws[0]).driven[0];
    assert_eq!(driven.spread, Spread::TooFewPaths);
    // more than for a share of variance, fewer than for a regression
    let draws = uniforms(150, 120);
    let drivers = told(&draws, &draws[0]);
    assert_eq!(drivers.held, Held::TooFewPaths);
    let driver = &drivers.driven[0].drivers[0];
    assert!(
        driver.partial.is_nan() && driver.share.is_clear,
        "{driver:?}"
    );
    assert!(drivers.driven[0].r_squared.is_nan());
}

#[test]
fn drivers_of_very_many_inputs_are_told_without_a_regression() {
    let draws = uniforms(1300, 1300);
    let drivers = told(&draws, &draws[0]);
    assert_eq!(drivers.held, Held::TooManyInputs);
    let driver = &drivers.driven[0].drivers[0];
    assert!(driver.share.is_clear && driver.partial.is_nan());
    assert!((driver.rank_correlation - 1.0).abs() < 1e-12, "{driver:?}");
}

#[test]
fn drivers_that_no_path_tells_apart_are_named() {
    let mut draws = uniforms(4, 1000);
    draws[3] = draws[1].iter().map(|x| 5.0 - x * x * x).collect();
    draws[2] = vec![3.0; 1000];
    let values = by_path(&draws, |x| x[0] + x[1]);
    let drivers = told(&draws, &values);
    assert_eq!(drivers.collinear, [[1, 3]]);
    let found = &drivers.driven[0].drivers;
    assert!(found[1].partial.is_nan() && found[3].partial.is_nan());
    assert!(found[0].partial > 0.9 && found[1].share.is_clear && found[3].share.is_clear);
    assert_eq!(found[2].share, Share::NONE);
}

#[test]
fn drivers_of_a_metric_that_is_undefined_somewhere_are_those_of_the_other_paths() {
    let draws = uniforms(2, 2000);
    let values = by_path(&draws, |x| if x[1] < 0.5 { f64::NAN } else { x[0] + x[1] });
    let driven = &told(&draws, &values).driven[0];
    assert!((900..1100).contains(&driven.paths));
    // of the second only half its range is left
    let share = driven.drivers[1].share;
    assert!(share.low <= 0.2 && 0.2 <= share.high, "{share:?}");
    let beyond = by_path(&draws, |x| {
        if x[1] < 0.5 {
            f64::INFINITY
        } else {
            x[0] + x[1]
        }
    });
    assert_eq!(told(&draws, &beyond).driven[0], *driven);
    let none = &told(&draws, &[f64::NAN; 2000]).driven[0];
    assert_eq!((none.spread, none.paths), (Spread::TooFewPaths, 0));
}

#[test]
fn drivers_of_huge_and_tiny_numbers_are_finite() {
    let draws = uniforms(2, 1000);
    for size in [1e-300, 1.7e308] {
        let values = by_path(&draws, |x| size * (x[0] - x[1]));
        let driven = &told(&draws, &values).driven[0];
        assert_eq!(driven.spread, Spread::Varies);
        for driver in &driven.drivers {
            assert!((0.4..0.6).contains(&driver.share.value), "{driver:?}");
            assert!(
                driver.low.value.is_finite() && driver.high.se.is_finite(),
                "{driver:?}"
            );
        }
    }
}
