//! Sums of credits over people, against people drawn one by one.

use tiercast::engine::coverage::CappedGamma;
use tiercast::engine::credit_sums::Profiles;
use tiercast::random::gamma;
use tiercast::random::stream::Cell;

const DRAWS: u32 = 20_000;

/// Sums by the engine's method: used inside the quota, overage.
fn sums(demand: (f64, f64, f64), people: f64) -> (Vec<f64>, Vec<f64>) {
    let (mean, cv, quota) = demand;
    let mut profiles = Profiles::new(1, 1);
    profiles.set(0, &[mean], &[cv], &[quota]);
    let address = Cell::new(1, 2, 3, 4);
    (0..DRAWS)
        .map(|path| {
            let used = profiles.draw(0, 0, people, address, path);
            (used.inside, used.overage)
        })
        .unzip()
}

/// The same, person by person.
fn exact_sums(demand: (f64, f64, f64), people: u32) -> (Vec<f64>, Vec<f64>) {
    let (mean, cv, quota) = demand;
    let capped = CappedGamma::new(mean, cv, quota);
    let address = Cell::new(9, 8, 7, 6);
    (0..DRAWS)
        .map(|path| {
            let mut stream = address.stream(path);
            let (mut inside, mut overage) = (0.0, 0.0);
            for _ in 0..people {
                let wanted = capped.scale * gamma::sample(capped.shape, &mut stream);
                inside += wanted.min(quota);
                overage += (wanted - quota).max(0.0);
            }
            (inside, overage)
        })
        .unzip()
}

fn moments(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, (squares / (n - 1.0)).sqrt())
}

/// Largest distance of two empirical distribution functions.
fn distance(one: &[f64], other: &[f64]) -> f64 {
    let sorted = |values: &[f64]| {
        let mut values = values.to_vec();
        values.sort_by(f64::total_cmp);
        values
    };
    let (one, other) = (sorted(one), sorted(other));
    one.iter()
        .chain(&other)
        .map(|value| {
            let share = |values: &[f64]| {
                values.partition_point(|known| known <= value) as f64 / values.len() as f64
            };
            (share(&one) - share(&other)).abs()
        })
        .fold(0.0, f64::max)
}

/// Rarely, often and nearly always beyond the quota; light and heavy tails.
const REGIMES: [(f64, f64, f64); 5] = [
    (262.0, 1.2, 660.0),
    (412.0, 1.2, 660.0),
    (940.0, 1.0, 3000.0),
    (50.0, 2.0, 20.0),
    (900.0, 0.5, 400.0),
];

#[test]
fn credit_sums_have_the_exact_mean_and_spread() {
    for demand in REGIMES {
        let capped = CappedGamma::new(demand.0, demand.1, demand.2);
        let split = capped.split();
        let used_mean = (1.0 - split.over) * split.within.mean + split.over * demand.2;
        let over_mean = split.over * split.beyond.mean;
        for people in [1.0, 16.0, 17.0, 40.0, 1000.0, 1e6] {
            let (used, overage) = sums(demand, people);
            for (values, mean) in [(used, used_mean), (overage, over_mean)] {
                let (found, sd) = moments(&values);
                // 6 standard errors: a false alarm once in 10⁹ for a normal mean, 60 means
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
    for demand in REGIMES {
        for people in [3, 17, 30, 100] {
            let (used, overage) = sums(demand, f64::from(people));
            let (exact_used, exact_overage) = exact_sums(demand, people);
            // two samples of 20 000 differ by more than 0.0275 once in a million, if the laws
            // agree (Kolmogorov–Smirnov); the approximation may add 0.006
            for (what, one, other) in [
                ("used", &used, &exact_used),
                ("overage", &overage, &exact_overage),
            ] {
                let found = distance(one, other);
                assert!(
                    found < 0.0335,
                    "{what}, {demand:?}, {people} people: {found}"
                );
            }
            let (used_sd, exact_sd) = (moments(&overage).1, moments(&exact_overage).1);
            assert!(
                (used_sd / exact_sd - 1.0).abs() < 0.15,
                "{demand:?}: {used_sd} {exact_sd}"
            );
        }
    }
}

#[test]
fn nobody_uses_nothing_and_no_quota_covers_nothing() {
    let (used, overage) = sums((100.0, 1.0, 50.0), 0.0);
    assert!(used.iter().chain(&overage).all(|credits| *credits == 0.0));
    let (used, overage) = sums((100.0, 1.0, 0.0), 500.0);
    assert!(used.iter().all(|credits| *credits == 0.0));
    assert!((moments(&overage).0 / 50_000.0 - 1.0).abs() < 0.01);
    let (used, overage) = sums((0.0, 1.0, 50.0), 500.0);
    assert!(used.iter().chain(&overage).all(|credits| *credits == 0.0));
}
