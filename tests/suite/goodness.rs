//! Quantile functions and samplers against exact laws, at the corners of what they are called with.
//!
//! Distances of quantile functions are computed and have no chance in them. Of samples, false alarms come once in 10⁶.

use tiercast::engine::coverage::CappedGamma;
use tiercast::random::distribution::{Distribution, Family};
use tiercast::random::sampler::Sampler;
use tiercast::random::special::gamma_p;
use tiercast::random::stream::Cell;
use tiercast::random::{beta, binomial, gamma, poisson};

use crate::exact::counts::CountLaw;
use crate::exact::distance::{noise, of_quantile, of_sample};
use crate::exact::inputs::{CORRELATIONS, quantiles, spearman_error};
use crate::exact::laws::{
    MEANS, PROBABILITIES, SIZES, SWITCH_PROBABILITIES, VARIANCES, number, rows, sampled,
    size_of_variance,
};
use crate::exact::sums::{Part, SumLaw};

/// What is promised of a count's law, in total variation.
const COUNTS: f64 = 1e-5;

/// Every binomial count that is measured: size and probability.
fn binomials() -> Vec<(f64, f64)> {
    let corners = SIZES
        .into_iter()
        .flat_map(|n| PROBABILITIES.map(|p| (n, p)));
    let switches = VARIANCES
        .into_iter()
        .flat_map(|variance| SWITCH_PROBABILITIES.map(|p| (size_of_variance(variance, p), p)));
    corners.chain(switches).collect()
}

#[test]
fn exact_laws_of_counts_agree_with_sums_in_high_precision() {
    let mut checked = 0;
    for fields in rows(include_str!("../fixtures/exact/counts.csv")) {
        let (n, p, k) = (number(fields[1]), number(fields[2]), number(fields[3]));
        let law = match fields[0] {
            "binomial" => CountLaw::binomial(n, p),
            _ => CountLaw::poisson(p),
        };
        let edge = law.edges.iter().position(|edge| *edge == k);
        let edge = edge.unwrap_or_else(|| panic!("no cell ends at {k} of n {n}, p {p}"));
        let (found, expected) = (law.at_most[edge], number(fields[4]));
        assert!(
            (found - expected).abs() < 1e-10 && (found / expected - 1.0).abs() < 1e-9,
            "{fields:?}: {found}"
        );
        checked += 1;
    }
    assert!(checked > 80, "{checked} values");
}

#[test]
fn binomial_quantiles_are_within_1e_5_of_the_exact_law_in_total_variation() {
    for (n, p) in binomials() {
        let distance = of_quantile(&CountLaw::binomial(n, p), |u| binomial::quantile(n, p, u));
        assert!(
            distance.total_variation < COUNTS && distance.kolmogorov < COUNTS,
            "n {n}, p {p}: {distance:?}"
        );
    }
}

#[test]
fn poisson_quantiles_are_within_1e_5_of_the_exact_law_in_total_variation() {
    for mean in MEANS {
        let distance = of_quantile(&CountLaw::poisson(mean), |u| poisson::quantile(mean, u));
        assert!(
            distance.total_variation < COUNTS && distance.kolmogorov < COUNTS,
            "mean {mean}: {distance:?}"
        );
    }
}

/// How the probabilities of 200 consecutive counts from `first` on differ from the exact ones, given that it is one of them.
fn distance_in_window(
    first: f64,
    ratio: impl Fn(f64) -> f64,
    quantile: impl Fn(f64) -> f64,
) -> f64 {
    let jump = |k: f64| {
        let (mut low, mut high) = (0.0, 1.0 - f64::EPSILON / 2.0);
        for _ in 0..54 {
            let middle = 0.5 * (low + high);
            if quantile(middle) <= k {
                low = middle;
            } else {
                high = middle;
            }
        }
        low
    };
    let (mut found, mut exact) = (Vec::new(), Vec::new());
    let (mut k, mut weight, mut below) = (first, 1.0, jump(first - 1.0));
    while k < first + 200.0 {
        let here = jump(k);
        found.push(here - below);
        exact.push(weight);
        weight *= ratio(k);
        below = here;
        k += 1.0;
    }
    let (all_found, all): (f64, f64) = (found.iter().sum(), exact.iter().sum());
    let gaps = found.iter().zip(&exact);
    0.5 * gaps
        .map(|(found, exact)| (found / all_found - exact / all).abs())
        .sum::<f64>()
}

#[test]
fn single_counts_of_huge_laws_have_their_own_probability() {
    for (n, p) in [
        (1e9_f64, 0.5_f64),
        (1e12, 0.04),
        (1e12, 0.5),
        (1e12, 1.0 - 1e-9),
        (1e13, 0.9),
    ] {
        let odds = p / (1.0 - p);
        for score in [-2.0, 0.0, 1.0] {
            let first = (n * p + score * (n * p * (1.0 - p)).sqrt()).floor();
            let found = distance_in_window(
                first,
                |k| (n - k) / (k + 1.0) * odds,
                |u| binomial::quantile(n, p, u),
            );
            assert!(found < COUNTS, "n {n}, p {p}, from {first}: {found:e}");
        }
    }
    for mean in [1e9_f64, 1e12] {
        let first = mean + mean.sqrt().floor();
        let ratio = |k: f64| mean / (k + 1.0);
        let found = distance_in_window(first, ratio, |u| poisson::quantile(mean, u));
        assert!(found < COUNTS, "mean {mean}: {found:e}");
    }
}

