//! How far the sums of credits are from their exact law: `cargo bench --bench accuracy`.
//!
//! Prints the table of `docs/accuracy.md`. Both laws are sampled, so a distance below the noise
//! that is printed with it means nothing.

use std::io::Write;

use tiercast::engine::coverage::CappedGamma;
use tiercast::engine::credit_sums::Profiles;
use tiercast::random::gamma;
use tiercast::random::stream::Cell;

const DRAWS: u32 = 400_000;

const REGIMES: [(&str, f64, f64, f64); 5] = [
    ("1 in 24 beyond", 940.0, 1.0, 3000.0),
    ("1 in 10 beyond", 262.0, 1.2, 660.0),
    ("1 in 5 beyond", 412.0, 1.2, 660.0),
    ("2 in 5 beyond, heavy tail", 50.0, 2.0, 20.0),
    ("9 in 10 beyond", 900.0, 0.5, 400.0),
];

fn main() {
    let mut out = std::io::stdout().lock();
    let mut print = |line: String| writeln!(out, "{line}").expect("standard output");
    let noise = 1.36 * (2.0 / f64::from(DRAWS)).sqrt();
    print(format!(
        "Kolmogorov distance of {DRAWS} sums to {DRAWS} exact ones; up to {noise:.4} is noise\n"
    ));
    print("| demand (mean, cv, quota) | people | used | overage |".to_owned());
    print("| --- | ---: | ---: | ---: |".to_owned());
    for (name, mean, cv, quota) in REGIMES {
        for people in [17_u32, 30, 100, 1000] {
            let draws = if people >= 1000 { DRAWS / 10 } else { DRAWS };
            let (used, overage) = approximate(mean, cv, quota, people, draws);
            let (exact_used, exact_overage) = exact(mean, cv, quota, people, draws);
            print(format!(
                "| {name} ({mean}, {cv}, {quota}) | {people} | {:.4} | {:.4} |",
                distance(used, exact_used),
                distance(overage, exact_overage)
            ));
        }
    }
}

fn approximate(mean: f64, cv: f64, quota: f64, people: u32, draws: u32) -> (Vec<f64>, Vec<f64>) {
    let mut profiles = Profiles::new(1, 1);
    profiles.set(0, &[mean], &[cv], &[quota]);
    let address = Cell::new(1, 2, 3, u64::from(people));
    (0..draws)
        .map(|path| {
            let used = profiles.draw(0, 0, f64::from(people), address, path);
            (used.inside, used.overage)
        })
        .unzip()
}

fn exact(mean: f64, cv: f64, quota: f64, people: u32, draws: u32) -> (Vec<f64>, Vec<f64>) {
    let demand = CappedGamma::new(mean, cv, quota);
    let address = Cell::new(5, 6, 7, u64::from(people));
    (0..draws)
        .map(|path| {
            let mut stream = address.stream(path);
            let (mut inside, mut overage) = (0.0, 0.0);
            for _ in 0..people {
                let wanted = demand.scale * gamma::sample(demand.shape, &mut stream);
                inside += wanted.min(quota);
                overage += (wanted - quota).max(0.0);
            }
            (inside, overage)
        })
        .unzip()
}

/// Largest distance of two empirical distribution functions.
fn distance(mut one: Vec<f64>, mut other: Vec<f64>) -> f64 {
    one.sort_by(f64::total_cmp);
    other.sort_by(f64::total_cmp);
    let share = |values: &[f64], value: f64| {
        let below = values.partition_point(|known| *known <= value);
        f64::from(u32::try_from(below).unwrap_or(u32::MAX))
            / f64::from(u32::try_from(values.len()).unwrap_or(u32::MAX))
    };
    one.iter()
        .chain(&other)
        .map(|value| (share(&one, *value) - share(&other, *value)).abs())
        .fold(0.0, f64::max)
}
