use super::*;
use crate::random::distribution::{Family, Kind};
use crate::random::test_support::kolmogorov_fits;

const SAMPLERS: [Sampler; 3] = [Sampler::Random, Sampler::LatinHypercube, Sampler::Sobol];

fn input(name: &str, dimension: u32) -> InputSpec {
    let family = match dimension % 3 {
        0 => Family::normal(0.0, 1.0),
        1 => Family::from_interval(Kind::Positive, 1.0, 3.0),
        _ => Family::beta(0.3, 0.1),
    };
    let distribution =
        Distribution::new(family.expect("allowed"), f64::NEG_INFINITY, f64::INFINITY)
            .expect("some mass");
    InputSpec {
        key_hash: hash_text(name),
        dimension,
        distribution,
    }
}

fn five() -> Vec<InputSpec> {
    ["price", "churn", "share", "growth", "noise"]
        .into_iter()
        .zip(0..)
        .map(|(name, dimension)| input(name, dimension))
        .collect()
}

fn drawn(sampler: &InputSampler, inputs: usize, first_path: u32, count: usize) -> Vec<f64> {
    let mut out = vec![f64::NAN; inputs * count];
    sampler.fill(first_path, count, &mut out);
    out
}

#[test]
fn draws_do_not_depend_on_the_place_of_an_input_in_the_list() {
    for kind in SAMPLERS {
        let forward =
            InputSampler::new(kind, 7, five(), &[(0, 1, 0.5), (1, 4, 0.3)]).expect("allowed");
        let reversed: Vec<InputSpec> = five().into_iter().rev().collect();
        let backward =
            InputSampler::new(kind, 7, reversed, &[(4, 3, 0.5), (0, 3, 0.3)]).expect("allowed");
        let (forward, backward) = (drawn(&forward, 5, 900, 300), drawn(&backward, 5, 900, 300));
        for place in 0..5 {
            assert_eq!(
                forward[place * 300..][..300],
                backward[(4 - place) * 300..][..300],
                "{}",
                kind.name()
            );
        }
    }
}

#[test]
fn draws_do_not_depend_on_other_inputs_or_on_correlations_between_them() {
    for kind in SAMPLERS {
        let all = InputSampler::new(kind, 7, five(), &[(0, 1, 0.5)]).expect("allowed");
        let more =
            InputSampler::new(kind, 7, five(), &[(0, 1, 0.5), (2, 3, 0.8)]).expect("allowed");
        let alone = InputSampler::new(kind, 7, vec![input("noise", 4)], &[]).expect("allowed");
        let (all, more, alone) = (
            drawn(&all, 5, 0, 50),
            drawn(&more, 5, 0, 50),
            drawn(&alone, 1, 0, 50),
        );
        assert_eq!(all[200..], alone);
        assert_eq!(all[..100], more[..100]);
        assert_ne!(all[100..200], more[100..200]);
    }
}

#[test]
fn draws_do_not_depend_on_how_paths_are_cut_into_blocks() {
    for kind in SAMPLERS {
        let sampler = InputSampler::new(kind, 7, five(), &[(2, 1, -0.5)]).expect("allowed");
        let whole = drawn(&sampler, 5, 0, 2200);
        for (first, count) in [(0, 256), (768, 256), (999, 2), (1900, 300), (5, 0)] {
            let block = drawn(&sampler, 5, u32::try_from(first).expect("small"), count);
            for place in 0..5 {
                assert_eq!(
                    block[place * count..][..count],
                    whole[place * 2200 + first..][..count]
                );
            }
        }
    }
}

#[test]
fn marginals_follow_their_distributions_and_scores_have_the_correlation_asked_for() {
    let count = 20_000;
    for kind in SAMPLERS {
        let specs = five();
        let sampler = InputSampler::new(kind, 11, specs.clone(), &[(0, 3, 0.6), (3, 1, -0.4)])
            .expect("allowed");
        let out = drawn(&sampler, 5, 0, count);
        let mut scores = Vec::new();
        for (spec, values) in specs.iter().zip(out.chunks(count)) {
            let uniforms: Vec<f64> = values
                .iter()
                .map(|&value| spec.distribution.cdf(value))
                .collect();
            assert!(kolmogorov_fits(uniforms.iter().copied()), "{}", kind.name());
            scores.push(
                uniforms
                    .into_iter()
                    .map(normal_quantile)
                    .collect::<Vec<f64>>(),
            );
        }
        for (i, j, rho) in [(0, 3, 0.6), (3, 1, -0.4), (0, 1, 0.0), (2, 4, 0.0)] {
            let product: f64 = scores[i].iter().zip(&scores[j]).map(|(a, b)| a * b).sum();
            let found = product / f64::from(20_000);
            // Standard error √((1 + ρ²)/n) of an independent sample; 5 of them are exceeded with a chance below 1e-6.
            assert!(
                (found - rho).abs() < 5.0 * (1.36_f64 / 20_000.0).sqrt(),
                "{}: {found} for {rho}",
                kind.name()
            );
        }
    }
}

