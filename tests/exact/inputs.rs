//! Families of uncertain inputs with exact quantiles, and rank correlations of coupled inputs.

use std::f64::consts::PI;

use tiercast::random::distribution::{Distribution, DistributionError, Family, Kind};
use tiercast::random::sampler::{InputSampler, InputSpec, Sampler};
use tiercast::random::stream::hash_words;

use super::laws::{number, rows};

/// A quantile of `tests/fixtures/exact/inputs.csv`.
pub struct Quantile {
    /// The family as a word, `, truncated` where it is.
    pub name: String,
    /// Its parameters, the bounds that there are, and u.
    pub place: String,
    /// What is judged.
    pub distribution: Distribution,
    /// Where.
    pub u: f64,
    /// The exact value.
    pub exact: f64,
}

impl Quantile {
    /// The relative error of the quantile function. Next to a bound that cuts through the bulk of a distribution at 0
    /// only the absolute error is small, so values of a truncated one count as 0.001 at least.
    pub fn error(&self) -> f64 {
        let scale = if self.distribution.is_truncated() {
            1e-3
        } else {
            0.0
        };
        (self.distribution.quantile(self.u) - self.exact).abs() / self.exact.abs().max(scale)
    }
}

/// All of them.
pub fn quantiles() -> Vec<Quantile> {
    rows(include_str!("../fixtures/exact/inputs.csv"))
        .map(|fields| {
            let bound = |field: usize, without: f64| match fields[field] {
                "" => without,
                text => number(text),
            };
            let distribution = Distribution::new(
                family(&fields).expect("allowed parameters"),
                bound(4, f64::NEG_INFINITY),
                bound(5, f64::INFINITY),
            )
            .expect("some mass");
            let place: Vec<&str> = fields[..7]
                .iter()
                .filter(|field| !field.is_empty())
                .copied()
                .collect();
            let name = distribution.family().name().to_owned();
            Quantile {
                name: if distribution.is_truncated() {
                    name + ", truncated"
                } else {
                    name
                },
                place: place.join(" "),
                distribution,
                u: number(fields[6]),
                exact: number(fields[7]),
            }
        })
        .collect()
}

fn family(fields: &[&str]) -> Result<Family, DistributionError> {
    let [first, second, third] = [1, 2, 3].map(|field| number(fields[field]));
    match fields[0] {
        "normal" => Family::normal(first, second),
        "lognormal" => Family::lognormal(first, second),
        "real_interval" => Family::from_interval(Kind::Real, first, second),
        "positive_interval" => Family::from_interval(Kind::Positive, first, second),
        "probability_interval" => Family::from_interval(Kind::Probability, first, second),
        "beta" => Family::beta(first, second),
        "gamma" => Family::gamma(first, second),
        "uniform" => Family::uniform(first, second),
        "triangular" => Family::triangular(first, second, third),
        "pert" => Family::pert(first, second, third),
        other => panic!("unknown family {other}"),
    }
}

/// Correlations of normal scores that are tried.
pub const CORRELATIONS: [f64; 6] = [-0.95, -0.4, 0.0, 0.3, 0.7, 0.95];

/// Spearman's rank correlation of two inputs with a Gaussian copula: `6/π·asin(ρ/2)`, whatever their families.
pub fn spearman(rho: f64) -> f64 {
    6.0 / PI * (0.5 * rho).asin()
}

/// The same of a sample, the largest difference over three pairs of families none of which is normal.
pub fn spearman_error(sampler: Sampler, rho: f64, paths: usize) -> f64 {
    let whole = (f64::NEG_INFINITY, f64::INFINITY);
    let pairs = [
        [
            (Family::from_interval(Kind::Probability, 0.01, 0.4), whole),
            (Family::gamma(1.0, 2.0), whole),
        ],
        [
            (Family::triangular(0.0, 0.1, 4.0), whole),
            (Family::lognormal(3.0, 9.0), (1.0, 50.0)),
        ],
        [
            (Family::beta(0.1, 0.2), whole),
            (Family::normal(0.0, 1.0), (0.5, f64::INFINITY)),
        ],
    ];
    let specs = pairs.into_iter().flatten().zip(0_u32..);
    let specs = specs.map(|((family, (min, max)), dimension)| InputSpec {
        key_hash: hash_words(&[77, u64::from(dimension)]),
        dimension,
        distribution: Distribution::new(family.expect("allowed"), min, max).expect("some mass"),
    });
    let coupled = [(0, 1, rho), (2, 3, rho), (4, 5, rho)];
    let sampler = InputSampler::new(sampler, 5, specs.collect(), &coupled).expect("three pairs");
    let mut values = vec![0.0; 6 * paths];
    sampler.fill(0, paths, &mut values);
    let ranks: Vec<Vec<f64>> = values.chunks(paths).map(ranks).collect();
    let errors = ranks.chunks(2).map(|pair| {
        let middle = 0.5 * (paths as f64 - 1.0);
        let products = pair[0].iter().zip(&pair[1]);
        let product: f64 = products.map(|(a, b)| (a - middle) * (b - middle)).sum();
        let square: f64 = pair[0].iter().map(|a| (a - middle).powi(2)).sum();
        (product / square - spearman(rho)).abs()
    });
    errors.fold(0.0, f64::max)
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&one, &other| values[one].total_cmp(&values[other]));
    let mut ranks = vec![0.0; values.len()];
    for (rank, place) in order.into_iter().enumerate() {
        ranks[place] = rank as f64;
    }
    ranks
}
