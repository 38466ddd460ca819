//! Published figures, each with its source, against what the program computes.
//!
//! Known answers of Philox (`salmon-2011`) and the first points of Sobol' sequences (`joe-kuo-2008`) stand beside their code in `src/random`.

use std::f64::consts::PI;

use tiercast::engine::coverage::{CappedGamma, Moments};
use tiercast::random::distribution::{Distribution, Family};
use tiercast::random::sampler::{InputSampler, InputSpec, Sampler};
use tiercast::random::sobol::Sequence;
use tiercast::random::stream::Cell;
use tiercast::summary::sensitivity::{Indices, Swapped};

use crate::oracle::{close, cohort, survival};

/// Projections of Fader & Hardie (2007) and Fader et al. (2018) from the first seven renewals,
/// in percent, years 0 to 12.
#[test]
fn published_retention_projections_are_reproduced() {
    let cases = [
        (
            "{ sbg = { alpha = 0.7041, beta = 1.182 } }",
            [
                100.0, 62.6706, 47.3819, 38.7974, 33.2068, 29.2347, 26.2456, 23.9024, 22.0085,
                20.4411, 19.119, 17.9865, 17.0037,
            ],
        ),
        (
            "{ sbg = { alpha = 0.6681, beta = 3.8061 } }",
            [
                100.0, 85.0679, 74.6859, 66.9789, 60.9919, 56.1834, 52.2216, 48.8906, 46.044,
                43.578, 41.4172, 39.5055, 37.7999,
            ],
        ),
        (
            "{ bdw = { alpha = 0.4556, beta = 0.7793, c = 1.2835 } }",
            [
                100.0, 63.1064, 46.7445, 38.1544, 32.7704, 29.027, 26.2447, 24.0791, 22.3353,
                20.8945, 19.6796, 18.6381, 17.7331,
            ],
        ),
        (
            "{ bdw = { alpha = 0.2143, beta = 1.4266, c = 1.7236 } }",
            [
                100.0, 86.9424, 74.0365, 65.5289, 59.6162, 55.233, 51.82, 49.0637, 46.7752,
                44.8338, 43.1582, 41.6916, 40.393,
            ],
        ),
    ];
    for (retention, published) in cases {
        let left = survival(&cohort(retention), 12);
        for (year, (left, published)) in left.iter().zip(published).enumerate() {
            // the parameters are printed with four digits: 0.02 points
            assert!(
                (100.0 * left - published).abs() < 0.02,
                "{retention}, year {year}: {} against {published}",
                100.0 * left
            );
        }
    }
}

/// Subscribers left after each of the first seven renewals, of 1 000 (`fader-hardie-2007`, `fader-2018`).
const REGULAR: [f64; 8] = [1000.0, 631.0, 468.0, 382.0, 326.0, 289.0, 262.0, 241.0];
const HIGH_END: [f64; 8] = [1000.0, 869.0, 743.0, 653.0, 593.0, 551.0, 517.0, 491.0];

/// The logarithm of the probability of the data.
fn log_likelihood(left: [f64; 8], retention: &str) -> f64 {
    let survival = survival(&cohort(retention), 7);
    let lost = (0..7)
        .map(|year| (left[year] - left[year + 1]) * (survival[year] - survival[year + 1]).ln());
    lost.sum::<f64>() + left[7] * survival[7].ln()
}

#[test]
fn published_fits_of_retention_have_the_printed_likelihood_which_is_the_largest() {
    type Retention = fn([f64; 3]) -> String;
    let sbg: Retention =
        |[alpha, beta, _]| format!("{{ sbg = {{ alpha = {alpha}, beta = {beta} }} }}");
    let bdw: Retention =
        |[alpha, beta, c]| format!("{{ bdw = {{ alpha = {alpha}, beta = {beta}, c = {c} }} }}");
    let cases = [
        (REGULAR, sbg, [0.7041, 1.182, 0.0], -1680.2652),
        (HIGH_END, sbg, [0.6681, 3.8061, 0.0], -1611.1581),
        (REGULAR, bdw, [0.4556, 0.7793, 1.2835], -1679.6028),
        (HIGH_END, bdw, [0.2143, 1.4266, 1.7236], -1605.3142),
    ];
    for (left, retention, fitted, printed) in cases {
        let found = log_likelihood(left, &retention(fitted));
        // printed with four digits; chance in a cohort of 10¹⁰ moves it by some 1e-4
        assert!((found - printed).abs() < 2e-3, "{found} against {printed}");
        for parameter in 0..3 {
            for factor in [0.95, 1.05] {
                let mut other = fitted;
                other[parameter] *= factor;
                if other == fitted {
                    continue;
                }
                let lower = log_likelihood(left, &retention(other));
                assert!(lower < found - 5e-3, "{other:?}: {lower} against {found}");
            }
        }
    }
}

