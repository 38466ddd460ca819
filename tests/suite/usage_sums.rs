//! Sums of credits over people, against their exact law.

use tiercast::engine::coverage::CappedGamma;
use tiercast::engine::credit_sums::{Profiles, Usage};
use tiercast::random::stream::Cell;

use crate::exact::distance::noise;
use crate::exact::laws::{PEOPLE, REGIMES};
use crate::exact::sums::{Part, SumLaw};

const DRAWS: u32 = 20_000;

/// The distance from the exact law that is promised (Kolmogorov).
const PROMISED: f64 = 0.003;

/// Sums by the engine's method: used inside the quota, overage.
fn sums(demand: (f64, f64, f64), people: f64, draws: u32) -> (Vec<f64>, Vec<f64>) {
    let (mean, cv, quota) = demand;
    let lanes = draws as usize;
    let mut profiles = Profiles::new(1, lanes);
    let row = |value| vec![value; lanes];
    profiles.set(0, &row(mean), &row(cv), &row(quota));
    let mut used = Usage::new(lanes);
    profiles.draw(0, &row(people), Cell::new(1, 2, 3, 4), 0, &mut used);
    (used.inside, used.overage)
}

fn moments(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, (squares / (n - 1.0)).sqrt())
}

#[test]
fn credit_sums_have_the_exact_mean_and_spread() {
    for (_, mean, cv, quota) in REGIMES {
        let demand = (mean, cv, quota);
        let capped = CappedGamma::new(demand.0, demand.1, demand.2);
        let split = capped.split();
        let used_mean = (1.0 - split.over) * split.within.mean + split.over * demand.2;
        let over_mean = split.over * split.beyond.mean;
        for people in [1.0, 16.0, 17.0, 40.0, 1000.0, 1e6] {
            let (used, overage) = sums(demand, people, DRAWS);
            for (values, mean) in [(used, used_mean), (overage, over_mean)] {
                let (found, sd) = moments(&values);
                // 6 standard errors: a false alarm once in 10⁹ for a normal mean, 72 means
                let error = 6.0 * sd / f64::from(DRAWS).sqrt();
                assert!(
                    (found - people * mean).abs() < error,
                    "{demand:?}, {people} people: {found} against {}",
                    people * mean
                );
            }
        }
    }
}

#[test]
fn credit_sums_follow_the_exact_law() {
    for (name, mean, cv, quota) in REGIMES {
        for people in PEOPLE {
            let draws = if people < 100.0 { 10 * DRAWS } else { DRAWS };
            let used = sums((mean, cv, quota), people, draws);
            let demand = CappedGamma::new(mean, cv, quota);
            let distance = |part, values: &[f64]| {
                SumLaw::new(&demand, people, part, 13).kolmogorov(values.iter().copied())
            };
            let both: Vec<f64> = used.0.iter().zip(&used.1).map(|(a, b)| a + b).collect();
            // 162 distances; what is promised, in credits at least
            let bound = PROMISED + noise(f64::from(draws), 1e-6 / 162.0);
            for (what, part, values) in [
                ("used", Part::Used, &used.0),
                ("overage", Part::Overage, &used.1),
                ("both", Part::Demand, &both),
            ] {
                let found = distance(part, values);
                assert!(found < bound, "{what}, {name}, {people} people: {found}");
            }
        }
    }
}

#[test]
fn nobody_uses_nothing_and_no_quota_covers_nothing() {
    let (used, overage) = sums((100.0, 1.0, 50.0), 0.0, DRAWS);
    assert!(used.iter().chain(&overage).all(|credits| *credits == 0.0));
    let (used, overage) = sums((100.0, 1.0, 0.0), 500.0, DRAWS);
    assert!(used.iter().all(|credits| *credits == 0.0));
    assert!((moments(&overage).0 / 50_000.0 - 1.0).abs() < 0.01);
    let (used, overage) = sums((0.0, 1.0, 50.0), 500.0, DRAWS);
    assert!(used.iter().chain(&overage).all(|credits| *credits == 0.0));
}