#[test]
fn stratified_samplers_have_far_less_error_in_a_mean_than_random_draws() {
    let error = |kind| {
        let sampler = InputSampler::new(kind, 3, vec![input("price", 0)], &[]).expect("allowed");
        let sum: f64 = drawn(&sampler, 1, 0, 2000).iter().sum();
        (sum / 2000.0).abs()
    };
    // A random mean errs by 1/√2000 = 0.022; stratified ones by some 0.0005.
    assert!(error(Sampler::LatinHypercube) < 0.003 && error(Sampler::Sobol) < 0.003);
}

#[test]
fn inputs_that_cannot_be_sampled_together_are_errors_that_name_places_in_the_list() {
    let with = |correlations: &[(usize, usize, f64)]| {
        InputSampler::new(Sampler::Random, 1, five(), correlations).err()
    };
    let rho = 0.9;
    let contradiction = with(&[(1, 2, rho), (2, 4, rho), (1, 4, -rho)]);
    assert!(
        matches!(
            contradiction,
            Some(SamplerError::Copula(CopulaError::NotPositiveDefinite {
                row: 1 | 2 | 4
            }))
        ),
        "{contradiction:?}"
    );
    assert_eq!(
        with(&[(1, 9, 0.5)]),
        Some(CopulaError::Unknown { input: 9, count: 5 }.into())
    );
    assert_eq!(
        with(&[(3, 3, 0.5)]),
        Some(CopulaError::Itself { input: 3 }.into())
    );
    let mut shared = five();
    shared[4].dimension = 1;
    let found = InputSampler::new(Sampler::Sobol, 1, shared.clone(), &[]).err();
    assert_eq!(
        found,
        Some(SamplerError::SharedDimension {
            first: 1,
            second: 4
        })
    );
    assert!(InputSampler::new(Sampler::Random, 1, shared.clone(), &[]).is_ok());
}

#[test]
fn inputs_of_one_key_share_one_score() {
    for kind in SAMPLERS {
        let mut inputs = five();
        inputs[4] = InputSpec {
            distribution: inputs[4].distribution.clone(),
            ..inputs[0].clone()
        };
        let base = InputSampler::new(kind, 7, five(), &[(0, 1, 0.5)]).expect("allowed");
        let twins = InputSampler::new(kind, 7, inputs.clone(), &[(0, 1, 0.5)]).expect("allowed");
        let (base, twins) = (drawn(&base, 5, 0, 200), drawn(&twins, 5, 0, 200));
        assert_eq!(base[..200], twins[..200], "a twin moves nothing");
        let (first, last) = (&inputs[0].distribution, &inputs[4].distribution);
        for lane in 0..200 {
            let (one, other) = (first.cdf(twins[lane]), last.cdf(twins[800 + lane]));
            assert!((one - other).abs() < 1e-9, "{}", kind.name());
        }
    }
}

#[test]
fn samplers_keep_their_values() {
    let found = SAMPLERS.map(|kind| {
        let sampler = InputSampler::new(kind, 7, five(), &[(0, 1, 0.5)]).expect("allowed");
        let out = drawn(&sampler, 5, 1003, 1);
        [out[0], out[1], out[4]]
    });
    let expected: [[f64; 3]; 3] = [
        [
            0.504_181_817_566_921_6,
            0.899_629_054_019_808,
            1.921_024_303_051_681_6,
        ],
        [
            -0.393_324_405_068_614_2,
            1.515_333_650_305_404_2,
            1.361_469_883_071_161_1,
        ],
        [
            0.875_936_804_969_706_5,
            2.278_932_918_031_997_7,
            0.651_541_550_061_167,
        ],
    ];
    for (found, expected) in found.iter().flatten().zip(expected.iter().flatten()) {
        assert!(
            (found / expected - 1.0).abs() < 1e-12,
            "found {found:?}, expected {expected:?}"
        );
    }
}