/// Shares of those up for it who renewed, at the first three renewals, failed payments included (`RevenueCat`, *State of
/// Subscription Apps 2026*).
const MONTHLY: [f64; 3] = [0.532, 0.708, 0.774];
const YEARLY: [f64; 3] = [0.252, 0.5, 0.625];

#[test]
fn published_renewals_are_those_of_a_table_after_failed_payments_are_divided_out() {
    use crate::common::{PLAIN, scenario, simulate};
    let keep = 1.0 - 0.05 * 0.4;
    for (renewals, period) in [(MONTHLY, 1), (YEARLY, 12)] {
        let churn = renewals.map(|renewed| (1.0 - renewed / keep).to_string());
        let text = PLAIN
            .replace(
                "[signups.trend.constant]\nlevel = 2_000_000_000",
                "[signups.trend.series]\nvalues = [20_000_000_000, 0]",
            )
            .replace("conversion = [0.05, 0.02]", "conversion = [0.5, 0]")
            .replace("winback = 0.03", "winback = 0")
            .replace("price = 30\n", &format!("price = 30\nperiod = {period}\n"))
            .replace("months = 14", "months = 37")
            .replace(
                "{ constant = { churn = 0.2 } }",
                &format!("{{ table = {{ churn = [{}] }} }}", churn.join(", ")),
            );
        let left = survival(&simulate(&scenario(&text), 256, 1), 3 * period);
        for (renewal, renewed) in renewals.into_iter().enumerate() {
            let share = left[(renewal + 1) * period] / left[renewal * period];
            close(share, renewed, "renewed");
        }
    }
}

#[test]
fn published_renewals_are_near_an_sbg_with_the_polarization_that_the_scenarios_use() {
    // polarization as in scenarios/startup.toml and scenarios/kling-global.toml
    for (renewals, polarization, tolerance) in [(MONTHLY, 0.4, 0.03), (YEARLY, 0.34, 0.01)] {
        let first_churn = 1.0 - renewals[0];
        let left = survival(
            &cohort(&format!(
                "{{ sbg = {{ first_churn = {first_churn}, polarization = {polarization} }} }}"
            )),
            12,
        );
        for (renewal, renewed) in renewals.into_iter().enumerate() {
            let share = left[renewal + 1] / left[renewal];
            assert!(
                (share - renewed).abs() < tolerance,
                "renewal {}: {share} against {renewed}",
                renewal + 1
            );
        }
        if renewals == MONTHLY {
            // after twelve months 9.5 % are left, of AI apps 6.1 %: those who stay do not grow quite as loyal
            assert!((left[12] - 0.095).abs() < 0.035, "{}", left[12]);
            assert!(left[12] > 0.061);
        }
    }
}

/// Mean, cv, quota; probability of passing the quota, mean and sd of the credits used and of
/// the overage, their covariance (computed independently by quadrature).
#[expect(clippy::unreadable_literal, reason = "as computed, digit by digit")]
const CAPPED: [[f64; 9]; 4] = [
    [
        412.0,
        1.2,
        660.0,
        0.20701277086811978,
        302.6411190232651,
        243.74503388337223,
        109.3588809767349,
        326.89292405554613,
        39080.367330713925,
    ],
    [
        262.0,
        1.2,
        660.0,
        0.09967234882988443,
        227.65189364593041,
        214.9866842624806,
        34.348106354069586,
        151.41799137536083,
        14850.338739030172,
    ],
    [
        940.0,
        1.0,
        3000.0,
        0.04111059677231132,
        901.3560390340274,
        806.3763876038438,
        38.64396096597261,
        266.75323971207723,
        81099.9153090432,
    ],
    [
        50.0,
        2.0,
        20.0,
        0.391661154271034,
        10.18164803985974,
        8.873240494491535,
        39.81835196014026,
        95.60002309149715,
        390.9505940173979,
    ],
];

