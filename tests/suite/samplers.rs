//! Uncertain inputs: every form of a number, every sampler and every coupling has its effect.

use tiercast::engine::Setup;
use tiercast::random::sampler::Sampler;
use tiercast::random::stream::Seeds;

use crate::common::{PLAIN, scenario, scenario_with};

/// Draws of the only uncertain input, which is the level of the sign-ups unless `key` says
/// otherwise.
fn draws(number: &str, sampler: Sampler, paths: usize) -> Vec<f64> {
    let text = PLAIN.replace("level = 2_000_000_000", &format!("level = {number}"));
    all_draws(&text, sampler, paths, 7)
}

fn all_draws(text: &str, sampler: Sampler, paths: usize, seed: u64) -> Vec<f64> {
    let scenario = scenario(text);
    let setup = Setup::new(&scenario, sampler, Seeds::from_seed(seed)).expect("independent inputs");
    let mut values = vec![0.0; paths * scenario.quantities.inputs().len()];
    setup.sampler.fill(0, paths, &mut values);
    values
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn sd(values: &[f64]) -> f64 {
    let centre = mean(values);
    let squares: f64 = values.iter().map(|value| (value - centre).powi(2)).sum();
    (squares / (values.len() as f64 - 1.0)).sqrt()
}

fn share_below(values: &[f64], bound: f64) -> f64 {
    values.iter().filter(|value| **value < bound).count() as f64 / values.len() as f64
}

/// With a Latin hypercube of whole batches a marginal's shares are exact to one stratum.
const PATHS: usize = 20_000;

#[test]
fn an_interval_is_the_5_and_95_percent_points_of_its_family() {
    let values = draws("\"1_000 to 4_000\"", Sampler::LatinHypercube, PATHS);
    assert!((share_below(&values, 1000.0) - 0.05).abs() < 1e-3);
    assert!((share_below(&values, 4000.0) - 0.95).abs() < 1e-3);
    // log-normal: the median is the geometric mean of the ends
    assert!((share_below(&values, 2000.0) - 0.5).abs() < 1e-3);
}

#[test]
fn a_probability_interval_is_logit_normal() {
    let text = PLAIN.replace(
        "conversion = [0.05, 0.02]",
        "conversion = [\"2% to 20%\", 0.02]",
    );
    let values = all_draws(&text, Sampler::LatinHypercube, PATHS, 7);
    let logit = |p: f64| (p / (1.0 - p)).ln();
    let middle = 0.5 * (logit(0.02) + logit(0.2));
    let median = 1.0 / (1.0 + (-middle).exp());
    assert!((share_below(&values, median) - 0.5).abs() < 1e-3);
    assert!((share_below(&values, 0.2) - 0.95).abs() < 1e-3);
}

#[test]
fn a_real_interval_is_normal() {
    let text = PLAIN.replace("price_elasticity = -1.5", "price_elasticity = \"-2 to -1\"");
    let values = all_draws(&text, Sampler::LatinHypercube, PATHS, 7);
    assert!((mean(&values) + 1.5).abs() < 2e-3);
    assert!((sd(&values) - 0.5 / 1.644_853_626_951_472_2).abs() < 2e-3);
}

#[test]
fn named_distributions_have_their_mean_and_sd() {
    let cases = [
        ("{ normal = { mean = 900, sd = 50 } }", 900.0, 50.0),
        ("{ lognormal = { mean = 900, sd = 300 } }", 900.0, 300.0),
        ("{ gamma = { mean = 900, sd = 300 } }", 900.0, 300.0),
        (
            "{ uniform = { min = 100, max = 700 } }",
            400.0,
            600.0 / 12.0_f64.sqrt(),
        ),
        (
            "{ triangular = { min = 0, mode = 300, max = 600 } }",
            300.0,
            600.0 / 24.0_f64.sqrt(),
        ),
        // PERT with weight 4: mean (min + 4 mode + max)/6, variance (mean−min)(max−mean)/7
        (
            "{ pert = { min = 0, mode = 200, max = 1000 } }",
            300.0,
            (300.0_f64 * 700.0 / 7.0).sqrt(),
        ),
        (
            "{ discrete = { values = [100, 500], weights = [3, 1] } }",
            200.0,
            30_000.0_f64.sqrt(),
        ),
    ];
    for (number, expected_mean, expected_sd) in cases {
        let values = draws(number, Sampler::LatinHypercube, PATHS);
        assert!(
            (mean(&values) / expected_mean - 1.0).abs() < 2e-3,
            "{number}: {}",
            mean(&values)
        );
        assert!(
            (sd(&values) / expected_sd - 1.0).abs() < 1e-2,
            "{number}: {}",
            sd(&values)
        );
    }
    let text = PLAIN.replace("idle = 0.1", "idle = { beta = { mean = 0.2, sd = 0.05 } }");
    let values = all_draws(&text, Sampler::LatinHypercube, PATHS, 7);
    assert!((mean(&values) - 0.2).abs() < 1e-3 && (sd(&values) - 0.05).abs() < 1e-3);
}

#[test]
fn truncation_cuts_by_inversion_and_not_by_clamping() {
    let values = draws(
        "{ normal = { mean = 900, sd = 50, min = 900, max = 950 } }",
        Sampler::LatinHypercube,
        PATHS,
    );
    assert!(values.iter().all(|value| (900.0..=950.0).contains(value)));
    // nothing piles up at the bounds: a twentieth of the probability lies below the 5 % point
    let below = values.iter().filter(|value| **value < 900.5).count();
    assert!(below < PATHS / 50, "{below} of {PATHS} at the lower bound");
    // the median of the upper half up to one sd: Φ⁻¹(0.5 + 0.6827/4) sds above the mean
    assert!((share_below(&values, 900.0 + 50.0 * 0.442_0) - 0.5).abs() < 3e-3);
    // a distribution that reaches outside the range of its key is truncated to it likewise
    let text = PLAIN.replace("idle = 0.1", "idle = { normal = { mean = 0.0, sd = 0.2 } }");
    let values = all_draws(&text, Sampler::LatinHypercube, PATHS, 7);
    assert!(values.iter().all(|value| (0.0..=1.0).contains(value)));
    assert!((mean(&values) - 0.2 * (2.0 / std::f64::consts::PI).sqrt()).abs() < 2e-3);
}

#[test]
fn samplers_differ_in_how_evenly_they_spread() {
    // squared error of the mean of 1 000 uniforms over 30 seeds; independent draws: 1/12 000
    let text = PLAIN.replace(
        "level = 2_000_000_000",
        "level = { uniform = { min = 0, max = 1 } }",
    );
    let error = |sampler| {
        let squares: f64 = (0..30)
            .map(|seed| (mean(&all_draws(&text, sampler, 1000, seed)) - 0.5).powi(2))
            .sum();
        squares / 30.0
    };
    let random = error(Sampler::Random);
    // χ² with 30 degrees of freedom: outside 0.3 … 2.5 of its mean with probability below 1e-5
    assert!(
        (0.3 / 12_000.0..2.5 / 12_000.0).contains(&random),
        "{random:e}"
    );
    assert!(error(Sampler::LatinHypercube) < random / 1000.0);
    assert!(error(Sampler::Sobol) < random / 1000.0);
}

#[test]
fn sobol_beats_the_hypercube_on_an_interaction() {
    // the mean of a product of two centred inputs: no main effect for a hypercube to balance
    let text = PLAIN
        .replace(
            "level = 2_000_000_000",
            "level = { uniform = { min = 0, max = 1 } }",
        )
        .replace("idle = 0.1", "idle = { uniform = { min = 0, max = 1 } }");
    let error = |sampler| {
        let squares: f64 = (0..20)
            .map(|seed| {
                let values = all_draws(&text, sampler, 1024, seed);
                let (one, other) = values.split_at(1024);
                let product: f64 = one
                    .iter()
                    .zip(other)
                    .map(|(a, b)| (a - 0.5) * (b - 0.5))
                    .sum();
                (product / 1024.0).powi(2)
            })
            .sum();
        squares / 20.0
    };
    assert!(error(Sampler::Sobol) < error(Sampler::LatinHypercube) / 20.0);
}

#[test]
fn correlate_couples_the_normal_scores() {
    let base = PLAIN
        .replace("price_elasticity = -1.5", "price_elasticity = \"-2 to -1\"")
        .replace(
            "renewal_elasticity = -0.8",
            "renewal_elasticity = \"-1 to -0.5\"",
        );
    let coupled = format!(
        "{base}\n[[correlate]]\ninputs = [\"segments.all.buying.price_elasticity\", \"segments.all.buying.renewal_elasticity\"]\nrho = 0.7\n"
    );
    // both inputs are normal, so their correlation is that of their scores
    let correlation = |text: &str| {
        let values = all_draws(text, Sampler::Random, PATHS, 3);
        let (one, other) = values.split_at(PATHS);
        let (a, b) = (mean(one), mean(other));
        let product: f64 = one.iter().zip(other).map(|(x, y)| (x - a) * (y - b)).sum();
        product / (PATHS as f64 - 1.0) / sd(one) / sd(other)
    };
    // standard error (1 − ρ²)/√n = 0.0036; five of them
    assert!((correlation(&coupled) - 0.7).abs() < 0.018);
    assert!(correlation(&base).abs() < 0.035);
}

#[test]
fn a_draw_depends_on_its_key_and_not_on_its_place_in_the_file() {
    let elasticity = "price_elasticity = -1.5\nrenewal_elasticity = -0.8";
    let one = PLAIN.replace(
        elasticity,
        "price_elasticity = \"-2 to -1\"\nrenewal_elasticity = \"-1 to -0.5\"",
    );
    let other = PLAIN.replace(
        elasticity,
        "renewal_elasticity = \"-1 to -0.5\"\nprice_elasticity = \"-2 to -1\"",
    );
    for sampler in [Sampler::Random, Sampler::LatinHypercube, Sampler::Sobol] {
        let sorted = |text: &str| {
            let mut values = all_draws(text, sampler, 50, 3);
            values.sort_by(f64::total_cmp);
            values
        };
        assert_eq!(sorted(&one), sorted(&other), "{sampler:?}");
    }
}

#[test]
fn overriding_one_correlated_input_moves_no_other() {
    let base = PLAIN
        .replace("price_elasticity = -1.5", "price_elasticity = \"-2 to -1\"")
        .replace(
            "renewal_elasticity = -0.8",
            "renewal_elasticity = \"-1 to -0.5\"",
        )
        .replace("idle = 0.1", "idle = \"5% to 15%\"");
    let buying = "segments.all.buying";
    let text = format!(
        "{base}\n[[correlate]]\ninputs = [\"{buying}.price_elasticity\", \"{buying}.renewal_elasticity\", \"segments.all.usage.idle\"]\nrho = 0.7\n"
    );
    for sampler in [Sampler::Random, Sampler::LatinHypercube, Sampler::Sobol] {
        for known in ["price_elasticity=-1.5", "renewal_elasticity=-0.7"] {
            let drawn = |overrides: &[&str]| {
                let scenario = scenario_with(&text, overrides);
                let setup = Setup::new(&scenario, sampler, Seeds::from_seed(3))
                    .expect("independent inputs");
                let inputs = scenario.quantities.inputs();
                let mut values = vec![0.0; 40 * inputs.len()];
                setup.sampler.fill(0, 40, &mut values);
                let idle = inputs
                    .iter()
                    .position(|input| input.key == "segments.all.usage.idle");
                let place = idle.expect("the input") * 40;
                values[place..place + 40].to_vec()
            };
            let argument = format!("{buying}.{known}");
            assert_eq!(drawn(&[]), drawn(&[&argument]), "{sampler:?}, {known}");
        }
    }
}
