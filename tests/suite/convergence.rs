//! How fast the mean of a smooth function of twelve uncertain inputs comes near its exact value, with each sampler.

use tiercast::random::sampler::Sampler;

use crate::exact::convergence::{ADDITIVE, INTERACTING, Rates};

/// Seeds, each a run of its own.
const SEEDS: u64 = 40;

/// Root mean squares over 40 seeds lie within this factor of what is expected with a chance of a false alarm below 1e-6
/// each (χ² with 40 degrees of freedom, square root of 2.6 and of 0.27).
const FACTOR: std::ops::Range<f64> = 0.5..1.62;

#[test]
fn random_inputs_err_as_the_root_of_the_number_of_paths() {
    for function in [ADDITIVE, INTERACTING] {
        let rates = Rates::measure(function, Sampler::Random, SEEDS);
        for (n, error) in &rates.errors {
            let expected = (function.variance() / n).sqrt();
            assert!(
                FACTOR.contains(&(error / expected)),
                "{}, {n} paths: {error} for {expected}",
                function.name
            );
        }
        assert!((-0.65..-0.35).contains(&rates.slope()), "{}", rates.slope());
    }
}

#[test]
fn a_latin_hypercube_leaves_only_the_error_of_interactions() {
    let rates = Rates::measure(INTERACTING, Sampler::LatinHypercube, SEEDS);
    for (n, error) in rates.errors.iter().filter(|(n, _)| *n >= 1000.0) {
        let expected = (INTERACTING.variance_of_interactions() / n).sqrt();
        assert!(
            FACTOR.contains(&(error / expected)),
            "{n} paths: {error} for {expected}"
        );
    }
    let rates = Rates::measure(ADDITIVE, Sampler::LatinHypercube, SEEDS);
    for (n, error) in rates.errors.iter().filter(|(n, _)| *n >= 1000.0) {
        let random = (ADDITIVE.variance() / n).sqrt();
        assert!(
            *error < random / 500.0,
            "{n} paths: {error}, random {random}"
        );
    }
}

#[test]
fn scrambled_sobol_points_err_less_than_in_proportion_to_the_number_of_paths() {
    for function in [ADDITIVE, INTERACTING] {
        let rates = Rates::measure(function, Sampler::Sobol, SEEDS);
        assert!(rates.slope() < -0.9, "{}", rates.slope());
    }
}