#[test]
fn capped_gamma_has_the_moments_of_its_closed_form() {
    for [
        mean,
        cv,
        quota,
        over,
        used,
        used_sd,
        overage,
        overage_sd,
        covariance,
    ] in CAPPED
    {
        let demand = CappedGamma::new(mean, cv, quota);
        let split = demand.split();
        let exact = |found: f64, expected: f64, what: &str| {
            assert!(
                ((found - expected) / expected).abs() < 1e-9,
                "{what}: found {found}, expected {expected}"
            );
        };
        exact(split.over, over, "probability of passing the quota");
        exact(demand.covered(), used / mean, "share covered");
        let (within, beyond) = (split.within, split.beyond);
        exact((1.0 - over) * within.mean + over * quota, used, "mean used");
        exact(over * beyond.mean, overage, "mean overage");
        let square = |moments: Moments| moments.sd.powi(2) + moments.mean.powi(2);
        let used_square = (1.0 - over) * square(within) + over * quota * quota;
        exact((used_square - used * used).sqrt(), used_sd, "sd used");
        exact(
            (over * square(beyond) - overage * overage).sqrt(),
            overage_sd,
            "sd overage",
        );
        exact(
            over * quota * beyond.mean - used * overage,
            covariance,
            "covariance",
        );
    }
}

/// Mean and variance of a function of some uniform inputs, by scrambled Sobol' points.
fn moments(bounds: (f64, f64), inputs: usize, function: impl Fn(&[f64]) -> f64) -> (f64, f64) {
    const PATHS: usize = 1 << 15;
    let family = Family::uniform(bounds.0, bounds.1).expect("a uniform");
    let uniform = Distribution::new(family, bounds.0, bounds.1).expect("some mass");
    let specs = (0..).take(inputs).map(|dimension| InputSpec {
        key_hash: u64::from(dimension) + 1,
        dimension,
        distribution: uniform.clone(),
    });
    let sampler = InputSampler::new(Sampler::Sobol, 3, specs.collect(), &[]);
    let mut drawn = vec![0.0; inputs * PATHS];
    sampler.expect("inputs apart").fill(0, PATHS, &mut drawn);
    let values: Vec<f64> = (0..PATHS)
        .map(|path| {
            let point: Vec<f64> = (0..inputs)
                .map(|input| drawn[input * PATHS + path])
                .collect();
            function(&point)
        })
        .collect();
    let mean = values.iter().sum::<f64>() / PATHS as f64;
    let squares = values.iter().map(|value| (value - mean).powi(2));
    (mean, squares.sum::<f64>() / PATHS as f64)
}

/// The test functions of `ishigami-homma-1990` and of `saltelli-sobol-1995`, whose moments are known.
#[test]
fn sobol_points_find_the_published_variances_of_test_functions() {
    let (mean, variance) = moments((-PI, PI), 3, |x| {
        x[0].sin() + 7.0 * x[1].sin().powi(2) + 0.1 * x[2].powi(4) * x[0].sin()
    });
    assert!((mean - 3.5).abs() < 1e-3, "{mean}");
    assert!(
        (variance / 13.844_587_940_719_254 - 1.0).abs() < 1e-3,
        "{variance}"
    );
    let weights = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];
    let (mean, variance) = moments((0.0, 1.0), 8, |x| {
        let factors = x.iter().zip(weights);
        factors
            .map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a))
            .product()
    });
    assert!((mean - 1.0).abs() < 1e-3, "{mean}");
    assert!(
        (variance / 0.465_424_431_902_206_7 - 1.0).abs() < 1e-3,
        "{variance}"
    );
}