/// Draws of a sample of counts.
const DRAWS: usize = 40_000;

/// The law's distribution function at the ends of its cells.
fn points(law: &CountLaw) -> Vec<(f64, f64)> {
    law.edges
        .iter()
        .copied()
        .zip(law.at_most.iter().copied())
        .collect()
}

#[test]
fn filled_counts_follow_the_exact_law_and_are_the_single_quantiles() {
    let bound = COUNTS + noise(DRAWS as f64, 1e-6 / 100.0);
    let (mut u, mut counts) = (vec![0.0; DRAWS], vec![0.0; DRAWS]);
    for ((n, p), month) in binomials().into_iter().zip(0..) {
        Cell::new(21, 22, month, 23).fill(0, &mut u);
        binomial::fill(&vec![n; DRAWS], &vec![p; DRAWS], &u, &mut counts);
        for (u, count) in u.iter().zip(&counts).step_by(7) {
            assert_eq!(binomial::quantile(n, p, *u), *count, "n {n}, p {p}, u {u}");
        }
        let law = CountLaw::binomial(n, p);
        let found = of_sample(&points(&law), counts.iter().copied());
        assert!(found < bound, "n {n}, p {p}: {found}");
    }
    for (mean, month) in MEANS.into_iter().zip(0..) {
        Cell::new(24, 25, month, 26).fill(0, &mut u);
        poisson::fill(&vec![mean; DRAWS], &u, &mut counts);
        for (u, count) in u.iter().zip(&counts).step_by(7) {
            assert_eq!(poisson::quantile(mean, *u), *count, "mean {mean}, u {u}");
        }
        let law = CountLaw::poisson(mean);
        let found = of_sample(&points(&law), counts.iter().copied());
        assert!(found < bound, "mean {mean}: {found}");
    }
}

#[test]
fn gamma_and_beta_samples_follow_exact_quantiles_at_every_scale_of_their_shapes() {
    let draws = 100_000;
    let laws = sampled();
    assert!(laws.len() > 20);
    for (law, month) in laws.into_iter().zip(0..) {
        let cell = Cell::new(31, 32, month, 33);
        let [a, b] = law.shapes;
        let sample = (0..draws).map(|path| match law.law.as_str() {
            "gamma" => gamma::sample(a, cell, path),
            _ => beta::sample(a, b, cell, path),
        });
        let found = of_sample(&law.points, sample);
        assert!(
            found < noise(f64::from(draws), 1e-6 / 30.0),
            "{} of shapes {a}, {b}: {found}",
            law.law
        );
    }
}

#[test]
fn quantiles_of_every_input_family_agree_with_mpmath_truncated_or_not() {
    let quantiles = quantiles();
    assert!(quantiles.len() > 350);
    for quantile in quantiles {
        let error = quantile.error();
        assert!(
            error < 1e-13,
            "{}, {}: relative error {error:e}",
            quantile.name,
            quantile.place
        );
    }
}

#[test]
fn coupled_inputs_have_the_rank_correlation_of_their_copula_whatever_their_families() {
    // standard error at most 1.02/√n, of a sample of independent draws; 5.4 of them: 54 comparisons
    let (paths, bound) = (40_000, 5.4 * 1.02 / 200.0);
    for sampler in [Sampler::Random, Sampler::LatinHypercube, Sampler::Sobol] {
        for rho in CORRELATIONS {
            let error = spearman_error(sampler, rho, paths);
            assert!(error < bound, "{}, rho {rho}: {error}", sampler.name());
        }
    }
}

#[test]
fn discrete_quantiles_jump_where_the_weights_add_up() {
    let family = Family::discrete(vec![5.0, -1.0, 2.0], vec![3.0, 1.0, 4.0]).expect("allowed");
    let whole = Distribution::new(family.clone(), f64::NEG_INFINITY, f64::INFINITY);
    let upper = Distribution::new(family, 0.0, 9.0);
    for (distribution, jumps) in [
        (whole, vec![(-1.0, 0.125), (2.0, 0.625), (5.0, 1.0)]),
        (upper, vec![(2.0, 4.0 / 7.0), (5.0, 1.0)]),
    ] {
        let distribution = distribution.expect("some mass");
        let step = 1e-12;
        let mut from = 0.0;
        for (value, to) in jumps {
            assert_eq!(distribution.quantile(from + step), value);
            assert_eq!(distribution.quantile(to - step), value);
            from = to;
        }
    }
}

#[test]
fn exact_laws_of_sums_are_gamma_laws_where_there_is_no_quota() {
    // cv, people; a shape of the sum below 1 has an infinite density at 0, where a lattice is coarse
    for (cv, people) in [
        (1.2, 3.0),
        (2.0, 17.0),
        (0.5, 100.0),
        (1.0, 1e4),
        (1.2, 1e6),
    ] {
        let demand = CappedGamma::new(250.0, cv, 400.0);
        let exact = |x: f64| gamma_p(people * demand.shape, x.max(0.0) / demand.scale);
        let law = SumLaw::new(&demand, people, Part::Demand, 16);
        let found = law
            .points()
            .map(|(x, at_most)| f64::abs(at_most - exact(x)))
            .fold(0.0, f64::max);
        assert!(found < 5e-5, "cv {cv}, {people} people: {found:e}");
    }
}
