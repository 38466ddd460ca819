//! What is measured.

/// Sizes of binomial counts.
pub const SIZES: [f64; 6] = [1.0, 10.0, 1e3, 1e6, 1e9, 1e12];

/// Probabilities of binomial counts.
pub const PROBABILITIES: [f64; 5] = [1e-12, 1e-6, 0.04, 0.5, 1.0 - 1e-9];

/// Variances of counts on both sides of where quantile functions usually change their method.
pub const VARIANCES: [f64; 10] = [5.0, 9.9, 10.1, 19.9, 20.1, 29.0, 31.0, 50.0, 100.0, 400.0];

/// Probabilities at which each of [`VARIANCES`] is met.
pub const SWITCH_PROBABILITIES: [f64; 5] = [1e-6, 0.04, 0.3, 0.5, 0.98];

/// Means of Poisson counts.
pub const MEANS: [f64; 15] = [
    1e-12, 1e-6, 0.04, 0.5, 1.0, 9.9, 10.1, 19.9, 20.1, 50.0, 400.0, 1e4, 1e6, 1e9, 1e12,
];

/// The size whose binomial count at `p` has a variance near the one given.
pub fn size_of_variance(variance: f64, p: f64) -> f64 {
    (variance / (p * (1.0 - p))).round()
}

/// Demand against a quota: name, mean, coefficient of variation, quota.
pub const REGIMES: [(&str, f64, f64, f64); 6] = [
    ("1 in 24 beyond", 940.0, 1.0, 3000.0),
    ("1 in 10 beyond", 262.0, 1.2, 660.0),
    ("1 in 5 beyond", 412.0, 1.2, 660.0),
    ("2 in 5 beyond, heavy tail", 50.0, 2.0, 20.0),
    ("half beyond", 500.0, 1.0, 346.0),
    ("9 in 10 beyond", 900.0, 0.5, 400.0),
];

/// How many people use credits together.
pub const PEOPLE: [f64; 9] = [1.0, 3.0, 10.0, 17.0, 30.0, 100.0, 1e3, 1e4, 1e6];

/// Quantiles of a sampled law, from `tests/fixtures/exact/samplers.csv`.
pub struct Sampled {
    /// `gamma` or `beta`.
    pub law: String,
    /// Its shapes; the second is 0 for gamma.
    pub shapes: [f64; 2],
    /// `(x, P(X ≤ x))`.
    pub points: Vec<(f64, f64)>,
}

/// The sampled laws.
pub fn sampled() -> Vec<Sampled> {
    let mut laws: Vec<Sampled> = Vec::new();
    for fields in rows(include_str!("../fixtures/exact/samplers.csv")) {
        let shapes = [number(fields[1]), number(fields[2])];
        if !matches!(laws.last(), Some(last) if last.law == fields[0] && last.shapes == shapes) {
            laws.push(Sampled {
                law: fields[0].to_owned(),
                shapes,
                points: Vec::new(),
            });
        }
        let last = laws.last_mut().expect("a law");
        last.points.push((number(fields[4]), number(fields[3])));
    }
    laws
}

/// The rows of a table without its header.
pub fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    table.lines().skip(1).map(|line| line.split(',').collect())
}

/// A number of a table; 0 where there is none.
pub fn number(text: &str) -> f64 {
    if text.is_empty() {
        0.0
    } else {
        text.parse().expect("a number")
    }
}