/// What Ishigami and Homma's function and Sobol's G take and give, their first-order and total indices (`saltelli-2008`), and the sizes
/// of their inputs.
struct Published {
    bounds: (f64, f64),
    function: fn(&[f64]) -> f64,
    first: &'static [f64],
    total: &'static [f64],
}

const ISHIGAMI: Published = Published {
    bounds: (-PI, PI),
    function: |x| x[0].sin() + 7.0 * x[1].sin().powi(2) + 0.1 * x[2].powi(4) * x[0].sin(),
    first: &[0.313_905_19, 0.442_411_14, 0.0],
    total: &[0.557_588_86, 0.442_411_14, 0.243_683_66],
};

const G: Published = Published {
    bounds: (0.0, 1.0),
    function: |x| {
        let weights = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];
        let factors = x.iter().zip(weights);
        factors
            .map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a))
            .product()
    },
    first: &[
        0.716_192, 0.179_048, 0.023_676, 0.007_162, 7.2e-5, 7.2e-5, 7.2e-5, 7.2e-5,
    ],
    total: &[
        0.787_144, 0.242_198, 0.034_317, 0.010_46, 1.05e-4, 1.05e-4, 1.05e-4, 1.05e-4,
    ],
};

/// The indices of a function from so many rows of scrambled Sobol' points.
fn indices(published: &Published, rows: usize, seed: u64) -> Indices {
    let inputs = published.first.len();
    let (low, high) = published.bounds;
    let columns: Vec<Vec<f64>> = (0..)
        .take(2 * inputs)
        .map(|dimension| {
            let mut column = vec![0.0; rows];
            Sequence::new(dimension, seed, 0).fill(0, &mut column);
            column.iter().map(|u| low + (high - low) * u).collect()
        })
        .collect();
    let values = |is_from_b: &dyn Fn(usize) -> bool| -> Vec<f64> {
        let place = |input: usize| input + if is_from_b(input) { inputs } else { 0 };
        let point = |row: usize| -> Vec<f64> {
            (0..inputs)
                .map(|input| columns[place(input)][row])
                .collect()
        };
        (0..rows)
            .map(|row| (published.function)(&point(row)))
            .collect()
    };
    let swapped: Vec<Vec<f64>> = (0..inputs)
        .map(|factor| values(&|input| input == factor))
        .collect();
    let swapped: Vec<&[f64]> = swapped.iter().map(Vec::as_slice).collect();
    let resamples: Vec<Vec<f64>> = (0..500)
        .map(|resample| {
            let mut uniforms = vec![0.0; rows];
            Cell::new(seed, 1, resample, 0).fill(0, &mut uniforms);
            uniforms
        })
        .collect();
    Swapped::new(&values(&|_| false), &values(&|_| true), &swapped)
        .indices(&resamples)
        .expect("a spread")
}

#[test]
fn published_indices_of_ishigami_and_g_are_within_their_intervals() {
    for published in [&ISHIGAMI, &G] {
        let (mut held, mut all) = (0, 0);
        for seed in 0..40 {
            let found = indices(published, 1024, seed);
            let truths = published.first.iter().zip(published.total);
            for (index, (first, total)) in found.factors.iter().zip(truths) {
                for (share, truth) in [(index.first, *first), (index.total, *total)] {
                    held += i32::from(share.low <= truth && truth <= share.high);
                    all += 1;
                }
            }
        }
        // 95 % are expected if rows were independent; Sobol' points are more even than that
        assert!(
            held * 100 >= 93 * all,
            "{held} of {all} intervals hold the published index"
        );
    }
}

#[test]
fn published_indices_of_ishigami_and_g_are_found_with_more_points() {
    for published in [&ISHIGAMI, &G] {
        let found = indices(published, 1 << 15, 1);
        for (place, index) in found.factors.iter().enumerate() {
            let pairs = [
                (index.first.value, published.first[place]),
                (index.total.value, published.total[place]),
            ];
            for (value, truth) in pairs {
                assert!(
                    (value - truth).abs() < 0.005,
                    "{place}: {value}, expected {truth}"
                );
            }
        }
    }
}
